"""The tables of activations, losses and initialisers, and the fast functions behind the kernels."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numba import vectorize
from numpy.typing import NDArray

from landscape_gui.core.derivatives import with_gradient
from landscape_gui.core.expression import Graph
from landscape_gui.core.network import elementary
from landscape_gui.core.network.activations import ACTIVATIONS, Activation
from landscape_gui.core.network.architecture import architecture
from landscape_gui.core.network.initialisers import INITIALISERS, initial_parameters
from landscape_gui.core.network.losses import LOSSES, Loss
from landscape_gui.core.terms import INPUT, Builder, Node

Array = NDArray[np.float64]

RANDOM = np.random.RandomState(0)
POINTS = np.concatenate(
    [RANDOM.uniform(-30, 30, 5000), RANDOM.uniform(-1, 1, 5000), 10.0 ** RANDOM.uniform(-200, 0, 200)]
)
EXTREMES = np.array([0.0, -0.0, 700.0, -700.0, 1e300, -1e300, math.inf, math.nan])
CURVED = [entry for entry in ACTIVATIONS.values() if entry.operation]


def compiled(name: str) -> Callable[..., Array]:
    """The fast function ``name`` over arrays."""
    function = getattr(elementary, name)
    types = "float64(float64, float64)" if name.endswith("_slope") else "float64(float64)"
    looped = vectorize(types)(function.py_func)

    def run(*arguments: Array | float) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(looped(*arguments))

    return run


@pytest.mark.parametrize("entry", CURVED, ids=lambda entry: entry.key)
def test_fast_activations_are_those_of_the_operation_table(entry: Activation) -> None:
    values = compiled(entry.key)
    np.testing.assert_allclose(values(POINTS), entry.values(POINTS), rtol=2e-15, atol=1e-300)
    np.testing.assert_allclose(
        np.minimum(values(EXTREMES), 1e300), np.minimum(entry.values(EXTREMES), 1e300), atol=1e-290
    )


@pytest.mark.parametrize("entry", CURVED, ids=lambda entry: entry.key)
def test_fast_slopes_are_those_of_the_operation_table(entry: Activation) -> None:
    slopes = compiled(f"{entry.key}_slope")(POINTS, compiled(entry.key)(POINTS))
    np.testing.assert_allclose(slopes, entry.slopes(POINTS), rtol=1e-12, atol=2e-15)
    np.testing.assert_array_equal(compiled(f"{entry.key}_slope")(0.0, compiled(entry.key)(0.0)), entry.slopes(0.0))


def test_exp_and_log1p_are_good_to_the_last_bits() -> None:
    numbers = RANDOM.uniform(-700, 700, 20_000)
    np.testing.assert_allclose(compiled("exp")(numbers), np.exp(numbers), rtol=4e-16)
    shares = np.concatenate([RANDOM.uniform(0, 1, 20_000), 10.0 ** RANDOM.uniform(-300, 0, 500), [0.0, 1.0]])
    np.testing.assert_allclose(compiled("log1p_unit")(shares), np.log1p(shares), rtol=5e-16, atol=0)


def test_tanh_is_within_a_few_units_in_the_last_place() -> None:
    numbers = np.concatenate([RANDOM.uniform(-20, 20, 20_000), 10.0 ** RANDOM.uniform(-300, 0, 500)])
    np.testing.assert_allclose(compiled("tanh")(numbers), np.tanh(numbers), rtol=1e-15)


def test_linear_passes_on_what_it_gets() -> None:
    linear = ACTIVATIONS["linear"]
    np.testing.assert_array_equal(linear.values([1.0, -2.0]), [1.0, -2.0])
    np.testing.assert_array_equal(linear.slopes([1.0, -2.0]), [1.0, 1.0])


@pytest.mark.parametrize("entry", CURVED, ids=lambda entry: entry.key)
def test_ranges_are_told_right(entry: Activation) -> None:
    values = entry.values(np.linspace(-50, 50, 10_001))
    low, high = entry.range
    assert low - 0.001 <= values.min() and values.max() <= high
    assert values.min() < low + 0.01 or low == -math.inf
    assert values.max() > min(high, 40.0) - 0.01


@pytest.mark.parametrize("entry", LOSSES.values(), ids=LOSSES)
def test_losses_are_at_least_zero_and_say_what_they_take(entry: Loss) -> None:
    assert entry.formula and entry.slope_formula and entry.description.endswith(".")
    builder = Builder()
    outputs = [builder.term(builder.add(Node(INPUT, name=name))) for name in ("y", "z")]
    known = 1 if entry.targets == "class numbers" else [builder.lift(0.0), builder.lift(1.0)]
    result = entry.graph(outputs, known)
    graph = with_gradient(Graph(tuple(builder.nodes), ("y", "z"), (), (result.index,)))
    for y, z in RANDOM.uniform(-3, 3, (20, 2)):
        assert graph.evaluate({"y": y, "z": z})[graph.outputs[0]] >= 0.0


@pytest.mark.parametrize("table", [ACTIVATIONS, LOSSES, INITIALISERS], ids=["activations", "losses", "initialisers"])
def test_entries_explain_themselves(table: dict[str, Activation]) -> None:
    for key, entry in table.items():
        assert entry.key == key and entry.label and entry.formula
        assert entry.description.endswith(".") and len(entry.description) < 140


@pytest.mark.parametrize(
    ("key", "deviation"),
    [("zeros", 0.0), ("small", 0.01), ("fan_in", 0.25), ("glorot_uniform", 0.25), ("glorot_normal", 0.25),
     ("he", math.sqrt(2.0) / 4.0), ("large", 5.0)],
)  # fmt: skip
def test_initialisers_have_their_spread(key: str, deviation: float) -> None:
    net = architecture((16, 16, 16, 1), batch_norm=True)
    layer = net.layers[1]
    starts = np.array([initial_parameters(net, key, seed, bias=0.5) for seed in range(40)])
    weights = starts[:, layer.weights : layer.bias]
    assert weights.std() == pytest.approx(deviation, rel=0.05)
    assert weights.mean() == pytest.approx(0.0, abs=0.05 * deviation)
    assert (starts[:, layer.bias : layer.scale] == 0.5).all() and (starts[:, net.layers[-1].bias :] == 0.0).all()
    assert (starts[:, layer.scale : layer.shift] == 1.0).all() and (starts[:, layer.shift : layer.end] == 0.0).all()
    np.testing.assert_array_equal(starts[3], initial_parameters(net, key, 3, bias=0.5))
    if key == "glorot_uniform":
        assert abs(weights).max() <= math.sqrt(6.0 / 32.0)
