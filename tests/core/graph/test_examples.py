"""The worked examples: every printed number, by the tape, by hand, and by the network that trains."""

from __future__ import annotations

import json
import math
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from landscape_gui.core.errors import CatalogueError, GraphError, NetworkError
from landscape_gui.core.graph.example import Example
from landscape_gui.core.graph.examples import EXAMPLES, example_entry

REFERENCE = json.loads((Path(__file__).parents[2] / "reference" / "worked_examples.json").read_text(encoding="utf-8"))
KEYS = {
    "linear forward pass": "graph-linear",
    "multiplication switches gradients": "graph-multiply",
    "addition distributes the gradient": "graph-add",
    "partial derivatives": "partial-derivatives",
    "single neuron": "graph-neuron",
    "chain 1-1-1": "chain-1-1-1",
    "skip connection": "skip-connection",
    "autodiff example": "autodiff-modes",
    "3-2-1 network, one update": "network-3-2-1",
    "two-layer sigmoid network with binary cross-entropy": "two-layer-bce",
}
LECTURE_KEYS = (
    "graph-linear", "graph-multiply", "graph-add", "gradient-tape", "graph-neuron", "chain-1-1-1", "skip-connection",
    "two-layer-bce", "network-3-2-1", "autodiff-modes", "four-ways", "vectorised-backprop", "vanishing",
    "several-outputs", "network-2-2-2",
)  # fmt: skip
NETWORKS = [key for key, example in EXAMPLES.items() if example.network]

every_example = pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)


def places(example: Example) -> dict[str, int]:
    """Index of each node by its name, and by its label without blanks and signs of multiplication."""
    nodes = example.tape().nodes
    by_label = {node.label.replace(" ", "").replace("·", ""): node.index for node in nodes}
    return by_label | {node.name: node.index for node in nodes if node.name} | dict(example.graph().names)


def test_all_examples_of_the_lectures_are_there() -> None:
    assert set(LECTURE_KEYS) <= set(EXAMPLES)
    assert {row["name"] for row in REFERENCE} == set(KEYS)


@pytest.mark.parametrize("row", REFERENCE, ids=lambda row: KEYS[row["name"]])
def test_every_number_of_the_reference(row: dict[str, Any]) -> None:
    example = EXAMPLES[KEYS[row["name"]]]
    tape, place = example.tape(), places(example)
    assert example.values == row["inputs"]
    for name, value in row["values"].items():
        assert tape.nodes[place[name]].value == pytest.approx(value, rel=1e-12, abs=1e-15), name
    for name, adjoint in row["adjoints"].items():
        assert tape.nodes[place[name]].adjoint == pytest.approx(adjoint, rel=1e-12, abs=1e-15), name
    for name, derivative in row["input_gradients"].items():
        assert tape.nodes[place[name]].adjoint == pytest.approx(derivative, rel=1e-12, abs=1e-15), name
        if name in example.parameters:
            assert tape.gradient[name] == pytest.approx(derivative, rel=1e-12, abs=1e-15), name
    for name, tangents in row.get("forward_mode", {}).items():
        found = tape.tangents(name)
        for node, tangent in tangents.items():
            assert found[place[node]] == pytest.approx(tangent, rel=1e-12, abs=1e-15), (name, node)
    if "learning_rate" in row:
        assert example.rate == row["learning_rate"]
        assert set(example.parameters) == set(row["updated"])
        for name, value in example.updated().items():
            assert value == pytest.approx(row["updated"][name], rel=1e-12), name
    for name, printed in row.get("printed_in_the_deck", {}).items():
        value = row["updated"][name] if name in row["updated"] else float(tape.nodes[place[name]].value)
        assert round(value, 3) == printed, name


