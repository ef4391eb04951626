"""The picture of all curves, painted once for a scene, a size and a look: while playing it is only laid down again."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPixmap

from landscape_gui.colors import contrast, mix, rgb
from landscape_gui.core.simulate import Run
from landscape_gui.lanestyle import DASHES
from landscape_gui.render.paths import PathLayer, Stroke
from landscape_gui.ui.canvas.layout import NAME_SIZE, Plot, lay_out
from landscape_gui.ui.canvas.paint import axis_words, paint_axes
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.curves.data import Chart
from landscape_gui.ui.views.curves.labels import LineEnd, paint_beside, paint_strip, room_beside, strip, strip_height
from landscape_gui.ui.views.curves.series import BATCH, TRAINING, VALIDATION, Series, thinned

Floats = NDArray[np.float64]

WIDTHS = {TRAINING: 1.9, VALIDATION: 1.3, BATCH: 0.8}
"""Width of a curve in pixels at scale 1; of one of validation, which is hollow, that of the inside."""
HOLLOW = 1.1
"""Width at scale 1 of each of the two lines a hollow curve consists of."""
STRENGTHS = {TRAINING: 1.0, VALIDATION: 1.0, BATCH: 0.24}
"""How much of a lane's colour its lines have, the rest being that of the ground."""
NOISE = 3.0
"""Width in pixels of the columns in which the noise of single batches is drawn: it is high, and so slow to draw."""
PALE = 1.7
"""Contrast to the ground below which a line gets a rim of its own."""
_MARGIN = 8
_LAST = 32
"""Pixels at scale 1 that the last label of the steps reaches beyond the axes at most."""


