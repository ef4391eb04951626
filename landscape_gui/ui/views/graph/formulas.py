"""The formulas of each step through a computational graph, in LaTeX with the numbers filled in. No Qt in here."""

from __future__ import annotations

import re
from itertools import groupby

import numpy as np

from landscape_gui.arithmetic import latex, latex_factor, latex_number, latex_symbols
from landscape_gui.core.graph import (
    Arithmetic,
    BackwardStep,
    ForwardStep,
    GraphNode,
    NeuronNode,
    StepGraph,
    TangentStep,
)
from landscape_gui.core.graph.captions import latex_node, latex_precedence, name_latex
from landscape_gui.core.graph.records import CONSTANT, INSIDE, OUTER, SHARE, SUMMED, TRANSPOSED, GraphEdge
from landscape_gui.core.graph.slopes import slope_arithmetic, slope_latex
from landscape_gui.core.graph.stepgraph import LAYERS, SCALARS
from landscape_gui.core.graph.walk import SeedStep
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.core.operations import ATOM, OPERATIONS, POWER
from landscape_gui.core.terms import Node

LONGEST = 9
"""Characters of a label beyond which a node is called by its number in formulas."""
OUTPUTS = ("L", "f", "F", "E")
"""What an output without a name is called: the first of these that nothing else is called."""


