"""Formulas below each other: broken, pointed at, walked through and copied."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.ui import mathline, theme
from landscape_gui.ui.widgets.math_lines import Entry, MathLines
from tests.gui.hands import move
from tests.gui.making import Heard, activate

LONG = r"\frac{\partial L}{\partial w} = \textcolor{gradient}{0.5} \cdot (1 - 0.25) + 0.125 \cdot 8 = 0.5 + 0.5 = 1.375"
ENTRIES = (
    Entry(heading="Numbers"),
    Entry("a = 2", exact="2.0000000001", tag=(1,)),
    Entry(words="Some words."),
    Entry(LONG, tag=(1, 2)),
)


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.addWidget(QLineEdit())
    column.addWidget(MathLines(), 1)
    made.resize(420, 360)
    return activate(qtbot, made)


@pytest.fixture
def lines(page: QWidget) -> MathLines:
    made = page.findChild(MathLines)
    assert made is not None
    made.set_entries(ENTRIES)
    return made


def tab_to(lines: MathLines) -> None:
    """Come to the lines by the Tab key."""
    before = lines.window().findChild(QLineEdit)
    assert before is not None
    before.setFocus()
    QTest.keyClick(before, Qt.Key.Key_Tab)


def test_formulas_are_broken_only_outside_of_groups() -> None:
    assert mathline.parted(r"a = b = c") == ["a", "= b", "= c"]
    assert mathline.parted(r"\frac{a = b}{c} = (d = e)") == [r"\frac{a = b}{c}", "= (d = e)"]
    assert mathline.parted(r"x \rightarrow y") == ["x", r"\rightarrow y"]
    assert mathline.parted("") == [""]


def test_wide_formulas_take_more_lines_in_less_room(lines: MathLines) -> None:
    assert lines.heightForWidth(220) > lines.heightForWidth(900)
    assert lines.area_of(3).bottom() <= lines.heightForWidth(lines.width())
    tops = [lines.area_of(k).top() for k in range(4)]
    assert tops == sorted(tops)


def test_formulas_are_pointed_at_words_are_not(lines: MathLines) -> None:
    heard = Heard(lines.pointed)
    move(lines, lines.area_of(1).center())
    move(lines, lines.area_of(2).center())
    move(lines, lines.area_of(3).center())
    assert heard.said == [(1,), (-1,), (3,)]


def test_the_keyboard_walks_from_formula_to_formula(lines: MathLines) -> None:
    heard = Heard(lines.pointed)
    tab_to(lines)
    assert lines.current() == 1
    QTest.keyClick(lines, Qt.Key.Key_Down)
    QTest.keyClick(lines, Qt.Key.Key_Down)
    assert lines.current() == 3
    QTest.keyClick(lines, Qt.Key.Key_Up)
    assert lines.current() == 1 and heard.said[-1] == (1,)
    QTest.keyClick(lines, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "2.0000000001"
    lines.clearFocus()
    assert heard.said[-1] == (-1,)


def test_a_double_click_copies_all_digits_or_the_formula(lines: MathLines) -> None:
    QTest.mouseDClick(lines, Qt.MouseButton.LeftButton, pos=lines.area_of(1).center().toPoint())
    assert QGuiApplication.clipboard().text() == "2.0000000001"
    QTest.mouseDClick(lines, Qt.MouseButton.LeftButton, pos=lines.area_of(3).center().toPoint())
    assert QGuiApplication.clipboard().text().startswith("∂L/∂w = 0.5")


def test_the_same_lines_with_other_numbers_keep_the_place(lines: MathLines) -> None:
    tab_to(lines)
    lines.set_entries((ENTRIES[0], Entry("a = 3", exact="3", tag=(1,)), *ENTRIES[2:]))
    assert lines.current() == 1
    lines.set_entries(ENTRIES[:1])
    assert lines.current() == -1


def test_all_of_it_is_there_for_those_who_do_not_see_it(lines: MathLines) -> None:
    assert lines.accessibleName().split("\n")[:3] == ["Numbers", "a = 2", "Some words."]


def test_it_grows_with_the_text(lines: MathLines) -> None:
    before = lines.heightForWidth(400)
    manager = theme.manager()
    manager.set_scale(2.0)
    try:
        assert lines.heightForWidth(400) > 1.5 * before
        lines.grab()
    finally:
        manager.set_scale(1.0)


def test_nothing_is_there_for_a_pointer_beside(lines: MathLines) -> None:
    heard = Heard(lines.pointed)
    move(lines, QPoint(1, lines.height() - 1))
    assert heard.said == []
