"""The part of a graph's picture that rests: kept from one frame to the next, painted anew only where it changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isnan
from typing import cast

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QRegion

from landscape_gui.core.graph import Value
from landscape_gui.core.graph.stepgraph import NEURONS
from landscape_gui.ui.theme import Theme, ThemeManager
from landscape_gui.ui.views.graph.painter import GraphPainter, Sight
from landscape_gui.ui.views.graph.shapes import in_reach

MOST_CHANGED = 0.4
"""Share of the pixels from which on all of them are painted anew."""
FRAME = 4
"""Pixels of the device that are painted beyond each side of the widget: lines look different where they are cut off."""
BEYOND = 3.0
"""How far lines reach beyond a shape, in pixels of the drawing at scale 1."""


class RestPicture:
    """All of a graph but what its step is about, for one widget.

    A step changes a few nodes and edges, so only they are painted; moving the picture moves the pixels.
    """

    def __init__(self, themes: ThemeManager, painter: GraphPainter) -> None:
        self._themes, self._painter = themes, painter
        self._pixmap = QPixmap()
        self._key: tuple[object, ...] = ()
        self._theme: Theme | None = None
        self._offset = QPoint()
        self._sight: Sight | None = None
        self.painted = 0
        """Pieces and edges that were painted the last time."""

    def forget(self) -> None:
        """Paint everything anew the next time."""
        self._sight = None

    def pixmap(self, sight: Sight, zoom: float, offset: QPointF, size: QSize, ratio: float) -> QPixmap:
        """The picture for a widget of this size, with FRAME pixels of the device more at each side.

        ``offset`` is a whole number of pixels of the device.
        """
        key = (id(sight.shapes), zoom, size.width(), size.height(), ratio, self._themes.scale, self._themes.theme)
        at = QPoint(round(offset.x() * ratio) + FRAME, round(offset.y() * ratio) + FRAME)
        self.painted = 0
        if key != self._key or self._sight is None or self._levels_differ(sight):
            self._new(size, ratio)
            dirty = QRegion(self._pixmap.rect())
        else:
            dirty = self._moved(at - self._offset) | self._changed(self._sight, sight, zoom, at, ratio)
        self._key, self._offset, self._sight = key, at, sight
        if not dirty.isEmpty():
            self._paint(sight, zoom, at, ratio, dirty)
        return self._pixmap

    def _levels_differ(self, sight: Sight) -> bool:
        """Whether lines tell other weights than before: their widths depend on all of them."""
        return sight.graph.level == NEURONS and self._sight is not None and self._sight.graph is not sight.graph

    def _new(self, size: QSize, ratio: float) -> None:
        inner = QSize(max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio)))
        pixels = inner + QSize(2 * FRAME, 2 * FRAME)
        if self._pixmap.size() != pixels:
            self._pixmap = QPixmap(pixels)

    def _moved(self, by: QPoint) -> QRegion:
        """Move the pixels; returns what came into sight."""
        whole = self._pixmap.rect()
        if by.isNull():
            return QRegion()
        if abs(by.x()) >= whole.width() or abs(by.y()) >= whole.height():
            return QRegion(whole)
        self._pixmap.setDevicePixelRatio(1.0)
        self._pixmap.scroll(by.x(), by.y(), whole)
        return QRegion(whole) - QRegion(whole.translated(by))

    def _changed(self, old: Sight, new: Sight, zoom: float, at: QPoint, ratio: float) -> QRegion:
        """Where the picture differs from that of ``old`` because of what is known or active."""
        region = QRegion()
        grow = BEYOND * self._themes.scale
        for piece in _changed_pieces(old, new):
            box = new.shapes.pieces[piece].extent
            region |= _pixels(box.adjusted(-grow, -grow, grow, grow), zoom, at, ratio)
        for edge in _changed_edges(old, new):
            curve = new.shapes.curves[edge]
            if curve is not None:
                for box in _along(curve.points, grow + 4.0 * self._themes.scale):
                    region |= _pixels(box, zoom, at, ratio)
        return region & self._pixmap.rect()

    def _paint(self, sight: Sight, zoom: float, at: QPoint, ratio: float, dirty: QRegion) -> None:
        whole = self._pixmap.rect()
        if sum(rect.width() * rect.height() for rect in _rects(dirty)) > MOST_CHANGED * whole.width() * whole.height():
            dirty = QRegion(whole)
        self._pixmap.setDevicePixelRatio(1.0)
        painter = QPainter(self._pixmap)
        try:
            painter.setClipRegion(dirty)
            painter.fillRect(whole, self._themes.theme.color("background"))
            painter.translate(QPointF(at))
            painter.scale(zoom * ratio, zoom * ratio)
            pieces, edges = set(), set()
            grow = BEYOND * self._themes.scale
            for rect in [dirty.boundingRect()] if dirty.rectCount() > 24 else _rects(dirty):
                area = QRectF((QPointF(rect.topLeft()) - QPointF(at)) / (zoom * ratio),
                              QRectF(rect).size() / (zoom * ratio)).adjusted(-grow, -grow, grow, grow)  # fmt: skip
                pieces.update(in_reach(sight.shapes.boxes, area))
                edges.update(in_reach(sight.shapes.curve_boxes, area))
            self.painted = len(pieces) + len(edges)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.rest(painter, sight, sorted(pieces), sorted(edges))
        finally:
            painter.end()
        self._pixmap.setDevicePixelRatio(ratio)


def _rects(region: QRegion) -> list[QRect]:
    """The rectangles of a region, which can be iterated over although its type does not say so."""
    return list(cast("Iterable[QRect]", region))


def _changed_pieces(old: Sight, new: Sight) -> Sequence[int]:
    before, after = set(old.active_pieces), set(new.active_pieces)
    changed = before ^ after
    for piece, shape in enumerate(new.shapes.pieces):
        if piece not in after and piece not in changed and not _same_numbers(old, new, shape.node):
            changed.add(piece)
    return sorted(changed)


def _same_numbers(old: Sight, new: Sight, node: int) -> bool:
    pairs = (
        (old.moment.values[node], new.moment.values[node]),
        (old.moment.adjoints[node], new.moment.adjoints[node]),
        (old.moment.deltas[node], new.moment.deltas[node]),
        (old.moment.tangents[node], new.moment.tangents[node]),
    )
    return all(_same(one, other) for one, other in pairs)


def _same(one: Value | None, other: Value | None) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (isnan(one) and isnan(other))
    return one is other or (one is not None and other is not None and np.array_equal(one, other, equal_nan=True))


def _changed_edges(old: Sight, new: Sight) -> Sequence[int]:
    before, after = set(old.active_edges), set(new.active_edges)
    changed = before ^ after
    known = [[(m.values[k] is None, m.adjoints[k] is None) for k in range(len(m.values))]
             for m in (old.moment, new.moment)]  # fmt: skip
    other = {k for k, (one, two) in enumerate(zip(*known, strict=True)) if one != two}
    changed |= {k for k, edge in enumerate(new.graph.edges) if edge.source in other or edge.target in other}
    return sorted(changed)


def _along(points: np.ndarray, grow: float) -> list[QRectF]:
    """Boxes along a curve that together cover it with far fewer pixels than one box around it."""
    each, found = 4, []
    for k in range(0, len(points) - 1, each):
        piece = points[k : k + each + 1]
        (left, top), (right, bottom) = piece.min(axis=0), piece.max(axis=0)
        found.append(QRectF(left - grow, top - grow, right - left + 2.0 * grow, bottom - top + 2.0 * grow))
    return found


def _pixels(box: QRectF, zoom: float, at: QPoint, ratio: float) -> QRegion:
    """The whole pixels that a box of the drawing touches."""
    left, top = box.topLeft().toTuple()
    size = zoom * ratio
    low = QPoint(int(np.floor(left * size)) + at.x() - 1, int(np.floor(top * size)) + at.y() - 1)
    high = QPoint(int(np.ceil(box.right() * size)) + at.x() + 1, int(np.ceil(box.bottom() * size)) + at.y() + 1)
    return QRegion(QRect(low, high))
