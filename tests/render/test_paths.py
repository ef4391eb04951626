"""Lines against a slow oracle: coverage, joints, gaps, growth, order, sight."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from landscape_gui.render.camera import View3D
from landscape_gui.render.paths import HIDDEN_OPACITY, PathLayer, Rect, Stroke
from landscape_gui.render.surface import Frame, SurfaceRenderer
from tests.render.naive import line_coverage

Floats = NDArray[np.float64]
BARE = Stroke((255, 255, 255), (0, 0, 0, 0), 3.0, 0.0)
RED = Stroke((255, 0, 0), (0, 0, 0, 255), 4.0, 2.0)


def alpha(layer: PathLayer) -> Floats:
    layer.paint()
    return layer.image[..., 3].astype(np.float64) / 255.0


def spiral(count: int = 2000, turns: float = 5.0, width: int = 120, height: int = 90) -> Floats:
    share = np.linspace(0.0, 1.0, count)
    radius, angle = 40.0 * (1.0 - share), 2.0 * np.pi * turns * share
    return np.column_stack([width / 2 + radius * np.cos(angle), height / 2 + radius * np.sin(angle)])


@pytest.mark.parametrize("width", [0.5, 1.0, 2.5, 7.0])
@pytest.mark.parametrize(
    "points",
    [
        [(5.0, 5.0), (50.0, 33.0)],
        [(5.2, 20.7), (55.0, 20.7)],
        [(20.5, 3.0), (20.5, 38.0)],
        [(50.0, 35.0), (30.0, 5.0), (10.0, 35.0), (11.0, 5.0)],
        [(-500.0, -300.0), (800.0, 400.0)],
        [(-1e12, 20.0), (1e12, 20.0)],
    ],
    ids=str,
)
def test_coverage_agrees_with_the_oracle(points: list[tuple[float, float]], width: float) -> None:
    layer = PathLayer(61, 41)
    layer.draw(0, np.array(points), Stroke((255, 255, 255), (0, 0, 0, 0), width, 0.0))
    expected = line_coverage(np.array(points), 61, 41, width / 2.0)
    assert np.abs(alpha(layer) - expected).max() <= 0.6 / 255.0


def test_many_short_steps_look_like_the_curve() -> None:
    layer = PathLayer(120, 90)
    points = spiral()
    layer.draw(0, points, BARE)
    # Straightened by less than a tenth of a pixel.
    assert np.abs(alpha(layer) - line_coverage(points, 120, 90, 1.5)).max() < 0.17


def test_joints_have_no_notches() -> None:
    turning = Stroke((255, 255, 255), (0, 0, 0, 0), 9.0, 0.0)
    layer = PathLayer(80, 80)
    corner = np.array([40.0, 40.0])
    layer.draw(0, np.array([[5.0, 38.0], corner, [5.0, 42.0]]), turning)
    cover = alpha(layer)
    y, x = np.mgrid[0:80, 0:80] + 0.5
    assert cover[np.hypot(x - corner[0], y - corner[1]) < 4.0].min() == 1.0


def test_the_outline_lies_beneath_the_colour() -> None:
    layer = PathLayer(60, 40)
    layer.draw(0, np.array([[10.0, 20.0], [50.0, 20.0], [30.0, 5.0], [30.0, 38.0]]), RED)
    layer.paint()
    red, others = layer.image[..., 2].astype(int), layer.image[..., :2]
    cover = layer.image[..., 3]
    assert not others.any()
    # In the middle of the crossing and of each line there is colour only, at the rim black.
    for row, column in ((20, 30), (20, 40), (30, 30)):
        assert red[row, column] == 255
    assert red[23, 45] == 0 and cover[23, 45] == 255
    assert (layer.image[..., :3] <= layer.image[..., 3:]).all()


def test_later_lanes_lie_on_top_whatever_the_order_of_drawing() -> None:
    blue = Stroke((0, 0, 255), (0, 0, 0, 255), 4.0, 0.0)
    line = np.array([[5.0, 10.0], [35.0, 10.0]])
    layer = PathLayer(40, 20)
    layer.draw(2, line, blue)
    layer.draw(1, line, RED)
    layer.paint()
    assert layer.image[10, 20].tolist() == [255, 0, 0, 255]
    layer.remove(2)
    layer.paint()
    assert layer.image[10, 20].tolist() == [0, 0, 255, 255]


def test_half_transparent_outlines_mix() -> None:
    layer = PathLayer(40, 30)
    layer.draw(0, np.array([[5.0, 15.0], [35.0, 15.0]]), Stroke((255, 255, 255), (0, 200, 0, 128), 4.0, 5.0))
    layer.paint()
    assert layer.image[15, 20].tolist() == [255, 255, 255, 255]
    assert layer.image[10, 20].tolist() == [0, 100, 0, 128]


def test_points_that_are_not_finite_interrupt_the_line() -> None:
    points = np.array([[5.0, 10.0], [15.0, 10.0], [np.nan, 10.0], [35.0, 10.0], [55.0, 10.0], [np.inf, 3], [60, 30]])
    layer = PathLayer(80, 40)
    layer.draw(0, points, BARE)
    cover = alpha(layer)
    assert cover[10, 10] == 1.0 and cover[10, 45] == 1.0
    assert not cover[:, 20:30].any() and not cover[12:28].any()
    assert cover[30, 60] > 0.5


@pytest.mark.parametrize("points", [np.zeros((0, 2)), np.full((3, 2), np.nan), np.full((4, 2), 1e12)])
def test_nothing_to_draw(points: Floats) -> None:
    layer = PathLayer(30, 20)
    layer.draw(0, points, RED)
    assert layer.paint() == Rect(0, 0, 0, 0)
    assert not layer.image.any()


def test_one_point_is_a_dot() -> None:
    layer = PathLayer(20, 20)
    layer.draw(0, np.array([[10.0, 10.0]] * 3), BARE)
    assert np.abs(alpha(layer) - line_coverage(np.array([[10.0, 10.0]] * 2), 20, 20, 1.5)).max() <= 0.6 / 255.0


@pytest.mark.parametrize("dash", [(), (5.0, 3.0), (1.5, 2.5), (6.0, 2.5, 1.5, 2.5)], ids=str)
@pytest.mark.parametrize("chunk", [1, 7, 400])
def test_growing_gives_the_picture_of_drawing_whole(dash: tuple[float, ...], chunk: int) -> None:
    look = Stroke((255, 128, 0), (0, 0, 0, 200), 3.0, 1.0, dash)
    points = spiral(1200)
    points[300] = np.nan
    whole, grown = PathLayer(120, 90), PathLayer(120, 90)
    whole.draw(0, points, look)
    grown.draw(0, points[:5], look)
    grown.paint()
    for start in range(5, len(points), chunk):
        grown.extend(0, points[start : start + chunk])
        grown.paint()
    whole.paint()
    difference = np.abs(whole.image.astype(int) - grown.image.astype(int))
    # Ends drawn on the way lie within a tenth of a pixel of the line as a whole.
    assert difference.max() <= 40 and difference.mean() < 0.4


def test_growing_in_the_middle_of_a_step_adds_nothing() -> None:
    points = np.array([[5.0, 5.0], [100.0, 60.0], [20.0, 80.0]])
    whole, grown = PathLayer(120, 90), PathLayer(120, 90)
    whole.draw(0, points, RED)
    grown.draw(0, points[:1], RED)
    for end in points[1:]:
        begin = points[0] if end[0] == 100.0 else points[1]
        for share in np.linspace(0.1, 1.0, 10):
            grown.extend(0, (begin + share * (end - begin))[None])
            grown.paint()
    whole.paint()
    assert np.abs(whole.image.astype(int) - grown.image.astype(int)).max() <= 2


def test_only_what_has_changed_is_reported() -> None:
    layer = PathLayer(200, 100)
    layer.draw(0, np.array([[20.0, 20.0], [60.0, 30.0]]), RED)
    rect = layer.paint()
    assert rect.x in (15, 16) and rect.y in (15, 16) and rect.x + rect.width in (64, 65)
    assert layer.paint() == Rect(0, 0, 0, 0)
    before = layer.image.copy()
    layer.extend(0, np.array([[150.0, 30.0], [160.0, 80.0]]))
    rect = layer.paint()
    assert rect.x in (55, 56) and rect.y in (25, 26)
    outside = np.ones((100, 200), np.bool_)
    outside[rect.y : rect.y + rect.height, rect.x : rect.x + rect.width] = False
    assert np.array_equal(before[outside], layer.image[outside])
    layer.clear()
    layer.paint()
    assert not layer.image.any()


def test_drawing_again_replaces_the_lane() -> None:
    layer, fresh = PathLayer(120, 90), PathLayer(120, 90)
    layer.draw(0, spiral(), RED)
    layer.draw(1, spiral() + 3.0, BARE)
    layer.paint()
    layer.draw(0, spiral()[::-1] * 0.5, BARE)
    fresh.draw(0, spiral()[::-1] * 0.5, BARE)
    fresh.draw(1, spiral() + 3.0, BARE)
    layer.paint()
    fresh.paint()
    assert np.array_equal(layer.image, fresh.image)


def test_the_number_of_threads_changes_no_pixel() -> None:
    pictures = []
    for threads in (1, 2, 5):
        layer = PathLayer(240, 200, threads)
        looks = [Stroke((40 * k, 9, 99), (0, 0, 0, 120), 2.0 + k, 1.0, (4.0, 2.0) * (k % 2)) for k in range(6)]
        layer.draw_all({k: (spiral(1000, 3.0 + k) + 9.0 * k, look) for k, look in enumerate(looks)})
        layer.paint()
        pictures.append(layer.image)
    assert np.array_equal(pictures[0], pictures[1]) and np.array_equal(pictures[0], pictures[2])


def test_dashes_have_their_lengths() -> None:
    layer = PathLayer(400, 20)
    layer.draw(0, np.array([[0.0, 10.5], [400.0, 10.5]]), Stroke((255, 255, 255), (0, 0, 0, 0), 4.0, 0.0, (5.0, 3.0)))
    row = alpha(layer)[10]
    # Strokes of 20 and gaps of 12 pixels, where the line is solid half-way into its round ends.
    starts = np.flatnonzero(np.diff((row > 0.5).astype(int)) == 1)
    ends = np.flatnonzero(np.diff((row > 0.5).astype(int)) == -1)
    assert set(np.diff(starts)) == {32} and set(np.diff(ends)) == {32}
    assert ends[1] - starts[0] == 20


def test_dashes_go_on_around_corners_and_across_huge_steps() -> None:
    look = Stroke((255, 255, 255), (0, 0, 0, 0), 2.0, 0.0, (3.0, 3.0))
    layer = PathLayer(100, 100)
    layer.draw(0, np.array([[10.0, 10.0], [90.0, 10.0], [90.0, 90.0], [1e12, 90.0], [-1e12, 50.0]]), look)
    cover = alpha(layer)
    assert 0.3 < (cover[10, 10:90] > 0.5).mean() < 0.7
    assert 0.3 < (cover[10:90, 89] > 0.5).mean() < 0.7


@pytest.mark.parametrize("dash", [(1e-9, 1e-9), (0.0, 0.0), (3.0,), (4.0, 2.0, 1.0)])
def test_odd_dashes_do_no_harm(dash: tuple[float, ...]) -> None:
    layer = PathLayer(50, 20)
    layer.draw(0, np.array([[5.0, 10.0], [45.0, 10.0]]), Stroke((255, 255, 255), (0, 0, 0, 0), 2.0, 0.0, dash))
    assert alpha(layer)[9:11, 5:45].any()


@pytest.mark.parametrize("size", [(1, 1), (7, 1), (1, 9), (8, 8), (9, 3)])
def test_tiny_layers(size: tuple[int, int]) -> None:
    layer = PathLayer(*size)
    layer.draw(0, np.array([[-5.0, -5.0], [20.0, 20.0]]), RED)
    layer.paint()
    assert layer.image.shape == (size[1], size[0], 4) and layer.image[0, 0].tolist() == [0, 0, 255, 255]


def test_points_may_be_slices_and_read_only() -> None:
    points = spiral()
    points.flags.writeable = False
    one, other = PathLayer(120, 90), PathLayer(120, 90)
    one.draw(0, points[::2], RED)
    other.draw(0, points[::2].copy(), RED)
    one.paint()
    other.paint()
    assert np.array_equal(one.image, other.image)


def ridge_frame(
    view: View3D, supersample: int = 1, width: int = 200, height: int = 150
) -> tuple[SurfaceRenderer, Frame]:
    x = np.linspace(-1.0, 1.0, 61)
    heights = np.broadcast_to(0.9 * np.exp(-((x * 5.0) ** 2)), (61, 61))
    made = SurfaceRenderer(1)
    made.set_surface(heights, np.full((61, 61, 3), 90.0, np.float32))
    return made, made.render(view, width, height, supersample)


@pytest.mark.parametrize("view", [View3D(-90, 25), View3D(200, 30), View3D(30, 70), View3D(0, 90)], ids=str)
@pytest.mark.parametrize("supersample", [1, 2])
def test_a_path_on_the_side_that_is_seen_is_drawn_fully(view: View3D, supersample: int) -> None:
    made, frame = ridge_frame(view, supersample)
    flat = np.column_stack([np.linspace(-0.9, 0.9, 300), 0.4 * np.sin(np.linspace(0.0, 9.0, 300))])
    points, _ = made.terrain.drape(flat)
    seen = made.terrain.visible(points, view, slack=1e-4)
    pixels = made.terrain.project_draped(points, view, 200, 150)
    layer = PathLayer(200, 150)
    layer.set_depth(frame)
    layer.draw(0, pixels, BARE)
    cover = alpha(layer)
    middle = cover[pixels[seen, 1].astype(int), pixels[seen, 0].astype(int)]
    assert np.quantile(middle, 0.02) > 0.9


def test_a_path_behind_a_ridge_is_faint() -> None:
    view = View3D(180.0, 10.0)
    _, frame = ridge_frame(view)
    behind = np.array([[0.6, -0.5, 0.02], [0.6, 0.5, 0.02]])
    before = behind * [-1.0, 1.0, 1.0]
    layer = PathLayer(200, 150)
    layer.set_depth(frame)
    layer.draw(0, view.project(behind, 200, 150), BARE)
    assert alpha(layer).max() == pytest.approx(HIDDEN_OPACITY, abs=0.01)
    layer.draw(0, view.project(before, 200, 150), BARE)
    assert alpha(layer).max() == 1.0
    layer.set_depth(None)
    layer.draw(0, view.project(behind, 200, 150)[:, :2], BARE)
    assert alpha(layer).max() == 1.0


def test_depths_of_another_resolution_will_do() -> None:
    view = View3D(180.0, 10.0)
    behind = np.array([[0.6, -0.5, 0.02], [0.6, 0.5, 0.02]])
    covers = []
    for width, height in ((200, 150), (100, 75), (600, 450)):
        _, frame = ridge_frame(view, 1, width, height)
        layer = PathLayer(200, 150)
        layer.set_depth(frame)
        layer.draw(0, view.project(behind, 200, 150), BARE)
        covers.append(alpha(layer))
    assert np.abs(covers[0] - covers[1]).mean() < 0.01 and np.abs(covers[0] - covers[2]).mean() < 0.01


def test_growing_behind_the_surface() -> None:
    view = View3D(150.0, 20.0)
    made, frame = ridge_frame(view)
    flat = np.column_stack([np.linspace(-0.9, 0.9, 200), np.linspace(-0.5, 0.7, 200)])
    pixels = made.terrain.project_draped(made.terrain.drape(flat)[0], view, 200, 150)
    whole, grown = PathLayer(200, 150), PathLayer(200, 150)
    for layer in (whole, grown):
        layer.set_depth(frame)
    whole.draw(0, pixels, RED)
    grown.draw(0, pixels[:3], RED)
    for row in pixels[3:]:
        grown.extend(0, row[None])
        grown.paint()
    whole.paint()
    difference = np.abs(whole.image.astype(int) - grown.image.astype(int))
    assert difference.mean() < 0.4
