"""The decision line y = w·x + b: a linear network of two inputs whose whole landscape has two parameters.

A point (x, y) has the score s = y − (w·x + b): positive above the line, negative below. With labels l of +1 and −1, the
hinge loss of an example is max(0, 1 − l·s) and the logistic loss ln(1 + e^(−l·s)), which is the binary cross-entropy of
the probability σ(s).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.core.descriptors import Interval
from landscape_gui.core.errors import NetworkError
from landscape_gui.core.expression import Graph
from landscape_gui.core.network.activations import LINEAR
from landscape_gui.core.network.architecture import HEADER, PER_LAYER, Architecture
from landscape_gui.core.network.initialisers import initial_parameters
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.core.network.network import Kernels, Network
from landscape_gui.core.terms import INPUT, Builder, Node, Term, apply

Array = NDArray[np.float64]

SIZES = (2, 1)
LINE_LOSSES = ("hinge", "binary_cross_entropy")
"""Losses of a decision line: the hinge loss, and the logistic one."""
SIGN = HEADER + PER_LAYER
"""Place in the plan: 1 where class 1 lies above the line, −1 where class 0 does."""
ORDINARY, STEEPEST = 3.0, 24.0
"""Slopes shown in any case, and at most where a steep line is best, in heights of the data over their width."""
ROOM = 1.5
"""Largest intercept that is shown in any case, in halves of the height of data in the middle of the axes."""
AROUND = 1.3
"""So many times as far as the best line's slope and intercept reaches what is shown, at least."""
LARGEST, HARDLY = 1e100, 1e-9
TURNS = 12
"""Most steps of Newton's method on the way to the best line."""


@dataclass(frozen=True)
class LineArchitecture(Architecture):
    """The linear network of two inputs and one output that a decision line is, with two parameters, w and b.

    ``layers`` are those of the network, whose weights and bias are (−w, 1, −b); penalties are on w alone.

    Attributes:
        above: number of the class with the label +1, the one whose points belong above the line.
    """

    above: int = 1

    def __post_init__(self) -> None:
        if self.sizes != SIZES:
            raise NetworkError(f"A line y = w·x + b has two inputs and one output; give (2, 1), not {self.sizes}.")
        if self.loss not in LINE_LOSSES:
            raise NetworkError(f"The loss of a line is hinge or binary_cross_entropy, not {self.loss}.")
        if self.above not in (0, 1):
            raise NetworkError(f"above = {self.above} is not valid; give 0 or 1, the class that lies above the line.")
        super().__post_init__()

    @property
    def sign(self) -> int:
        """1 where class 1 lies above the line, −1 where class 0 does."""
        return 1 if self.above == 1 else -1

    @property
    def dimension(self) -> int:
        return 2

    @property
    def parameter_names(self) -> tuple[str, ...]:
        return ("w", "b")

    @property
    def groups(self) -> tuple[NDArray[np.intp], ...]:
        return (np.arange(2),)

    def plan(self, classifies: bool = False) -> NDArray[np.int64]:
        """What the kernels of a line read: the plan of one layer whose only weight is w, and the sign behind it."""
        head = [1, LOSSES[self.loss].code, 0, 0, 1]
        return np.array([*head, 2, 1, LINEAR, 0, 0, 1, -1, -1, -1, 0, self.sign], dtype=np.int64)


