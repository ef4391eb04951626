"""What is wrong with a training, as data the screen can show: data that teach nothing, identical units, dead layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.network.architecture import Architecture, Layer
from landscape_gui.core.network.losses import LOSSES, NUMBERS
from landscape_gui.core.network.network import Network
from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.core.simulate import DIVERGED

Array = NDArray[np.float64]

SAMPLE = 1000
"""Examples looked at first: most layers are seen to be alive on them."""

ALIKE = 1e-9
"""Units whose weights differ by less, relative to the largest, are identical but for rounding."""

ABOUT_DATA = ("one_class", "constant_targets", "large_inputs")
"""Kinds of findings that are about the data, whatever learns from them."""

SATURATED = {"tanh": (-0.99, 0.99), "sigmoid": (0.01, 0.99)}
"""Outputs beyond which a unit's slope is below a twenty-fifth of its greatest, for activations that level off."""
SHARE = 0.95
"""Share of the examples on which a unit is saturated that hardly learns."""
LARGE = 5.0
"""Size of inputs from which they, and not the weights, are to blame: many times that of standardised ones."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a learner should know about a training.

    Attributes:
        kind: "one_class", "constant_targets", "large_inputs", "identical_units", "dead_layer" or "diverged".
        text: what it is, what follows from it, what helps.
        layer: number of the hidden layer concerned, from 1; 0 where it is about no layer.
        units: the units concerned, from 0.
        step: since when, None where it does not depend on a step.
        brief: what it is in a few words; "" where the first sentence of the text is short.
    """

    kind: str
    text: str
    layer: int = 0
    units: tuple[int, ...] = ()
    step: int | None = None
    brief: str = ""

    @property
    def about(self) -> tuple[object, ...]:
        """What two trainings share if they share the finding: layers die of the same cause at different steps."""
        return (self.kind, self.layer) if self.kind == "dead_layer" else (self.text,)


def findings(network: Network, run: TrainingRun | None = None) -> tuple[Finding, ...]:
    """Everything there is to say about a network's data and, where given, its training so far."""
    about_data = data_findings(network)
    if run is None:
        return about_data
    about_data += large_inputs(network, run)
    return about_data + identical_units(network, run) + dead_layers(network, run) + diverged(run)


