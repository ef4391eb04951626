"""What is going on, in a few words over a picture, with a button that changes it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QPushButton, QWidget

from landscape_gui.ui import theme
from landscape_gui.ui.widgets.spinner import Spinner
from landscape_gui.ui.widgets.tips import tip


class BusyChip(QWidget):
    """A spinner, or words at rest, and a button where something can be done. Where there is none, clicks go through."""

    clicked = Signal()
    """The button was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spinner = Spinner()
        self.button = QPushButton()
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.clicked)
        self.button.hide()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.spinner)
        self._row.addWidget(self.button)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.manager().changed.connect(self._resize)
        self._resize()

    def work(self, words: str, action: str = "", tooltip: str = "") -> None:
        """Something is worked out, as the words say; ``action`` labels the button."""
        self.spinner.start(words)
        self._offer(action, tooltip)

    def rest(self, words: str, action: str, tooltip: str) -> None:
        """Nothing goes on, but could: at the button."""
        self.spinner.rest(words)
        self._offer(action, tooltip)

    def clear(self) -> None:
        """There is nothing to be said."""
        self.spinner.stop()
        self._offer("", "")

    def _offer(self, action: str, tooltip: str) -> None:
        self.button.setText(action)
        self.button.setToolTip(tip(tooltip))
        self.button.setVisible(bool(action))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not action)

    def _resize(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(4))

    def set_room(self, width: int) -> None:
        """Take no more than this width; words that do not fit go on in further lines."""
        button = self.button.sizeHint().width() + self._row.spacing() if self.button.isVisibleTo(self) else 0
        self.spinner.setMaximumWidth(max(theme.px(60), width - button))
