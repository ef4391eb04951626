"""Ways to a gradient side by side, tangents as graphs, and the curve of errors over the step."""

from __future__ import annotations

import math
import time
from itertools import pairwise

import numpy as np
import pytest

from landscape_gui.core.errors import GraphError
from landscape_gui.core.expression import Graph, parse
from landscape_gui.core.graph import fourways
from landscape_gui.core.graph.differences import POINTS, difference_errors
from landscape_gui.core.graph.example import Example
from landscape_gui.core.graph.examples import EXAMPLES
from landscape_gui.core.graph.fourways import (
    CENTRAL,
    FORWARD,
    FORWARD_MODE,
    MANUAL,
    REVERSE_MODE,
    SYMBOLIC,
    Way,
    four_ways,
)
from landscape_gui.core.graph.tangents import operations, unshared, with_tangent, written_out
from landscape_gui.core.graph.tape import Tape
from landscape_gui.core.operations import FUNCTION_NAMES, OPERATIONS
from landscape_gui.core.terms import INPUT, Builder, Node

QUICK = 1e-3
FINITE = tuple(key for key in EXAMPLES if key != "vanishing-skip")


def ways(tape: Tape, manual: dict[str, Graph] | None = None, seconds: float = QUICK) -> dict[str, Way]:
    return {way.key: way for way in four_ways(tape, manual, seconds).ways}


def by_hand(example: Example) -> dict[str, Graph]:
    return {name: example.manual_graph(name) for name in example.manual}


@pytest.mark.parametrize("key", FINITE)
def test_all_ways_lead_to_the_same_gradient(key: str) -> None:
    example = EXAMPLES[key]
    found = ways(example.tape(), by_hand(example), seconds=0.05)
    assert (MANUAL in found) == (set(example.manual) == set(example.parameters))
    for exact in (MANUAL, SYMBOLIC, FORWARD_MODE, REVERSE_MODE):
        if exact in found:
            assert found[exact].error <= 1e-14, exact
    assert found[CENTRAL].error <= 1e-8
    assert found[FORWARD].error <= 1e-6
    for way in found.values():
        assert 0.0 < way.seconds < 1.0


def test_the_numbers_of_evaluations() -> None:
    example = EXAMPLES["four-ways"]
    comparison = four_ways(example.tape(), by_hand(example), 0.05)
    count = len(example.parameters)
    assert comparison.parameters == count == 4
    assert {way.key: way.evaluations for way in comparison.ways} == {
        MANUAL: count, FORWARD: count + 1, CENTRAL: 2 * count, SYMBOLIC: count, FORWARD_MODE: count, REVERSE_MODE: 1,
    }  # fmt: skip
    rows = {way.key: way for way in comparison.ways}
    assert rows[FORWARD].operations == (count + 1) * comparison.operations
    assert rows[CENTRAL].operations == 2 * count * comparison.operations
    assert comparison.seconds > 0.0
    assert not any(way.extrapolated for way in comparison.ways)


def test_pauses_do_not_count_and_may_end_everything() -> None:
    class EnoughError(Exception):
        pass

    pauses: list[float] = []

    def rest() -> None:
        begin = time.perf_counter()
        while time.perf_counter() - begin < 2e-3:
            pass
        pauses.append(time.perf_counter() - begin)

    comparison = four_ways(EXAMPLES["four-ways"].tape(), None, 0.02, rest)
    assert len(pauses) > 20
    assert sum(way.seconds for way in comparison.ways) < 0.1 * sum(pauses)

    def end() -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        four_ways(EXAMPLES["four-ways"].tape(), pause=end)


def test_forward_differences_err_more_than_central_ones_and_these_more_than_automatic() -> None:
    found = ways(EXAMPLES["network-3-2-1"].tape())
    assert found[FORWARD].error > 100.0 * found[CENTRAL].error > 1e4 * found[REVERSE_MODE].error


def test_written_out_expressions_swell_and_shared_ones_do_not() -> None:
    sizes = []
    for depth in range(1, 6):
        lines = ["l0 = x", *(f"l{k + 1} = 4*l{k}*(1 - l{k})" for k in range(depth))]
        comparison = four_ways(Tape(parse("\n".join(lines) + f"\nl{depth}*1"), {"x": 0.3}), None, QUICK)
        rows = {way.key: way for way in comparison.ways}
        sizes.append((comparison.operations, rows[SYMBOLIC].operations, rows[REVERSE_MODE].operations))
    formula, symbolic, reverse = (np.diff(column) for column in zip(*sizes, strict=True))
    assert len(set(formula[1:])) == 1
    assert len(set(reverse[1:])) == 1
    assert all(after >= 1.9 * before for before, after in pairwise(symbolic[1:]))


