"""Long runs: they say how far they are, can be stopped and go on, and looking at them otherwise does not matter."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import Camera, Experiment, Lane, NetworkProblem, PointsPlane, SurfaceProblem
from landscape_gui.ui.window import MainWindow
from tests.gui.hands import click
from tests.gui.windows import settled

replace = msgspec.structs.replace
Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
RACE = Experiment(SurfaceProblem("ackley"), (Lane("adam", {"lr": 1e-6}),) * 16, steps=10_000_000)
TRAINING = Experiment(NetworkProblem(hidden=(3,)), (Lane("gd", {"lr": 0.01}), Lane("adam")), steps=2_000_000)


def lengths(window: MainWindow) -> list[int]:
    """The lengths the playback has from now on."""
    seen: list[int] = []
    window.playback.lengthChanged.connect(seen.append)
    return seen


def begin(qtbot: QtBot, window: MainWindow, experiment: Experiment) -> None:
    """Let a long run begin, and wait until it is well under way."""
    window.store.change("Long", experiment)
    qtbot.waitUntil(lambda: shows(window, experiment) and window.playback.length > 2_000)


def shows(window: MainWindow, experiment: Experiment) -> bool:
    scene = window.scene
    return scene is not None and scene.experiment.problem == experiment.problem


def grows(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until further steps have come."""
    before = window.playback.length
    qtbot.waitUntil(lambda: window.playback.length > before)


@pytest.mark.parametrize("experiment", [RACE, TRAINING], ids=["landscape", "network"])
def test_looking_otherwise_at_a_run_does_not_begin_it_anew(
    window: MainWindow, qtbot: QtBot, experiment: Experiment, settle: Callable[[], None]
) -> None:
    begin(qtbot, window, experiment)
    window.playback.seek(306.0)
    seen = lengths(window)
    for key, layout in ((Key.Key_1, "landscape"), (Key.Key_2, "surface3d"), (Key.Key_3, "both")):
        QTest.keyClick(window, key, CTRL)
        assert window.scene is not None and window.scene.experiment.view.layout == layout, "it is shown at once"
        grows(qtbot, window)
    for fields in ({"colormap": "magma"}, {"height": "log"}, {"camera": Camera(10.0)}):
        window.store.change_view("View", **fields)
        grows(qtbot, window)
    if experiment is TRAINING:
        window.store.change_view("Plane", plane=PointsPlane(0, 1))
        grows(qtbot, window)
        window.store.change_view("Surface", surface="accuracy")
        grows(qtbot, window)
    window.store.change_lane(0, "Colour", color="#123456")
    grows(qtbot, window)
    window.store.stack.undo()
    grows(qtbot, window)
    assert seen == sorted(seen), "no run begins anew"
    assert window.playback.position == 306.0
    QApplication.processEvents()


def test_the_layout_changes_at_once_while_something_else_is_computed(window: MainWindow, qtbot: QtBot) -> None:
    begin(qtbot, window, RACE)
    old = window.scene
    assert old is not None
    window.store.replace("Steps", steps=9_000_000)
    QTest.keyClick(window, Key.Key_1, CTRL)
    assert window.stage.surface.isHidden()
    qtbot.waitUntil(lambda: window.scene is not None and window.scene.experiment == window.store.experiment)
    window.store.stack.undo()
    window.store.stack.undo()
    window.store.stack.undo()
    qtbot.waitUntil(lambda: window.scene is not None and window.scene.experiment == window.store.experiment)


def said(window: MainWindow) -> str:
    """What the chip says, "" where it says nothing."""
    chip = window.stage.chip
    return "" if chip.spinner.isHidden() else chip.spinner.accessibleName()


def under_way(qtbot: QtBot, window: MainWindow, experiment: Experiment = RACE) -> None:
    """A long run of which the window says how far it is."""
    begin(qtbot, window, experiment)
    qtbot.waitUntil(window.stage.chip.button.isVisible)


