"""The numbers at the play position: every lane in a table, and the inner state of the chosen one beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from landscape_gui.core.problem import Problem
from landscape_gui.core.simulate import CONVERGED, DIVERGED, STOPPED, Run
from landscape_gui.lanestyle import LaneStyle
from landscape_gui.scene import LaneRun, Scene
from landscape_gui.scene.parametertable import FEW
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.tables.number_grid import WIDEST, WIDEST_POSITIVE, NumberGrid
from landscape_gui.ui.views.tables.number_model import Column, Row, RowHead, Value
from landscape_gui.ui.views.tables.parameter_panel import ParameterPanel
from landscape_gui.ui.widgets import Choice, Segmented, tip

SIDE_BY_SIDE = 660
"""Width at scale 1 from which the chosen lane's state has room beside the table."""
LIST_BESIDE = 960
"""The same for the list of its parameters, where there are many."""
PAUSE = 20
"""Milliseconds between two changes of the numbers: less than a step takes at speed 1, so that every step is shown."""
STATUS_ROOM, STATUS_SHARE = 168, 0.22
"""Most room a status takes, at scale 1 and as share of the view; the reason stands beside the table."""


@dataclass(frozen=True, slots=True)
class Status:
    """How a lane stands: words for its row, the role of the theme that colours them, and the whole story."""

    words: str
    role: str = "muted"
    story: str = ""


