"""The driver: paths against oracles, chunks, noise, clipping, stopping and divergence, in both tiers."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import landscape_gui as lg
from landscape_gui.core import fused, simulate
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.problem import Problem
from landscape_gui.core.schedules import SCHEDULES
from landscape_gui.core.simulate import Run, Settings, Simulation
from tests import naive

TRAJECTORIES = json.loads((Path(__file__).parents[1] / "reference" / "trajectories.json").read_text())
RATES = {"adadelta": 1.0, "adagrad": 0.3, "gd": 0.005, "momentum": 0.002, "nesterov": 0.002}
SURFACES = {"himmelblau": (0.5, -0.5), "ravine": (-1.8, 0.7), "dupont_two_wells": (0.75, 1.6)}
FULL = Settings(schedule="cosine", gradient_noise=0.05, clip_norm=3.0, seed=7)


def path(
    problem: Problem, key: str, start: tuple[float, ...], steps: int, settings: Settings, chunk: int, **hyper: float
) -> Run:
    simulation = simulate.simulation(problem, key, hyper, np.array(start), steps, settings)
    while not simulation.done:
        simulation.advance(chunk)
    return simulation.run()


@pytest.mark.parametrize("case", TRAJECTORIES, ids=lambda c: f"{c['surface']}-{c['optimizer']}")
def test_reference_trajectories(case: dict) -> None:
    run = lg.optimize(
        case["surface"], case["optimizer"], start=case["start"], steps=case["steps"], **case["hyperparameters"]
    )
    np.testing.assert_allclose(run.positions, case["positions"], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(run.losses, case["losses"], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer_against_its_naive_version(key: str, surface: str) -> None:
    problem = lg.surface(surface)
    lr = RATES.get(key, 0.02)
    run = lg.optimize(problem, key, start=SURFACES[surface], steps=80, lr=lr)
    hyper = {**OPTIMIZERS[key].defaults, "lr": lr}
    expected = naive.naive(key, lambda p: problem.value_and_gradient(p)[1], SURFACES[surface], 80, hyper)
    np.testing.assert_allclose(run.positions, expected, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_both_tiers_and_any_chunks_give_the_same_bits(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = lg.surface("himmelblau")
    lr = RATES.get(key, 0.02)
    monkeypatch.setattr(fused, "available", lambda graph, optimizer: None)
    whole = path(problem, key, (0.5, -0.5), 150, FULL, 1000, lr=lr)
    pieces = path(problem, key, (0.5, -0.5), 150, FULL, 7, lr=lr)
    kernel = fused.compiled(problem.graph, OPTIMIZERS[key])
    monkeypatch.setattr(fused, "available", lambda graph, optimizer: kernel)
    fast = path(problem, key, (0.5, -0.5), 150, FULL, 40, lr=lr)
    for other in (pieces, fast):
        for name in ("positions", "losses", "gradients", "factors", "rates", "steps"):
            np.testing.assert_array_equal(getattr(other, name), getattr(whole, name), err_msg=name)
        for slot, values in whole.state.items():
            np.testing.assert_array_equal(other.state[slot], values, err_msg=slot)


def test_shapes_and_first_row() -> None:
    run = lg.optimize("himmelblau", "adam", start=(0.5, -0.5), steps=50, lr=0.1)
    assert run.positions.shape == run.gradients.shape == (51, 2)
    assert run.losses.shape == (51,)
    assert {name: values.shape for name, values in run.state.items()} == {
        "first_moment": (51, 2),
        "second_moment": (51, 2),
    }
    assert run.status == "finished"
    np.testing.assert_array_equal(run.positions[0], (0.5, -0.5))
    problem = lg.surface("himmelblau")
    for row in (0, 17, 50):
        value, gradient = problem.value_and_gradient(run.positions[row])
        assert run.losses[row] == value
        np.testing.assert_array_equal(run.gradients[row], gradient)


@pytest.mark.parametrize("steps", [1, 9, 10, 11, 95])
def test_recording_every_tenth_step_keeps_the_last(steps: int) -> None:
    every = lg.optimize("himmelblau", "adam", start=(0.5, -0.5), steps=steps, lr=0.1)
    tenth = lg.optimize("himmelblau", "adam", start=(0.5, -0.5), steps=steps, lr=0.1, record_every=10)
    assert tenth.steps[-1] == steps
    assert list(tenth.steps[:-1]) == list(range(0, steps, 10))
    np.testing.assert_array_equal(tenth.positions, every.positions[tenth.steps])


def test_noise_comes_from_the_seed_alone() -> None:
    runs = [
        lg.optimize("ravine", "gd", start=(1, 1), steps=30, lr=0.01, gradient_noise=0.3, seed=seed)
        for seed in (4, 4, 5)
    ]
    np.testing.assert_array_equal(runs[0].positions, runs[1].positions)
    assert not np.array_equal(runs[0].positions, runs[2].positions)
    noise = np.random.RandomState(4).standard_normal((31, 2)) * 0.3
    problem = lg.surface("ravine")
    exact = np.array([problem.value_and_gradient(p)[1] for p in runs[0].positions])
    np.testing.assert_array_equal(runs[0].gradients, exact + noise)


def test_clipping_follows_torch() -> None:
    run = lg.optimize("ravine", "gd", start=(1.5, 1.5), steps=20, lr=0.01, clip_norm=2.0)
    problem = lg.surface("ravine")
    for position, used in zip(run.positions, run.gradients, strict=True):
        exact = problem.value_and_gradient(position)[1]
        np.testing.assert_allclose(used, exact * min(1.0, 2.0 / (np.linalg.norm(exact) + 1e-6)), rtol=1e-14)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_schedules_scale_the_rate(schedule: str) -> None:
    run = lg.optimize("ravine", "gd", start=(1.0, 1.0), steps=40, lr=0.01, schedule=schedule)
    moved = -(run.positions[1:] - run.positions[:-1])
    np.testing.assert_allclose(moved, run.rates[1:, None] * run.gradients[:-1], rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"stop_gradient_norm": 0.1}, "gradient norm"),
        ({"stop_change": 1e-3}, "hardly changed"),
        ({"stop_loss": 0.05}, "loss fell"),
    ],
)
def test_stopping_rules(rule: dict[str, Any], words: str) -> None:
    run = lg.optimize("sphere", "gd", start=(1.5, 1.0), steps=500, lr=0.05, **rule)
    assert run.status == "converged"
    assert words in run.reason
    assert 0 < run.last_step < 500
    norms = np.linalg.norm(run.gradients, axis=1)
    changes = np.linalg.norm(np.diff(run.positions, axis=0), axis=1)
    held = {
        "stop_gradient_norm": norms[1:] <= 0.1,
        "stop_change": changes <= 1e-3,
        "stop_loss": run.losses[1:] <= 0.05,
    }[next(iter(rule))]
    assert held[-1] and not held[:-1].any()


def test_stopping_at_the_start() -> None:
    run = lg.optimize("sphere", "gd", start=(0.0, 0.0), steps=10, lr=0.1, stop_gradient_norm=1e-9)
    assert (run.status, run.last_step, run.positions.shape) == ("converged", 0, (1, 2))


@pytest.mark.parametrize(
    ("formula", "start", "lr", "words"),
    [
        ("x^2", (1.0,), 1e300, "beyond 1e12"),
        ("x^2", (1.0,), 3.0, "beyond 1e12"),
        ("sqrt(x)", (0.05,), 0.1, "not a number"),
        ("-1/x^2", (0.5,), 0.03125, "infinity"),
    ],
)
def test_divergence_is_recorded_up_to_the_last_finite_step(
    formula: str, start: tuple[float, ...], lr: float, words: str
) -> None:
    if lr > 1e6:
        with pytest.raises(lg.OptimizerError, match="lr"):
            lg.optimize(lg.formula(formula), "gd", start=start, steps=100, lr=lr)
        lr = 1e6
    run = lg.optimize(lg.formula(formula), "gd", start=start, steps=100, lr=lr)
    assert run.status == "diverged"
    assert words in run.reason and f"step {run.ended_at}" in run.reason
    assert run.last_step == run.ended_at - 1
    for values in (run.positions, run.losses, run.gradients, *run.state.values()):
        assert np.isfinite(values).all()


def test_a_start_outside_the_domain_of_the_formula_is_refused() -> None:
    with pytest.raises(lg.ProblemError, match="not a finite number at the start"):
        lg.optimize(lg.formula("log(x)"), "gd", start=(-1.0,), steps=5)


def test_a_constant_surface_stands_still() -> None:
    run = lg.optimize(lg.formula("0*x + 3"), "adam", start=(1.0,), steps=20)
    assert run.status == "finished"
    assert (run.positions == 1.0).all()


def test_ten_thousand_steps_after_convergence_stay_out_of_denormals() -> None:
    for key in OPTIMIZERS:
        run = lg.optimize("sphere", key, start=(1.0, 1.0), steps=10_000, record_every=100)
        tiny = np.finfo(np.float64).tiny
        for values in (run.positions, *run.state.values()):
            last = np.abs(values[-1])
            assert ((last == 0) | (last >= tiny)).all(), key


def test_effective_rates_explain_the_last_step() -> None:
    run = lg.optimize("ravine", "adagrad", start=(1.0, 1.0), steps=30, lr=0.3)
    for row in (1, 12, 30):
        rates = run.effective_rates(row)
        assert rates is not None
        moved = run.positions[row] - run.positions[row - 1]
        np.testing.assert_allclose(moved, -rates * run.gradients[row - 1], rtol=1e-9)
        np.testing.assert_array_equal(run.effective_rates(row, (1,)), rates[1:])
    assert run.effective_rates(0) is None and run.effective_rates(0, (1,)) is None
    shared = lg.optimize("ravine", "gd", start=(1.0, 1.0), steps=3, lr=0.01).effective_rates(2, (1, 0, 1))
    assert shared is not None and shared.tolist() == [0.01, 0.01, 0.01]


def test_a_simulation_can_be_read_while_it_runs() -> None:
    simulation: Simulation = simulate.simulation(
        lg.surface("ravine"), "gd", {"lr": 0.01}, np.array([1.0, 1.0]), 100, Settings()
    )
    simulation.advance(30)
    run = simulation.run()
    assert (run.status, run.last_step, len(run.losses)) == ("stopped", 30, 31)
    simulation.advance(1000)
    assert simulation.run().status == "finished"


def test_rows_belong_to_steps() -> None:
    run = lg.optimize("sphere", "gd", start=(1.0, 1.0), steps=25, record_every=10)
    assert [run.row(step) for step in (0, 9.9, 10, 19, 20, 24, 25, 400)] == [0, 0, 1, 1, 2, 2, 3, 3]


def test_losses_may_be_infinite_beside_the_path() -> None:
    problem = lg.formula("1/x^2 + x^2")
    assert math.isinf(problem.value_and_gradient((0.0,))[0])
    run = lg.optimize(problem, "gd", start=(0.5,), steps=200, lr=0.01)
    assert run.status == "finished"
    assert run.positions[-1, 0] == pytest.approx(1.0, abs=1e-3)
