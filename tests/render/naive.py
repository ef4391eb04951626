"""Slow, obvious versions of what the kernels draw: every pixel asks every triangle, every segment."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from landscape_gui.render.camera import BOX_HEIGHT, View3D

Floats = NDArray[np.float64]


def grid_points(heights: Floats) -> Floats:
    """World points (ny, nx, 3) of a mesh."""
    rows, columns = heights.shape
    x, y = np.meshgrid(np.linspace(-1.0, 1.0, columns), np.linspace(-1.0, 1.0, rows))
    return np.stack([x, y, heights * BOX_HEIGHT], axis=-1)


def triangles(heights: Floats) -> list[list[tuple[int, int]]]:
    """Corner indices (row, column) of every whole triangle; each cell is split along its flatter diagonal."""
    found = []
    rows, columns = heights.shape
    for i in range(rows - 1):
        for j in range(columns - 1):
            rising = abs(heights[i, j] - heights[i + 1, j + 1])
            falling = abs(heights[i, j + 1] - heights[i + 1, j])
            if not math.isnan(rising) and (math.isnan(falling) or rising <= falling):
                pair = [[(i, j), (i, j + 1), (i + 1, j + 1)], [(i, j), (i + 1, j + 1), (i + 1, j)]]
            else:
                pair = [[(i, j), (i, j + 1), (i + 1, j)], [(i, j + 1), (i + 1, j + 1), (i + 1, j)]]
            found += [corners for corners in pair if all(math.isfinite(heights[corner]) for corner in corners)]
    return found


def depth_picture(heights: Floats, view: View3D, width: int, height: int) -> tuple[Floats, Floats]:
    """Distance (height, width), infinite where empty, and how far each pixel centre is from the nearest edge drawn."""
    pixels = view.project(grid_points(heights).reshape(-1, 3), width, height).reshape(*heights.shape, 3)
    depth = np.full((height, width), np.inf)
    doubt = np.full((height, width), np.inf)
    for corners in triangles(heights):
        placed = np.array([pixels[corner] for corner in corners])
        levels = np.array([heights[corner] for corner in corners])
        matrix = np.vstack([placed[:, 0], placed[:, 1], np.ones(3)])
        if abs(np.linalg.det(matrix)) < 1e-9:
            continue
        column, row = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
        weights = np.moveaxis(np.tensordot(np.linalg.inv(matrix), [column, row, np.ones_like(row)], axes=1), 0, -1)
        level = weights @ levels
        doubt = np.minimum(doubt, np.minimum(abs(weights).min(axis=-1), np.minimum(abs(level), abs(1.0 - level))))
        inside = (weights.min(axis=-1) >= 0.0) & (level >= 0.0) & (level <= 1.0)
        depth[inside] = np.minimum(depth[inside], 1.0 / (weights[inside] @ (1.0 / placed[:, 2])))
    return depth, doubt


def line_coverage(points: Floats, width: int, height: int, half_width: float) -> Floats:
    """How much of each pixel (height, width) a line through ``points`` covers: one less the distance to its border."""
    coverage = np.zeros((height, width))
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    for start, end in pairwise(points):
        if not (np.isfinite(start).all() and np.isfinite(end).all()):
            continue
        along = end - start
        square = float(along @ along)
        t = np.clip(((x - start[0]) * along[0] + (y - start[1]) * along[1]) / square, 0.0, 1.0) if square else 0.0 * x
        away = np.hypot(x - start[0] - t * along[0], y - start[1] - t * along[1])
        coverage = np.maximum(coverage, np.clip(half_width + 0.5 - away, 0.0, 1.0))
    return coverage
