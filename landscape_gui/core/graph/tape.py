"""The scalar graph with its values: forward pass, backward pass and tangents as lists of steps.

Nothing here is recursive, and everything takes time in proportion to the number of nodes.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, SupportsFloat

import numpy as np

from landscape_gui.core.errors import GraphError
from landscape_gui.core.expression import Graph, leaves_first
from landscape_gui.core.graph.arithmetic import expanded, one_operation, sum_of_products
from landscape_gui.core.graph.backward import along_edges, received
from landscape_gui.core.graph.captions import labels_and_captions, names_of_nodes
from landscape_gui.core.graph.records import (
    CONSTANT,
    INPUT,
    OPERATION,
    PARAMETER,
    Arithmetic,
    BackwardStep,
    ForwardStep,
    GraphEdge,
    GraphNode,
    TangentStep,
    Trouble,
)
from landscape_gui.core.graph.rules import local_derivatives
from landscape_gui.core.graph.stepgraph import SCALARS, StepGraph
from landscape_gui.core.graph.trouble import adjoint_trouble, slope_trouble, value_trouble
from landscape_gui.core.operations import OPERATIONS


@dataclass(frozen=True, eq=False)
class Tape(StepGraph):
    """A scalar expression graph at given values.

    Attributes:
        graph: what is computed; it is put in order, leaves first.
        inputs: value of every variable and coefficient, by name; they need not be finite.
        parameters: names of the inputs that are learned; all of the graph's variables where not told.

    Raises:
        GraphError: a value is missing, superfluous or not a number.
    """

    graph: Graph
    inputs: Mapping[str, float]
    parameters: Collection[str] | None = None
    level: ClassVar[str] = SCALARS

    def __post_init__(self) -> None:
        object.__setattr__(self, "graph", leaves_first(self.graph))
        object.__setattr__(self, "inputs", checked_inputs(self.graph, self.inputs))

    def replaced(self, values: Mapping[str, float]) -> Tape:
        """The same with other values for some inputs.

        Raises:
            GraphError: there is no such input, or a value is not a number.
        """
        return Tape(self.graph, {**self.inputs, **values}, self.parameters)

    @cached_property
    def values(self) -> Sequence[float]:
        """Value of each node."""
        return tuple(float(value) for value in self.graph.evaluate(self.inputs))

    @cached_property
    def edges(self) -> Sequence[GraphEdge]:
        """One edge for each input of each operation, with its local derivative."""
        found: list[GraphEdge] = []
        values, varies = self.values, self._varies
        for target, node in enumerate(self.graph.nodes):
            if not node.inputs:
                continue
            slopes = local_derivatives(node.operation, [values[i] for i in node.inputs], values[target])
            for place, (source, slope) in enumerate(zip(node.inputs, slopes, strict=True)):
                exists = varies[source] or math.isfinite(slope) or not math.isfinite(values[target])
                found.append(GraphEdge(source, target, place, slope if exists else 0.0, exists=exists))
        return tuple(found)

    @cached_property
    def _varies(self) -> Sequence[bool]:
        """By node: whether it depends on an input."""
        varies: list[bool] = []
        for node in self.graph.nodes:
            varies.append(node.operation == INPUT or any(varies[i] for i in node.inputs))
        return tuple(varies)

    @cached_property
    def backward_steps(self) -> Sequence[BackwardStep]:
        """One record an edge, those of constants included, from the output to the leaves."""
        return along_edges(self.edges, (0.0,) * len(self.graph.nodes))

    @cached_property
    def adjoints(self) -> Sequence[float]:
        """Derivative of the output by each node."""
        adjoints, _ = received(self.backward_steps, (0.0,) * len(self.graph.nodes))
        return tuple(map(float, adjoints))

    @cached_property
    def nodes(self) -> Sequence[GraphNode]:
        """Leaves first, then operations in evaluation order, the output last."""
        names, texts = names_of_nodes(self.graph), labels_and_captions(self.graph)
        learned = frozenset(self.graph.variables if self.parameters is None else self.parameters)
        kinds = {CONSTANT: CONSTANT, INPUT: INPUT}
        found = []
        for index, (node, (label, caption)) in enumerate(zip(self.graph.nodes, texts, strict=True)):
            is_learned = node.operation == INPUT and node.name in learned
            kind = PARAMETER if is_learned else kinds.get(node.operation, OPERATION)
            name = names.get(index, "") if node.inputs else node.name
            symbol = node.word or OPERATIONS[node.operation].symbol if node.inputs else ""
            value, adjoint = self.values[index], self.adjoints[index]
            found.append(
                GraphNode(index, kind, node.operation, name, label, caption, symbol, value, adjoint, node.inputs)
            )
        return tuple(found)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        inputs = {node.name: index for index, node in enumerate(self.graph.nodes) if node.operation == INPUT}
        return inputs | dict(self.graph.names)

    @cached_property
    def forward_steps(self) -> Sequence[ForwardStep]:
        """One record an operation node, in evaluation order."""
        values, nodes = self.values, self.graph.nodes
        return tuple(
            ForwardStep(index, values[index], (one_operation(nodes[index], values, values[index]),))
            for index in range(len(nodes))
            if nodes[index].inputs
        )

    def expanded(self, node: int) -> Arithmetic:
        """The arithmetic of an operation node from inputs, constants and named results on, as far as that is short."""
        return expanded(self.graph, self.values, node)

    @cached_property
    def gradient(self) -> Mapping[str, float]:
        """Derivative of the output by each of the graph's variables, in their order."""
        return {name: self.adjoints[self._places[name]] for name in self.graph.variables}

    @cached_property
    def trouble(self) -> Trouble | None:
        """The first value, or else the first derivative, that is not finite."""
        found = value_trouble(self.nodes) or slope_trouble(self.nodes, self.edges)
        return found or adjoint_trouble(self.nodes)

    def tangents(self, name: str) -> list[float]:
        """Forward mode: d node / d (the input ``name``) for every node.

        Raises:
            GraphError: there is no such input.
        """
        seed = self._input(name)
        tangents = [0.0] * len(self.graph.nodes)
        tangents[seed] = 1.0
        for step in self.tangent_steps(name):
            tangents[step.node] = step.tangent
        return tangents

    def tangent_steps(self, name: str) -> list[TangentStep]:
        """One record an operation node, in evaluation order: how its tangent comes about.

        Raises:
            GraphError: there is no such input.
        """
        tangents = [0.0] * len(self.graph.nodes)
        tangents[self._input(name)] = 1.0
        steps: list[TangentStep] = []
        for index, node in enumerate(self.graph.nodes):
            if not node.inputs:
                continue
            slopes = tuple(float(edge.local) for edge in self.edges_into(index))
            taken = tuple(tangents[i] for i in node.inputs)
            # An infinite slope by what does not move changes nothing.
            tangents[index] = sum(s * t for s, t in zip(slopes, taken, strict=True) if t != 0.0)
            steps.append(
                TangentStep(index, tangents[index], slopes, taken, sum_of_products(slopes, taken, tangents[index]))
            )
        return steps

    def _input(self, name: str) -> int:
        if name not in self.inputs:
            raise GraphError(f"There is no input {name!r}; there are {', '.join(self.inputs)}.")
        return self._places[name]


def finite_tape(graph: Graph, inputs: Mapping[str, float]) -> Tape:
    """A tape without trouble; raises GraphError naming the first node that is not finite."""
    tape = Tape(graph, inputs)
    if tape.trouble is not None:
        raise GraphError(tape.trouble.sentence)
    return tape


def checked_inputs(graph: Graph, values: Mapping[str, float]) -> dict[str, float]:
    """``values`` as floats, one for each input of ``graph``, in its order; raises GraphError naming what is wrong."""
    wanted = dict.fromkeys((*graph.variables, *graph.coefficients))
    has = f"it has {', '.join(wanted)}" if wanted else "it has none"
    for name in values:
        if name not in wanted:
            raise GraphError(f"The formula has no variable {name!r}; {has}.")
    for name in wanted:
        if name not in values:
            raise GraphError(f"{name} has no value; give one for each of {', '.join(wanted)}.")
    return {name: _number(name, values[name]) for name in wanted}


def _number(name: str, value: object) -> float:
    try:
        if isinstance(value, np.ndarray) or not isinstance(value, SupportsFloat):
            raise TypeError
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise GraphError(f"{name} = {value!r} is not a number; give a finite number.") from None
