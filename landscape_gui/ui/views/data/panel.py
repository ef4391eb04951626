"""One lane's picture with its examples on it, on one part of the canvas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPixmap

from landscape_gui.classstyle import class_marker
from landscape_gui.core.errors import LandscapeError
from landscape_gui.networks import DataNetwork
from landscape_gui.render.stamps import stamp
from landscape_gui.scene import LaneRun
from landscape_gui.ui.canvas.layout import Plot
from landscape_gui.ui.canvas.paint import paint_axes
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.data.curve import ChancePicture, CurvePicture
from landscape_gui.ui.views.data.examples import Examples, answers_of
from landscape_gui.ui.views.data.field import Pace
from landscape_gui.ui.views.data.looks import example_stamp, point_size, ring_stamp, stamp_side
from landscape_gui.ui.views.data.picture import Picture
from landscape_gui.ui.views.data.plane import RegionsPicture, ValuesPicture
from landscape_gui.ui.views.data.strip import AgreementPicture, StripPicture

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Pixels = NDArray[np.uint32]


def picture_for(themes: ThemeManager, examples: Examples, network: DataNetwork | None, pace: Pace) -> Picture:
    """The picture that suits the number of inputs, and classes or values."""
    inputs, classes = len(examples.names), bool(examples.classes)
    if inputs == 2:
        return (RegionsPicture if classes else ValuesPicture)(themes, examples, network, pace)
    if inputs == 1:
        return (ChancePicture if classes else CurvePicture)(themes, examples, network)
    return (StripPicture if classes else AgreementPicture)(themes, examples, network)


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """What is special of some examples, by their rows.

    Attributes:
        batch: (n,) whether the present step sees each, None where it sees all; chosen, hovered: a row, or -1.
    """

    batch: Flags | None = None
    chosen: int = -1
    hovered: int = -1


class Panel:
    """A lane's picture and where it lies.

    Attributes:
        lane: None where there is no run yet; picture: what it shows; plot: its layout, None before ``lay_out``.
        failed: whether the parameters have left the numbers, so that there is nothing to show of the network.
    """

    def __init__(self, themes: ThemeManager, lane: LaneRun | None, picture: Picture) -> None:
        self._themes = themes
        self.lane, self.picture = lane, picture
        self.plot: Plot | None = None
        self.compact = False
        self.failed = False
        self._laid_out: tuple[object, ...] = ()
        self._axes: tuple[tuple[object, ...], QPixmap] | None = None
        self._layer: tuple[tuple[object, ...], Flags | None, Pixels] | None = None

    def seek(self, theta: Floats | None) -> None:
        """Show the network at ``theta`` (d,), or the examples alone."""
        picture = self.picture
        self.failed = theta is not None and not np.isfinite(theta).all()
        if theta is None or self.failed or picture.network is None:
            picture.set_answers(None, None)
            return
        same = picture.theta is not None and np.array_equal(theta, picture.theta)
        if same and picture.answers is not None and len(picture.answers.losses) == len(picture.examples.targets):
            return
        try:
            picture.set_answers(theta, answers_of(picture.network, picture.examples, theta))
        except LandscapeError:
            self.failed = True
            picture.set_answers(None, None)

    def set_examples(self, examples: Examples) -> None:
        """Show other examples with the same network; ``seek`` follows."""
        self.picture.set_examples(examples)
        self.picture.set_answers(None, None)
        self._laid_out = ()

    def lay_out(self, bounds: QRectF, compact: bool) -> Plot:
        """Lay the picture out inside ``bounds``."""
        key = (bounds, compact, self._themes.theme, self._themes.scale)
        if self.plot is None or self._laid_out != key:
            self.plot, self.compact, self._laid_out = self.picture.lay_out(bounds, compact), compact, key
        return self.plot

    def pixels(self) -> Floats:
        """(n, 2) where the examples lie, in pixels of the widget."""
        assert self.plot is not None
        return self.plot.frame.to_pixels(self.picture.places())

    def nearest(self, pixel: QPointF, reach: float) -> int:
        """The row of the example nearest to a pixel, -1 where none is in ``reach``; the top one of equals."""
        if self.plot is None or not len(self.picture.examples.targets):
            return -1
        away = np.hypot(*(self.pixels() - (pixel.x(), pixel.y())).T)
        away = np.where(np.isfinite(away), away, np.inf)[::-1]
        best = int(np.argmin(away))
        return len(away) - 1 - best if away[best] <= reach else -1

    def paint(self, painter: QPainter, ratio: float, fine: bool, marks: Marks) -> None:
        """Paint everything, ``ratio`` pixels of the device to a pixel of the layout."""
        plot = self.plot
        assert plot is not None
        rect = plot.frame.rect
        painter.save()
        painter.setClipRect(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.picture.paint_ground(painter, plot, ratio, fine, self.compact)
        self._paint_examples(painter, rect, ratio, marks)
        painter.restore()
        if not self.compact:
            self._paint_axes(painter, plot, ratio)

    def _paint_axes(self, painter: QPainter, plot: Plot, ratio: float) -> None:
        """The axes and what stands beside them, painted once."""
        key = (plot, ratio, self._themes.theme, self.picture.look())
        if self._axes is None or self._axes[0] != key:
            layer = QPixmap((plot.bounds.size() * ratio).toSize())
            layer.setDevicePixelRatio(ratio)
            layer.fill(Qt.GlobalColor.transparent)
            inner = QPainter(layer)
            inner.translate(-plot.bounds.topLeft())
            paint_axes(inner, plot, self._themes, grid=False)
            self.picture.paint_beside(inner, plot)
            inner.end()
            self._axes = key, layer
        painter.drawPixmap(plot.bounds.topLeft(), self._axes[1])

    def _paint_examples(self, painter: QPainter, rect: QRectF, ratio: float, marks: Marks) -> None:
        examples, batch = self.picture.examples, marks.batch
        if not len(examples.targets):
            return
        width, height = max(1, round(rect.width() * ratio)), max(1, round(rect.height() * ratio))
        centers = (self.pixels() - (rect.left(), rect.top())) * ratio
        side = min(rect.width(), rect.height()) / self._themes.scale if self.compact else None
        size = point_size(len(examples.targets), side) * self._themes.scale * ratio
        key = (examples, self.plot, size, width, height, self._themes.theme, self.picture.look())
        known = self._layer is not None and self._layer[0] == key and self._layer[1] is batch
        if self._layer is None or not known or self.picture.moving:
            pixels = np.zeros((height, width), np.uint32)
            stamps, kinds = self._stamps(size, batch)
            # Test examples first, and those of the present step last: what is learnt from lies on top.
            order = np.argsort(examples.trained if batch is None else batch, kind="stable")
            stamp(pixels, stamps, kinds[order], centers[order])
            self._layer = key, batch, pixels
        pixels = self._with_rings(self._layer[2], size, centers, batch)
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        painter.drawImage(rect, image)
        for row, role in ((marks.hovered, "text"), (marks.chosen, "accent")):
            if 0 <= row < len(centers) and np.isfinite(centers[row]).all():
                self._paint_mark(painter, rect.topLeft() + QPointF(*centers[row].tolist()) / ratio, size / ratio, role)

    def _stamps(self, size: float, batch: Flags | None) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """All kinds of stamps that are needed, and which of them each example has."""
        examples, colors, theme = self.picture.examples, self.picture.colors(), self._themes.theme
        faint = np.zeros(len(examples.targets), bool) if batch is None else ~batch
        looks = 4 * self.picture.kinds() + 2 * ~examples.trained + faint
        used, kinds = np.unique(looks, return_inverse=True)
        side = stamp_side(size)
        stamps = np.zeros((len(used), side, side), np.uint32)
        for k, look in enumerate(used.tolist()):
            kind, hollow, pale = look // 4, bool(look & 2), bool(look & 1)
            marker = class_marker(kind) if examples.classes else "circle"
            stamps[k] = example_stamp(marker, colors[min(kind, len(colors) - 1)], size, theme, hollow, pale)
        return stamps, np.asarray(kinds, dtype=np.int64)

    def _with_rings(self, pixels: Pixels, size: float, centers: Floats, batch: Flags | None) -> Pixels:
        """The examples with rings around those that are misclassified.

        These lie on top, all rings beneath them: where they are dense, no ring hides the class of a neighbour.
        """
        answers, theme = self.picture.answers, self._themes.theme
        if answers is None or not answers.wrong.any():
            return pixels
        ringed: Pixels = pixels.copy()
        rings = np.stack([ring_stamp(size, theme, False), ring_stamp(size, theme, True)])
        faint = np.zeros(len(centers), bool) if batch is None else ~batch
        rows = np.flatnonzero(answers.wrong)
        stamp(ringed, rings, faint[rows].astype(np.int64), centers[rows])
        stamps, kinds = self._stamps(size, batch)
        stamp(ringed, stamps, kinds[rows], centers[rows])
        return ringed

    def _paint_mark(self, painter: QPainter, place: QPointF, size: float, role: str) -> None:
        """A ring around the example under the mouse, a stronger one around the chosen one."""
        theme, scale = self._themes.theme, self._themes.scale
        radius = size * 0.95 + 3.0 * scale
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((theme.color("background", 0.9), 4.5), (theme.color(role), 2.2)):
            painter.setPen(QPen(color, width * scale))
            painter.drawEllipse(place, radius, radius)
