"""What edits of values in a graph mean for the experiment."""

from __future__ import annotations

import math

import msgspec
import pytest

from landscape_gui import graphedits
from landscape_gui.core.errors import FormulaError, GraphError, OptimizerError
from landscape_gui.core.expression import parse
from landscape_gui.experiment import (
    CatalogueData,
    Experiment,
    GraphExample,
    GraphFormula,
    GraphView,
    Lane,
    NetworkProblem,
    SurfaceProblem,
    View,
)
from landscape_gui.scene import complete_scene
from landscape_gui.scene.graphs import Subject, formula_graph, subject_of

replace = msgspec.structs.replace


def shown(experiment: Experiment) -> Subject:
    return subject_of(complete_scene(experiment), 0, 0.0)


def of(source: GraphExample | GraphFormula | None, **fields: object) -> Experiment:
    graph = GraphView(source=source, **fields)  # type: ignore[arg-type]
    return Experiment(SurfaceProblem("sphere"), (Lane("gd"),), steps=2, view=View(graph=graph))


def edited(experiment: Experiment, name: str, value: float) -> Experiment:
    return graphedits.with_value(experiment, shown(experiment), name, value)


def source_of(experiment: Experiment) -> GraphExample | GraphFormula:
    source = experiment.view.graph.source
    assert source is not None
    return source


def test_a_value_of_an_example_is_kept_where_it_differs() -> None:
    changed = edited(of(GraphExample("graph-multiply")), "a", 7.0)
    assert source_of(changed) == GraphExample("graph-multiply", {"a": 7.0})
    assert shown(changed).graph.value == 70.0
    assert source_of(edited(changed, "a", 3.0)) == GraphExample("graph-multiply"), "its own value again"


def test_what_was_updated_begins_anew_at_the_edit() -> None:
    before = of(GraphExample("network-3-2-1", updates=3))
    subject = shown(before)
    changed = edited(before, "x2", 0.5)
    source = source_of(changed)
    assert source.updates == 0
    after = shown(changed)
    for name in ("w14", "w46", "b6"):
        assert after.value(name) == subject.value(name) != subject.usual[name]
    assert after.value("x2") == 0.5


@pytest.mark.parametrize("detail", ["neurons", "layers"])
def test_values_are_edited_under_the_names_of_every_level(detail: str) -> None:
    before = of(GraphExample("network-3-2-1", updates=1), detail=detail)
    changed = edited(edited(before, "W1[0,1]", 0.25), "x[2]", -1.0)
    values = source_of(changed).values
    assert values["w24"] == 0.25 and values["x3"] == -1.0
    assert shown(changed).value("W1[0,1]") == 0.25


def test_shared_parameters_are_one_value() -> None:
    changed = edited(of(GraphExample("network-2-2-2"), detail="neurons"), "b1[1]", 2.0)
    assert source_of(changed).values == {"b1": 2.0}
    assert shown(changed).value("b1[0]") == 2.0


def test_data_of_a_network_are_changed_only_in_the_graph() -> None:
    problem = NetworkProblem(CatalogueData("xor", 12), hidden=(2,))
    before = Experiment(problem, (Lane("gd"),), steps=2)
    usual = shown(before).usual
    changed = edited(before, "x[1]", 5.0)
    assert changed.view.graph.values == {"x[1]": 5.0} and changed.problem == before.problem
    assert edited(changed, "x[1]", usual["x[1]"]) == before, "the data's own value again"


def test_a_coefficient_changes_the_surface() -> None:
    before = Experiment(SurfaceProblem("rosenbrock"), (Lane("gd"),), steps=2)
    changed = edited(before, "b", 50.0)
    assert isinstance(changed.problem, SurfaceProblem) and changed.problem.coefficients == {"b": 50.0}
    with pytest.raises(OptimizerError):
        edited(before, "b", -1e9)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(GraphError, match="finite number"):
        edited(of(GraphExample("graph-add")), "a", value)


def test_what_cannot_be_changed_is_named() -> None:
    with pytest.raises(GraphError, match="o cannot be changed; there are a, b"):
        edited(of(GraphExample("graph-add")), "o", 1.0)


def test_names_of_an_expression_become_data_and_parameters() -> None:
    before = of(GraphFormula("w*x", {"w": 2.0}))
    assert shown(before).data == frozenset()
    fixed = graphedits.with_fixed(before, "x", True)
    assert shown(fixed).data == {"x"}
    assert graphedits.with_fixed(fixed, "x", False) == before
    assert graphedits.with_fixed(of(None), "x", True) == of(None)


def test_another_expression_keeps_values_and_what_is_data() -> None:
    before = GraphFormula("w*x", {"w": 2.0, "x": 5.0}, ("x",))
    changed = graphedits.with_source(of(before), replace(before, text="w*x + b"))
    assert shown(changed).value("w") == 2.0 and shown(changed).data == {"x"}
    with pytest.raises(FormulaError, match="missing"):
        graphedits.with_source(of(before), replace(before, text="w*(x"))


@pytest.mark.parametrize("text", ["x+" * 6000 + "x", "(" * 300 + "x" + ")" * 300, "-" * 3000 + "x"])
def test_long_and_deep_expressions_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(FormulaError, match=r"characters|too deep"):
        graphedits.with_source(of(None), GraphFormula(text))


LOSS = "0.5*({y} - {t})^2"


@pytest.mark.parametrize(
    ("text", "ending", "after", "fixed"),
    [
        ("w*x + b", LOSS, "yhat = w*x + b\n0.5*(yhat - y)^2", ("y",)),
        ("z = w*x\ny = tanh(z)", LOSS, "z = w*x\ny = tanh(z)\n0.5*(y - t)^2", ("t",)),
        ("w*x; y", "sigmoid({y})", "w*x\nyhat = y\nsigmoid(yhat)", ()),
        ("yhat*y*t", LOSS, "out = yhat*y*t\n0.5*(out - target)^2", ("target",)),
        ("", LOSS, "yhat = w*x + b\n0.5*(yhat - y)^2", ("y",)),
    ],
)
def test_a_loss_is_added_to_the_last_line(text: str, ending: str, after: str, fixed: tuple[str, ...]) -> None:
    made = graphedits.ended_with(GraphFormula(text), ending)
    assert (made.text, made.fixed) == (after, fixed)
    if "w*x\nyhat" not in after:
        assert parse(made.text).variables
        assert set(formula_graph(made).coefficients) == set(fixed)
