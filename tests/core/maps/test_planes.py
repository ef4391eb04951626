"""Planes, the ways to lay them, and projections on them, against least squares and singular values in full."""

from __future__ import annotations

import math
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import landscape_gui as lg
from landscape_gui.core.errors import LandscapeError, PlaneError
from landscape_gui.core.maps.planebuilders import (
    principal_directions,
    random_directions,
    through_parameters,
    through_points,
)
from landscape_gui.core.maps.planes import RANDOM, Array, Plane, region_around
from landscape_gui.core.maps.projection import Projector, Share, project
from tests.core.maps import naive
from tests.core.maps.landscapes import Bowl, Perceptron

NUMBERS = st.floats(-100.0, 100.0).map(lambda x: 0.0 if abs(x) < 1e-6 else x)


@st.composite
def planes(draw: st.DrawFn) -> Plane:
    """Any plane in 2 to 6 dimensions whose directions are not nearly parallel."""
    d = draw(st.integers(2, 6))
    origin, d1, d2 = (draw(arrays(np.float64, d, elements=NUMBERS)) for _ in range(3))
    lengths = np.linalg.norm(d1) * np.linalg.norm(d2)
    assume(lengths > 0 and np.linalg.norm(np.linalg.svd([d1, d2])[1].prod()) > 0.01 * lengths)
    return Plane(origin, d1, d2)


def walk(n: int, d: int, seed: int = 0) -> Array:
    """A random walk of n rows."""
    steps: Array = np.random.RandomState(seed).standard_normal((n, d)) * np.linspace(1.0, 0.1, d)
    return np.cumsum(steps, axis=0)


@given(planes(), st.data())
def test_coordinates_and_distances_are_those_of_least_squares(plane: Plane, data: st.DataObject) -> None:
    theta = data.draw(arrays(np.float64, (3, plane.dimension), elements=NUMBERS))
    coordinates, distances = plane.project(theta)
    size = 1.0 + np.abs(theta).max() + np.abs(plane.origin).max()
    for point, found, distance in zip(theta, coordinates, distances, strict=True):
        _, expected = naive.nearest(plane.origin, plane.d1, plane.d2, point)
        assert distance == pytest.approx(expected, abs=1e-11 * size)
        assert np.linalg.norm(plane.point(*found) - point) == pytest.approx(expected, abs=1e-11 * size)
    np.testing.assert_array_equal(plane.coordinates(theta), coordinates)
    np.testing.assert_array_equal(plane.distances(theta), distances)


@given(planes(), NUMBERS, NUMBERS)
def test_points_of_the_plane_have_their_coordinates_and_no_distance(plane: Plane, a: float, b: float) -> None:
    point = plane.point(a, b)
    np.testing.assert_array_equal(point, plane.origin + a * plane.d1 + b * plane.d2)
    lengths = np.array([np.linalg.norm(plane.d1), np.linalg.norm(plane.d2)])
    size = np.abs(plane.origin).max() + (np.abs([a, b]) * lengths).max()
    assert (np.abs(plane.coordinates(point)[0] - [a, b]) * lengths <= 1e-11 * size).all()
    assert plane.distances(point)[0] <= 1e-13 * size


@given(planes(), st.data())
def test_components_do_not_know_the_origin(plane: Plane, data: st.DataObject) -> None:
    vector = data.draw(arrays(np.float64, plane.dimension, elements=NUMBERS))
    a, b = plane.components(vector)[0]
    expected = naive.inside(plane.d1, plane.d2, vector)
    np.testing.assert_allclose(a * plane.d1 + b * plane.d2, expected, atol=1e-9)
    assert np.linalg.norm(plane.orthonormal(vector)) == pytest.approx(np.linalg.norm(expected), abs=1e-9)


