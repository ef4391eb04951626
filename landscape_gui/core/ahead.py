"""Compiles kernels that will be wanted in a process of its own: in this one, compiling would hold up every thread.

Whatever runs meanwhile, a training and the pictures of it, shares one interpreter with other threads, and a compiler
keeps it busy for seconds. The other process leaves its kernels in the cache on disk, from where they are read at once.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Hashable, Sequence

from landscape_gui.core import cachedir, codegen

COURTESY = 10
"""How far the priority of the other process is below that of this one."""
COMMAND = "from landscape_gui.core import ahead; ahead.compile_what_is_read()"

log = logging.getLogger(__name__)


class Compiler:
    """Compiles sources of generated kernels, see ``codegen``, one after the other, until it is closed."""

    def __init__(self) -> None:
        self._wanted: queue.SimpleQueue[Callable[[], Sequence[str]] | None] = queue.SimpleQueue()
        self._asked: set[Hashable] = set()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._closed = False

    def ask(self, key: Hashable, sources: Callable[[], Sequence[str]]) -> None:
        """Compile what ``sources`` returns, which is called in another thread; each key is compiled once."""
        if key in self._asked or self._closed:
            return
        self._asked.add(key)
        self._wanted.put(sources)
        if self._thread is None:
            # Not a daemon: the interpreter must not end while this thread reads what has been compiled.
            self._thread = threading.Thread(target=self._work, name="compiler")
            self._thread.start()

    def close(self) -> None:
        """Compile nothing further."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.terminate()
        self._wanted.put(None)

    def _work(self) -> None:
        while (sources := self._wanted.get()) is not None and not self._closed:
            texts = [source for source in sources() if not codegen.is_loaded(source)]
            if texts and cachedir.kernel_directory() is not None:
                self._compile_elsewhere(texts)
            if not self._closed:
                codegen.compile_all(texts)

    def _compile_elsewhere(self, sources: list[str]) -> None:
        """Compile into the cache on disk; what cannot be compiled there is compiled by who reads it."""
        if getattr(sys, "frozen", False) or not sys.executable:
            return  # there is no interpreter to start
        with self._lock:
            if self._closed:
                return
            try:
                self._process = _interpreter(COMMAND)
            except OSError as error:
                log.info("compiling goes on in this process: %s", error)
                return
        with contextlib.suppress(OSError):
            self._process.communicate(json.dumps(sources))
        self._process = None


def _interpreter(command: str) -> subprocess.Popen[str]:
    """Another interpreter of the same program, with less priority, which reads what is written to it."""
    path = os.pathsep.join([str(cachedir.SOURCES.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    return subprocess.Popen(
        [sys.executable, "-c", command], env={**os.environ, "PYTHONPATH": path}, stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, encoding="utf-8", creationflags=flags,
    )  # fmt: skip


def compile_what_is_read() -> None:
    """What the other process does: compile the sources it reads, a list in JSON."""
    if sys.platform != "win32":
        os.nice(COURTESY)
    codegen.compile_all(json.load(sys.stdin))
