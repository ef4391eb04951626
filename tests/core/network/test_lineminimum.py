"""The minimum of a decision line's loss against brute force: all corners of the hinge loss, and slopes that vanish."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import landscape_gui as lg
from landscape_gui.core.network.decisionline import DecisionLine
from landscape_gui.core.network.lineminimum import LineMinimum, line_minimum
from tests.core.network.making import Array

each_side = pytest.mark.parametrize("above", [0, 1])
PENALTIES = [(0.0, 0.0), (0.0, 0.2), (0.1, 0.0), (0.03, 0.4), (5.0, 0.0)]


def data(n: int, seed: int) -> tuple[Array, Array]:
    """Points whose classes no line parts."""
    random = np.random.default_rng(seed)
    inputs = random.normal(size=(n, 2)) * (1.5, 2.0) + (0.4, -0.5)
    targets = (inputs[:, 1] + 1.5 * random.normal(size=n) > 0.6 * inputs[:, 0]).astype(float)
    targets[:4] = (0.0, 1.0, 0.0, 1.0)
    inputs[:4, 0] = (-1.0, 0.0, 1.0, -0.5)
    return inputs, targets


def line(loss: str, n: int = 14, seed: int = 0, **options: Any) -> DecisionLine:
    return lg.decision_line(*data(n, seed), loss, **options)


def found(of: DecisionLine) -> LineMinimum:
    minimum = line_minimum(of)
    assert minimum is not None
    return minimum


def corners(of: DecisionLine) -> Array:
    """(k, 2) all (w, b) where the hinges of two examples bend at once: without penalties one of them is a minimum."""
    x, y = of.x
    labels = of.architecture.sign * (2.0 * of.t[0] - 1.0)
    bends = y - labels
    pairs = [(i, j) for i, j in combinations(range(len(x)), 2) if x[i] != x[j]]
    slopes = np.array([(bends[i] - bends[j]) / (x[i] - x[j]) for i, j in pairs])
    return np.stack([slopes, [bends[i] - w * x[i] for (i, _), w in zip(pairs, slopes.tolist(), strict=True)]], axis=1)


def around(point: tuple[float, ...], reach: float, seed: int = 1) -> Array:
    """Points at that distance of another, and much nearer."""
    directions = np.random.default_rng(seed).normal(size=(400, 2))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return np.concatenate([np.array(point) + length * directions for length in (reach, 0.01 * reach, 1e-4 * reach)])


@each_side
@given(seed=st.integers(0, 10_000), n=st.integers(6, 16))
@settings(max_examples=60)
def test_the_least_hinge_loss_is_that_of_the_best_corner(above: int, seed: int, n: int) -> None:
    of = line("hinge", n, seed, above=above)
    at = corners(of)
    losses = of.values(at)
    minimum = found(of)
    least = of.values(np.array(minimum.points))
    np.testing.assert_allclose(least, losses.min(), rtol=1e-9, atol=1e-12)
    best = at[losses <= losses.min() + 1e-12]
    if np.ptp(best, axis=0).max() < 1e-9:
        assert len(minimum.points) == 1
        np.testing.assert_allclose(minimum.points[0], best[0], rtol=1e-7, atol=1e-7)


@each_side
@pytest.mark.parametrize(("l1", "l2"), PENALTIES)
@pytest.mark.parametrize("loss", ["hinge", "binary_cross_entropy"])
def test_nowhere_around_is_less(loss: str, l1: float, l2: float, above: int) -> None:
    for seed in range(6):
        of = line(loss, 15, seed, above=above, l1=l1, l2=l2)
        for point in found(of).points:
            least = of.values([point])[0]
            assert (of.values(around(point, 0.5)) >= least - 1e-13).all()


@pytest.mark.parametrize(("l1", "l2"), PENALTIES)
def test_the_slopes_of_the_logistic_loss_vanish(l1: float, l2: float) -> None:
    for seed in range(6):
        of = line("binary_cross_entropy", 40, seed, l1=l1, l2=l2)
        ((w, b),) = found(of).points
        _, (by_w, by_b) = of.value_and_gradient((w, b))
        assert abs(by_b) < 1e-12
        assert abs(by_w) < 1e-12 or (w == 0.0 and l1 > 0.0)
    if l1 == 5.0:
        assert w == 0.0, "so strong a penalty holds the slope at 0"


def test_classes_that_x_parts_leave_the_logistic_loss_without_a_minimum() -> None:
    inputs = np.array([(-2.0, 1.0), (-1.0, -3.0), (1.0, 2.0), (2.0, 0.0)])
    for targets in ((0.0, 0.0, 1.0, 1.0), (1.0, 1.0, 0.0, 0.0)):
        of = lg.decision_line(inputs, np.array(targets), "binary_cross_entropy")
        assert found(of) == LineMinimum(())
        turn = 1.0 if targets[0] == 1.0 else -1.0
        losses = of.values([(turn * 2.0**k, 0.0) for k in range(9)])
        assert (np.diff(losses) < 0.0).all() and losses[-1] < 1e-9
        held = lg.decision_line(inputs, np.array(targets), "binary_cross_entropy", l2=0.01)
        assert len(found(held).points) == 1, "a penalty keeps the slope from growing"


def test_a_hinge_loss_of_zero_has_a_region() -> None:
    inputs = np.array([(-2.0, 3.0), (0.0, 4.0), (2.0, 3.5), (-1.5, -3.0), (0.5, -2.5), (2.0, -4.0)])
    of = lg.decision_line(inputs, np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0]), "hinge")
    minimum = found(of)
    border = np.array(minimum.points)
    assert len(border) > 4 and not minimum.open
    np.testing.assert_allclose(of.values(border), 0.0, atol=1e-12)
    middle = border.mean(axis=0)
    assert of.values([middle])[0] == 0.0
    assert (of.values(middle + 1.01 * (border - middle)) > 0.0).all(), "it is all of it"


def test_a_region_may_have_no_end() -> None:
    inputs = np.array([(-2.0, 1.0), (-1.0, -3.0), (1.0, 2.0), (2.0, 0.0)])
    of = lg.decision_line(inputs, np.array([1.0, 1.0, 0.0, 0.0]), "hinge")
    minimum = found(of)
    assert minimum.open and len(minimum.points) > 4
    np.testing.assert_allclose(of.values(np.array(minimum.points)), 0.0, atol=1e-9)


def test_equal_examples_change_nothing() -> None:
    inputs, targets = data(13, 5)
    for loss in ("hinge", "binary_cross_entropy"):
        once = found(lg.decision_line(inputs, targets, loss))
        twice = found(lg.decision_line(np.repeat(inputs, 2, axis=0), np.repeat(targets, 2), loss))
        np.testing.assert_allclose(once.points, twice.points, rtol=1e-9, atol=1e-9)


def test_what_has_no_minimum_worth_telling() -> None:
    inputs, targets = data(8, 0)
    for loss in ("hinge", "binary_cross_entropy"):
        assert line_minimum(lg.decision_line(inputs, np.ones(8), loss)) is None, "one class"
        same = np.stack([np.ones(8), inputs[:, 1]], axis=1)
        assert line_minimum(lg.decision_line(same, targets, loss)) is None, "one x"
