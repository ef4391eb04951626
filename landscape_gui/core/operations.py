"""The operation table: the only place that knows an operation's value, derivative, code and print form.

Each derivative rule builds the local derivative as a further piece of the same expression graph, from ``Term`` objects
of the inputs and of the result. So the gradient is itself a graph, can be differentiated again, compiled, or shown.

Kinks have these documented subgradients, as in PyTorch: at 0, abs has slope 0, relu 0 and leaky_relu 0.01; min and max
give half to each argument where both are equal. Unlike PyTorch, which gives infinity and so NaN for a distance such as
sqrt(x^2 + y^2) at its minimum, ``sqrt`` has slope 0 at 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from landscape_gui.core.normal import normal_chance
from landscape_gui.core.terms import Term, apply

Values = Any
Rule = Callable[..., Term | float]

LEAKY_SLOPE = 0.01
ATOM, POWER, NEGATION, PRODUCT, SUM = 5, 4, 3, 2, 1
POWERS = frozenset({"pow", "pow_log"})
"""Operations whose first input is the base of a power, which needs parentheses where it is a power itself."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the expression graph.

    Attributes:
        key: its name, also the function name in a formula where ``typed`` is true.
        arity: number of inputs.
        value: numpy function on floats or arrays, broadcasting; domain problems give NaN or infinity.
        code: Python text with {0}, {1} for the inputs, compiled by numba.
        derivatives: one rule an input, called with inputs and result as ``Term``; empty: derivative 0 everywhere.
        text: print form with {0}, {1}, and {bare} for the first input where it needs no parentheses; ``precedence``
            decides where parentheses are needed.
        typeset: the same in LaTeX where that is not a function's name and its argument.
        typed: whether users may write ``key(...)``.
    """

    key: str
    arity: int
    value: Callable[..., Values]
    code: str
    derivatives: tuple[Rule, ...] = ()
    text: str = ""
    precedence: int = ATOM
    typed: bool = True
    typeset: str = ""

    def print(self, *inputs: str, bare: str = "", word: str = "") -> str:
        """Print form with ``inputs`` filled in.

        Args:
            bare: the first input without parentheses, where it has any; word: another name of the function.
        """
        form = f"{word}({{0}})" if word else self.text or f"{self.key}({{0}})"
        return form.format(*inputs, bare=bare or inputs[0])

    def latex(self, *inputs: str, bare: str = "", word: str = "") -> str:
        """LaTeX with ``inputs`` filled in; ``bare`` and ``word`` as for ``print``."""
        if word:
            return rf"\operatorname{{{word}}}\left({inputs[0]}\right)"
        if self.typeset:
            return self.typeset.format(*inputs, bare=bare or inputs[0])
        name, inner = self.key.replace("_", r"\_"), r",\, ".join(inputs)
        return rf"\operatorname{{{name}}}\left({inner}\right)"

    @property
    def encloses(self) -> bool:
        """Whether the print form keeps its inputs apart by itself, as the parentheses of a function do."""
        return self.precedence == ATOM

    @property
    def symbol(self) -> str:
        """The sign or name that stands for it, as in "+" and "sin"."""
        return self.print("", "").partition("(")[0].strip()


_erf = np.frompyfunc(math.erf, 1, 1)


def erf(x: Values) -> Values:
    """Error function of a float or an array (numpy has none, and scipy is not worth its import time)."""
    return np.asarray(_erf(x), dtype=np.float64)[()]


def sigmoid(x: Values) -> Values:
    """1 / (1 + exp(-x)); exact 0 and 1 in the far tails, where exp overflows to infinity harmlessly."""
    return 1.0 / (1.0 + np.exp(-x))


def power(base: Values, exponent: Values) -> Values:
    """Base to the exponent; a whole exponent up to 64 becomes products, exactly as in the compiled kernels."""
    if np.ndim(exponent) == 0 and is_product_exponent(float(exponent)):
        result = _repeated_squaring(base, abs(int(exponent)))
        return 1.0 / result if exponent < 0 else result
    return np.power(base, exponent)


def is_product_exponent(exponent: float) -> bool:
    """Whether a constant exponent is computed by multiplication."""
    return exponent.is_integer() and 1 <= abs(exponent) <= 64


def _repeated_squaring(base: Values, exponent: int) -> Values:
    result = None
    while exponent:
        if exponent & 1:
            result = base if result is None else result * base
        exponent >>= 1
        if exponent:
            base = base * base
    return result


def _pow_base(a: Term, b: Term, out: Term) -> Term | float:
    exponent = b.constant
    if exponent is None:
        return b * a ** (b - 1.0)
    return 0.0 if exponent == 0 else exponent * a ** (exponent - 1.0)


def _pow_exponent(a: Term, b: Term, out: Term) -> Term:
    return apply("pow_log", a, b)


def _pow_log(base: Values, exponent: Values) -> Values:
    return _choose((base == 0) & (exponent > 0), 0.0, np.power(base, exponent) * np.log(base))


def _gelu_slope(a: Term, out: Term) -> Term:
    normal = apply("exp", a * a * -0.5) * (1.0 / math.sqrt(2.0 * math.pi))
    return 0.5 * (1.0 + apply("erf", a * math.sqrt(0.5))) + a * normal


def _silu_slope(a: Term, out: Term) -> Term:
    s = apply("sigmoid", a)
    return s * (1.0 + a * (1.0 - s))


def _choose(condition: Any, yes: Any, no: Any) -> Any:
    return np.where(condition, yes, no)[()]


_TABLE = (
    Operation(
        "add",
        2,
        np.add,
        "{0} + {1}",
        (lambda a, b, out: 1.0, lambda a, b, out: 1.0),
        "{0} + {1}",
        SUM,
        False,
        "{0} + {1}",
    ),
    Operation(
        "sub",
        2,
        np.subtract,
        "{0} - {1}",
        (lambda a, b, out: 1.0, lambda a, b, out: -1.0),
        "{0} − {1}",
        SUM,
        False,
        "{0} - {1}",
    ),
    Operation(
        "mul",
        2,
        np.multiply,
        "{0} * {1}",
        (lambda a, b, out: b, lambda a, b, out: a),
        "{0}·{1}",
        PRODUCT,
        False,
        r"{0} \cdot {1}",
    ),
    Operation(
        "div",
        2,
        np.divide,
        "{0} / {1}",
        (lambda a, b, out: 1.0 / b, lambda a, b, out: -out / b),
        "{0} / {1}",
        PRODUCT,
        False,
        r"\frac{{{0}}}{{{1}}}",
    ),
    Operation("neg", 1, np.negative, "-{0}", (lambda a, out: -1.0,), "−{0}", NEGATION, False, "-{0}"),
    Operation("pow", 2, power, "{0} ** {1}", (_pow_base, _pow_exponent), "{0}^{1}", POWER, False, "{{{0}}}^{{{1}}}"),
    Operation("sin", 1, np.sin, "math.sin({0})", (lambda a, out: apply("cos", a),), typeset=r"\sin\left({0}\right)"),
    Operation("cos", 1, np.cos, "math.cos({0})", (lambda a, out: -apply("sin", a),), typeset=r"\cos\left({0}\right)"),
    Operation("tan", 1, np.tan, "math.tan({0})", (lambda a, out: 1.0 + out * out,), typeset=r"\tan\left({0}\right)"),
    Operation(
        "sinh", 1, np.sinh, "math.sinh({0})", (lambda a, out: apply("cosh", a),), typeset=r"\sinh\left({0}\right)"
    ),
    Operation(
        "cosh", 1, np.cosh, "math.cosh({0})", (lambda a, out: apply("sinh", a),), typeset=r"\cosh\left({0}\right)"
    ),
    Operation(
        "tanh", 1, np.tanh, "math.tanh({0})", (lambda a, out: 1.0 - out * out,), typeset=r"\tanh\left({0}\right)"
    ),
    Operation("exp", 1, np.exp, "math.exp({0})", (lambda a, out: out,), typeset="e^{{{0}}}"),
    Operation("log", 1, np.log, "math.log({0})", (lambda a, out: 1.0 / a,), "ln({0})", typeset=r"\ln\left({0}\right)"),
    Operation(
        "sqrt", 1, np.sqrt, "math.sqrt({0})", (lambda a, out: apply("sqrt_slope", out),), typeset=r"\sqrt{{{0}}}"
    ),
    Operation("abs", 1, np.abs, "abs({0})", (lambda a, out: apply("sign", a),), "|{0}|", typeset=r"\left|{0}\right|"),
    Operation(
        "min",
        2,
        np.minimum,
        "({0} if {0} < {1} or {0} != {0} else {1})",
        (lambda a, b, out: apply("greater", b, a), lambda a, b, out: apply("greater", a, b)),
        "min({0}, {1})",
        typeset=r"\min\left({0},\, {1}\right)",
    ),
    Operation(
        "max",
        2,
        np.maximum,
        "({0} if {0} > {1} or {0} != {0} else {1})",
        (lambda a, b, out: apply("greater", a, b), lambda a, b, out: apply("greater", b, a)),
        "max({0}, {1})",
        typeset=r"\max\left({0},\, {1}\right)",
    ),
    Operation(
        "erf",
        1,
        erf,
        "math.erf({0})",
        (lambda a, out: apply("exp", -(a * a)) * (2.0 / math.sqrt(math.pi)),),
    ),
    Operation("atan", 1, np.arctan, "math.atan({0})", (lambda a, out: 1.0 / (1.0 + a * a),)),
    Operation(
        "sigmoid",
        1,
        sigmoid,
        "1.0 / (1.0 + math.exp(-{0}))",
        (lambda a, out: out * (1.0 - out),),
        "σ({0})",
        typeset=r"\sigma\left({0}\right)",
    ),
    Operation(
        "relu",
        1,
        lambda a: np.maximum(a, 0.0),
        "({0} if {0} > 0.0 or {0} != {0} else 0.0)",
        (lambda a, out: apply("step", a),),
    ),
    Operation(
        "leaky_relu",
        1,
        lambda a: _choose(a > 0, a, LEAKY_SLOPE * a),
        f"({{0}} if {{0}} > 0.0 else {LEAKY_SLOPE} * {{0}})",
        (lambda a, out: LEAKY_SLOPE + (1.0 - LEAKY_SLOPE) * apply("step", a),),
    ),
    Operation(
        "elu",
        1,
        lambda a: _choose(a > 0, a, np.expm1(np.minimum(a, 0.0))),
        "({0} if {0} > 0.0 else math.expm1({0}))",
        (lambda a, out: apply("elu_slope", a),),
    ),
    Operation(
        "softplus",
        1,
        lambda a: np.maximum(a, 0.0) + np.log1p(np.exp(-np.abs(a))),
        "({0} if {0} > 0.0 else 0.0) + math.log1p(math.exp(-abs({0})))",
        (lambda a, out: apply("sigmoid", a),),
    ),
    Operation(
        "gelu",
        1,
        lambda a: a * normal_chance(a),
        f"{{0}} * 0.5 * math.erfc(-{{0}} * {math.sqrt(0.5)!r})",
        (_gelu_slope,),
    ),
    Operation("silu", 1, lambda a: a * sigmoid(a), "{0} / (1.0 + math.exp(-{0}))", (_silu_slope,)),
    # The rest only appears in derivatives.
    Operation("sign", 1, np.sign, "(1.0 if {0} > 0.0 else (-1.0 if {0} < 0.0 else 0.0))", typed=False),
    Operation("step", 1, lambda a: _choose(a > 0, 1.0, 0.0), "(1.0 if {0} > 0.0 else 0.0)", typed=False),
    Operation(
        "greater",
        2,
        lambda a, b: _choose(a > b, 1.0, _choose(a == b, 0.5, 0.0)),
        "(1.0 if {0} > {1} else (0.5 if {0} == {1} else 0.0))",
        text="[{0} > {1}]",
        typed=False,
        typeset=r"\left[{0} > {1}\right]",
    ),
    Operation(
        "sqrt_slope",
        1,
        lambda root: _choose(root == 0, 0.0, 0.5 / root),
        "(0.0 if {0} == 0.0 else 0.5 / {0})",
        (lambda root, out: -2.0 * out * out,),
        "1 / (2·{0})",
        typed=False,
        typeset=r"\frac{{1}}{{2 \cdot {0}}}",
    ),
    Operation(
        "elu_slope",
        1,
        lambda a: _choose(a > 0, 1.0, np.exp(np.minimum(a, 0.0))),
        "(1.0 if {0} > 0.0 else math.exp({0}))",
        (lambda a, out: out * (1.0 - apply("step", a)),),
        "elu′({0})",
        typed=False,
        typeset=r"\mathrm{{elu′}}\left({0}\right)",
    ),
    Operation(
        "pow_log",
        2,
        _pow_log,
        "(0.0 if {0} == 0.0 and {1} > 0.0 else {0} ** {1} * math.log({0}))",
        (
            lambda a, b, out: a ** (b - 1.0) * (1.0 + b * apply("log", a)),
            lambda a, b, out: out * apply("log", a),
        ),
        "{0}^{1}·ln({bare})",
        PRODUCT,
        False,
        r"{{{0}}}^{{{1}}} \cdot \ln\left({bare}\right)",
    ),
)

OPERATIONS: dict[str, Operation] = {operation.key: operation for operation in _TABLE}
FUNCTION_NAMES: dict[str, str] = {key: key for key, operation in OPERATIONS.items() if operation.typed} | {"ln": "log"}
"""Function names a formula may use -> operation key."""


def word_of(name: str) -> str:
    """The function name ``name`` where its operation is usually printed with another one; "" where it is not."""
    key = FUNCTION_NAMES[name]
    synonyms = [other for other, meant in FUNCTION_NAMES.items() if meant == key]
    return name if len(synonyms) > 1 and name != OPERATIONS[key].symbol else ""


CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e}
