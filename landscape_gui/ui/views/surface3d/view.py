"""The landscape in three dimensions, to be turned, moved, zoomed and picked with the mouse and the keys."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from landscape_gui.core.descriptors import Point
from landscape_gui.experiment import Camera
from landscape_gui.scene import Scene
from landscape_gui.ui.canvas.starts import Handle, moved
from landscape_gui.ui.keyboard import ARROWS
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.surface3d.buttons import CameraButtons
from landscape_gui.ui.views.surface3d.camera import FOLLOWING, TOP, TRAVELLING
from landscape_gui.ui.views.surface3d.canvas import NOBODY
from landscape_gui.ui.views.surface3d.marks import Sight
from landscape_gui.ui.views.surface3d.region import SETTLED, RegionCanvas
from landscape_gui.ui.widgets.timers import once

ZOOM = 1.25
"""Magnification of one press of a key or a button."""
_NOTCH = 1.15
_REACH = 13.0
_SLOP = 4.0
"""Pixels at scale 1 the mouse may stray before a click becomes a drag."""
_DEGREES = 0.4
"""Degrees the picture turns for each pixel the mouse moves, at scale 1."""
_STEP, _PAN = 10.0, 0.1
"""Degrees and share of the region that a key turns and moves."""
_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_MOVING = (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)
_CURSORS = {
    "turn": Qt.CursorShape.ClosedHandCursor,
    "start": Qt.CursorShape.ClosedHandCursor,
    "zoom": Qt.CursorShape.SizeVerCursor,
    "pan": Qt.CursorShape.SizeAllCursor,
}
_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


@dataclass(slots=True)
class Drag:
    """What a pressed button does.

    Attributes:
        pressed: where it was pressed; last: where the mouse was seen last.
        kind: "turn", "pan", "zoom" or "start".
        lane: whose start is moved, None for the shared one; grip: from the mouse to where its handle stands.
        moved: whether the mouse has moved since.
    """

    button: Qt.MouseButton
    pressed: QPointF
    last: QPointF
    kind: str
    lane: int | None = None
    grip: QPointF = field(default_factory=QPointF)
    moved: bool = False


class Surface3DView(RegionCanvas):
    """The surface of a problem of two variables, or of a slice through the first two of more.

    Drag to turn, with the right or middle button to move the ground, with Shift to zoom, as the wheel does; click the
    surface to start there, drag a start along it. Ctrl and arrows turn, with Shift they move the ground, + and − zoom,
    0 or a double click goes back to the first view of the whole domain.

    Signals:
        startMoved: new start (all coordinates), index of its lane or None for the shared one, whether it is final.
        cameraChanged: ``Camera``, whether it is final.
        viewReset: the whole domain and the first camera are wanted; the camera is told by ``cameraChanged`` as well.
        hovered: point under the mouse (all coordinates), or None.
    """

    startMoved = Signal(object, object, bool)
    cameraChanged = Signal(object, bool)
    viewReset = Signal()
    hovered = Signal(object)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(themes, parent)
        self._drag: Drag | None = None
        self._before: Point | None = None
        self._ringed = False
        self._settle = once(self, lambda: self._tell_camera(final=True), SETTLED)
        self._buttons = CameraButtons(themes, ZOOM, self)
        self._buttons.zoomed.connect(self.zoom)
        self._buttons.home.connect(self.reset_view)
        self._buttons.above.connect(self.look_down)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Landscape in 3-D"))
        self.setAccessibleDescription(
            self.tr(
                "Drag to turn, with the right button to move, click to set the start, turn the wheel to zoom. "
                "Ctrl and the arrow keys turn too, with Shift they move."
            )
        )

    # ---- the camera

    def turn(self, right: float, up: float) -> None:
        """Go around the surface by degrees to the right, and up."""
        self._motion.turn(right, up, TRAVELLING)
        self._look()
        self._tell_camera(final=False)
        self._settle.start()

    def zoom(self, factor: float) -> None:
        """Make the picture larger by ``factor``."""
        self._motion.zoom(factor, TRAVELLING)
        self._look()
        self._tell_camera(final=False)
        self._settle.start()

    def reset_view(self) -> None:
        """Go back to the first view, of the whole domain."""
        self.leave_region()
        self.viewReset.emit()
        self._go(Camera())

    def look_down(self) -> None:
        """Look at the surface from above, as at a map."""
        self._go(TOP)

    def _go(self, camera: Camera) -> None:
        self._motion.go(camera)
        self._look()
        self._tell_camera(final=True)

    def _tell_camera(self, final: bool) -> None:
        if final:
            self._settle.stop()
        self._echoes.sent(self._motion.target)
        self.cameraChanged.emit(self._motion.target, final)

    # ---- the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a start, of the ground, or of the whole picture."""
        if self._ground is None or self._drag is not None:
            return
        at, button, self._before = event.position(), event.button(), None
        if event.modifiers() & _SHIFT and button in (Qt.MouseButton.LeftButton, *_MOVING):
            self._drag = Drag(button, at, at, "zoom")
        elif button in _MOVING and self.movable:
            self._drag = Drag(button, at, at, "pan")
            self.grip_floor(at)
        elif button == Qt.MouseButton.LeftButton:
            self._drag = Drag(button, at, at, "turn")
            found = self._handle_at(at)
            if found is not None:
                # The hand leads the place on the surface; the start itself may be far above or below it.
                foot = Sight(self._ground, self.view(), QSizeF(self.size())).foot(found[0].point)
                self._drag = Drag(button, at, at, "start", found[0].lane, foot - at)
        self._show_cursor(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn, zoom, move the ground or a start; tell what is under the mouse."""
        if self._ground is None:
            return
        at, drag = event.position(), self._drag
        if drag is None:
            found = self._handle_at(at)
            self._enliven(found[0].lane if found is not None else NOBODY)
        elif drag.moved or math.dist(at.toTuple(), drag.pressed.toTuple()) >= _SLOP * self._themes.scale:
            drag.moved = True
            self._drag_on(drag, at)
        self._show_cursor(at)
        self.hovered.emit(self._point_at(at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; a click that has not moved sets the start."""
        drag = self._drag
        if drag is None or event.button() != drag.button:
            return
        at, self._drag = event.position(), None
        if drag.kind == "start" and drag.moved and self._held is not None:
            self.startMoved.emit(self._held[1], drag.lane, True)
        elif drag.kind == "pan":
            self.settle_region()
        elif drag.kind in ("turn", "zoom") and drag.moved:
            self._tell_camera(final=True)
        elif drag.kind == "turn":
            self._click(at)
        self._show_cursor(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to the first view; the start that the first of the two clicks has moved goes back as well."""
        if event.button() != Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)  # a second quick stroke moves the ground on
            return
        if self._ground is None:
            return
        if self._before is not None:
            self._hold(None, self._before, final=True)
            self._before = None
        self.reset_view()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned and self._drag is None and self._ground is not None:
            self.zoom(_NOTCH ** (turned / 120.0))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self._buttons.hide()
        self._enliven(NOBODY)
        self.hovered.emit(None)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the buttons."""
        if self._ground is not None:
            self._buttons.place(QRectF(self.rect()))
            self._buttons.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the buttons in their corner."""
        super().resizeEvent(event)
        self._buttons.place(QRectF(self.rect()))

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of everything."""
        super().hideEvent(event)
        self._drag = None
        self._buttons.hide()
        if self._settle.isActive():
            self._tell_camera(final=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, and on a screen a ring around it where the focus came by a key."""
        super().paintEvent(event)
        painter = QPainter(self)
        if self._ringed and self.is_screen(painter):
            width = 2.0 * self._themes.scale
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._themes.theme.color("accent"), width))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2),
                self._themes.px(4),
                self._themes.px(4),
            )
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Zoom with two fingers."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(max(0.2, 1.0 + event.value()))
            return True
        return super().event(event)

    # ---- the keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn, move the ground, zoom and reset; everything else is left to the window."""
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self._ground is None:
            super().keyPressEvent(event)
        elif key in ARROWS and held == _CONTROL:
            right, up = ARROWS[key]
            self.turn(_STEP * right, _STEP * up)
        elif key in ARROWS and held == _CONTROL | _SHIFT:
            right, away = ARROWS[key]
            self.pan(_PAN * right, _PAN * away)
        elif held & ~_SHIFT:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom(1.0 / ZOOM)
        elif key == Qt.Key.Key_0:
            self.reset_view()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show a ring where the focus came by a key."""
        self._ringed = event.reason() in _BY_KEY
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self._ringed = False
        self.update()

    # ---- what they do

    def show_scene(self, scene: Scene) -> None:
        """Show a new scene; a start that is being dragged stays under the hand."""
        if self._drag is None or self._drag.kind != "start":
            self._held = None
        super().show_scene(scene)

    def _drag_on(self, drag: Drag, at: QPointF) -> None:
        by = (at - drag.last) / self._themes.scale
        drag.last = at
        if drag.kind == "start":
            point = self._point_at(at + drag.grip)
            if point is not None:
                self._hold(drag.lane, point, final=False)
            return
        if drag.kind == "pan":
            self.drag_floor(at)
            return
        if drag.kind == "turn":
            self._motion.turn(-_DEGREES * by.x(), _DEGREES * by.y(), FOLLOWING)
        else:
            self._motion.zoom(math.exp(-0.008 * by.y()), FOLLOWING)
        self._look()
        self._tell_camera(final=False)

    def _click(self, at: QPointF) -> None:
        point = self._point_at(at)
        if point is not None and self._scene is not None:
            self._before = self._scene.start
            self._hold(None, point, final=True)

    def _hold(self, lane: int | None, point: Point, final: bool) -> None:
        """Move a start, and show it there before the new scene arrives."""
        assert self._scene is not None
        shown = self._scene.section.coordinates([point])[0].tolist()
        whole = moved(self._scene, lane, shown)
        self._held = (lane, whole)
        self.update()
        self.startMoved.emit(whole, lane, final)

    def _point_at(self, at: QPointF) -> Point | None:
        if self._ground is None:
            return None
        return self._ground.pick(at.x(), at.y(), self.view(), self.width(), self.height())

    def _handle_at(self, at: QPointF) -> tuple[Handle, QPointF] | None:
        """The handle in reach and where its middle is; of several the nearest, of those at one place the one on top."""
        if self._ground is None:
            return None
        sight = Sight(self._ground, self.view(), QSizeF(self.size()))
        near = []
        for rank, handle in enumerate(self.handles()):
            place = sight.place(handle.point)
            if place is not None:
                near.append((math.dist(place.toTuple(), at.toTuple()), -rank, handle, place))
        if not near or min(near)[0] > _REACH * self._themes.scale:
            return None
        return min(near)[2:]

    def _enliven(self, lane: int | None) -> None:
        if lane != self._lively:
            self._lively = lane
            self.update()

    def _show_cursor(self, at: QPointF) -> None:
        """A cross where a click sets the start, an open hand where something can be taken, a closed one while it is."""
        if self._drag is not None:
            shape = _CURSORS[self._drag.kind]
        elif self._lively != NOBODY or self._point_at(at) is None:
            shape = Qt.CursorShape.OpenHandCursor
        else:
            shape = Qt.CursorShape.CrossCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
