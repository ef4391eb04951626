"""The window while a network is trained: panels come and go, and what is done in them changes the experiment."""

from __future__ import annotations

import dataclasses
import gc
import weakref
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from landscape_gui import experimentfile
from landscape_gui.experiment import Experiment, Lane, NetworkProblem, OwnCurve, OwnPoints, TableData, first_experiment
from landscape_gui.ui import app
from landscape_gui.ui.canvas.axes import Axis
from landscape_gui.ui.canvas.layout import lay_out
from landscape_gui.ui.canvas.paint import axis_words
from landscape_gui.ui.networkmode import NetworkMode
from landscape_gui.ui.rightside import in_front
from landscape_gui.ui.widgets.segmented import Segmented
from landscape_gui.ui.window import MainWindow
from tests.gui.hands import click
from tests.gui.windows import dock, rest, settle

replace = msgspec.structs.replace
NETWORK = Experiment(NetworkProblem(hidden=(2,)), (Lane("gd", {"lr": 0.3}), Lane("adam")), steps=40)


@pytest.fixture
def window(window: MainWindow, qtbot: QtBot) -> MainWindow:
    show(qtbot, window, NETWORK)
    return window


def show(qtbot: QtBot, window: MainWindow, experiment: Experiment) -> None:
    window.store.change("test", experiment)
    settle(qtbot, window)


def mode(window: MainWindow) -> NetworkMode:
    assert window.network_mode is not None
    return window.network_mode


def docks(window: MainWindow) -> dict[str, bool]:
    return {dock.objectName(): not dock.isHidden() for dock in window.docks()}


def test_panels_come_with_a_network_and_go_with_it(qtbot: QtBot, window: MainWindow) -> None:
    assert docks(window)["data"] and docks(window)["network"]
    show(qtbot, window, first_experiment())
    assert not docks(window)["data"] and not docks(window)["network"]
    assert window.scene is not None and window.scene.network is None
    show(qtbot, window, NETWORK)
    next(dock for dock in window.docks() if dock.objectName() == "data").close()
    show(qtbot, window, first_experiment())
    show(qtbot, window, NETWORK)
    assert docks(window)["network"] and not docks(window)["data"], "what was closed stays closed"


def test_runs_of_a_network_that_was_left_are_freed(qtbot: QtBot, window: MainWindow) -> None:
    """What trainings record may be 56 MB a lane: nobody keeps it who no longer shows it."""
    mode(window).data_view.header.all.click()
    mode(window).network_view.seek(20.0)
    kept = recorded(window)
    window.store.change("other rates", replace(NETWORK, lanes=(Lane("gd", {"lr": 0.1}), Lane("adam", {"lr": 0.02}))))
    settle(qtbot, window)
    kept += recorded(window)
    assert len(kept) == 4 and all(rows() is not None for rows in kept)
    show(qtbot, window, first_experiment())
    window.grab()  # the pictures let go of what they showed

    def freed() -> bool:
        gc.collect()
        return all(rows() is None for rows in kept)

    qtbot.waitUntil(freed)


def recorded(window: MainWindow) -> list[weakref.ref[Any]]:
    """The rows that the lanes on view have recorded."""
    assert window.scene is not None
    return [weakref.ref(lane.run.positions) for lane in window.scene.shown if lane.run is not None]


def test_an_edited_weight_is_where_all_lanes_start(qtbot: QtBot, window: MainWindow) -> None:
    window.playback.seek(25.0)
    assert window.scene is not None
    before = window.scene.lanes[0].parameters(25.0).copy()
    mode(window).select_lane(0)
    mode(window).network_view.weightEdited.emit("W1[1,0]", 0.75, False)
    mode(window).network_view.weightEdited.emit("W1[1,0]", 1.25, True)
    settle(qtbot, window)
    place = window.scene.network.parameter_names.index("W1[1,0]") if window.scene.network else -1
    before[place] = 1.25
    np.testing.assert_array_equal(window.store.experiment.start, before)
    for lane in window.scene.shown:
        assert lane.run is not None
        np.testing.assert_array_equal(lane.run.positions[0], before)
    assert window.playback.position == 0.0
    assert window.stage.banner.isVisible() and "the weights of step 25" in window.stage.banner.text()
    window.store.stack.undo()
    assert window.store.experiment == NETWORK


