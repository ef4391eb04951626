"""Edits made on pictures that are older than the experiment."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from landscape_gui import edits, networkedits, newest
from landscape_gui.experiment import Experiment, FormulaProblem, Lane, NetworkProblem, PointsPlane, SurfaceProblem
from landscape_gui.scene import Scene, complete_scene

replace = msgspec.structs.replace
BOWL = Experiment(FormulaProblem("x^2 + y^2 + z^2"), (Lane("gd"), Lane("adam")), start=(1.0, 2.0, 3.0), steps=5)
NETWORK = Experiment(NetworkProblem(hidden=(2,)), (Lane("gd"), Lane("adam")), steps=5)


@pytest.fixture(scope="module")
def bowl() -> Scene:
    return complete_scene(BOWL)


@pytest.fixture(scope="module")
def network() -> Scene:
    return complete_scene(NETWORK)


def test_starts_mean_the_same_where_the_parameters_are_the_same_ones(bowl: Scene, network: Scene) -> None:
    assert newest.means_the_same(bowl, replace(BOWL, problem=FormulaProblem("x*y*z")))
    assert not newest.means_the_same(bowl, replace(BOWL, problem=FormulaProblem("x^2 + y^2")))
    assert not newest.means_the_same(bowl, replace(BOWL, problem=FormulaProblem("x^2 +")))
    assert not newest.means_the_same(bowl, replace(BOWL, problem=SurfaceProblem("sphere")))
    assert newest.means_the_same(network, networkedits.with_catalogue_data(NETWORK, "moons"))
    assert not newest.means_the_same(network, networkedits.add_layer(NETWORK))


def test_a_move_keeps_what_the_picture_does_not_show(bowl: Scene) -> None:
    lifted = replace(BOWL, start=(1.0, 2.0, 9.0))
    assert newest.moved_start(bowl, BOWL, (0.5, 0.5, 3.0), None) == ((0.5, 0.5, 3.0), None)
    assert newest.moved_start(bowl, lifted, (0.5, 0.5, 3.0), None) == ((0.5, 0.5, 9.0), None)
    assert newest.moved_start(bowl, replace(BOWL, problem=SurfaceProblem("sphere")), (0.5, 0.5, 3.0), None) is None


def test_lanes_are_found_where_they_are_now(bowl: Scene) -> None:
    fewer = edits.remove_lane(BOWL, 0)
    assert newest.lane_now(bowl, fewer, 1) == 0
    assert newest.lane_now(bowl, fewer, 0) is None
    assert newest.moved_start(bowl, fewer, (0.5, 0.5, 3.0), 1) == ((0.5, 0.5, 3.0), 0)
    assert newest.moved_start(bowl, fewer, (0.5, 0.5, 3.0), 0) is None
    assert newest.start_now(bowl, edits.with_lane_start(fewer, 0, (7.0, 8.0, 9.0)), 1) == (7.0, 8.0, 9.0)


def test_parameters_are_those_seen_and_at_the_start_the_newest(network: Scene) -> None:
    dimension = network.problem.dimension
    moved = replace(NETWORK, start=tuple(0.25 for _ in range(dimension)))
    assert newest.parameters_now(network, moved, 0, 0.0) == moved.start
    seen = newest.parameters_now(network, moved, 0, 3.0)
    assert seen is not None
    np.testing.assert_array_equal(seen, network.lanes[0].parameters(3.0))
    assert newest.parameters_now(network, networkedits.add_layer(NETWORK), 0, 3.0) is None


def test_regions_belong_to_one_plane(network: Scene) -> None:
    assert newest.same_picture(network, replace(NETWORK, steps=7))
    view = replace(NETWORK.view, plane=PointsPlane())
    assert not newest.same_picture(network, replace(NETWORK, view=view))


def test_a_region_of_the_same_size_is_a_move_any_other_a_zoom(bowl: Scene) -> None:
    (x0, x1), (y0, y1) = bowl.home
    assert newest.only_moved(bowl, BOWL, ((x0 + 0.3, x1 + 0.3), (y0 - 1.0, y1 - 1.0)))
    assert not newest.only_moved(bowl, BOWL, ((x0 / 2, x1 / 2), (y0, y1)))
    assert not newest.only_moved(bowl, BOWL, None)
    near = replace(BOWL, view=replace(BOWL.view, region=((0.0, 1.0), (0.0, 2.0))))
    assert newest.only_moved(bowl, near, ((5.0, 6.0), (-3.0, -1.0)))
    assert not newest.only_moved(bowl, near, ((x0, x1), (y0, y1)))
