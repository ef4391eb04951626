"""Lanes can be told apart, also by people who see fewer colours."""

from __future__ import annotations

from itertools import combinations

import pytest

from landscape_gui.colors import distance, least_distance
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.lanestyle import DASHES, MARKERS, STYLES, LaneStyle, next_style

CLEAR = 8.0
"""Distance in Oklab × 100 that is seen at a glance on thin lines."""


def test_there_are_enough_styles_of_known_parts() -> None:
    assert len(STYLES) >= 16
    assert {style.marker for style in STYLES} == set(MARKERS)
    assert {style.dash for style in STYLES} == set(DASHES)


@pytest.mark.parametrize(
    ("one", "other"), list(combinations(STYLES, 2)), ids=lambda style: f"{style.color}-{style.marker}"
)
def test_every_pair_is_told_apart(one: LaneStyle, other: LaneStyle) -> None:
    assert distance(one.color, other.color) >= 0.75 * CLEAR
    assert (one.marker, one.dash) != (other.marker, other.dash)
    assert least_distance(one.color, other.color) >= CLEAR or one.marker != other.marker


def test_the_catalogue_uses_the_family_and_no_look_twice() -> None:
    looks = [LaneStyle(entry.color, entry.marker, entry.dash) for entry in OPTIMIZERS.values()]
    assert set(looks) <= set(STYLES)
    assert len(set(looks)) == len(looks)


def test_the_first_lane_of_an_optimizer_wears_its_own_look() -> None:
    adam = LaneStyle("#d55e00", "star", "dashdotdot")
    assert next_style((), adam.color, adam.marker, adam.dash) == adam


def test_further_lanes_never_repeat_colour_or_look_while_any_is_left() -> None:
    used: list[LaneStyle] = []
    for _ in STYLES:
        used.append(next_style(used, "#d55e00", "star", "dashdotdot"))
    assert len({style.color for style in used}) == len(STYLES)
    assert len({style.marker for style in used[: len(MARKERS)]}) == len(MARKERS)


def test_when_all_are_taken_one_is_used_again() -> None:
    assert next_style(STYLES, "#d55e00", "star", "dashdotdot") in STYLES
