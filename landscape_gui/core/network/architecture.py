"""What a network is: sizes, activations, loss, regularisation; and where each parameter lies in the flat vector."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.errors import NetworkError
from landscape_gui.core.network.activations import LINEAR, activation
from landscape_gui.core.network.losses import CLASSES, LOSSES, loss

MAX_HIDDEN_LAYERS, MAX_UNITS, MAX_INPUTS, MAX_OUTPUTS = 8, 32, 32, 10
"""Twice what a diagram can show; records of every parameter at every step stay in memory."""

VARIANCE_EPS, STATISTICS_RATE = 1e-5, 0.1
"""Batch norm's ε and the share by which a step moves the running statistics, as in torch."""

TRAINING = 5
FORM, SEED, STEP, DROPOUT, INPUT_NOISE = range(TRAINING)
"""Places of ``training`` in ``signatures.BATCH``."""
EVALUATE, TRAIN, SETTLE = range(3)
"""Forms of a batch: evaluation; training; training without randomness, for exact statistics."""

HEADER, PER_LAYER = 5, 10
LAYERS, LOSS, BATCH_NORM, CLASSIFIES, UNITS = range(HEADER)
"""Places of the plan's header: number of layers, loss, batch norm, targets are all 0 or 1, units of all layers."""
IN, OUT, ACTIVATION, SKIP, WEIGHTS, BIAS, SCALE, SHIFT, STATISTICS, ROW = range(PER_LAYER)
"""Places of a layer in the plan: widths, activation, skip, offsets in the parameters and statistics, first row."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of units and the places of its parameters in the flat vector.

    Attributes:
        number: 1 for the first hidden layer; inputs, units: widths; activation: its key.
        skip: whether its input is added to its output.
        weights: offset of its (units, inputs) weights, row by row; bias: of its (units,) biases.
        scale, shift: of its (units,) batch-norm parameters γ and β, -1 without.
        end: offset of the next layer.
    """

    number: int
    inputs: int
    units: int
    activation: str
    skip: bool
    weights: int
    bias: int
    scale: int
    shift: int
    end: int

    @property
    def owned(self) -> NDArray[np.intp]:
        """(units, entries) places of the parameters that are each unit's own: its row of W, its b, its γ and β."""
        units = np.arange(self.units)[:, None]
        rows = self.weights + units * self.inputs + np.arange(self.inputs)
        single = [place for place in (self.bias, self.scale, self.shift) if place >= 0]
        return np.hstack([rows, units + np.array(single)])


