"""What a user does to an experiment, as pure functions from one experiment to the next. No Qt in here.

Every function takes a valid experiment and returns a valid one, or raises a LandscapeError whose sentence is for the
screen. Values that equal the catalogue's are left out, so that an experiment says only what was decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from landscape_gui import laneplaces, planeedits
from landscape_gui.core.descriptors import Interval
from landscape_gui.core.errors import ExperimentError, LandscapeError
from landscape_gui.core.optimizers import OPTIMIZERS, optimizer
from landscape_gui.core.problem import Problem, check_domain, formula
from landscape_gui.core.surfaces import surface_entry
from landscape_gui.experiment import (
    MAX_LANES,
    Experiment,
    FormulaProblem,
    Lane,
    NetworkProblem,
    SurfaceProblem,
    first_experiment,
)
from landscape_gui.experimentfile import AnyProblem, problem_of
from landscape_gui.lanestyle import LaneStyle, next_style
from landscape_gui.rates import suited_rates
from landscape_gui.scene import lane_looks, start_of


def with_surface(experiment: Experiment, key: str, fit: bool = True) -> Experiment:
    """Race over another surface of the catalogue, from its own start, over its own domain, at its own coefficients.

    ``fit`` also gives every lane a learning rate that suits the surface. Raises CatalogueError for an unknown key.
    """
    surface_entry(key)
    changed = _elsewhere(experiment, SurfaceProblem(key))
    return fit_rates(changed) if fit else changed


def with_known_surface(experiment: Experiment, problem: SurfaceProblem) -> Experiment:
    """Return to a surface as it was; start and region stay where they still fit."""
    if problem_of(experiment).variables == problem_of(replace(experiment, problem=problem)).variables:
        return replace(experiment, problem=problem, title="")
    return _elsewhere(experiment, problem)


def with_formula(experiment: Experiment, text: str, keep: bool = True) -> Experiment:
    """Race over a typed formula.

    Domain, start and visible region are kept, if ``keep``, where they still mean the same: the variables are the same,
    and a formula is edited further or the surface on screen becomes its own formula. Otherwise the formula gets the
    default domain and its own start, and its own start also where it is not defined at the one of before. Raises
    FormulaError pointing at the place where the text cannot be read.
    """
    old, new = problem_of(experiment), formula(text)
    further = isinstance(experiment.problem, FormulaProblem) or text == as_formula(experiment)
    if not (keep and further and new.variables == old.variables):
        return _elsewhere(experiment, FormulaProblem(text))
    problem = FormulaProblem(text, old.domain if old.domain != new.domain else None)
    start = start_of(experiment, old)
    return replace(experiment, problem=problem, start=start if new.is_defined(start) else (), title="")


def as_formula(experiment: Experiment) -> str:
    """The problem as text a user can edit: coefficients as ``name = value`` lines above the formula."""
    problem = problem_of(experiment)
    lines = [f"{name} = {value:.12g}" for name, value in problem.coefficients.items()]
    return "\n".join([*lines, problem.text])


def _elsewhere(experiment: Experiment, problem: SurfaceProblem | FormulaProblem) -> Experiment:
    """Another problem, so that starts and the visible region of the old one mean nothing any more."""
    lanes = tuple(replace(lane, start=None) for lane in experiment.lanes)
    view = replace(experiment.view, region=None)
    return replace(experiment, problem=problem, lanes=lanes, start=(), view=view, title="")


def with_coefficient(experiment: Experiment, name: str, value: float) -> Experiment:
    """Set one coefficient of the surface; raises OptimizerError or ProblemError where it is not valid."""
    problem = experiment.problem
    if not isinstance(problem, SurfaceProblem):
        return experiment
    defaults = {param.key: param.default for param in surface_entry(problem.key).coefficients}
    changed = replace(
        experiment, problem=replace(problem, coefficients=_differing(problem.coefficients | {name: value}, defaults))
    )
    problem_of(changed)
    return changed


def with_interval(experiment: Experiment, variable: int, interval: Interval) -> Experiment:
    """Set the domain of one variable; the visible region follows. Raises ProblemError where it does not rise."""
    problem = problem_of(experiment)
    if not isinstance(problem, Problem):
        return experiment
    domain = list(problem.domain)
    domain[variable] = interval
    return _with_domain(experiment, check_domain(domain, problem.graph))


def with_own_domain(experiment: Experiment) -> Experiment:
    """Return to the domain the catalogue gives the surface, or to (−2, 2) for a formula."""
    return _with_domain(experiment, None)


def own_domain(experiment: Experiment) -> tuple[Interval, ...]:
    """The domain ``with_own_domain`` returns to."""
    if isinstance(experiment.problem, NetworkProblem):
        return problem_of(experiment).domain
    return problem_of(replace(experiment, problem=replace(experiment.problem, domain=None))).domain


def _with_domain(experiment: Experiment, domain: tuple[Interval, ...] | None) -> Experiment:
    if isinstance(experiment.problem, NetworkProblem):
        return experiment
    chosen = None if domain == own_domain(experiment) else domain
    view = replace(experiment.view, region=None)
    return replace(experiment, problem=replace(experiment.problem, domain=chosen), view=view)


def with_start(experiment: Experiment, point: Sequence[float]) -> Experiment:
    """Set the shared start; an empty point means the problem's own. Raises ProblemError where it does not fit."""
    if not point:
        return replace(experiment, start=())
    return replace(experiment, start=_point(problem_of(experiment), point))


