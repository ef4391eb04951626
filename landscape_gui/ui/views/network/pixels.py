"""Lines, unit pictures and dots of a network's diagram as one image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from landscape_gui.render.enlarging import enlarge
from landscape_gui.render.network import draw_dots, draw_edges, draw_pictures
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.network import looks
from landscape_gui.ui.views.network.anatomy import Item
from landscape_gui.ui.views.network.layout import BEND, Diagram
from landscape_gui.ui.views.network.units import Outputs

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint32]
CORNER = 4.0


@dataclass(frozen=True, slots=True)
class Shown:
    """What a diagram shows at one moment.

    Attributes:
        values: (d,) the numbers lines and dots stand for; reach: where their scale ends.
        emphasis: (weights,) factors of the opacity of the lines, None for 1.
        hovered, focused: what is under the mouse and what the keyboard has reached.
        fine: False while playing, when many lines are drawn with no more pixels than the layout has.
    """

    diagram: Diagram
    outputs: Outputs
    values: Floats
    reach: float
    emphasis: Floats | None = None
    hovered: Item | None = None
    focused: Item | None = None
    fine: bool = True


def place_of(diagram: Diagram) -> QRect:
    """The pixels of the layout that a diagram covers."""
    return diagram.bounds.toAlignedRect()


def corner_radius(diagram: Diagram, themes: ThemeManager) -> float:
    """Radius of the corners of a unit's picture."""
    return min(CORNER * themes.scale, 0.18 * diagram.smallest)


class DiagramPixels:
    """Draws what changes with the weights; keeps its memory from one frame to the next."""

    def __init__(self, themes: ThemeManager) -> None:
        self._themes = themes
        self._memory: dict[str, Pixels] = {}

    def image(self, shown: Shown, ratio: float, *, opaque: bool) -> QImage:
        """An image of ``place_of`` the diagram, on the theme's ground or, not ``opaque``, on nothing; until the next.

        While playing, many lines are drawn with no more pixels than the layout has, and then enlarged.
        """
        coarse = not shown.fine and len(shown.diagram.ends) > looks.DENSE and ratio > 1.0
        pixels = self._pixels("drawn", shown.diagram, 1.0 if coarse else ratio)
        pixels[:] = self._themes.theme.color("background").rgba() if opaque else 0
        self._draw(pixels, shown, 1.0 if coarse else ratio)
        if coarse:
            drawn, pixels = pixels, self._pixels("enlarged", shown.diagram, ratio)
            enlarge(drawn, pixels)
        form = QImage.Format.Format_RGB32 if opaque else QImage.Format.Format_ARGB32_Premultiplied
        rows, columns = pixels.shape
        image = QImage(pixels.data, columns, rows, 4 * columns, form)
        image.setDevicePixelRatio(ratio)
        return image

    def _pixels(self, use: str, diagram: Diagram, ratio: float) -> Pixels:
        """Memory (rows, columns) for a diagram, of any content."""
        place = place_of(diagram)
        size = (max(1, round(place.height() * ratio)), max(1, round(place.width() * ratio)))
        known = self._memory.get(use)
        if known is None or known.shape != size:
            known = self._memory[use] = np.zeros(size, np.uint32)
        return known

    def _draw(self, pixels: Pixels, shown: Shown, ratio: float) -> None:
        """Lines, the strong ones on top, over their ends the pictures, and the dots of the biases."""
        diagram, theme, scale = shown.diagram, self._themes.theme, self._themes.scale * ratio
        left, top = float(place_of(diagram).left()), float(place_of(diagram).top())
        corner = np.array([left, top, left, top])
        strengths = looks.strengths_of(shown.values[diagram.anatomy.weight_indices], shown.reach)
        widest = min(
            looks.MOST_WIDTH * scale, max(1.2 * scale, min(0.22 * diagram.smallest, 1.3 * diagram.room) * ratio)
        )
        styles = looks.line_looks(strengths, theme, scale, widest, shown.emphasis)
        sizes = np.abs(strengths)
        order = np.argsort(sizes) if shown.emphasis is None else np.lexsort((sizes, shown.emphasis))
        dash = (looks.DASH[0] * scale, looks.DASH[1] * scale)
        draw_edges(pixels, ((diagram.ends - corner) * ratio)[order], styles[order], dash, BEND)
        if shown.outputs.sample.kind == "plane":
            boxes = (diagram.boxes - corner) * ratio
            colors = looks.picture_colors(theme)
            picture, ranges = shown.outputs.picture(), shown.outputs.ranges
            frame = theme.color("faint" if theme.is_dark else "border").rgba()
            radius = corner_radius(diagram, self._themes) * ratio
            draw_pictures(pixels, picture, boxes, ranges, colors, radius, scale, frame)
        if len(diagram.knobs):
            knobs = [knob.index for knob in diagram.anatomy.knobs]
            dots = looks.dot_colors(theme, looks.strengths_of(shown.values[knobs], shown.reach))
            draw_dots(
                pixels,
                (diagram.knobs - [*corner[:2], 0.0]) * ratio,
                dots,
                scale,
                theme.color("background").rgba(),
            )
