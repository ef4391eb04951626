"""Tapes of random formulas against dual numbers, the compiled derivatives and forward mode."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import landscape_gui as lg
from landscape_gui.core.derivatives import with_gradient
from landscape_gui.core.errors import FormulaError
from landscape_gui.core.expression import Graph, parse
from landscape_gui.core.graph import Tape
from landscape_gui.core.operations import FUNCTION_NAMES, OPERATIONS
from landscape_gui.core.terms import INPUT, Builder, Node, apply
from tests import naive

leaves = st.sampled_from(["x", "y", "w", "2", "0.5", "3"])
formulas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(inner, st.sampled_from(["2", "3", "-1", "0.5", "y"])).map(lambda p: f"({p[0]})^({p[1]})"),
        st.tuples(st.sampled_from(sorted(naive.FUNCTIONS)), inner).map(lambda p: f"{p[0]}({p[1]})"),
        inner.map(lambda text: f"(-{text})"),
    ),
    max_leaves=14,
)
points = st.tuples(*[st.floats(0.2, 1.9)] * 3).map(lambda p: dict(zip("xyw", p, strict=True)))


def traced(text: str, point: dict[str, float]) -> Tape:
    """The tape of a formula that has a moderate value and moderate slopes everywhere."""
    try:
        graph = parse(text)
    except FormulaError:
        assume(False)
    tape = Tape(graph, {name: point[name] for name in graph.variables})
    assume(tape.trouble is None)
    assume(all(abs(float(node.value)) < 1e4 and abs(float(node.adjoint)) < 1e4 for node in tape.nodes))
    assume(all(abs(float(edge.local)) < 1e4 for edge in tape.edges))
    return tape


@given(formulas, points)
def test_gradients_are_those_of_dual_numbers(text: str, point: dict[str, float]) -> None:
    tape = traced(text, point)
    try:
        value, gradient = naive.dual_gradient(text + " + 0*x", point)
    except (ValueError, OverflowError, ZeroDivisionError):
        return
    if isinstance(value, complex):
        return
    assert tape.value == pytest.approx(value, rel=1e-9, abs=1e-9)
    assert tape.gradient == pytest.approx({n: gradient[n] for n in tape.gradient}, rel=1e-7, abs=1e-7)


@given(formulas, points)
def test_forward_mode_agrees_with_backward_mode(text: str, point: dict[str, float]) -> None:
    tape = traced(text, point)
    for name, slope in tape.gradient.items():
        tangents = tape.tangents(name)
        assert len(tangents) == len(tape.nodes)
        assert tangents[-1] == pytest.approx(slope, rel=1e-9, abs=1e-9)
        for step in tape.tangent_steps(name):
            assert step.tangent == tangents[step.node]
            assert step.tangents == tuple(tangents[i] for i in tape.nodes[step.node].inputs)


@given(formulas, points)
def test_paths_add_up_to_the_adjoint(text: str, point: dict[str, float]) -> None:
    tape = traced(text, point)
    for node in tape.nodes:
        products = tape.path_products(node.index, limit=10_000)
        assert products.total == node.adjoint
        if products.count <= 10_000:
            assert len(products.paths) == products.count
            total = sum(float(path.product) for path in products.paths)
            size = sum(abs(float(path.product)) for path in products.paths)
            assert total == pytest.approx(node.adjoint, rel=1e-9, abs=1e-12 * (1.0 + size))


@given(formulas, points, st.data())
def test_every_step_can_be_gone_to(text: str, point: dict[str, float], data: st.DataObject) -> None:
    """The state after k steps is that of following the records one by one, which the nodes' adjoints end."""
    tape = traced(text, point)
    k = data.draw(st.integers(0, len(tape.backward_steps)))
    adjoints: dict[int, float] = {tape.output: 1.0}
    for step in tape.backward_steps[:k]:
        assert step.upstream == adjoints[step.target]
        assert step.before == adjoints.get(step.source, 0.0)
        adjoints[step.source] = adjoints.get(step.source, 0.0) + float(step.upstream) * float(step.local)
    assert tape.backward_after(k).adjoints == tuple(adjoints.get(i) for i in range(len(tape.nodes)))
    assert tape.backward_after(len(tape.backward_steps)).adjoints == tuple(
        node.adjoint if tape.edges_from(node.index) or node.index == tape.output else None for node in tape.nodes
    )


@pytest.mark.parametrize("name", sorted(FUNCTION_NAMES))
def test_every_function_has_the_gradient_of_the_compiled_problem(name: str) -> None:
    arity = OPERATIONS[FUNCTION_NAMES[name]].arity
    text = f"{name}(x)*y + {name}(0.5 + y/3)" if arity == 1 else f"{name}(x, y) + {name}(2*y, x)"
    problem = lg.formula(text)
    for point in ((0.7, 0.4), (0.3, 1.9), (1.6, 0.8)):
        tape = lg.trace(text, **dict(zip(problem.variables, point, strict=True)))
        value, gradient = problem.value_and_gradient(point)
        assert tape.value == pytest.approx(value, rel=1e-14)
        np.testing.assert_allclose(list(tape.gradient.values()), gradient, rtol=1e-13)


@pytest.mark.parametrize("key", sorted(lg.surfaces))
def test_surfaces_have_the_gradient_of_their_symbolic_derivative(key: str) -> None:
    problem = lg.surface(key)
    augmented = with_gradient(problem.graph)
    for point in (problem.start, tuple(0.3 + 0.9 * value for value in problem.start)):
        inputs = dict(zip(problem.variables, point, strict=True)) | problem.coefficients
        values = augmented.evaluate(inputs)
        expected = [float(values[i]) for i in augmented.outputs]
        tape = Tape(problem.graph, inputs)
        assert tape.value == pytest.approx(expected[0], rel=1e-13)
        size = 1.0 + max(map(abs, expected))
        np.testing.assert_allclose(list(tape.gradient.values()), expected[1:], rtol=1e-12, atol=1e-14 * size)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["+", "*", "sin"]), min_size=1, max_size=60))
def test_graphs_built_by_the_program_need_not_be_in_order(operations: list[str]) -> None:
    """The builder's order mixes constants among operations and holds some that nothing needs."""
    builder = Builder()
    x = builder.term(builder.add(Node(INPUT, name="x")))
    builder.constant(99.0)
    term = x
    for place, operation in enumerate(operations):
        other = 0.1 * place + 0.05
        term = apply("sin", term) if operation == "sin" else term + other if operation == "+" else term * other + x
    tape = Tape(Graph(tuple(builder.nodes), ("x",), (), (term.index,)), {"x": 0.4})
    is_leaf = [not node.inputs for node in tape.nodes]
    assert is_leaf == sorted(is_leaf, reverse=True)
    assert all(i < node.index for node in tape.nodes for i in node.inputs)
    assert 99.0 not in [node.value for node in tape.nodes if node.kind == "constant"]
    value = 0.4
    for place, operation in enumerate(operations):
        other = 0.1 * place + 0.05
        value = math.sin(value) if operation == "sin" else value + other if operation == "+" else value * other + 0.4
    assert tape.value == pytest.approx(value, rel=1e-12)
