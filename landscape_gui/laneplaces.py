"""Where the lanes of one experiment are found in another, for all that names a lane by its number. No Qt in here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from landscape_gui.experiment import Experiment
from landscape_gui.scene.parts import LaneRun, Scene, lane_looks

Places = tuple[int | None, ...]
"""The number each lane has now, None for one that is gone."""


def after_removal(count: int, index: int) -> Places:
    """Of ``count`` lanes, lane ``index`` was taken out."""
    return tuple(None if place == index else place - (place > index) for place in range(count))


def after_insertion(count: int, index: int) -> Places:
    """Of ``count`` lanes, those from ``index`` on made room for a new one."""
    return tuple(place + (place >= index) for place in range(count))


def after_move(count: int, index: int, target: int) -> Places:
    """Of ``count`` lanes, lane ``index`` was taken out and put in at ``target``."""
    order = [place for place in range(count) if place != index]
    order.insert(target, index)
    return tuple(order.index(place) for place in range(count))


def places(before: Experiment, after: Experiment) -> Places:
    """Where each lane of ``before`` is in ``after``, known by how it looks, else by its number and optimizer."""
    found: dict[int, int] = {}
    looks = lane_looks(after)
    for alike in (looks_alike, in_place):
        for look in lane_looks(before):
            if look.index not in found:
                match = _first(looks, alike, look, set(found.values()))
                if match is not None:
                    found[look.index] = match
    return tuple(found.get(place) for place in range(len(before.lanes)))


def followed(lane: int, scene: Scene, before: Scene | None) -> int:
    """Where lane ``lane`` of the scene ``before`` is in another one; the first that runs where it is gone or off.

    With another problem and other optimizers at once it is another race, in which the first lane is meant.
    """
    place: int | None = lane
    if before is not None and _another_race(before.experiment, scene.experiment):
        place, before = 0, None
    if before is not None and before.experiment.lanes != scene.experiment.lanes:
        now = places(before.experiment, scene.experiment)
        place = now[lane] if lane < len(now) else None
    if place is None or place >= len(scene.lanes) or scene.lanes[place].run is None:
        stays = lane if lane < len(scene.lanes) else 0
        return next((look.index for look in scene.shown), stays)
    return place


def _another_race(one: Experiment, other: Experiment) -> bool:
    racing = [[lane.optimizer for lane in experiment.lanes] for experiment in (one, other)]
    return one.problem != other.problem and racing[0] != racing[1]


def _first(
    looks: Sequence[LaneRun], alike: Callable[[LaneRun, LaneRun], bool], wanted: LaneRun, taken: set[int]
) -> int | None:
    return next((look.index for look in looks if look.index not in taken and alike(look, wanted)), None)


def looks_alike(one: LaneRun, other: LaneRun) -> bool:
    """Whether two lanes are the same to the eye: edits of other lanes do not change how a lane looks."""
    return _in_race(one) == _in_race(other)


def _in_race(look: LaneRun) -> tuple[str, ...]:
    return look.lane.optimizer, look.color, look.marker, look.dash


def in_place(one: LaneRun, other: LaneRun) -> bool:
    """Whether two lanes have the same number and the same optimizer."""
    return one.index == other.index and one.lane.optimizer == other.lane.optimizer