def test_a_weight_edited_at_the_start_leads_nowhere_else(qtbot: QtBot, window: MainWindow) -> None:
    window.stage.banner.clear()
    window.playback.seek(0.0)
    mode(window).network_view.weightEdited.emit("W1[1,0]", 1.25, True)
    settle(qtbot, window)
    assert not window.stage.banner.isVisible()
    window.store.stack.undo()


def test_drawn_points_are_learnt(qtbot: QtBot, window: MainWindow) -> None:
    points = OwnPoints(((0.0, 0.0, 0), (1.0, 1.0, 1), (0.0, 1.0, 1)))
    mode(window).data_view.pointsChanged.emit(points, True)
    settle(qtbot, window)
    assert window.scene is not None and window.scene.network is not None
    np.testing.assert_array_equal(window.scene.network.inputs, [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]])


def test_a_curve_is_drawn_where_points_of_two_inputs_were(qtbot: QtBot, window: MainWindow) -> None:
    window.playback.play()
    window.problem_panel.network_part.data.chooser.chosen.emit("own:curve")
    settle(qtbot, window)
    store = window.store
    assert isinstance(store.experiment.problem, NetworkProblem)
    assert isinstance(store.experiment.problem.data, OwnCurve)
    for move in (store.stack.undo, store.stack.redo, store.stack.undo):
        move()
        settle(qtbot, window)
    assert window.scene is not None and window.scene.experiment.problem == store.experiment.problem


def test_one_lane_is_selected_everywhere(window: MainWindow) -> None:
    mode(window).data_view.laneSelected.emit(1)
    assert window.optimizer_panel.cards[1].property("highlighted") in {None, True}
    mode(window).network_view.laneSelected.emit(0)


def test_the_landscape_follows_the_selected_lane(qtbot: QtBot, window: MainWindow) -> None:
    view = msgspec.structs.replace(NETWORK.view, live=True)
    show(qtbot, window, msgspec.structs.replace(NETWORK, view=view))
    mode(window).select_lane(1)
    window.playback.seek(30.0)
    assert window.scene is not None
    here = window.scene.lanes[1].parameters(30.0)

    def follows() -> bool:
        shown = window.stage.landscape.scene
        return shown is not None and bool(np.allclose(shown.section.coordinates([here]), 0.0, atol=1e-9))

    qtbot.waitUntil(follows)


def test_a_plane_that_does_not_exist_is_explained(qtbot: QtBot, window: MainWindow) -> None:
    from landscape_gui.experiment import ParameterPlane

    view = msgspec.structs.replace(NETWORK.view, plane=ParameterPlane("W1[0,0]", "W7[0,0]"))
    show(qtbot, window, msgspec.structs.replace(NETWORK, view=view))
    assert "W7[0,0]" in window.stage.banner.text()


def test_points_of_one_class_stay_in_sight(qtbot: QtBot, window: MainWindow) -> None:
    points = OwnPoints(((0.0, 0.0, 0), (1.0, 1.0, 1)))
    mode(window).data_view.pointsChanged.emit(points, True)
    settle(qtbot, window)
    alone = OwnPoints(((0.0, 0.0, 0),))
    with qtbot.waitSignal(window.engine.failed):
        mode(window).data_view.pointsChanged.emit(alone, True)
    assert window.store.experiment.problem.data == alone  # type: ignore[union-attr]
    window.store.stack.undo()
    settle(qtbot, window)


def test_the_data_follow_a_start_that_is_dragged(window: MainWindow) -> None:
    assert window.scene is not None
    start = tuple(0.1 for _ in window.scene.start)
    window.stage.startMoved.emit(start, None, False)
    window.stage.startMoved.emit(start, None, True)
    assert window.store.experiment.start == start


