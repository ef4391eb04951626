"""A network on one example as a graph of neurons: weights are edges, parameters belong to the neuron they feed.

Backward, a neuron first turns its adjoint into δ = ∂L/∂z, adjoint × slope of the activation; δ × weight goes to each
neuron that feeds it, and δ × what that neuron says is the weight's share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.graph.backward import received
from landscape_gui.core.graph.captions import name_latex
from landscape_gui.core.graph.networkgraph import NetworkGraph
from landscape_gui.core.graph.neuronsteps import NeuronBackward
from landscape_gui.core.graph.neuronunit import Unit
from landscape_gui.core.graph.passes import loss_graph, penalty
from landscape_gui.core.graph.records import (
    INPUT,
    OPERATION,
    SHARE,
    Arithmetic,
    BackwardStep,
    ForwardStep,
    GraphEdge,
    GraphNode,
    NeuronNode,
    Parameter,
)
from landscape_gui.core.graph.stepgraph import NEURONS
from landscape_gui.core.graph.tape import Tape
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.operations import OPERATIONS

Array = NDArray[np.float64]
NEURON = "neuron"
"""The operation of a neuron's node."""


@dataclass(frozen=True, eq=False)
class NeuronGraph(NetworkGraph):
    """The loss of one example as a graph of inputs, targets, neurons and the loss, penalties included.

    ``x`` and ``t`` have one column. Targets are nodes unless they are class numbers.
    """

    level: ClassVar[str] = NEURONS

    @cached_property
    def _leaves(self) -> tuple[tuple[str, float], ...]:
        """Names and values of the inputs, then of the targets unless they are a class."""
        leaves = [(f"x[{i}]", float(value)) for i, value in enumerate(self.x[:, 0])]
        if not self.has_classes:
            leaves += [(f"t[{k}]", float(value)) for k, value in enumerate(self.t[:, 0])]
        return tuple(leaves)

    @cached_property
    def _units(self) -> tuple[Unit, ...]:
        units: list[Unit] = []
        sources, index = tuple(range(self.architecture.inputs)), len(self._leaves)
        for made in self.passes:
            layer = [Unit(index + row, made, row, sources) for row in range(made.layer.units)]
            units += layer
            sources, index = tuple(unit.index for unit in layer), index + len(layer)
        return tuple(units)

    @cached_property
    def _loss_inputs(self) -> tuple[int, ...]:
        outputs = self._units[-self.architecture.outputs :]
        targets = range(self.architecture.inputs, len(self._leaves))
        return (*(unit.index for unit in outputs), *targets)

    @cached_property
    def _loss(self) -> Tape:
        """The loss of the outputs, without penalties."""
        architecture, target = self.architecture, int(self.t[0, 0]) if self.has_classes else None
        graph = loss_graph(architecture.loss, architecture.outputs, target)
        targets = [value for _, value in self._leaves[architecture.inputs :]]
        return Tape(graph, dict(zip(graph.variables, [*self.passes[-1].outputs[:, 0], *targets], strict=True)))

    @cached_property
    def edges(self) -> Sequence[GraphEdge]:
        """A neuron's inputs with their weights, then its skip connection; then those of the loss."""
        found = [edge for unit in self._units for edge in unit.edges()]
        slopes = self._loss.gradient.values()
        for place, (source, slope) in enumerate(zip(self._loss_inputs, slopes, strict=True)):
            found.append(GraphEdge(source, self._units[-1].index + 1, place, slope))
        return tuple(found)

    @cached_property
    def backward_steps(self) -> Sequence[BackwardStep]:
        """From the loss to the inputs; in each neuron δ, then every edge with its weight's share, then the rest."""
        return NeuronBackward(self.architecture, self.theta).steps(self._units, self.edges)

    @cached_property
    def gradient(self) -> Mapping[str, float]:
        """Derivative of the loss by each parameter, in the order of the network."""
        gradient = dict.fromkeys(self.architecture.parameter_names, 0.0)
        for step in self.backward_steps:
            if step.kind == SHARE:
                gradient[step.name] = float(step.after)
        return gradient

    @cached_property
    def nodes(self) -> Sequence[GraphNode]:
        """Inputs and targets, the neurons layer by layer, the loss."""
        adjoints, deltas = received(self.backward_steps, (0.0,) * (self._units[-1].index + 2))
        nodes: list[GraphNode] = [
            GraphNode(i, INPUT, INPUT, name, name, name_latex(name), "", value, adjoints[i], ())
            for i, (name, value) in enumerate(self._leaves)
        ]
        nodes += [self._neuron(unit, float(adjoints[unit.index]), float(deltas[unit.index])) for unit in self._units]
        return (*nodes, self._loss_node(len(nodes)))

    def _neuron(self, unit: Unit, adjoint: float, delta: float) -> NeuronNode:
        name, activation = unit.name("h"), ACTIVATIONS[unit.made.layer.activation]
        return NeuronNode(
            unit.index, OPERATION, NEURON, name, name, name_latex(name),
            OPERATIONS[activation.operation].symbol if activation.operation else "Σ",
            unit.own(unit.made.outputs), adjoint, unit.inputs,
            unit.own(unit.made.z), unit.own(unit.made.slopes), delta, activation.key, self._parameters(unit),
        )  # fmt: skip

    def _parameters(self, unit: Unit) -> tuple[Parameter, ...]:
        places = {unit.weight_name(place): place for place in range(len(unit.sources))}
        names = [*places, unit.name("b")]
        if unit.made.normalisation is not None:
            names += [unit.name("gamma"), unit.name("beta")]
        return tuple(Parameter(name, places.get(name, -1), self._values[name], self.gradient[name]) for name in names)

    @cached_property
    def _values(self) -> Mapping[str, float]:
        return dict(zip(self.architecture.parameter_names, self.theta.tolist(), strict=True))

    def _loss_node(self, index: int) -> GraphNode:
        value = float(self._loss_lines[-1].result)
        key = self.architecture.loss
        return GraphNode(index, OPERATION, key, "loss", "loss", "L", "L", value, 1.0, self._loss_inputs)

    @cached_property
    def forward_steps(self) -> Sequence[ForwardStep]:
        """One record a neuron, its sum first, then its output; then the loss."""
        steps = [ForwardStep(unit.index, unit.own(unit.made.outputs), unit.lines) for unit in self._units]
        lines = self._loss_lines
        return (*steps, ForwardStep(self._units[-1].index + 1, lines[-1].result, lines))

    @cached_property
    def _loss_lines(self) -> tuple[Arithmetic, ...]:
        data = self._loss.expanded(self._loss.graph.output)
        architecture = self.architecture
        if not architecture.penalties.any():
            return (replace(data, name="loss"),)
        added = sum(penalty(architecture, self.theta[layer.weights : layer.bias]) for layer in architecture.layers)
        total = Arithmetic("{0} + {1}", (data.result, added), float(data.result) + added, "loss")
        return replace(data, name="data"), total
