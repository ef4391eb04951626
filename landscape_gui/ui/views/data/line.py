"""The line of a linear classifier of two inputs: from its parameters to the line and back. No Qt in here.

It is that of a network of two weights and a bias, or a decision line with slope and intercept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.network.decisionline import DecisionLine
from landscape_gui.networks import DataNetwork

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """Points p (2,) with normal · p = offset, in the data's own units; the second class lies where it is larger."""

    normal: Floats
    offset: float

    def nearest(self, point: Floats, units: Floats) -> Floats:
        """The point (2,) of the line nearest to ``point`` where axes have lengths of ``units`` (2,) a unit."""
        scaled = self.normal / units
        away = (self.offset - float(self.normal @ point)) / float(scaled @ scaled)
        return np.asarray(point + away * scaled / units)


def has_line(network: DataNetwork | None) -> bool:
    """Whether the network parts two classes in the plane of its inputs by a line."""
    if network is None:
        return False
    shape, data = network.architecture, network.prepared.data
    plain = all(feature.plain for feature in network.prepared.features)
    known = shape.layers[-1].activation in ("linear", "sigmoid")
    return shape.sizes == (2, 1) and len(data.classes) == 2 and data.inputs.shape[1] == 2 and plain and known


def line_of(network: DataNetwork, theta: Floats, score: float = 0.0) -> Boundary | None:
    """The line of a ``score`` at parameters ``theta`` (d,); None where both weights are 0, or not numbers."""
    if not np.isfinite(theta).all():
        return None
    first, second, bias = network.layered(theta).tolist()
    if first == second == 0.0:
        return None
    scale = network.prepared.scale
    normal = np.array([first, second]) / scale.spread
    return Boundary(normal, score + _level(network) - bias + float(normal @ scale.centre))


def intercept_of(network: DataNetwork, theta: Floats) -> Floats:
    """Where a decision line (w, b) crosses x = 0, in the data's own units (2,)."""
    scale = network.prepared.scale
    return np.asarray(np.array([0.0, theta[1]]) * scale.spread + scale.centre)


def moved_to(network: DataNetwork, theta: Floats, point: Floats) -> Floats:
    """Parameters whose line has the same direction and goes through ``point``: only bias or intercept changes."""
    scale = network.prepared.scale
    if is_slope(network):
        x, y = ((point - scale.centre) / scale.spread).tolist()
        return np.array([theta[0], y - theta[0] * x])
    normal = theta[:2] / scale.spread
    return np.array([theta[0], theta[1], _level(network) - float(normal @ (point - scale.centre))])


def sloped_to(network: DataNetwork, theta: Floats, target: Floats, nearest: float) -> Floats:
    """The decision line through ``target`` with the same intercept: only its slope changes.

    ``nearest``: as near as this to x = 0 counts as this far, so that no line is upright; in the data's own units.
    """
    scale = network.prepared.scale
    least = nearest / float(scale.spread[0])
    x, y = ((target - scale.centre) / scale.spread).tolist()
    return np.array([(y - theta[1]) / (max(x, least) if x >= 0.0 else min(x, -least)), theta[1]])


def is_slope(network: DataNetwork | None) -> bool:
    """Whether the parameters are slope and intercept of the line."""
    return isinstance(network, DecisionLine)


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
