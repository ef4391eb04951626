"""The backpropagation panel in the window: opened, turned to something, and its nodes clicked."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import GraphExample, GraphFormula
from landscape_gui.ui.views.graph.view import GraphView
from landscape_gui.ui.widgets import NumberField
from landscape_gui.ui.window import MainWindow
from tests.gui.hands import LEFT, click
from tests.gui.windows import settle


def opened(window: MainWindow, qtbot: QtBot) -> GraphView:
    """The panel, opened by its action."""
    settle(qtbot, window)
    window.graph_mode.action.trigger()
    qtbot.waitUntil(lambda: window.graph_mode.view is not None and window.graph_mode.view.subject is not None)
    view = window.graph_mode.view
    assert view is not None
    return view


def at_page(window: MainWindow, qtbot: QtBot, page: str) -> GraphView:
    """The graph of a chain of two neurons, with a page of the panel opened by the mouse."""
    view = opened(window, qtbot)
    show(window, GraphExample("chain-1-1-1"))
    click(view.header.pages.button(page))
    return view


def show(window: MainWindow, source: GraphExample | GraphFormula | None = None, **fields: object) -> None:
    """Change what the graph shows, as the header does."""
    graph = replace(window.store.experiment.view.graph, source=source, **fields)
    window.store.change_view("graph", graph=graph)


def come_to_rest(view: GraphView) -> None:
    """Let all be laid out that is about to be, as it is when a hand gets there."""
    seen: list[QRect] = []
    while len(seen) < 3 or len(set(map(QRect.getRect, seen[-3:]))) > 1:
        QApplication.processEvents()
        seen.append(view.canvas.geometry())
        assert len(seen) < 100, "the panel does not come to rest"


def place(view: GraphView, name: str) -> QPoint:
    """Where a node is on the canvas."""
    assert view.subject is not None
    return view.canvas.place_of(view.subject.graph.index(name)).center().toPoint()


def click_node(view: GraphView, qtbot: QtBot, name: str) -> None:
    """Click a node, and wait for its inspector."""
    assert view.subject is not None
    node = view.subject.graph.index(name)
    come_to_rest(view)
    view.canvas.bring(node)
    QTest.mouseClick(view.canvas, LEFT, pos=place(view, name))
    qtbot.waitUntil(lambda: view.cards.sheet.page() is view.cards.inspector and view.canvas.marks().chosen == node)


def double_click_node(view: GraphView, name: str) -> NumberField:
    """Double click a node, as a mouse does; returns the field that opens there."""
    assert view.subject is not None
    come_to_rest(view)
    view.canvas.bring(view.subject.graph.index(name))
    at = place(view, name)
    QTest.mouseClick(view.canvas, LEFT, pos=at)
    QTest.mouseDClick(view.canvas, LEFT, pos=at)
    assert view.cards.editor.isVisible()
    return view.cards.editor.row().field()


def type_into(field: NumberField, text: str) -> None:
    """Type into an open editor, ending with Enter."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
