"""Paints a network's diagram: what lies beneath, lines and unit pictures in one go, then frames, words, the legend."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
)

from landscape_gui.numbers import MINUS, short
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.network import looks
from landscape_gui.ui.views.network.anatomy import Item, Parameter, Unit
from landscape_gui.ui.views.network.layout import Diagram, Label, rise
from landscape_gui.ui.views.network.pixels import DiagramPixels, Shown, corner_radius, place_of
from landscape_gui.ui.views.network.units import BINS

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint32]
TEXT_SIZE = 12
CORNER = 4.0
BADGE = 11.0
NUMBER_SIZE, LEAST_NUMBER = 11, 8
"""Size at scale 1 of the numbers of hidden units, and the least that can be read."""
_ALIGN = {-1: Qt.AlignmentFlag.AlignLeft, 0: Qt.AlignmentFlag.AlignHCenter, 1: Qt.AlignmentFlag.AlignRight}


class NetworkPainter:
    """Paints diagrams."""

    def __init__(self, themes: ThemeManager) -> None:
        self._themes = themes
        self._pixels = DiagramPixels(themes)
        self._scale_bar: tuple[tuple[object, ...], QPixmap] = ((), QPixmap())

    def paint(self, painter: QPainter, shown: Shown, ratio: float) -> None:
        """Paint all of the diagram's bounds but cards; ``ratio`` pixels of the device to a pixel of the layout."""
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        diagram = shown.diagram
        beneath = self._paint_beneath(painter, shown)
        painter.drawImage(place_of(diagram).topLeft(), self._pixels.image(shown, ratio, opaque=not beneath))
        for item in (shown.hovered, shown.focused):
            self._ring(painter, shown, item, focused=item is shown.focused)
        self._badges(painter, shown)
        for label in diagram.labels:
            self._label(painter, label)
        self._numbers(painter, diagram)

    def _paint_beneath(self, painter: QPainter, shown: Shown) -> bool:
        """What lines are drawn over: the ground, arcs, bands and curves; False where there is nothing to be seen."""
        pointed = [(item, item is shown.focused) for item in (shown.hovered, shown.focused)]
        bands = [(item, last) for item, last in pointed if isinstance(item, Parameter) and item.kind == "weight"]
        plots = shown.outputs.sample.kind != "plane"
        if not (bands or plots or shown.diagram.anatomy.skips):
            return False
        painter.fillRect(place_of(shown.diagram), self._themes.theme.color("background"))
        self._skips(painter, shown.diagram)
        for item, focused in bands:
            self._halo(painter, shown, item, focused=focused)
        if plots:
            self._small_plots(painter, shown)
        return True

    def legend(self, painter: QPainter, box: QRectF, words: str, reach: float) -> QRectF:
        """Paint what width and colour of the lines stand for at the left of ``box``; returns what it took."""
        px, theme = self._themes.px, self._themes.theme
        painter.setFont(self._themes.font(TEXT_SIZE))
        metrics = QFontMetricsF(painter.font())
        texts = (words, MINUS + short(reach, 3), short(reach, 3))
        x = box.left()
        places = []
        for text, gap in zip(texts, (px(10), px(6), 0), strict=True):
            width = metrics.horizontalAdvance(text) + 1.0
            if text is texts[2]:
                bar = QRectF(x, box.center().y() - px(4), px(84), px(8))
                x = bar.right() + px(6)
            places.append(QRectF(x, box.top(), width, box.height()))
            x += width + gap
        if x > box.right():
            return QRectF(box.left(), box.top(), 0.0, box.height())
        for text, place in zip(texts, places, strict=True):
            painter.setPen(theme.color("text" if text is words else "muted"))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), text)
        self._bow(painter, bar, painter.deviceTransform().m11())
        return QRectF(box.left(), box.top(), x - box.left(), box.height())

    def badge(self, painter: QPainter, middle: QPointF, fault: str) -> None:
        """Paint the sign of a unit that is dead (a cross) or saturated (a bar)."""
        theme, radius = self._themes.theme, 0.5 * BADGE * self._themes.scale
        painter.setPen(QPen(theme.color("background"), 1.5 * self._themes.scale))
        painter.setBrush(theme.color("error" if fault == "dead" else "warning"))
        painter.drawEllipse(middle, radius, radius)
        pen = QPen(theme.color("background"), 1.6 * self._themes.scale)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        arm = 0.42 * radius
        if fault == "dead":
            painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm))
            painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm))
        else:
            painter.drawLine(middle + QPointF(-1.2 * arm, 0.0), middle + QPointF(1.2 * arm, 0.0))

    def _skips(self, painter: QPainter, diagram: Diagram) -> None:
        """Arcs above the lines, from what is added to where."""
        pen = QPen(self._themes.theme.color("muted", 0.75), 1.2 * self._themes.scale)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([1.5, 2.0])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for first, last in diagram.anatomy.skips:
            one, other = diagram.box(first), diagram.box(last)
            begin = QPointF(one.right(), one.top() + 0.2 * one.height())
            end = QPointF(other.left(), other.top() + 0.2 * other.height())
            lift = 0.4 * one.height()
            path = QPainterPath(begin)
            path.cubicTo(
                begin + QPointF(0.3 * (end.x() - begin.x()), -lift),
                end - QPointF(0.3 * (end.x() - begin.x()), lift),
                end,
            )
            painter.drawPath(path)

    def _halo(self, painter: QPainter, shown: Shown, weight: Parameter, *, focused: bool) -> None:
        """A band behind a line that is pointed at."""
        diagram = shown.diagram
        x0, y0, x1, y1 = diagram.ends[diagram.line(weight)].tolist()
        share = np.linspace(0.0, 1.0, 33)
        risen, _ = rise(share)
        color = self._themes.theme.color("accent", 0.55) if focused else self._themes.theme.color("text", 0.34)
        pen = QPen(color, 9.0 * self._themes.scale)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawPolyline(_polygon(x0 + (x1 - x0) * share, y0 + (y1 - y0) * risen))

    def _ring(self, painter: QPainter, shown: Shown, item: Item | None, *, focused: bool) -> None:
        """A frame around a unit or a dot that is pointed at."""
        away = self._themes.px(3 if focused else 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._themes.theme.color("accent" if focused else "text"), 2.0 * self._themes.scale))
        if isinstance(item, Unit):
            radius = corner_radius(shown.diagram, self._themes) + away
            painter.drawRoundedRect(shown.diagram.box(item).adjusted(-away, -away, away, away), radius, radius)
        elif item is not None and item.kind != "weight":
            x, y, radius = shown.diagram.knobs[shown.diagram.dot(item)].tolist()
            painter.drawEllipse(QPointF(x, y), radius + away, radius + away)

    def _badges(self, painter: QPainter, shown: Shown) -> None:
        for unit, fault in zip(shown.diagram.anatomy.units, shown.outputs.faults, strict=True):
            if fault:
                self.badge(painter, shown.diagram.box(unit).topRight(), fault)

    def _numbers(self, painter: QPainter, diagram: Diagram) -> None:
        """Number the units of hidden layers, from 1 on, where there is room beside their top left corner."""
        size = min(NUMBER_SIZE, int(0.5 * diagram.smallest / self._themes.scale))
        if size < LEAST_NUMBER:
            return
        painter.setFont(self._themes.font(size))
        painter.setPen(self._themes.theme.color("muted"))
        metrics = QFontMetricsF(painter.font())
        for layer in diagram.anatomy.layers[1:-1]:
            for unit in layer:
                corner, text = diagram.box(unit).topLeft(), str(unit.number + 1)
                left = corner.x() - metrics.horizontalAdvance(text) - self._themes.px(3)
                painter.drawText(QPointF(left, corner.y() + metrics.ascent() - self._themes.px(2)), text)

    def _label(self, painter: QPainter, label: Label) -> None:
        painter.setFont(self._themes.font(TEXT_SIZE))
        painter.setPen(self._themes.theme.color("muted" if label.quiet else "text"))
        metrics = QFontMetricsF(painter.font())
        room = label.box.width() + 0.5
        text = "\n".join(metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in label.text.split("\n"))
        painter.drawText(
            label.box, int(_ALIGN[label.align] | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip), text
        )

    def _small_plots(self, painter: QPainter, shown: Shown) -> None:
        """A curve or a distribution in each unit."""
        outputs, theme, radius = shown.outputs, self._themes.theme, corner_radius(shown.diagram, self._themes)
        heights = outputs.histograms() if outputs.sample.kind == "examples" else None
        for unit in shown.diagram.anatomy.units:
            box = shown.diagram.box(unit)
            painter.setPen(QPen(theme.color("faint" if theme.is_dark else "border"), self._themes.scale))
            painter.setBrush(QColor(looks.middle(theme)))
            painter.drawRoundedRect(box, radius, radius)
            inner = box.adjusted(radius / 2, radius / 2, -radius / 2, -radius / 2)
            low, high = outputs.ranges[unit.place].tolist()
            if heights is not None:
                paint_bars(painter, inner, heights[unit.place], (low, high))
            else:
                paint_curve(painter, inner, outputs.values[unit.place], (low, high), self._themes, 1.4)

    def _bow(self, painter: QPainter, bar: QRectF, ratio: float) -> None:
        """The scale of the lines: as wide, as coloured and as broken as they are."""
        theme, scale = self._themes.theme, self._themes.scale
        key = (theme, scale, ratio)
        if self._scale_bar[0] != key:
            picture = QPixmap(round(bar.width() * ratio), round(bar.height() * ratio))
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            with QPainter(picture) as inside:
                _paint_bow(inside, QRectF(0.0, 0.0, bar.width(), bar.height()), self._themes)
            self._scale_bar = (key, picture)
        painter.drawPixmap(bar.topLeft(), self._scale_bar[1])


