"""Long runs: looking at them otherwise does not disturb them."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import Camera, Experiment, Lane, NetworkProblem, PointsPlane, SurfaceProblem
from landscape_gui.ui.window import MainWindow

replace = msgspec.structs.replace
Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
RACE = Experiment(
    SurfaceProblem("himmelblau"), (Lane("gd", {"lr": 1e-7}), Lane("adam", {"lr": 1e-6})), steps=10_000_000
)
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
