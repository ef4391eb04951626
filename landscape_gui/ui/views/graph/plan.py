"""Which pieces of a computational graph are drawn: equal constants, one node, once for each use of them.

Neither a graph nor its walk knows of this. Indices of pieces belong to the drawing alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from landscape_gui.core.graph import GraphEdge, StepGraph
from landscape_gui.core.graph.records import CONSTANT


@dataclass(frozen=True, slots=True)
class Plan:
    """The pieces of a drawing.

    Attributes:
        nodes: of each piece the node it stands for.
        ends: of each edge the pieces it goes from and to; None for one that is not drawn.
    """

    nodes: tuple[int, ...]
    ends: tuple[tuple[int, int] | None, ...]


def plan(graph: StepGraph) -> Plan:
    """A piece for each node but constants; of these one for each use, none for an exponent, which its power shows."""
    used = {edge.source for edge in graph.edges}
    pieces = [node.index for node in graph.nodes if node.kind != CONSTANT or node.index not in used]
    place = {node: piece for piece, node in enumerate(pieces)}
    ends: list[tuple[int, int] | None] = []
    for edge in graph.edges:
        if is_exponent(graph, edge):
            ends.append(None)
        elif edge.source in place:
            ends.append((place[edge.source], place[edge.target]))
        else:
            ends.append((len(pieces), place[edge.target]))
            pieces.append(edge.source)
    return Plan(tuple(pieces), tuple(ends))


def is_exponent(graph: StepGraph, edge: GraphEdge) -> bool:
    """Whether an edge brings the fixed exponent of a power."""
    constant = graph.nodes[edge.source].kind == CONSTANT
    return constant and edge.place == 1 and graph.nodes[edge.target].operation == "pow"
