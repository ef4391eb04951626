"""The part of a lane's card that opens: further hyper-parameters, batch size, schedule, own start."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from landscape_gui.core.descriptors import Param
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.schedules import SCHEDULES
from landscape_gui.core.simulate import MAX_STEPS
from landscape_gui.experiment import Lane, Schedule
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.ui.panels.batch_row import BatchRow
from landscape_gui.ui.panels.fields import ParamRow, coordinate, update_field
from landscape_gui.ui.panels.layout import Column, Line, Name
from landscape_gui.ui.widgets import ElidedBox, ElidedLabel, NumberField, tip

MOST_COORDINATES = 6
"""Most parameters whose own start has fields here; networks have too many."""


class LaneDetails(Column):
    """Everything of a lane but its name, look, switch and learning rate; it asks, the card answers."""

    hyperparameterChanged = Signal(str, float, bool)
    scheduleChanged = Signal(object, str, bool)
    """The new ``Schedule``, the field that changed, and whether that is final."""
    startChanged = Signal(object, bool)
    batchChanged = Signal(object, bool)
    """The lane's own batch size, None for that of all lanes; and whether that is final."""

    def __init__(self, optimizer: str, parent: QWidget | None = None) -> None:
        super().__init__(gap=4, margins=(0, 4, 0, 0), parent=parent)
        self._lane = Lane(optimizer)
        self.rows: dict[str, ParamRow] = {}
        for param in OPTIMIZERS[optimizer].parameters:
            if param.key != "lr":
                self._add_row(param)
        self.batch = BatchRow()
        self.batch.sizeChanged.connect(self.batchChanged)
        self.add(self.batch)
        self.schedule = ElidedBox()
        self._build_schedule()
        self._rate: ParamRow | None = None
        self._start_line: Line | None = None
        self.start: list[NumberField] = []

    def _add_row(self, param: Param) -> None:
        row = ParamRow(param)
        row.row.tab_to_number()
        row.changed.connect(lambda value, final: self.hyperparameterChanged.emit(param.key, value, final))
        self.rows[param.key] = row
        self.add(row)

    def _build_schedule(self) -> None:
        for entry in SCHEDULES.values():
            self.schedule.addItem(entry.label, entry.key)
            self.schedule.setItemData(self.schedule.count() - 1, entry.description, Qt.ItemDataRole.ToolTipRole)
        self.schedule.setAccessibleName(self.tr("Schedule"))
        self.schedule.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.schedule.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.schedule.activated.connect(self._choose_schedule)
        words = self.tr("steps of one period; 0 takes the schedule's own share of the run.")
        self._period_param = Param(
            "period", self.tr("period"), 0, 0, MAX_STEPS, description=words, soft=(0, 1000), integer=True
        )
        self.period = ParamRow(self._period_param, 0)
        self.period.row.tab_to_number()
        self.period.changed.connect(lambda value, final: self._change_schedule("period", int(value), final))
        line = Line(Name(self.tr("schedule"), 60))
        line.add(self.schedule, 1)
        self._rates = Column(gap=4)
        self.add(line)
        self.add(self.period)
        self.add(self._rates)

    @property
    def rate(self) -> ParamRow | None:
        """The row of the schedule's rate, None where the schedule has none."""
        return self._rate

    def set_color(self, color: str) -> None:
        """Tint all sliders."""
        for row in (*self.rows.values(), self.batch, self.period, self._rate):
            if row is not None:
                row.set_color(color)

    def refresh(self, lane: Lane, problem: AnyProblem | None) -> None:
        """Show ``lane`` without changing anything."""
        defaults = OPTIMIZERS[lane.optimizer].defaults
        for key, row in self.rows.items():
            row.show_value(lane.hyperparameters.get(key, defaults[key]))
        self.batch.show_size(lane.batch_size, problem)
        self._refresh_schedule(lane.schedule)
        self._refresh_start(lane, problem)
        self._lane = lane

    def _refresh_schedule(self, schedule: Schedule) -> None:
        entry = SCHEDULES[schedule.kind]
        if self.schedule.currentData() != schedule.kind or self._rate is None:
            self.schedule.setCurrentIndex(self.schedule.findData(schedule.kind))
            self.schedule.setToolTip(tip(entry.description))
            self._build_rate(schedule)
        self.period.setVisible(schedule.kind != "constant")
        self.period.show_value(schedule.period)
        if self._rate is not None:
            self._rate.show_value(entry.default_rate if schedule.rate is None else schedule.rate)

    def _build_rate(self, schedule: Schedule) -> None:
        if self._rate is not None:
            self._rate.hide()
            self._rate.deleteLater()
            self._rate = None
        entry = SCHEDULES[schedule.kind]
        if entry.rate_meaning:
            soft = (0.0, 1.0) if entry.default_rate <= 1.0 else (0.0, 2.0 * entry.default_rate)
            param = Param(
                "rate", self.tr("rate"), entry.default_rate, 0.0, 1e6, description=entry.rate_meaning, soft=soft
            )
            self._rate = ParamRow(param)
            self._rate.row.tab_to_number()
            self._rate.changed.connect(lambda value, final: self._change_schedule("rate", value, final))
            self._rates.add(self._rate)
        self._rates.setVisible(self._rate is not None)

    def _choose_schedule(self, index: int) -> None:
        self.scheduleChanged.emit(Schedule(self.schedule.itemData(index)), "kind", True)

    def _change_schedule(self, field: str, value: float, final: bool) -> None:
        self.scheduleChanged.emit(replace(self._lane.schedule, **{field: value}), field, final)

    def _refresh_start(self, lane: Lane, problem: AnyProblem | None) -> None:
        names = problem.variables if problem is not None and lane.start is not None else ()
        if len(names) > MOST_COORDINATES:
            names = ()
        if len(names) != len(self.start) or [field.accessibleName() for field in self.start] != list(names):
            self._build_start(lane, names, problem)
        for field, value in zip(self.start, lane.start or (), strict=False):
            update_field(field, value)

    def _build_start(self, lane: Lane, names: tuple[str, ...], problem: AnyProblem | None) -> None:
        self.start = []
        if self._start_line is not None:
            self._start_line.hide()
            self._start_line.deleteLater()
            self._start_line = None
        if problem is None or not names:
            return
        box = Column(gap=4)
        for index, name in enumerate(names):
            field = coordinate(name, 0.0, *problem.domain[index], self.tr("Where this optimizer alone sets out."))
            field.valueChanged.connect(lambda _: self._change_start(final=False))
            field.committed.connect(lambda _: self._change_start(final=True))
            self.start.append(field)
            line = Line(ElidedLabel(self.tr("start {0}").format(name)))
            line.add_stretch()
            line.add(field)
            box.add(line)
        self._start_line = Line(box)
        self.add(self._start_line)

    def _change_start(self, final: bool) -> None:
        self.startChanged.emit(tuple(field.value() for field in self.start), final)
