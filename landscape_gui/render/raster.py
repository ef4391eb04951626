"""The z-buffer: vertices placed and lit, triangles filled, contour lines drawn in the same pass.

Triangles are independent of each other and every pixel is computed from its own coordinates, so that a picture cut into
bands has the same pixels however many threads fill them.
"""
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import math

import numpy as np

from landscape_gui.render.jit import kernel

VERTEX_SIZE = 8
"""Numbers of a placed vertex: pixel x, pixel y, 1/distance, height, red, green, blue, number of levels below it."""

MESH = "float64[:,::1]"
COLORS = "float32[:,:,::1]"
PIXELS = "uint32[:,::1]"
DEPTH = "float32[:,::1]"
NUMBERS = "float64[::1]"


@kernel()
def _slope(before, here, after, step):
    """Return the slope from whichever of the three values are finite (limited ones, steep walls stay usable)."""
    total = 0.0
    count = 0
    if not math.isnan(before - here):
        total += here - before
        count += 1
    if not math.isnan(after - here):
        total += after - here
        count += 1
    return total / (max(1, count) * step)


@kernel(f"void({MESH}, float64, {COLORS})")
def vertex_normals(heights, scale, normals):
    """Write upward unit normals (ny, nx, 3) of ``heights`` (ny, nx) times ``scale``, from the finite neighbours."""
    rows, columns = heights.shape
    dx = 2.0 / max(1, columns - 1)
    dy = 2.0 / max(1, rows - 1)
    for i in range(rows):
        for j in range(columns):
            slope_x = _slope(heights[i, max(0, j - 1)], heights[i, j], heights[i, min(columns - 1, j + 1)], dx)
            slope_y = _slope(heights[max(0, i - 1), j], heights[i, j], heights[min(rows - 1, i + 1), j], dy)
            slope_x *= scale
            slope_y *= scale
            length = 1.0 / math.sqrt(1.0 + slope_x * slope_x + slope_y * slope_y)
            normals[i, j, 0] = -slope_x * length
            normals[i, j, 1] = -slope_y * length
            normals[i, j, 2] = length


@kernel(f"void({MESH}, {COLORS}, {COLORS}, {NUMBERS}, {NUMBERS}, float64, {COLORS})")
def place_vertices(heights, colors, normals, camera, light, scale, out):
    """Project the mesh and light its colours.

    ``camera`` (14,) is ``View3D.camera``; ``light`` (6,) is the light's direction, then ambient, diffuse and gloss.
    ``scale`` turns heights into world z; ``out`` (ny, nx, VERTEX_SIZE).
    """
    rows, columns = heights.shape
    half_x, half_y, half_z = light[0] + camera[6], light[1] + camera[7], light[2] + camera[8]
    norm = 1.0 / math.sqrt(half_x * half_x + half_y * half_y + half_z * half_z)
    for i in range(rows):
        y = -1.0 + 2.0 * i / max(1, rows - 1)
        for j in range(columns):
            x = -1.0 + 2.0 * j / max(1, columns - 1)
            height = heights[i, j]
            # Holes get a place too, so that minima and maxima over a cell's corners stay numbers.
            z = (0.0 if math.isnan(height) else height) * scale - camera[13]
            inverse = 1.0 / (camera[9] - (x * camera[6] + y * camera[7] + z * camera[8]))
            out[i, j, 0] = camera[11] + camera[10] * (x * camera[0] + y * camera[1] + z * camera[2]) * inverse
            out[i, j, 1] = camera[12] - camera[10] * (x * camera[3] + y * camera[4] + z * camera[5]) * inverse
            out[i, j, 2] = inverse
            out[i, j, 3] = height
            nx, ny, nz = normals[i, j, 0], normals[i, j, 1], normals[i, j, 2]
            # Squared and half-turned cosine: no hard border where the surface turns away from the light.
            facing = 0.5 + 0.5 * (nx * light[0] + ny * light[1] + nz * light[2])
            shade = light[3] + light[4] * facing * facing
            shine = max(0.0, (nx * half_x + ny * half_y + nz * half_z) * norm)
            shine *= shine
            shine *= shine
            shine *= shine
            shine *= shine
            gloss = 255.0 * light[5] * shine * shine
            out[i, j, 4] = min(255.0, colors[i, j, 0] * shade + gloss)
            out[i, j, 5] = min(255.0, colors[i, j, 1] * shade + gloss)
            out[i, j, 6] = min(255.0, colors[i, j, 2] * shade + gloss)


