"""∂L/∂node as a sum over paths: each path multiplies the local derivatives along it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from landscape_gui.core.graph.records import GraphEdge, Path, PathProducts, Value

if TYPE_CHECKING:
    from landscape_gui.core.graph.stepgraph import StepGraph


def path_products(graph: StepGraph, node: int, limit: int) -> PathProducts:
    """The paths from ``node`` to the output: how many, and the first ``limit`` of them."""
    counts = _counts(graph, node)
    paths = tuple(_path(node, edges) for edges in _first_paths(graph, node, counts, limit))
    return PathProducts(counts[node], paths, graph.nodes[node].adjoint)


def _counts(graph: StepGraph, first: int) -> dict[int, int]:
    """Number of paths to the output, from each node not before ``first``."""
    counts = {graph.output: 1}
    for node in range(graph.output - 1, first - 1, -1):
        counts[node] = sum(counts[edge.target] for edge in graph.edges_from(node))
    return counts


def _first_paths(graph: StepGraph, node: int, counts: dict[int, int], limit: int) -> list[Sequence[GraphEdge]]:
    """Depth first, without recursion: the edges of at most ``limit`` paths."""
    found: list[Sequence[GraphEdge]] = []
    way: list[GraphEdge] = []
    if node == graph.output and limit > 0:
        found.append(())
    waiting = [iter(graph.edges_from(node))]
    while waiting and len(found) < limit:
        edge = next(waiting[-1], None)
        if edge is None:
            waiting.pop()
            if way:
                way.pop()
        elif edge.target == graph.output:
            found.append((*way, edge))
        elif counts[edge.target]:
            way.append(edge)
            waiting.append(iter(graph.edges_from(edge.target)))
    return found


def _path(node: int, edges: Sequence[GraphEdge]) -> Path:
    share: Value = 1.0
    with np.errstate(all="ignore"):
        for edge in reversed(edges):
            share = edge.pull_back(share)
    return Path((node, *(edge.target for edge in edges)), tuple(edge.derivative for edge in edges), share)
