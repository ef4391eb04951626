"""What the worker of the check computes, piece by piece."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from landscape_gui.core.graph.gradientcheck import Check
from landscape_gui.scene.audits import Audit, Pause
from landscape_gui.ui.views.check.worker import Work

TOGETHER = 0.1
"""Seconds of checks that are handed over at once."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Checks of these names follow.

    Attributes:
        title: what an operation is called that is checked beside the inputs, "" without one.
        of_mean: whether the derivatives are of a mean over examples, of which there is no curve of errors.
    """

    names: tuple[str, ...]
    title: str
    of_mean: bool


@dataclass(frozen=True, slots=True)
class Formulas:
    """The derivative by one input as formulas; "" where there is none, or where it is too long."""

    name: str
    by_hand: str
    symbolic: str
    operations: int


def checks(audit: Audit) -> Work:
    """A ``Beginning``, then tuples of ``Check``."""

    def work(pause: Pause) -> Iterator[object]:
        yield Beginning(audit.names, audit.title, audit.mean is not None)
        found: list[Check] = []
        begin = time.perf_counter()
        for check in audit.checks(pause):
            found.append(check)
            if time.perf_counter() - begin > TOGETHER:
                yield tuple(found)
                found, begin = [], time.perf_counter()
        yield tuple(found)

    return work


def curve(audit: Audit, name: str) -> Work:
    """The ``DifferenceErrors`` of one input."""

    def work(pause: Pause) -> Iterator[object]:
        yield audit.errors(name)

    return work


def comparison(audit: Audit) -> Work:
    """A ``Beginning``, for it names the inputs, then the ``Comparison`` of all ways."""

    def work(pause: Pause) -> Iterator[object]:
        yield Beginning(audit.names, audit.title, audit.mean is not None)
        yield audit.ways(pause)

    return work


def formulas(audit: Audit, name: str) -> Work:
    """The ``Formulas`` of one input."""

    def work(pause: Pause) -> Iterator[object]:
        text, size = audit.symbolic(name)
        yield Formulas(name, audit.manual_text(name), text, size)

    return work
