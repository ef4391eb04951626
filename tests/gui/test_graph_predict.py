"""Predict mode of the backpropagation panel, by the keyboard and the mouse."""

from __future__ import annotations

import time

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from landscape_gui.core.graph.predict import FIRST, HINTED, LATER, SHOWN, SKIPPED
from landscape_gui.core.graph.questions import UPDATED
from landscape_gui.core.graph.walk import BACKWARD, Moment
from landscape_gui.experiment import GraphExample, GraphFormula, NetworkProblem
from landscape_gui.numbers import MINUS, short
from landscape_gui.ui.views.graph.edgechips import EdgeChips
from landscape_gui.ui.views.graph.edgewords import local_derivative
from landscape_gui.ui.views.graph.facts import NodeFacts
from landscape_gui.ui.views.graph.pages import PREDICT, STEPS
from landscape_gui.ui.views.graph.painter import Sight
from landscape_gui.ui.views.graph.predict import PredictBar
from landscape_gui.ui.views.graph.view import GraphView
from landscape_gui.ui.window import MainWindow
from tests.gui.graphs import at_page
from tests.gui.hands import click
from tests.gui.windows import settle

ENTER = Qt.Key.Key_Return


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> GraphView:
    """The graph of a chain of two neurons, with predict mode switched on by the mouse."""
    view = at_page(window, qtbot, PREDICT)
    assert view.pages.page == PREDICT
    return view


def show(window: MainWindow, **fields: object) -> None:
    """Change what the graph shows, as the header does."""
    window.store.change_view("graph", graph=replace(window.store.experiment.view.graph, **fields))


def give(bar: PredictBar, text: str) -> None:
    """Type an answer and press Enter."""
    bar.field.selectAll()
    QTest.keyClicks(bar.field, text)
    QTest.keyClick(bar.field, ENTER)


def right_answer(bar: PredictBar) -> str:
    """What would be right now."""
    assert bar.question is not None
    if bar.question.shape is not None:
        return "x".join(map(str, bar.question.shape))
    return short(bar.question.answer).replace(MINUS, "-")


def test_a_right_answer_goes_on_and_shows_why(view: GraphView) -> None:
    bar = view.pages.predict
    assert bar.field.hasFocus() and bar.question_label.text() == "What is w0·x?"
    give(bar, "0.6*0.8")
    assert view.taken == 1
    assert bar.said.text() == "Right: 0.48."
    assert view.story.sentence.text() == "Multiply the inputs."
    assert bar.question_label.text() == "What is a0 = w0·x + b0?"
    assert bar.field.hasFocus() and not bar.field.text()
    give(bar, "w0*x + b0")
    assert view.taken == 1 and bar.said.text().startswith("That is the question itself")
    give(bar, "0.48 + b0")
    assert view.taken == 2 and bar.score.count(FIRST) == 2


def test_what_is_asked_for_is_marked_and_not_to_be_seen(view: GraphView) -> None:
    moment = view.moment()
    assert moment is not None and view.walk is not None
    for cursor in range(view.walk.length):
        view.seek_cursor(cursor)
        moment = view.moment()
        assert moment is not None
        drawn, following = view.pages.drawn(moment), view.walk.moment(cursor + 1)
        assert (drawn.nodes, drawn.edges) == (following.nodes, following.edges)
        assert list(drawn.values) == list(moment.values) and list(drawn.adjoints) == list(moment.adjoints)
        assert drawn.gradient == moment.gradient and drawn.asked and not moment.asked
    view.seek_cursor(view.walk.length)
    last = view.moment()
    assert last is not None and view.pages.drawn(last) is last


def test_one_question_is_asked_with_one_counter_and_its_answer_is_nowhere(view: GraphView) -> None:
    bar = view.pages.predict
    assert view.walk is not None and view.subject is not None and view.subject.example is not None
    for cursor in range(view.walk.length):
        view.seek_cursor(cursor)
        said = [label.text() for label in view.findChildren(QLabel) if label.isVisible() and label.text()]
        assert [text for text in said if " of " in text] == [f"Predict step {cursor + 1} of {view.walk.length}"]
        assert sum(text.endswith("?") for text in said) == 1
        assert not view.story.isVisible() and not view.caption.isVisible()
    view.seek_cursor(0)
    give(bar, "0.48")
    assert bar.why.isVisible() and bar.why.text() == "Multiply the inputs."
    click(bar.skip)
    assert not bar.why.isVisible()
    click(view.header.pages.button(STEPS))
    assert view.story.isVisible() and view.caption.isVisible()
    click(view.header.pages.button(PREDICT))
    view.seek_cursor(view.walk.length)
    assert not view.story.isVisible()


def test_a_sentence_about_a_wrong_expression_is_seen_while_predicting(window: MainWindow, view: GraphView) -> None:
    show(window, source=GraphFormula("log(", {}))
    assert view.story.isVisible() and view.story.sentence.text()


