"""The start of a network dragged over a plane, by mouse and by keys, in the whole window."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import (
    Experiment,
    Lane,
    NetworkProblem,
    ParameterPlane,
    Plane,
    PointsPlane,
    RandomPlane,
    View,
)
from landscape_gui.scene import Scene
from landscape_gui.ui.views.landscape.view import LandscapeView
from landscape_gui.ui.window import MainWindow
from tests.gui.hands import LEFT, move
from tests.gui.windows import settle

LANES = (Lane("gd", {"lr": 0.3}), Lane("adam", {"lr": 0.02}))
NETWORK = Experiment(NetworkProblem(hidden=(3,)), LANES, steps=40)
PLANES = (None, RandomPlane(4, 1), ParameterPlane("W1[0,0]", "b2[0]"), PointsPlane(0, 1))
SHIFT = Qt.KeyboardModifier.ShiftModifier


def show(qtbot: QtBot, window: MainWindow, experiment: Experiment) -> LandscapeView:
    window.store.change("test", experiment)
    settle(qtbot, window)
    view, sizes = window.stage.landscape, []

    def at_rest() -> bool:
        sizes.append((view.width(), view.height()))
        return len(sizes) > 4 and len(set(sizes[-4:])) == 1

    qtbot.waitUntil(at_rest)  # the panels of networks take their room
    return view


def scene_of(window: MainWindow) -> Scene:
    assert window.scene is not None
    return window.scene


def place(view: LandscapeView) -> QPointF:
    """Where the shared start is on the screen."""
    return view.place_of(view.plot(), view.handles()[0].point)


def drag(qtbot: QtBot, window: MainWindow, *steps: tuple[float, float], release: bool = True) -> None:
    """Drag the shared start through places relative to where it is; each waits until its scene has come."""
    view = window.stage.landscape
    begin = place(view)
    grip = begin - QPointF(begin.toPoint())
    move(view, begin.toPoint())
    QTest.mousePress(view, LEFT, pos=begin.toPoint())
    mouse = QPointF(begin.toPoint())
    for step in steps:
        mouse = QPointF(begin.toPoint()) + QPointF(*step)
        move(view, mouse, LEFT)
        qtbot.waitUntil(lambda: scene_of(window).experiment == window.store.experiment and scene_of(window).complete)
        assert scene_of(window).held
        away = place(view) - (mouse + grip)
        assert abs(away.x()) < 0.5 and abs(away.y()) < 0.5, "the start is where the hand is"
    if release:
        QTest.mouseRelease(view, LEFT, pos=mouse.toPoint())
        let_go(qtbot, window)


def let_go(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the plane is where the paths are."""
    qtbot.waitUntil(lambda: not scene_of(window).held)
    settle(qtbot, window)


@pytest.mark.parametrize("plane", PLANES, ids=lambda plane: type(plane).__name__)
def test_all_parameters_move_along_the_plane(qtbot: QtBot, window: MainWindow, plane: Plane | None) -> None:
    show(qtbot, window, replace(NETWORK, view=View(plane=plane)))
    before, count = scene_of(window), window.store.stack.count()
    start, section = np.array(before.start), before.section
    drag(qtbot, window, (4, 3), (9, 7), (14, -3))
    moved = np.array(window.store.experiment.start) - start
    assert before.plane is not None
    along = section.components([moved])[0]
    np.testing.assert_allclose(moved, along @ np.array([before.plane.d1, before.plane.d2]), atol=1e-9)
    changed = np.flatnonzero(np.abs(moved) > 1e-12)
    expected = np.flatnonzero((before.plane.d1 != 0.0) | (before.plane.d2 != 0.0))
    assert changed.tolist() == expected.tolist() and len(expected) == (2 if isinstance(plane, ParameterPlane) else 13)
    for lane in scene_of(window).shown:
        assert lane.run is not None
        np.testing.assert_array_equal(lane.run.positions[0], window.store.experiment.start)
    assert window.store.stack.count() == count + 1 and window.store.stack.undoText() == "Start"
    assert scene_of(window).plane is not before.plane
    window.store.stack.undo()
    settle(qtbot, window)
    np.testing.assert_array_equal(scene_of(window).start, start)
    assert scene_of(window).home == before.home


def test_a_start_is_dragged_while_zoomed_far_out(qtbot: QtBot, window: MainWindow) -> None:
    view = show(qtbot, window, NETWORK)
    for _ in range(40):
        view.zoom(1.0 / 1.25)
    view.settle()
    settle(qtbot, window)
    before = scene_of(window)
    (x0, x1), _ = before.grid.region
    assert x1 - x0 > 1e4
    drag(qtbot, window, (6, 4), (12, -8))
    moved = np.array(window.store.experiment.start) - np.array(before.start)
    assert np.linalg.norm(moved) > 100.0 and (moved != 0.0).sum() == 13
    assert scene_of(window).grid.region == before.grid.region


