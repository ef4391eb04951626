"""Formula text -> expression graph, by a whitelist over Python's ``ast``: nothing of the text is ever executed.

The language: ``+ - * / ^ **``, unary minus, parentheses, numbers, ``pi`` and ``e``, the functions of the operation
table, and several ``name = expression`` lines (or parts separated by ``;``), of which the last is the output. ``^``
binds like ``**``.
"""

from __future__ import annotations

import ast
import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

import numpy as np

from landscape_gui.core.errors import FormulaError
from landscape_gui.core.formulatext import SourceText, explain_syntax, suggestion
from landscape_gui.core.operations import (
    CONSTANTS,
    FUNCTION_NAMES,
    NEGATION,
    OPERATIONS,
    POWER,
    POWERS,
    Values,
    word_of,
)
from landscape_gui.core.terms import CONSTANT, INPUT, Builder, Node

MAX_OPERATIONS = 2_000
MAX_DEPTH = 1_000
_BINARY = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Pow: "pow"}
_VALID = "Use + - * / ^, parentheses, numbers, names and functions such as sin(x)."


@dataclass(frozen=True, slots=True)
class Graph:
    """A directed acyclic graph of operations in evaluation order, equal subexpressions shared.

    Attributes:
        nodes: every node after its inputs.
        variables: names of the free variables: x, y, z first, others by first appearance.
        coefficients: names of inputs that are set from outside the point.
        outputs: indices of the results (one for a formula).
        names: intermediate results by name.
    """

    nodes: tuple[Node, ...]
    variables: tuple[str, ...]
    coefficients: tuple[str, ...] = ()
    outputs: tuple[int, ...] = ()
    names: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def output(self) -> int:
        """Index of the (last) result."""
        return self.outputs[-1]

    def evaluate(self, inputs: Mapping[str, Values]) -> list[Values]:
        """Values of all nodes for the given inputs (floats or broadcastable arrays), by numpy, one node at a time."""
        values: list[Values] = []
        with np.errstate(all="ignore"):
            for node in self.nodes:
                if node.operation == INPUT:
                    values.append(np.asarray(inputs[node.name], dtype=np.float64)[()])
                elif node.operation == CONSTANT:
                    values.append(np.float64(node.value))
                else:
                    values.append(OPERATIONS[node.operation].value(*(values[i] for i in node.inputs)))
        return values

    def text(self, index: int | None = None) -> str:
        """Print form of a node (the output unless told otherwise) with as few parentheses as needed."""
        texts: list[tuple[str, int]] = []
        for node in self.nodes:
            texts.append(print_node(node, [texts[i] for i in node.inputs]))
        return texts[self.output if index is None else index][0]


def print_node(node: Node, inputs: Sequence[tuple[str, int]]) -> tuple[str, int]:
    """Print form and precedence of ``node``, given those of its inputs."""
    if node.operation == INPUT:
        return node.name, 5
    if node.operation == CONSTANT:
        return node.name or f"{node.value:.12g}".replace("-", "−"), 5 if node.value >= 0 else NEGATION
    operation = OPERATIONS[node.operation]
    parts = []
    for place, (text, precedence) in enumerate(inputs):
        looser = precedence < operation.precedence
        right = place == 1 and precedence == operation.precedence and node.operation in {"sub", "div"}
        base = node.operation in POWERS and (precedence < POWER or (place == 0 and precedence == POWER))
        parts.append(f"({text})" if not operation.encloses and (looser or right or base) else text)
    return operation.print(*parts, bare=inputs[0][0], word=node.word), operation.precedence


def parse(text: str, coefficients: Sequence[str] = ()) -> Graph:
    """Read a formula.

    Args:
        text: one or several lines of the formula language.
        coefficients: names that are not variables but set from outside.

    Raises:
        FormulaError: with line, column and length of the place, and what would be valid there.
    """
    source = SourceText(text)
    return _Reader(source, tuple(coefficients)).graph(_python_tree(source))


def _python_tree(source: SourceText) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.python)
    except SyntaxError as error:
        raise explain_syntax(source, error) from None
    except (RecursionError, MemoryError):
        raise FormulaError("The formula is nested too deep; write parts of it as name = expression lines.") from None
    except ValueError:
        raise FormulaError("The formula holds a character that cannot be read, such as a null.") from None
    if not tree.body:
        raise FormulaError("Type a formula, for example x^2 + 10*y^2.")
    return tree


