"""Timers, said in one line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def once(parent: QObject, slot: Callable[[], object], milliseconds: int = 0) -> QTimer:
    """Return a timer that calls ``slot`` once after each ``start``."""
    timer = repeating(parent, slot, milliseconds)
    timer.setSingleShot(True)
    return timer


def repeating(parent: QObject, slot: Callable[[], object], milliseconds: int) -> QTimer:
    """Return a timer that calls ``slot`` again and again between ``start`` and ``stop``."""
    timer = QTimer(parent)
    timer.setInterval(milliseconds)
    timer.timeout.connect(slot)
    return timer
