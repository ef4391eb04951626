"""How the window shares its room and its keys, at every size of window and text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.ui import app, theme
from landscape_gui.ui.window import MainWindow


def settled(window: MainWindow) -> bool:
    """Whether the window shows the complete scene of the current experiment."""
    scene = window.scene
    return scene is not None and scene.complete and scene.experiment == window.store.experiment


def dock(window: MainWindow, name: str) -> QDockWidget:
    """The dock of that name."""
    found = window.findChild(QDockWidget, name)
    assert found is not None
    return found


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    window = app.build_window()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.start(play=False)
    qtbot.waitUntil(lambda: settled(window))
    window.activateWindow()
    yield window
    window.commands.set_scale(1.0)
    window.close()


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
