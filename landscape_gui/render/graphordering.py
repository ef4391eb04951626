"""Second step of a layered drawing: the order within each column, with few crossings.

The first order comes from a walk from the output along first, second, … inputs, which draws every tree as it is read.
Sweeps by barycentres and swaps of neighbours improve it (Sugiyama et al. 1981; Gansner et al. 1993); the best order
found wins, the earliest among equals, so that nothing moves without a crossing less.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from itertools import pairwise

from landscape_gui.render.graphlayering import Edge, Layered

WORK = 60_000
"""Vertices looked at in all sweeps together: a graph of some hundred vertices gets dozens of sweeps, a huge one few."""
MOST_SWEEPS, FEWEST_SWEEPS = 32, 6
PATIENCE = 6
"""Sweeps without a better order after which no further one is tried."""
ROUNDS = 4
"""Most times sweeps and swaps follow each other."""
SWAPS = 4
"""Most times one after another that all neighbours are asked whether to swap."""

Layers = list[list[int]]


def order(graph: Layered, edges: Sequence[Edge]) -> None:
    """Sort ``graph.layers`` in place so that few edges cross."""
    sweeps = max(FEWEST_SWEEPS, min(MOST_SWEEPS, WORK // max(1, len(graph.before))))
    candidates: list[tuple[int, Layers]] = []
    for first in _first_orders(graph, edges):
        graph.layers = first
        candidates.append(_swept(graph, sweeps))
        if candidates[-1][0] == 0:
            break
    graph.layers = min(candidates, key=lambda pair: pair[0])[1]


def crossings(graph: Layered) -> int:
    """Number of pairs of edges that cross: inversions in the sequences of their right ends."""
    position, after = graph.positions(), graph.after
    total = 0
    for layer in graph.layers:
        seen: list[int] = []
        for u in layer:
            ends = [position[v] for v in after[u]]
            if len(ends) > 1:
                ends.sort()
            for end in ends:
                place = bisect_right(seen, end)
                total += len(seen) - place
                seen.insert(place, end)
    return total


def _first_orders(graph: Layered, edges: Sequence[Edge]) -> list[Layers]:
    """Orders by first visit in a walk from the sinks: along first inputs first, and along the longest way first."""
    inputs = _operands(graph, edges)
    depth = [0] * len(graph.before)
    for layer in graph.layers:
        for v in layer:
            # A dummy has one input and makes nothing longer, or else long edges would count as long ways.
            depth[v] = max((depth[u] + (len(graph.before[v]) > 1) for u in graph.before[v]), default=0)
    deepest = [sorted(sources, key=lambda u: -depth[u]) for sources in inputs]
    visits = [_visits(graph, inputs), _visits(graph, deepest)]
    return [[sorted(layer, key=visit.__getitem__) for layer in graph.layers] for visit in visits]


def _operands(graph: Layered, edges: Sequence[Edge]) -> list[list[int]]:
    """The left neighbours of each vertex in the order of the operation's inputs."""
    inputs: list[list[tuple[int, int]]] = [[] for _ in graph.before]
    for (_, _, place), chain in zip(edges, graph.chains, strict=True):
        for u, v in pairwise(chain):
            inputs[v].append((place, u))
    return [[u for _, u in sorted(sources, key=lambda pair: pair[0])] for sources in inputs]


def _visits(graph: Layered, inputs: list[list[int]]) -> list[int]:
    """Number of each vertex in a depth-first walk against the edges, from the rightmost sinks on."""
    visit = [-1] * len(graph.before)
    number = 0
    for layer in reversed(graph.layers):
        for sink in layer:
            stack = [] if graph.after[sink] else [sink]
            while stack:
                v = stack.pop()
                if visit[v] < 0:
                    visit[v] = number
                    number += 1
                    stack.extend(reversed(inputs[v]))
    return visit


