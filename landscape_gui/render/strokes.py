"""Antialiased thick polylines: coverage by distance, and its colours laid over a picture.

Each line keeps how much of every pixel its core and its outline cover. A new piece can only raise the coverage, so that
joints show no notches, crossings no seams, and a line that grows piece by piece ends up with the same pixels as one drawn whole.
"""
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import math

from landscape_gui.render.jit import kernel

STATE_SIZE = 5
"""Where a line has got to: x, y, 1/distance of its last point, length so far, and whether there is a last point."""
STEP = 0.5
"""Points nearer than this to the last one, in pixels, are passed over."""

COVER = "uint8[:,::1]"
DEPTH = "Array(float32, 2, 'C', readonly=True)"
POINTS = "Array(float64, 2, 'A', readonly=True)"
NUMBERS = "float64[::1]"
INTEGERS = "int64[::1]"


@kernel()
def _sight(depth, x, y, width, height, near, bias):
    """Return 1 where the point at pixel (x, y) and 1/distance ``near`` is in front of the surface, 0 well behind it."""
    rows, columns = depth.shape
    # The farthest of the four depths around the point: a line lying on the surface must not hide itself.
    column = x * columns / width - 0.5
    row = y * rows / height - 0.5
    j = min(columns - 1, max(0, int(math.floor(column))))
    i = min(rows - 1, max(0, int(math.floor(row))))
    right, below = min(columns - 1, j + 1), min(rows - 1, i + 1)
    surface = max(max(depth[i, j], depth[i, right]), max(depth[below, j], depth[below, right]))
    return min(1.0, max(0.0, (surface - 1.0 / near) / bias + 2.0))


@kernel()
def _capsule(ax, ay, an, bx, by, bn, core, edge, style, depth, size, dirty):
    """Cover the pixels around the straight piece from a to b, round at both ends."""
    width, height = size
    radius = style[0] + style[1] + 0.5
    top = max(0, int(math.floor(min(ay, by) - radius)))
    bottom = min(height - 1, int(math.ceil(max(ay, by) + radius)))
    left = max(0, int(math.floor(min(ax, bx) - radius)))
    right = min(width - 1, int(math.ceil(max(ax, bx) + radius)))
    if top > bottom or left > right:
        return
    dirty[0] = min(dirty[0], left)
    dirty[1] = min(dirty[1], top)
    dirty[2] = max(dirty[2], right + 1)
    dirty[3] = max(dirty[3], bottom + 1)
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    inverse = 1.0 / square if square > 0.0 else 0.0
    # Along a row the band around the line is this much to each side of where the line passes.
    slanted = abs(dy) > 1e-9
    reach = radius * math.sqrt(square) / abs(dy) + 1.0 if slanted else 0.0
    tested = depth.size > 0
    for y in range(top, bottom + 1):
        py = y + 0.5 - ay
        first, last = left, right
        if slanted:
            middle = ax + py * dx / dy
            first = max(left, int(math.floor(max(-1.0, middle - reach))))
            last = min(right, int(math.ceil(min(width + 1.0, middle + reach))))
        for x in range(first, last + 1):
            px = x + 0.5 - ax
            t = min(1.0, max(0.0, (px * dx + py * dy) * inverse))
            away_x, away_y = px - t * dx, py - t * dy
            away = away_x * away_x + away_y * away_y
            if away >= radius * radius:
                continue
            away = math.sqrt(away)
            strength = 255.0
            if tested:
                sight = _sight(depth, ax + t * dx, ay + t * dy, width, height, an + t * (bn - an), style[3])
                strength *= style[2] + (1.0 - style[2]) * sight
            outer = int(strength * min(1.0, style[0] + style[1] + 0.5 - away) + 0.5)
            if outer > edge[y, x]:
                edge[y, x] = outer
            inner = int(strength * max(0.0, min(1.0, style[0] + 0.5 - away)) + 0.5)
            if inner > core[y, x]:
                core[y, x] = inner


@kernel()
def _clip(begin, end, start, run, low, high):
    """Return the part of [begin, end] in which low <= start + t * run <= high; empty if begin > end."""
    if run == 0.0:
        if start < low or start > high:
            return 1.0, 0.0
        return begin, end
    first, second = (low - start) / run, (high - start) / run
    return max(begin, min(first, second)), min(end, max(first, second))


