"""The curves as numbers: for every lane what it trains on, and where it is a network what it has never seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.core.simulate import DIVERGED, Run
from landscape_gui.networks import DataNetwork
from landscape_gui.scene import LaneRun, Scene

Floats = NDArray[np.float64]
Steps = NDArray[np.int64]

TRAINING, VALIDATION, BATCH = "training", "validation", "batch"
"""What a curve is about: all that is learnt from, what is set aside, the few examples of each step."""

KEPT = 4096
"""Rows at the beginning of a long run that are kept whole, and parts into which the others are cut."""
RISE, LONG = 1.1, 0.1
"""The lowest validation loss is worth a mark where it rose by this factor since, or was no better for this share."""
_LAYERS = (BATCH, VALIDATION, TRAINING)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One curve of a lane.

    Attributes:
        at: (rows,) int64, the step each value belongs to; values: (rows,) as computed, shares in percent.
        steps, outline: (n,) the same curve with no more points than a picture needs, see ``outlined``.
        part: ``TRAINING``, the lane's own curve; ``VALIDATION`` beside it; ``BATCH``, beneath both.
        best: row from which on the validation loss only got worse, if it did.
    """

    lane: LaneRun
    run: Run
    at: Steps
    values: Floats
    steps: Floats
    outline: Floats
    part: str = TRAINING
    best: int | None = None

    @property
    def diverged(self) -> bool:
        """Whether the lane left the numbers."""
        return self.run.status == DIVERGED

    def row(self, position: float) -> int:
        """Row of the last value not after ``position``."""
        # A whole number spares the search the conversion of all steps.
        whole = np.int64(max(0.0, position))
        return max(0, int(np.searchsorted(self.at, whole, side="right")) - 1)


def classifies(scene: Scene) -> bool:
    """Whether there are classes to be right or wrong about."""
    return scene.network is not None and bool(scene.network.prepared.data.classes)


def shown_curve(scene: Scene) -> str:
    """What the curves of ``scene`` show: what its view asks for, or the loss where that has no meaning here."""
    wanted = scene.experiment.view.curve
    return "loss" if wanted == "accuracy" and not classifies(scene) else wanted


def series_of(scene: Scene, curve: str) -> tuple[Series, ...]:
    """The curves of the lanes that run, lowest first; ``curve`` is "loss", "gradient_norm" or "accuracy"."""
    found = [one for lane in scene.shown for one in _of_lane(scene, lane, curve)]
    return tuple(sorted(found, key=lambda one: _LAYERS.index(one.part)))


def told(series: tuple[Series, ...], lane: int) -> tuple[Series, ...]:
    """Of several lanes with single batches only those of the lane with index ``lane``: many are but noise."""
    if sum(one.part == BATCH for one in series) < 2:
        return series
    return tuple(one for one in series if one.part != BATCH or one.lane.index == lane)


def _of_lane(scene: Scene, lane: LaneRun, curve: str) -> list[Series]:
    run = lane.run
    assert run is not None
    if curve == "gradient_norm":
        return [_series(lane, run, run.steps, _norms(run.gradients))]
    if scene.network is None or not isinstance(run, TrainingRun):
        return [_series(lane, run, run.steps, run.losses)]
    if curve == "accuracy":
        return _accuracies(lane, run)
    return _losses(lane, run, scene.network)


def _accuracies(lane: LaneRun, run: TrainingRun) -> list[Series]:
    looks = run.curves
    found = [_series(lane, run, looks.steps, 100.0 * looks.training_accuracies)]
    if looks.validated:
        found.append(_series(lane, run, looks.steps, 100.0 * looks.validation_accuracies, VALIDATION, _best(run)))
    return found


def _losses(lane: LaneRun, run: TrainingRun, network: DataNetwork) -> list[Series]:
    """Without penalties, so that training and validation can be compared."""
    looks, whole = run.curves, network.records_whole_losses(run)
    if whole and not network.penalties.any():
        # The same numbers, and of every step.
        found = [_series(lane, run, run.steps, run.losses)]
    else:
        found = [_series(lane, run, looks.steps, looks.training_losses)]
    if not whole:
        found.append(_series(lane, run, run.steps, run.losses, BATCH))
    if looks.validated:
        found.append(_series(lane, run, looks.steps, looks.validation_losses, VALIDATION, _best(run)))
    return found


def _best(run: TrainingRun) -> int | None:
    looks = run.curves
    row = int(np.searchsorted(looks.steps, looks.best_step))
    last = int(looks.steps[-1])
    rose = looks.validation_losses[-1] > RISE * looks.best_loss or looks.best_step < (1.0 - LONG) * last
    return row if rose and looks.best_step < last and run.status != DIVERGED else None


def _series(
    lane: LaneRun, run: Run, at: Steps, values: Floats, part: str = TRAINING, best: int | None = None
) -> Series:
    return Series(lane, run, at, values, *outlined(at, values), part, best)


def outlined(steps: Steps, values: Floats) -> tuple[Floats, Floats]:
    """Steps and values (n,) of a curve, of a long one only what shows: its beginning, and the outline of the rest.

    The beginning is kept whole because a logarithmic axis of steps spreads it out.
    """
    if steps.size <= 2 * KEPT:
        return steps.astype(np.float64), values
    size = -(-(steps.size - KEPT) // KEPT)
    begins = np.arange(KEPT, steps.size, size)
    points = extremes(steps, values, begins)
    return (
        np.concatenate([steps[:KEPT].astype(np.float64), points[:, 0]]),
        np.concatenate([values[:KEPT], points[:, 1]]),
    )


def thinned(x: Floats, y: Floats, width: float = 1.0) -> Floats:
    """(n, 2) the points of a curve, of which a column of pixels shows first, lowest, highest and last.

    Args:
        x: (rows,) rising, in pixels; y: (rows,).
        width: of a column, in pixels.
    """
    columns = np.floor(x / width).astype(np.int64)
    begins = np.flatnonzero(np.diff(columns, prepend=columns[:1] - 1))
    return np.stack([x, y], axis=1) if 4 * begins.size >= x.size else extremes(x, y, begins)


def extremes(x: Steps | Floats, y: Floats, begins: Steps) -> Floats:
    """(4 n, 2) of each part, starting at rows ``begins`` (n,): its first, lowest, highest and last point."""
    ends = np.append(begins[1:], x.size) - 1
    points = np.empty((begins.size, 4, 2))
    middle = 0.5 * (x[begins] + x[ends])
    heights = (y[begins], np.fmin.reduceat(y, begins), np.fmax.reduceat(y, begins), y[ends])
    for k, (across, height) in enumerate(zip((x[begins], middle, middle, x[ends]), heights, strict=True)):
        points[:, k, 0], points[:, k, 1] = across, height
    return points.reshape(-1, 2)


def epochs(series: tuple[Series, ...]) -> set[int]:
    """In how many steps the lanes see every example once, each number that occurs; empty where nothing is trained."""
    return {one.run.steps_per_epoch for one in series if isinstance(one.run, TrainingRun)}


def _norms(gradients: Floats) -> Floats:
    """(rows,) Euclidean norms of gradients (rows, d)."""
    with np.errstate(over="ignore"):
        norms: Floats = np.sqrt(np.einsum("ij,ij->i", gradients, gradients))
    return norms
