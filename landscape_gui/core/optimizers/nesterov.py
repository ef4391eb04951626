"""Nesterov's accelerated gradient, in the form of Sutskever et al.: momentum that looks one step ahead."""

from __future__ import annotations

from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.optimizers import _parameters as parameters
from landscape_gui.core.scalars import flush


def update(
    theta: float, gradient: float, velocity: float, lr: float, momentum: float, weight_decay: float
) -> tuple[float, float]:
    """Return the next parameter and velocity."""
    gradient = gradient + weight_decay * theta
    velocity = flush(velocity * momentum + gradient)
    return flush(theta - lr * (gradient + momentum * velocity)), velocity


def effective_rate(lr: float) -> float:
    """Return the rate on the velocity one step ahead, the same on every axis."""
    return lr


OPTIMIZER = Optimizer(
    key="nesterov",
    label="Nesterov",
    color="#f0e442",
    marker="diamond",
    dash="longdash",
    rule=update,
    parameters=(parameters.learning_rate(0.01), parameters.momentum(0.9), parameters.weight_decay()),
    slots=("velocity",),
    velocity="velocity",
    effective_rate=effective_rate,
    formula=r"v \leftarrow \mu v + g,\quad \theta \leftarrow \theta - \eta\, (g + \mu v)",
    description="Momentum that steps by where the velocity is about to be, so it brakes earlier and overshoots less.",
    source="Nesterov 1983, A method of solving a convex programming problem with convergence rate O(1/k²); "
    "Sutskever et al. 2013",
)
