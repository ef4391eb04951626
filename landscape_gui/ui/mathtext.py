"""LaTeX formulas as SVG, rendered once by ziamath and kept in the user's cache. Slow: not for the GUI thread."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import warnings
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from landscape_gui.core.cachedir import private_cache

SIZE = 24.0
"""Size of the font in the SVG, in its units."""
_FORMAT = "1"
"""Part of the name of kept files; another one after a change of how they are made."""

_SYMBOLS = {
    "leftarrow": " ← ", "rightarrow": " → ", "sqrt": "√", "nabla": "∇", "partial": "∂", "cdot": "·", "odot": "⊙",
    "times": "×", "sum": "∑", "le": " ≤ ", "ge": " ≥ ", "infty": "∞", "varepsilon": "ε", "epsilon": "ε", "alpha": "α",
    "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "eta": "η", "theta": "θ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "rho": "ρ", "sigma": "σ", "tau": "τ", "pi": "π", "phi": "φ", "psi": "ψ",
    "top": "ᵀ", "ldots": "…", "quad": " ", "qquad": "  ",
}  # fmt: skip
_SILENT = ("frac", "hat", "bar", "tilde", "left", "right", "operatorname", "mathrm", "text")


def formula_svg(latex: str) -> bytes | None:
    """Return the SVG of a formula in black, at font size ``SIZE``, or None where ziamath cannot read it.

    The y axis of its viewBox starts at the baseline. The result is kept in the user's cache.
    """
    found = cached_svg(latex)
    if found is not None:
        return found
    made = _render(latex)
    if made is not None:
        _keep(latex, made)
    return made


@lru_cache(maxsize=256)
def _kept(path: Path) -> bytes:
    return path.read_bytes()


def cached_svg(latex: str) -> bytes | None:
    """Return the SVG of a formula if it was rendered before, without rendering it."""
    path = _path(latex)
    if path is not None:
        with contextlib.suppress(OSError):
            return _kept(path)
    return None


def plain_text(latex: str) -> str:
    """Return a formula as readable characters, for the time until its picture is there and for screen readers."""
    told = _quotients(re.sub(r"\\textcolor\{[^{}]*\}", "", latex))
    words = re.sub(r"\\([A-Za-z]+)(?: (?=[A-Za-z\\]))?", _word, told)
    words = words.replace("\\,", " ").replace("\\;", " ").replace("\\ ", " ").replace("\\\\", "; ")
    return re.sub(r"\s+", " ", re.sub(r"[{}\\&]", "", words)).strip()


def _quotients(latex: str) -> str:
    """LaTeX with quotients in a line; the last fraction has no further one in it."""
    while (begin := latex.rfind(r"\frac{")) >= 0:
        top, rest = _group(latex[begin + 5 :])
        bottom, rest = _group(rest)
        latex = f"{latex[:begin]}{_together(top)}/{_together(bottom)}{rest}"
    return latex


def _group(latex: str) -> tuple[str, str]:
    """The first group in braces, or the first sign, and what follows it."""
    if not latex.startswith("{"):
        return latex[:1], latex[1:]
    depth = 0
    for place, sign in enumerate(latex):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return latex[1:place], latex[place + 1 :]
    return latex[1:], ""


def _together(part: str) -> str:
    return f"({part})" if re.search(r"[-+−·/]|\\cdot", part) else f"{part} ".rstrip()


def _word(command: re.Match[str]) -> str:
    """Return what stands for a LaTeX command in plain text."""
    name = command[1]
    return "" if name in _SILENT else _SYMBOLS.get(name, f"{name} ")


def _render(latex: str) -> bytes | None:
    typeset = _typesetter()
    try:
        return str(typeset(latex, size=SIZE).svg()).encode()
    except Exception:  # whatever its parser stumbles over
        return None


@lru_cache(maxsize=1)
def _typesetter() -> Callable[..., Any]:
    """Return ziamath's class for LaTeX; importing it takes 0.3 s, which no start should pay."""
    # It looks for its font the old way. A filter for it alone: putting all filters back afterwards is not thread-safe.
    warnings.filterwarnings("ignore", "path is deprecated", DeprecationWarning, module="ziamath")
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False  # QtSvg clips the glyphs of SVG 2
    return Latex


def _path(latex: str) -> Path | None:
    folder = _folder()
    name = hashlib.sha256(f"{_FORMAT}:{SIZE}:{latex}".encode()).hexdigest()[:32]
    return None if folder is None else folder / f"{name}.svg"


@lru_cache(maxsize=1)
def _folder() -> Path | None:
    return private_cache("formulas")


def _keep(latex: str, svg: bytes) -> None:
    """Write the file whole or not at all; where that is not possible it is rendered again next time."""
    path = _path(latex)
    if path is None:
        return
    part = path.with_suffix(f".{os.getpid()}.part")
    with contextlib.suppress(OSError):
        part.write_bytes(svg)
        part.replace(path)
