"""Reverse mode on the expression graph: the gradient and the Hessian are further nodes of the same graph."""

from __future__ import annotations

from dataclasses import replace

from landscape_gui.core.expression import Graph
from landscape_gui.core.operations import OPERATIONS
from landscape_gui.core.terms import CONSTANT, INPUT, Builder, Node, Term


def with_gradient(graph: Graph) -> Graph:
    """Graph whose outputs are the value and its d partial derivatives (in the order of ``graph.variables``)."""
    builder = folded(graph)
    inputs = _variable_nodes(builder, graph)
    output = builder.outputs[-1]
    gradient = _reverse(builder.builder, output, inputs)
    return _graph(builder.builder, graph, [output, *gradient])


def with_hessian(graph: Graph) -> Graph:
    """Graph whose outputs are the upper triangle of the Hessian, row by row: d (d + 1) / 2 outputs."""
    builder = folded(graph)
    inputs = _variable_nodes(builder, graph)
    gradient = _reverse(builder.builder, builder.outputs[-1], inputs)
    rows = [_reverse(builder.builder, partial, inputs[i:]) for i, partial in enumerate(gradient)]
    return _graph(builder.builder, graph, [entry for row in rows for entry in row])


class folded:  # noqa: N801 - reads as a function of the graph
    """A builder holding ``graph`` with constant operations folded; ``outputs`` are the places of its outputs."""

    def __init__(self, graph: Graph) -> None:
        self.builder = Builder()
        places: list[int] = []
        for node in graph.nodes:
            places.append(self._add(node, places))
        self.outputs = [places[i] for i in graph.outputs]

    def _add(self, node: Node, places: list[int]) -> int:
        if not node.inputs:
            return self.builder.add(node)
        if node.name == CONSTANT:
            return self.builder.constant(node.value)
        return self.builder.add(replace(node, inputs=tuple(places[i] for i in node.inputs)))


def _variable_nodes(builder: folded, graph: Graph) -> list[int]:
    return [builder.builder.add(Node(INPUT, name=name)) for name in graph.variables]


def _graph(builder: Builder, graph: Graph, outputs: list[int]) -> Graph:
    return Graph(tuple(builder.nodes), graph.variables, graph.coefficients, tuple(outputs))


def _reverse(builder: Builder, output: int, inputs: list[int]) -> list[int]:
    """Indices of the derivatives of node ``output`` by each of the nodes ``inputs``, by one backward sweep."""
    active = _depends_on(builder.nodes, set(inputs))
    adjoints: dict[int, Term] = {output: builder.lift(1.0)}
    for index in range(output, -1, -1):
        node = builder.nodes[index]
        if index not in adjoints or not node.inputs or not active[index]:
            continue
        terms = [builder.term(i) for i in node.inputs]
        for place, rule in enumerate(OPERATIONS[node.operation].derivatives):
            source = node.inputs[place]
            if active[source]:
                contribution = adjoints[index] * builder.lift(rule(*terms, builder.term(index)))
                known = adjoints.get(source)
                adjoints[source] = contribution if known is None else known + contribution
    zero = builder.lift(0.0)
    return [adjoints.get(i, zero).index for i in inputs]


def _depends_on(nodes: list[Node], inputs: set[int]) -> list[bool]:
    active: list[bool] = []
    for index, node in enumerate(nodes):
        active.append(index in inputs or any(active[i] for i in node.inputs))
    return active
