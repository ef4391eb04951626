"""The landscape in 3-D: what is painted lies where the camera says, and the hand does what it should."""

from __future__ import annotations

import dataclasses
import math
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QEvent, QIODevice, QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFocusEvent, QImage, QMouseEvent, QPainter, QPdfWriter, QRegion
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import (
    Camera,
    Experiment,
    FormulaProblem,
    Lane,
    NetworkProblem,
    ParameterPlane,
    PointsPlane,
    SurfaceProblem,
    View,
    first_experiment,
)
from landscape_gui.render.box import CORNERS
from landscape_gui.render.camera import BOX_HEIGHT, View3D
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.ui import theme
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.landscape.view import LandscapeView
from landscape_gui.ui.views.surface3d.box import Box, fitted_view
from landscape_gui.ui.views.surface3d.camera import TOP, CameraEchoes, CameraMotion, wrapped
from landscape_gui.ui.views.surface3d.ground import Ground
from landscape_gui.ui.views.surface3d.marks import Sight
from landscape_gui.ui.views.surface3d.paths import Track
from landscape_gui.ui.views.surface3d.view import Surface3DView
from landscape_gui.ui.views.surface3d.worker import Job, perform
from tests.gui.hands import wheel
from tests.gui.making import Heard, maker
from tests.gui.pixels import pixels as pixels_of

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
Make = Callable[..., Surface3DView]


@pytest.fixture
def themes(qapp: QApplication) -> ThemeManager:
    return theme.apply(qapp, "dark", 1.0)


@pytest.fixture
def enlarged(qapp: QApplication) -> Iterator[Callable[[float], ThemeManager]]:
    """Sets the size of text for one test."""
    yield lambda scale: theme.apply(qapp, "dark", scale)
    theme.apply(qapp, "dark", 1.0)


@pytest.fixture
def make(qtbot: QtBot, themes: ThemeManager) -> Make:
    return maker(qtbot, Surface3DView, themes, (480, 400))


@pytest.fixture(scope="module")
def race() -> Scene:
    return complete_scene(replace(first_experiment(), steps=60))


def scene_of(text: str, lanes: tuple[Lane, ...] = (), **more: Any) -> Scene:
    settings: dict[str, Any] = {"start": (1.0, 1.0), "steps": 30} | more
    domain = settings.pop("domain", None)
    return complete_scene(Experiment(FormulaProblem(text, domain), lanes, **settings))


def shown(view: Surface3DView, qtbot: QtBot) -> Surface3DView:
    """The view on the screen, its picture complete."""
    view.show()
    qtbot.waitUntil(lambda: view.settled)
    return view


def pixels(view: Surface3DView, ratio: float = 1.0) -> np.ndarray:
    """The painted view, without the buttons on it, as (height, width, 3) integers, red green blue."""
    image = QImage(view.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    view.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawWindowBackground)
    return pixels_of(image)


