"""What units and parameters of networks are called."""

from __future__ import annotations

import pytest

from landscape_gui.experiment import CatalogueData, NetworkProblem
from landscape_gui.networks import build
from landscape_gui.unitnames import output_names, parameter_link, quantity_link, unit_name


def test_hidden_units_count_from_one_and_others_have_names() -> None:
    network = build(NetworkProblem(CatalogueData("circles"), hidden=(4,)))
    assert [unit_name(network, 0, k) for k in range(2)] == list(network.prepared.names)
    assert unit_name(network, 1, 3) == unit_name(network, 1, 3, whole=True) == "unit 4"
    assert unit_name(network, 2, 0) == output_names(network)[0] == network.prepared.data.classes[-1]


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("W1[3,0]", "x → unit 4 of layer 1"),
        ("W2[0,3]", "unit 4 → unit 1 of layer 2"),
        ("b2[1]", "bias of unit 2 of layer 2"),
        ("gamma1[0]", "γ of unit 1 of layer 1"),
        ("w", ""),
    ],
)
def test_parameters_are_told_by_what_they_connect(name: str, link: str) -> None:
    network = build(NetworkProblem(CatalogueData("circles"), hidden=(4, 2), batch_norm=True))
    assert parameter_link(network, name) == link
    assert not link or name in network.parameter_names


def test_several_outputs_have_the_names_of_their_classes() -> None:
    network = build(NetworkProblem(CatalogueData("three_classes"), hidden=(4,)))
    assert parameter_link(network, "W2[2,0]") == f"unit 1 → {network.prepared.data.classes[2]}"


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("x[1]", "y"),
        ("h1[3]", "unit 4 of layer 1"),
        ("z2[0]", "unit 1 of layer 2"),
        ("W1[3,0]", "x → unit 4 of layer 1"),
        ("t[0]", ""),
        ("loss", ""),
    ],
)
def test_quantities_of_graphs_are_told_by_their_units(name: str, link: str) -> None:
    network = build(NetworkProblem(CatalogueData("circles"), hidden=(4, 2), batch_norm=True))
    assert quantity_link(network, name) == link
