"""The set-up program: what it decides, without installing anything."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load() -> ModuleType:
    """Return the program as a module; its folder is no package."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "packaging" / "dev.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program as a module, on Linux, for a user who is not root, with no display and no library missing."""
    module = load()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(module, "is_root", lambda: False)
    monkeypatch.setattr(module, "is_loadable", lambda _library: True)
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/bin/{program}")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return module


@pytest.fixture
def installed(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Every call of apt-get, none of which is made."""
    calls: list[tuple[str, ...]] = []

    def record(*arguments: str) -> bool:
        calls.append(arguments)
        return True

    monkeypatch.setattr(dev, "apt_get", record)
    return calls


def lacking(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, *libraries: str) -> None:
    monkeypatch.setattr(dev, "is_loadable", lambda library: library not in libraries)


def test_arguments_after_the_command_are_passed_on(dev: ModuleType) -> None:
    assert dev.parse(["test", "tests/core", "-k", "adam", "-x"]) == ("test", ["tests/core", "-k", "adam", "-x"], False)
    assert dev.parse(["run", "--", "file.json"]) == ("run", ["file.json"], False)
    assert dev.parse(["run", "--install-system-libraries"]) == ("run", [], True)
    assert dev.parse(["--install-system-libraries", "env"]) == ("env", [], True)


