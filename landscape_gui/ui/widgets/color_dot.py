"""The look of a lane as a small button: its marker in its colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from landscape_gui.lanestyle import LaneStyle
from landscape_gui.ui import theme
from landscape_gui.ui.lanestyle import draw_marker, lane_pen, marker_path


class ColorDot(QAbstractButton):
    """A lane's marker; checkable, hollow while unchecked. With ``line`` a sample of its line runs behind it."""

    def __init__(self, style: LaneStyle, line: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._line = line
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.manager().changed.connect(self.updateGeometry)

    def lane_style(self) -> LaneStyle:
        """Return the look that is shown."""
        return self._style

    def set_lane_style(self, style: LaneStyle) -> None:
        """Show another look."""
        self._style = style
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(40 if self._line else 22), theme.px(22))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        center = QPointF(self.width() / 2.0, self.height() / 2.0)
        radius = theme.px(4)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(self.rect(), radius, radius)
        if self._line and self.isChecked():
            painter.setPen(lane_pen(self._style, float(theme.px(2))))
            painter.drawLine(QPointF(theme.px(2), center.y()), QPointF(self.width() - theme.px(2), center.y()))
        if self.isChecked():
            size, edge = float(theme.px(10)), float(theme.px(1.5))
            draw_marker(painter, self._style.marker, center, size, self._style.color, look.panel, edge)
        else:
            painter.setPen(QPen(look.color("faint"), float(theme.px(1.5))))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(marker_path(self._style.marker, float(theme.px(10))).translated(center))
        if self.hasFocus():
            painter.setPen(QPen(look.color("accent"), float(theme.px(1.5))))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), radius, radius)
