"""Tooltips that wrap, and the guard that keeps a scrolled panel from changing numbers."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QEnterEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from landscape_gui.ui import theme


def tip(text: str, *details: str) -> str:
    """Return a tooltip: one sentence that wraps, and quieter lines below it. Plain text in, rich text out."""
    lines = [f"<div>{html.escape(text)}</div>"] if text else []
    muted = theme.current().muted
    lines += [f"<div style='color:{muted}'>{html.escape(detail)}</div>" for detail in details if detail]
    return "<qt>" + "".join(lines) + "</qt>" if lines else ""


class WheelGuard(QObject):
    """Lets the wheel reach ``widget`` only where it is meant: with the focus, or after the mouse moved on the widget.

    Scrolling a panel drags many sliders below a mouse that rests; none of them may change by that.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._entered = QPoint()
        self._aimed = False
        widget.setMouseTracking(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QEnterEvent):
            self._entered, self._aimed = event.globalPosition().toPoint(), False
        elif isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self._aimed = self._aimed or event.globalPosition().toPoint() != self._entered
        elif isinstance(event, QWheelEvent) and not (self._aimed or self._widget.hasFocus()):
            event.ignore()
            return True
        return super().eventFilter(watched, event)
