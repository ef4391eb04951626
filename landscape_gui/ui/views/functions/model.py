"""Activations and losses as curves, and where a network's units and examples lie on them. No Qt in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.graph.passes import LayerPass, example_losses, layer_passes
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.losses import BINARY, CLASSES, LOSSES
from landscape_gui.networks import DataNetwork
from landscape_gui.scene import Scene
from landscape_gui.ui.views.network.moment import moment_of
from landscape_gui.ui.views.network.units import FLAT, MOST

Floats = NDArray[np.float64]
POINTS = 241
REACH = 5.0
EXAMPLES = 400
"""Examples that are looked at, evenly spread over the data."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A function and its derivative at the abscissas of its ``Function``.

    Attributes:
        name: what tells it from the others of a function, "" where it is the only one.
        values, slopes: (POINTS,).
    """

    name: str
    values: Floats
    slopes: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """An activation or a loss to be plotted.

    Attributes:
        key, label, description, formula, slope_formula: as in its table.
        argument: what the abscissa is, as in "z"; x: (POINTS,) abscissas.
        lines: itself, or one line for each kind of target.
    """

    key: str
    label: str
    description: str
    formula: str
    slope_formula: str
    argument: str
    x: Floats
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Where something lies on the abscissa.

    Attributes:
        name: of a unit, or of a kind of target; line: number of the line it belongs to.
        places: (m,) abscissas of the examples; fault: "dead", "saturated" or "".
        flat: share of the examples at which the derivative has (nearly) vanished.
    """

    name: str
    line: int
    places: Floats
    fault: str
    flat: float


def activations() -> tuple[Function, ...]:
    """Every activation of the table."""
    x = np.linspace(-REACH, REACH, POINTS)
    return tuple(
        Function(
            entry.key, entry.label, entry.description, entry.formula, entry.slope_formula, "z", x,
            (Line("", entry.values(x), entry.slopes(x)),),
        )
        for entry in ACTIVATIONS.values()
    )  # fmt: skip


def losses() -> tuple[Function, ...]:
    """Every loss of the table, of one output; the softmax one by how far the true class is ahead of the only other."""
    x = np.linspace(-REACH, REACH, POINTS)
    return tuple(
        Function(
            entry.key, entry.label, entry.description, entry.formula, entry.slope_formula,
            _ARGUMENTS.get(entry.targets, "ŷ − t"), x, _loss_lines(entry.key, x),
        )
        for entry in LOSSES.values()
    )  # fmt: skip


_ARGUMENTS: Mapping[str, str] = MappingProxyType({BINARY: "z", CLASSES: "lead of the true class"})


def _loss_lines(key: str, x: Floats) -> tuple[Line, ...]:
    targets = LOSSES[key].targets
    if targets == CLASSES:
        values, slopes = example_losses(key, np.array([x, np.zeros_like(x)]), np.zeros((1, x.size)))
        return (Line("", values, slopes[0]),)
    wanted = (("t = 1", 1.0), ("t = 0", 0.0)) if targets == BINARY else (("", 0.0),)
    lines = []
    for name, target in wanted:
        values, slopes = example_losses(key, x[None], np.full((1, x.size), target))
        lines.append(Line(name, values, slopes[0]))
    return tuple(lines)


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """Where a network stands at a play position: marks by key of activation and of loss."""

    activations: Mapping[str, tuple[Marks, ...]]
    losses: Mapping[str, tuple[Marks, ...]]


NOWHERE = Situation(MappingProxyType({}), MappingProxyType({}))


def situation(scene: Scene, network: DataNetwork, lane: int, position: float) -> Situation:
    """Pre-activations of all hidden units, and arguments of the loss, of the lane's network at a play position."""
    look = scene.lanes[lane] if lane < len(scene.lanes) else None
    moment = moment_of(scene, network, look, position)
    count = network.x.shape[1]
    columns = np.unique(np.linspace(0, count - 1, min(count, EXAMPLES)).astype(np.int64))
    passes = layer_passes(network.architecture, moment.theta, network.x[:, columns], moment.statistics)
    found: dict[str, list[Marks]] = {}
    for made in passes[:-1]:
        found.setdefault(made.layer.activation, []).extend(_units(made))
    loss = network.architecture.loss
    marks = _arguments(loss, passes[-1].outputs, network.t[:, columns])
    return Situation({key: tuple(units) for key, units in found.items()}, {loss: marks})


def _units(made: LayerPass) -> Sequence[Marks]:
    """One unit after the other."""
    steepest = float(np.abs(_SLOPES[made.layer.activation]).max())
    units = []
    for unit, (z, slopes) in enumerate(zip(made.z, made.slopes, strict=True)):
        flat = float((np.abs(slopes) < FLAT * steepest).mean())
        dead = made.layer.activation == "relu" and not (z > 0.0).any()
        saturates = made.layer.activation in {"sigmoid", "tanh"} and flat >= MOST
        units.append(
            Marks(f"h{made.layer.number}[{unit}]", 0, z, "dead" if dead else "saturated" if saturates else "", flat)
        )
    return units


def _arguments(key: str, outputs: Floats, targets: Floats) -> tuple[Marks, ...]:
    entry = LOSSES[key]
    if entry.targets == CLASSES:
        true = targets[0].astype(np.int64)
        columns = np.arange(outputs.shape[1])
        others = outputs.copy()
        others[true, columns] = -np.inf
        top = others.max(axis=0)
        with np.errstate(all="ignore"):
            rest = top + np.log(np.exp(others - top).sum(axis=0))
        return (_mark("", 0, outputs[true, columns] - rest, key),)
    if entry.targets == BINARY:
        return tuple(_mark(f"t = {1 - line}", line, outputs[targets == 1.0 - line], key) for line in range(2))
    return (_mark("", 0, (outputs - targets).ravel(), key),)


def _mark(name: str, line: int, places: Floats, key: str) -> Marks:
    """Where examples lie on a loss; flat where they no longer pull."""
    lines = _LOSSES[key]
    slopes = np.interp(places, np.linspace(-REACH, REACH, POINTS), lines[line].slopes)
    return Marks(name, line, places, "", float((np.abs(slopes) < FLAT).mean()) if places.size else 0.0)


_SLOPES = {key: entry.slopes(np.linspace(-REACH, REACH, POINTS)) for key, entry in ACTIVATIONS.items()}
_LOSSES = {key: _loss_lines(key, np.linspace(-REACH, REACH, POINTS)) for key in LOSSES}
