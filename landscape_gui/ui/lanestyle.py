"""Painting lanes: markers as paths, pens with dashes, names where there is little room."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from landscape_gui.lanestyle import DASHES, MARKERS, LaneStyle
from landscape_gui.scene.lanenames import in_short

# Corners (count, turn in degrees, radius) chosen so that all markers cover about the same area.
_POLYGONS = {
    "square": (4, 45.0, 1.18),
    "diamond": (4, 0.0, 1.2),
    "triangle_up": (3, 0.0, 1.32),
    "triangle_down": (3, 180.0, 1.32),
    "triangle_left": (3, -90.0, 1.32),
    "triangle_right": (3, 90.0, 1.32),
    "pentagon": (5, 0.0, 1.12),
    "hexagon": (6, 0.0, 1.1),
}
_STAR_INNER = 0.46
_ARM = 0.4
_DIFFERENCE = re.compile(r"(, [^,]*| \d+)$")
"""The end of a lane's name that tells it from others of the same optimizer: ", batch 32" or " 2"."""


@lru_cache(maxsize=256)
def marker_path(name: str, size: float) -> QPainterPath:
    """Return the closed outline of marker ``name`` around (0, 0); ``size`` is the width of the circle in pixels.

    Treat the path as read-only: it is shared. Raises KeyError for a name that is not in ``MARKERS``.
    """
    if name not in MARKERS:
        raise KeyError(name)
    radius = size / 2.0
    path = QPainterPath()
    if name == "circle":
        path.addEllipse(QPointF(0.0, 0.0), radius, radius)
    elif name in ("plus", "cross"):
        path.addPolygon(_cross(radius, 0.0 if name == "plus" else 45.0))
    elif name == "star":
        path.addPolygon(_ring(10, 0.0, (1.34 * radius, 1.34 * _STAR_INNER * radius)))
    else:
        corners, turn, reach = _POLYGONS[name]
        path.addPolygon(_ring(corners, turn, (reach * radius,)))
    path.closeSubpath()
    return path


def draw_marker(
    painter: QPainter,
    name: str,
    center: QPointF,
    size: float,
    color: QColor | str,
    outline: QColor | str | None = None,
    outline_width: float = 1.5,
) -> None:
    """Draw a filled marker at ``center``, ``size`` pixels wide, with an outline behind it in another colour."""
    path = marker_path(name, size).translated(center)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if outline is not None:
        pen = QPen(QColor(outline), 2.0 * outline_width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
    painter.fillPath(path, QColor(color))
    painter.restore()


def lane_pen(style: LaneStyle, width: float) -> QPen:
    """Return the pen of a lane's line, ``width`` pixels wide, in its colour and dash."""
    pen = QPen(QColor(style.color), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if DASHES[style.dash] else Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if pattern := DASHES[style.dash]:
        pen.setDashPattern(list(pattern))
    return pen


def _ring(corners: int, turn: float, radii: tuple[float, ...]) -> QPolygonF:
    """Corners around (0, 0), the first one up and turned clockwise by ``turn`` degrees, radii taken in turns."""
    points = []
    for corner in range(corners):
        angle = math.radians(turn + 360.0 * corner / corners)
        radius = radii[corner % len(radii)]
        points.append(QPointF(radius * math.sin(angle), -radius * math.cos(angle)))
    return QPolygonF(points)


def _cross(radius: float, turn: float) -> QPolygonF:
    """A cross with thick arms, turned clockwise by ``turn`` degrees."""
    arm, reach = _ARM * radius, 1.15 * radius
    quarter = [(arm, -reach), (arm, -arm), (reach, -arm)]
    points = []
    for quarter_turn in range(4):
        angle = math.radians(turn + 90.0 * quarter_turn)
        cosine, sine = math.cos(angle), math.sin(angle)
        points += [QPointF(x * cosine - y * sine, x * sine + y * cosine) for x, y in quarter]
    return QPolygonF(points)


def cut_name(metrics: QFontMetrics | QFontMetricsF, name: str, room: float) -> str:
    """Return the name of a lane that fits into ``room`` pixels: the whole one, that in short, or that cut with "…".

    What tells it from others of its kind stays whole.
    """
    exact = QFontMetricsF(metrics)
    if exact.horizontalAdvance(name) > room:
        name = in_short(name)
    found = _DIFFERENCE.search(name)
    end = found[0] if found else ""
    rest = room - exact.horizontalAdvance(end)
    if not end or rest < exact.horizontalAdvance(name[:2] + "…"):
        return exact.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
    return exact.elidedText(name.removesuffix(end), Qt.TextElideMode.ElideRight, rest) + end
