"""The selected lane: one for all panels, followed where lanes move, kept in the file, and in front of the others."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from landscape_gui import edits, experimentfile
from landscape_gui.experiment import Experiment, FormulaProblem, GraphExample, Lane, NetworkProblem
from landscape_gui.scene import complete_scene
from landscape_gui.ui.store import Store
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.landscape.view import LandscapeView
from landscape_gui.ui.views.surface3d.view import Surface3DView
from landscape_gui.ui.window import MainWindow
from tests.gui.graphs import opened, show
from tests.gui.windows import settle

LANES = (Lane("gd", {"lr": 0.1}), Lane("momentum", {"lr": 0.1}), Lane("adam", {"lr": 0.1}))
BOWL = Experiment(FormulaProblem("x^2 + y^2"), LANES, steps=20, start=(1.0, 0.5))
NETWORK = Experiment(NetworkProblem(hidden=(2,)), LANES, steps=10)


@pytest.mark.parametrize("experiment", [BOWL, NETWORK], ids=["bowl", "network"])
def test_the_graph_follows_a_lane_wherever_it_is_selected(
    window: MainWindow, qtbot: QtBot, experiment: Experiment
) -> None:
    window.store.change("test", experiment)
    settle(qtbot, window)
    view = opened(window, qtbot)
    assert window.graph_mode.chip.isVisible() and window.graph_mode.chip.text() == "Gradient descent"
    window.optimizer_panel.laneSelected.emit(2)
    assert window.graph_mode.chip.text() == "Adam" and view.subject is not None and view.subject.lane is not None
    window.table.laneSelected.emit(1)
    assert window.graph_mode.chip.text() == "Momentum"
    if window.network_mode is not None:
        window.network_mode.data_view.laneSelected.emit(2)
        assert window.graph_mode.chip.text() == "Adam"
    show(window, GraphExample("graph-linear"))
    assert not window.graph_mode.chip.isVisible(), "an example belongs to no lane"


def test_one_lane_alone_needs_no_name(window: MainWindow, qtbot: QtBot) -> None:
    window.store.change("test", msgspec.structs.replace(BOWL, lanes=LANES[:1]))
    settle(qtbot, window)
    opened(window, qtbot)
    assert not window.graph_mode.chip.isVisible()


def test_the_lane_is_followed_when_others_go_and_move(window: MainWindow, qtbot: QtBot) -> None:
    window.store.change("test", BOWL)
    settle(qtbot, window)
    view = opened(window, qtbot)
    window.lane_selection.select(2)
    window.store.change("remove", edits.remove_lane(window.store.experiment, 0))
    settle(qtbot, window)
    assert window.lane_selection.lane == 1 and window.graph_mode.chip.text() == "Adam"
    window.store.change("remove", edits.remove_lane(window.store.experiment, 1))
    settle(qtbot, window)
    assert window.lane_selection.lane == 0 and view.subject is not None and view.subject.lane is not None
    assert view.subject.lane.label == "Momentum"


def test_another_race_begins_with_its_first_lane_and_another_problem_keeps_the_lane(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.store.change("test", BOWL)
    settle(qtbot, window)
    window.lane_selection.select(2)
    steeper = msgspec.structs.replace(BOWL, problem=FormulaProblem("x^2 + 3*y^2"))
    window.store.change("test", steeper)
    settle(qtbot, window)
    assert window.lane_selection.lane == 2
    window.store.change("test", msgspec.structs.replace(BOWL, lanes=(LANES[2], LANES[0])))
    settle(qtbot, window)
    assert window.lane_selection.lane == 0


def test_the_selected_lane_is_kept_in_the_file(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.store.change("test", BOWL)
    settle(qtbot, window)
    opened(window, qtbot)
    window.lane_selection.select(2)
    assert window.store.stack.undoText() == "test", "selecting is nothing to undo"
    window.store.save(tmp_path / "bowl.json")
    assert experimentfile.load(tmp_path / "bowl.json").view.lane == 2
    window.store.new()
    settle(qtbot, window)
    assert window.lane_selection.lane == 0 and window.graph_mode.chip.text() == "Gradient descent"
    window.store.open(tmp_path / "bowl.json")
    settle(qtbot, window)
    assert window.lane_selection.lane == 2 and window.graph_mode.chip.text() == "Adam"
    assert not window.store.modified


def test_files_without_a_selected_lane_open_and_one_that_is_gone_is_the_last(tmp_path: Path) -> None:
    old = experimentfile.encode(BOWL).replace(b'"lane": 0', b'"contours": 20')
    assert b'"lane":' not in old
    assert experimentfile.decode(old).view.lane == 0
    store = Store(BOWL)
    store.lane = 7
    store.save(tmp_path / "a.json")
    assert experimentfile.load(tmp_path / "a.json").view.lane == 2
    again = Store()
    again.resume(store.kept, tmp_path / "a.json")
    assert again.lane == 2 and not again.modified


@pytest.mark.parametrize("kind", [LandscapeView, Surface3DView])
def test_the_marker_of_the_selected_lane_is_above_the_others(
    qtbot: QtBot, kind: type[LandscapeView] | type[Surface3DView]
) -> None:
    view = kind(ThemeManager())
    qtbot.addWidget(view)
    view.resize(400, 360)
    view.show_scene(complete_scene(BOWL))
    view.seek(0.0)
    pictures = []
    for lane in (None, 0, 2):
        view.set_front(lane)
        picture = QPixmap(view.size())
        view.render(picture)
        pictures.append(picture.toImage())
    assert pictures[0] == pictures[2], "the last lane is above the others by itself"
    assert pictures[0] != pictures[1]
