"""The gradient beside finite differences: a table of all derivatives, and the curve of errors for the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from landscape_gui.core.graph.differences import DifferenceErrors
from landscape_gui.core.graph.gradientcheck import DIFFERS, Check
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.check.grid import CheckGrid
from landscape_gui.ui.views.check.plot import ErrorPlot
from landscape_gui.ui.views.check.words import ROLES, CheckWords
from landscape_gui.ui.views.tables.number_model import Column, Made, Row, RowHead, Told
from landscape_gui.ui.widgets.fonts import FontKeeper


class GradientPart(QWidget):
    """Shows checks and errors; it computes nothing.

    Signals:
        namesChanged: names of all inputs that are checked. inputChosen: name of the one that is chosen.
    """

    namesChanged = Signal(tuple)
    inputChosen = Signal(str)

    def __init__(self, themes: ThemeManager, words: CheckWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._words = themes, words
        self._names: tuple[str, ...] = ()
        self._checks: dict[str, Check] = {}
        self._fresh: set[str] = set()
        self._of_mean = False
        self._chosen = ""
        self._errors: DifferenceErrors | None = None
        self.summary, self.details, self.lesson = QLabel(), QLabel(), QLabel(words.lesson())
        self.plot_title, self.curve_words = QLabel(), QLabel()
        self.table = CheckGrid(themes)
        self.table.setAccessibleName(self.tr("Derivatives beside central differences"))
        self.table.selectionModel().selectionChanged.connect(self._row_chosen)
        self.plot = ErrorPlot(themes)
        FontKeeper(self.summary, 13.0, QFont.Weight.DemiBold)
        for label in (self.details, self.lesson, self.curve_words):
            FontKeeper(label, 12.0)
            label.setProperty("role", "muted")
        FontKeeper(self.plot_title, 12.0, QFont.Weight.DemiBold)
        for label in (self.summary, self.details, self.lesson, self.plot_title, self.curve_words):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column = QVBoxLayout(self)
        plotted = (self.plot_title, self.plot, self.curve_words)
        for widget in (self.summary, self.table, self.details, *plotted, self.lesson):
            self._column.addWidget(widget)
        self._column.setStretchFactor(self.plot, 1)
        themes.changed.connect(self._resize)
        self._resize()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all that is checked."""
        return self._names

    @property
    def chosen(self) -> str:
        """Name of the input whose curve is shown, "" without any."""
        return self._chosen

    def begin(self, names: Sequence[str], preferred: str = "", *, of_mean: bool = False) -> None:
        """Checks of these inputs follow; chosen is ``preferred``, else the one that was, else the first."""
        renamed = tuple(names) != self._names
        if renamed:
            self._checks = {}
        self._names, self._of_mean, self._fresh = tuple(names), of_mean, set()
        columns = (
            Column(self.tr("exact"), self.tr("The derivative by the chain rule."), "−0.000·10⁻¹⁰"),
            Column(self.tr("difference"), self.tr("The central difference at its best step."), "−0.000·10⁻¹⁰"),
            Column(self.tr("relative error"), self.tr("Distance of both over the larger of them."), "0.0·10⁻¹⁰"),
            Column(self.tr("verdict"), self.tr("What the two say of each other."), self.tr("undefined"), words=True),
        )
        chosen = next((name for name in (preferred, self._chosen) if name in names), next(iter(names), ""))
        self.table.set_shape(columns, [RowHead(name) for name in names])
        self.table.show()
        if renamed:
            self.namesChanged.emit(tuple(names))
        self.choose(chosen)
        self._show()

    def add(self, check: Check) -> None:
        """Show one more check."""
        self._checks[check.name] = check
        self._fresh.add(check.name)

    def refresh(self) -> None:
        """Show what was added."""
        self._show()
        self._show_curve_words()

    def set_outdated(self) -> None:
        """Let numbers fade until their successors come."""
        self._fresh.clear()
        self.plot.set_outdated()
        self._show()

    def show_errors(self, errors: DifferenceErrors) -> None:
        """Show the curve of the chosen input."""
        self._errors = errors
        self.plot.show_errors(errors, self._words.curve(errors))
        self.plot_title.setText(self._words.plot_title(errors.name))
        self.plot_title.show()
        self._show_curve_words()

    def _show_curve_words(self) -> None:
        errors = self._errors
        if errors is None or self.plot.plot() is None:
            self.curve_words.clear()
            return
        told = self._words.curve(errors, self.check(errors.name))
        self.curve_words.setText(f"{self.tr('Of the first example alone.')} {told}" if self._of_mean else told)

    def show_trouble(self, sentence: str) -> None:
        """Say why there is nothing to show."""
        self._names, self._checks, self._chosen, self._errors = (), {}, "", None
        self._fresh.clear()
        self.table.set_shape((), ())
        self.table.hide()
        self.plot_title.hide()
        self.namesChanged.emit(())
        self.plot.show_errors(None, sentence)
        self.summary.setText(sentence)
        for label in (self.details, self.curve_words):
            label.clear()

    def choose(self, name: str) -> None:
        """Choose an input, as a row of the table or in the list does."""
        if name not in self._names:
            return
        row, changed = self._names.index(name), name != self._chosen
        self._chosen = name
        if self.table.chosen() != row:
            self.table.selectRow(row)
        if changed:
            self.plot.set_outdated()
            self.inputChosen.emit(name)
        self._show_details()

    def check(self, name: str) -> Check | None:
        """Return the check of an input, None while it is not there."""
        return self._checks[name] if name in self._fresh else None

    def _row_chosen(self) -> None:
        row = self.table.chosen()
        if row is not None and row < len(self._names):
            self.choose(self._names[row])

    def _show(self) -> None:
        names, checks = self._names, dict(self._checks)
        # Of a network's thousand rows only those in sight are made, for new ones arrive several times a second.
        self.table.set_rows(Made(len(names), lambda place: self._as_row(checks.get(names[place]))))
        fresh = [self._checks[name] for name in self._names if name in self._fresh]
        told = self._words.summary(fresh, len(self._names), self._of_mean)
        self.summary.setText(told if self._names else "")
        self._show_details()

    def _as_row(self, check: Check | None) -> Row:
        if check is None:
            return Row((None, None, None, None))
        number = self._words.number
        exact = Told(check.exact, number(check.exact))
        difference = Told(check.difference, number(check.difference)) if check.difference == check.difference else "–"
        error = Told(check.relative, self._words.relative(check.relative))
        fresh = check.name in self._fresh
        role = "error" if check.verdict == DIFFERS else "text"
        role, words = (role, ROLES[check.verdict]) if fresh else ("faint", "faint")
        return Row((exact, difference, error, self._words.verdict(check)), words, role)

    def _show_details(self) -> None:
        check = self.check(self._chosen)
        self.details.setText(self._words.details(check) if check is not None else "")

    def _resize(self) -> None:
        px = self._themes.px
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(6))
        self.plot.setMinimumHeight(px(170))
