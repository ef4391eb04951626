"""What each node of a computational graph looks like before it has a place: outline, label, room for numbers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from landscape_gui.core.graph import GraphNode, StepGraph
from landscape_gui.core.graph.records import CONSTANT, OPERATION, PARAMETER, NeuronNode
from landscape_gui.ui import mathline
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph.formulas import name_in_formulas
from landscape_gui.ui.views.graph.plan import is_exponent
from landscape_gui.ui.views.graph.sentences import squashed_by_loss

LABEL, SIGN, SMALL, FIGURE, TINY = 15.0, 18.0, 13.0, 12.0, 10.0
"""Sizes of names, of signs of operations, of constants and of the numbers above and below, at scale 1."""
ROUND, BOX, FLAT = 34.0, 30.0, 22.0
"""Diameter of an operation, height of a name, height of a constant."""
ROOM = 17.0
"""Height of a line of numbers above or below a node."""
SIDE, WIDEST = 10.0, 150.0
WIDEST_FIGURE = "−0.00000"
"""A number as wide as most are; wider ones are shrunk to this."""
HALF, APART = 34.0, 40.0
"""Width of half a neuron, and how far from its middle the numbers of this half stand."""
MOST_CELLS, CELL, SMALL_CELL, TALL_CELL = 8, 12.0, 8.0, 18.0
"""Rows and columns up to which an array is shown cell by cell; size of a cell, of one of many, width in a vector."""

VALUE, ADJOINT, SUM, DELTA = "value", "adjoint", "sum", "delta"
"""What a slot says: the value of a node or its derivative; of a neuron also the same of its weighted sum."""
CIRCLE, NAME, NUMBER, NEURON, ARRAY = "circle", "name", "number", "neuron", "array"
"""Forms of bodies."""


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """Room for a number, relative to the middle of its node; ``tag`` is what formulas call it, None without one."""

    kind: str
    area: QRectF
    tag: mathline.Box | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A node without a place.

    Attributes:
        form: one of ``CIRCLE``, …; width, height: of its outline; corner: radius of its corners.
        label: what stands in it; shrink: how much smaller it is painted to fit.
        second: a neuron's activation beside the sum, a shape and a sign below the name of an array; else None.
        slots: where its numbers stand; around: how much wider and higher it is with them.
        cells: rows and columns of an array shown cell by cell, (0, 0) for none; pictures: where value and derivative
            are, relative to its middle.
    """

    form: str
    width: float
    height: float
    corner: float
    label: mathline.Box
    shrink: float = 1.0
    second: mathline.Box | None = None
    slots: tuple[Slot, ...] = ()
    cells: tuple[int, int] = (0, 0)
    pictures: tuple[QRectF, ...] = ()

    @property
    def around(self) -> tuple[float, float]:
        """Room beyond the outline, the same at both sides."""
        wide = max((2.0 * max(-slot.area.left(), slot.area.right()) for slot in self.slots), default=0.0)
        high = max((2.0 * max(-slot.area.top(), slot.area.bottom()) for slot in self.slots), default=0.0)
        return max(0.0, wide - self.width), max(0.0, high - self.height)


def structure(graph: StepGraph) -> tuple[object, ...]:
    """All of a graph that its drawing shows but for its numbers."""
    return tuple(
        (node.kind, node.operation, node.name, node.caption, node.symbol, node.inputs, _shape(node))
        for node in graph.nodes
    )


def _shape(node: GraphNode) -> tuple[int, ...]:
    return () if isinstance(node.value, float) else node.shape  # most are numbers, and asking numpy takes its time


