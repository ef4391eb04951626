"""The z-buffer: vertices placed and lit, triangles filled, contour lines drawn in the same pass.

Triangles are independent of each other and every pixel is computed from its own coordinates, so that a picture cut into
bands has the same pixels however many threads fill them.
"""
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import math

from landscape_gui.render.jit import kernel

VERTEX_SIZE = 8
"""Numbers of a placed vertex: pixel x, pixel y, 1/distance, height, red, green, blue, one unused to fill a cache line."""

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
    if before == before and here == here:
        total += here - before
        count += 1
    if after == after and here == here:
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
            z = (height if height == height else 0.0) * scale - camera[13]
            inverse = 1.0 / (camera[9] - (x * camera[6] + y * camera[7] + z * camera[8]))
            out[i, j, 0] = camera[11] + camera[10] * (x * camera[0] + y * camera[1] + z * camera[2]) * inverse
            out[i, j, 1] = camera[12] - camera[10] * (x * camera[3] + y * camera[4] + z * camera[5]) * inverse
            out[i, j, 2] = inverse
            out[i, j, 3] = height
            nx, ny, nz = normals[i, j, 0], normals[i, j, 1], normals[i, j, 2]
            facing = max(0.0, nx * light[0] + ny * light[1] + nz * light[2])
            shade = light[3] + light[4] * facing
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
    if rising != rising:
        return False
    return falling != falling or rising <= falling


