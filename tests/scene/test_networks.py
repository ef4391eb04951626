"""Scenes of networks: planes, paths on them with what they hide, streaming, and what is taken over."""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec
import numpy as np
import pytest

from landscape_gui.core.maps.projection import project
from landscape_gui.experiment import (
    CatalogueData,
    DataPreparation,
    Experiment,
    FormulaProblem,
    Lane,
    NetworkProblem,
    ParameterPlane,
    PointsPlane,
    PrincipalPlane,
    RandomPlane,
    Training,
    View,
)
from landscape_gui.experimentfile import problem_of
from landscape_gui.networks import DataNetwork
from landscape_gui.scene import Scene, complete_scene, compute, live_scene, same_computation

replace = msgspec.structs.replace
LANES = (Lane("gd", {"lr": 0.3}), Lane("adam", {"lr": 0.02}))
NETWORK = Experiment(NetworkProblem(hidden=(3,)), LANES, steps=60)
PLANES = (None, PrincipalPlane(), RandomPlane(4, 1), ParameterPlane("W1[0,0]", "b2[0]"), PointsPlane(0, 1))


@pytest.fixture(scope="module")
def shown() -> Scene:
    return complete_scene(NETWORK)


def seen(experiment: Experiment, **view: Any) -> Experiment:
    return replace(experiment, view=replace(experiment.view, **view))


@pytest.mark.parametrize("plane", PLANES, ids=lambda plane: type(plane).__name__)
def test_every_plane_shows_paths_at_their_true_losses(shown: Scene, plane: Any) -> None:
    *_, scene = compute(seen(NETWORK, plane=plane), known=shown)
    assert scene.complete and not scene.remark and scene.network is not None and scene.plane is not None
    assert len(scene.section.names) == 2
    for lane in scene.shown:
        assert lane.run is not None and lane.path is not None
        assert lane.run is shown.lanes[lane.index].run, "another plane trains nothing anew"
        np.testing.assert_array_equal(lane.heights, lane.run.losses)
        nearest = scene.plane.points(lane.coordinates)
        np.testing.assert_allclose(
            np.linalg.norm(lane.run.positions - nearest, axis=1), lane.path.distances, atol=1e-12
        )
    (x0, x1), (y0, y1) = scene.grid.region
    corner = scene.network.values(scene.plane.points([[x0, y0], [x1, y1]]))
    np.testing.assert_allclose([scene.grid.values[0, 0], scene.grid.values[-1, -1]], corner, rtol=1e-12)


def test_the_plane_through_two_ends_holds_them(shown: Scene) -> None:
    *_, scene = compute(seen(NETWORK, plane=PointsPlane(0, 1)), known=shown)
    ends = [lane.path.distances[-1] for lane in scene.shown if lane.path]
    assert max(ends) < 1e-12
    first, second = (lane.run.positions for lane in scene.shown if lane.run)
    np.testing.assert_allclose(scene.section.coordinates(first[:1]), 0.0, atol=1e-12)
    np.testing.assert_array_equal(scene.section.parameters((0.0, 0.0)), second[0])


def test_a_plane_that_does_not_exist_is_explained_and_replaced(shown: Scene) -> None:
    wrong = (
        ParameterPlane("W1[0,0]", "W9[0,0]"),
        ParameterPlane("b2[0]", "b2[0]"),
        PointsPlane(0, 0),
        PointsPlane(0, 9),
    )
    for plane in wrong:
        *_, scene = compute(seen(NETWORK, plane=plane), known=shown)
        assert scene.plane is not None and np.isfinite(scene.grid.values).all()
        assert scene.remark.endswith(" Until then the plane of W1[0,0] and W1[0,1] is shown.")


