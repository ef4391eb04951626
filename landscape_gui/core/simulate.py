"""The driver: one lane's path over an objective, in chunks that can be resumed, watched and cancelled.

State goes in, state comes out; all randomness is drawn from the seed before the loop, so the same path results whatever
the size of the chunks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core import codegen, endings, fused, optimizers, schedules
from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.errors import ProblemError
from landscape_gui.core.problem import Problem

Array = NDArray[np.float64]
MAX_STEPS = 10_000_000
CHUNK = 20_000
FINISHED, CONVERGED, DIVERGED, STOPPED = "finished", "converged", "diverged", "stopped"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a lane does besides its optimizer's own hyper-parameters.

    Attributes:
        schedule, period, rate: learning-rate schedule, see ``core.schedules``.
        gradient_noise: standard deviation of the normal noise added to every partial derivative.
        clip_norm: largest Euclidean norm of the gradient, None for no clipping.
        stop_gradient_norm, stop_change, stop_loss: stopping rules, None for off.
        record_every: a row is kept every so many steps, and for the last step.
    """

    schedule: str = "constant"
    period: int = 0
    rate: float | None = None
    gradient_noise: float = 0.0
    clip_norm: float | None = None
    stop_gradient_norm: float | None = None
    stop_change: float | None = None
    stop_loss: float | None = None
    seed: int = 0
    record_every: int = 1

    def limits(self) -> Array:
        """The limits as the kernels take them: negative or -inf where off."""
        off = [
            (self.clip_norm, -1.0),
            (self.stop_gradient_norm, -1.0),
            (self.stop_change, -1.0),
            (self.stop_loss, -math.inf),
        ]
        return np.array([default if value is None else value for value, default in off])


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A recorded path; arrays have one row a recorded step, row 0 the start.

    Attributes:
        optimizer: the descriptor; hyperparameters: all of them by name.
        steps: (rows,) int64, number of the step a row belongs to.
        positions: (rows, d); losses: (rows,); gradients: (rows, d), as used, after noise and clipping.
        state: slot name -> (rows, d); factors: (rows, f), the optimizer's per-step factors used to arrive there.
        rates: (rows,) learning rate of the step that led to each row (row 0: of the first step).
        status: "finished", "converged", "diverged" or "stopped" (no longer wanted).
        reason: one sentence on why it ended before its last step, or "".
        ended_at: the step it ended at; for a diverged run the step that is not recorded.
    """

    optimizer: Optimizer
    hyperparameters: Mapping[str, float]
    steps: NDArray[np.int64]
    positions: Array
    losses: Array
    gradients: Array
    state: Mapping[str, Array]
    factors: Array
    rates: Array
    status: str
    reason: str
    ended_at: int

    @property
    def last_step(self) -> int:
        """Number of the last recorded step."""
        return int(self.steps[-1])

    def row(self, step: float) -> int:
        """Row of the last recorded step not after ``step``."""
        whole = np.int64(math.floor(step))  # a float would convert the whole array
        return max(0, int(np.searchsorted(self.steps, whole, side="right")) - 1)

    def effective_rates(self, row: int, axes: Sequence[int] | None = None) -> Array | None:
        """(d,) rate on each axis' (averaged) gradient in the step that led to ``row``; None where not defined.

        ``axes`` asks for some of them only: (len(axes),).
        """
        rule = self.optimizer.effective_rate
        if rule is None or row == 0:
            return None
        known = dict(self.hyperparameters) | {"lr": float(self.rates[row])}
        known |= dict(zip(self.optimizer.factors, self.factors[row].tolist(), strict=True))
        names = codegen.arguments(rule)
        axes = range(self.positions.shape[1]) if axes is None else axes
        shared = {name: known[name] for name in names if name in known}
        slots = {name: values[row] for name, values in self.state.items() if name in names}
        if not slots:
            return np.full(len(axes), rule(**shared))
        return np.array([rule(**shared, **{name: float(values[i]) for name, values in slots.items()}) for i in axes])


class Course:
    """A path under way: call ``advance`` until ``done``, ``run`` at any time for what is recorded so far.

    What is descended, and how, is told by the subclasses: ``arguments`` and ``kernel``.
    """

    stops: Mapping[int, str] = {
        endings.FLAT: "The gradient norm fell to its limit {where}.",
        endings.STILL: "The parameters hardly changed any more {where}.",
        endings.LOW: "The loss fell to its limit {where}.",
    }
    """Why a path ended, by status code."""

    def __init__(
        self, optimizer: Optimizer, hyperparameters: dict[str, float], records: Records, steps: int, settings: Settings
    ) -> None:
        self.optimizer, self.hyperparameters = optimizer, hyperparameters
        self.steps, self.settings = steps, settings
        self.done, self.step, self.code = False, 0, endings.RUNNING
        self._row = 0
        self._arrays = records
        self._arrays.rates[0] = self.rates(0, 1)[0]

    def rates(self, begin: int, count: int) -> Array:
        """(count,) learning rates of the steps after ``begin``."""
        s = self.settings
        if s.schedule == "constant":
            return np.full(count, self.hyperparameters["lr"])
        return self.hyperparameters["lr"] * schedules.factors(s.schedule, self.steps, s.period, s.rate, begin, count)

    def advance(self, count: int = CHUNK) -> None:
        """Take up to ``count`` further steps."""
        count = min(count, self.steps - self.step)
        if self.done or count <= 0:
            self.done = True
            return
        rates = self.rates(self.step, count)
        begin, row = self.step, self._row
        self.take(self.arguments(rates))
        rows = np.arange(row + (begin % self.settings.record_every == 0), self._row + 1)
        steps = np.minimum(rows * self.settings.record_every, self.last_step)
        self._arrays.rates[rows] = rates[np.maximum(steps - 1 - begin, 0)]

    def arguments(self, rates: Array) -> tuple[object, ...]:
        """Arguments of the kernel for the next steps, whose learning rates are given."""
        raise NotImplementedError

    def kernel(self, arguments: tuple[object, ...]) -> tuple[int, int, int]:
        """Run the kernel on ``arguments``: status code, last step taken, last row written."""
        raise NotImplementedError

    def take(self, arguments: tuple[object, ...]) -> None:
        """Take the steps that ``arguments`` describe."""
        self.code, self.step, self._row = self.kernel(arguments)
        self.done = self.code != endings.RUNNING or self.step >= self.steps

    @property
    def last_step(self) -> int:
        """The last step whose row is finite: the step before the one a diverged path ended at."""
        return max(0, self.step - 1) if self.code >= endings.FIRST_DIVERGED else self.step

    @property
    def status(self) -> str:
        """How the path ended, or "stopped" while it has not."""
        if self.code >= endings.FIRST_DIVERGED:
            return DIVERGED
        if self.code != endings.RUNNING:
            return CONVERGED
        return FINISHED if self.done else STOPPED

    def reason(self) -> str:
        """One sentence on why the path ended, "" where it simply finished."""
        if self.code == endings.RUNNING:
            return ""
        where = f"at step {self.step:,}" if self.step else "at the start"
        if self.code < endings.FIRST_DIVERGED:
            return self.stops[self.code].format(where=where)
        if self.step == 0:
            what = "gradient" if self.code == endings.BAD_GRADIENT else "loss"
            return f"The {what} is not a finite number at the start; choose a start where it is."
        what = {
            endings.BAD_LOSS: f"the loss {_unfinite(self._arrays.loss[0])}",
            endings.BAD_PARAMETER: "a parameter grew past all numbers",
            endings.FAR: f"a parameter grew beyond {endings.RADIUS:.0e}".replace("+", ""),
            endings.BAD_GRADIENT: "the gradient is not a finite number",
        }[self.code]
        return f"Diverged {where}: {what}."

    def recorded(self, rows: int) -> dict[str, Any]:
        """The fields of a ``Run`` of the first ``rows`` rows."""
        a = self._arrays
        steps = np.minimum(np.arange(rows, dtype=np.int64) * self.settings.record_every, self.last_step)
        return {
            "optimizer": self.optimizer, "hyperparameters": dict(self.hyperparameters), "steps": steps,
            "positions": a.positions[:rows], "losses": a.losses[:rows], "gradients": a.gradients[:rows],
            "state": {name: a.slot_rows[:rows, k] for k, name in enumerate(self.optimizer.slots)},
            "factors": a.factor_rows[:rows], "rates": a.rates[:rows],
            "status": self.status, "reason": self.reason(), "ended_at": self.step,
        }  # fmt: skip

    def run(self) -> Run:
        """What is recorded so far, as immutable arrays."""
        return Run(**self.recorded(self._row + 1))


class Simulation(Course):
    """A path over the landscape of a formula."""

    def __init__(
        self,
        problem: Problem,
        optimizer: Optimizer,
        hyperparameters: dict[str, float],
        start: Array,
        steps: int,
        settings: Settings,
    ) -> None:
        rows = -(-steps // settings.record_every) + 1
        records = Records(optimizer, hyperparameters, start, rows)
        super().__init__(optimizer, hyperparameters, records, steps, settings)
        self.problem = problem
        # The legacy generator is the one whose stream numpy promises never to change.
        self._random = np.random.RandomState(settings.seed) if settings.gradient_noise > 0.0 else None
        self._begin(self._noise(1, problem.dimension))

    def _begin(self, noise: Array) -> None:
        """Record the start, with its loss and gradient."""
        a, limits = self._arrays, self.settings.limits()
        loss, gradient = self.problem.value_and_gradient(a.theta)
        gradient = gradient + noise[0] if noise.size else gradient
        if not (math.isfinite(loss) and np.isfinite(gradient).all()):
            self.code, self.done = (endings.BAD_GRADIENT if math.isfinite(loss) else endings.BAD_LOSS), True
        with np.errstate(over="ignore", invalid="ignore"):
            norm = float(np.sqrt(np.sum(gradient * gradient)))
        if limits[0] >= 0 and limits[0] / (norm + 1e-6) < 1:
            gradient = gradient * (limits[0] / (norm + 1e-6))
        a.loss[0], a.gradient[:] = loss, gradient
        a.losses[0], a.positions[0], a.gradients[0], a.slot_rows[0] = loss, a.theta, gradient, 0.0
        a.factor_rows[0] = 0.0
        if not self.done and limits[1] >= 0 and norm <= limits[1]:
            self.code, self.done = endings.FLAT, True
        if not self.done and loss <= limits[3]:
            self.code, self.done = endings.LOW, True
        self.done = self.done or self.steps == 0

    def _noise(self, count: int, d: int) -> Array:
        if self._random is None:
            return np.empty((0, d))
        return self._random.standard_normal((count, d)) * self.settings.gradient_noise

    def arguments(self, rates: Array) -> tuple[object, ...]:
        """Arguments of ``driver.drive`` less its two functions, for the next steps, whose learning rates are given."""
        problem, s, a = self.problem, self.settings, self._arrays
        return (
            *a.state(), problem.coefficient_values, rates, self._noise(rates.size, problem.dimension), s.limits(),
            self.step, s.record_every, self._row, *a.rows(),
        )  # fmt: skip

    def kernel(self, arguments: tuple[object, ...]) -> tuple[int, int, int]:
        """Run the fused loop where it is ready, else the one that answers at once."""
        kernel = fused.available(self.problem.graph, self.optimizer)
        if kernel is not None:
            code, step, row = kernel(*arguments)
        else:
            from landscape_gui.core import driver

            code, step, row = driver.drive(self.problem.objective, codegen.compile_advance(self.optimizer), *arguments)
        return int(code), int(step), int(row)


class Records:
    """State and record of one path, allocated once."""

    def __init__(self, optimizer: Optimizer, hyperparameters: Mapping[str, float], start: Array, rows: int) -> None:
        d, s, f = start.size, len(optimizer.slots), len(optimizer.factors)
        self.theta = np.ascontiguousarray(start, dtype=np.float64).copy()
        self.gradient, self.loss = np.empty(d), np.empty(1)
        self.slots = np.zeros((s, d))
        self.clock = np.array(list(optimizer.clock.values()), dtype=np.float64)
        self.factors = np.zeros(f)
        self.hyper = np.array([hyperparameters[p.key] for p in optimizer.parameters])
        self.positions, self.losses, self.gradients = np.empty((rows, d)), np.empty(rows), np.empty((rows, d))
        self.slot_rows, self.factor_rows = np.empty((rows, s, d)), np.empty((rows, f))
        self.rates = np.full(rows, hyperparameters["lr"])

    def state(self) -> tuple[Array, ...]:
        """State of the path, the first arguments of the kernels, in the order of ``signatures``."""
        return (self.theta, self.gradient, self.loss, self.slots, self.clock, self.factors, self.hyper)

    def rows(self) -> tuple[Array, ...]:
        """The records, arguments of the kernels in the order of ``signatures``."""
        return (self.positions, self.losses, self.gradients, self.slot_rows, self.factor_rows)


def _unfinite(value: float) -> str:
    return "is not a number (NaN) there" if math.isnan(value) else "grew to infinity"


def simulation(
    problem: Problem, optimizer: str, hyperparameters: Mapping[str, float], start: Array, steps: int, settings: Settings
) -> Simulation:
    """A checked simulation of ``optimizer`` on ``problem``.

    Raises:
        CatalogueError, OptimizerError, ProblemError: naming what is wrong and what is valid.
    """
    descriptor = optimizers.optimizer(optimizer)
    if not 1 <= steps <= MAX_STEPS:
        raise ProblemError(f"steps = {steps} is not valid; give a whole number from 1 to {MAX_STEPS:,}.")
    point = problem.check_point(start, "the start")
    return Simulation(problem, descriptor, descriptor.hyperparameters(hyperparameters), point, steps, settings)
