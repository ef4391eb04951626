"""Contour lines of a grid of values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from contourpy import ContourGenerator

Floats = NDArray[np.float64]


def contour_lines(xs: Floats, ys: Floats, values: Floats, levels: Iterable[float]) -> list[tuple[float, list[Floats]]]:
    """Return for each level its lines, each (k, 2) in data coordinates; closed ones end at their start.

    ``xs`` (nx,) and ``ys`` (ny,) increase; ``values`` is (ny, nx), row by row in y. Where a value is not finite there
    are no lines, and neither are there at levels that are not finite.
    """
    wanted = [float(level) for level in levels]
    grid = np.asarray(values, dtype=np.float64)
    if grid.ndim != 2 or min(grid.shape) < 2:
        return [(level, []) for level in wanted]
    from contourpy import LineType, contour_generator

    masked = np.ma.masked_invalid(grid)
    generator = contour_generator(x=xs, y=ys, z=masked, name="serial", line_type=LineType.Separate, corner_mask=True)
    return [(level, _lines(generator, level) if np.isfinite(level) else []) for level in wanted]


def _lines(generator: ContourGenerator, level: float) -> list[Floats]:
    return [np.asarray(line) for line in generator.lines(level)]
