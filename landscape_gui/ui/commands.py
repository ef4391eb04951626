"""What the window's commands do: files, pictures, playback and looks, one short method each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from landscape_gui import __version__
from landscape_gui.core.errors import LandscapeError
from landscape_gui.experiment import Camera
from landscape_gui.ui import theme
from landscape_gui.ui.help import about_text, shortcuts_text, show_page

if TYPE_CHECKING:
    from landscape_gui.ui.window import MainWindow

MESSAGE_SECONDS = 6.0
PICTURE_SCALE = 2.0
"""Pictures are saved with twice the pixels of the screen."""


class Commands(QObject):
    """The commands of ``commandlist`` as methods, for one main window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window

    def call(self, method: str) -> None:
        """Run a command; a mistake of the user is said in the window, not raised."""
        self._attempt(getattr(self, method))

    def _attempt(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except LandscapeError as error:
            self.window.stage.banner.say(str(error), "error")
            return False
        return True

    def new(self) -> None:
        """Begin again with the first experiment."""
        self.window.store.new()
        self.window.playback.seek(0.0)
        self.window.playback.play()

    def open(self) -> None:
        """Ask for an experiment, or for a table, and open it."""
        all_kinds = self.tr("Experiments and tables (*.json *.csv *.tsv *.txt)")
        kinds = f"{all_kinds};;{self._filter()};;{self.tr('Tables (*.csv *.tsv *.txt)')}"
        name, _ = QFileDialog.getOpenFileName(self.window, self.tr("Open"), self._folder(), kinds)
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Open an experiment, or a table as data; what is wrong with it is said in the window, and nothing changes."""
        from landscape_gui.owndata import is_table

        if is_table(path):
            self.window.problem_panel.open_table(path)
        elif self._attempt(lambda: self.window.store.open(path)):
            self.window.settings.add_recent(path)
            self.window.playback.seek(0.0)
            self.window.stage.banner.say(self.tr("Opened {0}").format(path.name), "success", seconds=MESSAGE_SECONDS)

    def save(self) -> None:
        """Save to the experiment's file, asking for one where it has none."""
        if self.window.store.path is None:
            self.save_as()
        else:
            self._save_to(self.window.store.path)

    def save_as(self) -> None:
        """Ask for a file and save the experiment there."""
        suggested = (
            self.window.store.path
            or Path(self._folder()) / f"{self.window.store.experiment.title or 'experiment'}.json"
        )
        name, _ = QFileDialog.getSaveFileName(self.window, self.tr("Save experiment"), str(suggested), self._filter())
        if name:
            path = Path(name)
            self._save_to(path if path.suffix else path.with_suffix(".json"))

    def _save_to(self, path: Path) -> None:
        self.window.store.save(path)
        self.window.settings.add_recent(path)
        self.window.stage.banner.say(self.tr("Saved {0}").format(path.name), "success", seconds=MESSAGE_SECONDS)

    def _folder(self) -> str:
        if self.window.store.path is not None:
            return str(self.window.store.path.parent)
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        used = [path.parent for path in self.window.settings.recent]
        return str(next((folder for folder in (*used, Path(documents)) if folder.is_dir()), Path.cwd()))

    def _filter(self) -> str:
        return self.tr("Experiments (*.json)")

    def export_picture(self) -> None:
        """Ask for a PNG file and save what the middle of the window shows, at twice its pixels."""
        if self.window.scene is None:
            return
        title = (
            self.window.store.path.stem if self.window.store.path else self.window.store.experiment.title
        ) or "landscape"
        suggested = Path(self._folder()) / f"{title}.png"
        name, _ = QFileDialog.getSaveFileName(
            self.window, self.tr("Export picture"), str(suggested), self.tr("Pictures (*.png)")
        )
        if name:
            path = Path(name)
            self.export_to(path if path.suffix else path.with_suffix(".png"))

    def export_to(self, path: Path) -> None:
        """Save the current picture to ``path``; raises ExportError."""
        from landscape_gui.ui.pictures import save_picture

        save_picture(self.current_picture(), path, experiment=self.window.store.experiment)
        self.window.stage.banner.say(self.tr("Saved {0}").format(path.name), "success", seconds=MESSAGE_SECONDS)

    def copy_picture(self) -> None:
        """Put the current picture on the clipboard."""
        if self.window.scene is None:
            return
        QGuiApplication.clipboard().setImage(self.current_picture())
        self.window.stage.banner.say(self.tr("Picture copied"), "success", seconds=MESSAGE_SECONDS)

    def current_picture(self) -> QImage:
        """What the middle of the window shows at the play position, as a picture with a legend."""
        from landscape_gui.ui.pictures import picture

        assert self.window.scene is not None
        size = self.window.stage.size() * PICTURE_SCALE
        layout = self.window.store.experiment.view.layout
        view = {"both": "landscapes"}.get(layout, layout)
        return picture(
            self.window.scene, view, size.width(), size.height(), position=self.window.playback.position,
            scale=PICTURE_SCALE * self.window.themes.scale, theme=self.window.themes.theme,
        )  # fmt: skip

    def quit(self) -> None:
        """Close the window."""
        self.window.close()

    def choose_surface(self) -> None:
        """Race over a surface of the catalogue."""
        self.window.problem_panel.choose("surface")

    def choose_formula(self) -> None:
        """Race over a typed formula."""
        self.window.problem_panel.choose("formula")

    def choose_network(self) -> None:
        """Train a network."""
        self.window.problem_panel.choose("network")

    def toggle_play(self) -> None:
        """Play or pause."""
        self.window.playback.toggle()

    def step_forward(self) -> None:
        """One step on."""
        self.window.playback.step(1)

    def step_back(self) -> None:
        """One step back."""
        self.window.playback.step(-1)

    def to_start(self) -> None:
        """To the first row."""
        self.window.playback.seek(0.0)

    def to_end(self) -> None:
        """To the last row."""
        self.window.playback.seek(self.window.playback.length)

    def faster(self) -> None:
        """Half as fast again."""
        self.window.playbar.change_speed(1.5)

    def slower(self) -> None:
        """Slower by a third."""
        self.window.playbar.change_speed(1 / 1.5)

    def toggle_loop(self) -> None:
        """Loop on or off."""
        self.window.playbar.toggle_loop()

    def stop_or_go_on(self) -> None:
        """Stop a long run, or let it go on."""
        self.window.work.stop_or_go_on()

    def show_landscape(self) -> None:
        """Only the landscape from above."""
        self.window.store.change_view(self.tr("2-D landscape"), layout="landscape")

    def show_surface(self) -> None:
        """Only the surface."""
        self.window.store.change_view(self.tr("3-D surface"), layout="surface3d")

    def show_both(self) -> None:
        """Landscape and surface."""
        self.window.store.change_view(self.tr("Both views"), layout="both")

    def reset_view(self) -> None:
        """The whole domain and the first direction of view."""
        self.window.store.change_view(self.tr("Reset view"), region=None, camera=Camera())

    def set_mode(self, mode: theme.Mode) -> None:
        """Use the light, dark or the system's look."""
        self.window.settings.mode = mode
        self.window.themes.set_mode(mode)

    def toggle_theme(self) -> None:
        """From light to dark or back."""
        self.set_mode("light" if self.window.themes.theme.is_dark else "dark")

    def set_scale(self, scale: float) -> None:
        """Set the size of text and controls."""
        self.window.settings.scale = scale
        self.window.room.keep_size()
        self.window.themes.set_scale(scale)

    def larger(self) -> None:
        """The next larger text size."""
        self.set_scale(next((s for s in theme.SCALES if s > self.window.themes.scale), theme.SCALES[-1]))

    def smaller(self) -> None:
        """The next smaller text size."""
        self.set_scale(next((s for s in reversed(theme.SCALES) if s < self.window.themes.scale), theme.SCALES[0]))

    def reset_docks(self) -> None:
        """All panels back in their first places."""
        self.window.room.reset()

    def toggle_fullscreen(self) -> None:
        """Full screen or window."""
        self.window.setWindowState(self.window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_shortcuts(self) -> None:
        """The page of keys and mouse actions."""
        show_page(self.window, self.tr("Keyboard and mouse"), shortcuts_text())

    def show_about(self) -> None:
        """Name, version and licence."""
        show_page(self.window, self.tr("About"), about_text(__version__))
