"""The slim bar beside a heat map that says which colour means which value."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen

from landscape_gui.core.maps.grids import HeightScale
from landscape_gui.render.colors import Table
from landscape_gui.render.heatmap import packed
from landscape_gui.ui.canvas.layout import BAR_AWAY, LABEL_SIZE, NAME_SIZE, Plot
from landscape_gui.ui.canvas.paint import head_box
from landscape_gui.ui.canvas.ticks import Ticks, fitted, height_ticks
from landscape_gui.ui.theme import ThemeManager

_WIDTH, _AWAY, _TICK, _GAP = 10, BAR_AWAY, 3, 4
_SPACING = 44


def color_bar_width(scale: HeightScale, height: float, themes: ThemeManager, *, percent: bool = False) -> float:
    """How much room, in pixels of the layout, the bar of ``height`` pixels and its labels take at the right."""
    metrics = QFontMetricsF(themes.font(LABEL_SIZE))
    labels = bar_ticks(scale, height, metrics.height(), themes.px(_SPACING), percent=percent).labels
    widest = max((metrics.horizontalAdvance(text) for text in labels), default=0.0)
    return themes.px(_AWAY) + themes.px(_WIDTH) + themes.px(_TICK) + themes.px(_GAP) + widest


def bar_ticks(scale: HeightScale, height: float, text_height: float, spacing: float, *, percent: bool = False) -> Ticks:
    """Ticks at round values along a bar, which shows heights evenly from 0 to 1."""
    most = min(10, max(2, int(height / spacing)))

    def make(count: int) -> Ticks:
        return height_ticks(scale, count, percent=percent)

    return fitted(make, lambda value: float(scale.forward(value)) * height, lambda _: text_height, 2.0, most)


def paint_color_bar(
    painter: QPainter, plot: Plot, scale: HeightScale, table: Table, themes: ThemeManager, *, percent: bool = False
) -> None:
    """Paint the bar along the right of the axes, lowest value at the bottom, and what it shows above it."""
    rect = plot.frame.rect
    bar = QRectF(rect.right() + themes.px(_AWAY), rect.top(), themes.px(_WIDTH), rect.height())
    colors = np.ascontiguousarray(packed(table)[::-1])
    image = QImage(colors.view(np.uint8).data, 1, len(colors), 4, QImage.Format.Format_ARGB32_Premultiplied)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if scale.high > scale.low:
        painter.drawImage(bar, image)
    else:
        painter.fillRect(bar, image.pixelColor(0, len(colors) // 2))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(QPen(themes.theme.color("border"), themes.scale))
    painter.drawRect(bar)
    painter.setFont(themes.font(LABEL_SIZE))
    metrics = QFontMetricsF(painter.font())
    ticks = bar_ticks(scale, rect.height(), metrics.height(), themes.px(_SPACING), percent=percent)
    for value, text in zip(ticks.values, ticks.labels, strict=True):
        y = round(bar.bottom() - float(scale.forward(value)) * bar.height())
        painter.setPen(QPen(themes.theme.color("border"), themes.scale))
        painter.drawLine(int(bar.right()), y, int(bar.right()) + themes.px(_TICK), y)
        left = bar.right() + themes.px(_TICK) + themes.px(_GAP)
        box = QRectF(left, y - metrics.height() / 2.0, plot.bounds.right() - left, metrics.height())
        painter.setPen(themes.theme.color("muted"))
        alignment = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        painter.drawText(box, int(alignment), text)
    if plot.head:
        painter.setFont(themes.font(NAME_SIZE))
        painter.setPen(themes.theme.color("text"))
        box = head_box(plot, themes)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), plot.head)
    painter.restore()
