"""The network itself: layers, activation, loss, and how its weights begin."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from landscape_gui import networkedits
from landscape_gui.core.descriptors import Param
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.decisionline import DecisionLine
from landscape_gui.core.network.initialisers import INITIALISERS
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.experiment import NetworkProblem
from landscape_gui.networks import DataNetwork
from landscape_gui.ui.panels.fields import ParamRow
from landscape_gui.ui.panels.layout import chain_tabs
from landscape_gui.ui.panels.network.form import ChoiceRow, Form, SeedRow, check_box
from landscape_gui.ui.panels.network.layers import LayersEditor
from landscape_gui.ui.panels.network.line import LineForm
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import Choice, Segmented, tip


class ModelForm(Form):
    """Layers of units with their activation, loss, output activation and skip connections; or a line."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(store, parent)
        self.form = Segmented(
            [
                Choice("layers", self.tr("Layers"), tooltip=self.tr("Units in layers, as many as are wanted.")),
                Choice(
                    "line",
                    self.tr("Line y = w·x + b"),
                    tooltip=self.tr("A line that parts two classes: two parameters, so all of its landscape is seen."),
                ),
            ]
        )
        self.line = LineForm(store)
        self.layers = LayersEditor()
        self.count = self.layers.about
        self.activation = ChoiceRow(
            self.tr("activation"),
            self.tr("What every hidden unit does to its weighted sum; without one, layers are no more than one."),
            [(entry.key, entry.label, entry.description) for entry in ACTIVATIONS.values()],
        )
        self.loss = ChoiceRow(self.tr("loss"), self.tr("What training makes small; only losses that fit the data."))
        self.output = ChoiceRow(
            self.tr("output"),
            self.tr("Activation of the outputs, before a squared error is taken."),
            [(entry.key, entry.label, entry.description) for entry in ACTIVATIONS.values()],
        )
        words = self.tr("A layer as wide as the one before adds its input to its output: gradients take a short cut.")
        self.skip = check_box(self.tr("Skip connections"), words)
        self._skip_tip = self.skip.toolTip()
        of_layers = (self.layers, self.activation)
        for widget in (self.form, *of_layers, self.loss, self.line, self.output, self.skip, self.error):
            self.add(widget)
        self._connect()
        chain_tabs(self)

    def refresh(self, problem: NetworkProblem, network: DataNetwork | None) -> None:
        """Show ``problem``; ``network`` is None where its data cannot be read."""
        self.error.say("")
        is_line = problem.form == "line"
        self.form.setValue(problem.form)
        self.line.setVisible(is_line)
        if is_line:
            self.line.refresh(problem, network)
        for widget in (self.layers, self.skip):
            widget.setVisible(not is_line)
        sizes = network.architecture.sizes if network else (0, *problem.layers, 0)
        self.layers.show_layers(sizes[0], problem.layers, sizes[-1])
        self.count.setText(self._count_words(network) if network else "")
        self.count.setToolTip(tip(self._count_details(network)) if network else "")
        different = set(problem.activation)
        self.activation.show_value(problem.activation[0] if len(different) == 1 else "")
        self.activation.setVisible(bool(problem.layers))
        classes = len(network.prepared.data.classes) if network else 2
        offered = networkedits.losses_for(classes, problem.form)
        self.loss.set_entries([self._loss_entry(key, is_line) for key in offered])
        loss = network.architecture.loss if network else problem.loss
        if loss:  # without data that can be read there may be none
            self.loss.show_value(loss)
        self.output.show_value(problem.output_activation)
        self.output.setVisible(not is_line and loss in LOSSES and LOSSES[loss].activated)
        self._refresh_skip(problem)

    def follow_start(self) -> None:
        """Show the start of the store's experiment, where it can be edited here."""
        if self.form.value() == "line":
            self.line.follow_start()

    def restore(self) -> None:
        problem = networkedits.network_of(self._store.experiment)
        self.form.setValue(problem.form)
        self.layers.show_layers(self.layers.row.inputs(), problem.layers, self.layers.row.outputs())
        self.skip.setChecked(problem.skip)

    def _refresh_skip(self, problem: NetworkProblem) -> None:
        possible = problem.skip or networkedits.can_skip(problem)
        self.skip.setChecked(problem.skip)
        self.skip.setEnabled(possible)
        why = self.tr("No hidden layer is as wide as the layer before it: there is nothing to add its input to.")
        self.skip.setToolTip(self._skip_tip if possible else tip(why))

    def _count_words(self, network: DataNetwork) -> str:
        count = network.dimension
        words = self.tr("{0} parameter") if count == 1 else self.tr("{0} parameters")
        return words.format(f"{count:,}")

    def _count_details(self, network: DataNetwork) -> str:
        if isinstance(network, DecisionLine):
            return self.tr("Slope w and intercept b: the landscape shows all there is, and exactly.")
        parts = [f"{layer.inputs}·{layer.units} + {layer.units}" for layer in network.architecture.layers]
        words = self.tr("Weights and biases, layer by layer: {0}.").format(",  ".join(parts))
        if network.architecture.batch_norm:
            words += " " + self.tr("Batch normalisation adds a scale and a shift for each hidden unit.")
        return words

    def _loss_entry(self, key: str, is_line: bool) -> tuple[str, str, str]:
        if is_line and key == "binary_cross_entropy":
            words = self.tr("The surprise at the true label, where σ(s) is its probability: binary cross-entropy.")
            return key, self.tr("Logistic"), words
        return key, LOSSES[key].label, LOSSES[key].description

    def _set_form(self, form: str) -> None:
        words = {"layers": self.tr("Layers of units"), "line": self.tr("Line y = w·x + b")}
        self.attempt(words[form], lambda e: networkedits.with_form(e, form, self.fit))

    def _connect(self) -> None:
        self.form.chosen.connect(self._set_form)
        self.layers.unitsChanged.connect(self._set_units)
        self.layers.layerAdded.connect(lambda: self.attempt(self.tr("Add a hidden layer"), networkedits.add_layer))
        self.layers.layerRemoved.connect(
            lambda: self.attempt(self.tr("Remove a hidden layer"), networkedits.remove_layer)
        )
        self.activation.chosen.connect(
            lambda key: self.attempt(
                self.tr("Activation {0}").format(ACTIVATIONS[key].label),
                lambda e: networkedits.with_fields(e, activation=(key,)),
            )
        )
        self.loss.chosen.connect(
            lambda key: self.attempt(
                self.tr("Loss {0}").format(LOSSES[key].label), lambda e: networkedits.with_loss(e, key, self.fit)
            )
        )
        self.output.chosen.connect(
            lambda key: self.attempt(
                self.tr("Output activation {0}").format(ACTIVATIONS[key].label),
                lambda e: networkedits.with_fields(e, output_activation=key),
            )
        )
        self.skip.clicked.connect(
            lambda on: self.attempt(self.tr("Skip connections"), lambda e: networkedits.with_fields(e, skip=on))
        )

    def _set_units(self, layer: int, units: int, final: bool) -> None:
        self.attempt(
            self.tr("Units of hidden layer {0}").format(layer + 1),
            lambda e: networkedits.with_units(e, layer, units),
            f"units {layer}",
            final,
        )


