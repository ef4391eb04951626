"""Many parameters in the table of numbers: one beside the lanes, all in a list that is searched and ordered."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import Experiment, Lane, NetworkProblem, first_experiment
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.scene.parametertable import FEW, tensors_of
from landscape_gui.ui import theme
from landscape_gui.ui.views.tables.number_grid import NumberGrid
from landscape_gui.ui.views.tables.number_model import Made, RowHead
from landscape_gui.ui.views.tables.parameter_panel import SIZES, ParameterPanel
from landscape_gui.ui.views.tables.state_table import StateTableView
from tests.gui.making import Heard, view_of

LANES = (Lane("gd"), Lane("adam"), Lane("lion", enabled=False), Lane("momentum"))
WIDE, NARROW = 1100, 620


@pytest.fixture(scope="module")
def trained() -> Scene:
    return complete_scene(Experiment(NetworkProblem(hidden=(6, 5)), LANES, steps=40))


def make(qtbot: QtBot, shown: Scene, width: int = WIDE, height: int = 260) -> StateTableView:
    view = view_of(qtbot, StateTableView(theme.manager()), shown, width, height)
    view.show()
    view.seek(20.0)
    qtbot.waitUntil(lambda: view.table().value(0, 0) == 20)
    return view


def names(shown: Scene) -> tuple[str, ...]:
    return tuple(shown.problem.variables)


def adam(shown: Scene) -> int:
    return next(lane.index for lane in shown.lanes if lane.lane.optimizer == "adam")


def choose_adam(view: StateTableView, shown: Scene) -> ParameterPanel:
    view.select_lane(adam(shown))
    return view.parameters()


def column(grid: NumberGrid, title: str) -> int:
    return next(place for place, each in enumerate(grid.titles()) if each.startswith(title))


def test_few_parameters_have_columns_and_many_a_list(qtbot: QtBot, trained: Scene) -> None:
    race = complete_scene(first_experiment())
    view = view_of(qtbot, StateTableView(theme.manager()), race, WIDE, 260)
    view.show()
    assert not view.parameters().isVisible() and view.detail().isVisible()
    view.show_scene(trained)
    qtbot.waitUntil(lambda: view.parameters().isVisible())
    assert not view.detail().isVisible()
    view.show_scene(race)
    qtbot.waitUntil(lambda: view.detail().isVisible())
    assert not view.parameters().isVisible() and race.problem.dimension <= FEW < trained.problem.dimension


def test_lanes_show_the_chosen_parameter(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    heard = Heard(view.parameterSelected)
    table, place = view.table(), names(trained).index("W2[3,1]")
    assert table.titles() == ("step", "loss", "|gradient|", "W1[0,0]", "slope", "eff. rate")
    view.select_parameter("W2[3,1]")
    qtbot.waitUntil(lambda: "W2[3,1]" in table.titles())
    assert heard.said == []
    for row, lane in enumerate(trained.shown):
        run = lane.run
        assert run is not None
        rates = run.effective_rates(20)
        assert table.value(row, 1) == run.losses[20]
        assert table.value(row, 2) == pytest.approx(float(np.linalg.norm(run.gradients[20])))
        assert table.value(row, 3) == run.positions[20, place]
        assert table.value(row, 4) == run.gradients[20, place]
        assert table.value(row, 5) == (None if rates is None else rates[place])
    view.select_parameter("no such parameter")
    assert "W2[3,1]" in table.titles()


def test_all_parameters_of_the_chosen_lane_are_listed(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    panel = choose_adam(view, trained)
    grid, run = panel.grid, trained.lanes[adam(trained)].run
    assert run is not None
    assert grid.titles() == ("value", "gradient", "first moment", "second moment", "eff. rate")
    assert panel.shown_names() == list(names(trained))
    rates = run.effective_rates(20)
    assert rates is not None
    for place in (0, 17, len(names(trained)) - 1):
        moments = [run.state[slot][20, place] for slot in ("first_moment", "second_moment")]
        wanted = [run.positions[20, place], run.gradients[20, place], *moments, rates[place]]
        assert [grid.value(place, k) for k in range(5)] == wanted
    view.seek(31.0)
    qtbot.waitUntil(lambda: grid.value(17, 0) == run.positions[31, 17])


def test_the_name_of_the_lane_stands_above_the_list(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    grid = choose_adam(view, trained).grid
    corner = grid._corner
    assert corner.width() > grid.verticalHeader().width(), "it goes on to the first title"
    end = QPoint(corner.geometry().right(), corner.geometry().center().y())
    assert grid.childAt(end) is corner, "the header does not cover it"
    first = grid.verticalHeader().width() + grid.columnWidth(0) - grid.fontMetrics().horizontalAdvance(grid.titles()[0])
    assert corner.geometry().right() < first, "it does not cover the title"
    grid.horizontalScrollBar().setRange(0, 50)
    grid.horizontalScrollBar().setValue(20)
    assert corner.width() == grid.verticalHeader().width(), "titles that are scrolled along are not covered"


def test_a_parameter_is_found_by_its_name_or_what_it_is(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    panel = choose_adam(view, trained)
    search = panel.tools.search
    QTest.keyClicks(search, "w2[3")
    assert panel.shown_names() == [f"W2[3,{source}]" for source in range(6)]
    search.clear()
    QTest.keyClicks(search, "bias output")
    assert panel.shown_names() == ["b3[0]"]
    search.clear()
    QTest.keyClicks(search, "input Y to unit 3")
    assert panel.shown_names() == ["W1[2,1]"]
    QTest.keyClicks(search, " nonsense")
    assert panel.shown_names() == [] and panel.empty.isVisible() and not panel.grid.isVisible()
    assert "nonsense" in panel.empty.text()
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert panel.shown_names() == list(names(trained)) and panel.grid.isVisible()


def test_by_keyboard_from_the_search_to_the_row(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    panel, heard = choose_adam(view, trained), Heard(view.parameterSelected)
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    panel.grid.setFocus()
    QTest.keyClick(panel.grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is panel.tools.search
    QTest.keyClicks(panel.tools.search, "w2[3")
    QTest.keyClick(panel.tools.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is panel.grid
    assert heard.said == [("W2[3,0]",)]
    QTest.keyClick(panel.grid, Qt.Key.Key_Down)
    QTest.keyClick(panel.grid, Qt.Key.Key_Down)
    assert heard.said[-1] == ("W2[3,2]",)
    qtbot.waitUntil(lambda: "W2[3,2]" in view.table().titles())


def test_largest_first_by_a_click_on_the_title(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    panel = choose_adam(view, trained)
    run, titles = trained.lanes[adam(trained)].run, panel.grid.horizontalHeader()
    assert run is not None
    place = QPoint(titles.sectionViewportPosition(1) + 20, titles.height() // 2)
    QTest.mouseClick(titles.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.grid.titles()[1] == "gradient ▾"
    order = np.argsort(-np.abs(run.gradients[20]), kind="stable")
    assert panel.shown_names() == [names(trained)[place] for place in order]
    assert panel.grid.rows_in_sight().start == 0, "the largest are seen"
    QTest.mouseClick(titles.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.shown_names() == list(names(trained)) and panel.grid.titles()[1] == "gradient"
    panel.order_by("second_moment")
    assert panel.grid.titles()[3] == "second moment ▾"
    panel.tools.search.setText("w2")
    sizes = [panel.grid.value(row, 3) for row in range(len(panel.shown_names()))]
    assert sizes == sorted(sizes, reverse=True) and len(sizes) == 30  # type: ignore[type-var]


def test_rows_stay_while_playing_and_are_ordered_anew_at_rest(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    panel, run = choose_adam(view, trained), trained.lanes[adam(trained)].run
    assert run is not None
    panel.order_by("gradient")
    before = panel.shown_names()
    view.seek(38.0)
    qtbot.waitUntil(lambda: panel.grid.value(0, 0) == run.positions[38, names(trained).index(before[0])])
    assert panel.shown_names() == before
    order = [names(trained)[place] for place in np.argsort(-np.abs(run.gradients[38]), kind="stable")]
    assert order != before
    qtbot.waitUntil(lambda: panel.shown_names() == order)


def test_the_chosen_parameter_stays_chosen_in_another_order(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    panel, heard = choose_adam(view, trained), Heard(view.parameterSelected)
    view.select_parameter("b1[3]")
    panel.order_by("value")
    assert panel.shown_names()[panel.grid.currentIndex().row()] == "b1[3]"
    panel.tools.search.setText("W2")
    assert not panel.grid.currentIndex().isValid() and panel.chosen == names(trained).index("b1[3]")
    panel.tools.search.clear()
    assert panel.shown_names()[panel.grid.currentIndex().row()] == "b1[3]"
    assert heard.said == []


def test_one_layer_or_how_large_all_are(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    panel = choose_adam(view, trained)
    run, tensors = trained.lanes[adam(trained)].run, tensors_of(names(trained))
    assert run is not None
    words = [action.text() for action in panel.tools.among.menu().actions()]
    assert words[0] == f"All {len(names(trained))} parameters" and "b3: 1, output layer" in words
    panel.tools.among.menu().actions()[words.index("W2: 30, layer 2")].trigger()
    assert panel.shown_names() == [name for name in names(trained) if name.startswith("W2[")]
    panel.show_among(SIZES)
    assert panel.shown_names() == [tensor.name for tensor in tensors]
    assert not panel.tools.search.isEnabled() and not panel.tools.order.isEnabled()
    for row, tensor in enumerate(tensors):
        entries = run.gradients[20, tensor.start : tensor.stop]
        assert panel.grid.value(row, 1) == pytest.approx(float(np.sqrt(np.mean(entries**2))))
    panel.grid.setCurrentIndex(panel.grid.model().index(3, 0))
    QTest.keyClick(panel.grid, Qt.Key.Key_Return)
    assert panel.shown_names() == [name for name in names(trained) if name.startswith("b2[")]
    assert panel.tools.search.isEnabled()


def test_without_room_lanes_and_parameters_take_turns(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained, NARROW)
    assert view.table().isVisible() and not view.parameters().isVisible()
    pages = view.pages()
    QTest.mouseClick(pages.button("parameters"), Qt.MouseButton.LeftButton)
    assert not view.table().isVisible() and view.parameters().grid.isVisible()
    assert view.parameters().tools.isVisible() and view.parameters().grid.model().rowCount() == len(names(trained))
    view.seek(33.0)
    run = trained.lanes[view.chosen_lane].run
    assert run is not None
    qtbot.waitUntil(lambda: view.parameters().grid.value(0, 0) == run.positions[33, 0])
    view.resize(WIDE, 260)
    assert view.table().isVisible() and view.parameters().isVisible() and not pages.isVisible()
    assert view.parameters().tools.isVisible()
    view.resize(NARROW, 260)
    QTest.mouseClick(pages.button("lanes"), Qt.MouseButton.LeftButton)
    assert view.table().isVisible() and not view.parameters().tools.isVisible()


def test_another_network_forgets_what_it_has_not(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    panel = choose_adam(view, trained)
    panel.show_among("W3")
    view.select_parameter(names(trained)[-1])
    other = complete_scene(Experiment(NetworkProblem(hidden=(3,)), LANES, steps=5))
    view.show_scene(other)
    qtbot.waitUntil(lambda: panel.shown_names() == list(other.problem.variables))
    assert panel.chosen == other.problem.dimension - 1


def test_a_lane_without_a_run_lists_nothing(qtbot: QtBot) -> None:
    lanes = (Lane("adam", {"lr": -1.0}), Lane("gd"))
    shown = complete_scene(Experiment(NetworkProblem(hidden=(3,)), lanes, steps=5))
    view = view_of(qtbot, StateTableView(theme.manager()), shown, WIDE, 260)
    view.show()
    view.select_lane(0)
    assert view.parameters().shown_names() == [] and view.table().value(0, 0) is None
    view.select_lane(1)
    assert view.parameters().shown_names() == list(shown.problem.variables)


def test_copies_of_parameters_are_exact(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    panel = choose_adam(view, trained)
    run = trained.lanes[adam(trained)].run
    assert run is not None
    line = panel.grid.copied([4]).splitlines()[1].split("\t")
    assert line[0] == names(trained)[4]
    assert [float(text) for text in line[1:3]] == [run.positions[20, 4], run.gradients[20, 4]]


def test_a_picture_of_a_view_that_was_never_shown_lists_parameters(qtbot: QtBot, trained: Scene) -> None:
    view = view_of(qtbot, StateTableView(theme.manager()), trained, WIDE, 260)
    view.seek(20.0)
    view.grab()
    assert view.parameters().grid.model().rowCount() == len(names(trained))


# ---- how fast


@pytest.fixture(scope="module")
def large() -> Scene:
    return complete_scene(Experiment(NetworkProblem(hidden=(16,) * 6), (Lane("adam"), Lane("gd")), steps=30))


def test_of_many_parameters_only_those_in_sight_are_made(qtbot: QtBot, large: Scene) -> None:
    view = make(qtbot, large)
    assert len(names(large)) == 1425
    choose_adam(view, large)
    rows = view.parameters().grid.rows()
    assert isinstance(rows, Made) and len(rows) == 1425
    view.grab()
    assert 3 <= rows.made <= 40, "those in sight, and no others"


def test_a_step_of_many_parameters_is_shown_within_a_frame(qtbot: QtBot, large: Scene) -> None:
    view = make(qtbot, large)
    choose_adam(view, large).order_by("gradient")
    spent = []
    for step in range(1, 30):
        begin = time.process_time()
        view.seek(float(step))
        view.table().viewport().repaint()
        view.parameters().grid.viewport().repaint()
        spent.append(time.process_time() - begin)
        qtbot.waitUntil(lambda: not view.is_pausing())
    assert np.median(spent) < 0.016


def test_made_entries_are_made_once() -> None:
    asked: list[int] = []

    def make_one(index: int) -> RowHead:
        asked.append(index)
        return RowHead(str(index))

    entries = Made(5, make_one)
    assert [entries[1].title, entries[1].title, entries[4].title] == ["1", "1", "4"]
    assert asked == [1, 4] and entries.made == 2
    assert [head.title for head in entries[1:3]] == ["1", "2"] and len(list(entries)) == 5
    for index in (5, -1):
        with pytest.raises(IndexError):
            entries[index]


def test_long_lists_scroll_and_say_what_they_hold(qtbot: QtBot, large: Scene) -> None:
    view = make(qtbot, large)
    panel = choose_adam(view, large)
    grid = panel.grid
    grid.scrollToBottom()
    grid.viewport().repaint()
    sight = grid.rows_in_sight()
    assert sight.stop == 1425 and 3 <= len(sight) <= 40
    index = grid.model().index(1424, 0)
    assert grid.model().data(index, Qt.ItemDataRole.ToolTipRole)
    assert grid.model().rowCount(QModelIndex()) == 1425
