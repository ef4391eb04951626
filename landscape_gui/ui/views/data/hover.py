"""What is known of one example, in a small box beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from landscape_gui.ui.theme import ThemeManager

_SIZE, _LINE, _PAD, _AWAY, _WIDEST = 11, 16, 8, 14, 190


def paint_facts(
    painter: QPainter,
    title: str,
    facts: Sequence[tuple[str, str]],
    at: QPointF,
    bounds: QRectF,
    themes: ThemeManager,
) -> QRectF:
    """Paint ``title`` and a line for each name and value of ``facts`` beside ``at``, inside ``bounds``."""
    px, font = themes.px, themes.font(_SIZE)
    metrics = QFontMetricsF(font)
    pad, gap, line = px(_PAD), px(14), px(_LINE)
    names = [metrics.elidedText(name, Qt.TextElideMode.ElideRight, px(_WIDEST)) for name, _ in facts]
    values = [metrics.elidedText(value, Qt.TextElideMode.ElideRight, px(_WIDEST)) for _, value in facts]
    rows = [
        metrics.horizontalAdvance(a) + gap + metrics.horizontalAdvance(b) for a, b in zip(names, values, strict=True)
    ]
    width = max([metrics.horizontalAdvance(title), *rows]) + 2 * pad + 2.0
    height = line * (1 + len(facts)) + 2 * pad - px(4)
    left = at.x() + px(_AWAY)
    if left + width > bounds.right():
        left = at.x() - px(_AWAY) - width
    left = max(bounds.left(), min(left, bounds.right() - width))
    top = max(bounds.top(), min(at.y() - height / 2.0, bounds.bottom() - height))
    box = QRectF(round(left), round(top), round(width), round(height))
    painter.setPen(QPen(themes.theme.color("border"), themes.scale))
    painter.setBrush(themes.theme.color("raised", 0.96))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
    painter.setFont(font)
    row = QRectF(box.left() + pad, box.top() + pad - px(2), box.width() - 2 * pad, line)
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.setPen(themes.theme.color("muted"))
    painter.drawText(row, int(Qt.AlignmentFlag.AlignLeft | middle), title)
    for name, value in zip(names, values, strict=True):
        row.translate(0.0, line)
        painter.setPen(themes.theme.color("muted"))
        painter.drawText(row, int(Qt.AlignmentFlag.AlignLeft | middle), name)
        painter.setPen(themes.theme.color("text"))
        painter.drawText(row, int(Qt.AlignmentFlag.AlignRight | middle), value)
    return box
