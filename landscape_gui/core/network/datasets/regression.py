"""Values to predict, from one input (curves) or two (surfaces): a noise-free truth and normal noise on top of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import RandomState

from landscape_gui.core.descriptors import Interval
from landscape_gui.core.network.datasets.data import Array
from landscape_gui.core.network.datasets.descriptor import Dataset, Recipe, noise_param, points_param
from landscape_gui.core.network.datasets.recipes import strayed

SHEKELS_PER_DOLLAR = 3.6
_NOISE = "How far each value strays from the truth (standard deviation)."
_PLAYGROUND = "Smilkov et al. 2017, TensorFlow Playground"
_BUMPS = ((-1.3, 0.9, 1.0), (0.0, 0.9, -1.0), (1.3, 0.9, 1.0), (-1.3, -0.9, -1.0), (0.0, -0.9, 1.0), (1.3, -0.9, -1.0))
"""Centre x, centre y and height of each Gaussian."""


def noisy(truth: Callable[[Array], Array], box: tuple[Interval, ...]) -> Recipe:
    """Return the recipe that draws inputs evenly from ``box`` and adds noise to the ``truth`` there.

    On a line each point has an interval of its own, so that few points show the whole curve, and a step has two sides.
    """
    low, high = np.array(box).T

    def recipe(points: int, noise: float, places: RandomState, luck: RandomState) -> tuple[Array, Array]:
        shares = places.uniform(size=(points, len(box)))
        if len(box) == 1:
            shares = (np.arange(points).reshape(-1, 1) + shares) / points
        inputs = low + (high - low) * shares
        return inputs, strayed(truth(inputs), noise, luck)

    return recipe


def sine(inputs: Array) -> Array:
    """Two periods of sin x."""
    return np.sin(inputs[:, 0])


def step(inputs: Array) -> Array:
    """0 left of the origin, 1 right of it."""
    return (inputs[:, 0] >= 0.0).astype(np.float64)


def line(inputs: Array) -> Array:
    """y = 0.7 x + 0.5."""
    return 0.7 * inputs[:, 0] + 0.5


def shekels(inputs: Array) -> Array:
    """Dollars times the rate."""
    return SHEKELS_PER_DOLLAR * inputs[:, 0]


def plane(inputs: Array) -> Array:
    """z = 0.5 x − 0.3 y."""
    return 0.5 * inputs[:, 0] - 0.3 * inputs[:, 1]


def gaussians(inputs: Array) -> Array:
    """Six bumps of width 0.4, every other one upside down."""
    bumps = [height * np.exp(-((inputs - (x, y)) ** 2).sum(axis=1) / 0.32) for x, y, height in _BUMPS]
    return np.sum(bumps, axis=0)


_TWO_PERIODS = ((-2 * np.pi, 2 * np.pi),)
_INTERVAL = ((-2.0, 2.0),)
_SQUARE = ((-2.0, 2.0), (-2.0, 2.0))

DATASETS = (
    Dataset(
        "shekels", "Dollars to shekels", noisy(shekels, ((0.5, 10.0),)), ("dollars",), "shekels", ((0.0, 10.5),),
        points_param(20), noise_param(0.6, 10.0, _NOISE),
        f"Currency, y = c·x: the rate of {SHEKELS_PER_DOLLAR} is to be learnt; the bias should end at 0.",
        truth=shekels,
        hidden=(),
    ),
    Dataset(
        "line", "Noisy line", noisy(line, _INTERVAL), ("x",), "y", ((-2.2, 2.2),),
        points_param(40), noise_param(0.3, 2.0, _NOISE),
        "Slope and intercept, two parameters: the whole loss landscape can be seen, and it is a bowl.",
        source="Legendre 1805; Gauss 1809", truth=line,
        hidden=(),
    ),
    Dataset(
        "sine", "Sine", noisy(sine, _TWO_PERIODS), ("x",), "y", ((-6.8, 6.8),),
        points_param(80), noise_param(0.1, 1.0, _NOISE),
        "A curve no line follows: hidden units bend the fit piece by piece, and the input sin x makes it linear.",
        features=("sin(x)",), truth=sine,
        hidden=(8,),
    ),
    Dataset(
        "step", "Step", noisy(step, _INTERVAL), ("x",), "y", ((-2.2, 2.2),),
        points_param(80), noise_param(0.05, 1.0, _NOISE),
        "A jump: smooth units approach it only with large weights, ReLU with two hinges and a steep piece between.",
        truth=step,
        hidden=(8,),
    ),
    Dataset(
        "plane", "Plane", noisy(plane, _SQUARE), ("x", "y"), "z", ((-2.2, 2.2), (-2.2, 2.2)),
        points_param(200), noise_param(0.1, 2.0, _NOISE),
        "A tilted plane over two inputs: a network without hidden units is enough.",
        source=_PLAYGROUND, truth=plane,
        hidden=(),
    ),
    Dataset(
        "gaussians", "Several Gaussians", noisy(gaussians, _SQUARE), ("x", "y"), "z", ((-2.2, 2.2), (-2.2, 2.2)),
        points_param(300), noise_param(0.05, 1.0, _NOISE),
        "Hills beside hollows over two inputs: the network has to build each bump out of several units.",
        source=_PLAYGROUND, truth=gaussians,
        hidden=(8, 8),
    ),
)  # fmt: skip
"""From one constant to a hilly surface."""
