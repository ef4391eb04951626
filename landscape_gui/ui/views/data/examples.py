"""The examples of a network problem, and what the network makes of them at one point of its landscape. No Qt here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.descriptors import Interval
from landscape_gui.core.network.architecture import Architecture
from landscape_gui.core.network.datasets import DATASETS, Prepared
from landscape_gui.core.network.datasets.own import CLASS_NAMES
from landscape_gui.core.network.losses import BINARY, CLASSES, LOSSES
from landscape_gui.experiment import CatalogueData, DataSource, OwnCurve, OwnPoints
from landscape_gui.networks import DataNetwork

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
FIELD: Interval = (-3.0, 3.0)
"""What is shown of each axis around own points, before they reach further."""
_CERTAIN = 30.0
"""Largest size of a log-odds: beyond it a float64 probability is 1."""
_TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Examples:
    """Examples in the data's own units.

    Attributes:
        inputs: (n, i); targets: (n,) class numbers or values.
        names, target_name, classes: words; no classes for values.
        numbers: (n,) int64 number of each in the training data, -1 where it is set aside for testing.
        region: one interval an input, what a picture shows.
    """

    inputs: Floats
    targets: Floats
    names: tuple[str, ...]
    target_name: str
    classes: tuple[str, ...]
    numbers: Rows
    region: tuple[Interval, ...]

    @cached_property
    def trained(self) -> NDArray[np.bool_]:
        """(n,) whether the network learns from it."""
        return self.numbers >= 0

    def row(self, number: int) -> int:
        """The row of a training example; -1 where there is no such example."""
        found = np.flatnonzero(self.numbers == number)
        return int(found[0]) if number >= 0 and found.size else -1


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What a network makes of examples.

    Attributes:
        outputs: (n, outputs) numbers, probabilities, scores or class probabilities; values in the data's own units.
        chosen: (n,) int64 predicted classes, -1 for values.
        wrong: (n,) whether the predicted class is another; losses: (n,) NaN where the network has no such output.
    """

    outputs: Floats
    chosen: Rows
    wrong: NDArray[np.bool_]
    losses: Floats


def examples_of(network: DataNetwork) -> Examples:
    """All examples of a network's data, those for training and those set aside."""
    prepared = network.prepared
    data = prepared.data
    numbers = np.full(len(data.targets), -1, dtype=np.int64)
    numbers[prepared.split.training] = np.arange(len(prepared.split.training))
    region = region_of(network.description.data, prepared)
    return Examples(data.inputs, data.targets, data.input_names, data.target_name, data.classes, numbers, region)


def region_of(source: DataSource, prepared: Prepared) -> tuple[Interval, ...]:
    """What is shown of each input: the catalogue's domain, the field for own points, and all points."""
    if isinstance(source, OwnPoints | OwnCurve):
        return _field(prepared.data.inputs, prepared.data.inputs.shape[1])
    if isinstance(source, CatalogueData):
        return tuple(_union(a, b) for a, b in zip(DATASETS[source.key].domain, prepared.data.domain, strict=True))
    return prepared.data.domain


def own_examples(source: OwnPoints | OwnCurve) -> Examples:
    """Examples of own points as they stand, also where nothing can be learnt from them yet."""
    count = 2 if isinstance(source, OwnPoints) else 1
    table = np.array(source.points, dtype=np.float64).reshape(len(source.points), count + 1)
    inputs, targets = table[:, :count], table[:, count]
    classes = CLASS_NAMES[: max(2, int(targets.max(initial=0.0)) + 1)] if count == 2 else ()
    names, goal = (("x", "y"), "class") if count == 2 else (("x",), "y")
    return Examples(inputs, targets, names, goal, classes, np.arange(len(table)), _field(inputs, count))


def understands(network: DataNetwork, examples: Examples) -> bool:
    """Whether ``network`` takes as many inputs as ``examples`` have, and answers with a class or a value as they do.

    The network on view may still be that of other data.
    """
    data = network.prepared.data
    return data.inputs.shape[1] == examples.inputs.shape[1] and bool(data.classes) == bool(examples.classes)


def true_values(source: DataSource, inputs: Floats) -> Floats | None:
    """(n,) what a regression of the catalogue is without noise; None where that is not known."""
    truth = DATASETS[source.key].truth if isinstance(source, CatalogueData) else None
    return None if truth is None else truth(inputs)


def answers_of(network: DataNetwork, examples: Examples, theta: Floats) -> Answers:
    """What ``network`` makes of ``examples`` at the parameters ``theta`` (d,)."""
    count = len(examples.targets)
    if not count:
        return Answers(np.empty((0, 1)), np.empty(0, np.int64), np.empty(0, bool), np.empty(0))
    prepared = network.prepared
    raw = network.predict(theta, prepared.transform(examples.inputs))
    losses = example_losses(network.architecture, raw, _network_targets(network, examples))
    if not examples.classes:
        return Answers(prepared.predicted(raw), np.full(count, -1, np.int64), np.zeros(count, bool), losses)
    chosen = predicted_classes(network.architecture, raw)
    return Answers(raw, chosen, chosen != examples.targets, losses)


