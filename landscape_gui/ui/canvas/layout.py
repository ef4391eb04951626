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
BAR_AWAY = 12
"""Pixels at scale 1 between the axes and the bar that explains colours."""
HEAD_AWAY = 7
"""Pixels at scale 1 between the axes and words on colours: the uppermost label of the bar lies between them."""
BENEATH = 2
"""Pixels at scale 1 between the labels of ticks and the name on its own line beneath them."""
_TICK = 4
_GAP = 4
_X_SPACING, _Y_SPACING = 72, 44
_LOG_LABELS = 4
MOST_UNEQUAL = 4.0
"""Ratio of the spans of two axes up to which they can have the same scale; beyond it little would be left to see."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A laid out picture: the axes on their rectangle, and their ticks.

    Attributes:
        bounds: everything, with labels and names.
        strip: whether the name of the y axis has a line of its own above the rectangle.
        beneath: whether the name of the x axis has a line of its own beneath the labels of the ticks.
        head: what colours mean, written above their bar at the right end of the line above the rectangle; or "".
        beyond: pixels to the right of the rectangle in which the name of the x axis is to stand, after the last label.
    """

    frame: Frame
    x_ticks: Ticks
    y_ticks: Ticks
    bounds: QRectF
    strip: bool = False
    beneath: bool = False
    head: str = ""
    beyond: float = 0.0


def lay_out(
    bounds: QRectF,
    x: Axis,
    y: Axis,
    themes: ThemeManager,
    right: float = 0.0,
    *,
    equal: bool = False,
    beneath: bool = False,
    head: str = "",
) -> Plot:
    """Lay two axes out inside ``bounds``, keeping ``right`` pixels (of the layout) free at the right.

    With ``beneath`` the name of the x axis has a line of its own, with a ``head`` so has that of the y axis.

    With ``equal`` a unit is as long on both axes, where their spans are comparable, and what is free lies around them.
    Whatever the size, the rectangle of the axes is at least one pixel wide and high.
    """
    labels = QFontMetricsF(themes.font(LABEL_SIZE))
    names = QFontMetricsF(themes.font(NAME_SIZE))
    pad, tick, gap = themes.px(8), themes.px(_TICK), themes.px(_GAP)
    bottom = bounds.bottom() - labels.height() - tick - gap
    if beneath:
        bottom -= names.height() + themes.px(BENEATH)
    top = bounds.top() + pad
    y_ticks = _vertical(y, bottom - top, labels, themes)
    widest = max((labels.horizontalAdvance(text) for text in y_ticks.labels), default=0.0)
    strip = bool(head) or names.horizontalAdvance(y.name) > widest
    if strip:
        top = bounds.top() + names.height() + (themes.px(HEAD_AWAY) if head else gap)
        y_ticks = _vertical(y, bottom - top, labels, themes)
        widest = max((labels.horizontalAdvance(text) for text in y_ticks.labels), default=0.0)
    edge = bounds.right() - pad - right
    rect = QRectF(round(bounds.left() + pad + widest + gap + tick), round(top), 1.0, 1.0)
    rect.setRight(max(rect.left() + 1.0, round(edge)))
    rect.setBottom(max(rect.top() + 1.0, round(bottom)))
    if equal and comparable(x, y):
        rect = _equal(rect, x, y)
        y_ticks = _vertical(y, rect.height(), labels, themes)
    frame = Frame(x, y, rect)
    return Plot(frame, _horizontal(frame, labels, themes), y_ticks, bounds, strip, beneath, head)


def comparable(x: Axis, y: Axis) -> bool:
    """Whether the longer of two linear axes spans at most ``MOST_UNEQUAL`` times as much as the other."""
    across, up = x.high - x.low, y.high - y.low
    # Zooming keeps the ratio of the spans only up to rounding.
    return 0.0 < max(across, up) <= MOST_UNEQUAL * (1.0 + 1e-9) * min(across, up)


def _equal(rect: QRectF, x: Axis, y: Axis) -> QRectF:
    """The largest rectangle in the middle of ``rect`` on which a unit is as long on both axes, in whole pixels."""
    across, up = x.high - x.low, y.high - y.low
    width = max(1.0, round(min(rect.width(), rect.height() * (across / up))))
    height = max(1.0, round(min(rect.height(), rect.width() * (up / across))))
    left = rect.left() + int((rect.width() - width) / 2.0)
    return QRectF(left, rect.top() + int((rect.height() - height) / 2.0), width, height)


def _vertical(axis: Axis, length: float, metrics: QFontMetricsF, themes: ThemeManager) -> Ticks:
    most = min(12, max(2, int(length / themes.px(_Y_SPACING))))
    if axis.kind == "log":
        # Between two labels of a logarithmic axis nothing can be guessed: a low one keeps some more.
        most = max(most, min(_LOG_LABELS, int(length / (metrics.height() + 2.0)) + 1))
    return fitted(axis.ticks, lambda v: float(axis.to_unit(v)) * length, lambda _: metrics.height(), 2.0, most)


def _horizontal(frame: Frame, metrics: QFontMetricsF, themes: ThemeManager) -> Ticks:
    most = min(14, max(2, int(frame.rect.width() / themes.px(_X_SPACING))))
    return fitted(frame.x.ticks, lambda v: float(frame.x_pixels(v)), metrics.horizontalAdvance, themes.px(12), most)
