"""Layered drawing of a computational graph, from inputs at the left to the output at the right.

The steps of Sugiyama, Tagawa & Toda (1981): columns, order in them, heights, curves. They are written here because the
packages at hand know neither nodes of different sizes nor inputs that stand beside their users: fast-sugiyama 0.5 has
neither and wants Python 3.11, grandalf and igraph come under the GPL. The same graph always gives the same drawing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.render import graphordering
from landscape_gui.render.graphlayering import Edge, Layered, layered
from landscape_gui.render.graphplacing import heights
from landscape_gui.render.graphrouting import arrivals, columns, inset, route

Floats = NDArray[np.float64]

SHAPE = 1.6
"""Width of a usual window over its height."""
WORTH_IT = 0.7
"""Share of the room below which a staggered drawing is preferred to one with the network's layers as columns."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """Free room, in the unit of the node sizes.

    Attributes:
        column: between two columns, more where edges are steep.
        node: between two nodes of a column.
        lane: between an edge and the node or edge beside it.
        pitch: between the ends of edges at the left side of a node, where it is high enough.
        ends: share of a node's own height that edges end at.
    """

    column: float = 56.0
    node: float = 28.0
    lane: float = 18.0
    pitch: float = 12.0
    ends: float = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class GraphLayout:
    """Where everything is drawn; x to the right, y downwards, the drawing's left top corner at (0, 0).

    Attributes:
        centers: (n, 2) middles of the nodes.
        layers: nodes of each column, left column first, from top to bottom.
        routes: of each edge the (1 + 3k, 2) points of k cubic Bézier pieces that share their ends, from the right side
            of the source to the left side of the target. x never falls along a route.
        width, height: of the whole drawing.
        crossings: number of pairs of edges that cross.
    """

    centers: Floats
    layers: tuple[tuple[int, ...], ...]
    routes: tuple[Floats, ...]
    width: float
    height: float
    crossings: int

    def sample(self, edge: int, each: int = 16) -> Floats:
        """(1 + k·each, 2) points along the curve of ``edge``, its ends among them."""
        return sample(self.routes[edge], each)


def sample(points: Floats, each: int = 16) -> Floats:
    """(1 + k·each, 2) points along k cubic Bézier pieces given by their (1 + 3k, 2) points."""
    t = np.linspace(0.0, 1.0, each + 1)[1:, None]
    weights = ((1.0 - t) ** 3, 3.0 * t * (1.0 - t) ** 2, 3.0 * t * t * (1.0 - t), t**3)
    pieces = [sum(w * points[k + i] for i, w in enumerate(weights)) for k in range(0, len(points) - 1, 3)]
    return np.concatenate([points[:1], *pieces])


def layout(
    sizes: ArrayLike,
    edges: Sequence[Edge],
    *,
    left: Collection[int] = (),
    right: Collection[int] = (),
    around: ArrayLike = 0.0,
    corners: ArrayLike = 0.0,
    spacing: Spacing | None = None,
) -> GraphLayout:
    """Lay out a directed acyclic graph.

    Args:
        sizes: (n, 2) width and height of each node.
        edges: source, target and place among the target's inputs, of each edge; an input used twice has two edges.
        left: nodes without inputs that stay in the first column, such as the inputs of a network; all others stand
            just before their first user. right: nodes without users that stand in the last column.
        around: (n, 2), (2,) or one: how much wider and higher a node is, with what is written around its middle; no
            other node and no edge comes there.
        corners: (n,) or one radius of the nodes' round corners, so that edges end on the outline.

    Raises:
        ValueError: for a graph with a cycle, or an edge to a node that does not exist.
    """
    room = spacing or Spacing()
    bodies = np.asarray(sizes, dtype=np.float64).reshape(-1, 2)
    boxes = bodies + np.asarray(around, dtype=np.float64)
    graph = _layered(boxes, edges, left, right, room)
    graphordering.order(graph, edges)
    y = heights(graph, boxes[:, 1].tolist(), room.node, room.lane)
    borders = columns(graph, boxes, y, room.column)
    drawn = _Drawn(graph, bodies, borders, y)
    radii = np.minimum(np.asarray(corners, dtype=np.float64), bodies.min(axis=1, initial=np.inf) / 2.0)
    return GraphLayout(
        np.column_stack([drawn.x, y[: len(boxes)]]),
        tuple(tuple(v for v in layer if v < graph.count) for layer in graph.layers),
        tuple(drawn.routes(edges, radii.tolist(), room)),
        borders[-1][1] if borders else 0.0,
        max([*(y[: len(boxes)] + boxes[:, 1] / 2.0), *y], default=0.0),
        graphordering.crossings(graph),
    )


class _Drawn:
    """Columns and heights put together."""

    def __init__(self, graph: Layered, bodies: Floats, borders: list[tuple[float, float]], y: list[float]) -> None:
        self.graph, self.bodies, self.y = graph, bodies, y
        self.border = {v: border for border, layer in zip(borders, graph.layers, strict=True) for v in layer}
        self.x = [sum(self.border[v]) / 2.0 for v in range(graph.count)]

    def routes(self, edges: Sequence[Edge], radii: list[float], room: Spacing) -> Iterator[Floats]:
        """The curve of each edge."""
        tall = self.bodies[:, 1].tolist()
        ends = arrivals(self.graph, edges, [room.ends * height for height in tall], self.y, room.pitch)
        for (source, target, _), chain, offset in zip(edges, self.graph.chains, ends, strict=True):
            begin = self.x[source] + self.bodies[source, 0] / 2.0
            end = self.x[target] - self.bodies[target, 0] / 2.0 + inset(offset, tall[target], radii[target])
            stops = [(begin, self.border[source][1], self.y[source])]
            stops += [(*self.border[dummy], self.y[dummy]) for dummy in chain[1:-1]]
            stops.append((self.border[target][0], end, self.y[target] + offset))
            yield route(stops)


def _layered(
    boxes: Floats, edges: Sequence[Edge], left: Collection[int], right: Collection[int], room: Spacing
) -> Layered:
    """Layers with one column for each layer of a network; staggered where that would be much too high for its width."""
    graph = layered(len(boxes), edges, left, right)
    if not left:
        return graph
    staggered = layered(len(boxes), edges, left, right, staggered=True)
    return staggered if _extent(staggered, boxes, room) < WORTH_IT * _extent(graph, boxes, room) else graph


def _extent(graph: Layered, boxes: Floats, room: Spacing) -> float:
    """About the height of a window of usual shape that a drawing with these layers needs."""
    width = height = 0.0
    for layer in graph.layers:
        nodes = [v for v in layer if v < graph.count]
        width += room.column + float(boxes[nodes, 0].max(initial=0.0))
        tall = float(boxes[nodes, 1].sum()) + room.node * len(nodes) + room.lane * (len(layer) - len(nodes))
        height = max(height, tall)
    return max(width / SHAPE, height)
