"""Where an axis has its ticks and what they say: round numbers, written whole, without offsets or factors."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from landscape_gui.numbers import MINUS, short

_NARROWER = 3
"""So many more ticks than wanted are tried where there would be but one."""
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


class Heights(Protocol):
    """What turns values from ``low`` to ``high`` into heights from 0 to 1; ``kind`` is "linear" where evenly."""

    @property
    def kind(self) -> str: ...

    @property
    def low(self) -> float: ...

    @property
    def high(self) -> float: ...

    def forward(self, values: float) -> NDArray[np.float64]: ...


@dataclass(frozen=True, slots=True)
class Ticks:
    """Ticks of an axis.

    Attributes:
        values: rising positions of the labelled ticks; labels: their text, one each.
        minor: rising positions of the ticks between them.
    """

    values: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    minor: tuple[float, ...] = ()


@lru_cache(maxsize=512)  # one axis is laid out several times, until its labels fit
def linear_ticks(low: float, high: float, count: int = 6) -> Ticks:
    """At most about ``count`` ticks from ``low`` to ``high`` at multiples of 1, 2 or 5 times a power of ten."""
    if not high > low:
        return Ticks((low,), (label(low),))
    step, parts = nice_step((high - low) / max(1, count))
    values = _multiples(low, high, step)
    minor = _multiples(low, high, step / parts, without=parts)
    return Ticks(values, tuple(linear_labels(values, step)), minor)


def nice_step(rough: float) -> tuple[float, int]:
    """About ``rough``: 1, 2 or 5 times a power of ten; and into how many parts minor ticks cut it."""
    power = 10.0 ** math.floor(math.log10(rough))
    for factor, parts in ((1.0, 5), (2.0, 4), (5.0, 5)):
        if factor * power >= 0.75 * rough:
            return factor * power, parts
    return 10.0 * power, 5


def linear_labels(values: Iterable[float], step: float) -> list[str]:
    """Text for values ``step`` apart, each with as many decimals as ``step`` shows, or as powers of ten if shorter."""
    listed = list(values)
    grain = math.floor(math.log10(step) + 1e-9)
    plain = [signed(f"{value:.{max(0, -grain)}f}") for value in listed]
    largest = max((abs(value) for value in listed), default=0.0)
    if 1e-3 <= largest < 1e5 or largest == 0.0:
        return plain
    # A power that leaves no factor below 1: "10⁶, 2·10⁶ … 10·10⁶" rather than "0.1·10⁷, 0.2·10⁷ … 1.0·10⁷".
    least = min(abs(value) for value in listed if abs(value) > 1e-9 * largest)
    power = math.floor(math.log10(least) + 1e-9)
    powers = [_scientific(value, power, max(0, power - grain)) for value in listed]
    return min(plain, powers, key=lambda labels: max(map(len, labels)))


def signed(text: str) -> str:
    """``text`` with true minus signs in place of hyphens."""
    return text.replace("-", MINUS)


def power_of_ten(exponent: int) -> str:
    """The power as text: "10⁻³" for −3, and plain "1" and "10" for 0 and 1."""
    return str(10**exponent) if exponent in (0, 1) else "10" + str(exponent).translate(_SUPERSCRIPTS)


def label(value: float) -> str:
    """Text for one value that stands alone, large and small ones as "2·10⁵"."""
    mantissa, _, exponent = short(value).partition("e")
    if not exponent:
        return mantissa
    power = power_of_ten(int(exponent.replace(MINUS, "-")))
    return mantissa.removesuffix("1") + power if mantissa in ("1", MINUS + "1") else f"{mantissa}·{power}"


def _scientific(value: float, power: int, decimals: int) -> str:
    if value == 0.0:
        return "0"
    mantissa = signed(f"{value / 10.0**power:.{decimals}f}")
    exponent = power_of_ten(power)
    return mantissa.removesuffix("1") + exponent if mantissa in ("1", MINUS + "1") else f"{mantissa}·{exponent}"


def log_ticks(low: float, high: float, count: int = 6) -> Ticks:
    """Ticks of a logarithmic axis, 0 < ``low`` <= ``high``: powers of ten, also 2 and 5 times them where few fit."""
    decades = math.log10(high) - math.log10(low)
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    stride = max(1, math.ceil((last - first + 1) / max(1, count)))
    if decades < 0.7:
        return _few_decades(low, high, count)
    if 3.0 * decades <= count + 1 or last <= first:
        exponents = range(first - 1, last + 1)
        values = tuple(v for e in exponents for v in (10.0**e, 2 * 10.0**e, 5 * 10.0**e) if _inside(v, low, high))
        return Ticks(values, tuple(label(value) for value in values), _log_minor(low, high, values))
    powers = _every(stride, first, last)
    values = tuple(10.0**e for e in powers)
    if stride == 1:
        minor = _log_minor(low, high, values) if decades <= 8 else ()
    else:
        minor = tuple(10.0**e for e in range(first, last + 1) if e not in powers)
    return Ticks(values, tuple(power_labels(powers)), minor)


def _every(stride: int, first: int, last: int) -> list[int]:
    """Multiples of ``stride`` from ``first`` to ``last``; numbers between them where that gives 3 and they do not."""
    multiples = [e for e in range(first, last + 1) if e % stride == 0]
    shifted = list(range(first, last + 1, stride))
    return shifted if len(multiples) < 3 <= len(shifted) else multiples


def power_labels(powers: Iterable[int]) -> list[str]:
    """Powers of ten as text, written out while all of them are short."""
    listed = list(powers)
    if all(-3 <= power <= 3 for power in listed):
        return [short(10.0**power) for power in listed]
    return [power_of_ten(power) for power in listed]


def spaced_ticks(low: float, high: float, place: Callable[[float], float], count: int = 6) -> Ticks:
    """Ticks at round values no nearer to each other than an even spacing of ``count`` of them.

    ``place`` tells where a value from ``low`` to ``high`` lies, rising from 0 to 1; it may be any rising function.
    """
    least = 0.75 / max(1, count)
    chosen: list[tuple[float, float]] = []
    for value in _round_values(low, high):
        where = place(value)
        if all(abs(where - other) >= least for other, _ in chosen):
            chosen.append((where, value))
    values = tuple(sorted(value for _, value in chosen))
    return Ticks(values, tuple(label(value) for value in values))


def height_ticks(scale: Heights, count: int, *, percent: bool = False) -> Ticks:
    """At most about ``count`` ticks at round heights, no nearer to each other than ``scale`` spaces them evenly.

    With ``percent`` labels are 100 times the values, and round as such.
    """
    times = 100.0 if percent else 1.0
    low, high = times * scale.low, times * scale.high
    if scale.kind == "linear" or not high > low:
        ticks = linear_ticks(low, high, count)
    else:
        ticks = spaced_ticks(low, high, lambda value: float(scale.forward(value / times)), count)
    values, minor = (tuple(value / times for value in some) for some in (ticks.values, ticks.minor))
    return Ticks(values, ticks.labels, minor)


def fitted(
    make: Callable[[int], Ticks], place: Callable[[float], float], size: Callable[[str], float], gap: float, most: int
) -> Ticks:
    """The most ticks, about ``most`` or fewer, whose labels leave ``gap`` between them.

    One label alone does not tell how long an axis is: where that is all there would be, narrower ticks are tried.
    ``make`` returns ticks for a count, ``place`` tells where a value lies in pixels, ``size`` how long a label is.
    """
    ticks = Ticks()
    for count in range(most, 0, -1):
        ticks = make(count)
        if _apart(ticks, place, size, gap):
            break
    if len(ticks.values) == 1:
        more = (make(most + count) for count in range(1, _NARROWER + 1))
        ticks = next((one for one in more if len(one.values) > 1 and _apart(one, place, size, gap)), ticks)
    return ticks


def _apart(ticks: Ticks, place: Callable[[float], float], size: Callable[[str], float], gap: float) -> bool:
    spans = sorted((place(v), size(text) / 2.0) for v, text in zip(ticks.values, ticks.labels, strict=True))
    return all(b - a >= first + second + gap for (a, first), (b, second) in pairwise(spans))


def _multiples(low: float, high: float, step: float, without: int = 0) -> tuple[float, ...]:
    """Multiples of ``step`` from ``low`` to ``high``, leaving out every one in ``without`` if that is not 0."""
    slack = 1e-9 * (high - low)
    first, last = math.ceil((low - slack) / step), math.floor((high + slack) / step)
    wanted = (k for k in range(first, last + 1) if not without or k % without)
    # A step of 1e-n is not exact in binary; dividing by the whole 10^n is.
    if step < 1.0:
        inverse = round(1.0 / step, 6)
        return tuple(k / inverse for k in wanted)
    return tuple(k * step for k in wanted)


def _few_decades(low: float, high: float, count: int) -> Ticks:
    """Ticks of a logarithmic axis so short that it looks linear."""
    linear = linear_ticks(low, high, count)
    kept = [(v, text) for v, text in zip(linear.values, linear.labels, strict=True) if v > 0.0]
    return Ticks(tuple(v for v, _ in kept), tuple(text for _, text in kept), tuple(v for v in linear.minor if v > 0.0))


def _log_minor(low: float, high: float, values: tuple[float, ...]) -> tuple[float, ...]:
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    candidates = (k * 10.0**e for e in exponents for k in range(1, 10))
    labelled = {f"{value:.3e}" for value in values}
    return tuple(v for v in candidates if _inside(v, low, high) and f"{v:.3e}" not in labelled)


def _round_values(low: float, high: float) -> list[float]:
    """Values from ``low`` to ``high``, roundest first: 0, powers of ten, 5 and 2 times them, then steps between."""
    largest = max(abs(low), abs(high))
    if not (math.isfinite(low) and math.isfinite(high) and high > low):
        return []
    top = math.ceil(math.log10(largest))
    signs = (1.0,) if low >= 0.0 else (-1.0,) if high <= 0.0 else (1.0, -1.0)
    powers = [10.0**e for e in range(top, top - 10, -1)]
    values = [0.0, *(s * f * p for f in (1.0, 5.0, 2.0) for p in powers for s in signs)]
    values += linear_ticks(low, high, 8).values
    values += linear_ticks(low, high, 40).values
    return [value for value in values if low <= value <= high]


def _inside(value: float, low: float, high: float) -> bool:
    return low * (1.0 - 1e-9) <= value <= high * (1.0 + 1e-9)
