"""Small pictures of kinds of planes, of single weights in their network, and of lanes."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from landscape_gui import planeedits
from landscape_gui.core.network.architecture import Architecture
from landscape_gui.scene import LaneRun
from landscape_gui.ui import icons, theme
from landscape_gui.ui.lanestyle import draw_marker

SIDE = 80
_QUIET = QColor(128, 140, 160)
"""Seen on light and dark ground alike."""


def kind_picture(kind: str) -> QPixmap:
    """What a kind of plane is laid through, in the accent colour of the theme."""
    if kind == planeedits.RANDOM:
        return icons.pixmap("dice", SIDE // 2, "accent", 2.0)
    return _drawn(_PAINTERS[kind])


def lane_picture(look: LaneRun) -> QPixmap:
    """The marker of a lane."""
    return _drawn(lambda painter: draw_marker(painter, look.marker, QPointF(SIDE / 2, SIDE / 2), 32.0, look.color))


def parameter_picture(architecture: Architecture, name: str) -> QPixmap:
    """The units of a network, with the connection a weight belongs to, or the unit of another parameter."""
    kind, _, place = name.partition("[")
    layer = int("".join(filter(str.isdigit, kind)))
    unit, *source = (int(part) for part in place.removesuffix("]").split(","))
    return _drawn(lambda painter: _paint_network(painter, architecture.sizes, layer, unit, source))


def _drawn(paint: Callable[[QPainter], None]) -> QPixmap:
    picture = QPixmap(SIDE, SIDE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter)
    painter.end()
    return picture


def _paint_network(painter: QPainter, sizes: tuple[int, ...], layer: int, unit: int, source: list[int]) -> None:
    def place(column: int, row: int) -> QPointF:
        across = 12.0 + 56.0 * column / max(1, len(sizes) - 1)
        return QPointF(across, 40.0 + (row - (sizes[column] - 1) / 2.0) * min(16.0, 64.0 / sizes[column]))

    accent = theme.current().color("accent")
    if source:
        painter.setPen(QPen(accent, 4.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(place(layer - 1, source[0]), place(layer, unit))
    painter.setPen(Qt.PenStyle.NoPen)
    for column, size in enumerate(sizes):
        radius = min(4.5, 26.0 / size)
        painter.setBrush(_QUIET)
        for row in range(size):
            painter.drawEllipse(place(column, row), radius, radius)
    painter.setBrush(accent)
    for column, row in ((layer, unit), *((layer - 1, row) for row in source)):
        radius = min(6.0, 34.0 / sizes[column])
        painter.drawEllipse(place(column, row), radius, radius)


def _paint_slice(painter: QPainter) -> None:
    """Layers of which one is chosen."""
    for height, chosen in ((52.0, False), (40.0, True), (28.0, False)):
        sheet = QPolygonF([QPointF(x, height + y) for x, y in ((12, 8), (48, 8), (68, -8), (32, -8))])
        painter.setPen(QPen(theme.current().color("accent") if chosen else _QUIET, 2.5))
        painter.setBrush(theme.current().color("accent", 0.35) if chosen else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(sheet)


def _paint_principal(painter: QPainter) -> None:
    """A long cloud of points and the two directions in which it is long and wide."""
    along, aside = np.array([0.82, -0.57]), np.array([0.57, 0.82])
    random = np.random.RandomState(3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_QUIET)
    for a, b in random.standard_normal((26, 2)) * (17.0, 7.0):
        x, y = 40.0 + a * along + b * aside
        painter.drawEllipse(QPointF(x, y), 2.6, 2.6)
    _paint_arrow(painter, QPointF(40, 40), QPointF(*(40.0 + 32.0 * along)))
    _paint_arrow(painter, QPointF(40, 40), QPointF(*(40.0 - 20.0 * aside)))


def _paint_parameters(painter: QPainter) -> None:
    _paint_arrow(painter, QPointF(16, 64), QPointF(68, 64))
    _paint_arrow(painter, QPointF(16, 64), QPointF(16, 12))


def _paint_points(painter: QPainter) -> None:
    """A start and two ends."""
    start, ends = QPointF(20, 22), (QPointF(64, 32), QPointF(34, 64))
    painter.setPen(QPen(_QUIET, 2.5))
    painter.setBrush(theme.current().color("accent", 0.2))
    painter.drawPolygon(QPolygonF([start, *ends]))
    painter.setPen(QPen(theme.current().color("accent"), 4.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QRectF(start.x() - 6, start.y() - 6, 12, 12))
    painter.setBrush(theme.current().color("accent"))
    for end in ends:
        painter.drawEllipse(end, 5.0, 5.0)


def _paint_arrow(painter: QPainter, tail: QPointF, head: QPointF) -> None:
    line = QLineF(tail, head)
    turn = math.radians(line.angle())
    painter.setPen(QPen(theme.current().color("accent"), 4.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(line)
    for side in (-0.5, 0.5):
        back = QPointF(-11.0 * math.cos(turn + side), 11.0 * math.sin(turn + side))
        painter.drawLine(head, head + back)


_PAINTERS: dict[str, Callable[[QPainter], None]] = {
    planeedits.SLICE: _paint_slice,
    planeedits.PRINCIPAL: _paint_principal,
    planeedits.PARAMETERS: _paint_parameters,
    planeedits.POINTS: _paint_points,
}