def send(view: Surface3DView, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton = LEFT, held: bool = True) -> None:
    """A mouse event at a place between pixels."""
    moving = kind == QEvent.Type.MouseMove
    buttons = button if held and kind != QEvent.Type.MouseButtonRelease else Qt.MouseButton.NoButton
    event = QMouseEvent(
        kind, at, view.mapToGlobal(at), Qt.MouseButton.NoButton if moving else button, buttons,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def drag(view: Surface3DView, start: QPointF, end: QPointF, button: Qt.MouseButton = LEFT) -> None:
    send(view, QEvent.Type.MouseButtonPress, start, button)
    send(view, QEvent.Type.MouseMove, (start + end) / 2.0, button)
    send(view, QEvent.Type.MouseMove, end, button)
    send(view, QEvent.Type.MouseButtonRelease, end, button)


def click(view: Surface3DView, at: QPointF) -> None:
    send(view, QEvent.Type.MouseButtonPress, at)
    send(view, QEvent.Type.MouseButtonRelease, at)


def place(view: Surface3DView, scene: Scene, point: tuple[float, ...]) -> QPointF:
    """Where a point on the surface is painted, by the camera's own projection."""
    ground = Ground(scene)
    world = ground.stand([point])
    x, y, _ = view.view().project(world, view.width(), view.height())[0]
    return QPointF(x, y)


# ---- what is painted


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_paints_whole_pictures_without_ever_being_shown(make: Make, race: Scene, ratio: float) -> None:
    view = make(race)
    view.seek(60)
    first = pixels(view, ratio)
    assert (first != first[0, 0]).any(axis=2).mean() > 0.2
    assert (pixels(view, ratio) == first).all()
    assert (pixels(make(race), ratio) != first).any()
    other = make(race)
    other.seek(60)
    assert (pixels(other, ratio) == first).all()


def test_shows_on_the_screen_what_it_paints_into_files(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = shown(make(race), qtbot)
    view.seek(30)
    qtbot.waitUntil(lambda: view.settled)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    view.repaint()
    on_screen = view.screen().grabWindow(view.winId()).toImage()
    assert np.abs(pixels_of(on_screen) - pixels(view)).max() <= 2


def test_paints_words_as_words_into_a_pdf(make: Make, race: Scene) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(96)
    painter = QPainter(writer)
    make(race).render(painter, QPoint())
    painter.end()
    assert b"/Font" in bytes(buffer.data().data())


def test_paths_and_heads_lie_where_the_camera_says(make: Make, race: Scene) -> None:
    view = make(race, (700, 600))
    view.seek(0)
    bare = pixels(view)
    view.seek(25)
    changed = np.abs(pixels(view) - bare).max(axis=2) > 40
    for lane in race.shown:
        assert lane.run is not None
        for row in (3, 10, 25):
            spot = place(view, race, tuple(lane.run.positions[row]))
            x, y = int(spot.x()), int(spot.y())
            assert changed[y - 4 : y + 5, x - 4 : x + 5].any(), (lane.label, row)


def test_a_grown_path_is_the_path_drawn_whole(make: Make, race: Scene) -> None:
    grown, whole = make(race), make(race)
    for position in np.arange(0.0, 40.3, 0.7):
        grown.seek(float(position))
        pixels(grown)
    whole.seek(float(position))
    apart = np.abs(pixels(grown) - pixels(whole)).max(axis=2)
    assert apart.max() <= 40 and (apart > 3).mean() < 1e-3
    grown.seek(12.5)
    whole = make(race)
    whole.seek(12.5)
    assert (pixels(grown) == pixels(whole)).all()


def test_heads_glide_between_two_steps_and_paths_break_outside(themes: ThemeManager) -> None:
    domain = ((-1.0, 1.0), (-1.0, 1.0))
    scene = scene_of("x^2 + y^2", (Lane("gd", {"lr": 1.05}),), start=(0.9, 0.5), domain=domain)
    track = Track(scene.lanes[0], Ground(scene))
    assert np.allclose(track.head(0.0)[:2], (0.9, 0.5))
    assert np.allclose(track.head(0.5)[:2], (track.head(0.0) + track.head(1.0))[:2] / 2.0, atol=0.01)
    assert not np.isfinite(track.head(30.0)).all()
    last = track.last_seen()
    assert last is not None and np.abs(last[:2]).max() <= 1.0
    heights = track.points(0, track.reach(30))[:, 2]
    assert np.isnan(heights).any() and np.isfinite(heights).any()
    assert np.nanmax(heights) <= BOX_HEIGHT


def test_long_paths_are_thinned_without_leaving_their_line(themes: ThemeManager) -> None:
    lanes = (Lane("gd", {"lr": 0.0005}), Lane("adam", {"lr": 0.001}))
    scene = scene_of("x^2 + 3*y^2", lanes, start=(1.5, 1.2), steps=20_000)
    ground = Ground(scene)
    for lane in scene.lanes:
        track = Track(lane, ground)
        kept = track.points(0, track.reach(20_000))
        assert len(kept) < 4_000
        assert np.sqrt((np.diff(kept, axis=0) ** 2).sum(axis=1)).max() < 0.02
        assert track.reach(0.0) == 1
        assert np.allclose(kept[-1], track.head(20_000), atol=2e-3)


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(x)*y + 0.2*y^2",
        "1/(x^2 + y^2) + x",
        "log(abs(x)) + 0*y",
        "0*x + 0*y + 3",
        "log(-1 - x^2 - y^2)",
        "1e140*x^3 + y",
        "x + 0*y",
    ],
)
def test_holes_poles_walls_and_plains_are_pictures_too(make: Make, text: str) -> None:
    lanes = (Lane("gd"), Lane("adam"))
    view = make(scene_of(text, lanes, start=(1.5, 1.0)), (300, 240))
    view.seek(30)
    picture = pixels(view)
    assert (picture != picture[0, 0]).any(axis=2).mean() > 0.05


def test_nothing_is_painted_in_a_hole(make: Make) -> None:
    scene = scene_of("sqrt(x) + 0*y", view=View(minima=False))
    view = make(scene)
    ground = Ground(scene)
    world = np.array([[-0.5, 0.0, 0.3], [0.5, 0.0, ground.terrain.world_height(0.5, 0.0)]])
    (hole, _), (surface, _) = Sight(ground, view.view(), QSizeF(view.size())).places(world)
    picture = pixels(view)
    saturation = [np.ptp(picture[int(spot.y()), int(spot.x())]) for spot in (hole, surface)]
    assert saturation[0] < 20 < saturation[1]


def test_a_function_of_one_variable_gets_a_friendly_word(make: Make, qtbot: QtBot) -> None:
    view = make(scene_of("x^2", start=(1.0,)))
    picture = pixels(view)
    assert 0.0 < (picture != picture[0, 0]).any(axis=2).mean() < 0.1
    assert view.settled
    view.show()
    heard = Heard(view.startMoved)
    click(view, QPointF(200, 200))
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    moved = Heard(view.regionChanged)
    drag(view, QPointF(200, 200), QPointF(240, 220), RIGHT)
    qtbot.keyClick(view, Qt.Key.Key_Right, CONTROL | SHIFT)
    assert not heard.said and not moved.said and view.camera == Camera()


def test_three_variables_show_a_slice_and_keep_the_third(make: Make) -> None:
    scene = scene_of("x^2 + y^2 + 2*z^2", (Lane("gd"),), start=(1.0, 1.0, 0.5))
    view = make(scene)
    view.seek(30)
    pixels(view)
    heard = Heard(view.startMoved)
    click(view, place(view, scene, (-1.0, -0.5)))
    ((point, lane, final),) = heard.said
    assert lane is None and final
    assert point == pytest.approx((-1.0, -0.5, 0.5), abs=1e-6)


