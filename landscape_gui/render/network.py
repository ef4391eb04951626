"""The lines and unit pictures of a network's diagram, drawn many at once so that they can follow a training live."""
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray

from landscape_gui.render.jit import default_threads, kernel, run_all

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint32]
Colors = NDArray[np.uint32]

ALONE, ALONE_PICTURES = 250_000.0, 60_000.0
"""Pixels of lines, and of pictures, up to which one thread draws them: others are not woken for so little."""

PIXELS = "uint32[:,::1]"
TABLE = "Array(float64, 2, 'C', readonly=True)"
GRIDS = "Array(float64, 3, 'C', readonly=True)"
COLORS = "Array(uint32, 1, 'C', readonly=True)"


def draw_edges(pixels: Pixels, ends: Floats, looks: Floats, dash: tuple[float, float], bend: float) -> None:
    """Draw lines that leave and arrive flat, one over the other.

    Args:
        pixels: (height, width) premultiplied 0xAARRGGBB, drawn onto.
        ends: (n, 4) x, y of the left end and x, y of the right end of each line, in pixels.
        looks: (n, 6) width in pixels, red, green, blue (0 to 255), opacity (0 to 1), 1 for a dashed line else 0.
        dash: stroke and gap in pixels, together at least one.
        bend: 0 for straight lines, 1 for those that start and end quite flat.
    """
    lines, styles = np.ascontiguousarray(ends), np.ascontiguousarray(looks)
    work = float((np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]) * (looks[:, 0] + 2.0)).sum())
    threads = default_threads() if work > ALONE else 1
    edges = np.linspace(0, pixels.shape[1], (2 * threads if threads > 1 else 1) + 1).astype(int).tolist()
    common = (pixels, lines, styles, dash[0], dash[0] + dash[1], bend)
    run_all([partial(_edges, *common, *edges[k : k + 2]) for k in range(len(edges) - 1)], threads)


def draw_pictures(
    pixels: Pixels,
    values: Floats,
    boxes: Floats,
    ranges: Floats,
    colors: Colors,
    radius: float,
    border: float = 0.0,
    border_color: int = 0,
) -> None:
    """Draw a small heat map for each unit, interpolated, with rounded corners and a border inside its box.

    Args:
        pixels: (height, width) premultiplied 0xAARRGGBB, drawn onto.
        values: (units, rows, columns), row 0 at the bottom.
        boxes: (units, 4) left, top, right, bottom in pixels.
        ranges: (units, 2) the values of the first and of the last colour.
        colors: (m,) opaque 0xAARRGGBB.
        radius, border: of the corners, and width of the border, in pixels; border_color: opaque 0xAARRGGBB.
    """
    pictures, places, table = np.ascontiguousarray(values), np.ascontiguousarray(boxes), np.ascontiguousarray(ranges)
    work = float(((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])).sum())
    threads = default_threads() if work > ALONE_PICTURES else 1
    edges = np.linspace(0, len(places), (2 * threads if threads > 1 else 1) + 1).astype(int).tolist()
    common = (pixels, pictures, places, table, colors, radius, border, np.uint32(border_color))
    run_all([partial(_pictures, *common, *edges[k : k + 2]) for k in range(len(edges) - 1)], threads)


def draw_dots(pixels: Pixels, places: Floats, colors: Colors, rim: float, rim_color: int) -> None:
    """Draw discs with a rim around them.

    Args:
        pixels: (height, width) premultiplied 0xAARRGGBB, drawn onto.
        places: (n, 3) x, y of the middle and radius without rim, in pixels.
        colors: (n,) opaque 0xAARRGGBB.
        rim: its width in pixels; rim_color: opaque 0xAARRGGBB.
    """
    _dots(pixels, np.ascontiguousarray(places), colors, rim, np.uint32(rim_color))


@kernel()
def _over(below, even, odd, share):
    """Return a premultiplied colour with that share of 256 of an opaque one laid over it, two channels at a time.

    The opaque one comes split: blue and red as 0x00RR00BB, green and alpha as 0x00FF00GG.
    """
    keep, mask, half = np.uint32(256) - share, np.uint32(0x00FF00FF), np.uint32(0x00800080)
    low = np.uint32(even * share + (below & mask) * keep + half)
    high = np.uint32(odd * share + ((below >> np.uint32(8)) & mask) * keep + half)
    return np.uint32(((low >> np.uint32(8)) & mask) | (high & np.uint32(0xFF00FF00)))


@kernel()
def _blend(below, color, cover):
    """Return a premultiplied colour with an opaque one laid over it, so far as that covers it."""
    if cover >= 1.0:
        return color
    mask = np.uint32(0x00FF00FF)
    return _over(below, color & mask, (color >> np.uint32(8)) & mask, np.uint32(int(256.0 * cover + 0.5)))


