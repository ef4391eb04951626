"""State and record of a training, from whose rows it can be taken up again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.network.trainingrun import StepState
from landscape_gui.core.simulate import Records

Array = NDArray[np.float64]


class TrainingRecords(Records):
    """State and record of a training: those of every path, with what else a checkpoint needs."""

    def __init__(
        self, optimizer: Optimizer, hyperparameters: Mapping[str, float], start: Array, statistics: Array, rows: int
    ) -> None:
        super().__init__(optimizer, hyperparameters, start, rows)
        self.statistics = statistics.copy()
        self.clock_rows = np.empty((rows, self.clock.size))
        self.statistic_rows = np.empty((rows, statistics.size))

    def state(self) -> tuple[Array, ...]:
        """First arguments of ``loop.train`` after the plan."""
        return (*super().state(), self.statistics)

    def rows(self) -> tuple[Array, ...]:
        """The records, arguments of ``loop.train``."""
        return (*super().rows(), self.clock_rows, self.statistic_rows)

    def resume(self, other: TrainingRecords, row: int) -> None:
        """Take over the state that ``other`` recorded in ``row``."""
        self.theta[:], self.gradient[:], self.loss[0] = other.positions[row], other.gradients[row], other.losses[row]
        self.slots[:], self.clock[:] = other.slot_rows[row], other.clock_rows[row]
        self.factors[:], self.statistics[:] = other.factor_rows[row], other.statistic_rows[row]

    def snapshot(self, step: int, slots: tuple[str, ...]) -> StepState:
        """The present state, which is that after ``step`` updates."""
        state = dict(zip(slots, self.slots, strict=True))
        return StepState(
            step, self.theta, float(self.loss[0]), self.gradient, state, self.clock, self.factors, self.statistics
        )
