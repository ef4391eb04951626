"""Lines of sight against the mesh, and points laid on it: the exact geometry behind picking and draping.

The mesh is the one the z-buffer draws: heights on a regular grid over [-1, 1] x [-1, 1], each cell split into two
triangles along its flatter diagonal, cut off where the height leaves [0, 1].
"""
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import math

from landscape_gui.render.jit import kernel
from landscape_gui.render.raster import rising_diagonal

MESH = "float64[:,::1]"
POINTS = "Array(float64, 2, 'C', readonly=True)"
NUMBERS = "float64[::1]"
SLACK = 1e-9
"""How far outside its triangle, in cells, a hit still counts: no ray slips through between two triangles."""


@kernel()
def _clip(begin, end, start, speed, limit):
    """Return the part of [begin, end] in which 0 <= start + t * speed <= limit."""
    if speed == 0.0:
        if start < 0.0 or start > limit:
            return 1.0, 0.0
        return begin, end
    first, second = -start / speed, (limit - start) / speed
    return max(begin, min(first, second)), min(end, max(first, second))


@kernel()
def _plane(h00, h01, h10, h11, rising, first):
    """Return height at the cell's corner and slopes along u and v of one of its two triangles."""
    if rising:
        if first:
            return h00, h01 - h00, h11 - h01
        return h00, h11 - h10, h10 - h00
    if first:
        return h00, h01 - h00, h10 - h00
    return h01 + h10 - h11, h11 - h10, h11 - h01


@kernel()
def _meet_cell(h00, h01, h10, h11, u, v, h, du, dv, dh):
    """Return where the line (u, v, h) + t (du, dv, dh), relative to the cell's corner, first meets its triangles."""
    best = math.nan
    rising = rising_diagonal(h00, h01, h10, h11)
    for half in range(2):
        base, slope_u, slope_v = _plane(h00, h01, h10, h11, rising, half == 0)
        fall = dh - slope_u * du - slope_v * dv
        if fall == 0.0:
            continue
        t = (base + slope_u * u + slope_v * v - h) / fall
        inside_u, inside_v = u + t * du, v + t * dv
        # Which side of the diagonal: positive means the half that holds corner 01 (rising) or 00 (falling).
        side = inside_u - inside_v if rising else 1.0 - inside_u - inside_v
        if half == 1:
            side = -side
        if side >= -SLACK and -SLACK <= inside_u <= 1.0 + SLACK and -SLACK <= inside_v <= 1.0 + SLACK:
            best = t if math.isnan(best) else min(best, t)
    return best


@kernel(f"float64({MESH}, float64, {NUMBERS}, {NUMBERS})")
def cast(heights, scale, origin, direction):
    """Return how many ``direction`` (3,) beyond ``origin`` (3,) the surface is first met, NaN if never.

    ``scale`` turns heights into world z. Walks through the grid's cells from one border to the next.
    """
    rows, columns = heights.shape
    if rows < 2 or columns < 2:
        return math.nan
    # In units of cells: u along columns, v along rows, h in heights.
    u0, du = (origin[0] + 1.0) * 0.5 * (columns - 1), direction[0] * 0.5 * (columns - 1)
    v0, dv = (origin[1] + 1.0) * 0.5 * (rows - 1), direction[1] * 0.5 * (rows - 1)
    h0, dh = origin[2] / scale, direction[2] / scale
    begin, end = 0.0, math.inf
    begin, end = _clip(begin, end, u0, du, columns - 1.0)
    begin, end = _clip(begin, end, v0, dv, rows - 1.0)
    begin, end = _clip(begin, end, h0, dh, 1.0)
    if begin > end:
        return math.nan
    j = min(columns - 2, max(0, math.floor(u0 + begin * du)))
    i = min(rows - 2, max(0, math.floor(v0 + begin * dv)))
    step_j = 1 if du > 0.0 else -1
    step_i = 1 if dv > 0.0 else -1
    while True:
        hit = _meet_cell(
            heights[i, j], heights[i, j + 1], heights[i + 1, j], heights[i + 1, j + 1], u0 - j, v0 - i, h0, du, dv, dh
        )
        if begin - SLACK <= hit <= end + SLACK:
            return hit
        leave_u = ((j + (step_j > 0)) - u0) / du if du != 0.0 else math.inf
        leave_v = ((i + (step_i > 0)) - v0) / dv if dv != 0.0 else math.inf
        if min(leave_u, leave_v) > end:
            return math.nan
        if leave_u <= leave_v:
            j += step_j
        else:
            i += step_i
        if j < 0 or i < 0 or j > columns - 2 or i > rows - 2:
            return math.nan


