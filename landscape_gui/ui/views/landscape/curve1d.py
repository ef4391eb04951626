"""A function of one variable: its curve, and every lane as a point that slides on it and leaves its visited points."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from landscape_gui.colors import rgb
from landscape_gui.core.descriptors import Interval, Point
from landscape_gui.core.problem import Problem
from landscape_gui.render.paths import Stroke
from landscape_gui.scene import LaneRun, Scene
from landscape_gui.ui.canvas import arrows
from landscape_gui.ui.canvas.axes import Axis, Frame
from landscape_gui.ui.canvas.curveground import CurveGround, Samples, sample, value_axis
from landscape_gui.ui.canvas.heads import Head, heads_of
from landscape_gui.ui.canvas.layout import Plot, lay_out
from landscape_gui.ui.canvas.plane import PlaneView
from landscape_gui.ui.canvas.tracks import Line, Tracks
from landscape_gui.ui.canvas.viewport import Region
from landscape_gui.ui.theme import ThemeManager

_HEIGHT: Interval = (0.0, 1.0)
"""Stands for the second interval of a region: the values always fit the height."""
_DOT, _TANGENT = 5.5, 84.0


class Curve1DView(PlaneView):
    """The curve of a problem of one variable. Points in its signals have one coordinate; zooming widens or narrows x.

    The second interval of the region it emits means nothing. See ``PlaneView`` for what the mouse and the keys do.
    """

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(themes, parent)
        self._ground = CurveGround(themes, self.tr("not defined"))
        self._tracks = Tracks()
        self._drawn: tuple[object, ...] = ()
        self._samples: tuple[tuple[object, ...], Samples] | None = None
        self._laid_out: tuple[tuple[object, ...], Plot] | None = None
        self.setAccessibleName(self.tr("Curve of the function"))
        self.setAccessibleDescription(self.tr("Click or drag to set the start, turn the wheel to zoom."))

    def plot(self) -> Plot:
        scene = self.scene
        samples = self._sampled()
        key = (samples, self.size(), self.themes.theme, self.themes.scale, scene.scale if scene else None)
        if self._laid_out is None or self._laid_out[0] != key:
            name = scene.problem.variables[0] if scene is not None else "x"
            x = Axis(*self.viewport.region[0], name)
            y = Axis(0.0, 1.0)
            if samples is not None and scene is not None:
                y = value_axis(samples, scene.scale, f"f({name})")
            self._laid_out = (key, lay_out(QRectF(self.rect()), x, y, self.themes))
        return self._laid_out[1]

    def region_of(self, scene: Scene) -> Region:
        region = scene.experiment.view.region
        return (region[0], _HEIGHT) if region is not None else self.whole_region(scene)

    def whole_region(self, scene: Scene) -> Region:
        return scene.problem.domain[0], _HEIGHT

    def ask(self, x: Interval, y: Interval) -> None:
        super().ask(x, _HEIGHT)

    def shown_point(self, plot: Plot, pixel: QPointF) -> Point:
        return (plot.frame.value(pixel)[0],)

    def place_of(self, plot: Plot, point: Point) -> QPointF:
        """On the curve; at the foot of the picture where the function is not defined."""
        x, y = float(plot.frame.x_pixels(point[0])), float(plot.frame.y_pixels(self._value(point[0])[0]))
        return QPointF(x, y if math.isfinite(y) else plot.frame.rect.bottom() - self.themes.px(16))

    def paint_scene(self, painter: QPainter, scene: Scene, plot: Plot, ratio: float) -> None:
        samples = self._sampled()
        if samples is not None:
            self._ground.paint(painter, plot, samples, ratio)
        frame = plot.frame
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        heads = heads_of(scene.shown, self.position)
        painter.save()
        painter.setClipRect(frame.rect)
        for head in heads:
            self._paint_tangent(painter, head, frame)
        self._paint_trails(painter, scene, frame, ratio)
        painter.restore()
        self.paint_minima(painter, scene, plot)
        self.paint_starts(painter, plot, self.themes.theme.text)
        self.paint_heads(painter, scene, heads, plot)
        painter.restore()
        if kinds := self.arrow_kinds(scene):
            box = QRectF(QPointF(), arrows.legend_size(kinds, self.themes))
            box.moveTo(frame.rect.center().x() - box.width() / 2.0, frame.rect.top() + self.themes.px(8))
            arrows.paint_legend(painter, box, kinds, self.themes)

    def _sampled(self) -> Samples | None:
        """The visible part of the function, two samples a pixel."""
        if self.scene is None or not isinstance(self.scene.problem, Problem) or self.scene.problem.dimension != 1:
            return None
        key = (self.scene.grid, self.viewport.region[0], self.width())
        if self._samples is None or self._samples[0] != key:
            count = min(8193, max(257, 2 * self.width() + 1))
            self._samples = key, sample(self.scene.problem, self.viewport.region[0], count)
        return self._samples[1]

    def _value(self, x: float) -> tuple[float, float]:
        """Value and slope of the function."""
        if self.scene is None or not math.isfinite(x):
            return math.nan, math.nan
        value, gradient = self.scene.problem.value_and_gradient((x,))
        return value, float(gradient[0])

    def _paint_trails(self, painter: QPainter, scene: Scene, frame: Frame, ratio: float) -> None:
        key = (scene.lanes, frame, ratio, self.themes.scale)
        if key != self._drawn:
            lines = [line for lane in scene.shown if (line := self._dots(lane, frame, ratio)) is not None]
            size = max(1, round(frame.rect.width() * ratio)), max(1, round(frame.rect.height() * ratio))
            self._tracks.set_lines(lines, *size)
            self._drawn = key
        self._tracks.seek(self.position)
        self._tracks.paint(painter, frame.rect.topLeft(), ratio)

    def _dots(self, lane: LaneRun, frame: Frame, ratio: float) -> Line | None:
        if lane.run is None:
            return None
        visited = np.stack([lane.run.positions[:, 0], lane.run.losses], axis=1)
        points = (frame.to_pixels(visited) - (frame.rect.left(), frame.rect.top())) * ratio
        scale = self.themes.scale * ratio
        look = Stroke(rgb(lane.color), (*rgb(self.themes.theme.outline), 150), _DOT * scale, 1.0 * scale)
        return Line(points, lane.run.steps, look, dots=True)

    def _paint_tangent(self, painter: QPainter, head: Head, frame: Frame) -> None:
        """A faint line through the head in the direction of the curve, as long whatever the slope."""
        x = float(head.point[0])
        value, slope = self._value(x)
        if not (math.isfinite(value) and math.isfinite(slope)):
            return
        middle = frame.point(x, value)
        if not frame.rect.contains(middle):
            return
        width = frame.x.high - frame.x.low
        near = np.array([-1e-4, 1e-4]) * width
        ends = frame.to_pixels(np.stack([x + near, value + slope * near], axis=1))
        if not np.isfinite(ends).all():
            return
        direction = QLineF(QPointF(*ends[0].tolist()), QPointF(*ends[1].tolist())).unitVector()
        offset = QPointF(direction.dx(), direction.dy()) * (_TANGENT * self.themes.scale)
        color = QColor(head.lane.color)
        color.setAlphaF(0.75)
        painter.setPen(QPen(color, 1.6 * self.themes.scale))
        painter.drawLine(middle - offset, middle + offset)
