"""The small editor that opens at a number in a picture: its name, a slider and a field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from landscape_gui.core.descriptors import Param
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.network.card import placed
from landscape_gui.ui.widgets.number_field import NumberField
from landscape_gui.ui.widgets.number_row import NumberRow

LIMIT = 1e6
WIDTH = 300
SLIDER = 72
"""Least room for the slider at scale 1; a name that leaves less is cut, and the tooltip tells what it is of."""


def weight_param(name: str, link: str, about: str, value: float, reach: float) -> Param:
    """The weight ``name`` at ``value``, shown as ``link``; its slider covers ``reach`` or more to both sides of 0."""
    soft = max(2.0 * reach, 1.25 * abs(value))
    return Param(name, link, value, -LIMIT, LIMIT, description=f"{name}, {about}", soft=(-soft, soft))


class NumberEditor(QWidget):
    """A number row over the view it belongs to; Enter and Escape close it."""

    edited = Signal(float, bool)
    """The new value, and whether it is final."""
    closed = Signal()

    def __init__(self, themes: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._row: NumberRow | None = None
        self._layout = QHBoxLayout(self)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()

    def open(self, param: Param, value: float, beside: QRectF, bounds: QRectF) -> None:
        """Edit ``param`` at ``value`` next to ``beside``; a double click returns to its default."""
        name, about = param.label, param.description
        if self._row is not None:
            self._layout.removeWidget(self._row)
            self._row.deleteLater()
        px, field = self._themes.px, NumberField.of(param, value)
        room = self._width(bounds) - px(10) - px(8) - 2 * px(8) - field.width() - px(SLIDER)
        label = max(px(SLIDER // 2), min(self.fontMetrics().horizontalAdvance(name) + px(8), room))
        self._row = NumberRow(param, value, label_width=int(label / self._themes.scale), field=field)
        self._row.changed.connect(self.edited)
        self._row.field().installEventFilter(self)
        self._layout.addWidget(self._row)
        self._layout.setContentsMargins(px(10), px(6), px(8), px(6))
        self.move_to(beside, bounds)
        self.setAccessibleName(about)
        self.show()
        self.raise_()
        self._row.field().setFocus(Qt.FocusReason.PopupFocusReason)

    def move_to(self, beside: QRectF, bounds: QRectF) -> None:
        """Stand next to ``beside`` and inside ``bounds``."""
        px = self._themes.px
        self.setGeometry(placed(beside, self._width(bounds), px(40), bounds, px(12)).toRect())

    def _width(self, bounds: QRectF) -> int:
        return min(self._themes.px(WIDTH), int(bounds.width()))

    def row(self) -> NumberRow:
        """Return the number row; there is one once the editor was opened."""
        assert self._row is not None
        return self._row

    def is_dragged(self) -> bool:
        """Whether the mouse holds the slider or the name."""
        return self._row is not None and self._row.is_dragged()

    def follow(self, value: float) -> None:
        """Show what the number has become, unless it is being edited."""
        if self._row is not None and not self.is_dragged() and not self._row.field().hasFocus():
            self._row.setValue(value)

    def close_editor(self) -> None:
        """Close, what was typed counts; what is no number is forgotten."""
        if self.isVisible():
            row = self.row()
            row.field().clearFocus()
            row.setValue(row.value())
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_editor()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._row is not None:
            field = self._row.field()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                field.keyPressEvent(event)
                if not field.hasFocus():  # a number that is wrong keeps it
                    self.close_editor()
                return True
            if event.key() == Qt.Key.Key_Escape:
                field.keyPressEvent(event)
                self.close_editor()
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, radius = self._themes.theme, self._themes.px(6)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent"), 1.5 * self._themes.scale))
            painter.setBrush(theme.color("raised"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.0, 1.0, -1.0, -1.0), radius, radius)
