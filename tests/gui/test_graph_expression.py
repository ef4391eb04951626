"""The graph's own expression in the window, the captions of worked examples, and the choice of an output."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from landscape_gui.core.graph.examples import EXAMPLES
from landscape_gui.core.graph.walk import BACKWARD, FORWARD
from landscape_gui.experiment import GraphExample, GraphFormula
from landscape_gui.ui.views.graph.caption import caption_at
from landscape_gui.ui.views.graph.expression import GraphExpression
from landscape_gui.ui.views.graph.view import GraphView
from landscape_gui.ui.window import MainWindow
from tests.gui.graphs import opened, show
from tests.gui.hands import click, type_number

NEURON = GraphFormula(
    "z = w*x + b\ny = sigmoid(z)\n0.5*(y - t)^2", {"w": 0.5, "x": 2.0, "b": -0.5, "t": 1.0}, ("x", "t")
)


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> GraphView:
    """The panel with an expression of the user's own."""
    view = opened(window, qtbot)
    show(window, NEURON)
    return view


def source(window: MainWindow) -> GraphFormula:
    found = window.store.experiment.view.graph.source
    assert isinstance(found, GraphFormula)
    return found


def retype(view: GraphView, qtbot: QtBot, *lines: str) -> GraphExpression:
    """Type another expression, as a user does."""
    editor = view.expression.edit.editor()
    editor.setFocus()
    editor.selectAll()
    for number, line in enumerate(lines):
        if number:
            QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClicks(editor, line)
        QTest.keyClick(editor, Qt.Key.Key_Escape)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    return view.expression


def test_the_editor_belongs_to_typed_expressions(window: MainWindow, view: GraphView) -> None:
    assert view.expression.isVisible() and view.expression.edit.text() == NEURON.text
    show(window, GraphExample("graph-add"))
    assert not view.expression.isVisible()
    show(window, None)
    assert not view.expression.isVisible()


def test_typing_another_expression_keeps_values_and_data(window: MainWindow, view: GraphView, qtbot: QtBot) -> None:
    panel = retype(view, qtbot, "q = w*x + c", "q*q + t")
    assert source(window).text == "q = w*x + c\nq*q + t"
    assert list(panel.rows()) == ["x", "w", "c", "t"] or set(panel.rows()) == {"w", "x", "c", "t"}
    assert view.subject is not None and view.subject.value("w") == 0.5 and view.subject.value("c") == 1.0
    assert view.subject.data == {"x", "t"}
    window.store.stack.undo()
    assert panel.edit.text() == NEURON.text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("w*(x", "A parenthesis has no partner: one ) is missing."),
        ("foo(w)", "foo is not a known function."),
        ("w*x +", "The formula ends too early"),
        ("1/0 + w", "divides by zero"),
        ("2w", "A sign is missing"),
    ],
)
def test_errors_are_told_at_their_place_and_the_last_graph_stays(
    window: MainWindow, view: GraphView, qtbot: QtBot, line: str, sentence: str
) -> None:
    panel = retype(view, qtbot, line)
    assert sentence in panel.edit.error()
    assert panel.edit.editor().extraSelections()
    assert source(window) == NEURON and view.walk is not None and view.subject is not None
    view.step()
    assert view.taken == 1
    retype(view, qtbot, "w*x")
    assert panel.edit.error() == "" and view.subject.graph.value == 1.0


@pytest.mark.parametrize("text", ["x+" * 6000 + "x", "(" * 300 + "x" + ")" * 300])
def test_what_is_too_long_or_too_deep_is_refused(window: MainWindow, view: GraphView, text: str) -> None:
    view.expression.edit.editor().setPlainText(text)
    QTest.keyClick(view.expression.edit.editor(), Qt.Key.Key_Return)
    assert "characters" in view.expression.edit.error() or "too deep" in view.expression.edit.error()
    assert source(window) == NEURON


def test_values_are_typed_in_rows(window: MainWindow, view: GraphView) -> None:
    type_number(view.expression.rows()["w"].field, "3")
    assert source(window).values["w"] == 3.0
    assert view.subject is not None and view.subject.value("w") == 3.0
    window.store.stack.undo()
    assert view.subject.value("w") == 0.5 and view.expression.rows()["w"].field.value() == 0.5


def test_a_switch_makes_a_name_data_or_a_parameter(window: MainWindow, view: GraphView) -> None:
    switch = view.expression.rows()["x"].switch
    assert switch.isChecked() and switch.accessibleName() == "x is data"
    click(switch)
    assert source(window).fixed == ("t",) and view.subject is not None and "x" not in view.subject.data
    assert view.subject.update is not None and "x" in view.subject.update.names
    click(view.expression.rows()["w"].switch)
    assert "w" in source(window).fixed and view.subject.data == {"t", "w"}


