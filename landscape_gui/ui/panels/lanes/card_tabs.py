"""Where Tab goes among the cards of optimizers: from number to number, from one card to the next.

A heading is one stop, before the numbers of its card; forward, Tab passes it by, for there is nothing to type in it.
Backward it is met, so that Shift+Tab leads from a number to the heading above. Arrows reach what Tab leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from landscape_gui.ui.panels.lanes.card import LaneCard
from landscape_gui.ui.panels.layout import in_order
from landscape_gui.ui.widgets import NumberRow


def next_stop(cards: Sequence[LaneCard], focus: QWidget, forward: bool) -> QWidget | None:
    """Return what has the focus after Tab, or backward after Shift+Tab; None where it leaves the cards.

    To leave backward is to leave from the heading, wherever in it the focus was.
    """
    place = next((place for place, card in enumerate(cards) if card.isAncestorOf(focus)), None)
    if place is None:
        return None
    card, controls = cards[place], _controls(cards[place])
    if card.header.isAncestorOf(focus) or focus is card.header:
        if forward:
            return controls[0]
        if place == 0:
            card.header.focus_place(0)
            return None
        return _controls(cards[place - 1])[-1]
    row = focus.parentWidget()
    if isinstance(row, NumberRow) and focus is not row.field():
        if forward:
            return row.field()
        focus = row.field()
    at = controls.index(focus) if focus in controls else 0
    if not forward:
        return controls[at - 1] if at else card.header
    if at + 1 < len(controls):
        return controls[at + 1]
    return _controls(cards[place + 1])[0] if place + 1 < len(cards) else None


def _controls(card: LaneCard) -> list[QWidget]:
    """The numbers of a card and what else is set there, as one reads them; its learning rate at least."""
    return [
        widget
        for widget in in_order(card)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget is card.header or card.header.isAncestorOf(widget))
        and widget.isVisibleTo(card)
        and widget.isEnabled()
    ]
