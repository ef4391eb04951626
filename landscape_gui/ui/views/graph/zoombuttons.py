"""Quiet buttons below the drawing, for those who do not know wheel and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from landscape_gui.ui import icons
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.widgets.tips import tip

if TYPE_CHECKING:
    from landscape_gui.ui.views.graph.canvas import GraphCanvas

CLOSER = 1.25
"""How much larger the drawing becomes with one click, or one key."""
ICON, BUTTON = 14, 24
"""Pixels at scale 1."""


class ZoomButtons(QWidget):
    """Smaller, fit, larger."""

    def __init__(self, themes: ThemeManager, canvas: GraphCanvas) -> None:
        super().__init__(canvas)
        self._themes = themes
        self.wanted = True
        """Whether they may be seen: not in a picture for a file."""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        smaller = self._button("minus", self.tr("Smaller (−)"))
        smaller.clicked.connect(lambda: canvas.viewport.zoom_by(1.0 / CLOSER))
        fit = self._button("fit", self.tr("Fit; again: all of it (0)"))
        fit.clicked.connect(lambda checked=False: canvas.viewport.fit_or_whole())
        larger = self._button("plus", self.tr("Larger (+)"))
        larger.clicked.connect(lambda: canvas.viewport.zoom_by(CLOSER))
        self._buttons = (smaller, fit, larger)
        for button in self._buttons:
            row.addWidget(button)

    def restyle(self) -> None:
        """Take the size of the text."""
        px = self._themes.px
        for button in self._buttons:
            button.setIconSize(QSize(px(ICON), px(ICON)))
            button.setFixedSize(px(BUTTON), px(BUTTON))

    def room(self) -> QSizeF:
        """Return their size; empty where they are not wanted."""
        return QSizeF(self.sizeHint()) if self.wanted else QSizeF()

    def place(self, place: QRectF) -> None:
        """Stand in ``place``, out of sight where it is empty."""
        if not place.isEmpty() and self.geometry() != place.toAlignedRect():
            self.setGeometry(place.toAlignedRect())
        self.setVisible(self.wanted and not place.isEmpty())

    def _button(self, icon: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIcon(icons.icon(icon, "muted"))
        button.setToolTip(tip(words))
        button.setAccessibleName(words.partition(" (")[0])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
