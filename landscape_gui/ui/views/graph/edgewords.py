"""What stands on an edge of a computational graph, in LaTeX: its local derivative, or the product a step takes."""

from __future__ import annotations

import numpy as np

from landscape_gui.arithmetic import latex_factor, latex_number
from landscape_gui.core.graph import BackwardStep, GraphEdge, GraphNode, StepGraph, Value
from landscape_gui.core.graph.captions import name_latex
from landscape_gui.core.graph.records import CONSTANT, ELEMENTWISE, INSIDE, OUTER, SHARE, SUMMED, TRANSPOSED
from landscape_gui.core.operations import POWER
from landscape_gui.ui.views.graph.formulas import name_in_formulas, piece_in_formulas

LONGEST_NAME = 18
"""Characters of a derivative's formula beyond which only its number is told."""


def local_derivative(graph: StepGraph, edge: GraphEdge) -> str:
    """The derivative of an edge's end by its beginning, with its name: ∂z/∂w = x = 0.8."""
    source, target = graph.nodes[edge.source], graph.nodes[edge.target]
    above, below = name_in_formulas(graph, target), name_in_formulas(graph, source)
    left = rf"\partial {_kept(above)} / \partial {_kept(below)}"
    if not edge.exists:
        return rf"{left}\ \mathrm{{does not exist here}}"
    named = _named(graph, edge, source, target)
    number = _local(edge.derivative)
    words = [left, rf"\textcolor{{local}}{{{named}}}" if named else "", rf"\textcolor{{local}}{{{number}}}"]
    return " = ".join(word for word in words if word)


def product(step: BackwardStep) -> str:
    """Upstream × local = contribution; of arrays the shapes that are multiplied."""
    upstream, local, result = step.upstream, step.local, step.contribution
    if np.size(upstream) == np.size(local) == np.size(result) == 1:
        upstream, local, result = (float(np.ravel(part)[0]) for part in (upstream, local, result))
        first, factor = latex_number(upstream), latex_factor(local)
    else:
        first, factor = _shape(upstream), _shape(local)
    sign = "⊙" if step.product in {ELEMENTWISE, SUMMED} and np.ndim(local) else r"\times"
    if step.product == TRANSPOSED and np.ndim(local) == 2:
        parts = rf"\textcolor{{local}}{{{factor}^{{\top}}}} \times \textcolor{{gradient}}{{{first}}}"
    elif step.product == OUTER:
        parts = rf"\textcolor{{gradient}}{{{first}}} \times \textcolor{{local}}{{{factor}^{{\top}}}}"
    else:
        parts = rf"\textcolor{{gradient}}{{{first}}} {sign} \textcolor{{local}}{{{factor}}}"
    if step.product == SUMMED:
        parts = rf"\sum {parts}"
    ends = latex_number(result) if np.ndim(result) == 0 else _shape(result)
    whose = rf"\partial L / \partial {name_latex(step.name)} = " if step.kind == SHARE else ""
    whose = r"\delta = " if step.kind == INSIDE else whose
    return rf"{whose}{parts} = \textcolor{{gradient}}{{{ends}}}"


def _named(graph: StepGraph, edge: GraphEdge, source: GraphNode, target: GraphNode) -> str:
    """The local derivative as a formula; "" where there is none that is short, or where it is just a number."""
    if edge.name:
        weight = name_latex(edge.name)
        return weight if edge.gate is None else rf"{_slope_name(target)} \cdot {weight}"
    if target.operation in {"mul", "div", "pow"}:
        return _short(_of_two(graph, edge, target))
    if edge.product in {TRANSPOSED, OUTER}:
        other = next((node for node in target.inputs if node != edge.source), edge.source)
        return name_in_formulas(graph, graph.nodes[other])
    x, own = _kept(name_in_formulas(graph, source)), _kept(name_in_formulas(graph, target))
    known = {
        "sigmoid": rf"{own}(1 − {own})", "tanh": rf"1 − {own}^{{2}}", "exp": own, "log": f"1/{x}",
        "sin": rf"\mathrm{{cos}}\,{x}", "cos": rf"−\mathrm{{sin}}\,{x}", "sqrt": rf"1/(2 {own})",
    }  # fmt: skip
    return _short(known.get(target.operation, ""))


def _of_two(graph: StepGraph, edge: GraphEdge, target: GraphNode) -> str:
    """The derivative of a product, quotient or power by one of its two."""
    a, b = (graph.nodes[place] for place in target.inputs)
    first, second = _kept(name_in_formulas(graph, a)), _kept(name_in_formulas(graph, b))
    base = f"({first})" if piece_in_formulas(graph, a)[1] == POWER else first
    if target.operation == "mul":
        other = b if edge.place == 0 else a
        return "" if other.kind == CONSTANT and not other.name else name_in_formulas(graph, other)
    if target.operation == "div":
        return f"1/{second}" if edge.place == 0 else f"−{first}/{second}^{{2}}"
    if edge.place == 0:
        if b.kind != CONSTANT:
            return f"{second} {base}^{{{second} − 1}}"
        less = float(b.value) - 1.0
        return f"{second} \\cdot {first if less == 1.0 else rf'{base}^{{{latex_number(less)}}}'}"
    return rf"{base}^{{{second}}} \mathrm{{ln}}\,{first}"


def _slope_name(target: GraphNode) -> str:
    return "σ'" if target.symbol == "σ" else "f'"


def _short(formula: str) -> str:
    bare = formula
    for word in (r"\cdot", r"\mathrm", r"\left", r"\right", "{", "}", "\\"):
        bare = bare.replace(word, "")
    return formula if len(bare) <= LONGEST_NAME else ""


def _kept(name: str) -> str:
    """A name as it stands in a larger formula: in parentheses if it is a calculation."""
    return f"({name})" if any(sign in name for sign in ("+", "-", "−", r"\cdot", r"\frac")) else name


def _local(value: Value) -> str:
    return latex_number(value) if np.ndim(value) == 0 else _shape(value)


def _shape(value: Value) -> str:
    return latex_number(value) if np.ndim(value) == 0 else f"({'×'.join(map(str, np.shape(value)))})"
