"""Messages above the pictures of the window: they hide nothing, and the pictures do not move for nothing."""

from __future__ import annotations

import dataclasses

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import Experiment, Lane, NetworkProblem
from landscape_gui.scene import Scene
from landscape_gui.ui.widgets.banner import Banner
from landscape_gui.ui.window import MainWindow
from tests.gui.hands import LEFT, move
from tests.gui.windows import settle

DIVERGING = Experiment(NetworkProblem(), (Lane("gd", {"lr": 1e6}), Lane("adam", {"lr": 0.02})), steps=40)


class Sizes(QObject):
    """Counts how often a widget gets another size."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Resize
        return False


def top(window: MainWindow) -> int:
    """Where the map begins, in pixels from the top of the window's middle."""
    return window.stage.landscape.mapTo(window.stage, QPoint(0, 0)).y()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_messages_are_above_the_pictures_and_beneath_each_other(qtbot: QtBot, window: MainWindow, scale: float) -> None:
    window.resize(1280, 800)
    window.store.change("test", DIVERGING)
    settle(qtbot, window)
    window.commands.set_scale(scale)
    settle(qtbot, window)
    window.stage.note("No room for Curves, State, Update rules, Functions at this size; View → Panels opens them.")
    QApplication.processEvents()
    banner, note = window.stage.banner, window.stage.findChild(Banner, "note")
    assert note is not None and banner.isVisible() and note.isVisible() and "does not follow" in banner.text()
    assert note.geometry().bottom() < banner.y() and banner.geometry().bottom() < top(window)
    assert banner.height() >= banner.heightForWidth(banner.width()), "every line of it is there"
    for message in (note, banner):
        message.clear()
    QApplication.processEvents()
    assert top(window) == 0


def test_pictures_stand_still_while_the_same_is_said_of_scene_after_scene(qtbot: QtBot, window: MainWindow) -> None:
    window.store.change("test", DIVERGING)
    settle(qtbot, window)
    assert window.stage.banner.isVisible() and window.scene is not None
    QApplication.processEvents()
    sizes = Sizes(window.stage.landscape)
    for _ in range(3):
        window.show_scene(window.scene)
        QApplication.processEvents()
    window.store.change("longer", replace(DIVERGING, steps=60))
    settle(qtbot, window)
    assert window.stage.banner.isVisible() and sizes.count == 0


def test_nothing_moves_the_map_under_a_hand_that_drags_a_start(qtbot: QtBot, window: MainWindow) -> None:
    window.store.change("test", DIVERGING)
    settle(qtbot, window)
    QApplication.processEvents()
    view, height = window.stage.landscape, top(window)
    assert window.scene is not None and window.scene.remark and height > 0
    begin = view.place_of(view.plot(), view.handles()[0].point).toPoint()
    move(view, begin)
    QTest.mousePress(view, LEFT, pos=begin)
    for step in (4, 8):
        move(view, begin + QPoint(step, 3), LEFT)
        settle(qtbot, window)
        window.show_scene(with_nothing_to_say(window))
        QApplication.processEvents()
        assert top(window) == height
    QTest.mouseRelease(view, LEFT, Qt.KeyboardModifier.NoModifier, begin + QPoint(8, 3))
    qtbot.waitUntil(lambda: window.scene is not None and not window.scene.held)
    settle(qtbot, window)
    window.show_scene(with_nothing_to_say(window))
    QApplication.processEvents()
    assert top(window) == 0 and window.stage.banner.isHidden(), "it is said, and taken back, when the hand lets go"


def with_nothing_to_say(window: MainWindow) -> Scene:
    """The scene on view, of which nothing is to be said."""
    assert window.scene is not None
    return dataclasses.replace(window.scene, remark="")
