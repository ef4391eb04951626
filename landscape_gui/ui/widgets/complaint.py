"""What is wrong with a field, said beside it without being in the way of the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from landscape_gui.ui import theme
from landscape_gui.ui.widgets.fonts import FontKeeper
from landscape_gui.ui.widgets.frames import paint_frame

WIDTH = 260


class Complaint(QLabel):
    """A sentence above or below ``field``, inside its window; clicks and the wheel go through it.

    It stands on the scrolling page of the field, so that it moves with it.
    """

    def __init__(self, field: QWidget) -> None:
        self._field, self._page = field, _page_of(field)
        super().__init__(self._page, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("role", "error")
        FontKeeper(self, 12)
        self.hide()
        field.destroyed.connect(self.deleteLater)

    def say(self, sentence: str) -> None:
        """Show ``sentence``, or nothing if it is empty."""
        self.setVisible(bool(sentence))
        if not sentence:
            return
        self.setText(sentence)
        self.setContentsMargins(theme.px(8), theme.px(5), theme.px(8), theme.px(5))
        page, gap = self._page, theme.px(3)
        width = min(theme.px(WIDTH), page.width() - 2 * gap)
        height = self.heightForWidth(width)
        field = QRect(self._field.mapTo(page, QPoint(0, 0)), self._field.size())
        above, below = field.top() - gap - height, field.bottom() + 1 + gap
        seen = page.visibleRegion().boundingRect()
        left = max(gap, min(field.right() + 1 - width, page.width() - gap - width))
        self.setGeometry(
            left, below if below + height <= seen.bottom() + 1 or above < seen.top() else above, width, height
        )
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        paint_frame(self, look.color("error"), look.color("raised"), radius=5)
        super().paintEvent(event)


def _page_of(field: QWidget) -> QWidget:
    """The scrolling page the field stands on, else its window."""
    page = field
    while (above := page.parentWidget()) is not None and not page.isWindow():
        outer = above.parentWidget()
        if isinstance(outer, QScrollArea) and outer.widget() is page:
            return page
        page = above
    return page
