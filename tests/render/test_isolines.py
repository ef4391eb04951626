"""Contour lines in a heat map lie where contourpy finds them, and stand out from light and from dark colours."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui.render.colors import color_table
from landscape_gui.render.contours import contour_lines
from landscape_gui.render.heatmap import heat_map
from landscape_gui.render.isolines import draw_isolines

WIDTH, HEIGHT = 200, 120


def drawn(heights: np.ndarray, levels: list[float], color: float | None = None) -> np.ndarray:
    """How the red channel (rows, columns) changes when lines are drawn into a picture."""
    rows, columns = heights.shape
    window = (0.0, 0.0, columns - 1.0, rows - 1.0)
    ground = heights if color is None else np.full_like(heights, color)
    plain = heat_map(ground, color_table("grey"), window, WIDTH, HEIGHT)
    lined = plain.copy()
    draw_isolines(lined, heights, np.array(levels), window, 1.0, 0.5)
    change: np.ndarray = lined[..., 2].astype(int) - plain[..., 2]
    return change


def field() -> np.ndarray:
    y, x = np.mgrid[-1:1:25j, -1:1:31j]
    heights: np.ndarray = 0.5 + 0.3 * x * y + 0.15 * np.sin(3 * x) - 0.1 * y
    return heights


def test_lines_lie_where_contourpy_finds_them() -> None:
    heights, level = field(), 0.52
    change = drawn(heights, [level])
    rows, columns = heights.shape
    [(_, lines)] = contour_lines(np.arange(float(columns)), np.arange(float(rows)), heights, [level])
    points = np.concatenate(lines)
    pixels = np.stack([points[:, 0] / (columns - 1) * WIDTH, (1 - points[:, 1] / (rows - 1)) * HEIGHT], axis=1)
    inked = np.argwhere(change)[:, ::-1] + 0.5
    apart = np.hypot(*(inked[:, None] - pixels[None]).transpose(2, 0, 1))
    # Points of a line are at most the diagonal of a cell apart.
    assert apart.min(axis=1).max() <= 1.0 + 0.5 * np.hypot(WIDTH / (columns - 1), HEIGHT / (rows - 1))
    assert apart.min(axis=0).max() <= 1.0


def test_lines_lighten_dark_colours_and_darken_light_ones() -> None:
    assert drawn(field(), [0.5], color=0.1).min() == 0 and drawn(field(), [0.5], color=0.1).max() > 40
    assert drawn(field(), [0.5], color=0.9).max() == 0 and drawn(field(), [0.5], color=0.9).min() < -40


def test_saddles_are_cut_on_the_side_of_their_middle() -> None:
    change = drawn(np.array([[1.0, 0.0], [0.0, 1.0]]), [0.4], color=0.0)
    # The middle is above the level, so the two low corners, top left and bottom right, are cut off.
    for x, y, inked in ((0.2, 0.2, True), (0.8, 0.8, True), (0.8, 0.2, False), (0.2, 0.8, False), (0.5, 0.5, False)):
        column, row = int(x * WIDTH), int(y * HEIGHT)
        assert change[row - 2 : row + 2, column - 2 : column + 2].any() == inked


def test_no_lines_through_cells_that_touch_nan() -> None:
    heights = field()
    heights[:, 15:] = np.nan
    assert drawn(heights, [0.45, 0.5, 0.55])[:, int(14.1 / 30 * WIDTH) :].max() == 0


@pytest.mark.parametrize("levels", [[], [5.0], [-5.0]])
def test_nothing_is_drawn_without_a_level_in_range(levels: list[float]) -> None:
    assert not drawn(field(), levels).any()


def test_a_plateau_at_a_level_has_no_lines_inside() -> None:
    heights = np.zeros((20, 20))
    heights[:, 10:] = 0.5
    change = drawn(heights, [0.5])
    assert np.flatnonzero(change.any(axis=0)).min() >= 9 / 19 * WIDTH - 2
    assert np.flatnonzero(change.any(axis=0)).max() <= 10 / 19 * WIDTH + 2