def test_a_derivative_that_is_still_asked_for_is_not_told_at_its_edge(window: MainWindow, view: GraphView) -> None:
    walk, words = view.walk, view.canvas.asked_words()
    chips = EdgeChips(window.themes, words)
    assert walk is not None
    backward = next(phase for phase in walk.phases if phase.key == BACKWARD)
    for cursor in range(backward.first, backward.last):
        view.seek_cursor(cursor)
        moment = view.moment()
        assert moment is not None
        drawn, ahead = view.pages.drawn(moment), walk.edges_ahead(cursor)
        for number, edge in enumerate(walk.graph.edges):
            told = hovered_words(chips, view, drawn, number)
            if number in drawn.edges:
                assert told == words.now
            elif number in ahead:
                assert told == words.later
            else:
                assert told == local_derivative(walk.graph, edge)
    view.seek_cursor(walk.length)
    last = view.moment()
    assert last is not None
    assert hovered_words(chips, view, view.pages.drawn(last), 0) == local_derivative(walk.graph, walk.graph.edges[0])


def hovered_words(chips: EdgeChips, view: GraphView, moment: Moment, edge: int) -> str:
    """What is said of the derivative along an edge."""
    shapes = view.canvas.shapes()
    assert view.walk is not None and shapes is not None
    return chips.derivative(Sight(view.walk.graph, shapes, moment), edge)


def test_the_inspector_says_what_is_asked_and_what_comes_later(view: GraphView) -> None:
    assert view.walk is not None and view.words is not None
    facts = NodeFacts(view.words, concealed=True)
    last, asked_at = view.walk.length, dict[str, list[int]]()
    for cursor in range(last):
        view.seek_cursor(cursor)
        moment = view.moment()
        assert moment is not None
        following = view.walk.moment(cursor + 1)
        for node in view.walk.graph.nodes:
            entries = facts.entries(node, moment)
            asked = any("is asked in this step" in entry.words for entry in entries)
            assert asked <= (node.index in following.nodes)
            if asked:
                asked_at.setdefault(node.label, []).append(cursor)
            if moment.values[node.index] is None:
                assert not any(entry.latex for entry in entries)
    assert asked_at["w0·x"][0] == 0 and len(asked_at["w0·x"]) == 2


def test_a_wrong_answer_is_said_kindly_and_may_be_given_again(view: GraphView) -> None:
    bar = view.pages.predict
    give(bar, "-0.48")
    assert view.taken == 0
    assert bar.said.text() == "Not yet. The size is right; the sign is the other one."
    assert bar.field.selectedText() == "-0.48"
    give(bar, "0.5")
    assert "Right as far as it goes" in bar.said.text()
    give(bar, "what?")
    assert bar.said.text().endswith(".") and view.taken == 0
    give(bar, "0,48")
    assert view.taken == 1 and bar.score.count(LATER) == 1


def test_a_number_rounded_differently_is_right(view: GraphView) -> None:
    bar = view.pages.predict
    for _ in range(2):
        give(bar, right_answer(bar))
    give(bar, "0.6")
    assert "3 digits" in bar.said.text() and view.taken == 2
    give(bar, "0.569")
    assert "rounded differently" in bar.said.text() and "0.5695" in bar.said.text()
    assert view.taken == 3 and bar.score.count(FIRST) == 3


def test_hints_are_the_rule_then_the_formula_then_the_answer(view: GraphView) -> None:
    bar = view.pages.predict
    click(bar.hint)
    assert bar.hints.text() == "Multiply the inputs."
    QTest.keyClick(bar.field, ENTER, Qt.KeyboardModifier.ShiftModifier)
    assert bar.hints.text().splitlines()[1] == "0.6 · 0.8 = ?"
    give(bar, "0.48")
    assert bar.score.count(HINTED) == 1 and not bar.hints.text()
    for _ in range(3):
        click(bar.hint)
    assert "0.28" in bar.hints.text() and not bar.hint.isEnabled()
    QTest.keyClick(bar.field, ENTER)
    assert view.taken == 2 and bar.score.count(SHOWN) == 1
    assert bar.score_label.text() == "1 with a hint · 1 shown"


def test_nothing_blocks_the_way_and_steps_without_an_answer_are_skipped(view: GraphView) -> None:
    bar = view.pages.predict
    click(bar.skip)
    QTest.keyClick(bar.field, ENTER, Qt.KeyboardModifier.ControlModifier)
    click(view.controls.forward)
    assert view.taken == 3 and bar.score.count(SKIPPED) == 3
    click(view.controls.to_end)
    assert bar.score.count(SKIPPED) == view.taken
    click(view.controls.back)
    give(bar, right_answer(bar))
    assert bar.score.count(SKIPPED) == view.taken - 1 and bar.score.count(FIRST) == 1


def test_going_back_does_not_change_the_score(view: GraphView) -> None:
    bar = view.pages.predict
    give(bar, "0.48")
    click(view.controls.back)
    assert bar.score.count() == 1
    give(bar, "1")
    give(bar, "0.48")
    assert bar.score.count(FIRST) == 1 and bar.score.count() == 1


