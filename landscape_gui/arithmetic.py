"""Calculations of a computational graph as text and in LaTeX: "0.6 · 0.8 + (−0.2) = 0.28". No Qt in here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from landscape_gui.core.graph import Arithmetic, Value
from landscape_gui.numbers import MINUS, short

MOST_ENTRIES = 4
"""Entries up to which a vector is spelled out in LaTeX; of any other array its shape is told."""

_FIELD = re.compile(r"\{(\d+)\}")
_RAISED = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_EXPONENT = re.compile(r"\^(?:(\d+)(?![\w.^])|\((−\d+)\)(?!\^))")
_OPEN = "(|,["
"""After these a negative number needs no parentheses of its own."""
_WORD = re.compile(r"[^\W\d]{2,}′?")
"""What is upright in a formula: names of functions."""


def written(arithmetic: Arithmetic, digits: int = 4) -> str:
    """Return the calculation with its result: "0.6 · 0.8 + (−0.2) = 0.28"."""
    return f"{calculation(arithmetic, digits)} = {number(arithmetic.result, digits)}"


def calculation(arithmetic: Arithmetic, digits: int = 4) -> str:
    """Return the left side of it, negative numbers in parentheses where they follow a sign."""
    parts = []
    for piece in _pieces(arithmetic):
        if piece.value is None:
            parts.append(piece.words)
        elif piece.is_power:
            parts[-1] = parts[-1].removesuffix("^")
            parts.append(str(int(piece.value)).translate(_RAISED))
        else:
            parts.append(_apart(number(piece.value, digits), piece.apart))
    return "".join(parts)


def raised(formula: str) -> str:
    """Return a formula in plain text with whole exponents as such: "(a − t)^2" as "(a − t)²"."""
    return _EXPONENT.sub(lambda found: (found[1] or found[2]).translate(_RAISED), formula)


def number(value: Value, digits: int = 4) -> str:
    """Return a number, or the shape of an array as in "3×2"."""
    return short(float(value), digits) if np.ndim(value) == 0 else "×".join(map(str, np.shape(value)))


def latex(arithmetic: Arithmetic, digits: int = 4) -> str:
    """Return the left side in LaTeX, as ``ui.mathline`` sets it; "" where it would only repeat the result."""
    if arithmetic.template in ("", "{0}"):
        return ""
    parts = []
    for piece in _pieces(arithmetic):
        if piece.value is None:
            parts.append(_upright(piece.words))
        else:
            text = str(int(piece.value)) if piece.is_power else latex_number(piece.value, digits)
            raised = bool(parts) and parts[-1].endswith("^")
            if parts and parts[-1].endswith("√"):
                parts[-1], text = parts[-1][:-1], rf"\sqrt{{{text}}}"
            apart = piece.apart or (r"\cdot" in text and "".join(parts).rstrip().endswith("/"))
            if np.ndim(piece.value) and parts and parts[-1].endswith("(") and text.startswith("("):
                text = text[1:-1]
            text = f"({text})" if apart else _kept(text)
            parts.append(f"{{{text}}}" if raised else text)
    return _grouped("".join(parts))


def latex_symbols(template: str, symbols: Sequence[str]) -> str:
    """Return a calculation in symbols instead of numbers: what its operands are called in LaTeX."""
    parts, end = [], 0
    for field in _FIELD.finditer(template):
        words, symbol = _upright(template[end : field.start()]), symbols[int(field[1])]
        rooted = words.endswith("√")
        parts += [words[:-1], rf"\sqrt{{{symbol}}}"] if rooted else [words, symbol]
        end = field.end()
    return _grouped("".join([*parts, _upright(template[end:])]))


def latex_number(value: Value, digits: int = 4) -> str:
    """Return a number in LaTeX, of a short vector its entries, of any other array its shape."""
    if np.ndim(value) == 0:
        text = number(value, digits)
        mantissa, e, exponent = text.partition("e")
        if not e:
            return rf"\mathrm{{{text}}}" if text == "NaN" else text
        return f"10^{{{exponent}}}" if mantissa == "1" else rf"{mantissa} \cdot 10^{{{exponent}}}"
    if np.ndim(value) == 1 and np.size(value) <= MOST_ENTRIES:
        entries = [_kept(latex_number(float(entry), min(digits, 3))) for entry in np.asarray(value)]
        return "(" + r",\, ".join(entries) + ")"
    return rf"\mathrm{{[{number(value, digits)}]}}"


def latex_factor(value: Value, digits: int = 4) -> str:
    """Return the same as it stands after a sign: a negative number in parentheses."""
    return _apart(latex_number(value, digits), np.ndim(value) == 0 and number(value, digits).startswith(MINUS))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a calculation: words, or an operand, in parentheses if ``apart``; or a small whole exponent."""

    words: str = ""
    value: Value | None = None
    apart: bool = False
    is_power: bool = False


def _pieces(arithmetic: Arithmetic) -> Iterator[_Piece]:
    template, end = arithmetic.template, 0
    for field in _FIELD.finditer(template):
        before, after = template[: field.start()].rstrip(), template[field.end() :]
        value = arithmetic.operands[int(field[1])]
        yield _Piece(template[end : field.start()])
        end = field.end()
        if before.endswith("^") and _is_small_whole(value):
            yield _Piece(value=value, is_power=True)
        else:
            yield _Piece(value=value, apart=_stands_apart(number(value), before, after.startswith(("^", "²"))))
    yield _Piece(template[end:])


def _stands_apart(text: str, before: str, raised: bool) -> bool:
    follows = bool(before) and before[-1] not in _OPEN
    powers = raised and not text.replace(".", "").isdigit()
    return powers or (follows and text.startswith(MINUS))


def _is_small_whole(value: Value) -> bool:
    return np.ndim(value) == 0 and float(value).is_integer() and 0 <= float(value) < 100


def _apart(text: str, apart: bool) -> str:
    return f"({text})" if apart else text


def _kept(text: str) -> str:
    """A number whose minus is a sign of its own, whatever stands before it."""
    return f"{{{text}}}" if text.startswith(MINUS) else text


def _upright(words: str) -> str:
    """Names of functions upright."""
    return _WORD.sub(lambda word: rf"\mathrm{{{word[0]}}}", words)


def _grouped(text: str) -> str:
    """LaTeX with what stands in parentheses after ^ or √ as one group: a^(b − 1) as a^{(b − 1)}."""
    while (found := re.search(r"\^\(|√\(", text)) is not None:
        depth, end = 0, len(text)
        for place in range(found.end() - 1, len(text)):
            depth += (text[place] == "(") - (text[place] == ")")
            if depth == 0:
                end = place + 1
                break
        inner = text[found.end() - 1 : end]
        group = f"^{{{inner}}}" if found[0] == "^(" else rf"\sqrt{{{inner[1:-1]}}}"
        text = text[: found.start()] + group + text[end:]
    return text
