"""Kernels written out for one architecture give the numbers of the generic ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from landscape_gui.core import codegen
from landscape_gui.core.network import kernels, specialised
from landscape_gui.core.network.network import EVALUATION
from tests.core.network.making import network

ARCHITECTURES: list[dict[str, Any]] = [
    {"sizes": (2, 8, 8, 1), "activation": "tanh", "loss": "binary_cross_entropy"},
    {"sizes": (2, 1), "activation": "tanh", "loss": "half_mse", "l1": 0.1, "output_activation": "elu"},
    {"sizes": (1, 13, 3), "activation": ("relu",), "loss": "hinge", "l2": 0.1},
    {"sizes": (3, 9, 4, 3), "activation": ("leaky_relu", "softplus"), "loss": "cross_entropy"},
    {
        "sizes": (5, 5, 5, 5, 2), "activation": "gelu", "loss": "mse", "skip": True,
        "output_activation": "sigmoid", "l1": 0.1, "l2": 0.2,
    },
    {"sizes": (2, 2, 2, 2, 2, 1), "activation": ("silu", "sigmoid", "linear", "linear"), "loss": "mse", "skip": True},
]  # fmt: skip


@pytest.mark.timeout(300)  # a cold compilation on a busy machine
@pytest.mark.parametrize("described", ARCHITECTURES, ids=["-".join(map(str, a["sizes"])) for a in ARCHITECTURES])
def test_specialised_kernels_equal_the_generic_ones(described: dict[str, Any]) -> None:
    for n in (1, 7, 64, 300):
        net, theta = network(n=n, **described)
        batch, measure = specialised.batch(net.architecture), specialised.measure(net.architecture)
        assert batch is not None and measure is not None
        batches: list[codegen.Kernel] = [kernels.batch, batch]
        measuring: list[codegen.Kernel] = [kernels.measure, measure]
        gradients, measures = np.empty((2, net.dimension)), np.empty((2, 2))
        shared = (net.plan, theta, net.x, net.t)
        losses = [
            kernel(*shared, net.penalties, EVALUATION, gradient, np.empty(0))
            for kernel, gradient in zip(batches, gradients, strict=True)
        ]
        for kernel, out in zip(measuring, measures, strict=True):
            kernel(*shared, np.empty(0), out)
        assert losses[1] == pytest.approx(losses[0], rel=1e-12)
        np.testing.assert_allclose(gradients[1], gradients[0], rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(measures[1], measures[0], rtol=1e-12)


@pytest.mark.timeout(300)
def test_a_network_uses_them_once_they_are_compiled() -> None:
    net, theta = network((2, 1), "tanh", "mse", n=5)
    value, gradient = net.value_and_gradient(theta)
    made = net.specialise()
    assert made.batch is not kernels.batch and made.measure is not kernels.measure
    assert net.kernels == made
    again, gradient_again = net.value_and_gradient(theta)
    assert again == pytest.approx(value, rel=1e-14)
    np.testing.assert_allclose(gradient_again, gradient, rtol=1e-12, atol=1e-15)


def test_randomness_and_batch_norm_are_left_to_the_generic_kernels() -> None:
    for options in ({"dropout": 0.5}, {"input_noise": 0.1}, {"batch_norm": True}):
        architecture = network((2, 3, 1), "tanh", "mse", **options)[0].architecture
        assert specialised.batch(architecture, compile_now=False) is None
    assert specialised.measure(architecture) is None


def test_deep_networks_do_not_grow_the_source() -> None:
    lines = [
        specialised.batch_source(network((2, *[16] * depth, 1), "tanh", "mse")[0].architecture).count("\n")
        for depth in (4, 8)
    ]
    assert lines[0] == lines[1]
