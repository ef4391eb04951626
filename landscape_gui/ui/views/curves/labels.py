"""Names of the lanes beside the ends of their curves, or in lines above them where there is no room beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from landscape_gui.scene import LaneRun
from landscape_gui.ui.lanestyle import cut_name, draw_marker
from landscape_gui.ui.theme import ThemeManager

SIZE = 11
"""Size of names in pixels at scale 1."""
_LINE, _MARKER = 14, 8
_BESIDE_FROM = 440
_WIDEST, _WIDEST_SHARE = 128, 0.28
"""Most room for names beside the curves: pixels at scale 1, or a share of the width where that is more."""
_LINES = 2


@dataclass(frozen=True, slots=True)
class LineEnd:
    """Where a curve ends, in pixels, ``reaches`` telling whether that is the right edge."""

    lane: LaneRun
    y: float
    reaches: bool


def room_beside(lanes: Sequence[LaneRun], bounds: QRectF, themes: ThemeManager) -> float:
    """Width that names beside the curves take, 0 where they do not fit into ``bounds``."""
    px = themes.px
    if bounds.width() < px(_BESIDE_FROM) or len(lanes) * px(_LINE) > bounds.height() - px(30) or not lanes:
        return 0.0
    metrics = QFontMetricsF(themes.font(SIZE))
    most = max(px(_WIDEST), _WIDEST_SHARE * bounds.width())
    return min(max(metrics.horizontalAdvance(lane.label) for lane in lanes) + px(22), most)


def paint_beside(painter: QPainter, ends: Sequence[LineEnd], rect: QRectF, room: float, themes: ThemeManager) -> None:
    """Paint names to the right of ``rect``, as near to the ends of their curves as they can be without overlapping."""
    px = themes.px
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = px(_LINE) / 2.0
    places = apart([end.y for end in ends], px(_LINE), rect.top() + half, rect.bottom() - half)
    for end, y in zip(ends, places, strict=True):
        if end.reaches:
            painter.setPen(QPen(QColor(end.lane.color), px(1)))
            painter.drawLine(QPointF(rect.right() + 1.0, end.y), QPointF(rect.right() + px(6), y))
        _paint_name(painter, end.lane, QPointF(rect.right() + px(7), y), room - px(22), themes)


def strip(lanes: Sequence[LaneRun], width: float, themes: ThemeManager) -> list[list[tuple[LaneRun, float]]]:
    """The lines in which names fit above the curves: every lane with the width it takes, as far as there is room."""
    px = themes.px
    metrics = QFontMetricsF(themes.font(SIZE))
    lines: list[list[tuple[LaneRun, float]]] = []
    used = 0.0
    for lane in lanes if width > 0.0 else ():
        wanted = min(metrics.horizontalAdvance(lane.label) + px(_MARKER + 16), width)
        if not lines or used + wanted > width:
            if len(lines) == _LINES:
                break
            lines.append([])
            used = 0.0
        lines[-1].append((lane, wanted))
        used += wanted
    return lines


def strip_height(lines: Sequence[object], themes: ThemeManager) -> float:
    """Height of so many lines of names."""
    return float(len(lines) * themes.px(_LINE) + (themes.px(2) if lines else 0))


def paint_strip(
    painter: QPainter, lines: list[list[tuple[LaneRun, float]]], corner: QPointF, themes: ThemeManager
) -> None:
    """Paint lines of names with their top left at ``corner``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    y = corner.y() + themes.px(_LINE) / 2.0
    for line in lines:
        x = corner.x()
        for lane, width in line:
            _paint_name(painter, lane, QPointF(x, y), width - themes.px(_MARKER + 5), themes)
            x += width
        y += themes.px(_LINE)


def apart(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move ``places`` until they are ``gap`` apart, in their order, between ``low`` and ``high`` where they fit."""
    order = sorted(range(len(places)), key=lambda k: places[k])
    result = [min(max(place, low), high) for place in places]
    for before, after in pairwise(order):
        result[after] = max(result[after], result[before] + gap)
    limit = high
    for k in reversed(order):
        result[k] = min(result[k], limit)
        limit = result[k] - gap
    return result


def _paint_name(painter: QPainter, lane: LaneRun, left: QPointF, room: float, themes: ThemeManager) -> None:
    """Paint marker and name from ``left`` on, the name ``room`` pixels wide at most."""
    px = themes.px
    draw_marker(painter, lane.marker, left + QPointF(px(_MARKER) / 2.0, 0.0), float(px(_MARKER)), lane.color)
    painter.setFont(themes.font(SIZE))
    painter.setPen(themes.theme.color("text"))
    metrics = QFontMetricsF(painter.font())
    words = cut_name(metrics, lane.label, room)
    baseline = left.y() + (metrics.ascent() - metrics.descent()) / 2.0
    painter.drawText(QPointF(left.x() + px(_MARKER + 4), baseline), words)
