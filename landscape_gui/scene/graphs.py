"""What the computational graph is about: the selected lane at a step, a worked example, or a typed expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.descriptors import Param
from landscape_gui.core.errors import GraphError
from landscape_gui.core.expression import Graph, parse
from landscape_gui.core.graph import StepGraph, Tape
from landscape_gui.core.graph.example import Example, NetworkForm
from landscape_gui.core.graph.examples import example_entry
from landscape_gui.core.graph.levels import levels_of, network_graph
from landscape_gui.core.graph.records import INPUT, PARAMETER
from landscape_gui.core.graph.shares import example_share
from landscape_gui.core.graph.stepgraph import LAYERS, NEURONS, SCALARS
from landscape_gui.core.network.losses import CLASSES, LOSSES
from landscape_gui.core.network.network import Network
from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.core.problem import Problem
from landscape_gui.core.simulate import Run
from landscape_gui.experiment import Experiment, GraphExample, GraphFormula, GraphView
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.networks import DataNetwork
from landscape_gui.scene.graphupdates import (
    LaneState,
    Update,
    descended,
    lane_update,
    own_update,
    state_ahead,
    state_at,
)
from landscape_gui.scene.lanes import lane_start
from landscape_gui.scene.parts import LaneRun, Scene

__all__ = ["Subject", "Update", "detail_of", "formula_graph", "seed_of", "subject_of"]

Array = NDArray[np.float64]
USUAL_RATE, USUAL_VALUE = 0.1, 1.0
"""Learning rate and values of a typed expression unless others are given."""
MOST_PRODUCTS = 9
"""Weights up to which all operations of a network are seen at once in half a window; beyond them a node is a neuron."""
MOST_NEURONS = 40


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A graph with its values, and what surrounds it.

    Attributes:
        graph: the graph; title: what it is of.
        source: as in ``GraphView``, the problem itself being None.
        lane: the lane whose parameters are shown, None apart from the problem itself; step: at which of its steps.
        data: names of values that are data of a network's example.
        editable: values that may be changed: as the graph calls them -> as they are called where they are kept.
        usual: by the latter names, what a changed value returns to.
        limits: bounds of values that do not stand all numbers, by name.
        problem: what the lanes descend, None apart from the problem itself.
        changed: names in the graph of values that are not what the data, or the example, says.
        details: levels of detail there are.
        update: the step to come, None where nothing is learned.
        example: the worked example.
        remark: why the lane does not run from here, or which step is shown in place of one that is not kept; or "".
    """

    graph: StepGraph
    title: str
    source: GraphExample | GraphFormula | None
    lane: LaneRun | None
    step: int
    data: frozenset[str]
    editable: Mapping[str, str]
    usual: Mapping[str, float]
    changed: frozenset[str]
    details: tuple[str, ...]
    update: Update | None
    example: Example | None = None
    remark: str = ""
    limits: Mapping[str, Param] = field(default_factory=dict)
    problem: AnyProblem | None = None

    def value(self, name: str) -> float:
        """The value that the graph calls ``name``: of a node, of an entry of one, or of a parameter of a neuron.

        Raises:
            GraphError: there is none.
        """
        for node in self.graph.nodes:
            if node.name == name and np.ndim(node.value) == 0:
                return float(node.value)
            for parameter in getattr(node, "parameters", ()):
                if parameter.name == name:
                    return float(parameter.value)
            word, _, place = name.partition("[")
            if place and node.name == word and np.ndim(node.value):
                return float(node.value[tuple(int(k) for k in place.removesuffix("]").split(","))])  # type: ignore[index]
        raise GraphError(f"There is no value {name!r} in this graph.")


