"""What moves in the computational graph: a step along its edges, and the picture towards what the step is about."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal

STEP, GLIDE = 0.55, 0.32
"""Seconds that a step, and a move of the picture, take."""
FRAME = 16
HASTE = 0.3
"""Steps that follow each other within so many seconds are shown at once: nobody could follow their motion."""


class Motion(QObject):
    """A clock for both. ``stepped`` and ``glided`` ask for a picture; without motion neither is ever emitted.

    Args:
        now: seconds of a clock.
    """

    stepped = Signal()
    glided = Signal(QPointF)

    def __init__(self, parent: QObject | None = None, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._now = now
        self._step_at, self._asked_at = -1e9, -1e9
        self._from, self._to, self._glide_at = QPointF(), QPointF(), -1e9
        self._stepping = self._gliding = False
        self._timer = QTimer(self, interval=FRAME, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def progress(self) -> float:
        """How much of the step's motion is done, from 0 to 1."""
        return min(max((self._now() - self._step_at) / STEP, 0.0), 1.0) if self._stepping else 1.0

    @property
    def moving(self) -> bool:
        """Whether anything moves."""
        return self._stepping or self._gliding

    def step(self) -> None:
        """A step is shown; in motion unless the last one was just before."""
        now = self._now()
        self._stepping = now - self._asked_at >= HASTE
        self._step_at = self._asked_at = now
        self._run()

    def glide(self, start: QPointF, end: QPointF) -> None:
        """The picture goes from ``start`` to ``end``."""
        self._from, self._to, self._glide_at = QPointF(start), QPointF(end), self._now()
        self._gliding = True
        self._run()

    def target(self) -> QPointF | None:
        """Where the picture is going, None while it rests."""
        return QPointF(self._to) if self._gliding else None

    def rest(self) -> None:
        """End all motion."""
        self._stepping = self._gliding = False
        self._timer.stop()

    def stop_glide(self) -> None:
        """The picture stays where it is."""
        self._gliding = False

    def _run(self) -> None:
        if self.moving:
            self._timer.start()

    def _tick(self) -> None:
        if self._gliding:
            share = min((self._now() - self._glide_at) / GLIDE, 1.0)
            self._gliding = share < 1.0
            eased = share * share * (3.0 - 2.0 * share)
            self.glided.emit(self._from + (self._to - self._from) * eased)
        if self._stepping:
            self._stepping = self.progress < 1.0
            self.stepped.emit()
        if not self.moving:
            self._timer.stop()
