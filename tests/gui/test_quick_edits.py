"""Edits that come faster than scenes are computed: each builds on all before it, whatever the pictures still show."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from landscape_gui import networkedits
from landscape_gui.experiment import Experiment, Lane, NetworkProblem, OwnPoints, SurfaceProblem, first_experiment
from landscape_gui.scene import Scene, compute
from landscape_gui.ui.networkmode import NetworkMode
from landscape_gui.ui.window import MainWindow
from tests.gui.hands import LEFT
from tests.gui.windows import rest, settle

replace = msgspec.structs.replace
SOME = OwnPoints(((-1.0, -1.0, 0), (1.0, 1.0, 1), (-1.0, 1.0, 0), (1.0, -1.0, 1)))
DRAWN = Experiment(NetworkProblem(data=SOME, hidden=(2,)), (Lane("gd", {"lr": 0.3}),), steps=30)
LANES = Experiment(NetworkProblem(hidden=(2,)), (Lane("gd", {"lr": 0.3}), Lane("adam")), steps=40)


def catch_up(qtbot: QtBot, window: MainWindow) -> None:
    """Wait for the answer once more: it may have come before an old scene that a test has shown after it."""
    window.engine.submit(window.store.experiment)
    settle(qtbot, window)


def show(qtbot: QtBot, window: MainWindow, experiment: Experiment) -> NetworkMode:
    """Let the window show an experiment with a network; return what it has for it."""
    window.store.change("test", experiment)
    settle(qtbot, window)
    rest(window)
    assert window.network_mode is not None
    return window.network_mode


def first_scene(experiment: Experiment) -> Scene:
    """The scene that comes first, as late as a test wants it."""
    return next(iter(compute(experiment)))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time of the data view, which a test moves on."""
    now = [1000.0]
    monkeypatch.setattr("landscape_gui.ui.views.data.ahead.time.monotonic", lambda: now[0])
    return now


def own_points(window: MainWindow) -> tuple[tuple[float, float, int], ...]:
    problem = window.store.experiment.problem
    assert isinstance(problem, NetworkProblem) and isinstance(problem.data, OwnPoints)
    return problem.data.points


def test_every_quick_click_adds_its_point(qtbot: QtBot, window: MainWindow, clock: list[float]) -> None:
    canvas = show(qtbot, window, DRAWN).data_view.canvas
    rect = canvas.rect_of_axes()
    assert rect is not None
    late: list[Scene] = [first_scene(DRAWN)]
    after: list[tuple[tuple[float, float, int], ...]] = []
    for click in range(8):
        place = QPointF(rect.left() + rect.width() * (0.3 + 0.05 * click), rect.center().y() + 3 * click)
        QTest.mouseClick(canvas, LEFT, pos=place.toPoint())
        after.append(own_points(window))
        assert len(after[-1]) == 5 + click
        clock[0] += 2.0
        late.append(first_scene(window.store.experiment))
        window.show_scene(late[max(0, click - 1)])
        QApplication.processEvents()
    settle(qtbot, window)
    assert own_points(window) == after[-1]
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert own_points(window) == after[-2], "one step back takes the last click away, and no other"
    rect = canvas.rect_of_axes()
    assert rect is not None
    far_from_all = rect.center() - QPointF(0.0, 0.3 * rect.height())
    QTest.mouseClick(canvas, LEFT, pos=far_from_all.toPoint())
    assert own_points(window)[:-1] == after[-2], "and the next one builds on what is left"
    settle(qtbot, window)


def test_points_are_not_drawn_on_data_that_were_chosen_meanwhile(qtbot: QtBot, window: MainWindow) -> None:
    canvas = show(qtbot, window, DRAWN).data_view.canvas
    rect = canvas.rect_of_axes()
    assert rect is not None
    moons = networkedits.with_catalogue_data(DRAWN, "moons")
    window.store.change("Moons", moons)
    QTest.mouseClick(canvas, LEFT, pos=rect.center().toPoint())
    assert window.store.experiment == moons
    window.store.change("Race", first_experiment())
    QTest.mouseClick(canvas, LEFT, pos=rect.center().toPoint())
    assert window.store.experiment == first_experiment()
    settle(qtbot, window)


def test_weights_edited_one_after_the_other_are_all_kept(qtbot: QtBot, window: MainWindow) -> None:
    mode = show(qtbot, window, LANES)
    window.playback.seek(25.0)
    assert window.scene is not None and window.scene.network is not None
    names = window.scene.network.parameter_names
    wanted = window.scene.lanes[0].parameters(25.0).copy()
    stale = window.scene
    for number, name in enumerate(("W1[1,0]", "W1[0,0]", "b1[0]")):
        mode.network_view.weightEdited.emit(name, 0.5 + number, True)
        wanted[names.index(name)] = 0.5 + number
        np.testing.assert_array_equal(window.store.experiment.start, wanted)
        window.show_scene(stale)
        moment = mode.network_view.model.moment()
        assert moment is not None
        np.testing.assert_array_equal(moment.theta, wanted, "what is edited is shown before it is computed")
    catch_up(qtbot, window)


