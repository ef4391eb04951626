"""Arrows at the heads: downhill, the velocity, and the step really taken, told apart by their lines and tips."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from landscape_gui.experiment import View
from landscape_gui.scene import Scene
from landscape_gui.ui.canvas.axes import Frame
from landscape_gui.ui.canvas.heads import Head
from landscape_gui.ui.canvas.layout import LABEL_SIZE
from landscape_gui.ui.canvas.tracks import outline_of
from landscape_gui.ui.theme import ThemeManager

Floats = NDArray[np.float64]

SHORTEST, LONGEST = 20.0, 84.0
_DECADES = 4.0
"""From the largest gradient or velocity down to this many powers of ten less, lengths differ."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of arrow: key, pattern of its line in widths, and its tip: "full", "open" or "hollow"."""

    key: str
    pattern: tuple[float, ...]
    tip: str


GRADIENT = Kind("gradient", (), "full")
VELOCITY = Kind("velocity", (3.0, 2.0), "open")
STEP = Kind("step", (0.6, 2.0), "hollow")


def kinds_of(view: View) -> tuple[Kind, ...]:
    """The kinds of arrows that are switched on."""
    switches = ((GRADIENT, view.gradient_arrows), (VELOCITY, view.velocity_arrows), (STEP, view.step_arrows))
    return tuple(kind for kind, on in switches if on)


class ArrowScale:
    """Turns gradients and velocities into readable lengths: logarithmic, relative to the largest of all paths."""

    def __init__(self, scene: Scene) -> None:
        self._runs = [lane.run for lane in scene.shown if lane.run is not None]
        self._section = scene.section

    @cached_property
    def _gradient(self) -> float:
        return _largest([run.gradients for run in self._runs])

    @cached_property
    def _velocity(self) -> float:
        return _largest([run.state[run.optimizer.velocity] for run in self._runs if run.optimizer.velocity])

    def vector(self, head: Head, kind: Kind, frame: Frame, scale: float) -> QPointF | None:
        """The arrow of a kind at a head as an offset in pixels; None where there is nothing to show."""

        def seen(vector: Floats) -> QPointF:
            return _pixels(self._section.components(vector[None])[0], frame)

        if kind is STEP:
            return _clamped(seen(head.step()), SHORTEST * scale, 1.5 * LONGEST * scale)
        vector = -head.between(head.run.gradients) if kind is GRADIENT else head.motion()
        if vector is None:
            return None
        largest = self._gradient if kind is GRADIENT else self._velocity
        size = float(np.linalg.norm(vector))
        if not (size > 0.0 and largest > 0.0 and math.isfinite(size)):
            return None
        share = min(1.0, max(0.0, 1.0 + math.log10(size / largest) / _DECADES))
        length = (SHORTEST + share * (LONGEST - SHORTEST)) * scale
        return _clamped(seen(vector / size), length, length)


def draw_arrow(painter: QPainter, start: QPointF, offset: QPointF, kind: Kind, color: str, scale: float) -> None:
    """An arrow of a kind from ``start``, outlined in the opposite brightness."""
    length = math.hypot(offset.x(), offset.y())
    if length < 1.0:
        return
    along = offset / length
    tip = 9.0 * scale
    end = start + offset
    shaft = QLineF(start, end - along * (tip * (0.35 if kind.tip == "open" else 0.9)))
    head = _tip(end, along, tip, closed=kind.tip != "open")
    outline = QColor(outline_of(color))
    cap = Qt.PenCapStyle.RoundCap
    rim = QPen(outline, 3.8 * scale, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(rim)
    painter.drawLine(shaft)
    painter.drawPath(head)
    pen = QPen(QColor(color), 2.0 * scale, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    if kind.tip == "full":
        painter.fillPath(head, QColor(color))
    elif kind.tip == "hollow":
        painter.fillPath(head, outline)
    painter.drawPath(head)
    if kind.pattern:
        pen.setDashPattern(list(kind.pattern))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
    painter.drawLine(shaft)


def legend_size(entries: Sequence[tuple[Kind, str]], themes: ThemeManager) -> QSizeF:
    """How large the legend of ``entries`` is."""
    metrics = QFontMetricsF(themes.font(LABEL_SIZE))
    width = max((metrics.horizontalAdvance(text) for _, text in entries), default=0.0)
    rows = len(entries) * (metrics.height() + themes.px(4))
    return QSizeF(width + themes.px(30) + 3 * themes.px(8), rows + 2 * themes.px(5))


def paint_legend(painter: QPainter, box: QRectF, entries: Sequence[tuple[Kind, str]], themes: ThemeManager) -> None:
    """Say in ``box``, of ``legend_size``, which kind of arrow means what."""
    painter.save()
    painter.setFont(themes.font(LABEL_SIZE))
    sample, gap, pad = themes.px(30), themes.px(8), themes.px(8)
    row, width = QFontMetricsF(painter.font()).height() + themes.px(4), box.width()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(themes.theme.color("panel", 0.85))
    painter.drawRoundedRect(box, themes.px(6), themes.px(6))
    for k, (kind, text) in enumerate(entries):
        middle = box.top() + themes.px(5) + (k + 0.5) * row
        draw_arrow(
            painter, QPointF(box.left() + pad, middle), QPointF(sample, 0.0), kind, themes.theme.muted, themes.scale
        )
        painter.setPen(themes.theme.color("text"))
        left = box.left() + pad + sample + gap
        painter.drawText(QRectF(left, middle - row / 2.0, width, row), int(Qt.AlignmentFlag.AlignVCenter), text)
    painter.restore()


def _tip(end: QPointF, along: QPointF, size: float, closed: bool) -> QPainterPath:
    across = QPointF(-along.y(), along.x())
    back = end - along * size
    path = QPainterPath(back + across * (0.45 * size))
    path.lineTo(end)
    path.lineTo(back - across * (0.45 * size))
    if closed:
        path.closeSubpath()
    return path


def _pixels(vector: Floats, frame: Frame) -> QPointF:
    """An offset of the parameters as an offset in pixels, on linear axes; sideways for a single parameter."""
    across = float(vector[0]) / (frame.x.high - frame.x.low) * frame.rect.width()
    if len(vector) < 2:
        return QPointF(across, 0.0)
    up = float(vector[1]) / (frame.y.high - frame.y.low) * frame.rect.height()
    return QPointF(across, -up)


def _clamped(offset: QPointF, shortest: float, longest: float) -> QPointF | None:
    length = math.hypot(offset.x(), offset.y())
    if not (math.isfinite(length) and length > 1e-9):
        return None
    return offset * (min(longest, max(shortest, length)) / length)


def _largest(arrays: Sequence[Floats]) -> float:
    """The largest finite Euclidean norm of all rows."""
    largest = 0.0
    for rows in arrays:
        with np.errstate(over="ignore"):
            norms = np.sqrt((rows**2).sum(axis=1))
        finite = norms[np.isfinite(norms)]
        largest = max(largest, float(finite.max()) if finite.size else 0.0)
    return largest
