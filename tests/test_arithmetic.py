"""Calculations written out with their numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

import landscape_gui as lg
from landscape_gui.arithmetic import (
    calculation,
    latex,
    latex_factor,
    latex_number,
    latex_symbols,
    number,
    raised,
    written,
)
from landscape_gui.core.graph import Arithmetic


@pytest.mark.parametrize(
    ("text", "inputs", "lines"),
    [
        ("z = w*x + b", {"w": 0.6, "x": 0.8, "b": -0.2}, ["0.6 · 0.8 = 0.48", "0.48 + (−0.2) = 0.28"]),
        ("a - b", {"a": -1, "b": -2}, ["−1 − (−2) = 1"]),
        ("a/b", {"a": -1, "b": -2}, ["−1 / (−2) = 0.5"]),
        ("-a", {"a": -1}, ["−(−1) = 1"]),
        ("abs(a)", {"a": -1.5}, ["|−1.5| = 1.5"]),
        ("max(a, b)", {"a": -1, "b": -2}, ["max(−1, −2) = −1"]),
        ("sigmoid(a)", {"a": -1}, ["σ(−1) = 0.2689"]),
        ("a^2", {"a": -3}, ["(−3)² = 9"]),
        ("a^12", {"a": 1.5}, ["1.5¹² = 129.7"]),
        ("a^b", {"a": 2, "b": -1}, ["2^(−1) = 0.5"]),
        ("a^0.5", {"a": 4}, ["4^0.5 = 2"]),
        ("a^3", {"a": 1e-5}, ["(1e−5)³ = 1e−15"]),
    ],
)
def test_one_operation_at_a_time(text: str, inputs: dict[str, float], lines: list[str]) -> None:
    tape = lg.trace(text, **inputs)
    assert [written(line) for step in tape.forward_steps for line in step.lines] == lines


def test_expanded_calculations_begin_at_inputs_and_named_results() -> None:
    tape = lg.trace("z = w*x + b; y = sigmoid(z); 0.5*(y - t)^2", w=0.6, x=0.8, b=-0.2, t=-1)
    assert written(tape.expanded(tape.index("z"))) == "0.6 · 0.8 + (−0.2) = 0.28"
    assert written(tape.expanded(tape.index("y"))) == "σ(0.28) = 0.5695"
    assert written(tape.expanded(tape.output)) == "0.5 · (0.5695 − (−1))² = 1.232"
    long = lg.trace("+".join(f"a{i}*b" for i in range(50)), b=2, **{f"a{i}": i for i in range(50)})
    assert len(long.expanded(long.output).operands) <= 8


def test_tangents() -> None:
    tape = lg.trace("a*b - a", a=3, b=-2)
    assert [written(step.arithmetic) for step in tape.tangent_steps("a")] == [
        "−2 · 1 + 3 · 0 = −2",
        "1 · (−2) + (−1) · 1 = −3",
    ]


def test_digits_arrays_and_what_is_not_finite() -> None:
    assert number(2.0 / 3.0, 2) == "0.67"
    assert number(math.nan) == "NaN"
    assert number(np.zeros((3, 2))) == "3×2"
    assert (
        calculation(Arithmetic("{0} · {1} + {2}", (np.zeros((3, 2)), np.zeros(2), -math.inf), 0.0)) == "3×2 · 2 + (−∞)"
    )


@pytest.mark.parametrize(
    ("text", "inputs", "lines"),
    [
        ("w*x + b", {"w": 0.6, "x": 0.8, "b": -0.2}, ["0.6 · 0.8", "0.48 + (−0.2)"]),
        ("a^2", {"a": -3}, ["(−3)^{2}"]),
        ("a^b", {"a": 2, "b": -1.5}, ["2^{(−1.5)}"]),
        ("leaky_relu(a)", {"a": 2}, [r"\mathrm{leaky_relu}(2)"]),
        ("log(a)", {"a": 2}, [r"\mathrm{log}(2)"]),
        ("ln(a)", {"a": 2}, [r"\mathrm{ln}(2)"]),
        ("1/a", {"a": 2e-7}, [r"1 / (2 \cdot 10^{−7})"]),
        ("a*b", {"a": 1e-7, "b": 2.5e12}, [r"10^{−7} · 2.5 \cdot 10^{12}"]),
    ],
)
def test_calculations_in_latex(text: str, inputs: dict[str, float], lines: list[str]) -> None:
    tape = lg.trace(text, **inputs)
    made = [latex(line) for step in tape.forward_steps for line in step.lines]
    assert made == lines


def test_groups_in_latex() -> None:
    assert latex_symbols("{0}^({1} − 1)·√({0} + {1}) / √{1}", ("a", "b")) == r"a^{(b − 1)}·\sqrt{a + b} / \sqrt{b}"
    assert latex(Arithmetic("{0}", (2.0,), 2.0)) == ""
    assert latex(Arithmetic("|{0}|·{1}²", (-2.0, -3.0), 18.0)) == "|{−2}|·(−3)²"
    vector = np.array([0.5, -1.0])
    assert latex_number(vector) == r"(0.5,\, {−1})"
    assert latex(Arithmetic("tanh({0})", (vector,), vector)) == r"\mathrm{tanh}(0.5,\, {−1})"
    assert latex_factor(-0.5) == "(−0.5)" and latex_factor(np.ones((3, 2))) == r"\mathrm{[3×2]}"


def test_whole_exponents_in_plain_text_are_raised() -> None:
    assert raised("0.5·(σ(w·x + b) − t)^2 + a^10") == "0.5·(σ(w·x + b) − t)² + a¹⁰"
    assert raised("x^(−2) + x^y + x^0.5 + x^2^y") == "x⁻² + x^y + x^0.5 + x^2^y"
