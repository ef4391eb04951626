"""A list of entries that shows as much of the present one as there is room for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from landscape_gui.ui import theme
from landscape_gui.ui.keyboard import lay_keyboard_down
from landscape_gui.ui.widgets.tips import WheelGuard


class ElidedBox(QComboBox):
    """A list whose present entry ends in an ellipsis where there is no room; Qt cuts it off.

    A click leaves it without the keyboard, so that afterwards arrow keys move the playback.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        WheelGuard(self)

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        lay_keyboard_down(self)
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        area = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self)
        words = option.currentText or self.placeholderText()
        room = area.width() - theme.px(2)
        option.currentText = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
