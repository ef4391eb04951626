"""Small pictures of data: points by class, curves, values in colours; drawn beside the GUI thread."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from landscape_gui.classstyle import class_color
from landscape_gui.core.errors import LandscapeError
from landscape_gui.core.network.datasets.data import Data
from landscape_gui.experiment import CatalogueData, DataSource
from landscape_gui.networks import data_of
from landscape_gui.ui.panels.thumbnail_painter import ThumbnailPainter
from landscape_gui.ui.panels.thumbnails import COLOR_MAP, SIDE

POINTS = 160
"""Most points a picture of this size can tell apart."""
_CLASS_POINTS = 90
_MARGIN = 9.0
_GROUND = QColor(128, 140, 160, 26)
"""Hardly seen on light and dark ground alike."""

Array = NDArray[np.float64]


def picture(data: Data, side: int = SIDE) -> QImage:
    """The first two inputs with classes or values in colours; one input with its classes or its curve."""
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(_GROUND)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    rows = _rows(data)
    radius = 3.4 if rows.size <= 60 else 2.7
    for place, color in zip(_places(data, rows, side), _colors(data, rows), strict=True):
        painter.setBrush(QColor(color))
        painter.drawEllipse(QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius))
    painter.end()
    return image


def _rows(data: Data) -> NDArray[np.intp]:
    """At most so many rows as can be told apart, evenly from the data's order, and so from every class."""
    count = len(data.targets)
    most = _CLASS_POINTS if data.classes else POINTS
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.intp))


def _places(data: Data, rows: NDArray[np.intp], side: int) -> list[QPointF]:
    x = _fitted(data.inputs[rows, 0])
    y = _fitted(data.inputs[rows, 1] if data.inputs.shape[1] > 1 else data.targets[rows])
    room = side - 2 * _MARGIN
    return [QPointF(_MARGIN + room * a, side - _MARGIN - room * b) for a, b in zip(x, y, strict=True)]


def _fitted(values: Array) -> Array:
    """``values`` from 0 to 1."""
    low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else np.full(len(values), 0.5)


def _colors(data: Data, rows: NDArray[np.intp]) -> list[str]:
    targets = data.targets[rows]
    if data.classes:
        return [class_color(int(number)) for number in targets]
    if data.inputs.shape[1] == 1:
        return [class_color(0)] * rows.size
    from landscape_gui.render.colors import color_table

    shades = color_table(COLOR_MAP)[(255.0 * _fitted(targets)).astype(np.intp)]
    return [QColor(int(r), int(g), int(b)).name() for r, g, b in shades]


def _drawn(source: DataSource) -> QImage | None:
    """A picture of data; None of those that cannot be read."""
    try:
        # Around the cache of the data in use, which a list of thumbnails would wash out.
        return picture((data_of.__wrapped__ if isinstance(source, CatalogueData) else data_of)(source))
    except LandscapeError:
        return None


@lru_cache(maxsize=1)
def painter() -> ThumbnailPainter[DataSource]:
    """The painter of the process."""
    return ThumbnailPainter(_drawn)
