"""Random numbers by position instead of by order (splitmix64), so that any training step can be made again alone."""

from __future__ import annotations

import math

import numpy as np

from landscape_gui.core.compiling import njit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST_FACTOR, SECOND_FACTOR = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
S30, S27, S31, S11, ONE = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11), np.uint64(1)

compiled = njit(error_model="numpy")


@compiled
def mix(z: np.uint64) -> np.uint64:
    """The finisher of splitmix64: every bit of the result depends on every bit of z."""
    z = (z ^ (z >> S30)) * FIRST_FACTOR
    z = (z ^ (z >> S27)) * SECOND_FACTOR
    return z ^ (z >> S31)


@compiled
def stream(seed: float, step: float, layer: int, unit: int) -> np.uint64:
    """The key of one unit's numbers in one step; layer 0 is the inputs."""
    key = mix(np.uint64(seed) + GOLDEN)
    key = mix(key + GOLDEN * np.uint64(step))
    key = mix(key + GOLDEN * np.uint64(layer))
    return mix(key + GOLDEN * np.uint64(unit))


@compiled
def uniform(key: np.uint64, index: int) -> float:
    """Number ``index`` of a stream, uniform in [0, 1)."""
    return np.float64(mix(key + GOLDEN * (np.uint64(index) + ONE)) >> S11) * 2.0**-53


@compiled
def normal(key: np.uint64, index: int) -> float:
    """Standard normal number ``index`` of a stream, after Box and Muller."""
    radius = math.sqrt(-2.0 * math.log(1.0 - uniform(key, 2 * index)))
    return radius * math.cos(2.0 * math.pi * uniform(key, 2 * index + 1))
