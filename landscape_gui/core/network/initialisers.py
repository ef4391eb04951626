"""The table of initialisers: how weights start. Biases start at 0 unless told otherwise, γ at 1, β at 0."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.descriptors import MAX_SEED
from landscape_gui.core.errors import CatalogueError, NetworkError
from landscape_gui.core.network.architecture import Architecture

Array = NDArray[np.float64]
Draw = Callable[[np.random.RandomState, int, int], Array]


@dataclass(frozen=True)
class Initialiser:
    """How the weights of a layer are drawn.

    Attributes:
        key, label: name in code and files, name on the screen.
        draw: (random numbers, inputs, units) -> (units, inputs) weights.
        formula: the distribution in LaTeX; description: one sentence: what it does, what it teaches; source: its paper.
    """

    key: str
    label: str
    draw: Draw
    formula: str
    description: str
    source: str = ""


def _gaussian(deviation: Callable[[int, int], float]) -> Draw:
    return lambda random, inputs, units: random.standard_normal((units, inputs)) * deviation(inputs, units)


def _glorot_uniform(random: np.random.RandomState, inputs: int, units: int) -> Array:
    bound = math.sqrt(6.0 / (inputs + units))
    return random.uniform(-bound, bound, (units, inputs))


_TABLE = (
    Initialiser(
        "zeros", "Zeros", lambda random, inputs, units: np.zeros((units, inputs)), "w = 0",
        "All units of a layer start alike and get the same gradient for ever: the symmetry is never broken.",
    ),
    Initialiser(
        "small", "Small Gaussian", _gaussian(lambda inputs, units: 0.01), r"w \sim \mathcal{N}(0,\ 0.01^2)",
        "Tiny random weights: signals and gradients fade from layer to layer.",
    ),
    Initialiser(
        "fan_in", "Gaussian 1/√m", _gaussian(lambda inputs, units: 1.0 / math.sqrt(inputs)),
        r"w \sim \mathcal{N}(0,\ \frac{1}{m})", "Keeps the spread of a layer's sums like that of its m inputs.",
        "LeCun et al. 1998, Efficient BackProp",
    ),
    Initialiser(
        "glorot_uniform", "Glorot uniform", _glorot_uniform,
        r"w \sim \mathcal{U}\left(-\sqrt{\tfrac{6}{m + k}},\ \sqrt{\tfrac{6}{m + k}}\right)",
        "Also called Xavier: signals keep their size on the way forward, gradients on the way back; for tanh.",
        "Glorot and Bengio 2010",
    ),
    Initialiser(
        "glorot_normal", "Glorot normal", _gaussian(lambda inputs, units: math.sqrt(2.0 / (inputs + units))),
        r"w \sim \mathcal{N}(0,\ \frac{2}{m + k})", "Glorot's spread, drawn from a normal distribution.",
        "Glorot and Bengio 2010",
    ),
    Initialiser(
        "he", "He", _gaussian(lambda inputs, units: math.sqrt(2.0 / inputs)), r"w \sim \mathcal{N}(0,\ \frac{2}{m})",
        "Twice the variance, since ReLU passes only half of its inputs on.", "He et al. 2015",
    ),
    Initialiser(
        "large", "Too large", _gaussian(lambda inputs, units: 5.0), r"w \sim \mathcal{N}(0,\ 5^2)",
        "Weights so large that units saturate at once and hardly learn.",
    ),
)  # fmt: skip

INITIALISERS: Mapping[str, Initialiser] = MappingProxyType({entry.key: entry for entry in _TABLE})


def initial_parameters(
    architecture: Architecture, initialiser: str = "glorot_uniform", seed: int = 0, bias: float = 0.0
) -> Array:
    """A start (d,) for ``architecture``, the same for the same seed; ``bias``: of all hidden units.

    Raises:
        CatalogueError: for an unknown initialiser. NetworkError: for a seed or bias that is not valid.
    """
    if initialiser not in tuple(INITIALISERS):
        raise CatalogueError(f"There is no initialiser {initialiser!r}; choose one of {', '.join(INITIALISERS)}.")
    if isinstance(seed, bool) or not hasattr(seed, "__index__") or not 0 <= seed <= MAX_SEED:
        raise NetworkError(f"seed = {seed!r} is not valid; give a whole number from 0 to {MAX_SEED:,}.")
    if not math.isfinite(bias):
        raise NetworkError(f"bias = {bias} is not valid; give a finite number.")
    # The legacy generator is the one whose stream numpy promises never to change.
    random = np.random.RandomState(int(seed))
    theta = np.zeros(architecture.dimension)
    for layer in architecture.layers:
        weights = INITIALISERS[initialiser].draw(random, layer.inputs, layer.units)
        theta[layer.weights : layer.bias] = weights.ravel()
        if layer.number <= architecture.hidden:
            theta[layer.bias : layer.bias + layer.units] = bias
        if layer.scale >= 0:
            theta[layer.scale : layer.shift] = 1.0
    return theta
