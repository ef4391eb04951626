"""The main window: it builds the views and panels, wires them to store, engine and playback, and does nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QToolBar, QToolButton, QVBoxLayout, QWidget

from landscape_gui import newest
from landscape_gui.core.errors import LandscapeError
from landscape_gui.experiment import Camera, Experiment, NetworkProblem
from landscape_gui.scene import Scene, lane_looks, restated, same_computation
from landscape_gui.ui import actions, icons, theme
from landscape_gui.ui.commands import Commands
from landscape_gui.ui.docktitle import Dock, DockTitle
from landscape_gui.ui.engine import Engine
from landscape_gui.ui.filedrops import FileDrops
from landscape_gui.ui.functionspage import FunctionsPage
from landscape_gui.ui.graphmode import GraphMode
from landscape_gui.ui.keyboard import TabPlace, belongs_to_focus, focus_by_tab_only
from landscape_gui.ui.laneselection import LaneSelection
from landscape_gui.ui.menus import build_menus, build_toolbar, open_appearance
from landscape_gui.ui.outdated import Outdated
from landscape_gui.ui.panels.optimizers import OptimizerPanel
from landscape_gui.ui.panels.problem import ProblemPanel
from landscape_gui.ui.playback import Playback
from landscape_gui.ui.playbar import PlayBar
from landscape_gui.ui.readout import Readout
from landscape_gui.ui.room import LEAST_WIDTH, PanelRoom, least_width
from landscape_gui.ui.settings import Settings
from landscape_gui.ui.stage import Stage
from landscape_gui.ui.startedit import StartEdit
from landscape_gui.ui.store import Store
from landscape_gui.ui.views.curves.view import CurvesView
from landscape_gui.ui.views.tables.rules import RulesView
from landscape_gui.ui.views.tables.state_table import StateTableView
from landscape_gui.ui.widgets.segmented import Segmented
from landscape_gui.ui.work import Work

if TYPE_CHECKING:
    from landscape_gui.ui.networkmode import NetworkMode

SIZE = (1280, 800)
ROOMY_WIDTH = 900
"""Width, at text size 100 %, below which the toolbar does without words and numbers."""


class MainWindow(QMainWindow):
    """Problem and optimizers on the left, the landscape in the middle, curves and state below, then playback."""

    def __init__(self, store: Store, settings: Settings, themes: theme.ThemeManager) -> None:
        super().__init__()
        self.store, self.settings, self.themes = store, settings, themes
        self.engine, self.playback, self.start_edit = Engine(self), Playback(self), StartEdit(self)
        self.scene: Scene | None = None
        self.layout_switch: Segmented
        self.appearance_button: QToolButton
        self.tools: QToolBar
        self._play_when_ready = False
        # Whose plane stays while a start is dragged over it: between two moves, and during one.
        self._held: Scene | None = None
        self._holding: Scene | None = None
        self.network_mode: NetworkMode | None = None
        self.file_drops = FileDrops(self)
        self.file_drops.watch(self)
        self._build_views()
        self._build_docks()
        self.commands = Commands(self)
        self.actions_by_key = actions.build(self, self.commands.call)
        build_menus(self)
        build_toolbar(self)
        self.room = PanelRoom(self)
        self._tab_place = TabPlace(self)
        focus_by_tab_only(self)
        self._wire()
        self.themes.changed.connect(self._restyle)
        self._restyle()
        self.setWindowIcon(icons.app_icon())
        self.resize(*SIZE)
        self.first_state = self.saveState()
        self._title()

    def _build_views(self) -> None:
        self.stage = Stage(self.themes)
        self.problem_panel = ProblemPanel(self.store)
        self.optimizer_panel = OptimizerPanel(self.store)
        self.curves = CurvesView(self.themes)
        self.table = StateTableView(self.themes)
        self.rules = RulesView(self.themes)
        self.functions = FunctionsPage(self)
        self.playbar = PlayBar(self.store, self.playback)
        self.readout = Readout()
        self.setCentralWidget(self.stage)
        self.statusBar().addPermanentWidget(self.playbar, 1)
        self.statusBar().setSizeGripEnabled(False)

    def _build_docks(self) -> None:
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AnimatedDocks)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        left, bottom = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
        self.add_dock("problem", self.tr("Problem"), self.problem_panel, left)
        self.add_dock("optimizers", self.tr("Optimizers"), self.optimizer_panel, left)
        curves = self.add_dock("curves", self.tr("Curves"), self.curves, bottom)
        for key, title, view in (
            ("state", self.tr("State"), self.table),
            ("rules", self.tr("Update rules"), self.rules),
            ("functions", self.tr("Functions"), self.functions),
        ):
            self.tabifyDockWidget(curves, self.add_dock(key, title, view, bottom))
        curves.raise_()
        self.graph_mode = GraphMode(self)

    def add_dock(self, key: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        """Put a panel into the window that can be moved and closed; ``key`` is its name in the settings."""
        dock = Dock(title)
        dock.setObjectName(key)
        place = QWidget()
        layout = QVBoxLayout(place)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(widget)
        dock.setWidget(place)
        dock.setTitleBarWidget(DockTitle(dock))
        # To Qt a panel behind another tab is visible; hidden in its place, it does no work.
        dock.visibilityChanged.connect(widget.setVisible)
        dock.opening.connect(self._panel_opens)
        self.file_drops.watch(dock)  # which is a window of its own while it floats
        self.addDockWidget(area, dock)
        return dock

    def _panel_opens(self) -> None:
        """Keep the window's size: where a panel first stands it may need more room than it has in its place."""
        if self.isVisible():  # only then there is all that shares the room
            self.room.keep_size()

    def docks(self) -> list[QDockWidget]:
        """All panels that can be moved and closed."""
        return self.findChildren(QDockWidget)

    def _restyle(self) -> None:
        self.room.limit()
        self._fit_toolbar()
        self.room.later()

    def _fit_toolbar(self) -> None:
        """Leave words and numbers out of the toolbar where it is narrow, and never more."""
        roomy = self.width() >= theme.px(ROOMY_WIDTH)
        style = Qt.ToolButtonStyle
        self.readout.setVisible(roomy)
        self.layout_switch.show_icons(roomy)
        for button in (self.appearance_button, self.tools.widgetForAction(self.graph_mode.action)):
            assert isinstance(button, QToolButton)
            button.setToolButtonStyle(style.ToolButtonTextBesideIcon if roomy else style.ToolButtonIconOnly)
        layout = self.tools.layout()
        if layout is not None:
            layout.invalidate()
        least = LEAST_WIDTH if roomy else least_width(self.tools, self.playbar)
        self.statusBar().setMinimumWidth(least)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - the name Qt gives it
        return self._tab_place.take_up(next) or super().focusNextPrevChild(next)

    def event(self, event: QEvent) -> bool:
        # What the focused control does not claim of its own accord arrives here before it becomes a shortcut.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and belongs_to_focus(event):
            event.accept()
            return True
        done = super().event(event)
        if event.type() in {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease}:
            self.room.event_of_window(event)
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Only what no control wanted comes here: Escape in a field takes back what was typed there.
        if event.key() == Qt.Key.Key_Escape and self.work.stoppable:
            self.work.stop_or_go_on()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_toolbar()
        self.room.later()

    def _wire(self) -> None:
        self.store.changed.connect(self._experiment_changed)
        self.store.returned.connect(self.playback.return_to)
        self.store.fileChanged.connect(self._title)
        self.file_drops.dropped.connect(self.commands.open_path)
        self.problem_panel.tableFailed.connect(self._show_table_error)
        self.engine.sceneReady.connect(self.show_scene)
        self.engine.failed.connect(self._show_error)
        self.work, self._outdated = Work(self), Outdated(self)
        self.lane_selection = LaneSelection(self)
        self.playback.positionChanged.connect(self.seek)
        self.stage.startMoved.connect(self._start_moved)
        self.stage.everyoneMoved.connect(self._everyone_moved)
        self.stage.ownStartDropped.connect(self._own_start_dropped)
        self.stage.hovered.connect(self.readout.show_point)
        self.stage.regionChanged.connect(self._region_changed)
        self.stage.cameraChanged.connect(self._camera_changed)
        self.stage.planeWanted.connect(lambda: open_appearance(self))
        self.stage.viewReset.connect(lambda: self.commands.call("reset_view"))
        self.curves.seekRequested.connect(self.playback.seek)
        self.curves.viewChanged.connect(lambda fields, label: self.store.change_view(label, **fields))

    def start(self, play: bool = True) -> None:
        """Begin computing, and play as soon as there is something to show."""
        self._play_when_ready = play
        self.setFocus()  # else Qt gives the focus, and its frame, to the first control
        self.engine.submit(self.store.experiment)

    def _experiment_changed(self) -> None:
        experiment, scene = self.store.experiment, self.scene
        if self.engine.restate(experiment):
            self._show_again()
        elif _answers(scene, experiment):
            self.engine.forget(experiment)
            self._show_again()
        else:
            self._held = None  # whatever else is changed ends a drag that never came to its end
            self.engine.submit(experiment, self._holding)
            if scene is not None and restated(scene, experiment).experiment != scene.experiment:
                self._show_again()
        self._title()
        kind = "network" if isinstance(experiment.problem, NetworkProblem) else "landscape"
        self.room.content_changed(kind, len(experiment.lanes))

    def _show_again(self) -> None:
        """Show the scene as the experiment is now."""
        if self.scene is not None:
            self.show_scene(self.scene)

    def show_scene(self, scene: Scene) -> None:
        """Show a new scene in every view, as far as possible as the experiment is now."""
        scene = self.scene = restated(scene, self.store.experiment)
        self.lane_selection.find(scene)
        self._outdated.look()
        for view in (
            self.stage,
            self.problem_panel,
            self.optimizer_panel,
            self.curves,
            self.table,
            self.rules,
            self.functions,
            self.readout,
        ):
            view.show_scene(scene)
        self.problem_panel.show_error(None)
        if scene.network is not None:
            self._networks().show_scene(scene)
        elif self.network_mode is not None:
            self.network_mode.show_scene(scene)
        self.graph_mode.show_scene(scene)
        self.lane_selection.tell()
        self._warn(scene)
        for key in ("landscape", "surface3d", "both"):
            self.actions_by_key[f"layout_{key}"].setEnabled(scene.problem.dimension > 1)
        self.layout_switch.setEnabled(scene.problem.dimension > 1)
        self.work.show_scene(scene)
        if not self._outdated.dimmed:
            self.playback.set_length(scene.last_step, growing=not scene.complete)
        self.seek(self.playback.position)
        if self._play_when_ready:
            self._play_when_ready = False
            self.playback.play()

    def _warn(self, scene: Scene) -> None:
        """Say what is wrong with the scene above its pictures, which move only where there is more or less to say.

        Under a hand that drags a start over them they never do: it is said when the hand lets go.
        """
        if self._held is not None or self._holding is not None or self._outdated.complains:
            return
        if scene.network is not None:
            if not self._networks().warn(scene):
                self.stage.banner.clear_lasting()
        elif scene.remark:
            self.stage.banner.say(scene.remark, "warning")
        else:
            self.stage.banner.clear_lasting()

    def seek(self, position: float) -> None:
        """Show the play position in every view."""
        for view in (self.stage, self.curves, self.table, self.rules, self.functions):
            view.seek(position)
        if self.network_mode is not None:
            self.network_mode.seek(position)
        self.graph_mode.seek(position)

    def _networks(self) -> NetworkMode:
        """What the window has more of while a network is trained, made when it is first wanted."""
        if self.network_mode is None:
            from landscape_gui.ui.networkmode import NetworkMode

            self.network_mode = NetworkMode(self)
        return self.network_mode

    def _show_error(self, error: LandscapeError) -> None:
        problem = self.store.experiment.problem
        if isinstance(problem, NetworkProblem):
            self._show_untrainable(problem)
            self.graph_mode.show_absent(str(error))
        self.problem_panel.show_error(error)
        if not self.problem_panel.isVisible():
            self.stage.banner.say(str(error), "error")

    def _show_table_error(self, sentence: str) -> None:
        """Say what is wrong with a file where the panel that says it is not to be seen."""
        if not self.problem_panel.shows_data():
            self.stage.banner.say(sentence, "error")

    def _show_untrainable(self, problem: NetworkProblem) -> None:
        """Show data that cannot be learnt yet, and no pictures but those of the same network with other data."""
        experiment, scene = self.store.experiment, self.scene
        if scene is not None and not newest.differ_in_data(scene.experiment.problem, problem):
            self.playback.pause()
            self.playback.set_length(0)
            for view in (self.curves, self.table, self.rules):
                view.show_scene(replace(scene, experiment=experiment, lanes=lane_looks(experiment)))
            self.scene = None
        if self.scene is None:
            self.stage.show_nothing(self.tr("The landscape appears here as soon as the data can be learnt."))
        self._networks().show_untrainable(problem, alone=self.scene is None)

    def _start_moved(self, point: tuple[float, ...], lane: int | None, final: bool) -> None:
        before, dragged = self.store.experiment, self._held
        self._holding = None if final else dragged or self.stage.shown
        self._move_start(point, lane, final)
        self._held, self._holding = self._holding, None
        if final and dragged is not None and self.store.experiment == before:
            self.engine.submit(before)  # the plane, held until now, goes where the paths are

    def _move_start(self, point: tuple[float, ...], lane: int | None, final: bool) -> None:
        moved = newest.moved_start(self.scene, self.store.experiment, point, lane) if self.scene is not None else None
        if moved is None:
            return
        start, place = moved
        if place is None:
            self.store.replace(self.tr("Start"), merge="start", final=final, start=start)
        else:
            self.store.change_lane(place, self.tr("Own start"), merge=f"start {place}", final=final, start=start)

    def _everyone_moved(self, point: tuple[float, ...]) -> None:
        moved = newest.moved_start(self.scene, self.store.experiment, point, None) if self.scene is not None else None
        if moved is not None:
            lanes = tuple(msgspec.structs.replace(lane, start=None) for lane in self.store.experiment.lanes)
            self.store.replace(self.tr("Everyone starts here"), start=moved[0], lanes=lanes)

    def _own_start_dropped(self, lane: int) -> None:
        place = newest.lane_now(self.scene, self.store.experiment, lane) if self.scene is not None else None
        if place is not None:
            self.store.change_lane(place, self.tr("No own start"), start=None)

    def _region_changed(self, region: tuple[tuple[float, float], tuple[float, float]] | None, final: bool) -> None:
        if self.scene is not None and newest.same_picture(self.scene, self.store.experiment):
            moved = newest.only_moved(self.scene, self.store.experiment, region)
            label = self.tr("Pan") if moved else self.tr("Zoom")
            self.store.change_view(label, merge="region", final=final, region=region)

    def _camera_changed(self, camera: Camera, final: bool) -> None:
        self.store.change_view(self.tr("Direction of view"), merge="camera", final=final, camera=camera)

    def _title(self) -> None:
        experiment: Experiment = self.store.experiment
        path: Path | None = self.store.path
        name = path.stem if path else experiment.title or self.tr("Untitled")
        self.setWindowTitle(f"{name}[*] — Landscape")
        self.setWindowModified(self.store.modified and path is not None)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.playback.pause()
        self.settings.save_window(self)
        self.settings.room = self.room.stored()
        self.settings.save_session(self.store.kept, self.store.path)
        self.engine.close()
        if self.network_mode is not None:
            self.network_mode.close()
        super().closeEvent(event)


def _answers(scene: Scene | None, experiment: Experiment) -> bool:
    """Whether a scene is all there is to be computed for an experiment."""
    whole = scene is not None and scene.complete and not scene.halted and not scene.held
    return whole and scene is not None and same_computation(experiment, scene.experiment)
