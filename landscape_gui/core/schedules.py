"""Learning-rate schedules: the factor on the learning rate, step by step, usable with every optimizer.

Step t counts from 0, as in ``torch.optim.lr_scheduler`` with one ``scheduler.step()`` after every optimizer step; the
torch class with the same values is named at each function. P is the period in steps, r the rate.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.errors import CatalogueError, OptimizerError

Array = NDArray[np.float64]

NEGLIGIBLE = 1e-200
"""Factors below this become 0: steps that small change nothing, and denormal numbers would make them slow."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a schedule says of itself.

    Attributes:
        factor: function of step numbers t (n,) float64, period P >= 1 and rate r, returning the factors (n,).
        formula: the factor in LaTeX.
        default_rate: r where none is given.
        rate_meaning: one sentence on r, "" where it has no meaning.
        share: P as a share of the whole run where no period is given.
    """

    key: str
    label: str
    description: str
    formula: str
    factor: Callable[[Array, int, float], Array]
    default_rate: float = 0.0
    rate_meaning: str = ""
    share: float = 1.0


def _constant(t: Array, period: int, rate: float) -> Array:
    return np.ones_like(t)


def _step(t: Array, period: int, rate: float) -> Array:
    """r^⌊t/P⌋: ``StepLR(step_size=P, gamma=r)``."""
    return np.power(rate, t // period)


def _exponential(t: Array, period: int, rate: float) -> Array:
    """r^(t/P): ``ExponentialLR(gamma=r)`` for P = 1."""
    return np.power(rate, t / period)


def _cosine(t: Array, period: int, rate: float) -> Array:
    """r + (1 - r)(1 + cos(π t/P))/2: ``CosineAnnealingLR(T_max=P, eta_min=r*lr)`` up to P, where this one stays."""
    return rate + (1.0 - rate) * 0.5 * (1.0 + np.cos(np.pi * np.minimum(t / period, 1.0)))


def _inverse_time(t: Array, period: int, rate: float) -> Array:
    """1/(1 + r t/P), the decay of Robbins and Monro: the steps sum to infinity, their squares do not."""
    return 1.0 / (1.0 + rate * t / period)


def _warmup(t: Array, period: int, rate: float) -> Array:
    """r + (1 - r)(t + 1)/P up to 1: ``LinearLR(start_factor=r + (1 - r)/P, total_iters=P - 1)``."""
    return rate + (1.0 - rate) * np.minimum((t + 1.0) / period, 1.0)


_ENTRIES = (
    Schedule("constant", "Constant", "The learning rate stays as it is.", r"\eta_t = \eta", _constant),
    Schedule(
        "step",
        "Step decay",
        "The learning rate drops by the same factor after every period: fast first, fine later.",
        r"\eta_t = \eta\, r^{\lfloor t / P \rfloor}",
        _step,
        default_rate=0.5,
        rate_meaning="Factor of each drop.",
        share=0.25,
    ),
    Schedule(
        "exponential",
        "Exponential decay",
        "The learning rate falls a little every step, by the same share each time.",
        r"\eta_t = \eta\, r^{t / P}",
        _exponential,
        default_rate=0.01,
        rate_meaning="Factor reached after one period.",
    ),
    Schedule(
        "cosine",
        "Cosine annealing",
        "The learning rate stays high, falls fastest in the middle and ends gently, where it then stays.",
        r"\eta_t = \eta \left(r + (1 - r)\, \frac{1 + \cos(\pi t / P)}{2}\right)",
        _cosine,
        default_rate=0.0,
        rate_meaning="Factor reached after one period.",
    ),
    Schedule(
        "inverse_time",
        "1/t decay",
        "The learning rate falls like 1/t: slowly enough to get anywhere, fast enough to silence gradient noise.",
        r"\eta_t = \frac{\eta}{1 + r\, t / P}",
        _inverse_time,
        default_rate=9.0,
        rate_meaning="Speed of the decay: after one period the factor is 1/(1 + r).",
    ),
    Schedule(
        "warmup",
        "Linear warm-up",
        "The learning rate grows in even steps to its full value and stays there, which tames the first steps.",
        r"\eta_t = \eta \left(r + (1 - r) \min\left(1, \frac{t + 1}{P}\right)\right)",
        _warmup,
        rate_meaning="Factor the rise sets out from.",
        share=0.1,
    ),
)

SCHEDULES: Mapping[str, Schedule] = MappingProxyType({entry.key: entry for entry in _ENTRIES})
"""All schedules by key."""


def factors(kind: str, steps: int, period: int, rate: float | None, begin: int = 0, count: int | None = None) -> Array:
    """Return the factors on the learning rate of ``count`` steps from step ``begin`` (0 is the first) of a run.

    Any part of a run has the same bits as that part of the whole.

    Args:
        kind: a key of ``SCHEDULES``.
        steps: length of the whole run.
        period: P in steps; 0 for the schedule's own share of the run.
        rate: r >= 0; None for the schedule's default.
        count: all steps from ``begin`` to the end of the run where None.

    Raises:
        CatalogueError: there is no such schedule.
        OptimizerError: the period or the rate is negative or not a number.
    """
    if kind not in SCHEDULES:
        raise CatalogueError(f"There is no learning-rate schedule {kind!r}; choose one of {', '.join(SCHEDULES)}.")
    schedule = SCHEDULES[kind]
    if period < 0:
        raise OptimizerError(f"{schedule.label}: period = {period} is not valid; give 0 or a number of steps.")
    if rate is not None and not 0.0 <= rate < math.inf:
        raise OptimizerError(
            f"{schedule.label}: rate = {rate} is not valid; give a finite number that is not negative."
        )
    length = period or max(1, int(schedule.share * steps))
    t = np.arange(begin, steps if count is None else begin + count, dtype=np.float64)
    with np.errstate(over="ignore"):  # A rate above 1 may grow past all numbers; the run then ends as diverged.
        result = schedule.factor(t, length, schedule.default_rate if rate is None else rate)
    result[result < NEGLIGIBLE] = 0.0
    return result
