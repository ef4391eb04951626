"""What a user does to a network and its data, as pure functions from one experiment to the next. No Qt in here.

Every function takes an experiment and returns one that can be computed, or raises a LandscapeError whose sentence is
for the screen. With ``fit``, learning rates that suited the network before follow to what suits it afterwards.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Literal

import numpy as np
from msgspec.structs import replace

from landscape_gui import edits, laneplaces, planeedits
from landscape_gui.core.errors import DataError, ExperimentError, LandscapeError, NetworkError
from landscape_gui.core.network.architecture import MAX_HIDDEN_LAYERS
from landscape_gui.core.network.datasets import dataset
from landscape_gui.core.network.datasets.data import Data
from landscape_gui.core.network.datasets.descriptor import USUAL_HIDDEN
from landscape_gui.core.network.datasets.features import available, chosen
from landscape_gui.core.network.decisionline import LINE_LOSSES
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.experiment import (
    CatalogueData,
    DataSource,
    Experiment,
    Lane,
    NetworkProblem,
    OwnCurve,
    OwnPoints,
    ParameterPlane,
    Training,
)
from landscape_gui.networks import DataNetwork, build, data_of, prepared_data
from landscape_gui.rates import suited_rates

STEPS = 500
NEW_UNITS = 4
"""Units of the first hidden layer; a further one is as wide as the last."""
CLEARLY = 0.05
"""Share of the height of all examples by which those of one class are clearly higher on average."""


def network_of(experiment: Experiment) -> NetworkProblem:
    """The experiment's network, the first one where it has none."""
    return experiment.problem if isinstance(experiment.problem, NetworkProblem) else NetworkProblem()


def with_network(experiment: Experiment, fit: bool = True) -> Experiment:
    """Let the lanes train a first network: four tanh units learn to tell a disc from the ring around it."""
    lanes = tuple(replace(lane, start=None) for lane in experiment.lanes)
    view = replace(experiment.view, region=None, plane=None)
    changed = replace(experiment, problem=NetworkProblem(), lanes=lanes, start=(), steps=STEPS, view=view, title="")
    return edits.fit_rates(changed) if fit else changed


def with_former(experiment: Experiment, former: Experiment, fit: bool = True) -> Experiment:
    """Return to the problem of an earlier experiment, from its starts and for as many steps as then.

    ``fit``: lanes get the learning rates they had then, new ones such that suit, where there are any.
    """
    view = replace(experiment.view, region=former.view.region, plane=former.view.plane)
    changed = replace(
        experiment, problem=former.problem, start=former.start, steps=former.steps, view=view, title=former.title
    )
    moved = laneplaces.places(former, experiment)
    changed = planeedits.with_places(changed, moved)
    usual = edits.usual_rates(former) if fit else {}
    lanes = []
    for index, lane in enumerate(experiment.lanes):
        known = index in moved
        earlier = former.lanes[moved.index(index)] if known else Lane(lane.optimizer)
        given = dict(lane.hyperparameters)
        if fit and (known or usual):
            given.pop("lr", None)
            rates = earlier.hyperparameters if known else {"lr": usual[lane.optimizer]}
            given |= {key: rate for key, rate in rates.items() if key == "lr"}
        lanes.append(replace(lane, start=earlier.start if known else None, hyperparameters=given))
    return replace(changed, lanes=tuple(lanes))


