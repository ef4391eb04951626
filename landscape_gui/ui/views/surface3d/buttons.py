"""The camera's buttons in the corner of the 3-D picture."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from landscape_gui.ui.canvas.overlay import ZoomButtons
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.widgets.tips import tip


class CameraButtons(ZoomButtons):
    """Home, zoom in, zoom out, and a look from above."""

    above = Signal()

    def __init__(self, themes: ThemeManager, factor: float, parent: QWidget) -> None:
        super().__init__(themes, factor, parent)
        home = self.buttons[0]
        home.setAccessibleName(self.tr("Turn back to the first view, of the whole domain."))
        home.setToolTip(tip(home.accessibleName(), "0"))
        self._add("view-2d", self.tr("Look straight down, as at a map."), "").clicked.connect(self.above)
        self._resize()