class StateTableView(QWidget):
    """A row a lane: step, loss, distance, gradient norm, position, effective rates, and how it ended, if it did.

    Numbers are those of the last step recorded up to the play position, never interpolated. Of many parameters one has
    columns here, the chosen one, and all are listed beside: where there is no room, in the place of the lanes.
    """

    laneSelected = Signal(int)
    """The user chose the lane with this index in the experiment."""
    parameterSelected = Signal(str)
    """The user chose the parameter of this name."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._scene: Scene | None = None
        self._laid_out: Scene | None = None
        self._position = 0.0
        self._lanes: tuple[LaneRun, ...] = ()
        self._ended = False
        self._chosen = -1
        self._many = False
        self._lane_columns: list[Column] = []
        self._full = 0
        self._axes: tuple[int, ...] = ()
        self._rows: tuple[int, ...] = ()
        self._stale = self._unlaid = self._choosing = False
        self._room = -1
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._refresh_if_visible)
        self._table = NumberGrid(themes)
        self._table.setAccessibleName(self.tr("Lanes at the play position"))
        self._table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self._detail = _LaneState(themes)
        self._parameters = ParameterPanel(themes)
        self._parameters.parameterChosen.connect(self._parameter_chosen)
        self._pages = Segmented(self._page_choices())
        self._pages.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._pages.chosen.connect(self._turn_page)
        self._beside = QStackedWidget()
        self._beside.addWidget(self._detail)
        self._beside.addWidget(self._parameters)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self._table)
        self._splitter.addWidget(self._beside)
        self._splitter.setCollapsible(0, False)
        self._splitter.setStretchFactor(0, 1)
        self._top = QWidget()
        self._line = QHBoxLayout(self._top)
        self._line.addWidget(self._pages)
        self._top.hide()
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._top)
        self._layout.addWidget(self._splitter, 1)
        self._fit_pages()
        themes.changed.connect(self._theme_changed)

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(900), self._themes.px(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(240), self._themes.px(90))

    def show_scene(self, scene: Scene) -> None:
        """Show other runs, at the play position of before."""
        self._scene = scene
        self._unlaid = self._stale = True
        if not self._pause.isActive():
            self._refresh_if_visible()

    def seek(self, position: float) -> None:
        """Show the numbers of another play position, in steps."""
        self._position = position
        self._stale = True
        if not self._pause.isActive():
            self._refresh_if_visible()

    def select_lane(self, index: int) -> None:
        """Choose the lane with this index in the experiment, without emitting anything."""
        self._chosen = index
        self._unlaid = self._stale = True
        self._refresh_if_visible()

    def select_parameter(self, name: str) -> None:
        """Choose the parameter of this name, without emitting anything."""
        names = self._scene.problem.variables if self._scene is not None else ()
        if name in names:
            self._parameters.choose(names.index(name))
            self._unlaid = self._stale = True
            self._refresh_if_visible()

    @property
    def chosen_lane(self) -> int:
        """Index of the chosen lane in the experiment, -1 where there is none."""
        return self._chosen

    def pages(self) -> Segmented:
        """Return the choice between lanes and parameters, which is there where there is no room for both."""
        return self._pages

    def parameters(self) -> ParameterPanel:
        """Return the list of parameters."""
        return self._parameters

    def table(self) -> NumberGrid:
        """Return the table of all lanes."""
        return self._table

    def is_pausing(self) -> bool:
        """Whether the numbers have just changed, so that further changes wait."""
        return self._pause.isActive()

    def detail(self) -> NumberGrid:
        """Return the table of the chosen lane's state."""
        return self._detail.grid

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        # A long status may have more room now, or less.
        self._unlaid = self._stale = True
        self._refresh_if_visible()

    def paintEvent(self, event: QPaintEvent) -> None:
        # A picture may be wanted of a view that was never on a screen.
        self._refresh()

    def _refresh_if_visible(self) -> None:
        if self.isVisible() and self._stale and self._refresh():
            self._pause.start()

    def _refresh(self) -> bool:
        """Bring both tables up to date, and tell whether anything changed."""
        scene = self._scene
        if scene is None or not self._stale:
            return False
        self._stale = False
        if self._unlaid:
            self._unlaid = False
            self._laid_out = scene
            self._lay_out(scene)
        step = int(max(0.0, self._position))
        rows = tuple(-1 if lane.run is None else lane.run.row(step) for lane in self._lanes)
        if rows == self._rows:
            return False
        self._rows = rows
        statuses = [self._status(lane, scene, self._position) for lane in self._lanes]
        self._show_columns(scene, any(status.words for status in statuses))
        self._table.set_rows(self._lane_rows(scene, rows, statuses))
        self._show_detail(scene)
        return True

    def _lay_out(self, scene: Scene) -> None:
        """Columns and rows of another scene; the chosen lane stays chosen while it is there."""
        self._rows = ()
        self._lanes = tuple(lane for lane in scene.lanes if lane.run is not None or lane.error)
        names = [name for lane in self._lanes if lane.run is not None for name in lane.run.state]
        many = scene.problem.dimension > FEW
        if many:
            self._parameters.show_problem(scene.problem)
            self._full = self._parameters.full_width([lane.run for lane in self._lanes if lane.run is not None])
        self._axes = (self._parameters.chosen,) if many else tuple(range(scene.problem.dimension))
        if many != self._many:
            self._many, self._room = many, -1
        self._show_columns(scene, self._ended)
        self._lane_columns = [column for column in self._columns(scene) if not column.words]
        self._detail.set_room(tuple(dict.fromkeys(names)), len(scene.problem.variables))
        self._arrange()

    def _show_columns(self, scene: Scene, ended: bool) -> None:
        """Lay the table out; the column of what became of the lanes is the last one, and only there if it says any."""
        self._ended = ended
        self._table.set_shape(self._columns(scene), [_head(lane) for lane in self._lanes])
        self._choose([lane.index for lane in self._lanes])

    def _choose(self, places: list[int]) -> None:
        """Select the row of the chosen lane; without one, of the last lane with the most to show: in the race, Adam."""
        if not places:
            return
        if self._chosen not in places:
            self._chosen = max(reversed(self._lanes), key=lambda lane: len(lane.run.state) if lane.run else 0).index
        if self._table.currentIndex().row() != places.index(self._chosen):
            self._choosing = True
            self._table.selectRow(places.index(self._chosen))
            self._choosing = False

    def _columns(self, scene: Scene) -> list[Column]:
        all_names = scene.problem.variables
        names = [all_names[axis] for axis in self._axes]
        columns = [
            Column(self.tr("step"), self.tr("Step the numbers of this row belong to."), f"{scene.experiment.steps:,}"),
            Column(self.tr("loss"), self.tr("Value of the function at this lane's position."), self._loss_room()),
        ]
        if scene.minima:
            away = self.tr("Distance to the nearest known minimum; 0 means it was found.")
            columns.append(Column(self.tr("distance"), away, WIDEST_POSITIVE))
        slope = self.tr("Gradient norm, its length: how steep it is here; 0 at a minimum, a saddle and a flat place.")
        columns.append(Column(self.tr("|gradient|"), slope, WIDEST_POSITIVE))
        columns += [Column(name, self.tr("Position along {name}.").format(name=name)) for name in names]
        if self._many:
            words = self.tr("Slope of the loss along {name}: its entry in the gradient.").format(name=names[0])
            columns.append(Column(self.tr("slope"), words))
        rate = self.tr("Effective rate: what multiplies this axis' gradient, or its average, in the last step.")
        along = self.tr("eff. rate")
        several = len(all_names) > 1 and not self._many
        columns += [Column(f"{along} {name}" if several else along, rate, WIDEST_POSITIVE) for name in names]
        if self._ended:
            columns.append(Column(self.tr("status"), room=self._status_room(scene), words=True))
        return columns

    def _loss_room(self) -> str:
        """Room for a sign only where a loss has one."""
        negative = any(lane.run is not None and (lane.run.losses < 0.0).any() for lane in self._lanes)
        return WIDEST if negative else WIDEST_POSITIVE

    def _status_room(self, scene: Scene) -> str:
        """The longest status of the scene, cut to what it may take."""
        texts = [self.tr("finished"), *(self._status(lane, scene, np.inf).words for lane in self._lanes)]
        metrics = self._table.fontMetrics()
        longest = max(texts, key=metrics.horizontalAdvance)
        most = max(self._themes.px(STATUS_ROOM), int(STATUS_SHARE * self.width()))
        return metrics.elidedText(longest, Qt.TextElideMode.ElideRight, most)

    def _status(self, lane: LaneRun, scene: Scene, position: float) -> Status:
        run = lane.run
        if run is None:
            return Status(lane.error, "error", lane.error)
        if position < run.last_step:
            return Status("")
        if run.status == DIVERGED and run.ended_at == 0:
            nowhere = isinstance(scene.problem, Problem) and not scene.problem.is_defined(scene.problem.start)
            return Status(self.tr("not defined"), "error", "" if nowhere else run.reason)
        if run.status == DIVERGED:
            words = self.tr("diverged at step {step}").format(step=f"{run.ended_at:,}")
            return Status(words, "error", run.reason)
        if run.status == CONVERGED:
            words = self.tr("converged at step {step}").format(step=f"{run.ended_at:,}")
            return Status(words, "success", run.reason)
        if run.status == STOPPED and scene.halted:
            return Status(self.tr("stopped at step {step}").format(step=f"{run.last_step:,}"))
        unfinished = run.status == STOPPED and not scene.complete
        return Status(self.tr("computing…") if unfinished else self.tr("finished"))

    def _lane_rows(self, scene: Scene, rows: tuple[int, ...], statuses: list[Status]) -> list[Row]:
        minima = bool(scene.minima)
        width = 3 + minima + self._many + 2 * len(self._axes)
        distances = None
        if minima:
            points = [lane.run.positions[row] for lane, row in zip(self._lanes, rows, strict=True) if lane.run]
            distances = scene.nearest_minimum(np.array(points)) if points else None
        away = iter(() if distances is None else distances.tolist())
        result = []
        for lane, row, status in zip(self._lanes, rows, statuses, strict=True):
            values: list[Value] = []
            if lane.run is not None:
                values += self._numbers(lane.run, row, next(away, None), minima)
            values += [None] * (width - len(values))
            if self._ended:
                values.append(status.words)
            lost = status.role == "error" and lane.run is not None
            result.append(Row(tuple(values), status.role, "muted" if lost else "text"))
        return result

    def _numbers(self, run: Run, row: int, distance: float | None, minima: bool) -> list[Value]:
        """Values of a lane in the order of the columns, from the step on."""
        axes, gradient = list(self._axes), run.gradients[row]
        position = run.positions[row][axes].tolist()
        values: list[Value] = [int(run.steps[row]), float(run.losses[row])]
        if minima:
            values.append(distance)
        values.append(float(np.sqrt(gradient @ gradient)))
        values += position
        if self._many:
            values.append(float(gradient[axes[0]]))
        rates = run.effective_rates(row, axes)
        values += [None] * len(position) if rates is None else rates.tolist()
        return values

    def _show_detail(self, scene: Scene) -> None:
        for lane, row in zip(self._lanes, self._rows, strict=True):
            if lane.index == self._chosen and self._many:
                if self._parameters.isVisibleTo(self):
                    self._parameters.show_lane(lane, row)
            elif lane.index == self._chosen:
                self._detail.show_lane(lane, row, scene.problem.variables, self._status(lane, scene, self._position))

    def _row_chosen(self, current: QModelIndex) -> None:
        if current.isValid() and self._laid_out is not None and not self._choosing:
            self._chosen = self._lanes[current.row()].index
            self._show_detail(self._laid_out)
            self.laneSelected.emit(self._chosen)

    def _parameter_chosen(self, place: int) -> None:
        """The user chose a parameter in the list: the lanes show it, too."""
        scene = self._laid_out
        if scene is not None:
            self._axes, self._rows = (place,), ()
            self._stale = True
            self._refresh_if_visible()
            self.parameterSelected.emit(scene.problem.variables[place])

    def _arrange(self) -> None:
        """Give the chosen lane's state its room where the view is wide enough, else fold it to the right edge.

        A list of parameters that has no room beside the lanes stands in their place when it is asked for.
        """
        beside = self.width() >= self._themes.px(LIST_BESIDE if self._many else SIDE_BY_SIDE)
        shown: QWidget = self._parameters if self._many else self._detail
        turned = self._many and not beside
        room = shown.sizeHint().width() if beside else 0
        if self._many and beside:
            room = max(room, min(self._full, self.width() - self._table.needed_width(self._lane_columns)))
        self._top.setVisible(turned)
        self._table.setVisible(not turned or self._pages.value() == "lanes")
        self._beside.setCurrentWidget(shown)
        self._beside.setVisible(not turned or self._pages.value() == "parameters")
        if turned:
            if self._parameters.tools.parent() is not self._top:
                self._line.addWidget(self._parameters.tools, 1)
            self._parameters.tools.setVisible(self._pages.value() == "parameters")
        else:
            self._parameters.take_tools()
        if room != self._room:
            self._room = room
            self._splitter.setSizes([max(1, self.width() - room), room])

    def _page_choices(self) -> list[Choice]:
        lanes = tip(self.tr("A row a lane: loss, gradient and the chosen parameter."))
        parameters = tip(self.tr("A row a parameter of the chosen lane, to find and to order."))
        return [
            Choice("lanes", self.tr("Lanes"), tooltip=lanes),
            Choice("parameters", self.tr("Parameters"), tooltip=parameters),
        ]

    def _turn_page(self) -> None:
        self._arrange()
        if self._laid_out is not None and self._rows:
            self._show_detail(self._laid_out)

    def _fit_pages(self) -> None:
        px = self._themes.px
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._line.setContentsMargins(px(8), px(2), 0, 0)
        self._line.setSpacing(0)

    def _theme_changed(self) -> None:
        self._room = -1
        self._fit_pages()
        self._unlaid = self._stale = True
        self._arrange()
        self._refresh_if_visible()


