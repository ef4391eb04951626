"""Standardising: zero mean and unit variance a column, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from landscape_gui.core.network.datasets.data import Array


@dataclass(frozen=True, eq=False, slots=True)
class Scale:
    """A shift and a stretch of each column.

    Attributes:
        centre: (k,) float64, what becomes 0.
        spread: (k,) float64 above 0, what becomes 1.
    """

    centre: Array
    spread: Array

    def apply(self, points: Array) -> Array:
        """Return points (m, k) in standardised units."""
        return (points - self.centre) / self.spread

    def undo(self, points: Array) -> Array:
        """Return standardised points (m, k) in the units they came from."""
        return points * self.spread + self.centre


def unchanged(columns: int) -> Scale:
    """Return the scale that changes nothing."""
    return Scale(np.zeros(columns), np.ones(columns))


def standard(points: Array) -> Scale:
    """Return the scale under which each column of points (n, k) has mean 0 and standard deviation 1.

    A column that never varies is only shifted to 0: dividing by the rounding error of its mean would blow it up.
    """
    centre, spread = points.mean(axis=0), points.std(axis=0)
    flat = (points.max(axis=0) == points.min(axis=0)) | (spread < np.finfo(float).tiny)
    return Scale(np.where(flat, points[0], centre), np.where(flat, 1.0, spread))
