"""A network as graphs of operations, neurons and layers: the same numbers as the kernel's at every level."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import landscape_gui as lg
from landscape_gui.arithmetic import written
from landscape_gui.core.errors import GraphError, NetworkError
from landscape_gui.core.graph import StepGraph
from landscape_gui.core.graph.levels import LEVELS, levels_of, network_graph, scalar_tape
from landscape_gui.core.graph.records import ALONG, INSIDE, SHARE, NeuronNode
from landscape_gui.core.network import kernels  # noqa: F401 - compiled while tests are collected, when no clock runs
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.core.network.network import Network
from tests.core.network.making import Array, network

ACTIVATION_KEYS, LOSS_KEYS = tuple(ACTIVATIONS), tuple(LOSSES)
WIDTHS = {"cross_entropy": 3}


def made(activation: str, loss: str, **options: Any) -> tuple[Network, Array]:
    if loss in {"mse", "half_mse"}:
        options["output_activation"] = activation
    return network((2, 3, 3, WIDTHS.get(loss, 2)), activation, loss, **options)


def gradient_of(graph: StepGraph) -> Array:
    return np.array(list(graph.gradient.values()))


def check_kernel(graph: StepGraph, net: Network, theta: Array, statistics: Array | None = None) -> None:
    """Value and gradient are the kernel's, the latter to 1e-12 in norm."""
    value, gradient = net.value_and_gradient(theta, statistics)
    assert graph.trouble is None
    assert graph.value == pytest.approx(value, rel=1e-13)
    assert tuple(graph.gradient) == net.parameter_names
    assert np.linalg.norm(gradient_of(graph) - gradient) <= 1e-12 * np.linalg.norm(gradient)


def check_steps(graph: StepGraph) -> None:
    """Steps lead from nothing to all values, adjoints and gradients that the nodes have."""
    values = graph.values_after(len(graph.forward_steps))
    assert all(v is not None and np.array_equal(v, node.value) for v, node in zip(values, graph.nodes, strict=True))
    state = graph.backward_after(len(graph.backward_steps))
    for node, adjoint in zip(graph.nodes, state.adjoints, strict=True):
        assert adjoint is None or np.array_equal(adjoint, node.adjoint)
        assert np.shape(node.adjoint) == node.shape
    for step in graph.backward_steps:
        assert np.shape(step.before) in {(), np.shape(step.after)}
        np.testing.assert_array_equal(step.before + step.contribution, step.after)
    for name, value in state.gradient.items():
        assert graph.gradient[name] == value
    is_leaf = [not node.inputs for node in graph.nodes]
    assert is_leaf == sorted(is_leaf, reverse=True)
    edges = [(edge.source, edge.target, edge.place) for edge in graph.edges]
    assert edges == [(i, node.index, place) for node in graph.nodes for place, i in enumerate(node.inputs)]
    assert {(s.source, s.target, s.place) for s in graph.backward_steps if s.kind == ALONG} == set(edges)


@pytest.mark.parametrize("loss", LOSS_KEYS)
@pytest.mark.parametrize("activation", ACTIVATION_KEYS)
@pytest.mark.parametrize("batch_norm", [False, True], ids=["plain", "batch norm"])
def test_all_levels_have_the_gradient_of_the_kernel(activation: str, loss: str, batch_norm: bool) -> None:
    net, theta = made(activation, loss, skip=True, batch_norm=batch_norm, l1=0.01, l2=0.1)
    held = net.settled_statistics(theta) if batch_norm else None
    one = Network(net.architecture, net.inputs[4:5], net.targets[4:5])
    for level in LEVELS:
        graph = network_graph(net, theta, level, 4)
        assert graph.level == level
        check_kernel(graph, one, theta, held)
        check_steps(graph)
    check_kernel(network_graph(net, theta, "layers", None), net, theta, held)
    check_steps(network_graph(net, theta, "layers", None))
    few = Network(net.architecture, net.inputs[[7, 2, 3]], net.targets[[7, 2, 3]])
    check_kernel(network_graph(net, theta, "layers", (7, 2, 3)), few, theta, held)


