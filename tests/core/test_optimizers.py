"""Every optimizer found in the catalogue: its rule as plain Python against the oracles, and what it says of itself."""

from __future__ import annotations

import inspect
import itertools
import json
import math
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from landscape_gui.core import optimizers
from landscape_gui.core.descriptors import Optimizer, Param
from landscape_gui.core.errors import CatalogueError, OptimizerError
from landscape_gui.core.optimizers import OPTIMIZERS
from tests import naive

Array = NDArray[np.float64]
Gradient = Callable[[Array], Array]
Values = dict[str, float]

REFERENCE = Path(__file__).parents[1] / "reference" / "trajectories.json"
FIRST = ["gd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam"]
CONTRACT = [*FIRST, "adamw", "amsgrad", "nadam", "radam", "adamax", "lion"]
HYPER = ["lr", "momentum", "dampening", "rho", "eps", "beta1", "beta2", "weight_decay", "momentum_decay"]

every_optimizer = pytest.mark.parametrize("entry", OPTIMIZERS.values(), ids=OPTIMIZERS)


def rosenbrock(p: Array) -> Array:
    x, y = p
    return np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


def himmelblau(p: Array) -> Array:
    x, y = p
    a, b = x**2 + y - 11, x + y**2 - 7
    return np.array([4 * x * a + 2 * b, 2 * a + 4 * y * b])


def beale(p: Array) -> Array:
    x, y = p
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    return np.array(
        [
            2 * (a * (y - 1) + b * (y**2 - 1) + c * (y**3 - 1)),
            2 * (a * x + 2 * b * x * y + 3 * c * x * y**2),
        ]
    )


def ravine(p: Array) -> Array:
    return np.array([1.0, 20.0]) * p


def gentle_rosenbrock(p: Array) -> Array:
    """Rosenbrock's function made flat enough for every optimizer's default learning rate."""
    return rosenbrock(p) / 50


REFERENCE_GRADIENTS = {"rosenbrock": rosenbrock, "himmelblau": himmelblau, "beale": beale, "ravine": ravine}
PROBLEMS: dict[str, tuple[Gradient, tuple[float, ...]]] = {
    "ravine": (ravine, (-1.8, 0.7)),
    "rosenbrock": (gentle_rosenbrock, (-1.2, 1.0)),
    "himmelblau": (lambda p: himmelblau(p) / 20, (0.5, -0.5)),
    "one variable": (np.sin, (1.0,)),
}

USUAL: Values = {}
UNUSUAL: Values = {
    "momentum": 0.7,
    "dampening": 0.4,
    "rho": 0.8,
    "eps": 1e-3,
    "beta1": 0.6,
    "beta2": 0.9,
    "weight_decay": 0.2,
    "momentum_decay": 0.05,
}
FADING = [1 / (1 + t / 20) for t in range(100)]
"""Factors on the learning rate; without them some paths circle their minimum chaotically."""

EXTREME: Values = {"momentum": 0.0, "dampening": 1.0, "rho": 0.0, "beta1": 0.0, "beta2": 0.0, "momentum_decay": 0.0}


def picked(entry: Optimizer, values: Mapping[str, float]) -> Values:
    """All hyper-parameters of ``entry``, those in ``values`` taken from there."""
    return entry.hyperparameters({name: value for name, value in values.items() if name in entry.defaults})


def call(function: Callable[..., Any], known: Mapping[str, float]) -> Any:
    """Call ``function`` with its arguments taken by name from ``known``."""
    return function(**{name: known[name] for name in inspect.signature(function).parameters})


