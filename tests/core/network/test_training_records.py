"""What a training keeps: rows and checkpoints within bounds, any step again, snapshots, curves, stopping, batches."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import landscape_gui as lg
from landscape_gui.core.network import training as module
from landscape_gui.core.network.batches import Noise, Orders, Plan
from landscape_gui.core.network.network import Network
from landscape_gui.core.network.training import MEMORY, TrainingSettings, look_every, training
from landscape_gui.core.network.trainingrun import StepState, TrainingRun
from landscape_gui.core.optimizers import OPTIMIZERS

Array = NDArray[np.float64]
SIZES, EXAMPLES, STEPS = (2, 4, 1), 30, 137
ROW = 8 * (17 * 4 + 3 + 2 + 2)
"""Bytes of a row of Adam's on the small network: 17 parameters four times, loss, rate, step, factors, clock."""


def small(**options: Any) -> Network:
    inputs = np.random.RandomState(3).standard_normal((EXAMPLES, 2))
    targets = (inputs[:, 0] * inputs[:, 1] > 0).astype(np.float64)
    return lg.network(SIZES, loss="binary_cross_entropy", inputs=inputs, targets=targets, **options)


def trained(network: Network, **options: Any) -> TrainingRun:
    given: dict[str, Any] = {"start": network.initial_parameters(seed=1), "steps": STEPS, "lr": 0.05}
    return lg.optimize(network, given.pop("optimizer", options.pop("optimizer", "adam")), **(given | options))


def size_of(run: TrainingRun) -> int:
    arrays = [run.steps, run.positions, run.losses, run.gradients, run.factors, run.rates, run.clock, run.statistics]
    return sum(array.nbytes for array in [*arrays, *run.state.values()])


def assert_same_state(state: StepState, full: TrainingRun, step: int) -> None:
    expected = full.state_at(step)
    assert state.step == expected.step == step
    assert state.loss == expected.loss
    for name in ("position", "gradient", "clock", "factors", "statistics"):
        np.testing.assert_array_equal(getattr(state, name), getattr(expected, name), err_msg=f"{name} at {step}")
    for slot, values in expected.state.items():
        np.testing.assert_array_equal(state.state[slot], values, err_msg=f"{slot} at {step}")


VARIETIES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "all data": ({}, {}),
    "batches": ({}, {"batch_size": 7, "seed": 5}),
    "accumulated": ({}, {"batch_size": 4, "accumulate": 3, "shuffle": False}),
    "noise": ({}, {"gradient_noise": 0.2, "clip_norm": 0.5, "schedule": "cosine", "batch_size": 7, "stop_loss": 1e-9}),
    "random": ({"dropout": 0.3, "input_noise": 0.1}, {"batch_size": 7, "seed": 5}),
    "batch norm": ({"batch_norm": True}, {"batch_size": 7}),
}


@pytest.mark.parametrize("variety", VARIETIES)
def test_any_step_can_be_had_again_to_the_last_bit(variety: str) -> None:
    options, given = VARIETIES[variety]
    network = small(**options)
    full = trained(network, **given)
    thin = trained(network, memory=12.5 * ROW, **given)
    assert len(full.steps) == STEPS + 1
    assert len(thin.steps) < 13 and thin.steps[-1] == STEPS
    np.testing.assert_array_equal(thin.positions, full.positions[thin.steps])
    for step in range(STEPS + 1):
        assert_same_state(thin.state_at(step), full, step)
        assert thin.examples(step).tolist() == full.examples(step).tolist()


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer_continues_from_a_row(key: str) -> None:
    network = small()
    full = trained(network, optimizer=key, batch_size=8)
    thin = trained(network, optimizer=key, batch_size=8, record_every=29)
    assert thin.steps.tolist() == [0, 29, 58, 87, 116, 137]
    for step in (1, 28, 30, 57, 100, 136):
        assert_same_state(thin.state_at(step), full, step)


@pytest.mark.parametrize("rows", [3, 10, 50, 137, 138, 500])
@pytest.mark.parametrize("asked", [1, 2, 5])
def test_records_stay_within_the_memory_given(rows: int, asked: int) -> None:
    run = trained(small(), memory=rows * ROW, record_every=asked)
    assert size_of(run) <= rows * ROW
    every = int(run.steps[1])
    assert every % asked == 0
    assert every == asked or size_of(trained(small(), memory=1e9, record_every=every - asked)) > rows * ROW
    assert run.steps[-1] == STEPS


