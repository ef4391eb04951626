"""Examples of one input: the curve the network has fitted to them, and the pieces it is the sum of."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from landscape_gui.classstyle import class_color
from landscape_gui.experiment import OwnCurve
from landscape_gui.networks import DataNetwork
from landscape_gui.ui.canvas.axes import Axis
from landscape_gui.ui.canvas.layout import Plot
from landscape_gui.ui.canvas.tracks import outline_of
from landscape_gui.ui.theme import ThemeManager, Weight
from landscape_gui.ui.views.data.examples import FIELD, Examples, true_values
from landscape_gui.ui.views.data.picture import FARTHEST, Picture, path_of, stroke, tinted

Floats = NDArray[np.float64]
SAMPLES = 241
"""Points of a curve without kinks."""
_ROOM = 0.14
_BADGE, _NUMBER = 6.5, 9
"""Radius of the disc with the number of a unit, and size of the number, at scale 1."""
_MOST_BESIDE = 2
"""Numbers of so many units stand side by side where their pieces begin."""


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """What the units of the only hidden layer add to a curve of one input, in the data's own units.

    Attributes:
        xs: (m,); parts: (units, m), whose sum with ``constant`` is the curve.
        kinks: (units,) where each piece bends, NaN where it does not; empty unless the layer is of ReLU.
    """

    xs: Floats
    parts: Floats
    constant: float
    kinks: Floats


def has_pieces(network: DataNetwork) -> bool:
    """Whether the curve is a plain weighted sum of the outputs of one hidden layer."""
    shape = network.architecture
    linear_out = shape.layers[-1].activation == "linear" and not network.prepared.data.classes
    return shape.hidden == 1 and shape.outputs == 1 and linear_out and network.prepared.data.inputs.shape[1] == 1


def pieces_of(network: DataNetwork, theta: Floats, xs: Floats) -> Pieces:
    """The pieces at ``xs`` (m,) in the data's own units."""
    _, out = network.architecture.layers
    prepared = network.prepared
    stretch, shift = float(prepared.target_scale.spread[0]), float(prepared.target_scale.centre[0])
    weights = theta[out.weights : out.bias]
    parts = stretch * weights[:, None] * network.unit_outputs(theta, prepared.transform(xs[:, None]))[0]
    return Pieces(xs, parts, shift + stretch * float(theta[out.bias]), kinks_of(network, theta))


def kinks_of(network: DataNetwork, theta: Floats) -> Floats:
    """(units,) inputs, in the data's own units, at which the units of one hidden ReLU layer begin to answer."""
    hidden, prepared = network.architecture.layers[0], network.prepared
    plain = [feature.plain for feature in prepared.features]
    if hidden.activation != "relu" or hidden.scale >= 0 or plain != [True]:
        return np.empty(0)
    weights = theta[hidden.weights : hidden.bias]
    with np.errstate(divide="ignore", invalid="ignore"):
        kinks = -theta[hidden.bias : hidden.bias + hidden.units] / weights
    kinks[~np.isfinite(kinks)] = np.nan
    return np.asarray(prepared.scale.undo(kinks[:, None])[:, 0])


