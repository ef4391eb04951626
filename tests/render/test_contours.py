"""Contour lines lie where the values are, in data coordinates, and never transposed."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui.render.contours import contour_lines


def test_a_plane_that_depends_on_x_has_upright_lines() -> None:
    xs, ys = np.linspace(10.0, 20.0, 6), np.linspace(-1.0, 1.0, 3)
    values = np.broadcast_to(xs, (3, 6))
    ((level, lines),) = contour_lines(xs, ys, values, [13.0])
    assert level == 13.0 and len(lines) == 1
    assert lines[0].shape[1] == 2
    assert np.allclose(lines[0][:, 0], 13.0)
    assert sorted(lines[0][:, 1])[0] == -1.0 and sorted(lines[0][:, 1])[-1] == 1.0


def test_lines_lie_on_the_function() -> None:
    xs, ys = np.linspace(-2.0, 3.0, 121), np.linspace(-1.0, 4.0, 95)
    values = xs**2 + 4.0 * (ys[:, None] - 1.0) ** 2
    found = contour_lines(xs, ys, values, [1.0, 2.5])
    assert [level for level, _ in found] == [1.0, 2.5]
    for level, lines in found:
        assert len(lines) == 1
        x, y = lines[0].T
        assert np.allclose(x**2 + 4.0 * (y - 1.0) ** 2, level, atol=0.02)
        assert lines[0][0].tolist() == lines[0][-1].tolist()


def test_holes_interrupt_lines() -> None:
    xs = ys = np.linspace(-1.0, 1.0, 41)
    values = xs**2 + ys[:, None] ** 2
    values[:, :10] = np.nan
    values[5, 30] = np.inf
    ((_, lines),) = contour_lines(xs, ys, values, [0.5])
    points = np.concatenate(lines)
    assert np.isfinite(points).all()
    assert points[:, 0].min() >= xs[10]
    assert np.allclose((points**2).sum(axis=1), 0.5, atol=2e-3)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (5, 1), (0, 0)])
def test_too_few_values_have_no_lines(shape: tuple[int, int]) -> None:
    xs, ys = np.arange(float(shape[1])), np.arange(float(shape[0]))
    assert contour_lines(xs, ys, np.zeros(shape), [0.5]) == [(0.5, [])]


def test_odd_levels_have_no_lines() -> None:
    xs = ys = np.linspace(0.0, 1.0, 5)
    values = xs + ys[:, None]
    found = contour_lines(xs, ys, values, [np.nan, np.inf, -1.0, 99.0])
    assert [lines for _, lines in found] == [[], [], [], []]
    assert contour_lines(xs, ys, np.full((5, 5), np.nan), [0.5]) == [(0.5, [])]
    assert contour_lines(xs, ys, np.full((5, 5), 3.0), [0.5]) == [(0.5, [])]
