"""What the graph is of, and its update: to the last bit the step that the lane takes next."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from landscape_gui.core.errors import GraphError
from landscape_gui.core.graph.records import PARAMETER
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.surfaces import SURFACES
from landscape_gui.experiment import (
    CatalogueData,
    Experiment,
    FormulaProblem,
    GraphExample,
    GraphFormula,
    GraphView,
    Lane,
    NetworkProblem,
    Schedule,
    SurfaceProblem,
    Training,
    View,
)
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.scene.graphs import Subject, subject_of
from landscape_gui.scene.graphupdates import BATCH_NORM, CLIPPED, DROPOUT, INPUT_NOISE, NOISE, PENALTY

replace = msgspec.structs.replace
SWITCHED_ON = {"weight_decay": 0.01, "momentum": 0.5, "dampening": 0.1}


def scene_of(problem: Any, *lanes: Lane, steps: int = 12, graph: GraphView | None = None, **fields: Any) -> Scene:
    view = View(graph=graph or GraphView())
    return complete_scene(Experiment(problem, lanes or (Lane("gd"),), steps=steps, view=view, **fields))


def seen(scene: Scene, lane: int = 0, step: float = 0.0, **fields: Any) -> Subject:
    """What is seen with other wishes."""
    from dataclasses import replace as other

    graph = replace(scene.experiment.view.graph, **fields)
    experiment = replace(scene.experiment, view=replace(scene.experiment.view, graph=graph))
    return subject_of(other(scene, experiment=experiment), lane, step)


def shown(source: GraphExample | GraphFormula, **fields: Any) -> Subject:
    return seen(SPHERE, source=source, **fields)


SPHERE = scene_of(SurfaceProblem("sphere"))


def new_values(subject: Subject) -> list[float]:
    assert subject.update is not None
    return [subject.update.written(k).theta for k in range(len(subject.update.names))]


def assert_next(scene: Scene, lane: int) -> None:
    """Every update but the last is the next recorded position."""
    run = scene.lanes[lane].run
    assert run is not None
    for step in range(run.last_step):
        subject = seen(scene, lane, step)
        assert subject.update is not None and not subject.update.ends
        assert new_values(subject) == run.positions[step + 1].tolist()
        assert subject.update.number == step + 1


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_updates_are_the_recorded_steps_on_surfaces(key: str) -> None:
    switched_on = {name: value for name, value in SWITCHED_ON.items() if name in OPTIMIZERS[key].defaults}
    lanes = (
        Lane(key),
        Lane(key, switched_on | {"lr": 0.003}, schedule=Schedule("cosine")),
        Lane(key, schedule=Schedule("warmup", 5)),
    )
    scene = scene_of(
        SurfaceProblem("rosenbrock"), *lanes, start=(-1.2, 1.0), gradient_noise=0.3, clip_norm=5.0, steps=8
    )
    for lane in range(len(lanes)):
        assert_next(scene, lane)


@pytest.mark.parametrize("key", SURFACES)
def test_updates_are_the_recorded_steps_on_every_surface(key: str) -> None:
    scene = scene_of(SurfaceProblem(key), Lane("gd", {"lr": 1e-3}), Lane("adam"), steps=4)
    for lane in (0, 1):
        assert_next(scene, lane)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_updates_are_the_recorded_steps_of_a_network_with_batches(key: str) -> None:
    problem = NetworkProblem(
        CatalogueData("xor", 30), hidden=(3,), training=Training(batch_size=7), l2=0.01, dropout=0.2
    )
    scene = scene_of(problem, Lane(key), Lane(key, batch_size=12), steps=9)
    for lane in (0, 1):
        assert_next(scene, lane)
        subject = seen(scene, lane, 3)
        assert subject.update is not None and subject.update.total == 30
        assert subject.update.batch in ({7, 2} if lane == 0 else {12, 6})


NETWORKS = {
    "binary": NetworkProblem(CatalogueData("circles", 24), hidden=(3,)),
    "several classes": NetworkProblem(CatalogueData("blobs", 24), hidden=(3, 2), activation=("sigmoid",)),
    "numbers": NetworkProblem(CatalogueData("sine", 20), hidden=(3,), activation=("gelu",), loss="half_mse"),
    "penalties and skips": NetworkProblem(CatalogueData("xor", 20), hidden=(2, 2), skip=True, l1=0.01, l2=0.02),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_graphs_of_networks_have_the_gradient_that_trains(name: str) -> None:
    scene = scene_of(NETWORKS[name], Lane("adam"), steps=6)
    for step in (0, 5):
        whole = seen(scene, 0, step, batch=True)
        assert whole.update is not None
        used = np.asarray(whole.update.gradient)
        scale = np.linalg.norm(used)
        assert np.linalg.norm(np.array(list(whole.graph.gradient.values())) - used) <= 1e-12 * scale
        for detail in ("scalars", "neurons", "layers"):
            count = scene.network.x.shape[1] if scene.network is not None else 0
            gradients = [
                list(seen(scene, 0, step, detail=detail, example=k).graph.gradient.values()) for k in range(count)
            ]
            assert np.linalg.norm(np.mean(gradients, axis=0) - used) <= 1e-12 * scale


def test_shares_of_the_examples_of_a_batch_add_up_to_its_gradient() -> None:
    problem = NetworkProblem(CatalogueData("xor", 12), hidden=(2,), training=Training(batch_size=5))
    scene = scene_of(problem, Lane("gd"), steps=5)
    shares, present = [], 0
    for k in range(12):
        update = seen(scene, 0, 1, example=k).update
        assert update is not None and update.share is not None
        shares.append(update.share)
        present += update.present
        assert update.present == bool(np.any(update.share))
    assert update is not None and present == update.batch == 5
    np.testing.assert_allclose(np.sum(shares, axis=0), update.gradient, rtol=1e-12, atol=1e-15)


def test_what_makes_a_gradient_another_one_is_told() -> None:
    steep: dict[str, Any] = {"start": (-1.2, 1.0)}
    update = seen(scene_of(SurfaceProblem("rosenbrock"), clip_norm=0.5, **steep)).update
    assert update is not None and update.differs == (CLIPPED,)
    update = seen(scene_of(SurfaceProblem("rosenbrock"), clip_norm=1e6, gradient_noise=0.1, **steep)).update
    assert update is not None and update.differs == (NOISE,)
    network = NetworkProblem(CatalogueData("xor", 12), dropout=0.1, input_noise=0.1, batch_norm=True, l1=0.1)
    update = seen(scene_of(network)).update
    assert update is not None and update.differs == (DROPOUT, INPUT_NOISE, BATCH_NORM, PENALTY)
    assert update.share is None, "with batch norm an example has no share of its own"


def test_the_last_step_says_why_none_follows() -> None:
    assert_ends(seen(scene_of(SurfaceProblem("sphere"), steps=3), 0, 3), "The run ends after step 3.")
    diverging = scene_of(SurfaceProblem("sphere"), Lane("gd", {"lr": 1e4}), steps=200)
    run = diverging.lanes[0].run
    assert run is not None
    assert_ends(seen(diverging, 0, run.last_step), "Diverged")


def assert_ends(subject: Subject, words: str) -> None:
    assert subject.update is not None and subject.update.ends.startswith(words)


def test_what_a_lane_is_about_to_start_at_is_shown_at_once() -> None:
    scene = scene_of(SurfaceProblem("sphere"), start=(1.0, 2.0))
    subject = subject_of(scene, 0, 7.0, ahead=(3.0, 4.0))
    assert subject.step == 0 and subject.graph.value == 25.0
    assert subject.update is not None and subject.update.waits and len(subject.update.names) == 2


def test_a_lane_that_cannot_start_still_has_a_graph() -> None:
    lanes = (Lane("gd", start=(-1.0, 0.0)), Lane("adam", {"lr": -1.0}, start=(2.0, 0.0)))
    scene = scene_of(FormulaProblem("log(x) + y^2"), *lanes, start=(1.0, 1.0))
    subject = seen(scene, 0)
    assert subject.graph.trouble is not None and "logarithm of a negative number" in subject.graph.trouble.sentence
    other = seen(scene, 1)
    assert other.update is None and "lr = -1" in other.remark and other.graph.trouble is None
    with pytest.raises(GraphError, match="Switch on an optimizer"):
        seen(scene_of(SurfaceProblem("sphere"), Lane("gd", enabled=False)))


def test_of_a_long_run_is_said_which_step_is_shown() -> None:
    scene = scene_of(SurfaceProblem("sphere"), Lane("gd", {"lr": 1e-6}), steps=250_000, start=(1.0, 1.0))
    kept, between = seen(scene, 0, 12.0), seen(scene, 0, 14.0)
    assert kept.step == 12 and not kept.remark
    assert between.step == 12 and between.graph.value == kept.graph.value
    words = "Of so long a run one step in 3 is kept: this is step 12, the last kept up to step 14."
    assert between.remark == words and between.update is not None


def test_data_can_be_changed_to_see_what_then_happens() -> None:
    scene = scene_of(NETWORKS["numbers"])
    usual = seen(scene, example=3)
    subject = seen(scene, example=3, values={"x[0]": 9.0, "nonsense": 1.0})
    assert subject.graph.nodes[subject.graph.index("x[0]")].value == 9.0
    assert subject.changed == {"x[0]"} and not usual.changed
    assert subject.usual["x[0]"] == usual.graph.nodes[usual.graph.index("x[0]")].value
    assert subject.update is not None and subject.update.share is None
    assert seen(scene, example=3, values={"x[0]": subject.usual["x[0]"]}).changed == frozenset()


def test_values_are_found_at_every_level() -> None:
    scene = scene_of(NETWORKS["penalties and skips"])
    for detail in ("scalars", "neurons", "layers"):
        subject = seen(scene, detail=detail)
        assert scene.network is not None and subject.lane is not None
        for name, value in zip(scene.network.parameter_names, subject.lane.parameters(0.0).tolist(), strict=True):
            assert subject.value(name) == value
            assert subject.editable[name] == name
        assert subject.value("x[1]") == scene.network.x[1, 0]
    with pytest.raises(GraphError, match="no value 'q'"):
        subject.value("q")


@pytest.mark.parametrize("detail", ["scalars", "neurons", "layers"])
def test_values_of_an_example_are_kept_under_its_own_names(detail: str) -> None:
    source = GraphExample("network-3-2-1", {"w46": 0.75, "x2": 0.5})
    subject = shown(source, detail=detail)
    own = {name: subject.value(name) for name in subject.editable}
    for name, kept in subject.editable.items():
        assert own[name] == (source.values | {"t": 1.0}).get(kept, own[name])
    edited = {subject.editable[name] for name in subject.changed}
    assert edited == {"w46", "x2"} and subject.usual["w46"] == -0.3


def test_one_of_several_outputs_can_be_chosen() -> None:
    assert shown(GraphExample("several-outputs", output="f1")).graph.nodes[-1].name == "f1"
    assert shown(GraphExample("several-outputs")).graph.nodes[-1].name == "f2"
    with pytest.raises(GraphError, match="no output 'f3'"):
        shown(GraphExample("several-outputs", output="f3"))


def test_typed_expressions_keep_values_and_what_is_data() -> None:
    source = GraphFormula("t = 2*w\nt + q", {"w": 3.0, "gone": 7.0, "x": 1.0}, ("x", "t", "q"))
    subject = shown(source)
    assert subject.graph.value == 7.0, "a name without a value counts 1"
    assert subject.data == {"q"} and set(subject.editable) == {"w", "q"}
    assert {node.name for node in subject.graph.nodes if node.kind == PARAMETER} == {"w"}
    assert subject.update is not None and list(subject.update.names) == ["w"]
    assert shown(GraphFormula("x*t", {}, ("x", "t"))).update is None, "nothing is learned"


def test_updates_of_examples_follow_each_other() -> None:
    first = shown(GraphExample("network-3-2-1"))
    second = shown(GraphExample("network-3-2-1", updates=1))
    assert second.update is not None and second.update.old.tolist() == new_values(first)
    edited = shown(GraphExample("network-3-2-1", {"w46": 5.0}, updates=0))
    assert edited.value("w46") == 5.0


def test_every_loss_can_be_shown() -> None:
    for key, loss in LOSSES.items():
        data = {"numbers": "sine", "0 or 1": "xor", "class numbers": "blobs"}[loss.targets]
        scene = scene_of(NetworkProblem(CatalogueData(data, 20), hidden=(2,), loss=key), steps=2)
        assert seen(scene).graph.trouble is None
