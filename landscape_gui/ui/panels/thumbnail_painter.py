"""Draws small pictures beside the GUI thread, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

T = TypeVar("T")


class ThumbnailPainter(QObject, Generic[T]):
    """Draws subjects one after the other in a thread; of several under one name only the newest counts.

    Args:
        draw: a picture of a subject, None where it has none; called in the painter's thread.

    Signals:
        ready: the name and its QImage.
    """

    ready = Signal(str, QImage)

    def __init__(self, draw: Callable[[T], QImage | None]) -> None:
        super().__init__()
        self._draw = draw
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="thumbnails")
        self._newest: dict[str, T] = {}

    def ask(self, name: str, subject: T) -> None:
        """Draw ``subject``; ``ready`` follows with its ``name``."""
        self._newest[name] = subject
        self._pool.submit(self._work, name, subject)

    def _work(self, name: str, subject: T) -> None:
        if self._newest.get(name) is not subject:
            return
        drawn = self._draw(subject)
        if drawn is not None and self._newest.get(name) is subject:
            self.ready.emit(name, drawn)
