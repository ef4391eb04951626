"""Why a number is not finite, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from landscape_gui.core.graph.records import INPUT, PARAMETER, GraphEdge, GraphNode, Trouble


def value_trouble(nodes: Sequence[GraphNode]) -> Trouble | None:
    """The first node whose value is not finite."""
    for node in nodes:
        value = float(node.value)
        if not math.isfinite(value):
            if node.inputs:
                words, where = _operation(node, nodes), _where(node, nodes)
                return Trouble(node.index, words, f"There is {words}{where}; choose values for which it is finite.")
            words = f"{node.label} is {_what(value)}"
            return Trouble(node.index, words, f"{words}; give it a finite number.")
    return None


def slope_trouble(nodes: Sequence[GraphNode], edges: Sequence[GraphEdge], varies: Sequence[bool]) -> Trouble | None:
    """The first derivative on the way back that is not finite, all values being so; None where all are.

    ``varies``: by node, whether it depends on anything that is not a constant.
    """
    for edge in reversed(edges):
        if varies[edge.source] and not math.isfinite(float(edge.local)):
            target, source = nodes[edge.target], nodes[edge.source]
            what = "infinite" if math.isinf(float(edge.local)) else "not defined"
            words = f"the derivative of {target.label} by {source.label} is {what}"
            where = _where(target, nodes)
            return Trouble(target.index, words, f"{_begin(words)}{where}; choose values for which it is finite.", True)
    for node in nodes:
        if varies[node.index] and not math.isfinite(float(node.adjoint)):
            words = f"the derivative by {node.label} is too large for a number"
            return Trouble(node.index, words, f"{_begin(words)}; choose smaller values.", True)
    return None


def _operation(node: GraphNode, nodes: Sequence[GraphNode]) -> str:
    inputs = [float(nodes[i].value) for i in node.inputs]
    division = node.operation == "div" and inputs[1] == 0.0
    if division or (node.operation == "pow" and inputs[0] == 0.0 and inputs[1] < 0.0):
        return f"a division by zero in {node.label}"
    if node.operation == "log":
        return f"a logarithm of {'zero' if inputs[0] == 0.0 else 'a negative number'} in {node.label}"
    if node.operation == "sqrt":
        return f"a square root of a negative number in {node.label}"
    if node.operation == "pow" and inputs[0] < 0.0 and not inputs[1].is_integer():
        return f"a power of a negative number that is not real in {node.label}"
    return f"an overflow in {node.label}, which is too large for a number"


def _where(node: GraphNode, nodes: Sequence[GraphNode]) -> str:
    """ ", where a = 3 and b = 0", with what it takes."""
    taken = dict.fromkeys(i for i in node.inputs if nodes[i].kind in {INPUT, PARAMETER} or nodes[i].inputs)
    told = [f"{nodes[i].label} = {float(nodes[i].value):.6g}" for i in taken]
    return f", where {' and '.join(told)}" if told else ""


def _what(value: float) -> str:
    return "not a number" if math.isnan(value) else "infinite"


def _begin(words: str) -> str:
    return words[0].upper() + words[1:]
