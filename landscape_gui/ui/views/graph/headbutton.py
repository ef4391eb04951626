"""Quiet buttons in the head of what opens beside the drawing of a graph."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QToolButton

from landscape_gui.ui import icons
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.widgets.tips import tip

ICON, BUTTON = 14, 24
"""Pixels at scale 1."""


class _Size(QObject):
    """Gives a button its size, now and whenever that of text changes."""

    def __init__(self, themes: ThemeManager, button: QToolButton) -> None:
        super().__init__(button)
        self._themes, self._button = themes, button
        themes.changed.connect(self.keep)
        self.keep()

    def keep(self) -> None:
        """Set the size."""
        px = self._themes.px
        self._button.setIconSize(QSize(px(ICON), px(ICON)))
        self._button.setFixedSize(px(BUTTON), px(BUTTON))


def head_button(themes: ThemeManager, icon: str, words: str) -> QToolButton:
    """Return a button: the name of its icon, and what it does, with its key in brackets."""
    button = QToolButton()
    button.setAutoRaise(True)
    button.setIcon(icons.icon(icon))
    button.setToolTip(tip(words))
    button.setAccessibleName(words.partition(" (")[0])
    _Size(themes, button)
    return button
