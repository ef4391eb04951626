"""The middle of the window: the landscape from above, in 3-D, or as a curve, with the messages that concern it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from landscape_gui.core.descriptors import Point
from landscape_gui.scene import Scene
from landscape_gui.ui import theme
from landscape_gui.ui.views.landscape.curve1d import Curve1DView
from landscape_gui.ui.views.landscape.plane_readout import PlaneReadout
from landscape_gui.ui.views.landscape.view import LandscapeView
from landscape_gui.ui.views.surface3d.view import Surface3DView
from landscape_gui.ui.widgets.banner import Banner
from landscape_gui.ui.widgets.busy_chip import BusyChip
from landscape_gui.ui.widgets.segmented import Choice, Segmented

SIDE_BY_SIDE = 1.25
"""Width over height from which map and surface stand side by side; below it one above the other."""
NOTE_SECONDS = 8.0
MOST_READOUT = 0.45
"""Share of the height that the open readout of a plane takes from the pictures at most."""
LEAST_VIEW = (210, 160)
"""Width and height, at text size 100 %, below which two views are too small; then one has the room for itself."""


class Stage(QWidget):
    """Shows scenes in the view or views that suit the problem and the layout.

    Signals:
        startMoved: point, lane index or None, whether final. hovered: point or None.
        everyoneMoved: point at which every lane starts from now on. ownStartDropped: index of a lane.
        regionChanged: region or None, whether final. cameraChanged: ``Camera``, whether final.
        viewReset: the whole region and the first camera are wanted. planeWanted: another plane is to be chosen.
    """

    startMoved = Signal(object, object, bool)
    everyoneMoved = Signal(object)
    ownStartDropped = Signal(int)
    hovered = Signal(object)
    regionChanged = Signal(object, bool)
    cameraChanged = Signal(object, bool)
    viewReset = Signal()
    planeWanted = Signal()

    def __init__(self, themes: theme.ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.landscape = LandscapeView(themes)
        self.curve = Curve1DView(themes)
        self.surface = Surface3DView(themes)
        # Rows of their own, for as long as they are shown: titles of pictures reach to the pictures' edges.
        self._note, self.banner = Banner(around=4), Banner(around=4)
        self._note.setObjectName("note")
        self._either = Segmented(
            [
                Choice("landscape", self.tr("2D"), tooltip=self.tr("Both have no room here: show the map.")),
                Choice("surface3d", self.tr("3D"), tooltip=self.tr("Both have no room here: show the surface in 3-D.")),
            ]
        )
        self._either.hide()
        self._either.chosen.connect(self._arrange)
        self._shown_layout, self._curved, self._position = "landscape", False, 0.0
        self.plane_readout = PlaneReadout(themes, self)
        self.plane_readout.resized.connect(self._place)
        self.plane_readout.planeWanted.connect(self.planeWanted)
        self.chip = BusyChip(self)
        self._flat = QStackedWidget()
        self._flat.addWidget(self.landscape)
        self._flat.addWidget(self.curve)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._flat)
        self._split.addWidget(self.surface)
        self._split.setSizes([1000, 1000])
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._note)
        column.addWidget(self.banner)
        column.addWidget(self._either)
        column.addWidget(self._split, 1)
        self._nothing = QLabel()
        self._nothing.setProperty("role", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        column.addWidget(self._nothing, 1)
        # Over the pictures once and for all: where these are dimmed, what dims them lies over it too.
        self.plane_readout.raise_()
        self._connect()
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        for view in (self.landscape, self.curve, self.surface):
            view.setMinimumSize(theme.px(120), theme.px(80))
        self._arrange()

    def _connect(self) -> None:
        for view in (self.landscape, self.curve, self.surface):
            view.startMoved.connect(self.startMoved)
            view.hovered.connect(self.hovered)
            view.regionChanged.connect(self.regionChanged)
        for plane in (self.landscape, self.curve):
            plane.everyoneMoved.connect(self.everyoneMoved)
            plane.ownStartDropped.connect(self.ownStartDropped)
        self.surface.cameraChanged.connect(self.cameraChanged)
        self.surface.viewReset.connect(self.viewReset)
        for watched in (self._split, self.landscape):
            watched.installEventFilter(self)

    def show_scene(self, scene: Scene) -> None:
        """Show ``scene`` in the views of its layout."""
        curve = scene.problem.dimension == 1
        layout = scene.experiment.view.layout
        self._flat.setCurrentWidget(self.curve if curve else self.landscape)
        self._shown_layout, self._curved = layout, curve
        self._cover(False)
        self._arrange()
        for view in (self.curve,) if curve else (self.landscape, self.surface):
            view.show_scene(scene)
        self.plane_readout.show_scene(scene)
        self._place()

    @property
    def shown(self) -> Scene | None:
        """The scene that is on view, which may follow a lane."""
        return (self.curve if self._curved else self.landscape).scene

    def show_nothing(self, words: str) -> None:
        """Show ``words`` in place of pictures until there is a scene."""
        self._nothing.setText(words)
        self._cover(True)

    def _cover(self, covered: bool) -> None:
        self._split.setVisible(not covered)
        self._either.setVisible(self._either.isVisible() and not covered)
        self._nothing.setVisible(covered)
        if covered:
            self.plane_readout.hide()
            self._place_readout()

    def seek(self, position: float) -> None:
        """Show the play position ``position``."""
        self._position = position
        for view in (self.landscape, self.curve, self.surface):
            if view.isVisible():
                view.seek(position)
        self.plane_readout.seek(position)

    def set_front(self, lane: int) -> None:
        """Paint the marker of this lane above all others."""
        for view in (self.landscape, self.curve, self.surface):
            view.set_front(lane)

    def lead_start(self, lane: int | None, point: Point, final: bool) -> None:
        """Show the start of a lane, None for the shared one, where something beside the pictures is moving it to."""
        for view in (self.landscape, self.curve):
            view.lead_start(lane, point, final)

    def note(self, words: str) -> None:
        """Say above the pictures, not on them, what has changed beside them; "" takes it back."""
        if words:
            self._note.say(words, "info", seconds=NOTE_SECONDS)
        else:
            self._note.clear()

    def _arrange(self) -> None:
        """Show the views of the layout, but where there is no room for two, the one that is chosen."""
        room = self.height() - self._column.contentsMargins().bottom()
        beside = self.width() >= SIDE_BY_SIDE * room
        self._split.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
        width, height = (self.width() // 2, room) if beside else (self.width(), room // 2)
        roomy = width >= theme.px(LEAST_VIEW[0]) and height >= theme.px(LEAST_VIEW[1])
        one = self._shown_layout == "both" and not roomy and not self._curved
        self._either.setVisible(one and not self._split.isHidden())
        layout = self._either.value() if one else self._shown_layout
        for view, shown in (
            (self._flat, self._curved or layout != "surface3d"),
            (self.surface, not self._curved and layout != "landscape"),
        ):
            if view.isHidden() == shown:
                view.setVisible(shown)
                if self.isVisible():
                    self.seek(self._position)

    def raise_words(self) -> None:
        """Put what is said on top of the pictures, also where these are dimmed."""
        for words in (self.chip, self._note, self.banner):
            words.raise_()

    def _place(self) -> None:
        """Lay spinner and readout over the pictures, so that these keep their shape."""
        pictures = self._nothing if self._split.isHidden() else self._split
        self.chip.move(theme.px(64), pictures.y() + theme.px(10))
        self.chip.set_room(self.width() - theme.px(64) - theme.px(8))
        self.chip.raise_()
        self._place_readout()

    def _place_readout(self) -> None:
        """Give the open readout room of its own below the pictures; lay the folded one where it covers no axes."""
        readout, view = self.plane_readout, self.landscape
        readout.set_height(MOST_READOUT * self.height())
        docked = readout.isChecked() and not readout.isHidden()
        foot = readout.height() + 2 * theme.px(4) if docked else 0
        if self._column.contentsMargins().bottom() != foot:
            self._column.setContentsMargins(0, 0, 0, foot)
            self._arrange()
            self._column.activate()  # the pictures shrink at once, and place the readout again
        if docked:
            place = QPoint(theme.px(8), self.height() - readout.height() - theme.px(4))
        elif view.isVisible() and self._flat.currentWidget() is view:
            readout.set_room(view.plot().frame.rect.width())
            free = view.free_corner(readout.size().toSizeF())
            corner = free if free is not None else view.plot().frame.rect.bottomLeft() - QPointF(0.0, readout.height())
            place = view.mapTo(self, corner.toPoint())
        else:
            readout.set_room(None)
            # At the top is what says that lanes are being computed.
            place = self._split.geometry().bottomLeft() + QPoint(theme.px(8), -readout.height() - theme.px(8))
        x = max(0, min(place.x(), self.width() - readout.width()))
        readout.move(x, max(0, min(place.y(), self.height() - readout.height())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The map gets its size after all that it stands in.
        if watched in (self._split, self.landscape) and event.type() in {QEvent.Type.Resize, QEvent.Type.Move}:
            self._place()
        return False
