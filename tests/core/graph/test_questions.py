"""The questions of a walk: their answers, their calculations, and what rounded numbers give."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from landscape_gui.core.expression import Graph, parse
from landscape_gui.core.graph import BackwardStep, ForwardStep, StepGraph, Tape
from landscape_gui.core.graph.examples import EXAMPLES
from landscape_gui.core.graph.levels import network_graph
from landscape_gui.core.graph.questions import (
    ALONE,
    CHANGE,
    DELTA,
    GRADIENT,
    OWN,
    PARAMETER_SHARE,
    SEED,
    SIGN,
    SUM,
    TANGENT,
    UPDATED,
    UPHILL,
    VALUE,
    Question,
    Questions,
    evaluated,
    rounded,
)
from landscape_gui.core.graph.walk import Walk
from landscape_gui.core.network.architecture import architecture
from landscape_gui.core.network.network import Network
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.terms import INPUT, Builder, Node
from landscape_gui.core.writtenrule import WrittenStep, write_step

GRAPHS = {(key, level): entry for key, entry in EXAMPLES.items() for level in entry.levels}


def asked(graph: StepGraph, seed: str | None = None) -> list[Question]:
    """All questions of a walk, in order."""
    walk = Walk(graph, seed)
    found = [Questions(walk).at(cursor) for cursor in range(walk.length)]
    return [one for one in found if one is not None]


@pytest.mark.parametrize(("key", "level"), GRAPHS, ids=["-".join(pair) for pair in GRAPHS])
def test_every_step_is_asked_about_and_the_last_answers_are_the_gradient(key: str, level: str) -> None:
    graph = EXAMPLES[key].at_level(level)
    walk = Walk(graph)
    questions = Questions(walk)
    gradients: dict[int, float] = {}
    for cursor in range(walk.length):
        question = questions.at(cursor)
        step = walk.steps[cursor]
        assert question is not None and questions.asks(cursor)
        if isinstance(step, ForwardStep) and not np.ndim(step.value):
            assert question.answer == pytest.approx(float(graph.nodes[step.node].value), rel=1e-15)
        if question.kind == GRADIENT and question.shape is None and not question.entry:
            gradients[question.node] = question.answer
    for node, answer in gradients.items():
        assert answer == pytest.approx(float(graph.nodes[node].adjoint), rel=1e-12), graph.nodes[node].label


@pytest.mark.parametrize(("key", "level"), GRAPHS, ids=["-".join(pair) for pair in GRAPHS])
def test_calculations_give_the_answer(key: str, level: str) -> None:
    for question in asked(EXAMPLES[key].at_level(level)):
        if question.shape is not None or not question.calculations:
            continue
        last = question.calculations[-1]
        assert last.result == pytest.approx(question.answer, rel=1e-13)
        assert evaluated(last.template, [float(one) for one in last.operands]) == pytest.approx(
            question.answer, rel=1e-12, abs=1e-15
        )
        assert question.shown == pytest.approx(question.answer, rel=1e-2, abs=1e-6)
        assert question.answer not in question.slips.values()


def test_rounded_numbers_are_carried_from_line_to_line() -> None:
    graph = EXAMPLES["network-3-2-1"].at_level("neurons")
    question = asked(graph)[2]
    assert question.kind == VALUE and len(question.calculations) == 2
    total = rounded(-0.3 * 0.3318 + -0.2 * 0.525 + 0.1)
    assert question.shown == pytest.approx(1.0 / (1.0 + math.exp(-total)), rel=1e-12)
    assert question.slips[SUM] == pytest.approx(-0.1045, abs=1e-4)


def test_where_paths_meet_the_sum_is_asked_for_and_what_was_forgotten_is_known() -> None:
    tape = EXAMPLES["gradient-tape"].tape()
    place = tape.index("p")
    second = [one for one in asked(tape) if one.kind == GRADIENT and one.node == place][-1]
    assert second.before in {6.0, 8.0} and second.answer == 14.0
    assert second.slips[ALONE] == 14.0 - second.before
    assert second.slips[SIGN] == -14.0


def test_a_product_passes_on_the_other_factor_and_its_own_is_a_mistake() -> None:
    tape = EXAMPLES["graph-multiply"].tape()
    for name, answer, mistake in (("a", 10.0, 15.0), ("b", 15.0, 10.0)):
        question = next(one for one in asked(tape) if one.kind == GRADIENT and one.node == tape.index(name))
        assert (question.answer, question.slips[OWN]) == (answer, mistake)


def test_a_square_of_a_node_is_asked_about_twice() -> None:
    tape = Tape(parse("a*a"), {"a": 3.0})
    answers = [one.answer for one in asked(tape) if one.kind == GRADIENT]
    assert answers == [3.0, 6.0]


def test_neurons_are_asked_for_delta_and_for_the_shares_of_their_parameters() -> None:
    graph = EXAMPLES["network-3-2-1"].at_level("neurons")
    found = asked(graph)
    assert {one.kind for one in found} == {VALUE, SEED, GRADIENT, DELTA, PARAMETER_SHARE}
    shares = {one.name: one.answer for one in found if one.kind == PARAMETER_SHARE}
    assert shares == pytest.approx(dict(graph.gradient), rel=1e-12)


def test_tangents_are_asked_for() -> None:
    tape = EXAMPLES["autodiff-modes"].tape()
    found = asked(tape, "x1")
    assert {one.kind for one in found} == {TANGENT}
    assert found[-1].answer == pytest.approx(tape.gradient["x1"], rel=1e-14)


def received(sums: dict[int, Any], step: BackwardStep) -> Any:
    """What the source of ``step`` has received so far, each product added up by its indices."""
    upstream, local = np.asarray(step.upstream), np.asarray(step.local)
    examples = "m" if upstream.ndim == 2 else ""
    if step.product == "transposed":
        new = np.einsum(f"rc,r{examples}->c{examples}", local, upstream)
    elif step.product == "outer":
        new = np.einsum(f"u{examples},i{examples}->ui", upstream, local)
    elif step.product == "summed":
        new = np.einsum("um,um->u", upstream, np.broadcast_to(local, upstream.shape))
    else:
        new = upstream * local
    sums[step.source] = sums.get(step.source, 0.0) + new
    return sums[step.source]


@pytest.mark.parametrize("single", [True, False])
@pytest.mark.parametrize("loss", ["half_mse", "cross_entropy", "binary_cross_entropy"])
def test_entries_and_shapes_of_layers_are_those_of_the_arrays(single: bool, loss: str) -> None:
    outputs = 3 if loss == "cross_entropy" else 1
    random = np.random.default_rng(3)
    form = architecture((2, 3, outputs), "tanh", loss)
    x = random.normal(size=(4, 2))
    t = random.integers(0, outputs, (4, 1)) if loss == "cross_entropy" else random.integers(0, 2, (4, 1))
    network = Network(form, x, t.astype(float))
    graph = network_graph(network, random.normal(size=network.dimension), "layers", 1 if single else None)
    walk = Walk(graph)
    questions = Questions(walk)
    sums: dict[int, Any] = {}
    shapes = entries = 0
    for cursor in range(walk.length):
        question, step = questions.at(cursor), walk.steps[cursor]
        assert questions.asks(cursor) == (question is not None)
        if question is None:
            assert isinstance(step, ForwardStep) and graph.nodes[step.node].operation == "mean"
        elif isinstance(step, ForwardStep | BackwardStep):
            array = np.asarray(step.value) if isinstance(step, ForwardStep) else received(sums, step)
            if question.shape is not None:
                shapes += 1
                assert question.shape == array.shape
            else:
                entries += 1
                assert question.answer == pytest.approx(float(array[question.entry]), rel=1e-12)
                numbers = [float(one) for one in question.calculations[-1].operands]
                found = evaluated(question.calculations[-1].template, numbers)
                assert found == pytest.approx(question.answer, rel=1e-9, abs=1e-12)
    assert shapes and entries


def test_batch_norm_and_skip_connections_are_asked_about_too() -> None:
    random = np.random.default_rng(5)
    form = architecture((2, 3, 3, 1), "relu", "half_mse", batch_norm=True, skip=True)
    network = Network(form, random.normal(size=(6, 2)), random.normal(size=(6, 1)))
    theta = random.normal(size=network.dimension)
    for level in ("neurons", "layers"):
        for question in asked(network_graph(network, theta, level, 2)):
            if question.shape is None and question.calculations:
                assert question.shown == pytest.approx(question.answer, rel=0.02, abs=1e-3)


def test_updates_ask_for_the_new_value_and_know_a_step_uphill() -> None:
    tape = EXAMPLES["graph-linear"].tape()
    names = ("w", "b")

    def written(index: int) -> WrittenStep:
        gradient = (2.0, 3.0)[index]
        return write_step(OPTIMIZERS["gd"], OPTIMIZERS["gd"].defaults | {"lr": 0.1}, 1, (5.0, 4.0)[index], gradient, {})

    walk = Walk(tape, parameters=2)
    questions = Questions(walk, written, names)
    found = [questions.at(cursor) for cursor in range(walk.length)]
    updates = [one for one in found if one is not None and one.kind == UPDATED]
    assert [one.name for one in updates] == ["w", "b"]
    assert [one.answer for one in updates] == pytest.approx([4.8, 3.7])
    assert updates[0].slips[UPHILL] == pytest.approx(5.2)
    assert updates[0].slips[CHANGE] == pytest.approx(-0.2)
    assert Questions(walk).at(walk.length - 1) is None


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_update_of_every_optimizer_can_be_asked_for(key: str) -> None:
    optimizer = OPTIMIZERS[key]
    state = dict.fromkeys(optimizer.slots, 0.25)
    made = write_step(optimizer, optimizer.defaults, 3, 0.7, -0.4, state)
    walk = Walk(Tape(parse("a*a"), {"a": 0.7}), parameters=1)
    question = Questions(walk, lambda index: made, ("a",)).at(walk.length - 1)
    assert question is not None and question.answer == made.theta
    assert math.isnan(question.shown) or question.shown == pytest.approx(made.theta, rel=1e-2)


def test_numbers_that_are_not_finite_are_not_asked_for() -> None:
    tape = Tape(parse("log(a) + b"), {"a": 0.0, "b": 1.0})
    assert all(one.kind in {SEED, GRADIENT} for one in asked(tape))
    questions = Questions(Walk(tape))
    for cursor in range(-1, questions.walk.length + 2):
        assert questions.asks(cursor) == (questions.at(cursor) is not None)


def test_names_that_may_be_used_are_known_by_then() -> None:
    tape = EXAMPLES["chain-1-1-1"].tape()
    questions = Questions(Walk(tape))
    assert set(questions.known(0)) == {"w0", "b0", "w1", "b1", "x", "y"}
    assert "a0" not in questions.known(1) and "a0" in questions.known(2)
    assert questions.at(-1) is None and questions.at(10_000) is None


def test_a_chain_of_ten_thousand_operations_is_asked_about_without_recursion() -> None:
    builder = Builder()
    last = builder.add(Node(INPUT, name="a"))
    for _ in range(10_000):
        last = builder.add(Node("sin", (last,)))
    questions = Questions(Walk(Tape(Graph(tuple(builder.nodes), ("a",), (), (last,)), {"a": 0.5})))
    for cursor in (0, 9_000, 15_000, questions.walk.length - 1):
        assert questions.at(cursor) is not None
