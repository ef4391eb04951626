"""The user's files go where the platform keeps such files, or where the environment says."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from landscape_gui import directories
from landscape_gui.core import cachedir


def test_home_holds_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDSCAPE_GUI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LANDSCAPE_GUI_CACHE", raising=False)
    assert directories.config_directory() == tmp_path / "home" / "config"
    assert directories.cache_directory("thumbnails") == tmp_path / "home" / "cache" / "thumbnails"
    assert directories.kernel_directory() == tmp_path / "home" / "cache" / "kernels"
    assert all((tmp_path / "home" / name).is_dir() for name in ("config", "cache/thumbnails", "cache/kernels"))


@pytest.mark.skipif(sys.platform == "win32", reason="modes are a POSIX matter")
def test_settings_are_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDSCAPE_GUI_HOME", str(tmp_path / "home"))
    directory = directories.config_directory()
    assert directory is not None
    assert directory.stat().st_mode & 0o777 == 0o700


def test_a_file_in_the_way_means_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").write_text("not a directory")
    monkeypatch.setenv("LANDSCAPE_GUI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LANDSCAPE_GUI_CACHE", raising=False)
    assert directories.config_directory() is None
    assert directories.cache_directory() is None


def test_otherwise_the_platform_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANDSCAPE_GUI_HOME", "LANDSCAPE_GUI_CACHE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    assert directories.config_directory() == platformdirs.user_config_path("landscape-gui", appauthor=False)
    assert cachedir.cache_root() == platformdirs.user_cache_path("landscape-gui", appauthor=False)