def test_the_network_with_two_outputs() -> None:
    example = EXAMPLES["network-2-2-2"]
    tape, place = example.tape(), places(example)
    assert tape.value == pytest.approx(0.2983711087600027, rel=1e-14)
    assert tape.nodes[place["o1"]].value == pytest.approx(0.75136507, abs=5e-9)
    assert tape.nodes[place["o2"]].value == pytest.approx(0.772928465, abs=5e-10)
    updated = example.updated()
    printed = {"w1": 0.149780716, "w2": 0.19956143, "w3": 0.24975114, "w4": 0.29950229, "w5": 0.35891648,
               "w6": 0.408666186, "w7": 0.511301270, "w8": 0.561370121}  # fmt: skip
    assert updated == pytest.approx(printed, abs=6e-9)
    assert tape.replaced(updated).value == pytest.approx(0.29102777369359933, rel=1e-14)
    assert {"b1", "b2"} <= set(example.inputs)


@every_example
def test_names_and_values_fit_the_formula(example: Example) -> None:
    graph = example.graph()
    assert sorted(graph.variables) == sorted(example.parameters)
    assert graph.coefficients == example.given
    assert not set(example.parameters) & set(example.given)
    assert example.tape().trouble is None
    assert len(example.tape().nodes) <= 60
    assert example.rate > 0.0


@every_example
def test_words_are_sentences(example: Example) -> None:
    for text in (example.description, *example.captions):
        first = re.split(r"[^\w∂]", text)[0]
        assert first[0].isupper() or first in {"∂L", *example.values, *example.graph().names}
        assert text.endswith(".")
        assert "-" not in re.sub(r"\w-\w", "", text), "the sign for minus is −"
    assert 2 <= len(example.captions) <= 5
    assert len(example.label) <= 50
    assert example.source


@every_example
def test_the_decimals_in_captions_are_the_numbers_on_screen(example: Example) -> None:
    tape = example.tape()
    shown = [*example.values.values(), example.rate, tape.replaced(example.updated()).value]
    shown += [float(number) for node in tape.nodes for number in (node.value, node.adjoint)]
    shown += [float(number) for step in tape.backward_steps for number in (step.local, step.contribution)]
    for number in re.findall(r"−?\d+\.\d+", " ".join(example.captions)):
        value, decimals = float(number.replace("−", "-")), len(number.split(".")[1])
        assert any(round(known, decimals) == value for known in shown), number


@every_example
def test_derivatives_by_hand_are_those_of_the_tape(example: Example) -> None:
    gradient = example.tape().gradient
    assert set(example.manual) <= set(gradient)
    for name in example.manual:
        graph = example.manual_graph(name)
        inputs = {given: example.values[given] for given in (*graph.variables, *graph.coefficients)}
        assert float(graph.evaluate(inputs)[graph.output]) == pytest.approx(gradient[name], rel=1e-12, abs=1e-15)


def test_all_but_the_deep_chains_are_worked_out_by_hand() -> None:
    unknown = [key for key, example in EXAMPLES.items() if set(example.manual) != set(example.parameters)]
    assert unknown == ["vanishing", "vanishing-skip", "vanishing-relu"]


@pytest.mark.parametrize("key", NETWORKS)
def test_the_network_that_trains_and_every_level_agree(key: str) -> None:
    example = EXAMPLES[key]
    form, tape, place = example.network, example.tape(), places(example)
    assert form is not None
    network, theta = example.built_network()
    value, gradient = network.value_and_gradient(theta)
    found = {"kernel": (value, dict(zip(network.parameter_names, gradient, strict=True)))}
    for level in example.levels[1:]:
        graph = example.at_level(level)
        assert graph.level == level
        found[level] = graph.value, dict(graph.gradient)
    for loss, derivatives in found.values():
        assert loss == pytest.approx(tape.value, rel=1e-13)
        shared = dict.fromkeys(form.parameters, 0.0)
        for name, derivative in zip(form.parameters, derivatives.values(), strict=True):
            shared[name] += float(derivative)
        assert set(example.parameters) <= set(shared)
        for name, derivative in shared.items():
            assert derivative == pytest.approx(float(tape.nodes[place[name]].adjoint), rel=1e-12, abs=1e-15), name