class Modeller:
    """Makes bodies; labels are typeset once for each size."""

    def __init__(self, themes: ThemeManager) -> None:
        self._themes = themes
        self._typeset: dict[tuple[str, float], mathline.Box] = {}

    def bodies(self, graph: StepGraph) -> list[Body]:
        """The body of each node."""
        if len(self._typeset) > 2_000:
            self._typeset.clear()
        scale = self._themes.scale
        self._figure = QFontMetricsF(self._themes.font(FIGURE)).horizontalAdvance(WIDEST_FIGURE)
        exponents = {edge.target: edge.source for edge in graph.edges if is_exponent(graph, edge)}
        found = []
        for node in graph.nodes:
            if _shape(node):
                found.append(self._array(graph, node, scale))
            elif isinstance(node, NeuronNode):
                found.append(self._neuron(graph, node, scale))
            elif node.kind == OPERATION:
                power = graph.nodes[exponents[node.index]].caption if node.index in exponents else None
                found.append(self._operation(graph, node, sign_of(node, power), scale))
            else:
                found.append(self._leaf(node, scale))
        return found

    def _set(self, latex: str, size: float) -> mathline.Box:
        key = (latex, size)
        if key not in self._typeset:
            self._typeset[key] = mathline.typeset(latex, size)
        return self._typeset[key]

    def _leaf(self, node: GraphNode, scale: float) -> Body:
        if node.kind == CONSTANT:
            label = self._set(node.caption, SMALL * scale)
            width = max(FLAT * scale, label.width + 0.8 * SIDE * scale)
            named = node.caption != node.label and node.name
            slots = self._slots(FLAT * scale, {VALUE: None}) if named else ()
            return Body(NUMBER, width, FLAT * scale, 0.3 * FLAT * scale, label, slots=slots)
        label, height = self._set(node.caption, LABEL * scale), BOX * scale
        width, shrink = _fitted(label, 1.3 * height, SIDE * scale)
        corner = 0.26 * height if node.kind == PARAMETER else height / 2.0
        return Body(NAME, width, height, corner, label, shrink, slots=self._slots(height, {VALUE: None, ADJOINT: None}))

    def _operation(self, graph: StepGraph, node: GraphNode, sign: str, scale: float) -> Body:
        label = self._set(sign, SIGN * scale if len(sign) == 1 else LABEL * scale)
        height = max(ROUND * scale, label.ascent + label.descent + 4.0 * scale)
        width, shrink = _fitted(label, height, 0.7 * SIDE * scale)
        called = name_in_formulas(graph, node)
        told = called != node.caption or bool(node.name)
        tag = self._set(called, (FIGURE + 1.0) * scale) if told and called != sign else None
        corner = height / 2.0 if width <= 1.2 * height else 0.36 * height
        slots = self._slots(height, {VALUE: tag, ADJOINT: None})
        return Body(CIRCLE, width, height, corner, label, shrink, slots=slots)

    def _slots(self, height: float, wanted: dict[str, mathline.Box | None], middle: float = 0.0) -> tuple[Slot, ...]:
        """Slots above and below a body of this height."""
        room, found = ROOM * self._themes.scale, []
        for kind, tag in wanted.items():
            width = self._figure + (0.0 if tag is None else tag.width + self._equals())
            top = -height / 2.0 - room if kind in {VALUE, SUM} else height / 2.0
            found.append(Slot(kind, QRectF(middle - width / 2.0, top, width, room), tag))
        return tuple(found)

    def _equals(self) -> float:
        return 14.0 * self._themes.scale

    def _neuron(self, graph: StepGraph, node: NeuronNode, scale: float) -> Body:
        """Two halves: the weighted sum, and the activation, each with its own numbers above and below.

        Under the activation stands which other one the loss applies to the output.
        """
        height, size = ROUND * scale, (FIGURE + 1.0) * scale
        activation = sign_of(node) if node.activation != "linear" else r"\mathrm{id}"
        label, second = self._set("Σ", LABEL * scale), self._set(activation, LABEL * scale)
        if in_loss := self._in_loss(graph, node, scale):
            second = mathline.stacked(second, in_loss)
        width = max(2.0 * HALF * scale, 2.0 * (second.width + SIDE * scale))
        tags = self._set("z", size), self._set(node.caption, size), self._set(r"\delta", size)
        side = max(APART * scale, (self._figure + max(tag.width for tag in tags) + self._equals()) / 2.0 + 2.0 * scale)
        slots = self._slots(height, {SUM: tags[0], DELTA: tags[2]}, -side)
        slots += self._slots(height, {VALUE: tags[1], ADJOINT: None}, side)
        return Body(NEURON, width, height, height / 2.0, label, second=second, slots=slots)

    def _in_loss(self, graph: StepGraph, node: GraphNode, scale: float) -> mathline.Box | None:
        """The activation of an output that is a part of the loss: "σ in L"; None where there is none."""
        squashing = squashed_by_loss(graph, node)
        if not squashing:
            return None
        sign = "σ" if squashing == "sigmoid" else rf"\mathrm{{{squashing}}}"
        return self._set(rf"{sign}\ \mathrm{{in}}\ L", TINY * scale)

    def _array(self, graph: StepGraph, node: GraphNode, scale: float) -> Body:
        """A box with name and shape; arrays of few cells are shown as pictures, value and derivative side by side."""
        rows, columns = (*node.shape, 1)[:2]
        title = rf"{node.caption}\ \mathrm{{({'×'.join(map(str, node.shape))})}}"
        label = self._set(title, LABEL * scale)
        sign = node.symbol if node.kind == OPERATION else ""
        second = self._set(rf"\mathrm{{{sign}}}", SMALL * scale) if sign else None
        second = self._in_loss(graph, node, scale) or second
        height = (26.0 + (18.0 if second is not None else 0.0)) * scale
        width = max(label.width, second.width if second is not None else 0.0) + 2.0 * SIDE * scale
        shown = rows <= MOST_CELLS and columns <= MOST_CELLS
        pictures: tuple[QRectF, ...] = ()
        if shown:
            high = (CELL if max(rows, columns) <= 4 else SMALL_CELL) * scale
            wide = high if columns > 1 else TALL_CELL * scale
            size, gap = (columns * wide, rows * high), 10.0 * scale
            width = max(width, 2.0 * size[0] + gap + 2.0 * SIDE * scale)
            below = height
            height += size[1] + 10.0 * scale
            top = below - height / 2.0
            pictures = (
                QRectF(-gap / 2.0 - size[0], top, *size),
                QRectF(gap / 2.0, top, *size),
            )
        slots = self._slots(height, {VALUE: None, ADJOINT: None})
        cells = (rows, columns) if shown else (0, 0)
        corner = 8.0 * scale
        return Body(ARRAY, width, height, corner, label, 1.0, second, _widened(slots, width), cells, pictures)


