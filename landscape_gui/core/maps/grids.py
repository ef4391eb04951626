"""Values of a problem on a regular grid, and the scale that turns values into heights and colours between 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.descriptors import Interval
from landscape_gui.core.problem import Problem

Array = NDArray[np.float64]
KNOTS = 257
LARGEST = np.finfo(np.float64).max / 2
END = 16
"""Knots at either end of the rank scale by which it goes on beyond its range."""
LOG_FRACTION = 0.02
"""Log heights bend where a value is this share of the median's height above the lowest."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Values of a problem over a region.

    Attributes:
        xs: (nx,) first coordinate; ys: (ny,) second coordinate, empty for a problem of one variable.
        values: (ny, nx), or (nx,) for one variable; NaN where undefined, infinite at a pole.
        fixed: values of the third and further variables, through which this grid is a slice.
    """

    xs: Array
    ys: Array
    values: Array
    fixed: tuple[float, ...] = ()

    @property
    def region(self) -> tuple[Interval, ...]:
        """The interval of each shown variable."""
        spans = [self.xs, self.ys] if self.ys.size else [self.xs]
        return tuple((float(span[0]), float(span[-1])) for span in spans)


def evaluate_grid(problem: Problem, region: Sequence[Interval], nx: int, ny: int, fixed: Sequence[float] = ()) -> Grid:
    """Evaluate ``problem`` on nx by ny points spanning ``region`` (one interval for a problem of one variable).

    Of a problem of three or more variables, the third and further ones are held at ``fixed``.
    """
    xs = np.linspace(*region[0], nx)
    if problem.dimension == 1:
        return Grid(xs, np.empty(0), problem.values(xs[:, None]))
    ys = np.linspace(*region[1], ny)
    points = np.empty((ny, nx, problem.dimension))
    points[..., 0], points[..., 1] = xs, ys[:, None]
    points[..., 2:] = np.asarray(fixed, dtype=np.float64)
    values = problem.values(points.reshape(-1, problem.dimension)).reshape(ny, nx)
    return Grid(xs, ys, values, tuple(fixed))


@dataclass(frozen=True, slots=True, eq=False)
class HeightScale:
    """A rising map from loss values to [0, 1].

    Attributes:
        kind: "linear", "log" or "rank" (equal areas get equal shares of the range).
        low, high: lowest and highest finite value; equal for a constant surface.
        bend: value above ``low`` where the log scale bends; knots: (KNOTS,) quantiles of the rank scale.
    """

    kind: str
    low: float
    high: float
    bend: float
    knots: Array

    def forward(self, values: Array | float) -> Array:
        """Heights of ``values``: NaN stays NaN, beyond the range (or infinite) is 0 or 1; 0.5 on a constant surface."""
        array = np.asarray(values, dtype=np.float64)
        if self.high <= self.low:
            return np.where(np.isnan(array), np.nan, 0.5)
        clipped = np.clip(array, self.low, self.high)
        if self.kind == "log":
            return np.log1p((clipped - self.low) / self.bend) / np.log1p((self.high - self.low) / self.bend)
        if self.kind == "rank":
            return np.where(
                np.isnan(clipped), np.nan, np.interp(clipped, self.knots, np.linspace(0.0, 1.0, self.knots.size))
            )
        return (clipped - self.low) / (self.high - self.low)

    def onward(self, values: Array | float) -> Array:
        """Heights of ``values``, beyond the range below 0 and above 1; 0.5 on a constant surface."""
        array, inside = np.asarray(values, dtype=np.float64), self.forward(values)
        if self.high <= self.low:
            return inside
        over, under = np.maximum(array - self.high, 0.0), np.maximum(self.low - array, 0.0)
        if self.kind == "log":
            whole = np.log1p((self.high - self.low) / self.bend)
            above = np.log1p((self.high - self.low + over) / self.bend) / whole - 1.0
            return inside + above - np.log1p(under / self.bend) / whole
        up, down = self._slopes()
        return inside + over / up - under / down

    def back(self, heights: Array | float) -> Array:
        """Finite values at ``heights``, also beyond [0, 1]: the inverse of ``onward``."""
        array, inside = np.asarray(heights, dtype=np.float64), self.inverse(np.clip(heights, 0.0, 1.0))
        over, under = np.maximum(array - 1.0, 0.0), np.maximum(-array, 0.0)
        with np.errstate(over="ignore"):
            if self.kind == "log":
                whole = np.log1p((self.high - self.low) / self.bend)
                found = np.where(array > 1.0, self.low + self.bend * np.expm1(array * whole), inside)
                found = found - self.bend * np.expm1(under * whole)
            else:
                up, down = self._slopes()
                found = inside + over * up - under * down
        return np.clip(found, -LARGEST, LARGEST)

    def _slopes(self) -> tuple[float, float]:
        """How much the value changes to one height above the range, and below it: as much as at its two ends."""
        whole = self.high - self.low
        if self.kind != "rank":
            return whole, whole
        up, down = (float(self.knots[k + END] - self.knots[k]) * (KNOTS - 1) / END for k in (KNOTS - 1 - END, 0))
        return up or whole, down or whole

    def inverse(self, heights: Array | float) -> Array:
        """Values at ``heights`` in [0, 1]."""
        array = np.asarray(heights, dtype=np.float64)
        if self.kind == "log":
            return self.low + self.bend * np.expm1(array * np.log1p((self.high - self.low) / self.bend))
        if self.kind == "rank":
            return np.interp(array, np.linspace(0.0, 1.0, self.knots.size), self.knots)
        return self.low + array * (self.high - self.low)


def height_scale(values: Array, kind: str = "auto") -> HeightScale:
    """The scale of ``kind`` for a grid's values; "auto": the plainest under which the surface is not one wall."""
    # Half the largest number, so that the difference of two heights is always finite.
    finite = np.clip(values[np.isfinite(values)], -LARGEST, LARGEST)
    if finite.size == 0:
        return HeightScale("linear", 0.0, 0.0, 1.0, np.zeros(KNOTS))
    low, high = float(finite.min()), float(finite.max())
    middle = float(np.median(finite)) - low
    if kind == "auto":
        kind = automatic_kind(low, high, middle, bool(np.isinf(values).any()))
    bend = max(LOG_FRACTION * middle, 1e-12 * (high - low), np.finfo(float).tiny)
    return HeightScale(kind, low, high, bend, _knots(finite))


def automatic_kind(low: float, high: float, middle: float, poles: bool) -> str:
    """ "linear" while the median stands at 4 % of the height or more, then "log", then "rank"."""
    share = middle / (high - low) if high > low else 1.0
    if share >= 0.04 and not poles:
        return "linear"
    return "log" if share >= 1e-6 and not poles else "rank"


def _knots(finite: Array) -> Array:
    """Quantiles from the lowest to the highest value, never falling."""
    return np.maximum.accumulate(np.quantile(finite, np.linspace(0.0, 1.0, KNOTS)))


def contour_levels(scale: HeightScale, count: int, spacing: str = "auto") -> Array:
    """Up to ``count`` rising values for contour lines inside the range; fewer where much of the surface is level.

    ``spacing``: "linear" in the value, "log" closer towards the lowest value, "auto" evenly in height as shown.
    """
    if count <= 0 or scale.high <= scale.low:
        return np.empty(0)
    shares = np.arange(1, count + 1) / (count + 1)
    kind = scale.kind if spacing == "auto" else spacing
    levels = np.unique(HeightScale(kind, scale.low, scale.high, scale.bend, scale.knots).inverse(shares))
    return levels[(levels > scale.low) & (levels < scale.high)]
