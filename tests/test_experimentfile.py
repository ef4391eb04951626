"""Experiment files: strict, versioned, whole or not at all, with the place of every error."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from landscape_gui import experimentfile
from landscape_gui.core.errors import ExperimentError, LandscapeError
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.surfaces import SURFACES
from landscape_gui.experiment import (
    Camera,
    CatalogueData,
    DataPreparation,
    Experiment,
    FormulaProblem,
    Lane,
    NetworkProblem,
    OwnCurve,
    OwnPoints,
    Schedule,
    Stopping,
    SurfaceProblem,
    View,
    first_experiment,
)

finite = st.floats(-1e6, 1e6)
lanes = st.builds(
    Lane,
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    hyperparameters=st.fixed_dictionaries({}, optional={"lr": st.floats(1e-6, 10.0)}),
    name=st.text(max_size=20),
    color=st.sampled_from(["", "#0072b2"]),
    enabled=st.booleans(),
    start=st.none() | st.tuples(finite, finite),
    schedule=st.builds(Schedule, kind=st.sampled_from(["constant", "cosine", "step"]), period=st.integers(0, 1000)),
)
views = st.builds(
    View, colormap=st.text(max_size=10), camera=st.builds(Camera, azimuth=finite), speed=st.floats(0.1, 100.0)
)
experiments = st.builds(
    Experiment,
    problem=st.one_of(
        st.sampled_from(sorted(k for k in SURFACES if len(SURFACES[k].domain) == 2)).map(SurfaceProblem),
        st.just(FormulaProblem("x^2 + y", ((-1.0, 2.0), (0.0, 3.0)))),
    ),
    lanes=st.lists(lanes, max_size=4).map(tuple),
    start=st.just(()) | st.tuples(finite, finite),
    steps=st.integers(1, 10_000_000),
    seed=st.integers(0, 2**32 - 1),
    gradient_noise=st.floats(0, 10),
    clip_norm=st.none() | st.floats(1e-3, 10),
    stopping=st.builds(Stopping, loss=st.none() | finite),
    view=views,
    title=st.text(max_size=20),
)


@given(experiments)
def test_round_trip_is_exact(experiment: Experiment) -> None:
    assert experimentfile.decode(experimentfile.encode(experiment)) == experiment


def document(**changes: Any) -> dict[str, Any]:
    """The first experiment's document, with parts of the experiment replaced by dotted path."""
    whole: dict[str, Any] = json.loads(experimentfile.encode(first_experiment()))
    for path, value in changes.items():
        *parents, last = path.split("__")
        part: Any = whole["experiment"]
        for parent in parents:
            part = part[int(parent)] if isinstance(part, list) else part[parent]
        part[last] = value
    return whole


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"steps": "many"}, "experiment.steps", "must be a whole number, not text"),
        ({"lanes__0__hyperparameters": {"lr": "0.1"}}, "lanes[0].hyperparameters.lr of Gradient descent", "a number"),
        ({"lanes__4__name": "Mine", "lanes__4__hyperparameters": {"beta1": None}}, "beta1 of Mine", "not null"),
        ({"lanes__1__enabled": 1}, "lanes[1].enabled of Momentum", "must be true or false, not a whole number"),
        ({"start": [1.0, "2"]}, "experiment.start[1]", "must be a number, not text"),
        ({"start": None}, "experiment.start", "must be a list, not null"),
        ({"view": []}, "experiment.view", "must be an object, not a list"),
        ({"problem__coefficients": {"a": "2"}}, "experiment.problem.coefficients.a", "must be a number, not text"),
        ({"clip_norm": "1"}, "experiment.clip_norm", "must be a number or null, not text"),
        ({"steps": 0}, "experiment.steps", ">= 1"),
        ({"steps": 100_000_000}, "experiment.steps", "10000000"),
        ({"sedd": 3}, "experiment", "sedd"),
        ({"problem__key": "himelblau"}, "problem", "did you mean 'himmelblau'"),
        ({"problem__coefficients": {"q": 1.0}}, "problem", "no coefficient 'q'"),
        ({"problem__coefficients": {"a": 1e9}}, "problem", "a = "),
        ({"problem__domain": [[2, -2], [0, 1]]}, "problem", "must be below"),
        ({"problem": {"type": "formula", "text": "x^2 +", "domain": None}}, "problem", "ends too early"),
        ({"problem": {"type": "nonsense"}}, "problem", "nonsense"),
        ({"lanes__2__optimizer": "adan"}, "lanes[2]", "no optimizer 'adan'"),
        ({"lanes__4__hyperparameters": {"lr": -1.0}}, "lanes[4]", "lr = -1"),
        ({"lanes__0__color": "red"}, "lanes[0]", "colour"),
        ({"lanes__0__start": [1.0]}, "lanes[0]", "2 numbers"),
        ({"lanes__1__schedule__kind": "spiral"}, "lanes[1].schedule.kind", "spiral"),
        ({"start": [1.0, 2.0, 3.0]}, "start", "2 numbers"),
        ({"view__region": [[1.0, 0.0], [0.0, 1.0]]}, "view.region", "must rise"),
        ({"view__speed": 0}, "experiment.view.speed", "0.1"),
    ],
)
def test_an_invalid_part_is_refused_with_its_place(changes: dict[str, Any], place: str, words: str) -> None:
    data = json.dumps(document(**changes)).encode()
    with pytest.raises(ExperimentError) as caught:
        experimentfile.decode(data, "race.json")
    message = str(caught.value)
    assert message.startswith("race.json") and "\n" not in message
    assert place in message and words in message


