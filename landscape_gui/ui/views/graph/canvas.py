"""The drawing of a computational graph in a window: what is painted, and what the mouse does with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from landscape_gui.core.graph import StepGraph
from landscape_gui.core.graph.walk import Moment
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph.bodies import structure
from landscape_gui.ui.views.graph.camera import Camera
from landscape_gui.ui.views.graph.edgechips import AskedWords, EdgeChip, EdgeChips
from landscape_gui.ui.views.graph.keywalk import KeyboardWalk
from landscape_gui.ui.views.graph.map import MiniMap
from landscape_gui.ui.views.graph.motion import Motion
from landscape_gui.ui.views.graph.painter import GraphPainter, Marks, Sight
from landscape_gui.ui.views.graph.rest import FRAME, RestPicture
from landscape_gui.ui.views.graph.shapes import Draughtsman, Shapes
from landscape_gui.ui.views.graph.telling import Telling
from landscape_gui.ui.views.graph.viewport import Viewport
from landscape_gui.ui.views.graph.zoombuttons import ZoomButtons
from landscape_gui.ui.widgets.tips import tip

NEAR = 8.0
GLOW = 16.0
"""How far what glows reaches, at scale 1."""
CLICK = 4
"""Pixels the mouse may move between press and release of a click."""
WHEEL = 1.0015


class GraphCanvas(QWidget):
    """Shows a graph at a moment.

    Signals:
        nodeClicked: index of a node, -1 for none. nodeActivated: index of a node whose value is to be edited.
        edgeHovered: number of the edge under the mouse, -1 for none.
        moved: the drawing is at another place of the widget, or of another size.
    """

    nodeClicked = Signal(int)
    nodeActivated = Signal(int)
    edgeHovered = Signal(int)
    moved = Signal()

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._draughtsman, self._painter = Draughtsman(themes), GraphPainter(themes)
        self._rest, self._chips, self._minimap = (
            RestPicture(themes, self._painter),
            EdgeChips(themes, self.asked_words()),
            MiniMap(themes),
        )
        self._graph: StepGraph | None = None
        self._moment: Moment | None = None
        self._structure: tuple[object, ...] = ()
        self._marks = Marks()
        self._told: tuple[float, QPointF] = (0.0, QPointF())
        self.motion, self.keyboard = Motion(self), KeyboardWalk(self)
        self._buttons = ZoomButtons(themes, self)
        self.viewport = Viewport(themes, self, self.motion, self.shapes, self._active_areas, self._buttons.room)
        self.viewport.changed.connect(self._moved)
        self._grip: tuple[QPoint, QPointF, bool] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Computational graph"))
        self.motion.stepped.connect(self._step_on)
        themes.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(520), self._themes.px(110))  # it takes all that others leave

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(200), self._themes.px(70))

    def show_graph(self, graph: StepGraph | None, moment: Moment | None) -> None:
        """Show another graph, or the same one with other values; one of another structure is fitted anew."""
        new = structure(graph) if graph is not None else ()
        changed, self._structure = new != self._structure, new
        self._graph, self._moment = graph, moment
        if changed:
            self._marks = Marks()
            self.keyboard.forget()
            self.motion.rest()
            self.fit()
            self.keyboard.begin()
        self._tell()
        self.update()

    def show_moment(self, moment: Moment) -> None:
        """Show another moment; what it is about is brought into sight."""
        before, self._moment = self._moment, moment
        at, dirty = self.camera.offset, QRegion()
        near = before is not None and abs(moment.cursor - before.cursor) == 1
        if near and before is not None:
            dirty = self._touched(before) | self._touched(moment)
        if near and before is not None and moment.cursor > before.cursor and self.viewport.may_move:
            self.motion.step()
        elif before is None or moment.cursor != before.cursor:
            self.motion.rest()
        self.viewport.follow()
        self._tell()
        if near and self.camera.offset == at:
            self.update(dirty)
        else:
            self.update()

    def take_keyboard(self) -> None:
        """Take the focus and go to the node that was chosen last, or to one in sight."""
        self.keyboard.take()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.keyboard.begin()

    def choose(self, node: int | None) -> None:
        """Mark the chosen node, without emitting anything."""
        self.mark(chosen=node)

    def mark_path(self, nodes: Sequence[int]) -> None:
        """Mark the edges from each of these nodes to the next; none where there are no nodes."""
        self._marks = replace(self._marks, path=tuple(nodes))
        self.update()

    def bring(self, node: int) -> None:
        """Move the drawing as little as shows a node."""
        shapes = self.shapes()
        found = shapes.shapes_of(node) if shapes is not None else []
        if found:
            self.viewport.settle()
            self.viewport.bring(found[0].extent, glide=False)

    def marks(self) -> Marks:
        """Return what is pointed at."""
        return self._marks

    @property
    def graph(self) -> StepGraph | None:
        """What is drawn."""
        return self._graph

    @property
    def moment(self) -> Moment | None:
        """The moment at which it is shown."""
        return self._moment

    @property
    def camera(self) -> Camera:
        """Which part of the drawing is shown, and how large."""
        return self.viewport.camera

    def zoom(self) -> float:
        """Return how many pixels one of the drawing takes."""
        return self.camera.zoom

    def fit(self, whole: bool = False) -> None:
        """Show all of the drawing beside what covers a part; unless ``whole``, as long as it can be read."""
        self.viewport.fit(whole)

    def shapes(self) -> Shapes | None:
        """Return the drawing, None without a graph."""
        return None if self._graph is None else self._draughtsman.shapes(self._graph)

    def place_of(self, node: int) -> QRectF:
        """Return where a node, of several equal constants the first, is in the widget; empty if it is not drawn."""
        shapes = self.shapes()
        assert shapes is not None, "there is a graph"
        found = shapes.shapes_of(node)
        return self.camera.to_widget(found[0].box) if found else QRectF()

    def chip(self) -> QRectF:
        """Return where the product of the step stands in the widget; empty where there is none."""
        sight = self._sight()
        return QRectF() if sight is None else next((chip.box for chip in self._placed_chips(sight)), QRectF())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.viewport.resize()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.motion.rest()

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta()
        if not pixels.isNull() and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.viewport.pan(QPointF(pixels))
        else:
            self.viewport.zoom_by(WHEEL ** event.angleDelta().y(), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton)
        if event.button() in buttons:
            self.viewport.settle()
            left = event.button() == Qt.MouseButton.LeftButton
            on_map = left and self.viewport.margin().map.contains(event.position())
            self._grip = (event.position().toPoint(), self.camera.offset, on_map)
            if on_map:
                self._jump(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is None:
            self._point(event.position())
            return
        begin, offset, on_map = self._grip
        moved = event.position().toPoint() - begin
        if on_map:
            self._jump(event.position())
        elif moved.manhattanLength() > CLICK:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.viewport.move_to(offset + QPointF(moved))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grip is None:
            return
        begin, _, on_map = self._grip
        self._grip = None
        self.unsetCursor()
        still = (event.position().toPoint() - begin).manhattanLength() <= CLICK
        if still and not on_map and event.button() == Qt.MouseButton.LeftButton:
            node = self._node_at(event.position())
            self.keyboard.stand(node)
        self._point(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        node = self._node_at(event.position())
        if node is not None:
            self.nodeActivated.emit(node)
        elif not self.viewport.margin().map.contains(event.position()):
            self.viewport.fit_or_whole()

    def leaveEvent(self, event: QEvent) -> None:
        self.mark(hovered=None, hovered_edge=None)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.viewport.zoom_by(1.0 + event.value(), event.position())
            return True
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        # Arrows are the playback's unless the keyboard is on its way through the graph.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self.keyboard.takes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.keyboard.takes(event):
            self.keyboard.press(Qt.Key(event.key()))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.keyboard.enter(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keyboard.leave(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            sight = self._sight()
            if sight is None:
                painter.fillRect(self.rect(), self._themes.theme.color("background"))
                return
            self._paint(painter, sight)
        finally:
            painter.end()
        if self._told != (self.camera.zoom, self.camera.offset):
            self._told = (self.camera.zoom, self.camera.offset)
            self.moved.emit()

    def _paint(self, painter: QPainter, sight: Sight) -> None:
        ratio = max(painter.deviceTransform().m11(), self.devicePixelRatioF())
        if ratio != self.camera.ratio:
            self.camera.ratio = ratio
            self.camera.offset = self.camera.offset  # on whole pixels of this device
        as_pixels = painter.paintEngine().type() == QPaintEngine.Type.Raster
        if as_pixels:
            picture = self._rest.pixmap(sight, self.camera.zoom, self.camera.offset, self.size(), ratio)
            painter.drawPixmap(QPointF(-FRAME / ratio, -FRAME / ratio), picture)
        else:
            painter.fillRect(self.rect(), self._themes.theme.color("background"))
        painter.save()
        painter.translate(self.camera.offset)
        painter.scale(self.camera.zoom, self.camera.zoom)
        if not as_pixels:
            shapes = sight.shapes
            self._painter.rest(painter, sight, range(len(shapes.pieces)), range(len(shapes.curves)))
        self._painter.active(painter, sight, self.motion.progress)
        self._painter.marks(painter, sight, self._marks)
        painter.restore()
        for chip in self._placed_chips(sight):
            self._chips.paint(painter, chip)
        margin = self.viewport.margin()
        if not margin.band.isEmpty():  # what is drawn ends above it, as at the edge of the widget
            painter.fillRect(margin.band.toAlignedRect(), self._themes.theme.color("background"))
        if not margin.map.isEmpty():
            self._minimap.paint(painter, sight, margin.map, self.camera)

    def _sight(self) -> Sight | None:
        shapes = self.shapes()
        if self._graph is None or self._moment is None or shapes is None:
            return None
        return Sight(self._graph, shapes, self._moment)

    def _placed_chips(self, sight: Sight) -> list[EdgeChip]:
        """What stands beside edges at this moment."""
        hovered = self._marks.hovered_edge
        return self._chips.placed(sight, self.camera, hovered, self._taken(sight), self.viewport.room())

    def asked_words(self) -> AskedWords:
        """Return what stands in place of what somebody is asked for."""
        upstream, local = self.tr("upstream"), self.tr("local")
        product = rf"\textcolor{{gradient}}{{\text{{{upstream}}}}} \times \textcolor{{local}}{{\text{{{local}}}}} = ?"
        now, later = self.tr("asked in this step"), self.tr("asked in a later step")
        return AskedWords(product, rf"\text{{{now}}}", rf"\text{{{later}}}")

    def _taken(self, sight: Sight) -> np.ndarray:
        """(n, 4) what words beside edges must not cover: nodes with numbers, the map, the buttons."""
        offset = self.camera.offset
        boxes = sight.shapes.boxes * self.camera.zoom + (offset.x(), offset.y(), offset.x(), offset.y())
        margin = self.viewport.margin()
        others = [margin.map, margin.buttons]
        more = [(box.left(), box.top(), box.right(), box.bottom()) for box in others if not box.isEmpty()]
        return np.vstack([boxes, np.array(more).reshape(-1, 4)])

    def _step_on(self) -> None:
        self.update(self._touched(self._moment) if self._moment is not None else QRegion(self.rect()))

    def _touched(self, moment: Moment) -> QRegion:
        """Where the picture shows a step: its nodes, all edges at them, words beside edges, the map."""
        sight = self._sight()
        if sight is None:
            return QRegion(self.rect())
        sight = replace(sight, moment=moment)
        nodes, glow = set(moment.nodes), GLOW * self._themes.scale
        boxes = [sight.shapes.pieces[piece].extent for piece in sight.active_pieces]
        for number, edge in enumerate(sight.graph.edges):
            curve = sight.shapes.curves[number]
            if curve is not None and (edge.source in nodes or edge.target in nodes or number in moment.edges):
                boxes.append(curve.box)
        places = [self.camera.to_widget(box.adjusted(-glow, -glow, glow, glow)) for box in boxes]
        for chip in self._placed_chips(sight):
            end = QRectF(chip.anchor, chip.anchor).adjusted(-2.0, -2.0, 2.0, 2.0)
            places.append(chip.box.united(end).adjusted(-4.0, -4.0, 4.0, 4.0))
        places.append(self.viewport.margin().map.adjusted(-6.0, -6.0, 6.0, 6.0))
        region = QRegion()
        for place in places:
            region |= place.toAlignedRect()
        return region

    def _active_areas(self) -> tuple[QRectF, QRectF]:
        """Where the drawing has what the step is about: its nodes, and these with its edges; empty for nothing."""
        sight, nodes = self._sight(), QRectF()
        if sight is None:
            return nodes, nodes
        for piece in sight.active_pieces:
            nodes = nodes.united(sight.shapes.pieces[piece].extent)
        whole = nodes
        for edge in sight.active_edges:
            curve = sight.shapes.curves[edge]
            whole = whole if curve is None else whole.united(curve.box)
        return nodes, whole

    def _moved(self) -> None:
        self._place_buttons()
        self.update()

    def _place_buttons(self) -> None:
        if self.viewport.is_free():
            self._buttons.place(self.viewport.margin().buttons)

    def _jump(self, at: QPointF) -> None:
        """Bring the place of the drawing that is here on the map into the middle."""
        area = self.viewport.margin().map
        if not area.isEmpty():
            self.viewport.center(self._minimap.place(at, area, self.camera))

    def _node_at(self, at: QPointF) -> int | None:
        shapes = self.shapes()
        if shapes is None or self.viewport.margin().band.contains(at):
            return None
        return shapes.node_at(self.camera.to_drawing(at), 2.0 / self.camera.zoom)

    def _point(self, at: QPointF) -> None:
        """Mark what is under the mouse."""
        shapes = self.shapes()
        if shapes is None:
            return
        below = self.viewport.margin().band.contains(at)
        node = None if below else self._node_at(at)
        place = self.camera.to_drawing(at)
        edge = None if below or node is not None else shapes.edge_at(place, NEAR / self.camera.zoom)
        self.setCursor(Qt.CursorShape.PointingHandCursor if node is not None else Qt.CursorShape.ArrowCursor)
        self.mark(hovered=node, hovered_edge=edge)

    def mark(self, **changes: Any) -> None:
        """Point at something else: fields of ``Marks``."""
        marks = replace(self._marks, **changes)
        if marks != self._marks:
            before, self._marks = self._marks, marks
            if marks.hovered_edge != before.hovered_edge:
                self.edgeHovered.emit(-1 if marks.hovered_edge is None else marks.hovered_edge)
            self._tell()
            self.update()

    def _tell(self) -> None:
        """Say in words what the keyboard is at, or what is shown."""
        if self._graph is None or self._moment is None:
            self.setAccessibleDescription("")
            return
        telling = Telling(self._graph, self._moment)
        node = self._marks.focused
        self.setAccessibleDescription(telling.whole() if node is None else telling.node(node))

    def _show_tip(self, event: QHelpEvent) -> None:
        """All digits of what is under the mouse."""
        node = self._node_at(QPointF(event.pos()))
        if node is None or self._graph is None or self._moment is None:
            QToolTip.hideText()
            return
        QToolTip.showText(event.globalPos(), tip(*Telling(self._graph, self._moment).digits(node)), self)

    def show_buttons(self, shown: bool) -> None:
        """Show or hide the buttons that zoom and the map; a picture for a file has neither."""
        self._buttons.wanted = shown
        self._place_buttons()

    def _restyle(self) -> None:
        self._rest.forget()
        self._buttons.restyle()
        self.viewport.fit_again()
        self._moved()
