"""Painting examples: stamps of their shapes and colours, and rings around those that are misclassified."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from landscape_gui.classstyle import class_color
from landscape_gui.colors import rgb
from landscape_gui.ui.lanestyle import draw_marker, marker_path
from landscape_gui.ui.theme import Theme

LEVELS = 64
"""Shades in which the targets of a regression are told apart."""
_SIDE, _RING_SIDE = 1.5, 2.4
"""Width of the stamp of an example, and of a ring, in sizes of the marker."""


_SMALL, _ROOMY, _LEAST = 0.62, 260.0, 2.6
"""Share of its size that a marker has in small pictures of at least this side, and the least width it has in any."""


def class_rgb(classes: int) -> NDArray[np.float64]:
    """(classes, 3) colours, 0 to 255."""
    return np.array([rgb(class_color(k)) for k in range(classes)], dtype=np.float64)


def point_size(count: int, side: float | None = None) -> float:
    """Width of a marker at scale 1 for so many examples, in a small picture ``side`` pixels at scale 1 wide and high.

    Small pictures have smaller markers, so that the ground between them is seen.
    """
    size = 8.5 if count <= 250 else 7.0 if count <= 1000 else 5.0 if count <= 4000 else 3.6
    return size if side is None else max(_LEAST, size * min(_SMALL, _SMALL * side / _ROOMY))


FAINT = 0.3
"""Opacity of examples that the present step does not see."""


def draw_example(
    painter: QPainter, marker: str, color: str, place: QPointF, size: float, theme: Theme, *, hollow: bool = False
) -> None:
    """An example at ``place``, ``size`` pixels wide; a hollow one is only tested."""
    rim = max(0.7, 0.11 * size)
    if hollow:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(color), 1.7 * rim)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        draw_marker(painter, marker, place, size, theme.background, theme.background, 2.2 * rim)
        painter.strokePath(marker_path(marker, 0.86 * size).translated(place), pen)
        painter.restore()
    else:
        draw_marker(painter, marker, place, size, color, theme.background, rim)


@lru_cache(maxsize=512)
def example_stamp(marker: str, color: str, size: float, theme: Theme, hollow: bool, faint: bool) -> NDArray[np.uint32]:
    """An example as a square stamp, ``size`` pixels of the device wide; ``faint`` ones stand back."""
    image, painter = _blank(stamp_side(size))
    painter.setOpacity(FAINT if faint else 1.0)
    middle = image.width() / 2.0
    draw_example(painter, marker, color, QPointF(middle, middle), size, theme, hollow=hollow)
    painter.end()
    return _pixels(image)


@lru_cache(maxsize=64)
def ring_stamp(size: float, theme: Theme, faint: bool) -> NDArray[np.uint32]:
    """The ring around an example that is misclassified, for the stamps of ``size``."""
    image, painter = _blank(math.ceil(_RING_SIDE * size) + 2)
    painter.setOpacity(0.35 if faint else 1.0)
    middle, radius = QPointF(image.width() / 2.0, image.width() / 2.0), 0.84 * size
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width in ((theme.background, 0.38 * size), (theme.text, 0.19 * size)):
        painter.setPen(QPen(QColor(color), max(1.0, width)))
        painter.drawEllipse(middle, radius, radius)
    painter.end()
    return _pixels(image)


def stamp_side(size: float) -> int:
    """Pixels of the side of an example's stamp."""
    return math.ceil(_SIDE * size) + 2


def _blank(side: int) -> tuple[QImage, QPainter]:
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return image, painter


def _pixels(image: QImage) -> NDArray[np.uint32]:
    pixels: NDArray[np.uint32] = (
        np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[:, : image.width()].copy()
    )
    pixels.flags.writeable = False
    return pixels
