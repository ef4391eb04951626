"""The three axes of the ground: their names, where values lie on them, and their ticks. No Qt in here."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from landscape_gui.ui.canvas.ticks import Ticks, height_ticks, linear_ticks
from landscape_gui.ui.views.surface3d.ground import Ground

MOST = 5
"""About how many ticks an axis has at most."""


class AxisScale:
    """One axis of a ground.

    Attributes:
        name: what it shows; short: the same in fewer words; place: where a value lies on it, from 0 to 1.
        most: about how many ticks it may have.
    """

    def __init__(
        self, name: str, place: Callable[[float], float], make: Callable[[int], Ticks], most: int, short: str = ""
    ) -> None:
        self.name, self.short, self.most = name, short or name, most
        self.place = lru_cache(maxsize=256)(place)
        self.ticks = lru_cache(maxsize=16)(make)


@lru_cache(maxsize=2)
def axis_scales(ground: Ground) -> dict[str, AxisScale]:
    """The axes "x", "y" and "z" of a ground; ticks are made once for all directions of view."""
    scales = {"z": _upright(ground)}
    names = zip(ground.section.names, ground.section.short_names, strict=True)
    for key, (name, short), (low, high) in zip("xy", names, ground.grid.region, strict=False):
        scales[key] = _flat(name, short, low, high)
    return scales


def _flat(name: str, short: str, low: float, high: float) -> AxisScale:
    def place(value: float) -> float:
        return (value - low) / (high - low)

    return AxisScale(name, place, lambda count: linear_ticks(low, high, count), MOST, short)


def _upright(ground: Ground) -> AxisScale:
    rise = ground.rise

    def place(value: float) -> float:
        return float(rise.forward(value))

    def make(count: int) -> Ticks:
        return height_ticks(rise, count, percent=ground.percent)

    return AxisScale(ground.title, place, make, 0 if ground.empty else MOST)
