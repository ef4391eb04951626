"""Which scenes of own points are news, and which have been overtaken by the hand."""

from __future__ import annotations

import pytest

from landscape_gui.experiment import CatalogueData, OwnPoints
from landscape_gui.ui.views.data.ahead import LATE, OwnAhead

FIRST, SECOND, THIRD = (OwnPoints(((0.0, 0.0, 0), (float(k), 1.0, 1))) for k in range(3))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which a test moves on."""
    now = [100.0]
    monkeypatch.setattr("landscape_gui.ui.views.data.ahead.time.monotonic", lambda: now[0])
    return now


def edited(*sources: OwnPoints) -> OwnAhead:
    """The hand has made these changes, one after the other."""
    ahead = OwnAhead()
    for source in sources:
        ahead.edit(source)
    return ahead


def test_scenes_of_earlier_edits_are_overtaken_until_the_last_has_come(clock: list[float]) -> None:
    ahead = edited(FIRST, SECOND)
    assert ahead.outdates(FIRST, busy=False)
    assert ahead.source == SECOND
    assert not ahead.outdates(SECOND, busy=False)
    assert not ahead.outdates(THIRD, busy=False), "what comes later is news, as after undoing"


def test_nothing_is_news_while_the_hand_holds_a_point(clock: list[float]) -> None:
    assert edited(FIRST).outdates(FIRST, busy=True)
    assert not OwnAhead().outdates(FIRST, busy=True), "a hand on anything else waits for nothing"


def test_a_scene_of_other_data_is_believed_after_a_while(clock: list[float]) -> None:
    ahead = edited(FIRST)
    assert ahead.outdates(CatalogueData("moons"), busy=False)
    clock[0] += 2.0 * LATE
    assert not ahead.outdates(CatalogueData("moons"), busy=False)
    ahead.show(CatalogueData("moons"))
    assert ahead.source is None


def test_insisting_waits_for_nothing(clock: list[float]) -> None:
    ahead = edited(FIRST, SECOND)
    ahead.insist(THIRD)
    assert ahead.source == THIRD
    assert not ahead.outdates(FIRST, busy=False)
