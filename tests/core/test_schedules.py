"""Learning-rate schedules against their formulas and against torch, whole and in pieces."""

from __future__ import annotations

import math
import warnings
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape_gui.core.errors import CatalogueError, OptimizerError
from landscape_gui.core.schedules import SCHEDULES, Schedule, factors
from landscape_gui.experiment import ScheduleKind

every_schedule = pytest.mark.parametrize("kind", SCHEDULES)


def test_the_schedules_are_those_an_experiment_may_name() -> None:
    assert tuple(SCHEDULES) == get_args(ScheduleKind)
    assert all(key == entry.key for key, entry in SCHEDULES.items())


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("constant", [1.0] * 8),
        ("step", [1.0, 1.0, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125]),
        ("exponential", [100 ** (-t / 8) for t in range(8)]),
        ("cosine", [(1 + math.cos(math.pi * t / 8)) / 2 for t in range(8)]),
        ("inverse_time", [1 / (1 + 9 * t / 8) for t in range(8)]),
        ("warmup", [1.0] * 8),
    ],
)
def test_without_period_and_rate_the_whole_run_is_shaped(kind: str, expected: list[float]) -> None:
    np.testing.assert_allclose(factors(kind, 8, 0, None), expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("kind", "rate", "expected"),
    [
        ("constant", 0.3, [1.0] * 6),
        ("step", 0.1, [1.0, 1.0, 1.0, 1.0, 0.1, 0.1]),
        ("exponential", 0.5, [2 ** (-t / 4) for t in range(6)]),
        ("cosine", 0.2, [0.2 + 0.4 * (1 + math.cos(math.pi * min(t / 4, 1))) for t in range(6)]),
        ("inverse_time", 3.0, [1 / (1 + 3 * t / 4) for t in range(6)]),
        ("warmup", None, [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]),
        ("warmup", 0.5, [0.625, 0.75, 0.875, 1.0, 1.0, 1.0]),
    ],
)
def test_period_and_rate(kind: str, rate: float | None, expected: list[float]) -> None:
    np.testing.assert_allclose(factors(kind, 6, 4, rate), expected, rtol=1e-14)


def test_the_warm_up_takes_a_tenth_of_the_run() -> None:
    result = factors("warmup", 100, 0, None)
    np.testing.assert_allclose(result[:10], np.arange(1, 11) / 10)
    assert np.all(result[10:] == 1.0)


@given(
    kind=st.sampled_from(list(SCHEDULES)),
    steps=st.integers(1, 300),
    period=st.integers(0, 50),
    rate=st.none() | st.floats(0.0, 2.0),
    cuts=st.lists(st.integers(0, 300), max_size=4),
)
def test_pieces_have_the_bits_of_the_whole(
    kind: str, steps: int, period: int, rate: float | None, cuts: list[int]
) -> None:
    whole = factors(kind, steps, period, rate)
    assert whole.shape == (steps,) and whole.dtype == np.float64
    edges = sorted({0, steps, *(cut for cut in cuts if cut < steps)})
    pieces = [factors(kind, steps, period, rate, a, b - a) for a, b in pairwise(edges)]
    assert np.concatenate(pieces).tobytes() == whole.tobytes()
    assert factors(kind, steps, period, rate, edges[-2]).tobytes() == pieces[-1].tobytes()


@every_schedule
def test_factors_are_never_negative_nor_denormal(kind: str) -> None:
    result = factors(kind, 100_000, 1, 0.9)
    assert np.all((result == 0.0) | (result >= 1e-200))
    assert np.all(result <= 1.0)


def test_a_rate_that_grows_past_all_numbers_is_infinite() -> None:
    assert factors("exponential", 10, 1, 1e300)[-1] == math.inf


def test_a_strange_schedule_is_refused() -> None:
    with pytest.raises(
        CatalogueError, match="There is no learning-rate schedule 'linear'; choose one of constant, step,"
    ):
        factors("linear", 10, 0, None)


@pytest.mark.parametrize("rate", [-0.5, math.nan, math.inf])
def test_a_strange_rate_is_refused(rate: float) -> None:
    with pytest.raises(OptimizerError, match=f"Step decay: rate = {rate} is not valid; give a finite number"):
        factors("step", 10, 0, rate)


def test_a_negative_period_is_refused() -> None:
    with pytest.raises(OptimizerError, match="Cosine annealing: period = -1 is not valid; give 0 or a number of steps"):
        factors("cosine", 10, -1, None)


@pytest.mark.parametrize("entry", SCHEDULES.values(), ids=SCHEDULES)
def test_texts_are_complete(entry: Schedule) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # ziamath's own, while it is imported
        from ziamath.zmath import Latex
    assert entry.label and entry.description.endswith(".")
    assert bool(entry.rate_meaning) == (entry.key != "constant")
    assert Latex(entry.formula).svg().startswith("<svg")


def torch_scheduler(optim: Any, kind: str, optimizer: Any, period: int, rate: float) -> Any:
    """The scheduler of torch that ``kind`` is documented to equal."""
    schedulers = optim.lr_scheduler
    return {
        "constant": lambda: schedulers.ConstantLR(optimizer, factor=1.0),
        "step": lambda: schedulers.StepLR(optimizer, period, rate),
        "exponential": lambda: schedulers.ExponentialLR(optimizer, rate ** (1 / period)),
        "cosine": lambda: schedulers.CosineAnnealingLR(optimizer, period, eta_min=rate),
        "inverse_time": lambda: schedulers.LambdaLR(optimizer, lambda t: 1 / (1 + rate * t / period)),
        "warmup": lambda: schedulers.LinearLR(optimizer, rate + (1 - rate) / period, 1.0, period - 1),
    }[kind]()


@pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")
@every_schedule
@pytest.mark.parametrize("period", [2, 7, 40])
def test_schedules_equal_those_of_torch(kind: str, period: int) -> None:
    torch = import_module("torch")
    # torch's cosine rises again after its period, ours stays.
    steps = period + 1 if kind == "cosine" else 60
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    scheduler = torch_scheduler(torch.optim, kind, optimizer, period, 0.3)
    expected = []
    for _ in range(steps):
        expected.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    np.testing.assert_allclose(factors(kind, steps, period, 0.3), expected, rtol=1e-12)
