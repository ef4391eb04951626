"""The card beside what is pointed at: a unit's picture enlarged, with axes, and its numbers; or those of a weight."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from landscape_gui.numbers import short
from landscape_gui.render.network import draw_pictures
from landscape_gui.ui.canvas.axes import Axis
from landscape_gui.ui.canvas.layout import Plot, lay_out
from landscape_gui.ui.canvas.paint import paint_axes
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.network import looks
from landscape_gui.ui.views.network.painter import paint_bars, paint_curve
from landscape_gui.ui.views.network.units import BINS, Outputs
from landscape_gui.ui.views.network.words import Card, Row

SIZE, LINE, PAD, AWAY = 12, 17, 10, 12
WIDTH, LEAST_WIDTH, NARROW = 236, 170, 170
"""Width of a card with a picture, the least that keeps it from covering its unit, and of one without, at scale 1."""
PICTURE, LEAST_PICTURE = 178, 96
"""Height of the picture with its axes, and the least at which it is worth showing."""
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True, eq=False)
class Enlarged:
    """A unit's output to be shown large: all outputs and its place among them, and the names of the inputs."""

    outputs: Outputs
    place: int
    names: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class LaidCard:
    """A card and where it lies.

    Attributes:
        box: all of it; picture: height of its picture; rows: those that have room; sentences: each with its height.
    """

    card: Card
    enlarged: Enlarged | None
    box: QRectF
    picture: float
    rows: tuple[Row, ...]
    sentences: tuple[tuple[str, float], ...]

    def moved(self, box: QRectF) -> LaidCard:
        """The same card in another box of that size."""
        return replace(self, box=box)


def lay_out_card(
    card: Card, enlarged: Enlarged | None, beside: QRectF, bounds: QRectF, themes: ThemeManager
) -> LaidCard:
    """Lay a card out next to ``beside`` and inside ``bounds``."""
    px = themes.px
    metrics = QFontMetricsF(themes.font(SIZE))
    width = min(_width(card, enlarged, metrics, themes), bounds.width())
    beyond = max(bounds.right() - beside.right(), beside.left() - bounds.left()) - px(AWAY)
    if enlarged is not None and width > beyond:
        width = max(beyond, min(width, px(LEAST_WIDTH)))
    inner = width - 2 * px(PAD)
    sentences = [(text, _height(text, metrics, inner)) for text in (card.warning, card.hint) if text]
    head = px(LINE) * (1 + bool(card.subtitle)) + px(4)
    fixed = 2 * px(PAD) + head + sum(height + px(4) for _, height in sentences)
    rows = list(card.rows)
    picture = 0.0
    if enlarged is not None:
        free = bounds.height() - fixed - px(LINE) * len(rows) - px(6)
        picture = min(px(PICTURE), max(px(LEAST_PICTURE), free))
    while rows and fixed + picture + px(LINE) * len(rows) > bounds.height():
        rows.pop(0)
    height = min(bounds.height(), fixed + picture + px(LINE) * len(rows))
    box = placed(beside, width, height, bounds, px(AWAY))
    return LaidCard(card, enlarged, box, picture, tuple(rows), tuple(sentences))


