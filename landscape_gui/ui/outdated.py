"""Pictures of another problem than the one that was chosen: until that one is computed, they are dimmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from landscape_gui import newest
from landscape_gui.experiment import NetworkProblem, OwnCurve, OwnPoints
from landscape_gui.ui.widgets.timers import once
from landscape_gui.ui.widgets.veil import Veil

if TYPE_CHECKING:
    from landscape_gui.ui.window import MainWindow

AT_ONCE = 250
"""Milliseconds in which a new problem is shown so soon that nothing needs to be dimmed."""


class Outdated(QObject):
    """Dims the window's pictures, and keeps them from being played, as long as they show another kind of problem.

    So it does where drawn points were taken away and what is left cannot be learnt: no picture of them will come.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._veils: dict[QWidget, Veil] = {}
        self._said = ""
        self._late = once(self, self._dim, AT_ONCE)
        window.store.changed.connect(self.look)
        window.engine.failed.connect(self._failed)

    @property
    def dimmed(self) -> bool:
        """Whether the pictures are dimmed."""
        return any(not veil.isHidden() for veil in self._veils.values())

    @property
    def complains(self) -> bool:
        """Whether it is said why no pictures will come of what was chosen."""
        return bool(self._said)

    def look(self) -> None:
        """Compare what is shown with what was chosen; call this with every new scene."""
        scene = self._window.scene
        if scene is None:
            self._lift()
        elif not newest.same_kind(scene, self._window.store.experiment):
            if not self.dimmed and not self._late.isActive():
                self._late.start()
        elif complaint := self._complaint():
            self._dim()
            self._say(complaint)
        else:
            self._lift()

    def _complaint(self) -> str:
        """Why the points drawn now cannot be learnt, where those before them are on view still; or ""."""
        scene, problem = self._window.scene, self._window.store.experiment.problem
        if scene is None or not isinstance(problem, NetworkProblem):
            return ""
        if not isinstance(problem.data, OwnPoints | OwnCurve) or not newest.differ_in_data(
            scene.experiment.problem, problem
        ):
            return ""
        from landscape_gui.ui.views.data.own import complaint

        return complaint(problem.data, problem.form == "line")

    def _say(self, complaint: str) -> None:
        words = self.tr("{0} The pictures are still of the points before; draw others in the panel Data.")
        sentence = words.format(complaint)
        if sentence != self._said:
            self._said = sentence
            self._window.stage.banner.say(sentence, "warning")

    def _failed(self) -> None:
        if not self._complaint():
            self._lift()

    def _dim(self) -> None:
        window, mode = self._window, self._window.network_mode
        views: list[QWidget] = [window.stage, window.curves, window.table]
        if mode is not None:
            views.append(mode.network_view)
        for view in views:
            veil = self._veils.get(view) or self._veils.setdefault(view, Veil(view))
            if veil.isHidden():
                veil.cover()
        window.stage.raise_words()
        window.playback.set_length(0)

    def _lift(self) -> None:
        self._late.stop()
        if self._said and self._window.stage.banner.text() == self._said:
            self._window.stage.banner.clear()
        self._said = ""
        if self.dimmed:
            for veil in self._veils.values():
                veil.hide()
            scene = self._window.scene
            if scene is not None:
                self._window.playback.set_length(scene.last_step, growing=not scene.complete)