@kernel(f"float64({MESH}, float64, float64)")
def height_at(heights, x, y):
    """Return the mesh's height at (x, y) in [-1, 1]^2; NaN outside, in holes, and where it leaves [0, 1]."""
    rows, columns = heights.shape
    if not (rows >= 2 and columns >= 2 and abs(x) <= 1.0 and abs(y) <= 1.0):
        return math.nan
    u, v = (x + 1.0) * 0.5 * (columns - 1), (y + 1.0) * 0.5 * (rows - 1)
    j, i = min(columns - 2, int(u)), min(rows - 2, int(v))
    u -= j
    v -= i
    h00, h01 = heights[i, j], heights[i, j + 1]
    h10, h11 = heights[i + 1, j], heights[i + 1, j + 1]
    rising = rising_diagonal(h00, h01, h10, h11)
    first = u >= v if rising else u + v <= 1.0
    base, slope_u, slope_v = _plane(h00, h01, h10, h11, rising, first)
    height = base + slope_u * u + slope_v * v
    return height if 0.0 <= height <= 1.0 else math.nan


@kernel(f"int64({MESH}, float64, {POINTS}, int64[::1], {MESH})")
def drape(heights, scale, points, first, out):
    """Lay the polyline ``points`` (n, 2) on the mesh, cut into pieces of at most a cell.

    Writes world points into ``out`` (m, 3), as many as fit, and into ``first`` (n,) where each given point went.
    Returns how many there are, so that a caller can count with an empty ``out`` first.
    """
    rows, columns = heights.shape
    count = 0
    for k in range(points.shape[0]):
        x, y = points[k, 0], points[k, 1]
        if k > 0:
            px, py = points[k - 1, 0], points[k - 1, 1]
            begin, end = _clip(0.0, 1.0, px + 1.0, x - px, 2.0)
            begin, end = _clip(begin, end, py + 1.0, y - py, 2.0)
            if begin < end:
                length = 0.5 * max(abs(x - px) * (columns - 1), abs(y - py) * (rows - 1)) * (end - begin)
                pieces = max(1, math.ceil(length))
                # The ends of the segment themselves are written as points; where it is clipped, so are the crossings.
                for piece in range(0 if begin > 0.0 else 1, pieces + (1 if end < 1.0 else 0)):
                    t = begin + (end - begin) * piece / pieces
                    qx = min(1.0, max(-1.0, px + t * (x - px)))
                    qy = min(1.0, max(-1.0, py + t * (y - py)))
                    if count < out.shape[0]:
                        out[count, 0] = qx
                        out[count, 1] = qy
                        out[count, 2] = height_at(heights, qx, qy) * scale
                    count += 1
        first[k] = count
        if count < out.shape[0]:
            out[count, 0] = x
            out[count, 1] = y
            out[count, 2] = height_at(heights, x, y) * scale
        count += 1
    return count


@kernel(f"void({POINTS}, float32[:,:,::1], {NUMBERS}, float64, {MESH})")
def place_draped(points, normals, camera, setback, out):
    """Project ``points`` (n, 3) lying on the mesh into ``out`` (n, 3): pixel x, pixel y, distance along the view.

    Points on a part that turns its underside to the camera are set back by up to ``setback``: a line lies on the upper
    side, and from below it is hidden by the surface it lies on. ``camera`` (14,) is ``View3D.camera``.
    """
    rows, columns = normals.shape[0], normals.shape[1]
    for k in range(points.shape[0]):
        x, y, z = points[k, 0], points[k, 1], points[k, 2] - camera[13]
        right = x * camera[0] + y * camera[1] + z * camera[2]
        up = x * camera[3] + y * camera[4] + z * camera[5]
        depth = camera[9] - (x * camera[6] + y * camera[7] + z * camera[8])
        out[k, 0] = camera[11] + camera[10] * right / depth
        out[k, 1] = camera[12] - camera[10] * up / depth
        out[k, 2] = depth
        if not (abs(x) <= 1.0 and abs(y) <= 1.0 and depth > 0.0):
            continue
        u, v = (x + 1.0) * 0.5 * (columns - 1), (y + 1.0) * 0.5 * (rows - 1)
        j, i = min(columns - 2, int(u)), min(rows - 2, int(v))
        u -= j
        v -= i
        facing = 0.0
        for axis in range(3):
            near = (1.0 - u) * normals[i, j, axis] + u * normals[i, j + 1, axis]
            far = (1.0 - u) * normals[i + 1, j, axis] + u * normals[i + 1, j + 1, axis]
            place = x if axis == 0 else (y if axis == 1 else z)
            facing += ((1.0 - v) * near + v * far) * (camera[9] * camera[6 + axis] - place)
        # From edge-on to clearly turned away, as the cosine of the angle.
        away = min(1.0, max(0.0, -8.0 * facing / depth))
        out[k, 2] = depth + setback * away
