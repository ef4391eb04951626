"""Messages where they belong: a line in a panel with a way out."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from landscape_gui.ui import icons, theme
from landscape_gui.ui.widgets.frames import paint_frame
from landscape_gui.ui.widgets.timers import once

Kind = Literal["info", "success", "warning", "error"]
_ROLES: dict[Kind, str] = {"info": "accent", "success": "success", "warning": "warning", "error": "error"}


class Banner(QWidget):
    """One sentence with an icon, and optionally an action and a button that closes it. Hidden until ``say``.

    ``around``: how much of it, in pixels at text size 100 %, is free about its frame.
    """

    actionClicked = Signal()
    closed = Signal()
    """The user closed the message."""

    def __init__(self, closable: bool = True, around: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._around = around
        self._kind: Kind = "info"
        self._icon = QLabel()
        self._words = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = QPushButton(flat=True)
        self._close = QToolButton()
        self._close.setToolTip(self.tr("Close this message."))
        self._close.setIcon(icons.icon("close", "muted"))
        self._close.setVisible(closable)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addWidget(self._words, 1)
        self._layout.addWidget(self._action, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._action.clicked.connect(self.actionClicked)
        self._close.clicked.connect(self._close_clicked)
        self._timer = once(self, self.hide)
        theme.manager().changed.connect(self._resize)
        self._resize()
        self.hide()

    def say(self, text: str, kind: Kind = "info", action: str = "", seconds: float = 0.0) -> None:
        """Show ``text``; ``action`` labels a button; after ``seconds`` the message leaves by itself, 0 means never."""
        self._kind = kind
        self._words.setText(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._resize()
        self.show()
        self.update()
        self._timer.stop()
        if seconds:
            self._timer.start(round(1000 * seconds))

    def text(self) -> str:
        """Return the sentence shown last."""
        return self._words.text()

    def clear(self) -> None:
        """Take the message away without emitting anything."""
        self._timer.stop()
        self.hide()

    def clear_lasting(self) -> None:
        """Take away what would stay; a message that leaves by itself is left until then."""
        if not self._timer.isActive():
            self.clear()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, role = theme.current(), _ROLES[self._kind]
        line, ground = (QColor(look.tint(role, share, "raised")) for share in (0.35, 0.10))
        paint_frame(self, line, ground, inset=self._around)

    def _close_clicked(self) -> None:
        self.clear()
        self.closed.emit()

    def _resize(self) -> None:
        gap, around = theme.px(8), theme.px(self._around)
        near, far = around + theme.px(4), around + theme.px(10)
        self._layout.setContentsMargins(far, near, near, near)
        self._layout.setSpacing(gap)
        self._icon.setPixmap(icons.pixmap(self._kind, theme.px(16), _ROLES[self._kind], self.devicePixelRatioF()))
        self._icon.setFixedHeight(theme.px(28))
        self._words.setMinimumHeight(theme.px(28))