def test_a_large_network_over_many_steps_stays_below_64_megabytes() -> None:
    inputs = np.random.RandomState(0).standard_normal((40, 2))
    network = lg.network((2, 16, 16, 16, 16, 16, 16, 1), loss="mse", inputs=inputs, targets=inputs[:, 0])
    assert network.dimension == 1425
    run = trained(network, steps=2500, batch_size=1, lr=1e-3, memory=MEMORY)
    assert MEMORY / 2 < size_of(run) <= MEMORY < 60e6
    assert int(run.steps[1]) > 1 and run.status == "finished"
    state = run.state_at(int(run.steps[-2]) + 1)
    again = trained(network, steps=state.step, batch_size=1, lr=1e-3, record_every=100)
    np.testing.assert_array_equal(again.positions[-1], state.position)


def test_what_is_asked_again_may_be_asked_while_training_goes_on() -> None:
    network = small()
    course = training(
        network, "adam", {"lr": 0.05}, network.initial_parameters(seed=1), 4000,
        TrainingSettings(batch_size=3, record_every=50),
    )  # fmt: skip
    full = trained(network, steps=4000, batch_size=3)
    course.advance(1000)
    run, wrong = course.run(), []

    def read() -> None:
        for step in range(951, 1000):
            if not np.array_equal(run.state_at(step).position, full.positions[step]):
                wrong.append(step)

    reader = threading.Thread(target=read)
    reader.start()
    while not course.done:
        course.advance(100)
    reader.join()
    assert not wrong
    np.testing.assert_array_equal(course.run().positions, full.positions[::50])


def test_rows_handed_out_while_training_goes_on_never_change() -> None:
    network = small()
    settings = TrainingSettings(batch_size=4, record_every=10)
    course = training(network, "adam", {"lr": 0.05}, network.initial_parameters(), 95, settings)
    snapshots: list[tuple[TrainingRun, Array]] = []
    while not course.done:
        run = course.run()
        assert run.status == "stopped" and (run.steps % 10 == 0).all()
        snapshots.append((run, run.positions.copy()))
        course.advance(7)
    assert course.run().steps.tolist() == [*range(0, 95, 10), 95]
    for run, positions in snapshots:
        np.testing.assert_array_equal(run.positions, positions)


def test_an_advance_without_a_count_gives_way_soon() -> None:
    network = small()
    course = training(network, "adam", {}, network.initial_parameters(), 10_000_000, TrainingSettings(batch_size=4))
    for _ in range(20):
        course.advance()
    assert 20 < course.step < 1_000_000 and not course.done


def test_a_run_has_no_step_after_its_last() -> None:
    run = trained(small())
    for step in (-1, STEPS + 1):
        with pytest.raises(lg.NetworkError, match="from 0 to 137"):
            run.state_at(step)
        with pytest.raises(lg.NetworkError, match="from 0 to 137"):
            run.examples(step)


def test_effective_rates_explain_the_last_step() -> None:
    run = trained(small(), optimizer="adagrad", batch_size=6)
    rates = run.effective_rates(12)
    assert rates is not None
    np.testing.assert_allclose(run.positions[12] - run.positions[11], -rates * run.gradients[11], rtol=1e-9, atol=1e-15)


# Loss and accuracy on all data


@pytest.mark.parametrize("batch_size", [1, 9, None])
def test_curves_are_losses_and_accuracies_on_all_data(batch_size: int | None) -> None:
    network = small(l2=0.1, dropout=0.2)
    inputs = np.random.RandomState(4).standard_normal((11, 2))
    targets = (inputs[:, 0] * inputs[:, 1] > 0).astype(np.float64)
    run = trained(network, steps=900, batch_size=batch_size, validation=(inputs, targets))
    curves = run.curves
    assert curves.validated and curves.steps[0] == 0 and curves.steps[-1] == 900
    assert (np.diff(curves.steps)[:-1] == curves.every).all()
    held = lg.network(SIZES, loss="binary_cross_entropy", inputs=inputs, targets=targets)
    seen = lg.network(SIZES, loss="binary_cross_entropy", inputs=network.inputs, targets=network.targets)
    for net, losses, accuracies in (
        (seen, curves.training_losses, curves.training_accuracies),
        (held, curves.validation_losses, curves.validation_accuracies),
    ):
        expected = net.losses_and_accuracies(run.positions[curves.steps])
        np.testing.assert_allclose(losses, expected[0], rtol=1e-12)
        np.testing.assert_allclose(accuracies, expected[1], rtol=1e-12)
    best = int(np.argmin(curves.validation_losses))
    assert (curves.best_step, curves.best_loss) == (curves.steps[best], curves.validation_losses[best])


