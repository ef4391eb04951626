"""Runs under way go on when only the way they are shown changes, and can be stopped and resumed."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest

from landscape_gui.experiment import (
    Experiment,
    GraphFormula,
    GraphView,
    Lane,
    NetworkProblem,
    PointsPlane,
    SurfaceProblem,
    View,
    first_experiment,
)
from landscape_gui.scene import Computation, Scene, complete_scene, restated

replace = msgspec.structs.replace
LONG = Experiment(SurfaceProblem("himmelblau"), (Lane("gd", {"lr": 1e-7}), Lane("adam", {"lr": 1e-6})), steps=5_000_000)
TRAINING = Experiment(NetworkProblem(hidden=(3,)), (Lane("gd", {"lr": 0.01}), Lane("adam")), steps=2_000_000)


def grown(computation: Computation, scenes: Iterator[Scene], steps: int = 1_000) -> Scene:
    """The first scene in which every lane has so many steps."""
    for scene in scenes:
        if min(lane.run.last_step for lane in scene.shown if lane.run) >= steps:
            return scene
    raise AssertionError("the runs end too soon")


@pytest.mark.parametrize(
    ("experiment", "views"),
    [
        (LONG, [{"layout": "landscape"}, {"height": "log"}, {"region": ((-1.0, 1.0), (-1.0, 1.0))}]),
        (TRAINING, [{"layout": "surface3d"}, {"surface": "accuracy"}, {"plane": PointsPlane(0, 1)}]),
    ],
    ids=["landscape", "network"],
)
def test_another_view_goes_on_with_the_same_runs(experiment: Experiment, views: list[dict[str, object]]) -> None:
    computation = Computation(experiment)
    before = grown(computation, computation.scenes())
    for fields in views:
        changed = replace(experiment, view=replace(experiment.view, **fields))
        computation = Computation(changed, before=computation)
        after = next(computation.scenes())
        assert after.experiment == changed
        for old, new in zip(before.shown, after.shown, strict=True):
            assert old.run is not None and new.run is not None
            count = len(old.run.steps)
            assert len(new.run.steps) >= count
            np.testing.assert_array_equal(new.run.positions[:count], old.run.positions)
        before = after


def test_only_lanes_that_changed_begin_anew() -> None:
    computation = Computation(LONG)
    before = grown(computation, computation.scenes(), 200_000)
    lanes = (LONG.lanes[0], replace(LONG.lanes[1], hyperparameters={"lr": 2e-6}), Lane("gd", {"lr": 1e-7}))
    after = next(Computation(replace(LONG, lanes=lanes), before=computation).scenes())
    lengths = [lane.run.last_step for lane in after.shown if lane.run]
    assert before.lanes[0].run is not None
    assert lengths[0] >= before.lanes[0].run.last_step > lengths[1]
    assert lengths[2] == lengths[0], "a twin of a lane has the same path"


def test_looks_of_lanes_do_not_matter_but_seeds_do() -> None:
    computation = Computation(LONG)
    before = grown(computation, computation.scenes(), 200_000)
    painted = replace(LONG, lanes=tuple(replace(lane, color="#123456") for lane in LONG.lanes))
    computation = Computation(painted, before=computation)
    scene = next(computation.scenes())
    assert scene.last_step >= before.last_step
    assert next(Computation(replace(painted, seed=1), before=computation).scenes()).last_step < before.last_step


def test_lanes_that_ended_stay_as_they_are() -> None:
    short = replace(LONG, steps=50)
    computation = Computation(short)
    *_, scene = computation.scenes()
    again = next(Computation(replace(short, title="again"), before=computation).scenes())
    assert again.complete
    assert [lane.run for lane in again.shown] == [lane.run for lane in scene.shown]


@pytest.mark.parametrize("experiment", [LONG, TRAINING], ids=["landscape", "network"])
def test_stopping_keeps_what_there_is_and_going_on_continues_it(experiment: Experiment) -> None:
    computation = Computation(experiment)
    scenes = computation.scenes()
    grown(computation, scenes)
    computation.lanes.halt()
    *_, stopped = scenes
    assert stopped.complete and stopped.halted
    assert 1_000 <= stopped.last_step < experiment.steps
    assert all(lane.run is not None and lane.run.status == "stopped" for lane in stopped.shown)
    shown = replace(experiment, view=View(height="log", layout="landscape"))
    computation = Computation(shown, before=computation)
    *_, same = computation.scenes()
    assert same.halted and same.last_step == stopped.last_step, "another view does not let them go on"
    computation.lanes.resume()
    computation = Computation(shown, before=computation)
    further = grown(computation, computation.scenes(), stopped.last_step + 1)
    assert not further.halted
    old, new = stopped.lanes[0].run, further.lanes[0].run
    assert old is not None and new is not None
    np.testing.assert_array_equal(new.positions[: len(old.steps)], old.positions)


def test_a_stopped_run_is_none_to_be_taken_for_a_whole_one() -> None:
    computation = Computation(LONG)
    scenes = computation.scenes()
    next(scenes)
    computation.lanes.halt()
    *_, stopped = scenes
    fresh = next(Computation(LONG, known=stopped).scenes())
    assert not fresh.complete


def test_stopping_what_has_ended_is_nothing() -> None:
    computation = Computation(replace(LONG, steps=10))
    *_, scene = computation.scenes()
    computation.lanes.halt()
    assert scene.complete and not scene.halted and not computation.lanes.halted


def test_scenes_are_restated_as_far_as_nothing_is_computed() -> None:
    scene = complete_scene(replace(LONG, steps=10))
    view = View(layout="landscape", colormap="magma", height="log", region=((0.0, 1.0), (0.0, 1.0)), curve="accuracy")
    same = replace(scene.experiment, view=View(layout="landscape"), title="other")
    assert restated(scene, same).experiment == same
    other = restated(scene, replace(scene.experiment, view=view)).experiment.view
    assert (other.layout, other.colormap, other.curve) == ("landscape", "magma", "accuracy")
    assert (other.height, other.region) == ("auto", None)
    elsewhere = restated(scene, replace(first_experiment(), view=view)).experiment
    assert elsewhere.problem == scene.experiment.problem
    assert (elsewhere.view.layout, elsewhere.view.curve) == ("landscape", "loss")
    own = replace(view, graph=GraphView(source=GraphFormula("a*b")))
    assert restated(scene, replace(first_experiment(), view=own)).experiment.view.graph == own.graph
