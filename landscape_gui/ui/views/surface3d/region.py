"""The picture of a surface whose ground can be moved, so that it shows another region of the plane."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSizeF, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from landscape_gui.render.camera import View3D
from landscape_gui.scene import Scene
from landscape_gui.ui.canvas.viewport import Region, Viewport
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.surface3d.canvas import SurfaceCanvas
from landscape_gui.ui.views.surface3d.floor import FloorGrip, along_sight, shifted
from landscape_gui.ui.widgets.timers import once

SETTLED = 300
"""Milliseconds without turning the wheel or pressing a key after which a camera or a region counts as final."""


class RegionCanvas(SurfaceCanvas):
    """Asks for the regions that the ground is moved to; the ground itself follows with the scenes that come.

    Signals:
        regionChanged: the visible region ((x0, x1), (y0, y1)), whether it is final.
    """

    regionChanged = Signal(object, bool)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(themes, parent)
        self._viewport = Viewport()
        self._grip: FloorGrip | None = None
        self._gripped = QPointF()
        self._open = False
        self._region_settle = once(self, self.settle_region, SETTLED)

    @property
    def movable(self) -> bool:
        """Whether there is a ground that can be moved: one that follows a lane goes its own way."""
        return self._ground is not None and self._scene is not None and not self._scene.follows

    def show_scene(self, scene: Scene) -> None:
        """Show a new scene, which may be the answer to a region that was asked for."""
        super().show_scene(scene)
        if self._ground is not None:
            x, y = self._ground.grid.region
            self._viewport.arrive((x, y), (scene.problem.text, scene.section.names))

    def pan(self, right: float, away: float) -> None:
        """Look further to the right and away, by shares of the region; it is final when nothing moved for a while."""
        across, up = along_sight(self.camera.azimuth, right, away)
        if self.movable and self._ask(shifted(self._viewport.region, across, up)):
            self._region_settle.start()

    def grip_floor(self, at: QPointF) -> None:
        """Take hold of the floor as it is shown, under the mouse."""
        assert self._ground is not None
        x, y = self._ground.grid.region
        self._grip = FloorGrip(self._view_to_come(), (self.width(), self.height()), at.toTuple(), (x, y))
        self._gripped = at

    def drag_floor(self, at: QPointF) -> None:
        """Ask for the region in which what is held lies under the mouse."""
        seen = self._view_to_come(), (self.width(), self.height())
        if self._grip is None or seen != (self._grip.view, self._grip.size):
            # A key has turned the camera meanwhile, or shown the whole domain.
            self._grip = FloorGrip(*seen, self._gripped.toTuple(), self._viewport.region)
        self._gripped = at
        if self.movable:
            self._ask(self._grip.region_at(at.toTuple()))

    def settle_region(self) -> None:
        """Let go: the region that was asked for last, if any was, is final."""
        self._region_settle.stop()
        self._grip = None
        if self._open:
            self._open = False
            self.regionChanged.emit(self._viewport.region, True)

    def leave_region(self) -> None:
        """Let go: the whole region is visible next, whoever asks for its scene."""
        self.settle_region()
        if self._scene is not None and self._ground is not None:
            x, y = self._scene.home
            self._viewport.ask((x, y))

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of the floor."""
        super().hideEvent(event)
        self.settle_region()

    def _view_to_come(self) -> View3D:
        """Where the picture is looked at from once the camera stands still."""
        return self._fitted(self._motion.target, QSizeF(self.size()))

    def _ask(self, region: Region) -> bool:
        """Ask for a region; False where that is impossible, as it is too far out, or the same."""
        asked = self._viewport.ask(region)
        if asked:
            self._open = True
            self.regionChanged.emit(region, False)
        return asked
