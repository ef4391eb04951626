"""Painting axes, words and hatchings in the colours of the theme, on any painter."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPixmap

from landscape_gui.ui.canvas.layout import BAR_AWAY, BENEATH, HEAD_AWAY, LABEL_SIZE, NAME_SIZE, Plot
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
    _paint_words(painter, plot, themes)
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


@dataclass(frozen=True, slots=True)
class Words:
    """Words beside an axis and where they stand; of a tick, or the name of the axis."""

    box: QRectF
    text: str
    name: bool = False


def axis_words(plot: Plot, themes: ThemeManager) -> tuple[list[Words], list[Words]]:
    """All that is written along the horizontal and along the vertical axis.

    The name stands at the end of its axis, or beside the last label where that is in its place; where there is no room
    beside it either, the name comes first. On a line of its own a name that is too long is cut in its middle.
    """
    across, up = _x_labels(plot, themes), _y_labels(plot, themes)
    metrics, frame = QFontMetricsF(themes.font(NAME_SIZE)), plot.frame
    return (
        _with_name(across, _x_name_places(plot, across, themes), frame.x.name, metrics),
        _with_name(up, _y_name_places(plot, up, themes), frame.y.name, metrics),
    )


def head_box(plot: Plot, themes: ThemeManager) -> QRectF:
    """Where the words on colours stand, above their bar."""
    metrics, rect = QFontMetricsF(themes.font(NAME_SIZE)), plot.frame.rect
    width, height = metrics.horizontalAdvance(plot.head) + 2.0, metrics.height()
    left = min(rect.right() + themes.px(BAR_AWAY), plot.bounds.right() - themes.px(4) - width)
    return QRectF(left, rect.top() - height - themes.px(HEAD_AWAY), width, height)


def y_name_fits(plot: Plot, themes: ThemeManager) -> bool:
    """Whether the name of the vertical axis has room beside the words on colours."""
    if not plot.head:
        return True
    width = QFontMetricsF(themes.font(NAME_SIZE)).horizontalAdvance(plot.frame.y.name)
    return plot.frame.rect.left() + width + themes.px(10) <= head_box(plot, themes).left()


def name_fits(plot: Plot, themes: ThemeManager) -> bool:
    """Whether the name of the horizontal axis hides no label of a tick and is inside the picture."""
    labels, bounds = _x_labels(plot, themes), plot.bounds
    places = _x_name_places(plot, labels, themes)
    inside = [place for place in places if place.left() >= bounds.left() and place.right() <= bounds.right()]
    return not places or any(not any(place.intersects(label.box) for label in labels) for place in inside)


def _with_name(labels: list[Words], places: list[QRectF], name: str, metrics: QFontMetricsF) -> list[Words]:
    if not places:
        return labels
    free = [place for place in places if not any(place.intersects(label.box) for label in labels)]
    box = (free or places)[0]
    name = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, box.width() + 1.0)
    return [*(label for label in labels if not label.box.intersects(box)), Words(box, name, name=True)]


def _x_labels(plot: Plot, themes: ThemeManager) -> list[Words]:
    metrics = QFontMetricsF(themes.font(LABEL_SIZE))
    top, bounds = plot.frame.rect.bottom() + themes.px(5), plot.bounds
    found = []
    for x, text in zip(plot.frame.x_pixels(plot.x_ticks.values).tolist(), plot.x_ticks.labels, strict=True):
        width = metrics.horizontalAdvance(text) + 2.0
        left = min(max(bounds.left(), x - width / 2.0), bounds.right() - width)
        found.append(Words(QRectF(left, top, width, metrics.height()), text))
    return found


def _y_labels(plot: Plot, themes: ThemeManager) -> list[Words]:
    metrics = QFontMetricsF(themes.font(LABEL_SIZE))
    right, height = plot.frame.rect.left() - themes.px(8), metrics.height()
    found = []
    for y, text in zip(plot.frame.y_pixels(plot.y_ticks.values).tolist(), plot.y_ticks.labels, strict=True):
        width = metrics.horizontalAdvance(text)
        found.append(Words(QRectF(right - width, y - height / 2.0, width, height), text))
    return found


def _x_name_places(plot: Plot, labels: list[Words], themes: ThemeManager) -> list[QRectF]:
    """Where the name of the horizontal axis may stand: at its end, after the last label, before it."""
    if not plot.frame.x.name:
        return []
    metrics = QFontMetricsF(themes.font(NAME_SIZE))
    width, away, end = metrics.horizontalAdvance(plot.frame.x.name) + 2.0, themes.px(6), plot.frame.rect.right()
    if plot.beneath:
        room = plot.bounds.adjusted(themes.px(4), 0.0, -themes.px(4), 0.0)
        width = min(width, room.width())
        left = max(room.left(), min(end, room.right()) - width)
        top = max((label.box.bottom() for label in labels), default=plot.frame.rect.bottom() + themes.px(5))
        return [QRectF(left, top + themes.px(BENEATH), width, metrics.height())]
    lefts = [end - width]
    if labels:
        last = max((label.box for label in labels), key=QRectF.right)
        after = max(last.right(), end) + away
        if plot.beyond and after + width <= min(plot.bounds.right(), end + plot.beyond):
            lefts.insert(0, after)
        # Not far from the axis, and what stands beside it keeps its place.
        if last.right() + away + width <= min(plot.bounds.right(), end + themes.px(28)):
            lefts.append(last.right() + away)
        # Not to the left of the axes, where it would name nothing.
        if last.left() - away - width >= plot.frame.rect.left() - away:
            lefts.append(last.left() - away - width)
    top, height = plot.frame.rect.bottom() + themes.px(4), metrics.height()
    return [QRectF(left, top, width, height) for left in lefts]


def _y_name_places(plot: Plot, labels: list[Words], themes: ThemeManager) -> list[QRectF]:
    """Where the name of the vertical axis may stand: at its end, above the last label, beneath it; or on its line."""
    name, rect = plot.frame.y.name, plot.frame.rect
    if not name:
        return []
    metrics = QFontMetricsF(themes.font(NAME_SIZE))
    width, height = metrics.horizontalAdvance(name) + 2.0, metrics.height()
    if plot.strip:
        end = head_box(plot, themes).left() - themes.px(10) if plot.head else plot.bounds.right() - themes.px(4)
        width = min(width, max(1.0, end - rect.left()))
        away = HEAD_AWAY if plot.head else 2
        return [QRectF(rect.left(), rect.top() - height - themes.px(away), width, height)]
    tops = [rect.top() - themes.px(3)]
    if labels:
        last = min((label.box for label in labels), key=QRectF.top)
        if last.top() - height >= plot.bounds.top():
            tops.append(last.top() - height)
        tops.append(last.bottom())
    return [QRectF(rect.left() - themes.px(8) - width, top, width, height) for top in tops]


def _paint_words(painter: QPainter, plot: Plot, themes: ThemeManager) -> None:
    """Labels of the ticks and names of the axes."""
    for words, sideways in zip(axis_words(plot, themes), (_ALIGN.AlignHCenter, _ALIGN.AlignRight), strict=True):
        for one in words:
            painter.setFont(themes.font(NAME_SIZE if one.name else LABEL_SIZE))
            painter.setPen(themes.theme.color("text" if one.name else "muted"))
            painter.drawText(one.box, int(sideways | _ALIGN.AlignVCenter | Qt.TextFlag.TextDontClip), one.text)


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
