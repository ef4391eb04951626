"""The landscape from above: heat map and contour lines, the paths over it, and the starts to be dragged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from landscape_gui.core.descriptors import Point
from landscape_gui.core.maps.grids import HeightScale
from landscape_gui.numbers import short
from landscape_gui.scene import LaneRun, Scene
from landscape_gui.ui.canvas import arrows, marks
from landscape_gui.ui.canvas.axes import Axis, Frame
from landscape_gui.ui.canvas.backdrop import Backdrop, Ground
from landscape_gui.ui.canvas.colorbar import color_bar_width
from landscape_gui.ui.canvas.corners import CORNERS, emptiest, in_corner, thinned
from landscape_gui.ui.canvas.heads import heads_of
from landscape_gui.ui.canvas.layout import LABEL_SIZE, Plot, lay_out
from landscape_gui.ui.canvas.paint import name_fits, paint_pill, y_name_fits
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
        self._caption: tuple[tuple[object, ...], QRectF] | None = None
        self._legend: tuple[tuple[object, ...], QRectF] | None = None
        self._laid_out: tuple[tuple[object, ...], Plot] | None = None
        self.setAccessibleName(self.tr("Landscape"))
        self.setAccessibleDescription(self.tr("Click or drag to set the start, turn the wheel to zoom."))

    def set_future(self, shown: bool) -> None:
        """Show the rest of the paths, beyond the play position, faintly, or not at all."""
        self._shows_future = shown
        self.update()

    def plot(self) -> Plot:
        scene = self.scene
        scale = scene.scale if scene is not None else None
        equal = scene is not None and scene.experiment.view.equal_scale
        names = (("x", "y"), ("x", "y")) if scene is None else (scene.section.names, scene.section.short_names)
        words = (*names, self._head())
        key = (self.viewport.region, words, self.size(), self.themes.theme, self.themes.scale, scale, equal)
        if self._laid_out is None or self._laid_out[0] != key:
            plot = self._named(names[0], scale, equal=equal)
            if not y_name_fits(plot, self.themes):
                plot = self._named((names[0][0], names[1][1]), scale, equal=equal)
            self._laid_out = (key, plot)
        return self._laid_out[1]

    def _head(self) -> str:
        """What the colours are, where the picture says so nowhere else: of networks there are two."""
        if self.scene is None or self.scene.network is None:
            return ""
        return self.tr("accuracy in %") if self.scene.in_percent else self.tr("loss")

    def _named(self, names: Sequence[str], scale: HeightScale | None, *, equal: bool) -> Plot:
        """The picture with these names of its axes; a long one of the horizontal axis has a line of its own."""
        (x0, x1), (y0, y1) = self.viewport.region
        x, y = Axis(x0, x1, names[0]), Axis(y0, y1, names[1])
        plot = self._lay_out(x, y, scale, equal=equal, beneath=False)
        return plot if name_fits(plot, self.themes) else self._lay_out(x, y, scale, equal=equal, beneath=True)

    def _lay_out(self, x: Axis, y: Axis, scale: HeightScale | None, *, equal: bool, beneath: bool) -> Plot:
        bounds, head = QRectF(self.rect()), self._head()
        percent = self.scene is not None and self.scene.in_percent
        plot = lay_out(bounds, x, y, self.themes, equal=equal, beneath=beneath, head=head)
        if scale is not None:
            # Beside a bar the axes may have to be lower, and a lower bar has other labels.
            for _ in range(2):
                bar = color_bar_width(scale, plot.frame.rect.height(), self.themes, percent=percent)
                plot = lay_out(bounds, x, y, self.themes, bar, equal=equal, beneath=beneath, head=head)
        return plot

    def free_corner(self, size: QSizeF) -> QPointF | None:
        """Where, inside the axes, something of ``size`` covers least of the run; None where it has no room."""
        scene, plot = self.scene, self.plot()
        rect, inset = plot.frame.rect, float(self.themes.px(6))
        if scene is None or size.width() + 2 * inset > rect.width() or size.height() + 2 * inset > rect.height():
            return None
        taken = self.legend_box(scene, plot) if self.arrow_kinds(scene) else QRectF()
        # At the top right are the buttons of the view, at the bottom right stands what is to be said.
        corners = ["bottom left", "top left", *([] if self._captions(scene) else ["bottom right"])]
        kept = [corner for corner in corners if not in_corner(rect, size, corner, inset).intersects(taken)]
        places, weights = self._run_places(scene, plot)
        return emptiest(rect, size, inset, places, weights, kept or corners).topLeft()

    def region_of(self, scene: Scene) -> Region:
        x, y = scene.grid.region
        return x, y

    def whole_region(self, scene: Scene) -> Region:
        x, y = scene.home
        return x, y

    def shown_point(self, plot: Plot, pixel: QPointF) -> Point:
        return plot.frame.value(pixel)

    def place_of(self, plot: Plot, point: Point) -> QPointF:
        x, y = point[:2] if self.scene is None else self.scene.section.coordinates([point])[0].tolist()
        return plot.frame.point(x, y)

    def paint_scene(self, painter: QPainter, scene: Scene, plot: Plot, ratio: float) -> None:
        view, rect = scene.experiment.view, plot.frame.rect
        ground = Ground(scene.grid, scene.scale, view.colormap, view.contours, view.contour_spacing, scene.in_percent)
        self._backdrop.paint(painter, plot, ground, ratio)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(rect)
        self._paint_lowest(painter, scene, plot)
        self._paint_paths(painter, scene, plot.frame, ratio)
        painter.restore()
        self.paint_minima(painter, scene, plot)
        self.paint_starts(painter, plot, marks.BRIGHT)
        self.paint_heads(painter, scene, heads_of(scene.shown, self.position), plot)
        painter.restore()
        if kinds := self.arrow_kinds(scene):
            arrows.paint_legend(painter, self.legend_box(scene, plot), kinds, self.themes)
        self._paint_caption(painter, scene, plot)

    def legend_box(self, scene: Scene, plot: Plot) -> QRectF:
        """Where the legend of the arrows lies: in the corner with the least of whole paths, starts and ends."""
        kinds, free = self.arrow_kinds(scene), CORNERS
        if self._captions(scene):
            free = tuple(corner for corner in CORNERS if corner not in _caption_corners(scene))
        key = (scene.lanes, plot.frame, len(kinds), self.themes.scale, free)
        if self._legend is None or self._legend[0] != key:
            size = arrows.legend_size(kinds, self.themes)
            places, weights = self._run_places(scene, plot)
            box = emptiest(plot.frame.rect, size, float(self.themes.px(8)), places, weights, free)
            self._legend = key, box
        return self._legend[1]

    def _run_places(self, scene: Scene, plot: Plot) -> tuple[np.ndarray, np.ndarray]:
        """Pixels (n, 2) of paths, starts and ends, and how much each counts: an end as much as a long path."""
        paths = [plot.frame.to_pixels(thinned(lane.coordinates)) for lane in scene.shown]
        marked = [plot.frame.to_pixels(lane.coordinates[-1:]) for lane in scene.shown]
        for handle in self.handles():
            place = self.place_of(plot, handle.point)
            marked.append(np.array([[place.x(), place.y()]]))
        places = np.concatenate([np.empty((0, 2)), *paths, *marked])
        weights = np.ones(len(places))
        weights[len(places) - len(marked) :] = 1000.0
        return places, weights

    def _paint_paths(self, painter: QPainter, scene: Scene, frame: Frame, ratio: float) -> None:
        if self._shows_future:
            key = (scene.lanes, frame, ratio, self.themes.scale)
            if key != self._future_drawn:
                _follow(self._future, scene.shown, frame, ratio, self.themes.scale * ratio, _FUTURE_WIDTH)
                self._future.seek(float(scene.last_step))
                self._future_drawn = key
            painter.setOpacity(_FUTURE_OPACITY)
            self._future.paint(painter, frame.rect.topLeft(), ratio)
            painter.setOpacity(1.0)
        key = (scene.lanes, frame, ratio, self.themes.scale)
        if key != self._drawn:
            _follow(self._tracks, scene.shown, frame, ratio, self.themes.scale * ratio)
            self._drawn = key
        self._tracks.seek(self.position)
        self._tracks.paint(painter, frame.rect.topLeft(), ratio)

    def _paint_lowest(self, painter: QPainter, scene: Scene, plot: Plot) -> None:
        """Mark where minima lie side by side; a single one has a flag."""
        points = scene.lowest.points if scene.lowest is not None and scene.experiment.view.minima else ()
        if len(points) > 1:
            marks.draw_lowest(painter, [self.place_of(plot, point) for point in points], self.mark_scale())

    def _captions(self, scene: Scene) -> list[str]:
        """What is to be said of the landscape, in more and fewer words: where it is cut, or how its minimum is."""
        if scene.section.fixed:
            names = scene.problem.variables[2:]
            where = ", ".join(f"{n} = {short(v)}" for n, v in zip(names, scene.section.fixed, strict=True))
            return [self.tr("slice at {where}").format(where=where)]
        if scene.lowest is None or not scene.experiment.view.minima or len(scene.lowest.points) == 1:
            return []
        if not scene.lowest.points:
            return [
                self.tr("no minimum: the steeper the line, the smaller the loss"),
                self.tr("no minimum: steeper is better"),
                self.tr("no minimum"),
            ]
        if len(scene.lowest.points) == 2:
            return [self.tr("least loss: all along the broken line"), self.tr("least: broken line")]
        return [self.tr("least loss: everywhere within the broken line"), self.tr("least: within the broken line")]

    def _paint_caption(self, painter: QPainter, scene: Scene, plot: Plot) -> None:
        """Say it in a corner at the bottom, in as many words as there is room for."""
        captions, px, rect = self._captions(scene), self.themes.px, plot.frame.rect
        if not captions:
            return
        metrics = QFontMetricsF(self.themes.font(LABEL_SIZE))
        words = next((one for one in captions if metrics.horizontalAdvance(one) + px(32) <= rect.width()), captions[-1])
        size = QSizeF(metrics.horizontalAdvance(words) + 2 * px(8), metrics.height() + 2 * px(3))
        key = (scene.lanes, plot.frame, words, self.themes.scale)
        if self._caption is None or self._caption[0] != key:
            places, weights = self._run_places(scene, plot)
            box = emptiest(rect, size, float(px(8)), places, weights, _caption_corners(scene))
            self._caption = key, box
        paint_pill(painter, self._caption[1].bottomLeft(), words, self.themes)


def _caption_corners(scene: Scene) -> tuple[str, ...]:
    """The corners in which something may be said of the landscape."""
    return ("bottom right",) if scene.section.fixed else ("bottom right", "bottom left")


def _follow(
    tracks: Tracks, lanes: Sequence[LaneRun], frame: Frame, ratio: float, scale: float, width: float | None = None
) -> None:
    """Let ``tracks`` follow the paths of ``lanes`` on the axes of ``frame``."""
    corner, place = (frame.rect.left(), frame.rect.top()), (frame, ratio)
    lines = []
    for lane in lanes:
        if lane.run is not None:
            look = lane_stroke(lane, scale) if width is None else lane_stroke(lane, scale, width)
            line = tracks.known(lane.coordinates, place, look)
            if line is None:
                points = (frame.to_pixels(lane.coordinates) - corner) * ratio
                line = Line(points, lane.run.steps, look, origin=(lane.coordinates, place))
            lines.append(line)
    size = max(1, round(frame.rect.width() * ratio)), max(1, round(frame.rect.height() * ratio))
    tracks.set_lines(lines, *size)
