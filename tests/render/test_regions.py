"""Regions of classes: colours mixed by probability, and the lines between them."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui.render.regions import level_lines, mixed_color, mixed_map, two_class_table

COLORS = np.array([[200.0, 40.0, 20.0], [20.0, 160.0, 60.0], [30.0, 60.0, 220.0]])
GROUND, SHARES = (250.0, 250.0, 250.0), (0.1, 0.6)


def test_certain_class_has_its_own_color() -> None:
    color = mixed_color(np.array([0.0, 1.0, 0.0]), COLORS, GROUND, SHARES)
    np.testing.assert_allclose(color, GROUND + 0.6 * (COLORS[1] - GROUND))


def test_equal_probabilities_hardly_cover_the_ground() -> None:
    color = mixed_color(np.full(3, 1.0 / 3.0), COLORS, GROUND, SHARES)
    np.testing.assert_allclose(color, GROUND + 0.1 * (COLORS.mean(axis=0) - GROUND))


def test_two_class_table_runs_from_class_to_class() -> None:
    table = two_class_table(np.linspace(0.0, 1.0, 256), COLORS[:2], GROUND, SHARES)
    np.testing.assert_allclose(table[0], GROUND + 0.6 * (COLORS[0] - GROUND), atol=0.51)
    np.testing.assert_allclose(table[-1], GROUND + 0.6 * (COLORS[1] - GROUND), atol=0.51)


def naive_map(scores: np.ndarray, height: int, width: int) -> np.ndarray:
    """The same pixel by pixel, over the whole grid."""
    _, rows, columns = scores.shape
    picture = np.zeros((height, width, 3))
    for i in range(height):
        for j in range(width):
            x = min(max((j + 0.5) / width * (columns - 1), 0.0), columns - 1.0)
            y = min(max((rows - 1) * (1.0 - (i + 0.5) / height), 0.0), rows - 1.0)
            left, low = min(int(x), columns - 2), min(int(y), rows - 2)
            along, up = x - left, y - low
            cell = scores[:, low : low + 2, left : left + 2]
            mixed = (1 - up) * ((1 - along) * cell[:, 0, 0] + along * cell[:, 0, 1])
            mixed += up * ((1 - along) * cell[:, 1, 0] + along * cell[:, 1, 1])
            weights = np.exp(mixed - mixed.max())
            picture[i, j] = mixed_color(weights / weights.sum(), COLORS, GROUND, SHARES)
    return picture


def test_map_equals_the_slow_one() -> None:
    scores = np.random.RandomState(3).standard_normal((3, 5, 7)) * 4.0
    picture = mixed_map(scores, COLORS, GROUND, SHARES, (0.0, 0.0, 6.0, 4.0), 31, 23)
    assert picture.shape == (23, 31, 4)
    assert (picture[..., 3] == 255).all()
    np.testing.assert_allclose(picture[..., [2, 1, 0]], naive_map(scores, 23, 31), atol=0.6)


def test_map_is_transparent_beside_numbers_that_are_none() -> None:
    scores = np.zeros((2, 4, 4))
    scores[1, :, 3] = np.nan
    picture = mixed_map(scores, COLORS[:2], GROUND, SHARES, (0.0, 0.0, 3.0, 3.0), 12, 12)
    assert (picture[:, -3:] == 0).all()
    assert (picture[:, :8, 3] == 255).all()


@pytest.mark.parametrize("hole", [False, True])
def test_level_lines_lie_on_the_level(hole: bool) -> None:
    xs, ys = np.linspace(-2.0, 2.0, 41), np.linspace(-1.0, 1.0, 31)
    values = xs[None, :] - 0.5 * ys[:, None]
    if hole:
        values[:5] = np.nan
    lines = level_lines(xs, ys, values, 0.25)
    points = np.concatenate(lines)
    np.testing.assert_allclose(points[:, 0] - 0.5 * points[:, 1], 0.25, atol=1e-12)
    assert level_lines(xs, ys, values, 99.0) == []
