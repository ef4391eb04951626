"""Antialiased thick polylines: coverage by distance, and its colours laid over a picture.

Each line keeps how much of every pixel its core and its outline cover. A new piece can only raise the coverage, so
that joints show no notches, crossings no seams, and a line that grows piece by piece ends up like one drawn whole.
Points that a straight segment passes anyway are taken into it, so that thousands of short steps cost little.
"""
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import math

import numpy as np

from landscape_gui.render.jit import kernel

SEGMENT_SIZE = 7
"""x, y, 1/distance of a segment's start and of its end, and the length of the line up to its start."""
STATE_SIZE = 11
"""Where a line has got to: x, y, 1/distance of its last corner (0-2), length up to there (3), what is known (4: 0
nothing, 1 a first point, 2 a segment, 3 a segment that has been written), the end of the segment so far (5-7), its
direction (8, 9), change of 1/distance along it (10)."""
STEP = 0.5
"""Points nearer than this to the last one, in pixels, are passed over."""
FLATNESS = 0.08
"""Points off a straight segment by no more than this, in pixels, are taken into it."""
LONGEST = 48.0
"""Longest segment, in pixels, that takes in further points: what is drawn again when a line grows stays short."""
DEEPNESS = 6e-5
"""How far 1/distance of points taken into a segment may be off: a quarter of a hundredth of the box."""
SINGLE = np.float32

COVER = "uint8[:,::1]"
DEPTH = "Array(float32, 2, 'C', readonly=True)"
POINTS = "Array(float64, 2, 'A', readonly=True)"
NUMBERS = "float64[::1]"
INTEGERS = "int64[::1]"


@kernel()
def _length(x, y):
    return math.sqrt(x * x + y * y)


@kernel()
def _fits(x, y, near, ax, ay, an, dx, dy, dn, so_far):
    """Tell whether (x, y) goes on straight from corner a in direction (dx, dy), 1/distance changing by dn."""
    along = (x - ax) * dx + (y - ay) * dy
    across = (x - ax) * dy - (y - ay) * dx
    return so_far < along <= LONGEST and abs(across) <= FLATNESS and abs(near - an - along * dn) <= DEEPNESS


@kernel(f"int64({POINTS}, {NUMBERS}, float64, boolean, float64[:,::1])")
def straighten(points, state, period, deep, segments):
    """Continue a line through ``points`` and write its straight segments into ``segments`` (n + 1, SEGMENT_SIZE).

    ``points`` are (n, 2), or (n, 3) with the distance along the view if ``deep``; ``period`` is the length of the dash
    pattern, 0 for none. Returns how many segments there are. The last one runs to the last point; it comes again,
    longer, when more points follow.
    """
    count = 0
    phase = int(state[4])
    for k in range(points.shape[0] + 1):
        finished = k == points.shape[0]
        x, y, near = math.nan, math.nan, 1.0
        if not finished:
            x, y = points[k, 0], points[k, 1]
            near = 1.0 / points[k, 2] if deep else 1.0
        # What is not finite, taken from itself, is not zero.
        usable = (x - x) + (y - y) + (near - near) == 0.0
        if usable and phase > 0:
            if abs(x - state[5]) + abs(y - state[6]) < STEP:
                continue
            if phase >= 2:
                so_far = (state[5] - state[0]) * state[8] + (state[6] - state[1]) * state[9]
                if _fits(x, y, near, state[0], state[1], state[2], state[8], state[9], state[10], so_far):
                    state[5], state[6], state[7] = x, y, near
                    phase = 2
                    continue
        if phase == 2 or (phase == 1 and not usable):
            segments[count, 0], segments[count, 1], segments[count, 2] = state[0], state[1], state[2]
            segments[count, 3], segments[count, 4], segments[count, 5] = state[5], state[6], state[7]
            segments[count, 6] = state[3]
            count += 1
        if finished:
            phase = 3 if phase == 2 else phase
            break
        if not usable:
            phase = 0
            continue
        if phase == 0:
            state[0], state[1], state[2], state[3] = x, y, near, 0.0
            phase = 1
        else:
            if period > 0.0:
                state[3] = (state[3] + _length(state[5] - state[0], state[6] - state[1])) % period
            state[0], state[1], state[2] = state[5], state[6], state[7]
            length = _length(x - state[0], y - state[1])
            state[8], state[9] = (x - state[0]) / length, (y - state[1]) / length
            state[10] = (near - state[2]) / length
            phase = 2
        state[5], state[6], state[7] = x, y, near
    state[4] = phase
    return count


