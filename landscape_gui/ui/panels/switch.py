"""An on/off switch."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from landscape_gui.ui import theme


class Switch(QAbstractButton):
    """A small checkable pill in the colour ``set_color`` gave it, else in the accent colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color: str | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self.updateGeometry)

    def set_color(self, color: str | None) -> None:
        """Fill with "#rrggbb" while on."""
        self._color = color
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(28), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = float(theme.px(24)), float(theme.px(14))
        pill = QRectF((self.width() - width) / 2.0, (self.height() - height) / 2.0, width, height)
        on, off = QColor(self._color or look.accent), look.color("faint" if self.underMouse() else "border")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(on if self.isChecked() else off)
        painter.drawRoundedRect(pill, height / 2.0, height / 2.0)
        inset = height / 2.0
        knob = QPointF(pill.right() - inset if self.isChecked() else pill.left() + inset, pill.center().y())
        painter.setBrush(QColor("#ffffff"))
        painter.drawEllipse(knob, inset - theme.px(2), inset - theme.px(2))
        if self.hasFocus():
            painter.setPen(QPen(look.color("accent"), float(theme.px(1.5))))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 1, -1, -2), height / 2.0, height / 2.0)
