"""What the views show: the pure function from an experiment to its grid, its minima and every lane's run.

The window's engine, the command line and the exports all call ``compute``; it needs no screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import msgspec
import numpy as np

from landscape_gui.core import simulate
from landscape_gui.core.descriptors import Interval, Optimizer, Point
from landscape_gui.core.errors import LandscapeError
from landscape_gui.core.maps.grids import Grid, HeightScale, evaluate_grid, height_scale
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.problem import Problem
from landscape_gui.core.simulate import Run, Settings, Simulation
from landscape_gui.experiment import Experiment, Lane, View
from landscape_gui.experimentfile import problem_of
from landscape_gui.lanestyle import LaneStyle, next_style

GRID_POINTS = 257
CURVE_POINTS = 1025


@dataclass(frozen=True, slots=True, eq=False)
class LaneRun:
    """One lane of the experiment with its run.

    Attributes:
        index: place of the lane in ``experiment.lanes``.
        lane, label, color ("#rrggbb"), marker, dash: how it is named and drawn.
        run: its path, None where it is switched off or cannot start; error: why it cannot start, or "".
    """

    index: int
    lane: Lane
    label: str
    color: str
    marker: str
    dash: str
    run: Run | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything a view needs.

    Attributes:
        experiment: what was asked; problem: the problem built from it.
        grid: values over ``region``; scale: their heights.
        lanes: one entry a lane of the experiment, also those switched off.
        minima: known global, then local minimizers of the problem as it stands.
        complete: False while longer runs are still being computed.
    """

    experiment: Experiment
    problem: Problem
    grid: Grid
    scale: HeightScale
    lanes: tuple[LaneRun, ...]
    minima: tuple[Point, ...]
    local_minima: tuple[Point, ...]
    complete: bool = True

    @property
    def start(self) -> Point:
        """The shared start."""
        return start_of(self.experiment, self.problem)

    @property
    def last_step(self) -> int:
        """The last step any lane has recorded."""
        return max((lane.run.last_step for lane in self.lanes if lane.run), default=0)

    @property
    def shown(self) -> tuple[LaneRun, ...]:
        """The lanes that are switched on and have a run."""
        return tuple(lane for lane in self.lanes if lane.run is not None)

    def nearest_minimum(self, points: np.ndarray) -> np.ndarray | None:
        """(n,) distances of ``points`` (n, d) to the nearest known global minimum; None where none is known."""
        if not self.minima:
            return None
        offsets = points[:, None, :] - np.asarray(self.minima, dtype=np.float64)[None]
        distances: np.ndarray = np.sqrt((offsets**2).sum(axis=2)).min(axis=1)
        return distances


def start_of(experiment: Experiment, problem: Problem) -> Point:
    """The shared start: the experiment's where it fits the problem's dimension, else the problem's own."""
    return experiment.start if len(experiment.start) == problem.dimension else problem.start


def shown_region(experiment: Experiment, problem: Problem) -> tuple[Interval, ...]:
    """The part of the plane the grid covers: the view's region, or the domain of the first two variables."""
    if experiment.view.region is not None:
        return experiment.view.region[: problem.dimension]
    return problem.domain[:2]


def lane_looks(experiment: Experiment) -> tuple[LaneRun, ...]:
    """Every lane with its label, colour, marker and dash, without runs."""
    used: list[LaneStyle] = []
    counts: dict[str, int] = {}
    looks = []
    for index, lane in enumerate(experiment.lanes):
        descriptor = OPTIMIZERS[lane.optimizer]
        counts[lane.optimizer] = counts.get(lane.optimizer, 0) + 1
        style = _style(lane, descriptor, used)
        used.append(style)
        number = f" {counts[lane.optimizer]}" if counts[lane.optimizer] > 1 else ""
        looks.append(
            LaneRun(index, lane, lane.name or descriptor.label + number, style.color, style.marker, style.dash)
        )
    return tuple(looks)


def _style(lane: Lane, descriptor: Optimizer, used: Sequence[LaneStyle]) -> LaneStyle:
    """The lane's own look where it has one, else its optimizer's, else the clearest that is left."""
    if lane.color and lane.marker and lane.dash:
        return LaneStyle(lane.color, lane.marker, lane.dash)
    chosen = next_style(used, descriptor.color, descriptor.marker, descriptor.dash)
    return LaneStyle(lane.color or chosen.color, lane.marker or chosen.marker, lane.dash or chosen.dash)


