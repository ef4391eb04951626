"""What the generic kernels are made of: loops over rows, one number an example.

The loop of each activation is written out: one loop for all, which is handed the function, runs up to twice as long.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core import signatures
from landscape_gui.core.compiling import kernel, njit
from landscape_gui.core.network import activations as act
from landscape_gui.core.network import elementary as e

Array = NDArray[np.float64]

VECTOR_WIDTH = 8
"""Numbers of a whole vector, to which rows are padded."""

FAST = {"contract", "reassoc"}
"""Sums may run in several lanes: network kernels agree to 1e-12, not to the last bit, with other machines."""
inner = njit(error_model="numpy", fastmath=FAST)

SIGMOID, TANH, RELU, ELU = act.SIGMOID, act.TANH, act.RELU, act.ELU
LEAKY_RELU, SOFTPLUS, GELU, SILU = act.LEAKY_RELU, act.SOFTPLUS, act.GELU, act.SILU


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


@kernel(signatures.ACTIVATE, fastmath=FAST)
def activate_all(code: int, z: Array, h: Array) -> None:
    """h = activation(z), for callers that are not compiled."""
    activate(code, z, h)


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
def padded(width: int) -> int:
    """``width`` rounded up to whole vectors."""
    return (width + VECTOR_WIDTH - 1) // VECTOR_WIDTH * VECTOR_WIDTH
