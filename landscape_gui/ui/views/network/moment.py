"""A network at one play position: its parameters, their gradient, and how large such numbers get. No Qt in here."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.descriptors import Point
from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.core.simulate import Run
from landscape_gui.networks import DataNetwork
from landscape_gui.scene import LaneRun, Scene, lane_start

Floats = NDArray[np.float64]
LOOKS = 32
"""Rows of a run from which the scale of its weights is taken."""
USUAL = 98.0
"""Percentile of the sizes of a row that still gets its full width; what is larger looks the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """One lane's network at a play position.

    Attributes:
        theta: (d,) weights and biases of all layers; gradient: (d,) as the optimizer used it, None without a run.
        statistics: batch norm's running means and variances, empty without it.
    """

    theta: Floats
    gradient: Floats | None
    statistics: Floats

    def changed(self, index: int, value: float) -> Moment:
        """The same with one parameter at another value."""
        theta = self.theta.copy()
        theta[index] = value
        return replace(self, theta=theta)


def moment_of(scene: Scene, network: DataNetwork, lane: LaneRun | None, position: float) -> Moment:
    """The network of ``lane`` at ``position``, linear between recorded rows; without a run, where it would start."""
    if lane is None or lane.run is None:
        return moment_at(network, network.start if lane is None else lane_start(scene.experiment, network, lane))
    run = lane.run
    theta = np.asarray(lane.parameters(position), dtype=np.float64)
    statistics = between(run.statistics, run, position) if isinstance(run, TrainingRun) else np.empty(0)
    gradient = network.layered_gradient(between(run.gradients, run, position))
    return Moment(network.layered(theta), gradient, np.ascontiguousarray(statistics))


def moment_at(network: DataNetwork, start: Point) -> Moment:
    """The network at parameters (d,) before any step."""
    theta = np.array(start, dtype=np.float64)
    return Moment(network.layered(theta), None, network.settled_statistics(theta))


def between(values: Floats, run: Run, position: float) -> Floats:
    """The row of ``values`` (rows, k) at a play position, linear between recorded rows."""
    row = run.row(position)
    here: Floats = values[row]
    if row >= len(run.steps) - 1 or position <= run.steps[row]:
        return here
    share = (position - run.steps[row]) / (run.steps[row + 1] - run.steps[row])
    mixed: Floats = here + share * (values[row + 1] - here)
    return mixed


def reach_of(network: DataNetwork, run: Run, weights: NDArray[np.int64]) -> float:
    """``weight_reach`` of the weights with the numbers ``weights`` over a whole run."""
    return weight_reach(network.layered(run.positions[_looks(len(run.positions))])[:, weights])


def weight_reach(values: Floats) -> float:
    """A round number most entries of ``values`` (rows, weights) stay below; a run that diverges does not count."""
    sizes = np.abs(values[_looks(len(values))])
    if not sizes.size:
        return 1.0
    usual = np.percentile(sizes, USUAL, axis=1)
    return round_up(float(np.percentile(usual, 80.0)))


def _looks(count: int) -> NDArray[np.int64]:
    """Up to ``LOOKS`` of so many rows, evenly from the first to the last."""
    return np.unique(np.linspace(0, count - 1, LOOKS).astype(np.int64))


def round_up(value: float) -> float:
    """The least of 1, 1.5, 2, 3, 4, 5, 6 and 8 times a power of ten that is not below ``value``; 1 for 0."""
    if not 1e-300 < value < 1e300:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    factor = next((f for f in (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0) if value <= f * power * (1.0 + 1e-9)), 10.0)
    return float(f"{factor * power:.2g}")
