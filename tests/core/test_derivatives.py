"""Gradients and Hessians of formulas: compiled, interpreted, against finite differences, and at kinks and poles."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import landscape_gui as lg
from landscape_gui.core.derivatives import with_gradient, with_hessian
from landscape_gui.core.expression import parse
from landscape_gui.core.operations import FUNCTION_NAMES, OPERATIONS
from tests import naive

SMOOTH = sorted(set(FUNCTION_NAMES))


def interpreted(text: str, **inputs: float) -> tuple[float, np.ndarray]:
    graph = with_gradient(parse(text))
    values = graph.evaluate(inputs)
    return float(values[graph.outputs[0]]), np.array([values[i] for i in graph.outputs[1:]])


@pytest.mark.parametrize("name", SMOOTH)
def test_every_function_against_finite_differences_and_compiled(name: str) -> None:
    arity = OPERATIONS[FUNCTION_NAMES[name]].arity
    text = f"{name}(x)*y + {name}(0.5 + y/3)" if arity == 1 else f"{name}(x, y) + {name}(2*y, x)"
    problem = lg.formula(text)
    for point in ((0.7, 0.4), (0.3, 1.9), (1.6, -0.8)):
        value, gradient = problem.value_and_gradient(point)
        names = dict(zip(problem.variables, point, strict=True))
        reference, interpreted_gradient = interpreted(text, **names)
        assert value == pytest.approx(reference, rel=1e-14)
        np.testing.assert_allclose(gradient, interpreted_gradient, rtol=1e-13)
        np.testing.assert_allclose(
            gradient, naive.gradient_fd(lambda p: problem.value_and_gradient(p)[0], np.array(point)), atol=1e-7
        )
        np.testing.assert_allclose(
            problem.hessian(point),
            naive.hessian_fd(lambda p: problem.value_and_gradient(p)[0], np.array(point)),
            atol=1e-5,
        )


@pytest.mark.parametrize("exponent", [*range(-5, 8), 33, 64, 65, 0.5, 2.5, -1.5])
def test_powers_and_their_products(exponent: float) -> None:
    problem = lg.formula(f"x^{exponent} + 0*y" if exponent >= 0 else f"x^({exponent}) + 0*y")
    value, gradient = problem.value_and_gradient((1.3, 0.0))
    assert value == pytest.approx(1.3**exponent, rel=1e-13)
    assert gradient[0] == pytest.approx(exponent * 1.3 ** (exponent - 1), rel=1e-13)
    assert problem.hessian((1.3, 0.0))[0, 0] == pytest.approx(
        exponent * (exponent - 1) * 1.3 ** (exponent - 2), rel=1e-12
    )


def test_whole_powers_of_negative_numbers() -> None:
    value, gradient = lg.formula("x^3 + x^2").value_and_gradient((-2.0,))
    assert (value, gradient[0]) == (-4.0, 8.0)
    assert lg.formula("x^2").hessian((0.0,))[0, 0] == 2.0


@pytest.mark.parametrize(
    ("text", "point", "gradient"),
    [
        ("abs(x)", (0.0,), [0.0]),
        ("relu(x)", (0.0,), [0.0]),
        ("leaky_relu(x)", (0.0,), [0.01]),
        ("max(x, y)", (1.0, 1.0), [0.5, 0.5]),
        ("min(x, y)", (1.0, 1.0), [0.5, 0.5]),
        ("sqrt(x^2 + y^2)", (0.0, 0.0), [0.0, 0.0]),
        ("elu(x)", (0.0,), [1.0]),
        ("x^y", (0.0, 2.0), [0.0, 0.0]),
    ],
)
def test_documented_subgradients(text: str, point: tuple[float, ...], gradient: list[float]) -> None:
    np.testing.assert_array_equal(lg.formula(text).value_and_gradient(point)[1], gradient)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("log(x)", (-1.0,)),
        ("sqrt(x)", (-1.0,)),
        ("x/y", (0.0, 0.0)),
        ("x^0.5", (-1.0,)),
        ("x^y", (-1.0, 0.5)),
        ("max(log(x), 0)", (-1.0,)),
        ("relu(log(x))", (-1.0,)),
    ],
)
def test_domain_problems_are_nan_never_a_crash(text: str, point: tuple[float, ...]) -> None:
    problem = lg.formula(text)
    assert math.isnan(problem.value_and_gradient(point)[0])
    assert math.isnan(interpreted(text, **dict(zip(problem.variables, point, strict=True)))[0])


@pytest.mark.parametrize("text", ["1/x", "log(x)", "1/x^2", "exp(1000/(x + 1e-300))"])
def test_poles_are_infinite(text: str) -> None:
    assert math.isinf(lg.formula(text).value_and_gradient((0.0,))[0])


@pytest.mark.parametrize(
    ("text", "value", "slope"), [("x^2/1e-320", math.inf, math.inf), ("1e308*x*1e308", math.inf, math.inf)]
)
def test_numbers_that_overflow_in_derivatives_are_infinite_not_a_crash(text: str, value: float, slope: float) -> None:
    problem = lg.formula(text)
    got, gradient = problem.value_and_gradient((1.0,))
    assert (got, gradient[0]) == (value, slope)
    assert problem.hessian((1.0,)).shape == (1, 1)


@pytest.mark.parametrize("name", ["sigmoid", "softplus", "silu", "gelu", "elu", "tanh", "relu", "leaky_relu"])
@pytest.mark.parametrize("x", [-800.0, -40.0, 40.0, 800.0])
def test_activations_saturate_without_overflow(name: str, x: float) -> None:
    value, gradient = lg.formula(f"{name}(x)").value_and_gradient((x,))
    assert math.isfinite(value) and math.isfinite(gradient[0])


def test_a_variable_that_cancels_has_gradient_zero() -> None:
    value, gradient = lg.formula("x*0 + y").value_and_gradient((3.0, 2.0))
    assert value == 2.0
    np.testing.assert_array_equal(gradient, [0.0, 1.0])


def test_product_with_itself_counts_twice() -> None:
    assert lg.formula("x*x").value_and_gradient((3.0,))[1][0] == 6.0


def test_the_hessian_is_symmetric_in_three_variables() -> None:
    hessian = lg.formula("x*y*z + sin(x*z) + w^2*x").hessian((0.3, -0.7, 1.1, 0.4))
    np.testing.assert_array_equal(hessian, hessian.T)
    assert hessian[0, 1] == 1.1


terms = st.recursive(
    st.sampled_from(["x", "y", "1.5", "0.25"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        inner.map(lambda t: f"({t})^2"),
        st.tuples(
            st.sampled_from(["sin", "cos", "tanh", "sigmoid", "atan", "erf", "softplus", "gelu", "silu"]), inner
        ).map(lambda p: f"{p[0]}({p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"{p[0]} / (1 + ({p[1]})^2)"),
    ),
    max_leaves=8,
)


@settings(max_examples=60)
@given(terms, st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
def test_random_formulas_against_finite_differences(text: str, x: float, y: float) -> None:
    source = f"{text} + 0*x + 0*y"
    plain = parse(source)

    def f(point: np.ndarray) -> float:
        return float(plain.evaluate({"x": float(point[0]), "y": float(point[1])})[plain.output])

    point = np.array([x, y])
    gradient = interpreted(source, x=x, y=y)[1]
    difference = naive.gradient_fd(f, point, 1e-3)
    scale = 1.0 + np.abs(gradient).max() + abs(f(point))
    # Where a formula turns faster than its steps, two of them disagree, and differences say nothing.
    assume(np.abs(naive.gradient_fd(f, point, 5e-4) - difference).max() <= 1e-5 * scale)
    assert np.abs(gradient - difference).max() <= 1e-4 * scale
    graph = with_hessian(plain)
    values = graph.evaluate({"x": x, "y": y})
    assert all(np.isfinite(values[i]) for i in graph.outputs)
