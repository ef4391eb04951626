"""The batch size of one lane: a field that may be left to the others, and what is named by it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.core.descriptors import Param
from landscape_gui.experiment import CatalogueData, Experiment, Lane, NetworkProblem, Training, first_experiment
from landscape_gui.scene.lanenames import in_short
from landscape_gui.ui import theme
from landscape_gui.ui.lanestyle import cut_name
from landscape_gui.ui.panels.batch_row import BatchRow
from landscape_gui.ui.panels.optimizers import OptimizerPanel
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import BorrowingField, NumberSlider
from tests.gui.hands import click, drag, type_number, wheel
from tests.gui.making import Heard, activate

SIZE = Param("size", "size", 200, 1, 200, True, "How many.", (1.0, 200.0), integer=True)
LANES = (Lane("gd", {"lr": 0.1}), Lane("gd", {"lr": 0.1}), Lane("adam"))
NETWORK = Experiment(NetworkProblem(CatalogueData("circles", 120)), LANES)


# ---- the field


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> QWidget:
    """A window with a field that is no number, and the keyboard in it."""
    window, other = QWidget(), QLineEdit()
    other.setObjectName("other")
    layout = QVBoxLayout(window)
    layout.addWidget(other)
    activate(qtbot, window)
    other.setFocus()
    return window


@pytest.fixture
def field(window: QWidget) -> BorrowingField:
    """An empty field in the window."""
    field, layout = BorrowingField(SIZE, "all"), window.layout()
    assert layout is not None
    layout.addWidget(field)
    return field


def leave(field: BorrowingField) -> None:
    other = field.window().findChild(QLineEdit, "other")
    assert other is not None
    other.setFocus()


def test_an_empty_field_borrows_and_says_so_in_grey(field: BorrowingField) -> None:
    assert (field.own(), field.value(), field.text(), field.placeholderText()) == (None, 200.0, "", "all")
    assert "As the others: 200" in field.toolTip()
    field.lend(replace_default(40))
    assert (field.own(), field.value(), field.placeholderText()) == (None, 40.0, "40")


def replace_default(default: float) -> Param:
    return Param("size", "size", default, 1, 200, True, "How many.", (1.0, 200.0), integer=True)


def test_a_typed_number_is_the_fields_own_even_if_it_is_the_borrowed_one(field: BorrowingField) -> None:
    changed, final = Heard(field.valueChanged), Heard(field.committed)
    type_number(field, "200")
    assert field.own() == 200.0 and (changed.said, final.said) == ([(200.0,)], [(200.0,)])
    field.lend(replace_default(40), "")
    assert field.own() == 200.0 and field.text() == "200"


def test_emptying_borrows_again(field: BorrowingField) -> None:
    type_number(field, "32")
    final = Heard(field.committed)
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.own() is None and field.value() == 200.0 and final.said == [(200.0,)]
    assert field.text() == "" and not field.property("invalid")


def test_an_empty_field_that_is_left_stays_empty(field: BorrowingField) -> None:
    final = Heard(field.committed)
    field.setFocus()
    leave(field)
    assert field.own() is None and final.said == []


@pytest.mark.parametrize("text", ["0", "201", "2.5", "many", "-1", "nan"])
def test_what_is_not_valid_is_explained_and_nothing_changes(field: BorrowingField, text: str) -> None:
    changed = Heard(field.valueChanged)
    type_number(field, text)
    assert field.property("invalid") and changed.said == []
    leave(field)
    assert field.own() is None and field.text() == ""


def test_escape_takes_back_to_what_was(field: BorrowingField) -> None:
    field.setFocus()
    QTest.keyClicks(field, "32")
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.own() == 36.0
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.own() is None and field.text() == ""
    type_number(field, "16")
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.own() == 16.0


def test_steps_begin_at_the_borrowed_number(field: BorrowingField) -> None:
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.own() == 178.0
    field.reset()
    assert wheel(field, field.rect().center(), -120)
    assert field.own() == 178.0


def test_showing_says_nothing(field: BorrowingField) -> None:
    changed, final = Heard(field.valueChanged), Heard(field.committed)
    field.show_own(8)
    assert (field.own(), field.text()) == (8, "8")
    field.show_own(None)
    assert (field.own(), field.text(), field.value()) == (None, "", 200.0)
    field.reset()
    assert changed.said == final.said == []


def test_a_double_click_on_the_field_of_its_own_borrows_again(field: BorrowingField) -> None:
    field.show_own(8)
    final = Heard(field.committed)
    field.reset()
    field.reset()
    assert field.own() is None and final.said == [(200.0,)]


# ---- on the card of a lane


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> OptimizerPanel:
    theme.apply(qapp, "light", 1.0)
    panel = OptimizerPanel(Store(NETWORK))
    panel.resize(300, 700)
    return activate(qtbot, panel)


def store(panel: OptimizerPanel) -> Store:
    return panel._store


def opened(panel: OptimizerPanel, index: int) -> BatchRow:
    card = panel.cards[index]
    if card.details is None or not card.details.isVisible():
        click(card.header.opener)
    assert card.details is not None
    return card.details.batch


def own_field(row: BatchRow) -> BorrowingField:
    field = row.field()
    assert isinstance(field, BorrowingField)
    return field


def names(panel: OptimizerPanel) -> list[str]:
    return [card.header.name.text() for card in panel.cards]


def test_only_training_has_batches(panel: OptimizerPanel) -> None:
    row = opened(panel, 0)
    assert row.isVisible()
    store(panel).change("Race", first_experiment())
    assert not opened(panel, 0).isVisible()
    store(panel).stack.undo()
    assert opened(panel, 0).isVisible()


def test_a_batch_size_is_typed_undone_and_names_the_lane(panel: OptimizerPanel) -> None:
    row = opened(panel, 1)
    type_number(row.field(), "32")
    assert [lane.batch_size for lane in store(panel).experiment.lanes] == [None, 32, None]
    assert store(panel).stack.undoText() == "Batch size of Gradient descent 2"
    assert names(panel) == ["Gradient descent, full batch", "Gradient descent, batch 32", "Adam"]
    assert row.about.text() == "4 steps an epoch, once through all examples." and row.about.isVisible()
    type_number(row.field(), "1")
    assert names(panel)[1] == "Gradient descent, batch 1"
    store(panel).stack.undo()
    assert own_field(row).own() == 32
    store(panel).stack.undo()
    assert own_field(row).own() is None and names(panel) == ["Gradient descent", "Gradient descent 2", "Adam"]
    assert not row.about.isVisible()


def test_the_slider_runs_from_one_to_all_examples(panel: OptimizerPanel) -> None:
    row = opened(panel, 2)
    drag(row.row, -400)
    assert store(panel).experiment.lanes[2].batch_size == 1 and store(panel).stack.count() == 1
    drag(row.row, 400)
    assert store(panel).experiment.lanes[2].batch_size == 120
    slider = row.row.findChild(NumberSlider)
    assert slider is not None
    QTest.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(30, 14))
    assert store(panel).experiment.lanes[2].batch_size is None
    type_number(row.field(), "121")
    assert row.field().property("invalid") and store(panel).experiment.lanes[2].batch_size is None


def test_reset_gives_the_batch_size_back(panel: OptimizerPanel) -> None:
    row = opened(panel, 0)
    type_number(row.field(), "8")
    panel.commands.reset(0)
    assert store(panel).experiment.lanes[0].batch_size is None and own_field(row).own() is None


def test_a_borrowed_size_follows_training_and_data(panel: OptimizerPanel) -> None:
    row, other = opened(panel, 0), opened(panel, 1)
    type_number(other.field(), "100")
    problem = store(panel).experiment.problem
    assert isinstance(problem, NetworkProblem)
    store(panel).replace("Batches", problem=replace(problem, training=Training(batch_size=16)))
    assert (own_field(row).own(), own_field(row).value(), own_field(row).placeholderText()) == (None, 16.0, "16")
    assert own_field(other).own() == 100
    assert names(panel)[:2] == ["Gradient descent, batch 16", "Gradient descent, batch 100"]
    store(panel).replace("Fewer", problem=replace(problem, data=CatalogueData("circles", 60)))
    assert own_field(row).value() == 60.0 and own_field(row).placeholderText() == "all"
    assert own_field(row).number_scale().high == 60.0
    assert own_field(other).own() == 100, "what was chosen stays until it is changed"
    assert other.about.text() == "All training examples in every step."


def test_the_batch_size_is_reached_and_stepped_by_keyboard(panel: OptimizerPanel) -> None:
    row = opened(panel, 0)
    row.field().setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(4):
        QTest.keyClick(row.field(), Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(row.field(), Qt.Key.Key_Return)
    assert store(panel).experiment.lanes[0].batch_size == 1
    assert store(panel).stack.count() == 1


# ---- names with little room


def test_what_tells_lanes_apart_is_not_cut_away(qapp: QApplication) -> None:
    metrics = QFontMetrics(QFont("Inter", 12))
    for name, end in (("Steepest descent, batch 32", ", batch 32"), ("Steepest descent 2", " 2")):
        full = metrics.horizontalAdvance(name)
        assert cut_name(metrics, name, full + 2) == name
        for room in range(metrics.horizontalAdvance(end) + 40, full, 5):
            cut = cut_name(metrics, name, room)
            assert cut.endswith("…" + end) and metrics.horizontalAdvance(cut) <= room + 1
        assert metrics.horizontalAdvance(cut_name(metrics, name, 20)) <= 21
    assert cut_name(metrics, "Steepest descent", 60).count("…") == 1


def test_a_name_with_a_short_form_takes_it_before_it_is_cut(qapp: QApplication) -> None:
    metrics = QFontMetrics(QFont("Inter", 12))
    for name, short in (
        ("Gradient descent", "GD"),
        ("Gradient descent 2", "GD 2"),
        ("Gradient descent, batch 32", "GD, batch 32"),
    ):
        whole, least = metrics.horizontalAdvance(name) + 1, metrics.horizontalAdvance(short) + 1
        assert cut_name(metrics, name, whole) == name
        for room in range(least, whole - 2, 5):
            assert cut_name(metrics, name, room) == short
        assert "…" in cut_name(metrics, name, least - 6) or least < 30
    assert in_short("Gradient descents") == "Gradient descents" and in_short("Adam 2") == "Adam 2"
