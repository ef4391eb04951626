"""Derivatives checked by differences: what agrees, what is wrong, and where differences cannot tell."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape_gui.core.errors import GraphError
from landscape_gui.core.expression import parse
from landscape_gui.core.graph.example import Example
from landscape_gui.core.graph.examples import EXAMPLES
from landscape_gui.core.graph.gradientcheck import (
    AGREES,
    DIFFERS,
    KINK,
    UNDEFINED,
    Check,
    check_gradient,
    checks,
    points_of,
    rounding,
    steps_to_try,
)
from landscape_gui.core.graph.levels import network_graph
from landscape_gui.core.graph.tape import Tape
from landscape_gui.core.network.architecture import architecture
from landscape_gui.core.network.network import Network
from landscape_gui.core.operations import FUNCTION_NAMES, OPERATIONS


def checked(text: str, **values: float) -> tuple[Check, ...]:
    return check_gradient(Tape(parse(text), values))


def only(text: str, **values: float) -> Check:
    return checked(text, **values)[0]


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_every_derivative_of_every_example(example: Example) -> None:
    tape = example.tape()
    found = check_gradient(tape, tuple(example.values))
    assert [check.name for check in found] == list(example.values)
    for check in found:
        assert check.verdict == AGREES
        assert check.relative < 1e-6
        assert check.value == example.values[check.name]
        assert check.absolute <= 20.0 * check.error + 1e-15
    assert [check.exact for check in check_gradient(tape)] == list(tape.gradient.values())


@pytest.mark.parametrize("name", sorted(set(FUNCTION_NAMES)))
def test_every_function(name: str) -> None:
    arity = OPERATIONS[FUNCTION_NAMES[name]].arity
    text = f"{name}(a)*b + {name}(0.5 + b/3)" if arity == 1 else f"{name}(a, b) + {name}(2*b, a)"
    for a, b in ((0.7, 0.4), (0.3, 1.9), (3.1, -0.8)):
        for check in checked(text, a=a, b=b):
            assert check.verdict == AGREES, check
            assert min(check.absolute, check.relative) < 1e-8


@settings(max_examples=80)
@given(
    st.floats(-30.0, 30.0),
    st.floats(-8.0, 8.0),
    st.sampled_from(["tanh(a)*b", "exp(a)*b^2", "sigmoid(a + b)*a", "a^3*b - a/(2 + b^2)"]),
)
def test_right_derivatives_are_never_called_wrong(a: float, b: float, text: str) -> None:
    assert {check.verdict for check in checked(text, a=a, b=b)} == {AGREES}


@settings(max_examples=80)
@given(st.floats(-3.0, 3.0), st.floats(0.5, 3.0), st.floats(1e-4, 10.0), st.booleans())
def test_wrong_derivatives_are_found(a: float, b: float, off: float, negative: bool) -> None:
    tape = Tape(parse("sin(a)*b + a*b"), {"a": a, "b": b})
    wrong = tape.gradient["a"] + (-off if negative else off)
    right_one, wrong_one = check_gradient(tape, ("b", "a"), {**tape.gradient, "a": wrong})
    assert (right_one.verdict, wrong_one.verdict) == (AGREES, DIFFERS)
    assert wrong_one.exact == wrong
    assert wrong_one.absolute == pytest.approx(off, rel=1e-4)
    assert "wrong" in wrong_one.words


@pytest.mark.parametrize("value", [1e-9, 1e-4, 0.02, 1.0, 40.0, 3e7])
def test_the_step_fits_the_size_of_the_input(value: float) -> None:
    check = only("log(x)*1000", x=value)
    assert check.verdict == AGREES
    assert check.relative < 1e-7
    assert check.step < value


def test_a_function_that_turns_fast_gets_a_small_step() -> None:
    fast, slow = only("sin(1000*x)", x=0.3), only("sin(x)", x=0.3)
    assert fast.step < 1e-5 < slow.step * 10
    assert fast.relative < 1e-6
    assert slow.relative < 1e-9


def test_cancellation_is_known_and_not_called_an_error() -> None:
    check = only("1e8 + x - 1e8", x=1.0)
    assert (check.verdict, check.exact) == (AGREES, 1.0)
    assert check.words == "They agree as closely as rounding lets a difference tell."
    assert 1e-8 < check.relative < 1e-4


def test_words_say_how_many_digits_agree() -> None:
    assert only("3*x", x=0.0).words == "Both are equal."
    assert only("0*x + 2", x=1.0).words == "Both are 0."
    check = only("exp(x)", x=1.0)
    digits = int(check.words.removeprefix("They agree in ").split()[0])
    assert 10.0**-digits >= check.relative > 10.0 ** -(digits + 1)


@pytest.mark.parametrize(
    ("text", "values", "sides", "taken", "where"),
    [
        ("3*relu(x)", {"x": 0.0}, (0.0, 3.0), 0.0, "relu(x)"),
        ("abs(x - 2)", {"x": 2.0}, (-1.0, 1.0), 0.0, "|x − 2|"),
        ("z = x - y; leaky_relu(z)", {"x": 1.0, "y": 1.0}, (0.01, 1.0), 0.01, "leaky_relu(z)"),
        ("max(x, y)", {"x": 1.0, "y": 1.0}, (0.0, 1.0), 0.5, "max(x, y)"),
        ("min(x, 1)", {"x": 1.0}, (1.0, 0.0), 0.5, "min(x, 1)"),
        ("sqrt(x^2 + y^2)", {"x": 0.0, "y": 0.0}, (-1.0, 1.0), 0.0, "sqrt(x^2 + y^2)"),
    ],
)
def test_at_a_kink_both_slopes_are_told(
    text: str, values: dict[str, float], sides: tuple[float, float], taken: float, where: str
) -> None:
    check = only(text, **values)
    assert check.verdict == KINK
    assert (check.left, check.right) == pytest.approx(sides, abs=1e-6)
    assert check.exact == taken
    assert math.isnan(check.difference) and math.isnan(check.step) and math.isnan(check.relative)
    assert f"lies on the kink of {where}" in check.words
    assert check.words.endswith(f"and {taken:g} is taken.")


@pytest.mark.parametrize("distance", [1e-1, 1e-3, 1e-5, -1e-5])
def test_near_a_kink_the_step_stays_on_one_side(distance: float) -> None:
    check = only("relu(x - 1)*x", x=1.0 + distance)
    assert check.verdict == AGREES
    assert check.step < abs(distance)
    assert check.words.endswith(", by a step small enough to stay clear of the kink of relu(x − 1).") == (
        abs(distance) < 0.01
    )


def test_closer_to_a_kink_than_any_step() -> None:
    check = only("relu(x - 1)", x=1.0 + 1e-15)
    assert check.verdict == KINK
    assert (
        check.words
        == "Closer to x = 1 than any useful step lies the kink of relu(x − 1): a difference mixes two slopes."
    )


def test_a_kink_of_what_does_not_move_is_none() -> None:
    assert {check.verdict for check in checked("relu(0*x) + y^2", x=3.0, y=2.0)} == {AGREES}


@pytest.mark.parametrize(
    ("text", "value", "side"),
    [("sqrt(x)", 0.0, "to the left of x = 0"), ("x^0.5", 0.0, "to the left of x = 0"),
     ("sqrt(1 - x)", 1.0, "to the right of x = 1")],
)  # fmt: skip
def test_at_the_end_of_the_domain_there_is_no_difference(text: str, value: float, side: str) -> None:
    check = only(text, x=value)
    assert check.verdict == UNDEFINED
    assert check.words == f"There is no difference: the formula is not defined {side}."


def test_near_the_end_of_the_domain_the_step_stays_inside() -> None:
    check = only("log(x - 1)", x=1.00001)
    assert check.verdict == AGREES
    assert check.step < 1e-5
    assert check.words.endswith("by a step small enough to stay where the formula is defined.")


@pytest.mark.parametrize("value", [-1.0, 0.0, math.nan, math.inf])
def test_without_a_finite_value_there_is_nothing_to_compare(value: float) -> None:
    check = only("log(x)", x=value)
    assert check.verdict == UNDEFINED
    assert math.isnan(check.difference)
    assert check.words.endswith(".")
    tape = Tape(parse("log(x)"), {"x": value})
    assert tape.trouble is not None
    assert check.words == tape.trouble.sentence


def test_a_derivative_that_is_not_finite_is_not_compared() -> None:
    check = only("(x^2)^0.5", x=0.0)
    assert (check.verdict, check.words) == (
        UNDEFINED,
        "The derivative is not a finite number here; a difference says nothing of it.",
    )


def test_extreme_values_bring_no_warning() -> None:
    for text, value in (("exp(x)", 700.0), ("exp(x)", 800.0), ("x", 1e300), ("x*x*1e-320", 1.0), ("1/x", 1e-200)):
        assert only(text, x=value).verdict in {AGREES, UNDEFINED}


def test_the_bound_of_rounding_holds() -> None:
    chance = np.random.default_rng(0)
    for x, y in chance.uniform(0.1, 3.0, (50, 2)):
        tape = Tape(parse("exp(sin(x)*y) - exp(sin(x)*y - 1e-9) + x^3"), {"x": x, "y": y})
        wide = {name: np.longdouble(value) for name, value in tape.inputs.items()}
        exact = np.exp(np.sin(wide["x"]) * wide["y"]) - np.exp(np.sin(wide["x"]) * wide["y"] - 1e-9) + wide["x"] ** 3
        assert abs(float(tape.value - exact)) <= rounding(tape) + 2.0**-60


def test_many_inputs_are_checked_piece_by_piece() -> None:
    tape = EXAMPLES["vectorised-backprop"].tape()
    whole = check_gradient(tape)
    pieces = checks(tape)
    first = next(pieces)
    assert first == whole[0]
    assert (first, *pieces) == whole


def test_an_unknown_input() -> None:
    with pytest.raises(GraphError, match="no input 'q'; there are w, b"):
        check_gradient(EXAMPLES["graph-linear"].tape(), ["q"])


def test_steps_give_the_same_numbers_as_the_whole_graph() -> None:
    tape = EXAMPLES["vectorised-backprop"].tape()
    for check in check_gradient(tape, list(tape.inputs)):
        step = steps_to_try(check.value)
        points = points_of(check.value, step)
        outputs = tape.graph.evaluate({**tape.inputs, check.name: points})[tape.graph.output]
        central = (outputs[2::2] - outputs[1::2]) / (points[2::2] - points[1::2])
        assert check.difference in central


def test_a_network_of_many_weights_is_checked_in_seconds() -> None:
    shape = architecture((2, 32, 32, 8, 1), "tanh", "binary_cross_entropy")
    network = Network(shape, [[0.3, -0.8]], [[1.0]])
    theta = np.random.default_rng(0).normal(size=network.dimension) / 2.0
    tape = network_graph(network, theta, "scalars", 0)
    assert isinstance(tape, Tape) and network.dimension == 1425
    begin = time.process_time()
    found = check_gradient(tape)
    assert time.process_time() - begin < 12.0
    assert len(found) == 1425 and {check.verdict for check in found} == {AGREES}
