"""Kernels are compiled when they are first called, from any thread, with the helpers they name."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest

from landscape_gui.render import colors, contours, heatmap, isolines, jit, paths, surface, terrain
from landscape_gui.render.jit import Kernel, kernel, prepare, run_all

MODULES = (colors, contours, heatmap, isolines, paths, surface, terrain)


@kernel()
def double(value):  # type: ignore[no-untyped-def]
    """Helper without a signature."""
    return 2.0 * value


@kernel()
def quadruple(value):  # type: ignore[no-untyped-def]
    return double(double(value))


@kernel("float64(float64[::1])")
def total(values):  # type: ignore[no-untyped-def]
    """Kernel that names helpers, one of which names another."""
    found = 0.0
    for k in range(values.size):
        found += quadruple(values[k]) + double(1.0)
    return found


def test_importing_compiles_nothing_and_loads_no_numba() -> None:
    names = ", ".join(module.__name__ for module in MODULES)
    script = f"import sys, {names}; sys.exit(bool({{'numba', 'contourpy', 'cmap'}} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_helpers_are_found_at_any_depth() -> None:
    assert isinstance(total, Kernel)
    assert total.__doc__ == "Kernel that names helpers, one of which names another."
    assert total(np.array([1.0, 2.5])) == 18.0
    assert total.compile() is total.compile()


def test_helpers_can_be_called_by_themselves() -> None:
    assert quadruple(3.0) == 12.0 and double(2) == 4.0


def test_two_threads_compile_once() -> None:
    @kernel("int64(int64)")
    def successor(value):  # type: ignore[no-untyped-def]
        return value + 1

    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(successor.compile())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == 1 and successor(4) == 5


def test_prepare_leaves_nothing_to_compile() -> None:
    prepare()
    assert all(each.compile() is each._compiled for each in Kernel._all)


@pytest.mark.parametrize("threads", [1, 3])
def test_jobs_are_all_run_and_their_errors_come_back(threads: int) -> None:
    done: list[int] = []
    run_all([partial(done.append, k) for k in range(9)], threads)
    assert sorted(done) == list(range(9))
    with pytest.raises(ZeroDivisionError):
        run_all([list, partial(divmod, 1, 0)], threads)


def test_jobs_run_in_the_callers_thread_when_the_pool_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = ThreadPoolExecutor(max_workers=1)
    pool.shutdown()
    monkeypatch.setattr(jit, "_pool", lambda: pool)
    done: list[int] = []
    run_all([partial(done.append, k) for k in range(9)], 2)
    assert done == list(range(9))


def test_nobody_waits_for_a_busy_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, release = threading.Event(), threading.Event()
    pool = ThreadPoolExecutor(max_workers=1)
    monkeypatch.setattr(jit, "_pool", lambda: pool)

    def occupy() -> None:
        begun.set()
        release.wait()

    pool.submit(occupy)
    begun.wait()
    done: list[int] = []
    run_all([partial(done.append, k) for k in range(9)], 2)
    assert done == list(range(9))
    release.set()
    pool.shutdown()