def test_derivatives_too_long_to_write_out_are_estimated() -> None:
    lines = ["h0 = x", *(f"h{k + 1} = h{k} + sigmoid(w*h{k})" for k in range(40))]
    tape = Tape(parse("\n".join(lines)), {"x": 0.5, "w": -0.3})
    found = ways(tape)
    assert found[SYMBOLIC].operations > 1e14
    assert found[SYMBOLIC].extrapolated
    assert 1e6 < found[SYMBOLIC].seconds < 1e12
    assert math.isnan(found[SYMBOLIC].error)
    assert found[FORWARD_MODE].error < 1e-13


def test_a_derivative_beyond_all_numbers_takes_infinitely_long() -> None:
    builder = Builder()
    h = builder.term(builder.add(Node(INPUT, name="x")))
    for _ in range(1_100):
        h = h + h * h
    graph = Graph(tuple(builder.nodes), ("x",), (), (h.index,))
    comparison = four_ways(Tape(graph, {"x": -1e-9}), None, QUICK)
    assert comparison.written_out > 10**300
    assert {way.key: way for way in comparison.ways}[SYMBOLIC].seconds == math.inf


def test_a_part_of_a_slow_way_is_measured_and_extrapolated(monkeypatch: pytest.MonkeyPatch) -> None:
    tape = EXAMPLES["vectorised-backprop"].tape()
    whole = ways(tape)
    hurried = ways(tape, seconds=1e-9)
    assert hurried[CENTRAL].extrapolated
    assert hurried[CENTRAL].evaluations == whole[CENTRAL].evaluations == 34
    assert 1e-3 < hurried[CENTRAL].seconds / whole[CENTRAL].seconds < 1e3
    monkeypatch.setattr(fourways, "MOST_NODES", 200)
    some = ways(tape)
    assert some[FORWARD_MODE].extrapolated and some[SYMBOLIC].extrapolated
    assert some[FORWARD_MODE].evaluations == 17
    assert some[FORWARD_MODE].operations == pytest.approx(whole[FORWARD_MODE].operations, rel=0.1)
    assert some[SYMBOLIC].operations == pytest.approx(whole[SYMBOLIC].operations, rel=0.2)
    assert some[FORWARD_MODE].error <= 1e-14


