"""Paints a computational graph at a moment of its walk: values above nodes, gradients below, the active edge alight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from landscape_gui.core.graph import GraphNode, StepGraph, Value
from landscape_gui.core.graph.records import CONSTANT, INSIDE, OPERATION, SHARE, BackwardStep, NeuronNode, TangentStep
from landscape_gui.core.graph.stepgraph import NEURONS
from landscape_gui.core.graph.walk import Moment, SeedStep
from landscape_gui.numbers import short
from landscape_gui.ui import mathline
from landscape_gui.ui.theme import Theme, ThemeManager, Weight
from landscape_gui.ui.views.graph import looks
from landscape_gui.ui.views.graph.bodies import ADJOINT, ARRAY, CIRCLE, DELTA, FIGURE, NEURON, NUMBER, SUM, VALUE, Slot
from landscape_gui.ui.views.graph.shapes import Curve, Shape, Shapes
from landscape_gui.ui.views.network import looks as network_looks

LEAST_FIGURE = 5.0
"""Pixels below which a number is not painted at all."""
LINE, ACTIVE_LINE = 1.5, 3.0
PULSE = 4.5
"""Radius of what travels along the active edge."""
ARRIVED = 0.55
"""Part of a step's motion after which it has travelled along its edges, and the number appears."""
WEIGHTS = (0.8, 4.0)
"""Width of a line of a weight of 0 and of the largest one."""
CENTER = int(Qt.AlignmentFlag.AlignCenter)


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


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What is painted: a graph, its drawing, and what is known."""

    graph: StepGraph
    shapes: Shapes
    moment: Moment

    @property
    def active_pieces(self) -> list[int]:
        """The pieces that the step is about."""
        return [piece for node in self.moment.nodes for piece in self.shapes.pieces_of(node)]

    @property
    def active_edges(self) -> list[int]:
        """The drawn edges that the step is about."""
        return [edge for edge in self.moment.edges if self.shapes.curves[edge] is not None]

    @property
    def backward(self) -> bool:
        """Whether the step goes against the edges."""
        return isinstance(self.moment.step, BackwardStep | SeedStep)

    def number(self, node: int, kind: str) -> Value | None:
        """What a slot of a node says at this moment, None while it is not known."""
        moment, entry = self.moment, self.graph.nodes[node]
        if kind == VALUE:
            return moment.values[node]
        if kind == SUM:
            assert isinstance(entry, NeuronNode), "only neurons have a sum"
            return None if moment.values[node] is None else entry.sum
        if kind == DELTA:
            return moment.deltas[node]
        below = moment.adjoints[node]
        return moment.tangents[node] if below is None else below

    def fresh(self, node: int) -> frozenset[str]:
        """Kinds of the numbers of a node that the step has brought."""
        step = self.moment.step
        if node not in self.moment.nodes or step is None:
            return frozenset()
        if isinstance(step, BackwardStep):
            return frozenset() if step.kind == SHARE else frozenset({DELTA if step.kind == INSIDE else ADJOINT})
        if isinstance(step, SeedStep):
            return frozenset({ADJOINT})
        return frozenset({VALUE, SUM, ADJOINT}) if isinstance(step, TangentStep) else frozenset({VALUE, SUM})


class GraphPainter:
    """Paints in pixels at zoom 1; the painter's transformation places and magnifies it."""

    def __init__(self, themes: ThemeManager) -> None:
        self._themes = themes

    def rest(self, painter: QPainter, sight: Sight, pieces: Iterable[int], edges: Iterable[int]) -> None:
        """Paint these pieces and edges but for those that the step is about."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if sight.graph.level == NEURONS:
            self._weights(painter, sight, edges)
        else:
            self._edges(painter, sight, edges)
        active = set(sight.active_pieces)
        for piece in pieces:
            if piece not in active:
                self._piece(painter, sight, sight.shapes.pieces[piece])

    def active(self, painter: QPainter, sight: Sight, progress: float = 1.0) -> None:
        """Paint what the step is about, ``progress`` from 0 to 1 of its motion being done."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._themes.theme
        ink = looks.color(look, "gradient" if sight.backward else "value")
        curves = [sight.shapes.curves[edge] for edge in sight.active_edges]
        for curve in curves:
            assert curve is not None, "active edges are drawn"
            self._glow(painter, curve, ink)
        arrived = min(max((progress - ARRIVED) / (1.0 - ARRIVED), 0.0), 1.0) if curves else progress
        for piece in sight.active_pieces:
            shape = sight.shapes.pieces[piece]
            self._halo(painter, shape, ink, 0.4 + 0.6 * arrived)
            self._piece(painter, sight, shape, arrived, ink)
        if progress < ARRIVED:
            for curve in curves:
                assert curve is not None, "active edges are drawn"
                share = progress / ARRIVED
                self._pulse(painter, curve.at(1.0 - share if sight.backward else share), ink)

    def marks(self, painter: QPainter, sight: Sight, marks: Marks) -> None:
        """Paint rings around what is pointed at, the marked path, and where numbers stop being finite."""
        look, scale = self._themes.theme, self._themes.scale
        way = set(pairwise(marks.path))
        for edge, line in zip(sight.graph.edges, sight.shapes.curves, strict=True) if way else ():
            if line is not None and (edge.source, edge.target) in way:
                self._glow(painter, line, look.color("accent"))
        trouble = sight.graph.trouble
        for shape in sight.shapes.shapes_of(trouble.node) if trouble is not None else ():
            self._mark_trouble(painter, shape)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if marks.hovered_edge is not None and marks.hovered_edge < len(sight.shapes.curves):
            curve = sight.shapes.curves[marks.hovered_edge]
            if curve is not None:
                self._arrow(painter, curve, looks.color(look, "local"), 2.4 * scale)
        for which, width in ((marks.chosen, 2.6), (marks.focused, 2.0), (marks.hovered, 1.4)):
            for shape in sight.shapes.shapes_of(which) if which is not None else ():
                grow = 3.0 * scale
                dashed = which == marks.focused != marks.chosen
                style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
                painter.setPen(QPen(look.color("accent"), width * scale, style))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                corner = shape.body.corner + grow
                painter.drawRoundedRect(shape.box.adjusted(-grow, -grow, grow, grow), corner, corner)

    def _mark_trouble(self, painter: QPainter, shape: Shape) -> None:
        """The node where a number stops being finite."""
        ink = self._themes.theme.color("error")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for width, alpha in ((12.0, 0.10), (7.0, 0.18), (2.4, 1.0)):
            painter.setPen(QPen(_faded(ink, alpha), width * self._themes.scale))
            painter.drawRoundedRect(shape.box, shape.body.corner, shape.body.corner)

    def _edges(self, painter: QPainter, sight: Sight, edges: Iterable[int]) -> None:
        """Lines by what is known at their ends; those with a gradient above the others."""
        look, moment, active = self._themes.theme, sight.moment, set(sight.moment.edges)
        reached = looks.blended(look, looks.color(look, "gradient"), 0.8)
        quiet, faint = looks.blended(look, look.color("muted"), 0.7), looks.blended(look, look.color("muted"), 0.4)
        groups: dict[str, list[Curve]] = {"faint": [], "quiet": [], "reached": []}
        for number in edges:
            curve, edge = sight.shapes.curves[number], sight.graph.edges[number]
            if curve is None or number in active:
                continue
            constant = sight.graph.nodes[edge.source].kind == CONSTANT
            done = moment.adjoints[edge.source] is not None and moment.adjoints[edge.target] is not None
            waiting = moment.values[edge.target] is None
            groups["reached" if done and not constant else "faint" if waiting else "quiet"].append(curve)
        for key, ink in (("faint", faint), ("quiet", quiet), ("reached", reached)):
            self._arrows(painter, groups[key], ink, LINE * self._themes.scale)

    def _weights(self, painter: QPainter, sight: Sight, edges: Iterable[int]) -> None:
        """Edges of a graph of neurons: width and colour tell their weights, as in the network's own diagram."""
        scale, look, active = self._themes.scale, self._themes.theme, set(sight.moment.edges)
        locals_ = np.array([float(edge.local) if edge.name else 0.0 for edge in sight.graph.edges])
        known = locals_[np.isfinite(locals_)]
        reach = max(float(np.abs(known).max(initial=0.0)), 1e-12)
        strengths = np.clip(np.nan_to_num(locals_ / reach, nan=0.0), -1.0, 1.0)
        colors = network_looks.colors_at(look, strengths)
        plain = looks.blended(look, look.color("muted"), 0.7)
        for number in edges:
            curve = sight.shapes.curves[number]
            if curve is None or number in active:
                continue
            if not sight.graph.edges[number].name:
                self._arrow(painter, curve, plain, LINE * scale)
                continue
            width = (WEIGHTS[0] + (WEIGHTS[1] - WEIGHTS[0]) * abs(strengths[number])) * scale
            pen = QPen(QColor(colors[number]), width)
            if strengths[number] < 0.0:
                pen.setDashPattern([dash * scale / width for dash in network_looks.DASH])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(curve.path)

    def _arrows(self, painter: QPainter, curves: Sequence[Curve], ink: QColor, width: float) -> None:
        painter.setPen(QPen(ink, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for curve in curves:
            painter.drawPath(curve.path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        for curve in curves:
            painter.drawConvexPolygon(curve.head)

    def _arrow(self, painter: QPainter, curve: Curve, ink: QColor, width: float) -> None:
        self._arrows(painter, [curve], ink, width)

    def _glow(self, painter: QPainter, curve: Curve, ink: QColor) -> None:
        scale = self._themes.scale
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for width, alpha in ((14.0, 0.07), (9.5, 0.11), (6.0, 0.18)):
            painter.setPen(_pen(_faded(ink, alpha), width * scale))
            painter.drawPath(curve.path)
        self._arrow(painter, curve, ink, ACTIVE_LINE * scale)

    def _pulse(self, painter: QPainter, at: QPointF, ink: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for grow, alpha in ((2.4, 0.16), (1.6, 0.3), (1.0, 1.0)):
            painter.setBrush(_faded(ink, alpha))
            radius = PULSE * grow * self._themes.scale
            painter.drawEllipse(at, radius, radius)

    def _halo(self, painter: QPainter, shape: Shape, ink: QColor, strength: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for pixels, alpha in ((12.0, 0.07), (8.0, 0.11), (4.5, 0.2)):
            grow = pixels * self._themes.scale
            painter.setBrush(_faded(ink, alpha * strength))
            corner = shape.body.corner + grow
            painter.drawRoundedRect(shape.box.adjusted(-grow, -grow, grow, grow), corner, corner)

    def _piece(
        self, painter: QPainter, sight: Sight, shape: Shape, arrived: float = 1.0, alight: QColor | None = None
    ) -> None:
        """A node with its numbers; those that the step has brought have ``arrived`` only so far."""
        node = sight.graph.nodes[shape.node]
        waiting = sight.moment.values[node.index] is None
        self._outline(painter, sight, shape, node, waiting, alight)
        if shape.body.pictures:
            self._pictures(painter, sight, shape)
        if FIGURE * self._themes.scale * abs(painter.transform().m11()) >= LEAST_FIGURE:
            fresh = sight.fresh(node.index) if alight is not None else frozenset()
            for slot in shape.body.slots:
                new = slot.kind in fresh
                self._number(painter, sight, shape, slot, arrived if new else 1.0, bold=new)

    def _outline(
        self, painter: QPainter, sight: Sight, shape: Shape, node: GraphNode, waiting: bool, alight: QColor | None
    ) -> None:
        look, scale, body = self._themes.theme, self._themes.scale, shape.body
        role = looks.OUTPUT if node.index == sight.graph.output and node.kind == OPERATION else node.kind
        ink = looks.color(look, role)
        line = looks.blended(look, ink, 0.5 if waiting else 1.0)
        if body.form == NUMBER:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(looks.fill(look, role, 0.14))
        else:
            painter.setPen(QPen(alight if alight is not None else line, (2.4 if alight is not None else 1.5) * scale))
            painter.setBrush(looks.fill(look, role, 0.04 if waiting else 0.15))
        painter.drawRoundedRect(shape.box, body.corner, body.corner)
        if role == looks.OUTPUT and body.form in {CIRCLE, NEURON}:
            inner, less = shape.box.adjusted(*(side * 3.0 * scale for side in (1, 1, -1, -1))), 3.0 * scale
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(line, 1.0 * scale))
            painter.drawRoundedRect(inner, body.corner - less, body.corner - less)
        words = ink if node.kind not in {OPERATION} else look.color("text")
        painter.setPen(looks.blended(look, words, 0.6 if waiting else 1.0))
        self._labels(painter, shape, line)

    def _labels(self, painter: QPainter, shape: Shape, line: QColor) -> None:
        body, middle = shape.body, shape.middle
        if body.form == NEURON and body.second is not None:
            quarter = QPointF(body.width / 4.0, 0.0)
            _centred(painter, body.label, middle - quarter, body.shrink)
            _centred(painter, body.second, middle + quarter, body.shrink)
            painter.setPen(QPen(line, 1.0 * self._themes.scale))
            half = QPointF(0.0, body.height / 2.0)
            painter.drawLine(middle - half, middle + half)
        elif body.form == ARRAY:
            scale = self._themes.scale
            first = QPointF(middle.x(), shape.box.top() + 15.0 * scale)
            _centred(painter, body.label, first, body.shrink)
            if body.second is not None:
                painter.setPen(self._themes.theme.color("muted"))
                _centred(painter, body.second, first + QPointF(0.0, 18.0 * scale), body.shrink)
        else:
            _centred(painter, body.label, middle, body.shrink)

    def _pictures(self, painter: QPainter, sight: Sight, shape: Shape) -> None:
        """Small pictures of an array: blue below 0, orange above; its value, and beside it its derivative."""
        look, cells = self._themes.theme, shape.body.cells
        for kind, place in zip((VALUE, ADJOINT), shape.body.pictures, strict=True):
            area = place.translated(shape.middle)
            number = sight.number(shape.node, kind)
            known = number is not None
            if number is not None:
                painter.drawImage(area, array_picture(look, np.asarray(number).reshape(cells)))
            line = looks.color(look, "value" if kind == VALUE else "gradient") if known else look.color("border")
            painter.setPen(QPen(looks.blended(look, line, 0.7 if known else 0.8), 1.0 * self._themes.scale))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area)

    def _number(self, painter: QPainter, sight: Sight, shape: Shape, slot: Slot, arrived: float, bold: bool) -> None:
        """A number in its slot, after what formulas call it; shrunk where it would be wider than its room."""
        look, node = self._themes.theme, sight.graph.nodes[shape.node]
        number = sight.number(node.index, slot.kind)
        area = shape.area(slot)
        asked = bold and sight.moment.asked
        if (number is None and not asked) or (node.kind == CONSTANT and slot.kind == ADJOINT):
            if slot.tag is not None and slot.kind != DELTA:
                painter.setPen(look.color("muted", 0.75))
                _centred(painter, slot.tag, area.center(), 1.0)
            return
        role = "value" if slot.kind in {VALUE, SUM} else "gradient"
        broken = number is not None and not np.isfinite(number).all()
        ink = look.color("error") if broken else looks.color(look, role)
        words = "" if number is None else figure(number)
        if asked:
            words = f"{words} + ?" if words else "?"
        font = self._themes.font(FIGURE, Weight.DemiBold) if bold else self._themes.font(FIGURE)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        tag = slot.tag
        before = 0.0 if tag is None else tag.width + metrics.horizontalAdvance(" = ")
        width = before + metrics.horizontalAdvance(words)
        shrink = min(1.0, area.width() / max(width, 1.0))
        painter.save()
        painter.translate(area.center())
        painter.scale(shrink, shrink)
        baseline = (metrics.ascent() - metrics.descent()) / 2.0
        left = -width / 2.0
        if tag is not None:
            baseline = min(baseline, area.height() / 2.0 - tag.descent)  # indices end above the body
            painter.setPen(look.color("muted"))
            tag.paint(painter, QPointF(left, baseline))
            painter.setFont(font)
            painter.drawText(QPointF(left + tag.width, baseline), " = ")
        painter.setPen(_faded(ink, arrived))
        painter.drawText(QPointF(left + before, baseline), words)
        painter.restore()


def figure(value: Value) -> str:
    """A number as it stands at a node; of a short vector its entries, of another array its norm."""
    if np.ndim(value) == 0:
        return short(float(value))
    array = np.asarray(value)
    if array.size == 1:
        return short(float(array.ravel()[0]))
    if array.ndim == 1 and array.size <= 2:
        return f"({', '.join(short(float(entry), 3) for entry in array)})"
    return f"‖·‖ {short(float(np.linalg.norm(array)), 3)}"


def array_picture(look: Theme, array: NDArray[np.float64]) -> QImage:
    """One pixel an entry, blue for the most negative, orange for the most positive, between them by size."""
    reach = float(np.abs(array[np.isfinite(array)]).max(initial=0.0)) or 1.0
    entries = np.clip(np.rint((np.nan_to_num(array / reach, nan=0.0) + 1.0) * 127.5), 0, 255).astype(np.intp)
    pixels = np.ascontiguousarray(network_looks.picture_colors(look)[entries])
    rows, columns = pixels.shape
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


def _centred(painter: QPainter, box: mathline.Box, at: QPointF, shrink: float) -> None:
    if shrink < 1.0:
        painter.save()
        painter.translate(at)
        painter.scale(shrink, shrink)
        box.paint(painter, QPointF(-box.width / 2.0, (box.ascent - box.descent) / 2.0))
        painter.restore()
    else:
        box.paint(painter, QPointF(at.x() - box.width / 2.0, at.y() + (box.ascent - box.descent) / 2.0))


def _pen(ink: QColor, width: float) -> QPen:
    return QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)


def _faded(color: QColor, alpha: float) -> QColor:
    faded = QColor(color)
    faded.setAlphaF(alpha * color.alphaF())
    return faded
