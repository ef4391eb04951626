"""Own data from a CSV file: a table of text first, then data once it is known which column is to be predicted."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from landscape_gui.core.errors import DataError
from landscape_gui.core.network.datasets.cells import Column, is_number
from landscape_gui.core.network.datasets.csvtext import Record, decode, empty, read_records
from landscape_gui.core.network.datasets.data import FEWEST_ROWS, MAX_CLASSES, Array, Data, Kind

MAX_BYTES = 64_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 100


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """A table as it was written, rectangular and with a name a column.

    Attributes:
        source: what it is called in messages: the name of its file.
        columns: all columns, left to right.
    """

    source: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column ``name``, or raise DataError listing the columns there are."""
        for column in self.columns:
            if column.name == name:
                return column
        shown = ", ".join(self.names[:20]) + (", …" if len(self.names) > 20 else "")
        raise DataError(f"{self.source} has no column {name!r}; its columns are {shown}.")

    def data(self, target: str | None = None, inputs: Sequence[str] | None = None, kind: Kind | None = None) -> Data:
        """Return the table as data.

        Args:
            target: name of the column to predict; the last one where not given.
            inputs: names of the columns to predict it from; all others where not given.
            kind: whether the target is a class or a value. Where not given, text is a class, and so are whole numbers
                of which there are few different ones, each more than once.

        Raises:
            DataError: a column there is not, an input that is not a number, or a target that cannot be learnt.
        """
        goal = self.column(self.names[-1] if target is None else target)
        chosen = [name for name in self.names if name != goal.name] if inputs is None else list(inputs)
        if not chosen or goal.name in chosen or len(set(chosen)) < len(chosen):
            given = ", ".join(chosen) or "none"
            raise DataError(f"The inputs cannot be {given}; choose other columns than the target, each once.")
        columns = [self.column(name).numbers() for name in chosen]
        other = "put another column last, which is predicted" if target is None else "predict another column"
        targets, classes = _targets(goal, kind, other)
        return Data(np.stack(columns, axis=1), targets, tuple(chosen), goal.name, classes)


def read_csv(path: Path) -> Table:
    """Read a CSV file: its encoding, delimiter and header are found out.

    Raises:
        DataError: it cannot be opened, is too big, or is not a table.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            most = f"{MAX_BYTES / 1e6:.0f} MB"
            raise DataError(f"{path.name} is too big ({size / 1e6:,.0f} MB); give a file of up to {most}.")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"{path} cannot be read ({reason}); give the name of a CSV file.") from None
    return read_table(decode(content, path.name), path.name)


def read_table(text: str, source: str = "The table", header: bool | None = None) -> Table:
    """Read the text of a CSV file.

    Args:
        source: what to call it in messages.
        header: whether the first row names the columns; found out where not given.

    Raises:
        DataError: it is not a rectangular table of two columns or more, has too few rows or too many, or two columns
            have the same name.
    """
    records, delimiter = read_records(text, source)
    rows = [i for i, record in enumerate(records, 1) if any(map(str.strip, record))]
    filled = [records[row - 1] for row in rows]
    if not filled:
        raise empty(source)
    if header is None:
        header = _has_header(filled)
    _check_size(len(rows) - header, max(map(len, filled)), source)
    cells = _columns(filled, rows, source)
    names = [column[0] if header else "" for column in cells]
    kept = [i for i, column in enumerate(cells) if names[i] or any(column)]
    named = [names[i] or f"column {i + 1}" for i in kept]
    _check_names(named, source)
    bodies = [cells[i][1:] if header else cells[i] for i in kept]
    where = rows[1:] if header else rows
    columns = (Column(source, name, body, where, delimiter) for name, body in zip(named, bodies, strict=True))
    return Table(source, tuple(columns))


def write_csv(data: Data) -> str:
    """Return data as CSV text, inputs first and the target last, with every digit: reading it gives the same data."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*data.input_names, data.target_name])
    goals = [data.classes[int(t)] for t in data.targets] if data.classes else data.targets.tolist()
    writer.writerows([*row, goal] for row, goal in zip(data.inputs.tolist(), goals, strict=True))
    return text.getvalue()


