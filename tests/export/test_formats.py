"""The tables of formats, and files that are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from landscape_gui.core.errors import ExportError
from landscape_gui.export.formats import Formats, write


@pytest.fixture
def formats() -> Formats[str]:
    table: Formats[str] = Formats("things")
    table.add(".one", "first")
    return table


def test_finds_the_writer_by_suffix_in_any_case(formats: Formats[str]) -> None:
    assert formats.writer(Path("x.one")) == formats.writer(Path("x.ONE")) == "first"


@pytest.mark.parametrize(("name", "wrong"), [("x.gif", ".gif files cannot be written"), ("x", "x has no suffix")])
def test_names_what_can_be_written(formats: Formats[str], name: str, wrong: str) -> None:
    with pytest.raises(ExportError, match=f"^{wrong}; things can be saved as .one.$"):
        formats.writer(Path(name))
    formats.add(".two", "second")
    with pytest.raises(ExportError, match=r"saved as \.one or \.two\.$"):
        formats.writer(Path(name))


def test_a_failing_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.one"
    write(path, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match=r"x\.one cannot be written in .*: No space left on device"):
        write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
