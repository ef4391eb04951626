"""The tape: values, gradients and steps of scalar graphs."""

from __future__ import annotations

import json
import math
import time
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from landscape_gui.core.errors import GraphError
from landscape_gui.core.expression import Graph, parse
from landscape_gui.core.graph import Tape
from landscape_gui.core.terms import INPUT, Builder, Node

EXAMPLES = json.loads((Path(__file__).parents[2] / "reference" / "worked_examples.json").read_text(encoding="utf-8"))
PROGRAMS = {
    "linear forward pass": "2*w + 3*b + 4",
    "multiplication switches gradients": "o = a*b; f = 5*o",
    "addition distributes the gradient": "o = a + b; f = 5*o",
    "partial derivatives": "3*w1^2 + w1*w2 - 1",
    "single neuron": "z = w*x + b; y = sigmoid(z)",
    "chain 1-1-1": "a0 = w0*x + b0; z0 = sigmoid(a0); a1 = w1*z0 + b1; L = 0.5*(a1 - y)^2",
    "skip connection": (
        "a0 = w0*x + b0; z0 = sigmoid(a0); a1 = w1*z0 + b1; f1 = tanh(a1); yhat = f1 + z0; L = 0.5*(yhat - y)^2"
    ),
    "autodiff example": "v1 = x1/x2; v2 = exp(v1); v3 = v2 + v1; v4 = log(x2); v5 = v1 - v4; f = v3*v5",
    "3-2-1 network, one update": (
        "i4 = w14*x1 + w24*x2 + w34*x3 + b4; o4 = sigmoid(i4); i5 = w15*x1 + w25*x2 + w35*x3 + b5; o5 = sigmoid(i5);"
        "i6 = w46*o4 + w56*o5 + b6; o6 = sigmoid(i6); E = 0.5*(t - o6)^2"
    ),
    "two-layer sigmoid network with binary cross-entropy": (
        "z1 = w11*x1 + w21*x2 + b1; a1 = sigmoid(z1); z2 = w12*x1 + w22*x2 + b2; a2 = sigmoid(z2);"
        "s = u1*a1 + u2*a2 + c; h = sigmoid(s); L = -(y*ln(h) + (1 - y)*ln(1 - h))"
    ),
}
"""The worked examples with their intermediate results named as in the reference."""


def tape(text: str, **inputs: float) -> Tape:
    return Tape(parse(text), inputs)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["name"])
def test_worked_examples(example: dict[str, Any]) -> None:
    traced = tape(PROGRAMS[example["name"]], **example["inputs"])
    assert traced.value == pytest.approx(list(example["values"].values())[-1], rel=1e-14)
    assert traced.gradient == pytest.approx(example["input_gradients"], rel=1e-12, abs=1e-16)
    named = {node.name: node for node in traced.nodes if node.name}
    for name, value in example["values"].items():
        if name in named:
            assert named[name].value == pytest.approx(value, rel=1e-13, abs=1e-16)
            assert named[name].adjoint == pytest.approx(example["adjoints"][name], rel=1e-12)
        else:  # "2w+3b" cannot be a name
            assert np.isclose([float(node.value) for node in traced.nodes], value, rtol=1e-14).any()
    assert sum(name in named for name in example["values"]) >= 2 or example["name"] in {
        "linear forward pass", "partial derivatives",
    }  # fmt: skip
    for name, tangents in example.get("forward_mode", {}).items():
        found = traced.tangents(name)
        assert {key: found[named[key].index] for key in tangents} == pytest.approx(tangents, rel=1e-13)
    for name, value in example.get("updated", {}).items():
        rate = example["learning_rate"]
        assert example["inputs"][name] - rate * traced.gradient[name] == pytest.approx(value, rel=1e-13)


def test_leaves_come_first_and_the_output_last() -> None:
    nodes = tape("2*w + 3*b + 4", w=5, b=4).nodes
    assert [node.label for node in nodes] == ["2", "w", "3", "b", "4", "2·w", "3·b", "2·w + 3·b", "2·w + 3·b + 4"]
    assert [node.value for node in nodes] == [2, 5, 3, 4, 4, 10, 12, 22, 26]
    assert [node.operation for node in nodes][4:] == ["constant", "mul", "mul", "add", "add"]
    assert [node.index for node in nodes] == list(range(9))


