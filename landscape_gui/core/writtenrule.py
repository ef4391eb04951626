"""A step of an optimizer written out line by line, with the numbers of one parameter.

The lines are read from the source of the very rule that is compiled (``Optimizer.rule`` and ``Optimizer.per_step``), so
that what a reader follows is what runs. What a hyper-parameter of 0 switches off is left out.
"""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from landscape_gui.core import scalars
from landscape_gui.core.codegen import arguments
from landscape_gui.core.descriptors import Optimizer

SYMBOLS: Mapping[str, str] = {
    "theta": "θ", "gradient": "g", "velocity": "v", "first_moment": "m", "second_moment": "v", "square_sum": "G",
    "square_average": "v", "update_average": "u", "largest_gradient": "u", "largest_second_moment": "w",
    "delta": "δ", "scale": "s", "blend": "c", "direction": "d", "faded": "u′", "size": "|g|′", "move": "Δ",
    "step": "t", "step_size": "α", "beta1_power": "β₁ᵗ", "beta2_power": "β₂ᵗ", "bias1": "b₁", "bias2": "b₂",
    "bias2_root": "√b₂", "gradient_rate": "η₁", "average_rate": "η₂", "momentum_next": "μ′", "momentum_product": "Πμ",
    "length": "ρₜ", "length_limit": "ρ∞", "rectification": "r",
    "lr": "η", "momentum": "μ", "dampening": "τ", "rho": "ρ", "eps": "ε", "beta1": "β₁", "beta2": "β₂",
    "weight_decay": "λ", "momentum_decay": "ψ",
}  # fmt: skip
"""What the names in rules are called on screen; hyper-parameters as at the end of their labels."""

_SUM, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4
_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "flush": scalars.flush, "flush_power": scalars.flush_power, "sqrt": math.sqrt, "fabs": math.fabs, "pow": math.pow,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a rule, as in m = β₁·m + (1 − β₁)·g.

    Attributes:
        name: the name in the rule; symbol: what it is called on screen.
        template: the right side with {0}, {1}, … for its operands.
        symbols, operands: what these are called, and their values; result: what comes out.
    """

    name: str
    symbol: str
    template: str
    symbols: tuple[str, ...]
    operands: tuple[float, ...]
    result: float

    @property
    def formula(self) -> str:
        """The right side in symbols."""
        return self.template.format(*self.symbols)


@dataclass(frozen=True, slots=True)
class WrittenStep:
    """One step for one parameter.

    Attributes:
        shared: lines that are the same for all parameters, such as the bias corrections of Adam.
        own: lines of this parameter; the last one gives its new value.
        theta: that value; state: the new slots by name.
    """

    shared: tuple[Line, ...]
    own: tuple[Line, ...]
    theta: float
    state: Mapping[str, float]


def write_step(
    optimizer: Optimizer,
    hyperparameters: Mapping[str, float],
    step: int,
    theta: float,
    gradient: float,
    state: Mapping[str, float],
) -> WrittenStep:
    """Take step number ``step`` (1 for the first) of ``optimizer`` for one parameter, and write it out.

    Args:
        hyperparameters: all of them, ``lr`` as the schedule has made it.
        theta, gradient: parameter and gradient before the step; state: the slots before it.
    """
    known = dict(hyperparameters) | {"step": float(step)}
    shared: list[Line] = []
    if optimizer.per_step is not None:
        names = (*optimizer.clock, *optimizer.factors)
        clock = dict(zip(optimizer.clock, clock_before(optimizer, hyperparameters, step), strict=True))
        reader = _Reader(optimizer, known | clock)
        reader.run(optimizer.per_step, names)
        shared = reader.lines
        known |= {name: reader.values[name] for name in optimizer.factors}
    reader = _Reader(optimizer, known | dict(state) | {"theta": theta, "gradient": gradient})
    reader.run(optimizer.rule, ("theta", *optimizer.slots))
    new = {name: reader.values[name] for name in optimizer.slots}
    return WrittenStep(tuple(shared), _theta_last(reader.lines), reader.values["theta"], new)


def _theta_last(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with what changes the parameter after what it is changed by, where that keeps their meaning."""
    last = max((at for at, line in enumerate(lines) if line.name == "theta"), default=len(lines) - 1)
    return (*lines[:last], *lines[last + 1 :], *lines[last : last + 1])