def with_lane_start(experiment: Experiment, index: int, point: Sequence[float] | None) -> Experiment:
    """Give lane ``index`` a start of its own, or None for the shared one; raises ProblemError where it does not fit."""
    start = None if point is None else _point(problem_of(experiment), point)
    return _with_lane(experiment, index, replace(experiment.lanes[index], start=start))


def _point(problem: AnyProblem, point: Sequence[float]) -> tuple[float, ...]:
    return tuple(problem.check_point(tuple(point), "the start").tolist())


def add_lane(experiment: Experiment, key: str, fit: bool = True) -> Experiment:
    """Let another optimizer take part, looking unlike those that are there.

    Raises OptimizerError for an unknown key and ExperimentError when there is no room for a further lane.
    """
    _check_room(experiment)
    descriptor = optimizer(key)
    style = _free_style(experiment, key)
    rate = usual_rates(experiment).get(key) if fit else None
    given = {} if rate is None else {"lr": rate}
    lane = Lane(key, _differing(given, descriptor.defaults), color=style.color, marker=style.marker, dash=style.dash)
    return replace(experiment, lanes=(*experiment.lanes, lane))


def duplicate_lane(experiment: Experiment, index: int) -> Experiment:
    """Add a copy of lane ``index`` below it, with a look of its own; planes stay with the lanes they go through.

    Raises ExperimentError when there is no room.
    """
    _check_room(experiment)
    lane, style = experiment.lanes[index], _free_style(experiment, experiment.lanes[index].optimizer)
    name = f"{lane.name} 2" if lane.name else ""
    copy = replace(lane, name=name, color=style.color, marker=style.marker, dash=style.dash, enabled=True)
    kept = _explicit_looks(experiment)
    changed = replace(experiment, lanes=(*kept[: index + 1], copy, *kept[index + 1 :]))
    return planeedits.with_places(changed, laneplaces.after_insertion(len(kept), index + 1))


def remove_lane(experiment: Experiment, index: int) -> Experiment:
    """Take lane ``index`` out; the others keep their looks.

    A plane that went through it goes through the first lane that is on instead, or gives way to the usual one; see
    ``planeedits.with_places``.
    """
    kept = _explicit_looks(experiment)
    changed = replace(experiment, lanes=(*kept[:index], *kept[index + 1 :]))
    return planeedits.with_places(changed, laneplaces.after_removal(len(kept), index))


