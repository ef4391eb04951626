"""Tooltips that wrap, and the guard that keeps a scrolled panel from changing numbers."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QEnterEvent, QFocusEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from landscape_gui.ui import theme


def tip(text: str, *details: str) -> str:
    """Return a tooltip: one sentence that wraps, and quieter lines below it. Plain text in, rich text out."""
    lines = [f"<div>{html.escape(text)}</div>"] if text else []
    muted = theme.current().muted
    lines += [f"<div style='color:{muted}'>{html.escape(detail)}</div>" for detail in details if detail]
    return "<qt>" + "".join(lines) + "</qt>" if lines else ""


class WheelGuard(QObject):
    """Lets the wheel reach ``widget`` only where it is meant; elsewhere it goes on to what is around.

    It is meant after the mouse moved on the widget, or with the focus; where the wheel could scroll a panel instead, it
    takes both: the focus, and that nobody scrolled the widget below a mouse that rests since.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._entered = QPoint()
        self._aimed = False
        self._slid = False
        widget.setMouseTracking(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QEnterEvent):
            self._entered, self._aimed = event.globalPosition().toPoint(), False
            self._slid = self._widget.hasFocus()
        elif isinstance(event, QMouseEvent):
            self._aimed = self._aimed or event.globalPosition().toPoint() != self._entered
            if self._aimed or event.type() == QEvent.Type.MouseButtonPress:
                self._slid = False
        elif isinstance(event, QFocusEvent):
            self._slid = False
        elif isinstance(event, QWheelEvent) and not self._is_meant():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _is_meant(self) -> bool:
        focused = self._widget.hasFocus()
        return focused and not self._slid if _scrolls(self._widget) else focused or self._aimed


def _scrolls(widget: QWidget) -> bool:
    """Whether a widget stands in something that scrolls."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QAbstractScrollArea):
        around = None if around.isWindow() else around.parentWidget()
    return around is not None
