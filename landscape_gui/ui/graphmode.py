"""The backpropagation panel in the window: made when it is first seen, linked with landscape, data and playback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence

from landscape_gui.experiment import NetworkProblem
from landscape_gui.scene import Scene
from landscape_gui.ui import icons
from landscape_gui.ui.keyboard import focus_by_tab_only
from landscape_gui.ui.widgets.lazy_page import LazyPage

if TYPE_CHECKING:
    from landscape_gui.ui.views.graph_view import GraphView
    from landscape_gui.ui.window import MainWindow

USUAL_WIDTH = 480


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
        action = self.dock.toggleViewAction()
        action.setIcon(icons.icon("graph"))
        action.setShortcut(QKeySequence("Ctrl+G"))
        action.setToolTip(
            window.tr("The computational graph of what is shown, step by step: forward, backward, update (Ctrl+G)")
        )
        action.triggered.connect(self._opened)
        window.optimizer_panel.laneSelected.connect(self.select_lane)

    def show_scene(self, scene: Scene) -> None:
        """Show another scene."""
        if self.view is not None:
            self.view.show_scene(scene)

    def seek(self, position: float) -> None:
        """Show another play position."""
        if self.view is not None:
            self.view.seek(position)

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
        from landscape_gui.ui.views.graph_view import GraphView

        self.view = GraphView(self._window.themes)
        self.view.viewChanged.connect(self._change)
        self.view.stepRequested.connect(self._step)
        self._place.fill(self.view)
        focus_by_tab_only(self.dock)
        self.view.select_lane(self._lane)
        if self._window.scene is not None:
            self.view.show_scene(self._window.scene)
            self.view.seek(self._window.playback.position)

    def _opened(self, shown: bool) -> None:
        """Give the graph room where it is opened by hand: its own beside a landscape, a tab beside data."""
        if not shown or self.dock.isFloating():
            return
        window = self._window
        if isinstance(window.store.experiment.problem, NetworkProblem) and window.network_mode is not None:
            window.network_mode.tabify(self.dock)
        else:
            width = max(window.themes.px(USUAL_WIDTH), round(0.32 * window.width()))
            window.resizeDocks([self.dock], [min(width, window.width() // 2)], Qt.Orientation.Horizontal)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.dock.raise_()

    def _change(self, fields: dict[str, Any], label: str) -> None:
        graph = msgspec.structs.replace(self._window.store.experiment.view.graph, **fields)
        self._window.store.change_view(label, graph=graph)

    def _step(self, by: int) -> None:
        self._window.playback.step(by)
