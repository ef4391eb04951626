"""What the window has more of while a network is trained: its data, its units and weights, a landscape that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from landscape_gui import networkedits, newest
from landscape_gui.core.network.diagnosis import in_words
from landscape_gui.experiment import NetworkProblem, OwnCurve, OwnPoints
from landscape_gui.owndata import with_drawn
from landscape_gui.scene import Scene
from landscape_gui.ui.keyboard import focus_by_tab_only
from landscape_gui.ui.live import LiveLandscape
from landscape_gui.ui.views.data.view import DataView
from landscape_gui.ui.views.network.view import NetworkView

if TYPE_CHECKING:
    from landscape_gui.ui.window import MainWindow


class NetworkMode(QObject):
    """Shows and hides the panels of networks, and turns what the user does there into changes of the experiment.

    It is made when the first network is shown, so that nobody else pays for it.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.data_view, self.network_view = DataView(window.themes), NetworkView(window.themes)
        self._live = LiveLandscape(self)
        area = Qt.DockWidgetArea.RightDockWidgetArea
        self._docks = [
            window.add_dock("data", self.tr("Data"), self.data_view, area),
            window.add_dock("network", self.tr("Network"), self.network_view, area),
        ]
        window.setCorner(Qt.Corner.BottomRightCorner, area)
        for dock in self._docks:
            window.restoreDockWidget(dock)
            focus_by_tab_only(dock)
            dock.toggleViewAction().triggered.connect(window.room.keep_size)
        window.room.networks_made()
        self._scene: Scene | None = None
        self._lane = 0
        self._shown: bool | None = None
        self._closed: set[str] = set()
        self._live.ready.connect(self._show_live)
        for view in (self.data_view, self.network_view):
            view.laneSelected.connect(self.select_lane)
        self.network_view.weightEdited.connect(self._edit_weight)
        self.data_view.parametersEdited.connect(self._edit_parameters)
        self.data_view.pointsChanged.connect(self._change_points)
        self.data_view.exampleChosen.connect(window.graph_mode.choose_example)
        window.store.changed.connect(self._follow_data)
        window.stage.banner.actionClicked.connect(self._standardise)
        window.stage.startMoved.connect(self._follow_start)
        window.start_edit.moved.connect(self._show_newest_start)
        self.follow_lane(window.lane_selection.lane)

    def show_scene(self, scene: Scene) -> None:
        """Show another scene, and the panels only where it is that of a network."""
        before, self._scene = self._scene, scene
        self._show_docks(scene.network is not None)
        if scene.network is None:
            if before is not None and before.network is not None:
                self._show_nothing()
            return
        self._follow_data()
        for view in (self.data_view, self.network_view):
            view.show_scene(scene)
        if self._window.lane_selection.lane != self._lane:
            self.follow_lane(self._window.lane_selection.lane)
        self._show_newest_start()

    def seek(self, position: float) -> None:
        """Show another play position."""
        scene = self._scene
        if scene is None or scene.network is None:
            return
        for view in (self.data_view, self.network_view):
            view.seek(position)
        if scene.experiment.view.live and scene.complete and not scene.held:
            self._live.ask(scene, self._lane, position)

    def show_untrainable(self, problem: NetworkProblem, alone: bool) -> None:
        """Drawn points of one class, or none at all, cannot be learnt yet, but more can be drawn.

        ``alone``: there is nothing else to show, not even how the points before them are learnt.
        """
        self._show_docks(True)
        if alone:
            self._scene = None
            self._show_nothing()
        if isinstance(problem.data, OwnPoints | OwnCurve):
            self.data_view.show_own(problem.data)

    def _show_nothing(self) -> None:
        """Keep no runs, which may be large."""
        for view in (self.data_view, self.network_view):
            view.show_scene(None)

    def select_lane(self, lane: int) -> None:
        """Select a lane, here and everywhere else."""
        self._window.lane_selection.select(lane)

    def follow_lane(self, lane: int) -> None:
        """Show the data and the weights of this lane."""
        self._lane = lane
        self.data_view.select_lane(lane)
        self.network_view.select_lane(lane)

    def close(self) -> None:
        """End what goes on beside the window."""
        self._live.close()

    def _show_docks(self, shown: bool) -> None:
        if shown == self._shown:
            return
        if self._shown:
            self._closed = {dock.objectName() for dock in self._docks if dock.isHidden()}
        self._shown = shown
        self._window.room.keep_size()
        come_back = self._window.graph_mode.step_aside()
        for dock in self._docks:
            dock.toggleViewAction().setEnabled(shown)
            dock.setVisible(shown and dock.objectName() not in self._closed)
        come_back()

    def warn(self, scene: Scene) -> bool:
        """Say why something else is shown than was asked for, and what is wrong with the data or with all trainings.

        Returns whether there is anything to say.
        """
        findings = scene.common_findings()
        words = [scene.remark, in_words(findings)]
        if any(words):
            large = any(finding.kind == "large_inputs" for finding in findings)
            action = self.tr("Standardise inputs") if large else ""
            self._window.stage.banner.say(" ".join(filter(None, words)), "warning", action)
        return any(words)

    def _standardise(self) -> None:
        """Do what large inputs ask for; no other message of networks has a button."""
        store, fit = self._window.store, self._window.problem_panel.fit.isChecked()
        if isinstance(store.experiment.problem, NetworkProblem):
            changed = networkedits.with_preparation(store.experiment, fit, standardise=True)
            store.change(self.tr("Standardise inputs"), changed)

    def _show_live(self, scene: Scene, live: Scene) -> None:
        if scene is self._scene and scene.experiment.view.live and not scene.held:
            self._window.stage.show_scene(live)

    def _follow_data(self) -> None:
        """Own points are drawn further on the newest ones, also where these cannot be learnt yet."""
        problem = self._window.store.experiment.problem
        if isinstance(problem, NetworkProblem):
            self.data_view.show_own(problem.data)

    def _show_newest_start(self) -> None:
        """Where the start was edited since the scene on view was asked for, show the networks there."""
        window, scene = self._window, self._scene
        if scene is None or scene.network is None or window.playback.position > 0.0:
            return
        experiment, lane = window.store.experiment, self._lane
        start = newest.start_now(scene, experiment, lane)
        if start is None or start == newest.start_now(scene, scene.experiment, lane):
            return
        self.data_view.show_parameters(start, final=True)
        self.network_view.show_parameters(start)
        own = experiment.lanes[newest.lane_now(scene, experiment, lane) or 0].start == start
        window.stage.lead_start(lane if own else None, start, final=True)

    def _follow_start(self, point: tuple[float, ...], lane: int | None, final: bool) -> None:
        """While the start is dragged over the landscape, the data are shown as the network there sees them."""
        scene = self._scene
        if scene is None or scene.network is None or lane not in {None, self._lane}:
            return
        # Where nothing has changed, no scene comes to show the lane where it is.
        done = final and self._window.store.experiment == scene.experiment
        self.data_view.show_parameters(None if done else point, final)

    def _edit_weight(self, name: str, value: float, final: bool) -> None:
        """All lanes start at the present parameters of the selected lane, with one of them changed."""
        if self._scene is not None and self._scene.network is not None:
            position = self._window.playback.position
            self._window.start_edit.set_parameter(self._scene, self._lane, position, name, value, final)

    def _edit_parameters(self, theta: tuple[float, ...], final: bool) -> None:
        if self._scene is not None:
            self._window.start_edit.start_at(self._scene, self._lane, self.tr("Line"), "line", theta, final)

    def _change_points(self, source: OwnPoints | OwnCurve, final: bool) -> None:
        store, fit = self._window.store, self._window.problem_panel.fit.isChecked()
        if isinstance(store.experiment.problem, NetworkProblem):
            store.change(self.tr("Draw points"), with_drawn(store.experiment, source, fit), "own points", final)
