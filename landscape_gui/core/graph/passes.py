"""One forward pass of a network with everything in between, for the graphs of neurons and of layers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.derivatives import with_gradient
from landscape_gui.core.expression import Graph
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.architecture import VARIANCE_EPS, Architecture, Layer
from landscape_gui.core.network.losses import CLASSES, LOSSES
from landscape_gui.core.terms import INPUT, Builder, Node

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Normalisation:
    """Batch norm in its evaluation form: γ (s − mean) / deviation + β, mean and deviation being constants.

    Attributes:
        scale, shift, mean, deviation: (units,); normalised: (units, m), what γ multiplies.
    """

    scale: Array
    shift: Array
    mean: Array
    deviation: Array
    normalised: Array


@dataclass(frozen=True, slots=True, eq=False)
class LayerPass:
    """What a layer makes of m examples, one column each.

    Attributes:
        layer: its place in the network; inputs: (i, m); weights: (units, i); bias: (units,).
        sums: (units, m) W h + b; normalisation: what batch norm does to them, None without.
        z: (units, m) what goes into the activation; slopes: the activation's derivative there; activated: f(z).
        outputs: (units, m), the inputs added where there is a skip connection.
    """

    layer: Layer
    inputs: Array
    weights: Array
    bias: Array
    sums: Array
    normalisation: Normalisation | None
    z: Array
    slopes: Array
    activated: Array
    outputs: Array


def layer_passes(architecture: Architecture, theta: Array, x: Array, statistics: Array) -> tuple[LayerPass, ...]:
    """All layers of a network at the parameters ``theta`` (d,) on ``x`` (i, m).

    ``statistics``: batch norm's means and variances, empty without it.
    """
    passes: list[LayerPass] = []
    signal, place = x, 0
    held = statistics.reshape(2, -1)
    with np.errstate(all="ignore"):
        for layer in architecture.layers:
            passes.append(_layer_pass(layer, theta, signal, held[:, place : place + layer.units]))
            signal, place = passes[-1].outputs, place + layer.units
    return tuple(passes)


def _layer_pass(layer: Layer, theta: Array, signal: Array, statistics: Array) -> LayerPass:
    weights = theta[layer.weights : layer.bias].reshape(layer.units, layer.inputs)
    bias = theta[layer.bias : layer.bias + layer.units]
    sums = weights @ signal + bias[:, None]
    normalisation, z = None, sums
    if layer.scale >= 0:
        mean, deviation = statistics[0], np.sqrt(statistics[1] + VARIANCE_EPS)
        scale, shift = theta[layer.scale : layer.shift], theta[layer.shift : layer.end]
        normalised = (sums - mean[:, None]) / deviation[:, None]
        normalisation = Normalisation(scale, shift, mean, deviation, normalised)
        z = scale[:, None] * normalised + shift[:, None]
    activation = ACTIVATIONS[layer.activation]
    activated = activation.values(z)
    outputs = activated + signal if layer.skip else activated
    return LayerPass(layer, signal, weights, bias, sums, normalisation, z, activation.slopes(z), activated, outputs)


@lru_cache(maxsize=128)
def loss_graph(key: str, outputs: int, target: int | None) -> Graph:
    """The loss of one example: variables "y0", …, then "t0", … unless the ``target`` is a class number, built in."""
    builder = Builder()
    names = [f"y{k}" for k in range(outputs)]
    wanted = [f"t{k}" for k in range(outputs)] if target is None else []
    terms = {name: builder.term(builder.add(Node(INPUT, name=name))) for name in (*names, *wanted)}
    targets = [terms[name] for name in wanted] if target is None else target
    loss = LOSSES[key].graph([terms[name] for name in names], targets)
    return Graph(tuple(builder.nodes), (*names, *wanted), (), (loss.index,))


_loss_and_gradient = lru_cache(maxsize=128)(with_gradient)


def example_losses(key: str, outputs: Array, targets: Array) -> tuple[Array, Array]:
    """Losses (m,) of m examples; their derivatives (k, m) by the outputs (k, m), then by the targets unless classes.

    ``targets``: (k, m), or (1, m) class numbers.
    """
    if LOSSES[key].targets != CLASSES:
        return _evaluated(loss_graph(key, len(outputs), None), [*outputs, *targets])
    losses, slopes = np.empty(outputs.shape[1]), np.empty_like(outputs)
    for target in np.unique(targets):
        columns = targets[0] == target
        graph = loss_graph(key, len(outputs), int(target))
        losses[columns], slopes[:, columns] = _evaluated(graph, list(outputs[:, columns]))
    return losses, slopes


def _evaluated(graph: Graph, inputs: list[Array]) -> tuple[Array, Array]:
    augmented = _loss_and_gradient(graph)
    values = augmented.evaluate(dict(zip(graph.variables, inputs, strict=True)))
    rows = [np.broadcast_to(values[index], inputs[0].shape) for index in augmented.outputs]
    return np.array(rows[0], dtype=np.float64), np.array(rows[1:], dtype=np.float64)


def penalty(architecture: Architecture, weights: Array) -> float:
    """λ₂/2 Σw² + λ₁ Σ|w| over ``weights``."""
    return float(0.5 * architecture.l2 * np.sum(weights * weights) + architecture.l1 * np.sum(np.abs(weights)))


def penalty_slopes(architecture: Architecture, weights: Array) -> Array:
    """Its derivative by each weight, in their shape; |w| has slope 0 at 0."""
    slopes: Array = architecture.l2 * weights + architecture.l1 * np.sign(weights)
    return slopes
