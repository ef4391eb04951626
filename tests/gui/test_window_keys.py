"""Keys in the whole window: which of them a control keeps for itself, and which still go through the run."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import FormulaProblem, NetworkProblem, SurfaceProblem
from landscape_gui.ui.panels.appearance import AppearancePanel
from landscape_gui.ui.views.network.controls import LaneSwitch
from landscape_gui.ui.widgets import Segmented
from landscape_gui.ui.window import MainWindow
from tests.gui.hands import click

Key = Qt.Key


def press(qtbot: QtBot, *keys: Key) -> None:
    """Press keys wherever the keyboard is, shortcuts of the window included."""
    for key in keys:
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, key)


def tab_to(qtbot: QtBot, window: MainWindow, inside: QWidget) -> None:
    """Press Tab until the keyboard is in a widget."""
    for _ in range(200):
        focus = QApplication.focusWidget()
        if focus is not None and inside.isAncestorOf(focus):
            return
        qtbot.keyClick(focus or window, Key.Key_Tab)
    raise AssertionError(f"Tab never comes to {inside}")


def round_trip(qtbot: QtBot, key: Key) -> list[QWidget]:
    """Press Tab, or Shift+Tab, until the keyboard is where it was before; tell where it has been."""
    order: list[QWidget] = []
    while True:
        press(qtbot, key)
        focus = QApplication.focusWidget()
        assert focus is not None
        if order and focus is order[-1]:
            continue  # on its way from unit to unit of the network
        if focus in order:
            break
        order.append(focus)
    assert focus is order[0], "a round ends where it began"
    return order


def focused(segments: Segmented) -> str:
    """Words of the segment that has the keyboard."""
    button = QApplication.focusWidget()
    assert isinstance(button, QAbstractButton) and segments.isAncestorOf(button)
    return button.text()


def test_a_network_is_chosen_by_keyboard(window: MainWindow, qtbot: QtBot, settle: Callable[[], None]) -> None:
    kind = window.problem_panel.kind
    window.playback.seek(41.0)
    tab_to(qtbot, window, kind)
    press(qtbot, Key.Key_Down)
    assert (kind.value(), focused(kind)) == ("formula", "Formula"), "on the way to the network, not into the formula"
    assert isinstance(window.store.experiment.problem, FormulaProblem)
    settle()
    press(qtbot, Key.Key_Right)
    assert isinstance(window.store.experiment.problem, NetworkProblem)
    settle()
    assert (kind.value(), focused(kind)) == ("network", "Network")
    press(qtbot, Key.Key_Left, Key.Key_Left)
    assert isinstance(window.store.experiment.problem, SurfaceProblem)
    settle()
    assert window.playback.position == 41.0, "the keys did not step the run"


def test_the_window_keeps_the_keyboard_when_the_page_of_networks_is_made(
    window: MainWindow, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    shown: list[QWidget] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(watched)
            return False

    watch, app = Watch(), QApplication.instance()
    assert app is not None
    app.installEventFilter(watch)
    click(window.problem_panel.kind.button("network"))
    settle()
    app.removeEventFilter(watch)
    assert not shown and window.isActiveWindow()


def test_every_row_of_segments_is_moved_by_arrows(window: MainWindow, qtbot: QtBot, settle: Callable[[], None]) -> None:
    window.commands.choose_network()
    settle()
    for section in window.problem_panel.network_part.sections.values():
        section.set_open(True)
    QApplication.processEvents()
    window.playback.seek(20.0)
    rows = [row for row in window.findChildren(Segmented) if row.isVisible()]
    assert len(rows) >= 5, "layout, kind of problem, batches, curves, lines of the network"
    for row in rows:
        if row is window.problem_panel.kind:
            continue
        before = row.value()
        tab_to(qtbot, window, row)
        press(qtbot, Key.Key_Right)
        settle()
        assert row.value() != before
        press(qtbot, Key.Key_Left)
        settle()
        assert row.value() == before
    assert window.playback.position == 20.0


def test_the_lane_of_a_network_is_chosen_by_arrows(
    window: MainWindow, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    window.commands.choose_network()
    settle()
    window.playback.seek(20.0)
    assert window.network_mode is not None
    view = window.network_mode.network_view
    lanes = view.findChild(LaneSwitch)
    assert lanes is not None
    tab_to(qtbot, window, lanes)
    press(qtbot, Key.Key_Right)
    lane = view.model.lane()
    assert lane is not None and lane.index == 1
    assert window.playback.position == 20.0


def test_segments_in_the_popup_of_looks_are_moved_by_arrows(window: MainWindow, qtbot: QtBot) -> None:
    window.playback.seek(20.0)
    menu = window.appearance_button.menu()
    menu.popup(window.appearance_button.mapToGlobal(QPoint(0, 30)))
    qtbot.waitUntil(menu.isVisible)
    row = next(row for row in menu.findChildren(Segmented) if row.isVisible())
    before = row.value()
    button = row.button(before)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, Key.Key_Right)
    assert row.value() != before
    assert window.playback.position == 20.0
    menu.close()


def test_the_ring_of_the_keyboard_goes_with_the_choice(
    window: MainWindow, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    kind = window.problem_panel.kind
    tab_to(qtbot, window, kind)
    assert focused(kind) == "Surface"
    click(kind.button("network"))
    settle()
    assert focused(kind) == "Network"
    window.store.stack.undo()
    settle()
    assert focused(kind) == "Surface"


def test_tab_comes_by_everything_once(window: MainWindow, qtbot: QtBot, settle: Callable[[], None]) -> None:
    window.commands.choose_network()
    settle()
    for section in window.problem_panel.network_part.sections.values():
        section.set_open(True)
    QApplication.processEvents()
    met = round_trip(qtbot, Key.Key_Tab)
    assert len(met) > 60
    met += round_trip(qtbot, Key.Key_Backtab)  # forward, Tab passes by what nothing can be typed into
    missed = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.isEnabled()
        and widget.window() is window
        and widget.focusProxy() is None
        and widget not in met
    ]
    assert not missed


@pytest.mark.parametrize(
    ("key", "kind", "entry"),
    [(Key.Key_F6, FormulaProblem, "&Formula"), (Key.Key_F7, NetworkProblem, "&Network")],
)
def test_problems_have_keys_and_a_menu(
    window: MainWindow, qtbot: QtBot, settle: Callable[[], None], key: Key, kind: type, entry: str
) -> None:
    press(qtbot, key)
    assert isinstance(window.store.experiment.problem, kind)
    settle()
    menu = next(menu for menu in window.menuBar().findChildren(QMenu) if menu.title() == "P&roblem")
    menu.aboutToShow.emit()
    ticked = [action.text() for action in menu.actions() if action.isChecked()]
    assert ticked == [entry]
    press(qtbot, Key.Key_F5)
    assert isinstance(window.store.experiment.problem, SurfaceProblem)
    settle()


def test_clicks_beside_the_controls_of_the_appearance_leave_it_open(qtbot: QtBot, window: MainWindow) -> None:
    menu = window.appearance_button.menu()
    menu.popup(window.appearance_button.mapToGlobal(QPoint(0, 30)))
    qtbot.waitUntil(menu.isVisible)
    (panel,) = menu.findChildren(AppearancePanel)
    words = [label for label in panel.findChildren(QLabel) if label.isVisible() and label.text()]
    assert len(words) > 3
    for label in words:
        qtbot.mouseClick(label, Qt.MouseButton.LeftButton)
        assert menu.isVisible(), label.text()
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert menu.isVisible()
    menu.close()
