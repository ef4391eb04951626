"""Who gets a key: the playback's shortcuts (Space, arrows, Home, End) or the control that has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QButtonGroup,
    QComboBox,
    QWidget,
)
from shiboken6 import Shiboken

ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Down: (0.0, -1.0),
    Qt.Key.Key_Up: (0.0, 1.0),
}
"""Where the arrow keys lead: to the right, and up."""
_ACROSS = {Qt.Key.Key_Left, Qt.Key.Key_Right}
_MOVES = _ACROSS | {Qt.Key.Key_Home, Qt.Key.Key_End}
_PRESSES = {Qt.Key.Key_Space}


def belongs_to_focus(event: QKeyEvent) -> bool:
    """Whether a key that is also a shortcut means something to the control that has the focus."""
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    focus = QApplication.focusWidget()
    if event.key() in _PRESSES:
        return isinstance(focus, QAbstractButton | QComboBox)
    if isinstance(focus, QAbstractItemView):
        # Where whole rows are chosen there is nothing to the left or right of what is chosen.
        return event.key() in _MOVES and focus.selectionBehavior() != QAbstractItemView.SelectionBehavior.SelectRows
    if isinstance(focus, QAbstractButton):
        group: QButtonGroup | None = focus.group()
        return event.key() in _ACROSS and group is not None and group.exclusive()
    return event.key() in _MOVES and isinstance(focus, QAbstractSlider | QComboBox)


def asks_for_arrows(event: QEvent, *keys: Qt.Key) -> bool:
    """Whether Qt asks if a plain arrow of ``keys`` means something to the control, before it becomes a shortcut."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    return event.key() in keys and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def lay_keyboard_down(at: QWidget) -> None:
    """Let the keyboard leave whatever has it for ``at``, where the mouse opens a list: from there Tab goes on.

    When a list closes, Qt gives the keyboard back to what had it before, and arrow keys would change that unseen.
    """
    if not at.hasFocus():
        at.setFocus(Qt.FocusReason.OtherFocusReason)
        at.clearFocus()


class TabPlace(QObject):
    """Where Tab goes on once a control of ``window`` has given its focus away, as a number field does at Enter."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._left: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._changed)

    def take_up(self, forward: bool) -> bool:
        """Let the control that had the focus last decide where Tab goes, where nothing has it; tell whether it did."""
        left = self._left
        if QApplication.focusWidget() not in (None, self._window) or left is None or not Shiboken.isValid(left):
            return False
        if not (left.isVisible() and left.isEnabled() and left.window() is self._window):
            return False
        left.setFocus(Qt.FocusReason.TabFocusReason)
        key = Qt.Key.Key_Tab if forward else Qt.Key.Key_Backtab
        QApplication.sendEvent(left, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))
        return True

    def _changed(self, old: QWidget | None, now: QWidget | None) -> None:
        if now is None and old is not None:
            self._left = old


def focus_by_tab_only(parent: QWidget) -> None:
    """Let buttons take the focus by Tab but not by a click, so that after a click Space still plays."""
    for button in parent.findChildren(QAbstractButton):
        if button.focusPolicy() == Qt.FocusPolicy.StrongFocus:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
