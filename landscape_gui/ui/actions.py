"""Actions of the window's commands, from which menus and toolbar are built."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from landscape_gui.ui import icons
from landscape_gui.ui.commandlist import Command, commands


def build(window: QWidget, call: Callable[[str], None]) -> dict[str, QAction]:
    """Actions of all commands by key, added to ``window``; ``call`` gets the method's name."""
    actions: dict[str, QAction] = {}
    for command in commands():
        action = _action(window, command)
        action.triggered.connect(lambda checked=False, method=command.method: call(method))
        window.addAction(action)
        actions[command.key] = action
    return actions


def _action(window: QWidget, command: Command) -> QAction:
    action = QAction(command.text, window)
    action.setShortcut(QKeySequence(command.shortcut))
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    if command.icon:
        action.setIcon(icons.icon(command.icon))
    words = command.tip or command.text.replace("&", "")
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{words} ({keys})" if keys else words)
    action.setStatusTip(words)
    return action
