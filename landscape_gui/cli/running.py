"""``landscape-gui run``: optimizers run over a problem; their paths go into a file or a summary onto the screen."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from landscape_gui.cli import experiments, values
from landscape_gui.cli.console import UsageError, say, table
from landscape_gui.cli.options import Parser
from landscape_gui.core import simulate
from landscape_gui.core.descriptors import Point
from landscape_gui.core.errors import ExportError, ProblemError
from landscape_gui.core.simulate import MAX_STEPS, Run
from landscape_gui.experiment import Experiment
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.export import formats, runs
from landscape_gui.scene import LaneRun, course_of, known_minima, lane_looks, start_of

MOST_ROWS = 20_000_000
"""Most rows all runs may record together; two gigabytes with Adam in two variables."""
MOST_COORDINATES = 6
"""Most parameters that are written out on the screen."""

USAGE = """landscape-gui run (--surface KEY | --formula TEXT | --experiment FILE) [--optimizer KEY[:NAME=NUMBER,…]] …
                         [--start X,Y] [--steps N] [-o FILE.json|.csv|.npz] [further settings]"""
EXAMPLES = """\
  landscape-gui run --surface himmelblau --start -1,1 --steps 200
  landscape-gui run --surface rosenbrock --optimizer adam:lr=0.05,beta1=0.9 --optimizer gd:lr=0.001 -o race.csv
  landscape-gui run --formula "x^2 + 10*y^2" --optimizer momentum --schedule cosine -o path.json"""


def parser() -> Parser:
    """The options of ``run``."""
    result = Parser("run", "Run optimizers and print a summary, or save their paths with all digits.", USAGE, EXAMPLES)
    experiments.add_options(result)
    group = result.add_argument_group("what to keep")
    suffixes = ", ".join(runs.FORMATS)
    group.add_argument("-o", "--output", type=values.path, metavar="FILE", help=f"save the paths, as {suffixes}")
    rows = "keep every n-th step, and the last (default 1)"
    group.add_argument("--record-every", type=values.whole(1, MAX_STEPS), metavar="N", help=rows)
    return result


def command(arguments: Namespace) -> int:
    """Run every lane, then write the file or print the summary."""
    writer = None if arguments.output is None else runs.FORMATS.writer(check_output(arguments.output, runs.FORMATS))
    experiment, problem = experiments.experiment(arguments)
    lanes = [look for look in lane_looks(experiment) if look.lane.enabled]
    if not lanes:
        raise UsageError("The experiment has no optimizer that is switched on; name one, as in --optimizer adam.")
    every = arguments.record_every or (experiment.steps if writer is None else 1)
    done = run_lanes(experiment, problem, lanes, every)
    if writer is None:
        say(summary(experiment, problem, lanes, done))
    else:
        formats.write(arguments.output, writer(experiment, problem, done))
        say(f"Wrote {arguments.output}.")
    return 0


def check_output(path: Path, table: formats.Formats[Any]) -> Path:
    """``path`` where a file of one of the formats can be meant; raises UsageError, before anything is computed."""
    try:
        table.writer(path)
    except ExportError as error:
        raise UsageError(str(error)) from None
    if path.is_dir():
        raise UsageError(f"{path} is a directory; give the name of a file.")
    if not path.parent.is_dir():
        raise UsageError(f"There is no directory {path.parent} to write {path.name} into; make it first.")
    return path


def run_lanes(experiment: Experiment, problem: AnyProblem, lanes: Sequence[LaneRun], every: int) -> list[Run]:
    """The complete run of each lane, with a row every ``every`` steps.

    Raises:
        ProblemError: a start where the loss is not a number. UsageError: more rows than memory holds.
    """
    rows = len(lanes) * (experiment.steps // every + 1)
    if rows > MOST_ROWS:
        enough = -(-rows // MOST_ROWS) * every
        raise UsageError(f"{rows:,} rows are more than can be kept; give --record-every {enough} or more.")
    return [_run(experiment, problem, look, every) for look in lanes]


def _run(experiment: Experiment, problem: AnyProblem, look: LaneRun, every: int) -> Run:
    course = course_of(experiment, problem, look, every)
    check_start(course.run())
    while not course.done:
        course.advance(simulate.CHUNK)
    return course.run()


def check_start(run: Run) -> None:
    """Raise ProblemError where ``run`` could not take a single step, as the loss is no number at its start."""
    if run.status == simulate.DIVERGED and run.ended_at == 0:
        raise ProblemError(f"The start {_point(run.positions[0].tolist())} does not fit: {run.reason}")


def summary(experiment: Experiment, problem: AnyProblem, lanes: Sequence[LaneRun], done: Sequence[Run]) -> str:
    """A table with one line a run."""
    minima = known_minima(problem)[0]
    header = ["OPTIMIZER", "STATUS", "STEPS", "LOSS", "POSITION", *(["TO MINIMUM"] if minima else []), "SETTINGS"]
    rows = [_row(look, run, minima) for look, run in zip(lanes, done, strict=True)]
    start = start_of(experiment, problem)
    where = f" from {_point(start)}" if len(start) <= MOST_COORDINATES else ""
    title = f"{problem.label}{where}, {experiment.steps:,} steps"
    reasons = [f"{look.label}: {run.reason}" for look, run in zip(lanes, done, strict=True) if run.reason]
    return "\n".join([title, "", table(header, rows), *([""] if reasons else []), *reasons])


def _row(look: LaneRun, run: Run, minima: Sequence[Point]) -> list[str]:
    position = run.positions[-1]
    distances = [float(np.linalg.norm(position - np.array(minimum))) for minimum in minima]
    chosen = {"lr": run.hyperparameters["lr"]} | look.lane.hyperparameters
    return [
        look.label,
        run.status,
        f"{run.last_step}",
        f"{run.losses[-1]:.6g}",
        _point(position.tolist()) if position.size <= MOST_COORDINATES else f"{position.size} parameters",
        *([f"{min(distances):.3g}"] if minima else []),
        " ".join(f"{name}={value:g}" for name, value in chosen.items()),
    ]


def _point(point: Sequence[float]) -> str:
    return f"({', '.join(f'{value:.6g}' for value in point)})"
