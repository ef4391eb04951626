"""The box around the surface: walls, lines at round values, and labels along the edges that lie free."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from landscape_gui.render.box import CORNERS, FACES, AxisEdge, axis_edges, back_edges, back_faces
from landscape_gui.render.camera import BOX_HEIGHT, MARGIN, View3D
from landscape_gui.ui.canvas.ticks import Ticks, fitted, linear_ticks, spaced_ticks
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.surface3d_ground import Ground

Floats = NDArray[np.float64]

MOST = 5
"""About how many ticks an axis has at most."""
LABEL_SIZE, NAME_SIZE = 11, 13
_TICK, _GAP = 5, 4
_SPACING = {"x": 40, "y": 40, "z": 24}
"""Least pixels of an axis to a tick, at scale 1."""
_SHORTEST = 36
"""An axis seen so nearly end on that it is shorter than this has no labels."""
_FLAT, _STEEP = 45.0, 65.0
"""Degrees between which labels move from the edge of the floor to beyond the wider top of the box."""
_ROOM_SIDES, _ROOM_ENDS = 42, 40
"""Pixels the labels want free at the sides, and above and below, at scale 1."""


def fitted_view(view: View3D, size: QSizeF, themes: ThemeManager) -> View3D:
    """``view`` made so small that labels have room around the box at zoom 1 even in a small picture."""
    shares = [
        (length - 2.0 * themes.px(room)) / (length * (1.0 - 2.0 * MARGIN))
        for length, room in ((max(1.0, size.width()), _ROOM_SIDES), (max(1.0, size.height()), _ROOM_ENDS))
    ]
    return View3D(view.azimuth, view.elevation, view.zoom * min(1.0, max(0.3, min(shares))))


@dataclass(frozen=True, slots=True)
class _Axis:
    """An axis on its edge.

    Attributes:
        start, end: the edge in pixels (2,); ticks; place: where a value lies on it, 0 to 1.
        shift: pixels outward from the edge to where labels begin: seen from above, the top is wider than the floor.
    """

    key: str
    name: str
    edge: AxisEdge
    start: Floats
    end: Floats
    ticks: Ticks
    place: Callable[[float], float]
    shift: float

    def world(self, value: float) -> Floats:
        """World (3,) of a value on the edge."""
        share = self.place(value)
        return self.edge.start + share * (self.edge.end - self.edge.start)


class Box:
    """The box of ``ground`` as seen from ``view`` in a picture of ``size`` pixels of the layout."""

    def __init__(self, ground: Ground, view: View3D, size: QSizeF, themes: ThemeManager) -> None:
        self._view, self._size, self._themes = view, size, themes
        self._labels, self._names = themes.font(LABEL_SIZE), themes.font(NAME_SIZE)
        self._names.setItalic(True)
        corners = [QPointF(x, y) for x, y in self.pixels(CORNERS).tolist()]
        self._faces = [QPolygonF([corners[corner] for corner in face]) for face in FACES.values()]
        edges = axis_edges(view, size.width(), size.height())
        self._axes = [self._axis(key, ground, edges[key]) for key in "xyz"]

    def pixels(self, points: Floats) -> Floats:
        """Pixels (n, 2) of world ``points`` (n, 3)."""
        return self._view.project(points, self._size.width(), self._size.height())[:, :2]

    def paint_walls(self, painter: QPainter) -> None:
        """Paint the walls behind the surface and the lines on them."""
        theme = self._themes.theme
        corners = self.pixels(CORNERS)
        faces = back_faces(self._view)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for face in faces:
            painter.setBrush(theme.color("panel", 1.0 if face[0] == "z" else 0.6))
            painter.drawPolygon(QPolygonF([QPointF(*corners[corner]) for corner in FACES[face]]))
        painter.setPen(QPen(theme.color("grid"), self._themes.scale * 0.8))
        painter.drawLines([line for face in faces for line in self._wall_lines(face)])
        painter.setPen(QPen(theme.color("border"), self._themes.scale))
        painter.drawLines([QLineF(QPointF(*corners[a]), QPointF(*corners[b])) for a, b in back_edges(self._view)])
        painter.restore()

    def paint_labels(self, painter: QPainter) -> None:
        """Paint ticks, their labels and the names of the axes; none ever lies on another."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        taken: list[QRectF] = []
        whole = QRectF(QPointF(0.0, 0.0), self._size)
        for axis in self._axes:
            self._paint_name(painter, axis, taken, whole)
        for axis in self._axes:
            self._paint_ticks(painter, axis, taken, whole)
        painter.restore()

    def _axis(self, key: str, ground: Ground, edge: AxisEdge) -> _Axis:
        start, end = self.pixels(np.array([edge.start, edge.end]))
        length = math.hypot(*(end - start))
        most = int(length / self._themes.px(_SPACING[key])) if length >= self._themes.px(_SHORTEST) else 0
        if key == "z":
            low, high, name, place, make = _upright(ground)
            most = 0 if ground.empty else min(MOST, most)
        else:
            index = "xy".index(key)
            low, high = ground.grid.region[index]
            name, place, make = ground.variables[index], _evenly(low, high), _linear(low, high)
            most = min(MOST, most)
        beyond = float((self.pixels(CORNERS) @ edge.outward).max() - min(start @ edge.outward, end @ edge.outward))
        shift = beyond * min(1.0, max(0.0, (self._view.elevation - _FLAT) / (_STEEP - _FLAT)))
        axis = _Axis(key, name, edge, start, end, Ticks(), place, shift)
        if most < 1:
            return axis
        metrics = QFontMetricsF(self._labels)
        along = np.abs(end - start) / length

        def where(value: float) -> float:
            return float(np.hypot(*(self.pixels(axis.world(value)[None])[0] - start)))

        def room(text: str) -> float:
            wide, high = metrics.horizontalAdvance(text), metrics.height()
            # Along the axis the box around a label is as long as the line through its middle.
            return float(min(wide / max(along[0], 1e-9), high / max(along[1], 1e-9)))

        ticks = fitted(make, where, room, self._themes.px(6), most)
        return replace(axis, ticks=ticks)

    def _wall_lines(self, face: str) -> list[QLineF]:
        """The lines on one wall, at the ticks of its two axes."""
        side = {"x": 0, "y": 1, "z": 2}[face[0]]
        top = BOX_HEIGHT if side == 2 else 1.0
        level = top if face[1] == "+" else (0.0 if side == 2 else -1.0)
        ends = []
        for axis in self._axes:
            own = "xyz".index(axis.key)
            if own == side:
                continue
            other = 3 - own - side
            for value in axis.ticks.values:
                pair = np.empty((2, 3))
                pair[:, side] = level
                pair[:, own] = axis.world(value)[own]
                pair[:, other] = (0.0, BOX_HEIGHT) if other == 2 else (-1.0, 1.0)
                ends.append(pair)
        if not ends:
            return []
        pixels = self.pixels(np.concatenate(ends)).tolist()
        return [QLineF(*a, *b) for a, b in zip(pixels[::2], pixels[1::2], strict=True)]

    def _paint_ticks(self, painter: QPainter, axis: _Axis, taken: list[QRectF], whole: QRectF) -> None:
        theme, metrics = self._themes.theme, QFontMetricsF(self._labels)
        outward, tick, gap = axis.edge.outward, self._themes.px(_TICK), self._themes.px(_GAP)
        painter.setFont(self._labels)
        for value, text in zip(axis.ticks.values, axis.ticks.labels, strict=True):
            at = self.pixels(axis.world(value)[None])[0] + outward * axis.shift
            box = _beside(at + outward * (tick + gap), outward, metrics, text)
            if whole.contains(box) and not self._is_over(box) and not any(map(box.intersects, taken)):
                taken.append(box)
                painter.setPen(QPen(theme.color("border"), self._themes.scale))
                painter.drawLine(QPointF(*at), QPointF(*(at + outward * tick)))
                painter.setPen(theme.color("muted"))
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), text)

    def _is_over(self, box: QRectF) -> bool:
        """Whether the middle of a label lies over the box, as beside an edge that is seen nearly end on."""
        return any(face.containsPoint(box.center(), Qt.FillRule.OddEvenFill) for face in self._faces)

    def _paint_name(self, painter: QPainter, axis: _Axis, taken: list[QRectF], whole: QRectF) -> None:
        """Names stand beyond the labels of their axis, the value's above its edge."""
        metrics, gap = QFontMetricsF(self._names), self._themes.px(_GAP)
        if math.hypot(*(axis.end - axis.start)) < self._themes.px(_SHORTEST):
            return
        if axis.key == "z":
            top = axis.end if axis.end[1] < axis.start[1] else axis.start
            box = _beside(top - np.array([0.0, 2.0 * gap]), np.array([0.0, -1.0]), metrics, axis.name)
            box.moveRight(max(box.right(), top[0] + box.width() / 4.0))
        else:
            labels = QFontMetricsF(self._labels)
            texts = axis.ticks.labels or ("0",)
            far = max(2.0 * _support(labels, text, axis.edge.outward) for text in texts)
            away = axis.shift + self._themes.px(_TICK) + 2.0 * gap + far
            middle = (axis.start + axis.end) / 2.0
            box = _beside(middle + axis.edge.outward * away, axis.edge.outward, metrics, axis.name)
            if self._is_over(box):
                near = max(axis.start, axis.end, key=lambda end: float(end[1]))
                box = _beside(near + axis.edge.outward * (away + gap), axis.edge.outward, metrics, axis.name)
        if not whole.adjusted(-gap, -gap, gap, gap).contains(box):
            return
        taken.append(box)
        painter.setFont(self._names)
        painter.setPen(self._themes.theme.color("text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), axis.name)


def _upright(ground: Ground) -> tuple[float, float, str, Callable[[float], float], Callable[[int], Ticks]]:
    """Lowest and highest value, name, places and ticks of the upright axis."""
    scale = ground.scale
    name = f"f({', '.join(ground.variables)})"

    def place(value: float) -> float:
        return float(scale.forward(value))

    def make(count: int) -> Ticks:
        if scale.kind == "linear" or not scale.high > scale.low:
            return linear_ticks(scale.low, scale.high, count)
        return spaced_ticks(scale.low, scale.high, place, count)

    return scale.low, scale.high, name, place, make


def _evenly(low: float, high: float) -> Callable[[float], float]:
    return lambda value: (value - low) / (high - low)


def _linear(low: float, high: float) -> Callable[[int], Ticks]:
    return lambda count: linear_ticks(low, high, count)


def _support(metrics: QFontMetricsF, text: str, direction: Floats) -> float:
    """How far the box around a text reaches from its middle in a direction."""
    wide, high = metrics.horizontalAdvance(text), metrics.height()
    return float(0.5 * (wide * abs(direction[0]) + high * abs(direction[1])))


def _beside(point: Floats, outward: Floats, metrics: QFontMetricsF, text: str) -> QRectF:
    """The box of a text that touches ``point`` and lies ``outward`` of it."""
    x, y = (point + outward * _support(metrics, text, outward)).tolist()
    wide, high = metrics.horizontalAdvance(text), metrics.height()
    return QRectF(x - wide / 2.0, y - high / 2.0, wide, high)
