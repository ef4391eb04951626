"""The landscape on a plane through many parameters, computed coarse at once and then finer, with the paths seen on it.

The plane follows the runs while they grow, in ever longer intervals, and is settled when they are complete.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.errors import PlaneError
from landscape_gui.core.maps.grids import Grid, HeightScale, height_scale
from landscape_gui.core.maps.planebuilders import (
    principal_directions,
    random_directions,
    through_parameters,
    through_points,
)
from landscape_gui.core.maps.planes import Plane, Region, region_around
from landscape_gui.core.maps.progressive import PlaneGrid, refine
from landscape_gui.core.maps.projection import Projector
from landscape_gui.core.simulate import DIVERGED, Run
from landscape_gui.experiment import Experiment, ParameterPlane, PointsPlane, PrincipalPlane, RandomPlane
from landscape_gui.experiment import Plane as Wish
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.networks import DataNetwork
from landscape_gui.scene.lanenames import in_short
from landscape_gui.scene.lanes import Lanes
from landscape_gui.scene.parts import LaneRun, Path, Scene
from landscape_gui.scene.section import Section
from landscape_gui.unitnames import parameter_link

Array = NDArray[np.float64]

GROWTH = 1.5
"""By how much paths have grown when a plane that depends on them is laid anew."""
MOST_HEIGHTS = 2_000
"""Rows of a path whose loss over all data is computed where it was not recorded; between them it is interpolated."""
KEPT = 6
RUNAWAY = 30.0
"""Times the loss at the start beyond which a run that does not come back is no longer followed."""
ROUGH = 4
"""Stride of the grid that will do while lanes go on: what is finer would hold them up."""


class SeenPath(NamedTuple):
    """A run with its path on the plane, and what goes on projecting it, unless it came with the scene before."""

    run: Run
    path: Path
    projector: Projector | None = None


class PlaneGround:
    """The landscape of ``problem`` on the plane its experiment asks for."""

    def __init__(
        self,
        experiment: Experiment,
        problem: AnyProblem,
        wanted: Callable[[], bool],
        known: Scene | None = None,
        held: Scene | None = None,
    ) -> None:
        """Plane and paths are taken over from ``known`` where it shows this very plane through these very runs.

        The plane of ``held``, which is another one of the same problem, is shown however the runs go: the hand that
        drags a start over it must find it where it was, or the plane would flee from the hand.
        """
        self._experiment, self._problem, self._wanted = experiment, problem, wanted
        self._known, self._held = known, held if held is not None and self._can_hold(held) else None
        self._plane: Plane | None = None
        self._laid_at = 0
        self._remark = ""
        self._region: Region | None = None
        self._grids: Iterator[PlaneGrid] = iter(())
        self._grid: PlaneGrid | None = None
        self._paths: dict[int, SeenPath] = {}
        self._heights: dict[int, TrueHeights] = {}

    def scene(self, experiment: Experiment, lanes: Lanes) -> Scene | None:
        """The scene with what the lanes have recorded so far, a little finer every time; None if no longer wanted."""
        done, looks = lanes.done, lanes.runs()
        self._lay(looks, done)
        assert self._plane is not None
        looks = tuple(self._seen(look, done) for look in looks)
        home = self._home(self._plane, looks) if self._held is None else _region_of(self._held)
        if self._region is None or not self._region_fits(looks, home, done):
            self._show(self._shown_region(home))
        if done or self._grid is None or self._grid.stride > ROUGH:
            self._refine()
        grid = self._grid
        if grid is None:
            return None
        shown = grid.accuracy if experiment.view.surface == "accuracy" and grid.accuracy is not None else grid.loss
        scale = scale_of(shown, experiment.view.height)
        complete = done and grid.complete
        return Scene(
            experiment, self._problem, self._section(self._plane), home, shown, scale, looks, (), (), complete,
            self._remark, held=self._held is not None,
        )  # fmt: skip

    def _section(self, plane: Plane) -> Section:
        """How the plane is shown: by coordinates of its own."""
        return Section(plane.labels, plane=plane)

    def _home(self, plane: Plane, looks: Sequence[LaneRun]) -> Region:
        """The region of the plane that belongs to the paths."""
        return region_around(plane, _coordinates(looks))

    # ---- the plane

    def _lay(self, looks: Sequence[LaneRun], done: bool) -> None:
        """Lay the plane anew where the runs have grown much, or are complete, unless it is held."""
        if self._held is not None:
            self._plane, self._remark = self._held.plane, self._held.remark
            return
        rows = sum(len(look.run.steps) for look in looks if look.run is not None)
        if self._plane is not None and not (done and rows > self._laid_at) and rows < GROWTH * self._laid_at:
            return
        wish = self._wish()
        self._laid_at = rows
        if self._plane is None and self._take_over(looks):
            return
        try:
            plane, self._remark = laid(wish, self._problem, looks), missing_ends(wish, looks) or left_out(looks)
        except PlaneError as error:
            plane = makeshift(self._problem, looks)
            self._remark = f"{error} Until then the plane of {plane.names[0]} and {plane.names[1]} is shown."
        if plane != self._plane:
            self._plane, self._region = plane, None
            self._paths.clear()

    def _take_over(self, looks: Sequence[LaneRun]) -> bool:
        """Show plane and paths of the scene known before, if they are those of ``looks``."""
        known = self._known
        plane = None if known is None or known.held else self._plane_of(known)
        if known is None or plane is None:
            return False
        here, there = self._experiment.view, known.experiment.view
        if (here.plane, here.surface) != (there.plane, there.surface) or len(looks) != len(known.lanes):
            return False
        pairs = zip(looks, known.lanes, strict=True)
        if not all(one.run is other.run and one.label == other.label for one, other in pairs):
            return False
        self._plane, self._remark = plane, known.remark
        for look in known.lanes:
            if look.run is not None and look.path is not None:
                self._paths[look.index] = SeenPath(look.run, look.path)
        return True

    def _can_hold(self, held: Scene) -> bool:
        here, there = self._experiment.view, held.experiment.view
        same = held.experiment.problem == self._experiment.problem and (here.plane, here.surface) == (
            there.plane,
            there.surface,
        )
        return same and held.plane is not None

    def _plane_of(self, known: Scene) -> Plane | None:
        """The plane whose coordinates the paths of ``known`` have."""
        return known.plane

    def _wish(self) -> Wish:
        return self._experiment.view.plane or usual(self._problem)

    def _seen(self, look: LaneRun, done: bool) -> LaneRun:
        """The lane with its path on the plane: what has been recorded since, or, at the end, anew and whole.

        Sums over a path depend on its parts in their last digit, and the parts on how fast the machine is.
        """
        run, plane = look.run, self._plane
        if run is None or plane is None:
            return look
        known = self._paths.get(look.index)
        if known is None or known.run is not run:
            projector = Projector(plane, None) if known is None or done else known.projector or Projector(plane, None)
            projector.add_grown(run.positions)
            seen = projector.projection()
            if look.index not in self._heights:
                most = self._experiment.steps + 1
                self._heights[look.index] = TrueHeights(self._problem, self._experiment.view.surface, most)
            heights = self._heights[look.index].of(run)
            path = Path(seen.coordinates, seen.distances, heights, seen.movement)
            known = self._paths[look.index] = SeenPath(run, path, projector)
        return replace(look, path=known.path)

    # ---- the grid

    def _region_fits(self, looks: Sequence[LaneRun], home: Region, done: bool) -> bool:
        """Whether the region chosen holds all paths still; a settled one is neither too small nor much too large."""
        if self._experiment.view.region is not None or self._held is not None:
            return True
        if done:
            return self._region == home
        assert self._region is not None
        (x0, x1), (y0, y1) = self._region
        low, high = np.array([x0, y0]), np.array([x1, y1])
        return all(bool(((path >= low) & (path <= high)).all()) for path in _coordinates(looks))

    def _shown_region(self, home: Region) -> Region:
        """The part of the plane that is asked for; of a held one that was on view, which may have followed a lane."""
        held, wanted = self._held, self._experiment.view.region
        if held is not None and held.experiment.view.region == wanted:
            x, y = held.grid.region
            return x, y
        return wanted or home

    def _show(self, region: Region) -> None:
        assert self._plane is not None
        self._region = region
        key = (self._problem, self._plane, region)
        known = _kept.get(key)
        self._grid = None
        self._grids = iter((known,)) if known else refine(self._problem, self._plane, region, wanted=self._wanted)

    def _refine(self) -> None:
        """Take the next finer grid, if there is one."""
        grid = next(self._grids, None)
        if grid is None:
            return
        self._grid = grid
        if grid.complete and self._plane is not None and self._region is not None:
            _kept[self._problem, self._plane, self._region] = grid
            while len(_kept) > KEPT:
                _kept.popitem(last=False)


def _region_of(scene: Scene) -> Region:
    """The whole region of a scene on a plane."""
    x, y = scene.home
    return x, y


_kept: OrderedDict[tuple[object, Plane, Region], PlaneGrid] = OrderedDict()
"""Complete grids of late, for the way back and forth between views."""


@lru_cache(maxsize=KEPT)
def scale_of(grid: Grid, kind: str) -> HeightScale:
    """The scale of a grid's heights, known while the same grid is shown again, as while a start is dragged."""
    return height_scale(grid.values, kind)


