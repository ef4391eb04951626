"""The readout of what a plane hides."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.core.maps.grids import Grid
from landscape_gui.core.maps.projection import Share
from landscape_gui.experiment import (
    Experiment,
    FormulaProblem,
    Lane,
    NetworkProblem,
    ParameterPlane,
    PrincipalPlane,
    Training,
    View,
)
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.ui import theme
from landscape_gui.ui.views.landscape import plane_values
from landscape_gui.ui.views.landscape.plane_readout import MOST, PlaneReadout
from landscape_gui.ui.views.landscape.plane_values import heights_at, hidden, percent, read

LANES = (Lane("gd", {"lr": 0.3}), Lane("adam", {"lr": 0.05}), Lane("rmsprop", enabled=False))
NETWORK = Experiment(NetworkProblem(training=Training(batch_size=32)), LANES, steps=40)

Make = Callable[[Scene], PlaneReadout]


@pytest.fixture(scope="module")
def trained() -> Scene:
    return complete_scene(NETWORK)


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    """A function that lays a readout for a scene over an empty picture."""
    pictures = []

    def made(scene: Scene) -> PlaneReadout:
        picture = QWidget()
        pictures.append(picture)
        qtbot.addWidget(picture)
        picture.resize(600, 300)
        picture.show()
        readout = PlaneReadout(theme.manager(), picture)
        readout.show_scene(scene)
        return readout

    return made


def test_values_are_those_of_the_run_and_of_the_plane(trained: Scene) -> None:
    rows = hidden(trained, 25.4)
    assert [row.lane.label for row in rows] == ["Gradient descent", "Adam"]
    plane, network = trained.plane, trained.network
    assert plane is not None and network is not None
    for row in rows:
        run = row.lane.run
        assert run is not None
        theta = run.positions[25]
        assert row.distance == pytest.approx(plane.distances(theta)[0])
        assert row.height == pytest.approx(network.value_and_gradient(theta)[0])
        nearest = plane.points(plane.coordinates(theta))[0]
        assert row.seen == pytest.approx(network.value_and_gradient(nearest)[0])


def test_accuracy_is_told_where_it_is_the_surface(make: Make) -> None:
    scene = complete_scene(replace(NETWORK, view=View(surface="accuracy")))
    for row in hidden(scene, 40.0):
        assert 0.0 <= row.height <= 1.0 and 0.0 <= row.seen <= 1.0
        assert abs(140 * row.seen - round(140 * row.seen)) < 1.0
    assert "true accuracy in %" in make(scene)._heads()


def test_on_a_plane_through_all_parameters_nothing_is_hidden() -> None:
    formula = Experiment(FormulaProblem("x^2 + 2*y^2 + 0*z"), LANES[:2], start=(1.0, 1.0, 0.5), steps=30)
    scene = complete_scene(replace(formula, view=View(plane=ParameterPlane("x", "y"))))
    for row in hidden(scene, 10.0):
        assert row.distance == 0.0 and row.height == pytest.approx(row.seen)
        assert percent(row.movement) == "100\N{NO-BREAK SPACE}%"


def test_many_examples_are_read_off_the_grid(trained: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [lane.path for lane in trained.shown]
    places = np.array([path.coordinates[-1] for path in paths if path is not None])
    exact = heights_at(trained, places)
    monkeypatch.setattr(plane_values, "EXACT", 0)
    np.testing.assert_allclose(heights_at(trained, places), exact, rtol=0.02)


def test_reading_a_grid_is_exact_for_planes_and_ends_at_its_edge() -> None:
    xs, ys = np.linspace(-1.0, 2.0, 7), np.linspace(0.0, 5.0, 11)
    grid = Grid(xs, ys, 3.0 * xs - 2.0 * ys[:, None])
    places = np.array([[-1.0, 0.0], [2.0, 5.0], [0.3, 4.9], [2.1, 1.0], [0.0, -0.1]])
    expected = 3.0 * places[:, 0] - 2.0 * places[:, 1]
    np.testing.assert_allclose(read(grid, places)[:3], expected[:3])
    assert np.isnan(read(grid, places)[3:]).all()


@pytest.mark.parametrize(
    ("inside", "total", "words"),
    [(0.0, 1.0, "0 %"), (0.001, 1.0, "<1 %"), (0.664, 1.0, "66 %"), (0.999, 1.0, ">99 %"), (3.0, 3.0, "100 %")],
)
def test_shares_say_all_and_nothing_only_where_it_is_true(inside: float, total: float, words: str) -> None:
    assert percent(Share(inside, total)).replace("\N{NO-BREAK SPACE}", " ") == words


def test_a_share_of_nothing(make: Make) -> None:
    assert percent(Share()) == "\N{EN DASH}"
    still = Experiment(FormulaProblem("0*x + 0*y + 0*z"), LANES[:1], view=View(plane=PrincipalPlane()), steps=3)
    assert make(complete_scene(still)).words() == "nothing moves"


def test_it_unfolds_by_mouse_and_keyboard(make: Make, qtbot: QtBot, trained: Scene) -> None:
    readout = make(trained)
    assert readout.isVisible() and readout.accessibleName().startswith("plane shows ")
    folded = readout.size()
    with qtbot.waitSignal(readout.resized):
        QTest.mouseClick(readout, Qt.MouseButton.LeftButton)
    assert readout.height() > 3 * folded.height() / 2 and readout.width() > folded.width()
    unfolded = readout.size()
    before = readout.grab().toImage()
    readout.seek(30.0)
    assert readout.grab().toImage() != before and readout.size() == unfolded
    QTest.keyClick(readout, Qt.Key.Key_Space)
    assert readout.size() == folded


@pytest.mark.parametrize("width", [700, 380, 260, 130])
def test_it_is_no_wider_than_what_it_lies_on(make: Make, trained: Scene, width: int) -> None:
    readout = make(trained)
    picture = readout.parentWidget()
    assert picture is not None
    picture.resize(width, 300)
    QApplication.processEvents()
    assert readout.width() <= width - 16
    readout.setChecked(True)
    assert readout.width() <= max(width - 16, 220), "a name and its share are the least"
    assert not readout.grab().isNull()


def test_folded_it_costs_nothing_while_playing(make: Make, trained: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    readout = make(trained)
    monkeypatch.setattr(readout, "rows", lambda: pytest.fail("values are computed for nobody"))
    for step in range(5):
        readout.seek(float(step))
        readout.grab()


def test_it_is_gone_where_parameters_are_shown_as_they_are(make: Make, trained: Scene) -> None:
    readout = make(trained)
    readout.show_scene(complete_scene(Experiment(FormulaProblem("x^2 + y^2"), LANES, steps=3)))
    assert readout.isHidden() and readout.words() == ""
    readout.show_scene(complete_scene(replace(NETWORK, lanes=(), steps=3)))
    assert readout.isHidden()
    readout.show_scene(trained)
    assert readout.isVisible()


def test_it_explains_itself(make: Make, trained: Scene) -> None:
    readout = make(trained)
    assert "17 parameters" in readout.toolTip() and "random walk" in readout.toolTip()
    view = View(plane=ParameterPlane("W1[0,0]", "b1[0]"))
    readout.show_scene(complete_scene(replace(NETWORK, view=view, steps=3)))
    assert "random walk" not in readout.toolTip()


def test_it_tells_the_two_measures_apart_and_whose_they_are(make: Make, trained: Scene) -> None:
    readout = make(trained)
    assert "all lanes' movement" in readout.words()
    assert "Movement:" in readout.notes() and "Variance" in readout.notes() and "all lanes" in readout.notes()
    readout.setChecked(True)
    told = readout.grab().toImage()
    readout.notes = lambda: ""  # type: ignore[method-assign]
    readout._fit()
    assert readout.height() < told.height() and readout.width() == told.width()
    view = View(plane=ParameterPlane("W1[3,0]", "b1[0]"))
    readout = make(complete_scene(replace(NETWORK, lanes=LANES[:1], view=view, steps=3)))
    assert "Variance" not in readout.notes() and "lanes" not in readout.words()
    assert "weight from input x to unit 4" in readout.toolTip()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_many_lanes_are_cut_short(qtbot: QtBot, qapp: QApplication, scale: float) -> None:
    lanes = tuple(Lane("gd", {"lr": 0.01 * (k + 1)}, name=f"a lane with a very long name {k}") for k in range(MOST + 3))
    try:
        theme.apply(qapp, "dark", scale)
        readout = PlaneReadout(theme.manager())
        qtbot.addWidget(readout)
        readout.show_scene(complete_scene(replace(NETWORK, lanes=lanes, steps=3)))
        readout.setChecked(True)
        assert readout.isHidden(), "it does not become a window"
        assert readout.height() < 260 * scale and readout.width() < 470 * scale
        assert not readout.grab().isNull()
    finally:
        theme.apply(qapp, "light", 1.0)


def test_notes_beside_the_table_lie_below_the_way_to_other_planes(make: Make, trained: Scene) -> None:
    readout = make(trained)
    picture = readout.parentWidget()
    assert picture is not None
    picture.resize(1200, 300)
    QApplication.processEvents()
    readout.setChecked(True)
    notes = readout._plan().notes
    assert notes is not None and notes.left() > 300.0, "beside the table"
    assert readout.choose.isVisible()
    assert readout.choose.geometry().bottom() <= notes.top() + theme.px(4)
