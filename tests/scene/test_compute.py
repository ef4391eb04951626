"""From an experiment to what the views show."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import numpy as np
import pytest

import landscape_gui as lg
from landscape_gui.core.surfaces import SURFACES
from landscape_gui.experiment import Experiment, FormulaProblem, Lane, Schedule, SurfaceProblem, View, first_experiment
from landscape_gui.scene import complete_scene, compute, known_minima, same_computation

replace = msgspec.structs.replace


def test_the_first_experiment_ends_in_both_wells() -> None:
    scene = complete_scene(first_experiment())
    ends = [lane.run.positions[-1, 0] for lane in scene.shown if lane.run]
    assert len(ends) == 5
    assert any(x > 0.5 for x in ends) and any(x < -0.5 for x in ends)
    assert scene.last_step == 300
    assert len({(lane.color, lane.marker, lane.dash) for lane in scene.lanes}) == 5


@pytest.mark.parametrize("key", SURFACES)
def test_every_surface_makes_a_scene(key: str) -> None:
    scene = complete_scene(Experiment(SurfaceProblem(key), (Lane("adam"),), steps=20))
    assert np.isfinite(scene.grid.values).any()
    assert scene.scale.high > scene.scale.low
    assert scene.lanes[0].run is not None and scene.lanes[0].run.status == "finished"
    assert scene.start == SURFACES[key].start


def test_a_lane_that_cannot_start_says_why_and_the_others_run() -> None:
    lanes = (Lane("gd"), Lane("adam", start=(-1.0, 0.0)), Lane("adam", enabled=False))
    scene = complete_scene(Experiment(FormulaProblem("log(x) + y^2"), lanes, start=(1.0, 1.0), steps=5))
    assert scene.lanes[0].run is not None
    assert scene.lanes[1].run is not None
    assert scene.lanes[1].run.status == "diverged" and "at the start" in scene.lanes[1].run.reason
    assert scene.lanes[2].run is None and scene.lanes[2].error == ""
    wrong = complete_scene(Experiment(SurfaceProblem("sphere"), (Lane("gd", {"lr": -1.0}),), steps=5))
    assert "lr = -1" in wrong.lanes[0].error


def test_labels_and_looks_of_equal_optimizers_differ() -> None:
    scene = complete_scene(
        Experiment(SurfaceProblem("sphere"), (Lane("adam"), Lane("adam"), Lane("adam", name="mine")), steps=3)
    )
    assert [lane.label for lane in scene.lanes] == ["Adam", "Adam 2", "mine"]
    assert len({lane.color for lane in scene.lanes}) == 3


def test_long_runs_come_in_parts_and_can_be_cancelled() -> None:
    experiment = Experiment(SurfaceProblem("sphere"), (Lane("gd"),), steps=100_000)
    scenes = list(compute(experiment))
    assert len(scenes) > 2
    assert [scene.complete for scene in scenes] == [False] * (len(scenes) - 1) + [True]
    assert all(a.last_step < b.last_step for a, b in itertools.pairwise(scenes))
    assert [scene.complete for scene in compute(experiment, lambda: False)] == [False]


def test_rows_are_thinned_for_very_long_runs() -> None:
    scene = complete_scene(Experiment(SurfaceProblem("sphere"), (Lane("gd"),), steps=250_000))
    run = scene.lanes[0].run
    assert run is not None
    assert len(run.losses) <= 100_002
    assert run.last_step == 250_000


def test_minima_follow_the_coefficients() -> None:
    moved = lg.surface("rosenbrock")
    assert known_minima(moved)[0] == SURFACES["rosenbrock"].minima
    from landscape_gui.core import problem

    ((x, y),), _ = known_minima(problem.surface("rosenbrock", {"a": 1.5}))
    assert (x, y) == pytest.approx((1.5, 2.25), abs=1e-12)
    both = known_minima(problem.surface("dupont_two_wells", {"a": 3.5}))
    assert both[0][0][0] > 0.5, "with a deeper right well, that one is the global minimum"


def test_view_changes_compute_nothing_anew() -> None:
    one = first_experiment()
    assert same_computation(one, replace(one, view=View(colormap="magma", layout="landscape", speed=3.0), title="x"))
    assert not same_computation(one, replace(one, view=View(height="log")))
    assert not same_computation(one, replace(one, view=View(region=((0.0, 1.0), (0.0, 1.0)))))
    assert not same_computation(one, replace(one, steps=301))


@pytest.mark.parametrize(
    ("text", "dimension"),
    [("x^4 - x^2", 1), ("x^2 + y^2 + (z - 1)^2", 3), ("sqrt(x)*y", 2), ("1/(x^2 + y^2)", 2), ("0*x + 0*y + 2", 2)],
)
def test_formulas_of_all_kinds(text: str, dimension: int) -> None:
    scene = complete_scene(Experiment(FormulaProblem(text), (Lane("adam"),), start=(0.5,) * dimension, steps=10))
    assert scene.problem.dimension == dimension
    assert scene.grid.values.ndim == min(dimension, 2)
    assert scene.lanes[0].run is not None


def test_schedule_and_stopping_reach_the_driver() -> None:
    lane = Lane("gd", {"lr": 0.1}, schedule=Schedule("step", period=5, rate=0.5))
    run = complete_scene(Experiment(SurfaceProblem("sphere"), (lane,), steps=11)).lanes[0].run
    assert run is not None
    assert run.rates[1] == 0.1 and run.rates[11] == 0.025


def test_distance_to_the_nearest_minimum() -> None:
    scene = complete_scene(Experiment(SurfaceProblem("himmelblau"), (), steps=1))
    distances = scene.nearest_minimum(np.array([[3.0, 2.0], [3.0, 3.0]]))
    assert distances is not None
    np.testing.assert_allclose(distances, [0.0, 1.0])
    assert complete_scene(Experiment(FormulaProblem("x*y"), (), steps=1)).nearest_minimum(np.zeros((1, 2))) is None


def test_runs_that_are_known_are_taken_over() -> None:
    first = complete_scene(first_experiment())
    faster = replace(first.experiment.lanes[2], hyperparameters={"lr": 0.5}, color="#123456")
    lanes = (first.experiment.lanes[0], replace(first.experiment.lanes[1], color="#123456"), faster)
    changed = replace(first.experiment, lanes=lanes)
    *_, again = compute(changed, known=first)
    anew = complete_scene(changed)
    assert [lane.run is first.lanes[k].run for k, lane in enumerate(again.lanes)] == [True, True, False]
    for lane, fresh in zip(again.lanes, anew.lanes, strict=True):
        assert lane.run is not None and fresh.run is not None
        np.testing.assert_array_equal(lane.run.positions, fresh.run.positions)
        assert (lane.color, lane.label) == (fresh.color, fresh.label)


@pytest.mark.parametrize("change", [{"steps": 299}, {"seed": 1}, {"start": (0.1, 0.1)}, {"clip_norm": 1.0}])
def test_nothing_is_taken_over_where_all_runs_change(change: dict[str, Any]) -> None:
    first = complete_scene(first_experiment())
    *_, again = compute(replace(first.experiment, **change), known=first)
    assert not {id(lane.run) for lane in again.lanes} & {id(lane.run) for lane in first.lanes}


def test_a_lane_switched_off_takes_nothing_over() -> None:
    first = complete_scene(first_experiment())
    off = replace(first.experiment.lanes[0], enabled=False)
    *_, again = compute(replace(first.experiment, lanes=(off,)), known=first)
    assert again.lanes[0].run is None
