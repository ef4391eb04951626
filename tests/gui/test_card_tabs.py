"""The keyboard among the cards of optimizers: real keys, in the whole window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.ui.panels.lanes.card import LaneCard
from landscape_gui.ui.widgets import NumberField, NumberRow, NumberSlider
from landscape_gui.ui.window import MainWindow

Key = Qt.Key


def press(window: MainWindow, *keys: Qt.Key) -> QWidget:
    """Press keys as a keyboard does: shortcuts come first. Returns what has the focus then."""
    for key in keys:
        shift = Qt.KeyboardModifier.ShiftModifier if key == Key.Key_Backtab else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(window.windowHandle(), key, shift)
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


@pytest.fixture
def cards(window: MainWindow, qtbot: QtBot) -> list[LaneCard]:
    """The cards, the number of the first having the focus."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    found = window.optimizer_panel.cards
    found[0].rate.field().setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(found[0].rate.field().hasFocus)
    return found


def test_tab_leads_from_number_to_number(window: MainWindow, cards: list[LaneCard]) -> None:
    for card in cards[1:]:
        assert press(window, Key.Key_Tab) is card.rate.field()
    assert press(window, Key.Key_Tab) is window.optimizer_panel.add_button
    assert press(window, Key.Key_Backtab) is cards[-1].rate.field()


def test_open_cards_are_gone_through_whole(window: MainWindow, cards: list[LaneCard]) -> None:
    cards[0].set_open(True)
    details = cards[0].details
    assert details is not None
    for row in details.rows.values():
        assert press(window, Key.Key_Tab) is row.field()
    assert isinstance(press(window, Key.Key_Tab), QComboBox)
    assert press(window, Key.Key_Tab) is cards[1].rate.field()


def test_shift_tab_meets_the_headings(window: MainWindow, cards: list[LaneCard]) -> None:
    press(window, Key.Key_Tab)
    wanted = [cards[1].header, cards[0].rate.field(), cards[0].header]
    for widget in wanted:
        assert press(window, Key.Key_Backtab) is widget
    assert not window.optimizer_panel.isAncestorOf(press(window, Key.Key_Backtab))
    for widget in (cards[0].header, cards[0].rate.field(), cards[1].rate.field()):
        assert press(window, Key.Key_Tab) is widget


def test_a_typed_number_and_enter_go_on_to_the_next_number(window: MainWindow, cards: list[LaneCard]) -> None:
    press(window, Key.Key_0, Key.Key_Period, Key.Key_0, Key.Key_3)
    QTest.keyClick(window.windowHandle(), Key.Key_Return)
    assert window.store.experiment.lanes[0].hyperparameters["lr"] == 0.03
    assert press(window, Key.Key_Tab) is cards[1].rate.field()
    QTest.keyClick(window.windowHandle(), Key.Key_Return)
    assert press(window, Key.Key_Backtab) is cards[1].header


def test_arrows_reach_all_parts_of_a_heading(window: MainWindow, cards: list[LaneCard]) -> None:
    window.playback.seek(20.0)
    header = cards[0].header
    press(window, Key.Key_Backtab)
    buttons: list[QWidget] = [header.dot, header.switch, header.opener, header.menu]
    for part in (*buttons, header.menu):
        assert press(window, Key.Key_Right) is part
    for part in (*reversed(buttons[:-1]), header, header):
        assert press(window, Key.Key_Left) is part
    assert window.playback.position == 20.0, "an arrow means one thing at a time"
    for by, keys in ((1, (Key.Key_Right, Key.Key_Down)), (2, (Key.Key_Down,)), (1, (Key.Key_Up,))):
        assert press(window, *keys) is cards[by].header.dot
    assert press(window, Key.Key_Up, Key.Key_Up) is header.dot
    assert press(window, Key.Key_Tab) is cards[0].rate.field()
    press(window, Key.Key_Backtab, Key.Key_Right, Key.Key_Right)
    assert not window.optimizer_panel.isAncestorOf(press(window, Key.Key_Backtab)), "a heading is one stop"


