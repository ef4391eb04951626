"""AdaGrad: every axis divides its step by the root of all its squared gradients so far."""

from __future__ import annotations

import math

from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.optimizers import _parameters as parameters
from landscape_gui.core.scalars import flush


def update(
    theta: float, gradient: float, square_sum: float, lr: float, eps: float, weight_decay: float
) -> tuple[float, float]:
    """Return the next parameter and sum of squared gradients."""
    gradient = gradient + weight_decay * theta
    square_sum = flush(square_sum + gradient * gradient)
    return flush(theta - lr * gradient / (math.sqrt(square_sum) + eps)), square_sum


def effective_rate(square_sum: float, lr: float, eps: float) -> float:
    """Return the rate that multiplies the gradient of this axis."""
    return lr / (math.sqrt(square_sum) + eps)


OPTIMIZER = Optimizer(
    key="adagrad",
    label="AdaGrad",
    color="#009e73",
    marker="triangle_up",
    dash="dot",
    rule=update,
    parameters=(parameters.learning_rate(0.3, soft=(1e-3, 10.0)), parameters.epsilon(1e-10), parameters.weight_decay()),
    slots=("square_sum",),
    effective_rate=effective_rate,
    formula=r"G \leftarrow G + g^2,\quad \theta \leftarrow \theta - \eta\, \frac{g}{\sqrt{G} + \varepsilon}",
    description="Damps steep axes and favours flat ones, but the sum only grows, so its steps shrink until it stalls.",
    source="Duchi, Hazan and Singer 2011, Adaptive subgradient methods for online learning and stochastic optimization",
)
