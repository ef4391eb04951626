"""The backward pass along edges, the same for numbers, vectors and matrices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from landscape_gui.core.graph.records import ALONG, INSIDE, BackwardStep, GraphEdge, Value, pull_back


def along_edges(edges: Sequence[GraphEdge], zeros: Sequence[Value]) -> tuple[BackwardStep, ...]:
    """One record an edge, from the output to the leaves; ``zeros``: by node, a zero of its shape."""
    adjoints = [*zeros[:-1], 1.0]
    steps: list[BackwardStep] = []
    with np.errstate(all="ignore"):
        for edge in sorted(edges, key=lambda edge: -edge.target):
            source, upstream, before = edge.source, adjoints[edge.target], adjoints[edge.source]
            contribution = pull_back(edge.product, edge.local, upstream)
            after = adjoints[source] = before + contribution
            steps.append(
                BackwardStep(
                    source, edge.target, edge.place, upstream, edge.local, contribution, before, after,
                    ALONG, edge.product, exists=edge.exists,
                )
            )  # fmt: skip
    return tuple(steps)


def received(steps: Sequence[BackwardStep], zeros: Sequence[Value]) -> tuple[list[Value], list[Value]]:
    """Adjoints and deltas of all nodes after the backward pass; the output's adjoint is 1."""
    adjoints, deltas = [*zeros[:-1], 1.0], list(zeros)
    for step in steps:
        if step.kind == ALONG:
            adjoints[step.source] = step.after
        elif step.kind == INSIDE:
            deltas[step.target] = step.after
    return adjoints, deltas
