"""Long words may be broken, others stay as they are."""

from __future__ import annotations

from landscape_gui.ui.widgets.breaking import HERE, LONGEST, breakable


def test_only_long_words_are_broken() -> None:
    short = "Multiply the inputs, w and x."
    assert breakable(short) == short
    name = "w" * 100
    told = breakable(f"What is {name} now?")
    assert told.replace(HERE, "") == f"What is {name} now?"
    assert max(map(len, told.replace(HERE, " ").split())) <= LONGEST