class GraphFormulas:
    """Formulas about one graph.

    Args:
        graph: the graph; seed: the input whose tangent is followed, "" for none.
    """

    def __init__(self, graph: StepGraph, seed: str = "") -> None:
        self.graph, self.seed = graph, seed

    def name(self, node: GraphNode) -> str:
        """What a node is called: its name or a short caption, else v and its number."""
        return name_in_formulas(self.graph, node)

    def piece(self, node: GraphNode) -> tuple[str, int]:
        """The same with the precedence of its outermost operation."""
        return piece_in_formulas(self.graph, node)

    def factor(self, node: GraphNode) -> str:
        """The same as it stands inside a product, or after ∂."""
        name, precedence = self.piece(node)
        return f"({name})" if precedence < POWER else name

    def partial(self, above: GraphNode | str, below: GraphNode | str) -> str:
        """∂ above / ∂ below, of nodes or of what is called so."""
        top, bottom = (part if isinstance(part, str) else self.factor(part) for part in (above, below))
        return rf"\frac{{\partial {top}}}{{\partial {bottom}}}"

    def by(self, below: GraphNode | str) -> str:
        """The derivative of the output by something."""
        return self.partial(self.graph.nodes[self.graph.output], below)

    def forward(self, step: ForwardStep) -> tuple[str, ...]:
        """How a value comes about: one line, of a neuron one for its sum and one for its activation."""
        return tuple(self.value(self.graph.nodes[step.node], line) for line in step.lines)

    def value(self, node: GraphNode, line: Arithmetic) -> str:
        """A line of how a node comes about: what is computed in symbols, the same with numbers, and the result."""
        own = not line.name or line.name == node.name
        left = self.name(node) if own else name_latex(line.name)
        symbols = self._symbols(node, line) if own else ""
        numbers = "" if self.graph.level == LAYERS and node.operation in LOSSES else latex(line)
        return _chain(left, "" if symbols == left else symbols, numbers, ink("value", latex_number(line.result)))

    def tangent(self, step: TangentStep) -> tuple[str, ...]:
        """How fast a node changes with the seed: local derivatives times the tangents of its inputs."""
        node, seed = self.graph.nodes[step.node], name_latex(self.seed)
        terms = [
            rf"{ink('local', self.partial(node, source))} \cdot {ink('gradient', self.partial(source, seed))}"
            for source in (self.graph.nodes[i] for i in node.inputs)
            if source.kind != CONSTANT
        ]
        result = ink("gradient", latex_number(step.tangent))
        left = self.partial(node, seed)
        return (_chain(left, " + ".join(terms)), _chain(left, latex(step.arithmetic), result))

    def seeded(self, step: SeedStep) -> tuple[str, ...]:
        """The derivative of the output by itself."""
        node = self.graph.nodes[step.node]
        return (_chain(self.partial(node, node), ink("gradient", latex_number(1.0))),)

    def backward(self, step: BackwardStep) -> tuple[str, ...]:
        """The product of the chain rule; below it how the local derivative comes about, where there is much to it."""
        target, numbers, after = self.graph.nodes[step.target], self._numbers(step), ink_after(step)
        if step.kind == INSIDE:
            assert isinstance(target, NeuronNode)
            left = _chain(neuron_name(target, "delta"), self.by(neuron_name(target, "z")))
            symbols = rf"{ink('gradient', self.by(target))} \cdot {ink('local', self._slope_name(target))}"
            return (_chain(left, symbols, numbers, after), self.slope(target))
        if step.kind == SHARE:
            return (_chain(self.by(name_latex(step.name)), self._share(step), numbers, after),)
        source = self.graph.nodes[step.source]
        product = _chain(self.by(source), self._chain_rule(target, step), numbers, after)
        told = self.local(self.graph.edges_into(step.target)[step.place]) if self.graph.level == SCALARS else ""
        return (product, told) if told.count("=") > 1 else (product,)

    def local(self, edge: GraphEdge) -> str:
        """The derivative along an edge: its rule, the rule with numbers, and its value."""
        target, source = self.graph.nodes[edge.target], self.graph.nodes[edge.source]
        left, value = self.partial(target, source), ink("local", latex_number(edge.derivative))
        if isinstance(target, NeuronNode) and edge.gate is not None:
            symbols = rf"{self._slope_name(target)} \cdot {name_latex(edge.name)}"
            return _chain(left, symbols, rf"{latex_number(edge.gate)} \cdot {latex_factor(edge.local)}", value)
        if self.graph.level == SCALARS:
            return _chain(left, *self._slope(edge), value)
        return _chain(left, self._jacobian(target, edge) if self.graph.level == LAYERS else "", value)

    def slope(self, node: NeuronNode) -> str:
        """The slope of a neuron's activation at its sum."""
        left, value = self._slope_name(node), ink("local", latex_number(node.slope))
        operation, z = ACTIVATIONS[node.activation].operation, neuron_name(node, "z")
        if not operation:
            return _chain(left, value)
        result = float(OPERATIONS[operation].value(np.float64(node.sum)))
        symbols = slope_latex(operation, 0, ((z, ATOM),), (f"f({z})", ATOM))
        return _chain(left, symbols, latex(slope_arithmetic(operation, 0, (node.sum,), result)), value)

    def _symbols(self, node: GraphNode, line: Arithmetic) -> str:
        """What a node computes, from what its inputs are called; "" where that would say too little or too much."""
        sources = [self.graph.nodes[i] for i in node.inputs]
        if self.graph.level == LAYERS:
            if node.operation in LOSSES:
                return LOSSES[node.operation].formula
            more = (r"\mu", r"\sigma")[: len(line.operands) - len(sources)]
            return latex_symbols(line.template, (*map(self.factor, sources), *more))
        if node.operation not in OPERATIONS or not all(map(_is_short, sources)):
            return ""
        word = "" if node.symbol == OPERATIONS[node.operation].symbol else node.symbol
        return latex_node(Node(node.operation, node.inputs, word=word), [self.piece(source) for source in sources])[0]

    def _chain_rule(self, target: GraphNode, step: BackwardStep) -> str:
        """Upstream gradient times local derivative, in symbols."""
        upstream = ink("gradient", self.by(target))
        if isinstance(target, NeuronNode):
            weight = self.graph.edges_into(target.index)[step.place].name
            if not weight:
                return upstream
            return rf"{ink('gradient', neuron_name(target, 'delta'))} \cdot {ink('local', name_latex(weight))}"
        if self.graph.level == LAYERS and np.ndim(step.upstream):
            return self._matrix_rule(target, step, upstream)
        return rf"{upstream} \cdot {ink('local', self.partial(target, self.graph.nodes[step.source]))}"

    def _matrix_rule(self, target: GraphNode, step: BackwardStep, upstream: str) -> str:
        others = [self.factor(self.graph.nodes[i]) for i in target.inputs]
        if step.product == TRANSPOSED:
            return rf"{ink('local', others[0])}^{{\top}} \, {upstream}"
        if step.product == OUTER:
            return rf"{upstream} \, {ink('local', others[1])}^{{\top}}"
        slope = self.partial(target, self.graph.nodes[step.source])
        product = upstream if np.ndim(step.local) == 0 else rf"{upstream} \odot {ink('local', slope)}"
        return rf"\sum {product}" if step.product == SUMMED else product

    def _share(self, step: BackwardStep) -> str:
        """δ times what a neuron's own parameter multiplies; of a penalty its slope."""
        target = self.graph.nodes[step.target]
        if not isinstance(target, NeuronNode):
            return ""
        delta = ink("gradient", neuron_name(target, "delta"))
        if step.place < 0:
            return delta if step.local == 1.0 else ""
        return rf"{delta} \cdot {ink('local', self.factor(self.graph.nodes[step.source]))}"

    def _numbers(self, step: BackwardStep) -> str:
        upstream, local = ink("gradient", latex_number(step.upstream)), ink("local", latex_factor(step.local))
        if step.product == TRANSPOSED:
            numbers = rf"{local}^{{\top}} \, {upstream}"
        elif step.product == OUTER:
            numbers = rf"{upstream} \, {local}^{{\top}}"
        elif np.ndim(step.upstream) and np.ndim(step.local):
            numbers = rf"{upstream} \odot {local}"
        else:
            alone = np.ndim(step.upstream) or (step.kind == SHARE and step.local == 1.0)
            numbers = upstream if alone else rf"{upstream} \cdot {local}"
        if step.product == SUMMED:
            numbers = rf"\sum {numbers}"
        if np.ndim(step.before) == 0 and step.before != 0.0:
            numbers = f"{ink('gradient', latex_number(step.before))} + {_apart(numbers, step)}"
        return numbers

    def _slope(self, edge: GraphEdge) -> tuple[str, str]:
        """A local derivative of an operation in symbols and with numbers; "" twice for what is a mere number."""
        target = self.graph.nodes[edge.target]
        sources = [self.graph.nodes[i] for i in target.inputs]
        fixed = [float(source.value) if source.kind == CONSTANT else None for source in sources]
        values, names = [float(source.value) for source in sources], [self.piece(source) for source in sources]
        symbols = slope_latex(target.operation, edge.place, names, self.piece(target), fixed)
        if re.fullmatch(r"-?[\d.]+", symbols):
            return "", ""
        return symbols, latex(slope_arithmetic(target.operation, edge.place, values, float(target.value), fixed))

    def _jacobian(self, target: GraphNode, edge: GraphEdge) -> str:
        """How a layer's derivative acts, in symbols."""
        others = [self.piece(self.graph.nodes[i]) for i in target.inputs]
        if edge.product == TRANSPOSED:
            return others[0][0]
        if edge.product == OUTER:
            return rf"{others[1][0]}^{{\top}}"
        if target.operation in OPERATIONS and len(others) == 1:
            return slope_latex(target.operation, 0, others, self.piece(target))
        return ""

    def _slope_name(self, node: NeuronNode) -> str:
        return f"f′({neuron_name(node, 'z')})"


