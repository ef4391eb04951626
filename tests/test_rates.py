"""Rates that suit every surface of the catalogue."""

from __future__ import annotations

import time

import pytest

from landscape_gui import edits, networkedits, rates, scene
from landscape_gui.core.network.datasets import DATASETS
from landscape_gui.core.network.training import TrainingSettings, training
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.problem import formula, surface
from landscape_gui.core.surfaces import SURFACES
from landscape_gui.experiment import (
    CatalogueData,
    DataPreparation,
    Experiment,
    Lane,
    NetworkProblem,
    SurfaceProblem,
    first_experiment,
)
from landscape_gui.networks import build

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


@pytest.mark.parametrize("hidden", [(), NetworkProblem().hidden], ids=["linear", "hidden"])
@pytest.mark.parametrize("key", DATASETS)
def test_networks_learn_every_data_set_under_every_loss(key: str, hidden: tuple[int, ...]) -> None:
    for loss in networkedits.losses_for(len(DATASETS[key].classes)):
        network = build(NetworkProblem(CatalogueData(key), hidden=hidden, loss=loss))
        for optimizer, rate in rates.suited_rates(network).items():
            course = training(network, optimizer, {"lr": rate}, network.start, 500, TrainingSettings())
            course.advance(500)
            run = course.run()
            assert run.status == "finished", f"{optimizer} with {loss}: {run.reason}"
            assert run.losses[-1] < run.losses[0], f"{optimizer} with {loss}"


@pytest.mark.parametrize("form", ["layers", "line"])
@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("l2", [0.0, 100.0])
def test_steep_losses_get_shorter_steps_along_the_gradient(form: str, standardise: bool, l2: float) -> None:
    preparation = DataPreparation(standardise=standardise)
    problem = NetworkProblem(CatalogueData("badly_scaled"), preparation, form=form, hidden=(), l2=l2)  # type: ignore[arg-type]
    network = build(problem)
    suited = rates.suited_rates(network)
    shorter = {key for key, rate in suited.items() if rate != rates.NETWORK_RATES[key]}
    if standardise and l2 == 0.0:
        assert not shorter
    else:
        assert {"gd", "momentum", "nesterov"} <= shorter <= {"gd", "momentum", "nesterov", "radam"}
    run = training(network, "gd", {"lr": suited["gd"]}, network.start, 200, TrainingSettings())
    run.advance(200)
    assert run.status == "finished"
    assert (run.run().losses[1:] <= run.run().losses[:-1]).all(), "small enough to go down at every step"


@pytest.mark.parametrize("key", DATASETS)
def test_rates_of_networks_are_round_and_do_not_depend_on_hidden_layers(key: str) -> None:
    suited = rates.suited_rates(build(NetworkProblem(CatalogueData(key))))
    assert suited == rates.suited_rates(build(NetworkProblem(CatalogueData(key), hidden=(8, 8), seed=5)))
    for name, rate in suited.items():
        OPTIMIZERS[name].hyperparameters({"lr": rate})
        assert 0.0 < rate <= rates.NETWORK_RATES[name]
        assert f"{rate:.0e}"[0] in "125" and float(f"{rate:.0e}") == rate
