"""The box around the surface: walls, lines at round values, and labels along the edges that lie free."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from landscape_gui.colors import mix
from landscape_gui.render.box import CORNERS, FACES, AxisEdge, axis_edges, back_edges, back_faces, is_inside, silhouette
from landscape_gui.render.camera import BOX_HEIGHT, View3D
from landscape_gui.ui.canvas.ticks import Ticks, fitted
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.surface3d.axes import AxisScale, axis_scales
from landscape_gui.ui.views.surface3d.ground import Ground

Floats = NDArray[np.float64]
Pair = tuple[float, float]

LABEL_SIZE, NAME_SIZE = 11, 13
_TICK, _GAP = 5, 4
_SPACING = {"x": 40, "y": 40, "z": 24}
"""Least pixels of an axis to a tick, at scale 1."""
_SHORTEST = 0.16
"""An axis seen so nearly end on that it is shorter than this share of the box has no labels."""
_FLAT, _STEEP = 45.0, 65.0
"""Degrees between which labels move from the edge of the floor to beyond the wider top of the box."""
_BESIDE = 38
"""Pixels the labels want free at either side, at scale 1: the upright axis has them at the left or at the right."""
_ROOMS = np.array([(-72, 10, 28), (-32, 10, 39), (-8, 17, 46), (0, 25, 45), (8, 23, 38), (16, 14, 31), (24, 10, 26)])
"""Pixels they want free above and below, at scale 1, by the elevation in degrees: measured over all azimuths."""
_MOST_ROOM = 0.7
"""Share of a picture that is left to labels at most."""
_CENTRED = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip)


def fitted_view(view: View3D, size: QSizeF, themes: ThemeManager) -> View3D:
    """``view`` of a box at zoom 1 as large as its labels allow, whatever the azimuth."""
    width, height = max(1.0, size.width()), max(1.0, size.height())
    above, below = (float(np.interp(view.elevation, _ROOMS[:, 0], _ROOMS[:, side])) for side in (1, 2))
    across = min(1.0, _MOST_ROOM * width / (2.0 * _BESIDE * themes.scale)) * themes.scale
    up = min(1.0, _MOST_ROOM * height / ((above + below) * themes.scale)) * themes.scale
    return view.between(width, height, (_BESIDE * across, above * up, _BESIDE * across, below * up))


@dataclass(frozen=True, slots=True)
class _Axis:
    """An axis on its edge, as it is seen.

    Attributes:
        start, end: the ends of the edge: pixel x, pixel y, distance.
        outward: unit vector in pixels, away from the box.
        shift: pixels outward from the edge to where labels begin: seen from above, the top is wider than the floor.
        ticks: those that have room.
    """

    key: str
    scale: AxisScale
    start: tuple[float, ...]
    end: tuple[float, ...]
    outward: Pair
    shift: float = 0.0
    ticks: Ticks = field(default_factory=Ticks)

    @property
    def length(self) -> float:
        """Pixels from end to end."""
        return math.dist(self.start[:2], self.end[:2])

    def at(self, value: float) -> Pair:
        """Pixel of a value on the edge."""
        share = self.scale.place(value)
        here, there = (1.0 - share) * self.start[2], share * self.end[2]
        x, y = ((here * a + there * b) / (here + there) for a, b in zip(self.start[:2], self.end[:2], strict=True))
        return x, y

    def beside(self, point: Pair, away: float) -> Pair:
        """The pixel ``away`` outward of ``point``."""
        return point[0] + self.outward[0] * away, point[1] + self.outward[1] * away


class _Words:
    """How long words are in one font, asked for once."""

    def __init__(self, metrics: QFontMetricsF) -> None:
        self._metrics, self.height = metrics, metrics.height()
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """Pixels a text is long."""
        if text not in self._widths:
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]

    def reach(self, text: str, direction: Pair) -> float:
        """How far the box around a text reaches from its middle in a direction."""
        return 0.5 * (self.width(text) * abs(direction[0]) + self.height * abs(direction[1]))

    def box(self, point: Pair, direction: Pair, text: str) -> QRectF:
        """The box around a text that touches ``point`` and lies in ``direction`` of it."""
        away, wide = self.reach(text, direction), self.width(text)
        left = point[0] + direction[0] * away - wide / 2.0
        return QRectF(left, point[1] + direction[1] * away - self.height / 2.0, wide, self.height)


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside an axis: the value at a tick, with the line that leads there, or the axis' name."""

    text: str
    box: QRectF
    tick: QLineF | None = None