@pytest.mark.parametrize("azimuth", [-90.0, -60.0, -10.0, 45.0, 120.0, 180.0])
@pytest.mark.parametrize("elevation", [-30.0, 5.0, 35.0, 60.0, 89.0])
@pytest.mark.parametrize("size", [(700, 600), (320, 260)])
def test_labels_neither_touch_nor_lie_on_the_box(
    race: Scene, themes: ThemeManager, azimuth: float, elevation: float, size: tuple[int, int]
) -> None:
    whole = QSizeF(*size)
    view = fitted_view(View3D(azimuth, elevation), whole, themes)
    labels = Box(Ground(race), view, whole, themes).labels
    assert len([label for label in labels if label.tick is not None]) >= 4
    assert {"x", "y"} & {label.text for label in labels}
    for k, one in enumerate(labels):
        assert one.box.left() >= 0 and one.box.top() >= 0
        assert one.box.right() <= size[0] and one.box.bottom() <= size[1]
        assert not any(one.box.intersects(other.box) for other in labels[k + 1 :])


@pytest.mark.parametrize("surface", ["loss", "accuracy"])
@pytest.mark.parametrize("plane", [None, ParameterPlane("W1[0,0]", "W1[3,1]")])
def test_all_axes_of_a_narrow_picture_have_names(
    themes: ThemeManager, surface: str, plane: ParameterPlane | None
) -> None:
    view = View(surface=surface, plane=plane)  # type: ignore[arg-type]
    scene = complete_scene(Experiment(NetworkProblem(), (Lane("adam"),), steps=5, view=view))
    short, whole = set(scene.section.short_names), set(scene.section.names)
    upright = {"loss": "loss", "accuracy": "accuracy in %"}[surface]
    for width, height, names in ((314, 456, short), (1200, 900, whole)):
        size = QSizeF(width, height)
        labels = Box(Ground(scene), fitted_view(View3D(-60.0, 35.0), size, themes), size, themes).labels
        assert {label.text for label in labels if label.tick is None} == names | {upright}
        ticks = [float(label.text.replace("\N{MINUS SIGN}", "-")) for label in labels if label.tick is not None]
        assert surface == "loss" or max(ticks) > 20.0, "percentages"


def _away(box: QRectF, start: tuple[float, ...], end: tuple[float, ...]) -> float:
    """Pixels between a box and the nearest of many points on a line."""
    points = np.linspace(start[:2], end[:2], 200)
    low, high = np.array([box.left(), box.top()]), np.array([box.right(), box.bottom()])
    return float(np.linalg.norm(points - np.clip(points, low, high), axis=1).min())


@pytest.mark.parametrize("elevation", [10.0, 35.0, 55.0])
@pytest.mark.parametrize("size", [(340, 300), (640, 560)])
def test_names_of_axes_stand_near_their_axes(themes: ThemeManager, elevation: float, size: tuple[int, int]) -> None:
    view = View(plane=ParameterPlane("W1[2,0]", "W2[0,3]"))
    scene = complete_scene(Experiment(NetworkProblem(), (Lane("adam"),), steps=5, view=view))
    whole, ground = QSizeF(*size), Ground(scene)
    for azimuth in range(-180, 180, 10):
        box = Box(ground, fitted_view(View3D(azimuth, elevation), whole, themes), whole, themes)
        edges = {axis.scale.short: axis for axis in box._axes}
        for name in (label for label in box.labels if label.text.startswith("W")):
            edge = edges[name.text.partition(" ")[0]]
            assert _away(name.box, edge.start, edge.end) <= 48.0 + edge.shift, (azimuth, name.text)


def test_a_picture_does_not_keep_the_paths_it_was_made_with(race: Scene, themes: ThemeManager) -> None:
    size = (300, 200)
    job = Job(Ground(race), race.shown, fitted_view(View3D(), QSizeF(*size), themes), size, 1.0, 1.0, 10.0)
    first = perform(job)
    second = perform(dataclasses.replace(job, known=first.paths.tracks))
    assert second.paths.tracks == first.paths.tracks and second.job.known == ()


def test_a_name_that_is_too_long_beside_its_axis_moves_aside_and_not_away(themes: ThemeManager) -> None:
    view = View(plane=PointsPlane(1, 0))
    scene = complete_scene(Experiment(NetworkProblem(), (Lane("momentum"), Lane("gd")), steps=5, view=view))
    size = QSizeF(314, 456)
    box = Box(Ground(scene), fitted_view(View3D(-60.0, 35.0), size, themes), size, themes)
    edges = {axis.scale.short: axis for axis in box._axes}
    names = [
        label for label in box.labels if label.text in ("\N{RIGHTWARDS ARROW} GD", "\N{RIGHTWARDS ARROW} Momentum")
    ]
    assert len(names) == 2
    for name in names:
        edge = edges[name.text]
        assert _away(name.box, edge.start, edge.end) <= 48.0


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_large_labels_leave_the_box_all_the_room_they_do_not_need(
    race: Scene, enlarged: Callable[[float], ThemeManager], scale: float
) -> None:
    themes, whole = enlarged(scale), QSizeF(640, 480)
    left, right, names, high = [], [], set(), []
    for azimuth in range(-180, 180, 5):
        view = fitted_view(View3D(azimuth, 35.0), whole, themes)
        labels = Box(Ground(race), view, whole, themes).labels
        corners = view.project(CORNERS, 640, 480)
        left.append(min(*(label.box.left() for label in labels), corners[:, 0].min()))
        right.append(640.0 - max(*(label.box.right() for label in labels), corners[:, 0].max()))
        high.append(480.0 - max(*(label.box.bottom() for label in labels), corners[:, 1].max()))
        names.add(frozenset(label.text for label in labels if label.tick is None))
    # The labels of the upright axis come this near to the border; numbers of one digit more still find room.
    assert 0.0 <= min(left) <= 10.0 * scale and 0.0 <= min(right) <= 10.0 * scale and min(high) >= 0.0
    assert names == {frozenset({"x", "y", "f(x, y)"})}


