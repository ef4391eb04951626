"""Trouble that the screen explains: one class, constant targets, identical units, dead layers, divergence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import landscape_gui as lg
from landscape_gui.core.network.diagnosis import Finding, common, findings, in_words
from landscape_gui.core.network.network import Network
from landscape_gui.core.network.trainingrun import TrainingRun

Array = NDArray[np.float64]
INPUTS = np.random.RandomState(3).standard_normal((25, 2))
LABELS = (INPUTS[:, 0] > 0).astype(np.float64)


def network(activation: str = "tanh", sizes: tuple[int, ...] = (2, 4, 3, 1), **options: Any) -> Network:
    given: dict[str, Any] = {"loss": "binary_cross_entropy", "inputs": INPUTS, "targets": LABELS}
    return lg.network(sizes, activation, **(given | options))


def trained(net: Network, start: Array, **options: Any) -> TrainingRun:
    return lg.optimize(net, options.pop("optimizer", "adam"), start=start, **({"steps": 40, "lr": 0.05} | options))


def kinds(found: tuple[Finding, ...]) -> list[tuple[str, int]]:
    return [(finding.kind, finding.layer) for finding in found]


def assert_readable(found: tuple[Finding, ...]) -> None:
    for finding in found:
        assert finding.text[0].isupper() and finding.text.endswith(".") and "  " not in finding.text


def test_a_healthy_training_is_not_commented_on() -> None:
    for activation in ("tanh", "relu"):
        net = network(activation)
        assert findings(net, trained(net, net.initial_parameters("he", seed=1))) == ()


@pytest.mark.parametrize(
    ("options", "kind", "words"),
    [
        ({"targets": np.ones(25)}, "one_class", "The class is 1 for all 25 training examples"),
        (
            {"loss": "cross_entropy", "sizes": (2, 3, 3), "targets": np.full(25, 2.0)},
            "one_class",
            "The class is 2 for all",
        ),
        ({"loss": "mse", "targets": np.full(25, 0.25)}, "constant_targets", "The target is 0.25 for all 25"),
        ({"loss": "hinge", "targets": np.zeros(25)}, "one_class", "The class is 0"),
        ({"inputs": INPUTS[:1], "targets": LABELS[:1]}, "one_class", "for the only training example"),
    ],
)
def test_targets_that_do_not_differ(options: dict[str, Any], kind: str, words: str) -> None:
    found = findings(network(**options))
    assert [finding.kind for finding in found] == [kind]
    assert words in found[0].text
    assert_readable(found)


def test_one_of_several_outputs_may_be_constant() -> None:
    targets = np.column_stack([LABELS, np.zeros(25)])
    (found,) = findings(network(sizes=(2, 3, 2), loss="mse", targets=targets))
    assert found.kind == "constant_targets" and "of output 1 is 0" in found.text


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("key", ["gd", "adam"])
def test_zeros_leave_all_units_of_a_layer_identical(activation: str, key: str) -> None:
    net = network(activation)
    run = trained(net, np.zeros(net.dimension), optimizer=key, batch_size=5)
    found = [finding for finding in findings(net, run) if finding.kind == "identical_units"]
    assert kinds(tuple(found)) == [("identical_units", 1), ("identical_units", 2)]
    assert found[0].units == (0, 1, 2, 3)
    assert found[0].text.startswith("All parameters start at zero: all 4 units of hidden layer 1 are identical")
    assert_readable(tuple(found))


def test_equal_weights_stay_equal_and_others_do_not() -> None:
    net = network()
    constant = trained(net, np.full(net.dimension, 0.3))
    assert kinds(findings(net, constant)) == [("identical_units", 1), ("identical_units", 2)]
    assert findings(net, constant)[0].text.startswith("All 4 units of hidden layer 1 are identical")
    start = net.initial_parameters(seed=1)
    twins = start.copy()
    twins[0:2], twins[8] = twins[2:4], twins[9]
    outgoing = twins[12:24].reshape(3, 4)
    assert findings(net, trained(net, twins)) == ()
    outgoing[:, 0] = outgoing[:, 1]
    (found,) = findings(net, trained(net, twins))
    assert (found.layer, found.units) == (1, (0, 1))
    assert found.text.startswith("2 of the 4 units of hidden layer 1 are identical")


def test_noise_breaks_the_symmetry_and_so_does_dropout() -> None:
    net = network()
    noisy = trained(net, np.full(net.dimension, 0.3), gradient_noise=0.01)
    assert findings(net, noisy) == ()
    dropping = network(dropout=0.4)
    assert findings(dropping, trained(dropping, np.full(net.dimension, 0.3))) == ()


def test_a_layer_that_is_dead_from_the_start() -> None:
    net = network("relu")
    start = net.initial_parameters("he", seed=1)
    start[24:27] = -50.0
    (found,) = findings(net, trained(net, start))
    assert (found.kind, found.layer, found.step, found.units) == ("dead_layer", 2, 0, (0, 1, 2))
    assert found.text.startswith(
        "Hidden layer 2 is dead from the start: no unit of it is active on any training example"
    )
    assert_readable((found,))


@pytest.mark.parametrize("every", [1, 17])
def test_the_step_at_which_a_layer_dies_is_found(every: int) -> None:
    inputs = np.linspace(0.5, 2.0, 12)
    net = lg.network((1, 2, 1), "relu", "mse", inputs=inputs, targets=-inputs)
    start = np.array([0.4, 0.6, 0.05, -0.1, 0.6, 0.7, 0.0])
    run = trained(net, start, optimizer="gd", lr=0.02, steps=100, record_every=every)
    full = trained(net, start, optimizer="gd", lr=0.02, steps=100)
    active = [bool((theta[:2] * inputs[:, None] + theta[2:4] > 0).any()) for theta in full.positions]
    assert active[0] and not active[-1]
    (found,) = findings(net, run)
    assert (found.kind, found.step) == ("dead_layer", active.index(False))
    assert f"since step {active.index(False)}" in found.text


def test_a_dead_layer_with_a_skip_connection_says_so() -> None:
    net = network("relu", sizes=(2, 2, 1), skip=True)
    start = np.array([0.5, -0.3, 0.2, 0.4, -50.0, -50.0, 0.3, -0.2, 0.1])
    (found,) = findings(net, trained(net, start, lr=0.001))
    assert "only its skip connection passes anything on" in found.text


def test_a_diverged_training_gets_advice() -> None:
    inputs = np.linspace(-2.0, 2.0, 20)
    net = lg.network((1, 4, 1), "relu", "mse", inputs=inputs, targets=inputs**2)
    run = trained(net, net.initial_parameters(seed=2), optimizer="gd", lr=5.0, steps=500)
    found = [finding for finding in findings(net, run) if finding.kind == "diverged"]
    assert found[0].step == run.ended_at
    assert found[0].text == f"{run.reason} Try a learning rate below 5, or clip the gradient."


def test_a_layer_is_alive_where_only_a_late_example_activates_it() -> None:
    inputs = np.vstack([-np.abs(np.random.RandomState(1).standard_normal((1500, 1))), [[0.5]]])
    net = lg.network((1, 2, 1), "relu", "mse", inputs=inputs, targets=inputs)
    start = np.array([1.0, 2.0, 0.0, 0.0, 1.0, 1.0, 0.0])
    assert findings(net, trained(net, start, lr=1e-6)) == ()
    dead = lg.network((1, 2, 1), "relu", "mse", inputs=inputs[:-1], targets=inputs[:-1])
    assert kinds(findings(dead, trained(dead, start, lr=1e-6))) == [("dead_layer", 1)]


def test_a_layer_with_batch_norm_is_judged_as_training_sees_it() -> None:
    net = network("relu", sizes=(2, 2, 1), batch_norm=True)
    start = net.initial_parameters("he", seed=1)
    shift = net.architecture.layers[0].shift
    assert findings(net, trained(net, start, lr=1e-6, batch_size=5)) == ()
    start[shift : shift + 2] = -50.0
    assert ("dead_layer", 1) in kinds(findings(net, trained(net, start, lr=1e-6, batch_size=5)))


def test_a_layer_that_is_silent_only_with_fresh_running_statistics_is_not_dead() -> None:
    net = network("relu", sizes=(2, 2, 1), batch_norm=True)
    start = net.initial_parameters("he", seed=1)
    layer = net.architecture.layers[0]
    start[layer.bias : layer.bias + layer.units] = -50.0
    run = trained(net, start, lr=1e-6)
    silent = net.unit_outputs(run.positions[-1], net.inputs, run.statistics[0])[0]
    assert not silent.any() and np.abs(run.gradients[-1][layer.weights : layer.bias]).max() > 0.0
    assert findings(net, run) == ()


def test_zeros_that_never_move_are_why_all_is_flat() -> None:
    for activation, flat in (("tanh", True), ("relu", True), ("sigmoid", False)):
        net = network(activation, (2, 4, 1))
        found = findings(net, trained(net, np.zeros(net.dimension)))[0]
        assert found.kind == "identical_units"
        assert ("the loss hardly falls" in found.text) is flat
        assert ("no more than one unit" in found.text) is not flat
        assert_readable((found,))


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_inputs_that_saturate_all_units_ask_to_be_standardised(activation: str) -> None:
    inputs = 5.0 * INPUTS + (170.0, 65.0)
    net = network(activation, inputs=inputs)
    (found,) = (
        one for one in findings(net, trained(net, net.initial_parameters(seed=1))) if one.kind == "large_inputs"
    )
    assert found.text.startswith(f"The inputs are as large as {np.abs(inputs).max():.3g}: they saturate ")
    assert len(found.units) >= 2 and found.layer == 1
    assert_readable((found,))
    scaled = network(activation, inputs=(inputs - inputs.mean(axis=0)) / inputs.std(axis=0))
    assert "large_inputs" not in dict(kinds(findings(scaled, trained(scaled, net.initial_parameters(seed=1)))))
    small = network(activation, inputs=inputs / 200.0)
    large_weights = 1e4 * net.initial_parameters(seed=1)
    assert "large_inputs" not in dict(kinds(findings(small, trained(small, large_weights)))), "the weights are to blame"


def test_what_all_trainings_share_is_said_once() -> None:
    net = network(targets=np.ones(25))
    zeros = findings(net, trained(net, np.zeros(net.dimension)))
    drawn = findings(net, trained(net, net.initial_parameters(seed=1)))
    assert [one.kind for one in common([zeros, zeros])] == ["one_class", "identical_units", "identical_units"]
    assert [one.kind for one in common([zeros, drawn])] == ["one_class"]
    assert [one.kind for one in common([zeros])] == ["one_class"], "a single training says it itself"
    assert common([]) == ()


def test_layers_that_die_at_different_steps_are_told_of_once() -> None:
    def dead(step: int, layer: int = 1) -> Finding:
        brief = f"Hidden layer {layer} is dead since step {step:,}"
        return Finding("dead_layer", f"{brief}: no unit of it is active.", layer, (0, 1), step, f"{brief}.")

    (one,) = common([(dead(1200),), (dead(7), dead(9, layer=2)), (dead(30),)])
    assert one.text == ("Hidden layer 1 dies in every training, between steps 7 and 1,200: no unit of it is active.")
    assert one.about == dead(5).about != dead(5, layer=2).about and one.step == 1200
    words = in_words([dead(7), dead(9, layer=2)])
    assert words == f"{dead(7).text} Hidden layer 2 is dead since step 9."
    (same,) = common([(dead(7),), (dead(7),)])
    assert same == dead(7)


def test_briefs_say_what_texts_explain() -> None:
    net = network()
    for one in findings(net, trained(net, np.zeros(net.dimension))):
        assert one.brief and one.brief.endswith(".") and len(one.brief) < 70 < len(one.text)