@pytest.mark.parametrize("loss", LOSS_KEYS)
@pytest.mark.parametrize("activation", ACTIVATION_KEYS)
def test_plain_networks_trace_to_the_gradient_of_the_kernel(activation: str, loss: str) -> None:
    net, theta = made(activation, loss)
    one = Network(net.architecture, net.inputs[2:3], net.targets[2:3])
    check_kernel(net.trace(theta, example=2), one, theta)
    for level in LEVELS:
        check_kernel(network_graph(net, theta, level, 2), one, theta)


def test_quantities_are_the_same_at_all_levels() -> None:
    net, theta = made("tanh", "half_mse", skip=True, l2=0.1)
    tape, neurons, layers = (network_graph(net, theta, level, 3) for level in LEVELS)
    for k, row in ((1, 0), (1, 2), (2, 1), (3, 1)):
        neuron = neurons.nodes[neurons.index(f"h{k}[{row}]")]
        assert isinstance(neuron, NeuronNode)
        scalar, layer = tape.nodes[tape.index(f"h{k}[{row}]")], layers.nodes[layers.index(f"h{k}")]
        expected = (scalar.value, scalar.adjoint)
        assert (neuron.value, neuron.adjoint) == pytest.approx(expected, rel=1e-12)
        assert (layer.value[row], layer.adjoint[row]) == pytest.approx(expected, rel=1e-12)  # type: ignore[index]
        scalar = tape.nodes[tape.index(f"z{k}[{row}]")]
        assert (neuron.sum, neuron.delta) == pytest.approx((scalar.value, scalar.adjoint), rel=1e-12)
        own = {parameter.name: parameter for parameter in neuron.parameters}
        assert set(own) == {f"b{k}[{row}]", *(f"W{k}[{row},{i}]" for i in range(len(neuron.inputs) - (k == 2)))}
        for name, parameter in own.items():
            assert parameter.value == tape.nodes[tape.index(name)].value
            assert parameter.gradient == pytest.approx(tape.gradient[name], rel=1e-11, abs=1e-15)
    for leaf in ("x[0]", "x[1]", "t[0]", "t[1]"):
        here, there = neurons.nodes[neurons.index(leaf)], tape.nodes[tape.index(leaf)]
        assert (here.value, here.adjoint) == pytest.approx((there.value, there.adjoint), rel=1e-12)


def test_a_neuron_turns_its_adjoint_into_delta_and_hands_it_on_times_weight() -> None:
    net, theta = network((2, 2, 1), "sigmoid", "half_mse")
    graph = network_graph(net, theta, "neurons", 0)
    steps = [step for step in graph.backward_steps if step.target == graph.index("h2[0]")]
    assert [step.kind for step in steps] == [INSIDE, ALONG, SHARE, ALONG, SHARE, SHARE]
    output, hidden = graph.nodes[graph.index("h2[0]")], graph.nodes[graph.index("h1[1]")]
    assert isinstance(output, NeuronNode)
    delta = output.delta
    assert (steps[0].upstream, steps[0].local, steps[0].contribution) == (output.adjoint, 1.0, delta)
    weight = net.parameter_names.index("W2[0,1]")
    assert (steps[3].upstream, steps[3].local, steps[3].place) == (delta, theta[weight], 1)
    assert (steps[3].source, hidden.index) == (graph.index("h1[1]"),) * 2
    assert (steps[4].name, steps[4].upstream, steps[4].local) == ("W2[0,1]", delta, hidden.value)
    assert (steps[5].name, steps[5].contribution, steps[5].place) == ("b2[0]", delta, -1)
    assert graph.edges_into(output.index)[1].name == "W2[0,1]"
    assert graph.path_products(0).total == pytest.approx(
        sum(float(path.product) for path in graph.path_products(0).paths), rel=1e-12
    )
    assert graph.path_products(0).count == 2


