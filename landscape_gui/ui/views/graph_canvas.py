"""The drawing of a computational graph in a window: zoom, pan, fit, a small map, the mouse and the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
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
from PySide6.QtWidgets import QSizePolicy, QWidget

from landscape_gui.core.graph import StepGraph
from landscape_gui.core.graph.walk import Moment
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views import graph_looks as looks
from landscape_gui.ui.views.graph_painter import GraphPainter, Marks
from landscape_gui.ui.views.graph_shapes import Draughtsman, Shapes, structure

MARGIN = 16.0
LARGEST_FIT, LEAST_ZOOM, LARGEST_ZOOM = 1.3, 0.08, 4.0
READABLE = 0.62
"""Zoom below which a drawing that is fitted as a whole can no longer be read; it then begins at its left side."""
NEAR = 8.0
CLICK = 4
"""Pixels the mouse may move between press and release of a click."""
WHEEL = 1.0015
MAP = (150.0, 96.0)


class GraphCanvas(QWidget):
    """Shows a graph at a moment.

    Signals:
        nodeClicked: index of a node, -1 for none. nodeActivated: index of a node whose value is to be edited.
        moved: the drawing is at another place of the widget, or of another size.
    """

    nodeClicked = Signal(int)
    nodeActivated = Signal(int)
    moved = Signal()

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._draughtsman, self._painter = Draughtsman(themes), GraphPainter(themes)
        self._graph: StepGraph | None = None
        self._moment: Moment | None = None
        self._structure: tuple[object, ...] = ()
        self._marks = Marks()
        self._zoom, self._offset = 1.0, QPointF()
        self._cover = QRectF()
        self._told: tuple[float, QPointF] = (0.0, QPointF())
        self._fitted = True
        self._grip: tuple[QPoint, QPointF, bool] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Computational graph"))
        themes.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(520), self._themes.px(300))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(200), self._themes.px(120))

    def show_graph(self, graph: StepGraph | None, moment: Moment | None) -> None:
        """Show another graph, or the same one with other values; one of another structure is fitted anew."""
        new = structure(graph) if graph is not None else ()
        changed, self._structure = new != self._structure, new
        self._graph, self._moment = graph, moment
        if changed:
            self._marks = Marks()
            self.fit()
        self.update()

    def show_moment(self, moment: Moment) -> None:
        """Show another moment; what it is about is brought into sight."""
        self._moment = moment
        self._keep_in_sight()
        self.update()

    def choose(self, node: int | None) -> None:
        """Mark the chosen node, without emitting anything."""
        self._mark(chosen=node)

    def mark_path(self, nodes: Sequence[int]) -> None:
        """Mark the edges from each of these nodes to the next; none where there are no nodes."""
        self._marks = replace(self._marks, path=tuple(nodes))
        self.update()

    def set_cover(self, area: QRectF) -> None:
        """Tell which part of the widget lies under something, so that nothing is brought into sight there."""
        self._cover = QRectF(area)

    def free_area(self) -> QRectF:
        """Return the largest part of the widget beside what covers it."""
        whole, cover = QRectF(self.rect()), self._cover
        if not whole.intersects(cover):
            return whole
        parts = [QRectF(whole), QRectF(whole), QRectF(whole), QRectF(whole)]
        parts[0].setRight(cover.left())
        parts[1].setBottom(cover.top())
        parts[2].setLeft(cover.right())
        parts[3].setTop(cover.bottom())
        return max(parts, key=lambda part: max(part.width(), 0.0) * max(part.height(), 0.0))

    def bring(self, node: int) -> None:
        """Move the drawing as little as shows a node."""
        if self.shapes() is not None:
            self._bring(self.place_of(node))

    def marks(self) -> Marks:
        """Return what is pointed at."""
        return self._marks

    def zoom(self) -> float:
        """Return how many pixels one of the drawing takes."""
        return self._zoom

    def fit(self) -> None:
        """Show all of the drawing, as long as it can be read; else its beginning."""
        shapes = self.shapes()
        self._fitted = True
        if shapes is None:
            return
        margin = MARGIN * self._themes.scale
        room = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
        across = max(room.width(), 1.0) / max(shapes.width, 1.0)
        along = max(room.height(), 1.0) / max(shapes.height, 1.0)
        self._zoom = min(max(min(across, along), LEAST_ZOOM), LARGEST_FIT)
        if self._zoom < READABLE:
            self._zoom = min(READABLE, max(along, self._zoom), LARGEST_FIT)
        left = (self.width() - shapes.width * self._zoom) / 2.0
        top = (self.height() - shapes.height * self._zoom) / 2.0
        self._offset = QPointF(max(left, margin) if left < margin else left, top)
        self._keep_in_sight()
        self.update()

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        """Magnify by ``factor``, a place of the widget (its middle) staying where it is."""
        at = around if around is not None else QPointF(self.rect().center())
        new = min(max(self._zoom * factor, LEAST_ZOOM), LARGEST_ZOOM)
        self._offset = at - (at - self._offset) * (new / self._zoom)
        self._zoom, self._fitted = new, False
        self._stay()
        self.update()

    def pan(self, by: QPointF) -> None:
        """Move the drawing by so many pixels."""
        self._offset += by
        self._fitted = False
        self._stay()
        self.update()

    def shapes(self) -> Shapes | None:
        """Return the drawing, None without a graph."""
        return None if self._graph is None else self._draughtsman.shapes(self._graph)

    def place_of(self, node: int) -> QRectF:
        """Return where a node is in the widget."""
        shapes = self.shapes()
        assert shapes is not None, "there is a graph"
        return self._to_widget(shapes.nodes[node].box)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
        else:
            self._stay()

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta()
        if not pixels.isNull() and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.pan(QPointF(pixels))
        else:
            self.zoom_by(WHEEL ** event.angleDelta().y(), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton)
        if event.button() in buttons:
            on_map = event.button() == Qt.MouseButton.LeftButton and self._map().contains(event.position())
            self._grip = (event.position().toPoint(), QPointF(self._offset), on_map)
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
            self._offset, self._fitted = offset + QPointF(moved), False
            self._stay()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grip is None:
            return
        begin, _, on_map = self._grip
        self._grip = None
        self.unsetCursor()
        still = (event.position().toPoint() - begin).manhattanLength() <= CLICK
        if still and not on_map and event.button() == Qt.MouseButton.LeftButton:
            node = self._node_at(event.position())
            self._mark(chosen=node, focused=None)
            self.nodeClicked.emit(-1 if node is None else node)
        self._point(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        node = self._node_at(event.position())
        if node is not None:
            self.nodeActivated.emit(node)
        elif not self._map().contains(event.position()):
            self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        self._mark(hovered=None, hovered_edge=None)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1.0 + event.value(), event.position())
            return True
        # Arrows are the playback's unless the keyboard is on its way through the graph.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._takes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._takes(event):
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(0.8)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_Escape:
            self._mark(focused=None, chosen=None)
            self.nodeClicked.emit(-1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            if self._marks.focused is not None:
                self.nodeActivated.emit(self._marks.focused)
        else:
            self._walk(key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        tabbed = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if event.reason() in tabbed and self._graph is not None and self._marks.focused is None:
            self._focus(self._marks.chosen if self._marks.chosen is not None else self._graph.output)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark(focused=None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), self._themes.theme.color("background"))
            shapes = self.shapes()
            if self._graph is None or self._moment is None or shapes is None:
                return
            painter.save()
            painter.translate(self._offset)
            painter.scale(self._zoom, self._zoom)
            self._painter.paint(painter, self._graph, shapes, self._moment, self._marks, self._visible())
            painter.restore()
            self._paint_map(painter, shapes)
        finally:
            painter.end()
        if self._told != (self._zoom, self._offset):
            self._told = (self._zoom, QPointF(self._offset))
            self.moved.emit()

    def _visible(self) -> QRectF:
        """The part of the drawing that is in the widget."""
        corner = -self._offset / self._zoom
        return QRectF(corner.x(), corner.y(), self.width() / self._zoom, self.height() / self._zoom)

    def _to_widget(self, box: QRectF) -> QRectF:
        corner = box.topLeft() * self._zoom + self._offset
        return QRectF(corner.x(), corner.y(), box.width() * self._zoom, box.height() * self._zoom)

    def _to_drawing(self, at: QPointF) -> QPointF:
        return (at - self._offset) / self._zoom

    def _node_at(self, at: QPointF) -> int | None:
        shapes = self.shapes()
        return None if shapes is None else shapes.node_at(self._to_drawing(at), 2.0 / self._zoom)

    def _point(self, at: QPointF) -> None:
        """Mark what is under the mouse."""
        shapes = self.shapes()
        if shapes is None:
            return
        node = None if self._map().contains(at) else self._node_at(at)
        edge = None if node is not None else shapes.edge_at(self._to_drawing(at), NEAR / self._zoom)
        self.setCursor(Qt.CursorShape.PointingHandCursor if node is not None else Qt.CursorShape.ArrowCursor)
        self._mark(hovered=node, hovered_edge=edge)

    def _mark(self, **changes: int | None) -> None:
        known = {"hovered": self._marks.hovered, "hovered_edge": self._marks.hovered_edge}
        known |= {"chosen": self._marks.chosen, "focused": self._marks.focused} | changes
        marks = Marks(**known, path=self._marks.path)
        if marks != self._marks:
            self._marks = marks
            self.update()

    def _takes(self, event: QKeyEvent) -> bool:
        """Whether a key means something here."""
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        zooms = (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0)
        if event.key() in zooms:
            return True
        walks = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
        others = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Escape)
        return self._marks.focused is not None and event.key() in (*walks, *others)

    def _walk(self, key: Qt.Key) -> None:
        """Go along an edge to the left or right, or to the neighbour above or below."""
        graph, shapes, here = self._graph, self.shapes(), self._marks.focused
        if graph is None or shapes is None or here is None:
            return
        middle = shapes.nodes[here].box.center()
        if key == Qt.Key.Key_Left:
            near = list(graph.nodes[here].inputs)
        elif key == Qt.Key.Key_Right:
            near = [edge.target for edge in graph.edges if edge.source == here]
        else:
            sign = -1.0 if key == Qt.Key.Key_Up else 1.0
            near = [k for k, shape in enumerate(shapes.nodes) if sign * (shape.box.center().y() - middle.y()) > 1.0]

        def distance(node: int) -> float:
            offset = shapes.nodes[node].box.center() - middle
            return abs(offset.y()) + (3.0 if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) else 0.0) * abs(offset.x())

        if near:
            self._focus(min(near, key=distance))

    def _focus(self, node: int) -> None:
        self._mark(focused=node, chosen=node)
        self._bring(self.place_of(node))
        self.nodeClicked.emit(node)

    def _keep_in_sight(self) -> None:
        """Bring what the step is about into sight, where not all of the drawing is."""
        moment, shapes = self._moment, self.shapes()
        if moment is None or shapes is None or not moment.nodes:
            return
        area = QRectF()
        for node in moment.nodes:
            area = area.united(self.place_of(node))
        for edge in moment.edges:
            area = area.united(self._to_widget(shapes.edges[edge].controlPointRect()))
        self._bring(area)

    def _bring(self, area: QRectF) -> None:
        """Move the drawing as little as shows ``area`` with some room around it."""
        room = 34.0 * self._themes.scale
        inner = self.free_area().adjusted(room, room, -room, -room)
        if inner.width() <= 0 or inner.height() <= 0:
            return
        dx = max(inner.left() - area.left(), 0.0) or min(inner.right() - area.right(), 0.0)
        dy = max(inner.top() - area.top(), 0.0) or min(inner.bottom() - area.bottom(), 0.0)
        if dx or dy:
            self._offset += QPointF(dx, dy)
            self.update()

    def _stay(self) -> None:
        """Keep at least a corner of the drawing in sight."""
        shapes = self.shapes()
        if shapes is None:
            return
        room = 60.0 * self._themes.scale
        whole = self._to_widget(QRectF(0.0, 0.0, shapes.width, shapes.height))
        dx = max(room - whole.right(), 0.0) + min(self.width() - room - whole.left(), 0.0)
        dy = max(room - whole.bottom(), 0.0) + min(self.height() - room - whole.top(), 0.0)
        self._offset += QPointF(dx, dy)

    def _map(self) -> QRectF:
        """Where the small map is; empty where all of the drawing is in sight."""
        shapes = self.shapes()
        if shapes is None or self._visible().contains(QRectF(4.0, 4.0, shapes.width - 8.0, shapes.height - 8.0)):
            return QRectF()
        share = min(MAP[0] / shapes.width, MAP[1] / shapes.height) * self._themes.scale
        width, height = max(shapes.width * share, 24.0), max(shapes.height * share, 16.0)
        margin = 8.0 * self._themes.scale
        return QRectF(self.width() - width - margin, self.height() - height - margin, width, height)

    def _paint_map(self, painter: QPainter, shapes: Shapes) -> None:
        area, look = self._map(), self._themes.theme
        if area.isEmpty() or area.width() > 0.6 * self.width() or self._graph is None:
            return
        painter.setPen(QPen(look.color("border"), 1.0))
        painter.setBrush(look.color("panel", 0.92))
        painter.drawRoundedRect(area.adjusted(-3.0, -3.0, 3.0, 3.0), 4.0, 4.0)
        painter.setPen(Qt.PenStyle.NoPen)
        active = () if self._moment is None else self._moment.nodes
        for node, shape in zip(self._graph.nodes, shapes.nodes, strict=True):
            painter.setBrush(looks.color(look, "gradient" if node.index in active else node.kind))
            grow = 1.5 if node.index in active else 0.0
            painter.drawRect(self._on_map(shape.box, area, shapes).adjusted(-grow, -grow, grow, grow))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("accent"), 1.5))
        painter.drawRect(self._on_map(self._visible(), area, shapes).intersected(area))

    def _on_map(self, box: QRectF, area: QRectF, shapes: Shapes) -> QRectF:
        across, along = area.width() / shapes.width, area.height() / shapes.height
        return QRectF(
            area.left() + box.left() * across, area.top() + box.top() * along,
            max(box.width() * across, 1.5), max(box.height() * along, 1.5),
        )  # fmt: skip

    def _jump(self, at: QPointF) -> None:
        """Bring the place of the drawing that is here on the map into the middle."""
        area, shapes = self._map(), self.shapes()
        if shapes is None or area.isEmpty():
            return
        x = (at.x() - area.left()) / area.width() * shapes.width
        y = (at.y() - area.top()) / area.height() * shapes.height
        self._offset = QPointF(self.rect().center()) - QPointF(x, y) * self._zoom
        self._fitted = False
        self._stay()
        self.update()

    def _restyle(self) -> None:
        if self._fitted:
            self.fit()
        self.update()
