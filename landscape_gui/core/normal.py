"""The chance that a normal number is smaller than x, to a few units in the last place in both tails.

That of one beyond a = |x| is e^(−a²/2) times a smooth function of a, here a rational one that is 5e-17 off at most; it
was fitted to 80 digits by least squares, reweighted until the largest errors were equal.
"""

from __future__ import annotations

from typing import Any

import numpy as np

NEVER = 39.0
"""No normal number is as far out: e^(−a²/2) is 0 there."""
NUMERATOR = (
    0.5,
    0.7748580773461624,
    0.5940231929303523,
    0.2893160837125681,
    0.09769188694787186,
    0.023620131860933247,
    0.004088822631704877,
    0.0004903456365789988,
    3.7247553619245456e-05,
    1.3854013793178573e-06,
)
DENOMINATOR = (
    1.0,
    2.34760071549518,
    2.5611607516843907,
    1.7143039514443936,
    0.7819915087351409,
    0.2549396611766246,
    0.0604290596633608,
    0.01034252417844804,
    0.001232586923459451,
    9.336577106069795e-05,
    3.4726862691212504e-06,
)
"""Coefficients of 1, a, a², …"""


def normal_chance(x: Any) -> Any:
    """The chance for a float or an array; ``core.network.elementary`` has the compiled twin."""
    a = np.minimum(np.abs(x), NEVER)
    # a² as the square of its upper half, which is exact, and the small rest: else the far tail would lose digits.
    upper = np.asarray(a, np.float32).astype(np.float64)
    power = np.exp(-0.5 * upper * upper) * np.exp(-0.5 * (a - upper) * (a + upper))
    beyond = power * np.polyval(NUMERATOR[::-1], a) / np.polyval(DENOMINATOR[::-1], a)
    return np.where(np.less(x, 0.0), beyond, 1.0 - beyond)[()]