def test_keys_nudge_along_the_plane(qtbot: QtBot, window: MainWindow) -> None:
    view = show(qtbot, window, NETWORK)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for key, sign in ((Qt.Key.Key_Right, (1, 0)), (Qt.Key.Key_Up, (0, -1)), (Qt.Key.Key_Left, (-1, 0))):
        before, count, at = scene_of(window), window.store.stack.count(), place(view)
        rect = view.plot().frame.rect
        for _ in range(5):
            QTest.keyPress(window.windowHandle(), key, SHIFT)
            qtbot.waitUntil(
                lambda: scene_of(window).experiment == window.store.experiment and scene_of(window).complete
            )
        step = place(view) - at
        assert step.x() == pytest.approx(sign[0] * 0.05 * rect.width(), abs=0.5)
        assert step.y() == pytest.approx(sign[1] * 0.05 * rect.height(), abs=0.5)
        QTest.keyRelease(window.windowHandle(), key, SHIFT)
        QTest.keyRelease(window.windowHandle(), Qt.Key.Key_Shift)
        let_go(qtbot, window)
        assert window.store.stack.count() == count + 1
        assert before.plane is not None
        beside = before.plane.distances([before.start, window.store.experiment.start])
        np.testing.assert_allclose(beside[1], beside[0], atol=1e-9)
    for _ in range(3):
        window.store.stack.undo()
    settle(qtbot, window)
    np.testing.assert_array_equal(scene_of(window).start, scene_of(window).problem.start)


def test_a_landscape_that_follows_a_lane_stays_under_the_hand(qtbot: QtBot, window: MainWindow) -> None:
    view = show(qtbot, window, replace(NETWORK, view=View(live=True)))
    window.playback.seek(0.0)
    qtbot.waitUntil(lambda: view.scene is not None and view.scene is not window.scene)
    before = view.scene
    assert before is not None
    drag(qtbot, window, (5, 4), (11, -6))
    moved = np.array(window.store.experiment.start) - np.array(before.start)
    assert before.plane is not None
    np.testing.assert_allclose(
        moved, before.section.components([moved])[0] @ np.array([before.plane.d1, before.plane.d2]), atol=1e-9
    )
    qtbot.waitUntil(lambda: view.scene is not window.scene)
    assert view.scene is not None and not view.scene.held, "let go, it follows again"


def test_a_lane_of_its_own_is_dragged_along_the_plane(qtbot: QtBot, window: MainWindow) -> None:
    own = tuple(0.1 * k for k in range(13))
    lanes = (LANES[0], replace(LANES[1], start=own))
    view = show(qtbot, window, replace(NETWORK, lanes=lanes))
    handle = next(handle for handle in view.handles() if handle.lane == 1)
    before, begin = scene_of(window), view.place_of(view.plot(), handle.point).toPoint()
    move(view, begin)
    QTest.mousePress(view, LEFT, pos=begin)
    move(view, QPointF(begin) + QPointF(7, 9), LEFT)
    QTest.mouseRelease(view, LEFT, pos=(QPointF(begin) + QPointF(7, 9)).toPoint())
    let_go(qtbot, window)
    start = window.store.experiment.lanes[1].start
    assert start is not None and start != own and window.store.experiment.start == ()
    assert before.plane is not None
    beside = before.plane.distances([own, start])
    np.testing.assert_allclose(beside[1], beside[0], atol=1e-9)


def test_a_drag_that_never_ends_holds_nothing_else(qtbot: QtBot, window: MainWindow) -> None:
    show(qtbot, window, NETWORK)
    drag(qtbot, window, (6, 6), release=False)
    window.optimizer_panel.commands.set_hyperparameter(0, "lr", 0.1, final=True)
    let_go(qtbot, window)
    assert not scene_of(window).held


def test_looks_that_change_before_the_plane_is_laid_do_not_keep_the_old_one(qtbot: QtBot, window: MainWindow) -> None:
    show(qtbot, window, NETWORK)
    drag(qtbot, window, (6, 6), release=False)
    place_now = place(window.stage.landscape)
    QTest.mouseRelease(window.stage.landscape, LEFT, pos=place_now.toPoint())
    window.store.change_view("Colours", colormap="magma")
    let_go(qtbot, window)
    assert scene_of(window).experiment.view.colormap == "magma"
