"""Data to learn from as an immutable value: points, what they belong to, and the words for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.descriptors import Interval
from landscape_gui.core.errors import DataError

Array = NDArray[np.float64]
Kind = Literal["classification", "regression"]

MAX_CLASSES = 10
"""Most classes, as many as a network has outputs."""
MAX_SIZE = 1e30
"""Largest size of a number: its cube is squared and summed in statistics, and must stay finite."""
SIZES = "finite numbers up to 1e30 in size"
FEWEST_ROWS = 2
_NEEDS_CLASSES = ("cross_entropy", "binary_cross_entropy", "hinge")


@dataclass(frozen=True, eq=False, slots=True)
class Data:
    """Examples in their own order, which matters when they are not shuffled.

    Attributes:
        inputs: (n, i) float64, read-only.
        targets: (n,) float64, read-only: class numbers 0, 1, … where there are classes, else the values to predict.
        input_names, target_name: words for the axes and columns.
        classes: names of the classes; empty for regression.

    Raises:
        DataError: shapes that do not fit, too few rows, numbers that are not finite or too large, one class only or a
            constant target.
    """

    inputs: Array
    targets: Array
    input_names: tuple[str, ...]
    target_name: str
    classes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        inputs, targets = _frozen(self.inputs), _frozen(self.targets)
        object.__setattr__(self, "inputs", inputs)
        object.__setattr__(self, "targets", targets)
        _check_shapes(inputs, targets, self.input_names)
        _check_numbers(inputs, targets, (*self.input_names, self.target_name))
        _check_targets(targets, self.target_name, self.classes)

    @property
    def kind(self) -> Kind:
        """Whether classes or values are predicted."""
        return "classification" if self.classes else "regression"

    @property
    def loss(self) -> str:
        """Key of the loss that suits these targets."""
        return suited_loss(len(self.classes))

    @property
    def domain(self) -> tuple[Interval, ...]:
        """One interval an input, holding all points with a little room around them."""
        low, high = self.inputs.min(axis=0), self.inputs.max(axis=0)
        room = np.where(high > low, 0.08 * (high - low), 1.0)
        return tuple((float(a), float(b)) for a, b in zip(low - room, high + room, strict=True))

    def outputs_for(self, loss: str) -> int:
        """Return how many outputs a network needs for these targets under ``loss``."""
        if not self.classes:
            return 1
        return len(self.classes) if loss == "cross_entropy" or len(self.classes) > 2 else 1

    def targets_for(self, loss: str) -> Array:
        """Return the targets as a network with ``loss`` takes them.

        Returns:
            (n, 1) class numbers for "cross_entropy"; (n, 1) of 0 and 1 for two classes and any other loss; (n, classes)
            with one 1 a row for more; (n, 1) values for regression.

        Raises:
            DataError: the loss is about classes and there are none.
        """
        if not self.classes and loss in _NEEDS_CLASSES:
            raise DataError(f"The loss {loss!r} needs classes, and {self.target_name!r} is a number; choose 'mse'.")
        if self.classes and self.outputs_for(loss) > 1 and loss != "cross_entropy":
            return np.eye(len(self.classes))[self.targets.astype(np.intp)]
        return self.targets.reshape(-1, 1).copy()


def suited_loss(classes: int) -> str:
    """Return the key of the loss for so many classes; 0 stands for regression."""
    return "mse" if classes == 0 else "binary_cross_entropy" if classes == 2 else "cross_entropy"


def _frozen(values: Array) -> Array:
    copy = np.array(values, dtype=np.float64, order="C")
    copy.flags.writeable = False
    return copy


def _check_shapes(inputs: Array, targets: Array, names: tuple[str, ...]) -> None:
    if inputs.ndim != 2 or inputs.shape[1] == 0 or targets.shape != inputs.shape[:1]:
        raise DataError(
            f"Inputs of shape {inputs.shape} and targets {targets.shape} do not fit; give (n, inputs) and (n,)."
        )
    if len(names) != inputs.shape[1]:
        raise DataError(f"There are {inputs.shape[1]} inputs and {len(names)} names for them; give one name an input.")
    if len(inputs) < FEWEST_ROWS:
        have = "no points" if len(inputs) == 0 else "only one point"
        raise DataError(f"There {'are' if len(inputs) == 0 else 'is'} {have}; at least {FEWEST_ROWS} are needed.")


def _check_numbers(inputs: Array, targets: Array, names: tuple[str, ...]) -> None:
    for name, column in zip(names, (*inputs.T, targets), strict=True):
        fits = np.abs(column) <= MAX_SIZE
        if not fits.all():
            row = int(np.argmin(fits))
            raise DataError(f"{name!r} is {column[row]:g} at point {row + 1}; give {SIZES}.")


def _check_targets(targets: Array, name: str, classes: tuple[str, ...]) -> None:
    if not classes:
        if np.all(targets == targets[0]):
            raise DataError(f"{name!r} is {targets[0]:g} everywhere; there is nothing to learn unless it varies.")
        return
    if len(classes) > MAX_CLASSES:
        raise DataError(f"{name!r} has {len(classes)} classes; at most {MAX_CLASSES} can be told apart.")
    present = np.unique(targets)
    if not np.isin(present, np.arange(len(classes))).all():
        raise DataError(f"{name!r} holds numbers of classes there are not; give 0 to {len(classes) - 1}.")
    if len(present) == 1:
        raise DataError(f"All points are of the class {classes[int(present[0])]!r}; add points of another class.")