def test_the_selected_lane_stays_selected_where_lanes_move(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.optimizer_panel
    mode(window).select_lane(1)
    panel.commands.move(1, -1)
    settle(qtbot, window)
    assert selections(window) == [0, 0, 0]
    window.store.stack.undo()
    settle(qtbot, window)
    assert selections(window) == [1, 1, 1]
    panel.commands.duplicate(0)
    settle(qtbot, window)
    assert selections(window) == [2, 2, 2]
    panel.commands.remove(0)
    settle(qtbot, window)
    assert selections(window) == [1, 1, 1]
    panel.commands.remove(1)
    settle(qtbot, window)
    assert selections(window) == [0, 0, 0], "the first one takes the place of one that is gone"


def selections(window: MainWindow) -> list[int]:
    """The lane that is shown in the data, in the network, and marked among the cards."""
    marked = [card.index for card in window.optimizer_panel.cards if card.highlighted]
    lane = mode(window).network_view.model.lane()
    assert len(marked) == 1 and lane is not None
    return [mode(window).data_view.selected_lane, lane.index, *marked]


def test_a_lane_that_is_off_is_named_where_a_plane_went_through_it(qtbot: QtBot, window: MainWindow) -> None:
    from landscape_gui.experiment import RandomPlane

    view = msgspec.structs.replace(NETWORK.view, plane=RandomPlane(lane=1))
    show(qtbot, window, msgspec.structs.replace(NETWORK, view=view))
    assert not window.stage.banner.isVisible()
    window.optimizer_panel.commands.switch(1, False)
    settle(qtbot, window)
    assert window.stage.banner.text().startswith("Adam is switched off")


ALONE = ((0.3, 0.4, 0), (0.5, -1.0, 0))
"""Two points of one class, as they are when the second class has not been begun."""
LONE = Experiment(NetworkProblem(OwnPoints(ALONE), hidden=(3,)), NETWORK.lanes, start=(9.0,), steps=50)


def shows_unfinished(window: MainWindow) -> bool:
    """Whether the points of ``LONE`` are there to be drawn further, with the reason and nothing that is not true."""
    data = window.network_mode.data_view if window.network_mode is not None else None
    if data is None or "of the class 'A'" not in data.canvas.complaint:
        return False
    words = window.problem_panel.network_part.data.error.text()
    assert words == "All points are of the class 'A'; add points of another class."
    assert data.canvas.own == OwnPoints(ALONE) and data.isVisible() and data.tools.isVisible()
    assert not window.stage.landscape.isVisible() and not window.stage.surface.isVisible()
    assert not mode(window).network_view.model.lanes()
    assert not window.stage.plane_readout.isVisible()
    assert len(window.optimizer_panel.cards) == len(LONE.lanes)
    return True


def finish(qtbot: QtBot, window: MainWindow) -> None:
    """Add a point of the other class."""
    mode(window).data_view.pointsChanged.emit(OwnPoints((*ALONE, (-0.5, 0.5, 1))), True)
    settle(qtbot, window)
    assert window.stage.landscape.isVisible() and window.scene is not None and window.scene.shown
    assert window.store.experiment.start == (), "it belonged to other parameters"
    assert mode(window).data_view.canvas.complaint == ""
    assert window.problem_panel.network_part.data.error.text() == ""
    assert window.playback.length == LONE.steps


def test_unfinished_points_are_there_after_closing_and_starting_again(qtbot: QtBot) -> None:
    first = app.build_window()
    qtbot.addWidget(first)
    first.show()
    first.store.change("Draw", LONE)
    first.close()
    second = app.build_window()
    qtbot.addWidget(second)
    second.show()
    second.start(play=False)
    assert second.store.experiment == LONE
    qtbot.waitUntil(lambda: shows_unfinished(second))
    finish(qtbot, second)
    second.close()


@pytest.mark.parametrize("before", [first_experiment(), NETWORK], ids=["race", "network"])
def test_a_file_with_unfinished_points_is_opened(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, before: Experiment
) -> None:
    show(qtbot, window, before)
    path = tmp_path / "lone.json"
    experimentfile.save(LONE, path)
    window.commands.open_path(path)
    assert window.store.experiment == LONE and window.stage.banner.text() == "Opened lone.json"
    qtbot.waitUntil(lambda: shows_unfinished(window))
    for command in ("copy_picture", "export_picture"):
        window.commands.call(command)
    assert window.stage.banner.text() == "Opened lone.json", "there is no picture"
    window.store.stack.undo()
    settle(qtbot, window)
    assert window.stage.landscape.isVisible() and window.playback.length == before.steps
    window.store.stack.redo()
    qtbot.waitUntil(lambda: shows_unfinished(window))
    finish(qtbot, window)


def test_the_network_before_unfinished_points_stays_in_sight(qtbot: QtBot, window: MainWindow) -> None:
    drawn = OwnPoints((*ALONE, (-0.5, 0.5, 1)))
    show(qtbot, window, msgspec.structs.replace(NETWORK, problem=NetworkProblem(drawn, hidden=(2,))))
    with qtbot.waitSignal(window.engine.failed):
        mode(window).data_view.pointsChanged.emit(OwnPoints(ALONE), True)
    assert window.stage.landscape.isVisible() and mode(window).network_view.model.lanes()
    assert "of the class 'A'" in mode(window).data_view.canvas.complaint


def test_pictures_of_points_that_were_deleted_are_dimmed_and_not_played(qtbot: QtBot, window: MainWindow) -> None:
    drawn = OwnPoints((*ALONE, (-0.5, 0.5, 1)))
    show(qtbot, window, msgspec.structs.replace(NETWORK, problem=NetworkProblem(drawn, hidden=(2,))))
    window.playback.seek(20.0)
    views = (window.stage, window.curves, mode(window).network_view)

    def contrast() -> list[float]:
        """How far from the background each view is on average."""
        background = window.themes.theme.color("background").lightness()
        images = [view.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8) for view in views]
        return [float(np.abs(np.array(image.bits(), dtype=float) - background).mean()) for image in images]

    bright = contrast()
    clear = mode(window).data_view.tools.clear
    with qtbot.waitSignal(window.engine.failed):
        click(clear)
    assert window.playback.length == 0 and window._outdated.dimmed
    assert all(dim < 0.6 * before for dim, before in zip(contrast(), bright, strict=True))
    assert window.stage.banner.text() == (
        "There are no points; at least 2 are needed. The pictures are still of the points before; "
        "draw others in the panel Data."
    )
    window._show_again()  # as a scene of the points before does, if it was on its way
    assert window.stage.banner.isVisible() and "There are no points" in window.stage.banner.text()
    with qtbot.waitSignal(window.engine.failed):
        mode(window).data_view.pointsChanged.emit(OwnPoints(ALONE), True)
    assert "of the class 'A'" in window.stage.banner.text()
    window.store.stack.undo()
    window.store.stack.undo()
    settle(qtbot, window)
    assert not window._outdated.dimmed and not window.stage.banner.isVisible()
    assert window.playback.length == NETWORK.steps and window.playback.position == 20.0


