"""Losses, accuracy and penalties in the generic kernels, with their slopes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.network import elementary as e
from landscape_gui.core.network import losses
from landscape_gui.core.network.architecture import BIAS, HEADER, LAYERS, PER_LAYER, WEIGHTS
from landscape_gui.core.network.rows import fill, inner

Array = NDArray[np.float64]
Plan = NDArray[np.int64]

MSE, HALF_MSE, HINGE = losses.MSE, losses.HALF_MSE, losses.HINGE
BINARY_CROSS_ENTROPY, CROSS_ENTROPY = losses.BINARY_CROSS_ENTROPY, losses.CROSS_ENTROPY


@inner
def loss_and_slope(code: int, y: Array, t: Array, begin: int, count: int, scale: float, delta: Array) -> float:
    """Sum of the losses of a block over its examples, ``scale`` · their slopes by y into ``delta``, 0 for padding."""
    outputs = y.shape[0]
    total = 0.0
    if code == CROSS_ENTROPY:
        total = softmax_loss(y, t[0, begin : begin + count], scale, delta)
    else:
        share = 1.0 if code in (MSE, HALF_MSE) else 1.0 / outputs
        for k in range(outputs):
            part = row_loss(code, y[k], t[k, begin : begin + count], scale * share, delta[k])
            total += share * part
    for k in range(outputs):
        fill(delta[k, count:], 0.0)
    return total


@inner
def row_loss(code: int, y: Array, t: Array, scale: float, delta: Array) -> float:
    """Sum of the losses of one output over its examples, and their scaled slopes."""
    total = 0.0
    if code == BINARY_CROSS_ENTROPY:
        for q in range(t.size):
            u = e.far_exp(y[q])
            total += e.softplus_from(y[q], u) - t[q] * y[q]
            delta[q] = scale * (e.sigmoid_from(y[q], u) - t[q])
    elif code == HINGE:
        for q in range(t.size):
            sign = 2.0 * t[q] - 1.0
            margin = 1.0 - sign * y[q]
            total += e.relu(margin)
            delta[q] = -scale * sign * e.relu_slope(margin, 0.0)
    else:
        factor = 1.0 if code == MSE else 0.5
        for q in range(t.size):
            error = y[q] - t[q]
            total += factor * error * error
            delta[q] = 2.0 * factor * scale * error
    return total


@inner
def softmax_loss(y: Array, t: Array, scale: float, delta: Array) -> float:
    """Sum of −ln p of the true classes, and scaled slopes p − [true class]."""
    total = 0.0
    for q in range(t.size):
        true = int(t[q])
        total += softmax(y, q, delta) - y[true, q]
        delta[true, q] -= 1.0
        for k in range(y.shape[0]):
            delta[k, q] *= scale
    return total


@inner
def softmax(y: Array, q: int, probabilities: Array) -> float:
    """Class probabilities of example q into its column; returns ln Σ e^y, safe from overflow."""
    largest = y[0, q]
    for k in range(1, y.shape[0]):
        largest = y[k, q] if y[k, q] > largest else largest
    whole = 0.0
    for k in range(y.shape[0]):
        probabilities[k, q] = e.exp(y[k, q] - largest)
        whole += probabilities[k, q]
    for k in range(y.shape[0]):
        probabilities[k, q] /= whole
    return largest + math.log(whole)


@inner
def correct_in(code: int, classifies: int, y: Array, t: Array, begin: int, count: int) -> float:
    """How many of a block's labels the outputs tell right; NaN where targets are numbers."""
    if code in (MSE, HALF_MSE) and classifies == 0:
        return math.nan
    right = 0.0
    if code == CROSS_ENTROPY:
        for q in range(count):
            best = 0
            for k in range(1, y.shape[0]):
                best = k if y[k, q] > y[best, q] else best
            right += 1.0 if best == int(t[0, begin + q]) else 0.0
        return right
    threshold = 0.5 if code in (MSE, HALF_MSE) else 0.0
    for k in range(y.shape[0]):
        for q in range(count):
            right += 1.0 if (y[k, q] > threshold) == (t[k, begin + q] > 0.5) else 0.0
    return right / y.shape[0]


@inner
def penalise(plan: Plan, theta: Array, penalties: Array, gradient: Array) -> float:
    """λ₁ Σ|w| + λ₂/2 Σw² over the weights, its slopes added to ``gradient``; 0 is the slope of |w| at 0."""
    l1, l2 = penalties[0], penalties[1]
    if l1 == 0.0 and l2 == 0.0:
        return 0.0
    total = 0.0
    for number in range(plan[LAYERS]):
        layer = plan[HEADER + number * PER_LAYER : HEADER + (number + 1) * PER_LAYER]
        for p in range(layer[WEIGHTS], layer[BIAS]):
            w = theta[p]
            total += l1 * abs(w) + 0.5 * l2 * w * w
            gradient[p] += l2 * w + (l1 if w > 0.0 else (-l1 if w < 0.0 else 0.0))
    return total
