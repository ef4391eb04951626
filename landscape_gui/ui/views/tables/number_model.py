"""What a table of numbers holds: columns, names of rows, values, and the words they become."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar, overload

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from landscape_gui.lanestyle import LaneStyle
from landscape_gui.numbers import exact, short
from landscape_gui.ui.widgets.tips import tip

RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_ANY = QModelIndex | QPersistentModelIndex


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, one sentence for the tooltip, and the text it must have room for ("" for a number)."""

    title: str
    tip: str = ""
    room: str = ""
    words: bool = False


@dataclass(frozen=True, slots=True)
class RowHead:
    """Name of a row, the marker before it if it is a lane, and one sentence for the tooltip."""

    title: str
    style: LaneStyle | None = None
    tip: str = ""


Value = float | int | str | None
"""A number, a count of steps, words, or nothing to show."""


class Told(float):
    """A number that stands in its cell as ``text``, for instance with fewer digits; copied it has them all."""

    def __new__(cls, value: float, text: str) -> Told:
        told = super().__new__(cls, value)
        told.text = text
        return told

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """Values of a row, one a column, and the role of the theme that colours words and numbers."""

    values: tuple[Value, ...]
    words_role: str = "muted"
    role: str = "text"


class Made(Sequence[T]):
    """A long list whose entries are made when they are looked at, and then kept."""

    def __init__(self, count: int, make: Callable[[int], T]) -> None:
        self._count, self._make = count, make
        self._kept: dict[int, T] = {}

    def __len__(self) -> int:
        return self._count

    @property
    def made(self) -> int:
        """How many entries have been made so far."""
        return len(self._kept)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> list[T]: ...

    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(self._count))]
        if not 0 <= index < self._count:
            raise IndexError(index)
        if index not in self._kept:
            self._kept[index] = self._make(index)
        return self._kept[index]


class GridModel(QAbstractTableModel):
    """Columns, names of rows, values and their texts; of long lists only what is looked at need exist."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[Column, ...] = ()
        self.heads: Sequence[RowHead] = ()
        self.rows: Sequence[Row] = ()
        self.lines = 1
        """Lines of a row: with two, the second half of the columns stands below the first one."""

    def below_each_other(self, section: int) -> range:
        """Return the columns that stand where column ``section`` is seen, from above."""
        return range(section, len(self.columns), max(1, -(-len(self.columns) // self.lines)))

    def set_shape(self, columns: tuple[Column, ...], heads: Sequence[RowHead]) -> None:
        """Begin anew with empty cells."""
        self.beginResetModel()
        self.columns, self.heads = columns, heads
        self.rows = (Row((None,) * len(columns)),) * len(heads)
        self.endResetModel()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Take over values."""
        self.rows = rows
        if self.rows and self.columns:
            last = self.index(len(self.rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [int(Qt.ItemDataRole.DisplayRole)])

    def rowCount(self, parent: _ANY = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.heads)

    def columnCount(self, parent: _ANY = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _ANY, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(self.rows[index.row()].values[index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            values = self.rows[index.row()].values
            told = [(plain(values[k]), self.columns[k].tip) for k in self.below_each_other(index.column())]
            return tip(*(words for pair in told for words in pair))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if self.columns[index.column()].words else RIGHT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        across = orientation == Qt.Orientation.Horizontal
        entry: Column | RowHead = self.columns[section] if across else self.heads[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.ToolTipRole:
            told = [self.columns[k].tip for k in self.below_each_other(section)] if across else [entry.title, entry.tip]
            return tip(*told)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if not across or self.columns[section].words else RIGHT
        return None


def shown(value: Value) -> str:
    """Return a value as it stands in a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Told):
        return value.text
    return f"{value:,}" if isinstance(value, int) else short(value, fixed=True)


def plain(value: Value) -> str:
    """Return a value with all its digits, as other programs read it."""
    if value is None:
        return ""
    return exact(value) if isinstance(value, float) else str(value)
