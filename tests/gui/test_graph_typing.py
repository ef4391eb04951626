"""The graph while its expression is typed: what is wrong fades the graph, and the buttons take the keyboard back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import GraphFormula
from landscape_gui.ui.views.graph.pages import CHECK
from landscape_gui.ui.views.graph.veil import GraphVeil
from landscape_gui.ui.views.graph.view import GraphView
from landscape_gui.ui.window import MainWindow
from tests.gui.graphs import opened, show
from tests.gui.hands import click


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> GraphView:
    """The graph of an expression of the user's own."""
    view = opened(window, qtbot)
    show(window, GraphFormula("w*x + b", {"w": 0.5, "x": 2.0}, ("x",)))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return view


def retype(view: GraphView, text: str) -> None:
    """Type another text and end with Enter; the editor keeps the keyboard."""
    editor = view.expression.edit.editor()
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def test_after_a_click_on_a_button_full_stop_steps(window: MainWindow, view: GraphView) -> None:
    retype(view, "w*x + 2")
    assert view.expression.edit.editor().hasFocus()
    click(view.controls.forward)
    assert view.taken == 1 and not view.expression.edit.editor().hasFocus()
    QTest.keyClick(window, Qt.Key.Key_Period)
    assert view.taken == 2 and view.expression.edit.text() == "w*x + 2"


def test_in_predict_the_field_of_the_answer_keeps_the_keyboard(view: GraphView) -> None:
    buttons = {button.text(): button for button in view.header.pages.findChildren(QAbstractButton)}
    click(buttons["Predict"])
    assert view.pages.predict.field.hasFocus()
    click(view.controls.forward)
    assert view.taken == 1 and view.pages.predict.field.hasFocus()


@pytest.mark.parametrize("wrong", ["w*(x", "foo(w)", "1/0"])
def test_the_old_graph_fades_while_the_text_is_wrong(window: MainWindow, view: GraphView, wrong: str) -> None:
    assert not view.veil.isVisible() and view.controls.isEnabled()
    retype(view, wrong)
    assert view.expression.edit.error() and view.veil.geometry() == view.body.rect() and view.veil.isVisible()
    click(view.controls.forward)
    view.canvas.setFocus()
    QTest.keyClick(view.canvas, Qt.Key.Key_Period)
    assert view.taken == 0 and not view.controls.isEnabled()
    retype(view, "w*x")
    assert not view.veil.isVisible() and view.controls.isEnabled()
    retype(view, wrong)
    show(window, None)
    assert not view.veil.isVisible() and view.controls.isEnabled()


def test_the_check_fades_while_the_text_is_wrong(window: MainWindow, view: GraphView) -> None:
    retype(view, "w*(x")
    view.pages.choose(CHECK)
    (veil,) = view.pages.check.findChildren(GraphVeil)
    assert veil.isVisible() and veil.geometry() == view.pages.check.rect()
    retype(view, "w*x")
    assert not veil.isVisible()
    retype(view, "1/0")
    assert veil.isVisible()


def test_the_bar_of_phases_and_the_speed_say_what_they_are(view: GraphView) -> None:
    assert "a click or a drag goes to the step at that place" in view.controls.phases.toolTip()
    view.controls.resize(600, view.controls.height())
    assert "steps/s" in [label.text() for label in view.controls.findChildren(QLabel) if label.isVisible()]
