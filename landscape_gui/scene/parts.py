"""What the views show, as immutable values: a scene and its lanes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.descriptors import Interval, Optimizer, Point
from landscape_gui.core.maps.grids import Grid, HeightScale
from landscape_gui.core.maps.planes import Plane
from landscape_gui.core.maps.projection import Share
from landscape_gui.core.network.diagnosis import Finding, common
from landscape_gui.core.network.lineminimum import LineMinimum
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.simulate import Run
from landscape_gui.experiment import Experiment, Lane
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.lanestyle import LaneStyle, next_style
from landscape_gui.networks import DataNetwork
from landscape_gui.scene.lanenames import lane_names
from landscape_gui.scene.section import Section

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A run as it is seen on a plane, one row a recorded step, and what the picture hides.

    Attributes:
        coordinates: (rows, 2) of the plane's nearest point; distances: (rows,) Euclidean, from that point.
        heights: (rows,) the true height: loss over all data at the run's own parameters, or accuracy if that is shown.
        movement: how much of the run's movement lies in the plane.
    """

    coordinates: Array
    distances: Array
    heights: Array
    movement: Share


@dataclass(frozen=True, slots=True)
class LaneLook:
    """By what a lane is known, in lists of lanes: ``index`` and how it is drawn, see ``LaneRun``; but not its run."""

    index: int
    label: str
    color: str
    marker: str


@dataclass(frozen=True, slots=True, eq=False)
class LaneRun:
    """One lane of the experiment with its run.

    Attributes:
        index: place of the lane in ``experiment.lanes``.
        lane, label, color ("#rrggbb"), marker, dash: how it is named and drawn.
        run: its path, None where it is switched off or cannot start; error: why it cannot start, or "".
        path: how the run is seen, where parameters are not shown as they are.
        findings: what a learner should know about the training of a network.
    """

    index: int
    lane: Lane
    label: str
    color: str
    marker: str
    dash: str
    run: Run | None = None
    error: str = ""
    path: Path | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def look(self) -> LaneLook:
        """What to keep of a lane where its run is not needed, which would be kept too, with all it has recorded."""
        return LaneLook(self.index, self.label, self.color, self.marker)

    @property
    def coordinates(self) -> Array:
        """(rows, 2) places on the landscape, (rows, 1) on a curve; further columns mean nothing."""
        if self.path is not None:
            return self.path.coordinates
        return np.empty((0, 2)) if self.run is None else self.run.positions

    @property
    def heights(self) -> Array:
        """(rows,) true heights over these places."""
        if self.path is not None:
            return self.path.heights
        return self.run.losses if self.run is not None else np.empty(0)

    def parameters(self, position: float) -> Array:
        """(d,) parameters at a play position, linear between recorded rows; raises ValueError without a run."""
        if self.run is None:
            raise ValueError(f"{self.label} has no run")
        steps, positions = self.run.steps, self.run.positions
        row = self.run.row(position)
        here: Array = positions[row]
        if row >= len(steps) - 1 or position <= steps[row]:
            return here
        share = (position - steps[row]) / (steps[row + 1] - steps[row])
        between: Array = here + share * (positions[row + 1] - here)
        return between


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything a view needs.

    Attributes:
        experiment: what was asked; problem: the problem built from it.
        section: which part of parameter space is shown; home: the whole region of it that belongs to the problem.
        grid: values over ``region``; scale: their heights.
        lanes: one entry a lane of the experiment, also those switched off.
        minima: known global, then local minimizers of the problem as it stands.
        complete: False while longer runs are still being computed.
        remark: a sentence on why something else is shown than was asked for, or "".
        halted: whether lanes were stopped before their end, so that this is all there will be of them for now.
        held: whether the plane is that of an earlier scene, because a start is being dragged over it.
        lowest: where the loss of a decision line is least, which may be a region or nowhere; None where not known.
    """

    experiment: Experiment
    problem: AnyProblem
    section: Section
    home: tuple[Interval, ...]
    grid: Grid
    scale: HeightScale
    lanes: tuple[LaneRun, ...]
    minima: tuple[Point, ...]
    local_minima: tuple[Point, ...]
    complete: bool = True
    remark: str = ""
    halted: bool = False
    held: bool = False
    lowest: LineMinimum | None = None

    @property
    def network(self) -> DataNetwork | None:
        """The problem, if it is a network."""
        return self.problem if isinstance(self.problem, DataNetwork) else None

    @property
    def title(self) -> str:
        """What the heights of the landscape are: "f(x, y)", or "loss" and "accuracy" of a network."""
        if self.network is not None:
            return self.experiment.view.surface
        return f"f({', '.join(self.problem.variables)})"

    @property
    def in_percent(self) -> bool:
        """Whether heights are shares, which are written as percentages like those of the curves."""
        return self.network is not None and self.experiment.view.surface == "accuracy"

    @property
    def plane(self) -> Plane | None:
        """The plane that is shown, None where parameters are shown as they are."""
        return self.section.plane

    @property
    def follows(self) -> bool:
        """Whether the plane follows the parameters of a lane while playing, so that no hand can move it."""
        return self.experiment.view.live and self.network is not None

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

    def common_findings(self) -> tuple[Finding, ...]:
        """What need be said only once of the trainings on view: about their data, and what all of them share."""
        return common([lane.findings for lane in self.shown])

    def nearest_minimum(self, points: np.ndarray) -> np.ndarray | None:
        """(n,) distances of ``points`` (n, d) to the nearest known global minimum; None where none is known."""
        if not self.minima:
            return None
        offsets = points[:, None, :] - np.asarray(self.minima, dtype=np.float64)[None]
        distances: np.ndarray = np.sqrt((offsets**2).sum(axis=2)).min(axis=1)
        return distances


def start_of(experiment: Experiment, problem: AnyProblem) -> Point:
    """The shared start: the experiment's where it fits the problem's dimension, else the problem's own."""
    return experiment.start if len(experiment.start) == problem.dimension else problem.start


def shown_region(experiment: Experiment, problem: AnyProblem) -> tuple[Interval, ...]:
    """The part of the plane the grid covers: the view's region, or the domain of the first two variables."""
    if experiment.view.region is not None:
        return experiment.view.region[: problem.dimension]
    return problem.domain[:2]


def lane_looks(experiment: Experiment) -> tuple[LaneRun, ...]:
    """Every lane with its label, colour, marker and dash, without runs."""
    used: list[LaneStyle] = []
    looks = []
    for index, (lane, name) in enumerate(zip(experiment.lanes, lane_names(experiment), strict=True)):
        style = _style(lane, OPTIMIZERS[lane.optimizer], used)
        used.append(style)
        looks.append(LaneRun(index, lane, name, style.color, style.marker, style.dash))
    return tuple(looks)


def _style(lane: Lane, descriptor: Optimizer, used: Sequence[LaneStyle]) -> LaneStyle:
    """The lane's own look where it has one, else its optimizer's, else the clearest that is left."""
    if lane.color and lane.marker and lane.dash:
        return LaneStyle(lane.color, lane.marker, lane.dash)
    chosen = next_style(used, descriptor.color, descriptor.marker, descriptor.dash)
    return LaneStyle(lane.color or chosen.color, lane.marker or chosen.marker, lane.dash or chosen.dash)
