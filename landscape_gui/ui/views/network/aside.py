"""A card that would cover the diagram it explains stands beside the view, over its neighbours, like a tooltip."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.network.card import AWAY, LaidCard, paint_card


class CardAside(QWidget):
    """Shows a card over the window of ``view``, outside of it; the mouse goes through."""

    def __init__(self, themes: ThemeManager, view: QWidget) -> None:
        super().__init__(view)
        self._themes, self._view = themes, view
        self._laid: LaidCard | None = None
        self._reach = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def place(self, size: QRectF, beside: QRectF) -> QRect | None:
        """Where in the window a card of ``size`` has room beside the view, level with ``beside``; None for nowhere."""
        window = self._view.window()
        corner = self._view.mapTo(window, QPoint(0, 0))
        inside = QRectF(window.rect()).adjusted(4.0, 4.0, -4.0, -4.0)
        view = QRectF(QPointF(corner), self._view.size())
        away, level = float(self._themes.px(AWAY)), beside.center().y() + corner.y() - size.height() / 2.0
        top = min(max(level, inside.top()), inside.bottom() - size.height())
        for left in (view.left() - away - size.width(), view.right() + away):
            box = QRectF(left, top, size.width(), size.height())
            if inside.contains(box):
                return box.toRect()
        return None

    def show_card(self, laid: LaidCard, place: QRect, reach: float) -> None:
        """Show a card at a place in the window, or what has changed on it."""
        window = self._view.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self._laid, self._reach = laid.moved(QRectF(0.0, 0.0, place.width(), place.height())), reach
        self.setGeometry(place)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._laid is not None:
            with QPainter(self) as painter:
                paint_card(painter, self._laid, self._reach, self._themes, self.devicePixelRatioF())
