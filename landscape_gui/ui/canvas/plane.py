"""The hand on a picture: moving starts, panning, zooming, the menu and the keys. What is painted is up to the views."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QMenu, QPinchGesture, QSizePolicy, QWidget

from landscape_gui.core.descriptors import Interval, Point
from landscape_gui.numbers import exact
from landscape_gui.scene import Scene
from landscape_gui.ui.canvas.axes import Axis
from landscape_gui.ui.canvas.layout import Plot
from landscape_gui.ui.canvas.overlay import ZoomButtons
from landscape_gui.ui.canvas.starts import Handle, handles_of, moved, own_start
from landscape_gui.ui.canvas.viewport import Region, Viewport, panned, zoomed
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.widgets.timers import once

ZOOM = 1.25
"""Magnification of one notch of the wheel."""
REACH = 13.0
"""How near, in pixels at scale 1, the mouse must be to a handle."""
_SETTLED = 300
"""Milliseconds without turning the wheel after which a zoom counts as final."""
_NUDGE, _PAN = 0.01, 0.1
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Down: (0.0, -1.0),
    Qt.Key.Key_Up: (0.0, 1.0),
}


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


class PlaneView(QWidget):
    """Base of the pictures on which starts are moved. Subclasses say what is visible, where points lie, and paint."""

    startMoved = Signal(object, object, bool)  # noqa: N815 - a Qt signal
    """New start (a tuple of all coordinates), index of its lane or None for the shared one, whether it is final."""
    everyoneMoved = Signal(object)  # noqa: N815 - a Qt signal
    """A point where all lanes shall start, giving up their own starts."""
    ownStartDropped = Signal(int)  # noqa: N815 - a Qt signal
    """Index of a lane that shall start where the others do."""
    regionChanged = Signal(object, bool)  # noqa: N815 - a Qt signal
    """The visible region ((x0, x1), (y0, y1)), None for the whole domain; and whether it is final."""
    hovered = Signal(object)
    """Coordinates under the mouse (a tuple of all variables), None when it has left."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._scene: Scene | None = None
        self._position = 0.0
        self._viewport = Viewport()
        self._drag: Drag | None = None
        self._held: tuple[int | None, Point] | None = None
        self._nudged = False
        self._hot: Handle | None = None
        self._ringed = False
        self._settle = once(self, lambda: self.regionChanged.emit(self._viewport.region, True), _SETTLED)
        self._buttons = ZoomButtons(themes, ZOOM * ZOOM, self)
        self._buttons.zoomed.connect(self.zoom)
        self._buttons.home.connect(self.show_whole)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setCursor(Qt.CursorShape.CrossCursor)
        themes.changed.connect(self._theme_changed)

    @abstractmethod
    def plot(self) -> Plot:
        """The picture as it is laid out now."""

    @abstractmethod
    def region_of(self, scene: Scene) -> Region:
        """The region a scene shows."""

    @abstractmethod
    def whole_region(self, scene: Scene) -> Region:
        """The region of a scene's whole domain."""

    def region_between(self, x: Interval, y: Interval) -> Region:
        """The region of two visible intervals."""
        return x, y

    @abstractmethod
    def shown_point(self, plot: Plot, pixel: QPointF) -> Point:
        """The variables that are shown, at a pixel."""

    @abstractmethod
    def place_of(self, plot: Plot, point: Point) -> QPointF:
        """Where a point of all variables lies, in pixels."""

    @abstractmethod
    def paint_scene(self, painter: QPainter, scene: Scene, plot: Plot, ratio: float) -> None:
        """Paint everything, ``ratio`` pixels of the device to a pixel of the layout."""

    def show_scene(self, scene: Scene) -> None:
        """Show another scene; a region that was asked for and is not computed yet stays visible."""
        self._scene = scene
        if self._drag is None and not self._nudged:
            self._held = None
        self._viewport.arrive(self.region_of(scene), (scene.problem.text, scene.problem.variables))
        self.update()

    def seek(self, position: float) -> None:
        """Show the paths up to a step, which may lie between two steps."""
        if position != self._position:
            self._position = position
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(720), self._themes.px(520))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(160), self._themes.px(120))

    def handles(self) -> list[Handle]:
        """The starts as they are shown, one of them perhaps where the hand has just dragged it."""
        if self._scene is None:
            return []
        shown = handles_of(self._scene)
        if self._held is not None:
            lane, point = self._held
            shown = [Handle(h.lane, point, h.color) if h.lane == lane else h for h in shown]
        return shown

    def zoom(self, factor: float, pixel: QPointF | None = None) -> None:
        """Magnify around a pixel, which keeps its place, or around the middle."""
        if self._scene is None:
            return
        frame = self.plot().frame
        across, up = (0.5, 0.5) if pixel is None else frame.unit(pixel)
        self._ask(self.region_between(zoomed(frame.x, factor, across), zoomed(frame.y, factor, up)))

    def pan(self, across: float, up: float) -> None:
        """Move the visible region by shares of its width and height."""
        if self._scene is None:
            return
        frame = self.plot().frame
        self._ask(self.region_between(panned(frame.x, across), panned(frame.y, up)))

    def show_whole(self) -> None:
        """Ask for the whole domain."""
        if self._scene is None:
            return
        self._settle.stop()
        self._viewport.ask(self.whole_region(self._scene))
        self.update()
        self.regionChanged.emit(None, True)

    def menu_at(self, pixel: QPointF) -> QMenu:
        """The menu for a place: starts, coordinates, and the view."""
        menu = QMenu(self)
        scene, plot = self._scene, self.plot()
        if scene is not None and plot.frame.rect.contains(pixel):
            shown = self.shown_point(plot, pixel)
            self._add_starts(menu, scene, shown)
            here = moved(scene, None, shown)
            words = ", ".join(exact(float(f"{value:.10g}")) for value in here)
            menu.addAction(self.tr("Copy coordinates")).triggered.connect(
                lambda: QGuiApplication.clipboard().setText(words)
            )
        menu.addAction(self.tr("Reset view")).triggered.connect(self.show_whole)
        return menu

    def _add_starts(self, menu: QMenu, scene: Scene, shown: Point) -> None:
        lanes = [lane for lane in scene.lanes if lane.lane.enabled]
        own = [lane for lane in lanes if own_start(scene, lane) is not None]
        here = moved(scene, None, shown)
        if own:
            menu.addAction(self.tr("Everyone starts here")).triggered.connect(lambda: self.everyoneMoved.emit(here))
        else:
            menu.addAction(self.tr("Start here")).triggered.connect(lambda: self.startMoved.emit(here, None, True))
        for lane in lanes:
            there = moved(scene, lane.index, shown)
            action = menu.addAction(self.tr("Give {lane} its own start here").format(lane=lane.label))
            action.triggered.connect(lambda _=False, i=lane.index, p=there: self.startMoved.emit(p, i, True))
        for lane in own:
            action = menu.addAction(self.tr("Let {lane} start where the others do").format(lane=lane.label))
            action.triggered.connect(lambda _=False, i=lane.index: self.ownStartDropped.emit(i))
        menu.addSeparator()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        scene = self._scene
        if scene is None:
            painter.fillRect(self.rect(), self._themes.theme.color("background"))
            return
        self.paint_scene(painter, scene, self.plot(), painter.deviceTransform().m11())
        if self._ringed:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            width = 2.0 * self._themes.scale
            painter.setPen(QPen(self._themes.theme.color("accent"), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inside = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(inside, self._themes.px(4), self._themes.px(4))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._scene is None or self._drag is not None:
            return
        pixel, plot = event.position(), self.plot()
        if event.button() in (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
            self._drag = Drag(event.button(), pixel, (plot.frame.x, plot.frame.y))
        elif event.button() == Qt.MouseButton.LeftButton:
            handle = self._handle_at(plot, pixel)
            if handle is not None:
                grip = self.place_of(plot, handle.point) - pixel
                self._drag = Drag(event.button(), pixel, lane=handle.lane, grip=grip)
            elif plot.frame.rect.contains(pixel):
                self._drag = Drag(event.button(), pixel, moved=True)
                self._move_start(pixel, final=False)
        self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._scene is None:
            return
        pixel, drag, plot = event.position(), self._drag, self.plot()
        if drag is None:
            hot = self._handle_at(plot, pixel)
            if hot != self._hot:
                self._hot = hot
                self.update()
        elif drag.moved or _far(pixel, drag.pressed, self._themes.scale * (2.0 if drag.pan is None else 4.0)):
            drag.moved = True
            if drag.pan is None:
                self._move_start(pixel, final=False)
            else:
                self._pan_to(drag, drag.pan, pixel)
        self._show_cursor()
        self._tell_hover(plot, pixel)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag = self._drag
        if drag is None or event.button() != drag.button:
            return
        self._drag = None
        if drag.pan is None and drag.moved:
            self._drag = drag
            self._move_start(event.position(), final=True)
            self._drag = None
        elif drag.pan is not None and drag.moved:
            self._settle.stop()
            self.regionChanged.emit(self._viewport.region, True)
        elif drag.button == Qt.MouseButton.RightButton:
            self.menu_at(event.position()).popup(event.globalPosition().toPoint())
        self._show_cursor()
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned and self._drag is None:
            self.zoom(ZOOM ** (turned / 120.0), event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(max(0.2, 1.0 + event.value()), event.position())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture) and pinch.scaleFactor() > 0.0:
                self.zoom(pinch.scaleFactor(), QPointF(self.mapFromGlobal(pinch.hotSpot())))
                return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key opens the menu at the shared start; the mouse does so when its button is released unmoved."""
        event.accept()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.handles():
            pixel = self.place_of(self.plot(), self.handles()[0].point)
            self.menu_at(pixel).popup(self.mapToGlobal(QPoint(int(pixel.x()), int(pixel.y()))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = Qt.Key(event.key()), Qt.KeyboardModifier.ShiftModifier
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ARROWS and held == shift:
            self._nudge(*_ARROWS[key])
        elif key in _ARROWS and held == Qt.KeyboardModifier.ControlModifier:
            self.pan(*(_PAN * part for part in _ARROWS[key]))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom(1.0 / ZOOM)
        elif key == Qt.Key.Key_0:
            self.show_whole()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """What a held key has moved is final when it is let go."""
        if not event.isAutoRepeat() and event.key() in _ARROWS:
            self._end_nudge()
        super().keyReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        if self._scene is not None:
            self._buttons.place(self.plot().frame.rect)
            self._buttons.show()

    def leaveEvent(self, event: QEvent) -> None:
        self._buttons.hide()
        self._hot = None
        self.hovered.emit(None)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._scene is not None and self._buttons.isVisible():
            self._buttons.place(self.plot().frame.rect)

    def focusInEvent(self, event: QFocusEvent) -> None:
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
        self._ringed = event.reason() in reasons
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ringed = False
        self._end_nudge()
        self.update()

    def _move_start(self, pixel: QPointF, final: bool) -> None:
        assert self._drag is not None and self._scene is not None
        plot = self.plot()
        inside = _clamped(pixel + self._drag.grip, plot.frame.rect)
        point = moved(self._scene, self._drag.lane, self.shown_point(plot, inside))
        self._held = (self._drag.lane, point)
        self.startMoved.emit(point, self._drag.lane, final)
        self.update()

    def _nudge(self, across: float, up: float) -> None:
        """Move the first start by a hundredth of what is visible."""
        if self._scene is None or not self.handles():
            return
        handle, plot = self.handles()[0], self.plot()
        rect = plot.frame.rect
        offset = QPointF(across * rect.width(), -up * rect.height()) * _NUDGE
        shown = self.shown_point(plot, self.place_of(plot, handle.point) + offset)
        self._held, self._nudged = (handle.lane, moved(self._scene, handle.lane, shown)), True
        self.startMoved.emit(self._held[1], handle.lane, False)
        self.update()

    def _end_nudge(self) -> None:
        if self._nudged and self._held is not None:
            self._nudged = False
            self.startMoved.emit(self._held[1], self._held[0], True)

    def _pan_to(self, drag: Drag, axes: tuple[Axis, Axis], pixel: QPointF) -> None:
        rect = self.plot().frame.rect
        by = pixel - drag.pressed
        x, y = axes
        self._ask(self.region_between(panned(x, -by.x() / rect.width()), panned(y, by.y() / rect.height())))

    def _ask(self, region: Region) -> None:
        """Show a region and ask for its scene; it is final when nothing has moved for a while."""
        if self._viewport.ask(region):
            self.update()
            self.regionChanged.emit(region, False)
            self._settle.start()

    def _handle_at(self, plot: Plot, pixel: QPointF) -> Handle | None:
        """The nearest handle in reach; of those at one place the one on top."""
        near = [
            (math.hypot(away.x(), away.y()), -k, handle)
            for k, handle in enumerate(self.handles())
            if plot.frame.rect.adjusted(-1, -1, 1, 1).contains(place := self.place_of(plot, handle.point))
            for away in (place - pixel,)
        ]
        if not near or min(near)[0] > REACH * self._themes.scale:
            return None
        return min(near)[2]

    def _tell_hover(self, plot: Plot, pixel: QPointF) -> None:
        if self._scene is not None and plot.frame.rect.contains(pixel):
            self.hovered.emit((*self.shown_point(plot, pixel), *self._scene.grid.fixed))
        else:
            self.hovered.emit(None)

    def _show_cursor(self) -> None:
        shape = Qt.CursorShape.OpenHandCursor if self._hot is not None else Qt.CursorShape.CrossCursor
        if self._drag is not None:
            panning = self._drag.pan is not None
            shape = Qt.CursorShape.SizeAllCursor if panning else Qt.CursorShape.ClosedHandCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def _theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


def _far(one: QPointF, other: QPointF, distance: float) -> bool:
    return math.hypot(one.x() - other.x(), one.y() - other.y()) >= distance


def _clamped(pixel: QPointF, rect: QRectF) -> QPointF:
    return QPointF(min(max(pixel.x(), rect.left()), rect.right()), min(max(pixel.y(), rect.top()), rect.bottom()))
