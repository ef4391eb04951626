"""The 3-D picture of a surface: a lit, coloured mesh with contour lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from landscape_gui.render.camera import BOX_HEIGHT, DISTANCE, View3D
from landscape_gui.render.jit import default_threads, run_all
from landscape_gui.render.raster import (
    VERTEX_SIZE,
    fill_band,
    nearness_to_distance,
    place_vertices,
    shrink,
)
from landscape_gui.render.terrain import Terrain

Floats = NDArray[np.float64]

AMBIENT, DIFFUSE, GLOSS = 0.60, 0.48, 0.10
UNDERSIDE = 0.62
LINE_STRENGTH = 0.42
DARK_GROUND, LIGHT_LINE, DARK_LINE = 55.0, 200.0, 10.0
FLOOR_OPACITY = 0.30
HOLLOW_TINT = 0.35
"""How strongly hollows are darkened and ridges lightened: a hint of the light a real relief would receive."""
BANDS = 8
"""Horizontal bands a picture is filled in; more than threads, so that an empty one does not leave a thread idle."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One finished picture of a surface; the arrays are its own and are not drawn into again.

    Attributes:
        image: (height, width, 4) uint8 premultiplied blue, green, red, alpha; transparent where there is no surface.
        depth: (height * supersample, width * supersample) float32, distance along the view, infinite where empty.
        view: where it is seen from.
    """

    image: NDArray[np.uint8]
    depth: NDArray[np.float32]
    view: View3D

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.image.shape[1]

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.image.shape[0]


class SurfaceRenderer:
    """Draws one surface from any direction; to be used from one thread at a time.

    Args:
        threads: how many threads share a picture; None for as many as the machine has. The pixels do not depend on it.

    Attributes:
        terrain: the mesh that is drawn, for picking and for laying paths on it.
    """

    def __init__(self, threads: int | None = None) -> None:
        self.threads = default_threads() if threads is None else max(1, threads)
        self._key: tuple[object, ...] | None = None
        self._frame: Frame | None = None
        self.set_surface(np.zeros((0, 0)), np.zeros((0, 0, 3), np.float32))

    def set_surface(self, heights: Floats, colors: NDArray[np.float32], levels: Floats | None = None) -> None:
        """Take a new surface.

        Args:
            heights: (ny, nx) float64 over x and y in [-1, 1], row by row in y. Shown where they lie in [0, 1] and cut
                off cleanly beyond; NaN is a hole. Clamped values show as flat tops.
            colors: (ny, nx, 3) float32, red green blue in 0..255 without light; see ``colors.vertex_colors``.
            levels: heights of contour lines, None for no lines.
        """
        self.terrain = Terrain(heights)
        shape = self.terrain.heights.shape
        tint = 1.0 + HOLLOW_TINT * _relief(self.terrain.heights)
        self._colors = np.ascontiguousarray(np.clip(colors * tint[..., None], 0.0, 255.0), dtype=np.float32)
        given = np.asarray([] if levels is None else levels, dtype=np.float64)
        self._levels = np.unique(given[(given >= 0.0) & (given <= 1.0)])
        self._gaps = _gaps(self._levels)
        self._tones = _tones(self._levels, self.terrain.heights, np.asarray(colors))
        self._vertices = np.empty((*shape, VERTEX_SIZE), np.float32)
        self._vertices[..., 7] = np.searchsorted(self._levels, np.nan_to_num(self.terrain.heights))
        self._key = None

    def render(
        self, view: View3D, width: int, height: int, supersample: int = 1, floor: bool = False, line_width: float = 1.0
    ) -> Frame:
        """Return the picture, the same object as before if nothing has changed.

        Args:
            width, height: size in pixels of the device, at least 1.
            supersample: 1, or 2 and more for smooth edges in a picture that stands still.
            floor: whether the contour map is laid on the floor of the box, faintly.
            line_width: of contour lines, in pixels of the device.
        """
        key = (view, width, height, supersample, floor, line_width)
        if self._frame is None or key != self._key:
            self._frame = self._draw(view, max(1, width), max(1, height), max(1, supersample), floor, line_width)
            self._key = key
        return self._frame

    def _draw(self, view: View3D, width: int, height: int, supersample: int, floor: bool, line_width: float) -> Frame:
        large = (height * supersample, width * supersample)
        pixels = np.zeros(large, np.uint32)
        depth = np.zeros(large, np.float32)
        half_line = 0.5 * line_width * supersample
        if not self.terrain.empty:
            self._fill(view, BOX_HEIGHT, pixels, depth, np.array([half_line, LINE_STRENGTH, UNDERSIDE, 1.0, 1.0]))
            if floor and view.elevation > 0.0:
                style = np.array([half_line, 1.0, 1.0, FLOOR_OPACITY, 0.0])
                self._fill(view, 0.0, pixels, depth, style)
        self._in_bands(partial(nearness_to_distance, depth), large[0])
        if supersample > 1:
            small = np.empty((height, width), np.uint32)
            self._in_bands(partial(shrink, pixels, small, supersample), height)
            pixels = small
        return Frame(pixels.view(np.uint8).reshape(height, width, 4), depth, view)

    def _fill(
        self, view: View3D, scale: float, pixels: NDArray[np.uint32], depth: NDArray[np.float32], style: Floats
    ) -> None:
        """Draw the mesh, its heights times ``scale``, into ``pixels`` and ``depth`` (as 1/distance)."""
        height, width = pixels.shape
        camera = view.camera(width, height)
        terrain = self.terrain
        place_vertices(terrain.heights, self._colors, terrain.normals, camera, _light(camera), scale, self._vertices)
        eye = camera[6:9] * DISTANCE

        vertices = self._vertices.reshape(-1, VERTEX_SIZE)
        size = np.array([*terrain.heights.shape, width])
        image, nearness = pixels.reshape(-1), depth.reshape(-1)

        def band(top: int, bottom: int) -> None:
            fill_band(
                vertices, size, image, nearness, top, bottom, bool(eye[1] > 0.0), bool(eye[0] > 0.0),
                self._levels, self._gaps, self._tones, style,
            )  # fmt: skip

        self._in_bands(band, height)

    def _in_bands(self, work: Callable[[int, int], None], height: int) -> None:
        """Call ``work(top, bottom)`` for bands that together cover ``height`` rows."""
        bands = BANDS if self.threads > 1 else 1
        borders = [height * k // bands for k in range(bands + 1)]
        jobs = [partial(work, top, bottom) for top, bottom in pairwise(borders) if bottom > top]
        run_all(jobs, self.threads)


def _light(camera: Floats) -> Floats:
    """Return direction (3,), ambient, diffuse, gloss: from above and from the viewer's left, whatever the azimuth."""
    azimuth_right = camera[0:3]
    toward = np.array([azimuth_right[1], -azimuth_right[0], 0.0])
    direction = -0.50 * azimuth_right + 0.35 * toward + np.array([0.0, 0.0, 0.80])
    return np.array([*(direction / np.sqrt(direction @ direction)), AMBIENT, DIFFUSE, GLOSS])


