"""Ways to lay a plane: through two chosen parameters, random directions, the main directions of paths, three points.

They know nothing of networks: any landscape of two or more parameters will do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.core.errors import PlaneError
from landscape_gui.core.maps.evaluation import Landscape
from landscape_gui.core.maps.planes import PARALLEL, PARAMETERS, PCA, POINTS, RANDOM, Array, Plane

MAX_ROWS = 2000
"""Most rows of all paths together that principal directions are computed from."""
ACROSS = 1e-9
"""Cosine up to which a direction lies across another, but for rounding."""
NOTHING = 1e-12
"""Size up to which all the parameters of a unit together are 0, but for rounding."""
FEW, BLOCK, TURNS, STILL = 64, 12, 40, 1e-9
"""Rows or parameters up to which all principal directions are computed; else how many, how often, how exactly."""


def through_parameters(landscape: Landscape, theta: ArrayLike, first: str | int, second: str | int) -> Plane:
    """The plane in which two parameters move and all others keep their values in ``theta`` (d,).

    Its coordinates are the two parameters themselves.

    Args:
        first, second: name, as in "W1[2,0]", or index of a parameter.

    Raises:
        PlaneError: for unknown names, an index out of range, the same parameter twice.
    """
    _check_dimension(landscape)
    origin = landscape.check_point(theta, "the point the plane goes through").copy()
    i, j = (_index(landscape.variables, parameter) for parameter in (first, second))
    if i == j:
        name = landscape.variables[i]
        raise PlaneError(f"The plane's directions are both {name}; choose two different parameters.")
    origin[[i, j]] = 0.0
    d1, d2 = np.zeros((2, landscape.dimension))
    d1[i] = d2[j] = 1.0
    return Plane(origin, d1, d2, (landscape.variables[i], landscape.variables[j]), PARAMETERS)


def _check_dimension(landscape: Landscape) -> None:
    if landscape.dimension < 2:
        raise PlaneError(
            f"A plane needs a landscape of two or more parameters; this one has one ({landscape.variables[0]})."
        )


def _index(names: Sequence[str], parameter: str | int) -> int:
    """Place of a parameter given by name or index."""
    if isinstance(parameter, str):
        if parameter in names:
            return names.index(parameter)
        raise PlaneError(f"There is no parameter {parameter!r}; choose one of {_listed(names)}.")
    if 0 <= parameter < len(names):
        return int(parameter)
    raise PlaneError(f"There is no parameter number {parameter}; count from 0 ({names[0]}) to {len(names) - 1}.")


def _listed(names: Sequence[str]) -> str:
    """The names, of many only the first and the last ones."""
    if len(names) <= 12:
        return ", ".join(names)
    return f"{', '.join(names[:6])}, …, {', '.join(names[-2:])} ({len(names)} in all)"


def random_directions(landscape: Landscape, theta: ArrayLike, seed: int = 0) -> Plane:
    """Two normal random directions through ``theta`` (d,), "filter-normalised" (Li et al. 2018).

    In each direction, the entries that belong to one unit (its row of W, its b, its γ and β) are scaled to the norm
    these parameters have in ``theta``, so that a step of 1 changes every unit by as much as it is large, and pictures
    of networks with different scales of weights can be compared. A landscape says by an attribute ``groups``, a
    sequence of arrays of indices, which parameters belong together; without one, all do, and where they are all 0 the
    directions get unit length. As in the paper the directions are not made orthogonal; in hundreds of dimensions they
    nearly are.

    Raises:
        PlaneError: where all parameters of all units are 0, or the directions come out parallel.
    """
    _check_dimension(landscape)
    origin = landscape.check_point(theta, "the point the plane goes through")
    groups = getattr(landscape, "groups", None)
    if groups is None:
        groups = (np.arange(landscape.dimension),)
        size = float(np.linalg.norm(origin))
        sizes = [size if size > NOTHING else 1.0]
    else:
        sizes = [float(np.linalg.norm(origin[group])) for group in groups]
    if max(sizes) <= NOTHING:
        raise PlaneError(
            "All parameters are 0, so directions scaled to them are 0 too; "
            "choose two parameters instead, or initial weights that are not all 0."
        )
    # The legacy generator is the one whose stream numpy promises never to change.
    random = np.random.RandomState(seed)
    d1, d2 = (_scaled(random.standard_normal(landscape.dimension), groups, sizes) for _ in range(2))
    return Plane(origin, d1, d2, ("direction 1", "direction 2"), RANDOM, ("random direction 1", "random direction 2"))


def _scaled(direction: Array, groups: Sequence[NDArray[np.intp]], sizes: Sequence[float]) -> Array:
    """``direction`` with every group of entries scaled to its size; 0 where it belongs to no group."""
    scaled = np.zeros_like(direction)
    for group, size in zip(groups, sizes, strict=True):
        part = direction[group]
        scaled[group] = part * (size / np.linalg.norm(part))
    return scaled


def principal_directions(paths: Sequence[ArrayLike], max_rows: int = MAX_ROWS) -> Plane:
    """The plane nearest to all ``paths``, each (n, d): through their mean, along their first two principal directions.

    Directions are orthonormal, so that a unit of either axis is a unit of distance between parameters. They lead from
    where the paths start to where they have been on average, so that a picture does not turn over while paths grow; one
    that does neither has a positive largest entry. Where all paths lie on one line, the second direction is the axis
    that leans least on it, made orthogonal. Of more than ``max_rows`` rows in all, every k-th of each path and its last
    are taken. Rows that are not finite are left out.

    Note that the share of the variance in the labels flatters: the two principal directions of even a random walk hold
    most of its variance (Antognini and Sohl-Dickstein 2018). ``core.maps.projection`` has the share of the movement.

    Raises:
        PlaneError: without any path, for paths of different or too few dimensions, and for paths that do not move.
    """
    rows = _thinned(paths, max_rows)
    if rows.shape[1] < 2:
        raise PlaneError("A plane needs a landscape of two or more parameters; this one has one.")
    if not len(rows):
        raise PlaneError("No row of the paths is finite; choose two parameters or random directions.")
    mean = rows.mean(axis=0)
    centred = rows - mean
    total = float(np.sum(centred * centred))
    if not total > (1e-14 * np.linalg.norm(mean)) ** 2 * len(rows):
        raise PlaneError("The paths do not move, so they span no plane; choose two parameters or random directions.")
    d1, d2 = _main_directions(centred)
    scores = centred @ d1
    rest = centred - scores[:, None] * d1
    if not float(np.sum(rest * rest)) > 1e-24 * total:
        d2 = _least_leaning_axis(d1)
    d2 = d2 - (d2 @ d1) * d1
    way = np.sum([mean - start for start in _starts(paths)], axis=0)
    d1, d2 = _leading(d1, way), _leading(d2 / np.linalg.norm(d2), way)
    shares = (float(scores @ scores) / total, float(np.sum((centred @ d2) ** 2)) / total)
    labels = (f"PC 1 ({shares[0]:.0%} of variance)", f"PC 2 ({shares[1]:.0%} of variance)")
    return Plane(mean, d1, d2, ("PC 1", "PC 2"), PCA, labels)


def _thinned(paths: Sequence[ArrayLike], max_rows: int) -> Array:
    """Rows of all paths, every k-th and the last of each, such that there are hardly more than ``max_rows``."""
    arrays = [np.atleast_2d(np.asarray(path, dtype=np.float64)) for path in paths]
    arrays = [array for array in arrays if array.size]
    if not arrays:
        raise PlaneError("There is no path to lay a plane along yet; choose two parameters or random directions.")
    if len({array.shape[1] for array in arrays}) > 1:
        sizes = ", ".join(str(size) for size in sorted({array.shape[1] for array in arrays}))
        raise PlaneError(f"The paths have different numbers of parameters ({sizes}); give paths of one landscape.")
    every = -(-sum(map(len, arrays)) // max_rows)
    chosen = np.concatenate([array[_every(len(array), every)] for array in arrays])
    return chosen[np.isfinite(chosen).all(axis=1)]


def _every(count: int, every: int) -> NDArray[np.intp]:
    """0, every, 2 * every, … and the last index."""
    return np.unique(np.append(np.arange(0, count, every), count - 1))


def _main_directions(rows: Array) -> Array:
    """(2, d) orthonormal directions along which ``rows`` (n, d) vary most.

    Of large arrays not all directions are computed: a few are made better in turns until the first two stand still,
    which on paths takes about ten turns. Where many directions vary alike, the last turn's share of the variance is
    hardly less than the largest.
    """
    rows = rows / np.abs(rows).max()
    if min(rows.shape) <= FEW:
        exact: Array = np.linalg.svd(rows, full_matrices=False)[2][:2]
        return exact
    block = np.random.RandomState(0).standard_normal((rows.shape[1], BLOCK))
    best = np.zeros((2, rows.shape[1]))
    for _ in range(TURNS):
        block = np.linalg.qr(rows.T @ np.linalg.qr(rows @ block)[0])[0]
        before, best = best, np.linalg.svd(rows @ block, full_matrices=False)[2][:2] @ block.T
        if np.linalg.norm(best - (best @ before.T) @ before) < STILL:
            break
    return best


def _starts(paths: Sequence[ArrayLike]) -> list[Array]:
    """The first row of every path that is finite there."""
    rows = [np.atleast_2d(np.asarray(path, dtype=np.float64))[:1] for path in paths]
    return [row[0] for row in rows if row.size and np.isfinite(row).all()]


def _leading(direction: Array, way: Array) -> Array:
    """``direction`` or its opposite: the one along ``way``, or, across it, whose first largest entry is positive."""
    along = float(np.sum(direction * way))
    if abs(along) <= ACROSS * float(np.linalg.norm(way)):
        along = float(direction[np.argmax(np.abs(direction))])
    return direction if along > 0.0 else -direction


def _least_leaning_axis(direction: Array) -> Array:
    axis = np.zeros_like(direction)
    axis[np.argmin(np.abs(direction))] = 1.0
    return axis


def through_points(
    start: ArrayLike, first: ArrayLike, second: ArrayLike, names: tuple[str, str, str] = ("start", "end 1", "end 2")
) -> Plane:
    """The plane through three points (d,) each, with orthonormal directions (Garipov et al. 2018).

    ``start`` lands at (0, 0), ``first`` at (its distance from the start, 0), ``second`` above the first axis.

    Raises:
        PlaneError: where two points are the same, or all three lie on one line.
    """
    points = [np.asarray(point, dtype=np.float64) for point in (start, first, second)]
    if len({point.shape for point in points}) > 1:
        shapes = " and ".join(str(point.shape) for point in points)
        raise PlaneError(f"The three points have shapes {shapes}; give three points (d,) of one landscape.")
    for i, j in ((0, 1), (0, 2), (1, 2)):
        if np.array_equal(points[i], points[j]):
            raise PlaneError(f"The points {names[i]!r} and {names[j]!r} are the same; a plane needs three that differ.")
    along, aside = points[1] - points[0], points[2] - points[0]
    d1 = along / np.linalg.norm(along)
    d2 = aside - (aside @ d1) * d1
    if not np.linalg.norm(d2) > PARALLEL * np.linalg.norm(aside):
        raise PlaneError(f"The points {', '.join(names)} lie on one line; a plane needs three that do not.")
    # Once more, for the digits lost where the second point lies almost on the axis.
    d2 = d2 - (d2 @ d1) * d1
    axes = (f"towards {names[1]}", f"towards {names[2]}")
    return Plane(points[0], d1, d2 / np.linalg.norm(d2), axes, POINTS)
