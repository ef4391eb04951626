"""Moving the ground of the 3-D picture: which region is visible when a place of the floor is elsewhere. No Qt here."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from landscape_gui.render.camera import View3D
from landscape_gui.ui.canvas.axes import Axis
from landscape_gui.ui.canvas.viewport import Region, panned

Pair = tuple[float, float]

LOWEST = 15.0
"""Degrees above or below the floor from which a hand takes hold of it at least.

Seen flatter, a pixel up or down would be a long way along the floor, and edge on an endless one.
"""


class FloorGrip:
    """A place of the floor that is held by the mouse.

    Attributes:
        view, size: from where and how large the picture is seen, in pixels of the layout.
    """

    def __init__(self, view: View3D, size: Pair, at: Pair, region: Region) -> None:
        """Take hold of the floor of ``region`` at pixel ``at``; above the horizon, of what lies farthest below it."""
        self.view, self.size = view, size
        self._region = region
        steep = math.copysign(max(LOWEST, abs(view.elevation)), view.elevation)
        self._sight = replace(view, elevation=steep)
        self._place = self._sight.floor(*at, *size)
        x, y, _ = self._sight.project(np.array([[*self._place, 0.0]]), *size)[0].tolist()
        self._grip = x - at[0], y - at[1]

    def region_at(self, at: Pair) -> Region:
        """The region that is visible when the place that is held lies at pixel ``at``."""
        x, y = self._sight.floor(at[0] + self._grip[0], at[1] + self._grip[1], *self.size)
        return shifted(self._region, (self._place[0] - x) / 2.0, (self._place[1] - y) / 2.0)


def shifted(region: Region, across: float, up: float) -> Region:
    """``region`` moved on by shares of its two lengths."""
    x, y = (Axis(low, high) for low, high in region)
    return panned(x, across), panned(y, up)


def along_sight(azimuth: float, right: float, away: float) -> Pair:
    """World (x, y) of a way along the floor to the right and away from a viewer who looks from ``azimuth`` degrees."""
    sine, cosine = math.sin(math.radians(azimuth)), math.cos(math.radians(azimuth))
    return -sine * right - cosine * away, cosine * right - sine * away
