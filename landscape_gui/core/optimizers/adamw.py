"""AdamW: Adam with a weight decay that shrinks the parameters directly and is not scaled like a gradient."""

from __future__ import annotations

import math

from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.optimizers import _parameters as parameters
from landscape_gui.core.optimizers.adam import advance, effective_rate
from landscape_gui.core.scalars import flush


def update(
    theta: float,
    gradient: float,
    first_moment: float,
    second_moment: float,
    step_size: float,
    bias2_root: float,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
) -> tuple[float, float, float]:
    """Return the next parameter, averaged gradient and averaged squared gradient."""
    theta = theta * (1.0 - lr * weight_decay)
    first_moment = flush(first_moment * beta1 + (1.0 - beta1) * gradient)
    second_moment = flush(second_moment * beta2 + (1.0 - beta2) * gradient * gradient)
    scale = math.sqrt(second_moment) / bias2_root + eps
    return flush(theta - step_size * first_moment / scale), first_moment, second_moment


OPTIMIZER = Optimizer(
    key="adamw",
    label="AdamW",
    color="#a8321e",
    marker="cross",
    dash="solid",
    rule=update,
    parameters=(
        parameters.learning_rate(0.05),
        parameters.beta1(0.9),
        parameters.beta2(0.999),
        parameters.epsilon(1e-8),
        parameters.weight_decay(0.01, decoupled=True),
    ),
    slots=("first_moment", "second_moment"),
    per_step=advance,
    clock={"beta1_power": 1.0, "beta2_power": 1.0},
    factors=("step_size", "bias2_root"),
    velocity="first_moment",
    effective_rate=effective_rate,
    formula=(
        r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g,\quad v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2,\quad "
        r"\theta \leftarrow (1 - \eta\lambda)\, \theta - \eta\, \frac{\hat{m}}{\sqrt{\hat{v}} + \varepsilon}"
    ),
    description="Adam whose weight decay acts on the parameters alone, so steep axes are shrunk as much as flat ones.",
    source="Loshchilov and Hutter 2019, Decoupled weight decay regularization",
)
