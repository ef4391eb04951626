"""The keyboard's way through a network's diagram: from unit to unit, along the weights between them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from landscape_gui.ui.views.network.anatomy import Anatomy, Item, Parameter, Unit

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_OTHERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Escape)


@dataclass
class Walk:
    """Where the keyboard is, None while it is elsewhere.

    Tab goes from unit to unit. Left goes from a unit to its bias and incoming weights, and from a weight to the unit it
    comes from; Right to the outgoing weights and on; Up and Down to the next unit of the layer, or weight of the unit.
    """

    item: Item | None = None
    outgoing: bool = False

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key means something here."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return self.item is not None and plain and event.key() in (*_ARROWS, *_OTHERS)

    def enter(self, anatomy: Anatomy, *, first: bool) -> None:
        """Begin at the first unit, or at the last."""
        self.item = anatomy.units[0 if first else -1]

    def tab(self, anatomy: Anatomy, *, forward: bool) -> bool:
        """Go to the next unit, or the one before; False where there is none."""
        if self.item is None:
            return False
        unit = self.item.unit if isinstance(self.item, Parameter) else self.item
        place = unit.place + (1 if forward else -1)
        if not 0 <= place < len(anatomy.units):
            return False
        self.item = anatomy.units[place]
        return True

    def move(self, anatomy: Anatomy, key: Qt.Key) -> None:
        """Follow an arrow; Escape leaves the diagram."""
        if key == Qt.Key.Key_Escape:
            self.item = None
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._beside(anatomy, -1 if key == Qt.Key.Key_Up else 1)
        elif isinstance(self.item, Parameter):
            self._along(self.item, forward=key == Qt.Key.Key_Right)
        elif isinstance(self.item, Unit):
            self._from_unit(anatomy, self.item, forward=key == Qt.Key.Key_Right)

    def _beside(self, anatomy: Anatomy, step: int) -> None:
        if isinstance(self.item, Unit):
            others: tuple[Item, ...] = anatomy.layers[self.item.layer]
        elif self.item is not None and self.outgoing and self.item.source is not None:
            others = anatomy.outgoing(self.item.source)
        elif self.item is not None:
            others = anatomy.incoming(self.item.unit)
        else:
            return
        place = others.index(self.item) + step
        if 0 <= place < len(others):
            self.item = others[place]

    def _along(self, parameter: Parameter, *, forward: bool) -> None:
        if forward:
            self.item = parameter.unit
        elif parameter.source is not None:
            self.item = parameter.source

    def _from_unit(self, anatomy: Anatomy, unit: Unit, *, forward: bool) -> None:
        lines = anatomy.outgoing(unit) if forward else anatomy.incoming(unit)
        if lines:
            # To the left the first weight, past the bias, which Up reaches.
            weights = [line for line in lines if line.kind == "weight"]
            self.item, self.outgoing = weights[0], forward
