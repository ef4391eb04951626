"""What a network's diagram is made of: units, weights and biases, each with its place among the parameters. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.network.architecture import Architecture

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its layer (0 the inputs), its number in it, and its place among all units."""

    layer: int
    number: int
    place: int


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its place in the vector of all, its kind, its unit, and where a weight comes from.

    ``kind`` is "weight", "bias", "scale" (γ of batch norm) or "shift" (β).
    """

    index: int
    kind: str
    unit: Unit
    source: Unit | None = None


Item = Unit | Parameter
"""What can be pointed at."""


@dataclass(frozen=True)
class Anatomy:
    """Units and parameters of an architecture."""

    architecture: Architecture

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Units of each layer, the inputs first."""
        return self.architecture.sizes

    @cached_property
    def layers(self) -> tuple[tuple[Unit, ...], ...]:
        """The units of each layer."""
        starts = np.cumsum([0, *self.sizes]).tolist()
        return tuple(
            tuple(Unit(layer, j, starts[layer] + j) for j in range(size)) for layer, size in enumerate(self.sizes)
        )

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """All units, the inputs first."""
        return tuple(unit for layer in self.layers for unit in layer)

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters, in the order of the vector."""
        found: list[Parameter] = []
        for layer in self.architecture.layers:
            units, sources = self.layers[layer.number], self.layers[layer.number - 1]
            at = layer.weights
            for unit in units:
                found += [Parameter(at + i, "weight", unit, source) for i, source in enumerate(sources)]
                at += len(sources)
            for offset, kind in ((layer.bias, "bias"), (layer.scale, "scale"), (layer.shift, "shift")):
                if offset >= 0:
                    found += [Parameter(offset + unit.number, kind, unit) for unit in units]
        return tuple(found)

    @cached_property
    def weights(self) -> tuple[Parameter, ...]:
        """The parameters that are drawn as lines."""
        return tuple(parameter for parameter in self.parameters if parameter.kind == "weight")

    @cached_property
    def knobs(self) -> tuple[Parameter, ...]:
        """The parameters that are drawn at their unit: biases, and scales and shifts of batch norm."""
        return tuple(parameter for parameter in self.parameters if parameter.kind != "weight")

    @cached_property
    def weight_indices(self) -> Numbers:
        """(weights,) places of the weights among all parameters."""
        return np.array([weight.index for weight in self.weights], dtype=np.int64)

    @cached_property
    def weight_ends(self) -> Numbers:
        """(weights, 2) places of the units each weight leads from and to."""
        pairs = [(weight.source.place, weight.unit.place) for weight in self.weights if weight.source is not None]
        return np.array(pairs, dtype=np.int64)

    @cached_property
    def skips(self) -> tuple[tuple[Unit, Unit], ...]:
        """Units whose output is added to that of another."""
        pairs = []
        for layer in self.architecture.layers:
            if layer.skip:
                pairs += list(zip(self.layers[layer.number - 1], self.layers[layer.number], strict=True))
        return tuple(pairs)

    def incoming(self, unit: Unit) -> tuple[Parameter, ...]:
        """The parameters of a unit: its bias (scale, shift), then its weights from the first source on."""
        mine = self._by_unit.get(unit.place, ())
        return (*(p for p in mine if p.kind != "weight"), *(p for p in mine if p.kind == "weight"))

    def outgoing(self, unit: Unit) -> tuple[Parameter, ...]:
        """The weights that lead from a unit to the next layer."""
        return self._by_source.get(unit.place, ())

    @cached_property
    def _by_unit(self) -> dict[int, tuple[Parameter, ...]]:
        return _grouped(self.parameters, [parameter.unit for parameter in self.parameters])

    @cached_property
    def _by_source(self) -> dict[int, tuple[Parameter, ...]]:
        return _grouped(self.weights, [weight.source for weight in self.weights])


def _grouped(parameters: Sequence[Parameter], units: Sequence[Unit | None]) -> dict[int, tuple[Parameter, ...]]:
    groups: dict[int, list[Parameter]] = {}
    for parameter, unit in zip(parameters, units, strict=True):
        if unit is not None:
            groups.setdefault(unit.place, []).append(parameter)
    return {place: tuple(found) for place, found in groups.items()}
