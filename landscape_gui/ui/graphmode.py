"""The backpropagation panel in the window: made when it is first seen, linked with landscape, data and playback."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from landscape_gui import graphedits, newest
from landscape_gui.core.errors import LandscapeError
from landscape_gui.experiment import GraphFormula
from landscape_gui.scene import Scene
from landscape_gui.ui import icons
from landscape_gui.ui.docktitle import DockTitle
from landscape_gui.ui.graphplace import GraphPlace
from landscape_gui.ui.keyboard import focus_by_tab_only
from landscape_gui.ui.views.graph.lanechip import LaneChip
from landscape_gui.ui.widgets.lazy_page import LazyPage

if TYPE_CHECKING:
    from landscape_gui.ui.views.graph.view import GraphView
    from landscape_gui.ui.window import MainWindow


class GraphMode(QObject):
    """Turns what the user does in the graph into changes of the experiment and of the play position."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._place = LazyPage()
        self._place.seen.connect(self._make)
        self._lane = 0
        self.view: GraphView | None = None
        self.dock = window.add_dock("graph", window.tr("Graph"), self._place, Qt.DockWidgetArea.RightDockWidgetArea)
        self.dock.hide()
        self.chip = LaneChip(window.themes)
        title = self.dock.titleBarWidget()
        assert isinstance(title, DockTitle), "every dock of the window has one"
        title.add(self.chip)
        self.place = GraphPlace(window, self.dock)
        self.action = self._made_action()
        self._steps = [self._shortcut(key, partial(self._step_view, by)) for key, by in ((".", 1), (",", -1))]
        self._shortcut("Ctrl+G", self.go).setEnabled(True)
        self._seen = self._focus_wanted = False
        self.dock.visibilityChanged.connect(self._visibility_changed)
        self.dock.toggleViewAction().triggered.connect(self._opened)
        window.store.changed.connect(self._show_ahead)

    def show_scene(self, scene: Scene) -> None:
        """Show another scene."""
        self.place.arrange()
        if self.view is not None:
            self.view.show_scene(scene)
            self.select_lane(self._window.lane_selection.lane)
            self._show_ahead()

    def show_absent(self, words: str) -> None:
        """Say why what is on screen has no graph yet."""
        if self.view is not None:
            soon = self._window.tr("The graph appears here as soon as the data can be learnt.")
            self.view.show_absent(f"{words} {soon}", self._window.store.experiment.view)

    def step_aside(self) -> Callable[[], None]:
        """Leave the window while data and network come or go, as three panels in a column would make it grow.

        Returns:
            what puts the panel where it belongs then.
        """
        if not self.place.is_inside:
            return lambda: None
        seen = self._seen
        focus: QWidget | None = self._window.focusWidget()  # also while another window is in front
        inside = focus if focus is not None and self.dock.isAncestorOf(focus) else None
        self.dock.hide()
        return partial(self._come_back, seen, inside)

    def _come_back(self, seen: bool, focus: QWidget | None) -> None:
        self.place.put()
        self._window.room.later()
        if seen:
            self.dock.raise_()
        if focus is not None:
            focus.setFocus()

    def seek(self, position: float) -> None:
        """Show another play position."""
        if self.view is not None:
            self.view.seek(position)
            self._show_ahead()

    def select_lane(self, lane: int) -> None:
        """Show the parameters of this lane."""
        self._lane = lane
        if self.view is not None:
            self.view.select_lane(lane)

    def choose_example(self, example: int) -> None:
        """Show the network on this training example; −1 changes nothing."""
        graph = self._window.store.experiment.view.graph
        if example >= 0 and self.dock.isVisible() and (graph.example != example or graph.source is not None):
            self._change({"example": example, "values": {}, "batch": False, "source": None}, self.tr("Example"))

    def _make(self) -> None:
        if self.view is not None:
            return
        from landscape_gui.ui.views.graph.view import GraphView

        self.view = GraphView(self._window.themes)
        self.view.viewChanged.connect(self._change)
        self.view.stepRequested.connect(self._step)
        self.view.valueEdited.connect(self._edit_value)
        self.view.sourceTyped.connect(self._type_source)
        self.view.fixedChosen.connect(self._fix)
        self.view.laneFollowed.connect(self.chip.show_lane)
        self._window.room.keep_size()  # an empty place needs less room
        self._place.fill(self.view)
        focus_by_tab_only(self.dock)
        self.view.select_lane(self._lane)
        if self._window.scene is not None:
            self.view.show_scene(self._window.scene)
            self.view.seek(self._window.playback.position)
        if self._focus_wanted:
            self._focus()

    def go(self) -> None:
        """Open the graph and give it the keyboard; where it has it already, close the graph."""
        focus = QApplication.focusWidget()
        if self._seen and focus is not None and self.dock.isAncestorOf(focus):
            self.dock.close()
            self._window.stage.setFocus()
            return
        self.open()
        self._focus()

    def open(self) -> None:
        """Show the panel, in front of others."""
        if self.dock.isHidden() and self.place.is_mine:
            self.place.put()
            self._window.room.later()
        self.dock.show()
        self.dock.raise_()

    def _toggle(self, shown: bool) -> None:
        """Open or close it by a click: a panel behind another one comes to the front."""
        if shown or not self._seen:
            self.open()
        else:
            self.dock.close()

    def _focus(self) -> None:
        """Give the keyboard to the drawing, once there is one."""
        self._focus_wanted = self.view is None
        if self.view is not None:
            self.view.canvas.take_keyboard()

    def _opened(self, shown: bool) -> None:
        """Give the graph room where it is opened by hand."""
        if shown:
            self.place.arrange(anew=True)
            self._window.room.later()
            self.dock.raise_()

    def _visibility_changed(self, seen: bool) -> None:
        self._seen = seen
        self.action.setChecked(seen)
        if seen:
            self._window.stage.set_front(self._lane)
        for shortcut in self._steps:
            shortcut.setEnabled(seen and not self.dock.isFloating())
        if self.dock.isHidden():
            self._window.room.later()  # others have its room now

    def _made_action(self) -> QAction:
        window = self._window
        action = QAction(icons.icon("graph"), window.tr("Graph") + "\tCtrl+G", window, checkable=True)
        action.setIconText(window.tr("Graph"))
        words = window.tr("The computational graph of what is shown, step by step: forward, backward, update (Ctrl+G)")
        action.setToolTip(words)
        action.triggered.connect(self._toggle)
        return action

    def _shortcut(self, key: str, action: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self._window)
        shortcut.activated.connect(action)
        shortcut.setEnabled(False)
        return shortcut

    def _step_view(self, by: int) -> None:
        if self.view is not None and self.view.controls.isEnabled():
            self.view.step(by)

    def _change(self, fields: dict[str, Any], label: str) -> None:
        graph = msgspec.structs.replace(self._window.store.experiment.view.graph, **fields)
        self._window.store.change_view(label, graph=graph)

    def _edit_value(self, name: str, value: float, final: bool) -> None:
        """Parameters are where the lanes start from now on; all other values are kept with the graph."""
        window, view = self._window, self.view
        subject, scene = (view.subject, view.scene) if view is not None else (None, None)
        if subject is None or scene is None:
            return
        if subject.source is None and name in scene.problem.variables:
            window.start_edit.set_parameter(scene, self._lane, float(subject.step), name, value, final)
            return
        label = self.tr("Value {name}").format(name=name)
        with contextlib.suppress(LandscapeError):  # the editor's bounds have said what is wrong already
            changed = graphedits.with_value(window.store.experiment, subject, name, value)
            window.store.change(label, changed, f"graph value {name}", final)

    def _type_source(self, source: GraphFormula, final: bool) -> None:
        store = self._window.store
        store.change(self.tr("Expression"), graphedits.with_source(store.experiment, source), "graph source", final)

    def _fix(self, name: str, fixed: bool) -> None:
        store = self._window.store
        words = self.tr("{name} is data") if fixed else self.tr("{name} is a parameter")
        store.change(words.format(name=name), graphedits.with_fixed(store.experiment, name, fixed))

    def _show_ahead(self) -> None:
        """Where the start was edited since the scene on view was asked for, show the graph there."""
        view, scene = self.view, self.view.scene if self.view is not None else None
        if view is None or scene is None:
            return
        experiment, ahead = self._window.store.experiment, None
        if self._window.playback.position <= 0.0 and self._lane < len(scene.lanes):
            start = newest.start_now(scene, experiment, self._lane)
            ahead = None if start == newest.start_now(scene, scene.experiment, self._lane) else start
        view.show_ahead(ahead)

    def _step(self, by: int) -> None:
        self._window.playback.step(by)
