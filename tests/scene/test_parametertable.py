"""All numbers of all parameters at one step."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui.core.network.architecture import Architecture
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.experiment import Experiment, Lane, NetworkProblem
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.scene.parametertable import GRADIENT, RATE, VALUE, ParameterTable, Tensor, found, tensors_of

NAMES = Architecture((2, 3, 4, 1), ("tanh", "tanh"), "mse", batch_norm=True).parameter_names


@pytest.fixture(scope="module")
def trained() -> Scene:
    lanes = tuple(Lane(key, {"weight_decay": 0.01} if key == "adamw" else {}) for key in OPTIMIZERS)
    return complete_scene(Experiment(NetworkProblem(hidden=(3,)), lanes, steps=6))


def test_entries_of_a_tensor_belong_together() -> None:
    tensors = tensors_of(NAMES)
    assert [tensor.name for tensor in tensors] == list(dict.fromkeys(name.split("[")[0] for name in NAMES))
    assert [place for tensor in tensors for place in tensor.indices] == list(range(len(NAMES)))
    for tensor in tensors:
        assert all(NAMES[place].startswith(f"{tensor.name}[") for place in tensor.indices)
    assert tensors_of(("x", "y", "z")) == ()
    assert tensors_of(("W1[0,0]", "x")) == ()


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", [0, 1, 3]),
        ("  ", [0, 1, 3]),
        ("w1", [0, 1]),
        ("W1 1,", [1]),
        ("bias", [3]),
        ("w9", []),
        ("[0,", [0]),
        ("ght", []),
        ("WEI", [0, 1]),
    ],
)
def test_every_word_must_occur(search: str, expected: list[int]) -> None:
    texts = ["w1[0,0] weight", "w1[1,0] weight", "w2[0,0] weight", "b1[0] bias"]
    assert found(texts, search, np.array([0, 1, 3])).tolist() == expected


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_cells_are_what_the_run_recorded(trained: Scene, key: str) -> None:
    run = trained.lanes[list(OPTIMIZERS).index(key)].run
    assert run is not None
    for row in (0, 4):
        table = ParameterTable(run, row)
        assert table.quantities[:2] == (VALUE, GRADIENT) and table.count == run.positions.shape[1]
        rates = run.effective_rates(row)
        for place in (0, 7):
            wanted = [run.positions[row, place], run.gradients[row, place]]
            wanted += [values[row, place] for values in run.state.values()]
            cells = list(table.cells(place))
            if RATE in table.quantities:
                assert cells.pop() == (None if rates is None else rates[place])
            assert cells == wanted
        for quantity, cell in zip(table.quantities, table.cells(5), strict=True):
            column = table.column(quantity)
            assert column.shape == (table.count,)
            assert column[5] == cell or (np.isnan(column[5]) and cell is None)


def test_the_largest_come_first_and_equal_ones_stay(trained: Scene) -> None:
    run = trained.lanes[list(OPTIMIZERS).index("adam")].run
    assert run is not None
    table, places = ParameterTable(run, 4), np.array([1, 5, 8, 11, 2])
    sizes = np.abs(run.gradients[4][table.ordered(places, GRADIENT)])
    assert (np.diff(sizes) <= 0.0).all() and set(table.ordered(places, GRADIENT)) == set(places)
    assert table.ordered(places, "").tolist() == places.tolist()
    start = ParameterTable(run, 0)
    assert start.ordered(places, RATE).tolist() == places.tolist(), "no step has led to the start"
    assert start.ordered(places, "first_moment").tolist() == places.tolist(), "all are 0 at the start"


def test_sizes_are_root_mean_squares(trained: Scene) -> None:
    run = trained.lanes[list(OPTIMIZERS).index("adam")].run
    assert run is not None
    tensor = Tensor("b1", 6, 9)
    value, gradient, *_, rate = ParameterTable(run, 4).sizes(tensor)
    assert value == pytest.approx(np.sqrt(np.mean(run.positions[4, 6:9] ** 2)))
    assert gradient == pytest.approx(np.sqrt(np.mean(run.gradients[4, 6:9] ** 2)))
    rates = run.effective_rates(4)
    assert rates is not None and rate == pytest.approx(np.sqrt(np.mean(rates[6:9] ** 2)))
    assert ParameterTable(run, 0).sizes(tensor)[-1] is None


def test_words_that_stand_together_are_found_together() -> None:
    texts = ["w1[2,1] weight from input y to unit 3 layer 1", "w1[3,1] weight from input y to unit 4 layer 1"]
    assert found(texts, "y unit 3", np.array([0, 1])).tolist() == [0, 1], "3 is a part of both"
    assert found(texts, "To unit  3", np.array([0, 1])).tolist() == [0]
    assert found(texts, "unit 4", np.array([0])).tolist() == []
