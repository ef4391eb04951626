"""All there is to say about one node of a computational graph, as formulas with their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject

from landscape_gui.arithmetic import latex_factor, latex_number
from landscape_gui.core.graph import BackwardStep, GraphEdge, GraphNode, NeuronNode, Path, PathProducts, Tape, Value
from landscape_gui.core.graph.captions import name_latex
from landscape_gui.core.graph.records import ALONG, CONSTANT, INPUT, PARAMETER
from landscape_gui.core.graph.stepgraph import SCALARS
from landscape_gui.core.graph.walk import Moment
from landscape_gui.numbers import exact
from landscape_gui.ui.views.graph.bodies import sign_of
from landscape_gui.ui.views.graph.formulas import ink, neuron_name
from landscape_gui.ui.views.graph.words import GraphWords
from landscape_gui.ui.widgets.math_lines import Entry

PATHS, USERS, ADDED = 20, 12, 4
"""Paths and users of a node that are listed at most, and paths whose sum is written out."""


class NodeFacts(QObject):
    """Facts about the nodes of one graph.

    Args:
        words: what is said about it.
        concealed: tell only what the walk has come to, so that nothing is given away.
    """

    def __init__(self, words: GraphWords, *, concealed: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.words, self.graph, self.concealed = words, words.graph, concealed
        self.formulas = words.formulas

    def kind(self, node: GraphNode) -> str:
        """What kind of node it is."""
        if node.index == self.graph.output and node.inputs:
            return self.tr("output")
        if isinstance(node, NeuronNode):
            return self.tr("neuron")
        if node.kind == INPUT:
            return self.tr("data") if node.name in self.words.subject.data or node.shape else self.tr("input")
        known = {PARAMETER: self.tr("parameter"), CONSTANT: self.tr("constant")}
        return known.get(node.kind, self.tr("operation"))

    def entries(self, node: GraphNode, moment: Moment) -> list[Entry]:
        """Everything about ``node`` and what of it is not known yet at ``moment``; with ``concealed`` what is known."""
        found = self._numbers(node, moment)
        if not self.concealed:
            found += self._missing(node, moment)
        if node.inputs:
            found += [Entry(heading=self.tr("How it comes about")), Entry(words=self.words.sentences.forward(node))]
        if self.concealed and moment.values[node.index] is None:
            return [*found, Entry(words=self._uncomputed(node, moment))]
        if node.inputs:
            found += self._calculation(node, moment)
            found += self._local(node, moment)
        if self.concealed and not self._is_complete(node, moment):
            return [*found, Entry(words=self._outstanding(node, moment))]
        return [*found, *self._users(node), *self._paths(node), *self._update(node, moment)]

    def _missing(self, node: GraphNode, moment: Moment) -> list[Entry]:
        """Which of the numbers that are told belong to later steps."""
        if moment.values[node.index] is None:
            words = self.tr(
                "Not known yet at this step: the forward pass has not come here. This is what it will find."
            )
            return [Entry(words=words)]
        if self._is_complete(node, moment):
            return []
        found = self.tr("{missing} This is what it will find.").format(missing=self._outstanding(node, moment))
        return [Entry(words=found)]

    def _uncomputed(self, node: GraphNode, moment: Moment) -> str:
        """Why nothing is told of the value of ``node``."""
        if self._is_asked(node, moment):
            return self.tr("Its value is asked in this step.")
        return self.tr("Not computed yet: step forward, and its numbers appear here.")

    def _is_asked(self, node: GraphNode, moment: Moment) -> bool:
        """Whether somebody is asked for a number of ``node`` right now."""
        walk = self.words.walk
        return self.concealed and moment.cursor < walk.length and node.index in walk.moment(moment.cursor + 1).nodes

    def _outstanding(self, node: GraphNode, moment: Moment) -> str:
        """What has still to come where the derivative by ``node`` is not complete."""
        if self._is_asked(node, moment):
            return self.tr("What reaches it is asked in this step.")
        if self.words.walk.seed is not None:
            return self.tr("The derivative of the output is not known yet: this pass has not come to its end.")
        if moment.adjoints[node.index] is None:
            return self.tr("Its derivative is not known yet at this step: the backward pass has not come here.")
        return self.tr("Its derivative is not complete yet at this step: another path has still to bring its share.")

    def _is_complete(self, node: GraphNode, moment: Moment) -> bool:
        """Whether all shares of the derivative by ``node`` have come."""
        walk = self.words.walk
        if walk.seed is not None:
            return moment.cursor == walk.length
        if node.kind == CONSTANT:
            return True
        return moment.adjoints[node.index] is not None and not any(
            isinstance(step, BackwardStep) and step.kind == ALONG and step.source == node.index
            for step in walk.steps[moment.cursor :]
        )

    def is_complete(self, node: GraphNode, moment: Moment) -> bool:
        """Whether everything about the derivative by ``node`` may be told."""
        return not self.concealed or self._is_complete(node, moment)

    def _numbers(self, node: GraphNode, moment: Moment) -> list[Entry]:
        """Value, derivative and tangent, with all digits to copy; of a neuron also z, its slope and δ."""
        name, index = self.formulas.factor(node), node.index
        value = moment.values[index] if self.concealed else node.value
        adjoint = moment.adjoints[index] if self.concealed else node.adjoint
        found = []
        if value is not None:
            found.append(_number(name, value, "value"))
        if node.kind == CONSTANT:
            return found
        tangent = moment.tangents[index]
        if tangent is not None:
            found.append(_number(self.formulas.partial(node, name_latex(self.formulas.seed)), tangent, "gradient"))
        if adjoint is not None:
            found.append(_number(self.formulas.by(node), adjoint, "gradient"))
        return found

    def _calculation(self, node: GraphNode, moment: Moment) -> list[Entry]:
        if isinstance(self.graph, Tape):
            lines = [self.graph.expanded(node.index)]
        else:
            lines = [line for step in self.graph.forward_steps if step.node == node.index for line in step.lines]
        found = [Entry(self.formulas.value(node, line), exact=_digits(line.result)) for line in lines]
        if isinstance(node, NeuronNode) and not (self.concealed and moment.deltas[node.index] is None):
            found.append(Entry(self.formulas.slope(node), exact=exact(node.slope)))
            found.append(Entry(self._delta(node), exact=exact(node.delta)))
        return found

    def _delta(self, node: NeuronNode) -> str:
        adjoint, slope = latex_number(node.adjoint), latex_factor(node.slope)
        symbols = rf"{ink('gradient', self.formulas.by(node))} \cdot {ink('local', 'f′')}"
        numbers = rf"{ink('gradient', adjoint)} \cdot {ink('local', slope)}"
        left = f"{neuron_name(node, 'delta')} = {self.formulas.by(neuron_name(node, 'z'))}"
        return f"{left} = {symbols} = {numbers} = {ink('gradient', latex_number(node.delta))}"

    def _local(self, node: GraphNode, moment: Moment) -> list[Entry]:
        """Its derivative by each of its inputs; with ``concealed`` by those that have received their share."""
        edges = [edge for edge in self.graph.edges_into(node.index) if self._counts(edge)]
        if self.concealed and self.words.walk.seed is None:
            steps = self.words.walk.steps[: moment.cursor]
            taken = {step.place for step in steps if isinstance(step, BackwardStep) and step.target == node.index}
            edges = [edge for edge in edges if edge.place in taken]
        if not edges:
            return []
        heading = self.tr("Its derivative by its input") if len(edges) == 1 else self.tr("Its derivative by each input")
        return [Entry(heading=heading), *map(self._edge, edges)]

    def _users(self, node: GraphNode) -> list[Entry]:
        """Of a leaf, how those change with it that take it."""
        edges = self.graph.edges_from(node.index)
        if node.inputs or not edges or node.kind == CONSTANT:
            return []
        heading = self.tr("How what takes it changes with it")
        return [Entry(heading=heading), *map(self._edge, edges[:USERS])]

    def _edge(self, edge: GraphEdge) -> Entry:
        return Entry(self.formulas.local(edge), exact=_digits(edge.derivative), tag=(edge.source, edge.target))

    def _counts(self, edge: GraphEdge) -> bool:
        """Whether anybody asks for the derivative along an edge."""
        return edge.exists and self.graph.nodes[edge.source].kind != CONSTANT

    def _paths(self, node: GraphNode) -> list[Entry]:
        """The derivative of the output by it, as a sum over paths."""
        if node.kind == CONSTANT:
            return []
        if node.index == self.graph.output:
            return [Entry(words=self.tr("This is the output: its derivative by itself is 1."))]
        known = self.graph.path_products(node.index, PATHS)
        found = [Entry(heading=self._heading(known))]
        found += [Entry(self._path(path), exact=_digits(path.product), tag=path.nodes) for path in known.paths]
        shares = [path.product for path in known.paths]
        if 1 < known.count == len(shares) <= ADDED and all(np.ndim(share) == 0 for share in shares):
            total = " + ".join([latex_number(shares[0]), *map(latex_factor, shares[1:])])
            result = ink("gradient", latex_number(known.total))
            found.append(Entry(f"{self.formulas.by(node)} = {total} = {result}", exact=_digits(known.total)))
        return found

    def _heading(self, known: PathProducts) -> str:
        if known.count == 0:
            return self.tr("No path leads to the output: nothing here changes it")
        if known.count == 1:
            return self.tr("One path to the output: the product along it")
        if known.count <= len(known.paths):
            return self.tr("{count} paths to the output: their products add up").format(count=known.count)
        return self.tr("{count} paths to the output; the first {listed}").format(
            count=_counted(known.count), listed=len(known.paths)
        )

    def _path(self, path: Path) -> str:
        """A path as the chain of its nodes, and the product of the derivatives along it, but for factors 1."""
        ways = r" \rightarrow ".join(self._station(self.graph.nodes[index]) for index in path.nodes)
        product = ink("gradient", latex_number(path.product))
        if any(np.ndim(factor) for factor in path.derivatives):
            return f"{ways} = {product}"
        factors = [factor for factor in path.derivatives if factor != 1.0] or list(path.derivatives[:1])
        written = r" \cdot ".join([latex_number(factors[0]), *map(latex_factor, factors[1:])])
        return rf"{ways}:\ \ {ink('local', written)} = {product}"

    def _station(self, node: GraphNode) -> str:
        """A node on a path: its name, or the sign of an operation without one."""
        if node.name or not node.inputs or node.index == self.graph.output:
            return self.formulas.name(node)
        if self.graph.level != SCALARS:
            return node.caption
        exponent = self.graph.nodes[node.inputs[-1]]
        return sign_of(node, latex_number(exponent.value) if exponent.kind == CONSTANT else None)

    def _update(self, node: GraphNode, moment: Moment) -> list[Entry]:
        """The step that a parameter takes next."""
        words = self.words.update
        if node.kind != PARAMETER or words is None or words.update.waits or node.name not in words.update.names:
            return []
        index = list(words.update.names).index(node.name)
        if self.concealed and moment.updated <= index:
            return []
        line, new = words.own(index)[-1]
        return [Entry(heading=self.tr("Its next update")), Entry(line, exact=new)]


def _number(name: str, value: Value, role: str) -> Entry:
    role = role if np.isfinite(value).all() else "error"
    return Entry(f"{name} = {ink(role, latex_number(value))}", exact=_digits(value))


def _digits(value: Value) -> str:
    """A number with all its digits; an array row by row, for a spreadsheet."""
    if np.ndim(value) == 0:
        return exact(float(value))
    rows: Sequence[Sequence[float]] = np.atleast_2d(np.asarray(value)).tolist()
    return "\n".join("\t".join(map(exact, row)) for row in rows)


def _counted(count: int) -> str:
    """A number of paths; of very many about how many."""
    digits = str(count)
    return f"{count:,}" if len(digits) <= 12 else f"{digits[0]}.{digits[1]} · 10^{len(digits) - 1}"
