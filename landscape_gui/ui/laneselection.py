"""The selected lane: the one whose numbers panels show, wherever it was clicked, kept with the experiment's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from landscape_gui import laneplaces
from landscape_gui.scene import Scene

if TYPE_CHECKING:
    from landscape_gui.ui.window import MainWindow


class LaneSelection(QObject):
    """Tells every panel and view which lane is selected, and follows that lane where others come, go or move."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._scene: Scene | None = None
        self._wanted: int | None = window.store.lane or None
        self._told: int | None = 0
        for panel in (window.optimizer_panel, window.table):
            panel.laneSelected.connect(self.select)
        window.store.begun.connect(self._begin)

    @property
    def lane(self) -> int:
        """Index of the selected lane."""
        return self._window.store.lane

    def select(self, lane: int) -> None:
        """Show the numbers of this lane everywhere."""
        self._window.store.lane, self._wanted, self._told = lane, None, None
        self.tell()

    def find(self, scene: Scene) -> None:
        """Find the lane in another scene; one that was opened comes with its own."""
        store, before = self._window.store, self._scene
        if self._wanted is not None and scene.experiment.lanes != store.experiment.lanes:
            return  # still the scene of what was there before
        self._scene = scene
        if self._wanted is None:
            store.lane = laneplaces.followed(store.lane, scene, before)
        else:
            store.lane = laneplaces.followed(self._wanted, scene, None)
            self._wanted = self._told = None

    def tell(self) -> None:
        """Tell all who show a lane which one it is, unless they know."""
        lane, window = self.lane, self._window
        if lane == self._told:
            return
        self._told = lane
        window.optimizer_panel.select(lane)
        window.table.select_lane(lane)
        window.curves.select_lane(lane)
        window.functions.select_lane(lane)
        window.stage.set_front(lane)
        window.graph_mode.select_lane(lane)
        if window.network_mode is not None:
            window.network_mode.follow_lane(lane)

    def _begin(self) -> None:
        self._wanted = self.lane
        scene = self._window.scene
        if scene is not None and self._window.store.experiment.lanes == scene.experiment.lanes:
            self.find(scene)
            self.tell()
