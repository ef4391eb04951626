"""Every data set of the catalogue: its words and bounds, the same numbers everywhere, and what it is to teach."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import landscape_gui as lg
from landscape_gui import cli
from landscape_gui.core.network.datasets import DATASETS, Data, Dataset, Preparation, dataset, generate, prepare
from landscape_gui.core.network.datasets.catalogue import catalogue

ROOT = Path(__file__).resolve().parents[3]
Array = NDArray[np.float64]

every_row = pytest.mark.parametrize("row", DATASETS.values(), ids=DATASETS)

CHECKSUMS = {
    "linear": 3280168272,
    "blobs": 3373354941,
    "xor": 2836065422,
    "circles": 737494780,
    "moons": 3689678647,
    "spirals": 3312441081,
    "three_classes": 1834463326,
    "badly_scaled": 732673200,
    "grades": 336378952,
    "shekels": 3365546321,
    "line": 1749459874,
    "sine": 3734421838,
    "step": 1650115136,
    "plane": 327308040,
    "gaussians": 882742849,
}
"""Of the bytes of inputs and targets at the defaults and seed 7."""


def checksum(data: Data) -> int:
    """CRC-32 of little-endian inputs, then targets."""
    return zlib.crc32(data.inputs.astype("<f8").tobytes() + data.targets.astype("<f8").tobytes())


def linear_fit(inputs: Array, data: Data) -> float:
    """How well a linear model with a bias does: share of points on the right side, or explained share of variance."""
    design = np.column_stack([inputs, np.ones(len(inputs))])
    goals = np.eye(len(data.classes))[data.targets.astype(int)] if data.classes else data.targets[:, None]
    predicted = design @ np.linalg.lstsq(design, goals, rcond=None)[0]
    if data.classes:
        return float(np.mean(predicted.argmax(axis=1) == data.targets))
    return float(1.0 - np.mean((predicted[:, 0] - data.targets) ** 2) / data.targets.var())


# --- every entry ---


@every_row
def test_words_and_bounds_are_complete(row: Dataset) -> None:
    assert row.label and row.description.endswith(".") and row.target and all(row.inputs)
    assert row.kind == ("classification" if row.classes else "regression")
    assert len(row.domain) == len(row.inputs) and all(low < high for low, high in row.domain)
    assert (row.truth is None) == bool(row.classes)
    for param in (row.points, row.noise):
        assert param.low <= param.default <= param.high and param.description
        low, high = param.slider
        assert param.low <= low < high <= param.high


@every_row
def test_defaults_make_data_of_the_promised_form(row: Dataset) -> None:
    data = row.generate()
    assert data.inputs.shape == (row.points.default, len(row.inputs))
    assert data.targets.shape == (row.points.default,)
    assert data.inputs.dtype == data.targets.dtype == np.float64
    assert data.inputs.flags.c_contiguous and not data.inputs.flags.writeable and not data.targets.flags.writeable
    assert (data.input_names, data.target_name, data.classes) == (row.inputs, row.target, row.classes)
    assert (data.kind, data.loss, data.outputs_for(data.loss)) == (row.kind, row.loss, row.outputs)
    low, high = np.array(row.domain).T
    assert np.mean(np.all((data.inputs >= low) & (data.inputs <= high), axis=1)) > 0.97


@every_row
def test_the_whole_range_of_points_and_noise_works(row: Dataset) -> None:
    for points in (row.points.low, row.points.low + 1, row.points.high):
        for noise in (row.noise.low, row.noise.high):
            for seed in (0, 1, 2**32 - 1):
                data = row.generate(int(points), noise, seed)
                assert len(data.targets) == points
                if data.classes:
                    assert np.ptp(np.bincount(data.targets.astype(int), minlength=len(data.classes))) <= 2


@every_row
def test_the_seed_alone_decides(row: Dataset) -> None:
    first, again, other = row.generate(seed=5), row.generate(seed=5), row.generate(seed=6)
    np.testing.assert_array_equal(first.inputs, again.inputs)
    np.testing.assert_array_equal(first.targets, again.targets)
    drawn = row.generate(noise=row.noise.high, seed=5), row.generate(noise=row.noise.high, seed=6)
    assert not np.array_equal(drawn[0].inputs, drawn[1].inputs)
    assert len(other.targets) == len(first.targets)


@pytest.mark.parametrize("key", CHECKSUMS)
def test_numbers_are_the_same_on_every_machine(key: str) -> None:
    assert checksum(generate(key, seed=7)) == CHECKSUMS[key]


@every_row
def test_noise_moves_the_same_points(row: Dataset) -> None:
    """Twice the noise is twice as far from where a point would be without it."""
    near, mid, far = (row.generate(64, level * row.noise.high, seed=3) for level in (0.5, 0.75, 1.0))
    if row.classes and row.key != "grades":
        np.testing.assert_allclose(mid.inputs - near.inputs, far.inputs - mid.inputs, atol=1e-5)
        np.testing.assert_array_equal(near.targets, far.targets)
    else:
        one, other = (data.inputs[np.argsort(data.inputs[:, 0])] for data in (near, far))
        np.testing.assert_array_equal(one, other)


@every_row
def test_values_come_from_the_truth(row: Dataset) -> None:
    if row.truth is None:
        return
    exact = row.generate(noise=0.0, seed=1)
    np.testing.assert_allclose(exact.targets, row.truth(exact.inputs), atol=1e-5)
    noisy = row.generate(4000, row.noise.default, seed=1)
    assert np.std(noisy.targets - row.truth(noisy.inputs)) == pytest.approx(row.noise.default, rel=0.05)


@every_row
def test_own_order_is_by_class_or_first_input(row: Dataset) -> None:
    data = row.generate()
    assert np.all(np.diff(data.targets if row.classes else data.inputs[:, 0]) >= 0)


@every_row
def test_suggested_features_make_it_linear(row: Dataset) -> None:
    if not row.features:
        return
    data = row.generate(400, seed=2)
    plain = linear_fit(data.inputs, data)
    with_features = linear_fit(prepare(data, Preparation(row.features)).inputs, data)
    assert with_features > 0.93 and plain < 0.75


@every_row
@pytest.mark.parametrize(
    ("points", "noise", "seed", "words"),
    [
        (3, None, 0, "points = 3"),
        (10_001, None, 0, "points = 10001"),
        (20.5, None, 0, "whole number"),
        ("many", None, 0, "points = many"),
        (None, -0.1, 0, "noise = -0.1"),
        (None, float("nan"), 0, "noise = nan"),
        (None, 1e9, 0, "noise = 1000000000"),
        (None, None, -1, "seed = -1"),
        (None, None, 2**32, "seed = 4294967296"),
        (None, None, 1.5, "seed = 1.5"),
        (None, None, True, "seed = True"),
    ],
)
def test_what_is_out_of_bounds_is_named(row: Dataset, points: int, noise: float, seed: int, words: str) -> None:
    with pytest.raises(lg.DataError, match=words) as error:
        row.generate(points, noise, seed)
    assert row.label in str(error.value)


# --- single lessons ---


@pytest.mark.parametrize("key", ["linear", "badly_scaled", "three_classes", "blobs"])
def test_a_straight_line_is_enough(key: str) -> None:
    assert linear_fit((data := generate(key, seed=1)).inputs, data) > 0.9
    exact = generate(key, noise=DATASETS[key].noise.low, seed=1)
    assert linear_fit(exact.inputs, exact) == 1.0


@pytest.mark.parametrize("key", ["xor", "circles", "spirals"])
def test_a_straight_line_is_not_enough(key: str) -> None:
    assert linear_fit((data := generate(key, seed=1)).inputs, data) < 0.75


def test_xor_without_noise_is_the_truth_table() -> None:
    data = generate("xor", 4, 0.0)
    table = {
        (*point, target)
        for point, target in zip(data.inputs.tolist(), data.targets, strict=True)
        for point in [tuple(point)]
    }
    assert table == {(-1.0, -1.0, 0.0), (1.0, 1.0, 0.0), (-1.0, 1.0, 1.0), (1.0, -1.0, 1.0)}


def test_badly_scaled_inputs_differ_a_hundredfold() -> None:
    wide, narrow = generate("badly_scaled").inputs.std(axis=0)
    assert 50 < wide / narrow < 200


def test_every_class_of_spirals_is_an_arm_turned_by_half() -> None:
    data = generate("spirals", 100, 0.0)
    np.testing.assert_allclose(data.inputs[:50], -data.inputs[50:], atol=1e-5)


def test_dollars_become_shekels_at_one_rate() -> None:
    data = generate("shekels", noise=0.0)
    np.testing.assert_allclose(data.targets / data.inputs[:, 0], 3.6, rtol=1e-5)


def test_half_the_students_reach_the_grade_and_work_pays() -> None:
    data = generate("grades", 1000)
    assert data.targets.mean() == 0.5
    passed, failed = data.inputs[data.targets == 1].mean(axis=0), data.inputs[data.targets == 0].mean(axis=0)
    assert np.all(passed > failed) and np.argmax(passed - failed) == 0


# --- the catalogue, Python interface and command line ---


def test_unknown_and_duplicate_keys() -> None:
    with pytest.raises(lg.CatalogueError, match="did you mean 'spirals'"):
        dataset("spiral")
    with pytest.raises(lg.CatalogueError, match="valid keys: linear"):
        generate("???")
    row = DATASETS["xor"]
    with pytest.raises(lg.CatalogueError, match="'xor' is used twice"):
        catalogue((row, dataclasses.replace(row, label="other")))


def test_the_python_interface_shows_the_catalogue_read_only() -> None:
    assert lg.datasets is DATASETS
    with pytest.raises(TypeError):
        lg.datasets["new"] = None  # type: ignore[index]
    for key, entry in lg.datasets.items():
        assert entry.key == key and entry.label and entry.description


def test_list_as_json_holds_every_entry(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", "datasets", "--json"]) == 0
    rows = {row["key"]: row for row in json.loads(capsys.readouterr().out)}
    assert list(rows) == list(DATASETS)
    assert all(row["label"] and row["description"] and row["inputs"] and row["loss"] for row in rows.values())
    assert rows["three_classes"]["classes"] == ["top", "left", "right"] and rows["three_classes"]["outputs"] == 3
    assert {param["key"]: param["default"] for param in rows["sine"]["parameters"]} == {"points": 80, "noise": 0.1}


def test_list_as_text_has_a_line_an_entry(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", "datasets"]) == 0
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.startswith("KEY")
    assert [line.split()[0] for line in lines] == list(DATASETS)


def test_list_loads_neither_qt_nor_numba() -> None:
    program = (
        "import sys; from landscape_gui.cli import main; main(['list', 'datasets']); "
        "print([name for name in ('numba', 'PySide6', 'msgspec') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"
