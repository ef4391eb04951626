"""What lanes are called."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from landscape_gui.experiment import Experiment, Lane, NetworkProblem, Schedule, Training, first_experiment
from landscape_gui.scene import lane_looks

GD, ADAM = Lane("gd"), Lane("adam")
FULL, SOME = "Gradient descent, full batch", "Gradient descent, batch 8"


def names(*lanes: Lane, batch_size: int | None = None) -> list[str]:
    problem = NetworkProblem(training=Training(batch_size=batch_size))
    return [look.label for look in lane_looks(Experiment(problem, lanes))]


def with_batch(lane: Lane, size: int) -> Lane:
    return replace(lane, batch_size=size)


@pytest.mark.parametrize(
    ("lanes", "expected"),
    [
        ((GD, GD, ADAM), ["Gradient descent", "Gradient descent 2", "Adam"]),
        ((GD, with_batch(GD, 8), with_batch(ADAM, 8)), [FULL, SOME, "Adam"]),
        ((GD, with_batch(GD, 8), GD, with_batch(GD, 8)), [FULL, SOME, f"{FULL} 2", f"{SOME} 2"]),
        ((GD, with_batch(replace(GD, hyperparameters={"lr": 9.0}), 8)), ["Gradient descent", "Gradient descent 2"]),
        ((GD, with_batch(replace(GD, schedule=Schedule("cosine")), 8)), ["Gradient descent", "Gradient descent 2"]),
        ((GD, with_batch(replace(GD, name="Mine"), 8), GD), ["Gradient descent", "Mine", "Gradient descent 3"]),
        ((replace(GD, enabled=False, color="#123456"), with_batch(GD, 8)), [FULL, SOME]),
    ],
)
def test_lanes_that_differ_in_their_batches_only_are_told_apart_by_them(
    lanes: tuple[Lane, ...], expected: list[str]
) -> None:
    assert names(*lanes) == expected


def test_the_batch_size_of_all_counts_where_a_lane_has_none_of_its_own() -> None:
    assert names(GD, with_batch(GD, 1), batch_size=8) == [SOME, "Gradient descent, batch 1"]
    assert names(GD, with_batch(GD, 8), batch_size=8) == ["Gradient descent", "Gradient descent 2"]


def test_landscapes_have_no_batches() -> None:
    race = replace(first_experiment(), lanes=(GD, with_batch(GD, 8)))
    assert [look.label for look in lane_looks(race)] == ["Gradient descent", "Gradient descent 2"]
