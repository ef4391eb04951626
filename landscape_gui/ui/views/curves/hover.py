"""What every lane has at the step under the mouse, in a small box that keeps inside the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from landscape_gui.numbers import short
from landscape_gui.scene import LaneRun
from landscape_gui.ui.lanestyle import draw_marker
from landscape_gui.ui.theme import ThemeManager

_SIZE, _LINE, _PAD, _AWAY = 11, 16, 8, 14


@dataclass(frozen=True, slots=True)
class Reading:
    """A lane's value at a step, and a word on how it has ended before that step, or "".

    Attributes:
        shown: where the axis shows something else than the value, what it shows.
        validation: the value on the examples set aside, where there are some.
        further: more about the lane there, as text; unit: follows the numbers.
    """

    lane: LaneRun
    value: float
    ended: str = ""
    shown: float | None = None
    validation: float | None = None
    further: tuple[str, ...] = ()
    unit: str = ""

    def figures(self) -> list[str]:
        """The numbers as text: the value, what the axis shows, the value on the examples set aside, and more."""
        numbers = [one for one in (self.value, self.shown, self.validation) if one is not None]
        return [*(short(one, fixed=True) + self.unit for one in numbers), *self.further]


def paint_readings(
    painter: QPainter,
    title: str,
    heads: Sequence[str],
    readings: Sequence[Reading],
    more: str,
    at: QPointF,
    bounds: QRectF,
    themes: ThemeManager,
) -> QRectF:
    """Paint a box with ``title`` and a line a reading beside the point ``at``; returns the box.

    ``heads`` stand above the numbers of the readings, where they have more than one; there may be none.
    ``more`` with a place for {count} tells how many readings had no room.
    """
    px, font = themes.px, themes.font(_SIZE)
    metrics = QFontMetricsF(font)
    most = max(1, int((bounds.height() - 2 * px(_PAD)) // px(_LINE)) - 1)
    lines = list(readings)
    if len(lines) > most:
        lines = lines[: max(0, most - 1)]
    left_out = more.format(count=len(readings) - len(lines)) if len(lines) < len(readings) else ""
    names = max((metrics.horizontalAdvance(_name(line)) for line in lines), default=0.0)
    rows = [list(heads), *(line.figures() for line in lines)]
    columns = [max(map(metrics.horizontalAdvance, column)) + px(16) for column in zip_longest(*rows, fillvalue="")]
    names = max(px(14) + names, metrics.horizontalAdvance(title))
    width = max(names + sum(columns), metrics.horizontalAdvance(left_out)) + 2 * px(_PAD)
    height = px(_LINE) * (1 + len(lines) + bool(left_out)) + 2 * px(_PAD) - px(4)
    box = _placed(at, width, height, bounds, px(_AWAY))
    _paint_box(painter, box, themes)
    painter.setFont(font)
    inner = box.adjusted(px(_PAD), px(_PAD) - px(2), -px(_PAD), 0.0)
    inner.setHeight(px(_LINE))
    _paint_line(painter, inner, title, heads, columns, "muted", themes)
    for line in lines:
        inner.translate(0.0, px(_LINE))
        middle = QPointF(inner.left() + px(4), inner.center().y())
        draw_marker(painter, line.lane.marker, middle, float(px(8)), line.lane.color)
        _paint_line(painter, inner.adjusted(px(14), 0, 0, 0), _name(line), line.figures(), columns, "text", themes)
    if left_out:
        inner.translate(0.0, px(_LINE))
        _paint_line(painter, inner, left_out, (), columns, "muted", themes)
    return box


def _name(reading: Reading) -> str:
    return f"{reading.lane.label}, {reading.ended}" if reading.ended else reading.lane.label


def _paint_line(
    painter: QPainter,
    area: QRectF,
    left: str,
    figures: Sequence[str],
    columns: Sequence[float],
    role: str,
    themes: ThemeManager,
) -> None:
    """Words at the left of ``area``, and figures that end where their columns, so wide each, do."""
    painter.setPen(themes.theme.color(role))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), left)
    end = area.right() - sum(columns)
    for text, width in zip(figures, columns, strict=False):
        end += width
        cell = QRectF(area.left(), area.top(), end - area.left(), area.height())
        painter.drawText(cell, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)


def _paint_box(painter: QPainter, box: QRectF, themes: ThemeManager) -> None:
    painter.setPen(QPen(themes.theme.color("border"), themes.scale))
    painter.setBrush(themes.theme.color("raised", 0.96))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), themes.px(6), themes.px(6))


def _placed(at: QPointF, width: float, height: float, bounds: QRectF, away: float) -> QRectF:
    """A box to the right of ``at``, or to its left where there is no room, inside ``bounds``."""
    left = at.x() + away
    if left + width > bounds.right():
        left = at.x() - away - width
    left = min(max(left, bounds.left()), max(bounds.left(), bounds.right() - width))
    top = min(max(at.y() - height / 2.0, bounds.top()), max(bounds.top(), bounds.bottom() - height))
    return QRectF(round(left), round(top), round(width), round(height))
