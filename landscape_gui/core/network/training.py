"""Training: one lane's path over a network's loss, step by step over batches, in chunks as in ``core.simulate``.

Row t holds the parameters after t updates, and the loss and gradient there over the data of step t (see ``batches``).
Where not all rows fit into memory they are thinned out evenly and serve as checkpoints: from any of them the steps up
to the next can be computed again, to the last bit.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.core import codegen, endings, optimizers
from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.errors import NetworkError
from landscape_gui.core.network.batches import Feed, Plan
from landscape_gui.core.network.network import Network
from landscape_gui.core.network.records import TrainingRecords
from landscape_gui.core.network.trainingrun import Curves, Indices, StepState, TrainingRun
from landscape_gui.core.simulate import MAX_STEPS, Course, Settings

Array = NDArray[np.float64]

MEMORY = 56e6
"""Bytes a lane's records may take; with what is drawn ahead and the marks to find the way back by, below 64 MB."""

BUDGET = 0.008
"""Seconds one ``advance`` takes unless told otherwise, so that a lane can be dropped within a frame."""

FEW_LOOKS, MOST_LOOKS = 250, 2000
LOOK_SHARE, LOOK_COST = 0.05, 0.7
"""Share of the time of training that looks at all data may take, where that allows more than ``FEW_LOOKS``; and what an
example costs in a look, forward only, as a share of what it costs in a step."""

GENERIC_COST = 2e-9
"""Seconds the generic kernels take for one parameter and one example."""

STEP_COST = 2e-6
"""Seconds a step may take besides, however small the network."""

WORTHWHILE = 8.0
"""Seconds of such training from which kernels for the one architecture, twice as fast, are worth compiling."""


@dataclass(frozen=True, slots=True)
class TrainingSettings(Settings):
    """What a lane that trains a network does besides its optimizer's own hyper-parameters.

    Attributes:
        batch_size: examples of a batch; None for all of them, in their own order.
        shuffle: a new order every epoch, from the seed; otherwise the data's own.
        accumulate: batches of which a step takes the mean gradient; fewer at the end of an epoch.
        stop_epochs: end after so many epochs, None for off.
        stop_patience: end when the validation loss (the training loss without validation data) was no better at the
            ends of so many epochs, None for off.
        stop_error: end with the epoch after which at most this share of the training examples is misclassified, None
            for off.
        memory: bytes the records may take; ``MEMORY`` is for lanes on the screen.
    """

    batch_size: int | None = None
    shuffle: bool = True
    accumulate: int = 1
    stop_epochs: int | None = None
    stop_patience: int | None = None
    stop_error: float | None = None
    memory: float = math.inf


