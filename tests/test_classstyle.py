"""Classes of data can be told apart, also by people who see fewer colours."""

from __future__ import annotations

from itertools import pairwise

import pytest

from landscape_gui.classstyle import CLASS_COLORS, CLASS_MARKERS, class_color, class_marker
from landscape_gui.colors import least_distance
from landscape_gui.lanestyle import MARKERS

CLEAR = 8.0
"""Distance in Oklab × 100 that is seen at a glance."""


def test_classes_differ_in_shape_and_color() -> None:
    assert len(set(CLASS_COLORS)) == len(set(CLASS_MARKERS)) == 10
    assert set(CLASS_MARKERS) <= set(MARKERS)


@pytest.mark.parametrize(("one", "other"), list(pairwise(CLASS_COLORS)))
def test_neighbours_differ_for_every_kind_of_vision(one: str, other: str) -> None:
    assert least_distance(one, other) >= CLEAR


def test_further_classes_begin_again() -> None:
    assert (class_color(10), class_marker(13)) == (CLASS_COLORS[0], CLASS_MARKERS[3])
