"""RAdam: Adam that starts as plain momentum and scales its axes only once it has seen enough gradients."""

from __future__ import annotations

import math

from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.optimizers import _parameters as parameters
from landscape_gui.core.scalars import flush, flush_power


def advance(
    beta1_power: float, beta2_power: float, step: float, beta1: float, beta2: float
) -> tuple[float, float, float, float, float]:
    """Return β₁ᵗ, β₂ᵗ, the bias corrections, the second as a root, and the rectification (0: not yet)."""
    beta1_power = flush_power(beta1_power * beta1)
    beta2_power = flush_power(beta2_power * beta2)
    bias2 = 1.0 - beta2_power
    length_limit = 2.0 / (1.0 - beta2) - 1.0
    length = length_limit - 2.0 * step * beta2_power / bias2
    rectification = 0.0
    if length > 5.0:
        rectification = math.sqrt(
            (length - 4.0) * (length - 2.0) * length_limit / ((length_limit - 4.0) * (length_limit - 2.0) * length)
        )
    return beta1_power, beta2_power, 1.0 - beta1_power, math.sqrt(bias2), rectification


def update(
    theta: float,
    gradient: float,
    first_moment: float,
    second_moment: float,
    bias1: float,
    bias2_root: float,
    rectification: float,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
) -> tuple[float, float, float]:
    """Return the next parameter, averaged gradient and averaged squared gradient."""
    gradient = gradient + weight_decay * theta
    first_moment = flush(first_moment * beta1 + (1.0 - beta1) * gradient)
    second_moment = flush(second_moment * beta2 + (1.0 - beta2) * gradient * gradient)
    move = first_moment / bias1 * lr
    if rectification > 0.0:
        move = move * (bias2_root / (math.sqrt(second_moment) + eps)) * rectification
    return flush(theta - move), first_moment, second_moment


def effective_rate(
    second_moment: float, bias1: float, bias2_root: float, rectification: float, lr: float, eps: float
) -> float:
    """Return the rate that multiplies the averaged gradient of this axis."""
    scaled = rectification * bias2_root / (math.sqrt(second_moment) + eps) if rectification > 0.0 else 1.0
    return lr / bias1 * scaled


OPTIMIZER = Optimizer(
    key="radam",
    label="RAdam",
    color="#2fd3a0",
    marker="triangle_right",
    dash="dashdot",
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
    factors=("bias1", "bias2_root", "rectification"),
    velocity="first_moment",
    effective_rate=effective_rate,
    formula=(
        r"\theta \leftarrow \theta - \eta\, r_t \frac{\hat{m}}{\sqrt{\hat{v}} + \varepsilon},\quad "
        r"r_t = \sqrt{\frac{(\rho_t - 4)(\rho_t - 2)\, \rho_\infty}{(\rho_\infty - 4)(\rho_\infty - 2)\, \rho_t}},"
        r"\quad \rho_t = \rho_\infty - \frac{2 t\, \beta_2^t}{1 - \beta_2^t},"
        r"\quad \rho_\infty = \frac{2}{1 - \beta_2} - 1"
    ),
    description="Adam with a built-in warm-up: its first few steps are plain momentum, then the scaling fades in.",
    source="Liu et al. 2020, On the variance of the adaptive learning rate and beyond",
)
