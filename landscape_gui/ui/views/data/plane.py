"""Examples of two inputs over what the network makes of their plane: regions of classes, or a map of values."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from landscape_gui.colors import rgb
from landscape_gui.core.maps.grids import HeightScale, height_scale
from landscape_gui.networks import DataNetwork
from landscape_gui.render.colors import Table, color_table
from landscape_gui.render.heatmap import Window, heat_map
from landscape_gui.render.isolines import draw_isolines
from landscape_gui.render.regions import level_lines, mixed_map, two_class_table
from landscape_gui.ui.canvas.axes import Axis
from landscape_gui.ui.canvas.colorbar import color_bar_width, paint_color_bar
from landscape_gui.ui.canvas.layout import Plot
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.data.examples import Examples, probability_of, score_reach, scores_of
from landscape_gui.ui.views.data.field import Field, Mesh, Pace
from landscape_gui.ui.views.data.handles import visible_part
from landscape_gui.ui.views.data.line import has_line, line_of
from landscape_gui.ui.views.data.looks import LEVELS, class_rgb
from landscape_gui.ui.views.data.picture import Picture, path_of, stroke

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]
SHARES = {"light": (0.05, 0.46), "dark": (0.08, 0.52)}
"""How much of the ground the colour of a class covers where the network cannot tell, and where it is certain."""
_ISOLINES = 10
_MARGIN = (1.2, (5.0, 4.0))
"""Width at scale 1 and pattern, in widths, of the lines on which the score is 1 and −1."""


class PlanePicture(Picture):
    """What all pictures over a plane of two inputs share: axes, places, and an image that follows the parameters."""

    def __init__(self, themes: ThemeManager, examples: Examples, network: DataNetwork | None, pace: Pace) -> None:
        super().__init__(themes, examples, network)
        self.field = None if network is None else Field(network, examples.region, pace)
        self._image: tuple[tuple[object, ...], Pixels] | None = None

    def axes(self) -> tuple[Axis, Axis]:
        (x0, x1), (y0, y1) = self.examples.region
        return Axis(x0, x1, self.examples.names[0]), Axis(y0, y1, self.examples.names[1])

    @property
    def equal(self) -> bool:
        return True

    def places(self) -> Floats:
        return self.examples.inputs

    def paint_ground(self, painter: QPainter, plot: Plot, ratio: float, fine: bool, compact: bool) -> None:
        rect = plot.frame.rect
        if self.field is None or self.theta is None:
            painter.fillRect(rect, self.themes.theme.color("background"))
            return
        mesh, outputs = self.field.at(self.theta, fine and not compact, max(rect.width(), rect.height()) * ratio)
        # Soft colours need no more pixels than the layout has while they move; the lines are drawn at full resolution.
        sharp = ratio if fine else 0.5 if len(outputs) > 1 else 1.0
        size = max(1, round(rect.width() * sharp)), max(1, round(rect.height() * sharp))
        key = (outputs, size, self.themes.theme, *self.look())
        if self._image is None or not _same(self._image[0], key):
            window = (0.0, 0.0, len(mesh.xs) - 1.0, len(mesh.ys) - 1.0)
            self._image = key, self.image(outputs, window, *size)
        pixels = self._image[1]
        image = QImage(pixels.data, *size, 4 * size[0], QImage.Format.Format_ARGB32_Premultiplied)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(rect, self.themes.theme.color("background"))
        painter.drawImage(rect, image)
        self.paint_lines(painter, plot, mesh, outputs)

    def image(self, outputs: Floats, window: Window, width: int, height: int) -> Pixels:
        """The colours for ``outputs`` (outputs, ny, nx)."""
        raise NotImplementedError

    def paint_lines(self, painter: QPainter, plot: Plot, mesh: Mesh, outputs: Floats) -> None:
        """Paint lines over the colours."""


class RegionsPicture(PlanePicture):
    """Classes: the ground has the colour of the predicted class, the stronger, the surer; a line parts them."""

    _paths: tuple[tuple[object, ...], dict[float, QPainterPath]] | None = None

    def scores(self, outputs: Floats) -> Floats:
        """Scores (ny, nx) or (classes, ny, nx) of ``outputs`` (outputs, ny, nx)."""
        assert self.network is not None
        count, *shape = outputs.shape
        scores = scores_of(self.network.architecture, outputs.reshape(count, -1).T)
        return scores.reshape(shape) if scores.ndim == 1 else np.ascontiguousarray(scores.T).reshape(count, *shape)

    def image(self, outputs: Floats, window: Window, width: int, height: int) -> Pixels:
        assert self.network is not None
        theme = self.themes.theme
        shares, ground = SHARES["dark" if theme.is_dark else "light"], rgb(theme.background)
        scores = self.scores(outputs)
        if scores.ndim == 3:
            return mixed_map(scores, class_rgb(len(scores)), ground, shares, window, width, height)
        reach = score_reach(self.network.architecture)
        levels = probability_of(self.network.architecture, np.linspace(-reach, reach, 256))
        table = two_class_table(levels, class_rgb(2), ground, shares)
        return heat_map((scores + reach) / (2.0 * reach), table, window, width, height)

    def boundaries(self, mesh: Mesh, outputs: Floats, level: float = 0.0) -> list[Floats]:
        """Lines (k, 2) in the data's units on which two classes are as probable."""
        scores = self.scores(outputs)
        found: list[Floats] = []
        for margin in [scores] if scores.ndim == 2 else margins(scores):
            found += level_lines(mesh.xs, mesh.ys, margin, level)
        return found

    def lines(self) -> list[tuple[str, float, tuple[float, ...], str]]:
        return [("margin", *_MARGIN, "text")] if self._has_margins() else []

    def _has_margins(self) -> bool:
        """Whether the lines on which the score is 1 and −1 mean something: within them the loss still pulls."""
        shape = None if self.network is None else self.network.architecture
        return shape is not None and shape.loss == "hinge" and shape.outputs == 1

    def paint_lines(self, painter: QPainter, plot: Plot, mesh: Mesh, outputs: Floats) -> None:
        theme, scale = self.themes.theme, self.themes.scale
        path = self._path(plot, mesh, outputs, 0.0)
        stroke(painter, path, theme.color("background", 0.75), 4.0 * scale)
        stroke(painter, path, theme.color("text"), 1.8 * scale)
        for level in (-1.0, 1.0) if self._has_margins() else ():
            width, pattern = _MARGIN
            margin = self._path(plot, mesh, outputs, level)
            stroke(painter, margin, theme.color("text", 0.75), width * scale, pattern)

    def _path(self, plot: Plot, mesh: Mesh, outputs: Floats, level: float) -> QPainterPath:
        key = (outputs, plot.frame)
        if not self._paths or not _same(self._paths[0], key):
            self._paths = (key, {})
        known = self._paths[1]
        if level not in known:
            known[level] = self._new_path(plot, mesh, outputs, level)
        return known[level]

    def _new_path(self, plot: Plot, mesh: Mesh, outputs: Floats, level: float) -> QPainterPath:
        path = QPainterPath()
        if self.network is not None and self.theta is not None and has_line(self.network):
            boundary = line_of(self.network, self.theta, level)
            visible = None if boundary is None else visible_part(boundary, plot.frame)
            if visible is not None:
                path.moveTo(visible.p1())
                path.lineTo(visible.p2())
            return path
        for line in self.boundaries(mesh, outputs, level):
            path.addPath(path_of(plot.frame.to_pixels(line)))
        return path