@kernel("boolean(float64, float64, float64, float64)")
def rising_diagonal(h00, h01, h10, h11):
    """Tell whether a cell is split from corner 00 to 11 (else from 01 to 10): the flatter diagonal, never a NaN one."""
    rising = abs(h00 - h11)
    falling = abs(h01 - h10)
    if math.isnan(rising):
        return False
    return math.isnan(falling) or rising <= falling


@kernel()
def _corners(first, columns, rising, half):
    """Return the vertices of one half of a cell whose vertex 00 is ``first``, counter-clockwise seen from above."""
    a, b, c = first, first + 1, first + columns
    if rising:
        c += 1
        if half == 1:
            b, c = c, c - 1
    elif half == 1:
        a, b = b, c + 1
    # Unsigned numbers, for which numba needs no test whether they count from the end.
    return np.uint64(a), np.uint64(b), np.uint64(c)


@kernel()
def _pixels_between(a, b, c, begin, end):
    """Return the first and last pixel, from ``begin`` to before ``end``, whose centre lies among a, b and c."""
    low = math.ceil(max(begin - 1.0, min(a, b, c)) - 0.5)
    high = math.floor(min(end + 1.0, max(a, b, c)) - 0.5)
    return max(begin, int(low)), min(end - 1, int(high))


@kernel(
    "void(float32[:,::1], int64[::1], uint32[::1], float32[::1], int64, int64, boolean, boolean,"
    f" {NUMBERS}, {NUMBERS}, {NUMBERS}, {NUMBERS})"
)
def fill_band(  # noqa: PLR0915
    vertices, size, image, nearness, top, bottom, backward_i, backward_j, levels, gaps, tones, style
):
    """Draw the placed mesh into the rows ``top`` to ``bottom`` of ``image`` and ``nearness`` (1/distance or 0).

    ``vertices`` (rows * columns, VERTEX_SIZE), ``image`` and ``nearness`` (height * width,) hold their grids row by
    row; ``size`` (3,) is rows, columns and width.

    ``backward_*`` choose the order of the cells, nearest first saves work. ``levels`` rise; ``gaps`` hold the height to
    the nearest other level, ``tones`` the grey (0..255) a line is drawn towards. ``style`` (5,): half the line width in
    pixels, strength of lines, brightness of the underside, opacity of the surface, and whether it takes part in the
    depth test (1) or only fills gaps (0).

    One long function: handing arrays to helpers in the inner loops would take longer than the work they do.
    """
    rows, columns, width = size[0], size[1], size[2]
    half_line, strength, underside, alpha, solid = style[0], style[1], style[2], style[3], style[4] > 0.0
    for step_i in range(rows - 1):
        i = rows - 2 - step_i if backward_i else step_i
        for step_j in range(columns - 1):
            first = i * columns + (columns - 2 - step_j if backward_j else step_j)
            k00, k01, k10 = np.uint64(first), np.uint64(first + 1), np.uint64(first + columns)
            k11 = np.uint64(first + columns + 1)
            y00, y01, y10, y11 = vertices[k00, 1], vertices[k01, 1], vertices[k10, 1], vertices[k11, 1]
            if max(y00, y01, y10, y11) < top or min(y00, y01, y10, y11) > bottom:
                continue
            rising = rising_diagonal(vertices[k00, 3], vertices[k01, 3], vertices[k10, 3], vertices[k11, 3])
            for half in range(2):
                a, b, c = _corners(first, columns, rising, half)
                ax, bx, cx = vertices[a, 0], vertices[b, 0], vertices[c, 0]
                ay, by, cy = vertices[a, 1], vertices[b, 1], vertices[c, 1]
                ah, bh, ch = vertices[a, 3], vertices[b, 3], vertices[c, 3]
                first_y, last_y = _pixels_between(ay, by, cy, top, bottom)
                first_x, last_x = _pixels_between(ax, bx, cx, 0, width)
                lowest, highest = min(ah, bh, ch), max(ah, bh, ch)
                hole = math.isnan(ah + bh + ch)
                if hole or first_y > last_y or first_x > last_x or highest < 0.0 or lowest > 1.0:
                    continue
                abx, aby, acx, acy = bx - ax, by - ay, cx - ax, cy - ay
                area = abx * acy - acx * aby
                if abs(area) < 1e-9:
                    continue
                inverse = 1.0 / area
                # Weights of corners b and c change by these from one pixel to the next.
                b_x, b_y, c_x, c_y = acy * inverse, -acx * inverse, -aby * inverse, abx * inverse
                bh -= ah
                ch -= ah
                slope = math.sqrt((bh * b_x + ch * c_x) ** 2 + (bh * b_y + ch * c_y) ** 2)
                reach = slope * (half_line + 0.5)
                first_level, end_level = 0, 0
                if slope > 1e-7:
                    first_level = int(min(vertices[a, 7], vertices[b, 7], vertices[c, 7]))
                    end_level = int(max(vertices[a, 7], vertices[b, 7], vertices[c, 7]))
                    while first_level > 0 and levels[np.uint64(first_level - 1)] >= lowest - reach:
                        first_level -= 1
                    while end_level < levels.size and levels[np.uint64(end_level)] <= highest + reach:
                        end_level += 1
                shade = underside if area > 0.0 else 1.0
                aw, bw, cw = vertices[a, 2], vertices[b, 2] - vertices[a, 2], vertices[c, 2] - vertices[a, 2]
                ar, ag, ab = vertices[a, 4] * shade, vertices[a, 5] * shade, vertices[a, 6] * shade
                br, bg, bb = vertices[b, 4] * shade - ar, vertices[b, 5] * shade - ag, vertices[b, 6] * shade - ab
                cr, cg, cb = vertices[c, 4] * shade - ar, vertices[c, 5] * shade - ag, vertices[c, 6] * shade - ab
                cut = lowest < 0.0 or highest > 1.0
                for row in range(first_y, last_y + 1):
                    from_y = row + 0.5 - ay
                    for column in range(first_x, last_x + 1):
                        from_x = column + 0.5 - ax
                        wb = from_x * b_x + from_y * b_y
                        wc = from_x * c_x + from_y * c_y
                        # A hair's breadth of overlap: no gaps where a pixel centre falls exactly on a shared edge.
                        if wb < -1e-6 or wc < -1e-6 or wb + wc > 1.000001:
                            continue
                        pixel = np.uint64(row * width + column)
                        near = aw + wb * bw + wc * cw
                        height = ah + wb * bh + wc * ch
                        if near <= nearness[pixel] or (cut and (height < 0.0 or height > 1.0)):
                            continue
                        red, green, blue = ar + wb * br + wc * cr, ag + wb * bg + wc * cg, ab + wb * bb + wc * cb
                        for index in range(first_level, end_level):
                            level = np.uint64(index)
                            away = abs(height - levels[level]) / slope
                            # Lines closer than a few pixels fade away instead of turning the wall black.
                            line = strength * min(1.0, max(0.0, (gaps[level] / slope - 1.5) * 0.3))
                            line *= min(1.0, max(0.0, half_line + 0.5 - away))
                            red += (tones[level] - red) * line
                            green += (tones[level] - green) * line
                            blue += (tones[level] - blue) * line
                        packed = int(red * alpha + 0.5) << 16 | int(green * alpha + 0.5) << 8 | int(blue * alpha + 0.5)
                        if solid:
                            nearness[pixel] = near
                            image[pixel] = packed | 0xFF000000
                        elif image[pixel] == 0:
                            image[pixel] = packed | int(alpha * 255.0 + 0.5) << 24


@kernel(f"void({DEPTH}, int64, int64)")
def nearness_to_distance(buffer, top, bottom):
    """Turn 1/distance into distance in place; where nothing was drawn the distance is infinite."""
    for y in range(top, bottom):
        for x in range(buffer.shape[1]):
            buffer[y, x] = 1.0 / buffer[y, x]


@kernel(f"void({PIXELS}, {PIXELS}, int64, int64, int64)")
def shrink(large, small, factor, top, bottom):
    """Average blocks of ``factor`` by ``factor`` pixels of ``large`` into the rows from ``top`` of ``small``."""
    count = factor * factor
    for y in range(top, bottom):
        for x in range(small.shape[1]):
            first, second, third, fourth = 0, 0, 0, 0
            for i in range(factor):
                for j in range(factor):
                    pixel = int(large[y * factor + i, x * factor + j])
                    first += pixel & 255
                    second += pixel >> 8 & 255
                    third += pixel >> 16 & 255
                    fourth += pixel >> 24
            half = count // 2
            small[y, x] = (
                (first + half) // count
                | (second + half) // count << 8
                | (third + half) // count << 16
                | (fourth + half) // count << 24
            )
