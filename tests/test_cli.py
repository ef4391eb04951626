"""The command line: what it prints and writes, its exit status, and one sentence for every mistake."""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import runpy
import struct
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import landscape_gui as lg
from landscape_gui import cli, experimentfile
from landscape_gui.cli import application, rendering, running, values
from landscape_gui.experiment import RACE, Experiment, Lane, SurfaceProblem, first_experiment

ROOT = Path(__file__).resolve().parents[1]


def fails(capsys: pytest.CaptureFixture[str], status: int, *arguments: str) -> str:
    """Carry out a command that must fail with ``status`` and return its one line on stderr."""
    assert cli.main(arguments) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert re.fullmatch(r"landscape-gui: [^\n]+[.?]\n", captured.err), captured.err
    return captured.err


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process without a display and with an environment changed by ``environment``."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    inherited = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [sys.executable, "-m", "landscape_gui", *arguments],
        cwd=ROOT, env=inherited | environment, capture_output=True, encoding="utf-8", check=False, timeout=50,
    )  # fmt: skip


# --- list ---


@pytest.mark.parametrize(("what", "catalogue"), [("surfaces", lg.surfaces), ("optimizers", lg.optimizers)])
def test_list_as_json_holds_every_entry(
    what: str, catalogue: Mapping[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["list", what, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["key"] for row in rows] == list(catalogue)
    assert all(row["label"] and row["description"] and row["formula"] and row["source"] for row in rows)


def test_list_tells_bounds_and_minima(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["list", "optimizers", "--json"])
    adam = next(row for row in json.loads(capsys.readouterr().out) if row["key"] == "adam")
    assert {entry["key"]: entry["default"] for entry in adam["hyperparameters"]} == lg.optimizers["adam"].defaults
    assert all(entry["low"] <= entry["default"] <= entry["high"] for entry in adam["hyperparameters"])
    cli.main(["list", "surfaces", "--json"])
    himmelblau = next(row for row in json.loads(capsys.readouterr().out) if row["key"] == "himmelblau")
    assert [3.0, 2.0] in himmelblau["minima"]


@pytest.mark.parametrize("what", ["surfaces", "optimizers"])
def test_list_as_text_has_a_line_an_entry(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", what]) == 0
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.startswith("KEY")
    assert [line.split()[0] for line in lines] == list(getattr(lg, what))


def test_list_loads_neither_qt_nor_numba_nor_numpy() -> None:
    program = (
        "import sys; from landscape_gui.cli import main; main(['list', 'surfaces']); "
        "print([name for name in ('numpy', 'numba', 'PySide6', 'msgspec') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"


# --- run ---


def begins(document: dict[str, list[dict[str, list[object]]]]) -> list[tuple[object, object]]:
    """The optimizer and the first position of each run."""
    return [(run["optimizer"], run["positions"][0]) for run in document["runs"]]


def test_run_writes_the_path_of_optimize_to_the_last_bit(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    arguments = ["--optimizer", "adam:lr=0.05,beta1=0.8", "--start", "-1,1", "--steps", "40", "-o", str(path)]
    assert cli.main(["run", "--surface", "himmelblau", *arguments]) == 0
    [written] = json.loads(path.read_text())["runs"]
    run = lg.optimize("himmelblau", "adam", start=(-1, 1), steps=40, lr=0.05, beta1=0.8)
    assert {"optimizer", "hyperparameters", "status", "positions", "losses"} <= set(written)
    assert np.array_equal(written["positions"], run.positions)
    assert np.array_equal(written["losses"], run.losses)
    assert written["hyperparameters"] == run.hyperparameters


def test_run_takes_every_keyword_of_optimize(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    given: dict[str, Any] = {
        "schedule": "step", "schedule_period": 9, "schedule_rate": 0.3, "gradient_noise": 0.5, "clip_norm": 2.0,
        "stop_gradient_norm": 1e-3, "stop_change": 1e-9, "stop_loss": -5.0, "seed": 7, "record_every": 3,
    }  # fmt: skip
    words = [word for name, value in given.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    assert cli.main(["run", "--surface", "sphere", "--optimizer", "gd", "--steps", "50", *words, "-o", str(path)]) == 0
    [written] = json.loads(path.read_text())["runs"]
    run = lg.optimize("sphere", "gd", steps=50, **given)
    assert np.array_equal(written["positions"], run.positions)
    assert written["recorded_steps"] == run.steps.tolist()


def test_run_without_optimizers_runs_the_race(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    assert cli.main(["run", "--formula", "-x^2 + y^4", "--steps", "3", "-o", str(path)]) == 0
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(dict.fromkeys(row["optimizer"] for row in rows)) == list(RACE)
    assert len(rows) == 4 * len(RACE)


def test_run_prints_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--optimizer", "gd:lr=0.4", "--optimizer", "gd:lr=1.2", "--start", "-1,1", "--steps", "5000"]
    assert cli.main(["run", "--surface", "sphere", *arguments]) == 0
    text = capsys.readouterr().out
    assert "Sphere from (-1, 1), 5,000 steps" in text
    assert re.search(r"^Gradient descent +finished +5000 +\S+ +\(\S+, \S+\) +\S+ +lr=0.4$", text, re.MULTILINE)
    assert re.search(r"^Gradient descent 2 +diverged +\d+ .* lr=1.2$", text, re.MULTILINE)
    assert "Gradient descent 2: Diverged at step" in text


def test_run_takes_everything_from_the_file_but_what_is_given(tmp_path: Path) -> None:
    lanes = (Lane("gd", {"lr": 0.1}, start=(1.0, 1.0)), Lane("adam", enabled=False), Lane("lion"))
    source, path = tmp_path / "experiment.json", tmp_path / "run.json"
    experimentfile.save(Experiment(SurfaceProblem("sphere"), lanes, start=(0.5, 0.25), steps=7, seed=3), source)
    assert cli.main(["run", "--experiment", str(source), "-o", str(path)]) == 0
    document = json.loads(path.read_text())
    assert begins(document) == [("gd", [1, 1]), ("lion", [0.5, 0.25])]
    assert (document["steps"], document["seed"]) == (7, 3)
    changes = ["--start=-1,-1", "--steps", "2", "--optimizer", "adam", "--optimizer", "gd"]
    assert cli.main(["run", "--experiment", str(source), *changes, "-o", str(path)]) == 0
    document = json.loads(path.read_text())
    assert begins(document) == [("adam", [-1, -1]), ("gd", [-1, -1])]
    assert document["steps"] == 2
    assert cli.main(["run", "--experiment", str(source), "--start", "-2,2", "-o", str(path)]) == 0
    assert begins(json.loads(path.read_text())) == [("gd", [-2, 2]), ("lion", [-2, 2])]


def test_run_changes_coefficients_and_domain(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    words = ["--coefficients", "condition=4", "--domain", "-3,3,-1,1", "--optimizer", "gd", "--steps", "1"]
    assert cli.main(["run", "--surface", "scaled_bowl", *words, "-o", str(path)]) == 0
    problem = json.loads(path.read_text())["problem"]
    assert (problem["coefficients"], problem["domain"]) == ({"condition": 4}, [[-3, 3], [-1, 1]])


@pytest.mark.parametrize("words", [("--start", "-1,1"), ("--start=-1,1"), ("--start", " -1,1"), ("--start", "(-1, 1)")])
def test_coordinates_may_be_negative(words: tuple[str, ...] | str) -> None:
    words = (words,) if isinstance(words, str) else words
    arguments = running.parser().parse(["--surface", "sphere", *words, "-o", "x.csv", "--stop-loss", "-1e-3"])
    assert (arguments.start, arguments.stop_loss, str(arguments.output)) == ((-1.0, 1.0), -1e-3, "x.csv")


finite = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(finite, min_size=1, max_size=4).map(tuple), st.sampled_from([",", ", ", " , "]))
def test_any_start_is_read_back(start: tuple[float, ...], comma: str) -> None:
    text = comma.join(map(repr, start))
    assert running.parser().parse(["--surface", "sphere", "--start", text]).start == start


@given(st.integers(64, 9000), st.integers(64, 9000), st.sampled_from("xX×"))
def test_any_size_is_read_back(width: int, height: int, sign: str) -> None:
    assert values.size(f"{width}{sign}{height}") == (width, height)


@given(st.text(max_size=12))
def test_no_text_breaks_the_readers(text: str) -> None:
    readers = (values.size, values.numbers, values.intervals, values.assignments, values.frame, values.optimizer)
    for read in (*readers, values.whole(0, 9), values.path, values.above_zero, values.at_least_zero):
        with suppress(argparse.ArgumentTypeError):
            read(text)


# --- render ---


def png(path: Path) -> tuple[int, int, int]:
    """Width, height and pixels a metre of a PNG file."""
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG") and data.endswith(b"IEND\xaeB\x60\x82")
    width, height = struct.unpack(">II", data[16:24])
    [metre] = struct.unpack(">I", data[data.index(b"pHYs") + 4 :][:4])
    return width, height, metre


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("view", rendering.VIEWS)
def test_render_draws_every_view(view: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.png"
    words = ["--surface", "himmelblau", "--view", view, "--size", "400x300", "--dpi", "300", "--steps", "20"]
    assert cli.main(["render", *words, "-o", str(path)]) == 0
    assert png(path) == (400, 300, 11811)
    assert capsys.readouterr().out == f"Wrote {path}.\n"


@pytest.mark.usefixtures("qapp")
def test_render_draws_a_file_as_it_draws_the_options(tmp_path: Path) -> None:
    source, one, other = tmp_path / "race.json", tmp_path / "one.png", tmp_path / "other.png"
    lanes = (Lane("gd", {"lr": 0.02}), Lane("adam"))
    experimentfile.save(Experiment(SurfaceProblem("sphere"), lanes, start=(-1.0, 1.0), steps=9), source)
    common = ["--size", "300x200", "--frame", "5", "--theme", "dark"]
    assert cli.main(["render", "--experiment", str(source), *common, "-o", str(one)]) == 0
    words = [
        "--surface",
        "sphere",
        "--optimizer",
        "gd:lr=0.02",
        "--optimizer",
        "adam",
        "--start",
        "-1,1",
        "--steps",
        "9",
    ]
    assert cli.main(["render", *words, *common, "-o", str(other)]) == 0
    assert one.read_bytes() == other.read_bytes()


def test_render_needs_no_display(tmp_path: Path) -> None:
    path = tmp_path / "curve.png"
    result = process("render", "--formula", "-cos(x)", "--steps", "5", "--size", "320x240", "-o", str(path))
    assert (result.returncode, result.stderr) == (0, "")
    assert png(path)[:2] == (320, 240)


def test_render_chooses_a_platform_only_where_none_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for given_name, expected in (
        ("", "offscreen"),
        ("xcb", "offscreen"),
        ("minimal", "minimal"),
        ("vnc:x=1", "vnc:x=1"),
    ):
        monkeypatch.setenv("QT_QPA_PLATFORM", given_name)
        rendering.use_no_screen()
        assert os.environ["QT_QPA_PLATFORM"] == expected


# --- mistakes ---


@pytest.mark.parametrize(
    ("words", "valid"),
    [
        ("list", "surfaces|optimizers"),
        ("list lessons", "'optimizers'"),
        ("lst", "list, run, render, doctor"),
        ("--bogus", "--help"),
        ("run", "--surface --formula --experiment"),
        ("run --surface sphere --formula x^2", "not allowed with"),
        ("run --surface spehre", "did you mean 'sphere'"),
        ("run --surface sphere --optimizer adm", "adamw"),
        ("run --surface sphere --optimizer adam:lr", "lr=0.05"),
        ("run --surface sphere --optimizer adam:lr=fast", "lr=0.05"),
        ("run --surface sphere --optimizer adam:lr=1,lr=2", "once"),
        ("run --surface sphere --optimizer adam:lr=-1", "give a number from"),
        ("run --surface sphere --optimizer adam:lr=nan", "give a number from"),
        ("run --surface sphere --optimizer adam:lr=1e300", "give a number from"),
        ("run --surface sphere --optimizer adam:rate=1", "beta1"),
        ("run --surface sphere --optimizer :lr=1", "adam"),
        ("run --surface sphere --start 1", "2 numbers (x, y)"),
        ("run --surface sphere --start 1,2,3", "2 numbers (x, y)"),
        ("run --surface sphere --start 1;2", "-1,1"),
        ("run --surface sphere --start nan,1", "finite"),
        ("run --surface sphere --start -inf,1", "finite"),
        ("run --surface sphere --steps 0", "from 1 to 10,000,000"),
        ("run --surface sphere --steps 10000001", "from 1 to 10,000,000"),
        ("run --surface sphere --steps 1.5", "whole number"),
        ("run --surface sphere --steps 10000000 -o x.csv", "--record-every 3"),
        ("run --surface sphere --schedule linear", "cosine"),
        ("run --surface sphere --clip-norm 0", "above 0"),
        ("run --surface sphere --gradient-noise -1", "0 or more"),
        ("run --surface sphere --domain 1,-1,0,1", "must be below"),
        ("run --surface sphere --domain 1,2,3", "-2,2,-1,1"),
        ("run --surface sphere --domain 1,2", "one for each of x, y"),
        ("run --surface sphere --coefficients a=1", "has no coefficient 'a'"),
        ("run --formula x^2 --coefficients a=1", "into the formula"),
        ("run --formula x^2+*y", "column 5"),
        ("run --formula 2", "no variable"),
        ("run --formula log(x) --start -1", "choose a start"),
        ("run --formula 1/x --start 0", "choose a start"),
        ("run --surface sphere -o x.txt", ".json, .csv or .npz"),
        ("run --surface sphere -o runs", ".json, .csv or .npz"),
        ("run --surface sphere -o nowhere/x.csv", "make it first"),
        ("run --experiment missing.json", "cannot be read"),
        ("render --surface sphere", "-o"),
        ("render --surface sphere -o x.gif", "saved as .png"),
        ("render --surface sphere -o x", "saved as .png"),
        ("render --surface sphere -o nowhere/x.png", "make it first"),
        ("render --surface sphere -o x.png --view map", "'surface3d'"),
        ("render --surface sphere -o x.png --size 1920", "1920x1080"),
        ("render --surface sphere -o x.png --size 0x5", "64 to 16,384"),
        ("render --surface sphere -o x.png --size 16000x16000", "100 million"),
        ("render --surface sphere -o x.png --dpi 0", "from 30 to 2,400"),
        ("render --surface sphere -o x.png --frame 501", "0 to 500"),
        ("render --surface sphere -o x.png --frame first", "or last"),
        ("render --surface sphere -o x.png --theme pink", "'dark'"),
        ("render --formula x^2 -o x.png --view surface3d", "landscape or curves"),
        ("render --formula log(x) --start -1 -o x.png", "choose a start"),
    ],
)
def test_mistakes_are_one_line_and_status_2(
    words: str, valid: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert valid in fails(capsys, 2, *words.split())
    assert not list(tmp_path.iterdir())


def test_a_damaged_file_is_refused_with_the_place(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "race.json"
    path.write_bytes(experimentfile.encode(first_experiment())[:-30])
    assert "race.json is damaged at line" in fails(capsys, 2, "run", "--experiment", str(path))
    assert "race.json is damaged at line" in fails(capsys, 2, str(path))


def test_too_many_optimizers(capsys: pytest.CaptureFixture[str]) -> None:
    assert "at most 24" in fails(capsys, 2, "run", "--surface", "sphere", *["--optimizer", "gd"] * 25)


def test_nobody_runs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "empty.json"
    experimentfile.save(Experiment(SurfaceProblem("sphere"), (Lane("gd", enabled=False),)), path)
    assert "--optimizer adam" in fails(capsys, 2, "run", "--experiment", str(path))


def test_a_failing_write_is_status_1_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    arguments = ("run", "--surface", "sphere", "--steps", "5", "-o", str(tmp_path / "x.npz"))
    assert "No space left on device" in fails(capsys, 1, *arguments)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (KeyboardInterrupt(), 130, ""),
        (MemoryError(), 1, "not enough memory"),
        (ValueError("odd"), 1, "ValueError: odd"),
    ],
)
def test_never_a_traceback(
    error: BaseException, status: int, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise error

    monkeypatch.setattr(running, "command", stop)
    assert cli.main(["run", "--surface", "sphere"]) == status
    captured = capsys.readouterr().err
    assert words in captured
    assert captured.count("\n") == bool(words)


@pytest.mark.parametrize("words", [[], ["list"], ["run"], ["render"], ["doctor"]])
def test_help_shows_examples(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*words, "--help"]) == 0
    assert "examples:\n  landscape-gui" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"landscape-gui {lg.__version__}\n"


# --- processes ---


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = [sys.executable, "-m", "landscape_gui", "list", "surfaces", "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None and child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == b""


def test_a_terminal_without_unicode_is_served() -> None:
    result = process("run", "--help", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert result.returncode == 0
    assert "KEY[:NAME=NUMBER,?]" in result.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_the_application_says_what_works() -> None:
    result = process()
    assert (result.returncode, result.stdout) == (1, "")
    assert re.fullmatch(r"landscape-gui: There is no display .*render.*run.*list.*doctor.*\.\n", result.stderr)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
@pytest.mark.parametrize("arguments", [(), ("doctor", "--window")])
def test_a_display_that_does_not_answer_is_told_and_nothing_aborts(arguments: tuple[str, ...]) -> None:
    result = process(*arguments, DISPLAY=":987")
    assert (result.returncode, result.stdout) == (1, "")
    assert re.fullmatch(r"landscape-gui: No window can be opened: .*render.*\.\n", result.stderr)


# --- the application ---


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ""}, False),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, True),
        ({"QT_QPA_PLATFORM": "xcb"}, False),
    ],
)
def test_knows_whether_there_is_a_display(environment: dict[str, str], expected: bool) -> None:
    assert application.has_display(environment) is expected


def test_knows_the_libraries_of_the_set_up() -> None:
    set_up = runpy.run_path(str(ROOT / "packaging" / "dev.py"))
    assert set_up["QT_LIBRARIES"] == application.QT_PACKAGES


def test_names_the_missing_library_and_the_command() -> None:
    error = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
    sentence = application.missing_qt(error)
    assert "libEGL.so.1 is missing" in sentence and "apt-get install" in sentence and "libegl1" in sentence
    assert "pip install" in application.missing_qt(ModuleNotFoundError("No module named 'PySide6'", name="PySide6"))
    with pytest.raises(ModuleNotFoundError):
        application.missing_qt(ModuleNotFoundError("No module named 'x'", name="x"))
