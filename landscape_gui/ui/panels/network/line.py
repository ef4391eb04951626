"""The decision line y = w·x + b: its formulas, which class belongs above it, slope and intercept of the first line."""

from __future__ import annotations

from typing import Literal

from PySide6.QtWidgets import QWidget

from landscape_gui import edits, networkedits
from landscape_gui.core.descriptors import Param
from landscape_gui.experiment import NetworkProblem
from landscape_gui.networks import DataNetwork
from landscape_gui.scene import start_of
from landscape_gui.ui.panels.fields import FARTHEST, update_field
from landscape_gui.ui.panels.layout import Column, Line, Words, chain_tabs, icon_button
from landscape_gui.ui.panels.network.form import ChoiceRow, Form
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import ElidedLabel, MathView, NumberField, ScrubLabel, tip

SCORE = r"s = y - (w \cdot x + b)"
LOSSES = {
    "hinge": r"L = \frac{1}{n}\sum \max(0,\ 1 - l \cdot s)",
    "binary_cross_entropy": r"L = \frac{1}{n}\sum \ln(1 + e^{-l \cdot s})",
}
"""The mean loss over the examples, with the label l."""


class LineForm(Form):
    """What a line has in place of layers."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(store, parent)
        self.score, self.loss = MathView(SCORE, 15.0), MathView("", 15.0)
        self.labels = Words(size=11)
        self.above = ChoiceRow(
            self.tr("above line"),
            self.tr("The class whose points belong above the line: its label l is +1, the other −1."),
        )
        self.fields: tuple[NumberField, ...] = ()
        self.reset = icon_button("reset", self.tr("Return to the line drawn from the seed."))
        self._start = Column(gap=4)
        self._made_for: tuple[object, ...] = ()
        self._network: DataNetwork | None = None
        for widget in (self.score, self.loss, self.labels, self.above, self._start, self.error):
            self.add(widget)
        self.above.chosen.connect(self._choose_above)
        self.reset.clicked.connect(lambda: self.attempt(self.tr("Reset start"), lambda e: edits.with_start(e, ())))

    def refresh(self, problem: NetworkProblem, network: DataNetwork | None) -> None:
        """Show ``problem``; without a ``network`` the data make no line, and there is nothing to say of one."""
        self.error.say("")
        self._network = network
        self.loss.setVisible(network is not None)
        self.above.setVisible(network is not None)
        self._start.setVisible(network is not None)
        if network is None:
            self.labels.say("")
            return
        self.loss.set_latex(LOSSES[network.architecture.loss])
        self.labels.say(self._about(network))
        classes = network.prepared.data.classes
        self.above.set_entries([(str(number), name, "") for number, name in enumerate(classes)])
        self.above.show_value(str(problem.above))
        self._fit_fields(network)
        self.follow_start()

    def follow_start(self) -> None:
        """Show the start of the store's experiment."""
        network = self._network
        if network is not None:
            start = start_of(self._store.experiment, network)
            for field, value in zip(self.fields, start, strict=True):
                update_field(field, value)
            self.reset.setEnabled(start != network.start)

    def _about(self, network: DataNetwork) -> str:
        """What the letters of the formulas are."""
        classes, (x, y) = network.prepared.data.classes, network.prepared.names
        upper = network.description.above
        words = self.tr("l is 1 for {above} and −1 for {below}.").format(above=classes[upper], below=classes[1 - upper])
        return words if (x, y) == ("x", "y") else self.tr("{words} x is {x}, y is {y}.").format(words=words, x=x, y=y)

    def _fit_fields(self, network: DataNetwork) -> None:
        """Let the fields step as suits the slopes and intercepts of these data."""
        made_for = (network.domain, network.start)
        if made_for != self._made_for:
            self._made_for = made_for
            if not self.fields:
                self._build(network)
            for place, field in enumerate(self.fields):
                field.set_param(self._param(network, place))

    def _param(self, network: DataNetwork, place: int) -> Param:
        meanings = (
            self.tr("Slope of the line from which every optimizer without a start of its own sets out."),
            self.tr("Intercept of the line from which every optimizer without a start of its own sets out."),
        )
        name, default, soft = network.variables[place], network.start[place], network.domain[place]
        return Param(name, name, default, -FARTHEST, FARTHEST, description=meanings[place], soft=soft)

    def _build(self, network: DataNetwork) -> None:
        name = ElidedLabel(self.tr("Start"), "muted")
        name.setToolTip(tip(self.tr("The line training begins with; drag it in the data, or its mark on the map.")))
        row = Line()
        for place in range(network.dimension):
            field = NumberField.of(self._param(network, place))
            field.valueChanged.connect(lambda _: self._set_start(final=False))
            field.committed.connect(lambda _: self._set_start(final=True))
            label = ScrubLabel(network.variables[place], field)
            label.setToolTip(field.toolTip())
            row.add(label)
            row.add(field)
            self.fields += (field,)
        self._start.add(Line(name, self.reset))
        self._start.add(row)
        chain_tabs(self)

    def _choose_above(self, key: str) -> None:
        number: Literal[0, 1] = 1 if key == "1" else 0
        label = self.tr("Class above the line")
        self.attempt(label, lambda e: networkedits.with_fields(e, above=number))

    def _set_start(self, final: bool) -> None:
        point = [field.value() for field in self.fields]
        self.attempt(self.tr("Start"), lambda e: edits.with_start(e, point), "start", final)
