"""The generic kernels: any architecture, read from its plan, compiled once. ``specialised`` writes faster twins.

Examples are worked on in blocks of columns that stay in the cache; batch norm over the batch itself needs all of it at
once. Rows are padded to whole vectors; the padding has no gradient. See ``signatures`` for the arguments.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core import signatures
from landscape_gui.core.compiling import kernel
from landscape_gui.core.network import elementary as e
from landscape_gui.core.network.architecture import (
    ACTIVATION,
    BATCH_NORM,
    BIAS,
    CLASSIFIES,
    DROPOUT,
    EVALUATE,
    FORM,
    HEADER,
    IN,
    INPUT_NOISE,
    LAYERS,
    LOSS,
    OUT,
    PER_LAYER,
    ROW,
    SCALE,
    SEED,
    SKIP,
    STEP,
    TRAIN,
    TRAINING,
    UNITS,
    WEIGHTS,
)
from landscape_gui.core.network.batchnorm import normalise_backward, normalise_layer
from landscape_gui.core.network.losses import BINARY_CROSS_ENTROPY, CROSS_ENTROPY
from landscape_gui.core.network.losskernels import correct_in, loss_and_slope, penalise, softmax
from landscape_gui.core.network.randomness import normal, stream, uniform
from landscape_gui.core.network.rows import (
    FAST,
    activate,
    copy,
    dot,
    fill,
    inner,
    load,
    padded,
    times_slope,
    total_of,
    weighted,
)

Array = NDArray[np.float64]
Plan = NDArray[np.int64]
Measure = Callable[[Plan, Array, Array, Array, Array, Array], None]

WIDE, NARROW, FEW_UNITS = 256, 128, 50
"""Columns of a block that stays in the second cache: of so many units, and of more."""


@inner
def drop(row: Array, mask: Array, key: np.uint64, share: float, begin: int) -> None:
    """Zero a share of a unit's outputs and scale the rest, remembering the factors."""
    kept = 1.0 / (1.0 - share)
    for q in range(row.size):
        mask[q] = kept if uniform(key, begin + q) >= share else 0.0
        row[q] *= mask[q]


@inner
def disturb(block: Array, training: Array, begin: int) -> None:
    """Add the input noise of a training step."""
    for i in range(block.shape[0]):
        key = stream(training[SEED], training[STEP], 0, i)
        row = block[i]
        for q in range(row.size):
            row[q] += training[INPUT_NOISE] * normal(key, begin + q)


@inner
def block_width(plan: Plan, statistics: Array, form: int, n: int) -> int:
    """Columns worked on at once: many, since each row costs a little by itself, but fewer where there are many rows."""
    if plan[BATCH_NORM] == 1 and (form != EVALUATE or statistics.size == 0):
        return n
    return min(n, WIDE if plan[UNITS] <= FEW_UNITS else NARROW)


@inner
def run_forward(
    plan: Plan, theta: Array, block: Array, buffers: Array, inverses: Array, statistics: Array, training: Array,
    begin: int, count: int,
) -> None:  # fmt: skip
    """All layers over one block; ``buffers`` (5, units, width): sum, activation, output, normalised sum, mask."""
    pre, activated, output, normalised, mask = buffers[0], buffers[1], buffers[2], buffers[3], buffers[4]
    form = int(training[FORM])
    source = block
    for number in range(plan[LAYERS]):
        layer = plan[HEADER + number * PER_LAYER : HEADER + (number + 1) * PER_LAYER]
        row, units, width = layer[ROW], layer[OUT], layer[IN]
        end = row + units
        for j in range(units):
            z = pre[row + j]
            fill(z, theta[layer[BIAS] + j])
            weighted(theta[layer[WEIGHTS] + j * width : layer[WEIGHTS] + (j + 1) * width], 1, source, z)
        if layer[SCALE] >= 0:
            normalise_layer(layer, theta, pre[row:end], normalised[row:end], inverses[row:end], statistics, form, count)
        for j in range(row, end):
            activate(layer[ACTIVATION], pre[j], activated[j])
            out = output[j]
            copy(activated[j], out)
            if form == TRAIN and training[DROPOUT] > 0.0 and number < plan[LAYERS] - 1:
                key = stream(training[SEED], training[STEP], number + 1, j - row)
                drop(out, mask[j], key, training[DROPOUT], begin)
            if layer[SKIP] == 1:
                into = source[j - row]
                for q in range(out.size):
                    out[q] += into[q]
        source = output[row:end]


@inner
def run_backward(
    plan: Plan, theta: Array, block: Array, buffers: Array, inverses: Array, delta: Array, statistics: Array,
    training: Array, count: int, gradient: Array,
) -> None:  # fmt: skip
    """From the slopes by the last layer's activated outputs in ``delta`` to those by all parameters, added up."""
    pre, activated, output, normalised, mask = buffers[0], buffers[1], buffers[2], buffers[3], buffers[4]
    own = int(training[FORM]) != EVALUATE or statistics.size == 0
    dropped = int(training[FORM]) == TRAIN and training[DROPOUT] > 0.0
    for number in range(plan[LAYERS] - 1, -1, -1):
        layer = plan[HEADER + number * PER_LAYER : HEADER + (number + 1) * PER_LAYER]
        row, units, width = layer[ROW], layer[OUT], layer[IN]
        slopes = delta[row : row + units]
        source = output[row - width : row] if number > 0 else block
        below = delta[max(row - width, 0) : row]
        for i in range(below.shape[0]):
            if layer[SKIP] == 1:
                copy(slopes[i], below[i])
            else:
                fill(below[i], 0.0)
        for j in range(units):
            d = slopes[j]
            if dropped and number < plan[LAYERS] - 1:
                factors = mask[row + j]
                for q in range(d.size):
                    d[q] *= factors[q]
            times_slope(layer[ACTIVATION], pre[row + j], activated[row + j], d)
        if layer[SCALE] >= 0:
            end = row + units
            normalise_backward(layer, theta, slopes, normalised[row:end], inverses[row:end], own, count, gradient)
        for j in range(units):
            d, at = slopes[j], layer[WEIGHTS] + j * width
            gradient[layer[BIAS] + j] += total_of(d)
            for i in range(width):
                gradient[at + i] += dot(d, source[i])
        for i in range(below.shape[0]):
            weighted(theta[layer[WEIGHTS] + i : layer[WEIGHTS] + units * width], width, slopes, below[i])