def test_curves_of_a_regression_have_no_accuracy() -> None:
    inputs = np.linspace(-1.0, 1.0, 15)
    run = trained(lg.network((1, 3, 1), loss="mse", inputs=inputs, targets=np.sin(3 * inputs)))
    assert np.isnan(run.curves.training_accuracies).all() and np.isnan(run.curves.validation_losses).all()
    assert not run.curves.validated
    assert np.isfinite(run.curves.training_losses).all()


def test_curves_with_batch_norm_use_the_running_statistics() -> None:
    network = small(batch_norm=True)
    run = trained(network, batch_size=6, steps=40)
    out = np.empty(2)
    network.kernels.measure(network.plan, run.positions[-1], network.x, network.t, run.statistics[-1], out)
    assert run.curves.training_losses[-1] == out[0]
    assert not np.array_equal(run.statistics[0], run.statistics[-1])


@pytest.mark.parametrize("steps", [1, 2, 3, 249, 250, 251, 1000, 50_000, 10_000_000])
@pytest.mark.parametrize("batch", [1, 32, 200])
@pytest.mark.parametrize("examples", [200, 300, 100_000])
def test_looks_are_a_few_hundred_to_two_thousand(steps: int, batch: int, examples: int) -> None:
    plan = Plan(200, batch)
    count = steps // look_every(plan, examples, steps) + 2
    assert min(steps + 1, module.FEW_LOOKS / 2) <= count <= max(3, module.MOST_LOOKS)
    cost = count * examples * module.LOOK_COST
    assert count <= module.FEW_LOOKS or cost <= 1.01 * module.LOOK_SHARE * batch * steps


