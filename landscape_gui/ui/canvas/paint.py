"""Painting axes, words and hatchings in the colours of the theme, on any painter."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPixmap

from landscape_gui.ui.canvas.layout import LABEL_SIZE, NAME_SIZE, Plot
from landscape_gui.ui.theme import ThemeManager

_ALIGN = Qt.AlignmentFlag


def paint_axes(painter: QPainter, plot: Plot, themes: ThemeManager, grid: bool = True) -> None:
    """Paint ticks, labels, names and the border of the rectangle; lines across it where ``grid`` is true.

    What is inside the rectangle is painted by the caller: before, or after if the grid is to lie beneath.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    if grid:
        _paint_grid(painter, plot, themes)
    _paint_ticks(painter, plot, themes)
    painter.setPen(QPen(themes.theme.color("border"), themes.scale))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(plot.frame.rect)
    _paint_labels(painter, plot, themes)
    painter.restore()


def _paint_grid(painter: QPainter, plot: Plot, themes: ThemeManager) -> None:
    rect = plot.frame.rect
    lines = [QLineF(x, rect.top(), x, rect.bottom()) for x in _columns(plot, plot.x_ticks.values)]
    lines += [QLineF(rect.left(), y, rect.right(), y) for y in _rows(plot, plot.y_ticks.values)]
    faint = []
    if plot.frame.x.kind == "log":
        faint += [QLineF(x, rect.top(), x, rect.bottom()) for x in _columns(plot, plot.x_ticks.minor)]
    if plot.frame.y.kind == "log":
        faint += [QLineF(rect.left(), y, rect.right(), y) for y in _rows(plot, plot.y_ticks.minor)]
    painter.setPen(QPen(themes.theme.color("grid", 0.35), themes.scale))
    painter.drawLines(faint)
    painter.setPen(QPen(themes.theme.color("grid"), themes.scale))
    painter.drawLines(lines)


def _paint_ticks(painter: QPainter, plot: Plot, themes: ThemeManager) -> None:
    rect = plot.frame.rect
    long, brief = themes.px(4), themes.px(2)
    lines = []
    for length, across, up in (
        (long, plot.x_ticks.values, plot.y_ticks.values),
        (brief, plot.x_ticks.minor, plot.y_ticks.minor),
    ):
        lines += [QLineF(x, rect.bottom(), x, rect.bottom() + length) for x in _columns(plot, across)]
        lines += [QLineF(rect.left() - length, y, rect.left(), y) for y in _rows(plot, up)]
    painter.setPen(QPen(themes.theme.color("border"), themes.scale))
    painter.drawLines(lines)


def _paint_labels(painter: QPainter, plot: Plot, themes: ThemeManager) -> None:
    """Tick labels, but for those that would touch the name of their axis, and the names."""
    taken = _paint_names(painter, plot, themes)
    rect, away = plot.frame.rect, themes.px(8)
    painter.setFont(themes.font(LABEL_SIZE))
    painter.setPen(themes.theme.color("muted"))
    metrics = QFontMetricsF(painter.font())
    height = metrics.height()
    boxes = []
    for x, text in zip(plot.frame.x_pixels(plot.x_ticks.values).tolist(), plot.x_ticks.labels, strict=True):
        width = metrics.horizontalAdvance(text) + 2.0
        left = min(max(plot.bounds.left(), x - width / 2.0), plot.bounds.right() - width)
        boxes.append((QRectF(left, rect.bottom() + themes.px(5), width, height), text, _ALIGN.AlignHCenter))
    for y, text in zip(plot.frame.y_pixels(plot.y_ticks.values).tolist(), plot.y_ticks.labels, strict=True):
        box = QRectF(plot.bounds.left(), y - height / 2.0, rect.left() - away - plot.bounds.left(), height)
        boxes.append((box, text, _ALIGN.AlignRight))
    for box, text, alignment in boxes:
        width = metrics.horizontalAdvance(text)
        inked = box if alignment == _ALIGN.AlignHCenter else QRectF(box.right() - width, box.top(), width, box.height())
        if not any(name.intersects(inked) for name in taken):
            painter.drawText(box, int(alignment | _ALIGN.AlignVCenter | Qt.TextFlag.TextDontClip), text)


def _paint_names(painter: QPainter, plot: Plot, themes: ThemeManager) -> list[QRectF]:
    """Names at the ends of the axes; returns where they stand, with room around."""
    rect, bounds = plot.frame.rect, plot.bounds
    painter.setFont(themes.font(NAME_SIZE))
    painter.setPen(themes.theme.color("text"))
    metrics = QFontMetricsF(painter.font())
    height = metrics.height()
    taken = []
    if name := plot.frame.x.name:
        width = metrics.horizontalAdvance(name) + 2.0
        box = QRectF(rect.right() - width, rect.bottom() + themes.px(4), width, height)
        painter.drawText(box, int(_ALIGN.AlignRight | _ALIGN.AlignVCenter | Qt.TextFlag.TextDontClip), name)
        taken.append(box.adjusted(-themes.px(6), 0.0, themes.px(6), 0.0))
    if name := plot.frame.y.name:
        width = metrics.horizontalAdvance(name) + 2.0
        left = bounds.left() + themes.px(8) if plot.strip else rect.left() - themes.px(8) - width
        top = rect.top() - height - themes.px(2) if plot.strip else rect.top() - themes.px(3)
        box = QRectF(left, top, width, height)
        painter.drawText(box, int(_ALIGN.AlignLeft | _ALIGN.AlignVCenter | Qt.TextFlag.TextDontClip), name)
        taken.append(box)
    return taken


def paint_pill(painter: QPainter, corner: QPointF, text: str, themes: ThemeManager, right: bool = False) -> QRectF:
    """Paint quiet words on a rounded ground with their bottom left (or right) at ``corner``; returns the ground."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(themes.font(LABEL_SIZE))
    metrics = QFontMetricsF(painter.font())
    width = metrics.horizontalAdvance(text) + 2 * themes.px(8)
    height = metrics.height() + 2 * themes.px(3)
    box = QRectF(corner.x() - (width if right else 0.0), corner.y() - height, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(themes.theme.color("panel", 0.82))
    painter.drawRoundedRect(box, height / 2.0, height / 2.0)
    painter.setPen(themes.theme.color("muted"))
    painter.drawText(box, int(_ALIGN.AlignCenter), text)
    painter.restore()
    return box


def hatch_brush(themes: ThemeManager) -> QBrush:
    """A quiet diagonal hatching, for where nothing is defined."""
    side = themes.px(8)
    tile = QPixmap(side, side)
    tile.fill(themes.theme.color("background"))
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(themes.theme.grid), themes.scale))
    for shift in (-side, 0, side):
        painter.drawLine(QLineF(shift, side, shift + side, 0.0))
    painter.end()
    return QBrush(tile)


def _columns(plot: Plot, values: tuple[float, ...]) -> list[float]:
    return [round(x) for x in plot.frame.x_pixels(values).tolist()]


def _rows(plot: Plot, values: tuple[float, ...]) -> list[float]:
    return [round(y) for y in plot.frame.y_pixels(values).tolist()]
