"""The legend of the examples: what their shapes, colours, rings and lines mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from landscape_gui.classstyle import class_color, class_marker
from landscape_gui.ui.canvas.layout import LABEL_SIZE
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.data.looks import FAINT, draw_example
from landscape_gui.ui.views.data.picture import Picture, stroke
from landscape_gui.ui.views.data.signs import LEFT, ROW

_SAMPLE, _WORDS, _AFTER = 12, 23, 32
"""At scale 1: the middle of the sample, where the words begin, and how much wider than its words an entry is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the legend: words, and the look of the example before them."""

    text: str
    marker: str
    color: str
    hollow: bool = False
    ring: bool = False
    faint: bool = False
    line: tuple[float, ...] | None = None
    """Width and pattern of a line in place of an example."""


class Legend(QObject):
    """Names and paints what can be seen in a picture."""

    def __init__(self, themes: ThemeManager, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes

    def entries(self, picture: Picture, batched: bool = False) -> list[Entry]:
        """What there is to explain; ``batched``: examples that a step does not see are faint."""
        examples, look = picture.examples, self._themes.theme
        found = [Entry(name, class_marker(k), class_color(k)) for k, name in enumerate(examples.classes)]
        names = {
            "fit": self.tr("network"), "truth": self.tr("without noise"), "constant": self.tr("constant"),
            "pieces": self.tr("hidden units"),
            "margin": self.tr("score ±1"),
        }  # fmt: skip
        for key, width, pattern, role in picture.lines():
            found.append(Entry(names[key], "", getattr(look, role), line=(width, *pattern)))
        if not examples.trained.all():
            found.append(Entry(self.tr("test"), "circle", look.muted, hollow=True))
        if batched:
            found.append(Entry(self.tr("not in the batch"), "circle", look.muted, faint=True))
        if examples.classes:
            found.append(Entry(self.tr("wrong"), "circle", look.muted, ring=True))
        return found

    def widths(self, entries: Sequence[Entry]) -> list[float]:
        """How wide each entry is."""
        metrics = QFontMetricsF(self._themes.font(LABEL_SIZE))
        return [metrics.horizontalAdvance(entry.text) + self._themes.px(_AFTER) for entry in entries]

    def lines(self, entries: Sequence[Entry], width: float) -> list[list[Entry]]:
        """The entries in as many lines as they need, each no longer than ``width``."""
        found: list[list[Entry]] = []
        left = 0.0
        for entry, wide in zip(entries, self.widths(entries), strict=True):
            if not found or left < wide:
                found.append([])
                left = width
            found[-1].append(entry)
            left -= wide
        return found

    def fitting(self, entries: Sequence[Entry], width: float, most: int) -> list[Entry]:
        """The entries that have room in ``most`` lines; what goes without saying leaves first, the wrong ones never."""
        kept = list(entries)
        while len(kept) > 1 and len(self.lines(kept, width)) > most:
            dispensable = [entry for entry in kept if not entry.ring]
            faint = [entry for entry in dispensable if entry.faint]
            kept.remove((faint or dispensable or kept)[-1])
        return kept

    def paint(
        self, painter: QPainter, entries: Sequence[Entry], widths: Sequence[float], start: QPointF, end: float
    ) -> None:
        """Paint the entries in a line from ``start``, as many as end before ``end``."""
        px, x, row = self._themes.px, start.x(), float(self._themes.px(ROW))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._themes.font(LABEL_SIZE))
        for entry, width in zip(entries, widths, strict=True):
            if x + width > end:
                break
            self._paint_sample(painter, entry, QPointF(x + px(_SAMPLE), start.y() + row / 2.0))
            painter.setPen(self._themes.theme.color("muted"))
            painter.drawText(QRectF(x + px(_WORDS), start.y(), width, row), LEFT, entry.text)
            x += width

    def paint_column(self, painter: QPainter, entries: Sequence[Entry], box: QRectF) -> None:
        """Paint the entries below each other in the middle of ``box``, as many as fit, their words cut where needed."""
        px, row = self._themes.px, float(self._themes.px(ROW))
        shown = entries[: int(box.height() / row)]
        metrics = QFontMetricsF(self._themes.font(LABEL_SIZE))
        top = box.center().y() - 0.5 * row * len(shown)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._themes.font(LABEL_SIZE))
        for place, entry in enumerate(shown):
            line = QRectF(box.left(), top + place * row, box.width(), row)
            self._paint_sample(painter, entry, QPointF(line.left() + px(_SAMPLE), line.center().y()))
            painter.setPen(self._themes.theme.color("muted"))
            room = line.adjusted(px(_WORDS), 0.0, 0.0, 0.0)
            text = metrics.elidedText(entry.text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, LEFT, text)

    def _paint_sample(self, painter: QPainter, entry: Entry, middle: QPointF) -> None:
        px, look, scale = self._themes.px, self._themes.theme, self._themes.scale
        if entry.line is not None:
            half = QPointF(px(8), 0.0)
            sample = QPainterPath(middle - half)
            sample.lineTo(middle + half)
            stroke(painter, sample, QColor(entry.color), entry.line[0] * scale, entry.line[1:])
        elif entry.ring:
            painter.setPen(QPen(look.color("text"), 1.6 * scale))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, float(px(5)), float(px(5)))
        else:
            painter.setOpacity(FAINT if entry.faint else 1.0)
            draw_example(painter, entry.marker, entry.color, middle, float(px(8)), look, hollow=entry.hollow)
            painter.setOpacity(1.0)