class StartForm(Form):
    """How weights begin: their distribution, biases, seed, and whether lanes share them."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(store, parent)
        self.initialiser = ChoiceRow(
            self.tr("weights"),
            self.tr("What weights are drawn from before the first step."),
            [(entry.key, entry.label, entry.description) for entry in INITIALISERS.values()],
        )
        words = self.tr("What the biases of hidden units start at; a little above 0 keeps ReLU units alive.")
        self.bias = ParamRow(Param("bias", self.tr("bias"), 0.0, -1e6, 1e6, description=words, soft=(-1.0, 1.0)))
        self.seed = SeedRow(
            self.tr("weight seed"),
            self.tr("Weights are drawn from this number: the same seed gives the same start, bit for bit."),
            self.tr("Other weights from the same distribution."),
        )
        self.same = check_box(
            self.tr("Same weights for all optimizers"),
            self.tr("A fair race: all set out from one point. Otherwise each draws weights of its own."),
        )
        for widget in (self.initialiser, self.bias, self.seed, self.same, self.error):
            self.add(widget)
        self._connect()
        chain_tabs(self)

    def refresh(self, problem: NetworkProblem) -> None:
        """Show ``problem`` without changing anything."""
        self.error.say("")
        self.initialiser.show_value(problem.initialiser)
        self.bias.show_value(problem.bias)
        self.bias.setEnabled(bool(problem.layers))
        self.seed.show_value(problem.seed)
        self.same.setChecked(problem.same_weights)

    def _connect(self) -> None:
        self.initialiser.chosen.connect(
            lambda key: self.attempt(
                self.tr("Weights {0}").format(INITIALISERS[key].label),
                lambda e: networkedits.with_start(e, initialiser=key),
            )
        )
        self.bias.changed.connect(
            lambda value, final: self.attempt(
                self.tr("First bias"),
                lambda e: networkedits.with_start(e, bias=value),
                "network bias",
                final,
            )
        )
        self.seed.changed.connect(
            lambda seed, final: self.attempt(
                self.tr("Seed of the weights"), lambda e: networkedits.with_start(e, seed=seed), "weight seed", final
            )
        )
        self.same.clicked.connect(
            lambda on: self.attempt(self.same.text(), lambda e: networkedits.with_start(e, same_weights=on))
        )
