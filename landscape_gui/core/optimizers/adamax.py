"""AdaMax: Adam with the largest recent gradient in place of the root of the averaged squares."""

from __future__ import annotations

import math

from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.optimizers import _parameters as parameters
from landscape_gui.core.scalars import flush, flush_power


def advance(beta1_power: float, lr: float, beta1: float) -> tuple[float, float]:
    """Return β₁ᵗ and the bias-corrected step size; the largest gradient needs no correction."""
    beta1_power = flush_power(beta1_power * beta1)
    return beta1_power, lr / (1.0 - beta1_power)


def update(
    theta: float,
    gradient: float,
    first_moment: float,
    largest_gradient: float,
    step_size: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
) -> tuple[float, float, float]:
    """Return the next parameter, averaged gradient and fading largest size of the gradient."""
    gradient = gradient + weight_decay * theta
    first_moment = flush(first_moment * beta1 + (1.0 - beta1) * gradient)
    faded = flush(largest_gradient * beta2)
    size = math.fabs(gradient) + eps
    largest_gradient = faded if faded > size else size
    return flush(theta - step_size * first_moment / largest_gradient), first_moment, largest_gradient


def effective_rate(largest_gradient: float, step_size: float) -> float:
    """Return the rate that multiplies the averaged gradient of this axis."""
    return step_size / largest_gradient


OPTIMIZER = Optimizer(
    key="adamax",
    label="AdaMax",
    color="#7c5cf0",
    marker="triangle_left",
    dash="dashdotdot",
    rule=update,
    parameters=(
        parameters.learning_rate(0.05),
        parameters.beta1(0.9),
        parameters.beta2(0.999, "How slowly the largest gradient of each axis fades, over about 1/(1 − β₂) steps."),
        parameters.epsilon(1e-8),
        parameters.weight_decay(),
    ),
    slots=("first_moment", "largest_gradient"),
    per_step=advance,
    clock={"beta1_power": 1.0},
    factors=("step_size",),
    velocity="first_moment",
    effective_rate=effective_rate,
    formula=(
        r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g,\quad u \leftarrow \max(\beta_2 u, |g| + \varepsilon),\quad "
        r"\theta \leftarrow \theta - \frac{\eta}{1 - \beta_1^t}\, \frac{m}{u}"
    ),
    description="Divides by the largest recent gradient, so no step is ever much longer than the learning rate.",
    source="Kingma and Ba 2015, Adam: a method for stochastic optimization, section 7.1",
)