class Training(Course):
    """A training under way: call ``advance`` until ``done``, ``run`` at any time for what is recorded so far."""

    settings: TrainingSettings
    _arrays: TrainingRecords

    def __init__(
        self,
        network: Network,
        optimizer: Optimizer,
        hyperparameters: dict[str, float],
        start: Array,
        steps: int,
        settings: TrainingSettings,
        validation: tuple[Array, Array] | None = None,
    ) -> None:
        self.network = network
        n = network.x.shape[1]
        plan = Plan(n, min(settings.batch_size or n, n), settings.accumulate)
        self.feed = Feed(plan, settings.shuffle, network.dimension, settings.gradient_noise, settings.seed)
        steps, self._capped = self._capped_steps(steps, settings)
        every = record_every(optimizer, network, steps, settings)
        records = TrainingRecords(optimizer, hyperparameters, start, network.statistics, -(-steps // every) + 1)
        super().__init__(optimizer, hyperparameters, records, steps, replace(settings, record_every=every))
        self._kernels = network.kernels
        self._validation = validation or (np.empty((network.x.shape[0], 0)), np.empty((network.t.shape[0], 0)))
        self.look_every = look_every(plan, n + self._validation[0].shape[1], steps)
        self._watched = np.array([math.inf, 0.0, 0.0, *[math.nan] * 4])
        self._curves = np.full((steps // self.look_every + 1, 4), math.nan)
        self._cost = STEP_COST + 4.0 * GENERIC_COST * plan.share * network.dimension  # rather too much at first
        self._begin()

    def _capped_steps(self, steps: int, settings: TrainingSettings) -> tuple[int, bool]:
        most = steps if settings.stop_epochs is None else settings.stop_epochs * self.feed.plan.per_epoch
        return min(steps, most), most < steps

    def _begin(self) -> None:
        """Arrive at the start, whose loss and gradient are over the data of step 0."""
        a = self._arrays
        self.step, self._row = -1, -1
        self.take(self.arguments(np.zeros(1)))
        if self._row < 0:
            self._row, a.losses[0], a.positions[0] = 0, a.loss[0], a.theta
            for rows in (a.gradients, a.slot_rows, a.factor_rows, a.clock_rows, a.statistic_rows):
                rows[0] = 0.0

    def advance(self, count: int | None = None, seconds: float = BUDGET) -> None:
        """Take up to ``count`` further steps; without it, as many as take about ``seconds``."""
        if count is not None:
            self._advance(count)
            return
        begin = now = time.perf_counter()
        while not self.done and now - begin < seconds:
            before, first = now, self.step
            self._advance(max(1, int(seconds / (2.0 * self._cost))))
            now = time.perf_counter()
            # The least seen: what takes longer waits for the interpreter, which shorter strides would make worse.
            self._cost = min(self._cost, (now - before) / max(1, self.step - first))

    def _advance(self, count: int) -> None:
        """Take up to ``count`` steps, with little drawn ahead at a time."""
        end = min(self.steps, self.step + count)
        while not self.done and self.step < end:
            super().advance(min(end - self.step, self.feed.limit(self.step)))

    def arguments(self, rates: Array) -> tuple[object, ...]:
        """Arguments of ``loop.train`` less its functions, for the next steps, whose learning rates are given."""
        s = self.settings
        patience = 0 if s.stop_patience is None else s.stop_patience
        watch = np.array([patience, -1.0 if s.stop_error is None else s.stop_error, self._watch_every()])
        looks = (self.look_every, watch, self._watched, self._curves)
        return self._arguments(self._arrays, self.feed, rates, self.step, s.record_every, self._row, s.limits(), looks)

    def _watch_every(self) -> int:
        """Steps between two looks of the stopping rules: an epoch, which does not depend on how long a run may be."""
        stops = self.settings.stop_patience is not None or self.settings.stop_error is not None
        return self.feed.plan.per_epoch if stops else self.look_every

    def _arguments(
        self,
        records: TrainingRecords,
        feed: Feed,
        rates: Array,
        step: int,
        every: int,
        row: int,
        limits: Array,
        looks: tuple[Any, ...],
    ) -> tuple[object, ...]:
        network = self.network
        return (
            network.plan, *records.state(), rates, feed.noise_of(step, rates.size), limits, step, every, row,
            *records.rows(), network.x, network.t, *feed.orders_of(step, rates.size), network.penalties,
            network.architecture.training(self.settings.seed), *self._validation, *looks,
        )  # fmt: skip

    def kernel(self, arguments: tuple[object, ...]) -> tuple[int, int, int]:
        """Run the loop with the kernels this training began with."""
        from landscape_gui.core.network import loop

        kernels = self._kernels
        code, step, row = loop.train(
            kernels.batch, kernels.measure, codegen.compile_advance(self.optimizer), *arguments
        )
        return int(code), int(step), int(row)

    def reason(self) -> str:
        """One sentence on why the training ended, "" where it simply finished."""
        if self.code == endings.RUNNING and self.done and self._capped:
            return f"{epochs_told(self.settings.stop_epochs or 0)} ended at step {self.step:,}."
        if self.code == endings.PATIENCE:
            what = "validation" if self._validation[0].size else "training"
            return (
                f"Stopped early at step {self.step:,}: the {what} loss was no better than at step "
                f"{int(self._watched[1]):,} for {epochs_told(self.settings.stop_patience or 0)}."
            )
        if self.code == endings.CLASSIFIED:
            return (
                f"At most {self.settings.stop_error:.4g} of the training examples are misclassified "
                f"{f'at step {self.step:,}' if self.step else 'at the start'}."
            )
        return super().reason()

    def run(self) -> TrainingRun:
        """What is recorded so far, as immutable arrays: a last row that is still to move on comes when it rests."""
        at_rest = self.done or self.step % self.settings.record_every == 0
        rows = self._row + 1 if at_rest else self._row
        a = self._arrays
        return TrainingRun(
            **self.recorded(rows), clock=a.clock_rows[:rows], statistics=a.statistic_rows[:rows],
            curves=self._recorded_curves(), steps_per_epoch=self.feed.plan.per_epoch,
            replay=self._replay, deal=self._deal,
        )  # fmt: skip

    def _recorded_curves(self) -> Curves:
        """The looks so far, the best of those the stopping rules took, and one at the last step."""
        every, last = self.look_every, self.last_step
        steps = np.arange(0, last + 1, every, dtype=np.int64)
        values = self._curves[: steps.size]
        if steps[-1] != last:
            steps, values = np.append(steps, last), np.vstack([values, self._look()])
        watched, validated = self._watched, bool(self._validation[0].size)
        best = (int(watched[1]), float(watched[0]))
        row = int(np.searchsorted(steps, best[0]))
        if steps[row] != best[0]:
            steps, values = np.insert(steps, row, best[0]), np.insert(values, row, watched[3:], axis=0)
        watched_values = values[:, 2] if validated else values[:, 0]
        if watched_values[-1] < best[1]:
            best = (last, float(watched_values[-1]))
        columns = np.ascontiguousarray(values.T)
        return Curves(steps, columns[0], columns[1], columns[2], columns[3], every, *best, validated)

    def _look(self) -> Array:
        """Loss and accuracy on the training data, then on the validation data, at the last row."""
        network, a, row, values = self.network, self._arrays, self._row, np.full(4, math.nan)
        sets = [(network.x, network.t, values[:2]), (*self._validation, values[2:])]
        for x, t, out in sets:
            if x.size:
                self._kernels.measure(network.plan, a.positions[row], x, t, a.statistic_rows[row], out)
        return values

    def _replay(self, row: int, step: int) -> StepState:
        """The state at ``step``, computed again from ``row``; safe while the training goes on in another thread."""
        at, network, feed = row * self.settings.record_every, self.network, self.feed.twin()
        records = TrainingRecords(
            self.optimizer, self.hyperparameters, self._arrays.positions[row], network.statistics, 2
        )
        records.resume(self._arrays, row)
        limits = np.array([self.settings.limits()[0], -1.0, -1.0, -math.inf])
        looks = (MAX_STEPS + 1, np.array([0.0, -1.0, MAX_STEPS + 1]), np.zeros(7), np.empty((1, 4)))
        while at < step:
            rates = self.rates(at, min(step - at, feed.limit(at)))
            self.kernel(self._arguments(records, feed, rates, at, MAX_STEPS + 1, 0, limits, looks))
            at += rates.size
        return records.snapshot(step, self.optimizer.slots)

    def _deal(self, step: int) -> Indices:
        return self.feed.plan.of(step, self.feed.orders.twin())


def record_every(optimizer: Optimizer, network: Network, steps: int, settings: TrainingSettings) -> int:
    """Every how many steps a row is kept so that all fit into memory: what is asked for, or a multiple of it."""
    parameters = network.dimension * (2 + len(optimizer.slots))
    others = 3 + len(optimizer.factors) + len(optimizer.clock) + network.architecture.statistics_size
    rows = max(2, int(min(settings.memory / (8 * (parameters + others)), MAX_STEPS + 1)))
    asked = settings.record_every
    return asked * max(1, math.ceil(steps / asked / (rows - 1)))


def epochs_told(count: int) -> str:
    """The number of epochs in words: "1 epoch", "20 epochs"."""
    return f"{count:,} {'epoch' if count == 1 else 'epochs'}"


def look_every(plan: Plan, examples: int, steps: int) -> int:
    """Steps between two looks at all of ``examples``: a few hundred to 2,000 looks, hardly slowing the training."""
    affordable = LOOK_SHARE / LOOK_COST * plan.share * steps / examples
    return math.ceil(steps / (min(MOST_LOOKS, max(FEW_LOOKS, affordable)) - 2))


def is_long(network: Network, steps: int, settings: TrainingSettings) -> bool:
    """Whether a training is so long that waiting for ``network.specialise()`` first makes it end sooner."""
    examples = min(network.x.shape[1], (settings.batch_size or network.x.shape[1]) * settings.accumulate)
    return steps * examples * network.dimension * GENERIC_COST > WORTHWHILE


def training(
    network: Network,
    optimizer: str,
    hyperparameters: Mapping[str, float],
    start: ArrayLike,
    steps: int,
    settings: TrainingSettings,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
) -> Training:
    """A checked training of ``network`` by ``optimizer``; ``validation`` is (inputs (m, i), targets), as the network's.

    Raises:
        CatalogueError, OptimizerError, NetworkError: naming what is wrong and what is valid.
    """
    descriptor = optimizers.optimizer(optimizer)
    if not 1 <= steps <= MAX_STEPS:
        raise NetworkError(f"steps = {steps} is not valid; give a whole number from 1 to {MAX_STEPS:,}.")
    check_settings(network, settings)
    point = network.check_point(start, "the start")
    data = None
    if validation is not None:
        x = network.check_inputs(validation[0])
        data = (x, network.check_targets(validation[1], x.shape[1]))
    return Training(network, descriptor, descriptor.hyperparameters(hyperparameters), point, steps, settings, data)


def check_settings(network: Network, settings: TrainingSettings) -> None:
    """Raise NetworkError naming the first setting that does not fit the network."""
    for name in ("batch_size", "accumulate", "stop_epochs", "stop_patience"):
        value = getattr(settings, name)
        if value is not None and not _is_whole(value):
            raise NetworkError(f"{name} = {value} is not valid; give a whole number from 1 to {MAX_STEPS:,}.")
    if settings.stop_error is not None:
        if not 0.0 <= settings.stop_error < 1.0:
            raise NetworkError(f"stop_error = {settings.stop_error} is not valid; give a share from 0 to below 1.")
        if math.isnan(network.losses_and_accuracies(np.zeros((1, network.dimension)))[1][0]):
            raise NetworkError(
                "stop_error needs targets that are classes; this network predicts numbers, so leave it None."
            )
    if not settings.memory > 0.0:
        raise NetworkError(f"memory = {settings.memory} is not valid; give a number of bytes above 0.")


def _is_whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and 1 <= int(value) <= MAX_STEPS
