"""A graph cut open at a node: what it computes becomes an input, so that the derivative by it can be checked."""

from __future__ import annotations

from landscape_gui.core.errors import GraphError
from landscape_gui.core.expression import Graph
from landscape_gui.core.graph.tape import Tape
from landscape_gui.core.terms import INPUT, Node


def cut(tape: Tape, node: int) -> tuple[Tape, str]:
    """The tape from ``node`` on, with the node's value as an input, and the name of this input.

    The output's derivative by it is the adjoint of the node. Other inputs stay, also those that only the node needed.

    Raises:
        GraphError: there is no such node, or it is an input or a constant.
    """
    if not 0 <= node < len(tape.nodes) or not tape.nodes[node].inputs:
        raise GraphError(f"Node {node} computes nothing; choose one of the operations.")
    name = tape.nodes[node].name or f"v{node}"
    while name in tape.inputs:
        name += "_"
    nodes = (*tape.graph.nodes[:node], Node(INPUT, name=name), *tape.graph.nodes[node + 1 :])
    graph = tape.graph
    opened = Graph(nodes, (*graph.variables, name), graph.coefficients, (graph.output,))
    return Tape(opened, {**tape.inputs, name: tape.values[node]}), name