def subject_of(scene: Scene, lane: int, position: float, ahead: Sequence[float] | None = None) -> Subject:
    """The graph that the scene's experiment wants to see, for the lane with this index at a play position.

    Args:
        ahead: parameters at which the lane is about to start, while its run from there is not yet known.

    Raises:
        LandscapeError: the expression or its values are not valid, or the lane has no run; the sentence says which.
    """
    wanted = scene.experiment.view.graph
    if isinstance(wanted.source, GraphExample):
        return _of_example(wanted.source, wanted)
    if isinstance(wanted.source, GraphFormula):
        return _of_formula(wanted.source, wanted.rate or USUAL_RATE)
    look = scene.lanes[lane] if lane < len(scene.lanes) else None
    if look is None or (look.run is None and not look.lane.enabled):
        raise GraphError("Switch on an optimizer, and its graph appears here.")
    if ahead is not None:
        state = state_ahead(ahead)
    elif look.run is None:
        state = state_ahead(lane_start(scene.experiment, scene.problem, look))
    else:
        state = state_at(look.run, min(int(position), look.run.last_step))
    if isinstance(scene.problem, DataNetwork):
        subject = _of_network(scene.experiment, scene.problem, look, state)
    else:
        subject = _of_problem(scene, look, state)
    subject = replace(subject, problem=scene.problem)
    if ahead is None and look.run is not None:
        subject = replace(subject, remark=_kept(look.run, state.step, int(position)))
    return replace(subject, update=None, remark=look.error) if look.run is None and ahead is None else subject


def _kept(run: Run, shown: int, wanted: int) -> str:
    """Of a run too long for all of its steps: which of the kept ones is shown, "" where it is the one wanted."""
    if shown == min(wanted, run.last_step):
        return ""
    every = int(run.steps[1] - run.steps[0])
    return (
        f"Of so long a run one step in {every:,} is kept: this is step {shown:,}, the last kept up to step {wanted:,}."
    )


def detail_of(graph: GraphView, network: Network) -> str:
    """The level of detail at which a network is shown, "auto" being the finest that is seen at once."""
    levels = levels_of(network)
    if graph.batch and LAYERS in levels:
        return LAYERS
    if graph.detail != "auto":
        return graph.detail if graph.detail in levels else levels[0]
    sizes = network.architecture.sizes
    few = sum(a * b for a, b in pairwise(sizes)) <= MOST_PRODUCTS
    if few or len(levels) == 1 or graph.mode == "forward":
        return SCALARS
    return NEURONS if sum(sizes) <= MOST_NEURONS else LAYERS


def seed_of(wanted: GraphView, subject: Subject) -> str | None:
    """The input whose tangent is followed, None where derivatives are followed backward."""
    if wanted.mode != "forward" or subject.graph.level != SCALARS:
        return None
    names = [node.name for node in subject.graph.nodes if node.kind in (PARAMETER, INPUT)]
    return wanted.seed if wanted.seed in names else next(iter(names), None)


def formula_graph(source: GraphFormula) -> Graph:
    """The graph of a typed expression; names that are fixed but do not occur, or name a line, mean nothing.

    Raises:
        FormulaError: with the place and what would be valid there.
    """
    free = parse(source.text).variables
    return parse(source.text, [name for name in source.fixed if name in free])


def _of_problem(scene: Scene, look: LaneRun, state: LaneState) -> Subject:
    """A surface or a typed formula that lanes descend."""
    problem = scene.problem
    assert isinstance(problem, Problem)
    values = dict(zip(problem.variables, state.position.tolist(), strict=True)) | dict(problem.coefficients)
    graph = Tape(_with_output(problem.graph), values)
    slopes = np.array(list(graph.gradient.values()))
    update = lane_update(scene.experiment, look, state, problem.variables, slopes=slopes)
    title, names = problem.label or scene.title, (*problem.variables, *problem.coefficients)
    return Subject(graph, title, None, look, state.step, frozenset(), _same(names), {}, frozenset(), (SCALARS,), update)


def _with_output(graph: Graph) -> Graph:
    """``graph`` with its output called f, as on the landscape, unless it or something else has a name already."""
    named = graph.output in graph.names.values() or "f" in {*graph.names, *graph.variables, *graph.coefficients}
    return graph if named else replace(graph, names={**graph.names, "f": graph.output})


