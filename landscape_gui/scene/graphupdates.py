"""The step that parameters take next: from the state of a lane's run, or by plain gradient descent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core import schedules
from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.endings import CLIP_EPS
from landscape_gui.core.expression import Graph
from landscape_gui.core.graph import Tape
from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.scalars import flush
from landscape_gui.core.simulate import Run
from landscape_gui.core.writtenrule import WrittenStep, write_step
from landscape_gui.experiment import Experiment
from landscape_gui.networks import DataNetwork
from landscape_gui.scene.parts import LaneRun

Array = NDArray[np.float64]
NOISE, CLIPPED, DROPOUT, INPUT_NOISE, BATCH_NORM, PENALTY = (
    "noise", "clipped", "dropout", "input noise", "batch norm", "penalty",
)  # fmt: skip
"""Why the gradient of a step is another one than that of the graph, or than the mean of the examples' own."""
SAME = 1e-9
"""Relative difference up to which a gradient is the same, computed in another order."""


@dataclass(frozen=True, slots=True, eq=False)
class Update:
    """The step every parameter takes next.

    Attributes:
        optimizer: whose rule it is; hyperparameters: its own, the rate as the schedule has made it.
        number: of the step, 1 for the first.
        names: (d,) of the parameters; old: (d,) their values; gradient: (d,) as the rule takes it.
        state: slot name -> (d,) before the step.
        share: (d,) what the example that is shown has in the gradient; None where the gradient is of this very graph,
            or where an example has no share of its own, as with batch norm.
        batch: how many examples the gradient is the mean of, of ``total``; 0 where there are none.
        present: whether the example that is shown is among them.
        differs: what makes the gradient another one than that of the graph, of ``NOISE``, ….
        ends: why the run makes no further step, "" where it does.
        lost: whether there is no gradient to go by, as a number on the way is not finite.
        waits: whether the run is still being computed, so that gradient and state are not known yet.
    """

    optimizer: Optimizer
    hyperparameters: Mapping[str, float]
    number: int
    names: Sequence[str]
    old: Array
    gradient: Array
    state: Mapping[str, Array]
    share: Array | None = None
    batch: int = 0
    total: int = 0
    present: bool = True
    differs: tuple[str, ...] = ()
    ends: str = ""
    waits: bool = False
    lost: bool = False

    @property
    def is_known(self) -> bool:
        """Whether it can be told where the parameters go: the run is computed, and there is a gradient to go by."""
        return not (self.waits or self.lost) and bool(np.isfinite(self.gradient).all())

    def written(self, index: int) -> WrittenStep:
        """The step of parameter ``index``, written out."""
        slots = {name: float(values[index]) for name, values in self.state.items()}
        theta, gradient = float(self.old[index]), float(self.gradient[index])
        return write_step(self.optimizer, self.hyperparameters, self.number, theta, gradient, slots)


@dataclass(frozen=True, slots=True, eq=False)
class LaneState:
    """A lane at a step: parameters, gradient as used next, slots and batch norm's statistics.

    ``waits``: the lane is about to start here, and its run is not there yet.
    """

    step: int
    position: Array
    gradient: Array
    slots: Mapping[str, Array]
    statistics: Array
    waits: bool = False


def state_at(run: Run, step: int) -> LaneState:
    """The state at ``step``, or, of a path too long for all of its steps, at the last one before it that is kept."""
    if isinstance(run, TrainingRun):
        known = run.state_at(step)
        return LaneState(step, known.position, known.gradient, known.state, known.statistics)
    return recorded_state(run, step)


def recorded_state(run: Run, position: float) -> LaneState:
    """The state at the last step up to a play position that is kept; nothing is computed, not even batch norm's."""
    row = run.row(position)
    slots = {name: values[row] for name, values in run.state.items()}
    return LaneState(int(run.steps[row]), run.positions[row], run.gradients[row], slots, np.empty(0))


def state_ahead(position: Sequence[float]) -> LaneState:
    """The state of a lane that is about to start at ``position``."""
    here = np.array(position, dtype=np.float64)
    return LaneState(0, here, np.full_like(here, np.nan), {}, np.empty(0), waits=True)


