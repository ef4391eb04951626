"""Axes on which all curves can be read.

A logarithmic axis needs values above 0, and losses may be negative. Where one is, the lowest known loss is subtracted
from all of them: that of the known minimum, or of the best place any lane has reached if that is lower. What is left
is how far each lane still has to go, which is what such a picture is about; its axis says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.scene import Scene
from landscape_gui.ui.canvas.axes import Axis
from landscape_gui.ui.views.curves.series import BATCH, Series, shown_curve

Floats = NDArray[np.float64]

DECADES = 12
"""Most powers of ten a logarithmic axis shows; further down there is little but rounding."""
OVERSHOOT = 1e6
"""How far above the starts, as a factor, a logarithmic axis follows a lane."""
PERCENT = (-2.0, 102.0)
"""Ends of an axis of shares, with a little room for lines that run along its ends."""
_SAME = 1e-6
"""Relative difference up to which a loss counts as that of the known minimum, whose place is known to a few digits."""


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """All curves and their axes.

    Attributes:
        subtracted: what is taken off every value before it is placed on the y axis, 0 where nothing is.
        what: "loss", "gradient_norm", "accuracy", "loss_minimum" (the known minimum is subtracted) or "loss_lowest"
            (the lowest loss reached is).
    """

    series: tuple[Series, ...]
    x: Axis
    y: Axis
    what: str
    subtracted: float = 0.0

    def placed(self, values: Floats) -> Floats:
        """(rows,) positions of values on the y axis, 0 at its low and 1 at its high end, limited to ±50 around it."""
        with np.errstate(invalid="ignore", over="ignore"):
            shown = values - self.subtracted
        if self.y.kind == "log":
            shown = np.maximum(shown, self.y.low * 1e-3)
        limited: Floats = np.clip(self.y.to_unit(shown), -50.0, 50.0)
        return limited


def chart_of(scene: Scene, series: tuple[Series, ...], steps: str = "") -> Chart:
    """The curves of ``scene`` on the axes its view asks for; ``steps`` is the name of the axis of steps."""
    view, what = scene.experiment.view, shown_curve(scene)
    last = scene.last_step if scene.complete else max(scene.last_step, scene.experiment.steps)
    x = Axis(0.0, float(max(1, last)), steps, kind="bent" if view.log_steps else "linear", bend=1.0)
    if what == "accuracy":
        return Chart(series, x, Axis(*PERCENT), what)
    # Single batches are noise around the curves, which would take most of an axis that holds it all.
    told = tuple(one for one in series if one.part != BATCH)
    if not view.log_values:
        return Chart(series, x, linear_axis(told), what)
    subtracted = 0.0
    if what == "loss":
        what, subtracted = _lowest(scene, told)
    return Chart(series, x, log_axis(told, subtracted), what, subtracted)


def linear_axis(series: tuple[Series, ...]) -> Axis:
    """An axis on which every lane that stays within the numbers is seen; a lane that diverges leaves it."""
    calm = _calm(series)
    lows, highs = [], []
    for one in series:
        finite = one.outline[np.isfinite(one.outline)]
        if not finite.size:
            continue
        first = float(finite[0])
        if not calm:
            # Where all lanes diverge, the beginning of it is shown.
            reach = 3.0 * max(1.0, abs(first))
            lows.append(first - reach)
            highs.append(first + reach)
        elif one.diverged:
            lows.append(first)
            highs.append(first)
        else:
            # A short excursion may leave the picture, a start may not.
            lows.append(float(finite.min()))
            highs.append(max(first, float(np.quantile(finite, 0.98))))
    if not lows:
        return Axis(0.0, 1.0)
    low, high = min(lows), max(highs)
    pad = 0.05 * (high - low) if high > low else 0.05 * abs(high) or 1.0
    # Ends on a coarse grid, so that the axis rests while a slider moves the curves a little.
    grain = 2.0 ** np.floor(np.log2(pad))
    return Axis(float(np.floor((low - pad) / grain) * grain), float(np.ceil((high + pad) / grain) * grain))


def log_axis(series: tuple[Series, ...], subtracted: float = 0.0) -> Axis:
    """A logarithmic axis for the values above ``subtracted``, at most ``DECADES`` powers of ten long."""
    lows, highs, starts = [], [], []
    calm = _calm(series) or series
    for one in series:
        above = one.outline - subtracted
        above = above[np.isfinite(above) & (above > 0.0)]
        if not above.size:
            continue
        starts.append(float(above[0]))
        lows.append(float(above.min()))
        highs.append(float(above.max()) if one in calm else float(above[0]))
    if not highs:
        return Axis(1e-3, 1.0, kind="log")
    high = min(max(highs), OVERSHOOT * max(starts))
    low = max(min(lows), high * 10.0**-DECADES, 4.0 * float(np.finfo(float).eps) * abs(subtracted))
    if low >= 0.99 * high:
        return Axis(0.5 * high, 2.0 * high, kind="log")
    pad = 0.04 * float(np.log10(high / low))
    grain = 2.0 ** np.floor(np.log2(pad))
    ends = np.floor((np.log10(low) - pad) / grain) * grain, np.ceil((np.log10(high) + pad) / grain) * grain
    return Axis(float(10.0 ** ends[0]), float(10.0 ** ends[1]), kind="log")


def _calm(series: tuple[Series, ...]) -> tuple[Series, ...]:
    """The lanes that stay within the numbers."""
    return tuple(one for one in series if not one.diverged)


def _lowest(scene: Scene, series: tuple[Series, ...]) -> tuple[str, float]:
    """What a logarithmic loss axis is called and what it subtracts: see above."""
    reached = np.inf
    for one in _calm(series) or series:
        finite = one.outline[np.isfinite(one.outline)]
        reached = min(reached, float(finite.min()) if finite.size else np.inf)
    known = np.inf
    if scene.minima:
        values = scene.problem.values(np.array(scene.minima, dtype=np.float64))
        known = float(np.min(values[np.isfinite(values)], initial=np.inf))
    lowest = min(reached, known)
    if not lowest < 0.0:
        return "loss", 0.0
    is_known = np.isfinite(known) and known - lowest <= _SAME * (1.0 + abs(known))
    return "loss_minimum" if is_known else "loss_lowest", lowest
