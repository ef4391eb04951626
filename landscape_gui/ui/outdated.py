"""Pictures of another problem than the one that was chosen: while the new one is computed, they are dimmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from landscape_gui import newest
from landscape_gui.ui.widgets.timers import once
from landscape_gui.ui.widgets.veil import Veil

if TYPE_CHECKING:
    from landscape_gui.ui.window import MainWindow

AT_ONCE = 250
"""Milliseconds in which a new problem is shown so soon that nothing needs to be dimmed."""


class Outdated(QObject):
    """Dims the window's pictures, and keeps them from being played, as long as they show another kind of problem."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._veils = [Veil(widget) for widget in (window.stage, window.curves, window.table)]
        self._late = once(self, self._dim, AT_ONCE)
        window.store.changed.connect(self.look)
        window.engine.failed.connect(self._lift)

    @property
    def dimmed(self) -> bool:
        """Whether the pictures are dimmed."""
        return not self._veils[0].isHidden()

    def look(self) -> None:
        """Compare what is shown with what was chosen; call this with every new scene."""
        scene = self._window.scene
        if scene is None or newest.same_kind(scene, self._window.store.experiment):
            self._lift()
        elif not self.dimmed and not self._late.isActive():
            self._late.start()

    def _dim(self) -> None:
        for veil in self._veils:
            veil.cover()
        self._window.stage.raise_words()
        self._window.playback.set_length(0)

    def _lift(self) -> None:
        self._late.stop()
        if self.dimmed:
            for veil in self._veils:
                veil.hide()
            scene = self._window.scene
            if scene is not None:
                self._window.playback.set_length(scene.last_step, growing=not scene.complete)
