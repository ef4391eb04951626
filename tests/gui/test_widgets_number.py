"""Number fields, labels that drag, sliders and rows, driven with keys and mouse."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QStyle, QStyleOptionFrame, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.core.descriptors import Param
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.ui import theme
from landscape_gui.ui.widgets import NumberField, NumberRow, NumberScale, ScrubLabel, parse
from landscape_gui.ui.widgets.complaint import Complaint
from landscape_gui.ui.widgets.numeric import readable
from tests.gui.hands import slider_of, wheel

RATE = Param("lr", "learning rate η", 0.05, 1e-6, 10.0, log=True, description="Length of a step.", soft=(1e-4, 1.0))
MOMENTUM = Param("momentum", "momentum μ", 0.9, 0.0, 0.9999)
LEFT = Qt.MouseButton.LeftButton
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Heard:
    """What a field said."""

    def __init__(self, field: NumberField) -> None:
        self.values: list[float] = []
        self.finals: list[float] = []
        self.errors: list[str] = []
        field.valueChanged.connect(self.values.append)
        field.committed.connect(self.finals.append)
        field.error.connect(self.errors.append)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> QWidget:
    """A window with another field that can take the focus."""
    window = QWidget()
    layout = QVBoxLayout(window)
    other = QLineEdit()
    other.setObjectName("other")
    layout.addWidget(other)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def add(window: QWidget, widget: QWidget) -> None:
    """Put a widget into the window."""
    layout = window.layout()
    assert layout is not None
    layout.addWidget(widget)
    layout.activate()


@pytest.fixture
def field(window: QWidget) -> NumberField:
    """A learning rate with the focus."""
    field = NumberField.of(RATE)
    add(window, field)
    field.setFocus()
    QApplication.processEvents()
    return field


def leave(field: NumberField) -> None:
    """Take the focus away."""
    other = field.window().findChild(QLineEdit, "other")
    assert other is not None
    other.setFocus()


def write(field: NumberField, text: str) -> None:
    """Type over everything."""
    field.selectAll()
    QTest.keyClicks(field, text)


def drag(widget: QWidget, start: QPoint, pixels: int, modifiers: Qt.KeyboardModifier) -> None:
    """Press, move sideways and release, with a key held."""
    QTest.mousePress(widget, LEFT, modifiers, start)
    for kind, held, x in (
        (QEvent.Type.MouseMove, LEFT, start.x() + pixels),
        (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton, start.x() + pixels),
    ):
        place = QPointF(x, start.y())
        button = LEFT if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.NoButton
        event = QMouseEvent(kind, place, QPointF(widget.mapToGlobal(place)), button, held, modifiers)
        QApplication.sendEvent(widget, event)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.05", 0.05),
        ("1e-3", 1e-3),
        (" 2 ", 2.0),
        ("0,05", 0.05),
        ("1/4", 0.25),
        ("−3", -3.0),
        (".5", 0.5),
        ("1,000,000", 1e6),
    ],
)
def test_numbers_are_understood(text: str, value: float) -> None:
    assert parse(text) == value


@pytest.mark.parametrize("text", ["", "nan", "inf", "1e999", "x", "1/0", "1,2,3", "pi", "--1", "1/2/3"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "param", [param for entry in OPTIMIZERS.values() for param in entry.parameters], ids=lambda param: param.key
)
@settings(max_examples=25)
@given(unit=st.floats(0.0, 1.0), amount=st.sampled_from([-10.0, -1.0, -0.1, 0.1, 1.0, 10.0]))
def test_scales_stay_inside_and_come_back(param: Param, unit: float, amount: float) -> None:
    scale = NumberScale.of(param)
    value = scale.from_unit(unit)
    assert scale.contains(value)
    assert abs(scale.to_unit(value) - unit) < 0.01
    assert scale.contains(scale.stepped(value, amount))
    assert (scale.from_unit(0.0), scale.from_unit(1.0)) == param.slider


def test_steps_leave_zero_on_a_logarithmic_scale() -> None:
    scale = NumberScale.of(Param("eps", "ε", 1e-8, 0.0, 1e3, log=True, soft=(1e-12, 1.0)))
    assert scale.stepped(0.0, 1.0) == 1e-12
    assert scale.stepped(0.0, -1.0) == 0.0
    assert scale.to_unit(0.0) == 0.0


@pytest.mark.parametrize("log", [False, True])
@given(unit=st.floats(0.0, 1.0), amount=st.sampled_from([-10.0, -1.0, -0.1, 0.1, 1.0, 10.0]))
def test_whole_numbers_stay_whole_and_every_step_moves(log: bool, unit: float, amount: float) -> None:
    scale = NumberScale.of(Param("steps", "steps", 500, 1, 1e7, log, soft=(10, 100_000), integer=True))
    value = scale.from_unit(unit)
    moved = scale.stepped(value, amount)
    assert scale.contains(value) and scale.contains(moved)
    assert (moved - value) * amount > 0.0 or value == scale.low


def test_four_digits_at_rest_and_all_of_them_with_the_focus(field: NumberField) -> None:
    field.setValue(0.123456789)
    leave(field)
    assert field.text() == "0.1235"
    assert "0.123456789" in field.toolTip()
    field.setFocus()
    assert field.text() == "0.123456789"


def test_typing_counts_after_a_pause_and_is_final_at_enter(field: NumberField, qtbot: QtBot) -> None:
    heard = Heard(field)
    write(field, "1e-3")
    assert heard.values == []
    qtbot.waitUntil(lambda: heard.values == [1e-3])
    assert heard.finals == []
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.value(), heard.finals) == (1e-3, [1e-3])
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard.finals == [1e-3]


def test_leaving_the_field_takes_the_number_over(field: NumberField) -> None:
    heard = Heard(field)
    write(field, "1/4")
    leave(field)
    assert (field.value(), heard.finals, field.text()) == (0.25, [0.25], "0.25")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nan", "learning rate η: nan is not a number; give one from 10⁻⁶ to 10."),
        ("20", "learning rate η: 20 is too large; give a number from 10⁻⁶ to 10."),
        ("-1", "learning rate η: -1 is too small; give a number from 10⁻⁶ to 10."),
    ],
)
def test_an_invalid_text_is_explained_and_never_emitted(field: NumberField, text: str, sentence: str) -> None:
    heard = Heard(field)
    write(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard.errors == [sentence]
    assert field.property("invalid")
    assert sentence in field.toolTip()
    assert field.text() == text
    leave(field)
    assert heard.errors == [sentence, ""]
    assert (field.text(), field.value()) == ("0.05", 0.05)
    assert heard.values == heard.finals == []


def test_escape_takes_back(field: NumberField) -> None:
    heard = Heard(field)
    write(field, "7")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (field.value(), field.text(), heard.values) == (0.05, "0.05", [])
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.value() == 0.05
    assert heard.finals == [0.05]


def test_arrows_step_and_settle_once(field: NumberField, qtbot: QtBot) -> None:
    heard = Heard(field)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert heard.values == [0.0561, 0.0629]
    assert heard.finals == []
    qtbot.waitUntil(lambda: heard.finals == [0.0629])


def test_shift_steps_finer_and_ctrl_coarser(field: NumberField) -> None:
    QTest.keyClick(field, Qt.Key.Key_Up, SHIFT)
    fine = field.value()
    field.setValue(0.051)
    field.setValue(0.05)
    QTest.keyClick(field, Qt.Key.Key_Up)
    normal = field.value()
    field.setValue(0.05)
    QTest.keyClick(field, Qt.Key.Key_Up, CTRL)
    assert 0.05 < fine < normal < field.value()
    assert field.value() == pytest.approx(0.158, abs=0.001)


def test_steps_end_at_the_bounds(window: QWidget) -> None:
    field = NumberField.of(MOMENTUM, 0.995)
    add(window, field)
    field.step(1.0)
    field.step(1.0)
    assert field.value() == 0.9999
    field.step(-1.0)
    assert field.value() == 0.99


def test_setting_a_value_says_nothing(field: NumberField) -> None:
    heard = Heard(field)
    field.setValue(0.3)
    leave(field)
    assert (heard.values, heard.finals, heard.errors, field.text()) == ([], [], [], "0.3")


def test_whole_numbers_only_where_asked(window: QWidget) -> None:
    field = NumberField("steps", 500, NumberScale(1, 1e7, (10, 5000), integer=True))
    add(window, field)
    heard = Heard(field)
    field.setFocus()
    write(field, "12.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard.errors == ["steps: 12.5 is not a whole number; give one from 1 to 10,000,000."]
    write(field, "250")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == 250
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == 260


def test_the_wheel_steps_only_where_it_is_meant(window: QWidget) -> None:
    field = NumberField.of(RATE)
    add(window, field)
    leave(field)
    middle = QPointF(field.rect().center())
    QApplication.sendEvent(field, QEnterEvent(middle, middle, QPointF(field.mapToGlobal(middle))))
    assert not wheel(field, field.rect().center(), 120)
    assert field.value() == 0.05
    QTest.mouseMove(field, QPoint(9, 9))
    place = QPointF(9.0, 9.0)
    QApplication.sendEvent(
        field,
        QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            QPointF(field.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        ),
    )
    assert wheel(field, field.rect().center(), 120)
    assert field.value() == 0.0561
    assert wheel(field, field.rect().center(), -120)
    assert field.value() == 0.05


def test_the_label_drags_and_resets(window: QWidget) -> None:
    field = NumberField.of(RATE)
    label = ScrubLabel("learning rate", field)
    add(window, field)
    add(window, label)
    heard = Heard(field)
    drag(label, QPoint(5, 5), 30, Qt.KeyboardModifier.NoModifier)
    dragged = field.value()
    assert dragged > 0.1
    assert heard.finals == [dragged]
    QTest.mouseDClick(label, LEFT)
    assert (field.value(), heard.finals) == (0.05, [dragged, 0.05])
    drag(label, QPoint(5, 5), 30, SHIFT)
    assert 0.05 < field.value() < 0.06
    drag(label, QPoint(5, 5), -9000, CTRL)
    assert field.value() == RATE.low


@pytest.fixture
def row(window: QWidget, qtbot: QtBot) -> tuple[NumberRow, list[tuple[float, bool]]]:
    """A row of the learning rate and what it says."""
    row = NumberRow(RATE)
    add(window, row)
    window.resize(420, 200)
    QApplication.processEvents()
    said: list[tuple[float, bool]] = []
    row.changed.connect(lambda value, final: said.append((value, final)))
    return row, said


def test_a_drag_of_the_slider_ends_with_one_final_value(row: tuple[NumberRow, list[tuple[float, bool]]]) -> None:
    widget, said = row
    slider = slider_of(widget)
    middle = QPoint(slider.width() // 2, slider.height() // 2)
    drag(slider, middle, 20, Qt.KeyboardModifier.NoModifier)
    assert [final for _, final in said].count(True) == 1
    assert said[-1] == (widget.value(), True)
    assert said[-1][0] > said[0][0]
    assert RATE.slider[0] <= widget.value() <= RATE.slider[1]
    drag(slider, middle, 5000, Qt.KeyboardModifier.NoModifier)
    assert widget.value() == 1.0


def test_keys_on_the_slider_step(row: tuple[NumberRow, list[tuple[float, bool]]]) -> None:
    widget, said = row
    slider = slider_of(widget)
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert said == [(0.0561, False)]
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert widget.value() == 0.05
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert widget.value() == 0.158


def test_a_double_click_on_the_slider_resets(row: tuple[NumberRow, list[tuple[float, bool]]]) -> None:
    widget, said = row
    widget.setValue(0.5)
    assert said == []
    QTest.mouseDClick(slider_of(widget), LEFT)
    assert said[-1] == (0.05, True)


def test_a_typed_value_may_lie_beyond_the_slider(row: tuple[NumberRow, list[tuple[float, bool]]]) -> None:
    widget, said = row
    field = widget.field()
    field.setFocus()
    write(field, "7")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert said == [(7.0, False), (7.0, True)]
    slider = slider_of(widget)
    assert slider.value() == slider.maximum()


def test_every_part_of_a_row_explains_itself(row: tuple[NumberRow, list[tuple[float, bool]]]) -> None:
    widget, _ = row
    label = widget.findChild(ScrubLabel)
    assert label is not None
    for part in (widget.field(), slider_of(widget), label):
        assert "Length of a step." in part.toolTip()
        assert "from 10⁻⁶ to 10" in part.toolTip()
    assert widget.field().accessibleName() == "learning rate η"


def test_what_a_row_says_of_its_number_is_never_that_of_before(row: tuple[NumberRow, list[tuple[float, bool]]]) -> None:
    widget, _ = row
    label = widget.findChild(ScrubLabel)
    assert label is not None
    field = widget.field()
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    QTest.keyClicks(field, "0.125")
    QTest.keyClick(field, Qt.Key.Key_Return)
    for part in (field, slider_of(widget), label):
        assert "Now 0.125;" in part.toolTip()
    QTest.keyClick(slider_of(widget), Qt.Key.Key_Right)
    shown = field.toolTip()
    assert "Now 0.125;" not in shown
    assert slider_of(widget).toolTip() == label.toolTip() == shown


@pytest.mark.parametrize("text", ["1000000", "1,000,000", "1e6"])
def test_whole_numbers_show_their_thousands(window: QWidget, text: str) -> None:
    field = NumberField("steps", 1000, NumberScale(1, 1e7, (10, 5000), integer=True))
    add(window, field)
    assert field.text() == "1,000"
    field.setFocus()
    write(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.value(), field.text()) == (1e6, "1,000,000")
    assert parse("1,000", integer=True) == 1000
    assert parse("1,000") == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [(1e-12, "10⁻¹²"), (1e6, "1,000,000"), (0.9999, "0.9999"), (0, "0"), (-1e300, "−10³⁰⁰"), (-1e9, "−1,000,000,000")],
)
def test_bounds_are_readable(value: float, words: str) -> None:
    assert readable(value) == words


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_number_is_cut(window: QWidget, qapp: QApplication, scale: float) -> None:
    theme.apply(qapp, "light", scale)
    try:
        field = NumberField("loss", 0.0, NumberScale(-1e300, 1e300, (-1.0, 1.0)))
        add(window, field)
        leave(field)
        option = QStyleOptionFrame()
        field.initStyleOption(option)
        room = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field).width() - 4
        for value, text in (
            (0.00044671, None),
            (-0.00044671, "−4.467e−4"),
            (-123456.0, "−1.235e5"),
            (0.1234567, "0.1235"),
            (-4.4671e-12, None),
            (-1.2345e-300, None),
        ):
            field.setValue(value)
            assert field.fontMetrics().horizontalAdvance(field.text()) <= room
            assert text in (None, field.text())
    finally:
        theme.apply(qapp, "light", 1.0)


def test_a_complaint_lets_the_mouse_through(window: QWidget, field: NumberField) -> None:
    below = QPushButton("below")
    add(window, below)
    window.resize(420, 300)
    QApplication.processEvents()
    write(field, "abc")
    QTest.keyClick(field, Qt.Key.Key_Return)
    complaint = window.findChild(Complaint)
    assert complaint is not None
    assert complaint.isVisible()
    assert complaint.text() == "learning rate η: abc is not a number; give one from 10⁻⁶ to 10."
    assert window.rect().contains(complaint.geometry())
    assert not complaint.geometry().intersects(field.geometry())
    assert window.childAt(complaint.geometry().center()) is not complaint
    leave(field)
    assert not complaint.isVisible()


def test_enter_gives_the_keyboard_away_and_the_mouse_does_not_take_it(
    row: tuple[NumberRow, list[tuple[float, bool]]],
) -> None:
    widget, _ = row
    field, slider = widget.field(), slider_of(widget)
    field.setFocus()
    write(field, "0.2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not field.hasFocus()
    assert (field.value(), field.text()) == (0.2, "0.2")
    QTest.mouseClick(slider, LEFT)
    assert not slider.hasFocus()
    assert slider.focusPolicy() == Qt.FocusPolicy.TabFocus


def test_another_range_keeps_number_and_focus(row: tuple[NumberRow, list[tuple[float, bool]]]) -> None:
    widget, said = row
    slider = slider_of(widget)
    slider.setFocus()
    widget.setValue(1.0)
    widget.set_param(dataclasses.replace(RATE, soft=(1e-2, 1e2), high=1e3))
    assert slider.hasFocus()
    assert (widget.value(), said) == (1.0, [])
    assert slider.value() == pytest.approx(slider.maximum() / 2, abs=1)
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert widget.value() == 3.16
    assert "from 10⁻⁶ to 1,000" in widget.field().toolTip()
