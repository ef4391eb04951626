"""Numbers as words for the screen, the same everywhere: 4 significant digits, a true minus sign. No Qt in here."""

from __future__ import annotations

import math
import re

MINUS = "\N{MINUS SIGN}"
_EQUALS = re.compile(r"(?<== )-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?!\w|\.\d)")

_MINUS = re.compile(r"(?<![\w)])-(?=[\w( .])")


def short(value: float, digits: int = 4, *, fixed: bool = False) -> str:
    """Return ``value`` with ``digits`` significant digits: "0.05", "−1.5", "1.234e−5", "∞", "NaN".

    As short as it gets, or with ``fixed`` always with all its digits ("0.05000"), for figures below each other or
    figures that change, which must not jump.
    """
    number = float(value)
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else "∞" if number > 0 else MINUS + "∞"
    mantissa, _, exponent = f"{number + 0.0:{'#' if fixed else ''}.{digits}g}".partition("e")
    text = mantissa.removesuffix(".")
    if exponent:
        text += f"e{int(exponent)}"
    return text.replace("-", MINUS)


def tidied(sentence: str, digits: int = 4) -> str:
    """Return a sentence whose numbers after "=", as programs write them, stand there as ``short`` has them."""
    return _EQUALS.sub(lambda found: short(float(found[0]), digits), sentence)


def on_screen(sentence: str) -> str:
    """Return a sentence about a formula for the screen: tidied, with true minus signs."""
    return _MINUS.sub(MINUS, tidied(sentence))


def exact(value: float) -> str:
    """Return the shortest text that means exactly ``value``, as programs and spreadsheets read it."""
    return repr(float(value)).removesuffix(".0")
