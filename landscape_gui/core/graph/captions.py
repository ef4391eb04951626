"""What nodes are called: short labels, and the same in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Sequence

from landscape_gui.core.expression import Graph, print_node
from landscape_gui.core.operations import ATOM, NEGATION, OPERATIONS, POWER, POWERS, PRODUCT
from landscape_gui.core.terms import CONSTANT, INPUT, Node

LONGEST = 24
"""Characters of an operand that a label spells out; of a longer one it says "…", so that no label grows with depth."""

_GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega"
)
_NAME = re.compile(r"([^\W\d_]+)_?(\d*)(?:\[([\d,]+)\])?")
_ENCLOSING = frozenset({"div", "exp", "sqrt"})
"""Operations whose LaTeX keeps its inputs apart without parentheses, though the text does not."""

Piece = tuple[str, int]
"""A text and the precedence of its outermost operation."""


def names_of_nodes(graph: Graph) -> dict[int, str]:
    """Index -> the first name of each named intermediate result."""
    found: dict[int, str] = {}
    for name, index in graph.names.items():
        if graph.nodes[index].inputs:
            found.setdefault(index, name)
    return found


def labels_and_captions(graph: Graph) -> list[tuple[str, str]]:
    """For each node a short text and the same in LaTeX: its name, its number, or what it computes from others."""
    names = names_of_nodes(graph)
    texts: list[Piece] = []
    formulas: list[Piece] = []
    for index, node in enumerate(graph.nodes):
        if index in names:
            texts.append((names[index], ATOM))
            formulas.append((name_latex(names[index]), ATOM))
        else:
            short = [len(texts[i][0]) <= LONGEST for i in node.inputs]
            inputs = [texts[i] if fits else ("…", ATOM) for i, fits in zip(node.inputs, short, strict=True)]
            typeset = [formulas[i] if fits else (r"\ldots", ATOM) for i, fits in zip(node.inputs, short, strict=True)]
            texts.append(print_node(node, inputs))
            formulas.append(latex_node(node, typeset))
    return [(text, formula) for (text, _), (formula, _) in zip(texts, formulas, strict=True)]


def latex_node(node: Node, inputs: Sequence[Piece]) -> Piece:
    """LaTeX and precedence of ``node``, given those of its inputs."""
    if node.operation == INPUT:
        return name_latex(node.name), ATOM
    if node.operation == CONSTANT:
        return (name_latex(node.name), ATOM) if node.name else number_latex(node.value)
    operation = OPERATIONS[node.operation]
    parts = []
    for place, (text, precedence) in enumerate(inputs):
        looser = precedence < operation.precedence
        right = place == 1 and precedence == operation.precedence and node.operation == "sub"
        base = place == 0 and node.operation in POWERS and precedence <= POWER
        encloses = operation.encloses or node.operation in _ENCLOSING or (node.operation in POWERS and place == 1)
        parts.append(rf"\left({text}\right)" if not encloses and (looser or right or base) else text)
    return operation.latex(*parts, bare=inputs[0][0], word=node.word), latex_precedence(node.operation)


def latex_precedence(operation: str) -> int:
    """Precedence of an operation as LaTeX writes it: the exponential function, exp(x) in text, is a power there."""
    return POWER if operation == "exp" else OPERATIONS[operation].precedence


def number_latex(value: float) -> Piece:
    """A number with 6 digits, powers of ten as such."""
    mantissa, _, exponent = f"{value:.6g}".partition("e")
    if not exponent:
        return mantissa, ATOM if value >= 0 else NEGATION
    power = f"10^{{{int(exponent)}}}"
    return (power, POWER) if mantissa == "1" else (rf"{mantissa} \cdot {power}", PRODUCT)


def name_latex(name: str) -> str:
    r"""A name in LaTeX: "w1" as w_{1}, "W1[0,2]" as W^{(1)}_{0,2}, "yhat" as \hat{y}, "alpha" as \alpha."""
    match = _NAME.fullmatch(name)
    if match is None:
        return rf"\mathrm{{{name}}}".replace("_", r"\_")
    word, digits, places = match.groups()
    text = _word_latex(word)
    if places is not None:
        return f"{text}^{{({digits})}}_{{{places}}}" if digits else f"{text}_{{{places}}}"
    return f"{text}_{{{digits}}}" if digits else text


def _word_latex(word: str) -> str:
    if len(word) == 1:
        return word
    if _GREEK.fullmatch(word):
        return rf"\{word}"
    if word.endswith("hat") and len(word) == 4:
        return rf"\hat{{{word[0]}}}"
    return rf"\mathrm{{{word}}}"
