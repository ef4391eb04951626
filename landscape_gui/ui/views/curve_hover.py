"""What every lane has at the step under the mouse, in a small box that keeps inside the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from landscape_gui.numbers import short
from landscape_gui.scene import LaneRun
from landscape_gui.ui.lanestyle import draw_marker
from landscape_gui.ui.theme import ThemeManager

_SIZE, _LINE, _PAD, _AWAY = 11, 16, 8, 14


@dataclass(frozen=True, slots=True)
class Reading:
    """A lane's value at a step, and a word on how it has ended before that step, or ""."""

    lane: LaneRun
    value: float
    ended: str = ""


def paint_readings(
    painter: QPainter,
    title: str,
    readings: Sequence[Reading],
    more: str,
    at: QPointF,
    bounds: QRectF,
    themes: ThemeManager,
) -> QRectF:
    """Paint a box with ``title`` and a line a reading beside the point ``at``; returns the box.

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
    numbers = max((metrics.horizontalAdvance(short(line.value, fixed=True)) for line in lines), default=0.0)
    words = max(metrics.horizontalAdvance(title), metrics.horizontalAdvance(left_out))
    width = max(px(14) + names + px(16) + numbers, words) + 2 * px(_PAD)
    height = px(_LINE) * (1 + len(lines) + bool(left_out)) + 2 * px(_PAD) - px(4)
    box = _placed(at, width, height, bounds, px(_AWAY))
    _paint_box(painter, box, themes)
    painter.setFont(font)
    inner = box.adjusted(px(_PAD), px(_PAD) - px(2), -px(_PAD), 0.0)
    inner.setHeight(px(_LINE))
    _paint_line(painter, inner, title, "", "muted", themes)
    for line in lines:
        inner.translate(0.0, px(_LINE))
        middle = QPointF(inner.left() + px(4), inner.center().y())
        draw_marker(painter, line.lane.marker, middle, float(px(8)), line.lane.color)
        _paint_line(
            painter, inner.adjusted(px(14), 0, 0, 0), _name(line), short(line.value, fixed=True), "text", themes
        )
    if left_out:
        inner.translate(0.0, px(_LINE))
        _paint_line(painter, inner, left_out, "", "muted", themes)
    return box


def _name(reading: Reading) -> str:
    return f"{reading.lane.label}, {reading.ended}" if reading.ended else reading.lane.label


def _paint_line(painter: QPainter, area: QRectF, left: str, right: str, role: str, themes: ThemeManager) -> None:
    painter.setPen(themes.theme.color(role))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), left)
    painter.drawText(area, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), right)


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