class CurvePicture:
    """Axes, curves and names. ``prepare`` paints what has changed, ``paint`` lays it down."""

    def __init__(self, themes: ThemeManager) -> None:
        self._themes = themes
        self._keys: dict[str, tuple[object, ...]] = {}
        self._chart: Chart | None = None
        self._bounds = QRectF()
        self._ratio = 1.0
        self._ground, self._names = QPixmap(), QPixmap()
        self._beside = 0.0
        self._layer = PathLayer(1, 1)
        self._image = QImage()
        self._drawn: list[tuple[Run, tuple[object, ...]]] = []
        self.plot: Plot | None = None
        self.ends: list[QPointF | None] = []
        """Where each curve ends, at the edge of the axes if it is beyond; None where that is no number."""
        self.words: list[tuple[float, float]] = []
        """Middle and half the width of everything written along the horizontal axis, in pixels."""
        self.beyond = math.inf
        """Where the name of the horizontal axis begins, in pixels, if that is to the right of the axes."""

    def prepare(
        self, chart: Chart, bounds: QRectF, header: QRectF, ratio: float, *, legend: bool = True, below: int = 0
    ) -> None:
        """Paint ``chart`` anew unless it is there already, ``ratio`` pixels of the device to one of the layout.

        ``header`` is the free part of the line above the axes, at the top of ``bounds``; ``below`` it so many pixels
        stay free. Without ``legend`` the curves
        have no names.
        """
        look = (bounds.getRect(), header.getRect(), ratio, self._themes.theme, self._themes.scale, legend, below)
        if not self._changed("all", chart, *look):
            return
        self._chart, self._bounds, self._ratio = chart, bounds, ratio
        lanes = tuple((one.lane.label, one.lane.color, one.lane.marker) for one in _named(chart))
        if self._changed("ground", chart.x, chart.y, lanes, *look):
            self._lay_out(chart, header, legend, below)
        self.ends = self._ends(chart)
        self._draw_lines(chart)
        self._paint_names(chart)

    def paint(self, painter: QPainter, split: float, dimmed: float) -> None:
        """Lay the picture down: curves bright up to ``split`` (in pixels of the layout), ``dimmed`` beyond."""
        rect = self._rect()
        painter.drawPixmap(self._bounds.topLeft(), self._ground)
        if self._beside:
            painter.drawPixmap(QPointF(rect.right() + 1.0, self._bounds.top()), self._names)
        columns = round((min(max(split, rect.left()), rect.right()) - rect.left()) * self._ratio)
        self._lay(painter, rect, 0, columns)
        painter.setOpacity(dimmed)
        self._lay(painter, rect, columns, self._layer.width)
        painter.setOpacity(1.0)

    def heads(self, position: float) -> list[QPointF | None]:
        """Where each curve is at a play position, at the edge of the axes if it is beyond; None where it is nowhere.

        Curves of single batches are as good as nowhere.
        """
        assert self._chart is not None and self.plot is not None
        rows = [one.row(position) for one in self._chart.series]
        nexts = [min(row + 1, one.values.size - 1) for row, one in zip(rows, self._chart.series, strict=True)]
        here, there = self._places(rows), self._places(nexts)
        cursor = float(self.plot.frame.x_pixels(position))
        found: list[QPointF | None] = []
        for one, (x, y), (end, height) in zip(self._chart.series, here.tolist(), there.tolist(), strict=True):
            # Along the drawn line, which is straight between two rows on any axis.
            share = min(max((cursor - x) / (end - x), 0.0), 1.0) if end > x else 0.0
            place = self._inside(x + share * (end - x), y + share * (height - y) if share else y)
            found.append(None if one.part == BATCH else place)
        return found

    def bests(self) -> list[QPointF | None]:
        """Where each curve of validation is best; None where that needs no mark."""
        assert self._chart is not None
        places = self._places([one.best or 0 for one in self._chart.series]).tolist()
        return [
            None if one.best is None else self._inside(x, y)
            for one, (x, y) in zip(self._chart.series, places, strict=True)
        ]

    def _ends(self, chart: Chart) -> list[QPointF | None]:
        places = self._places([one.values.size - 1 for one in chart.series])
        return [self._inside(x, y) for x, y in places.tolist()]

    def _changed(self, what: str, *key: object) -> bool:
        """Whether ``key`` differs from that of the last time."""
        if self._keys.get(what) == key:
            return False
        self._keys[what] = key
        return True

    def _rect(self) -> QRectF:
        assert self.plot is not None
        return self.plot.frame.rect

    def _places(self, rows: list[int]) -> Floats:
        """(curves, 2) pixels of one row of each curve; a value that is no number has no place."""
        assert self._chart is not None and self.plot is not None
        steps = np.array([one.at[row] for one, row in zip(self._chart.series, rows, strict=True)])
        values = np.array([one.values[row] for one, row in zip(self._chart.series, rows, strict=True)])
        rect = self.plot.frame.rect
        return np.stack(
            [self.plot.frame.x_pixels(steps), rect.bottom() - self._chart.placed(values) * rect.height()], axis=1
        )

    def _inside(self, x: float, y: float) -> QPointF | None:
        rect = self._rect()
        return QPointF(x, min(max(y, rect.top()), rect.bottom())) if math.isfinite(y) else None

    def _lay_out(self, chart: Chart, header: QRectF, legend: bool, below: int) -> None:
        """Find places for axes and names, and paint what stays while the curves move."""
        lanes, px = [one.lane for one in _named(chart) if legend], self._themes.px
        room = self._bounds.adjusted(0.0, header.height() + below, 0.0, 0.0)
        self._beside = room_beside(lanes, room, self._themes)
        names = strip(lanes, header.width(), self._themes)
        corner = QPointF(header.left(), header.center().y() - strip_height(names[:1], self._themes) / 2.0)
        if [len(line) for line in names] != [len(lanes)]:
            names = strip(lanes, room.width() - 2 * px(_MARGIN), self._themes)
            corner = room.topLeft() + QPointF(px(_MARGIN), 0.0)
            if not self._beside:
                room.setTop(room.top() + strip_height(names, self._themes))
        self.plot = self._with_whole_words(room, chart)
        along, _ = axis_words(self.plot, self._themes)
        self.words = [(words.box.center().x(), words.box.width() / 2.0) for words in along]
        self.beyond = self._beyond(self.plot)
        self._ground = self._blank(self._bounds.size())
        painter = QPainter(self._ground)
        painter.translate(-self._bounds.topLeft())
        paint_axes(painter, self.plot, self._themes)
        if not self._beside:
            paint_strip(painter, names, corner, self._themes)
        painter.end()

    def _with_whole_words(self, room: QRectF, chart: Chart) -> Plot:
        """Axes whose name stands to the right of them and of all labels, with room made for it if need be.

        There neither labels nor the number of the step need its place.
        """
        px = self._themes.px
        metrics = QFontMetricsF(self._themes.font(NAME_SIZE))
        wanted = metrics.horizontalAdvance(chart.x.name) + 2.0 * px(_MARGIN)
        for free in (self._beside, max(self._beside, wanted), max(self._beside, wanted + px(_LAST))):
            plot = replace(lay_out(room, chart.x, chart.y, self._themes, free), beyond=free + px(_MARGIN))
            if math.isfinite(self._beyond(plot)) and plot.frame.rect.width() > free:
                return plot
        return lay_out(room, chart.x, chart.y, self._themes, self._beside)

    def _beyond(self, plot: Plot) -> float:
        """Where the name of the horizontal axis begins if that is to the right of the axes, else infinity."""
        along, _ = axis_words(plot, self._themes)
        right = plot.frame.rect.right()
        return min((one.box.left() for one in along if one.name and one.box.left() > right), default=math.inf)

    def _paint_names(self, chart: Chart) -> None:
        """Paint the names beside the ends of the curves."""
        if not self._beside:
            return
        rect = self._rect()
        # No lower than the axes: the last label of the steps reaches beneath it.
        height = rect.bottom() + 1.0 - self._bounds.top()
        self._names = self._blank(QSizeF(self._bounds.right() - rect.right() - 1.0, height))
        painter = QPainter(self._names)
        painter.translate(-rect.right() - 1.0, -self._bounds.top())
        ends = [
            LineEnd(one.lane, rect.bottom(), False)
            if place is None
            else LineEnd(one.lane, place.y(), place.x() > rect.right() - 1.0)
            for one, place in zip(chart.series, self.ends, strict=True)
            if one.part == TRAINING
        ]
        paint_beside(painter, ends, rect, self._beside, self._themes)
        painter.end()

    def _blank(self, size: QSizeF) -> QPixmap:
        """An empty picture of a part of the view."""
        pixels = size * self._ratio
        picture = QPixmap(max(1, round(pixels.width())), max(1, round(pixels.height())))
        picture.setDevicePixelRatio(self._ratio)
        picture.fill(self._themes.theme.color("background"))
        return picture

    def _lay(self, painter: QPainter, rect: QRectF, begin: int, end: int) -> None:
        """Lay down the columns of the curves from ``begin`` to before ``end``."""
        if end > begin:
            source = QRectF(begin, 0, end - begin, self._layer.height)
            left = rect.left() + begin / self._ratio
            place = QRectF(left, rect.top(), source.width() / self._ratio, source.height() / self._ratio)
            painter.drawImage(place, self._image, source)

    def _draw_lines(self, chart: Chart) -> None:
        """Draw every curve into the layer, thinned to what a column of pixels can show."""
        assert self.plot is not None
        rect = self.plot.frame.rect
        width, height = max(1, round(rect.width() * self._ratio)), max(1, round(rect.height() * self._ratio))
        if (width, height) != (self._layer.width, self._layer.height) or self._image.isNull():
            self._layer, self._drawn = PathLayer(width, height), []
            self._image = QImage(
                self._layer.image.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
            )
        lines: dict[int, tuple[Floats, Stroke]] = {}
        drawn: list[tuple[Run, tuple[object, ...]]] = []
        for place, one in enumerate(chart.series):
            look = self._stroke(one)
            key = (one.part, chart.what, chart.subtracted, chart.x, chart.y, look)
            drawn.append((one.run, key))
            before, known = self._drawn[place] if place < len(self._drawn) else (None, None)
            if before is not one.run or known != key:
                across = self.plot.frame.x.to_unit(one.steps) * width
                column = NOISE if one.part == BATCH else 1.0
                lines[place] = (thinned(across, (1.0 - chart.placed(one.outline)) * height, column), look)
        for place in range(len(drawn), len(self._drawn)):
            self._layer.remove(place)
        self._drawn = drawn
        self._layer.draw_all(lines)
        self._layer.paint()

    def _stroke(self, series: Series) -> Stroke:
        """A lane's line with a rim: the ground's, which parts crossing lines, or a darker one around a pale line."""
        scale, look, part = self._themes.scale * self._ratio, self._themes.theme, series.part
        color = mix(look.background, series.lane.color, STRENGTHS[part])
        if part == BATCH:
            return Stroke(rgb(color), (0, 0, 0, 0), WIDTHS[part] * scale, 0.0)
        if part == VALIDATION:
            # Hollow like its marker, in the full colour of the lane, and as dashed as the curve it belongs to.
            inside, line = rgb(look.background), (*rgb(color), 255)
            return Stroke(inside, line, WIDTHS[part] * scale, HOLLOW * scale, DASHES[series.lane.dash])
        pale = contrast(color, look.background) < PALE
        rim = (*rgb(mix(color, look.text, 0.5) if pale else look.background), 220)
        return Stroke(rgb(color), rim, WIDTHS[part] * scale, (0.5 if pale else 0.8) * scale, DASHES[series.lane.dash])


def _named(chart: Chart) -> list[Series]:
    """The curves that have their lane's name beside them: one a lane."""
    return [one for one in chart.series if one.part == TRAINING]
