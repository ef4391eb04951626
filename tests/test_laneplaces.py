"""Lanes known again, and planes that stay with the lanes they go through."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from landscape_gui import edits, laneplaces, networkedits, planeedits
from landscape_gui.experiment import (
    MAX_LANES,
    Experiment,
    Lane,
    NetworkProblem,
    Plane,
    PointsPlane,
    PrincipalPlane,
    RandomPlane,
    View,
    first_experiment,
)

REGION = ((0.0, 1.0), (0.0, 2.0))
KEYS = ("gd", "adam", "adam", "lion", "gd")


def trained(plane: Plane | None, count: int = len(KEYS)) -> Experiment:
    """A network with lanes that are known by their names, on a plane of which a part is shown."""
    lanes = tuple(Lane(key, name=f"{index}") for index, key in enumerate(KEYS[:count]))
    return Experiment(NetworkProblem(), lanes, view=View(plane=plane, region=REGION))


def named(experiment: Experiment, plane: Plane | None) -> list[str]:
    """The names of the lanes a plane goes through."""
    if isinstance(plane, RandomPlane):
        return [experiment.lanes[plane.lane].name]
    if isinstance(plane, PointsPlane):
        return [experiment.lanes[lane].name for lane in (plane.first, plane.second)]
    return []


def renamed(experiment: Experiment, index: int, name: str) -> Experiment:
    lanes = list(experiment.lanes)
    lanes[index] = replace(lanes[index], name=name)
    return replace(experiment, lanes=tuple(lanes))


def switched(experiment: Experiment, index: int) -> Experiment:
    lanes = list(experiment.lanes)
    lanes[index] = replace(lanes[index], enabled=not lanes[index].enabled)
    return replace(experiment, lanes=tuple(lanes))


PLANES = st.one_of(
    st.builds(RandomPlane, st.integers(0, 99), st.integers(0, 4)),
    st.permutations(range(5)).map(lambda order: PointsPlane(order[0], order[1])),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["remove", "up", "down", "duplicate", "add", "switch", "rate", "reset"]), st.integers(0, 99)
    ),
    max_size=12,
)


def edited(experiment: Experiment, kind: str, number: int) -> Experiment:
    """One edit of a user; new lanes get names nobody had before."""
    count = len(experiment.lanes)
    fresh = f"new {number} {max([0, *(len(lane.name) for lane in experiment.lanes)])}{'x' * count}"
    if kind == "add":
        return renamed(edits.add_lane(experiment, KEYS[number % len(KEYS)]), count, fresh)
    if not count:
        return experiment
    index = number % count
    if kind == "duplicate":
        return renamed(edits.duplicate_lane(experiment, index), index + 1, fresh)
    simple: dict[str, Callable[[], Experiment]] = {
        "remove": lambda: edits.remove_lane(experiment, index),
        "up": lambda: edits.move_lane(experiment, index, -1 - number % 3),
        "down": lambda: edits.move_lane(experiment, index, 1 + number % 3),
        "switch": lambda: switched(experiment, index),
        "rate": lambda: edits.with_hyperparameter(experiment, index, "lr", 0.125),
        "reset": lambda: edits.reset_lane(experiment, index, fit=False),
    }
    return simple[kind]()


@given(PLANES, STEPS)
def test_after_any_edits_a_plane_goes_through_the_same_lanes_or_a_valid_fallback(
    plane: Plane, steps: list[tuple[str, int]]
) -> None:
    experiment = trained(plane)
    for kind, number in steps:
        if len(experiment.lanes) >= MAX_LANES:
            break
        before, wanted = experiment, named(experiment, experiment.view.plane)
        experiment = edited(experiment, kind, number)
        present = [lane.name for lane in experiment.lanes]
        after, now = experiment.view.plane, named(experiment, experiment.view.plane)
        if before.view.plane is None:
            assert after is None
        elif set(wanted) <= set(present):
            assert now == wanted and type(after) is type(before.view.plane)
            assert experiment.view.region == before.view.region, "the same plane is shown where it was"
        else:
            assert experiment.view.region is None
            check_fallback(experiment, wanted, present, now)
        if isinstance(plane, RandomPlane) and isinstance(after, RandomPlane):
            assert after.seed == plane.seed


def check_fallback(experiment: Experiment, wanted: list[str], present: list[str], now: list[str]) -> None:
    """What stays of a plane of which a lane was removed."""
    on = [lane.name for lane in experiment.lanes if lane.enabled]
    others = [name for name in on if name not in wanted]
    if len(wanted) == 1:
        assert now == (on[:1] or present[:1])
        return
    kept = [name for name in wanted if name in present]
    if not others:
        assert experiment.view.plane is None
        return
    assert len(set(now)) == 2 and set(kept) <= set(now)
    assert [now[place] == name for place, name in enumerate(wanted)] == [name in present for name in wanted]
    assert next(name for name in now if name not in kept) == others[0]


@pytest.mark.parametrize(
    ("index", "plane", "expected"),
    [
        (0, RandomPlane(7, 0), RandomPlane(7, 0)),
        (0, RandomPlane(7, 2), RandomPlane(7, 1)),
        (2, RandomPlane(7, 2), RandomPlane(7, 0)),
        (1, PointsPlane(1, 2), PointsPlane(0, 1)),
        (2, PointsPlane(0, 2), PointsPlane(0, 1)),
        (0, PrincipalPlane(), PrincipalPlane()),
    ],
)
def test_a_removed_lane_gives_way_to_the_first_one(index: int, plane: Plane, expected: Plane) -> None:
    assert edits.remove_lane(trained(plane, 3), index).view.plane == expected


def test_a_plane_through_two_ends_goes_with_the_last_but_one_lane() -> None:
    assert edits.remove_lane(trained(PointsPlane(0, 1), 2), 0).view.plane is None
    assert edits.remove_lane(trained(RandomPlane(0, 0), 1), 0).view.plane is None
    resting = switched(trained(PointsPlane(0, 1), 3), 2)
    assert edits.remove_lane(resting, 0).view.plane is None, "a lane that rests has no end"


@given(st.integers(1, 8), st.data())
def test_places_after_an_edit(count: int, data: st.DataObject) -> None:
    lanes = list("abcdefgh"[:count])
    index, target = (data.draw(st.integers(0, count - 1)) for _ in range(2))
    moved = lanes[:index] + lanes[index + 1 :]
    removed = list(moved)
    moved.insert(target, lanes[index])
    inserted = [*lanes[:index], "new", *lanes[index:]]
    for now, places in (
        (removed, laneplaces.after_removal(count, index)),
        (moved, laneplaces.after_move(count, index, target)),
        (inserted, laneplaces.after_insertion(count, index)),
    ):
        assert [now.index(lane) if lane in now else None for lane in lanes] == list(places)


@given(STEPS)
def test_lanes_are_known_again_by_how_they_look(steps: list[tuple[str, int]]) -> None:
    before = experiment = trained(None)
    for kind, number in steps:
        if len(experiment.lanes) < MAX_LANES:
            experiment = edited(experiment, kind, number)
    now = [lane.name for lane in experiment.lanes]
    for lane, place in zip(before.lanes, laneplaces.places(before, experiment), strict=True):
        if lane.name in now:
            assert place == now.index(lane.name)
        else:
            assert place is None or experiment.lanes[place].optimizer == lane.optimizer


def test_another_look_does_not_make_another_lane() -> None:
    before = trained(None)
    lanes = list(before.lanes)
    lanes[1] = replace(lanes[1], color="#123456")
    assert laneplaces.places(before, replace(before, lanes=tuple(lanes))) == (0, 1, 2, 3, 4)


def test_back_to_a_network_whose_lanes_were_removed_meanwhile() -> None:
    network = replace(trained(PointsPlane(1, 3)), lanes=tuple(Lane(key, {"lr": 0.5}) for key in KEYS))
    meanwhile = edits.remove_lane(networkedits.with_former(network, first_experiment()), 0)
    back = networkedits.with_former(meanwhile, network)
    assert back.view.plane == PointsPlane(0, 2) and back.view.region == REGION
    assert [lane.hyperparameters["lr"] for lane in back.lanes] == [0.5] * 4, "each lane has its own rate again"


def test_a_plane_of_before_is_recalled_only_through_the_same_lanes() -> None:
    before = trained(None)
    moved = edits.move_lane(before, 0, 3)
    assert planeedits.recalled(RandomPlane(3, 0), before, moved) == RandomPlane(3, 3)
    assert planeedits.recalled(PointsPlane(0, 1), before, moved) == PointsPlane(3, 0)
    assert planeedits.recalled(PrincipalPlane(), before, moved) == PrincipalPlane()
    assert planeedits.recalled(PointsPlane(0, 1), before, edits.remove_lane(before, 3)) == PointsPlane(0, 1)
    assert planeedits.recalled(RandomPlane(3, 3), before, edits.remove_lane(before, 3)) is None
