"""What stands above the axes of the examples: lane, caption and legend, in as many words as there is room for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from landscape_gui.ui.canvas.layout import NAME_SIZE
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.data.legend import Entry, Legend
from landscape_gui.ui.views.data.panel import Panel
from landscape_gui.ui.views.data.picture import Picture
from landscape_gui.ui.views.data.signs import LEFT, ROW, paint_lane
from landscape_gui.ui.views.data.words import Words

MOST_LINES = 2
"""Most lines of the legend above a picture that fills the canvas."""
WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """How the words above the axes are laid out.

    Attributes:
        key: what it was made for; complaint: what stands there in place of how the network does, or "".
        form: which of the forms of the caption has room; width: that of the canvas.
        name: width of the lane's name, 0 without; legend: its entries; lines: the same, line by line.
        taken: width of the legend where it shares a line with the caption, else 0.
        rows: lines of the caption; height: of all lines.
    """

    key: tuple[object, ...]
    complaint: str
    form: int
    width: float
    name: float
    legend: list[Entry]
    lines: list[list[Entry]]
    taken: float
    rows: int
    height: float


class Heading:
    """Lays out and paints the words above a picture that fills the canvas."""

    def __init__(self, themes: ThemeManager, words: Words, parent: QObject) -> None:
        self._themes, self._words = themes, words
        self._legend = Legend(themes, parent)
        self._head: Head | None = None

    def of(self, panel: Panel, width: float, named: bool, complaint: str, batched: bool = False) -> Head:
        """The words' layout on a canvas ``width`` pixels wide: it depends on the data, not on how the network does.

        The lane is ``named`` where nothing else says which it is; a ``complaint`` takes the place of the caption;
        where it is ``batched``, the legend explains the examples that a step does not see.
        """
        examples, theme = panel.picture.examples, self._themes.theme
        lane = panel.lane.label if named and panel.lane is not None else ""
        lines = tuple(panel.picture.lines())
        key = (
            examples,
            panel.picture.answers is None,
            width,
            theme,
            self._themes.scale,
            lane,
            complaint,
            lines,
            batched,
        )
        if self._head is None or self._head.key != key:
            self._head = self._new(panel, width, lane, complaint, batched, key)
        return self._head

    def _new(
        self, panel: Panel, width: float, lane: str, complaint: str, batched: bool, key: tuple[object, ...]
    ) -> Head:
        px, words = self._themes.px, self._words
        wide = QFontMetricsF(self._themes.font(NAME_SIZE)).horizontalAdvance
        name, legend = px(30) + wide(lane) if lane else 0.0, self._legend.entries(panel.picture, batched)
        widths = self._legend.widths(legend)
        forms = [complaint] if complaint else words.forms(panel.picture)
        values = {} if complaint else words.widest(panel.picture)
        lengths = [wide(form.format(**values)) for form in forms]
        room = width - name - px(22)
        chosen = next((k for k, length in enumerate(lengths) if length <= room), len(forms) - 1)
        taken = name + (lengths[chosen] if forms else 0.0)
        together = taken + sum(widths) + px(36) <= width
        if not together:
            legend = self._legend.fitting(legend, width - px(4), MOST_LINES)
        told = [legend] if together else self._legend.lines(legend, width - px(4))
        rows = self._rows(complaint, room) if complaint else int(taken > 0.0)
        height = float(px(4) + px(ROW) * (1 if together else rows + len(told)))
        beside = sum(widths) if together else 0.0
        return Head(key, complaint, chosen, width, name, legend, told, beside, rows, height)

    def _rows(self, complaint: str, room: float) -> int:
        """Lines a complaint takes: it tells what to do, so none of it is left out."""
        metrics = QFontMetricsF(self._themes.font(NAME_SIZE))
        needed = metrics.boundingRect(QRectF(0.0, 0.0, room, metrics.height()), WRAPPED, complaint)
        return max(1, round(needed.height() / metrics.height()))

    def _caption(self, panel: Panel, head: Head) -> str:
        """What is wrong with the examples, or how the network does, in as many words as there is room for."""
        if head.complaint or panel.picture.answers is None:
            return head.complaint
        return self._words.forms(panel.picture)[head.form].format(**self._words.values(panel.picture))

    def paint_legend(self, painter: QPainter, picture: Picture, box: QRectF) -> None:
        """What the examples' looks mean, in ``box`` in the place of a small picture."""
        self._legend.paint_column(painter, self._legend.entries(picture), box)

    def legend_height(self, picture: Picture, width: float) -> float:
        """Height of the lines above small pictures that say what the examples' looks mean."""
        return float(self._themes.px(ROW) * len(self._legend.lines(self._legend.entries(picture), width)))

    def paint_legend_above(self, painter: QPainter, picture: Picture, width: float) -> None:
        """The same in lines above small pictures none of which has left its place to it."""
        for number, line in enumerate(self._legend.lines(self._legend.entries(picture), width)):
            start = QPointF(self._themes.px(4), number * self._themes.px(ROW))
            self._legend.paint(painter, line, self._legend.widths(line), start, start.x() + width + 1.0)

    def paint(self, painter: QPainter, panel: Panel, head: Head) -> None:
        """Name of the lane where nothing else says it, how it does, and what the examples' looks mean."""
        px, row = self._themes.px, float(self._themes.px(ROW))
        left = float(px(10))
        if head.name and panel.lane is not None:
            area = QRectF(left, px(2), head.width - left, row)
            paint_lane(painter, panel.lane, area, self._themes.theme.text, self._themes)
            left += head.name
        painter.setFont(self._themes.font(NAME_SIZE))
        painter.setPen(self._themes.theme.color("warning" if head.complaint else "text"))
        box = QRectF(left, px(2), head.width - left - px(8) - head.taken, row * max(1, head.rows))
        caption = self._caption(panel, head)
        if head.complaint:
            painter.drawText(box, WRAPPED, caption)
        else:
            text = QFontMetricsF(painter.font()).elidedText(caption, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, LEFT, text)
        below = QPointF(px(4), box.bottom() if left > px(10) or caption else box.top())
        start = QPointF(head.width - head.taken - px(4), box.top()) if head.taken else below
        for number, line in enumerate(head.lines):
            place = start + QPointF(0.0, number * row)
            self._legend.paint(painter, line, self._legend.widths(line), place, head.width + 1.0)
