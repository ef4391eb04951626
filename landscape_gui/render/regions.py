"""What a classifier makes of a plane: its scores on a grid, interpolated, turned into colours mixed by probability."""
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.render.colors import Table
from landscape_gui.render.heatmap import Window
from landscape_gui.render.jit import default_threads, kernel, run_all

Floats = NDArray[np.float64]
Shares = tuple[float, float]
"""How much of the ground the mixed colour covers where all classes are as probable, and where one is certain."""


def mixed_color(probabilities: Floats, colors: ArrayLike, ground: ArrayLike, shares: Shares) -> Floats:
    """Return colours (..., 3), 0 to 255, for ``probabilities`` (..., K) of classes with ``colors`` (K, 3).

    The colours of the classes are mixed by probability and laid over ``ground`` (3,) the more, the surer the answer.
    """
    base = np.asarray(ground, dtype=np.float64)
    mixed = probabilities @ np.asarray(colors, dtype=np.float64)
    chance = 1.0 / probabilities.shape[-1]
    concentration = ((probabilities**2).sum(axis=-1, keepdims=True) - chance) / (1.0 - chance)
    share = shares[0] + (shares[1] - shares[0]) * np.sqrt(np.clip(concentration, 0.0, 1.0))
    return np.asarray(base + share * (mixed - base))


def two_class_table(probabilities: Floats, colors: ArrayLike, ground: ArrayLike, shares: Shares) -> Table:
    """Return the (256, 3) table for a ``heat_map``; ``probabilities`` (256,) are those of the second class."""
    both = np.stack([1.0 - probabilities, probabilities], axis=-1)
    return np.rint(mixed_color(both, colors, ground, shares)).astype(np.uint8)


def mixed_map(
    scores: Floats, colors: ArrayLike, ground: ArrayLike, shares: Shares, window: Window, width: int, height: int
) -> NDArray[np.uint8]:
    """Return the picture of ``scores`` (K, ny, nx), K of 2 or more, as ``heat_map`` returns one.

    Scores are interpolated linearly; their softmax at each pixel are the probabilities for ``mixed_color``, so that
    exact classes and edges of a softmax classifier come from few points. Transparent outside the grid and beside NaN.
    """
    pixels = np.empty((height, width), np.uint32)
    source = np.ascontiguousarray(scores, dtype=np.float64)
    place = np.array(window, dtype=np.float64)
    table = np.ascontiguousarray(colors, dtype=np.float64)
    base = np.array([*np.asarray(ground, dtype=np.float64), *shares])
    threads = default_threads()
    edges = np.linspace(0, height, 4 * threads + 1).astype(int).tolist()
    bands = [partial(_mix, source, table, base, place, pixels, *edges[k : k + 2]) for k in range(len(edges) - 1)]
    run_all(bands, threads)
    return pixels.view(np.uint8).reshape(height, width, 4)


def level_lines(xs: Floats, ys: Floats, values: Floats, level: float) -> list[Floats]:
    """Return the lines, each (k, 2), on which ``values`` (ny, nx) is ``level``; as ``contour_lines`` but quicker."""
    from contourpy import LineType, contour_generator

    grid = values if np.isfinite(values).all() else np.ma.masked_invalid(values)
    generator = contour_generator(x=xs, y=ys, z=grid, name="serial", line_type=LineType.Separate, corner_mask=True)
    return [np.asarray(line) for line in generator.lines(level)]


@kernel("void(float64[:,:,::1], float64[:,::1], float64[::1], float64[::1], uint32[:,::1], int64, int64)")
def _mix(scores, colors, base, window, pixels, begin, end):
    classes, rows, columns = scores.shape
    height, width = pixels.shape
    across, down = (window[2] - window[0]) / width, (window[3] - window[1]) / height
    chance = 1.0 / classes
    between = np.empty(classes)
    blended = np.empty((classes, columns))
    for i in range(begin, end):
        y = window[3] - (i + 0.5) * down
        if not -0.5 <= y <= rows - 0.5:
            pixels[i, :] = 0
            continue
        low = min(max(0, math.floor(y)), max(0, rows - 2))
        high = min(low + 1, rows - 1)
        up = min(1.0, max(0.0, y - low))
        for k in range(classes):
            for j in range(columns):
                blended[k, j] = scores[k, low, j] + up * (scores[k, high, j] - scores[k, low, j])
        for j in range(width):
            x = window[0] + (j + 0.5) * across
            left = min(max(0, math.floor(x)), max(0, columns - 2))
            right = min(left + 1, columns - 1)
            along = min(1.0, max(0.0, x - left))
            best = -math.inf
            known = -0.5 <= x <= columns - 0.5
            for k in range(classes):
                score = blended[k, left] + along * (blended[k, right] - blended[k, left])
                between[k] = score
                best = max(best, score)
                known = known and not math.isnan(score)
            if not known:
                pixels[i, j] = 0
                continue
            total, square, red, green, blue = 0.0, 0.0, 0.0, 0.0, 0.0
            for k in range(classes):
                weight = math.exp(between[k] - best)
                total += weight
                square += weight * weight
                red += weight * colors[k, 0]
                green += weight * colors[k, 1]
                blue += weight * colors[k, 2]
            concentration = min(1.0, max(0.0, (square / (total * total) - chance) / (1.0 - chance)))
            share = base[3] + (base[4] - base[3]) * math.sqrt(concentration)
            r = np.uint32(base[0] + share * (red / total - base[0]) + 0.5)
            g = np.uint32(base[1] + share * (green / total - base[1]) + 0.5)
            b = np.uint32(base[2] + share * (blue / total - base[2]) + 0.5)
            pixels[i, j] = np.uint32(255 << 24) | r << np.uint32(16) | g << np.uint32(8) | b
