"""The table of losses. Each is built from the operation table too, for the scalar graph of one example."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from types import MappingProxyType

from landscape_gui.core.errors import CatalogueError
from landscape_gui.core.terms import Term, apply

NUMBERS, BINARY, CLASSES = "numbers", "0 or 1", "class numbers"
"""What targets are: any numbers, labels 0 and 1, or one class number an example."""


@dataclass(frozen=True)
class Loss:
    """How wrong an example's outputs are.

    Attributes:
        key, label: name in code and files, name on the screen.
        targets: what targets are, one of the three kinds above.
        prediction: what the network then predicts: "number", "probability", "score" or "class probabilities".
        graph: (outputs, targets) -> loss of one example as a piece of an expression graph; ``outputs`` are the
            activated outputs for ``mse`` and ``half_mse``, else the pre-activations; ``targets`` as stored, but the
            class as a number for ``cross_entropy``.
        formula: the loss of one example in LaTeX; slope_formula: its derivative by the output.
        curvature: bound of its second derivatives by the outputs; of the hinge, which has none, that of the logistic
            loss, its smooth relative.
        range: the values it takes.
        description: one sentence: what it measures, what it teaches.
    """

    key: str
    label: str
    targets: str
    prediction: str
    graph: Callable[..., Term]
    formula: str
    slope_formula: str
    curvature: float
    description: str
    range: tuple[float, float] = (0.0, float("inf"))

    @property
    def code(self) -> int:
        """Its number in the compiled kernels: its place in the table."""
        return list(LOSSES).index(self.key)

    @property
    def activated(self) -> bool:
        """Whether the output activation is applied before the loss."""
        return self.targets == NUMBERS


def _squares(outputs: Sequence[Term], targets: Sequence[Term]) -> Term:
    return _sum([(y - t) ** 2.0 for y, t in zip(outputs, targets, strict=True)])


def _half_squares(outputs: Sequence[Term], targets: Sequence[Term]) -> Term:
    squares = _squares(outputs, targets)
    return squares.builder.lift(0.5) * squares


def _binary_cross_entropy(outputs: Sequence[Term], targets: Sequence[Term]) -> Term:
    """ln(1 + e^z) − t z, which is −t ln σ(z) − (1 − t) ln(1 − σ(z)) without its overflow."""
    terms = [apply("softplus", z) - t * z for z, t in zip(outputs, targets, strict=True)]
    return _sum(terms) / float(len(terms))


def _cross_entropy(outputs: Sequence[Term], target: int) -> Term:
    return apply("log", _sum([apply("exp", z) for z in outputs])) - outputs[target]


def _hinge(outputs: Sequence[Term], targets: Sequence[Term]) -> Term:
    """The operation ``relu`` has slope 0 at its kink, so a margin of exactly 1 pulls no more."""
    two = outputs[0].builder.lift(2.0)
    terms = [apply("relu", 1.0 - (two * t - 1.0) * z) for z, t in zip(outputs, targets, strict=True)]
    return _sum(terms) / float(len(terms))


def _sum(terms: Sequence[Term]) -> Term:
    return reduce(add, terms)


_TABLE = (
    Loss(
        "mse", "Squared error", NUMBERS, "number", _squares, r"\sum_k (\hat{y}_k - t_k)^2", r"2\,(\hat{y}_k - t_k)",
        2.0, "The squared distance to the target; large errors count most.",
    ),
    Loss(
        "half_mse", "Half squared error", NUMBERS, "number", _half_squares, r"\frac{1}{2}\sum_k (\hat{y}_k - t_k)^2",
        r"\hat{y}_k - t_k", 1.0, "Half the squared distance, so that the derivative is simply output minus target.",
    ),
    Loss(
        "binary_cross_entropy", "Binary cross-entropy", BINARY, "probability", _binary_cross_entropy,
        r"-t \ln p - (1 - t) \ln(1 - p),\quad p = \sigma(z)", "p - t",
        0.25, "The surprise at the true label; being confidently wrong costs without limit.",
    ),
    Loss(
        "cross_entropy", "Softmax cross-entropy", CLASSES, "class probabilities", _cross_entropy,
        r"-\ln p_c,\quad p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}", r"p_k - [k = c]",
        0.5, "The surprise at the true class among several.",
    ),
    Loss(
        "hinge", "Hinge", BINARY, "score", _hinge, r"\max(0, 1 - (2t - 1)\,z)",
        r"-(2t - 1) \text{ if } (2t - 1)\,z < 1 \text{, else } 0",
        0.25, "Zero once an example is on its side with a margin of 1, rising straight before.",
    ),
)  # fmt: skip

LOSSES: Mapping[str, Loss] = MappingProxyType({entry.key: entry for entry in _TABLE})
MSE, HALF_MSE, BINARY_CROSS_ENTROPY, CROSS_ENTROPY, HINGE = range(len(_TABLE))
"""Numbers of the losses in the compiled kernels."""


def loss(key: str) -> Loss:
    """The loss ``key``; raises CatalogueError naming the valid ones."""
    if key not in tuple(LOSSES):
        raise CatalogueError(f"There is no loss {key!r}; choose one of {', '.join(LOSSES)}.")
    return LOSSES[key]
