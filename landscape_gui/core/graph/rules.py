"""Local derivatives as numbers, from the rules of the operation table."""

from __future__ import annotations

from collections.abc import Sequence

from landscape_gui.core.operations import OPERATIONS
from landscape_gui.core.terms import Builder, Node, Term


def local_derivatives(operation: str, inputs: Sequence[float], output: float) -> tuple[float, ...]:
    """Derivative of ``operation`` by each of its inputs, at their values and that of the result.

    The rules of the table are written for terms; terms that are constants fold to numbers at once.
    """
    entry = OPERATIONS[operation]
    if not entry.derivatives:
        return (0.0,) * entry.arity
    builder = _Scratch()
    terms = [builder.lift(value) for value in (*inputs, output)]
    return tuple(_number(rule(*terms)) for rule in entry.derivatives)


class _Scratch(Builder):
    """A builder of numbers for one use, which need not find equal ones."""

    def add(self, node: Node) -> int:
        self.nodes.append(node)
        return len(self.nodes) - 1


def _number(result: Term | float) -> float:
    if not isinstance(result, Term):
        return float(result)
    value = result.constant
    assert value is not None, "a rule on constants is a constant"
    return value
