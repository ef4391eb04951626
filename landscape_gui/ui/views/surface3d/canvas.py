"""The picture of a surface as a widget: it asks for pictures, shows the newest, and lets paths grow into it."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import (
    QBackingStore,
    QHideEvent,
    QImage,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget
from shiboken6 import isValid

from landscape_gui.core.descriptors import Point
from landscape_gui.experiment import Camera
from landscape_gui.render.camera import View3D
from landscape_gui.scene import Scene
from landscape_gui.ui.canvas.starts import Handle, handles_of
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.surface3d.box import fitted_view
from landscape_gui.ui.views.surface3d.camera import CameraEchoes, CameraMotion
from landscape_gui.ui.views.surface3d.ground import Ground
from landscape_gui.ui.views.surface3d.paint import SurfacePainter
from landscape_gui.ui.views.surface3d.worker import Job, Picture, Worker, perform
from landscape_gui.ui.widgets.timers import once

FRAME = 16
"""Milliseconds between two frames of a moving camera."""
STILL_AFTER = 120
"""Milliseconds without a change after which the surface is drawn as finely as it gets."""
RESOLUTIONS = (1.0, 0.7, 0.5, 0.35)
"""Shares of the pixels a moving surface may be drawn with: few, as anything below 1 has to be enlarged afterwards."""
FAST, SLOW, SAMPLES = 0.009, 0.022, 8
"""Seconds below which a moving surface is drawn more finely and above which more coarsely, and judged by how many."""
NOBODY = -1
"""Index of no lane: nothing is under the mouse."""
_VECTORS = (QPaintEngine.Type.Pdf, QPaintEngine.Type.SVG, QPaintEngine.Type.Picture)
PRINT_RATIO = 3.0
"""Pixels of the surface to a pixel of the layout where the painter has none of its own, as in a PDF."""


class SurfaceCanvas(QWidget):
    """Shows a scene's surface and its paths; pictures come from threads on a screen, and at once elsewhere."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._scene: Scene | None = None
        self._ground: Ground | None = None
        self._position = 0.0
        self._motion = CameraMotion(Camera())
        self._echoes = CameraEchoes()
        self._picture: Picture | None = None
        self._printed: Picture | None = None
        self._backdrop: QImage | None = None
        self._marked: tuple[object, ...] = ()
        self._painter = SurfacePainter(themes, self)
        self._held: tuple[int | None, Point] | None = None
        self._lively: int | None = NOBODY
        self._front: int | None = None
        self._number = 0
        self._resolution = RESOLUTIONS[0]
        self._times: list[float] = []
        self._quick = Worker("surface-moving", self._deliver)
        self._fine = Worker("surface-still", self._deliver)
        self._still_timer = once(self, self._refine, STILL_AFTER)
        self._motion_timer = QTimer(self, interval=FRAME, timerType=Qt.TimerType.PreciseTimer)
        self._motion_timer.timeout.connect(self._move_on)
        self._moved_at = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self._restyle)

    @property
    def camera(self) -> Camera:
        """Where the surface is looked at from, or will be in a moment."""
        return self._motion.target

    @property
    def current(self) -> bool:
        """Whether the picture is that of the newest scene and position, perhaps not the finest one yet."""
        job = self._wanted()
        return job is None or (
            self._picture is not None
            and self._picture.job.same_surface(job)
            and self._picture.job.same_lanes(job)
            and self._picture.paths.position == self._position
        )

    @property
    def settled(self) -> bool:
        """Whether what is shown is final: nothing moves, nothing is being drawn, the finest picture is there."""
        return self.current and (self._picture is None or self._picture.still)

    def sizeHint(self) -> QSize:
        """A picture large enough to read everything in."""
        return QSize(self._themes.px(560), self._themes.px(480))

    def minimumSizeHint(self) -> QSize:
        """A picture small enough to stand beside others."""
        return QSize(self._themes.px(200), self._themes.px(160))

    def show_scene(self, scene: Scene) -> None:
        """Show a new scene; the play position stays."""
        first, self._scene = self._scene is None, scene
        camera = scene.experiment.view.camera
        if self._echoes.is_news(camera):
            self._motion.go(camera)
            if first:
                self._motion.jump(camera)
            self._look()
        if scene.problem.dimension < 2:
            self._ground = None
        elif self._ground is None or not self._ground.shows(scene):
            self._ground = Ground(scene)
        if self._backdrop is not None and self._marked != _marked(scene):
            self._backdrop = None
        self._marked = _marked(scene)
        self._refresh()
        if self.current:
            self.update()  # otherwise the picture asked for will do that when it comes

    def set_front(self, lane: int | None) -> None:
        """Paint the marker of the lane with this index above all others."""
        if lane != self._front:
            self._front = lane
            self.update()

    def seek(self, position: float) -> None:
        """Show step ``position``, between two steps if it is fractional."""
        self._position = max(0.0, position)
        self._refresh()

    def render_now(self) -> None:
        """Draw the finest picture at once, in this thread, and show it."""
        picture = self._complete(QSizeF(self.size()), self.devicePixelRatioF())
        if picture is not None:
            self._motion.jump(self._motion.target)
            self._show(picture)

    def view(self) -> View3D:
        """Where the picture that is seen, or will be in a moment, is looked at from, labels fitted in."""
        if self._picture is not None and self._picture.job.size == (self.width(), self.height()):
            return self._picture.job.view
        return self._fitted(self._motion.shown, QSizeF(self.size()))

    def handles(self) -> list[Handle]:
        """The starts as they are shown, one of them perhaps where the hand has just dragged it."""
        if self._scene is None:
            return []
        shown = handles_of(self._scene)
        if self._held is not None:
            lane, point = self._held
            shown = [Handle(h.lane, point, h.color) if h.lane == lane else h for h in shown]
        return shown

    # ---- pictures

    def _wanted(self, size: QSizeF | None = None, ratio: float = 0.0) -> Job | None:
        """The picture wanted now, at the widget's own size or another, in full resolution."""
        if self._ground is None or self._scene is None:
            return None
        camera = self._motion.shown if size is None else self._motion.target
        size = QSizeF(self.size()) if size is None else size
        return Job(
            self._ground,
            self._scene.shown,
            self._fitted(camera, size),
            (size.width(), size.height()),
            ratio or self.devicePixelRatioF(),
            self._themes.scale,
            self._position,
            known=self._picture.paths.tracks if self._picture else (),
        )

    def _fitted(self, camera: Camera, size: QSizeF) -> View3D:
        return fitted_view(View3D(camera.azimuth, camera.elevation, camera.zoom), size, self._themes)

    def _refresh(self) -> None:
        """Ask for whatever is missing for the picture wanted now, or let the paths grow where that is enough."""
        job = self._wanted()
        if job is None or not self.isVisible():
            return
        shown = self._picture
        if shown is None or not shown.job.same_surface(job):
            self._submit(replace(job, resolution=self._resolution))
            self._still_timer.start()
            return
        if not (shown.still or self._still_timer.isActive()):
            self._still_timer.start()
        if not shown.job.same_lanes(job) or shown.paths.position > self._position:
            self._submit(replace(job, resolution=shown.job.resolution, frame=shown.frame))
        elif shown.paths.position < self._position:
            shown.paths.grow(self._position)
            self.update()

    def _submit(self, job: Job) -> None:
        self._number += 1
        self._quick.submit(replace(job, number=self._number))

    def _refine(self) -> None:
        job, shown = self._wanted(), self._picture
        if job is None or not self.isVisible():
            return
        if shown is None or not (shown.still and shown.job.same_surface(job)):
            self._number += 1
            self._fine.submit(replace(job, number=self._number))

    def _deliver(self, picture: Picture) -> None:
        """Take a picture from a thread: show it unless a newer one has been, or it is no longer of use."""
        job = self._wanted() if isValid(self) else None
        if job is None or not self.isVisible():
            return
        shown, fits = self._picture, picture.job.same_surface(job)
        if picture.job.resolution == self._resolution and picture.seconds > 0.0:
            self._adapt(picture)
        if shown is not None and picture.job.number < shown.job.number:
            if picture.still and fits and not (shown.still and shown.job.same_surface(job)):
                # Its paths have been overtaken; the finer surface is still worth having.
                self._submit(replace(job, frame=picture.frame))
        elif fits or not picture.still:
            self._show(picture)

    def _show(self, picture: Picture) -> None:
        if self._picture is None or picture.frame is not self._picture.frame:
            self._backdrop = None
        self._picture = picture
        if picture.paths.position < self._position:
            picture.paths.grow(self._position)
        elif picture.paths.position > self._position:
            self._refresh()
        self.update()

    def _adapt(self, picture: Picture) -> None:
        """Let the resolution follow the time moving pictures take: the best of some, as others use the machine too."""
        self._times.append(picture.seconds)
        if len(self._times) < SAMPLES:
            return
        best, now = min(self._times), RESOLUTIONS.index(self._resolution)
        self._times.clear()
        if best > SLOW and now + 1 < len(RESOLUTIONS):
            self._resolution = RESOLUTIONS[now + 1]
        elif best < FAST and now > 0:
            self._resolution = RESOLUTIONS[now - 1]

    def _complete(self, size: QSizeF, ratio: float) -> Picture | None:
        """The finest picture at a size, made in this thread unless there is one."""
        job = self._wanted(size, ratio)
        if job is None:
            return None
        for have in (self._printed, self._picture):
            if have is not None and have.still and have.job.same_surface(job):
                if have.job.same_lanes(job) and have.paths.position <= self._position:
                    have.paths.grow(self._position)
                    return have
                job = replace(job, frame=have.frame)
        return perform(job)

    # ---- moving

    def _look(self) -> None:
        """Begin to move towards the camera wanted, at once where nothing is to be animated."""
        if not self.isVisible() or self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) <= 0:
            self._motion.jump(self._motion.target)
            self._refresh()
        elif not self._motion_timer.isActive():
            self._moved_at = time.perf_counter() - FRAME / 1000.0
            self._motion_timer.start()
            self._move_on()

    def _move_on(self) -> None:
        now = time.perf_counter()
        self._motion.advance(now - self._moved_at)
        self._moved_at = now
        if self._motion.arrived:
            self._motion_timer.stop()
        self._refresh()

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the newest picture; a complete one where this is not the screen."""
        # A painter that outlives an error would take the program with it.
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        if self._ground is None or self._scene is None:
            painter.fillRect(self.rect(), self._themes.theme.color("background"))
            if self._scene is not None:
                self._painter.paint_curve_words(painter, self.rect(), self.devicePixelRatioF())
        elif self.is_screen(painter):
            self._paint_screen(painter, self._scene)
        else:
            self._paint_print(painter, self._scene)

    def is_screen(self, painter: QPainter) -> bool:
        """Whether the painter paints into the window's own memory, not into a file or an image."""
        store: QBackingStore | None = self.backingStore()
        return self.isVisible() and store is not None and store.paintDevice() is painter.paintEngine().paintDevice()

    def _paint_screen(self, painter: QPainter, scene: Scene) -> None:
        picture = self._picture
        if picture is None or picture.job.size != (self.width(), self.height()):
            painter.fillRect(self.rect(), self._themes.theme.color("background"))
        if picture is None:
            return
        if self._backdrop is None:
            self._backdrop = self._painter.backdrop(picture, scene)
        # While a new size is being drawn the old picture stays in the middle.
        width, height = picture.job.size
        painter.translate((self.width() - width) / 2.0, (self.height() - height) / 2.0)
        painter.drawImage(QPointF(0.0, 0.0), self._backdrop)
        self._painter.paint_paths(painter, picture, self.handles(), self._lively, self._front)

    def _paint_print(self, painter: QPainter, scene: Scene) -> None:
        scaled = abs(painter.deviceTransform().determinant()) ** 0.5
        ratio = PRINT_RATIO if painter.paintEngine().type() in _VECTORS else max(0.1, scaled)
        picture = self._complete(QSizeF(self.size()), ratio)
        # Kept for the next frame of an animation; a window on the screen has its own picture and spares the memory.
        self._printed = None if self.isVisible() else picture
        if picture is not None:
            self._painter.paint_backdrop(painter, picture, scene)
            self._painter.paint_paths(painter, picture, self.handles(), NOBODY, self._front)

    # ---- what Qt tells

    def _restyle(self) -> None:
        self._backdrop = self._printed = None
        self.updateGeometry()
        self._refresh()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw for the new size."""
        super().resizeEvent(event)
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up on what happened meanwhile."""
        super().showEvent(event)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Do nothing more until seen again."""
        super().hideEvent(event)
        self._motion_timer.stop()
        self._still_timer.stop()
        self._motion.jump(self._motion.target)
        self._quick.cancel()
        self._fine.cancel()

    def event(self, event: QEvent) -> bool:
        """Draw anew for a screen with other pixels."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._refresh()
        return super().event(event)


def _marked(scene: Scene) -> tuple[object, ...]:
    """What decides which minima are marked."""
    return scene.experiment.view.minima, scene.minima, scene.local_minima
