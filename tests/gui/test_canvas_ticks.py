"""Ticks: round values inside the axis, labels that say the value, enough of them and not too many."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape_gui.core.maps.grids import height_scale
from landscape_gui.numbers import MINUS
from landscape_gui.ui.canvas.ticks import Ticks, fitted, height_ticks, label, linear_ticks, log_ticks, spaced_ticks

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def read(text: str) -> float:
    """The number a label says."""
    text = text.replace(MINUS, "-")
    if "10" in text and any(sign in text for sign in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"):
        mantissa, _, power = text.rpartition("10")
        sign = mantissa.rstrip("·")
        return float({"": "1", "-": "-1"}.get(sign, sign)) * 10.0 ** int(power.translate(SUPERSCRIPTS))
    return float(text)


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(2, 12))
def test_linear_ticks_are_few_round_inside_and_truly_labelled(low: float, span: float, count: int) -> None:
    span = max(span, 1e-8 * abs(low))
    high = low + span
    ticks = linear_ticks(low, high, count)
    assert 1 <= len(ticks.values) <= 1.4 * count + 1
    slack = 1e-8 * span
    assert all(low - slack <= value <= high + slack for value in (*ticks.values, *ticks.minor))
    steps = np.diff(ticks.values)
    if len(steps):
        mantissa = 10 ** (math.log10(steps[0]) % 1)
        assert min(abs(mantissa - nice) for nice in (1, 2, 5, 10)) < 1e-3
        assert np.allclose(steps, steps[0], rtol=1e-6)
        for value, text in zip(ticks.values, ticks.labels, strict=True):
            assert read(text) == pytest.approx(value, abs=1e-6 * steps[0] + 1e-12 * abs(value))
    assert not set(ticks.values) & set(ticks.minor)


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (-2.0, 2.0, ("−2", "−1", "0", "1", "2")),
        (0.0, 0.5, ("0.0", "0.1", "0.2", "0.3", "0.4", "0.5")),
        (0.0, 5000.0, ("0", "1000", "2000", "3000", "4000", "5000")),
        (0.0, 4e6, ("0", "10⁶", "2·10⁶", "3·10⁶", "4·10⁶")),
        (0.0, 1e7, ("0", "2·10⁶", "4·10⁶", "6·10⁶", "8·10⁶", "10·10⁶")),
        (0.0, 6e5, ("0", "10⁵", "2·10⁵", "3·10⁵", "4·10⁵", "5·10⁵", "6·10⁵")),
        (-1e-7, 1e-7, ("−10·10⁻⁸", "−5·10⁻⁸", "0", "5·10⁻⁸", "10·10⁻⁸")),
        (1e8, 1e8 + 1, ("100000000.0", "100000000.2", "100000000.4", "100000000.6", "100000000.8", "100000001.0")),
    ],
)
def test_linear_labels_are_written_whole(low: float, high: float, labels: tuple[str, ...]) -> None:
    assert linear_ticks(low, high, 5).labels == labels


def test_an_axis_of_no_length_has_one_tick() -> None:
    assert linear_ticks(3.0, 3.0) == Ticks((3.0,), ("3",))


@given(st.floats(-200, 200), st.floats(0.01, 100), st.integers(2, 12))
def test_logarithmic_ticks_are_inside_and_truly_labelled(exponent: float, decades: float, count: int) -> None:
    low, high = 10.0**exponent, 10.0 ** (exponent + decades)
    ticks = log_ticks(low, high, count)
    assert len(ticks.values) <= 2.2 * count + 2
    assert list(ticks.values) == sorted(ticks.values)
    for value, text in zip(ticks.values, ticks.labels, strict=True):
        assert low * (1 - 1e-6) <= value <= high * (1 + 1e-6)
        assert read(text) == pytest.approx(value, rel=0.01)
    assert decades < 1.8 or len(ticks.values) >= 1


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (1e-3, 1e3, ("0.001", "0.01", "0.1", "1", "10", "100", "1000")),
        (1e-8, 1e2, ("10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1", "10²")),
        (0.4, 30.0, ("0.5", "1", "2", "5", "10", "20")),
        (2.0, 3.0, ("2.0", "2.2", "2.4", "2.6", "2.8", "3.0")),
    ],
)
def test_logarithmic_labels(low: float, high: float, labels: tuple[str, ...]) -> None:
    assert log_ticks(low, high, 7).labels == labels


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 10))
def test_spaced_ticks_keep_apart_wherever_values_lie(low: float, span: float, count: int) -> None:
    def place(value: float) -> float:
        return float(((value - low) / span) ** 0.25)

    ticks = spaced_ticks(low, low + span, place, count)
    places = [place(value) for value in ticks.values]
    assert len(places) >= 1 and all(b - a >= 0.74 / count for a, b in pairwise(places))


def test_no_more_ticks_are_taken_than_fit() -> None:
    def make(count: int) -> Ticks:
        return linear_ticks(0.0, 100.0, count)

    wide = fitted(make, lambda v: 4.0 * v, lambda text: 30.0, 10.0, 20)
    narrow = fitted(make, lambda v: 1.0 * v, lambda text: 30.0, 10.0, 20)
    assert np.diff(wide.values).min() * 4.0 >= 40.0 and len(wide.values) > len(narrow.values) >= 2


@pytest.mark.parametrize(
    ("value", "text"), [(2e5, "2·10⁵"), (-1e-7, "−10⁻⁷"), (0.05, "0.05"), (-3.0, "−3"), (0.0, "0"), (1e100, "10¹⁰⁰")]
)
def test_one_value_is_written_with_powers_where_it_is_long(value: float, text: str) -> None:
    assert label(value) == text


@pytest.mark.parametrize("kind", ["linear", "log", "rank"])
def test_shares_are_written_as_round_percentages(kind: str) -> None:
    scale = height_scale(np.linspace(0.43, 1.0, 400).reshape(20, 20) ** 2, kind)
    ticks = height_ticks(scale, 5, percent=True)
    assert len(ticks.values) >= 2 and scale.low - 1e-9 <= min(ticks.values) <= max(ticks.values) <= scale.high + 1e-9
    np.testing.assert_allclose(ticks.values, [float(text) / 100.0 for text in ticks.labels])
    assert height_ticks(scale, 5).labels != ticks.labels


def test_an_axis_with_room_for_two_labels_has_two() -> None:
    def placed(low: float, high: float, pixels: float) -> Ticks:
        return fitted(
            lambda count: linear_ticks(low, high, count),
            lambda value: (value - low) / (high - low) * pixels,
            lambda text: 7.0 * len(text),
            12.0,
            max(2, int(pixels / 72)),
        )

    assert placed(-3.0, 3.0, 200.0).values == (-2.0, 0.0, 2.0), "and not 0 alone"
    assert placed(-0.65, 0.72, 110.0).values == (-0.5, 0.0, 0.5)
    assert len(placed(-3.0, 3.0, 30.0).values) == 1, "there is no room"
