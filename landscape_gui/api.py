"""The Python interface: problems and ``optimize``, as scripts and notebooks use them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike

from landscape_gui.core import endings, simulate
from landscape_gui.core import problem as problems
from landscape_gui.core.descriptors import MAX_SEED
from landscape_gui.core.errors import OptimizerError, ProblemError
from landscape_gui.core.expression import parse
from landscape_gui.core.graph.tape import Tape, finite_tape
from landscape_gui.core.network import architecture as architectures
from landscape_gui.core.network import training
from landscape_gui.core.network.datasets import DATASETS
from landscape_gui.core.network.decisionline import SIZES, DecisionLine, LineArchitecture
from landscape_gui.core.network.network import Network
from landscape_gui.core.network.training import TrainingSettings
from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.problem import Problem, formula, surface
from landscape_gui.core.simulate import Run, Settings
from landscape_gui.core.surfaces import SURFACES

surfaces = SURFACES
optimizers = OPTIMIZERS
datasets = DATASETS

__all__ = [
    "datasets", "decision_line", "formula", "network", "optimize", "optimizers", "surface", "surfaces", "trace",
]  # fmt: skip


@overload
def optimize(
    problem: Network, optimizer: str, start: ArrayLike | None = ..., steps: int = ..., **options: Any
) -> TrainingRun: ...


@overload
def optimize(
    problem: Problem | str, optimizer: str, start: ArrayLike | None = ..., steps: int = ..., **options: Any
) -> Run: ...


def optimize(
    problem: Problem | Network | str,
    optimizer: str,
    start: ArrayLike | None = None,
    steps: int = 200,
    *,
    schedule: str | None = None,
    schedule_period: int = 0,
    schedule_rate: float | None = None,
    gradient_noise: float = 0.0,
    clip_norm: float | None = None,
    stop_gradient_norm: float | None = None,
    stop_change: float | None = None,
    stop_loss: float | None = None,
    seed: int = 0,
    record_every: int = 1,
    batch_size: int | None = None,
    shuffle: bool = True,
    accumulate: int = 1,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    stop_epochs: int | None = None,
    stop_patience: int | None = None,
    stop_error: float | None = None,
    memory: float = math.inf,
    **hyperparameters: float,
) -> Run:
    """Run one optimizer on a problem and record its path.

    Args:
        problem: a problem, the key of a catalogue surface, or a network with its data. Networks train about twice
            as fast after ``network.specialise()``, which takes seconds once and is called here before long trainings.
        optimizer: key of ``optimizers``.
        start: (d,) coordinates; the problem's own start where not given.
        steps: 1 to 10,000,000.
        schedule: "step", "exponential", "cosine", "inverse_time" or "warmup"; None keeps the learning rate constant.
        gradient_noise: standard deviation of seeded normal noise on each partial derivative.
        clip_norm: largest norm of the gradient used.
        stop_gradient_norm, stop_change, stop_loss: end as "converged" at or below these.
        seed: of the noise, of the order of the examples and of dropout.
        record_every: keep every n-th row; the last step is always kept.
        hyperparameters: ``lr`` and others by name; the rest keep their defaults.

    A network also takes:
        batch_size: examples of a batch, None for all; shuffle: a new order every epoch, ``permutation(n)`` of
            ``numpy.random.RandomState(seed)`` once for each; accumulate: batches whose mean gradient a step takes.
        validation: (inputs, targets) beside which it is trained.
        stop_epochs: end after so many; stop_patience: end when the validation loss was no better at the ends of so many
            epochs; stop_error: end with the epoch after which at most this share of training examples is misclassified.
        memory: most bytes of the records, unlimited unless given. Where they do not suffice for every row asked for,
            ``run.steps`` says which are kept, and ``run.state_at(step)`` computes any other, to the last bit.

    Returns:
        The run: ``positions`` (k + 1, d), ``losses`` (k + 1,), ``gradients`` (k + 1, d), ``state`` by slot, ``status``;
        for a network also ``curves``: loss and accuracy on all training and validation data.

    Raises:
        LandscapeError: one sentence naming what is wrong and what would be valid.
    """
    where = problems.surface(problem) if isinstance(problem, str) else problem
    if not isinstance(where, Problem | Network):
        raise ProblemError(
            f"{problem!r} is not a problem; give a surface's key, or what surface(), formula() or network() returned."
        )
    settings = TrainingSettings(
        schedule or "constant", schedule_period, schedule_rate, gradient_noise, clip_norm,
        stop_gradient_norm, stop_change, stop_loss,
        _whole("seed", seed, 0, MAX_SEED), _whole("record_every", record_every, 1),
        batch_size, shuffle, accumulate, stop_epochs, stop_patience, stop_error, memory,
    )  # fmt: skip
    check_settings(settings)
    begin = np.asarray(where.start) if start is None else where.check_point(start, "the start")
    steps = _whole("steps", steps, 1, simulate.MAX_STEPS)
    course: simulate.Course
    if isinstance(where, Network):
        if training.is_long(where, steps, settings):
            where.specialise()
        course = training.training(where, optimizer, hyperparameters, begin, steps, settings, validation)
    else:
        common = _for_formulas(settings, validation)
        course = simulate.simulation(where, optimizer, hyperparameters, begin, steps, common)
    if course.code >= endings.FIRST_DIVERGED:
        raise ProblemError(f"The start {_point(begin)} does not fit: {course.reason()}")
    while not course.done:
        course.advance(steps)
    return course.run()


def _for_formulas(settings: TrainingSettings, validation: object) -> Settings:
    """``settings`` less what only networks have; raises OptimizerError where that is set."""
    values, common = asdict(settings), asdict(Settings())
    for name, default in asdict(TrainingSettings()).items():
        if name not in common and values[name] != default:
            raise OptimizerError(f"{name} is for networks, whose loss is over examples; leave it out for a formula.")
    if validation is not None:
        raise OptimizerError("validation is for networks, whose loss is over examples; leave it out for a formula.")
    return Settings(**{name: values[name] for name in common})


def network(
    sizes: Sequence[int],
    hidden_activation: str | Sequence[str] = "tanh",
    loss: str = "mse",
    *,
    inputs: ArrayLike,
    targets: ArrayLike,
    output_activation: str = "linear",
    skip: bool = False,
    l1: float = 0.0,
    l2: float = 0.0,
    dropout: float = 0.0,
    input_noise: float = 0.0,
    batch_norm: bool = False,
) -> Network:
    """A multilayer perceptron with its data: a problem of as many parameters as it has weights and biases.

    Args:
        sizes: inputs, hidden layers, outputs, as in (2, 8, 8, 1).
        hidden_activation: one name, or one for each hidden layer, of "linear", "sigmoid", "tanh", "relu", "elu",
            "leaky_relu", "softplus", "gelu", "silu".
        loss: "mse", "half_mse", "binary_cross_entropy", "cross_entropy" or "hinge".
        inputs: (n, inputs); targets: (n, outputs) or (n,): numbers, 0 and 1, or class numbers for "cross_entropy".
        output_activation: applied before "mse" and "half_mse"; the other losses act on the pre-activation.
        skip: hidden layers exactly as wide as what feeds them add their input to their output.
        l1, l2: strengths λ of the penalties λ Σ|w| and λ/2 Σw² over all weights.
        dropout: share of each hidden layer's units dropped in training; input_noise: deviation of noise on the inputs.
        batch_norm: standardise the hidden layers' sums over each batch.

    Raises:
        LandscapeError: one sentence naming what is wrong and what would be valid.
    """
    described = architectures.architecture(
        sizes, hidden_activation, loss, output_activation=output_activation, skip=skip, l1=l1, l2=l2,
        dropout=dropout, input_noise=input_noise, batch_norm=batch_norm,
    )  # fmt: skip
    return Network(described, inputs, targets)


def decision_line(
    inputs: ArrayLike,
    targets: ArrayLike,
    loss: str = "hinge",
    *,
    above: int = 1,
    l1: float = 0.0,
    l2: float = 0.0,
    input_noise: float = 0.0,
) -> DecisionLine:
    """The line y = w·x + b that parts two classes in the plane, as a problem of the two parameters w and b.

    A point's score is s = y − (w·x + b), and the loss the mean of max(0, 1 − l·s) or of ln(1 + e^(−l·s)), with the
    label l = 1 for the class that belongs above the line and −1 for the other one.

    Args:
        inputs: (n, 2) points x, y; targets: (n,) their classes, 0 or 1.
        loss: "hinge", or "binary_cross_entropy" for the logistic one.
        above: the class that belongs above the line.
        l1, l2: strengths λ of the penalties λ |w| and λ/2 w²; input_noise: deviation of noise on points in training.

    Raises:
        LandscapeError: one sentence naming what is wrong and what would be valid.
    """
    described = LineArchitecture(SIZES, (), loss, l1=l1, l2=l2, input_noise=input_noise, above=above)
    return DecisionLine(described, inputs, targets)


def trace(text: str, /, **values: float) -> Tape:
    """A formula as a computational graph with its values: nodes, gradient, and the steps of both passes.

    Args:
        text: an expression, or name = expression lines parted by ";" or new lines, of which the last is the output.
        values: a finite number for each variable.

    Raises:
        FormulaError: pointing at the place. GraphError: a value is missing, superfluous or not a number, or a number
            on the way is not finite; it names the node.
    """
    problems.check_text(text)
    return finite_tape(parse(text), values)


def check_settings(settings: Settings) -> None:
    """Raise OptimizerError naming the first setting that is out of bounds."""
    from landscape_gui.core.schedules import SCHEDULES

    if settings.schedule not in SCHEDULES:
        raise OptimizerError(f"There is no schedule {settings.schedule!r}; choose one of {', '.join(SCHEDULES)}.")
    bounds: Mapping[str, tuple[float | None, float]] = {
        "gradient_noise": (settings.gradient_noise, 0.0),
        "clip_norm": (settings.clip_norm, np.finfo(float).tiny),
        "stop_gradient_norm": (settings.stop_gradient_norm, 0.0),
        "stop_change": (settings.stop_change, 0.0),
        "stop_loss": (settings.stop_loss, -np.inf),
        "schedule_period": (settings.period, 0.0),
        "schedule_rate": (settings.rate, 0.0),
    }
    for name, (value, low) in bounds.items():
        if value is not None and not (value >= low and np.isfinite(value)):
            valid = {0.0: "a finite number, 0 or more", -np.inf: "a finite number"}.get(low, "a finite number above 0")
            raise OptimizerError(f"{name} = {value} is not valid; give {valid}.")


def _whole(name: str, value: int, low: int, high: int | None = None) -> int:
    """``value`` where it is a whole number in the bounds; raises OptimizerError."""
    upper = f"from {low:,} to {high:,}" if high is not None else f"of at least {low:,}"
    if (
        isinstance(value, bool)
        or not hasattr(value, "__index__")
        or not low <= value <= (value if high is None else high)
    ):
        raise OptimizerError(f"{name} = {value} is not valid; give a whole number {upper}.")
    return int(value)


def _point(point: np.ndarray) -> str:
    shown = [f"{value:g}" for value in point[:6]] + ["…"] * (point.size > 6)
    return f"({', '.join(shown)})"
