"""Where the graph's panel stands in the window, who gets its keys, and that nothing of it overlaps."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.core.graph.examples import EXAMPLES
from landscape_gui.experiment import GraphExample, NetworkProblem
from landscape_gui.ui import app
from landscape_gui.ui.graphplace import BESIDE_FROM
from landscape_gui.ui.help import shortcuts_text
from landscape_gui.ui.rightside import in_front
from landscape_gui.ui.views.graph.view import GraphView
from landscape_gui.ui.window import MainWindow
from tests.gui.hands import LEFT, move
from tests.gui.windows import dock, settle

SMALL = NetworkProblem()


def graph_button(window: MainWindow) -> QWidget:
    """The button of the graph in the toolbar."""
    return window.tools.widgetForAction(window.graph_mode.action)


def opened(window: MainWindow, qtbot: QtBot) -> GraphView:
    """The graph, opened by its button."""
    if window.graph_mode.dock.isHidden():
        QTest.mouseClick(graph_button(window), LEFT)
    qtbot.waitUntil(lambda: window.graph_mode.view is not None and window.graph_mode.view.subject is not None)
    assert window.graph_mode.view is not None
    return window.graph_mode.view


def network(window: MainWindow, qtbot: QtBot) -> None:
    """Show a network."""
    window.store.replace("Network", problem=SMALL, start=())
    settle(qtbot, window)
    QApplication.processEvents()


def place(widget: QWidget, window: MainWindow) -> QRect:
    """Where a widget is in the window."""
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def test_the_button_has_words_and_opens_and_closes_the_graph(window: MainWindow, qtbot: QtBot) -> None:
    view = opened(window, qtbot)
    assert graph_button(window).property("text") == "Graph"
    assert graph_button(window).toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon  # type: ignore[attr-defined]
    assert in_front(window.graph_mode.dock) and view.isVisible() and window.graph_mode.action.isChecked()
    QTest.mouseClick(graph_button(window), LEFT)
    assert window.graph_mode.dock.isHidden() and not window.graph_mode.action.isChecked()


def test_control_g_opens_focuses_and_closes_the_graph(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.graph_mode.view is not None and window.graph_mode.view.canvas.hasFocus())
    assert window.graph_mode.view is not None
    canvas = window.graph_mode.view.canvas
    qtbot.waitUntil(lambda: canvas.marks().focused is not None)
    window.stage.setFocus()
    QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert window.graph_mode.view.canvas.hasFocus() and in_front(window.graph_mode.dock)
    QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert window.graph_mode.dock.isHidden()


def test_full_stop_and_comma_step_wherever_the_keyboard_is(window: MainWindow, qtbot: QtBot) -> None:
    view = opened(window, qtbot)
    window.stage.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Period)
    QTest.keyClick(window, Qt.Key.Key_Period)
    QTest.keyClick(window, Qt.Key.Key_Comma)
    assert view.taken == 1
    view.canvas.setFocus()
    QTest.keyClick(view.canvas, Qt.Key.Key_Period)
    assert view.taken == 2
    window.graph_mode.dock.close()
    QTest.keyClick(window, Qt.Key.Key_Period)
    assert view.taken == 2


def test_full_stops_can_still_be_typed_into_numbers(window: MainWindow, qtbot: QtBot) -> None:
    view = opened(window, qtbot)
    field = view.controls.speed
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "2.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == 2.5 and view.taken == 0


def test_tab_goes_from_the_header_over_the_drawing_to_the_controls(window: MainWindow, qtbot: QtBot) -> None:
    view = opened(window, qtbot)
    parts = [view.header, view.canvas, view.controls]
    view.header.source.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[int] = []
    for _ in range(24):
        focus = QApplication.focusWidget()
        assert focus is not None
        here = next((k for k, part in enumerate(parts) if focus is part or part.isAncestorOf(focus)), None)
        if here is None:
            break
        seen.append(here)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert seen == sorted(seen) and set(seen) == {0, 1, 2}


def test_alone_the_graph_stands_at_the_right_with_room_to_be_read(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, qtbot)
    qtbot.waitUntil(lambda: window.graph_mode.dock.width() >= 430)
    assert window.graph_mode.dock.geometry().right() > window.width() - 12
    assert window.stage.width() > 300
    window.resize(1900, 1000)
    qtbot.waitUntil(lambda: window.graph_mode.dock.width() >= 600)


def three_docks(window: MainWindow, qtbot: QtBot, first: str) -> tuple[QDockWidget, QDockWidget, QDockWidget]:
    """Graph, data and network, opened in this order or with the network first."""
    for wanted in (opened, network) if first == "graph" else (network, opened):
        wanted(window, qtbot)
    return window.graph_mode.dock, dock(window, "data"), dock(window, "network")


@pytest.mark.parametrize("first", ["graph", "network"])
def test_with_a_network_the_graph_is_a_tab_and_the_data_stay(window: MainWindow, qtbot: QtBot, first: str) -> None:
    window.resize(1280, 900)
    graph, data, units = three_docks(window, qtbot, first)
    qtbot.waitUntil(lambda: in_front(graph) and in_front(data))
    assert units in window.tabifiedDockWidgets(graph)
    assert not in_front(units)
    assert window.height() == 900
    assert not place(graph, window).intersects(place(data, window))
    units.raise_()
    qtbot.waitUntil(lambda: in_front(units))
    assert not window.graph_mode.action.isChecked()
    QTest.mouseClick(graph_button(window), LEFT)
    qtbot.waitUntil(lambda: in_front(graph))


@pytest.mark.parametrize("first", ["graph", "network"])
def test_in_a_low_window_the_graph_has_the_whole_height(window: MainWindow, qtbot: QtBot, first: str) -> None:
    graph, data, units = three_docks(window, qtbot, first)
    qtbot.waitUntil(lambda: in_front(graph) and graph.height() > 600)
    assert set(window.tabifiedDockWidgets(graph)) == {data, units}
    assert window.height() == 800
    data.raise_()
    qtbot.waitUntil(lambda: in_front(data))
    QTest.mouseClick(graph_button(window), LEFT)
    qtbot.waitUntil(lambda: in_front(graph))
    QTest.mouseClick(graph_button(window), LEFT)
    qtbot.waitUntil(lambda: in_front(data) and in_front(units))
    assert not place(data, window).intersects(place(units, window)), "they have their places again"


def test_a_wide_window_has_room_for_graph_and_network(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1920, 1000)
    opened(window, qtbot)
    network(window, qtbot)
    docks = [window.graph_mode.dock, dock(window, "data"), dock(window, "network")]
    qtbot.waitUntil(lambda: all(in_front(part) for part in docks))
    for k, part in enumerate(docks):
        assert not any(place(part, window).intersects(place(other, window)) for other in docks[:k])
    assert docks[0].width() > 430 and window.stage.width() > 350
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: docks[2] in window.tabifiedDockWidgets(docks[0]))
    window.resize(BESIDE_FROM + 100, 900)
    qtbot.waitUntil(lambda: not window.tabifiedDockWidgets(docks[0]) and all(in_front(part) for part in docks))


def test_when_the_network_goes_the_graph_stays(window: MainWindow, qtbot: QtBot) -> None:
    view = opened(window, qtbot)
    view.canvas.setFocus()
    network(window, qtbot)
    assert window.focusWidget() is view.canvas
    window.store.stack.undo()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: in_front(window.graph_mode.dock))
    assert window.graph_mode.dock.height() > 500
    assert not window.tabifiedDockWidgets(window.graph_mode.dock)
    assert window.height() == 800


def test_what_the_user_moved_stays_where_it_is(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, qtbot)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, window.graph_mode.dock)
    network(window, qtbot)
    assert window.dockWidgetArea(window.graph_mode.dock) == Qt.DockWidgetArea.LeftDockWidgetArea
    window.graph_mode.dock.setFloating(True)
    window.store.stack.undo()
    settle(qtbot, window)
    assert window.graph_mode.dock.isFloating() and window.graph_mode.dock.isVisible()


def test_the_width_the_user_drags_is_kept_and_forgotten_by_reset(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, qtbot)
    graph = window.graph_mode.dock
    qtbot.waitUntil(lambda: graph.width() >= 430)
    at = QPoint(graph.x() - 1, graph.y() + 200)
    QTest.mousePress(window, LEFT, pos=at)
    move(window, at - QPoint(40, 0), LEFT)
    QApplication.processEvents()
    QTest.mouseRelease(window, LEFT, pos=at - QPoint(40, 0))
    assert window.room.wishes.graph is not None
    wide = graph.width()
    window.resize(1300, 820)
    QApplication.processEvents()
    window.resize(1280, 800)
    QApplication.processEvents()
    assert graph.width() == wide
    window.commands.call("reset_docks")
    assert window.room.wishes.graph is None
    assert graph.isHidden()


def test_docks_are_stored_and_restored_with_the_graph(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, qtbot)
    network(window, qtbot)
    qtbot.waitUntil(lambda: in_front(window.graph_mode.dock))
    width = window.graph_mode.dock.width()
    window.close()
    again = app.build_window()
    qtbot.addWidget(again)
    again.resize(1280, 800)
    again.show()
    again.start(play=False)
    settle(qtbot, again)
    graph = again.graph_mode.dock
    qtbot.waitUntil(lambda: in_front(graph))
    assert set(again.tabifiedDockWidgets(graph)) == {dock(again, "data"), dock(again, "network")}
    assert opened(again, qtbot).subject is not None
    qtbot.waitUntil(lambda: abs(graph.width() - width) <= 2)
    again.close()


def parts_of(view: GraphView) -> list[QWidget]:
    """The parts of the panel from top to bottom."""
    return [view.header, view.canvas, view.foot]


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("with_network", [False, True])
def test_nothing_of_the_panel_overlaps(window: MainWindow, qtbot: QtBot, scale: float, with_network: bool) -> None:
    view = opened(window, qtbot)
    if with_network:
        network(window, qtbot)
    window.commands.set_scale(scale)
    for _ in range(3):
        QApplication.processEvents()
    assert view.walk is not None
    for cursor in range(0, view.walk.length + 1, 7):
        view.seek_cursor(cursor)
        QApplication.processEvents()
        parts = [place(part, window) for part in parts_of(view)]
        assert place(view.controls, window).bottom() <= place(window.graph_mode.dock, window).bottom()
        assert view.canvas.height() >= view.canvas.minimumSizeHint().height()
        if scale == 1.0:
            told = view.cards.update.sentence if view.foot.shows_update else view.story.sentence
            assert not told.visibleRegion().isEmpty()
            assert place(view.foot, window).bottom() <= place(view.controls, window).top()
        for upper, lower in pairwise(parts):
            assert upper.bottom() < lower.top()
        shown = [w for w in view.header.findChildren(QWidget) if w.isVisible() and not w.findChildren(QWidget)]
        for widget in shown:
            assert place(view.header, window).contains(place(widget, window).center())


@pytest.mark.parametrize("key", ["graph-linear", "network-3-2-1"])
def test_the_header_is_compact(window: MainWindow, qtbot: QtBot, key: str) -> None:
    view = opened(window, qtbot)
    graph = window.store.experiment.view.graph
    window.store.change_view("graph", graph=replace(graph, source=GraphExample(key), mode="forward"))
    QApplication.processEvents()
    assert view.header.rows() <= 2
    assert view.header.height() <= 90
    window.resize(1900, 1000)
    qtbot.waitUntil(lambda: view.header.rows() <= (1 if key == "graph-linear" else 2))


def test_help_tells_of_the_graph() -> None:
    text = shortcuts_text()
    assert "Ctrl+G" in text and "graph" in text


def test_every_example_can_be_seen_at_every_level(window: MainWindow, qtbot: QtBot) -> None:
    view = opened(window, qtbot)
    for key in EXAMPLES:
        for detail in ("scalars", "neurons", "layers"):
            graph = window.store.experiment.view.graph
            window.store.change_view("graph", graph=replace(graph, source=GraphExample(key), detail=detail))
            assert view.subject is not None and view.walk is not None
            view.seek_cursor(view.walk.length // 2)
            view.canvas.grab()


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_the_header_of_a_network_takes_two_rows(window: MainWindow, qtbot: QtBot, mode: str) -> None:
    window.resize(1280, 800)
    view = opened(window, qtbot)
    network(window, qtbot)
    view.header.mode.setFocus()
    view.header.changed.emit({"mode": mode, "detail": "scalars"}, "Mode")
    qtbot.waitUntil(lambda: view.header.rows() == 2 and view.header.height() <= 90)
    assert view.header.seed.isVisible() == (mode == "forward")
    assert view.header.scope.isVisible() == (mode == "reverse"), "a mean has derivatives backward only"
    parts = [part for part in view.header.findChildren(QWidget) if part.isVisible() and part.parent() is view.header]
    for part in parts:
        assert view.header.rect().contains(part.geometry())
        assert not any(part.geometry().intersects(other.geometry()) for other in parts if other is not part)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_panel_is_never_wider_than_its_place(window: MainWindow, qtbot: QtBot, scale: float) -> None:
    window.commands.set_scale(scale)
    view = opened(window, qtbot)
    inside = view.header.parentWidget()
    assert inside is not None
    around = inside.parentWidget()
    assert around is not None
    for source in (None, GraphExample("network-3-2-1"), GraphExample("several-outputs")):
        graph = replace(window.store.experiment.view.graph, source=source, mode="forward")
        window.store.change_view("graph", graph=graph)
        for width in (1900, 1280, 1900):
            window.resize(width, 1000)
            qtbot.waitUntil(lambda: inside.width() == around.width() <= view.width())
            qtbot.waitUntil(lambda: view.header.width() == inside.width())
