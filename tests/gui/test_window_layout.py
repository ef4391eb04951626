"""How the window shares its room and its keys, at every size of window and text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.ui import app
from landscape_gui.ui.rightside import in_front
from landscape_gui.ui.room import LOWER
from landscape_gui.ui.widgets.banner import Banner
from landscape_gui.ui.widgets.number_row import NumberRow
from landscape_gui.ui.widgets.number_slider import NumberSlider
from landscape_gui.ui.widgets.spinner import Spinner
from landscape_gui.ui.window import MainWindow
from tests.gui.hands import LEFT, move
from tests.gui.windows import dock, settled


def test_keys_step_the_run_in_the_table_of_states_too(window: MainWindow, qtbot: QtBot) -> None:
    dock(window, "state").raise_()
    qtbot.waitUntil(window.table.isVisible)
    table = window.table.table()
    place = QPoint(20, table.rowViewportPosition(1) + table.rowHeight(1) // 2)
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert QApplication.focusWidget() is table
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert window.playback.position == 300
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert window.playback.position == 299
    qtbot.keyClick(table, Qt.Key.Key_Home)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert window.playback.position == 1
    assert table.currentIndex().row() == 1
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 2
    assert window.playback.position == 1


def step_label(window: MainWindow) -> QLabel:
    """The step in the play bar."""
    return next(label for label in window.playbar.findChildren(QLabel) if label.text().startswith("step"))


def test_the_scrub_bar_grows_again_after_a_long_run_and_large_text(window: MainWindow, qtbot: QtBot) -> None:
    QApplication.processEvents()
    before = window.playbar.scrub.width()
    window.store.replace("Steps", steps=10_000_000)
    window.store.stack.undo()
    qtbot.waitUntil(lambda: settled(window) and window.playbar.scrub.width() == before)
    window.commands.set_scale(1.5)
    QApplication.processEvents()
    window.commands.set_scale(1.0)
    qtbot.waitUntil(lambda: window.playbar.scrub.width() == before)


def test_the_step_is_not_cut_before_the_first_run(qtbot: QtBot) -> None:
    window = app.build_window()
    qtbot.addWidget(window)
    window.show()
    label = step_label(window)
    assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
    window.close()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_overlaps_in_the_smallest_window(window: MainWindow, qtbot: QtBot, scale: float) -> None:
    window.commands.set_scale(scale)
    window.resize(1, 1)
    QApplication.processEvents()
    shown = [w for w in window.playbar.children() if isinstance(w, QWidget) and w.isVisible()]
    shown.sort(key=lambda w: w.x())
    assert all(one.geometry().right() < other.x() for one, other in pairwise(shown))
    assert shown[-1].geometry().right() <= window.playbar.width()
    for key in ("export", "theme", "shortcuts"):
        button = window.tools.widgetForAction(window.actions_by_key[key])
        assert button.isVisible() and button.geometry().right() <= window.tools.width()


def proportions(window: MainWindow) -> tuple[int, ...]:
    """Sizes of the panels and the picture."""
    panels = (dock(window, key) for key in ("problem", "optimizers", "curves"))
    return (*(length for panel in panels for length in panel.size().toTuple()), *window.stage.size().toTuple())


def front(window: MainWindow) -> str:
    """The lower panel in front."""
    return next((key for key in LOWER if in_front(dock(window, key))), "")


def test_large_text_and_back_leaves_nothing_behind(window: MainWindow, qtbot: QtBot) -> None:
    dock(window, "state").raise_()
    qtbot.waitUntil(window.table.isVisible)
    window.commands.set_scale(2.0)
    qtbot.waitUntil(lambda: dock(window, "curves").isHidden())
    note = window.stage.findChild(Banner, "note")
    assert note is not None and note.isVisible() and "Curves" in note.text()
    assert note.geometry().bottom() < window.stage.landscape.mapTo(window.stage, QPoint(0, 0)).y()
    window.commands.set_scale(1.0)
    qtbot.waitUntil(lambda: front(window) == "state")
    assert note.isHidden()
    style = window.appearance_button.toolButtonStyle()
    assert style == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    upper, lower = dock(window, "problem"), dock(window, "optimizers")
    assert in_front(upper) and in_front(lower)


def test_the_note_leaves_when_its_panels_are_opened(window: MainWindow, qtbot: QtBot) -> None:
    window.commands.set_scale(2.0)
    qtbot.waitUntil(lambda: dock(window, "curves").isHidden())
    for key in LOWER:
        dock(window, key).show()
    note = window.stage.findChild(Banner, "note")
    assert note is not None
    qtbot.waitUntil(note.isHidden)
    window.room.fit()
    assert not any(dock(window, key).isHidden() for key in LOWER)


def test_the_picture_has_the_room_at_large_text(window: MainWindow, qtbot: QtBot) -> None:
    window.commands.set_scale(2.0)
    qtbot.waitUntil(window.stage.surface.isHidden)
    assert window.stage.landscape.width() > 0.5 * window.width()
    assert window.store.experiment.view.layout == "both"
    window.resize(1920, 1080)
    qtbot.waitUntil(lambda: not dock(window, "curves").isHidden())
    qtbot.waitUntil(window.stage.surface.isVisible)


def test_a_window_that_was_very_small_is_afterwards_what_it_was(window: MainWindow, qtbot: QtBot) -> None:
    QApplication.processEvents()
    before = proportions(window)
    window.resize(1, 1)
    qtbot.waitUntil(lambda: dock(window, "curves").isHidden())
    page = window.problem_panel.page
    assert page.column.minimumSizeHint().width() <= page.viewport().width()
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: proportions(window) == before)


def test_panels_the_user_sized_are_remembered(window: MainWindow, qtbot: QtBot) -> None:
    QApplication.processEvents()
    edge = QPoint(dock(window, "problem").geometry().right() + 1, 300)
    qtbot.mousePress(window, Qt.MouseButton.LeftButton, pos=edge)
    move(window, edge + QPoint(60, 0), LEFT)
    qtbot.waitUntil(lambda: dock(window, "problem").width() > 330)
    qtbot.mouseRelease(window, Qt.MouseButton.LeftButton, pos=edge + QPoint(60, 0))
    width = dock(window, "problem").width()
    assert width > 330
    window.resize(700, 500)
    QApplication.processEvents()
    window.close()
    again = app.build_window()
    qtbot.addWidget(again)
    again.show()
    again.resize(1280, 800)
    qtbot.waitUntil(lambda: dock(again, "problem").width() == width)
    again.close()


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_the_left_side_is_shared_by_content(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    QApplication.processEvents()
    upper = dock(window, "problem").height()
    if size == (1280, 800):
        assert upper > 290
        assert dock(window, "optimizers").height() > 330
    else:
        pages = (window.problem_panel.page, window.optimizer_panel.page)
        qtbot.waitUntil(lambda: all(page.verticalScrollBar().maximum() == 0 for page in pages))


def test_after_enter_tab_goes_on_from_the_number(window: MainWindow, qtbot: QtBot) -> None:
    one, two = (row.field() for row in window.problem_panel.findChildren(NumberRow)[:2])
    one.setFocus()
    qtbot.waitUntil(one.hasFocus)
    qtbot.keyClick(one, Qt.Key.Key_Return)
    assert not one.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_Tab)
    slider = QApplication.focusWidget()
    assert slider is not None and slider.parent() is two.parent()
    qtbot.keyClick(slider, Qt.Key.Key_Tab)
    assert two.hasFocus()


def test_sliders_of_rates_are_long_enough_to_be_exact(window: MainWindow, qtbot: QtBot) -> None:
    sliders = [card.rate.findChildren(NumberSlider)[0] for card in window.optimizer_panel.cards]
    qtbot.waitUntil(lambda: all(slider.width() >= 110 for slider in sliders))
    window.resize(1920, 1080)
    qtbot.waitUntil(lambda: all(slider.width() >= 180 for slider in sliders))


def test_a_floating_panel_is_seen_to_float(window: MainWindow, qtbot: QtBot) -> None:
    panel = dock(window, "curves")
    before = panel.mapToGlobal(QPoint(0, 0))
    button = next(b for b in panel.titleBarWidget().findChildren(QToolButton) if "out of" in b.toolTip())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.isFloating()
    assert panel.pos().x() > before.x() and panel.pos().y() > before.y()
    assert "back" in button.toolTip()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not panel.isFloating()
    qtbot.waitUntil(lambda: front(window) == "curves")


def test_a_start_says_that_it_compiles_only_when_it_takes_long(qtbot: QtBot) -> None:
    window = app.build_window()
    qtbot.addWidget(window)
    window.show()
    spinner = window.stage.findChild(Spinner)
    assert spinner is not None
    window.engine.busy.emit(True)
    assert spinner.accessibleName() == "Starting…"
    window.engine.busy.emit(False)
    window.engine.busy.emit(True)
    window.work.slow_start.timeout.emit()
    assert "Compiling" in spinner.accessibleName()
    window.close()


def test_the_first_window_is_on_the_screen_with_its_title(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    free = QRect(0, 0, 1280, 800)
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: free)
    window = app.build_window()
    qtbot.addWidget(window)
    assert window.height() + 20 <= free.height() and window.width() <= free.width()
    window.close()
