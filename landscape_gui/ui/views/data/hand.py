"""What a hand does to the examples: it looks at them, chooses, adds, moves and removes them, and drags the line."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from landscape_gui.ui.keyboard import ARROWS
from landscape_gui.ui.views.data import own
from landscape_gui.ui.views.data.handles import Handles, handles_of, nearest_on, visible_part
from landscape_gui.ui.views.data.line import is_slope, line_of, moved_to, sloped_to, turned_to

if TYPE_CHECKING:
    from landscape_gui.ui.views.data.canvas import DataCanvas

REACH, HANDLE_REACH = 10.0, 13.0
"""How near, in pixels at scale 1, the mouse must be to an example, and to a handle of the line."""
LINE_REACH = 6.0
"""How near it must be to the line itself, where there is no example."""
_STILL = 3.0
"""Pixels at scale 1 below which a press is a click, not a drag."""
_NUDGE, _TURN = 0.01, math.radians(3.0)
_UPRIGHT = 0.005
"""Share of the width of the picture within which of x = 0 a line counts as upright, which has no slope."""


@dataclass(slots=True)
class Drag:
    """What the pressed button does.

    Attributes:
        kind: "pick" (a click so far), "point", "erase", "move" or "turn" (the line).
        pressed: where; row: of the example, or -1; grip: from the mouse to the middle of what it holds.
        pivot: (2,) the point of the line that stays while it turns; at: where the mouse was last.
        moved: whether anything has changed since.
    """

    kind: str
    pressed: QPointF
    row: int = -1
    grip: QPointF = field(default_factory=QPointF)
    pivot: NDArray[np.float64] | None = None
    at: QPointF | None = None
    moved: bool = False


class Hand:
    """Follows the mouse and the keys over one canvas.

    Attributes:
        drag: what a pressed button does, None while none is; hovered: row of the example under the mouse, or -1.
        over: "move" or "turn" where the mouse is over a handle of the line, else "".
    """

    def __init__(self, canvas: DataCanvas) -> None:
        self._canvas = canvas
        self.drag: Drag | None = None
        self.hovered = -1
        self.over = ""
        self._nudging = ""

    @property
    def busy(self) -> bool:
        """Whether something is in the hand, which nothing else may move."""
        return bool(self._nudging) or (self.drag is not None and self.drag.kind != "pick")

    def press(self, event: QMouseEvent) -> None:
        """Take hold of the line, of an example, or of the place where one is to be."""
        canvas, pixel = self._canvas, event.position()
        if self.drag is not None or canvas.press_panel(event):
            return
        if event.button() == Qt.MouseButton.RightButton:
            self._remove(canvas.example_at(pixel), final=True)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.drag = self._grasp(pixel)
            if self.drag is not None and self.drag.kind == "erase":
                self._erase(pixel)
        self._show_cursor()

    def _grasp(self, pixel: QPointF) -> Drag | None:
        canvas = self._canvas
        handles, over = self._handles(), self._handle_at(pixel)
        if handles is not None and over:
            place = handles.center if over == "move" else handles.turn
            return Drag(over, pixel, grip=place - pixel, pivot=handles.pivot)
        row = canvas.example_at(pixel)
        if canvas.own is None and (row >= 0 or self._on_line(pixel) is None):
            return Drag("pick", pixel, row)
        if canvas.own is not None and canvas.tool == "erase":
            return Drag("erase", pixel)
        if row >= 0:
            return Drag("pick", pixel, row, canvas.place_of(row) - pixel)
        if (held := self._on_line(pixel)) is not None and handles is not None:
            return Drag("move", pixel, grip=held - pixel, pivot=handles.pivot)
        rect = canvas.rect_of_axes()
        if canvas.own is None or rect is None or not rect.contains(pixel) or len(canvas.own.points) >= own.MOST_POINTS:
            return None
        x, y = canvas.value_at(pixel)
        self.hovered = -1
        canvas.edit_points(own.added(canvas.own, x, y, canvas.number), final=False)
        return Drag("point", pixel, len(canvas.own.points) - 1, moved=True)

    def move(self, event: QMouseEvent) -> None:
        """Drag, or look at what is under the mouse."""
        pixel, drag = event.position(), self.drag
        if drag is None:
            self._feel(pixel)
        elif drag.kind == "erase":
            self._erase(pixel)
        elif drag.kind != "pick" or self._far(pixel, drag):
            if drag.kind == "pick":
                drag.kind = "point" if self._canvas.own is not None and drag.row >= 0 else "pick"
            drag.moved, drag.at = True, pixel
            self._follow(drag, pixel, final=False)
        self._show_cursor()

    def release(self, event: QMouseEvent) -> None:
        """Let go: what was dragged is final; a click on an example chooses it."""
        drag = self.drag
        if drag is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.drag = None
        if drag.kind == "pick":
            self._canvas.choose(drag.row)
        elif drag.kind == "erase":
            if drag.moved and self._canvas.own is not None:
                self._canvas.edit_points(self._canvas.own, final=True)
        elif drag.moved:
            self._follow(drag, event.position(), final=True)
        self._feel(event.position())
        self._show_cursor()

    def leave(self) -> None:
        """The mouse has left."""
        self.hovered, self.over = -1, ""
        self._canvas.update()

    def forget(self) -> None:
        """Other examples are shown: what was under the mouse may be gone."""
        if self.drag is None:
            self.hovered = -1

    def key(self, event: QKeyEvent) -> bool:
        """Act on a key; False for one that means nothing here."""
        canvas, key = self._canvas, Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in ARROWS and held == Qt.KeyboardModifier.ShiftModifier:
            return self._nudge(*ARROWS[key])
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and held == Qt.KeyboardModifier.ControlModifier:
            return self._turn(ARROWS[key][0])
        if held:
            return False
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            canvas.choose_next(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape and canvas.chosen >= 0:
            canvas.choose(canvas.chosen)
        elif canvas.own is not None and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove(canvas.chosen, final=True)
        elif canvas.own is not None and key == Qt.Key.Key_Insert:
            self._insert()
        else:
            return False
        return True

    def key_released(self) -> None:
        """The key that moved something was let go."""
        canvas, what = self._canvas, self._nudging
        self._nudging = ""
        if what == "point" and canvas.own is not None:
            canvas.edit_points(canvas.own, final=True)
        elif what == "line" and (theta := canvas.theta()) is not None:
            canvas.edit_theta(theta, final=True)

    def _follow(self, drag: Drag, pixel: QPointF, final: bool) -> None:
        """Bring what is in the hand to the mouse."""
        canvas, rect = self._canvas, self._canvas.rect_of_axes()
        if rect is None:
            return
        place = clamped(pixel + drag.grip, rect)
        if drag.kind == "point" and canvas.own is not None and drag.row < len(canvas.own.points):
            canvas.edit_points(own.moved(canvas.own, drag.row, *canvas.value_at(place)), final=final)
        elif drag.kind in ("move", "turn"):
            self._drag_line(drag, np.array(canvas.value_at(place)), final)

    def _drag_line(self, drag: Drag, point: NDArray[np.float64], final: bool) -> None:
        network, theta = self._canvas.line_network(), self._canvas.theta()
        if network is None or theta is None or drag.pivot is None:
            return
        if drag.kind == "move":
            drag.pivot = point
            theta = moved_to(network, theta, point)
        elif is_slope(network):
            theta = sloped_to(network, theta, point, self._narrowest())
        else:
            theta = turned_to(network, theta, drag.pivot, point)
        self._canvas.edit_theta(theta, final=final)

    def _narrowest(self) -> float:
        """How near to x = 0 the end of a decision line is brought at most."""
        plot = self._canvas.plot()
        return 0.0 if plot is None else _UPRIGHT * (plot.frame.x.high - plot.frame.x.low)

    def _erase(self, pixel: QPointF) -> None:
        row = self._canvas.example_at(pixel)
        if row >= 0 and self.drag is not None:
            self.drag.moved = True
            self._remove(row, final=False)

    def _remove(self, row: int, final: bool) -> None:
        canvas = self._canvas
        if canvas.own is not None and 0 <= row < len(canvas.own.points):
            self.hovered = -1
            canvas.edit_points(own.removed(canvas.own, row), final=final)

    def _insert(self) -> None:
        canvas, rect = self._canvas, self._canvas.rect_of_axes()
        if canvas.own is not None and rect is not None and len(canvas.own.points) < own.MOST_POINTS:
            x, y = canvas.value_at(rect.center())
            canvas.edit_points(own.added(canvas.own, x, y, canvas.number), final=True)
            canvas.choose_row(len(canvas.own.points) - 1)

    def _nudge(self, across: float, up: float) -> bool:
        """Move the chosen own point, or else the line, by a hundredth of the picture."""
        canvas, rect = self._canvas, self._canvas.rect_of_axes()
        if rect is None:
            return False
        by = QPointF(across * rect.width(), -up * rect.height()) * _NUDGE
        if canvas.own is not None and canvas.chosen >= 0:
            place = clamped(canvas.place_of(canvas.chosen) + by, rect)
            self._nudging = "point"
            canvas.edit_points(own.moved(canvas.own, canvas.chosen, *canvas.value_at(place)), final=False)
            return True
        handles = self._handles()
        if handles is None:
            return False
        self._nudging = "line"
        target = np.array(canvas.value_at(clamped(handles.center + by, rect)))
        self._drag_line(Drag("move", handles.center, pivot=handles.pivot), target, final=False)
        return True

    def _turn(self, sense: float) -> bool:
        handles = self._handles()
        if handles is None:
            return False
        away = handles.turn - handles.center
        cosine, sine = math.cos(_TURN), math.sin(_TURN) * sense
        turned = QPointF(cosine * away.x() - sine * away.y(), sine * away.x() + cosine * away.y())
        self._nudging = "line"
        target = np.array(self._canvas.value_at(handles.center + turned))
        self._drag_line(Drag("turn", handles.center, pivot=handles.pivot), target, final=False)
        return True

    def _feel(self, pixel: QPointF) -> None:
        over = self._handle_at(pixel)
        hovered = -1 if over else self._canvas.example_at(pixel)
        if not over and hovered < 0 and self._on_line(pixel) is not None:
            over = "move"
        if (over, hovered) != (self.over, self.hovered):
            self.over, self.hovered = over, hovered
            self._canvas.update()

    def _handles(self) -> Handles | None:
        drag = self.drag
        pivot = drag.pivot if drag is not None else None
        mouse = drag.at if drag is not None and drag.kind == "turn" else None
        network, theta, plot = self._canvas.line_network(), self._canvas.theta(), self._canvas.plot()
        if network is None or theta is None or plot is None:
            return None
        return handles_of(network, theta, plot.frame, self._canvas.themes.scale, pivot, mouse)

    def handles(self) -> Handles | None:
        """The handles of the line where they are now; None where there is no line to be dragged."""
        return self._handles()

    def _handle_at(self, pixel: QPointF) -> str:
        handles, reach = self._handles(), HANDLE_REACH * self._canvas.themes.scale
        if handles is None:
            return ""
        to_turn, to_center = (_distance(pixel, place) for place in (handles.turn, handles.center))
        if min(to_turn, to_center) > reach:
            return ""
        return "turn" if to_turn < to_center else "move"

    def _on_line(self, pixel: QPointF) -> QPointF | None:
        """The point of the line under the mouse, None where it is elsewhere, or its end is to erase points."""
        network, theta, plot = self._canvas.line_network(), self._canvas.theta(), self._canvas.plot()
        erasing = self._canvas.own is not None and self._canvas.tool == "erase"
        if network is None or theta is None or plot is None or erasing or not plot.frame.rect.contains(pixel):
            return None
        line = line_of(network, theta)
        visible = None if line is None else visible_part(line, plot.frame)
        place = None if visible is None else nearest_on(visible, pixel)
        near = place is not None and _distance(place, pixel) <= LINE_REACH * self._canvas.themes.scale
        return place if near else None

    def _far(self, pixel: QPointF, drag: Drag) -> bool:
        return drag.moved or _distance(pixel, drag.pressed) >= _STILL * self._canvas.themes.scale

    def _show_cursor(self) -> None:
        canvas, shape = self._canvas, Qt.CursorShape.ArrowCursor
        if self.busy and self.drag is not None and self.drag.kind != "erase":
            shape = Qt.CursorShape.ClosedHandCursor
        elif self.over or (canvas.own is not None and self.hovered >= 0 and canvas.tool != "erase"):
            shape = Qt.CursorShape.OpenHandCursor
        elif self.hovered >= 0:
            shape = Qt.CursorShape.PointingHandCursor
        elif canvas.own is not None:
            shape = Qt.CursorShape.CrossCursor
        if canvas.cursor().shape() != shape:
            canvas.setCursor(shape)


def clamped(pixel: QPointF, rect: QRectF) -> QPointF:
    """The pixel of ``rect`` nearest to ``pixel``."""
    return QPointF(min(max(pixel.x(), rect.left()), rect.right()), min(max(pixel.y(), rect.top()), rect.bottom()))


def _distance(one: QPointF, other: QPointF) -> float:
    return math.hypot(one.x() - other.x(), one.y() - other.y())