def test_accuracy_is_a_landscape_of_steps(shown: Scene) -> None:
    *_, scene = compute(seen(NETWORK, surface="accuracy"), known=shown)
    examples = len(scene.network.inputs) if scene.network else 0
    np.testing.assert_allclose(scene.grid.values * examples, np.round(scene.grid.values * examples), atol=1e-9)
    for lane in scene.shown:
        assert lane.run is not None and scene.network is not None
        np.testing.assert_array_equal(lane.heights, scene.network.losses_and_accuracies(lane.run.positions)[1])
    assert (scene.title, shown.title) == ("accuracy", "loss")


def test_mini_batches_have_true_heights() -> None:
    problem = replace(NETWORK.problem, training=Training(batch_size=8))
    scene = complete_scene(replace(NETWORK, problem=problem))
    for lane in scene.shown:
        assert lane.run is not None and scene.network is not None
        assert not np.array_equal(lane.run.losses, lane.heights)
        np.testing.assert_allclose(lane.heights, scene.network.values(lane.run.positions), rtol=1e-12)


def test_a_lane_may_have_a_batch_size_and_weights_of_its_own() -> None:
    lanes = (Lane("gd", {"lr": 0.1}), Lane("gd", {"lr": 0.1}, batch_size=5))
    same = complete_scene(replace(NETWORK, lanes=lanes))
    starts = [lane.run.positions[0] for lane in same.shown if lane.run]
    np.testing.assert_array_equal(*starts)
    assert [lane.run.steps_per_epoch > 1 for lane in same.shown] == [False, True]  # type: ignore[union-attr]
    other = complete_scene(replace(NETWORK, lanes=lanes, problem=replace(NETWORK.problem, same_weights=False)))
    first, second = (lane.run.positions[0] for lane in other.shown if lane.run)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, starts[0])


def test_long_trainings_come_in_parts_and_can_be_cancelled() -> None:
    long = replace(NETWORK, steps=2_000_000)
    lengths: list[int] = []
    for scene in compute(long, lambda: len(lengths) < 4):
        lengths.append(scene.last_step)
        assert not scene.complete and np.isfinite(scene.grid.values).all()
    assert lengths == sorted(lengths) and 4 <= len(lengths) <= 5


def test_paths_that_have_grown_in_parts_are_those_seen_whole() -> None:
    """Movement is summed over parts while paths grow; their end is projected whole, so that it is always the same."""
    long = replace(seen(NETWORK, plane=ParameterPlane("W1[0,0]", "b2[0]")), steps=30_000)
    *parts, last = compute(long)
    assert len(parts) > 2
    for scene in (*parts, last):
        assert scene.plane is not None
        for lane in scene.shown:
            assert lane.run is not None and lane.path is not None
            whole = project(scene.plane, lane.run.positions)
            np.testing.assert_array_equal(lane.coordinates, whole.coordinates)
            np.testing.assert_allclose(lane.path.distances, whole.distances, rtol=0.0, atol=1e-12)
            assert lane.path.movement.fraction == pytest.approx(whole.movement.fraction, rel=1e-9)
            assert not scene.complete or lane.path.movement == whole.movement


def test_validation_data_reach_the_curves() -> None:
    problem = replace(NETWORK.problem, preparation=DataPreparation(validation=0.25))
    scene = complete_scene(replace(NETWORK, problem=problem))
    for lane in scene.shown:
        assert lane.run is not None and lane.run.curves.validated  # type: ignore[attr-defined]


def test_trouble_is_found() -> None:
    zeros = complete_scene(replace(NETWORK, problem=replace(NETWORK.problem, initialiser="zeros")))
    assert {finding.kind for lane in zeros.shown for finding in lane.findings} == {"identical_units"}


def test_parameters_between_two_rows_are_between_them(shown: Scene) -> None:
    lane = shown.shown[0]
    assert lane.run is not None
    np.testing.assert_allclose(lane.parameters(3.25), 0.75 * lane.run.positions[3] + 0.25 * lane.run.positions[4])
    np.testing.assert_array_equal(lane.parameters(1e9), lane.run.positions[-1])


