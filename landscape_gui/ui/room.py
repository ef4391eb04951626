"""How the window shares its room between panels and picture, whatever its size and that of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QToolBar, QWidget

from landscape_gui.ui import theme
from landscape_gui.ui.rightside import Place, RightSide, in_front
from landscape_gui.ui.widgets.timers import once

if TYPE_CHECKING:
    from landscape_gui.ui.window import MainWindow

LEAST_HEIGHT, LEAST_SHARE = 100, 0.2
"""Least height of panels at text size 100 %, and the most of the window's height that this takes."""
LEAST_WIDTH = 640
"""Pixels; with larger text the toolbar may need more."""
LOWER = ("curves", "state", "rules", "functions")
TWO_PANELS = 460
"""Height of the left side, at text size 100 %, from which problem and optimizers stand one above the other."""
PICTURE_AND_CURVES = 390
"""Height, at text size 100 %, from which there is room for curves below the picture."""
NARROW_CURVES = 60
"""How much more that is where panels at both sides make the curves narrow and their legend high."""
TRIES = 4
"""How often a window that grew is made smaller before it stays large."""
LEFT_WIDTHS, LEFT_SHARE, MOST_LEFT = (320, 400), 0.22, 0.44
"""Width of the left panels at text size 100 %, and their part of a window's width: usually and at most."""
MOST_LEFT_OF_TWO = 0.48
"""The most where no panel stands at the right: the left side then has a row of many tabs."""
LOWER_HEIGHTS, LOWER_SHARE, MOST_LOWER = (175, 240), 0.32, 0.6
"""Height of the lower panels at text size 100 %, and their part of the height: usually and at most."""
LEAST_PART, USUAL_PART = 0.3, 0.5
"""Part of the left side that each of its two panels has at least, and the problem where both have to scroll."""


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What the user made of the panels: lengths at text size 100 %, None where nobody moved an edge."""

    left: float | None = None
    lower: float | None = None
    upper_part: float | None = None
    """Part of the left side's height that the upper panel has."""
    folded: bool = False
    """The left panels are one behind the other for want of room."""
    closed: tuple[str, ...] = ()
    """Panels that are closed for want of room, and open again where there is room."""
    tab: str = "curves"
    """The lower panel in front."""
    right: float | None = None
    place: Place = "apart"
    """Where the panels of networks are for want of room."""
    graph: float | None = None
    """Width of the graph's panel."""


