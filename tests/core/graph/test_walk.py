"""Walks: every step takes one place, and any place is the same however it was reached."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape_gui.core.expression import parse
from landscape_gui.core.graph import Tape
from landscape_gui.core.graph.records import CONSTANT
from landscape_gui.core.graph.walk import BACKWARD, FORWARD, UPDATE, SeedStep, UpdateStep, Walk

FORMULAS = ["2*w + 3*b + 4", "a*a", "x", "s = w*x + b\nsigmoid(s)^2 + s", "min(a, b) * exp(a / b)"]


def tape(formula: str) -> Tape:
    """The graph of a formula at 0.5, 1, 1.5, …."""
    graph = parse(formula)
    return Tape(graph, {name: 0.5 * (k + 1) for k, name in enumerate(graph.variables)})


def test_the_linear_example_step_by_step() -> None:
    walk = Walk(tape("2*w + 3*b + 4"), parameters=2)
    # 2w, 3b, their sum, the sum with 4; the seed and five of eight edges, three leading to constants; two updates.
    assert [(phase.key, phase.first, phase.last) for phase in walk.phases] == [
        (FORWARD, 0, 4),
        (BACKWARD, 4, 10),
        (UPDATE, 10, 12),
    ]
    start = walk.moment(0)
    assert start.step is None and start.updated == 0
    named = {node.name: node.index for node in walk.graph.nodes if node.name}
    assert start.values[named["w"]] == 0.5 and start.values[walk.graph.output] is None
    seeded = walk.moment(5)
    assert isinstance(seeded.step, SeedStep)
    assert [value for value in seeded.adjoints if value is not None] == [1.0]
    assert walk.moment(12).updated == 2


@pytest.mark.parametrize("formula", FORMULAS)
def test_everything_is_known_at_the_end(formula: str) -> None:
    graph = tape(formula)
    walk = Walk(graph, parameters=len(graph.gradient))
    end = walk.moment(walk.length)
    assert list(end.values) == [node.value for node in graph.nodes]
    for node, adjoint in zip(graph.nodes, end.adjoints, strict=True):
        assert adjoint == node.adjoint or (node.kind == CONSTANT and adjoint is not None)
    assert end.updated == len(graph.gradient)


@pytest.mark.parametrize("formula", FORMULAS)
def test_each_step_makes_one_thing_known(formula: str) -> None:
    walk = Walk(tape(formula), parameters=1)
    before = walk.moment(0)
    for cursor in range(1, walk.length + 1):
        moment = walk.moment(cursor)
        changed = [
            k
            for k in range(len(moment.values))
            if moment.values[k] != before.values[k] or moment.adjoints[k] != before.adjoints[k]
        ]
        constants = {node.index for node in walk.graph.nodes if node.kind == CONSTANT}
        if isinstance(moment.step, UpdateStep):
            assert moment.updated == before.updated + 1
        elif cursor < walk.phases[1].last:
            assert set(changed) - constants <= set(moment.nodes)
        before = moment


@given(st.sampled_from(FORMULAS), st.integers(-3, 60))
def test_a_cursor_outside_stays_inside(formula: str, cursor: int) -> None:
    walk = Walk(tape(formula), parameters=1)
    moment = walk.moment(cursor)
    assert moment.cursor == min(max(cursor, 0), walk.length)
    assert moment.phase.first <= moment.cursor <= moment.phase.last


def test_edges_and_nodes_of_a_step() -> None:
    graph = tape("a*a")
    walk = Walk(graph)
    forward = walk.moment(1)
    assert [graph.edges[k].place for k in forward.edges] == [0, 1]
    back = [walk.moment(cursor) for cursor in (3, 4)]
    a = graph.index("a")
    assert [moment.nodes for moment in back] == [(a,), (a,)]
    assert [moment.adjoints[a] for moment in back] == [0.5, 1.0]


def test_tangents_go_forward_only() -> None:
    graph = tape("s = w*x + b\nsigmoid(s)^2 + s")
    walk = Walk(graph, seed="w", parameters=3)
    assert [phase.key for phase in walk.phases] == [FORWARD]
    end = walk.moment(walk.length)
    assert list(end.tangents) == graph.tangents("w")
    start = walk.moment(0)
    assert start.tangents[graph.index("w")] == 1.0 and start.tangents[graph.index("x")] == 0.0
    assert start.tangents[graph.output] is None


def test_many_parameters_are_updated_at_once() -> None:
    walk = Walk(tape("2*w + 3*b + 4"), parameters=40)
    assert walk.steps[-1] == UpdateStep(0, 40)
    assert walk.moment(walk.length).updated == 40
