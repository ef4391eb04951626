"""The page of activations and losses in the window, made when it is first seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape_gui.scene import Scene
from landscape_gui.ui.widgets.lazy_page import LazyPage

if TYPE_CHECKING:
    from landscape_gui.ui.views.functions.view import FunctionsView
    from landscape_gui.ui.window import MainWindow


class FunctionsPage(LazyPage):
    """Hands scenes and positions on to the view, once there is one."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self._scene: Scene | None = None
        self._position, self._lane = 0.0, 0
        self.view: FunctionsView | None = None
        self.seen.connect(self._make)

    def show_scene(self, scene: Scene) -> None:
        """Show another scene."""
        self._scene = scene
        if self.view is not None:
            self.view.show_scene(scene)

    def seek(self, position: float) -> None:
        """Show another play position."""
        self._position = position
        if self.view is not None:
            self.view.seek(position)

    def select_lane(self, lane: int) -> None:
        """Show the units of another lane."""
        self._lane = lane
        if self.view is not None:
            self.view.select_lane(lane)

    def _make(self) -> None:
        if self.view is not None:
            return
        from landscape_gui.ui.views.functions.view import FunctionsView

        self.view = FunctionsView(self._window.themes)
        self.view.select_lane(self._lane)
        if self._scene is not None:
            self.view.show_scene(self._scene)
        self.view.seek(self._position)
        self.fill(self.view)
