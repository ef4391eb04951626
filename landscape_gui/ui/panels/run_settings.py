"""Settings of the whole run: length, seed, noise, clipping, stopping rules."""

from __future__ import annotations

import random

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from landscape_gui.core.descriptors import MAX_SEED, Param
from landscape_gui.core.simulate import MAX_STEPS
from landscape_gui.experiment import Experiment
from landscape_gui.ui.panels.fields import OptionalNumber, ParamRow, update_field
from landscape_gui.ui.panels.layout import Column, Line, icon_button
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import NumberField, NumberScale, ScrubLabel


class RunSettings(Column):
    """Every lane's run follows these numbers."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(gap=4, parent=parent)
        self._store = store
        self.steps = ParamRow(self._steps_param(), store.experiment.steps)
        self.noise = ParamRow(self._noise_param())
        self.seed = NumberField(
            self.tr("run seed"), 0.0, NumberScale(0, MAX_SEED, (0, 100), integer=True), description=self._seed_words()
        )
        self.dice = icon_button("dice", self.tr("Another seed: the same experiment with other noise."))
        self.clip, self.gradient_norm, self.change, self.loss = self._optional_rows()
        seed_line = Line(ScrubLabel(self.tr("run seed"), self.seed), self.dice)
        seed_line.add(self.seed)
        for widget in (self.steps, self.noise, seed_line, self.clip, self.gradient_norm, self.change, self.loss):
            self.add(widget)
        self._connect()

    def refresh(self, experiment: Experiment) -> None:
        """Show the settings of ``experiment`` without changing anything."""
        self.steps.show_value(experiment.steps)
        self.noise.show_value(experiment.gradient_noise)
        update_field(self.seed, experiment.seed)
        self.clip.show_value(experiment.clip_norm)
        self.gradient_norm.show_value(experiment.stopping.gradient_norm)
        self.change.show_value(experiment.stopping.change)
        self.loss.show_value(experiment.stopping.loss)

    def _steps_param(self) -> Param:
        words = self.tr("How many steps every optimizer takes: more is a longer film, not a better one.")
        soft = (10, 100_000)
        return Param("steps", self.tr("steps"), 500, 1, MAX_STEPS, True, words, soft, integer=True)

    def _noise_param(self) -> Param:
        words = self.tr("Random noise on every partial derivative, as mini-batches have: paths tremble, averages help.")
        return Param("gradient_noise", self.tr("gradient noise"), 0.0, 0.0, 1e6, description=words, soft=(0.0, 10.0))

    def _seed_words(self) -> str:
        return self.tr("Chance in the run comes from this number: the same seed gives the same run, bit for bit.")

    def _optional_rows(self) -> tuple[OptionalNumber, OptionalNumber, OptionalNumber, OptionalNumber]:
        positive = NumberScale(1e-12, 1e12, (1e-3, 1e3), log=True)
        small = NumberScale(0.0, 1e12, (1e-12, 1.0), log=True)
        any_loss = NumberScale(-1e300, 1e300, (-10.0, 10.0))
        return (
            OptionalNumber(
                self.tr("clip gradients at"),
                NumberField(self.tr("clip norm"), 1.0, positive),
                self.tr("Shorten longer gradients to this length: a cliff can no longer throw a path out of sight."),
            ),
            OptionalNumber(
                self.tr("stop at gradient norm"),
                NumberField(self.tr("gradient norm"), 1e-6, small),
                self.tr("Stop an optimizer where the slope is this small: near a minimum, but also on a plateau."),
            ),
            OptionalNumber(
                self.tr("stop at change"),
                NumberField(self.tr("change"), 1e-9, small),
                self.tr("Stop an optimizer when a step moves it less than this."),
            ),
            OptionalNumber(
                self.tr("stop at loss"),
                NumberField(self.tr("loss"), 0.0, any_loss),
                self.tr("Stop an optimizer when the loss is this low: the fair way to compare how fast they are."),
            ),
        )

    def _connect(self) -> None:
        store = self._store
        self.steps.changed.connect(
            lambda value, final: store.replace(self.tr("Number of steps"), "steps", final, steps=int(value))
        )
        self.noise.changed.connect(
            lambda value, final: store.replace(self.tr("Gradient noise"), "noise", final, gradient_noise=value)
        )
        for signal, final in ((self.seed.valueChanged, False), (self.seed.committed, True)):
            signal.connect(
                lambda value, final=final: store.replace(self.tr("Run seed"), "seed", final, seed=int(value))
            )
        self.dice.clicked.connect(lambda: store.replace(self.tr("Run seed"), seed=random.randrange(10_000)))
        self.clip.changed.connect(
            lambda value, final: store.replace(self.tr("Gradient clipping"), "clip", final, clip_norm=value)
        )
        for field, row in (("gradient_norm", self.gradient_norm), ("change", self.change), ("loss", self.loss)):
            row.changed.connect(lambda value, final, field=field: self._stop(field, value, final))

    def _stop(self, field: str, value: float | None, final: bool) -> None:
        stopping = replace(self._store.experiment.stopping, **{field: value})
        self._store.replace(self.tr("Stopping rule"), f"stop {field}", final, stopping=stopping)
