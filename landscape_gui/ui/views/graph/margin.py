"""Where the small map and the buttons that zoom stand: beside the drawing, or in a margin that is kept for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSizeF

from landscape_gui.ui.views.graph.camera import CLOSE, Camera

EDGE = 6.0
"""Room around the buttons and the map, at scale 1."""
MAP_WIDTH, MAP_HEIGHT, LEAST_MAP = 150.0, 78.0, (24.0, 16.0)
SHARE_ACROSS, SHARE_ALONG = 0.36, 0.17
"""Shares of the free width and height that the map may take."""
MOST = 0.4
"""Share of the free height that the margin may take; where it would be more there are neither buttons nor map."""


@dataclass(frozen=True, slots=True)
class Margin:
    """Places in the widget, empty for what is not there.

    Attributes:
        band: lower part of the free area where nothing is drawn; buttons, map: where these stand.
    """

    band: QRectF
    buttons: QRectF
    map: QRectF

    def rest_of(self, area: QRectF) -> QRectF:
        """The free area without the margin."""
        return area if self.band.isEmpty() else QRectF(area).adjusted(0.0, 0.0, 0.0, -self.band.height())


NOTHING = Margin(QRectF(), QRectF(), QRectF())


def margin_of(camera: Camera, boxes: NDArray[np.float64], buttons: QSizeF) -> Margin:
    """Return what is kept free below the drawing as it stands now.

    Args:
        boxes: (n, 4) left, top, right, bottom of the nodes with their numbers, in the drawing.
        buttons: size of the buttons in pixels of the widget; without them there is no map either.
    """
    if buttons.isEmpty():
        return NOTHING
    area, edge = camera.area, EDGE * camera.scale
    low = buttons.height() + 2.0 * edge
    if low > MOST * area.height() or buttons.width() + 2.0 * edge > area.width():
        return NOTHING
    place = QRectF(area.left() + edge, area.bottom() - edge - buttons.height(), buttons.width(), buttons.height())
    if camera.shows_all and not _covers(camera, boxes, place.adjusted(-edge, -edge, edge, edge)):
        return Margin(QRectF(), place, QRectF())
    band = QRectF(area.left(), area.bottom() - low, area.width(), low)
    if camera.shows_in(QRectF(area.topLeft(), band.topRight())):
        return Margin(band, place, QRectF())
    size = _map_size(camera, low - 2.0 * edge)
    if size.width() > area.width() - buttons.width() - 4.0 * edge:
        return Margin(band, place, QRectF())
    high = max(low, size.height() + 2.0 * edge)
    band.setTop(area.bottom() - high)
    across = area.right() - 1.5 * edge - size.width()
    return Margin(
        band, place, QRectF(across, area.bottom() - (high + size.height()) / 2.0, size.width(), size.height())
    )


def fit(camera: Camera, boxes: NDArray[np.float64], buttons: QSizeF, whole: bool) -> None:
    """Show all of the drawing beside what stands below it; unless ``whole``, no smaller than it can be read."""
    camera.fit(whole)
    margin = margin_of(camera, boxes, buttons)
    for _ in range(2):  # the margin is higher where it holds a map
        room = margin.rest_of(camera.area)
        if margin.band.isEmpty() or camera.shows_in(room):
            return
        camera.fit(whole, room, CLOSE)
        margin = margin_of(camera, boxes, buttons)


def _covers(camera: Camera, boxes: NDArray[np.float64], place: QRectF) -> bool:
    """Whether a place of the widget is over a node or one of its numbers."""
    offset = camera.offset
    low = (np.array((place.left(), place.top())) - offset.toTuple()) / camera.zoom
    high = (np.array((place.right(), place.bottom())) - offset.toTuple()) / camera.zoom
    return bool(((boxes[:, :2] < high) & (boxes[:, 2:] > low)).all(axis=1).any())


def _map_size(camera: Camera, least: float) -> QSizeF:
    """Size of the map: that of the drawing made small, no higher than the margin unless there is room."""
    area, drawing = camera.area, camera.drawing
    wide = min(MAP_WIDTH * camera.scale, SHARE_ACROSS * area.width())
    high = max(min(MAP_HEIGHT * camera.scale, SHARE_ALONG * area.height()), least)
    share = min(wide / max(drawing.width(), 1.0), high / max(drawing.height(), 1.0))
    return QSizeF(max(drawing.width() * share, LEAST_MAP[0]), max(drawing.height() * share, LEAST_MAP[1]))
