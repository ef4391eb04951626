"""The landscape that follows a lane while playing, computed off the GUI thread: the newest place wins."""

from __future__ import annotations

import contextlib
import logging
import threading

from PySide6.QtCore import QObject, Qt, Signal

from landscape_gui.scene import Scene, live_scene

log = logging.getLogger(__name__)


class LiveLandscape(QObject):
    """Turns a scene, a lane and a play position into the scene around that place.

    Signals:
        ready: (the scene that was given, the one around the place); emitted in the GUI thread.
    """

    ready = Signal(object, object)
    _done = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._condition = threading.Condition()
        self._wanted: tuple[Scene, int, float] | None = None
        self._closing = False
        self._thread: threading.Thread | None = None
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def ask(self, scene: Scene, lane: int, position: float) -> None:
        """Want the landscape around ``lane`` at ``position``, and no other any more."""
        with self._condition:
            self._wanted = (scene, lane, position)
            self._condition.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="live landscape", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the thread."""
        with self._condition:
            self._closing = True
            self._condition.notify()
        if self._thread is not None:
            self._thread.join(timeout=2.0)

    def _work(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._wanted is not None or self._closing)
                if self._closing:
                    return
                wanted, self._wanted = self._wanted, None
            assert wanted is not None
            try:
                # What is begun is finished: otherwise nothing would be seen while playing fast.
                found = live_scene(*wanted, lambda: not self._closing)
            except Exception:
                log.exception("computing the live landscape failed")
                continue
            with contextlib.suppress(RuntimeError):  # the window went away meanwhile
                self._done.emit(wanted[0], found)

    def _deliver(self, scene: Scene, found: Scene | None) -> None:
        if found is not None and not self._closing:
            self.ready.emit(scene, found)
