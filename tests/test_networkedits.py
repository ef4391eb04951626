"""Edits of networks: pure functions from one experiment to the next that can be computed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from landscape_gui import edits, networkedits, owndata
from landscape_gui.core.errors import DataError, ExperimentError, LandscapeError, NetworkError
from landscape_gui.core.network.architecture import MAX_HIDDEN_LAYERS, MAX_UNITS
from landscape_gui.core.network.datasets import DATASETS
from landscape_gui.core.network.datasets.descriptor import USUAL_HIDDEN
from landscape_gui.core.network.datasets.features import available
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.core.network.training import TrainingSettings, training
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.experiment import (
    RACE,
    CatalogueData,
    DataPreparation,
    Experiment,
    FormulaProblem,
    Lane,
    NetworkProblem,
    OwnPoints,
    ParameterPlane,
    RandomPlane,
    TableData,
    first_experiment,
)
from landscape_gui.experimentfile import check
from landscape_gui.networks import build
from landscape_gui.rates import suited_rates


@pytest.fixture
def experiment() -> Experiment:
    """The race trains the first network."""
    return networkedits.with_network(first_experiment())


def network(experiment: Experiment) -> NetworkProblem:
    assert isinstance(experiment.problem, NetworkProblem)
    return experiment.problem


def with_own_starts(experiment: Experiment) -> Experiment:
    """All that depends on what the parameters are: starts, a plane, a region."""
    point = build(network(experiment)).start
    lanes = (replace(experiment.lanes[0], start=point), *experiment.lanes[1:])
    view = replace(experiment.view, plane=ParameterPlane("W1[3,0]", "b2[0]"), region=((0.0, 1.0), (0.0, 1.0)))
    return replace(experiment, start=point, lanes=lanes, view=view)


def test_every_optimizer_of_the_race_learns_the_first_network(experiment: Experiment) -> None:
    check(experiment)
    assert (experiment.steps, experiment.start, experiment.view.plane) == (500, (), None)
    assert tuple(lane.optimizer for lane in experiment.lanes) == RACE
    trained = build(network(experiment))
    for lane in experiment.lanes:
        course = training(
            trained, lane.optimizer, lane.hyperparameters, trained.start, experiment.steps, TrainingSettings()
        )
        course.advance(experiment.steps)
        losses = course.run().losses
        assert losses[0] > 0.6, lane.optimizer
        assert losses[-1] < 0.2, lane.optimizer


def test_rates_stay_unless_they_are_to_fit() -> None:
    before = first_experiment()
    changed = networkedits.with_network(before, fit=False)
    assert [lane.hyperparameters for lane in changed.lanes] == [lane.hyperparameters for lane in before.lanes]
    assert networkedits.with_network(before) == edits.fit_rates(changed)


def test_a_former_problem_returns_with_its_starts_steps_and_rates(experiment: Experiment) -> None:
    former = first_experiment()
    longer = replace(edits.add_lane(networkedits.with_units(experiment, 0, 7), "lion"), steps=900)
    back = networkedits.with_former(longer, former)
    assert replace(back, lanes=back.lanes[:-1]) == replace(former, lanes=back.lanes[:-1])
    assert [lane.hyperparameters for lane in back.lanes[:-1]] == [lane.hyperparameters for lane in former.lanes]
    assert back.lanes[-1].hyperparameters["lr"] == suited_rates(check(former))["lion"]
    again = networkedits.with_former(back, longer)
    assert again == longer


@pytest.mark.parametrize("key", DATASETS)
def test_a_data_set_brings_its_inputs_and_a_loss_that_fits(experiment: Experiment, key: str) -> None:
    before = networkedits.with_loss(networkedits.with_feature(experiment, "x*y", on=True), "hinge")
    before = networkedits.with_training(before, error=0.1)
    changed = networkedits.with_catalogue_data(before, key)
    check(changed)
    problem = network(changed)
    assert problem.data == CatalogueData(key)
    assert problem.preparation.features == ()
    classes = bool(DATASETS[key].classes)
    assert problem.loss == ("hinge" if classes else "")
    assert problem.training.error == (0.1 if classes else None)


def test_numbers_of_the_catalogue_are_left_out(experiment: Experiment) -> None:
    changed = networkedits.with_source(experiment, points=50, noise=0.3, seed=4)
    assert network(changed).data == CatalogueData("circles", 50, 0.3, 4)
    entry = DATASETS["circles"]
    changed = networkedits.with_source(changed, points=int(entry.points.default), noise=entry.noise.default)
    assert network(changed).data == CatalogueData("circles", None, None, 4)
    with pytest.raises(DataError, match="points = 3"):
        networkedits.with_source(experiment, points=3)


def test_features_are_kept_in_their_order_and_plain_ones_need_no_names(experiment: Experiment) -> None:
    changed = networkedits.with_feature(experiment, "sin(y)", on=True)
    changed = networkedits.with_feature(changed, "x^2", on=True)
    assert network(changed).preparation.features == ("x", "y", "x^2", "sin(y)")
    assert build(network(changed)).architecture.sizes == (4, 4, 1)
    for key in ("x^2", "sin(y)"):
        changed = networkedits.with_feature(changed, key, on=False)
    assert network(changed).preparation == DataPreparation()
    only = networkedits.with_feature(changed, "y", on=False)
    assert network(only).preparation.features == ("x",)
    with pytest.raises(DataError, match="at least one input"):
        networkedits.with_feature(only, "x", on=False)


def test_all_inputs_can_be_switched_on(experiment: Experiment) -> None:
    grades = networkedits.with_catalogue_data(experiment, "grades")
    for feature in available(3):
        grades = networkedits.with_feature(grades, feature.key, on=True)
    check(grades)


def test_layers_are_added_removed_and_limited(experiment: Experiment) -> None:
    deeper = networkedits.add_layer(networkedits.with_units(experiment, 0, 9))
    assert network(deeper).hidden == (9, 9)
    linear = networkedits.remove_layer(networkedits.remove_layer(networkedits.remove_layer(deeper)))
    assert network(linear).hidden == ()
    assert build(network(linear)).dimension == 3
    assert network(networkedits.add_layer(linear)).hidden == (networkedits.NEW_UNITS,)
    full = networkedits.with_layers(experiment, (2,) * MAX_HIDDEN_LAYERS)
    with pytest.raises(NetworkError, match="deeper networks"):
        networkedits.add_layer(full)
    with pytest.raises(NetworkError, match="larger networks"):
        networkedits.with_units(experiment, 0, MAX_UNITS + 1)
    with pytest.raises(NetworkError, match="no hidden layer 2"):
        networkedits.with_units(experiment, 1, 3)


def test_an_activation_for_each_layer_follows_their_number(experiment: Experiment) -> None:
    two = networkedits.add_layer(experiment)
    mixed = networkedits.with_fields(two, activation=("relu", "tanh"))
    assert network(networkedits.add_layer(mixed)).activation == ("relu", "tanh", "tanh")
    assert network(networkedits.remove_layer(mixed)).activation == ("relu",)
    none = networkedits.with_layers(mixed, ())
    assert network(networkedits.add_layer(none)).activation == ("relu",)


def test_skip_connections_end_where_no_layer_fits(experiment: Experiment) -> None:
    assert not networkedits.can_skip(network(experiment))
    two = networkedits.with_fields(networkedits.add_layer(experiment), skip=True)
    assert network(two).skip
    assert not network(networkedits.with_units(two, 1, 5)).skip
    as_wide_as_inputs = networkedits.with_fields(networkedits.with_units(experiment, 0, 2), skip=True)
    assert network(as_wide_as_inputs).skip
    assert not network(networkedits.with_feature(as_wide_as_inputs, "x^2", on=True)).skip


@pytest.mark.parametrize("key", DATASETS)
def test_every_loss_offered_fits_the_data(experiment: Experiment, key: str) -> None:
    data = networkedits.with_catalogue_data(experiment, key)
    for loss in networkedits.losses_for(len(DATASETS[key].classes)):
        chosen = networkedits.with_loss(data, loss)
        assert build(network(chosen)).architecture.loss == loss
        assert network(chosen).loss == ("" if loss == DATASETS[key].loss else loss)


def test_a_loss_on_the_sum_takes_the_output_activation_away(experiment: Experiment) -> None:
    squared = networkedits.with_fields(networkedits.with_loss(experiment, "mse"), output_activation="sigmoid")
    assert network(networkedits.with_loss(squared, "half_mse")).output_activation == "sigmoid"
    assert not LOSSES["hinge"].activated
    assert network(networkedits.with_loss(squared, "hinge")).output_activation == "linear"


def test_what_is_said_of_parameters_ends_with_them(experiment: Experiment) -> None:
    before = with_own_starts(experiment)
    kept = networkedits.with_fields(before, l2=0.1)
    assert (kept.start, kept.lanes, kept.view) == (before.start, before.lanes, before.view)
    smaller = networkedits.with_units(before, 0, 3)
    assert (smaller.start, smaller.lanes[0].start, smaller.view.region) == ((), None, None)
    assert smaller.view.plane is None
    larger = networkedits.with_units(before, 0, 5)
    assert larger.view.plane == before.view.plane
    random = replace(before, view=replace(before.view, plane=RandomPlane()))
    assert networkedits.with_units(random, 0, 3).view.plane == RandomPlane()
    check(smaller)
    check(larger)


def test_other_weights_replace_starts_set_by_hand(experiment: Experiment) -> None:
    drawn = networkedits.with_start(with_own_starts(experiment), initialiser="he", seed=7)
    assert (drawn.start, drawn.lanes[0].start) == ((), None)
    assert (network(drawn).initialiser, network(drawn).seed) == ("he", 7)


def test_other_data_let_starts_set_by_hand_go(experiment: Experiment) -> None:
    before = with_own_starts(experiment)
    assert networkedits.is_hand_made(before) and not networkedits.is_hand_made(experiment)
    assert networkedits.is_hand_made(replace(before, start=())), "one lane alone"
    assert not networkedits.is_hand_made(networkedits.with_catalogue_data(before, "xor"))
    drawn = networkedits.with_data(before, owndata.drawn_points(before))
    assert (drawn.start, drawn.lanes[0].start) == (before.start, before.start), "the same points, drawn further"
    noisier = networkedits.with_source(before, noise=0.3)
    assert noisier.start == before.start, "the same data set"


def test_accuracies_are_shown_only_of_classes(experiment: Experiment) -> None:
    shown = replace(experiment, view=replace(experiment.view, surface="accuracy", curve="accuracy"))
    assert networkedits.with_catalogue_data(shown, "moons").view.surface == "accuracy"
    values = networkedits.with_catalogue_data(shown, "sine").view
    assert (values.surface, values.curve) == ("loss", "loss")


def test_rates_follow_where_they_suited_and_stay_where_set_by_hand(
    experiment: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = suited_rates(build(network(experiment)))
    monkeypatch.setattr(
        networkedits,
        "suited_rates",
        lambda built: {key: rate / (1.0 + built.description.preparation.standardise) for key, rate in rates.items()},
    )
    by_hand = edits.with_hyperparameter(experiment, 0, "lr", 0.123)
    changed = networkedits.with_preparation(by_hand, standardise=True)
    assert [lane.hyperparameters["lr"] for lane in changed.lanes] == [0.123, *(rates[key] / 2 for key in RACE[1:])]
    assert networkedits.with_preparation(by_hand, fit=False, standardise=True).lanes == by_hand.lanes


def test_rates_follow_the_data_and_the_loss(experiment: Experiment) -> None:
    def rate(changed: Experiment) -> float:
        return OPTIMIZERS["gd"].hyperparameters(changed.lanes[RACE.index("gd")].hyperparameters)["lr"]

    def usual(changed: Experiment) -> float:
        return edits.usual_rates(changed)["gd"]

    steep = networkedits.with_catalogue_data(experiment, "badly_scaled")
    assert rate(steep) == usual(steep) < 0.1 < rate(experiment)
    steeper = networkedits.with_loss(steep, "mse")
    assert rate(steeper) == usual(steeper) < rate(steep)
    assert rate(networkedits.with_loss(steeper, "binary_cross_entropy")) == rate(steep)
    assert rate(networkedits.with_preparation(steep, standardise=True)) == rate(experiment)
    assert rate(networkedits.with_fields(steep, l2=1e4)) == usual(networkedits.with_fields(steep, l2=1e4)) < 1e-3
    noisy = networkedits.with_source(networkedits.with_catalogue_data(experiment, "line"), noise=2.0)
    assert rate(noisy) == usual(noisy)
    by_hand = edits.with_hyperparameter(steep, RACE.index("gd"), "lr", 0.123)
    assert rate(networkedits.with_loss(by_hand, "mse")) == 0.123
    assert rate(networkedits.with_loss(steep, "mse", fit=False)) == rate(steep)
    plain = replace(experiment, lanes=(Lane("gd"),))
    assert networkedits.with_loss(plain, "mse").lanes == plain.lanes, "the optimizer's own rate did not suit before"


def test_what_cannot_be_is_refused(experiment: Experiment) -> None:
    few = networkedits.with_data(experiment, OwnPoints(((0.0, 0.0, 0), (1.0, 1.0, 1))))
    with pytest.raises(DataError, match="only one point"):
        networkedits.with_preparation(few, validation=0.5)
    with pytest.raises(DataError, match="of the class"):
        networkedits.with_data(experiment, OwnPoints(((0.0, 0.0, 0), (1.0, 1.0, 0))))
    with pytest.raises(LandscapeError, match="activation"):
        networkedits.with_fields(experiment, activation=("swish",))
    with pytest.raises(LandscapeError, match="dropout = 1"):
        networkedits.with_fields(experiment, dropout=1.0)


TWO_CLASSES = ("linear", "blobs", "xor", "circles", "moons", "spirals", "badly_scaled")


def line(experiment: Experiment, key: str = "linear") -> Experiment:
    return networkedits.with_form(networkedits.with_catalogue_data(experiment, key), "line")


def test_a_line_has_two_parameters_and_layers_come_back(experiment: Experiment) -> None:
    deep = networkedits.with_fields(networkedits.with_layers(experiment, (5, 5)), skip=True, dropout=0.2)
    changed = networkedits.with_form(deep, "line")
    check(changed)
    assert build(network(changed)).parameter_names == ("w", "b") and network(changed).layers == ()
    returned = networkedits.with_form(changed, "layers")
    assert network(returned) == network(deep) and build(network(returned)).architecture.sizes == (2, 5, 5, 1)
    assert networkedits.with_form(deep, "layers") is deep


def test_starts_planes_and_regions_end_with_the_layers(experiment: Experiment) -> None:
    changed = networkedits.with_form(with_own_starts(experiment), "line")
    assert (changed.start, changed.lanes[0].start) == ((), None)
    assert (changed.view.plane, changed.view.region) == (None, None)
    moved = edits.with_start(changed, (0.5, -1.0))
    assert networkedits.with_loss(moved, "hinge").start == (0.5, -1.0), "the parameters are the same ones"
    assert networkedits.with_form(moved, "layers").start == ()


@pytest.mark.parametrize("key", TWO_CLASSES)
@pytest.mark.parametrize("loss", networkedits.losses_for(2, "line"))
def test_every_optimizer_of_the_race_draws_a_better_line(experiment: Experiment, key: str, loss: str) -> None:
    changed = networkedits.with_loss(line(experiment, key), loss)
    net = build(network(changed))
    assert net.architecture.loss == loss
    start = tuple(high / 2.0 for _, high in net.domain)
    for lane in changed.lanes:
        course = training(net, lane.optimizer, lane.hyperparameters, start, 500, TrainingSettings())
        course.advance(500)
        run = course.run()
        assert run.losses.min() < run.losses[0], lane.optimizer


@pytest.mark.parametrize(("key", "above"), [("linear", 1), ("blobs", 1), ("xor", 1), ("moons", 0), ("badly_scaled", 1)])
def test_the_class_that_lies_higher_belongs_above(experiment: Experiment, key: str, above: int) -> None:
    assert network(line(experiment, key)).above == above
    assert network(networkedits.with_catalogue_data(line(experiment), key)).above == above


def test_drawing_further_points_turns_nothing_over(experiment: Experiment) -> None:
    below = OwnPoints(((0.0, 1.0, 0), (0.1, -1.0, 1)))
    changed = networkedits.with_data(line(experiment), below)
    assert network(changed).above == 0
    chosen = networkedits.with_fields(changed, above=1)
    more = networkedits.with_data(chosen, OwnPoints((*below.points, (0.3, -2.0, 1))))
    assert network(more).above == 1


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("three_classes", "parts two classes; these data have 3: top, left, right"),
        ("plane", "parts two classes, and z is a number; choose data with two classes"),
        ("grades", "needs two inputs; there are 3: assignments, readings, lectures"),
        ("sine", "parts two classes, and y is a number"),
    ],
)
def test_data_no_line_can_part_are_explained(experiment: Experiment, key: str, sentence: str) -> None:
    other = networkedits.with_catalogue_data(experiment, key)
    with pytest.raises(NetworkError, match=sentence):
        networkedits.with_form(other, "line")
    with pytest.raises(NetworkError, match=sentence):
        networkedits.with_catalogue_data(line(experiment), key)


def test_one_input_makes_no_line(experiment: Experiment) -> None:
    table = TableData("t.csv", "a,class\n1,u\n2,v\n3,v\n")
    with pytest.raises(NetworkError, match="needs two inputs; there is one, a"):
        networkedits.with_data(line(experiment), table)
    with pytest.raises(NetworkError, match="needs two inputs; there are 3"):
        networkedits.with_feature(line(experiment), "x^2", True)


def test_a_loss_lines_have_not_gives_way(experiment: Experiment) -> None:
    squares = networkedits.with_loss(experiment, "mse")
    assert build(network(networkedits.with_form(squares, "line"))).architecture.loss == "binary_cross_entropy"
    hinge = networkedits.with_loss(experiment, "hinge")
    assert build(network(networkedits.with_form(hinge, "line"))).architecture.loss == "hinge"


def test_a_lane_may_have_a_batch_size_of_its_own(experiment: Experiment) -> None:
    network = networkedits.with_network(experiment)
    most = build(networkedits.network_of(network)).x.shape[1]
    changed = networkedits.with_lane_batch(network, 1, most)
    assert [lane.batch_size for lane in changed.lanes[:3]] == [None, most, None]
    assert networkedits.with_lane_batch(changed, 1, None) == network
    for size in (0, most + 1):
        with pytest.raises(ExperimentError, match=f"from 1 to {most}"):
            networkedits.with_lane_batch(network, 1, size)
    assert edits.reset_lane(changed, 1).lanes[1].batch_size is None


def test_a_former_network_returns_before_its_points_are_finished(experiment: Experiment) -> None:
    network = replace(experiment, problem=replace(experiment.problem, data=OwnPoints(((0.0, 0.0, 0),))))
    landscape = edits.add_lane(networkedits.with_former(network, first_experiment()), "lion")
    back = networkedits.with_former(landscape, network)
    assert back.problem == network.problem
    assert [lane.hyperparameters for lane in back.lanes[:-1]] == [lane.hyperparameters for lane in network.lanes]
    assert back.lanes[-1].hyperparameters == landscape.lanes[-1].hyperparameters, "no rate is known to suit"


def test_lanes_can_be_edited_before_points_are_finished(experiment: Experiment) -> None:
    network = replace(experiment, problem=replace(experiment.problem, data=OwnPoints()))
    assert edits.usual_rates(network) == {}
    assert edits.fit_rates(network) == network
    assert edits.add_lane(network, "lion").lanes[-1] == edits.add_lane(network, "lion", fit=False).lanes[-1]
    assert edits.reset_lane(network, 0).lanes[0].hyperparameters == {}


@pytest.mark.parametrize("key", DATASETS)
def test_a_data_set_brings_its_own_small_network(key: str) -> None:
    first = networkedits.with_network(Experiment(FormulaProblem("x^2"), (Lane("adam"),)))
    changed = networkedits.with_catalogue_data(first, key)
    assert networkedits.network_of(changed).hidden == DATASETS[key].hidden
    again = networkedits.with_catalogue_data(changed, "circles")
    assert networkedits.network_of(again).hidden == DATASETS["circles"].hidden


def test_a_network_of_ones_own_stays_with_other_data() -> None:
    own = networkedits.with_layers(networkedits.with_network(Experiment(FormulaProblem("x^2"))), (5, 3))
    assert networkedits.network_of(networkedits.with_catalogue_data(own, "line")).hidden == (5, 3)


def test_drawn_points_that_begin_as_those_shown_keep_the_layers(experiment: Experiment) -> None:
    spirals = networkedits.with_catalogue_data(experiment, "spirals")
    hidden = networkedits.network_of(spirals).hidden
    drawn = networkedits.with_data(spirals, owndata.drawn_points(spirals))
    assert networkedits.network_of(drawn).hidden == hidden != USUAL_HIDDEN
    curve = networkedits.with_data(spirals, owndata.drawn_curve(spirals))
    assert networkedits.network_of(curve).hidden == USUAL_HIDDEN, "it begins as other points"