def test_layers_have_shapes_and_outer_products() -> None:
    net, theta = network((2, 3, 1), "tanh", "mse", n=5)
    one, mean = network_graph(net, theta, "layers", 1), network_graph(net, theta, "layers", None)
    shapes = {node.name: node.shape for node in mean.nodes}
    assert shapes == {
        "x": (2, 5), "t": (1, 5), "W1": (3, 2), "b1": (3,), "W2": (1, 3), "b2": (1,),
        "z1": (3, 5), "h1": (3, 5), "z2": (1, 5), "losses": (5,), "loss": (),
    }  # fmt: skip
    assert [node.shape for node in one.nodes] == [(2,), (1,), (3, 2), (3,), (1, 3), (1,), (3,), (3,), (1,), ()]
    delta, x = one.nodes[one.index("z1")].adjoint, one.nodes[one.index("x")].value
    np.testing.assert_array_equal(one.nodes[one.index("W1")].adjoint, np.outer(delta, x))
    for graph in (one, mean):
        for node in graph.nodes:
            products = graph.path_products(node.index)
            assert products.count == 1
            np.testing.assert_allclose(products.paths[0].product, node.adjoint, rtol=1e-13)


def test_what_a_graph_shows_cannot_be_changed() -> None:
    net, theta = made("tanh", "mse", batch_norm=True)
    for level in ("neurons", "layers"):
        graph = network_graph(net, theta, level, 1)
        before, value = graph.value, theta[0]
        theta[0] = 99.0
        assert network_graph(net, theta, level, 1).value != before
        theta[0] = value
        assert graph.replaced({"W1[0,0]": 99.0}).value != graph.value == before
    for node in network_graph(net, theta, "layers", None).nodes[:-1]:
        for array in (node.value, node.adjoint):
            if isinstance(array, np.ndarray):
                with pytest.raises(ValueError, match="read-only"):
                    array[...] = 0.0


def test_values_can_be_replaced_at_every_level() -> None:
    net, theta = made("tanh", "mse", l1=0.01)
    changed = theta.copy()
    changed[net.parameter_names.index("b2[1]")] = 0.25
    other = Network(net.architecture, [[0.5, net.inputs[2, 1]]], [[0.125, net.targets[2, 1]]])
    for level in LEVELS:
        graph = network_graph(net, theta, level, 2)
        check_kernel(graph.replaced({"b2[1]": 0.25, "x[0]": 0.5, "t[0]": 0.125}), other, changed)
        broken = graph.replaced({"b2[1]": float("nan")})
        assert broken.trouble is not None
        assert broken.trouble.sentence == "b2[1] is not a number; give it a finite number."
        where = broken.nodes[broken.trouble.node]
        assert where.name in {"b2[1]", "h2[1]", "b2"}
        infinite = graph.replaced({"x[1]": float("inf")}).trouble
        assert infinite is not None
        assert "is infinite; give it a finite number." in infinite.sentence
        with pytest.raises(GraphError, match="'W9'"):
            graph.replaced({"W9": 1.0})
    with pytest.raises(GraphError, match=r"no value 'x\[0\]'"):
        network_graph(net, theta, "layers", None).replaced({"x[0]": 1.0})
    classes, point = made("tanh", "cross_entropy")
    with pytest.raises(GraphError, match=r"no value 't\[0\]'"):
        network_graph(classes, point, "neurons", 0).replaced({"t[0]": 1.0})


def test_overflow_is_said_at_its_node() -> None:
    net, theta = network((1, 2, 1), "relu", "mse")
    theta = np.abs(theta) * 1e200
    for level in LEVELS:
        trouble = network_graph(net, theta, level, 0).trouble
        assert trouble is not None
        assert trouble.sentence.startswith("There is an overflow in ")
    with pytest.raises(GraphError, match="overflow in"):
        net.trace(theta)


def test_the_arithmetic_of_a_neuron_is_written_out() -> None:
    net = lg.network((2, 1, 1), "tanh", "half_mse", inputs=[[0.8, -1.0]], targets=[0.5])
    graph = network_graph(net, (0.6, 0.1, -0.2, 2.0, 0.0), "neurons")
    lines = [(line.name, written(line)) for step in graph.forward_steps for line in step.lines]
    assert lines == [
        ("z1[0]", "0.6 · 0.8 + 0.1 · (−1) + (−0.2) = 0.18"),
        ("h1[0]", "tanh(0.18) = 0.1781"),
        ("z2[0]", "2 · 0.1781 + 0 = 0.3562"),
        ("loss", "0.5 · (0.3562 − 0.5)² = 0.01034"),
    ]