@dataclass(frozen=True)
class Architecture:
    """A multilayer perceptron and how it is trained, checked when made.

    Parameters lie in one vector in the order of ``torch.nn.utils.parameters_to_vector``: for each layer W (units,
    inputs) row by row, then b, then, in hidden layers with batch norm, γ (gamma) and β (beta).

    Attributes:
        sizes: inputs, hidden layers, outputs.
        hidden_activations: one key a hidden layer; output_activation: applied before ``mse`` and ``half_mse`` only.
        loss: key of ``losses.LOSSES``.
        skip: a hidden layer exactly as wide as what feeds it adds its input to its output.
        l1, l2: strengths λ of the penalties λ Σ|w| and λ/2 Σw² over the weights (not biases, γ and β).
        dropout: share of each hidden layer's units dropped in training, the rest scaled by 1/(1 − dropout).
        input_noise: standard deviation of the normal noise on the inputs in training.
        batch_norm: hidden layers standardise z over the batch before their activation, then γ z + β.
    """

    sizes: tuple[int, ...]
    hidden_activations: tuple[str, ...]
    loss: str
    output_activation: str = "linear"
    skip: bool = False
    l1: float = 0.0
    l2: float = 0.0
    dropout: float = 0.0
    input_noise: float = 0.0
    batch_norm: bool = False

    def __post_init__(self) -> None:
        _check_sizes(self.sizes)
        if len(self.hidden_activations) != self.hidden:
            raise NetworkError(
                f"There are {len(self.hidden_activations)} hidden activations for {self.hidden} hidden layers; "
                "give one name, or one for each hidden layer."
            )
        for key in (*self.hidden_activations, self.output_activation):
            activation(key)
        self._check_loss()
        if self.skip and not any(layer.skip for layer in self.layers):
            raise NetworkError(
                f"Sizes {self.sizes} leave no place for a skip connection; "
                "give a hidden layer the width of the layer before it."
            )
        self._check_training()

    @property
    def hidden(self) -> int:
        """Number of hidden layers."""
        return len(self.sizes) - 2

    @property
    def inputs(self) -> int:
        """Number of inputs."""
        return self.sizes[0]

    @property
    def outputs(self) -> int:
        """Number of outputs."""
        return self.sizes[-1]

    @property
    def target_rows(self) -> int:
        """Rows of the targets in the kernels: one of class numbers, or one an output."""
        return 1 if LOSSES[self.loss].targets == CLASSES else self.outputs

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The hidden layers and the output layer, in order."""
        found: list[Layer] = []
        at = 0
        for number, (inputs, units) in enumerate(zip(self.sizes[:-1], self.sizes[1:], strict=True), start=1):
            is_hidden = number <= self.hidden
            bias = at + inputs * units
            scale = bias + units if is_hidden and self.batch_norm else -1
            shift = scale + units if scale >= 0 else -1
            end = bias + units * (3 if scale >= 0 else 1)
            skip = self.skip and is_hidden and inputs == units
            found.append(Layer(number, inputs, units, self._activation(number), skip, at, bias, scale, shift, end))
            at = end
        return tuple(found)

    def _activation(self, number: int) -> str:
        if number <= self.hidden:
            return self.hidden_activations[number - 1]
        return self.output_activation if LOSSES[self.loss].activated else "linear"

    @property
    def dimension(self) -> int:
        """Number of parameters."""
        return self.layers[-1].end

    @property
    def statistics_size(self) -> int:
        """Length of batch norm's running statistics: a mean for each hidden unit, then a variance for each."""
        return 2 * sum(self.sizes[1:-1]) if self.batch_norm else 0

    @property
    def is_random(self) -> bool:
        """Whether a training step draws random numbers."""
        return self.dropout > 0.0 or self.input_noise > 0.0

    @cached_property
    def parameter_names(self) -> tuple[str, ...]:
        """A name for each parameter: "W1[0,0]", …, "b1[0]", …, "gamma1[0]", …, "beta1[0]", … ."""
        names: list[str] = []
        for layer in self.layers:
            k = layer.number
            names += [f"W{k}[{j},{i}]" for j in range(layer.units) for i in range(layer.inputs)]
            names += [f"b{k}[{j}]" for j in range(layer.units)]
            if layer.scale >= 0:
                names += [f"{name}{k}[{j}]" for name in ("gamma", "beta") for j in range(layer.units)]
        return tuple(names)

    @cached_property
    def groups(self) -> tuple[NDArray[np.intp], ...]:
        """Places of the parameters that belong together, one array for each unit; every parameter is in one of them."""
        return tuple(group for layer in self.layers for group in layer.owned)

    @property
    def penalties(self) -> NDArray[np.float64]:
        """[l1, l2] as the kernels take them."""
        return np.array([self.l1, self.l2])

    def training(self, seed: int = 0, step: int = 0) -> NDArray[np.float64]:
        """[1, seed, step, dropout, input noise] as the kernels take them in training; see ``signatures.BATCH``."""
        return np.array([TRAIN, seed, step, self.dropout, self.input_noise], dtype=np.float64)

    def plan(self, classifies: bool = False) -> NDArray[np.int64]:
        """The description the generic kernels read; ``classifies``: the targets of a squared error are all 0 or 1."""
        rows, statistics = 0, 0
        head = [len(self.layers), loss(self.loss).code, int(self.batch_norm), int(classifies), sum(self.sizes[1:])]
        body: list[int] = []
        for layer in self.layers:
            code = activation(layer.activation).code
            body += [layer.inputs, layer.units, code, int(layer.skip), layer.weights, layer.bias]
            body += [layer.scale, layer.shift, statistics if layer.scale >= 0 else -1, rows]
            rows, statistics = rows + layer.units, statistics + layer.units
        return np.array(head + body, dtype=np.int64)

    def _check_loss(self) -> None:
        entry = loss(self.loss)
        if entry.targets == CLASSES and self.outputs < 2:
            raise NetworkError(f"{self.loss} needs one output a class, so at least 2; sizes end with {self.outputs}.")
        if not entry.activated and activation(self.output_activation).code != LINEAR:
            raise NetworkError(
                f"{self.loss} acts on the pre-activation; leave output_activation linear instead of "
                f"{self.output_activation}, or choose mse or half_mse."
            )

    def _check_training(self) -> None:
        for name, value in (("l1", self.l1), ("l2", self.l2), ("input_noise", self.input_noise)):
            if not 0.0 <= value < math.inf:
                raise NetworkError(f"{name} = {value} is not valid; give a finite number, 0 or more.")
        if not 0.0 <= self.dropout < 1.0:
            raise NetworkError(
                f"dropout = {self.dropout} is not valid; give the share of units to drop, from 0 to below 1."
            )


def architecture(
    sizes: Sequence[int], hidden_activation: str | Sequence[str] = "tanh", loss: str = "mse", **options: object
) -> Architecture:
    """An architecture from what a user gives: one activation for all hidden layers or one each, sizes as any sequence.

    ``options`` are the further fields of ``Architecture``.

    Raises:
        NetworkError, CatalogueError: naming what is wrong and what is valid.
    """
    try:
        widths = tuple(sizes)
    except TypeError:
        raise NetworkError(f"sizes = {sizes!r} is not a list of widths; give inputs, layers, outputs.") from None
    _check_sizes(widths)
    named = isinstance(hidden_activation, str)
    activations = (hidden_activation,) * (len(widths) - 2) if named else tuple(hidden_activation)
    return Architecture(tuple(map(int, widths)), activations, loss, **options)  # type: ignore[arg-type]


def _check_sizes(sizes: Sequence[int]) -> None:
    if len(sizes) < 2 or len(sizes) - 2 > MAX_HIDDEN_LAYERS:
        raise NetworkError(
            f"sizes has {len(sizes)} entries; give inputs, up to {MAX_HIDDEN_LAYERS} hidden layers, and outputs, "
            "as in (2, 8, 8, 1); deeper networks cannot be shown."
        )
    limits = [("inputs", MAX_INPUTS), *[("units in a hidden layer", MAX_UNITS)] * (len(sizes) - 2)]
    for size, (what, most) in zip(sizes, [*limits, ("outputs", MAX_OUTPUTS)], strict=True):
        whole = hasattr(size, "__index__") and not isinstance(size, bool)
        if not whole or not 1 <= size <= most:
            raise NetworkError(
                f"{size!r} {what} are not possible; give a whole number from 1 to {most}: "
                "larger networks cannot be shown, nor their paths kept."
            )
