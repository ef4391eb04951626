"""Small pictures with round corners."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPainterPath, QPen, QPixmap

from landscape_gui.ui import theme

Picture = QImage | QPixmap | QIcon
_ICON_SIDE = 96


def as_pixmap(picture: Picture) -> QPixmap:
    """Return any picture as a QPixmap."""
    if isinstance(picture, QImage):
        return QPixmap.fromImage(picture)
    return picture.pixmap(_ICON_SIDE, _ICON_SIDE) if isinstance(picture, QIcon) else picture


def draw_thumbnail(painter: QPainter, picture: QPixmap, area: QRectF, radius: float) -> None:
    """Fill ``area`` with the middle of ``picture``, corners rounded, with a thin edge."""
    side = min(picture.width(), picture.height())
    source = QRectF((picture.width() - side) / 2.0, (picture.height() - side) / 2.0, side, side)
    shape = QPainterPath()
    shape.addRoundedRect(area, radius, radius)
    painter.save()
    painter.setClipPath(shape)
    painter.drawPixmap(area, picture, source)
    painter.restore()
    painter.setPen(QPen(theme.current().color("text", 0.12), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area, radius, radius)
