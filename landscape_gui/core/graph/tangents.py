"""Forward mode as a graph: the tangent of the output by one input is a further piece of the same expression graph.

Shared, it is what automatic differentiation in forward mode computes; written out without sharing, it is the derivative
that the rules of the textbook give.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from landscape_gui.core.derivatives import folded
from landscape_gui.core.expression import Graph
from landscape_gui.core.operations import OPERATIONS
from landscape_gui.core.terms import INPUT, Node, Term


def with_tangent(graph: Graph, name: str) -> Graph:
    """Graph with two outputs: the value, and its derivative by the input ``name``."""
    start = folded(graph)
    builder, output = start.builder, start.outputs[-1]
    tangents: dict[int, Term] = {builder.add(Node(INPUT, name=name)): builder.lift(1.0)}
    for index in range(output + 1):
        node = builder.nodes[index]
        moving = [place for place, source in enumerate(node.inputs) if source in tangents]
        if not moving or not OPERATIONS[node.operation].derivatives:
            continue
        terms = [builder.term(source) for source in (*node.inputs, index)]
        parts = [
            builder.lift(OPERATIONS[node.operation].derivatives[place](*terms)) * tangents[node.inputs[place]]
            for place in moving
        ]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        if total.constant != 0.0:
            tangents[index] = total
    tangent = tangents.get(output, builder.lift(0.0)).index
    return Graph(tuple(builder.nodes), graph.variables, graph.coefficients, (output, tangent))


def operations(graph: Graph, outputs: Iterable[int]) -> int:
    """Number of operations that ``outputs`` need, each counted once however often it is used."""
    needed = set(outputs)
    for index in range(len(graph.nodes) - 1, -1, -1):
        if index in needed:
            needed.update(graph.nodes[index].inputs)
    return sum(bool(graph.nodes[index].inputs) for index in needed)


def written_out(graph: Graph, output: int) -> int:
    """Number of operations of ``output`` as one expression in which everything is written out wherever it is used."""
    sizes: list[int] = []
    for node in graph.nodes[: output + 1]:
        sizes.append(1 + sum([sizes[i] for i in node.inputs]) if node.inputs else 0)
    return sizes[output]


def unshared(graph: Graph, output: int) -> Graph:
    """``output`` as such an expression, a tree; ask ``written_out`` first how large it is."""
    nodes: list[Node] = []
    ready: list[int] = []
    stack: list[tuple[int, bool]] = [(output, False)]
    while stack:
        index, inputs_done = stack.pop()
        node = graph.nodes[index]
        if node.inputs and not inputs_done:
            stack.append((index, True))
            stack.extend((source, False) for source in reversed(node.inputs))
            continue
        count = len(node.inputs)
        inputs = tuple(ready[len(ready) - count :])
        del ready[len(ready) - count :]
        ready.append(len(nodes))
        nodes.append(replace(node, inputs=inputs))
    return Graph(tuple(nodes), graph.variables, graph.coefficients, (len(nodes) - 1,))
