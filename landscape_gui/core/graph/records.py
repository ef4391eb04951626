"""What a computational graph with its values is made of, the same at every level of detail.

All records are immutable. An edge runs from the node a value comes from (``source``) to the node that takes it
(``target``), also where the backward pass is followed, which goes along it the other way. Indices are places in
``StepGraph.nodes``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Value = float | Array
"""A number, or at the level of layers a vector (units,) or a matrix."""

PARAMETER, INPUT, CONSTANT, OPERATION = "parameter", "input", "constant", "operation"
"""Kinds of nodes: what is learned, what is given from outside (data, targets), fixed numbers, and the rest."""

TIMES, ELEMENTWISE, TRANSPOSED, OUTER, SUMMED = "times", "elementwise", "transposed", "outer", "summed"
"""How an upstream gradient meets a local derivative: two numbers, or a number and an array; entry by entry (a diagonal
Jacobian); localᵀ · upstream; upstream · localᵀ; entry by entry and then summed over the examples."""

ALONG, INSIDE, SHARE = "along an edge", "inside a node", "a parameter's share"
"""Kinds of backward steps."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A calculation with its numbers, to be written out where numbers become words.

    Attributes:
        template: text with a field {0}, {1}, … for each operand, as in "{0} · {1} + {2}".
        operands: their values; result: what comes out; name: what that is called, "" where that is clear.
    """

    template: str
    operands: tuple[Value, ...]
    result: Value
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class GraphNode:
    """A node with its value and its adjoint, the derivative of the output by it.

    Attributes:
        index: its place among the nodes.
        kind: "parameter", "input", "constant" or "operation".
        operation: "input", "constant", a key of the operation table, or a key of its level: "neuron", "affine", ….
        name: its own name, or that of an intermediate result such as "z1[0]"; "" without one.
        label: its name, or a short text of what it computes.
        caption: the same in LaTeX.
        symbol: the operation's sign, as in "+" or "σ"; "" for a leaf.
        value, adjoint: numbers, or arrays of the same shape.
        inputs: the nodes it takes, in order; the same one twice in a·a.
    """

    index: int
    kind: str
    operation: str
    name: str
    label: str
    caption: str
    symbol: str
    value: Value
    adjoint: Value
    inputs: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of value and adjoint, () for a number."""
        return np.shape(self.value)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter that belongs to a node instead of being one, as a neuron's weights do.

    Attributes:
        place: the input of the node whose edge the weight sits on, -1 for a bias.
        value, gradient: numbers.
    """

    name: str
    place: int
    value: float
    gradient: float


@dataclass(frozen=True, slots=True, eq=False)
class NeuronNode(GraphNode):
    """A neuron: a weighted sum, then an activation. Its ``value`` is what it passes on.

    Attributes:
        sum: what goes into the activation, z; with batch norm after it.
        slope: the activation's derivative there; delta: ∂L/∂z, which is adjoint · slope.
        activation: its key; parameters: weights in the order of ``inputs``, bias, then batch norm's.
    """

    sum: float = 0.0
    slope: float = 1.0
    delta: float = 0.0
    activation: str = ""
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class GraphEdge:
    """One use of a node by another.

    Attributes:
        place: which input of ``target`` it is.
        local: the derivative of the target by the source, or, with a gate, of the target's weighted sum: the weight.
        product: how ``local`` acts on what comes from upstream, one of ``TIMES``, ….
        gate: the slope of the target's activation where upstream is its ``delta``, adjoint × slope; else None.
        name: the parameter that sits on this edge, as a weight does at the level of neurons, or "".
        exists: False where there is no derivative by a constant (the exponent of a negative base); ``local`` is then 0.
    """

    source: int
    target: int
    place: int
    local: Value
    product: str = TIMES
    gate: float | None = None
    name: str = ""
    exists: bool = True

    @property
    def derivative(self) -> Value:
        """The derivative of the target by the source."""
        return self.local if self.gate is None else self.gate * self.local

    def pull_back(self, upstream: Value) -> Value:
        """What an adjoint of the target contributes to that of the source."""
        return pull_back(self.product, self.local, upstream if self.gate is None else upstream * self.gate)


@dataclass(frozen=True, slots=True, eq=False)
class ForwardStep:
    """The value of one operation node is computed.

    Attributes:
        node: the node; value: its value.
        lines: how it comes about from its inputs: one for an operation; for a neuron its sum, then its output.
    """

    node: int
    value: Value
    lines: tuple[Arithmetic, ...]


@dataclass(frozen=True, slots=True, eq=False)
class BackwardStep:
    """One product of the chain rule: upstream × local = contribution, added to what the receiver has already.

    Attributes:
        kind: ``ALONG`` an edge, to the source's adjoint; ``INSIDE`` the target, from its adjoint to its ``delta``;
            ``SHARE``, to the derivative by the parameter ``name``. A graph of scalars has only the first.
        source, target, place: the edge; source is target and place -1 inside a node and for a node's own parameters.
        upstream, local, contribution: the three numbers, or arrays; product: how the first two are multiplied.
        before, after: what the receiver has accumulated before and after; ``before`` is 0 at its first contribution.
        name: the parameter that receives a share, else "".
        exists: False where there is no derivative by a constant; ``local`` is then 0.
    """

    source: int
    target: int
    place: int
    upstream: Value
    local: Value
    contribution: Value
    before: Value
    after: Value
    kind: str = ALONG
    product: str = TIMES
    name: str = ""
    exists: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class TangentStep:
    """The tangent of one operation node: the sum over its inputs of local derivative × tangent.

    Attributes:
        node: the node; tangent: d node / d (the chosen input).
        derivatives: local derivative by each input; tangents: theirs; arithmetic: the sum written out.
    """

    node: int
    tangent: float
    derivatives: tuple[float, ...]
    tangents: tuple[float, ...]
    arithmetic: Arithmetic


@dataclass(frozen=True, slots=True)
class Trouble:
    """The first place where a number is not finite.

    Attributes:
        node: index; backward: whether it is a derivative, the value being finite.
        words: what happened, as in "division by zero in a / b"; sentence: the same with what would be valid.
    """

    node: int
    words: str
    sentence: str
    backward: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class BackwardState:
    """What the backward pass knows after some of its steps; None for what it has not reached.

    Attributes:
        adjoints: by node; deltas: by node, only of neurons; gradient: by parameter, those reached.
    """

    adjoints: tuple[Value | None, ...]
    deltas: tuple[Value | None, ...]
    gradient: dict[str, Value]


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A way from a node to the output, and the share of the node's adjoint that comes along it.

    Attributes:
        nodes: the node first, the output last; derivatives: the local one along each edge.
        product: the share: their product, for arrays the output's 1 taken back along the path.
    """

    nodes: tuple[int, ...]
    derivatives: tuple[Value, ...]
    product: Value


@dataclass(frozen=True, slots=True, eq=False)
class PathProducts:
    """∂L/∂node as the sum over all paths to the output.

    Attributes:
        count: number of paths, exact; paths: the first of them; total: the adjoint, the sum over all of them.
    """

    count: int
    paths: tuple[Path, ...]
    total: Value


def pull_back(product: str, local: Value, upstream: Value) -> Value:
    """What reaches the source: the upstream gradient times the local derivative, as ``product`` says."""
    return _PRODUCTS[product](local, upstream)


def _outer(local: Any, upstream: Any) -> Any:
    return np.outer(upstream, local) if np.ndim(upstream) == 1 else upstream @ local.T


_PRODUCTS: dict[str, Any] = {
    TIMES: lambda local, upstream: upstream * local,
    ELEMENTWISE: lambda local, upstream: upstream * local,
    TRANSPOSED: lambda local, upstream: local.T @ upstream,
    OUTER: _outer,
    SUMMED: lambda local, upstream: (upstream * local).sum(axis=1),
}
