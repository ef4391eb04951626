"""The shape of a surface without its looks: what lies under the mouse, and lines laid on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from landscape_gui.render.camera import BOX_HEIGHT, View3D
from landscape_gui.render.raster import vertex_normals
from landscape_gui.render.raycast import cast, drape, height_at, place_draped

Floats = NDArray[np.float64]

SETBACK = 0.05
"""How far behind the surface a path is taken to lie where the underside is seen, in world units."""


class Terrain:
    """The mesh that ``SurfaceRenderer`` draws, for exact answers about it; usable from any thread, never changed.

    Args:
        heights: (ny, nx) over x and y in [-1, 1], row by row in y, present where they lie in [0, 1]; NaN is a hole.

    Attributes:
        heights: (ny, nx) float64 as given, but limited to [-1, 2]: the mesh is cut off long before, and huge numbers
            would only spoil the arithmetic.
        normals: (ny, nx, 3) float32 unit vectors, upwards, in the world.
    """

    def __init__(self, heights: Floats) -> None:
        self.heights: Floats = np.ascontiguousarray(np.clip(heights, -1.0, 2.0), dtype=np.float64)
        self.normals: NDArray[np.float32] = np.empty((*self.heights.shape, 3), np.float32)
        if self.heights.size:
            vertex_normals(self.heights, BOX_HEIGHT, self.normals)

    @property
    def empty(self) -> bool:
        """Whether there are too few points for a mesh."""
        return min(self.heights.shape) < 2

    def pick(self, x: float, y: float, view: View3D, width: float, height: float) -> tuple[float, float] | None:
        """Return the world (x, y) of the surface point seen at pixel position (x, y) of a picture, None beside it.

        Exact for the mesh at any position between pixels, whatever resolution was drawn.
        """
        origin, direction = view.ray(x, y, width, height)
        distance = cast(self.heights, BOX_HEIGHT, origin, direction)
        if not np.isfinite(distance):
            return None
        point = np.clip(origin[:2] + distance * direction[:2], -1.0, 1.0)
        return float(point[0]), float(point[1])

    def world_height(self, x: float, y: float) -> float:
        """Return the world z above (x, y) in [-1, 1]^2; NaN outside it and in holes."""
        return float(height_at(self.heights, float(x), float(y))) * BOX_HEIGHT

    def drape(self, points: Floats) -> tuple[Floats, NDArray[np.int64]]:
        """Lay the polyline ``points`` (n, 2) of world x, y on the mesh.

        Returns:
            World points (m, 3), m >= n, with extra points so that the line follows the surface; z is NaN outside the
            surface. And ``first`` (n,) int64: the row of each given point.
        """
        flat = np.ascontiguousarray(points, dtype=np.float64).reshape(-1, 2)
        first = np.empty(len(flat), np.int64)
        count = drape(self.heights, BOX_HEIGHT, flat, first, np.empty((0, 3)))
        out = np.empty((count, 3))
        drape(self.heights, BOX_HEIGHT, flat, first, out)
        return out, first

    def project_draped(self, points: Floats, view: View3D, width: float, height: float) -> Floats:
        """Project ``points`` (n, 3) from ``drape`` as ``View3D.project`` does, for a ``PathLayer`` with a depth test.

        Where the underside of the surface is seen they are set back behind it: a path lies on the upper side.
        """
        flat = np.ascontiguousarray(points, dtype=np.float64)
        if self.empty:
            return view.project(flat, width, height)
        out = np.empty_like(flat)
        place_draped(flat, self.normals, view.camera(width, height), SETBACK, out)
        return out

    def visible(self, points: Floats, view: View3D, slack: float = 1e-3) -> NDArray[np.bool_]:
        """Tell for each of ``points`` (n, 3) whether the surface leaves it in sight; ``slack`` in world units."""
        eye = view.eye
        out = np.ones(len(points), np.bool_)
        for k, point in enumerate(np.asarray(points, dtype=np.float64)):
            away = point - eye
            length = float(np.sqrt(away @ away))
            out[k] = not cast(self.heights, BOX_HEIGHT, eye, away / length) < length - slack
        return out
