"""All parameters of one lane below each other: found by name, gone through by layer, ordered by size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from landscape_gui.core.simulate import Run
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.lanestyle import LaneStyle
from landscape_gui.scene import LaneRun
from landscape_gui.scene.parametertable import (
    GRADIENT,
    RATE,
    VALUE,
    Indices,
    ParameterTable,
    Tensor,
    found,
    tensors_of,
)
from landscape_gui.ui.parameterwords import about_parameter
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.tables.number_grid import NumberGrid
from landscape_gui.ui.views.tables.number_model import Column, Made, Row, RowHead
from landscape_gui.ui.views.tables.parameter_tools import ParameterTools

REST = 250
"""Milliseconds without another step after which an order by size is made anew: while playing rows stay in place."""
SIZES = "sizes"
"""What is shown in the place of parameters: how large those of each layer are."""
COLUMNS = 3
"""Columns of numbers there is room for without scrolling, where the list stands beside the lanes at all."""


class ParameterPanel(QWidget):
    """A row a parameter: value, gradient, what the optimizer keeps for it, effective rate."""

    parameterChosen = Signal(int)
    """The user chose the parameter at this place."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._problem: AnyProblem | None = None
        self._names: Sequence[str] = ()
        self._tensors: tuple[Tensor, ...] = ()
        self._texts: list[str] | None = None
        self._table: ParameterTable | None = None
        self._lane: LaneRun | None = None
        self._places: Indices = np.arange(0)
        self._chosen = 0
        self._among, self._order = "", ""
        self._choosing, self._stale = False, True
        self.tools = ParameterTools(themes)
        self.grid = NumberGrid(themes)
        self.empty = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._layout = QVBoxLayout(self)
        self._build()
        themes.changed.connect(self._resize)
        self._resize()

    def _build(self) -> None:
        self.tools.search.installEventFilter(self)
        self.tools.searchChanged.connect(self._list_anew)
        self.tools.amongChosen.connect(self.show_among)
        self.tools.orderChosen.connect(self.order_by)
        self.empty.setProperty("role", "muted")
        self.grid.setAccessibleName(self.tr("Parameters of the chosen lane"))
        self.grid.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.grid.activated.connect(self._open)
        titles = self.grid.horizontalHeader()
        titles.setSectionsClickable(True)
        titles.sectionClicked.connect(self._order_by_column)
        self._rest.timeout.connect(self._order_anew)
        QShortcut(
            QKeySequence.StandardKey.Find, self, self._find, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        self.take_tools()
        self._layout.addWidget(self.grid, 1)
        self._layout.addWidget(self.empty, 1)
        self.empty.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(self.grid.content_width(COLUMNS) + self._themes.px(16), self._themes.px(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(200), self._themes.px(60))

    def full_width(self, runs: Sequence[Run]) -> int:
        """The width at which all columns show, whichever of ``runs`` is that of the chosen lane."""
        bar = self.grid.verticalScrollBar().sizeHint().width()
        tables = [ParameterTable(run, 0) for run in runs]
        return bar + max((self.grid.needed_width(self._columns(table)) for table in tables), default=0)

    def take_tools(self) -> None:
        """Put the search and its neighbours above the list, from wherever they were."""
        if self.tools.parent() is not self:
            self._layout.insertWidget(0, self.tools)
        self.tools.show()

    # ---- what is shown

    def show_problem(self, problem: AnyProblem) -> None:
        """List the parameters of another problem; what was sought is sought among them."""
        if self._problem is problem:
            return
        self._problem, self._texts = problem, None
        if tuple(problem.variables) == tuple(self._names):
            return
        self._names, self._tensors = problem.variables, tensors_of(problem.variables)
        if self._among not in (SIZES, *(tensor.name for tensor in self._tensors)):
            self._among = ""
        self._chosen = min(self._chosen, len(self._names) - 1)
        self._stale = True
        self.grid.set_name_room([RowHead(max(self._names, key=len))])
        self._fill_among()

    def show_lane(self, lane: LaneRun, row: int) -> None:
        """Show the parameters of ``lane`` at ``row`` of its run."""
        before, self._lane = self._table, lane
        self.grid.set_corner(RowHead(lane.label, LaneStyle(lane.color, lane.marker, lane.dash), lane.error))
        self._table = None if lane.run is None else ParameterTable(lane.run, row)
        if before is None or self._table is None or before.quantities != self._table.quantities:
            self._fill_order()
            self._stale = True
        if self._stale:
            self._list_anew()
        else:
            self.grid.set_rows(self._rows())
            if self._order:
                self._rest.start()

    def choose(self, place: int) -> None:
        """Select a parameter, without emitting anything; it is shown if it is among those that are listed."""
        self._chosen = place
        self._select()

    @property
    def chosen(self) -> int:
        """The place of the chosen parameter."""
        return self._chosen

    def shown_names(self) -> list[str]:
        """Return the names of the rows, from top to bottom."""
        return [
            self.grid.model().headerData(row, Qt.Orientation.Vertical) for row in range(self.grid.model().rowCount())
        ]

    def show_among(self, name: str) -> None:
        """List the entries of one tensor, ``SIZES``, or all with ""."""
        self._among = name
        self._fill_among()
        self._list_anew()

    def order_by(self, quantity: str) -> None:
        """Put the largest of a quantity first, or return to the order of layers with ""."""
        self._order = quantity
        self._fill_order()
        self._list_anew()

    # ---- rows

    def _list_anew(self) -> None:
        """Find out which rows there are, and in which order."""
        table, self._stale = self._table, False
        if table is None:
            self._places = self._places[:0]
            self.grid.set_shape((), ())
            return
        self._places = self._found(table)
        self.tools.show_use(listed=self._among != SIZES)
        self.grid.set_shape(self._columns(table), Made(self._count(), self._head))
        self.grid.set_rows(self._rows())
        nothing = self._count() == 0
        self.empty.setText(self.tr("No parameter fits “{words}”.").format(words=self.tools.search.text().strip()))
        self.grid.setVisible(not nothing)
        self.empty.setVisible(nothing)
        self._select()
        self.grid.scrollToTop()

    def _found(self, table: ParameterTable) -> Indices:
        among = next((tensor.indices for tensor in self._tensors if tensor.name == self._among), None)
        places: Indices = np.arange(len(self._names)) if among is None else among
        if self.tools.search.text().strip():
            places = found(self._searched(), self.tools.search.text(), places)
        return table.ordered(places, self._order if self._order in table.quantities else "")

    def _searched(self) -> list[str]:
        """Name and description of every parameter, in small letters."""
        if self._texts is None and self._problem is not None:
            problem = self._problem
            self._texts = [" ".join((name, *about_parameter(problem, name))).lower() for name in self._names]
        return self._texts or []

    def _order_anew(self) -> None:
        """Let the order follow the numbers, which have come to rest."""
        table = self._table
        if table is None or self._among == SIZES or not self._order:
            return
        places = table.ordered(np.sort(self._places), self._order)
        if not np.array_equal(places, self._places):
            self._list_anew()

    def _count(self) -> int:
        return len(self._tensors) if self._among == SIZES else len(self._places)

    def _columns(self, table: ParameterTable) -> list[Column]:
        sign = "\N{BLACK DOWN-POINTING SMALL TRIANGLE}"
        order = "" if self._among == SIZES else self._order
        return [
            Column(f"{title} {sign}" if quantity == order else title, words)
            for quantity, (title, words) in self._titles(table).items()
        ]

    def _titles(self, table: ParameterTable) -> dict[str, tuple[str, str]]:
        """Title of the column of each quantity, and one sentence about it."""
        run = table.run
        kept = self.tr("Kept by {name} from step to step, one number a parameter.").format(name=run.optimizer.label)
        known = {
            VALUE: (self.tr("value"), self.tr("The parameter itself.")),
            GRADIENT: (self.tr("gradient"), self.tr("Slope of the loss along this parameter.")),
            RATE: (
                self.tr("eff. rate"),
                self.tr("What multiplies the gradient, or its average, in the step that led here."),
            ),
        }
        return {name: known.get(name, (name.replace("_", " "), kept)) for name in table.quantities}

    def _head(self, row: int) -> RowHead:
        if self._among == SIZES:
            tensor = self._tensors[row]
            words = self.tr("Root mean square of its {count} entries; Enter shows them.")
            return RowHead(tensor.name, tip=words.format(count=f"{tensor.stop - tensor.start:,}"))
        name = self._names[int(self._places[row])]
        about = about_parameter(self._problem, name)[0] if self._problem is not None else ""
        return RowHead(name, tip=about)

    def _rows(self) -> Made[Row]:
        table, places, tensors = self._table, self._places, self._tensors
        assert table is not None
        if self._among == SIZES:
            return Made(len(tensors), lambda row: Row(table.sizes(tensors[row])))
        return Made(len(places), lambda row: Row(table.cells(int(places[row]))))

    # ---- choosing

    def _select(self) -> None:
        """Select the row of the chosen parameter, if it has one."""
        rows = np.flatnonzero(self._places == self._chosen) if self._among != SIZES else np.arange(0)
        self._choosing = True
        if len(rows):
            self.grid.selectRow(int(rows[0]))
        else:
            self.grid.clearSelection()
            self.grid.setCurrentIndex(QModelIndex())
        self._choosing = False

    def _row_chosen(self, current: QModelIndex) -> None:
        if current.isValid() and not self._choosing and self._among != SIZES:
            self._chosen = int(self._places[current.row()])
            self.parameterChosen.emit(self._chosen)

    def _open(self, index: QModelIndex) -> None:
        """Enter or a double click on a layer shows its parameters."""
        if self._among == SIZES:
            self.show_among(self._tensors[index.row()].name)

    def _order_by_column(self, column: int) -> None:
        if self._table is not None and self._among != SIZES:
            quantity = self._table.quantities[column]
            self.order_by("" if quantity == self._order else quantity)

    def _find(self) -> None:
        self.tools.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.tools.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._count():
                self.grid.setFocus(Qt.FocusReason.TabFocusReason)
                if not self.grid.currentIndex().isValid():
                    self.grid.selectRow(0)
                return True
            if event.key() == Qt.Key.Key_Escape and self.tools.search.text():
                self.tools.search.clear()
                return True
        return super().eventFilter(watched, event)

    # ---- menus

    def _fill_among(self) -> None:
        choices = [("", self.tr("All {count} parameters").format(count=f"{len(self._names):,}"))]
        if self._tensors:
            choices.append((SIZES, self.tr("How large each layer's are")))
        choices += [(tensor.name, self._about(tensor)) for tensor in self._tensors]
        short = {"": self.tr("all {count}").format(count=f"{len(self._names):,}"), SIZES: self.tr("sizes")}
        self.tools.offer_among(choices, self._among, short.get(self._among, self._among))

    def _about(self, tensor: Tensor) -> str:
        layer = about_parameter(self._problem, self._names[tensor.start])[1] if self._problem is not None else ""
        count = f"{tensor.stop - tensor.start:,}"
        return self.tr("{name}: {count}, {layer}").format(name=tensor.name, count=count, layer=layer)

    def _fill_order(self) -> None:
        choices = [("", self.tr("In the order of the layers"))]
        if self._table is not None:
            words = self.tr("Largest {quantity} first")
            titles = self._titles(self._table)
            choices += [(quantity, words.format(quantity=title)) for quantity, (title, _) in titles.items()]
        self.tools.offer_orders(choices, self._order, self.tr("by size") if self._order else self.tr("in order"))

    def _resize(self) -> None:
        self._layout.setContentsMargins(0, 0, 0, self._themes.px(4))
        self._layout.setSpacing(0)