def test_rounding_is_no_distance() -> None:
    plane = random_directions(Bowl(50), walk(1, 50)[0], seed=3)
    assert (plane.distances(plane.points(walk(20, 2))) == 0.0).all()
    off = plane.origin + 1e-9 * np.linalg.svd([plane.d1, plane.d2])[2][2]
    assert plane.distances(off)[0] == pytest.approx(1e-9, rel=1e-5)


def test_planes_compare_by_content_and_cannot_be_changed() -> None:
    origin = np.zeros(3)
    one, other = (Plane(origin, np.eye(3)[0], np.eye(3)[1]) for _ in range(2))
    assert one == other and hash(one) == hash(other)
    assert one != Plane(origin, np.eye(3)[0], np.eye(3)[2])
    assert one != "a plane"
    origin[0] = 1.0
    assert one.origin[0] == 0.0
    with pytest.raises(ValueError, match="read-only"):
        one.origin[0] = 1.0


def test_two_parameters_are_the_coordinates_themselves() -> None:
    theta = np.array([0.5, -1.0, 2.0])
    by_name = through_parameters(Perceptron(), theta, "b1[0]", "W1[0,1]")
    by_index = through_parameters(Perceptron(), theta, 2, 1)
    assert by_name == by_index
    assert by_name.names == ("b1[0]", "W1[0,1]") == by_name.labels
    np.testing.assert_array_equal(by_name.coordinates(theta), [[2.0, -1.0]])
    np.testing.assert_array_equal(by_name.point(2.0, -1.0), theta)
    moved = theta + np.array([0.25, 5.0, 7.0])
    np.testing.assert_array_equal(by_name.project(moved)[0], [[9.0, 4.0]])
    assert by_name.distances(moved)[0] == 0.25


def test_formulas_have_planes_too() -> None:
    problem = lg.formula("x^2 + 2*y^2 + 3*z^2")
    plane = through_parameters(problem, (1.0, 2.0, 3.0), "z", "x")
    assert problem.values(plane.points([[5.0, 4.0]]))[0] == 16.0 + 8.0 + 75.0
    assert random_directions(problem, (0.0, 0.0, 0.0), seed=1).dimension == 3
    flat = through_parameters(lg.surface("himmelblau"), (0.0, 0.0), 0, 1)
    assert flat.distances([[3.0, 2.0]])[0] == 0.0


@pytest.mark.parametrize("seed", [0, 7])
def test_random_directions_are_filter_normalised(seed: int) -> None:
    landscape, theta = Bowl(9), walk(1, 9, seed)[0]
    groups = ((0, 1, 6), (2, 3, 7), (4, 5, 8))
    landscape.groups = tuple(map(np.array, groups))  # type: ignore[attr-defined]
    plane = random_directions(landscape, theta, seed)
    expected = naive.filter_normalised(theta, groups, seed)
    np.testing.assert_allclose([plane.d1, plane.d2], expected, rtol=1e-14)
    np.testing.assert_array_equal(plane.origin, theta)
    assert plane == random_directions(landscape, theta, seed) != random_directions(landscape, theta, seed + 1)


def test_a_unit_without_weights_does_not_move() -> None:
    landscape = Bowl(4)
    landscape.groups = (np.array([0, 1]), np.array([2, 3]))  # type: ignore[attr-defined]
    plane = random_directions(landscape, [0.0, 0.0, 3.0, 4.0])
    assert (plane.d1[:2] == 0.0).all()
    assert np.linalg.norm(plane.d1[2:]) == pytest.approx(5.0)


def test_rounding_is_no_size_to_scale_directions_to() -> None:
    landscape = Bowl(3)
    landscape.groups = (np.array([0, 1]), np.array([2]))  # type: ignore[attr-defined]
    with pytest.raises(PlaneError, match="All parameters are 0"):
        random_directions(landscape, [0.0, 1e-17, 0.0])
    assert np.linalg.norm(random_directions(Bowl(3), [0.0, 1e-17, 0.0]).d1) == pytest.approx(1.0)


