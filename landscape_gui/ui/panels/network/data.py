"""The data a network learns: a data set of the catalogue, points drawn by hand, or a table from a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QWidget

from landscape_gui import networkedits, owndata
from landscape_gui.core.errors import LandscapeError
from landscape_gui.core.network.datasets import DATASETS
from landscape_gui.experiment import (
    CatalogueData,
    DataSource,
    Experiment,
    NetworkProblem,
    OwnCurve,
    OwnPoints,
    TableData,
)
from landscape_gui.ui import icons
from landscape_gui.ui.panels.fields import ParamRow
from landscape_gui.ui.panels.layout import Column, Words
from landscape_gui.ui.panels.network import thumbnails as network_thumbnails
from landscape_gui.ui.panels.network.form import Form, SeedRow
from landscape_gui.ui.panels.network.table import TableForm, TableReader, ask_for_table
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import Chooser, Entry, tip
from landscape_gui.ui.widgets.thumbnails import Picture

POINTS, CURVE, TABLE = "own:points", "own:curve", "own:table"
_OWN_ICONS = {POINTS: "edit", CURVE: "curves", TABLE: "table"}
_PREFIX = "data:"
_LONGEST = 20
"""Characters of a cell that are shown."""
_NAMED = 2
"""So many columns are named that are left out, besides a last one; of more their number is told."""


class DataForm(Form):
    """Chooses data; ``details``, which stands elsewhere, says how many points there are and what is read of a table.

    ``networked`` gives experiments without a network the one that is to learn a table.

    Signals:
        tableOpened: a table of that name was read and is what is learnt now.
        tableFailed: one sentence on why a table is not.
        rowsChanged: the details have other controls now.
    """

    tableOpened = Signal(str)
    tableFailed = Signal(str)
    rowsChanged = Signal()

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(store, parent)
        self.networked: Callable[[Experiment], Experiment] = lambda experiment: experiment
        self._table: TableData | None = None
        self._drawn: DataSource | None = None
        self._shown_key = ""
        self.reader = TableReader(self)
        self.chooser = Chooser(self._entries(), self._thumbnail, self.tr("Search data, e.g. circles"))
        self.description = Words(role="", size=12)
        self.rows = Column(gap=4)
        self.points = self.noise = None
        self.seed = SeedRow(
            self.tr("data seed"),
            self.tr("The points are drawn from this number: the same seed gives the same points."),
            self.tr("Other points of the same kind."),
        )
        self.table = TableForm(store)
        self.open_file = QPushButton(self.tr("Open a CSV file…"))
        self.open_file.setToolTip(tip(self.tr("A table with a row an example; it can also be dropped on the window.")))
        self.open_file.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.details = Column(gap=4)
        for widget in (self.description, self.rows, self.seed, self.table, self.open_file):
            self.details.add(widget)
        self.left_out = Words(role="warning", size=11)
        for part in (self.chooser, self.left_out, self.error):
            self.add(part)
        self._connect()

    points: ParamRow | None
    noise: ParamRow | None

    def refresh(self, problem: NetworkProblem) -> None:
        """Show the data of ``problem`` without changing anything."""
        self.error.say("")
        source = problem.data
        key = _key_of(source)
        if isinstance(source, TableData):
            self._keep_table(source)
        if key != self._shown_key:
            self._shown_key = key
            self.description.say(self._description(source))
            self._build_rows(source)
        self.chooser.setValue(key)
        self._refresh_rows(source)
        self.seed.setVisible(isinstance(source, CatalogueData))
        self.table.setVisible(isinstance(source, TableData))
        self.open_file.setVisible(isinstance(source, TableData))
        self.left_out.say(self._left_out(source) if isinstance(source, TableData) else "")
        if isinstance(source, TableData):
            self.table.refresh(source)
        if not isinstance(source, CatalogueData) and source != self._drawn:
            self._drawn = source
            network_thumbnails.painter().ask(_PREFIX + key, source)

    def show_error(self, error: LandscapeError) -> None:
        """Say what is wrong with the data."""
        self.error.say(str(error))

    def open_path(self, path: Path) -> None:
        """Learn the table in the file ``path``; what is wrong with it is said here, and nothing changes."""
        self.error.say("")
        self.reader.read(path, self._store.experiment)

    def restore(self) -> None:
        self.chooser.setValue(_key_of(networkedits.network_of(self._store.experiment).data))

    def _entries(self) -> list[Entry]:
        sections = {"classification": self.tr("Classes"), "regression": self.tr("Values")}
        catalogue = [Entry(d.key, d.label, d.description, sections[d.kind]) for d in DATASETS.values()]
        own = self.tr("Own data")
        table = self._table.name if self._table is not None else self.tr("CSV file…")
        return [
            *catalogue,
            Entry(POINTS, self.tr("Own points"), self._own_words(POINTS), own),
            Entry(CURVE, self.tr("Own curve"), self._own_words(CURVE), own),
            Entry(TABLE, table, self._own_words(TABLE), own),
        ]

    def _own_words(self, key: str) -> str:
        return {
            POINTS: self.tr("Draw points of several classes into the data view; begins with the points shown now."),
            CURVE: self.tr("Draw points of a curve into the data view: its height is to be predicted."),
            TABLE: self.tr("A table of your own: a row an example, one column to be predicted from others."),
        }[key]

    def _description(self, source: DataSource) -> str:
        return (
            DATASETS[source.key].description if isinstance(source, CatalogueData) else self._own_words(_key_of(source))
        )

    def _left_out(self, source: TableData) -> str:
        """Say which columns of a table are no inputs because they are not all numbers, and what is there instead."""
        target = owndata.target_of(source)
        columns = [column for column in owndata.columns_of(source) if not column.numeric and column.name != target]
        if not columns:
            return ""
        names, first = [column.name for column in columns], columns[0]
        if len(names) == 1:
            words = self.tr("{0} is left out: {1}.").format(names[0], self._fault(first))
        else:
            more = self.tr("{0} more").format(len(names) - _NAMED)
            last = names[-1] if len(names) <= _NAMED + 1 else more
            some = ", ".join(names[: min(_NAMED, len(names) - 1)])
            words = self.tr("{0} and {1} are left out: of {2} {3}.").format(some, last, first.name, self._fault(first))
        return words

    def _fault(self, column: owndata.ColumnChoice) -> str:
        """Why a column cannot be an input: its first cell that is no number."""
        if not column.cell:
            return self.tr("row {0} is empty").format(column.row)
        return self.tr("row {0} is {1!r}, not a number").format(column.row, column.cell[:_LONGEST])

    def _keep_table(self, source: TableData) -> None:
        """Offer the file read last under its name, also after other data were chosen."""
        named = self._table.name if self._table is not None else ""
        self._table = source
        if source.name != named:
            self.chooser.set_entries(self._entries())

    def _build_rows(self, source: DataSource) -> None:
        for row in (self.points, self.noise):
            if row is not None:
                row.hide()
                row.deleteLater()
        self.points = self.noise = None
        if isinstance(source, CatalogueData):
            entry = DATASETS[source.key]
            self.points, self.noise = (
                ParamRow(entry.points),
                ParamRow(replace(entry.noise, label=self.tr("data noise"))),
            )
            self.points.changed.connect(lambda value, final: self._set(self.tr("Points"), "points", int(value), final))
            self.noise.changed.connect(lambda value, final: self._set(self.tr("Data noise"), "noise", value, final))
            self.rows.add(self.points)
            self.rows.add(self.noise)
        self.rows.setVisible(self.points is not None)
        self.rowsChanged.emit()

    def _refresh_rows(self, source: DataSource) -> None:
        if isinstance(source, CatalogueData) and self.points is not None and self.noise is not None:
            entry = DATASETS[source.key]
            self.points.show_value(entry.points.default if source.points is None else source.points)
            self.noise.show_value(entry.noise.default if source.noise is None else source.noise)
            self.seed.show_value(source.seed)

    def _connect(self) -> None:
        self.chooser.chosen.connect(self._choose)
        self.seed.changed.connect(lambda seed, final: self._set(self.tr("Seed of the data"), "seed", seed, final))
        self.open_file.clicked.connect(self._ask_for_file)
        self.reader.ready.connect(self._take_table)
        self.reader.failed.connect(self._refuse_table)
        network_thumbnails.painter().ready.connect(self._thumbnail_ready, Qt.ConnectionType.QueuedConnection)

    def _set(self, label: str, field: str, value: object, final: bool) -> None:
        self.attempt(label, lambda e: networkedits.with_source(e, self.fit, **{field: value}), f"data {field}", final)

    def _choose(self, key: str) -> None:
        label = self.tr("Data {0}").format(self.chooser.text())
        drawn: dict[str, Callable[..., DataSource]] = {POINTS: owndata.drawn_points, CURVE: owndata.drawn_curve}
        if key in drawn:
            self.attempt(label, lambda e: networkedits.with_data(e, drawn[key](e), self.fit))
        elif key != TABLE:
            self.attempt(label, lambda e: networkedits.with_catalogue_data(e, key, self.fit))
        elif self._table is not None and self._shown_key != TABLE:
            self._take_table(self._table)
        else:
            self.restore()
            self._ask_for_file()

    def _ask_for_file(self) -> None:
        kinds = self.tr("Tables (*.csv *.tsv *.txt);;All files (*)")
        path = ask_for_table(self.window(), self.tr("Open a table"), kinds)
        if path is not None:
            self.open_path(path)

    def _take_table(self, table: TableData) -> None:
        label = self.tr("Data {0}").format(table.name)
        if self.attempt(label, lambda e: networkedits.with_data(self.networked(e), table, self.fit)):
            self.tableOpened.emit(table.name)
        else:
            self._refuse_table(owndata.of_file(table.name, self.error.text()))

    def _refuse_table(self, sentence: str) -> None:
        self.error.say(sentence)
        self.tableFailed.emit(sentence)

    def _thumbnail(self, key: str) -> Picture | None:
        if key in _OWN_ICONS:
            return icons.icon(_OWN_ICONS[key], "muted")
        network_thumbnails.painter().ask(_PREFIX + key, CatalogueData(key))
        return None

    def _thumbnail_ready(self, name: str, image: QImage) -> None:
        if name.startswith(_PREFIX):
            self.chooser.set_thumbnail(name.removeprefix(_PREFIX), image)


def _key_of(source: DataSource) -> str:
    if isinstance(source, CatalogueData):
        return source.key
    return POINTS if isinstance(source, OwnPoints) else CURVE if isinstance(source, OwnCurve) else TABLE
