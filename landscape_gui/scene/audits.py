"""What can be checked of the graph that is shown: its derivatives, errors of differences, and four ways to them.

All of it is computed in pieces, off the GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from landscape_gui.core.errors import GraphError
from landscape_gui.core.expression import Graph
from landscape_gui.core.graph import Tape
from landscape_gui.core.graph.cutting import cut
from landscape_gui.core.graph.differences import DifferenceErrors, difference_errors
from landscape_gui.core.graph.examples import example_entry
from landscape_gui.core.graph.fourways import Comparison, four_ways
from landscape_gui.core.graph.gradientcheck import Check, check_gradient
from landscape_gui.core.graph.gradientcheck import checks as each_check
from landscape_gui.core.graph.levels import scalar_tape
from landscape_gui.core.graph.meancheck import check_mean
from landscape_gui.core.graph.networkgraph import NetworkGraph
from landscape_gui.core.graph.tangents import with_tangent, written_out
from landscape_gui.experiment import GraphExample
from landscape_gui.scene.graphs import Subject

Pause = Callable[[], object]
"""Called between pieces of work; it may raise an error to end all."""
LONGEST_LABEL = 18
LONGEST_TEXT = 400
"""Characters of a derivative's formula that is still told."""


def same_numbers(one: Subject, other: Subject) -> bool:
    """Whether two subjects are the same function at the same values, so that what was found of one holds for both."""
    if one.title != other.title or type(one.graph) is not type(other.graph):
        return False
    if isinstance(one.graph, Tape) and isinstance(other.graph, Tape):
        return dict(one.graph.inputs) == dict(other.graph.inputs) and one.graph.graph == other.graph.graph
    assert isinstance(one.graph, NetworkGraph) and isinstance(other.graph, NetworkGraph)
    arrays = ("theta", "x", "t", "statistics")
    same = all(np.array_equal(getattr(one.graph, name), getattr(other.graph, name)) for name in arrays)
    return same and one.graph.architecture == other.graph.architecture


@dataclass(frozen=True, eq=False)
class Audit:
    """What is to be checked.

    Attributes:
        subject: the graph and what surrounds it.
        wanted: an operation whose derivative is checked as well: index of its node, or its name; else None.
    """

    subject: Subject
    wanted: int | str | None = None

    @cached_property
    def mean(self) -> NetworkGraph | None:
        """The graph, if it is the mean over several examples, of which there is no graph of scalars."""
        graph = self.subject.graph
        return graph if isinstance(graph, NetworkGraph) and graph.x.shape[1] > 1 else None

    @cached_property
    def tape(self) -> Tape:
        """The graph of scalars; of a mean that of its first example."""
        return scalar_tape(self.subject.graph)

    @cached_property
    def node(self) -> int | None:
        """Index in ``tape`` of the operation that is wanted; None where it has no single number."""
        if self.wanted is None or self.mean is not None:
            return None
        graph, index = self.subject.graph, self.wanted
        if isinstance(index, int) and not 0 <= index < len(graph.nodes):
            return None
        if not isinstance(graph, Tape) or isinstance(index, str):
            name = index if isinstance(index, str) else graph.nodes[index].name
            try:
                index = self.tape.index(name)
            except GraphError:
                return None
        return index if self.tape.nodes[index].inputs else None

    @cached_property
    def opened(self) -> tuple[Tape, str] | None:
        """The graph cut open at ``node``, and the name its value has there."""
        return None if self.node is None else cut(self.tape, self.node)

    @cached_property
    def title(self) -> str:
        """What ``node`` is called, "" without one."""
        if self.opened is None or self.node is None:
            return ""
        label = self.tape.nodes[self.node].label
        return label if len(label) <= LONGEST_LABEL else self.opened[1]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What is checked: ``node``, the parameters, data; of a mean only parameters."""
        return ((self.title,) if self.title else ()) + self.inputs

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Inputs that are checked."""
        parameters = tuple(self.subject.graph.gradient)
        if self.mean is not None:
            return parameters
        return tuple(dict.fromkeys((*parameters, *self.tape.inputs)))

    def checks(self, pause: Pause) -> Iterator[Check]:
        """The derivative by each of ``names`` beside a difference."""
        if self.opened is not None:
            tape, name = self.opened
            assert self.node is not None
            for check in check_gradient(tape, [name], {name: float(self.tape.adjoints[self.node])}):
                yield replace(check, name=self.title)
        if self.mean is not None:
            for check in check_mean(self.mean, self.inputs):
                pause()
                yield check
            return
        leaves = {node.name: float(node.adjoint) for node in self.tape.nodes if not node.inputs}
        gradient = leaves | dict(self.subject.graph.gradient)
        for check in each_check(self.tape, self.inputs, gradient):
            pause()
            yield check

    def errors(self, name: str) -> DifferenceErrors:
        """Errors of differences by one of ``names``."""
        if self.opened is not None and name == self.title:
            return replace(difference_errors(*self.opened), name=name)
        return difference_errors(self.tape, name)

    def ways(self, pause: Pause) -> Comparison:
        """Ways to the gradient side by side."""
        return four_ways(self.tape, self.manual, pause=pause)

    @cached_property
    def manual(self) -> Mapping[str, Graph]:
        """Derivatives worked out by hand, by name; those of an example that is shown as operations."""
        source = self.subject.source
        if not isinstance(source, GraphExample) or not isinstance(self.subject.graph, Tape):
            return {}
        entry = example_entry(source.key)
        return {name: entry.manual_graph(name) for name in entry.manual}

    def manual_text(self, name: str) -> str:
        """The derivative by ``name`` as it was worked out by hand; "" where it was not."""
        source = self.subject.source
        known = self.manual and isinstance(source, GraphExample) and name in self.manual
        return example_entry(source.key).manual[name] if known and isinstance(source, GraphExample) else ""

    def symbolic(self, name: str) -> tuple[str, int]:
        """The derivative by one of ``names`` as a written out expression, "" where that is long; and its operations."""
        at_node = self.opened is not None and name == self.title
        tape, own = self.opened if at_node and self.opened is not None else (self.tape, name)
        graph = with_tangent(tape.graph, own)
        size = written_out(graph, graph.output)
        text = graph.text(graph.output) if size <= LONGEST_TEXT else ""
        return (text if len(text) <= LONGEST_TEXT else ""), size