def test_a_snapshot_has_a_look_at_its_last_step() -> None:
    network = small()
    course = training(network, "adam", {"lr": 0.05}, network.initial_parameters(), 5000, TrainingSettings())
    course.advance(1234)
    curves = course.run().curves
    assert curves.every > 1 and curves.steps[-1] == 1234
    expected = network.losses_and_accuracies(course.run().positions[-1:])
    assert curves.training_losses[-1] == pytest.approx(expected[0][0], rel=1e-12)
    course.advance(1)
    assert course.run().curves.steps[-2:].tolist() == [1234 // curves.every * curves.every, 1235]


# Stopping


def test_epochs_end_a_training() -> None:
    run = trained(small(), batch_size=7, stop_epochs=3)
    assert (run.steps_per_epoch, run.last_step, run.status) == (5, 15, "finished")
    assert run.reason == "3 epochs ended at step 15."
    assert run.epoch(15) == 3.0 and run.epoch(4) == pytest.approx(0.8)
    assert trained(small(), batch_size=7, stop_epochs=1).reason == "1 epoch ended at step 5."
    longer = trained(small(), batch_size=7, stop_epochs=1000)
    assert (longer.last_step, longer.reason) == (STEPS, "")


def test_training_stops_early_when_the_validation_loss_rises() -> None:
    network = small()
    inputs = np.random.RandomState(8).standard_normal((10, 2))
    wrong = (inputs[:, 0] * inputs[:, 1] <= 0).astype(np.float64)
    everything = trained(network, steps=200, validation=(inputs, wrong)).curves.validation_losses
    run = trained(network, steps=200, validation=(inputs, wrong), stop_patience=6)
    assert run.curves.every == 1
    best, since = 0, 0
    for step, loss in enumerate(everything):
        best, since = (step, 0) if loss < everything[best] or step == 0 else (best, since + 1)
        if since == 6:
            break
    assert (run.status, run.last_step, run.curves.best_step) == ("converged", step, best)
    assert run.reason == (
        f"Stopped early at step {step}: the validation loss was no better than at step {best} for 6 epochs."
    )


def of(data: tuple[Array, Array]) -> Network:
    """A network like ``small`` on other data."""
    return lg.network(SIZES, loss="binary_cross_entropy", inputs=data[0], targets=data[1])


def test_where_a_training_stops_early_does_not_depend_on_the_steps_it_was_given() -> None:
    network = small()
    inputs = np.random.RandomState(8).standard_normal((10, 2))
    validation = (inputs, (inputs[:, 0] * inputs[:, 1] <= 0).astype(np.float64))
    ends = {}
    for steps in (400, 20_000):
        run = trained(network, steps=steps, batch_size=7, validation=validation, stop_patience=12)
        curves = run.curves
        assert (np.diff(curves.steps) > 0).all()
        row = curves.steps.tolist().index(curves.best_step)
        assert curves.validation_losses[row] == curves.best_loss
        at = run.positions[curves.best_step][None]
        expected = [*network.losses_and_accuracies(at), *of(validation).losses_and_accuracies(at)]
        found = [values[row] for values in (curves.training_losses, curves.training_accuracies,
                 curves.validation_losses, curves.validation_accuracies)]  # fmt: skip
        np.testing.assert_allclose(found, np.ravel(expected), rtol=1e-12)
        ends[steps] = (run.last_step, run.curves.best_step, run.reason)
        assert run.steps_per_epoch == 5 and run.last_step % 5 == 0 == run.curves.best_step % 5
        assert run.last_step - run.curves.best_step == 12 * 5
    assert ends[400] == ends[20_000]
    few = [trained(network, steps=steps, batch_size=7, stop_error=0.1).last_step for steps in (2000, 50_000)]
    assert few[0] == few[1] and few[0] % 5 == 0


def test_without_validation_data_patience_watches_the_training_loss() -> None:
    run = trained(small(), optimizer="gd", lr=1.0, gradient_noise=5.0, stop_patience=3)
    assert run.status == "converged" and "the training loss was no better" in run.reason


def test_training_stops_when_few_enough_are_misclassified() -> None:
    network = small()
    everything = trained(network, steps=200).curves
    run = trained(network, steps=2000, stop_error=0.1)
    assert everything.every == 1
    step = int(everything.steps[np.argmax(everything.training_accuracies >= 0.9)])
    assert 0 < step < 200
    assert (run.status, run.last_step) == ("converged", step)
    assert run.reason == f"At most 0.1 of the training examples are misclassified at step {step}."
    start = run.positions[-1]
    assert trained(network, start=start, stop_error=0.1).reason.endswith("misclassified at the start.")


# Orders and streams


@pytest.mark.parametrize("examples", [1, 2, 3, 4, 5, 8, 9, 200, 1000])
@pytest.mark.parametrize("seed", [0, 2**32 - 1])
def test_orders_are_numpys_permutations_one_an_epoch(examples: int, seed: int) -> None:
    random = np.random.RandomState(seed)
    expected = [random.permutation(examples) for _ in range(40)]
    np.testing.assert_array_equal(Orders(examples, True, seed).items(0, 40), expected)


@pytest.mark.parametrize("marks", [2, 5, 1000])
def test_streams_can_be_read_from_any_place(marks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("landscape_gui.core.network.batches.MARKS", marks)
    monkeypatch.setattr("landscape_gui.core.network.batches.BLOCK", 30)
    for make in (lambda: Orders(9, True, 3), lambda: Orders(9, False, 3), lambda: Noise(4, 0.5, 3)):
        expected = make().items(0, 300)
        stream = make()
        for begin, count in [(0, 1), (0, 1), (1, 4), (4, 1), (4, 9), (50, 3), (12, 5), (52, 100), (0, 3), (290, 10)]:
            np.testing.assert_array_equal(stream.items(begin, count), expected[begin : begin + count])
            twin = stream.twin()
            np.testing.assert_array_equal(twin.items(begin + 1, 2), expected[begin + 1 : begin + 3])
        assert len(stream._marks) <= marks + 1


def test_every_example_is_seen_once_an_epoch() -> None:
    plan, orders = Plan(23, 3, 2), Orders(23, True, 0)
    assert (plan.share, plan.per_epoch) == (6, 4)
    for epoch in range(3):
        seen = [i for step in range(4) for i in plan.of(4 * epoch + step, orders)]
        assert sorted(seen) == list(range(23))
        assert len(plan.of(4 * epoch + 3, orders)) == 5
