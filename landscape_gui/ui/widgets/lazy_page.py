"""A page whose content is made when it is first seen, so that nobody else pays for it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from landscape_gui.ui.widgets.timers import once


class LazyPage(QWidget):
    """An empty page; whoever is told that it is ``seen`` fills it."""

    seen = Signal()

    def __init__(self) -> None:
        super().__init__()
        # A panel behind another tab is shown for a moment while a window is built.
        self._tell = once(self, self._still_seen, 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def fill(self, content: QWidget) -> None:
        """Show ``content`` from now on."""
        self._column.addWidget(content)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell.start()

    def _still_seen(self) -> None:
        if self.isVisible():
            self.seen.emit()
