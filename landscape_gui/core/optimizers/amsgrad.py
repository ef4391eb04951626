"""AMSGrad: Adam that divides by the largest averaged squared gradient seen, so its steps never grow back."""

from __future__ import annotations

import math

from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.optimizers import _parameters as parameters
from landscape_gui.core.optimizers.adam import advance
from landscape_gui.core.scalars import flush


def update(
    theta: float,
    gradient: float,
    first_moment: float,
    second_moment: float,
    largest_second_moment: float,
    step_size: float,
    bias2_root: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
) -> tuple[float, float, float, float]:
    """Return the next parameter, averaged gradient, averaged squared gradient and the largest such average so far."""
    gradient = gradient + weight_decay * theta
    first_moment = flush(first_moment * beta1 + (1.0 - beta1) * gradient)
    second_moment = flush(second_moment * beta2 + (1.0 - beta2) * gradient * gradient)
    largest_second_moment = second_moment if second_moment > largest_second_moment else largest_second_moment
    scale = math.sqrt(largest_second_moment) / bias2_root + eps
    return flush(theta - step_size * first_moment / scale), first_moment, second_moment, largest_second_moment


def effective_rate(largest_second_moment: float, step_size: float, bias2_root: float, eps: float) -> float:
    """Return the rate that multiplies the averaged gradient of this axis."""
    return step_size / (math.sqrt(largest_second_moment) / bias2_root + eps)


OPTIMIZER = Optimizer(
    key="amsgrad",
    label="AMSGrad",
    color="#9adcf0",
    marker="hexagon",
    dash="dot",
    rule=update,
    parameters=(
        parameters.learning_rate(0.05),
        parameters.beta1(0.9),
        parameters.beta2(0.999),
        parameters.epsilon(1e-8),
        parameters.weight_decay(),
    ),
    slots=("first_moment", "second_moment", "largest_second_moment"),
    per_step=advance,
    clock={"beta1_power": 1.0, "beta2_power": 1.0},
    factors=("step_size", "bias2_root"),
    velocity="first_moment",
    effective_rate=effective_rate,
    formula=(
        r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g,\quad v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2,\quad "
        r"w \leftarrow \max(w, v),\quad "
        r"\theta \leftarrow \theta - \eta\, \frac{\hat{m}}{\sqrt{\hat{w}} + \varepsilon}"
    ),
    description="Adam that never forgets its steepest slope, which repairs cases where Adam's steps grow and it fails.",
    source="Reddi, Kale and Kumar 2018, On the convergence of Adam and beyond",
)
