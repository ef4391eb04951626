"""Calculations of a computational graph as text: "0.6 · 0.8 + (−0.2) = 0.28". No Qt in here."""

from __future__ import annotations

import re

import numpy as np

from landscape_gui.core.graph import Arithmetic, Value
from landscape_gui.numbers import MINUS, short

_FIELD = re.compile(r"\{(\d+)\}")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_OPEN = "(|,["
"""After these a negative number needs no parentheses of its own."""


def written(arithmetic: Arithmetic, digits: int = 4) -> str:
    """Return the calculation with its result: "0.6 · 0.8 + (−0.2) = 0.28"."""
    return f"{calculation(arithmetic, digits)} = {number(arithmetic.result, digits)}"


def calculation(arithmetic: Arithmetic, digits: int = 4) -> str:
    """Return the left side of it, negative numbers in parentheses where they follow a sign."""
    template, parts, end = arithmetic.template, [], 0
    for field in _FIELD.finditer(template):
        before, after = template[: field.start()].rstrip(), template[field.end() :]
        value = arithmetic.operands[int(field[1])]
        parts.append(template[end : field.start()])
        end = field.end()
        if before.endswith("^") and _is_small_whole(value):
            parts[-1] = parts[-1].removesuffix("^")
            parts.append(str(int(value)).translate(_RAISED))
        else:
            parts.append(_operand(number(value, digits), before, raised=after.startswith("^")))
    return "".join(parts) + template[end:]


def number(value: Value, digits: int = 4) -> str:
    """Return a number, or the shape of an array as in "3×2"."""
    return short(float(value), digits) if np.ndim(value) == 0 else "×".join(map(str, np.shape(value)))


def _is_small_whole(value: Value) -> bool:
    return np.ndim(value) == 0 and float(value).is_integer() and 0 <= float(value) < 100


def _operand(text: str, before: str, *, raised: bool) -> str:
    follows = bool(before) and before[-1] not in _OPEN
    powers = raised and not text.replace(".", "").isdigit()
    return f"({text})" if powers or (follows and text.startswith(MINUS)) else text
