"""Through a graph step by step: forward, backward, update. What is known after any number of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from landscape_gui.core.graph.records import ALONG, CONSTANT, BackwardStep, ForwardStep, TangentStep, Value
from landscape_gui.core.graph.stepgraph import StepGraph
from landscape_gui.core.graph.tape import Tape

FORWARD, BACKWARD, UPDATE = "forward", "backward", "update"
"""Phases of a walk."""
MOST_SINGLE = 12
"""Parameters up to which each is updated in a step of its own."""


@dataclass(frozen=True, slots=True)
class SeedStep:
    """The derivative of the output by itself is 1: where the backward pass begins."""

    node: int


@dataclass(frozen=True, slots=True)
class UpdateStep:
    """The parameters from number ``first`` up to, not including, number ``end`` take their step."""

    first: int
    end: int


Step = ForwardStep | TangentStep | SeedStep | BackwardStep | UpdateStep


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a walk: the steps that lead from cursor ``first`` to cursor ``last``."""

    key: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What is known after ``cursor`` steps; None for what is not known yet.

    Attributes:
        phase: the phase of the step that was taken last; the first one at the very beginning.
        step: that step, None at the very beginning.
        values, adjoints, deltas, tangents: by node.
        gradient: derivatives by parameter that have received all that they will; updated: parameters updated so far.
        nodes, edges: what the step is about, as indices of nodes and of ``graph.edges``.
        asked: whether the step is still to be taken: somebody is asked for its number, which is not known.
        ahead: then the edges whose derivatives this step or a later one takes, as numbers of ``graph.edges``.
    """

    cursor: int
    phase: Phase
    step: Step | None
    values: Sequence[Value | None]
    adjoints: Sequence[Value | None]
    deltas: Sequence[Value | None]
    tangents: Sequence[float | None]
    gradient: dict[str, Value]
    updated: int
    nodes: tuple[int, ...]
    edges: tuple[int, ...]
    asked: bool = False
    ahead: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class Walk:
    """All steps through a graph in order, and what is known after each.

    A cursor is the number of steps taken. Backward steps to constants are left out: nobody asks for these derivatives.

    Attributes:
        graph: what is walked through.
        seed: the input whose tangent is followed forwards; None for values forwards and adjoints backwards.
        parameters: how many are updated at the end, 0 for no update; each in a step of its own, or, beyond
            ``most_single``, all in one.
    """

    graph: StepGraph
    seed: str | None = None
    parameters: int = 0
    most_single: int = MOST_SINGLE

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """The phases that have steps, in order."""
        counts = {FORWARD: len(self._forward), BACKWARD: len(self._backward), UPDATE: len(self._updates)}
        found, at = [], 0
        for key, count in counts.items():
            if count or key == FORWARD:
                found.append(Phase(key, at, at + count))
                at += count
        return tuple(found)

    @property
    def length(self) -> int:
        """Number of steps, and the last cursor."""
        return self.phases[-1].last

    @cached_property
    def steps(self) -> Sequence[Step]:
        """``steps[k]`` leads from cursor k to k + 1."""
        return [*self._forward, *self._backward, *self._updates]

    @cached_property
    def _forward(self) -> Sequence[ForwardStep | TangentStep]:
        if self.seed is None:
            return self.graph.forward_steps
        assert isinstance(self.graph, Tape), "tangents belong to graphs of scalars"
        return self.graph.tangent_steps(self.seed)

    @cached_property
    def _backward(self) -> Sequence[SeedStep | BackwardStep]:
        if self.seed is not None:
            return []
        return [SeedStep(self.graph.output), *(self.graph.backward_steps[number] for number in self._walked)]

    @cached_property
    def _walked(self) -> Sequence[int]:
        """Numbers of the backward steps that are walked."""
        nodes = self.graph.nodes
        steps = enumerate(self.graph.backward_steps)
        return [k for k, step in steps if step.kind != ALONG or nodes[step.source].kind != CONSTANT]

    @cached_property
    def _updates(self) -> Sequence[UpdateStep]:
        if self.seed is not None or not self.parameters:
            return []
        if self.parameters > self.most_single:
            return [UpdateStep(0, self.parameters)]
        return [UpdateStep(k, k + 1) for k in range(self.parameters)]

    def phase_at(self, cursor: int) -> Phase:
        """The phase of the step that led to ``cursor``."""
        return next(phase for phase in self.phases if cursor <= phase.last)

    def moment(self, cursor: int) -> Moment:
        """What is known after ``cursor`` steps, kept between 0 and ``length``."""
        cursor = min(max(cursor, 0), self.length)
        forward = min(cursor, len(self._forward))
        back = min(max(cursor - len(self._forward), 0), len(self._backward))
        step = self.steps[cursor - 1] if cursor else None
        known = self.graph.values_after(forward)
        adjoints: Sequence[Value | None] = [None] * len(known)
        deltas: Sequence[Value | None] = adjoints
        gradient: dict[str, Value] = {}
        if back:
            taken = len(self.graph.backward_steps) if back == len(self._backward) else self._walked[back - 1]
            state = self.graph.backward_after(taken)
            adjoints, deltas, gradient = state.adjoints, state.deltas, state.gradient
        last = step.end if isinstance(step, UpdateStep) else 0
        about, edges = self._about(step)
        return Moment(
            cursor, self.phase_at(cursor), step, known, adjoints, deltas, self._tangents(forward), gradient, last,
            about, edges,
        )  # fmt: skip

    def edges_ahead(self, cursor: int) -> frozenset[int]:
        """The edges along which a gradient still goes after ``cursor`` steps, as numbers of ``graph.edges``."""
        steps = self.steps[cursor:]
        along = (step for step in steps if isinstance(step, BackwardStep) and step.kind == ALONG)
        return frozenset(self._edge_of[step.target, step.place] for step in along)

    def _tangents(self, count: int) -> Sequence[float | None]:
        nodes = self.graph.nodes
        if self.seed is None:
            return [None] * len(nodes)
        seed = self.graph.index(self.seed)
        known: list[float | None] = [None if node.inputs else float(node.index == seed) for node in nodes]
        for step in self._forward[:count]:
            assert isinstance(step, TangentStep)
            known[step.node] = step.tangent
        return known

    def _about(self, step: Step | None) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Nodes and edges a step is about; of a calculation the node and the edges into it."""
        if isinstance(step, ForwardStep | TangentStep):
            first = self._edge_of.get((step.node, 0), 0)
            return (step.node,), tuple(range(first, first + len(self.graph.nodes[step.node].inputs)))
        if isinstance(step, SeedStep):
            return (step.node,), ()
        if isinstance(step, BackwardStep):
            if step.place < 0:
                return (step.target,), ()
            receiver = step.source if step.kind == ALONG else step.target
            return (receiver,), (self._edge_of[step.target, step.place],)
        return (), ()

    @cached_property
    def _edge_of(self) -> dict[tuple[int, int], int]:
        """Target and place of an edge -> its number."""
        return {(edge.target, edge.place): number for number, edge in enumerate(self.graph.edges)}
