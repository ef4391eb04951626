"""Fonts of single widgets that stay right whatever happens to theme and style sheet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from landscape_gui.ui import theme

_LOSSES = (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.Polish, QEvent.Type.Show)
"""Events after which a widget may have the font it had when its style sheet was first looked at."""


class FontKeeper(QObject):
    """Gives ``widget`` the interface font at ``size`` pixels at scale 1, now and after every change of the theme.

    A font that is only set once is lost: to look a style sheet up anew, Qt first returns to the font of before.
    """

    def __init__(
        self, widget: QWidget, size: float, weight: QFont.Weight = QFont.Weight.Normal, *, code: bool = False
    ) -> None:
        super().__init__(widget)
        self._widget, self._size, self._weight, self._code = widget, size, weight, code
        widget.installEventFilter(self)
        theme.manager().changed.connect(self.keep)
        self.keep()

    def keep(self) -> None:
        """Set the font where it is another one."""
        wanted, font = theme.font(self._size, self._weight, code=self._code), self._widget.font()
        if (font.pixelSize(), font.weight(), font.families()) != (
            wanted.pixelSize(),
            wanted.weight(),
            wanted.families(),
        ):
            self._widget.setFont(wanted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _LOSSES:
            self.keep()
        return False