def test_moving_on_a_plane_keeps_the_distance(shown: Scene) -> None:
    assert shown.plane is not None
    start = shown.start
    moved = shown.section.moved(start, (0.5, -0.25))
    np.testing.assert_allclose(shown.section.coordinates([moved])[0], (0.5, -0.25), atol=1e-12)
    np.testing.assert_allclose(shown.plane.distances([moved]), shown.plane.distances([start]), atol=1e-12)


def test_formulas_of_many_variables_have_planes_too() -> None:
    formula = Experiment(
        FormulaProblem("x^2 + 3*y^2 + z^2 + x*z"), LANES[:1], start=(1.0, 1.0, 1.0), steps=40,
        view=View(plane=PrincipalPlane()),
    )  # fmt: skip
    scene = complete_scene(formula)
    assert scene.plane is not None and scene.network is None and not scene.section.fixed
    sliced = complete_scene(seen(formula, plane=None))
    assert sliced.plane is None and sliced.section.fixed == (1.0,)
    assert not same_computation(formula, sliced.experiment)


@pytest.mark.parametrize("key", ["sine", "plane", "three_classes", "grades"])
def test_all_kinds_of_data_make_scenes(key: str) -> None:
    scene = complete_scene(Experiment(NetworkProblem(CatalogueData(key), hidden=(2,)), LANES[1:], steps=5))
    assert np.isfinite(scene.grid.values).all() and scene.shown[0].run is not None


def test_another_region_is_shown_on_the_same_plane_with_the_same_paths(shown: Scene) -> None:
    region = ((-1.0, 2.0), (-0.5, 1.5))
    *_, moved = compute(seen(shown.experiment, region=region), known=shown)
    assert moved.plane is shown.plane and moved.grid.region == region and moved.home == shown.home
    assert all(new.path is old.path for new, old in zip(moved.lanes, shown.lanes, strict=True))
    fresh = complete_scene(moved.experiment)
    assert fresh.plane == moved.plane and fresh.remark == moved.remark
    np.testing.assert_array_equal(fresh.grid.values, moved.grid.values)
    for new, old in zip(fresh.shown, moved.shown, strict=True):
        assert new.path is not None and old.path is not None
        np.testing.assert_array_equal(new.path.coordinates, old.path.coordinates)
        np.testing.assert_array_equal(new.path.heights, old.path.heights)


def test_a_plane_is_laid_anew_where_a_lane_or_what_is_shown_is_another(shown: Scene) -> None:
    off = (*shown.experiment.lanes[:-1], replace(shown.experiment.lanes[-1], enabled=False))
    *_, fewer = compute(replace(shown.experiment, lanes=off), known=shown)
    assert fewer.plane != shown.plane
    *_, accuracy = compute(seen(shown.experiment, surface="accuracy"), known=shown)
    paths = [look.path for look in (accuracy.shown[0], shown.shown[0])]
    assert paths[0] is not None and paths[1] is not None
    assert not np.array_equal(paths[0].heights, paths[1].heights)


def test_a_live_landscape_lies_around_the_lane(shown: Scene) -> None:
    live = live_scene(shown, 1, 12.5)
    assert live is not None and live.network is not None and live.plane is not None and shown.plane is not None
    here = shown.lanes[1].parameters(12.5)
    np.testing.assert_allclose(live.section.coordinates([here]), 0.0, atol=1e-12)
    np.testing.assert_allclose(live.grid.values[24, 24], live.network.values([here])[0], rtol=1e-12)
    for old, new in zip(shown.shown, live.shown, strict=True):
        away = old.coordinates - shown.section.coordinates([here])
        np.testing.assert_allclose(new.coordinates, away, atol=1e-9)
    assert np.ptp(live.grid.region, axis=1) == pytest.approx(0.5 * np.ptp(shown.home, axis=1))
    assert live_scene(shown, 7, 1.0) is None
    assert live_scene(shown, 0, 1.0, lambda: False) is None