def test_parts_of_a_heading_are_pressed_by_key(window: MainWindow, cards: list[LaneCard]) -> None:
    press(window, Key.Key_Backtab)
    press(window, Key.Key_Right, Key.Key_Right, Key.Key_Space)
    assert not window.store.experiment.lanes[0].enabled and not window.playback.playing
    press(window, Key.Key_Return)
    assert window.store.experiment.lanes[0].enabled
    assert cards[0].details is None
    press(window, Key.Key_Right, Key.Key_Return)
    assert cards[0].details is not None and cards[0].details.isVisible()
    assert window.store.experiment.lanes[0].enabled, "Enter pressed the button, not the heading"
    assert press(window, Key.Key_Delete) is cards[1].header
    assert len(window.store.experiment.lanes) == 4


def test_the_slider_is_left_of_the_number(window: MainWindow, cards: list[LaneCard]) -> None:
    field = cards[0].rate.field()
    QApplication.processEvents()  # a field that gets the focus chooses its text with the next turn
    assert press(window, Key.Key_Left) is field, "the first one only leaves the selection"
    slider = press(window, Key.Key_Left)
    assert isinstance(slider, NumberSlider) and cards[0].isAncestorOf(slider)
    before = field.value()
    press(window, Key.Key_Right)
    assert field.value() > before
    assert press(window, Key.Key_Escape) is field
    QApplication.processEvents()
    press(window, Key.Key_Left, Key.Key_Left)
    assert press(window, Key.Key_Tab) is field
    QApplication.processEvents()
    press(window, Key.Key_Left, Key.Key_Left)
    assert press(window, Key.Key_Backtab) is cards[0].header


def test_left_moves_in_the_text_first(window: MainWindow, cards: list[LaneCard]) -> None:
    field = cards[0].rate.field()
    QApplication.processEvents()
    press(window, Key.Key_End)
    for _ in range(len(field.text())):
        assert press(window, Key.Key_Left) is field
    assert field.cursorPosition() == 0
    assert isinstance(press(window, Key.Key_Left), NumberSlider)


def test_sliders_of_other_panels_have_their_own_stops(window: MainWindow) -> None:
    rows = [row for row in window.problem_panel.findChildren(NumberRow) if row.isVisible()]
    for row in rows:
        slider = row.findChild(NumberSlider)
        assert slider is not None and slider.focusPolicy() == Qt.FocusPolicy.TabFocus
    assert rows


def test_no_number_is_missed_in_a_network(window: MainWindow, cards: list[LaneCard], qtbot: QtBot) -> None:
    from landscape_gui import networkedits

    window.store.change("Network", networkedits.with_network(window.store.experiment))
    for card in cards:
        card.set_open(True)
    wanted = [field for card in cards for field in card.findChildren(NumberField) if field.isVisible()]
    cards[0].rate.field().setFocus(Qt.FocusReason.TabFocusReason)
    met = [press(window)]
    while met[-1] is not window.optimizer_panel.add_button and len(met) < 100:
        met.append(press(window, Key.Key_Tab))
    fields = [widget for widget in met if isinstance(widget, NumberField)]
    assert fields[0] is cards[0].rate.field() and set(fields) == set(wanted) and len(fields) == len(wanted)
    assert [widget for widget in met[:-1] if not isinstance(widget, NumberField | QComboBox)] == []


def test_arrows_choose_where_one_of_several_choices_has_the_focus(window: MainWindow, cards: list[LaneCard]) -> None:
    window.playback.seek(20.0)
    layouts = window.layout_switch
    layouts.button("both").setFocus(Qt.FocusReason.TabFocusReason)
    assert press(window, Key.Key_Left) is layouts.button("surface3d") and layouts.value() == "surface3d"
    assert press(window, Key.Key_Left) is layouts.button("landscape")
    assert window.store.experiment.view.layout == "landscape" and window.playback.position == 20.0
