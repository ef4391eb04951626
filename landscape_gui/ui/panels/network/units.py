"""The number of units of one layer as a column: more above, fewer below, the number between them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from landscape_gui.core.network.architecture import MAX_UNITS
from landscape_gui.ui import icons, theme
from landscape_gui.ui.widgets import WheelGuard, tip
from landscape_gui.ui.widgets.frames import paint_frame
from landscape_gui.ui.widgets.number_field import SETTLE
from landscape_gui.ui.widgets.timers import once

NARROW, WIDE = 21, 34
"""Least and greatest width of a column at scale 1: ten narrow ones fit into the narrowest panel."""
HEIGHT = 70
USUAL_UNITS = 4
_PER_UNIT = 7
"""Pixels at scale 1 of a drag for one unit."""
_TYPING = 900
"""Milliseconds within which a further digit belongs to the same number."""


class UnitsNumber(QWidget):
    """The number itself: dragged up or sideways, scrolled, typed, stepped with arrow keys, reset by a double click."""

    changed = Signal(int, bool)
    """So many units, and whether that is final."""

    def __init__(self, layer: int, units: int = USUAL_UNITS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer, self._units, self._typed = layer, units, 0
        self._held: QPointF | None = None
        self._from = 0.0
        self._settling = once(self, lambda: self.changed.emit(self._units, True), SETTLE)
        self._typing = once(self, self._forget_typed, _TYPING)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        WheelGuard(self)
        self.show_value(units)

    def value(self) -> int:
        """The number shown."""
        return self._units

    def show_value(self, units: int) -> None:
        """Show another number without emitting anything."""
        self._units = units
        self.setAccessibleName(self.tr("Units of hidden layer {0}: {1}").format(self._layer + 1, units))
        self.setToolTip(
            tip(
                self.tr("Units of hidden layer {0}: each adds one bend to what the network can learn.").format(
                    self._layer + 1
                ),
                self.tr("Drag it; or click, then scroll or type: from 1 to {0}. A double click sets {1}.").format(
                    MAX_UNITS, USUAL_UNITS
                ),
            )
        )
        self.update()

    def step(self, by: int) -> None:
        """Change by ``by`` units, as a key or the wheel does; final when no further step follows."""
        self._ask(self._units + by, final=False)
        self._settling.start()

    def _ask(self, units: float, final: bool) -> None:
        wanted = min(MAX_UNITS, max(1, round(units)))
        if wanted != self._units or final:
            self.show_value(wanted)
            self.changed.emit(wanted, final)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held, self._from = event.globalPosition(), float(self._units)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            moved = event.globalPosition() - self._held
            self._ask(self._from + (moved.x() - moved.y()) / theme.px(_PER_UNIT), final=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self._held = None
            self.changed.emit(self._units, True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._ask(USUAL_UNITS, final=True)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self.step(1 if turned > 0 else -1)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: 1, Qt.Key.Key_Plus: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Minus: -1,
            Qt.Key.Key_PageUp: 4, Qt.Key.Key_PageDown: -4,
        }  # fmt: skip
        if event.key() in steps:
            self.step(steps[Qt.Key(event.key())])
        elif event.text().isdecimal():
            self._type(int(event.text()))
        else:
            super().keyPressEvent(event)

    def _type(self, digit: int) -> None:
        """A digit: it ends the number begun before, where that is possible, else begins one."""
        longer = 10 * self._typed + digit
        self._typed = longer if longer <= MAX_UNITS else digit
        self._typing.start()
        if self._typed:
            self._ask(self._typed, final=False)
            self._settling.start()

    def _forget_typed(self) -> None:
        self._typed = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(13, QFont.Weight.Medium))
        painter.setPen(look.color("text" if self.isEnabled() else "faint"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), str(self._units))
        if self.hasFocus():
            painter.setPen(QPen(look.color("accent"), float(theme.px(1.5))))
            radius = theme.px(4)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 0.5, -1.5, -0.5), radius, radius)


class UnitsColumn(QWidget):
    """One hidden layer: more units above, fewer below."""

    changed = Signal(int, bool)

    def __init__(self, layer: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = UnitsNumber(layer)
        self.more = _Sign("plus", self.tr("One more unit in hidden layer {0}.").format(layer + 1))
        self.fewer = _Sign("minus", self.tr("One unit fewer in hidden layer {0}.").format(layer + 1))
        self._tips = {button: button.toolTip() for button in (self.more, self.fewer)}
        self._box = QVBoxLayout(self)
        for widget in (self.more, self.number, self.fewer):
            self._box.addWidget(widget)
        self.more.clicked.connect(lambda: self.number.step(1))
        self.fewer.clicked.connect(lambda: self.number.step(-1))
        self.number.changed.connect(self._changed)
        theme.manager().changed.connect(self._resize)
        self._resize()

    def show_value(self, units: int) -> None:
        """Show another number; where it cannot rise or fall, the button says why."""
        if units != self.number.value():
            self.number.show_value(units)
        self._limit()

    def _changed(self, units: int, final: bool) -> None:
        self._limit()
        self.changed.emit(units, final)

    def _limit(self) -> None:
        units = self.number.value()
        most = self.tr("{0} units are the most: larger networks cannot be shown, nor their paths kept.")
        least = self.tr("A layer needs at least one unit; take the whole layer away instead.")
        for button, possible, reason in (
            (self.more, units < MAX_UNITS, most.format(MAX_UNITS)),
            (self.fewer, units > 1, least),
        ):
            button.setEnabled(possible)
            button.setToolTip(self._tips[button] if possible else tip(reason))

    def _resize(self) -> None:
        edge = theme.px(1)
        self._box.setContentsMargins(edge, edge, edge, edge)
        self._box.setSpacing(0)
        self.setFixedHeight(theme.px(HEIGHT))
        for button in (self.more, self.fewer):
            button.setFixedHeight(theme.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        paint_frame(self, look.color("border"), look.color("raised"))


class _Sign(QAbstractButton):
    """A plus or a minus without the padding of other buttons, for which a narrow column has no room."""

    def __init__(self, icon: str, words: str) -> None:
        super().__init__()
        self._icon = icon
        self.setToolTip(tip(words))
        self.setAccessibleName(words)
        self.setAutoRepeat(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(NARROW), theme.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, side = theme.current(), theme.px(12)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "pressed" if self.isDown() else "hover"
        painter.setPen(QPen(look.color("accent"), float(theme.px(1.5))) if self.hasFocus() else Qt.PenStyle.NoPen)
        if self.isEnabled() and (self.isDown() or self.underMouse()):
            painter.setBrush(look.color(ground))
        if painter.brush().style() != Qt.BrushStyle.NoBrush or self.hasFocus():
            radius = theme.px(5)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        sign = icons.pixmap(self._icon, side, "muted" if self.isEnabled() else "faint", self.devicePixelRatioF())
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, sign)