def test_a_times_a_contributes_twice() -> None:
    traced = tape("a*a", a=3.0)
    assert [(s.upstream, s.local, s.contribution, s.before, s.after) for s in traced.backward_steps] == [
        (1.0, 3.0, 3.0, 0.0, 3.0),
        (1.0, 3.0, 3.0, 3.0, 6.0),
    ]
    assert traced.gradient == {"a": 6.0}


def test_every_edge_has_its_step_from_the_output_to_the_leaves() -> None:
    traced = tape("z = w*x + b; sigmoid(z)*z + w", w=0.3, x=2.0, b=-1.0)
    steps = traced.backward_steps
    assert len(steps) == sum(len(node.inputs) for node in traced.nodes)
    assert [step.target for step in steps] == sorted((step.target for step in steps), reverse=True)
    assert all(step.contribution == step.upstream * step.local for step in steps)
    assert all(step.upstream == traced.nodes[step.target].adjoint for step in steps)
    last = traced.backward_after(len(steps)).adjoints
    assert list(last) == [node.adjoint for node in traced.nodes]


def test_steps_can_be_gone_to_in_any_order() -> None:
    traced = tape("(a + b)*a", a=2.0, b=5.0)
    assert traced.values_after(0) == (2.0, 5.0, None, None)
    assert traced.values_after(2) == (2.0, 5.0, 7.0, 14.0)
    assert traced.values_after(1) == (2.0, 5.0, 7.0, None)
    assert traced.backward_after(0).adjoints == (None, None, None, 1.0)
    assert traced.backward_after(4).adjoints == (9.0, 2.0, 2.0, 1.0)
    assert traced.backward_after(2).adjoints == (7.0, None, 2.0, 1.0)


def test_the_exponent_of_a_negative_base_gets_nothing() -> None:
    traced = tape("(x - y)^2", x=1.0, y=3.0)
    assert traced.gradient == {"x": -4.0, "y": 4.0}
    assert [(step.local, step.exists) for step in traced.backward_steps[:2]] == [(-4.0, True), (0.0, False)]
    assert traced.trouble is None
    assert all(math.isfinite(float(step.after)) for step in traced.backward_steps)


def test_names_kinds_and_signs() -> None:
    traced = Tape(parse("z = w*x + b; -sigmoid(z)^2", ("x",)), {"w": 1.0, "b": 2.0, "x": 3.0})
    told = [(node.kind, node.operation, node.name, node.label, node.symbol) for node in traced.nodes]
    assert told == [
        ("parameter", "input", "w", "w", ""),
        ("input", "input", "x", "x", ""),
        ("parameter", "input", "b", "b", ""),
        ("constant", "constant", "", "2", ""),
        ("operation", "mul", "", "w·x", "·"),
        ("operation", "add", "z", "z", "+"),
        ("operation", "sigmoid", "", "σ(z)", "σ"),
        ("operation", "pow", "", "σ(z)^2", "^"),
        ("operation", "neg", "", "−σ(z)^2", "−"),
    ]
    assert traced.index("z") == 5
    with pytest.raises(GraphError, match="no node 'q'; there are w, x, b, z"):
        traced.index("q")
    only = Tape(traced.graph, traced.inputs, parameters=("b",))
    assert [node.kind for node in only.nodes][:3] == ["input", "input", "parameter"]
    assert list(only.gradient) == ["w", "b"]


def test_a_node_is_found_by_each_of_its_names() -> None:
    traced = tape("a = x*y; b = a; c = x; a + b*c", x=2.0, y=3.0)
    assert traced.index("a") == traced.index("b")
    assert traced.nodes[traced.index("a")].name == "a"
    assert traced.index("c") == traced.index("x") == 0
    assert traced.nodes[0].label == "x"


def test_a_formula_may_be_a_single_input_or_a_constant() -> None:
    assert tape("x", x=3.0).gradient == {"x": 1.0}
    assert [node.label for node in tape("x", x=3.0).nodes] == ["x"]
    assert (tape("2").value, tape("2").gradient) == (2.0, {})
    assert tape("u = x + 1; y^2", x=1.0, y=2.0).gradient == {"x": 0.0, "y": 4.0}


