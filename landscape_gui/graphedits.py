"""What edits of values in a computational graph mean, as pure functions from one experiment to the next. No Qt here."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence

from msgspec.structs import replace

from landscape_gui import edits
from landscape_gui.core.errors import GraphError
from landscape_gui.experiment import Experiment, GraphExample, GraphFormula, GraphView
from landscape_gui.scene.graphs import Subject, formula_graph

_NAMED = re.compile(r"\s*([A-Za-z]\w*)\s*=(?!=)")
OUTPUTS, TARGETS = ("yhat", "out", "result"), ("y", "t", "target")
"""What a result without a name is called, and what it should be: the first of these that is free."""


def with_value(experiment: Experiment, subject: Subject, name: str, value: float) -> Experiment:
    """Change a value that is kept with the graph, the data or the problem: not a parameter that lanes descend by.

    Of an example or a typed expression everything else stays as it is shown: what was updated begins there anew.

    Args:
        subject: what is shown; name: as its graph calls the value.

    Raises:
        GraphError: the value cannot be changed, or is not a finite number. OptimizerError: it is out of bounds.
    """
    if name not in subject.editable:
        raise GraphError(f"{name} cannot be changed; there are {', '.join(subject.editable)}.")
    if not math.isfinite(value):
        raise GraphError(f"{name} = {value} is not a finite number; give one that is.")
    graph, own = experiment.view.graph, subject.editable[name]
    if subject.source is None and name not in subject.data:
        return edits.with_coefficient(experiment, own, value)
    if isinstance(subject.source, GraphExample | GraphFormula):
        changed = replace(graph, source=_with_source(subject, subject.source, own, value))
    else:
        kept = {key: known for key, known in graph.values.items() if key != own}
        changed = replace(graph, values=kept if value == subject.usual[own] else kept | {own: value})
    return _with_graph(experiment, changed)


def _with_source(
    subject: Subject, source: GraphExample | GraphFormula, own: str, value: float
) -> GraphExample | GraphFormula:
    """The present values with one changed, as those to begin with."""
    present = {kept: subject.value(shown) for shown, kept in subject.editable.items()}
    values = dict(source.values) | (present if source.updates else {}) | {own: value}
    if isinstance(source, GraphExample):
        values = {key: known for key, known in values.items() if known != subject.usual[key]}
    return replace(source, values=values, updates=0)


def ended_with(source: GraphFormula, ending: str) -> GraphFormula:
    """A typed expression with one more line.

    Args:
        ending: a calculation with fields {y}, the result so far, and {t}, what it should be, which is then data; as in
            "0.5*({y} - {t})^2".
    """
    lines = [line for line in re.split(r"[;\n]", source.text) if line.strip()] or ["w*x + b"]
    used = set(re.findall(r"[A-Za-z]\w*", " ".join(lines)))
    named = _NAMED.match(lines[-1])
    if named is None:
        output = _free(OUTPUTS, used)
        lines[-1] = f"{output} = {lines[-1].strip()}"
    else:
        output = named[1]
    target = _free(TARGETS, used | {output})
    text = "\n".join([*(line.strip() for line in lines), ending.format(y=output, t=target)])
    fixed = (*source.fixed, target) if "{t}" in ending and target not in source.fixed else source.fixed
    return replace(source, text=text, fixed=fixed, updates=0)


def _free(names: Sequence[str], used: Collection[str]) -> str:
    return next((name for name in names if name not in used), f"{names[0]}{len(used)}")


def with_source(experiment: Experiment, source: GraphFormula) -> Experiment:
    """Show a typed expression.

    Raises:
        FormulaError: with the place in its text and what would be valid there.
    """
    formula_graph(source)
    return _with_graph(experiment, replace(experiment.view.graph, source=source))


def with_fixed(experiment: Experiment, name: str, fixed: bool) -> Experiment:
    """Make a name of the typed expression data, or a parameter."""
    graph = experiment.view.graph
    if not isinstance(graph.source, GraphFormula):
        return experiment
    others = tuple(other for other in graph.source.fixed if other != name)
    source = replace(graph.source, fixed=(*others, name) if fixed else others)
    return _with_graph(experiment, replace(graph, source=source))


def _with_graph(experiment: Experiment, graph: GraphView) -> Experiment:
    return replace(experiment, view=replace(experiment.view, graph=graph))