def test_the_value_axis_has_round_values_where_the_scale_puts_them(themes: ThemeManager) -> None:
    scene = complete_scene(Experiment(SurfaceProblem("rosenbrock"), view=View(height="log")))
    whole = QSizeF(700, 600)
    view = fitted_view(View3D(-60.0, 20.0), whole, themes)
    ground = Ground(scene)
    values = {"0": 0.0, "10": 10.0, "100": 100.0, "1000": 1000.0}
    found = [label for label in Box(ground, view, whole, themes).labels if label.tick and label.text in values]
    upright = [label for label in found if label.box.right() < 120]
    assert len(upright) >= 2
    for label in upright:
        height = float(scene.scale.forward(values[label.text])) * BOX_HEIGHT
        corner = view.project(np.array([[-1.0, -1.0, height]]), 700, 600)[0]
        assert label.tick is not None
        assert (label.tick.x1(), label.tick.y1()) == pytest.approx((corner[0], corner[1]), abs=0.5)


# ---- the hand


def test_a_click_picks_the_point_whose_picture_is_there(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = shown(make(race), qtbot)
    heard = Heard(view.startMoved)
    count = 0
    for x in (120.3, 200.7, 260.0, 330.2):
        for y in (150.1, 200.0, 230.6):
            before = len(heard.said)
            click(view, QPointF(x, y))
            if len(heard.said) == before:
                continue
            point, lane, final = heard.said[-1]
            assert lane is None and final is True
            spot = place(view, race, point)
            assert (spot.x(), spot.y()) == pytest.approx((x, y), abs=1e-6)
            count += 1
    assert count >= 8


def test_a_click_beside_the_surface_does_nothing(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = shown(make(race), qtbot)
    started, turned = Heard(view.startMoved), Heard(view.cameraChanged)
    click(view, QPointF(5, 5))
    assert not started.said and not turned.said


def test_dragging_turns_the_picture_and_tells_when_it_is_done(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = shown(make(race), qtbot)
    started, turned = Heard(view.startMoved), Heard(view.cameraChanged)
    drag(view, QPointF(200, 380), QPointF(250, 360))
    assert not started.said
    assert [final for _, final in turned.said] == [False, False, True]
    camera = turned.said[-1][0]
    assert isinstance(camera, Camera)
    assert (camera.azimuth, camera.elevation) == pytest.approx((-60.0 - 20.0, 35.0 - 8.0))
    qtbot.waitUntil(lambda: view.settled)
    assert view.view().azimuth == camera.azimuth


@pytest.mark.parametrize("button", [LEFT, RIGHT, MIDDLE])
def test_dragging_with_shift_zooms(make: Make, race: Scene, qtbot: QtBot, button: Qt.MouseButton) -> None:
    view = shown(make(race), qtbot)
    turned, moved = Heard(view.cameraChanged), Heard(view.regionChanged)
    qtbot.mousePress(view, button, SHIFT, QPoint(200, 300))
    assert view.cursor().shape() == Qt.CursorShape.SizeVerCursor
    qtbot.mouseMove(view, QPoint(200, 250))
    qtbot.mouseRelease(view, button, SHIFT, QPoint(200, 250))
    camera, final = turned.said[-1]
    assert final and isinstance(camera, Camera) and camera.zoom == pytest.approx(math.exp(0.4), rel=1e-3)
    assert not moved.said


def test_the_wheel_zooms_and_settles(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = shown(make(race), qtbot)
    turned, camera = Heard(view.cameraChanged), view.camera
    wheel(view, QPointF(200, 200), -120)
    assert turned.said == [(view.camera, False)] and view.camera.zoom < camera.zoom
    qtbot.waitUntil(lambda: turned.said[-1] == (view.camera, True))


def test_keys_turn_zoom_and_reset_and_leave_the_rest_to_the_window(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = shown(make(race), qtbot)
    control = CONTROL
    qtbot.keyClick(view, Qt.Key.Key_Right, control)
    qtbot.keyClick(view, Qt.Key.Key_Up, control)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.camera == Camera(-50.0, 45.0, 1.25)
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_0, control)
    assert view.camera == Camera(-50.0, 45.0, 1.0)
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.camera == Camera()


def test_a_double_click_resets_the_camera_and_leaves_the_start(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = shown(make(race), qtbot)
    view.turn(30.0, 10.0)
    qtbot.waitUntil(lambda: view.settled)
    started, turned = Heard(view.startMoved), Heard(view.cameraChanged)
    at = place(view, race, (-1.2, -1.2))
    click(view, at)
    send(view, QEvent.Type.MouseButtonDblClick, at)
    send(view, QEvent.Type.MouseButtonRelease, at)
    assert started.said[-1] == (race.start, None, True)
    assert turned.said == [(Camera(), True)]


def test_the_start_is_dragged_along_the_surface(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = shown(make(race), qtbot)
    heard = Heard(view.startMoved)
    target = (-0.4, 1.1)
    grip = QPointF(3.0, -2.0)
    start, end = place(view, race, race.start) + grip, place(view, race, target) + grip
    drag(view, start, end)
    assert [final for _, _, final in heard.said] == [False, False, True]
    assert all(lane is None for _, lane, _ in heard.said)
    assert heard.said[-1][0] == pytest.approx(target, abs=1e-6)
    assert view.handles()[0].point == heard.said[-1][0]
    view.show_scene(race)
    assert view.handles()[0].point == race.start


def test_a_lane_with_its_own_start_has_its_own_handle(make: Make, qtbot: QtBot) -> None:
    lanes = (Lane("gd", start=(-1.0, -1.0)), Lane("adam"))
    scene = scene_of("x^2 + y^2", lanes)
    view = shown(make(scene), qtbot)
    heard = Heard(view.startMoved)
    at = place(view, scene, (-1.0, -1.0))
    drag(view, at, at + QPointF(10.0, 6.0))
    assert {lane for _, lane, _ in heard.said} == {0}
    click(view, place(view, scene, (0.3, -0.6)))
    assert heard.said[-1][1] is None


def test_tells_what_is_under_the_mouse_and_shows_it_by_the_cursor(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = shown(make(race), qtbot)
    heard = Heard(view.hovered)
    send(view, QEvent.Type.MouseMove, place(view, race, (-1.0, 0.5)), held=False)
    assert heard.said[-1][0] == pytest.approx((-1.0, 0.5), abs=1e-6)
    assert view.cursor().shape() == Qt.CursorShape.CrossCursor
    send(view, QEvent.Type.MouseMove, place(view, race, race.start), held=False)
    assert view.cursor().shape() == Qt.CursorShape.OpenHandCursor
    send(view, QEvent.Type.MouseMove, QPointF(3.0, 3.0), held=False)
    assert heard.said[-1] == (None,)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert heard.said[-1] == (None,)


def test_buttons_go_home_zoom_and_look_down(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = shown(make(race), qtbot)
    home, closer, farther, above = view.findChildren(QToolButton)
    for button, words in ((home, "first view"), (closer, "nearer"), (farther, "farther"), (above, "down")):
        assert words in button.accessibleName() and words in button.toolTip()
    closer.click()
    assert view.camera.zoom == 1.25
    farther.click()
    above.click()
    assert view.camera.elevation == 89.0
    home.click()
    assert view.camera == Camera()
    assert view.accessibleName()


def test_a_ring_shows_where_the_keys_go(make: Make, race: Scene, qtbot: QtBot, themes: ThemeManager) -> None:
    view = shown(make(race), qtbot)

    def edge(reason: Qt.FocusReason) -> str:
        QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, reason))
        view.repaint()
        return view.screen().grabWindow(view.winId()).toImage().pixelColor(view.width() // 2, 1).name()

    assert edge(Qt.FocusReason.MouseFocusReason) == themes.theme.background
    assert edge(Qt.FocusReason.TabFocusReason) == themes.theme.accent


# ---- the hand on the ground


def answering(view: Surface3DView, scene: Scene) -> Heard:
    """Let ``view`` be given the scene of every region it asks for, at once, as by a very fast window."""

    def answer(region: object, final: bool) -> None:
        experiment = replace(scene.experiment, view=replace(scene.experiment.view, region=region))
        view.show_scene(complete_scene(experiment))

    heard = Heard(view.regionChanged)
    view.regionChanged.connect(answer)
    return heard


def floor_pixel(view: Surface3DView, shown_place: tuple[float, float]) -> tuple[float, float]:
    """Where a place of the plane is seen on the floor of the newest scene, by the camera's own projection."""
    assert view._scene is not None
    world = Ground(view._scene).shown_to_world([shown_place])
    x, y, _ = view.view().project(np.column_stack([world, [0.0]]), view.width(), view.height())[0]
    return float(x), float(y)


def place_at(view: Surface3DView, pixel: QPoint) -> tuple[float, float]:
    """The place of the plane whose spot on the floor is seen at a pixel: found without the view's own inverse."""
    place = np.zeros(2)
    for _ in range(20):
        here = np.array(floor_pixel(view, (place[0], place[1])))
        steps = [np.array(floor_pixel(view, tuple(place + step))) - here for step in ((1e-4, 0.0), (0.0, 1e-4))]
        slopes = np.column_stack(steps) / 1e-4
        place += np.linalg.solve(slopes, np.array([pixel.x(), pixel.y()]) - here)
    return float(place[0]), float(place[1])


@pytest.mark.parametrize(
    "camera",
    [
        Camera(),
        Camera(-90.0, 89.0),
        Camera(150.0, 60.0, 1.7),
        Camera(20.0, 16.0),
        Camera(-100.0, -40.0),
        Camera(75.0, 30.0, 0.4),
    ],
    ids=str,
)
@pytest.mark.parametrize("button", [RIGHT, MIDDLE])
def test_the_place_of_the_floor_that_is_held_stays_under_the_mouse(
    make: Make, race: Scene, qtbot: QtBot, camera: Camera, button: Qt.MouseButton
) -> None:
    view = make(with_camera(race, camera))
    heard, turned, started = (
        answering(view, with_camera(race, camera)),
        Heard(view.cameraChanged),
        Heard(view.startMoved),
    )
    way = [QPoint(230, 210), QPoint(240, 205), QPoint(320, 240), QPoint(180, 260), QPoint(260, 170)]
    held = place_at(view, way[0])
    qtbot.mousePress(view, button, pos=way[0])
    assert view.cursor().shape() == Qt.CursorShape.SizeAllCursor and not heard.said
    for spot in way[1:]:
        qtbot.mouseMove(view, spot)
        assert floor_pixel(view, held) == pytest.approx(spot.toTuple(), abs=0.5)
    qtbot.mouseRelease(view, button, pos=way[-1])
    assert floor_pixel(view, held) == pytest.approx(way[-1].toTuple(), abs=0.5)
    assert [final for _, final in heard.said] == [False] * 4 + [True]
    assert heard.said[-1][0] == heard.said[-2][0] != race.grid.region
    assert view.cursor().shape() != Qt.CursorShape.SizeAllCursor
    assert not turned.said and not started.said and view.camera == camera


def test_the_ground_follows_late_scenes_from_where_it_was_held(make: Make, race: Scene, qtbot: QtBot) -> None:
    late, prompt = make(race), make(race)
    asked, told = Heard(late.regionChanged), answering(prompt, race)
    for view in (late, prompt):
        qtbot.mousePress(view, RIGHT, pos=QPoint(200, 200))
        for spot in (QPoint(230, 215), QPoint(260, 190), QPoint(240, 220)):
            qtbot.mouseMove(view, spot)
        qtbot.mouseRelease(view, RIGHT, pos=QPoint(240, 220))
    assert np.allclose([region for region, _ in asked.said], [region for region, _ in told.said])
    assert [final for _, final in asked.said] == [final for _, final in told.said]


def test_a_right_click_that_has_not_moved_moves_nothing(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = shown(make(race), qtbot)
    moved, started = Heard(view.regionChanged), Heard(view.startMoved)
    qtbot.mousePress(view, RIGHT, pos=QPoint(200, 200))
    qtbot.mouseMove(view, QPoint(202, 201))
    qtbot.mouseRelease(view, RIGHT, pos=QPoint(202, 201))
    assert not moved.said and not started.said


def test_a_second_quick_stroke_moves_the_ground_on(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = make(race)
    heard, turned = answering(view, race), Heard(view.cameraChanged)
    held = place_at(view, QPoint(200, 200))
    drag(view, QPointF(200, 200), QPointF(200, 215), RIGHT)
    send(view, QEvent.Type.MouseButtonDblClick, QPointF(200, 215), RIGHT)
    send(view, QEvent.Type.MouseMove, QPointF(240, 215), RIGHT)
    send(view, QEvent.Type.MouseButtonRelease, QPointF(240, 215), RIGHT)
    assert floor_pixel(view, held) == pytest.approx((240.0, 215.0), abs=0.5)
    assert [final for _, final in heard.said].count(True) == 2 and not turned.said


@pytest.mark.parametrize("elevation", [0.0, 3.0, -8.0])
def test_a_floor_seen_edge_on_moves_gently(make: Make, race: Scene, qtbot: QtBot, elevation: float) -> None:
    camera = Camera(-90.0, elevation)
    view = make(with_camera(race, camera))
    heard = Heard(view.regionChanged)
    (x0, x1), (y0, y1) = race.grid.region
    qtbot.mousePress(view, RIGHT, pos=QPoint(240, 200))
    for spot in (QPoint(240, 210), QPoint(280, 200), QPoint(240, -3000), QPoint(240, 5000)):
        qtbot.mouseMove(view, spot)
    away, aside, far, near = ((np.array(region) - race.grid.region)[:, 0] for region, _ in heard.said)
    up = 1.0 if elevation >= 0.0 else -1.0
    assert away[0] == pytest.approx(0.0, abs=1e-9) and 0.0 < up * away[1] < 0.5 * (y1 - y0)
    assert aside[1] == pytest.approx(0.0, abs=1e-9) and -0.3 * (x1 - x0) < aside[0] < -0.05 * (x1 - x0)
    assert np.abs(far).max() < 6.0 * (y1 - y0) and np.abs(near).max() < 6.0 * (y1 - y0)


def test_turning_by_a_key_while_the_ground_is_held_goes_on_from_there(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = make(race)
    heard = answering(view, race)
    qtbot.mousePress(view, RIGHT, pos=QPoint(240, 200))
    qtbot.mouseMove(view, QPoint(260, 210))
    before = heard.said[-1][0]
    qtbot.keyClick(view, Qt.Key.Key_Right, CONTROL)
    held = place_at(view, QPoint(260, 210))
    qtbot.mouseMove(view, QPoint(262, 210))
    assert np.abs(np.array(heard.said[-1][0]) - before).max() < 0.1
    qtbot.mouseMove(view, QPoint(300, 190))
    assert floor_pixel(view, held) == pytest.approx((300.0, 190.0), abs=0.5)
    qtbot.keyClick(view, Qt.Key.Key_0)
    qtbot.mouseMove(view, QPoint(310, 190))
    qtbot.mouseRelease(view, RIGHT, pos=QPoint(310, 190))
    assert heard.said[-1][1]


def test_the_ground_moves_no_further_than_the_map(make: Make, qtbot: QtBot) -> None:
    scene = scene_of("x + y", domain=((9.0e8, 9.9e8), (-1.0, 1.0)), start=(9.5e8, 0.0))
    view, map_view = make(with_camera(scene, TOP)), LandscapeView(theme.manager())
    qtbot.addWidget(map_view)
    map_view.show_scene(scene)
    heard, told = Heard(view.regionChanged), Heard(map_view.regionChanged)
    qtbot.mousePress(view, RIGHT, pos=QPoint(240, 200))
    qtbot.mouseMove(view, QPoint(40, 200))
    qtbot.mouseRelease(view, RIGHT, pos=QPoint(40, 200))
    map_view.pan(0.5, 0.0)
    assert not heard.said and not told.said
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Right, CONTROL | SHIFT)
    map_view.pan(0.1, 0.0)
    ((region, final),) = heard.said
    assert not final and np.allclose(region, told.said[0][0])


@pytest.mark.parametrize(
    ("azimuth", "right"), [(-90.0, (0.1, 0.0)), (0.0, (0.0, 0.1)), (90.0, (-0.1, 0.0)), (-45.0, (0.0707, 0.0707))]
)
def test_keys_move_the_ground_as_the_viewer_sees_it(
    make: Make, race: Scene, qtbot: QtBot, azimuth: float, right: tuple[float, float]
) -> None:
    view = make(with_camera(race, Camera(azimuth)))
    heard, both = Heard(view.regionChanged), CONTROL | SHIFT
    spans = np.ptp(race.grid.region, axis=1)
    qtbot.keyClick(view, Qt.Key.Key_Right, both)
    moved = np.array(heard.said[0][0]) - race.grid.region
    assert moved / spans[:, None] == pytest.approx(np.array([right, right]).T, abs=1e-4)
    qtbot.keyClick(view, Qt.Key.Key_Left, both)
    assert np.allclose(heard.said[1][0], race.grid.region)
    qtbot.keyClick(view, Qt.Key.Key_Up, both)
    qtbot.keyClick(view, Qt.Key.Key_Up, both)
    away = (np.array(heard.said[3][0]) - race.grid.region)[:, 0] / spans
    assert away == pytest.approx((-2.0 * right[1], 2.0 * right[0]), abs=1e-4)
    qtbot.waitUntil(lambda: len(heard.said) == 5)
    assert heard.said[4] == (heard.said[3][0], True)


@pytest.mark.parametrize("way", ["key", "button", "double click"])
def test_the_first_view_is_that_of_the_whole_domain(make: Make, race: Scene, qtbot: QtBot, way: str) -> None:
    view = make(race)
    heard, whole = Heard(view.regionChanged), Heard(view.viewReset)
    qtbot.keyClick(view, Qt.Key.Key_Right, CONTROL | SHIFT)
    if way == "key":
        qtbot.keyClick(view, Qt.Key.Key_0)
    elif way == "button":
        view.findChildren(QToolButton)[0].click()
    else:
        send(view, QEvent.Type.MouseButtonDblClick, QPointF(5.0, 5.0))
    assert [final for _, final in heard.said] == [False, True] and whole.said == [()]
    qtbot.keyClick(view, Qt.Key.Key_Right, CONTROL | SHIFT)
    assert heard.said[-1] == (heard.said[0][0], False)


def test_hiding_the_view_ends_what_moves_the_ground(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = shown(make(race), qtbot)
    heard = Heard(view.regionChanged)
    qtbot.mousePress(view, RIGHT, pos=QPoint(240, 200))
    qtbot.mouseMove(view, QPoint(280, 200))
    view.hide()
    qtbot.mouseRelease(view, RIGHT, pos=QPoint(280, 200))
    assert [final for _, final in heard.said] == [False, True]


def test_a_ground_that_follows_a_lane_is_not_moved_by_hand(make: Make, qtbot: QtBot) -> None:
    network = Experiment(NetworkProblem(hidden=(3,)), (Lane("gd"),), steps=20)
    scene = complete_scene(network)
    free, follower = make(scene), make(complete_scene(replace(network, view=View(live=True))))
    for view in (free, follower):
        heard, turned = Heard(view.regionChanged), Heard(view.cameraChanged)
        drag(view, QPointF(240, 200), QPointF(280, 200), RIGHT)
        qtbot.keyClick(view, Qt.Key.Key_Right, CONTROL | SHIFT)
        assert bool(heard.said) == (view is free) and not turned.said
    held = place_at(free, QPoint(240, 200))
    answering(free, scene)
    drag(free, QPointF(240, 200), QPointF(280, 220), RIGHT)
    assert floor_pixel(free, held) == pytest.approx((280.0, 220.0), abs=0.5)


# ---- cameras that come and go


def test_a_camera_from_elsewhere_is_followed_and_an_echo_is_not(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = shown(make(race), qtbot)
    old, undone = race.experiment, Camera(10.0, 20.0, 1.5)
    view.turn(5.0, 0.0)
    early = view.camera
    view.turn(5.0, 0.0)
    late = view.camera
    for echo in (race.experiment.view.camera, early, late):
        view.show_scene(with_camera(race, echo))
        assert view.camera == late
    view.show_scene(with_camera(race, undone))
    assert view.camera == undone
    qtbot.waitUntil(lambda: view.settled)
    assert view.view().elevation == 20.0
    assert race.experiment is old


def with_camera(scene: Scene, camera: Camera) -> Scene:
    experiment = replace(scene.experiment, view=replace(scene.experiment.view, camera=camera))
    return dataclasses.replace(scene, experiment=experiment)


def test_the_first_scene_is_seen_from_its_own_camera(make: Make, race: Scene) -> None:
    view = make(with_camera(race, Camera(20.0, 50.0, 2.0)))
    assert view.camera == Camera(20.0, 50.0, 2.0)
    assert (view.view().azimuth, view.view().elevation) == (20.0, 50.0)


def test_echoes_are_forgotten_once_heard() -> None:
    echoes = CameraEchoes()
    one, two = Camera(1.0), Camera(2.0)
    assert echoes.is_news(Camera()) and not echoes.is_news(Camera())
    echoes.sent(one)
    echoes.sent(two)
    assert not echoes.is_news(one) and not echoes.is_news(two)
    assert echoes.is_news(one)


def test_the_camera_travels_softly_the_shorter_way() -> None:
    motion = CameraMotion(Camera(170.0, 30.0, 1.0))
    motion.go(Camera(-170.0, 50.0, 2.0))
    azimuths = []
    for _ in range(200):
        motion.advance(0.016)
        azimuths.append(motion.shown.azimuth % 360.0)
        assert 170.0 <= azimuths[-1] <= 190.0 and 30.0 <= motion.shown.elevation <= 50.0
    assert azimuths == sorted(azimuths)
    assert motion.arrived and motion.shown == Camera(-170.0, 50.0, 2.0)
    motion.turn(0.0, 500.0)
    motion.zoom(100.0)
    assert motion.target == Camera(-170.0, 89.0, 8.0)
    assert (wrapped(180.0), wrapped(-180.0), wrapped(540.5)) == (180.0, 180.0, -179.5)


# ---- threads


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("surface-")]


def test_many_scenes_then_the_end(qtbot: QtBot, themes: ThemeManager, race: Scene) -> None:
    scenes = [race, complete_scene(replace(first_experiment(), steps=20, start=(0.2, 0.3)))]
    scenes += [scene_of(f"x^2 + {k}*y^2", (Lane("gd"),)) for k in (1, 2)]
    for _ in range(3):
        view = Surface3DView(themes)
        view.resize(400, 300)
        view.show()
        for k in range(60):
            view.show_scene(scenes[k % 4])
            view.seek(k % 7 * 3.5)
            if k % 5 == 0:
                view.turn(3.0, 1.0)
            if k % 10 == 0:
                view.resize(400 + k, 300)
                QApplication.processEvents()
        view.close()
        view.deleteLater()
        del view
    qtbot.waitUntil(lambda: not threads())


def test_settles_on_the_newest_scene_and_position(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = make(race)
    view.show()
    for k in range(20):
        view.show_scene(race)
        view.seek(60.0 - k)
    qtbot.waitUntil(lambda: view.settled)
    qtbot.waitUntil(lambda: not threads())
    alone = make(race)
    alone.seek(41.0)
    assert (pixels(view) == pixels(alone)).all()


def test_a_hidden_view_remembers_and_draws_when_it_is_seen_again(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = shown(make(race), qtbot)
    view.hide()
    other = scene_of("x^2 + y^2", (Lane("gd"),))
    view.show_scene(other)
    view.seek(7.0)
    assert not threads()
    shown(view, qtbot)
    alone = make(other)
    alone.seek(7.0)
    assert (pixels(view) == pixels(alone)).all()


def test_a_view_hidden_too_early_is_refined_when_it_is_seen_again(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = make(race)
    view.show()
    qtbot.waitUntil(lambda: view._picture is not None)
    view.hide()
    assert not view.settled
    shown(view, qtbot)


def test_can_be_drawn_at_once(make: Make, race: Scene, qtbot: QtBot) -> None:
    view = make(race)
    view.show()
    view.render_now()
    assert view.settled


def test_resolution_follows_the_time_pictures_take(make: Make, race: Scene) -> None:
    view = make(race)
    job = view._wanted()
    assert job is not None

    def taking(seconds: float) -> float:
        for _ in range(8):
            done = perform(job)
            view._adapt(type(done)(done.job, done.frame, done.paths, seconds))
        return view._resolution

    assert [taking(0.1) for _ in range(4)] == [0.7, 0.5, 0.35, 0.35]
    assert taking(0.015) == 0.35
    assert [taking(0.001) for _ in range(4)] == [0.5, 0.7, 1.0, 1.0]