def test_without_units_directions_are_as_long_as_the_point() -> None:
    assert np.linalg.norm(random_directions(Bowl(3), [2.0, 2.0, 1.0]).d1) == pytest.approx(3.0)
    assert np.linalg.norm(random_directions(Bowl(3), [0.0, 0.0, 0.0]).d2) == pytest.approx(1.0)


@pytest.mark.parametrize(("n", "d"), [(300, 5), (12, 60), (40, 40), (3, 2)])
def test_principal_directions_are_those_of_singular_values(n: int, d: int) -> None:
    paths = [walk(n, d, 1), walk(n + 3, d, 2) + 5.0]
    plane = principal_directions(paths)
    mean, d1, d2 = naive.principal_directions(paths)
    np.testing.assert_allclose(plane.origin, mean, atol=1e-12 * np.abs(mean).max())
    np.testing.assert_allclose([plane.d1, plane.d2], [d1, d2], atol=1e-8)
    assert plane.d1 @ plane.d2 == pytest.approx(0.0, abs=1e-15)
    share = naive.spread(d1, np.zeros(d), np.concatenate(paths))
    assert plane.labels[0] == f"PC 1 ({share:.0%} of variance)"


@pytest.mark.parametrize(("n", "d"), [(900, 250), (250, 700)])
def test_of_many_directions_the_first_two_are_found(n: int, d: int) -> None:
    path = walk(n, d)
    plane = principal_directions([path])
    _, d1, d2 = naive.principal_directions([path])
    np.testing.assert_allclose([plane.d1, plane.d2], [d1, d2], atol=1e-8)
    noise = np.random.RandomState(1).standard_normal((n, d))
    found, best = principal_directions([noise]), naive.principal_directions([noise])
    variances = [
        np.sum(((noise - noise.mean(axis=0)) @ np.transpose(d)) ** 2) for d in ([found.d1, found.d2], best[1:])
    ]
    assert variances[0] > 0.97 * variances[1]


def test_the_second_direction_is_found_however_weak() -> None:
    t = np.linspace(-1.0, 1.0, 101)
    path = np.outer(t, [3.0, 4.0, 0.0]) + np.outer(1e-9 * t**2, [0.0, 0.0, 1.0])
    plane = principal_directions([path])
    np.testing.assert_allclose(np.abs(plane.d2), [0.0, 0.0, 1.0], atol=1e-6)


@pytest.mark.parametrize("d", [2, 3, 40])
def test_a_straight_path_gets_a_second_direction(d: int) -> None:
    line = np.outer(np.linspace(0.0, 2.0, 9), np.arange(1.0, d + 1.0)) + 7.0
    plane = principal_directions([line])
    assert (plane.distances(line) < 1e-12).all()
    assert np.linalg.norm(plane.d2) == pytest.approx(1.0)
    assert plane.d1 @ plane.d2 == pytest.approx(0.0, abs=1e-15)
    assert plane.labels[1] == "PC 2 (0% of variance)"
    assert plane == principal_directions([line])


def test_a_picture_does_not_turn_over_while_a_path_grows() -> None:
    t = np.linspace(0.0, 1.0, 400)
    path = np.stack([np.cos(3.0 * t), 0.98 * np.cos(3.0 * t + 0.5), np.sin(3.0 * t)], axis=1)
    planes = [principal_directions([path[:n]]) for n in range(20, 401, 20)]
    starts = [plane.coordinates(path[:1])[0] for plane in planes]
    assert all(start[0] < 0.0 and start[1] < 0.0 for start in starts), "it starts at the lower left"


def test_principal_directions_are_as_quick_with_long_paths() -> None:
    long = walk(20_000, 3)
    plane, few = principal_directions([long, long[:1]]), principal_directions([long[::11], long[-1:], long[:1]])
    np.testing.assert_allclose(plane.d1, few.d1, atol=1e-12)


