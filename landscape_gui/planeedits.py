"""Choosing the plane a landscape is cut along, as pure functions from one experiment to the next. No Qt in here."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from landscape_gui.experiment import (
    Experiment,
    NetworkProblem,
    ParameterPlane,
    Plane,
    PointsPlane,
    PrincipalPlane,
    RandomPlane,
)
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.laneplaces import Places, places

SLICE, PRINCIPAL, PARAMETERS, RANDOM, POINTS = "slice", "principal", "parameters", "random", "points"
"""Kinds of planes; a slice, through the first two variables, is there for formulas only."""
_KINDS = {ParameterPlane: PARAMETERS, RandomPlane: RANDOM, PointsPlane: POINTS, PrincipalPlane: PRINCIPAL}
FEWEST = 3
"""Parameters from which on there are different planes to choose from."""


def kinds(experiment: Experiment) -> tuple[str, ...]:
    """The kinds of planes there are for the experiment's problem, its default first."""
    drawn = (PRINCIPAL, PARAMETERS, RANDOM, POINTS)
    return drawn if isinstance(experiment.problem, NetworkProblem) else (SLICE, *drawn)


def kind_of(experiment: Experiment) -> str:
    """The kind of the plane that is shown."""
    plane = experiment.view.plane
    return kinds(experiment)[0] if plane is None else _KINDS[type(plane)]


def with_plane(experiment: Experiment, plane: Plane | None) -> Experiment:
    """Show another plane, all of it; None for the default one."""
    if isinstance(plane, PrincipalPlane) and kinds(experiment)[0] == PRINCIPAL:
        plane = None
    if plane == experiment.view.plane:
        return experiment
    return replace(experiment, view=replace(experiment.view, plane=plane, region=None))


def first_plane(experiment: Experiment, problem: AnyProblem, kind: str) -> Plane | None:
    """The plane of a kind to begin with: through the first two parameters, and the first lanes that are on."""
    first, second = _lanes(experiment)
    if kind == PARAMETERS:
        return ParameterPlane(problem.variables[0], problem.variables[1])
    if kind == RANDOM:
        return RandomPlane(lane=first)
    if kind == POINTS:
        return PointsPlane(first, second)
    return PrincipalPlane() if kind == PRINCIPAL else None


def _lanes(experiment: Experiment) -> tuple[int, int]:
    """Two lanes, of those that are switched on where there are so many."""
    ordered = by_being_on(experiment)
    ordered += [index for index in (0, 1) if index >= len(ordered)]
    return ordered[0], ordered[1]


def by_being_on(experiment: Experiment) -> list[int]:
    """All lanes, those that are switched on first."""
    return sorted(range(len(experiment.lanes)), key=lambda index: not experiment.lanes[index].enabled)


def fits(experiment: Experiment, problem: AnyProblem, plane: Plane) -> bool:
    """Whether the parameters and lanes ``plane`` goes through are there."""
    if isinstance(plane, ParameterPlane):
        return {plane.first, plane.second} <= set(problem.variables)
    if isinstance(plane, RandomPlane):
        return plane.lane < len(experiment.lanes)
    return not isinstance(plane, PointsPlane) or max(plane.first, plane.second) < len(experiment.lanes)


def with_places(experiment: Experiment, moved: Places) -> Experiment:
    """Let the plane go through the same lanes as before, whose lane k is lane ``moved[k]`` of ``experiment`` now.

    In the place of a lane that is gone comes the first one that is switched on and not named by the plane already.
    Where there is none, the plane through two ends gives way to the usual one; random directions go out from the
    first lane even if that is off, and give way where there is no lane at all.
    """
    view = experiment.view
    region = None if None in _named(view.plane, moved) else view.region
    return replace(experiment, view=replace(view, plane=_carried(experiment, view.plane, moved), region=region))


def recalled(plane: Plane, before: Experiment, experiment: Experiment) -> Plane | None:
    """A plane of an earlier experiment through the same lanes, None where they are no longer there."""
    moved = places(before, experiment)
    return None if None in _named(plane, moved) else _carried(experiment, plane, moved)


def _carried(experiment: Experiment, plane: Plane | None, moved: Places) -> Plane | None:
    if not isinstance(plane, RandomPlane | PointsPlane):
        return plane
    named = _named(plane, moved)
    free = [index for index in by_being_on(experiment) if index not in named]
    if isinstance(plane, RandomPlane):
        chosen = named[0] if named[0] is not None else next(iter(free), None)
        return None if chosen is None else replace(plane, lane=chosen)
    on = iter([index for index in free if experiment.lanes[index].enabled])
    first, second = (next(on, None) if lane is None else lane for lane in named)
    return None if first is None or second is None else PointsPlane(first, second)


def _named(plane: Plane | None, moved: Places) -> list[int | None]:
    """Where the lanes are now that a plane goes through."""
    then: list[int] = []
    if isinstance(plane, RandomPlane):
        then = [plane.lane]
    elif isinstance(plane, PointsPlane):
        then = [plane.first, plane.second]
    return [moved[lane] if lane < len(moved) else None for lane in then]


def with_parameter(plane: ParameterPlane, place: int, name: str) -> ParameterPlane:
    """``plane`` through another first (0) or second (1) parameter; one that is the other already changes places."""
    first, second = _placed((plane.first, plane.second), place, name)
    return ParameterPlane(first, second)


def with_end(plane: PointsPlane, place: int, lane: int) -> PointsPlane:
    """``plane`` through the end of another first (0) or second (1) lane; the other one already changes places."""
    first, second = _placed((plane.first, plane.second), place, lane)
    return PointsPlane(first, second)


_T = TypeVar("_T", str, int)


def _placed(pair: tuple[_T, _T], place: int, value: _T) -> tuple[_T, _T]:
    """``pair`` with ``value`` at ``place``, and what it displaces at the other place if it was there."""
    other = pair[1 - place]
    kept = pair[place] if value == other else other
    return (value, kept) if place == 0 else (kept, value)
