"""Small combinations of the number widgets that several panels use."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from landscape_gui.core.descriptors import Param
from landscape_gui.ui import theme
from landscape_gui.ui.panels.layout import LABEL_WIDTH, Column, Line
from landscape_gui.ui.widgets import NumberField, NumberRow, NumberScale, ScrubLabel, tip

CAPTION_WIDTH = 44
"""Width of a short name in front of a slider, at scale 1."""
FARTHEST = 1e9
"""Largest coordinate a domain or a start may have."""


def update_field(field: NumberField, value: float) -> None:
    """Show ``value`` unless it is shown already: what the user is typing stays as it is."""
    if field.value() != value:
        field.setValue(value)


def coordinate(name: str, value: float, low: float, high: float, description: str) -> NumberField:
    """A field for a coordinate; steps fit a variable that runs from ``low`` to ``high``."""
    return NumberField(name, value, NumberScale(-FARTHEST, FARTHEST, (low, high)), description=description)


def mark_invalid(widget: QWidget, invalid: bool) -> None:
    """Outline a field in red, or no longer."""
    if bool(widget.property("invalid")) != invalid:
        widget.setProperty("invalid", invalid)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def words_of(param: Param) -> str:
    """The label of a parameter without its symbol, with a capital letter: "Learning rate"."""
    words = param.label.split()
    while len(words) > 1 and len(words[-1].strip("()")) <= 2:
        words.pop()
    text = " ".join(words)
    return text[:1].upper() + text[1:]


class ParamRow(Column):
    """A ``NumberRow`` whose name stands above the slider where it is too long to stand before it.

    ``caption`` is a shorter name, which leaves more room to the slider; ``field`` as of ``NumberRow``.
    """

    changed = Signal(float, bool)
    """The new value, and whether it is final: False while a drag or a series of steps goes on."""

    def __init__(
        self,
        param: Param,
        value: float | None = None,
        caption: str = "",
        field: NumberField | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(gap=0, parent=parent)
        self.row = NumberRow(param, value, CAPTION_WIDTH if caption else LABEL_WIDTH, caption, field)
        if not caption and QFontMetrics(theme.font()).horizontalAdvance(param.label) > theme.px(LABEL_WIDTH):
            for label in self.row.findChildren(ScrubLabel):
                label.hide()
            heading = ScrubLabel(param.label, self.row.field())
            heading.setToolTip(tip(param.description))
            self.add(heading)
        self.add(self.row)
        self.row.changed.connect(self.changed)

    def value(self) -> float:
        """Return the number; always a valid one."""
        return self.row.value()

    def show_value(self, value: float) -> None:
        """Show ``value`` unless it is shown already: what the user is dragging or typing stays as it is."""
        if self.row.value() != value:
            self.row.setValue(value)

    def set_color(self, color: str | None) -> None:
        """Fill the slider with the colour of a lane instead of the accent colour."""
        self.row.set_color(color)

    def field(self) -> NumberField:
        """Return the field for the exact number."""
        return self.row.field()

    def set_param(self, param: Param) -> None:
        """Cover another range of the same parameter; the number stays, and so does the focus."""
        self.row.set_param(param)

    def is_dragged(self) -> bool:
        """Whether the mouse holds the slider or the name."""
        return any(label.is_dragged() for label in self.findChildren(ScrubLabel)) or self.row.is_dragged()


class OptionalNumber(Line):
    """A check box that switches something on, and its number."""

    changed = Signal(object, bool)
    """The number, or None when switched off; and whether that is final."""

    def __init__(self, text: str, field: NumberField, tooltip: str) -> None:
        self.box = QCheckBox(text)
        self.field = field
        super().__init__(self.box, field)
        self.box.setToolTip(tip(tooltip))
        self.box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.box.setMinimumWidth(theme.px(20))
        self.box.toggled.connect(field.setEnabled)
        self.box.clicked.connect(lambda on: self.changed.emit(field.value() if on else None, True))
        field.valueChanged.connect(lambda value: self.changed.emit(value, False))
        field.committed.connect(lambda value: self.changed.emit(value, True))
        field.setEnabled(False)

    def show_value(self, value: float | None) -> None:
        """Show a number, or None for off, without emitting anything."""
        self.box.setChecked(value is not None)
        if value is not None:
            update_field(self.field, value)
