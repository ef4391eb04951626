"""Exact entry of one number: typed, stepped, scrolled or dragged, never invalid."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from landscape_gui.core.descriptors import Param
from landscape_gui.ui import theme
from landscape_gui.ui.widgets.complaint import Complaint
from landscape_gui.ui.widgets.numeric import NumberScale, exact, fitted, parse, readable, whole
from landscape_gui.ui.widgets.timers import once
from landscape_gui.ui.widgets.tips import WheelGuard, tip

TYPING_PAUSE = 250
"""Milliseconds without a key after which a typed number counts."""
SETTLE = 400
"""Milliseconds without a further step after which steps of keys and wheel are final."""
WIDTH, NARROW = 74, 40
"""Least width of a field at text size 100 %: usually, and of one that is as narrow as its numbers."""
WIDEST = "\N{MINUS SIGN}8.888e\N{MINUS SIGN}8"
"""What a field at least has room for, beside the largest number of a field for whole numbers."""
_PADDING = 7
"""Left and right of the text, as the style sheet says."""


class NumberField(QLineEdit):
    """A field for one number; it shows 4 significant digits, and all of them while it has the focus.

    Up, Down and the wheel step; Shift makes steps ten times finer, Ctrl ten times coarser. Enter ends the entry and
    gives the focus away, Escape takes back what was typed. Invalid text is outlined in red and explained beside the
    field; it never leaves the field.

    Args:
        name: what the number is called in error sentences.
        value: the first value.
        scale: valid numbers and the scale of steps.
        default: what ``reset`` returns to; None means the first value, which the tooltip then does not offer.
        description: one sentence for the tooltip.
    """

    valueChanged = Signal(float)
    """The number changed, also while it is still being dragged or typed."""
    committed = Signal(float)
    """The change is done: Enter, focus lost, mouse released, or no further step for a moment."""
    leftAsked = Signal()
    """The left arrow was pressed where the text begins."""
    error = Signal(str)
    """One sentence on what is wrong with the text; empty when it is right again."""

    def __init__(
        self,
        name: str,
        value: float,
        scale: NumberScale,
        default: float | None = None,
        description: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._value = float(value)
        self._scale = scale
        self._default = self._value if default is None else float(default)
        self._resets = default is not None
        self._description = description
        self._message = ""
        self._complaint: Complaint | None = None
        self._pending = False
        self._edited = False
        self._narrow = False
        self._before = self._value
        self._typing = once(self, self._accept_text, TYPING_PAUSE)
        self._settling = once(self, self.commit, SETTLE)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(name)
        self.setAcceptDrops(False)  # files are for the window
        self.textEdited.connect(self._text_edited)
        WheelGuard(self)
        self._resize()
        theme.manager().changed.connect(self._resize)
        self._show()

    @classmethod
    def of(cls, param: Param, value: float | None = None, parent: QWidget | None = None) -> NumberField:
        """Return the field of a parameter of the catalogue."""
        first = param.default if value is None else value
        return cls(param.label, first, NumberScale.of(param), param.default, param.description, parent)

    def set_param(self, param: Param) -> None:
        """Take bounds, steps, default and description of another parameter; number, focus and typed text stay."""
        self._scale = NumberScale.of(param)
        self._default, self._description = param.default, param.description
        self._resize()
        self._update_tip()

    def hug(self) -> None:
        """Be no wider than the largest number needs: a field of whole numbers beside other controls."""
        self._narrow = True
        self._resize()

    def value(self) -> float:
        """Return the number; always a valid one."""
        return self._value

    def setValue(self, value: float) -> None:  # noqa: N802 - Qt's name
        """Show another number without emitting anything. What is being typed with the same value stays."""
        if value == self._value and self.hasFocus():
            return
        self._value = float(value)
        self._before = self._value
        self._typing.stop()
        self._say("")
        self._show()

    def number_scale(self) -> NumberScale:
        """Return the bounds and the scale of steps."""
        return self._scale

    def default(self) -> float:
        """Return what ``reset`` returns to."""
        return self._default

    def step(self, amount: float) -> None:
        """Move by ``amount`` steps, as a key or the wheel does; final when no further step follows."""
        self._accept_text()
        self.change(self._scale.stepped(self._value, amount))
        self._settling.start()

    def change(self, value: float) -> None:
        """Set a number as the user does: clipped to the bounds and emitted, to be followed by ``commit``."""
        clipped = self._scale.clip(value)
        if clipped != self._value:
            self._value = clipped
            self._pending = True
            self._update_tip()
            self.valueChanged.emit(clipped)
        self._say("")
        self._show()

    def commit(self) -> None:
        """Tell that the change is done, once per change."""
        self._settling.stop()
        self._before = self._value
        if self._pending:
            self._pending = False
            self.committed.emit(self._value)

    def reset(self) -> None:
        """Return to the default, as the user does."""
        self.change(self._default)
        self.commit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(step_size(event.modifiers()) * (1 if event.key() == Qt.Key.Key_Up else -1))
        elif event.key() == Qt.Key.Key_Escape:
            self._take_back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        elif event.key() == Qt.Key.Key_Left and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._go_left(event)
        else:
            super().keyPressEvent(event)

    def _go_left(self, event: QKeyEvent) -> None:
        """Move in the text; to its begin where all of it is selected, and out of it from there."""
        if self.text() and self.selectedText() == self.text():
            self.setCursorPosition(0)
        elif self.cursorPosition() == 0 and not self.hasSelectedText():
            self.leftAsked.emit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self.step(step_size(event.modifiers()) * turned / 120.0)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._before = self._value
        self._show()
        QTimer.singleShot(0, self, self._select)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._accept_text()
        self._say("")
        self.commit()
        self._show()

    def _text_edited(self) -> None:
        self._edited = True
        self._typing.start()

    def _accept_text(self) -> None:
        """Take over what was typed, or say why that is not possible."""
        self._typing.stop()
        if not self._edited:
            return
        number = parse(self.text(), self._scale.integer)
        if number is None or not self._scale.contains(number):
            self._say(self._sentence(number))
            return
        self._edited = False
        self._say("")
        if number != self._value:
            self._value = number
            self._pending = True
            self._update_tip()
            self.valueChanged.emit(number)

    def _finish(self) -> None:
        """Enter: the text counts at once and the keyboard is free again; an invalid text stays with its explanation."""
        self._accept_text()
        if self._message:
            return
        self.commit()
        self._show()
        self.clearFocus()

    def _take_back(self) -> None:
        self._typing.stop()
        self._edited = False
        self.change(self._before)
        self.commit()
        self._select()

    def _select(self) -> None:
        """Select everything from its end to its begin: of a number that is too long for the field the begin is seen."""
        self.end(False)
        self.home(True)

    def _sentence(self, number: float | None) -> str:
        if number is None:
            problem = self.tr("{name}: {text} is not a number; give one from {low} to {high}.")
        elif number > self._scale.high:
            problem = self.tr("{name}: {text} is too large; give a number from {low} to {high}.")
        elif number < self._scale.low:
            problem = self.tr("{name}: {text} is too small; give a number from {low} to {high}.")
        else:
            problem = self.tr("{name}: {text} is not a whole number; give one from {low} to {high}.")
        low, high = readable(self._scale.low), readable(self._scale.high)
        return problem.format(name=self._name, text=self.text().strip() or "“”", low=low, high=high)

    def _say(self, message: str) -> None:
        if message == self._message:
            return
        self._message = message
        self.setProperty("invalid", bool(message))
        self.style().unpolish(self)
        self.style().polish(self)
        self._update_tip()
        if message and self._complaint is None:
            self._complaint = Complaint(self)
        if self._complaint is not None:
            self._complaint.say(message)
        self.error.emit(message)

    def _show(self) -> None:
        self._edited = False
        self.setText(self._text())
        if not self.hasFocus():
            self.setCursorPosition(0)
        self._update_tip()

    def _text(self) -> str:
        """The number as it is shown: all digits for editing, else as many as there is room for."""
        if self._scale.integer:
            return whole(self._value)
        if self.hasFocus():
            return exact(self._value)
        metrics, room = self.fontMetrics(), self.width() - _around()
        return fitted(self._value, lambda text: metrics.horizontalAdvance(text) <= room)

    def _update_tip(self) -> None:
        if self._message:
            self.setToolTip(tip(self._message))
            return
        if self._resets:
            words = self.tr("Now {value}; from {low} to {high}; double click: {default}.")
        else:
            words = self.tr("Now {value}; from {low} to {high}.")
        bounds = words.format(
            value=whole(self._value) if self._scale.integer else exact(self._value),
            low=readable(self._scale.low),
            high=readable(self._scale.high),
            default=readable(self._default),
        )
        self.setToolTip(tip(self._description, bounds))

    def _resize(self) -> None:
        metrics = QFontMetrics(theme.font())
        largest = metrics.horizontalAdvance(whole(self._scale.high)) if self._scale.integer else 0
        least = NARROW if self._narrow else WIDTH
        room = largest if self._narrow else max(metrics.horizontalAdvance(WIDEST), largest)
        self.setFixedSize(max(theme.px(least), room + _around()), theme.px(28))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._edited:
            self._show()


def _around() -> int:
    """Pixels of a field that are not for text: padding, edge and what Qt itself keeps free."""
    return 2 * (theme.px(_PADDING) + theme.px(1) + 2)


def step_size(modifiers: Qt.KeyboardModifier) -> float:
    """Return the size of a step: 1, with Shift a tenth, with Ctrl ten."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return 0.1
    return 10.0 if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0
