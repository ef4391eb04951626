"""What the network view says: names of units and weights, and sentences about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.networks import DataNetwork
from landscape_gui.numbers import short
from landscape_gui.ui.views.network.anatomy import Anatomy, Item, Parameter, Unit
from landscape_gui.ui.views.network.layout import Names
from landscape_gui.ui.views.network.moment import Moment
from landscape_gui.ui.views.network.units import Outputs, pre_activations
from landscape_gui.unitnames import output_names, parameter_link, unit_name

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a card: words, a figure, and the value its colour stands for (None: no colour).

    ``brief`` are fewer words for where there is little room, "" for none.
    """

    name: str
    figure: str
    value: float | None = None
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What is told about what is pointed at; ``warning`` is a sentence in another colour, ``hint`` a quiet one."""

    title: str
    subtitle: str
    rows: tuple[Row, ...]
    warning: str = ""
    hint: str = ""


class NetworkWords(QObject):
    """Names and sentences about one network."""

    def __init__(self, network: DataNetwork, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.network = network
        self.anatomy = Anatomy(network.architecture)

    def names(self) -> Names:
        """What is written at the diagram."""
        return Names(self.network.prepared.names, self.output_names(), self._feet(), self._note())

    def output_names(self) -> tuple[str, ...]:
        """A name for each output: of its class, or of what is predicted."""
        return output_names(self.network)

    def unit(self, unit: Unit) -> str:
        """The name of a unit: of an input or output, or its number from 1 on, as in "unit 3"."""
        return unit_name(self.network, unit.layer, unit.number)

    def layer(self, unit: Unit) -> str:
        """Which layer a unit is in."""
        if unit.layer == 0:
            return self.tr("input")
        if unit.layer == len(self.anatomy.sizes) - 1:
            return self.tr("output")
        return self.tr("hidden layer {number}").format(number=unit.layer)

    def parameter(self, parameter: Parameter) -> str:
        """The name of a parameter, as in "W1[2,0]"."""
        return self.network.parameter_names[parameter.index]

    def link(self, parameter: Parameter) -> str:
        """What a parameter belongs to, in few words: "x → unit 4"."""
        return parameter_link(self.network, self.network.parameter_names[parameter.index])

    def is_fixed(self, parameter: Parameter) -> bool:
        """Whether nothing changes a parameter."""
        return False

    def edited(self, parameter: Parameter, value: float) -> tuple[str, float]:
        """Which parameter of the problem gets which value where ``parameter`` of the diagram gets ``value``."""
        return self.network.parameter_names[parameter.index], value

    def about(self, parameter: Parameter) -> str:
        """What a parameter is."""
        target = unit_name(self.network, parameter.unit.layer, parameter.unit.number, whole=True)
        if parameter.source is not None:
            words = self.tr("weight from {source} to {target}")
            return words.format(source=self.unit(parameter.source), target=target)
        kinds = {
            "bias": self.tr("bias of {target}"),
            "scale": self.tr("γ of {target}: batch norm multiplies by it"),
            "shift": self.tr("β of {target}: batch norm adds it"),
        }
        return kinds[parameter.kind].format(target=target)

    def parameter_card(self, parameter: Parameter, moment: Moment, by_mouse: bool) -> Card:
        """What is told about a weight or a bias, under the mouse or where the keyboard is."""
        rows = [Row(self.tr("value"), short(float(moment.theta[parameter.index]), fixed=True))]
        if moment.gradient is not None:
            rows.append(Row(self.tr("gradient"), short(float(moment.gradient[parameter.index]), fixed=True)))
        hint = self.tr("Click to change it.") if by_mouse else self.tr("Enter changes it.")
        return Card(self.parameter(parameter), self.about(parameter), tuple(rows), hint=hint)

    def unit_card(self, unit: Unit, moment: Moment, outputs: Outputs, most: int) -> Card:
        """What is told about a unit in about ``most`` rows: its strongest parameters, and what its activation gets."""
        rows: list[Row] = []
        subtitle = self.layer(unit)
        if unit.layer > 0:
            layer = self.network.architecture.layers[unit.layer - 1]
            subtitle = f"{subtitle} · {self._activation(unit.layer)}"
            rows = self._weight_rows(unit, moment, most - 1)
            rows.append(Row(self.tr("pre-activation z"), self._sums(unit, moment, outputs), brief="z"))
            if layer.skip:
                subtitle = self.tr("{layer}, skip connection").format(layer=subtitle)
        name = self.unit(unit)
        title = name if unit in (*self.anatomy.layers[0], *self.anatomy.layers[-1]) else name[:1].upper() + name[1:]
        return Card(title, subtitle, tuple(rows), warning=self.fault(unit, outputs.faults[unit.place]))

    def fault(self, unit: Unit, fault: str) -> str:
        """What is wrong with a unit, "" for nothing."""
        if fault == "dead" and self.network.architecture.batch_norm:
            return self.tr(
                "Silent: the running statistics let it put out 0 for every example; those of a batch may not."
            )
        if fault == "dead":
            return self.tr("Dead: it puts out 0 for every example, so no gradient reaches its weights.")
        if fault == "saturated":
            name = ACTIVATIONS[self.network.architecture.layers[unit.layer - 1].activation].label
            words = self.tr("Saturated: {activation} is flat for nearly every example, so it hardly learns.")
            return words.format(activation=name)
        return ""

    def description(self, item: Item, moment: Moment, outputs: Outputs) -> str:
        """A sentence for who cannot see the picture."""
        if isinstance(item, Parameter):
            value = short(float(moment.theta[item.index]))
            words = self.tr("{name}, {about}: {value}").format(
                name=self.parameter(item), about=self.about(item), value=value
            )
            if moment.gradient is None:
                return words
            return self.tr("{words}, gradient {gradient}").format(
                words=words, gradient=short(float(moment.gradient[item.index]))
            )
        hidden = 0 < item.layer < len(self.anatomy.sizes) - 1
        words = self.tr("Unit {name}, {layer}").format(
            name=item.number + 1 if hidden else self.unit(item), layer=self.layer(item)
        )
        if item.layer > 0:
            between = self._sums(item, moment, outputs)
            words = self.tr("{words}, pre-activation {between}").format(words=words, between=between)
        fault = self.fault(item, outputs.faults[item.place])
        return f"{words}. {fault}" if fault else words

    def summary(self) -> str:
        """A sentence about the whole network."""
        sizes = "-".join(map(str, self.anatomy.sizes))
        return self.tr("Network {sizes} with {count} parameters; Tab and the arrow keys move over its units.").format(
            sizes=sizes, count=f"{self.network.dimension:,}"
        )

    def _weight_rows(self, unit: Unit, moment: Moment, most: int) -> list[Row]:
        incoming = self.anatomy.incoming(unit)
        knobs = [p for p in incoming if p.kind != "weight"]
        weights = sorted((p for p in incoming if p.kind == "weight"), key=lambda p: -abs(moment.theta[p.index]))
        room = max(1, most - len(knobs))
        listed = weights if len(weights) <= room else weights[: max(1, room - 1)]
        rows = [self._row(p, moment, self.unit(p.source) if p.source else "") for p in listed]
        if len(listed) < len(weights):
            rows.append(Row(self.tr("and {count} weaker").format(count=len(weights) - len(listed)), ""))
        names = {"bias": self.tr("bias"), "scale": "γ", "shift": "β"}
        return rows + [self._row(p, moment, names[p.kind]) for p in knobs]

    def _row(self, parameter: Parameter, moment: Moment, name: str) -> Row:
        value = float(moment.theta[parameter.index])
        return Row(name, short(value, fixed=True), value)

    def _sums(self, unit: Unit, moment: Moment, outputs: Outputs) -> str:
        """The least and the largest weighted sum over the examples."""
        sums = pre_activations(outputs, moment, unit)
        return f"{short(float(sums.min()), 3)} … {short(float(sums.max()), 3)}"

    def _activation(self, layer: int) -> str:
        """What the units of a layer do to their sums."""
        architecture = self.network.architecture
        if layer == len(architecture.layers):
            special = {"binary_cross_entropy": ACTIVATIONS["sigmoid"].label, "cross_entropy": self.tr("Softmax")}
            if architecture.loss in special:
                return special[architecture.loss]
        return ACTIVATIONS[architecture.layers[layer - 1].activation].label

    def _feet(self) -> tuple[str, ...]:
        noise = self.network.architecture.input_noise
        first = self.tr("noise {noise}").format(noise=short(noise, 2)) if noise > 0.0 else ""
        return (first, *(self._activation(layer) for layer in range(1, len(self.anatomy.sizes))))

    def _note(self) -> str:
        """What training does to every hidden layer."""
        architecture, notes = self.network.architecture, []
        if architecture.hidden and architecture.batch_norm:
            notes.append(self.tr("batch norm"))
        if architecture.hidden and architecture.dropout > 0.0:
            notes.append(self.tr("dropout {share} %").format(share=short(100.0 * architecture.dropout, 2)))
        if any(layer.skip for layer in architecture.layers):
            notes.append(self.tr("skip connections"))
        return " · ".join(notes)