def with_data(experiment: Experiment, source: DataSource, fit: bool = True) -> Experiment:
    """Learn other data, with its own inputs as they stand, and the loss that suits them where the present one does not.

    Hidden layers that are those of the former data set's own small network become those of the new one. Starts set by
    hand go with the former data; points that are drawn begin as the ones shown before, and keep them and the layers.
    ``fit`` also gives every lane a learning rate that suits the data.
    """
    problem, data = network_of(experiment), data_of(source)
    drawn = isinstance(source, OwnPoints | OwnCurve) and _alike(problem.data, data)
    if problem.hidden == usual_hidden(problem.data) and not problem.skip and not drawn:
        problem = _resized(problem, usual_hidden(source))
    preparation = replace(problem.preparation, features=())
    further = isinstance(problem.data, OwnPoints) and isinstance(source, OwnPoints)
    problem = _with_fitting_loss(replace(problem, data=source, preparation=preparation), bool(data.classes))
    if problem.form == "line" and not further:
        problem = replace(problem, above=higher_class(problem))
    changed = _changed(experiment, problem)
    changed = replace(changed, view=replace(changed.view, region=None), title="")
    if not isinstance(source, OwnPoints | OwnCurve):
        changed = _without_starts(changed)
    return edits.fit_rates(changed) if fit else changed


def _alike(source: DataSource, data: Data) -> bool:
    """Whether the data of ``source`` have as many inputs as ``data``, and classes or values as these have."""
    try:
        other = data_of(source)
    except LandscapeError:
        return False
    return other.inputs.shape[1] == data.inputs.shape[1] and bool(other.classes) == bool(data.classes)


def usual_hidden(source: DataSource) -> tuple[int, ...]:
    """Widths of the hidden layers of a small network for some data."""
    return dataset(source.key).hidden if isinstance(source, CatalogueData) else USUAL_HIDDEN


def with_catalogue_data(experiment: Experiment, key: str, fit: bool = True) -> Experiment:
    """``with_data`` for a data set of the catalogue, with its own number of points and noise."""
    return with_data(experiment, CatalogueData(key), fit)


def with_source(experiment: Experiment, fit: bool = True, **fields: Any) -> Experiment:
    """Change the present data: points, noise or seed of a data set, points drawn by hand, columns of a table."""
    problem = network_of(experiment)
    source: DataSource = replace(problem.data, **fields)
    if isinstance(source, CatalogueData):
        source = _differing(source)
    problem = _with_fitting_loss(replace(problem, data=source), bool(data_of(source).classes))
    changed = _changed(experiment, problem)
    return followed(experiment, changed) if fit else changed


def _differing(source: CatalogueData) -> CatalogueData:
    """``source`` without the numbers that are the catalogue's own."""
    entry = dataset(source.key)
    points = None if source.points == entry.points.default else source.points
    noise = None if source.noise == entry.noise.default else source.noise
    return replace(source, points=points, noise=noise)


def _with_fitting_loss(problem: NetworkProblem, classes: bool) -> NetworkProblem:
    """``problem`` without what cannot be: a loss or a stopping rule about classes where there are none."""
    if classes:
        return problem
    if problem.loss and problem.loss not in losses_for(0):
        problem = replace(problem, loss="")
    return replace(problem, training=replace(problem.training, error=None))


def losses_for(classes: int, form: str = "layers") -> tuple[str, ...]:
    """Keys of the losses that fit data with so many classes, 0 standing for values; of a line its own two."""
    if form == "line":
        return LINE_LOSSES
    return tuple(key for key, entry in LOSSES.items() if classes or entry.activated)


def with_form(experiment: Experiment, form: str, fit: bool = True) -> Experiment:
    """Let the lanes learn "layers" of units, or the "line" y = w·x + b; what only the other form has is kept for it.

    Raises NetworkError where the data have not two inputs and two classes, as a line needs.
    """
    problem = network_of(experiment)
    if form == problem.form:
        return experiment
    if form == "line":
        loss = problem.loss if problem.loss in LINE_LOSSES else ""
        problem = replace(problem, form="line", loss=loss, above=higher_class(problem))
    else:
        problem = replace(problem, form="layers")
    changed = replace(_changed(experiment, problem), title="")
    return edits.fit_rates(changed) if fit else changed


