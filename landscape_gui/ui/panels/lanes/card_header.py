"""The first row of a lane's card: look, name, switch and the buttons for everything else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QSizePolicy, QWidget

from landscape_gui.lanestyle import LaneStyle
from landscape_gui.scene import LaneRun
from landscape_gui.ui import theme
from landscape_gui.ui.keyboard import asks_for_arrows
from landscape_gui.ui.lanestyle import cut_name
from landscape_gui.ui.panels.layout import Line, icon_button
from landscape_gui.ui.panels.switch import Switch
from landscape_gui.ui.widgets import ColorDot, ElidedLabel, tip
from landscape_gui.ui.widgets.fonts import FontKeeper

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
"""Places along the heading, and headings further down, that an arrow leads to."""


class CardHeader(Line):
    """Dot, name, and the small buttons. Enter switches the lane, Delete removes it, F2 or a double click renames it.

    Tab stops here once; from here left and right arrows go to the buttons and back.
    """

    pressed = Signal()
    toggleAsked = Signal()
    removeAsked = Signal()
    renamed = Signal(str)
    neighbourAsked = Signal(int)
    """The arrows ask for the heading above (−1) or below (1)."""

    def __init__(self, look: LaneRun) -> None:
        super().__init__(gap=2)
        self._came_by_key = False
        self.dot = ColorDot(LaneStyle(look.color, look.marker, look.dash))
        self.name = LaneLabel(look.label)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.editor = QLineEdit()
        self.editor.setAcceptDrops(False)  # files are for the window
        self.editor.hide()
        self.editor.setMaxLength(40)
        self.switch = Switch()
        self.opener = icon_button("sliders", self.tr("Show or hide all hyper-parameters and the schedule."))
        self.opener.setCheckable(True)
        self.menu = icon_button("more", self.tr("Duplicate, rename, reset, own start, move or remove."))
        self.dot.setToolTip(tip(self.tr("Choose another colour or marker for this path.")))
        self.switch.setToolTip(tip(self.tr("Let this optimizer take part, or rest without losing its settings.")))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(
            tip(
                self.tr("Enter switches this optimizer on or off, Delete removes it, F2 renames it."),
                self.tr("← → go to its buttons, ↑ ↓ to the other optimizers, Tab to its numbers."),
            )
        )
        self.add(self.dot)
        self.add(self.name, 1)
        self.add(self.editor, 1)
        for widget in (self.switch, self.opener, self.menu):
            self.add(widget)
        self._places: tuple[QWidget, ...] = (self, self.dot, self.switch, self.opener, self.menu)
        for part in self._places[1:]:
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            part.installEventFilter(self)
        FontKeeper(self.name, theme.FONT_PIXELS, QFont.Weight.DemiBold)
        self.name.installEventFilter(self)
        self.editor.installEventFilter(self)
        self.editor.editingFinished.connect(self._finish_rename)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def refresh(self, look: LaneRun) -> None:
        """Show name, look and switch."""
        self.dot.set_lane_style(LaneStyle(look.color, look.marker, look.dash))
        self.dot.setChecked(look.lane.enabled)
        self.dot.setAccessibleName(self.tr("Look of {0}").format(look.label))
        self.name.setText(look.label)
        self.name.set_role(None if look.lane.enabled else "muted")
        self.switch.setChecked(look.lane.enabled)
        self.switch.setAccessibleName(self.tr("{0} takes part").format(look.label))
        self.setAccessibleName(look.label)

    def place(self) -> int:
        """Return which part has the focus: 0 the heading itself, then its buttons from left to right."""
        return next((place for place, part in enumerate(self._places) if part.hasFocus()), 0)

    def focus_place(self, place: int) -> None:
        """Give the focus to a part, as ``place`` counts; beyond the ends to the first or last one."""
        inside = min(len(self._places) - 1, max(0, place))
        self._places[inside].setFocus(Qt.FocusReason.TabFocusReason)

    def event(self, event: QEvent) -> bool:
        if asks_for_arrows(event, *_ARROWS) and not self.editor.hasFocus():
            event.accept()
            return True
        return super().event(event)

    def begin_rename(self) -> None:
        """Put a field in the place of the name."""
        self._came_by_key = self.hasFocus()
        self.editor.setText(self.name.text())
        self.name.hide()
        self.editor.show()
        self.editor.setFocus()
        self.editor.selectAll()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.name and event.type() == QEvent.Type.MouseButtonDblClick:
            self.begin_rename()
            return True
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        # Qt's own buttons take arrows as Tab.
        if watched is not self.editor and event.key() in (*_ARROWS, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.keyPressEvent(event)
            return True
        if watched is self.editor:
            if event.key() == Qt.Key.Key_Escape:
                self.editor.setText(self.name.text())
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._leave_editor()
                return True
        return False

    def _leave_editor(self) -> None:
        """Give the focus back to where it was before, so that the next key does not go to a neighbour of the field."""
        if self._came_by_key:
            self.setFocus()
        else:
            self.editor.clearFocus()
        self._finish_rename()

    def _finish_rename(self) -> None:
        if self.editor.isHidden():
            return
        text = self.editor.text().strip()
        self.editor.hide()
        self.name.show()
        if text != self.name.text():
            self.renamed.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place, button = self.place(), self._places[self.place()]
        if self.editor.hasFocus():
            super().keyPressEvent(event)
        elif event.key() in _ARROWS:
            along, across = _ARROWS[Qt.Key(event.key())]
            if along:
                self.focus_place(place + along)
            else:
                self.neighbourAsked.emit(across)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(button, QAbstractButton):
                button.click()
            else:
                self.toggleAsked.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removeAsked.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.begin_rename()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.current().color("accent"), float(theme.px(1.5))))
        radius = theme.px(4)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)

    def _restyle(self) -> None:
        self.setFixedHeight(theme.px(26))


class LaneLabel(ElidedLabel):
    """The name of a lane, cut so that what tells it from others of its kind stays."""

    def cut(self, room: int) -> str:
        return cut_name(self.fontMetrics(), self.text(), room)
