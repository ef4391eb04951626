"""How the kernels of this package are compiled, when, and the threads that run them.

Importing a module with kernels costs nothing: each is compiled, or read from the user's cache, when it is first called.
``prepare`` does that ahead of time, in a thread of the caller's choice.
"""

from __future__ import annotations

import contextlib
import functools
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import FunctionType
from typing import Any


class Kernel:
    """A function restricted to what numba compiles, compiled when it is first called.

    Args:
        function: plain Python over numbers and arrays.
        signature: types of arguments and result as numba spells them; None for a helper of other kernels. Helpers take
            numbers only: passing them an array counts its references, with locks, at every call.
    """

    _lock = threading.RLock()
    _all: list[Kernel] = []  # noqa: RUF012

    def __init__(self, function: Callable[..., Any], signature: str | None) -> None:
        functools.update_wrapper(self, function)
        self._function = function
        self._signature = signature
        self._compiled: Callable[..., Any] | None = None
        if signature is not None:
            Kernel._all.append(self)

    def __call__(self, *arguments: Any) -> Any:
        """Run the compiled function."""
        return (self._compiled or self.compile())(*arguments)

    def compile(self) -> Callable[..., Any]:
        """Return numba's function, compiled now if it has not been; from any thread."""
        with Kernel._lock:
            if self._compiled is None:
                from landscape_gui.core import compiling  # slow: it imports numba

                function = self._with_compiled_helpers()
                if self._signature is None:
                    self._compiled = compiling.njit(error_model="numpy")(function)
                else:
                    self._compiled = compiling.kernel(self._signature)(function)
            return self._compiled

    def _with_compiled_helpers(self) -> Callable[..., Any]:
        """Return the same function seeing numba's functions where it names other kernels."""
        assert isinstance(self._function, FunctionType)
        names = self._function.__globals__
        found = {name: names.get(name) for name in self._function.__code__.co_names}
        helpers = {name: value.compile() for name, value in found.items() if isinstance(value, Kernel)}
        if not helpers:
            return self._function
        function = FunctionType(self._function.__code__, {**names, **helpers}, self._function.__name__)
        return functools.update_wrapper(function, self._function)


def kernel(signature: str | None = None) -> Callable[[Callable[..., Any]], Kernel]:
    """Turn a function into a ``Kernel`` with this signature; without one it is a helper of other kernels."""
    return lambda function: Kernel(function, signature)


def prepare() -> None:
    """Compile every kernel of the modules imported so far that has not been compiled yet."""
    for each in tuple(Kernel._all):
        each.compile()


@functools.lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=max(1, os.cpu_count() or 1), thread_name_prefix="render")


def run_all(jobs: Iterable[Callable[[], object]], threads: int) -> None:
    """Run every job and return when all are done; up to ``threads`` threads, the caller's among them, share the work.

    The caller waits for nobody who has not begun: where the pool is busy, or gone because the program is about to end,
    it does everything itself.
    """
    waiting = deque(jobs)

    def work() -> None:
        while waiting:
            try:
                job = waiting.popleft()
            except IndexError:
                return  # another thread was quicker
            job()

    helpers: list[Future[None]] = []
    with contextlib.suppress(RuntimeError):
        helpers += [_pool().submit(work) for _ in range(min(threads, len(waiting)) - 1)]
    work()
    for helper in helpers:
        if not helper.cancel():
            helper.result()


def default_threads() -> int:
    """Return how many threads a picture is shared among when nothing else is asked for."""
    return max(1, min(8, os.cpu_count() or 1))
