"""Numbers as words."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape_gui.numbers import MINUS, exact, on_screen, short, tidied


@pytest.mark.parametrize(
    ("value", "text", "fixed"),
    [
        (0.0, "0", "0.000"), (-0.0, "0", "0.000"), (0.05, "0.05", "0.05000"), (-1.5, "−1.5", "−1.500"),
        (1.2346e-5, "1.235e−5", "1.235e−5"), (1e-4, "0.0001", "0.0001000"), (123456, "1.235e5", "1.235e5"),
        (100, "100", "100.0"), (1234.4, "1234", "1234"), (-1e10, "−1e10", "−1.000e10"),
        (1e-300, "1e−300", "1.000e−300"),
        (math.inf, "∞", "∞"), (-math.inf, "−∞", "−∞"), (math.nan, "NaN", "NaN"),
    ],
)  # fmt: skip
def test_numbers_have_four_digits_and_a_true_minus(value: float, text: str, fixed: str) -> None:
    assert short(value) == text
    assert short(value, fixed=True) == fixed


@given(st.floats(-1e300, 1e300))
def test_short_is_near_and_exact_is_exact(value: float) -> None:
    assert float(exact(value)) == value
    assert math.isclose(float(short(value).replace(MINUS, "-")), value, rel_tol=5.01e-4)
    assert len(short(value, fixed=True)) <= 11


def test_numbers_in_sentences_of_programs_are_tidied() -> None:
    told = "There is a logarithm of a negative number in log(x), where x = -1.00302e+08 and x2 = 3; choose values."
    assert tidied(told) == (
        "There is a logarithm of a negative number in log(x), where x = −1.003e8 and x2 = 3; choose values."
    )
    assert tidied("z = 2x; y = -0.5.") == "z = 2x; y = −0.5."


def test_sentences_about_a_formula_have_true_minus_signs() -> None:
    told = "There is a logarithm of a negative number in z = log(-w), where w = 1 and x = -0.25; choose others."
    meant = "There is a logarithm of a negative number in z = log(−w), where w = 1 and x = −0.25; choose others."
    assert on_screen(told) == meant
    assert on_screen(told.replace("log(", "ln(")) == meant.replace("log(", "ln(")
    assert on_screen("binary cross-entropy of a - b, f(-2, -x)") == "binary cross-entropy of a − b, f(−2, −x)"
