"""Signs on the curves: where a lane is, where it ended, and where it did best on what it has never seen."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from landscape_gui.scene import LaneRun
from landscape_gui.ui.canvas.marks import draw_end
from landscape_gui.ui.lanestyle import draw_marker
from landscape_gui.ui.theme import ThemeManager

HEAD_SIZE, HOLLOW_SIZE = 9.0, 7.5


def paint_head(painter: QPainter, lane: LaneRun, place: QPointF, themes: ThemeManager, *, hollow: bool = False) -> None:
    """The marker of a lane at the play position; a smaller, hollow one stands for validation."""
    scale, ground = themes.scale, themes.theme.background
    if hollow:
        draw_marker(painter, lane.marker, place, HOLLOW_SIZE * scale, ground, lane.color, 1.4 * scale)
    else:
        draw_marker(painter, lane.marker, place, HEAD_SIZE * scale, lane.color, ground, 1.5 * scale)


def paint_end(painter: QPainter, color: str, place: QPointF, scale: float, *, diverged: bool) -> None:
    """A cross where a lane diverged, a ring where it converged."""
    if diverged:
        draw_end(painter, color, place, scale)
    else:
        painter.setPen(QPen(QColor(color), 1.5 * scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(place, 7.5 * scale, 7.5 * scale)


def paint_best(painter: QPainter, color: str, place: QPointF, bottom: float, themes: ThemeManager) -> None:
    """A dot, and a dotted line from it down to the axis, which tells the step."""
    scale = themes.scale
    pen = QPen(QColor(color), 1.3 * scale)
    pen.setDashPattern([1.0, 2.2])
    painter.setPen(pen)
    painter.drawLine(QLineF(place.x(), place.y(), place.x(), bottom))
    painter.setPen(QPen(themes.theme.color("background"), 1.2 * scale))
    painter.setBrush(QColor(color))
    painter.drawEllipse(place, 3.6 * scale, 3.6 * scale)


def paint_sample(painter: QPainter, what: str, box: QRectF, themes: ThemeManager) -> None:
    """A piece of a curve in no lane's colour, to explain it: "training", "validation", "batch" or "best"."""
    scale, look, middle = themes.scale, themes.theme, box.center()
    painter.setPen(QPen(look.color("muted"), (1.9 if what == "training" else 1.2) * scale))
    if what == "batch":
        painter.setPen(QPen(look.color("muted", 0.5), scale))
        step, reach = box.width() / 8.0, 4.0 * scale
        heights = (0.2, -0.9, 0.5, -0.3, 1.0, -0.6, 0.3, -1.0, 0.4)
        painter.drawPolyline([QPointF(box.left() + k * step, middle.y() + reach * h) for k, h in enumerate(heights)])
    elif what == "best":
        paint_best(painter, look.muted, middle - QPointF(0.0, 3.0 * scale), middle.y() + 6.5 * scale, themes)
    else:
        hollow = what == "validation"
        for color, width in (("muted", 3.5), ("background", 1.3)) if hollow else (("muted", 1.9),):
            pen = QPen(look.color(color), width * scale)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLine(QPointF(box.left(), middle.y()), QPointF(box.right(), middle.y()))
        fill, rim = (look.background, look.muted) if hollow else (look.muted, look.background)
        draw_marker(painter, "circle", middle, (5.5 if hollow else 7.0) * scale, fill, rim, 1.3 * scale)
