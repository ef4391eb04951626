"""What a thread has made is handed over to the GUI thread, as long as somebody there still wants it."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal


class Receiver:
    """Calls ``deliver`` in the GUI thread with what other threads hand over.

    ``deliver`` is a bound method; nothing is called once its object has gone. Make receivers in the GUI thread.
    """

    def __init__(self, deliver: Callable[..., object]) -> None:
        self._deliver = weakref.WeakMethod(deliver)
        _office()

    def hand_over(self, *things: Any) -> None:
        """Have ``deliver`` called with ``things`` soon; from any thread."""
        _office().ready.emit(self._deliver, things)


class _Office(QObject):
    """Outlives every view, so that no thread ever meets a deleted object."""

    ready = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.ready.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)

    def _hand_over(self, deliver: weakref.WeakMethod[Callable[..., object]], things: tuple[Any, ...]) -> None:
        method = deliver()
        if method is not None:
            method(*things)


_the_office: _Office | None = None


def _office() -> _Office:
    global _the_office  # noqa: PLW0603 - like the one look of a process, made when the first view is
    if _the_office is None:
        _the_office = _Office()
    return _the_office