@kernel()
def _clip(begin, end, start, run, low, high):
    """Return the part of [begin, end] in which low <= start + t * run <= high; empty if begin > end."""
    if run == 0.0:
        if start < low or start > high:
            return 1.0, 0.0
        return begin, end
    first, second = (low - start) / run, (high - start) / run
    return max(begin, min(first, second)), min(end, max(first, second))


@kernel(f"void(float64[:,::1], int64, uint8[::1], uint8[::1], {NUMBERS}, {NUMBERS}, {DEPTH}, {INTEGERS}, {INTEGERS})")
def cover(segments, count, core, edge, style, pattern, depth, size, dirty):  # noqa: PLR0915
    """Cover the pixels around the first ``count`` segments, round at both ends of each stroke.

    ``core`` and ``edge`` (height * at least width, row by row) are raised to what the line and the line with its
    outline cover; ``size`` (2,) is height and width. ``style`` (4,): half the width, width of the outline, share of a
    hidden piece that still shows, slack of the depth test. ``pattern`` holds strokes and gaps in pixels, nothing for a
    line without gaps. ``dirty`` (4,) grows: left, top, right, bottom.

    One long function: handing arrays to helpers in the inner loops would take longer than the work they do.
    """
    height, width = size[0], size[1]
    stride = core.size // height
    core_reach, radius = style[0] + 0.5, style[0] + style[1] + 0.5
    depth_rows, depth_columns = depth.shape
    dashed = pattern.size > 0
    period = 0.0
    for k in range(pattern.size):
        period += pattern[k]
    for segment in range(count):
        start_x, start_y, start_near = segments[segment, 0], segments[segment, 1], segments[segment, 2]
        run_x, run_y = segments[segment, 3] - start_x, segments[segment, 4] - start_y
        run_near, travelled = segments[segment, 5] - start_near, segments[segment, 6]
        begin, end = _clip(0.0, 1.0, start_x, run_x, -radius, width + radius)
        begin, end = _clip(begin, end, start_y, run_y, -radius, height + radius)
        length = _length(run_x, run_y)
        # Strokes of the pattern that reach into the visible part; a line without gaps is one stroke.
        stroke_end = math.floor((travelled + begin * length) / period) * period if dashed and begin <= end else 0.0
        part = -1
        while begin <= end:
            part += 1
            from_t, to_t = begin, end
            if dashed and length > 0.0:
                stroke_begin = stroke_end
                stroke_end += pattern[part % pattern.size]
                if stroke_begin > travelled + end * length:
                    break
                from_t = max(begin, (stroke_begin - travelled) / length)
                to_t = min(end, (stroke_end - travelled) / length)
                if part % 2 == 1 or from_t > to_t:
                    continue
            elif part > 0:
                break
            ax, ay, an = start_x + from_t * run_x, start_y + from_t * run_y, start_near + from_t * run_near
            dx, dy, dn = (to_t - from_t) * run_x, (to_t - from_t) * run_y, (to_t - from_t) * run_near
            # Column x has its centre at x + 0.5.
            top = max(0, math.ceil(min(ay, ay + dy) - radius - 0.5))
            bottom = min(height - 1, math.floor(max(ay, ay + dy) + radius - 0.5))
            left = max(0, math.ceil(min(ax, ax + dx) - radius - 0.5))
            right = min(width - 1, math.floor(max(ax, ax + dx) + radius - 0.5))
            if top > bottom or left > right:
                continue
            dirty[0], dirty[1] = min(dirty[0], left), min(dirty[1], top)
            dirty[2], dirty[3] = max(dirty[2], right + 1), max(dirty[3], bottom + 1)
            square = dx * dx + dy * dy
            inverse = 1.0 / square if square > 0.0 else 0.0
            # Along a row the band around the line is this much to each side of where the line passes.
            slanted = abs(dy) > 1e-6
            lean = dx / dy if slanted else 0.0
            reach = radius * math.sqrt(1.0 + lean * lean)
            for y in range(top, bottom + 1):
                py = y + 0.5 - ay
                first, last = left, right
                if slanted:
                    middle = ax + py * lean - 0.5
                    first = max(left, math.ceil(max(-1.0, middle - reach)))
                    last = min(right, math.floor(min(width + 1.0, middle + reach)))
                for x in range(first, last + 1):
                    pixel = np.uint64(y * stride + x)
                    if core[pixel] == 255:
                        continue
                    px = x + 0.5 - ax
                    t = min(1.0, max(0.0, (px * dx + py * dy) * inverse))
                    away_x, away_y = px - t * dx, py - t * dy
                    away = away_x * away_x + away_y * away_y
                    if away >= radius * radius:
                        continue
                    away = math.sqrt(away)
                    strength = 255.0
                    if depth_rows > 0:
                        # The farthest of the four depths around the nearest point of the line, of those where there
                        # is a surface: a line lying on the surface must not hide itself.
                        u = (ax + t * dx) * depth_columns / width - 0.5
                        v = (ay + t * dy) * depth_rows / height - 0.5
                        u0 = min(depth_columns - 1, max(0, math.floor(u)))
                        v0 = min(depth_rows - 1, max(0, math.floor(v)))
                        u1, v1 = min(depth_columns - 1, u0 + 1), min(depth_rows - 1, v0 + 1)
                        surface = 0.0
                        for found in (depth[v0, u0], depth[v0, u1], depth[v1, u0], depth[v1, u1]):
                            if found < math.inf:
                                surface = max(surface, found)
                        sight = 1.0
                        if surface > 0.0:
                            sight = min(1.0, max(0.0, (surface - 1.0 / (an + t * dn)) / style[3] + 2.0))
                        strength *= style[2] + (1.0 - style[2]) * sight
                    edge[pixel] = max(edge[pixel], np.uint8(strength * min(1.0, radius - away) + 0.5))
                    if away < core_reach:
                        core[pixel] = max(core[pixel], np.uint8(strength * min(1.0, core_reach - away) + 0.5))