def test_an_unknown_command_lists_the_known_ones(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        dev.main(["dance"])
    assert stop.value.code == 2
    shown = capsys.readouterr().err
    assert all(name in shown for name in dev.COMMANDS)


@pytest.mark.parametrize("version", [(3, 9, 18), (3, 15, 0)])
def test_an_unfit_python_is_named(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], version: tuple[int, int, int]
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(platform, "python_version", lambda: ".".join(map(str, version)))
    assert dev.main(["env"]) == 1
    assert capsys.readouterr().err == f"Python 3.10 to 3.14 is needed; this is {'.'.join(map(str, version))}.\n"


@pytest.mark.parametrize(
    ("system", "machine", "version", "words"),
    [("win32", "ARM64", (3, 12), "Windows on Arm"), ("darwin", "x86_64", (3, 14), "Intel processor")],
)
def test_processors_without_builds_are_refused(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, system: str, machine: str, version: tuple[int, int], words: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    with pytest.raises(dev.SetupError, match=words):
        dev.check_machine()


def test_supported_machines_are_accepted(dev: ModuleType) -> None:
    dev.check_machine()


def test_supported_versions_are_those_of_the_package(dev: ModuleType) -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">=3.{dev.OLDEST[1]},<3.{dev.NEWEST[1] + 1}"' in text


def test_only_a_window_needs_x11(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    lacking(dev, monkeypatch, "libGL.so.1", "libxcb-cursor.so.0")
    assert dev.missing_libraries(window=False) == {"libGL.so.1": "libgl1"}
    assert dev.missing_libraries(window=True) == {"libGL.so.1": "libgl1", "libxcb-cursor.so.0": "libxcb-cursor0"}


def test_wayland_alone_needs_its_own_libraries(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    lacking(dev, monkeypatch, "libwayland-client.so.0", "libxcb-cursor.so.0")
    assert dev.missing_libraries(window=True) == {"libwayland-client.so.0": "libwayland-client0"}
    monkeypatch.setenv("DISPLAY", ":0")
    assert dev.missing_libraries(window=True) == {"libxcb-cursor.so.0": "libxcb-cursor0"}


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_other_systems_need_no_libraries_and_have_a_display(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(dev, "is_loadable", lambda _library: False)
    assert dev.missing_libraries(window=True) == {}
    assert dev.has_display()


def test_the_linker_decides_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    module = load()

    def refuse(name: str) -> None:
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", str)
    assert module.is_loadable("libGL.so.1")
    monkeypatch.setattr(ctypes, "CDLL", refuse)
    assert not module.is_loadable("libGL.so.1")


@pytest.fixture
def ready(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An environment that works; the list has an entry for every time it was asked for."""
    asked: list[str] = []
    monkeypatch.setattr(dev, "environment_works", lambda: True)
    monkeypatch.setattr(dev, "ensure_environment", lambda: asked.append("environment"))
    return asked


def test_without_rights_the_one_command_is_printed(
    dev: ModuleType, ready: list[str], installed: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking(dev, monkeypatch, "libEGL.so.1", "libGL.so.1")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(dev, "environment_works", lambda: False)
    with pytest.raises(dev.SetupError) as refusal:
        dev.prepare(False, virtual=True)
    package = f"python3.{sys.version_info[1]}-venv"
    assert f"sudo apt-get install -y --no-install-recommends {package} libgl1 libegl1\n" in str(refusal.value)
    assert not installed and not ready


@pytest.mark.parametrize(("root", "told"), [(True, False), (False, True)])
def test_root_or_the_option_installs_all_at_once(
    dev: ModuleType,
    ready: list[str],
    installed: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    root: bool,
    told: bool,
) -> None:
    monkeypatch.setattr(dev, "is_root", lambda: root)
    lacking(dev, monkeypatch, "libGL.so.1", "libX11-xcb.so.1")
    monkeypatch.setattr(shutil, "which", lambda program: None if program == "Xvfb" else program)
    dev.prepare(told, virtual=True)
    packages = ("libgl1", "xvfb", "libx11-xcb1")
    assert installed == [("update",), ("install", "-y", "--no-install-recommends", *packages)]
    assert ready == ["environment"]


def test_nothing_is_installed_where_nothing_is_missing(
    dev: ModuleType, ready: list[str], installed: list[tuple[str, ...]]
) -> None:
    dev.prepare(True, window=True, virtual=True)
    assert not installed
    assert ready == ["environment"]


def test_a_virtual_display_is_not_asked_for(
    dev: ModuleType, ready: list[str], installed: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking(dev, monkeypatch, "libxcb-cursor.so.0")
    dev.prepare(False, virtual=True)
    assert dev.missing_display() == {"libxcb-cursor.so.0": "libxcb-cursor0"}
    assert not installed
    assert ready == ["environment"]


def test_checks_of_the_source_need_no_libraries(
    dev: ModuleType, ready: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking(dev, monkeypatch, *dev.QT_LIBRARIES)
    dev.prepare(False, qt=False)
    assert ready == ["environment"]


def test_a_failing_apt_is_reported(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "is_root", lambda: True)
    monkeypatch.setattr(dev, "apt_get", lambda *_arguments: False)
    with pytest.raises(dev.SetupError, match="apt-get could not install xvfb"):
        dev.install_packages({"Xvfb": "xvfb"}, False)


@pytest.mark.usefixtures("ready")
def test_other_distributions_are_told_the_libraries(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    lacking(dev, monkeypatch, "libGL.so.1")
    with pytest.raises(dev.SetupError, match=r"libGL\.so\.1\.\n.*the system's package manager"):
        dev.prepare(True)


def test_apt_asks_nothing_and_uses_sudo_only_where_it_must(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def record(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, "")

    monkeypatch.setattr(subprocess, "run", record)
    assert dev.apt_get("update")
    monkeypatch.setattr(dev, "is_root", lambda: True)
    assert dev.apt_get("update")
    assert commands[0] == ["sudo", *commands[1]]
    assert "DEBIAN_FRONTEND=noninteractive" in commands[1]


@pytest.fixture
def commands(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, ...]]:
    """Every command started, in an environment that is ready; none is really started."""
    started: list[tuple[str, ...]] = []

    def record(*command: str | Path, **environment: str) -> int:
        started.append((*map(str, command[1:]), *environment.values()))
        return 0

    monkeypatch.setattr(dev, "ensure_environment", lambda: None)
    monkeypatch.setattr(dev, "environment_works", lambda: True)
    monkeypatch.setattr(dev, "run", record)
    monkeypatch.setattr(dev, "PICTURE", tmp_path / "out" / "picture.png")
    monkeypatch.setattr(dev, "COMPILED", tmp_path / "compiled")
    return started


def test_run_opens_a_window_where_there_is_a_display(
    dev: ModuleType, commands: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    assert dev.main(["run", "experiment.json"]) == 0
    (first, window) = commands
    assert first[:2] == ("-c", dev.FIRST_START + dev.PREPARE), "kernels are compiled before the first window"
    assert window == ("-m", "landscape_gui", "experiment.json")
    commands.clear()
    assert dev.main(["run"]) == 0
    assert commands == [("-m", "landscape_gui")]


def test_run_draws_a_picture_where_there_is_none(
    dev: ModuleType, commands: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(["run"]) == 0
    assert commands == [("-c", dev.FIRST_START, str(dev.PICTURE), "offscreen")]
    assert str(dev.PICTURE) in capsys.readouterr().out
    assert dev.PICTURE.parent.is_dir()


def test_run_passes_commands_on_without_a_display(dev: ModuleType, commands: list[tuple[str, ...]]) -> None:
    assert dev.main(["run", "list", "surfaces"]) == 0
    assert commands == [("-m", "landscape_gui", "list", "surfaces")]


def test_tests_with_arguments_are_just_pytest(dev: ModuleType, commands: list[tuple[str, ...]]) -> None:
    assert dev.main(["test", "tests/core", "-x"]) == 0
    assert commands == [("-m", "pytest", "tests/core", "-x")]


def test_measurements_are_chosen_by_name(dev: ModuleType, commands: list[tuple[str, ...]]) -> None:
    assert dev.main(["bench"]) == 0
    assert {Path(script).name for (script,) in commands} == {file.name for file in (ROOT / "tests/bench").glob("*.py")}
    commands.clear()
    assert dev.main(["bench", "core"]) == 0
    assert commands == [(str(ROOT / "tests" / "bench" / "bench_core.py"),)]


def test_an_unknown_measurement_lists_the_known_ones(
    dev: ModuleType, commands: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(["bench", "moon"]) == 1
    assert "'moon'; choose from core, " in capsys.readouterr().err
    assert not commands


@pytest.mark.parametrize(("offscreen", "windows", "status"), [(0, 0, 0), (1, 0, 1), (0, 1, 1)])
def test_pytests_summary_comes_last(
    dev: ModuleType,
    commands: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    offscreen: int,
    windows: int,
    status: int,
) -> None:
    results = iter([(offscreen, "== 90 passed in 9.00s =="), (windows, "== 5 passed in 1.00s ==")])
    monkeypatch.setattr(dev, "pytest", lambda *_arguments: next(results))
    monkeypatch.setattr(dev, "virtual_display", lambda: contextlib.nullcontext(":7"))
    assert dev.main(["test"]) == status
    assert len(commands) == len(dev.CHECKS)
    shown = capsys.readouterr().out.splitlines()
    assert shown[-2:] == ["== 5 passed in 1.00s ==", "== 90 passed in 9.00s =="]
    assert shown[-3].startswith("Failed: " if status else "All is well.")


def test_each_process_of_window_tests_has_a_display_of_its_own(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter([":7", ":8"])
    started: list[tuple[list[str], dict[str, str]]] = []

    def record(arguments: list[str], environment: dict[str, str]) -> tuple[int, str]:
        started.append((arguments, environment))
        return 0, "== 5 passed in 1.00s =="

    monkeypatch.setattr(dev, "virtual_display", lambda: contextlib.nullcontext(next(names)))
    monkeypatch.setattr(dev, "workers", lambda: 2)
    monkeypatch.setattr(dev, "pytest", record)
    assert dev.pytest_on_displays("tests/gui") == (0, "== 5 passed in 1.00s ==")
    ((arguments, environment),) = started
    assert [argument for argument in arguments if "DISPLAY" in argument] == [
        "popen//env:DISPLAY=:7",
        "popen//env:DISPLAY=:8",
    ]
    assert environment == {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":7"}


def test_a_display_lasts_as_long_as_it_is_used(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    program = "import time; print(91, flush=True); time.sleep(600)"
    monkeypatch.setattr(dev, "XVFB", [sys.executable, "-c", program])
    with dev.virtual_display() as name:
        assert name == ":91"


def test_window_tests_without_a_display_have_failed(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "XVFB", [sys.executable, "-c", ""])
    status, line = dev.pytest_on_displays("tests/gui")
    assert status == 1 and line.startswith("Xvfb made no display: ")


def test_a_failed_check_fails_the_whole(
    dev: ModuleType, commands: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "run", lambda *command, **_environment: int("mypy" in command))
    monkeypatch.setattr(dev, "pytest", lambda *_arguments: (0, "== 1 passed in 0.10s =="))
    assert dev.failed_checks() == ["mypy"]
    assert dev.main(["test"]) == 1
    assert dev.main(["lint"]) == 1
    assert not commands


@pytest.mark.parametrize(
    "line",
    [
        "============ 25 passed in 0.35s ============",
        "1 failed, 34 passed in 18.10s",
        "= 1 failed, 2 passed, 1 warning, 1 error in 65.30s (0:01:05) =",
        "=========== no tests ran in 0.27s ===========",
    ],
)
def test_pytests_closing_line_is_recognised(dev: ModuleType, line: str) -> None:
    assert dev.SUMMARY.search(line)


def test_pytest_is_shown_and_its_closing_line_kept(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "venv_python", lambda: sys.executable)
    program = (
        "import os, sys; print('3 passed in a row'); print('== 2 passed in 0.10s =='); sys.exit(int(os.environ['N']))"
    )
    status, closing = dev.pytest([], {"N": "1"}, [sys.executable, "-c", program])
    assert (status, closing) == (1, "== 2 passed in 0.10s ==")
    assert capsys.readouterr().out == "3 passed in a row\n== 2 passed in 0.10s ==\n"


@pytest.mark.parametrize(("system", "expected"), [("posix", ".venv/bin/python"), ("nt", ".venv/Scripts/python.exe")])
def test_the_interpreter_is_where_each_system_puts_it(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, system: str, expected: str
) -> None:
    monkeypatch.setattr(dev.os, "name", system)
    found = dev.venv_python().relative_to(ROOT).as_posix()
    monkeypatch.undo()
    assert found == expected


def test_a_changed_project_is_installed_again(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started: list[str] = []

    def record(*command: str | Path, **_environment: str) -> int:
        started.append(" ".join(map(str, command[1:3])))
        return 0

    for name, value in {"ROOT": tmp_path, "VENV": tmp_path / ".venv", "STAMP": tmp_path / ".venv" / "stamp"}.items():
        monkeypatch.setattr(dev, name, value)
    monkeypatch.setattr(dev, "run", record)
    monkeypatch.setattr(dev, "works", lambda *_command: True)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin")
    for text, installations in (("one", 1), ("one", 1), ("two", 2), ("two", 2)):
        (tmp_path / "pyproject.toml").write_text(text)
        dev.ensure_environment()
        assert started == ["-m pip"] * installations


def test_a_broken_environment_is_made_again(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "run", lambda *command, **_environment: int("venv" in command))
    with pytest.raises(dev.SetupError, match="could not be made"):
        dev.ensure_environment()


def test_what_cannot_be_started_is_a_failure(dev: ModuleType, tmp_path: Path) -> None:
    assert not dev.works(tmp_path / "nothing")
    assert dev.run(tmp_path / "nothing") == 127


def test_ci_runs_this_program() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r"python3 packaging/dev\.py test$", text, re.MULTILINE)
    assert os.name == "nt" or os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.skipif(os.name == "nt", reason="there are no process groups on Windows")
def test_a_run_that_hangs_is_ended_with_all_it_started(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    program = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
    monkeypatch.setattr(dev, "LONGEST", 0.5)
    status, closing = dev.pytest([], {}, [sys.executable, "-c", program])
    assert status != 0 and closing == "pytest said nothing."