def _swept(graph: Layered, sweeps: int) -> tuple[int, Layers]:
    """Number of crossings and layers of the best order found by sweeps, then swaps, as long as both together help."""
    best, fewest = graph.layers, crossings(graph)
    for _ in range(ROUNDS):
        before = fewest
        stale, seen = 0, set[tuple[bool, tuple[tuple[int, ...], ...]]]()
        for sweep in range(sweeps):
            if fewest == 0 or stale == PATIENCE:
                break
            _sweep(graph, to_right=sweep % 2 == 0)
            reached = sweep % 2 == 0, tuple(map(tuple, graph.layers))
            if reached in seen:
                break  # an order comes again, so that further sweeps would only repeat what was tried
            seen.add(reached)
            found = crossings(graph)
            stale += 1
            if found < fewest:
                best, fewest, stale = [list(layer) for layer in graph.layers], found, 0
        graph.layers = [list(layer) for layer in best]
        _swap_neighbours(graph)
        best, fewest = graph.layers, crossings(graph)
        graph.layers = [list(layer) for layer in best]
        if fewest in {0, before}:
            break
    return fewest, best


def _sweep(graph: Layered, to_right: bool) -> None:
    """Sort one layer after another by the mean places of each vertex's neighbours in the layer before."""
    position = graph.positions()
    neighbours = graph.before if to_right else graph.after
    for layer in graph.layers if to_right else reversed(graph.layers):
        keys: dict[int, float] = {}
        for v in layer:
            near = neighbours[v]
            if len(near) == 1:
                keys[v] = position[near[0]]
            elif near:
                keys[v] = sum([position[u] for u in near]) / len(near)
        if to_right:
            _add_leaves(graph, layer, keys)
        by_key = iter(sorted(keys, key=keys.__getitem__))
        layer[:] = [next(by_key) if v in keys else v for v in layer]
        for place, v in enumerate(layer):
            position[v] = place


def _add_leaves(graph: Layered, layer: list[int], keys: dict[int, float]) -> None:
    """Give a vertex without inputs the key of those it is combined with, so that it stays beside them."""
    for v in layer:
        if v not in keys:
            beside = [keys[u] for user in graph.after[v] for u in graph.before[user] if u in keys]
            if beside:
                keys[v] = sum(beside) / len(beside)


def _swap_neighbours(graph: Layered) -> None:
    """Swap neighbours in a layer as long as this saves crossings."""
    position = graph.positions()
    sides = [
        [sorted([position[u] for u in side[v]]) for v in range(len(position))] for side in (graph.before, graph.after)
    ]
    waiting = set(range(len(graph.layers)))
    for _ in range(SWAPS):
        changed: set[int] = set()
        for column in sorted(waiting):
            layer = graph.layers[column]
            for place in range(len(layer) - 1):
                u, v = layer[place], layer[place + 1]
                if sum([_inversions(side[u], side[v]) - _inversions(side[v], side[u]) for side in sides]) > 0:
                    layer[place], layer[place + 1] = v, u
                    _moved(graph, sides, u, position[u], place + 1)
                    _moved(graph, sides, v, position[v], place)
                    position[u], position[v] = place + 1, place
                    changed.add(column)
        waiting = {near for column in changed for near in (column - 1, column, column + 1)}
        waiting &= set(range(len(graph.layers)))
        if not waiting:
            return


def _inversions(upper: list[int], lower: list[int]) -> int:
    """Crossings of the edges of a vertex to ``upper`` places with those of the vertex below it to ``lower`` ones."""
    if not upper or not lower or upper[-1] <= lower[0]:
        return 0
    if len(upper) == 1 == len(lower):
        return 1
    return sum([len(upper) - bisect_right(upper, place) for place in lower])


def _moved(graph: Layered, sides: list[list[list[int]]], vertex: int, old: int, new: int) -> None:
    """Tell all neighbours that ``vertex`` has a new place."""
    for neighbours, side in zip((graph.before, graph.after), reversed(sides), strict=True):
        for u in neighbours[vertex]:
            places = side[u]
            del places[bisect_left(places, old)]
            insort(places, new)
