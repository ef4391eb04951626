"""A quiet sign that something is being worked out, with words."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from landscape_gui.ui import icons, theme
from landscape_gui.ui.widgets.timers import once, repeating

PATIENCE = 150
"""Milliseconds of work of which nobody needs to be told."""
_FRAME = 33
_WRAPPED = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)
_DEGREES_PER_FRAME = 9


class Spinner(QWidget):
    """A turning arc and words; it shows only what takes longer than ``PATIENCE``.

    Words that are wider than the widget may be, by its ``maximumWidth``, go on in further lines.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._still = "", False
        self._angle = 0
        self._waiting = once(self, self._appear, PATIENCE)
        self._turning = repeating(self, self._turn, _FRAME)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def start(self, words: str) -> None:
        """Begin to wait; ``words`` say for what."""
        self._say(words)
        if self._still and not self.isHidden():
            self._appear()
        self._still = False
        if self.isHidden() and not self._waiting.isActive():
            self._waiting.start()

    def rest(self, words: str) -> None:
        """Show words at once, without a sign that anything goes on."""
        self._say(words)
        self._still = True
        self._waiting.stop()
        self._turning.stop()
        self.show()

    def _say(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def stop(self) -> None:
        """The work is done."""
        self._waiting.stop()
        self.hide()

    def sizeHint(self) -> QSize:
        metrics, around = self.fontMetrics(), theme.px(44)
        wanted, room = metrics.horizontalAdvance(self._words), self.maximumWidth() - around
        if wanted <= room:
            return QSize(around + wanted, theme.px(28))
        lines = metrics.boundingRect(QRect(0, 0, max(1, room), 10 * theme.px(28)), _WRAPPED, self._words)
        return QSize(around + room, max(theme.px(28), lines.height() + theme.px(8)))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._turning.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("panel"))  # readable on any picture
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(6), theme.px(6))
        side = theme.px(14)
        if self._still:
            picture = icons.pixmap("pause", side, "muted", self.devicePixelRatioF())
            painter.drawPixmap(theme.px(8), (self.height() - side) // 2, picture)
        else:
            self._paint_arc(painter, side)
        painter.setPen(look.color("text"))
        # A pixel more than was asked for: the text engine rounds otherwise than the metrics.
        painter.drawText(self.rect().adjusted(theme.px(32), 0, 1 - theme.px(8), 0), _WRAPPED, self._words)

    def _paint_arc(self, painter: QPainter, side: int) -> None:
        look = theme.current()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ring = QRectF(theme.px(8), (self.height() - side) / 2.0, side, side)
        pen = QPen(look.color("border"), theme.px(2), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawEllipse(ring)
        pen.setColor(look.color("accent"))
        painter.setPen(pen)
        painter.drawArc(ring, -16 * self._angle, 16 * 100)

    def _appear(self) -> None:
        self.show()
        if not theme.manager().reduced_motion and not self._still:
            self._turning.start()

    def _turn(self) -> None:
        self._angle = (self._angle + _DEGREES_PER_FRAME) % 360
        self.update(0, 0, theme.px(28), self.height())
