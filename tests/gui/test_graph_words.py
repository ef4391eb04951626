"""What is said at each step: a sentence of its own for each operation, formulas with the numbers of the records."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest

from landscape_gui.arithmetic import latex_number
from landscape_gui.core.expression import Graph, parse
from landscape_gui.core.graph import BackwardStep, ForwardStep, StepGraph, TangentStep, Tape
from landscape_gui.core.graph.examples import EXAMPLES
from landscape_gui.core.graph.levels import LEVELS, network_graph
from landscape_gui.core.graph.records import INSIDE, SHARE, SUMMED
from landscape_gui.core.graph.stepgraph import LAYERS, SCALARS
from landscape_gui.core.graph.walk import Walk
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.architecture import architecture
from landscape_gui.core.network.losses import CLASSES, LOSSES
from landscape_gui.core.network.network import Network
from landscape_gui.core.operations import OPERATIONS
from landscape_gui.core.terms import INPUT, Node
from landscape_gui.experiment import CatalogueData, NetworkProblem
from landscape_gui.experiment import GraphView as Wanted
from landscape_gui.ui.mathtext import plain_text
from landscape_gui.ui.views.graph.bodies import sign_of
from landscape_gui.ui.views.graph.edgewords import local_derivative, product
from landscape_gui.ui.views.graph.formulas import GraphFormulas
from landscape_gui.ui.views.graph.sentences import GraphSentences
from landscape_gui.ui.views.graph.telling import Telling
from landscape_gui.ui.views.graph.words import GraphWords, Story

GENERIC = ("Apply", "times the local derivative of")


def one_operation(key: str) -> Tape:
    """A graph of one operation."""
    names = ("a", "b")[: OPERATIONS[key].arity]
    nodes = (*(Node(INPUT, name=name) for name in names), Node(key, tuple(range(len(names)))))
    return Tape(Graph(nodes, names, (), (len(names),)), dict(zip(names, (0.75, 1.5), strict=False)))


def network(loss: str, **options: object) -> tuple[Network, np.ndarray]:
    """A small network on two examples, with parameters that are all different."""
    random = np.random.default_rng(3)
    outputs = 3 if LOSSES[loss].targets == CLASSES else 2
    shape = architecture((2, 2, outputs), loss=loss, **options)  # type: ignore[arg-type]
    targets = [[2.0], [0.0]] if LOSSES[loss].targets == CLASSES else [[1.0, 0.0], [0.0, 1.0]]
    made = Network(shape, [[0.5, -1.0], [1.5, 0.25]], targets)
    return made, random.normal(size=made.dimension)


def steps(graph: StepGraph) -> Iterator[ForwardStep | BackwardStep]:
    """All forward and backward steps that are walked."""
    for step in Walk(graph).steps:
        if isinstance(step, ForwardStep | BackwardStep):
            yield step


@pytest.mark.parametrize("key", OPERATIONS)
def test_every_operation_has_sentences_of_its_own(key: str) -> None:
    graph = one_operation(key)
    words = GraphSentences(graph)
    said = [words.forward(graph.nodes[-1]), *(words.backward(step) for step in graph.backward_steps)]
    assert all(sentence.endswith(".") and not any(part in sentence for part in GENERIC) for sentence in said)
    others = {words.forward(one_operation(other).nodes[-1]) for other in OPERATIONS if other != key}
    assert said[0] not in others


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(
    "options",
    [
        {"hidden_activation": "tanh"},
        {"hidden_activation": "relu", "skip": True, "l2": 0.1, "l1": 0.01},
        {"batch_norm": True},
    ],
    ids=["plain", "skip and penalties", "batch norm"],
)
def test_every_step_of_a_network_has_a_sentence_at_every_level(
    level: str, loss: str, options: dict[str, object]
) -> None:
    made, theta = network(loss, **options)
    examples = [0, None] if level == LAYERS else [0]
    for number in examples:
        graph = network_graph(made, theta, level, number)
        words, formulas = GraphSentences(graph), GraphFormulas(graph)
        for step in steps(graph):
            said = words.forward(graph.nodes[step.node]) if isinstance(step, ForwardStep) else words.backward(step)
            assert said.endswith(".") and not any(part in said for part in GENERIC), said
            lines = formulas.forward(step) if isinstance(step, ForwardStep) else formulas.backward(step)
            assert 1 <= len(lines) <= 3 and all(line.count("{") == line.count("}") for line in lines)


@pytest.mark.parametrize("key", ACTIVATIONS)
def test_every_activation_is_explained_at_every_level(key: str) -> None:
    made, theta = network("mse", hidden_activation=key)
    for level in LEVELS:
        graph = network_graph(made, theta, level)
        words = GraphSentences(graph)
        back = [words.backward(step) for step in graph.backward_steps if level != "neurons" or step.kind == INSIDE]
        assert not any(part in sentence for part in GENERIC for sentence in back)


@pytest.mark.parametrize("key", EXAMPLES)
def test_formulas_end_in_the_numbers_of_the_records(key: str) -> None:
    graph = EXAMPLES[key].tape()
    formulas = GraphFormulas(graph)
    for step in steps(graph):
        result = step.value if isinstance(step, ForwardStep) else step.after
        first = (formulas.forward(step) if isinstance(step, ForwardStep) else formulas.backward(step))[0]
        assert first.endswith(rf"{{{latex_number(result)}}}")
        if isinstance(step, BackwardStep):
            for part in (step.upstream, step.local):
                assert latex_number(part) in first
            if step.before != 0.0:
                assert latex_number(step.before) in first


@pytest.mark.parametrize("key", EXAMPLES)
def test_local_derivatives_are_written_out_with_their_value(key: str) -> None:
    graph = EXAMPLES[key].tape()
    formulas = GraphFormulas(graph)
    for edge in graph.edges:
        line = formulas.local(edge)
        assert line.endswith(rf"\textcolor{{local}}{{{latex_number(edge.derivative)}}}")


def test_formulas_of_neurons_agree_with_their_records() -> None:
    made, theta = network("half_mse", hidden_activation="sigmoid")
    graph = network_graph(made, theta, "neurons")
    formulas = GraphFormulas(graph)
    for step in graph.backward_steps:
        first = formulas.backward(step)[0]
        assert first.endswith(rf"{{{latex_number(step.after)}}}")
        told = plain_text(first)
        if step.kind == SHARE and step.place >= 0:
            assert told.startswith("∂L/∂W^(") and "δ^(" in told
    inside = next(step for step in graph.backward_steps if graph.nodes[step.target].name == "h1[1]")
    assert "f′(z" in plain_text(formulas.backward(inside)[0])
    assert "f(z^(1)_1) ·(1 - f(z^(1)_1))" in plain_text(formulas.backward(inside)[1])


def test_tangents_are_written_with_their_inputs() -> None:
    graph = EXAMPLES["autodiff-modes"].tape()
    formulas = GraphFormulas(graph, "x1")
    step = next(step for step in graph.tangent_steps("x1") if graph.nodes[step.node].name == "v3")
    assert isinstance(step, TangentStep)
    symbols, with_numbers = map(plain_text, formulas.tangent(step))
    assert symbols == "∂v_3/∂x_1 = ∂v_3/∂v_2 · ∂v_2/∂x_1 + ∂v_3/∂v_1 · ∂v_1/∂x_1"
    assert with_numbers == "∂v_3/∂x_1 = 1 · 1.649 + 1 · 1 = 2.649"


def test_compound_nodes_stand_in_parentheses_after_the_sign_of_a_derivative() -> None:
    graph = EXAMPLES["chain-1-1-1"].tape()
    formulas = GraphFormulas(graph)
    told = [
        plain_text(line) for step in steps(graph) if isinstance(step, BackwardStep) for line in formulas.backward(step)
    ]
    assert "∂L/∂w_1 = ∂L/(∂ (w_1 ·z_0)) · (∂ (w_1 ·z_0))/∂w_1 = 0.3974 · 0.5695 = 0.2263" in told
    assert "∂z_0/∂a_0 = z_0 ·(1 - z_0) = 0.5695 · (1 − 0.5695) = 0.2452" in told


def test_an_output_is_never_called_as_something_else_is() -> None:
    graph = Tape(parse("L*f + 1"), {"L": 1.0, "f": 2.0})
    assert GraphFormulas(graph).name(graph.nodes[-1]) == "F"


def test_a_label_that_leaves_something_out_is_no_name() -> None:
    graph = Tape(parse("a*exp(-((x - 1)^2 + y^2)/c) + 1"), {"a": 2.0, "x": 0.5, "y": 0.25, "c": 0.2})
    formulas = GraphFormulas(graph)
    assert any("…" in node.label for node in graph.nodes)
    assert not any("ldots" in formulas.name(node) for node in graph.nodes)


def test_powers_of_exponentials_are_written_apart_beside_edges() -> None:
    graph = Tape(parse("exp(x)^y"), {"x": 0.5, "y": 0.5})
    beside = [local_derivative(graph, edge) for edge in graph.edges_into(graph.output)]
    assert "y (e^{x})^{y − 1}" in beside[0] and r"(e^{x})^{y} \mathrm{ln}\,e^{x}" in beside[1]
    assert r"y \cdot {\left(e^{x}\right)}^{y - 1}" in formulas_of(graph)


def formulas_of(graph: Tape) -> str:
    """All formulas of the backward pass."""
    formulas = GraphFormulas(graph)
    return "\n".join(
        line for step in steps(graph) if isinstance(step, BackwardStep) for line in formulas.backward(step)
    )


def test_a_sum_over_examples_is_written_beside_its_edge() -> None:
    made, theta = network("mse")
    graph = network_graph(made, theta, LAYERS, None)
    summed = [step for step in graph.backward_steps if step.product == SUMMED]
    assert summed and all(product(step).startswith(r"\sum ") for step in summed)


def words_of(detail: str, loss: str = "binary_cross_entropy") -> GraphWords:
    """Words about a network in the window, at a level of detail."""
    from tests.scene.test_graphs import scene_of, seen

    problem = NetworkProblem(CatalogueData("circles", 12), hidden=(4,), loss=loss)
    subject = seen(scene_of(problem, steps=2, graph=Wanted(detail=detail)))  # type: ignore[arg-type]
    return GraphWords(subject, Walk(subject.graph, None, 3))


def told(words: GraphWords) -> list[Story]:
    """What is said at every step."""
    return [words.story(words.walk.moment(cursor)) for cursor in range(words.walk.length + 1)]


@pytest.mark.parametrize("detail", LEVELS)
def test_the_sigmoid_is_said_to_be_part_of_the_loss(qapp: object, detail: str) -> None:
    sentences = [story.sentence for story in told(words_of(detail))]
    about = "contains the sigmoid of the output"
    assert sum(about in sentence for sentence in sentences) == 1
    assert sum("Its sigmoid is part of the loss." in sentence for sentence in sentences) == (detail != SCALARS)
    assert not any(about in story.sentence for story in told(words_of(detail, "hinge")))


def test_the_output_says_in_its_tooltip_where_its_sigmoid_is(qapp: object) -> None:
    words = words_of("neurons")
    telling = Telling(words.graph, words.walk.moment(0))
    output, hidden = words.graph.index("h2[0]"), words.graph.index("h1[0]")
    assert "Its sigmoid is part of the loss." in telling.digits(output)
    assert not any("part of the loss" in line for line in telling.digits(hidden))


@pytest.mark.parametrize("detail", ["scalars", "neurons"])
def test_steps_name_units_as_the_other_panels_do(qapp: object, detail: str) -> None:
    stories = told(words_of(detail))
    assert "x[0] is x, x[1] is y" in stories[0].sentence
    titles = " / ".join(story.title for story in stories)
    for called in ("unit 1", "unit 4", "x → unit 4", "unit 1 → ring", "bias of unit 2"):
        assert f": {called}" in titles, called


def test_the_first_layer_takes_the_inputs(qapp: object) -> None:
    symbols = [node.symbol for node in words_of("layers").graph.nodes if node.operation == "affine"]
    assert symbols == ["W·x + b", "W·h + b"]


@pytest.mark.parametrize(("word", "other"), [("ln", "log"), ("log", "ln")])
def test_a_logarithm_is_called_as_it_was_typed(word: str, other: str) -> None:
    tape = Tape(parse(f"w*{word}(x + 1) + {word}(2)"), {"w": 0.5, "x": 2.0})
    walk = Walk(tape)
    moment = walk.moment(walk.length)
    told = [text for node in tape.nodes for text in (node.label, node.caption, sign_of(node))]
    told += [Telling(tape, moment).node(node.index) for node in tape.nodes]
    told += [local_derivative(tape, edge) for edge in tape.edges]
    told += [formula for step in tape.forward_steps for formula in GraphFormulas(tape).forward(step)]
    words = {found for text in told for found in re.findall(r"[a-z]+", plain_text(text).replace("\\", " "))}
    assert word in words and other not in words
