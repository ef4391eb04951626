"""What is installed, what works, and where files are kept: ``landscape-gui doctor``."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import landscape_gui
from landscape_gui import directories

State = Literal["ok", "off", "broken"]
MARKS: dict[State, str] = {"ok": "ok", "off": "--", "broken": "!!"}
PACKAGES = ("PySide6-Essentials", "numpy", "numba", "contourpy", "msgspec", "platformdirs", "ziamath", "cmap", "pillow")
OPTIONAL = {"imageio-ffmpeg": "videos"}
"""Packages that add something: name -> what."""
PATIENCE = 60.0
"""Seconds another process may take to open a window."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it stands ("off": not there, and nothing is lost), and the details."""

    what: str
    state: State
    words: str


def examine() -> dict[str, list[Finding]]:
    """Look at everything; the findings by heading."""
    return {
        "Installed": installed(),
        "Works": [*kernels(), *drawing()],
        "Files": files(),
        "Optional": [optional(package, use) for package, use in OPTIONAL.items()],
    }


def text(findings: dict[str, list[Finding]]) -> str:
    """The findings as aligned lines under their headings, and the conclusion."""
    width = max(len(finding.what) for section in findings.values() for finding in section)
    lines = []
    for heading, section in findings.items():
        lines += ["", heading]
        lines += [f"  {MARKS[finding.state]}  {finding.what.ljust(width)}  {finding.words}" for finding in section]
    wrong = broken(findings)
    conclusion = f"Broken: {', '.join(finding.what for finding in wrong)}." if wrong else "Nothing is broken."
    return "\n".join([f"landscape-gui {landscape_gui.__version__}", *lines, "", conclusion])


def broken(findings: dict[str, list[Finding]]) -> list[Finding]:
    """The findings without which the program does not do its work."""
    return [finding for section in findings.values() for finding in section if finding.state == "broken"]


def installed() -> list[Finding]:
    """Python, the system, and the packages this program cannot do without."""
    system = f"{platform.system()} {platform.release()}, {platform.machine()}, {os.cpu_count()} processors"
    return [
        Finding("Python", "ok", f"{platform.python_version()}, {sys.executable}"),
        Finding("system", "ok", system),
        *map(_package, PACKAGES),
    ]


def _package(name: str) -> Finding:
    try:
        return Finding(name, "ok", importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        # A program built into one folder carries the modules without their metadata.
        module = {"PySide6-Essentials": "PySide6", "pillow": "PIL"}.get(name, name)
        return _attempt(name, lambda: str(getattr(importlib.import_module(module), "__version__", "version unknown")))


def optional(package: str, use: str) -> Finding:
    """Whether an optional package is there."""
    try:
        return Finding(package, "ok", f"{importlib.metadata.version(package)}, for {use}")
    except importlib.metadata.PackageNotFoundError:
        return Finding(package, "off", f'not installed; "pip install {package}" adds {use}')


def kernels() -> list[Finding]:
    """Whether formulas and optimizers compile, and agree with plain Python."""
    begin = time.perf_counter()
    try:
        from landscape_gui import api

        run = api.optimize(api.formula("x^4 + 10*y^2"), "momentum", start=(1.0, -0.5), steps=50, lr=0.01, momentum=0.9)
    except Exception as error:
        return [Finding("kernels", "broken", f"do not compile ({type(error).__name__}: {error})")]
    seconds = time.perf_counter() - begin
    expected = _plain_momentum(1.0, -0.5, steps=50, lr=0.01, momentum=0.9)
    gap = max(abs(float(a) - b) for a, b in zip(run.positions[-1], expected, strict=True))
    agree = Finding("same numbers", "ok", "as plain Python computes")
    if not gap <= 1e-12:
        agree = Finding("same numbers", "broken", f"kernels and plain Python differ by {gap:.3g} after 50 steps")
    return [Finding("kernels", "ok", f"compile and run, ready after {seconds:.1f} s"), agree]


def _plain_momentum(x: float, y: float, steps: int, lr: float, momentum: float) -> tuple[float, float]:
    """Momentum on x⁴ + 10y², written out."""
    vx = vy = 0.0
    for _ in range(steps):
        vx, vy = momentum * vx + 4.0 * x**3, momentum * vy + 20.0 * y
        x, y = x - lr * vx, y - lr * vy
    return x, y


def drawing() -> list[Finding]:
    """Whether Qt can be loaded, pictures painted, and a window opened; in other processes, as Qt may end them."""
    return [
        _try_display("pictures", "broken", {"QT_QPA_PLATFORM": "offscreen"} if sys.platform == "linux" else {}),
        _try_display("window", "off", {}),
    ]


def _try_display(what: str, otherwise: State, environment: dict[str, str]) -> Finding:
    module = [] if getattr(sys, "frozen", False) else ["-m", "landscape_gui"]
    try:
        result = subprocess.run(
            [sys.executable, *module, "doctor", "--window"],
            env={**os.environ, **environment, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True, encoding="utf-8", errors="replace", timeout=PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        return Finding(what, otherwise, f"cannot be tried: {error}")
    said = (result.stdout if result.returncode == 0 else result.stderr).strip().splitlines()
    words = said[-1].removeprefix("landscape-gui: ") if said else f"Qt ended with status {result.returncode}"
    return Finding(what, "ok" if result.returncode == 0 else otherwise, words)


def files() -> list[Finding]:
    """The directories files are kept in, and whether they can be written to; without them everything still works."""
    places: dict[str, Callable[[], Path | None]] = {
        "settings": directories.config_directory,
        "cache": directories.cache_directory,
        "kernels kept in": directories.kernel_directory,
        "machine code in": directories.numba_directory,
    }
    return [_place(what, find()) for what, find in places.items()]


def _place(what: str, directory: Path | None) -> Finding:
    if directory is None:
        return Finding(what, "off", "nowhere to keep them; everything works, but is forgotten at the end")
    writable = os.access(directory if directory.exists() else directory.parent, os.W_OK)
    return Finding(
        what, "ok" if writable else "off", f"{directory}{'' if writable else ', which cannot be written to'}"
    )


def _attempt(what: str, find: Callable[[], str]) -> Finding:
    try:
        return Finding(what, "ok", find())
    except Exception as error:
        return Finding(what, "broken", f"{type(error).__name__}: {error}")