class DecisionLine(Network):
    """A line with the data it parts; in everything a network with the two parameters w and b.

    Its predictions are those of the network it is: probabilities or scores of class 1, so that with class 0 above the
    line the score of class 1 is −s.
    """

    architecture: LineArchitecture

    @property
    def label(self) -> str:
        return "Line y = w·x + b"

    @property
    def kernels(self) -> Kernels:
        """The kernels of lines, which are as fast as any."""
        from landscape_gui.core.network import linekernels

        return Kernels(linekernels.batch, linekernels.forward, linekernels.measure)

    def specialise(self) -> Kernels:
        """There is nothing to compile: the kernels are made for lines."""
        return self.kernels

    @property
    def specialised_sources(self) -> list[str]:
        """None; see ``specialise``."""
        return []

    @cached_property
    def domain(self) -> tuple[Interval, ...]:
        """Slopes and intercepts of the lines through the data that are not too steep."""
        (across, width), (up, height) = (_middle_and_span(row) for row in self.x)
        unit = height / width
        w, b = self._best_line(STEEPEST * unit)
        slope = _rounded(min(max(ORDINARY * unit, AROUND * abs(w)), STEEPEST * unit))
        reach = _rounded(max(ROOM * height / 2.0 + ORDINARY * unit * abs(across), AROUND * abs(b - up)))
        middle = float(np.round(up / reach, 1) * reach)
        return (-slope, slope), (middle - reach, middle + reach)

    def _best_line(self, steepest: float) -> Array:
        """About where the logistic loss is least, for a hinge loss too; no further than a slope of ``steepest``."""
        (x, y), sign, theta = self.x, self.architecture.sign, np.array([0.0, float(self.x[1].mean())])
        basis = np.stack([x, np.ones_like(x)])
        for _ in range(TURNS):
            with np.errstate(over="ignore", invalid="ignore"):
                p = 1.0 / (1.0 + np.exp(-np.clip(sign * (y - theta @ basis), -30.0, 30.0)))
                curvature = (basis * (p * (1.0 - p))) @ basis.T
            if not np.isfinite(curvature).all():
                break
            there = theta + np.linalg.lstsq(curvature, sign * basis @ (p - self.t[0]), rcond=None)[0]
            if abs(there[0]) > steepest:
                break
            theta = there
        return theta

    @property
    def weighed(self) -> Array:
        """(1, n) what the slope is multiplied with: the first input."""
        return self.x[:1]

    def layered(self, theta: ArrayLike) -> Array:
        """Weights and bias (−w, 1, −b) of the network a line (…, 2) is; with class 0 above, of the other sign."""
        w, b = np.moveaxis(np.asarray(theta, dtype=np.float64), -1, 0)
        return self.architecture.sign * np.stack([-w, np.ones_like(w), -b], axis=-1)

    def layered_gradient(self, gradient: ArrayLike) -> Array:
        """Slopes (−∂w, 0, −∂b) by weights and bias, of which one is fixed, for those (…, 2) by w and b."""
        by_w, by_b = np.moveaxis(np.asarray(gradient, dtype=np.float64), -1, 0)
        return self.architecture.sign * np.stack([-by_w, np.zeros_like(by_w), -by_b], axis=-1)

    def initial_parameters(self, initialiser: str = "glorot_uniform", seed: int = 0, bias: float = 0.0) -> Array:
        """A start (w, b): the slope drawn by an initialiser as a weight of two inputs, the intercept 0."""
        layers = Architecture(SIZES, (), self.architecture.loss)
        return np.array([initial_parameters(layers, initialiser, seed, bias)[0], 0.0])

    def graph(self, example: int = 0, statistics: Array | None = None) -> Graph:
        """The loss of one example, with penalties, as the formula of lectures.

        Its variables are w and b, its coefficients x, y and the label l; ``names`` holds the score "s" and "loss".
        """
        self.check_example(example)
        builder = Builder()
        w, b, x, y, label = (builder.term(builder.add(Node(INPUT, name=name))) for name in ("w", "b", "x", "y", "l"))
        s = y - (w * x + b)
        loss = apply("relu", 1.0 - label * s) if self.architecture.loss == "hinge" else apply("softplus", -(label * s))
        loss = self._penalised(loss, w)
        names = {"s": s.index, "loss": loss.index}
        return Graph(tuple(builder.nodes), self.parameter_names, ("x", "y", "l"), (loss.index,), names)

    def _penalised(self, loss: Term, w: Term) -> Term:
        l1, l2 = self.penalties.tolist()
        if l2 > 0.0:
            loss = loss + 0.5 * l2 * (w**2.0)
        return loss + l1 * apply("abs", w) if l1 > 0.0 else loss

    def graph_inputs(self, theta: ArrayLike, example: int = 0) -> dict[str, float]:
        """Values of everything the graph of ``example`` takes: w, b, x, y and the label l."""
        (w, b), column = self.check_point(theta).tolist(), self.check_example(example)
        x, y = self.x[:, column].tolist()
        label = self.architecture.sign * (2.0 * float(self.t[0, column]) - 1.0)
        return {"w": w, "b": b, "x": x, "y": y, "l": label}


def _middle_and_span(values: Array) -> tuple[float, float]:
    """The middle of ``values`` and their span, or where they hardly differ their size; both can be reckoned with."""
    low, high = np.clip([values.min(), values.max()], -LARGEST, LARGEST).tolist()
    size = max(abs(low), abs(high))
    if size < 1.0 / LARGEST:
        return 0.0, 1.0
    return (low + high) / 2.0, high - low if high - low > HARDLY * size else size


def _rounded(value: float) -> float:
    """The number of two digits nearest to ``value``."""
    return float(f"{value:.2g}")
