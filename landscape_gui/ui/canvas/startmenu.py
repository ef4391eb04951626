"""The menu that a right click on a picture opens."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from landscape_gui.core.descriptors import Point
from landscape_gui.numbers import exact
from landscape_gui.scene import Scene
from landscape_gui.ui.canvas.starts import moved, own_start
from landscape_gui.ui.icons import icon

_DIGITS = 10
"""A hand cannot aim at more."""


class StartMenu(QMenu):
    """Starts for one lane or all, coordinates, the whole view; ``shown`` is where it was opened, None outside."""

    startMoved = Signal(object, object, bool)
    everyoneMoved = Signal(object)
    ownStartDropped = Signal(int)
    wholeAsked = Signal()

    def __init__(self, scene: Scene | None, shown: Point | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.aboutToHide.connect(self.deleteLater)
        if scene is not None and shown is not None:
            here = moved(scene, None, shown)
            self._add_starts(scene, here, shown)
            self.addSeparator()
            words = ", ".join(exact(float(f"{value:.{_DIGITS}g}")) for value in here)
            copy = self.addAction(icon("copy"), self.tr("Copy coordinates"))
            copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(words))
        whole = self.addAction(icon("home"), self.tr("Reset view"))
        whole.triggered.connect(self.wholeAsked)

    def _add_starts(self, scene: Scene, here: Point, shown: Point) -> None:
        lanes = [lane for lane in scene.lanes if lane.lane.enabled]
        own = [lane for lane in lanes if own_start(scene, lane) is not None]
        if own:
            everyone = self.addAction(icon("target"), self.tr("Everyone starts here"))
            everyone.triggered.connect(lambda: self.everyoneMoved.emit(here))
        else:
            start = self.addAction(icon("target"), self.tr("Start here"))
            start.triggered.connect(lambda: self.startMoved.emit(here, None, True))
        self.addSeparator()
        for lane in lanes:
            there = moved(scene, lane.index, shown)
            action = self.addAction(self.tr("Give {lane} its own start here").format(lane=lane.label))
            action.triggered.connect(lambda _=False, i=lane.index, p=there: self.startMoved.emit(p, i, True))
        for lane in own:
            action = self.addAction(self.tr("Let {lane} start where the others do").format(lane=lane.label))
            action.triggered.connect(lambda _=False, i=lane.index: self.ownStartDropped.emit(i))
