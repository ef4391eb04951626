"""Frames with round corners around what belongs together."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from landscape_gui.ui import theme


def paint_frame(widget: QWidget, line: QColor, ground: QColor, radius: int = 6, inset: int = 0) -> None:
    """Fill ``widget`` with ``ground`` within a ``line``; call it while the widget is painted.

    ``radius`` of the corners and ``inset`` from the widget's edges are in pixels at text size 100 %.
    """
    with QPainter(widget) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(line, 1.0))
        painter.setBrush(ground)
        edge, corner = theme.px(inset) + 0.5, theme.px(radius)
        painter.drawRoundedRect(QRectF(widget.rect()).adjusted(edge, edge, -edge, -edge), corner, corner)
