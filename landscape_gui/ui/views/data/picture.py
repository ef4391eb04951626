"""What the pictures of examples have in common: where examples lie, and what lies beneath them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from landscape_gui.classstyle import class_color
from landscape_gui.networks import DataNetwork
from landscape_gui.ui.canvas.axes import Axis, Frame
from landscape_gui.ui.canvas.layout import Plot, comparable, lay_out
from landscape_gui.ui.canvas.ticks import Ticks
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.data.examples import Answers, Examples

Floats = NDArray[np.float64]
FARTHEST = 20_000.0
"""Pixels beyond which a line is cut off before Qt gets it."""


class Picture(QObject):
    """One network and its examples, at parameters that change.

    Pictures paint inside the rectangle of the axes; axes, examples and words around them are the canvas's.

    Attributes:
        network: None where own points cannot be learnt from yet; theta: its parameters (d,), None where there is
            nothing to show; answers: at them.
    """

    def __init__(self, themes: ThemeManager, examples: Examples, network: DataNetwork | None) -> None:
        super().__init__()
        self.themes, self.examples, self.network = themes, examples, network
        self.theta: Floats | None = None
        self.answers: Answers | None = None

    def set_examples(self, examples: Examples) -> None:
        """Show other examples with the same network; ``set_answers`` follows."""
        self.examples = examples

    def set_answers(self, theta: Floats | None, answers: Answers | None) -> None:
        """Show what the network makes of the examples at ``theta``."""
        self.theta, self.answers = theta, answers

    def axes(self) -> tuple[Axis, Axis]:
        """The two axes, in the data's own units."""
        raise NotImplementedError

    @property
    def moving(self) -> bool:
        """Whether examples move with the answers."""
        return False

    def look(self) -> tuple[object, ...]:
        """What decides on the colours beside the theme."""
        return ()

    @property
    def equal(self) -> bool:
        """Whether a unit is to be as long on both axes."""
        return False

    def right(self, height: float) -> float:
        """Pixels to be kept free at the right of axes ``height`` pixels high."""
        return 0.0

    def lay_out(self, bounds: QRectF, compact: bool) -> Plot:
        """The picture inside ``bounds``; a compact one has no labels."""
        x, y = self.axes()
        if compact:
            rect = _inside(bounds.adjusted(1.0, 1.0, -1.0, -1.0), x, y, self.equal and comparable(x, y))
            return Plot(Frame(x, y, rect), Ticks(), Ticks(), bounds)
        plot = lay_out(bounds, x, y, self.themes, self.right(bounds.height()), equal=self.equal)
        right = self.right(plot.frame.rect.height())
        return self.without_labels(lay_out(bounds, x, y, self.themes, right, equal=self.equal))

    def without_labels(self, plot: Plot) -> Plot:
        """The plot less the labels that mean nothing here."""
        return plot

    def places(self) -> Floats:
        """(n, 2) where the examples lie, on the axes."""
        raise NotImplementedError

    def colors(self) -> list[str]:
        """Colours "#rrggbb" of the kinds of examples; ``kinds`` numbers them."""
        return [class_color(k) for k in range(max(1, len(self.examples.classes)))]

    def kinds(self) -> NDArray[np.int64]:
        """(n,) which of the ``colors`` each example has."""
        if self.examples.classes:
            return np.asarray(self.examples.targets, dtype=np.int64)
        return np.zeros(len(self.examples.targets), dtype=np.int64)

    def paint_ground(self, painter: QPainter, plot: Plot, ratio: float, fine: bool, compact: bool) -> None:
        """Paint what lies beneath the examples, clipped to the rectangle of the axes."""
        raise NotImplementedError

    def paint_beside(self, painter: QPainter, plot: Plot) -> None:
        """Paint what stands beside the axes."""

    def lines(self) -> list[tuple[str, float, tuple[float, ...], str]]:
        """Lines the legend explains: key, width, pattern in widths, role of the colour."""
        return []

    def note(self) -> str:
        """One sentence that has to be said of this picture, or ""."""
        return ""


def _inside(rect: QRectF, x: Axis, y: Axis, equal: bool) -> QRectF:
    """The rectangle for axes in ``rect``: all of it, or its middle on which a unit is as long on both axes."""
    if not equal:
        return rect
    unit = min(rect.width() / (x.high - x.low), rect.height() / (y.high - y.low))
    width, height = round(unit * (x.high - x.low)), round(unit * (y.high - y.low))
    return QRectF(rect.left(), rect.top() + round((rect.height() - height) / 2.0), width, height)


def unlabelled(plot: Plot, *, x: bool = False, y: bool = False) -> Plot:
    """The plot without ticks on the named axes."""
    plot = replace(plot, x_ticks=Ticks()) if x else plot
    return replace(plot, y_ticks=Ticks()) if y else plot


def path_of(pixels: Floats, reach: float = FARTHEST) -> QPainterPath:
    """The line through ``pixels`` (n, 2), broken where they are not finite, none further than ``reach`` from 0."""
    path = QPainterPath()
    finite = np.isfinite(pixels).all(axis=1)
    near = np.clip(pixels, -reach, reach)
    ends = np.flatnonzero(np.diff(finite.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
    for begin, end in ends.tolist():
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in near[begin:end].tolist()]))
    return path


def stroke(painter: QPainter, path: QPainterPath, color: QColor, width: float, pattern: tuple[float, ...] = ()) -> None:
    """Draw a line ``width`` pixels wide; ``pattern`` in widths."""
    pen = QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if pattern:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern(list(pattern))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(path, pen)


def tinted(name: str, alpha: float = 1.0) -> QColor:
    """The colour "#rrggbb", ``alpha`` from 0 to 1."""
    color = QColor(name)
    color.setAlphaF(alpha)
    return color