def common(found: Sequence[tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """What need be said only once of several trainings: findings about their data, and those that all of them share."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for one in (finding for findings in found for finding in findings):
        alike.setdefault(one.about, []).append(one)
    shared = len(found) if len(found) > 1 else 2
    return tuple(_together(some) for some in alike.values() if some[0].kind in ABOUT_DATA or len(some) == shared)


def in_words(found: Sequence[Finding]) -> str:
    """All findings in sentences; of several of a kind, as two dead layers, one is explained and the others named."""
    kinds = [finding.kind for finding in found]
    return " ".join(
        finding.brief if finding.brief and finding.kind in kinds[:place] else finding.text
        for place, finding in enumerate(found)
    )


def _together(alike: Sequence[Finding]) -> Finding:
    """One finding that says what all of these do, which differ at most in when a layer died."""
    steps = sorted(finding.step or 0 for finding in alike)
    latest = max(alike, key=lambda finding: finding.step or 0)
    if alike[0].kind != "dead_layer" or steps[0] == steps[-1]:
        return alike[0]
    brief = f"Hidden layer {latest.layer} dies in every training, between steps {steps[0]:,} and {steps[-1]:,}"
    return replace(latest, brief=f"{brief}.", text=brief + latest.text.removeprefix(latest.brief.removesuffix(".")))


def data_findings(network: Network) -> tuple[Finding, ...]:
    """Outputs whose target is the same for every training example."""
    found = []
    for row, targets in enumerate(network.t):
        if np.ptp(targets) == 0.0:
            output = f" of output {row}" if len(network.t) > 1 else ""
            found.append(_same_targets(network.architecture, targets, output))
    return tuple(found)


def _same_targets(architecture: Architecture, targets: Array, output: str) -> Finding:
    count = "the only training example" if targets.size == 1 else f"all {targets.size:,} training examples"
    if LOSSES[architecture.loss].targets == NUMBERS:
        text = (
            f"The target{output} is {targets[0]:.4g} for {count}: a bias alone fits it, whatever the inputs. "
            "Give examples whose targets differ."
        )
        return Finding("constant_targets", text)
    text = (
        f"The class{output} is {targets[0]:g} for {count}: always saying so is right, and there is no boundary to "
        "learn. Give examples of another class too."
    )
    return Finding("one_class", text)


def large_inputs(network: Network, run: TrainingRun) -> tuple[Finding, ...]:
    """Inputs so large that they saturate half of the first hidden layer's units, or more, from the start."""
    layer = network.architecture.layers[0]
    ends = SATURATED.get(layer.activation)
    inputs = network.inputs[:SAMPLE]
    size = float(np.abs(inputs).max(initial=0.0))
    if ends is None or layer is network.architecture.layers[-1] or size < LARGE:
        return ()
    outputs = network.unit_outputs(run.positions[0], inputs)[0]
    shares = ((outputs <= ends[0]) | (outputs >= ends[1])).mean(axis=1)
    units = tuple(np.flatnonzero(shares >= SHARE).tolist())
    if 2 * len(units) < layer.units:
        return ()
    whose = f"{len(units)} of the {layer.units} units" if len(units) < layer.units else "all units"
    text = (
        f"The inputs are as large as {float(np.abs(network.inputs).max()):.3g}: they saturate {whose} of hidden layer "
        f"{layer.number} from the start, which then hardly learn. Standardise the inputs."
    )
    return (Finding("large_inputs", text, layer.number, units, 0),)


def diverged(run: TrainingRun) -> tuple[Finding, ...]:
    """A training that left the numbers."""
    if run.status != DIVERGED:
        return ()
    advice = f"Try a learning rate below {float(run.rates[-1]):.4g}, or clip the gradient."
    return (Finding("diverged", f"{run.reason} {advice}", step=run.ended_at),)


def identical_units(network: Network, run: TrainingRun) -> tuple[Finding, ...]:
    """Hidden units of a layer that start out identical and still are: equal weights get equal gradients.

    Units are identical when all their weights, in and out, and their gradients are equal at the start, and their
    weights at the last recorded step.
    """
    places = [(run.positions[0], run.gradients[0]), (run.positions[-1], run.positions[-1])]
    found = []
    for layer, following in zip(network.architecture.layers[:-1], network.architecture.layers[1:], strict=True):
        tables = [_unit_table(part, layer, following) for pair in places for part in pair]
        for units in _groups(np.hstack([table / max(float(np.abs(table).max()), 1e-300) for table in tables])):
            found.append(
                _identical(layer, units, not run.positions[0].any(), _all_but_last_biases_are_zero(network, run))
            )
    return tuple(found)


def _all_but_last_biases_are_zero(network: Network, run: TrainingRun) -> bool:
    """Whether nothing but biases of the outputs ever was anything but zero."""
    output, rest = network.architecture.layers[-1], run.positions[[0, -1]].copy()
    rest[:, output.bias : output.bias + output.units] = 0.0
    return not run.positions[0].any() and not rest.any()


def _unit_table(vector: Array, layer: Layer, following: Layer) -> Array:
    """All entries of ``vector`` (d,) that belong to each unit, in and out: (units, entries)."""
    outgoing = vector[following.weights : following.bias].reshape(following.units, following.inputs)
    return np.hstack([vector[layer.owned], outgoing.T])


def _groups(table: Array) -> list[tuple[int, ...]]:
    """Groups of two or more rows that are alike."""
    left, groups = list(range(len(table))), []
    while left:
        first = left[0]
        group = [unit for unit in left if np.abs(table[unit] - table[first]).max() <= ALIKE]
        left = [unit for unit in left if unit not in group]
        if len(group) > 1:
            groups.append(tuple(group))
    return groups


def _identical(layer: Layer, units: tuple[int, ...], zero: bool, stuck: bool) -> Finding:
    whole = len(units) == layer.units
    who = f"{'All' if whole else ''} {len(units)}{'' if whole else f' of the {layer.units}'} units".strip()
    why = "All parameters start at zero: " if zero else ""
    who = who[0].lower() + who[1:] if why else who
    so = (
        "They hand on 0, so every weight has gradient 0: only the outputs' biases can move, and the loss hardly falls."
        if stuck
        else "Together they can do no more than one unit."
    )
    text = (
        f"{why}{who} of hidden layer {layer.number} are identical and stay so, because equal weights get equal "
        f"gradients. {so} Choose an initialiser with random weights."
    )
    brief = f"{who[0].upper()}{who[1:]} of hidden layer {layer.number} are identical."
    return Finding("identical_units", text, layer.number, units, 0, brief)


def dead_layers(network: Network, run: TrainingRun) -> tuple[Finding, ...]:
    """ReLU layers none of whose units is active on any training example at the last recorded step, and since when."""
    last = len(run.steps) - 1
    numbers = _dead(network, run.positions[last])
    return tuple(
        _dead_finding(network.architecture.layers[number - 1], _since(network, run, number)) for number in numbers
    )


def _dead_finding(layer: Layer, step: int) -> Finding:
    since = f"since step {step:,}" if step else "from the start"
    helps = "a smaller learning rate" if step else "a first bias above 0"
    learns = (
        "only its skip connection passes anything on"
        if layer.skip
        else "its gradient is zero, and neither it nor a layer before it can learn"
    )
    brief = f"Hidden layer {layer.number} is dead {since}"
    text = (
        f"{brief}: no unit of it is active on any training example, so {learns}. "
        f"Try {helps}, He's initialiser or leaky ReLU."
    )
    return Finding("dead_layer", text, layer.number, tuple(range(layer.units)), step, f"{brief}.")


def _dead(network: Network, theta: Array) -> tuple[int, ...]:
    """Numbers of the hidden ReLU layers that no training example activates, as training sees them.

    There batch norm takes the statistics of the data: the running ones are far from these at first, and a layer that is
    silent with them learns all the same.
    """
    candidates = [layer for layer in network.architecture.layers[:-1] if layer.activation == "relu"]
    statistics = network.settled_statistics(theta)
    for inputs in (network.inputs[:SAMPLE], network.inputs):
        if candidates:
            outputs = [inputs.T, *network.unit_outputs(theta, inputs, statistics)]
            candidates = [layer for layer in candidates if not _is_active(layer, outputs)]
    return tuple(layer.number for layer in candidates)


def _is_active(layer: Layer, outputs: list[Array]) -> bool:
    """Whether any unit hands on more than its skip connection does; ``outputs`` start with the inputs."""
    passed_on = outputs[layer.number - 1] if layer.skip else 0.0
    return bool((outputs[layer.number] != passed_on).any())


def _since(network: Network, run: TrainingRun, number: int) -> int:
    """The step at which a layer died that is dead at the end: by halving rows, then the steps between two of them."""

    def dead(step: int) -> bool:
        return number in _dead(network, run.state_at(step).position)

    if dead(0):
        return 0
    low, high = 0, len(run.steps) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if dead(int(run.steps[middle])) else (middle, high)
    alive, end = int(run.steps[low]), int(run.steps[high])
    while end - alive > 1:
        middle = (alive + end) // 2
        alive, end = (alive, middle) if dead(middle) else (middle, end)
    return end
