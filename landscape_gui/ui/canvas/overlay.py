"""Quiet buttons in the corner of a picture."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from landscape_gui.numbers import MINUS
from landscape_gui.ui.icons import icon
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.widgets.tips import tip


class ZoomButtons(QWidget):
    """Home, zoom in and zoom out, hidden until the mouse is over the picture. All have keys, so none takes focus."""

    zoomed = Signal(float)
    home = Signal()

    def __init__(self, themes: ThemeManager, factor: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.buttons: list[QToolButton] = []
        self._column = QVBoxLayout(self)
        self._add("home", self.tr("Show the whole domain again."), "0").clicked.connect(self.home)
        self._add("zoom-in", self.tr("Look from nearer."), "+").clicked.connect(lambda: self.zoomed.emit(factor))
        self._add("zoom-out", self.tr("Look from farther away."), MINUS).clicked.connect(
            lambda: self.zoomed.emit(1.0 / factor)
        )
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
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("grid"), 1.0))
            painter.setBrush(theme.color("panel", 0.85))
            radius = self._themes.px(6)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _add(self, name: str, words: str, key: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name, "muted"))
        button.setAccessibleName(words)
        button.setToolTip(tip(words, key))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column.addWidget(button)
        self.buttons.append(button)
        return button

    def _resize(self) -> None:
        side = self._themes.px(28)
        for button in self.buttons:
            button.setIconSize(QSize(self._themes.px(16), self._themes.px(16)))
            button.setFixedSize(side, side)
        self._column.setContentsMargins(*(4 * [self._themes.px(2)]))
        self._column.setSpacing(0)
        self.adjustSize()
