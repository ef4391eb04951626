"""What happens where numbers are not finite or inputs do not fit: one sentence that names the node."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import landscape_gui as lg
from landscape_gui.core.expression import parse
from landscape_gui.core.graph import Tape


@pytest.mark.parametrize(
    ("text", "inputs", "sentence"),
    [
        ("a/b + 1", {"a": 1, "b": 0}, "There is a division by zero in a / b, where a = 1 and b = 0; choose values for "
         "which it is finite."),
        ("0*x + x^-2", {"x": 0}, "There is a division by zero in x^(−2), where x = 0; choose"),
        ("1/(1/x)", {"x": 0}, "There is a division by zero in 1 / x, where x = 0; choose"),
        ("z = x - 1; log(z)", {"x": 1}, "There is a logarithm of zero in log(z), where z = 0; choose"),
        ("z = (x + 1)/(y - y); z", {"x": 1, "y": 2}, "There is a division by zero in z = (x + 1) / (y − y), where"),
        ("log(x)", {"x": -2}, "There is a logarithm of a negative number in log(x), where x = -2; choose"),
        ("sqrt(x*y)", {"x": -2, "y": 3}, "There is a square root of a negative number in sqrt(x·y), where x·y = -6;"),
        ("x^0.5", {"x": -2}, "There is a power of a negative number that is not real in x^0.5, where x = -2;"),
        ("sin(exp(x))", {"x": 1000}, "There is an overflow in exp(x), which is too large for a number, where x = 1000"),
        ("x^y", {"x": -1, "y": 2}, "The derivative of x^y by y is not defined, where x = -1 and y = 2; choose values"),
        ("x^0.5", {"x": 0}, "The derivative of x^0.5 by x is infinite, where x = 0; choose values"),
        ("1e200*(1e200*(x*1e-300))", {"x": 1e-100}, "The derivative by x·1e−300 is too large for a number;"),
        ("x + y", {"x": math.nan, "y": 1}, "x is not a number; give it a finite number."),
        ("x + y", {"x": 1, "y": -math.inf}, "y is infinite; give it a finite number."),
        ("x + y", {"x": 1}, "y has no value; give one for each of x, y."),
        ("x + y", {"x": 1, "y": 2, "q": 3}, "The formula has no variable 'q'; it has x, y."),
        ("1 + 1", {"q": 3}, "The formula has no variable 'q'; it has none."),
        ("x", {"x": "3"}, "x = '3' is not a number; give a finite number."),
        ("x", {"x": None}, "x = None is not a number; give a finite number."),
        ("x", {"x": [1.0]}, "x = [1.0] is not a number; give a finite number."),
        ("x", {"x": np.ones(1)}, "x = array([1.]) is not a number; give a finite number."),
        ("x", {"x": 10**400}, "is not a number; give a finite number."),
        ("x", {"x": 1j}, "x = 1j is not a number; give a finite number."),
    ],
)  # fmt: skip
def test_trace_raises_one_sentence(text: str, inputs: dict[str, Any], sentence: str) -> None:
    with pytest.raises(lg.GraphError) as caught:
        lg.trace(text, **inputs)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, lg.LandscapeError)


@pytest.mark.parametrize("text", ["", "2x", "sin x", "__import__('os')", "(" * 300 + "x" + ")" * 300, "x+" * 20_000, 3])
def test_trace_reads_nothing_but_formulas(text: Any) -> None:
    with pytest.raises(lg.FormulaError):
        lg.trace(text, x=1.0)


def test_a_tape_with_trouble_still_has_all_its_numbers() -> None:
    tape = Tape(parse("z = a/b; w = c*c; z + w"), {"a": 1.0, "b": 0.0, "c": 3.0})
    assert tape.trouble is not None
    assert tape.trouble.words == "a division by zero in z = a / b"
    assert tape.nodes[tape.trouble.node].name == "z"
    assert not tape.trouble.backward
    assert math.isinf(tape.value)
    assert tape.nodes[tape.index("w")].value == 9.0
    assert tape.gradient["c"] == 6.0
    assert len(tape.backward_steps) == 6
    assert tape.replaced({"b": 2.0}).trouble is None


def test_kinks_are_no_trouble() -> None:
    assert lg.trace("sqrt(x^2 + y^2) + abs(x) + max(x, y) + relu(x)", x=0, y=0).gradient == {"x": 0.5, "y": 0.5}


def test_any_name_of_a_variable_can_be_given() -> None:
    assert lg.trace("text*values", text=2, values=3).gradient == {"text": 3.0, "values": 2.0}
