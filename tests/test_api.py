"""The public Python interface, without a display and without Qt."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

import landscape_gui as lg


def test_the_example_of_the_documentation() -> None:
    problem = lg.surface("himmelblau")
    assert (problem.variables, problem.dimension) == (("x", "y"), 2)
    value, gradient = problem.value_and_gradient((1.0, 2.0))
    assert (type(value), value) == (float, 68.0)
    assert gradient.dtype == np.float64
    np.testing.assert_array_equal(gradient, [-36.0, -32.0])
    assert problem.hessian((1.0, 2.0)).shape == (2, 2)
    np.testing.assert_array_equal(problem.values([[1.0, 2.0], [3.0, 2.0]]), [68.0, 0.0])
    assert lg.formula("x^2 + 10*y^2").value_and_gradient((1, 1))[0] == 11.0
    run = lg.optimize("himmelblau", "adam", start=(0.5, -0.5), steps=200, lr=0.1)
    assert run.positions.shape == (201, 2)


def test_nothing_slow_and_no_qt_is_loaded() -> None:
    code = "import sys, landscape_gui as lg; lg.surfaces; lg.optimizers; "
    code += "print([m for m in ('numba', 'PySide6', 'PIL') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
    code = "import sys, landscape_gui as lg; lg.optimize('sphere', 'gd'); print('PySide6' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )


def test_catalogues_are_read_only_and_described() -> None:
    for catalogue in (lg.surfaces, lg.optimizers):
        with pytest.raises(TypeError):
            catalogue["new"] = None  # type: ignore[index]
        for key, entry in catalogue.items():
            assert entry.key == key and entry.label and entry.description


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: lg.surface("himelblau"), lg.CatalogueError, "did you mean 'himmelblau'"),
        (lambda: lg.formula("x +"), lg.FormulaError, "ends too early"),
        (lambda: lg.formula("3 + 4"), lg.FormulaError, "no variable"),
        (lambda: lg.formula(3), lg.FormulaError, "text"),  # type: ignore[arg-type]
        (lambda: lg.optimize("sphere", "adan"), lg.OptimizerError, "choose one of"),
        (lambda: lg.optimize(3, "adam"), lg.ProblemError, "not a problem"),  # type: ignore[call-overload]
        (lambda: lg.optimize("sphere", "adam", lr=0), lg.OptimizerError, "lr = 0"),
        (lambda: lg.optimize("sphere", "adam", lr=-0.1), lg.OptimizerError, "lr = -0.1"),
        (lambda: lg.optimize("sphere", "adam", lr=1e300), lg.OptimizerError, "lr = 1e"),
        (lambda: lg.optimize("sphere", "adam", lr=float("nan")), lg.OptimizerError, "lr = nan"),
        (lambda: lg.optimize("sphere", "adam", lr="fast"), lg.OptimizerError, "lr = fast"),
        (lambda: lg.optimize("sphere", "adam", momentum=0.5), lg.OptimizerError, "no hyper-parameter 'momentum'"),
        (lambda: lg.optimize("sphere", "adam", steps=0), lg.OptimizerError, "steps = 0"),
        (lambda: lg.optimize("sphere", "adam", steps=10_000_001), lg.OptimizerError, "10,000,000"),
        (lambda: lg.optimize("sphere", "adam", steps=2.5), lg.OptimizerError, "whole number"),  # type: ignore[call-overload]
        (lambda: lg.optimize("sphere", "adam", start=(1,)), lg.ProblemError, "2 numbers"),
        (lambda: lg.optimize("sphere", "adam", start=(np.inf, 0)), lg.ProblemError, "finite"),
        (lambda: lg.optimize("sphere", "adam", start="here"), lg.ProblemError, "not a list of numbers"),
        (lambda: lg.optimize("sphere", "adam", schedule="spiral"), lg.OptimizerError, "choose one of"),
        (lambda: lg.optimize("sphere", "adam", clip_norm=0), lg.OptimizerError, "clip_norm"),
        (lambda: lg.optimize("sphere", "adam", gradient_noise=-1), lg.OptimizerError, "gradient_noise"),
        (lambda: lg.optimize("sphere", "adam", seed=-1), lg.OptimizerError, "seed"),
        (lambda: lg.optimize("sphere", "adam", record_every=0), lg.OptimizerError, "record_every"),
        (lambda: lg.surface("sphere").value_and_gradient((1, 2, 3)), lg.ProblemError, "2 numbers"),
        (lambda: lg.surface("sphere").values([1, 2]), lg.ProblemError, "(n, 2)"),
    ],
)
def test_bad_input_is_one_sentence_of_our_own(call: Callable[[], object], error: type[Exception], words: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert isinstance(caught.value, lg.LandscapeError)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        lg.nothing  # noqa: B018
    assert "optimize" in dir(lg)