def lane_update(
    experiment: Experiment,
    look: LaneRun,
    state: LaneState,
    names: Sequence[str],
    network: DataNetwork | None = None,
    slopes: Array | None = None,
) -> Update:
    """The next step of a lane, without the share of any example; ``slopes``: the gradient of its graph, if known."""
    run, plan = look.run, look.lane.schedule
    optimizer = OPTIMIZERS[look.lane.optimizer]
    if run is None or state.waits:
        settings = dict(optimizer.defaults) | dict(look.lane.hyperparameters)
        return Update(optimizer, settings, 1, names, state.position, state.gradient, {}, waits=True)
    factor = schedules.factors(plan.kind, experiment.steps, plan.period, plan.rate, state.step, 1)[0]
    settings = dict(run.hyperparameters)
    settings["lr"] *= float(factor)
    ends = (run.reason or f"The run ends after step {run.last_step:,}.") if state.step >= run.last_step else ""
    seen = run.examples(state.step) if isinstance(run, TrainingRun) else np.empty(0)
    return Update(
        optimizer, settings, state.step + 1, names, state.position, state.gradient, state.slots, None, seen.size,
        0 if network is None else network.x.shape[1], True, _differs(experiment, state.gradient, slopes, network), ends,
    )  # fmt: skip


def _differs(
    experiment: Experiment, gradient: Array, own: Array | None, network: DataNetwork | None
) -> tuple[str, ...]:
    found = []
    if experiment.gradient_noise > 0.0:
        found.append(NOISE)
    if experiment.clip_norm is not None and _is_clipped(experiment, gradient, own):
        found.append(CLIPPED)
    if network is not None:
        architecture = network.architecture
        told = (
            (DROPOUT, architecture.dropout > 0.0), (INPUT_NOISE, architecture.input_noise > 0.0),
            (BATCH_NORM, architecture.batch_norm), (PENALTY, bool(architecture.penalties.any())),
        )  # fmt: skip
        found += [key for key, holds in told if holds]
    return tuple(found)


def _is_clipped(experiment: Experiment, gradient: Array, own: Array | None) -> bool:
    """Whether a gradient was shortened: it is not that of the graph, or just as long as it may be."""
    if own is not None and experiment.gradient_noise == 0.0:
        return bool(np.linalg.norm(gradient - own) > SAME * np.linalg.norm(own))
    limit = experiment.clip_norm or 0.0
    return abs(float(np.linalg.norm(gradient)) - limit) <= min(2.0 * CLIP_EPS, SAME + 0.01 * limit)


def own_update(tape: Tape, names: tuple[str, ...], rate: float, updates: int) -> Update | None:
    """A step of plain gradient descent; None where nothing is learned."""
    if not names:
        return None
    old = np.array([tape.inputs[name] for name in names])
    gradient = np.array([tape.gradient.get(name, 0.0) for name in names])
    descent = OPTIMIZERS["gd"]
    ends = "" if np.isfinite(tape.value) else "the output is not a finite number here, and has no derivatives."
    lost = next((name for name, slope in zip(names, gradient.tolist(), strict=True) if not np.isfinite(slope)), "")
    if lost and not ends:
        ends = f"the derivative by {lost} is not a finite number here."
    settings = descent.defaults | {"lr": rate}
    return Update(descent, settings, updates + 1, names, old, gradient, {}, ends=ends, lost=bool(ends))


def descended(tape: Tape, rate: float, names: tuple[str, ...], updates: int) -> Tape:
    """``tape`` after so many steps of gradient descent; the last few answers are remembered."""
    if updates == 0:
        return tape
    steps = _descent(tape.graph, tuple(tape.inputs.items()), rate, names)
    while len(steps) <= updates:
        here = tape.replaced(dict(zip(names, steps[-1], strict=True)))
        slopes = [here.gradient.get(name, 0.0) for name in names]
        steps.append(tuple(flush(old - rate * slope) for old, slope in zip(steps[-1], slopes, strict=True)))
    return tape.replaced(dict(zip(names, steps[updates], strict=True)))


@lru_cache(maxsize=16)
def _descent(
    graph: Graph, inputs: tuple[tuple[str, float], ...], rate: float, names: tuple[str, ...]
) -> list[tuple[float, ...]]:
    """Parameters after 0, 1, … steps, as far as they were needed."""
    values = dict(inputs)
    return [tuple(values[name] for name in names)]
