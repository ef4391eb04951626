"""What every unit of a network puts out: over the plane of its inputs, along a line, or for the examples. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.descriptors import Interval
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.architecture import VARIANCE_EPS, Architecture
from landscape_gui.core.network.losses import CLASSES, LOSSES, NUMBERS
from landscape_gui.networks import DataNetwork
from landscape_gui.ui.views.network.anatomy import Unit
from landscape_gui.ui.views.network.moment import Moment

Floats = NDArray[np.float64]
Kind = Literal["plane", "line", "examples"]
EXAMPLES, MANY_EXAMPLES = 300, 1000
"""Most training examples looked at for what is wrong with a unit; for the distribution of its outputs."""
BINS = 12
FLAT, MOST = 0.05, 0.9
"""A unit is saturated where its slope is below this share of its largest, on at least this share of the examples."""

_SLOPES = {
    "relu": lambda h: h > 0.0,
    "sigmoid": lambda h: 4.0 * h * (1.0 - h),
    "tanh": lambda h: 1.0 - h * h,
    "elu": lambda h: np.minimum(1.0, h + 1.0),
    "softplus": lambda h: -np.expm1(-h),
}
"""Slope of an activation, as a share of its largest, by its output; others never quite lose theirs."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Where the units of a network are looked at.

    Attributes:
        kind: over the "plane" of two inputs, along the "line" of one, or for the "examples" of more.
        axes: the interval of each of the data's own inputs that is shown.
        nodes: points a side (plane), points (line), or examples.
        inputs: (points + examples, features) the network's inputs: first the points to be drawn, row by row from the
            bottom; then training examples to judge units by.
    """

    kind: Kind
    axes: tuple[Interval, ...]
    nodes: int
    points: int
    inputs: Floats


@dataclass(frozen=True, eq=False)
class Outputs:
    """The output of every unit, the inputs first.

    Attributes:
        sample: where it was looked at.
        values: (units, points); the last layer's are predictions.
        ranges: (units, 2) values that the ends of the scale of colours, or of the axis, stand for.
        signals: (units, examples) what each unit passes on, for the examples; the last layer's as the loss takes it.
    """

    sample: Sample
    architecture: Architecture
    values: Floats
    ranges: Floats
    signals: Floats

    def picture(self) -> Floats:
        """(units, rows, columns) over the plane, row 0 at the bottom."""
        return self.values.reshape(len(self.values), self.sample.nodes, self.sample.nodes)

    def histograms(self) -> Floats:
        """(units, BINS) share of the examples in each bin, of the fullest one's."""
        low, high = self.ranges[:, :1], self.ranges[:, 1:]
        places = np.nan_to_num((self.values - low) / np.maximum(high - low, 1e-300) * BINS)
        bins = np.clip(places, 0, BINS - 1).astype(np.int64) + BINS * np.arange(len(self.values))[:, None]
        counts = np.bincount(bins.ravel(), minlength=BINS * len(self.values)).reshape(-1, BINS)
        shares: Floats = counts / np.maximum(1, counts.max(axis=1, keepdims=True))
        return shares

    @cached_property
    def faults(self) -> tuple[str, ...]:
        """ "dead", "saturated" or "" for each unit."""
        found = [""] * self.architecture.inputs
        at = self.architecture.inputs
        for layer in self.architecture.layers:
            slope = _SLOPES.get(layer.activation)
            outputs = self.signals[at : at + layer.units]
            if layer.skip:  # what the activation adds to it
                outputs = outputs - self.signals[at - layer.inputs : at]
            at += layer.units
            if slope is None or not outputs.shape[1]:
                found += [""] * layer.units
            elif layer.activation == "relu":
                found += ["" if (row > 0.0).any() else "dead" for row in outputs]
            else:
                flat = (slope(outputs) < FLAT).mean(axis=1)
                found += ["saturated" if share >= MOST else "" for share in flat]
        return tuple(found)


