"""How a picture with axes is laid out: ticks that fit, and margins as wide as their labels need."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from landscape_gui.ui.canvas.axes import Axis, Frame
from landscape_gui.ui.canvas.ticks import Ticks, fitted
from landscape_gui.ui.theme import ThemeManager

LABEL_SIZE = 11
"""Size of tick labels in pixels at scale 1."""
NAME_SIZE = 12
_TICK = 4
_GAP = 4
_X_SPACING, _Y_SPACING = 72, 44


@dataclass(frozen=True, slots=True)
class Plot:
    """A laid out picture: the axes on their rectangle, and their ticks.

    Attributes:
        bounds: everything, with labels and names.
        strip: whether the name of the y axis has a line of its own above the rectangle.
    """

    frame: Frame
    x_ticks: Ticks
    y_ticks: Ticks
    bounds: QRectF
    strip: bool = False


def lay_out(bounds: QRectF, x: Axis, y: Axis, themes: ThemeManager, right: float = 0.0) -> Plot:
    """Lay two axes out inside ``bounds``, keeping ``right`` pixels (of the layout) free at the right.

    Whatever the size, the rectangle of the axes is at least one pixel wide and high.
    """
    labels = QFontMetricsF(themes.font(LABEL_SIZE))
    names = QFontMetricsF(themes.font(NAME_SIZE))
    pad, tick, gap = themes.px(8), themes.px(_TICK), themes.px(_GAP)
    bottom = bounds.bottom() - labels.height() - tick - gap
    top = bounds.top() + pad
    y_ticks = _vertical(y, bottom - top, labels, themes)
    widest = max((labels.horizontalAdvance(text) for text in y_ticks.labels), default=0.0)
    strip = names.horizontalAdvance(y.name) > widest
    if strip:
        top = bounds.top() + names.height() + gap
        y_ticks = _vertical(y, bottom - top, labels, themes)
        widest = max((labels.horizontalAdvance(text) for text in y_ticks.labels), default=0.0)
    edge = bounds.right() - pad - right
    rect = QRectF(round(bounds.left() + pad + widest + gap + tick), round(top), 1.0, 1.0)
    rect.setRight(max(rect.left() + 1.0, round(edge)))
    rect.setBottom(max(rect.top() + 1.0, round(bottom)))
    frame = Frame(x, y, rect)
    return Plot(frame, _horizontal(frame, labels, themes), y_ticks, bounds, strip)


def _vertical(axis: Axis, length: float, metrics: QFontMetricsF, themes: ThemeManager) -> Ticks:
    most = min(12, max(2, int(length / themes.px(_Y_SPACING))))
    return fitted(axis.ticks, lambda v: float(axis.to_unit(v)) * length, lambda _: metrics.height(), 2.0, most)


def _horizontal(frame: Frame, metrics: QFontMetricsF, themes: ThemeManager) -> Ticks:
    most = min(14, max(2, int(frame.rect.width() / themes.px(_X_SPACING))))
    return fitted(frame.x.ticks, lambda v: float(frame.x_pixels(v)), metrics.horizontalAdvance, themes.px(12), most)
