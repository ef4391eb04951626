"""Where the user's files are kept: settings to remember, and a cache that can be deleted at any time.

``LANDSCAPE_GUI_HOME`` names one directory for both (``cache`` and ``config`` inside it), ``LANDSCAPE_GUI_CACHE`` the
cache alone. Directories are made when they are first asked for, and asking never raises.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from landscape_gui.core.cachedir import APPLICATION, kernel_directory, numba_directory
from landscape_gui.core.cachedir import private_cache as cache_directory

__all__ = ["cache_directory", "config_directory", "kernel_directory", "numba_directory"]


def config_directory() -> Path | None:
    """Return the directory of the user's settings, made with mode 0700 if need be; None where nothing can be kept."""
    with contextlib.suppress(OSError, RuntimeError):
        directory = _config_path()
        directory.parent.mkdir(parents=True, exist_ok=True)
        directory.mkdir(mode=0o700, exist_ok=True)
        if os.access(directory, os.W_OK | os.X_OK):
            return directory
    return None


def _config_path() -> Path:
    """Return the place of the settings by the platform's conventions, unless the environment names one."""
    if home := os.environ.get("LANDSCAPE_GUI_HOME"):
        return Path(home).absolute() / "config"
    from platformdirs import user_config_path

    return user_config_path(APPLICATION, appauthor=False)
