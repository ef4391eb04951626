"""How wrong finite differences are, for every step ε: the V-shaped curve, and the two slopes it is made of.

Large steps miss the bend of the function: a forward difference is off by ε·|f″|/2, a central one by ε²·|f‴|/6. Small
steps magnify rounding: the difference of two values, each off by a random error of size r, is off by √2·r, which ε, or
2·ε, divides. r adds up the rounding of all operations as independent random errors (Henrici 1964; Higham 2002, 2.8).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.derivatives import with_gradient
from landscape_gui.core.errors import GraphError
from landscape_gui.core.expression import Graph
from landscape_gui.core.graph.gradientcheck import UNIT, kink_along
from landscape_gui.core.graph.tape import Tape

Array = NDArray[np.float64]

LARGEST, SMALLEST, POINTS = -1.0, -15.0, 57
"""Powers of ten of the steps, and their number: four in each power of ten."""
FORWARD_SLOPE, CENTRAL_SLOPE, ROUNDING_SLOPE = 1, 2, -1
"""Slopes of the error over the step, both on logarithmic scales: right of the V's bottom, and left of it."""
CURVATURE_STEP = 2.0**-10
"""Step, over the size of the input, of the differences of exact derivatives that give f″ and f‴."""


@dataclass(frozen=True, slots=True, eq=False)
class DifferenceErrors:
    """Errors of finite differences by one input.

    Attributes:
        name: the input; exact: the derivative by the tape.
        steps: (n,) ε, from 1e−1 down to 1e−15.
        forward, central: (n,) |difference − exact| of both kinds; 0 where they agree in every digit, NaN where the
            formula is not defined.
        second, third: f″ and f‴, to some five digits; NaN where a kink is too close for them to mean anything.
        rounding: the usual size r of the rounding error of f.
        at_kink: whether the input lies on a kink, so that every step crosses it.
    """

    name: str
    exact: float
    steps: Array
    forward: Array
    central: Array
    second: float
    third: float
    rounding: float
    at_kink: bool = False

    @property
    def forward_truncation(self) -> Array:
        """(n,) the straight line ε·|f″|/2."""
        return self.steps * abs(self.second) / 2.0

    @property
    def central_truncation(self) -> Array:
        """(n,) the straight line ε²·|f‴|/6."""
        return self.steps**2 * abs(self.third) / 6.0

    @property
    def forward_rounding(self) -> Array:
        """(n,) the straight line √2·r/ε."""
        return math.sqrt(2.0) * self.rounding / self.steps

    @property
    def central_rounding(self) -> Array:
        """(n,) the straight line √2·r/(2·ε)."""
        return self.forward_rounding / 2.0

    @property
    def best_forward(self) -> float:
        """The step at which the two lines of the forward difference add up to the least; NaN where f″ is 0."""
        return math.sqrt(2.0 * math.sqrt(2.0) * self.rounding / abs(self.second)) if self.second else math.nan

    @property
    def best_central(self) -> float:
        """The same for the central difference; NaN where f‴ is 0."""
        return (1.5 * math.sqrt(2.0) * self.rounding / abs(self.third)) ** (1.0 / 3.0) if self.third else math.nan


def difference_errors(tape: Tape, name: str) -> DifferenceErrors:
    """Errors of forward and central differences by the input ``name``, for steps from 1e−1 down to 1e−15.

    Raises:
        GraphError: there is no such input.
    """
    if name not in tape.inputs:
        raise GraphError(f"There is no input {name!r}; there are {', '.join(tape.inputs)}.")
    value = tape.inputs[name]
    exact = next(float(node.adjoint) for node in tape.nodes if not node.inputs and node.name == name)
    steps = np.logspace(LARGEST, SMALLEST, POINTS)
    points = np.concatenate([[value], value + steps, value - steps])
    with np.errstate(all="ignore"):
        outputs = np.broadcast_to(tape.graph.evaluate({**tape.inputs, name: points})[tape.graph.output], points.shape)
        here, above, below = outputs[0], outputs[1 : POINTS + 1], outputs[POINTS + 1 :]
        forward = _finite(np.abs((above - here) / steps - exact))
        central = _finite(np.abs((above - below) / (2.0 * steps) - exact))
        kink = kink_along(tape, name, [_curvature_step(value), float(steps[-1])])
    second, third = (math.nan, math.nan) if kink.crossed[0] else _curvatures(tape, name)
    at_kink = kink.exactly or bool(kink.crossed[1])
    return DifferenceErrors(name, exact, steps, forward, central, second, third, _rounding(tape, name), at_kink)


def _finite(errors: Array) -> Array:
    return np.where(np.isfinite(errors), errors, np.nan)


def _rounding(tape: Tape, name: str) -> float:
    """Usual size of the rounding error of the output: that of each operation, and of the moved input, uniform in ±u."""
    total = sum(
        (value * adjoint) ** 2
        for node, value, adjoint in zip(tape.nodes, tape.values, tape.adjoints, strict=True)
        if node.inputs or node.name == name
    )
    return UNIT * math.sqrt(total / 3.0) if math.isfinite(total) else math.nan


def _curvature_step(value: float) -> float:
    return CURVATURE_STEP * max(1.0, abs(value)) if math.isfinite(value) else 1.0


def _curvatures(tape: Tape, name: str) -> tuple[float, float]:
    """f″ and f‴ by one input: differences of the exact derivative."""
    others = tuple(other for other in (*tape.graph.variables, *tape.graph.coefficients) if other != name)
    graph = with_gradient(Graph(tape.graph.nodes, (name,), others, tape.graph.outputs))
    value = tape.inputs[name]
    step = _curvature_step(value)
    points = np.array([value - step, value, value + step])
    slopes = np.broadcast_to(graph.evaluate({**tape.inputs, name: points})[graph.outputs[1]], 3)
    low, middle, high = (float(slope) for slope in slopes)
    return (high - low) / (2.0 * step), (high - 2.0 * middle + low) / step**2
