"""A transparent picture of thick antialiased lines, one a lane, that can be drawn whole or grown at their ends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial, reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from landscape_gui.render.jit import default_threads, run_all
from landscape_gui.render.strokes import SEGMENT_SIZE, STATE_SIZE, blend, cover, straighten
from landscape_gui.render.surface import Frame

Floats = NDArray[np.float64]

HIDDEN_OPACITY = 0.2
"""Share of a line's opacity that is left where the surface hides it."""
SLACK = 0.012
"""How far behind the surface, in world units, a point of a line still counts as lying on it."""
BAND = 96
"""Rows put together at a time: few enough to stay in the processor's cache while one lane after another is laid on."""
NO_DEPTH = np.zeros((0, 0), np.float32)


@dataclass(frozen=True, slots=True)
class Stroke:
    """The look of a line.

    Attributes:
        color: red, green, blue in 0..255.
        outline: red, green, blue, alpha in 0..255 of the thin rim beneath the line.
        width: of the coloured line, in pixels of the device.
        outline_width: of the rim on each side, in pixels of the device; 0 for none.
        dash: lengths of strokes and gaps in widths of the line; empty for a line without gaps.
    """

    color: tuple[int, int, int]
    outline: tuple[int, int, int, int] = (0, 0, 0, 160)
    width: float = 2.0
    outline_width: float = 1.0
    dash: tuple[float, ...] = ()

    def pattern(self) -> Floats:
        """Return strokes and gaps in pixels along the middle of the line, whose ends are round."""
        lengths = np.asarray(self.dash, dtype=np.float64) * self.width
        if len(lengths) % 2:
            lengths = np.concatenate([lengths, lengths])
        # A round end adds half a width on each side: strokes become shorter by it and gaps longer.
        strokes = np.maximum(0.0, lengths[0::2] - self.width)
        lengths[1::2] += np.minimum(lengths[0::2], self.width)
        lengths[0::2] = strokes
        return lengths if lengths.sum() >= 1.0 else np.zeros(0)


class Rect(NamedTuple):
    """A rectangle of pixels."""

    x: int
    y: int
    width: int
    height: int


