"""What each example has in the gradient of a step."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import landscape_gui as lg
from landscape_gui.core.graph.shares import example_share, penalty_gradient
from landscape_gui.core.network.network import Network
from landscape_gui.core.network.trainingrun import TrainingRun
from tests.core.network.making import network


def add_up(net: Network, run: TrainingRun, step: int) -> None:
    """The shares of a step's examples and the penalties are the gradient the step used."""
    theta, seen = run.state_at(step).position, run.examples(step)
    total = penalty_gradient(net, theta) + sum(example_share(net, theta, int(k), seen) for k in seen)
    np.testing.assert_allclose(total, run.state_at(step).gradient, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize(
    "options", [{}, {"batch_size": 4}, {"batch_size": 3, "accumulate": 2}], ids=["whole", "batches", "accumulated"]
)
def test_shares_and_penalties_add_up_to_the_gradient_of_a_step(options: dict[str, Any]) -> None:
    net, theta = network((2, 3, 2), "tanh", "binary_cross_entropy", n=11, l1=0.01, l2=0.1)
    run = lg.optimize(net, "adam", start=theta, steps=8, lr=0.1, **options)
    for step in range(8):
        add_up(net, run, step)
    seen = run.examples(2)
    aside = [k for k in range(11) if k not in seen]
    assert all(not example_share(net, theta, k, seen).any() for k in aside)
    assert bool(aside) == bool(options)


def test_shares_of_a_decision_line() -> None:
    random = np.random.RandomState(0)
    line = lg.decision_line(random.standard_normal((9, 2)), random.randint(0, 2, 9), l1=0.02, l2=0.1)
    run = lg.optimize(line, "gd", start=(0.3, -0.4), steps=5, lr=0.1, batch_size=4)
    for step in range(5):
        add_up(line, run, step)
    np.testing.assert_allclose(penalty_gradient(line, (0.3, -0.4)), [0.05, 0.0], rtol=1e-14)


def test_shares_at_fixed_statistics() -> None:
    net, theta = network((2, 3, 1), "relu", "mse", batch_norm=True)
    held = net.settled_statistics(theta)
    total = sum(example_share(net, theta, k, range(11), held) for k in range(11))
    np.testing.assert_allclose(total, net.value_and_gradient(theta, held)[1], rtol=1e-11, atol=1e-14)
