"""A label that ends in an ellipsis where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from landscape_gui.ui import theme


class ElidedLabel(QLabel):
    """One line of plain text, cut with "…"; the tooltip says all of it unless another tooltip is set.

    Args:
        text: the words.
        role: role of the theme that colours them, None for the colour of text.
        mode: where the ellipsis goes.
    """

    def __init__(
        self,
        text: str = "",
        role: str | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._mode = mode
        self._role = role
        self._own_tip = True
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show other words."""
        super().setText(text)
        self._update_tip()

    def setToolTip(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show ``text`` as tooltip instead of the whole words."""
        self._own_tip = not text
        super().setToolTip(text)

    def set_role(self, role: str | None) -> None:
        """Colour the words with another role of the theme."""
        self._role = role
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…"), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._role and self.isEnabled():
            painter.setPen(theme.current().color(self._role))
        else:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        area = self.contentsRect()
        painter.drawText(area, int(self.alignment()) | int(Qt.TextFlag.TextSingleLine), self.cut(area.width()))

    def cut(self, room: int) -> str:
        """Return the words cut to ``room`` pixels."""
        return self.fontMetrics().elidedText(self.text(), self._mode, room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_tip()

    def _update_tip(self) -> None:
        if self._own_tip:
            cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
            super().setToolTip(self.text() if cut else "")
