"""A user's own data: points drawn by hand and tables from files, as pure functions. No Qt in here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from msgspec.structs import replace

from landscape_gui import networkedits
from landscape_gui.core.errors import DataError, LandscapeError
from landscape_gui.core.network.architecture import MAX_INPUTS
from landscape_gui.core.network.datasets import generate
from landscape_gui.core.network.datasets.cells import Column
from landscape_gui.core.network.datasets.csvtext import decode
from landscape_gui.core.network.datasets.data import Data
from landscape_gui.experiment import MAX_TABLE, DataSource, Experiment, OwnCurve, OwnPoints, TableData
from landscape_gui.networks import data_of, prepared_data, table_of

TABLES = (".csv", ".tsv", ".txt")
"""Endings of files that hold a table."""
MOST_DRAWN = 500
"""Points that drawing by hand begins with at most; of more, every n-th is taken."""
_FIRST_POINTS, _FIRST_CURVE = "blobs", "line"
_FIRST_COUNT = 20


def drawn_points(experiment: Experiment) -> OwnPoints:
    """The present points as points drawn by hand, or two small clouds where these cannot be drawn in a plane."""
    data = _present(experiment)
    if data is None or not data.classes or data.inputs.shape[1] != 2:
        data = generate(_FIRST_POINTS, _FIRST_COUNT)
    rows = _some(data)
    places, classes = data.inputs[rows].tolist(), data.targets[rows].astype(int).tolist()
    return OwnPoints(tuple((x, y, number) for (x, y), number in zip(places, classes, strict=True)))


def drawn_curve(experiment: Experiment) -> OwnCurve:
    """The present points as points of a curve drawn by hand, or those of a short line where they are no curve."""
    data = _present(experiment)
    if data is None or data.classes or data.inputs.shape[1] != 1:
        data = generate(_FIRST_CURVE, _FIRST_COUNT)
    rows = _some(data)
    return OwnCurve(tuple(zip(data.inputs[rows, 0].tolist(), data.targets[rows].tolist(), strict=True)))


def _present(experiment: Experiment) -> Data | None:
    try:
        return data_of(networkedits.network_of(experiment).data)
    except LandscapeError:
        return None


def _some(data: Data) -> slice:
    """At most ``MOST_DRAWN`` rows, evenly spread over the data's order."""
    return slice(None, None, -(-len(data.targets) // MOST_DRAWN))


def with_drawn(experiment: Experiment, source: OwnPoints | OwnCurve, fit: bool = True) -> Experiment:
    """Learn the points as they are drawn now; never raises.

    Points too few to learn from, or all of one class, are kept as well: they are on the way to others.
    ``fit``: learning rates that suited the points before follow.
    """
    try:
        changed = networkedits.with_data(experiment, source, fit=False)
    except LandscapeError:
        return replace(experiment, problem=replace(networkedits.network_of(experiment), data=source))
    return networkedits.followed(experiment, changed) if fit else changed


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column of a table: its name, and whether it holds numbers, as an input has to.

    Attributes:
        cell, row: what stands in the first cell that is no number, "" where that is empty, and where; 0 without one.
    """

    name: str
    numeric: bool
    cell: str = ""
    row: int = 0


def is_table(path: Path) -> bool:
    """Whether a file is taken for a table, by its name."""
    return path.suffix.lower() in TABLES


def read_file(path: Path) -> TableData:
    """The CSV file at ``path`` with the last column as target and all others of numbers as inputs.

    Raises:
        DataError: it cannot be read, is too large to be kept in an experiment, or holds nothing that can be learnt.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= 4 * MAX_TABLE else b""
    except OSError as error:
        raise DataError(f"{path.name} cannot be read: {error.strerror or error}.") from None
    text = decode(content, path.name)
    if size > 4 * MAX_TABLE or len(text) > MAX_TABLE:
        raise DataError(
            f"{path.name} is too large to be kept in an experiment ({size / 1e6:,.1f} MB); "
            f"give a table of up to {MAX_TABLE:,} characters."
        )
    return _with_readable_inputs(TableData(path.name, text))


def _with_readable_inputs(source: TableData) -> TableData:
    """``source`` without inputs that are text, and with no more of them than a network takes.

    Raises DataError also where a column is numbers but for a few cells: they are mistakes, and no column goes unasked.
    """
    columns = columns_of(source)
    target = source.target or columns[-1].name
    others = [column for column in columns if column.name != target]
    for column in others:
        if not column.numeric and (mistaken := table_of(source).column(column.name)).are_mostly_numbers():
            mistaken.numbers()
    readable = tuple(column.name for column in others if column.numeric)[:MAX_INPUTS]
    # A table without any column of numbers is read as it is, so that the first text is named.
    chosen = replace(source, inputs=readable) if readable and len(readable) < len(others) else source
    data_of(chosen)
    return chosen


def of_file(name: str, sentence: str) -> str:
    """What is wrong with a file, beginning with its ``name`` where it is not named: other data may be shown still."""
    return sentence if name in sentence else f"{name}: {sentence}"


def columns_of(source: TableData) -> tuple[ColumnChoice, ...]:
    """The columns of a table, left to right."""
    return _columns(source.text, source.name)


@lru_cache(maxsize=4)
def _columns(text: str, name: str) -> tuple[ColumnChoice, ...]:
    table = table_of(TableData(name, text))
    return tuple(map(_choice, table.columns))


def _choice(column: Column) -> ColumnChoice:
    numeric = column.are_numbers()
    first = -1 if numeric else column.first_gap_or_text()
    if first < 0:
        return ColumnChoice(column.name, numeric)
    return ColumnChoice(column.name, numeric=False, cell=column.cells[first], row=column.rows[first])


def target_of(source: TableData) -> str:
    """Name of the column that is predicted."""
    return source.target or columns_of(source)[-1].name


def inputs_of(source: TableData) -> tuple[str, ...]:
    """Names of the columns it is predicted from, in the table's order."""
    names = [column.name for column in columns_of(source) if column.name != target_of(source)]
    return tuple(names if source.inputs is None else [name for name in names if name in source.inputs])


def with_target(experiment: Experiment, source: TableData, target: str, fit: bool = True) -> Experiment:
    """Predict another column, from all others that are numbers."""
    changed = _with_readable_inputs(replace(source, target=target, inputs=None, kind=None))
    return networkedits.with_data(experiment, changed, fit)


def with_input(experiment: Experiment, source: TableData, name: str, on: bool, fit: bool = True) -> Experiment:
    """Use a column as an input, or leave it out; raises DataError for the last one, and for a column of text."""
    names = {*inputs_of(source)} | {name} if on else {*inputs_of(source)} - {name}
    if not names:
        raise DataError("The network needs at least one input; switch another column on first.")
    inputs = tuple(column.name for column in columns_of(source) if column.name in names)
    return networkedits.with_data(experiment, replace(source, inputs=inputs), fit)


def warm(source: DataSource, experiment: Experiment) -> None:
    """Read and prepare data ahead, beside the GUI thread: what needs them later finds them there."""
    prepared_data(source, replace(networkedits.network_of(experiment).preparation, features=()))
