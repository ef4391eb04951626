"""Lion: only the sign of the momentum counts, so every axis moves by exactly the learning rate."""

from __future__ import annotations

from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.optimizers import _parameters as parameters
from landscape_gui.core.scalars import flush


def update(
    theta: float,
    gradient: float,
    first_moment: float,
    lr: float,
    beta1: float,
    beta2: float,
    weight_decay: float,
) -> tuple[float, float]:
    """Return the next parameter and averaged gradient."""
    theta = theta * (1.0 - lr * weight_decay)
    blend = first_moment * beta1 + (1.0 - beta1) * gradient
    # The last branch returns blend itself, 0 or not a number, so that a bad gradient is not taken for standing still.
    direction = 1.0 if blend > 0.0 else (-1.0 if blend < 0.0 else blend)
    first_moment = flush(first_moment * beta2 + (1.0 - beta2) * gradient)
    return flush(theta - lr * direction), first_moment


OPTIMIZER = Optimizer(
    key="lion",
    label="Lion",
    color="#0f7373",
    marker="star",
    dash="dash",
    rule=update,
    parameters=(
        parameters.learning_rate(0.01),
        parameters.beta1(0.9),
        parameters.beta2(
            0.99, "Memory of the momentum itself, about 1/(1 − β₂) steps long; β₁ only blends it for the step."
        ),
        parameters.weight_decay(decoupled=True),
    ),
    slots=("first_moment",),
    velocity="first_moment",
    formula=(
        r"\theta \leftarrow (1 - \eta\lambda)\, \theta - \eta\, \operatorname{sign}(\beta_1 m + (1 - \beta_1)\, g),"
        r"\quad m \leftarrow \beta_2 m + (1 - \beta_2)\, g"
    ),
    description="Moves every axis by exactly the learning rate: quick at first, but it ends circling the minimum.",
    source="Chen et al. 2023, Symbolic discovery of optimization algorithms",
)