def predicted_classes(architecture: Architecture, outputs: Floats) -> Rows:
    """(n,) the class each row of ``outputs`` (n, outputs) speaks for."""
    if outputs.shape[1] > 1:
        return np.asarray(outputs.argmax(axis=1), dtype=np.int64)
    threshold = 0.0 if architecture.loss == "hinge" else 0.5
    return np.asarray(outputs[:, 0] > threshold, dtype=np.int64)


def scores_of(architecture: Architecture, outputs: Floats) -> Floats:
    """Return scores of classes for ``outputs`` (n, outputs): (n,) for one output, else (n, classes).

    One score is above 0 for the second class; the largest of several is that of the predicted class, and their softmax
    are the probabilities. Scores change evenly over the plane where probabilities jump, so they can be interpolated.
    """
    if architecture.loss == "cross_entropy":
        return np.log(np.maximum(outputs, _TINY))
    if architecture.loss == "binary_cross_entropy":
        with np.errstate(divide="ignore"):
            odds = np.log(outputs) - np.log1p(-outputs)
        scores = np.clip(odds, -_CERTAIN, _CERTAIN)
    elif architecture.loss == "hinge":
        scores = outputs
    else:
        scores = outputs - 0.5 if outputs.shape[1] == 1 else 4.0 * outputs
    return np.asarray(scores[:, 0] if outputs.shape[1] == 1 else scores)


def probability_of(architecture: Architecture, scores: Floats) -> Floats:
    """The probability of the second class for ``scores`` of one output; a stand-in where there are none."""
    if architecture.loss == "binary_cross_entropy":
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -_CERTAIN, _CERTAIN))))
    return np.clip(0.5 * (scores + 1.0) if architecture.loss == "hinge" else scores + 0.5, 0.0, 1.0)


def score_reach(architecture: Architecture) -> float:
    """The size of a score of one output beyond which the picture changes no more."""
    return {"binary_cross_entropy": 12.0, "hinge": 1.5}.get(architecture.loss, 0.75)


def example_losses(architecture: Architecture, outputs: Floats, targets: Floats) -> Floats:
    """(n,) loss of each example for ``outputs`` (n, outputs) and ``targets`` (n, rows) as the network takes them."""
    key, kind = architecture.loss, LOSSES[architecture.loss].targets
    if np.isnan(targets).any() or (kind == CLASSES and targets.max() >= outputs.shape[1]):
        return np.full(len(outputs), np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        if kind == CLASSES:
            return -np.log(np.maximum(outputs[np.arange(len(outputs)), targets[:, 0].astype(np.intp)], _TINY))
        if key == "hinge":
            return np.asarray(np.maximum(0.0, 1.0 - (2.0 * targets - 1.0) * outputs).mean(axis=1))
        if kind == BINARY:
            right = np.where(targets > 0.5, outputs, 1.0 - outputs)
            return np.asarray(-np.log(np.maximum(right, _TINY)).mean(axis=1))
        return np.asarray((0.5 if key == "half_mse" else 1.0) * ((outputs - targets) ** 2).sum(axis=1))


def _network_targets(network: DataNetwork, examples: Examples) -> Floats:
    """Targets (n, rows) as the network takes them; NaN for a class it has no output for."""
    targets, rows = examples.targets[:, None], network.architecture.target_rows
    if not examples.classes:
        return network.prepared.target_scale.apply(targets)
    if rows == 1:
        most = max(2, network.architecture.outputs)
        return np.where(targets < most, targets, np.nan)
    return np.where(targets < rows, (targets == np.arange(rows)).astype(np.float64), np.nan)


def _field(inputs: Floats, count: int) -> tuple[Interval, ...]:
    """The field for own points, as far as they reach beyond it in round numbers: a point on its edge moves no edge."""
    if not len(inputs):
        return (FIELD,) * count
    ends = zip(inputs.min(axis=0).tolist(), inputs.max(axis=0).tolist(), strict=True)
    return tuple(_union(FIELD, _rounded_out(low, high)) for low, high in ends)


def _rounded_out(low: float, high: float) -> Interval:
    grain = 0.5 * 10.0 ** math.floor(math.log10(max(high - low, FIELD[1])))
    return grain * math.floor(low / grain), grain * math.ceil(high / grain)


def _union(one: Interval, other: Interval) -> Interval:
    return min(one[0], other[0]), max(one[1], other[1])
