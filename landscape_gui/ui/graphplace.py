"""Where the graph's panel stands: alone at the right, beside data and network, or in a tab with other panels."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget

if TYPE_CHECKING:
    from landscape_gui.ui.window import MainWindow

BESIDE_FROM = 1700
"""Width of the window, at text size 100 %, from which the graph has a column of its own beside data and network."""
WIDTHS, SHARE, SHARE_BESIDE = (440, 760), 0.38, 0.3
"""Width of the panel at text size 100 %, and its part of the window's width: alone, and with a network beside it."""
NETWORK_WIDTH, MIDDLE = 330, 0.22
"""Width of data and network beside the graph at text size 100 %; part of the window that the landscape keeps."""
DATA = 0.3
"""Part of the height that data keep above the graph."""
LEAST_LEFT, LEAST_MIDDLE, LEAST_WIDTH = 280, 260, 300
"""Least widths, at text size 100 %, of the left side, of the picture, and of the graph beside them."""
LEAST_HEIGHT, MOST_OF_HEIGHT = 250, 0.4
"""Least height of the panel at text size 100 %, and the most of the window's height that this takes."""
ALONE, BESIDE, TAB, LEFT = "alone", "beside", "tab", "left"


class GraphPlace:
    """Moves the panel where data and network come, go, or have no more room; what the user moved stays otherwise."""

    def __init__(self, window: MainWindow, dock: QDockWidget) -> None:
        self._window, self._dock = window, dock
        self._arranged = ""
        self._share_height = False

    def arrange(self, anew: bool = False) -> None:
        """Put the panel where it belongs, if that is another place than before or, with ``anew``, in any case."""
        if not self.is_inside:
            self._arranged = ""
            return
        wanted = self._wanted()
        if not anew and wanted == self._arranged:
            return
        if anew or self._arranged or not self._stands(wanted):
            self._put(wanted)
        self._arranged = wanted

    def put(self) -> None:
        """Show the panel where it belongs. It must not be shown before: a column too high makes the window grow."""
        self._arranged = self._wanted()
        self._put(self._arranged)

    def limit(self) -> None:
        """Keep the panel from becoming too low; a low window, where the panel scrolls, comes first.

        A closed one needs no height: where it stood last there may be no room for it.
        """
        most = round(MOST_OF_HEIGHT * self._window.height())
        least = min(self._window.themes.px(LEAST_HEIGHT), most) if self.is_inside else 0
        self._dock.widget().setMinimumHeight(least)

    @property
    def is_mine(self) -> bool:
        """Whether the panel, open or not, is in the window where it is put by itself, not where the user moved it."""
        area = self._window.dockWidgetArea(self._dock)
        if self._dock.isFloating() or area == Qt.DockWidgetArea.RightDockWidgetArea:
            return not self._dock.isFloating()
        behind = any(dock in self._window.tabifiedDockWidgets(self._dock) for dock in self._left_docks())
        put = self._arranged == LEFT or self._wanted() == LEFT
        return area == Qt.DockWidgetArea.LeftDockWidgetArea and put and (behind or self._dock.isHidden())

    @property
    def is_inside(self) -> bool:
        """Whether the panel is open where it is put by itself."""
        return not self._dock.isHidden() and self.is_mine

    @property
    def is_tab(self) -> bool:
        """Whether the panel shares its place with data and network."""
        return self.is_inside and self._wanted() == TAB

    def share(self, wish: float | None) -> None:
        """Give the panel its width, or that which the user wished, at text size 100 %."""
        if not self.is_inside or self._arranged == LEFT:
            return
        window, px = self._window, self._window.themes.px
        beside = self._arranged == BESIDE
        usual = (SHARE_BESIDE if beside else SHARE) * window.width()
        width = min(max(usual, px(WIDTHS[0])), px(WIDTHS[1])) if wish is None else px(wish)
        others = px(NETWORK_WIDTH) if beside else 0
        width = min(width, window.width() - self._left() - others - MIDDLE * window.width())
        docks, widths = [self._dock], [round(width)]
        if beside:
            docks.append(self._companions()[0])
            widths.append(others)
        window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)
        data = self._companions()[:1]
        above = data and data[0].objectName() == "data" and data[0] not in window.tabifiedDockWidgets(self._dock)
        if self._share_height and above:
            whole = data[0].height() + self._dock.height()
            window.resizeDocks(
                [data[0], self._dock], [round(DATA * whole), round((1 - DATA) * whole)], Qt.Orientation.Vertical
            )
        self._share_height = False

    def _left(self) -> int:
        """Width of the panels at the left."""
        return max((dock.width() for dock in self._left_docks() if dock.isVisible()), default=0)

    def _left_docks(self) -> list[QDockWidget]:
        """The other panels that are open at the left."""
        left = Qt.DockWidgetArea.LeftDockWidgetArea
        return [
            dock for dock in self._window.docks()
            if dock is not self._dock and not dock.isHidden() and not dock.isFloating()
            and self._window.dockWidgetArea(dock) == left
        ]  # fmt: skip

    def _is_narrow(self) -> bool:
        """Whether left side, picture and graph have no room beside each other."""
        px, docks = self._window.themes.px, self._left_docks()
        left = max([px(LEAST_LEFT), *(dock.minimumSizeHint().width() for dock in docks)])
        return bool(docks) and left + px(LEAST_MIDDLE) + px(LEAST_WIDTH) > self._window.width()

    def _wanted(self) -> str:
        if self._is_narrow():
            return LEFT
        if not self._companions():
            return ALONE
        return BESIDE if self._window.width() >= self._window.themes.px(BESIDE_FROM) else TAB

    def _companions(self) -> list[QDockWidget]:
        """Data and network, as far as they are open at the right side."""
        found = (self._window.findChild(QDockWidget, key) for key in ("data", "network"))
        right = Qt.DockWidgetArea.RightDockWidgetArea
        return [
            dock for dock in found
            if dock is not None and not dock.isHidden() and not dock.isFloating()
            and self._window.dockWidgetArea(dock) == right
        ]  # fmt: skip

    def _stands(self, wanted: str) -> bool:
        """Whether the panel is where it belongs, as after a start from what was stored."""
        if wanted == LEFT:
            return any(dock in self._window.tabifiedDockWidgets(self._dock) for dock in self._left_docks())
        companions = self._companions()
        tabbed = any(dock in self._window.tabifiedDockWidgets(self._dock) for dock in companions)
        if wanted != BESIDE or tabbed:
            return (wanted == TAB) == tabbed
        here = self._dock.geometry()
        return all(here.right() < dock.x() or here.left() > dock.geometry().right() for dock in companions)

    def _put(self, place: str) -> None:
        window, dock, companions = self._window, self._dock, self._companions()
        right = Qt.DockWidgetArea.RightDockWidgetArea
        window.removeDockWidget(dock)
        if place in (TAB, LEFT):
            window.tabifyDockWidget(companions[-1] if place == TAB else self._left_docks()[0], dock)
        else:
            window.addDockWidget(right, dock)
        if place == BESIDE:
            for other in companions:
                window.removeDockWidget(other)
            window.splitDockWidget(dock, companions[0], Qt.Orientation.Horizontal)
            for above, other in pairwise(companions):
                window.splitDockWidget(above, other, Qt.Orientation.Vertical)
            for other in companions:
                other.show()
        dock.show()
        window.setCorner(Qt.Corner.BottomRightCorner, right)
        self._share_height = place == TAB
        if place in (TAB, LEFT):
            dock.raise_()
