"""The ground of the 3-D picture: a scene's surface as heights and colours over the world's floor. No Qt in here."""

from __future__ import annotations

import threading
from functools import lru_cache, partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.core.descriptors import Point
from landscape_gui.core.maps.grids import contour_levels
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.networks import DataNetwork
from landscape_gui.render.camera import BOX_HEIGHT, View3D
from landscape_gui.render.colors import color_table, vertex_colors
from landscape_gui.render.surface import Frame, SurfaceRenderer
from landscape_gui.render.terrain import Terrain
from landscape_gui.scene import Scene
from landscape_gui.scene.rise import rise_of

Floats = NDArray[np.float64]

COARSE_FROM = 129
"""Points along each side above which a moving picture takes every second one only."""


class Ground:
    """What a scene's surface looks like, whatever runs over it; never changed, usable from any thread.

    Colours and normals are made by the first thread that draws, so that making a ground costs the window nothing.
    """

    def __init__(self, scene: Scene) -> None:
        self.grid, self.scale, self.rise = scene.grid, scene.scale, rise_of(scene)
        self.section, self.percent = scene.section, scene.in_percent
        self.title = f"{scene.title} in %" if scene.in_percent else scene.title
        self.variables = scene.problem.variables
        self.dimension = scene.problem.dimension
        self._looks = _looks(scene)
        self.terrain = Terrain(self.rise.surface(self.grid.values))
        self._height_of = lru_cache(maxsize=16)(partial(true_height, scene.problem, scene.in_percent))
        region = np.asarray(self.grid.region[:2], dtype=np.float64)
        self._low, self._span = region[:, 0], region[:, 1] - region[:, 0]
        self._renderers: dict[bool, SurfaceRenderer] = {}
        self._locks = {False: threading.Lock(), True: threading.Lock()}

    def shows(self, scene: Scene) -> bool:
        """Tell whether ``scene`` has this very surface, in the same colours and with the same contour lines."""
        same = scene.grid is self.grid and scene.scale is self.scale and _looks(scene) == self._looks
        return same and rise_of(scene) == self.rise

    @property
    def empty(self) -> bool:
        """Whether no part of the surface has a value."""
        return bool(np.isnan(self.terrain.heights).all())

    def to_world(self, points: ArrayLike) -> Floats:
        """World (n, 2) of parameters (n, d)."""
        return self.shown_to_world(self.section.coordinates(points))

    def shown_to_world(self, shown: ArrayLike) -> Floats:
        """World (n, 2) of coordinates on the landscape (n, at least 2)."""
        return (np.asarray(shown, dtype=np.float64)[:, :2] - self._low) / self._span * 2.0 - 1.0

    def to_point(self, x: float, y: float) -> Point:
        """The point (d,) of the problem at world (x, y), further coordinates as in the slice shown."""
        return self.section.parameters((self._low + (np.array([x, y]) + 1.0) / 2.0 * self._span).tolist())

    def pick(self, x: float, y: float, view: View3D, width: float, height: float) -> Point | None:
        """The point (d,) of the problem seen at pixel (x, y) of a picture, None beside the surface."""
        found = self.terrain.pick(x, y, view, width, height)
        return None if found is None else self.to_point(*found)

    @property
    def hides(self) -> bool:
        """Whether points may truly lie above or below the surface that is shown: on a plane through more parameters."""
        return self.section.plane is not None and self.dimension > 2

    def stand(self, points: ArrayLike) -> Floats:
        """World (n, 3) of ``points`` (n, d) standing on the surface; not finite outside it."""
        flat = self.to_world(points)
        return np.column_stack([flat, [self.terrain.world_height(x, y) for x, y in flat.tolist()]])

    def start(self, point: Point) -> tuple[Floats, int]:
        """World (3,) of a start, at its true height, and 1 or −1 where that is above or below the box."""
        place = self.stand([point])[0]
        if not self.hides or not np.isfinite(place[2]):
            return place, 0
        height = self._height_of(tuple(point))
        place[2] = float(self.rise.forward(height)) * BOX_HEIGHT
        return place, int(self.rise.beyond(height))

    def draw(
        self, view: View3D, width: int, height: int, *, coarse: bool = False, supersample: int = 1, line: float = 1.0
    ) -> Frame:
        """The picture of the surface, ``width`` by ``height`` pixels of the device; contour lines are ``line`` wide."""
        with self._locks[coarse]:
            if coarse not in self._renderers:
                self._renderers[coarse] = self._renderer(coarse)
            return self._renderers[coarse].render(view, width, height, supersample, line_width=line)

    def _renderer(self, coarse: bool) -> SurfaceRenderer:
        heights = self.terrain.heights
        if coarse and min(heights.shape) > COARSE_FROM and all(size % 2 for size in heights.shape):
            heights = heights[::2, ::2]
        tints = self.scale.forward(self.grid.values)
        tints = tints if tints.shape == heights.shape else tints[::2, ::2]
        colormap, count, spacing = self._looks
        levels = self.rise.forward(contour_levels(self.scale, count, spacing))
        renderer = SurfaceRenderer()
        renderer.set_surface(heights, vertex_colors(tints, color_table(colormap)), levels)
        return renderer


def true_height(problem: AnyProblem, in_percent: bool, point: Point) -> float:
    """Loss over all data, or accuracy where that is shown, at the parameters ``point`` (d,) themselves."""
    places = np.asarray(point, dtype=np.float64)[None]
    if in_percent and isinstance(problem, DataNetwork):
        return float(problem.losses_and_accuracies(places)[1][0])
    return float(problem.values(places)[0])


def _looks(scene: Scene) -> tuple[str, int, str]:
    view = scene.experiment.view
    return view.colormap, view.contours, view.contour_spacing
