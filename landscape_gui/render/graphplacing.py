"""Third step of a layered drawing: heights, so that edges run straight and nothing touches.

Brandes & Köpf 2001 with their erratum of 2020, for nodes of any size: four drawings, each pressed towards one corner,
align every vertex with the middle one of its neighbours where no other aligned edge is crossed; the average of the two
middle ones is kept. Long edges become level lines. Vertices prefer neighbours by ``_weights``: the way from the input
to the loss runs straight, and constants and parameters join it from the side.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import pairwise

from landscape_gui.render.graphlayering import Layered

LEAF, LONG, DIRECT, INNER = 1, 2, 3, 4
ROUNDS = 4
"""Times rows are drawn towards their neighbours, alternately from below and from above."""
NEARLY = 10.0
"""Difference of heights that looks like a mistake."""
Segment = tuple[int, int]
Apart = Callable[[int, int], float]


def heights(graph: Layered, sizes: Sequence[float], node_gap: float, lane_gap: float) -> list[float]:
    """Height of the middle of each vertex, growing downwards, the least top at 0.

    Args:
        sizes: heights of the nodes. node_gap: free room between two nodes. lane_gap: between an edge and what is
            beside it.
    """
    extents = [*(size / 2.0 for size in sizes), *[0.0] * (len(graph.before) - graph.count)]

    def apart(u: int, v: int) -> float:
        gap = node_gap if u < graph.count and v < graph.count else lane_gap
        return extents[u] + extents[v] + gap

    position = graph.positions()
    straight = _alignable(graph, position)
    drawings: list[list[float]] = []
    for to_right in (True, False):
        for downward in (True, False):
            root = _aligned(graph, position, straight, to_right, downward)
            drawings.append(_pressed(graph, root, apart, downward))
    middle = _balanced(drawings, extents)
    for k in range(ROUNDS):
        _draw_rows_near(graph, middle, apart, downward=k % 2 == 0)
    _draw_leaves_near(graph, middle, apart)
    top = min((y - extent for y, extent in zip(middle, extents, strict=True)), default=0.0)
    return [y - top for y in middle]


def _alignable(graph: Layered, position: list[int]) -> list[list[int]]:
    """For each vertex its left neighbours, top to bottom, it may be level with.

    Both must be the other's weightiest company, and the segment must not cross one between two dummies, which always
    stay level.
    """
    weights = _weights(graph)
    into, out = [0] * len(graph.before), [0] * len(graph.before)
    for (u, v), weight in weights.items():
        into[v], out[u] = max(into[v], weight), max(out[u], weight)
    straight: list[list[int]] = [[] for _ in graph.before]
    for layer in graph.layers:
        segments = [(u, v) for u in layer for v in sorted(set(graph.after[u]), key=position.__getitem__)]
        uppers, lowers = _level_ones([s for s in segments if weights[s] == INNER], position)
        for u, v in segments:
            if weights[u, v] == out[u] == into[v] and not _crosses(uppers, lowers, position[u], position[v]):
                straight[v].append(u)
    return straight


def _weights(graph: Layered) -> dict[Segment, int]:
    """How much each segment wants to be level."""
    weights: dict[Segment, int] = {}
    for chain in graph.chains:
        by_pass = len(chain) > 2 and len(graph.after[chain[0]]) > 1
        weight = LEAF if chain[0] in graph.leaves else LONG if by_pass else DIRECT
        for u, v in pairwise(chain):
            inner = graph.is_dummy(u) and graph.is_dummy(v)
            weights[u, v] = max(weights.get((u, v), 0), INNER if inner else weight)
    return weights


def _level_ones(segments: list[Segment], position: list[int]) -> tuple[list[int], list[int]]:
    """Places of the ends of segments, sorted at both sides; of two that cross only the first is in."""
    uppers: list[int] = []
    lowers: list[int] = []
    for u, v in segments:
        if not lowers or lowers[-1] < position[v]:
            uppers.append(position[u])
            lowers.append(position[v])
    return uppers, lowers


def _crosses(uppers: list[int], lowers: list[int], upper: int, lower: int) -> bool:
    """Whether a segment between these places crosses one of the sorted ones."""
    k = bisect_left(uppers, upper)
    if k < len(uppers) and uppers[k] == upper:
        return lowers[k] != lower
    return (k > 0 and lowers[k - 1] >= lower) or (k < len(lowers) and lowers[k] <= lower)


def _aligned(
    graph: Layered, position: list[int], straight: list[list[int]], to_right: bool, downward: bool
) -> list[int]:
    """The first vertex of the level row each vertex belongs to."""
    if to_right:
        company = straight
    else:
        company = [[] for _ in straight]
        for v in (v for layer in graph.layers for v in layer):
            for u in straight[v]:
                company[u].append(v)
        for right in company:
            right.sort(key=position.__getitem__)
    root = list(range(len(straight)))
    for layer in graph.layers if to_right else reversed(graph.layers):
        passed = -1 if downward else len(straight)
        for v in layer if downward else reversed(layer):
            count = len(company[v])
            middles = ((count - 1) // 2, count // 2) if downward else (count // 2, (count - 1) // 2)
            for u in [company[v][k] for k in middles] if count else ():
                if position[u] > passed if downward else position[u] < passed:
                    root[v], passed = root[u], position[u]
                    break
    return root


def _pressed(graph: Layered, root: list[int], apart: Apart, downward: bool) -> list[float]:
    """Heights with every level row as far up (or down) as its fellows allow, gaps between rows closed."""
    behind: list[list[tuple[int, float]]] = [[] for _ in root]
    waiting = [0] * len(root)
    for layer in graph.layers:
        row = layer if downward else layer[::-1]
        for u, v in pairwise(row):
            behind[root[u]].append((root[v], apart(u, v)))
            waiting[root[v]] += 1
    heights = [0.0] * len(root)
    ready = [v for v in range(len(root)) if root[v] == v and not waiting[v]]
    for u in ready:  # grows while it is read
        for v, gap in behind[u]:
            heights[v] = max(heights[v], heights[u] + gap)
            waiting[v] -= 1
            if not waiting[v]:
                ready.append(v)
    for u in reversed(ready):
        if behind[u]:
            heights[u] = max(heights[u], min([heights[v] - gap for v, gap in behind[u]]))
    sign = 1.0 if downward else -1.0
    return [sign * heights[v] for v in root]


def _balanced(drawings: list[list[float]], extents: list[float]) -> list[float]:
    """The average of the two middle ones of four drawings, laid over the one that needs the least room."""
    if not extents:
        return []
    tops = [min([y - e for y, e in zip(drawing, extents, strict=True)]) for drawing in drawings]
    bottoms = [max([y + e for y, e in zip(drawing, extents, strict=True)]) for drawing in drawings]
    least = min(range(4), key=lambda k: bottoms[k] - tops[k])
    # The first and third are pressed upwards, the others downwards.
    shifts = [bottoms[least] - bottoms[k] if k % 2 else tops[least] - tops[k] for k in range(4)]
    middle = []
    for four in zip(*drawings, strict=True):
        ordered = sorted([y + shift for y, shift in zip(four, shifts, strict=True)])
        middle.append((ordered[1] + ordered[2]) / 2.0)
    return middle


def _draw_rows_near(graph: Layered, heights: list[float], apart: Apart, downward: bool) -> None:
    """Move each row of level vertices, as a whole, towards the middle one of its neighbours' heights.

    The four drawings pressed into corners leave more room than is needed. Where a row is nearly level with a neighbour
    it becomes quite level, or stays as far off as it was.
    """
    above, below = [-1] * len(heights), [-1] * len(heights)
    for layer in graph.layers:
        for u, v in pairwise(layer):
            below[u], above[v] = v, u
    for row in sorted(_level_rows(graph, heights), key=lambda row: heights[row[0]], reverse=downward):
        y, company = heights[row[0]], _company(graph, row, heights)
        if not company:
            continue
        low = max([heights[above[v]] + apart(above[v], v) for v in row if above[v] >= 0], default=-math.inf)
        high = min([heights[below[v]] - apart(v, below[v]) for v in row if below[v] >= 0], default=math.inf)
        goal = min(max(y, company[(len(company) - 1) // 2]), company[len(company) // 2])
        place = min(max(goal, low), high)
        if any(0.0 < abs(h - place) <= NEARLY for h in company):
            level = [h for h in company if low <= h <= high and min(abs(h - place), abs(h - y)) <= NEARLY]
            place = min(level, key=lambda h: abs(h - place), default=y)
        for v in row:
            heights[v] = place


def _level_rows(graph: Layered, heights: list[float]) -> list[list[int]]:
    """All vertices, those together that level segments join."""
    root = list(range(len(heights)))
    rows: dict[int, list[int]] = {}
    for layer in graph.layers:
        for v in layer:
            for u in graph.before[v]:
                if heights[u] == heights[v]:
                    root[v] = root[u]
            rows.setdefault(root[v], []).append(v)
    return list(rows.values())


def _company(graph: Layered, row: list[int], heights: list[float]) -> list[float]:
    """Heights, sorted, of the neighbours of a row; of leaves only where it has no others."""
    members = set(row)
    around = [u for v in row for side in (graph.before[v], graph.after[v]) for u in side if u not in members]
    return sorted([heights[u] for u in around if u not in graph.leaves] or [heights[u] for u in around])


def _draw_leaves_near(graph: Layered, heights: list[float], apart: Apart) -> None:
    """Move each leaf as close to the height of its users as its neighbours in the layer let it."""
    for layer in graph.layers:
        start = 0
        while start < len(layer):
            end = start
            while end < len(layer) and layer[end] in graph.leaves:
                end += 1
            if end > start:
                _settle(graph, layer, start, end, heights, apart)
            start = end + 1


def _settle(graph: Layered, layer: list[int], start: int, end: int, heights: list[float], apart: Apart) -> None:
    """Place the leaves ``layer[start:end]`` between the two fixed vertices around them: least squares, order kept."""
    leaves = layer[start:end]
    offsets = [0.0]
    for u, v in pairwise(leaves):
        offsets.append(offsets[-1] + apart(u, v))
    wanted = []
    for v, offset in zip(leaves, offsets, strict=True):
        users = graph.after[v]
        wanted.append((sum([heights[u] for u in users]) / len(users) if users else heights[v]) - offset)
    low = heights[layer[start - 1]] + apart(layer[start - 1], leaves[0]) if start else -math.inf
    high = heights[layer[end]] - apart(leaves[-1], layer[end]) - offsets[-1] if end < len(layer) else math.inf
    for v, place, offset in zip(leaves, _rising(wanted), offsets, strict=True):
        heights[v] = max(low, min(high, place)) + offset


def _rising(wanted: list[float]) -> list[float]:
    """The sequence that never falls and is closest to ``wanted`` in least squares: violators are pooled."""
    pools: list[tuple[float, int]] = []
    for value in wanted:
        total, count = value, 1
        while pools and pools[-1][0] * count > total * pools[-1][1]:
            before, members = pools.pop()
            total, count = total + before, count + members
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]
