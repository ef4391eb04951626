"""A computational graph in words, for those who do not see it, and with all digits for those who want them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject

from landscape_gui.core.graph import GraphNode, StepGraph, Value
from landscape_gui.core.graph.records import CONSTANT, INPUT, PARAMETER, NeuronNode
from landscape_gui.core.graph.walk import Moment
from landscape_gui.ui.views.graph.painter import figure
from landscape_gui.ui.views.graph.sentences import squashed_by_loss


class Telling(QObject):
    """Words about one graph at one moment."""

    def __init__(self, graph: StepGraph, moment: Moment) -> None:
        super().__init__()
        self._graph, self._moment = graph, moment

    def whole(self) -> str:
        """How large the graph is, and what the step is about."""
        nodes, edges = f"{len(self._graph.nodes):,}", f"{len(self._graph.edges):,}"
        words = self.tr("{nodes} nodes, {edges} edges.").format(nodes=nodes, edges=edges)
        about = [self._graph.nodes[node].label for node in self._moment.nodes]
        if about:
            words += " " + self.tr("This step is about {nodes}.").format(nodes=", ".join(about))
        return words + " " + self.tr("Arrow keys walk from node to node.")

    def node(self, index: int) -> str:
        """A node with its numbers and its neighbours."""
        node = self._graph.nodes[index]
        parts = [f"{self.kind(node)} {node.label}"]
        value, adjoint = self._moment.values[index], self._moment.adjoints[index]
        if value is None:
            parts.append(self.tr("not computed yet"))
        elif node.kind != CONSTANT or node.name:
            parts.append(self.tr("value {number}").format(number=figure(value)))
        if adjoint is not None and node.kind != CONSTANT:
            parts.append(self.tr("gradient {number}").format(number=figure(adjoint)))
        words = ", ".join(parts) + "."
        if node.inputs:
            labels = ", ".join(self._graph.nodes[k].label for k in node.inputs)
            words += " " + self.tr("Takes {nodes}.").format(nodes=labels)
        users = list(dict.fromkeys(edge.target for edge in self._graph.edges_from(index)))
        if users:
            words += " " + self.tr("Used by {nodes}.").format(
                nodes=", ".join(self._graph.nodes[k].label for k in users)
            )
        return words

    def digits(self, index: int) -> tuple[str, ...]:
        """Lines of a tooltip: what a node is, then its numbers with all their digits."""
        node = self._graph.nodes[index]
        lines = [f"{self.kind(node)} {node.label}"]
        squashing = squashed_by_loss(self._graph, node)
        if squashing:
            lines.append(self.tr("Its {function} is part of the loss.").format(function=squashing))
        value, adjoint = self._moment.values[index], self._moment.adjoints[index]
        if value is not None:
            lines.append(self.tr("value {number}").format(number=_all_digits(value)))
        if adjoint is not None and node.kind != CONSTANT:
            lines.append(self.tr("gradient {number}").format(number=_all_digits(adjoint)))
        if isinstance(node, NeuronNode) and value is not None:
            lines.append(self.tr("weighted sum {number}").format(number=_all_digits(node.sum)))
        return tuple(lines)

    def kind(self, node: GraphNode) -> str:
        """What kind of node it is."""
        if node.index == self._graph.output and node.inputs:
            return self.tr("Output")
        known = {PARAMETER: self.tr("Parameter"), INPUT: self.tr("Input"), CONSTANT: self.tr("Constant")}
        if isinstance(node, NeuronNode):
            return self.tr("Neuron")
        return known.get(node.kind, self.tr("Operation"))


def _all_digits(value: Value) -> str:
    if np.ndim(value) == 0:
        return repr(float(value)).replace("-", "−")
    array = np.asarray(value)
    shape = "×".join(map(str, array.shape))
    return f"({shape}), ‖·‖ = {float(np.linalg.norm(array))!r}"
