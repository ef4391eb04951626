"""The paths of all lanes up to the play position, as one transparent picture that grows while playing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from landscape_gui.colors import luminance, rgb
from landscape_gui.lanestyle import DASHES
from landscape_gui.render.paths import PathLayer, Stroke
from landscape_gui.scene import LaneRun
from landscape_gui.ui.canvas.heads import row_of

Floats = NDArray[np.float64]

WIDTH = 2.6
"""Width of a path in pixels at scale 1."""
_OUTLINE = 1.0
_TOGETHER = 4000
"""New rows of all lanes from which drawing whole lines, shared among threads, is faster than growing them."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line to be followed: ``points`` (rows, 2) in pixels of the picture, recorded at ``steps`` (rows,).

    With ``dots`` each point is a dot of its own, and nothing lies between them. ``origin`` is what it was made from.
    """

    points: Floats
    steps: NDArray[np.int64]
    look: Stroke
    dots: bool = False
    origin: tuple[Floats, object] | None = None

    def until(self, position: float, after: int = -1) -> Floats:
        """The points after row ``after`` up to a play position, the last one between two rows."""
        row, share = row_of(self.steps, position)
        points: Floats = self.points[after + 1 : row + 1]
        if self.dots:
            parted = np.full((2 * len(points), 2), np.nan)
            parted[::2] = points
            return parted
        if share > 0.0:
            here = self.points[row]
            points = np.concatenate([points, [here + share * (self.points[row + 1] - here)]])
        return points


class Tracks:
    """A picture of lines up to a play position; later lines lie on top."""

    def __init__(self) -> None:
        self._layer = PathLayer(1, 1)
        self._image = QImage()
        self._lines: list[Line] = []
        self._rows: list[int] = []
        self._position = -1.0
        self._stale: set[int] = set()

    def set_lines(self, lines: Sequence[Line], width: int, height: int) -> None:
        """Follow other lines, on a picture of that size in pixels of the device; nothing is drawn until ``seek``."""
        if (width, height) != (self._layer.width, self._layer.height) or self._image.isNull():
            self._layer, self._lines = PathLayer(width, height), []
            self._stale.clear()
            self._image = QImage(
                self._layer.image.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
            )
        for lane in range(len(lines), len(self._lines)):
            self._layer.remove(lane)
            self._stale.discard(lane)
        self._stale |= {k for k, line in enumerate(lines) if k >= len(self._lines) or line is not self._lines[k]}
        self._lines = list(lines)

    def known(self, points: Floats, place: object, look: Stroke) -> Line | None:
        """The line that was made from ``points`` for this ``place`` on the picture and looks the same, if there is."""
        for line in self._lines:
            if line.origin is not None and line.origin[0] is points and line.origin[1] == place and line.look == look:
                return line
        return None

    def seek(self, position: float) -> None:
        """Show the lines up to a play position: grown from where they were, or drawn anew when it went back."""
        if position == self._position and not self._stale:
            self._layer.paint()  # a line may have been taken away
            return
        rows = [row_of(line.steps, position)[0] for line in self._lines]
        forward = 0.0 <= self._position < position and not self._stale
        if forward and sum(rows) - sum(self._rows) <= _TOGETHER:
            for lane, line in enumerate(self._lines):
                points = line.until(position, self._rows[lane])
                if len(points):
                    self._layer.extend(lane, points)
        else:
            drawn = range(len(self._lines)) if position != self._position else sorted(self._stale)
            self._layer.draw_all({k: (self._lines[k].until(position), self._lines[k].look) for k in drawn})
        self._rows, self._position = rows, position
        self._stale.clear()
        self._layer.paint()

    def paint(self, painter: QPainter, corner: QPointF, ratio: float) -> None:
        """Paint the picture with its top left at ``corner``, ``ratio`` of its pixels to one of the layout."""
        if self._lines:
            area = QRectF(corner.x(), corner.y(), self._layer.width / ratio, self._layer.height / ratio)
            painter.drawImage(area, self._image)


def lane_stroke(lane: LaneRun, scale: float, width: float = WIDTH) -> Stroke:
    """The look of a lane's path, ``scale`` pixels of the device to a pixel of the design."""
    outline = (*rgb(outline_of(lane.color)), 170)
    return Stroke(rgb(lane.color), outline, width * scale, _OUTLINE * scale, DASHES[lane.dash])


def outline_of(color: str) -> str:
    """Black or white, whichever a colour stands out from."""
    return "#ffffff" if luminance(color) < 0.26 else "#0b0d11"