def laid(wish: Wish, problem: AnyProblem, looks: Sequence[LaneRun]) -> Plane:
    """The plane of a description through the runs of the lanes; raises PlaneError where there is none."""
    if isinstance(wish, PrincipalPlane):
        runs = [look.run for look in looks if look.run is not None]
        return principal_directions([run.positions[: kept_rows(run)] for run in runs])
    if isinstance(wish, ParameterPlane):
        plane = through_parameters(problem, _end(problem, looks, 0), wish.first, wish.second)
        return replace(plane, labels=(_told(problem, plane.names[0]), _told(problem, plane.names[1])))
    if isinstance(wish, RandomPlane):
        return random_directions(problem, _end(problem, looks, wish.lane), wish.seed)
    assert isinstance(wish, PointsPlane)
    chosen = [_run(looks, wish.first), _run(looks, wish.second)]
    if chosen[0] is None or chosen[1] is None:
        raise PlaneError(missing_ends(wish, looks))
    names = ("start", f"end of {looks[wish.first].label}", f"end of {looks[wish.second].label}")
    plane = through_points(chosen[0].positions[0], chosen[0].positions[-1], chosen[1].positions[-1], names)
    first, second = (f"\N{RIGHTWARDS ARROW} {in_short(looks[lane].label)}" for lane in (wish.first, wish.second))
    return replace(plane, names=(first, second), labels=plane.names)


