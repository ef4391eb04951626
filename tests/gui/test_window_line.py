"""The window of a decision line: drag the line and the marker moves, drag the marker and the line moves."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from landscape_gui import edits
from landscape_gui.experiment import CatalogueData, Experiment, Lane, NetworkProblem, OwnPoints
from landscape_gui.ui.canvas.starts import Handle
from landscape_gui.ui.networkmode import NetworkMode
from landscape_gui.ui.views.data.canvas import DataCanvas
from landscape_gui.ui.views.data.handles import Handles
from landscape_gui.ui.window import MainWindow
from tests.gui.hands import click, slider_of
from tests.gui.windows import settle

LEFT = Qt.MouseButton.LeftButton
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
LANES = (Lane("gd", {"lr": 0.3}), Lane("adam", {"lr": 0.05}))
LINE = Experiment(
    NetworkProblem(CatalogueData("linear", points=60), form="line", loss="hinge"), LANES, (-1.0, 1.5), steps=60
)


@pytest.fixture
def window(window: MainWindow, qtbot: QtBot) -> MainWindow:
    return show(qtbot, window, LINE)


def show(qtbot: QtBot, window: MainWindow, experiment: Experiment) -> MainWindow:
    window.store.change("test", experiment)
    settle(qtbot, window)
    return window


def mode(window: MainWindow) -> NetworkMode:
    assert window.network_mode is not None
    return window.network_mode


def canvas(window: MainWindow) -> DataCanvas:
    return mode(window).data_view.canvas


def held(window: MainWindow) -> Handles:
    found = canvas(window).hand.handles()
    assert found is not None
    return found


def drawn(window: MainWindow) -> tuple[float, ...]:
    """The line in the data."""
    theta = canvas(window).theta()
    assert theta is not None
    return tuple(theta.tolist())


def marker(window: MainWindow) -> Handle:
    """The first start on the map."""
    return window.stage.landscape.handles()[0]


def place(window: MainWindow) -> QPointF:
    """Where that start is, in pixels."""
    landscape = window.stage.landscape
    return landscape.place_of(landscape.plot(), marker(window).point)


def entries(window: MainWindow) -> int:
    return window.store.stack.count()


def test_the_landscape_is_that_of_slope_and_intercept(window: MainWindow) -> None:
    scene = window.scene
    assert scene is not None and scene.network is not None
    assert scene.section.names == ("w", "b") and scene.plane is None
    assert not window.stage.plane_readout.isVisible()
    assert marker(window).point == (-1.0, 1.5)
    window.grab()


def test_dragging_the_line_moves_the_marker_at_once(qtbot: QtBot, window: MainWindow) -> None:
    window.playback.seek(0.0)
    before, count = window.store.experiment, entries(window)
    begin = held(window).center
    QTest.mousePress(canvas(window), LEFT, pos=begin.toPoint())
    for down in (15, 30, 45):
        QTest.mouseMove(canvas(window), (begin + QPointF(0.0, down)).toPoint())
        assert marker(window).point == drawn(window) == window.store.experiment.start
        assert drawn(window)[0] == -1.0 and drawn(window)[1] < 1.5
        qtbot.waitUntil(lambda: window.scene is not None and window.scene.start == drawn(window))
        assert marker(window).point == drawn(window), "the scene that comes changes nothing"
    QTest.mouseRelease(canvas(window), LEFT, pos=(begin + QPointF(0.0, 45.0)).toPoint())
    settle(qtbot, window)
    assert entries(window) == count + 1
    assert marker(window).point == drawn(window) == window.store.experiment.start
    assert window.scene is not None
    for lane in window.scene.shown:
        assert lane.run is not None
        np.testing.assert_array_equal(lane.run.positions[0], drawn(window))
    window.store.stack.undo()
    settle(qtbot, window)
    assert window.store.experiment == before and drawn(window) == marker(window).point == (-1.0, 1.5)


def test_turning_the_end_moves_the_marker_sideways(qtbot: QtBot, window: MainWindow) -> None:
    window.playback.seek(0.0)
    count, begin, height = entries(window), held(window).turn, place(window).y()
    QTest.mousePress(canvas(window), LEFT, pos=begin.toPoint())
    for down in (10, 20, 40):
        QTest.mouseMove(canvas(window), (begin + QPointF(0.0, down)).toPoint())
        assert marker(window).point == drawn(window) and drawn(window)[1] == 1.5
        assert place(window).y() == pytest.approx(height)
    QTest.mouseRelease(canvas(window), LEFT, pos=(begin + QPointF(0.0, 40.0)).toPoint())
    settle(qtbot, window)
    assert drawn(window)[0] != -1.0 and entries(window) == count + 1


def test_dragging_the_marker_moves_the_line_at_once(qtbot: QtBot, window: MainWindow) -> None:
    window.playback.seek(0.0)
    landscape, count, begin = window.stage.landscape, entries(window), place(window)
    QTest.mousePress(landscape, LEFT, pos=begin.toPoint())
    seen = {drawn(window)}
    for right in (10, 20, 30):
        QTest.mouseMove(landscape, (begin + QPointF(right, 0.5 * right)).toPoint())
        assert drawn(window) == marker(window).point == window.store.experiment.start
        assert drawn(window) not in seen
        seen.add(drawn(window))
        qtbot.waitUntil(lambda: window.scene is not None and window.scene.start == drawn(window))
        assert drawn(window) == marker(window).point
    QTest.mouseRelease(landscape, LEFT, pos=(begin + QPointF(30.0, 15.0)).toPoint())
    settle(qtbot, window)
    assert drawn(window) == window.store.experiment.start and entries(window) == count + 1
    window.store.stack.undo()
    settle(qtbot, window)
    assert drawn(window) == (-1.0, 1.5)


def test_keys_move_line_and_marker(qtbot: QtBot, window: MainWindow) -> None:
    window.playback.seek(0.0)
    QTest.keyClick(canvas(window), Qt.Key.Key_Up, SHIFT)
    settle(qtbot, window)
    assert marker(window).point == drawn(window) and drawn(window)[0] == -1.0 and drawn(window)[1] > 1.5
    QTest.keyClick(canvas(window), Qt.Key.Key_Left, CTRL)
    settle(qtbot, window)
    assert marker(window).point == drawn(window) and drawn(window)[0] != -1.0
    QTest.keyClick(window.stage.landscape, Qt.Key.Key_Right, SHIFT)
    settle(qtbot, window)
    assert marker(window).point == drawn(window)


def test_sliders_and_fields_are_of_the_same_line(qtbot: QtBot, window: MainWindow) -> None:
    window.playback.seek(0.0)
    sliders, fields = mode(window).data_view.sliders, window.problem_panel.network_part.model.line.fields
    slope = slider_of(sliders.rows[0])
    click(slope)
    settle(qtbot, window)
    assert drawn(window) == marker(window).point == tuple(field.value() for field in fields)
    assert drawn(window)[0] != -1.0 and drawn(window)[1] == 1.5
    fields[1].setFocus()
    fields[1].selectAll()
    QTest.keyClicks(fields[1], "-0.5")
    QTest.keyClick(fields[1], Qt.Key.Key_Return)
    settle(qtbot, window)
    assert drawn(window)[1] == sliders.rows[1].value() == -0.5


def test_a_lane_with_a_start_of_its_own_is_moved_alone(qtbot: QtBot, window: MainWindow) -> None:
    show(qtbot, window, edits.with_lane_start(LINE, 1, (0.5, 0.5)))
    mode(window).select_lane(1)
    window.playback.seek(0.0)
    assert drawn(window) == (0.5, 0.5)
    begin, count = held(window).center, entries(window)
    QTest.mousePress(canvas(window), LEFT, pos=begin.toPoint())
    QTest.mouseMove(canvas(window), (begin + QPointF(0.0, 30.0)).toPoint())
    own = next(handle for handle in window.stage.landscape.handles() if handle.lane == 1)
    assert own.point == drawn(window)
    QTest.mouseRelease(canvas(window), LEFT, pos=(begin + QPointF(0.0, 30.0)).toPoint())
    settle(qtbot, window)
    assert window.store.experiment.start == LINE.start and entries(window) == count + 1
    assert window.store.experiment.lanes[1].start == drawn(window) != (0.5, 0.5)


def test_the_play_position_shows_the_line_of_then(window: MainWindow) -> None:
    window.playback.seek(30.0)
    assert window.scene is not None
    assert drawn(window) == tuple(window.scene.lanes[0].parameters(30.0).tolist())
    landscape = window.stage.landscape
    spot = landscape.place_of(landscape.plot(), drawn(window)).toPoint()
    colors = landscape.grab().toImage()
    lane = QColor(window.scene.lanes[0].color)
    near = [colors.pixelColor(spot.x() + dx, spot.y() + dy) for dx in (-2, 0, 2) for dy in (-2, 0, 2)]
    assert any(abs(c.hue() - lane.hue()) < 12 for c in near), "the head stands at its slope and intercept"


def test_points_of_a_third_class_are_explained(qtbot: QtBot, window: MainWindow) -> None:
    two = OwnPoints(((0.0, 1.0, 1), (1.0, -1.0, 0)))
    assert isinstance(LINE.problem, NetworkProblem)
    show(qtbot, window, replace(LINE, problem=replace(LINE.problem, data=two)))
    with qtbot.waitSignal(window.engine.failed):
        mode(window).data_view.canvas.edit_points(OwnPoints((*two.points, (2.0, 2.0, 2))), final=True)
    assert "these data have 3" in window.problem_panel.network_part.model.error.text()
    assert "these data have 3" in canvas(window).complaint
    window.store.stack.undo()
    settle(qtbot, window)
    assert canvas(window).complaint == "" and canvas(window).hand.handles() is not None


def test_weights_of_the_diagram_are_slope_and_intercept(qtbot: QtBot, window: MainWindow) -> None:
    window.playback.seek(0.0)
    view = mode(window).network_view
    words = view.words()
    assert words is not None
    slope, fixed, bias = words.anatomy.parameters
    assert [words.parameter(p) for p in (slope, fixed, bias)] == ["−w", "1", "−b"]
    moment = view.model.moment()
    assert moment is not None and moment.theta.tolist() == [1.0, 1.0, -1.5]
    view.edit(fixed)
    assert not view.editor.isVisible(), "nothing changes the weight that is always 1"
    view.edit(slope)
    assert view.editor.isVisible()
    view.editor.row().changed.emit(0.25, False)
    view.editor.row().changed.emit(0.75, True)
    settle(qtbot, window)
    assert window.store.experiment.start == (-0.75, 1.5) == drawn(window)
    view.grab()


def test_the_other_class_above_turns_the_signs(qtbot: QtBot, window: MainWindow) -> None:
    assert isinstance(LINE.problem, NetworkProblem)
    show(qtbot, window, replace(LINE, problem=replace(LINE.problem, above=0)))
    window.playback.seek(0.0)
    words = mode(window).network_view.words()
    assert words is not None
    slope, fixed, bias = words.anatomy.parameters
    assert [words.parameter(p) for p in (slope, fixed, bias)] == ["w", "−1", "b"]
    assert words.edited(bias, 0.5) == ("b", 0.5) and words.about(fixed) == "fixed weight from y"
    moment = mode(window).network_view.model.moment()
    assert moment is not None and moment.theta.tolist() == [-1.0, -1.0, 1.5]
