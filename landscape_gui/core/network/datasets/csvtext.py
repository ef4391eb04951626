"""The text of a CSV file: bytes to characters, characters to rows of cells, whichever program wrote them."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from landscape_gui.core.errors import DataError
from landscape_gui.core.network.datasets.cells import is_number

DELIMITERS = ("\t", ";", ",")
"""In order of preference: a comma may be a decimal comma in files divided by the others, never the other way round."""
_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 100_000
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")
_SEPARATOR_LINE = re.compile(r"sep=([\t;,])\r?\n", re.IGNORECASE)

Record = list[str]


def decode(content: bytes, source: str) -> str:
    """Return the characters of a text file: by its byte order mark, else UTF-8, else what Windows and Latin-1 mean.

    Raises:
        DataError: it is not a text file. ``source`` names it.
    """
    text = _decoded(content)
    if _NOT_TEXT.search(text, 0, _SAMPLE_CHARACTERS) is not None:
        raise DataError(f"{source} is not a text file; save the table as CSV (columns divided by , or ; or tabs).")
    return text


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def read_records(text: str, source: str) -> tuple[list[Record], str]:
    """Return all rows of cells, empty ones included, and the delimiter between the cells.

    Raises:
        DataError: there is nothing in it, no delimiter, or a quotation mark is never closed.
    """
    text = text.removeprefix("\ufeff")
    declared = _SEPARATOR_LINE.match(text)
    if declared is not None:
        # The line still counts as a row, as it does in an editor.
        text = "\n" + text[declared.end() :]
    delimiter = declared.group(1) if declared is not None else _delimiter(text, source)
    try:
        return list(_rows(text, delimiter)), delimiter
    except csv.Error as error:
        raise DataError(f"{source} cannot be read as a table ({error}); is a quotation mark never closed?") from None


def empty(source: str) -> DataError:
    """Return the error that says there is nothing to read."""
    return DataError(f"{source} is empty; give a table with a column for each input and one for the target.")


def _rows(text: str, delimiter: str) -> Iterator[Record]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def _delimiter(text: str, source: str) -> str:
    """The delimiter that divides most rows of a sample alike and leaves numbers; the earlier one where two do."""
    best, most = "", (0.0, False)
    for delimiter in DELIMITERS:
        score = _regularity(text, delimiter)
        if score > most:
            best, most = delimiter, score
    if best:
        return best
    if set(text) <= {*DELIMITERS, *" \r\n"}:
        raise empty(source)
    raise DataError(f"{source} has only one column; give at least two, divided by , or ; or tabs.")


def _regularity(text: str, delimiter: str) -> tuple[float, bool]:
    """Share of a sample's rows that have the commonest number of cells, 0 where that is one; and any number in it."""
    try:
        sample = [record for record in islice(_rows(text[:_SAMPLE_CHARACTERS], delimiter), _SAMPLE_ROWS) if any(record)]
    except csv.Error:
        return 0.0, False
    counts = Counter(map(len, sample))
    if not counts:
        return 0.0, False
    width, rows = counts.most_common(1)[0]
    if width == 1:
        return 0.0, False
    return rows / len(sample), any(is_number(cell) for record in sample for cell in record)
