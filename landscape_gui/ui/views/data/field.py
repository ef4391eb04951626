"""A network over the plane of its two inputs: its outputs on a grid, coarse while playing, finer at rest. No Qt here.

How fine is measured: as many points as the network answers within a few milliseconds.
"""

from __future__ import annotations

import math
import time

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.descriptors import Interval
from landscape_gui.core.network.datasets import Prepared
from landscape_gui.networks import DataNetwork

Floats = NDArray[np.float64]
COARSE, FINE = 48, 192
"""Most points along the side of the grid while playing, and at rest."""
SIDES = (24, 32, 48, 64, 96, 128, 192)
"""The grids there are: few, so that the picture does not flicker from one to the next."""
MOMENT, PAUSE = 0.0025, 0.007
"""Seconds a grid may take while playing and at rest."""


class Mesh:
    """Points of a grid over a region, and what the network takes for them.

    Attributes:
        xs: (nx,), ys: (ny,) in the data's own units; inputs: (ny · nx, features).
    """

    def __init__(self, prepared: Prepared, region: tuple[Interval, ...], nx: int, ny: int) -> None:
        self.xs, self.ys = np.linspace(*region[0], nx), np.linspace(*region[1], ny)
        points = np.stack(np.meshgrid(self.xs, self.ys), axis=-1).reshape(-1, 2)
        self.inputs = prepared.transform(points)


class Pace:
    """How many points a network answers in a second, learnt from the grids it has answered."""

    def __init__(self) -> None:
        self._seconds = 4e-7

    def side(self, fine: bool) -> int:
        """Points along the side of a square grid that is affordable now."""
        affordable = math.sqrt((PAUSE if fine else MOMENT) / self._seconds)
        return _side(min(FINE if fine else COARSE, affordable))

    def learn(self, points: int, seconds: float) -> None:
        """Take a grid into account; a single slow one, as on a busy machine, counts little."""
        self._seconds += 0.3 * (min(seconds / points, 4.0 * self._seconds) - self._seconds)


class Field:
    """Outputs of one network on a grid over one region, remembered while parameters and grid stay the same."""

    def __init__(self, network: DataNetwork, region: tuple[Interval, ...], pace: Pace) -> None:
        self.network, self.region, self._pace = network, region, pace
        self._meshes: dict[int, Mesh] = {}
        self._theta: Floats = np.empty(0)
        self._side = 0
        self._outputs: Floats = np.empty((0, 0, 0))

    def at(self, theta: Floats, fine: bool, pixels: float = math.inf) -> tuple[Mesh, Floats]:
        """The grid and the outputs (outputs, ny, nx) on it at ``theta``, at most a point for every two ``pixels``."""
        side = min(self._pace.side(fine), _side(pixels / 2.0))
        if self._side >= side and np.array_equal(theta, self._theta):
            return self._meshes[self._side], self._outputs
        if side not in self._meshes:
            self._meshes[side] = Mesh(self.network.prepared, self.region, side, side)
        mesh = self._meshes[side]
        begin = time.perf_counter()
        raw = self.network.predict(theta, mesh.inputs)
        self._pace.learn(len(raw), time.perf_counter() - begin)
        self._theta, self._side = theta.copy(), side
        self._outputs = np.ascontiguousarray(self.network.prepared.predicted(raw).T).reshape(-1, side, side)
        return mesh, self._outputs


def _side(most: float) -> int:
    """The largest of ``SIDES`` up to ``most``, or the smallest of them."""
    return max((side for side in SIDES if side <= most), default=SIDES[0])
