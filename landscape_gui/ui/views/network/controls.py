"""The line above the diagram: whose network is shown, and whether lines are weights or gradients."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from landscape_gui.scene import LaneLook
from landscape_gui.scene.lanenames import in_short
from landscape_gui.ui.lanestyle import cut_name, draw_marker
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.widgets.segmented import Choice, Segmented
from landscape_gui.ui.widgets.tips import tip

HEADER = 36
"""Height of the line at scale 1."""
DOT, NAME = 24, 130
"""Width of a lane's button, and most of the chosen lane's name, at scale 1."""


class LaneSwitch(QWidget):
    """A button a lane, with its marker; the chosen one has its name beside it. With too little room, a menu instead."""

    chosen = Signal(int)
    """Index of the lane the user chose."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._lanes: tuple[LaneLook, ...] = ()
        self._current = -1
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._clicked)
        self.more = QToolButton(self)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setToolTip(tip(self.tr("Choose the lane whose network is shown.")))
        self.more.setAccessibleName(self.tr("Lane"))
        self.more.setMenu(QMenu(self.more))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Lane whose network is shown"))

    def show_lanes(self, lanes: Sequence[LaneLook], current: int) -> None:
        """Offer ``lanes``, of which the one with index ``current`` holds."""
        known = self._lanes
        if (tuple(lanes), current) == (known, self._current):
            return
        self._lanes, self._current = tuple(lanes), current
        if self._lanes != known:
            self._make_buttons()
        button = self._group.button(current)
        if button is not None:
            button.setChecked(True)
        self.arrange()

    def buttons(self) -> list[QAbstractButton]:
        """The buttons, in the order of the lanes."""
        return [self._group.button(lane.index) for lane in self._lanes]

    def arrange(self) -> None:
        """Give each button its place."""
        px, width, height = self._themes.px, self.width(), self.height()
        need = len(self._lanes) * px(DOT)
        words = QFontMetrics(self._themes.font(12))
        longest = max((words.horizontalAdvance(in_short(lane.label)) for lane in self._lanes), default=0)
        # Whichever lane is chosen, its name is to be whole, or short.
        in_menu = need + min(px(NAME), max(px(48), longest + px(6))) > width and len(self._lanes) > 1
        self.more.setVisible(in_menu)
        left = 0
        for lane, button in zip(self._lanes, self.buttons(), strict=True):
            mine = lane.index == self._current
            button.setVisible(mine or not in_menu)
            room = 0
            if mine:
                free = min(px(NAME), width - (need if not in_menu else px(DOT) + px(28)))
                name = cut_name(words, lane.label, free - px(6))
                room = max(0, min(words.horizontalAdvance(name) + px(6), free))
            button.setGeometry(left, (height - px(26)) // 2, px(DOT) + room, px(26))
            left += (px(DOT) + room) if button.isVisibleTo(self) else 0
        self.more.setGeometry(left, (height - px(26)) // 2, px(26), px(26))

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(180), self._themes.px(28))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        indices = [lane.index for lane in self._lanes]
        if step is None or self._current not in indices:
            event.ignore()
            return
        button = self._group.button(indices[(indices.index(self._current) + step) % len(indices)])
        button.click()
        button.setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: object) -> None:
        self.arrange()

    def _make_buttons(self) -> None:
        for old in self._group.buttons():
            self._group.removeButton(old)
            old.hide()
            old.deleteLater()
        menu = self.more.menu()
        menu.clear()
        for lane in self._lanes:
            button = _LaneButton(lane, self._themes, self)
            button.setToolTip(tip(self.tr("Show the network of {lane}.").format(lane=lane.label)))
            self._group.addButton(button, lane.index)
            menu.addAction(lane.label, button.click)
        for before, after in pairwise((self, *self.buttons(), self.more)):
            QWidget.setTabOrder(before, after)

    def _clicked(self, index: int) -> None:
        if index != self._current:
            self._current = index
            self.arrange()
            self.chosen.emit(index)


class _LaneButton(QAbstractButton):
    """One lane: its marker, and its name where there is room."""

    def __init__(self, lane: LaneLook, themes: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._lane, self._themes = lane, themes
        self.setCheckable(True)
        self.setText(lane.label)
        self.setAccessibleName(lane.label)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        px, theme = self._themes.px, self._themes.theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.isChecked() or self.underMouse() or self.hasFocus():
                painter.setPen(QPen(theme.color("accent"), float(px(1.5))) if self.hasFocus() else Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("pressed" if self.isChecked() else "hover"))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(5), px(5))
            middle = QPointF(px(DOT) / 2.0, self.height() / 2.0)
            if not self.isChecked() and not self.underMouse():
                painter.setOpacity(0.7)
            draw_marker(painter, self._lane.marker, middle, float(px(10)), self._lane.color, theme.outline, 1.0)
            painter.setOpacity(1.0)
            room = self.width() - px(DOT) - px(4)
            if room > px(14):
                painter.setFont(self._themes.font(12))
                painter.setPen(theme.color("text"))
                text = cut_name(painter.fontMetrics(), self.text(), room)
                painter.drawText(px(DOT), 0, room, self.height(), int(Qt.AlignmentFlag.AlignVCenter), text)


class NetworkControls(QWidget):
    """Lanes at the left, weights or gradients at the right."""

    laneChosen = Signal(int)
    valuesChosen = Signal(str)
    """ "weight" or "gradient"."""

    def __init__(self, themes: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.lanes = LaneSwitch(themes)
        self.values = Segmented(
            [
                Choice(
                    "weight", self.tr("Weight"), tooltip=tip(self.tr("Lines show weights: wide ones pass on much."))
                ),
                Choice(
                    "gradient",
                    self.tr("Gradient"),
                    tooltip=tip(self.tr("Lines show the loss's slope by each weight: wide ones are about to change.")),
                ),
            ]
        )
        self.values.setAccessibleName(self.tr("What the lines show"))
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.lanes, 1)
        self._row.addWidget(self.values)
        self.lanes.chosen.connect(self.laneChosen)
        self.values.chosen.connect(self.valuesChosen)
        themes.changed.connect(self._resize)
        self._resize()

    def _resize(self) -> None:
        px = self._themes.px
        self._row.setContentsMargins(px(8), 0, px(8), 0)
        self._row.setSpacing(px(8))
        self.values.setFont(self._themes.font(12))
        self.setFixedHeight(px(HEADER))
        self.lanes.setFixedHeight(px(28))
        self.lanes.arrange()
