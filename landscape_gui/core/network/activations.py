"""The table of activations. Value and slope are those of the operation table; nothing compiled is loaded here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.core.derivatives import with_gradient
from landscape_gui.core.errors import CatalogueError
from landscape_gui.core.expression import Graph
from landscape_gui.core.operations import LEAKY_SLOPE, OPERATIONS
from landscape_gui.core.terms import INPUT, Builder, Node, Term, apply

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Activation:
    """What a unit does to its weighted sum z.

    Attributes:
        key, label: name in code and files, name on the screen.
        operation: key of the operation it is, "" for linear.
        formula, slope_formula: h and dh/dz in LaTeX.
        range: the values it takes, as an interval (low, high).
        description: one sentence: what it does, what it teaches.
    """

    key: str
    label: str
    operation: str
    formula: str
    slope_formula: str
    range: tuple[float, float]
    description: str

    @property
    def code(self) -> int:
        """Its number in the compiled kernels: its place in the table."""
        return list(ACTIVATIONS).index(self.key)

    def apply(self, z: Term) -> Term:
        """The activation of ``z`` as a piece of an expression graph."""
        return apply(self.operation, z) if self.operation else z

    def values(self, z: ArrayLike) -> Array:
        """h at ``z``, any shape."""
        array = np.asarray(z, dtype=np.float64)
        if not self.operation:
            return array.copy()
        with np.errstate(all="ignore"):
            return np.asarray(OPERATIONS[self.operation].value(array), dtype=np.float64)

    def slopes(self, z: ArrayLike) -> Array:
        """dh/dz at ``z``, any shape; at a kink the subgradient of ``core.operations``."""
        array = np.asarray(z, dtype=np.float64)
        graph = self._derivative
        return np.broadcast_to(graph.evaluate({"z": array})[graph.output], array.shape).astype(np.float64)

    @cached_property
    def _derivative(self) -> Graph:
        builder = Builder()
        z = builder.term(builder.add(Node(INPUT, name="z")))
        h = self.apply(z)
        return with_gradient(Graph(tuple(builder.nodes), ("z",), (), (h.index,)))


INFINITY = float("inf")
_TABLE = (
    Activation(
        "linear", "Linear", "", "z", "1", (-INFINITY, INFINITY),
        "Passes the weighted sum on as it is; layers of it together are still one linear map.",
    ),
    Activation(
        "sigmoid", "Sigmoid", "sigmoid", r"\frac{1}{1 + e^{-z}}", r"h\,(1 - h)", (0.0, 1.0),
        "Squeezes into 0 to 1; its slope is at most a quarter and vanishes at both ends.",
    ),
    Activation(
        "tanh", "Tanh", "tanh", r"\tanh z", "1 - h^2", (-1.0, 1.0),
        "A sigmoid around zero with slope 1 in the middle; it saturates at both ends.",
    ),
    Activation(
        "relu", "ReLU", "relu", r"\max(0, z)", r"1 \text{ if } z > 0 \text{, else } 0", (0.0, INFINITY),
        "Zero below zero, the identity above; a unit below zero for all data has no gradient and is dead.",
    ),
    Activation(
        "elu", "ELU", "elu", r"z \text{ if } z > 0 \text{, else } e^z - 1",
        r"1 \text{ if } z > 0 \text{, else } e^z", (-1.0, INFINITY),
        "Like ReLU, but bends smoothly to −1 below zero, so that some gradient is left.",
    ),
    Activation(
        "leaky_relu", "Leaky ReLU", "leaky_relu", rf"z \text{{ if }} z > 0 \text{{, else }} {LEAKY_SLOPE}\,z",
        rf"1 \text{{ if }} z > 0 \text{{, else }} {LEAKY_SLOPE}", (-INFINITY, INFINITY),
        "ReLU with a small slope below zero, so that no unit can die.",
    ),
    Activation(
        "softplus", "Softplus", "softplus", r"\ln(1 + e^z)", r"\frac{1}{1 + e^{-z}}", (0.0, INFINITY),
        "A smooth ReLU; its slope is the sigmoid.",
    ),
    Activation(
        "gelu", "GELU", "gelu", r"\frac{z}{2}\left(1 + \operatorname{erf}\frac{z}{\sqrt{2}}\right)",
        r"\Phi(z) + z\,\varphi(z)", (-0.17, INFINITY),
        "The input times the chance that a normal number is smaller; dips slightly below zero.",
    ),
    Activation(
        "silu", "SiLU", "silu", r"\frac{z}{1 + e^{-z}}", r"\sigma(z)\,(1 + z\,(1 - \sigma(z)))", (-0.28, INFINITY),
        "The input times its sigmoid, also called swish; smooth, and dips slightly below zero.",
    ),
)  # fmt: skip

ACTIVATIONS: Mapping[str, Activation] = MappingProxyType({entry.key: entry for entry in _TABLE})
LINEAR, SIGMOID, TANH, RELU, ELU, LEAKY_RELU, SOFTPLUS, GELU, SILU = range(len(_TABLE))
"""Numbers of the activations in the compiled kernels."""


def activation(key: str) -> Activation:
    """The activation ``key``; raises CatalogueError naming the valid ones."""
    if key not in tuple(ACTIVATIONS):
        raise CatalogueError(f"There is no activation {key!r}; choose one of {', '.join(ACTIVATIONS)}.")
    return ACTIVATIONS[key]
