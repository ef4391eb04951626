"""Projection: known directions, the frame around the box, and lines of sight as its inverse."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui.render.box import CORNERS, EDGES, FACES, axis_edges, back_edges, back_faces, front_edges
from landscape_gui.render.camera import BOX_HEIGHT, DISTANCE, FARTHEST, MARGIN, View3D

VIEWS = [
    View3D(),
    View3D(-90.0, 0.0),
    View3D(0.0, 90.0),
    View3D(45.0, 89.0),
    View3D(200.0, -30.0),
    View3D(-60.0, 35.0, 0.2),
    View3D(13.0, 20.0, 8.0),
]
SIZES = [(1000, 700), (300, 900), (64, 64), (1, 1), (1600, 200)]


def test_looking_north_puts_x_right_and_z_up() -> None:
    view = View3D(-90.0, 0.0)
    middle = [0.0, 0.0, BOX_HEIGHT / 2]
    points = np.array([middle, [1.0, 0.0, BOX_HEIGHT / 2], [0.0, 0.0, BOX_HEIGHT], [0.0, 1.0, BOX_HEIGHT / 2]])
    centre, right, top, far = view.project(points, 800, 600)
    assert centre == pytest.approx([400.0, 300.0, DISTANCE])
    assert right[0] > centre[0] and right[1] == pytest.approx(centre[1])
    assert top[1] < centre[1] and top[0] == pytest.approx(centre[0])
    assert far[2] == pytest.approx(DISTANCE + 1.0)


def test_looking_straight_down_keeps_north_up() -> None:
    pixels = View3D(-90.0, 90.0).project(np.array([[0.0, 0.0, 0.0], [0.5, 0.0, 0.0], [0.0, 0.5, 0.0]]), 500, 500)
    assert pixels[1, 0] > pixels[0, 0] and pixels[1, 1] == pytest.approx(pixels[0, 1])
    assert pixels[2, 1] < pixels[0, 1] and pixels[2, 0] == pytest.approx(pixels[0, 0])


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("elevation", [-89.0, -20.0, 0.0, 35.0, 90.0])
def test_the_whole_box_is_in_the_picture(size: tuple[int, int], elevation: float) -> None:
    width, height = size
    extents = []
    for azimuth in range(0, 360, 15):
        pixels = View3D(azimuth, elevation).project(CORNERS, width, height)
        extents.append(np.abs(pixels[:, :2] / [width, height] - 0.5).max())
        assert np.all(pixels[:, 2] > 0.0)
    # Inside the margin, and touching it at some azimuth: no room is wasted.
    assert max(extents) <= 0.5 - MARGIN + 1e-3
    assert max(extents) >= 0.5 - MARGIN - 0.02


def test_turning_keeps_the_scale() -> None:
    up = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, BOX_HEIGHT]])
    pixels = [View3D(azimuth, 30.0).project(up, 800, 600) for azimuth in (0.0, 33.0, 180.0)]
    assert np.allclose(pixels[0], pixels[1]) and np.allclose(pixels[0], pixels[2])


def test_zoom_enlarges_about_the_middle_of_the_picture() -> None:
    near = View3D(20.0, 40.0, 1.0).project(CORNERS, 640, 480)
    far = View3D(20.0, 40.0, 3.0).project(CORNERS, 640, 480)
    assert np.allclose(far[:, :2] - [320, 240], 3.0 * (near[:, :2] - [320, 240]))
    assert np.allclose(far[:, 2], near[:, 2])


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_line_of_sight_leads_back_to_the_point(view: View3D) -> None:
    points = np.random.default_rng(1).uniform([-1, -1, 0], [1, 1, BOX_HEIGHT], (20, 3))
    for point, pixel in zip(points, view.project(points, 640, 480), strict=True):
        origin, direction = view.ray(pixel[0], pixel[1], 640, 480)
        assert np.linalg.norm(np.cross(point - origin, direction)) < 1e-12
        assert np.linalg.norm(direction) == pytest.approx(1.0)


@pytest.mark.parametrize("view", [view for view in VIEWS if view.elevation], ids=str)
def test_the_floor_seen_at_a_pixel_is_where_it_is_projected_to(view: View3D) -> None:
    places = np.array([[-1.0, -1.0, 0.0], [1.0, 0.3, 0.0], [-0.4, 1.0, 0.0], [1.7, -1.2, 0.0]])
    for place, (x, y, _) in zip(places, view.project(places, 640, 480), strict=True):
        assert view.floor(x, y, 640, 480) == pytest.approx(place[:2], abs=1e-9)


@pytest.mark.parametrize("elevation", [-25.0, -15.0, 15.0, 30.0])
def test_above_the_horizon_the_floor_is_as_far_as_it_gets(elevation: float) -> None:
    view = View3D(40.0, elevation)
    beyond = -1e4 if elevation > 0.0 else 1e4
    places = [[*view.floor(x, y, 640, 480), 0.0] for x, y in ((100.0, beyond), (100.0, 2 * beyond), (500.0, beyond))]
    pixels = view.project(np.array(places), 640, 480)
    assert pixels[:, 2] == pytest.approx(FARTHEST)
    assert pixels[:, 0] == pytest.approx([100.0, 100.0, 500.0])
    assert places[0] == pytest.approx(places[1])


@pytest.mark.parametrize("size", [(640, 480), (300, 700), (1600, 260)], ids=str)
@pytest.mark.parametrize("elevation", [-40.0, 5.0, 35.0, 89.0])
def test_between_margins_the_box_is_as_large_as_it_can_be(size: tuple[int, int], elevation: float) -> None:
    left, top, right, bottom = 60.0, 5.0, 20.0, 45.0
    corners = [
        View3D(azimuth, elevation).between(*size, (left, top, right, bottom)).project(CORNERS, *size)[:, :2]
        for azimuth in range(0, 360, 5)
    ]
    low, high = np.min(corners, axis=(0, 1)), np.max(corners, axis=(0, 1))
    spare = np.array([low[0] - left, size[0] - right - high[0], low[1] - top, size[1] - bottom - high[1]])
    assert spare.min() >= -0.5
    assert min(spare[0] + spare[1], spare[2] + spare[3]) <= 0.04 * min(size)
    assert abs(spare[0] - spare[1]) <= 1.0
    zoomed = View3D(30.0, elevation, 2.0).between(*size, (left, top, right, bottom))
    assert zoomed.zoom == pytest.approx(2.0 * View3D(30.0, elevation).between(*size, (left, top, right, bottom)).zoom)


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_kernels_project_like_the_view(view: View3D) -> None:
    camera = view.camera(640, 480)
    point = np.array([0.3, -0.7, 0.5])
    relative = point - [0.0, 0.0, camera[13]]
    depth = camera[9] - relative @ camera[6:9]
    pixel = [camera[11] + camera[10] * (relative @ camera[0:3]) / depth]
    pixel += [camera[12] - camera[10] * (relative @ camera[3:6]) / depth, depth]
    assert np.allclose(view.project(point[None], 640, 480)[0], pixel)


def test_edges_and_faces_agree() -> None:
    assert len(set(EDGES)) == 12
    for first, second in EDGES:
        assert np.count_nonzero(CORNERS[first] != CORNERS[second]) == 1
    for corners in FACES.values():
        ring = [tuple(sorted(pair)) for pair in zip(corners, (*corners[1:], corners[0]), strict=True)]
        assert set(ring) <= set(EDGES)


def test_back_faces_of_the_usual_view() -> None:
    view = View3D(-60.0, 35.0)
    assert set(back_faces(view)) == {"x-", "y+", "z-"}
    # Three edges meet in the corner nearest to the viewer, and they alone are in front.
    assert {frozenset(edge) for edge in front_edges(view)} == {frozenset({5, k}) for k in (1, 4, 7)}
    assert len(back_edges(view)) == 9


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_labels_go_along_outer_edges_and_away_from_the_box(view: View3D) -> None:
    pixels = view.project(CORNERS, 800, 600)[:, :2]
    edges = axis_edges(view, 800, 600)
    assert list(edges) == ["x", "y", "z"]
    for number, edge in enumerate(edges.values()):
        assert edge.start[number] < edge.end[number]
        assert np.count_nonzero(edge.start != edge.end) == 1
        ends = view.project(np.stack([edge.start, edge.end]), 800, 600)[:, :2]
        assert np.linalg.norm(edge.outward) == pytest.approx(1.0)
        middle = ends.mean(axis=0)
        assert float((middle - pixels.mean(axis=0)) @ edge.outward) >= 0.0
