"""Answers to the questions of a walk: how they are read, when they are right, and the score.

An answer is a number, a fraction, or any formula of the formula language; names of numbers that are known by then may
be used. Right is what reads like the answer on screen, where numbers have 4 significant digits. What differs only
because somebody went on with rounded numbers, or stopped after 3 digits, counts as right too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from landscape_gui.core.errors import FormulaError
from landscape_gui.core.expression import parse
from landscape_gui.core.graph.questions import DIGITS, Question, rounded

RIGHT, ROUNDED, COARSE, WRONG, UNREADABLE = "right", "rounded", "coarse", "wrong", "unreadable"
"""Verdicts: as on screen; right, but rounded differently; right as far as it goes, but too few digits; not right; no
number."""
NEAR, TENS, FLIPPED = "near", "tens", "flipped"
"""Mistakes that any number can have: off by less than a twentieth; by powers of ten; a shape with its sides exchanged.
"""
NEARBY = 0.05

FIRST, LATER, HINTED, SHOWN, SKIPPED = "first", "later", "hinted", "shown", "skipped"
"""How a question ended: right at the first try, at a later one, with a hint, with the answer shown, not at all."""
RULE, NUMBERS, ANSWER = 1, 2, 3
"""Hints: the rule in words, the formula with its numbers, the answer."""

_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_SHAPE = re.compile(r"[(\[]?\s*(\d+)(?:\s*(?:×|x|\*|,|;|by|·|\s)\s*(\d+))?\s*,?\s*[)\]]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of an answer.

    Attributes:
        outcome: one of ``RIGHT``, …; mistake: which one was made, of a ``Question``'s or ``NEAR``, …; "" where unknown.
        sentence: why it cannot be read.
        value: the number it says, NaN where none.
    """

    outcome: str
    mistake: str = ""
    sentence: str = ""
    value: float = math.nan

    @property
    def accepted(self) -> bool:
        """Whether it counts as right."""
        return self.outcome in {RIGHT, ROUNDED}


def judge(question: Question, text: str, known: Mapping[str, float] | None = None) -> Verdict:
    """Read an answer and compare it.

    Args:
        text: what was typed.
        known: numbers that may be used by name.
    """
    if question.shape is not None:
        return _judge_shape(question.shape, text)
    try:
        value = read_number(text, known or {})
    except FormulaError as error:
        return Verdict(UNREADABLE, sentence=str(error))
    return _judge_number(question, value, _digits(text))


def read_number(text: str, known: Mapping[str, float]) -> float:
    """The number that ``text`` says.

    Raises:
        FormulaError: it says none, or one that is not finite; the sentence says what would be valid.
    """
    if not text.strip():
        raise FormulaError("Type a number, or a formula such as 0.6*0.8 − 0.2.")
    written = _DECIMAL_COMMA.sub(".", text) if "(" not in text else text
    graph = parse(written, tuple(known))
    if graph.variables:
        names = f", or the names {', '.join(known)}" if known else ""
        raise FormulaError(f"There is no number called {graph.variables[0]} here; use numbers{names}.")
    value = float(graph.evaluate(known)[graph.output])
    if not math.isfinite(value):
        raise FormulaError(f"{text.strip()} is not a finite number; check for a division by zero.")
    return value


def repeats(text: str, formula: str, known: Mapping[str, float]) -> bool:
    """Whether ``text`` is but the formula that was asked for, written with the same names or nearly so."""
    try:
        typed, asked = (parse(one, tuple(known)) for one in (text, formula))
    except FormulaError:
        return False
    return bool(typed.coefficients) and (typed.nodes, typed.outputs) == (asked.nodes, asked.outputs)


def _judge_number(question: Question, value: float, digits: int) -> Verdict:
    answer, shown = question.answer, question.shown
    if _reads_like(value, answer, DIGITS):
        return Verdict(RIGHT, value=value)
    if _reads_like(value, answer, DIGITS - 1) or (math.isfinite(shown) and _reads_like(value, shown, DIGITS)):
        return Verdict(ROUNDED, value=value)
    if digits and value != 0.0 and _is_cut(value, answer, digits):
        return Verdict(ROUNDED if digits >= DIGITS - 1 else COARSE, value=value)
    for mistake, number in question.slips.items():
        if _reads_like(value, number, DIGITS - 1):
            return Verdict(WRONG, mistake, value=value)
    return Verdict(WRONG, _common_mistake(value, answer), value=value)


