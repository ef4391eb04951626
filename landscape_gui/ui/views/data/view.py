"""The examples of a network problem, and what the network of a lane makes of them at the play position."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from landscape_gui.core.network.decisionline import DecisionLine
from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.core.simulate import DIVERGED
from landscape_gui.experiment import DataSource, OwnCurve, OwnPoints
from landscape_gui.networks import DataNetwork
from landscape_gui.scene import LaneRun, Scene
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.data import own as data_own
from landscape_gui.ui.views.data.ahead import LATE, OwnAhead
from landscape_gui.ui.views.data.canvas import DataCanvas
from landscape_gui.ui.views.data.examples import Examples
from landscape_gui.ui.views.data.header import DataHeader
from landscape_gui.ui.views.data.panel import Panel
from landscape_gui.ui.views.data.panels import Panels
from landscape_gui.ui.views.data.plane import ValuesPicture
from landscape_gui.ui.views.data.sliders import DataSliders
from landscape_gui.ui.views.data.tools import DataTools

Floats = NDArray[np.float64]
REST = 140
"""Milliseconds after the last change until the picture is painted as finely as it can be."""
SLOW = 12.0
"""Steps a second up to which the examples of each step are shown while playing."""


class DataView(QWidget):
    """Examples by class or value over what the network predicts, live at the play position.

    One lane fills the view; "All lanes" shows each of them. Own points can be added, moved and removed, and where the
    network is a line, the line can be dragged. Everything painted follows ``show_scene`` and ``seek`` at once; where
    nothing is on a screen, as in exports, it is painted as finely as it can be.
    """

    laneSelected = Signal(int)
    """The user chose the lane of this index."""
    exampleChosen = Signal(int)
    """Number of the training example that is marked now, as ``Network.graph`` takes it; −1 for none, or a test one."""
    pointsChanged = Signal(object, bool)
    """Own points as the user has them now (OwnPoints or OwnCurve), and whether that is final."""
    parametersEdited = Signal(tuple, bool)
    """Parameters (d,) of the selected lane after dragging its line, and whether that is final."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._scene: Scene | None = None
        self._position = 0.0
        self._selected = -1
        self._all = False
        self._panels = Panels(themes)
        self._ahead = OwnAhead()
        self._edited: tuple[float, ...] | None = None
        self._led = False
        self._moved_at, self._slow = 0.0, True
        self._due = ""
        self.header, self.tools = DataHeader(themes, self), DataTools(themes, self)
        self.canvas, self.sliders = DataCanvas(themes, self), DataSliders(themes, self)
        self.canvas.before = self._settle
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for part in (self.header, self.tools, self.canvas, self.sliders):
            self._column.addWidget(part, 1 if part is self.canvas else 0)
        # Without a screen there is nobody to use them: pictures for files have no controls.
        self.header.hide()
        self.tools.hide()
        self.sliders.hide()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._rested)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(round(1000 * LATE) + 50)
        self._late.timeout.connect(self._catch_up)
        self.setAccessibleName(self.tr("Data"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._connect()
        themes.changed.connect(self._theme_changed)

    def _connect(self) -> None:
        self.header.laneChosen.connect(self._choose_lane)
        self.header.allSwitched.connect(self.set_all_lanes)
        self.header.residualsSwitched.connect(self._refresh)
        self.header.unitsSwitched.connect(self._refresh)
        self.tools.toolChosen.connect(self._take_tool)
        self.tools.cleared.connect(self._clear_points)
        self.canvas.laneClicked.connect(self._choose_lane)
        self.canvas.laneTurned.connect(self._turn_lane)
        self.canvas.exampleClicked.connect(self._tell_example)
        self.canvas.pointsEdited.connect(self._edit_points)
        self.canvas.thetaEdited.connect(self._edit_theta)
        self.sliders.edited.connect(self._edit_theta)
        self.canvas.classKeyed.connect(self._key_class)

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(420), self._themes.px(360))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(220), self._themes.px(200))

    @property
    def network(self) -> DataNetwork | None:
        """The network of the scene; None where the scene has none."""
        return self._scene.network if self._scene is not None else None

    @property
    def selected_lane(self) -> int:
        """Index of the lane that is shown, -1 where there is none."""
        self._settle()
        return self._selected

    def show_scene(self, scene: Scene | None) -> None:
        """Show other runs, or other data, at the play position of before; None: there is no network yet."""
        self._scene = scene
        if not self._held:
            self._edited = None
        network = self.network
        source = network.description.data if network is not None else None
        if self._ahead.outdates(source, self.canvas.hand.busy):
            if not self._ahead.told:
                self._late.start()
        else:
            self._ahead.show(source)
        self._later(remake=True)
        if scene is None:
            self._settle()  # also while nobody looks: pictures keep the runs they show

    def show_own(self, source: DataSource | None) -> None:
        """Show own points as the experiment has them now, before a scene of them, if ever, comes.

        Further edits build on them, and scenes of other data have been overtaken. None: believe the scenes again.
        """
        if self.canvas.hand.busy:
            return
        if source is None:
            self._ahead.insist(self.network.description.data if self.network is not None else None)
        elif not self._ahead.expect(source):
            return
        self._later(remake=True)

    def show_parameters(self, theta: tuple[float, ...] | None, final: bool = False) -> None:
        """Show the selected lane at other parameters, as while its marker is dragged; None: at its own again.

        ``final``: they are let go, and the next scene shows where the lane is.
        """
        known, self._led = theta == self._edited, theta is not None and not final
        if known:
            return
        self._edited = theta
        self._moving()
        self._later(remake=False)

    def seek(self, position: float) -> None:
        """Show another play position, in steps; between two steps parameters are interpolated."""
        if position == self._position:
            return
        now = time.monotonic()
        pace = abs(position - self._position) / max(1e-3, now - self._moved_at)
        self._slow, self._moved_at, self._position = pace <= SLOW, now, position
        if not self._held:
            self._edited = None
        self._moving()
        self._later(remake=False)

    def select_lane(self, index: int) -> None:
        """Show the lane of this index, if it has a run; emits nothing."""
        if index != self._selected and any(lane.index == index for lane in self._lanes()):
            self._selected, self._edited = index, None
            self._later(remake=False)

    def set_all_lanes(self, shown: bool) -> None:
        """Show every lane's picture, or only that of the selected one."""
        self._all = shown
        self.header.all.setChecked(shown)
        self._later(remake=False)

    def choose_example(self, number: int) -> None:
        """Mark a training example by its number, -1 for none; emits nothing."""
        self._settle()
        examples = self._panels.examples
        self.canvas.chosen = examples.row(number) if examples is not None else -1
        self.canvas.update()

    def panel(self, index: int) -> Panel | None:
        """The picture of a lane, by its index; None before it was first shown."""
        self._settle()
        return self._panels.known(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._themes.theme.color("background"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.header.show()
        self._show_tools()
        self._settle()
        self._refresh()

    def _later(self, *, remake: bool) -> None:
        """Show another position, or ``remake`` the pictures: now, or while nobody looks before the next painting."""
        self._due = "remake" if remake or self._due == "remake" else "refresh"
        if self.isVisible():
            self._settle()
        self.canvas.update()

    def _settle(self) -> None:
        """Do what was put off."""
        due, self._due = self._due, ""
        if due == "remake":
            self._remake()
        elif due:
            self._refresh()

    @property
    def _held(self) -> bool:
        """Whether the parameters shown are in the user's hand, be it here or on the landscape."""
        return self._led or self.canvas.hand.busy or self.sliders.is_dragged()

    def _lanes(self) -> tuple[LaneRun, ...]:
        return self._scene.shown if self._scene is not None and self.network is not None else ()

    def _catch_up(self) -> None:
        """Believe the scene after all where nothing newer has come, as after undoing an edit at once."""
        if self._scene is not None and not self.canvas.hand.busy and not self.canvas.complaint:
            self.show_scene(self._scene)

    def _remake(self) -> None:
        """Take the examples of the scene, or the own ones, and make new pictures where they are others."""
        own, before = self._ahead.source, self._panels.examples
        self.canvas.complaint = self._complaint(own) if own is not None else ""
        if self._panels.make(None if self.canvas.complaint else self.network, own):
            self._keep_choice(before)
        lanes = self._lanes()
        if lanes and all(lane.index != self._selected for lane in lanes):
            self._selected = lanes[0].index
        self._panels.follow(lanes)
        self._show_tools()
        self._refresh()

    def _complaint(self, own: OwnPoints | OwnCurve) -> str:
        """Why what is shown cannot learn from ``own`` points, or ""."""
        return data_own.complaint(own, isinstance(self.network, DecisionLine))

    def _keep_choice(self, before: Examples | None) -> None:
        """Leave the example marked where others of the same number, or own points, are shown now."""
        count = len(self._panels.examples.targets) if self._panels.examples is not None else 0
        if before is None or len(before.targets) != count:
            kept = self._ahead.source is not None and self.canvas.chosen < count
            self.canvas.chosen = self.canvas.chosen if kept else -1

    def _refresh(self) -> None:
        """Show the present position of the lanes that are on view."""
        lanes, own = self._lanes(), self._ahead.source
        self.header.show_lanes([lane.look for lane in lanes], self._selected)
        self.canvas.own = own
        self.canvas.named = not self.header.isVisible()
        self.canvas.empty = self._words_for_nothing()
        if self._panels.examples is None or (not lanes and own is None):
            self.canvas.show_panels([], -1)
            return
        several = self._all and len(lanes) > 1 and not self.canvas.complaint
        chosen = [lane for lane in lanes if several or lane.index == self._selected]
        panels = [self._panels.of(lane) for lane in chosen] or [self._panels.of(None)]
        for panel in panels:
            panel.seek(self._theta(panel.lane))
            self.header.apply(panel.picture)
            if isinstance(panel.picture, ValuesPicture) and self._scene is not None:
                panel.picture.colormap = self._scene.experiment.view.colormap
        self.header.offer_for(panels[0].picture, several)
        self._show_sliders(None if several else panels[0])
        self.canvas.batch = None if several else self._batch(panels[0].lane)
        self.canvas.batched = not several and self._is_batched(panels[0].lane)
        self.canvas.remark = "" if several else self._remark(panels[0].lane)
        self.canvas.ended = {lane.index: lane.run.last_step for lane in chosen if lane.run and self._has_diverged(lane)}
        self.canvas.show_panels(panels, self._selected)

    def _show_sliders(self, panel: Panel | None) -> None:
        """Let slope and intercept follow the one line that is shown."""
        picture = panel.picture if panel is not None else None
        self.sliders.show_line(picture.network if picture else None, picture.theta if picture else None)
        self.sliders.setVisible(self.sliders.offers and self.isVisible())

    def _words_for_nothing(self) -> str:
        if self._scene is not None and self.network is None:
            return self.tr("Choose a network as the problem and its examples appear here.")
        return self.tr("Switch on an optimizer and what it learns appears here.")

    def _theta(self, lane: LaneRun | None) -> Floats | None:
        """Parameters of a lane at the play position, or those in the hand."""
        network = self.network
        if network is None or lane is None or self.canvas.complaint:
            return None
        if self._edited is not None and lane.index == self._selected and len(self._edited) == network.dimension:
            return np.array(self._edited)
        theta = lane.parameters(self._position)
        return theta if len(theta) == network.dimension else None

    def _batch(self, lane: LaneRun | None) -> NDArray[np.bool_] | None:
        """(n,) which examples the present step sees, while that can be followed; None where it sees all."""
        run, examples = lane.run if lane is not None else None, self._panels.examples
        if not isinstance(run, TrainingRun) or examples is None or not self._is_batched(lane):
            return None
        if not (self._slow or self.canvas.fine):
            return None
        seen = run.examples(int(min(self._position, run.last_step)))
        return np.isin(examples.numbers, seen)

    def _is_batched(self, lane: LaneRun | None) -> bool:
        """Whether each step of a lane sees but a part of the examples on view."""
        run = lane.run if lane is not None else None
        return isinstance(run, TrainingRun) and run.steps_per_epoch > 1 and not self._own_differs()

    def _remark(self, lane: LaneRun | None) -> str:
        """Where a lane has diverged, and that it is shown there from then on; or ""."""
        run = lane.run if lane is not None else None
        if lane is None or run is None or run.status != DIVERGED or self.canvas.complaint:
            return ""
        if not self._has_diverged(lane):
            return self.tr("Diverges at step {0}.").format(f"{run.last_step:,}")
        return self.tr("Diverged: this is step {0}, its last.").format(f"{run.last_step:,}")

    def _has_diverged(self, lane: LaneRun) -> bool:
        """Whether a lane is shown where it diverged, before the play position."""
        run = lane.run
        return run is not None and run.status == DIVERGED and self._position >= run.last_step

    def _own_differs(self) -> bool:
        own, network = self._ahead.source, self.network
        return own is not None and network is not None and network.description.data != own

    def _moving(self) -> None:
        """Paint coarsely until nothing has moved for a while; without a screen nothing moves."""
        if self.isVisible():
            self.canvas.fine = False
            self._rest.start()

    def _rested(self) -> None:
        self.canvas.fine = True
        if self.isVisible():
            self._refresh()

    def _choose_lane(self, index: int) -> None:
        self.select_lane(index)
        self._refresh()
        self.laneSelected.emit(index)

    def _turn_lane(self, by: int) -> None:
        indices = [lane.index for lane in self._lanes()]
        if indices:
            at = indices.index(self._selected) if self._selected in indices else 0
            self._choose_lane(indices[(at + by) % len(indices)])

    def _tell_example(self, row: int) -> None:
        examples = self._panels.examples
        numbers = examples.numbers if examples is not None else np.empty(0, np.int64)
        self.exampleChosen.emit(int(numbers[row]) if 0 <= row < len(numbers) else -1)

    def _take_tool(self, tool: str, number: int) -> None:
        self.canvas.tool, self.canvas.number = tool, number

    def _key_class(self, number: int) -> None:
        if isinstance(self._ahead.source, OwnPoints):
            self.tools.choose(number)

    def _clear_points(self) -> None:
        if self._ahead.source is not None:
            self.canvas.edit_points(data_own.cleared(self._ahead.source), final=True)

    def _edit_points(self, source: OwnPoints | OwnCurve, final: bool) -> None:
        """Show the points at once; the scene with what is learnt from them comes later."""
        self._ahead.edit(source)
        complaint = self._complaint(source)
        if bool(complaint) != bool(self.canvas.complaint) or self._panels.examples is None:
            self._remake()
        else:
            self._panels.move(source)
        self.canvas.complaint = complaint
        self._moving()
        self._show_tools()
        self._refresh()
        self.pointsChanged.emit(source, final)

    def _edit_theta(self, theta: Floats, final: bool) -> None:
        self._edited = tuple(theta.tolist())
        self._moving()
        self._refresh()
        self.parametersEdited.emit(self._edited, final)

    def _show_tools(self) -> None:
        own = self._ahead.source
        self.tools.setVisible(own is not None and self.isVisible())
        if own is not None:
            self.tools.show_points(data_own.classes_in(own), len(own.points))

    def _theme_changed(self) -> None:
        self.update()
        self.canvas.update()
