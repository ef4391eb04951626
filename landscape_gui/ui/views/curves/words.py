"""What is said about the curves: names of axes, what kinds of curves there are, readings at a step."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject

from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.core.simulate import CONVERGED
from landscape_gui.scene.lanenames import in_short
from landscape_gui.ui.views.curves.data import Chart
from landscape_gui.ui.views.curves.hover import Reading
from landscape_gui.ui.views.curves.key import Item
from landscape_gui.ui.views.curves.series import BATCH, TRAINING, VALIDATION, Series, epochs

BEST = "best"
PERCENT = "\N{NO-BREAK SPACE}%"


class CurveWords(QObject):
    """Says in words what a ``Chart`` shows."""

    def steps(self, series: tuple[Series, ...]) -> str:
        """The name of the axis of steps, which tells how many make an epoch where that is the same for all lanes."""
        sizes = epochs(series)
        if sizes == {1}:
            return self.tr("step = epoch")
        return self.tr("step ({count:,} = 1 epoch)").format(count=sizes.pop()) if len(sizes) == 1 else self.tr("step")

    def values(self, chart: Chart) -> str:
        """The name of the axis of values."""
        return {
            "loss": self.tr("loss"),
            "loss_minimum": self.tr("loss − minimum"),
            "loss_lowest": self.tr("loss − lowest loss"),
            "gradient_norm": self.tr("gradient norm"),
            "accuracy": self.tr("accuracy in %"),
        }[chart.what]

    def epoch(self, chart: Chart, step: float) -> str:
        """What follows the number of a step: its epoch, where all lanes need the same several steps for one."""
        sizes = epochs(chart.series)
        if len(sizes) != 1 or sizes == {1}:
            return ""
        # Some lanes may have ended before this step: its epoch is that of the one that went furthest.
        furthest = max(chart.series, key=lambda one: one.run.last_step)
        return self.tr(" · epoch {epoch}").format(epoch=_epoch(furthest, step))

    def ended(self, series: Series) -> str:
        """How a lane ended before its last step, or ""."""
        if series.diverged:
            return self.tr("diverged")
        return self.tr("converged") if series.run.status == CONVERGED else ""

    def key(self, chart: Chart) -> list[Item]:
        """What kinds of curves there are, where there is more than one, and their signs; what matters most first."""
        parts = {one.part for one in chart.series}
        if len(parts) < 2:
            return []
        name = self.tr("batches")
        words = [(TRAINING, self.tr("training")), (VALIDATION, self.tr("test"))]
        if _has_best(chart):
            words.append((BEST, self.tr("best")))
        lanes = {one.lane.index for one in chart.series}
        words += [
            (BATCH, self.tr("batches of {lane}").format(lane=in_short(one.lane.label)) if len(lanes) > 1 else name)
            for one in chart.series
            if one.part == BATCH
        ]
        return [(what, word) for what, word in words if what in parts or what == BEST]

    def about_key(self, chart: Chart) -> str:
        """What the key has no room for; "" where it needs no words."""
        parts, sentences = {one.part for one in chart.series}, []
        if VALIDATION in parts:
            sentences.append(self.tr("Hollow curves are of examples that are set aside for the test."))
        if BATCH in parts:
            sentences.append(self.tr("Faint noise is the loss of each step's own examples, its batch."))
            if len({one.lane.index for one in chart.series}) > 1:
                sentences.append(self.tr("It is drawn for the selected optimizer only."))
        return " ".join(sentences)

    def heads(self, chart: Chart) -> list[str]:
        """Words above the columns of readings; none where there is one column, which the axis names."""
        if chart.what.startswith("loss_"):
            heads = [self.tr("loss"), self.values(chart)]
        elif any(one.part == VALIDATION for one in chart.series):
            heads = [self.tr("training"), self.tr("test")]
        else:
            heads = [self.values(chart)]
        if _mixed(chart):
            heads.append(self.tr("epoch"))
        if _has_best(chart):
            heads.append(self.tr("best at"))
        return heads if len(heads) > 1 else []

    def readings(self, chart: Chart, step: float) -> list[Reading]:
        """Every lane's value at a step, lowest first; a lane that has ended by then keeps its last one."""
        aside = {one.lane.index: one for one in chart.series if one.part == VALIDATION}
        found = [
            self._reading(chart, one, aside.get(one.lane.index), step) for one in chart.series if one.part == TRAINING
        ]
        return sorted(found, key=lambda reading: (np.isnan(reading.value), reading.value))

    def _reading(self, chart: Chart, one: Series, aside: Series | None, step: float) -> Reading:
        value = _value(one, step)
        further = [_epoch(one, step)] if _mixed(chart) else []
        if _has_best(chart):
            best = None if aside is None else aside.best
            further.append("" if aside is None or best is None else f"{int(aside.at[best]):,}")
        return Reading(
            one.lane,
            value,
            self.ended(one) if step > one.run.last_step else "",
            value - chart.subtracted if chart.what.startswith("loss_") else None,
            None if aside is None else _value(aside, step),
            tuple(further),
            PERCENT if chart.what == "accuracy" else "",
        )


def _value(series: Series, step: float) -> float:
    return float(series.values[series.row(step)])


def _epoch(series: Series, step: float) -> str:
    run = series.run
    return f"{run.epoch(min(step, run.last_step)):.1f}" if isinstance(run, TrainingRun) else ""


def _mixed(chart: Chart) -> bool:
    """Whether an epoch takes some lanes more steps than others."""
    return len(epochs(chart.series)) > 1


def _has_best(chart: Chart) -> bool:
    return any(one.best is not None for one in chart.series)