def _told(problem: AnyProblem, name: str) -> str:
    """The name of a parameter with what it belongs to: "W1[3,0] (x → unit 4)"."""
    link = parameter_link(problem, name) if isinstance(problem, DataNetwork) else ""
    return f"{name} ({link})" if link else name


def missing_ends(wish: Wish, looks: Sequence[LaneRun]) -> str:
    """What is shown instead where lanes that ``wish`` goes through have no end, and why; "" where all have one."""
    if isinstance(wish, RandomPlane):
        missing = _absence(looks, wish.lane)
        ends = next((look.label for look in looks if _runs(look)), None)
        instead = "the start" if ends is None else f"where {ends} ends"
        return f"{missing}, so the random directions go out from {instead}." if missing else ""
    lanes = (wish.first, wish.second) if isinstance(wish, PointsPlane) else ()
    missing = next(filter(None, (_absence(looks, lane) for lane in lanes)), "")
    return f"{missing}, so there is no plane through its end." if missing else ""


def kept_rows(run: Run) -> int:
    """Rows of a run that planes and regions are laid by: all, or those before it runs away for good."""
    limit = RUNAWAY * max(abs(float(run.losses[0])), 1e-300)
    if run.status != DIVERGED and not float(run.losses[-1]) > limit:
        return len(run.losses)
    beyond = np.flatnonzero(~(run.losses <= limit))
    return max(1, int(beyond[0])) if beyond.size else len(run.losses)


