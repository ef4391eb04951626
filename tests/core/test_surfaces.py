"""Every row of the table: its formula against the reference file and finite differences, its minima, its words."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from landscape_gui.core import problem, surfaces
from landscape_gui.core.descriptors import SURFACE_KINDS, Param, Surface
from landscape_gui.core.errors import CatalogueError
from landscape_gui.core.surfaces import SURFACES, surface_entry

Array = NDArray[np.float64]

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "surfaces.json").read_text("utf-8"))
COEFFICIENTS = [(row, param) for row in SURFACES.values() for param in row.coefficients]
KNOWN_ON_THE_EDGE = {"eggholder"}
"""Surfaces whose best point of the domain is not a stationary point."""

every_row = pytest.mark.parametrize("row", SURFACES.values(), ids=SURFACES)
every_coefficient = pytest.mark.parametrize(
    ("row", "param"), COEFFICIENTS, ids=[f"{row.key}-{param.key}" for row, param in COEFFICIENTS]
)


@cache
def problem_of(key: str) -> problem.Problem:
    """The surface as a problem, compiled once."""
    return problem.surface(key)


def sample(row: Surface, count: int) -> Array:
    """``count`` seeded random points (count, d) inside the domain, a little away from its edges."""
    low, high = np.array(row.domain).T
    inset = 0.01 * (high - low)
    return np.random.default_rng(20).uniform(low + inset, high - inset, size=(count, len(low)))


def grid(row: Surface) -> Array:
    """A dense regular grid (n, d) over the domain, an odd number of points a side."""
    points = 401 if len(row.domain) == 2 else 20_001
    axes = np.meshgrid(*(np.linspace(low, high, points) for low, high in row.domain), indexing="ij")
    return np.stack([axis.ravel() for axis in axes], axis=1)


def central(function: Callable[[Array], Array], point: Array, step: float) -> Array:
    """Fourth-order central differences of ``function`` along each axis, stacked along the first axis."""
    rows = []
    for axis in np.eye(len(point)) * step:
        inner = function(point + axis) - function(point - axis)
        outer = function(point + 2 * axis) - function(point - 2 * axis)
        rows.append((8 * inner - outer) / (12 * step))
    return np.array(rows)


def agreement(function: Callable[[Array], Array], exact: Callable[[Array], Array], row: Surface) -> list[float]:
    """Relative errors of ``exact`` against finite differences, at the sampled points where those can be trusted.

    Two steps of different size must agree first: next to a kink, or where rounding swamps the difference, they do not.
    """
    step = 2e-5 * max(high - low for low, high in row.domain)
    errors = []
    for point in sample(row, 40):
        coarse, fine = central(function, point, step), central(function, point, step / 2)
        size = max(np.abs(fine).max(), 1e-6 * np.abs(function(point)).max() / step, 1e-12)
        if np.abs(coarse - fine).max() <= 1e-6 * size:
            errors.append(float(np.abs(exact(point) - fine).max() / size))
    return errors


@pytest.mark.parametrize("key", REFERENCE)
def test_reference_values(key: str) -> None:
    expected, found = REFERENCE[key], problem_of(key)
    assert list(found.variables) == list(expected["domain"])
    assert [list(interval) for interval in found.domain] == list(expected["domain"].values())
    for check in expected["checks"]:
        value, gradient = found.value_and_gradient(check["point"])
        assert value == pytest.approx(check["value"], rel=1e-10, abs=1e-13)
        for ours, theirs in ((gradient, check["gradient"]), (found.hessian(check["point"]), check["hessian"])):
            np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-10 * np.abs(theirs).max())


@pytest.mark.parametrize("key", REFERENCE)
def test_reference_minima(key: str) -> None:
    expected, row = REFERENCE[key], SURFACES[key]
    # One pair of the file's minimizers was found by a search that stopped at 6e-10.
    np.testing.assert_allclose(sorted(row.minima), sorted(map(tuple, expected["minimizers"])), rtol=0, atol=1e-9)
    for point in row.minima:
        value = problem_of(key).value_and_gradient(point)[0]
        assert value == pytest.approx(expected["minimum"], rel=1e-12, abs=1e-12)


@every_row
def test_gradient_matches_finite_differences(row: Surface) -> None:
    found = problem_of(row.key)
    errors = agreement(
        lambda point: np.array([found.value_and_gradient(point)[0]]),
        lambda point: found.value_and_gradient(point)[1][:, None],
        row,
    )
    assert len(errors) >= 20
    assert max(errors) < 2e-6


@every_row
def test_hessian_matches_finite_differences(row: Surface) -> None:
    found = problem_of(row.key)
    errors = agreement(lambda point: found.value_and_gradient(point)[1], found.hessian, row)
    assert len(errors) >= 20
    assert max(errors) < 2e-6


@every_row
def test_hessian_is_symmetric(row: Surface) -> None:
    for point in sample(row, 5):
        hessian = problem_of(row.key).hessian(point)
        np.testing.assert_allclose(hessian, hessian.T, rtol=1e-9, atol=1e-12 * np.abs(hessian).max())


@every_row
def test_values_are_finite_over_the_whole_domain(row: Surface) -> None:
    found = problem_of(row.key)
    assert np.isfinite(found.values(grid(row))).all()
    for point in (row.start, *row.minima, *row.local_minima):
        value, gradient = found.value_and_gradient(point)
        assert np.isfinite(value)
        assert np.isfinite(gradient).all()


@every_row
def test_no_grid_point_beats_the_minima(row: Surface) -> None:
    found = problem_of(row.key)
    values = found.values(grid(row))
    known = [found.value_and_gradient(point)[0] for point in row.minima]
    spread = float(np.ptp(values))
    assert np.ptp(known or [0.0]) <= 1e-12 * spread
    if known:
        assert values.min() >= min(known) - 1e-12 * spread
    for point in row.local_minima:
        assert found.value_and_gradient(point)[0] > min(known)


@every_row
def test_minima_are_stationary_to_rounding(row: Surface) -> None:
    found = problem_of(row.key)
    for point in (*row.minima, *row.local_minima):
        _, gradient = found.value_and_gradient(point)
        low, high = np.array(row.domain).T
        outwards = ((point == high) & (gradient < 0)) | ((point == low) & (gradient > 0))
        assert outwards.any() == (row.key in KNOWN_ON_THE_EDGE)
        free = ~outwards
        hessian = found.hessian(point)[np.ix_(free, free)]
        if row.kind == "non-smooth" or not np.isfinite(hessian).all() or not gradient[free].any():
            assert not gradient.any()
            continue
        assert np.linalg.eigvalsh(hessian).min() > 0
        newton_step = np.abs(np.linalg.solve(hessian, gradient[free])).max()
        assert newton_step <= 1e-12 * max(1.0, np.abs(point).max())


@every_row
def test_nothing_near_a_minimum_is_lower(row: Surface) -> None:
    found = problem_of(row.key)
    low, high = np.array(row.domain).T
    offsets = np.random.default_rng(21).normal(size=(200, len(low))) * 1e-4 * (high - low)
    for point in (*row.minima, *row.local_minima):
        around = np.clip(point + offsets, low, high)
        assert found.values(around).min() >= found.value_and_gradient(point)[0]


@every_row
def test_minima_are_distinct_and_inside_the_domain(row: Surface) -> None:
    points = (*row.minima, *row.local_minima)
    assert len(set(points)) == len(points)
    low, high = np.array(row.domain).T
    for point in points:
        assert np.all((low <= point) & (point <= high))


@every_row
def test_start_is_inside_the_domain_and_goes_somewhere(row: Surface) -> None:
    low, high = np.array(row.domain).T
    assert np.all(low < high)
    assert len(row.start) == len(row.domain) == problem_of(row.key).dimension
    assert np.all((low < row.start) & (row.start < high))
    assert np.linalg.norm(problem_of(row.key).value_and_gradient(row.start)[1]) > 1e-6


@pytest.mark.parametrize("row", [row for row in SURFACES.values() if row.kind == "convex"], ids=lambda row: row.key)
def test_convex_surfaces_are_convex(row: Surface) -> None:
    for point in sample(row, 50):
        assert np.linalg.eigvalsh(problem_of(row.key).hessian(point)).min() >= 0


@pytest.mark.parametrize("row", [row for row in SURFACES.values() if row.kind == "saddle"], ids=lambda row: row.key)
def test_saddles_have_a_stationary_point_at_the_origin_that_is_no_minimum(row: Surface) -> None:
    found = problem_of(row.key)
    value, gradient = found.value_and_gradient((0.0, 0.0))
    assert not gradient.any()
    assert found.values(np.random.default_rng(22).normal(scale=1e-2, size=(100, 2))).min() < value


@every_row
def test_only_saddles_have_no_minimum(row: Surface) -> None:
    if row.kind == "saddle":
        assert not row.local_minima
    else:
        assert row.minima
    if row.kind == "convex":
        assert len(row.minima) == 1
        assert not row.local_minima


@every_row
def test_words(row: Surface) -> None:
    assert row.kind in SURFACE_KINDS
    assert row.height in {"linear", "log", "rank"}
    assert row.key.isidentifier() and row.key == row.key.lower()
    assert row.source
    assert row.description.endswith(".") and row.description[0].isupper()
    assert 40 <= len(row.description) <= 220


@pytest.mark.parametrize("field", ["key", "label", "description", "formula"])
def test_no_two_rows_say_the_same(field: str) -> None:
    said = [getattr(row, field) for row in SURFACES.values()]
    assert len(set(said)) == len(said)


@every_coefficient
def test_coefficients_are_used_and_bounded(row: Surface, param: Param) -> None:
    assert param.key in problem_of(row.key).graph.coefficients
    assert param.low <= param.slider[0] <= param.default <= param.slider[1] <= param.high
    assert param.slider[0] < param.slider[1]
    assert param.low > 0 or not param.log
    assert param.label and param.description.endswith(".")


@every_coefficient
def test_every_value_a_slider_reaches_gives_a_surface(row: Surface, param: Param) -> None:
    points = sample(row, 50)
    usual = problem_of(row.key).values(points)
    for value in param.slider:
        moved = problem.surface(row.key, {param.key: value}).values(points)
        assert np.isfinite(moved).all()
        assert value == param.default or not np.array_equal(moved, usual)


def test_there_are_enough_surfaces_of_every_kind() -> None:
    kinds = [row.kind for row in SURFACES.values()]
    assert len(SURFACES) >= 38
    assert set(REFERENCE) <= set(SURFACES)
    assert min(kinds.count(kind) for kind in SURFACE_KINDS) >= 3


def test_the_table_is_read_only() -> None:
    with pytest.raises(TypeError):
        cast(MutableMapping[str, Any], SURFACES)["mine"] = SURFACES["sphere"]


def test_lookup() -> None:
    assert surface_entry("himmelblau") is SURFACES["himmelblau"]


def test_an_unknown_key_brings_close_matches() -> None:
    with pytest.raises(CatalogueError, match=r"no surface 'rosenbrok'; did you mean 'rosenbrock'\?"):
        surface_entry("rosenbrok")


def test_a_key_like_no_other_brings_all_keys() -> None:
    with pytest.raises(CatalogueError, match="no surface '12345'") as caught:
        surface_entry("12345")
    assert all(key in str(caught.value) for key in SURFACES)


def test_a_key_used_twice_is_refused() -> None:
    with pytest.raises(CatalogueError, match="'sphere' is used twice"):
        surfaces._catalogue([SURFACES["sphere"], SURFACES["sphere"]])


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(CatalogueError, match="of kind 'bumpy'; valid kinds: convex"):
        surfaces._catalogue([dataclasses.replace(SURFACES["sphere"], kind="bumpy")])
