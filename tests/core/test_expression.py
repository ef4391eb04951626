"""The formula language: what it reads, what it refuses and where it points."""

from __future__ import annotations

import ast
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape_gui.core.derivatives import with_gradient
from landscape_gui.core.errors import FormulaError
from landscape_gui.core.expression import parse
from landscape_gui.core.operations import CONSTANTS, FUNCTION_NAMES, OPERATIONS

EXAMPLES = json.loads((Path(__file__).parents[1] / "reference" / "worked_examples.json").read_text())

PLAIN = {name: getattr(np, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "sqrt", "abs")}


def value(text: str, **inputs: float) -> float:
    graph = parse(text)
    return float(graph.evaluate(inputs)[graph.output])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x^2 + 10*y^2", 41.0),
        ("-x^2", -1.0),
        ("2^3^2", 512.0),
        ("2^-x", 0.5),
        ("-2^2 + x", -3.0),
        ("x**2**1", 1.0),
        ("8 / y / 2", 2.0),
        ("8 - y - 2", 4.0),
        ("8 - (y - 2)", 8.0),
        ("+x", 1.0),
        ("1e1*x + .5 + 2.", 12.5),
        ("max(x, y, 0) + min(x, y, 5)", 3.0),
        ("z = x*y; z^2", 4.0),
        ("z = x*y\n  w = z + 1\nout = w*2", 6.0),
        ("(x +\n y)", 3.0),
        ("x² + y³ − 1 · x × y ÷ 2", 8.0),
        ("cos(π*x)", -1.0),
        ("ln(e^y)", 2.0),
        ("α = 3; α*x", 3.0),
    ],
)
def test_values(text: str, expected: float) -> None:
    assert value(text, x=1.0, y=2.0) == pytest.approx(expected, abs=1e-15)


def test_variables_are_ordered() -> None:
    assert parse("w2*z + y + x + w1").variables == ("x", "y", "z", "w2", "w1")
    assert parse("b*a").variables == ("b", "a")
    assert parse("a*x + y", coefficients=("a",)).variables == ("x", "y")
    assert parse("t = x*y; t^2").variables == ("x", "y")


def test_equal_subexpressions_are_shared() -> None:
    graph = parse("sin(x*y) + sin(x*y)^2 + x*y")
    assert [node.operation for node in graph.nodes].count("sin") == 1
    assert [node.operation for node in graph.nodes].count("mul") == 1


def test_leaves_come_first_and_the_output_last() -> None:
    graph = parse("z = w*x + b; sigmoid(z)")
    leaves = [not node.inputs for node in graph.nodes]
    assert leaves == sorted(leaves, reverse=True)
    assert graph.output == len(graph.nodes) - 1
    assert graph.nodes[graph.names["z"]].operation == "add"