def clock_before(optimizer: Optimizer, hyperparameters: Mapping[str, float], step: int) -> tuple[float, ...]:
    """The optimizer's per-step scalars before step number ``step``, in the order of ``Optimizer.clock``."""
    fixed = tuple(sorted((key, value) for key, value in hyperparameters.items() if key != "lr"))
    known = _clocks(optimizer, fixed)
    advance, count = optimizer.per_step, len(optimizer.clock)
    assert advance is not None
    takes = [name for name in arguments(advance) if name not in optimizer.clock]
    settings = dict(fixed) | {"lr": 1.0}
    while len(known) < step:
        values = settings | {"step": float(len(known))} | dict(zip(optimizer.clock, known[-1], strict=True))
        known.append(advance(**{name: values[name] for name in (*optimizer.clock, *takes)})[:count])
    return known[step - 1]


@lru_cache(maxsize=32)
def _clocks(optimizer: Optimizer, fixed: tuple[tuple[str, float], ...]) -> list[tuple[float, ...]]:
    """Clocks before the steps 1, 2, …, as far as they were needed; the learning rate does not enter them."""
    return [tuple(optimizer.clock.values())]


@lru_cache(maxsize=64)
def _body(function: Callable[..., Any]) -> tuple[ast.stmt, ...]:
    """Statements of a rule, without its docstring."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    return tuple(tree.body[1:])


@dataclass(frozen=True, slots=True)
class _Text:
    """A piece of a line: text with a field for each operand, and how tightly it holds together."""

    template: str
    symbols: tuple[str, ...]
    operands: tuple[float, ...]
    value: float
    precedence: int = _ATOM
    switched_off: bool = False
    name: str = ""

    @property
    def is_one(self) -> bool:
        return self.template == "1" and not self.operands


class _Reader:
    """Runs the statements of a rule, keeping a line for each that computes something."""

    def __init__(self, optimizer: Optimizer, values: Mapping[str, float]) -> None:
        self.values: dict[str, float] = dict(values)
        self.lines: list[Line] = []
        self._settings = {parameter.key for parameter in optimizer.parameters}
        self._optimizer = optimizer

    def run(self, function: Callable[..., Any], names: Sequence[str]) -> None:
        """Run ``function``; what it returns is kept under ``names``."""
        self._statements(_body(function), names)

    def _statements(self, body: Sequence[ast.stmt], names: Sequence[str]) -> None:
        for statement in body:
            if isinstance(statement, ast.If):
                chosen = statement.body if self._holds(statement.test) else statement.orelse
                self._statements(chosen, names)
            elif isinstance(statement, ast.Assign):
                target = statement.targets[0]
                assert isinstance(target, ast.Name)
                self._settings.discard(target.id)
                self._assign(target.id, self._read(statement.value))
            else:
                assert isinstance(statement, ast.Return) and statement.value is not None
                returned = statement.value.elts if isinstance(statement.value, ast.Tuple) else [statement.value]
                for name, text in zip(names, [self._read(value) for value in returned], strict=True):
                    self._assign(name, text)

    def _assign(self, name: str, text: _Text) -> None:
        self.values[name] = text.value
        if text.name != name:
            line = Line(name, self._symbol(name), text.template, text.symbols, text.operands, text.value)
            self.lines.append(line)

    def _symbol(self, name: str) -> str:
        if name == "velocity" and "square_average" in self._optimizer.slots:
            return "b"  # RMSProp with momentum has two that are called v elsewhere
        return SYMBOLS[name]

    def _holds(self, test: ast.expr) -> bool:
        assert isinstance(test, ast.Compare)
        left, right = self._read(test.left).value, self._read(test.comparators[0]).value
        return left > right if isinstance(test.ops[0], ast.Gt) else left < right

    def _read(self, node: ast.expr) -> _Text:
        if isinstance(node, ast.Constant):
            value = float(node.value)  # type: ignore[arg-type]
            return _Text(f"{value:g}", (), (), value)
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.UnaryOp):
            inner = self._read(node.operand)
            return _Text(f"−{inner.template}", inner.symbols, inner.operands, -inner.value, _SUM)
        if isinstance(node, ast.BinOp):
            return _binary(node.op, self._read(node.left), self._read(node.right))
        if isinstance(node, ast.IfExp):
            return self._choice(node)
        assert isinstance(node, ast.Call)
        function = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        return _call(function, [self._read(argument) for argument in node.args])

    def _name(self, name: str) -> _Text:
        value = self.values[name]
        off = name in self._settings and value == 0.0
        return _Text("{0}", (self._symbol(name),), (value,), value, _ATOM, off, name)

    def _choice(self, node: ast.IfExp) -> _Text:
        """``a if a > b else b`` reads max(a, b), and what is 1, −1 or 0 by the sign of something reads sign(…)."""
        assert isinstance(node.test, ast.Compare)
        left, right = self._read(node.test.left), self._read(node.test.comparators[0])
        chosen = self._read(node.body if self._holds(node.test) else node.orelse)
        if ast.dump(node.test.left) == ast.dump(node.body):
            return _joined("max({}, {})", left, right, chosen.value, _ATOM)
        if isinstance(node.body, ast.Constant) and right.value == 0.0:
            return _Text(f"sign({left.template})", left.symbols, left.operands, chosen.value)
        return chosen


def _binary(operation: ast.operator, left: _Text, right: _Text) -> _Text:
    if isinstance(operation, ast.Add):
        return _sum(" + ", left, right, left.value + right.value)
    if isinstance(operation, ast.Sub):
        return _sum(" − ", left, right, left.value - right.value)
    if isinstance(operation, ast.Div):
        value = left.value / right.value if right.value else left.value * math.inf
        return left if right.is_one else _joined("{} / {}", left, right, value, _PRODUCT, right_tight=True)
    return _product(left, right)


def _sum(sign: str, left: _Text, right: _Text, value: float) -> _Text:
    if right.switched_off:
        return left
    if left.switched_off and sign == " + ":
        return right
    return _joined("{}" + sign + "{}", left, right, value, _SUM, right_tight=sign == " − ")


def _product(left: _Text, right: _Text) -> _Text:
    value = left.value * right.value
    if left.switched_off or right.switched_off:
        return _Text("0", (), (), value, switched_off=True)
    if left.is_one or right.is_one:
        return right if left.is_one else left
    last = left.template.rpartition("·")[2]
    twice = right.name and left.precedence >= _PRODUCT and left.symbols[-1:] == right.symbols
    if twice and last == "{" + str(len(left.operands) - 1) + "}":
        return _Text(left.template + "²", left.symbols, left.operands, value, _PRODUCT)
    return _joined("{}·{}", left, right, value, _PRODUCT)


def _joined(form: str, left: _Text, right: _Text, value: float, precedence: int, right_tight: bool = False) -> _Text:
    """Two pieces in one, in parentheses where they would fall apart."""
    texts = []
    for text, tight in ((left, False), (_moved(right, len(left.operands)), right_tight)):
        loose = text.precedence < precedence or (tight and text.precedence == precedence)
        texts.append(f"({text.template})" if loose and "(" not in form else text.template)
    return _Text(form.format(*texts), left.symbols + right.symbols, left.operands + right.operands, value, precedence)


def _moved(text: _Text, by: int) -> _Text:
    """The same with its fields numbered from ``by`` on."""
    fields = [f"{{{place + by}}}" for place in range(len(text.operands))]
    template = text.template.format(*fields)
    return _Text(template, text.symbols, text.operands, text.value, text.precedence, text.switched_off, text.name)


def _call(function: str, inputs: Sequence[_Text]) -> _Text:
    first = inputs[0]
    value = _FUNCTIONS[function](*(text.value for text in inputs))
    if function.startswith("flush"):
        return _Text(first.template, first.symbols, first.operands, value, first.precedence, False, first.name)
    if function == "pow":
        return _joined("{}^({})", first, inputs[1], value, _POWER)
    if function == "fabs":
        return _Text(f"|{first.template}|", first.symbols, first.operands, value)
    inner = first.template if first.precedence == _ATOM else f"({first.template})"
    return _Text(f"√{inner}", first.symbols, first.operands, value)
