"""What is checked of the graph that is shown, at every level of detail."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui.core.expression import parse
from landscape_gui.core.graph import StepGraph, Tape
from landscape_gui.core.graph.examples import EXAMPLES
from landscape_gui.core.graph.fourways import MANUAL
from landscape_gui.core.graph.gradientcheck import AGREES
from landscape_gui.core.graph.levels import network_graph
from landscape_gui.core.network.architecture import architecture
from landscape_gui.core.network.network import Network
from landscape_gui.experiment import GraphExample
from landscape_gui.scene.audits import Audit, same_numbers
from landscape_gui.scene.graphs import Subject


def subject(graph: StepGraph, key: str = "") -> Subject:
    """A graph as a view shows it."""
    source = GraphExample(key) if key else None
    return Subject(graph, "", source, None, 0, frozenset(), {}, {}, frozenset(), ("scalars",), None)


def nothing() -> None:
    """A pause in which nobody else wants to work."""


def of_network(level: str, examples: int | None = 0) -> StepGraph:
    """A small network, trained on random numbers."""
    random = np.random.default_rng(1)
    network = Network(
        architecture((2, 3, 1), "tanh", "half_mse"), random.normal(size=(5, 2)), random.normal(size=(5, 1))
    )
    return network_graph(network, random.normal(size=network.dimension), level, examples)


@pytest.mark.parametrize("level", ["scalars", "neurons", "layers"])
def test_all_inputs_are_checked_at_every_level(level: str) -> None:
    audit = Audit(subject(of_network(level)))
    checks = list(audit.checks(nothing))
    assert [check.name for check in checks] == list(audit.names)
    assert set(audit.names) == {*audit.subject.graph.gradient, "x[0]", "x[1]", "t[0]"}
    assert {check.verdict for check in checks} == {AGREES}
    for check in checks:
        assert check.exact == audit.subject.graph.gradient.get(check.name, check.exact)


def test_of_a_mean_the_parameters_are_checked() -> None:
    audit = Audit(subject(of_network("layers", None)), "h1[0]")
    assert audit.mean is not None and audit.names == tuple(audit.subject.graph.gradient)
    checks = list(audit.checks(nothing))
    assert {check.verdict for check in checks} == {AGREES}
    assert {check.name: check.exact for check in checks} == dict(audit.subject.graph.gradient)
    assert audit.errors("W1[0,0]").exact != audit.subject.graph.gradient["W1[0,0]"]


@pytest.mark.parametrize(
    ("level", "wanted", "title"),
    [
        ("scalars", "z1[0]", "z1[0]"),
        ("neurons", 4, "h1[1]"),
        ("neurons", "h1[1]", "h1[1]"),
        ("layers", "h1[0]", "h1[0]"),
    ],
)
def test_an_operation_may_be_checked_beside_the_inputs(level: str, wanted: int | str, title: str) -> None:
    audit = Audit(subject(of_network(level)), wanted)
    assert audit.title == title == audit.names[0]
    check = next(iter(audit.checks(nothing)))
    assert (check.name, check.verdict) == (title, AGREES)
    assert check.exact == pytest.approx(float(audit.tape.nodes[audit.tape.index(title)].adjoint), rel=1e-12)
    errors = audit.errors(title)
    assert errors.name == title and errors.exact == pytest.approx(check.exact, rel=1e-12)
    assert audit.symbolic(title)[1] > 0


def test_operations_without_a_name_are_called_by_what_they_compute() -> None:
    tape = EXAMPLES["chain-1-1-1"].tape()
    place = next(node.index for node in tape.nodes if node.inputs and not node.name)
    assert Audit(subject(tape), place).title == tape.nodes[place].label


@pytest.mark.parametrize("wanted", [None, 0, "w0", "nobody", 99, -1])
def test_what_is_no_operation_makes_no_further_row(wanted: int | str | None) -> None:
    audit = Audit(subject(EXAMPLES["chain-1-1-1"].tape()), wanted)
    assert audit.title == "" and audit.names == audit.inputs


def test_layers_as_a_whole_have_no_single_derivative() -> None:
    graph = of_network("layers")
    assert Audit(subject(graph), graph.index("h1")).title == ""


def test_formulas_by_hand_are_those_of_the_example() -> None:
    entry = EXAMPLES["chain-1-1-1"]
    audit = Audit(subject(entry.tape(), entry.key))
    assert audit.manual_text("w0") == entry.manual["w0"]
    assert audit.manual_text("x") == ""
    assert audit.ways(nothing).ways[0].key == MANUAL
    assert Audit(subject(entry.at_level("neurons"), entry.key)).manual == {}
    assert Audit(subject(of_network("scalars"))).manual_text("W1[0,0]") == ""


def test_symbolic_derivatives_are_told_as_long_as_they_can_be_read() -> None:
    audit = Audit(subject(EXAMPLES["graph-multiply"].tape()))
    assert audit.symbolic("a") == ("5·b", 1)
    long = Audit(subject(EXAMPLES["vanishing-skip"].tape()))
    text, size = long.symbolic(next(iter(long.subject.graph.gradient)))
    assert text == "" and size > 1000


def test_a_pause_may_end_everything() -> None:
    class EnoughError(Exception):
        pass

    def end() -> None:
        raise EnoughError

    for graph in (of_network("scalars"), of_network("layers", None)):
        with pytest.raises(EnoughError):
            list(Audit(subject(graph)).checks(end))


@pytest.mark.parametrize("level", ["scalars", "neurons", "layers"])
def test_subjects_are_the_same_where_all_their_numbers_are(level: str) -> None:
    one, other = subject(of_network(level)), subject(of_network(level))
    assert same_numbers(one, other)
    assert not same_numbers(one, subject(one.graph.replaced({"b1[0]": 7.0})))
    assert not same_numbers(one, subject(of_network(level, 1)))
    assert not same_numbers(one, subject(EXAMPLES["graph-linear"].tape()))
    formulas = [subject(Tape(parse(text), {"a": 1.0, "b": 2.0})) for text in ("a*b", "a + b")]
    assert not same_numbers(*formulas)
