"""Compiled code is kept in a private directory, or nowhere; a foreign directory is never trusted."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from landscape_gui.core import cachedir

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes are a POSIX matter")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An unused cache root, with nothing else chosen by the environment; what a test sets is taken back."""
    for name in ("LANDSCAPE_GUI_HOME", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANDSCAPE_GUI_CACHE", str(tmp_path / "deep" / "cache"))
    return tmp_path / "deep" / "cache"


def test_directories_are_made_when_asked_for(root: Path) -> None:
    assert not root.exists()
    assert cachedir.kernel_directory() == root / "kernels"
    assert (root / "kernels").is_dir()


@posix
def test_directories_are_private(root: Path) -> None:
    directory = cachedir.kernel_directory()
    assert directory is not None
    assert directory.stat().st_mode & 0o777 == 0o700
    assert root.stat().st_mode & 0o777 == 0o700


@posix
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
@pytest.mark.parametrize("level", ["", "kernels"])
def test_a_directory_others_can_write_to_is_refused(root: Path, level: str, mode: int) -> None:
    (root / "kernels").mkdir(parents=True)
    (root / level).chmod(mode)
    assert cachedir.kernel_directory() is None


@posix
def test_a_directory_of_somebody_else_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cachedir.kernel_directory() is not None
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    assert cachedir.kernel_directory() is None


def test_a_file_in_the_way_means_no_cache(root: Path) -> None:
    root.parent.mkdir()
    root.write_text("not a directory")
    assert cachedir.kernel_directory() is None


def test_no_home_means_no_cache(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("LANDSCAPE_GUI_CACHE")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert cachedir.kernel_directory() is None


def test_home_holds_the_cache(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANDSCAPE_GUI_CACHE")
    monkeypatch.setenv("LANDSCAPE_GUI_HOME", str(tmp_path / "home"))
    assert cachedir.kernel_directory() == tmp_path / "home" / "cache" / "kernels"


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, ".cache/landscape-gui"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, ".cache/landscape-gui"),
        ("darwin", {}, "Library/Caches/landscape-gui"),
        ("win32", {}, "AppData/Local/landscape-gui/Cache"),
    ],
)
def test_platform_conventions(
    root: Path, monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], expected: str
) -> None:
    monkeypatch.delenv("LANDSCAPE_GUI_CACHE")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cachedir.cache_root() == Path.home() / expected


def test_platform_variables_move_the_cache(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANDSCAPE_GUI_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert cachedir.cache_root() == tmp_path / "landscape-gui"
    monkeypatch.setattr(sys, "platform", "win32")
    assert cachedir.cache_root() == tmp_path / "landscape-gui" / "Cache"


def test_numba_is_told_the_directory(root: Path) -> None:
    directory = cachedir.numba_directory()
    assert directory == root / "numba" / cachedir.source_hash()
    assert os.environ["NUMBA_CACHE_DIR"] == str(directory)
    assert cachedir.numba_directory() == directory


def test_the_users_own_choice_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "chosen")
    assert cachedir.numba_directory() == Path("chosen")
    assert os.environ["NUMBA_CACHE_DIR"] == "chosen"
    assert not root.exists()


def test_without_a_cache_numba_writes_to_a_directory_of_the_process(root: Path) -> None:
    root.parent.mkdir()
    root.write_text("not a directory")
    program = "from landscape_gui.core import cachedir; d = cachedir.numba_directory(); print(d, d.is_dir())"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    name, existed = shown.stdout.rsplit(maxsplit=1)
    assert existed == "True"
    assert not Path(name).exists()


def test_nothing_writable_at_all_is_survived(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> str:
        raise OSError("No usable temporary directory")

    root.parent.mkdir()
    root.write_text("not a directory")
    monkeypatch.setattr(tempfile, "mkdtemp", full)
    assert cachedir.numba_directory() is None
    assert "NUMBA_CACHE_DIR" not in os.environ


def test_only_recent_versions_are_kept(root: Path) -> None:
    now = time.time()
    (root / "numba").mkdir(parents=True, mode=0o700)
    root.chmod(0o700)
    (root / "numba").chmod(0o700)
    for name, hours in {"a": 50.0, "b": 40.0, "c": 30.0, "d": 20.0}.items():
        (root / "numba" / name).mkdir()
        os.utime(root / "numba" / name, (now - 3600 * hours,) * 2)
    current = cachedir.numba_directory()
    assert current is not None
    assert {path.name for path in (root / "numba").iterdir()} == {"c", "d", current.name}


def test_versions_another_process_may_use_are_kept(root: Path) -> None:
    for name in "abcd":
        cachedir.private_cache("numba", name)
    current = cachedir.numba_directory()
    assert current is not None
    assert {path.name for path in (root / "numba").iterdir()} == {*"abcd", current.name}


@pytest.mark.parametrize("package", cachedir.COMPILED_PACKAGES)
def test_every_edit_of_compiled_code_changes_the_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setattr(cachedir, "SOURCES", tmp_path)
    deep = tmp_path / package / "deep"
    deep.mkdir(parents=True)
    hashes = [cachedir.source_hash()]
    for text in ("x = 1\n", "x = 2\n"):
        (deep / "module.py").write_text(text)
        hashes.append(cachedir.source_hash())
    (deep / "module.py").rename(deep / "renamed.py")
    hashes.append(cachedir.source_hash())
    assert len(set(hashes)) == len(hashes)
