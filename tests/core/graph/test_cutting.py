"""A graph cut open at a node: the derivative by its new input is the node's adjoint."""

from __future__ import annotations

import pytest

from landscape_gui.core.errors import GraphError
from landscape_gui.core.expression import parse
from landscape_gui.core.graph import Tape
from landscape_gui.core.graph.cutting import cut
from landscape_gui.core.graph.examples import EXAMPLES
from landscape_gui.core.graph.gradientcheck import AGREES, check_gradient


@pytest.mark.parametrize("key", ["network-3-2-1", "skip-connection", "autodiff-modes", "gradient-tape"])
def test_the_derivative_by_the_cut_is_the_adjoint_of_the_node(key: str) -> None:
    tape = EXAMPLES[key].tape()
    for node in tape.nodes:
        if node.inputs:
            opened, name = cut(tape, node.index)
            assert opened.value == tape.value
            assert opened.gradient[name] == pytest.approx(float(node.adjoint), rel=1e-14)
            check = check_gradient(opened, [name], {name: float(node.adjoint)})[0]
            assert check.verdict == AGREES, node.label


def test_the_output_itself_has_derivative_1() -> None:
    opened, name = cut(EXAMPLES["graph-linear"].tape(), EXAMPLES["graph-linear"].tape().output)
    assert (name, opened.gradient[name], opened.value) == ("L", 1.0, 26.0)


def test_the_new_name_is_no_other_input() -> None:
    tape = Tape(parse("v3*v4 + v3"), {"v3": 2.0, "v4": 3.0})
    names = {cut(tape, node.index)[1] for node in tape.nodes if node.inputs}
    assert not names & {"v3", "v4"}


@pytest.mark.parametrize("node", [-1, 0, 99])
def test_inputs_are_no_places_to_cut(node: int) -> None:
    with pytest.raises(GraphError, match="choose one of the operations"):
        cut(EXAMPLES["graph-linear"].tape(), node)
