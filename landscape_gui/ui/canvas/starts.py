"""The starts that are shown as handles. No Qt in here."""

from __future__ import annotations

from dataclasses import dataclass

from landscape_gui.core.descriptors import Point
from landscape_gui.scene import LaneRun, Scene


@dataclass(frozen=True, slots=True)
class Handle:
    """A start: of the lane with that index, or shared by all without their own where ``lane`` is None."""

    lane: int | None
    point: Point
    color: str | None = None


def own_start(scene: Scene, lane: LaneRun) -> Point | None:
    """The lane's own start, where it has one that fits the problem."""
    start = lane.lane.start
    return start if start is not None and len(start) == scene.problem.dimension else None


def handles_of(scene: Scene) -> list[Handle]:
    """The shared start, unless every lane has its own, then the lanes' own starts; of lanes that are switched on."""
    enabled = [lane for lane in scene.lanes if lane.lane.enabled]
    own = [Handle(lane.index, start, lane.color) for lane in enabled if (start := own_start(scene, lane)) is not None]
    return own if enabled and len(own) == len(enabled) else [Handle(None, scene.start), *own]


def moved(scene: Scene, lane: int | None, shown: Point) -> Point:
    """The start of a lane (None: the shared one) moved in the shown variables; the further ones stay as they are."""
    whole = scene.start
    if lane is not None:
        whole = own_start(scene, scene.lanes[lane]) or whole
    return scene.section.moved(whole, shown)
