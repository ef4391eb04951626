"""A function of one variable: the curve lies where the function is, lanes slide on it, gaps and poles stay open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from landscape_gui.core.maps.grids import height_scale
from landscape_gui.core.problem import formula
from landscape_gui.experiment import Experiment, FormulaProblem, HeightScale, Lane, View
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.ui import theme
from landscape_gui.ui.canvas import marks
from landscape_gui.ui.canvas.axes import Axis, Frame
from landscape_gui.ui.canvas.curveground import Samples, gaps, pieces, sample, value_axis
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.landscape.curve1d import Curve1DView
from tests.gui.making import maker
from tests.gui.pixels import has, near, pixels

LEFT = Qt.MouseButton.LeftButton
AREA = QRectF(0.0, 0.0, 400.0, 300.0)
Make = Callable[..., Curve1DView]


@pytest.fixture
def themes(qapp: QApplication) -> ThemeManager:
    return theme.apply(qapp, "light", 1.0)


@pytest.fixture
def make(qtbot: QtBot, themes: ThemeManager) -> Make:
    return maker(qtbot, Curve1DView, themes)


def scene_of(text: str, lanes: tuple[Lane, ...] = (), view: View | None = None, **more: Any) -> Scene:
    settings: dict[str, Any] = {"start": (1.0,), "steps": 30, "domain": (-2.0, 2.0)} | more
    problem = FormulaProblem(text, (settings.pop("domain"),))
    return complete_scene(Experiment(problem, lanes, view=view or View(), **settings))


@pytest.mark.parametrize("height", ["linear", "log", "rank"])
def test_the_curve_lies_where_the_function_is(make: Make, height: HeightScale) -> None:
    scene = scene_of("x^3 - 2*x + 1", view=View(height=height), start=(-1.9,))
    view = make(scene)
    picture, frame = pixels(view), view.plot().frame
    for x in np.linspace(-1.3, 1.9, 30):
        value, _ = scene.problem.value_and_gradient((x,))
        place = frame.point(x, value)
        if frame.rect.contains(place):
            assert near(picture, place, 1).min() < 120, x
    for x in (-1.0, 1.0):
        value, _ = scene.problem.value_and_gradient((x,))
        assert near(picture, frame.point(x, value) - QPointF(0.0, 12.0), 1).min() > 150


def test_a_head_slides_on_the_curve_between_two_steps(make: Make) -> None:
    lanes = (Lane("gd", {"lr": 0.3}, color="#ff00ff", marker="square"),)
    scene = scene_of("x^2", lanes, start=(1.8,), steps=5)
    view = make(scene)
    run = scene.lanes[0].run
    assert run is not None
    view.seek(0.5)
    x = 0.5 * (run.positions[0, 0] + run.positions[1, 0])
    assert has(near(pixels(view), view.plot().frame.point(x, x * x), 1), "#ff00ff", 2)


def test_visited_points_are_left_behind(make: Make) -> None:
    lanes = (Lane("gd", {"lr": 0.2}, color="#ff00ff"),)
    scene = scene_of("x^2", lanes, start=(1.8,), steps=8)
    view = make(scene)
    run = scene.lanes[0].run
    assert run is not None
    for position in (0.0, 1.5, 3.5, 8.0, 4.0):
        view.seek(position)
        picture, frame = pixels(view), view.plot().frame
        for step in range(1, 6):
            dotted = has(near(picture, frame.point(run.positions[step, 0], run.losses[step]), 0), "#ff00ff", 2)
            assert dotted == (step <= position) or abs(step - position) < 1


def test_the_tangent_has_the_slope_of_the_function(make: Make) -> None:
    lanes = (Lane("gd", {"lr": 0.01}, color="#ff00ff"),)
    view = make(scene_of("x^2", lanes, start=(1.0,), steps=5))
    frame = view.plot().frame
    start, along = frame.point(1.0, 1.0), frame.point(1.3, 1.6) - frame.point(1.0, 1.0)
    length = float(np.hypot(along.x(), along.y()))
    for away in (-60.0, 40.0, 60.0):
        colors = near(pixels(view), start + along * (away / length), 1)
        assert has(colors, "#ff40ff", 70)


def test_a_minimum_is_marked_on_the_curve(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[QPointF] = []
    monkeypatch.setattr(marks, "draw_minimum", lambda painter, place, *rest: places.append(place))
    scene = scene_of("(x - 0.5)^2 + 3")
    view = make()
    object.__setattr__(scene, "minima", ((0.5,),))
    view.show_scene(scene)
    pixels(view)
    expected = view.plot().frame.point(0.5, 3.0)
    assert (places[0].x(), places[0].y()) == pytest.approx((expected.x(), expected.y()))


def test_poles_stay_open_and_do_not_flatten_the_rest() -> None:
    samples = sample(formula("1/x"), (-2.0, 2.0), 1000)
    axis = value_axis(samples, height_scale(samples.values), "f(x)")
    assert -60.0 < axis.low < -5.0 and 5.0 < axis.high < 60.0
    frame = Frame(Axis(-2.0, 2.0), axis, AREA)
    parts = pieces(samples, frame)
    assert len(parts) == 2
    assert all(len(np.unique(np.sign(part[:, 0] - 200.0))) == 1 for part in parts)


@pytest.mark.parametrize("text", ["1/(x - 0.1234)", "tan(2*x)", "1/(x - 0.1234)^2"])
def test_poles_between_samples_are_noticed(text: str) -> None:
    samples = sample(formula(text), (-2.0, 2.0), 1000)
    axis = value_axis(samples, height_scale(samples.values), "f(x)")
    assert axis.high < 0.1 * samples.values.max()


@pytest.mark.parametrize("text", ["exp(-300*x^2)", "x^4", "1/(x^2 + 0.01)", "abs(x)^0.1", "sin(40*x)"])
def test_what_is_steep_but_whole_is_shown_whole(text: str) -> None:
    samples = sample(formula(text), (-2.0, 2.0), 1000)
    axis = value_axis(samples, height_scale(samples.values, "linear"), "f(x)")
    assert axis.low <= samples.values.min() and axis.high >= samples.values.max()


def test_gaps_are_where_the_function_is_not_defined() -> None:
    samples = sample(formula("log(x^2 - 1)"), (-2.0, 2.0), 401)
    [(low, high)] = gaps(samples)
    assert (low, high) == pytest.approx((-1.0, 1.0), abs=0.02)
    assert len(pieces(samples, Frame(Axis(-2.0, 2.0), Axis(-5.0, 2.0), AREA))) == 2
    assert gaps(Samples(np.linspace(0.0, 1.0, 5), np.full(5, np.nan))) == [(0.0, 1.0)]
    assert gaps(Samples(np.linspace(0.0, 1.0, 5), np.full(5, np.inf))) == []


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ([3.0, 3.0, 3.0], 1.5, 4.5),
        ([0.0, 0.0], -1.0, 1.0),
        ([np.nan, np.nan], -1.0, 1.0),
        ([1e15, 1e15], 0.5e15, 1.5e15),
    ],
)
def test_flat_and_empty_functions_get_an_axis(values: list[float], low: float, high: float) -> None:
    samples = Samples(np.linspace(0.0, 1.0, len(values)), np.array(values))
    axis = value_axis(samples, height_scale(samples.values), "f(x)")
    assert (axis.low, axis.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    "text", ["0*x + 5", "log(-x^2 - 1)", "1/x", "exp(300*x)", "tan(3*x)", "log(x)", "1e-300*x", "abs(x)"]
)
@pytest.mark.parametrize("size", [(300, 200), (30, 20), (1, 1)])
def test_strange_functions_are_painted_without_complaint(make: Make, text: str, size: tuple[int, int]) -> None:
    on = View(gradient_arrows=True, velocity_arrows=True, step_arrows=True)
    view = make(scene_of(text, (Lane("gd"), Lane("momentum", start=(-1.5,))), on), size)
    view.seek(7.5)
    assert pixels(view).shape == (size[1], size[0], 3)


def test_a_click_sets_the_start_and_a_handle_can_be_dragged(qtbot: QtBot, make: Make) -> None:
    view = make(scene_of("x^2", (Lane("gd"), Lane("adam", start=(-1.0,)))))
    said: list[tuple[Any, ...]] = []
    view.startMoved.connect(lambda *words: said.append(words))
    frame = view.plot().frame
    qtbot.mouseClick(view, LEFT, pos=frame.point(0.5, 3.0).toPoint())
    assert [words[1:] for words in said] == [(None, False), (None, True)]
    assert said[-1][0] == pytest.approx((0.5,), abs=0.01)
    grip = frame.point(-1.0, 1.0).toPoint()
    qtbot.mousePress(view, LEFT, pos=grip)
    qtbot.mouseRelease(view, LEFT, pos=grip)
    assert len(said) == 2
    qtbot.keyPress(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyRelease(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert said[-1][1:] == (None, True) and len(said[-1][0]) == 1


def test_zooming_changes_the_variable_and_fits_the_values(make: Make) -> None:
    view = make(scene_of("x^2"))
    regions: list[object] = []
    view.regionChanged.connect(lambda region, final: regions.append(region))
    before = view.plot().frame.y.high
    view.zoom(2.0)
    frame = view.plot().frame
    assert (frame.x.low, frame.x.high) == pytest.approx((-1.0, 1.0)) and frame.y.high < 0.5 * before
    view.pan(0.0, 0.5)
    assert regions == [((-1.0, 1.0), (0.0, 1.0))]
    view.show_whole()
    assert view.plot().frame.x.low == -2.0 and regions[-1] is None


def test_a_region_of_the_experiment_is_shown(make: Make) -> None:
    view = make(scene_of("x^2", view=View(region=((-0.5, 1.5), (0.0, 1.0)))))
    assert (view.plot().frame.x.low, view.plot().frame.x.high) == (-0.5, 1.5)


def test_the_place_under_the_mouse_has_one_coordinate(make: Make) -> None:
    view = make(scene_of("x^2"))
    assert view.shown_point(view.plot(), view.plot().frame.point(0.25, 1.0)) == pytest.approx((0.25,))


def test_without_a_scene_it_is_empty(make: Make, themes: ThemeManager, qtbot: QtBot) -> None:
    view = make()
    qtbot.mouseClick(view, LEFT, pos=QPoint(50, 50))
    assert has(pixels(view)[50, 50:51], themes.theme.background, 0)
