"""The table of numbers at the play position."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from landscape_gui import scene
from landscape_gui.experiment import (
    Experiment,
    FormulaProblem,
    Lane,
    Schedule,
    Stopping,
    SurfaceProblem,
    first_experiment,
)
from landscape_gui.numbers import exact, short
from landscape_gui.scene import Scene
from landscape_gui.ui import theme
from landscape_gui.ui.views.tables.number_grid import NumberGrid
from landscape_gui.ui.views.tables.state_table import StateTableView
from tests.gui.making import view_of

RACE = first_experiment()


@pytest.fixture(scope="module")
def race() -> Scene:
    return scene.complete_scene(RACE)


def make(qtbot: QtBot, shown: Scene, width: int = 900, height: int = 240) -> StateTableView:
    view = view_of(qtbot, StateTableView(theme.manager()), shown, width, height)
    view.show()
    return view


def column(table: NumberGrid, title: str) -> int:
    return table.titles().index(title)


def cell(table: NumberGrid, row: int, title: str) -> object:
    return table.value(row, column(table, title))


def settle(qtbot: QtBot, view: StateTableView, row: int, step: int) -> None:
    qtbot.waitUntil(lambda: cell(view.table(), row, "step") == step)


def test_every_number_is_that_of_the_last_recorded_step(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    view.seek(137.9)
    settle(qtbot, view, 0, 137)
    table = view.table()
    for row, lane in enumerate(race.shown):
        run = lane.run
        assert run is not None
        assert cell(table, row, "loss") == run.losses[137]
        assert cell(table, row, "x") == run.positions[137, 0]
        assert cell(table, row, "y") == run.positions[137, 1]
        assert cell(table, row, "|gradient|") == pytest.approx(float(np.linalg.norm(run.gradients[137])))
        nearest = min(math.dist(run.positions[137], minimum) for minimum in race.minima)
        assert cell(table, row, "distance") == pytest.approx(nearest)
        rates = run.effective_rates(137)
        assert rates is not None
        assert [cell(table, row, f"eff. rate {name}") for name in "xy"] == rates.tolist()
        assert table.text(row, column(table, "loss")) == short(float(run.losses[137]), fixed=True)


def test_the_table_holds_what_all_lanes_have(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    numbers = ("step", "loss", "distance", "|gradient|", "x", "y", "eff. rate x", "eff. rate y")
    assert view.table().titles() == numbers
    assert cell(view.table(), 0, "eff. rate x") is None, "no step has led to the start"
    view.seek(300.0)
    settle(qtbot, view, 0, 300)
    assert view.table().titles() == (*numbers, "status")
    assert cell(view.table(), 0, "status") == "finished"
    view.seek(10.0)
    settle(qtbot, view, 0, 10)
    assert view.table().titles() == numbers


def test_all_numbers_fit_beside_the_state_in_a_small_window(qtbot: QtBot, qapp: QApplication, race: Scene) -> None:
    theme.apply(qapp, "light", 1.0)
    view = make(qtbot, race, 978, 165)
    view.seek(137.0)
    settle(qtbot, view, 0, 137)
    for grid in (view.table(), view.detail()):
        last = grid.model().columnCount() - 1
        assert grid.columnViewportPosition(last) + grid.columnWidth(last) <= grid.viewport().width()
    assert view.detail().model().rowCount() == 5


def test_every_step_is_shown_at_once_at_the_usual_speed(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    view.seek(10.0)
    settle(qtbot, view, 0, 10)
    qtbot.waitUntil(lambda: not view.is_pausing())
    view.seek(10.5)
    view.seek(11.0)
    assert cell(view.table(), 0, "step") == 11


def test_the_chosen_lane_shows_its_state_in_words(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    view.seek(12.0)
    settle(qtbot, view, 0, 12)
    detail, run = view.detail(), race.lanes[4].run
    assert run is not None
    heads = [detail.model().headerData(row, Qt.Orientation.Vertical) for row in range(detail.model().rowCount())]
    assert heads == ["position", "gradient", "first moment", "second moment", "effective rate"]
    assert detail.titles() == ("x", "y")
    assert detail.value(3, 1) == run.state["second_moment"][12, 1]
    rates = run.effective_rates(12)
    assert rates is not None
    assert detail.value(4, 0) == rates[0]


def test_a_click_chooses_a_lane(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    table = view.table()
    place = QPoint(30, table.rowViewportPosition(1) + 8)
    with qtbot.waitSignal(view.laneSelected) as caught:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == [1]
    assert view.detail().model().headerData(2, Qt.Orientation.Vertical) == "velocity"


def test_a_click_on_a_name_chooses_a_lane(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    names = view.table().verticalHeader()
    place = QPoint(20, names.sectionViewportPosition(2) + 8)
    with qtbot.waitSignal(view.laneSelected) as caught:
        qtbot.mouseClick(names.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == [2]


def test_choosing_from_outside_says_nothing_and_lasts(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    with qtbot.assertNotEmitted(view.laneSelected):
        view.select_lane(2)
        view.show_scene(race)
    qtbot.waitUntil(lambda: view.table().currentIndex().row() == 2)


def test_copies_are_exact_and_tab_separated(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    view.seek(50.0)
    settle(qtbot, view, 0, 50)
    table = view.table()
    for row in (0, 1):
        place = QPoint(20, table.rowViewportPosition(row) + 8)
        held = Qt.KeyboardModifier.ControlModifier if row else Qt.KeyboardModifier.NoModifier
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, held, place)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[1:3] == ["step", "loss"]
    run = race.lanes[1].run
    assert len(lines) == 3 and run is not None
    assert lines[2].split("\t")[:3] == ["Momentum", "50", exact(float(run.losses[50]))]


def test_tooltips_have_all_digits(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    view.seek(50.0)
    settle(qtbot, view, 0, 50)
    table, run = view.table(), race.lanes[0].run
    assert run is not None
    index = table.model().index(0, column(table, "loss"))
    assert exact(float(run.losses[50])) in index.data(Qt.ItemDataRole.ToolTipRole)


def test_how_a_lane_ended_is_said_in_words(qtbot: QtBot) -> None:
    rates = (("gd", 0.02), ("momentum", 0.001), ("adam", 0.01))
    lanes = (*(Lane(key, {"lr": rate}) for key, rate in rates), Lane("gd", enabled=False))
    problem, stopping = SurfaceProblem("rosenbrock"), Stopping(gradient_norm=1.0)
    shown = scene.complete_scene(Experiment(problem, lanes, start=(-1.5, 2.0), steps=200, stopping=stopping))
    view = make(qtbot, shown)
    table = view.table()
    assert table.model().rowCount() == 3, "a lane that is switched off has no row"
    assert "status" not in table.titles()
    view.seek(200.0)
    settle(qtbot, view, 2, 200)
    first, second = shown.lanes[0].run, shown.lanes[1].run
    assert first is not None and second is not None
    assert cell(table, 0, "status") == f"diverged at step {first.ended_at}"
    assert cell(table, 0, "step") == first.last_step
    loss = cell(table, 0, "loss")
    assert isinstance(loss, float) and math.isfinite(loss)
    assert cell(table, 1, "status") == f"converged at step {second.ended_at}"
    assert cell(table, 2, "status") == "finished"


def test_a_lane_that_cannot_start_says_why(qtbot: QtBot) -> None:
    shown = scene.complete_scene(Experiment(FormulaProblem("x^2+y^2"), (Lane("gd", {"lr": -1.0}), Lane("adam"))))
    view = make(qtbot, shown)
    assert str(cell(view.table(), 0, "status")).startswith("Gradient descent: lr = -1")
    assert "distance" not in view.table().titles(), "no minimum is known"
    view.select_lane(0)
    qtbot.waitUntil(lambda: view.detail().model().rowCount() == 0)


def test_one_variable_and_a_schedule(qtbot: QtBot) -> None:
    lane = Lane("adam", schedule=Schedule("cosine"))
    shown = scene.complete_scene(Experiment(FormulaProblem("x^4 - x"), (lane,), steps=50))
    view = make(qtbot, shown)
    view.seek(50.0)
    settle(qtbot, view, 0, 50)
    assert view.table().titles()[-3:] == ("x", "eff. rate", "status")
    detail, run = view.detail(), shown.lanes[0].run
    assert run is not None
    assert detail.value(detail.model().rowCount() - 1, 0) == run.rates[50]


def test_columns_do_not_move_while_playing(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    header = view.table().horizontalHeader()
    widths = [header.sectionSize(place) for place in range(8)]
    for step in (0, 1, 37, 300):
        view.seek(float(step))
        settle(qtbot, view, 0, step)
        assert [header.sectionSize(place) for place in range(8)] == widths


def test_rows_are_lower_where_all_of_them_then_fit(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race, height=136)
    table = view.table()
    assert table.rowHeight(0) < 26
    assert table.rowViewportPosition(4) + table.rowHeight(4) <= table.viewport().height()
    view.resize(900, 300)
    qtbot.waitUntil(lambda: table.rowHeight(0) == 26)


def test_the_state_folds_away_where_there_is_no_room(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race, width=900)
    assert view.detail().viewport().width() > 150
    view.resize(500, 200)
    qtbot.waitUntil(lambda: view.table().width() >= 490)
    view.resize(1000, 200)
    qtbot.waitUntil(lambda: view.table().width() < 900)


def test_a_hidden_view_waits_and_a_picture_is_up_to_date(qtbot: QtBot, race: Scene) -> None:
    view = StateTableView(theme.manager())
    qtbot.addWidget(view)
    view.resize(900, 200)
    view.show_scene(race)
    view.seek(20.0)
    assert view.table().model().rowCount() == 0
    picture = view.grab().toImage()
    assert cell(view.table(), 4, "step") == 20
    assert picture.width() >= 900


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_themes_and_scales_keep_everything_readable(qtbot: QtBot, race: Scene, mode: theme.Mode) -> None:
    view = make(qtbot, race, height=500)
    manager = theme.manager()
    before = view.table().columnWidth(column(view.table(), "loss"))
    try:
        manager.apply(mode, 2.0)
        qtbot.waitUntil(lambda: view.table().columnWidth(column(view.table(), "loss")) > 1.8 * before)
        image = view.table().viewport().grab().toImage()
        assert image.pixelColor(image.width() - 2, image.height() - 2) == manager.theme.color("panel")
    finally:
        manager.apply("light", 1.0)


def test_no_title_and_no_number_is_cut_at_the_edge(qtbot: QtBot, qapp: QApplication, race: Scene) -> None:
    theme.apply(qapp, "light", 1.0)
    view = make(qtbot, race, 640)
    table = view.table()
    for width in range(300, 500, 7):
        table.resize(width, 200)
        image = table.grab().toImage()
        edge = table.viewport().geometry().right()
        for row in (2, 4):
            y = table.rowViewportPosition(row) + table.viewport().y() if row == 4 else 2
            height = min(16, image.height() - y)
            colors = {image.pixel(x, y + k) for x in range(edge - 1, edge + 1) for k in range(2, height - 3)}
            assert len(colors) == 1, (width, row)


@pytest.mark.parametrize(
    ("text", "start", "told"), [("log(x) + y", (-1.0, 0.0), True), ("log(-1 - x^2)", (0.0,), False)]
)
def test_why_nothing_starts_is_said_for_the_chosen_lane_only(
    qtbot: QtBot, text: str, start: tuple[float, ...], told: bool
) -> None:
    shown = scene.complete_scene(Experiment(FormulaProblem(text), (Lane("gd"), Lane("adam")), start=start))
    view = make(qtbot, shown)
    assert [cell(view.table(), row, "status") for row in range(2)] == ["not defined"] * 2
    stories = [label.text() for label in view.findChildren(QLabel) if not label.isHidden()]
    assert any("choose a start where it is" in story for story in stories) == told
