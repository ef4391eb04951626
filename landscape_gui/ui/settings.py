"""What the program remembers between starts: window, theme, text size, recent files, and the last experiment."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import cast

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

from landscape_gui import directories, experimentfile
from landscape_gui.core.errors import ExperimentError
from landscape_gui.experiment import Experiment
from landscape_gui.ui.theme import SCALES, Mode

RECENT_FILES = 10
LAYOUT_VERSION = 1


class Settings:
    """The user's settings in a file of the configuration directory; without one they last this session."""

    def __init__(self) -> None:
        folder = directories.config_directory()
        self._folder = folder
        self._values = QSettings(str(folder / "settings.ini") if folder else "", QSettings.Format.IniFormat)

    @property
    def mode(self) -> Mode:
        """Light, dark or as the system."""
        mode = str(self._values.value("theme", "system"))
        return cast(Mode, mode) if mode in {"light", "dark", "system"} else "system"

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self._values.setValue("theme", mode)

    @property
    def scale(self) -> float:
        """Size of text and controls, one of ``theme.SCALES``."""
        with contextlib.suppress(TypeError, ValueError):
            scale = float(str(self._values.value("scale", 1.0)))
            if scale in SCALES:
                return scale
        return 1.0

    @scale.setter
    def scale(self, scale: float) -> None:
        self._values.setValue("scale", scale)

    @property
    def recent(self) -> list[Path]:
        """Files opened or saved, the newest first; those that are gone are left out."""
        names = self._values.value("recent", [])
        paths = [Path(str(name)) for name in (names if isinstance(names, list) else [names])]
        return [path for path in paths if path.is_file()]

    def add_recent(self, path: Path) -> None:
        """Put ``path`` first among the recent files."""
        others = [str(other) for other in self.recent if other != path.absolute()]
        self._values.setValue("recent", [str(path.absolute()), *others][:RECENT_FILES])

    @property
    def room(self) -> str:
        """What the user made of the panels' sizes, as text."""
        return str(self._values.value("room", ""))

    @room.setter
    def room(self, text: str) -> None:
        self._values.setValue("room", text)

    def save_window(self, window: QMainWindow) -> None:
        """Remember size, place and docks."""
        self._values.setValue("geometry", window.saveGeometry())
        self._values.setValue("docks", window.saveState(LAYOUT_VERSION))
        self._values.sync()

    def restore_window(self, window: QMainWindow) -> bool:
        """Restore size, place and docks; False where there is nothing to restore."""
        geometry, docks = self._values.value("geometry"), self._values.value("docks")
        if not isinstance(geometry, QByteArray) or not isinstance(docks, QByteArray):
            return False
        return window.restoreGeometry(geometry) and window.restoreState(docks, LAYOUT_VERSION)

    def save_session(self, experiment: Experiment, path: Path | None) -> None:
        """Remember the experiment and its file, so that closing the window loses nothing."""
        self._values.setValue("file", str(path.absolute()) if path else "")
        if self._folder is not None:
            with contextlib.suppress(ExperimentError):
                experimentfile.save(experiment, self._folder / "session.json")

    def session(self) -> tuple[Experiment | None, Path | None]:
        """The experiment of the last session and its file; None at the first start or where it cannot be read."""
        if self._folder is None:
            return None, None
        file = str(self._values.value("file", ""))
        try:
            experiment = experimentfile.load(self._folder / "session.json")
        except ExperimentError:
            return None, None
        return experiment, Path(file) if file and Path(file).is_file() else None
