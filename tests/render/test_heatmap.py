"""Heat maps: every pixel has the colour of the height there, the right way up, and none where NaN is."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui.render.colors import color_table
from landscape_gui.render.heatmap import heat_map, packed

TABLE = color_table("grey")


def values_of(picture: np.ndarray) -> np.ndarray:
    """Heights a picture shows, by looking its colours up in the table; -1 where it is transparent."""
    colors = {int(color): k / 255.0 for k, color in enumerate(packed(TABLE))}
    return np.array([[colors.get(int(pixel), -1.0) for pixel in row] for row in picture.view(np.uint32)[..., 0]])


def naive(heights: np.ndarray, x: float, y: float) -> float:
    """Bilinear interpolation, the slow and obvious way."""
    rows, columns = heights.shape
    x, y = min(max(x, 0.0), columns - 1.0), min(max(y, 0.0), rows - 1.0)
    i, j = min(int(y), rows - 2), min(int(x), columns - 2)
    u, v = x - j, y - i
    below = heights[i, j] * (1 - u) + heights[i, j + 1] * u
    above = heights[i + 1, j] * (1 - u) + heights[i + 1, j + 1] * u
    return float(below * (1 - v) + above * v)


def test_each_pixel_has_the_interpolated_height_with_row_0_at_the_top() -> None:
    heights = np.random.default_rng(1).random((5, 7))
    window = (0.25, 0.5, 5.5, 3.75)
    shown = values_of(heat_map(heights, TABLE, window, 31, 23))
    for i in range(23):
        for j in range(31):
            x = window[0] + (j + 0.5) / 31 * (window[2] - window[0])
            y = window[3] - (i + 0.5) / 23 * (window[3] - window[1])
            assert shown[i, j] == pytest.approx(naive(heights, x, y), abs=1.6 / 255)  # neighbours share a grey


def test_outside_the_grid_it_is_transparent_beyond_half_a_cell() -> None:
    shown = values_of(heat_map(np.full((3, 3), 0.5), TABLE, (-1.0, -1.0, 3.0, 3.0), 40, 40))
    places = -1.0 + (np.arange(40) + 0.5) / 10
    inside = (places >= -0.5) & (places <= 2.5)
    assert ((shown >= 0.0) == np.outer(inside[::-1], inside)).all()


def test_nan_is_transparent_where_it_is_nearer_than_numbers() -> None:
    heights = np.full((9, 9), 0.25)
    heights[:, 5:] = np.nan
    shown = values_of(heat_map(heights, TABLE, (0.0, 0.0, 8.0, 8.0), 80, 8))
    edge = 8.0 * (np.arange(80) + 0.5) / 80
    assert (shown[:, edge < 4.4] == shown[0, 0]).all() and (shown[:, edge > 4.6] == -1.0).all()


def test_heights_outside_0_to_1_take_the_end_colours() -> None:
    shown = values_of(heat_map(np.array([[-3.0, 7.0], [-3.0, 7.0]]), TABLE, (0.0, 0.0, 1.0, 1.0), 2, 2))
    assert shown[0].tolist() == [0.0, 1.0]


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (4, 1)])
def test_the_smallest_grids_and_pictures_do(shape: tuple[int, int]) -> None:
    picture = heat_map(np.full(shape, 1.0), TABLE, (0.0, 0.0, 1e-3, 1e-3), 1, 1)
    assert picture.shape == (1, 1, 4) and picture[0, 0, 3] == 255
