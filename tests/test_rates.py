"""Rates that suit every surface of the catalogue."""

from __future__ import annotations

import time

import pytest

from landscape_gui import edits, rates, scene
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.problem import formula, surface
from landscape_gui.core.surfaces import SURFACES
from landscape_gui.experiment import Experiment, Lane, SurfaceProblem, first_experiment

FALLS_WITHOUT_END = {"monkey_saddle"}
"""Faster than exponentially, so that every step along the gradient ends at infinity."""


def race(key: str) -> Experiment:
    """All optimizers on a surface, at the rates that suit it."""
    lanes = tuple(Lane(optimizer) for optimizer in OPTIMIZERS)
    return edits.fit_rates(Experiment(SurfaceProblem(key), lanes, steps=300))


@pytest.mark.parametrize("key", SURFACES)
def test_nothing_diverges_and_momentum_gets_somewhere(key: str) -> None:
    runs = {lane.lane.optimizer: lane.run for lane in scene.complete_scene(race(key)).lanes}
    diverged = {name for name, run in runs.items() if run is not None and run.status == "diverged"}
    assert diverged <= ({"gd", "momentum", "nesterov"} if key in FALLS_WITHOUT_END else set())
    run = runs["momentum"]
    assert run is not None
    assert run.losses.min() < run.losses[0] - 1e-3 * (run.losses.max() - run.losses.min())


@pytest.mark.parametrize("key", SURFACES)
def test_rates_are_round_and_within_the_bounds(key: str) -> None:
    suited = rates.suited_rates(surface(key))
    assert list(suited) == list(OPTIMIZERS)
    for name, rate in suited.items():
        OPTIMIZERS[name].hyperparameters({"lr": rate})
        assert f"{rate:.0e}"[0] in "125" and float(f"{rate:.0e}") == rate


@pytest.mark.parametrize(
    "text", ["0*x", "x", "abs(x) + abs(y)", "log(x)", "1/x", "sqrt(x*y)", "1e300*x^2", "1e-300*x^2", "x^2 + y^2 + z^2"]
)
def test_odd_formulas_get_a_usable_rate(text: str) -> None:
    for name, rate in rates.suited_rates(formula(text)).items():
        OPTIMIZERS[name].hyperparameters({"lr": rate})
        assert rate > 0.0


def test_coefficients_and_domain_matter() -> None:
    gentle, steep = (rates.suited_rates(surface("ravine", {"k": k}))["gd"] for k in (10.0, 1000.0))
    assert 50.0 < gentle / steep < 200.0
    small, large = (rates.suited_rates(formula("x^2", [(-w, w)]))["adam"] for w in (1.0, 100.0))
    assert large / small == pytest.approx(100.0)


def test_answers_while_a_finger_still_rests_on_the_key() -> None:
    begin = time.perf_counter()
    for key in ("rosenbrock", "goldstein_price", "hills", "eggholder"):
        rates.suited_rates(surface(key, domain=((-1.9, 2.1), (-1.8, 2.2))))
    assert time.perf_counter() - begin < 1.0


@pytest.mark.parametrize("text", ["log(-1 - x^2)", "sqrt(-1 - x^2) + y^2", "0*x + 3"])
def test_where_nothing_is_defined_or_nothing_moves_rates_stay(text: str) -> None:
    assert rates.suited_rates(formula(text)) == {}
    race = edits.with_formula(Experiment(SurfaceProblem("sphere"), (Lane("gd", {"lr": 0.3}), Lane("adam"))), text)
    assert edits.fit_rates(race) == race
    assert edits.add_lane(race, "lion").lanes[-1].hyperparameters == {}
    assert edits.reset_lane(race, 0).lanes[0].hyperparameters == {}


def test_the_opening_race_has_rates_of_its_own() -> None:
    race = first_experiment()
    rates_of = {lane.optimizer: lane.hyperparameters["lr"] for lane in race.lanes}
    assert edits.usual_rates(race) == rates.suited_rates(surface("dupont_two_wells")) | rates_of
    assert edits.usual_rates(edits.fit_rates(race)) == edits.usual_rates(race)
    again = edits.with_surface(race, "dupont_two_wells")
    assert edits.usual_rates(again) == rates.suited_rates(surface("dupont_two_wells")) != edits.usual_rates(race)