class _Reader:
    """Walks the syntax tree, refusing everything that is not in the language, and builds the graph."""

    def __init__(self, source: SourceText, coefficients: tuple[str, ...]) -> None:
        self.source = source
        self.coefficients = coefficients
        self.builder = Builder()
        self.names: dict[str, int] = {}
        self.appeared: dict[str, ast.AST] = {}

    def fail(self, message: str, node: ast.AST) -> NoReturn:
        """Raise a FormulaError that points at ``node``."""
        line, column, length = self.source.place(node)
        raise FormulaError(message, line, column, length)

    def graph(self, tree: ast.Module) -> Graph:
        for place, statement in enumerate(tree.body):
            output = self.statement(statement, last=place == len(tree.body) - 1)
        used = [name for name in self.appeared if name not in self.coefficients]
        variables = [v for v in ("x", "y", "z") if v in used] + [v for v in used if v not in ("x", "y", "z")]
        nodes, output, names = _leaves_first(self.builder.nodes, output).apply(self.names)
        return Graph(nodes, tuple(variables), self.coefficients, (output,), names)

    def statement(self, statement: ast.stmt, last: bool) -> int:
        if isinstance(statement, ast.Expr):
            if not last:
                self.fail("Give this line a name, as in z = …; only the last line may do without.", statement)
            return self.expression(statement.value)
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            self.fail("This is not a formula; write an expression, or one name = expression.", statement)
        target = statement.targets[0]
        if not isinstance(target, ast.Name):
            self.fail("Left of = there must be one name, as in z = x*y.", target)
        self.check_target(target)
        index = self.expression(statement.value)
        if target.id in self.appeared:
            self.fail(
                f"{target.id} is used before this line defines it; move the line up or choose another name.", target
            )
        self.names[target.id] = index
        return index

    def check_target(self, target: ast.Name) -> None:
        name = target.id
        if name in CONSTANTS:
            self.fail(f"{name} is the constant {CONSTANTS[name]:.6g}; choose another name.", target)
        if name in FUNCTION_NAMES:
            self.fail(f"{name} is a function; choose another name.", target)
        if name in self.names or name in self.coefficients:
            self.fail(f"{name} is already defined; choose another name.", target)

    def expression(self, root: ast.expr) -> int:
        """Index of the node for ``root``; an explicit stack, so that long sums need no deep recursion."""
        done: dict[int, int] = {}
        stack: list[tuple[ast.expr, bool, int]] = [(root, False, 0)]
        while stack:
            node, ready, depth = stack.pop()
            if ready:
                done[id(node)] = self.combine(node, [done[id(child)] for child in self.children(node)])
                continue
            if depth > MAX_DEPTH:
                self.fail("The formula is nested too deep; write parts of it as name = expression lines.", node)
            stack.append((node, True, depth))
            stack.extend((child, False, depth + 1) for child in reversed(self.children(node)))
        return done[id(root)]

    def children(self, node: ast.expr) -> list[ast.expr]:
        if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
            return [node.left, node.right]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            return [node.operand]
        if isinstance(node, ast.Call):
            self.check_call(node)
            return list(node.args)
        if not isinstance(node, ast.Name | ast.Constant):
            self.fail(f"This cannot be part of a formula. {_VALID}", node)
        return []

    def check_call(self, node: ast.Call) -> None:
        if not isinstance(node.func, ast.Name):
            self.fail("A sign is missing before the parenthesis; write a product with *, as in 2*(x + 1).", node)
        name = node.func.id
        if name not in FUNCTION_NAMES:
            if name in self.appeared or name in self.names or name in self.coefficients or len(name) == 1:
                self.fail(f"{name} is not a function; for a product write {name}*(…).", node.func)
            self.fail(f"{name} is not a known function. {suggestion(name, FUNCTION_NAMES)}", node.func)
        arity = OPERATIONS[FUNCTION_NAMES[name]].arity
        given = len(node.args) + len(node.keywords)
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            self.fail(f"{name} takes plain values, as in {name}(x).", node)
        if given != arity and not (arity == 2 and given > 2):
            takes = "one value" if arity == 1 else "two or more values"
            self.fail(f"{name} takes {takes}, here it has {given or 'none'}.", node)

    def combine(self, node: ast.expr, inputs: list[int]) -> int:
        if isinstance(node, ast.Constant):
            return self.number(node)
        if isinstance(node, ast.Name):
            return self.name(node)
        if isinstance(node, ast.BinOp):
            return self.operation(_BINARY[type(node.op)], inputs, node)
        if isinstance(node, ast.UnaryOp):
            return inputs[0] if isinstance(node.op, ast.UAdd) else self.operation("neg", inputs, node)
        assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        key = FUNCTION_NAMES[node.func.id]
        index = inputs[0]
        if OPERATIONS[key].arity == 1:
            return self.operation(key, [index], node, word_of(node.func.id))
        for other in inputs[1:]:
            index = self.operation(key, [index, other], node)
        return index

    def operation(self, key: str, inputs: list[int], node: ast.expr, word: str = "") -> int:
        nodes = self.builder.nodes
        if len(nodes) >= MAX_OPERATIONS:
            self.fail(f"The formula has more than {MAX_OPERATIONS} different operations; shorten it.", node)
        constants = [self.constant_value(i) for i in inputs]
        if key == "div" and constants[1] == 0.0:
            self.fail(f"{self.source.text_of(node)} divides by zero; the divisor must not be the constant 0.", node)
        index = self.builder.add(Node(key, tuple(inputs), word=word))
        if all(value is not None for value in constants):
            self.check_constant(key, [value for value in constants if value is not None], index, node)
        return index

    def constant_value(self, index: int) -> float | None:
        node = self.builder.nodes[index]
        return node.value if CONSTANT in {node.operation, node.name} else None

    def check_constant(self, key: str, values: list[float], index: int, node: ast.expr) -> None:
        """Remember the value of an operation on constants; refuse one that is not a finite number."""
        with np.errstate(all="ignore"):
            value = float(OPERATIONS[key].value(*map(np.float64, values)))
        if not math.isfinite(value):
            what = "too large for a number" if math.isinf(value) else "not a number"
            self.fail(f"{self.source.text_of(node)} is {what}; every constant must be finite.", node)
        known = self.builder.nodes[index]
        self.builder.nodes[index] = replace(known, value=value, name=CONSTANT)

    def number(self, node: ast.Constant) -> int:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            self.fail(f"{self.source.text_of(node)} is not a number. {_VALID}", node)
        try:
            value = float(node.value)
        except OverflowError:
            value = math.inf
        if not math.isfinite(value):
            self.fail(f"{self.source.text_of(node)} is too large for a number; the largest is about 1.8e308.", node)
        return self.builder.constant(value)

    def name(self, node: ast.Name) -> int:
        name = node.id
        if name in self.names:
            return self.names[name]
        if name in CONSTANTS:
            return self.builder.add(Node(CONSTANT, value=CONSTANTS[name], name=name))
        if name in FUNCTION_NAMES:
            self.fail(f"{name} is a function; give it a value, as in {name}(x).", node)
        if len(name) > 40 or name.startswith("_"):
            self.fail("A name starts with a letter and has at most 40 letters, digits and underscores.", node)
        self.appeared.setdefault(name, node)
        return self.builder.add(Node(INPUT, name=name))