def higher_class(problem: NetworkProblem) -> Literal[0, 1]:
    """The class whose examples lie higher in the second input, and so belong above a line; 1 where that is not clear.

    Raises DataError or CatalogueError where there are no data.
    """
    prepared = prepared_data(problem.data, problem.preparation)
    if len(prepared.data.classes) != 2 or len(prepared.names) != 2:
        return 1
    heights, numbers = prepared.inputs[:, 1], prepared.data.targets
    lead = float(heights[numbers == 0.0].mean() - heights[numbers == 1.0].mean())
    return 0 if lead > CLEARLY * float(np.ptp(heights)) else 1


def with_preparation(experiment: Experiment, fit: bool = True, **fields: Any) -> Experiment:
    """Change how the data are prepared; fields of ``DataPreparation``."""
    problem = network_of(experiment)
    changed = _changed(experiment, replace(problem, preparation=replace(problem.preparation, **fields)))
    return followed(experiment, changed) if fit else changed


def with_feature(experiment: Experiment, key: str, on: bool, fit: bool = True) -> Experiment:
    """Give the network a transformed input, or take it away; raises DataError for the last one."""
    problem = network_of(experiment)
    inputs = data_of(problem.data).inputs.shape[1]
    keys = {feature.key for feature in chosen(problem.preparation.features, inputs)}
    keys = keys | {key} if on else keys - {key}
    if not keys:
        raise DataError("The network needs at least one input; switch another one on first.")
    offered = available(inputs)
    plain = keys == {feature.key for feature in offered if feature.plain}
    features = () if plain else tuple(feature.key for feature in offered if feature.key in keys)
    return with_preparation(experiment, fit, features=features)


def with_fields(experiment: Experiment, fit: bool = True, **fields: Any) -> Experiment:
    """Change anything of the network that stands for itself: fields of ``NetworkProblem``."""
    changed = _changed(experiment, replace(network_of(experiment), **fields))
    return followed(experiment, changed) if fit else changed


def with_start(experiment: Experiment, **fields: Any) -> Experiment:
    """Draw other weights: initialiser, bias, seed, same_weights. Starts set by hand give way to them."""
    return _without_starts(with_fields(experiment, **fields))


def is_hand_made(experiment: Experiment) -> bool:
    """Whether any optimizer starts at weights that were changed by hand."""
    return bool(experiment.start) or any(lane.start is not None for lane in experiment.lanes)


def _without_starts(experiment: Experiment) -> Experiment:
    """``experiment`` whose lanes start at what is drawn for them."""
    lanes = tuple(replace(lane, start=None) for lane in experiment.lanes)
    return replace(experiment, start=(), lanes=lanes)


def with_training(experiment: Experiment, **fields: Any) -> Experiment:
    """Change how lanes go through the data; fields of ``Training``."""
    problem = network_of(experiment)
    training: Training = replace(problem.training, **fields)
    return _changed(experiment, replace(problem, training=training))


def with_lane_batch(experiment: Experiment, index: int, size: int | None) -> Experiment:
    """Let lane ``index`` see ``size`` examples a step, None for as many as all lanes; raises ExperimentError."""
    most = build(network_of(experiment)).x.shape[1]
    if size is not None and not 1 <= size <= most:
        raise ExperimentError(f"A batch of {size} examples is not possible; give a whole number from 1 to {most}.")
    lanes = list(experiment.lanes)
    lanes[index] = replace(lanes[index], batch_size=size)
    return replace(experiment, lanes=tuple(lanes))


def with_loss(experiment: Experiment, key: str, fit: bool = True) -> Experiment:
    """Choose a loss; one that acts on the pre-activation takes the output activation away."""
    problem = network_of(experiment)
    loss = "" if data_of(problem.data).loss == key else key
    output = problem.output_activation if LOSSES[key].activated else "linear"
    changed = _changed(experiment, replace(problem, loss=loss, output_activation=output))
    return followed(experiment, changed) if fit else changed


