"""A titled part of a panel that folds away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from landscape_gui.ui import icons, theme


class Section(QWidget):
    """A header that opens and closes ``content``."""

    toggled = Signal(bool)
    """The user opened (True) or closed the section."""

    def __init__(self, title: str, content: QWidget, is_open: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._header = _Header(title)
        self._header.setChecked(is_open)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._header)
        self._layout.addWidget(content)
        content.setVisible(is_open)
        self._header.toggled.connect(content.setVisible)
        self._header.clicked.connect(self.toggled)
        theme.manager().changed.connect(self._resize)
        self._resize()

    def content(self) -> QWidget:
        """Return the widget below the header."""
        return self._content

    def is_open(self) -> bool:
        """Tell whether the content shows."""
        return self._header.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Open or close without emitting anything."""
        self._header.setChecked(is_open)

    def _resize(self) -> None:
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(4))
        self._header.setFixedHeight(theme.px(28))


class _Header(QAbstractButton):
    """Chevron and title, quiet until the mouse or the focus comes."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("Click to fold or unfold this part."))

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
        if self.hasFocus():
            painter.setPen(QPen(theme.current().color("accent"), float(theme.px(1.5))))
            radius = theme.px(4)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), radius, radius)
