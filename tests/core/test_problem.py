"""Where typed formulas start."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui import edits, scene
from landscape_gui.core.problem import formula
from landscape_gui.experiment import RACE, Experiment, FormulaProblem, Lane


@pytest.mark.parametrize("text", ["x^2", "x^2 + 10*y^2", "1/x + y", "sqrt(x*y)", "x + y + z + w + u + v"])
def test_a_formula_that_is_defined_at_the_usual_place_starts_there(text: str) -> None:
    problem = formula(text)
    assert problem.start == (-1.2,) * problem.dimension


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("log(x) + 1/y", (0.5, -1.2)),
        ("sqrt(x) + y^2", (0.4, -1.2)),
        ("log(x)", (0.42,)),
        ("sqrt(-abs(x - 1)) + y", (1.0, -1.2)),
        ("log(x*y*z)", (-1.2, -1.2, 0.6)),
    ],
)
def test_other_formulas_start_at_the_nearest_place_well_inside(text: str, start: tuple[float, ...]) -> None:
    problem = formula(text)
    assert problem.start == start
    value, gradient = problem.value_and_gradient(problem.start)
    assert np.isfinite([value, *gradient]).all()


def test_the_place_is_in_the_domain_and_always_the_same() -> None:
    for _ in range(2):
        problem = formula("log(x - 40) + y", [(0.0, 100.0), (1.0, 2.0)])
        assert problem.start == (52.5, 1.2)
    text = "log(x) + log(y) + z + w + u + v"
    assert formula(text).start == formula(text).start
    assert formula(text).is_defined(formula(text).start)


@pytest.mark.parametrize("text", ["log(-1 - x^2)", "sqrt(-1 - x^2 - y^2)"])
def test_where_nothing_is_defined_the_usual_place_is_as_good_as_any(text: str) -> None:
    problem = formula(text)
    assert problem.start == (-1.2,) * problem.dimension
    assert not problem.is_defined(problem.start)


@pytest.mark.parametrize("text", ["log(x) + 1/y", "sqrt(x) + y^2"])
def test_they_race_at_once(text: str) -> None:
    lanes = tuple(Lane(key) for key in RACE)
    race = edits.fit_rates(Experiment(FormulaProblem(text), lanes, steps=20))
    runs = scene.complete_scene(race).lanes
    assert all(lane.run is not None and lane.run.ended_at > 0 for lane in runs)
    assert sum(lane.run is not None and lane.run.last_step > 10 for lane in runs) >= 2
