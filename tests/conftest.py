"""Tests run without a screen, with settings of their own, and fail when Qt complains; compiled kernels are shared."""

from __future__ import annotations

import importlib
import itertools
import os
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in the program

settings.register_profile("landscape", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("landscape")

_home = pytest.StashKey[Path]()
_homes = itertools.count()
_HARMLESS = ("This plugin does not support",)
"""Beginnings of what the offscreen platform says about things it has no use for."""


def pytest_configure(config: pytest.Config) -> None:
    """Keep the user's own files out of the tests; compile each kernel once for all workers and later sessions."""
    directory = tempfile.TemporaryDirectory(prefix="landscape-gui-tests-")
    config.add_cleanup(directory.cleanup)
    config.stash[_home] = Path(directory.name)
    for name in ("LANDSCAPE_GUI_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        os.environ[name] = directory.name
    os.environ.setdefault("LANDSCAPE_GUI_CACHE", str(config.rootpath / ".pytest_cache" / "landscape_gui"))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Compile what is slow to compile before the clock of the first test runs: no test is to blame for that minute."""
    places = {part for item in session.items for part in item.path.parts}
    if session.config.option.collectonly:
        return
    if places & {"gui", "render"}:
        from landscape_gui.render import jit

        jit.prepare()
    if places & {"gui", "network", "maps", "scene"}:
        importlib.import_module("landscape_gui.core.network.loop")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give each test settings that nobody has changed before."""
    os.environ["LANDSCAPE_GUI_HOME"] = str(item.config.stash[_home] / str(next(_homes)))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Fail when Qt complains while a window is closed and deleted; pytest-qt only listens during the test itself."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    complaints: list[str] = []

    def listen(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg} or message.startswith(_HARMLESS):
            return
        complaints.append(message)

    previous = qInstallMessageHandler(listen)
    try:
        yield
    finally:
        qInstallMessageHandler(previous)
    if complaints and item.get_closest_marker("no_qt_log") is None:
        pytest.fail("Qt complained at the end of the test: " + "; ".join(complaints), pytrace=False)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """Name the application as the program does, so that nothing is stored under pytest's name."""
    return ["landscape-gui"]


@pytest.fixture(scope="session", autouse=True)
def _real_display() -> None:
    """Give each new window the keyboard: on a bare virtual display nobody else does. Wait for what the display tells.

    A test that shows a window goes on when it has the keyboard. A window gets it from the display later than asked
    for; a widget that a test puts the keyboard on in the meantime would not hear of it before that, nor why. A test
    that moves the mouse goes on when the display has told of it.
    """
    if os.environ["QT_QPA_PLATFORM"] != "xcb":
        return
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QWidget

    show, move = QWidget.show, QTest.mouseMove

    def show_active(widget: QWidget) -> None:
        show(widget)
        if widget.windowType() in {Qt.WindowType.Window, Qt.WindowType.Dialog}:
            widget.activateWindow()
            if sys._getframe(1).f_globals["__name__"].startswith("tests."):
                QTest.qWaitForWindowActive(widget)

    def move_at_once(*where: Any, **options: Any) -> None:
        move(*where, **options)
        QGuiApplication.sync()

    QWidget.show = show_active  # type: ignore[method-assign]
    QTest.mouseMove = move_at_once  # type: ignore[method-assign]


@pytest.fixture
def uncached(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty cache of this test's own, returned; for tests about cold starts, in processes started from here."""
    monkeypatch.setenv("LANDSCAPE_GUI_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    return tmp_path / "cache"
