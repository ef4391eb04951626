"""Landscapes of many parameters to lay planes through."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.core.errors import ProblemError

Array = NDArray[np.float64]


class Bowl:
    """A sum of squares and a little more in d parameters, with numpy alone."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.variables = tuple(f"p{i}" for i in range(dimension))
        self.rows: list[int] = []
        self.threads: set[int] = set()

    def check_point(self, point: ArrayLike, what: str = "the point") -> Array:
        """``point`` as (d,) float64."""
        array = np.asarray(point, dtype=np.float64)
        if array.shape != (self.dimension,):
            raise ProblemError(f"{what} does not fit.")
        return array

    def loss(self, theta: Array) -> float:
        """The loss at one point."""
        total = 0.0
        for i in range(self.dimension):
            total += (i + 1) * float(theta[i]) ** 2 + float(np.sin(theta[i]))
        return total

    def values(self, points: ArrayLike) -> Array:
        """Losses at ``points`` (n, d), summed in the same order as ``loss``; keeps count of rows and threads."""
        array = np.asarray(points, dtype=np.float64)
        self.rows.append(len(array))
        self.threads.add(threading.get_ident())
        total = np.zeros(len(array))
        for i in range(self.dimension):
            total += (i + 1) * array[:, i] ** 2 + np.sin(array[:, i])
        return total


class Perceptron(Bowl):
    """One linear unit that classifies four points: logistic loss and accuracy; its weights are one group."""

    X = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [-1.0, 0.5, 1.0], [-0.5, -1.0, 1.0]])
    y = np.array([1.0, 1.0, -1.0, -1.0])

    def __init__(self) -> None:
        super().__init__(3)
        self.variables = ("W1[0,0]", "W1[0,1]", "b1[0]")
        self.groups = (np.arange(3),)

    def losses_and_accuracies(self, points: ArrayLike) -> tuple[Array, Array]:
        """Mean logistic loss and share of right signs."""
        array = np.asarray(points, dtype=np.float64)
        scores = [array[:, 0] * x[0] + array[:, 1] * x[1] + array[:, 2] for x in self.X]
        margins = self.y * np.stack(scores, axis=1)
        return np.log1p(np.exp(-margins)).mean(axis=1), (margins > 0).mean(axis=1)

    def values(self, points: ArrayLike) -> Array:
        """Losses alone."""
        return self.losses_and_accuracies(points)[0]

    def evaluate_plane(
        self, origin: Array, first: Array, second: Array, along: Array, across: Array
    ) -> tuple[Array, Array]:
        """Both over a plane."""
        return self.losses_and_accuracies(origin + along[:, None] * first + across[:, None] * second)
