"""Recorded paths as files hold every digit and every array."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest

from landscape_gui import optimize
from landscape_gui.core.problem import Problem, surface
from landscape_gui.core.simulate import Run
from landscape_gui.experiment import Experiment, SurfaceProblem
from landscape_gui.export import runs

EXPERIMENT = Experiment(SurfaceProblem("himmelblau"), start=(0.5, -0.5), steps=30)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return surface("himmelblau")


@pytest.fixture(scope="module")
def done(problem: Problem) -> list[Run]:
    return [optimize(problem, key, start=(0.5, -0.5), steps=30) for key in ("gd", "adam")]


def test_json_gives_back_the_same_bits(problem: Problem, done: list[Run]) -> None:
    document = json.loads(runs.json_bytes(EXPERIMENT, problem, done))
    for written, run in zip(document["runs"], done, strict=True):
        assert written["optimizer"] == run.optimizer.key
        assert written["hyperparameters"] == run.hyperparameters
        assert written["status"] == "finished"
        assert np.array_equal(np.array(written["positions"]), run.positions)
        assert np.array_equal(np.array(written["losses"]), run.losses)
        assert written["recorded_steps"] == list(range(31))
    assert document["start"] == [0.5, -0.5]
    assert document["problem"]["formula"] == problem.text


def test_csv_has_one_line_a_step(problem: Problem, done: list[Run]) -> None:
    rows = list(csv.DictReader(io.StringIO(runs.csv_bytes(EXPERIMENT, problem, done).decode())))
    assert list(rows[0]) == ["run", "optimizer", "step", "x", "y", "loss", "gradient_x", "gradient_y"]
    assert len(rows) == 62
    assert [row["optimizer"] for row in rows] == ["gd"] * 31 + ["adam"] * 31
    assert [float(row["x"]) for row in rows[31:]] == done[1].positions[:, 0].tolist()
    assert [float(row["gradient_y"]) for row in rows[:31]] == done[0].gradients[:, 1].tolist()
    assert [int(row["step"]) for row in rows[:31]] == list(range(31))


def test_npz_holds_every_array(problem: Problem, done: list[Run]) -> None:
    arrays = np.load(io.BytesIO(runs.npz_bytes(EXPERIMENT, problem, done)))
    assert arrays["optimizers"].tolist() == ["gd", "adam"]
    for number, run in enumerate(done, start=1):
        for name in ("positions", "losses", "gradients", "steps"):
            assert np.array_equal(arrays[f"run{number}_{name}"], getattr(run, name))
        for name, values in run.state.items():
            assert np.array_equal(arrays[f"run{number}_{name}"], values)


def test_long_paths_are_written_in_pieces(problem: Problem, done: list[Run], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [writer(EXPERIMENT, problem, done) for writer in (runs.json_bytes, runs.csv_bytes)]
    monkeypatch.setattr(runs, "ROWS_AT_ONCE", 7)
    assert [writer(EXPERIMENT, problem, done) for writer in (runs.json_bytes, runs.csv_bytes)] == whole
