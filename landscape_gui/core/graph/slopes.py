"""Local derivatives written out: the rules of the operation table as formulas, in symbols and with numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from landscape_gui.core.expression import Graph, leaves_first
from landscape_gui.core.graph.arithmetic import expanded
from landscape_gui.core.graph.captions import Piece, latex_node
from landscape_gui.core.graph.records import Arithmetic
from landscape_gui.core.operations import OPERATIONS
from landscape_gui.core.terms import CONSTANT, INPUT, Builder, Node, Term

RESULT = "result"
_INPUTS, _TWO = ("first", "second"), 0
"""Names of the inputs, and the node that is the exponent of squares."""


def slope_arithmetic(
    operation: str, place: int, inputs: Sequence[float], result: float, constants: Sequence[float | None] = ()
) -> Arithmetic:
    """The derivative of ``operation`` by its input number ``place``, with numbers: "0.3318 · (1 − 0.3318)".

    Args:
        inputs, result: the operation's; constants: by input its value where it never changes, which makes the rule
            simpler, else None; () for none.
    """
    graph = slope_graph(operation, place, _all(operation, constants))
    values = graph.evaluate(dict(zip((*_INPUTS[: len(inputs)], RESULT), (*inputs, result), strict=True)))
    if not graph.nodes[graph.output].inputs:
        return Arithmetic("{0}", (float(values[-1]),), float(values[-1]))
    return expanded(graph, [float(value) for value in values], graph.output)


def slope_latex(
    operation: str, place: int, inputs: Sequence[Piece], result: Piece, constants: Sequence[float | None] = ()
) -> str:
    r"""The same in symbols: "o_{4} \cdot \left(1 - o_{4}\right)".

    Args:
        inputs, result: what they are called in LaTeX, with the precedence of the outermost operation.
    """
    graph = slope_graph(operation, place, _all(operation, constants))
    called: Mapping[str, Piece] = dict(zip((*_INPUTS[: len(inputs)], RESULT), (*inputs, result), strict=True))
    pieces: list[Piece] = []
    for node in graph.nodes:
        if node.operation == INPUT:
            pieces.append(called[node.name])
        else:
            pieces.append(latex_node(node, [pieces[i] for i in node.inputs]))
    return pieces[graph.output][0]


@lru_cache(maxsize=256)
def slope_graph(operation: str, place: int, constants: tuple[float | None, ...]) -> Graph:
    """The rule as a graph of the variables "first", "second" and "result"; one number where nothing is to compute."""
    entry, builder = OPERATIONS[operation], Builder([Node(CONSTANT, value=2.0)])
    names = (*_INPUTS[: entry.arity], RESULT)
    values = (*constants, None)
    terms = [
        builder.term(builder.add(Node(INPUT, name=name) if value is None else Node(CONSTANT, value=value)))
        for name, value in zip(names, values, strict=True)
    ]
    found = entry.derivatives[place](*terms) if entry.derivatives else 0.0
    output = found if isinstance(found, Term) else builder.lift(float(found))
    free = tuple(name for name, value in zip(names, values, strict=True) if value is None)
    return leaves_first(Graph(tuple(_readable(builder)), free, (), (output.index,)))


def _readable(builder: Builder) -> Sequence[Node]:
    """The nodes of a rule as people write them: a·a as a², a·2 as 2·a."""
    nodes = list(builder.nodes)
    for index, node in enumerate(nodes):
        if node.operation != "mul":
            continue
        first, second = node.inputs
        if first == second:
            nodes[index] = Node("pow", (first, _TWO))
        elif nodes[second].operation == CONSTANT != nodes[first].operation:
            nodes[index] = Node("mul", (second, first))
    return nodes


def _all(operation: str, constants: Sequence[float | None]) -> tuple[float | None, ...]:
    return tuple(constants) or (None,) * OPERATIONS[operation].arity
