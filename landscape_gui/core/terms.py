"""Building expression graphs: nodes, a builder that shares equal ones, and terms that read like arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

INPUT, CONSTANT = "input", "constant"


@dataclass(frozen=True, slots=True)
class Node:
    """One node: an input or a constant (no inputs), or an operation on earlier nodes given by their indices.

    Attributes:
        word: the function's name as the user typed it, where that is not the one it is usually printed with.
    """

    operation: str
    inputs: tuple[int, ...] = ()
    value: float = 0.0
    name: str = ""
    word: str = ""


@dataclass(slots=True)
class Builder:
    """Grows a list of nodes in evaluation order; adding an equal node returns the index of the first one."""

    nodes: list[Node] = field(default_factory=list)
    _known: dict[tuple[object, ...], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for index, node in enumerate(self.nodes):
            self._known.setdefault(_identity(node), index)

    def add(self, node: Node) -> int:
        """Index of ``node``, shared with an equal earlier one."""
        index = self._known.setdefault(_identity(node), len(self.nodes))
        if index == len(self.nodes):
            self.nodes.append(node)
        return index

    def constant(self, value: float) -> int:
        """Index of the constant ``value``."""
        return self.add(Node(CONSTANT, value=float(value)))

    def term(self, index: int) -> Term:
        """The node at ``index`` as a term."""
        return Term(self, index)

    def lift(self, value: Term | float) -> Term:
        """``value`` as a term of this builder."""
        return value if isinstance(value, Term) else Term(self, self.constant(value))


def _identity(node: Node) -> tuple[object, ...]:
    if node.operation == CONSTANT:
        return CONSTANT, float(node.value).hex()
    if node.operation == INPUT:
        return INPUT, node.name
    return node.operation, node.inputs


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A node of a growing graph; arithmetic on terms adds nodes and leaves out what cannot matter (1·a, a + 0, 0·a)."""

    builder: Builder
    index: int

    @property
    def constant(self) -> float | None:
        """The value where this term is a constant, else None."""
        node = self.builder.nodes[self.index]
        return node.value if node.operation == CONSTANT else None

    def __add__(self, other: Term | float) -> Term:
        other = self.builder.lift(other)
        if self.constant == 0.0:
            return other
        return self if other.constant == 0.0 else apply("add", self, other)

    __radd__ = __add__

    def __sub__(self, other: Term | float) -> Term:
        other = self.builder.lift(other)
        if other.constant == 0.0:
            return self
        return -other if self.constant == 0.0 else apply("sub", self, other)

    def __rsub__(self, other: float) -> Term:
        return self.builder.lift(other) - self

    def __mul__(self, other: Term | float) -> Term:
        other = self.builder.lift(other)
        for one, rest in ((self, other), (other, self)):
            if one.constant == 0.0:
                return one
            if one.constant == 1.0:
                return rest
            if one.constant == -1.0:
                return -rest
        return apply("mul", self, other)

    __rmul__ = __mul__

    def __truediv__(self, other: Term | float) -> Term:
        other = self.builder.lift(other)
        return self if other.constant == 1.0 or self.constant == 0.0 else apply("div", self, other)

    def __rtruediv__(self, other: float) -> Term:
        return self.builder.lift(other) / self

    def __pow__(self, other: Term | float) -> Term:
        other = self.builder.lift(other)
        if other.constant == 0.0:
            return self.builder.lift(1.0)
        return self if other.constant == 1.0 else apply("pow", self, other)

    def __neg__(self) -> Term:
        if self.constant is not None:
            return self.builder.lift(-self.constant)
        return apply("neg", self)


def apply(operation: str, *terms: Term) -> Term:
    """The result of ``operation`` on ``terms``, folded where all are constants."""
    from landscape_gui.core.operations import OPERATIONS  # the table's own rules are written with apply

    builder = terms[0].builder
    values = [term.constant for term in terms]
    if all(value is not None for value in values):
        with np.errstate(all="ignore"):
            return builder.lift(float(OPERATIONS[operation].value(*map(np.float64, values))))
    return Term(builder, builder.add(Node(operation, tuple(term.index for term in terms))))
