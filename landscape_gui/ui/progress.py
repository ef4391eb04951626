"""How far lanes under way have got, and how long the rest of them will take. No Qt in here."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.core.simulate import STOPPED, Run
from landscape_gui.experiment import Experiment, NetworkProblem
from landscape_gui.scene import Scene

PATIENCE = 1.0
"""Seconds a computation has taken before anybody wants to know how long it will take."""
MEMORY = 8.0
"""Seconds of the past from which the pace is taken."""
_ENOUGH = 0.4
"""Seconds of the past without which there is no pace."""
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Advance:
    """``step`` of ``steps`` is what the slowest lane has done; ``left``: seconds for the rest, None: not known yet."""

    step: int
    steps: int
    left: float | None


class Progress:
    """Follows the scenes of one computation after another."""

    def __init__(self) -> None:
        self._began = 0.0
        self._past: deque[tuple[float, int]] = deque()

    def forget(self) -> None:
        """Nothing is being computed any more."""
        self._past.clear()

    def note(self, scene: Scene, now: float) -> Advance | None:
        """Take note of a scene at ``now`` seconds of a clock; None while nobody wants to know."""
        runs = [lane.run for lane in scene.shown if lane.run is not None]
        done = [(run.last_step, _planned(scene.experiment, run)) for run in runs]
        work, rest = sum(step for step, _ in done), sum(steps - step for step, steps in done)
        if not self._past or work < self._past[-1][1]:
            self._past.clear()
            self._began = now
        self._past.append((now, work))
        while self._past[0][0] < now - MEMORY:
            self._past.popleft()
        if not rest or now - self._began < PATIENCE:
            return None
        step, steps = min(((step, steps) for step, steps in done if step < steps), key=lambda lane: lane[0])
        (before, then) = self._past[0]
        known = now - before > _ENOUGH and work > then
        return Advance(step, steps, rest * (now - before) / (work - then) if known else None)


def rounded(step: int) -> int:
    """``step`` with the digits that can be read while it runs."""
    unit = int(10 ** max(0, len(str(step)) - _DIGITS))
    return step // unit * unit


def _planned(experiment: Experiment, run: Run) -> int:
    """Steps a lane will have taken at its end, as far as is known."""
    if run.status != STOPPED:
        return run.last_step  # it has ended, and has no more to do
    steps = experiment.steps
    if isinstance(experiment.problem, NetworkProblem) and isinstance(run, TrainingRun):
        epochs = experiment.problem.training.epochs
        steps = steps if epochs is None else min(steps, epochs * run.steps_per_epoch)
    return max(steps, run.last_step)
