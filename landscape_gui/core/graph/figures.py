"""Numbers in sentences about a graph."""

from __future__ import annotations


def figure(value: float, digits: int = 4) -> str:
    """``value`` with so many significant digits and a true minus sign: "−1.003e8"."""
    mantissa, e, exponent = f"{value + 0.0:.{digits}g}".partition("e")
    return f"{mantissa}{e}{int(exponent) if e else ''}".replace("-", "\N{MINUS SIGN}")
