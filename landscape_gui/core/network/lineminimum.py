"""Where the loss of a decision line is least: in a point, along a piece of a line, in a region, or nowhere.

Of a slope w the best intercepts are an interval. The least loss of each slope is a convex function g(w), whose lowest
point is found by halving: for the hinge loss exactly, as only orders and sums of numbers are needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.descriptors import Point
from landscape_gui.core.network.decisionline import DecisionLine

Array = NDArray[np.float64]

MOST_EXAMPLES = 20_000
"""Examples beyond which nobody waits for the minimum."""
WIDEST = 64.0
"""Slopes that are looked at, in largest slopes that are shown."""
SAME, FLAT = 1e-9, 1e-12
"""Differences that count as none: of slopes and intercepts, in sizes of what is shown; and of g's slope."""
CORNERS = 48
"""Slopes at which the border of a region is found."""
TURNS = 200
HALF = 2.0**-48
"""Part of an interval that is halved no further."""


@dataclass(frozen=True, slots=True)
class LineMinimum:
    """Where a loss is least.

    Attributes:
        points: none where the loss falls for ever, without a lowest point; one; the two ends of a piece of a line; or
            the border of a region, in order, each point (w, b).
        open: whether that region goes on beyond its border on view.
    """

    points: tuple[Point, ...]
    open: bool = False


def line_minimum(line: DecisionLine) -> LineMinimum | None:
    """Find it; None where the data have but one class or one x, or are beyond what can be reckoned with."""
    (x, _), labels = line.x, _labels(line)
    if not 2 <= len(x) <= MOST_EXAMPLES or np.ptp(labels) == 0.0 or np.ptp(x) == 0.0:
        return None
    if not np.isfinite(line.x).all() or np.abs(line.x).max() > 1e12:
        return None
    if line.architecture.loss == "hinge":
        return _of_hinge(line)
    return LineMinimum(()) if _parted_by_x(line) else _of_logistic(line)


def _labels(line: DecisionLine) -> Array:
    """(n,) the labels +1 and −1."""
    return np.asarray(line.architecture.sign * (2.0 * line.t[0] - 1.0))


def _parted_by_x(line: DecisionLine) -> bool:
    """Whether a vertical line parts the classes: the steeper a line, the smaller is its loss, if nothing holds w."""
    x, above = line.x[0], _labels(line) > 0.0
    parted = x[above].max() <= x[~above].min() or x[~above].max() <= x[above].min()
    return bool(parted) and not line.penalties.any()


def _of_logistic(line: DecisionLine) -> LineMinimum | None:
    """Newton's method; a penalty on |w| either holds w at 0 or pulls with the same force everywhere."""
    l1 = float(line.penalties[0])
    held = _newton(line, 0.0, free=l1 == 0.0)
    if l1 > 0.0 and held is not None:
        pull = float(_slopes(line, held, 0.0)[0])
        if abs(pull) > l1:
            held = _newton(line, -l1 if pull > 0.0 else l1, free=True)
    return None if held is None else LineMinimum((tuple(held.tolist()),))


def _newton(line: DecisionLine, force: float, *, free: bool) -> Array | None:
    """Where the logistic loss with ``force``·w and its square penalty is least; w stays 0 unless it is ``free``."""
    theta = np.array([0.0, float(line.x[1].mean())])
    scale = np.array([1.0 / float(np.abs(line.x[0]).max()), 1.0])
    kept = slice(0 if free else 1, 2)
    for _ in range(TURNS):
        slopes, curvature = _slopes(line, theta, force), _curvature(line, theta)
        if not np.isfinite(curvature).all():
            return None
        if (np.abs(slopes * scale)[kept] <= 1e-14).all():
            return theta
        units = np.outer(scale, scale)[kept, kept]
        step = np.zeros(2)
        scaled = (slopes * scale)[kept]
        step[kept] = -scale[kept] * np.linalg.lstsq(curvature[kept, kept] * units, scaled, rcond=None)[0]
        value, slope, length = _smooth(line, theta, force), float(np.linalg.norm(scaled)), 1.0
        while length > 1e-12:
            there = theta + length * step
            # Close by, losses differ by less than they are rounded; slopes tell still.
            nearer = float(np.linalg.norm((_slopes(line, there, force) * scale)[kept])) < slope
            if nearer or _smooth(line, there, force) < value:
                break
            length *= 0.5
        else:
            return theta if slope <= 1e-9 else None
        theta = there
    return None


def _smooth(line: DecisionLine, theta: Array, force: float) -> float:
    """The mean logistic loss at a line, with its square penalty and ``force``·w."""
    losses = np.logaddexp(0.0, -_labels(line) * _scores(line, theta))
    return float(losses.mean() + 0.5 * line.penalties[1] * theta[0] ** 2 + force * theta[0])


