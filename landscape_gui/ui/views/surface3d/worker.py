"""Pictures of the surface drawn off the GUI thread: the newest wish wins, answers come back into the GUI thread."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from landscape_gui.render.camera import View3D
from landscape_gui.render.surface import Frame
from landscape_gui.scene import LaneRun
from landscape_gui.ui.handover import Receiver
from landscape_gui.ui.views.surface3d.ground import Ground
from landscape_gui.ui.views.surface3d.paths import Paths, Track, same_path, tracks_of

log = logging.getLogger(__name__)

SMOOTH_PIXELS = 24_000_000
"""A still picture is drawn at twice its size and shrunk, unless that would be more pixels than this."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A picture that is wanted.

    Attributes:
        lanes: those whose paths are drawn, up to step ``position``.
        size: width and height in pixels of the layout; ``ratio`` pixels of the device make one of them.
        scale: of everything that has a fixed size, such as lines.
        resolution: share of the device's pixels the surface is drawn with while it moves, 0 when it stands still.
        number: later jobs have higher ones.
        frame: the surface, where it is drawn already; known: paths that may be used again.
    """

    ground: Ground
    lanes: tuple[LaneRun, ...]
    view: View3D
    size: tuple[float, float]
    ratio: float
    scale: float
    position: float
    number: int = 0
    resolution: float = 0.0
    frame: Frame | None = None
    known: tuple[Track, ...] = ()

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height in pixels of the device."""
        width, height = self.size
        return max(1, round(width * self.ratio)), max(1, round(height * self.ratio))

    def same_surface(self, other: Job) -> bool:
        """Tell whether ``other`` shows the same surface from the same place at the same size."""
        mine = (self.ground, self.view, self.size, self.ratio, self.scale)
        return mine == (other.ground, other.view, other.size, other.ratio, other.scale)

    def same_lanes(self, other: Job) -> bool:
        """Tell whether ``other`` shows the same paths, but for where the playing is."""
        return len(self.lanes) == len(other.lanes) and all(map(same_path, self.lanes, other.lanes))


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A job done, and the seconds the surface took (0 where it was drawn already)."""

    job: Job
    frame: Frame
    paths: Paths
    seconds: float

    @property
    def still(self) -> bool:
        """Whether the surface is drawn as finely as it gets."""
        return self.job.resolution == 0.0


def perform(job: Job) -> Picture:
    """Draw what ``job`` wants, in the calling thread."""
    began = time.perf_counter()
    frame = job.frame or _surface(job)
    seconds = 0.0 if job.frame else time.perf_counter() - began
    tracks = tracks_of(job.lanes, job.ground, job.known)
    paths = Paths(tracks, frame, *job.pixels, job.scale * job.ratio)
    paths.draw(job.position)
    # What was known has been used: a picture that stays must not keep the runs of a scene before.
    return Picture(replace(job, known=()), frame, paths, seconds)


def _surface(job: Job) -> Frame:
    width, height = job.pixels
    line = job.scale * job.ratio
    if job.resolution == 0.0:
        factor = 2 if 4 * width * height <= SMOOTH_PIXELS else 1
        return job.ground.draw(job.view, width, height, supersample=factor, line=line)
    small = (max(1, round(side * job.resolution)) for side in (width, height))
    return job.ground.draw(job.view, *small, coarse=True, line=line * job.resolution)


class Worker:
    """Performs the newest of the jobs it is given, on a thread that lives only while there is one.

    ``deliver`` is a bound method, called in the GUI thread with each picture as long as its object exists.
    """

    def __init__(self, name: str, deliver: Callable[[Picture], None]) -> None:
        self._name = name
        self._receiver = Receiver(deliver)
        self._lock = threading.Lock()
        self._next: Job | None = None
        self._thread: threading.Thread | None = None

    def submit(self, job: Job) -> None:
        """Want this picture, and no longer the one that waits."""
        with self._lock:
            self._next = job
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=self._name)
                self._thread.start()

    def cancel(self) -> None:
        """No longer want the picture that waits; one that is being drawn is still delivered."""
        with self._lock:
            self._next = None

    def _work(self) -> None:
        while True:
            with self._lock:
                job, self._next = self._next, None
                if job is None:
                    self._thread = None
                    return
            try:
                picture = perform(job)
            except Exception:
                log.exception("drawing the surface failed")
                continue
            if not threading.main_thread().is_alive():
                return  # The program is about to end: nobody is there to take the picture.
            self._receiver.hand_over(picture)
