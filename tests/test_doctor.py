"""The doctor tells what works, and says so when something does not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from landscape_gui import cli, directories, doctor
from landscape_gui.doctor import Finding


@pytest.fixture
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening windows in other processes takes long; one test does it."""
    monkeypatch.setattr(doctor, "drawing", list)


def test_a_sound_installation_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor"]) == 0
    text = capsys.readouterr().out
    for words in ("Python", "PySide6-Essentials", "numba", "ok  same numbers", "ok  pictures", "settings", "imageio"):
        assert words in text
    assert text.endswith("Nothing is broken.\n")


@pytest.mark.usefixtures("no_processes")
def test_kernels_that_do_not_compile_are_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no compiler")

    monkeypatch.setattr("landscape_gui.api.optimize", fail)
    assert cli.main(["doctor"]) == 1
    text = capsys.readouterr().out
    assert "!!  kernels" in text and "RuntimeError: no compiler" in text
    assert text.endswith("Broken: kernels.\n")


def test_kernels_that_compute_something_else_are_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_plain_momentum", lambda *_, **__: (1.0, 1.0))
    assert [finding.state for finding in doctor.kernels()] == ["ok", "broken"]


def test_nothing_writable_is_not_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("config_directory", "cache_directory", "kernel_directory", "numba_directory"):
        monkeypatch.setattr(directories, name, lambda: None)
    assert {finding.state for finding in doctor.files()} == {"off"}


def test_says_where_files_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LANDSCAPE_GUI_HOME", str(tmp_path))
    assert doctor.files()[0] == Finding("settings", "ok", str(tmp_path / "config"))


def test_missing_packages() -> None:
    assert doctor.optional("no-such-package", "miracles") == Finding(
        "no-such-package", "off", 'not installed; "pip install no-such-package" adds miracles'
    )


def test_a_process_that_cannot_start_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert [finding.state for finding in doctor.drawing()] == ["broken", "off"]
