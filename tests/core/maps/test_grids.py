"""Grids and height scales, on surfaces with walls, poles, holes and no height at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import landscape_gui as lg
from landscape_gui.core.maps.grids import contour_levels, evaluate_grid, height_scale
from landscape_gui.core.surfaces import SURFACES

KINDS = ("linear", "log", "rank", "auto")


def test_the_grid_is_not_transposed() -> None:
    grid = evaluate_grid(lg.formula("x + 100*y"), ((0, 1), (2, 3)), 3, 5)
    assert grid.values.shape == (5, 3)
    assert grid.values[4, 0] == 300.0
    assert grid.values[0, 2] == 201.0
    assert grid.region == ((0.0, 1.0), (2.0, 3.0))


def test_one_variable() -> None:
    grid = evaluate_grid(lg.formula("x^2"), ((-1, 1),), 5, 5)
    np.testing.assert_array_equal(grid.values, [1, 0.25, 0, 0.25, 1])
    assert grid.region == ((-1.0, 1.0),)


def test_further_variables_are_held_fixed() -> None:
    grid = evaluate_grid(lg.formula("x + y + 10*z"), ((0, 1), (0, 1)), 2, 2, (3.0,))
    assert grid.values[0, 0] == 30.0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", SURFACES)
def test_heights_rise_with_the_value_and_can_be_inverted(key: str, kind: str) -> None:
    problem = lg.surface(key)
    grid = evaluate_grid(problem, problem.domain, 41, 41)
    scale = height_scale(grid.values, kind)
    heights = scale.forward(grid.values)
    finite = np.isfinite(grid.values)
    assert heights[finite].min() >= 0.0 and heights[finite].max() <= 1.0 + 1e-12
    order = np.argsort(grid.values[finite], axis=None)
    assert (np.diff(heights[finite].ravel()[order]) >= -1e-12).all()
    back = scale.inverse(heights[finite])
    assert np.abs(back - grid.values[finite]).max() <= 1e-6 * (scale.high - scale.low)
    levels = contour_levels(scale, 12)
    assert (np.diff(levels) > 0).all()
    assert 0 < levels.size <= 12
    assert scale.low < levels[0] and levels[-1] < scale.high


@given(arrays(np.float64, (7, 9), elements=st.floats(allow_nan=True, allow_infinity=True)), st.sampled_from(KINDS))
def test_any_values_give_heights_between_0_and_1(values: np.ndarray, kind: str) -> None:
    with np.errstate(all="ignore"):
        heights = height_scale(values, kind).forward(values)
    shown = heights[~np.isnan(values)]
    assert np.isnan(heights[np.isnan(values)]).all()
    assert ((shown >= 0.0) & (shown <= 1.0)).all()


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_range_of_numbers(kind: str) -> None:
    biggest = np.finfo(np.float64).max
    heights = height_scale(np.array([[-biggest, -1.0], [1.0, biggest]]), kind).forward(
        np.array([-biggest, 0.0, biggest])
    )
    assert heights[0] == 0.0 and heights[2] == pytest.approx(1.0) and (np.diff(heights) >= 0.0).all()


def test_a_constant_surface_is_half_high_without_contours() -> None:
    scale = height_scale(np.full((4, 4), 3.0))
    assert (scale.forward(np.full(3, 3.0)) == 0.5).all()
    assert contour_levels(scale, 10).size == 0


def test_a_pole_is_the_top_and_a_hole_stays_a_hole() -> None:
    scale = height_scale(np.array([[0.0, 1.0], [2.0, np.inf]]))
    np.testing.assert_array_equal(scale.forward(np.array([np.inf, -np.inf])), [1.0, 0.0])
    assert np.isnan(scale.forward(np.nan))


def test_nothing_finite_at_all() -> None:
    scale = height_scale(np.full((3, 3), np.nan))
    assert np.isnan(scale.forward(np.nan))
    assert contour_levels(scale, 5).size == 0


@pytest.mark.parametrize("spacing", ["linear", "log", "auto"])
def test_contour_levels(spacing: str) -> None:
    values = evaluate_grid(lg.surface("rosenbrock"), ((-2, 2), (-1, 3)), 81, 81).values
    levels = contour_levels(height_scale(values, "linear"), 20, spacing)
    assert levels.size == 20
    steps = np.diff(levels)
    assert steps[-1] == pytest.approx(steps[0], rel=1e-9) if spacing != "log" else steps[-1] > 10 * steps[0]
