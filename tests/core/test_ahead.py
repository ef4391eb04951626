"""Kernels compiled in another process: found in memory afterwards, and nothing of it happens in this one."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from landscape_gui.core import ahead, codegen, compiling
from landscape_gui.core.ahead import Compiler
from landscape_gui.core.expression import parse

LONGEST = 50.0


@pytest.fixture
def compiler() -> Iterator[Compiler]:
    compiler = Compiler()
    yield compiler
    compiler.close()
    assert compiler._thread is None or not _alive(compiler._thread)


def _alive(thread: threading.Thread) -> bool:
    thread.join(LONGEST)
    return thread.is_alive()


def new_source() -> str:
    """Source of a kernel nobody has compiled before."""
    return codegen.objective_source(parse(f"x^2 + {time.time_ns()}*y"))


def wait_for(source: str) -> None:
    end = time.monotonic() + LONGEST
    while not codegen.is_loaded(source) and time.monotonic() < end:
        threading.Event().wait(0.01)
    assert codegen.is_loaded(source)


def heard_while(source: str, compiler: Compiler) -> list[str]:
    """Modules this process compiles functions of while the compiler is at work."""
    heard: list[str] = []
    end = compiling.watch(heard.append)
    try:
        compiler.ask(source, lambda: [source])
        wait_for(source)
    finally:
        end()
    return heard


def test_another_process_compiles_and_this_one_reads(compiler: Compiler) -> None:
    source = new_source()
    assert heard_while(source, compiler) == []
    kernel, gradient = codegen.load(source, "objective"), np.empty(2)
    assert kernel(np.array([3.0, 0.0]), np.empty(0), gradient) == 9.0
    assert gradient[0] == 6.0


def test_each_key_is_compiled_once(compiler: Compiler) -> None:
    asked: list[str] = []
    last = new_source()

    def nothing() -> list[str]:
        asked.append("key")
        return []

    for _ in range(3):
        compiler.ask("key", nothing)
    compiler.ask("last", lambda: [last])
    wait_for(last)
    assert asked == ["key"]


def test_without_another_process_this_one_compiles(compiler: Compiler, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_command: str) -> subprocess.Popen[str]:
        raise OSError("no more processes")

    monkeypatch.setattr(ahead, "_interpreter", refuse)
    assert heard_while(new_source(), compiler)


def test_a_process_that_dies_leaves_the_work_to_this_one(compiler: Compiler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "COMMAND", "raise SystemExit(3)")
    assert heard_while(new_source(), compiler)


def test_closing_ends_the_other_process_and_compiles_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "COMMAND", "import time; time.sleep(1000)")
    compiler, sources = Compiler(), [new_source(), new_source()]
    for source in sources:
        compiler.ask(source, lambda source=source: [source])  # type: ignore[misc]
    end = time.monotonic() + LONGEST
    while compiler._process is None and time.monotonic() < end:
        threading.Event().wait(0.01)
    process = compiler._process
    assert process is not None and process.poll() is None
    compiler.close()
    assert compiler._thread is not None and not _alive(compiler._thread)
    assert process.poll() is not None
    assert not any(map(codegen.is_loaded, sources))
    compiler.ask("later", lambda: pytest.fail("asked when it was closed"))
