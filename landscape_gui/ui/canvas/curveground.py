"""A function of one variable as a curve: its samples, the axis that shows them well, and the painting of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from landscape_gui.core.descriptors import Interval
from landscape_gui.core.maps.grids import HeightScale
from landscape_gui.core.problem import Problem
from landscape_gui.ui.canvas.axes import Axis, Frame
from landscape_gui.ui.canvas.layout import LABEL_SIZE, Plot
from landscape_gui.ui.canvas.paint import hatch_brush, paint_axes
from landscape_gui.ui.theme import ThemeManager

Floats = NDArray[np.float64]

_MARGIN = 0.07
_NEAR, _LEFT = 1.5, 1e-4
"""Walls begin this many heights of nine tenths of the values beyond these, which are that share of all or more."""
_TOWER = 0.2
"""A sample that differs from both neighbours by this share of all heights stands beside a pole."""
_FAR = 1e4
"""How far outside the axes, in pixels, a curve is followed."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Values (n,) of a function at rising places (n,)."""

    xs: Floats
    values: Floats


def sample(problem: Problem, interval: Interval, count: int) -> Samples:
    """Evaluate a problem of one variable at ``count`` places."""
    xs = np.linspace(*interval, count)
    return Samples(xs, problem.values(xs[:, None]))


def value_axis(samples: Samples, scale: HeightScale, name: str) -> Axis:
    """The axis of values: bent where heights are logarithmic; of walls and poles it shows the foot."""
    finite = samples.values[np.isfinite(samples.values)]
    if not finite.size:
        return Axis(-1.0, 1.0, name)
    low, high = float(finite.min()), float(finite.max())
    if scale.kind == "rank" or finite.size < samples.values.size or _has_pole(samples.values):
        low, high = _without_walls(finite, low, high)
    if high - low <= 1e-12 * max(1.0, abs(low), abs(high)):
        middle, half = 0.5 * (low + high), max(1.0, 0.5 * abs(low))
        return Axis(middle - half, middle + half, name)
    if scale.kind == "log":
        axis = Axis(low, high, name, "bent", scale.low, scale.bend)
        return axis.part(-_MARGIN, 1.0 + _MARGIN)
    return Axis(low, high, name).part(-_MARGIN, 1.0 + _MARGIN)


def _without_walls(finite: Floats, low: float, high: float) -> Interval:
    """Ends moved in to where nine tenths of the values lie, unless little is gained or next to nothing is left."""
    first, last = (float(value) for value in np.quantile(finite, [0.05, 0.95]))
    if last - first < _LEFT * (high - low):
        return low, high
    room = _NEAR * (last - first)
    return (low if low >= first - room else first), (high if high <= last + room else last)


def _has_pole(values: Floats) -> bool:
    """Whether the highest or lowest sample towers over both its neighbours, as next to a pole between two samples."""
    if not np.isfinite(values).all() or len(values) < 3:
        return False
    rise = np.diff(values)
    span = float(values.max() - values.min())
    inner = np.minimum(np.abs(rise[1:]), np.abs(rise[:-1]))
    return bool((inner[[int(values[1:-1].argmax()), int(values[1:-1].argmin())]] > _TOWER * span).any())


def pieces(samples: Samples, frame: Frame) -> list[Floats]:
    """The curve in pixels, (k, 2) each: parted where it is not defined or jumps across the whole picture at a pole."""
    ys = frame.y_pixels(samples.values)
    rect = frame.rect
    ys = np.where(np.isnan(samples.values), np.nan, np.clip(ys, rect.top() - _FAR, rect.bottom() + _FAR))
    points = np.stack([frame.x_pixels(samples.xs), ys], axis=1)
    known = np.isfinite(ys)
    above, below = ys < rect.top(), ys > rect.bottom()
    jump = (above[:-1] & below[1:]) | (below[:-1] & above[1:])
    cuts = np.flatnonzero(~(known[:-1] & known[1:]) | jump) + 1
    return [part for part in np.split(points, cuts) if len(part) > 1 and np.isfinite(part).all()]


def gaps(samples: Samples) -> list[Interval]:
    """The intervals in which the function is not defined."""
    unknown = np.concatenate([[False], np.isnan(samples.values), [False]])
    edges = np.flatnonzero(np.diff(unknown.astype(np.int8)))
    half = 0.5 * float(samples.xs[1] - samples.xs[0])
    low, high = float(samples.xs[0]), float(samples.xs[-1])
    found = [(float(samples.xs[a]) - half, float(samples.xs[b - 1]) + half) for a, b in edges.reshape(-1, 2)]
    return [(max(low, a), min(high, b)) for a, b in found if b - a > 4.0 * half]


class CurveGround:
    """Keeps the painted curve and its axes until something in them changes."""

    def __init__(self, themes: ThemeManager, undefined: str) -> None:
        """``undefined`` are the words for where the function has no value."""
        self._themes, self._words = themes, undefined
        self._picture = QPixmap()
        self._key: tuple[object, ...] = ()

    def paint(self, painter: QPainter, plot: Plot, samples: Samples, ratio: float) -> None:
        """Paint everything beneath the paths, ``ratio`` pixels of the device to a pixel of the layout."""
        key = (samples, plot.frame, plot.bounds, ratio, self._themes.theme, self._themes.scale)
        if key != self._key:
            self._picture, self._key = self._painted(plot, samples, ratio), key
        painter.drawPixmap(plot.bounds.topLeft(), self._picture)

    def _painted(self, plot: Plot, samples: Samples, ratio: float) -> QPixmap:
        bounds, rect = plot.bounds, plot.frame.rect
        picture = QPixmap(max(1, round(bounds.width() * ratio)), max(1, round(bounds.height() * ratio)))
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._themes.theme.color("background"))
        painter = QPainter(picture)
        painter.translate(-bounds.topLeft())
        paint_axes(painter, plot, self._themes)
        painter.setClipRect(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for gap in gaps(samples):
            self._paint_gap(painter, plot.frame, gap)
        path = QPainterPath()
        for part in pieces(samples, plot.frame):
            path.addPolygon(QPolygonF([QPointF(x, y) for x, y in part.tolist()]))
        pen = QPen(self._themes.theme.color("text", 0.8), 2.2 * self._themes.scale)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
        painter.end()
        return picture

    def _paint_gap(self, painter: QPainter, frame: Frame, gap: Interval) -> None:
        left, right = (float(x) for x in frame.x_pixels(gap))
        area = QRectF(left, frame.rect.top(), right - left, frame.rect.height())
        painter.setBrushOrigin(frame.rect.topLeft())
        painter.fillRect(area, hatch_brush(self._themes))
        painter.setFont(self._themes.font(LABEL_SIZE))
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(self._words) + self._themes.px(16)
        height = metrics.height() + self._themes.px(8)
        if width > area.width() or height > area.height():
            return
        middle = area.center()
        box = QRectF(middle.x() - width / 2.0, middle.y() - height / 2.0, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._themes.theme.color("background"))
        painter.drawRoundedRect(box, height / 2.0, height / 2.0)
        painter.setPen(self._themes.theme.color("muted"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._words)
