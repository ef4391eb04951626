"""Single entries of vectors and matrices, each with the calculation that gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from landscape_gui.core.graph.arithmetic import DOT, MOST_OPERANDS, sum_of_products
from landscape_gui.core.graph.networkgraph import NetworkGraph
from landscape_gui.core.graph.passes import loss_graph
from landscape_gui.core.graph.records import (
    OUTER,
    SUMMED,
    TRANSPOSED,
    Arithmetic,
    Array,
    BackwardStep,
    ForwardStep,
    GraphNode,
    Value,
)
from landscape_gui.core.graph.tape import Tape
from landscape_gui.core.network.losses import LOSSES

Entry = tuple[int, ...]
MOST_PRODUCTS = MOST_OPERANDS // 2
"""Products up to which somebody may be asked to add them up."""
_WHOLE = frozenset({"mean", "penalty"})
"""Operations that take all entries at once."""


def forward_entry(graph: NetworkGraph, step: ForwardStep, entry: Entry) -> Arithmetic | None:
    """How one entry of a layer graph's operation node comes about; None where that takes too many numbers.

    Args:
        step: the node's; entry: its place in the value, () for a number.
    """
    node, line = graph.nodes[step.node], step.lines[-1]
    result = float(np.asarray(step.value)[entry])
    if node.operation in LOSSES:
        return _loss(graph, node, entry)
    if node.operation in _WHOLE:
        return None
    if node.operation == "affine":
        weights, signal, bias = (np.asarray(operand) for operand in line.operands)
        return _added(weights[entry[0]], _column(signal, entry), result, float(bias[entry[0]]))
    return Arithmetic(line.template, tuple(_at(operand, entry) for operand in line.operands), result)


def backward_entry(step: BackwardStep, entry: Entry) -> Arithmetic | None:
    """How one entry of what a backward step accumulates comes about; None where that takes too many numbers.

    Products have what comes from upstream first.
    """
    upstream, local = np.asarray(step.upstream), np.asarray(step.local)
    before, result = _at(step.before, entry), float(np.asarray(step.after)[entry])
    if step.product == TRANSPOSED:
        factors, others = _column(upstream, entry), local[:, entry[0]]
    elif step.product == OUTER:
        factors, others = np.atleast_1d(upstream[entry[0]]), np.atleast_1d(local[entry[1]])
    elif step.product == SUMMED:
        factors, others = upstream[entry[0]], np.broadcast_to(local, upstream.shape)[entry[0]]
    else:
        factors, others = np.array([_at(step.upstream, entry)]), np.array([_at(step.local, entry)])
    return _added(factors, others, result, before if before != 0.0 else None)


def whole_product(step: BackwardStep) -> Arithmetic:
    """The product of a backward step as a whole, for shapes."""
    if step.product == TRANSPOSED:
        return Arithmetic(f"{{0}}ᵀ{DOT}{{1}}", (step.local, step.upstream), step.after)
    entrywise = "{0} ⊙ {1}" if np.ndim(step.upstream) and np.ndim(step.local) else f"{{0}}{DOT}{{1}}"
    signs = {OUTER: f"{{0}}{DOT}{{1}}ᵀ", SUMMED: f"Σ {entrywise}"}
    return Arithmetic(signs.get(step.product, entrywise), (step.upstream, step.local), step.after)


def _added(factors: Array, others: Array, result: float, more: float | None) -> Arithmetic | None:
    """factor · other + … + more, where that is short."""
    if len(factors) > MOST_PRODUCTS:
        return None
    made = sum_of_products(factors.tolist(), others.tolist(), result)
    if more is None:
        return made
    return replace(made, template=f"{made.template} + {{{len(made.operands)}}}", operands=(*made.operands, more))


def _loss(graph: NetworkGraph, node: GraphNode, entry: Entry) -> Arithmetic | None:
    """The loss of one example, written out from its outputs and targets."""
    taken = [np.asarray(graph.nodes[i].value) for i in node.inputs]
    example = entry[0] if entry else 0
    columns = [(one[:, example] if entry else one).tolist() for one in taken]
    target = int(graph.t[0, example]) if graph.has_classes else None
    formula = loss_graph(node.operation, len(columns[0]), target)
    numbers: Sequence[float] = [number for column in columns for number in column]
    if len(numbers) > MOST_OPERANDS:
        return None
    tape = Tape(formula, dict(zip(formula.variables, numbers, strict=True)))
    return tape.expanded(tape.output)


def _column(value: Array, entry: Entry) -> Array:
    """The vector itself, or the column of a matrix that belongs to the example of ``entry``."""
    return value if value.ndim == 1 else value[:, entry[1]]


def _at(value: Value, entry: Entry) -> float:
    """The entry of an array that meets ``entry`` of a larger one; a number itself."""
    array = np.asarray(value)
    place = entry[: array.ndim]
    return float(array[tuple(min(i, size - 1) for i, size in zip(place, array.shape, strict=True))])
