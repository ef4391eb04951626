"""Learning rates that suit a surface: a rate that walks calmly over one landscape is lost on the next.

A global default cannot fit: gradient descent at 0.01 diverges on Rosenbrock's valley and stands still on the eggholder.
Everything here is evaluated by numpy from the formula's graph, so it answers in milliseconds and compiles nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.derivatives import with_gradient, with_hessian
from landscape_gui.core.descriptors import Interval, Point
from landscape_gui.core.expression import Graph
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.core.network.network import Network
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.problem import Problem

Array = NDArray[np.float64]

SAMPLES = 200
TRIAL_STEPS = 60
TRIALS = 12
"""Candidate rates from the first guess downwards, in 1-2-5 steps: a factor of 5,000 in all."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """An optimizer whose step is a multiple of the gradient: its share of 1/λ, λ a typical curvature, and its rule."""

    share: float
    momentum: float = 0.0
    looks_ahead: bool = False


_BY_CURVATURE = {"gd": _Trial(0.5), "momentum": _Trial(0.2, 0.9), "nesterov": _Trial(0.2, 0.9, looks_ahead=True)}
_BY_WIDTH = {"adagrad": 1 / 10, "rmsprop": 1 / 200, "lion": 1 / 200}
_ADAM_LIKE = 1 / 50
"""Optimizers whose step is about the rate, whatever the gradient: the rate as a share of the domain's width."""
NETWORK_RATES = {
    "gd": 0.5, "momentum": 0.1, "nesterov": 0.1, "adagrad": 0.1, "rmsprop": 0.01, "adadelta": 1.0, "adam": 0.02,
    "adamw": 0.02, "amsgrad": 0.02, "nadam": 0.02, "radam": 0.05, "adamax": 0.05, "lion": 0.005,
}  # fmt: skip
"""For small networks on inputs of about unit size."""
_CALM = 0.6
"""Curvature of a network's loss up to which ``NETWORK_RATES`` suit."""
_UNITLESS = ("adadelta",)
"""Optimizers that find the length of a step themselves."""
_PLAIN_AT_FIRST = {"radam": 6}
"""Optimizers that take so many steps with the plain gradient before they scale it."""


def suited_rates(problem: Problem | Network) -> dict[str, float]:
    """A learning rate for every optimizer by key, under which it moves visibly over ``problem`` and does not diverge.

    Rates are round (1, 2 or 5 times a power of ten) and depend on nothing but the formula, its coefficients, the domain
    and the start; those of networks on nothing but their training data, loss and penalty. Nothing suits, and the
    answer is empty, where the problem is constant, or not defined at its own start, which means nowhere.
    """
    if isinstance(problem, Network):
        return _network_rates(problem)
    if not problem.is_defined(problem.start) or problem.is_flat():
        return {}
    coefficients = tuple(sorted(problem.coefficients.items()))
    return dict(_suited(problem.graph, coefficients, problem.domain, problem.start))


def _network_rates(network: Network) -> dict[str, float]:
    """``NETWORK_RATES``, the steps along the gradient as much shorter as the loss is steeper than usual."""
    curvature = _network_curvature(network)
    rates = NETWORK_RATES | {key: _below(min(1.0, _CALM / curvature) * NETWORK_RATES[key]) for key in _BY_CURVATURE}
    return rates | {key: _below(min(rates[key], 1.0 / curvature)) for key in _PLAIN_AT_FIRST}


def _network_curvature(network: Network) -> float:
    """Bound of the curvature of a linear model's loss on the same data: the loss's times its inputs' second moments.

    Hidden layers hardly change it, since they give on about as much as they are given.
    """
    inputs = np.vstack([network.weighed, np.ones(network.weighed.shape[1])])
    largest = float(np.linalg.eigvalsh(inputs @ inputs.T / inputs.shape[1])[-1])
    return LOSSES[network.architecture.loss].curvature * largest + network.architecture.l2


@lru_cache(maxsize=128)
def _suited(
    graph: Graph, coefficients: tuple[tuple[str, float], ...], domain: tuple[Interval, ...], start: Point
) -> tuple[tuple[str, float], ...]:
    ground = _Ground(graph, dict(coefficients), domain, start)
    rates = {}
    for key, descriptor in OPTIMIZERS.items():
        if key in _UNITLESS:
            rates[key] = descriptor.defaults["lr"]
        elif key not in _BY_CURVATURE:
            rates[key] = _below(ground.width * _BY_WIDTH.get(key, _ADAM_LIKE))
    guess = ground.first_guess()
    guesses = {key: trial.share * guess for key, trial in _BY_CURVATURE.items()}
    rates |= ground.calm_rates(guesses, _BY_CURVATURE, TRIAL_STEPS)
    for key, steps in _PLAIN_AT_FIRST.items():
        rates |= ground.calm_rates({key: rates[key]}, {key: _Trial(1.0)}, steps)
    return tuple((key, rates[key]) for key in OPTIMIZERS)