def settings_of(experiment: Experiment, lane: Lane) -> Settings:
    """The driver's settings of one lane."""
    stopping = experiment.stopping
    return Settings(
        schedule=lane.schedule.kind, period=lane.schedule.period, rate=lane.schedule.rate,
        gradient_noise=experiment.gradient_noise, clip_norm=experiment.clip_norm,
        stop_gradient_norm=stopping.gradient_norm, stop_change=stopping.change, stop_loss=stopping.loss,
        seed=experiment.seed, record_every=experiment.record_every,
    )  # fmt: skip


def compute(
    experiment: Experiment, wanted: Callable[[], bool] = lambda: True, known: Scene | None = None
) -> Iterator[Scene]:
    """Yield scenes: one as soon as every lane has its first chunk, then further ones until all runs are complete.

    The first scene always comes, so that dragging shows something however fast the mouse; after it, this stops early,
    without a last scene, once ``wanted()`` is false. Runs that ``known`` has already are taken over from it.

    Raises:
        LandscapeError: the problem itself cannot be built; mistakes of one lane are reported in its ``LaneRun``.
    """
    problem = problem_of(experiment)
    fixed = start_of(experiment, problem)[2:]
    key = (type(experiment.problem).__name__, problem.text, tuple(problem.coefficients.items()))
    region, kind = shown_region(experiment, problem), _height_kind(experiment, problem)
    grid, scale, minima, local = _surroundings(_Keyed(key, problem), region, tuple(fixed), kind)
    looks = lane_looks(experiment)
    runs = _known_runs(experiment, known)
    lanes = [replace(look, run=runs(look.lane)) for look in looks]
    simulations: dict[int, Simulation] = {}
    for k, look in enumerate(lanes):
        if look.run is None:
            begun, error = _begin(experiment, problem, look)
            if begun is not None:
                simulations[k] = begun
            lanes[k] = replace(look, error=error)
    first = True
    while first or wanted():
        for simulation in simulations.values():
            if not simulation.done and (first or wanted()):
                simulation.advance()
        first = False
        complete = all(simulation.done for simulation in simulations.values())
        for k, simulation in simulations.items():
            lanes[k] = replace(lanes[k], run=simulation.run())
        yield Scene(experiment, problem, grid, scale, tuple(lanes), minima, local, complete)
        if complete:
            return


def complete_scene(experiment: Experiment) -> Scene:
    """The scene with all runs complete, computed in this thread."""
    *_, scene = compute(experiment)
    return scene


def _known_runs(experiment: Experiment, known: Scene | None) -> Callable[[Lane], Run | None]:
    """A function that finds the run of a lane among those of ``known``, None where it has to be computed."""
    if known is None or not known.complete or _without_lanes(experiment) != _without_lanes(known.experiment):
        return lambda lane: None
    runs = [(_computed_lane(lane.lane), lane.run) for lane in known.shown]

    def find(lane: Lane) -> Run | None:
        wanted = _computed_lane(lane)
        return next((run for other, run in runs if other == wanted), None) if lane.enabled else None

    return find


def _height_kind(experiment: Experiment, problem: Problem) -> str:
    if experiment.view.height == "auto" and problem.surface is not None and experiment.view.region is None:
        return problem.surface.height
    return experiment.view.height


def _begin(experiment: Experiment, problem: Problem, look: LaneRun) -> tuple[Simulation | None, str]:
    """The lane's simulation at its start, or None and why there is none."""
    lane = look.lane
    if not lane.enabled:
        return None, ""
    start = (
        lane.start if lane.start is not None and len(lane.start) == problem.dimension else start_of(experiment, problem)
    )
    try:
        return simulate.simulation(
            problem,
            lane.optimizer,
            lane.hyperparameters,
            np.asarray(start),
            experiment.steps,
            settings_of(experiment, lane),
        ), ""
    except LandscapeError as error:
        return None, str(error)


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


def known_minima(problem: Problem) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Global and local minima of a catalogue surface; where coefficients were changed, followed by Newton's method."""
    surface = problem.surface
    if surface is None:
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


def same_computation(one: Experiment, other: Experiment) -> bool:
    """Whether two experiments differ only in how the same scene is shown."""
    return _computed(one) == _computed(other)


def _without_lanes(experiment: Experiment) -> Experiment:
    """What all runs of ``experiment`` have in common."""
    return msgspec.structs.replace(experiment, lanes=(), view=View(), title="")


def _computed_lane(lane: Lane) -> Lane:
    """``lane`` with everything at its default that its run does not depend on."""
    return msgspec.structs.replace(lane, name="", color="", marker="", dash="")


def _computed(experiment: Experiment) -> Experiment:
    """``experiment`` with everything at its default that ``compute`` does not read."""
    view = View(region=experiment.view.region, height=experiment.view.height)
    return msgspec.structs.replace(experiment, view=view, title="")
