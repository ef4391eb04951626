"""Putting a picture of a surface together: walls, surface, marks, labels; then what moves while playing."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from landscape_gui.numbers import short
from landscape_gui.scene import Scene
from landscape_gui.ui import icons
from landscape_gui.ui.canvas.layout import LABEL_SIZE
from landscape_gui.ui.canvas.marks import mark_scale
from landscape_gui.ui.canvas.paint import paint_pill
from landscape_gui.ui.canvas.starts import Handle
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.surface3d.box import Box
from landscape_gui.ui.views.surface3d.ground import Ground
from landscape_gui.ui.views.surface3d.marks import Marks, Sight
from landscape_gui.ui.views.surface3d.worker import Picture


class SurfacePainter(QObject):
    """Paints pictures in the colours of the theme, on any painter, with the picture's top left at (0, 0)."""

    def __init__(self, themes: ThemeManager, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes

    def backdrop(self, picture: Picture, scene: Scene) -> QImage:
        """Everything that stays while paths grow, as one image without transparent parts."""
        image = QImage(*picture.job.pixels, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(picture.job.ratio)
        painter = QPainter(image)
        try:
            self.paint_backdrop(painter, picture, scene)
        finally:
            painter.end()
        return image

    def paint_backdrop(self, painter: QPainter, picture: Picture, scene: Scene) -> None:
        """Paint everything that stays while paths grow."""
        ground, size = picture.job.ground, QSizeF(*picture.job.size)
        painter.fillRect(QRectF(QPointF(0.0, 0.0), size), self._themes.theme.color("background"))
        box = Box(ground, picture.job.view, size, self._themes)
        box.paint_walls(painter)
        _paint_pixels(painter, picture.frame.image, size)
        if scene.experiment.view.minima and ground.shows(scene):
            self._marks(painter, picture).minima(scene)
        box.paint_labels(painter)
        self._paint_notes(painter, ground, size)

    def paint_paths(
        self,
        painter: QPainter,
        picture: Picture,
        handles: Iterable[Handle],
        lively: int | None,
        front: int | None = None,
    ) -> None:
        """Paint paths, starts and heads.

        Args:
            lively: whose start is under the mouse; None: the shared one.
            front: index of the lane whose marker is above all others.
        """
        _paint_pixels(painter, picture.paths.layer.image, QSizeF(*picture.job.size))
        marks = self._marks(painter, picture)
        # For a moment the picture may still be that of another problem.
        fitting = [handle for handle in handles if len(handle.point) == picture.job.ground.dimension]
        marks.starts(fitting, lively)
        marks.heads(picture.paths, front)

    def paint_curve_words(self, painter: QPainter, area: QRect, ratio: float) -> None:
        """Say why a function of one variable has no picture here."""
        side, gap = self._themes.px(40), self._themes.px(8)
        middle = area.center()
        picture = icons.pixmap("view-3d", side, "faint", ratio)
        painter.drawPixmap(middle.x() - side // 2, middle.y() - side - gap, picture)
        painter.setFont(self._themes.font())
        painter.setPen(self._themes.theme.color("muted"))
        words = area.adjusted(gap, 0, -gap, 0)
        words.setTop(middle.y() + gap // 2)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(words, int(flags), self.tr("A function of one variable has no 3-D picture."))

    def _marks(self, painter: QPainter, picture: Picture) -> Marks:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sight = Sight(picture.job.ground, picture.job.view, QSizeF(*picture.job.size))
        return Marks(painter, sight, mark_scale(self._themes.scale, *picture.job.size))

    def _paint_notes(self, painter: QPainter, ground: Ground, size: QSizeF) -> None:
        """Say which slice is shown, and where there is nothing to see."""
        if ground.section.fixed:
            parts = zip(ground.variables[2:], ground.section.fixed, strict=True)
            words = self.tr("slice at {0}").format(", ".join(f"{name} = {short(value)}" for name, value in parts))
            edge = float(self._themes.px(10))
            paint_pill(painter, QPointF(edge, size.height() - edge), words, self._themes)
        if ground.empty:
            words = self.tr("The function has no value anywhere in this region.")
            metrics = QFontMetricsF(self._themes.font(LABEL_SIZE))
            left = (size.width() - metrics.horizontalAdvance(words)) / 2.0 - self._themes.px(8)
            paint_pill(painter, QPointF(left, size.height() / 2.0), words, self._themes)


def _paint_pixels(painter: QPainter, pixels: NDArray[np.uint8], size: QSizeF) -> None:
    """Paint a rendered image (height, width, 4) over the whole picture."""
    height, width, _ = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(QPointF(0.0, 0.0), size), image)