@pytest.mark.parametrize("experiment", [RACE, TRAINING], ids=["landscape", "network"])
def test_a_long_run_says_how_far_it_is_and_can_be_stopped(
    window: MainWindow, qtbot: QtBot, experiment: Experiment
) -> None:
    under_way(qtbot, window, experiment)
    qtbot.waitUntil(lambda: re.search(r"[\d,]+ of [\d,]+ steps, about \d+ (s|min|h) left", said(window)) is not None)
    assert f"of {experiment.steps:,} steps" in said(window)
    button = window.stage.chip.button
    assert button.text() == "Stop" and window.stage.rect().contains(window.stage.chip.geometry())
    click(button)
    qtbot.waitUntil(lambda: settled(window))
    scene = window.scene
    assert scene is not None and scene.halted
    assert 2_000 < scene.last_step < experiment.steps
    assert window.playback.length == scene.last_step, "what is computed is kept"
    assert said(window) == f"Stopped at step {reached(window):,} of {experiment.steps:,}"
    assert button.text() == "Go on"


def reached(window: MainWindow) -> int:
    """The last step that every lane has reached."""
    assert window.scene is not None
    return min(lane.run.last_step for lane in window.scene.shown if lane.run)


def test_escape_stops_and_the_button_goes_on(window: MainWindow, qtbot: QtBot) -> None:
    under_way(qtbot, window)
    action = window.actions_by_key["stop"]
    assert action.isEnabled() and action.text() == "S&top computing"
    qtbot.keyClick(QApplication.focusWidget() or window, Key.Key_Escape)
    qtbot.waitUntil(lambda: settled(window))
    before = reached(window)
    assert action.isEnabled() and action.text() == "&Go on computing"
    qtbot.keyClick(QApplication.focusWidget() or window, Key.Key_Escape)
    QTest.keyClick(window, Key.Key_2, CTRL)
    window.store.change_view("Height", height="log")
    qtbot.waitUntil(lambda: settled(window))
    assert reached(window) == before, "another view does not let it go on"
    seen = lengths(window)
    click(window.stage.chip.button)
    qtbot.waitUntil(lambda: window.playback.length > before + 100_000)
    assert seen == sorted(seen), "it goes on where it was"
    assert window.scene is not None and not window.scene.complete


def test_a_scene_on_its_way_does_not_offer_to_stop_again(window: MainWindow, qtbot: QtBot) -> None:
    under_way(qtbot, window)
    late = window.scene
    assert late is not None and not late.complete
    qtbot.keyClick(QApplication.focusWidget() or window, Key.Key_Escape)
    window.show_scene(late)
    assert said(window) == "Stopping…"
    assert window.stage.chip.button.isHidden() and not window.actions_by_key["stop"].isEnabled()
    qtbot.waitUntil(lambda: settled(window))
    assert window.stage.chip.button.text() == "Go on"


def test_other_settings_begin_a_stopped_run_anew(window: MainWindow, qtbot: QtBot) -> None:
    under_way(qtbot, window)
    click(window.stage.chip.button)
    qtbot.waitUntil(lambda: settled(window))
    window.store.replace("Steps", steps=200)
    qtbot.waitUntil(lambda: settled(window) and window.playback.length == 200)
    assert window.scene is not None and not window.scene.halted
    assert said(window) == "" and not window.stage.chip.button.isVisible()
    assert not window.actions_by_key["stop"].isEnabled()


def test_escape_in_a_field_takes_back_what_was_typed_and_stops_nothing(window: MainWindow, qtbot: QtBot) -> None:
    under_way(qtbot, window)
    field = window.optimizer_panel.cards[0].rate.field()
    field.setFocus()
    qtbot.keyClick(field, Key.Key_Escape)
    assert window.work.stoppable
    window.stage.setFocus()
    qtbot.keyClick(window.stage, Key.Key_Escape)
    assert not window.work.stoppable
    qtbot.waitUntil(lambda: settled(window))


def test_short_runs_say_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.store.replace("Steps", steps=301)
    qtbot.waitUntil(lambda: settled(window))
    assert not window.stage.chip.button.isVisible()
    assert not window.actions_by_key["stop"].isEnabled()
