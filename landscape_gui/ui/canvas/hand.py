"""What a hand does to a picture: it moves starts, pans and zooms, with the mouse or with the keys."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from landscape_gui.core.descriptors import Point
from landscape_gui.ui.canvas.axes import Axis
from landscape_gui.ui.canvas.starts import Handle, moved
from landscape_gui.ui.canvas.viewport import panned
from landscape_gui.ui.keyboard import ARROWS

if TYPE_CHECKING:
    from landscape_gui.ui.canvas.plane import PlaneView

ZOOM = 1.25
"""Magnification of one notch of the wheel and of one key."""
REACH = 13.0
"""How near, in pixels at scale 1, the mouse must be to a handle."""
_NUDGE, _PAN = 0.01, 0.1


@dataclass(slots=True)
class Drag:
    """What a pressed button does.

    Attributes:
        button: the one that was pressed; pressed: where, in pixels of the widget.
        pan: the axes that were visible then, None while a start is moved.
        lane: whose start is moved, None for the shared one; grip: from the mouse to the middle of its handle.
        moved: whether the mouse has moved since.
    """

    button: Qt.MouseButton
    pressed: QPointF
    pan: tuple[Axis, Axis] | None = None
    lane: int | None = None
    grip: QPointF = field(default_factory=QPointF)
    moved: bool = False


class Hand:
    """Follows the mouse and the keys over one view.

    Attributes:
        drag: what a pressed button does, if one is pressed.
        held: lane and place of the start that was moved last, until a scene shows it there.
        hot: the handle under the mouse.
    """

    def __init__(self, view: PlaneView) -> None:
        self._view = view
        self.drag: Drag | None = None
        self.held: tuple[int | None, Point] | None = None
        self.hot: Handle | None = None
        self._nudging = False
        self._led = False

    def scene_came(self) -> None:
        """What was moved is where the scene says, unless it is still in the hand."""
        if self.drag is None and not self._nudging and not self._led:
            self.held = None

    def lead(self, lane: int | None, point: Point, final: bool) -> None:
        """A start is moved elsewhere, as by its line: show it there until a scene does, ``final``: the next one."""
        self.held, self._led = (lane, point), not final

    def lively(self, handle: Handle) -> bool:
        """Whether a handle is under the mouse or dragged."""
        if self.drag is not None:
            return self.drag.pan is None and self.drag.lane == handle.lane
        return self.hot is not None and self.hot.lane == handle.lane

    def press(self, event: QMouseEvent) -> None:
        """Take hold of a handle, of the start by clicking on the plane, or of the plane itself."""
        if self.drag is not None:
            return
        pixel, plot = event.position(), self._view.plot()
        if event.button() in (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
            self.drag = Drag(event.button(), pixel, (plot.frame.x, plot.frame.y))
        elif event.button() == Qt.MouseButton.LeftButton:
            handle = self._handle_at(pixel)
            if handle is not None:
                self.drag = Drag(
                    event.button(), pixel, lane=handle.lane, grip=self._view.place_of(plot, handle.point) - pixel
                )
            elif plot.frame.rect.contains(pixel):
                self.drag = Drag(event.button(), pixel, moved=True)
                self._move_start(self.drag, pixel, final=False)
        self._show_cursor()

    def move(self, event: QMouseEvent) -> None:
        """Drag, or feel for handles."""
        pixel, drag = event.position(), self.drag
        if drag is None:
            hot = self._handle_at(pixel)
            if hot != self.hot:
                self.hot = hot
                self._view.update()
        elif drag.moved or _far(pixel, drag.pressed, self._view.themes.scale * (2.0 if drag.pan is None else 4.0)):
            drag.moved = True
            if drag.pan is None:
                self._move_start(drag, pixel, final=False)
            else:
                self._pan_to(drag.pan, pixel - drag.pressed)
        self._show_cursor()

    def release(self, event: QMouseEvent) -> None:
        """Let go: what was dragged is final. The right button, if it has not moved, opens the menu."""
        drag = self.drag
        if drag is None or event.button() != drag.button:
            return
        if drag.pan is None and drag.moved:
            self._move_start(drag, event.position(), final=True)
        elif drag.pan is not None and drag.moved:
            self._view.settle()
        elif drag.button == Qt.MouseButton.RightButton:
            self._view.menu_at(event.position()).popup(event.globalPosition().toPoint())
        self.drag = None
        self._show_cursor()
        self._view.update()

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom about the mouse."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned and self.drag is None:
            self._view.zoom(ZOOM ** (turned / 120.0), event.position())

    def key(self, event: QKeyEvent) -> bool:
        """Shift and arrows move the start, Ctrl and arrows pan, + and − zoom, 0 goes home; False for other keys."""
        key = Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in ARROWS and held == Qt.KeyboardModifier.ShiftModifier:
            self._nudge(*ARROWS[key])
        elif key in ARROWS and held == Qt.KeyboardModifier.ControlModifier:
            self._view.pan(*(_PAN * part for part in ARROWS[key]))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._view.zoom(ZOOM)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self._view.zoom(1.0 / ZOOM)
        elif key == Qt.Key.Key_0:
            self._view.show_whole()
        else:
            return False
        return True

    def end_nudge(self) -> None:
        """The key that moved a start was let go."""
        if self._nudging and self.held is not None:
            self._nudging = False
            self._view.startMoved.emit(self.held[1], self.held[0], True)

    def leave(self) -> None:
        """The mouse has left."""
        self.hot = None
        self._view.update()

    def _move_start(self, drag: Drag, pixel: QPointF, final: bool) -> None:
        scene, plot = self._view.scene, self._view.plot()
        if scene is None:
            return
        inside = _clamped(pixel + drag.grip, plot.frame.rect)
        self._hold(drag.lane, moved(scene, drag.lane, self._view.shown_point(plot, inside)), final)

    def _nudge(self, across: float, up: float) -> None:
        """Move the first start by a hundredth of what is visible."""
        scene, plot, handles = self._view.scene, self._view.plot(), self._view.handles()
        if scene is None or not handles:
            return
        rect, handle = plot.frame.rect, handles[0]
        offset = QPointF(across * rect.width(), -up * rect.height()) * _NUDGE
        shown = self._view.shown_point(plot, self._view.place_of(plot, handle.point) + offset)
        self._nudging = True
        self._hold(handle.lane, moved(scene, handle.lane, shown), final=False)

    def _hold(self, lane: int | None, point: Point, final: bool) -> None:
        self.held = (lane, point)
        self._view.startMoved.emit(point, lane, final)
        self._view.update()

    def _pan_to(self, axes: tuple[Axis, Axis], by: QPointF) -> None:
        if self._view.scene is None or self._view.scene.follows:
            return
        rect, (x, y) = self._view.plot().frame.rect, axes
        self._view.ask(panned(x, -by.x() / rect.width()), panned(y, by.y() / rect.height()))

    def _handle_at(self, pixel: QPointF) -> Handle | None:
        """The nearest handle in reach; of those at one place the one on top."""
        plot = self._view.plot()
        visible = plot.frame.rect.adjusted(-1.0, -1.0, 1.0, 1.0)
        best, least = None, REACH * self._view.themes.scale
        for handle in self._view.handles():
            place = self._view.place_of(plot, handle.point)
            away = math.hypot(place.x() - pixel.x(), place.y() - pixel.y())
            if visible.contains(place) and away <= least:
                best, least = handle, away
        return best

    def _show_cursor(self) -> None:
        shape = Qt.CursorShape.OpenHandCursor if self.hot is not None else Qt.CursorShape.CrossCursor
        if self.drag is not None:
            shape = Qt.CursorShape.ClosedHandCursor if self.drag.pan is None else Qt.CursorShape.SizeAllCursor
        if self._view.cursor().shape() != shape:
            self._view.setCursor(shape)


def _far(one: QPointF, other: QPointF, distance: float) -> bool:
    return math.hypot(one.x() - other.x(), one.y() - other.y()) >= distance


def _clamped(pixel: QPointF, rect: QRectF) -> QPointF:
    return QPointF(min(max(pixel.x(), rect.left()), rect.right()), min(max(pixel.y(), rect.top()), rect.bottom()))
