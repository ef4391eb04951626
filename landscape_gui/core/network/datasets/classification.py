"""Points in the plane that belong to classes: from a straight line that separates them to spirals."""

from __future__ import annotations

import numpy as np
from numpy.random import RandomState

from landscape_gui.core.network.datasets.data import Array
from landscape_gui.core.network.datasets.descriptor import Dataset, noise_param, points_param
from landscape_gui.core.network.datasets.recipes import labels, polar, progress, strayed

_PLAYGROUND = "Smilkov et al. 2017, TensorFlow Playground"
_XY, _SQUARE = ("x", "y"), ((-2.5, 2.5), (-2.5, 2.5))
_POINTS = points_param(200)
_STRAY = "How far each point strays from its place (standard deviation)."
_SPREAD = "How far each cloud of points spreads (standard deviation)."


def circles(points: int, noise: float, places: RandomState, luck: RandomState) -> tuple[Array, Array]:
    """A disc of radius 0.9 within a ring of radii 1.4 to 2, both evenly filled."""
    targets = labels(points, 2)
    share, angle = places.uniform(size=(points, 2)).T
    inner, outer = np.where(targets == 0, 0.0, 1.4), np.where(targets == 0, 0.9, 2.0)
    radius = np.sqrt(inner**2 + share * (outer**2 - inner**2))
    return strayed(polar(radius, 2 * np.pi * angle), noise, luck), targets


def xor(points: int, noise: float, places: RandomState, luck: RandomState) -> tuple[Array, Array]:
    """Clouds around the four corners (±1, ±1); the class is whether their signs differ. In order, no place is drawn."""
    corner = np.arange(points) % 4
    x, y = np.where(corner % 2 == 0, -1.0, 1.0), np.where(corner < 2, -1.0, 1.0)
    return strayed(np.stack([x, y], axis=1), noise, luck), (x != y).astype(np.float64)


def blobs(points: int, noise: float, places: RandomState, luck: RandomState) -> tuple[Array, Array]:
    """One Gaussian cloud around (-1, -0.75), one around (1, 0.75)."""
    targets = labels(points, 2)
    return strayed(np.outer(2 * targets - 1, (1.0, 0.75)), noise, luck), targets


def spirals(points: int, noise: float, places: RandomState, luck: RandomState) -> tuple[Array, Array]:
    """Two arms, wound one and a half times around each other."""
    targets = labels(points, 2)
    along = 0.08 + 0.92 * progress(targets)
    return strayed(polar(2.2 * along, np.pi * (3.0 * along + targets)), noise, luck), targets


def moons(points: int, noise: float, places: RandomState, luck: RandomState) -> tuple[Array, Array]:
    """Two half circles, each reaching into the other."""
    targets = labels(points, 2)
    arc = polar(np.ones(points), np.pi * progress(targets))
    arc[targets == 1] = np.array([1.0, 0.5]) - arc[targets == 1]
    return strayed(1.35 * (arc - np.array([0.5, 0.25])), noise, luck), targets


def linear(points: int, noise: float, places: RandomState, luck: RandomState) -> tuple[Array, Array]:
    """Two strips along the line y = 0.6 x + 0.2, with a gap between them."""
    return strayed(_sides(points, places, slope=0.6) + np.array([0.0, 0.2]), noise, luck), labels(points, 2)


def badly_scaled(points: int, noise: float, places: RandomState, luck: RandomState) -> tuple[Array, Array]:
    """Two strips along a diagonal, the first coordinate then ten times as large, the second a tenth."""
    scales = np.array([10.0, 0.1])
    return strayed(_sides(points, places, slope=-1.0), noise, luck) * scales, labels(points, 2)


def _sides(points: int, places: RandomState, slope: float) -> Array:
    """Evenly filled strips below (first class) and above (second) a line through the origin, 0.15 away from it."""
    along, away = places.uniform(size=(points, 2)).T
    distance = (0.15 + 1.35 * away) * (2 * labels(points, 2) - 1)
    direction = np.array([1.0, slope]) / np.hypot(1.0, slope)
    across = np.array([-direction[1], direction[0]])
    return np.outer(4.0 * along - 2.0, direction) + np.outer(distance, across)


def three_classes(points: int, noise: float, places: RandomState, luck: RandomState) -> tuple[Array, Array]:
    """Three Gaussian clouds around the corners of a triangle."""
    targets = labels(points, 3)
    centres = polar(np.full(points, 1.4), np.pi * (0.5 + 2.0 / 3.0 * targets))
    return strayed(centres, noise, luck), targets


DATASETS = (
    Dataset(
        "linear", "Linearly separable", linear, _XY, "class", _SQUARE, _POINTS, noise_param(0.0, 1.0, _STRAY),
        "A straight line separates the classes, so a network without hidden units is enough.",
        classes=("below", "above"),
        hidden=(),
    ),
    Dataset(
        "blobs", "Gaussian blobs", blobs, _XY, "class", ((-3.5, 3.5), (-3.5, 3.5)),
        _POINTS, noise_param(0.6, 2.0, _SPREAD, low=0.05),
        "Two clouds that overlap as they spread: then no boundary is right everywhere, and the loss stays above 0.",
        classes=("left", "right"), source=_PLAYGROUND,
        hidden=(),
    ),
    Dataset(
        "xor", "XOR", xor, _XY, "class", _SQUARE, _POINTS, noise_param(0.35, 1.0, _SPREAD),
        "No straight line separates opposite corners: hidden units are needed, or the product xy.",
        classes=("same signs", "different signs"), source="Minsky & Papert 1969, Perceptrons", features=("x*y",),
    ),
    Dataset(
        "circles", "Circles", circles, _XY, "class", _SQUARE, _POINTS, noise_param(0.1, 1.0, _STRAY),
        "A disc in a ring: a few hidden units close a boundary around it, and with x² and y² a linear model can.",
        classes=("disc", "ring"), source=_PLAYGROUND, features=("x^2", "y^2"),
    ),
    Dataset(
        "moons", "Moons", moons, _XY, "class", _SQUARE, _POINTS, noise_param(0.15, 1.0, _STRAY),
        "Two interlocked half circles: a smooth bent boundary separates them, and too large a network bends too much.",
        classes=("upper", "lower"), source="Pedregosa et al. 2011, Scikit-learn",
        hidden=(6,),
    ),
    Dataset(
        "spirals", "Spirals", spirals, _XY, "class", _SQUARE, _POINTS, noise_param(0.05, 0.5, _STRAY),
        "The hardest of these: the boundary winds, and small networks or shallow ones get stuck on the way.",
        classes=("first arm", "second arm"), source="Lang & Witbrock 1988, Learning to tell two spirals apart",
        hidden=(8, 8),
    ),
    Dataset(
        "three_classes", "Three classes", three_classes, _XY, "class", ((-3.5, 3.5), (-3.5, 3.5)),
        points_param(210, low=6), noise_param(0.5, 2.0, _SPREAD, low=0.05),
        "One output a class and a softmax over them: three regions whose borders meet in a point.",
        classes=("top", "left", "right"),
        hidden=(6,),
    ),
    Dataset(
        "badly_scaled", "Badly scaled", badly_scaled, ("x in cm", "y in m"), "class", ((-25.0, 25.0), (-0.25, 0.25)),
        _POINTS, noise_param(0.0, 1.0, _STRAY),
        "Two lengths, one in centimetres and one in metres: one weight settles fast while the other creeps, until the "
        "inputs are standardised.",
        classes=("shorter", "longer"),
        hidden=(),
    ),
)  # fmt: skip
"""From easy to hard."""
