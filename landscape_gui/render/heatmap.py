"""A heat map at the resolution of the screen: heights of a grid, interpolated, through a colour table."""
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray

from landscape_gui.render.colors import Table
from landscape_gui.render.jit import default_threads, kernel, run_all

Floats = NDArray[np.float64]
Window = tuple[float, float, float, float]
_BANDS = 4
"""Pieces a thread gets, so that none waits long for another."""


def heat_map(heights: Floats, table: Table, window: Window, width: int, height: int) -> NDArray[np.uint8]:
    """Return the picture of ``heights`` (ny, nx): (height, width, 4) uint8, premultiplied, bytes ordered as a QImage's.

    ``window`` is the part of the grid that is shown, in points of the grid: left, bottom, right, top, so that
    (0, 0, nx - 1, ny - 1) puts the first and last points on the edges. Row 0 of the picture is the top.
    Heights are interpolated linearly; outside the grid, and nearer to NaN than to numbers, the picture is transparent.
    """
    pixels = np.empty((height, width), np.uint32)
    source = np.ascontiguousarray(heights, dtype=np.float64)
    colors = packed(table)
    place = np.array(window, dtype=np.float64)
    threads = default_threads()
    edges = np.linspace(0, height, (threads * _BANDS if threads > 1 else 1) + 1).astype(int).tolist()
    bands = [partial(_fill, source, colors, place, pixels, *edges[k : k + 2]) for k in range(len(edges) - 1)]
    run_all(bands, threads)
    return pixels.view(np.uint8).reshape(height, width, 4)


def packed(table: Table) -> NDArray[np.uint32]:
    """Return the (256,) opaque colours of a table as 0xAARRGGBB."""
    red, green, blue = (table[:, channel].astype(np.uint32) for channel in range(3))
    return np.uint32(255 << 24) | red << np.uint32(16) | green << np.uint32(8) | blue


@kernel()
def _known(a, b, c, d, along, up):
    """Return the mean of the corners that are numbers, by their weights; NaN where they have less than half of it."""
    total, weight = 0.0, 0.0
    if not math.isnan(a):
        w = (1.0 - along) * (1.0 - up)
        total, weight = total + w * a, weight + w
    if not math.isnan(b):
        w = along * (1.0 - up)
        total, weight = total + w * b, weight + w
    if not math.isnan(c):
        w = (1.0 - along) * up
        total, weight = total + w * c, weight + w
    if not math.isnan(d):
        w = along * up
        total, weight = total + w * d, weight + w
    return total / weight if weight >= 0.5 else math.nan


@kernel()
def _columns(start, end, columns, width):
    """Return for each pixel of a row the point to its left, -1 outside the grid, and how far it lies beyond it."""
    left, along = np.empty(width, np.int64), np.empty(width)
    across = (end - start) / width
    for j in range(width):
        x = start + (j + 0.5) * across
        k = min(max(0, math.floor(x)), max(0, columns - 2))
        left[j] = k if -0.5 <= x <= columns - 0.5 else -1
        along[j] = min(1.0, max(0.0, x - k))
    return left, along


@kernel("void(float64[:,::1], uint32[::1], float64[::1], uint32[:,::1], int64, int64)")
def _fill(heights, colors, window, pixels, begin, end):
    rows, columns = heights.shape
    height, width = pixels.shape
    down = (window[3] - window[1]) / height
    left, along = _columns(window[0], window[2], columns, width)
    blended = np.empty(columns + 1)
    for i in range(begin, end):
        y = window[3] - (i + 0.5) * down
        if not -0.5 <= y <= rows - 0.5:
            pixels[i, :] = 0
            continue
        low = min(max(0, math.floor(y)), max(0, rows - 2))
        high = min(low + 1, rows - 1)
        up = min(1.0, max(0.0, y - low))
        below, above = heights[low], heights[high]
        for k in range(columns):
            blended[k] = below[k] + up * (above[k] - below[k])
        blended[columns] = blended[columns - 1]
        line = pixels[i]
        for j in range(width):
            k = left[j]
            if k < 0:
                line[j] = 0
                continue
            value = blended[k] + along[j] * (blended[k + 1] - blended[k])
            if math.isnan(value):
                right = min(k + 1, columns - 1)
                value = _known(below[k], below[right], above[k], above[right], along[j], up)
                if math.isnan(value):
                    line[j] = 0
                    continue
            line[j] = colors[int(min(1.0, max(0.0, value)) * 255.0 + 0.5)]