def test_a_live_landscape_is_as_large_as_was_asked_for(shown: Scene) -> None:
    asked = seen(shown.experiment, region=((1.0, 4.0), (-2.0, 0.5)), live=True)
    live = live_scene(dataclasses.replace(shown, experiment=asked), 0, 3.0)
    assert live is not None and live.follows and not shown.follows
    assert live.grid.region == ((-1.5, 1.5), (-1.25, 1.25))


def test_a_network_of_two_parameters_is_shown_whole() -> None:
    scene = complete_scene(Experiment(NetworkProblem(CatalogueData("shekels"), hidden=()), LANES[1:], steps=20))
    assert scene.section.short_names == ("W1[0,0]", "b1[0]")
    assert scene.section.names == ("W1[0,0] (dollars → shekels)", "b1[0] (bias of shekels)")
    for lane in scene.shown:
        assert lane.run is not None and lane.path is not None
        np.testing.assert_array_equal(lane.coordinates, lane.run.positions)
        np.testing.assert_array_equal(lane.path.distances, 0.0)


LINE = replace(NETWORK, problem=NetworkProblem(CatalogueData("linear"), form="line", loss="hinge"), start=(-1.0, 1.5))


def test_a_line_is_shown_whole_and_exactly() -> None:
    scene = complete_scene(replace(LINE, view=View(plane=RandomPlane(4, 1))))
    assert scene.network is not None and scene.plane is None and not scene.remark
    assert (scene.section.names, scene.home) == (("w", "b"), scene.problem.domain)
    assert scene.section.moved(scene.start, (0.5, 2.0)) == (0.5, 2.0)
    grid = scene.grid
    corners = [(grid.xs[i], grid.ys[j]) for i in (0, 70, -1) for j in (0, 33, -1)]
    seen = [grid.values[j, i] for i in (0, 70, -1) for j in (0, 33, -1)]
    np.testing.assert_allclose(scene.problem.values(corners), seen, rtol=1e-13)
    for lane in scene.shown:
        assert lane.run is not None and lane.path is not None
        np.testing.assert_array_equal(lane.coordinates, lane.run.positions)
        np.testing.assert_allclose(lane.heights, scene.problem.values(lane.run.positions), rtol=1e-12)
    assert live_scene(scene, 0, 1.0) is None


def test_a_lines_region_is_its_own_whatever_the_paths_do() -> None:
    first = complete_scene(LINE)
    far = complete_scene(replace(LINE, start=(40.0, -90.0)))
    assert first.grid.region == far.grid.region == first.home
    assert far.grid is first.grid, "a start that moves computes no landscape"
    *_, near = compute(replace(LINE, view=View(region=((0.0, 1.0), (-0.5, 0.5)))), known=first)
    assert [lane.path for lane in near.shown] == [lane.path for lane in first.shown], "taken over as they are"
    assert near.grid.region == ((0.0, 1.0), (-0.5, 0.5)) and near.home == first.home


def test_a_line_has_a_landscape_of_accuracy() -> None:
    scene = complete_scene(replace(LINE, view=View(surface="accuracy")))
    examples = scene.network.x.shape[1] if scene.network else 0
    np.testing.assert_allclose(scene.grid.values * examples, np.round(scene.grid.values * examples), atol=1e-9)
    assert scene.grid.values.max() == 1.0
    lane = scene.shown[0]
    assert lane.run is not None and scene.network is not None
    np.testing.assert_array_equal(lane.heights, scene.network.losses_and_accuracies(lane.run.positions)[1])


def test_a_line_trained_on_batches_has_true_heights() -> None:
    assert isinstance(LINE.problem, NetworkProblem)
    scene = complete_scene(replace(LINE, problem=replace(LINE.problem, training=Training(batch_size=8))))
    for lane in scene.shown:
        assert lane.run is not None and not np.array_equal(lane.run.losses, lane.heights)
        np.testing.assert_allclose(lane.heights, scene.problem.values(lane.run.positions), rtol=1e-12)


