"""Small pictures of landscapes, drawn beside the GUI thread by numpy alone: nothing is compiled for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from landscape_gui.core.descriptors import Interval, Surface
from landscape_gui.core.expression import Graph
from landscape_gui.core.maps.grids import height_scale
from landscape_gui.core.problem import parsed
from landscape_gui.ui.panels.thumbnail_painter import ThumbnailPainter

SIDE = 96
"""Pixels of a thumbnail; it is shown at 24 to 64, so that it stays sharp on dense screens."""
COLOR_MAP = "viridis"

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is drawn: a graph over a domain; of three or more variables the plane through ``fixed``."""

    graph: Graph
    domain: tuple[Interval, ...]
    coefficients: Mapping[str, float] = field(default_factory=dict)
    fixed: tuple[float, ...] = ()
    height: str = "auto"

    @classmethod
    def of(cls, entry: Surface) -> Subject:
        """The subject of a surface of the catalogue."""
        values = {param.key: param.default for param in entry.coefficients}
        graph = parsed(entry.formula, tuple(values))
        return cls(graph, entry.domain, values, entry.start[2:], entry.height)


def heights(subject: Subject, side: int = SIDE) -> Array:
    """Heights in [0, 1], NaN where undefined: (side, side) with the first row on top, or (side,) for one variable."""
    axes = [np.linspace(low, high, side) for low, high in subject.domain[:2]]
    inputs: dict[str, Array | float] = dict(subject.coefficients)
    inputs |= dict(zip(subject.graph.variables[2:], subject.fixed, strict=True))
    inputs[subject.graph.variables[0]] = axes[0]
    shape: tuple[int, ...] = (side,)
    if len(axes) == 2:
        inputs[subject.graph.variables[1]] = axes[1][::-1, None]
        shape = (side, side)
    values = np.broadcast_to(subject.graph.evaluate(inputs)[subject.graph.output], shape)
    return height_scale(np.asarray(values, dtype=np.float64), subject.height).forward(values)


def picture(subject: Subject, side: int = SIDE) -> QImage:
    """A heat map, or of one variable the area below the curve in the same colours; clear where undefined."""
    from landscape_gui.render.colors import color_table

    relief = heights(subject, side)
    index = (255.0 * np.nan_to_num(relief)).astype(np.uint8)
    pixels = np.zeros((side, side, 4), np.uint8)
    pixels[..., :3] = color_table(COLOR_MAP)[index]
    pixels[..., 3] = np.where(np.isnan(relief), 0, 255)
    if relief.ndim == 1:
        level = 1.0 - (np.arange(side)[:, None] + 0.5) / side
        pixels[..., 3] = np.where(level <= 0.06 + 0.88 * np.nan_to_num(relief, nan=-1.0), pixels[..., 3], 0)
    return QImage(pixels.tobytes(), side, side, 4 * side, QImage.Format.Format_RGBA8888).copy()


def _drawn(subject: Subject | Surface) -> QImage:
    return picture(subject if isinstance(subject, Subject) else Subject.of(subject))


@lru_cache(maxsize=1)
def painter() -> ThumbnailPainter[Subject | Surface]:
    """The painter all panels share."""
    return ThumbnailPainter(_drawn)
