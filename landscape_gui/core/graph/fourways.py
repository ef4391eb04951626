"""Four ways to a gradient side by side: by hand, by finite differences, by symbols, automatically.

Every way evaluates graphs, one after another, by the same evaluation, so that times compare. The clock stops early
where a way takes too long, and of many parameters only some are differentiated by tangents; the rest is then
extrapolated, and the row says so.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from landscape_gui.core.derivatives import with_gradient
from landscape_gui.core.expression import Graph
from landscape_gui.core.graph.tangents import operations, unshared, with_tangent, written_out
from landscape_gui.core.graph.tape import Tape

MANUAL, FORWARD, CENTRAL, SYMBOLIC, FORWARD_MODE, REVERSE_MODE = (
    "manual", "forward differences", "central differences", "symbolic", "forward mode", "reverse mode",
)  # fmt: skip
"""Keys of the ways."""

FORWARD_STEP, CENTRAL_STEP = 2.0**-26, 2.0**-17
"""The usual steps: about the square root and the cube root of the spacing of numbers near 1."""
MOST_SECONDS = 0.1
"""Time for all repeats of one way."""
REPEATS = 9
LONG = 20.0
"""Part of that time from which on a single task is measured twice."""
SHORT = 2e-3
"""Seconds of work without a pause that nobody notices."""
MOST_WRITTEN_OUT = 6_000
"""Operations up to which the derivatives are really written out."""
LARGEST = 10**300
"""A number of operations that no time can be told for."""
MOST_NODES = 15_000
"""Nodes of graphs that are built for tangents; of the parameters beyond only every second, third, … is taken."""

Found = Mapping[str, float]
Task = Callable[[], Found]
"""Computes some of the derivatives, by name."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to all derivatives.

    Attributes:
        key: "manual", "forward differences", "central differences", "symbolic", "forward mode" or "reverse mode".
        evaluations: how many formulas are evaluated: f again and again for differences, one for each derivative by
            hand, by symbols and in forward mode (with the value), a single one, with all derivatives, in reverse mode.
        operations: number of operations of all that is evaluated.
        seconds: time for all derivatives, the median of some repeats; infinite where it is beyond all numbers.
        extrapolated: whether ``seconds``, and with it perhaps ``operations``, were measured on a part.
        error: largest distance from the tape's derivatives, over the largest of these; NaN where none was computed.
    """

    key: str
    evaluations: int
    operations: int
    seconds: float
    extrapolated: bool
    error: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The table of ways, and what they are compared with.

    Attributes:
        ways: one row each; by hand first, where it is known.
        parameters: number of derivatives.
        operations: operations of the formula itself; seconds: time of evaluating it once.
        written_out: operations of the formula as one expression, without names for parts; the symbolic way's
            ``operations`` are those of the derivatives in this form.
    """

    ways: tuple[Way, ...]
    parameters: int
    operations: int
    seconds: float
    written_out: int


def four_ways(
    tape: Tape,
    manual: Mapping[str, Graph] | None = None,
    most_seconds: float = MOST_SECONDS,
    pause: Callable[[], object] = lambda: None,
) -> Comparison:
    """Compare the ways to ``tape.gradient``; of a large network this takes a second or two.

    Args:
        manual: derivatives by hand, as graphs of the same inputs; they make a row only where none is missing.
        most_seconds: time for the repeats of one way.
        pause: called again and again while no clock runs: it may let others work, or raise an error to end all.
    """
    return _Ways(tape, most_seconds, pause).compared(manual or {})


