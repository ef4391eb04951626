"""Parameters edited where a lane is seen: from there, all lanes set out anew."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from landscape_gui import newest
from landscape_gui.core.descriptors import Point
from landscape_gui.experiment import NetworkProblem
from landscape_gui.scene import Scene

if TYPE_CHECKING:
    from landscape_gui.ui.window import MainWindow

NEWS_SECONDS = 8.0
"""For so long is said that playing is back at the start."""


class StartEdit(QObject):
    """Turns edited parameters into the start of all lanes, or of the selected one alone if it has a start of its own.

    Signals:
        moved: the start is another one, which no scene shows yet.
    """

    moved = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._edited: tuple[str, list[float]] | None = None

    def set_parameter(self, scene: Scene, lane: int, position: float, name: str, value: float, final: bool) -> None:
        """Set one parameter of what lane ``lane`` of ``scene`` is at ``position``; it is the start from then on.

        Until an edit is ``final``, further ones build on the same parameters, wherever the playback is by then.
        """
        if self._edited is None or self._edited[0] != name:
            now = newest.parameters_now(scene, self._window.store.experiment, lane, position)
            if now is None:
                return
            self._edited = name, list(now)
        theta = self._edited[1]
        theta[scene.problem.variables.index(name)] = value
        words = self.tr("Weight {name}") if scene.network is not None else self.tr("Start {name}")
        self.start_at(scene, lane, words.format(name=name), f"parameter {name}", tuple(theta), final)
        if final:
            self._edited = None

    def start_at(self, scene: Scene, lane: int, label: str, merge: str, theta: Point, final: bool) -> None:
        """Let the lanes start at ``theta``, and the playback stand there."""
        window, experiment = self._window, self._window.store.experiment
        if not newest.means_the_same(scene, experiment):
            return
        place = newest.lane_now(scene, experiment, lane)
        own = place is not None and len(experiment.lanes[place].start or ()) == len(theta)
        self._tell_new_start(scene.lanes[lane].label if own else self.tr("all optimizers"))
        made_at = window.playback.position or None
        window.playback.pause()
        window.playback.seek(0.0)
        window.stage.lead_start(lane if own else None, theta, final)
        if own and place is not None:
            window.store.change_lane(place, label, f"{merge} {place}", final, made_at, start=theta)
        else:
            window.store.replace(label, merge=merge, final=final, made_at=made_at, start=theta)
        self.moved.emit()

    def _tell_new_start(self, whose: str) -> None:
        """Say that what was edited at a play position is a start, and that playing therefore is back there."""
        window, problem = self._window, self._window.store.experiment.problem
        if window.playback.position <= 0.0:
            return
        words = self.tr("Back to step 0: the point of step {step}, with your change, is the start of {whose} now.")
        if isinstance(problem, NetworkProblem):
            words = self.tr(
                "Back to step 0: the weights of step {step}, with your change, are the start of {whose} now."
            )
            if problem.form == "line":
                words = self.tr(
                    "Back to step 0: the line of step {step}, as you moved it, is the start of {whose} now."
                )
        step = f"{math.floor(window.playback.position):,}"
        window.stage.banner.say(words.format(step=step, whose=whose), seconds=NEWS_SECONDS)
