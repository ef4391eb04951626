"""The upright axis of the 3-D picture, which reaches to where the paths truly are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.core.maps.grids import KNOTS, HeightScale
from landscape_gui.scene.parts import LaneRun, Scene
from landscape_gui.scene.planes import kept_rows

Floats = NDArray[np.float64]

BEYOND = 4.0
"""Times the range of the surface's own values that the axis goes on beyond them at most: a fifth is left to these."""
GRAIN = 0.25
"""Part of that range in whole numbers of which it goes on, so that it rarely changes while lanes train."""
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Rise:
    """A rising map from values to shares of the box's height.

    Attributes:
        scale: of the surface's own values; bottom, top: heights on it, 0 and 1 or beyond, at which the box ends.
    """

    scale: HeightScale
    bottom: float = 0.0
    top: float = 1.0

    @property
    def kind(self) -> str:
        """That of the scale."""
        return self.scale.kind

    @property
    def low(self) -> float:
        """The value at the floor."""
        return self.scale.low if self.bottom == 0.0 else float(self.scale.back(self.bottom))

    @property
    def high(self) -> float:
        """The value at the top."""
        return self.scale.high if self.top == 1.0 else float(self.scale.back(self.top))

    def forward(self, values: ArrayLike) -> Floats:
        """Shares of the height, 0 or 1 also beyond the box; NaN stays NaN."""
        array = np.asarray(values, dtype=np.float64)
        if self.bottom == 0.0 and self.top == 1.0:
            return self.scale.forward(array)
        return np.clip((self.scale.onward(array) - self.bottom) / (self.top - self.bottom), 0.0, 1.0)

    def surface(self, values: Floats) -> Floats:
        """Shares of the height of the surface's own values: infinite ones end where the finite ones do."""
        return self.forward(np.clip(values, self.scale.low, self.scale.high))

    def beyond(self, values: ArrayLike) -> NDArray[np.int64]:
        """1 for values above the box, −1 for those below it, 0 for those within and NaN."""
        heights = self.scale.onward(np.asarray(values, dtype=np.float64))
        return (heights > self.top + _SLACK).astype(np.int64) - (heights < self.bottom - _SLACK)


def rise_of(scene: Scene) -> Rise:
    """The upright axis of a scene: up and down to all places of the paths, as far as that leaves a surface to be seen.

    Where parameters are shown as they are, paths lie on the surface, which then has the whole box.
    """
    if scene.plane is None or scene.problem.dimension == 2:
        return Rise(scene.scale)
    values = np.concatenate([np.empty(0), *(_seen(lane, scene) for lane in scene.shown)])
    scale = _around(scene.scale, values)
    heights = scale.onward(values)
    up, down = _reach(heights - 1.0), _reach(-heights)
    if up + down > BEYOND:
        up, down = min(up, max(BEYOND / 2.0, BEYOND - down)), min(down, max(BEYOND / 2.0, BEYOND - up))
    return Rise(scale, -down, 1.0 + up)


def _reach(heights: Floats) -> float:
    """How far the axis goes on for what lies ``heights`` (n,) beyond its end, as far as it may go."""
    found = float(heights[heights <= BEYOND + _SLACK].max(initial=0.0))
    return max(0.0, math.ceil((found - _SLACK) / GRAIN) * GRAIN)


def _seen(lane: LaneRun, scene: Scene) -> Floats:
    """(n,) finite true heights of the places of a path over the ground, less what has run away."""
    assert lane.run is not None
    (x0, x1), (y0, y1) = scene.grid.region
    heights, places = lane.heights[: kept_rows(lane.run)], lane.coordinates[: kept_rows(lane.run)]
    across, up = places[:, 0], places[:, 1]
    found: Floats = heights[np.isfinite(heights) & (across >= x0) & (across <= x1) & (up >= y0) & (up <= y1)]
    return found


def _around(scale: HeightScale, values: Floats) -> HeightScale:
    """``scale``, or where the surface is level one around it in which heights differ."""
    if scale.high > scale.low or not values.size:
        return scale
    spread = float(np.abs(values - scale.low).max())
    return _level(scale.low, spread) if spread > 0.0 else scale


@lru_cache(maxsize=8)
def _level(value: float, spread: float) -> HeightScale:
    low, high = value - spread, value + spread
    return HeightScale("linear", low, high, 2.0 * spread, np.linspace(low, high, KNOTS))
