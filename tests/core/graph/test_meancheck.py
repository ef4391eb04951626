"""The gradient of a mean loss checked by differences of whole forward passes."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui.core.errors import GraphError
from landscape_gui.core.graph.gradientcheck import AGREES, DIFFERS, KINK, UNDEFINED, check_gradient
from landscape_gui.core.graph.levels import network_graph, scalar_tape
from landscape_gui.core.graph.meancheck import check_mean
from landscape_gui.core.graph.networkgraph import NetworkGraph
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.architecture import architecture
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.core.network.network import Network


def mean_graph(activation: str = "tanh", loss: str = "half_mse", examples: int = 7, seed: int = 0) -> NetworkGraph:
    """The mean over random examples, with penalties."""
    random = np.random.default_rng(seed)
    outputs = 3 if loss == "cross_entropy" else 1
    form = architecture((2, 3, outputs), activation, loss, l2=0.02, l1=0.01)
    targets = random.integers(0, max(outputs, 2), (examples, 1)).astype(float)
    network = Network(form, random.normal(size=(examples, 2)), targets)
    graph = network_graph(network, random.normal(size=network.dimension), "layers", None)
    assert isinstance(graph, NetworkGraph)
    return graph


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_of_means_agree(activation: str, loss: str) -> None:
    graph = mean_graph(activation, loss)
    checks = list(check_mean(graph))
    assert [check.name for check in checks] == list(graph.gradient)
    assert {check.verdict for check in checks} == {AGREES}
    assert all(check.relative < 1e-5 or check.absolute < 1e-10 for check in checks)


def test_a_wrong_derivative_is_found() -> None:
    graph = mean_graph()
    wrong = {name: slope * (1.0 + 1e-4) for name, slope in graph.gradient.items()}
    assert {check.verdict for check in check_mean(graph, gradient=wrong)} == {DIFFERS}


def test_of_one_example_it_says_what_the_scalar_graph_says() -> None:
    graph = mean_graph(examples=1)
    scalar = {check.name: check for check in check_gradient(scalar_tape(graph))}
    for check in check_mean(graph):
        assert check.verdict == scalar[check.name].verdict == AGREES
        assert check.exact == pytest.approx(scalar[check.name].exact, rel=1e-12)


def test_a_unit_at_its_kink_is_told() -> None:
    form = architecture((1, 1, 1), "relu", "half_mse")
    network = Network(form, [[1.0], [2.0]], [[1.0], [1.0]])
    graph = network_graph(network, [0.0, 0.0, 1.0, 0.5], "layers", None)
    assert isinstance(graph, NetworkGraph)
    checks = {check.name: check for check in check_mean(graph)}
    assert checks["W1[0,0]"].verdict == KINK and "a kink of relu" in checks["W1[0,0]"].words
    assert checks["b2[0]"].verdict == AGREES


def test_a_loss_that_is_not_finite_is_told() -> None:
    graph = mean_graph().replaced({"b1[0]": float("nan")})
    check = next(iter(check_mean(graph, ["W1[0,0]"])))
    assert check.verdict == UNDEFINED and "b1[0] is not a number" in check.words


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(GraphError, match="no parameter 'q'"):
        next(iter(check_mean(mean_graph(), ["q"])))