def name_in_formulas(graph: StepGraph, node: GraphNode) -> str:
    """What a node is called in formulas, in LaTeX: its name or a short caption, else v and its number."""
    if node.index == graph.output and node.name in ("", "loss"):
        taken = {other.name for other in graph.nodes}
        return next((name for name in OUTPUTS if name not in taken), r"\mathrm{out}")
    return node.caption if _is_short(node) else f"v_{{{node.index}}}"


def piece_in_formulas(graph: StepGraph, node: GraphNode) -> tuple[str, int]:
    """The same with the precedence of its outermost operation."""
    name = name_in_formulas(graph, node)
    compound = node.inputs and not node.name and name == node.caption and node.operation in OPERATIONS
    return name, latex_precedence(node.operation) if compound else ATOM


def _is_short(node: GraphNode) -> bool:
    # A label that leaves something out would look like a formula that is not there.
    return bool(node.name) or not node.inputs or (len(node.label) <= LONGEST and "…" not in node.label)


def neuron_name(node: GraphNode, letter: str) -> str:
    """One of the quantities of a neuron in LaTeX: of "h1[0]" its sum z, or its delta."""
    return name_latex(letter + node.name.removeprefix("h"))


def ink(role: str, latex: str) -> str:
    """LaTeX in the colour of a role."""
    return rf"\textcolor{{{role}}}{{{latex}}}"


def ink_after(step: BackwardStep) -> str:
    """What the receiver of a step has accumulated with it."""
    return ink("gradient", latex_number(step.after))


def _apart(numbers: str, step: BackwardStep) -> str:
    """A product as it stands after a plus sign."""
    return f"({numbers})" if float(step.upstream) < 0.0 else numbers


def _chain(*parts: str) -> str:
    """An equation of all that is not empty; what looks the same as the term before is not written twice."""
    return " = ".join(part for part, _ in groupby(parts) if part)
