"""Data with a story and more than two inputs."""

from __future__ import annotations

import numpy as np
from numpy.random import RandomState

from landscape_gui.core.network.datasets.data import Array
from landscape_gui.core.network.datasets.descriptor import Dataset, noise_param, points_param

_WEIGHTS = (0.5, 0.2, 0.3)
"""How much assignments, readings and lectures matter."""


def grades(points: int, noise: float, places: RandomState, luck: RandomState) -> tuple[Array, Array]:
    """Shares of the work done, evenly drawn; the better half by their weighted sum and luck reach the grade."""
    inputs = places.uniform(size=(points, len(_WEIGHTS)))
    score = noise * luck.standard_normal(points)
    for weight, column in zip(_WEIGHTS, inputs.T, strict=True):
        score += weight * column
    targets = np.zeros(points)
    targets[np.argsort(score, kind="stable")[points // 2 :]] = 1.0
    return inputs, targets


DATASETS = (
    Dataset(
        "grades",
        "Grade prediction",
        grades,
        ("assignments", "readings", "lectures"),
        "grade",
        ((0.0, 1.0), (0.0, 1.0), (0.0, 1.0)),
        points_param(100),
        noise_param(0.1, 1.0, "How much luck decides on the day of the exam (standard deviation, of a score up to 1)."),
        "Will a student reach a B−? From the shares of assignments, readings and lectures done: three inputs, so the "
        "data fit no single plane and are listed by prediction.",
        classes=("below B−", "B− or better"),
        hidden=(2,),
    ),
)
