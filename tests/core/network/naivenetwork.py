"""Slow, obvious networks in numpy: one example's sums, one unit after another. Nothing is shared with the package."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ACTIVATIONS: dict[str, Callable[[float], float]] = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1.0 / (1.0 + math.exp(-z)),
    "tanh": math.tanh,
    "relu": lambda z: max(0.0, z),
    "elu": lambda z: z if z > 0 else math.expm1(z),
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "softplus": lambda z: math.log1p(math.exp(z)),
    "gelu": lambda z: 0.5 * z * math.erfc(-z / math.sqrt(2.0)),
    "silu": lambda z: z / (1.0 + math.exp(-z)),
}


def outputs(
    theta: Array, inputs: Array, sizes: Sequence[int], activations: Sequence[str], skip: bool = False,
    batch_norm: bool = False, moments: list[tuple[Array, Array]] | None = None,
) -> Array:  # fmt: skip
    """(n, outputs) after the last of ``activations``, one a layer; batch norm over the examples, or by ``moments``."""
    signal, at = inputs, 0
    for number, (before, units) in enumerate(pairwise(sizes)):
        weights = theta[at : at + before * units].reshape(units, before)
        at += before * units
        z = signal @ weights.T + theta[at : at + units]
        at += units
        hidden = number < len(sizes) - 2
        if hidden and batch_norm:
            mean, variance = moments[number] if moments else (z.mean(axis=0), z.var(axis=0))
            z = theta[at : at + units] * (z - mean) / np.sqrt(variance + 1e-5) + theta[at + units : at + 2 * units]
            at += 2 * units
        h = np.vectorize(ACTIVATIONS[activations[number]])(z)
        signal = h + signal if skip and hidden and before == units else h
    assert at == theta.size
    return np.asarray(signal)


def loss(kind: str, y: Array, targets: Array) -> float:
    """Mean loss of outputs (n, k)."""
    if kind == "mse":
        return float(np.mean(np.sum((y - targets) ** 2, axis=1)))
    if kind == "half_mse":
        return 0.5 * loss("mse", y, targets)
    if kind == "hinge":
        return float(np.mean(np.maximum(0.0, 1.0 - (2.0 * targets - 1.0) * y)))
    if kind == "binary_cross_entropy":
        return float(np.mean(targets * np.logaddexp(0.0, -y) + (1.0 - targets) * np.logaddexp(0.0, y)))
    return float(np.mean([np.logaddexp.reduce(row - row[int(c)]) for row, c in zip(y, targets.ravel(), strict=True)]))


def accuracy(kind: str, y: Array, targets: Array) -> float:
    """Share of right labels, of all outputs."""
    if kind == "cross_entropy":
        return float(np.mean(y.argmax(axis=1) == targets.ravel()))
    threshold = 0.5 if kind in {"mse", "half_mse"} else 0.0
    return float(np.mean((y > threshold) == (targets > 0.5)))