@kernel()
def _first_at_least(levels, value):
    """Return the index of the first level that is not below ``value``."""
    low, high = 0, levels.size
    while low < high:
        middle = (low + high) // 2
        if levels[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


@kernel()
def _fill(vertices, ia, ja, ib, jb, ic, jc, image, nearness, top, bottom, levels, gaps, style):
    """Draw one triangle, corners counter-clockwise seen from above; both sides are visible."""
    ax, ay, aw, ah = vertices[ia, ja, 0], vertices[ia, ja, 1], vertices[ia, ja, 2], vertices[ia, ja, 3]
    bx, by, bw, bh = vertices[ib, jb, 0], vertices[ib, jb, 1], vertices[ib, jb, 2], vertices[ib, jb, 3]
    cx, cy, cw, ch = vertices[ic, jc, 0], vertices[ic, jc, 1], vertices[ic, jc, 2], vertices[ic, jc, 3]
    lowest, highest = min(ah, bh, ch), max(ah, bh, ch)
    if ah != ah or bh != bh or ch != ch or highest < 0.0 or lowest > 1.0:
        return
    # Only pixels whose centre lies within: column x has its centre at x + 0.5.
    width = image.shape[1]
    first_y = max(top, int(math.ceil(max(-1.0, min(ay, by, cy)) - 0.5)))
    last_y = min(bottom - 1, int(math.floor(min(bottom + 1.0, max(ay, by, cy)) - 0.5)))
    first_x = max(0, int(math.ceil(max(-1.0, min(ax, bx, cx)) - 0.5)))
    last_x = min(width - 1, int(math.floor(min(width + 1.0, max(ax, bx, cx)) - 0.5)))
    if first_y > last_y or first_x > last_x:
        return
    abx, aby, acx, acy = bx - ax, by - ay, cx - ax, cy - ay
    area = abx * acy - acx * aby
    if abs(area) < 1e-9:
        return
    inverse = 1.0 / area
    # Weights of corners b and c change by these from one pixel to the next.
    b_x, b_y = acy * inverse, -acx * inverse
    c_x, c_y = -aby * inverse, abx * inverse

    slope = math.hypot((bh - ah) * b_x + (ch - ah) * c_x, (bh - ah) * b_y + (ch - ah) * c_y)
    reach = slope * (style[0] + 0.5)
    first_level, end_level = 0, 0
    if slope > 1e-7:
        first_level = _first_at_least(levels, lowest - reach)
        end_level = first_level
        while end_level < levels.size and levels[end_level] <= highest + reach:
            end_level += 1

    shade = style[2] if area > 0.0 else 1.0
    ar, ag, ab = vertices[ia, ja, 4] * shade, vertices[ia, ja, 5] * shade, vertices[ia, ja, 6] * shade
    br, bg, bb = vertices[ib, jb, 4] * shade - ar, vertices[ib, jb, 5] * shade - ag, vertices[ib, jb, 6] * shade - ab
    cr, cg, cb = vertices[ic, jc, 4] * shade - ar, vertices[ic, jc, 5] * shade - ag, vertices[ic, jc, 6] * shade - ab
    cut = lowest < 0.0 or highest > 1.0
    solid = style[4] > 0.0
    for y in range(first_y, last_y + 1):
        from_y = y + 0.5 - ay
        for x in range(first_x, last_x + 1):
            from_x = x + 0.5 - ax
            b = from_x * b_x + from_y * b_y
            c = from_x * c_x + from_y * c_y
            # A hair's breadth of overlap: no gaps where a pixel centre falls exactly on a shared edge.
            if b < -1e-6 or c < -1e-6 or b + c > 1.000001:
                continue
            near = aw + b * (bw - aw) + c * (cw - aw)
            if near <= nearness[y, x]:
                continue
            height = ah + b * (bh - ah) + c * (ch - ah)
            if cut and (height < 0.0 or height > 1.0):
                continue
            red, green, blue = ar + b * br + c * cr, ag + b * bg + c * cg, ab + b * bb + c * cb
            if end_level > first_level:
                line = 0.0
                for level in range(first_level, end_level):
                    away = abs(height - levels[level]) / slope
                    # Lines closer than a few pixels fade away instead of turning the wall black.
                    fade = min(1.0, max(0.0, (gaps[level] / slope - 1.5) * 0.3))
                    line = max(line, fade * min(1.0, max(0.0, style[0] + 0.5 - away)))
                line *= style[1]
                # Towards white on dark ground, towards black on light ground.
                bright = 0.30 * red + 0.59 * green + 0.11 * blue
                target = 235.0 if bright < 70.0 else 10.0
                red += (target - red) * line
                green += (target - green) * line
                blue += (target - blue) * line
            alpha = style[3]
            packed = int(red * alpha + 0.5) << 16 | int(green * alpha + 0.5) << 8 | int(blue * alpha + 0.5)
            if solid:
                nearness[y, x] = near
                image[y, x] = packed | 0xFF000000
            elif image[y, x] == 0:
                image[y, x] = packed | int(alpha * 255.0 + 0.5) << 24


@kernel(f"void({COLORS}, {PIXELS}, {DEPTH}, int64, int64, boolean, boolean, {NUMBERS}, {NUMBERS}, {NUMBERS})")
def fill_band(vertices, image, nearness, top, bottom, backward_i, backward_j, levels, gaps, style):
    """Draw the mesh into the rows ``top`` to ``bottom`` of ``image`` and ``nearness`` (1/distance, 0 where empty).

    ``backward_*`` choose the order of the cells, nearest first saves work. ``levels`` rise; ``gaps`` hold the height to
    the nearest other level. ``style`` (5,): half the line width in pixels, strength of lines, brightness of the
    underside, opacity of the surface, and whether it takes part in the depth test (1) or only fills gaps (0).
    """
    rows, columns = vertices.shape[0], vertices.shape[1]
    for step_i in range(rows - 1):
        i = rows - 2 - step_i if backward_i else step_i
        for step_j in range(columns - 1):
            j = columns - 2 - step_j if backward_j else step_j
            y00, y01 = vertices[i, j, 1], vertices[i, j + 1, 1]
            y10, y11 = vertices[i + 1, j, 1], vertices[i + 1, j + 1, 1]
            if max(y00, y01, y10, y11) < top or min(y00, y01, y10, y11) > bottom:
                continue
            h00, h01 = vertices[i, j, 3], vertices[i, j + 1, 3]
            h10, h11 = vertices[i + 1, j, 3], vertices[i + 1, j + 1, 3]
            if rising_diagonal(h00, h01, h10, h11):
                _fill(vertices, i, j, i, j + 1, i + 1, j + 1, image, nearness, top, bottom, levels, gaps, style)
                _fill(vertices, i, j, i + 1, j + 1, i + 1, j, image, nearness, top, bottom, levels, gaps, style)
            else:
                _fill(vertices, i, j, i, j + 1, i + 1, j, image, nearness, top, bottom, levels, gaps, style)
                _fill(vertices, i, j + 1, i + 1, j + 1, i + 1, j, image, nearness, top, bottom, levels, gaps, style)


@kernel(f"void({DEPTH}, int64, int64)")
def nearness_to_distance(buffer, top, bottom):
    """Turn 1/distance into distance in place; where nothing was drawn the distance is infinite."""
    for y in range(top, bottom):
        for x in range(buffer.shape[1]):
            buffer[y, x] = 1.0 / buffer[y, x]


@kernel(f"void({PIXELS}, {PIXELS}, int64, int64, int64)")
def shrink(large, small, factor, top, bottom):
    """Average blocks of ``factor`` by ``factor`` premultiplied pixels into the rows ``top`` to ``bottom`` of ``small``."""
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