def steps_of(
    entry: Optimizer, gradient: Gradient, start: Iterable[float], hyper: Values, factors: Iterable[float]
) -> Iterator[tuple[Array, list[Values]]]:
    """Run the rule as plain Python, one step a learning-rate factor: next theta, and all names known on each axis."""
    theta = np.array(list(start), dtype=np.float64)
    axes: list[Values] = [dict.fromkeys(entry.slots, 0.0) for _ in theta]
    clock = dict(entry.clock)
    for t, factor in enumerate(factors, start=1):
        common = hyper | {"lr": hyper["lr"] * factor}
        if entry.per_step is not None:
            results = call(entry.per_step, common | clock | {"step": float(t)})
            clock = dict(zip(entry.clock, results, strict=False))
            common |= dict(zip(entry.factors, results[len(clock) :], strict=True))
        slope = gradient(theta)
        theta = theta.copy()
        for i, slots in enumerate(axes):
            result = call(entry.rule, common | slots | {"theta": float(theta[i]), "gradient": float(slope[i])})
            theta[i], *state = result if isinstance(result, tuple) else (result,)
            axes[i] = dict(zip(entry.slots, state, strict=True))
        yield theta, [common | slots for slots in axes]


def path(
    entry: Optimizer, gradient: Gradient, start: Iterable[float], hyper: Values, factors: Iterable[float]
) -> Array:
    """The path of ``steps_of``, with its start as first row."""
    start = list(start)
    return np.array([start, *(theta for theta, _ in steps_of(entry, gradient, start, hyper, factors))])


def test_the_promised_optimizers_are_there_oldest_first() -> None:
    assert set(CONTRACT) <= set(OPTIMIZERS)
    race = [key for key in OPTIMIZERS if key in {"gd", "momentum", "adagrad", "rmsprop", "adam"}]
    assert race == ["gd", "momentum", "adagrad", "rmsprop", "adam"]


@every_optimizer
@pytest.mark.parametrize("values", [USUAL, UNUSUAL], ids=["usual", "unusual"])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_path_is_that_of_the_paper(entry: Optimizer, values: Values, problem: str) -> None:
    gradient, start = PROBLEMS[problem]
    hyper = picked(entry, values)
    expected = naive.naive(entry.key, gradient, start, 100, hyper, FADING)
    np.testing.assert_allclose(path(entry, gradient, start, hyper, FADING), expected, rtol=1e-9, atol=1e-11)