@kernel(signatures.BATCH, fastmath=FAST)
def batch(
    plan: Plan, theta: Array, x: Array, t: Array, penalties: Array, training: Array, gradient: Array, statistics: Array
) -> float:
    """Mean loss with penalties, and its gradient."""
    n, form, units = x.shape[1], int(training[FORM]), plan[UNITS]
    columns = block_width(plan, statistics, form, n)
    width = padded(columns)
    buffers, delta = np.empty((5, units, width)), np.empty((units, width))
    block, inverses = np.empty((x.shape[0], width)), np.empty(units)
    outputs = plan[HEADER + (plan[LAYERS] - 1) * PER_LAYER + OUT]
    fill(gradient, 0.0)
    total = 0.0
    for begin in range(0, n, columns):
        count = min(columns, n - begin)
        load(x, begin, count, block)
        if form == TRAIN and training[INPUT_NOISE] > 0.0:
            disturb(block, training, begin)
        run_forward(plan, theta, block, buffers, inverses, statistics, training, begin, count)
        y = buffers[2, units - outputs :]
        total += loss_and_slope(plan[LOSS], y, t, begin, count, 1.0 / n, delta[units - outputs :])
        run_backward(plan, theta, block, buffers, inverses, delta, statistics, training, count, gradient)
    return total / n + penalise(plan, theta, penalties, gradient)


@kernel(signatures.FORWARD, fastmath=FAST)
def forward(plan: Plan, theta: Array, x: Array, statistics: Array, predictions: Array) -> None:
    """What the loss is about: numbers, probabilities, scores or class probabilities."""
    n, units, training = x.shape[1], plan[UNITS], np.zeros(TRAINING)
    columns = block_width(plan, statistics, EVALUATE, n)
    width = padded(columns)
    buffers, block, inverses = np.empty((5, units, width)), np.empty((x.shape[0], width)), np.empty(units)
    outputs = predictions.shape[0]
    for begin in range(0, n, columns):
        count = min(columns, n - begin)
        load(x, begin, count, block)
        run_forward(plan, theta, block, buffers, inverses, statistics, training, begin, count)
        y = buffers[2, units - outputs :]
        for q in range(count):
            if plan[LOSS] == CROSS_ENTROPY:
                softmax(y, q, predictions[:, begin:])
            else:
                for k in range(outputs):
                    probable = plan[LOSS] == BINARY_CROSS_ENTROPY
                    predictions[k, begin + q] = e.sigmoid(y[k, q]) if probable else y[k, q]


@kernel(signatures.MEASURE, fastmath=FAST)
def measure(plan: Plan, theta: Array, x: Array, t: Array, statistics: Array, out: Array) -> None:
    """Mean loss without penalties, and accuracy, in evaluation form."""
    n, units, training = x.shape[1], plan[UNITS], np.zeros(TRAINING)
    columns = block_width(plan, statistics, EVALUATE, n)
    width = padded(columns)
    buffers, block, inverses = np.empty((5, units, width)), np.empty((x.shape[0], width)), np.empty(units)
    outputs = plan[HEADER + (plan[LAYERS] - 1) * PER_LAYER + OUT]
    fill(out, 0.0)
    for begin in range(0, n, columns):
        count = min(columns, n - begin)
        load(x, begin, count, block)
        run_forward(plan, theta, block, buffers, inverses, statistics, training, begin, count)
        y = buffers[2, units - outputs :]
        out[0] += loss_and_slope(plan[LOSS], y, t, begin, count, 1.0, buffers[0, units - outputs :]) / n
        out[1] += correct_in(plan[LOSS], plan[CLASSIFIES], y, t, begin, count) / n


@kernel(signatures.PLANE, fastmath=FAST)
def evaluate_plane(
    measure_one: Measure, plan: Plan, origin: Array, first: Array, second: Array, along: Array, across: Array,
    x: Array, t: Array, penalties: Array, statistics: Array, losses: Array, accuracies: Array,
) -> None:  # fmt: skip
    """Loss and accuracy at origin + along[k] · first + across[k] · second, for every k."""
    theta, unused, out = np.empty(origin.size), np.empty(origin.size), np.empty(2)
    for k in range(along.size):
        for p in range(theta.size):
            theta[p] = origin[p] + along[k] * first[p] + across[k] * second[p]
        measure_one(plan, theta, x, t, statistics, out)
        losses[k] = out[0] + penalise(plan, theta, penalties, unused)
        accuracies[k] = out[1]


@kernel(signatures.POINTS, fastmath=FAST)
def evaluate_points(
    measure_one: Measure, plan: Plan, points: Array, x: Array, t: Array, penalties: Array, statistics: Array,
    losses: Array, accuracies: Array,
) -> None:  # fmt: skip
    """Loss and accuracy at each row of ``points``."""
    unused, out = np.empty(points.shape[1]), np.empty(2)
    for k in range(points.shape[0]):
        measure_one(plan, points[k], x, t, statistics, out)
        losses[k] = out[0] + penalise(plan, points[k], penalties, unused)
        accuracies[k] = out[1]
