"""Small buttons that are on or off."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from landscape_gui.ui.widgets.tips import tip


def switch(words: str, sentence: str) -> QToolButton:
    """A button with ``words`` that stays pressed until it is pressed again; ``sentence`` tells what it does."""
    button = QToolButton()
    button.setText(words)
    button.setToolTip(tip(sentence))
    button.setCheckable(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