def _of_network(experiment: Experiment, network: DataNetwork, look: LaneRun, state: LaneState) -> Subject:
    wanted = experiment.view.graph
    count, detail = network.x.shape[1], detail_of(wanted, network)
    number = None if wanted.batch and detail == LAYERS else min(wanted.example, count - 1)
    statistics = state.statistics if state.statistics.size else None
    graph = network_graph(network, state.position, detail, number, statistics)
    given: dict[str, float] = {} if number is None else network.graph_inputs(state.position, number)
    data = frozenset(given) - frozenset(network.parameter_names)
    changed = {name: value for name, value in wanted.values.items() if name in data and value != given[name]}
    if changed:
        graph = graph.replaced(changed)
    update = lane_update(experiment, look, state, network.parameter_names, network)
    if isinstance(look.run, TrainingRun) and not update.waits and number is not None:
        seen = look.run.examples(state.step)
        share = None
        if not state.statistics.size and not changed:
            share = example_share(network, state.position, number, seen)
        update = replace(update, share=share, present=bool((seen == number).any()))
    title = network.label if number is None else f"{network.label}, example {number + 1} of {count}"
    return Subject(
        graph, title, None, look, state.step, data, _same((*data, *network.parameter_names)),
        {name: given[name] for name in data}, frozenset(changed), levels_of(network), update,
    )  # fmt: skip


def _of_example(source: GraphExample, wanted: GraphView) -> Subject:
    entry = example_entry(source.key)
    rate, learned = wanted.rate or entry.rate, tuple(entry.parameters)
    tape = descended(entry.tape(source.output).replaced(source.values), rate, learned, source.updates)
    graph: StepGraph = tape
    details: tuple[str, ...] = (SCALARS,)
    called = _same(tape.inputs)
    if entry.network is not None:
        network, _ = entry.built_network()
        details = levels_of(network)
        if wanted.detail in details[1:]:
            theta = np.array([tape.inputs[name] for name in entry.network.parameters])
            called = _names_in_network(entry.network, network)
            data = {name: tape.inputs[own] for name, own in called.items() if own in entry.given}
            data = {name: value for name, value in data.items() if name.startswith(("x[", "t["))}
            graph = network_graph(network, theta, wanted.detail, 0).replaced(data)
    update = own_update(tape, learned, rate, source.updates)
    changed = {name for name, value in source.values.items() if value != entry.values[name]}
    shown = frozenset(name for name, own in called.items() if own in changed)
    return Subject(
        graph, entry.label, source, None, source.updates, frozenset(entry.given), called, entry.values, shown, details,
        update, example=entry,
    )  # fmt: skip


def _names_in_network(form: NetworkForm, network: Network) -> dict[str, str]:
    """What a network calls its parameters, inputs and targets -> what the example that it is of calls them."""
    targets = () if LOSSES[network.architecture.loss].targets == CLASSES else form.targets
    called = dict(zip(network.parameter_names, form.parameters, strict=True))
    called |= {f"x[{i}]": name for i, name in enumerate(form.inputs)}
    return called | {f"t[{k}]": name for k, name in enumerate(targets)}


def _of_formula(source: GraphFormula, rate: float) -> Subject:
    graph = formula_graph(source)
    values = {name: source.values.get(name, USUAL_VALUE) for name in (*graph.variables, *graph.coefficients)}
    tape = descended(Tape(graph, values), rate, graph.variables, source.updates)
    update = own_update(tape, graph.variables, rate, source.updates)
    return Subject(
        tape, tape.graph.text(), source, None, source.updates, frozenset(graph.coefficients), _same(values), {},
        frozenset(), (SCALARS,), update,
    )  # fmt: skip


def _same(names: Sequence[str] | Mapping[str, object]) -> dict[str, str]:
    return {name: name for name in names}
