"""What became of a lane, in a few words; all that there is to say about it opens beside them."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from landscape_gui.ui import icons, theme
from landscape_gui.ui.panels.layout import Words, icon_button
from landscape_gui.ui.widgets import tip

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_BUTTON = 22


class Notice(QWidget):
    """A sentence that wraps, and a button that opens the rest of what it stands for. Takes no room while empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Words(size=11)
        self.more = icon_button("chevron-down", self.tr("Show the whole message."))
        self.more.setCheckable(True)
        self._whole = self._brief = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.more.toggled.connect(self._show)
        theme.manager().changed.connect(self._resize)
        self._resize()
        self._show()

    def say(self, whole: str, role: str, brief: str = "") -> None:
        """Show ``brief``, by default the first sentence, and ``whole`` where it is opened; nothing where that is ""."""
        words = self.words
        if words.property("role") != role:
            words.setProperty("role", role)
            words.style().unpolish(words)
            words.style().polish(words)
        self._whole, self._brief = whole, brief or first_sentence(whole)
        if self._whole == self._brief:
            self.more.setChecked(False)
        self._show()

    def text(self) -> str:
        """Return all there is to say."""
        return self._whole

    def _show(self) -> None:
        cut, is_open = self._whole != self._brief, self.more.isChecked()
        self.more.setVisible(cut)
        self.more.setIcon(icons.icon("chevron-up" if is_open else "chevron-down", "muted"))
        self.words.say(self._whole if is_open else self._brief)
        self.words.setToolTip(tip(self._whole) if cut and not is_open else "")
        if self.parent() is not None:
            self.setVisible(bool(self._whole))

    def _resize(self) -> None:
        side = theme.px(_BUTTON)
        self.more.setFixedSize(side, side)
        self.more.setIconSize(QSize(theme.px(14), theme.px(14)))


def first_sentence(text: str) -> str:
    """The first of several sentences."""
    return _SENTENCE.split(text)[0]
