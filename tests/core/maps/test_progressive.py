"""Grids over planes, refined step by step: every picture right, nothing computed twice, whatever the threads."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

import landscape_gui as lg
from landscape_gui.core.maps import progressive
from landscape_gui.core.maps.grids import evaluate_grid
from landscape_gui.core.maps.planebuilders import random_directions, through_parameters
from landscape_gui.core.maps.planes import Array, Plane
from landscape_gui.core.maps.progressive import complete_grid, refinable, refine
from landscape_gui.core.maps.tiles import LARGEST_SLICE, Tiles
from tests.core.maps import naive
from tests.core.maps.landscapes import Bowl, Perceptron

REGION = ((-1.0, 2.0), (0.5, 1.5))


def plane_of(landscape: Bowl) -> Plane:
    """Random directions through a point that is not 0."""
    return random_directions(landscape, np.linspace(0.5, 1.5, landscape.dimension), seed=4)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every 8th node comes first, however slow the machine."""
    monkeypatch.setattr(progressive, "PATIENCE", np.inf)


@pytest.mark.usefixtures("patient")
def test_every_picture_has_the_right_values() -> None:
    landscape = Bowl(4)
    plane = plane_of(landscape)
    pictures = list(refine(landscape, plane, REGION, 33, 17))
    assert [picture.stride for picture in pictures] == [8, 4, 2, 1]
    assert [picture.complete for picture in pictures] == [False, False, False, True]
    for picture in pictures:
        grid = picture.loss
        assert grid.values.shape == (16 // picture.stride + 1, 32 // picture.stride + 1)
        assert grid.region == REGION
        expected = naive.grid(landscape.loss, plane.origin, plane.d1, plane.d2, grid.xs, grid.ys)
        np.testing.assert_allclose(grid.values, expected, rtol=1e-13)
        assert picture.accuracy is None and picture.plane == plane
    assert sum(landscape.rows) == 33 * 17


def test_the_picture_is_not_transposed_and_does_not_change_later() -> None:
    landscape = lg.formula("x + 100*y + 10000*z")
    pictures = refine(landscape, through_parameters(landscape, [0.0, 0.0, 1.0], "y", "z"), ((0, 1), (2, 3)), 9, 9)
    first = next(pictures).loss
    np.testing.assert_array_equal(first.values, [[20000.0, 20100.0], [30000.0, 30100.0]])
    *_, last = pictures
    np.testing.assert_array_equal(last.loss.values[::8, ::8], first.values)
    assert first.values.shape == (2, 2) and first.values.flags.c_contiguous


def test_a_surface_of_two_variables_is_the_grid_it_always_was() -> None:
    problem = lg.surface("himmelblau")
    plane = through_parameters(problem, problem.start, "x", "y")
    ours = complete_grid(problem, plane, (problem.domain[0], problem.domain[1]), 65, 65).loss
    usual = evaluate_grid(problem, problem.domain, 65, 65)
    np.testing.assert_array_equal(ours.values, usual.values)
    np.testing.assert_array_equal(ours.xs, usual.xs)


def test_accuracy_comes_with_the_loss() -> None:
    landscape = Perceptron()
    plane = plane_of(landscape)
    grid = complete_grid(landscape, plane, REGION, 9, 17)
    points = plane.points([(x, y) for y in grid.loss.ys for x in grid.loss.xs])
    losses, accuracies = landscape.losses_and_accuracies(points)
    assert grid.accuracy is not None
    np.testing.assert_array_equal(grid.loss.values.ravel(), losses)
    np.testing.assert_array_equal(grid.accuracy.values.ravel(), accuracies)
    assert set(accuracies) <= {0.0, 0.25, 0.5, 0.75, 1.0}


def test_without_classes_there_is_no_accuracy() -> None:
    class Regression(Perceptron):
        def losses_and_accuracies(self, points: ArrayLike) -> tuple[Array, Array]:
            losses, accuracies = super().losses_and_accuracies(points)
            return losses, np.full_like(accuracies, np.nan)

    landscape = Regression()
    assert complete_grid(landscape, plane_of(landscape), REGION, 9, 9).accuracy is None


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_the_same_numbers_whatever_the_number_of_threads(threads: int) -> None:
    one, many = Bowl(7), Bowl(7)
    plane = plane_of(one)
    alone = complete_grid(one, plane, REGION, 97, 89, threads=1)
    shared = complete_grid(many, plane, REGION, 97, 89, threads=threads)
    np.testing.assert_array_equal(alone.loss.values, shared.loss.values)
    assert one.threads == {threading.get_ident()}
    assert sum(one.rows) == sum(many.rows) == 97 * 89


@pytest.mark.usefixtures("patient")
def test_what_is_not_wanted_any_more_ends_after_the_first_picture() -> None:
    landscape = Bowl(3)
    pictures = list(refine(landscape, plane_of(landscape), REGION, 65, 65, wanted=lambda: False))
    assert [picture.stride for picture in pictures] == [8]
    assert sum(landscape.rows) == 81


@pytest.mark.usefixtures("patient")
def test_it_ends_in_the_middle_of_a_refinement() -> None:
    landscape = Bowl(3)
    pictures = list(
        refine(landscape, plane_of(landscape), REGION, 257, 257, wanted=lambda: sum(landscape.rows) < 30_000, threads=1)
    )
    assert [picture.stride for picture in pictures] == [8, 4, 2]
    assert 129 * 129 <= sum(landscape.rows) < 257 * 257


def test_a_slow_landscape_shows_something_coarser_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progressive, "PATIENCE", 0.0)
    landscape = Bowl(3)
    pictures = list(refine(landscape, plane_of(landscape), REGION, 65, 129))
    assert [picture.stride for picture in pictures] == [32, 16, 8, 4, 2, 1]
    assert pictures[0].loss.values.shape == (5, 3)
    assert sum(landscape.rows) == 65 * 129


