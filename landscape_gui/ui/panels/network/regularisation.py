"""What keeps a network from learning its examples by heart: penalties, dropout, noise, batch normalisation."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from landscape_gui import networkedits
from landscape_gui.core.descriptors import Param
from landscape_gui.experiment import NetworkProblem
from landscape_gui.ui.panels.fields import OptionalNumber, ParamRow
from landscape_gui.ui.panels.layout import chain_tabs
from landscape_gui.ui.panels.network.form import Form, check_box
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import NumberField, NumberScale, tip

_PENALTY = 0.001
"""Strength of a penalty when it is first switched on."""


class RegularisationForm(Form):
    """Penalties by a check box each; dropout and noise by sliders."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(store, parent)
        self.l2 = self._penalty(
            self.tr("L2, weight decay"),
            self.tr("Adds λ/2 times the sum of squared weights to the loss: large weights have to pay for themselves."),
        )
        self.l1 = self._penalty(
            self.tr("L1"),
            self.tr("Adds λ times the sum of weights' sizes to the loss: many weights end at exactly nothing."),
        )
        self.dropout = ParamRow(self._dropout_param())
        self.noise = ParamRow(self._noise_param())
        self.batch_norm = check_box(
            self.tr("Batch normalisation"),
            self.tr(
                "Each hidden sum gets mean 0 and variance 1 over the batch, then a scale and a shift to be learnt."
            ),
        )
        self._tips = (self.dropout.toolTip(), self.batch_norm.toolTip())
        for widget in (self.l2, self.l1, self.dropout, self.noise, self.batch_norm, self.error):
            self.add(widget)
        self._connect()
        chain_tabs(self)

    def refresh(self, problem: NetworkProblem) -> None:
        """Show ``problem`` without changing anything."""
        self.error.say("")
        self.l2.show_value(problem.l2 or None)
        self.l1.show_value(problem.l1 or None)
        self.dropout.show_value(problem.dropout)
        self.noise.show_value(problem.input_noise)
        self.batch_norm.setChecked(problem.batch_norm)
        why = tip(self.tr("There is no hidden layer this could act on."))
        for widget, words in zip((self.dropout, self.batch_norm), self._tips, strict=True):
            widget.setEnabled(bool(problem.layers))
            widget.setToolTip(words if problem.layers else why)

    def restore(self) -> None:
        self.refresh(networkedits.network_of(self._store.experiment))

    def _penalty(self, text: str, words: str) -> OptionalNumber:
        scale = NumberScale(0.0, 1e6, (1e-6, 1.0), log=True)
        return OptionalNumber(text, NumberField(text, _PENALTY, scale, description=words), words)

    def _dropout_param(self) -> Param:
        words = self.tr(
            "Share of hidden units that are left out at random in each step: no unit can rely on a single other one."
        )
        return Param("dropout", self.tr("dropout"), 0.0, 0.0, 0.99, description=words, soft=(0.0, 0.8))

    def _noise_param(self) -> Param:
        words = self.tr(
            "Normal noise on the inputs in each step: the network sees every example at slightly other places."
        )
        return Param("input_noise", self.tr("input noise"), 0.0, 0.0, 1e6, description=words, soft=(0.0, 1.0))

    def _connect(self) -> None:
        for row, field, label in (
            (self.l2, "l2", self.tr("L2 penalty")),
            (self.l1, "l1", self.tr("L1 penalty")),
            (self.dropout, "dropout", self.tr("Dropout")),
            (self.noise, "input_noise", self.tr("Input noise")),
        ):
            row.changed.connect(
                lambda value, final, field=field, label=label: self._set(label, field, value or 0.0, final)
            )
        self.batch_norm.clicked.connect(lambda on: self._set(self.batch_norm.text(), "batch_norm", on, True))

    def _set(self, label: str, field: str, value: Any, final: bool) -> None:
        change = {field: value}
        self.attempt(label, lambda e: networkedits.with_fields(e, self.fit, **change), f"network {field}", final)
