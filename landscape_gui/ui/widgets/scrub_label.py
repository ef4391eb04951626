"""The name of a number as a handle for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from landscape_gui.ui import theme
from landscape_gui.ui.widgets.elided_label import ElidedLabel
from landscape_gui.ui.widgets.number_field import NumberField, step_size


class ScrubLabel(ElidedLabel):
    """The name of a number: dragged sideways it changes ``field``, a double click resets it.

    Shift makes the drag ten times finer, Ctrl ten times coarser.
    """

    def __init__(self, text: str, field: NumberField, parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self._field = field
        self._unit = 0.0
        self._last: float | None = None
        self.setBuddy(field)
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def is_dragged(self) -> bool:
        """Whether the mouse holds it."""
        return self._last is not None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._last = event.globalPosition().x()
            self._unit = self._field.number_scale().to_unit(self._field.value())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._last is None:
            return
        moved = event.globalPosition().x() - self._last
        self._last = event.globalPosition().x()
        self._unit += step_size(event.modifiers()) * moved / theme.px(240)
        self._field.change(self._field.number_scale().from_unit(self._unit))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._last is not None:
            self._last = None
            self._field.commit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._last = None
        self._field.reset()
