"""Opening Qt's connection to the screen, which ends the process where it fails: Qt offers no way to ask first."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qVersion
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

Report = Callable[[str], None]


def open_display(make: Callable[[], QApplication], report: Report) -> QApplication:
    """Return the application ``make`` returns.

    Where Qt finds nothing to show windows on, ``report`` gets a few words on why and the process ends with status 1.
    """
    complaints: list[str] = []

    def listen(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        complaints.append(message)
        if kind == QtMsgType.QtFatalMsg:
            report(reason(complaints))
            # Qt aborts the process as soon as this returns.
            os._exit(1)

    previous = qInstallMessageHandler(listen)
    try:
        application = make()
    finally:
        qInstallMessageHandler(previous)
    if sys.stderr is not None:
        sys.stderr.writelines(f"{message}\n" for message in complaints)
    return application


def application() -> QApplication:
    """The QApplication of this process, made if there is none."""
    known = QApplication.instance()
    return known if isinstance(known, QApplication) else QApplication(["landscape-gui"])


def has_fonts() -> bool:
    """Whether there is anything to write words with."""
    return bool(QFontDatabase.families())


def description(application: QApplication) -> str:
    """One sentence on Qt and the screen windows are shown on."""
    size = application.primaryScreen().size()
    return f"Qt {qVersion()} shows {size.width()} × {size.height()} pixels through {application.platformName()}"


def reason(complaints: list[str]) -> str:
    """A few words on why no window can be opened, from what Qt said before it gave up."""
    said = " ".join(complaints)
    if display := re.search(r"could not connect to display ?(\S*)", said):
        return f"the display {display[1]} does not answer" if display[1] else "there is no display"
    # Qt says this of every failure of its X11 part, so it comes second.
    if "xcb-cursor" in said:
        return 'a system library is missing, most likely libxcb-cursor0 ("sudo apt-get install -y libxcb-cursor0")'
    if plugin := re.search(r'Could not (?:find|load) the Qt platform plugin "([^"]*)"', said):
        return f'Qt\'s part for "{plugin[1]}" is missing or lacks a system library'
    return "Qt finds nothing to show one on"