@every_optimizer
def test_the_path_is_that_of_the_paper_without_any_memory(entry: Optimizer) -> None:
    hyper = picked(entry, EXTREME)
    gradient, start = PROBLEMS["ravine"]
    expected = naive.naive(entry.key, gradient, start, 20, hyper)
    np.testing.assert_allclose(path(entry, gradient, start, hyper, [1.0] * 20), expected, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize(
    "case", json.loads(REFERENCE.read_text(encoding="utf-8")), ids=lambda c: f"{c['optimizer']}-{c['surface']}"
)
def test_the_path_is_that_of_the_reference(case: dict[str, Any]) -> None:
    entry = OPTIMIZERS[case["optimizer"]]
    gradient = REFERENCE_GRADIENTS[case["surface"]]
    hyper = entry.hyperparameters(case["hyperparameters"])
    result = path(entry, gradient, case["start"], hyper, [1.0] * case["steps"])
    np.testing.assert_allclose(result, case["positions"], rtol=1e-9, atol=1e-12)


@every_optimizer
def test_defaults_are_those_of_torch(entry: Optimizer) -> None:
    assert {key: value for key, value in entry.defaults.items() if key != "lr"} == naive.DEFAULTS[entry.key]


def torch_optimizer(torch: Any, key: str, parameter: Any, hyper: Values) -> Any:
    """The optimizer of torch for ``key``, or None where torch has none."""
    classes = {
        "gd": torch.optim.SGD, "momentum": torch.optim.SGD, "nesterov": torch.optim.SGD,
        "adagrad": torch.optim.Adagrad, "rmsprop": torch.optim.RMSprop, "adadelta": torch.optim.Adadelta,
        "adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "amsgrad": torch.optim.Adam,
        "nadam": torch.optim.NAdam, "radam": torch.optim.RAdam, "adamax": torch.optim.Adamax,
    }  # fmt: skip
    if key not in classes:
        return None
    values: dict[str, Any] = dict(hyper) | {"nesterov": {"nesterov": True}, "amsgrad": {"amsgrad": True}}.get(key, {})
    if "beta1" in values:
        values["betas"] = (values.pop("beta1"), values.pop("beta2"))
    if key == "rmsprop":
        values["alpha"] = values.pop("rho")
    return classes[key]([parameter], **values, foreach=False)


@pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")
@every_optimizer
@pytest.mark.parametrize("values", [USUAL, UNUSUAL], ids=["usual", "unusual"])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_path_is_that_of_torch(entry: Optimizer, values: Values, problem: str) -> None:
    torch = import_module("torch")
    gradient, start = PROBLEMS[problem]
    # torch starts its velocity with the bare gradient, which differs from the rule exactly where dampening is not 0.
    hyper = picked(entry, values | {"dampening": 0.0})
    rates = [hyper["lr"] * factor for factor in FADING]
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        parameter = torch.tensor(start, requires_grad=True)
        optimizer = torch_optimizer(torch, entry.key, parameter, hyper)
        if optimizer is None:
            pytest.skip(f"torch has no {entry.label}")
        expected = [np.array(start)]
        for rate in rates:
            optimizer.param_groups[0]["lr"] = rate
            parameter.grad = torch.from_numpy(gradient(parameter.detach().numpy()))
            optimizer.step()
            expected.append(parameter.detach().numpy().copy())
    finally:
        torch.set_default_dtype(before)
    np.testing.assert_allclose(path(entry, gradient, start, hyper, FADING), expected, rtol=1e-9, atol=1e-11)


def test_dampening_holds_from_the_first_step() -> None:
    entry = OPTIMIZERS["momentum"]
    hyper = entry.hyperparameters({"lr": 0.1, "dampening": 0.75})
    assert path(entry, lambda p: np.array([8.0]), [0.0], hyper, [1.0])[1, 0] == pytest.approx(-0.1 * 0.25 * 8.0)


@pytest.mark.parametrize("key", ["adam", "adamw", "amsgrad", "adamax", "lion"])
def test_the_first_step_is_as_long_as_the_learning_rate_on_every_axis(key: str) -> None:
    hyper = picked(OPTIMIZERS[key], {"lr": 0.1, "weight_decay": 0.0})
    first = path(OPTIMIZERS[key], lambda p: np.array([1e-3, -50.0]), [0.0, 0.0], hyper, [1.0])[1]
    np.testing.assert_allclose(first, [-0.1, 0.1], rtol=2e-5)


@every_optimizer
def test_a_gradient_that_is_not_a_number_shows_in_the_parameter(entry: Optimizer) -> None:
    result = path(entry, lambda p: np.array([math.nan]), [1.0], entry.defaults, [1.0, 1.0])
    assert np.isnan(result[1:]).all()


@every_optimizer
def test_the_state_of_a_path_at_rest_does_not_sink_into_denormal_numbers(entry: Optimizer) -> None:
    hyper = picked(entry, {"momentum": 0.5, "beta1": 0.5, "beta2": 0.5, "rho": 0.5})
    slopes = itertools.chain([1.0, -2.0], itertools.repeat(0.0))
    for _, (known,) in steps_of(entry, lambda p: np.array([next(slopes)]), [1.0], hyper, [1.0] * 800):
        assert not any(0.0 < abs(known[name]) < 1e-200 for name in entry.slots)


@every_optimizer
def test_a_parameter_does_not_sink_into_denormal_numbers(entry: Optimizer) -> None:
    assert path(entry, np.zeros_like, [1e-199], entry.defaults, [1.0])[1, 0] != 0.0
    assert path(entry, np.zeros_like, [1e-201], entry.defaults, [1.0])[1, 0] == 0.0


@every_optimizer
def test_the_effective_rate_is_a_rate_on_every_axis(entry: Optimizer) -> None:
    if entry.effective_rate is None:
        pytest.skip("moves by a fixed length whatever the gradient")
    gradient, start = PROBLEMS["rosenbrock"]
    for _, axes in steps_of(entry, gradient, start, entry.defaults, [1.0] * 20):
        assert all(0.0 < call(entry.effective_rate, known) < math.inf for known in axes)


@pytest.mark.parametrize("key", ["gd", "adagrad", "rmsprop"])
def test_the_effective_rate_multiplies_the_gradient(key: str) -> None:
    _check_rate(OPTIMIZERS[key], lambda known, slope: slope)


@pytest.mark.parametrize("key", ["momentum", "adam", "adamw", "amsgrad", "radam", "adamax"])
def test_the_effective_rate_multiplies_the_averaged_gradient(key: str) -> None:
    entry = OPTIMIZERS[key]
    assert entry.velocity is not None
    velocity = entry.velocity
    _check_rate(entry, lambda known, slope: known[velocity])


def _check_rate(entry: Optimizer, mean: Callable[[Values, float], float]) -> None:
    gradient, start = PROBLEMS["rosenbrock"]
    before = np.array(start)
    hyper = picked(entry, {"weight_decay": 0.0})
    assert entry.effective_rate is not None
    for theta, axes in steps_of(entry, gradient, start, hyper, [1.0] * 20):
        slopes = gradient(before)
        moves = [
            call(entry.effective_rate, known) * mean(known, slope) for known, slope in zip(axes, slopes, strict=True)
        ]
        np.testing.assert_allclose(before - theta, moves, rtol=1e-9, atol=1e-14)
        before = theta


@every_optimizer
def test_rules_take_only_what_they_can_be_given(entry: Optimizer) -> None:
    hyper = [parameter.key for parameter in entry.parameters]
    names = [*hyper, *entry.slots, *entry.clock, *entry.factors]
    assert len(set(names) | {"theta", "gradient", "step"}) == len(names) + 3
    assert hyper[0] == "lr"
    assert arguments(entry.rule) <= {"theta", "gradient", *entry.slots, *entry.factors, *hyper}
    assert (entry.per_step is None) == (not entry.clock and not entry.factors)
    if entry.per_step is not None:
        assert arguments(entry.per_step) <= {"step", *entry.clock, *hyper}
    if entry.effective_rate is not None:
        assert arguments(entry.effective_rate) <= {*entry.slots, *entry.factors, *hyper}
    assert entry.velocity is None or entry.velocity in entry.slots


@every_optimizer
def test_every_hyper_parameter_is_used(entry: Optimizer) -> None:
    used = arguments(entry.rule) | (arguments(entry.per_step) if entry.per_step else set())
    assert {parameter.key for parameter in entry.parameters} <= used


def arguments(function: Callable[..., Any]) -> set[str]:
    return set(inspect.signature(function).parameters)


@every_optimizer
def test_rules_can_be_pasted_into_a_kernel(entry: Optimizer) -> None:
    for function in filter(None, [entry.rule, entry.per_step, entry.effective_rate]):
        code = function.__code__
        assert code.co_freevars == ()
        assert inspect.signature(function).replace(return_annotation=None) == inspect.Signature(
            [inspect.Parameter(p.name, p.POSITIONAL_OR_KEYWORD, annotation="float") for p in signature(function)],
            return_annotation=None,
        )
        assert set(code.co_names) <= {"math", "flush", "flush_power", *dir(math)}
        assert inspect.getsource(function).startswith("def ")


def signature(function: Callable[..., Any]) -> Iterable[inspect.Parameter]:
    return inspect.signature(function).parameters.values()


@every_optimizer
def test_hyper_parameters_have_sensible_bounds(entry: Optimizer) -> None:
    for parameter in entry.parameters:
        low, high = parameter.slider
        assert parameter.low <= low < high <= parameter.high
        assert parameter.low <= parameter.default <= parameter.high
        assert low <= parameter.default <= high or parameter.default == 0.0
        assert low > 0.0 or not parameter.log
        assert parameter.key in HYPER or entry.key not in CONTRACT
        assert parameter.label and parameter.description.endswith(".")


def test_a_hyper_parameter_means_the_same_everywhere() -> None:
    seen: dict[str, Param] = {}
    for parameter in itertools.chain.from_iterable(entry.parameters for entry in OPTIMIZERS.values()):
        first = seen.setdefault(parameter.key, parameter)
        assert (parameter.label, parameter.low, parameter.high) == (first.label, first.low, first.high)


@every_optimizer
def test_texts_are_complete(entry: Optimizer) -> None:
    assert entry.key.isidentifier() and entry.label
    assert entry.description.endswith(".") and ". " not in entry.description
    assert any(word.strip(",;").isdigit() for word in entry.source.split()), "the source names a year"


def test_no_two_optimizers_look_alike() -> None:
    colors = [entry.color for entry in OPTIMIZERS.values()]
    shapes = [(entry.marker, entry.dash) for entry in OPTIMIZERS.values()]
    assert len(set(colors)) == len(colors)
    assert len(set(shapes)) == len(shapes)


@every_optimizer
def test_the_formula_can_be_typeset(entry: Optimizer) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # ziamath's own, while it is imported
        from ziamath.zmath import Latex

    assert Latex(entry.formula).svg().startswith("<svg")


@every_optimizer
@pytest.mark.parametrize("value", [0.0, -0.1, 1e300, math.nan, math.inf])
def test_a_learning_rate_out_of_bounds_is_refused(entry: Optimizer, value: float) -> None:
    with pytest.raises(OptimizerError) as error:
        entry.hyperparameters({"lr": value})
    assert str(error.value) == f"{entry.label}: lr = {value} is not valid; give a number from 1e-12 to 1e+06."


def test_a_decay_rate_of_one_is_refused() -> None:
    with pytest.raises(OptimizerError, match=r"Adam: beta2 = 1\.0 is not valid; give a number from 0 to 0\.999999\."):
        OPTIMIZERS["adam"].hyperparameters({"beta2": 1.0})


def test_a_parameter_may_want_whole_numbers() -> None:
    param = Param("period", "period", 10, 1, 100, integer=True)
    assert param.check(12.0, "Steps") == 12.0
    with pytest.raises(OptimizerError, match=r"Steps: period = 12\.5 .* give a whole number from 1 to 100\."):
        param.check(12.5, "Steps")


def test_a_strange_hyper_parameter_is_refused() -> None:
    with pytest.raises(OptimizerError, match="Adam has no hyper-parameter 'momentum'; it has lr, beta1, beta2, eps"):
        OPTIMIZERS["adam"].hyperparameters({"momentum": 0.9})


def test_a_strange_key_is_refused() -> None:
    assert optimizers.optimizer("adam") is OPTIMIZERS["adam"]
    with pytest.raises(OptimizerError, match="There is no optimizer 'adan'; choose one of gd, momentum, nesterov"):
        optimizers.optimizer("adan")


def package(directory: Path, monkeypatch: pytest.MonkeyPatch, name: str, **modules: str) -> tuple[list[str], str]:
    """Write a package of optimizers; return what ``discover`` wants."""
    folder = directory / name
    folder.mkdir()
    (folder / "__init__.py").touch()
    for module, text in modules.items():
        (folder / f"{module}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(directory)
    return [str(folder)], name


FOUND = "from landscape_gui.core.optimizers.{} import OPTIMIZER\n"


def test_a_new_file_is_a_new_optimizer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = package(tmp_path, monkeypatch, "some", a=FOUND.format("lion"), b=FOUND.format("gd"), _helper="")
    assert list(optimizers.discover(*here)) == ["gd", "lion"]


def test_a_duplicate_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = package(tmp_path, monkeypatch, "twice", a=FOUND.format("gd"), b=FOUND.format("gd"))
    with pytest.raises(CatalogueError, match=r"Duplicate optimizer 'gd' in twice\.b"):
        optimizers.discover(*here)


def test_a_module_without_an_optimizer_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = package(tmp_path, monkeypatch, "empty", a="")
    with pytest.raises(CatalogueError, match=r"empty\.a defines no OPTIMIZER"):
        optimizers.discover(*here)
