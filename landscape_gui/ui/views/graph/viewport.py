"""What of a drawing a widget shows: fitted, moved by hands, brought to what a step is about, beside what covers it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Signal
from PySide6.QtWidgets import QWidget

from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph.camera import Camera
from landscape_gui.ui.views.graph.margin import NOTHING, Margin, fit, margin_of
from landscape_gui.ui.views.graph.motion import Motion
from landscape_gui.ui.views.graph.shapes import Shapes

ROOMY = 0.9
"""Share of the room that edges of a step may take with its nodes; what takes more is followed without them."""


class Viewport(QObject):
    """Moves the camera of one widget.

    Args:
        widget: what shows the drawing; motion: eases what is not done by hand.
        shapes: the drawing, None without one; active: areas of it that the step is about, nodes and all its edges too.
        buttons: size of the buttons below the drawing, for which a margin is kept.

    Signals:
        changed: the drawing is at another place of the widget, or of another size.
    """

    changed = Signal()

    def __init__(
        self,
        themes: ThemeManager,
        widget: QWidget,
        motion: Motion,
        shapes: Callable[[], Shapes | None],
        active: Callable[[], tuple[QRectF, QRectF]],
        buttons: Callable[[], QSizeF],
    ) -> None:
        super().__init__(widget)
        self._themes, self._widget, self._motion = themes, widget, motion
        self._shapes, self._active, self._buttons = shapes, active, buttons
        self._cover, self._beside = QRectF(), False
        self.camera = Camera()
        motion.glided.connect(self._glide_on)

    @property
    def may_move(self) -> bool:
        """Whether pictures may be in motion: where they are seen, and it is wanted."""
        return self._widget.isVisible() and not self._themes.reduced_motion

    def free_area(self) -> QRectF:
        """Return the largest part of the widget beside what covers it."""
        whole, cover = QRectF(self._widget.rect()), self._cover
        if not whole.intersects(cover):
            return whole
        parts = [QRectF(whole), QRectF(whole), QRectF(whole), QRectF(whole)]
        parts[0].setRight(cover.left())
        parts[1].setBottom(cover.top())
        parts[2].setLeft(cover.right())
        parts[3].setTop(cover.bottom())
        return max(parts, key=lambda part: max(part.width(), 0.0) * max(part.height(), 0.0))

    def is_free(self) -> bool:
        """Return whether nothing covers the widget."""
        return self.free_area() == QRectF(self._widget.rect())

    def margin(self) -> Margin:
        """Return what is kept free below the drawing, for the map and the buttons; nothing while a part is covered.

        Else they would move under the mouse when a click opens something, and take the second one of a double click.
        """
        return margin_of(self.camera, self._boxes(), self._buttons()) if self.is_free() else NOTHING

    def room(self) -> QRectF:
        """Return the part of the widget in which the drawing is seen."""
        return self.margin().rest_of(self.camera.area)

    def heights_wanted(self) -> tuple[int, ...]:
        """Return the least height at which all of the drawing can be read, and a usual one; none if it is too wide."""
        self._measure()
        return tuple(map(round, self.camera.heights_wanted()))

    def set_cover(self, area: QRectF) -> None:
        """Tell which part of the widget lies under something: drawings are fitted, and brought into sight, beside it.

        What is drawn stays where it is when something opens, as a double click may be under way.
        """
        self._cover = QRectF(area)
        self._measure()
        if area.isEmpty() and self.camera.fitted and self._beside:
            self.settle()
            self.fit(self.camera.whole)
        self.changed.emit()

    def settle(self) -> None:
        """End the picture's own motion, as a hand takes hold of it."""
        self._motion.stop_glide()

    def fit(self, whole: bool = False) -> None:
        """Show all of the drawing beside what covers a part; unless ``whole``, as long as it can be read."""
        self._measure()
        self._fit(whole, beside=not self.is_free())

    def fit_or_whole(self) -> None:
        """Fit; where not all of the drawing can be seen like that, all of it and the fit take turns."""
        self.settle()
        self.fit(whole=self.camera.fitted and not self.camera.whole and not self.camera.shows_all)

    def fit_again(self) -> None:
        """Keep a fitted drawing fitted, to the part of the widget that it was fitted to."""
        self._measure()
        if self.camera.fitted:
            self._fit(self.camera.whole, self._beside)

    def resize(self) -> None:
        """Follow the widget to another size."""
        self.fit_again()
        if not self.camera.fitted:
            self.settle()
            self.camera.stay()
            self.changed.emit()

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        """Magnify by ``factor``, a place of the widget (its middle) staying where it is."""
        self.settle()
        self.camera.zoom_by(factor, around if around is not None else self.camera.area.center())
        self.changed.emit()

    def pan(self, by: QPointF) -> None:
        """Move the drawing by so many pixels."""
        self.settle()
        self.move_to(self.camera.offset + by)

    def move_to(self, offset: QPointF) -> None:
        """Move the drawing by hand."""
        self.camera.move_to(offset)
        self.changed.emit()

    def center(self, place: QPointF) -> None:
        """Bring a place of the drawing into the middle."""
        self.camera.center(place)
        self.changed.emit()

    def follow(self, glide: bool = True) -> None:
        """Bring what the step is about into sight, where not all of the drawing is."""
        nodes, edges = self._active()
        if not nodes.isEmpty():
            size = self.room().size() / self.camera.zoom
            fits = edges.width() < ROOMY * size.width() and edges.height() < ROOMY * size.height()
            self.bring(edges if fits else nodes, glide)

    def bring(self, area: QRectF, glide: bool = True) -> None:
        """Move the drawing as little as shows ``area`` of it with some room around, eased where motion is allowed."""
        heading = self._motion.target()
        offset = self.camera.offset_to_show(area, self.room(), heading)
        if offset == (self.camera.offset if heading is None else heading):
            return
        if glide and self.may_move:
            self._motion.glide(self.camera.offset, offset)
        else:
            self.settle()
            self._glide_on(offset)

    def _fit(self, whole: bool, beside: bool) -> None:
        self._beside = beside
        self.camera.area = self.free_area() if beside else QRectF(self._widget.rect())
        fit(self.camera, self._boxes(), self._buttons(), whole)
        self.camera.area = self.free_area()
        self.follow(glide=False)
        self.changed.emit()

    def _glide_on(self, offset: QPointF) -> None:
        self.camera.offset = offset
        self.changed.emit()

    def _measure(self) -> None:
        """Tell the camera the sizes."""
        shapes, camera = self._shapes(), self.camera
        camera.size, camera.scale = QSizeF(self._widget.size()), self._themes.scale
        camera.ratio, camera.area = self._widget.devicePixelRatioF(), self.free_area()
        camera.drawing = QSizeF(1.0, 1.0) if shapes is None else QSizeF(shapes.width, shapes.height)

    def _boxes(self) -> np.ndarray:
        """(n, 4) the nodes with their numbers, in the drawing."""
        shapes = self._shapes()
        return np.zeros((0, 4)) if shapes is None else shapes.boxes