@pytest.mark.parametrize(
    ("text", "line", "column", "length", "words"),
    [
        ("", 1, 0, 1, "Type a formula"),
        ("   \n ", 1, 0, 1, "Type a formula"),
        ("2x + 1", 1, 0, 2, "sign is missing"),
        ("x^2 + 3(x + 1)", 1, 6, 8, "sign is missing"),
        ("x^2 + sin x", 1, 6, 3, "sin is a function"),
        ("x^2 + sinus(x)", 1, 6, 5, "sinus is not a known function"),
        ("x^2^3 + foo(x)", 1, 8, 3, "foo is not a known function"),
        ("x^2 + y^2 +", 1, 10, 1, "ends too early"),
        ("x +* 3 ]", 1, 3, 1, "cannot be read at '*', which follows another sign"),
        ("2*y × / x", 1, 6, 1, "cannot be read at '/', which follows another sign"),
        ("x ** * 2", 1, 5, 1, "cannot be read at '*'"),
        ("(x + 1", 1, 0, 1, "parenthesis has no partner"),
        ("x + 1)", 1, 5, 1, "parenthesis has no partner"),
        ("x^9^9^9^9", 1, 4, 5, "too large"),
        ("9**9**9**9*x", 1, 3, 7, "too large"),
        ("x + 1/0", 1, 4, 3, "divides by zero"),
        ("log(x*y)/0", 1, 0, 10, "divides by zero"),
        ("x^2+y^2=1", 1, 7, 1, "no = in it"),
        ("x*log(-1)", 1, 2, 7, "not a number"),
        ("1e400*x", 1, 0, 5, "too large for a number"),
        ("x*0^(-1)", 1, 2, 6, "finite"),
        ("x.__class__", 1, 0, 11, "cannot be part of a formula"),
        ("__import__('os').system('true')", 1, 0, 31, "sign is missing"),
        ("(lambda: x)()", 1, 0, 13, "sign is missing"),
        ("[x for x in y]", 1, 0, 14, "cannot be part"),
        ("x if y else z", 1, 0, 13, "cannot be part"),
        ("x < y", 1, 0, 5, "cannot be part"),
        ("x @ y", 1, 0, 5, "cannot be part"),
        ("True*x", 1, 0, 4, "not a number"),
        ("3j*x", 1, 0, 2, "not a number"),
        ("'a'*x", 1, 0, 3, "not a number"),
        ("x(3)", 1, 0, 1, "not a function"),
        ("sin(x, y)", 1, 0, 9, "takes one value"),
        ("max(x)", 1, 0, 6, "two or more"),
        ("sin(x=1)", 1, 0, 8, "plain values"),
        ("max(*x)", 1, 0, 7, "plain values"),
        ("sin + x", 1, 0, 3, "give it a value"),
        ("x; y", 1, 0, 1, "Give this line a name"),
        ("e = 3; e*x", 1, 0, 1, "constant"),
        ("sin = 3; x", 1, 0, 3, "is a function"),
        ("z = x\nz = y\nz", 2, 0, 1, "already defined"),
        ("w = z*x\nz = y\nz", 2, 0, 1, "used before"),
        ("x = x + 1", 1, 0, 1, "used before"),
        ("x^2\nimport os", 1, 0, 3, "Give this line a name"),
        ("a = b = x", 1, 0, 9, "not a formula"),
        ("x += 1", 1, 0, 6, "not a formula"),
        ("a, b = x", 1, 0, 4, "one name"),
        ("_x + 1", 1, 0, 2, "A name starts with a letter"),
        ("x" * 41, 1, 0, 41, "at most 40"),
        ("y = x^2\n2*y + * 3", 2, 6, 1, "cannot be read"),
    ],
)
def test_errors_point_at_the_place(text: str, line: int, column: int, length: int, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert words in str(caught.value)
    assert (caught.value.line, caught.value.column, caught.value.length) == (line, column, length)


@pytest.mark.parametrize(
    "text", ["(" * 300 + "x" + ")" * 300, "-" * 3000 + "x", "sin(" * 1500 + "x" + ")" * 1500, "x" + "+x*y" * 5000]
)
def test_too_deep_or_long_is_an_error_not_a_crash(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text)


def test_a_long_sum_is_fine() -> None:
    assert value("+".join(["x"] * 500), x=2.0) == 1000.0


def refusal(text: str) -> FormulaError | None:
    """The error that ``text`` is refused with; None where it is read."""
    try:
        parse(text)
    except FormulaError as error:
        return error
    return None


@given(st.text(alphabet="xyz0123456789.+-*/^()=;, \nesincoxplg_#'\"[]{}<>!@\\²·π\0\t", max_size=40))
def test_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    error = refusal(text)
    if error is not None:
        lines = text.splitlines() or [""]
        assert 1 <= error.line <= len(lines)
        assert 0 <= error.column <= len(lines[error.line - 1])
        assert str(error).endswith((".", "?"))


numbers = st.floats(0.1, 4.0).map(lambda number: f"{number:.3f}")
leaves = st.sampled_from(["x", "y", "2", "0.5", "pi"]) | numbers
formulas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "^"]), inner).map(lambda p: f"({p[0]}) {p[1]} ({p[2]})"),
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda p: f"{p[0]} {p[1]} {p[2]}"),
        st.tuples(st.sampled_from(sorted(PLAIN)), inner).map(lambda p: f"{p[0]}({p[1]})"),
        inner.map(lambda text: f"-({text})"),
    ),
    max_leaves=12,
)


