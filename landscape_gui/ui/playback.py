"""The play position: the program's second mutable fact, moved by a clock, the scrub bar or the keyboard."""

from __future__ import annotations

import math

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

STEPS_PER_SECOND = 30.0
"""Steps a second at speed 1."""

FRAME = 16
"""Milliseconds between two frames."""

LOOP_PAUSE = 1.0
"""Seconds a finished run stands still before it begins again."""


class Playback(QObject):
    """Position, speed and loop of the playback; positions are steps, fractional between two of them.

    Signals:
        positionChanged: the position in steps.
        playingChanged: whether the clock runs.
        lengthChanged: the last step.
    """

    positionChanged = Signal(float)
    playingChanged = Signal(bool)
    lengthChanged = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._position, self._length = 0.0, 0
        self._speed, self._loop, self._rest = 1.0, True, 0.0
        self._growing = False
        self._lost: float | None = None
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=FRAME, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def position(self) -> float:
        """Where the playback is, in steps."""
        return self._position

    @property
    def length(self) -> int:
        """The last step there is."""
        return self._length

    @property
    def playing(self) -> bool:
        """Whether the clock runs."""
        return self._timer.isActive()

    def set_speed(self, speed: float) -> None:
        """Set the speed, 1 being ``STEPS_PER_SECOND``."""
        self._speed = speed

    def set_loop(self, loop: bool) -> None:
        """Set whether playing begins again at the end."""
        self._loop = loop

    def set_length(self, length: int, growing: bool = False) -> None:
        """Set the last step; a position beyond it moves there, and one at the end of a run that grew stays at its end.

        A position that had to move returns when there are as many steps again, unless another was sought meanwhile:
        half a formula may have no path at all. ``growing`` says that the run is still being computed.
        """
        follow = self._growing and self._length > 0 and self._position >= self._length and not self.playing
        self._growing = growing
        if length != self._length:
            self._length = length
            self.lengthChanged.emit(length)
            if self._lost is None and self._position > length:
                self._lost = self._position
            if self._lost is not None:
                self._move(self._lost)
                self._lost = self._lost if self._lost > length else None
            elif follow:
                self._move(length)

    def seek(self, position: float) -> None:
        """Move to ``position``, kept between 0 and the last step."""
        self._lost = None
        self._move(position)

    def return_to(self, position: float) -> None:
        """Move to ``position``, and where there are not as many steps yet, as soon as there are."""
        self._move(position)
        self._lost = position if position > self._length else None

    def _move(self, position: float) -> None:
        position = min(max(position, 0.0), float(self._length))
        if position != self._position:
            self._position = position
            self.positionChanged.emit(position)

    def step(self, by: int) -> None:
        """Pause, and move by whole steps."""
        self.pause()
        whole = math.floor(self._position) if by > 0 else math.ceil(self._position)
        self.seek(whole + by)

    def play(self) -> None:
        """Start the clock; from the beginning where the end was reached."""
        if self._position >= self._length:
            self.seek(0.0)
        self._rest = 0.0
        self._clock.start()
        if not self.playing:
            self._timer.start()
            self.playingChanged.emit(True)

    def pause(self) -> None:
        """Stop the clock."""
        if self.playing:
            self._timer.stop()
            self.playingChanged.emit(False)

    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def _tick(self) -> None:
        elapsed = self._clock.restart() / 1000.0
        self.advance(elapsed)

    def advance(self, seconds: float) -> None:
        """Move on by ``seconds`` of playing."""
        if self._position < self._length:
            self.seek(self._position + seconds * self._speed * STEPS_PER_SECOND)
            self._rest = 0.0
            return
        self._rest += seconds
        if self._length == 0 or self._growing:
            return
        if not self._loop:
            self.pause()
        elif self._rest >= LOOP_PAUSE:
            self._rest = 0.0
            self.seek(0.0)
