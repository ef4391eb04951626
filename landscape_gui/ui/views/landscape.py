"""The landscape from above: heat map and contour lines, the paths over it, and the starts to be dragged."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from landscape_gui.core.descriptors import Point
from landscape_gui.numbers import short
from landscape_gui.scene import LaneRun, Scene
from landscape_gui.ui.canvas import arrows, marks
from landscape_gui.ui.canvas.axes import Axis, Frame
from landscape_gui.ui.canvas.backdrop import Backdrop, Ground
from landscape_gui.ui.canvas.colorbar import color_bar_width
from landscape_gui.ui.canvas.heads import Head, heads_of
from landscape_gui.ui.canvas.layout import Plot, lay_out
from landscape_gui.ui.canvas.paint import paint_pill
from landscape_gui.ui.canvas.plane import PlaneView
from landscape_gui.ui.canvas.tracks import Line, Tracks, lane_stroke
from landscape_gui.ui.canvas.viewport import Region
from landscape_gui.ui.theme import ThemeManager

_FUTURE_WIDTH, _FUTURE_OPACITY = 1.4, 0.35


class LandscapeView(PlaneView):
    """Heat map, contours and paths of a problem of two variables, or of a slice through the first two of more.

    See ``PlaneView`` for its signals and for what the mouse and the keys do.
    """

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(themes, parent)
        self._backdrop = Backdrop(themes, self.tr("not defined"))
        self._tracks, self._future = Tracks(), Tracks()
        self._drawn: tuple[object, ...] = ()
        self._future_drawn: tuple[object, ...] = ()
        self._shows_future = False
        self._arrow_scale = arrows.ArrowScale(())
        self._laid_out: tuple[tuple[object, ...], Plot] | None = None
        self.setAccessibleName(self.tr("Landscape"))
        self.setAccessibleDescription(self.tr("Click or drag to set the start, turn the wheel to zoom."))

    def set_future(self, shown: bool) -> None:
        """Show the rest of the paths, beyond the play position, faintly, or not at all."""
        self._shows_future = shown
        self.update()

    def plot(self) -> Plot:
        (x0, x1), (y0, y1) = self._viewport.region
        names = self._scene.problem.variables[:2] if self._scene is not None else ("x", "y")
        scale = self._scene.scale if self._scene is not None else None
        key = (self._viewport.region, names, self.size(), self._themes.theme, self._themes.scale, scale)
        if self._laid_out is None or self._laid_out[0] != key:
            x, y = Axis(x0, x1, names[0]), Axis(y0, y1, names[1])
            plot = lay_out(QRectF(self.rect()), x, y, self._themes)
            if scale is not None:
                bar = color_bar_width(scale, plot.frame.rect.height(), self._themes)
                plot = lay_out(QRectF(self.rect()), x, y, self._themes, bar)
            self._laid_out = (key, plot)
        return self._laid_out[1]

    def region_of(self, scene: Scene) -> Region:
        x, y = scene.grid.region
        return x, y

    def whole_region(self, scene: Scene) -> Region:
        x, y = scene.problem.domain[:2]
        return x, y

    def shown_point(self, plot: Plot, pixel: QPointF) -> Point:
        return plot.frame.value(pixel)

    def place_of(self, plot: Plot, point: Point) -> QPointF:
        return plot.frame.point(point[0], point[1])

    def show_scene(self, scene: Scene) -> None:
        if self._scene is None or scene.lanes is not self._scene.lanes:
            self._arrow_scale = arrows.ArrowScale(scene.lanes)
        super().show_scene(scene)

    def paint_scene(self, painter: QPainter, scene: Scene, plot: Plot, ratio: float) -> None:
        view, rect = scene.experiment.view, plot.frame.rect
        ground = Ground(scene.grid, scene.scale, view.colormap, view.contours, view.contour_spacing)
        self._backdrop.paint(painter, plot, ground, ratio)
        heads = heads_of(scene.shown, self._position)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(rect)
        self._paint_paths(painter, scene, plot.frame, ratio)
        if view.minima:
            self._paint_minima(painter, scene, plot.frame)
        self._paint_handles(painter, plot)
        kinds = arrows.kinds_of(view)
        self._paint_heads(painter, heads, plot.frame, kinds)
        painter.restore()
        self._paint_words(painter, scene, rect, kinds)

    def _paint_paths(self, painter: QPainter, scene: Scene, frame: Frame, ratio: float) -> None:
        if self._shows_future:
            key = (scene.lanes, frame, ratio, self._themes.scale)
            if key != self._future_drawn:
                _follow(self._future, scene.shown, frame, ratio, self._themes.scale * ratio, _FUTURE_WIDTH)
                self._future.seek(float(scene.last_step))
                self._future_drawn = key
            painter.setOpacity(_FUTURE_OPACITY)
            self._future.paint(painter, frame.rect.topLeft(), ratio)
            painter.setOpacity(1.0)
        key = (scene.lanes, frame, ratio, self._themes.scale)
        if key != self._drawn:
            _follow(self._tracks, scene.shown, frame, ratio, self._themes.scale * ratio)
            self._drawn = key
        self._tracks.seek(self._position)
        self._tracks.paint(painter, frame.rect.topLeft(), ratio)

    def _paint_minima(self, painter: QPainter, scene: Scene, frame: Frame) -> None:
        for point in scene.local_minima:
            marks.draw_local_minimum(painter, frame.point(point[0], point[1]), self._themes.scale)
        for point in scene.minima:
            marks.draw_minimum(painter, frame.point(point[0], point[1]), self._themes.scale)

    def _paint_handles(self, painter: QPainter, plot: Plot) -> None:
        grasped = self._drag is not None and self._drag.pan is None
        for handle in self.handles():
            lively = (self._hot is not None and self._hot.lane == handle.lane) or (
                grasped and self._drag is not None and self._drag.lane == handle.lane
            )
            marks.draw_handle(painter, self.place_of(plot, handle.point), self._themes.scale, handle.color, lively)

    def _paint_heads(
        self, painter: QPainter, heads: Sequence[Head], frame: Frame, kinds: Sequence[arrows.Kind]
    ) -> None:
        scale = self._themes.scale
        places = [(head, frame.point(float(head.point[0]), float(head.point[1]))) for head in heads]
        inside = [(head, place) for head, place in places if frame.rect.contains(place)]
        for head, place in inside:
            for kind in kinds:
                offset = self._arrow_scale.vectors(head, kind, frame, scale)
                if offset is not None:
                    arrows.draw_arrow(painter, place, offset, kind, head.lane.color, scale)
        for head, place in inside:
            if head.diverged:
                marks.draw_end(painter, head.lane.color, place, scale)
            else:
                marks.draw_head(painter, head.lane, place, scale)
        away = [(head.lane.color, head.diverged, place) for head, place in places if not frame.rect.contains(place)]
        marks.draw_edge_arrows(painter, frame.rect, away, scale)

    def _paint_words(self, painter: QPainter, scene: Scene, rect: QRectF, kinds: Sequence[arrows.Kind]) -> None:
        words = {
            arrows.GRADIENT: self.tr("downhill (−gradient)"),
            arrows.VELOCITY: self.tr("velocity"),
            arrows.STEP: self.tr("next step"),
        }
        arrows.paint_legend(painter, rect, [(kind, words[kind]) for kind in kinds], self._themes)
        if scene.grid.fixed:
            names = scene.problem.variables[2:]
            where = ", ".join(f"{n} = {short(v)}" for n, v in zip(names, scene.grid.fixed, strict=True))
            corner = rect.bottomRight() - QPointF(self._themes.px(8), self._themes.px(8))
            paint_pill(painter, corner, self.tr("slice at {where}").format(where=where), self._themes, right=True)


def _follow(
    tracks: Tracks, lanes: Sequence[LaneRun], frame: Frame, ratio: float, scale: float, width: float | None = None
) -> None:
    """Let ``tracks`` follow the paths of ``lanes`` on the axes of ``frame``."""
    corner = (frame.rect.left(), frame.rect.top())
    lines = []
    for lane in lanes:
        if lane.run is not None:
            look = lane_stroke(lane, scale) if width is None else lane_stroke(lane, scale, width)
            lines.append(Line((frame.to_pixels(lane.run.positions) - corner) * ratio, lane.run.steps, look))
    size = max(1, round(frame.rect.width() * ratio)), max(1, round(frame.rect.height() * ratio))
    tracks.set_lines(lines, *size)
