"""Checks are computed off the GUI thread, in small pieces: the interpreter's lock is shared with the window."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator

from landscape_gui.core.errors import LandscapeError
from landscape_gui.scene.audits import Pause
from landscape_gui.ui.handover import Receiver

Work = Callable[[Pause], Iterator[object]]
"""Yields results; it calls the pause it is given between pieces of work."""
BUSY, REST = 2e-3, 1e-3
"""Seconds of work after which there is a rest, and how long it is."""

log = logging.getLogger(__name__)


class OutdatedError(Exception):
    """Nobody wants the answer any more."""


class Auditor:
    """One thread that answers questions of several kinds; of each kind the newest wins. It ends when nothing is asked.

    ``deliver(kind, ticket, answer)``, a bound method, is called in the GUI thread: with every result, with a
    ``LandscapeError`` where there is none, and with None when a question is answered.
    """

    def __init__(self, deliver: Callable[[str, int, object], None]) -> None:
        self._receiver = Receiver(deliver)
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[int, Work]] = {}
        self._newest: dict[str, int] = {}
        self._thread: threading.Thread | None = None

    def ask(self, kind: str, work: Work) -> int:
        """Want the results of ``work``, and no others of its kind any more; returns a ticket."""
        with self._lock:
            ticket = self._newest[kind] = self._newest.get(kind, 0) + 1
            self._waiting[kind] = (ticket, work)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="checks")
                self._thread.start()
        return ticket

    def drop(self, kind: str) -> None:
        """No longer want results of this kind."""
        with self._lock:
            self._newest[kind] = self._newest.get(kind, 0) + 1
            self._waiting.pop(kind, None)

    def is_newest(self, kind: str, ticket: int) -> bool:
        """Whether an answer is still wanted."""
        return self._newest.get(kind) == ticket

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                kind = next(iter(self._waiting))
                ticket, work = self._waiting.pop(kind)
            try:
                self._answer(kind, ticket, work)
            except OutdatedError:
                continue
            except LandscapeError as error:
                self._receiver.hand_over(kind, ticket, error)
            except Exception as error:
                log.exception("checking the graph failed")
                self._receiver.hand_over(kind, ticket, LandscapeError(f"Checking failed unexpectedly: {error}"))

    def _answer(self, kind: str, ticket: int, work: Work) -> None:
        rested = time.perf_counter()

        def pause() -> None:
            nonlocal rested
            # A program that is about to end waits for this thread.
            if not self.is_newest(kind, ticket) or not threading.main_thread().is_alive():
                raise OutdatedError
            if time.perf_counter() - rested > BUSY:
                time.sleep(REST)
                rested = time.perf_counter()

        for result in work(pause):
            pause()
            self._receiver.hand_over(kind, ticket, result)
        self._receiver.hand_over(kind, ticket, None)
