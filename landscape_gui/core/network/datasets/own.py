"""Own data from points clicked into a plot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from landscape_gui.core.errors import DataError
from landscape_gui.core.network.datasets.data import MAX_CLASSES, Array, Data

CLASS_NAMES = tuple("ABCDEFGHIJ"[:MAX_CLASSES])
"""What classes of clicked points are called, by their numbers."""


def own_points(points: Sequence[tuple[float, float, int]]) -> Data:
    """Return points in the plane that belong to classes.

    Args:
        points: (x, y, class number from 0 to 9) of each. The highest number says how many classes there are; a network
            may have an output for a class no point belongs to yet.

    Raises:
        DataError: too few points, a class there cannot be, one class only, or a coordinate that is not finite.
    """
    table = _table(points, 3)
    numbers = table[:, 2]
    wrong = ~np.isin(numbers, np.arange(MAX_CLASSES))
    if wrong.any():
        first = int(np.argmax(wrong))
        raise DataError(
            f"Point {first + 1} is of class {numbers[first]:g}; give a whole number from 0 to {MAX_CLASSES - 1}."
        )
    classes = max(2, int(numbers.max(initial=0)) + 1)
    return Data(table[:, :2], numbers, ("x", "y"), "class", CLASS_NAMES[:classes])


def own_curve(points: Sequence[tuple[float, float]]) -> Data:
    """Return points of a curve: y is to be predicted from x.

    Raises:
        DataError: too few points, all of them equally high, or a coordinate that is not finite.
    """
    table = _table(points, 2)
    return Data(table[:, :1], table[:, 1], ("x",), "y")


def _table(points: Sequence[Sequence[float]], columns: int) -> Array:
    try:
        return np.array(points, dtype=np.float64).reshape(len(points), columns)
    except (TypeError, ValueError):
        raise DataError(f"The points are not a list of {columns} numbers each; give them as such.") from None
