"""What stands on the surface: heads, starts, minima, and where a path was lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from landscape_gui.core.descriptors import Point
from landscape_gui.render.camera import View3D
from landscape_gui.scene import Scene
from landscape_gui.ui.canvas.marks import (
    BRIGHT,
    draw_beyond,
    draw_end,
    draw_halo,
    draw_handle,
    draw_head,
    draw_local_minimum,
    draw_minimum,
)
from landscape_gui.ui.canvas.starts import Handle
from landscape_gui.ui.canvas.tracks import outline_of
from landscape_gui.ui.views.surface3d.ground import Ground
from landscape_gui.ui.views.surface3d.paths import Paths

Floats = NDArray[np.float64]

HIDDEN = 0.3
"""Opacity of what a hill hides."""
STEM, TALL_STEM = 0.55, 0.95
"""Opacity of the stem from a head down to the floor, and of one that tells how far a plane is from the truth."""
THIN, THICK = 1.0, 2.2
"""Widths of these two at scale 1."""
AWAY = 0.004
"""How far from the surface, in world units, a start has a stem."""
SLACK = 0.02
"""How far below the surface, in world units, a mark still counts as standing on it."""


class Sight:
    """Where points over ``ground`` are seen from ``view`` in a picture of ``size`` pixels of the layout."""

    def __init__(self, ground: Ground, view: View3D, size: QSizeF) -> None:
        self.ground, self.view = ground, view
        self._size = size.width(), size.height()

    def pixels(self, world: Floats) -> list[QPointF]:
        """Pixels of finite world points (n, 3)."""
        return [QPointF(x, y) for x, y, _ in self.view.project(world, *self._size).tolist()]

    def places(self, world: Floats) -> list[tuple[QPointF, bool]]:
        """Pixels of world points (n, 3), and whether they are in sight; those that are not finite are left out."""
        world = world[np.isfinite(world).all(axis=1)]
        if not len(world):
            return []
        seen = self.ground.terrain.visible(world, self.view, slack=SLACK)
        return list(zip(self.pixels(world), map(bool, seen), strict=True))

    def place(self, point: Point) -> QPointF | None:
        """Pixel of a start, at its true height; None off the ground and behind a hill, but not below its own stem."""
        found = self.places(self.ground.start(point)[0][None])
        return found[0][0] if found and (found[0][1] or self.ground.hides) else None

    def foot(self, point: Point) -> QPointF:
        """Pixel of the surface below or above a start that has a place."""
        return self.pixels(self.ground.stand([point]))[0]


class Marks:
    """Paints marks where ``sight`` says, everything of a fixed size times ``scale``."""

    def __init__(self, painter: QPainter, sight: Sight, scale: float) -> None:
        self._painter, self._sight, self._scale = painter, sight, scale
        self._ground = sight.ground

    def minima(self, scene: Scene) -> None:
        """Mark known minima: a flag on global ones, a ring around local ones."""
        for points, draw in ((scene.local_minima, draw_local_minimum), (scene.minima, draw_minimum)):
            for place in self._each(self._ground.stand(points)) if points else ():
                draw(self._painter, place, self._scale)

    def starts(self, handles: Iterable[Handle], lively: int | None = -1) -> None:
        """Paint the starts; the one of lane ``lively`` (None: the shared one) is under the mouse."""
        for handle in handles:
            world, beyond = self._ground.start(handle.point)
            foot, color = self._ground.stand([handle.point]), handle.color or BRIGHT
            if self._ground.hides and abs(world[2] - foot[0, 2]) > AWAY:
                top, bottom = self._sight.pixels(np.vstack([world, foot]))
                self._stem(top, bottom, color)
            for place in self._each(world[None]):
                draw_handle(self._painter, place, self._scale, color, handle.lane == lively)
                if beyond:
                    draw_beyond(self._painter, place, self._scale, color, beyond)

    def heads(self, paths: Paths, front: int | None = None) -> None:
        """Paint where every lane is: its marker, and a stem down to the floor; a cross where a path was lost.

        Markers keep their colours behind a hill and below the ground, where lanes must be told apart as well; a ring
        around them says where they are.

        Args:
            front: index of the lane whose marker is above all others.
        """
        ordered = sorted(paths.tracks, key=lambda track: track.lane.index == front)
        moving = [track for track in ordered if not track.diverged(paths.position)]
        heads = [(track, track.head(paths.position)) for track in moving]
        shown = [(track, head) for track, head in heads if np.isfinite(head).all()]
        if shown:
            tops = np.array([head for _, head in shown])
            feet = self._sight.pixels(self._feet(tops))
            places = self._sight.places(tops)
            for (track, _), (top, _), foot in zip(shown, places, feet, strict=True):
                self._stem(top, foot, track.lane.color)
            for (track, _), (top, in_sight) in zip(shown, places, strict=True):
                if not in_sight:
                    draw_halo(self._painter, track.lane.color, top, self._scale)
                draw_head(self._painter, track.lane, top, self._scale)
                beyond = track.beyond(paths.position)
                if beyond:
                    draw_beyond(self._painter, top, self._scale, track.lane.color, beyond)
        for track in paths.tracks:
            last = track.last_seen() if track.diverged(paths.position) else None
            for place in self._each(last[None]) if last is not None else ():
                draw_end(self._painter, track.lane.color, place, self._scale)

    def _feet(self, tops: Floats) -> Floats:
        """Where stems end: on the floor, or on the surface below or above a head that is not on the plane shown."""
        feet = tops * (1.0, 1.0, 0.0)
        for foot in feet if self._ground.section.plane is not None else ():
            height = self._ground.terrain.world_height(foot[0], foot[1])
            foot[2] = height if np.isfinite(height) else 0.0
        return feet

    def _each(self, world: Floats) -> Iterator[QPointF]:
        """Pixels of world points (n, 3); what is painted there is faint where a hill hides the point."""
        for place, shown in self._sight.places(world):
            self._painter.setOpacity(1.0 if shown else HIDDEN)
            yield place
        self._painter.setOpacity(1.0)

    def _stem(self, top: QPointF, foot: QPointF, color: str) -> None:
        """A line from a head to the floor or the surface, where a spot shows its place among the parameters."""
        painter, tall = self._painter, self._ground.hides
        painter.setOpacity(TALL_STEM if tall else STEM)
        if tall:
            painter.setPen(QPen(QColor(outline_of(color)), (THICK + 1.2) * self._scale))
            painter.drawLine(QLineF(top, foot))
        painter.setPen(QPen(QColor(color), (THICK if tall else THIN) * self._scale))
        painter.drawLine(QLineF(top, foot))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawEllipse(foot, 2.0 * self._scale, 1.4 * self._scale)
        painter.setOpacity(1.0)
