"""The Python interface: problems and ``optimize``, as scripts and notebooks use them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from landscape_gui.core import problem as problems
from landscape_gui.core import simulate
from landscape_gui.core.errors import OptimizerError, ProblemError
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.problem import Problem, formula, surface
from landscape_gui.core.simulate import Run, Settings
from landscape_gui.core.surfaces import SURFACES

surfaces = SURFACES
optimizers = OPTIMIZERS

__all__ = ["formula", "optimize", "optimizers", "surface", "surfaces"]


def optimize(
    problem: Problem | str,
    optimizer: str,
    start: ArrayLike | None = None,
    steps: int = 200,
    *,
    schedule: str | None = None,
    schedule_period: int = 0,
    schedule_rate: float | None = None,
    gradient_noise: float = 0.0,
    clip_norm: float | None = None,
    stop_gradient_norm: float | None = None,
    stop_change: float | None = None,
    stop_loss: float | None = None,
    seed: int = 0,
    record_every: int = 1,
    **hyperparameters: float,
) -> Run:
    """Run one optimizer on a problem and record its path.

    Args:
        problem: a problem, or the key of a catalogue surface.
        optimizer: key of ``optimizers``.
        start: (d,) coordinates; the problem's own start where not given.
        steps: 1 to 10,000,000.
        schedule: "step", "exponential", "cosine", "inverse_time" or "warmup"; None keeps the learning rate constant.
        gradient_noise: standard deviation of seeded normal noise on each partial derivative.
        clip_norm: largest norm of the gradient used.
        stop_gradient_norm, stop_change, stop_loss: end as "converged" at or below these.
        record_every: keep every n-th row; the last step is always kept.
        hyperparameters: ``lr`` and others by name; the rest keep their defaults.

    Returns:
        The run: ``positions`` (k + 1, d), ``losses`` (k + 1,), ``gradients`` (k + 1, d), ``state`` by slot, ``status``.

    Raises:
        LandscapeError: one sentence naming what is wrong and what would be valid.
    """
    where = problems.surface(problem) if isinstance(problem, str) else problem
    if not isinstance(where, Problem):
        raise ProblemError(
            f"{problem!r} is not a problem; give a surface's key, or what surface() or formula() returned."
        )
    settings = Settings(
        schedule or "constant", schedule_period, schedule_rate, gradient_noise, clip_norm,
        stop_gradient_norm, stop_change, stop_loss,
        _whole("seed", seed, 0, 2**32 - 1), _whole("record_every", record_every, 1),
    )  # fmt: skip
    check_settings(settings)
    begin = np.asarray(where.start) if start is None else where.check_point(start, "the start")
    steps = _whole("steps", steps, 1, simulate.MAX_STEPS)
    simulation = simulate.simulation(where, optimizer, hyperparameters, begin, steps, settings)
    if simulation.code >= simulate.FIRST_DIVERGED:
        raise ProblemError(f"The start {_point(begin)} does not fit: {simulation.run().reason}")
    while not simulation.done:
        simulation.advance(steps)
    return simulation.run()


def check_settings(settings: Settings) -> None:
    """Raise OptimizerError naming the first setting that is out of bounds."""
    from landscape_gui.core.schedules import SCHEDULES

    if settings.schedule not in SCHEDULES:
        raise OptimizerError(f"There is no schedule {settings.schedule!r}; choose one of {', '.join(SCHEDULES)}.")
    bounds: Mapping[str, tuple[float | None, float]] = {
        "gradient_noise": (settings.gradient_noise, 0.0),
        "clip_norm": (settings.clip_norm, np.finfo(float).tiny),
        "stop_gradient_norm": (settings.stop_gradient_norm, 0.0),
        "stop_change": (settings.stop_change, 0.0),
        "stop_loss": (settings.stop_loss, -np.inf),
        "schedule_period": (settings.period, 0.0),
        "schedule_rate": (settings.rate, 0.0),
    }
    for name, (value, low) in bounds.items():
        if value is not None and not (value >= low and np.isfinite(value)):
            valid = {0.0: "a finite number, 0 or more", -np.inf: "a finite number"}.get(low, "a finite number above 0")
            raise OptimizerError(f"{name} = {value} is not valid; give {valid}.")


def _whole(name: str, value: int, low: int, high: int | None = None) -> int:
    """``value`` where it is a whole number in the bounds; raises OptimizerError."""
    upper = f"from {low:,} to {high:,}" if high is not None else f"of at least {low:,}"
    if (
        isinstance(value, bool)
        or not hasattr(value, "__index__")
        or not low <= value <= (value if high is None else high)
    ):
        raise OptimizerError(f"{name} = {value} is not valid; give a whole number {upper}.")
    return int(value)


def _point(point: np.ndarray) -> str:
    return f"({', '.join(f'{value:g}' for value in point)})"
