"""Domain and shared start of the problem, a field for every number."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from landscape_gui import edits
from landscape_gui.core.errors import LandscapeError
from landscape_gui.core.problem import Problem
from landscape_gui.scene import start_of
from landscape_gui.ui import theme
from landscape_gui.ui.panels.fields import coordinate, mark_invalid, update_field
from landscape_gui.ui.panels.layout import Column, Line, Words, chain_tabs, icon_button
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import ElidedLabel, NumberField, ScrubLabel


class PlacePart(Column):
    """Rows "x from … to …" and the start; an interval that does not rise is explained and not accepted."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(gap=4, parent=parent)
        self._store = store
        self._variables: tuple[str, ...] = ()
        self._made_for: tuple[object, ...] = ()
        self._domain: tuple[tuple[float, float], ...] = ()
        self.intervals: list[tuple[NumberField, NumberField]] = []
        self.start: list[NumberField] = []
        self.error = Words(role="error")
        self._rows = Column(gap=4)
        self.reset_domain = icon_button("reset", self.tr("Return to the domain this problem was made for."))
        self.reset_start = icon_button("reset", self.tr("Return to the start this problem was made for."))
        self.reset_domain.clicked.connect(self._reset_domain)
        self.reset_start.clicked.connect(self._reset_start)
        self._heading_domain = Line(ElidedLabel(self.tr("Domain"), "muted"), self.reset_domain)
        self._heading_start = Line(ElidedLabel(self.tr("Start"), "muted"), self.reset_start)
        self.add(self._rows)

    def refresh(self, problem: Problem) -> None:
        """Show domain and start of ``problem``; numbers that are not accepted yet stay until the domain changes."""
        made_for = (problem.variables, problem.key, edits.own_domain(self._store.experiment))
        if made_for != self._made_for:
            self._made_for = made_for
            self._build(problem)
        if problem.domain != self._domain:
            self._domain = problem.domain
            for (low, high), (first, last) in zip(self.intervals, problem.domain, strict=True):
                update_field(low, first)
                update_field(high, last)
            self._complain("")
        for field, value in zip(self.start, start_of(self._store.experiment, problem), strict=True):
            update_field(field, value)
        self.reset_domain.setEnabled(problem.domain != edits.own_domain(self._store.experiment))
        self.reset_start.setEnabled(start_of(self._store.experiment, problem) != problem.start)

    def _build(self, problem: Problem) -> None:
        old, self._rows = self._rows, Column(gap=4)
        self._variables, self._domain = problem.variables, ()
        self.intervals, self.start = [], []
        for widget in (self.error, self._heading_domain, self._heading_start):
            widget.setParent(None)
        self._rows.add(self._heading_domain)
        for index, (name, (low, high)) in enumerate(zip(problem.variables, problem.domain, strict=True)):
            self._rows.add(self._interval_row(index, name, low, high))
        self._rows.add(self.error)
        self._rows.add(self._heading_start)
        for index in range(0, problem.dimension, 2):
            self._rows.add(self._start_row(problem, index))
        self.insert(0, self._rows)
        self.error.say("")
        old.hide()
        old.deleteLater()
        chain_tabs(self)

    def _interval_row(self, index: int, name: str, low: float, high: float) -> QWidget:
        meaning = self.tr("The part of {0} that is shown; optimizers may leave it.").format(name)
        fields = [coordinate(name, value, low, high, meaning) for value in (low, high)]
        fields[0].setAccessibleName(self.tr("{0} from").format(name))
        fields[1].setAccessibleName(self.tr("{0} to").format(name))
        for field in fields:
            field.valueChanged.connect(lambda _, index=index: self._set_interval(index, final=False))
            field.committed.connect(lambda _, index=index: self._set_interval(index, final=True))
        self.intervals.append((fields[0], fields[1]))
        return _row(_Scrub(name, fields[0]), fields[0], _Scrub(self.tr("to"), fields[1], quiet=True), fields[1])

    def _start_row(self, problem: Problem, first: int) -> QWidget:
        widgets: list[QWidget] = []
        for index in range(first, min(first + 2, problem.dimension)):
            name = problem.variables[index]
            meaning = self.tr("Where every optimizer without a start of its own sets out.")
            field = coordinate(name, problem.start[index], *problem.domain[index], meaning)
            field.valueChanged.connect(lambda _: self._set_start(final=False))
            field.committed.connect(lambda _: self._set_start(final=True))
            self.start.append(field)
            widgets += [_Scrub(name, field), field]
        return _row(*widgets)

    def _set_interval(self, index: int, final: bool) -> None:
        low, high = self.intervals[index]
        try:
            changed = edits.with_interval(self._store.experiment, index, (low.value(), high.value()))
        except LandscapeError as error:
            self._complain(str(error), index)
            return
        self._complain("")
        label = self.tr("Domain of {0}").format(self._variables[index])
        # Remembered first, so that the answer of the store does not touch the field that is being typed in.
        intervals = list(self._domain)
        intervals[index] = (low.value(), high.value())
        self._domain = tuple(intervals)
        self._store.change(label, changed, merge=f"domain {index}", final=final)

    def _complain(self, sentence: str, index: int | None = None) -> None:
        self.error.say(sentence)
        for place, fields in enumerate(self.intervals):
            for field in fields:
                mark_invalid(field, place == index)

    def _set_start(self, final: bool) -> None:
        changed = edits.with_start(self._store.experiment, [field.value() for field in self.start])
        self._store.change(self.tr("Start"), changed, merge="start", final=final)

    def _reset_domain(self) -> None:
        self._domain = ()
        self._store.change(self.tr("Reset domain"), edits.with_own_domain(self._store.experiment))

    def _reset_start(self) -> None:
        self._store.change(self.tr("Reset start"), edits.with_start(self._store.experiment, ()))


class _Scrub(ScrubLabel):
    """The name of a field; a drag on it changes the field."""

    def __init__(self, text: str, field: NumberField, quiet: bool = False) -> None:
        super().__init__(text, field)
        self.set_role("muted" if quiet else None)
        self.setToolTip(field.toolTip())
        theme.manager().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(max(theme.px(16), min(theme.px(60), self.sizeHint().width())))


def _row(*widgets: QWidget) -> Line:
    row = Line(*widgets)
    row.add_stretch()
    return row
