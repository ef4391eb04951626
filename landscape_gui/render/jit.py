"""How the kernels of this package are compiled, and the threads that run them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, TypeVar, cast

from landscape_gui.core.cachedir import numba_directory

# numba reads the directory from the environment when it is imported.
CACHED = numba_directory() is not None

import numba  # noqa: E402

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(signature: str | None = None) -> Callable[[Function], Function]:
    """Compile a function for ``signature``, kept on disk; without one it is a helper of other kernels.

    Helpers take numbers only: passing them an array counts its references, with locks, at every call.
    """
    options: dict[str, Any] = {"error_model": "numpy", "nogil": True, "cache": CACHED}
    compiled: Any = numba.njit(**options) if signature is None else numba.njit(signature, **options)
    return cast("Callable[[Function], Function]", compiled)


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=max(1, os.cpu_count() or 1), thread_name_prefix="render")


def run_all(jobs: Iterable[Callable[[], object]], threads: int) -> None:
    """Run every job and return when all are done; one after another if ``threads`` is 1, else on the shared pool."""
    listed = list(jobs)
    if threads <= 1 or len(listed) <= 1:
        for job in listed:
            job()
        return
    for future in [_pool().submit(job) for job in listed]:
        future.result()


def default_threads() -> int:
    """Return how many threads a picture is shared among when nothing else is asked for."""
    return max(1, min(8, os.cpu_count() or 1))
