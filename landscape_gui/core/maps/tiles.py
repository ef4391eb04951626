"""Much independent work on a few threads: handed out in slices, watched, cancelled between two of them.

The work is kernels without the interpreter's lock that write into arrays, each number from its own place alone. So the
result is the same however many threads there are and wherever the slices end.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache

Work = Callable[[slice], object]
Wanted = Callable[[], bool]

FIRST_SLICE, LARGEST_SLICE = 16, 8192
SLICE_SECONDS = 0.005
"""Time a slice should take: long beside the 0.05 ms it costs to hand it out, short beside a frame of the screen."""


def always() -> bool:
    """The answer is wanted to the end."""
    return True


def default_threads() -> int:
    """Number of cores this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=default_threads(), thread_name_prefix="maps")


class Tiles:
    """Hands out work of one kind; what it learned of its speed in one ``run`` serves the next.

    Args:
        threads: how many threads work, the caller's own included; None for one a core.
    """

    def __init__(self, threads: int | None = None) -> None:
        self.threads = max(1, threads or default_threads())
        self.size = FIRST_SLICE
        self._known = False

    def run(self, count: int, work: Work, wanted: Wanted = always) -> bool:
        """Call ``work`` with slices that cover range(count); return whether all was done.

        ``wanted`` is asked in the caller's thread between two slices. Nothing is running any more on return.
        """
        batch = _Batch(self, count, work)
        if not self._known:
            # Alone, because it may have to compile a kernel, and because it tells how large slices should be.
            batch.step()
            self._known = True
        helpers = batch.helpers()
        try:
            while wanted() and batch.step():
                pass
        finally:
            batch.stop()
            running = [helper for helper in helpers if not helper.cancel()]
            for helper in running:
                helper.result()
        return batch.finished

    def learn(self, done: int, seconds: float) -> None:
        """Choose the size of further slices by the time the last one took."""
        fitting = done * SLICE_SECONDS / max(seconds, 1e-9)
        self.size = int(min(max(1.0, fitting), 4.0 * self.size, LARGEST_SLICE))


class _Batch:
    """One ``run``: what is left to hand out, shared by its threads."""

    def __init__(self, tiles: Tiles, count: int, work: Work) -> None:
        self._tiles, self._count, self._work = tiles, count, work
        self._next, self._done = 0, 0
        self._lock = threading.Lock()

    @property
    def finished(self) -> bool:
        """Whether all work is done."""
        return self._done == self._count

    def helpers(self) -> list[Future[None]]:
        """Start as many threads besides the caller's as there are slices for; none while the program ends."""
        left = -(-(self._count - self._next) // self._tiles.size)
        try:
            return [_pool().submit(self._drain) for _ in range(min(self._tiles.threads, left) - 1)]
        except RuntimeError:
            return []

    def step(self) -> bool:
        """Do the next slice; return whether there was one."""
        with self._lock:
            begin = self._next
            end = self._next = min(self._count, begin + self._tiles.size)
        if begin >= end:
            return False
        started = time.perf_counter()
        self._work(slice(begin, end))
        with self._lock:
            self._done += end - begin
            self._tiles.learn(end - begin, time.perf_counter() - started)
        return True

    def stop(self) -> None:
        """Hand out nothing more."""
        with self._lock:
            self._next = self._count

    def _drain(self) -> None:
        try:
            while self.step():
                pass
        finally:
            self.stop()
