"""The title of a panel: its name, and quiet buttons to float and to close it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from landscape_gui.ui import icons, theme

ASIDE = 24
"""How far from its place a panel floats first, at text size 100 %."""


class Dock(QDockWidget):
    """A panel that can be moved; while it floats it has an edge.

    Signals:
        opening: it is about to be shown, by whatever; the window has still the size it had before.
    """

    opening = Signal()

    def setVisible(self, visible: bool) -> None:  # noqa: N802 - Qt's own name
        if visible and self.isHidden():
            self.opening.emit()
        super().setVisible(visible)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isFloating():
            with QPainter(self) as painter:
                painter.setPen(QPen(theme.current().color("muted"), 2 * theme.px(1)))
                painter.drawRect(self.rect())


class DockTitle(QWidget):
    """Title bar of ``dock``; dragging it moves the panel, a double click floats it."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        self._name = QLabel(dock.windowTitle())
        self._float = self._button("undock", "")
        self._close = self._button("close", self.tr("Close this panel; View → Panels brings it back."))
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._name, 1)
        self._row.addWidget(self._float)
        self._row.addWidget(self._close)
        self._float.clicked.connect(self._toggle)
        dock.topLevelChanged.connect(self._floating_changed)
        self._close.clicked.connect(dock.close)
        self._floating_changed(False)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def add(self, widget: QWidget) -> None:
        """Put a small widget between the name and the buttons."""
        self._row.insertWidget(self._row.indexOf(self._float), widget)

    def _toggle(self) -> None:
        """Float the panel a little aside of its place, so that it is seen to be out of it, or put it back."""
        place = self._dock.mapToGlobal(QPoint(theme.px(ASIDE), theme.px(ASIDE)))
        self._dock.setFloating(not self._dock.isFloating())
        if self._dock.isFloating():
            self._dock.move(place)
        else:
            self._dock.raise_()  # else it may come back behind another tab

    def _floating_changed(self, floating: bool) -> None:
        if floating:
            words = self.tr("Put this panel back into the window.")
        else:
            words = self.tr("Take this panel out of the window, to lay it beside or onto another screen.")
        self._float.setToolTip(words)
        self._float.setAccessibleName(words)
        self._frame()

    def _frame(self) -> None:
        """Outline a panel that floats: the system gives no frame to one with a title of its own."""
        dock = self._dock
        line = theme.px(1) if dock.isFloating() else 0
        dock.setContentsMargins(line, line, line, line)
        dock.update()

    @staticmethod
    def _button(icon: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIcon(icons.icon(icon, "muted"))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _restyle(self) -> None:
        self._row.setContentsMargins(theme.px(12), theme.px(4), theme.px(4), 0)
        self._row.setSpacing(theme.px(2))
        self._name.setFont(theme.font(12, theme.Weight.DemiBold))
        self._frame()
        self._name.setStyleSheet(f"color: {theme.current().muted}")
        for button in (self._float, self._close):
            button.setIconSize(QSize(theme.px(12), theme.px(12)))
            button.setFixedSize(theme.px(22), theme.px(22))
