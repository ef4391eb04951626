"""What a data set of the catalogue says of itself. Forms, tests and the command line read nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from landscape_gui.core.descriptors import MAX_SEED, Interval, Param
from landscape_gui.core.errors import DataError, OptimizerError
from landscape_gui.core.network.datasets.data import Array, Data, Kind, suited_loss

MAX_POINTS = 10_000
USUAL_HIDDEN = (4,)
_DECIMALS = 6
_PLACES, _LUCK = 0, 1

Recipe = Callable[[int, float, np.random.RandomState, np.random.RandomState], tuple[Array, Array]]
"""(points, noise, places, luck) -> inputs (n, i), targets (n,). Where points would lie without noise is drawn from
``places``, noise from ``luck``: moving the noise slider moves the same points further, it does not draw new ones."""


def points_param(default: int, low: int = 4) -> Param:
    """How many points a data set has."""
    description = "More points show the shape better and make every step slower."
    soft = (float(low), 1000.0)
    return Param("points", "points", default, low, MAX_POINTS, True, description, soft, integer=True)


def noise_param(default: float, high: float, description: str, low: float = 0.0) -> Param:
    """How far the points stray."""
    return Param("noise", "noise", default, low, high, description=description)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set made from a number of points, an amount of noise and a seed.

    Attributes:
        recipe: makes the points, see ``Recipe``.
        inputs, target: names of the columns.
        domain: one interval an input, the part shown at the default noise.
        description: one sentence: what it teaches.
        classes: names of the classes; empty for regression.
        source: where it is from, where it is from somewhere.
        features: keys of transformed inputs under which a linear model suffices, where there are such.
        hidden: widths of the hidden layers of a small network that can learn it; () for a linear model.
        truth: the curve or surface behind the noise of a regression, inputs (n, i) -> (n,).
    """

    key: str
    label: str
    recipe: Recipe
    inputs: tuple[str, ...]
    target: str
    domain: tuple[Interval, ...]
    points: Param
    noise: Param
    description: str
    classes: tuple[str, ...] = ()
    source: str = ""
    features: tuple[str, ...] = ()
    hidden: tuple[int, ...] = USUAL_HIDDEN
    truth: Callable[[Array], Array] | None = None

    @property
    def kind(self) -> Kind:
        """Whether classes or values are predicted."""
        return "classification" if self.classes else "regression"

    @property
    def loss(self) -> str:
        """Key of the loss that suits the targets."""
        return suited_loss(len(self.classes))

    @property
    def outputs(self) -> int:
        """Number of outputs a network needs with that loss."""
        return len(self.classes) if len(self.classes) > 2 else 1

    def generate(self, points: int | None = None, noise: float | None = None, seed: int = 0) -> Data:
        """Make the data: the same numbers for the same arguments on every machine.

        Numbers are rounded to six decimals, so that the last bit of another machine's sine does not show. Their own
        order is class by class, or by the first input: the order that harms training when it is not shuffled.

        Raises:
            DataError: a number of points, a noise or a seed out of bounds.
        """
        count, spread = self._checked(self.points, points), self._checked(self.noise, noise)
        if isinstance(seed, bool) or not hasattr(seed, "__index__") or not 0 <= seed <= MAX_SEED:
            raise DataError(f"{self.label}: seed = {seed} is not valid; give a whole number from 0 to {MAX_SEED}.")
        places, luck = (np.random.RandomState([int(seed), stream]) for stream in (_PLACES, _LUCK))
        inputs, targets = self.recipe(int(count), spread, places, luck)
        order = np.argsort(targets if self.classes else inputs[:, 0], kind="stable")
        return Data(_rounded(inputs[order]), _rounded(targets[order]), self.inputs, self.target, self.classes)

    def _checked(self, param: Param, value: float | None) -> float:
        try:
            return param.check(param.default if value is None else value, self.label)
        except OptimizerError as error:
            raise DataError(str(error)) from None


def _rounded(values: Array) -> Array:
    return np.round(values, _DECIMALS) + 0.0  # No negative zeros.
