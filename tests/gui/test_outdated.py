"""While another kind of problem is computed for the first time: why it takes long, and no old picture posing as new."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import landscape_gui.scene
from landscape_gui.core import compiling
from landscape_gui.experiment import NetworkProblem, SurfaceProblem
from landscape_gui.scene import Computation
from landscape_gui.ui.widgets.veil import Veil
from landscape_gui.ui.window import MainWindow
from tests.gui.hands import LEFT, click
from tests.gui.windows import settled


def slow(x: float) -> float:
    """A function of the program that has never been compiled."""
    return x + 1.0


class Held:
    """Holds computations of networks until ``go``; what they compile meanwhile is compiled in the engine's thread."""

    def __init__(self) -> None:
        self.go, self.compile = threading.Event(), threading.Event()

    def wait(self) -> None:
        while not self.go.wait(0.005):
            if self.compile.is_set():
                self.compile.clear()
                compiling.njit("float64(float64)")(slow)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held = Held()

    class Slow(Computation):
        def __init__(self, experiment: Any, *others: Any, **named: Any) -> None:
            if isinstance(experiment.problem, NetworkProblem):
                held.wait()
            super().__init__(experiment, *others, **named)

    monkeypatch.setattr(landscape_gui.scene, "Computation", Slow)
    monkeypatch.setattr(slow, "__module__", "landscape_gui.core.network.loop")
    yield held
    held.go.set()


def said(window: MainWindow) -> str:
    chip = window.stage.chip
    return "" if chip.spinner.isHidden() else chip.spinner.accessibleName()


def middle(window: MainWindow) -> QColor:
    """The colour in the middle of the map."""
    place = window.stage.landscape.mapTo(window.stage, window.stage.landscape.rect().center())
    return window.stage.grab().toImage().pixelColor(place)


def test_the_old_picture_is_dimmed_and_not_played(window: MainWindow, qtbot: QtBot, held: Held) -> None:
    window.playback.play()
    qtbot.waitUntil(lambda: window.playback.position > 5.0)
    bright = middle(window)
    click(window.problem_panel.kind.button("network"))
    assert isinstance(window.store.experiment.problem, NetworkProblem)
    qtbot.waitUntil(lambda: window.playback.length == 0)
    background = window.themes.theme.color("background")
    dim = middle(window)
    assert abs(dim.lightness() - background.lightness()) < 0.5 * abs(bright.lightness() - background.lightness())
    assert window.playback.position == 0.0, "the wells are not played as though they were the network"
    before = window.store.experiment
    below = window.childAt(window.stage.mapTo(window, window.stage.rect().center()))
    assert below is not None
    QTest.mouseClick(below, LEFT)
    assert window.store.experiment == before, "nobody moves starts on a picture of something else"
    held.go.set()
    qtbot.waitUntil(lambda: settled(window))
    assert window.playback.length == 500 and window.playback.playing
    assert not window._outdated.dimmed


def test_what_lies_over_old_pictures_is_dimmed_with_them(window: MainWindow, qtbot: QtBot, held: Held) -> None:
    stage = window.stage
    held.go.set()
    window.store.replace("Network", problem=NetworkProblem(hidden=(3,)), start=())
    qtbot.waitUntil(lambda: settled(window))
    held.go.clear()
    middle = stage.plane_readout.geometry().center()
    assert stage.plane_readout.isVisible() and stage.childAt(middle) is stage.plane_readout
    window.store.replace("Surface", problem=SurfaceProblem("rosenbrock"), start=())
    window._outdated._dim()
    stage._place()
    assert isinstance(stage.childAt(middle), Veil)
    qtbot.waitUntil(lambda: settled(window))
    assert not window._outdated.dimmed


def test_compiling_is_told_at_once(window: MainWindow, qtbot: QtBot, held: Held) -> None:
    click(window.problem_panel.kind.button("network"))
    qtbot.waitUntil(lambda: said(window) == "Computing…")
    held.compile.set()
    qtbot.waitUntil(lambda: "only this once, about a minute" in said(window))
    assert window.stage.chip.spinner.isVisible()
    held.go.set()
    qtbot.waitUntil(lambda: settled(window))
    assert said(window) == ""


def test_taking_the_choice_back_brings_the_picture_back(
    window: MainWindow, qtbot: QtBot, held: Held, settle: Callable[[], None]
) -> None:
    window.playback.seek(120.0)
    click(window.problem_panel.kind.button("network"))
    qtbot.waitUntil(lambda: window.playback.length == 0)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (window.playback.length, window.playback.position) == (300, 120.0)
    assert window.stage.childAt(QPoint(window.stage.width() // 4, window.stage.height() // 2)) is not None
    assert not window._outdated.dimmed
    held.go.set()
    settle()


def test_what_other_threads_compile_keeps_nobody(window: MainWindow, qtbot: QtBot, held: Held) -> None:
    heard: list[str] = []
    window.engine.compiling.connect(heard.append)
    compiling.njit("float64(float64)")(slow)
    window.store.replace("Steps", steps=301)
    qtbot.waitUntil(lambda: settled(window))
    assert "landscape_gui.core.network.loop" not in heard
