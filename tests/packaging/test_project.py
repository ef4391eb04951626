"""What the project says of itself in several places is the same everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import landscape_gui

ROOT = Path(__file__).resolve().parents[2]


def text(name: str) -> str:
    """Return the text of a file at the top of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_version_is_the_same_everywhere() -> None:
    assert f"\nversion: {landscape_gui.__version__}\n" in text("CITATION.cff")
    newest = re.search(r"^## \[(\d.*?)\]", text("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None and newest.group(1) == landscape_gui.__version__


def test_the_package_is_marked_as_typed() -> None:
    assert (ROOT / "landscape_gui" / "py.typed").is_file()
