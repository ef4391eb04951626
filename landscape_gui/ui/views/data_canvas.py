"""The canvas under the examples: one picture with its words, or a small one for every lane."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from landscape_gui.classstyle import class_color, class_marker
from landscape_gui.experiment import OwnCurve, OwnPoints
from landscape_gui.networks import DataNetwork
from landscape_gui.ui.canvas.layout import LABEL_SIZE, NAME_SIZE, Plot
from landscape_gui.ui.canvas.paint import paint_pill
from landscape_gui.ui.lanestyle import draw_marker
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.data_hand import REACH, Hand
from landscape_gui.ui.views.data_handles import paint_handles
from landscape_gui.ui.views.data_hover import paint_facts
from landscape_gui.ui.views.data_line import has_line
from landscape_gui.ui.views.data_looks import draw_example
from landscape_gui.ui.views.data_panel import Marks, Panel
from landscape_gui.ui.views.data_picture import stroke
from landscape_gui.ui.views.data_words import Words

Floats = NDArray[np.float64]
ROW = 20
"""Height of a line of words at scale 1."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the legend: words, and the look of the example before them."""

    text: str
    marker: str
    color: str
    hollow: bool = False
    ring: bool = False
    line: tuple[float, ...] | None = None
    """Width and pattern of a line in place of an example."""


@dataclass(frozen=True, slots=True, eq=False)
class _Head:
    """How the words above the axes are laid out.

    Attributes:
        key: what it was made for; form: which of the forms of the caption has room.
        name: width of the lane's name, 0 without; legend and widths: its entries, each so wide.
        together: whether caption and legend share a line; height: of all lines.
    """

    key: tuple[object, ...]
    form: int
    name: float
    legend: list[_Entry]
    widths: list[float]
    together: bool
    height: float


