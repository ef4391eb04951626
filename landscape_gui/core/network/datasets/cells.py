"""The cells of a column: as numbers, where they are numbers, or why not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from landscape_gui.core.errors import DataError
from landscape_gui.core.network.datasets.data import MAX_SIZE, SIZES, Array

_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_REPLACED = {",": ".", "\N{MINUS SIGN}": "-"}
_MISSING = ("", "nan", "+nan", "-nan")


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        source: the file, for messages.
        name: of the column.
        cells: (n,) its text, without spaces around it.
        rows: (n,) where each cell stands, counted as a spreadsheet does.
        delimiter: what divides columns; where it is a comma, commas in numbers can be read in two ways.
    """

    source: str
    name: str
    cells: Sequence[str]
    rows: Sequence[int]
    delimiter: str

    def numbers(self) -> Array:
        """Return (n,) float64, read-only; a decimal comma is a decimal point. They are worked out once.

        Raises:
            DataError: naming the first cell that is empty, text, not finite or too large.
        """
        return self._numbers

    @cached_property
    def _numbers(self) -> Array:
        everything = "".join(self.cells)
        if self.delimiter == "," and "," in everything:
            self._check_grouping()
        # Cells are looked at one by one only where that is needed: a large file takes half the time.
        plain = not any(sign in everything for sign in (*_REPLACED, "_"))
        try:
            values = np.array(list(map(float, self.cells if plain else map(_pointed, self.cells))))
        except ValueError:
            first = next(i for i, cell in enumerate(self.cells) if not is_number(cell))
            raise self.error(first, _reason(self.cells[first])) from None
        fits = np.abs(values) <= MAX_SIZE
        if not fits.all():
            first = int(np.argmin(fits))
            raise self.error(first, _reason(self.cells[first]))
        values.flags.writeable = False
        return values

    def are_numbers(self) -> bool:
        """Whether all cells can be read as numbers."""
        try:
            self.numbers()
        except DataError:
            return False
        return True

    def are_mostly_numbers(self) -> bool:
        """Whether more than half of the cells are numbers: then any others are most likely mistakes."""
        return 2 * sum(is_number(cell) and not _is_missing(cell) for cell in self.cells) > len(self.cells)

    def first_gap_or_text(self) -> int:
        """Return the index of the first cell that is no number, be it text, empty or NaN; -1 where all are numbers."""
        return next((i for i, cell in enumerate(self.cells) if _is_missing(cell) or not is_number(cell)), -1)

    def check_filled(self) -> None:
        """Raise DataError naming the first cell that is empty or NaN."""
        for i, cell in enumerate(self.cells):
            if _is_missing(cell):
                raise self.error(i, _reason(cell))

    def error(self, index: int, reason: str) -> DataError:
        """Return the error that says what is wrong with one cell."""
        return DataError(f"{self.source}, row {self.rows[index]}, column {self.name!r}: {reason}")

    def _check_grouping(self) -> None:
        """Raise DataError where every comma might as well divide thousands, as "1,234" between quotation marks."""
        commas = [i for i, cell in enumerate(self.cells) if "," in cell]
        if all(_GROUPED.fullmatch(self.cells[i]) for i in commas):
            cell = self.cells[commas[0]]
            ways = f"{cell.replace(',', '')} or {cell.replace(',', '.', 1)}"
            raise self.error(commas[0], f"{cell} can be read in two ways; write {ways}.")


def is_number(cell: str) -> bool:
    """Whether a cell is a number, be it NaN or infinite."""
    try:
        float(_pointed(cell))
    except ValueError:
        return False
    return True


def _is_missing(cell: str) -> bool:
    return cell.lower() in _MISSING


def _pointed(cell: str) -> str:
    """The cell with a decimal point and a plain minus sign; what Python would read but no table means is refused."""
    if "_" in cell:
        raise ValueError(cell)
    for sign, plain in _REPLACED.items():
        cell = cell.replace(sign, plain)
    return cell


def _reason(cell: str) -> str:
    if not cell:
        return "the cell is empty; every cell needs a value."
    if not is_number(cell):
        shown = cell if len(cell) <= 40 else f"{cell[:39]}…"
        return f"{shown!r} is not a number; give numbers only, or leave this column out."
    if _is_missing(cell):
        return "the value is missing (NaN); fill it in, or leave this row out."
    return f"{cell} is too large; give {SIZES}."