def test_nan_is_refused() -> None:
    data = json.dumps(document(start=[float("nan"), 1.0])).encode()
    with pytest.raises(ExperimentError, match=r"damaged at line 1"):
        experimentfile.decode(data)


def test_a_newer_file_is_refused_as_such() -> None:
    newer = document() | {"version": 99, "more": {}}
    with pytest.raises(ExperimentError, match="newer version"):
        experimentfile.decode(json.dumps(newer).encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(ExperimentError) as caught:
        experimentfile.decode(data, "file")
    assert "\n" not in str(caught.value)


def refusal(data: bytes) -> ExperimentError | None:
    """The error that ``data`` is refused with; None where it is read."""
    try:
        experimentfile.decode(data)
    except ExperimentError as error:
        return error
    return None


@given(st.integers(0, 4000), st.binary(min_size=1, max_size=3))
def test_a_damaged_file_is_refused_or_still_valid(place: int, junk: bytes) -> None:
    data = experimentfile.encode(first_experiment())
    damaged = data[: place % len(data)] + junk + data[place % len(data) + len(junk) :]
    error = refusal(damaged)
    if error is not None:
        assert str(error)


def test_save_and_load(tmp_path: Path) -> None:
    path = tmp_path / "race.json"
    experimentfile.save(first_experiment(), path)
    assert experimentfile.load(path) == first_experiment()
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_save_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "race.json"
    path.write_text("old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExperimentError, match="No space left on device"):
        experimentfile.save(first_experiment(), path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match=r"nothing\.json cannot be read"):
        experimentfile.load(tmp_path / "nothing.json")
    with pytest.raises(ExperimentError, match="cannot be read"):
        experimentfile.load(tmp_path)
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (experimentfile.MAX_BYTES + 1))
    with pytest.raises(ExperimentError, match="too large"):
        experimentfile.load(large)


def test_too_many_lanes_are_refused() -> None:
    experiment = msgspec.structs.replace(first_experiment(), lanes=(Lane("gd"),) * 25)
    with pytest.raises(ExperimentError, match="at most 24"):
        experimentfile.check(experiment)


def test_a_network_without_a_form_is_made_of_layers() -> None:
    written = json.loads(experimentfile.encode(Experiment(NetworkProblem())))
    for field in ("form", "above"):
        del written["experiment"]["problem"][field]
    assert experimentfile.decode(json.dumps(written).encode()).problem == NetworkProblem()


def test_a_line_is_kept_and_one_that_cannot_be_is_refused() -> None:
    line = Experiment(NetworkProblem(CatalogueData("moons"), form="line", above=0, loss="hinge"), start=(0.5, -1.0))
    assert experimentfile.decode(experimentfile.encode(line)) == line
    three = Experiment(NetworkProblem(CatalogueData("three_classes"), form="line"))
    with pytest.raises(ExperimentError, match=r"not valid at problem: .* these data have 3: top, left, right"):
        experimentfile.decode(experimentfile.encode(three))
    long = Experiment(line.problem, start=(1.0, 2.0, 3.0))
    with pytest.raises(ExperimentError, match="not valid at start"):
        experimentfile.decode(experimentfile.encode(long))


UNFINISHED = {
    "none": NetworkProblem(OwnPoints()),
    "one": NetworkProblem(OwnPoints(((0.5, 0.0, 1),))),
    "one class": NetworkProblem(OwnPoints(((0.0, 0.0, 0), (1.0, 1.0, 0))), hidden=(3, 3), skip=True),
    "too few to split": NetworkProblem(OwnPoints(((0.0, 0.0, 0), (1.0, 1.0, 1))), DataPreparation(validation=0.5)),
    "three classes for a line": NetworkProblem(
        OwnPoints(((0.0, 0.0, 0), (1.0, 1.0, 1), (2.0, 0.0, 2), (3.0, 0.0, 2))), form="line"
    ),
    "no curve": NetworkProblem(OwnCurve(), DataPreparation(features=("x^2",))),
    "flat curve": NetworkProblem(OwnCurve(((0.0, 1.0), (1.0, 1.0))), loss="half_mse"),
}


@pytest.mark.parametrize("problem", UNFINISHED.values(), ids=UNFINISHED)
def test_drawn_points_that_are_not_finished_are_kept(problem: NetworkProblem) -> None:
    unfinished = Experiment(problem, (Lane("gd", start=(1.0,)), Lane("adam")), start=(1.0, 2.0))
    with pytest.raises(LandscapeError):
        experimentfile.problem_of(unfinished)
    assert experimentfile.decode(experimentfile.encode(unfinished)) == unfinished


@pytest.mark.parametrize("problem", UNFINISHED.values(), ids=UNFINISHED)
def test_all_else_about_unfinished_points_is_checked(problem: NetworkProblem) -> None:
    wrong = {
        "There is no activation 'swish'": replace(problem, hidden=(2, 2), activation=("swish",), form="layers"),
        "There is no loss 'least'": replace(problem, loss="least", form="layers"),
        "There is no transformed input 'x[*]z'": replace(problem, preparation=DataPreparation(features=("x*z",))),
    }
    for words, changed in wrong.items():
        with pytest.raises(ExperimentError, match=f"the file is not valid at problem: .*({words})"):
            experimentfile.decode(experimentfile.encode(Experiment(changed)))
    for words, lane in {"no optimizer 'sgd'": Lane("sgd"), "lr = -1": Lane("gd", {"lr": -1.0})}.items():
        with pytest.raises(ExperimentError, match=rf"not valid at lanes\[0\]: .*{words}"):
            experimentfile.decode(experimentfile.encode(Experiment(problem, (lane,))))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (OwnPoints(((0.0, 0.0, 12),)), "Point 1 is of class 12"),
        (OwnPoints(((0.0, 1e40, 0), (0.0, 0.0, 0))), "'y' is 1e[+]40 at point 1"),
        (OwnCurve(((1e40, 0.0),)), "'x' is 1e[+]40 at point 1"),
    ],
)
def test_points_that_cannot_be_are_refused(source: OwnPoints | OwnCurve, words: str) -> None:
    with pytest.raises(ExperimentError, match=words):
        experimentfile.decode(experimentfile.encode(Experiment(NetworkProblem(source))))
