"""Answers: how they are read and judged, attempts and the score."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from landscape_gui.core.graph.examples import EXAMPLES
from landscape_gui.core.graph.predict import (
    COARSE,
    FIRST,
    FLIPPED,
    HINTED,
    LATER,
    NEAR,
    RIGHT,
    ROUNDED,
    SHOWN,
    SKIPPED,
    TENS,
    UNREADABLE,
    WRONG,
    Attempt,
    Score,
    Verdict,
    judge,
    read_number,
    repeats,
)
from landscape_gui.core.graph.questions import ALONE, GRADIENT, SIGN, VALUE, Question, Questions
from landscape_gui.core.graph.walk import Walk
from landscape_gui.numbers import short

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e100, max_value=1e100).filter(
    lambda x: x == 0.0 or abs(x) > 1e-100
)


def asks(answer: float, **others: object) -> Question:
    """A question with this answer."""
    return replace(Question(VALUE, 3, 3, "", answer), **others)  # type: ignore[arg-type]


def shape(*sides: int) -> Question:
    """A question for a shape."""
    return Question(GRADIENT, 3, 4, "", math.nan, shape=sides)


@given(NUMBERS)
def test_what_stands_on_screen_is_right(answer: float) -> None:
    assert judge(asks(answer), short(answer)).outcome == RIGHT
    assert judge(asks(answer), repr(answer)).outcome == RIGHT


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=10_000))
def test_exact_fractions_are_right(fraction: Fraction) -> None:
    answer = float(fraction)
    assert judge(asks(answer), f"{fraction.numerator}/{fraction.denominator}").outcome == RIGHT
    assert judge(asks(answer), f"−({-fraction.numerator})/{fraction.denominator}").outcome == RIGHT


@given(NUMBERS, st.floats(min_value=-1.0, max_value=1.0))
def test_verdicts_are_right_only_within_half_a_unit_of_the_digits_they_promise(answer: float, off: float) -> None:
    assume(answer != 0.0)
    value = answer * (1.0 + off)
    distance = abs(Fraction(value) - Fraction(answer))
    power = math.floor(math.log10(abs(answer)))
    half = {digits: Fraction(10) ** (power - digits + 1) / 2 for digits in (3, 4)}
    verdict = judge(asks(answer), repr(value))
    slack = Fraction(1_000_001, 1_000_000)
    if verdict.outcome == RIGHT:
        assert distance <= half[4] * slack
    elif verdict.outcome == ROUNDED:
        assert half[4] / slack <= distance <= 2 * half[3]
    else:
        assert distance >= half[3] / slack
    assert verdict.value == value


@given(NUMBERS)
def test_the_other_sign_is_recognised(answer: float) -> None:
    assume(answer != 0.0)
    verdict = judge(asks(answer, slips={SIGN: -answer}), short(-answer))
    assert (verdict.outcome, verdict.mistake) == (WRONG, SIGN)


@given(st.text(max_size=30))
def test_whatever_is_typed_gets_a_verdict(text: str) -> None:
    for question in (asks(0.28), shape(2, 3)):
        verdict = judge(question, text, {"w": 0.6, "x": 0.8})
        assert verdict.outcome in {RIGHT, ROUNDED, COARSE, WRONG, UNREADABLE}
        assert bool(verdict.sentence) == (verdict.outcome == UNREADABLE)


@pytest.mark.parametrize("text", ["0.6*0.8 - 0.2", "0.6·0.8 + (−0.2)", "0,28", " .28 ", "w*x - 0.2", "7/25", "2.8e-1"])
def test_formulas_names_and_decimal_commas_are_understood(text: str) -> None:
    assert judge(asks(0.28), text, {"w": 0.6, "x": 0.8}).outcome == RIGHT


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type a number"),
        ("   ", "Type a number"),
        ("q + 1", "There is no number called q"),
        ("1/0", "divides by zero"),
        ("0.6*", "ends too early"),
        ("__import__('os')", ""),
        ("9**9**9**9", "finite"),
        ("w/(x - x)", "not a finite number"),
    ],
)
def test_what_is_no_number_is_said_in_a_sentence_and_is_not_wrong(text: str, words: str) -> None:
    verdict = judge(asks(0.28), text, {"w": 0.6, "x": 0.8})
    assert verdict.outcome == UNREADABLE and words in verdict.sentence
    assert verdict.sentence.endswith(".")
    assert Attempt().judged(verdict) == Attempt()


@pytest.mark.parametrize(
    ("text", "same"),
    [("w·x + b", True), ("w*x+b", True), ("(w * x) + b", True), ("0.6*0.8 + b", False), ("w*x", False), ("0.28", False),
     ("w*", False), ("", False)],
)  # fmt: skip
def test_the_question_itself_is_no_answer(text: str, same: bool) -> None:
    assert repeats(text, "w·x + b", {"w": 0.6, "x": 0.8, "b": -0.2}) == same
    assert not repeats(text, "", {"w": 0.6, "x": 0.8, "b": -0.2})


def test_names_that_are_known_are_told_with_one_that_is_not() -> None:
    assert "or the names w, x." in judge(asks(0.28), "q", {"w": 0.6, "x": 0.8}).sentence
    assert read_number("w", {"w": 0.6}) == 0.6


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("0.2813", RIGHT), ("0.2812", RIGHT), ("0.28125", RIGHT), ("9/32", RIGHT), ("0.281", ROUNDED), ("0.2811", ROUNDED),
     ("0.28100", ROUNDED),
     ("0.28", COARSE), ("0.3", COARSE), ("0.27", WRONG), ("0.2789", WRONG), ("2.8125", WRONG)],
)  # fmt: skip
def test_digits_count(text: str, outcome: str) -> None:
    assert judge(asks(0.28125), text).outcome == outcome


def test_digits_may_be_cut_off_instead_of_rounded() -> None:
    assert judge(asks(0.56954622), "0.569").outcome == ROUNDED
    assert judge(asks(0.56954622), "0.5695").outcome == RIGHT
    assert judge(asks(-0.56954622), "-0.569").outcome == ROUNDED
    assert judge(asks(0.56954622), "0.568").outcome == WRONG
    assert judge(asks(0.56954622), "0.56").outcome == COARSE
    assert judge(asks(10.0), "9.94").outcome == WRONG
    assert judge(asks(0.56954622), "0.569*1").outcome == WRONG


def test_a_whole_answer_is_not_met_by_a_number_beside_it() -> None:
    assert judge(asks(10.0), "10.4") == Verdict(WRONG, NEAR, value=10.4)
    assert judge(asks(0.0), "0").outcome == RIGHT
    assert judge(asks(0.0), "1e-12").outcome == WRONG
    assert judge(asks(0.5), "0").outcome == WRONG


def test_what_comes_out_of_the_rounded_numbers_on_screen_is_right_too() -> None:
    question = asks(0.00046, shown=0.001)
    assert judge(question, "0.001").outcome == ROUNDED
    assert judge(question, "1.235 - 1.234").outcome == ROUNDED
    assert judge(question, "0.002").outcome == WRONG
    assert judge(asks(5.551115123125783e-17, shown=0.0), "0").outcome == ROUNDED


def test_mistakes_are_recognised() -> None:
    tape = EXAMPLES["gradient-tape"].tape()
    questions = Questions(Walk(tape))
    place = tape.index("p")
    found = [questions.at(cursor) for cursor in range(questions.walk.length)]
    question = [one for one in found if one is not None and one.kind == GRADIENT and one.node == place][-1]
    assert judge(question, "14").outcome == RIGHT
    assert judge(question, "-14").mistake == SIGN
    assert judge(question, str(14.0 - question.before)).mistake == ALONE
    assert judge(question, "1.4").mistake == TENS
    assert judge(question, "13.9").mistake == NEAR
    assert judge(question, "3").mistake == ""


@pytest.mark.parametrize("text", ["2x3", "2×3", "2 × 3", "(2, 3)", "[2,3]", "2 by 3", "2*3", "2 3", "2X3"])
def test_shapes_are_read_as_people_write_them(text: str) -> None:
    assert judge(shape(2, 3), text).outcome == RIGHT


def test_shapes_of_vectors_and_transposed_ones() -> None:
    for text in ("3", "(3,)", "3×1", "3 x 1"):
        assert judge(shape(3), text).outcome == RIGHT
    assert judge(shape(3), "1×3") == Verdict(WRONG, FLIPPED)
    assert judge(shape(2, 3), "3x2") == Verdict(WRONG, FLIPPED)
    assert judge(shape(2, 3), "6") == Verdict(WRONG)
    assert judge(shape(2, 3), "2x3x4").outcome == UNREADABLE
    assert judge(shape(2, 3), "wide").outcome == UNREADABLE


def test_an_attempt_counts_wrong_answers_and_hints() -> None:
    wrong, right = Verdict(WRONG), Verdict(RIGHT)
    assert Attempt().judged(right).outcome == FIRST
    assert Attempt().judged(wrong).outcome == LATER
    assert Attempt().judged(Verdict(COARSE)).outcome == FIRST
    assert Attempt().judged(wrong).hinted().outcome == HINTED
    assert Attempt().hinted().hinted().outcome == HINTED
    assert Attempt().hinted().hinted().hinted().outcome == SHOWN
    assert Attempt().hinted().hinted().hinted().hinted().hints == 3


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([FIRST, LATER, HINTED, SHOWN, SKIPPED]))))
def test_the_score_counts_every_question_once_and_keeps_the_first_end(ends: list[tuple[int, str]]) -> None:
    score, first = Score(), dict[int, str]()
    for cursor, outcome in ends:
        score = score.ended(cursor, outcome)
        if first.get(cursor, SKIPPED) == SKIPPED:
            first[cursor] = outcome
    assert dict(score.ends) == first
    passed = score.skipped([0, 1, 9])
    assert dict(passed.ends) == {0: SKIPPED, 1: SKIPPED, 9: SKIPPED} | first
    assert score.count() == len(first)
    assert score.count(FIRST, SKIPPED) == sum(end in {FIRST, SKIPPED} for end in first.values())