class CurvePicture(Picture):
    """Values against the only input; ``residuals`` and ``units`` switch what is drawn beside the curve."""

    residuals = False
    units = True

    def __init__(self, themes: ThemeManager, examples: Examples, network: DataNetwork | None) -> None:
        super().__init__(themes, examples, network)
        self._layer: tuple[tuple[object, ...], QPixmap] | None = None
        self._xs = np.linspace(*examples.region[0], SAMPLES)
        self._truth = None if network is None else true_values(network.description.data, self._xs[:, None])

    def axes(self) -> tuple[Axis, Axis]:
        x = Axis(*self.examples.region[0], self.examples.names[0])
        return x, Axis(*self._height(), self.examples.target_name)

    def _height(self) -> tuple[float, float]:
        seen = [self.examples.targets]
        seen += [self._truth] if self._truth is not None else []
        values = np.concatenate(seen)
        if self._own():
            # The room for new points stays where it is while they come.
            reach = np.abs(values).max(initial=FIELD[1])
            return -float(reach), float(reach)
        low, high = float(values.min()), float(values.max())
        room = _ROOM * ((high - low) or 1.0)
        return low - room, high + room

    def _own(self) -> bool:
        return self.network is None or isinstance(self.network.description.data, OwnCurve)

    def places(self) -> Floats:
        return np.stack([self.examples.inputs[:, 0], self.examples.targets], axis=1)

    def samples(self) -> Floats:
        """(m,) rising inputs at which the curve is computed: the kinks where it is straight between them."""
        low, high = self.examples.region[0]
        kinks = np.empty(0)
        if self.network is not None and self.theta is not None and has_pieces(self.network):
            kinks = kinks_of(self.network, self.theta)
        if not len(kinks):
            return self._xs
        return np.concatenate([[low], np.sort(kinks[(kinks > low) & (kinks < high)]), [high]])

    def curve(self, xs: Floats) -> Floats:
        """(m, outputs) what the network says at ``xs`` (m,), in the data's own units."""
        assert self.network is not None and self.theta is not None
        prepared = self.network.prepared
        return prepared.predicted(self.network.predict(self.theta, prepared.transform(xs[:, None])))

    def paint_ground(self, painter: QPainter, plot: Plot, ratio: float, fine: bool, compact: bool) -> None:
        if self._truth is not None:
            self._paint_truth(painter, plot, self._truth, ratio)
        if self.network is None or self.theta is None:
            return
        xs = self.samples()
        pieces = pieces_of(self.network, self.theta, xs) if self.shows_pieces else None
        if pieces is not None:
            self._paint_pieces(painter, plot, pieces)
        if self.residuals and not compact:
            self._paint_residuals(painter, plot)
        self.paint_curve(painter, plot, xs, fine)
        if pieces is not None and not compact:
            self._paint_kinks(painter, plot, pieces.kinks)
            self._paint_numbers(painter, plot, pieces)

    @property
    def shows_pieces(self) -> bool:
        """Whether there are pieces, and they are wanted."""
        return self.units and self.network is not None and self.theta is not None and has_pieces(self.network)

    def lines(self) -> list[tuple[str, float, tuple[float, ...], str]]:
        found: list[tuple[str, float, tuple[float, ...], str]] = []
        if self.theta is not None:
            found.append(("fit", 2.6, (), "accent"))
        if self._truth is not None:
            found.append(("truth", 1.4, (4.0, 3.0), "muted"))
        if self.shows_pieces:
            found.append(("pieces", 1.2, (), "muted"))
        return found

    def _line(self, plot: Plot, xs: Floats, values: Floats) -> QPainterPath:
        """The line through ``values`` at ``xs``; where there are many, cut off not far outside the picture."""
        pixels = np.stack([plot.frame.x_pixels(xs), plot.frame.y_pixels(values)], axis=1)
        return path_of(pixels, 2.0 * plot.bounds.bottom() if len(xs) == SAMPLES else FARTHEST)

    def _paint_truth(self, painter: QPainter, plot: Plot, truth: Floats, ratio: float) -> None:
        """What the values are without noise, painted once: dashes take long."""
        key, scale = (plot, ratio, self.themes.theme), self.themes.scale
        if self._layer is None or self._layer[0] != key:
            layer = QPixmap((plot.frame.rect.size() * ratio).toSize())
            layer.setDevicePixelRatio(ratio)
            layer.fill(Qt.GlobalColor.transparent)
            inner = QPainter(layer)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            inner.translate(-plot.frame.rect.topLeft())
            muted = self.themes.theme.color("muted", 0.8)
            stroke(inner, self._line(plot, self._xs, truth), muted, 1.4 * scale, (4.0, 3.0))
            inner.end()
            self._layer = key, layer
        painter.drawPixmap(plot.frame.rect.topLeft(), self._layer[1])

    def paint_curve(self, painter: QPainter, plot: Plot, xs: Floats, fine: bool) -> None:
        """The fitted curve, at rest with a rim against the pieces beneath it."""
        path = self._line(plot, xs, self.curve(xs)[:, 0])
        if fine:
            stroke(painter, path, self.themes.theme.color("background"), 5.0 * self.themes.scale)
        stroke(painter, path, self.themes.theme.color("accent"), 2.6 * self.themes.scale)

    def _paint_pieces(self, painter: QPainter, plot: Plot, pieces: Pieces) -> None:
        """A thin line for each unit, as far as it answers, and dotted the constant they are added to."""
        frame, theme, scale = plot.frame, self.themes.theme, self.themes.scale
        level = float(frame.y_pixels(pieces.constant))
        base = QPainterPath(QPointF(frame.rect.left(), level))
        base.lineTo(frame.rect.right(), level)
        if abs(level) < 1e5:
            stroke(painter, base, theme.color("muted", 0.7), 1.0 * scale, (2.0, 3.0))
        across, heights = frame.x_pixels(pieces.xs), frame.y_pixels(pieces.parts)
        for unit, part in enumerate(pieces.parts):
            answering = np.flatnonzero(part)
            if len(answering):
                rows = slice(max(0, int(answering[0]) - 1), int(answering[-1]) + 2)
                line = path_of(np.stack([across[rows], heights[unit, rows]], axis=1))
                stroke(painter, line, tinted(class_color(unit), 0.85), 1.2 * scale)

    def _paint_kinks(self, painter: QPainter, plot: Plot, kinks: Floats) -> None:
        """Where each unit begins to answer the curve bends: a dot, and a line down to the unit's piece."""
        frame, theme, scale = plot.frame, self.themes.theme, self.themes.scale
        low, high = self.examples.region[0]
        units = np.flatnonzero((kinks >= low) & (kinks <= high))
        if not len(units):
            return
        across, level = frame.x_pixels(kinks[units]).tolist(), float(frame.y_pixels(0.0))
        heights = np.clip(frame.y_pixels(self.curve(kinks[units])[:, 0]), -FARTHEST, FARTHEST).tolist()
        painter.setPen(QPen(theme.color("muted", 0.45), scale, Qt.PenStyle.DotLine))
        painter.drawLines([QLineF(x, level, x, y) for x, y in zip(across, heights, strict=True)])
        painter.setPen(QPen(theme.color("background"), 1.4 * scale))
        for unit, x, y in zip(units.tolist(), across, heights, strict=True):
            painter.setBrush(tinted(class_color(unit)))
            painter.drawEllipse(QPointF(x, y), 3.9 * scale, 3.9 * scale)

    def number_places(self, plot: Plot, pieces: Pieces) -> list[tuple[int, QPointF]]:
        """Units whose piece is in sight, each with the place of its number: inside the axes, none over another.

        That is where its piece begins, or, where many begin, where each ends; one that has no begin in sight is
        numbered near the side of the picture.
        """
        radius, frame = _BADGE * self.themes.scale, plot.frame
        room = frame.rect.adjusted(radius, radius, -radius, -radius)
        xs, heights = frame.x_pixels(pieces.xs), frame.y_pixels(pieces.parts)
        level = float(frame.y_pixels(0.0))
        found: list[tuple[int, QPointF]] = []
        kinks = frame.x_pixels(pieces.kinks if len(pieces.kinks) else np.full(len(pieces.parts), np.nan))
        for unit, (part, ys) in enumerate(zip(pieces.parts, heights, strict=True)):
            seen = (ys >= room.top()) & (ys <= room.bottom())
            if not part.any():
                continue
            if frame.rect.left() <= kinks[unit] <= frame.rect.right():
                crowded = np.count_nonzero(np.abs(kinks - kinks[unit]) < 4.0 * radius) > _MOST_BESIDE
                last = int(np.argmax(np.abs(xs - kinks[unit]) * (part != 0.0)))
                end = QPointF(float(xs[last]), float(ys[last]))
                place = _cut(QPointF(float(kinks[unit]), level), end, room) if crowded else QPointF(kinks[unit], level)
                x, y = place.x(), place.y()
            elif seen.any():
                row = int(np.argmax(np.where(seen, np.abs(xs - room.center().x()) + 1e-3 * np.abs(ys - level), -1.0)))
                x, y = float(xs[row]), float(ys[row])
            else:
                continue
            x, y = min(max(x, room.left()), room.right()), min(max(y, room.top()), room.bottom())
            found.append((unit, _beside([place for _, place in found], QPointF(x, y), 2.0 * radius, room)))
        return found

    def _paint_numbers(self, painter: QPainter, plot: Plot, pieces: Pieces) -> None:
        """The number of each unit on its piece, as in the diagram of the network."""
        scale, radius = self.themes.scale, _BADGE * self.themes.scale
        painter.setFont(self.themes.font(_NUMBER, Weight.DemiBold))
        for unit, place in self.number_places(plot, pieces):
            painter.setPen(QPen(self.themes.theme.color("background"), 1.2 * scale))
            painter.setBrush(tinted(class_color(unit)))
            painter.drawEllipse(place, radius, radius)
            painter.setPen(QColor(outline_of(class_color(unit))))
            box = QRectF(place.x() - radius, place.y() - radius, 2.0 * radius, 2.0 * radius)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), str(unit + 1))

    def _paint_residuals(self, painter: QPainter, plot: Plot) -> None:
        """A thin line from each example to the curve: what the loss squares."""
        if self.answers is None:
            return
        frame = plot.frame
        xs = frame.x_pixels(self.examples.inputs[:, 0])
        tops, feet = frame.y_pixels(self.examples.targets), frame.y_pixels(self.answers.outputs[:, 0])
        feet = np.clip(np.nan_to_num(feet), -1e5, 1e5)
        painter.setPen(QPen(self.themes.theme.color("error", 0.75), 1.2 * self.themes.scale))
        lines = zip(xs.tolist(), tops.tolist(), feet.tolist(), strict=True)
        painter.drawLines([QLineF(x, a, x, b) for x, a, b in lines])