@kernel()
def _dashes(ax, ay, an, bx, by, bn, length, begin, end, travelled, pattern, core, edge, style, depth, size, dirty):
    """Cover the strokes of a dashed line between the shares ``begin`` and ``end`` of the segment from a to b."""
    period = pattern.sum()
    place = travelled + begin * length
    stop = travelled + end * length
    start = math.floor(place / period) * period
    k = 0
    while start <= stop:
        finish = start + pattern[k]
        if k % 2 == 0 and finish >= place:
            s = max(begin, (start - travelled) / length)
            t = min(end, (finish - travelled) / length)
            if s <= t:
                _capsule(
                    ax + s * (bx - ax), ay + s * (by - ay), an + s * (bn - an),
                    ax + t * (bx - ax), ay + t * (by - ay), an + t * (bn - an),
                    core, edge, style, depth, size, dirty,
                )  # fmt: skip
        start = finish
        k = (k + 1) % pattern.size


@kernel(f"void({POINTS}, {NUMBERS}, {COVER}, {COVER}, {NUMBERS}, {NUMBERS}, {DEPTH}, int64, {INTEGERS})")
def stroke(points, state, core, edge, style, pattern, depth, width, dirty):
    """Continue a line through ``points`` (n, 2), or (n, 3) with the distance along the view where ``depth`` is tested.

    ``core`` and ``edge`` (height, at least ``width``) are the coverages; ``style`` (4,): half the width, width of the
    outline, share of a hidden piece that still shows, and the slack of the depth test. ``pattern`` holds strokes and
    gaps in pixels, nothing for a line without gaps. ``dirty`` (4,) grows: left, top, right, bottom.
    """
    size = (width, core.shape[0])
    radius = style[0] + style[1] + 1.0
    tested = depth.size > 0
    for k in range(points.shape[0]):
        x, y = points[k, 0], points[k, 1]
        near = 1.0 / points[k, 2] if tested else 1.0
        if not (math.isfinite(x) and math.isfinite(y) and math.isfinite(near)):
            state[4] = 0.0
            continue
        last_x, last_y, last_near = state[0], state[1], state[2]
        if state[4] == 0.0:
            state[3] = 0.0
            last_x, last_y, last_near = x, y, near
        length = math.hypot(x - last_x, y - last_y)
        if state[4] != 0.0 and length < STEP:
            continue
        begin, end = _clip(0.0, 1.0, last_x, x - last_x, -radius, size[0] + radius)
        begin, end = _clip(begin, end, last_y, y - last_y, -radius, size[1] + radius)
        if begin <= end:
            if pattern.size > 0 and length > 0.0:
                _dashes(
                    last_x, last_y, last_near, x, y, near, length, begin, end, state[3],
                    pattern, core, edge, style, depth, size, dirty,
                )  # fmt: skip
            else:
                dx, dy, dn = x - last_x, y - last_y, near - last_near
                _capsule(
                    last_x + begin * dx, last_y + begin * dy, last_near + begin * dn,
                    last_x + end * dx, last_y + end * dy, last_near + end * dn,
                    core, edge, style, depth, size, dirty,
                )  # fmt: skip
        state[0], state[1], state[2] = x, y, near
        state[3] += length
        if pattern.size > 0:
            state[3] %= pattern.sum()
        state[4] = 1.0


@kernel(f"void(uint32[:,::1], {COVER}, uint64[:,::1], {COVER}, {NUMBERS}, {INTEGERS})")
def blend(image, core, edge_words, edge, colors, area):
    """Lay one line over the part ``area`` (left, top, right, bottom) of a premultiplied picture.

    ``colors`` (7,): red, green, blue of the line, then red, green, blue, alpha of its outline, in 0..255.
    ``edge_words`` is the memory of ``edge`` eight pixels at a time, to pass over empty stretches.
    """
    for y in range(area[1], area[3]):
        x = area[0]
        while x < area[2]:
            if x % 8 == 0 and edge_words[y, x // 8] == 0:
                x += 8
                continue
            if edge[y, x] > 0:
                inner = core[y, x] / 255.0
                outer = edge[y, x] * (colors[6] / 65025.0)
                below = int(image[y, x])
                packed = 0
                keep = (1.0 - outer) * (1.0 - inner)
                rim = outer * (1.0 - inner)
                for channel in range(3):
                    part = (below >> (16 - 8 * channel)) & 255
                    value = part * keep + colors[3 + channel] * rim + colors[channel] * inner
                    packed = packed << 8 | int(value + 0.5)
                alpha = (below >> 24) * keep + 255.0 * (1.0 - keep)
                image[y, x] = packed | int(alpha + 0.5) << 24
            x += 1
