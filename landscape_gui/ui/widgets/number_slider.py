"""A thin slider over a number scale: round handle, filled part in colour, a tick at the default."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from landscape_gui.ui import theme
from landscape_gui.ui.widgets.number_field import step_size
from landscape_gui.ui.widgets.tips import WheelGuard

_TICKS = 10_000
_HANDLE = 12
_GROOVE = 4
_KEYS = {
    Qt.Key.Key_Left: -1.0,
    Qt.Key.Key_Down: -1.0,
    Qt.Key.Key_Right: 1.0,
    Qt.Key.Key_Up: 1.0,
    Qt.Key.Key_PageDown: -10.0,
    Qt.Key.Key_PageUp: 10.0,
}


class NumberSlider(QSlider):
    """A horizontal slider whose position runs from 0 to 1; a press jumps there, Shift drags ten times finer.

    The keyboard reaches it by Tab only, so that after a click arrows, Home and End still move the play position.
    It only asks: whoever owns it decides on the number and answers with ``set_unit``.
    """

    dragged = Signal(float)
    """The position the user wants, 0 to 1."""
    released = Signal()
    stepped = Signal(float)
    """Keys and wheel: so many steps."""
    resetAsked = Signal()

    def __init__(self, default: float | None = None, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._default = default
        self._color: str | None = None
        self._unit = 0.0
        self._last = 0.0
        self.setRange(0, _TICKS)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        WheelGuard(self)

    def set_unit(self, unit: float) -> None:
        """Put the handle at a position; beyond the ends it stays at the end."""
        self._unit = min(1.0, max(0.0, unit))
        self.setValue(round(self._unit * _TICKS))

    def set_default(self, unit: float | None) -> None:
        """Mark another position as the default; beyond the ends there is no mark."""
        self._default = unit
        self.update()

    def set_color(self, color: str | None) -> None:
        """Fill the slider with "#rrggbb" instead of the accent colour."""
        self._color = color
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(96), theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(40), theme.px(28))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setSliderDown(True)
        self._last = event.position().x()
        if abs(self._last - self._handle_x()) > theme.px(_HANDLE) / 2:
            self._drag((self._last - self._start()) / self._span())
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            moved = (event.position().x() - self._last) / self._span()
            self._last = event.position().x()
            fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._drag(self._unit + (0.1 * moved if fine else moved))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderDown(False)
            self.released.emit()
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.resetAsked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if amount := _KEYS.get(Qt.Key(event.key())):
            self.stepped.emit(amount * step_size(event.modifiers()))
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self.stepped.emit(step_size(event.modifiers()) * turned / 120.0)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, thick = self.height() / 2.0, float(theme.px(_GROOVE))
        groove = QRectF(self._start(), middle - thick / 2, self._span(), thick)
        painter.setBrush(look.color("border"))
        painter.drawRoundedRect(groove, thick / 2, thick / 2)
        if self._default is not None and 0.0 <= self._default <= 1.0:
            self._paint_default(painter, groove)
        fill = QColor(self._color or look.accent) if self.isEnabled() else look.color("faint")
        painter.setBrush(fill)
        painter.setPen(Qt.PenStyle.NoPen)
        groove.setRight(self._handle_x())
        painter.drawRoundedRect(groove, thick / 2, thick / 2)
        self._paint_handle(painter, QPointF(self._handle_x(), middle), fill)

    def _paint_default(self, painter: QPainter, groove: QRectF) -> None:
        x = self._start() + self._span() * (self._default or 0.0)
        reach = theme.px(3)
        painter.setPen(QPen(theme.current().color("faint"), theme.px(1.5)))
        painter.drawLine(QPointF(x, groove.bottom() + 1), QPointF(x, groove.bottom() + 1 + reach))

    def _paint_handle(self, painter: QPainter, center: QPointF, fill: QColor) -> None:
        radius = theme.px(_HANDLE) / 2.0
        if self.isEnabled() and (self.hasFocus() or self.underMouse() or self.isSliderDown()):
            halo = QColor(fill)
            halo.setAlphaF(0.35 if self.hasFocus() or self.isSliderDown() else 0.18)
            painter.setBrush(halo)
            painter.drawEllipse(center, radius + theme.px(3), radius + theme.px(3))
        painter.setBrush(theme.current().color("panel"))
        painter.drawEllipse(center, radius + 1.0, radius + 1.0)
        painter.setBrush(fill)
        painter.drawEllipse(center, radius, radius)

    def _drag(self, unit: float) -> None:
        self._unit = min(1.0, max(0.0, unit))
        self.dragged.emit(self._unit)
        self.setValue(round(self._unit * _TICKS))

    def _start(self) -> float:
        return theme.px(_HANDLE) / 2.0 + theme.px(3)

    def _span(self) -> float:
        return max(1.0, self.width() - 2.0 * self._start())

    def _handle_x(self) -> float:
        return self._start() + self._span() * self._unit