def test_what_held_the_processor_up_once_is_not_taken_for_slowness(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock:
        now, held_up = 0.0, 1.0

        def perf_counter(self) -> float:
            return self.now

        def task(self) -> dict[str, float]:
            self.now += 1e-4 + self.held_up
            self.held_up = 0.0
            return {"x": 2.0}

    clock = Clock()
    monkeypatch.setattr(fourways, "time", clock)
    seconds, found, extrapolated = fourways._timed([clock.task] * 3, 0.1, lambda: None)
    assert seconds == pytest.approx(3e-4) and found == {"x": 2.0} and not extrapolated


def test_where_the_value_is_not_finite_errors_are_not_numbers() -> None:
    found = ways(Tape(parse("log(x)*w"), {"x": -1.0, "w": 2.0}))
    assert all(math.isnan(way.error) for way in found.values())


def test_a_formula_without_parameters_has_an_empty_table() -> None:
    found = ways(Tape(parse("2 + 3"), {}))
    assert found[FORWARD].evaluations == 1
    assert found[CENTRAL].evaluations == 0


@pytest.mark.parametrize("name", sorted(set(FUNCTION_NAMES)))
def test_tangent_graphs_are_the_tapes_tangents(name: str) -> None:
    arity = OPERATIONS[FUNCTION_NAMES[name]].arity
    text = f"{name}(x)*y + {name}(0.5 + y/3)" if arity == 1 else f"{name}(x, y) + {name}(2*y, x)"
    tape = Tape(parse(text), {"x": 0.7, "y": 0.4})
    for variable in ("x", "y"):
        graph = with_tangent(tape.graph, variable)
        values = graph.evaluate(tape.inputs)
        assert float(values[graph.outputs[0]]) == tape.value
        assert float(values[graph.outputs[1]]) == pytest.approx(tape.gradient[variable], rel=1e-13)
        tree = unshared(graph, graph.output)
        assert float(tree.evaluate(tape.inputs)[tree.output]) == float(values[graph.output])
        assert operations(tree, tree.outputs) == written_out(graph, graph.output)


def test_sizes_count_operations_once_or_wherever_they_are_used() -> None:
    graph = parse("p = a*b\nq = p + p\nq*q + sin(p)")
    assert operations(graph, graph.outputs) == 5
    assert written_out(graph, graph.output) == 3 + 3 + 1 + 2 + 1
    assert operations(parse("x"), [0]) == written_out(parse("x"), 0) == 0


def test_the_errors_of_differences_make_a_v() -> None:
    errors = difference_errors(EXAMPLES["four-ways"].tape(), "x")
    assert errors.steps.shape == errors.forward.shape == errors.central.shape == (POINTS,)
    assert (errors.steps[0], errors.steps[-1]) == pytest.approx((1e-1, 1e-15))
    middle = slice(8, 20)
    np.testing.assert_allclose(errors.forward[middle], errors.forward_truncation[middle], rtol=0.05)
    np.testing.assert_allclose(errors.central[4:16], errors.central_truncation[4:16], rtol=0.05)
    falling = np.polyfit(np.log10(errors.steps[middle]), np.log10(errors.forward[middle]), 1)[0]
    assert falling == pytest.approx(1.0, abs=0.05)
    assert np.polyfit(np.log10(errors.steps[4:16]), np.log10(errors.central[4:16]), 1)[0] == pytest.approx(
        2.0, abs=0.05
    )
    small = errors.steps < 1e-9
    for found, line in ((errors.forward, errors.forward_rounding), (errors.central, errors.central_rounding)):
        typical = float(np.exp(np.mean(np.log(found[small] / line[small]))))
        assert 0.1 < typical < 3.0
        assert (found[small] < 10.0 * line[small]).all()


@pytest.mark.parametrize("name", ["w14", "w46", "b6"])
def test_the_best_steps_lie_at_the_bottom_of_the_v(name: str) -> None:
    errors = difference_errors(EXAMPLES["network-3-2-1"].tape(), name)
    for best, found in ((errors.best_forward, errors.forward), (errors.best_central, errors.central)):
        near = np.abs(np.log10(errors.steps / best)) < 0.6
        far = np.abs(np.log10(errors.steps / best)) > 2.5
        assert np.median(found[near]) < 0.1 * np.median(found[far])


def test_curvatures_of_a_known_function() -> None:
    errors = difference_errors(Tape(parse("exp(2*x)*c"), {"x": 0.3, "c": 5.0}), "x")
    assert errors.second == pytest.approx(20.0 * math.exp(0.6), rel=1e-5)
    assert errors.third == pytest.approx(40.0 * math.exp(0.6), rel=1e-4)
    assert errors.exact == pytest.approx(10.0 * math.exp(0.6))


def test_a_straight_line_has_no_best_step_and_only_rounding() -> None:
    errors = difference_errors(Tape(parse("3*x + 1"), {"x": 0.25}), "x")
    assert errors.second == errors.third == 0.0
    assert math.isnan(errors.best_forward) and math.isnan(errors.best_central)
    assert (errors.forward <= 20.0 * errors.forward_rounding).all()


@pytest.mark.parametrize(("value", "at_kink"), [(0.0, True), (1e-5, False)])
def test_next_to_a_kink_there_are_no_curvatures(value: float, at_kink: bool) -> None:
    errors = difference_errors(Tape(parse("abs(w)*x"), {"w": value, "x": 3.0}), "w")
    assert math.isnan(errors.second) and math.isnan(errors.third) and errors.at_kink == at_kink
    assert math.isnan(errors.best_forward) and math.isnan(errors.best_central)
    far = difference_errors(Tape(parse("abs(w)*x"), {"w": value, "x": 3.0}), "x")
    assert far.second == 0.0 and not far.at_kink


def test_differences_where_the_formula_is_not_defined_are_no_numbers() -> None:
    errors = difference_errors(Tape(parse("log(x)"), {"x": 1e-3}), "x")
    assert np.isnan(errors.central[errors.steps > 1e-3]).all()
    assert np.isfinite(errors.forward).all()
    assert np.isfinite(errors.central[errors.steps < 0.9e-3]).all()
    nowhere = difference_errors(Tape(parse("log(x)"), {"x": -1.0}), "x")
    assert np.isnan(nowhere.forward).all() and np.isnan(nowhere.central).all()
    assert np.isnan(difference_errors(Tape(parse("x^2"), {"x": math.nan}), "x").forward).all()


def test_an_unknown_input() -> None:
    with pytest.raises(GraphError, match="no input 'q'; there are w, b"):
        difference_errors(EXAMPLES["graph-linear"].tape(), "q")
