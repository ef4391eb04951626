"""Adadelta: the step is scaled by the size of earlier steps over the size of the gradients, so units cancel."""

from __future__ import annotations

import math

from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.optimizers import _parameters as parameters
from landscape_gui.core.scalars import flush


def update(
    theta: float,
    gradient: float,
    square_average: float,
    update_average: float,
    lr: float,
    rho: float,
    eps: float,
    weight_decay: float,
) -> tuple[float, float, float]:
    """Return the next parameter and the averages of squared gradients and of squared updates."""
    gradient = gradient + weight_decay * theta
    square_average = flush(square_average * rho + (1.0 - rho) * gradient * gradient)
    delta = math.sqrt(update_average + eps) / math.sqrt(square_average + eps) * gradient
    update_average = flush(update_average * rho + (1.0 - rho) * delta * delta)
    return flush(theta - lr * delta), square_average, update_average


def effective_rate(square_average: float, update_average: float, lr: float, eps: float) -> float:
    """Return the rate on the gradient of this axis, with the average that already holds the update just made."""
    return lr * math.sqrt(update_average + eps) / math.sqrt(square_average + eps)


OPTIMIZER = Optimizer(
    key="adadelta",
    label="Adadelta",
    color="#56b4e9",
    marker="pentagon",
    dash="dash",
    rule=update,
    parameters=(
        parameters.learning_rate(1.0, soft=(1e-2, 100.0)),
        parameters.rho(0.9),
        parameters.epsilon(1e-6),
        parameters.weight_decay(),
    ),
    slots=("square_average", "update_average"),
    effective_rate=effective_rate,
    formula=(
        r"v \leftarrow \rho v + (1 - \rho)\, g^2,\quad "
        r"\delta = \frac{\sqrt{u + \varepsilon}}{\sqrt{v + \varepsilon}}\, g,\quad "
        r"u \leftarrow \rho u + (1 - \rho)\, \delta^2,\quad \theta \leftarrow \theta - \eta\, \delta"
    ),
    description="Finds its own step size from the sizes of past steps; it starts very slowly because of ε.",
    source="Zeiler 2012, ADADELTA: an adaptive learning rate method",
)
