"""A veil over a widget that shows something which no longer holds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from landscape_gui.ui import theme

STRENGTH = 0.72
"""How much of what lies below a veil is covered."""


class Veil(QWidget):
    """Lies over all of its parent and takes its clicks; hidden until ``show``."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        parent.installEventFilter(self)
        theme.manager().changed.connect(self.update)
        self.hide()

    def cover(self) -> None:
        """Lie over everything that is in the parent now."""
        self.setGeometry(self._covered.rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._covered.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), theme.current().color("background", STRENGTH))
