"""NAdam: Adam with Nesterov's look ahead, and a momentum that warms up over the first steps."""

from __future__ import annotations

import math

from landscape_gui.core.descriptors import Optimizer, Param
from landscape_gui.core.optimizers import _parameters as parameters
from landscape_gui.core.scalars import flush, flush_power


def advance(
    momentum_product: float,
    beta2_power: float,
    step: float,
    lr: float,
    beta1: float,
    beta2: float,
    momentum_decay: float,
) -> tuple[float, float, float, float, float]:
    """Return μ₁⋯μₜ and β₂ᵗ, the rates on the gradient and on its average, and the second moment's bias correction."""
    momentum = beta1 * (1.0 - 0.5 * math.pow(0.96, step * momentum_decay))
    momentum_next = beta1 * (1.0 - 0.5 * math.pow(0.96, (step + 1.0) * momentum_decay))
    momentum_product = flush_power(momentum_product * momentum)
    beta2_power = flush_power(beta2_power * beta2)
    gradient_rate = lr * (1.0 - momentum) / (1.0 - momentum_product)
    average_rate = lr * momentum_next / (1.0 - momentum_product * momentum_next)
    return momentum_product, beta2_power, gradient_rate, average_rate, 1.0 - beta2_power


def update(
    theta: float,
    gradient: float,
    first_moment: float,
    second_moment: float,
    gradient_rate: float,
    average_rate: float,
    bias2: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
) -> tuple[float, float, float]:
    """Return the next parameter, averaged gradient and averaged squared gradient."""
    gradient = gradient + weight_decay * theta
    first_moment = flush(first_moment * beta1 + (1.0 - beta1) * gradient)
    second_moment = flush(second_moment * beta2 + (1.0 - beta2) * gradient * gradient)
    scale = math.sqrt(second_moment / bias2) + eps
    theta = theta - gradient_rate * gradient / scale
    return flush(theta - average_rate * first_moment / scale), first_moment, second_moment


def effective_rate(second_moment: float, average_rate: float, bias2: float, eps: float) -> float:
    """Return the rate that multiplies the averaged gradient of this axis."""
    return average_rate / (math.sqrt(second_moment / bias2) + eps)


OPTIMIZER = Optimizer(
    key="nadam",
    label="NAdam",
    color="#b5179e",
    marker="plus",
    dash="longdash",
    rule=update,
    parameters=(
        parameters.learning_rate(0.05),
        parameters.beta1(0.9),
        parameters.beta2(0.999),
        parameters.epsilon(1e-8),
        parameters.weight_decay(),
        Param(
            "momentum_decay",
            "momentum warm-up ψ",
            0.004,
            low=0.0,
            high=1e3,
            soft=(0.0, 0.1),
            description="How fast the momentum rises from β₁/2 to β₁; 0 keeps it at half of β₁.",
        ),
    ),
    slots=("first_moment", "second_moment"),
    per_step=advance,
    clock={"momentum_product": 1.0, "beta2_power": 1.0},
    factors=("gradient_rate", "average_rate", "bias2"),
    velocity="first_moment",
    effective_rate=effective_rate,
    formula=(
        r"\mu_t = \beta_1 \left(1 - \frac{1}{2}\, 0.96^{t\psi}\right),\quad "
        r"\hat{m} = \frac{\mu_{t+1}\, m}{1 - \mu_1 \cdots \mu_{t+1}} + \frac{(1 - \mu_t)\, g}{1 - \mu_1 \cdots \mu_t},"
        r"\quad \theta \leftarrow \theta - \eta\, \frac{\hat{m}}{\sqrt{\hat{v}} + \varepsilon}"
    ),
    description="Adam that looks one step ahead as Nesterov does, so it reacts sooner when the valley turns.",
    source="Dozat 2016, Incorporating Nesterov momentum into Adam",
)