def with_units(experiment: Experiment, layer: int, units: int) -> Experiment:
    """Give hidden layer ``layer``, from 0, so many units; raises NetworkError where that is not possible."""
    hidden = list(network_of(experiment).hidden)
    if layer >= len(hidden):
        raise NetworkError(f"There is no hidden layer {layer + 1}; there are {len(hidden)}.")
    hidden[layer] = units
    return with_layers(experiment, tuple(hidden))


def add_layer(experiment: Experiment) -> Experiment:
    """Add a hidden layer at the end, as wide as the last; raises NetworkError where there are too many."""
    hidden = network_of(experiment).hidden
    return with_layers(experiment, (*hidden, hidden[-1] if hidden else NEW_UNITS))


def remove_layer(experiment: Experiment) -> Experiment:
    """Take the last hidden layer away; without any, the model is linear and stays so."""
    return with_layers(experiment, network_of(experiment).hidden[:-1])


def with_layers(experiment: Experiment, hidden: tuple[int, ...]) -> Experiment:
    """Give the network other hidden layers; skip connections end where no layer is as wide as the one before."""
    wanted = _resized(network_of(experiment), hidden)
    return _changed(experiment, replace(wanted, skip=wanted.skip and can_skip(wanted)))


def _resized(problem: NetworkProblem, hidden: tuple[int, ...]) -> NetworkProblem:
    """Other hidden layers, with activations for each where layers had their own."""
    given = problem.activation
    if len(given) != 1:
        given = (given + given[-1:] * MAX_HIDDEN_LAYERS)[: len(hidden)] if given else ("tanh",)
    return replace(problem, hidden=hidden, activation=given or problem.activation[:1])


def can_skip(problem: NetworkProblem) -> bool:
    """Whether a hidden layer is exactly as wide as what feeds it, so that a connection can skip it."""
    try:
        sizes = build(replace(problem, skip=False)).architecture.sizes
    except LandscapeError:
        return False
    return any(before == width for before, width in pairwise(sizes[:-1]))


def _changed(experiment: Experiment, problem: NetworkProblem) -> Experiment:
    """Another network; what was said about parameters is forgotten where they are no longer the same ones."""
    if problem.form == "layers" and problem.skip and not can_skip(problem):
        problem = replace(problem, skip=False)
    network = build(problem)
    view = _fitting_view(experiment, network)
    changed = replace(experiment, problem=problem, view=view)
    if _fits(experiment, network):
        return changed
    return _without_starts(replace(changed, view=replace(view, region=None)))


def _fits(experiment: Experiment, network: DataNetwork) -> bool:
    """Whether the parameters of ``network`` are those of the experiment's network."""
    try:
        return build(network_of(experiment)).parameter_names == network.parameter_names
    except LandscapeError:
        return False


def _fitting_view(experiment: Experiment, network: DataNetwork) -> Any:
    """The view without a plane of parameters there are no more, and without accuracies where there are no classes."""
    view = experiment.view
    plane = view.plane
    if isinstance(plane, ParameterPlane) and not {plane.first, plane.second} <= set(network.parameter_names):
        view = replace(view, plane=None, region=None)
    if not network.prepared.data.classes:
        if view.surface == "accuracy":
            view = replace(view, surface="loss")
        if view.curve == "accuracy":
            view = replace(view, curve="loss")
    return view


def followed(before: Experiment, after: Experiment) -> Experiment:
    """``after``, whose lanes' rates follow where they suited the network before; rates set by hand stay.

    All stay where nothing suited because there was no such network yet.
    """
    try:
        old, new = suited_rates(build(network_of(before))), suited_rates(build(network_of(after)))
    except LandscapeError:
        return after
    for index, lane in enumerate(after.lanes):
        key = lane.optimizer
        present = lane.hyperparameters.get("lr", OPTIMIZERS[key].defaults["lr"])
        if present == old[key] != new[key]:
            after = edits.with_hyperparameter(after, index, "lr", new[key])
    return after
