"""What a worked example of backpropagation says of itself: formula, numbers, and what to see in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.errors import GraphError
from landscape_gui.core.expression import Graph, parse
from landscape_gui.core.graph.levels import LEVELS, network_graph
from landscape_gui.core.graph.stepgraph import SCALARS, StepGraph
from landscape_gui.core.graph.tape import Tape
from landscape_gui.core.graph.walk import BACKWARD, FORWARD, UPDATE
from landscape_gui.core.network.architecture import architecture
from landscape_gui.core.network.network import Network

Array = NDArray[np.float64]
TANGENTS = "tangents"
CAPTION_PHASES = (FORWARD, BACKWARD, UPDATE, TANGENTS)
"""What a caption can be about; ``TANGENTS`` is the only phase of forward mode."""


@dataclass(frozen=True, slots=True)
class NetworkForm:
    """The network that an example writes out, so that the example can be seen as neurons and layers too.

    Attributes:
        sizes, hidden_activation, output_activation, loss: as for ``landscape_gui.network``.
        parameters: the example's name of each parameter of the network, in the network's order; a name that stands
            more than once is a shared number.
        inputs, targets: the example's names of the network's inputs and targets.
    """

    sizes: tuple[int, ...]
    hidden_activation: str
    output_activation: str
    loss: str
    parameters: tuple[str, ...]
    inputs: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A worked example.

    Attributes:
        key, label, description: as in every catalogue; the description is one sentence: what it shows.
        formula: lines "name = expression" of the formula language, the last one the output.
        parameters: values of what derivatives are taken by, and an update changes.
        inputs: values of what is given: data, and numbers held fixed. targets: of what the output should be.
        captions: what to see, one sentence or two a step; the last is the point of it all.
        rate: learning rate of the update.
        manual: derivatives of the output worked out by hand, by name of a parameter, in the formula language; they may
            use the names of the formula's lines.
        outputs: names of several results, where there is more than one; the last line's is among them.
        network: the network it writes out, if it is one.
        source: where it comes from.
        phases: by caption which phase it is about, one of ``CAPTION_PHASES``; () for the usual, the first forward and
            all others backward.
    """

    key: str
    label: str
    description: str
    formula: str
    parameters: Mapping[str, float]
    captions: tuple[str, ...]
    inputs: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    targets: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    rate: float = 0.1
    manual: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    outputs: tuple[str, ...] = ()
    network: NetworkForm | None = None
    source: str = ""
    phases: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, float]:
        """Value of every parameter, input and target, by name."""
        return {**self.parameters, **self.inputs, **self.targets}

    def captions_of(self, phase: str) -> tuple[str, ...]:
        """The captions about a phase, in order."""
        phases = self.phases or (FORWARD, *[BACKWARD] * (len(self.captions) - 1))
        return tuple(text for text, about in zip(self.captions, phases, strict=True) if about == phase)

    @property
    def given(self) -> tuple[str, ...]:
        """Names of all inputs and targets."""
        return (*self.inputs, *self.targets)

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels of detail it can be seen at."""
        return LEVELS if self.network else (SCALARS,)

    def graph(self, output: str = "") -> Graph:
        """The expression graph; of another output where there are several.

        Raises:
            GraphError: there is no such output.
        """
        if output and output not in self.outputs:
            has = f"it has {', '.join(self.outputs)}" if self.outputs else "it has only one"
            raise GraphError(f"{self.label} has no output {output!r}; {has}.")
        return parse(f"{self.formula}\n{output}", self.given)

    def tape(self, output: str = "", values: Mapping[str, float] | None = None) -> Tape:
        """The graph with its values, or with others in place of some of them.

        Raises:
            GraphError: there is no such output or input, or a value is not a number.
        """
        graph = self.graph(output)
        tape = Tape(graph, {name: self.values[name] for name in (*graph.variables, *graph.coefficients)})
        return tape.replaced(values) if values else tape

    def updated(self) -> dict[str, float]:
        """The parameters after one step of gradient descent: old − rate × derivative."""
        gradient = self.tape().gradient
        return {name: value - self.rate * gradient[name] for name, value in self.parameters.items()}

    def manual_graph(self, name: str) -> Graph:
        """The expression graph of the derivative by ``name`` that was worked out by hand."""
        return parse(f"{self.formula}\n{self.manual[name]}", (*self.parameters, *self.given))

    def built_network(self, values: Mapping[str, float] | None = None) -> tuple[Network, Array]:
        """The network with its one example, and its parameters (d,); with other values in place of some.

        Raises:
            GraphError: the example is no network. NetworkError: a value is not a finite number.
        """
        form, numbers = self.network, {**self.values, **(values or {})}
        if form is None:
            raise GraphError(f"{self.label} is not a network, so there are no neurons and layers to show.")
        shape = architecture(form.sizes, form.hidden_activation, form.loss, output_activation=form.output_activation)
        inputs, targets = ([[numbers[name] for name in names]] for names in (form.inputs, form.targets))
        return Network(shape, inputs, targets), np.array([numbers[name] for name in form.parameters])

    def at_level(self, level: str, values: Mapping[str, float] | None = None) -> StepGraph:
        """The example as a graph at one of its ``levels``, with other values in place of some.

        Scalars bear the example's own names; neurons and layers those of a network, which
        ``NetworkForm.parameters`` lists in the example's.

        Raises:
            GraphError: no such level, or a value does not fit. NetworkError: a value is not a finite number.
        """
        if level == SCALARS:
            return self.tape(values=values)
        return network_graph(*self.built_network(values), level)