def _scores(line: DecisionLine, theta: Array) -> Array:
    return np.asarray(line.x[1] - (theta[0] * line.x[0] + theta[1]))


def _slopes(line: DecisionLine, theta: Array, force: float) -> Array:
    """(2,) slopes of ``_smooth`` by w and b."""
    labels = _labels(line)
    missed = labels * _sigmoid(-labels * _scores(line, theta))
    by_w = float((missed * line.x[0]).mean()) + line.penalties[1] * theta[0] + force
    return np.array([by_w, float(missed.mean())])


def _curvature(line: DecisionLine, theta: Array) -> Array:
    """(2, 2) second slopes of ``_smooth``."""
    p = _sigmoid(_scores(line, theta))
    basis = np.stack([line.x[0], np.ones_like(p)])
    curvature: Array = (basis * (p * (1.0 - p))) @ basis.T / p.size
    curvature[0, 0] += line.penalties[1]
    return curvature


def _sigmoid(values: Array) -> Array:
    return np.asarray(np.exp(-np.logaddexp(0.0, -values)))


def _of_hinge(line: DecisionLine) -> LineMinimum | None:
    """Halve an interval of slopes until it ends where g begins to rise, on either side."""
    widest = WIDEST * line.domain[0][1]
    size_w, size_b = line.domain[0][1], line.domain[1][1] - line.domain[1][0]
    tolerance = FLAT * float(np.abs(line.x[0]).max())
    left, right = _rise(line, -widest), _rise(line, widest)
    if left > tolerance or right < -tolerance:
        return None
    low = -widest if left >= -tolerance else _first(lambda w: _rise(line, w) >= -tolerance, -widest, widest)
    high = widest if right <= tolerance else _first(lambda w: _rise(line, w) > tolerance, -widest, widest)
    is_open = low <= -widest or high >= widest
    if high - low <= SAME * size_w:
        w = 0.0 if low <= 0.0 <= high else 0.5 * (low + high)
        below, above = _best_intercepts(line, w)
        points: tuple[Point, ...] = ((w, below), (w, above))
        return LineMinimum(((w, 0.5 * (below + above)),) if above - below <= SAME * size_b else points)
    slopes = np.linspace(low, high, CORNERS)
    if is_open:
        slopes = np.clip(slopes, -4.0 * size_w, 4.0 * size_w)
        slopes = np.linspace(slopes.min(), slopes.max(), CORNERS)
        if not slopes[-1] > slopes[0]:
            return None
    ends = np.array([_best_intercepts(line, float(w)) for w in slopes])
    lower, upper = (list(zip(slopes.tolist(), ends[:, k].tolist(), strict=True)) for k in (0, 1))
    if (ends[:, 1] - ends[:, 0] <= SAME * size_b).all():
        return LineMinimum((lower[0], lower[-1]), is_open)
    return LineMinimum((*lower, *reversed(upper)), is_open)


def _first(holds: Callable[[float], bool], low: float, high: float) -> float:
    """The least number between two at which something holds that holds from there on."""
    least = HALF * (high - low)
    while high - low > least:
        middle = 0.5 * (low + high)
        if holds(middle):
            high = middle
        else:
            low = middle
    return high


def _kinks(line: DecisionLine, w: float) -> Array:
    """(n,) intercepts at which the hinge of an example opens or shuts."""
    return np.asarray(line.x[1] - w * line.x[0] - _labels(line))


def _best_intercepts(line: DecisionLine, w: float) -> tuple[float, float]:
    """The ends of the interval of intercepts at which the mean hinge loss of a slope is least.

    Below all kinks the loss falls by 1 for every example that belongs below the line; each kink adds 1 to its slope.
    """
    below = int((_labels(line) < 0.0).sum())
    ordered = np.partition(_kinks(line, w), (below - 1, below))
    return float(ordered[below - 1]), float(ordered[below])


def _rise(line: DecisionLine, w: float) -> float:
    """The slope of g at ``w``, or a number between its slopes to the left and to the right at a kink.

    Where examples have their kink at the very intercept that is best, as equal ones have at every slope, they count
    with the share that leaves no slope by b.
    """
    low, high = _best_intercepts(line, w)
    kinks, labels, b = _kinks(line, w), _labels(line), 0.5 * (low + high)
    weights = np.where(labels > 0.0, kinks < b, kinks > b).astype(np.float64)
    missing = -float(labels @ weights)
    if missing:
        at = (kinks == b) & (labels == np.sign(missing))
        weights[at] = abs(missing) / max(1, int(at.sum()))
    l1, l2 = line.penalties.tolist()
    return float((labels * line.x[0]) @ weights) / labels.size + l2 * w + l1 * float(np.sign(w))
