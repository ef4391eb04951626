"""Starting the application: the window first, numba and the first picture after it."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QStyle

from landscape_gui.core import cachedir
from landscape_gui.core.errors import ExperimentError
from landscape_gui.ui import theme
from landscape_gui.ui.garbage import GarbageCollector
from landscape_gui.ui.settings import Settings
from landscape_gui.ui.store import Store
from landscape_gui.ui.window import MainWindow


def application() -> QApplication:
    """The QApplication, made if there is none."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    QCoreApplication.setApplicationName("Landscape")
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, False)
    return QApplication(sys.argv[:1])


def build_window(path: Path | None = None, settings: Settings | None = None) -> MainWindow:
    """The main window with ``path`` opened, or the experiment of the last session, or the first one."""
    app = application()
    settings = settings or Settings()
    themes = theme.apply(app, settings.mode, settings.scale)
    store = Store()
    if path is None:
        store.resume(*settings.session())
    window = MainWindow(store, settings, themes)
    if not settings.restore_window(window):
        window.resize(window.size().boundedTo(room_on_screen(window)))
    window.room.restore(settings.room)
    if path is not None:
        try:
            store.open(path)
            settings.add_recent(path)
        except ExperimentError as error:
            window.stage.banner.say(str(error), "error")
    return window


def room_on_screen(window: MainWindow) -> QSize:
    """The largest size at which ``window`` and its title bar are on the screen."""
    free = window.screen().availableGeometry().size()
    return free - QSize(0, window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight))


def main(path: Path | None = None) -> int:
    """Run the application until its window is closed; the exit status."""
    cachedir.numba_directory()
    app = application()
    GarbageCollector(app)
    window = build_window(path)
    window.show()
    # The window paints itself before anything slow is imported by other threads, which would hold that up.
    app.processEvents()
    QTimer.singleShot(0, window.start)
    return app.exec()
