"""Contour lines of a grid of values."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def contour_lines(xs: Floats, ys: Floats, values: Floats, levels: Iterable[float]) -> list[tuple[float, list[Floats]]]:
    """Return for each level its lines, each (k, 2) float64 in data coordinates; closed lines repeat their first point.

    ``xs`` (nx,) and ``ys`` (ny,) increase; ``values`` is (ny, nx), row by row in y. Cells that touch a value that is not
    finite have no lines, and neither have levels that are not finite.
    """
    wanted = [float(level) for level in levels]
    grid = np.asarray(values, dtype=np.float64)
    if grid.ndim != 2 or min(grid.shape) < 2:
        return [(level, []) for level in wanted]
    from contourpy import LineType, contour_generator

    masked = np.ma.masked_invalid(grid)
    generator = contour_generator(x=xs, y=ys, z=masked, name="serial", line_type=LineType.Separate, corner_mask=True)
    return [(level, list(generator.lines(level)) if np.isfinite(level) else []) for level in wanted]
