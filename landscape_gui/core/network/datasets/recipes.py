"""What the recipes of data sets share."""

from __future__ import annotations

import numpy as np
from numpy.random import RandomState

from landscape_gui.core.network.datasets.data import Array


def labels(count: int, classes: int) -> Array:
    """Return (count,) class numbers in ascending order, as equally many of each as there can be."""
    return np.sort(np.arange(count) % classes).astype(np.float64)


def progress(targets: Array) -> Array:
    """Return (n,) for each point of a class how far along it is among its class, evenly from 0 to 1."""
    along = np.empty(len(targets))
    for number in np.unique(targets):
        members = targets == number
        along[members] = np.linspace(0.0, 1.0, int(members.sum()))
    return along


def polar(radius: Array, angle: Array) -> Array:
    """Return (n, 2) points from their distances to the origin and their angles in radians."""
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def strayed(points: Array, noise: float, luck: RandomState) -> Array:
    """Return the points, each coordinate moved by normal noise of this standard deviation."""
    return points + noise * luck.standard_normal(points.shape)
