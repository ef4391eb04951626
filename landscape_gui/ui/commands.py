"""What the window's commands do: files, pictures, playback and looks, one short method each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMainWindow

from landscape_gui import __version__
from landscape_gui.core.errors import LandscapeError
from landscape_gui.experiment import Camera
from landscape_gui.ui import theme
from landscape_gui.ui.help import about_text, show_page, shortcuts_text

if TYPE_CHECKING:
    from landscape_gui.ui.window import MainWindow

MESSAGE_SECONDS = 6.0
PICTURE_SCALE = 2.0
"""Pictures are saved with twice the pixels of the screen."""


class CommandMixin(QMainWindow):
    """The commands of ``actions.commands`` as methods of the main window."""

    def call(self: MainWindow, method: str) -> None:
        """Run a command; a mistake of the user is said in the window, not raised."""
        self._attempt(getattr(self, method))

    def _attempt(self: MainWindow, work: Callable[[], None]) -> bool:
        try:
            work()
        except LandscapeError as error:
            self.stage.banner.say(str(error), "error")
            return False
        return True

    def new(self: MainWindow) -> None:
        """Begin again with the first experiment."""
        self.store.new()
        self.playback.seek(0.0)
        self.playback.play()

    def open(self: MainWindow) -> None:
        """Ask for an experiment file and open it."""
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open experiment"), self._folder(), self._filter())
        if name:
            self.open_path(Path(name))

    def open_path(self: MainWindow, path: Path) -> None:
        """Open ``path``; what is wrong with it is said in the window, and nothing changes."""
        if self._attempt(lambda: self.store.open(path)):
            self.settings.add_recent(path)
            self.playback.seek(0.0)
            self.statusBar().showMessage(self.tr("Opened {0}").format(path.name), int(1000 * MESSAGE_SECONDS))

    def save(self: MainWindow) -> None:
        """Save to the experiment's file, asking for one where it has none."""
        if self.store.path is None:
            self.save_as()
        else:
            self._save_to(self.store.path)

    def save_as(self: MainWindow) -> None:
        """Ask for a file and save the experiment there."""
        suggested = self.store.path or Path(self._folder()) / f"{self.store.experiment.title or 'experiment'}.json"
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save experiment"), str(suggested), self._filter())
        if name:
            path = Path(name)
            self._save_to(path if path.suffix else path.with_suffix(".json"))

    def _save_to(self: MainWindow, path: Path) -> None:
        self.store.save(path)
        self.settings.add_recent(path)
        self.statusBar().showMessage(self.tr("Saved {0}").format(path.name), int(1000 * MESSAGE_SECONDS))

    def _folder(self: MainWindow) -> str:
        if self.store.path is not None:
            return str(self.store.path.parent)
        return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    def _filter(self: MainWindow) -> str:
        return self.tr("Experiments (*.json)")

    def export_picture(self: MainWindow) -> None:
        """Ask for a PNG file and save what the middle of the window shows, at twice its pixels."""
        if self.scene is None:
            return
        title = (self.store.path.stem if self.store.path else self.store.experiment.title) or "landscape"
        suggested = Path(self._folder()) / f"{title}.png"
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export picture"), str(suggested), self.tr("Pictures (*.png)"))
        if name:
            path = Path(name)
            self.export_to(path if path.suffix else path.with_suffix(".png"))

    def export_to(self: MainWindow, path: Path) -> None:
        """Save the current picture to ``path``; raises ExportError."""
        from landscape_gui.ui.pictures import save_picture

        save_picture(self.current_picture(), path, experiment=self.store.experiment)
        self.statusBar().showMessage(self.tr("Saved {0}").format(path.name), int(1000 * MESSAGE_SECONDS))

    def copy_picture(self: MainWindow) -> None:
        """Put the current picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.current_picture())
        self.statusBar().showMessage(self.tr("Picture copied"), int(1000 * MESSAGE_SECONDS))

    def current_picture(self: MainWindow) -> QImage:
        """What the middle of the window shows at the play position, as a picture with a legend."""
        from landscape_gui.ui.pictures import picture

        assert self.scene is not None
        size = self.stage.size() * PICTURE_SCALE
        layout = self.store.experiment.view.layout
        view = {"both": "landscapes"}.get(layout, layout)
        return picture(
            self.scene, view, size.width(), size.height(), position=self.playback.position,
            scale=PICTURE_SCALE * self.themes.scale, theme=self.themes.theme,
        )  # fmt: skip

    def toggle_play(self: MainWindow) -> None:
        """Play or pause."""
        self.playback.toggle()

    def step_forward(self: MainWindow) -> None:
        """One step on."""
        self.playback.step(1)

    def step_back(self: MainWindow) -> None:
        """One step back."""
        self.playback.step(-1)

    def to_start(self: MainWindow) -> None:
        """To the first row."""
        self.playback.seek(0.0)

    def to_end(self: MainWindow) -> None:
        """To the last row."""
        self.playback.seek(self.playback.length)

    def faster(self: MainWindow) -> None:
        """Half as fast again."""
        self.playbar.change_speed(1.5)

    def slower(self: MainWindow) -> None:
        """Slower by a third."""
        self.playbar.change_speed(1 / 1.5)

    def toggle_loop(self: MainWindow) -> None:
        """Loop on or off."""
        self.playbar.toggle_loop()

    def show_landscape(self: MainWindow) -> None:
        """Only the landscape from above."""
        self.store.change_view(self.tr("2-D landscape"), layout="landscape")

    def show_surface(self: MainWindow) -> None:
        """Only the surface."""
        self.store.change_view(self.tr("3-D surface"), layout="surface3d")

    def show_both(self: MainWindow) -> None:
        """Landscape and surface."""
        self.store.change_view(self.tr("Both views"), layout="both")

    def reset_view(self: MainWindow) -> None:
        """The whole domain and the first direction of view."""
        self.store.change_view(self.tr("Reset view"), region=None, camera=Camera())

    def set_mode(self: MainWindow, mode: theme.Mode) -> None:
        """Use the light, dark or the system's look."""
        self.settings.mode = mode
        self.themes.set_mode(mode)

    def toggle_theme(self: MainWindow) -> None:
        """From light to dark or back."""
        self.set_mode("light" if self.themes.theme.is_dark else "dark")

    def set_scale(self: MainWindow, scale: float) -> None:
        """Set the size of text and controls."""
        self.settings.scale = scale
        self.themes.set_scale(scale)

    def larger(self: MainWindow) -> None:
        """The next larger text size."""
        self.set_scale(next((s for s in theme.SCALES if s > self.themes.scale), theme.SCALES[-1]))

    def smaller(self: MainWindow) -> None:
        """The next smaller text size."""
        self.set_scale(next((s for s in reversed(theme.SCALES) if s < self.themes.scale), theme.SCALES[0]))

    def reset_docks(self: MainWindow) -> None:
        """All panels back in their first places."""
        self.restoreState(self._default_docks)

    def toggle_fullscreen(self: MainWindow) -> None:
        """Full screen or window."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_shortcuts(self: MainWindow) -> None:
        """The page of keys and mouse actions."""
        show_page(self, self.tr("Keyboard and mouse"), shortcuts_text())

    def show_about(self: MainWindow) -> None:
        """Name, version and licence."""
        show_page(self, self.tr("About"), about_text(__version__))
