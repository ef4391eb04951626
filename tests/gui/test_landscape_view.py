"""The landscape from above: colours, markers and paths lie where the axes say, and the hand does what it should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import (
    CatalogueData,
    DataSource,
    Experiment,
    FormulaProblem,
    Lane,
    NetworkProblem,
    OwnPoints,
    ParameterPlane,
    SurfaceProblem,
    View,
)
from landscape_gui.render.colors import color_table
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.ui import theme
from landscape_gui.ui.canvas import backdrop, marks
from landscape_gui.ui.canvas.paint import axis_words, head_box
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.landscape import view as landscape
from landscape_gui.ui.views.landscape.view import LandscapeView
from tests.gui.hands import move, wheel
from tests.gui.making import Heard, maker
from tests.gui.pixels import has, near, pixels

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
BARE = View(contours=0, minima=False)
DOMAIN = ((-2.0, 3.0), (-1.0, 2.0))
Make = Callable[..., LandscapeView]


@pytest.fixture
def themes(qapp: QApplication) -> ThemeManager:
    return theme.apply(qapp, "dark", 1.0)


@pytest.fixture
def make(qtbot: QtBot, themes: ThemeManager) -> Make:
    return maker(qtbot, LandscapeView, themes)


def scene_of(text: str, lanes: tuple[Lane, ...] = (), view: View = BARE, **more: Any) -> Scene:
    settings: dict[str, Any] = {"start": (1.0, 1.0), "steps": 30} | more
    domain = settings.pop("domain", DOMAIN)
    return complete_scene(Experiment(FormulaProblem(text, domain), lanes, view=view, **settings))


def at(view: LandscapeView, x: float, y: float) -> QPoint:
    return view.plot().frame.point(x, y).toPoint()


@pytest.mark.parametrize("text", ["x + 3*y^3", "(x-1)^2 + 0.2*y", "100*(y - x^2)^2 + (1 - x)^2"])
@pytest.mark.parametrize("size", [(500, 400), (301, 223)])
def test_every_pixel_has_the_colour_of_the_height_there(make: Make, text: str, size: tuple[int, int]) -> None:
    scene = scene_of(text)
    view = make(scene, size)
    picture, frame = pixels(view), view.plot().frame
    table = color_table("viridis").astype(int)
    random = np.random.default_rng(3)
    handle = frame.point(*scene.start)
    for _ in range(200):
        x = int(random.uniform(frame.rect.left() + 2, frame.rect.right() - 2))
        y = int(random.uniform(frame.rect.top() + 2, frame.rect.bottom() - 2))
        if np.hypot(x - handle.x(), y - handle.y()) < 20:
            continue
        value, _ = scene.problem.value_and_gradient(frame.value(QPointF(x + 0.5, y + 0.5)))
        entry = float(scene.scale.forward(value)) * 255
        expected = table[max(0, int(entry) - 3) : int(entry) + 5]
        assert (np.abs(picture[y, x] - expected).max(axis=1) <= 3).any(), (x, y, entry)


def test_a_minimum_is_marked_at_its_pixel(make: Make) -> None:
    surface = SurfaceProblem("himmelblau")
    plain = make(complete_scene(Experiment(surface, start=(0.0, 0.0), view=View(contours=0, minima=False))))
    marked = make(complete_scene(Experiment(surface, start=(0.0, 0.0), view=View(contours=0, minima=True))))
    changed = np.argwhere((pixels(plain) != pixels(marked)).any(axis=2))
    frame, scene = marked.plot().frame, marked.scene
    assert scene is not None and len(scene.minima) == 4
    for point in scene.minima:
        place = frame.point(*point)
        assert has(near(pixels(marked), place, 1), "#ffffff")
        around = changed[np.abs(changed - [place.y(), place.x()]).max(axis=1) < 32]
        # A flag stands on the point and flies to the right of it.
        assert abs(around[:, 0].max() - place.y()) < 5 and abs(around[:, 1].min() - place.x()) < 5
        assert around[:, 0].min() < place.y() - 20 and around[:, 1].max() > place.x() + 10


def test_marks_on_the_border_are_whole(make: Make, themes: ThemeManager) -> None:
    scene = complete_scene(Experiment(SurfaceProblem("eggholder"), start=(-512.0, 512.0), view=View(contours=0)))
    view = make(scene, (440, 440))
    picture, frame = pixels(view), view.plot().frame
    corner, flag = frame.point(-512.0, 512.0), frame.point(*scene.minima[0])
    # The ring reaches beyond the corner, the flag flies to the left of its staff.
    assert has(near(picture, corner - QPointF(marks.HANDLE_RADIUS, 0.0), 1), "#ffffff")
    assert has(near(picture, flag + QPointF(-5.0, -19.0), 1), "#ffffff")
    view.ask((-500.0, -100.0), (100.0, 500.0))
    assert not has(near(pixels(view), view.plot().frame.point(-512.0, 512.0), 4), "#ffffff")


def test_marks_are_small_in_a_small_view() -> None:
    assert marks.mark_scale(2.0, 900.0, 1000.0) == 2.0 and marks.mark_scale(1.0, 900.0, 420.0) == 1.0
    assert marks.mark_scale(2.0, 900.0, 420.0) == 1.0
    assert 0.0 < marks.mark_scale(2.0, 10.0, 10.0) == marks.mark_scale(1.0, 1.0, 1.0) < 1.0


def test_an_error_while_painting_ends_the_painter(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    view = make(scene_of("x^2 + y^2"))
    painters: list[QPainter] = []

    def fail(painter: QPainter, *rest: object) -> None:
        painters.append(painter)
        raise ZeroDivisionError

    monkeypatch.setattr(view, "paint_scene", fail)
    with pytest.raises(ZeroDivisionError):
        view.grab()
    assert not painters[0].isActive()


def test_heads_stand_between_steps_and_paths_end_there(make: Make) -> None:
    lanes = (Lane("gd", {"lr": 0.05}, color="#ff00ff", marker="square", dash="solid"),)
    scene = scene_of("x^2 + y", lanes, start=(2.5, 1.5), steps=12)
    view = make(scene)
    run = scene.lanes[0].run
    assert run is not None
    for position in (0.0, 3.0, 3.5, 12.0):
        view.seek(position)
        point = run.positions[int(position)] + position % 1 * np.diff(run.positions, axis=0)[min(11, int(position))]
        picture, frame = pixels(view), view.plot().frame
        assert has(near(picture, frame.point(*point), 1), "#ff00ff", 2)
        later = frame.point(*run.positions[12])
        assert has(near(picture, later, 1), "#ff00ff", 2) == (position == 12.0)


def test_playing_step_by_step_paints_what_a_jump_paints(make: Make) -> None:
    lanes = tuple(Lane(key) for key in ("gd", "momentum", "adam"))
    scene = scene_of("x^2 + 3*y^2 + sin(5*x)", lanes, start=(2.5, 1.5), steps=60, gradient_noise=2.0)
    played, jumped, rewound = make(scene), make(scene), make(scene)
    rewound.seek(60.0)
    pixels(rewound)
    for position in np.linspace(0.0, 40.5, 100):
        played.seek(float(position))
        pixels(played)
    jumped.seek(40.5)
    rewound.seek(40.5)
    assert (pixels(jumped) == pixels(rewound)).all()
    assert (np.abs(pixels(played) - pixels(jumped)).max(axis=2) > 40).mean() < 0.001


def test_the_future_is_faint_and_only_there_when_wanted(make: Make) -> None:
    lanes = (Lane("gd", {"lr": 0.05}, color="#ff00ff", dash="solid"),)
    view = make(scene_of("x^2 + y", lanes, start=(2.5, 1.5), steps=12))
    plain = pixels(view)
    view.set_future(True)
    changed = (pixels(view) != plain).any(axis=2)
    assert 50 < changed.sum() < 2000
    view.set_future(False)
    assert (pixels(view) == plain).all()


def test_where_nothing_is_defined_no_colour_of_the_map_is_shown(make: Make, themes: ThemeManager) -> None:
    scene = scene_of("log(x) + y^2", domain=((-2.0, 2.0), (-1.0, 1.0)), start=(1.0, 0.0))
    view = make(scene)
    picture = pixels(view)
    for x, y in ((-1.9, 0.9), (-0.5, -0.8), (-1.5, 0.5)):
        colors = near(picture, view.plot().frame.point(x, y), 6)
        assert has(colors, themes.theme.background, 0)
        assert (colors.max(axis=1) - colors.min(axis=1) < 30).all()
    known = near(picture, view.plot().frame.point(1.8, 0.9), 2)
    assert (known.max(axis=1) - known.min(axis=1) > 30).all()
    # The words stand in the roomiest place: the middle of the undefined half.
    words = near(picture, view.plot().frame.point(-1.0, 0.0), 20)
    assert has(words, themes.theme.muted, 40)


@pytest.mark.parametrize(
    "text",
    [
        "0*x + 0*y + 3",
        "log(-x^2 - y^2 - 1)",
        "1/(x^2 + y^2)",
        "1/x + y",
        "exp(300*x) + y",
        "1e-300*x + y*0",
        "sqrt(x*y)",
    ],
)
@pytest.mark.parametrize("size", [(300, 240), (40, 30), (1, 1)])
def test_strange_surfaces_are_painted_without_complaint(make: Make, text: str, size: tuple[int, int]) -> None:
    view = make(scene_of(text, (Lane("gd"), Lane("adam")), View(gradient_arrows=True, step_arrows=True)), size)
    view.seek(17.5)
    assert pixels(view).shape == (size[1], size[0], 3)


@pytest.mark.parametrize(
    "domain", [((1e8, 1e8 + 1), (-1e-7, 1e-7)), ((-1e9, 1e9), (-1e-3, 1e-3)), ((0.0, 1e-6), (0.0, 1e-6))]
)
def test_extreme_regions_are_painted(make: Make, domain: tuple[tuple[float, float], tuple[float, float]]) -> None:
    start = tuple(0.5 * (low + high) for low, high in domain)
    view = make(scene_of("x^2 + y^2", (Lane("gd"),), domain=domain, start=start))
    view.seek(5.0)
    frame = view.plot().frame
    assert frame.value(frame.point(*start)) == pytest.approx(start, rel=1e-6)
    assert len(np.unique(pixels(view).reshape(-1, 3), axis=0)) > 50


def test_lanes_outside_are_pointed_to_at_the_border(make: Make) -> None:
    lanes = (Lane("gd", {"lr": 0.01}, color="#ff00ff", dash="solid"), Lane("gd", {"lr": 0.01}, color="#00ffff"))
    view = make(scene_of("y - x - y", lanes, start=(2.9, 1.0), steps=100))
    view.seek(100.0)
    picture, rect = pixels(view), view.plot().frame.rect.toRect()
    strip = picture[rect.top() : rect.bottom(), rect.right() - 22 : rect.right()]
    rows = {color: np.flatnonzero([has(row, color) for row in strip]) for color in ("#ff00ff", "#00ffff")}
    assert all(len(found) > 4 for found in rows.values())
    assert abs(rows["#ff00ff"].mean() - rows["#00ffff"].mean()) > 8


def test_a_path_that_left_the_numbers_ends_in_a_cross(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    ends: list[str] = []
    heads: list[str] = []
    monkeypatch.setattr(marks, "draw_end", lambda painter, color, *rest: ends.append(color))
    monkeypatch.setattr(marks, "draw_head", lambda painter, lane, *rest: heads.append(lane.color))
    lanes = (Lane("gd", {"lr": 0.1}, color="#ff00ff"), Lane("gd", {"lr": 0.001}, color="#00ffff"))
    view = make(scene_of("log(x) + y^2", lanes, domain=((-1.0, 2.0), (-1.0, 1.0)), start=(0.5, 0.0), steps=40))
    view.seek(0.0)
    pixels(view)
    assert (ends, heads) == ([], ["#ff00ff", "#00ffff"])
    view.seek(40.0)
    heads.clear()
    pixels(view)
    assert "#ff00ff" in ends and heads.count("#ff00ff") == 0


def test_clicking_and_dragging_on_the_plane_set_the_shared_start(qtbot: QtBot, make: Make) -> None:
    view = make(scene_of("x^2 + y^2", (Lane("gd"),)))
    heard = Heard(view.startMoved)
    qtbot.mousePress(view, LEFT, pos=at(view, -1.0, 0.5))
    move(view, at(view, -1.5, 1.5))
    qtbot.mouseRelease(view, LEFT, pos=at(view, -1.5, 1.5))
    points, lanes, finals = zip(*heard.said, strict=True)
    assert points[0] == pytest.approx((-1.0, 0.5), abs=0.01) and points[-1] == pytest.approx((-1.5, 1.5), abs=0.01)
    assert set(lanes) == {None} and list(finals) == [False] * (len(finals) - 1) + [True]


def test_a_start_cannot_be_dragged_out_of_the_picture(qtbot: QtBot, make: Make) -> None:
    view = make(scene_of("x^2 + y^2"))
    heard = Heard(view.startMoved)
    qtbot.mousePress(view, LEFT, pos=at(view, -1.0, 0.5))
    qtbot.mouseRelease(view, LEFT, pos=QPoint(-300, 5000))
    assert heard.said[-1][0] == pytest.approx((-2.0, -1.0))


def test_clicking_beside_the_axes_does_nothing(qtbot: QtBot, make: Make) -> None:
    view = make(scene_of("x^2 + y^2"))
    heard = Heard(view.startMoved)
    qtbot.mouseClick(view, LEFT, pos=QPoint(3, 390))
    qtbot.mouseClick(view, LEFT, pos=QPoint(498, 100))
    assert heard.said == []


def test_a_handle_is_taken_without_a_jump_and_moves_its_lane(qtbot: QtBot, make: Make) -> None:
    lanes = (Lane("gd"), Lane("adam", start=(-1.0, 0.5)), Lane("lion", start=(-1.0, 5.0), enabled=False))
    view = make(scene_of("x^2 + y^2", lanes))
    assert [(handle.lane, handle.point) for handle in view.handles()] == [(None, (1.0, 1.0)), (1, (-1.0, 0.5))]
    heard = Heard(view.startMoved)
    grip = at(view, -1.0, 0.5) + QPoint(4, -3)
    qtbot.mousePress(view, LEFT, pos=grip)
    qtbot.mouseRelease(view, LEFT, pos=grip)
    assert heard.said == []
    qtbot.mousePress(view, LEFT, pos=grip)
    move(view, grip + QPoint(40, 0))
    qtbot.mouseRelease(view, LEFT, pos=grip + QPoint(40, 0))
    point, lane, final = heard.said[-1]
    frame = view.plot().frame
    assert (lane, final) == (1, True)
    assert point == pytest.approx((-1.0 + 40 * 5.0 / frame.rect.width(), 0.5), abs=1e-6)
    # Until its scene comes, the handle stays where the hand has put it.
    assert view.handles()[1].point == point
    view.show_scene(scene_of("x^2 + y^2", lanes))
    assert view.handles()[1].point == (-1.0, 0.5)


def test_where_all_lanes_have_their_own_start_no_shared_one_is_shown(make: Make) -> None:
    view = make(scene_of("x^2 + y^2", (Lane("gd", start=(0.5, 0.5)), Lane("adam", start=(1.0, 0.0)))))
    assert [handle.lane for handle in view.handles()] == [0, 1]


PARTED = ((-2.0, 3.0, 1), (0.0, 4.0, 1), (2.0, 3.5, 1), (-1.5, -3.0, 0), (0.5, -2.5, 0), (2.0, -4.0, 0))
"""Points of two classes with much room between them, above and below."""
BESIDE = ((-2.0, 3.0, 1), (-1.0, -4.0, 1), (-2.0, 1.5, 1), (1.5, -3.0, 0), (0.5, 2.5, 0), (2.0, -4.0, 0))
"""Points of two classes side by side."""


def line_scene(data: DataSource, loss: str, **view: Any) -> Scene:
    problem = NetworkProblem(data, form="line", loss=loss)
    return complete_scene(Experiment(problem, (Lane("gd"), Lane("adam")), steps=20, view=View(**view)))


@pytest.mark.parametrize("loss", ["hinge", "binary_cross_entropy"])
def test_the_best_line_has_a_flag(make: Make, monkeypatch: pytest.MonkeyPatch, loss: str) -> None:
    flags: list[QPointF] = []
    monkeypatch.setattr(marks, "draw_minimum", lambda painter, place, *rest: flags.append(place))
    scene = line_scene(CatalogueData("linear"), loss)
    view = make(scene)
    pixels(view)
    (flag,), (minimum,) = flags, scene.minima
    assert flag == view.place_of(view.plot(), minimum) and view._captions(scene) == []
    grid, (w, b) = scene.grid, minimum
    row, column = np.unravel_index(int(np.argmin(grid.values)), grid.values.shape)
    (left, right), (low, high) = grid.region
    rows, columns = grid.values.shape
    assert abs(left + (right - left) * column / (columns - 1) - w) < 0.2 * (right - left)
    assert abs(low + (high - low) * row / (rows - 1) - b) < 0.2 * (high - low)
    assert scene.problem.values(np.array([minimum]))[0] <= grid.values.min()
    for scene in (
        line_scene(CatalogueData("linear"), loss, surface="accuracy"),
        line_scene(CatalogueData("linear"), loss, minima=False),
    ):
        flags.clear()
        pixels(make(scene))
        assert flags == []


def test_a_region_of_minima_has_a_border_and_words(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(landscape, "paint_pill", lambda painter, corner, text, *rest, **more: said.append(text))
    scene = line_scene(OwnPoints(PARTED), "hinge")
    view = make(scene, (700, 600))
    bordered = pixels(view)
    assert said[-1] == "least loss: everywhere within the broken line" and scene.minima == ()
    bare = pixels(make(line_scene(OwnPoints(PARTED), "hinge", minima=False), (700, 600)))
    assert scene.lowest is not None
    places = [view.place_of(view.plot(), point) for point in scene.lowest.points]
    changed = np.argwhere((bordered != bare).any(axis=2))
    first, last = changed.min(axis=0), changed.max(axis=0)
    assert first[1] == pytest.approx(min(place.x() for place in places), abs=4.0)
    assert last[1] == pytest.approx(max(place.x() for place in places), abs=4.0)
    view.resize(260, 240)
    pixels(view)
    assert said[-1] == "least: within the broken line"


def test_where_steeper_lines_are_ever_better_it_is_said(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    boxes: list[QPointF] = []

    def remember(painter: object, corner: QPointF, text: str, *rest: object, **more: object) -> None:
        said.append(text)
        boxes.append(corner)

    monkeypatch.setattr(landscape, "paint_pill", remember)
    scene = line_scene(OwnPoints(BESIDE), "binary_cross_entropy", gradient_arrows=True)
    view = make(scene, (700, 600))
    pixels(view)
    assert said[-1] == "no minimum: the steeper the line, the smaller the loss" and scene.minima == ()
    legend = view.legend_box(scene, view.plot())
    assert legend.bottom() < view.plot().frame.rect.center().y() < boxes[-1].y()


def test_further_coordinates_are_kept_and_said(qtbot: QtBot, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(landscape, "paint_pill", lambda painter, corner, text, *rest, **more: said.append(text))
    domain = ((-2.0, 2.0),) * 4
    lanes = (Lane("gd"), Lane("adam", start=(-1.0, 0.5, 0.75, -1.0)))
    view = make(scene_of("x^2 + y^2 + z^2 + w", lanes, domain=domain, start=(1.0, 1.0, 0.2, -1.5)))
    pixels(view)
    assert said[-1] == "slice at z = 0.2, w = −1.5"
    heard, hovered = Heard(view.startMoved), Heard(view.hovered)
    qtbot.mouseClick(view, LEFT, pos=at(view, 0.0, -1.0))
    assert heard.said[-1][0][2:] == (0.2, -1.5)
    qtbot.mousePress(view, LEFT, pos=at(view, -1.0, 0.5))
    move(view, at(view, -0.5, 0.5))
    qtbot.mouseRelease(view, LEFT, pos=at(view, -0.5, 0.5))
    assert heard.said[-1][0][2:] == (0.75, -1.0)
    assert hovered.said[-1][0][2:] == (0.2, -1.5)


def test_the_wheel_zooms_about_the_mouse_and_is_final_after_a_while(qtbot: QtBot, make: Make) -> None:
    view = make(scene_of("x^2 + y^2"))
    heard, place = Heard(view.regionChanged), at(view, 2.0, 0.5)
    before = view.plot().frame.value(QPointF(place))
    with qtbot.waitSignal(view.regionChanged, check_params_cb=lambda region, final: final):
        wheel(view, place, 120)
        wheel(view, place, 120)
    assert [final for _, final in heard.said] == [False, False, True]
    assert view.plot().frame.value(QPointF(place)) == pytest.approx(before, abs=1e-9)
    assert heard.said[-1][0] == view.viewport.region
    assert np.ptp(view.viewport.region, axis=1) == pytest.approx([5.0 / 1.25**2, 3.0 / 1.25**2])


def test_the_old_picture_is_shown_in_its_place_while_a_zoom_is_computed(make: Make) -> None:
    scene = scene_of("x + 3*y^3")
    view = make(scene)
    view.zoom(0.5)
    picture, frame = pixels(view), view.plot().frame
    assert (frame.x.low, frame.x.high) == (-4.5, 5.5)
    table = color_table("viridis").astype(int)
    for point in ((-1.5, -0.5), (2.5, 1.5), (2.0, -0.8)):
        color = near(picture, frame.point(*point), 0)[0]
        entry = float(scene.scale.forward(scene.problem.value_and_gradient(point)[0])) * 255
        assert (np.abs(color - table[max(0, int(entry) - 6) : int(entry) + 7]).max(axis=1) <= 6).any()
    wider = complete_scene(replace(scene.experiment, view=replace(BARE, region=view.viewport.region)))
    view.show_scene(wider)
    assert view.viewport.region == wider.grid.region


@pytest.mark.parametrize("size", [(700, 300), (260, 500)])
def test_circles_stay_circles_wherever_the_hand_goes(qtbot: QtBot, make: Make, size: tuple[int, int]) -> None:
    view = make(scene_of("x^2 + y^2"), size)
    place = at(view, 2.0, 0.5)
    before = view.plot().frame.value(QPointF(place))
    for step in (lambda: None, lambda: wheel(view, place, 120), lambda: view.pan(0.3, -0.2), view.show_whole):
        step()
        rect, (x, y) = view.plot().frame.rect, view.viewport.region
        units = rect.width() / (x[1] - x[0]), rect.height() / (y[1] - y[0])
        assert units[0] == pytest.approx(units[1], rel=0.01)
    wheel(view, place, 240)
    # Longer labels may move the picture by a few pixels.
    assert view.plot().frame.value(QPointF(place)) == pytest.approx(before, abs=0.05)
    heard = Heard(view.startMoved)
    qtbot.mouseClick(view, LEFT, pos=place)
    assert heard.said[-1][0] == pytest.approx(before, abs=0.05)
    assert pixels(view).shape[:2] == size[::-1]


def test_without_equal_scales_the_map_fills_the_room(make: Make) -> None:
    equal, free = (make(scene_of("x^2 + y^2", view=replace(BARE, equal_scale=on)), (700, 300)) for on in (True, False))
    assert free.plot().frame.rect.width() > 1.2 * equal.plot().frame.rect.width()
    # A scene that asks for the other scale is laid out anew.
    assert equal.scene is not None and free.scene is not None
    equal.show_scene(free.scene)
    assert equal.plot().frame.rect == free.plot().frame.rect


@pytest.mark.parametrize("button", [MIDDLE, RIGHT])
def test_the_middle_and_the_right_button_pan(qtbot: QtBot, make: Make, button: Qt.MouseButton) -> None:
    view = make(scene_of("x^2 + y^2"))
    heard = Heard(view.regionChanged)
    frame = view.plot().frame
    start, end = at(view, 0.0, 0.0), at(view, 0.0, 0.0) + QPoint(50, -30)
    qtbot.mousePress(view, button, pos=start)
    move(view, end, button)
    qtbot.mouseRelease(view, button, pos=end)
    assert [final for _, final in heard.said] == [False, True]
    across, up = -50 * 5.0 / frame.rect.width(), -30 * 3.0 / frame.rect.height()
    assert heard.said[-1][0] == (
        pytest.approx((-2.0 + across, 3.0 + across)),
        pytest.approx((-1.0 + up, 2.0 + up)),
    )
    assert QApplication.activePopupWidget() is None


def test_a_pause_in_panning_is_not_its_end(qtbot: QtBot, make: Make) -> None:
    view = make(scene_of("x^2 + y^2"))
    heard, start = Heard(view.regionChanged), at(view, 0.0, 0.0)
    qtbot.mousePress(view, RIGHT, pos=start)
    move(view, start + QPoint(50, -30), RIGHT)
    assert not view._settling.isActive()
    move(view, start + QPoint(60, -30), RIGHT)
    qtbot.mouseRelease(view, RIGHT, pos=start + QPoint(60, -30))
    assert [final for _, final in heard.said] == [False, False, True]


def test_a_map_that_follows_a_lane_is_zoomed_but_not_panned(qtbot: QtBot, make: Make) -> None:
    network = Experiment(NetworkProblem(hidden=(3,)), (Lane("gd"),), steps=20, view=View(live=True))
    view = make(complete_scene(network))
    heard, start = Heard(view.regionChanged), QPoint(view.width() // 2, view.height() // 2)
    qtbot.mousePress(view, RIGHT, pos=start)
    move(view, start + QPoint(50, -30), RIGHT)
    qtbot.mouseRelease(view, RIGHT, pos=start + QPoint(50, -30))
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert not heard.said
    before = view.viewport.region
    view.zoom(2.0)
    assert np.ptp(view.viewport.region, axis=1) == pytest.approx(np.ptp(before, axis=1) / 2.0)


def test_a_right_click_opens_the_menu(qtbot: QtBot, make: Make) -> None:
    view = make(scene_of("x^2 + y^2", (Lane("gd"),)))
    view.show()
    qtbot.mouseClick(view, RIGHT, pos=at(view, -1.0, 0.5))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()


def choose(view: LandscapeView, x: float, y: float, words: str) -> None:
    menu = view.menu_at(view.plot().frame.point(x, y))
    next(action for action in menu.actions() if action.text() == words).trigger()


def test_the_menu_gives_starts_and_takes_them(make: Make) -> None:
    shared = make(scene_of("x^2 + y^2", (Lane("gd"), Lane("adam"))))
    heard = Heard(shared.startMoved)
    choose(shared, -1.0, 0.5, "Start here")
    choose(shared, -1.0, 0.5, "Give Adam its own start here")
    assert [said[1:] for said in heard.said] == [(None, True), (1, True)]
    assert all(said[0] == pytest.approx((-1.0, 0.5)) for said in heard.said)
    own = make(scene_of("x^2 + y^2", (Lane("gd"), Lane("adam", start=(0.0, 0.5)))))
    everyone, dropped, whole = Heard(own.everyoneMoved), Heard(own.ownStartDropped), Heard(own.regionChanged)
    choose(own, -1.0, 0.5, "Everyone starts here")
    choose(own, -1.0, 0.5, "Let Adam start where the others do")
    choose(own, -1.0, 0.5, "Copy coordinates")
    choose(own, -1.0, 0.5, "Reset view")
    assert everyone.said[0][0] == pytest.approx((-1.0, 0.5)) and dropped.said == [(1,)] and whole.said == [(None, True)]
    x, y = (float(word) for word in QGuiApplication.clipboard().text().split(","))
    assert (x, y) == pytest.approx((-1.0, 0.5))


def test_beside_the_axes_the_menu_only_resets_the_view(make: Make) -> None:
    view = make(scene_of("x^2 + y^2", (Lane("gd"),)))
    assert [action.text() for action in view.menu_at(QPointF(2.0, 2.0)).actions()] == ["Reset view"]


def test_shift_and_arrows_move_the_start_until_they_are_let_go(qtbot: QtBot, make: Make) -> None:
    view = make(scene_of("x^2 + y^2", (Lane("gd"),)))
    heard, shift = Heard(view.startMoved), Qt.KeyboardModifier.ShiftModifier
    qtbot.keyPress(view, Qt.Key.Key_Right, shift)
    qtbot.keyPress(view, Qt.Key.Key_Right, shift)
    qtbot.keyPress(view, Qt.Key.Key_Up, shift)
    qtbot.keyRelease(view, Qt.Key.Key_Up, shift)
    assert [said[1:] for said in heard.said] == [(None, False)] * 3 + [(None, True)]
    assert heard.said[-1][0] == pytest.approx((1.0 + 2 * 0.05, 1.0 + 0.03))


def test_keys_pan_zoom_and_go_home(qtbot: QtBot, make: Make) -> None:
    view = make(scene_of("x^2 + y^2"))
    heard = Heard(view.regionChanged)
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert np.array(view.viewport.region) == pytest.approx(np.array([(-2.5, 2.5), (-0.7, 2.3)]))
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert np.array(view.viewport.region) == pytest.approx(np.array([(-2.5, 2.5), (-0.7, 2.3)]))
    qtbot.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.viewport.region == DOMAIN and heard.said[-1] == (None, True)


def test_the_place_under_the_mouse_is_told(qtbot: QtBot, make: Make) -> None:
    view = make(scene_of("x^2 + y^2"))
    heard = Heard(view.hovered)
    move(view, at(view, -1.0, 0.5))
    move(view, QPoint(2, 2))
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert heard.said[0][0] == pytest.approx((-1.0, 0.5), abs=0.01)
    assert [said[0] for said in heard.said[1:]] == [None, None]


def test_the_mouse_shows_what_can_be_taken(qtbot: QtBot, make: Make) -> None:
    view = make(scene_of("x^2 + y^2"))
    move(view, at(view, -1.0, 0.5))
    assert view.cursor().shape() == Qt.CursorShape.CrossCursor
    move(view, at(view, 1.0, 1.0))
    assert view.cursor().shape() == Qt.CursorShape.OpenHandCursor
    qtbot.mousePress(view, LEFT, pos=at(view, 1.0, 1.0))
    assert view.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    qtbot.mouseRelease(view, LEFT, pos=at(view, 1.0, 1.0))


def test_the_buttons_come_with_the_mouse_and_zoom(qtbot: QtBot, make: Make) -> None:
    view = make(scene_of("x^2 + y^2"))
    view.show()
    assert not view._buttons.isVisible()
    where = QPointF(at(view, 0.0, 0.0))
    QApplication.sendEvent(view, QEnterEvent(where, where, view.mapToGlobal(where)))
    assert view._buttons.isVisible() and view.rect().contains(view._buttons.geometry())
    home, inward, outward = view._buttons.buttons
    qtbot.mouseClick(inward, LEFT)
    assert view.plot().frame.x.high - view.plot().frame.x.low < 5.0
    qtbot.mouseClick(outward, LEFT)
    qtbot.mouseClick(home, LEFT)
    assert view.viewport.region == DOMAIN
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert not view._buttons.isVisible()


def test_a_ring_shows_that_the_keys_are_used(qtbot: QtBot, make: Make, themes: ThemeManager) -> None:
    view = make(scene_of("x^2 + y^2"))
    plain = pixels(view)
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert has(pixels(view)[1, 200:300], themes.theme.accent)
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusOut))
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason))
    assert (pixels(view) == plain).all()


def test_without_a_scene_it_is_empty_and_patient(qtbot: QtBot, make: Make, themes: ThemeManager) -> None:
    view = make()
    view.seek(3.0)
    heard = Heard(view.startMoved)
    for button in (LEFT, RIGHT):
        qtbot.mouseClick(view, button, pos=QPoint(100, 100))
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    wheel(view, QPoint(100, 100), 120)
    assert heard.said == []
    assert has(pixels(view)[50, 50:51], themes.theme.background, 0)


def test_a_hidden_view_draws_nothing_until_it_is_painted(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[int] = []
    monkeypatch.setattr(landscape.LandscapeView, "paint_scene", lambda *arguments: painted.append(1))
    view = make(scene_of("x^2 + y^2", (Lane("gd"),)))
    view.seek(10.0)
    QApplication.processEvents()
    assert painted == []


def test_only_lanes_changing_keeps_the_backdrop(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    maps: list[int] = []
    original = backdrop._map

    def counted(ground: backdrop.Ground, size: tuple[int, int], line: float) -> np.ndarray:
        maps.append(1)
        return original(ground, size, line)

    monkeypatch.setattr(backdrop, "_map", counted)
    view = make()
    for rate in (0.01, 0.02, 0.03):
        view.show_scene(scene_of("x^2 + y^2", (Lane("gd", {"lr": rate}),)))
        view.seek(20.0)
        pixels(view)
    assert len(maps) == 1
    view.show_scene(scene_of("x^2 + y^2", view=replace(BARE, colormap="magma")))
    pixels(view)
    assert len(maps) == 2


def test_another_theme_and_another_scale_repaint_all(make: Make, qapp: QApplication) -> None:
    view = make(scene_of("x^2 + y^2", (Lane("gd"),)))
    dark = pixels(view)
    theme.apply(qapp, "light", 1.0)
    light = pixels(view)
    assert dark[2, 2].max() < 60 and light[2, 2].min() > 240
    narrow = view.plot().frame.rect
    theme.apply(qapp, "light", 2.0)
    pixels(view)
    assert view.plot().frame.rect.left() > narrow.left()
    theme.apply(qapp, "dark", 1.0)


@pytest.mark.parametrize("ratio", [1.5, 2.0])
def test_it_paints_sharply_at_any_resolution(make: Make, ratio: float) -> None:
    scene = complete_scene(
        Experiment(SurfaceProblem("himmelblau"), (Lane("gd"),), start=(0.0, 0.0), view=View(contours=0))
    )
    view = make(scene, (300, 200))
    image = QImage(int(300 * ratio), int(200 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    view.render(image)
    place = view.plot().frame.point(*scene.minima[0]) * ratio
    assert image.pixelColor(int(place.x()), int(place.y())).name() == "#ffffff"
    scaled = QImage(int(300 * ratio), int(200 * ratio), QImage.Format.Format_RGB32)
    painter = QPainter(scaled)
    painter.scale(ratio, ratio)
    view.render(painter, QPoint(0, 0))
    painter.end()
    assert scaled.pixelColor(int(place.x()), int(place.y())).name() == "#ffffff"


@pytest.mark.parametrize(
    ("start", "rate"), [((-1.5, -1.5), 0.02), ((1.5, -1.5), 0.02), ((-1.5, 1.5), 0.02), ((1.5, 1.5), 0.02)]
)
def test_the_legend_of_the_arrows_lies_beside_the_run(qtbot: QtBot, start: tuple[float, float], rate: float) -> None:
    lanes = (Lane("gd", {"lr": rate}), Lane("adam", {"lr": rate}))
    race = Experiment(FormulaProblem("x^2 + 2*y^2"), lanes, start=start, steps=60, view=View(gradient_arrows=True))
    shown = complete_scene(race)
    view = LandscapeView(theme.manager())
    qtbot.addWidget(view)
    view.resize(420, 420)
    view.show_scene(shown)
    plot = view.plot()
    box = view.legend_box(shown, plot)
    assert plot.frame.rect.contains(box)
    for lane in shown.shown:
        places = plot.frame.to_pixels(lane.coordinates)
        assert not any(box.contains(QPointF(*place)) for place in places.tolist())
    before = view.legend_box(shown, plot)
    view.seek(30.0)
    assert view.legend_box(shown, plot) == before, "it stays while playing"


@pytest.mark.parametrize("surface", ["loss", "accuracy"])
def test_colours_of_a_network_are_named_beside_the_names_of_the_axes(
    make: Make, themes: ThemeManager, surface: str
) -> None:
    view = View(surface=surface, plane=ParameterPlane("W1[0,0]", "W1[3,1]"))  # type: ignore[arg-type]
    scene = complete_scene(Experiment(NetworkProblem(), (Lane("adam"),), steps=5, view=view))
    landscape = make(scene)
    for width in (260, 320, 700):
        landscape.resize(width, 420)
        plot = landscape.plot()
        assert plot.head == {"loss": "loss", "accuracy": "accuracy in %"}[surface]
        head, (_, up) = head_box(plot, themes), axis_words(plot, themes)
        name = next(words for words in up if words.name)
        assert name.text in ("W1[3,1] (y → unit 4)", "W1[3,1]") and not name.box.intersects(head)
        assert plot.bounds.contains(head) and plot.bounds.contains(name.box)
        assert head.bottom() <= plot.frame.rect.top()
    assert name.text == "W1[3,1] (y → unit 4)"
