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

ALONE = 250_000.0
"""Pixels of lines up to which one thread draws them: others are not woken for less than a millisecond."""

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
        dash: stroke and gap in pixels.
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
    pictures, places = np.ascontiguousarray(values), np.ascontiguousarray(boxes)
    _pictures(pixels, pictures, places, ranges, colors, radius, border, np.uint32(border_color))


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
def _over(below, red, green, blue, alpha):
    """Return a premultiplied colour with another of that opacity laid over it."""
    keep = 1.0 - alpha
    a = alpha * 255.0 + keep * (below >> np.uint32(24))
    r = alpha * red + keep * ((below >> np.uint32(16)) & np.uint32(255))
    g = alpha * green + keep * ((below >> np.uint32(8)) & np.uint32(255))
    b = alpha * blue + keep * (below & np.uint32(255))
    return (
        np.uint32(a + 0.5) << np.uint32(24)
        | np.uint32(r + 0.5) << np.uint32(16)
        | np.uint32(g + 0.5) << np.uint32(8)
        | np.uint32(b + 0.5)
    )


@kernel()
def _rise(share, bend):
    """How far a line has risen after that share of its way across, and how steeply it then does."""
    smooth = share * share * (3.0 - 2.0 * share)
    return bend * smooth + (1.0 - bend) * share, bend * 6.0 * share * (1.0 - share) + (1.0 - bend)


@kernel()
def _blend(below, color, cover):
    """Return a premultiplied colour with an opaque one laid over it, so far as that covers it."""
    if cover >= 1.0:
        return color
    red = float((color >> np.uint32(16)) & np.uint32(255))
    green = float((color >> np.uint32(8)) & np.uint32(255))
    return _over(below, red, green, float(color & np.uint32(255)), cover)


@kernel(f"void({PIXELS}, {TABLE}, {TABLE}, float64, float64, float64, int64, int64)")
def _edges(pixels, ends, looks, stroke, period, bend, begin, end):
    """Draw the columns from ``begin`` to before ``end``."""
    height = pixels.shape[0]
    repeats = 1.0 / period
    for k in range(ends.shape[0]):
        x0, y0, x1, y1 = ends[k, 0], ends[k, 1], ends[k, 2], ends[k, 3]
        run, climb = x1 - x0, y1 - y0
        if run <= 0.0 or x0 >= end or x1 <= begin:
            continue
        half, dashed = 0.5 * looks[k, 0], looks[k, 5] > 0.0
        # A line thinner than a pixel is one pixel wide and fainter.
        faint = min(1.0, 2.0 * half) * looks[k, 4]
        half = max(half, 0.5)
        red, green, blue = looks[k, 1], looks[k, 2], looks[k, 3]
        travelled = 0.0
        first = math.floor(x0)
        for column in range(first if dashed else max(begin, first), min(end, math.ceil(x1))):
            share = min(1.0, max(0.0, (column + 0.5 - x0) / run))
            risen, steepness = _rise(share, bend)
            y, slope = y0 + climb * risen, climb * steepness / run
            norm = math.sqrt(1.0 + slope * slope)
            travelled += norm
            if column < begin:
                continue
            across, on = 1.0 / norm, slope / norm
            edge = min(1.0, column + 1.0 - x0, x1 - column) * faint
            reach = (half + 0.5) * norm
            top, bottom = max(0, math.ceil(y - reach - 0.5)), min(height, math.floor(y + reach + 0.5))
            for row in range(top, bottom):
                off = row + 0.5 - y
                cover = min(1.0, half + 0.5 - abs(off) * across) * edge
                if dashed:
                    along = travelled - 0.5 * norm + off * on
                    along -= math.floor(along * repeats) * period
                    cover *= min(1.0, max(0.0, 0.5 + min(along, stroke - along)))
                if cover > 0.0:
                    pixels[row, column] = _over(pixels[row, column], red, green, blue, cover)


@kernel()
def _corner(x, y, left, top, right, bottom, radius):
    """The share of a pixel with that middle that lies inside a rounded rectangle."""
    across = max(left + radius - x, x - right + radius, 0.0)
    down = max(top + radius - y, y - bottom + radius, 0.0)
    inside = min(x - left, right - x, y - top, bottom - y) + 0.5
    if across > 0.0 and down > 0.0:
        inside = radius - math.sqrt(across * across + down * down) + 0.5
    return min(1.0, max(0.0, inside))


@kernel(f"void({PIXELS}, {GRIDS}, {TABLE}, {TABLE}, {COLORS}, float64, float64, uint32)")
def _pictures(pixels, values, boxes, ranges, colors, radius, border, border_color):
    height, width = pixels.shape
    rows, columns = values.shape[1], values.shape[2]
    line, last = np.empty(columns), colors.size - 1.0
    for k in range(values.shape[0]):
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
