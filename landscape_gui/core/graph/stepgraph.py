"""What every level of detail has in common: a graph with values that a view can draw and step without knowing it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from landscape_gui.core.errors import GraphError
from landscape_gui.core.graph.paths import path_products
from landscape_gui.core.graph.records import (
    ALONG,
    INSIDE,
    BackwardState,
    BackwardStep,
    ForwardStep,
    GraphEdge,
    GraphNode,
    PathProducts,
    Trouble,
    Value,
)

SCALARS, NEURONS, LAYERS = "scalars", "neurons", "layers"
"""Levels of detail."""
PATHS = 20
"""Paths that are listed unless more are asked for."""


class StepGraph(ABC):
    """An immutable graph of nodes with values and adjoints, its forward pass and its backward pass as lists of steps.

    ``forward_steps[k]`` and ``backward_steps[k]`` lead from ``k`` to ``k + 1``; ``values_after`` and ``backward_after``
    say what is known after ``k`` of them, so stepping back is exact. Numbers that are not finite are kept as they are:
    ``trouble`` says where they begin.

    Attributes:
        level: "scalars", "neurons" or "layers".
    """

    level: ClassVar[str]

    @abstractmethod
    def replaced(self, values: Mapping[str, float]) -> StepGraph:
        """The same graph with other values for some inputs or parameters, which need not be finite.

        Raises:
            GraphError: there is none of that name.
        """

    @property
    @abstractmethod
    def nodes(self) -> Sequence[GraphNode]:
        """Leaves first, then operations in evaluation order, the output last."""

    @property
    @abstractmethod
    def edges(self) -> Sequence[GraphEdge]:
        """All uses of nodes by others, by target, then by place."""

    @property
    @abstractmethod
    def forward_steps(self) -> Sequence[ForwardStep]:
        """One record an operation node, in evaluation order."""

    @property
    @abstractmethod
    def backward_steps(self) -> Sequence[BackwardStep]:
        """The products of the chain rule from the output to the leaves, in order."""

    @property
    @abstractmethod
    def gradient(self) -> Mapping[str, float]:
        """Derivative of the output by each parameter, by name; of a formula by each of its variables."""

    @property
    @abstractmethod
    def trouble(self) -> Trouble | None:
        """The first number that is not finite, None where all are."""

    @property
    def output(self) -> int:
        """Index of the output."""
        return len(self.nodes) - 1

    @property
    def value(self) -> float:
        """Value of the output."""
        return float(self.nodes[-1].value)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        places: dict[str, int] = {}
        for node in self.nodes:
            if node.name:
                places.setdefault(node.name, node.index)
        return places

    def index(self, name: str) -> int:
        """Index of the node called ``name``.

        Raises:
            GraphError: there is none.
        """
        if name not in self._places:
            raise GraphError(f"There is no node {name!r}; there are {', '.join(self._places)}.")
        return self._places[name]

    def edges_into(self, node: int) -> Sequence[GraphEdge]:
        """The edges from the inputs of ``node``."""
        first = self._first_edges[node]
        return self.edges[first : first + len(self.nodes[node].inputs)]

    def edges_from(self, node: int) -> Sequence[GraphEdge]:
        """The edges to the nodes that take ``node``; twice to the same in a·a."""
        return self._uses[node]

    @cached_property
    def _uses(self) -> Sequence[Sequence[GraphEdge]]:
        uses: list[list[GraphEdge]] = [[] for _ in self.nodes]
        for edge in self.edges:
            uses[edge.source].append(edge)
        return tuple(map(tuple, uses))

    @cached_property
    def _first_edges(self) -> Sequence[int]:
        firsts, count = [], 0
        for node in self.nodes:
            firsts.append(count)
            count += len(node.inputs)
        return tuple(firsts)

    def values_after(self, count: int) -> tuple[Value | None, ...]:
        """Values by node after ``count`` forward steps; None for those not computed yet."""
        values: list[Value | None] = [None if node.inputs else node.value for node in self.nodes]
        for step in self.forward_steps[:count]:
            values[step.node] = step.value
        return tuple(values)

    def backward_after(self, count: int) -> BackwardState:
        """What ``count`` backward steps have accumulated; after 0 only the output has an adjoint, 1."""
        adjoints: list[Value | None] = [None] * len(self.nodes)
        deltas: list[Value | None] = [None] * len(self.nodes)
        gradient: dict[str, Value] = {}
        adjoints[self.output] = 1.0
        for step in self.backward_steps[:count]:
            if step.kind == ALONG:
                adjoints[step.source] = step.after
            elif step.kind == INSIDE:
                deltas[step.target] = step.after
            else:
                gradient[step.name] = step.after
        return BackwardState(tuple(adjoints), tuple(deltas), gradient)

    def path_products(self, node: int, limit: int = PATHS) -> PathProducts:
        """∂L/∂node as the sum over the paths from ``node`` to the output; at most ``limit`` of them are listed.

        Raises:
            GraphError: there is no such node.
        """
        if not 0 <= node < len(self.nodes):
            raise GraphError(f"There is no node {node}; give a whole number from 0 to {self.output}.")
        return path_products(self, node, limit)