class _Lane:
    """Coverage of one line, where it has got to, and the rectangle it covers."""

    def __init__(self, width: int, height: int) -> None:
        stride = -(-max(1, width) // 8) * 8
        # Untouched zero pages cost no memory, and lines touch few of them.
        self.core = np.zeros((height, stride), np.uint8)
        self.edge = np.zeros((height, stride), np.uint8)
        self.state = np.zeros(STATE_SIZE)
        self.covered = _empty()

    def begin(self, look: Stroke, slack: float, hidden: float) -> None:
        """Wipe the line and take a new look."""
        left, top, right, bottom = self.covered
        self.core[top:bottom, left:right] = 0
        self.edge[top:bottom, left:right] = 0
        self.state[:] = 0.0
        self.covered = _empty()
        self.pattern = look.pattern()
        self.style = np.array([look.width / 2.0, look.outline_width, hidden, slack])
        self.colors = np.array([*look.color, *look.outline], dtype=np.int64)


class PathLayer:
    """Lines over a landscape; ``image`` is (height, width, 4) uint8 premultiplied, up to date after ``paint``.

    Lanes are numbered from 0 and later ones lie on top. Pixel coordinates are those of ``View3D.project``: the centre
    of the first pixel is (0.5, 0.5). Points that are not finite interrupt a line.
    """

    def __init__(self, width: int, height: int, threads: int | None = None) -> None:
        self.width, self.height = max(1, width), max(1, height)
        self.threads = default_threads() if threads is None else max(1, threads)
        self._pixels = np.zeros((self.height, self.width), np.uint32)
        self.image: NDArray[np.uint8] = self._pixels.view(np.uint8).reshape(self.height, self.width, 4)
        self._lanes: dict[int, _Lane] = {}
        self._dirty: list[NDArray[np.int64]] = []
        self._depth: NDArray[np.float32] = NO_DEPTH
        self._slack, self._hidden = SLACK, HIDDEN_OPACITY

    def set_depth(self, frame: Frame | None, slack: float = SLACK, hidden: float = HIDDEN_OPACITY) -> None:
        """Test lines drawn from now on against the surface in ``frame`` (of any resolution); None tests nothing.

        Points then need a third column, the distance along the view, as from ``View3D.project``. Pieces further than
        ``slack`` behind the surface are drawn with the opacity ``hidden``.
        """
        self._depth = NO_DEPTH if frame is None else frame.depth
        self._slack, self._hidden = slack, hidden

    def draw(self, lane: int, points: Floats, look: Stroke) -> None:
        """Draw a whole line through ``points`` (n, 2) or (n, 3) in place of what the lane held."""
        self.draw_all({lane: (points, look)})

    def draw_all(self, lines: dict[int, tuple[Floats, Stroke]]) -> None:
        """Draw several whole lines, as ``draw`` does, shared among the threads; other lanes stay."""
        for lane in lines:
            if lane not in self._lanes:
                self._lanes[lane] = _Lane(self.width, self.height)
            self._touch(self._lanes[lane].covered)
        run_all([partial(self._restart, self._lanes[lane], *line) for lane, line in lines.items()], self.threads)
        for lane in lines:
            self._touch(self._lanes[lane].covered)

    def extend(self, lane: int, points: Floats) -> None:
        """Continue a lane that was drawn before through ``points``; the cost depends on the new pieces alone."""
        self._touch(self._grow(self._lanes[lane], points))

    def remove(self, lane: int) -> None:
        """Take a lane away, if it is there."""
        if lane in self._lanes:
            self._touch(self._lanes.pop(lane).covered)

    def clear(self) -> None:
        """Take all lanes away."""
        for lane in list(self._lanes):
            self.remove(lane)

    def paint(self) -> Rect:
        """Bring ``image`` up to date and return the rectangle within which it has changed, of size 0 if nothing has."""
        areas, self._dirty = self._dirty, []
        if not areas:
            return Rect(0, 0, 0, 0)
        left, top, right, bottom = (int(value) for value in reduce(_union, areas))
        # Ends of lanes far apart are painted one by one, a whole picture at once and by all threads.
        if sum(_size(area) for area in areas) < (right - left) * (bottom - top) // 2:
            for area in areas:
                self._blend(*area.tolist())
        else:
            rows = range(top, bottom, BAND)
            run_all([partial(self._blend, left, row, right, min(bottom, row + BAND)) for row in rows], self.threads)
        return Rect(left, top, right - left, bottom - top)

    def _blend(self, left: int, top: int, right: int, bottom: int) -> None:
        """Put together a part of the picture from what the lanes cover."""
        self._pixels[top:bottom, left:right] = 0
        for _, lane in sorted(self._lanes.items()):
            area = np.array([left, top, right, bottom])
            area[:2] = np.maximum(area[:2], lane.covered[:2])
            area[2:] = np.minimum(area[2:], lane.covered[2:])
            if area[0] < area[2] and area[1] < area[3]:
                blend(self._pixels, lane.core, lane.edge.view(np.uint64), lane.edge, lane.colors, area)

    def _restart(self, lane: _Lane, points: Floats, look: Stroke) -> None:
        lane.begin(look, self._slack, self._hidden)
        self._grow(lane, points)

    def _grow(self, lane: _Lane, points: Floats) -> NDArray[np.int64]:
        """Draw on and return the rectangle that was touched: left, top, right, bottom."""
        touched = _empty()
        rows = np.asarray(points, dtype=np.float64)
        if len(rows):
            segments = np.empty((len(rows) + 1, SEGMENT_SIZE))
            count = straighten(rows, lane.state, lane.pattern.sum(), self._depth.size > 0, segments)
            cover(
                segments, count, lane.core.reshape(-1), lane.edge.reshape(-1), lane.style, lane.pattern, self._depth,
                np.array([self.height, self.width]), touched,
            )  # fmt: skip
        if touched[0] < touched[2]:
            lane.covered = _union(lane.covered, touched)
        return touched

    def _touch(self, area: NDArray[np.int64]) -> None:
        if area[0] < area[2]:
            self._dirty.append(area)


def _empty() -> NDArray[np.int64]:
    """Return a rectangle that covers nothing: left and top beyond right and bottom."""
    return np.array([2**31, 2**31, 0, 0])


def _size(area: NDArray[np.int64]) -> int:
    """Return how many pixels a rectangle covers."""
    return int((area[2] - area[0]) * (area[3] - area[1]))


def _union(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([np.minimum(first[:2], second[:2]), np.maximum(first[2:], second[2:])])