def test_the_way_back_to_unfinished_points_is_open(qtbot: QtBot, window: MainWindow) -> None:
    window.store.change("test", LONE)
    qtbot.waitUntil(lambda: shows_unfinished(window))
    window.problem_panel.kind.chosen.emit("surface")
    settle(qtbot, window)
    assert not docks(window)["data"]
    window.problem_panel.kind.chosen.emit("network")
    assert window.store.experiment.problem == LONE.problem
    qtbot.waitUntil(lambda: shows_unfinished(window))


def layout(window: MainWindow) -> dict[str, object]:
    """Which panels are seen and their sizes, and the size of the picture."""
    seen = {dock.objectName(): dock.size().toTuple() for dock in window.docks() if in_front(dock)}
    return {**seen, "picture": window.stage.size().toTuple(), "window": window.size().toTuple()}


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
@pytest.mark.parametrize("scale", [1.5, 2.0])
def test_large_text_keeps_the_window_and_gives_the_old_panels_back(
    qtbot: QtBot, window: MainWindow, size: tuple[int, int], scale: float
) -> None:
    window.resize(*size)
    rest(window)
    before = layout(window)
    window.commands.set_scale(scale)
    rest(window)
    assert window.size().toTuple() == size
    px = window.themes.px
    assert window.stage.width() >= px(250) and window.stage.height() >= px(200)
    for key, least in {"data": px(200), "network": px(200), "curves": px(160)}.items():
        panel = dock(window, key)
        assert not in_front(panel) or panel.height() >= least, key
    if size == (1280, 800):
        dock(window, "network").raise_()
        rest(window)
        assert in_front(dock(window, "network")) and dock(window, "network").height() > px(220)
    window.commands.set_scale(1.0)
    rest(window)
    assert layout(window) == before


