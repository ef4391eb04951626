"""Own data from a CSV file: opened in a thread, then which column is predicted, and from which others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from landscape_gui import networkedits, owndata
from landscape_gui.core.errors import LandscapeError
from landscape_gui.experiment import Experiment, TableData
from landscape_gui.networks import data_of
from landscape_gui.ui.panels.layout import Line, Name, Words, chain_tabs
from landscape_gui.ui.panels.network.chips import ChipEntry, Chips
from landscape_gui.ui.panels.network.form import NAME_WIDTH, ChoiceRow, Form
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import Choice, Segmented, tip


class TableReader(QObject):
    """Reads files beside the GUI thread; of several only the newest counts.

    Signals:
        ready: the ``TableData``; failed: one sentence.
    """

    ready = Signal(object)
    failed = Signal(str)
    _answered = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="table")
        self._ticket = 0
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def read(self, path: Path, experiment: Experiment) -> None:
        """Read ``path``, prepared as ``experiment`` asks for; ``ready`` or ``failed`` follows."""
        self._ticket += 1
        self._pool.submit(self._work, self._ticket, path, experiment)

    def _work(self, ticket: int, path: Path, experiment: Experiment) -> None:
        answer: TableData | str
        try:
            answer = owndata.read_file(path)
            owndata.warm(answer, experiment)
        except LandscapeError as error:
            answer = owndata.of_file(path.name, str(error))
        self._answered.emit(ticket, answer)

    def _deliver(self, ticket: int, answer: TableData | str) -> None:
        if ticket != self._ticket:
            return
        if isinstance(answer, str):
            self.failed.emit(answer)
        else:
            self.ready.emit(answer)


class TableForm(Form):
    """Target, inputs and kind of a table."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(store, parent)
        self._source: TableData | None = None
        self.about = Words(size=11)
        self.target = ChoiceRow(self.tr("predict"), self.tr("The column to be predicted from the others."))
        self.kind = Segmented(self._kinds())
        name = Name(self.tr("it is a"), NAME_WIDTH)
        name.setToolTip(tip(self.tr("Whether names of classes or amounts stand in this column.")))
        self._kind_line = Line(name)
        self._kind_line.add(self.kind, 1)
        self.caption = Words(self.tr("from the columns"), size=12)
        self.inputs = Chips(self.tr("Columns to predict from"))
        for widget in (self.about, self.target, self._kind_line, self.caption, self.inputs, self.error):
            self.add(widget)
        self.target.chosen.connect(self._choose_target)
        self.kind.chosen.connect(self._choose_kind)
        self.inputs.toggled.connect(self._toggle)
        chain_tabs(self)

    def refresh(self, source: TableData) -> None:
        """Show ``source``; raises LandscapeError where its text is no table."""
        columns = owndata.columns_of(source)
        self._source = source
        self.error.say("")
        target, data = owndata.target_of(source), data_of(source)
        words = self.tr("{0} rows, {1} columns")
        self.about.say(words.format(f"{len(data.targets):,}", len(columns)))
        self.target.set_entries([(column.name, column.name, "") for column in columns])
        self.target.show_value(target)
        self.kind.setValue("class" if data.classes else "value")
        entries = [
            ChipEntry(column.name, column.name, "" if column.numeric else self._text_words(column.name), column.numeric)
            for column in columns
            if column.name != target
        ]
        if self.inputs.set_entries(entries):
            chain_tabs(self)
            self.inputs.chain()
        self.inputs.set_on(owndata.inputs_of(source))

    def restore(self) -> None:
        source = networkedits.network_of(self._store.experiment).data
        if isinstance(source, TableData):
            self.target.show_value(owndata.target_of(source))
            self.kind.setValue("class" if data_of(source).classes else "value")
            self.inputs.set_on(owndata.inputs_of(source))

    def _text_words(self, name: str) -> str:
        return self.tr("{0} holds text, or has gaps; inputs have to be numbers in every row.").format(name)

    def _kinds(self) -> list[Choice]:
        return [
            Choice("class", self.tr("Class"), tooltip=self.tr("Each different entry is a class: tell them apart.")),
            Choice(
                "value", self.tr("Value"), tooltip=self.tr("Numbers that mean amounts: hit them as closely as can be.")
            ),
        ]

    def _choose_target(self, name: str) -> None:
        source = self._source
        if source is not None and name != owndata.target_of(source):
            self.attempt(self.tr("Predict {0}").format(name), lambda e: owndata.with_target(e, source, name, self.fit))

    def _choose_kind(self, kind: str) -> None:
        value = "classification" if kind == "class" else "regression"
        self.attempt(self.tr("Classes or values"), lambda e: networkedits.with_source(e, self.fit, kind=value))

    def _toggle(self, name: str, on: bool) -> None:
        source = self._source
        label = self.tr("Column {0}") if on else self.tr("Without column {0}")
        if source is not None:
            self.attempt(label.format(name), lambda e: owndata.with_input(e, source, name, on, self.fit))


def ask_for_table(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Let the user choose a file."""
    name, _ = QFileDialog.getOpenFileName(parent, title, "", kinds)
    return Path(name) if name else None
