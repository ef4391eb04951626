"""RMSProp: AdaGrad with a memory that fades, so the steps do not shrink for ever."""

from __future__ import annotations

import math

from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.optimizers import _parameters as parameters
from landscape_gui.core.scalars import flush


def update(
    theta: float,
    gradient: float,
    square_average: float,
    velocity: float,
    lr: float,
    rho: float,
    eps: float,
    momentum: float,
    weight_decay: float,
) -> tuple[float, float, float]:
    """Return the next parameter, averaged squared gradient, and velocity, which stays 0 without momentum."""
    gradient = gradient + weight_decay * theta
    square_average = flush(square_average * rho + (1.0 - rho) * gradient * gradient)
    scale = math.sqrt(square_average) + eps
    if momentum > 0.0:
        velocity = flush(velocity * momentum + gradient / scale)
        theta = theta - lr * velocity
    else:
        theta = theta - lr * gradient / scale
    return flush(theta), square_average, velocity


def effective_rate(square_average: float, lr: float, eps: float) -> float:
    """Return the rate that multiplies the gradient of this axis."""
    return lr / (math.sqrt(square_average) + eps)


OPTIMIZER = Optimizer(
    key="rmsprop",
    label="RMSProp",
    color="#cc79a7",
    marker="triangle_down",
    dash="dashdot",
    rule=update,
    parameters=(
        parameters.learning_rate(0.01),
        parameters.rho(0.99),
        parameters.epsilon(1e-8),
        parameters.momentum(0.0),
        parameters.weight_decay(),
    ),
    slots=("square_average", "velocity"),
    velocity="velocity",
    effective_rate=effective_rate,
    formula=(
        r"v \leftarrow \rho v + (1 - \rho)\, g^2,\quad "
        r"\theta \leftarrow \theta - \eta\, \frac{g}{\sqrt{v} + \varepsilon}"
    ),
    description="Scales each axis by a moving average of its squared gradients, so unlike AdaGrad it does not stall.",
    source="Tieleman and Hinton 2012, Neural networks for machine learning, lecture 6.5",
)
