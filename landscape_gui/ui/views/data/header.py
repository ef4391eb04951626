"""Above the examples: whose answers are shown, all lanes or one, and what is drawn beside a curve."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QFontMetrics, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from landscape_gui.scene import LaneLook
from landscape_gui.ui.lanestyle import cut_name, draw_marker
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.data.curve import ChancePicture, CurvePicture, has_pieces
from landscape_gui.ui.views.data.picture import Picture
from landscape_gui.ui.widgets.switches import switch
from landscape_gui.ui.widgets.tips import tip


class DataHeader(QWidget):
    """The switch between lanes, and switches for all lanes, residuals and units."""

    laneChosen = Signal(int)
    allSwitched = Signal(bool)
    residualsSwitched = Signal(bool)
    unitsSwitched = Signal(bool)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._lanes: tuple[LaneLook, ...] | None = None
        self._selected = -1
        self.lane = _LaneButton()
        self.lane.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.lane.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.lane.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.lane.setAccessibleName(self.tr("Lane"))
        self._menu = QMenu(self.lane)
        self.lane.setMenu(self._menu)
        self.all = switch(
            self.tr("All lanes"), self.tr("Every lane's answers side by side: equal losses may hide unlike answers.")
        )
        self.residuals = switch(
            self.tr("Residuals"), self.tr("A line from each example to the curve: what the squared error squares.")
        )
        self.units = switch(
            self.tr("Units"), self.tr("What each hidden unit adds: the curve is their sum and a constant.")
        )
        self.units.setChecked(True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.lane)
        self._row.addStretch(1)
        for button in (self.residuals, self.units, self.all):
            self._row.addWidget(button)
        self.all.clicked.connect(self.allSwitched)
        self.residuals.clicked.connect(self.residualsSwitched)
        self.units.clicked.connect(self.unitsSwitched)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self._resize)
        self._resize()

    def show_lanes(self, lanes: Sequence[LaneLook], selected: int) -> None:
        """Offer other lanes; ``selected`` is the index of the one that is shown."""
        if tuple(lanes) == self._lanes and selected == self._selected:
            return
        if tuple(lanes) != self._lanes:
            self._fill_menu(lanes)
        self._lanes, self._selected = tuple(lanes), selected
        for action in self._menu.actions():
            action.setChecked(action.data() == selected)
        chosen = next((lane for lane in lanes if lane.index == selected), None)
        self.lane.setVisible(chosen is not None)
        self.all.setVisible(len(lanes) > 1)
        if chosen is not None:
            self.lane.name = chosen.label
            self.lane.setIcon(self._icon(chosen))
            self.lane.setAccessibleDescription(chosen.label)
            words = self.tr("Answers of {lane}: each optimizer has found weights of its own. A click lists the others.")
            self.lane.setToolTip(tip(words.format(lane=chosen.label)))
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def offer_for(self, picture: Picture, several: bool) -> None:
        """Show the switches that mean something for this picture, or for ``several`` like it."""
        curve = isinstance(picture, CurvePicture) and not isinstance(picture, ChancePicture)
        self.residuals.setVisible(curve and not several)
        self.units.setVisible(curve and picture.network is not None and has_pieces(picture.network))
        self._fit()

    def apply(self, picture: Picture) -> None:
        """Let a picture show what is switched on."""
        if isinstance(picture, CurvePicture):
            picture.residuals, picture.units = self.residuals.isChecked(), self.units.isChecked()

    def _fit(self) -> None:
        """Give the name of the lane the room that the switches leave."""
        shown = [button for button in (self.residuals, self.units, self.all) if not button.isHidden()]
        margins = self._row.contentsMargins()
        taken = sum(button.sizeHint().width() + self._row.spacing() for button in shown)
        self.lane.fit(self.width() - margins.left() - margins.right() - taken)

    def _fill_menu(self, lanes: Sequence[LaneLook]) -> None:
        self._menu.clear()
        group = QActionGroup(self._menu)
        for lane in lanes:
            action = self._menu.addAction(self._icon(lane), lane.label)
            action.setCheckable(True)
            action.setData(lane.index)
            action.triggered.connect(lambda _=False, index=lane.index: self.laneChosen.emit(index))
            group.addAction(action)

    def _icon(self, lane: LaneLook) -> QIcon:
        side, ratio = self._themes.px(16), self.devicePixelRatioF()
        picture = QPixmap(round(side * ratio), round(side * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        draw_marker(painter, lane.marker, QPointF(side / 2.0, side / 2.0), 0.62 * side, lane.color)
        painter.end()
        return QIcon(picture)

    def _resize(self) -> None:
        px = self._themes.px
        self._row.setContentsMargins(px(6), px(4), px(8), 0)
        self._row.setSpacing(px(4))
        for button in (self.lane, self.residuals, self.units, self.all):
            button.setFont(self._themes.font(12))
            button.setFixedHeight(px(26))
            button.setIconSize(QSize(px(16), px(16)))
        lanes, self._lanes = self._lanes, None
        if lanes is not None:
            self.show_lanes(lanes, self._selected)


class _LaneButton(QToolButton):
    """A button with the name of a lane, in short or cut where there is little room."""

    name = ""

    def fit(self, room: int) -> None:
        """Show as much of the name as ``room`` pixels allow."""
        words = QFontMetrics(self.font())
        beside = self.sizeHint().width() - words.horizontalAdvance(self.text())
        self.setText(cut_name(words, self.name, room - beside))
