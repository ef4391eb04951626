"""Choosing planes, without a window."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from landscape_gui import planeedits
from landscape_gui.experiment import (
    Experiment,
    FormulaProblem,
    Lane,
    NetworkProblem,
    ParameterPlane,
    PointsPlane,
    PrincipalPlane,
    RandomPlane,
    View,
)
from landscape_gui.experimentfile import problem_of
from landscape_gui.scene import complete_scene

LANES = (Lane("gd", enabled=False), Lane("adam"), Lane("momentum"))
NETWORK = Experiment(NetworkProblem(), LANES, steps=5)
FORMULA = Experiment(FormulaProblem("x^2 + 2*y^2 + 3*z^2"), LANES, steps=5)


def test_networks_have_no_slice() -> None:
    assert planeedits.kinds(NETWORK)[0] == planeedits.kind_of(NETWORK) == planeedits.PRINCIPAL
    assert planeedits.kinds(FORMULA)[0] == planeedits.kind_of(FORMULA) == planeedits.SLICE
    assert set(planeedits.kinds(FORMULA)) == {*planeedits.kinds(NETWORK), planeedits.SLICE}


@pytest.mark.parametrize("experiment", [NETWORK, FORMULA])
def test_every_kind_has_a_first_plane_that_can_be_shown(experiment: Experiment) -> None:
    problem = problem_of(experiment)
    for kind in planeedits.kinds(experiment):
        plane = planeedits.first_plane(experiment, problem, kind)
        changed = planeedits.with_plane(experiment, plane)
        assert planeedits.kind_of(changed) == kind
        assert plane is None or planeedits.fits(experiment, problem, plane)
        assert complete_scene(changed).remark == ""


def test_lanes_that_are_on_come_first() -> None:
    problem = problem_of(NETWORK)
    assert planeedits.first_plane(NETWORK, problem, planeedits.RANDOM) == RandomPlane(lane=1)
    assert planeedits.first_plane(NETWORK, problem, planeedits.POINTS) == PointsPlane(1, 2)
    for count, expected in ((0, PointsPlane(0, 1)), (1, PointsPlane(0, 1)), (2, PointsPlane(1, 0))):
        few = replace(NETWORK, lanes=LANES[:count])
        assert planeedits.first_plane(few, problem, planeedits.POINTS) == expected


def test_another_plane_is_shown_whole() -> None:
    region = ((0.0, 1.0), (0.0, 1.0))
    shown = replace(FORMULA, view=View(region=region))
    assert planeedits.with_plane(shown, None) is shown
    changed = planeedits.with_plane(shown, PrincipalPlane())
    assert changed.view.plane == PrincipalPlane() and changed.view.region is None
    near = replace(NETWORK, view=View(region=region))
    assert planeedits.with_plane(near, PrincipalPlane()) is near, "the default of a network by another name"


def test_the_same_parameter_twice_changes_places() -> None:
    plane = ParameterPlane("x", "y")
    assert planeedits.with_parameter(plane, 0, "z") == ParameterPlane("z", "y")
    assert planeedits.with_parameter(plane, 0, "y") == ParameterPlane("y", "x")
    assert planeedits.with_parameter(plane, 1, "x") == ParameterPlane("y", "x")
    assert planeedits.with_end(PointsPlane(0, 2), 1, 0) == PointsPlane(2, 0)
    assert planeedits.with_end(PointsPlane(0, 2), 1, 1) == PointsPlane(0, 1)


def test_planes_through_what_is_gone_do_not_fit() -> None:
    problem = problem_of(NETWORK)
    assert not planeedits.fits(NETWORK, problem, ParameterPlane("W1[0,0]", "W9[0,0]"))
    assert not planeedits.fits(NETWORK, problem, RandomPlane(lane=3))
    assert not planeedits.fits(NETWORK, problem, PointsPlane(0, 3))
    assert planeedits.fits(NETWORK, problem, PrincipalPlane())
