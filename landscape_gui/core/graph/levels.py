"""A network at the three levels of detail: operations, neurons, layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.core.errors import GraphError
from landscape_gui.core.graph.layers import LayerGraph
from landscape_gui.core.graph.networkgraph import NetworkGraph
from landscape_gui.core.graph.neurons import NeuronGraph
from landscape_gui.core.graph.stepgraph import LAYERS, NEURONS, SCALARS, StepGraph
from landscape_gui.core.graph.tape import Tape
from landscape_gui.core.network import scalargraph

if TYPE_CHECKING:
    from landscape_gui.core.network.network import Network

Array = NDArray[np.float64]
LEVELS = (SCALARS, NEURONS, LAYERS)


def levels_of(network: Network) -> tuple[str, ...]:
    """The levels of detail a network has: all, but a decision line, whose two parameters are shared, only scalars."""
    return LEVELS if network.dimension == network.architecture.layers[-1].end else (SCALARS,)


def network_graph(
    network: Network,
    theta: ArrayLike,
    level: str = SCALARS,
    examples: int | Sequence[int] | None = 0,
    statistics: Array | None = None,
) -> StepGraph:
    """The loss of a network, penalties included, dropout and noise off, as a graph at one level of detail.

    Args:
        theta: (d,) finite parameters.
        level: "scalars", "neurons" or "layers".
        examples: a row of the data; at the level of layers also several, or None for all: the mean over them.
        statistics: batch norm's means and variances, held fixed; those over all of the data unless given.

    Raises:
        NetworkError: the parameters or an example do not fit. GraphError: no such level, or not for several examples.
    """
    levels = levels_of(network)
    if level not in levels:
        has = f"choose one of {', '.join(levels)}" if len(levels) > 1 else f"{network.label} has only {levels[0]}"
        raise GraphError(f"There is no level {level!r}; {has}.")
    point = network.check_point(theta)
    held = network.settled_statistics(point) if statistics is None else statistics
    if examples is None or isinstance(examples, Sequence | np.ndarray):
        if level != LAYERS:
            raise GraphError(f"The mean over several examples has no graph of {level}; choose layers, or one example.")
        columns = range(network.x.shape[1]) if examples is None else [network.check_example(k) for k in examples]
        return LayerGraph(network.architecture, point, network.x[:, columns], network.t[:, columns], held)
    if level == SCALARS:
        return Tape(network.graph(examples, held), network.graph_inputs(point, examples))
    column = [network.check_example(examples)]
    data = (network.architecture, point, network.x[:, column], network.t[:, column], held)
    return NeuronGraph(*data) if level == NEURONS else LayerGraph(*data, single=True)


def scalar_tape(graph: StepGraph, column: int = 0) -> Tape:
    """The same as a graph of single operations; of a mean over several examples the one in this ``column``.

    Raises:
        GraphError: there is no such example.
    """
    if isinstance(graph, Tape):
        return graph
    assert isinstance(graph, NetworkGraph), "graphs are tapes, or of networks"
    if not 0 <= column < graph.x.shape[1]:
        raise GraphError(f"There is no example {column}; give a whole number from 0 to {graph.x.shape[1] - 1:,}.")
    target = graph.t[:, column]
    values = dict(zip(graph.architecture.parameter_names, graph.theta.tolist(), strict=True))
    values |= {f"x[{i}]": float(value) for i, value in enumerate(graph.x[:, column])}
    if not graph.has_classes:
        values |= {f"t[{k}]": float(value) for k, value in enumerate(target)}
    return Tape(scalargraph.build(graph.architecture, target, graph.statistics), values)