@given(st.integers(1, 500), st.integers(1, 500))
def test_every_picture_covers_the_region(nx: int, ny: int) -> None:
    assert nx <= refinable(nx) <= max(9, nx + 7)
    landscape = Bowl(2)
    first = next(refine(landscape, plane_of(landscape), REGION, nx, ny, threads=1))
    assert first.loss.region == REGION
    assert first.loss.values.size <= (nx // 8 + 2) * (ny // 8 + 2)


def mistaken(part: slice) -> None:
    """Work that fails in its second slice."""
    if part.start > 0:
        raise ZeroDivisionError


@pytest.mark.parametrize("threads", [1, 2])
def test_mistakes_in_threads_are_not_lost(threads: int) -> None:
    with pytest.raises(ZeroDivisionError):
        Tiles(threads).run(10_000, mistaken)


@pytest.mark.parametrize("count", [0, 1, 17, 20_000])
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_every_place_is_worked_on_once(count: int, threads: int) -> None:
    times = np.zeros(count, dtype=np.int64)
    tiles = Tiles(threads)

    def work(part: slice) -> None:
        times[part] += 1

    for _ in range(2):
        assert tiles.run(count, work)
    assert (times == 2).all()
    assert 1 <= tiles.size <= LARGEST_SLICE


def test_slices_grow_with_speed_and_shrink_with_slowness() -> None:
    tiles = Tiles(1)
    for seconds, expected in ((1e-9, 64), (1e-9, 256), (1.0, 1)):
        tiles.learn(tiles.size, seconds)
        assert tiles.size == expected


def test_a_program_that_ends_has_no_pool_but_finishes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed:
        def submit(self, _: Callable[[], None]) -> None:
            raise RuntimeError("cannot schedule new futures after shutdown")

    monkeypatch.setattr("landscape_gui.core.maps.tiles._pool", Closed)
    landscape = Bowl(2)
    assert complete_grid(landscape, plane_of(landscape), REGION, 33, 33, threads=2).complete