@dataclass(frozen=True, slots=True)
class _Order:
    """A new order of nodes: ``nodes`` in it, ``index`` from old to new place."""

    nodes: tuple[Node, ...]
    index: dict[int, int]
    output: int

    def apply(self, names: Mapping[str, int]) -> tuple[tuple[Node, ...], int, dict[str, int]]:
        return self.nodes, self.index[self.output], {k: self.index[i] for k, i in names.items() if i in self.index}


def leaves_first(graph: Graph) -> Graph:
    """``graph`` with its inputs and constants first and its output last; what the output does not need is left out.

    Inputs all stay; they keep their order, and so do operations.
    """
    nodes, output, names = _leaves_first(graph.nodes, graph.output).apply(graph.names)
    return Graph(nodes, graph.variables, graph.coefficients, (output,), names)


def _leaves_first(nodes: Sequence[Node], output: int) -> _Order:
    """Inputs and constants first, then the operations, the output last; what it does not need is left out."""
    needed = {output} | {i for i, node in enumerate(nodes) if node.operation == INPUT}
    for i in range(len(nodes) - 1, -1, -1):
        if i in needed:
            needed.update(nodes[i].inputs)
    leaves = [i for i in sorted(needed) if not nodes[i].inputs]
    inner = [i for i in sorted(needed) if nodes[i].inputs and i != output]
    order = [i for i in leaves if i != output] + inner + [output]
    index = {old: new for new, old in enumerate(order)}
    moved = (replace(n, inputs=tuple(index[i] for i in n.inputs)) for n in (nodes[old] for old in order))
    return _Order(tuple(moved), index, output)
