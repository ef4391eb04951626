"""The decision line: its loss by hand, its slopes, the network it is, its scalar graph, its training, bad input."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import landscape_gui as lg
from landscape_gui.core.derivatives import with_gradient
from landscape_gui.core.maps.planebuilders import random_directions
from landscape_gui.core.network import kernels, linekernels  # noqa: F401 - compiled while no clock runs
from landscape_gui.core.network.architecture import Architecture
from landscape_gui.core.network.decisionline import LINE_LOSSES, DecisionLine
from landscape_gui.core.network.network import Network
from tests.core.network.making import Array

each_loss = pytest.mark.parametrize("loss", LINE_LOSSES)
each_side = pytest.mark.parametrize("above", [0, 1])
numbers = st.floats(-4.0, 4.0, allow_subnormal=False)


def points(n: int = 30, seed: int = 0) -> tuple[Array, Array]:
    random = np.random.default_rng(seed)
    inputs = random.normal(size=(n, 2)) * (1.0, 2.0) + (0.3, -0.5)
    return inputs, (inputs[:, 1] + random.normal(size=n) > 0.4 * inputs[:, 0]).astype(float)


def line(loss: str = "hinge", n: int = 30, **options: Any) -> DecisionLine:
    return lg.decision_line(*points(n), loss, **options)


def layers(of: DecisionLine, **options: Any) -> Network:
    """The network of three parameters that a line is."""
    return Network(Architecture((2, 1), (), of.architecture.loss, **options), of.inputs, of.targets)


def by_hand(of: DecisionLine, w: float, b: float) -> float:
    """The mean loss as in a lecture, one example after the other."""
    total = 0.0
    for (x, y), target in zip(of.inputs.tolist(), of.targets[:, 0].tolist(), strict=True):
        label = 1.0 if target == of.architecture.above else -1.0
        s = y - (w * x + b)
        total += max(0.0, 1.0 - label * s) if of.architecture.loss == "hinge" else float(np.log1p(np.exp(-label * s)))
    return total / len(of.inputs)


@each_loss
@each_side
@given(w=numbers, b=numbers)
@settings(max_examples=40)
def test_the_loss_is_that_of_the_lecture(loss: str, above: int, w: float, b: float) -> None:
    net = line(loss, above=above, l1=0.1, l2=0.3)
    expected = by_hand(net, w, b) + 0.1 * abs(w) + 0.15 * w * w
    assert net.values([(w, b)])[0] == pytest.approx(expected, rel=1e-13)
    assert net.value_and_gradient((w, b))[0] == pytest.approx(expected, rel=1e-13)


@each_loss
@each_side
@pytest.mark.parametrize("theta", [(0.0, 0.0), (1.3, -0.4), (-2.1, 0.7)])
def test_slopes_are_finite_differences(loss: str, above: int, theta: tuple[float, float]) -> None:
    net = line(loss, above=above, l2=0.2)
    shifts = 1e-6 * np.eye(2)
    expected = (net.values(theta + shifts) - net.values(theta - shifts)) / 2e-6
    np.testing.assert_allclose(net.value_and_gradient(theta)[1], expected, rtol=1e-7, atol=1e-8)


@each_loss
@each_side
@given(w=numbers, b=numbers, n=st.integers(1, 200))
@settings(max_examples=40)
def test_it_is_the_network_of_three_parameters_by_the_chain_rule(
    loss: str, above: int, w: float, b: float, n: int
) -> None:
    net = line(loss, n, above=above)
    same, weights = layers(net), net.layered((w, b))
    assert weights.tolist() == pytest.approx([-w, 1.0, -b] if above == 1 else [w, -1.0, b])
    value, gradient = net.value_and_gradient((w, b))
    other, by_weights = same.value_and_gradient(weights)
    sign = 1.0 if above == 1 else -1.0
    assert value == pytest.approx(other, rel=1e-12)
    np.testing.assert_allclose(gradient, [-sign * by_weights[0], -sign * by_weights[2]], rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(net.layered_gradient(gradient)[[0, 2]], by_weights[[0, 2]], rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(
        np.ravel(net.losses_and_accuracies([(w, b)])), np.ravel(same.losses_and_accuracies([weights])), rtol=1e-12
    )
    np.testing.assert_allclose(net.predict((w, b), net.inputs), same.predict(weights, net.inputs), rtol=1e-11)
    np.testing.assert_allclose(
        net.unit_outputs((w, b), net.inputs)[-1], same.unit_outputs(weights, net.inputs)[-1], rtol=1e-12
    )


@each_loss
@each_side
def test_noise_in_training_is_that_of_the_network(loss: str, above: int) -> None:
    net = line(loss, 150, above=above, input_noise=0.4)
    same, theta = layers(net, input_noise=0.4), np.array([0.6, -0.3])
    training, ours, theirs = net.architecture.training(7, 3), np.empty(2), np.empty(3)
    value = net.kernels.batch(net.plan, theta, net.x, net.t, net.penalties, training, ours, np.empty(0))
    other = same.kernels.batch(
        same.plan, net.layered(theta), same.x, same.t, same.penalties, training, theirs, np.empty(0)
    )
    assert value == pytest.approx(other, rel=1e-12) != pytest.approx(net.values([theta])[0], rel=1e-6)
    np.testing.assert_allclose(net.layered_gradient(ours)[[0, 2]], theirs[[0, 2]], rtol=1e-11)


@each_loss
@each_side
@given(w=numbers, b=numbers, example=st.integers(0, 29))
@settings(max_examples=30)
def test_one_example_is_the_scalar_graph(loss: str, above: int, w: float, b: float, example: int) -> None:
    net = line(loss, above=above, l1=0.05, l2=0.2)
    plain, inputs = net.graph(example), net.graph_inputs((w, b), example)
    graph = with_gradient(plain)
    values = graph.evaluate(inputs)
    one = DecisionLine(net.architecture, net.inputs[example : example + 1], net.targets[example : example + 1])
    value, gradient = one.value_and_gradient((w, b))
    assert values[graph.outputs[0]] == pytest.approx(value, rel=1e-12, abs=1e-15)
    np.testing.assert_allclose([values[i] for i in graph.outputs[1:]], gradient, rtol=1e-12, atol=1e-14)
    x, y = net.inputs[example].tolist()
    assert plain.evaluate(inputs)[plain.names["s"]] == pytest.approx(y - (w * x + b), rel=1e-14)
    assert inputs["l"] == (1.0 if net.targets[example, 0] == above else -1.0)


def test_the_scalar_graph_reads_as_the_formula() -> None:
    graph = line("hinge").graph(3)
    assert graph.variables == ("w", "b") and graph.coefficients == ("x", "y", "l")
    assert graph.text(graph.names["s"]) == "y − (w·x + b)"
    assert graph.text(graph.names["loss"]) == "relu(1 − l·(y − (w·x + b)))"


@each_loss
@given(ends=st.tuples(numbers, numbers, numbers, numbers), share=st.floats(0.0, 1.0))
@settings(max_examples=60)
def test_the_landscape_is_one_bowl(loss: str, ends: tuple[float, float, float, float], share: float) -> None:
    net = line(loss)
    one, other = np.array(ends[:2]), np.array(ends[2:])
    between = one + share * (other - one)
    low, high, middle = net.values([one, other, between]).tolist()
    assert middle <= low + share * (high - low) + 1e-12


@each_loss
def test_far_lines_keep_their_numbers(loss: str) -> None:
    net = line(loss)
    for theta in ((1e6, -1e6), (-1e9, 1e9), (0.0, 1e12)):
        value, gradient = net.value_and_gradient(theta)
        assert np.isfinite(value) and np.isfinite(gradient).all()
        assert value == pytest.approx(layers(net).value_and_gradient(net.layered(theta))[0], rel=1e-12)


@each_loss
@each_side
def test_predictions_are_those_of_class_one(loss: str, above: int) -> None:
    net = line(loss, above=above)
    w, b = 0.4, -0.2
    x, y = net.inputs.T
    score = (y - (w * x + b)) * (1.0 if above == 1 else -1.0)
    expected = score if loss == "hinge" else 1.0 / (1.0 + np.exp(-score))
    np.testing.assert_allclose(net.predict((w, b), net.inputs)[:, 0], expected, rtol=1e-13)
    right = np.mean((score > 0.0) == (net.targets[:, 0] == 1.0))
    assert net.losses_and_accuracies([(w, b)])[1][0] == pytest.approx(right)


@each_loss
def test_descent_is_that_of_the_slow_loop(loss: str) -> None:
    net = line(loss, above=0, l2=0.1)
    run = lg.optimize(net, "gd", start=(1.5, -1.0), steps=40, lr=0.2)
    theta = np.array([1.5, -1.0])
    for step in range(41):
        np.testing.assert_allclose(run.positions[step], theta, rtol=1e-10, atol=1e-12)
        assert run.losses[step] == pytest.approx(net.value_and_gradient(theta)[0], rel=1e-11)
        theta = theta - 0.2 * net.value_and_gradient(theta)[1]
    assert run.losses[-1] < run.losses[0]


def test_mini_batches_and_their_replay() -> None:
    net = line("binary_cross_entropy", 60, input_noise=0.1)
    settings: dict[str, Any] = {"steps": 50, "batch_size": 7, "seed": 3, "validation": points(20, 1), "lr": 0.1}
    run = lg.optimize(net, "adam", **settings)
    seen = net.inputs[run.examples(9)]
    assert seen.shape == (7, 2) and run.steps_per_epoch == 9
    rare = lg.optimize(net, "adam", record_every=20, **settings)
    np.testing.assert_array_equal(rare.state_at(33).position, run.positions[33])
    assert np.isfinite(run.curves.validation_losses).all()


@each_loss
@pytest.mark.parametrize("key", ["linear", "blobs", "xor", "moons", "badly_scaled"])
def test_the_bottom_lies_in_what_is_shown(loss: str, key: str) -> None:
    data = lg.datasets[key].generate()
    higher = int(data.inputs[data.targets == 1.0, 1].mean() > data.inputs[data.targets == 0.0, 1].mean())
    net = lg.decision_line(data.inputs, data.targets, loss, above=higher)
    (low, high), (below, above) = net.domain
    ends = [
        lg.optimize(net, "adam", start=(0.0, 0.0), steps=4000, lr=rate * (high - low)).positions[-1]
        for rate in (3e-3, 1e-3)
    ]
    w, b = min(ends, key=lambda end: float(net.values([end])[0]))
    assert low < w < high and below < b < above


@given(
    st.lists(st.tuples(st.floats(-1e30, 1e30), st.floats(-1e30, 1e30)), min_size=2, max_size=9),
    st.sampled_from([0, 1]),
)
def test_there_is_always_something_to_show(data: list[tuple[float, float]], above: int) -> None:
    net = lg.decision_line(data, [k % 2 for k in range(len(data))], above=above)
    for low, high in net.domain:
        assert np.isfinite(low) and np.isfinite(high) and low < high


def test_what_a_line_is_called() -> None:
    net = line()
    assert net.label == "Line y = w·x + b" and net.dimension == 2
    assert net.parameter_names == net.variables == ("w", "b")
    assert [group.tolist() for group in net.architecture.groups] == [[0, 1]]
    assert net.specialise() == net.kernels
    assert net.start[1] == 0.0 != net.start[0]
    assert net.initial_parameters("zeros").tolist() == [0.0, 0.0]
    assert random_directions(net, (0.3, 0.4)).dimension == 2


def test_wrong_input_is_explained() -> None:
    inputs, targets = points(4)
    with pytest.raises(lg.NetworkError, match=r"inputs of shape \(4, 3\) do not fit; give an array \(n, 2\)"):
        lg.decision_line(np.zeros((4, 3)), targets)
    with pytest.raises(lg.NetworkError, match="hinge takes 0 and 1 as targets, not 2"):
        lg.decision_line(inputs, [0, 1, 2, 1])
    with pytest.raises(lg.NetworkError, match="The loss of a line is hinge or binary_cross_entropy, not mse"):
        lg.decision_line(inputs, targets, "mse")
    with pytest.raises(lg.NetworkError, match="above = 2 is not valid; give 0 or 1"):
        lg.decision_line(inputs, targets, above=2)
    with pytest.raises(lg.NetworkError, match=r"shape \(3,\) does not fit; give 2 numbers"):
        lg.optimize(line(), "gd", start=(1.0, 2.0, 3.0))
    with pytest.raises(lg.NetworkError, match="There is no example 4"):
        lg.decision_line(inputs, targets).graph(4)
