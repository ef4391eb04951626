"""The check page of the backpropagation panel: differences, errors over the step, four ways to the gradient."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.core.graph.differences import POINTS, DifferenceErrors, difference_errors
from landscape_gui.core.graph.examples import EXAMPLES
from landscape_gui.core.graph.fourways import REVERSE_MODE, SYMBOLIC, Comparison, Way
from landscape_gui.core.graph.gradientcheck import AGREES, KINK, UNDEFINED, Check, check_gradient
from landscape_gui.core.graph.tape import Tape
from landscape_gui.experiment import GraphExample, GraphFormula, NetworkProblem
from landscape_gui.scene.audits import Audit, Pause
from landscape_gui.ui import theme
from landscape_gui.ui.views.check.page import GRADIENT, WAYS, CheckPage
from landscape_gui.ui.views.check.plot import ErrorPlot
from landscape_gui.ui.views.check.words import CheckWords
from landscape_gui.ui.views.check.worker import Auditor, Work
from landscape_gui.ui.views.graph.pages import CHECK, STEPS
from landscape_gui.ui.views.graph.view import GraphView
from landscape_gui.ui.window import MainWindow
from tests.gui.graphs import at_page
from tests.gui.hands import click, move
from tests.gui.windows import rest, settle

Wait = Callable[[], None]


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> GraphView:
    """The graph of a chain of two neurons, with the check opened by the mouse."""
    view = at_page(window, qtbot, CHECK)
    qtbot.waitUntil(lambda: done(view.pages.check))
    return view


@pytest.fixture
def page(view: GraphView) -> CheckPage:
    """The page when it has checked everything."""
    return view.pages.check


def show(window: MainWindow, **fields: object) -> None:
    """Change what the graph shows, as the header does."""
    window.store.change_view("graph", graph=replace(window.store.experiment.view.graph, **fields))


def done(page: CheckPage) -> bool:
    """Whether all answers are there."""
    return not page.busy and bool(page.gradient.names)


def verdicts(page: CheckPage) -> set[str]:
    """All verdicts there are."""
    checks = [page.gradient.check(name) for name in page.gradient.names]
    return {check.verdict for check in checks if check is not None}


def test_the_table_is_that_of_the_gradient_check(view: GraphView, page: CheckPage) -> None:
    assert not view.body.isVisible() and page.isVisible()
    assert view.subject is not None and isinstance(view.subject.graph, Tape)
    table, expected = page.gradient.table, check_gradient(view.subject.graph, view.subject.graph.inputs)
    assert page.gradient.names == tuple(check.name for check in expected)
    for row, check in enumerate(expected):
        values = [table.value(row, column) for column in range(4)]
        assert values == [check.exact, check.difference, check.relative, "agrees"]
    assert page.gradient.summary.text() == "All 6 derivatives agree with their central differences."
    assert page.gradient.details.text().startswith("w0: They agree in ")


def test_going_back_to_the_steps_shows_the_graph_again(view: GraphView, page: CheckPage) -> None:
    click(view.header.pages.button(STEPS))
    assert view.body.isVisible() and not page.isVisible()
    assert view.header.mode.isVisible()
    click(view.header.pages.button(CHECK))
    assert page.isVisible() and not view.header.mode.isVisible()


def test_choosing_a_row_draws_the_curve_of_its_input(page: CheckPage, qtbot: QtBot) -> None:
    table = page.gradient.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert page.gradient.chosen == "b0" and page.input.value() == "b0"
    qtbot.waitUntil(lambda: done(page))
    expected = difference_errors(EXAMPLES["chain-1-1-1"].tape(), "b0")
    np.testing.assert_array_equal(drawn(page.gradient.plot).central, expected.central)
    place = table.visualRect(table.model().index(4, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.gradient.chosen == "x" and page.gradient.details.text().startswith("x: ")


def drawn(plot: ErrorPlot) -> DifferenceErrors:
    """What a plot shows."""
    assert plot._errors is not None
    return plot._errors


def test_the_list_chooses_an_input_too(page: CheckPage, qtbot: QtBot) -> None:
    page.input.chosen.emit("w1")
    assert page.gradient.chosen == "w1" and page.gradient.table.chosen() == 2
    qtbot.waitUntil(lambda: done(page))
    assert drawn(page.gradient.plot).name == "w1"
    assert page.gradient.plot_title.text() == "Absolute error of the difference by w1, for every step ε"


def test_the_table_is_copied_as_text_with_all_digits(page: CheckPage) -> None:
    for press in (
        lambda: QTest.keyClick(page.gradient.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier),
        lambda: QTest.keyClick(page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier),
        lambda: click(page.copy_button),
    ):
        QGuiApplication.clipboard().clear()
        press()
        lines = QGuiApplication.clipboard().text().splitlines()
        assert lines[0] == "\texact\tdifference\trelative error\tverdict"
        assert len(lines) == 1 + len(page.gradient.names)
        assert lines[1].split("\t")[:2] == ["w0", repr(EXAMPLES["chain-1-1-1"].tape().gradient["w0"])]
        check = page.gradient.check("w0")
        assert check is not None and lines[1].split("\t")[3] == repr(check.relative)
        assert "·10⁻" in page.gradient.table.text(0, 2) and len(page.gradient.table.text(0, 2)) <= 9


def test_a_single_derivative_is_told_in_the_singular(window: MainWindow, page: CheckPage, qtbot: QtBot) -> None:
    show(window, source=GraphFormula("w^2", {"w": 1.0}))
    qtbot.waitUntil(lambda: done(page) and page.gradient.names == ("w",))
    assert page.gradient.summary.text() == "The derivative agrees with its central difference."
    click(page.parts.button(WAYS))
    qtbot.waitUntil(lambda: done(page) and page.ways.comparison is not None and page.ways.comparison.parameters == 1)
    assert page.ways.told.text().startswith("The function itself takes 1 operation; ")
    assert "gives the value and the derivative in one evaluation" in page.ways.told.text()
    show(window, source=GraphFormula("abs(w)", {"w": 0.0}))
    qtbot.waitUntil(lambda: done(page) and page.ways.comparison is not None)
    click(page.parts.button(GRADIENT))
    qtbot.waitUntil(lambda: done(page) and verdicts(page) == {KINK})
    assert page.gradient.summary.text() == "There is no central difference here to compare the derivative with."


def test_the_page_fits_into_a_narrow_panel(page: CheckPage) -> None:
    theme.manager().apply(theme.manager().mode, 2.0)
    try:
        QApplication.processEvents()
        assert page.minimumSizeHint().width() <= theme.px(300)
    finally:
        theme.manager().apply(theme.manager().mode, 1.0)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_table_never_has_to_be_scrolled_sideways(window: MainWindow, page: CheckPage, scale: float) -> None:
    window.resize(1280, 800)
    window.commands.set_scale(scale)
    rest(window)
    table = page.gradient.table
    stacked = table.needed_width(table._columns) > table.width()
    assert stacked or scale == 1.0
    assert not table.horizontalScrollBar().isVisible()
    seen = [section for section in range(4) if not table.isColumnHidden(section)]
    assert len(seen) == (2 if stacked else 4)
    model = table.model()
    tips = " ".join(
        str(model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)) for section in seen
    )
    assert "chain rule" in tips and "say of each other" in tips
    assert table.rowHeight(0) >= (2 if stacked else 1) * theme.px(20)
    assert table.copied([0]).count("\t") == 8, "copied rows have one line"


def test_the_mouse_reads_the_curve_off(page: CheckPage) -> None:
    plot = page.gradient.plot
    errors, axes = drawn(plot), plot.plot()
    assert axes is not None
    x = float(axes.frame.x_pixels(errors.steps[20]))
    move(plot, QPointF(x, plot.height() / 2.0))
    assert plot.index == 20
    assert plot.reading().startswith("ε = 10⁻⁶: error forward ") and "central" in plot.reading()
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert plot.index is None and plot.reading() == ""


def test_the_keyboard_reads_the_curve_off(page: CheckPage) -> None:
    plot = page.gradient.plot
    QApplication.sendEvent(plot, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    QTest.keyClick(plot, Qt.Key.Key_Right)
    least = int(np.argmin(drawn(plot).central))
    assert plot.index == least
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert plot.index == least - 1
    QTest.keyClick(plot, Qt.Key.Key_End)
    assert plot.index == 0
    QTest.keyClick(plot, Qt.Key.Key_Home)
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert plot.index == POINTS - 1
    assert plot.accessibleDescription() == plot.reading()


def test_arrow_keys_on_the_curve_do_not_move_the_playback(window: MainWindow, page: CheckPage) -> None:
    window.playback.seek(5)
    page.gradient.plot.setFocus()
    QTest.keyClick(page.gradient.plot, Qt.Key.Key_Left)
    assert window.playback.position == 5


def test_four_ways_are_compared_with_formulas_by_hand_and_by_symbols(page: CheckPage, qtbot: QtBot) -> None:
    click(page.parts.button(WAYS))
    qtbot.waitUntil(lambda: done(page) and page.ways.comparison is not None)
    table = page.ways.table
    assert table.isVisible() and not page.gradient.isVisible()
    assert [table.value(row, 0) for row in range(6)] == [4, 5, 8, 4, 4, 1]
    assert page.ways.by_hand.text() == "∂/∂w0 by hand: (yhat − y)·w1·z0·(1 − z0)·x"
    assert "19 operations: 0.5·(" in page.ways.symbolic.text()
    assert "Reverse mode gives all 4 derivatives in one evaluation, 2 times the work of f." in page.ways.told.text()
    page.input.chosen.emit("b1")
    qtbot.waitUntil(lambda: page.ways.by_hand.text() == "∂/∂b1 by hand: yhat − y")
    QTest.keyClick(page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert (
        QGuiApplication.clipboard().text().startswith("\tevaluations\toperations\ttime\trelative error\nBy hand\t4\t")
    )
    assert "Automatic, reverse 2×" in page.ways.bars.accessibleName()


def test_ways_come_first_where_they_are_opened_first(window: MainWindow, page: CheckPage, qtbot: QtBot) -> None:
    click(page.parts.button(WAYS))
    show(window, source=GraphExample("graph-multiply"))
    qtbot.waitUntil(lambda: done(page) and page.gradient.names == ("a", "b"))
    assert page.ways.by_hand.text() == "∂/∂a by hand: 5·b"


def test_answers_about_another_graph_are_dropped(
    window: MainWindow, page: CheckPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    whole = Audit.ways

    def slow(audit: Audit, pause: Pause) -> Comparison:
        assert threading.current_thread() is not threading.main_thread()
        if audit.subject.title == EXAMPLES["graph-linear"].label:
            begun.set()
            go_on.wait(30)
            pause()
        return whole(audit, pause)

    monkeypatch.setattr(Audit, "ways", slow)
    click(page.parts.button(WAYS))
    qtbot.waitUntil(lambda: page.ways.comparison is not None and not page.busy)
    show(window, source=GraphExample("graph-linear"))
    qtbot.waitUntil(begun.is_set)
    assert page.busy
    show(window, source=GraphExample("gradient-tape"))
    go_on.set()
    shown: list[int] = []
    monkeypatch.setattr(page.ways, "show_comparison", lambda found, **_: shown.append(found.operations))
    qtbot.waitUntil(lambda: bool(shown) and done(page))
    assert page.gradient.names == ("a", "b")
    assert shown == [3]  # and not the 4 of the linear expression


def test_numbers_fade_until_their_successors_come(window: MainWindow, page: CheckPage, qtbot: QtBot) -> None:
    before = page.gradient.table.value(0, 0)
    show(window, source=GraphExample("chain-1-1-1", {"x": 2.0}))
    assert page.busy and page.gradient.check("w0") is None
    assert page.gradient.table.value(0, 0) == before
    qtbot.waitUntil(lambda: done(page))
    assert page.gradient.table.value(0, 0) != before and page.gradient.chosen == "w0"


def test_nothing_is_computed_while_the_page_is_hidden(
    window: MainWindow, view: GraphView, page: CheckPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    click(view.header.pages.button(STEPS))
    asked: list[str] = []

    def ask(auditor: Auditor, kind: str, work: Work) -> int:
        asked.append(kind)
        return 0

    monkeypatch.setattr(Auditor, "ask", ask)
    show(window, source=GraphExample("graph-linear"))
    page.show_part(WAYS)
    page.show_part(GRADIENT)
    assert not asked and not page.busy


@pytest.mark.parametrize("wanted", ["b1", "a0"])
def test_a_gradient_is_opened_by_its_name(view: GraphView, page: CheckPage, qtbot: QtBot, wanted: str) -> None:
    click(view.header.pages.button(STEPS))
    view.pages.open_check(wanted)
    assert view.pages.page == CHECK
    qtbot.waitUntil(lambda: done(page) and page.gradient.chosen == wanted)
    check = page.gradient.check(wanted)
    assert check is not None and check.verdict == AGREES
    assert view.subject is not None
    assert check.exact == pytest.approx(view.subject.graph.nodes[view.subject.graph.index(wanted)].adjoint)
    assert drawn(page.gradient.plot).name == wanted


def test_a_gradient_is_opened_by_its_node(view: GraphView, page: CheckPage, qtbot: QtBot) -> None:
    assert view.subject is not None
    nodes = view.subject.graph.nodes
    for node in (nodes[view.subject.graph.index("w1")], nodes[-2], nodes[6]):
        view.pages.open_check(node.index)
        qtbot.waitUntil(partial(is_chosen, page, node.label))
        check = page.gradient.check(node.label)
        assert check is not None and check.exact == pytest.approx(node.adjoint)


def is_chosen(page: CheckPage, name: str) -> bool:
    """Whether this input is chosen, and checked."""
    return done(page) and page.gradient.chosen == name


def test_the_opened_row_stays_when_numbers_change_and_goes_with_the_graph(
    window: MainWindow, view: GraphView, page: CheckPage, qtbot: QtBot
) -> None:
    view.pages.open_check("z0")
    qtbot.waitUntil(lambda: done(page) and page.gradient.names[0] == "z0")
    show(window, source=GraphExample("chain-1-1-1", {"x": 2.0}))
    qtbot.waitUntil(lambda: done(page) and page.gradient.check("z0") is not None)
    show(window, source=GraphExample("graph-linear"))
    qtbot.waitUntil(lambda: done(page) and page.gradient.names == ("w", "b"))


@pytest.mark.parametrize(("level", "wanted", "chosen"), [("neurons", "h1[0]", "h1[0]"), ("layers", "W2", "W2[0,0]")])
def test_neurons_and_layers_are_checked(
    window: MainWindow, view: GraphView, page: CheckPage, qtbot: QtBot, level: str, wanted: str, chosen: str
) -> None:
    show(window, source=GraphExample("network-3-2-1"), detail=level)
    assert view.subject is not None and view.subject.graph.level == level
    view.pages.open_check(view.subject.graph.index(wanted))
    qtbot.waitUntil(lambda: done(page) and page.gradient.chosen == chosen)
    assert verdicts(page) == {AGREES}
    assert set(view.subject.graph.gradient) < set(page.gradient.names)


def test_the_mean_of_a_batch_is_checked(window: MainWindow, view: GraphView, page: CheckPage, qtbot: QtBot) -> None:
    window.store.replace("network", problem=NetworkProblem(), start=(), steps=5)
    settle(qtbot, window)
    show(window, source=None, batch=True)
    qtbot.waitUntil(lambda: done(page) and page.gradient.summary.text().startswith("All 17 derivatives of the mean"))
    assert page.gradient.curve_words.text().startswith("Of the first example alone.")
    click(page.parts.button(WAYS))
    qtbot.waitUntil(lambda: done(page) and page.ways.told.text().startswith("Of the first example alone."))


def test_playing_moves_on_and_the_check_follows_when_it_rests(
    window: MainWindow, view: GraphView, page: CheckPage, qtbot: QtBot
) -> None:
    show(window, source=None)
    window.playback.seek(3)
    window.playback.seek(9)
    qtbot.waitUntil(lambda: done(page))
    assert view.subject is not None and view.subject.step == 9
    assert page.gradient.table.value(0, 0) == view.subject.graph.gradient["x"]


def test_kinks_and_places_without_a_difference_are_told(window: MainWindow, page: CheckPage, qtbot: QtBot) -> None:
    formula = GraphFormula("abs(w)*x + sqrt(b) + 3*c", {"w": 0.0, "x": 2.0, "b": 0.0, "c": 1.0})
    show(window, source=formula)
    qtbot.waitUntil(lambda: done(page) and page.gradient.names == ("x", "w", "b", "c"))
    assert verdicts(page) == {AGREES, KINK, UNDEFINED}
    assert "the rest has none" in page.gradient.summary.text()
    page.gradient.choose("w")
    qtbot.waitUntil(lambda: done(page))
    assert "mixes two slopes" in page.gradient.curve_words.text()
    plot = page.gradient.plot
    assert [plot._slopes(curve) for curve in plot.curves()] == 2 * ["steps across a kink"]
    show(window, source=replace(formula, values={**formula.values, "w": 1e-5}))
    qtbot.waitUntil(lambda: done(page) and page.gradient.chosen == "w" and not drawn(plot).at_kink)
    assert "A kink is close" in page.gradient.curve_words.text()
    assert [plot._slopes(curve) for curve in plot.curves()] == 2 * ["slope −1"]
    show(window, source=formula)
    qtbot.waitUntil(lambda: done(page) and drawn(plot).at_kink)
    page.gradient.choose("x")
    qtbot.waitUntil(lambda: done(page))
    assert page.gradient.plot.plot() is None
    assert "exact at every step" in page.gradient.plot._message
    page.gradient.choose("c")
    qtbot.waitUntil(lambda: done(page))
    assert "straight line" in page.gradient.curve_words.text()


def test_a_function_without_value_and_a_formula_in_trouble_are_told(
    window: MainWindow, page: CheckPage, qtbot: QtBot
) -> None:
    show(window, source=GraphFormula("log(a) + b", {"a": -1.0, "b": 1.0}))
    qtbot.waitUntil(lambda: done(page) and page.gradient.names == ("a", "b"))
    assert verdicts(page) == {UNDEFINED}
    assert "logarithm of a negative number" in page.gradient.details.text()
    assert page.gradient.plot.plot() is None
    click(page.parts.button(WAYS))
    qtbot.waitUntil(lambda: done(page) and page.ways.comparison is not None)
    show(window, source=GraphFormula("log(", {}))
    assert not page.busy
    assert page.gradient.summary.text() == page.ways.told.text() != ""
    assert not page.ways.table.isVisible() and not page.ways.bars_title.isVisible()
    click(page.parts.button(GRADIENT))
    assert not page.gradient.table.isVisible() and not page.gradient.plot_title.isVisible()
    show(window, source=GraphFormula("a + b", {}, ("a", "b")))
    qtbot.waitUntil(page.gradient.table.isVisible)
    qtbot.waitUntil(lambda: done(page) and page.gradient.names == ("a", "b"))


@pytest.mark.parametrize(("mode", "scale"), [("light", 1.0), ("dark", 2.0)])
def test_the_page_is_painted_in_every_look(page: CheckPage, qtbot: QtBot, mode: theme.Mode, scale: float) -> None:
    manager = theme.manager()
    before = manager.mode
    manager.apply(mode, scale)
    try:
        for part in (GRADIENT, WAYS):
            page.show_part(part)
            qtbot.waitUntil(lambda: done(page))
            picture = page.grab().toImage()
            colors = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
            assert len(colors) > 5
    finally:
        manager.apply(before, 1.0)


def test_closing_the_window_while_something_is_computed_is_no_trouble(window: MainWindow, page: CheckPage) -> None:
    page.show_part(WAYS)
    show(window, source=GraphExample("vanishing-skip"))
    page._begin()
    assert page.busy
    window.close()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3e-7, "0.3 µs"), (1.2e-5, "12 µs"), (9.996e-4, "1 ms"), (0.0034, "3.4 ms"), (1.5, "1.5 s"), (59.99, "1 min"),
     (1e5, "1.2 days"), (1e9, "32 years"), (1e30, "3.2·10²² years"), (float("inf"), "∞")],
)  # fmt: skip
def test_times_are_told_as_people_do(qapp: QWidget, seconds: float, words: str) -> None:
    assert CheckWords().duration(seconds) == words


def test_small_derivatives_are_written_as_their_errors_are(page: CheckPage) -> None:
    check = Check("w", 1.0, -2.529e-5, -2.529e-5, 1e-4, 1e-15, 0.0, 0.0, AGREES, "")
    cells = page.gradient._as_row(check).values
    assert [str(getattr(cell, "text", cell)) for cell in cells[:2]] == 2 * ["−2.529·10⁻⁵"]


@pytest.mark.parametrize(
    ("errors", "words"),
    [((0.1, 0.0), ""), ((0.1, float("nan")), "Errors are not computed of"), ((float("nan"),) * 2, "no errors to tell")],
)
def test_why_errors_are_not_computed_is_said(qapp: QWidget, errors: tuple[float, float], words: str) -> None:
    told = CheckWords()
    ways = [Way(key, 1, 5, 1e-5, False, error) for key, error in zip((SYMBOLIC, REVERSE_MODE), errors, strict=True)]
    sentence = told.comparison(Comparison(tuple(ways), 1, 5, 1e-5, 5))
    assert words in sentence and ("rrors" in sentence) == bool(words)
