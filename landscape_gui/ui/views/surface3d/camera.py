"""How the camera of the 3-D picture moves: where it is going, and how it gets there softly. No Qt in here."""

from __future__ import annotations

import math

from landscape_gui.experiment import Camera

LOWEST, HIGHEST = -89.0, 89.0
NEAREST, FARTHEST = 8.0, 0.2
TOP = Camera(azimuth=-90.0, elevation=HIGHEST)
"""Straight from above: x to the right, y upwards."""

FOLLOWING, TRAVELLING = 0.035, 0.085
"""Seconds in which the way left falls to a third: while a hand leads, and for a turn started by a key or a button."""
_ARRIVED = 2e-3


class CameraMotion:
    """The camera as it is seen, on its way to where it is wanted.

    Attributes:
        target: where the camera is wanted; its azimuth is kept in (-180, 180].
    """

    def __init__(self, camera: Camera) -> None:
        self.target = camera
        self._pace = TRAVELLING
        self._azimuth, self._elevation, self._zoom = camera.azimuth, camera.elevation, math.log(camera.zoom)

    @property
    def shown(self) -> Camera:
        """The camera as it is seen now."""
        if self.arrived:
            return self.target
        return Camera(wrapped(self._azimuth), _within(self._elevation, LOWEST, HIGHEST), _zoom(math.exp(self._zoom)))

    @property
    def arrived(self) -> bool:
        """Whether the camera is where it is wanted."""
        return self._way() == (0.0, 0.0, 0.0)

    def jump(self, camera: Camera) -> None:
        """Be at ``camera`` at once."""
        self.target = camera
        self._azimuth, self._elevation, self._zoom = camera.azimuth, camera.elevation, math.log(camera.zoom)

    def go(self, camera: Camera) -> None:
        """Travel to ``camera``, the shorter way around."""
        self.target, self._pace = camera, TRAVELLING

    def turn(self, right: float, up: float, pace: float = FOLLOWING) -> None:
        """Move the place wanted by degrees to the right around the surface and up."""
        elevation = _within(self.target.elevation + up, LOWEST, HIGHEST)
        self.target = Camera(round(wrapped(self.target.azimuth + right), 2), round(elevation, 2), self.target.zoom)
        self._pace = pace

    def zoom(self, factor: float, pace: float = FOLLOWING) -> None:
        """Make the picture wanted larger by ``factor``."""
        self.target = Camera(self.target.azimuth, self.target.elevation, round(_zoom(self.target.zoom * factor), 4))
        self._pace = pace

    def advance(self, seconds: float) -> None:
        """Go on for ``seconds``."""
        share = 1.0 - math.exp(-seconds / self._pace)
        azimuth, elevation, zoom = self._way()
        if max(abs(azimuth), abs(elevation), 60.0 * abs(zoom)) * (1.0 - share) < 60.0 * _ARRIVED:
            self.jump(self.target)
            return
        self._azimuth += share * azimuth
        self._elevation += share * elevation
        self._zoom += share * zoom

    def _way(self) -> tuple[float, float, float]:
        """What is left to go: degrees around and up, logarithm of the zoom."""
        return (
            wrapped(self.target.azimuth - self._azimuth),
            self.target.elevation - self._elevation,
            math.log(self.target.zoom) - self._zoom,
        )


class CameraEchoes:
    """Tells a camera that comes from elsewhere, as by undoing, from the echo of one that was set here."""

    def __init__(self) -> None:
        self._last: Camera | None = None
        self._sent: list[Camera] = []

    def sent(self, camera: Camera) -> None:
        """Remember what was set here."""
        self._sent = [*self._sent[-200:], camera]

    def is_news(self, camera: Camera) -> bool:
        """Tell whether ``camera``, which has come back, is to be followed."""
        if camera == self._last:
            return False
        self._last = camera
        if camera in self._sent:
            # What was set later is still on its way.
            self._sent = self._sent[self._sent.index(camera) + 1 :]
            return False
        self._sent.clear()
        return True


def wrapped(degrees: float) -> float:
    """The same direction in (-180, 180]."""
    return 180.0 - (180.0 - degrees) % 360.0


def _within(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))


def _zoom(factor: float) -> float:
    return _within(factor, FARTHEST, NEAREST)