def test_a_loss_is_added_from_the_menu(window: MainWindow, view: GraphView, qtbot: QtBot) -> None:
    panel = retype(view, qtbot, "w*x + b")
    menu = panel.insert.menu()
    assert menu is not None
    menu.actions()[0].trigger()
    assert source(window).text == "yhat = w*x + b\n0.5*(yhat - y)^2"
    assert "y" in source(window).fixed and panel.edit.text() == source(window).text
    for action, (_, ending) in zip(menu.actions(), panel.endings(), strict=True):
        retype(view, qtbot, "w*x + b")
        action.trigger()
        assert view.subject is not None and view.subject.graph.trouble is None, ending


def test_edits_after_updates_begin_from_what_is_shown(window: MainWindow, view: GraphView, qtbot: QtBot) -> None:
    assert view.walk is not None and view.subject is not None
    view.seek_cursor(view.walk.length)
    view.step()
    updated = view.subject.value("w")
    assert updated != 0.5
    retype(view, qtbot, "w*x + b")
    assert view.subject.value("w") == updated and source(window).updates == 0


def test_every_name_is_reached_by_keyboard(view: GraphView) -> None:
    for row in view.expression.rows().values():
        assert row.field.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert row.switch.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize("key", EXAMPLES)
def test_captions_fit_the_phase(window: MainWindow, view: GraphView, key: str) -> None:
    show(window, GraphExample(key))
    example = EXAMPLES[key]
    assert view.walk is not None and view.caption.isVisible()
    said: list[str] = []
    for cursor in range(view.walk.length + 1):
        view.seek_cursor(cursor)
        if view.caption.text() not in said:
            said.append(view.caption.text())
    wanted = [text for text in example.captions if text not in example.captions_of("tangents")]
    assert said == wanted, "each has its turn, in order"
    view.seek_cursor(0)
    assert view.caption.text() == example.captions_of(FORWARD)[0]


def test_captions_have_room_and_do_not_jump(window: MainWindow, view: GraphView) -> None:
    show(window, GraphExample("network-3-2-1"))
    heights = set()
    assert view.walk is not None
    for cursor in range(0, view.walk.length, 5):
        view.seek_cursor(cursor)
        heights.add(view.caption.heightForWidth(view.caption.width()))
    assert len(heights) == 1 and view.caption.height() >= heights.pop()


def test_captions_say_that_their_numbers_are_those_of_the_beginning(window: MainWindow, view: GraphView) -> None:
    show(window, GraphExample("graph-linear", {"w": 6.0}))
    assert view.caption.text().endswith("(Its numbers are those at the beginning.)")
    click(view.header.restore)
    assert not view.caption.text().endswith(")")
    assert window.store.experiment.view.graph.source == GraphExample("graph-linear")


def test_one_of_several_outputs_is_chosen(window: MainWindow, view: GraphView) -> None:
    show(window, GraphExample("several-outputs"))
    assert view.header.output.isVisible() and view.header.output.value() == "f2"
    view.header.output.chosen.emit("f1")
    assert view.subject is not None and view.subject.graph.nodes[-1].name == "f1"
    assert view.header.output.value() == "f1"
    show(window, GraphExample("graph-add"))
    assert not view.header.output.isVisible()


def test_forward_mode_says_how_many_passes_it_takes(window: MainWindow, view: GraphView) -> None:
    show(window, GraphExample("several-outputs"), mode="forward", seed="x2")
    view.seek_cursor(0)
    told = view.story.sentence.text()
    assert "one pass for each of the 3 inputs" in told and "one pass back for each of the 2 outputs" in told
    assert view.walk is not None
    view.seek_cursor(view.walk.length)
    assert view.story.sentence.text().endswith("So this pass has found one derivative, the one by x2.")
    show(window, GraphExample("autodiff-modes"), mode="forward", seed="x1")
    view.seek_cursor(0)
    assert "one pass back for all of them" in view.story.sentence.text()
    assert view.caption.text() == EXAMPLES["autodiff-modes"].captions_of("tangents")[0]
    show(window, GraphExample("autodiff-modes"), mode="reverse")
    phase = next(phase for phase in view.walk.phases if phase.key == BACKWARD)
    view.seek_cursor(phase.last)
    assert view.story.sentence.text().endswith("One pass back has found every derivative.")
    assert caption_at(EXAMPLES["autodiff-modes"], view.walk, view.walk.moment(phase.last)) in view.caption.text()
