"""The bar at the bottom: where a run has ended before all its steps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from landscape_gui.ui.playbar import ScrubBar
from tests.gui.making import Heard


@pytest.fixture
def bar(qtbot: QtBot) -> ScrubBar:
    bar = ScrubBar()
    qtbot.addWidget(bar)
    bar.resize(516, 28)
    bar.set_length(399)
    bar.set_position(399.0)
    return bar


def test_steps_that_there_are_not_are_hatched_and_said(bar: ScrubBar) -> None:
    full = bar.grab().toImage()
    assert "Hatched" not in bar.toolTip()
    bar.set_whole(500)
    ended = bar.grab().toImage()
    rest = range(bar.width() * 85 // 100, bar.width() - 12)
    rows = range(bar.height() // 2 - 3, bar.height() // 2 + 3)
    tops = {tuple(ended.pixel(x, y) for y in rows) for x in rest}
    assert len(tops) > 1, "stripes, not one plain line"
    assert ended != full and "399" in bar.toolTip()
    bar.set_length(500)
    assert "Hatched" not in bar.toolTip()


def test_a_click_goes_to_the_step_that_lies_there_or_to_the_last_one(bar: ScrubBar) -> None:
    bar.set_whole(500)
    heard = Heard(bar.seekRequested)
    inset = round(bar._inset())
    width = bar.width() - 2 * inset
    for share, step in ((0.5, 250.0), (0.9, 399.0), (0.0, 0.0)):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(inset + round(share * width), 14))
        assert heard.said[-1] == (step,)