class ValuesPicture(PlanePicture):
    """Values: examples and ground are coloured by one scale, so that a good fit makes the examples vanish in it."""

    def __init__(self, themes: ThemeManager, examples: Examples, network: DataNetwork | None, pace: Pace) -> None:
        super().__init__(themes, examples, network, pace)
        self.colormap = "viridis"
        self._scale = height_scale(examples.targets, "linear")

    def set_examples(self, examples: Examples) -> None:
        super().set_examples(examples)
        self._scale = height_scale(examples.targets, "linear")

    @property
    def scale(self) -> HeightScale:
        """The scale of colours: that of the targets, whatever the network says."""
        return self._scale

    def look(self) -> tuple[object, ...]:
        return (self.colormap,)

    def right(self, height: float) -> float:
        return color_bar_width(self._scale, height, self.themes)

    def colors(self) -> list[str]:
        table = self._table()
        return [QColor(*(int(c) for c in table[round(k * 255 / (LEVELS - 1))])).name() for k in range(LEVELS)]

    def kinds(self) -> NDArray[np.int64]:
        heights = self._scale.forward(self.examples.targets)
        return np.asarray(np.rint(heights * (LEVELS - 1)), dtype=np.int64)

    def image(self, outputs: Floats, window: Window, width: int, height: int) -> Pixels:
        heights = self._scale.forward(outputs[0])
        picture = heat_map(heights, self._table(), window, width, height)
        levels = np.linspace(0.0, 1.0, _ISOLINES + 1)[1:-1]
        draw_isolines(picture, heights, levels, window, 1.0, 0.22)
        return picture

    def paint_beside(self, painter: QPainter, plot: Plot) -> None:
        paint_color_bar(painter, plot, self._scale, self._table(), self.themes)

    def _table(self) -> Table:
        return color_table(self.colormap)


def margins(scores: Floats) -> list[Floats]:
    """How far each class's score (classes, ny, nx) lies above the best other one; one grid less than classes.

    Where the last class meets another, that other one's edge is already there.
    """
    found = []
    for k in range(len(scores) - 1):
        others = np.delete(scores, k, axis=0).max(axis=0)
        found.append(scores[k] - others)
    return found


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Whether two keys agree; arrays only if they are one object."""
    pairs = zip(one, other, strict=True)
    return all(a is b if isinstance(a, np.ndarray) or isinstance(b, np.ndarray) else a == b for a, b in pairs)
