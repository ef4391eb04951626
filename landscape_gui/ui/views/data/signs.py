"""Words on the canvas of the examples: sentences, notes, and what stands above a small picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from landscape_gui.scene import LaneRun
from landscape_gui.ui.canvas.layout import LABEL_SIZE, NAME_SIZE
from landscape_gui.ui.canvas.paint import paint_pill
from landscape_gui.ui.lanestyle import cut_name, draw_marker
from landscape_gui.ui.theme import ThemeManager

ROW = 20
"""Height of a line of words at scale 1."""
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_BEFORE = 13
"""Width at scale 1 of the marker before the name of a small picture."""
INTO_GAP = 5
"""How far, at scale 1, a long name above a small picture may reach into the gap before the next one."""
WIDEST_TITLE = 150
"""Width at scale 1 that a title may have above a narrower picture."""


def paint_sentence(painter: QPainter, area: QRectF, words: str, themes: ThemeManager) -> None:
    """A quiet sentence in the middle of ``area``."""
    painter.setPen(themes.theme.color("muted"))
    painter.setFont(themes.font())
    pad = themes.px(12)
    box = area.adjusted(pad, pad, -pad, -pad)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)


def paint_note(painter: QPainter, rect: QRectF, note: str, themes: ThemeManager) -> None:
    """A pill with ``note`` in the corner of the axes ``rect``."""
    px = themes.px
    metrics = QFontMetricsF(themes.font(LABEL_SIZE))
    text = metrics.elidedText(note, Qt.TextElideMode.ElideRight, rect.width() - px(32))
    paint_pill(painter, rect.bottomRight() - QPointF(px(8), px(8)), text, themes, right=True)


def paint_remark(painter: QPainter, rect: QRectF, note: str, themes: ThemeManager) -> None:
    """One quiet line of words in ``rect``, which is no part of a picture."""
    font = themes.font(LABEL_SIZE)
    painter.setFont(font)
    painter.setPen(themes.theme.color("muted"))
    text = QFontMetricsF(font).elidedText(note, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)


def paint_formula(painter: QPainter, rect: QRectF, formulas: Sequence[str], themes: ThemeManager) -> None:
    """The longest of ``formulas`` that fits, longest first, as a quiet line in ``rect``."""
    wide = QFontMetricsF(themes.font(LABEL_SIZE)).horizontalAdvance
    chosen = next((formula for formula in formulas if wide(formula) <= rect.width()), formulas[-1])
    paint_remark(painter, rect, chosen, themes)


def paint_lane(painter: QPainter, lane: LaneRun, area: QRectF, color: str, themes: ThemeManager) -> None:
    """Marker and name of a lane at the left of ``area``."""
    px = themes.px
    middle = QPointF(area.left() + px(6), area.center().y())
    draw_marker(painter, lane.marker, middle, float(px(9)), lane.color)
    painter.setFont(themes.font(NAME_SIZE))
    painter.setPen(QColor(color))
    text = cut_name(painter.fontMetrics(), lane.label, area.width() - px(18))
    painter.drawText(area.adjusted(px(16), 0, 0, 0), LEFT, text)


def title_width(lane: LaneRun, brief: str, themes: ThemeManager) -> float:
    """How wide the title of a small picture is in one line, without ``brief`` the name of its lane alone."""
    wide = QFontMetricsF(themes.font(LABEL_SIZE)).horizontalAdvance
    return themes.px(_BEFORE) + wide(lane.label) + (themes.px(8) + wide(brief) if brief else 0.0)


def paint_title(
    painter: QPainter,
    lane: LaneRun,
    brief: str,
    picture: QRectF,
    cell: QRectF,
    selected: bool,
    themes: ThemeManager,
    *,
    stacked: bool = False,
) -> None:
    """Above a small ``picture`` its lane and ``brief``, within its ``cell``; around it the colour of the lane.

    They stand side by side, or ``stacked`` in two lines, and begin before the picture only where they need the room.
    """
    look, px = themes.theme, themes.px
    right = min(cell.right(), max(picture.right(), picture.left() + px(WIDEST_TITLE)))
    needed = max(title_width(lane, "", themes), title_width(lane, brief, themes) * (not stacked))
    left = min(picture.left(), max(cell.left(), right - needed))
    row = QRectF(left, picture.top() - px(ROW), right - left, px(ROW))
    painter.setFont(themes.font(LABEL_SIZE))
    metrics = QFontMetricsF(painter.font())
    painter.setPen(look.color("muted"))
    painter.drawText(row, LEFT if stacked else RIGHT, brief)
    taken = 0.0 if stacked else metrics.horizontalAdvance(brief) + px(6)
    name = row.translated(0.0, -(px(ROW) - px(3)) if stacked else 0.0).adjusted(0.0, 0.0, -taken, 0.0)
    draw_marker(painter, lane.marker, QPointF(name.left() + px(4), name.center().y()), float(px(8)), lane.color)
    painter.setPen(QColor(look.text if selected else look.muted))
    text = cut_name(metrics, lane.label, name.width() - px(_BEFORE) + (px(INTO_GAP) if stacked else 1.0))
    painter.drawText(name.adjusted(px(_BEFORE), 0.0, 0.0, 0.0), LEFT | int(Qt.TextFlag.TextDontClip), text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(lane.color), (2.6 if selected else 1.3) * themes.scale))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(picture)
