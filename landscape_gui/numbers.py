"""Numbers as short text for the screen. No Qt in here."""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def short(value: float, digits: int = 4) -> str:
    """Return ``value`` with ``digits`` significant digits and a true minus sign, as short as it gets.

    Whole parts of up to six figures are written out; beyond them, and below 0.0001, an exponent follows as in "1.5e−7".
    """
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else f"{MINUS}∞"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = int(exponent)
    if value == 0.0 or -5 < power < 6:
        text = f"{value:.{max(0, digits - 1 - power)}f}"
        return signed(_trimmed(text) if float(text) else "0")
    return signed(f"{_trimmed(mantissa)}e{power}")


def signed(text: str) -> str:
    """Return ``text`` with true minus signs in place of hyphens."""
    return text.replace("-", MINUS)


def power_of_ten(exponent: int) -> str:
    """Return "10⁻³" for −3, and plain "1" and "10" for 0 and 1."""
    return str(10**exponent) if exponent in (0, 1) else "10" + str(exponent).translate(_SUPERSCRIPTS)


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