def sample_of(network: DataNetwork, work: float, side: int, length: int) -> Sample:
    """Where to look at the units of ``network`` with ``work`` activations.

    At most ``side`` points a side over the plane, ``length`` along the line.
    """
    prepared, trained = network.prepared, network.inputs
    columns = max(96, int(work / sum(layer.units for layer in network.architecture.layers)))
    count, axes = prepared.data.inputs.shape[1], prepared.data.domain
    if count > 2:
        chosen = trained[_spread(len(trained), min(columns, MANY_EXAMPLES))]
        return Sample("examples", axes, len(chosen), len(chosen), np.ascontiguousarray(chosen))
    judged = trained[_spread(len(trained), min(columns // 3, EXAMPLES))]
    free = columns - len(judged)
    if count == 1:
        nodes = min(length, free)
        points = np.linspace(*axes[0], nodes)[:, None]
    else:
        nodes = min(side, math.isqrt(free))
        across, up = (low + (np.arange(nodes) + 0.5) / nodes * (high - low) for low, high in axes)
        points = np.stack([np.tile(across, nodes), np.repeat(up, nodes)], axis=1)
    inputs = np.concatenate([prepared.transform(points), judged])
    return Sample("plane" if count == 2 else "line", axes, nodes, len(points), np.ascontiguousarray(inputs))


def outputs_of(network: DataNetwork, moment: Moment, sample: Sample) -> Outputs:
    """What every unit puts out at ``sample``, in evaluation form."""
    architecture = network.architecture
    with np.errstate(all="ignore"):
        layers = [sample.inputs.T, *network.layer_outputs(moment.theta, sample.inputs, moment.statistics)]
        begin = sample.points if sample.kind != "examples" else 0
        signals = np.concatenate([layer[:, begin:] for layer in layers])
        layers[-1] = predictions(architecture, layers[-1])
    points = sample.points
    ranges = [_range("linear", False, row, sample.kind) for row in layers[0][:, :points]]
    for layer, outputs in zip(architecture.layers[:-1], layers[1:-1], strict=True):
        ranges += [_range(layer.activation, layer.skip, outputs[:, :points], sample.kind)] * layer.units
    ranges += [output_range(network)] * architecture.outputs
    values = np.concatenate([layer[:, :points] for layer in layers])
    return Outputs(sample, architecture, values, np.array(ranges, dtype=np.float64), signals)


def pre_activations(outputs: Outputs, moment: Moment, unit: Unit) -> Floats:
    """(examples,) what goes into the activation of a unit that is not an input."""
    layer, j = outputs.architecture.layers[unit.layer - 1], unit.number
    first = unit.place - j - layer.inputs
    weights = moment.theta[layer.weights + j * layer.inputs :][: layer.inputs]
    with np.errstate(all="ignore"):
        sums: Floats = weights @ outputs.signals[first : first + layer.inputs] + moment.theta[layer.bias + j]
        if layer.scale >= 0:
            mean, variance = moment.statistics.reshape(2, -1)[:, unit.place - outputs.architecture.inputs]
            sums = (sums - mean) / np.sqrt(variance + VARIANCE_EPS)
            sums = moment.theta[layer.scale + j] * sums + moment.theta[layer.shift + j]
    return sums


def predictions(architecture: Architecture, outputs: Floats) -> Floats:
    """What ``Network.predict`` returns, (outputs, n), from what the last layer puts out."""
    if architecture.loss == "binary_cross_entropy":
        return ACTIVATIONS["sigmoid"].values(outputs)
    if LOSSES[architecture.loss].targets == CLASSES:
        powers = np.exp(outputs - outputs.max(axis=0))
        shares: Floats = powers / powers.sum(axis=0)
        return shares
    return outputs


def output_range(network: DataNetwork) -> Interval:
    """The ends of the scale for outputs: of probabilities, of a margin, or of the targets."""
    loss = LOSSES[network.architecture.loss]
    if loss.targets != NUMBERS:
        return (-1.0, 1.0) if network.architecture.loss == "hinge" else (0.0, 1.0)
    low, high = float(network.t.min()), float(network.t.max())
    return (low, high) if high > low else (low - 1.0, high + 1.0)


def _spread(count: int, most: int) -> NDArray[np.int64]:
    """Up to ``most`` numbers evenly from ``range(count)``."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.int64))


def _range(activation: str, skip: bool, outputs: Floats, kind: Kind) -> Interval:
    """The ends of the scale of a hidden layer: those of its activation, or as far as its outputs reach.

    Colours have 0 in the middle; the axis of a curve or of a distribution only holds it.
    """
    low, high = ACTIVATIONS[activation].range
    if np.isfinite([low, high]).all() and not skip:
        return low, high
    finite = outputs[np.isfinite(outputs)]
    least, most = (float(finite.min()), float(finite.max())) if finite.size else (-1.0, 1.0)
    if kind == "plane":
        reach = max(-least, most) or 1.0
        return -reach, reach
    least, most = min(0.0, least), max(0.0, most)
    return (least, most) if most > least else (0.0, 1.0)
