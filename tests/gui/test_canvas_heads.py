"""Heads and arrows: between two steps everything lies between them, and arrows point where the parameters go."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from landscape_gui.experiment import Experiment, FormulaProblem, Lane
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.ui.canvas.arrows import GRADIENT, LONGEST, SHORTEST, STEP, VELOCITY, ArrowScale
from landscape_gui.ui.canvas.axes import Axis, Frame
from landscape_gui.ui.canvas.heads import head_of, heads_of, row_of

LANES = (Lane("gd", {"lr": 0.1}), Lane("momentum", {"lr": 0.05}), Lane("adam", enabled=False))


@pytest.fixture(scope="module")
def scene() -> Scene:
    return complete_scene(Experiment(FormulaProblem("x^2 + 3*y^2"), LANES, start=(1.5, 1.0), steps=20))


def test_rows_and_shares_also_where_only_some_steps_are_recorded() -> None:
    steps = np.array([0, 10, 20, 23], dtype=np.int64)
    assert [row_of(steps, p) for p in (-1.0, 0.0, 5.0, 10.0, 19.0)] == [
        (0, 0.0),
        (0, 0.0),
        (0, 0.5),
        (1, 0.0),
        (1, 0.9),
    ]
    assert [row_of(steps, p) for p in (21.5, 23.0, 99.0)] == [(2, 0.5), (3, 0.0), (3, 0.0)]


def test_a_head_between_two_steps_lies_between_them(scene: Scene) -> None:
    run = scene.lanes[0].run
    head = head_of(scene.lanes[0], 4.25)
    assert run is not None and head is not None and not head.ended
    assert head.point == pytest.approx(0.75 * run.positions[4] + 0.25 * run.positions[5])
    assert head.between(run.gradients) == pytest.approx(0.75 * run.gradients[4] + 0.25 * run.gradients[5])
    assert head.step() == pytest.approx(np.array([0.75, 0.25]) @ np.diff(run.positions, axis=0)[4:6])


def test_at_the_end_there_is_no_next_step(scene: Scene) -> None:
    head = head_of(scene.lanes[0], 1e9)
    assert head is not None and head.ended and not head.diverged and not head.step().any()


def test_lanes_without_a_run_have_no_head(scene: Scene) -> None:
    assert [head.lane.index for head in heads_of(scene.lanes, 3.0)] == [0, 1]


def test_arrows_point_downhill_and_where_the_parameters_move(scene: Scene) -> None:
    frame = Frame(Axis(-2.0, 2.0), Axis(-2.0, 2.0), QRectF(0.0, 0.0, 400.0, 200.0))
    scale = ArrowScale(scene)
    for lane in scene.lanes[:2]:
        head = head_of(lane, 3.0)
        assert head is not None
        x, y = head.run.gradients[3]
        arrow = scale.vector(head, GRADIENT, frame, 1.0)
        # Pixels are 100 to a unit across, 50 to a unit up, and y grows downwards.
        assert arrow is not None and arrow.y() / arrow.x() == pytest.approx(-0.5 * y / x)
        assert arrow.x() * -x > 0 and SHORTEST <= np.hypot(arrow.x(), arrow.y()) <= LONGEST + 1e-9
        step = scale.vector(head, STEP, frame, 1.0)
        move = head.run.positions[4] - head.run.positions[3]
        assert step is not None and step.x() * move[0] > 0 and step.y() * move[1] < 0


def test_only_optimizers_with_a_velocity_have_its_arrow(scene: Scene) -> None:
    frame = Frame(Axis(-2.0, 2.0), Axis(-2.0, 2.0), QRectF(0.0, 0.0, 400.0, 200.0))
    scale = ArrowScale(scene)
    plain, heavy = heads_of(scene.lanes, 3.0)
    assert scale.vector(plain, VELOCITY, frame, 1.0) is None
    arrow = scale.vector(heavy, VELOCITY, frame, 1.0)
    velocity = heavy.run.state["velocity"][3]
    assert arrow is not None and arrow.x() * -velocity[0] > 0 and arrow.y() * velocity[1] > 0


def test_longer_gradients_have_longer_arrows_and_none_has_no_arrow(scene: Scene) -> None:
    frame = Frame(Axis(-2.0, 2.0), Axis(-2.0, 2.0), QRectF(0.0, 0.0, 400.0, 400.0))
    lane = scene.lanes[0]
    heads = [head for p in (0.0, 10.0, 20.0) for head in heads_of([lane], p)]
    arrows = [ArrowScale(scene).vector(head, GRADIENT, frame, 1.0) for head in heads]
    lengths = [float(np.hypot(arrow.x(), arrow.y())) for arrow in arrows if arrow is not None]
    assert len(lengths) == 3
    assert lengths == sorted(lengths, reverse=True) and lengths[0] == pytest.approx(LONGEST)
    flat = complete_scene(Experiment(FormulaProblem("0*x + 0*y + 1"), LANES[:1], start=(1.0, 1.0), steps=3))
    head = head_of(flat.lanes[0], 1.0)
    assert head is not None
    assert [ArrowScale(flat).vector(head, kind, frame, 1.0) for kind in (GRADIENT, STEP)] == [None, None]
