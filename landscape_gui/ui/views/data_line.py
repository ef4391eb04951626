"""The line of a linear classifier of two inputs: from its parameters to the line and back. No Qt in here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.networks import DataNetwork

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class DecisionLine:
    """Points p (2,) with normal · p = offset, in the data's own units; the second class lies where it is larger."""

    normal: Floats
    offset: float

    def nearest(self, point: Floats, units: Floats) -> Floats:
        """The point (2,) of the line nearest to ``point`` where axes have lengths of ``units`` (2,) a unit."""
        scaled = self.normal / units
        away = (self.offset - float(self.normal @ point)) / float(scaled @ scaled)
        return np.asarray(point + away * scaled / units)


def has_line(network: DataNetwork | None) -> bool:
    """Whether the network is two weights and a bias that part two classes in the plane of its inputs by a line."""
    if network is None:
        return False
    shape, data = network.architecture, network.prepared.data
    plain = all(feature.plain for feature in network.prepared.features)
    known = shape.layers[-1].activation in ("linear", "sigmoid")
    return shape.sizes == (2, 1) and len(data.classes) == 2 and data.inputs.shape[1] == 2 and plain and known


def line_of(network: DataNetwork, theta: Floats) -> DecisionLine | None:
    """The line at parameters ``theta`` (w1, w2, b); None where both weights are 0, or not numbers."""
    weights = theta[:2]
    if not np.isfinite(theta).all() or not np.any(weights):
        return None
    scale = network.prepared.scale
    normal = weights / scale.spread
    return DecisionLine(normal, _level(network) - float(theta[2]) + float(normal @ scale.centre))


def moved_to(network: DataNetwork, theta: Floats, point: Floats) -> Floats:
    """Parameters whose line has the same direction and goes through ``point``: only the bias changes."""
    scale = network.prepared.scale
    normal = theta[:2] / scale.spread
    return np.array([theta[0], theta[1], _level(network) - float(normal @ (point - scale.centre))])


def turned_to(network: DataNetwork, theta: Floats, pivot: Floats, target: Floats) -> Floats:
    """Parameters whose line goes through ``pivot`` and ``target``; the weights turn and stay as long."""
    along = target - pivot
    scale = network.prepared.scale
    weights = np.array([-along[1], along[0]]) * scale.spread
    length = float(np.hypot(*weights))
    if length == 0.0:
        return theta
    weights *= float(np.hypot(*theta[:2])) / length
    if float(weights @ theta[:2]) < 0.0:
        weights = -weights
    return moved_to(network, np.array([*weights, theta[2]]), pivot)


def _level(network: DataNetwork) -> float:
    """The score on the line: an output of 0.5, or a score of 0."""
    activated = network.architecture.loss in ("mse", "half_mse")
    return 0.5 if activated and network.architecture.layers[-1].activation == "linear" else 0.0
