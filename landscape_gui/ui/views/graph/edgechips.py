"""What stands beside edges of a drawing: the product of a backward step, and the derivative along a hovered edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from landscape_gui.core.graph import BackwardStep
from landscape_gui.ui.mathline import Box
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph import looks
from landscape_gui.ui.views.graph.camera import Camera
from landscape_gui.ui.views.graph.chips import Chips
from landscape_gui.ui.views.graph.edgewords import local_derivative, product
from landscape_gui.ui.views.graph.painter import Sight
from landscape_gui.ui.views.graph.shapes import Curve

INSET = 4.0
"""Pixels that chips keep away from the border of the widget."""
MOST_KEPT = 4
"""Moments whose chips are kept: in one frame several ask for those before and after a step."""


@dataclass(frozen=True, slots=True)
class EdgeChip:
    """Words of ``role`` in ``box``, tied to ``anchor`` on their edge; places are of the widget."""

    words: Box
    box: QRectF
    anchor: QPointF
    role: str


@dataclass(frozen=True, slots=True)
class AskedWords:
    """What stands in place of what somebody is asked for, as LaTeX.

    Attributes:
        product: of the product of the step; now: of a derivative that it takes; later: of one that a later step takes.
    """

    product: str
    now: str
    later: str


class EdgeChips:
    """Finds the words that belong beside edges at a moment, and free places for them, and paints them.

    Args:
        asked: stands in place of what somebody is asked for.
    """

    def __init__(self, themes: ThemeManager, asked: AskedWords) -> None:
        self._themes, self._asked = themes, asked
        self._chips = Chips(themes)
        self._kept: dict[tuple[object, ...], list[EdgeChip]] = {}

    def placed(
        self, sight: Sight, camera: Camera, hovered: int | None, taken: NDArray[np.float64], free: QRectF
    ) -> list[EdgeChip]:
        """The chips of this moment.

        Args:
            hovered: number of the edge under the mouse; None where there is none.
            taken: (n, 4) left, top, right, bottom of what is not to be covered; free: area of the widget to stand in.
        """
        key = (
            sight.moment, sight.shapes, self._themes.theme, self._themes.scale, camera.zoom, camera.offset.toTuple(),
            camera.size.toTuple(), hovered, taken.tobytes(), free.getRect(),
        )  # fmt: skip
        if key not in self._kept:
            while len(self._kept) >= MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = self._placed(sight, camera, hovered, taken, free)
        return self._kept[key]

    def _placed(
        self, sight: Sight, camera: Camera, hovered: int | None, taken: NDArray[np.float64], free: QRectF
    ) -> list[EdgeChip]:
        wanted: list[tuple[str, NDArray[np.float64], str]] = []
        step, line = sight.moment.step, _line_of_step(sight, camera)
        if isinstance(step, BackwardStep) and line is not None:
            wanted.append((self._asked.product if sight.moment.asked else product(step), line, "gradient"))
        if hovered is not None and sight.moment.values[sight.graph.edges[hovered].target] is not None:
            curve = sight.shapes.curves[hovered]
            if curve is not None:
                wanted.append((self.derivative(sight, hovered), _on_screen(curve, camera), "local"))
        placed = []
        room = free.adjusted(INSET, INSET, -INSET, -INSET)
        for latex, line, role in wanted:
            words = self._chips.typeset(latex)
            box = self._chips.place(self._chips.size(words), line, taken, room)
            taken = np.vstack([taken, (box.left(), box.top(), box.right(), box.bottom())])
            placed.append(EdgeChip(words, box, _nearest(line, box.center()), role))
        return placed

    def derivative(self, sight: Sight, edge: int) -> str:
        """What is said of the derivative along an edge: none that a step takes which is still to be predicted."""
        if edge not in sight.moment.ahead:
            return local_derivative(sight.graph, sight.graph.edges[edge])
        return self._asked.now if edge in sight.moment.edges else self._asked.later

    def paint(self, painter: QPainter, chip: EdgeChip) -> None:
        """Paint one of them."""
        color = looks.color(self._themes.theme, chip.role)
        self._chips.paint(painter, chip.words, chip.box, chip.anchor, color)


def _line_of_step(sight: Sight, camera: Camera) -> NDArray[np.float64] | None:
    """Where the words of a backward step belong: its edge, or its node for what happens inside."""
    for edge in sight.active_edges:
        curve = sight.shapes.curves[edge]
        assert curve is not None, "active edges are drawn"
        return _on_screen(curve, camera)
    for piece in sight.active_pieces:
        box = camera.to_widget(sight.shapes.pieces[piece].box)
        return np.array([(box.center().x(), box.top()), (box.center().x(), box.top())])
    return None


def _on_screen(curve: Curve, camera: Camera) -> NDArray[np.float64]:
    """(k, 2) the points of an edge in the widget; only those in sight, as far as there are any."""
    offset, size = camera.offset, camera.size
    points: NDArray[np.float64] = curve.points * camera.zoom + (offset.x(), offset.y())
    seen = points[((points >= 0.0) & (points <= (size.width(), size.height()))).all(axis=1)]
    return seen if len(seen) else points


def _nearest(line: NDArray[np.float64], place: QPointF) -> QPointF:
    """Where a line to ``place`` begins: the nearest point of an edge, away from its very ends."""
    inner = line[len(line) // 5 : len(line) - len(line) // 5] if len(line) > 4 else line
    at = inner[int(np.argmin(np.hypot(inner[:, 0] - place.x(), inner[:, 1] - place.y())))]
    return QPointF(at[0], at[1])
