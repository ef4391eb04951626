"""Undo, merging and files of the store."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from landscape_gui import experimentfile
from landscape_gui.core.errors import ExperimentError
from landscape_gui.experiment import View, first_experiment
from landscape_gui.ui.store import Store

pytestmark = pytest.mark.usefixtures("qapp")


def steps(store: Store) -> int:
    return store.experiment.steps


def test_every_change_can_be_undone_and_redone() -> None:
    store = Store()
    seen: list[int] = []
    store.changed.connect(lambda: seen.append(steps(store)))
    store.replace("Number of steps", steps=100)
    store.replace("Number of steps", steps=200)
    store.stack.undo()
    assert (steps(store), store.stack.redoText()) == (100, "Number of steps")
    store.stack.undo()
    assert store.experiment == first_experiment()
    store.stack.redo()
    assert seen == [100, 200, 100, 300, 100]


def test_a_drag_is_one_entry_and_the_next_drag_another() -> None:
    store = Store()
    for value in (310, 320, 330):
        store.replace("Steps", merge="steps", final=False, steps=value)
    store.replace("Steps", merge="steps", final=True, steps=340)
    store.replace("Steps", merge="steps", final=False, steps=350)
    assert store.stack.count() == 2
    store.stack.undo()
    assert steps(store) == 340
    store.stack.undo()
    assert steps(store) == 300


def test_a_drag_back_to_where_it_began_leaves_no_entry() -> None:
    store = Store()
    store.replace("Steps", merge="steps", final=False, steps=310)
    store.replace("Steps", merge="steps", final=False, steps=300)
    assert store.stack.count() == 0
    assert steps(store) == 300


def test_releasing_without_moving_ends_the_drag() -> None:
    store = Store()
    store.replace("Steps", merge="steps", final=False, steps=310)
    store.replace("Steps", merge="steps", final=True, steps=310)
    store.replace("Steps", merge="steps", final=False, steps=320)
    assert store.stack.count() == 2


def test_different_drags_do_not_merge() -> None:
    store = Store()
    store.replace("Steps", merge="steps", final=False, steps=310)
    store.change_lane(0, "Rate", merge="lane 0 lr", final=False, hyperparameters={"lr": 0.5})
    assert store.stack.count() == 2


def test_nothing_changes_nothing() -> None:
    store = Store()
    store.replace("Steps", steps=300)
    assert store.stack.count() == 0


def test_save_open_and_modified(tmp_path: Path) -> None:
    store = Store()
    path = tmp_path / "mine.json"
    store.replace("Steps", steps=123)
    assert store.modified
    store.save(path)
    assert not store.modified and store.path == path
    store.change_view("Colour map", colormap="magma")
    assert store.modified
    other = Store()
    other.open(path)
    assert steps(other) == 123 and not other.modified
    other.stack.undo()
    assert other.experiment == first_experiment()


def test_a_damaged_file_changes_nothing(tmp_path: Path) -> None:
    store = Store()
    store.replace("Steps", steps=123)
    path = tmp_path / "bad.json"
    path.write_bytes(experimentfile.encode(first_experiment())[:300])
    with pytest.raises(ExperimentError, match=r"bad\.json is damaged"):
        store.open(path)
    assert steps(store) == 123 and store.path is None and store.stack.count() == 1


def test_new_can_be_undone() -> None:
    store = Store(msgspec.structs.replace(first_experiment(), steps=7, view=View(colormap="magma")))
    store.new()
    assert store.experiment == first_experiment()
    store.stack.undo()
    assert steps(store) == 7


def test_undo_and_redo_tell_the_play_position_of_a_change_that_went_to_the_start() -> None:
    store, told = Store(), list[tuple[float, int]]()
    store.returned.connect(lambda position: told.append((position, store.experiment.steps)))
    first = store.experiment.steps
    store.replace("a", merge="steps", final=False, made_at=12.0, steps=70)
    store.replace("a", merge="steps", steps=80)
    store.replace("b", steps=90)
    assert not told
    store.stack.undo()
    assert not told, "this change did not move the play position"
    store.stack.undo()
    store.stack.redo()
    store.stack.redo()
    assert told == [(12.0, first), (0.0, 80)]
