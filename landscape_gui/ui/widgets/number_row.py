"""One parameter as a row: name, slider and exact number."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from landscape_gui.core.descriptors import Param
from landscape_gui.ui import theme
from landscape_gui.ui.widgets.number_field import NumberField
from landscape_gui.ui.widgets.number_slider import NumberSlider
from landscape_gui.ui.widgets.scrub_label import ScrubLabel

LABEL_WIDTH = 112


class NumberRow(QWidget):
    """Name, slider over ``param.slider`` and a field for any valid number; a double click resets.

    The left arrow leads from the begin of the number to the slider.

    Args:
        param: what is set; its description becomes the tooltip.
        value: first value, None for the default.
        label_width: width of the name at scale 1, so that rows below each other line up.
        caption: shorter words for the name, where the tooltip and the surroundings say the rest.
        field: a field for ``param``, where a plain one will not do.
    """

    changed = Signal(float, bool)
    """The new value, and whether it is final: False while a drag or a series of steps goes on."""

    def __init__(
        self,
        param: Param,
        value: float | None = None,
        label_width: int = LABEL_WIDTH,
        caption: str = "",
        field: NumberField | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label_width = label_width
        self._field = field or NumberField.of(param, value)
        self._scale = self._field.number_scale()
        self._label = ScrubLabel(caption or param.label, self._field)
        self._slider = NumberSlider(self._scale.to_unit(param.default))
        self._slider.setAccessibleName(param.label)
        self._field.setAccessibleName(param.label)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._label)
        self._layout.addWidget(self._slider, 1)
        self._layout.addWidget(self._field)
        self.setTabOrder(self._slider, self._field)
        self._connect()
        self._resize()
        self._follow(self._field.value())

    def value(self) -> float:
        """Return the number; always a valid one."""
        return self._field.value()

    def setValue(self, value: float) -> None:  # noqa: N802 - as Qt's own number widgets call it
        """Show another number without emitting anything."""
        self._field.setValue(value)
        self._follow(value)

    def set_param(self, param: Param) -> None:
        """Cover another range, with another default; the number stays, and so does the focus."""
        self._field.set_param(param)
        self.follow()

    def follow(self) -> None:
        """Show the range, default and number the field has been given."""
        self._scale = self._field.number_scale()
        self._slider.set_default(self._scale.to_unit(self._field.default()))
        self._follow(self._field.value())

    def is_dragged(self) -> bool:
        """Whether the mouse holds the slider or the name."""
        return self._slider.isSliderDown() or self._label.is_dragged()

    def tab_to_number(self) -> None:
        """Let Tab go to the number and past the slider, which arrows still reach; Escape leads back from it."""
        self._slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        past = self._slider.focusPolicy() == Qt.FocusPolicy.NoFocus
        if past and event.key() == Qt.Key.Key_Escape and self._slider.hasFocus():
            self._field.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def reset(self) -> None:
        """Return to the default, as the user does."""
        self._field.reset()

    def set_color(self, color: str | None) -> None:
        """Fill the slider with the colour of a lane instead of the accent colour."""
        self._slider.set_color(color)

    def field(self) -> NumberField:
        """Return the field, for its ``error`` signal."""
        return self._field

    def _connect(self) -> None:
        self._field.valueChanged.connect(self._value_changed)
        self._field.committed.connect(lambda value: self.changed.emit(value, True))
        self._slider.dragged.connect(lambda unit: self._field.change(self._scale.from_unit(unit)))
        self._slider.released.connect(self._field.commit)
        self._slider.stepped.connect(self._field.step)
        self._field.leftAsked.connect(lambda: self._slider.setFocus(Qt.FocusReason.TabFocusReason))
        self._slider.resetAsked.connect(self._field.reset)
        theme.manager().changed.connect(self._resize)

    def _value_changed(self, value: float) -> None:
        self._follow(value)
        self.changed.emit(value, False)

    def _follow(self, value: float) -> None:
        if not self._slider.isSliderDown():
            self._slider.set_unit(self._scale.to_unit(value))
        tooltip = self._field.toolTip()
        self._label.setToolTip(tooltip)
        self._slider.setToolTip(tooltip)

    def _resize(self) -> None:
        self._label.setFixedWidth(theme.px(self._label_width))
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(8))
        self.setFixedHeight(theme.px(28))
