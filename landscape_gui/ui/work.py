"""What the window says of computing: that it goes on, how far it is, and how to stop it or let it go on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from landscape_gui.experiment import NetworkProblem
from landscape_gui.ui.progress import Advance, Progress, rounded
from landscape_gui.ui.widgets.timers import once

if TYPE_CHECKING:
    from landscape_gui.scene import Scene
    from landscape_gui.ui.window import MainWindow

PACE = 0.3
"""Seconds between two sentences on how far a run is: nobody reads faster."""
SLOW_START = 4000
"""Milliseconds after which a start is one at which functions are compiled."""
NETWORKS = "landscape_gui.core.network"
OWN = "landscape_gui."


class Work(QObject):
    """Follows engine and scenes, and speaks through the chip of the stage.

    Attributes:
        stoppable: whether a long run is under way; halted: whether one was stopped, and can go on.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._chip = window, window.stage.chip
        self._action = window.actions_by_key["stop"]
        self._progress = Progress()
        self._busy = self._stopping = False
        self._said = 0.0
        self.stoppable = self.halted = False
        self.slow_start = once(self, self._say_first_start, SLOW_START)
        self._chip.clicked.connect(self.stop_or_go_on)
        window.engine.busy.connect(self._busy_changed)
        window.engine.compiling.connect(self._say_compiling)
        self._offer(False, False)

    def show_scene(self, scene: Scene) -> None:
        """Say how far the runs of a scene are."""
        self.slow_start.stop()
        if self._stopping and not scene.complete:
            return  # it was under way already when somebody wanted to stop
        now = time.monotonic()
        if scene.complete:
            self._progress.forget()
        advance = None if scene.complete else self._progress.note(scene, now)
        self._offer(advance is not None and self._busy, scene.halted)
        if scene.halted:
            self._say_halted(scene)
        elif not self._busy:
            self._chip.clear()
        elif advance is None:
            self._say_plainly()
        elif now - self._said > PACE:
            self._said = now
            self._say_advance(advance)

    def stop_or_go_on(self) -> None:
        """Stop what takes long, or let it go on where it was stopped."""
        stoppable, halted = self.stoppable, self.halted
        self._offer(False, False)
        if stoppable:
            self._stopping = True
            self._chip.work(self.tr("Stopping…"))
            self._window.engine.stop()
        elif halted:
            self._window.engine.go_on()

    def _offer(self, stoppable: bool, halted: bool) -> None:
        self.stoppable, self.halted = stoppable, halted
        self._action.setEnabled(stoppable or halted)
        self._action.setText(self.tr("&Go on computing") if halted else self.tr("S&top computing"))

    def _busy_changed(self, busy: bool) -> None:
        self._busy, self._stopping = busy, False
        if not busy:
            self.slow_start.stop()
            if not self.halted:
                self._offer(False, False)
                self._chip.clear()
            return
        if not self.stoppable:
            self._offer(False, False)
            self._say_plainly()
        if self._window.scene is None and not self.slow_start.isActive():
            self.slow_start.start()

    def _say_plainly(self) -> None:
        self._chip.work(self.tr("Starting…") if self._window.scene is None else self.tr("Computing…"))

    def _say_first_start(self) -> None:
        self._chip.work(self.tr("Compiling; at the very first start this takes up to a minute…"))

    def _say_compiling(self, module: str) -> None:
        """Say why nothing is seen yet, where functions of the program are compiled that are kept from then on."""
        if not self._busy or self.stoppable:
            return
        started = self._window.scene is not None
        network = isinstance(self._window.store.experiment.problem, NetworkProblem)
        if module.startswith(NETWORKS) or (module.startswith(OWN) and started and network):
            self._chip.work(self.tr("Compiling the functions of networks: only this once, about a minute…"))
        elif module.startswith(OWN) and not started:
            self._say_first_start()

    def _say_advance(self, advance: Advance) -> None:
        words = self.tr("{0} of {1} steps").format(f"{rounded(advance.step):,}", f"{advance.steps:,}")
        if advance.left is not None:
            words = self.tr("{steps}, {left}").format(steps=words, left=self._left(advance.left))
        self._chip.work(words, self.tr("Stop"), self.tr("Stop here and keep what is computed (Esc)."))

    def _say_halted(self, scene: Scene) -> None:
        reached = min((lane.run.last_step for lane in scene.shown if lane.run is not None), default=0)
        words = self.tr("Stopped at step {0} of {1}").format(f"{reached:,}", f"{scene.experiment.steps:,}")
        self._chip.rest(words, self.tr("Go on"), self.tr("Compute the steps that are left, from here."))

    def _left(self, seconds: float) -> str:
        if seconds < 1.5:
            return self.tr("nearly done")
        if seconds < 100.0:
            exact = 1 if seconds < 20.0 else 5
            return self.tr("about {0} s left").format(round(seconds / exact) * exact)
        if seconds < 100.0 * 60.0:
            return self.tr("about {0} min left").format(round(seconds / 60.0))
        return self.tr("about {0} h left").format(round(seconds / 3600.0))