class DataCanvas(QWidget):
    """Paints panels and passes on what the hand does to them; ``DataView`` decides what they show."""

    laneClicked = Signal(int)
    """Index of the lane whose small picture was clicked."""
    laneTurned = Signal(int)
    """Page Up or Page Down: −1 or 1 lane further."""
    exampleClicked = Signal(int)
    """Row of the example that is now chosen, −1 for none."""
    pointsEdited = Signal(object, bool)
    """Own points as they are now, and whether that is final."""
    thetaEdited = Signal(object, bool)
    """Parameters (3,) after dragging the line, and whether that is final."""
    classKeyed = Signal(int)
    """The key of a class was pressed: its number."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.themes = themes
        self.panels: list[Panel] = []
        self.selected = -1
        self.batch: NDArray[np.bool_] | None = None
        self.chosen = -1
        self.fine = True
        self.named = True
        self.own: OwnPoints | OwnCurve | None = None
        self.tool = "add"
        self.number = 0
        self.complaint = ""
        self.empty = ""
        self.before: Callable[[], None] = lambda: None
        """Called before anything is painted."""
        self.words = Words(self)
        self.hand = Hand(self)
        self._cells: list[QRectF] = []
        self._head: _Head | None = None
        self.setAccessibleName(self.tr("Examples"))
        self.setAccessibleDescription(
            self.tr("Up and Down go through the examples, Page Up and Page Down through the lanes.")
        )
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(self.themes.px(420), self.themes.px(360))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.themes.px(200), self.themes.px(160))

    def show_panels(self, panels: Sequence[Panel], selected: int) -> None:
        """Show one panel, or several as small multiples; ``selected`` is the index of the lane that is marked."""
        self.panels, self.selected = list(panels), selected
        self.hand.forget()
        self.update()

    @property
    def panel(self) -> Panel | None:
        """The panel that fills the canvas; None where there are several, or none."""
        return self.panels[0] if len(self.panels) == 1 else None

    def plot(self) -> Plot | None:
        """The layout of the panel that fills the canvas."""
        self._lay_out()
        return self.panel.plot if self.panel is not None else None

    def rect_of_axes(self) -> QRectF | None:
        """The rectangle of the axes of the panel that fills the canvas."""
        plot = self.plot()
        return plot.frame.rect if plot is not None else None

    def value_at(self, pixel: QPointF) -> tuple[float, float]:
        """The data point at a pixel."""
        plot = self.plot()
        return plot.frame.value(pixel) if plot is not None else (0.0, 0.0)

    def place_of(self, row: int) -> QPointF:
        """The pixel of an example of the panel that fills the canvas."""
        assert self.panel is not None
        self._lay_out()
        return QPointF(*self.panel.pixels()[row].tolist())

    def example_at(self, pixel: QPointF) -> int:
        """Row of the example at a pixel, -1 where there is none in reach."""
        self._lay_out()
        panel = self._panel_at(pixel)
        return panel.nearest(pixel, REACH * self.themes.scale) if panel is not None else -1

    def line_network(self) -> DataNetwork | None:
        """The network whose line can be dragged; None where there is no such line."""
        network = self.panel.picture.network if self.panel is not None else None
        return network if has_line(network) else None

    def theta(self) -> Floats | None:
        """The parameters the panel that fills the canvas shows."""
        return self.panel.picture.theta if self.panel is not None else None

    def press_panel(self, event: QMouseEvent) -> bool:
        """Choose the lane of a small picture; False where one picture fills the canvas."""
        if len(self.panels) < 2:
            return False
        self._lay_out()
        panel = self._panel_at(event.position())
        if panel is not None and panel.lane is not None and event.button() == Qt.MouseButton.LeftButton:
            self.laneClicked.emit(panel.lane.index)
        return True

    def choose(self, row: int) -> None:
        """Mark an example, or no longer where it is marked already."""
        self.choose_row(-1 if row == self.chosen else row)

    def choose_row(self, row: int) -> None:
        """Mark an example, and tell; -1 for none."""
        if row != self.chosen:
            self.chosen = row
            self.exampleClicked.emit(row)
            self.update()

    def choose_next(self, by: int) -> None:
        """Mark the example ``by`` rows further."""
        count = len(self.panels[0].picture.examples.targets) if self.panels else 0
        if count:
            first = 0 if by > 0 else count - 1
            self.choose_row((self.chosen + by) % count if self.chosen >= 0 else first)

    def edit_points(self, source: OwnPoints | OwnCurve, final: bool) -> None:
        """The hand has changed the own points."""
        if self.own is not None and self.chosen >= 0 and len(source.points) < len(self.own.points):
            self.choose_row(-1)
        self.own = source
        self.pointsEdited.emit(source, final)

    def edit_theta(self, theta: Floats, final: bool) -> None:
        """The hand has moved the line."""
        self.thetaEdited.emit(theta, final)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hand.release(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.hand.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.laneTurned.emit(1 if event.key() == Qt.Key.Key_PageDown else -1)
        elif self.own is not None and event.text().isdigit() and not event.modifiers():
            self.classKeyed.emit((int(event.text()) - 1) % 10)
        elif not self.hand.key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self.hand.key_released()
        super().keyReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.before()
        painter = QPainter(self)
        try:
            self._paint(painter)
        finally:
            # A painter that outlives an error would take the program with it.
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self.themes.theme.color("background"))
        if not self.panels:
            self._paint_sentence(painter, QRectF(self.rect()), self.empty)
            return
        self._lay_out()
        ratio = painter.deviceTransform().m11()
        fine = self.fine or not self.isVisible()
        for panel, cell in zip(self.panels, self._cells, strict=True):
            hovered = self.hand.hovered if self.panel is panel else -1
            panel.paint(painter, ratio, fine, Marks(self.batch, self.chosen, hovered))
            if self.panel is None:
                self._paint_title(painter, panel, cell)
            if panel.failed:
                assert panel.plot is not None
                words = self.tr("This lane has diverged: its weights are no numbers any more.")
                self._paint_sentence(painter, panel.plot.frame.rect, words)
        if self.panel is not None:
            self._paint_words(painter, self.panel)
            self._paint_hand(painter, self.panel)

    def _lay_out(self) -> None:
        bounds, gap = QRectF(self.rect()), self.themes.px(8)
        if self.panel is not None:
            self._cells = [bounds]
            top = self._head_of(self.panel).height
            self.panel.lay_out(bounds.adjusted(0.0, top, 0.0, 0.0), compact=False)
            return
        row = float(self.themes.px(ROW))
        self._cells = cells_of(len(self.panels), bounds.adjusted(gap, 0.0, -gap, -gap), row, float(gap))
        for panel, cell in zip(self.panels, self._cells, strict=True):
            panel.lay_out(cell.adjusted(0.0, row, 0.0, 0.0), compact=True)

    def _panel_at(self, pixel: QPointF) -> Panel | None:
        found = [panel for panel, cell in zip(self.panels, self._cells, strict=True) if cell.contains(pixel)]
        return found[0] if found else None

    def _head_of(self, panel: Panel) -> _Head:
        """How the words above the axes are laid out: it depends on the data, not on how the network does."""
        examples, theme = panel.picture.examples, self.themes.theme
        lane = panel.lane.label if self.named and panel.lane is not None else ""
        key = (examples, panel.picture.answers is None, self.width(), theme, self.themes.scale, lane, self.complaint)
        if self._head is None or self._head.key != key:
            self._head = self._new_head(panel, key)
        return self._head

    def _new_head(self, panel: Panel, key: tuple[object, ...]) -> _Head:
        px, words = self.themes.px, self.words
        wide = QFontMetricsF(self.themes.font(NAME_SIZE)).horizontalAdvance
        name, legend = self._name_width(panel), self._legend(panel)
        widths = self._entry_widths(legend)
        forms = [self.complaint] if self.complaint else words.forms(panel.picture)
        values = {} if self.complaint else words.widest(panel.picture)
        lengths = [wide(form.format(**values)) for form in forms]
        room = self.width() - name - px(22)
        chosen = next((k for k, length in enumerate(lengths) if length <= room), len(forms) - 1)
        taken = name + (lengths[chosen] if forms else 0.0)
        together = taken + sum(widths) + px(36) <= self.width()
        lines = 1 if together else bool(taken) + bool(legend)
        return _Head(key, chosen, name, legend, widths, together, float(px(4) + px(ROW) * lines))

    def _caption(self, panel: Panel, head: _Head) -> str:
        """What is wrong with the examples, or how the network does, in as many words as there is room for."""
        if self.complaint or panel.picture.answers is None:
            return self.complaint
        return self.words.forms(panel.picture)[head.form].format(**self.words.values(panel.picture))

    def _legend(self, panel: Panel) -> list[_Entry]:
        examples = panel.picture.examples
        found = [_Entry(name, class_marker(k), class_color(k)) for k, name in enumerate(examples.classes)]
        color = self.themes.theme.muted
        for key, width, pattern, role in panel.picture.lines():
            found.append(_Entry(self._line_names()[key], "", getattr(self.themes.theme, role), line=(width, *pattern)))
        if not examples.trained.all():
            found.append(_Entry(self.tr("test"), "circle", color, hollow=True))
        if examples.classes:
            found.append(_Entry(self.tr("wrong"), "circle", color, ring=True))
        return found

    def _line_names(self) -> dict[str, str]:
        return {"fit": self.tr("network"), "truth": self.tr("without noise"), "constant": self.tr("constant")}

    def _name_width(self, panel: Panel) -> float:
        if not self.named or panel.lane is None:
            return 0.0
        metrics = QFontMetricsF(self.themes.font(NAME_SIZE))
        return self.themes.px(30) + metrics.horizontalAdvance(panel.lane.label)

    def _entry_widths(self, entries: Sequence[_Entry]) -> list[float]:
        metrics = QFontMetricsF(self.themes.font(LABEL_SIZE))
        return [metrics.horizontalAdvance(entry.text) + self.themes.px(32) for entry in entries]

    def _paint_words(self, painter: QPainter, panel: Panel) -> None:
        """Name of the lane where nothing else says it, how it does, and what the examples' looks mean."""
        px, row, head = self.themes.px, float(self.themes.px(ROW)), self._head_of(panel)
        left = float(px(10))
        if head.name:
            self._paint_lane(painter, panel, QRectF(left, px(2), self.width() - left, row), self.themes.theme.text)
            left += head.name
        painter.setFont(self.themes.font(NAME_SIZE))
        painter.setPen(self.themes.theme.color("warning" if self.complaint else "text"))
        taken = sum(head.widths) if head.together else 0.0
        box = QRectF(left, px(2), self.width() - left - px(8) - taken, row)
        caption = self._caption(panel, head)
        text = QFontMetricsF(painter.font()).elidedText(caption, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
        below = QPointF(px(4), box.bottom() if left > px(10) or caption else box.top())
        start = QPointF(self.width() - taken - px(4), box.top()) if head.together else below
        self._paint_legend(painter, head, start, row)
        if note := panel.picture.note():
            self._paint_note(painter, panel, note)

    def _paint_note(self, painter: QPainter, panel: Panel, note: str) -> None:
        assert panel.plot is not None
        rect, px = panel.plot.frame.rect, self.themes.px
        metrics = QFontMetricsF(self.themes.font(LABEL_SIZE))
        text = metrics.elidedText(note, Qt.TextElideMode.ElideRight, rect.width() - px(32))
        paint_pill(painter, rect.bottomRight() - QPointF(px(8), px(8)), text, self.themes, right=True)

    def _paint_legend(self, painter: QPainter, head: _Head, start: QPointF, row: float) -> None:
        px, look, x = self.themes.px, self.themes.theme, start.x()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.themes.font(LABEL_SIZE))
        for entry, width in zip(head.legend, head.widths, strict=True):
            if x + width > self.width() + 1.0:
                break
            middle = QPointF(x + px(12), start.y() + row / 2.0)
            if entry.line is not None:
                half = QPointF(px(8), 0.0)
                sample = QPainterPath(middle - half)
                sample.lineTo(middle + half)
                stroke(painter, sample, QColor(entry.color), entry.line[0] * self.themes.scale, entry.line[1:])
            elif entry.ring:
                painter.setPen(QPen(look.color("text"), 1.6 * self.themes.scale))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(middle, float(px(5)), float(px(5)))
            else:
                draw_example(painter, entry.marker, entry.color, middle, float(px(8)), look, hollow=entry.hollow)
            painter.setPen(look.color("muted"))
            box = QRectF(x + px(23), start.y(), width, row)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), entry.text)
            x += width

    def _paint_lane(self, painter: QPainter, panel: Panel, area: QRectF, color: str) -> None:
        """Marker and name of a lane at the left of ``area``."""
        assert panel.lane is not None
        px, lane = self.themes.px, panel.lane
        middle = QPointF(area.left() + px(6), area.center().y())
        draw_marker(painter, lane.marker, middle, float(px(9)), lane.color)
        painter.setFont(self.themes.font(NAME_SIZE))
        painter.setPen(QColor(color))
        text = QFontMetricsF(painter.font()).elidedText(lane.label, Qt.TextElideMode.ElideRight, area.width() - px(18))
        painter.drawText(
            area.adjusted(px(16), 0, 0, 0), int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text
        )

    def _paint_title(self, painter: QPainter, panel: Panel, cell: QRectF) -> None:
        """Above a small picture its lane and how it does, around it the colour of the lane."""
        assert panel.plot is not None
        if panel.lane is None:
            return
        look, px = self.themes.theme, self.themes.px
        picture = panel.plot.frame.rect
        right = min(cell.right(), max(picture.right(), picture.left() + px(150)))
        row = QRectF(picture.left(), picture.top() - px(ROW), right - picture.left(), px(ROW))
        painter.setFont(self.themes.font(LABEL_SIZE))
        metrics, brief = QFontMetricsF(painter.font()), self.words.brief(panel.picture)
        width = metrics.horizontalAdvance(brief)
        painter.setPen(look.color("muted"))
        painter.drawText(row, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), brief)
        selected = panel.lane.index == self.selected
        name = row.adjusted(0.0, 0.0, -width - px(6), 0.0)
        self._paint_lane(painter, panel, name, look.text if selected else look.muted)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(panel.lane.color), (2.6 if selected else 1.3) * self.themes.scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(picture)

    def _paint_hand(self, painter: QPainter, panel: Panel) -> None:
        """Handles of the line, and what is known of the example under the mouse."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        assert panel.plot is not None
        handles = self.hand.handles()
        if handles is not None:
            lively = self.hand.drag.kind if self.hand.drag is not None else self.hand.over
            paint_handles(painter, handles, self.themes.theme, self.themes.scale, lively)
        elif self.line_network() is not None and panel.picture.theta is not None and not panel.failed:
            note = self.tr("Both weights are 0: every point scores the same, so there is no line.")
            self._paint_note(painter, panel, note)
        row = self.hand.hovered
        if 0 <= row < len(panel.picture.examples.targets) and not self.hand.busy:
            title, facts = self.words.facts(panel.picture, row)
            bounds = QRectF(self.rect()).adjusted(4.0, 4.0, -4.0, -4.0)
            paint_facts(painter, title, facts, self.place_of(row), bounds, self.themes)

    def _paint_sentence(self, painter: QPainter, area: QRectF, words: str) -> None:
        painter.setPen(self.themes.theme.color("muted"))
        painter.setFont(self.themes.font())
        pad = self.themes.px(12)
        box = area.adjusted(pad, pad, -pad, -pad)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)


def cells_of(count: int, bounds: QRectF, title: float, gap: float) -> list[QRectF]:
    """``count`` cells in as many columns as make the pictures beneath their titles largest, row by row."""
    if not count:
        return []

    def side(columns: int) -> float:
        rows = math.ceil(count / columns)
        width = (bounds.width() - gap * (columns - 1)) / columns
        return min(width, (bounds.height() - gap * (rows - 1)) / rows - title)

    columns = max(range(1, count + 1), key=lambda c: (side(c), -c))
    rows = math.ceil(count / columns)
    width = (bounds.width() - gap * (columns - 1)) / columns
    height = (bounds.height() - gap * (rows - 1)) / rows
    return [
        QRectF(
            round(bounds.left() + (k % columns) * (width + gap)),
            round(bounds.top() + (k // columns) * (height + gap)),
            max(2.0, round(width)),
            max(title + 2.0, round(height)),
        )
        for k in range(count)
    ]
