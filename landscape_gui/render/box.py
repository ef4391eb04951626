"""The box around the 3-D picture: which walls lie behind the surface, and along which edges its axes are labelled."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.render.camera import BOX_HEIGHT, View3D

Floats = NDArray[np.float64]

CORNERS: Floats = np.array([[x, y, z] for z in (0.0, BOX_HEIGHT) for y in (-1.0, 1.0) for x in (-1.0, 1.0)])
"""(8, 3): bit 0 of the index is x, bit 1 is y, bit 2 is z."""
EDGES: tuple[tuple[int, int], ...] = tuple(
    (corner, corner | bit) for bit in (1, 2, 4) for corner in range(8) if not corner & bit
)
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
    """Return the edge to label for each of "x", "y", "z": floor edges with room beside them, the leftmost upright edge.

    The lower floor edge is taken; of two about level the right one, away from the upright axis.
    """
    pixels = view.project(CORNERS, width, height)[:, :2]
    middle = pixels.mean(axis=0)
    outline = silhouette(pixels)
    chosen = {}
    for axis, edges in zip("xyz", (EDGES[0:4], EDGES[4:8], EDGES[8:12]), strict=True):
        floor = [edge for edge in edges if axis == "z" or not edge[0] & 4]
        rank = {}
        for edge in floor:
            start, end = pixels[edge[0]], pixels[edge[1]]
            centre = (start + end) / 2.0
            beside = centre + _outward(start, end, middle) * 0.02 * height
            hemmed = axis != "z" and is_inside(outline, (float(beside[0]), float(beside[1])))
            # Rounding keeps the choice steady where two edges are level.
            place = centre[0] if axis == "z" else -centre[1] - RIGHTWARD * centre[0]
            rank[edge] = (hemmed, round(float(place), 6))
        edge = min(floor, key=rank.__getitem__)
        outward = _outward(pixels[edge[0]], pixels[edge[1]], middle)
        chosen[axis] = AxisEdge(axis, CORNERS[edge[0]].copy(), CORNERS[edge[1]].copy(), outward)
    return chosen


def silhouette(pixels: Floats) -> list[tuple[float, float]]:
    """Return the outline, in order around it, of the box whose corners are seen at ``pixels`` (8, 2)."""
    points = sorted(map(tuple, pixels.tolist()))
    outline: list[tuple[float, float]] = []
    for run in (points, points[::-1]):
        chain: list[tuple[float, float]] = []
        for point in run:
            while len(chain) > 1 and _side(chain[-2], chain[-1], point) <= 0.0:
                chain.pop()
            chain.append(point)
        outline += chain[:-1]
    return outline


def is_inside(outline: list[tuple[float, float]], point: tuple[float, float]) -> bool:
    """Tell whether a pixel position lies within an outline from ``silhouette``."""
    return all(_side(a, b, point) > 0.0 for a, b in zip(outline, [*outline[1:], *outline[:1]], strict=True))


def _side(a: tuple[float, float], b: tuple[float, float], point: tuple[float, float]) -> float:
    """Return twice the area of the triangle a, b, point: positive on one side of the line a-b."""
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])


def _outward(start: Floats, end: Floats, middle: Floats) -> Floats:
    """Return the unit normal of the pixel line start-end that points away from ``middle``."""
    along = end - start
    length = math.hypot(along[0], along[1])
    away = (start + end) / 2.0 - middle
    if length < 1e-9:
        normal = away if np.any(away) else np.array([0.0, 1.0])
        return normal / math.hypot(normal[0], normal[1])
    normal = np.array([-along[1], along[0]]) / length
    return normal if float(normal @ away) >= 0.0 else -normal
