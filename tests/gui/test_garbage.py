"""Where and when Python's garbage is collected."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from landscape_gui.ui import garbage
from landscape_gui.ui.garbage import GarbageCollector, collect_due


class Cycle:
    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    """A collector may freeze in any of these tests; the next one would count what it put aside."""
    gc.unfreeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("qapp")
def test_only_the_gui_thread_collects(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "INTERVAL", 1)
    threads: set[threading.Thread] = set()
    gone = threading.Event()

    def note(phase: str, _info: dict[str, int]) -> None:
        threads.add(threading.current_thread())

    gc.callbacks.append(note)
    try:
        collector = GarbageCollector()
        assert not gc.isenabled()
        weakref.finalize(Cycle(), gone.set)

        def fill() -> None:
            kept = [[k] for k in range(20_000)]
            gone.wait(10.0)
            assert kept

        worker = threading.Thread(target=fill)
        worker.start()
        qtbot.waitUntil(gone.is_set)
        worker.join()
        collector.deleteLater()
    finally:
        gc.callbacks.remove(note)
    assert threads == {threading.main_thread()}


def test_nothing_is_collected_before_it_is_due() -> None:
    gc.collect()
    runs: list[str] = []
    gc.callbacks.append(lambda phase, info: runs.append(phase))
    try:
        collect_due()
    finally:
        gc.callbacks.pop()
    assert not runs


def test_what_start_up_made_is_not_looked_through_again(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "INTERVAL", 1)
    monkeypatch.setattr(garbage, "SETTLED", 2)
    collector = GarbageCollector()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0)
    collector.deleteLater()
