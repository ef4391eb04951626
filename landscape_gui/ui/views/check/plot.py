"""The V-shaped curve: how wrong differences are for every step ε, and the straight lines it is made of."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from landscape_gui.core.graph.differences import DifferenceErrors
from landscape_gui.ui.canvas.axes import Axis
from landscape_gui.ui.canvas.layout import LABEL_SIZE, Plot, lay_out
from landscape_gui.ui.canvas.paint import paint_axes, paint_pill
from landscape_gui.ui.canvas.ticks import label
from landscape_gui.ui.lanestyle import draw_marker
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph import looks

Floats = NDArray[np.float64]

ROOM = 3.0
"""Factor by which the axis of errors goes beyond the least and the largest one."""
LEAST = 1e-18
NEAR = 24.0
"""Pixels, at scale 1, within which the mouse finds a step."""
LINE, THIN, DOT = 1.8, 1.0, 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One kind of difference: its errors, and the two straight lines that explain them."""

    name: str
    color: QColor
    marker: str
    errors: Floats
    truncation: Floats
    rounding: Floats
    best: float
    slope: int


class ErrorPlot(QWidget):
    """Errors of forward and central differences over ε, both axes logarithmic.

    The mouse, or Left and Right with the keyboard's focus, read off values.

    Signals:
        read: the words for what is read off, "" for nothing.
    """

    read = Signal(str)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._errors: DifferenceErrors | None = None
        self._message = ""
        self._faded = False
        self._at: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Error of differences over their step"))
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(420), self._themes.px(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(200), self._themes.px(150))

    def show_errors(self, errors: DifferenceErrors | None, message: str = "") -> None:
        """Show the errors of one input; without any error above 0 only ``message``."""
        self._errors, self._message, self._faded = errors, message, False
        if self._at is not None and errors is None:
            self._at = None
        self.update()

    def set_outdated(self) -> None:
        """Let what is shown fade until its successor comes."""
        self._faded = self._errors is not None
        self.update()

    @property
    def index(self) -> int | None:
        """Which of the steps is read off."""
        return self._at

    def reading(self) -> str:
        """What is read off, in words."""
        errors, at = self._errors, self._at
        if errors is None or at is None or not self._has_curves():
            return ""
        forward, central = (_told(series[at], self.tr("not defined")) for series in (errors.forward, errors.central))
        return self.tr("ε = {step}: error forward {forward}, central {central}").format(
            step=label(_rounded(errors.steps[at])), forward=forward, central=central
        )

    def curves(self) -> list[Curve]:
        """Both kinds of differences with their looks."""
        errors, look = self._errors, self._themes.theme
        if errors is None:
            return []
        forward, central = looks.color(look, "gradient"), looks.color(look, "parameter")
        return [
            Curve(
                self.tr("forward"), forward, "circle", errors.forward, errors.forward_truncation,
                errors.forward_rounding, errors.best_forward, 1,
            ),
            Curve(
                self.tr("central"), central, "square", errors.central, errors.central_truncation,
                errors.central_rounding, errors.best_central, 2,
            ),
        ]  # fmt: skip

    def plot(self) -> Plot | None:
        """The axes where they lie now; None without anything to draw."""
        errors = self._errors
        if errors is None or not self._has_curves():
            return None
        every = np.concatenate([errors.forward, errors.central])
        known = every[np.isfinite(every) & (every > 0.0)]
        low, high = max(float(known.min()) / ROOM, LEAST), float(known.max()) * ROOM
        x = Axis(float(errors.steps.min()), float(errors.steps.max()), self.tr("step ε"), "log")
        y = Axis(low, max(high, 10.0 * low), self.tr("|difference − exact|"), "log")
        return lay_out(QRectF(self.rect()), x, y, self._themes)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._themes.theme.color("background"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            plot = self.plot()
            if plot is None:
                self._paint_message(painter)
            else:
                self._paint(painter, plot)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(self._themes.theme.color("accent"), 1.5 * self._themes.scale))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.0, 1.0, -1.0, -1.0), 4.0, 4.0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        plot, errors = self.plot(), self._errors
        if plot is None or errors is None:
            return
        distances = np.abs(plot.frame.x_pixels(errors.steps) - event.position().x())
        near = int(np.argmin(distances))
        self._read(near if distances[near] < NEAR * self._themes.scale else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._read(None)

    def focusOutEvent(self, event: object) -> None:
        self._read(None)
        self.update()

    def event(self, event: QEvent) -> bool:
        # Left, Right, Home and End are the playback's unless the keyboard reads values off.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._takes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        errors = self._errors
        if errors is None or not self._takes(event):
            super().keyPressEvent(event)
            return
        last = errors.steps.size - 1
        here = self._start() if self._at is None else self._at
        # Steps are kept from the largest on, which lies at the right.
        places = {Qt.Key.Key_Left: here + 1, Qt.Key.Key_Right: here - 1, Qt.Key.Key_Home: last, Qt.Key.Key_End: 0}
        self._read(here if self._at is None else min(max(places[Qt.Key(event.key())], 0), last))

    def _takes(self, event: QKeyEvent) -> bool:
        moves = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
        bare = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return bare and event.key() in moves and self._has_curves()

    def _start(self) -> int:
        """Where the keyboard begins to read: at the least error."""
        assert self._errors is not None
        central = self._errors.central
        return int(np.nanargmin(np.where(np.isfinite(central), central, np.inf)))

    def _read(self, at: int | None) -> None:
        if at != self._at:
            self._at = at
            self.setAccessibleDescription(self.reading())
            self.read.emit(self.reading())
            self.update()

    def _has_curves(self) -> bool:
        errors = self._errors
        if errors is None:
            return False
        every = np.concatenate([errors.forward, errors.central])
        return bool((np.isfinite(every) & (every > 0.0)).any())

    def _paint_message(self, painter: QPainter) -> None:
        painter.setFont(self._themes.font(12.0))
        painter.setPen(self._themes.theme.color("muted"))
        room = QRectF(self.rect()).adjusted(*(side * self._themes.px(16) for side in (1, 1, -1, -1)))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._message)

    def _paint(self, painter: QPainter, plot: Plot) -> None:
        paint_axes(painter, plot, self._themes)
        assert self._errors is not None
        painter.setOpacity(0.35 if self._faded else 1.0)
        painter.save()
        painter.setClipRect(plot.frame.rect)
        for curve in self.curves():
            self._paint_lines(painter, plot, curve)
        for curve in self.curves():
            self._paint_curve(painter, plot, curve)
        painter.restore()
        self._paint_bests(painter, plot)
        self._paint_legend(painter, plot)
        if self._at is not None:
            self._paint_reading(painter, plot)
        painter.setOpacity(1.0)

    def _paint_lines(self, painter: QPainter, plot: Plot, curve: Curve) -> None:
        """What theory says: the bend of the function at the right, rounding at the left."""
        assert self._errors is not None
        if self._errors.at_kink:
            return  # a function without a slope has none of these lines
        steps = self._errors.steps
        ink = QColor(curve.color)
        ink.setAlphaF(0.6)
        pen = QPen(ink, THIN * self._themes.scale, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5.0, 4.0])
        painter.setPen(pen)
        for line in (curve.truncation, curve.rounding):
            if _is_line(line):
                ends = [plot.frame.point(float(steps[k]), float(line[k])) for k in (0, -1)]
                painter.drawLine(QLineF(*ends))

    def _paint_curve(self, painter: QPainter, plot: Plot, curve: Curve) -> None:
        assert self._errors is not None
        scale = self._themes.scale
        drawn = np.isfinite(curve.errors) & (curve.errors > 0.0)
        xs = plot.frame.x_pixels(self._errors.steps)
        ys = plot.frame.y_pixels(np.where(drawn, curve.errors, np.nan))
        painter.setPen(QPen(curve.color, LINE * scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for piece in _pieces(drawn):
            if piece.stop - piece.start > 1:
                points = zip(xs[piece].tolist(), ys[piece].tolist(), strict=True)
                painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))
        for x, y, is_drawn, error in zip(xs.tolist(), ys.tolist(), drawn.tolist(), curve.errors.tolist(), strict=True):
            if is_drawn:
                draw_marker(painter, curve.marker, QPointF(x, y), DOT * scale, curve.color.name())
            elif error == 0.0:
                # Equal in every digit: below all that a logarithm can show.
                draw_marker(painter, "triangle_down", QPointF(x, plot.frame.rect.bottom() - 4.0 * scale), DOT * scale,
                            curve.color.name())  # fmt: skip

    def _paint_bests(self, painter: QPainter, plot: Plot) -> None:
        """A dotted line at the step at which both lines of a kind meet at the least sum."""
        rect, taken = plot.frame.rect, list[float]()
        for curve in self.curves():
            if not (math.isfinite(curve.best) and plot.frame.x.low < curve.best < plot.frame.x.high):
                continue
            x = float(plot.frame.x_pixels(curve.best))
            painter.setPen(QPen(curve.color, 1.2 * self._themes.scale, Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()))
            words = self.tr("best {step}").format(step=label(_rounded(curve.best)))
            metrics = QFontMetricsF(self._themes.font(LABEL_SIZE))
            width = metrics.horizontalAdvance(words) + 2 * self._themes.px(8)
            left = min(max(x - width / 2.0, rect.left()), rect.right() - width)
            row = sum(abs(left - other) < width for other in taken)
            taken.append(left)
            bottom = rect.bottom() - self._themes.px(4) - row * (metrics.height() + self._themes.px(8))
            paint_pill(painter, QPointF(left, bottom), words, self._themes)

    def _paint_legend(self, painter: QPainter, plot: Plot) -> None:
        """Names of both kinds with the slopes of their lines, in the upper right of the axes."""
        painter.setFont(self._themes.font(LABEL_SIZE))
        metrics, px = QFontMetricsF(painter.font()), self._themes.px
        words = [f"{curve.name}: {self._slopes(curve)}" for curve in self.curves()]
        width = max(map(metrics.horizontalAdvance, words)) + px(26)
        height = len(words) * (metrics.height() + px(2)) + px(8)
        area = plot.frame.rect
        box = QRectF(area.center().x() - width / 2.0, area.top() + px(6), width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._themes.theme.color("background", 0.85))
        painter.drawRoundedRect(box, px(4), px(4))
        y = box.top() + px(4)
        for curve, text in zip(self.curves(), words, strict=True):
            middle = y + metrics.height() / 2.0
            draw_marker(painter, curve.marker, QPointF(box.left() + px(9), middle), float(px(7)), curve.color.name())
            painter.setPen(self._themes.theme.color("text"))
            painter.drawText(QPointF(box.left() + px(19), y + metrics.ascent()), text)
            y += metrics.height() + px(2)

    def _slopes(self, curve: Curve) -> str:
        """The slopes of the straight lines of a curve; where the function has no bend there is only rounding's."""
        assert self._errors is not None
        if self._errors.at_kink:
            return self.tr("steps across a kink")
        if _is_line(curve.truncation):
            return self.tr("slopes −1 and {slope}").format(slope=curve.slope)
        return self.tr("slope −1")

    def _paint_reading(self, painter: QPainter, plot: Plot) -> None:
        assert self._errors is not None and self._at is not None
        rect, scale = plot.frame.rect, self._themes.scale
        x = float(plot.frame.x_pixels(self._errors.steps[self._at]))
        painter.setPen(QPen(self._themes.theme.color("muted"), 1.0 * scale))
        painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()))
        lines = [(label(_rounded(self._errors.steps[self._at])), "", "")]
        for curve in self.curves():
            error = float(curve.errors[self._at])
            lines.append((_told(error, self.tr("not defined")), curve.name, curve.color.name()))
            if math.isfinite(error) and error > 0.0:
                ring = plot.frame.point(float(self._errors.steps[self._at]), error)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(curve.color, 2.0 * scale))
                painter.drawEllipse(ring, 5.5 * scale, 5.5 * scale)
        self._paint_box(painter, rect, x, lines)

    def _paint_box(self, painter: QPainter, rect: QRectF, x: float, lines: list[tuple[str, str, str]]) -> None:
        """Numbers beside the line at ``x``: a step, then errors with the names and colours of their kinds."""
        px, look = self._themes.px, self._themes.theme
        painter.setFont(self._themes.font(LABEL_SIZE))
        metrics = QFontMetricsF(painter.font())
        texts = [f"ε = {number}" if not name else f"{name} {number}" for number, name, _ in lines]
        width = max(map(metrics.horizontalAdvance, texts)) + 2 * px(8)
        line = metrics.height() + px(1)
        left = x + px(10) if x + px(10) + width <= rect.right() else x - px(10) - width
        box = QRectF(left, rect.center().y() - line * len(lines) / 2.0, width, line * len(lines) + 2 * px(4))
        painter.setPen(QPen(look.color("border"), self._themes.scale))
        painter.setBrush(look.color("raised", 0.95))
        painter.drawRoundedRect(box, px(5), px(5))
        y = box.top() + px(4) + metrics.ascent()
        for text, (_, _, color) in zip(texts, lines, strict=True):
            painter.setPen(QColor(color) if color else look.color("text"))
            painter.drawText(QPointF(box.left() + px(8), y), text)
            y += line


def _is_line(line: Floats) -> bool:
    return bool(np.isfinite(line).all() and (line > 0.0).all())


def _pieces(drawn: NDArray[np.bool_]) -> list[slice]:
    """Stretches of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], drawn, [False]]).astype(np.int8)))
    return [slice(int(start), int(stop)) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def _rounded(value: float) -> float:
    return float(f"{value:.1e}")


def _told(error: float, undefined: str) -> str:
    if not math.isfinite(error):
        return undefined
    return "0" if error == 0.0 else label(_rounded(float(error)))
