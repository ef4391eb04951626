"""The chance that a normal number is smaller: known values, and both tails."""

from __future__ import annotations

import math

import numpy as np
import pytest

from landscape_gui.core.normal import NEVER, normal_chance

# Worked out to 40 digits.
KNOWN = {
    -37.0: 5.725571222524577e-300,
    -20.0: 2.7536241186062337e-89,
    -10.0: 7.61985302416052e-24,
    -5.0: 2.866515718791939e-07,
    -1.5: 0.06680720126885807,
    -0.5: 0.3085375387259869,
    0.0: 0.5,
    0.25: 0.5987063256829237,
    1.0: 0.8413447460685429,
    3.0: 0.9986501019683699,
    8.0: 0.9999999999999993,
}


@pytest.mark.parametrize(("x", "chance"), KNOWN.items())
def test_known_chances(x: float, chance: float) -> None:
    assert normal_chance(x) == pytest.approx(chance, rel=2e-15)


def test_it_is_the_error_function_in_other_words() -> None:
    points = np.linspace(-6.0, 6.0, 2001)
    wanted = [0.5 * math.erfc(-x / math.sqrt(2.0)) for x in points.tolist()]
    np.testing.assert_allclose(normal_chance(points), wanted, rtol=2e-14)
    np.testing.assert_allclose(normal_chance(points) + normal_chance(-points), 1.0, rtol=3e-16)


def test_far_out_it_is_certain() -> None:
    far = np.array([-math.inf, -1e300, -NEVER, NEVER, 1e300, math.inf])
    np.testing.assert_array_equal(normal_chance(far), [0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    assert math.isnan(normal_chance(math.nan))