def test_penalties_are_shares_that_no_edge_carries() -> None:
    net, theta = network((2, 2, 1), "tanh", "half_mse", l1=0.01, l2=0.1)
    graph = network_graph(net, theta, "neurons", 0)
    loss = graph.output
    steps = [step for step in graph.backward_steps if step.kind == SHARE and step.target == loss]
    assert [step.name for step in steps] == [name for name in net.parameter_names if name.startswith("W")]
    weight = theta[net.parameter_names.index("W1[1,0]")]
    assert steps[2].local == pytest.approx(0.1 * weight + 0.01 * np.sign(weight), rel=1e-14)
    assert [line.name for line in graph.forward_steps[-1].lines] == ["data", "loss"]


def test_what_does_not_fit_is_refused() -> None:
    net, theta = network((2, 2, 1), "tanh", "mse")
    with pytest.raises(GraphError, match="no level 'atoms'; choose one of scalars, neurons, layers"):
        network_graph(net, theta, "atoms")
    with pytest.raises(GraphError, match="no graph of neurons; choose layers"):
        network_graph(net, theta, "neurons", None)
    for level in LEVELS:
        with pytest.raises(NetworkError, match="no example 11; give a whole number from 0 to 10"):
            network_graph(net, theta, level, 11)
        with pytest.raises(NetworkError, match="W1"):
            network_graph(net, np.full(9, np.nan), level)
    with pytest.raises(NetworkError, match="no example -1"):
        network_graph(net, theta, "layers", [0, -1])


def test_a_decision_line_is_a_graph_of_scalars() -> None:
    line = lg.decision_line([[0.5, 1.0], [2.0, -1.0], [1.0, 3.0]], [1, 0, 0], "binary_cross_entropy", l2=0.1)
    assert levels_of(line) == ("scalars",)
    one = lg.decision_line([[2.0, -1.0]], [0], "binary_cross_entropy", l2=0.1)
    check_kernel(network_graph(line, (0.3, -0.2), "scalars", 1), one, np.array([0.3, -0.2]))
    assert line.trace((0.3, -0.2), 1).nodes[-1].name == "loss"
    with pytest.raises(GraphError, match=r"no level 'neurons'; Line y = w·x \+ b has only scalars"):
        network_graph(line, (0.3, -0.2), "neurons")


def test_mazurs_network() -> None:
    """The 2-2-2 network of Mazur's well-known worked example; its biases are held fixed."""
    net = lg.network(
        (2, 2, 2), "sigmoid", "half_mse", inputs=[[0.05, 0.10]], targets=[[0.01, 0.99]], output_activation="sigmoid"
    )
    theta = np.array([0.15, 0.20, 0.25, 0.30, 0.35, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60, 0.60])
    weights = np.array([name.startswith("W") for name in net.parameter_names])
    for level in LEVELS:
        graph = network_graph(net, theta, level)
        assert graph.value == pytest.approx(0.2983711087600027, rel=1e-14)
        after = np.where(weights, theta - 0.5 * gradient_of(graph), theta)
        assert network_graph(net, after, level).value == pytest.approx(0.29102777369359933, rel=1e-14)


@pytest.mark.parametrize("loss", LOSS_KEYS)
def test_the_scalar_graph_of_neurons_and_layers_has_their_gradient(loss: str) -> None:
    net, theta = made("tanh", loss, batch_norm=True, l2=0.01)
    for level in (LEVELS[1], LEVELS[2]):
        graph = network_graph(net, theta, level, 2)
        tape = scalar_tape(graph)
        assert tape.value == pytest.approx(graph.value, rel=1e-13)
        assert tape.gradient == pytest.approx(dict(graph.gradient), rel=1e-10, abs=1e-14)
    mean = network_graph(net, theta, "layers", None)
    tapes = [scalar_tape(mean, column) for column in range(net.x.shape[1])]
    total = sum(np.array(list(tape.gradient.values())) for tape in tapes) / len(tapes)
    np.testing.assert_allclose(total, gradient_of(mean), rtol=1e-9, atol=1e-14)
    assert scalar_tape(tapes[0]) is tapes[0]
    with pytest.raises(GraphError, match="There is no example"):
        scalar_tape(mean, net.x.shape[1])
