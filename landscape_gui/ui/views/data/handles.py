"""The two handles of a line that parts two classes: one moves it, the other turns it.

A network's line turns about the first handle and keeps the length of its weights. A decision line has the first handle
where it crosses x = 0, at its intercept, and the other one at its end: moving it changes the intercept alone, and
turning it the slope alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from landscape_gui.networks import DataNetwork
from landscape_gui.ui.canvas.axes import Frame
from landscape_gui.ui.theme import Theme
from landscape_gui.ui.views.data.line import Boundary, intercept_of, is_slope, line_of

Floats = NDArray[np.float64]
_INSIDE, _RADIUS, _ARROW = 26.0, 7.0, 30.0
_SHARE, _LONGEST = 0.34, 120.0
_BEFORE_END = 22.0
"""How far before the end of a decision line its handle is, in pixels at scale 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Handles:
    """Where the handles are, in pixels of the widget.

    Attributes:
        center: of the handle that moves; turn: of the handle that turns; ahead: unit vector, in pixels, towards the
            second class, or to above a decision line; pivot: (2,) the data point at the centre.
    """

    center: QPointF
    turn: QPointF
    ahead: QPointF
    pivot: Floats


def handles_of(
    network: DataNetwork,
    theta: Floats,
    frame: Frame,
    scale: float,
    pivot: Floats | None = None,
    mouse: QPointF | None = None,
) -> Handles | None:
    """The handles of the line at ``theta``; None where there is no line.

    While it is dragged, a network's line is held at ``pivot``, and a decision line at the end that is nearer to the
    ``mouse``.
    """
    line = line_of(network, theta)
    if line is None:
        return None
    rect = frame.rect
    units = np.array([rect.width() / (frame.x.high - frame.x.low), rect.height() / (frame.y.high - frame.y.low)])
    visible = visible_part(line, frame)
    if is_slope(network):
        pivot = _intercept(network, theta, frame, scale)
    if pivot is None:
        pivot = line.nearest(np.array(frame.value(frame.rect.center() if visible is None else visible.center())), units)
    center = _inside(frame.point(*pivot.tolist()), frame.rect, _INSIDE * scale)
    ahead = QPointF(*(line.normal / units).tolist())
    ahead = QPointF(ahead.x(), -ahead.y()) / math.hypot(ahead.x(), ahead.y())
    along = QPointF(-ahead.y(), ahead.x())
    length = _SHARE * (visible.length() if visible is not None else 0.0)
    length = min(max(length, 3.2 * _RADIUS * scale), _LONGEST * scale)
    if is_slope(network):
        ahead = ahead if ahead.y() <= 0.0 else -ahead
        if visible is not None:
            return Handles(center, _end(visible, center, length, scale, mouse), ahead, np.asarray(pivot))
    roomy = frame.rect.adjusted(4.0, 4.0, -4.0, -4.0)
    if not roomy.contains(center + along * length) and roomy.contains(center - along * length):
        along = -along
    return Handles(center, center + along * length, ahead, np.asarray(pivot))


def _intercept(network: DataNetwork, theta: Floats, frame: Frame, scale: float) -> Floats | None:
    """Where the line crosses x = 0, if there is room for a handle."""
    point = intercept_of(network, theta)
    room = _RADIUS * scale
    inside = frame.rect.adjusted(room, room, -room, -room).contains(frame.point(*point.tolist()))
    return point if inside else None


def _end(visible: QLineF, center: QPointF, least: float, scale: float, mouse: QPointF | None) -> QPointF:
    """A little before the end of the visible line that is nearer to the mouse, or else farther from its centre."""
    ends = (visible.p1(), visible.p2())
    if mouse is not None:
        end = min(ends, key=lambda point: QLineF(point, mouse).length())
    else:
        end = max(ends, key=lambda point: QLineF(point, center).length())
    way = QLineF(center, end)
    if way.length() > 0.0:
        way.setLength(max(way.length() - _BEFORE_END * scale, min(least, way.length())))
    return way.p2()


def nearest_on(visible: QLineF, pixel: QPointF) -> QPointF:
    """The point of a visible line nearest to ``pixel``."""
    along = visible.p2() - visible.p1()
    share = QPointF.dotProduct(pixel - visible.p1(), along) / QPointF.dotProduct(along, along)
    return visible.p1() + along * min(1.0, max(0.0, share))


def visible_part(line: Boundary, frame: Frame) -> QLineF | None:
    """The part of the line inside the rectangle of the axes, in pixels; None where it does not cross it."""
    (a, b), c = line.normal.tolist(), line.offset
    ends: list[QPointF] = []
    if b != 0.0:
        sides = [(x, (c - a * x) / b) for x in (frame.x.low, frame.x.high)]
        ends += [frame.point(x, y) for x, y in sides if frame.y.low <= y <= frame.y.high]
    if a != 0.0:
        sides = [((c - b * y) / a, y) for y in (frame.y.low, frame.y.high)]
        ends += [frame.point(x, y) for x, y in sides if frame.x.low <= x <= frame.x.high]
    if len(ends) < 2:
        return None
    longest = max((QLineF(p, q) for p in ends for q in ends), key=QLineF.length)
    return longest if longest.length() > 0.0 else None


def paint_handles(painter: QPainter, handles: Handles, theme: Theme, scale: float, lively: str) -> None:
    """Paint both handles and an arrow towards the second class; the ``lively`` one, "move" or "turn", is filled."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tip = handles.center + handles.ahead * (_ARROW * scale)
    along = QPointF(-handles.ahead.y(), handles.ahead.x())
    back = tip - handles.ahead * (7.0 * scale)
    arrow = [
        QLineF(handles.center, tip),
        QLineF(tip, back + along * (4.5 * scale)),
        QLineF(tip, back - along * (4.5 * scale)),
    ]
    for color, width in ((theme.color("background"), 4.4), (theme.color("text"), 2.0)):
        painter.setPen(QPen(color, width * scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLines(arrow)
    for kind, place in (("move", handles.center), ("turn", handles.turn)):
        radius = (_RADIUS if kind == "move" else 0.8 * _RADIUS) * scale
        painter.setPen(QPen(theme.color("background"), 4.0 * scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(place, radius, radius)
        painter.setPen(QPen(theme.color("accent"), 2.2 * scale))
        painter.setBrush(theme.color("accent" if lively == kind else "background"))
        painter.drawEllipse(place, radius, radius)
    painter.restore()


def _inside(pixel: QPointF, rect: QRectF, room: float) -> QPointF:
    room = min(room, rect.width() / 4.0, rect.height() / 4.0)
    return QPointF(
        min(max(pixel.x(), rect.left() + room), rect.right() - room),
        min(max(pixel.y(), rect.top() + room), rect.bottom() - room),
    )
