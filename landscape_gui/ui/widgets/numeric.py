"""Numbers as words and as positions of a slider. No Qt in here."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from landscape_gui.core.descriptors import Interval, Param
from landscape_gui.numbers import MINUS, exact
from landscape_gui.numbers import short as shown

__all__ = ["NumberScale", "exact", "fitted", "parse", "readable", "round_to", "shown", "whole"]

_STEPS_PER_DECADE = 20
_SLIDER_DIGITS = 3


_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN = (1e-3, 1e10)
"""Magnitudes from which to which a bound of a field is written without a power of ten."""


def parse(text: str, integer: bool = False) -> float | None:
    """Return the number ``text`` says, None where it says none: 0.05, 1e-3, 0,05, 1/3 and 1,000,000 are understood.

    One comma is a decimal one, except where an ``integer`` is asked for.
    """
    words = text.strip().replace("\N{MINUS SIGN}", "-")
    if _GROUPED.fullmatch(words) and (integer or words.count(",") > 1):
        words = words.replace(",", "")
    elif words.count(",") == 1 and "." not in words:
        words = words.replace(",", ".")
    numerator, slash, denominator = words.partition("/")
    try:
        number = float(numerator) / float(denominator) if slash else float(numerator)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def whole(value: float) -> str:
    """Return a whole number with its thousands apart: "1,000,000"."""
    return f"{value:,.0f}".replace("-", MINUS)


def readable(value: float) -> str:
    """Return a bound as people write it: "0.05", "1,000,000", "10⁻¹²"."""
    size = abs(value)
    if size == 0.0 or _PLAIN[0] <= size < _PLAIN[1]:
        return whole(value) if float(value).is_integer() else shown(value)
    mantissa, _, exponent = f"{size:.3e}".partition("e")
    factor = mantissa.rstrip("0").rstrip(".")
    power = "10" + str(int(exponent)).translate(_RAISED)
    return (MINUS if value < 0 else "") + (power if factor == "1" else f"{factor}·{power}")


def fitted(value: float, fits: Callable[[str], bool]) -> str:
    """Return ``value`` with 4 significant digits in the notation that ``fits``; fewer digits only where none does."""
    plain = shown(value)
    if fits(plain) or not math.isfinite(value):
        return plain
    for decimals in (3, 2, 1):
        mantissa, _, exponent = f"{value:.{decimals}e}".partition("e")
        text = f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}".replace("-", MINUS)
        if fits(text):
            break
    return text


def round_to(value: float, digits: int) -> float:
    """Return ``value`` rounded to significant ``digits``."""
    return float(f"{value:.{digits - 1}e}")


@dataclass(frozen=True, slots=True)
class NumberScale:
    """Valid numbers ``low`` to ``high`` and the interval ``soft`` that a slider from 0 to 1 covers.

    Positions below 0 and above 1 mean numbers outside ``soft``, as far as they are valid.
    """

    low: float
    high: float
    soft: Interval
    log: bool = False
    integer: bool = False

    @classmethod
    def of(cls, param: Param) -> NumberScale:
        """Return the scale of a parameter of the catalogue."""
        return cls(param.low, param.high, param.slider, param.log and param.slider[0] > 0.0, param.integer)

    def contains(self, value: float) -> bool:
        """Tell whether ``value`` is valid."""
        return self.low <= value <= self.high and (not self.integer or float(value).is_integer())

    def clip(self, value: float) -> float:
        """Return the valid number next to ``value``."""
        return float(min(self.high, max(self.low, round(value) if self.integer else value)))

    def to_unit(self, value: float) -> float:
        """Return the position of ``value``, 0 to 1 inside ``soft``."""
        start, end = self.soft
        if self.log:
            return math.log(value / start) / math.log(end / start) if value > 0.0 else 0.0
        return (value - start) / (end - start)

    def from_unit(self, unit: float) -> float:
        """Return the number at a position, rounded to what a hand can aim at."""
        start, end = self.soft
        if unit in (0.0, 1.0):
            return self.clip(start if unit == 0.0 else end)
        if self.log:
            value = round_to(start * (end / start) ** min(unit, 50.0), _SLIDER_DIGITS)
        else:
            value = _round_decimals(start + unit * (end - start), self._step() / 10.0)
        return self.clip(value)

    def stepped(self, value: float, amount: float) -> float:
        """Return ``value`` moved by ``amount`` steps: 20 a decade on a log scale, else about 100 over ``soft``."""
        if self.integer and self.log:
            further = round_to(value * 10.0 ** (amount / _STEPS_PER_DECADE), _SLIDER_DIGITS)
            return self.clip(max(further, value + 1.0) if amount > 0 else min(further, value - 1.0))
        if self.integer:
            return self.clip(value + math.copysign(max(1.0, abs(amount) * self._step()), amount))
        if self.log and value <= 0.0:
            return self.clip(self.soft[0] if amount > 0 else value)
        if self.log:
            digits = _SLIDER_DIGITS if abs(amount) >= 1.0 else _SLIDER_DIGITS + 1
            return self.clip(round_to(value * 10.0 ** (amount / _STEPS_PER_DECADE), digits))
        size = self._step() * amount
        return self.clip(_round_decimals(value + size, abs(size)))

    def _step(self) -> float:
        start, end = self.soft
        size = float(10.0 ** math.floor(math.log10((end - start) / 50.0)))
        return max(1.0, size) if self.integer else size


def _round_decimals(value: float, grain: float) -> float:
    """Round to as many decimals as ``grain`` shows."""
    return round(value, max(0, -math.floor(math.log10(grain) + 1e-9)))
