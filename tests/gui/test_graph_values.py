"""Values of a graph edited in place: typed, dragged, scrolled; everything follows, and one undo takes it back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import (
    CatalogueData,
    Experiment,
    FormulaProblem,
    GraphExample,
    GraphFormula,
    Lane,
    NetworkProblem,
    OwnPoints,
    SurfaceProblem,
)
from landscape_gui.ui.views.graph.pages import PREDICT
from landscape_gui.ui.views.graph.view import GraphView
from landscape_gui.ui.window import MainWindow
from tests.gui.graphs import click_node, come_to_rest, double_click_node, opened, show, type_into
from tests.gui.hands import click, drag, wheel
from tests.gui.windows import settle

NETWORK = Experiment(
    NetworkProblem(CatalogueData("xor", 16), hidden=(2,)), (Lane("gd", {"lr": 0.3}), Lane("adam")), steps=20
)


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> GraphView:
    """The panel, which shows what is on screen."""
    return opened(window, qtbot)


def value(view: GraphView, name: str) -> float:
    assert view.subject is not None
    return view.subject.value(name)


def use(window: MainWindow, qtbot: QtBot, experiment: Experiment) -> GraphView:
    window.store.change("test", experiment)
    settle(qtbot, window)
    return opened(window, qtbot)


def test_a_typed_value_changes_everything(window: MainWindow, view: GraphView) -> None:
    show(window, GraphExample("graph-multiply"))
    field = double_click_node(view, "a")
    type_into(field, "7")
    assert value(view, "a") == 7.0 and view.subject is not None and view.subject.graph.value == 70.0
    assert not view.cards.editor.isVisible(), "Enter ends the edit"
    assert window.store.experiment.view.graph.source == GraphExample("graph-multiply", {"a": 7.0})
    window.store.stack.undo()
    assert value(view, "a") == 3.0


def test_a_drag_is_followed_live_and_is_one_step_to_undo(window: MainWindow, view: GraphView) -> None:
    show(window, GraphExample("graph-multiply"))
    before = window.store.stack.count()
    double_click_node(view, "a")
    seen: list[float] = []
    view.valueEdited.connect(lambda *_: seen.append(value(view, "a")))
    drag(view.cards.editor.row(), 40)
    assert len(set(seen)) >= 2 and value(view, "a") == seen[-1] > 3.0
    assert window.store.stack.count() == before + 1
    window.store.stack.undo()
    assert value(view, "a") == 3.0


def test_the_wheel_and_the_keys_change_a_value(window: MainWindow, view: GraphView) -> None:
    show(window, GraphExample("graph-multiply"))
    field = double_click_node(view, "b")
    assert wheel(field, field.rect().center(), 120)
    scrolled = value(view, "b")
    assert scrolled > 2.0
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert value(view, "b") < scrolled
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not view.cards.editor.isVisible()


def test_a_double_click_on_its_name_returns_to_the_usual_value(window: MainWindow, view: GraphView) -> None:
    show(window, GraphExample("graph-multiply", {"a": 9.0}))
    double_click_node(view, "a")
    label = view.cards.editor.row().findChild(QLabel)
    assert label is not None
    QTest.mouseDClick(label, Qt.MouseButton.LeftButton)
    assert value(view, "a") == 3.0
    assert window.store.experiment.view.graph.source == GraphExample("graph-multiply")


@pytest.mark.parametrize("text", ["nonsense", "nan", "inf", "1e999", ""])
def test_nonsense_is_explained_at_the_place_and_changes_nothing(window: MainWindow, view: GraphView, text: str) -> None:
    show(window, GraphExample("graph-multiply"))
    field = double_click_node(view, "a")
    said: list[str] = []
    field.error.connect(said.append)
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert said and said[-1].startswith("a: ") and said[-1].endswith(".")
    assert value(view, "a") == 3.0 and view.cards.editor.isVisible(), "it stays open, with its explanation"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    view.step()
    assert view.taken == 1, "the rest keeps working"


def test_trouble_on_the_way_is_told_and_the_rest_can_be_stepped(window: MainWindow, view: GraphView) -> None:
    show(window, GraphExample("autodiff-modes"))
    type_into(double_click_node(view, "x2"), "0")
    assert view.trouble.isVisible()
    assert view.trouble.text().startswith("There is a division by zero in v1 = x1 / x2, where x1 = 0.5 and x2 = 0;")
    assert view.walk is not None
    for _ in range(view.walk.length):
        view.step()
    assert view.taken == view.walk.length
    window.store.stack.undo()
    assert not view.trouble.isVisible()


def test_where_the_output_is_no_number_there_is_no_step_and_it_is_said_why(window: MainWindow, view: GraphView) -> None:
    show(window, GraphFormula("z = ln(w)\n(z - b)^2", {"w": -1.5, "b": 1.0}))
    assert view.trouble.text().startswith("There is a logarithm of a negative number in z = ln(w), where w = −1.5;")
    assert view.walk is not None and view.subject is not None
    view.seek_cursor(view.walk.length)
    told = "There is no step to take: the output is not a finite number here, and has no derivatives."
    assert view.story.sentence.text() == told
    assert view.cards.update.isVisible() and not view.cards.update.take.isEnabled()
    assert view.cards.update.ends.isVisible() and view.cards.update.ends.text() == told
    assert not view.cards.update.lines.entries()
    view.step()
    assert view.subject.step == 0 and view.taken == view.walk.length
    show(window, GraphFormula("z = ln(w)\n(z - b)^2", {"w": 1.5, "b": 1.0}))
    assert not view.trouble.isVisible() and view.cards.update.take.isEnabled()


def test_an_overflow_is_one_sentence_and_the_rest_works(window: MainWindow, view: GraphView) -> None:
    show(window, GraphFormula("exp(exp(w*10))", {"w": 1.0}))
    assert view.trouble.text() == (
        "There is an overflow in exp(exp(w·10)), which is too large for a number, where exp(w·10) = 2.203e4; "
        "choose values for which it is finite."
    )
    assert view.walk is not None
    for cursor in range(view.walk.length + 1):
        view.seek_cursor(cursor)
    assert "no step to take" in view.story.sentence.text()
    field = view.expression.rows()["w"].field
    type_into(field, "0.1")
    assert not view.trouble.isVisible() and view.subject is not None and view.subject.graph.value > 15.0


def test_long_names_and_formulas_stay_inside_the_panel(window: MainWindow, view: GraphView, qtbot: QtBot) -> None:
    name = "W" * 40
    show(window, GraphFormula(f"{name}*x + {'(' * 30}x{'+1)*x' * 30}", {name: 0.5, "x": 0.1}))
    assert view.walk is not None
    for cursor in (0, 1, view.walk.length // 2, view.walk.length):
        view.seek_cursor(cursor)
        come_to_rest(view)
        page = view.story.widget()
        assert page is not None and page.width() <= view.story.viewport().width()
        assert view.story.sentence.geometry().right() < view.story.viewport().width()
        for row in view.expression.rows().values():
            assert row.geometry().right() < view.expression.width()
    show(window, GraphFormula(f"{name}*x + ln(0*{name})", {name: 0.5, "x": 0.1}))
    come_to_rest(view)
    assert view.trouble.isVisible() and view.trouble.geometry().right() < view.width()
    click(view.header.pages.button(PREDICT))
    come_to_rest(view)
    for label in (view.pages.predict.question_label, view.pages.predict.field):
        assert label.geometry().right() < view.width()


def test_a_parameter_on_screen_is_where_all_lanes_set_out(window: MainWindow, qtbot: QtBot) -> None:
    experiment = Experiment(
        SurfaceProblem("rosenbrock"), (Lane("gd", {"lr": 1e-3}), Lane("adam")), start=(-1.0, 1.0), steps=30
    )
    view = use(window, qtbot, experiment)
    window.playback.seek(9)
    assert window.scene is not None and window.scene.lanes[0].run is not None
    before = window.scene.lanes[0].run.positions[9].tolist()
    count = window.store.stack.count()
    type_into(double_click_node(view, "x"), "0.25")
    assert value(view, "x") == 0.25 and value(view, "y") == before[1], "shown before any scene is computed"
    assert view.subject is not None and view.subject.step == 0 and window.playback.position == 0.0
    settle(qtbot, window)
    assert window.store.experiment.start == (0.25, before[1])
    for look in window.scene.shown:
        assert look.run is not None
        assert look.run.positions[0].tolist() == [0.25, before[1]]
    assert view.subject.update is not None and not view.subject.update.waits
    assert window.store.stack.count() == count + 1
    window.store.stack.undo()
    assert window.store.experiment == experiment


def test_the_update_waits_for_the_run_from_there(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = use(window, qtbot, Experiment(SurfaceProblem("sphere"), (Lane("gd"),), start=(1.0, 1.0), steps=5))
    monkeypatch.setattr(window.engine, "submit", lambda *_: None)
    type_into(double_click_node(view, "x"), "2")
    assert view.subject is not None and view.subject.update is not None and view.subject.update.waits
    assert view.walk is not None
    view.seek_cursor(view.walk.length)
    assert view.story.sentence.text() == "The run from here is still being computed."
    view.step()
    assert window.playback.position == 0.0


def test_undo_returns_to_the_step_at_which_a_weight_was_changed(window: MainWindow, qtbot: QtBot) -> None:
    view = use(window, qtbot, NETWORK)
    window.playback.seek(12.0)
    name = window.scene.problem.variables[0] if window.scene is not None else ""
    before = value(view, name)
    for between in (0.1, 0.2):
        view.valueEdited.emit(name, between, False)
    view.valueEdited.emit(name, 0.25, True)
    assert window.playback.position == 0.0 and value(view, name) == 0.25
    settle(qtbot, window)
    window.playback.seek(5.0)
    window.store.stack.undo()
    settle(qtbot, window)
    assert window.playback.position == 12.0 and value(view, name) == before
    window.store.stack.redo()
    settle(qtbot, window)
    assert window.playback.position == 0.0 and value(view, name) == 0.25


@pytest.mark.parametrize("detail", ["scalars", "neurons", "layers"])
def test_a_weight_of_a_network_is_edited_at_every_level(window: MainWindow, qtbot: QtBot, detail: str) -> None:
    view = use(window, qtbot, NETWORK)
    show(window, detail=detail)
    window.playback.seek(6)
    assert window.scene is not None and window.scene.network is not None
    before = window.scene.lanes[0].parameters(6.0).copy()
    view.cards.edit("W1[1,0]")
    type_into(view.cards.editor.row().field(), "0.75")
    settle(qtbot, window)
    before[window.scene.network.parameter_names.index("W1[1,0]")] = 0.75
    np.testing.assert_array_equal(window.store.experiment.start, before)
    assert value(view, "W1[1,0]") == 0.75 and window.playback.position == 0.0


def test_a_weight_is_edited_from_the_tables_of_the_inspector(window: MainWindow, qtbot: QtBot) -> None:
    view = use(window, qtbot, NETWORK)
    for detail, node, row in (("neurons", "h1[1]", 0), ("layers", "W1", 1)):
        show(window, detail=detail)
        assert view.subject is not None
        view.cards.inspect(view.subject.graph.index(node))
        table = view.cards.inspector.values
        table.selectRow(row)
        index = table.model().index(row, 0)
        table.activated.emit(index)
        assert view.cards.editor.isVisible()
        type_into(view.cards.editor.row().field(), "0.5")
        settle(qtbot, window)
        assert value(view, "W1[1,0]") == 0.5


def test_the_network_view_follows_an_edit_in_the_graph(window: MainWindow, qtbot: QtBot) -> None:
    view = use(window, qtbot, NETWORK)
    show(window, detail="neurons")
    view.cards.edit("b2[0]")
    type_into(view.cards.editor.row().field(), "1.5")
    assert window.network_mode is not None
    moment = window.network_mode.network_view.model.moment()
    assert moment is not None and moment.theta[-1] == 1.5


def test_data_are_changed_as_a_what_if(window: MainWindow, qtbot: QtBot) -> None:
    view = use(window, qtbot, NETWORK)
    show(window, detail="scalars", example=3)
    own = value(view, "x[1]")
    type_into(double_click_node(view, "x[1]"), "4")
    assert window.store.experiment.view.graph.values == {"x[1]": 4.0}
    assert window.store.experiment.problem == NETWORK.problem and window.playback.position == 0.0
    assert view.header.restore.isVisible()
    click(view.header.restore)
    assert value(view, "x[1]") == own and window.store.experiment.view.graph.values == {}
    type_into(double_click_node(view, "x[1]"), "4")
    window.graph_mode.choose_example(5)
    assert window.store.experiment.view.graph.values == {}, "another example has its own data"


def test_a_coefficient_is_edited_in_the_graph(window: MainWindow, qtbot: QtBot) -> None:
    view = use(window, qtbot, Experiment(SurfaceProblem("rosenbrock"), (Lane("gd"),), steps=5))
    type_into(double_click_node(view, "b"), "50")
    settle(qtbot, window)
    assert isinstance(window.store.experiment.problem, SurfaceProblem)
    assert window.store.experiment.problem.coefficients == {"b": 50.0}
    assert value(view, "b") == 50.0


def test_a_start_where_the_formula_is_not_defined_keeps_its_graph(window: MainWindow, qtbot: QtBot) -> None:
    view = use(window, qtbot, Experiment(FormulaProblem("log(x) + y^2"), (Lane("gd"),), start=(1.0, 1.0), steps=5))
    type_into(double_click_node(view, "x"), "-2")
    settle(qtbot, window)
    assert view.trouble.isVisible() and "logarithm of a negative number" in view.trouble.text()
    assert view.walk is not None
    view.seek_cursor(view.walk.length)
    assert not view.trouble.visibleRegion().isEmpty(), "no card covers it"
    view.seek_cursor(0)
    type_into(double_click_node(view, "x"), "2")
    settle(qtbot, window)
    assert not view.trouble.isVisible() and view.subject is not None and view.subject.update is not None


def test_data_that_cannot_be_learnt_yet_have_no_graph_of_others(window: MainWindow, qtbot: QtBot) -> None:
    view = use(window, qtbot, NETWORK)
    window.store.replace("own", problem=NetworkProblem(OwnPoints()), start=())
    qtbot.waitUntil(lambda: view.subject is None)
    assert "There are no points" in view.story.sentence.text() and "as soon as" in view.story.sentence.text()
    assert not view.header.example.isVisible()
    show(window, GraphExample("graph-multiply"))
    qtbot.waitUntil(lambda: view.subject is not None and view.subject.title == "Multiplication switches gradients")
    show(window)
    qtbot.waitUntil(lambda: view.subject is None)
    while window.store.experiment != NETWORK:
        window.store.stack.undo()
    qtbot.waitUntil(lambda: view.subject is not None and view.subject.lane is not None)


def test_updates_of_a_long_run_go_on_to_the_next_step_that_is_kept(window: MainWindow, qtbot: QtBot) -> None:
    lane = Lane("gd", {"lr": 1e-6})
    view = use(window, qtbot, Experiment(SurfaceProblem("sphere"), (lane,), start=(1.0, 1.0), steps=250_000))
    window.playback.seek(14)
    assert view.subject is not None and view.walk is not None and view.subject.step == 12
    assert view.trouble.isVisible() and "this is step 12" in view.trouble.text()
    view.seek_cursor(view.walk.length)
    view.step()
    assert window.playback.position == 15 and view.subject.step == 15 and not view.trouble.isVisible()
    view.step(-1)
    assert window.playback.position == 12 and view.subject.step == 12


def test_constants_and_results_have_no_editor(window: MainWindow, view: GraphView) -> None:
    show(window, GraphExample("graph-multiply"))
    for node in view.subject.graph.nodes if view.subject is not None else ():
        if node.name not in ("a", "b"):
            view.canvas.nodeActivated.emit(node.index)
            assert not view.cards.editor.isVisible()


def test_the_editor_moves_with_its_node_and_closes_with_another_click(
    window: MainWindow, view: GraphView, qtbot: QtBot
) -> None:
    show(window, GraphExample("chain-1-1-1"))
    double_click_node(view, "w1")
    view.cards.sheet.put_away()
    before = view.cards.editor.pos()
    with qtbot.waitSignal(view.canvas.moved):
        view.canvas.viewport.zoom_by(1.3)
    assert view.cards.editor.pos() != before
    click_node(view, qtbot, "x")
    assert not view.cards.editor.isVisible()


def test_the_pencil_of_the_inspector_opens_the_editor(window: MainWindow, view: GraphView, qtbot: QtBot) -> None:
    show(window, GraphExample("chain-1-1-1"))
    click_node(view, qtbot, "w1")
    click(view.cards.sheet.edit)
    assert view.cards.editor.isVisible() and view.cards.editor.row().value() == 1.4


def test_by_keyboard_alone(window: MainWindow, view: GraphView) -> None:
    show(window, GraphExample("graph-add"))
    view.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        QTest.keyClick(view.canvas, Qt.Key.Key_Left)
    QTest.keyClick(view.canvas, Qt.Key.Key_Return)
    assert view.cards.editor.isVisible()
    field = view.cards.editor.row().field()
    type_into(field, "10")
    assert 10.0 in (value(view, "a"), value(view, "b"))
    assert not view.cards.editor.isVisible()


def test_edits_of_an_example_begin_from_what_was_updated(window: MainWindow, view: GraphView) -> None:
    show(window, GraphExample("network-3-2-1"))
    assert view.walk is not None
    view.seek_cursor(view.walk.length)
    view.step()
    updated = value(view, "w46")
    type_into(double_click_node(view, "w14"), "0.1")
    assert value(view, "w46") == updated and view.subject is not None and view.subject.step == 0


def test_the_pointer_above_nothing_closes_nothing(window: MainWindow, view: GraphView) -> None:
    show(window, GraphExample("graph-add"))
    double_click_node(view, "a")
    QTest.mouseMove(view.canvas, QPoint(3, 3))
    assert view.cards.editor.isVisible()
