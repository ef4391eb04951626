"""The canvas under the examples: one picture with its words, or a small one for every lane."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from landscape_gui.core.simulate import DIVERGED
from landscape_gui.experiment import OwnCurve, OwnPoints
from landscape_gui.networks import DataNetwork
from landscape_gui.ui.canvas.layout import Plot
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.data.cells import SHRUNK, cells_of, free_cell
from landscape_gui.ui.views.data.hand import REACH, Hand
from landscape_gui.ui.views.data.handles import paint_handles
from landscape_gui.ui.views.data.head import Head, Heading
from landscape_gui.ui.views.data.hover import paint_facts
from landscape_gui.ui.views.data.line import has_line
from landscape_gui.ui.views.data.panel import Marks, Panel
from landscape_gui.ui.views.data.signs import (
    INTO_GAP,
    ROW,
    paint_formula,
    paint_note,
    paint_remark,
    paint_sentence,
    paint_title,
    title_width,
)
from landscape_gui.ui.views.data.words import Words

Floats = NDArray[np.float64]


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
    """Parameters (d,) after dragging the line, and whether that is final."""
    classKeyed = Signal(int)
    """The key of a class was pressed: its number."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.themes = themes
        self.panels: list[Panel] = []
        self.selected = -1
        self.batch: NDArray[np.bool_] | None = None
        self.batched = False
        """Whether a step sees but a part of the examples, also while ``batch`` cannot be followed."""
        self.remark = ""
        """What has to be said of the lane whose panel fills the canvas."""
        self.ended: dict[int, int] = {}
        """By the index of a lane that has diverged the step it is shown at, its last."""
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
        self._stacked = False
        self._free: QRectF | None = None
        self._heading = Heading(themes, self.words, self)
        self.setAccessibleName(self.tr("Examples"))
        self.setAccessibleDescription(
            self.tr(
                "Up and Down go through the examples, Page Up and Page Down through the lanes. Shift and the arrows "
                "move a line or the chosen own point, Ctrl with Left or Right turns the line."
            )
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
        # A painter that outlives an error would take the program with it.
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self.themes.theme.color("background"))
        if not self.panels:
            paint_sentence(painter, QRectF(self.rect()), self.empty, self.themes)
            return
        self._lay_out()
        ratio = painter.deviceTransform().m11()
        fine = self.fine or not self.isVisible()
        for panel, cell in zip(self.panels, self._cells, strict=True):
            hovered = self.hand.hovered if self.panel is panel else -1
            panel.paint(painter, ratio, fine, Marks(self.batch, self.chosen, hovered))
            assert panel.plot is not None
            rect = panel.plot.frame.rect
            if self.panel is None and panel.lane is not None:
                brief, selected = self._brief(panel), panel.lane.index == self.selected
                paint_title(painter, panel.lane, brief, rect, cell, selected, self.themes, stacked=self._stacked)
            if panel.failed:
                words = self.tr("This lane has diverged: its weights are no numbers any more.")
                paint_sentence(painter, rect, words, self.themes)
        if self.panel is not None:
            self._paint_words(painter, self.panel)
            self._paint_hand(painter, self.panel)
        elif self._free is not None:
            self._heading.paint_legend(painter, self.panels[0].picture, self._free)
        else:
            self._heading.paint_legend_above(painter, self.panels[0].picture, self._legend_width)

    def _paint_words(self, painter: QPainter, panel: Panel) -> None:
        """How the network does and what the looks mean, above the axes; what is to be noted, below that."""
        assert panel.plot is not None
        self._heading.paint(painter, panel, self._head_of(panel))
        if note := " ".join(filter(None, (self.remark, panel.picture.note()))):
            paint_remark(painter, self._remark_area(self._head_of(panel)), note, self.themes)
        elif formulas := self.words.formulas(panel.picture):
            paint_formula(painter, self._remark_area(self._head_of(panel)), formulas, self.themes)

    def _brief(self, panel: Panel) -> str:
        """How the lane of a small picture does, or where it came to its end."""
        step = self.ended.get(panel.lane.index) if panel.lane is not None else None
        return self.words.brief(panel.picture) if step is None else self.words.ended(step)

    def _widest_brief(self, panel: Panel) -> str:
        """About the longest ``_brief`` of a lane, however far it is."""
        run = panel.lane.run if panel.lane is not None else None
        brief = self.words.widest_brief(panel.picture)
        return brief if run is None or run.status != DIVERGED else max(brief, self.words.ended(run.last_step), key=len)

    @property
    def _legend_width(self) -> float:
        return float(self.width() - self.themes.px(8))

    def _remark_area(self, head: Head) -> QRectF:
        """Where stands what is to be noted of a picture: a line below the other words, where it covers no example."""
        px = self.themes.px
        return QRectF(px(10), head.height, self.width() - px(18), px(ROW))

    def _head_of(self, panel: Panel) -> Head:
        return self._heading.of(panel, self.width(), self.named, self.complaint, self.batched)

    def _lay_out(self) -> None:
        bounds = QRectF(self.rect())
        if self.panel is not None:
            self._cells = [bounds]
            top = self._head_of(self.panel).height
            if self.remark or self.panel.picture.note() or self.words.formulas(self.panel.picture):
                top = self._remark_area(self._head_of(self.panel)).bottom()
            self.panel.lay_out(bounds.adjusted(0.0, top, 0.0, 0.0), compact=False)
            return
        gap, row = float(self.themes.px(8)), float(self.themes.px(ROW))
        inside = bounds.adjusted(gap, 0.0, -gap, -gap)
        self._cells = self._small_cells(inside, row, gap)
        free = free_cell(self._cells, inside, gap)
        self._free = None if free is None else free.adjusted(0.0, row, 0.0, 0.0)
        if free is None:
            lines = self._heading.legend_height(self.panels[0].picture, self._legend_width)
            self._cells = self._small_cells(inside.adjusted(0.0, lines, 0.0, 0.0), row, gap)
        above = 2.0 * row if self._stacked else row
        for panel, cell in zip(self.panels, self._cells, strict=True):
            panel.lay_out(cell.adjusted(0.0, above, 0.0, 0.0), compact=True)

    def _small_cells(self, bounds: QRectF, row: float, gap: float) -> list[QRectF]:
        """Cells for all panels, with a second line above each where that shows names that else would be cut."""
        self._stacked = False
        cells = cells_of(len(self.panels), bounds, row, gap)
        titles = [(panel.lane, self._widest_brief(panel)) for panel in self.panels]
        widest = max((title_width(lane, brief, self.themes) for lane, brief in titles if lane is not None), default=0.0)
        if not cells or widest <= cells[0].width():
            return cells
        names = [title_width(lane, "", self.themes) for lane, _ in titles if lane is not None]
        higher = cells_of(len(self.panels), bounds, 2.0 * row, gap, max(names) - self.themes.px(INTO_GAP))
        before, after = (
            min(some[0].width(), some[0].height() - above) for some, above in ((cells, row), (higher, 2.0 * row))
        )
        self._stacked = after >= SHRUNK * before
        return higher if self._stacked else cells

    def _panel_at(self, pixel: QPointF) -> Panel | None:
        found = [panel for panel, cell in zip(self.panels, self._cells, strict=True) if cell.contains(pixel)]
        return found[0] if found else None

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
            paint_note(painter, panel.plot.frame.rect, note, self.themes)
        row = self.hand.hovered
        if 0 <= row < len(panel.picture.examples.targets) and not self.hand.busy:
            title, facts = self.words.facts(panel.picture, row)
            bounds = QRectF(self.rect()).adjusted(4.0, 4.0, -4.0, -4.0)
            paint_facts(painter, title, facts, self.place_of(row), bounds, self.themes)
