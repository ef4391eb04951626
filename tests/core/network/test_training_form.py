"""Dropout, input noise and batch norm: the training form of the batch kernel, made again from seed and step."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from landscape_gui.core.network import kernels
from landscape_gui.core.network.network import Network
from landscape_gui.core.network.randomness import normal, stream, uniform
from tests.core.network import naivenetwork as naive
from tests.core.network.making import Array, network


def train(net: Network, theta: Array, step: int, seed: int = 3, statistics: Array | None = None) -> tuple[float, Array]:
    gradient = np.empty(theta.size)
    held = net.statistics if statistics is None else statistics
    value = kernels.batch(
        net.plan, theta, net.x, net.t, net.penalties, net.architecture.training(seed, step), gradient, held
    )
    return value, gradient


@pytest.mark.parametrize(
    "options", [{"dropout": 0.3}, {"input_noise": 0.2}, {"batch_norm": True},
                {"dropout": 0.2, "input_noise": 0.1, "batch_norm": True, "skip": True}],
    ids=["dropout", "noise", "batch norm", "all"],
)  # fmt: skip
def test_the_gradient_of_a_training_step_matches_finite_differences(options: dict[str, Any]) -> None:
    net, theta = network((2, 4, 4, 2), "tanh", "cross_entropy", n=300, l2=0.1, **options)
    gradient = train(net, theta, 5)[1]
    shifts = 1e-5 * np.eye(theta.size)
    slopes = [(train(net, theta + s, 5)[0] - train(net, theta - s, 5)[0]) / 2e-5 for s in shifts]
    np.testing.assert_allclose(gradient, slopes, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("options", [{"dropout": 0.3}, {"input_noise": 0.2}], ids=["dropout", "noise"])
def test_a_step_depends_on_seed_and_number_alone(options: dict[str, Any]) -> None:
    net, theta = network((2, 8, 1), "tanh", "mse", n=50, **options)
    value, gradient = train(net, theta, 7)
    again, gradient_again = train(net, theta, 7)
    assert value == again and np.array_equal(gradient, gradient_again)
    assert value != train(net, theta, 8)[0] and value != train(net, theta, 7, seed=4)[0]
    assert value != net.value_and_gradient(theta)[0]


def test_dropout_drops_its_share_and_keeps_the_mean() -> None:
    """One unit that is 1 for all examples, squared error to 0: the loss is the mean square of the factors."""
    for share in (0.1, 0.5, 0.8):
        net = Network(
            network((1, 1, 1), "linear", "mse", dropout=share)[0].architecture, np.ones(20_000), np.zeros(20_000)
        )
        value, gradient = train(net, np.array([1.0, 0.0, 1.0, 0.0]), 1)
        assert value == pytest.approx(1.0 / (1.0 - share), rel=0.05)
        assert gradient[3] / 2.0 == pytest.approx(1.0, rel=0.05)


def test_evaluation_is_the_network_without_dropout_and_noise() -> None:
    net, theta = network((2, 4, 1), "tanh", "mse", dropout=0.5, input_noise=1.0)
    plain = network((2, 4, 1), "tanh", "mse")[0]
    assert net.value_and_gradient(theta)[0] == plain.value_and_gradient(theta)[0]


def test_batch_norm_moves_its_statistics_like_torch() -> None:
    net, theta = network((2, 3, 1), "tanh", "mse", n=20, batch_norm=True)
    statistics = net.statistics
    np.testing.assert_array_equal(statistics, [0, 0, 0, 1, 1, 1])
    z = net.inputs @ theta[:6].reshape(3, 2).T + theta[6:9]
    train(net, theta, 1, statistics=statistics)
    np.testing.assert_allclose(statistics[:3], 0.1 * z.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(statistics[3:], 0.9 + 0.1 * z.var(axis=0, ddof=1), rtol=1e-12)
    settled = net.settled_statistics(theta)
    np.testing.assert_allclose(settled, [*z.mean(axis=0), *z.var(axis=0)], rtol=1e-12)


def test_batch_norm_evaluates_with_running_statistics() -> None:
    net, theta = network((2, 3, 1), "tanh", "mse", n=20, batch_norm=True)
    held = np.array([0.1, -0.2, 0.3, 0.5, 1.5, 2.0])
    y = naive.outputs(theta, net.inputs, (2, 3, 1), ("tanh", "linear"), batch_norm=True, moments=[(held[:3], held[3:])])
    np.testing.assert_allclose(net.predict(theta, net.inputs, held), y, rtol=1e-12)
    value, gradient = net.value_and_gradient(theta, held)
    assert value == pytest.approx(naive.loss("mse", y, net.targets), rel=1e-12)
    own = net.settled_statistics(theta)
    assert net.value_and_gradient(theta, own)[0] == pytest.approx(net.value_and_gradient(theta)[0], rel=1e-12)
    np.testing.assert_allclose(net.predict(theta, net.inputs), net.predict(theta, net.inputs, own), rtol=1e-12)
    assert not np.allclose(gradient, net.value_and_gradient(theta)[1])


def test_a_batch_of_one_example_has_no_variance() -> None:
    net, theta = network((2, 3, 1), "tanh", "mse", n=1, batch_norm=True)
    statistics = net.statistics
    value, gradient = train(net, theta, 1, statistics=statistics)
    assert np.isfinite(value) and np.isfinite(gradient).all() and np.isfinite(statistics).all()


def test_numbers_of_a_stream_are_uniform_and_normal() -> None:
    key = stream(1.0, 2.0, 3, 4)
    uniforms = np.array([uniform(key, k) for k in range(20_000)])
    normals = np.array([normal(key, k) for k in range(20_000)])
    assert uniforms.min() >= 0.0 and uniforms.max() < 1.0
    assert uniforms.mean() == pytest.approx(0.5, abs=0.01) and uniforms.var() == pytest.approx(1 / 12, abs=0.003)
    assert normals.mean() == pytest.approx(0.0, abs=0.03) and normals.std() == pytest.approx(1.0, abs=0.02)
    others = [stream(2.0, 2.0, 3, 4), stream(1.0, 3.0, 3, 4), stream(1.0, 2.0, 4, 4), stream(1.0, 2.0, 3, 5)]
    assert len({key, *others}) == 5
    assert abs(np.corrcoef(uniforms, [uniform(others[3], k) for k in range(20_000)])[0, 1]) < 0.03
