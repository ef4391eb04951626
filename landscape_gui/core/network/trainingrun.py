"""A recorded training run: the rows of every run, loss and accuracy on all data, and any step between the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.errors import NetworkError
from landscape_gui.core.simulate import Run

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


class StepState(NamedTuple):
    """Everything a training knows after ``step`` updates.

    Attributes:
        position: (d,) parameters; loss: at it, over the data of this step; gradient: (d,) used by the next update.
        state: slot name -> (d,); clock: (c,) and factors: (f,) the optimizer's per-step numbers.
        statistics: batch norm's running means and variances, empty without it.
    """

    step: int
    position: Array
    loss: float
    gradient: Array
    state: Mapping[str, Array]
    clock: Array
    factors: Array
    statistics: Array


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Losses (without penalties) and accuracies on all data, dropout and noise off; (m,) each, first and last included.

    Attributes:
        steps: (m,) int64, the step each entry belongs to.
        training_losses, training_accuracies: on the training data; accuracies NaN where they have no meaning.
        validation_losses, validation_accuracies: on the validation data, NaN where there is none.
        every: steps between two entries, but for the last and the best.
        best_step, best_loss: where the validation loss (the training loss without validation data) was smallest; one
            of ``steps``.
        validated: whether there is validation data.
    """

    steps: Indices
    training_losses: Array
    training_accuracies: Array
    validation_losses: Array
    validation_accuracies: Array
    every: int
    best_step: int
    best_loss: float
    validated: bool


@dataclass(frozen=True, slots=True, eq=False)
class TrainingRun(Run):
    """A ``Run`` whose rows are also checkpoints: where not every step fits into memory, the rest can be recomputed.

    Attributes:
        clock: (rows, c), the optimizer's per-step scalars.
        statistics: (rows, s), batch norm's running means and variances, s = 0 without it.
        curves: loss and accuracy on all data.
        steps_per_epoch: steps in which every training example is seen once.
        replay: (row, step) -> the state at a step after that row's, the same to the last bit; ``state_at`` calls it.
        deal: step -> numbers of the examples it saw; ``examples`` calls it.
    """

    clock: Array
    statistics: Array
    curves: Curves
    steps_per_epoch: int
    replay: Callable[[int, int], StepState]
    deal: Callable[[int], Indices]

    def state_at(self, step: int) -> StepState:
        """The state at any recorded or passed step, exact; between two rows it is computed again.

        Raises:
            NetworkError: the run has no such step.
        """
        row = self.row(self._checked(step))
        if self.steps[row] != step:
            return self.replay(row, int(step))
        return StepState(
            int(step), self.positions[row], float(self.losses[row]), self.gradients[row],
            {name: values[row] for name, values in self.state.items()},
            self.clock[row], self.factors[row], self.statistics[row],
        )  # fmt: skip

    def examples(self, step: int) -> Indices:
        """Numbers (m,) of the training examples whose loss and gradient ``losses`` and ``gradients`` hold at ``step``.

        Raises:
            NetworkError: the run has no such step.
        """
        return self.deal(self._checked(step))

    def epoch(self, step: float) -> float:
        """Number of times every example has been used for an update after ``step`` updates."""
        return step / self.steps_per_epoch

    def _checked(self, step: int) -> int:
        if not 0 <= step <= self.last_step:
            raise NetworkError(f"The run has no step {step:,}; give a whole number from 0 to {self.last_step:,}.")
        return int(step)
