"""What lies beneath the paths of a landscape: heat map, contour lines, hatching, axes and colour bar, painted once."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPixmap

from landscape_gui.core.descriptors import Interval
from landscape_gui.core.maps.grids import Grid, HeightScale, contour_levels
from landscape_gui.render.colors import color_table
from landscape_gui.render.heatmap import Window, heat_map
from landscape_gui.render.isolines import draw_isolines
from landscape_gui.ui.canvas.colorbar import paint_color_bar
from landscape_gui.ui.canvas.layout import LABEL_SIZE, Plot
from landscape_gui.ui.canvas.paint import hatch_brush, paint_axes
from landscape_gui.ui.theme import ThemeManager

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What the heat map shows: ``levels`` counts the contour lines, ``spacing`` is that of ``contour_levels``.

    ``percent``: heights are written as percentages.
    """

    grid: Grid
    scale: HeightScale
    colormap: str
    levels: int
    spacing: str
    percent: bool = False

    def same(self, other: Ground | None) -> bool:
        """Tell whether ``other`` looks the same; grids and scales are the same only if they are one object."""
        return other is not None and self.grid is other.grid and self.scale is other.scale and self._look == other._look

    @property
    def _look(self) -> tuple[object, ...]:
        return self.colormap, self.levels, self.spacing, self.percent


class Backdrop:
    """Keeps the painted picture of a ground, at the resolution of the device, until something in it changes."""

    def __init__(self, themes: ThemeManager, undefined: str) -> None:
        """``undefined`` are the words for where the function has no value."""
        self._themes, self._words = themes, undefined
        self._ground: Ground | None = None
        self._map: NDArray[np.uint8] = np.zeros((1, 1, 4), np.uint8)
        self._map_size: tuple[int, int] = (0, 0)
        self._picture = QPixmap()
        self._key: tuple[object, ...] = ()

    def paint(self, painter: QPainter, plot: Plot, ground: Ground, ratio: float) -> None:
        """Paint everything beneath the paths, ``ratio`` pixels of the device to a pixel of the layout.

        Where the grid is of another region than the axes, for a moment while zooming, it is shown where it belongs.
        """
        rect = plot.frame.rect
        size = (max(1, round(rect.width() * ratio)), max(1, round(rect.height() * ratio)))
        fitting = ground.grid.region == ((plot.frame.x.low, plot.frame.x.high), (plot.frame.y.low, plot.frame.y.high))
        if not ground.same(self._ground) or (fitting and size != self._map_size):
            self._map = _map(ground, size, ratio * self._themes.scale)
            self._ground, self._map_size, self._key = ground, size, ()
        key = (plot.frame, plot.bounds, plot.head, ratio, self._themes.theme, self._themes.scale)
        if key != self._key:
            self._picture = self._painted(plot, ground, ratio)
            self._key = key
        painter.drawPixmap(plot.bounds.topLeft(), self._picture)

    def _painted(self, plot: Plot, ground: Ground, ratio: float) -> QPixmap:
        bounds = plot.bounds
        picture = QPixmap(max(1, round(bounds.width() * ratio)), max(1, round(bounds.height() * ratio)))
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._themes.theme.color("background"))
        painter = QPainter(picture)
        painter.translate(-bounds.topLeft())
        self._paint_map(painter, plot, ground)
        paint_axes(painter, plot, self._themes, grid=False)
        if np.isfinite(ground.grid.values).any():
            table = color_table(ground.colormap)
            paint_color_bar(painter, plot, ground.scale, table, self._themes, percent=ground.percent)
        painter.end()
        return picture

    def _paint_map(self, painter: QPainter, plot: Plot, ground: Ground) -> None:
        (left, right), (bottom, top) = ground.grid.region
        place = plot.frame.area(left, bottom, right, top)
        painter.save()
        painter.setClipRect(plot.frame.rect)
        painter.fillRect(plot.frame.rect, self._themes.theme.color("panel"))
        known = np.isfinite(ground.grid.values) | np.isinf(ground.grid.values)
        if not known.all():
            painter.setBrushOrigin(plot.frame.rect.topLeft())
            painter.fillRect(place, hatch_brush(self._themes))
        height, width = self._map.shape[:2]
        form = QImage.Format.Format_ARGB32_Premultiplied
        painter.drawImage(place, QImage(self._map.data, width, height, 4 * width, form))
        if not known.all():
            self._paint_words(painter, plot, ground.grid.region, known)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, plot: Plot, region: tuple[Interval, ...], known: NDArray[np.bool_]
    ) -> None:
        """Say it in words in the roomiest place of what is not known, if there is one."""
        painter.setFont(self._themes.font(LABEL_SIZE))
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(self._words) + self._themes.px(16)
        height = metrics.height() + self._themes.px(8)
        (left, right), (bottom, top) = region
        place = plot.frame.area(left, bottom, right, top)
        rows, columns = known.shape
        needed = math.ceil(height / place.height() * (rows - 1)), math.ceil(width / place.width() * (columns - 1))
        spot = roomiest(~known, needed)
        if spot is None:
            return
        row, column = spot
        middle = QPointF(
            place.left() + column / (columns - 1) * place.width(), place.bottom() - row / (rows - 1) * place.height()
        )
        box = QRectF(middle.x() - width / 2.0, middle.y() - height / 2.0, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._themes.theme.color("background"))
        painter.drawRoundedRect(box, height / 2.0, height / 2.0)
        painter.setPen(self._themes.theme.color("muted"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._words)


def roomiest(free: NDArray[np.bool_], size: tuple[int, int]) -> tuple[float, float] | None:
    """Row and column of the middle of a block of ``size`` rows and columns that is ``free`` throughout, or None.

    Of all such blocks it is the one with most free around it.
    """
    rows, columns = size
    if rows < 1 or columns < 1 or rows > free.shape[0] or columns > free.shape[1]:
        return None
    sums = np.zeros((free.shape[0] + 1, free.shape[1] + 1))
    sums[1:, 1:] = free.cumsum(axis=0).cumsum(axis=1)
    best = None
    for growth in (1, 2, 4, 8):
        counts = _blocks(sums, rows * growth, columns * growth)
        where = np.argwhere(counts == rows * columns * growth * growth) if counts.size else counts
        if not len(where):
            break
        middle = where.mean(axis=0)
        row, column = where[((where - middle) ** 2).sum(axis=1).argmin()]
        best = (float(row + rows * growth / 2.0 - 0.5), float(column + columns * growth / 2.0 - 0.5))
    return best


def _blocks(sums: Floats, rows: int, columns: int) -> Floats:
    """How many are free in each block of that size, by its first row and column."""
    if rows >= sums.shape[0] or columns >= sums.shape[1]:
        return np.empty((0, 0))
    return sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns] + sums[:-rows, :-columns]


def _map(ground: Ground, size: tuple[int, int], line: float) -> NDArray[np.uint8]:
    """The heat map with its contour lines as pixels, ``size`` wide and high; lines about ``line`` pixels wide."""
    width, height = size
    heights = np.ascontiguousarray(ground.scale.forward(ground.grid.values))
    rows, columns = heights.shape
    window: Window = (0.0, 0.0, columns - 1.0, rows - 1.0)
    pixels = heat_map(heights, color_table(ground.colormap), window, width, height)
    levels = contour_levels(ground.scale, ground.levels, ground.spacing)
    draw_isolines(pixels, heights, ground.scale.forward(levels), window, line)
    return pixels
