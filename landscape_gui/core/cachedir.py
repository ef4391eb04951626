"""Where compiled code is kept: a private directory in the user's cache, or nowhere at all. Nothing in here raises.

Both the generated kernels and numba's machine code are *run* when they are read back, so a directory that somebody else
could write to is not used. ``LANDSCAPE_GUI_HOME`` moves everything the program keeps, ``LANDSCAPE_GUI_CACHE`` the cache
alone.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import shutil
import stat
import sys
import tempfile
import time
from pathlib import Path

APPLICATION = "landscape-gui"
KEPT_VERSIONS = 3
UNUSED_AFTER = 3600.0
"""Seconds after which a program that still runs is unlikely to need the machine code of its older sources."""

SOURCES = Path(__file__).resolve().parents[1]
COMPILED_PACKAGES = ("core", "render")


def cache_root() -> Path | None:
    """Return the directory of everything that can be made again, not created yet; None where the user has no home."""
    try:
        if cache := os.environ.get("LANDSCAPE_GUI_CACHE"):
            return Path(cache).absolute()
        if home := os.environ.get("LANDSCAPE_GUI_HOME"):
            return Path(home).absolute() / "cache"
        return _platform_cache()
    except (OSError, RuntimeError):
        return None


def kernel_directory() -> Path | None:
    """Return the private directory of generated kernel sources, made if need be; None where there can be none."""
    return private_cache("kernels")


def numba_directory() -> Path | None:
    """Return numba's cache directory and hand it to numba; call this before numba is imported.

    The directory is named after the text of every module that holds compiled code: numba itself does not notice edits
    in modules that a cached function calls. Where the user's cache cannot be used it is a directory of this process
    alone, removed at its end. None means that nothing at all can be written: compile with ``cache=False``.
    A directory the user chose in ``NUMBA_CACHE_DIR`` is left as it is.
    """
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(chosen)
    directory = private_cache("numba", source_hash())
    if directory is not None:
        _remove_old_versions(directory)
    else:
        directory = _temporary_directory()
    if directory is not None:
        os.environ["NUMBA_CACHE_DIR"] = str(directory)
    return directory


def source_hash() -> str:
    """Return a short hash of the source text of every module whose functions are compiled."""
    digest = hashlib.sha256()
    files = sorted(file for package in COMPILED_PACKAGES for file in (SOURCES / package).rglob("*.py"))
    for file in files:
        with contextlib.suppress(OSError):
            text = file.read_bytes()
            digest.update(f"{file.relative_to(SOURCES).as_posix()}:{len(text)}:".encode())
            digest.update(text)
    return digest.hexdigest()[:16]


def private_cache(*names: str) -> Path | None:
    """Return the directory ``names`` below the cache root, made if need be; None unless ours alone and writable."""
    root = cache_root()
    return None if root is None else private_directory(root, *names)


def private_directory(root: Path, *names: str) -> Path | None:
    """Make ``root`` and the directories ``names`` below it with mode 0700; None unless all are ours alone."""
    directory = root
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        for name in ("", *names):
            directory = directory / name
            directory.mkdir(mode=0o700, exist_ok=True)
            if not _is_private(directory):
                return None
    except OSError:
        return None
    return directory if os.access(directory, os.W_OK | os.X_OK) else None


def _platform_cache() -> Path:
    """Return the platform's own place; raises RuntimeError where the home directory is unknown."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / APPLICATION / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / APPLICATION
    xdg = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (xdg if xdg.is_absolute() else Path.home() / ".cache") / APPLICATION


def _is_private(directory: Path) -> bool:
    """Tell whether only this user can write to an existing directory; Windows' own rules already say so."""
    if sys.platform == "win32":
        return True
    status = directory.stat()
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _temporary_directory() -> Path | None:
    """Return a new directory that lasts as long as this process, or None."""
    try:
        directory = tempfile.mkdtemp(prefix=f"{APPLICATION}-")
    except OSError:
        return None
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return Path(directory)


def _remove_old_versions(current: Path) -> None:
    """Mark ``current`` as used now; of its siblings, keep the last few versions and what may still be in use."""
    with contextlib.suppress(OSError):
        os.utime(current)
        used = {sibling: sibling.stat().st_mtime for sibling in current.parent.iterdir() if sibling != current}
        oldest_first = sorted(used, key=used.__getitem__)
        for sibling in oldest_first[: -(KEPT_VERSIONS - 1)]:
            if time.time() - used[sibling] > UNUSED_AFTER:
                shutil.rmtree(sibling, ignore_errors=True)