def lanes_with_one_off(off: int) -> tuple[Lane, ...]:
    return tuple(replace(lane, enabled=index != off) for index, lane in enumerate(LANES))


def test_random_directions_of_a_lane_without_an_end_go_out_from_another_one_and_say_so(shown: Scene) -> None:
    resting = replace(seen(NETWORK, plane=RandomPlane(4, 1)), lanes=lanes_with_one_off(1))
    *_, scene = compute(resting, known=shown)
    assert scene.remark == "Adam is switched off, so the random directions go out from where Gradient descent ends."
    assert scene.plane is not None and scene.lanes[0].run is not None
    np.testing.assert_array_equal(scene.plane.origin, scene.lanes[0].run.positions[-1])
    gone = replace(resting, view=View(plane=RandomPlane(4, 7)))
    assert complete_scene(gone).remark.startswith("There is no lane 8, so the random directions go out from where Gr")
    nobody = replace(resting, lanes=())
    assert complete_scene(nobody).remark.endswith("go out from the start.")
    stuck = replace(resting, lanes=(LANES[0], Lane("adam", {"lr": -1.0})))
    remark = complete_scene(stuck).remark
    assert remark == "Adam cannot start, so the random directions go out from where Gradient descent ends."


def test_a_plane_through_an_end_that_is_not_there_names_the_lane(shown: Scene) -> None:
    for off, name in enumerate(("Gradient descent", "Adam")):
        resting = replace(seen(NETWORK, plane=PointsPlane(0, 1)), lanes=lanes_with_one_off(off))
        *_, scene = compute(resting, known=shown)
        assert scene.remark.startswith(f"{name} is switched off, so there is no plane through its end")
        assert scene.plane is not None and scene.plane.labels == ("W1[0,0]", "W1[0,1]")


def test_a_lane_that_diverges_leaves_the_landscape_to_the_others(shown: Scene) -> None:
    wild = Lane("gd", {"lr": 500.0})
    problem = NetworkProblem(CatalogueData("sine", 40), hidden=(6,), activation=("relu",))
    calm = (Lane("adam", {"lr": 0.01}),)
    alone = complete_scene(Experiment(problem, calm, steps=60))
    both = complete_scene(Experiment(problem, (*calm, wild), steps=60))
    run = both.lanes[1].run
    assert run is not None and run.status == "diverged"
    assert not alone.remark
    first = int(np.flatnonzero(~(run.losses <= 30.0 * run.losses[0]))[0])
    assert both.remark == (
        f"The landscape does not follow {both.lanes[1].label} from step {run.steps[first]} on: the loss there "
        "stays above 30 times that at the start. Try a smaller learning rate."
    )
    spans = [[high - low for low, high in scene.grid.region] for scene in (alone, both)]
    assert max(spans[1]) < 20.0 * max(spans[0])
    assert np.isfinite(both.grid.values).all()
    path = both.lanes[1].path
    assert path is not None and len(path.coordinates) == len(run.steps), "its path is drawn as far as it goes"


def test_first_weights_are_drawn_once_for_each_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    network = problem_of(replace(NETWORK, problem=replace(NETWORK.problem, same_weights=False)))
    assert isinstance(network, DataNetwork)
    expected = [network.start_of_lane(lane) for lane in range(3)]
    assert len(set(expected)) == 3 and network.start == expected[0]
    monkeypatch.setattr(DataNetwork, "initial_parameters", lambda *given: pytest.fail("they are known"))
    assert [network.start_of_lane(lane) for lane in range(3)] == expected and network.start == expected[0]


def test_the_axes_of_a_plane_through_ends_have_short_names() -> None:
    plane = complete_scene(seen(NETWORK, plane=PointsPlane(0, 1))).plane
    assert plane is not None
    for name, label in zip(plane.names, plane.labels, strict=True):
        assert name.startswith("\N{RIGHTWARDS ARROW} ") and len(name) < 16
        assert label.startswith("towards end of ")
