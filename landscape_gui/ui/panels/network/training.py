"""How every lane goes through the data, and when it stops."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from landscape_gui import networkedits
from landscape_gui.core.descriptors import Param
from landscape_gui.core.simulate import MAX_STEPS
from landscape_gui.experiment import NetworkProblem
from landscape_gui.networks import DataNetwork
from landscape_gui.ui.panels.fields import OptionalNumber, ParamRow
from landscape_gui.ui.panels.layout import Line, Name, Words, chain_tabs
from landscape_gui.ui.panels.network.form import NAME_WIDTH, Form, check_box
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import Choice, NumberField, NumberScale, Segmented, tip

_BATCH = 32
"""Examples of a batch when batches are first chosen."""
_MOST_ACCUMULATED = 1000


class TrainingForm(Form):
    """Batches, their order, gradient accumulation, stopping."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(store, parent)
        self._batch, self._examples = _BATCH, 2 * _BATCH
        self.batches = Segmented(self._batch_choices())
        self.batch_size = ParamRow(self._size_param())
        self.about, self.lanes = Words(size=11), Words(size=11)
        self.shuffle = check_box(
            self.tr("Shuffle every epoch"),
            self.tr(
                "Without it batches come in the data's own order, class by class: each undoes what the last taught."
            ),
        )
        self.accumulate = ParamRow(self._accumulate_param())
        self.epochs, self.patience, self.misclassified = self._stopping_rows()
        self._error_tip = self.misclassified.box.toolTip()
        name = Name(self.tr("batch"), NAME_WIDTH)
        name.setToolTip(tip(self.tr("How many examples a step sees.")))
        line = Line(name)
        line.add(self.batches, 1)
        for widget in (line, self.batch_size, self.about, self.lanes, self.shuffle, self.accumulate):
            self.add(widget)
        for widget in (self.epochs, self.patience, self.misclassified, self.error):
            self.add(widget)
        self._connect()
        chain_tabs(self)

    def refresh(self, problem: NetworkProblem, network: DataNetwork | None) -> None:
        """Show ``problem``; ``network`` is None where its data cannot be read."""
        self.error.say("")
        training, size = problem.training, problem.training.batch_size
        self.batches.setValue("all" if size is None else "one" if size == 1 else "some")
        if size is not None and size > 1:
            self._batch = size
            self.batch_size.show_value(size)
        self.batch_size.setVisible(size is not None and size > 1)
        if network is not None and network.x.shape[1] != self._examples:
            self._examples = network.x.shape[1]
            self.batch_size.set_param(self._size_param())
        self.about.say(self._about(problem, network))
        self.shuffle.setChecked(training.shuffle)
        self.accumulate.show_value(training.accumulate)
        self._follow_lanes()
        self.epochs.show_value(training.epochs)
        self.patience.show_value(training.patience)
        self.misclassified.show_value(training.error)
        classes = network is None or bool(network.prepared.data.classes)
        why = tip(self.tr("These data have values, not classes: nothing can be misclassified."))
        self.misclassified.setEnabled(classes)
        self.misclassified.box.setToolTip(self._error_tip if classes else why)

    def _follow_lanes(self) -> None:
        """Say how many lanes have batches of their own, and offer what then matters though all others have none."""
        experiment = self._store.experiment
        if not isinstance(experiment.problem, NetworkProblem):
            return
        own = sum(lane.batch_size is not None for lane in experiment.lanes)
        words = "" if own == 0 else self.tr("{0} optimizers have batch sizes of their own.").format(own)
        self.lanes.say(self.tr("1 optimizer has a batch size of its own.") if own == 1 else words)
        batches = own > 0 or experiment.problem.training.batch_size is not None
        self.shuffle.setEnabled(batches)
        self.accumulate.setVisible(batches)

    def restore(self) -> None:
        self.misclassified.show_value(networkedits.network_of(self._store.experiment).training.error)

    def _about(self, problem: NetworkProblem, network: DataNetwork | None) -> str:
        if network is None:
            return ""
        count = network.x.shape[1]
        if problem.training.batch_size is None:
            return self.tr("Each step sees all {0} training examples.").format(f"{count:,}")
        a_step = min(problem.training.batch_size, count) * problem.training.accumulate
        steps = -(-count // a_step)
        words = (
            self.tr("{0} training examples: 1 step an epoch.")
            if steps == 1
            else self.tr("{0} training examples: {1} steps an epoch.")
        )
        return words.format(f"{count:,}", f"{steps:,}")

    def _batch_choices(self) -> list[Choice]:
        return [
            Choice(
                "all",
                self.tr("All"),
                tooltip=self.tr("The true gradient in every step: smooth, but each step is dear."),
            ),
            Choice(
                "one",
                self.tr("One"),
                tooltip=self.tr("One example a step: cheap and restless, it shakes off flat spots."),
            ),
            Choice(
                "some",
                self.tr("Some"),
                tooltip=self.tr("A mini-batch a step: less noise than one, less work than all."),
            ),
        ]

    def _size_param(self) -> Param:
        words = self.tr("Examples of a mini-batch: four times as many make the gradient half as noisy.")
        soft = (2.0, float(max(4, self._examples)))
        return Param("batch", self.tr("batch size"), _BATCH, 2, MAX_STEPS, True, words, soft, integer=True)

    def _accumulate_param(self) -> Param:
        words = self.tr("So many batches are looked at before a step: as one larger batch, with less memory.")
        return Param(
            "accumulate", self.tr("accumulate"), 1, 1, _MOST_ACCUMULATED, description=words, soft=(1.0, 16.0),
            integer=True,
        )  # fmt: skip

    def _stopping_rows(self) -> tuple[OptionalNumber, OptionalNumber, OptionalNumber]:
        counts = NumberScale(1, MAX_STEPS, (1, 1000), log=True, integer=True)
        share = NumberScale(0.0, 0.99, (0.0, 0.5))
        return (
            OptionalNumber(
                self.tr("stop after epochs"),
                NumberField(self.tr("epochs"), 100, counts),
                self.tr("An epoch is once through all training examples; its length depends on the batch size."),
            ),
            OptionalNumber(
                self.tr("stop early, patience"),
                NumberField(self.tr("patience in epochs"), 20, counts),
                self.tr(
                    "Stop when the loss on the held-out test data (without any, on the training data) was no better "
                    "for so many epochs. Whoever stops by them uses them as validation data: they test no more."
                ),
            ),
            OptionalNumber(
                self.tr("stop at error share"),
                NumberField(self.tr("share of misclassified examples"), 0.02, share),
                self.tr(
                    "Stop with the epoch after which at most this share of the training examples is misclassified, "
                    "0.02 being 2 in 100."
                ),
            ),
        )

    def _connect(self) -> None:
        self._store.changed.connect(self._follow_lanes)
        self.batches.chosen.connect(self._choose_batches)
        self.batch_size.changed.connect(
            lambda value, final: self._set(self.tr("Batch size"), "batch_size", int(value), final)
        )
        self.shuffle.clicked.connect(lambda on: self._set(self.shuffle.text(), "shuffle", on, True))
        self.accumulate.changed.connect(
            lambda value, final: self._set(self.tr("Gradient accumulation"), "accumulate", int(value), final)
        )
        for row, field in ((self.epochs, "epochs"), (self.patience, "patience")):
            row.changed.connect(
                lambda value, final, field=field: self._set(
                    self.tr("Stopping rule"), field, None if value is None else int(value), final
                )
            )
        self.misclassified.changed.connect(
            lambda value, final: self._set(self.tr("Stopping rule"), "error", value, final)
        )

    def _choose_batches(self, kind: str) -> None:
        size = {"all": None, "one": 1}.get(kind, self._batch)
        self._set(self.tr("Batch size"), "batch_size", size, True)

    def _set(self, label: str, field: str, value: Any, final: bool) -> None:
        self.attempt(label, lambda e: networkedits.with_training(e, **{field: value}), f"training {field}", final)
