"""Paths of the lanes over the ground of the 3-D picture, drawn up to a play position and grown from there."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.simulate import DIVERGED
from landscape_gui.render.camera import BOX_HEIGHT, View3D
from landscape_gui.render.paths import PathLayer
from landscape_gui.render.surface import Frame
from landscape_gui.scene import LaneRun
from landscape_gui.ui.canvas.heads import row_of
from landscape_gui.ui.canvas.tracks import lane_stroke
from landscape_gui.ui.views.surface3d.ground import Ground

Floats = NDArray[np.float64]

MOST_POINTS = 300_000
"""A path that would need more points to lie on the surface is drawn straight from step to step."""
SPACING = 8e-4
"""Points of a path nearer to each other than this, in world units, are drawn as one: about half a pixel."""
WIDTH = 2.4
"""Width of a path in pixels at scale 1."""
FEW = 1_500
"""Paths of so few points are drawn as they are."""


class Track:
    """One lane's path in the world.

    Between two steps it follows the surface: a straight line would pass through hills and above valleys. The recorded
    losses count where there is no surface under the path, and with three variables and more, where the path leaves the
    slice or the plane that is shown.
    """

    def __init__(self, lane: LaneRun, ground: Ground) -> None:
        assert lane.run is not None
        self.lane, self.ground, self.run = lane, ground, lane.run
        self._draped = ground.section.plane is None and ground.dimension == 2 and _pieces(lane, ground) <= MOST_POINTS
        self._points, self._first = _laid(lane, ground, draped=self._draped)
        keep = _thinned(self._points)
        self._kept = self._points[keep]
        self._count = np.cumsum(keep)

    def reach(self, position: float) -> int:
        """How many of the points to draw lie not after step ``position``."""
        return int(self._count[int(self._place(position))])

    def points(self, start: int, end: int) -> Floats:
        """The points (n, 3) to draw from number ``start`` to before number ``end``; not finite off the ground."""
        return self._kept[start:end]

    def head(self, position: float) -> Floats:
        """World (3,) of the lane at step ``position``; not finite where it is off the ground."""
        place = self._place(position)
        index, share = int(place), place % 1.0
        head: Floats = self._points[index]
        return head if share == 0.0 else head * (1.0 - share) + self._points[index + 1] * share

    def beyond(self, position: float) -> int:
        """1 where the lane at step ``position`` is truly higher than the box, −1 where it is lower, else 0."""
        if not self.ground.hides:
            return 0
        row, share = row_of(self.run.steps, position)
        height = self.lane.heights[row]
        if share > 0.0:
            height += share * (self.lane.heights[row + 1] - height)
        return int(self.ground.rise.beyond(height))

    def diverged(self, position: float) -> bool:
        """Whether the path has left the numbers at step ``position``."""
        return self.run.status == DIVERGED and position >= self.run.last_step

    def last_seen(self) -> Floats | None:
        """World (3,) of the last point on the ground; None if there is none."""
        seen = np.flatnonzero(np.isfinite(self._kept[:, 2]))
        return self._kept[seen[-1]] if seen.size else None

    def project(self, points: Floats, view: View3D, width: int, height: int) -> Floats:
        """Pixels and distances (n, 3) of world ``points`` (n, 3) of this path, for a layer with a depth test."""
        if self._draped:
            return self.ground.terrain.project_draped(points, view, width, height)
        return view.project(points, width, height)

    def _place(self, position: float) -> float:
        """Where step ``position`` is among all points, between two of them while it is between two steps."""
        row, share = row_of(self.run.steps, position)
        here = int(self._first[row])
        return here if share == 0.0 else here + share * (int(self._first[row + 1]) - here)


class Paths:
    """The picture of all lanes' paths as seen in ``frame``, up to ``position``.

    Attributes:
        layer: the picture; ``layer.image`` holds as many pixels of the device as asked for, whatever ``frame`` has.
        tracks: the lanes' paths, in the order they are drawn.
    """

    def __init__(self, tracks: Iterable[Track], frame: Frame, width: int, height: int, scale: float) -> None:
        self.tracks = tuple(tracks)
        self.layer = PathLayer(width, height)
        self.layer.set_depth(frame)
        self._view, self._scale = frame.view, scale
        self.position = 0.0
        self._drawn = [0] * len(self.tracks)

    def draw(self, position: float) -> None:
        """Draw everything anew, up to ``position``."""
        self.position = position
        lines = {}
        for k, track in enumerate(self.tracks):
            self._drawn[k] = track.reach(position)
            lines[k] = (self._pixels(track, 0, self._drawn[k], position), lane_stroke(track.lane, self._scale, WIDTH))
        self.layer.draw_all(lines)
        self.layer.paint()

    def grow(self, position: float) -> None:
        """Draw the pieces from the present position to a later one."""
        for k, track in enumerate(self.tracks):
            if track.run.last_step > self.position:
                reach = track.reach(position)
                self.layer.extend(k, self._pixels(track, self._drawn[k], reach, position))
                self._drawn[k] = reach
        self.position = position
        self.layer.paint()

    def _pixels(self, track: Track, start: int, end: int, position: float) -> Floats:
        world = np.vstack([track.points(start, end), track.head(position)])
        return track.project(world, self._view, self.layer.width, self.layer.height)


def same_path(one: LaneRun, other: LaneRun) -> bool:
    """Tell whether two lanes have the very same run and the same look."""
    looks = (one.color, one.dash, one.marker) == (other.color, other.dash, other.marker)
    return one.run is other.run and one.path is other.path and looks


def tracks_of(lanes: Iterable[LaneRun], ground: Ground, known: Iterable[Track] = ()) -> tuple[Track, ...]:
    """The paths of ``lanes`` over ``ground``; those among ``known`` are used again."""
    kept = {id(track.run): track for track in known}
    tracks = []
    for lane in lanes:
        track = kept.get(id(lane.run))
        usable = track is not None and track.ground is ground and same_path(track.lane, lane)
        tracks.append(track if track is not None and usable else Track(lane, ground))
    return tuple(tracks)


def _laid(lane: LaneRun, ground: Ground, *, draped: bool) -> tuple[Floats, NDArray[np.int64]]:
    """The path's points (m, 3) in the world, and which of them each recorded row (n,) is."""
    flat = ground.shown_to_world(lane.coordinates)
    own = np.where(np.abs(flat).max(axis=1) <= 1.0, ground.rise.forward(lane.heights) * BOX_HEIGHT, np.nan)
    if not draped:
        return np.column_stack([flat, own]), np.arange(len(flat))
    points, first = ground.terrain.drape(flat)
    holes = np.isnan(points[first, 2])
    points[first[holes], 2] = own[holes]
    return points, first


def _pieces(lane: LaneRun, ground: Ground) -> float:
    """About how many points it takes to lay the path on the mesh."""
    flat = np.clip(ground.shown_to_world(lane.coordinates), -1.0, 1.0)
    sides = np.array(ground.terrain.heights.shape[::-1]) - 1
    return len(flat) + float((np.abs(np.diff(flat, axis=0)) * sides).max(axis=1, initial=0.0).sum())


def _thinned(points: Floats) -> NDArray[np.bool_]:
    """Which points to draw: those that get a path on by ``SPACING``, and where it breaks off."""
    if len(points) <= FEW:
        return np.ones(len(points), np.bool_)
    lengths = np.sqrt((np.diff(points, axis=0) ** 2).sum(axis=1))
    away = np.isnan(lengths)
    bins = np.floor(np.cumsum(np.where(away, 0.0, lengths)) / SPACING)
    keep = np.ones(len(points), np.bool_)
    keep[1:] = np.diff(bins, prepend=-1.0) > 0
    # A break needs the points on both sides of it, and one that is not finite in between.
    keep[:-1] |= away
    keep[1:] |= away
    return keep
