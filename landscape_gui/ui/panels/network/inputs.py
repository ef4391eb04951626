"""From data to what the network is given: a share set aside for testing, standardised and transformed inputs."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from landscape_gui import networkedits
from landscape_gui.core.descriptors import Param
from landscape_gui.core.network.datasets.features import Feature, available
from landscape_gui.core.network.datasets.splitting import MAX_SHARE
from landscape_gui.experiment import NetworkProblem
from landscape_gui.networks import DataNetwork, build
from landscape_gui.ui.panels.fields import ParamRow
from landscape_gui.ui.panels.layout import Words, chain_tabs
from landscape_gui.ui.panels.network.chips import ChipEntry, Chips
from landscape_gui.ui.panels.network.form import Form, SeedRow, check_box
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import tip

MORE = "more"
"""Key of the chip that unfolds the transformed inputs; no feature is called so."""
_FEW = 8
"""So many inputs are offered at once; of more, the transformed ones are folded away."""


class InputsForm(Form):
    """Test share, standardisation, and the inputs φ(x) to choose from."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(store, parent)
        words = self.tr("Share of the points set aside: never trained on, they show what was only learnt by heart.")
        self.share = ParamRow(
            Param("validation", self.tr("test share"), 0.0, 0.0, MAX_SHARE, description=words, soft=(0.0, MAX_SHARE))
        )
        self.split = SeedRow(
            self.tr("split seed"),
            self.tr("Which points are set aside is drawn from this number."),
            self.tr("Set other points aside."),
        )
        self.standardise = check_box(
            self.tr("Standardise inputs"),
            self.tr(
                "Every input gets mean 0 and variance 1 over the training points: no weight creeps behind the others."
            ),
        )
        self.standardise_target = check_box(
            self.tr("Standardise target"),
            self.tr("The values to predict get mean 0 and variance 1, so that one learning rate suits many data."),
        )
        self.caption = Words(self.tr("Inputs of the network"), size=12)
        self.caption.setToolTip(
            tip(self.tr("What the network sees of each point. With the right ones a line is enough."))
        )
        self._plain: tuple[str, ...] = ()
        self._unfolded = False
        self.chips = Chips(self.tr("Inputs of the network"))
        boxes = (self.standardise, self.standardise_target)
        for widget in (self.share, self.split, *boxes, self.caption, self.chips, self.error):
            self.add(widget)
        self._connect()
        self._chain()

    def refresh(self, problem: NetworkProblem, network: DataNetwork | None) -> None:
        """Show ``problem``; ``network`` is None where its data cannot be read."""
        self.error.say("")
        preparation = problem.preparation
        self.share.show_value(preparation.validation)
        self.split.setVisible(preparation.validation > 0.0)
        self.split.show_value(preparation.seed)
        self.standardise.setChecked(preparation.standardise)
        self.standardise_target.setChecked(preparation.standardise_target)
        if network is not None:
            data = network.prepared.data
            self.standardise_target.setVisible(not data.classes)
            self._offer(available(data.inputs.shape[1]), network.prepared.features, data.input_names)
            self.chips.set_on([feature.key for feature in network.prepared.features])

    def restore(self) -> None:
        problem = networkedits.network_of(self._store.experiment)
        self.chips.set_on(problem.preparation.features or self._plain)

    def _offer(self, features: tuple[Feature, ...], used: tuple[Feature, ...], names: tuple[str, ...]) -> None:
        self._plain = tuple(feature.key for feature in features if feature.plain)
        shown = [f for f in features if f.plain or f in used or self._unfolded or len(features) <= _FEW]
        entries = [ChipEntry(f.key, f.label(names), self._about(f, names)) for f in shown]
        if len(features) > _FEW:
            words = self.tr("fewer") if self._unfolded else self.tr("more…")
            about = self.tr("Squares, products and sines of the inputs: show them all, or only those in use.")
            entries.append(ChipEntry(MORE, words, about))
        if self.chips.set_entries(entries):
            self._chain()

    def _about(self, feature: Feature, names: tuple[str, ...]) -> str:
        if feature.plain:
            return self.tr("The input {0} as it stands.").format(feature.label(names))
        return self.tr("Also give the network {0}: a bend it need not learn.").format(feature.label(names))

    def _chain(self) -> None:
        chain_tabs(self)
        self.chips.chain()

    def _connect(self) -> None:
        self.share.changed.connect(lambda value, final: self._set(self.tr("Test share"), "validation", value, final))
        self.split.changed.connect(lambda seed, final: self._set(self.tr("Seed of the split"), "seed", seed, final))
        self.standardise.clicked.connect(lambda on: self._set(self.standardise.text(), "standardise", on, True))
        self.standardise_target.clicked.connect(
            lambda on: self._set(self.standardise_target.text(), "standardise_target", on, True)
        )
        self.chips.toggled.connect(self._toggle)

    def _toggle(self, key: str, on: bool) -> None:
        if key == MORE:
            self._unfolded = not self._unfolded
            problem = networkedits.network_of(self._store.experiment)
            self.refresh(problem, build(problem))
            return
        label = self.tr("Input {0}") if on else self.tr("Without input {0}")
        self.attempt(
            label.format(self.chips.chip(key).text()), lambda e: networkedits.with_feature(e, key, on, self.fit)
        )

    def _set(self, label: str, field: str, value: Any, final: bool) -> None:
        change = {field: value}
        self.attempt(label, lambda e: networkedits.with_preparation(e, self.fit, **change), f"data {field}", final)
