"""Kernels on disk: found again, compared before they are run, and never needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from landscape_gui.core import cachedir, codegen
from landscape_gui.core.expression import parse

SCRIPT = """
import sys
from landscape_gui.core import codegen
from landscape_gui.core.expression import parse
import numpy as np
kernel = codegen.compile_objective(parse({text!r}))
gradient = np.empty(2)
print(kernel(np.array([1.0, 2.0]), np.empty(0), gradient), *gradient, sum(kernel.stats.cache_hits.values()))
"""


def run(text: str, home: Path) -> list[float]:
    """Value, gradient and cache hits of a formula compiled in a process of its own."""
    environment = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"} | {"LANDSCAPE_GUI_CACHE": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(text=text)], env=environment, capture_output=True, text=True, check=True
    )
    return [float(word) for word in done.stdout.split()]


def test_a_second_start_compiles_nothing(tmp_path: Path) -> None:
    assert run("x^2 + 3*y", tmp_path / "cache") == [7.0, 2.0, 3.0, 0.0]
    assert run("x^2 + 3*y", tmp_path / "cache") == [7.0, 2.0, 3.0, 1.0]


def test_a_changed_kernel_file_is_not_run(tmp_path: Path) -> None:
    home = tmp_path / "cache"
    run("x^2 + 5*y", home)
    (file,) = (home / "kernels").glob("*.py")
    file.write_text("print('evil'); raise SystemExit(3)\n")
    assert run("x^2 + 5*y", home)[:3] == [11.0, 2.0, 5.0]
    assert "evil" not in file.read_text()


def test_kernel_files_are_private(tmp_path: Path) -> None:
    home = tmp_path / "cache"
    run("x^2 + 7*y", home)
    if os.name == "posix":
        assert (home / "kernels").stat().st_mode & 0o777 == 0o700
        assert all(file.stat().st_mode & 0o077 == 0 for file in (home / "kernels").glob("*.py"))


def test_without_a_writable_directory_everything_works_uncached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cachedir, "kernel_directory", lambda: None)
    kernel = codegen.load(codegen.objective_source(parse("x^2 + 11*y")), "objective")
    gradient = np.empty(2)
    assert kernel(np.array([1.0, 2.0]), np.empty(0), gradient) == 23.0


def test_constants_are_folded_and_dead_code_left_out() -> None:
    source = codegen.objective_source(parse("unused = exp(y); sin(2)*x + 0*y"))
    assert "math.sin" not in source
    assert "math.exp" not in source


def test_names_cannot_clash_with_pythons_or_our_own() -> None:
    graph = parse("lambda_ + theta*gradient + math + v3 + return_")
    kernel = codegen.compile_objective(graph)
    gradient = np.empty(6)
    assert kernel(np.arange(1.0, 7.0), np.empty(0), gradient) == 1 + 2 * 3 + 4 + 5 + 6