def left_out(looks: Sequence[LaneRun]) -> str:
    """Which lanes the landscape does not follow all the way, from where on and why, "" where it follows all."""
    runs = [(look.label, look.run, kept_rows(look.run)) for look in looks if look.run is not None]
    told = [f"{label} from step {int(run.steps[kept]):,} on" for label, run, kept in runs if kept < len(run.losses)]
    if not told:
        return ""
    listed = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
    return (
        f"The landscape does not follow {listed}: the loss there stays above {RUNAWAY:.0f} times that at the start. "
        "Try a smaller learning rate."
    )


def _coordinates(looks: Sequence[LaneRun]) -> list[Array]:
    """Places of the paths on the plane, less what has run away."""
    return [
        look.path.coordinates[: kept_rows(look.run)] for look in looks if look.path is not None and look.run is not None
    ]


def _absence(looks: Sequence[LaneRun], lane: int) -> str:
    """Why a lane has no end, "" where it has one."""
    if not 0 <= lane < len(looks):
        return f"There is no lane {lane + 1}"
    look = looks[lane]
    if _runs(look):
        return ""
    return f"{look.label} {'cannot start' if look.lane.enabled else 'is switched off'}"


def _runs(look: LaneRun) -> bool:
    """Whether a lane takes part, as far as is known."""
    return look.lane.enabled and not look.error


def usual(problem: AnyProblem) -> Wish:
    """What is shown unless something else is asked for: the parameters themselves where there are just two of them."""
    return ParameterPlane(*problem.variables) if problem.dimension == 2 else PrincipalPlane()


def makeshift(problem: AnyProblem, looks: Sequence[LaneRun]) -> Plane:
    """A plane that always exists: through the first two parameters."""
    return through_parameters(problem, _end(problem, looks, 0), 0, 1)


def _run(looks: Sequence[LaneRun], lane: int) -> Run | None:
    return looks[lane].run if 0 <= lane < len(looks) else None


def _end(problem: AnyProblem, looks: Sequence[LaneRun], lane: int) -> Array:
    """Where a lane has got to, or the first one that runs; the problem's start where none does."""
    runs = [_run(looks, lane), *(look.run for look in looks)]
    return next((run.positions[-1] for run in runs if run is not None), np.asarray(problem.start))


class TrueHeights:
    """Loss over all data, or accuracy, at the own parameters of one lane's run, which may still be growing.

    Where they were not recorded they are computed for about ``MOST_HEIGHTS`` of ``most`` rows, interpolated between.
    """

    def __init__(self, problem: AnyProblem, surface: str, most: int) -> None:
        self._problem, self._surface = problem, surface
        self._every = -(-most // MOST_HEIGHTS)
        self._known = np.empty(0)

    def of(self, run: Run) -> Array:
        """(rows,) the heights of a run, which begins with the one given before."""
        problem = self._problem
        if not isinstance(problem, DataNetwork) or (self._surface == "loss" and problem.records_whole_losses(run)):
            return run.losses
        count = len(run.steps)
        rows = np.arange(0, count, self._every)
        self._known = np.concatenate([self._known, self._values(problem, run.positions[rows[self._known.size :]])])
        known = self._known
        if rows[-1] != count - 1:
            rows = np.append(rows, count - 1)
            known = np.append(known, self._values(problem, run.positions[-1:]))
        heights: Array = np.interp(np.arange(count), rows, known)
        return heights

    def _values(self, problem: DataNetwork, points: Array) -> Array:
        losses, accuracies = problem.losses_and_accuracies(points)
        chosen: Array = accuracies if self._surface == "accuracy" else losses
        return chosen
