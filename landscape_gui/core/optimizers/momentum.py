"""Polyak's heavy ball: the gradient is a force and the parameters have inertia."""

from __future__ import annotations

from landscape_gui.core.descriptors import Optimizer, Param
from landscape_gui.core.optimizers import _parameters as parameters
from landscape_gui.core.scalars import flush


def update(
    theta: float,
    gradient: float,
    velocity: float,
    lr: float,
    momentum: float,
    dampening: float,
    weight_decay: float,
) -> tuple[float, float]:
    """Return the next parameter and velocity. The first gradient is damped like all others."""
    gradient = gradient + weight_decay * theta
    velocity = flush(velocity * momentum + (1.0 - dampening) * gradient)
    return flush(theta - lr * velocity), velocity


def effective_rate(lr: float) -> float:
    """Return the rate on the velocity, the same on every axis."""
    return lr


OPTIMIZER = Optimizer(
    key="momentum",
    label="Momentum",
    color="#e69f00",
    marker="square",
    dash="dash",
    rule=update,
    parameters=(
        parameters.learning_rate(0.01),
        parameters.momentum(0.9),
        Param(
            "dampening",
            "dampening τ",
            0.0,
            low=0.0,
            high=1.0,
            description="Share of each gradient kept out of the velocity: τ = μ makes the velocity a running average.",
        ),
        parameters.weight_decay(),
    ),
    slots=("velocity",),
    velocity="velocity",
    effective_rate=effective_rate,
    formula=r"v \leftarrow \mu v + (1 - \tau)\, g,\quad \theta \leftarrow \theta - \eta\, v",
    description="Rolls like a heavy ball: gathers speed along a valley, crosses small bumps and overshoots.",
    source="Polyak 1964, Some methods of speeding up the convergence of iteration methods; Sutskever et al. 2013",
)
