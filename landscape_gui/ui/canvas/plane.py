"""The base of the pictures on which starts are moved: landscape and curve. They say what is visible and paint it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
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
from landscape_gui.scene import Scene
from landscape_gui.ui.canvas import arrows, marks
from landscape_gui.ui.canvas.hand import ZOOM, Hand
from landscape_gui.ui.canvas.heads import Head
from landscape_gui.ui.canvas.layout import Plot
from landscape_gui.ui.canvas.overlay import ZoomButtons
from landscape_gui.ui.canvas.startmenu import StartMenu
from landscape_gui.ui.canvas.starts import Handle, handles_of
from landscape_gui.ui.canvas.viewport import Region, Viewport, panned, zoomed
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.widgets.timers import once

_SETTLED = 300
"""Milliseconds without zooming or panning after which the region counts as final."""
_RING_REASONS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class PlaneView(QWidget):
    """A picture with axes, on which a click or a drag sets the start.

    Handles can be dragged; the wheel, a pinch, + and − zoom; the right or middle button and Ctrl with the arrows pan;
    Shift with the arrows moves the start; 0 shows the whole domain; a right click opens a menu.
    """

    startMoved = Signal(object, object, bool)
    """New start (a tuple of all coordinates), index of its lane or None for the shared one, whether it is final."""
    everyoneMoved = Signal(object)
    """A point (a tuple of all coordinates) where all lanes shall start, giving up their own starts."""
    ownStartDropped = Signal(int)
    """Index of a lane that shall start where the others do."""
    regionChanged = Signal(object, bool)
    """The visible region ((x0, x1), (y0, y1)), None for the whole domain; and whether it is final."""
    hovered = Signal(object)
    """Coordinates under the mouse (a tuple of all variables), None when it has left."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.themes = themes
        self.scene: Scene | None = None
        self.position = 0.0
        self.viewport = Viewport()
        self._hand = Hand(self)
        self._ringed = self._open = False
        self._front: int | None = None
        self._arrow_scale: arrows.ArrowScale | None = None
        self._settling = once(self, self.settle, _SETTLED)
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
        if self.scene is None or scene.lanes is not self.scene.lanes:
            self._arrow_scale = arrows.ArrowScale(scene)
        self.scene = scene
        self._hand.scene_came()
        self.viewport.arrive(self.region_of(scene), (scene.problem.text, scene.section.names))
        self.update()

    def seek(self, position: float) -> None:
        """Show the paths up to a step, which may lie between two steps."""
        if position != self.position:
            self.position = position
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.themes.px(720), self.themes.px(520))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.themes.px(160), self.themes.px(120))

    def handles(self) -> list[Handle]:
        """The starts as they are shown, one of them perhaps where the hand has just moved it."""
        if self.scene is None:
            return []
        shown = handles_of(self.scene)
        if self._hand.held is None:
            return shown
        lane, point = self._hand.held
        return [Handle(h.lane, point, h.color) if h.lane == lane else h for h in shown]

    def lead_start(self, lane: int | None, point: Point, final: bool) -> None:
        """Show the start of a lane, None for the shared one, where something else is moving it to."""
        self._hand.lead(lane, point, final)
        self.update()

    def zoom(self, factor: float, pixel: QPointF | None = None) -> None:
        """Magnify around a pixel, which keeps its place, or around the middle."""
        frame = self.plot().frame
        across, up = (0.5, 0.5) if pixel is None else frame.unit(pixel)
        self.ask(zoomed(frame.x, factor, across), zoomed(frame.y, factor, up))

    def pan(self, across: float, up: float) -> None:
        """Move the visible region by shares of its width and height, unless it follows a lane."""
        if self.scene is None or self.scene.follows:
            return
        frame = self.plot().frame
        self.ask(panned(frame.x, across), panned(frame.y, up))

    def ask(self, x: Interval, y: Interval) -> None:
        """Show a region and ask for its scene; it is final when it is let go, or nothing has moved for a while."""
        if self.scene is not None and self.viewport.ask((x, y)):
            self._open = True
            self.update()
            self.regionChanged.emit(self.viewport.region, False)
            if self._hand.drag is None:
                self._settling.start()

    def settle(self) -> None:
        """The region that was asked for last, if any was, is final."""
        self._settling.stop()
        if self._open:
            self._open = False
            self.regionChanged.emit(self.viewport.region, True)

    def show_whole(self) -> None:
        """Ask for the whole domain."""
        if self.scene is not None:
            self._settling.stop()
            self._open = False
            self.viewport.ask(self.whole_region(self.scene))
            self.update()
            self.regionChanged.emit(None, True)

    def menu_at(self, pixel: QPointF) -> QMenu:
        """The menu for a place: starts, coordinates, and the view."""
        plot = self.plot()
        shown = self.shown_point(plot, pixel) if plot.frame.rect.contains(pixel) else None
        menu = StartMenu(self.scene, shown, self)
        menu.startMoved.connect(self.startMoved)
        menu.everyoneMoved.connect(self.everyoneMoved)
        menu.ownStartDropped.connect(self.ownStartDropped)
        menu.wholeAsked.connect(self.show_whole)
        return menu

    def mark_scale(self) -> float:
        """The scale of everything that marks a place."""
        return marks.mark_scale(self.themes.scale, self.width(), self.height())

    def paint_starts(self, painter: QPainter, plot: Plot, shared: str) -> None:
        """Paint the handles, that of the shared start in the colour ``shared``; whole where they reach the border."""
        scale, visible = self.mark_scale(), _with_border(plot)
        for handle in self.handles():
            place = self.place_of(plot, handle.point)
            if visible.contains(place):
                marks.draw_handle(painter, place, scale, handle.color or shared, self._hand.lively(handle))

    def paint_minima(self, painter: QPainter, scene: Scene, plot: Plot) -> None:
        """Paint the known minima, if they are wanted."""
        if not scene.experiment.view.minima:
            return
        scale, visible = self.mark_scale(), _with_border(plot)
        for place in (self.place_of(plot, point) for point in scene.local_minima):
            if visible.contains(place):
                marks.draw_local_minimum(painter, place, scale)
        for place in (self.place_of(plot, point) for point in scene.minima):
            if visible.contains(place):
                marks.draw_minimum(painter, place, scale, marks.flag_turn(place, plot.frame.rect, scale))

    def set_front(self, lane: int | None) -> None:
        """Paint the marker of the lane with this index above all others."""
        if lane != self._front:
            self._front = lane
            self.update()

    def paint_heads(self, painter: QPainter, scene: Scene, heads: Sequence[Head], plot: Plot) -> None:
        """Paint the lanes where they stand, the arrows that are switched on, and where to look for lanes outside."""
        scale, rect = self.mark_scale(), plot.frame.rect
        kinds, arrow_scale = arrows.kinds_of(scene.experiment.view), self._arrow_scale or arrows.ArrowScale(scene)
        ordered = sorted(heads, key=lambda head: head.lane.index == self._front)
        places = [(head, self.place_of(plot, tuple(head.point.tolist()))) for head in ordered]
        inside = [(head, place) for head, place in places if rect.contains(place)]
        painter.save()
        painter.setClipRect(rect)
        for head, place in inside:
            for kind in kinds:
                offset = arrow_scale.vector(head, kind, plot.frame, scale)
                if offset is not None:
                    arrows.draw_arrow(painter, place, offset, kind, head.lane.color, scale)
        painter.restore()
        for head, place in inside:
            if head.diverged:
                marks.draw_end(painter, head.lane.color, place, scale)
            else:
                marks.draw_head(painter, head.lane, place, scale)
        away = [(head.lane.color, head.diverged, place) for head, place in places if not rect.contains(place)]
        marks.draw_edge_arrows(painter, rect, away, scale)

    def arrow_kinds(self, scene: Scene) -> list[tuple[arrows.Kind, str]]:
        """The kinds of arrows that are shown, each with what it means."""
        words = {
            arrows.GRADIENT: self.tr("downhill (−gradient)"),
            arrows.VELOCITY: self.tr("velocity"),
            arrows.STEP: self.tr("next step"),
        }
        return [(kind, words[kind]) for kind in arrows.kinds_of(scene.experiment.view)]

    def paintEvent(self, event: QPaintEvent) -> None:
        # A painter that outlives an error would take the program with it.
        with QPainter(self) as painter:
            if self.scene is None:
                painter.fillRect(self.rect(), self.themes.theme.color("background"))
                return
            self.paint_scene(painter, self.scene, self.plot(), painter.deviceTransform().m11())
            if self._ringed:
                self._paint_ring(painter)

    def _paint_ring(self, painter: QPainter) -> None:
        """Show that the keys go here."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2.0 * self.themes.scale
        painter.setPen(QPen(self.themes.theme.color("accent"), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inside = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(inside, self.themes.px(4), self.themes.px(4))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.scene is not None:
            self._hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.scene is None:
            return
        self._hand.move(event)
        plot = self.plot()
        inside = plot.frame.rect.contains(event.position())
        shown = self.shown_point(plot, event.position())
        self.hovered.emit(self.scene.section.parameters(shown) if inside else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hand.release(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._hand.wheel(event)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Zoom by two fingers, on a touchpad or on a screen."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(max(0.2, 1.0 + event.value()), event.position())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture) and pinch.scaleFactor() > 0.0:
                self.zoom(pinch.scaleFactor(), self.mapFromGlobal(pinch.hotSpot()))
                return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key opens the menu at the first start; the mouse does so when its button is released unmoved."""
        event.accept()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.handles():
            pixel = self.place_of(self.plot(), self.handles()[0].point)
            self.menu_at(pixel).popup(self.mapToGlobal(pixel.toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._hand.key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._hand.end_nudge()
        super().keyReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        if self.scene is not None:
            self._buttons.place(self.plot().frame.rect)
            self._buttons.show()

    def leaveEvent(self, event: QEvent) -> None:
        self._buttons.hide()
        self._hand.leave()
        self.hovered.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.scene is not None and self._buttons.isVisible():
            self._buttons.place(self.plot().frame.rect)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring shows where the keys go, once they are in use."""
        self._ringed = event.reason() in _RING_REASONS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ringed = False
        self._hand.end_nudge()
        self.update()

    def _theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


def _with_border(plot: Plot) -> QRectF:
    """The rectangle of the axes with its border, on which a point may lie."""
    return plot.frame.rect.adjusted(-1.0, -1.0, 1.0, 1.0)
