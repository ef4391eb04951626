"""Python's cyclic garbage is collected in the GUI thread only.

Left to itself Python collects in whatever thread happens to allocate, and a closed window that lies in a cycle would be
deleted by a thread that computes: Qt may then crash, or wait for a lock for ever.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject

from landscape_gui.ui.widgets.timers import repeating

INTERVAL = 1000
SETTLED = 10
"""Ticks after which start-up is over: what it left behind is not looked through again, which would take 0.1 s."""


class GarbageCollector(QObject):
    """Takes over from Python's own collector for as long as it lives."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._ticks = 0
        self._timer = repeating(self, self._tick, INTERVAL)
        self._timer.start()

    def _tick(self) -> None:
        self._ticks += 1
        if self._ticks == SETTLED:
            gc.freeze()
        collect_due()


def collect_due() -> None:
    """Collect the oldest generation that Python's own collector would collect now, if any."""
    for generation, (count, limit) in reversed(list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))):
        if count > limit > 0:
            gc.collect(generation)
            return
