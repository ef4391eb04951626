"""numba with its cache where it belongs; whatever compiles imports ``njit`` and ``kernel`` from here.

The cache only saves time: where it is damaged, or its disk is full, functions are compiled for this process alone.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from typing import Any

import numba
from numba import njit
from numba.core import event

from landscape_gui.core import cachedir

DIRECTORY = cachedir.numba_directory()
if DIRECTORY is not None:
    # numba may have read the environment already.
    numba.config.CACHE_DIR = str(DIRECTORY)  # type: ignore[attr-defined]

__all__ = ["DIRECTORY", "kernel", "njit", "watch"]

log = logging.getLogger(__name__)


def kernel(signature: Any, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that compiles a function at once for one signature, strictly IEEE unless ``options`` say else.

    Args:
        signature: types of result and arguments, as numba objects or as text.
        options: numba's, over error_model="numpy" and nogil=True.
    """
    options = {"error_model": "numpy", "nogil": True, **options}

    def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
        if DIRECTORY is not None:
            try:
                return njit(signature, cache=True, **options)(function)
            except Exception as error:
                give_up(error)
        return njit(signature, **options)(function)

    return compiled


class _Watch(event.Listener):
    """Hears of every function numba compiles, but not of those it finds in its cache."""

    def __init__(self, hear: Callable[[str], None]) -> None:
        self._hear = hear

    def on_start(self, event: event.Event) -> None:
        self._hear(event.data["dispatcher"].py_func.__module__)

    def on_end(self, event: event.Event) -> None:
        """What is compiled by now needs no announcement."""


def watch(hear: Callable[[str], None]) -> Callable[[], None]:
    """Call ``hear`` with the name of its module before a function is compiled, in the thread that does it.

    Returns a function that ends this.
    """
    listener = _Watch(hear)
    event.register("numba:compile", listener)
    return lambda: event.unregister("numba:compile", listener)


def give_up(error: Exception) -> None:
    """Take note that compiling with the cache failed, and empty it where it is damaged, so that it is filled anew."""
    log.info("compiling goes on without the cache: %s", error)
    root = cachedir.cache_root()
    if DIRECTORY is None or root not in DIRECTORY.parents:
        return
    if not isinstance(error, (OSError, numba.core.errors.NumbaError)):
        shutil.rmtree(DIRECTORY, ignore_errors=True)
