"""A plane that stays where it is while a start is dragged over it."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from landscape_gui.experiment import (
    Experiment,
    FormulaProblem,
    Lane,
    NetworkProblem,
    ParameterPlane,
    Plane,
    PointsPlane,
    PrincipalPlane,
    RandomPlane,
    View,
)
from landscape_gui.scene import Computation, Scene, complete_scene, live_scene

LANES = (Lane("gd", {"lr": 0.3}), Lane("adam", {"lr": 0.02}))
NETWORK = Experiment(NetworkProblem(hidden=(3,)), LANES, steps=40)
PLANES = (None, RandomPlane(4, 1), ParameterPlane("W1[0,0]", "b2[0]"), PointsPlane(0, 1))


def computed(experiment: Experiment, known: Scene | None = None, held: Scene | None = None) -> Scene:
    *_, scene = Computation(experiment, known=known, held=held).scenes()
    return scene


def dragged(scene: Scene, share: float = 0.3) -> Experiment:
    """The experiment whose start was dragged towards a corner of the picture."""
    (_, x1), (_, y1) = scene.home
    shown = scene.section.coordinates([scene.start])[0]
    there = (shown[0] + share * (x1 - shown[0]), shown[1] + share * (y1 - shown[1]))
    return replace(scene.experiment, start=scene.section.moved(scene.start, there))


@pytest.mark.parametrize("plane", PLANES, ids=lambda plane: type(plane).__name__)
def test_plane_region_and_landscape_stay(plane: Plane | None) -> None:
    before = complete_scene(replace(NETWORK, view=View(plane=plane)))
    held = computed(dragged(before), known=before, held=before)
    assert held.held and held.complete and held.plane is before.plane
    assert (held.home, held.grid.region) == (before.home, before.grid.region)
    np.testing.assert_array_equal(held.grid.values, before.grid.values)
    for lane, former in zip(held.shown, before.shown, strict=True):
        assert lane.run is not None and former.run is not None and lane.path is not None and held.plane is not None
        assert not np.array_equal(lane.run.positions, former.run.positions)
        np.testing.assert_allclose(lane.coordinates, held.plane.coordinates(lane.run.positions), atol=1e-9)
        np.testing.assert_allclose(lane.heights[0], held.problem.values([lane.run.positions[0]])[0], rtol=1e-9)
    let_go = computed(held.experiment, known=held)
    assert not let_go.held and let_go.plane is not held.plane, "what was held is not taken over"
    fresh = complete_scene(held.experiment)
    assert let_go.plane is not None and fresh.plane is not None
    np.testing.assert_array_equal(let_go.plane.origin, fresh.plane.origin)
    np.testing.assert_array_equal(let_go.plane.d1, fresh.plane.d1)
    assert all(one.run is other.run for one, other in zip(let_go.lanes, held.lanes, strict=True)), "runs are known"


def test_a_second_move_goes_on_from_the_same_plane() -> None:
    first = complete_scene(NETWORK)
    second = computed(dragged(first, 0.2), known=first, held=first)
    third = computed(dragged(second, 0.2), known=second, held=first)
    assert third.plane is first.plane and third.home == first.home
    starts = [scene.start for scene in (first, second, third)]
    assert first.plane is not None
    away = first.plane.distances(starts)
    np.testing.assert_allclose(away, away[0], atol=1e-12)


def test_the_part_that_is_on_view_stays() -> None:
    region = ((-1.0, 1.0), (-0.5, 0.5))
    near = complete_scene(replace(NETWORK, view=View(region=region)))
    held = computed(dragged(near), known=near, held=near)
    assert held.grid.region == region
    elsewhere = replace(dragged(near), view=View(region=((0.0, 2.0), (0.0, 1.0))))
    assert computed(elsewhere, known=near, held=near).grid.region == ((0.0, 2.0), (0.0, 1.0))


def test_a_landscape_that_follows_a_lane_stays_too() -> None:
    scene = complete_scene(replace(NETWORK, view=View(live=True)))
    live = live_scene(scene, 1, 12.0)
    assert live is not None and live.plane is not None
    held = computed(dragged(live), known=scene, held=live)
    assert held.plane is live.plane and held.home == live.home and held.grid.region == live.grid.region


def test_another_problem_or_plane_is_not_held() -> None:
    before = complete_scene(NETWORK)
    other = replace(NETWORK, problem=NetworkProblem(hidden=(4,)))
    assert not computed(other, held=before).held
    random = replace(NETWORK, view=View(plane=RandomPlane()))
    assert not computed(random, held=before).held
    accuracy = replace(NETWORK, view=View(surface="accuracy"))
    assert not computed(accuracy, held=before).held


def test_formulas_on_planes_are_held_and_slices_stay_anyway() -> None:
    formula = Experiment(FormulaProblem("x^2 + 3*y^2 + z^4"), LANES, start=(1.0, 2.0, 1.5), steps=30)
    cut = complete_scene(replace(formula, view=View(plane=PrincipalPlane())))
    assert computed(dragged(cut), held=cut).held
    sliced = complete_scene(formula)
    moved = computed(replace(formula, start=(0.5, 1.0, 1.5)), held=sliced)
    assert not moved.held and moved.home == sliced.home
