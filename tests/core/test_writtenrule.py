"""Rules written out with numbers: the same numbers as the recorded run, in the words of the formulas."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.problem import surface
from landscape_gui.core.simulate import Run, Settings, simulation
from landscape_gui.core.writtenrule import SYMBOLS, Line, clock_before, write_step

SWITCHED_ON = {"weight_decay": 0.01, "momentum": 0.5, "dampening": 0.1}


def run(key: str, **hyperparameters: float) -> Run:
    """Twelve steps on a valley, with a rate that falls."""
    course = simulation(
        surface("rosenbrock"),
        key,
        {"lr": 0.001, **hyperparameters},
        np.array([-1.2, 1.0]),
        12,
        Settings(schedule="cosine"),
    )
    while not course.done:
        course.advance()
    return course.run()


def written(result: Run, row: int, axis: int) -> tuple[tuple[Line, ...], tuple[Line, ...], float, dict[str, float]]:
    """The step that led to ``row``, written out from the row before it."""
    before = row - 1
    step = write_step(
        result.optimizer,
        dict(result.hyperparameters) | {"lr": float(result.rates[row])},
        row,
        float(result.positions[before, axis]),
        float(result.gradients[before, axis]),
        {name: float(values[before, axis]) for name, values in result.state.items()},
    )
    return step.shared, step.own, step.theta, dict(step.state)


@pytest.mark.parametrize("key", OPTIMIZERS)
@pytest.mark.parametrize("switched_on", [False, True])
def test_the_written_step_is_the_recorded_one(key: str, switched_on: bool) -> None:
    known = OPTIMIZERS[key].defaults
    result = run(key, **{name: value for name, value in SWITCHED_ON.items() if switched_on and name in known})
    for row in range(1, len(result.steps)):
        for axis in range(2):
            shared, own, theta, state = written(result, row, axis)
            assert theta == result.positions[row, axis]
            assert state == {name: values[row, axis] for name, values in result.state.items()}
            factors = {line.name: line.result for line in shared}
            for name, value in zip(result.optimizer.factors, result.factors[row], strict=True):
                assert factors[name] == value
            assert own[-1].name == "theta" and own[-1].result == theta


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_line_computes_its_result_from_its_operands(key: str) -> None:
    result = run(key)
    words = str.maketrans({"·": "*", "−": "-", "²": "**2", "^": "**"})
    for lines in written(result, 3, 0)[:2]:
        for line in lines:
            text = line.template.translate(words).replace("√", "root ")
            if "root" in text or "|" in text:
                continue
            numbers = [f"({value!r})" for value in line.operands]
            found = eval(text.format(*numbers), {"max": max, "sign": np.sign})
            assert found == pytest.approx(line.result, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(
    ("key", "formulas"),
    [
        ("gd", ["θ − η·g"]),
        ("momentum", ["v·μ + g", "θ − η·v"]),
        ("adagrad", ["G + g²", "θ − η·g / (√G + ε)"]),
        ("adam", ["m·β₁ + (1 − β₁)·g", "v·β₂ + (1 − β₂)·g²", "√v / √b₂ + ε", "θ − α·m / s"]),
        ("adamax", ["m·β₁ + (1 − β₁)·g", "u·β₂", "|g| + ε", "max(u′, |g|′)", "θ − α·m / u"]),
        ("lion", ["m·β₁ + (1 − β₁)·g", "sign(c)", "m·β₂ + (1 − β₂)·g", "θ − η·d"]),
        ("adadelta", ["v·ρ + (1 − ρ)·g²", "√(u + ε) / √(v + ε)·g", "u·ρ + (1 − ρ)·δ²", "θ − η·δ"]),
    ],
)
def test_what_is_switched_off_is_left_out(key: str, formulas: list[str]) -> None:
    assert [line.formula for line in written(run(key), 2, 0)[1]] == formulas


def test_the_corrections_of_adam_are_written_once_for_all() -> None:
    lines = written(run("adam"), 3, 0)[0]
    assert [(line.symbol, line.formula) for line in lines] == [
        ("β₁ᵗ", "β₁ᵗ·β₁"),
        ("β₂ᵗ", "β₂ᵗ·β₂"),
        ("α", "η / (1 − β₁ᵗ)"),
        ("√b₂", "√(1 − β₂ᵗ)"),
    ]
    assert lines[0].operands == (0.9 * 0.9, 0.9)


def test_clocks_do_not_depend_on_the_learning_rate() -> None:
    adam = OPTIMIZERS["adam"]
    assert clock_before(adam, adam.defaults | {"lr": 3.0}, 1) == (1.0, 1.0)
    assert clock_before(adam, adam.defaults, 3) == (0.9 * 0.9, 0.999 * 0.999)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_hyperparameters_are_called_as_in_their_labels(key: str) -> None:
    for parameter in OPTIMIZERS[key].parameters:
        last = parameter.label.split()[-1]
        if not last.isascii():
            assert SYMBOLS[parameter.key] == last
