"""Pictures of a scene for files: the views of the window with a title and a legend, painted without any window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QPointF, QRect, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter, QRegion
from PySide6.QtWidgets import QWidget

import landscape_gui
from landscape_gui import experimentfile
from landscape_gui.core.errors import ExportError
from landscape_gui.experiment import Experiment, first_experiment
from landscape_gui.export import formats
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.ui import display
from landscape_gui.ui import theme as themes
from landscape_gui.ui.caption import Caption
from landscape_gui.ui.theme import DARK, LIGHT, PRINT, Theme, ThemeManager
from landscape_gui.ui.views.curves.view import CurvesView
from landscape_gui.ui.views.graph.still import GraphStill
from landscape_gui.ui.views.landscape.curve1d import Curve1DView
from landscape_gui.ui.views.landscape.view import LandscapeView
from landscape_gui.ui.views.surface3d.view import Surface3DView

VIEWS = ("all", "landscape", "surface3d", "curves", "graph", "landscapes")
"""What a picture shows; "graph" is the computational graph of the first lane that runs, with its derivatives;
"landscapes" is "all" without the curves, as the middle of the window is."""
THEMES: Mapping[str, Theme] = {"light": LIGHT, "dark": DARK, "print": PRINT}
SCREEN_DPI = 96
MARGIN, GAP = 20, 14
"""Around a picture, and between its parts, in pixels of the layout."""
CURVES_SHARE = 0.34
"""Part of the height curves have beneath the landscape."""
LOW_AND_WIDE = 2.3
"""Ratio of width to height from which curves stand beside the landscape."""
PRINT_POINTS = 7.0
"""Size of normal text on paper, in points, where the picture has room for it."""
EXPERIMENT_KEY = "landscape-gui experiment"
"""Name of the text in a PNG file that holds the experiment, as it would stand in a file of its own."""


View = LandscapeView | Curve1DView | Surface3DView | CurvesView | GraphStill


class PictureThemes(ThemeManager):
    """The look of one picture, whatever the look of the application."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.set_reduced_motion(True)


def picture(
    scene: Scene,
    view: str,
    width: int,
    height: int,
    *,
    position: float | None = None,
    scale: float = 1.0,
    theme: Theme = LIGHT,
) -> QImage:
    """Paint a scene with its title and legend.

    Args:
        view: one of ``VIEWS``. A problem of one variable is shown as a curve, which also stands for "surface3d".
        width, height: of the image, in pixels.
        position: play position in steps; the last step if None.
        scale: pixels to one of the layout: 2 makes text and lines twice as large.

    Raises:
        ExportError: there is no such view, or the image does not fit into memory.
    """
    display.application()
    themes.manager()  # Knows where icons are.
    where = float(scene.last_step) if position is None else position
    image = QImage(width, height, QImage.Format.Format_RGB32)
    if image.isNull():
        raise ExportError(f"A picture of {width} × {height} pixels does not fit into memory; choose a smaller size.")
    image.setDevicePixelRatio(scale)
    image.fill(theme.color("background"))
    painter = QPainter(image)
    try:
        _compose(painter, scene, view, QSize(int(width / scale), int(height / scale)), where, PictureThemes(theme))
    finally:
        painter.end()
    image.setDevicePixelRatio(1.0)
    return image


def _compose(painter: QPainter, scene: Scene, view: str, size: QSize, position: float, look: ThemeManager) -> None:
    told = replace(scene, lanes=scene.shown[:1]) if view == "graph" else scene
    caption = Caption(told, position, look, size.width() - 2 * MARGIN)
    caption.paint(painter, QPointF(MARGIN, MARGIN - 4))
    top = round(MARGIN - 4 + caption.height + GAP)
    room = QRect(MARGIN, top, max(1, size.width() - 2 * MARGIN), max(1, size.height() - top - MARGIN + 4))
    for make, place in _parts(view, scene.problem.dimension == 1, room):
        widget = make(look)
        _paint_view(painter, widget, place, scene, position)
        widget.deleteLater()


