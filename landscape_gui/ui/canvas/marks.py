"""Small signs, readable on any colour map: starts, minima, heads, ends, and arrows to what lies outside."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from landscape_gui.scene import LaneRun
from landscape_gui.ui.canvas.tracks import outline_of
from landscape_gui.ui.lanestyle import draw_marker

DARK, BRIGHT = "#0b0d11", "#ffffff"
HEAD_SIZE = 11.0
HANDLE_RADIUS = 10.0
_RIM = 1.4
_ROOMY, _LEAST = 420.0, 0.55
_STAFF, _FLAG = 23.0, 12.5


def mark_scale(scale: float, width: float, height: float) -> float:
    """The scale of marks in a view of ``width`` by ``height`` pixels: smaller where they would cover the paths."""
    return min(scale, max(_LEAST, min(width, height) / _ROOMY))


def draw_head(painter: QPainter, lane: LaneRun, center: QPointF, scale: float) -> None:
    """The marker of a lane where it stands."""
    draw_marker(painter, lane.marker, center, HEAD_SIZE * scale, lane.color, outline_of(lane.color), _RIM * scale)


def draw_halo(painter: QPainter, color: str, center: QPointF, scale: float) -> None:
    """A broken ring in the colour of a lane around its marker, where that is hidden behind something."""
    radius = 0.85 * HEAD_SIZE * scale
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(QColor(color), 1.4 * scale)
    pen.setDashPattern([2.4, 1.8])
    painter.setPen(pen)
    painter.drawEllipse(center, radius, radius)


def draw_end(painter: QPainter, color: str, center: QPointF, scale: float) -> None:
    """A cross in the colour of a lane, where its path left the numbers."""
    reach = 4.6 * scale
    path = QPainterPath()
    for turn in (-1.0, 1.0):
        path.moveTo(center + QPointF(-reach, -turn * reach))
        path.lineTo(center + QPointF(reach, turn * reach))
    _outlined(painter, path, color, 2.8 * scale, scale)


def draw_handle(painter: QPainter, center: QPointF, scale: float, color: str, lively: bool = False) -> None:
    """A ring with four ticks and a point in the middle, to be dragged.

    A ``lively`` one, under the mouse or dragged, is a little larger.
    """
    radius = (HANDLE_RADIUS + (1.5 if lively else 0.0)) * scale
    path = QPainterPath()
    path.addEllipse(center, radius, radius)
    for across, up in ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)):
        path.moveTo(center + QPointF(across, up) * (radius - 2.5 * scale))
        path.lineTo(center + QPointF(across, up) * (radius + 3.5 * scale))
    _outlined(painter, path, color, 2.0 * scale, scale)
    painter.setPen(QPen(QColor(outline_of(color)), scale))
    painter.setBrush(QColor(color))
    painter.drawEllipse(center, 2.4 * scale, 2.4 * scale)


def draw_lowest(painter: QPainter, border: Sequence[QPointF], scale: float) -> None:
    """A broken line around a region of minima, or along a piece of a line of them."""
    path = QPainterPath()
    path.addPolygon(QPolygonF(list(border)))
    if len(border) > 2:
        path.closeSubpath()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width in ((DARK, 3.4), (BRIGHT, 1.6)):
        pen = QPen(QColor(color), width * scale)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if color == BRIGHT:
            pen.setDashPattern([4.0, 2.5])
        painter.strokePath(path, pen)


def flag_turn(center: QPointF, rect: QRectF, scale: float) -> tuple[float, float]:
    """The sides (1 or −1) to which the flag of a minimum at ``center`` has room in ``rect``: right, and above."""
    across = -1.0 if center.x() + _FLAG * scale > rect.right() else 1.0
    return across, -1.0 if center.y() - _STAFF * scale < rect.top() else 1.0


def draw_minimum(painter: QPainter, center: QPointF, scale: float, turn: tuple[float, float] = (1.0, 1.0)) -> None:
    """A small flag planted at a global minimum, which stays visible above a head that has arrived.

    ``turn`` are the sides to which it flies, see ``flag_turn``.
    """
    across, up = turn
    top = center - QPointF(0.0, up * _STAFF * scale)
    flag = QPainterPath(top)
    flag.lineTo(top + QPointF(across * _FLAG, up * 4.2) * scale)
    flag.lineTo(top + QPointF(0.0, up * 8.4 * scale))
    flag.closeSubpath()
    staff = QPainterPath(center)
    staff.lineTo(top)
    _outlined(painter, staff, BRIGHT, 1.6 * scale, scale)
    pen = QPen(QColor(DARK), 2.0 * scale)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(flag, pen)
    painter.fillPath(flag, QColor(BRIGHT))
    painter.setPen(QPen(QColor(DARK), scale))
    painter.setBrush(QColor(BRIGHT))
    painter.drawEllipse(center, 2.6 * scale, 2.6 * scale)


def draw_local_minimum(painter: QPainter, center: QPointF, scale: float) -> None:
    """A small ring at a local minimum."""
    path = QPainterPath()
    path.addEllipse(center, 4.0 * scale, 4.0 * scale)
    _outlined(painter, path, BRIGHT, 1.6 * scale, 0.8 * scale)


def draw_beyond(painter: QPainter, center: QPointF, scale: float, color: str, beyond: int) -> None:
    """An arrow above a mark at the edge of a picture that truly stands higher, below one that stands lower."""
    away = QPointF(0.0, -beyond * (HANDLE_RADIUS + 7.0) * scale)
    _draw_pointer(painter, center + away, -beyond * math.pi / 2.0, color, scale)


def draw_edge_arrows(
    painter: QPainter, rect: QRectF, outside: Sequence[tuple[str, bool, QPointF]], scale: float
) -> None:
    """Arrows at the border of ``rect`` towards points outside: colour, whether the path ended there, and the point."""
    taken: list[QPointF] = []
    inner = rect.adjusted(10.0 * scale, 10.0 * scale, -10.0 * scale, -10.0 * scale)
    for color, ended, point in outside:
        place = _beside(_clamped(point, inner), inner, taken, 17.0 * scale)
        taken.append(place)
        angle = math.atan2(point.y() - place.y(), point.x() - place.x())
        _draw_pointer(painter, place, angle, color, scale)
        if ended:
            draw_end(painter, color, place - QPointF(math.cos(angle), math.sin(angle)) * 15.0 * scale, 0.8 * scale)


def _draw_pointer(painter: QPainter, place: QPointF, angle: float, color: str, scale: float) -> None:
    corners = [(7.0, 0.0), (-4.5, 5.5), (-2.5, 0.0), (-4.5, -5.5)]
    cosine, sine = math.cos(angle), math.sin(angle)
    shape = QPolygonF([place + QPointF(x * cosine - y * sine, x * sine + y * cosine) * scale for x, y in corners])
    path = QPainterPath()
    path.addPolygon(shape)
    path.closeSubpath()
    pen = QPen(QColor(outline_of(color)), 2.0 * _RIM * scale)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
    painter.fillPath(path, QColor(color))


def _clamped(point: QPointF, rect: QRectF) -> QPointF:
    return QPointF(min(max(point.x(), rect.left()), rect.right()), min(max(point.y(), rect.top()), rect.bottom()))


def _beside(place: QPointF, rect: QRectF, taken: Sequence[QPointF], distance: float) -> QPointF:
    """``place``, or the nearest point along the border of ``rect`` that is ``distance`` from all that are taken."""
    along = QPointF(0.0, 1.0) if place.x() in (rect.left(), rect.right()) else QPointF(1.0, 0.0)
    for step in range(2 * len(taken) + 1):
        shift = (step + 1) // 2 * (1 if step % 2 else -1)
        moved = _clamped(place + along * (shift * distance), rect)
        if all(math.hypot(moved.x() - t.x(), moved.y() - t.y()) >= 0.98 * distance for t in taken):
            return moved
    return place


def _outlined(painter: QPainter, path: QPainterPath, color: str, width: float, rim: float) -> None:
    """Stroke a path over a wider one in the opposite brightness."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for tint, breadth in ((QColor(outline_of(color)), width + 2.0 * rim), (QColor(color), width)):
        painter.setPen(QPen(tint, breadth, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(path)
