"""Learning rates that suit a surface: a rate that walks calmly over one landscape is lost on the next.

A global default cannot fit: gradient descent at 0.01 diverges on Rosenbrock's valley and stands still on the eggholder.
Everything here is evaluated by numpy from the formula's graph, so it answers in milliseconds and compiles nothing.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.derivatives import with_gradient, with_hessian
from landscape_gui.core.descriptors import Interval, Point
from landscape_gui.core.expression import Graph
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.problem import Problem

Array = NDArray[np.float64]

SAMPLES = 100
PERCENTILE = 80.0
TRIAL_STEPS = 60
TRIALS = 12
"""Candidate rates below the first guess, in 1-2-5 steps: a factor of 10,000 in all."""

_CURVATURE_SHARE = {"gd": 0.5, "momentum": 0.2, "nesterov": 0.2}
"""Optimizers whose step is the gradient times the rate: the rate as a share of 1/λ, λ a typical curvature."""
_MOMENTUM = {"gd": (0.0, False), "momentum": (0.9, False), "nesterov": (0.9, True)}
_WIDTH_SHARE = {"adagrad": 1 / 10, "rmsprop": 1 / 200, "lion": 1 / 200}
_ADAM_LIKE = 1 / 50
"""Optimizers whose step is about the rate, whatever the gradient: the rate as a share of the domain's width."""
_UNITLESS = ("adadelta",)
"""Optimizers that find the length of a step themselves."""


def suited_rates(problem: Problem) -> dict[str, float]:
    """A learning rate for every optimizer by key, under which it moves visibly over ``problem`` and does not diverge.

    Rates are round (1, 2 or 5 times a power of ten) and depend on nothing but the formula, its coefficients, the domain
    and the start.
    """
    coefficients = tuple(sorted(problem.coefficients.items()))
    return dict(_suited(problem.graph, coefficients, problem.domain, problem.start))


@lru_cache(maxsize=128)
def _suited(
    graph: Graph, coefficients: tuple[tuple[str, float], ...], domain: tuple[Interval, ...], start: Point
) -> tuple[tuple[str, float], ...]:
    width = max(high - low for low, high in domain)
    rates = dict(zip(_CURVATURE_SHARE, _gradient_rates(graph, dict(coefficients), domain, start), strict=True))
    for key, descriptor in OPTIMIZERS.items():
        if key in _UNITLESS:
            rates[key] = descriptor.defaults["lr"]
        elif key not in rates:
            rates[key] = _round(width * _WIDTH_SHARE.get(key, _ADAM_LIKE))
        bounds = next(parameter for parameter in descriptor.parameters if parameter.key == "lr")
        rates[key] = min(max(rates[key], bounds.low), bounds.high)
    return tuple((key, rates[key]) for key in OPTIMIZERS)


def _gradient_rates(
    graph: Graph, coefficients: dict[str, float], domain: tuple[Interval, ...], start: Point
) -> list[float]:
    """Rates of the optimizers in ``_CURVATURE_SHARE``: the largest of the candidates that keeps the path in sight."""
    steps = _first_guess(graph, coefficients, domain, start)
    candidates = np.array([[_below(share * steps, place) for place in range(TRIALS)] for share in _CURVATURE_SHARE.values()])
    calm = _stays_in_sight(graph, coefficients, domain, start, candidates)
    # The largest rate below which every other is calm too: a single lucky one above a wild one does not count.
    wild = np.where(calm, -1, np.arange(TRIALS)).max(axis=1)
    places = np.minimum(wild + 1, TRIALS - 1)
    return [float(row[place]) for row, place in zip(candidates, places, strict=True)]


def _first_guess(graph: Graph, coefficients: dict[str, float], domain: tuple[Interval, ...], start: Point) -> float:
    """1/λ for the typical curvature λ, or, on a surface without any, the rate that crosses the domain in 20 steps."""
    random = np.random.default_rng(0)
    points = {
        name: np.append(random.uniform(low, high, SAMPLES), begin)
        for name, (low, high), begin in zip(graph.variables, domain, start, strict=True)
    }
    curvature = _curvatures(with_hessian(graph), points | coefficients, len(graph.variables))
    typical = float(np.percentile(curvature, PERCENTILE)) if curvature.size else 0.0
    width = max(high - low for low, high in domain)
    slopes = np.abs(_outputs(with_gradient(graph), points | coefficients)[1:])
    slopes = slopes[np.isfinite(slopes)]
    slope = float(np.percentile(slopes, PERCENTILE)) if slopes.size else 0.0
    if typical * width > 1e-6 * slope:
        return 1.0 / typical
    return width / (20.0 * slope) if slope > 0.0 else width


def _curvatures(hessian: Graph, points: dict[str, Array | float], d: int) -> Array:
    """Absolute eigenvalues of the Hessian at all points where it is finite, in one flat array."""
    matrices = np.empty((SAMPLES + 1, d, d))
    upper = [(i, j) for i in range(d) for j in range(i, d)]
    for (i, j), entry in zip(upper, _outputs(hessian, points), strict=True):
        matrices[:, i, j] = matrices[:, j, i] = entry
    finite = np.isfinite(matrices).all(axis=(1, 2))
    return np.abs(np.linalg.eigvalsh(matrices[finite])).ravel()


def _outputs(graph: Graph, inputs: dict[str, Array | float]) -> Array:
    """Outputs of ``graph``, one row each, at all points of ``inputs``."""
    shape = np.broadcast_shapes(*(np.shape(value) for value in inputs.values()))
    values = graph.evaluate(inputs)
    return np.array([np.broadcast_to(values[index], shape) for index in graph.outputs])


def _stays_in_sight(
    graph: Graph, coefficients: dict[str, float], domain: tuple[Interval, ...], start: Point, rates: Array
) -> NDArray[np.bool_]:
    """For each rate (optimizers, trials), whether a short run from ``start`` stays near the domain and goes down."""
    augmented = with_gradient(graph)
    lows, highs = (np.array(ends)[:, None, None] for ends in zip(*domain, strict=True))
    margin = 0.5 * (highs - lows)
    low, high = np.minimum(lows, np.reshape(start, lows.shape)) - margin, np.maximum(highs, np.reshape(start, lows.shape)) + margin
    share = np.array([momentum for momentum, _ in _MOMENTUM.values()])[:, None]
    ahead = np.array([looks_ahead for _, looks_ahead in _MOMENTUM.values()])[:, None]
    theta = np.tile(np.reshape(start, lows.shape), (1, *rates.shape))
    velocity = np.zeros_like(theta)
    calm = np.ones(rates.shape, dtype=bool)
    first = None
    with np.errstate(all="ignore"):
        for _ in range(TRIAL_STEPS):
            value, *partials = _outputs(augmented, dict(zip(graph.variables, theta, strict=True)) | coefficients)
            first = value if first is None else first
            gradient = np.array(partials)
            velocity = share * velocity + gradient
            theta = theta - rates * np.where(ahead, gradient + share * velocity, velocity)
            calm &= np.isfinite(gradient).all(axis=0) & ((theta >= low) & (theta <= high)).all(axis=0)
            theta = np.where(calm, theta, np.reshape(start, lows.shape))
    return calm & ~(value > first)


def _below(rate: float, places: int) -> float:
    """The round number (1, 2, 5, 10 …) next to ``rate``, and from there ``places`` round numbers down."""
    position = round(3.0 * math.log10(min(max(rate, 1e-12), 1e6))) - places
    return float(f"{(1, 2, 5)[position % 3]}e{position // 3}")


def _round(rate: float) -> float:
    return _below(rate, 0)
