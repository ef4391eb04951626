"""Networks as problems: numbers of the reference, finite differences, the scalar graph, what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import landscape_gui as lg
from landscape_gui.core.derivatives import with_gradient
from landscape_gui.core.network import kernels  # noqa: F401 - compiled while tests are collected, when no clock runs
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.core.network.network import Network
from tests.core.network import naivenetwork as naive
from tests.core.network.making import Array, network

REFERENCE = json.loads((Path(__file__).parents[2] / "reference" / "networks.json").read_text(encoding="utf-8"))
ACTIVATION_KEYS, LOSS_KEYS = tuple(ACTIVATIONS), tuple(LOSSES)
WIDTHS = {"cross_entropy": 3}


def activations_of(net: Network) -> Sequence[str]:
    return [layer.activation for layer in net.architecture.layers]


@pytest.mark.parametrize("entry", REFERENCE["gradients"] + REFERENCE["training"])
def test_loss_and_gradient_are_those_of_the_reference(entry: dict[str, Any]) -> None:
    net = lg.network(
        entry["sizes"], entry["hidden_activation"], entry["loss"], inputs=entry["inputs"], targets=entry["targets"]
    )
    value, gradient = net.value_and_gradient(entry["parameters"])
    assert value == pytest.approx(entry["loss_value"], rel=1e-13)
    np.testing.assert_allclose(gradient, entry["gradient"], rtol=1e-11, atol=1e-15)


def differences(net: Network, theta: Array, step: float = 1e-5) -> Array:
    """Central finite differences of the loss."""
    shifts = step * np.eye(theta.size)
    return (net.values(theta + shifts) - net.values(theta - shifts)) / (2.0 * step)


@pytest.mark.parametrize("batch_norm", [False, True], ids=["plain", "batch norm"])
@pytest.mark.parametrize("skip", [False, True], ids=["straight", "skip"])
@pytest.mark.parametrize("loss", LOSS_KEYS)
@pytest.mark.parametrize("activation", ACTIVATION_KEYS)
def test_gradient_matches_finite_differences(activation: str, loss: str, skip: bool, batch_norm: bool) -> None:
    outputs = WIDTHS.get(loss, 2)
    options: dict[str, Any] = {"output_activation": activation} if loss in {"mse", "half_mse"} else {}
    net, theta = network(
        (2, 3, 3, outputs), activation, loss, skip=skip, batch_norm=batch_norm, l1=0.01, l2=0.1, **options
    )
    value, gradient = net.value_and_gradient(theta)
    assert value == pytest.approx(net.values([theta])[0], rel=1e-14)
    np.testing.assert_allclose(gradient, differences(net, theta), rtol=2e-7, atol=2e-9)


@pytest.mark.parametrize("loss", LOSS_KEYS)
@pytest.mark.parametrize("activation", ACTIVATION_KEYS)
@pytest.mark.parametrize("batch_norm", [False, True], ids=["plain", "batch norm"])
def test_one_example_is_the_scalar_graph(activation: str, loss: str, batch_norm: bool) -> None:
    outputs = WIDTHS.get(loss, 2)
    net, theta = network((2, 3, 3, outputs), activation, loss, skip=True, batch_norm=batch_norm, l1=0.01, l2=0.1)
    held = net.settled_statistics(theta) if batch_norm else None
    graph = with_gradient(net.graph(example=4, statistics=held))
    values = graph.evaluate(net.graph_inputs(theta, example=4))
    one = Network(net.architecture, net.inputs[4:5], net.targets[4:5])
    value, gradient = one.value_and_gradient(theta, held)
    assert values[graph.outputs[0]] == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose([values[i] for i in graph.outputs[1:]], gradient, rtol=1e-12, atol=1e-13)


def test_the_scalar_graph_names_its_parts() -> None:
    net, _theta = network((2, 2, 1), "tanh", "mse")
    graph = net.graph()
    assert graph.variables == net.parameter_names
    assert graph.coefficients == ("x[0]", "x[1]", "t[0]")
    assert {"z1[0]", "h1[1]", "z2[0]", "h2[0]", "loss"} <= set(graph.names)
    assert graph.text(graph.names["z1[0]"]) == "b1[0] + W1[0,0]·x[0] + W1[0,1]·x[1]"


sizes_of_networks = st.tuples(
    st.integers(1, 9), st.lists(st.integers(1, 17), max_size=4), st.integers(2, 10), st.integers(1, 600)
)


@settings(max_examples=60)
@given(sizes_of_networks, st.sampled_from(ACTIVATION_KEYS), st.sampled_from(LOSS_KEYS), st.booleans(), st.booleans())
def test_any_size_matches_the_slow_network(
    shape: tuple[int, list[int], int, int], activation: str, loss: str, skip: bool, batch_norm: bool
) -> None:
    inputs, hidden, outputs, n = shape
    sizes = (inputs, *hidden, outputs)
    n = n + 8 if batch_norm else n  # two examples that nearly agree, say, are blown up a hundredfold a layer
    skip = skip and any(a == b for a, b in pairwise(sizes[:-1]))
    net, theta = network(sizes, activation, loss, n=n, skip=skip, batch_norm=batch_norm)
    y = naive.outputs(theta, net.inputs, sizes, activations_of(net), skip, batch_norm)
    expected = naive.loss(loss, y, net.targets)
    value, gradient = net.value_and_gradient(theta)
    assert value == pytest.approx(expected, rel=1e-7, abs=1e-12)
    losses, accuracies = net.losses_and_accuracies([theta, theta])
    assert losses == pytest.approx([value, value], rel=1e-13)
    if loss in {"binary_cross_entropy", "hinge", "cross_entropy"}:
        assert accuracies == pytest.approx([naive.accuracy(loss, y, net.targets)] * 2)
    else:
        assert np.isnan(accuracies).all()
    np.testing.assert_allclose(net.unit_outputs(theta, net.inputs)[-1].T, y, rtol=1e-7, atol=1e-9)
    assert np.isfinite(gradient).all()


@pytest.mark.parametrize("hidden", [(5,), (20, 20, 20)], ids=["wide blocks", "narrow blocks"])
@pytest.mark.parametrize("loss", LOSS_KEYS)
def test_many_examples_are_the_mean_of_few(loss: str, hidden: tuple[int, ...]) -> None:
    sizes = (2, *hidden, WIDTHS.get(loss, 2))
    net, theta = network(sizes, "tanh", loss, n=700)
    value, gradient = net.value_and_gradient(theta)
    parts = [slice(begin, begin + 50) for begin in range(0, 700, 50)]
    few = [Network(net.architecture, net.inputs[part], net.targets[part]) for part in parts]
    alone = [part.value_and_gradient(theta) for part in few]
    assert value == pytest.approx(np.mean([loss for loss, _ in alone]), rel=1e-12)
    np.testing.assert_allclose(gradient, np.mean([slopes for _, slopes in alone], axis=0), rtol=1e-10, atol=1e-14)
    assert net.values([theta])[0] == pytest.approx(value, rel=1e-12)
    predicted = np.vstack([part.predict(theta, part.inputs) for part in few])
    np.testing.assert_allclose(net.predict(theta, net.inputs), predicted, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("batch_norm", [False, True], ids=["plain", "batch norm"])
@pytest.mark.parametrize("skip", [False, True], ids=["straight", "skip"])
def test_every_parameter_belongs_to_the_unit_it_is_named_after(skip: bool, batch_norm: bool) -> None:
    net, _ = network((2, 5, 5, 3), "tanh", "mse", skip=skip, batch_norm=batch_norm)
    units = [(layer.number, unit) for layer in net.architecture.layers for unit in range(layer.units)]
    found = [{net.parameter_names[place] for place in group} for group in net.groups]
    wanted = [
        {name for name in net.parameter_names if re.fullmatch(rf"[a-zA-Z]+{number}\[{unit}(,\d+)?\]", name)}
        for number, unit in units
    ]
    assert found == wanted
    assert sorted(np.concatenate(net.groups)) == list(range(net.dimension)), "each in one group, and only once"


@pytest.mark.parametrize("loss", LOSS_KEYS)
def test_predictions_are_what_the_loss_is_about(loss: str) -> None:
    options: dict[str, Any] = {"output_activation": "sigmoid"} if loss in {"mse", "half_mse"} else {}
    net, theta = network((3, 5, 4), "silu", loss, n=300, **options)
    y = naive.outputs(theta, net.inputs, (3, 5, 4), activations_of(net))
    predictions = net.predict(theta, net.inputs)
    if loss == "binary_cross_entropy":
        y = 1.0 / (1.0 + np.exp(-y))
    if loss == "cross_entropy":
        y = np.exp(y) / np.exp(y).sum(axis=1, keepdims=True)
        np.testing.assert_allclose(predictions.sum(axis=1), 1.0, rtol=1e-14)
    assert predictions.shape == (300, 4)
    np.testing.assert_allclose(predictions, y, rtol=1e-12)


def test_squared_error_has_an_accuracy_where_targets_are_labels() -> None:
    inputs = np.array([[0.0], [0.2], [0.8], [1.0]])
    net = lg.network((1, 1), loss="mse", inputs=inputs, targets=[0, 1, 0, 1])
    assert net.losses_and_accuracies([[1.0, 0.0]])[1] == [0.5]


def test_a_plane_is_its_points_whatever_the_threads() -> None:
    net, theta = network((2, 5, 1), "tanh", "binary_cross_entropy", n=300, l2=0.1)
    random = np.random.RandomState(1)
    first, second = random.standard_normal((2, net.dimension))
    along, across = random.standard_normal((2, 50))
    losses, accuracies = net.evaluate_plane(theta, first, second, along, across)
    points = theta + along[:, None] * first + across[:, None] * second
    np.testing.assert_allclose(losses, net.values(points), rtol=1e-12)
    with ThreadPoolExecutor(2) as pool:
        halves = list(
            pool.map(
                lambda k: net.evaluate_plane(theta, first, second, along[k::2].copy(), across[k::2].copy()), (0, 1)
            )
        )
    for k in (0, 1):
        np.testing.assert_array_equal(halves[k][0], losses[k::2])
        np.testing.assert_array_equal(halves[k][1], accuracies[k::2])


def test_kinks_have_the_slopes_of_the_operation_table() -> None:
    """All sums are 0 here, and all margins of the hinge 1."""
    for activation, slope in (("relu", 0.0), ("leaky_relu", 0.01), ("elu", 1.0)):
        net = lg.network((1, 1, 1), activation, "half_mse", inputs=[[1.0]], targets=[1.0], l1=1.0)
        gradient = net.value_and_gradient([0.0, 0.0, 1.0, 0.0])[1]
        np.testing.assert_array_equal(gradient, [-slope, -slope, 1.0, -1.0])
        assert ACTIVATIONS[activation].slopes(0.0) == slope
    net = lg.network((1, 1), loss="hinge", inputs=[[1.0]], targets=[1])
    value, gradient = net.value_and_gradient([0.5, 0.5])
    assert value == 0.0 and not gradient.any()


def test_huge_parameters_give_a_value_and_no_exception() -> None:
    for loss in LOSS_KEYS:
        net, theta = network((2, 3, 3), "tanh", loss)
        for scale in (1e8, 1e150, 1e300):
            value, gradient = net.value_and_gradient(theta * scale)
            assert not np.isnan(value) or scale == 1e300
            assert gradient.shape == theta.shape


def test_parameters_are_named_in_the_order_of_torch() -> None:
    net, _theta = network((2, 2, 1), "tanh", "mse", batch_norm=True)
    assert net.parameter_names == (
        "W1[0,0]", "W1[0,1]", "W1[1,0]", "W1[1,1]", "b1[0]", "b1[1]", "gamma1[0]", "gamma1[1]", "beta1[0]", "beta1[1]",
        "W2[0,0]", "W2[0,1]", "b2[0]",
    )  # fmt: skip
    assert net.dimension == 13 == len(net.domain) == len(net.start)
    assert net.variables == net.parameter_names and net.key == "" and net.label == "Network 2-2-1"


X, Y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0]
GOOD: dict[str, Any] = {"sizes": (2, 3, 1), "inputs": X, "targets": Y}
BAD: list[tuple[dict[str, Any], str]] = [
    ({"sizes": 3}, "sizes = 3 is not a list of widths"),
    ({"sizes": (2,)}, "sizes has 1 entries; give inputs, up to 8 hidden layers, and outputs"),
    ({"sizes": (2, *[3] * 9, 1)}, "sizes has 11 entries"),
    ({"sizes": (2, 0, 1)}, "0 units in a hidden layer are not possible; give a whole number from 1 to 32"),
    ({"sizes": (2, 2.5, 1)}, "2.5 units in a hidden layer"),
    ({"sizes": (2, 100, 1)}, "100 units in a hidden layer are not possible"),
    ({"sizes": (2, 3, 11)}, "11 outputs are not possible; give a whole number from 1 to 10"),
    ({"hidden_activation": "tan"}, "no activation 'tan'; choose one of linear, sigmoid"),
    ({"hidden_activation": ("tanh", "relu")}, "2 hidden activations for 1 hidden layers"),
    ({"loss": "l2"}, "no loss 'l2'; choose one of mse, half_mse"),
    ({"loss": "cross_entropy"}, "cross_entropy needs one output a class, so at least 2; sizes end with 1"),
    ({"loss": "hinge", "output_activation": "sigmoid"}, "hinge acts on the pre-activation"),
    ({"skip": True}, "leave no place for a skip connection"),
    ({"l1": -1.0}, "l1 = -1.0 is not valid; give a finite number, 0 or more"),
    ({"l2": float("nan")}, "l2 = nan is not valid"),
    ({"input_noise": float("inf")}, "input_noise = inf is not valid"),
    ({"dropout": 1.0}, "dropout = 1.0 is not valid; give the share of units to drop, from 0 to below 1"),
    ({"inputs": [[0.0], [1.0]]}, "inputs of shape (2, 1) do not fit; give an array (n, 2)"),
    ({"inputs": "points"}, "inputs are not numbers; give an array (n, 2)"),
    ({"inputs": np.empty((0, 2)), "targets": []}, "There are 0 examples; give from 1 to 100,000"),
    ({"inputs": [[0, 0], [0, np.nan], [1, 0], [1, 1]]}, "inputs of example 1 are not finite: [0.0, nan]"),
    ({"targets": [0, 1]}, "targets of shape (2,) do not fit; give an array (4,) or (4, 1)"),
    ({"targets": [0, 1, np.inf, 0]}, "targets of example 2 are not finite"),
    ({"loss": "binary_cross_entropy", "targets": [-1, 1, 1, -1]}, "takes 0 and 1 as targets, not -1"),
    ({"sizes": (2, 3), "loss": "cross_entropy", "targets": [0, 1, 3, 0]}, "the class numbers 0 to 2 as targets, not 3"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), BAD, ids=[message[:40] for _change, message in BAD])
def test_bad_networks_are_refused_in_one_sentence(change: dict[str, Any], message: str) -> None:
    with pytest.raises(lg.LandscapeError, match=re.escape(message)):
        lg.network(**(GOOD | change))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda net: net.value_and_gradient([1.0]), "shape (1,) does not fit; give 13 numbers"),
        (lambda net: net.value_and_gradient("abc"), "the parameters are not numbers"),
        (lambda net: net.value_and_gradient([np.nan] * 13), "W1[0,0] is not a finite number"),
        (lambda net: net.values(np.zeros((2, 3))), "points of shape (2, 3) do not fit; give an array (n, 13)"),
        (lambda net: net.predict(net.start, [[1.0]]), "inputs of shape (1, 1) do not fit"),
        (lambda net: net.graph(example=4), "no example 4; give a whole number from 0 to 3"),
        (lambda net: net.initial_parameters("xavier"), "no initialiser 'xavier'; choose one of zeros"),
        (lambda net: net.initial_parameters(seed=-1), "seed = -1 is not valid"),
        (lambda net: net.initial_parameters(bias=np.inf), "bias = inf is not valid"),
    ],
)
def test_bad_calls_are_refused_in_one_sentence(call: Any, message: str) -> None:
    with pytest.raises(lg.LandscapeError, match=re.escape(message)):
        call(lg.network(**GOOD))


def test_one_input_takes_flat_arrays() -> None:
    net = lg.network((1, 1), inputs=[0.0, 1.0, 2.0], targets=[1.0, 3.0, 5.0])
    assert net.inputs.shape == (3, 1) and net.targets.shape == (3, 1)
    assert net.values([[2.0, 1.0]]) == [0.0]
