"""From the command line to an experiment: the options ``run`` and ``render`` share, and what they add up to."""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Callable

import msgspec

from landscape_gui import edits, experimentfile
from landscape_gui.cli import values
from landscape_gui.cli.console import UsageError
from landscape_gui.core import optimizers
from landscape_gui.core.descriptors import MAX_SEED
from landscape_gui.core.schedules import SCHEDULES
from landscape_gui.core.simulate import MAX_STEPS
from landscape_gui.experiment import MAX_LANES, RACE, Experiment, FormulaProblem, Lane, NetworkProblem, SurfaceProblem
from landscape_gui.experimentfile import AnyProblem

DEFAULT_STEPS = 500


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what is computed."""
    problem = parser.add_argument_group("what to minimize").add_mutually_exclusive_group(required=True)
    problem.add_argument("--surface", metavar="KEY", help='a test surface; "landscape-gui list surfaces" shows them')
    problem.add_argument("--formula", metavar="TEXT", help="a formula, such as 'x^2 + 10*y^2'")
    problem.add_argument(
        "--experiment", type=values.path, metavar="FILE", help="a saved experiment; the rest changes it"
    )
    _add_lanes(parser.add_argument_group("who runs, and where"))
    _add_settings(parser.add_argument_group("further settings"))


Add = Callable[..., argparse.Action]


def _add_lanes(group: argparse._ArgumentGroup) -> None:
    add: Add = group.add_argument
    add("--optimizer", type=values.optimizer, action="append", metavar="KEY[:NAME=NUMBER,…]",
        help="such as adam:lr=0.05,beta1=0.9; give it again for more "
             f"(without it: {', '.join(RACE)}, at rates that suit the problem)")  # fmt: skip
    add("--start", type=values.numbers, metavar="X,Y", help="where all begin, such as -1,1")
    add("--steps", type=values.whole(1, MAX_STEPS), metavar="N", help=f"how many steps (default {DEFAULT_STEPS})")
    add("--coefficients", type=values.assignments, metavar="NAME=NUMBER,…", help="coefficients of the surface")
    add("--domain", type=values.intervals, metavar="XMIN,XMAX,YMIN,YMAX", help="the part that is shown")


def _add_settings(group: argparse._ArgumentGroup) -> None:
    add: Add = group.add_argument
    add("--schedule", choices=tuple(SCHEDULES), help="how the learning rate changes: %(choices)s", metavar="KEY")
    add("--schedule-period", type=values.whole(0, MAX_STEPS), metavar="N", help="steps of a period; 0: its own choice")
    add("--schedule-rate", type=values.at_least_zero, metavar="R", help="strength of the schedule")
    add("--gradient-noise", type=values.at_least_zero, metavar="SIGMA", help="noise on each partial derivative")
    add("--clip-norm", type=values.above_zero, metavar="NORM", help="longest gradient that is used")
    add("--stop-gradient-norm", type=values.at_least_zero, metavar="NORM", help="end where the gradient is this short")
    add("--stop-change", type=values.at_least_zero, metavar="SIZE", help="end where a step is this short")
    add("--stop-loss", type=values.number, metavar="LOSS", help="end where the loss is this small")
    add("--seed", type=values.whole(0, MAX_SEED), metavar="N", help="seed of the noise (default 0)")


def experiment(arguments: Namespace) -> tuple[Experiment, AnyProblem]:
    """The experiment the options describe, with its problem, both checked.

    Raises:
        LandscapeError: one sentence on what is wrong with a file, a formula, a key, a number or the start.
    """
    base = _base(arguments)
    parts = {"problem": _problem(arguments, base), "lanes": _lanes(arguments, base), **_settings(arguments, base)}
    changed = msgspec.structs.replace(base, **parts)
    if arguments.optimizer is None and arguments.experiment is None:
        changed = edits.fit_rates(changed)
    problem = experimentfile.problem_of(changed)
    for lane in changed.lanes:
        optimizers.optimizer(lane.optimizer).hyperparameters(lane.hyperparameters)
    if arguments.start is not None:
        problem.check_point(arguments.start, "the start")
    return changed, problem


def _base(arguments: Namespace) -> Experiment:
    """The experiment of the file, or one of the defaults, with the problem as the catalogue or the formula has it."""
    if arguments.experiment is not None:
        return experimentfile.load(arguments.experiment)
    if arguments.surface is not None:
        return Experiment(SurfaceProblem(arguments.surface), steps=DEFAULT_STEPS)
    return Experiment(FormulaProblem(arguments.formula), steps=DEFAULT_STEPS)


def _problem(arguments: Namespace, base: Experiment) -> SurfaceProblem | FormulaProblem | NetworkProblem:
    """The problem with the coefficients and the domain that were given."""
    problem = base.problem
    if arguments.coefficients is not None:
        if not isinstance(problem, SurfaceProblem):
            raise UsageError("--coefficients belongs to a surface; write the numbers into the formula instead.")
        problem = msgspec.structs.replace(problem, coefficients=problem.coefficients | arguments.coefficients)
    if arguments.domain is not None:
        if isinstance(problem, NetworkProblem):
            raise UsageError("--domain belongs to a surface or a formula; the parameters of a network have none.")
        problem = msgspec.structs.replace(problem, domain=arguments.domain)
    return problem


def _lanes(arguments: Namespace, base: Experiment) -> tuple[Lane, ...]:
    """The lanes that were named, else the file's, else the race; each with the schedule and start that were given."""
    if arguments.optimizer is not None:
        lanes = tuple(Lane(key, given) for key, given in arguments.optimizer)
    elif arguments.experiment is not None:
        lanes = base.lanes
    else:
        lanes = tuple(Lane(key) for key in RACE)
    if len(lanes) > MAX_LANES:
        raise UsageError(f"There are {len(lanes)} optimizers; at most {MAX_LANES} can take part.")
    given = {"kind": arguments.schedule, "period": arguments.schedule_period, "rate": arguments.schedule_rate}
    schedule = {name: value for name, value in given.items() if value is not None}
    begin = {} if arguments.start is None else {"start": None}
    change = msgspec.structs.replace
    return tuple(change(lane, schedule=change(lane.schedule, **schedule), **begin) for lane in lanes)


def _settings(arguments: Namespace, base: Experiment) -> dict[str, object]:
    """The other fields of the experiment that were given."""
    names = {"gradient_norm": "stop_gradient_norm", "change": "stop_change", "loss": "stop_loss"}
    rules = {field: getattr(arguments, name) for field, name in names.items() if getattr(arguments, name) is not None}
    fields = ("start", "steps", "seed", "gradient_noise", "clip_norm")
    given = {field: getattr(arguments, field) for field in fields if getattr(arguments, field) is not None}
    return {**given, "stopping": msgspec.structs.replace(base.stopping, **rules)}