def test_other_values_reach_every_level() -> None:
    example = EXAMPLES["network-2-2-2"]
    changed = {"w5": -0.7, "i1": 0.3, "t2": 0.2, "b1": 0.0}
    values = [example.at_level(level, changed).value for level in example.levels]
    assert values == pytest.approx([example.tape(values=changed).value] * 3, rel=1e-13)
    assert values[0] != pytest.approx(example.tape().value, rel=1e-3)
    with pytest.raises(GraphError, match="no variable 'w9'"):
        example.at_level("scalars", {"w9": 1.0})
    with pytest.raises(NetworkError, match="not a finite number"):
        example.at_level("layers", {"w1": math.nan})


def test_what_has_no_layers_says_so() -> None:
    assert EXAMPLES["graph-linear"].levels == ("scalars",)
    with pytest.raises(GraphError, match="A linear expression is not a network"):
        EXAMPLES["graph-linear"].at_level("layers")


def test_the_slips_of_printed_examples_are_taught_right() -> None:
    chain = EXAMPLES["chain-1-1-1"].tape()
    yhat, y = chain.nodes[chain.index("a1")], chain.nodes[chain.index("y")]
    assert yhat.adjoint == float(yhat.value) - float(y.value)
    modes = EXAMPLES["autodiff-modes"].tape()
    assert round(float(modes.nodes[modes.index("v4")].adjoint), 4) == -2.1487
    assert round(modes.gradient["x1"], 4) == 3.4731
    network = EXAMPLES["network-3-2-1"].tape()
    value = {name: float(network.nodes[network.index(name)].value) for name in ("o4", "o6", "t")}
    error = value["o6"] * (1 - value["o6"]) * (value["t"] - value["o6"])
    assert network.gradient["w46"] == pytest.approx(-error * value["o4"], rel=1e-14)


def test_skip_connections_and_relu_keep_gradients_alive() -> None:
    shares = {}
    for key in ("vanishing", "vanishing-skip", "vanishing-relu"):
        tape = EXAMPLES[key].tape()
        adjoints = [float(tape.nodes[tape.index(f"h{k}")].adjoint) for k in range(1, 9)]
        shares[key] = adjoints[0] / adjoints[-1]
        if key == "vanishing":
            assert all(after > 3.5 * before for before, after in pairwise(adjoints))
        if key == "vanishing-skip":
            assert min(adjoints) == adjoints[-1]
    assert shares["vanishing"] < 1e-4
    assert shares["vanishing-skip"] > 1.0
    assert 0.5 < shares["vanishing-relu"] < 2.0
    gradient = EXAMPLES["vanishing"].tape().gradient
    assert gradient["w8"] / gradient["w1"] == pytest.approx(50_000, rel=0.1)
    dead = EXAMPLES["vanishing-relu"].tape().replaced({"w5": -1.0})
    assert all(dead.gradient[f"w{k}"] == 0.0 for k in range(1, 6))


def test_each_output_has_its_own_row_of_the_jacobian() -> None:
    example = EXAMPLES["several-outputs"]
    x1, x2, x3 = example.parameters.values()
    rows = {output: example.tape(output).gradient for output in example.outputs}
    assert rows["f1"] == pytest.approx({"x1": x2, "x2": x1, "x3": np.exp(x3)})
    assert rows["f2"] == pytest.approx({"x1": x2 * np.exp(x3), "x2": x1 * np.exp(x3), "x3": x1 * x2 * np.exp(x3)})
    for output in example.outputs:
        for name in example.parameters:
            assert example.tape(output).tangents(name)[-1] == pytest.approx(rows[output][name])
    with pytest.raises(GraphError, match="no output 'f3'; it has f1, f2"):
        example.graph("f3")
    with pytest.raises(GraphError, match="it has only one"):
        EXAMPLES["graph-add"].graph("g")


def test_an_unknown_key_is_answered_with_close_ones() -> None:
    assert example_entry("vanishing").key == "vanishing"
    with pytest.raises(CatalogueError, match="did you mean 'chain-1-1-1'"):
        example_entry("chain-1-1")
    with pytest.raises(CatalogueError, match="valid keys: graph-linear"):
        example_entry("qqqq")
