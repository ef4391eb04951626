"""The kernels of decision lines: those of ``kernels`` written out for s = y − (w·x + b), one pass over the examples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core import signatures
from landscape_gui.core.compiling import kernel
from landscape_gui.core.network import elementary as e
from landscape_gui.core.network.architecture import FORM, INPUT_NOISE, LOSS, TRAIN
from landscape_gui.core.network.decisionline import SIGN
from landscape_gui.core.network.kernels import disturb
from landscape_gui.core.network.losses import BINARY_CROSS_ENTROPY, HINGE
from landscape_gui.core.network.losskernels import penalise
from landscape_gui.core.network.rows import FAST, inner

Array = NDArray[np.float64]
Plan = NDArray[np.int64]


@inner
def pass_hinge(sign: float, theta: Array, x: Array, y: Array, t: Array) -> tuple[float, float, float, float]:
    """Sums over the examples: hinge losses, their slopes by w and b, labels told right."""
    w, b = theta[0], theta[1]
    loss, by_w, by_b, right = 0.0, 0.0, 0.0, 0.0
    for q in range(t.size):
        z = sign * (y[q] - (w * x[q] + b))
        label = 2.0 * t[q] - 1.0
        margin = 1.0 - label * z
        pull = label * e.relu_slope(margin, 0.0)
        loss += e.relu(margin)
        by_w += pull * x[q]
        by_b += pull
        right += 1.0 if (z > 0.0) == (t[q] > 0.5) else 0.0
    return loss, sign * by_w, sign * by_b, right


@inner
def pass_logistic(sign: float, theta: Array, x: Array, y: Array, t: Array) -> tuple[float, float, float, float]:
    """Sums over the examples: logistic losses, their slopes by w and b, labels told right."""
    w, b = theta[0], theta[1]
    loss, by_w, by_b, right = 0.0, 0.0, 0.0, 0.0
    for q in range(t.size):
        z = sign * (y[q] - (w * x[q] + b))
        u = e.far_exp(z)
        pull = t[q] - e.sigmoid_from(z, u)
        loss += e.softplus_from(z, u) - t[q] * z
        by_w += pull * x[q]
        by_b += pull
        right += 1.0 if (z > 0.0) == (t[q] > 0.5) else 0.0
    return loss, sign * by_w, sign * by_b, right


@kernel(signatures.BATCH, fastmath=FAST)
def batch(
    plan: Plan, theta: Array, x: Array, t: Array, penalties: Array, training: Array, gradient: Array, statistics: Array
) -> float:
    """Mean loss with penalties, and its slopes by w and b."""
    n, sign, seen = x.shape[1], float(plan[SIGN]), x
    if int(training[FORM]) == TRAIN and training[INPUT_NOISE] > 0.0:
        seen = x.copy()
        disturb(seen, training, 0)
    if plan[LOSS] == HINGE:
        loss, by_w, by_b, _ = pass_hinge(sign, theta, seen[0], seen[1], t[0])
    else:
        loss, by_w, by_b, _ = pass_logistic(sign, theta, seen[0], seen[1], t[0])
    gradient[0], gradient[1] = by_w / n, by_b / n
    return loss / n + penalise(plan, theta, penalties, gradient)


@kernel(signatures.FORWARD, fastmath=FAST)
def forward(plan: Plan, theta: Array, x: Array, statistics: Array, predictions: Array) -> None:
    """Probabilities or scores of class 1."""
    w, b, sign = theta[0], theta[1], float(plan[SIGN])
    for q in range(x.shape[1]):
        z = sign * (x[1, q] - (w * x[0, q] + b))
        predictions[0, q] = e.sigmoid(z) if plan[LOSS] == BINARY_CROSS_ENTROPY else z


@kernel(signatures.MEASURE, fastmath=FAST)
def measure(plan: Plan, theta: Array, x: Array, t: Array, statistics: Array, out: Array) -> None:
    """Mean loss without penalties, and accuracy."""
    n, sign = x.shape[1], float(plan[SIGN])
    if plan[LOSS] == HINGE:
        loss, _, _, right = pass_hinge(sign, theta, x[0], x[1], t[0])
    else:
        loss, _, _, right = pass_logistic(sign, theta, x[0], x[1], t[0])
    out[0], out[1] = loss / n, right / n
