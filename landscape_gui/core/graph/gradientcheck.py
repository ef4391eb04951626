"""The derivatives of a tape checked by central differences, with a verdict in words for each.

A difference has two errors: it bends with the function (∝ h² for a central one), and it magnifies rounding (∝ 1/h). So
many steps are tried at once, and the one whose two errors together are estimated least is kept. The rounding of the
function is bounded as in running error analysis: a unit in the last place of every intermediate result times its
adjoint (Higham 2002, section 3.3).

A step across a kink mixes two slopes, and one out of the domain gives no number; both are found exactly, from the
values inside the graph at both ends of the step.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.errors import GraphError
from landscape_gui.core.graph.figures import figure
from landscape_gui.core.graph.tape import Tape
from landscape_gui.core.operations import OPERATIONS

Array = NDArray[np.float64]

AGREES, DIFFERS, KINK, UNDEFINED = "agrees", "differs", "kink", "undefined"
"""Verdicts."""

UNIT = 2.0**-53
"""Unit roundoff of float64."""
LEAST = 5e-324
"""The least number above 0: rounding among numbers too small for full precision."""
MOST_STEPS = 24
SURE = 20.0
"""An error that is so many times the estimate is an error of the derivative."""
CLOSE = 1e-7
"""A relative difference that is never called an error."""

_KINKS: dict[str, Callable[..., Array]] = {
    "abs": np.asarray,
    "relu": np.asarray,
    "leaky_relu": np.asarray,
    "sqrt": np.asarray,
    "min": np.subtract,
    "max": np.subtract,
}
"""Operation -> what of its inputs has another sign on the other side of its kink."""


@dataclass(frozen=True, slots=True)
class Check:
    """A derivative beside the difference that checks it.

    Attributes:
        name: the input; value: where it stands.
        exact: derivative by the tape; difference: central difference, NaN where there is none.
        step: half the distance of the two points, NaN without any; error: its estimated error.
        left, right: one-sided differences over the same step, for kinks; NaN where the side is not defined.
        absolute, relative: |difference − exact|, and over the larger of both (0 where both are 0).
        verdict: "agrees", "differs", "kink" or "undefined"; words: the same in a sentence.
    """

    name: str
    value: float
    exact: float
    difference: float
    step: float
    error: float
    left: float
    right: float
    verdict: str
    words: str

    @property
    def absolute(self) -> float:
        """Distance of difference and derivative."""
        return abs(self.difference - self.exact)

    @property
    def relative(self) -> float:
        """The distance over the larger of both."""
        larger = max(abs(self.difference), abs(self.exact))
        return self.absolute / larger if larger > 0.0 else 0.0 * self.absolute


def check_gradient(
    tape: Tape, names: Collection[str] | None = None, gradient: Mapping[str, float] | None = None
) -> tuple[Check, ...]:
    """Check derivatives of the tape's output by its inputs.

    Args:
        names: the inputs; those of ``tape.gradient`` where not told.
        gradient: derivatives to be checked, by name; the tape's own where not told.

    Raises:
        GraphError: there is no such input.
    """
    return tuple(checks(tape, names, gradient))


def checks(
    tape: Tape, names: Collection[str] | None = None, gradient: Mapping[str, float] | None = None
) -> Iterator[Check]:
    """The same, one after another. A step of one input is computed where the graph depends on it, and nowhere else."""
    leaves = {node.name: node for node in tape.nodes if not node.inputs}
    wanted = tuple(tape.gradient if names is None else names)
    for name in wanted:
        if name not in tape.inputs:
            raise GraphError(f"There is no input {name!r}; there are {', '.join(tape.inputs)}.")
    noise, trouble, users = rounding(tape), _trouble(tape), _users(tape)
    for name in wanted:
        points = points_of(tape.inputs[name], steps_to_try(tape.inputs[name]))
        values = _values(tape, leaves[name].index, points, users)
        exact = float(leaves[name].adjoint) if gradient is None else gradient[name]
        yield Trials(name, exact, points, values[tape.output], noise, _kinks(tape, values, points), trouble).check()


def rounding(tape: Tape) -> float:
    """Bound of the rounding error of the output, as it is computed from its inputs; infinite where it is not finite."""
    pairs = zip(tape.values, tape.adjoints, strict=True)
    total = sum((UNIT * abs(value) + LEAST) * abs(adjoint) for value, adjoint in pairs)
    return total if math.isfinite(total) else math.inf


def steps_to_try(value: float) -> list[float]:
    """Steps for an input at ``value``, each a tenth of the one before, down to where they are lost beside ``value``."""
    scale = max(1.0, abs(value)) if math.isfinite(value) else 1.0
    least = 1e-8 * (max(abs(value), 1e-100) if value != 0.0 and math.isfinite(value) else 1.0)
    count = min(MOST_STEPS, max(1, math.ceil(math.log10(scale / least)) - 1))
    return [scale * 10.0 ** -(k + 2) for k in range(count)]


def points_of(value: float, steps: Sequence[float]) -> Array:
    """(1 + 2k,) the value, then for each of the k steps the points left and right of it."""
    return np.array([value, *(point for step in steps for point in (value - step, value + step))])


def _users(tape: Tape) -> Sequence[Sequence[int]]:
    """By node: those that take it."""
    users: list[list[int]] = [[] for _ in tape.nodes]
    for node in tape.nodes:
        for source in dict.fromkeys(node.inputs):
            users[source].append(node.index)
    return users


def _values(tape: Tape, leaf: int, points: Array, users: Sequence[Sequence[int]]) -> Mapping[int, Array]:
    """(points,) values of the nodes that depend on the node ``leaf`` while it takes its ``points``, and the output."""
    nodes, known = tape.graph.nodes, tape.values
    values: dict[int, Array] = {leaf: points}
    waiting, seen = list(users[leaf]), set(users[leaf])
    heapq.heapify(waiting)
    with np.errstate(all="ignore"):
        while waiting:
            index = heapq.heappop(waiting)
            node = nodes[index]
            inputs = (values[i] if i in values else np.float64(known[i]) for i in node.inputs)
            values[index] = OPERATIONS[node.operation].value(*inputs)
            for user in users[index]:
                if user not in seen:
                    seen.add(user)
                    heapq.heappush(waiting, user)
    values.setdefault(tape.output, np.full(points.size, known[tape.output]))
    return values


@dataclass(frozen=True, slots=True, eq=False)
class Kink:
    """The kink nearest to a point: its words, whether the point lies on it, and which steps cross any kink."""

    words: str
    exactly: bool
    crossed: NDArray[np.bool_]


def nearest_kink(sides: Sequence[tuple[str, Array]], steps: int) -> Kink:
    """What the sides of all kinks say.

    Args:
        sides: words, and (..., 1 + 2k) signs of what changes its sign at a kink, at the points of ``points_of``.
        steps: their number k.
    """
    crossed = np.zeros(steps, dtype=np.bool_)
    words, exactly, least = "", False, 0
    for told, signs in sides:
        rows = signs.reshape(-1, signs.shape[-1])
        here = ((rows[:, 1::2] != rows[:, :1]) | (rows[:, 2::2] != rows[:, :1])).any(axis=0)
        crossed |= here
        if here.sum() > least:
            words, exactly, least = told, bool((rows[:, 0] == 0.0).any()), int(here.sum())
    return Kink(words, exactly, crossed)


def kink_along(tape: Tape, name: str, steps: Sequence[float]) -> Kink:
    """The kink nearest to the input ``name`` among those that ``steps`` to its left or right cross."""
    points, leaf = points_of(tape.inputs[name], steps), tape.index(name)
    return _kinks(tape, _values(tape, leaf, points, _users(tape)), points)


def _kinks(tape: Tape, values: Mapping[int, Array], points: Array) -> Kink:
    """The nearest of the kinks that any of the nodes with ``values`` has; all others stay where they are."""
    sides: list[tuple[str, Array]] = []
    for index in sorted(values):
        node = tape.nodes[index]
        if node.operation in _KINKS:
            inputs = (values[i] if i in values else np.float64(tape.values[i]) for i in node.inputs)
            with np.errstate(all="ignore"):
                signs = np.sign(_KINKS[node.operation](*inputs))
            sides.append((f"the kink of {node.label}", np.broadcast_to(signs, points.shape)))
    return nearest_kink(sides, points.size // 2)


def _trouble(tape: Tape) -> str:
    if math.isfinite(tape.value):
        return ""
    return tape.trouble.sentence if tape.trouble else "The output is not a finite number here."


class Trials:
    """All differences of one input, and what is to be said of them.

    Args:
        exact: the derivative to be checked.
        points: (1 + 2k,) of ``points_of``; outputs: (1 + 2k,) there.
        noise: size of the rounding error of the output.
        kink: what lies in the way; trouble: why the output is not finite, "" where it is.
    """

    def __init__(
        self, name: str, exact: float, points: Array, outputs: Array, noise: float, kink: Kink, trouble: str = ""
    ) -> None:
        self.name, self.exact, self.noise, self.trouble = name, exact, noise, trouble
        self.value = float(points[0])
        below, above = points[1::2], points[2::2]
        with np.errstate(all="ignore"):
            self.steps = (above - below) / 2.0
            self.left = (outputs[0] - outputs[1::2]) / (self.value - below)
            self.right = (outputs[2::2] - outputs[0]) / (above - self.value)
            self.central = (outputs[2::2] - outputs[1::2]) / (above - below)
        self.kink, self.exactly, self.crossed = kink.words, kink.exactly, kink.crossed
        self.good = np.isfinite(self.central) & np.isfinite(self.left) & ~self.crossed

    def check(self) -> Check:
        """The best difference and the verdict."""
        if self.good.any() and math.isfinite(self.exact):
            errors = self._errors()
            best = int(np.argmin(errors))
            verdict, words = self._compared(best, float(errors[best]))
            return self._record(best, float(self.central[best]), float(errors[best]), verdict, words)
        verdict, words, where = self._not_comparable()
        return self._record(where, math.nan, math.nan, verdict, words)

    def _record(self, where: int, difference: float, error: float, verdict: str, words: str) -> Check:
        step = float(self.steps[where]) if math.isfinite(difference) else math.nan
        left, right = (float(x) if math.isfinite(x) else math.nan for x in (self.left[where], self.right[where]))
        return Check(self.name, self.value, self.exact, difference, step, error, left, right, verdict, words)

    def _errors(self) -> Array:
        """Estimated error of each central difference; infinite for those that are no good."""
        errors = np.full(self.steps.size, np.inf)
        for k in np.flatnonzero(self.good):
            if k + 1 < self.steps.size and self.good[k + 1]:
                bend = abs(self.central[k] - self.central[k + 1])
            elif k > 0 and self.good[k - 1]:
                bend = abs(self.central[k] - self.central[k - 1]) / 100.0
            else:
                bend = abs(self.right[k] - self.left[k])
            # The middle of both points is off by the rounding of the larger one, where the slope has changed a little.
            turn = abs(self.right[k] - self.left[k]) * max(1.0, abs(self.value) / self.steps[k])
            errors[k] = bend + UNIT * turn + self.noise / self.steps[k]
        return errors

    def _compared(self, best: int, error: float) -> tuple[str, str]:
        difference = float(self.central[best])
        distance, larger = abs(difference - self.exact), max(abs(difference), abs(self.exact))
        if distance > max(SURE * error, CLOSE * larger):
            return DIFFERS, "They differ by far more than the error of the difference: this derivative is wrong."
        clear = ""
        if self.crossed.any():
            clear = f", by a step small enough to stay clear of {self.kink}"
        elif not self.good.all():
            clear = ", by a step small enough to stay where the formula is defined"
        if distance == 0.0:
            return AGREES, f"Both are {'0' if larger == 0.0 else 'equal'}{clear}."
        digits = math.floor(-math.log10(distance / larger))
        if distance > CLOSE * larger or digits < 1:
            return AGREES, f"They agree as closely as rounding lets a difference tell{clear}."
        return AGREES, f"They agree in {digits} digits{clear}."

    def _not_comparable(self) -> tuple[str, str, int]:
        """Verdict, words, and which step to show the slopes of."""
        where = int(np.argmin(np.abs(np.log10(self.steps / (1e-7 * max(1.0, abs(self.value)))))))
        if self.trouble:
            return UNDEFINED, self.trouble, where
        defined = [bool(np.isfinite(side).any()) for side in (self.left, self.right)]
        if not all(defined):
            side = " on either side of" if not any(defined) else " to the left of" if defined[1] else " to the right of"
            return UNDEFINED, f"There is no difference: the formula is not defined{side} {self._place()}.", where
        if not math.isfinite(self.exact):
            return UNDEFINED, "The derivative is not a finite number here; a difference says nothing of it.", where
        if self.exactly:
            slopes = [figure(float(side[where])) for side in (self.left, self.right)]
            taken = (
                f"the slope is {slopes[0]} on its left and {slopes[1]} on its right, and {figure(self.exact)} is taken"
            )
            return KINK, f"{self._place()} lies on {self.kink}: {taken}.", where
        return (
            KINK,
            f"Closer to {self._place()} than any useful step lies {self.kink}: a difference mixes two slopes.",
            where,
        )

    def _place(self) -> str:
        return f"{self.name} = {figure(self.value)}"
