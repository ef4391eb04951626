"""Contour lines drawn into a heat map, fast enough to follow a slider: lighter on dark colours, darker on light ones.

Where lines are wanted as curves, for the 3-D picture or a drawing program, ``render.contours`` finds them.
"""
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray

from landscape_gui.render.heatmap import Window
from landscape_gui.render.jit import default_threads, kernel, run_all

Floats = NDArray[np.float64]
MIDDLE = 118
"""Brightness, 0 to 255, above which lines darken."""


def draw_isolines(
    picture: NDArray[np.uint8],
    heights: Floats,
    levels: Floats,
    window: Window,
    width: float = 1.0,
    strength: float = 0.3,
) -> None:
    """Draw the lines on which ``heights`` (ny, nx) has one of the rising ``levels`` into a ``heat_map`` of ``window``.

    ``width`` is that of the lines in pixels; ``strength`` how far, 0 to 1, they go towards white or black.
    Cells with a corner that is NaN have no lines.
    """
    if not len(levels) or min(heights.shape) < 2:
        return
    rows, columns = picture.shape[:2]
    source = np.ascontiguousarray(heights, dtype=np.float64)
    wanted = np.ascontiguousarray(levels, dtype=np.float64)
    place = np.array(window, dtype=np.float64)
    cover = np.zeros((rows, -(-columns // 8) * 8), np.uint8)
    threads = default_threads()
    cells = np.linspace(0, len(source) - 1, threads + 1).astype(int).tolist()
    bands = np.linspace(0, rows, threads + 1).astype(int).tolist()
    # Two threads can touch the same pixel only where their bands of cells meet; one of two nearly equal shades wins.
    lines = [partial(_trace, source, wanted, place, width, columns, cover, *cells[k : k + 2]) for k in range(threads)]
    run_all(lines, threads)
    pixels = picture.view(np.uint32)[..., 0]
    words = cover.view(np.uint64)
    run_all([partial(_shade, pixels, cover, words, strength, *bands[k : k + 2]) for k in range(threads)], threads)


@kernel()
def _below(levels, height):
    """Return how many of the rising ``levels`` are at most ``height``, -1 for NaN."""
    if math.isnan(height):
        return -1
    low, high = 0, levels.size
    while low < high:
        middle = (low + high) // 2
        if levels[middle] <= height:
            low = middle + 1
        else:
            high = middle
    return low


@kernel()
def _piece(ax, ay, bx, by, reach, columns, cover):
    """Cover the pixels nearer than ``reach`` to the piece from a to b, softly at the rim."""
    top = max(0, math.floor(min(ay, by) - reach))
    bottom = min(cover.shape[0] - 1, math.floor(max(ay, by) + reach))
    left = max(0, math.floor(min(ax, bx) - reach))
    right = min(columns - 1, math.floor(max(ax, bx) + reach))
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    inverse = 1.0 / square if square > 0.0 else 0.0
    for i in range(top, bottom + 1):
        py = i + 0.5 - ay
        for j in range(left, right + 1):
            px = j + 0.5 - ax
            t = min(1.0, max(0.0, (px * dx + py * dy) * inverse))
            away_x, away_y = px - t * dx, py - t * dy
            away = away_x * away_x + away_y * away_y
            if away < reach * reach:
                cover[i, j] = max(cover[i, j], np.uint8(255.0 * min(1.0, reach - math.sqrt(away))))


@kernel("void(float64[:,::1], float64[::1], float64[::1], float64, int64, uint8[:,::1], int64, int64)")
def _trace(heights, levels, window, width, columns, cover, begin, end):
    """Cover the pieces of all lines in the rows of cells from ``begin`` to ``end``."""
    across, down = columns / (window[2] - window[0]), cover.shape[0] / (window[3] - window[1])
    reach = 0.5 * width + 0.5
    ranks = np.empty((2, heights.shape[1]), np.int64)
    xs, ys = np.empty(4), np.empty(4)
    for k in range(heights.shape[1]):
        ranks[begin % 2, k] = _below(levels, heights[begin, k])
    for i in range(begin, end):
        lower, upper = ranks[i % 2], ranks[(i + 1) % 2]
        for k in range(heights.shape[1]):
            upper[k] = _below(levels, heights[i + 1, k])
        for j in range(heights.shape[1] - 1):
            first = min(lower[j], lower[j + 1], upper[j], upper[j + 1])
            last = max(lower[j], lower[j + 1], upper[j], upper[j + 1])
            if first == last or first < 0:
                continue
            a, b, c, d = heights[i, j], heights[i, j + 1], heights[i + 1, j + 1], heights[i + 1, j]
            for m in range(first, last):
                level = levels[m]
                # Corners a, b, c, d run around the cell; each edge whose ends differ is crossed once.
                count = 0
                for edge in range(4):
                    p = a if edge == 0 else b if edge == 1 else c if edge == 2 else d
                    q = b if edge == 0 else c if edge == 1 else d if edge == 2 else a
                    if (p >= level) == (q >= level):
                        continue
                    t = (level - p) / (q - p)
                    x = j + (t if edge == 0 else 1.0 if edge == 1 else 1.0 - t if edge == 2 else 0.0)
                    y = i + (0.0 if edge == 0 else t if edge == 1 else 1.0 if edge == 2 else 1.0 - t)
                    xs[count], ys[count] = (x - window[0]) * across, (window[3] - y) * down
                    count += 1
                # On a saddle the middle of the cell decides which corners the lines cut off.
                turned = count == 4 and (0.25 * (a + b + c + d) >= level) != (a >= level)
                for pair in range(count // 2):
                    s = 2 * pair + (1 if turned else 0)
                    _piece(xs[s], ys[s], xs[(s + 1) % count], ys[(s + 1) % count], reach, columns, cover)


@kernel("void(Array(uint32, 2, 'A'), uint8[:,::1], uint64[:,::1], float64, int64, int64)")
def _shade(pixels, cover, words, strength, begin, end):
    """Move covered pixels towards white or black, whichever is further from them; transparent ones stay."""
    scale = int(strength * 65536.0 / 255.0)
    for i in range(begin, end):
        for word in range(words.shape[1]):
            if words[i, word] == 0:
                continue
            for j in range(8 * word, min(8 * word + 8, pixels.shape[1])):
                share = np.int64(cover[i, j]) * scale
                color = np.int64(pixels[i, j])
                if share == 0 or color >> 24 != 255:
                    continue
                red, green, blue = color >> 16 & 255, color >> 8 & 255, color & 255
                target = 0 if 54 * red + 183 * green + 19 * blue > MIDDLE * 256 else 255
                red += (target - red) * share >> 16
                green += (target - green) * share >> 16
                blue += (target - blue) * share >> 16
                pixels[i, j] = 255 << 24 | red << 16 | green << 8 | blue
