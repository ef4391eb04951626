"""What the graphs of neurons and of layers have in common: a network's parameters and data, one column an example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.errors import GraphError
from landscape_gui.core.graph.passes import LayerPass, layer_passes
from landscape_gui.core.graph.records import Trouble
from landscape_gui.core.graph.stepgraph import StepGraph
from landscape_gui.core.graph.trouble import adjoint_trouble, input_trouble, value_trouble
from landscape_gui.core.network.architecture import Architecture
from landscape_gui.core.network.losses import CLASSES, LOSSES

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class NetworkGraph(StepGraph):
    """A network's loss at given parameters and data, which need not be finite.

    Attributes:
        architecture: what is computed; theta: (d,) parameters.
        x: (i, m) inputs; t: (rows, m) targets; m = 1 for one example.
        statistics: batch norm's means and variances, held fixed; empty without it.
    """

    architecture: Architecture
    theta: Array
    x: Array
    t: Array
    statistics: Array

    def __post_init__(self) -> None:
        for name in ("theta", "x", "t", "statistics"):
            array = getattr(self, name).copy()
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    def replaced(self, values: Mapping[str, float]) -> NetworkGraph:
        """The same with other values for some parameters, or, with one example, inputs and targets such as "x[0]".

        Raises:
            GraphError: there is no such value.
        """
        theta, x, t = self.theta.copy(), self.x.copy(), self.t.copy()
        places: dict[str, tuple[Array, tuple[int, ...]]] = {}
        places |= {name: (theta, (place,)) for place, name in enumerate(self.architecture.parameter_names)}
        if self.x.shape[1] == 1:
            places |= {f"x[{i}]": (x, (i, 0)) for i in range(len(x))}
            places |= {f"t[{k}]": (t, (k, 0)) for k in range(0 if self.has_classes else len(t))}
        for name, value in values.items():
            if name not in places:
                raise GraphError(f"There is no value {name!r}; there are {', '.join(places)}.")
            array, place = places[name]
            array[place] = value
        return replace(self, theta=theta, x=x, t=t)

    @property
    def has_classes(self) -> bool:
        """Whether the target is a class number, which is no node."""
        return LOSSES[self.architecture.loss].targets == CLASSES

    @cached_property
    def passes(self) -> tuple[LayerPass, ...]:
        """What each layer makes of the data."""
        return layer_passes(self.architecture, self.theta, self.x, self.statistics)

    @cached_property
    def trouble(self) -> Trouble | None:
        """The first parameter, then node, then derivative that is not finite."""
        values = zip(self.architecture.parameter_names, self.theta.tolist(), strict=True)
        return input_trouble(dict(values), self.nodes) or value_trouble(self.nodes) or adjoint_trouble(self.nodes)