def _gaps(levels: Floats) -> Floats:
    """Return for each level the distance to its nearest neighbour, infinite for a lone one."""
    gaps = np.full(len(levels), np.inf)
    steps = np.diff(levels)
    gaps[1:] = steps
    gaps[:-1] = np.minimum(gaps[:-1], steps)
    return gaps


def _tones(levels: Floats, heights: Floats, colors: NDArray[np.float32]) -> Floats:
    """Return for each level the grey its line is drawn towards: light on dark colours, dark on the others."""
    tones = np.full(len(levels), DARK_LINE)
    # A few thousand vertices are enough to know the colour that goes with a height.
    some = np.flatnonzero(np.isfinite(heights))[:: 1 + heights.size // 4000]
    if len(some) == 0:
        return tones
    known, bright = heights.ravel()[some], colors.reshape(-1, 3)[some] @ np.array([0.30, 0.59, 0.11])
    for k, level in enumerate(levels):
        if bright[np.argmin(np.abs(known - level))] < DARK_GROUND:
            tones[k] = LIGHT_LINE
    return tones


def _relief(heights: Floats) -> Floats:
    """Return how far each height lies above (or below, negative) the average around it, (ny, nx)."""
    if heights.size == 0:
        return np.zeros_like(heights)
    filled = np.where(np.isfinite(heights), np.clip(heights, 0.0, 1.0), 0.5)
    smooth = filled
    for axis in (0, 1):
        smooth = _box_average(smooth, max(1, heights.shape[axis] // 16), axis)
    return filled - smooth


def _box_average(values: Floats, radius: int, axis: int) -> Floats:
    """Return the running average over 2 * radius + 1 values along ``axis``, the border values repeated."""
    widths = [(0, 0), (0, 0)]
    widths[axis] = (radius + 1, radius)
    sums = np.cumsum(np.pad(values, widths, mode="edge"), axis=axis)
    size = values.shape[axis]
    high = np.take(sums, np.arange(2 * radius + 1, 2 * radius + 1 + size), axis=axis)
    low = np.take(sums, np.arange(size), axis=axis)
    return (high - low) / (2 * radius + 1)
