"""Axes as values, and the mapping between data and pixels they give."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, QRectF

from landscape_gui.ui.canvas.ticks import Ticks, linear_ticks, log_ticks, spaced_ticks

Array = NDArray[np.float64]
Kind = Literal["linear", "log", "bent"]


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from ``low`` to ``high``; positions on it are 0 at ``low`` and 1 at ``high``.

    Attributes:
        name: what the axis shows.
        kind: "linear", "log" (both ends above 0) or "bent": linear near ``origin``, logarithmic further than ``bend``.
    """

    low: float
    high: float
    name: str = ""
    kind: Kind = "linear"
    origin: float = 0.0
    bend: float = 1.0

    def to_unit(self, values: ArrayLike) -> Array:
        """Positions of ``values``, of the same shape; NaN where a logarithm does not exist."""
        low, span = self._ends()
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            placed: Array = (self._curve(np.asarray(values, dtype=np.float64)) - low) / span
        return placed

    def from_unit(self, units: ArrayLike) -> Array:
        """Values at positions ``units``."""
        low, span = self._ends()
        curved = low + np.asarray(units, dtype=np.float64) * span
        with np.errstate(over="ignore"):
            if self.kind == "log":
                return np.asarray(10.0**curved)
            if self.kind == "bent":
                return np.asarray(self.origin + self.bend * np.sign(curved) * np.expm1(np.abs(curved)))
        return np.asarray(curved)

    def ticks(self, count: int = 6) -> Ticks:
        """About ``count`` ticks at round values."""
        if self.kind == "log":
            return log_ticks(self.low, self.high, count)
        if self.kind == "bent":
            return spaced_ticks(self.low, self.high, lambda value: float(self.to_unit(value)), count)
        return linear_ticks(self.low, self.high, count)

    def part(self, start: float, end: float) -> Axis:
        """The axis from position ``start`` to position ``end``: part(-0.1, 1.1) is a tenth longer on each side."""
        low, high = (float(value) for value in self.from_unit([start, end]))
        return replace(self, low=low, high=high) if math.isfinite(low) and math.isfinite(high) and low < high else self

    def zoomed(self, factor: float, around: float = 0.5) -> Axis:
        """The axis with ``1 / factor`` of its length, the value at position ``around`` staying where it is."""
        return self.part(around - around / factor, around + (1.0 - around) / factor)

    def panned(self, by: float) -> Axis:
        """The axis moved on by the share ``by`` of its length."""
        return self.part(by, 1.0 + by)

    def _curve(self, values: Array) -> Array:
        if self.kind == "log":
            return np.log10(np.where(values > 0.0, values, np.nan))
        if self.kind == "bent":
            away = values - self.origin
            return np.asarray(np.sign(away) * np.log1p(np.abs(away) / self.bend))
        return values

    def _ends(self) -> tuple[float, float]:
        """Curved value at position 0 and the curved length, never 0."""
        if self.kind == "linear":
            return self.low, (self.high - self.low) or 1.0
        low, high = (float(value) for value in self._curve(np.array([self.low, self.high])))
        return low, (high - low) or 1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Two axes on a rectangle of the widget, y upwards. Pixels are those of the layout, from the widget's top left."""

    x: Axis
    y: Axis
    rect: QRectF

    def x_pixels(self, values: ArrayLike) -> Array:
        """Horizontal pixels of ``values``, of the same shape."""
        return self.rect.left() + self.x.to_unit(values) * self.rect.width()

    def y_pixels(self, values: ArrayLike) -> Array:
        """Vertical pixels of ``values``, of the same shape."""
        return self.rect.bottom() - self.y.to_unit(values) * self.rect.height()

    def to_pixels(self, points: Array) -> Array:
        """Pixels (n, 2) of data ``points`` (n, 2 or more), of which the first two columns count."""
        return np.stack([self.x_pixels(points[:, 0]), self.y_pixels(points[:, 1])], axis=1)

    def point(self, x: float, y: float) -> QPointF:
        """Pixel of one data point."""
        return QPointF(float(self.x_pixels(x)), float(self.y_pixels(y)))

    def value(self, pixel: QPointF) -> tuple[float, float]:
        """Data point at a pixel."""
        across, up = self.unit(pixel)
        return float(self.x.from_unit(across)), float(self.y.from_unit(up))

    def unit(self, pixel: QPointF) -> tuple[float, float]:
        """Positions of a pixel on the two axes."""
        width, height = max(1e-9, self.rect.width()), max(1e-9, self.rect.height())
        return (pixel.x() - self.rect.left()) / width, (self.rect.bottom() - pixel.y()) / height

    def area(self, left: float, bottom: float, right: float, top: float) -> QRectF:
        """Rectangle of pixels between two corners given as data."""
        return QRectF(self.point(left, top), self.point(right, bottom))
