"""How far lanes have got, and when they will be there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from landscape_gui.core.simulate import CONVERGED
from landscape_gui.experiment import Experiment, Lane, NetworkProblem, SurfaceProblem, Training
from landscape_gui.scene import Computation, LaneRun, Scene, complete_scene
from landscape_gui.ui.progress import MEMORY, PATIENCE, Progress, rounded

RACE = Experiment(SurfaceProblem("sphere"), (Lane("gd"), Lane("adam")), steps=1_000_000)


@pytest.fixture(scope="module")
def begun() -> Scene:
    return next(Computation(RACE).scenes())


def at(scene: Scene, *steps: int) -> Scene:
    """The scene with lanes that have got to these steps."""

    def moved(lane: LaneRun, step: int) -> LaneRun:
        assert lane.run is not None
        return replace(lane, run=replace(lane.run, steps=lane.run.steps[:1] + step))

    return replace(scene, lanes=tuple(moved(lane, step) for lane, step in zip(scene.lanes, steps, strict=True)))


def test_nobody_wants_to_know_at_once(begun: Scene) -> None:
    progress = Progress()
    assert progress.note(at(begun, 1_000, 1_000), 50.0) is None
    assert progress.note(at(begun, 9_000, 9_000), 50.0 + 0.9 * PATIENCE) is None
    advance = progress.note(at(begun, 10_000, 20_000), 50.0 + PATIENCE)
    assert advance is not None and (advance.step, advance.steps) == (10_000, 1_000_000)


def test_what_is_left_follows_the_pace_of_late(begun: Scene) -> None:
    progress = Progress()
    for second in range(20):
        pace = 1_000 if second < 10 else 20_000
        work = 1_000 * min(second, 10) + pace * max(0, second - 10)
        advance = progress.note(at(begun, work, work), float(second))
    assert advance is not None and advance.left is not None
    assert advance.left == pytest.approx((1_000_000 - work) / 20_000, rel=1e-6)
    assert MEMORY < 9.0


def test_a_new_computation_is_waited_for_anew(begun: Scene) -> None:
    progress = Progress()
    progress.note(at(begun, 500_000, 500_000), 0.0)
    assert progress.note(at(begun, 600_000, 600_000), 5.0) is not None
    assert progress.note(at(begun, 1_000, 1_000), 6.0) is None
    progress.forget()
    assert progress.note(at(begun, 500_000, 500_000), 9.0) is None


def test_lanes_that_have_ended_are_done(begun: Scene) -> None:
    progress = Progress()
    run = begun.lanes[1].run
    assert run is not None
    still = replace(begun.lanes[1], run=replace(run, status=CONVERGED))
    half = replace(at(begun, 100_000, 500), lanes=(at(begun, 100_000, 500).lanes[0], still))
    progress.note(half, 0.0)
    advance = progress.note(half, 2.0)
    assert advance is not None and advance.step == 100_000
    assert advance.left is None, "nothing has moved, so there is no pace"


def test_epochs_may_end_a_training_before_its_steps() -> None:
    training = Training(batch_size=10, epochs=3)
    experiment = Experiment(NetworkProblem(hidden=(2,), training=training), (Lane("gd"),), steps=1_000_000)
    whole = complete_scene(experiment)
    run = whole.lanes[0].run
    assert run is not None
    planned = run.last_step
    unfinished = replace(
        whole, lanes=(replace(whole.lanes[0], run=replace(run, status="stopped", steps=run.steps[:3])),)
    )
    progress = Progress()
    progress.note(unfinished, 0.0)
    advance = progress.note(unfinished, 2.0)
    assert advance is not None and advance.steps == planned


@pytest.mark.parametrize(("step", "shown"), [(0, 0), (57, 57), (12_345, 12_300), (1_234_567, 1_230_000)])
def test_steps_are_told_in_three_digits(step: int, shown: int) -> None:
    assert rounded(step) == shown
