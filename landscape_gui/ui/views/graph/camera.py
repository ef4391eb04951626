"""Which part of a drawing a widget shows, and how large: the geometry behind zoom, pan, fit and following."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF

LARGEST_FIT, LEAST_ZOOM, LARGEST_ZOOM = 1.3, 0.08, 4.0
READABLE, USUAL = 0.72, 0.88
"""Zoom below which numbers are hard to read, and the zoom of a drawing that does not fit at a larger one."""
CLOSE = 0.9
"""How much smaller than usual numbers may become where only a little room is missing."""
SOME = 60.0
"""At least so much of the drawing stays in sight, in pixels at scale 1."""
MARGIN, ROOM = 14.0, 36.0
"""Room around a drawing that is fitted, and around what is brought into sight, at scale 1."""


class Camera:
    """Zoom and offset: a place p of the drawing is at ``offset + zoom · p`` of the widget.

    Args:
        scale: size of text; ratio: pixels of the device to one of the widget, which the picture is moved by whole.
        area: the part of the widget that nothing covers.
    """

    def __init__(self) -> None:
        self.zoom, self.scale, self.ratio = 1.0, 1.0, 1.0
        self._offset = QPointF()
        self.size, self.drawing = QSizeF(1.0, 1.0), QSizeF(1.0, 1.0)
        self.area = QRectF(0.0, 0.0, 1.0, 1.0)
        self.fitted, self.whole = True, False

    @property
    def offset(self) -> QPointF:
        """Where the drawing's left top corner is in the widget."""
        return QPointF(self._offset)

    @offset.setter
    def offset(self, value: QPointF) -> None:
        self._offset = QPointF(round(value.x() * self.ratio) / self.ratio, round(value.y() * self.ratio) / self.ratio)

    def fit(self, whole: bool = False, within: QRectF | None = None, least: float = 1.0) -> None:
        """Show all of the drawing; unless ``whole``, never smaller than it can be read, from its left side on.

        Args:
            within: part of the widget it is to be in, all that is free without one; least: share of the smallest zoom
                at which numbers can be read that will do, too.
        """
        self.fitted, self.whole = True, whole
        room, margin = self.area if within is None else within, MARGIN * self.scale
        across = max(room.width() - 2.0 * margin, 1.0) / max(self.drawing.width(), 1.0)
        along = max(room.height() - 2.0 * margin, 1.0) / max(self.drawing.height(), 1.0)
        zoom = min(across, along, LARGEST_FIT)
        if whole or zoom >= least * READABLE:
            self.zoom = max(zoom, LEAST_ZOOM)
        else:  # as high as the room where that can be read
            self.zoom = min(max(along, READABLE), USUAL)
        left = (room.width() - self.drawing.width() * self.zoom) / 2.0
        top = (room.height() - self.drawing.height() * self.zoom) / 2.0
        self.offset = room.topLeft() + QPointF(max(left, margin), top)

    def heights_wanted(self) -> tuple[float, ...]:
        """Heights at which all of the drawing is seen in the present width: as small as it can be read, and usually.

        There are none where it is too wide for that.
        """
        margin, high = 2.0 * MARGIN * self.scale, self.drawing.height()
        across = (self.size.width() - margin) / max(self.drawing.width(), 1.0)
        if across < CLOSE * READABLE:
            return ()
        return high * READABLE + margin, high * min(max(across, READABLE), USUAL) + margin

    @property
    def shows_all(self) -> bool:
        """Whether all of the drawing is in sight."""
        return self.shows_in(self.area)

    def shows_in(self, room: QRectF) -> bool:
        """Whether all of the drawing is in a part of the widget."""
        return room.adjusted(-4.0, -4.0, 4.0, 4.0).contains(self.to_widget(QRectF(QPointF(), self.drawing)))

    def zoom_by(self, factor: float, at: QPointF) -> None:
        """Magnify, a place of the widget staying where it is."""
        new = min(max(self.zoom * factor, LEAST_ZOOM), LARGEST_ZOOM)
        offset = at - (at - self._offset) * (new / self.zoom)
        self.zoom, self.fitted = new, False
        self.offset = offset
        self.stay()

    def move_to(self, offset: QPointF) -> None:
        """Move the drawing by hand."""
        self.offset, self.fitted = offset, False
        self.stay()

    def center(self, place: QPointF) -> None:
        """Bring a place of the drawing into the middle."""
        self.move_to(self.area.center() - place * self.zoom)

    def stay(self) -> None:
        """Keep at least a corner of the drawing in sight."""
        room = SOME * self.scale
        whole = self.to_widget(QRectF(QPointF(), self.drawing))
        dx = max(room - whole.right(), 0.0) + min(self.size.width() - room - whole.left(), 0.0)
        dy = max(room - whole.bottom(), 0.0) + min(self.size.height() - room - whole.top(), 0.0)
        self.offset = self._offset + QPointF(dx, dy)

    def offset_to_show(self, area: QRectF, within: QRectF, offset: QPointF | None = None) -> QPointF:
        """The offset nearest to ``offset`` at which ``area`` of the drawing is in the part ``within`` of the widget."""
        here = self._offset if offset is None else offset
        room = ROOM * self.scale
        box = QRectF(area.topLeft() * self.zoom + here, area.size() * self.zoom).adjusted(-room, -room, room, room)
        across = _shift((box.left(), box.right()), (within.left(), within.right()))
        return here + QPointF(across, _shift((box.top(), box.bottom()), (within.top(), within.bottom())))

    def visible(self) -> QRectF:
        """The part of the drawing that is in sight."""
        return QRectF(self.to_drawing(self.area.topLeft()), self.area.size() / self.zoom)

    def to_widget(self, box: QRectF) -> QRectF:
        """A box of the drawing where it is in the widget."""
        return QRectF(box.topLeft() * self.zoom + self._offset, box.size() * self.zoom)

    def to_drawing(self, at: QPointF) -> QPointF:
        """A place of the widget where it is in the drawing."""
        return (at - self._offset) / self.zoom


def _shift(stretch: tuple[float, float], room: tuple[float, float]) -> float:
    """How far a stretch has to be moved to lie in its room; one that is too long is centred."""
    if stretch[1] - stretch[0] > room[1] - room[0]:
        return (sum(room) - sum(stretch)) / 2.0
    return max(room[0] - stretch[0], 0.0) + min(room[1] - stretch[1], 0.0)
