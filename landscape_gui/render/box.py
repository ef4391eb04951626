"""The box around the 3-D picture: which walls lie behind the surface, and along which edges its axes are labelled."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.render.camera import BOX_HEIGHT, View3D

Floats = NDArray[np.float64]
Edge = tuple[int, int]
Outline = list[tuple[float, float]]

CORNERS: Floats = np.array([[x, y, z] for z in (0.0, BOX_HEIGHT) for y in (-1.0, 1.0) for x in (-1.0, 1.0)])
"""(8, 3): bit 0 of the index is x, bit 1 is y, bit 2 is z."""
EDGES: tuple[Edge, ...] = tuple((corner, corner | bit) for bit in (1, 2, 4) for corner in range(8) if not corner & bit)
"""The 12 edges as pairs of corner indices: four along x, four along y, four along z."""
FACES: dict[str, tuple[int, int, int, int]] = {
    "x-": (0, 2, 6, 4),
    "x+": (1, 3, 7, 5),
    "y-": (0, 1, 5, 4),
    "y+": (2, 3, 7, 6),
    "z-": (0, 1, 3, 2),
    "z+": (4, 5, 7, 6),
}
"""The corners of each face, in order around it."""


RIGHTWARD = 0.02
"""How many pixels further down a floor edge is worth for each pixel further to the right."""
ALIGNED = 0.75
"""Cosine between two edges above which the axis along one looks like the other going on."""


@dataclass(frozen=True, slots=True)
class AxisEdge:
    """The edge along which an axis is labelled.

    Attributes:
        axis: "x", "y" or "z".
        start, end: corners (3,) in the world, at the axis' low and high end.
        outward: unit vector (2,) in pixels, pointing away from the box; labels go that way.
    """

    axis: str
    start: Floats
    end: Floats
    outward: Floats


def back_faces(view: View3D) -> list[str]:
    """Return the keys of ``FACES`` whose inner side is seen: they are painted first, behind the surface."""
    eye = view.eye
    outside = {
        "x-": eye[0] < -1.0,
        "x+": eye[0] > 1.0,
        "y-": eye[1] < -1.0,
        "y+": eye[1] > 1.0,
        "z-": eye[2] < 0.0,
        "z+": eye[2] > BOX_HEIGHT,
    }
    return [key for key, seen_from_outside in outside.items() if not seen_from_outside]


def back_edges(view: View3D) -> list[tuple[int, int]]:
    """Return the edges, as corner indices, that belong to a back face: safe to paint before the surface."""
    back = [set(FACES[key]) for key in back_faces(view)]
    return [edge for edge in EDGES if any(set(edge) <= face for face in back)]


def front_edges(view: View3D) -> list[tuple[int, int]]:
    """Return the edges that belong to front faces only: they pass in front of the surface."""
    back = set(back_edges(view))
    return [edge for edge in EDGES if edge not in back]


def axis_edges(view: View3D, width: float, height: float) -> dict[str, AxisEdge]:
    """Return the edge to label for each of "x", "y", "z".

    Of the floor's edges the lower ones that have room beside them; of two about level the right one, away from the
    upright axis. That is the leftmost upright edge, or the rightmost where the left one looks like a floor edge's end.
    """
    pixels = view.project(CORNERS, width, height)[:, :2]
    outline = silhouette(pixels)
    x, y = (_floor_edge(pixels, outline, edges, 0.02 * height) for edges in (EDGES[0:2], EDGES[4:6]))
    return {
        axis: AxisEdge(axis, CORNERS[edge[0]].copy(), CORNERS[edge[1]].copy(), _outward(pixels, edge))
        for axis, edge in (("x", x), ("y", y), ("z", _upright_edge(pixels, (x, y))))
    }


def _floor_edge(pixels: Floats, outline: Outline, edges: tuple[Edge, ...], room: float) -> Edge:
    """Return the lower of two floor edges, but rather one that has ``room`` beside it."""

    def rank(edge: Edge) -> tuple[bool, float]:
        centre = (pixels[edge[0]] + pixels[edge[1]]) / 2.0
        beside = centre + _outward(pixels, edge) * room
        hemmed = is_inside(outline, (float(beside[0]), float(beside[1])))
        # Rounding keeps the choice steady where two edges are level.
        return hemmed, round(float(-centre[1] - RIGHTWARD * centre[0]), 6)

    return min(edges, key=rank)


def _upright_edge(pixels: Floats, floor: tuple[Edge, ...]) -> Edge:
    """Return the leftmost upright edge, or the rightmost where the left one goes on from a floor edge."""
    edges = sorted(EDGES[8:12], key=lambda edge: round(float(pixels[edge[0], 0] + pixels[edge[1], 0]), 6))
    free = [edge for edge in (edges[0], edges[-1]) if not any(_goes_on(pixels, edge, other) for other in floor)]
    return (free or edges)[0]


def _goes_on(pixels: Floats, edge: Edge, floor: Edge) -> bool:
    """Tell whether an upright edge begins where a floor edge ends and has about its direction."""
    if edge[0] not in floor:
        return False
    other = floor[0] if floor[1] == edge[0] else floor[1]
    before, after = pixels[edge[0]] - pixels[other], pixels[edge[1]] - pixels[edge[0]]
    return float(before @ after) > ALIGNED * math.hypot(*before) * math.hypot(*after)


def silhouette(pixels: Floats) -> Outline:
    """Return the outline, in order around it, of the box whose corners are seen at ``pixels`` (8, 2)."""
    points = sorted(map(tuple, pixels.tolist()))
    outline: Outline = []
    for run in (points, points[::-1]):
        chain: Outline = []
        for point in run:
            while len(chain) > 1 and _side(chain[-2], chain[-1], point) <= 0.0:
                chain.pop()
            chain.append(point)
        outline += chain[:-1]
    return outline


def is_inside(outline: Outline, point: tuple[float, float]) -> bool:
    """Tell whether a pixel position lies within an outline from ``silhouette``."""
    return all(_side(a, b, point) > 0.0 for a, b in zip(outline, [*outline[1:], *outline[:1]], strict=True))


def _side(a: tuple[float, float], b: tuple[float, float], point: tuple[float, float]) -> float:
    """Return twice the area of the triangle a, b, point: positive on one side of the line a-b."""
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])


def _outward(pixels: Floats, edge: Edge) -> Floats:
    """Return the unit normal of an edge as it is seen that points away from the middle of the box."""
    start, end = pixels[edge[0]], pixels[edge[1]]
    along = end - start
    length = math.hypot(along[0], along[1])
    away = (start + end) / 2.0 - pixels.mean(axis=0)
    if length < 1e-9:
        normal = away if np.any(away) else np.array([0.0, 1.0])
        return normal / math.hypot(normal[0], normal[1])
    normal = np.array([-along[1], along[0]]) / length
    return normal if float(normal @ away) >= 0.0 else -normal