def test_inputs_can_be_replaced() -> None:
    before = tape("a*b", a=2.0, b=3.0)
    after = before.replaced({"a": 5.0})
    assert (before.value, after.value, after.gradient) == (6.0, 15.0, {"a": 3.0, "b": 5.0})
    assert math.isnan(before.replaced({"b": math.nan}).value)
    with pytest.raises(GraphError, match="no variable 'c'; it has a, b"):
        before.replaced({"c": 1.0})


def test_a_tape_cannot_be_changed() -> None:
    traced = tape("a*b", a=2.0, b=3.0)
    with pytest.raises(FrozenInstanceError):
        traced.inputs = {}  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        traced.nodes[0].value = 1.0  # type: ignore[misc]
    assert isinstance(traced.nodes, tuple) and isinstance(traced.backward_steps, tuple)


def chain(length: int) -> Graph:
    """y ← (y − 0.3 x) x + 0.5, and again, until there are ``length`` nodes."""
    builder = Builder()
    x = y = builder.term(builder.add(Node(INPUT, name="x")))
    while len(builder.nodes) < length:
        y = (y - 0.3 * x) * x + 0.5
    return Graph(tuple(builder.nodes), ("x",), (), (y.index,))


def test_ten_thousand_nodes_in_a_row() -> None:
    graph = chain(10_000)
    begin = time.process_time()
    traced = Tape(graph, {"x": 0.5})
    assert traced.trouble is None
    assert len(traced.nodes) >= 10_000
    assert len(traced.forward_steps) + 3 == len(traced.nodes)
    assert len(traced.backward_steps) == 2 * len(traced.forward_steps)
    assert time.process_time() - begin < 3.0  # about 0.6 s on the slowest machine it was tried on
    y, slope = 0.5, 1.0
    for _ in range((len(traced.nodes) - 4) // 3):
        y, slope = (y - 0.15) * 0.5 + 0.5, (slope - 0.3) * 0.5 + (y - 0.15)
    assert traced.value == pytest.approx(y, rel=1e-14)
    assert traced.gradient["x"] == pytest.approx(slope, rel=1e-12)
    assert traced.tangents("x")[-1] == pytest.approx(slope, rel=1e-12)
    assert max(len(node.label) for node in traced.nodes) < 80
    assert traced.path_products(0).count > 2_000
    assert traced.expanded(traced.output).result == traced.value


def test_work_grows_in_proportion() -> None:
    def seconds(length: int) -> float:
        graph = chain(length)
        begin = time.process_time()
        traced = Tape(graph, {"x": 0.5})
        assert traced.trouble is None
        assert traced.backward_steps
        return time.process_time() - begin

    short = min(seconds(1_000) for _ in range(3))
    assert seconds(16_000) < 16 * 4 * short


def test_paths_are_counted_where_they_cannot_be_listed() -> None:
    builder = Builder()
    y = builder.term(builder.add(Node(INPUT, name="x")))
    for _ in range(200):
        y = y * y
    traced = Tape(Graph(tuple(builder.nodes), ("x",), (), (y.index,)), {"x": 1.0})
    products = traced.path_products(0, limit=5)
    assert products.count == 2**200
    assert [float(path.product) for path in products.paths] == [1.0] * 5
    assert products.total == 2.0**200
    assert traced.path_products(traced.output).paths[0].nodes == (traced.output,)
    with pytest.raises(GraphError, match="no node 201; give a whole number from 0 to 200"):
        traced.path_products(201)


def test_paths_multiply_local_derivatives() -> None:
    traced = tape("z = w*x; z*z + 3*z", w=2.0, x=5.0)
    products = traced.path_products(traced.index("w"))
    assert (products.count, products.total) == (3, 115.0)
    assert [path.product for path in products.paths] == [50.0, 50.0, 15.0]
    first = products.paths[0]
    assert first.nodes == (traced.index("w"), traced.index("z"), first.nodes[2], traced.output)
    assert first.derivatives == (5.0, 10.0, 1.0)


def test_tangents_of_an_unknown_input() -> None:
    with pytest.raises(GraphError, match="no input 'z'; there are a, b"):
        tape("z = a*b; z^2", a=1.0, b=2.0).tangents("z")
