"""The generic kernels: any architecture, read from its plan, compiled once. ``specialised`` writes faster twins.

Examples are worked on in blocks of columns that stay in the fastest cache; batch norm over the batch itself needs all
of it at once. Rows are padded to whole vectors; the padding has no gradient. See ``signatures`` for the arguments.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core import signatures
from landscape_gui.core.compiling import kernel, njit
from landscape_gui.core.network import activations as act
from landscape_gui.core.network import elementary as e
from landscape_gui.core.network import losses as loss_codes
from landscape_gui.core.network.architecture import (
    ACTIVATION,
    BATCH_NORM,
    BIAS,
    CLASSIFIES,
    HEADER,
    IN,
    LAYERS,
    LOSS,
    OUT,
    PER_LAYER,
    ROW,
    SCALE,
    SHIFT,
    SKIP,
    STATISTICS,
    STATISTICS_RATE,
    UNITS,
    VARIANCE_EPS,
    WEIGHTS,
)
from landscape_gui.core.network.randomness import normal, stream, uniform

Array = NDArray[np.float64]
Plan = NDArray[np.int64]
Measure = Callable[[Plan, Array, Array, Array, Array, Array], None]

BLOCK, VECTOR_WIDTH = 64, 8
EVALUATE, TRAIN, SETTLE = 0, 1, 2
"""Forms of a batch: evaluation; training; training without randomness, for exact statistics."""

LINEAR, SIGMOID, TANH, RELU, ELU = act.LINEAR, act.SIGMOID, act.TANH, act.RELU, act.ELU
LEAKY_RELU, SOFTPLUS, GELU, SILU = act.LEAKY_RELU, act.SOFTPLUS, act.GELU, act.SILU
MSE, HALF_MSE, HINGE = loss_codes.MSE, loss_codes.HALF_MSE, loss_codes.HINGE
BINARY_CROSS_ENTROPY, CROSS_ENTROPY = loss_codes.BINARY_CROSS_ENTROPY, loss_codes.CROSS_ENTROPY

FAST = {"contract", "reassoc"}
"""Sums may run in several lanes: network kernels agree to 1e-12, not to the last bit, with other machines."""
inner = njit(error_model="numpy", fastmath=FAST)


@inner
def fill(row: Array, value: float) -> None:
    """row = value; written out because numba takes long over slices."""
    for q in range(row.size):
        row[q] = value


@inner
def copy(source: Array, target: Array) -> None:
    """target = source."""
    for q in range(target.size):
        target[q] = source[q]


@inner
def activate(code: int, z: Array, h: Array) -> None:
    """h = activation(z)."""
    if code == SIGMOID:
        for q in range(z.size):
            h[q] = e.sigmoid(z[q])
    elif code == TANH:
        for q in range(z.size):
            h[q] = e.tanh(z[q])
    elif code == RELU:
        for q in range(z.size):
            h[q] = e.relu(z[q])
    elif code == ELU:
        for q in range(z.size):
            h[q] = e.elu(z[q])
    elif code == LEAKY_RELU:
        for q in range(z.size):
            h[q] = e.leaky_relu(z[q])
    elif code == SOFTPLUS:
        for q in range(z.size):
            h[q] = e.softplus(z[q])
    elif code == GELU:
        for q in range(z.size):
            h[q] = e.gelu(z[q])
    elif code == SILU:
        for q in range(z.size):
            h[q] = e.silu(z[q])
    else:
        copy(z, h)


@inner
def times_slope(code: int, z: Array, h: Array, delta: Array) -> None:
    """delta *= slope of the activation at z, where it is h."""
    if code == SIGMOID:
        for q in range(z.size):
            delta[q] *= e.sigmoid_slope(z[q], h[q])
    elif code == TANH:
        for q in range(z.size):
            delta[q] *= e.tanh_slope(z[q], h[q])
    elif code == RELU:
        for q in range(z.size):
            delta[q] *= e.relu_slope(z[q], h[q])
    elif code == ELU:
        for q in range(z.size):
            delta[q] *= e.elu_slope(z[q], h[q])
    elif code == LEAKY_RELU:
        for q in range(z.size):
            delta[q] *= e.leaky_relu_slope(z[q], h[q])
    elif code == SOFTPLUS:
        for q in range(z.size):
            delta[q] *= e.softplus_slope(z[q], h[q])
    elif code == GELU:
        for q in range(z.size):
            delta[q] *= e.gelu_slope(z[q], h[q])
    elif code == SILU:
        for q in range(z.size):
            delta[q] *= e.silu_slope(z[q], h[q])


@inner
def weighted(weights: Array, stride: int, source: Array, target: Array) -> None:
    """target += Σ weights[i · stride] source[i], four rows at a time."""
    rows = source.shape[0]
    whole = rows - rows % 4
    for i in range(0, whole, 4):
        w0, w1 = weights[i * stride], weights[(i + 1) * stride]
        w2, w3 = weights[(i + 2) * stride], weights[(i + 3) * stride]
        s0, s1, s2, s3 = source[i], source[i + 1], source[i + 2], source[i + 3]
        for q in range(target.size):
            target[q] += (w0 * s0[q] + w1 * s1[q]) + (w2 * s2[q] + w3 * s3[q])
    for i in range(whole, rows):
        w0, s0 = weights[i * stride], source[i]
        for q in range(target.size):
            target[q] += w0 * s0[q]


@inner
def dot(first: Array, second: Array) -> float:
    """Σ first · second."""
    total = 0.0
    for q in range(first.size):
        total += first[q] * second[q]
    return total


@inner
def total_of(row: Array) -> float:
    """Σ row."""
    total = 0.0
    for q in range(row.size):
        total += row[q]
    return total


@inner
def load(x: Array, begin: int, count: int, block: Array) -> None:
    """Columns ``begin`` … of x into the block, zeros behind them."""
    for i in range(x.shape[0]):
        row, source = block[i], x[i, begin : begin + count]
        for q in range(count):
            row[q] = source[q]
        for q in range(count, row.size):
            row[q] = 0.0


@inner
def standardise(
    z: Array, scale: float, shift: float, mean: float, inverse: float, normalised: Array, pre: Array
) -> None:
    """normalised = (z − mean) · inverse; pre = scale · normalised + shift."""
    for q in range(z.size):
        normalised[q] = (z[q] - mean) * inverse
        pre[q] = scale * normalised[q] + shift


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
def drop(row: Array, mask: Array, key: np.uint64, share: float, begin: int) -> None:
    """Zero a share of a unit's outputs and scale the rest, remembering the factors."""
    kept = 1.0 / (1.0 - share)
    for q in range(row.size):
        mask[q] = kept if uniform(key, begin + q) >= share else 0.0
        row[q] *= mask[q]