class _Ways:
    """Makes the rows for one tape."""

    def __init__(self, tape: Tape, most_seconds: float, pause: Callable[[], object]) -> None:
        self.graph, self.values, self.exact = tape.graph, dict(tape.inputs), tape.gradient
        self.names = tuple(tape.gradient)
        self.size = operations(self.graph, self.graph.outputs)
        self.most_seconds, self.pause = most_seconds, pause
        self.seconds = _timed([lambda: {"": self.output()}], most_seconds, pause)[0]

    def compared(self, manual: Mapping[str, Graph]) -> Comparison:
        rows = [self.forward_differences(), self.central_differences(), *self.by_tangents(), self.reverse_mode()]
        if self.names and set(self.names) <= set(manual):
            rows.insert(0, self.by_hand(manual))
        return Comparison(
            tuple(rows), len(self.names), self.size, self.seconds, written_out(self.graph, self.graph.output)
        )

    def row(self, key: str, tasks: Sequence[Task], evaluations: int, size: int) -> Way:
        """Run ``tasks`` against the clock."""
        seconds, found, extrapolated = _timed(tasks, self.most_seconds, self.pause)
        return Way(key, evaluations, size, seconds, extrapolated, self.error(found))

    def error(self, found: Found) -> float:
        """Largest distance of ``found`` from the tape's derivatives, relative to the largest of these."""
        distances = [abs(value - self.exact[name]) for name, value in found.items()]
        if not distances or not all(map(math.isfinite, distances)):
            return math.nan
        largest = max(abs(value) for value in self.exact.values())
        return max(distances) / largest if largest > 0.0 else max(distances)

    def output(self, **changed: float) -> float:
        """The formula's value, with some inputs changed."""
        return float(self.graph.evaluate({**self.values, **changed})[self.graph.output])

    def derivative(self, name: str, graph: Graph) -> Task:
        """The task to evaluate one derivative's graph."""
        return lambda: {name: float(graph.evaluate(self.values)[graph.output])}

    def by_hand(self, manual: Mapping[str, Graph]) -> Way:
        graphs = [manual[name] for name in self.names]
        tasks = [self.derivative(name, graph) for name, graph in zip(self.names, graphs, strict=True)]
        return self.row(MANUAL, tasks, len(tasks), sum(operations(graph, graph.outputs) for graph in graphs))

    def forward_differences(self) -> Way:
        here: list[float] = []

        def start() -> Found:
            here[:] = [self.output()]
            return {}

        def difference(name: str) -> Task:
            value = self.values[name]
            moved = value + FORWARD_STEP * max(1.0, abs(value))
            return lambda: {name: (self.output(**{name: moved}) - here[0]) / (moved - value)}

        tasks = [start, *map(difference, self.names)]
        return self.row(FORWARD, tasks, len(tasks), len(tasks) * self.size)

    def central_differences(self) -> Way:
        def difference(name: str) -> Task:
            value = self.values[name]
            step = CENTRAL_STEP * max(1.0, abs(value))
            low, high = value - step, value + step
            return lambda: {name: (self.output(**{name: high}) - self.output(**{name: low})) / (high - low)}

        count = 2 * len(self.names)
        return self.row(CENTRAL, [difference(name) for name in self.names], count, count * self.size)

    def by_tangents(self) -> Iterator[Way]:
        """Symbolic derivatives, and forward mode: the same graphs, written out or shared."""
        every = 1 + len(self.names) * len(self.graph.nodes) // MOST_NODES
        graphs, sizes = {}, {}
        for name in self.names[::every]:
            self.pause()
            graphs[name] = with_tangent(self.graph, name)
            sizes[name] = written_out(graphs[name], graphs[name].output)
        yield self.symbolic(graphs, sizes)
        shared = sum(operations(graph, graph.outputs) for graph in graphs.values())
        tasks = [self.derivative(name, graph) for name, graph in graphs.items()]
        yield self.whole(self.row(FORWARD_MODE, tasks, len(graphs), shared), len(graphs))

    def symbolic(self, graphs: Mapping[str, Graph], sizes: Mapping[str, int]) -> Way:
        """The derivatives written out, as many as there is room for."""
        tasks, done = [], 0
        for name, graph in graphs.items():
            self.pause()
            if done + sizes[name] <= MOST_WRITTEN_OUT:
                tasks.append(self.derivative(name, unshared(graph, graph.output)))
                done += sizes[name]
        total = sum(sizes.values())
        way = self.row(SYMBOLIC, tasks, len(tasks), total)
        if done < total:
            each = way.seconds / done if done else self.seconds / max(1, self.size)
            way = replace(way, seconds=each * total if total < LARGEST else math.inf, extrapolated=True)
        return self.whole(way, len(graphs))

    def whole(self, way: Way, done: int) -> Way:
        """The row for all parameters, from that for ``done`` of them."""
        count = len(self.names)
        if done in {0, count}:
            return replace(way, evaluations=count)
        return replace(
            way,
            evaluations=count,
            operations=way.operations * count // done,
            seconds=way.seconds * count / done,
            extrapolated=True,
        )

    def reverse_mode(self) -> Way:
        graph = with_gradient(self.graph)

        def all_at_once() -> Found:
            values = graph.evaluate(self.values)
            return {name: float(values[i]) for name, i in zip(self.names, graph.outputs[1:], strict=True)}

        return self.row(REVERSE_MODE, [all_at_once], 1, operations(graph, graph.outputs))


def _timed(tasks: Sequence[Task], most_seconds: float, pause: Callable[[], object]) -> tuple[float, Found, bool]:
    """Seconds for all ``tasks``, what they found, and whether time allowed only some of them.

    The first round warms up and finds the results; it counts only where it already took all the time. Pauses do not
    count: the clock runs for single tasks, and for whole rounds once these are known to be short.
    """
    found: dict[str, float] = {}
    spent = 0.0
    for done, task in enumerate(tasks, start=1):
        pause()
        seconds, part = _clocked(task)
        if seconds > most_seconds / LONG:
            # Long, or something else had the processor meanwhile: which of both a second time tells.
            pause()
            seconds = min(seconds, _clocked(task)[0])
        found.update(part)
        spent += seconds
        if spent > most_seconds and done < len(tasks):
            return spent * len(tasks) / done, found, True
    times = [spent]
    while len(times) <= REPEATS and sum(times) < most_seconds:
        times.append(_round(tasks, pause, whole=spent < SHORT))
    return statistics.median(times[1:] or times), found, False


def _clocked(task: Task) -> tuple[float, Found]:
    begin = time.perf_counter()
    part = task()
    return time.perf_counter() - begin, part


def _round(tasks: Sequence[Task], pause: Callable[[], object], *, whole: bool) -> float:
    """Seconds for one round; ``whole``: with a single pause."""
    if whole:
        pause()
        begin = time.perf_counter()
        for task in tasks:
            task()
        return time.perf_counter() - begin
    return sum(_round([task], pause, whole=True) for task in tasks)
