"""Whole windows: whether they are at rest, and what is in them."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QDockWidget
from pytestqt.qtbot import QtBot

from landscape_gui.ui.window import MainWindow


def settled(window: MainWindow) -> bool:
    """Whether the window shows the complete scene of the current experiment."""
    scene = window.scene
    return scene is not None and scene.complete and scene.experiment == window.store.experiment


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until nothing is computed any more."""
    qtbot.waitUntil(lambda: settled(window))


def dock(window: MainWindow, name: str) -> QDockWidget:
    """The dock of that name."""
    found = window.findChild(QDockWidget, name)
    assert found is not None
    return found


def rest(window: MainWindow) -> None:
    """Let the window lay itself out until nothing moves any more."""
    before: list[object] = []
    for _ in range(50):
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()
        now: list[object] = [*(panel.geometry() for panel in window.docks()), window.geometry()]
        if now == before:
            return
        before = now
    raise AssertionError("the panels move on and on")
