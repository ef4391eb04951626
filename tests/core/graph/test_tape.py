"""The tape: values, gradients and steps of scalar graphs."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from landscape_gui.core.expression import parse
from landscape_gui.core.graph import Tape

EXAMPLES = json.loads((Path(__file__).parents[2] / "reference" / "worked_examples.json").read_text(encoding="utf-8"))
PLAIN = [e for e in EXAMPLES if "," not in e["formula"] and "=" not in e["formula"]]


def tape(text: str, **inputs: float) -> Tape:
    return Tape(parse(text), inputs)


@pytest.mark.parametrize("example", PLAIN, ids=lambda e: e["name"])
def test_worked_examples(example: dict) -> None:
    traced = tape(example["formula"], **example["inputs"])
    assert traced.value == pytest.approx(list(example["values"].values())[-1], rel=1e-14)
    assert traced.gradient == pytest.approx(example["input_gradients"], rel=1e-13)
    shown = [float(node.value) for node in traced.nodes]
    for value in example["values"].values():
        assert np.isclose(shown, value, rtol=1e-13, atol=1e-15).any()


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