class PanelRoom(QObject):
    """Gives every panel of ``window`` its place anew when window, text or content change.

    Sizes follow from the window's size, the content and what the user chose by dragging an edge, never from the sizes
    before; so a window that was very small for a moment is afterwards what it was.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.wishes = Wishes()
        self._right = RightSide(window)
        self._kept: QSize | None = None
        self._tries = 0
        self._before: tuple[int, int, int, int, int] | None = None
        self._content: tuple[object, ...] = ()
        self._fitting = False
        self._was_low = False  # then what is open nevertheless was opened by the user
        self._timer = once(self, self.fit)
        for key in LOWER:
            self._dock(key).visibilityChanged.connect(lambda shown, key=key: self._shown(key, shown))

    def later(self) -> None:
        """Fit the panels once the event loop has given the window its size."""
        self._timer.start()

    def keep_size(self) -> None:
        """Give the window back the size it has now, should what follows make it grow before the panels are fitted."""
        window = self._window
        if self._kept is None and window.isVisible() and not window.isMaximized() and not window.isFullScreen():
            self._kept, self._tries = window.size(), TRIES
        self.later()

    def reset(self) -> None:
        """Put every panel where it was at the first start."""
        self._right.move(self.wishes.place, "apart")
        self.wishes, self._was_low = Wishes(), False
        self._say()
        size = self._window.size()
        self._window.restoreState(self._window.first_state)
        self._window.resize(size)  # restoring made it grow where panels were closed
        self._window.graph_mode.place.arrange(anew=True)
        self.fit()

    def networks_made(self) -> None:
        """The panels of networks have come into the window, maybe where they were at the last start."""
        self._change(place=self._right.found(self.wishes.place))

    def content_changed(self, kind: str, lanes: int) -> None:
        """Share the left side anew where another kind of problem or other lanes need other heights."""
        if (kind, lanes) != self._content:
            self._content = (kind, lanes)
            self.later()

    def fit(self) -> None:
        """Give every panel the room it should have."""
        if not self._window.isVisible():
            return
        self._fitting = True
        size = self._kept or self._window.size()
        available = self._available(size.height())
        self._fold_left(available < theme.px(TWO_PANELS))
        self._fold_right(size.width(), available)
        self._fold_lower(available < theme.px(PICTURE_AND_CURVES + NARROW_CURVES * self._right.open()))
        self._window.graph_mode.place.arrange()
        self.limit()
        self._give_back()
        self._share(available)
        self._window.graph_mode.place.share(self.wishes.graph)
        self._fitting = False

    def limit(self) -> None:
        """Keep panels from becoming too low; in a low window with large text they scroll."""
        least = min(theme.px(LEAST_HEIGHT), round(LEAST_SHARE * self._window.height()))
        for dock in self._window.docks():
            dock.widget().setMinimumHeight(least)
        self._window.graph_mode.place.limit()

    def _give_back(self) -> None:
        """Make the window as large as it was before its panels needed more than that."""
        kept, layout = self._kept, self._window.layout()
        if kept is None or layout is None:
            return
        layout.activate()
        self._window.resize(kept)
        self._tries -= 1
        if self._window.size() == kept or self._tries == 0:
            self._kept = None
        else:
            self.later()  # panels that were moved tell their new needs only once they are laid out

    def _fold_right(self, width: int, available: int) -> None:
        """Put the panels of networks one behind the other or into tabs of the left side, or back again."""
        place = self._right.place_for(width, available)
        if place != self.wishes.place and self._right.move(self.wishes.place, place):
            self._change(place=place)

    def event_of_window(self, event: QEvent) -> None:
        """Remember edges the user drags: the window gets the mouse of none of its children."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self._before = self._sizes()
        elif event.type() == QEvent.Type.MouseButtonRelease and self._before is not None:
            self._remember(self._before, self._sizes())
            self._before = None

    def stored(self) -> str:
        """Return the wishes as text for the settings."""
        self._keep_tab()
        return msgspec.json.encode(self.wishes).decode()

    def restore(self, text: str) -> None:
        """Take wishes over that were stored; nothing happens where they cannot be read."""
        try:
            self.wishes = msgspec.json.decode(text, type=Wishes)
        except msgspec.MsgspecError:
            return

    def _dock(self, key: str) -> QDockWidget:
        found = self._window.findChild(QDockWidget, key)
        assert found is not None
        return found

    def _change(self, **changes: object) -> None:
        self.wishes = msgspec.structs.replace(self.wishes, **changes)

    def _available(self, height: int) -> int:
        """Height between toolbar and play bar in a window of that height."""
        window = self._window
        bars: tuple[QWidget, ...] = (window.menuBar(), window.tools, window.statusBar())
        return height - sum(bar.height() for bar in bars if bar.isVisible())

    def _inside(self, *keys: str) -> bool:
        """Whether these panels are open in the window."""
        return all(not self._dock(key).isHidden() and not self._dock(key).isFloating() for key in keys)

    def _sizes(self) -> tuple[int, int, int, int, int]:
        graph = self._dock("graph").width() if self._window.graph_mode.place.is_inside else 0
        front = next((self._dock(key) for key in LOWER if in_front(self._dock(key))), self._dock("curves"))
        upper = self._dock("problem")
        return upper.width(), front.height(), upper.height(), self._right.width(), graph

    def _remember(self, before: tuple[int, int, int, int, int], now: tuple[int, int, int, int, int]) -> None:
        scale = self._window.themes.scale
        if now[0] != before[0]:
            self._change(left=now[0] / scale)
        if now[3] != before[3] and now[3] and before[3]:
            self._change(right=now[3] / scale)
        if now[4] != before[4] and now[4] and before[4]:
            self._change(graph=now[4] / scale)
        if now[1] != before[1]:
            self._change(lower=now[1] / scale)
        elif now[2] != before[2] and self._inside("problem", "optimizers") and not self.wishes.folded:
            self._change(upper_part=now[2] / max(1, now[2] + self._dock("optimizers").height()))

    def _keep_tab(self) -> None:
        front = next((key for key in LOWER if in_front(self._dock(key))), None)
        if front is not None:
            self._change(tab=front)

    def _fold_left(self, fold: bool) -> None:
        """Put the left panels one behind the other, or one above the other again."""
        window, upper, lower = self._window, self._dock("problem"), self._dock("optimizers")
        if fold == self.wishes.folded or not self._inside("problem", "optimizers"):
            return
        if fold and lower in window.tabifiedDockWidgets(upper):
            return  # the user did that
        if fold:
            front = next((dock for dock in window.tabifiedDockWidgets(upper) if in_front(dock)), upper)
            window.tabifyDockWidget(upper, lower)
            front.raise_()
        elif lower in window.tabifiedDockWidgets(upper):
            window.removeDockWidget(lower)
            window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, lower, Qt.Orientation.Vertical)
            lower.show()
        self._change(folded=fold)

    def _fold_lower(self, fold: bool) -> None:
        """Close the lower panels, or open those again that were closed for want of room."""
        if fold and not self.wishes.closed:
            shown = tuple(key for key in LOWER if self._inside(key))
            if shown and not self._was_low:
                self._keep_tab()
                for key in shown:
                    self._dock(key).hide()
                self._change(closed=shown)
                self._say()
        elif not fold and self.wishes.closed:
            closed, tab = self.wishes.closed, self.wishes.tab
            self._change(closed=())
            self._say()
            for key in closed:
                self._dock(key).show()
            if tab in closed:
                self._dock(tab).raise_()
        self._was_low = fold

    def _shown(self, key: str, shown: bool) -> None:
        """The user opens a panel that was closed for want of room: no longer a panel to open by itself."""
        if shown and not self._fitting and key in self.wishes.closed:
            self._change(closed=tuple(other for other in self.wishes.closed if other != key))
            self._say()
            self.later()

    def _say(self) -> None:
        closed = [self._dock(key).windowTitle() for key in self.wishes.closed]
        words = self.tr("No room for {panels} at this size; View → Panels opens them.")
        self._window.stage.note(words.format(panels=", ".join(closed)) if closed else "")

    def _share(self, available: int) -> None:
        window, px, wishes = self._window, theme.px, self.wishes
        usual = min(max(px(LEFT_WIDTHS[0]), LEFT_SHARE * window.width()), px(LEFT_WIDTHS[1]))
        width = usual if wishes.left is None else px(wishes.left)
        width = min(width, (MOST_LEFT_OF_TWO if wishes.place == "left" else MOST_LEFT) * window.width())
        left = self._dock("problem") if self._inside("problem") else self._dock("optimizers")
        docks, widths = self._right.share(None if wishes.right is None else px(wishes.right), round(width), available)
        window.resizeDocks([left, *docks], [round(width), *widths], Qt.Orientation.Horizontal)
        usual = min(max(px(LOWER_HEIGHTS[0]), LOWER_SHARE * available), px(LOWER_HEIGHTS[1]))
        height = min(usual if wishes.lower is None else px(wishes.lower), MOST_LOWER * available)
        front = next((self._dock(key) for key in LOWER if in_front(self._dock(key))), None)
        if front is not None and not front.isFloating():
            window.resizeDocks([front], [round(height)], Qt.Orientation.Vertical)
        if self._inside("problem", "optimizers") and not wishes.folded:
            part = self._upper_part(available) if wishes.upper_part is None else wishes.upper_part
            docks = [self._dock("problem"), self._dock("optimizers")]
            window.resizeDocks(docks, [round(part * available), round((1 - part) * available)], Qt.Orientation.Vertical)

    def _upper_part(self, available: int) -> float:
        """The problem's part of the left side: what it needs where both fit, else what the optimizers leave."""
        window = self._window
        upper = window.problem_panel.content_height() + theme.px(30)
        lower = window.optimizer_panel.content_height() + theme.px(30)
        part = upper / available if upper + lower <= available else max(1.0 - lower / available, USUAL_PART)
        return min(max(part, LEAST_PART), 1.0 - LEAST_PART)


def least_width(tools: QToolBar, playbar: QWidget) -> int:
    """Width at which nothing of toolbar and play bar is missing."""
    return max(LEAST_WIDTH, tools.sizeHint().width(), playbar.minimumSizeHint().width())