def _cut(begin: QPointF, end: QPointF, room: QRectF) -> QPointF:
    """The last place in ``room`` on the way from ``begin``, which lies in it, to ``end``."""
    share = 1.0
    for at, to, low, high in (
        (begin.x(), end.x(), room.left(), room.right()),
        (begin.y(), end.y(), room.top(), room.bottom()),
    ):
        if not low <= to <= high:
            share = min(share, max(0.0, ((high if to > high else low) - at) / (to - at)))
    return begin + (end - begin) * share


def _beside(taken: list[QPointF], place: QPointF, apart: float, room: QRectF) -> QPointF:
    """The place nearest to ``place``, straight above or below it, that is ``apart`` from all that are ``taken``."""
    for away in np.arange(0.0, room.height(), 0.25 * apart).tolist():
        for y in (place.y() + away, place.y() - away):
            free = all(math.hypot(place.x() - other.x(), y - other.y()) >= 0.98 * apart for other in taken)
            if free and room.top() <= y <= room.bottom():
                return QPointF(place.x(), y)
    return place


class ChancePicture(CurvePicture):
    """Classes against the only input: how probable each is, and every example on the curve of its own class."""

    def lines(self) -> list[tuple[str, float, tuple[float, ...], str]]:
        return []

    @property
    def moving(self) -> bool:
        return True

    def _height(self) -> tuple[float, float]:
        hinge = self.network is not None and self.network.architecture.loss == "hinge"
        return (-2.2, 2.2) if hinge else (-0.06, 1.06)

    def axes(self) -> tuple[Axis, Axis]:
        x, y = super().axes()
        hinge = self.network is not None and self.network.architecture.loss == "hinge"
        return x, Axis(y.low, y.high, self.tr("score") if hinge else self.tr("probability"))

    def places(self) -> Floats:
        values = self.examples.targets.copy()
        if self.answers is not None and self.answers.outputs.shape[1] > 1:
            rows = np.arange(len(values))
            own = np.minimum(self.examples.targets.astype(np.intp), self.answers.outputs.shape[1] - 1)
            values = self.answers.outputs[rows, own]
        elif self.network is not None and self.network.architecture.loss == "hinge":
            values = 2.0 * values - 1.0
        return np.stack([self.examples.inputs[:, 0], values], axis=1)

    def paint_curve(self, painter: QPainter, plot: Plot, xs: Floats, fine: bool) -> None:
        outputs = self.curve(xs)
        for k, output in enumerate(outputs.T):
            color = tinted(class_color(k if outputs.shape[1] > 1 else 1))
            path = self._line(plot, xs, output)
            stroke(painter, path, color, 2.4 * self.themes.scale)
