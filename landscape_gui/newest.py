"""What an edit made on a picture means for the newest experiment, which the picture may not show yet. No Qt in here.

Scenes take a while to compute. What the user changes meanwhile is made on an older picture, but must build on
everything that was changed before it, and must not be taken for a change of another problem.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec.structs import replace

from landscape_gui import laneplaces
from landscape_gui.core.descriptors import Point
from landscape_gui.core.errors import LandscapeError
from landscape_gui.core.maps.planes import Region
from landscape_gui.experiment import Experiment, Interval, NetworkProblem, Problem, SurfaceProblem
from landscape_gui.experimentfile import problem_of
from landscape_gui.scene import Scene, lane_looks, lane_start, start_of

_SAME = 1e-9
"""Relative difference below which two points are the same but for rounding."""


def means_the_same(scene: Scene, newest: Experiment) -> bool:
    """Whether parameters and starts of ``scene`` mean the same in the newest experiment."""
    old, new = scene.experiment.problem, newest.problem
    if old == new:
        return True
    if type(old) is not type(new):
        return False
    if isinstance(old, SurfaceProblem) and isinstance(new, SurfaceProblem):
        return old.key == new.key
    try:
        return problem_of(newest).variables == scene.problem.variables
    except LandscapeError:
        return False


def same_kind(scene: Scene, newest: Experiment) -> bool:
    """Whether ``scene`` shows the same kind of problem: the same surface, a formula, layers of units, or a line."""
    old, new = scene.experiment.problem, newest.problem
    if isinstance(old, SurfaceProblem) and isinstance(new, SurfaceProblem):
        return old.key == new.key
    if isinstance(old, NetworkProblem) and isinstance(new, NetworkProblem):
        return old.form == new.form
    return type(old) is type(new)


def differ_in_data(one: Problem, other: NetworkProblem) -> bool:
    """Whether two problems are the same network, if on other data."""
    return isinstance(one, NetworkProblem) and replace(one, data=other.data) == other


def lane_now(scene: Scene, newest: Experiment, lane: int) -> int | None:
    """Number that lane ``lane`` of ``scene`` has in the newest experiment, None where it is gone."""
    if scene.experiment.lanes == newest.lanes:
        return lane
    found = laneplaces.places(scene.experiment, newest)
    return found[lane] if lane < len(found) else None


def start_now(scene: Scene, newest: Experiment, lane: int | None) -> Point | None:
    """(d,) where lane ``lane`` of ``scene``, or None for the shared start, sets out now; None where that is gone."""
    if not means_the_same(scene, newest):
        return None
    problem = scene.problem if newest.problem == scene.experiment.problem else problem_of(newest)
    if lane is None:
        return start_of(newest, problem)
    place = lane_now(scene, newest, lane)
    return None if place is None else lane_start(newest, problem, lane_looks(newest)[place])


def parameters_now(scene: Scene, newest: Experiment, lane: int, position: float) -> Point | None:
    """(d,) what is edited where lane ``lane`` is seen at ``position``: at the start, also what is not shown yet."""
    start = start_now(scene, newest, lane)
    if start is None or position <= 0.0 or scene.lanes[lane].run is None:
        return start
    return tuple(scene.lanes[lane].parameters(position).tolist())


def same_picture(scene: Scene, newest: Experiment) -> bool:
    """Whether a region of the picture of ``scene`` is one of the newest experiment's picture too."""
    return means_the_same(scene, newest) and scene.experiment.view.plane == newest.view.plane


def only_moved(scene: Scene, newest: Experiment, region: Region | None) -> bool:
    """Whether the picture shows as much of the plane in ``region``, None for all of it, as it does now."""
    now: tuple[Interval, ...] = newest.view.region or scene.home
    if region is None or len(now) != len(region):
        return False
    return all(math.isclose(b - a, d - c, rel_tol=_SAME) for (a, b), (c, d) in zip(now, region, strict=True))


def moved_start(scene: Scene, newest: Experiment, point: Point, lane: int | None) -> tuple[Point, int | None] | None:
    """The start that a move to ``point`` on the picture of ``scene`` gives, and its lane in the newest experiment.

    What lies outside the picture is as it was changed last. None where the lane, or the problem, is gone.
    """
    base = start_now(scene, newest, lane)
    place = None if lane is None else lane_now(scene, newest, lane)
    if base is None or (lane is not None and place is None):
        return None
    if base == start_now(scene, scene.experiment, lane):
        return tuple(point), place
    shown = scene.section.coordinates([point])[0].tolist()
    whole = scene.section.moved(base, shown)
    same = np.allclose(whole, point, rtol=_SAME, atol=_SAME)
    return (tuple(point) if same else whole), place
