"""Nodes of a computational graph as shapes with places: laid out once for a structure, whatever the values."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath

from landscape_gui.core.graph import GraphNode, StepGraph
from landscape_gui.core.graph.records import OPERATION
from landscape_gui.render.graphlayout import GraphLayout, Spacing, layout
from landscape_gui.ui import mathline
from landscape_gui.ui.theme import ThemeManager

LABEL, FIGURE = 15.0, 11.5
"""Sizes of what stands in a node, and of the numbers above and below it, at scale 1."""
HEIGHT, LEAST_WIDTH, SIDE, CORNER = 30.0, 36.0, 10.0, 8.0
ROOM = 17.0
"""Height of a line of numbers above or below a node."""
WIDEST_LABEL = 150.0
KEPT = 8
"""Layouts that are remembered."""
WIDEST_FIGURE = "−0.0000e−00"


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A node at its place.

    Attributes:
        box: its outline; corner: the radius of the outline's corners.
        label: what stands in it, laid out; scale: how much smaller it is painted to fit.
        name: that of a result which its label does not say, None without one.
    """

    box: QRectF
    corner: float
    label: mathline.Box
    scale: float
    name: mathline.Box | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """A drawing without values, in pixels at zoom 1, its left top corner at (0, 0).

    Attributes:
        nodes, edges: as in the graph; curves: the points of each edge, for finding it; size: width and height.
    """

    nodes: tuple[Shape, ...]
    edges: tuple[QPainterPath, ...]
    curves: tuple[np.ndarray, ...]
    width: float
    height: float

    def middle(self, edge: int) -> QPointF:
        """Where the words of an edge stand."""
        return self.edges[edge].pointAtPercent(0.5)

    def node_at(self, at: QPointF, margin: float) -> int | None:
        """The node at a place, None where there is none within ``margin``."""
        for index, shape in enumerate(self.nodes):
            if shape.box.adjusted(-margin, -margin, margin, margin).contains(at):
                return index
        return None

    def edge_at(self, at: QPointF, margin: float) -> int | None:
        """The nearest edge within ``margin`` of a place."""
        best, found = margin, None
        for index, points in enumerate(self.curves):
            distance = float(np.hypot(points[:, 0] - at.x(), points[:, 1] - at.y()).min())
            if distance < best:
                best, found = distance, index
        return found


class Draughtsman:
    """Lays graphs out, and remembers the last few layouts: only their structure and the size of text matter."""

    def __init__(self, themes: ThemeManager) -> None:
        self._themes = themes
        self._kept: OrderedDict[tuple[object, ...], Shapes] = OrderedDict()

    def shapes(self, graph: StepGraph) -> Shapes:
        """The drawing of ``graph``."""
        key = (self._themes.scale, structure(graph))
        found = self._kept.get(key)
        if found is None:
            found = self._draw(graph)
        self._kept[key] = found
        self._kept.move_to_end(key)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    def _draw(self, graph: StepGraph) -> Shapes:
        scale = self._themes.scale
        labels = [mathline.typeset(label_of(node), LABEL * scale) for node in graph.nodes]
        figure = QFontMetricsF(self._figure_font()).horizontalAdvance(WIDEST_FIGURE)
        boxes = [_size(node, label, scale) for node, label in zip(graph.nodes, labels, strict=True)]
        sizes = [(max(width, figure), height + 2.0 * ROOM * scale) for width, height in boxes]
        made = layout(
            sizes,
            [(edge.source, edge.target, edge.place) for edge in graph.edges],
            left=[] if graph.level == "scalars" else [node.index for node in graph.nodes if not node.inputs],
            spacing=Spacing(44.0 * scale, 14.0 * scale, 16.0 * scale, 10.0 * scale, ends=0.35),
        )
        return _placed(graph, made, boxes, sizes, labels, scale)

    def _figure_font(self) -> QFont:
        return self._themes.font(FIGURE)


def structure(graph: StepGraph) -> tuple[object, ...]:
    """All of a graph that its drawing shows but for its numbers."""
    return tuple((node.kind, node.operation, node.caption, node.inputs) for node in graph.nodes)


def label_of(node: GraphNode) -> str:
    """What stands in a node, in LaTeX: the sign of an operation, the name of anything else."""
    if node.kind != OPERATION:
        return node.caption
    if node.symbol and node.operation not in {"neuron", "affine"}:
        return _SIGNS.get(node.operation) or rf"\mathrm{{{node.symbol}}}"
    return node.caption


_SIGNS = {
    "add": "+", "sub": "−", "mul": "×", "div": "÷", "neg": "−", "pow": "x^{y}", "sigmoid": "σ", "sqrt": r"\sqrt{x}",
    "abs": "|x|", "exp": "e^{x}", "log": r"\mathrm{ln}",
}  # fmt: skip


def _size(node: GraphNode, label: mathline.Box, scale: float) -> tuple[float, float]:
    width = min(label.width, WIDEST_LABEL * scale) + 2.0 * SIDE * scale
    return max(width, LEAST_WIDTH * scale), max(HEIGHT * scale, label.ascent + label.descent + 6.0 * scale)


def _placed(
    graph: StepGraph,
    made: GraphLayout,
    boxes: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    labels: Sequence[mathline.Box],
    scale: float,
) -> Shapes:
    shapes = []
    for node, (x, y), (width, height), label in zip(graph.nodes, made.centers, boxes, labels, strict=True):
        corner = CORNER * scale if node.kind == OPERATION else height / 2.0
        fits = min(1.0, (width - SIDE * scale) / max(label.width, 1.0))
        told = node.kind != OPERATION or not node.name or label_of(node) == node.caption
        name = None if told else mathline.typeset(node.caption, (FIGURE + 1.0) * scale)
        shapes.append(Shape(QRectF(x - width / 2.0, y - height / 2.0, width, height), corner, label, fits, name))
    curves = [_to_outline(points, shapes[edge.source].box, shapes[edge.target].box)
              for points, edge in zip(made.routes, graph.edges, strict=True)]  # fmt: skip
    paths = [_path(points) for points in curves]
    samples = tuple(_sampled(path) for path in paths)
    return Shapes(tuple(shapes), tuple(paths), samples, made.width, made.height)


def _to_outline(points: np.ndarray, source: QRectF, target: QRectF) -> np.ndarray:
    """A curve that begins and ends at the outlines; the layout's boxes have room for numbers beside them."""
    points = points.copy()
    points[0, 0], points[-1, 0] = source.right(), target.left()
    points[-1, 1] = min(max(points[-1, 1], target.top() + 4.0), target.bottom() - 4.0)
    return points


def _path(points: np.ndarray) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for k in range(1, len(points), 3):
        path.cubicTo(*(QPointF(*point) for point in points[k : k + 3]))
    return path


def _sampled(path: QPainterPath) -> np.ndarray:
    count = max(8, min(64, int(path.length() / 8.0)))
    at = [path.pointAtPercent(k / count) for k in range(count + 1)]
    return np.array([(point.x(), point.y()) for point in at])
