"""Training against slow loops and the reference: paths, batches, chunks, noise, schedules, dropout, batch norm."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import landscape_gui as lg
from landscape_gui.core.network.network import Network
from landscape_gui.core.network.training import Training, TrainingSettings, is_long, training
from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.schedules import SCHEDULES, factors
from tests import naive

Array = NDArray[np.float64]
REFERENCE = json.loads((Path(__file__).parents[2] / "reference" / "networks.json").read_text())["training"]
SIZES, EXAMPLES = (2, 3, 1), 20
RATES = {"gd": 0.5, "momentum": 0.1, "nesterov": 0.1, "adagrad": 0.2, "adadelta": 2.0}
ROWS = ("steps", "positions", "losses", "gradients", "factors", "rates", "clock", "statistics")


def circle(examples: int = EXAMPLES) -> tuple[Array, Array]:
    """Points in the plane, 1 outside a circle."""
    inputs = np.random.RandomState(3).standard_normal((examples, 2))
    return inputs, (np.hypot(*inputs.T) > 1.1).astype(np.float64)


def small(sizes: tuple[int, ...] = SIZES, examples: int = EXAMPLES, **options: Any) -> Network:
    inputs, targets = circle(examples)
    return lg.network(sizes, loss="binary_cross_entropy", inputs=inputs, targets=targets, **options)


def start_of(network: Network) -> Array:
    return np.random.RandomState(5).standard_normal(network.dimension) * 0.7


def begun(network: Network, key: str, steps: int, settings: TrainingSettings, **hyper: float) -> Training:
    return training(network, key, hyper, start_of(network), steps, settings)


def finished(course: Training, chunk: int | None = None) -> TrainingRun:
    while not course.done:
        course.advance(chunk)
    return course.run()


def batched(network: Network) -> naive.Batched:
    """Loss and gradient over a batch, one example after another."""
    sizes = network.architecture.sizes

    def function(theta: Array, batch: NDArray[np.int64]) -> tuple[float, Array]:
        each = [naive.tanh_network(sizes, theta, network.inputs[i], network.targets[i, 0]) for i in batch]
        return float(np.mean([loss for loss, _ in each])), np.mean([gradient for _, gradient in each], axis=0)

    return function


def assert_same_rows(run: TrainingRun, other: TrainingRun) -> None:
    for name in ROWS:
        np.testing.assert_array_equal(getattr(run, name), getattr(other, name), err_msg=name)
    for slot, values in run.state.items():
        np.testing.assert_array_equal(values, other.state[slot], err_msg=slot)


@pytest.mark.parametrize("case", REFERENCE, ids=lambda c: c["optimizer"])
def test_reference(case: dict[str, Any]) -> None:
    network = lg.network(
        case["sizes"], case["hidden_activation"], case["loss"], inputs=case["inputs"], targets=case["targets"]
    )
    run = lg.optimize(
        network, case["optimizer"], start=case["parameters"], steps=case["steps"], **case["hyperparameters"]
    )
    np.testing.assert_allclose(run.losses, case["losses"], rtol=1e-12)
    np.testing.assert_allclose(run.gradients[0], case["gradient"], rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(run.positions[-1], case["final_parameters"], rtol=1e-9)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer_on_batches_against_its_naive_version(key: str) -> None:
    network = small()
    lr = RATES.get(key, 0.02)
    run = lg.optimize(network, key, start=start_of(network), steps=60, lr=lr, batch_size=7, seed=11)
    positions, losses, gradients, seen = naive.training(
        key, batched(network), start_of(network), 60, {**OPTIMIZERS[key].defaults, "lr": lr}, EXAMPLES, 7, seed=11
    )
    np.testing.assert_allclose(run.positions, positions, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(run.losses, losses, rtol=1e-9)
    np.testing.assert_allclose(run.gradients, gradients, rtol=1e-8, atol=1e-10)
    assert [run.examples(step).tolist() for step in (0, 2, 3, 31, 60)] == [seen[step] for step in (0, 2, 3, 31, 60)]


@pytest.mark.parametrize("batch_size", [1, 5, 6, 19, 20, 50, None])
@pytest.mark.parametrize("seed", [None, 4])
def test_batches_of_any_size_in_any_order(batch_size: int | None, seed: int | None) -> None:
    network = small()
    run = lg.optimize(
        network, "gd", start=start_of(network), steps=45, lr=0.3,
        batch_size=batch_size, shuffle=seed is not None, seed=seed or 0,
    )  # fmt: skip
    whole = batch_size is None or batch_size >= EXAMPLES
    positions, losses, _, seen = naive.training(
        "gd", batched(network), start_of(network), 45, {"lr": 0.3}, EXAMPLES, batch_size or EXAMPLES,
        None if whole else seed,
    )  # fmt: skip
    np.testing.assert_allclose(run.positions, positions, rtol=1e-10)
    np.testing.assert_allclose(run.losses, losses, rtol=1e-10)
    assert [run.examples(step).tolist() for step in range(46)] == seen


def test_the_loss_and_gradient_of_a_row_are_over_the_data_of_its_step() -> None:
    network = small()
    run = lg.optimize(network, "adam", start=start_of(network), steps=30, lr=0.05, batch_size=8)
    inputs, targets = circle()
    for step in (0, 1, 2, 17, 30):
        batch = run.examples(step)
        part = lg.network(SIZES, loss="binary_cross_entropy", inputs=inputs[batch], targets=targets[batch])
        value, gradient = part.value_and_gradient(run.positions[step])
        assert run.losses[step] == pytest.approx(value, rel=1e-12)
        np.testing.assert_allclose(run.gradients[step], gradient, rtol=1e-11, atol=1e-15)


def test_a_linear_network_takes_the_path_of_its_formula() -> None:
    inputs, targets = np.array([0.0, 1.0, 2.0]), np.array([1.0, 0.5, 3.0])
    network = lg.network((1, 1), loss="mse", inputs=inputs, targets=targets)
    terms = " + ".join(f"(w*{x} + b - {t})^2" for x, t in zip(inputs, targets, strict=True))
    options: dict[str, Any] = {"steps": 200, "lr": 0.05, "schedule": "cosine", "clip_norm": 2.0}
    run = lg.optimize(network, "momentum", start=(0.1, -0.2), **options)
    expected = lg.optimize(lg.formula(f"({terms})/3"), "momentum", start=(0.1, -0.2), **options)
    np.testing.assert_allclose(run.positions, expected.positions, rtol=1e-9)
    np.testing.assert_allclose(run.gradients, expected.gradients, rtol=1e-8, atol=1e-11)
    np.testing.assert_array_equal(run.rates, expected.rates)


@pytest.mark.parametrize("rule", [{"stop_gradient_norm": 0.02}, {"stop_change": 1e-3}, {"stop_loss": 0.6}])
def test_stopping_rules_are_those_of_formulas(rule: dict[str, float]) -> None:
    network = lg.network((1, 1), loss="mse", inputs=[0.0, 1.0, 2.0], targets=[1.0, 0.5, 3.0])
    formula = lg.formula("((b - 1)^2 + (w + b - 0.5)^2 + (2*w + b - 3)^2)/3")
    swapped = dict(zip(formula.variables, (-0.2, 0.1) if formula.variables[0] == "b" else (0.1, -0.2), strict=True))
    run = lg.optimize(network, "gd", start=(0.1, -0.2), steps=500, lr=0.1, **rule)
    expected = lg.optimize(formula, "gd", start=tuple(swapped.values()), steps=500, lr=0.1, **rule)
    assert (run.status, run.reason, run.last_step) == (expected.status, expected.reason, expected.last_step)
    assert 0 < run.last_step < 500


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_schedules_scale_the_rate(schedule: str) -> None:
    network = small()
    run = lg.optimize(network, "gd", start=start_of(network), steps=40, lr=0.3, schedule=schedule, batch_size=6)
    positions, *_ = naive.training(
        "gd", batched(network), start_of(network), 40, {"lr": 0.3}, EXAMPLES, 6, 0, factors(schedule, 40, 0, None)
    )
    np.testing.assert_allclose(run.positions, positions, rtol=1e-10)


VARIETIES: dict[str, tuple[dict[str, Any], TrainingSettings]] = {
    "plain": ({}, TrainingSettings(batch_size=6)),
    "all data": ({}, TrainingSettings(gradient_noise=0.1, seed=3)),
    "noise": ({}, TrainingSettings("cosine", gradient_noise=0.1, clip_norm=0.3, batch_size=6, seed=3)),
    "in order": ({}, TrainingSettings("step", batch_size=3, shuffle=False, accumulate=2)),
    "random": ({"dropout": 0.3, "input_noise": 0.2}, TrainingSettings(batch_size=6, accumulate=2, seed=8)),
    "batch norm": ({"batch_norm": True}, TrainingSettings(batch_size=5, seed=2)),
}


@pytest.mark.parametrize("variety", VARIETIES)
@pytest.mark.parametrize("key", ["adam", "momentum"])
def test_any_chunks_give_the_same_bits(variety: str, key: str) -> None:
    options, settings = VARIETIES[variety]
    network = small(**options)
    whole = finished(begun(network, key, 83, settings, lr=0.05), 1000)
    pieces = finished(begun(network, key, 83, settings, lr=0.05), 7)
    own = finished(begun(network, key, 83, settings, lr=0.05))
    assert whole.status == "finished" and whole.last_step == 83
    for other in (pieces, own):
        assert_same_rows(whole, other)
        np.testing.assert_array_equal(whole.curves.training_losses, other.curves.training_losses)


def test_little_is_drawn_ahead_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    network = small()
    settings = TrainingSettings(batch_size=6, gradient_noise=0.1)
    whole = finished(begun(network, "adam", 83, settings, lr=0.05), 1000)
    monkeypatch.setattr("landscape_gui.core.network.batches.DRAWN", 65)
    course = begun(network, "adam", 83, settings, lr=0.05)
    assert [course.feed.limit(step) for step in (-1, 0, 6)] == [5, 5, 5]
    assert_same_rows(whole, finished(course, 1000))


def test_gradient_noise_has_a_stream_of_its_own() -> None:
    network = small()
    run = lg.optimize(network, "gd", start=start_of(network), steps=30, lr=0.1, gradient_noise=0.3, seed=4)
    noise = np.random.RandomState([4, 1]).standard_normal((31, network.dimension)) * 0.3
    exact = np.array([network.value_and_gradient(p)[1] for p in run.positions])
    np.testing.assert_allclose(run.gradients, exact + noise, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize(("size", "batches"), [(3, 2), (4, 3), (1, 20), (6, 10)])
def test_accumulated_gradients_are_those_of_the_larger_batch(size: int, batches: int, shuffle: bool) -> None:
    network = small(l1=0.01, l2=0.1)
    options: dict[str, Any] = {"steps": 50, "lr": 0.05, "shuffle": shuffle, "seed": 9}
    parts = lg.optimize(network, "adam", start=start_of(network), batch_size=size, accumulate=batches, **options)
    large = lg.optimize(network, "adam", start=start_of(network), batch_size=size * batches, **options)
    # A larger batch of all examples is taken in their own order, which changes nothing but the last bits.
    np.testing.assert_allclose(parts.positions, large.positions, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(parts.losses, large.losses, rtol=1e-11)
    assert parts.steps_per_epoch == large.steps_per_epoch == -(-EXAMPLES // (size * batches))
    assert [sorted(parts.examples(t)) for t in range(9)] == [sorted(large.examples(t)) for t in range(9)]


def test_accumulated_batches_drop_units_of_their_own() -> None:
    network = small(dropout=0.5)
    settings: dict[str, Any] = {"steps": 1, "lr": 0.1, "shuffle": False, "seed": 9, "start": start_of(network)}
    parts = lg.optimize(network, "gd", batch_size=10, accumulate=2, **settings)
    gradients = []
    for number, half in enumerate((slice(0, 10), slice(10, 20))):
        gradient = np.empty(network.dimension)
        x, t = (np.ascontiguousarray(data[:, half]) for data in (network.x, network.t))
        form = network.architecture.training(seed=9, step=number)
        network.kernels.batch(
            network.plan, start_of(network), x, t, network.penalties, form, gradient, network.statistics
        )
        gradients.append(gradient)
    np.testing.assert_allclose(parts.gradients[0], np.mean(gradients, axis=0), rtol=1e-12, atol=1e-15)
    assert not np.array_equal(gradients[0], gradients[1])


def test_a_diverging_training_is_recorded_up_to_its_last_finite_step() -> None:
    inputs = np.linspace(-2.0, 2.0, 20)
    network = lg.network((1, 4, 1), loss="mse", hidden_activation="relu", inputs=inputs, targets=inputs**2)
    for batch_size, every in ((None, 1), (4, 1), (4, 7)):
        run = lg.optimize(
            network, "gd", start=start_of(network), steps=500, lr=5.0, batch_size=batch_size, record_every=every
        )
        assert run.status == "diverged" and run.reason.startswith("Diverged at step")
        assert run.last_step == run.ended_at - 1
        for values in (run.positions, run.losses, run.gradients, *run.state.values()):
            assert np.isfinite(values).all()
        assert run.curves.steps[-1] == run.last_step
        np.testing.assert_array_equal(run.state_at(run.last_step).position, run.positions[-1])


def test_a_start_without_a_finite_loss_is_refused() -> None:
    network = lg.network((1, 1), loss="mse", inputs=[1.0, 2.0], targets=[0.0, 1.0])
    with pytest.raises(lg.ProblemError, match="not a finite number at the start"):
        lg.optimize(network, "gd", start=(1e200, 0.0), steps=5)
    course = training(network, "gd", {}, (1e200, 0.0), 5, TrainingSettings())
    assert course.done and course.run().status == "diverged" and course.run().ended_at == 0


def test_the_same_run_again_has_the_same_bits_and_another_seed_another_path() -> None:
    network = small(dropout=0.2)
    runs = [
        lg.optimize(network, "adam", start=start_of(network), steps=40, lr=0.05, batch_size=6, seed=seed)
        for seed in (1, 1, 2)
    ]
    assert_same_rows(runs[0], runs[1])
    assert not np.array_equal(runs[0].positions, runs[2].positions)


@pytest.mark.timeout(180)
def test_specialised_kernels_take_the_same_path() -> None:
    network = small((2, 3, 2, 1), l2=0.01)
    options: dict[str, Any] = {"start": start_of(network), "steps": 60, "lr": 0.05, "batch_size": 6}
    generic = lg.optimize(network, "adam", **options)
    network.specialise()
    fast = lg.optimize(network, "adam", **options)
    np.testing.assert_allclose(fast.positions, generic.positions, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(fast.curves.training_losses, generic.curves.training_losses, rtol=1e-11)
    thin = lg.optimize(network, "adam", record_every=50, **options)
    np.testing.assert_array_equal(thin.state_at(49).position, fast.positions[49])


def test_a_training_keeps_to_the_kernels_it_began_with(monkeypatch: pytest.MonkeyPatch) -> None:
    network = small()
    course = begun(network, "adam", 40, TrainingSettings(batch_size=6, record_every=20), lr=0.05)
    expected = finished(begun(network, "adam", 40, TrainingSettings(batch_size=6), lr=0.05))
    monkeypatch.setattr(Network, "kernels", property(lambda network: pytest.fail("asked for kernels again")))
    run = finished(course, 9)
    np.testing.assert_array_equal(run.state_at(33).position, expected.positions[33])


def test_only_long_trainings_wait_for_kernels_of_their_own() -> None:
    network = small((2, 16, 16, 1))
    assert not is_long(network, 1000, TrainingSettings())
    assert is_long(network, 10_000_000, TrainingSettings())
    assert not is_long(network, 1_000_000, TrainingSettings(batch_size=1))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"batch_size": 0}, "batch_size = 0 is not valid; give a whole number from 1"),
        ({"batch_size": 2.5}, "batch_size = 2.5"),
        ({"accumulate": 0}, "accumulate = 0"),
        ({"stop_epochs": -1}, "stop_epochs = -1"),
        ({"stop_patience": 0}, "stop_patience = 0"),
        ({"stop_error": 1.5}, "share from 0 to below 1"),
        ({"memory": 0}, "memory = 0"),
        ({"steps": 0}, "steps = 0"),
        ({"validation": ([[1.0]], [1.0])}, "inputs of shape"),
        ({"validation": ([[1.0, 2.0]], [0.5])}, "0 and 1"),
        ({"start": [1.0, 2.0]}, "the start"),
    ],
)
def test_bad_input_is_one_sentence(options: dict[str, Any], words: str) -> None:
    network = small()
    with pytest.raises(lg.LandscapeError, match=words) as caught:
        lg.optimize(network, "adam", **{"start": start_of(network), "steps": 5, **options})
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)


def test_what_only_networks_have_is_refused_for_formulas() -> None:
    for options in ({"batch_size": 3}, {"shuffle": False}, {"validation": ([1.0], [1.0])}, {"stop_error": 0.1}):
        with pytest.raises(lg.OptimizerError, match="is for networks"):
            lg.optimize("sphere", "gd", **options)
    network = lg.network((1, 1), loss="mse", inputs=[1.0, 2.0], targets=[0.3, 1.0])
    with pytest.raises(lg.NetworkError, match="predicts numbers"):
        lg.optimize(network, "gd", stop_error=0.1)


def test_waiting_for_the_interpreter_does_not_make_strides_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    course = begun(small(), "gd", 10**7, TrainingSettings(record_every=1000))
    for _ in range(3):
        course.advance()
    clock = itertools.count(0.0, 0.5)  # half a second passes at every look at the clock
    monkeypatch.setattr("landscape_gui.core.network.training.time.perf_counter", lambda: next(clock))
    strides = []
    for _ in range(12):
        before = course.step
        course.advance()
        strides.append(course.step - before)
    assert min(strides) == max(strides) > 1
