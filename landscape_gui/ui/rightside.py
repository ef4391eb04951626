"""Where the panels of networks are: one above the other, one behind the other, or tabs of the left side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget

from landscape_gui.ui import theme

if TYPE_CHECKING:
    from landscape_gui.ui.window import MainWindow

Place = Literal["apart", "behind", "left"]
RIGHT = ("data", "network")
LEFT = ("problem", "optimizers")
LEAST_LEFT, LEAST_RIGHT = 280, 260
"""Width of the panels at both sides, at text size 100 %, below which they do not become narrower."""
LEAST_PICTURE = 230
"""Width of the picture, at text size 100 %, below which the panels of networks go to the left side."""
USUAL_PICTURE = 310
"""Width the picture has, at text size 100 %, where panels beside it can be made narrower for it."""
TWO_PANELS = 460
"""Height, at text size 100 %, from which data and network stand one above the other."""
WITH_GRAPH = 740
"""The same height where the graph of computation is a third panel of that side."""
USUAL_WIDTH, SHARE, UPPER_PART = 330, 0.25, 0.54
"""Width at text size 100 %, part of a window's width, and the part of the height that the data have."""


class RightSide:
    """Moves the panels of networks where they have room, and back; what the user put elsewhere stays there."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def place_for(self, width: int, height: int) -> Place:
        """Where the panels have room in a window of that width, and that height between its bars."""
        # Panels behind tabs have not learnt yet how wide they must be: hence the constants.
        left = max([theme.px(LEAST_LEFT), *(dock.minimumSizeHint().width() for dock in self._open(LEFT))])
        if self._open(LEFT) and left + theme.px(LEAST_RIGHT) + theme.px(LEAST_PICTURE) > width:
            return "left"
        needed = WITH_GRAPH if self._window.graph_mode.place.is_tab else TWO_PANELS
        return "behind" if height < theme.px(needed) else "apart"

    def found(self, place: Place) -> Place:
        """Where new panels are that should have been put back to ``place``; where they are not, they go apart."""
        docks, window = self._moved_to(place), self._window
        if place == "apart":
            return place
        behind = self._open(LEFT) if place == "left" else docks[:1]
        beside = {other for dock in behind for other in window.tabifiedDockWidgets(dock)}
        if len(docks) == len(RIGHT) and all(dock in beside or dock in behind for dock in docks):
            return place
        for dock in docks:
            window.removeDockWidget(dock)
            window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock, Qt.Orientation.Vertical)
        return "apart"

    def move(self, before: Place, place: Place) -> bool:
        """Move the panels from where ``before`` put them; False where there is nothing to move."""
        docks = self._moved_to(before)
        if not docks or (len(docks) == 1 and place == "behind"):
            return False
        window, anchor = self._window, next(iter(self._open(LEFT)), None)
        shown = {dock.objectName(): not dock.isHidden() for dock in docks}
        graph = [dock for dock in self._group(docks) if not dock.isHidden()]
        front = self._front((*LEFT, "graph") if place == "left" else (*(dock.objectName() for dock in graph), *RIGHT))
        for dock in docks:
            window.removeDockWidget(dock)
            window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock, Qt.Orientation.Vertical)
            if place == "left" and anchor is not None:
                window.tabifyDockWidget(anchor, dock)
            elif place == "behind" and dock is not docks[0]:
                window.tabifyDockWidget(docks[0], dock)
            dock.setVisible(shown[dock.objectName()])
        for dock in graph:
            window.tabifyDockWidget(docks[-1], dock)
        if place != "apart" or front in graph:
            (front or (anchor if place == "left" else None) or docks[0]).raise_()
        return True

    def open(self) -> bool:
        """Whether data or network stand beside the picture."""
        return bool(self._shown_right())

    def width(self) -> int:
        """Width of the side in pixels, 0 where nothing is there."""
        return next((dock.width() for dock in self._shown_right() if in_front(dock)), 0)

    def share(self, width: float | None, left: int, height: int) -> tuple[list[QDockWidget], list[int]]:
        """What to make how wide beside a left side of that width; heights are shared at once.

        Args:
            width: what the user wants, in pixels; None where he never said.
            left: width of the left side.
            height: what there is between the window's bars.
        """
        window, docks = self._window, self._shown_right()
        front = [dock for dock in docks if in_front(dock)]
        if not front:
            return [], []
        usual = max(theme.px(USUAL_WIDTH), SHARE * window.width())
        room = window.width() - left - theme.px(LEAST_PICTURE if width is not None else USUAL_PICTURE)
        if len(front) == len(RIGHT):
            parts = [round(UPPER_PART * height), round((1 - UPPER_PART) * height)]
            window.resizeDocks(front, parts, Qt.Orientation.Vertical)
        return front[:1], [round(min(usual if width is None else width, room))]

    def _docks(self) -> list[QDockWidget]:
        found = (self._window.findChild(QDockWidget, key) for key in RIGHT)
        return [dock for dock in found if isinstance(dock, QDockWidget)]

    def _open(self, keys: tuple[str, ...]) -> list[QDockWidget]:
        found = (self._window.findChild(QDockWidget, key) for key in keys)
        return [
            dock for dock in found if isinstance(dock, QDockWidget) and not dock.isHidden() and not dock.isFloating()
        ]

    def _moved_to(self, place: Place) -> list[QDockWidget]:
        """The panels that are still where they were put."""
        area = Qt.DockWidgetArea.LeftDockWidgetArea if place == "left" else Qt.DockWidgetArea.RightDockWidgetArea
        docks = [dock for dock in self._docks() if not dock.isFloating()]
        return [dock for dock in docks if self._window.dockWidgetArea(dock) == area]

    def _shown_right(self) -> list[QDockWidget]:
        return [dock for dock in self._moved_to("apart") if not dock.isHidden()]

    def _group(self, docks: list[QDockWidget]) -> list[QDockWidget]:
        """Panels the user put behind these, other than those that stay at the left."""
        beside = [other for dock in docks for other in self._window.tabifiedDockWidgets(dock)]
        return [dock for dock in dict.fromkeys(beside) if dock not in docks and dock.objectName() not in LEFT]

    def _front(self, keys: tuple[str, ...]) -> QDockWidget | None:
        return next((dock for dock in self._open(keys) if in_front(dock)), None)


def in_front(dock: QDockWidget) -> bool:
    """Whether a panel is open and not behind the tab of another one."""
    return dock.isVisible() and not dock.visibleRegion().isEmpty()
