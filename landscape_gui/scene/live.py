"""The landscape around the place where a lane is just now: the same directions, laid through its own parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from landscape_gui.core.maps.grids import height_scale
from landscape_gui.core.maps.planes import Plane, Region
from landscape_gui.core.maps.progressive import refine
from landscape_gui.core.maps.projection import project
from landscape_gui.scene.parts import Path, Scene
from landscape_gui.scene.section import Section

NODES = 49
"""Nodes along each side: few enough to follow while playing."""


def live_scene(scene: Scene, lane: int, position: float, wanted: Callable[[], bool] = lambda: True) -> Scene | None:
    """Return ``scene`` on the plane with its directions through lane ``lane``'s parameters at ``position``.

    On that plane the lane stands at (0, 0) and its true loss is the height of the surface. The region is as large as
    the one that was asked for, or half as large as the whole one.
    None where the scene shows no plane, the lane has no run, or this is no longer wanted.
    """
    plane, look = scene.plane, scene.lanes[lane] if 0 <= lane < len(scene.lanes) else None
    if plane is None or look is None or look.run is None:
        return None
    here = Plane(look.parameters(position), plane.d1, plane.d2, plane.names, plane.kind, plane.labels)
    asked = scene.experiment.view.region
    region = _around(asked) if asked is not None else _around(scene.home, 0.5)
    grids = list(refine(scene.problem, here, region, NODES, NODES, wanted=wanted))
    if not (wanted() and grids[-1].complete):
        return None
    grid = grids[-1]
    shown = grid.accuracy if scene.experiment.view.surface == "accuracy" and grid.accuracy is not None else grid.loss
    lanes = []
    for each in scene.lanes:
        if each.run is None or each.path is None:
            lanes.append(each)
            continue
        seen = project(here, each.run.positions)
        lanes.append(replace(each, path=Path(seen.coordinates, seen.distances, each.path.heights, seen.movement)))
    return replace(
        scene, section=Section(here.labels, plane=here), home=region, grid=shown, lanes=tuple(lanes),
        scale=height_scale(shown.values, scene.experiment.view.height),
    )  # fmt: skip


def _around(region: Region | tuple[tuple[float, float], ...], share: float = 1.0) -> Region:
    """A region of the same size, or a ``share`` of it, around (0, 0)."""
    (x0, x1), (y0, y1) = region
    across, up = share * (x1 - x0) / 2.0, share * (y1 - y0) / 2.0
    return (-across, across), (-up, up)