@kernel(f"void({PIXELS}, {TABLE}, {TABLE}, float64, float64, float64, int64, int64)")
def _edges(pixels, ends, looks, stroke, period, bend, begin, end):
    """Draw the columns from ``begin`` to before ``end``."""
    height, straight = pixels.shape[0], 1.0 - bend
    for k in range(ends.shape[0]):
        x0, y0, x1, y1 = ends[k, 0], ends[k, 1], ends[k, 2], ends[k, 3]
        if x1 <= x0 or x0 >= end or x1 <= begin:
            continue
        climb, along, dashed = y1 - y0, 1.0 / (x1 - x0), looks[k, 5] > 0.0
        # A line thinner than a pixel is one pixel wide and fainter.
        faint, reach = 256.0 * min(1.0, looks[k, 0]) * looks[k, 4], 0.5 * max(1.0, looks[k, 0]) + 0.5
        even = np.uint32(int(looks[k, 1])) << np.uint32(16) | np.uint32(int(looks[k, 3]))
        odd = np.uint32(0x00FF0000) | np.uint32(int(looks[k, 2]))
        travelled, first = 0.0, math.floor(x0)
        for column in range(first if dashed else max(begin, first), min(end, math.ceil(x1))):
            share = min(1.0, max(0.0, (column + 0.5 - x0) * along))
            y = y0 + climb * share * (bend * share * (3.0 - 2.0 * share) + straight)
            slope = climb * along * (bend * 6.0 * share * (1.0 - share) + straight)
            norm = math.sqrt(1.0 + slope * slope)
            travelled += norm
            if column < begin:
                continue
            across, strength = 1.0 / norm, min(1.0, column + 1.0 - x0, x1 - column) * faint
            top, bottom = math.ceil(y - reach * norm - 0.5), math.floor(y + reach * norm + 0.5)
            top, bottom = max(0, top), min(height, bottom)
            off = (top + 0.5 - y) * across
            if not dashed:
                for row in range(top, bottom):
                    cover = min(1.0, reach - abs(off)) * strength
                    pixels[row, column] = _over(pixels[row, column], even, odd, np.uint32(int(cover + 0.5)))
                    off += across
                continue
            place, step = travelled - 0.5 * norm + off * slope, slope * across
            place -= math.floor(place / period) * period
            for row in range(top, bottom):
                drawn = min(1.0, max(0.0, 0.5 + min(place, stroke - place)))
                cover = min(1.0, reach - abs(off)) * strength * drawn
                pixels[row, column] = _over(pixels[row, column], even, odd, np.uint32(int(cover + 0.5)))
                off += across
                place += step
                place += period if place < 0.0 else (-period if place >= period else 0.0)


@kernel()
def _corner(x, y, left, top, right, bottom, radius):
    """The share of a pixel with that middle that lies inside a rounded rectangle."""
    across = max(left + radius - x, x - right + radius, 0.0)
    down = max(top + radius - y, y - bottom + radius, 0.0)
    inside = min(x - left, right - x, y - top, bottom - y) + 0.5
    if across > 0.0 and down > 0.0:
        inside = radius - math.sqrt(across * across + down * down) + 0.5
    return min(1.0, max(0.0, inside))


@kernel(f"void({PIXELS}, {GRIDS}, {TABLE}, {TABLE}, {COLORS}, float64, float64, uint32, int64, int64)")
def _pictures(pixels, values, boxes, ranges, colors, radius, border, border_color, begin, end):
    """Draw the units from ``begin`` to before ``end``, whose boxes share no pixels."""
    height, width = pixels.shape
    rows, columns = values.shape[1], values.shape[2]
    line, last = np.empty(columns), colors.size - 1.0
    for k in range(begin, end):
        left, top, right, bottom = boxes[k, 0], boxes[k, 1], boxes[k, 2], boxes[k, 3]
        low, span = ranges[k, 0], ranges[k, 1] - ranges[k, 0]
        scale = last / span if span > 0.0 else 0.0
        corner_rim, edge_rim = max(radius, border) + 1.0, border + 1.0
        for row in range(max(0, math.floor(top)), min(height, math.ceil(bottom))):
            up = min(rows - 1.0, max(0.0, (bottom - row - 0.5) / (bottom - top) * rows - 0.5))
            i = min(max(0, rows - 2), int(up))
            above, up = min(i + 1, rows - 1), up - i
            for j in range(columns):
                line[j] = ((1.0 - up) * values[k, i, j] + up * values[k, above, j] - low) * scale + 0.5
            high = min(row - top, bottom - row - 1.0)
            step, start = columns / (right - left), (0.5 - left) * columns / (right - left) - 0.5
            for column in range(max(0, math.floor(left)), min(width, math.ceil(right))):
                along = min(columns - 1.0, max(0.0, column * step + start))
                j = min(max(0, columns - 2), int(along))
                beside, along = min(j + 1, columns - 1), along - j
                place = (1.0 - along) * line[j] + along * line[beside]
                # Where there is no number the border alone is drawn.
                known = not math.isnan(place)
                color = colors[int(min(last, max(0.0, place)))] if known else np.uint32(0)
                wide = min(column - left, right - column - 1.0)
                if known and min(wide, high) >= edge_rim and max(wide, high) >= corner_rim:
                    pixels[row, column] = color
                    continue
                x, y = column + 0.5, row + 0.5
                cover = _corner(x, y, left, top, right, bottom, radius)
                if cover <= 0.0:
                    continue
                if known:
                    pixels[row, column] = _blend(pixels[row, column], color, cover)
                if border > 0.0:
                    inside = _corner(
                        x, y, left + border, top + border, right - border, bottom - border, max(0.0, radius - border)
                    )
                    pixels[row, column] = _blend(pixels[row, column], border_color, cover * (1.0 - inside))


@kernel(f"void({PIXELS}, {TABLE}, {COLORS}, float64, uint32)")
def _dots(pixels, places, colors, rim, rim_color):
    height, width = pixels.shape
    for k in range(places.shape[0]):
        x, y, radius = places[k, 0], places[k, 1], places[k, 2]
        reach = radius + rim + 1.0
        for row in range(max(0, int(y - reach)), min(height, int(y + reach) + 1)):
            for column in range(max(0, int(x - reach)), min(width, int(x + reach) + 1)):
                away = math.sqrt((column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2)
                outer = min(1.0, radius + rim + 0.5 - away)
                if outer > 0.0:
                    pixels[row, column] = _blend(pixels[row, column], rim_color, outer)
                inner = min(1.0, radius + 0.5 - away)
                if inner > 0.0:
                    pixels[row, column] = _blend(pixels[row, column], colors[k], inner)