def move_lane(experiment: Experiment, index: int, by: int) -> Experiment:
    """Move lane ``index`` up (−1) or down (1), as far as there is room; all keep their looks and their planes."""
    target = min(len(experiment.lanes) - 1, max(0, index + by))
    if target == index:
        return experiment
    lanes = list(_explicit_looks(experiment))
    lanes.insert(target, lanes.pop(index))
    changed = replace(experiment, lanes=tuple(lanes))
    return planeedits.with_places(changed, laneplaces.after_move(len(lanes), index, target))


def reset_lane(experiment: Experiment, index: int, fit: bool = True) -> Experiment:
    """Return lane ``index`` to its optimizer's defaults, without schedule and batch size of its own.

    ``fit``: at a learning rate that suits.
    """
    lane = experiment.lanes[index]
    plain = replace(lane, hyperparameters={}, schedule=Lane(lane.optimizer).schedule, batch_size=None)
    changed = _with_lane(experiment, index, plain)
    return _fitted(changed, [index]) if fit else changed


def usual_rates(experiment: Experiment) -> dict[str, float]:
    """The learning rate by optimizer a lane returns to: those of the opening race in it, else those that suit.

    Empty where the problem is not defined anywhere, or cannot be built yet, so that no rate suits it.
    """
    try:
        suited, first = suited_rates(problem_of(experiment)), first_experiment()
    except LandscapeError:
        return {}
    if (experiment.problem, experiment.title) == (first.problem, first.title):
        suited |= {lane.optimizer: lane.hyperparameters["lr"] for lane in first.lanes}
    return suited


def with_hyperparameter(experiment: Experiment, index: int, name: str, value: float) -> Experiment:
    """Set one hyper-parameter of lane ``index``; raises OptimizerError where it is not valid."""
    lane, descriptor = experiment.lanes[index], OPTIMIZERS[experiment.lanes[index].optimizer]
    given = lane.hyperparameters | {name: value}
    descriptor.hyperparameters(given)
    return _with_lane(experiment, index, replace(lane, hyperparameters=_differing(given, descriptor.defaults)))


def fit_rates(experiment: Experiment) -> Experiment:
    """Give every lane a learning rate that suits the problem; a problem that is defined nowhere changes none."""
    return _fitted(experiment, range(len(experiment.lanes)))


def _fitted(experiment: Experiment, indices: Sequence[int]) -> Experiment:
    rates = usual_rates(experiment)
    for index in indices if rates else ():
        experiment = with_hyperparameter(experiment, index, "lr", rates[experiment.lanes[index].optimizer])
    return experiment


def _with_lane(experiment: Experiment, index: int, lane: Lane) -> Experiment:
    lanes = list(experiment.lanes)
    lanes[index] = lane
    return replace(experiment, lanes=tuple(lanes))


def _explicit_looks(experiment: Experiment) -> tuple[Lane, ...]:
    """The lanes with the looks they have now, so that these no longer depend on the other lanes."""
    return tuple(
        replace(look.lane, color=look.color, marker=look.marker, dash=look.dash) for look in lane_looks(experiment)
    )


def _free_style(experiment: Experiment, key: str) -> LaneStyle:
    descriptor = OPTIMIZERS[key]
    used = [LaneStyle(look.color, look.marker, look.dash) for look in lane_looks(experiment)]
    return next_style(used, descriptor.color, descriptor.marker, descriptor.dash)


def _check_room(experiment: Experiment) -> None:
    if len(experiment.lanes) >= MAX_LANES:
        raise ExperimentError(f"At most {MAX_LANES} optimizers can race at once; remove one first.")


def _differing(values: Mapping[str, float], defaults: Mapping[str, float]) -> dict[str, float]:
    """The values that are not the default ones."""
    return {name: value for name, value in values.items() if defaults.get(name) != value}
