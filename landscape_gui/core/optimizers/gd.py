"""Gradient descent: go straight downhill, a step as long as the slope is steep."""

from __future__ import annotations

from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.optimizers import _parameters as parameters
from landscape_gui.core.scalars import flush


def update(theta: float, gradient: float, lr: float, weight_decay: float) -> float:
    """Return the next parameter."""
    return flush(theta - lr * (gradient + weight_decay * theta))


def effective_rate(lr: float) -> float:
    """Return the rate, the same on every axis."""
    return lr


OPTIMIZER = Optimizer(
    key="gd",
    label="Gradient descent",
    short="GD",
    color="#0072b2",
    marker="circle",
    dash="solid",
    rule=update,
    parameters=(parameters.learning_rate(0.01), parameters.weight_decay()),
    effective_rate=effective_rate,
    formula=r"\theta \leftarrow \theta - \eta\, g",
    description="Follows the negative gradient: simple and predictable, but slow in ravines and stuck at saddles.",
    source="Cauchy 1847, Méthode générale pour la résolution des systèmes d'équations simultanées",
)