def test_the_whole_walk_by_the_keyboard_ends_with_a_summary(view: GraphView) -> None:
    bar = view.pages.predict
    assert view.walk is not None
    while view.taken < view.walk.length:
        give(bar, right_answer(bar))
    total = view.walk.length
    assert bar.question is None and not bar.field.isVisible()
    assert f"You found {total} of {total} numbers" in bar.question_label.text()
    click(bar.onward)
    assert view.subject is not None and view.subject.step == 1
    assert view.taken == 0 and bar.score.count() == 0 and bar.field.isVisible()


def test_once_more_begins_again_with_a_new_score(view: GraphView) -> None:
    bar = view.pages.predict
    give(bar, "0.48")
    assert view.walk is not None
    view.seek_cursor(view.walk.length)
    assert f"You found 1 of {view.walk.length}" in bar.question_label.text()
    click(bar.again)
    assert view.taken == 0 and bar.score.count() == 0
    assert bar.field.hasFocus()


def test_a_new_graph_resets_the_score_and_an_edited_value_does_not(window: MainWindow, view: GraphView) -> None:
    bar = view.pages.predict
    give(bar, "0.48")
    show(window, source=GraphExample("chain-1-1-1", {"b0": 0.5}))
    assert bar.score.count() == 1 and view.taken == 1
    give(bar, "0.98")
    assert bar.score.count(FIRST) == 2
    show(window, source=GraphExample("graph-linear"))
    assert bar.score.count() == 0
    assert right_answer(bar)


def test_steps_taken_while_walking_are_not_counted(view: GraphView) -> None:
    bar = view.pages.predict
    click(view.header.pages.button(STEPS))
    assert not bar.isVisible()
    view.step()
    click(view.header.pages.button(PREDICT))
    assert bar.score.count() == 0
    assert bar.question_label.text() == "What is a0 = w0·x + b0?"


def test_updates_are_asked_for_with_the_numbers_of_the_rule(window: MainWindow, view: GraphView) -> None:
    show(window, source=None)
    bar = view.pages.predict
    view.select_lane(4)
    window.playback.seek(5)
    assert view.walk is not None
    view.seek_cursor(view.walk.phases[-1].first)
    assert bar.question is not None and bar.question.kind == UPDATED
    assert bar.question_label.text() == "What is x after the update?"
    assert bar.givens.text().startswith("θ = ") and "β₂ = 0.999" in bar.givens.text()
    click(bar.hint)
    assert "θ = θ − α·m / s" in bar.hints.text()
    give(bar, right_answer(bar))
    assert bar.score.count(HINTED) == 1


@pytest.mark.parametrize("level", ["neurons", "layers"])
def test_neurons_and_layers_are_asked_about(window: MainWindow, view: GraphView, level: str) -> None:
    show(window, source=GraphExample("network-3-2-1"), detail=level)
    bar = view.pages.predict
    view.seek_cursor(0)
    assert view.walk is not None
    shapes = 0
    while view.taken < view.walk.length:
        assert bar.question is not None
        shapes += bar.question.shape is not None
        give(bar, right_answer(bar))
    assert (shapes > 0) == (level == "layers")
    assert bar.score.count(FIRST) == view.walk.length


def test_tangents_are_asked_for(window: MainWindow, view: GraphView) -> None:
    show(window, mode="forward", seed="w0")
    bar = view.pages.predict
    assert "∂w0·x/∂w0" in bar.question_label.text()
    give(bar, "x")
    assert view.taken == 1 and bar.score.count(FIRST) == 1


def test_a_network_at_its_batch_asks_what_can_be_asked(window: MainWindow, view: GraphView, qtbot: QtBot) -> None:
    window.store.replace("network", problem=NetworkProblem(), start=(), steps=5)
    settle(qtbot, window)
    show(window, source=None, batch=True)
    bar = view.pages.predict
    view.seek_cursor(0)
    assert view.walk is not None
    unasked = 0
    while view.taken < view.walk.length:
        if bar.question is None:
            unasked += 1
            assert bar.question_label.text() == "There is nothing to predict in this step."
            QTest.keyClick(bar.field, ENTER)
        else:
            give(bar, right_answer(bar))
    assert unasked == 1
    assert bar.score.count(SKIPPED) == 0


def test_a_graph_in_trouble_asks_for_what_is_finite(window: MainWindow, view: GraphView) -> None:
    show(window, source=GraphFormula("log(a) + b", {"a": 0.0, "b": 1.0}))
    bar = view.pages.predict
    view.seek_cursor(0)
    QTest.keyClick(bar.field, ENTER)
    assert view.taken == 1 and bar.score.count() == 0
    show(window, source=GraphFormula("log(", {}))
    assert not bar.field.isVisible() and not bar.question_label.text()
    show(window, source=GraphExample("graph-linear"))
    assert bar.field.isVisible()


def test_a_question_is_asked_within_a_frame(window: MainWindow, view: GraphView) -> None:
    show(window, source=GraphExample("vectorised-backprop"))
    assert view.walk is not None
    view.seek_cursor(0)
    times = []
    for _ in range(view.walk.length):
        begin = time.process_time()
        view.pages.predict.pass_over()
        times.append(time.process_time() - begin)
    assert sorted(times)[len(times) // 2] < 0.016