@inner
def run_forward(
    plan: Plan, theta: Array, block: Array, buffers: Array, inverses: Array, statistics: Array, training: Array,
    begin: int, count: int,
) -> None:  # fmt: skip
    """All layers over one block; ``buffers`` (5, units, width): sum, activation, output, normalised sum, mask."""
    pre, activated, output, normalised, mask = buffers[0], buffers[1], buffers[2], buffers[3], buffers[4]
    form = int(training[0])
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
            if form == TRAIN and training[3] > 0.0 and number < plan[LAYERS] - 1:
                key = stream(training[1], training[2], number + 1, j - row)
                drop(out, mask[j], key, training[3], begin)
            if layer[SKIP] == 1:
                into = source[j - row]
                for q in range(out.size):
                    out[q] += into[q]
        source = output[row:end]


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


@inner
def run_backward(
    plan: Plan, theta: Array, block: Array, buffers: Array, inverses: Array, delta: Array, statistics: Array,
    training: Array, count: int, gradient: Array,
) -> None:  # fmt: skip
    """From the slopes by the last layer's activated outputs in ``delta`` to those by all parameters, added up."""
    pre, activated, output, normalised, mask = buffers[0], buffers[1], buffers[2], buffers[3], buffers[4]
    own = int(training[0]) != EVALUATE or statistics.size == 0
    dropped = int(training[0]) == TRAIN and training[3] > 0.0
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


@inner
def block_width(plan: Plan, statistics: Array, form: int, n: int) -> int:
    """Columns worked on at once."""
    if plan[BATCH_NORM] == 1 and (form != EVALUATE or statistics.size == 0):
        return n
    return min(BLOCK, n)


@inner
def padded(width: int) -> int:
    """``width`` rounded up to whole vectors."""
    return (width + VECTOR_WIDTH - 1) // VECTOR_WIDTH * VECTOR_WIDTH


@inner
def disturb(block: Array, training: Array, begin: int) -> None:
    """Add the input noise of a training step."""
    for i in range(block.shape[0]):
        key = stream(training[1], training[2], 0, i)
        row = block[i]
        for q in range(row.size):
            row[q] += training[4] * normal(key, begin + q)


@kernel(signatures.BATCH, fastmath=FAST)
def batch(
    plan: Plan, theta: Array, x: Array, t: Array, penalties: Array, training: Array, gradient: Array, statistics: Array
) -> float:
    """Mean loss with penalties, and its gradient."""
    n, form, units = x.shape[1], int(training[0]), plan[UNITS]
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
        if form == TRAIN and training[4] > 0.0:
            disturb(block, training, begin)
        run_forward(plan, theta, block, buffers, inverses, statistics, training, begin, count)
        y = buffers[2, units - outputs :]
        total += loss_and_slope(plan[LOSS], y, t, begin, count, 1.0 / n, delta[units - outputs :])
        run_backward(plan, theta, block, buffers, inverses, delta, statistics, training, count, gradient)
    return total / n + penalise(plan, theta, penalties, gradient)


@kernel(signatures.FORWARD, fastmath=FAST)
def forward(plan: Plan, theta: Array, x: Array, statistics: Array, predictions: Array) -> None:
    """What the loss is about: numbers, probabilities, scores or class probabilities."""
    n, units, training = x.shape[1], plan[UNITS], np.zeros(5)
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
    n, units, training = x.shape[1], plan[UNITS], np.zeros(5)
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
