"""A veil over what is drawn but no longer holds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from landscape_gui.ui.theme import ThemeManager

COVER = 0.68
"""How much of what is below it a veil takes away."""


class GraphVeil(QWidget):
    """Lies over all of ``parent``, hidden at first; the mouse reaches what is below."""

    def __init__(self, themes: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes, self._below = themes, parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        parent.installEventFilter(self)
        themes.changed.connect(self.update)

    def cover(self, covered: bool) -> None:
        """Lie over it, or go away."""
        self.resize(self._below.size())
        self.raise_()
        self.setVisible(covered)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.resize(self._below.size())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._themes.theme.color("panel", COVER))
