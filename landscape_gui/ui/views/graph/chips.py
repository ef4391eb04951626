"""Words beside an edge on a ground of their own, placed where they cover neither nodes nor numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from landscape_gui.ui import mathline
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph import looks

SIZE, ACROSS, ALONG = 14.0, 8.0, 5.0
"""Size of the words and room around them at scale 1."""
SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
"""Places along an edge that are tried, the middle first."""
STEP, STEPS, SEARCHED = 10.0, 12, 260.0
"""How far up and down free room is looked for, in steps of so many pixels at scale 1."""


class Chips:
    """Typesets, places and paints them, in pixels of the widget, so that they can be read at every zoom."""

    def __init__(self, themes: ThemeManager) -> None:
        self._themes = themes

    def typeset(self, latex: str) -> mathline.Box:
        """The words laid out."""
        return mathline.typeset(latex, SIZE * self._themes.scale, looks.inks(self._themes.theme))

    def size(self, words: mathline.Box) -> QSizeF:
        """Size of the ground for these words."""
        scale = self._themes.scale
        return QSizeF(words.width + 2.0 * ACROSS * scale, words.ascent + words.descent + 2.0 * ALONG * scale)

    def place(self, size: QSizeF, line: NDArray[np.float64], taken: NDArray[np.float64], room: QRectF) -> QRectF:
        """Where it stands: as near to its edge as possible, covering as little as possible, inside ``room``.

        Args:
            line: (k, 2) points of the edge; taken: (n, 4) left, top, right, bottom of what is not to be covered.
        """
        step = STEP * self._themes.scale
        half = np.array((size.width(), size.height())) / 2.0
        low = np.array((room.left(), room.top())) + half
        high = np.maximum(np.array((room.right(), room.bottom())) - half, low)
        near = np.clip(_beside(line, step), low, high)
        covered = _covered(near, half, taken)
        if covered.min() > 0.0:  # so look further
            first = np.maximum(low, line.min(axis=0) - SEARCHED * self._themes.scale)
            last = np.minimum(high, line.max(axis=0) + SEARCHED * self._themes.scale)
            across = np.arange(first[0], last[0] + step, 2.0 * step)
            along = np.arange(first[1], last[1] + step, step)
            anywhere = np.stack(np.meshgrid(across, along), axis=2).reshape(-1, 2)
            near = np.clip(np.vstack([near, anywhere]), low, high)
            covered = _covered(near, half, taken)
        cost = covered * 1e4 + _away(near, line)
        best = near[int(np.argmin(cost))]
        return QRectF(QPointF(*(best - half)), size)

    def paint(self, painter: QPainter, words: mathline.Box, box: QRectF, anchor: QPointF, edge: QColor) -> None:
        """Paint the words in ``box``, with a line to ``anchor`` where that is some way off."""
        look, scale = self._themes.theme, self._themes.scale
        painter.setPen(QPen(edge, 1.2 * scale))
        nearest = QPointF(
            min(max(anchor.x(), box.left() + 8.0 * scale), box.right() - 8.0 * scale),
            min(max(anchor.y(), box.top()), box.bottom()),
        )
        away = anchor - nearest
        if abs(away.x()) + abs(away.y()) > 2.0 * scale:
            painter.drawLine(nearest, anchor)
            painter.setBrush(edge)
            painter.drawEllipse(anchor, 2.2 * scale, 2.2 * scale)
        painter.setBrush(look.color("raised"))
        painter.drawRoundedRect(box, 7.0 * scale, 7.0 * scale)
        painter.setPen(look.color("text"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        baseline = box.center().y() + (words.ascent - words.descent) / 2.0
        words.paint(painter, QPointF(box.left() + ACROSS * scale, baseline))


def _beside(line: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """(n, 2) places on an edge, then above and below it, the nearest first."""
    middles = line[[round(share * (len(line) - 1)) for share in SHARES]]
    away = np.concatenate([[0.0], *[(-k * step, k * step) for k in range(1, STEPS)]])
    shifts = np.stack([np.zeros(len(away)), away], axis=1)
    places: NDArray[np.float64] = (middles[None, :, :] + shifts[:, None, :]).reshape(-1, 2)
    return places


def _away(places: NDArray[np.float64], line: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,) distance of places from an edge, and a little of that from its middle."""
    few = line[:: max(1, len(line) // 12)]
    nearest = np.hypot(*(places[:, None, :] - few[None, :, :]).transpose(2, 0, 1)).min(axis=1)
    middle = np.hypot(*(places - line[len(line) // 2]).T)
    away: NDArray[np.float64] = nearest + 0.3 * middle
    return away


def _covered(places: NDArray[np.float64], half: NDArray[np.float64], taken: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,) how much of ``taken`` boxes of this half size cover at each place, as a share of their own area."""
    reach = places.min(axis=0) - half, places.max(axis=0) + half
    seen = ((taken[:, :2] < reach[1]) & (taken[:, 2:] > reach[0])).all(axis=1)
    taken = taken[seen]
    if not len(taken):
        return np.zeros(len(places))
    low, high = places - half, places + half
    across = np.minimum(high[:, None, 0], taken[None, :, 2]) - np.maximum(low[:, None, 0], taken[None, :, 0])
    along = np.minimum(high[:, None, 1], taken[None, :, 3]) - np.maximum(low[:, None, 1], taken[None, :, 1])
    shared = np.clip(across, 0.0, None) * np.clip(along, 0.0, None)
    return np.asarray(shared.sum(axis=1) / max(4.0 * half[0] * half[1], 1e-9))
