"""What the computational graph is about: the selected lane at a step, a worked example, or a typed expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core import schedules
from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.errors import GraphError
from landscape_gui.core.expression import Graph, parse
from landscape_gui.core.graph import StepGraph, Tape
from landscape_gui.core.graph.example import NetworkForm
from landscape_gui.core.graph.examples import example_entry
from landscape_gui.core.graph.levels import levels_of, network_graph
from landscape_gui.core.graph.records import INPUT, PARAMETER
from landscape_gui.core.graph.shares import example_share
from landscape_gui.core.graph.stepgraph import LAYERS, NEURONS, SCALARS
from landscape_gui.core.network.losses import CLASSES, LOSSES
from landscape_gui.core.network.network import Network
from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.scalars import flush
from landscape_gui.core.writtenrule import WrittenStep, write_step
from landscape_gui.experiment import Experiment, GraphExample, GraphFormula, GraphView
from landscape_gui.networks import DataNetwork
from landscape_gui.scene.parts import LaneRun, Scene

Array = NDArray[np.float64]
USUAL_RATE, USUAL_VALUE = 0.1, 1.0
"""Learning rate and values of a typed expression unless others are given."""
MOST_PRODUCTS = 30
"""Weights up to which the graph of a network's operations can still be read; beyond them a node is a neuron."""
MOST_NEURONS = 40


@dataclass(frozen=True, slots=True, eq=False)
class Update:
    """The step every parameter takes next.

    Attributes:
        optimizer: whose rule it is; hyperparameters: its own, the rate as the schedule has made it.
        number: of the step, 1 for the first.
        names: (d,) of the parameters; old: (d,) their values; gradient: (d,) as the rule takes it.
        share: (d,) what the example that is shown has in it; None where the gradient is of this very graph, or where
            it has no share of its own, as with batch norm.
        batch: how many examples the gradient is the mean of, 0 where there are none.
        state: slot name -> (d,) before the step.
        ends: why the run makes no further step, "" where it does.
    """

    optimizer: Optimizer
    hyperparameters: Mapping[str, float]
    number: int
    names: Sequence[str]
    old: Array
    gradient: Array
    share: Array | None
    batch: int
    state: Mapping[str, Array]
    ends: str = ""

    def written(self, index: int) -> WrittenStep:
        """The step of parameter ``index``, written out."""
        slots = {name: float(values[index]) for name, values in self.state.items()}
        theta, gradient = float(self.old[index]), float(self.gradient[index])
        return write_step(self.optimizer, self.hyperparameters, self.number, theta, gradient, slots)


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A graph with its values, and what surrounds it.

    Attributes:
        graph: the graph; title: what it is of.
        source: as in ``GraphView``, the problem itself being None.
        lane: the lane whose parameters are shown, None apart from the problem itself; step: at which of its steps.
        data: names of leaves that are data of a network's example; editable: of leaves whose values may be changed.
        details: levels of detail there are.
        update: the step to come, None where nothing is learned.
    """

    graph: StepGraph
    title: str
    source: GraphExample | GraphFormula | None
    lane: LaneRun | None
    step: int
    data: frozenset[str]
    editable: frozenset[str]
    details: tuple[str, ...]
    update: Update | None


def subject_of(scene: Scene, lane: int, position: float) -> Subject:
    """The graph that the scene's experiment wants to see, for the lane with this index at a play position.

    Raises:
        LandscapeError: the expression or its values are not valid, or the lane has no run; the sentence says which.
    """
    wanted = scene.experiment.view.graph
    if isinstance(wanted.source, GraphExample):
        return _of_example(wanted.source, wanted)
    if isinstance(wanted.source, GraphFormula):
        return _of_formula(wanted.source, wanted.rate or USUAL_RATE)
    look = scene.lanes[lane] if lane < len(scene.lanes) else None
    if look is None or look.run is None:
        raise GraphError(look.error if look and look.error else "Switch on an optimizer, and its graph appears here.")
    state = _state(look, min(int(position), look.run.last_step))
    if isinstance(scene.problem, DataNetwork):
        return _of_network(scene.experiment, scene.problem, look, state)
    problem = scene.problem
    values = dict(zip(problem.variables, state.position.tolist(), strict=True)) | dict(problem.coefficients)
    update = _update(scene.experiment, look, state, problem.variables, None, 0)
    editable = frozenset(problem.variables)
    title = problem.label or scene.title
    return Subject(
        Tape(problem.graph, values), title, None, look, state.step, frozenset(), editable, (SCALARS,), update
    )


def detail_of(graph: GraphView, network: Network) -> str:
    """The level of detail at which a network is shown, "auto" being the finest that can be read."""
    levels = levels_of(network)
    if graph.batch and LAYERS in levels:
        return LAYERS
    if graph.detail != "auto":
        return graph.detail if graph.detail in levels else levels[0]
    sizes = network.architecture.sizes
    if sum(a * b for a, b in pairwise(sizes)) <= MOST_PRODUCTS or len(levels) == 1:
        return SCALARS
    return NEURONS if sum(sizes) <= MOST_NEURONS else LAYERS


def seed_of(wanted: GraphView, subject: Subject) -> str | None:
    """The input whose tangent is followed, None where derivatives are followed backward."""
    if wanted.mode != "forward" or subject.graph.level != SCALARS:
        return None
    names = [node.name for node in subject.graph.nodes if node.kind in (PARAMETER, INPUT)]
    return wanted.seed if wanted.seed in names else next(iter(names), None)


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """Parameters, gradient as used next, slots and batch norm's statistics at a step."""

    step: int
    position: Array
    gradient: Array
    slots: Mapping[str, Array]
    statistics: Array


