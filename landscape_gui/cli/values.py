"""What is typed on the command line, read and checked value by value; a mistake is one sentence on what is valid."""

from __future__ import annotations

import math
import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path

Numbers = tuple[float, ...]
SMALLEST_SIDE, LARGEST_SIDE = 64, 16_384
LARGEST_AREA = 100_000_000
"""Most pixels of a picture, enough for A2 at 600 dpi."""


def number(text: str) -> float:
    """A finite number."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ArgumentTypeError(f"{text.strip()!r} is not a finite number; give one such as 0.5 or 1e-3")
    return value


def numbers(text: str) -> Numbers:
    """Finite numbers between commas, as in "-1,1"; spaces and a pair of parentheses around them do no harm."""
    inner = re.sub(r"^\s*\((.*)\)\s*$", r"\1", text)
    try:
        return tuple(number(part) for part in inner.split(","))
    except ArgumentTypeError:
        valid = "give finite numbers between commas, such as -1,1"
        raise ArgumentTypeError(f"{text.strip()!r} is not valid; {valid}") from None


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers from ``low`` to ``high``."""

    def read(text: str) -> int:
        plain = text.strip().replace("_", "")
        value = int(plain) if re.fullmatch(r"[+-]?[0-9]{1,18}", plain) else None
        if value is None or not low <= value <= high:
            raise ArgumentTypeError(f"{text.strip()!r} is not valid; give a whole number from {low:,} to {high:,}")
        return value

    return read


def at_least_zero(text: str) -> float:
    """A finite number, 0 or more."""
    value = number(text)
    if value < 0.0:
        raise ArgumentTypeError(f"{text.strip()} is not valid; give a number that is 0 or more")
    return value


def above_zero(text: str) -> float:
    """A finite number above 0."""
    value = number(text)
    if value <= 0.0:
        raise ArgumentTypeError(f"{text.strip()} is not valid; give a number above 0")
    return value


def intervals(text: str) -> tuple[tuple[float, float], ...]:
    """Intervals from "low,high,low,high,…", one for each variable."""
    ends = numbers(text)
    if len(ends) % 2:
        valid = "give a left and a right end for each variable, such as -2,2,-1,1"
        raise ArgumentTypeError(f"{text.strip()!r} is not valid; {valid}")
    return tuple(zip(ends[::2], ends[1::2], strict=True))


def assignments(text: str) -> dict[str, float]:
    """Names with finite numbers from "lr=0.05,beta1=0.9"."""
    found: dict[str, float] = {}
    for part in text.split(","):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not (name and equals and value):
            raise ArgumentTypeError(f"{part.strip()!r} is not of the form NAME=NUMBER, such as lr=0.05")
        if name in found:
            raise ArgumentTypeError(f"{name} is given twice in {text.strip()!r}; give it once")
        try:
            found[name] = float(value)
        except ValueError:
            raise ArgumentTypeError(f"{name} = {value!r} is not a number; write it as in lr=0.05") from None
    return found


def optimizer(text: str) -> tuple[str, dict[str, float]]:
    """The key of an optimizer and its hyper-parameters, unchecked, from "adam" or "adam:lr=0.05,beta1=0.9"."""
    key, colon, rest = text.strip().partition(":")
    if not key.strip():
        raise ArgumentTypeError(f"{text.strip()!r} names no optimizer; write it as in adam or adam:lr=0.05,beta1=0.9")
    return key.strip(), assignments(rest) if colon else {}


def size(text: str) -> tuple[int, int]:
    """Width and height in pixels from "1920x1080"."""
    match = re.fullmatch(r"\s*([0-9]{1,6})\s*[xX×*]\s*([0-9]{1,6})\s*", text, re.ASCII)
    if not match:
        raise ArgumentTypeError(f"{text.strip()!r} is not a size; give width and height in pixels, such as 1920x1080")
    width, height = int(match[1]), int(match[2])
    if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (width, height)) or width * height > LARGEST_AREA:
        limits = f"{SMALLEST_SIDE} to {LARGEST_SIDE:,} pixels a side and {LARGEST_AREA // 1_000_000} million in all"
        raise ArgumentTypeError(f"{text.strip()!r} cannot be drawn; a picture has {limits}")
    return width, height


def frame(text: str) -> int | None:
    """A step number, or None for "last"."""
    if text.strip() == "last":
        return None
    if not re.fullmatch(r"[0-9]{1,8}", text.strip()):
        raise ArgumentTypeError(f"{text.strip()!r} is not valid; give the number of a step, or last")
    return int(text)


def path(text: str) -> Path:
    """The path of a file; ``~`` is the user's home."""
    if not text.strip() or "\0" in text:
        raise ArgumentTypeError(f"{text!r} is not the name of a file")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
