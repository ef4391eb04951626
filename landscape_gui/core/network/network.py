"""A network with its data: a problem of d parameters, evaluated by batch kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.core import codegen
from landscape_gui.core.descriptors import Interval
from landscape_gui.core.errors import NetworkError
from landscape_gui.core.expression import Graph
from landscape_gui.core.network import scalargraph
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.architecture import SETTLE, TRAINING, VARIANCE_EPS, Architecture
from landscape_gui.core.network.initialisers import initial_parameters
from landscape_gui.core.network.losses import BINARY, CLASSES, LOSSES, NUMBERS

if TYPE_CHECKING:
    from landscape_gui.core.graph.tape import Tape

Array = NDArray[np.float64]
Kernel = Callable[..., Any]
EVALUATION = np.zeros(TRAINING)
"""``training`` of ``signatures.BATCH`` for the evaluation form."""
SETTLING = np.array([SETTLE, *[0.0] * (TRAINING - 1)])
MAX_EXAMPLES = 100_000
DEFAULT_INTERVAL: Interval = (-2.0, 2.0)


class Kernels(NamedTuple):
    """Compiled functions with the signatures BATCH, FORWARD and MEASURE; all take the network's ``plan`` first."""

    batch: Kernel
    forward: Kernel
    measure: Kernel


