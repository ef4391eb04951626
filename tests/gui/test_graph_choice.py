"""What the graph is of: chosen by hand, and where another one, or another value of the same one, begins."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import CatalogueData, GraphExample, GraphFormula, NetworkProblem
from landscape_gui.ui.views.graph.view import GraphView
from landscape_gui.ui.window import MainWindow
from tests.gui.graphs import opened, show
from tests.gui.hands import LEFT, click, type_number
from tests.gui.windows import settle


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> GraphView:
    """The graph of the first experiment."""
    return opened(window, qtbot)


def choose(view: GraphView, name: str) -> None:
    """Choose what the graph is of with the mouse."""
    click(view.header.source)
    shown = view.header.source.popup().findChild(QListView)
    assert shown is not None
    model = shown.model()
    found = [index for row in range(model.rowCount()) if (index := model.index(row, 0)).data() == name]
    shown.scrollTo(found[0])
    QTest.mouseClick(shown.viewport(), LEFT, pos=shown.visualRect(found[0]).center())


def to_the_end(view: GraphView) -> None:
    """Go to the end of the update, as a user does."""
    for _ in range(3):
        click(view.controls.to_end)
    assert view.walk is not None and view.taken == view.walk.length


def test_what_is_on_screen_is_chosen_with_the_mouse(window: MainWindow, view: GraphView) -> None:
    choose(view, "A linear expression")
    assert isinstance(window.store.experiment.view.graph.source, GraphExample)
    choose(view, "On screen")
    assert window.store.experiment.view.graph.source is None
    assert view.header.source.text() == "On screen" and not view.header.source.popup().isVisible()


@pytest.mark.parametrize("keys", ["screen", "on scr"])
def test_what_is_on_screen_is_found_and_taken_by_keyboard(window: MainWindow, view: GraphView, keys: str) -> None:
    choose(view, "A linear expression")
    view.header.source.setFocus()
    QTest.keyClick(view.header.source, Qt.Key.Key_Down)
    search = view.header.source.popup().search()
    QTest.keyClicks(search, keys)
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert window.store.experiment.view.graph.source is None


def test_another_graph_begins_at_its_beginning(window: MainWindow, view: GraphView) -> None:
    to_the_end(view)
    choose(view, "A linear expression")
    assert view.taken == 0
    to_the_end(view)
    choose(view, "Your own expression")
    assert view.taken == 0
    to_the_end(view)
    editor = view.expression.edit.editor()
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "a*b + a")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert view.taken == 0 and view.subject is not None and view.subject.title == "a·b + a"
    choose(view, "On screen")
    assert view.taken == 0


def test_another_level_of_detail_begins_at_its_beginning(window: MainWindow, view: GraphView, qtbot: QtBot) -> None:
    window.store.replace("Network", problem=NetworkProblem(CatalogueData("circles"), hidden=(3,)), start=())
    settle(qtbot, window)
    for _ in range(3):
        click(view.controls.forward)
    assert view.taken == 3
    show(window, None, detail="neurons")
    assert view.taken == 0


def test_other_values_of_the_same_graph_keep_the_step(window: MainWindow, view: GraphView) -> None:
    for _ in range(3):
        click(view.controls.forward)
    window.playback.seek(6)
    assert view.taken == 3
    choose(view, "Your own expression")
    for _ in range(3):
        click(view.controls.forward)
    type_number(view.expression.rows()["w"].field, "0.7")
    assert view.taken == 3 and view.subject is not None and view.subject.value("w") == 0.7
    click(view.expression.rows()["w"].switch)
    assert view.subject.data >= {"w"} and view.taken == 3


def test_an_expression_can_be_changed_while_a_network_is_prepared(
    window: MainWindow, view: GraphView, qtbot: QtBot
) -> None:
    show(window, GraphFormula("w*x + b", {"w": 0.5, "x": 2.0}, ("x",)))
    before = window.scene
    window.store.replace("Network", problem=NetworkProblem(CatalogueData("circles"), hidden=(3,)), start=())
    editor = view.expression.edit.editor()
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "w^2 + x")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert before is not None and window.scene is not None
    assert window.scene.experiment.problem == before.experiment.problem, "too late for this test"
    assert view.expression.edit.text() == "w^2 + x" and view.subject is not None and view.subject.title == "w^2 + x"
    type_number(view.expression.rows()["w"].field, "0.7")
    assert view.expression.rows()["w"].field.value() == 0.7 == view.subject.value("w")
    settle(qtbot, window)
    assert view.expression.edit.text() == "w^2 + x" and view.subject.value("w") == 0.7
