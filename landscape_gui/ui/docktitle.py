"""The title of a panel: its name, and quiet buttons to float and to close it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from landscape_gui.ui import icons, theme


class DockTitle(QWidget):
    """Title bar of ``dock``; dragging it moves the panel, a double click floats it."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        self._name = QLabel(dock.windowTitle())
        self._float = self._button("fullscreen", self.tr("Take this panel out of the window, or put it back."))
        self._close = self._button("close", self.tr("Close this panel; View → Panels brings it back."))
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._name, 1)
        self._row.addWidget(self._float)
        self._row.addWidget(self._close)
        self._float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self._close.clicked.connect(dock.close)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

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
        self._row.setSpacing(0)
        self._name.setFont(theme.font(12, theme.Weight.DemiBold))
        self._name.setStyleSheet(f"color: {theme.current().muted}")
        for button in (self._float, self._close):
            button.setIconSize(QSize(theme.px(12), theme.px(12)))
            button.setFixedSize(theme.px(22), theme.px(22))
