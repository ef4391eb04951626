"""The next step of a walk as a question: which number is asked for, how it is calculated, what mistakes would give."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from landscape_gui.core.errors import FormulaError
from landscape_gui.core.expression import parse
from landscape_gui.core.graph.arithmetic import DOT
from landscape_gui.core.graph.entries import backward_entry, forward_entry, whole_product
from landscape_gui.core.graph.networkgraph import NetworkGraph
from landscape_gui.core.graph.records import (
    ALONG,
    INSIDE,
    SHARE,
    Arithmetic,
    BackwardStep,
    ForwardStep,
    NeuronNode,
    TangentStep,
    Value,
)
from landscape_gui.core.graph.walk import SeedStep, UpdateStep, Walk
from landscape_gui.core.writtenrule import WrittenStep

VALUE, SEED, GRADIENT, DELTA, PARAMETER_SHARE, TANGENT, UPDATED = (
    "value", "seed", "gradient", "delta", "share", "tangent", "updated",
)  # fmt: skip
"""Kinds of questions."""

SIGN, ALONE, UPSTREAM, LOCAL, OWN, SUM, UPHILL, CHANGE, MOVE = (
    "sign", "alone", "upstream", "local", "own", "sum", "uphill", "change", "move",
)  # fmt: skip
"""Mistakes that are recognised: the other sign; one path's contribution without what was there; only what comes from
above; only the local derivative; a factor's own value in place of the other's; a neuron's sum without its activation;
a step up the slope; the change of a parameter in place of its new value, or what is subtracted."""

DIGITS = 4
"""Significant digits of numbers on screen."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is asked before a step.

    Attributes:
        kind: what it is a question about, one of ``VALUE``, ….
        node: whose number it is; target: the node a gradient comes through, else the same; -1 for an update.
        name: of a parameter that is no node, as a neuron's weight or the parameter of an update; else "".
        answer: the number, NaN where a shape is asked for.
        calculations: how it comes about, the last one giving the answer; none where there is nothing to calculate. Of
            a shape, the calculation of the whole array.
        shown: what comes out of the numbers as they stand on screen, rounded; NaN where that is not known.
        before: what has reached the node on other paths already, 0 where nothing has.
        shape: the answer where it is a shape; entry: the place of the number in its array, () for a number.
        slips: mistake -> the number it gives.
        written: the whole step of an update.
    """

    kind: str
    node: int
    target: int
    name: str
    answer: float
    calculations: tuple[Arithmetic, ...] = ()
    shown: float = float("nan")
    before: float = 0.0
    shape: tuple[int, ...] | None = None
    entry: tuple[int, ...] = ()
    slips: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    written: WrittenStep | None = None


@dataclass(frozen=True, eq=False)
class Questions:
    """The questions of a walk.

    Attributes:
        walk: whose steps are asked about.
        written: writes the update of a parameter by its number; names: of the parameters. Without it no update is
            asked for.
    """

    walk: Walk
    written: Callable[[int], WrittenStep] | None = None
    names: Sequence[str] = ()

    def at(self, cursor: int) -> Question | None:
        """The question about the step from ``cursor`` to the next; None where there is none, or no finite answer."""
        found = self._found(cursor)
        return None if found is None else _completed(found)

    def asks(self, cursor: int) -> bool:
        """Whether there is a question at ``cursor``, found out quickly."""
        step = self.walk.steps[cursor] if 0 <= cursor < self.walk.length else None
        if isinstance(step, BackwardStep):
            return bool(np.ndim(step.after)) or bool(np.isfinite(step.after))
        return step is not None and self._found(cursor) is not None

    def _found(self, cursor: int) -> Question | None:
        """The question without what takes time."""
        if not 0 <= cursor < self.walk.length:
            return None
        step = self.walk.steps[cursor]
        if isinstance(step, ForwardStep):
            found = self._value(step, cursor)
        elif isinstance(step, TangentStep):
            found = Question(TANGENT, step.node, step.node, "", step.tangent, (step.arithmetic,))
        elif isinstance(step, SeedStep):
            found = Question(SEED, step.node, step.node, "", 1.0)
        elif isinstance(step, BackwardStep):
            found = self._backward(step, cursor)
        else:
            found = self._update(step)
        can_be_asked = found is not None and (found.shape is not None or np.isfinite(found.answer))
        return found if can_be_asked else None

    def known(self, cursor: int) -> dict[str, float]:
        """Numbers that have a name at ``cursor``, by names that can be typed."""
        values = self.walk.moment(cursor).values
        found = {}
        for node, value in zip(self.walk.graph.nodes, values, strict=True):
            if value is not None and np.ndim(value) == 0 and node.name.isidentifier():
                found[node.name] = float(value)
        return found

    def _value(self, step: ForwardStep, cursor: int) -> Question | None:
        node = self.walk.graph.nodes[step.node]
        asked = Question(VALUE, step.node, step.node, "", float("nan"), step.lines)
        if np.ndim(step.value) or any(np.ndim(one) for line in step.lines for one in line.operands):
            graph = self.walk.graph
            assert isinstance(graph, NetworkGraph), "arrays belong to graphs of layers"
            return self._of_array(asked, step.value, cursor, lambda entry: forward_entry(graph, step, entry))
        slips = {}
        if isinstance(node, NeuronNode) and len(step.lines) > 1:
            slips[SUM] = float(step.lines[-2].result)
        return replace(asked, answer=float(step.value), slips=slips)

    def _backward(self, step: BackwardStep, cursor: int) -> Question | None:
        kinds = {ALONG: GRADIENT, INSIDE: DELTA, SHARE: PARAMETER_SHARE}
        node = step.source if step.kind == ALONG else step.target
        asked = Question(kinds[step.kind], node, step.target, step.name, float("nan"))
        if np.ndim(step.after) or np.ndim(step.local) or np.ndim(step.upstream):
            asked = replace(asked, calculations=(whole_product(step),))
            return self._of_array(asked, step.after, cursor, lambda entry: backward_entry(step, entry))
        upstream, local, before = float(step.upstream), float(step.local), float(step.before)
        calculation = Arithmetic(f"{{0}}{DOT}{{1}}", (upstream, local), float(step.after))
        if before != 0.0:
            calculation = Arithmetic(f"{{0}} + {{1}}{DOT}{{2}}", (before, upstream, local), float(step.after))
        slips = {UPSTREAM: upstream, LOCAL: local}
        if before != 0.0:
            slips = {ALONE: float(step.contribution)} | slips
        if step.kind == ALONG and self.walk.graph.nodes[step.target].operation == "mul":
            slips[OWN] = upstream * float(self.walk.graph.nodes[step.source].value)
        return replace(asked, answer=float(step.after), calculations=(calculation,), before=before, slips=slips)

    def _of_array(
        self, asked: Question, value: Value, cursor: int, calculated: Callable[[tuple[int, ...]], Arithmetic | None]
    ) -> Question | None:
        """One entry where its calculation is short, by turns with the shape."""
        shape = np.shape(value)
        size = max(1, int(np.prod(shape)))
        entry = tuple(int(i) for i in np.unravel_index(cursor % size, shape)) if shape else ()
        calculation, answer = calculated(entry), float(np.asarray(value)[entry])
        if calculation is not None and (size == 1 or cursor % 2 == 0) and np.isfinite(answer):
            return replace(asked, answer=answer, calculations=(calculation,), entry=entry)
        return replace(asked, shape=shape) if shape else None

    def _update(self, step: UpdateStep) -> Question | None:
        if self.written is None:
            return None
        name, made = self.names[step.first], self.written(step.first)
        lines = [Arithmetic(line.template, line.operands, line.result, line.symbol) for line in made.own]
        if not lines:
            return None
        old = next((a for line in made.own for s, a in zip(line.symbols, line.operands, strict=True) if s == "θ"), None)
        moved = None if old is None else made.theta - old
        slips = {} if old is None or moved is None else {UPHILL: old - moved, CHANGE: moved, MOVE: -moved}
        return Question(UPDATED, -1, -1, name, made.theta, tuple(lines), slips=slips, written=made)


def _completed(question: Question) -> Question:
    """With what comes out of rounded numbers, and with the mistakes that give another number than the answer."""
    if question.shape is not None:
        return question
    slips = {SIGN: -question.answer, **question.slips}
    wrong = {key: value for key, value in slips.items() if value != question.answer and np.isfinite(value)}
    return replace(question, shown=from_shown(question.calculations), slips=MappingProxyType(wrong))


def rounded(value: float, digits: int = DIGITS) -> float:
    """``value`` as it stands on screen."""
    return float(f"{value:.{digits - 1}e}")


def from_shown(calculations: Sequence[Arithmetic]) -> float:
    """The last result of ``calculations`` from rounded numbers, each taking those before it; NaN where unknown."""
    results: dict[float, float] = {}
    result = float("nan")
    for calculation in calculations:
        if any(np.ndim(operand) for operand in calculation.operands):
            return float("nan")
        operands = [results.get(float(operand), rounded(float(operand))) for operand in calculation.operands]
        result = evaluated(calculation.template, operands)
        results[float(calculation.result)] = rounded(result) if np.isfinite(result) else result
    return result


def evaluated(template: str, operands: Sequence[float]) -> float:
    """The number a calculation gives for other operands; NaN where its print form is no formula."""
    names = [f"n{place}" for place in range(len(operands))]
    text = template.replace("σ(", "sigmoid(")
    text = re.sub(r"\|(.+)\|", r"abs(\1)", text)
    text = re.sub(r"√(\{\d+\})", r"sqrt(\1)", text.replace("√(", "sqrt("))
    try:
        graph = parse(text.format(*names), names)
    except FormulaError:
        return float("nan")
    return float(graph.evaluate(dict(zip(names, operands, strict=True)))[graph.output])
