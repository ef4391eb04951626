"""Paints a computational graph at a moment of its walk: values above nodes, gradients below, the active edge alight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from landscape_gui.core.graph import GraphNode, StepGraph, Value
from landscape_gui.core.graph.records import CONSTANT, OPERATION, BackwardStep
from landscape_gui.core.graph.walk import Moment
from landscape_gui.numbers import short
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views import graph_looks as looks
from landscape_gui.ui.views.graph_shapes import FIGURE, HEIGHT, ROOM, Shape, Shapes

ARROW = 7.0
LEAST_FIGURE = 5.5
"""Pixels below which a number is not painted at all."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the user points at: a node or an edge under the mouse, the chosen node, the node the keyboard is at.

    ``path``: nodes one after the other, the way along which a share of a derivative comes.
    """

    hovered: int | None = None
    hovered_edge: int | None = None
    chosen: int | None = None
    focused: int | None = None
    path: tuple[int, ...] = ()


class GraphPainter:
    """Paints in pixels at zoom 1; the painter's transformation places and magnifies it."""

    def __init__(self, themes: ThemeManager) -> None:
        self._themes = themes

    def paint(
        self, painter: QPainter, graph: StepGraph, shapes: Shapes, moment: Moment, marks: Marks, visible: QRectF
    ) -> None:
        """Paint all that lies in ``visible``."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        zoom = abs(painter.transform().m11())
        self._edges(painter, graph, shapes, moment, marks, visible)
        with_figures = FIGURE * self._themes.scale * zoom >= LEAST_FIGURE
        for node, shape in zip(graph.nodes, shapes.nodes, strict=True):
            room = self._themes.scale * ROOM
            if visible.intersects(shape.box.adjusted(-40.0, -room, 40.0, room)):
                self._node(painter, node, shape, moment, marks)
                if graph.trouble is not None and graph.trouble.node == node.index:
                    self._mark_trouble(painter, shape)
                if with_figures:
                    self._figures(painter, node, shape, moment)
        if with_figures:
            self._words_of_edges(painter, graph, shapes, moment, marks)

    def _edges(
        self, painter: QPainter, graph: StepGraph, shapes: Shapes, moment: Moment, marks: Marks, visible: QRectF
    ) -> None:
        look, scale = self._themes.theme, self._themes.scale
        quiet, reached = look.color("muted", 0.55), looks.color(look, "gradient")
        reached.setAlphaF(0.75)
        active = set(moment.edges)
        for number, (edge, path) in enumerate(zip(graph.edges, shapes.edges, strict=True)):
            if number in active or not visible.intersects(path.controlPointRect().adjusted(-9, -9, 9, 9)):
                continue
            constant = graph.nodes[edge.source].kind == CONSTANT
            done = moment.adjoints[edge.source] is not None and moment.adjoints[edge.target] is not None
            ink = reached if done and not constant else quiet
            width = 2.4 if number == marks.hovered_edge else 1.4
            self._arrow(painter, path, ink, width * scale)
        back = isinstance(moment.step, BackwardStep)
        for number in active:
            self._glow(painter, shapes.edges[number], looks.color(look, "gradient" if back else "value"))
        way = set(pairwise(marks.path))
        for edge, path in zip(graph.edges, shapes.edges, strict=True):
            if (edge.source, edge.target) in way:
                self._glow(painter, path, look.color("accent"))

    def _glow(self, painter: QPainter, path: QPainterPath, ink: QColor) -> None:
        scale = self._themes.scale
        for width, alpha in ((11.0, 0.10), (7.0, 0.18)):
            halo = QColor(ink)
            halo.setAlphaF(alpha)
            painter.setPen(QPen(halo, width * scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)
        self._arrow(painter, path, ink, 2.6 * scale)

    def _arrow(self, painter: QPainter, path: QPainterPath, ink: QColor, width: float) -> None:
        painter.setPen(QPen(ink, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        tip, reach = path.pointAtPercent(1.0), ARROW * self._themes.scale
        head = QPainterPath(tip)
        head.lineTo(tip.x() - reach, tip.y() - 0.5 * reach)
        head.lineTo(tip.x() - reach, tip.y() + 0.5 * reach)
        head.closeSubpath()
        painter.fillPath(head, QBrush(ink))

    def _node(self, painter: QPainter, node: GraphNode, shape: Shape, moment: Moment, marks: Marks) -> None:
        look, scale = self._themes.theme, self._themes.scale
        output = node.index == len(moment.values) - 1 and node.kind == OPERATION
        role = "output" if output else node.kind
        ink = looks.color(look, role)
        waiting = moment.values[node.index] is None
        painter.setPen(QPen(_faded(ink, 0.45 if waiting else 1.0), 1.5 * scale))
        painter.setBrush(looks.fill(look, role, 0.05 if waiting else 0.14))
        if node.index in moment.nodes:
            back = isinstance(moment.step, BackwardStep) or moment.adjoints[node.index] is not None
            self._halo(painter, shape, looks.color(look, "gradient" if back else "value"))
            painter.setPen(QPen(ink, 2.4 * scale))
        painter.drawRoundedRect(shape.box, shape.corner, shape.corner)
        painter.setPen(_faded(ink if node.kind != OPERATION else look.color("text"), 0.6 if waiting else 1.0))
        self._label(painter, shape)
        for which, width in ((marks.chosen, 2.6), (marks.focused, 2.0), (marks.hovered, 1.2)):
            if node.index == which:
                grown = shape.box.adjusted(*(side * 4.0 * scale for side in (-1, -1, 1, 1)))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                style = Qt.PenStyle.DashLine if which == marks.focused != marks.chosen else Qt.PenStyle.SolidLine
                painter.setPen(QPen(look.color("accent"), width * scale, style))
                painter.drawRoundedRect(grown, shape.corner + 4.0 * scale, shape.corner + 4.0 * scale)

    def _mark_trouble(self, painter: QPainter, shape: Shape) -> None:
        """The node where a number stops being finite."""
        ink = self._themes.theme.color("error")
        self._halo(painter, shape, ink)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 2.4 * self._themes.scale))
        painter.drawRoundedRect(shape.box, shape.corner, shape.corner)

    def _halo(self, painter: QPainter, shape: Shape, ink: QColor) -> None:
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        for pixels, alpha in ((9.0, 0.12), (5.0, 0.2)):
            grow = pixels * self._themes.scale
            painter.setBrush(_faded(ink, alpha))
            painter.drawRoundedRect(
                shape.box.adjusted(-grow, -grow, grow, grow), shape.corner + grow, shape.corner + grow
            )
        painter.restore()

    def _label(self, painter: QPainter, shape: Shape) -> None:
        label, middle = shape.label, shape.box.center()
        painter.save()
        painter.translate(middle)
        painter.scale(shape.scale, shape.scale)
        label.paint(painter, QPointF(-label.width / 2.0, (label.ascent - label.descent) / 2.0))
        painter.restore()

    def _figures(self, painter: QPainter, node: GraphNode, shape: Shape, moment: Moment) -> None:
        """The value above a node; below it its adjoint, or its tangent."""
        look, room = self._themes.theme, ROOM * self._themes.scale
        value, below = moment.values[node.index], moment.adjoints[node.index]
        if below is None:
            below = moment.tangents[node.index]
        painter.setFont(self._themes.font(FIGURE))
        wide = shape.box.adjusted(-60.0, 0.0, 60.0, 0.0)
        if value is not None and not (node.kind == CONSTANT and node.caption == node.label):
            painter.setPen(_or_error(look.color("error"), looks.color(look, "value"), value))
            above = QRectF(wide.left(), shape.box.top() - room, wide.width(), room)
            self._named(painter, shape, above, figure(value))
        if below is not None and node.kind != CONSTANT:
            painter.setPen(_or_error(look.color("error"), looks.color(look, "gradient"), below))
            under = QRectF(wide.left(), shape.box.bottom(), wide.width(), room)
            painter.drawText(under, int(Qt.AlignmentFlag.AlignCenter), figure(below))

    def _named(self, painter: QPainter, shape: Shape, area: QRectF, words: str) -> None:
        """A value, after the name of a result that has one."""
        if shape.name is None:
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), words)
            return
        pen, gap = painter.pen(), 4.0 * self._themes.scale
        equals = "= " + words
        width = QFontMetricsF(painter.font()).horizontalAdvance(equals)
        left = area.center().x() - (shape.name.width + gap + width) / 2.0
        painter.drawText(
            QRectF(left + shape.name.width + gap, area.top(), width + 2.0, area.height()),
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
            equals,
        )
        font = painter.font()
        painter.setPen(self._themes.theme.color("text"))
        shape.name.paint(painter, QPointF(left, area.center().y() + 0.34 * FIGURE * self._themes.scale))
        painter.setFont(font)
        painter.setPen(pen)

    def _words_of_edges(
        self, painter: QPainter, graph: StepGraph, shapes: Shapes, moment: Moment, marks: Marks
    ) -> None:
        step = moment.step
        if isinstance(step, BackwardStep) and moment.edges:
            parts = [(figure(step.upstream), "gradient"), (" × ", "text"), (figure(step.local), "local")]
            parts += [(" = ", "text"), (figure(step.contribution), "gradient")]
            if all(np.ndim(part) == 0 for part in (step.upstream, step.local, step.contribution)):
                self._chip(painter, shapes, moment.edges[0], parts)
        if marks.hovered_edge is not None and marks.hovered_edge not in moment.edges:
            edge = graph.edges[marks.hovered_edge]
            known = [("∂", "muted"), (f" = {figure(edge.local)}", "local")]
            if moment.values[edge.target] is not None:
                self._chip(painter, shapes, marks.hovered_edge, known)

    def _chip(self, painter: QPainter, shapes: Shapes, edge: int, parts: Sequence[tuple[str, str]]) -> None:
        """Words in several colours on a rounded ground: on the edge, or above it where it is too short for them."""
        look, scale = self._themes.theme, self._themes.scale
        font = self._themes.font(FIGURE)
        metrics = QFontMetricsF(font)
        width = sum(metrics.horizontalAdvance(text) for text, _ in parts)
        box = QRectF(0.0, 0.0, width + 14.0 * scale, metrics.height() + 6.0 * scale)
        path, middle = shapes.edges[edge], shapes.middle(edge)
        box.moveCenter(middle)
        painter.setPen(QPen(looks.color(look, "gradient"), 1.0 * scale))
        if box.width() > path.pointAtPercent(1.0).x() - path.pointAtPercent(0.0).x() - 2.0 * ARROW * scale:
            box.moveBottom(middle.y() - (HEIGHT / 2.0 + ROOM + 6.0) * scale)
            painter.drawLine(middle, QPointF(middle.x(), box.bottom()))
        painter.setBrush(look.color("raised"))
        painter.drawRoundedRect(box, 6.0 * scale, 6.0 * scale)
        painter.setFont(font)
        x = box.left() + 7.0 * scale
        for text, role in parts:
            known = role in {"gradient", "local", "value"}
            painter.setPen(looks.color(look, role) if known else look.color(role))
            painter.drawText(QPointF(x, box.center().y() + (metrics.ascent() - metrics.descent()) / 2.0), text)
            x += metrics.horizontalAdvance(text)


def figure(value: Value) -> str:
    """A number as it stands at a node; of an array its only number, or its shape."""
    if np.ndim(value) == 0:
        return short(float(value))
    array = np.asarray(value)
    if array.size == 1:
        return short(float(array.ravel()[0]))
    if array.ndim == 1 and array.size <= 3:
        return f"({', '.join(short(float(entry), 3) for entry in array)})"
    return "×".join(map(str, array.shape)) + f", |·| {short(float(np.linalg.norm(array)), 3)}"


def _faded(color: QColor, alpha: float) -> QColor:
    faded = QColor(color)
    faded.setAlphaF(alpha * color.alphaF())
    return faded


def _or_error(error: QColor, usual: QColor, value: Value) -> QColor:
    return usual if np.isfinite(value).all() else error
