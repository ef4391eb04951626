"""The program finds the files that belong to it."""

from __future__ import annotations

import pytest

from landscape_gui import assets


def test_resources_are_found() -> None:
    assert assets.resource().is_dir()
    assert "<svg" in assets.resource("icons", "play.svg").read_text(encoding="utf-8")


def test_what_does_not_exist_is_named_when_read() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.svg"):
        assets.resource("icons", "nothing.svg").read_bytes()
