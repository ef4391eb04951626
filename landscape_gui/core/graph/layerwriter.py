"""What the nodes of a layer graph are: values, local derivatives and how these act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.graph.arithmetic import DOT
from landscape_gui.core.graph.captions import name_latex
from landscape_gui.core.graph.passes import LayerPass, example_losses, penalty, penalty_slopes
from landscape_gui.core.graph.records import (
    ELEMENTWISE,
    INPUT,
    OPERATION,
    OUTER,
    PARAMETER,
    SUMMED,
    TIMES,
    TRANSPOSED,
    Value,
)
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.architecture import Architecture
from landscape_gui.core.network.losses import CLASSES, LOSSES
from landscape_gui.core.operations import OPERATIONS

Array = NDArray[np.float64]
Use = tuple[str, Value, str]
"""A node that is taken: its name, the local derivative by it, and how that acts."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A node before its adjoint is known."""

    kind: str
    operation: str
    name: str
    symbol: str
    value: Value
    uses: tuple[Use, ...] = ()
    template: str = ""
    operands: tuple[Value, ...] = ()

    @property
    def caption(self) -> str:
        """Its name in LaTeX."""
        return "L" if self.name == "loss" else name_latex(self.name)


class LayerWriter:
    """Writes down the nodes of a network.

    Args:
        passes: what its layers make of the inputs ``x`` (i, m); t: the targets (rows, m).
        single: whether m = 1 and shapes are (units,).
    """

    def __init__(
        self, architecture: Architecture, passes: Sequence[LayerPass], x: Array, t: Array, single: bool
    ) -> None:
        self.architecture, self.single = architecture, single
        self.leaves = [Part(INPUT, INPUT, "x", "", self.cut(x))]
        self.operations: list[Part] = []
        if LOSSES[self.architecture.loss].targets != CLASSES:
            self.leaves.append(Part(INPUT, INPUT, "t", "", self.cut(t)))
        signal = "x"
        for made in passes:
            signal = self.layer(made, signal)
        self.loss(signal, passes, t)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Leaves first, the output last."""
        return (*self.leaves, *self.operations)

    def cut(self, values: Array) -> Array:
        """(units,) for one example, else (units, n)."""
        return values[:, 0] if self.single else values

    def wide(self, values: Array) -> Array:
        """A (units,) quantity so that it meets others entry by entry."""
        return values if self.single else values[:, None]

    def parameter(self, name: str, value: Array) -> str:
        """Add a leaf that is learned; returns its name."""
        self.leaves.append(Part(PARAMETER, INPUT, name, "", value))
        return name

    def operation(
        self, operation: str, name: str, symbol: str, value: Value, uses: Sequence[Use], template: str, *more: Value
    ) -> str:
        """Add an operation; its operands are what it takes, then ``more``."""
        known = {part.name: part.value for part in self.parts}
        operands = (*(known[source] for source, _, _ in uses), *more)
        self.operations.append(Part(OPERATION, operation, name, symbol, value, tuple(uses), template, operands))
        return name

    def layer(self, made: LayerPass, signal: str) -> str:
        """The nodes of a layer; returns the name of its output."""
        k, everywhere = made.layer.number, ELEMENTWISE if self.single else SUMMED
        weights, bias = self.parameter(f"W{k}", made.weights), self.parameter(f"b{k}", made.bias)
        uses: list[Use] = [
            (weights, self.cut(made.inputs), OUTER), (signal, made.weights, TRANSPOSED), (bias, 1.0, everywhere)
        ]  # fmt: skip
        name = f"z{k}" if made.normalisation is None else f"s{k}"
        sign = f"W·{'x' if signal == 'x' else 'h'} + b"
        z = self.operation("affine", name, sign, self.cut(made.sums), uses, f"{{0}}{DOT}{{1}} + {{2}}")
        z = self.normalised(made, z)
        h, operation = z, ACTIVATIONS[made.layer.activation].operation
        if operation:
            name, entry = f"{'a' if made.layer.skip else 'h'}{k}", OPERATIONS[operation]
            slopes: list[Use] = [(z, self.cut(made.slopes), ELEMENTWISE)]
            h = self.operation(operation, name, entry.symbol, self.cut(made.activated), slopes, entry.print("{0}"))
        if made.layer.skip:
            both: list[Use] = [(h, 1.0, ELEMENTWISE), (signal, 1.0, ELEMENTWISE)]
            h = self.operation("add", f"h{k}", "+", self.cut(made.outputs), both, "{0} + {1}")
        return h

    def normalised(self, made: LayerPass, sums: str) -> str:
        """Batch norm in its evaluation form, where there is any."""
        norm, k = made.normalisation, made.layer.number
        if norm is None:
            return sums
        everywhere = ELEMENTWISE if self.single else SUMMED
        scale, shift = self.parameter(f"gamma{k}", norm.scale), self.parameter(f"beta{k}", norm.shift)
        n = self.operation(
            "normalise", f"n{k}", "norm", self.cut(norm.normalised),
            [(sums, self.wide(1.0 / norm.deviation), ELEMENTWISE)], "({0} − {1}) / {2}", norm.mean, norm.deviation,
        )  # fmt: skip
        uses: list[Use] = [
            (scale, self.cut(norm.normalised), everywhere), (n, self.wide(norm.scale), ELEMENTWISE),
            (shift, 1.0, everywhere),
        ]  # fmt: skip
        return self.operation("scale", f"z{k}", "γ·n + β", self.cut(made.z), uses, f"{{0}}{DOT}{{1}} + {{2}}")

    def loss(self, signal: str, passes: Sequence[LayerPass], t: Array) -> None:
        """The loss, its mean over several examples, and the penalties."""
        architecture, entry = self.architecture, LOSSES[self.architecture.loss]
        losses, slopes = example_losses(architecture.loss, passes[-1].outputs, t)
        penalised = bool(architecture.penalties.any())
        name, k = "data" if penalised else "loss", architecture.outputs
        uses: list[Use] = [(signal, self.cut(slopes[:k]), TIMES if self.single else ELEMENTWISE)]
        if entry.targets != CLASSES:
            uses.append(("t", self.cut(slopes[k:]), TIMES if self.single else ELEMENTWISE))
        template = f"{architecture.loss}({', '.join(f'{{{place}}}' for place in range(len(uses)))})"
        if self.single:
            self.operation(architecture.loss, name, "L", float(losses[0]), uses, template)
        else:
            self.operation(architecture.loss, "losses", "L", losses, uses, template)
            each = np.full(losses.size, 1.0 / losses.size)
            self.operation("mean", name, "mean", float(losses.mean()), [("losses", each, TIMES)], "mean({0})")
        if penalised:
            self.penalties(passes)

    def penalties(self, passes: Sequence[LayerPass]) -> None:
        """The penalties on all weights, and the sum with the loss of the data."""
        architecture, weights = self.architecture, [made.weights for made in passes]
        uses: list[Use] = [
            (f"W{made.layer.number}", penalty_slopes(architecture, made.weights), TIMES) for made in passes
        ]
        added = sum(penalty(architecture, w) for w in weights)
        template = f"penalty({', '.join(f'{{{place}}}' for place in range(len(uses)))})"
        self.operation("penalty", "penalty", "penalty", added, uses, template)
        data = float(self.operations[-2].value)
        both: list[Use] = [("data", 1.0, TIMES), ("penalty", 1.0, TIMES)]
        self.operation("add", "loss", "+", data + added, both, "{0} + {1}")