def paint_card(painter: QPainter, laid: LaidCard, reach: float, themes: ThemeManager, ratio: float) -> None:
    """Paint a card in its box; colours of values as of lines whose largest is ``reach``."""
    px, card, box = themes.px, laid.card, laid.box
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(themes.theme.color("border"), themes.scale))
    painter.setBrush(themes.theme.color("raised"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
    area = box.adjusted(px(PAD), px(PAD), -px(PAD), -px(PAD))
    top = _paint_head(painter, area, card, themes)
    if laid.enlarged is not None:
        picture = QRectF(area.left() - px(4), top, area.width() + px(8), laid.picture - px(4))
        _paint_picture(painter, picture, laid.enlarged, themes, ratio)
        top += laid.picture
    for row in laid.rows:
        _paint_row(painter, QRectF(area.left(), top, area.width(), px(LINE)), row, reach, themes)
        top += px(LINE)
    for text, tall in laid.sentences:
        painter.setFont(themes.font(SIZE))
        painter.setPen(themes.theme.color("warning" if text is card.warning else "muted"))
        painter.drawText(QRectF(area.left(), top + px(4), area.width(), tall), _WRAP, text)
        top += tall + px(4)


def rows_that_fit(bounds: QRectF, sentences: int, themes: ThemeManager) -> int:
    """How many rows a card with a picture and so many lines of sentences has room for."""
    px = themes.px
    taken = 2 * px(PAD) + px(LEAST_PICTURE) + px(LINE) * (2 + sentences) + px(8)
    return max(0, int((bounds.height() - taken) / px(LINE)))


def placed(beside: QRectF, width: float, height: float, bounds: QRectF, away: float) -> QRectF:
    """A box right of ``beside``, or left, above or below where there is more room, inside ``bounds``."""
    top = min(max(beside.center().y() - height / 2.0, bounds.top()), bounds.bottom() - height)
    left = min(max(beside.center().x() - width / 2.0, bounds.left()), bounds.right() - width)
    if beside.right() + away + width <= bounds.right():
        left = beside.right() + away
    elif beside.left() - away - width >= bounds.left():
        left = beside.left() - away - width
    elif beside.bottom() + away + height <= bounds.bottom():
        top = beside.bottom() + away
    elif beside.top() - away - height >= bounds.top():
        top = beside.top() - away - height
    elif beside.center().x() > bounds.center().x():
        left = max(bounds.left(), beside.left() - away - width)
    else:
        left = min(bounds.right() - width, beside.right() + away)
    return QRectF(round(left), round(top), round(width), round(height))


def _width(card: Card, enlarged: Enlarged | None, metrics: QFontMetricsF, themes: ThemeManager) -> float:
    px = themes.px
    least = px(WIDTH if enlarged is not None else NARROW)
    rows = [metrics.horizontalAdvance(row.name) + metrics.horizontalAdvance(row.figure) + px(34) for row in card.rows]
    words = max((metrics.horizontalAdvance(text) for text in (card.title, card.subtitle)), default=0.0)
    return min(max([least - 2 * px(PAD), words, *rows]), 1.35 * least) + 2 * px(PAD)


def _height(text: str, metrics: QFontMetricsF, width: float) -> float:
    return metrics.boundingRect(QRectF(0.0, 0.0, width, 1000.0), _WRAP, text).height()


def _paint_head(painter: QPainter, area: QRectF, card: Card, themes: ThemeManager) -> float:
    """Title and subtitle; returns where they end."""
    px, top = themes.px, area.top()
    lines = ((card.title, "text", QFont.Weight.DemiBold), (card.subtitle, "muted", QFont.Weight.Normal))
    for text, role, weight in lines:
        if text:
            painter.setFont(themes.font(SIZE, weight))
            painter.setPen(themes.theme.color(role))
            fitting = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(
                QRectF(area.left(), top, area.width(), px(LINE)), int(Qt.AlignmentFlag.AlignVCenter), fitting
            )
            top += px(LINE)
    return top + px(4)


def _paint_row(painter: QPainter, area: QRectF, row: Row, reach: float, themes: ThemeManager) -> None:
    px = themes.px
    painter.setFont(themes.font(SIZE))
    metrics = QFontMetricsF(painter.font())
    left = area.left()
    if row.value is not None:
        strengths = looks.strengths_of(np.array([row.value]), reach)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(looks.colors_at(themes.theme, strengths)[0]))
        side = px(8)
        painter.drawRoundedRect(QRectF(left, area.center().y() - side / 2, side, side), px(2), px(2))
        left += px(14)
    room = area.right() - left - metrics.horizontalAdvance(row.figure) - px(8)
    painter.setPen(themes.theme.color("muted"))
    fits = not row.brief or metrics.horizontalAdvance(row.name) <= room
    name = metrics.elidedText(row.name if fits else row.brief, Qt.TextElideMode.ElideRight, room)
    middle = int(Qt.AlignmentFlag.AlignVCenter)
    painter.drawText(QRectF(left, area.top(), room, area.height()), middle, name)
    painter.setPen(themes.theme.color("text"))
    painter.drawText(area, middle | int(Qt.AlignmentFlag.AlignRight), row.figure)


def _paint_picture(painter: QPainter, area: QRectF, enlarged: Enlarged, themes: ThemeManager, ratio: float) -> None:
    sample, place = enlarged.outputs.sample, enlarged.place
    low, high = enlarged.outputs.ranges[place].tolist()
    name = enlarged.names[0] if enlarged.names else ""
    painter.save()
    if sample.kind == "plane":
        (left, right), (bottom, top) = sample.axes
        metrics = QFontMetricsF(themes.font(11))
        ends = [short(low, 2), short(high, 2)]
        bar = themes.px(22) + max(map(metrics.horizontalAdvance, ends))
        plot = lay_out(area, Axis(left, right, name), Axis(bottom, top, enlarged.names[1]), themes, bar, equal=True)
        paint_axes(painter, plot, themes, grid=False)
        _paint_plane(painter, plot, enlarged, themes, ratio)
        _paint_bar(painter, plot, ends, themes)
    elif sample.kind == "line":
        room = 0.06 * (high - low)
        plot = lay_out(area, Axis(*sample.axes[0], name), Axis(low - room, high + room, enlarged.name), themes)
        paint_axes(painter, plot, themes)
        painter.setClipRect(plot.frame.rect)
        paint_curve(painter, plot.frame.rect, enlarged.outputs.values[place], (low - room, high + room), themes, 1.8)
    else:
        shares = enlarged.outputs.histograms()[place]
        counts = np.histogram(enlarged.outputs.values[place], BINS, (low, high))[0]
        plot = lay_out(area, Axis(low, high, enlarged.name), Axis(0.0, max(1.0, float(counts.max()))), themes)
        paint_axes(painter, plot, themes)
        paint_bars(painter, plot.frame.rect, shares, (low, high))
    painter.restore()


def _paint_plane(painter: QPainter, plot: Plot, enlarged: Enlarged, themes: ThemeManager, ratio: float) -> None:
    rect, place = plot.frame.rect, enlarged.place
    width, height = max(1, round(rect.width() * ratio)), max(1, round(rect.height() * ratio))
    pixels: NDArray[np.uint32] = np.zeros((height, width), np.uint32)
    values, ranges = enlarged.outputs.picture()[place : place + 1], enlarged.outputs.ranges[place : place + 1]
    colors = looks.picture_colors(themes.theme)
    draw_pictures(pixels, values, np.array([[0.0, 0.0, width, height]]), ranges, colors, 0.0)
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(rect, image)
    painter.setPen(QPen(themes.theme.color("border"), themes.scale))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)


def _paint_bar(painter: QPainter, plot: Plot, ends: list[str], themes: ThemeManager) -> None:
    """Which colour means which output, beside the picture."""
    rect, px = plot.frame.rect, themes.px
    bar = QRectF(rect.right() + px(8), rect.top(), px(7), rect.height())
    colors = np.ascontiguousarray(looks.picture_colors(themes.theme)[::-1])
    image = QImage(colors.data, 1, len(colors), 4, QImage.Format.Format_ARGB32_Premultiplied)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(bar, image)
    painter.setFont(themes.font(11))
    painter.setPen(themes.theme.color("muted"))
    metrics = QFontMetricsF(painter.font())
    for text, base in ((ends[1], bar.top() + metrics.ascent() - 1.0), (ends[0], bar.bottom() - 1.0)):
        painter.drawText(QPointF(bar.right() + px(4), base), text)
