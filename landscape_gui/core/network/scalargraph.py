"""The network on one example as a scalar expression graph, from the same operations as typed formulas."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.expression import Graph
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.architecture import VARIANCE_EPS, Architecture, Layer
from landscape_gui.core.network.losses import CLASSES, LOSSES
from landscape_gui.core.terms import INPUT, Builder, Node, Term, apply


def build(architecture: Architecture, target: NDArray[np.float64], statistics: NDArray[np.float64]) -> Graph:
    """Graph of the loss of one example, penalties included.

    Its variables are the parameters by name; its coefficients the inputs "x[0]", … and, unless the target is a class,
    the targets "t[0]", …; ``names`` holds the sums "z1[0]", the outputs "h1[0]" of each layer and "loss".

    Args:
        target: (rows,) the example's target; only a class number is built in.
        statistics: batch norm's means and variances, built in as constants; empty without batch norm.
    """
    return _Writer(architecture, statistics).graph(target)


class _Writer:
    def __init__(self, architecture: Architecture, statistics: NDArray[np.float64]) -> None:
        self.architecture, self.statistics = architecture, statistics
        self.builder = Builder()
        self.names: dict[str, int] = {}
        self.parameters = [self.input(name) for name in architecture.parameter_names]

    def input(self, name: str) -> Term:
        return self.builder.term(self.builder.add(Node(INPUT, name=name)))

    def graph(self, target: NDArray[np.float64]) -> Graph:
        architecture, entry = self.architecture, LOSSES[self.architecture.loss]
        inputs = [f"x[{i}]" for i in range(architecture.inputs)]
        signals, first_unit = [self.input(name) for name in inputs], 0
        if entry.targets == CLASSES:
            wanted: list[str] = []
        else:
            wanted = [f"t[{k}]" for k in range(architecture.outputs)]
        targets = [self.input(name) for name in wanted]
        for layer in architecture.layers:
            signals = self.layer(layer, signals, first_unit)
            first_unit += layer.units
        loss = entry.graph(signals, int(target[0]) if entry.targets == CLASSES else targets)
        loss = self.penalised(loss)
        self.names["loss"] = loss.index
        variables = architecture.parameter_names
        return Graph(tuple(self.builder.nodes), variables, (*inputs, *wanted), (loss.index,), self.names)

    def layer(self, layer: Layer, signals: Sequence[Term], first_unit: int) -> list[Term]:
        return [self.unit(layer, j, signals, first_unit + j) for j in range(layer.units)]

    def unit(self, layer: Layer, j: int, signals: Sequence[Term], place: int) -> Term:
        z = self.parameters[layer.bias + j]
        for i, signal in enumerate(signals):
            z = z + self.parameters[layer.weights + j * layer.inputs + i] * signal
        if layer.scale >= 0:
            mean, variance = self.statistics[place], self.statistics[self.statistics.size // 2 + place]
            normalised = (z - float(mean)) / float(np.sqrt(variance + VARIANCE_EPS))
            z = self.parameters[layer.scale + j] * normalised + self.parameters[layer.shift + j]
        h = ACTIVATIONS[layer.activation].apply(z)
        if layer.skip:
            h = h + signals[j]
        self.names |= {f"z{layer.number}[{j}]": z.index, f"h{layer.number}[{j}]": h.index}
        return h

    def penalised(self, loss: Term) -> Term:
        architecture = self.architecture
        for layer in architecture.layers:
            for w in self.parameters[layer.weights : layer.bias]:
                if architecture.l2 > 0.0:
                    loss = loss + self.builder.lift(0.5 * architecture.l2) * (w**2.0)
                if architecture.l1 > 0.0:
                    loss = loss + self.builder.lift(architecture.l1) * apply("abs", w)
        return loss