class Box:
    """The box of ``ground`` as seen from ``view`` in a picture of ``size`` pixels of the layout.

    Attributes:
        labels: the words around it; none lies on another or on the box.
    """

    def __init__(self, ground: Ground, view: View3D, size: QSizeF, themes: ThemeManager) -> None:
        self._view, self._size, self._themes = view, (size.width(), size.height()), themes
        self._label_font, self._name_font = themes.font(LABEL_SIZE), themes.font(NAME_SIZE)
        self._name_font.setItalic(True)
        self._label_words = _Words(QFontMetricsF(self._label_font))
        self._name_words = _Words(QFontMetricsF(self._name_font))
        self._corners = view.project(CORNERS, *self._size)[:, :2]
        self._outline = silhouette(self._corners)
        scales, edges = axis_scales(ground), axis_edges(view, *self._size)
        self._axes = [self._axis(key, scales[key], edges[key]) for key in "xyz"]
        self.labels: list[Label] = []
        shown = [axis for axis in self._axes if axis.length >= self._shortest]
        self._add_names(shown)
        for axis in shown:
            self._add_ticks(axis)

    def paint_walls(self, painter: QPainter) -> None:
        """Paint the walls behind the surface and the lines on them."""
        theme, faces = self._themes.theme, back_faces(self._view)
        points = [QPointF(x, y) for x, y in self._corners.tolist()]
        painter.save()
        # Smooth edges and transparency would make this slow; the edges get lines on top.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(Qt.PenStyle.NoPen)
        for face in faces:
            painter.setBrush(QColor(mix(theme.background, theme.panel, 1.0 if face[0] == "z" else 0.6)))
            painter.drawConvexPolygon(QPolygonF([points[corner] for corner in FACES[face]]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("grid"), self._themes.scale * 0.8))
        painter.drawLines(self._wall_lines(faces))
        painter.setPen(QPen(theme.color("border"), self._themes.scale))
        painter.drawLines([QLineF(points[a], points[b]) for a, b in back_edges(self._view)])
        painter.restore()

    def paint_labels(self, painter: QPainter) -> None:
        """Paint ticks, their labels and the names of the axes."""
        theme = self._themes.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), self._themes.scale))
        painter.drawLines([label.tick for label in self.labels if label.tick is not None])
        for font, color, ticked in ((self._label_font, "muted", True), (self._name_font, "text", False)):
            painter.setFont(font)
            painter.setPen(theme.color(color))
            for label in self.labels:
                if (label.tick is not None) == ticked:
                    painter.drawText(label.box, _CENTRED, label.text)
        painter.restore()

    @property
    def _shortest(self) -> float:
        return _SHORTEST * float(np.ptp(self._corners[:, 0]))

    def _axis(self, key: str, scale: AxisScale, edge: AxisEdge) -> _Axis:
        ends = self._view.project(np.stack([edge.start, edge.end]), *self._size)
        beyond = float((self._corners @ edge.outward).max() - (ends[:, :2] @ edge.outward).min())
        shift = beyond * min(1.0, max(0.0, (self._view.elevation - _FLAT) / (_STEEP - _FLAT)))
        start, end = map(tuple, ends.tolist())
        outward = float(edge.outward[0]), float(edge.outward[1])
        bare = _Axis(key, scale, start, end, outward, shift)
        most = min(scale.most, int(bare.length / self._themes.px(_SPACING[key])))
        ticks = self._fitted(bare, most) if most > 0 and bare.length >= self._shortest else Ticks()
        return _Axis(key, scale, start, end, outward, shift, ticks)

    def _fitted(self, axis: _Axis, most: int) -> Ticks:
        """At most about ``most`` ticks, so many that their labels do not touch."""
        words = self._label_words
        across, up = (max(1e-9, abs(b - a) / axis.length) for a, b in zip(axis.start[:2], axis.end[:2], strict=True))

        def room(text: str) -> float:
            # Along the axis the box around a label is as long as the line through its middle.
            return min(words.width(text) / across, words.height / up)

        def where(value: float) -> float:
            return math.dist(axis.at(value), axis.start[:2])

        return fitted(axis.scale.ticks, where, room, self._themes.px(6), most)

    def _wall_lines(self, faces: list[str]) -> list[QLineF]:
        """The lines on the walls, at the ticks of the two axes of each."""
        low, high = (-1.0, -1.0, 0.0), (1.0, 1.0, BOX_HEIGHT)
        ends: list[list[float]] = []
        for face in faces:
            side = "xyz".index(face[0])
            for own, axis in enumerate(self._axes):
                other = 3 - own - side
                if own == side:
                    continue
                for value in axis.ticks.values:
                    point = [0.0, 0.0, 0.0]
                    point[side] = (high if face[1] == "+" else low)[side]
                    point[own] = low[own] + axis.scale.place(value) * (high[own] - low[own])
                    for end in (low, high):
                        point[other] = end[other]
                        ends.append(list(point))
        if not ends:
            return []
        pixels = self._view.project(np.array(ends), *self._size)[:, :2].tolist()
        return [QLineF(*a, *b) for a, b in zip(pixels[::2], pixels[1::2], strict=True)]

    def _add_ticks(self, axis: _Axis) -> None:
        tick, gap = self._themes.px(_TICK), self._themes.px(_GAP)
        for value, text in zip(axis.ticks.values, axis.ticks.labels, strict=True):
            at = axis.beside(axis.at(value), axis.shift)
            box = self._label_words.box(axis.beside(at, tick + gap), axis.outward, text)
            if self._is_free(box):
                self.labels.append(Label(text, box, QLineF(*at, *axis.beside(at, tick))))

    def _add_names(self, axes: list[_Axis]) -> None:
        """Name all axes: in full where that has room beside the middle of each of them, else in short."""
        for axis in axes:
            if axis.key == "z":
                upright = self._upright_name(axis)
                self._add_first_free(axis.scale.name, [upright, self._aside(upright)])
        flat, kept = [axis for axis in axes if axis.key != "z"], list(self.labels)
        for axis in flat:
            # A long name at the end of its axis would stand far from it, beneath the other one's.
            self._add_first_free(axis.scale.name, self._flat_names(axis, axis.scale.name)[:1])
        if len(self.labels) < len(kept) + len(flat):
            self.labels = kept
            for axis in flat:
                places = self._flat_names(axis, axis.scale.short)
                self._add_first_free(axis.scale.short, [box for place in places for box in (place, self._aside(place))])

    def _add_first_free(self, name: str, boxes: list[QRectF]) -> None:
        box = next(filter(self._is_free, boxes), None)
        if box is not None:
            self.labels.append(Label(name, box))

    def _upright_name(self, axis: _Axis) -> QRectF:
        """The name of the values stands above their axis, or below it where that is its upper end."""
        x, y = min(axis.start[:2], axis.end[:2], key=lambda end: end[1])
        # A little to the side, as the surface may reach up into the corner.
        aside = 0.35 * self._name_words.width(axis.scale.name) * axis.outward[0]
        return self._name_words.box((x + aside, y - 2.0 * self._themes.px(_GAP)), (0.0, -1.0), axis.scale.name)

    def _flat_names(self, axis: _Axis, name: str) -> list[QRectF]:
        """Where the name of another axis may stand: beyond the labels, beside its middle, or else its near end."""
        widest = max(2.0 * self._label_words.reach(text, axis.outward) for text in axis.ticks.labels or ("0",))
        away = axis.shift + self._themes.px(_TICK) + 1.5 * self._themes.px(_GAP) + widest
        middle = (axis.start[0] + axis.end[0]) / 2.0, (axis.start[1] + axis.end[1]) / 2.0
        near = max((axis.start[0], axis.start[1]), (axis.end[0], axis.end[1]), key=lambda end: end[1])
        return [
            self._name_words.box(axis.beside(middle, away), axis.outward, name),
            self._name_words.box(axis.beside(near, away + self._themes.px(_GAP)), axis.outward, name),
        ]

    def _aside(self, box: QRectF) -> QRectF:
        """The box, moved by no more than half its width to be within the picture's sides."""
        most, edge = box.width() / 2.0, self._themes.px(_GAP)
        right, left = max(0.0, edge - box.left()), max(0.0, box.right() + edge - self._size[0])
        return box.translated(min(right, most) - min(left, most), 0.0)

    def _is_free(self, box: QRectF) -> bool:
        """Whether words in ``box`` can be read: within the picture, not over the box, not on other words."""
        middle = box.center()
        return (
            QRectF(0.0, 0.0, *self._size).contains(box)
            and not is_inside(self._outline, (middle.x(), middle.y()))
            and not any(box.intersects(label.box) for label in self.labels)
        )