def test_weights_are_typed_quickly_with_the_editor(qtbot: QtBot, window: MainWindow) -> None:
    view = show(qtbot, window, LANES).network_view
    assert window.scene is not None
    stale = window.scene
    words = view.words()
    assert words is not None
    parameters = [words.anatomy.incoming(unit)[0] for unit in words.anatomy.units if unit.layer == 1]
    assert len(parameters) == 2
    for parameter in parameters:
        view.edit(parameter)
        field = QApplication.focusWidget()
        assert field is not None
        qtbot.keyClicks(field, "1.5")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        view.editor.close_editor()
        window.show_scene(stale)
    start = window.store.experiment.start
    assert [start[parameter.index] for parameter in parameters] == [1.5, 1.5]
    catch_up(qtbot, window)


def test_a_line_is_dragged_on_from_where_it_was_let_go(qtbot: QtBot, window: MainWindow) -> None:
    line = Experiment(NetworkProblem(form="line", data=SOME), (Lane("gd", {"lr": 0.1}),), start=(0.5, 0.2), steps=20)
    canvas = show(qtbot, window, line).data_view.canvas
    window.playback.seek(0.0)
    assert window.scene is not None
    stale = window.scene
    slopes: list[float] = []
    for by in (QPoint(30, -25), QPoint(0, 20)):
        handles = canvas.hand.handles()
        assert handles is not None
        handle = handles.turn if not slopes else handles.center
        at = handle.toPoint()
        QTest.mousePress(canvas, LEFT, pos=at)
        QTest.mouseMove(canvas, at + by / 2)
        QTest.mouseMove(canvas, at + by)
        QTest.mouseRelease(canvas, LEFT, pos=at + by)
        slopes.append(window.store.experiment.start[0])
        window.show_scene(stale)
    assert slopes[0] != 0.5
    assert slopes[1] == pytest.approx(slopes[0], abs=1e-9), "moving the line keeps the slope it was turned to"
    catch_up(qtbot, window)


def test_a_start_dragged_on_an_old_map_keeps_what_the_map_does_not_show(qtbot: QtBot, window: MainWindow) -> None:
    mode = show(qtbot, window, LANES)
    assert window.scene is not None and window.scene.plane is not None
    stale = window.scene
    mode.network_view.weightEdited.emit("W1[1,0]", 3.0, True)
    edited = np.array(window.store.experiment.start)
    window.show_scene(stale)
    view = window.stage.landscape
    qtbot.mouseClick(view, LEFT, pos=view.plot().frame.rect.center().toPoint())
    start = np.array(window.store.experiment.start)
    plane = stale.plane
    assert plane is not None
    moved = start - edited
    assert np.linalg.norm(moved) > 0.0
    inside = plane.components(moved[None])[0] @ np.array([plane.d1, plane.d2])
    np.testing.assert_allclose(moved, inside, atol=1e-9, err_msg="only along the plane")
    catch_up(qtbot, window)


def test_old_maps_do_not_move_the_starts_of_other_problems(
    qtbot: QtBot, window: MainWindow, settle: Callable[[], None]
) -> None:
    view = window.stage.landscape
    place = view.plot().frame.rect.center().toPoint()
    other = Experiment(SurfaceProblem("himmelblau"), (Lane("adam"),), steps=50)
    window.store.change("Other", other)
    qtbot.mouseClick(view, LEFT, pos=place)
    assert window.store.experiment == other
    view.zoom(2.0)
    assert window.store.experiment == other
    settle()


def test_the_start_of_a_lane_is_moved_where_the_lane_is_now(
    qtbot: QtBot, window: MainWindow, settle: Callable[[], None]
) -> None:
    lanes = (Lane("gd"), Lane("momentum"), Lane("adam", start=(1.0, 1.0)))
    window.store.change("Lanes", Experiment(SurfaceProblem("sphere"), lanes, start=(2.0, 2.0), steps=50))
    settle()
    window.optimizer_panel.commands.remove(0)
    window.stage.startMoved.emit((0.5, 0.25), 2, True)
    assert [lane.start for lane in window.store.experiment.lanes] == [None, (0.5, 0.25)]
    window.optimizer_panel.commands.remove(1)
    before = window.store.experiment
    window.stage.startMoved.emit((0.5, 0.5), 2, True)
    window.stage.ownStartDropped.emit(2)
    assert window.store.experiment == before, "that lane is gone"
    settle()