def test_rows_that_are_not_finite_are_left_out() -> None:
    path = walk(30, 4)
    broken = np.concatenate([path, [[np.nan, 0.0, 0.0, np.inf]]])
    assert principal_directions([broken]) == principal_directions([path])


def test_three_points_land_where_they_should() -> None:
    start, first, second = walk(3, 20)
    plane = through_points(start, first, second)
    along = float(np.linalg.norm(first - start))
    coordinates, distances = plane.project(np.array([start, first, second]))
    np.testing.assert_allclose(coordinates[:2], np.array([[0.0, 0.0], [along, 0.0]]), atol=1e-13)
    assert coordinates[2, 1] > 0.0
    assert np.linalg.norm(coordinates[2]) == pytest.approx(np.linalg.norm(second - start))
    assert (distances == 0.0).all()
    directions = np.array([plane.d1, plane.d2])
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-15)
    assert plane.names == ("towards end 1", "towards end 2")


E3 = np.eye(3)
ZERO = np.zeros(3)
MISTAKES: dict[str, tuple[Callable[[], Any], str]] = {
    "parallel": (lambda: Plane(ZERO, E3[0], -2.0 * E3[0], ("u", "v")), "directions u and v are parallel"),
    "nearly parallel": (lambda: Plane(ZERO, E3[0], E3[0] + 1e-9 * E3[1]), "parallel"),
    "zero": (lambda: Plane(ZERO, ZERO, E3[0], ("u", "v")), "direction u has no usable length"),
    "too long": (lambda: Plane(ZERO, E3[1], np.full(3, 1e300), ("u", "v")), "direction v has no usable length"),
    "not finite": (lambda: Plane(ZERO, E3[0], np.full(3, np.nan)), "finite numbers"),
    "shapes": (lambda: Plane(ZERO, E3[0], np.ones(4)), r"shapes \(3,\), \(3,\) and \(4,\)"),
    "no numbers": (lambda: Plane(ZERO, E3[0], "b"), "arrays of numbers"),  # type: ignore[arg-type]
    "a line": (lambda: Plane(np.zeros(1), np.ones(1), np.ones(1)), "two or more parameters"),
    "one variable": (lambda: through_parameters(lg.formula("x^2"), [1.0], 0, 0), r"this one has one \(x\)"),
    "one variable, random": (lambda: random_directions(lg.formula("x^2"), [1.0]), r"this one has one \(x\)"),
    "one variable, paths": (lambda: principal_directions([walk(4, 1)]), "this one has one"),
    "unknown name": (lambda: through_parameters(Perceptron(), ZERO, "W9[0,0]", 1), r"'W9\[0,0\]'; choose one of W1"),
    "unknown, many": (lambda: through_parameters(Bowl(99), np.zeros(99), "q", 1), r"p5, …, p97, p98 \(99 in all\)"),
    "unknown index": (lambda: through_parameters(Perceptron(), ZERO, 0, 3), r"number 3; .* 0 \(W1\[0,0\]\) to 2"),
    "negative index": (lambda: through_parameters(Perceptron(), ZERO, -1, 0), "number -1"),
    "twice": (lambda: through_parameters(Perceptron(), ZERO, 1, "W1[0,1]"), r"both W1\[0,1\]; choose two different"),
    "point": (lambda: through_parameters(Perceptron(), np.zeros(4), 0, 1), "the point the plane goes through"),
    "all zero": (lambda: random_directions(Perceptron(), ZERO), "All parameters are 0"),
    "no path": (lambda: principal_directions([]), "no path"),
    "no rows": (lambda: principal_directions([np.empty((0, 3))]), "no path"),
    "still": (lambda: principal_directions([np.full((5, 3), 0.1)]), "do not move"),
    "never finite": (lambda: principal_directions([np.full((5, 3), np.nan)]), "No row"),
    "different paths": (lambda: principal_directions([walk(4, 3), walk(4, 2)]), r"numbers of parameters \(2, 3\)"),
    "identical": (lambda: through_points(ZERO, E3[0], E3[0]), "'end 1' and 'end 2' are the same"),
    "at the start": (lambda: through_points(ZERO, E3[0], ZERO), "'start' and 'end 2' are the same"),
    "one line": (lambda: through_points(ZERO, E3[0], 3.0 * E3[0], ("A", "B", "C")), "A, B, C lie on one line"),
    "unlike": (lambda: through_points(ZERO, E3[0], np.ones(2)), "three points"),
    "other landscape": (lambda: Projector(Plane(ZERO, E3[0], E3[1]), Bowl(4)), "has 3 parameters, the landscape 4"),
    "other rows": (lambda: project(Plane(ZERO, E3[0], E3[1]), walk(5, 4)), r"\(5, 4\) do not fit; .* \(n, 3\)"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_explained_in_a_sentence(mistake: str) -> None:
    make, words = MISTAKES[mistake]
    with pytest.raises(LandscapeError, match=words) as caught:
        make()
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
    assert isinstance(caught.value, PlaneError) or mistake == "point"


@given(
    st.lists(arrays(np.float64, st.tuples(st.integers(0, 4), st.just(2)), elements=st.floats(-1e9, 1e9)), max_size=3)
)
def test_the_region_holds_the_paths(paths: list[Array]) -> None:
    plane = Plane(np.zeros(3), np.eye(3)[0], np.eye(3)[1] * 3.0)
    (x0, x1), (y0, y1) = region_around(plane, paths)
    assert x0 < x1 and y0 < y1
    for path in paths:
        for x, y in path:
            assert x0 <= x <= x1 and y0 <= y <= y1
    if not any(np.isfinite(path).all(axis=1).any() for path in paths):
        return
    assert (y1 - y0) * 3.0 >= 0.849 * (x1 - x0) and (x1 - x0) >= 0.849 * (y1 - y0) * 3.0


def test_the_region_of_special_paths() -> None:
    plane = Plane(np.zeros(2), np.eye(2)[0], np.eye(2)[1])
    (x0, x1), (y0, y1) = region_around(plane, [np.array([[0.0, 5.0], [10.0, 5.0], [np.inf, 0.0]])], margin=0.1)
    assert (x0, x1) == pytest.approx((-1.0, 11.0))
    assert (y0, y1) == pytest.approx((-0.1, 10.1))
    assert region_around(plane, [np.array([[3.0, 4.0]])]) == ((2.0, 4.0), (3.0, 5.0))
    assert region_around(plane, []) == ((-1.0, 1.0), (-1.0, 1.0))
    random = Plane(np.zeros(2), np.eye(2)[0], np.eye(2)[1], kind=RANDOM)
    assert region_around(random, [np.array([[0.1, 0.1]])], margin=0.0) == ((-1.0, 1.0), (-1.0, 1.0))


@given(st.integers(1, 30), st.lists(st.integers(0, 30), max_size=4), st.integers(0, 5))
def test_a_path_in_chunks_is_projected_like_the_whole(n: int, cuts: list[int], seed: int) -> None:
    landscape, path = Bowl(5), walk(n, 5, seed) + 100.0
    plane = Plane(walk(1, 5, 9)[0], *walk(2, 5, 10 + seed))
    whole = project(plane, path, landscape, threads=1)
    parts = project(plane, iter(np.split(path, sorted(cut % n for cut in cuts))), landscape, threads=1)
    assert len(whole) == len(parts) == n
    np.testing.assert_allclose(parts.coordinates, whole.coordinates, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(parts.distances, whole.distances, rtol=1e-12)
    np.testing.assert_allclose(parts.plane_losses, whole.plane_losses, rtol=1e-11)
    np.testing.assert_array_equal(parts.losses, whole.losses)
    for share, other in ((whole.movement, parts.movement), (whole.spread, parts.spread)):
        assert (share.inside, share.total) == pytest.approx((other.inside, other.total), rel=1e-9, abs=1e-18)


def test_a_projection_says_what_the_plane_hides() -> None:
    landscape, path = Bowl(6), walk(200, 6)
    plane = Plane(path[0], *walk(2, 6, 5))
    seen = project(plane, path, landscape)
    for k in (0, 17, 199):
        coordinates, distance = naive.nearest(plane.origin, plane.d1, plane.d2, path[k])
        np.testing.assert_allclose(seen.coordinates[k], coordinates, atol=1e-12)
        assert seen.distances[k] == pytest.approx(distance, abs=1e-12)
        assert seen.losses[k] == landscape.loss(path[k])
        assert seen.plane_losses[k] == pytest.approx(landscape.loss(plane.point(*coordinates)), rel=1e-12)
    assert seen.movement.fraction == pytest.approx(naive.movement(plane.d1, plane.d2, path), rel=1e-12)
    assert seen.spread.fraction == pytest.approx(naive.spread(plane.d1, plane.d2, path), rel=1e-12)


def test_shares_of_several_paths_are_of_their_sums() -> None:
    paths = [walk(40, 4, 1), walk(60, 4, 2) * 3.0]
    plane = principal_directions(paths)
    first, second = (project(plane, path).movement for path in paths)
    total = first + second
    assert total.fraction == pytest.approx((first.inside + second.inside) / (first.total + second.total))
    assert math.isnan(Share().fraction)
    assert math.isnan(project(plane, paths[0][:1]).movement.fraction)
    flat = through_parameters(lg.surface("himmelblau"), (0.0, 0.0), 0, 1)
    assert project(flat, walk(50, 2)).movement.fraction == pytest.approx(1.0)


def test_principal_directions_have_the_largest_spread() -> None:
    path = walk(100, 8)
    best = project(principal_directions([path]), path).spread.fraction
    others = [Plane(path.mean(axis=0), *walk(2, 8, seed)) for seed in range(20)]
    assert best > max(project(plane, path).spread.fraction for plane in others)


def test_losses_that_are_known_are_not_computed_again() -> None:
    landscape, path = Bowl(3), walk(10, 3)
    plane = Plane(path[0], np.eye(3)[0], np.eye(3)[1])
    seen = project(plane, path, landscape, losses=np.arange(10.0), threads=1)
    np.testing.assert_array_equal(seen.losses, np.arange(10.0))
    assert sum(landscape.rows) == 10
    blind = project(plane, path)
    assert np.isnan(blind.losses).all() and np.isnan(blind.plane_losses).all()
    assert len(project(plane, iter([]))) == 0


def test_a_projection_that_is_not_wanted_ends() -> None:
    landscape, path = Bowl(3), walk(5000, 3)
    plane = Plane(path[0], np.eye(3)[0], np.eye(3)[1])
    chunks = iter(np.split(path, 5))
    seen = project(plane, chunks, landscape, threads=1, wanted=lambda: sum(landscape.rows) < 4000)
    assert len(seen) < 5000 and len(seen) % 1000 == 0
    assert seen.movement.total == pytest.approx(project(plane, path[: len(seen)]).movement.total)


def test_a_long_path_is_never_in_memory_whole() -> None:
    d, rows = 1400, 500
    most = 0

    def chunks() -> Any:
        nonlocal most
        random = np.random.RandomState(0)
        for _ in range(20):
            chunk = random.standard_normal((rows, d))
            yield chunk
            most = max(most, tracemalloc.get_traced_memory()[1])

    plane = Plane(np.zeros(d), np.eye(2, d)[0], np.eye(2, d)[1])
    tracemalloc.start()
    try:
        seen = project(plane, chunks())
    finally:
        tracemalloc.stop()
    assert len(seen) == 20 * rows
    assert most < 8 * rows * d * 8