class _Ground:
    """A formula over its domain, evaluated by numpy at many points at once."""

    def __init__(
        self, graph: Graph, coefficients: dict[str, float], domain: tuple[Interval, ...], start: Point
    ) -> None:
        self.variables, self.coefficients, self.domain, self.start = graph.variables, coefficients, domain, start
        self.augmented, self.hessian = with_gradient(graph), with_hessian(graph)
        self.width = max(high - low for low, high in domain)

    def first_guess(self) -> float:
        """1/λ for a typical curvature λ, or, on a surface without any, the rate that crosses the domain in 20 steps.

        λ is the 80th percentile over the points that are not higher than the start: where the paths will go.
        """
        random = np.random.default_rng(0)
        drawn = [random.uniform(low, high, SAMPLES) for low, high in self.domain]
        points = np.array([np.append(values, begin) for values, begin in zip(drawn, self.start, strict=True)])
        values, *slopes = self.outputs(self.augmented, points)
        visited = ~(values > values[-1])
        if np.count_nonzero(visited) < SAMPLES // 20:
            visited[:] = True
        typical = _percentile(self.curvatures(points)[visited])
        slope = _percentile(np.abs(slopes)[:, visited])
        if typical * self.width > 1e-6 * slope:
            return 1.0 / typical
        return self.width / (20.0 * slope) if slope > 0.0 else self.width

    def curvatures(self, points: Array) -> Array:
        """(n, d) absolute eigenvalues of the Hessian at ``points`` (d, n), NaN where it is not finite."""
        d, n = points.shape
        matrices = np.empty((n, d, d))
        upper = [(i, j) for i in range(d) for j in range(i, d)]
        for (i, j), entry in zip(upper, self.outputs(self.hessian, points), strict=True):
            matrices[:, i, j] = matrices[:, j, i] = entry
        finite = np.isfinite(matrices).all(axis=(1, 2))
        result: Array = np.full((n, d), np.nan)
        result[finite] = np.abs(np.linalg.eigvalsh(matrices[finite]))
        return result

    def outputs(self, graph: Graph, points: Array) -> Array:
        """Outputs of ``graph`` (outputs, …) at ``points`` (d, …)."""
        values = graph.evaluate(dict(zip(self.variables, points, strict=True)) | self.coefficients)
        return np.array([np.broadcast_to(values[index], points.shape[1:]) for index in graph.outputs])

    def calm_rates(self, guesses: dict[str, float], trials: Mapping[str, _Trial], steps: int) -> dict[str, float]:
        """For each guess the largest round rate not above it at which, and below which, paths are calm."""
        rates = np.array([[_below(guess, place) for place in range(TRIALS)] for guess in guesses.values()])
        calm = self.is_calm(rates, [trials[key] for key in guesses], steps)
        # A single lucky rate above a wild one does not count.
        wild = np.where(calm, -1, np.arange(TRIALS)).max(axis=1)
        places = np.minimum(wild + 1, TRIALS - 1)
        return {key: float(row[place]) for key, row, place in zip(guesses, rates, places, strict=True)}

    def is_calm(self, rates: Array, trials: Sequence[_Trial], steps: int) -> NDArray[np.bool_]:
        """Whether each of ``rates`` (trials, candidates) keeps ``steps`` steps near the domain and ends no higher."""
        begin, lows, highs = (
            np.reshape(values, (-1, 1, 1)) for values in (self.start, *zip(*self.domain, strict=True))
        )
        margin = 0.5 * (highs - lows)
        nearest, farthest = np.minimum(lows, begin) - margin, np.maximum(highs, begin) + margin
        momentum = np.array([[trial.momentum] for trial in trials])
        ahead = np.array([[trial.looks_ahead] for trial in trials])
        theta = np.tile(begin, (1, *rates.shape))
        velocity = np.zeros_like(theta)
        calm = np.ones(rates.shape, dtype=np.bool_)
        first = last = self.outputs(self.augmented, theta)
        with np.errstate(all="ignore"):
            for _ in range(steps):
                velocity = momentum * velocity + last[1:]
                theta = theta - rates * np.where(ahead, last[1:] + momentum * velocity, velocity)
                calm &= ((theta >= nearest) & (theta <= farthest)).all(axis=0)
                theta = np.where(calm, theta, begin)
                last = self.outputs(self.augmented, theta)
            return np.asarray(calm & np.isfinite(last).all(axis=0) & ~(last[0] > first[0]))


def _percentile(values: Array) -> float:
    """The 80th percentile of the finite values, 0 where there are none."""
    finite = values[np.isfinite(values)]
    return float(np.percentile(finite, 80.0)) if finite.size else 0.0


def _below(rate: float, places: int = 0) -> float:
    """The round number (1, 2, 5, 10 …) next to ``rate``, and from there ``places`` round numbers down.

    It stays within the bounds every learning rate has.
    """
    position = round(3.0 * math.log10(min(max(rate, 1e-12), 1e6))) - places
    return max(float(f"{(1, 2, 5)[position % 3]}e{position // 3}"), 1e-12)
