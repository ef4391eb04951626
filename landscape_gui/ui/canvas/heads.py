"""Where each lane stands at a play position. No Qt in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.simulate import DIVERGED, Run
from landscape_gui.scene import LaneRun

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A lane at a play position, which may lie between two recorded rows.

    Attributes:
        row, share: the last recorded row not after the position, and the way, 0 to 1, to the next one.
        point: (d,) parameters there.
    """

    lane: LaneRun
    run: Run
    row: int
    share: float
    point: Floats

    @property
    def ended(self) -> bool:
        """Whether the last recorded row is reached."""
        return self.row >= len(self.run.steps) - 1

    @property
    def diverged(self) -> bool:
        """Whether the path is over because it left the numbers."""
        return self.ended and self.run.status == DIVERGED

    def between(self, rows: Floats) -> Floats:
        """The entry of ``rows`` (rows, …) at the play position, linear between recorded rows."""
        here: Floats = rows[self.row]
        if self.share == 0.0:
            return here
        between: Floats = here + self.share * (rows[self.row + 1] - here)
        return between

    def step(self) -> Floats:
        """(d,) the change from this row to the next, gliding into the one after it; 0 at the end."""
        positions = self.run.positions
        moves = np.diff(positions[self.row : self.row + 3], axis=0)
        here: Floats = moves[0] if len(moves) else np.zeros(positions.shape[1])
        ahead = moves[1] if len(moves) > 1 else np.zeros(positions.shape[1])
        step: Floats = here + self.share * (ahead - here)
        return step

    def motion(self) -> Floats | None:
        """(d,) the direction in which the velocity moves the parameters; None for an optimizer without one."""
        name = self.run.optimizer.velocity
        return None if name is None else -self.between(self.run.state[name])


def head_of(lane: LaneRun, position: float) -> Head | None:
    """Where ``lane`` stands at play ``position`` (a step number, fractional between steps); None without a run."""
    run = lane.run
    if run is None:
        return None
    row, share = row_of(run.steps, position)
    here: Floats = run.positions[row]
    point = here if share == 0.0 else here + share * (run.positions[row + 1] - here)
    return Head(lane, run, row, share, point)


def heads_of(lanes: Sequence[LaneRun], position: float) -> list[Head]:
    """Where each lane that has a run stands at play ``position``."""
    return [head for lane in lanes if (head := head_of(lane, position)) is not None]


def row_of(steps: NDArray[np.int64], position: float) -> tuple[int, float]:
    """The last row not after ``position`` and the share of the way to the next, 0 at the last row."""
    row = max(0, int(np.searchsorted(steps, position, side="right")) - 1)
    if row >= len(steps) - 1 or position <= steps[row]:
        return row, 0.0
    return row, float((position - steps[row]) / (steps[row + 1] - steps[row]))
