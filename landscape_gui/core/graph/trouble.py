"""Why a number is not finite, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from landscape_gui.core.graph.records import INPUT, PARAMETER, GraphEdge, GraphNode, NeuronNode, Trouble, Value
from landscape_gui.core.operations import OPERATIONS


def input_trouble(values: Mapping[str, float], nodes: Sequence[GraphNode]) -> Trouble | None:
    """The first of the ``values`` by name that is not finite; the node is the one it belongs to."""
    for name, value in values.items():
        if not math.isfinite(value):
            words = f"{name} is {'not a number' if math.isnan(value) else 'infinite'}"
            return Trouble(_place(name, nodes), words, f"{words}; give it a finite number.")
    return None


def _place(name: str, nodes: Sequence[GraphNode]) -> int:
    """The node that has the parameter ``name``: itself, the neuron it belongs to, or the layer's."""
    for node in nodes:
        own = isinstance(node, NeuronNode) and any(parameter.name == name for parameter in node.parameters)
        if own or node.name in {name, name.partition("[")[0]}:
            return node.index
    return len(nodes) - 1


def value_trouble(nodes: Sequence[GraphNode]) -> Trouble | None:
    """The first node whose value is not finite."""
    for node in nodes:
        if not _finite(node.value):
            if node.inputs:
                words, where = _operation(node, nodes), _where(node, nodes)
                return Trouble(node.index, words, f"There is {words}{where}; choose values for which it is finite.")
            words = f"{node.label} is {'not a number' if np.isnan(node.value).any() else 'infinite'}"
            return Trouble(node.index, words, f"{words}; give it a finite number.")
    return None


def slope_trouble(nodes: Sequence[GraphNode], edges: Sequence[GraphEdge]) -> Trouble | None:
    """The first local derivative on the way back that is not finite, all values being so."""
    varies = varying(nodes)
    for edge in reversed(edges):
        if varies[edge.source] and not _finite(edge.local):
            target, source = nodes[edge.target], nodes[edge.source]
            what = "not defined" if np.isnan(edge.local).any() else "infinite"
            words = f"the derivative of {target.label} by {source.label} is {what}"
            where = _where(target, nodes)
            return Trouble(target.index, words, f"{_begin(words)}{where}; choose values for which it is finite.", True)
    return None


def adjoint_trouble(nodes: Sequence[GraphNode]) -> Trouble | None:
    """The first node on the way back whose adjoint is not finite."""
    for node in reversed(nodes):
        if not _finite(node.adjoint):
            words = f"the derivative by {node.label} is too large for a number"
            return Trouble(node.index, words, f"{_begin(words)}; choose smaller values.", True)
    return None


def _finite(value: Value) -> bool:
    return math.isfinite(value) if isinstance(value, float) else bool(np.isfinite(value).all())


def varying(nodes: Sequence[GraphNode]) -> Sequence[bool]:
    """By node: whether it depends on anything that is not a constant."""
    varies: list[bool] = []
    for node in nodes:
        varies.append(node.kind in {INPUT, PARAMETER} or any(varies[i] for i in node.inputs))
    return varies


def _operation(node: GraphNode, nodes: Sequence[GraphNode]) -> str:
    if node.operation not in OPERATIONS or node.shape:
        return f"an overflow in {node.label}, which is too large for a number"
    what = _told(node, nodes)
    inputs = [float(nodes[i].value) for i in node.inputs]
    division = node.operation == "div" and inputs[1] == 0.0
    if division or (node.operation == "pow" and inputs[0] == 0.0 and inputs[1] < 0.0):
        return f"a division by zero in {what}"
    if node.operation == "log":
        return f"a logarithm of {'zero' if inputs[0] == 0.0 else 'a negative number'} in {what}"
    if node.operation == "sqrt":
        return f"a square root of a negative number in {what}"
    if node.operation == "pow" and inputs[0] < 0.0 and not inputs[1].is_integer():
        return f"a power of a negative number that is not real in {what}"
    return f"an overflow in {what}, which is too large for a number"


def _told(node: GraphNode, nodes: Sequence[GraphNode]) -> str:
    """What a node computes; its name alone would not say."""
    if not node.name:
        return node.label
    inputs = [nodes[i].label for i in node.inputs]
    apart = [f"({label})" if " " in label and len(inputs) > 1 else label for label in inputs]
    return f"{node.name} = {OPERATIONS[node.operation].print(*apart)}"


def _where(node: GraphNode, nodes: Sequence[GraphNode]) -> str:
    """ ", where a = 3 and b = 0", with what it takes."""
    if len(node.inputs) > 2 or any(nodes[i].shape for i in node.inputs):
        return ""
    varies = varying(nodes[: node.index])
    taken = dict.fromkeys(i for i in node.inputs if varies[i])
    told = [f"{nodes[i].label} = {float(nodes[i].value):.6g}" for i in taken]
    return f", where {' and '.join(told)}" if told else ""


def _begin(words: str) -> str:
    return words[0].upper() + words[1:]
