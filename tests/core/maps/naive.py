"""Slow, obvious versions of planes, projections and grids; nothing here is shared with the package."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def nearest(origin: Array, d1: Array, d2: Array, point: Array) -> tuple[Array, float]:
    """Coordinates (2,) of the plane's point nearest to ``point`` (d,), and its distance."""
    coordinates = np.linalg.lstsq(np.array([d1, d2]).T, point - origin, rcond=None)[0]
    return coordinates, float(np.linalg.norm(point - (origin + coordinates[0] * d1 + coordinates[1] * d2)))


def inside(d1: Array, d2: Array, vector: Array) -> Array:
    """The part (d,) of ``vector`` that lies in the plane of the two directions."""
    coordinates, _ = nearest(np.zeros_like(vector), d1, d2, vector)
    part: Array = coordinates[0] * d1 + coordinates[1] * d2
    return part


def movement(d1: Array, d2: Array, path: Array) -> float:
    """Share of the squared lengths of all steps of ``path`` (n, d) that lies in the plane."""
    steps = [path[k + 1] - path[k] for k in range(len(path) - 1)]
    return sum(float(np.sum(inside(d1, d2, step) ** 2)) for step in steps) / sum(float(np.sum(s**2)) for s in steps)


def spread(d1: Array, d2: Array, path: Array) -> float:
    """Share of the variance of the rows of ``path`` that lies in the plane."""
    deviations = [row - path.mean(axis=0) for row in path]
    return sum(float(np.sum(inside(d1, d2, v) ** 2)) for v in deviations) / sum(float(np.sum(v**2)) for v in deviations)


def principal_directions(paths: Iterable[Array]) -> tuple[Array, Array, Array]:
    """Mean, and the first two right singular vectors of all rows less it, away from where the paths start."""
    paths = list(paths)
    rows = np.concatenate(paths)
    mean = rows.mean(axis=0)
    _, _, directions = np.linalg.svd(rows - mean)
    d1, d2 = (v if sum((mean - path[0]) @ v for path in paths) > 0 else -v for v in directions[:2])
    return mean, d1, d2


def filter_normalised(theta: Array, groups: Sequence[Sequence[int]], seed: int) -> list[Array]:
    """Two random directions, the entries of every group scaled to the norm they have in ``theta``."""
    random = np.random.RandomState(seed)
    directions = [random.standard_normal(theta.size), random.standard_normal(theta.size)]
    for direction in directions:
        for group in groups:
            length = np.sqrt(sum(direction[i] ** 2 for i in group))
            size = np.sqrt(sum(theta[i] ** 2 for i in group))
            for i in group:
                direction[i] *= size / length
    return directions


def grid(f: Callable[[Array], float], origin: Array, d1: Array, d2: Array, xs: Array, ys: Array) -> Array:
    """(ny, nx) values of ``f`` at origin + x * d1 + y * d2."""
    return np.array([[f(origin + x * d1 + y * d2) for x in xs] for y in ys])
