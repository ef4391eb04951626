"""What is said of checks: verdicts, how far differences can be trusted, and what each way to a gradient costs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject

from landscape_gui.core.graph.differences import DifferenceErrors
from landscape_gui.core.graph.fourways import (
    CENTRAL,
    FORWARD,
    FORWARD_MODE,
    MANUAL,
    REVERSE_MODE,
    SYMBOLIC,
    Comparison,
    Way,
)
from landscape_gui.core.graph.gradientcheck import AGREES, DIFFERS, KINK, UNDEFINED, Check
from landscape_gui.numbers import MINUS, short
from landscape_gui.ui.canvas.ticks import label, power_of_ten

ROLES = {AGREES: "success", DIFFERS: "error", KINK: "warning", UNDEFINED: "warning"}
"""Verdict -> role of the theme."""


class CheckWords(QObject):
    """Sentences about checks."""

    def verdict(self, check: Check) -> str:
        """A verdict in one word."""
        known = {
            AGREES: self.tr("agrees"),
            DIFFERS: self.tr("differs"),
            KINK: self.tr("kink"),
            UNDEFINED: self.tr("undefined"),
        }
        return known[check.verdict]

    def summary(self, checks: Sequence[Check], count: int, of_mean: bool) -> str:
        """What all checks say together; ``count`` of them are wanted."""
        if len(checks) < count:
            return self.tr("Checked {done} of {count} derivatives by central differences.").format(
                done=len(checks), count=f"{count:,}"
            )
        wrong = [check.name for check in checks if check.verdict == DIFFERS]
        if wrong:
            told = self.tr("{wrong} of {count} derivatives differ from their central differences: {names}.")
            names = ", ".join(wrong[:4]) + (", …" if len(wrong) > 4 else "")
            return told.format(wrong=f"{len(wrong):,}", count=f"{count:,}", names=names)
        compared = sum(check.verdict == AGREES for check in checks)
        if not compared:
            return self.nothing_compared(count)
        if compared < count:
            told = self.tr("{compared} of {count} derivatives agree with their central differences; the rest has none.")
            return told.format(compared=f"{compared:,}", count=f"{count:,}")
        if count == 1:
            return self.tr("The derivative agrees with its central difference.")
        if of_mean:
            return self.tr("All {count} derivatives of the mean loss agree with their central differences.").format(
                count=f"{count:,}"
            )
        return self.tr("All {count} derivatives agree with their central differences.").format(count=f"{count:,}")

    def nothing_compared(self, count: int) -> str:
        """What is said where no derivative has a difference."""
        if count == 1:
            return self.tr("There is no central difference here to compare the derivative with.")
        return self.tr("There are no central differences here to compare the derivatives with.")

    def details(self, check: Check) -> str:
        """One check in full sentences."""
        told = f"{check.name}: {check.words}"
        if math.isfinite(check.step):
            told += " " + self.tr("Step ε = {step}; the difference itself is uncertain by about {error}.").format(
                step=label(float(f"{check.step:.1e}")), error=label(float(f"{check.error:.1e}")) if check.error else "0"
            )
        return told

    def lesson(self) -> str:
        """What a gradient check teaches."""
        return self.tr(
            "A difference costs two evaluations for every input, so it is a test of backpropagation, not a substitute."
        )

    def curve(self, errors: DifferenceErrors, check: Check | None = None) -> str:
        """What the curve of errors over the step shows; ``check``: what is known of the derivative."""
        drawable = [series[np.isfinite(series) & (series > 0.0)] for series in (errors.forward, errors.central)]
        if not any(series.size for series in drawable):
            return self.nothing(errors)
        if errors.at_kink or (check is not None and check.verdict == KINK):
            return self.tr("A step across a kink mixes two slopes: however small it is, the error stays.")
        if check is not None and check.verdict == DIFFERS:
            return self.tr("The error stays however small the step: not the difference is wrong, but the derivative.")
        if errors.second == 0.0 == errors.third:
            return self.tr(
                "The function is a straight line along this input, so large steps do no harm: only rounding counts, "
                "and it grows with 1/ε."
            )
        if math.isnan(errors.second):
            return self.tr(
                "A kink is close: large steps cross it and mix two slopes. To the left rounding counts, and grows "
                "with 1/ε."
            )
        told = self.tr(
            "To the right the bend of the function counts: a forward difference is off by ε, a central one by ε². "
            "To the left rounding counts, and grows with 1/ε."
        )
        best = ((self.tr("forward"), errors.best_forward), (self.tr("central"), errors.best_central))
        low, high = float(errors.steps.min()), float(errors.steps.max())
        parts = [
            self.tr("{kind} ε ≈ {step}").format(kind=kind, step=label(float(f"{step:.1e}")))
            for kind, step in best
            if math.isfinite(step) and low < step < high
        ]
        if parts:
            told += " " + self.tr("Best: {steps}.").format(steps=", ".join(parts))
        return told

    def plot_title(self, name: str) -> str:
        """What the plot shows."""
        return self.tr("Absolute error of the difference by {name}, for every step ε").format(name=name)

    def nothing(self, errors: DifferenceErrors) -> str:
        """Why there is no curve."""
        known = np.concatenate([errors.forward, errors.central])
        if not np.isfinite(errors.exact):
            return self.tr(
                "The derivative by {name} is not a finite number here: there is nothing to compare with."
            ).format(name=errors.name)
        if not np.isfinite(known).any():
            return self.tr("The formula is not defined around {name}: there is no difference to draw.").format(
                name=errors.name
            )
        return self.tr("Differences by {name} are exact at every step: there is no error to draw.").format(
            name=errors.name
        )

    def way(self, way: Way) -> str:
        """The name of a way."""
        known = {
            MANUAL: self.tr("By hand"),
            FORWARD: self.tr("Forward differences"),
            CENTRAL: self.tr("Central differences"),
            SYMBOLIC: self.tr("Symbolic"),
            FORWARD_MODE: self.tr("Automatic, forward"),
            REVERSE_MODE: self.tr("Automatic, reverse"),
        }
        return known[way.key]

    def way_tip(self, way: Way) -> str:
        """What a way does, in one sentence."""
        known = {
            MANUAL: self.tr("Formulas that somebody worked out; short, but easily wrong."),
            FORWARD: self.tr("(f(w + ε) − f(w)) / ε: one more evaluation of f for each input, and never exact."),
            CENTRAL: self.tr("(f(w + ε) − f(w − ε)) / 2ε: two evaluations for each input, and far more exact."),
            SYMBOLIC: self.tr("The rules of the textbook applied to the formula, every result written out."),
            FORWARD_MODE: self.tr("Values and tangents together, results shared: one pass for each input."),
            REVERSE_MODE: self.tr("One pass forward and one back: all derivatives at once. This is backpropagation."),
        }
        return known[way.key]

    def seconds(self, way: Way) -> str:
        """A time; one that is extrapolated says so."""
        return f"{'≈ ' if way.extrapolated else ''}{self.duration(way.seconds)}"

    def error(self, way: Way) -> str:
        """A relative error."""
        return self.tr("not computed") if math.isnan(way.error) else self.relative(way.error)

    def relative(self, error: float) -> str:
        """A relative error with as many digits as mean something; – where there is none."""
        if math.isnan(error):
            return "–"
        return "0" if error == 0.0 else label(float(f"{error:.1e}"))

    def number(self, value: float) -> str:
        """A number with all its digits, powers of ten written as relative errors have them."""
        mantissa, _, exponent = short(value, fixed=True).partition("e")
        return f"{mantissa}·{power_of_ten(int(exponent.replace(MINUS, '-')))}" if exponent else mantissa

    def count(self, operations: int) -> str:
        """A number of operations, which may be beyond all bounds."""
        return f"{operations:,}" if operations < 10**7 else label(float(f"{min(operations, 10**300):.1e}"))

    def operations(self, count: int) -> str:
        """How many operations, in words."""
        return self.tr("1 operation") if count == 1 else self.tr("{count} operations").format(count=self.count(count))

    def times(self, multiple: float) -> str:
        """How many times the work of the function."""
        return f"{short(multiple, 3)}×" if multiple < 1e5 else f"{label(float(f'{multiple:.1e}'))}×"

    def comparison(self, comparison: Comparison) -> str:
        """What the table of ways teaches, with its numbers."""
        ways = {way.key: way for way in comparison.ways}
        reverse, symbolic = ways[REVERSE_MODE], ways[SYMBOLIC]
        size = max(1, comparison.operations)
        told = self.tr("The function itself takes {size}; written out without names {written}.").format(
            size=self.operations(comparison.operations), written=self.count(comparison.written_out)
        )
        if symbolic.operations > 2 * reverse.operations:
            swell = self.tr("Symbolic derivatives swell to {operations}, for nothing is shared.")
        else:
            swell = self.tr("Symbolic derivatives take {operations}; where results are used again they would swell.")
        costs = self.tr("Reverse mode gives all {count} derivatives in one evaluation, {times} times the work of f.")
        parts = [told, swell.format(operations=self.operations(symbolic.operations))]
        if comparison.parameters == 1:
            costs = self.tr(
                "Reverse mode gives the value and the derivative in one evaluation, {times} times the work of f."
            )
        parts.append(costs.format(count=f"{comparison.parameters:,}", times=short(reverse.operations / size, 2)))
        return " ".join([*parts, self._without_error(comparison)]).rstrip()

    def _without_error(self, comparison: Comparison) -> str:
        """Why errors are not computed, where any are not."""
        missing = [math.isnan(way.error) for way in comparison.ways]
        if all(missing):
            return self.tr("There are no errors to tell: the derivatives are not finite numbers here.")
        if any(missing):
            return self.tr("Errors are not computed of ways that take too long, or give no finite number.")
        return ""

    def symbolic(self, name: str, text: str, size: int) -> str:
        """The derivative by one input as a written out expression."""
        if text:
            told = self.tr("∂/∂{name} written out, {operations}: {text}")
        else:
            told = self.tr("∂/∂{name} written out has {operations}: too long to be read.")
        return told.format(name=name, operations=self.operations(size), text=text)

    def by_hand(self, name: str, text: str) -> str:
        """The derivative by one input as somebody worked it out."""
        return self.tr("∂/∂{name} by hand: {text}").format(name=name, text=text.replace("*", "·").replace("-", "−"))

    def duration(self, seconds: float) -> str:
        """A time as people say it: "12 µs", "3.4 ms", "5 years"."""
        if not math.isfinite(seconds):
            return "∞"
        units = (
            ("µs", 1e-6), ("ms", 1e-3), ("s", 1.0), ("min", 60.0), ("h", 3600.0), (self.tr("days"), 86_400.0),
            (self.tr("years"), 3.156e7),
        )  # fmt: skip
        ends = [unit for _, unit in units[1:]] + [math.inf]
        name, unit = next(pair for pair, end in zip(units, ends, strict=True) if seconds < 0.9995 * end)
        amount = seconds / unit
        return f"{label(float(f'{amount:.2g}')) if amount >= 1e4 else short(amount, 2 if amount < 100 else 3)} {name}"