class _LaneState(QWidget):
    """What one lane holds inside, one column a variable."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._axes = 2
        self._status = Status("")
        self._story = QLabel()
        self._story.setWordWrap(True)
        self.grid = NumberGrid(themes)
        self.grid.setAccessibleName(self.tr("State of the chosen lane"))
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.grid, 1)
        self._layout.addWidget(self._story)
        self._layout.addStretch(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self._resize)
        self._resize()

    def sizeHint(self) -> QSize:
        return QSize(self.grid.content_width(self._axes), self._themes.px(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(160), self._themes.px(60))

    def set_room(self, slots: tuple[str, ...], axes: int) -> None:
        """Keep room for the names of all ``slots`` of the scene, and for so many axes."""
        self._axes = min(axes, 3)
        self.grid.set_name_room([RowHead(self.tr("effective rate")), *(RowHead(_words(slot)) for slot in slots)])

    def show_lane(self, lane: LaneRun, row: int, variables: tuple[str, ...], status: Status) -> None:
        """Show the state of ``lane`` at ``row`` of its run."""
        run = lane.run
        self._tell(status)
        self.grid.set_corner(_head(lane))
        if run is None:
            self.grid.set_shape((), ())
            return
        heads = self._heads(run, lane.lane.schedule.kind != "constant")
        self.grid.set_shape([Column(name) for name in variables], heads)
        self.grid.set_rows([Row(values) for values in self._values(run, row)[: len(heads)]])

    def _tell(self, status: Status) -> None:
        """Say why a lane has ended, beneath its numbers."""
        if status == self._status:
            return
        self._status = status
        self._story.setText(status.story)
        self._story.setStyleSheet(f"color: {getattr(self._themes.theme, status.role)}")
        self._story.setVisible(bool(status.story))

    def _heads(self, run: Run, scheduled: bool) -> list[RowHead]:
        kept = self.tr("Kept by {name} from step to step, one number an axis.").format(name=run.optimizer.label)
        heads = [RowHead(self.tr("position")), RowHead(self.tr("gradient"), tip=self.tr("Slope along each axis."))]
        heads += [RowHead(_words(slot), tip=kept) for slot in run.state]
        if run.optimizer.effective_rate:
            rate = self.tr("What multiplies the gradient, or its average, of each axis in the step that led here.")
            heads.append(RowHead(self.tr("effective rate"), tip=rate))
        if scheduled:
            heads.append(RowHead(self.tr("learning rate"), tip=self.tr("As the schedule has it, for all axes.")))
        return heads

    def _values(self, run: Run, row: int) -> list[tuple[Value, ...]]:
        """Values of all rows there may be, in the order of ``_heads``."""
        lines = [run.positions[row], run.gradients[row], *(values[row] for values in run.state.values())]
        rows: list[tuple[Value, ...]] = [tuple(line.tolist()) for line in lines]
        nothing: tuple[Value, ...] = (None,) * len(rows[0])
        if run.optimizer.effective_rate:
            rates = run.effective_rates(row)
            rows.append(nothing if rates is None else tuple(rates.tolist()))
        return [*rows, (float(run.rates[row]), *nothing[1:])]

    def _resize(self) -> None:
        px, status = self._themes.px, self._status
        self._layout.setContentsMargins(0, 0, 0, px(6))
        self._story.setFont(self._themes.font(12))
        self._story.setContentsMargins(px(8), px(2), px(8), 0)
        self._status = Status("")
        self._tell(status)


def _head(lane: LaneRun) -> RowHead:
    return RowHead(lane.label, LaneStyle(lane.color, lane.marker, lane.dash), lane.error)


def _words(slot: str) -> str:
    """Name of a slot as words."""
    return slot.replace("_", " ")