def test_at_large_text_data_and_network_are_tabs_also_after_a_start(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1280, 800)
    window.commands.set_scale(2.0)
    rest(window)
    assert dock(window, "data") in window.tabifiedDockWidgets(dock(window, "problem"))
    window.close()
    again = app.build_window()
    qtbot.addWidget(again)
    again.show()
    again.start(play=False)
    settle(qtbot, again)
    rest(again)
    assert dock(again, "data") in again.tabifiedDockWidgets(dock(again, "problem"))
    again.resize(1280, 800)
    rest(again)
    again.commands.set_scale(1.0)
    rest(again)
    assert again.width() == 1280
    assert in_front(dock(again, "data")) and in_front(dock(again, "network"))
    again.close()


def test_where_both_have_no_room_a_switch_tells_which_one_is_shown(window: MainWindow) -> None:
    window.store.change_view("Both", layout="both")
    stage = window.stage
    window.resize(1280, 800)
    window.commands.set_scale(2.0)
    rest(window)
    for key in ("curves", "state", "rules", "functions"):
        dock(window, key).show()  # by hand
    rest(window)
    switch = next(found for found in stage.findChildren(Segmented) if found.parent() is stage)
    assert switch.isVisible() and switch.value() == "landscape" and stage.surface.isHidden()
    switch.button("surface3d").click()
    assert stage.surface.isVisible() and not stage.landscape.isVisible()
    window.commands.set_scale(1.0)
    rest(window)
    assert switch.isHidden() and stage.surface.isVisible() and stage.landscape.isVisible()


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("open_table", [False, True])
def test_the_readout_covers_neither_ticks_nor_names(window: MainWindow, scale: float, open_table: bool) -> None:
    window.resize(1280, 800)
    window.commands.set_scale(scale)
    rest(window)
    stage, view = window.stage, window.stage.landscape
    stage.plane_readout.setChecked(open_table)
    rest(window)
    chip = stage.plane_readout.geometry().translated(-view.mapTo(stage, QPoint(0, 0)))
    if not open_table:
        assert view.plot().frame.rect.contains(QRectF(chip))
        assert not any(
            one.box.intersects(QRectF(chip)) for row in axis_words(view.plot(), window.themes) for one in row
        )
    assert stage.rect().contains(stage.plane_readout.geometry())


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_open_readout_hides_nothing_and_keeps_what_is_compared(window: MainWindow, scale: float) -> None:
    window.resize(1280, 800)
    window.commands.set_scale(scale)
    window.store.change_view("Both", layout="both")
    rest(window)
    stage = window.stage
    stage.plane_readout.setChecked(True)
    rest(window)
    table = stage.plane_readout.geometry()
    for view in (stage.landscape, stage.surface):
        if view.isVisible():
            assert not table.intersects(view.rect().translated(view.mapTo(stage, QPoint(0, 0))))
    assert table.height() < 0.5 * stage.height()
    assert {1, 2} <= set(stage.plane_readout._kept(QFontMetricsF(window.themes.font(11))))
    room = stage._split.height()
    stage.plane_readout.setChecked(False)
    rest(window)
    assert stage._split.height() > room, "folded it needs no room of its own"


