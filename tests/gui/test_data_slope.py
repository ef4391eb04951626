"""The data view of a decision line: its line, margins and formula, and what moves slope and intercept."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath
from pytestqt.qtbot import QtBot

from landscape_gui.core.network.decisionline import DecisionLine
from landscape_gui.experiment import (
    CatalogueData,
    DataPreparation,
    Experiment,
    Lane,
    NetworkProblem,
    OwnPoints,
    TableData,
)
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.ui import theme
from landscape_gui.ui.views.data.handles import Handles
from landscape_gui.ui.views.data.line import intercept_of, line_of, moved_to, sloped_to
from landscape_gui.ui.views.data.plane import RegionsPicture
from landscape_gui.ui.views.data.view import DataView
from tests.gui.hands import slider_of
from tests.gui.making import Heard

LEFT = Qt.MouseButton.LeftButton
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
LINE = NetworkProblem(CatalogueData("linear", points=40), form="line", loss="hinge")
OWN = NetworkProblem(OwnPoints(((-2.0, 2.0, 1), (2.0, -2.0, 0), (2.5, -2.5, 0))), form="line", loss="hinge")


@lru_cache(maxsize=32)
def scene_of(problem: NetworkProblem, start: tuple[float, ...] = (0.5, -0.25)) -> Scene:
    lanes = (Lane("gd", {"lr": 0.2}), Lane("adam", {"lr": 0.05}))
    return complete_scene(Experiment(problem, lanes, start, steps=40))


@pytest.fixture
def view(qtbot: QtBot) -> DataView:
    view = DataView(theme.manager())
    qtbot.addWidget(view)
    view.resize(460, 480)
    return view


def shown(view: DataView, qtbot: QtBot, problem: NetworkProblem = LINE, position: float = 0.0) -> DataView:
    view.show()
    view.show_scene(scene_of(problem))
    view.seek(position)
    view.grab()
    return view


def handles(view: DataView) -> Handles:
    found = view.canvas.hand.handles()
    assert found is not None
    return found


def theta(view: DataView) -> tuple[float, ...]:
    found = view.canvas.theta()
    assert found is not None
    return tuple(found.tolist())


def drag(view: DataView, qtbot: QtBot, begin: QPointF, end: QPointF) -> None:
    qtbot.mousePress(view.canvas, LEFT, pos=begin.toPoint())
    qtbot.mouseMove(view.canvas, ((begin + end) * 0.5).toPoint())
    qtbot.mouseMove(view.canvas, end.toPoint())
    qtbot.mouseRelease(view.canvas, LEFT, pos=end.toPoint())


def on_line(view: DataView) -> QPointF:
    """A pixel of the line with neither a handle nor an example near it."""
    held, line = handles(view), view.canvas.hand
    way = held.turn - held.center
    for share in np.linspace(0.15, 0.85, 57):
        pixel = QPointF((held.center + way * float(share)).toPoint())
        clear = view.canvas.example_at(pixel) < 0 and not line._handle_at(pixel)
        if clear and line._on_line(pixel) is not None:
            return pixel
    raise AssertionError("the line is crowded")


@pytest.mark.parametrize("above", [0, 1])
@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("loss", ["hinge", "binary_cross_entropy"])
def test_the_line_is_where_the_score_is_even(loss: str, standardise: bool, above: int) -> None:
    preparation = DataPreparation(standardise=standardise)
    data = CatalogueData("badly_scaled", points=40)
    network = scene_of(replace(LINE, data=data, loss=loss, above=above, preparation=preparation)).network
    assert isinstance(network, DecisionLine)

    def score(at: np.ndarray, point: np.ndarray) -> float:
        """Signed, before any sigmoid."""
        return float(network.unit_outputs(at, network.prepared.transform(point[None]))[0][0, 0])

    start = np.array([0.02, 0.05])
    for level in (0.0, 1.0, -1.0):
        line = line_of(network, start, level)
        assert line is not None
        point = line.nearest(np.array([2.0, 0.1]), np.array([8.0, 900.0]))
        assert score(start, point) == pytest.approx(level, abs=1e-9)
    crossing = intercept_of(network, start)
    assert score(start, crossing) == pytest.approx(0.0, abs=1e-12)
    assert network.prepared.transform(crossing[None])[0, 0] == pytest.approx(0.0, abs=1e-12)
    target = np.array([-5.0, 0.07])
    moved = moved_to(network, start, target)
    assert score(moved, target) == pytest.approx(0.0, abs=1e-12) and moved[0] == start[0]
    turned = sloped_to(network, start, target, 0.1)
    assert score(turned, target) == pytest.approx(0.0, abs=1e-12) and turned[1] == start[1]


def test_lines_are_drawn_exactly_where_they_are(view: DataView, qtbot: QtBot) -> None:
    shown(view, qtbot)
    panel, plot = view.panel(0), view.canvas.plot()
    assert panel is not None and plot is not None and isinstance(panel.picture, RegionsPicture)
    w, b = theta(view)
    paths: dict[float, QPainterPath] = panel.picture._paths[1] if panel.picture._paths else {}
    assert set(paths) == {0.0, 1.0, -1.0}, "the line, and both margins of the hinge loss"
    for level, path in paths.items():
        for place in (0, 1):
            x, y = plot.frame.value(QPointF(path.elementAt(place).x, path.elementAt(place).y))
            assert y - (w * x + b) == pytest.approx(level, abs=1e-9)
    assert [line[0] for line in panel.picture.lines()] == ["margin"], "the legend tells what dashes mean"
    shown(view, qtbot, replace(LINE, loss="binary_cross_entropy"))
    again = view.panel(0)
    assert again is not None and isinstance(again.picture, RegionsPicture) and not again.picture.lines()
    assert again.picture._paths is not None and set(again.picture._paths[1]) == {0.0}


def test_the_handle_at_the_intercept_moves_it_alone(view: DataView, qtbot: QtBot) -> None:
    shown(view, qtbot)
    heard, (w, b) = Heard(view.parametersEdited), theta(view)
    held, plot = handles(view), view.canvas.plot()
    assert plot is not None
    assert plot.frame.value(held.center) == pytest.approx((0.0, b), abs=1e-9)
    drag(view, qtbot, held.center, held.center - QPointF(0.0, 40.0))
    assert [final for _, final in heard.said] == [False, False, True]
    up = plot.frame.value(held.center - QPointF(0.0, 40.0))[1] - plot.frame.value(held.center)[1]
    assert theta(view) == pytest.approx((w, b + up), abs=1.5 * up / 40.0) and theta(view)[0] == w
    assert heard.said[-1][0] == theta(view)


def test_the_line_itself_moves_the_intercept_alone(view: DataView, qtbot: QtBot) -> None:
    shown(view, qtbot)
    (w, b), begin = theta(view), on_line(view)
    heard = Heard(view.parametersEdited)
    drag(view, qtbot, begin, begin + QPointF(0.0, 33.0))
    assert theta(view)[0] == w and theta(view)[1] < b
    assert heard.said[-1] == (theta(view), True)


def test_the_end_turns_the_slope_alone(view: DataView, qtbot: QtBot) -> None:
    shown(view, qtbot)
    (w, b), held, plot = theta(view), handles(view), view.canvas.plot()
    assert plot is not None
    target = held.turn + QPointF(0.0, 50.0)
    drag(view, qtbot, held.turn, target)
    assert theta(view)[1] == b and theta(view)[0] != w
    x, y = plot.frame.value(target)
    assert y - (theta(view)[0] * x + b) == pytest.approx(0.0, abs=0.02)
    assert handles(view).turn.x() == pytest.approx(held.turn.x(), abs=60.0), "the end stays in the hand"


def test_no_line_is_upright(view: DataView, qtbot: QtBot) -> None:
    shown(view, qtbot)
    held, (_, b) = handles(view), theta(view)
    side = 1.0 if held.turn.x() > held.center.x() else -1.0
    qtbot.mousePress(view.canvas, LEFT, pos=held.turn.toPoint())
    slopes = []
    for away in (40.0, 5.0, 0.0, -5.0, -40.0):
        place = held.center + QPointF(side * away, -90.0)
        qtbot.mouseMove(view.canvas, place.toPoint())
        slopes.append(theta(view)[0])
        assert np.isfinite(slopes[-1]) and theta(view)[1] == b
    qtbot.mouseRelease(view.canvas, LEFT, pos=(held.center + QPointF(-side * 40.0, -90.0)).toPoint())
    assert np.sign(slopes[0]) == -np.sign(slopes[-1]) and max(np.abs(slopes)) > 5.0


def test_keys_change_intercept_and_slope(view: DataView, qtbot: QtBot) -> None:
    shown(view, qtbot)
    heard, (w, b) = Heard(view.parametersEdited), theta(view)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Up, SHIFT)
    assert theta(view)[0] == w and theta(view)[1] > b
    lifted = theta(view)[1]
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right, CTRL)
    assert theta(view)[1] == lifted and theta(view)[0] != w
    assert [final for _, final in heard.said] == [False, True, False, True]


def test_the_handles_are_in_sight_wherever_the_line_is(view: DataView, qtbot: QtBot) -> None:
    shown(view, qtbot)
    rect = view.canvas.rect_of_axes()
    assert rect is not None
    for w, b in ((0.0, 0.0), (0.3, 2.0), (40.0, -3.0), (-9.0, 30.0), (0.0, 1e6), (1e6, 1e6), (-1e9, 3.0)):
        view.show_parameters((w, b))
        held = handles(view)
        assert QRectF(rect).adjusted(-1.0, -1.0, 1.0, 1.0).contains(held.center), (w, b)
        assert held.ahead.y() <= 0.0, "the arrow points to where the label is 1, above the line"
        view.grab()


def test_own_points_are_added_beside_the_line_and_erased_on_it(view: DataView, qtbot: QtBot) -> None:
    shown(view, qtbot, OWN)
    points, lines = Heard(view.pointsChanged), Heard(view.parametersEdited)
    begin = on_line(view)
    drag(view, qtbot, begin, begin + QPointF(0.0, 30.0))
    assert lines.said and not points.said
    plot = view.canvas.plot()
    assert plot is not None
    qtbot.mouseClick(view.canvas, LEFT, pos=plot.frame.point(-2.4, -2.4).toPoint())
    assert len(points.said[-1][0].points) == 4
    lines.said.clear()
    qtbot.mouseClick(view.tools.eraser, LEFT)
    begin = QPointF(plot.frame.point(-2.4, -2.4))
    drag(view, qtbot, begin, handles(view).turn + QPointF(3.0, 3.0))
    assert not lines.said and len(points.said[-1][0].points) == 3


def test_a_third_class_is_more_than_a_line_can_part(view: DataView, qtbot: QtBot) -> None:
    shown(view, qtbot, OWN)
    qtbot.mouseClick(view.tools.more, LEFT)
    plot = view.canvas.plot()
    assert plot is not None
    qtbot.mouseClick(view.canvas, LEFT, pos=plot.frame.point(-2.4, -2.4).toPoint())
    assert "parts two classes; these data have 3" in view.canvas.complaint
    assert view.canvas.hand.handles() is None and not view.sliders.isVisible()
    view.grab()


def test_sliders_follow_and_move_the_line(view: DataView, qtbot: QtBot) -> None:
    shown(view, qtbot, position=20.0)
    assert view.sliders.isVisible() and len(view.sliders.rows) == 2
    assert [row.value() for row in view.sliders.rows] == list(theta(view))
    view.seek(33.5)
    assert [row.value() for row in view.sliders.rows] == list(theta(view))
    heard, b = Heard(view.parametersEdited), theta(view)[1]
    slope = slider_of(view.sliders.rows[0])
    at = QPoint(round(slope.width() * 0.5), slope.height() // 2)
    qtbot.mousePress(slope, LEFT, pos=at)
    qtbot.mouseMove(slope, at + QPoint(20, 0))
    view.show_scene(replace_scene(view))
    assert theta(view)[1] == b and view.sliders.rows[0].value() == theta(view)[0], "a late scene takes nothing back"
    qtbot.mouseRelease(slope, LEFT, pos=at + QPoint(20, 0))
    assert heard.said[-1] == (theta(view), True) and theta(view)[0] > 0.0


def replace_scene(view: DataView) -> Scene:
    """A scene of the same network that comes late: of another start."""
    return scene_of(LINE, (1.0, 1.0))


def test_sliders_are_there_for_one_line_on_a_screen_only(view: DataView, qtbot: QtBot) -> None:
    shown(view, qtbot)
    view.set_all_lanes(True)
    assert not view.sliders.isVisible()
    view.set_all_lanes(False)
    assert view.sliders.isVisible()
    view.show_scene(scene_of(NetworkProblem(CatalogueData("linear", points=40), hidden=()), ()))
    assert not view.sliders.isVisible(), "a network of three parameters has no slope of its own"


def test_pictures_for_files_have_no_sliders(view: DataView) -> None:
    view.show_scene(scene_of(LINE))
    view.seek(10.0)
    view.grab()
    assert not view.sliders.isVisibleTo(view)


def test_the_formula_tells_the_present_line(view: DataView, qtbot: QtBot) -> None:
    shown(view, qtbot)
    panel = view.panel(0)
    assert panel is not None
    assert view.canvas.words.formulas(panel.picture) == ["s = y − (0.5·x − 0.25)"]
    table = TableData("t.csv", "height,weight,class\n1,2,a\n2,3,b\n3,2.5,b\n")
    shown(view, qtbot, replace(LINE, data=table))
    named = view.panel(0)
    assert named is not None
    assert view.canvas.words.formulas(named.picture) == [
        "s = weight − (0.5·height − 0.25)",
        "s = y − (0.5·x − 0.25)",
    ]


def test_a_line_led_from_outside_stays_until_it_is_let_go(view: DataView, qtbot: QtBot) -> None:
    shown(view, qtbot)
    view.show_parameters((1.5, 0.5))
    view.show_scene(scene_of(LINE, (1.0, 1.0)))
    assert theta(view) == (1.5, 0.5), "a scene that comes while the marker is dragged is late"
    view.show_parameters((1.5, 0.75), final=True)
    assert theta(view) == (1.5, 0.75)
    view.show_scene(scene_of(LINE, (1.5, 0.75)))
    assert theta(view) == (1.5, 0.75)
    view.seek(40.0)
    assert theta(view) == tuple(scene_of(LINE, (1.5, 0.75)).lanes[0].parameters(40.0).tolist())
