"""The z-buffer against a slow oracle, and what a picture must look like: holes, cuts, light, lines, threads."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from landscape_gui.render.camera import View3D
from landscape_gui.render.surface import SurfaceRenderer
from tests.render.naive import depth_picture

Floats = NDArray[np.float64]
WHITE = 255.0


def hills(rows: int, columns: int) -> Floats:
    x, y = np.meshgrid(np.linspace(-1.0, 1.0, columns), np.linspace(-1.0, 1.0, rows))
    heights: Floats = 0.5 + 0.35 * np.sin(2.6 * x + 0.4) * np.cos(3.1 * y) + 0.1 * x
    return heights


def renderer(heights: Floats, levels: Floats | None = None, threads: int = 1, grey: float = 180.0) -> SurfaceRenderer:
    made = SurfaceRenderer(threads)
    made.set_surface(heights, np.full((*heights.shape, 3), grey, np.float32), levels)
    return made


@pytest.mark.parametrize(
    "view", [View3D(), View3D(77.0, 12.0), View3D(0.0, 90.0), View3D(10.0, -40.0), View3D(200.0, 30.0, 3.0)], ids=str
)
@pytest.mark.parametrize("hole", [False, True])
def test_pixels_and_depths_agree_with_the_oracle(view: View3D, hole: bool) -> None:
    heights = hills(6, 5)
    if hole:
        heights[2, 2] = np.nan
        heights[5, 4] = 1.4
    frame = renderer(heights).render(view, 31, 23)
    depth, doubt = depth_picture(heights, view, 31, 23)
    sure = doubt > 1e-4
    assert sure.mean() > 0.9 and np.isfinite(depth).mean() > 0.1
    assert np.array_equal(np.isfinite(frame.depth[sure]), np.isfinite(depth[sure]))
    seen = sure & np.isfinite(depth)
    assert np.allclose(frame.depth[seen], depth[seen], rtol=3e-6)
    assert np.array_equal(frame.image[..., 3] == 255, np.isfinite(frame.depth))
    assert not frame.image[~np.isfinite(frame.depth)].any()


def test_a_mesh_has_no_gaps_even_where_edges_hit_pixel_centres() -> None:
    # Straight down on a flat square: columns of vertices fall exactly on columns of pixels.
    frame = renderer(np.full((41, 41), 0.5)).render(View3D(-90.0, 90.0), 201, 201)
    drawn = np.isfinite(frame.depth)
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    assert drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all()


@pytest.mark.parametrize("threads", [2, 3])
@pytest.mark.parametrize("supersample", [1, 2, 3])
def test_the_number_of_threads_changes_no_pixel(threads: int, supersample: int) -> None:
    heights = hills(40, 50)
    heights[10:14, 20:25] = np.nan
    levels = np.linspace(0.1, 0.9, 9)
    one = renderer(heights, levels).render(View3D(), 157, 101, supersample, floor=True)
    many = renderer(heights, levels, threads).render(View3D(), 157, 101, supersample, floor=True)
    assert np.array_equal(one.image, many.image)
    assert np.array_equal(one.depth, many.depth)


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 3), (3, 2), (17, 1)])
def test_tiny_pictures(size: tuple[int, int]) -> None:
    width, height = size
    for threads in (1, 2):
        frame = renderer(hills(8, 8), np.array([0.5]), threads).render(View3D(), width, height, 2, floor=True)
        assert frame.image.shape == (height, width, 4) and (frame.width, frame.height) == size


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (1, 9), (9, 1), (2, 2)])
def test_tiny_meshes(shape: tuple[int, int]) -> None:
    made = renderer(np.full(shape, 0.5))
    frame = made.render(View3D(), 40, 30)
    assert frame.image.any() == (min(shape) > 1)


@pytest.mark.parametrize("zoom", [0.01, 50.0, 1e4, 1e9])
def test_any_zoom(zoom: float) -> None:
    frame = renderer(hills(30, 30), np.array([0.4, 0.5])).render(View3D(30.0, 60.0, zoom), 60, 40)
    if zoom > 1.0:
        assert np.isfinite(frame.depth[20, 30])


def test_only_holes_make_an_empty_picture() -> None:
    frame = renderer(np.full((9, 9), np.nan), np.array([0.5])).render(View3D(), 50, 40, 2, floor=True)
    assert not frame.image.any() and np.isinf(frame.depth).all()


def test_huge_and_infinite_heights_are_cut_off() -> None:
    heights = hills(12, 12)
    heights[3, 3], heights[4, 8], heights[8, 2], heights[9, 9] = 1e300, -1e300, np.inf, -np.inf
    frame = renderer(heights).render(View3D(0.0, 90.0), 120, 120)
    drawn = np.isfinite(frame.depth)
    assert drawn.any()
    whole = np.isfinite(renderer(hills(12, 12)).render(View3D(0.0, 90.0), 120, 120).depth)
    assert drawn.sum() < whole.sum() and not (drawn & ~whole).any()


def test_a_wall_is_cut_where_it_leaves_the_box() -> None:
    x = np.linspace(-1.0, 1.0, 21)
    slope = np.broadcast_to(x + 0.5, (21, 21))
    frame = renderer(slope).render(View3D(-90.0, 90.0), 200, 200)
    columns = np.flatnonzero(np.isfinite(frame.depth[100]))
    # From x = -0.5 at the floor to x = 0.5 at the lid, which perspective shows larger.
    left = View3D(-90.0, 90.0).project(np.array([[-0.5, 0.0, 0.0], [0.5, 0.0, 0.8]]), 200, 200)[:, 0]
    assert columns[0] == np.ceil(left[0] - 0.5) and columns[-1] == np.floor(left[1] - 0.5)


def test_clamped_heights_show_a_flat_top() -> None:
    heights = np.clip(np.broadcast_to(np.linspace(-1.0, 3.0, 21), (21, 21)), 0.0, 1.0)
    frame = renderer(heights).render(View3D(-90.0, 90.0), 200, 200)
    row = np.flatnonzero(np.isfinite(frame.depth[100]))
    assert np.all(np.diff(row) == 1)
    assert np.ptp(frame.depth[100, row[-40:]]) < 1e-5


def test_colours_are_those_of_the_vertices_under_a_gentle_light() -> None:
    heights = np.full((5, 5), 0.5)
    colors = np.zeros((5, 5, 3), np.float32)
    colors[:, :, 0] = np.linspace(0.0, 200.0, 5)
    made = SurfaceRenderer(1)
    made.set_surface(heights, colors)
    picture = made.render(View3D(-90.0, 90.0), 101, 101).image.astype(int)
    row = picture[50][picture[50, :, 3] == 255]
    # Blue, green, red: red rises from left to right, the others are dark.
    assert np.all(np.diff(row[:, 2]) >= 0) and row[-1, 2] > row[0, 2] + 100
    assert row[:, 0].max() < 40 and row[:, 1].max() < 40


def test_light_falls_from_the_viewers_left_at_any_azimuth() -> None:
    x = np.linspace(-1.0, 1.0, 41)
    for azimuth, ridge in ((-90.0, np.broadcast_to(1.0 - abs(x), (41, 41))), (0.0, None)):
        heights = np.ascontiguousarray(np.broadcast_to(1.0 - abs(x), (41, 41)).T) if ridge is None else ridge
        picture = renderer(heights).render(View3D(azimuth, 60.0), 200, 150).image.astype(int)
        middle = picture[75]
        assert middle[70, 1] > middle[130, 1] + 20


def test_the_underside_is_darker() -> None:
    heights = np.full((9, 9), 0.5)
    above = renderer(heights).render(View3D(0.0, 50.0), 60, 60).image
    below = renderer(heights).render(View3D(0.0, -50.0), 60, 60).image
    assert below[30, 30, 3] == 255 and below[30, 30, 1] < above[30, 30, 1] - 30


def test_lines_follow_the_levels() -> None:
    # Upright lines on a slope in x, seen from above.
    slope = np.broadcast_to(np.linspace(0.0, 1.0, 33), (33, 33))
    view = View3D(-90.0, 90.0)
    plain = renderer(slope).render(view, 300, 300).image.astype(int)
    lined = renderer(slope, np.array([0.25, 0.6])).render(view, 300, 300).image.astype(int)
    dark = np.flatnonzero((plain - lined)[150, :, 1] > 10)
    expected = view.project(np.array([[2 * level - 1, 0.0, 0.8 * level] for level in (0.25, 0.6)]), 300, 300)[:, 0]
    assert np.ptp(dark[dark < 150]) <= 2 and np.ptp(dark[dark > 150]) <= 2
    for place in expected:
        assert abs(dark + 0.5 - place).min() <= 0.75


def test_lines_on_dark_colours_are_light() -> None:
    slope = np.broadcast_to(np.linspace(0.0, 1.0, 33), (33, 33))
    view = View3D(-90.0, 90.0)
    plain = renderer(slope, grey=20.0).render(view, 200, 200).image.astype(int)
    lined = renderer(slope, np.array([0.5]), grey=20.0).render(view, 200, 200).image.astype(int)
    assert (lined - plain)[100, :, 1].max() > 25


def test_a_plateau_at_a_level_is_not_painted_over() -> None:
    flat = np.full((9, 9), 0.5)
    view = View3D(0.0, 60.0)
    lined = renderer(flat, np.array([0.5])).render(view, 80, 60).image
    assert np.array_equal(lined, renderer(flat).render(view, 80, 60).image)


def test_crowded_lines_fade_away() -> None:
    slope = np.broadcast_to(np.linspace(0.0, 1.0, 33), (33, 33))
    view = View3D(-90.0, 90.0)
    crowded = renderer(slope, np.linspace(0.01, 0.99, 400)).render(view, 200, 200).image
    assert np.array_equal(crowded, renderer(slope).render(view, 200, 200).image)


def test_odd_levels_are_ignored() -> None:
    odd = np.array([np.nan, 0.5, np.inf, 0.5, -np.inf, 7.0, -3.0])
    heights = hills(20, 20)
    one = renderer(heights, odd).render(View3D(), 90, 70).image
    assert np.array_equal(one, renderer(heights, np.array([0.5])).render(View3D(), 90, 70).image)


def test_the_floor_fills_gaps_only_and_faintly() -> None:
    heights = hills(20, 20)
    heights[:, :10] = np.nan
    view = View3D(-60.0, 30.0)
    made = renderer(hills(20, 20))
    bare, floored = made.render(view, 200, 150), made.render(view, 200, 150, floor=True)
    drawn = bare.image[..., 3] > 0
    assert np.array_equal(bare.image[drawn], floored.image[drawn])
    assert np.array_equal(bare.depth, floored.depth)
    floor = floored.image[..., 3][~drawn]
    assert (floor > 0).any() and floor.max() < 100
    below = View3D(-60.0, -30.0)
    assert np.array_equal(made.render(below, 99, 70).image, made.render(below, 99, 70, floor=True).image)


def test_pixels_are_premultiplied_and_supersampling_smooths_the_rim() -> None:
    made = renderer(hills(20, 20))
    coarse, fine = made.render(View3D(), 200, 150), made.render(View3D(), 200, 150, 2)
    assert set(np.unique(coarse.image[..., 3])) == {0, 255}
    assert len(np.unique(fine.image[..., 3])) > 2
    assert (fine.image[..., :3] <= fine.image[..., 3:]).all()
    assert fine.image.shape == coarse.image.shape and fine.depth.shape == (300, 400)


def test_the_same_picture_is_not_drawn_twice() -> None:
    made = renderer(hills(20, 20))
    first = made.render(View3D(), 60, 40)
    assert made.render(View3D(), 60, 40) is first
    kept = first.image.copy()
    other = made.render(View3D(10.0), 60, 40)
    assert other is not first and np.array_equal(first.image, kept)
    made.set_surface(hills(20, 20) * 0.5, np.full((20, 20, 3), WHITE, np.float32))
    assert not np.array_equal(made.render(View3D(10.0), 60, 40).image, other.image)
