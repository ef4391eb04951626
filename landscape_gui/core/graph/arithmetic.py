"""Calculations with their numbers, as templates and operands."""

from __future__ import annotations

from collections.abc import Sequence

from landscape_gui.core.expression import Graph, print_node
from landscape_gui.core.graph.captions import names_of_nodes
from landscape_gui.core.graph.records import Arithmetic
from landscape_gui.core.operations import ATOM, OPERATIONS
from landscape_gui.core.terms import Node

MOST_OPERANDS, DEEPEST = 8, 4
"""Size of a calculation that is still read at a glance; beyond it, results stand for how they came about."""

DOT = " · "


def one_operation(node: Node, values: Sequence[float], result: float) -> Arithmetic:
    """The calculation of one operation from its inputs."""
    fields = [f"{{{place}}}" for place in range(len(node.inputs))]
    template = OPERATIONS[node.operation].print(*fields, word=node.word).replace("·", DOT)
    return Arithmetic(template, tuple(values[i] for i in node.inputs), result)


def sum_of_products(factors: Sequence[float], others: Sequence[float], result: float) -> Arithmetic:
    """factor · other + factor · other + …"""
    terms = [f"{{{2 * place}}}{DOT}{{{2 * place + 1}}}" for place in range(len(factors))]
    operands = tuple(number for pair in zip(factors, others, strict=True) for number in pair)
    return Arithmetic(" + ".join(terms), operands, result)


def expanded(graph: Graph, values: Sequence[float], index: int) -> Arithmetic:
    """The calculation of a node from leaves and named results on, as far as it stays short."""
    writer = _Writer(graph, values)
    template, _ = writer.operation(index, DEEPEST, MOST_OPERANDS)
    return Arithmetic(template.replace("·", DOT), tuple(writer.operands), values[index])


class _Writer:
    def __init__(self, graph: Graph, values: Sequence[float]) -> None:
        self.graph, self.values, self.names = graph, values, names_of_nodes(graph)
        self.operands: list[float] = []

    def operation(self, index: int, depth: int, room: int) -> tuple[str, int]:
        """Template and precedence; ``depth`` bounds how far this calls itself, ``room`` the number of operands."""
        node = self.graph.nodes[index]
        each = room // max(1, len(node.inputs))
        return print_node(node, [self.operand(i, depth - 1, each) for i in node.inputs])

    def operand(self, index: int, depth: int, room: int) -> tuple[str, int]:
        node = self.graph.nodes[index]
        if node.inputs and index not in self.names and depth > 0 and room >= len(node.inputs):
            return self.operation(index, depth, room)
        self.operands.append(self.values[index])
        return f"{{{len(self.operands) - 1}}}", ATOM
