"""Where the 3-D picture is looked at from, and where a point of the world lands in it.

The world is a box: x and y in [-1, 1], z in [0, BOX_HEIGHT]. The camera turns about the middle of the box at a fixed
distance outside it, so nothing ever lies behind it; zooming enlarges the picture and leaves the perspective alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Margins = tuple[float, float, float, float]
"""Pixels kept free at the left, above, at the right and below."""

BOX_HEIGHT = 0.8
"""Height of the world's box; its floor measures 2 by 2."""
DISTANCE = 6.5
"""From the camera to the middle of the box: far enough for a gentle perspective of about 28 degrees."""
FARTHEST = 2.0 * DISTANCE
"""From the camera to the most distant floor that can be told from the horizon, measured along the view."""
MARGIN = 0.07
"""Share of the picture's width and height kept free on each side at zoom 1, for the labels of the axes."""


@dataclass(frozen=True, slots=True)
class View3D:
    """A direction of view.

    Attributes:
        azimuth: degrees around the vertical axis; at -90 the x axis points right and y away from the viewer.
        elevation: degrees above the horizon, from -90 to 90; 90 looks straight down.
        zoom: factor on the size of the picture; at 1 the whole box fits whatever the azimuth.
        aside, below: shares of the picture's width and height by which the box stands to the right of its middle and
            below it.
    """

    azimuth: float = -60.0
    elevation: float = 35.0
    zoom: float = 1.0
    aside: float = 0.0
    below: float = 0.0

    @property
    def eye(self) -> Floats:
        """Position (3,) of the camera in the world."""
        return _axes(self.azimuth, self.elevation)[2] * DISTANCE + _CENTRE

    def between(self, width: float, height: float, margins: Margins) -> View3D:
        """Return this view so enlarged and moved that at zoom 1 the box fills what ``margins`` leave of a picture.

        The box turns in that place without growing: it fills it at the azimuths at which it is widest.
        """
        left, top, right, bottom = margins
        slope_x, low, high = _extent(self.elevation)
        room = min((width - left - right) / (2.0 * slope_x), (height - top - bottom) / (high - low))
        usual = (1.0 - 2.0 * MARGIN) * min(width / (2.0 * slope_x), height / (high - low))
        aside, below = (left - right) / (2.0 * width), (top - bottom) / (2.0 * height)
        return replace(self, zoom=self.zoom * room / usual, aside=aside, below=below)

    def project(self, points: Floats, width: float, height: float) -> Floats:
        """Return (n, 3): pixel x, pixel y and distance along the view, of ``points`` (n, 3) in the world.

        Pixel coordinates run from the top left corner of the picture; the centre of its first pixel is (0.5, 0.5).
        """
        right, up, toward = _axes(self.azimuth, self.elevation)
        scale, middle_x, middle_y = self._placement(width, height)
        relative = np.asarray(points, dtype=np.float64) - _CENTRE
        depth = DISTANCE - relative @ toward
        out = np.empty(relative.shape, np.float64)
        out[..., 0] = middle_x + scale * (relative @ right) / depth
        out[..., 1] = middle_y - scale * (relative @ up) / depth
        out[..., 2] = depth
        return out

    def ray(self, x: float, y: float, width: float, height: float) -> tuple[Floats, Floats]:
        """Return origin (3,) and unit direction (3,) of the line of sight through pixel position (x, y)."""
        right, up, toward = _axes(self.azimuth, self.elevation)
        scale, middle_x, middle_y = self._placement(width, height)
        direction = right * ((x - middle_x) / scale) - up * ((y - middle_y) / scale) - toward
        return self.eye, direction / math.sqrt(float(direction @ direction))

    def floor(self, x: float, y: float, width: float, height: float) -> tuple[float, float]:
        """Return the world (x, y) of the floor, which has no end, that is seen at pixel position (x, y) of a picture.

        For a position above the horizon, or so near below it that the floor there is more than ``FARTHEST`` away, it
        is that of the position straight below it where the floor is ``FARTHEST`` away. The floor must not be seen edge
        on.
        """
        right, up, toward = _axes(self.azimuth, self.elevation)
        scale, middle_x, middle_y = self._placement(width, height)
        eye = self.eye
        highest = float((toward[2] - eye[2] / FARTHEST) / up[2])
        rise = (middle_y - y) / scale
        rise = min(rise, highest) if eye[2] > 0.0 else max(rise, highest)
        direction = right * ((x - middle_x) / scale) + up * rise - toward
        place = eye - direction * (eye[2] / direction[2])
        return float(place[0]), float(place[1])

    def camera(self, width: float, height: float) -> Floats:
        """Return the (14,) numbers kernels project with: right, up, toward, distance, scale, middle x, y, centre z."""
        axes = _axes(self.azimuth, self.elevation)
        return np.array([*axes.ravel(), DISTANCE, *self._placement(width, height), _CENTRE[2]])

    def _placement(self, width: float, height: float) -> tuple[float, float, float]:
        """Return pixels for a slope of 1 seen from the camera, and the pixel where the box's middle lands."""
        slope_x, low, high = _extent(self.elevation)
        room = 1.0 - 2.0 * MARGIN
        scale = self.zoom * room * min(width / (2.0 * slope_x), height / (high - low))
        return scale, width * (0.5 + self.aside), height * (0.5 + self.below) + scale * (low + high) / 2.0


_CENTRE = np.array([0.0, 0.0, BOX_HEIGHT / 2.0])


@lru_cache(maxsize=256)
def _axes(azimuth: float, elevation: float) -> Floats:
    """Return unit vectors (3, 3), rows: to the right, up in the picture, and towards the viewer."""
    a, e = math.radians(azimuth), math.radians(elevation)
    ca, sa, ce, se = math.cos(a), math.sin(a), math.cos(e), math.sin(e)
    return np.array([[-sa, ca, 0.0], [-ca * se, -sa * se, ce], [ca * ce, sa * ce, se]])


@lru_cache(maxsize=256)
def _extent(elevation: float) -> tuple[float, float, float]:
    """Return the largest horizontal and the lowest and highest vertical slope under which the box may be seen.

    Taken over the cylinder around the box, so that the picture keeps its size while the azimuth turns.
    """
    angles = np.linspace(0.0, 2.0 * math.pi, 180, endpoint=False)
    circle = math.sqrt(2.0) * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    half = BOX_HEIGHT / 2.0
    rim = np.vstack([np.column_stack([circle, np.full(len(circle), z)]) for z in (-half, half)])
    right, up, toward = _axes(0.0, elevation)
    depth = DISTANCE - rim @ toward
    vertical = (rim @ up) / depth
    return float(np.max(np.abs(rim @ right) / depth)), float(vertical.min()), float(vertical.max())
