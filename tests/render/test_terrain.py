"""Picking, draping and sight: exact for the mesh, wherever it is looked at from."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from landscape_gui.render.camera import BOX_HEIGHT, View3D
from landscape_gui.render.surface import SurfaceRenderer
from landscape_gui.render.terrain import Terrain
from tests.render.naive import grid_points, triangles

Floats = NDArray[np.float64]
SIZE = (640, 480)
VIEWS = [View3D(), View3D(0, 90), View3D(-90, 90), View3D(180, 20), View3D(33, 5, 4), View3D(70, -35)]


def hills(rows: int = 24, columns: int = 31) -> Floats:
    x, y = np.meshgrid(np.linspace(-1.0, 1.0, columns), np.linspace(-1.0, 1.0, rows))
    heights: Floats = 0.5 + 0.4 * np.sin(3.3 * x + 0.4) * np.cos(4.1 * y - 0.2)
    return heights


def first_hit(heights: Floats, origin: Floats, direction: Floats) -> Floats | None:
    """The first point of any triangle on the line, by Möller and Trumbore (1997)."""
    points = grid_points(heights)
    best, where = np.inf, None
    for corners in triangles(heights):
        a, b, c = (points[corner] for corner in corners)
        across = np.cross(direction, c - a)
        determinant = float((b - a) @ across)
        if determinant == 0.0:
            continue
        u = float((origin - a) @ across) / determinant
        other = np.cross(origin - a, b - a)
        v = float(direction @ other) / determinant
        t = float((c - a) @ other) / determinant
        if u >= 0.0 and v >= 0.0 and u + v <= 1.0 and t < best:
            best, where = t, origin + t * direction
    return where


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_what_is_seen_is_picked_back_exactly(view: View3D) -> None:
    terrain = Terrain(hills())
    random = np.random.default_rng(3)
    flat = random.uniform(-1.0, 1.0, (400, 2))
    points = np.column_stack([flat, [terrain.world_height(x, y) for x, y in flat]])
    seen = terrain.visible(points, view, slack=1e-7)
    assert seen.sum() > 80
    for point, pixel in zip(points[seen], view.project(points[seen], *SIZE), strict=True):
        picked = terrain.pick(pixel[0], pixel[1], view, *SIZE)
        assert picked is not None
        # Along the line of sight a grazing hit moves more than across it.
        assert np.abs(np.array(picked) - point[:2]).max() < 1e-7
        again = view.project(np.array([[*picked, terrain.world_height(*picked)]]), *SIZE)[0]
        assert np.abs(again[:2] - pixel[:2]).max() < 1e-7 * view.zoom


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_picking_finds_the_first_of_all_triangles(view: View3D) -> None:
    heights = hills(9, 7)
    heights[4, 3] = np.nan
    terrain = Terrain(heights)
    hits = 0
    for x, y in np.random.default_rng(5).uniform([60, 40], [580, 440], (60, 2)):
        expected = first_hit(heights, *view.ray(x, y, *SIZE))
        picked = terrain.pick(x, y, view, *SIZE)
        assert (picked is None) == (expected is None)
        if picked is not None and expected is not None:
            hits += 1
            assert np.abs(np.array(picked) - expected[:2]).max() < 1e-9
            assert abs(terrain.world_height(*picked) - expected[2]) < 1e-9
    assert hits > 10


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_picking_agrees_with_the_picture(view: View3D) -> None:
    heights = hills()
    heights[10:13, 12:15] = np.nan
    heights[0, :5] = 1.7
    made = SurfaceRenderer(1)
    made.set_surface(heights, np.full((*heights.shape, 3), 200.0, np.float32))
    frame = made.render(view, 64, 48)
    wrong = 0
    for row in range(48):
        for column in range(64):
            picked = made.terrain.pick(column + 0.5, row + 0.5, view, 64, 48)
            drawn = frame.depth[row, column]
            if (picked is None) != bool(np.isinf(drawn)):
                wrong += 1
            elif picked is not None:
                point = np.array([[*picked, made.terrain.world_height(*picked)]])
                if not np.isnan(point).any():
                    assert view.project(point, 64, 48)[0, 2] == pytest.approx(drawn, rel=1e-4)
    # Single precision may decide a pixel on the very rim differently.
    assert wrong <= 3


def test_hidden_points_are_not_visible() -> None:
    x = np.linspace(-1.0, 1.0, 41)
    ridge = np.broadcast_to(np.exp(-((x * 6.0) ** 2)), (41, 41))
    terrain = Terrain(ridge)
    points = np.array([[-0.5, 0.0, 0.0], [0.5, 0.0, 0.0], [0.5, 0.0, 0.79], [0.0, 0.3, BOX_HEIGHT]])
    points[:2, 2] = [terrain.world_height(*point[:2]) for point in points[:2]]
    assert terrain.visible(points, View3D(180.0, 15.0)).tolist() == [True, False, True, True]
    assert terrain.visible(points, View3D(0.0, 15.0)).tolist() == [False, True, True, True]
    assert terrain.visible(points, View3D(0.0, 90.0)).all()


def test_picking_beside_the_surface_and_through_holes() -> None:
    heights = hills()
    heights[:, 12:18] = np.nan
    terrain = Terrain(heights)
    view = View3D(-90.0, 90.0)
    assert terrain.pick(0.0, 0.0, view, *SIZE) is None
    assert terrain.pick(320.0, 240.0, view, *SIZE) is None
    assert terrain.pick(float("nan"), 3.0, view, *SIZE) is None
    assert Terrain(np.full((5, 5), np.nan)).pick(320.0, 240.0, view, *SIZE) is None
    assert Terrain(np.zeros((0, 0))).pick(320.0, 240.0, view, *SIZE) is None
    assert Terrain(np.zeros((1, 4))).pick(320.0, 240.0, view, *SIZE) is None


def test_heights_beyond_the_box_are_not_picked() -> None:
    tower = np.full((21, 21), 0.1)
    tower[8:13, 8:13] = 5.0
    terrain = Terrain(tower)
    assert terrain.pick(320.0, 240.0, View3D(-90.0, 90.0), *SIZE) is None
    assert np.isnan(terrain.world_height(0.0, 0.0))


def test_world_height_follows_the_mesh() -> None:
    heights = hills(5, 6)
    terrain = Terrain(heights)
    points = grid_points(heights)
    for corners in triangles(heights):
        weights = np.array([0.2, 0.5, 0.3])
        inside = weights @ np.array([points[corner] for corner in corners])
        assert terrain.world_height(inside[0], inside[1]) == pytest.approx(inside[2], abs=1e-12)
    assert np.isnan(terrain.world_height(1.01, 0.0)) and np.isnan(terrain.world_height(0.0, np.nan))
    assert terrain.world_height(1.0, 1.0) == pytest.approx(heights[-1, -1] * BOX_HEIGHT)


def test_draping_keeps_the_points_and_adds_steps_of_a_cell() -> None:
    terrain = Terrain(hills())
    flat = np.random.default_rng(9).uniform(-1.0, 1.0, (30, 2))
    points, first = terrain.drape(flat)
    assert np.array_equal(points[first, :2], flat)
    assert first[0] == 0 and first[-1] == len(points) - 1 and np.all(np.diff(first) >= 1)
    steps = np.abs(np.diff(points[:, :2], axis=0)) * (np.array([30, 23]) / 2.0)
    assert steps.max() <= 1.0 + 1e-9
    assert np.allclose(points[:, 2], [terrain.world_height(x, y) for x, y, _ in points])


def test_draping_leaves_the_ground_exactly_at_its_border() -> None:
    terrain = Terrain(np.full((11, 11), 0.5))
    points, first = terrain.drape(np.array([[0.0, 0.0], [1e12, 0.0], [2e12, 5.0], [0.5, -3.0], [0.5, 0.5]]))
    assert len(points) < 40
    on_ground = np.isfinite(points[:, 2])
    assert on_ground[first].tolist() == [True, False, False, False, True]
    assert points[on_ground][:, 0].max() == 1.0 and points[on_ground][:, 1].min() == -1.0


@pytest.mark.parametrize("count", [0, 1, 2])
def test_draping_few_points(count: int) -> None:
    points, first = Terrain(hills()).drape(np.zeros((count, 2)))
    assert len(first) == count and len(points) == count
    nothing, _ = Terrain(np.zeros((0, 0))).drape(np.zeros((count, 2)))
    assert np.isnan(nothing[:, 2]).all()


def test_draped_points_are_set_back_where_the_underside_is_seen() -> None:
    terrain = Terrain(np.full((11, 11), 0.5))
    points = np.array([[0.0, 0.0, 0.4], [0.3, -0.2, 0.4], [3.0, 0.0, np.nan]])
    for view, setback in ((View3D(10.0, 50.0), 0.0), (View3D(10.0, -50.0), 0.05)):
        plain, placed = view.project(points, *SIZE), terrain.project_draped(points, view, *SIZE)
        assert np.allclose(plain[:, :2], placed[:, :2], equal_nan=True)
        assert np.allclose(placed[:2, 2] - plain[:2, 2], setback)
