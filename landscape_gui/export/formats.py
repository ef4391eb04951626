"""The tables of file formats, and writing a file whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

from landscape_gui.core.errors import ExportError
from landscape_gui.experimentfile import write_whole

Writer = TypeVar("Writer")


class Formats(Generic[Writer]):
    """A table: suffix -> function that makes the bytes of such a file; ``what`` says what the files hold."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._writers: dict[str, Writer] = {}

    def add(self, suffix: str, writer: Writer) -> Writer:
        """Enter a format by its suffix (".png") and return its writer; a suffix entered before is replaced."""
        self._writers[suffix] = writer
        return writer

    def __iter__(self) -> Iterator[str]:
        return iter(self._writers)

    def writer(self, path: Path) -> Writer:
        """The function for files like ``path``; raises ExportError naming the suffixes there are."""
        try:
            return self._writers[path.suffix.lower()]
        except KeyError:
            *others, last = self._writers
            valid = f"{', '.join(others)} or {last}" if others else last
            wrong = f"{path.suffix} files cannot be written" if path.suffix else f"{path.name} has no suffix"
            raise ExportError(f"{wrong}; {self.what} can be saved as {valid}.") from None


PICTURES: Formats[Callable[..., bytes]] = Formats("pictures")
"""Pictures: suffix -> function (image, dots per inch, experiment or None) -> bytes of the file."""


def write(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, whole or not at all; raises ExportError where that fails."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise ExportError(f"{path.name} cannot be written in {path.parent}: {error.strerror or error}.") from None
