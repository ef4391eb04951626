"""What thick, thin and faint curves mean, said once for all lanes above the axes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.curves.marks import paint_sample

_SIZE, _SAMPLE, _GAP, _APART, _HEIGHT = 11, 16, 5, 12, 18

Item = tuple[str, str]
"""What a curve is about, see ``curve_marks.paint_sample``, and how it is called."""


def key_width(items: Sequence[Item], themes: ThemeManager) -> float:
    """Width of all ``items`` side by side."""
    return sum(_widths(items, themes)) + max(0, len(items) - 1) * themes.px(_APART)


def fitting(items: Sequence[Item], room: float, themes: ThemeManager) -> list[Item]:
    """The first of ``items``, as many as fit into ``room`` pixels."""
    kept = list(items)
    while kept and key_width(kept, themes) > room:
        kept.pop()
    return kept


def paint_key(painter: QPainter, items: Sequence[Item], left: QPointF, themes: ThemeManager) -> None:
    """Paint ``items`` from ``left`` on, which is the middle of their left edge."""
    px = themes.px
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(themes.font(_SIZE))
    x, top, height = left.x(), left.y() - px(_HEIGHT) / 2.0, float(px(_HEIGHT))
    for (what, words), width in zip(items, _widths(items, themes), strict=True):
        paint_sample(painter, what, QRectF(x, top, px(_SAMPLE), height), themes)
        painter.setPen(themes.theme.color("muted"))
        area = QRectF(x + px(_SAMPLE + _GAP), top, width, height)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
        x += width + px(_APART)
    painter.restore()


def line_height(themes: ThemeManager) -> int:
    """Height of a line of the key."""
    return themes.px(_HEIGHT)


def _widths(items: Sequence[Item], themes: ThemeManager) -> list[float]:
    metrics = QFontMetricsF(themes.font(_SIZE))
    return [themes.px(_SAMPLE + _GAP) + metrics.horizontalAdvance(words) + 2.0 for _, words in items]
