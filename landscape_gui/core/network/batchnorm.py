"""Batch norm in the generic kernels: a layer's sums standardised over the batch, and the way back through that."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.network.architecture import (
    EVALUATE,
    OUT,
    SCALE,
    SETTLE,
    SHIFT,
    STATISTICS,
    STATISTICS_RATE,
    TRAIN,
    VARIANCE_EPS,
)
from landscape_gui.core.network.rows import dot, inner, total_of

Array = NDArray[np.float64]
Plan = NDArray[np.int64]


@inner
def moments(z: Array, count: int) -> tuple[float, float]:
    """Mean and (biased) variance of the first ``count`` numbers."""
    values = z[:count]
    mean = total_of(values) / count
    square = 0.0
    for q in range(count):
        square += (values[q] - mean) * (values[q] - mean)
    return mean, square / count


@inner
def standardise(
    z: Array, scale: float, shift: float, mean: float, inverse: float, normalised: Array, pre: Array
) -> None:
    """normalised = (z − mean) · inverse; pre = scale · normalised + shift."""
    for q in range(z.size):
        normalised[q] = (z[q] - mean) * inverse
        pre[q] = scale * normalised[q] + shift


@inner
def normalise_layer(
    layer: Plan, theta: Array, pre: Array, normalised: Array, inverses: Array, statistics: Array, form: int, count: int
) -> None:
    """Batch norm of a layer's pre-activations, in place; remembers what the way back needs."""
    units, first, half = layer[OUT], layer[STATISTICS], statistics.size // 2
    own = form != EVALUATE or statistics.size == 0
    for j in range(units):
        if own:
            mean, variance = moments(pre[j], count)
            if statistics.size > 0:
                rate = 1.0 if form == SETTLE else STATISTICS_RATE
                unbiased = variance * count / (count - 1) if form == TRAIN and count > 1 else variance
                statistics[first + j] += rate * (mean - statistics[first + j])
                statistics[half + first + j] += rate * (unbiased - statistics[half + first + j])
        else:
            mean, variance = statistics[first + j], statistics[half + first + j]
        inverses[j] = 1.0 / math.sqrt(variance + VARIANCE_EPS)
        standardise(pre[j], theta[layer[SCALE] + j], theta[layer[SHIFT] + j], mean, inverses[j], normalised[j], pre[j])


@inner
def normalise_backward(
    layer: Plan, theta: Array, delta: Array, normalised: Array, inverses: Array, own: bool, count: int, gradient: Array
) -> None:
    """Slopes by γ and β, and those by the standardised sums turned in place into those by the sums."""
    for j in range(layer[OUT]):
        d, hat = delta[j], normalised[j]
        by_shift, by_scale = total_of(d), dot(d, hat)
        gradient[layer[SHIFT] + j] += by_shift
        gradient[layer[SCALE] + j] += by_scale
        factor = theta[layer[SCALE] + j] * inverses[j]
        mean, along = (by_shift / count, by_scale / count) if own else (0.0, 0.0)
        for q in range(count):
            d[q] = factor * (d[q] - mean - hat[q] * along)