def _parts(view: str, curve: bool, room: QRect) -> list[tuple[type[View], QRect]]:
    """The views of a picture and where they stand: side by side, the curves beneath unless the room is low and wide."""
    if view not in VIEWS:
        raise ExportError(f"There is no view {view!r}; choose one of {', '.join(VIEWS)}.")
    if view in {"curves", "graph"}:
        return [(CurvesView if view == "curves" else GraphStill, room)]
    upper: list[type[View]] = [Curve1DView] if curve else [LandscapeView, Surface3DView]
    if not curve and view in {"landscape", "surface3d"}:
        upper = [LandscapeView if view == "landscape" else Surface3DView]
    if view != "all":
        return _row(upper, room)
    if room.width() > LOW_AND_WIDE * room.height():
        return _row([*upper, CurvesView], room)
    beneath = round(room.height() * CURVES_SHARE)
    curves = QRect(room.left(), room.bottom() + 1 - beneath, room.width(), beneath)
    return [*_row(upper, room.adjusted(0, 0, 0, -beneath - GAP)), (CurvesView, curves)]


def _row(views: Sequence[type[View]], room: QRect) -> list[tuple[type[View], QRect]]:
    """Views of the same width beside each other."""
    width = (room.width() - GAP * (len(views) - 1)) // len(views)
    return [
        (view, QRect(room.left() + place * (width + GAP), room.top(), width, room.height()))
        for place, view in enumerate(views)
    ]


def _paint_view(painter: QPainter, view: View, place: QRect, scene: Scene, position: float) -> None:
    if isinstance(view, CurvesView):
        view.set_legend(False)  # The title has one.
    view.resize(place.size())
    view.show_scene(scene)
    view.seek(position)
    painter.save()
    painter.translate(place.topLeft())
    # Without its children: buttons are of no use on paper.
    view.render(painter, QPoint(0, 0), QRegion(), QWidget.RenderFlag.DrawWindowBackground)
    painter.restore()


def suitable_scale(width: int, height: int, dpi: int | None = None) -> float:
    """The scale at which text is easily read in a picture of that size.

    On a screen (no ``dpi``) it grows with the picture. At ``dpi`` dots per inch normal text is at least
    ``PRINT_POINTS`` points high on paper, as far as a picture of that size has room for its parts.
    """
    on_screen = min(width / 1280, height / 800)
    on_paper = PRINT_POINTS / 72 * (dpi or 0) / themes.FONT_PIXELS
    return min(max(1.0, on_screen, on_paper), width / 640, height / 420)


def save_picture(image: QImage, path: Path, dpi: int | None = None, experiment: Experiment | None = None) -> None:
    """Write a picture in the format of the path's suffix, whole or not at all.

    Args:
        dpi: dots per inch to be stored, 96 if None.
        experiment: stored within, so that the picture can be made again.

    Raises:
        ExportError: no such format, or the file cannot be written.
    """
    formats.write(path, formats.PICTURES.writer(path)(image, dpi or SCREEN_DPI, experiment))


def png_bytes(image: QImage, dpi: int, experiment: Experiment | None) -> bytes:
    """A PNG file of ``image``, with its density and texts: the program, and the experiment under ``EXPERIMENT_KEY``."""
    marked = image.copy()
    dots = round(dpi / 0.0254)
    marked.setDotsPerMeterX(dots)
    marked.setDotsPerMeterY(dots)
    marked.setText("Software", f"landscape-gui {landscape_gui.__version__}")
    if experiment is not None:
        marked.setText(EXPERIMENT_KEY, experimentfile.encode(experiment).decode())
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    if not writer.write(marked):
        raise ExportError(f"Qt could not make a PNG file of this picture: {writer.errorString()}.")
    return bytes(data.data())


def first_start(path: Path) -> Path:
    """Draw what the window first shows, all paths complete, into a PNG file of 1920 × 1080 pixels; returns ``path``."""
    scene = complete_scene(first_experiment())
    image = picture(scene, "all", 1920, 1080, scale=suitable_scale(1920, 1080), theme=DARK)
    save_picture(image, path, experiment=scene.experiment)
    return path


formats.PICTURES.add(".png", png_bytes)
