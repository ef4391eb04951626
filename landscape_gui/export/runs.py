"""Recorded paths as files: JSON, CSV and NPZ, every number with all its digits."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import msgspec
import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.simulate import Run
from landscape_gui.experiment import Experiment
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.export.formats import Formats
from landscape_gui.scene import start_of

RunWriter = Callable[[Experiment, AnyProblem, Sequence[Run]], bytes]
ROWS_AT_ONCE = 50_000
"""Rows turned into text at a time, so that a path of ten million steps does not become ten million Python objects."""

FORMATS: Formats[RunWriter] = Formats("runs")
"""Suffix -> function (experiment, problem, runs) -> bytes of the file."""


def json_bytes(experiment: Experiment, problem: AnyProblem, runs: Sequence[Run]) -> bytes:
    """``{"runs": [{"optimizer", "hyperparameters", "status", "positions", "losses", …}], …}``, floats shortest exact.

    "recorded_steps" numbers the rows of "positions" (k + 1, d) and "losses" (k + 1,); "problem", "start", "steps",
    "seed" and each run's "reason" say how the paths came about.
    """
    common = {
        "problem": msgspec.to_builtins(experiment.problem) | {"formula": problem.text},
        "variables": list(problem.variables),
        "start": list(start_of(experiment, problem)),
        "steps": experiment.steps,
        "seed": experiment.seed,
    }
    parts = [b'{"runs": [', b",\n".join(map(_run_json, runs)), b"],\n", msgspec.json.encode(common)[1:], b"\n"]
    return b"".join(parts)


def _run_json(run: Run) -> bytes:
    plain = {
        "optimizer": run.optimizer.key,
        "hyperparameters": dict(run.hyperparameters),
        "status": run.status,
        "reason": run.reason,
    }
    arrays = {"positions": run.positions, "losses": run.losses, "recorded_steps": run.steps}
    lists = b",".join(b'"%s":%s' % (name.encode(), _array_json(array)) for name, array in arrays.items())
    return msgspec.json.encode(plain)[:-1] + b"," + lists + b"}"


def _array_json(array: NDArray[np.generic]) -> bytes:
    return b"[" + b",".join(msgspec.json.encode(piece.tolist())[1:-1] for piece in _pieces(array)) + b"]"


def csv_bytes(experiment: Experiment, problem: AnyProblem, runs: Sequence[Run]) -> bytes:
    """One line a recorded step: run (1, 2, …), optimizer, step, the variables, loss, the partial derivatives."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    names = problem.variables
    writer.writerow(["run", "optimizer", "step", *names, "loss", *(f"gradient_{name}" for name in names)])
    for number, run in enumerate(runs, start=1):
        numbers = np.column_stack([run.positions, run.losses, run.gradients])
        steps = chain.from_iterable(piece.tolist() for piece in _pieces(run.steps))
        values = chain.from_iterable(piece.tolist() for piece in _pieces(numbers))
        writer.writerows((number, run.optimizer.key, step, *row) for step, row in zip(steps, values, strict=True))
    return text.getvalue().encode()


def npz_bytes(experiment: Experiment, problem: AnyProblem, runs: Sequence[Run]) -> bytes:
    """Arrays by name for ``numpy.load``.

    For each run, counted from 1: "run1_positions", "run1_losses", "run1_gradients", "run1_steps" and its state as
    "run1_velocity" and so on; for all runs "optimizers", "statuses", "variables" and "start".
    """
    arrays: dict[str, NDArray[np.generic]] = {
        "optimizers": np.array([run.optimizer.key for run in runs]),
        "statuses": np.array([run.status for run in runs]),
        "variables": np.array(problem.variables),
        "start": np.array(start_of(experiment, problem)),
    }
    for number, run in enumerate(runs, start=1):
        named = {"positions": run.positions, "losses": run.losses, "gradients": run.gradients, "steps": run.steps}
        arrays |= {f"run{number}_{name}": array for name, array in (named | dict(run.state)).items()}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _pieces(array: NDArray[np.generic]) -> Iterator[NDArray[np.generic]]:
    return (array[begin : begin + ROWS_AT_ONCE] for begin in range(0, len(array), ROWS_AT_ONCE))


FORMATS.add(".json", json_bytes)
FORMATS.add(".csv", csv_bytes)
FORMATS.add(".npz", npz_bytes)
