"""The backward pass through neurons: δ, then along each edge, and every parameter's share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.graph.neuronunit import Unit
from landscape_gui.core.graph.passes import penalty_slopes
from landscape_gui.core.graph.records import ALONG, INSIDE, SHARE, BackwardStep, GraphEdge
from landscape_gui.core.network.architecture import Architecture

Array = NDArray[np.float64]


class NeuronBackward:
    """Collects the steps and what they have accumulated."""

    def __init__(self, architecture: Architecture, theta: Array) -> None:
        self.architecture, self.theta = architecture, theta
        self.adjoints: list[float] = []
        self.gradient = dict.fromkeys(architecture.parameter_names, 0.0)

    def steps(self, units: Sequence[Unit], edges: Sequence[GraphEdge]) -> tuple[BackwardStep, ...]:
        """All steps; ``edges`` are those of the units and of the loss, whose node is the last."""
        loss = units[-1].index + 1
        self.adjoints = [0.0] * loss + [1.0]
        into: dict[int, list[GraphEdge]] = {}
        for edge in edges:
            into.setdefault(edge.target, []).append(edge)
        steps = [self.along(edge, 1.0) for edge in into[loss]] + list(self.penalties(loss))
        for unit in reversed(units):
            steps += self.unit(unit, into[unit.index])
        return tuple(steps)

    def along(self, edge: GraphEdge, upstream: float) -> BackwardStep:
        before, contribution = self.adjoints[edge.source], upstream * float(edge.local)
        after = self.adjoints[edge.source] = before + contribution
        return BackwardStep(
            edge.source, edge.target, edge.place, upstream, edge.local, contribution, before, after, ALONG
        )

    def share(self, name: str, edge: tuple[int, int, int], upstream: float, local: float) -> BackwardStep:
        before, contribution = self.gradient[name], upstream * local
        after = self.gradient[name] = before + contribution
        return BackwardStep(*edge, upstream, local, contribution, before, after, SHARE, name=name)

    def penalties(self, loss: int) -> Iterator[BackwardStep]:
        """The penalties' shares, which no edge carries."""
        if not self.architecture.penalties.any():
            return
        for layer in self.architecture.layers:
            weights = slice(layer.weights, layer.bias)
            slopes = penalty_slopes(self.architecture, self.theta[weights]).tolist()
            for name, slope in zip(self.architecture.parameter_names[weights], slopes, strict=True):
                yield self.share(name, (loss, loss, -1), 1.0, slope)

    def unit(self, unit: Unit, edges: Sequence[GraphEdge]) -> Iterator[BackwardStep]:
        index, adjoint, slope = unit.index, self.adjoints[unit.index], unit.own(unit.made.slopes)
        delta = adjoint * slope
        yield BackwardStep(index, index, -1, adjoint, slope, delta, 0.0, delta, INSIDE)
        for edge in edges:
            if edge.gate is None:
                yield self.along(edge, adjoint)
                continue
            yield self.along(edge, delta)
            said = float(unit.made.inputs[edge.place, 0]) * unit.gain
            yield self.share(edge.name, (edge.source, index, edge.place), delta, said)
        yield self.share(unit.name("b"), (index, index, -1), delta, unit.gain)
        if unit.made.normalisation is not None:
            normalised = unit.own(unit.made.normalisation.normalised)
            yield self.share(unit.name("gamma"), (index, index, -1), delta, normalised)
            yield self.share(unit.name("beta"), (index, index, -1), delta, 1.0)
