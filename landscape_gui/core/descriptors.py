"""What a catalogue entry says of itself. Forms, legends, tables, tests and the command line read nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from landscape_gui.core.errors import OptimizerError

Interval = tuple[float, float]
Point = tuple[float, ...]
MAX_SEED = 2**32 - 1
"""Largest seed of numpy's legacy generator, whose streams never change."""


@dataclass(frozen=True, slots=True)
class Param:
    """One number a user may set: a hyper-parameter of an optimizer or a coefficient of a surface.

    Attributes:
        key: name in code, files and on the command line.
        label: words and symbol for the screen.
        default: value when nothing is said.
        low, high: inclusive bounds of valid values.
        log: whether a slider moves logarithmically (its interval is then positive).
        description: one sentence for the tooltip: what it does, what it teaches.
        soft: interval a slider covers, when the valid one is too wide to be useful.
        integer: whether only whole numbers are valid.
    """

    key: str
    label: str
    default: float
    low: float
    high: float
    log: bool = False
    description: str = ""
    soft: Interval | None = None
    integer: bool = False

    @property
    def slider(self) -> Interval:
        """The interval a slider covers."""
        return self.soft or (self.low, self.high)

    def check(self, value: float, owner: str) -> float:
        """Return ``value`` as a float, or raise OptimizerError naming ``owner``, this parameter and its bounds."""
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not self.low <= number <= self.high or (self.integer and not number.is_integer()):
            kind = "whole number" if self.integer else "number"
            raise OptimizerError(
                f"{owner}: {self.key} = {value} is not valid; give a {kind} from {self.low:g} to {self.high:g}."
            )
        return number


@dataclass(frozen=True, slots=True)
class Optimizer:
    """A first-order optimizer: a scalar, elementwise rule and what a reader should know about it.

    ``rule`` takes its arguments by name from: ``theta``, ``gradient``, the ``slots``, the ``factors``, the
    hyper-parameters (``lr`` already multiplied by the schedule); it returns the new theta followed by the new slots.
    ``per_step``, where present, runs once a step for all parameters: it takes by name the ``clock`` scalars, ``step``
    (1 at the first step, a float) and the hyper-parameters, and returns the new clock, then the ``factors``.
    Both are plain Python restricted to float arithmetic, ``math`` and the helpers of ``core.scalars``, so that they can
    be run as they stand, or inlined into generated kernels.

    Attributes:
        slots: names of the per-parameter state, all starting at ``slot_start`` (0 unless told otherwise).
        clock: names and initial values of the per-step scalars.
        factors: names of the numbers ``per_step`` hands to ``rule``.
        velocity: name of the slot drawn as the momentum arrow, if any.
        effective_rate: optional function by name like ``rule``, returning the rate that multiplies the (averaged)
            gradient of this axis; shown in the state table.
        formula: the update rule in LaTeX.
        short: what a long label is abbreviated to where there is little room; "" where it is short itself.
    """

    key: str
    label: str
    color: str
    marker: str
    dash: str
    rule: Callable[..., object]
    parameters: tuple[Param, ...]
    formula: str
    description: str
    source: str
    slots: tuple[str, ...] = ()
    per_step: Callable[..., tuple[float, ...]] | None = None
    clock: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    factors: tuple[str, ...] = ()
    velocity: str | None = None
    effective_rate: Callable[..., float] | None = None
    short: str = ""

    @property
    def defaults(self) -> dict[str, float]:
        """Default value of every hyper-parameter."""
        return {parameter.key: parameter.default for parameter in self.parameters}

    def hyperparameters(self, given: Mapping[str, float]) -> dict[str, float]:
        """Return all hyper-parameters, ``given`` over the defaults, checked against their bounds."""
        known = {parameter.key: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise OptimizerError(f"{self.label} has no hyper-parameter {name!r}; it has {', '.join(known)}.")
        return {key: known[key].check(given.get(key, known[key].default), self.label) for key in known}


@dataclass(frozen=True, slots=True)
class Surface:
    """A test surface: formula text and what a reader should know about it.

    Attributes:
        formula: text in the formula language; variables x and y (or others by first appearance).
        domain: one interval a variable, the part that is shown.
        start: where optimizers start unless told otherwise.
        minima: known global minimizers at the default coefficients; empty where unbounded.
        local_minima: further known local minimizers worth marking.
        kind: "convex", "ravine", "saddle", "plateau", "many minima" or "non-smooth".
        description: one sentence: what it teaches.
        coefficients: names in the formula that are sliders, not variables.
        height: "linear", "log" or "rank": the height scale under which it reads best.
    """

    key: str
    label: str
    formula: str
    domain: tuple[Interval, ...]
    start: Point
    kind: str
    description: str
    source: str
    minima: tuple[Point, ...] = ()
    local_minima: tuple[Point, ...] = ()
    coefficients: tuple[Param, ...] = ()
    height: str = "linear"


SURFACE_KINDS = ("convex", "ravine", "saddle", "plateau", "many minima", "non-smooth")
