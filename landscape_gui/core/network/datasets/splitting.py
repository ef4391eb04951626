"""A share of the points set aside for validation, each class by the same share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.descriptors import MAX_SEED
from landscape_gui.core.errors import DataError
from landscape_gui.core.network.datasets.data import Data

Rows = NDArray[np.intp]
MAX_SHARE = 0.9
_STREAM = 2
"""Keeps the split's random numbers apart from those that made the points."""


@dataclass(frozen=True, eq=False, slots=True)
class Split:
    """Row numbers of both shares, ascending, so that each keeps the data's own order; ``validation`` may be empty."""

    training: Rows
    validation: Rows


def split(data: Data, share: float, seed: int = 0) -> Split:
    """Set ``share`` of the points aside, drawn from ``seed``.

    Every class keeps at least one point for training. With a share above 0 both parts have points, however small it is.

    Raises:
        DataError: a share outside 0 to 0.9, a seed out of bounds, or too few points to spare any.
    """
    if not 0.0 <= share <= MAX_SHARE:
        raise DataError(f"The validation share {share} is not valid; give a number from 0 to {MAX_SHARE}.")
    if isinstance(seed, bool) or not hasattr(seed, "__index__") or not 0 <= seed <= MAX_SEED:
        raise DataError(f"The seed {seed} is not valid; give a whole number from 0 to {MAX_SEED}.")
    random = np.random.RandomState([int(seed), _STREAM])
    groups = _groups(data)
    counts = _counts([len(group) for group in groups], share)
    aside = [random.permutation(group)[:count] for group, count in zip(groups, counts, strict=True)]
    validation = np.sort(np.concatenate(aside)).astype(np.intp)
    return Split(np.setdiff1d(np.arange(len(data.targets)), validation), validation)


def _groups(data: Data) -> list[Rows]:
    """Row numbers of each class present, or of all points."""
    if not data.classes:
        return [np.arange(len(data.targets))]
    return [np.flatnonzero(data.targets == number) for number in np.unique(data.targets)]


def _counts(sizes: list[int], share: float) -> list[int]:
    """How many of each group go aside: its share by largest remainders, leaving one of each, at least one in all."""
    if share == 0.0:
        return [0] * len(sizes)
    if max(sizes) == 1:
        raise DataError("Every class has only one point; add points, or set the validation share to 0.")
    total = min(max(1, round(share * sum(sizes))), sum(sizes) - len(sizes))
    counts = [min(int(share * size), size - 1) for size in sizes]
    while sum(counts) < total:
        spare = [count < size - 1 for size, count in zip(sizes, counts, strict=True)]
        counts[int(np.argmax(np.where(spare, share * np.array(sizes) - counts, -np.inf)))] += 1
    return counts