@given(formulas, st.floats(0.2, 2.0), st.floats(0.2, 2.0))
def test_values_agree_with_pythons_own_arithmetic(text: str, x: float, y: float) -> None:
    error = refusal(text)
    if error is not None:
        assert "finite" in str(error) or "too large" in str(error)
        return
    ours = value(text, x=x, y=y)
    names = {**PLAIN, **CONSTANTS, "x": np.float64(x), "y": np.float64(y), "float64": np.float64}
    with np.errstate(all="ignore"):
        code = ast.parse(text.replace("^", "**"), mode="eval")
        for node in ast.walk(code):  # numbers as numpy floats, so that 0 ** -1 is infinite instead of an error
            for name, child in ast.iter_fields(node):
                if isinstance(child, ast.Constant):
                    setattr(node, name, ast.parse(f"float64({child.value!r})", mode="eval").body)
                elif isinstance(child, list):
                    child[:] = [
                        ast.parse(f"float64({c.value!r})", mode="eval").body if isinstance(c, ast.Constant) else c
                        for c in child
                    ]
        if isinstance(code.body, ast.Constant):
            return
        theirs = float(eval(compile(ast.fix_missing_locations(code), "formula", "eval"), {"__builtins__": {}}, names))
    assert ours == pytest.approx(theirs, rel=1e-9, nan_ok=True)


@given(formulas, st.floats(0.2, 2.0), st.floats(0.2, 2.0))
def test_the_print_form_means_the_same(text: str, x: float, y: float) -> None:
    try:
        graph = parse(text)
    except FormulaError:
        return
    printed = graph.text().replace("|", "§")
    if "§" in printed or "e+" in printed or "e-" in printed or "e−" in printed:
        return  # |…| is for eyes; it cannot be read back
    again = parse(printed)
    inputs = {"x": x, "y": y}
    first, second = graph.evaluate(inputs)[graph.output], again.evaluate(inputs)[again.output]
    assert second == pytest.approx(first, rel=1e-6, nan_ok=True)


@pytest.mark.parametrize(
    "example", [e for e in EXAMPLES if "," not in e["formula"] and "=" not in e["formula"]], ids=lambda e: e["name"]
)
def test_worked_examples(example: dict) -> None:
    final = list(example["values"].values())[-1]
    assert value(example["formula"], **example["inputs"]) == pytest.approx(final, rel=1e-14)


def test_every_typed_function_has_numpy_and_compiled_forms() -> None:
    for name, key in FUNCTION_NAMES.items():
        operation = OPERATIONS[key]
        inputs = ("x", "y")[: operation.arity]
        assert math.isfinite(value(f"{name}({', '.join(inputs)})", x=0.3, y=0.7))
        assert len(operation.derivatives) == operation.arity


@pytest.mark.parametrize("word", ["ln", "log"])
def test_a_function_with_two_names_is_printed_by_the_one_that_was_typed(word: str) -> None:
    for graph in (parse(f"x*{word}(y + 1)"), with_gradient(parse(f"{word}(y + 1)*y"))):
        assert f"{word}(y + 1)" in graph.text()
    assert parse(f"{word}(2)*x").text() == f"{word}(2)·x"
    assert parse("ln(x) + ln(x)").text() == "ln(x) + ln(x)" and len(parse("ln(x) + log(x)").nodes) == 3
    assert parse("abs(x) + max(x, 1)").text() == "|x| + max(x, 1)", "what has one name keeps its sign"
