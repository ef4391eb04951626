"""Nodes of a computational graph as shapes with places: laid out once for a structure, whatever the values."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from landscape_gui.core.graph import StepGraph
from landscape_gui.core.graph.stepgraph import SCALARS
from landscape_gui.render.graphlayout import GraphLayout, Spacing, layout
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph.bodies import Body, Modeller, Slot, structure
from landscape_gui.ui.views.graph.plan import Plan, plan

KEPT = 8
"""Layouts that are remembered."""
GAP, WIDE_GAP = 30.0, 48.0
"""Least room between two columns at scale 1: of operations, and of neurons or layers."""
ARROW = 7.0
"""Length of an arrow's head at scale 1."""
EACH = 12
"""Points that a piece of a curve is sampled at."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A piece at its place.

    Attributes:
        node: the node it stands for; body: what is drawn; middle: where the body's middle is.
        box: its outline; extent: the same with the numbers written around it.
    """

    node: int
    body: Body
    middle: QPointF
    box: QRectF
    extent: QRectF

    def area(self, slot: Slot) -> QRectF:
        """Where a number of it stands."""
        return slot.area.translated(self.middle)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A drawn edge.

    Attributes:
        path: its line, up to the arrow; head: the arrow; points: (k, 2) along the line; box: around all of it.
    """

    path: QPainterPath
    head: QPolygonF
    points: np.ndarray
    box: QRectF

    def at(self, share: float) -> QPointF:
        """The place after a share of the way."""
        return QPointF(*self.points[round(share * (len(self.points) - 1))])


class Shapes:
    """A drawing without values, in pixels at zoom 1, its left top corner at (0, 0).

    Attributes:
        pieces: all shapes; first: of each node the number of its first piece, None where it has none.
        curves: by edge, None for one that is not drawn; ends: the pieces each begins and ends at.
        width, height: of all.
        boxes: (pieces, 4) left, top, right, bottom of each shape with its numbers.
    """

    def __init__(self, shapes: Sequence[Shape], curves: Sequence[Curve | None], drawn: Plan, made: GraphLayout) -> None:
        self.pieces, self.curves, self.ends = tuple(shapes), tuple(curves), drawn.ends
        self.width, self.height = made.width, made.height
        found: dict[int, list[int]] = {}
        for piece, node in enumerate(drawn.nodes):
            found.setdefault(node, []).append(piece)
        self._of_node = found
        self.boxes = np.array([_corners(shape.extent) for shape in self.pieces]).reshape(-1, 4)
        boxes = [_corners(curve.box) if curve is not None else (0.0, 0.0, -1.0, -1.0) for curve in self.curves]
        self.curve_boxes = np.array(boxes).reshape(-1, 4)

    def pieces_of(self, node: int) -> Sequence[int]:
        """The pieces that stand for a node: one, none for an exponent, several for a constant."""
        return self._of_node.get(node, ())

    def shapes_of(self, node: int) -> list[Shape]:
        """The shapes that stand for a node."""
        return [self.pieces[piece] for piece in self.pieces_of(node)]

    def piece_at(self, at: QPointF, margin: float) -> int | None:
        """The piece at a place, None where there is none within ``margin``."""
        for piece, shape in enumerate(self.pieces):
            if shape.box.adjusted(-margin, -margin, margin, margin).contains(at):
                return piece
        return None

    def node_at(self, at: QPointF, margin: float) -> int | None:
        """The node at a place, None where there is none within ``margin``."""
        piece = self.piece_at(at, margin)
        return None if piece is None else self.pieces[piece].node

    def neighbour(self, piece: int, across: float, up: float) -> int | None:
        """Return the piece next to one: along an edge to the left or right, or above or below; None at the end."""
        middle = self.pieces[piece].middle
        ends = [pair for pair in self.ends if pair is not None]
        if across < 0.0:
            near = [source for source, target in ends if target == piece]
        elif across > 0.0:
            near = [target for source, target in ends if source == piece]
        else:
            near = [k for k, shape in enumerate(self.pieces) if up * (middle.y() - shape.middle.y()) > 1.0]

        def distance(other: int) -> float:
            offset = self.pieces[other].middle - middle
            return abs(offset.y()) + (3.0 if up else 0.0) * abs(offset.x())

        return min(near, key=distance, default=None)

    def edge_at(self, at: QPointF, margin: float) -> int | None:
        """The nearest edge within ``margin`` of a place."""
        best, found = margin, None
        for number in in_reach(self.curve_boxes, QRectF(at.x() - margin, at.y() - margin, 2 * margin, 2 * margin)):
            curve = self.curves[number]
            assert curve is not None, "edges that are not drawn have no box"
            distance = _distance(curve.points, at)
            if distance < best:
                best, found = distance, number
        return found


class Draughtsman:
    """Lays graphs out, and remembers the last few layouts: only their structure and the size of text matter."""

    def __init__(self, themes: ThemeManager) -> None:
        self._themes = themes
        self._modeller = Modeller(themes)
        self._kept: OrderedDict[tuple[object, ...], Shapes] = OrderedDict()
        self._last: tuple[StepGraph | None, float, Shapes | None] = (None, 0.0, None)

    def shapes(self, graph: StepGraph) -> Shapes:
        """The drawing of ``graph``."""
        known, scale, shapes = self._last
        if known is graph and scale == self._themes.scale and shapes is not None:
            return shapes
        key = (self._themes.scale, structure(graph))
        found = self._kept.get(key)
        if found is None:
            found = self._draw(graph)
        self._kept[key] = found
        self._kept.move_to_end(key)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._last = (graph, self._themes.scale, found)
        return found

    def _draw(self, graph: StepGraph) -> Shapes:
        scale, drawn = self._themes.scale, plan(graph)
        bodies = self._modeller.bodies(graph)
        pieces = [bodies[node] for node in drawn.nodes]
        lines = [ends for ends in drawn.ends if ends is not None]
        places = [edge.place for edge, ends in zip(graph.edges, drawn.ends, strict=True) if ends is not None]
        inputs = {node.index for node in graph.nodes if graph.level != SCALARS and node.name.startswith("x")}
        gap = GAP if graph.level == SCALARS else WIDE_GAP
        made = layout(
            [(body.width, body.height) for body in pieces] or np.zeros((0, 2)),
            [(source, target, place) for (source, target), place in zip(lines, places, strict=True)],
            left=[piece for piece, node in enumerate(drawn.nodes) if node in inputs],
            around=[body.around for body in pieces] or 0.0,
            corners=[body.corner for body in pieces] or 0.0,
            spacing=Spacing(gap * scale, 12.0 * scale, 16.0 * scale, 10.0 * scale, ends=0.7),
        )
        shapes = [
            _placed(node, body, QPointF(*middle))
            for node, body, middle in zip(drawn.nodes, pieces, made.centers, strict=True)
        ]
        routes = _curves(made.routes, scale)
        curves = [None if ends is None else next(routes) for ends in drawn.ends]
        return Shapes(shapes, curves, drawn, made)


def in_reach(boxes: np.ndarray, area: QRectF) -> list[int]:
    """Numbers of the (n, 4) boxes that touch ``area``; an empty box touches nothing."""
    left, top, right, bottom = boxes.T
    touches = (left <= area.right()) & (right >= area.left()) & (top <= area.bottom()) & (bottom >= area.top())
    return [int(number) for number in np.nonzero(touches & (right >= left))[0]]


def _placed(node: int, body: Body, middle: QPointF) -> Shape:
    box = QRectF(middle.x() - body.width / 2.0, middle.y() - body.height / 2.0, body.width, body.height)
    extent = box
    for slot in body.slots:
        extent = extent.united(slot.area.translated(middle))
    return Shape(node, body, middle, box, extent)


def _sampled(routes: Sequence[np.ndarray]) -> list[np.ndarray]:
    """(1 + k·EACH, 2) points along each of the curves of k cubic pieces; as ``sample``, but for all of them at once."""
    if not routes:
        return []
    pieces = np.concatenate([np.stack([route[k::3][: len(route) // 3] for k in range(4)], axis=1) for route in routes])
    t = np.linspace(0.0, 1.0, EACH + 1)[1:]
    weights = np.stack([(1.0 - t) ** 3, 3.0 * t * (1.0 - t) ** 2, 3.0 * t * t * (1.0 - t), t**3], axis=1)
    along = np.einsum("tw,pwc->ptc", weights, pieces)
    ends = np.cumsum([len(route) // 3 for route in routes])
    parts = np.split(along, ends[:-1])
    return [np.concatenate([route[:1], part.reshape(-1, 2)]) for route, part in zip(routes, parts, strict=True)]


def _curves(routes: Sequence[np.ndarray], scale: float) -> Iterator[Curve]:
    """The lines of edges through their control points, with the heads of their arrows."""
    reach = ARROW * scale
    sampled = _sampled(routes)
    if not sampled:
        return
    every = np.concatenate(sampled)
    begins = np.cumsum([0, *(len(along) for along in sampled[:-1])])
    lows, highs = (extreme.reduceat(every, begins).tolist() for extreme in (np.minimum, np.maximum))
    for route, along, low, high in zip(routes, sampled, lows, highs, strict=True):
        points = route.tolist()
        path = QPainterPath(QPointF(*points[0]))
        for k in range(1, len(points), 3):
            (x1, y1), (x2, y2), (x3, y3) = points[k : k + 3]
            path.cubicTo(x1, y1, x2, y2, x3, y3)
        x, y = points[-1]
        corners = ((x, y), (x - reach, y - 0.5 * reach), (x - reach, y + 0.5 * reach))
        head = QPolygonF([QPointF(*corner) for corner in corners])
        box = QRectF(low[0], low[1], high[0] - low[0], high[1] - low[1]).adjusted(-reach, -reach, reach, reach)
        yield Curve(path, head, along, box)


def _distance(points: np.ndarray, at: QPointF) -> float:
    """Distance of a place from a line through points."""
    place = np.array((at.x(), at.y()))
    begin, along = points[:-1], np.diff(points, axis=0)
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(((place - begin) * along).sum(axis=1) / length, 0.0, 1.0)
    return float(np.sqrt(((begin + share[:, None] * along - place) ** 2).sum(axis=1)).min())


def _corners(box: QRectF) -> tuple[float, float, float, float]:
    return box.left(), box.top(), box.right(), box.bottom()
