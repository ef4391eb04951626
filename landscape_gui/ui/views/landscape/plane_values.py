"""What a plane hides of every lane: how far it is away, how high it truly is, how much of its movement is seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.maps.evaluation import over_plane
from landscape_gui.core.maps.grids import Grid
from landscape_gui.core.maps.projection import Share
from landscape_gui.scene import LaneRun, Path, Scene

Floats = NDArray[np.float64]

EXACT = 2_000_000
"""Most products of an example and a parameter for which heights are computed; beyond, the grid that is there is read.

They take about 2 ms.
"""


@dataclass(frozen=True, slots=True)
class Hidden:
    """One lane at one step.

    Attributes:
        distance: Euclidean, from the plane; height: the true one; seen: that of the plane below or above.
        movement: how much of the movement of the whole run lies in the plane.
    """

    lane: LaneRun
    distance: float
    height: float
    seen: float
    movement: Share


def hidden(scene: Scene, position: float) -> list[Hidden]:
    """What the plane of ``scene`` hides of every lane at a play position; nothing where parameters are as they are."""
    known = [(lane, lane.path, lane.run.row(position)) for lane in scene.shown if lane.path and lane.run]
    if scene.plane is None or not known:
        return []
    seen = heights_at(scene, np.array([path.coordinates[row] for _, path, row in known]))
    return [
        Hidden(lane, float(path.distances[row]), float(path.heights[row]), float(height), path.movement)
        for (lane, path, row), height in zip(known, seen, strict=True)
    ]


def movement(lanes: Sequence[LaneRun]) -> Share:
    """How much of the movement of all lanes together lies in the plane."""
    paths: list[Path] = [lane.path for lane in lanes if lane.path is not None]
    return sum((path.movement for path in paths), Share())


def heights_at(scene: Scene, coordinates: Floats) -> Floats:
    """(n,) loss, or accuracy where that is shown, of the plane's points at ``coordinates`` (n, 2)."""
    network, plane = scene.network, scene.plane
    assert plane is not None
    examples = 1 if network is None else network.x.shape[1]
    if coordinates.shape[0] * examples * plane.dimension > EXACT:
        return read(scene.grid, coordinates)
    losses, accuracies = over_plane(scene.problem, plane, coordinates[:, 0], coordinates[:, 1])
    wanted = accuracies if scene.experiment.view.surface == "accuracy" else losses
    return losses if wanted is None else wanted


def read(grid: Grid, coordinates: Floats) -> Floats:
    """(n,) values of ``grid`` at ``coordinates`` (n, 2), bilinear between its points; NaN outside it."""
    columns, across = _cells(grid.xs, coordinates[:, 0])
    rows, up = _cells(grid.ys, coordinates[:, 1])
    below, above = grid.values[rows], grid.values[rows + 1]
    places = np.arange(len(coordinates))
    low = below[places, columns] * (1.0 - across) + below[places, columns + 1] * across
    high = above[places, columns] * (1.0 - across) + above[places, columns + 1] * across
    values: Floats = low * (1.0 - up) + high * up
    return values


def _cells(axis: Floats, values: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Index of the grid line before each value, and how far it is to the next one, NaN outside the grid."""
    places = (values - axis[0]) / (axis[-1] - axis[0]) * (axis.size - 1)
    inside = (places >= 0.0) & (places <= axis.size - 1)
    lines = np.clip(np.where(inside, places, 0.0), 0, axis.size - 2).astype(np.intp)
    return lines, np.where(inside, places - lines, np.nan)


def percent(share: Share) -> str:
    """A share in whole percent that says 0 and 100 only where that is true; "–" where nothing moves."""
    fraction = share.fraction
    if math.isnan(fraction):
        return "\N{EN DASH}"
    if 1.0 - 1e-9 > fraction >= 0.995:
        number = ">99"
    else:
        number = "<1" if 0.0 < fraction < 0.005 else str(round(100.0 * fraction))
    return f"{number}\N{NO-BREAK SPACE}%"
