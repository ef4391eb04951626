"""Local derivatives written out: the same numbers as the rules give, for every operation."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui.arithmetic import written
from landscape_gui.core.expression import parse, print_node
from landscape_gui.core.graph.captions import labels_and_captions, latex_node
from landscape_gui.core.graph.rules import local_derivatives
from landscape_gui.core.graph.slopes import slope_arithmetic, slope_latex
from landscape_gui.core.operations import ATOM, OPERATIONS, POWER, PRODUCT, SUM
from landscape_gui.core.terms import Node


@pytest.mark.parametrize("key", OPERATIONS)
@pytest.mark.parametrize("values", [(0.7, 2.0), (1.0, 1.0), (-0.5, 3.0)])
def test_written_slopes_are_those_of_the_rules(key: str, values: tuple[float, float]) -> None:
    entry = OPERATIONS[key]
    inputs = values[: entry.arity]
    with np.errstate(all="ignore"):
        result = float(entry.value(*inputs))
    for place, slope in enumerate(local_derivatives(key, inputs, result)):
        arithmetic = slope_arithmetic(key, place, inputs, result)
        assert arithmetic.result == pytest.approx(slope, rel=1e-14, abs=1e-300, nan_ok=True)
        if arithmetic.template == "{0}":
            assert arithmetic.operands == pytest.approx((slope,), nan_ok=True)


def told(key: str, place: int, constants: tuple[float | None, ...] = ()) -> str:
    names = [("a", ATOM), ("b", ATOM)][: OPERATIONS[key].arity]
    return slope_latex(key, place, names, ("y", ATOM), constants)


def test_slopes_in_symbols() -> None:
    assert told("add", 0) == "1" and told("sub", 1) == "-1"
    assert told("mul", 0) == "b" and told("mul", 1) == "a"
    assert told("sigmoid", 0) == r"y \cdot \left(1 - y\right)"
    assert told("tanh", 0) == "1 - {y}^{2}"
    assert told("sqrt", 0) == r"\frac{1}{2 \cdot y}"
    assert told("max", 1) == r"\left[b > a\right]"
    assert told("pow", 1) == r"{a}^{b} \cdot \ln\left(a\right)"


def test_a_constant_exponent_makes_the_power_rule_simple() -> None:
    assert told("pow", 0) == r"b \cdot {a}^{b - 1}"
    assert told("pow", 0, (None, 2.0)) == r"2 \cdot a"
    assert told("pow", 0, (None, 3.0)) == r"3 \cdot {a}^{2}"
    assert written(slope_arithmetic("pow", 0, (-0.5, 3.0), -0.125, (None, 3.0))) == "3 · (−0.5)² = 0.75"


def test_compound_names_get_parentheses_only_where_they_need_them() -> None:
    compound = ("a - y", SUM)
    assert slope_latex("pow", 0, [compound, ("2", ATOM)], ("v", ATOM), (None, 2.0)) == r"2 \cdot \left(a - y\right)"
    assert slope_latex("mul", 0, [("x", ATOM), compound], ("v", ATOM)) == "a - y"
    assert slope_latex("log", 0, [compound], ("v", ATOM)) == r"\frac{1}{a - y}"


def test_powers_of_powers_keep_their_bases_apart() -> None:
    """exp(x) is a power in LaTeX: without parentheses (eˣ)^y would read as e to the power of xy."""
    graph = parse("exp(x)^y")
    assert latex_node(graph.nodes[2], [("x", ATOM)]) == ("e^{x}", POWER)
    power = [("e^{x}", POWER), ("y", ATOM)]
    assert slope_latex("pow", 0, power, ("v", ATOM)) == r"y \cdot {\left(e^{x}\right)}^{y - 1}"
    assert slope_latex("pow", 1, power, ("v", ATOM)) == r"{\left(e^{x}\right)}^{y} \cdot \ln\left(e^{x}\right)"
    assert labels_and_captions(graph)[-1] == ("exp(x)^y", r"{\left(e^{x}\right)}^{y}")
    assert labels_and_captions(parse("exp(x)^2"))[-1][1] == r"{\left(e^{x}\right)}^{2}"
    assert labels_and_captions(parse("exp(exp(x))"))[-1][1] == "e^{e^{x}}"


def test_the_base_of_a_derivative_by_an_exponent_stands_in_parentheses() -> None:
    names = [("a + c", SUM), ("b + c", SUM)]
    assert slope_latex("pow", 1, names, ("v", ATOM)) == r"{\left(a + c\right)}^{b + c} \cdot \ln\left(a + c\right)"
    assert print_node(Node("pow_log", (0, 1)), names) == ("(a + c)^(b + c)·ln(a + c)", PRODUCT)
