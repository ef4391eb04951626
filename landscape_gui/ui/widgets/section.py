"""A titled part of a panel that folds away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from landscape_gui.ui import icons, theme


class Section(QWidget):
    """A header that opens and closes ``content``, and says in a few words what stands there while it is closed."""

    toggled = Signal(bool)
    """The user opened (True) or closed the section."""

    def __init__(self, title: str, content: QWidget, is_open: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._header = _Header(title)
        self._header.setChecked(is_open)
        self._layout = QVBoxLayout(self)
        self._line = QHBoxLayout()
        self._line.addWidget(self._header, 1, Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(self._line)
        self._layout.addWidget(content)
        content.setVisible(is_open)
        self._header.toggled.connect(content.setVisible)
        self._header.clicked.connect(self.toggled)
        theme.manager().changed.connect(self._resize)
        self._resize()

    def content(self) -> QWidget:
        """Return the widget below the header."""
        return self._content

    def header(self) -> QAbstractButton:
        """Return what opens and closes the section."""
        return self._header

    def is_under_mouse(self) -> bool:
        """Tell whether it was the mouse that opened or closed the section last."""
        return self._header.by_mouse

    def add_button(self, button: QWidget) -> None:
        """Put ``button`` at the right end of the header, where it works also while the section is closed."""
        self._line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def set_summary(self, words: str, marked: bool = False) -> None:
        """Say in the header what the closed section holds; ``marked``: as something unusual, also while it is open."""
        self._header.set_summary(words, marked)

    def is_open(self) -> bool:
        """Tell whether the content shows."""
        return self._header.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Open or close without emitting anything."""
        self._header.setChecked(is_open)

    def _resize(self) -> None:
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(4))
        self._line.setSpacing(theme.px(4))
        self._header.setFixedHeight(theme.px(28))


class _Header(QAbstractButton):
    """Chevron and title, quiet until the mouse or the focus comes."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._summary, self._marked = "", False
        self.by_mouse = False
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("Click to fold or unfold this part."))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.by_mouse = True
        super().mouseReleaseEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.by_mouse = False
        super().keyReleaseEvent(event)

    def set_summary(self, words: str, marked: bool) -> None:
        """Say ``words`` at the right end."""
        if (words, marked) != (self._summary, self._marked):
            self._summary, self._marked = words, marked
            self.setAccessibleDescription(words)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = "text" if self.underMouse() or self.hasFocus() else "muted"
        side = theme.px(14)
        name = "chevron-down" if self.isChecked() else "chevron-right"
        painter.drawPixmap(0, (self.height() - side) // 2, icons.pixmap(name, side, role, self.devicePixelRatioF()))
        painter.setPen(theme.current().color(role))
        painter.setFont(theme.font(12, QFont.Weight.DemiBold))
        area = self.rect().adjusted(side + theme.px(6), 0, 0, 0)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
        if self._summary and (self._marked or not self.isChecked()):
            self._paint_summary(painter, painter.fontMetrics().horizontalAdvance(self.text()) + area.left())
        if self.hasFocus():
            painter.setPen(QPen(theme.current().color("accent"), float(theme.px(1.5))))
            radius = theme.px(4)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), radius, radius)

    def _paint_summary(self, painter: QPainter, left: int) -> None:
        """Say the summary right of ``left``, as much of it as there is room for."""
        painter.setPen(theme.current().color("accent" if self._marked else "muted"))
        painter.setFont(theme.font(12))
        area = self.rect().adjusted(left + theme.px(12), 0, -theme.px(4), 0)
        words = QFontMetrics(painter.font()).elidedText(self._summary, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), words)