def _widened(slots: tuple[Slot, ...], width: float) -> tuple[Slot, ...]:
    """Slots at least as wide as their body."""
    return tuple(
        Slot(slot.kind, slot.area.adjusted(-more, 0.0, more, 0.0), slot.tag)
        for slot in slots
        for more in [max(0.0, (width - slot.area.width()) / 2.0)]
    )


def _fitted(label: mathline.Box, least: float, side: float) -> tuple[float, float]:
    """Width of a body around ``label``, and how much that is shrunk."""
    widest = WIDEST / LABEL * label.ascent / 0.78
    width = max(least, min(label.width, widest) + 2.0 * side)
    return width, min(1.0, (width - side) / max(label.width, 1.0))


def sign_of(node: GraphNode, power: str | None = None) -> str:
    """What stands in an operation, in LaTeX: its sign; with ``power`` a power of a fixed exponent."""
    if node.operation == "pow" and power is not None:
        return f"x^{{{power}}}"
    if node.operation in {"affine"} or not node.symbol:
        return node.caption
    return _SIGNS.get(node.operation) or rf"\mathrm{{{node.symbol}}}"


_SIGNS = {
    "add": "+", "sub": "−", "mul": "×", "div": "÷", "neg": "−", "pow": "x^{y}", "sigmoid": "σ", "sqrt": r"\sqrt{x}",
    "abs": "|x|", "exp": "e^{x}",
}  # fmt: skip
