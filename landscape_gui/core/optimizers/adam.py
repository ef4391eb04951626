"""Adam: momentum, and a step size of its own for every axis, both corrected for starting at zero."""

from __future__ import annotations

import math

from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.optimizers import _parameters as parameters
from landscape_gui.core.scalars import flush, flush_power


def advance(
    beta1_power: float, beta2_power: float, lr: float, beta1: float, beta2: float
) -> tuple[float, float, float, float]:
    """Return β₁ᵗ, β₂ᵗ, the bias-corrected step size and the root of the second moment's bias correction."""
    beta1_power = flush_power(beta1_power * beta1)
    beta2_power = flush_power(beta2_power * beta2)
    return beta1_power, beta2_power, lr / (1.0 - beta1_power), math.sqrt(1.0 - beta2_power)


def update(
    theta: float,
    gradient: float,
    first_moment: float,
    second_moment: float,
    step_size: float,
    bias2_root: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
) -> tuple[float, float, float]:
    """Return the next parameter, averaged gradient and averaged squared gradient."""
    gradient = gradient + weight_decay * theta
    first_moment = flush(first_moment * beta1 + (1.0 - beta1) * gradient)
    second_moment = flush(second_moment * beta2 + (1.0 - beta2) * gradient * gradient)
    scale = math.sqrt(second_moment) / bias2_root + eps
    return flush(theta - step_size * first_moment / scale), first_moment, second_moment


def effective_rate(second_moment: float, step_size: float, bias2_root: float, eps: float) -> float:
    """Return the rate that multiplies the averaged gradient of this axis."""
    return step_size / (math.sqrt(second_moment) / bias2_root + eps)


OPTIMIZER = Optimizer(
    key="adam",
    label="Adam",
    color="#d55e00",
    marker="star",
    dash="dashdotdot",
    rule=update,
    parameters=(
        parameters.learning_rate(0.05),
        parameters.beta1(0.9),
        parameters.beta2(0.999),
        parameters.epsilon(1e-8),
        parameters.weight_decay(),
    ),
    slots=("first_moment", "second_moment"),
    per_step=advance,
    clock={"beta1_power": 1.0, "beta2_power": 1.0},
    factors=("step_size", "bias2_root"),
    velocity="first_moment",
    effective_rate=effective_rate,
    formula=(
        r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g,\quad v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2,\quad "
        r"\theta \leftarrow \theta - \eta\, \frac{\hat{m}}{\sqrt{\hat{v}} + \varepsilon},\quad "
        r"\hat{m} = \frac{m}{1 - \beta_1^t},\quad \hat{v} = \frac{v}{1 - \beta_2^t}"
    ),
    description="Combines momentum with a step scaled per axis, so steep and flat directions keep a similar pace.",
    source="Kingma and Ba 2015, Adam: a method for stochastic optimization",
)