def _has_header(records: list[Record]) -> bool:
    """Whether the first row is words where numbers follow, or words alone."""
    first, *sample = ([cell.strip() for cell in record] for record in records[:20])
    words = [i for i, cell in enumerate(first) if cell and not is_number(cell)]
    if len(words) == sum(map(bool, first)):
        return True
    return any(all(i < len(row) and is_number(row[i]) for row in sample) for i in words)


def _columns(records: list[Record], rows: list[int], source: str) -> list[tuple[str, ...]]:
    """The cells column by column, stripped; DataError for the first row not as long as the first one.

    Empty cells too many at a row's end, which spreadsheets leave, do no harm.
    """
    width = len(records[0])
    if set(map(len, records)) != {width}:
        for row, record in zip(rows, records, strict=True):
            if not any(map(str.strip, record[width:])):
                del record[width:]
            if len(record) != width:
                raise DataError(
                    f"{source}: row {rows[0]} has {width} cells, row {row} has {len(record)}; give every row as many."
                )
    return [tuple(map(str.strip, column)) for column in zip(*records, strict=True)]


def _check_size(rows: int, columns: int, source: str) -> None:
    if columns < 2:
        raise DataError(f"{source} has only one column; give at least two, divided by , or ; or tabs.")
    if rows < FEWEST_ROWS:
        raise DataError(f"{source} has too few rows ({rows}); at least {FEWEST_ROWS} are needed beside the header.")
    if rows > MAX_ROWS:
        raise DataError(f"{source} has too many rows ({rows:,}); give up to {MAX_ROWS:,}.")
    if columns > MAX_COLUMNS:
        raise DataError(f"{source} has too many columns ({columns}); give up to {MAX_COLUMNS}.")


def _check_names(names: list[str], source: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise DataError(f"{source} has several columns called {name!r}; give each its own name.")


def _targets(column: Column, kind: Kind | None, other: str) -> tuple[Array, tuple[str, ...]]:
    """Class numbers and names of classes, or values and no names; ``other`` is the way to another target in words."""
    where, text = f"{column.source}, column {column.name!r}", _is_text(column, kind)
    if not text:
        values = column.numbers()
        if np.all(values == values[0]):
            raise DataError(f"{where} is {values[0]:g} everywhere, so there is nothing to learn; {other}.")
        if kind == "regression" or (kind is None and not _looks_like_classes(values)):
            return values, ()
        present, targets = np.unique(values, return_inverse=True)
        names = [repr(float(value)).removesuffix(".0") for value in present]
    else:
        names = sorted(set(column.cells))
        position = {name: i for i, name in enumerate(names)}
        targets = np.array([position[cell] for cell in column.cells])
    if len(names) == 1:
        raise DataError(f"{where} has only the class {names[0]!r}, so there is nothing to tell apart; {other}.")
    if len(names) > MAX_CLASSES:
        other = other if text else "predict it as a value"
        raise DataError(
            f"{where} has {len(names):,} different names; at most {MAX_CLASSES} classes can be told apart: {other}."
        )
    return targets.astype(np.float64), tuple(names)


def _is_text(column: Column, kind: Kind | None) -> bool:
    """Whether a target's cells are names of classes; raises DataError where one is empty.

    Of numbers mixed with text they are only where classes are asked for: the first text is most likely a mistake.
    """
    if column.are_numbers():
        return False
    column.check_filled()
    different = set(column.cells)
    numbers = sum(map(is_number, different))
    return kind != "regression" and numbers < len(different) and (kind == "classification" or numbers == 0)


def _looks_like_classes(values: Array) -> bool:
    """Whether numbers are more likely names of classes: whole, few different ones, each twice on average."""
    if np.any(values != np.round(values)):
        return False
    return 2 <= len(np.unique(values)) <= min(MAX_CLASSES, len(values) // 2)
