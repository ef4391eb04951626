"""A network as a graph of layers: vectors and matrices, for one example or for the mean over several.

Local derivatives are Jacobians in the form they are used in: a matrix, a diagonal as a vector, or, for a layer's
weights, what feeds it, whose outer product with δ is their gradient.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.graph.backward import along_edges, received
from landscape_gui.core.graph.layerwriter import LayerWriter, Part
from landscape_gui.core.graph.networkgraph import NetworkGraph
from landscape_gui.core.graph.records import (
    PARAMETER,
    Arithmetic,
    BackwardStep,
    ForwardStep,
    GraphEdge,
    GraphNode,
    Value,
)
from landscape_gui.core.graph.stepgraph import LAYERS

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LayerGraph(NetworkGraph):
    """The loss of one example, or the mean loss of several, penalties included, as a graph of vectors and matrices.

    Attributes:
        single: whether it is about one example (m = 1), and nodes are vectors (units,); else they are (units, m).
    """

    single: bool = False
    level: ClassVar[str] = LAYERS

    @cached_property
    def _parts(self) -> tuple[Part, ...]:
        """All nodes, leaves first, the loss last."""
        with np.errstate(all="ignore"):
            return LayerWriter(self.architecture, self.passes, self.x, self.t, self.single).parts

    @cached_property
    def _indices(self) -> Mapping[str, int]:
        return {part.name: index for index, part in enumerate(self._parts)}

    @cached_property
    def edges(self) -> Sequence[GraphEdge]:
        """One edge for each input of each operation, with its local derivative and how that acts."""
        return tuple(
            GraphEdge(self._indices[source], target, place, local, product)
            for target, part in enumerate(self._parts)
            for place, (source, local, product) in enumerate(part.uses)
        )

    @cached_property
    def backward_steps(self) -> Sequence[BackwardStep]:
        """One record an edge, from the loss to the leaves."""
        return along_edges(self.edges, self._zeros)

    @cached_property
    def _zeros(self) -> Sequence[Value]:
        return tuple(np.zeros_like(part.value)[()] for part in self._parts)

    @cached_property
    def nodes(self) -> Sequence[GraphNode]:
        """Inputs, targets unless classes, parameters of each layer; then what is computed from them; the loss."""
        adjoints, _ = received(self.backward_steps, self._zeros)
        for array in (*adjoints, *(part.value for part in self._parts)):
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
        return tuple(
            GraphNode(
                index, part.kind, part.operation, part.name, part.name, part.caption, part.symbol,
                part.value, adjoint, tuple(self._indices[name] for name, _, _ in part.uses),
            )
            for index, (part, adjoint) in enumerate(zip(self._parts, adjoints, strict=True))
        )  # fmt: skip

    @cached_property
    def forward_steps(self) -> Sequence[ForwardStep]:
        """One record an operation node, in evaluation order."""
        return tuple(
            ForwardStep(index, part.value, (Arithmetic(part.template, part.operands, part.value, part.name),))
            for index, part in enumerate(self._parts)
            if part.uses
        )

    @cached_property
    def gradient(self) -> Mapping[str, float]:
        """Derivative of the loss by each parameter, in the order of the network."""
        parts = [np.ravel(node.adjoint) for node in self.nodes if node.kind == PARAMETER]
        return dict(zip(self.architecture.parameter_names, np.concatenate(parts).tolist(), strict=True))
