"""Talking to the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

from landscape_gui.core.errors import FormulaError, LandscapeError


class UsageError(LandscapeError):
    """The command line asks for something that cannot be; one sentence says what and what is valid."""


def say(text: str) -> None:
    """Print ``text`` and end the line."""
    if sys.stdout is not None:
        sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Print one line about what went wrong to where errors go."""
    if sys.stderr is not None:
        sys.stderr.write(f"landscape-gui: {' '.join(text.split())}\n")
        sys.stderr.flush()


def sentence(error: LandscapeError) -> str:
    """The words of ``error``, for a formula with the place it points at."""
    if not isinstance(error, FormulaError):
        return str(error)
    place = f"column {error.column + 1}" if error.line == 1 else f"line {error.line}, column {error.column + 1}"
    return f"formula, {place}: {error}"


def use_any_terminal() -> None:
    """Let letters the terminal cannot show become "?" instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns two spaces apart; on a terminal the last one is cut at its edge."""
    lines = [tuple(header), *map(tuple, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    texts = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join(map(_cut, texts))


def _cut(line: str) -> str:
    if sys.stdout is None or not sys.stdout.isatty():
        return line
    width = max(40, shutil.get_terminal_size().columns)
    return line if len(line) <= width else line[: width - 1] + "…"
