"""The landscape of a formula: its values over the first two variables, or the only one, and its known minima."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from landscape_gui.core.descriptors import Interval, Point
from landscape_gui.core.maps.grids import Grid, HeightScale, evaluate_grid, height_scale
from landscape_gui.core.problem import Problem
from landscape_gui.experiment import Experiment
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.scene.lanes import Lanes
from landscape_gui.scene.parts import Scene, shown_region, start_of
from landscape_gui.scene.section import Section

GRID_POINTS = 257
CURVE_POINTS = 1025


class SliceGround:
    """The landscape over the first two variables; further ones are held where the lanes start."""

    def __init__(self, experiment: Experiment, problem: Problem) -> None:
        fixed = tuple(start_of(experiment, problem)[2:])
        key = (type(experiment.problem).__name__, problem.text, tuple(problem.coefficients.items()))
        region, kind = shown_region(experiment, problem), _height_kind(experiment, problem)
        self._problem, self._section = problem, Section(problem.variables[:2], fixed)
        self._surroundings = _surroundings(_Keyed(key, problem), region, fixed, kind)

    def scene(self, experiment: Experiment, lanes: Lanes) -> Scene:
        """The scene with what the lanes have recorded so far."""
        home = self._problem.domain[:2]
        grid, scale, minima, local = self._surroundings
        return Scene(
            experiment, self._problem, self._section, home, grid, scale, lanes.runs(), minima, local, lanes.done
        )


def _height_kind(experiment: Experiment, problem: Problem) -> str:
    if experiment.view.height == "auto" and problem.surface is not None and experiment.view.region is None:
        return problem.surface.height
    return experiment.view.height


class _Keyed:
    """A problem that compares equal to another of the same content, for remembering grids."""

    def __init__(self, key: tuple[object, ...], problem: Problem) -> None:
        self.key, self.problem = key, problem

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self.key == other.key


@lru_cache(maxsize=32)
def _surroundings(
    keyed: _Keyed, region: tuple[Interval, ...], fixed: tuple[float, ...], kind: str
) -> tuple[Grid, HeightScale, tuple[Point, ...], tuple[Point, ...]]:
    """Grid over ``region``, its height scale, and global and local minima at the current coefficients."""
    problem = keyed.problem
    points = CURVE_POINTS if problem.dimension == 1 else GRID_POINTS
    grid = evaluate_grid(problem, region, points, points, fixed)
    return grid, height_scale(grid.values, kind), *known_minima(problem)


def known_minima(problem: AnyProblem) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Global and local minima of a catalogue surface; where coefficients were changed, followed by Newton's method."""
    surface = problem.surface
    if not isinstance(problem, Problem) or surface is None:
        return (), ()
    defaults = {c.key: c.default for c in surface.coefficients}
    if problem.coefficients == defaults:
        return surface.minima, surface.local_minima
    followed = [point for point in map(_follower(problem), (*surface.minima, *surface.local_minima)) if point]
    if not followed or not surface.minima:
        return (), tuple(followed)
    values = [problem.value_and_gradient(point)[0] for point in followed]
    tolerance = 1e-9 * (1.0 + abs(min(values)))
    best = tuple(p for p, v in zip(followed, values, strict=True) if v <= min(values) + tolerance)
    return best, tuple(p for p in followed if p not in best)


def _follower(problem: Problem) -> Callable[[Sequence[float]], Point | None]:
    """A function that moves a minimizer at the default coefficients to the nearby one at the present ones, or None."""

    def follow(point: Sequence[float]) -> Point | None:
        theta = np.array(point, dtype=np.float64)
        for _ in range(50):
            _, gradient = problem.value_and_gradient(theta)
            hessian = problem.hessian(theta)
            if not (np.isfinite(hessian).all() and np.isfinite(gradient).all()):
                return None
            curvatures, axes = np.linalg.eigh(hessian)
            step = axes @ ((axes.T @ gradient) / np.maximum(np.abs(curvatures), 1e-9))
            theta = theta - step
            if np.abs(step).max() <= 1e-13 * (1.0 + np.abs(theta).max()):
                return tuple(theta.tolist()) if curvatures.min() > 0 else None
        return None

    return follow
