"""Who gets a key: the playback's shortcuts (Space, arrows, Home, End) or the control that has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSlider, QApplication, QComboBox

_MOVES = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}
_PRESSES = {Qt.Key.Key_Space}


class KeyArbiter(QObject):
    """Application event filter: keys that mean something to the focused control stay with it.

    Buttons take the focus by Tab only, so that after a click Space still plays.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Polish and isinstance(watched, QAbstractButton):
            if watched.focusPolicy() == Qt.FocusPolicy.StrongFocus:
                watched.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        elif event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._belongs(event):
            event.accept()
        return False

    @staticmethod
    def _belongs(event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        focus = QApplication.focusWidget()
        if event.key() in _PRESSES:
            return isinstance(focus, QAbstractButton | QComboBox)
        return event.key() in _MOVES and isinstance(focus, QAbstractSlider | QAbstractItemView | QComboBox)