def _paint_bow(painter: QPainter, bar: QRectF, themes: ThemeManager) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    stops = np.linspace(-1.0, 1.0, 21)
    gradient = QLinearGradient(bar.left(), 0.0, bar.right(), 0.0)
    for stop, color in zip(stops.tolist(), looks.colors_at(themes.theme, stops), strict=True):
        gradient.setColorAt(0.5 + 0.5 * stop, QColor(color))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    dash, gap = (length * themes.scale for length in looks.DASH)
    center, end = bar.center().x(), bar.left()
    starts = np.arange(center - dash, end, -(dash + gap)).tolist()
    for left, right in ((center, bar.right()), *((max(end, start), start + dash) for start in starts)):
        halves = [_half_width(abs(x - center) / (center - end)) * themes.scale for x in (left, right)]
        xs, middle = np.array([left, right, right, left]), bar.center().y()
        painter.drawPolygon(_polygon(xs, middle + np.array([-halves[0], -halves[1], halves[1], halves[0]])))


def _half_width(size: float) -> float:
    """Half the width at scale 1 of a line of that share of the scale."""
    return 0.5 * (looks.LEAST_WIDTH + (looks.MOST_WIDTH - looks.LEAST_WIDTH) * size)


def paint_curve(
    painter: QPainter, box: QRectF, values: Floats, interval: tuple[float, float], themes: ThemeManager, width: float
) -> None:
    """Paint a curve over the width of ``box``, the area to 0 filled, 0 as a thin line."""
    low, high = interval
    inside = np.clip(np.nan_to_num(values), low - (high - low), high + (high - low))
    xs = np.linspace(box.left(), box.right(), len(values))
    ys = np.clip(box.bottom() - (inside - low) / (high - low) * box.height(), box.top(), box.bottom())
    zero = min(max(box.top(), box.bottom() + low / (high - low) * box.height()), box.bottom())
    painter.setPen(Qt.PenStyle.NoPen)
    for color, side in ((looks.POSITIVE, np.minimum(ys, zero)), (looks.NEGATIVE, np.maximum(ys, zero))):
        if np.ptp(side) > 0.0:
            fill = QColor(color)
            fill.setAlphaF(0.42)
            painter.setBrush(fill)
            painter.drawPolygon(_polygon(np.concatenate([xs[:1], xs, xs[-1:]]), np.concatenate([[zero], side, [zero]])))
    painter.setPen(QPen(themes.theme.color("faint"), 0.8 * themes.scale))
    painter.drawLine(QPointF(box.left(), zero), QPointF(box.right(), zero))
    pen = QPen(themes.theme.color("text"), width * themes.scale)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(_polygon(xs, ys))


def _polygon(xs: Floats, ys: Floats) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])


def paint_bars(
    painter: QPainter, box: QRectF, heights: Sequence[float] | Floats, interval: tuple[float, float]
) -> None:
    """Paint a distribution, bars below 0 blue and above it orange."""
    low, high = interval
    wide = box.width() / BINS
    painter.setPen(Qt.PenStyle.NoPen)
    for k, height in enumerate(heights):
        middle = low + (k + 0.5) / BINS * (high - low)
        color = QColor(looks.POSITIVE if middle >= 0.0 else looks.NEGATIVE)
        tall = float(height) * box.height()
        gap = 0.12 * wide
        painter.fillRect(QRectF(box.left() + k * wide + gap, box.bottom() - tall, wide - 2 * gap, tall), color)
