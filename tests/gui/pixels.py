"""What a painted picture shows, pixel by pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

Pixels = NDArray[np.int_]


def pixels(shown: QWidget | QImage) -> Pixels:
    """A picture, or a widget as it paints itself, as (height, width, 3) integers, red green blue."""
    image = shown if isinstance(shown, QImage) else shown.grab().toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return data[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


def near(picture: Pixels, place: QPointF, reach: int = 2) -> Pixels:
    """The pixels (n, 3) at most ``reach`` away from a place, across and down."""
    x, y = int(place.x()), int(place.y())
    return picture[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1].reshape(-1, 3)


def has(colors: Pixels, color: str, tolerance: int = 12) -> bool:
    """Whether one of the pixels has that colour, ``#rrggbb``, give or take ``tolerance`` in each channel."""
    wanted = [int(color[k : k + 2], 16) for k in (1, 3, 5)]
    return bool((np.abs(colors - wanted).max(axis=-1) <= tolerance).any())
