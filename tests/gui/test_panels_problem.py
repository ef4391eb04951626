"""The problem panel, driven with keys and mouse."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui import edits
from landscape_gui.core.errors import FormulaError, ProblemError
from landscape_gui.core.surfaces import SURFACES
from landscape_gui.experiment import Experiment, FormulaProblem, Interval, NetworkProblem, Stopping, SurfaceProblem
from landscape_gui.ui import theme
from landscape_gui.ui.panels.layout import MINIMUM_WIDTH
from landscape_gui.ui.panels.problem import ProblemPanel
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import Section
from tests.gui.hands import click, drag, type_number
from tests.gui.making import activate


@pytest.fixture
def store(qapp: QApplication) -> Store:
    """The first experiment."""
    return Store()


@pytest.fixture
def panel(store: Store, qtbot: QtBot, qapp: QApplication) -> ProblemPanel:
    """The panel on screen, everything unfolded."""
    theme.apply(qapp, "light", 1.0)
    panel = ProblemPanel(store)
    panel.resize(300, 900)
    panel.place_section.set_open(True)
    panel.run_section.set_open(True)
    return activate(qtbot, panel)


def domain_of(experiment: Experiment) -> tuple[Interval, ...] | None:
    """The domain an experiment has of its own."""
    assert not isinstance(experiment.problem, NetworkProblem)
    return experiment.problem.domain


def type_formula(panel: ProblemPanel, qtbot: QtBot, text: str) -> None:
    """Replace the formula by keys and wait until it counts."""
    edit = panel.formula_part.edit
    edit.editor().setFocus()
    edit.editor().selectAll()
    with qtbot.waitSignal(edit.edited, check_params_cb=lambda typed: typed == text):
        for line, part in enumerate(text.split("\n")):
            if line:
                QTest.keyClick(edit.editor(), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
            QTest.keyClicks(edit.editor(), part)


def choose_kind(panel: ProblemPanel, kind: str) -> None:
    QTest.mouseClick(panel.kind.button(kind), Qt.MouseButton.LeftButton)


def test_choosing_a_surface_resets_everything_in_one_step(panel: ProblemPanel, store: Store) -> None:
    before = store.experiment
    chooser = panel.surface_part.chooser
    chooser.open_popup()
    QTest.keyClicks(chooser.popup().search(), "rosenb")
    QTest.keyClick(chooser.popup().search(), Qt.Key.Key_Return)
    after = store.experiment
    assert after.problem == SurfaceProblem("rosenbrock")
    assert after.start == ()
    assert after.lanes[0].hyperparameters["lr"] < 0.001
    assert store.stack.undoText() == "Surface Rosenbrock"
    assert [field.value() for field in panel.place.start] == [-1.5, 2.0]
    assert set(panel.surface_part.rows) == {"a", "b"}
    store.stack.undo()
    assert store.experiment == before
    assert chooser.value() == "dupont_two_wells"
    assert [field.value() for field in panel.place.start] == [0.75, 1.6]


def test_rates_stay_when_they_are_not_to_fit(panel: ProblemPanel, store: Store) -> None:
    QTest.mouseClick(panel.fit, Qt.MouseButton.LeftButton, pos=QPoint(10, panel.fit.height() // 2))
    before = store.experiment.lanes
    panel.surface_part.chooser.chosen.emit("eggholder")
    assert store.experiment.lanes == before
    QTest.mouseClick(panel.fit, Qt.MouseButton.LeftButton, pos=QPoint(10, panel.fit.height() // 2))
    assert store.experiment.lanes[4].hyperparameters == {"lr": 20.0}
    assert store.stack.undoText() == "Fit learning rates"


def test_a_drag_of_a_coefficient_is_one_entry(panel: ProblemPanel, store: Store) -> None:
    row = panel.surface_part.rows["a"].row
    before = store.experiment
    drag(row, 20)
    assert store.stack.count() == 1
    assert isinstance(store.experiment.problem, SurfaceProblem)
    assert store.experiment.problem.coefficients == {"a": row.value()}
    assert row.value() > 2.0
    store.stack.undo()
    assert store.experiment == before
    assert row.value() == 2.0
    store.stack.redo()
    assert row.value() > 2.0


@pytest.mark.parametrize("text", ["nan", "inf", "two", "1e300", "1/0"])
def test_what_is_no_valid_number_never_leaves_a_field(panel: ProblemPanel, store: Store, text: str) -> None:
    before = store.experiment
    fields = [panel.surface_part.rows["a"].field(), panel.place.start[0], panel.place.intervals[0][0]]
    for field in (*fields, panel.run_settings.steps.field(), panel.run_settings.seed):
        type_number(field, text)
        assert store.experiment == before
        assert field.property("invalid")
    panel.kind.button("surface").setFocus()
    assert store.experiment == before


def test_a_domain_that_does_not_rise_is_explained_and_not_used(panel: ProblemPanel, store: Store) -> None:
    before = store.experiment
    low, high = panel.place.intervals[0]
    type_number(low, "5")
    assert store.experiment == before
    assert "domain of x must rise" in panel.place.error.text()
    assert panel.place.error.isVisible()
    assert low.property("invalid") and not panel.place.intervals[1][0].property("invalid")
    type_number(high, "8")
    assert domain_of(store.experiment) == ((5.0, 8.0), (-2.0, 2.0))
    assert not panel.place.error.isVisible()
    assert not low.property("invalid")
    store.stack.undo()
    assert (low.value(), high.value()) == (-2.0, 2.0)


def test_undo_takes_back_a_refused_domain(panel: ProblemPanel, store: Store) -> None:
    low, high = panel.place.intervals[0]
    type_number(high, "3")
    type_number(low, "5")
    assert panel.place.error.isVisible()
    store.stack.undo()
    assert (low.value(), high.value()) == (-2.0, 2.0)
    assert not panel.place.error.isVisible()


def test_domain_and_start_return_to_their_own(panel: ProblemPanel, store: Store) -> None:
    assert not panel.place.reset_domain.isEnabled()
    type_number(panel.place.intervals[1][1], "7")
    type_number(panel.place.start[1], "-1.25")
    assert store.experiment.start == (0.75, -1.25)
    QTest.mouseClick(panel.place.reset_domain, Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.place.reset_start, Qt.MouseButton.LeftButton)
    assert domain_of(store.experiment) is None
    assert not store.experiment.start
    assert panel.place.intervals[1][1].value() == 2.0
    assert not panel.place.reset_start.isEnabled()


def test_a_surface_becomes_a_formula_and_back(panel: ProblemPanel, store: Store) -> None:
    before = store.experiment
    choose_kind(panel, "formula")
    text = panel.formula_part.edit.text()
    assert text.splitlines()[0] == "a = 2"
    assert isinstance(store.experiment.problem, FormulaProblem)
    assert store.experiment.start == before.start
    assert panel.formula_part.isVisible() and not panel.surface_part.isVisible()
    assert panel.formula_part.variables.text() == "Variables x, y"
    choose_kind(panel, "surface")
    assert store.experiment.problem == before.problem
    assert panel.surface_part.isVisible()


def test_an_error_is_shown_at_its_place_while_the_last_formula_stays(
    panel: ProblemPanel, store: Store, qtbot: QtBot
) -> None:
    choose_kind(panel, "formula")
    type_formula(panel, qtbot, "x^2 + y^2")
    type_formula(panel, qtbot, "u = x + 1\nu + foo(y)")
    edit = panel.formula_part.edit
    assert "foo is not a known function" in edit.error()
    marks = edit.editor().extraSelections()
    cursor: QTextCursor = marks[0].cursor
    assert (cursor.selectedText(), cursor.block().blockNumber()) == ("foo", 1)
    valid = store.experiment.problem
    assert isinstance(valid, FormulaProblem) and "foo" not in valid.text
    store.replace("Number of steps", steps=77)
    assert (edit.text(), store.experiment.problem) == ("u = x + 1\nu + foo(y)", valid)
    assert edit.error()
    type_formula(panel, qtbot, "u = x + 1\nu + sin(y)")
    assert not edit.error()
    assert store.experiment.problem == FormulaProblem("u = x + 1\nu + sin(y)")


def test_a_wrong_text_is_gone_after_going_to_a_surface_and_back(panel: ProblemPanel, qtbot: QtBot) -> None:
    choose_kind(panel, "formula")
    text = panel.formula_part.edit.text()
    type_formula(panel, qtbot, "foo(")
    assert panel.formula_part.edit.error()
    choose_kind(panel, "surface")
    choose_kind(panel, "formula")
    assert (panel.formula_part.edit.text(), panel.formula_part.edit.error()) == (text, "")


def test_typing_a_formula_is_one_entry(panel: ProblemPanel, store: Store, qtbot: QtBot) -> None:
    choose_kind(panel, "formula")
    start = store.experiment
    for text in ("x^2", "x^2 + y^2", "x^2 + y^2 + 1"):
        type_formula(panel, qtbot, text)
    QTest.keyClick(panel.formula_part.edit.editor(), Qt.Key.Key_Return)
    assert store.stack.count() == 2
    store.stack.undo()
    assert store.experiment == start
    assert panel.formula_part.edit.text().startswith("a = 2")
    store.stack.redo()
    assert panel.formula_part.edit.text() == "x^2 + y^2 + 1"


@pytest.mark.parametrize(
    ("text", "words", "fields"),
    [
        ("x^4 - x", "Variable x", 1),
        ("x^2 + y^2 + z^2", "Variables x, y, z\nShown: x and y", 3),
        ("w*b", "Variables w, b", 2),
    ],
)
def test_the_variables_found_are_named_and_get_fields(
    panel: ProblemPanel, store: Store, qtbot: QtBot, text: str, words: str, fields: int
) -> None:
    choose_kind(panel, "formula")
    type_formula(panel, qtbot, text)
    assert panel.formula_part.variables.text() == words
    assert len(panel.place.start) == len(panel.place.intervals) == fields
    assert isinstance(store.experiment.problem, FormulaProblem) and store.experiment.problem.text == text


def test_examples_can_all_be_chosen(panel: ProblemPanel, store: Store) -> None:
    choose_kind(panel, "formula")
    for action, (_, text) in zip(
        panel.formula_part.examples.menu().actions(), panel.formula_part.examples_list(), strict=True
    ):
        action.trigger()
        assert store.experiment.problem == FormulaProblem(text)
        assert panel.formula_part.edit.text() == text
        assert not panel.formula_part.edit.error()


def test_the_preview_follows_the_formula(panel: ProblemPanel, qtbot: QtBot) -> None:
    choose_kind(panel, "formula")
    preview = panel.formula_part.preview
    qtbot.waitUntil(lambda: not preview.picture().isNull())
    first = preview.picture().cacheKey()
    type_formula(panel, qtbot, "x")
    qtbot.waitUntil(lambda: preview.picture().cacheKey() != first)


def test_thumbnails_come_by_themselves(panel: ProblemPanel, qtbot: QtBot) -> None:
    chooser = panel.surface_part.chooser
    for key in ("sphere", "abs_1d", "bukin6"):
        chooser.picture(key)
    qtbot.waitUntil(lambda: all(chooser.picture(key) for key in ("sphere", "abs_1d", "bukin6")))


def test_run_settings_reach_the_experiment(panel: ProblemPanel, store: Store) -> None:
    run = panel.run_settings
    type_number(run.steps.field(), "1e7")
    type_number(run.noise.field(), "0.5")
    type_number(run.seed, "42")
    assert (store.experiment.steps, store.experiment.gradient_noise, store.experiment.seed) == (10_000_000, 0.5, 42)
    assert run.steps.field().text() == "10,000,000"
    type_number(run.steps.field(), "12.4")
    assert store.experiment.steps == 10_000_000
    type_number(run.steps.field(), "12")
    for invalid in ("0", "12.4", "1e8"):
        type_number(run.steps.field(), invalid)
        assert store.experiment.steps == 12
    QTest.mouseClick(run.dice, Qt.MouseButton.LeftButton)
    assert run.seed.value() == store.experiment.seed


def test_optional_rules_are_switched_and_set(panel: ProblemPanel, store: Store) -> None:
    run = panel.run_settings
    assert not run.clip.field.isEnabled()
    click(run.clip.box)
    assert store.experiment.clip_norm == 1.0
    type_number(run.clip.field, "2.5")
    assert store.experiment.clip_norm == 2.5
    click(run.loss.box)
    type_number(run.loss.field, "-1e3")
    click(run.gradient_norm.box)
    assert store.experiment.stopping == Stopping(gradient_norm=1e-6, loss=-1000.0)
    click(run.clip.box)
    assert store.experiment.clip_norm is None
    while store.stack.canUndo():
        store.stack.undo()
    assert not run.loss.box.isChecked() and not run.clip.box.isChecked()


def test_steps_dragged_are_whole_and_one_entry(panel: ProblemPanel, store: Store) -> None:
    drag(panel.run_settings.steps.row, -15)
    assert store.stack.count() == 1
    assert panel.run_settings.steps.value() == store.experiment.steps < 300


def test_an_error_of_the_problem_is_said_and_taken_back(panel: ProblemPanel, store: Store) -> None:
    panel.show_error(ProblemError("The surface is gone."))
    assert panel.banner.isVisible() and panel.banner.text() == "The surface is gone."
    panel.show_error(None)
    assert not panel.banner.isVisible()
    choose_kind(panel, "formula")
    panel.show_error(FormulaError("Here.", 1, 2, 3))
    assert panel.formula_part.edit.error() == "Here."


def test_an_experiment_that_cannot_be_built_is_explained(panel: ProblemPanel, store: Store) -> None:
    store.change("Broken", replace(store.experiment, problem=SurfaceProblem("rosenbrock", {"nonsense": 1.0})))
    assert "nonsense" in panel.banner.text()
    store.stack.undo()
    assert panel.surface_part.chooser.value() == "dupont_two_wells"


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("key", ["dupont_two_wells", "scaled_bowl", "goldstein_price", "abs_1d"])
def test_nothing_is_wider_than_the_panel(
    panel: ProblemPanel, store: Store, qapp: QApplication, scale: float, key: str
) -> None:
    theme.apply(qapp, "light", scale)
    panel.surface_part.chooser.chosen.emit(key)
    panel.resize(theme.px(MINIMUM_WIDTH), theme.px(300))
    QTest.qWait(0)
    assert panel.page.column.width() <= panel.page.viewport().width()
    assert panel.page.column.minimumSizeHint().width() <= panel.page.viewport().width()
    theme.apply(qapp, "light", 1.0)


def test_tab_goes_from_top_to_bottom(panel: ProblemPanel) -> None:
    panel.kind.button("surface").setFocus()
    heights = []
    for _ in range(12):
        focus = QApplication.focusWidget()
        assert focus is not None
        heights.append(focus.mapTo(panel.page.column, QPoint(0, focus.height() // 2)).y())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert heights == sorted(heights)


def test_every_control_teaches(panel: ProblemPanel) -> None:
    for kind in ("surface", "formula"):
        choose_kind(panel, kind)
        for widget in panel.findChildren(QWidget):
            wants = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
            is_text = widget is panel.formula_part.edit.editor()
            assert not wants or is_text or widget.toolTip(), widget


def test_sections_come_into_sight_when_opened(panel: ProblemPanel, qtbot: QtBot) -> None:
    panel.resize(300, 300)
    section: Section = panel.run_section
    section.set_open(False)
    panel.page.ensureWidgetVisible(section)
    section.header().setFocus()
    QTest.keyClick(section.header(), Qt.Key.Key_Space)
    bar = panel.page.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 200)


def test_nothing_moves_under_the_mouse_that_opens_and_closes_a_section(panel: ProblemPanel, qtbot: QtBot) -> None:
    panel.resize(300, 300)
    section, bar = panel.run_section, panel.page.verticalScrollBar()
    section.set_open(True)
    panel.page.column.settle()
    qtbot.waitUntil(lambda: bar.maximum() > 200)
    bar.setValue(bar.maximum() - 120)
    header = section.header()
    place, whole = header.mapToGlobal(QPoint(0, 0)), bar.maximum()
    for is_open in (False, True, False):
        QTest.mouseClick(header, Qt.MouseButton.LeftButton)
        assert section.is_open() == is_open
        QApplication.processEvents()
        assert header.mapToGlobal(QPoint(0, 0)) == place
    qtbot.waitUntil(lambda: bar.maximum() < whole)
    QTest.mouseClick(header, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bar.maximum() == whole)
    assert panel.page.column.height() >= panel.content_height(), "all rows are as high as they should be"
    assert header.mapToGlobal(QPoint(0, 0)) == place
    QTest.mouseClick(header, Qt.MouseButton.LeftButton)
    QApplication.sendEvent(panel.page, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: panel.page.column.height() <= panel.content_height())


def test_descriptions_are_shown_for_every_surface(panel: ProblemPanel) -> None:
    for key, entry in SURFACES.items():
        panel.surface_part.chooser.chosen.emit(key)
        assert panel.surface_part.description.text() == entry.description
        assert panel.surface_part.source.text() == entry.source
        assert len(panel.place.start) == len(entry.domain)


def test_a_typed_formula_gets_rates_after_a_pause_in_one_step(panel: ProblemPanel, store: Store, qtbot: QtBot) -> None:
    choose_kind(panel, "formula")
    before, count = store.experiment, store.stack.count()
    type_formula(panel, qtbot, "50*x^2 + 50*y^2")
    assert store.experiment == edits.fit_rates(store.experiment)
    assert store.experiment.lanes != before.lanes
    QTest.keyClick(panel.formula_part.edit.editor(), Qt.Key.Key_Return)
    assert store.stack.count() == count + 1
    store.stack.undo()
    assert store.experiment == before
    store.stack.redo()
    type_formula(panel, qtbot, "0.01*x^2 + z^2")
    assert store.experiment == edits.fit_rates(store.experiment)
    kept = store.experiment.lanes
    QTest.mouseClick(panel.fit, Qt.MouseButton.LeftButton, pos=QPoint(8, panel.fit.height() // 2))
    type_formula(panel, qtbot, "900*x^2")
    QTest.keyClick(panel.formula_part.edit.editor(), Qt.Key.Key_Return)
    assert store.experiment.lanes == kept


def test_a_formula_that_is_undefined_half_way_leaves_no_trace(panel: ProblemPanel, store: Store, qtbot: QtBot) -> None:
    choose_kind(panel, "formula")
    before = store.experiment
    assert before.start
    type_formula(panel, qtbot, "log(-1 - x^2 - y^2)")
    assert store.experiment.start == ()
    assert store.experiment.lanes == before.lanes
    type_formula(panel, qtbot, "x^2 + y^2")
    assert store.experiment == edits.fit_rates(edits.with_formula(before, "x^2 + y^2"))
    assert store.experiment.start == before.start


def test_a_formula_that_is_defined_nowhere_says_so_once(panel: ProblemPanel, store: Store, qtbot: QtBot) -> None:
    choose_kind(panel, "formula")
    type_formula(panel, qtbot, "log(x - 5)")
    assert panel.formula_part.remark.text() == "This formula is not defined anywhere in this domain; widen it below."
    store.change("Domain", edits.with_interval(store.experiment, 0, (-2.0, 10.0)))
    assert panel.formula_part.remark.isHidden()
    type_formula(panel, qtbot, "log(x)")
    assert panel.formula_part.remark.isHidden()


def test_a_constant_formula_says_so_once(panel: ProblemPanel, store: Store, qtbot: QtBot) -> None:
    choose_kind(panel, "formula")
    for text in ("0*x + 0*y", "relu(x - 5)"):
        type_formula(panel, qtbot, text)
        assert "constant here: every gradient is 0" in panel.formula_part.remark.text()
    type_formula(panel, qtbot, "1e-9*x + 0*y")
    assert panel.formula_part.remark.isHidden()


def test_the_formula_tells_how_to_begin_a_new_line(panel: ProblemPanel, store: Store, qtbot: QtBot) -> None:
    choose_kind(panel, "formula")
    editor = panel.formula_part.edit.editor()
    assert "Shift+Enter" in editor.placeholderText() and "Shift+Enter" in editor.toolTip()
    type_formula(panel, qtbot, "x +")
    assert "Shift+Enter" not in editor.toolTip()
    type_formula(panel, qtbot, "x + y")
    assert "Shift+Enter" in editor.toolTip()
