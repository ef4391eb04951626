"""A small map of a drawing, below it while only a part of the drawing is in sight."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from landscape_gui.core.graph.records import CONSTANT, INPUT, OPERATION, PARAMETER
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph import looks
from landscape_gui.ui.views.graph.camera import Camera
from landscape_gui.ui.views.graph.painter import Sight

KINDS = (PARAMETER, INPUT, CONSTANT, OPERATION)


class MiniMap:
    """Paints the map, and says what is at a place of it."""

    def __init__(self, themes: ThemeManager) -> None:
        self._themes = themes

    @staticmethod
    def place(at: QPointF, area: QRectF, camera: Camera) -> QPointF:
        """The place of the drawing that a place of the map, which is at ``area``, stands for."""
        x = (at.x() - area.left()) / area.width() * camera.drawing.width()
        return QPointF(x, (at.y() - area.top()) / area.height() * camera.drawing.height())

    def paint(self, painter: QPainter, sight: Sight, area: QRectF, camera: Camera) -> None:
        """Paint the map at ``area``, what is in sight, and what the step is about."""
        look = self._themes.theme
        painter.setPen(QPen(look.color("border"), 1.0))
        painter.setBrush(look.color("panel", 0.94))
        painter.drawRoundedRect(area.adjusted(-4.0, -4.0, 4.0, 4.0), 5.0, 5.0)
        painter.setPen(Qt.PenStyle.NoPen)
        across, along = area.width() / camera.drawing.width(), area.height() / camera.drawing.height()

        def small(box: QRectF, least: float = 2.0) -> QRectF:
            return QRectF(
                area.left() + box.left() * across, area.top() + box.top() * along,
                max(box.width() * across, least), max(box.height() * along, least),
            )  # fmt: skip

        active = set(sight.active_pieces)
        ink = looks.color(look, "gradient" if sight.backward else "value")
        inks = {kind: looks.blended(look, looks.color(look, kind), 0.6) for kind in KINDS}
        for piece, shape in enumerate(sight.shapes.pieces):
            painter.fillRect(small(shape.box), inks[sight.graph.nodes[shape.node].kind])
            if piece in active:
                painter.fillRect(small(shape.box).adjusted(-2.0, -2.0, 2.0, 2.0), ink)
        painter.setBrush(look.color("accent", 0.10))
        painter.setPen(QPen(look.color("accent"), 1.5))
        painter.drawRoundedRect(small(camera.visible()).intersected(area.adjusted(-2.0, -2.0, 2.0, 2.0)), 2.0, 2.0)
