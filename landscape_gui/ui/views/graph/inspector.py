"""The inspector of a node: its numbers with all digits, how they come about, and every path to the output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from landscape_gui.core.graph import GraphNode, NeuronNode, Value
from landscape_gui.core.graph.records import Parameter
from landscape_gui.core.graph.walk import Moment
from landscape_gui.networks import DataNetwork
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph import looks
from landscape_gui.ui.views.graph.facts import NodeFacts
from landscape_gui.ui.views.graph.words import GraphWords
from landscape_gui.ui.views.tables.number_grid import LEAST_ROW_HEIGHT, NumberGrid
from landscape_gui.ui.views.tables.number_model import Column, Row, RowHead
from landscape_gui.ui.widgets.math_lines import MathLines
from landscape_gui.unitnames import quantity_link

MOST_ROWS = 8
"""Rows of a table that are seen without scrolling it."""
MOST_COLUMNS = 64
"""Columns of an array that are listed."""


class GraphInspector(QWidget):
    """All there is to say about one node.

    Signals:
        pathPointed: nodes of the path, or the ends of the edge, that is pointed at; empty for none.
        editAsked: name, as the graph calls it, of a value that is to be changed.
    """

    pathPointed = Signal(tuple)
    editAsked = Signal(str)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._words: GraphWords | None = None
        self._moment: Moment | None = None
        self._node = -1
        self._concealed = False
        self.lines = MathLines()
        self.lines.pointed.connect(self._pointed)
        self.values, self.gradients = _Table(themes), _Table(themes)
        self._titles = [QLabel(), QLabel()]
        for title in self._titles:
            title.setProperty("role", "heading")
        self._layout = QVBoxLayout(self)
        for widget in (self._titles[0], self.values, self._titles[1], self.gradients, self.lines):
            self._layout.addWidget(widget)
        self._layout.addStretch(1)
        self.values.chosen.connect(self._chosen)
        themes.changed.connect(self._restyle)
        self._restyle()

    def show_node(self, words: GraphWords | None, moment: Moment | None, node: int) -> None:
        """Show a node at a moment; −1 for none."""
        self._words, self._moment, self._node = words, moment, node
        self._refresh()

    def set_concealed(self, concealed: bool) -> None:
        """Tell no number that the walk has not come to yet, or all of them."""
        if concealed != self._concealed:
            self._concealed = concealed
            self._refresh()

    def node(self) -> GraphNode | None:
        """Return the node that is shown."""
        if self._words is None or not 0 <= self._node < len(self._words.graph.nodes):
            return None
        return self._words.graph.nodes[self._node]

    def title(self) -> tuple[str, str]:
        """Return what the node is called, in LaTeX, and what it is."""
        node = self.node()
        if node is None or self._words is None:
            return "", ""
        facts = self._facts(self._words)
        name = self._words.formulas.name(node)
        network = self._words.subject.problem
        link = quantity_link(network, node.name) if isinstance(network, DataNetwork) else ""
        shape = "×".join(map(str, node.shape))
        return name, ", ".join(part for part in (facts.kind(node), shape, link) if part)

    def _facts(self, words: GraphWords) -> NodeFacts:
        return NodeFacts(words, concealed=self._concealed)

    def _refresh(self) -> None:
        node, words, moment = self.node(), self._words, self._moment
        if node is None or words is None or moment is None:
            self.lines.set_entries(())
            return
        look = self._themes.theme
        inks = {role: looks.color(look, role) for role in ("value", "gradient", "local")}
        inks["error"] = look.color("error")
        self.lines.set_entries(self._facts(words).entries(node, moment), inks)
        known = self._facts(words).is_complete(node, moment)
        weights = isinstance(node, NeuronNode) and (known or moment.values[node.index] is not None)
        arrays = bool(node.shape) and (known or not node.inputs)
        self._show_tables(weights, arrays, arrays and known and np.ndim(node.value) == 2)
        if weights and isinstance(node, NeuronNode):
            self._show_weights(node, moment.gradient if self._concealed else None)
        elif arrays:
            self._show_array(node, known)

    def _show_tables(self, weights: bool, values: bool, gradients: bool) -> None:
        self._titles[0].setVisible(weights or values)
        self.values.setVisible(weights or values)
        self._titles[1].setVisible(gradients)
        self.gradients.setVisible(gradients)

    def _show_weights(self, node: NeuronNode, known: Mapping[str, Value] | None) -> None:
        """What a neuron has of its own: weights and biases, what they multiply, and derivatives, ``known`` or all."""
        assert self._words is not None
        sources = [None if p.place < 0 else self._words.graph.nodes[node.inputs[p.place]] for p in node.parameters]
        self._titles[0].setText(self.tr("Parameters: a double click changes one"))
        columns = (
            Column(self.tr("value"), self.tr("The weight or bias itself.")),
            Column(self.tr("times"), self.tr("What it is multiplied with: the input it weighs.")),
            Column("∂L/∂", self.tr("The derivative of the loss by it: δ times that input.")),
        )
        heads = [
            RowHead(p.name, tip=s.label if s is not None else "") for p, s in zip(node.parameters, sources, strict=True)
        ]
        rows = [
            Row((p.value, None if s is None else float(s.value), _gradient(p, known)))
            for p, s in zip(node.parameters, sources, strict=True)
        ]
        self.values.fill(columns, heads, rows, [p.name for p in node.parameters])

    def _show_array(self, node: GraphNode, known: bool) -> None:
        """A vector with its derivative beside it; a matrix with its derivative below it."""
        value, adjoint = np.asarray(node.value), np.asarray(node.adjoint)
        names = _names(node, value.shape)
        if value.ndim == 1:
            self._titles[0].setText(self.tr("Entries"))
            two = (Column(self.tr("value")), Column("∂L/∂"))
            rows = [Row((v, a if known else None)) for v, a in zip(value.tolist(), adjoint.tolist(), strict=True)]
            heads = [RowHead(f"{node.label}[{k}]") for k in range(len(rows))]
            self.values.fill(two, heads, rows, [names[k, 0] for k in range(len(rows))])
            return
        more = value.shape[1] - MOST_COLUMNS
        words = self.tr("the first {count} columns").format(count=MOST_COLUMNS)
        for table, title, told, array in (
            (self.values, self._titles[0], self.tr("Value"), value),
            (self.gradients, self._titles[1], self.tr("Derivative of the loss by each entry"), adjoint),
        ):
            title.setText(f"{told}, {words}" if more > 0 else told)
            columns = tuple(Column(str(k)) for k in range(min(value.shape[1], MOST_COLUMNS)))
            heads = [RowHead(str(k)) for k in range(len(array))]
            table.fill(columns, heads, [Row(tuple(row[:MOST_COLUMNS])) for row in array.tolist()], names)

    def _pointed(self, number: int) -> None:
        self.pathPointed.emit(self.lines.entries()[number].tag if number >= 0 else ())

    def _chosen(self, row: int, column: int) -> None:
        name = self.values.name(row, column)
        if name:
            self.editAsked.emit(name)

    def _restyle(self) -> None:
        px = self._themes.px
        self._layout.setContentsMargins(0, 0, px(6), px(4))
        self._layout.setSpacing(px(4))
        self._refresh()


class _Table(NumberGrid):
    """A table of a node, as high as its rows need.

    Signals:
        chosen: row and column of a double click or Enter.
    """

    chosen = Signal(int, int)

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__(themes)
        self._kept: Sequence[str] | NDArray[np.object_] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._activated)

    def fill(
        self,
        columns: Sequence[Column],
        heads: Sequence[RowHead],
        rows: Sequence[Row],
        names: Sequence[str] | NDArray[np.object_],
    ) -> None:
        """Show numbers, and remember what they are called: one name a row, or (rows, columns) of them."""
        self._kept = names
        self.set_shape(columns, heads)
        self.set_rows(rows)
        self.setFixedHeight(self._wanted_height(len(rows)))

    def name(self, row: int, column: int) -> str:
        """What the value in a cell is called."""
        found = self._kept[row]
        return found if isinstance(found, str) else str(found[column])

    def _wanted_height(self, rows: int) -> int:
        line = self._themes.px(LEAST_ROW_HEIGHT + 2)
        return line * (min(rows, MOST_ROWS) + 1) + self.horizontalScrollBar().sizeHint().height()

    def _activated(self, index: QModelIndex) -> None:
        self.chosen.emit(index.row(), index.column())


def _gradient(parameter: Parameter, known: Mapping[str, Value] | None) -> float | None:
    """Its derivative, as far as it is ``known``; None there for all."""
    if known is None:
        return parameter.gradient
    return float(known[parameter.name]) if parameter.name in known else None


def _names(node: GraphNode, shape: tuple[int, ...]) -> NDArray[np.object_]:
    """What the entries of an array are called: "W1[0,2]", of a vector "b1[0]" in a single column."""
    rows, columns = shape[0], shape[1] if len(shape) > 1 else 1
    names: NDArray[np.object_] = np.empty((rows, columns), dtype=object)
    for i in range(rows):
        for j in range(columns):
            names[i, j] = f"{node.name}[{i},{j}]" if len(shape) > 1 else f"{node.name}[{i}]"
    return names
