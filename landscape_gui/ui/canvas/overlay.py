"""Quiet buttons in the corner of a picture."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from landscape_gui.ui.icons import icon
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.widgets.tips import tip


class ZoomButtons(QWidget):
    """Zoom in, zoom out and home, in a row; hidden until the mouse is over the picture."""

    zoomed = Signal(float)
    home = Signal()

    def __init__(self, themes: ThemeManager, factor: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.buttons: list[QToolButton] = []
        self._row = QHBoxLayout(self)
        self._add("zoom-in", self.tr("Zoom in"), "+").clicked.connect(lambda: self.zoomed.emit(factor))
        self._add("zoom-out", self.tr("Zoom out"), "\N{MINUS SIGN}").clicked.connect(
            lambda: self.zoomed.emit(1.0 / factor)
        )
        self._add("home", self.tr("Show the whole domain again"), "0").clicked.connect(self.home)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        themes.changed.connect(self._resize)
        self._resize()
        self.hide()

    def place(self, rect: QRectF) -> None:
        """Go to the top right corner of ``rect``."""
        away = self._themes.px(8)
        self.adjustSize()
        self.move(int(rect.right()) - away - self.width(), int(rect.top()) + away)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), self._themes.scale))
        painter.setBrush(theme.color("raised", 0.92))
        radius = self._themes.px(6)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _add(self, name: str, words: str, key: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name, "muted"))
        button.setAccessibleName(words)
        button.setToolTip(tip(words, key))
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._row.addWidget(button)
        self.buttons.append(button)
        return button

    def _resize(self) -> None:
        side = self._themes.px(26)
        for button in self.buttons:
            button.setIconSize(QSize(self._themes.px(16), self._themes.px(16)))
            button.setFixedSize(side, side)
        self._row.setContentsMargins(*(4 * [self._themes.px(2)]))
        self._row.setSpacing(0)
        self.adjustSize()
