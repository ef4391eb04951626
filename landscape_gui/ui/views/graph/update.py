"""The update: which gradient it uses, the optimizer's rule with the numbers of one parameter, and all parameters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QModelIndex, QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from landscape_gui.core.graph.walk import Moment, UpdateStep
from landscape_gui.scene.graphs import Update
from landscape_gui.scene.parametertable import Indices, found
from landscape_gui.ui.parameterwords import about_parameter
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph import looks
from landscape_gui.ui.views.graph.updatewords import UpdateWords
from landscape_gui.ui.views.tables.number_grid import LEAST_ROW_HEIGHT, NumberGrid
from landscape_gui.ui.views.tables.number_model import Column, Made, Row, RowHead
from landscape_gui.ui.widgets.breaking import breakable
from landscape_gui.ui.widgets.fonts import FontKeeper
from landscape_gui.ui.widgets.math_lines import Entry, MathLines
from landscape_gui.ui.widgets.tips import tip

MANY, MOST_ROWS = 8, 10
"""Parameters from which they can be filtered, and rows that are seen without scrolling."""
LINES = 330
"""Width at scale 1 from which formulas have the table beside them."""


class GraphUpdate(QWidget):
    """The update that comes next.

    Signals:
        stepAsked: the optimizer should take this step.
        editAsked: name of a parameter that is to be changed.
    """

    stepAsked = Signal()
    editAsked = Signal(str)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._words: UpdateWords | None = None
        self._moment: Moment | None = None
        self._chosen = 0
        self._listed: Indices = np.arange(0)
        self._texts: Sequence[str] = ()
        self._columns: list[Column] = []
        self.sentence, self.gradient = QLabel(), QLabel()
        for label, size in ((self.sentence, 13.0), (self.gradient, 12.0)):
            label.setWordWrap(True)
            FontKeeper(label, size)
        self.gradient.setProperty("role", "muted")
        self.lines, self.shared = MathLines(), MathLines()
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setPlaceholderText(self.tr("Find, e.g. W2 or bias"))
        self.filter.setToolTip(tip(self.tr("Only the parameters whose name or description has these words in it.")))
        self.filter.setAccessibleName(self.tr("Find a parameter"))
        self.filter.textChanged.connect(lambda text: self._list())
        self.table = NumberGrid(themes)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.table.selectionModel().currentRowChanged.connect(self._row_changed)
        self.table.activated.connect(self._activated)
        self.take = QPushButton(self.tr("Take this step"))
        self.take.setToolTip(tip(self.tr("Move the parameters: the walk begins again at the new values.")))
        self.take.clicked.connect(lambda checked=False: self.stepAsked.emit())
        self.ends = QLabel()
        self.ends.setWordWrap(True)
        self.ends.setProperty("role", "warning")
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.sentence)
        self._layout.addWidget(self.ends)
        self._halves = QHBoxLayout()
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self._arranged: bool | None = None
        for half in (self._left, self._right):
            self._halves.addLayout(half)
        self._layout.addLayout(self._halves)
        self._layout.addStretch(1)
        self._arrange(False)
        themes.changed.connect(self._restyle)
        self._restyle()

    def show_update(self, words: UpdateWords | None, moment: Moment | None) -> None:
        """Show an update as far as the walk has come; None shows nothing."""
        same = words is self._words
        self._words, self._moment = words, moment
        if moment is not None and isinstance(moment.step, UpdateStep) and moment.step.end - moment.step.first == 1:
            self._chosen = moment.step.first
        if words is None:
            return
        self._chosen = min(self._chosen, len(words.update.names) - 1)
        if not same:
            self._take_over(words.update)
            self._list()
        self._show_lines()
        self._fill()
        self._select()

    def show_sentence(self, sentence: str) -> None:
        """Say what happens in this step; where that is that nothing does, it is said once."""
        self.sentence.setText(breakable(sentence))
        self.sentence.setVisible(bool(sentence) and self.ends.isHidden())

    def set_room(self, width: int) -> None:
        """Set the table beside the formulas where ``width`` has room for both, else below them."""
        room = self.table.needed_width(self._columns)
        self._arrange(width >= room + self._themes.px(LINES))
        self.table.setMinimumWidth(room if self._arranged else 0)

    def height_for(self, width: int) -> int:
        """Return the height in which nothing has to be scrolled at a width."""
        self._layout.activate()  # else layouts within it may still know the heights of other words
        return self._layout.heightForWidth(width)

    def _arrange(self, beside: bool) -> None:
        """Formulas at the left and the table at the right; or all below each other, most wanted first."""
        if beside == self._arranged:
            return
        self._arranged = beside
        self._halves.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._halves.setStretch(0, 1 if beside else 0)
        table = (self.filter, self.table, self.gradient)
        left, right = ((self.lines, self.shared), table) if beside else ((self.lines,), (*table, self.shared))
        for half, widgets in ((self._left, left), (self._right, right)):
            while half.count():
                half.takeAt(0)
            for widget in widgets:
                half.addWidget(widget)
            half.addStretch(1)

    def chosen(self) -> int:
        """Return the number of the parameter whose lines are shown."""
        return self._chosen

    def choose(self, index: int) -> None:
        """Show the lines of a parameter."""
        self._chosen = index
        self._show_lines()

    def listed(self) -> list[int]:
        """Return the numbers of the parameters that are listed."""
        return list(map(int, self._listed))

    def _take_over(self, update: Update) -> None:
        assert self._words is not None
        self.gradient.setText(self._words.gradient() if update.is_known or update.waits else "")
        self.gradient.setVisible(bool(self.gradient.text()))
        self.ends.setText(self._words.follows() if update.ends else "")
        self.ends.setVisible(bool(update.ends))
        self.take.setEnabled(not (update.ends or update.waits))
        self.filter.setVisible(len(update.names) > MANY)
        problem = self._words.problem
        about = [about_parameter(problem, name)[0] if problem is not None else "" for name in update.names]
        self._texts = [f"{name} {words}".lower() for name, words in zip(update.names, about, strict=True)]

    def _show_lines(self) -> None:
        words = self._words
        if words is None or not words.update.is_known:
            self.lines.set_entries(())
            self.shared.set_entries(())
            return
        shared, name = words.shared(), words.update.names[self._chosen]
        title = self.tr("{optimizer} for {name}").format(optimizer=words.update.optimizer.label, name=name)
        entries = [Entry(heading=title)]
        entries += [Entry(latex, exact=number, tag=(self._chosen,)) for latex, number in words.own(self._chosen)]
        same = [Entry(heading=self.tr("The same for every parameter"))] if shared else []
        same += [Entry(latex, exact=number) for latex, number in shared]
        look = self._themes.theme
        inks = {role: looks.color(look, role) for role in ("value", "gradient", "local")}
        self.lines.set_entries(entries, inks)
        self.shared.set_entries(same, inks)
        self.shared.setVisible(bool(same))

    def _list(self) -> None:
        """List the parameters that are sought, those updated already with their new values."""
        words = self._words
        if words is None:
            return
        update, sought = words.update, "" if self.filter.isHidden() else self.filter.text()
        listed = self._listed = found(self._texts, sought, np.arange(len(update.names)))
        columns = [Column(self.tr("old")), Column(self.tr("gradient"), self.tr("The gradient the rule uses."))]
        if update.share is not None:
            columns.append(Column(self.tr("share"), self.tr("What the example that is shown has in this gradient.")))
        columns.append(Column(self.tr("new"), self.tr("Filled in as the walk comes to each parameter.")))
        self._columns = columns
        self.table.set_name_room([RowHead(max(update.names, key=len))])
        self.table.set_shape(columns, Made(len(listed), lambda row: RowHead(update.names[int(listed[row])])))
        line = self._themes.px(LEAST_ROW_HEIGHT + 2)
        self.table.setFixedHeight(line * (min(max(len(listed), 1), MOST_ROWS) + 1) + line)
        self._fill()

    def _fill(self) -> None:
        """Fill the numbers in, new values as far as the walk has come."""
        words, listed = self._words, self._listed
        if words is not None:
            done = self._moment.updated if self._moment is not None else 0
            self.table.set_rows(Made(len(listed), lambda row: _row(words.update, int(listed[row]), done)))

    def _select(self) -> None:
        """Select the row of the chosen parameter, if it is listed."""
        rows = np.flatnonzero(self._listed == self._chosen)
        with QSignalBlocker(self.table.selectionModel()):
            if rows.size:
                self.table.selectRow(int(rows[0]))
            else:
                self.table.clearSelection()
        self.table.viewport().update()

    def _row_changed(self, current: QModelIndex, before: QModelIndex) -> None:
        if current.isValid() and current.row() < len(self._listed):
            self.choose(int(self._listed[current.row()]))

    def _activated(self, index: QModelIndex) -> None:
        if self._words is not None and index.row() < len(self._listed):
            self.editAsked.emit(self._words.update.names[int(self._listed[index.row()])])

    def title(self) -> str:
        """Return which step of the optimizer this is."""
        if self._words is None:
            return ""
        words, number = self._words.update, f"{self._words.update.number:,}"
        return self.tr("{optimizer}, step {number}").format(optimizer=words.optimizer.label, number=number)

    def _restyle(self) -> None:
        px = self._themes.px
        self._layout.setContentsMargins(0, 0, px(6), px(4))
        self._layout.setSpacing(px(2))
        self._halves.setSpacing(px(4))
        for half in (self._left, self._right):
            half.setSpacing(px(4))
        self._show_lines()


def _row(update: Update, place: int, done: int) -> Row:
    """Old value, gradient, the example's share in it, and the new value of what is updated already."""
    values: list[float | None] = [float(update.old[place]), None if update.waits else float(update.gradient[place])]
    if update.share is not None:
        values.append(float(update.share[place]))
    new = None if not update.is_known or place >= done else update.written(place).theta
    return Row((*values, new))
