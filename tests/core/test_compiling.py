"""Compiling where the cache cannot be relied upon."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from landscape_gui.core import compiling

PROGRAM = """
import landscape_gui as lg
run = lg.optimize("rosenbrock", "adam", start=(0.5, -0.5), steps=5, lr=0.1)
import numpy as np
from landscape_gui.render.heatmap import heat_map
picture = heat_map(np.eye(8), np.zeros((256, 4), np.uint8), (0.0, 0.0, 7.0, 7.0), 4, 4)
print(run.losses[-1].hex(), picture.shape)
"""
WATCHED = """
from landscape_gui.core import compiling
def fail(error):
    raise error
compiling.give_up = fail
"""
FULL = """
import errno
from numba.core.caching import IndexDataCacheFile
def fail(*arguments):
    raise OSError(errno.ENOSPC, "No space left on device")
IndexDataCacheFile.save = fail
"""


def run(home: Path, prologue: str = "") -> str:
    environment = {k: v for k, v in os.environ.items() if k not in {"NUMBA_CACHE_DIR", "LANDSCAPE_GUI_CACHE"}}
    done = subprocess.run(
        [sys.executable, "-c", prologue + PROGRAM],
        env={**environment, "LANDSCAPE_GUI_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.timeout(180)
def test_a_damaged_cache_and_a_full_disk_only_take_time(tmp_path: Path) -> None:
    expected = run(tmp_path)
    indexes = sorted(tmp_path.rglob("*.nbi"))
    assert indexes
    for place, index in enumerate(indexes):
        text = index.read_bytes()
        index.write_bytes([b"", text[: len(text) // 2], b"not a pickle" + text][place % 3])
    assert run(tmp_path) == expected
    assert run(tmp_path, WATCHED) == expected, "the cache has been filled anew"
    assert run(tmp_path / "new", FULL) == expected


def _double(x: float) -> float:
    return 2.0 * x


def test_functions_are_announced_when_they_are_compiled_and_not_when_they_are_called() -> None:
    heard: list[str] = []
    end = compiling.watch(heard.append)
    try:
        double: Callable[[float], float] = compiling.njit(_double)  # type: ignore[assignment]
        assert __name__ not in heard
        assert double(1.5) == 3.0
        assert heard.count(__name__) == 1
        assert double(2.5) == 5.0
        assert heard.count(__name__) == 1
    finally:
        end()
    assert double(3) == 6
    assert heard.count(__name__) == 1, "nobody listens any more"
