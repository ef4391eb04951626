"""One neuron of a network on one example: what feeds it, its edges, and its arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.graph.arithmetic import DOT
from landscape_gui.core.graph.passes import LayerPass
from landscape_gui.core.graph.records import TIMES, Arithmetic, GraphEdge
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.operations import OPERATIONS

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A neuron: its place among the nodes, the pass of its layer, its row in it, and the nodes that feed it."""

    index: int
    made: LayerPass
    row: int
    sources: tuple[int, ...]

    @property
    def gain(self) -> float:
        """What batch norm multiplies the weighted sum by; 1 without."""
        norm = self.made.normalisation
        return 1.0 if norm is None else float(norm.scale[self.row] / norm.deviation[self.row])

    @property
    def inputs(self) -> tuple[int, ...]:
        """All nodes it takes; with a skip connection the last is taken as it is."""
        return (*self.sources, self.sources[self.row]) if self.made.layer.skip else self.sources

    def name(self, letter: str) -> str:
        """Name of one of its quantities, as in "h1[0]"."""
        return f"{letter}{self.made.layer.number}[{self.row}]"

    def weight_name(self, place: int) -> str:
        """Name of the weight on input ``place``."""
        return f"W{self.made.layer.number}[{self.row},{place}]"

    def own(self, values: Array) -> float:
        """The entry of a layer's (units, 1) quantity that belongs to it."""
        return float(values[self.row, 0])

    def edges(self) -> list[GraphEdge]:
        """Its inputs with their weights; then what it takes as it is, adding it to its output."""
        slope, row = self.own(self.made.slopes), self.made.weights[self.row]
        found = [
            GraphEdge(source, self.index, place, float(row[place]) * self.gain, TIMES, slope, self.weight_name(place))
            for place, source in enumerate(self.sources)
        ]
        if self.made.layer.skip:
            found.append(GraphEdge(self.inputs[-1], self.index, len(self.sources), 1.0))
        return found

    @property
    def lines(self) -> tuple[Arithmetic, ...]:
        """How its output comes about: its sum, what batch norm makes of it, its activation."""
        made, row = self.made, self.row
        products = [f"{{{2 * place}}}{DOT}{{{2 * place + 1}}}" for place in range(len(self.sources))]
        pairs = zip(made.weights[row].tolist(), made.inputs[:, 0].tolist(), strict=True)
        operands = (*(number for pair in pairs for number in pair), float(made.bias[row]))
        template = " + ".join([*products, f"{{{len(operands) - 1}}}"])
        norm = made.normalisation
        lines = [Arithmetic(template, operands, self.own(made.sums), self.name("z" if norm is None else "s"))]
        if norm is not None:
            numbers = (norm.scale[row], lines[0].result, norm.mean[row], norm.deviation[row], norm.shift[row])
            template = f"{{0}}{DOT}({{1}} − {{2}}) / {{3}} + {{4}}"
            lines.append(Arithmetic(template, tuple(map(float, numbers)), self.own(made.z), self.name("z")))
        operation = ACTIVATIONS[made.layer.activation].operation
        if operation or made.layer.skip:
            template = OPERATIONS[operation].print("{0}") if operation else "{0}"
            skipped = (float(made.inputs[row, 0]),) if made.layer.skip else ()
            template += " + {1}" if made.layer.skip else ""
            result = self.own(made.outputs)
            lines.append(Arithmetic(template, (self.own(made.z), *skipped), result, self.name("h")))
        return tuple(lines)
