"""Edits: pure functions from one valid experiment to the next."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from landscape_gui import edits, experimentfile
from landscape_gui.core.errors import ExperimentError, FormulaError, LandscapeError, OptimizerError, ProblemError
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.problem import surface
from landscape_gui.core.surfaces import SURFACES
from landscape_gui.experiment import (
    MAX_LANES,
    Experiment,
    FormulaProblem,
    Interval,
    Lane,
    NetworkProblem,
    Schedule,
    SurfaceProblem,
    first_experiment,
)
from landscape_gui.scene import lane_looks


def domain_of(experiment: Experiment) -> tuple[Interval, ...] | None:
    """The domain an experiment has of its own."""
    assert not isinstance(experiment.problem, NetworkProblem)
    return experiment.problem.domain


def looks(experiment: Experiment) -> list[tuple[str, str, str]]:
    """What tells the lanes apart."""
    return [(look.color, look.marker, look.dash) for look in lane_looks(experiment)]


@pytest.fixture
def race() -> Experiment:
    """A race with everything set that depends on the surface."""
    experiment = first_experiment()
    lanes = (replace(experiment.lanes[0], start=(1.0, 1.0)), *experiment.lanes[1:])
    problem = SurfaceProblem("dupont_two_wells", {"a": 1.5}, ((-1.0, 1.0), (-1.0, 1.0)))
    view = replace(experiment.view, region=((0.0, 1.0), (0.0, 1.0)))
    return replace(experiment, problem=problem, lanes=lanes, view=view)


@pytest.mark.parametrize("key", SURFACES)
def test_a_surface_brings_its_own_start_domain_and_rates(race: Experiment, key: str) -> None:
    changed = edits.with_surface(race, key)
    assert changed.problem == SurfaceProblem(key)
    assert changed.start == ()
    assert changed.view == replace(race.view, region=None)
    assert all(lane.start is None for lane in changed.lanes)
    assert changed.title == ""
    experimentfile.check(changed)


def test_rates_stay_unless_they_are_to_fit(race: Experiment) -> None:
    changed = edits.with_surface(race, "eggholder", fit=False)
    assert [lane.hyperparameters for lane in changed.lanes] == [lane.hyperparameters for lane in race.lanes]
    fitted = edits.fit_rates(changed)
    assert fitted == edits.with_surface(race, "eggholder")
    assert fitted.lanes[4].hyperparameters["lr"] == 20.0


@pytest.mark.parametrize("key", SURFACES)
def test_every_surface_can_be_edited_as_a_formula(key: str) -> None:
    before = edits.with_surface(first_experiment(), key)
    after = edits.with_formula(before, edits.as_formula(before))
    one, other = surface(key), experimentfile.check(after)
    assert (other.domain, other.variables) == (one.domain, one.variables)
    assert after.start == one.start
    point = np.array(one.start) * 0.9
    assert other.value_and_gradient(point)[0] == pytest.approx(one.value_and_gradient(point)[0], rel=1e-12)


def test_a_formula_edited_further_keeps_start_domain_and_own_starts(race: Experiment) -> None:
    there = edits.with_formula(race, edits.as_formula(race))
    changed = edits.with_formula(there, "x^2 + y^2")
    assert changed.problem == FormulaProblem("x^2 + y^2", ((-1.0, 1.0), (-1.0, 1.0)))
    assert (changed.start, changed.lanes, changed.view) == (race.start, race.lanes, race.view)


@pytest.mark.parametrize("text", ["x^2 + z^2", "x^2"])
def test_a_formula_with_other_variables_has_a_domain_and_start_of_its_own(race: Experiment, text: str) -> None:
    changed = edits.with_formula(edits.with_formula(race, edits.as_formula(race)), text)
    assert (changed.problem, changed.start) == (FormulaProblem(text), ())
    assert changed.lanes[0].start is None
    assert changed.view.region is None


def test_a_formula_in_the_place_of_a_surface_has_a_domain_and_start_of_its_own(race: Experiment) -> None:
    changed = edits.with_formula(race, "x^2 + y^2")
    assert (changed.problem, changed.start) == (FormulaProblem("x^2 + y^2"), ())


def test_an_example_begins_anew(race: Experiment) -> None:
    changed = edits.with_formula(race, "x^2 + y^2", keep=False)
    assert (changed.problem, changed.start) == (FormulaProblem("x^2 + y^2"), ())


def test_a_wrong_formula_changes_nothing_and_says_where(race: Experiment) -> None:
    with pytest.raises(FormulaError) as caught:
        edits.with_formula(race, "x +\nfoo(y)")
    assert (caught.value.line, caught.value.column) != (0, 0)


def test_back_to_the_surface_as_it_was(race: Experiment) -> None:
    assert isinstance(race.problem, SurfaceProblem)
    there = edits.with_formula(race, edits.as_formula(race))
    back = edits.with_known_surface(there, race.problem)
    assert (back.problem, back.start, back.lanes) == (race.problem, race.start, race.lanes)
    elsewhere = edits.with_known_surface(edits.with_formula(race, "x^2"), race.problem)
    assert (elsewhere.problem, elsewhere.start) == (race.problem, ())


def test_coefficients_are_kept_only_where_they_differ(race: Experiment) -> None:
    changed = edits.with_coefficient(race, "b", 2.5)
    assert isinstance(changed.problem, SurfaceProblem)
    assert changed.problem.coefficients == {"a": 1.5, "b": 2.5}
    default = next(param.default for param in SURFACES["dupont_two_wells"].coefficients if param.key == "a")
    again = edits.with_coefficient(changed, "a", default)
    assert isinstance(again.problem, SurfaceProblem)
    assert again.problem.coefficients == {"b": 2.5}
    for name, value in (("a", float("nan")), ("nonsense", 1.0)):
        with pytest.raises(LandscapeError):
            edits.with_coefficient(race, name, value)


def test_a_domain_must_rise(race: Experiment) -> None:
    changed = edits.with_interval(race, 1, (-3.0, 4.0))
    assert domain_of(changed) == ((-1.0, 1.0), (-3.0, 4.0))
    assert changed.view.region is None
    for interval in ((1.0, 1.0), (2.0, 1.0), (float("nan"), 1.0), (-1e10, 0.0)):
        with pytest.raises(ProblemError, match="domain of y"):
            edits.with_interval(race, 1, interval)
    own = edits.with_own_domain(changed)
    assert domain_of(own) is None
    assert domain_of(edits.with_interval(own, 0, SURFACES["dupont_two_wells"].domain[0])) is None


def test_starts_must_fit(race: Experiment) -> None:
    assert edits.with_start(race, (0.1, 0.2)).start == (0.1, 0.2)
    assert edits.with_start(race, ()).start == ()
    assert edits.with_lane_start(race, 2, (3.0, 4.0)).lanes[2].start == (3.0, 4.0)
    assert edits.with_lane_start(race, 0, None).lanes[0].start is None
    for point in ((1.0,), (1.0, float("inf"))):
        with pytest.raises(ProblemError):
            edits.with_start(race, point)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_same_optimizer_twice_looks_different(race: Experiment, key: str) -> None:
    changed = edits.add_lane(edits.add_lane(race, key), key)
    assert len(set(looks(changed))) == len(changed.lanes)
    assert len({color for color, _, _ in looks(changed)}) == len(changed.lanes)
    experimentfile.check(changed)


def test_there_is_room_for_only_so_many(race: Experiment) -> None:
    while len(race.lanes) < MAX_LANES:
        race = edits.add_lane(race, "adam")
    for too_many in (lambda: edits.add_lane(race, "gd"), lambda: edits.duplicate_lane(race, 0)):
        with pytest.raises(ExperimentError, match=str(MAX_LANES)):
            too_many()


def test_an_unknown_optimizer_is_refused(race: Experiment) -> None:
    with pytest.raises(OptimizerError):
        edits.add_lane(race, "nonsense")


def test_removing_moving_and_duplicating_leave_the_other_looks_alone(race: Experiment) -> None:
    race = replace(race, lanes=(Lane("adam"), Lane("adam"), Lane("gd"), Lane("adam", name="Mine")))
    before = looks(race)
    assert looks(edits.remove_lane(race, 0)) == before[1:]
    assert looks(edits.move_lane(race, 0, 2)) == [before[1], before[2], before[0], before[3]]
    assert edits.move_lane(race, 0, -1) is race
    copied = edits.duplicate_lane(race, 3)
    assert looks(copied)[:4] == before
    assert copied.lanes[4].name == "Mine 2"
    assert looks(copied)[4] not in before


def test_reset_returns_to_the_defaults(race: Experiment) -> None:
    lane = Lane(
        "adam", {"lr": 7.0, "beta1": 0.5}, name="Mine", color="#112233", schedule=Schedule("cosine"), start=(1.0, 1.0)
    )
    race = replace(race, lanes=(lane,), problem=SurfaceProblem("eggholder"))
    assert edits.reset_lane(race, 0, fit=False).lanes[0] == replace(lane, hyperparameters={}, schedule=Schedule())
    assert edits.reset_lane(race, 0).lanes[0].hyperparameters == {"lr": 20.0}


def test_hyperparameters_are_checked_and_defaults_left_out(race: Experiment) -> None:
    assert edits.with_hyperparameter(race, 4, "beta1", 0.5).lanes[4].hyperparameters["beta1"] == 0.5
    assert edits.with_hyperparameter(race, 4, "lr", 0.05).lanes[4].hyperparameters == {}
    for name, value in (("lr", -1.0), ("lr", 1e300), ("lr", float("nan")), ("nonsense", 1.0)):
        with pytest.raises(OptimizerError):
            edits.with_hyperparameter(race, 4, name, value)
