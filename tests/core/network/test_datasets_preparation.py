"""Data as a value, own points, transformed inputs, standardising, and the split into training and validation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape_gui.core.errors import DataError
from landscape_gui.core.network.datasets import Data, Preparation, generate, own_curve, own_points, prepare
from landscape_gui.core.network.datasets.features import available, chosen, transformed
from landscape_gui.core.network.datasets.scaling import standard, unchanged
from landscape_gui.core.network.datasets.splitting import split

POINTS = np.array([[0.5, 2.0], [-1.0, 3.0], [4.0, -0.5]])


def classes_of(*sizes: int) -> Data:
    """Data with so many points of each class."""
    targets = np.repeat(np.arange(len(sizes), dtype=float), sizes)
    return Data(
        np.arange(2.0 * len(targets)).reshape(-1, 2), targets, ("x", "y"), "t", tuple("abcdefghij"[: len(sizes)])
    )


# --- data as a value ---


def test_data_cannot_be_changed_from_outside() -> None:
    inputs = POINTS.copy()
    data = Data(inputs, np.array([1.0, 2.0, 3.0]), ("x", "y"), "t")
    inputs[0] = 99.0
    assert data.inputs[0, 0] == 0.5
    with pytest.raises(ValueError, match="read-only"):
        data.inputs[0, 0] = 1.0


@pytest.mark.parametrize(
    ("inputs", "targets", "classes", "words"),
    [
        ([[1.0], [2.0]], [1.0, 2.0], (), "1 inputs and 2 names"),
        ([1.0, 2.0], [1.0, 2.0], (), "do not fit"),
        ([[1.0, 2.0]], [1.0, 2.0], (), "do not fit"),
        (np.empty((0, 2)), [], (), "no points; at least 2"),
        ([[1.0, 2.0]], [1.0], (), "only one point; at least 2"),
        ([[1.0, np.nan], [2.0, 3.0]], [1.0, 2.0], (), "'y' is nan at point 1"),
        ([[1.0, 2.0], [2.0, 3.0]], [1.0, np.inf], (), "'t' is inf at point 2; give finite numbers"),
        ([[1.0, 2.0], [2.0, 3.0]], [3.0, 3.0], (), "'t' is 3 everywhere"),
        ([[1.0, 2.0], [2.0, 3.0]], [0.0, 0.0], ("a", "b"), "All points are of the class 'a'"),
        ([[1.0, 2.0], [2.0, 3.0]], [0.0, 2.0], ("a", "b"), "give 0 to 1"),
        ([[1.0, 2.0], [2.0, 3.0]], [0.0, 0.5], ("a", "b"), "give 0 to 1"),
        ([[1.0, 2.0], [2.0, 3.0]], [0.0, 1.0], tuple("abcdefghijk"), "11 classes; at most 10"),
    ],
)
def test_what_cannot_be_learnt_is_named(inputs: Any, targets: Any, classes: tuple[str, ...], words: str) -> None:
    with pytest.raises(DataError) as error:
        Data(np.asarray(inputs), np.asarray(targets), ("x", "y"), "t", classes)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("data", "loss", "expected"),
    [
        (classes_of(1, 2), "binary_cross_entropy", [[0], [1], [1]]),
        (classes_of(1, 2), "mse", [[0], [1], [1]]),
        (classes_of(1, 2), "cross_entropy", [[0], [1], [1]]),
        (classes_of(1, 1, 1), "cross_entropy", [[0], [1], [2]]),
        (classes_of(1, 1, 1), "hinge", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        (Data(POINTS, np.array([5.0, 6.0, 7.0]), ("x", "y"), "t"), "half_mse", [[5], [6], [7]]),
    ],
)
def test_targets_suit_the_loss(data: Data, loss: str, expected: list[list[float]]) -> None:
    np.testing.assert_array_equal(data.targets_for(loss), expected)
    outputs = data.outputs_for(loss)
    assert outputs == (len(data.classes) if loss == "cross_entropy" else len(expected[0]))


@pytest.mark.parametrize("loss", ["cross_entropy", "binary_cross_entropy", "hinge"])
def test_losses_about_classes_need_classes(loss: str) -> None:
    with pytest.raises(DataError, match=f"{loss}' needs classes"):
        generate("sine").targets_for(loss)


def test_the_domain_has_room_around_the_points() -> None:
    data = Data(np.array([[0.0, 5.0], [10.0, 5.0]]), np.array([0.0, 1.0]), ("x", "y"), "t")
    assert data.domain == ((-0.8, 10.8), (4.0, 6.0))


# --- own points ---


def test_clicked_points() -> None:
    data = own_points([(0.0, 1.0, 0), (2.0, 3.0, 1), (4.0, 5.0, 3)])
    assert data.classes == ("A", "B", "C", "D") and data.loss == "cross_entropy"
    np.testing.assert_array_equal(data.targets, [0.0, 1.0, 3.0])
    np.testing.assert_array_equal(data.inputs, [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])
    curve = own_curve([(0.0, 1.0), (2.0, 3.0)])
    assert curve.kind == "regression" and curve.inputs.shape == (2, 1)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([], "no points"),
        ([(0.0, 1.0, 0)], "only one point"),
        ([(0.0, 1.0, 0), (1.0, 1.0, 0)], "All points are of the class 'A'"),
        ([(0.0, 1.0, 0), (1.0, 1.0, 10)], "Point 2 is of class 10; give a whole number from 0 to 9"),
        ([(0.0, 1.0, 0), (1.0, 1.0, 0.5)], "Point 2 is of class 0.5"),
        ([(0.0, 1.0, 0), (np.nan, 1.0, 1)], "'x' is nan at point 2"),
        ([(0.0, 1.0), (1.0, 1.0)], "not a list of 3 numbers each"),
        ([(0.0, 1.0, 0), (1.0, "a", 1)], "not a list of 3 numbers each"),
    ],
)
def test_clicked_points_that_do_not_do(points: Any, words: str) -> None:
    with pytest.raises(DataError) as error:
        own_points(points)
    assert words in str(error.value)


# --- transformed inputs ---


def test_what_is_offered() -> None:
    assert [f.key for f in available(1)] == ["x", "x^2", "x^3", "sin(x)"]
    assert [f.key for f in available(2)] == ["x", "y", "x^2", "y^2", "x*y", "sin(x)", "sin(y)"]
    assert [f.key for f in available(3)][:6] == ["x1", "x2", "x3", "x1^2", "x2^2", "x3^2"]
    assert [f.key for f in available(5)] == [f"x{i}{p}" for p in ("", "^2") for i in range(1, 6)]


def test_values_of_features() -> None:
    x, y = POINTS.T
    expected = np.stack([x, y, x * x, y * y, x * y, np.sin(x), np.sin(y)], axis=1)
    np.testing.assert_array_equal(transformed(available(2), POINTS), expected)
    line = x.reshape(-1, 1)
    np.testing.assert_array_equal(transformed(available(1), line), np.stack([x, x * x, x * x * x, np.sin(x)], axis=1))


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (("x", "y"), ["x", "y", "x²", "y²", "xy", "sin x", "sin y"]),
        (("age", "b"), ["age", "b", "age²", "b²", "age · b", "sin(age)", "sin b"]),
        (
            ("x in cm", "y"),
            ["x in cm", "y", "(x in cm)²", "y²", "(x in cm) · y", "sin(x in cm)", "sin y"],
        ),
        (("t",), ["t", "t²", "t³", "sin t"]),
    ],
)
def test_labels_of_features(names: tuple[str, ...], labels: list[str]) -> None:
    assert [feature.label(names) for feature in available(len(names))] == labels


def test_choosing_features() -> None:
    assert [f.key for f in chosen((), 2)] == ["x", "y"]
    assert [f.key for f in chosen(("x*y", "x"), 2)] == ["x", "x*y"]
    with pytest.raises(DataError, match=r"no transformed input 'x\^3' here; choose from x, y, x\^2"):
        chosen(("x^3",), 2)
    with pytest.raises(DataError, match="named twice"):
        chosen(("x", "x"), 2)


# --- standardising ---

columns = st.lists(st.tuples(st.floats(-1e30, 1e30), st.floats(-1.0, 1.0), st.just(0.1)), min_size=2, max_size=20).map(
    np.array
)


@given(columns)
def test_standardised_columns_and_back(points: Any) -> None:
    scale = standard(points)
    there = scale.apply(points)
    assert np.isfinite(there).all() and np.all(scale.spread > 0)
    np.testing.assert_array_equal(there[:, 2], 0.0)
    size = np.maximum(np.abs(points).max(axis=0), 1e-300)
    assert np.all(np.abs(scale.undo(there) - points) <= 1e-13 * size)
    for column, raw in zip(there.T, points.T, strict=True):
        if np.ptp(raw) > max(1e-6 * np.abs(raw).max(), 1e-100):
            assert column.mean() == pytest.approx(0.0, abs=1e-6) and column.std() == pytest.approx(1.0)


def test_columns_that_hardly_vary_stay_finite() -> None:
    tiny = np.array([[0.0], [5e-324], [0.0]])
    assert np.isfinite(standard(tiny).apply(tiny)).all()
    np.testing.assert_array_equal(unchanged(2).apply(POINTS), POINTS)


# --- the split ---


@given(st.lists(st.integers(1, 30), min_size=2, max_size=6), st.floats(0.0, 0.9), st.integers(0, 2**32 - 1))
def test_splits_are_stratified_and_never_empty(sizes: list[int], share: float, seed: int) -> None:
    data = classes_of(*sizes)
    if share > 0.0 and max(sizes) == 1:
        with pytest.raises(DataError, match="only one point"):
            split(data, share, seed)
        return
    parts = split(data, share, seed)
    assert sorted([*parts.training, *parts.validation]) == list(range(sum(sizes)))
    assert np.all(np.diff(parts.training) > 0) and np.all(np.diff(parts.validation) > 0)
    assert (len(parts.validation) > 0) == (share > 0.0)
    kept = np.bincount(data.targets[parts.training].astype(int), minlength=len(sizes))
    assert np.all(kept >= 1)
    for size, left in zip(sizes, kept, strict=True):
        if size > 10 and min(sizes) > 10:
            assert abs(size - left - share * size) <= 1.0 + 1e-9


def test_the_split_follows_its_seed() -> None:
    data = generate("moons")
    first, again, other = (split(data, 0.3, seed).validation for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other) and len(first) == 60


def test_values_are_split_by_share() -> None:
    parts = split(generate("sine"), 0.25)
    assert (len(parts.training), len(parts.validation)) == (60, 20)
    assert len(split(own_curve([(0, 1), (1, 2)]), 0.001).validation) == 1


@pytest.mark.parametrize(("share", "seed"), [(-0.1, 0), (0.95, 0), (float("nan"), 0), (0.2, -1), (0.2, 1.5)])
def test_shares_and_seeds_out_of_bounds(share: float, seed: int) -> None:
    with pytest.raises(DataError, match="is not valid; give a"):
        split(generate("xor"), share, seed)


# --- all of it together ---


def test_statistics_come_from_the_training_share_only() -> None:
    data = generate("badly_scaled")
    made = prepare(data, Preparation(("x", "x*y"), standardise=True, validation=0.4, seed=3))
    training, validation = made.inputs[made.split.training], made.inputs[made.split.validation]
    np.testing.assert_allclose(training.mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(training.std(axis=0), 1.0)
    assert np.all(np.abs(validation.mean(axis=0)) > 1e-6)
    assert made.names == ("x in cm", "(x in cm) · (y in m)")
    np.testing.assert_array_equal(made.transform(data.inputs), made.inputs)
    raw = data.inputs[made.split.training]
    np.testing.assert_allclose(made.axes.apply(raw).std(axis=0), 1.0)
    np.testing.assert_allclose(made.axes.undo(made.axes.apply(data.inputs)), data.inputs)


def test_nothing_is_changed_unless_asked_for() -> None:
    data = generate("plane")
    made = prepare(data, Preparation())
    np.testing.assert_array_equal(made.inputs, data.inputs)
    np.testing.assert_array_equal(made.targets("mse")[:, 0], data.targets)
    assert len(made.split.validation) == 0


def test_values_may_be_standardised_and_predictions_return() -> None:
    data = generate("shekels")
    made = prepare(data, Preparation(standardise_target=True))
    targets = made.targets("mse")
    assert targets.mean() == pytest.approx(0.0, abs=1e-12) and targets.std() == pytest.approx(1.0)
    np.testing.assert_allclose(made.predicted(targets)[:, 0], data.targets)
    classes = prepare(generate("xor"), Preparation(standardise_target=True))
    np.testing.assert_array_equal(np.unique(classes.targets("hinge")), [0.0, 1.0])
    np.testing.assert_array_equal(classes.predicted(targets), targets)
