"""Which part of the plane is visible. No Qt in here."""

from __future__ import annotations

import math

from landscape_gui.core.descriptors import Interval
from landscape_gui.ui.canvas.axes import Axis

Region = tuple[Interval, Interval]
FARTHEST = 1e9
_SMALLEST = 1e-9
_REMEMBERED = 64


class Viewport:
    """The visible region: the scene's, or for a moment one that was asked for and is still being computed."""

    def __init__(self) -> None:
        self._shown: Region = ((0.0, 1.0), (0.0, 1.0))
        self._asked: list[Region] = []
        self._owner: object = None

    @property
    def region(self) -> Region:
        """What is visible now."""
        return self._asked[-1] if self._asked else self._shown

    def ask(self, region: Region) -> bool:
        """Show ``region`` from now on; False, and nothing changes, where it is too small, too far out or the same."""
        if region == self.region or not all(_valid(interval) for interval in region):
            return False
        self._asked = [*self._asked[1 - _REMEMBERED :], region]
        return True

    def arrive(self, region: Region, owner: object) -> None:
        """A scene of ``region`` has come, of the problem ``owner``: what was asked for stays until it is answered."""
        answered = bool(self._asked) and region == self._asked[-1]
        late = region in self._asked or region == self._shown
        if answered or not late or owner != self._owner:
            self._asked = []
        self._shown, self._owner = region, owner


def zoomed(axis: Axis, factor: float, around: float) -> Interval:
    """The interval of an axis magnified by ``factor``, the value at position ``around`` staying where it is."""
    near = axis.zoomed(factor, around)
    return near.low, near.high


def panned(axis: Axis, by: float) -> Interval:
    """The interval of an axis moved on by the share ``by`` of its length."""
    moved = axis.panned(by)
    return moved.low, moved.high


def _valid(interval: Interval) -> bool:
    low, high = interval
    if not (math.isfinite(low) and math.isfinite(high) and max(abs(low), abs(high)) <= FARTHEST):
        return False
    return high - low > _SMALLEST * max(1.0, abs(low), abs(high))