class Network:
    """An architecture and the data its loss is about; it has what lanes, scenes and planes need of a problem.

    With batch norm, ``value_and_gradient`` and ``values`` standardise over all of the data, so that the loss depends on
    the parameters alone; ``predict`` does so too unless it is given running statistics.

    Attributes:
        architecture: sizes, activations, loss and regularisation.
        inputs: (n, i); targets: (n, outputs), or (n, 1) class numbers. Read-only.
        x: (i, n), t: (rows, n): the same data, one column an example, as the kernels take it.
        plan: (p,) int64, first argument of every kernel; penalties: [l1, l2].
    """

    def __init__(self, architecture: Architecture, inputs: ArrayLike, targets: ArrayLike) -> None:
        self.architecture = architecture
        self.x = self.check_inputs(inputs)
        self.t = self.check_targets(targets, self.x.shape[1])
        self.inputs, self.targets = self.x.T, self.t.T
        binary = LOSSES[architecture.loss].targets == NUMBERS and bool(np.isin(self.t, (0.0, 1.0)).all())
        self.plan = architecture.plan(classifies=binary)
        self.penalties = architecture.penalties
        for view in (self.inputs, self.targets):
            view.flags.writeable = False

    @property
    def key(self) -> str:
        """ "" : a network is no entry of the catalogue of surfaces."""
        return ""

    @property
    def label(self) -> str:
        """Name for the screen."""
        return f"Network {'-'.join(map(str, self.architecture.sizes))}"

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """A name for each parameter, as in "W1[0,0]"."""
        return self.architecture.parameter_names

    @property
    def variables(self) -> tuple[str, ...]:
        """The same: what a problem calls its variables."""
        return self.architecture.parameter_names

    @property
    def dimension(self) -> int:
        """Number of parameters d."""
        return self.architecture.dimension

    @property
    def domain(self) -> tuple[Interval, ...]:
        """An interval to show for each parameter."""
        return (DEFAULT_INTERVAL,) * self.dimension

    @property
    def groups(self) -> tuple[NDArray[np.intp], ...]:
        """Places of the parameters that belong to each unit: what random directions scale together."""
        return self.architecture.groups

    @cached_property
    def start(self) -> tuple[float, ...]:
        """(d,) default start: Glorot's uniform distribution, seed 0."""
        return tuple(self.initial_parameters().tolist())

    def initial_parameters(self, initialiser: str = "glorot_uniform", seed: int = 0, bias: float = 0.0) -> Array:
        """A start (d,) drawn by an initialiser; see ``initialisers``."""
        return initial_parameters(self.architecture, initialiser, seed, bias)

    @property
    def kernels(self) -> Kernels:
        """The fastest kernels compiled by now; a run keeps to those it began with, for the sake of its bits."""
        from landscape_gui.core.network import kernels, specialised

        batch = specialised.batch(self.architecture, compile_now=False) or kernels.batch
        measure = specialised.measure(self.architecture, compile_now=False) or kernels.measure
        return Kernels(batch, kernels.forward, measure)

    def specialise(self) -> Kernels:
        """Compile the kernels written out for this architecture, which takes seconds the first time, and return them.

        Until it is done, ``kernels`` are the generic ones.
        """
        codegen.compile_all(self.specialised_sources)
        return self.kernels

    @property
    def specialised_sources(self) -> list[str]:
        """What ``specialise`` compiles."""
        from landscape_gui.core.network import specialised

        return specialised.sources(self.architecture)

    @property
    def statistics(self) -> Array:
        """Fresh running statistics for a training run: means 0, variances 1; empty without batch norm."""
        fresh = np.zeros(self.architecture.statistics_size)
        fresh[fresh.size // 2 :] = 1.0
        return fresh

    def settled_statistics(self, theta: ArrayLike) -> Array:
        """Batch norm's exact means and variances over all of the data at ``theta``; empty without batch norm."""
        statistics = self.statistics
        if statistics.size:
            point = self.check_point(theta)
            self.kernels.batch(
                self.plan, point, self.x, self.t, self.penalties, SETTLING, np.empty_like(point), statistics
            )
        return statistics

    def value_and_gradient(self, point: ArrayLike, statistics: Array | None = None) -> tuple[float, Array]:
        """Loss over all data with penalties, and its exact gradient (d,); dropout and noise are off.

        ``statistics``: running statistics to use instead of the data's own.
        """
        theta = self.check_point(point)
        gradient = np.empty(self.dimension)
        held = np.empty(0) if statistics is None else statistics
        value = self.kernels.batch(self.plan, theta, self.x, self.t, self.penalties, EVALUATION, gradient, held)
        return float(value), gradient

    def values(self, points: ArrayLike) -> Array:
        """Losses (n,) at ``points`` (n, d)."""
        return self.losses_and_accuracies(points)[0]

    def losses_and_accuracies(self, points: ArrayLike) -> tuple[Array, Array]:
        """Losses with penalties and accuracies, (n,) each, at ``points`` (n, d); NaN where accuracy has no meaning."""
        from landscape_gui.core.network import kernels

        array = np.ascontiguousarray(points, dtype=np.float64)
        if array.ndim != 2 or array.shape[1] != self.dimension:
            raise NetworkError(f"points of shape {array.shape} do not fit; give an array (n, {self.dimension}).")
        losses, accuracies = np.empty(len(array)), np.empty(len(array))
        kernels.evaluate_points(
            self.kernels.measure, self.plan, array, self.x, self.t, self.penalties, np.empty(0), losses, accuracies
        )
        return losses, accuracies

    def evaluate_plane(
        self, origin: Array, first: Array, second: Array, along: Array, across: Array, statistics: Array | None = None
    ) -> tuple[Array, Array]:
        """Losses and accuracies, (m,) each, at origin + along[k] · first + across[k] · second.

        All arguments are contiguous float64: (d,) three times, (m,) twice. The lock of the interpreter is released, so
        that several threads can share a grid.
        """
        from landscape_gui.core.network import kernels

        losses, accuracies = np.empty(along.size), np.empty(along.size)
        held = np.empty(0) if statistics is None else statistics
        kernels.evaluate_plane(
            self.kernels.measure, self.plan, origin, first, second, along, across,
            self.x, self.t, self.penalties, held, losses, accuracies,
        )  # fmt: skip
        return losses, accuracies

    def predict(self, theta: ArrayLike, inputs: ArrayLike, statistics: Array | None = None) -> Array:
        """Predictions (n, outputs) for ``inputs`` (n, i): numbers, probabilities, scores or class probabilities."""
        point, x = self.check_point(theta), self.check_inputs(inputs)
        held = self.settled_statistics(point) if statistics is None else statistics
        predictions = np.empty((self.architecture.outputs, x.shape[1]))
        self.kernels.forward(self.plan, point, x, held, predictions)
        return predictions.T

    @property
    def weighed(self) -> Array:
        """(k, n) what the first layer multiplies with weights that are learnt: the inputs, one column an example."""
        return self.x

    def layered(self, theta: ArrayLike) -> Array:
        """Weights and biases in the order of ``architecture.layers``, from parameters (…, d): the same ones."""
        return np.asarray(theta, dtype=np.float64)

    def layered_gradient(self, gradient: ArrayLike) -> Array:
        """Slopes by the weights and biases of ``layered``, from those (…, d) by the parameters: the same ones."""
        return np.asarray(gradient, dtype=np.float64)

    def unit_outputs(self, theta: ArrayLike, inputs: ArrayLike, statistics: Array | None = None) -> list[Array]:
        """Outputs of every unit for ``inputs`` (n, i): one array (units, n) a layer, in evaluation form.

        The last layer's are what the loss takes: activated outputs, or pre-activations.
        """
        held = self.settled_statistics(theta) if statistics is None else statistics
        return self.layer_outputs(self.layered(self.check_point(theta)), inputs, held)

    def layer_outputs(self, point: Array, inputs: ArrayLike, statistics: Array) -> list[Array]:
        """``unit_outputs`` from weights and biases as ``layered`` returns them."""
        signal = self.check_inputs(inputs)
        signals: list[Array] = []
        place = 0
        for layer in self.architecture.layers:
            weights = point[layer.weights : layer.bias].reshape(layer.units, layer.inputs)
            z = weights @ signal + point[layer.bias : layer.bias + layer.units, None]
            if layer.scale >= 0:
                mean, variance = statistics.reshape(2, -1)[:, place : place + layer.units, None]
                scale, shift = point[layer.scale : layer.shift, None], point[layer.shift : layer.end, None]
                z = scale * (z - mean) / np.sqrt(variance + VARIANCE_EPS) + shift
            h = _activated(layer.activation, z)
            signal = h + signal if layer.skip else h
            signals.append(signal)
            place += layer.units
        return signals

    def graph(self, example: int = 0, statistics: Array | None = None) -> Graph:
        """The loss of one example as a scalar expression graph; its inputs' values come from ``graph_inputs``.

        ``statistics``: batch norm's, built in as constants; fresh ones unless given.
        """
        held = self.statistics if statistics is None else statistics
        return scalargraph.build(self.architecture, self.t[:, self.check_example(example)], held)

    def graph_inputs(self, theta: ArrayLike, example: int = 0) -> dict[str, float]:
        """Values of everything the graph of ``example`` takes: parameters, inputs, targets."""
        values = dict(zip(self.parameter_names, self.check_point(theta).tolist(), strict=True))
        column = self.check_example(example)
        values |= {f"x[{i}]": float(value) for i, value in enumerate(self.x[:, column])}
        if LOSSES[self.architecture.loss].targets != CLASSES:
            values |= {f"t[{k}]": float(value) for k, value in enumerate(self.t[:, column])}
        return values

    def trace(self, theta: ArrayLike, example: int = 0, statistics: Array | None = None) -> Tape:
        """The loss of one example as a scalar graph with its values and gradient, to be stepped through.

        ``statistics``: batch norm's, held fixed; those over all of the data unless given.

        Raises:
            NetworkError: the parameters or the example do not fit. GraphError: a number on the way is not finite.
        """
        from landscape_gui.core.graph.tape import finite_tape

        held = self.settled_statistics(theta) if statistics is None else statistics
        return finite_tape(self.graph(example, held), self.graph_inputs(theta, example))

    def check_example(self, example: int) -> int:
        """``example`` where the data has such a row; raises NetworkError."""
        n = self.x.shape[1]
        if isinstance(example, bool) or not hasattr(example, "__index__") or not 0 <= example < n:
            raise NetworkError(f"There is no example {example!r}; give a whole number from 0 to {n - 1:,}.")
        return int(example)

    def check_point(self, point: ArrayLike, what: str = "the parameters") -> Array:
        """``point`` as a (d,) array of finite float64; raises NetworkError naming ``what``."""
        array = _numbers(point, what, f"{self.dimension} numbers ({self.parameter_names[0]}, …)")
        if array.shape != (self.dimension,):
            raise NetworkError(f"{what}: shape {array.shape} does not fit; give {self.dimension} numbers.")
        if not np.isfinite(array).all():
            bad = self.parameter_names[int(np.argmin(np.isfinite(array)))]
            raise NetworkError(f"{what}: {bad} is not a finite number; give {self.dimension} finite numbers.")
        return np.ascontiguousarray(array)

    def check_inputs(self, inputs: ArrayLike) -> Array:
        """``inputs`` (n, i), or (n,) for one input, as (i, n) contiguous float64; raises NetworkError."""
        count = self.architecture.inputs
        array = _numbers(inputs, "inputs", f"an array (n, {count})")
        if array.ndim == 1 and count == 1:
            array = array[:, None]
        if array.ndim != 2 or array.shape[1] != count:
            raise NetworkError(f"inputs of shape {np.shape(inputs)} do not fit; give an array (n, {count}).")
        if not 1 <= len(array) <= MAX_EXAMPLES:
            raise NetworkError(f"There are {len(array):,} examples; give from 1 to {MAX_EXAMPLES:,}.")
        _check_finite(array, "inputs")
        return np.ascontiguousarray(array.T)

    def check_targets(self, targets: ArrayLike, examples: int) -> Array:
        """``targets`` (n, outputs), or (n,) for one row, as (rows, n) contiguous float64; raises NetworkError."""
        rows, entry = self.architecture.target_rows, LOSSES[self.architecture.loss]
        array = _numbers(targets, "targets", f"an array ({examples}, {rows})")
        if array.ndim == 1 and rows == 1:
            array = array[:, None]
        if array.shape != (examples, rows):
            shape = f"({examples},) or ({examples}, 1)" if rows == 1 else f"({examples}, {rows})"
            raise NetworkError(f"targets of shape {np.shape(targets)} do not fit; give an array {shape}.")
        _check_finite(array, "targets")
        if entry.targets == BINARY:
            _check_labels(array, (0, 1), entry.key)
        if entry.targets == CLASSES:
            _check_labels(array, range(self.architecture.outputs), entry.key)
        return np.ascontiguousarray(array.T)


def _activated(key: str, z: Array) -> Array:
    """What the units put out, (units, n), for what goes into their activation."""
    if not ACTIVATIONS[key].operation:
        return z
    from landscape_gui.core.network import rows

    h = np.empty_like(z)
    rows.activate_all(ACTIVATIONS[key].code, z.ravel(), h.ravel())
    return h


def _numbers(values: ArrayLike, what: str, valid: str) -> Array:
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise NetworkError(f"{what} are not numbers; give {valid}.") from None


def _check_finite(array: Array, what: str) -> None:
    if not np.isfinite(array).all():
        row = int(np.argwhere(~np.isfinite(array))[0, 0])
        raise NetworkError(f"{what} of example {row} are not finite: {array[row].tolist()}; give finite numbers.")


def _check_labels(array: Array, valid: Sequence[int], loss: str) -> None:
    wrong = array[~np.isin(array, list(valid))]
    if wrong.size:
        listed = "0 and 1" if len(valid) == 2 else f"the class numbers 0 to {len(valid) - 1}"
        raise NetworkError(f"{loss} takes {listed} as targets, not {wrong[0]:g}.")