@kernel(f"void(uint32[:,::1], {COVER}, uint64[:,::1], {COVER}, {INTEGERS}, {INTEGERS})")
def blend(image, core, edge_words, edge, colors, area):
    """Lay one line over the part ``area`` (left, top, right, bottom) of a premultiplied picture.

    ``colors`` (7,): red, green, blue of the line, then red, green, blue, alpha of its outline, in 0..255.
    ``edge_words`` is the memory of ``edge`` eight pixels at a time, to pass over empty stretches.
    """
    line_red, line_green, line_blue = SINGLE(colors[0]), SINGLE(colors[1]), SINGLE(colors[2])
    rim_red, rim_green, rim_blue = SINGLE(colors[3]), SINGLE(colors[4]), SINGLE(colors[5])
    opacity = SINGLE(colors[6]) / SINGLE(255.0 * 255.0)
    share, one, full, half = SINGLE(1.0 / 255.0), SINGLE(1.0), SINGLE(255.0), SINGLE(0.5)
    for y in range(area[1], area[3]):
        words, edge_row, core_row, pixel_row = edge_words[y], edge[y], core[y], image[y]
        for word in range(area[0] // 8, (area[2] + 7) // 8):
            if words[word] == 0:
                continue
            first, last = max(area[0], 8 * word), min(area[2], 8 * word + 8)
            edges, cores, pixels = edge_row[first:last], core_row[first:last], pixel_row[first:last]
            # No branches in here: eight pixels then take little longer than one.
            for x in range(pixels.size):
                line = SINGLE(cores[x]) * share
                outline = SINGLE(edges[x]) * opacity
                rim = outline * (one - line)
                keep = one - line - rim
                below = pixels[x]
                red = SINGLE(below >> 16 & 255) * keep + rim_red * rim + line_red * line + half
                green = SINGLE(below >> 8 & 255) * keep + rim_green * rim + line_green * line + half
                blue = SINGLE(below & 255) * keep + rim_blue * rim + line_blue * line + half
                alpha = SINGLE(below >> 24) * keep + full * (one - keep) + half
                pixels[x] = np.uint32(alpha) << 24 | np.uint32(red) << 16 | np.uint32(green) << 8 | np.uint32(blue)
