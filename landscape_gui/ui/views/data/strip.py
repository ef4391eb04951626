"""Examples of more than two inputs, which no plane holds: laid out by what the network says of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen

from landscape_gui.classstyle import class_color
from landscape_gui.colors import rgb
from landscape_gui.render.regions import mixed_color
from landscape_gui.ui.canvas.axes import Axis
from landscape_gui.ui.canvas.layout import LABEL_SIZE, Plot
from landscape_gui.ui.views.data.examples import probability_of
from landscape_gui.ui.views.data.looks import class_rgb
from landscape_gui.ui.views.data.picture import Picture, unlabelled
from landscape_gui.ui.views.data.plane import SHARES

Floats = NDArray[np.float64]
_GOLDEN = 0.6180339887498949
"""Multiples of it, less whole numbers, spread evenly however many there are."""
_STOPS = 17
_REACH = 3.0


class StripPicture(Picture):
    """A row for each true class, along it how probable the network thinks what it is asked for.

    With one output that is the second class, so that the middle parts right from wrong; with more it is the example's
    own class, and right ones gather at the right.
    """

    @property
    def binary(self) -> bool:
        """Whether one output tells two classes apart."""
        return self.network is None or self.network.architecture.outputs == 1

    @property
    def scored(self) -> bool:
        """Whether the outputs are scores without an end."""
        return self.network is not None and self.network.architecture.loss == "hinge"

    @property
    def moving(self) -> bool:
        return True

    def axes(self) -> tuple[Axis, Axis]:
        what = self.tr("score") if self.scored else self.tr("probability")
        name = self.tr("{what} of {name}").format(
            what=what, name=self.examples.classes[1] if self.binary else self.tr("its own class")
        )
        low, high = (-_REACH, _REACH) if self.scored else (-0.03, 1.03)
        return Axis(low, high, name), Axis(len(self.examples.classes) - 0.5, -0.5)

    def without_labels(self, plot: Plot) -> Plot:
        return unlabelled(plot, y=True)

    def places(self) -> Floats:
        count = len(self.examples.targets)
        values = np.full(count, np.nan)
        if self.answers is not None:
            outputs = self.answers.outputs
            own = self.examples.targets.astype(np.intp) if outputs.shape[1] > 1 else np.zeros(count, np.intp)
            values = outputs[np.arange(count), own]
            values = np.clip(values, -_REACH, _REACH) if self.scored else np.clip(values, 0.0, 1.0)
        spread = (np.arange(count) * _GOLDEN) % 1.0
        return np.stack([values, self.examples.targets + 0.08 + 0.62 * (spread - 0.5)], axis=1)

    def paint_ground(self, painter: QPainter, plot: Plot, ratio: float, fine: bool, compact: bool) -> None:
        frame, theme, scale = plot.frame, self.themes.theme, self.themes.scale
        classes = len(self.examples.classes)
        edges = [float(frame.y_pixels(k - 0.5)) for k in range(classes + 1)]
        for k in range(classes):
            band = QRectF(frame.rect.left(), edges[k], frame.rect.width(), edges[k + 1] - edges[k])
            painter.fillRect(band, self._gradient(plot, k))
        painter.setPen(QPen(theme.color("border"), scale))
        painter.drawLines([QLineF(frame.rect.left(), y, frame.rect.right(), y) for y in edges[1:-1]])
        if self.binary:
            middle = float(frame.x_pixels(0.0 if self.scored else 0.5))
            painter.setPen(QPen(theme.color("text"), 1.6 * scale))
            painter.drawLine(QLineF(middle, frame.rect.top(), middle, frame.rect.bottom()))
            if self.scored:
                painter.setPen(QPen(theme.color("text", 0.7), scale, Qt.PenStyle.DashLine))
                sides = [float(frame.x_pixels(score)) for score in (-1.0, 1.0)]
                painter.drawLines([QLineF(x, frame.rect.top(), x, frame.rect.bottom()) for x in sides])
        if not compact:
            self._paint_names(painter, plot, edges)

    def note(self) -> str:
        return self.tr("{count} inputs fit no plane: laid out by prediction").format(count=len(self.examples.names))

    def _gradient(self, plot: Plot, row: int) -> QLinearGradient:
        theme, rect = self.themes.theme, plot.frame.rect
        positions = np.linspace(0.0, 1.0, _STOPS)
        values = plot.frame.x.from_unit(positions)
        if self.binary:
            shown = np.clip(values, 0.0, 1.0)
            if self.scored and self.network is not None:
                shown = probability_of(self.network.architecture, values)
            mixed, colors = np.stack([1.0 - shown, shown], axis=-1), class_rgb(2)
        else:
            shown = np.clip(values, 0.0, 1.0)
            mixed, colors = np.stack([1.0 - shown, shown], axis=-1), class_rgb(row + 1)[[row, row]]
            colors[0] = rgb(theme.background)
        ground = rgb(theme.background)
        table = mixed_color(mixed, colors, ground, SHARES["dark" if theme.is_dark else "light"])
        gradient = QLinearGradient(rect.left(), 0.0, rect.right(), 0.0)
        for place, color in zip(positions.tolist(), np.rint(table).astype(int).tolist(), strict=True):
            gradient.setColorAt(place, QColor(*color))
        return gradient

    def _paint_names(self, painter: QPainter, plot: Plot, edges: list[float]) -> None:
        px, metrics = self.themes.px, QFontMetricsF(self.themes.font(LABEL_SIZE))
        painter.setFont(self.themes.font(LABEL_SIZE))
        painter.setPen(self.themes.theme.color("text"))
        for name, top in zip(self.examples.classes, edges, strict=False):
            words = self.tr("truly {name}").format(name=name)
            width = plot.frame.rect.width() - px(12)
            box = QRectF(plot.frame.rect.left() + px(6), top + px(3), width, metrics.height())
            text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)


class AgreementPicture(Picture):
    """Values of many inputs: what the network predicts against what is true; a perfect fit lies on the diagonal."""

    @property
    def moving(self) -> bool:
        return True

    def axes(self) -> tuple[Axis, Axis]:
        low, high = float(self.examples.targets.min()), float(self.examples.targets.max())
        room = 0.1 * ((high - low) or 1.0)
        name = self.examples.target_name
        ends = (low - room, high + room)
        return Axis(*ends, self.tr("true {name}").format(name=name)), Axis(
            *ends, self.tr("predicted {name}").format(name=name)
        )

    @property
    def equal(self) -> bool:
        return True

    def places(self) -> Floats:
        predicted = np.full(len(self.examples.targets), np.nan)
        if self.answers is not None:
            predicted = self.answers.outputs[:, 0]
        return np.stack([self.examples.targets, predicted], axis=1)

    def colors(self) -> list[str]:
        return [class_color(0)]

    def paint_ground(self, painter: QPainter, plot: Plot, ratio: float, fine: bool, compact: bool) -> None:
        rect = plot.frame.rect
        painter.setPen(QPen(self.themes.theme.color("muted"), 1.4 * self.themes.scale, Qt.PenStyle.DashLine))
        painter.drawLine(rect.bottomLeft(), rect.topRight())

    def note(self) -> str:
        return self.tr("{count} inputs fit no plane: predicted against true").format(count=len(self.examples.names))
