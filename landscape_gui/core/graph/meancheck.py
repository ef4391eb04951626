"""The gradient of a network's mean loss over several examples checked by central differences.

No scalar graph of all examples is built: a difference takes forward passes of whole layers, which is quick. What is
said of each derivative is the same as in ``gradientcheck``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.errors import GraphError
from landscape_gui.core.graph.gradientcheck import UNIT, Check, Kink, Trials, nearest_kink, points_of, steps_to_try
from landscape_gui.core.graph.networkgraph import NetworkGraph
from landscape_gui.core.graph.passes import LayerPass, example_losses, layer_passes, penalty

Array = NDArray[np.float64]
MOST_STEPS = 8
"""Steps that are tried: each takes two forward passes over all examples."""
_BENT = frozenset({"relu", "leaky_relu"})
"""Activations with a kink at 0."""


def check_mean(
    graph: NetworkGraph, names: Collection[str] | None = None, gradient: Mapping[str, float] | None = None
) -> Iterator[Check]:
    """Check derivatives of the mean loss by the network's parameters, one after another.

    Args:
        names: the parameters; all of them where not told.
        gradient: derivatives to be checked, by name; the graph's own where not told.

    Raises:
        GraphError: there is no such parameter.
    """
    known = graph.architecture.parameter_names
    for name in known if names is None else names:
        if name not in known:
            raise GraphError(f"There is no parameter {name!r}; there are {', '.join(known)}.")
    places = {name: place for place, name in enumerate(known)}
    noise, exact = _noise(graph), graph.gradient if gradient is None else gradient
    for name in known if names is None else names:
        yield _check(graph, name, places[name], exact[name], noise)


def _check(graph: NetworkGraph, name: str, place: int, exact: float, noise: float) -> Check:
    value = float(graph.theta[place])
    points = points_of(value, steps_to_try(value)[:MOST_STEPS])
    outputs, sides = np.empty(points.size), []
    theta = graph.theta.copy()
    for k, point in enumerate(points):
        theta[place] = point
        outputs[k], signs = _evaluated(graph, theta)
        sides.append(signs)
    trouble = graph.trouble.sentence if graph.trouble is not None and not np.isfinite(outputs[0]) else ""
    return Trials(name, exact, points, outputs, noise, _kink(graph, sides), trouble).check()


def _evaluated(graph: NetworkGraph, theta: Array) -> tuple[float, Array]:
    """The mean loss at ``theta`` with its penalties, and the signs of all that has a kink."""
    architecture = graph.architecture
    passes = layer_passes(architecture, theta, graph.x, graph.statistics)
    losses, _ = example_losses(architecture.loss, passes[-1].outputs, graph.t)
    added = sum(penalty(architecture, made.weights) for made in passes)
    return float(losses.mean()) + added, np.concatenate(_signs(graph, passes, theta))


def _signs(graph: NetworkGraph, passes: tuple[LayerPass, ...], theta: Array) -> list[Array]:
    """Signs that change where a slope jumps: of sums before a bent activation, margins of the hinge, weights of λ₁."""
    found = [np.sign(made.z).ravel() for made in passes if made.layer.activation in _BENT]
    if graph.architecture.loss == "hinge":
        found.append(np.sign(1.0 - (2.0 * graph.t - 1.0) * passes[-1].outputs).ravel())
    if graph.architecture.l1 > 0.0:
        found.append(np.sign(theta))
    return found or [np.empty(0)]


def _kink(graph: NetworkGraph, sides: list[Array]) -> Kink:
    named = {made.layer.activation for made in graph.passes} & _BENT
    what = " or ".join(sorted(named | ({"the hinge"} if graph.architecture.loss == "hinge" else set())))
    return nearest_kink([(f"a kink of {what or 'the penalty'}", np.stack(sides, axis=-1))], len(sides) // 2)


def _noise(graph: NetworkGraph) -> float:
    """Size of the rounding error of the mean loss: that of every value times its adjoint, sums having many terms."""
    terms = max(graph.architecture.sizes) + 2
    total = sum(float(np.sum(np.abs(np.asarray(node.value) * np.asarray(node.adjoint)))) for node in graph.nodes)
    return UNIT * terms * total if np.isfinite(total) else float("inf")
