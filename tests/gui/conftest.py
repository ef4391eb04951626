"""What every test of a window shares: patience on a busy machine, and no garbage collected outside the GUI thread."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtGui import QCursor, QGuiApplication
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker

from landscape_gui.ui import app
from landscape_gui.ui.garbage import collect_due
from landscape_gui.ui.window import MainWindow
from tests.gui import windows

PATIENCE = 30_000
"""Milliseconds after which something that should happen never will: half of what a whole test may take."""


class PatientBot(QtBot):
    """A ``qtbot`` whose 5 s for what must happen do not fail where several programs share a processor."""

    def waitUntil(self, callback: Any, *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **options: Any) -> SignalBlocker:
        return super().waitSignal(signal, timeout=timeout, **options)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> PatientBot:
    """pytest-qt's fixture, but more patient."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _garbage() -> Iterator[None]:
    """Collect as the program does: in this thread, and between tests."""
    gc.disable()
    yield
    collect_due()
    gc.enable()


@pytest.fixture(autouse=True)
def _pointer(qapp: object) -> None:
    """Put a real mouse where no window is: over a new one it would be told of, and hover, whenever that suits it."""
    if QGuiApplication.platformName() == "xcb":
        QCursor.setPos(QGuiApplication.primaryScreen().geometry().bottomRight())


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """The program's window at rest: the first experiment, computed but not playing, the keyboard on the stage."""
    window = app.build_window()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.start(play=False)
    windows.settle(qtbot, window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.stage.setFocus()
    yield window
    window.commands.set_scale(1.0)
    window.close()


@pytest.fixture
def settle(qtbot: QtBot, window: MainWindow) -> Callable[[], None]:
    """A function that waits until the window computes nothing any more."""
    return lambda: windows.settle(qtbot, window)