def _reads_like(value: float, number: float, digits: int) -> bool:
    """Whether ``value`` is within half a unit of the last of so many significant digits of ``number``."""
    if value == number:
        return True
    if number == 0.0:
        return False
    unit = 10.0 ** (math.floor(math.log10(abs(number))) - digits + 1)
    return abs(value - number) <= 0.5 * unit * (1.0 + 1e-9)


def _is_cut(value: float, number: float, digits: int) -> bool:
    """Whether ``value`` is ``number`` rounded to so many significant digits, or cut off after them."""
    if number == 0.0:
        return False
    unit = 10.0 ** (math.floor(math.log10(abs(number))) - digits + 1)
    cut = math.trunc(number / unit) * unit
    return value == rounded(number, digits) or abs(value - cut) <= 1e-9 * unit


def _common_mistake(value: float, answer: float) -> str:
    if value == 0.0 or answer == 0.0 or (value > 0.0) != (answer > 0.0):
        return ""
    power = math.log10(value / answer)
    if round(power) != 0 and _reads_like(value, answer * 10.0 ** round(power), DIGITS - 1):
        return TENS
    return NEAR if abs(value - answer) <= NEARBY * abs(answer) else ""


def _digits(text: str) -> int:
    """Significant digits of a number as typed; 0 where it is a formula."""
    written = text.strip().lstrip("+-−–").replace(",", ".")
    if not re.fullmatch(r"\d*\.?\d*(e[+-]?\d+)?", written, re.IGNORECASE):
        return 0
    return len(re.split("e", written, flags=re.IGNORECASE)[0].replace(".", "").lstrip("0"))


def _judge_shape(shape: tuple[int, ...], text: str) -> Verdict:
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        return Verdict(UNREADABLE, sentence="Type a shape, such as 3 for a vector or 2×3 for 2 rows and 3 columns.")
    sides = tuple(int(side) for side in match.groups() if side is not None)
    if sides == shape or (len(shape) == 1 and sides == (*shape, 1)):
        return Verdict(RIGHT)
    turned = len(sides) == 2 and sides[::-1] in {shape, (*shape, 1)}
    return Verdict(WRONG, FLIPPED if turned else "")


@dataclass(frozen=True, slots=True)
class Attempt:
    """How far somebody has come with one question: wrong answers given, and hints seen."""

    wrong: int = 0
    hints: int = 0

    def judged(self, verdict: Verdict) -> Attempt:
        """After an answer; only a wrong one counts."""
        return replace(self, wrong=self.wrong + 1) if verdict.outcome == WRONG else self

    def hinted(self) -> Attempt:
        """After one more hint, the last of which is the answer."""
        return replace(self, hints=min(self.hints + 1, ANSWER))

    @property
    def outcome(self) -> str:
        """What a right answer counts as now."""
        if self.hints:
            return SHOWN if self.hints == ANSWER else HINTED
        return LATER if self.wrong else FIRST


@dataclass(frozen=True, slots=True)
class Score:
    """How the questions of a walk ended, by the cursor they were asked at. The first end counts, but skipping does not.

    Attributes:
        ends: cursor -> ``FIRST``, ….
    """

    ends: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))

    def ended(self, cursor: int, outcome: str) -> Score:
        """With the end of one more question."""
        if self.ends.get(cursor, SKIPPED) != SKIPPED:
            return self
        return Score(MappingProxyType({**self.ends, cursor: outcome}))

    def skipped(self, cursors: Iterable[int]) -> Score:
        """With these questions passed over, as far as they have not ended."""
        return Score(MappingProxyType({**dict.fromkeys(cursors, SKIPPED), **self.ends}))

    def count(self, *outcomes: str) -> int:
        """How many questions ended so; all of them where nothing is named."""
        return sum(not outcomes or end in outcomes for end in self.ends.values())
