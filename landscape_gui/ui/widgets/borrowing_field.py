"""A field for a number that may be left to others."""

from __future__ import annotations

import math

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from landscape_gui.core.descriptors import Param
from landscape_gui.ui.widgets.number_field import NumberField
from landscape_gui.ui.widgets.numeric import NumberScale, parse, readable
from landscape_gui.ui.widgets.tips import tip


class BorrowingField(NumberField):
    """A number field that may be empty: then the default holds, which stands there in grey.

    Its signals carry the number that holds; ``own`` tells whether it is the field's own. Emptying it, or a double click
    on its name, borrows again.

    Args:
        param: the number; its default is what is borrowed.
        words: what stands in grey, "" for the default itself.
    """

    def __init__(self, param: Param, words: str = "", parent: QWidget | None = None) -> None:
        self._is_own, self._was_own = False, False
        scale = NumberScale.of(param)
        super().__init__(param.label, param.default, scale, param.default, param.description, parent)
        self.lend(param, words)

    def own(self) -> float | None:
        """Return the field's own number, None where it borrows."""
        return self._value if self._is_own else None

    def show_own(self, value: float | None) -> None:
        """Show a number of the field's own, or None for a borrowed one, without emitting anything."""
        if value == self.own():
            return
        self._is_own = self._was_own = value is not None
        self.setValue(self._default if value is None else value)
        self._show()

    def lend(self, param: Param, words: str = "") -> None:
        """Take bounds, steps and another default; it is borrowed at once where the field has no number of its own."""
        self.set_param(param)
        self.setPlaceholderText(words or readable(param.default))
        if not self._is_own:
            self._value = self._before = float(param.default)
            self._update_tip()

    def change(self, value: float) -> None:
        if not self._is_own:
            self._is_own, self._value = True, math.nan  # so that even the borrowed number counts as another one
        super().change(value)

    def commit(self) -> None:
        self._was_own = self._is_own
        super().commit()

    def reset(self) -> None:
        self._borrow()
        self.commit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._was_own = self._is_own
        super().focusInEvent(event)

    def _borrow(self) -> None:
        """Give up the own number, as the user does."""
        self._typing.stop()
        if self._is_own:
            self._is_own, self._value, self._pending = False, self._default, True
            self.valueChanged.emit(self._value)
        self._say("")
        self._show()

    def _accept_text(self) -> None:
        number = parse(self.text(), self._scale.integer) if self._edited else None
        if self._edited and not self.text().strip():
            self._borrow()
            return
        if number is not None and self._scale.contains(number) and not self._is_own:
            self._is_own, self._value = True, math.nan
        super()._accept_text()

    def _take_back(self) -> None:
        if self._was_own:
            super()._take_back()
        else:
            self._borrow()
            self.commit()

    def _text(self) -> str:
        return super()._text() if self._is_own else ""

    def _update_tip(self) -> None:
        if self._message:
            super()._update_tip()
            return
        if self._is_own:
            words = self.tr("Now {value}; from {low} to {high}; empty or double click: as the others, {default}.")
        else:
            words = self.tr("As the others: {default}; from {low} to {high}.")
        low, high = self._scale.low, self._scale.high
        numbers = {"value": self._value, "low": low, "high": high, "default": self._default}
        self.setToolTip(tip(self._description, words.format(**{key: readable(n) for key, n in numbers.items()})))