def test_another_plane_is_one_click_away(window: MainWindow, qtbot: QtBot) -> None:
    window.stage.plane_readout.setChecked(True)
    rest(window)
    assert window.stage.plane_readout.choose.isVisible()
    window.stage.plane_readout.choose.click()
    menu = window.appearance_button.menu()
    qtbot.waitUntil(menu.isVisible)
    menu.close()


def test_long_names_of_axes_hide_no_ticks(window: MainWindow) -> None:
    for width in (240, 300, 420):
        window.stage.landscape.resize(width, 300)
        plot = window.stage.landscape.plot()
        across, up = axis_words(plot, window.themes)
        for words, ticks in ((across, plot.x_ticks), (up, plot.y_ticks)):
            assert [one.text for one in words if not one.name] == list(ticks.labels)
            (name,) = [one for one in words if one.name]
            assert plot.bounds.left() <= name.box.left() and name.box.right() <= plot.bounds.right()


def test_a_name_longer_than_the_picture_is_cut_in_its_middle(window: MainWindow) -> None:
    name = "a direction with a name that no picture has room for"
    bounds = QRectF(0.0, 0.0, 200.0, 200.0)
    plot = lay_out(bounds, Axis(0.0, 1.0, name), Axis(0.0, 1.0, name), window.themes, beneath=True)
    for words in axis_words(plot, window.themes):
        (cut,) = [one for one in words if one.name]
        assert "…" in cut.text[5:-3] and cut.text[0] == "a" and cut.text[-1] == "r"
        assert bounds.left() <= cut.box.left() and cut.box.right() <= bounds.right()


def test_what_all_optimizers_share_is_said_once(qtbot: QtBot, window: MainWindow) -> None:
    problem = msgspec.structs.replace(window.store.experiment.problem, initialiser="zeros")
    show(qtbot, window, msgspec.structs.replace(NETWORK, problem=problem))
    assert window.stage.banner.isVisible() and "the loss hardly falls" in window.stage.banner.text()
    assert [card.status.text() for card in window.optimizer_panel.cards] == [""] * len(window.optimizer_panel.cards)
    assert window.scene is not None
    remarked = dataclasses.replace(window.scene, remark="Another plane is shown.")
    window.optimizer_panel.show_scene(remarked)
    assert [card.status.text() for card in window.optimizer_panel.cards] == [""] * len(window.optimizer_panel.cards)
    window._warn(remarked)
    assert window.stage.banner.text().startswith("Another plane is shown.")
    assert "the loss hardly falls" in window.stage.banner.text()
    show(qtbot, window, NETWORK)
    assert not window.stage.banner.isVisible()


def test_what_a_plane_shows_is_said_at_its_place_when_messages_come_and_go(qtbot: QtBot, window: MainWindow) -> None:
    stage = window.stage

    def well_placed() -> bool:
        view, readout = stage.landscape, stage.plane_readout
        corner = view.free_corner(readout.size().toSizeF())
        return corner is not None and readout.isVisible() and readout.pos() == view.mapTo(stage, corner.toPoint())

    assert well_placed()
    height = stage.landscape.height()
    stage.banner.say("A message of some length. " * 10, "warning")
    qtbot.waitUntil(lambda: stage.landscape.height() < height)
    assert well_placed()
    stage.banner.clear()
    qtbot.waitUntil(lambda: stage.landscape.height() == height)
    assert well_placed()


def test_inputs_that_saturate_units_are_standardised_by_one_click(qtbot: QtBot, window: MainWindow) -> None:
    rows = "".join(f"{160 + k},{60 + k % 7},{'ab'[k % 2]}\n" for k in range(30))
    problem = NetworkProblem(TableData("sizes.csv", f"height,weight,kind\n{rows}"), hidden=(3,))
    show(qtbot, window, msgspec.structs.replace(NETWORK, problem=problem, start=()))
    banner = window.stage.banner
    assert "as large as 189" in banner.text()
    (button,) = [button for button in banner.findChildren(QPushButton) if button.isVisible()]
    click(button)
    settle(qtbot, window)
    assert window.store.experiment.problem.preparation.standardise  # type: ignore[union-attr]
    assert not banner.isVisible()