def _state(look: LaneRun, step: int) -> _State:
    """The state at ``step``, or, of a path too long for all of its steps, at the last one before it that is kept."""
    run = look.run
    assert run is not None
    if isinstance(run, TrainingRun):
        known = run.state_at(step)
        return _State(step, known.position, known.gradient, known.state, known.statistics)
    row = run.row(step)
    slots = {name: values[row] for name, values in run.state.items()}
    return _State(int(run.steps[row]), run.positions[row], run.gradients[row], slots, np.empty(0))


def _of_network(experiment: Experiment, network: DataNetwork, look: LaneRun, state: _State) -> Subject:
    run, wanted = look.run, experiment.view.graph
    assert isinstance(run, TrainingRun)
    count, detail = network.x.shape[1], detail_of(wanted, network)
    number = None if wanted.batch and detail == LAYERS else min(wanted.example, count - 1)
    statistics = state.statistics if state.statistics.size else None
    graph = network_graph(network, state.position, detail, number, statistics)
    inputs: dict[str, float] = {} if number is None else network.graph_inputs(state.position, number)
    changed = {name: value for name, value in wanted.values.items() if name in inputs}
    if changed:
        graph = graph.replaced(changed)
    seen = run.examples(state.step)
    share = None
    if number is not None and not state.statistics.size:
        share = example_share(network, state.position, number, seen)
    update = _update(experiment, look, state, network.parameter_names, share, len(seen))
    title = network.label if number is None else f"{network.label}, example {number + 1} of {count}"
    data = frozenset(inputs) - frozenset(network.parameter_names)
    editable = data | frozenset(network.parameter_names)
    return Subject(graph, title, None, look, state.step, data, editable, levels_of(network), update)


def _update(
    experiment: Experiment, look: LaneRun, state: _State, names: Sequence[str], share: Array | None, batch: int
) -> Update:
    run, plan = look.run, look.lane.schedule
    assert run is not None
    factor = schedules.factors(plan.kind, experiment.steps, plan.period, plan.rate, state.step, 1)[0]
    hyperparameters = dict(run.hyperparameters)
    hyperparameters["lr"] *= float(factor)
    ends = (run.reason or f"The run ends after step {run.last_step:,}.") if state.step >= run.last_step else ""
    return Update(
        run.optimizer, hyperparameters, state.step + 1, names, state.position, state.gradient, share, batch,
        state.slots, ends,
    )  # fmt: skip


def _of_example(source: GraphExample, wanted: GraphView) -> Subject:
    entry = example_entry(source.key)
    rate = wanted.rate or entry.rate
    tape = _descended(entry.tape().replaced(source.values), rate, tuple(entry.parameters), source.updates)
    graph: StepGraph = tape
    details: tuple[str, ...] = (SCALARS,)
    if entry.network is not None:
        network, _ = entry.built_network()
        details = levels_of(network)
        if wanted.detail in details[1:]:
            theta = np.array([tape.inputs[name] for name in entry.network.parameters])
            graph = network_graph(network, theta, wanted.detail, 0).replaced(_data(entry.network, network, tape))
    update = _own_update(tape, tuple(entry.parameters), rate, source.updates)
    data = frozenset(entry.given)
    return Subject(graph, entry.label, source, None, source.updates, data, frozenset(tape.inputs), details, update)


def _data(form: NetworkForm, network: Network, tape: Tape) -> dict[str, float]:
    """Inputs and targets as a network calls them, with the values they have on the tape."""
    names = [f"x[{i}]" for i in range(len(form.inputs))]
    names += [
        f"t[{k}]" for k in range(0 if LOSSES[network.architecture.loss].targets == CLASSES else len(form.targets))
    ]
    return {name: tape.inputs[own] for name, own in zip(names, (*form.inputs, *form.targets), strict=False)}


def _of_formula(source: GraphFormula, rate: float) -> Subject:
    graph = parse(source.text, source.fixed)
    values = {name: source.values.get(name, USUAL_VALUE) for name in (*graph.variables, *graph.coefficients)}
    tape = _descended(Tape(graph, values), rate, graph.variables, source.updates)
    update = _own_update(tape, graph.variables, rate, source.updates)
    data, title = frozenset(graph.coefficients), tape.graph.text()
    return Subject(tape, title, source, None, source.updates, data, frozenset(values), (SCALARS,), update)


def _own_update(tape: Tape, names: tuple[str, ...], rate: float, updates: int) -> Update | None:
    """A step of plain gradient descent; None where nothing is learned."""
    if not names:
        return None
    old = np.array([tape.inputs[name] for name in names])
    gradient = np.array([tape.gradient.get(name, 0.0) for name in names])
    descent = OPTIMIZERS["gd"]
    return Update(descent, descent.defaults | {"lr": rate}, updates + 1, names, old, gradient, None, 0, {})


def _descended(tape: Tape, rate: float, names: tuple[str, ...], updates: int) -> Tape:
    """``tape`` after so many steps of gradient descent; the last few answers are remembered."""
    if updates == 0:
        return tape
    key = (tape.graph, tuple(tape.inputs.items()), rate, names)
    steps = _descent(*key)
    while len(steps) <= updates:
        here = tape.replaced(dict(zip(names, steps[-1], strict=True)))
        slopes = [here.gradient.get(name, 0.0) for name in names]
        steps.append(tuple(flush(old - rate * slope) for old, slope in zip(steps[-1], slopes, strict=True)))
    return tape.replaced(dict(zip(names, steps[updates], strict=True)))


@lru_cache(maxsize=16)
def _descent(
    graph: Graph, inputs: tuple[tuple[str, float], ...], rate: float, names: tuple[str, ...]
) -> list[tuple[float, ...]]:
    """Parameters after 0, 1, … steps, as far as they were needed."""
    values = dict(inputs)
    return [tuple(values[name] for name in names)]
