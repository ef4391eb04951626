"""Paints a function with its derivative, and marks below it where units or examples lie."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from landscape_gui.numbers import short
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.functions.model import REACH, Function, Line, Marks
from landscape_gui.ui.views.graph import looks

Floats = NDArray[np.float64]
ROW, MOST_ROWS = 12.0, 16
"""Height of a unit's marks at scale 1, and most units that have a row of their own."""
LEAST = 124
"""Height at scale 1 of curves, legend and numbers at which they are still read; units' marks stand below it."""
_KEY = 16
"""Height of a line of the legend at scale 1."""
HIGHEST, LOWEST = 5.2, -1.6
NAME, SIDE, DOT = 12.0, 7, 13
"""Size of names in thumbnails, the room before them, and that after them, with the network's dot, at scale 1."""
_NAMED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


def number_step(unit: float, least: float) -> int:
    """How far numbers at an axis are apart where one is ``unit`` pixels long and numbers take ``least`` of them."""
    return next((step for step in (1, 2, 5) if step * unit >= least), 10)


class FunctionPlotter:
    """Paints functions into rectangles."""

    def __init__(self, themes: ThemeManager) -> None:
        self._themes = themes

    def least_name_width(self, function: Function) -> float:
        """Width of a thumbnail that cuts no word of the function's name."""
        metrics = QFontMetricsF(self._themes.font(NAME))
        return max(metrics.horizontalAdvance(word) for word in function.label.split()) + self._themes.px(SIDE + DOT) + 1

    def name_height(self, function: Function, width: float) -> float:
        """Height of the name in a thumbnail ``width`` wide, as many lines as it takes."""
        px, metrics = self._themes.px, QFontMetricsF(self._themes.font(NAME))
        room = QRectF(0.0, 0.0, width - px(SIDE + DOT), 1e4)
        return max(metrics.boundingRect(room, _NAMED, function.label).height(), px(14)) + px(7)

    def thumbnail(
        self, painter: QPainter, box: QRectF, function: Function, marks: Sequence[Marks], chosen: bool
    ) -> None:
        """A small plot with its name; a dot where it is the network's own."""
        look, px = self._themes.theme, self._themes.px
        painter.setPen(QPen(look.color("accent" if chosen else "border"), 2.0 if chosen else 1.0))
        painter.setBrush(look.color("selection" if chosen else "raised"))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(6), px(6))
        below = self.name_height(function, box.width())
        name = QRectF(box.left() + px(SIDE), box.top() + px(3), box.width() - px(SIDE + DOT), below - px(4))
        painter.setFont(self._themes.font(NAME))
        painter.setPen(look.color("text"))
        painter.drawText(name, _NAMED, function.label)
        if marks:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent"))
            painter.drawEllipse(QPointF(box.right() - px(8), box.top() + px(12)), px(3), px(3))
        inner = box.adjusted(px(6), below, -px(6), -px(6))
        self._axes(painter, inner, function, named=False)
        self._lines(painter, inner, function)

    def plot(
        self, painter: QPainter, box: QRectF, function: Function, marks: Sequence[Marks], at: float | None
    ) -> None:
        """The large plot; ``at`` is the abscissa the mouse is at."""
        px = self._themes.px
        area = self.axes_area(box, function, marks)
        self._axes(painter, area, function, named=True)
        self._lines(painter, area, function)
        under = QRectF(area.left(), area.bottom() + px(20), area.width(), box.bottom() - area.bottom() - px(20))
        self._rows(painter, under, marks[:MOST_ROWS])
        self._legend(painter, QPointF(box.left() + px(8), box.top() + px(2)), function)
        if at is not None:
            self._hover(painter, area, function, at)

    def axes_area(self, box: QRectF, function: Function, marks: Sequence[Marks]) -> QRectF:
        """Where the curves are in the large plot: beneath the legend, above the marks."""
        px = self._themes.px
        above = px(6) + px(_KEY) * len(function.lines)
        return box.adjusted(px(30), above, -px(10), -(px(22) + self.marks_height(marks)))

    def marks_height(self, marks: Sequence[Marks]) -> int:
        """Height of the marks below the large plot."""
        rows = min(len(marks), MOST_ROWS)
        return rows * self._themes.px(ROW) + self._themes.px(6) if rows else 0

    def abscissa(self, box: QRectF, x: float) -> float | None:
        """The abscissa at a place of the large plot, None beside it."""
        px = self._themes.px
        left, right = box.left() + px(30), box.right() - px(10)
        return (x - left) / (right - left) * 2.0 * REACH - REACH if left <= x <= right else None

    def _to_pixels(self, area: QRectF, function: Function, x: Floats, y: Floats) -> QPolygonF:
        low, high = _range(function)
        across = area.left() + (x + REACH) / (2.0 * REACH) * area.width()
        up = area.bottom() - (np.clip(y, low - 1.0, high + 1.0) - low) / (high - low) * area.height()
        return QPolygonF([QPointF(a, b) for a, b in zip(across.tolist(), up.tolist(), strict=True)])

    def _axes(self, painter: QPainter, area: QRectF, function: Function, named: bool) -> None:
        look = self._themes.theme
        low, high = _range(function)
        zero = area.bottom() + low / (high - low) * area.height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("grid"), 1.0))
        if named:
            self._numbers(painter, area, function)
        painter.setPen(QPen(look.color("muted", 0.7), 1.0))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        painter.drawLine(QPointF(area.center().x(), area.top()), QPointF(area.center().x(), area.bottom()))

    def _numbers(self, painter: QPainter, area: QRectF, function: Function) -> None:
        """Lines with numbers, as many as have room, and what the abscissa is called."""
        look, px = self._themes.theme, self._themes.px
        low, high = _range(function)
        painter.setFont(self._themes.font(11.0))
        metrics = QFontMetricsF(painter.font())
        free = area.right() - metrics.horizontalAdvance(function.argument) - px(4)
        for value in range(-4, 5, 2):
            x = area.left() + (value + REACH) / (2.0 * REACH) * area.width()
            painter.setPen(QPen(look.color("grid"), 1.0))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(look.color("muted"))
            box = QRectF(x - px(20), area.bottom() + px(2), px(40), px(15))
            if x + 0.5 * metrics.horizontalAdvance(short(value)) <= free:
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), short(value))
        step = number_step(area.height() / (high - low), metrics.height())
        for value in range(int(np.ceil(low / step)) * step, int(high) + 1, step):
            y = area.bottom() - (value - low) / (high - low) * area.height()
            painter.setPen(QPen(look.color("grid"), 1.0))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(look.color("muted"))
            box = QRectF(area.left() - px(30), y - px(8), px(25), px(16))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), short(value))
        box = QRectF(area.right() - px(160), area.bottom() + px(2), px(160), px(15))
        painter.setPen(look.color("text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), function.argument)

    def _lines(self, painter: QPainter, area: QRectF, function: Function) -> None:
        scale = self._themes.scale
        painter.save()
        painter.setClipRect(area.adjusted(-1, -1, 1, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for number, line in enumerate(function.lines):
            value, slope = self._inks(number)
            painter.setPen(QPen(slope, 1.8 * scale, Qt.PenStyle.DashLine))
            painter.drawPolyline(self._to_pixels(area, function, function.x, line.slopes))
            painter.setPen(QPen(value, 2.2 * scale))
            painter.drawPolyline(self._to_pixels(area, function, function.x, line.values))
        painter.restore()

    def _inks(self, line: int) -> tuple[QColor, QColor]:
        """Colours of a function and of its derivative."""
        look = self._themes.theme
        return looks.color(look, ("value", "parameter")[line]), looks.color(look, ("gradient", "local")[line])

    def _legend(self, painter: QPainter, start: QPointF, function: Function) -> None:
        """What the curves are, from ``start`` on: a line of words for a function and its derivative."""
        px = self._themes.px
        painter.setFont(self._themes.font(12.0))
        metrics = QFontMetricsF(painter.font())
        for number, line in enumerate(function.lines):
            x, y = start.x(), start.y() + (number + 0.5) * px(_KEY)
            for words, ink, style in zip(_names(line), self._inks(number), _STYLES, strict=True):
                painter.setPen(QPen(ink, 2.2 * self._themes.scale, style))
                painter.drawLine(QPointF(x, y), QPointF(x + px(22), y))
                painter.drawText(QPointF(x + px(28), y + 0.35 * metrics.ascent()), words)
                x += px(28 + 14) + metrics.horizontalAdvance(words)

    def _rows(self, painter: QPainter, area: QRectF, marks: Sequence[Marks]) -> None:
        """Where the examples lie: a tick each, a row a unit; what is dead or saturated in its colour."""
        look, px = self._themes.theme, self._themes.px
        roles = {"dead": "error", "saturated": "warning"}
        painter.setFont(self._themes.font(10.0))
        for row, mark in enumerate(marks):
            y = area.top() + (row + 0.5) * px(ROW)
            ink = look.color(roles[mark.fault]) if mark.fault else self._inks(mark.line)[0]
            faint = QColor(ink)
            faint.setAlphaF(0.35)
            painter.setPen(QPen(faint, 1.0 * self._themes.scale))
            for place in np.clip(mark.places, -REACH, REACH).tolist():
                x = area.left() + (place + REACH) / (2.0 * REACH) * area.width()
                painter.drawLine(QPointF(x, y - px(3)), QPointF(x, y + px(3)))
            painter.setPen(ink)
            box = QRectF(area.left() - px(30), y - px(7), px(27), px(14))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), mark.name)

    def _hover(self, painter: QPainter, area: QRectF, function: Function, at: float) -> None:
        """The numbers at the mouse."""
        look, px = self._themes.theme, self._themes.px
        x = area.left() + (at + REACH) / (2.0 * REACH) * area.width()
        painter.setPen(QPen(look.color("accent"), 1.0))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setFont(self._themes.font(12.0))
        metrics = QFontMetricsF(painter.font())
        texts = [f"{function.argument} = {short(at, 3)}"]
        for line in function.lines:
            value, slope = (float(np.interp(at, function.x, curve)) for curve in (line.values, line.slopes))
            names = _names(line)
            texts += [f"{names[0]} = {short(value)}", f"{names[1]} = {short(slope)}"]
        width = max(metrics.horizontalAdvance(text) for text in texts) + px(16)
        height = len(texts) * metrics.height() + px(8)
        left = x + px(8) if x + width + px(8) < area.right() else x - width - px(8)
        box = QRectF(left, area.bottom() - height - px(6), width, height)
        painter.setPen(QPen(look.color("border"), 1.0))
        painter.setBrush(look.color("raised"))
        painter.drawRoundedRect(box, px(5), px(5))
        painter.setPen(look.color("text"))
        for place, text in enumerate(texts):
            painter.drawText(
                QPointF(box.left() + px(8), box.top() + px(4) + metrics.ascent() + place * metrics.height()), text
            )


_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)


def _names(line: Line) -> tuple[str, str]:
    """What a function and its derivative are called in a legend."""
    return (f"f, {line.name}", f"f′, {line.name}") if line.name else ("f", "f′")


def _range(function: Function) -> tuple[float, float]:
    """The ordinates that are shown: all of what is small, the middle of what is not."""
    curves = [curve for line in function.lines for curve in (line.values, line.slopes)]
    low = max(LOWEST, min(float(curve.min()) for curve in curves))
    high = min(HIGHEST, max(float(curve.max()) for curve in curves))
    margin = 0.08 * (high - low)
    return min(low - margin, -0.25), max(high + margin, 1.2)
