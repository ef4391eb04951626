"""Last step of a layered drawing: columns side by side, and edges as smooth curves that stay clear of the nodes.

Within a column an edge runs level, at the height of its end or of its dummy, where nobody else is; it only rises and
falls in the free strip between two columns. So no curve can touch a node it does not belong to.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from landscape_gui.render.graphlayering import Edge, Layered

Floats = NDArray[np.float64]

STEEP = 0.12
"""Share of an edge's rise by which the strip it crosses is widened, so that steep curves still lean."""
WIDEST = 2.5
"""The widest strip, in units of the usual one."""
PULL = 0.5
"""Distance of the control points from the ends of a curve, as share of its width."""
LEVEL = 1e-6
"""Difference of heights below which two stretches are one, and length below which a stretch is none."""


def columns(graph: Layered, sizes: Floats, heights: Sequence[float], gap: float) -> list[tuple[float, float]]:
    """Left and right border of each column, the first at 0."""
    borders: list[tuple[float, float]] = []
    left = 0.0
    for layer in graph.layers:
        right = left + max((float(sizes[v, 0]) for v in layer if v < graph.count), default=0.0)
        borders.append((left, right))
        rise = max((abs(heights[v] - heights[u]) for u in layer for v in graph.after[u]), default=0.0)
        left = right + min(WIDEST * gap, max(gap, 0.6 * gap + STEEP * rise))
    return borders


def arrivals(
    graph: Layered, edges: Sequence[Edge], room: Sequence[float], heights: Sequence[float], pitch: float
) -> list[float]:
    """How far below the middle of its target's left side each edge ends: sorted as they come, ``pitch`` apart.

    Args:
        room: length of each node's left side that edges may end at.
    """
    ends: list[list[tuple[float, int, int]]] = [[] for _ in range(graph.count)]
    for number, (chain, (_, target, place)) in enumerate(zip(graph.chains, edges, strict=True)):
        ends[target].append((heights[chain[-2]], place, number))
    offsets = [0.0] * len(edges)
    for target, arriving in enumerate(ends):
        arriving.sort()
        middle = (len(arriving) - 1) / 2.0
        level = [k for k, (y, _, _) in enumerate(arriving) if abs(y - heights[target]) <= LEVEL]
        if len(level) == 1:  # this one comes in straight
            middle = float(level[0])
        step = min(pitch, room[target] / 2.0 / max(1.0, middle, len(arriving) - 1 - middle))
        for k, (_, _, number) in enumerate(arriving):
            offsets[number] = step * (k - middle)
    return offsets


def inset(offset: float, height: float, corner: float) -> float:
    """How far the side of a box with round corners has receded at ``offset`` from its middle."""
    beyond = abs(offset) - (height / 2.0 - corner)
    return corner - math.sqrt(max(0.0, corner * corner - beyond * beyond)) if beyond > 0.0 else 0.0


def route(stops: Sequence[tuple[float, float, float]]) -> Floats:
    """One curve through level stretches: (1 + 3k, 2) points of k cubic Bézier pieces, each sharing its ends.

    Args:
        stops: left end, right end and height of each stretch, from left to right.
    """
    (x, end, y), *rest = stops
    points = [(x, y)]
    for left, right, height in rest:
        if abs(height - y) > LEVEL:
            points += _line(x, end, y)
            pull = PULL * (left - end)
            points += [(end + pull, y), (left - pull, height), (left, height)]
            x, y = left, height
        end = right
    return np.array([*points, *_line(x, end, y)])


def _line(left: float, right: float, y: float) -> list[tuple[float, float]]:
    """A level piece without its first point; nothing where it has no length."""
    third = (right - left) / 3.0
    return [(left + third, y), (right - third, y), (right, y)] if right - left > LEVEL else []
