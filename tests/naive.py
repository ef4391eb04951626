"""Slow, obvious versions written from the papers and from the documentation of PyTorch: the oracles of the tests.

Nothing here is shared with the package, and nothing here is clever: whole vectors, powers of the decay rates as powers.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Function = Callable[[Array], float]
Gradient = Callable[[Array], Array]
State = dict[str, Array]
Values = Mapping[str, float]
Rule = Callable[[Array, Array, int, float, Values, State], Array]

DEFAULTS: dict[str, dict[str, float]] = {
    "gd": {"weight_decay": 0.0},
    "momentum": {"momentum": 0.9, "dampening": 0.0, "weight_decay": 0.0},
    "nesterov": {"momentum": 0.9, "weight_decay": 0.0},
    "adagrad": {"eps": 1e-10, "weight_decay": 0.0},
    "rmsprop": {"rho": 0.99, "eps": 1e-8, "momentum": 0.0, "weight_decay": 0.0},
    "adadelta": {"rho": 0.9, "eps": 1e-6, "weight_decay": 0.0},
    "adam": {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0},
    "adamw": {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.01},
    "amsgrad": {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0},
    "nadam": {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0, "momentum_decay": 0.004},
    "radam": {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0},
    "adamax": {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0},
    "lion": {"beta1": 0.9, "beta2": 0.99, "weight_decay": 0.0},
}
"""Defaults of ``torch.optim``; momentum, which is 0 there, is 0.9 where it is the point. Lion's are its authors'."""


def naive(
    key: str,
    gradient_function: Gradient,
    start: Iterable[float],
    steps: int,
    hyperparameters: Values,
    lr_factors: Iterable[float] | None = None,
) -> Array:
    """Return the path of optimizer ``key``, (steps + 1, d), row 0 the start.

    ``hyperparameters`` holds at least ``lr``, which ``lr_factors`` multiplies step by step.
    """
    values = DEFAULTS[key] | dict(hyperparameters)
    factors = [1.0] * steps if lr_factors is None else list(lr_factors)
    theta = np.array(list(start), dtype=np.float64)
    state: State = defaultdict(lambda: np.zeros_like(theta))
    positions = [theta]
    for t in range(1, steps + 1):
        theta = RULES[key](theta, gradient_function(theta), t, values["lr"] * factors[t - 1], values, state)
        positions.append(theta)
    return np.array(positions)


def _gd(theta: Array, g: Array, t: int, lr: float, h: Values, s: State) -> Array:
    return theta - lr * (g + h["weight_decay"] * theta)


def _momentum(theta: Array, g: Array, t: int, lr: float, h: Values, s: State) -> Array:
    g = g + h["weight_decay"] * theta
    s["v"] = h["momentum"] * s["v"] + (1 - h["dampening"]) * g
    return theta - lr * s["v"]


def _nesterov(theta: Array, g: Array, t: int, lr: float, h: Values, s: State) -> Array:
    g = g + h["weight_decay"] * theta
    s["v"] = h["momentum"] * s["v"] + g
    return theta - lr * (g + h["momentum"] * s["v"])


def _adagrad(theta: Array, g: Array, t: int, lr: float, h: Values, s: State) -> Array:
    g = g + h["weight_decay"] * theta
    s["G"] = s["G"] + g**2
    return theta - lr * g / (np.sqrt(s["G"]) + h["eps"])


def _rmsprop(theta: Array, g: Array, t: int, lr: float, h: Values, s: State) -> Array:
    g = g + h["weight_decay"] * theta
    s["v"] = h["rho"] * s["v"] + (1 - h["rho"]) * g**2
    s["b"] = h["momentum"] * s["b"] + g / (np.sqrt(s["v"]) + h["eps"])
    return theta - lr * s["b"]


def _adadelta(theta: Array, g: Array, t: int, lr: float, h: Values, s: State) -> Array:
    g = g + h["weight_decay"] * theta
    s["v"] = h["rho"] * s["v"] + (1 - h["rho"]) * g**2
    delta = np.sqrt(s["u"] + h["eps"]) / np.sqrt(s["v"] + h["eps"]) * g
    s["u"] = h["rho"] * s["u"] + (1 - h["rho"]) * delta**2
    return theta - lr * delta


def _moments(g: Array, h: Values, s: State) -> None:
    s["m"] = h["beta1"] * s["m"] + (1 - h["beta1"]) * g
    s["v"] = h["beta2"] * s["v"] + (1 - h["beta2"]) * g**2


def _adam(theta: Array, g: Array, t: int, lr: float, h: Values, s: State) -> Array:
    _moments(g + h["weight_decay"] * theta, h, s)
    m_hat, v_hat = s["m"] / (1 - h["beta1"] ** t), s["v"] / (1 - h["beta2"] ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + h["eps"])


def _adamw(theta: Array, g: Array, t: int, lr: float, h: Values, s: State) -> Array:
    decayed = theta - lr * h["weight_decay"] * theta
    return _adam(decayed, g, t, lr, {**h, "weight_decay": 0.0}, s)


def _amsgrad(theta: Array, g: Array, t: int, lr: float, h: Values, s: State) -> Array:
    _moments(g + h["weight_decay"] * theta, h, s)
    s["w"] = np.maximum(s["w"], s["v"])
    m_hat, w_hat = s["m"] / (1 - h["beta1"] ** t), s["w"] / (1 - h["beta2"] ** t)
    return theta - lr * m_hat / (np.sqrt(w_hat) + h["eps"])


def _nadam(theta: Array, g: Array, t: int, lr: float, h: Values, s: State) -> Array:
    g = g + h["weight_decay"] * theta
    _moments(g, h, s)
    mu: list[float] = [h["beta1"] * (1 - 0.5 * 0.96 ** (i * h["momentum_decay"])) for i in range(1, t + 2)]
    m_hat = mu[t] * s["m"] / (1 - math.prod(mu)) + (1 - mu[t - 1]) * g / (1 - math.prod(mu[:-1]))
    v_hat = s["v"] / (1 - h["beta2"] ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + h["eps"])


def _radam(theta: Array, g: Array, t: int, lr: float, h: Values, s: State) -> Array:
    _moments(g + h["weight_decay"] * theta, h, s)
    m_hat = s["m"] / (1 - h["beta1"] ** t)
    rho_inf = 2 / (1 - h["beta2"]) - 1
    rho = rho_inf - 2 * t * h["beta2"] ** t / (1 - h["beta2"] ** t)
    if rho <= 5:
        return theta - lr * m_hat
    r = math.sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
    return theta - lr * m_hat * r * math.sqrt(1 - h["beta2"] ** t) / (np.sqrt(s["v"]) + h["eps"])


def _adamax(theta: Array, g: Array, t: int, lr: float, h: Values, s: State) -> Array:
    g = g + h["weight_decay"] * theta
    s["m"] = h["beta1"] * s["m"] + (1 - h["beta1"]) * g
    s["u"] = np.maximum(h["beta2"] * s["u"], np.abs(g) + h["eps"])
    return theta - lr / (1 - h["beta1"] ** t) * s["m"] / s["u"]


def _lion(theta: Array, g: Array, t: int, lr: float, h: Values, s: State) -> Array:
    direction = np.sign(h["beta1"] * s["m"] + (1 - h["beta1"]) * g)
    s["m"] = h["beta2"] * s["m"] + (1 - h["beta2"]) * g
    return theta - lr * (direction + h["weight_decay"] * theta)


RULES: dict[str, Rule] = {
    "gd": _gd,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "adagrad": _adagrad,
    "rmsprop": _rmsprop,
    "adadelta": _adadelta,
    "adam": _adam,
    "adamw": _adamw,
    "amsgrad": _amsgrad,
    "nadam": _nadam,
    "radam": _radam,
    "adamax": _adamax,
    "lion": _lion,
}
"""One step of every optimizer: (theta, gradient, t from 1, learning rate, hyper-parameters, state) -> next theta."""


def extrapolated(estimate: Callable[[float], float], step: float, levels: int = 10, shrink: float = 1.6) -> float:
    """Return the limit of ``estimate(h)`` for h -> 0, by Ridders' table from ``step`` down; its error is even in h."""
    best, least = estimate(step), np.inf
    row = [best]
    for level in range(1, levels):
        before, row = row, [estimate(step / shrink**level)]
        for k in range(1, level + 1):
            power = shrink ** (2 * k)
            row.append((power * row[k - 1] - before[k - 1]) / (power - 1))
            error = max(abs(row[k] - row[k - 1]), abs(row[k] - before[k - 1]))
            if error < least:
                best, least = row[k], error
    return best


def gradient_fd(f: Function, x: Iterable[float], step: float = 0.02) -> Array:
    """Return the gradient of ``f`` at ``x``, (d,), by central differences extrapolated to step 0; about 11 digits."""
    point = np.array(list(x), dtype=np.float64)
    axes = np.eye(point.size) * np.maximum(1.0, np.abs(point))

    def partial(e: Array) -> float:
        return extrapolated(lambda h: (f(point + h * e) - f(point - h * e)) / (2 * h), step) / float(e.max())

    return np.array([partial(e) for e in axes])


def hessian_fd(f: Function, x: Iterable[float], step: float = 0.02) -> Array:
    """Return the Hessian of ``f`` at ``x``, (d, d), by central differences extrapolated to step 0; about 8 digits."""
    point = np.array(list(x), dtype=np.float64)
    axes = np.eye(point.size) * np.maximum(1.0, np.abs(point))

    def entry(a: Array, b: Array) -> float:
        def estimate(h: float) -> float:
            ends = f(point + h * (a + b)) - f(point + h * (a - b)) - f(point - h * (a - b)) + f(point - h * (a + b))
            return ends / (4 * h * h)

        return extrapolated(estimate, step) / float(a.max() * b.max())

    return np.array([[entry(a, b) for b in axes] for a in axes])


Batched = Callable[[Array, NDArray[np.int64]], tuple[float, Array]]


def training(
    key: str,
    loss_and_gradient: Batched,
    start: Iterable[float],
    steps: int,
    hyperparameters: Values,
    examples: int,
    batch_size: int,
    seed: int | None = 0,
    lr_factors: Iterable[float] | None = None,
) -> tuple[Array, Array, Array, list[list[int]]]:
    """Return positions (steps + 1, d), losses (steps + 1,), gradients (steps + 1, d) and the examples of every step.

    ``loss_and_gradient`` takes theta and the numbers of a batch's examples. ``seed`` None: the data's own order.
    """
    values = DEFAULTS[key] | dict(hyperparameters)
    factors = [1.0] * steps if lr_factors is None else list(lr_factors)
    theta = np.array(list(start), dtype=np.float64)
    state: State = defaultdict(lambda: np.zeros_like(theta))
    random = np.random.RandomState(seed)
    positions, losses, gradients, seen = [], [], [], []
    while True:
        order = np.arange(examples) if seed is None else random.permutation(examples)
        for begin in range(0, examples, batch_size):
            batch = order[begin : begin + batch_size]
            loss, gradient = loss_and_gradient(theta, batch)
            positions.append(theta)
            losses.append(loss)
            gradients.append(gradient)
            seen.append(batch.tolist())
            t = len(losses)
            if t > steps:
                return np.array(positions), np.array(losses), np.array(gradients), seen
            theta = RULES[key](theta, gradient, t, values["lr"] * factors[t - 1], values, state)


def tanh_network(sizes: Sequence[int], theta: Array, x: Array, t: float) -> tuple[float, Array]:
    """Return binary cross-entropy and its gradient for one example ``x`` (i,) with target ``t``, layer by layer."""
    weights, at = [], 0
    for inputs, units in itertools.pairwise(sizes):
        weights.append((theta[at : at + units * inputs].reshape(units, inputs), theta[at + units * inputs :][:units]))
        at += units * (inputs + 1)
    signals = [x]
    for w, b in weights[:-1]:
        signals.append(np.tanh(w @ signals[-1] + b))
    w, b = weights[-1]
    z = (w @ signals[-1] + b)[0]
    delta = np.array([1 / (1 + np.exp(-z)) - t])
    parts: list[Array] = []
    for (w, _), signal in zip(reversed(weights), reversed(signals), strict=True):
        parts[:0] = [np.outer(delta, signal).ravel(), delta]
        delta = (w.T @ delta) * (1 - signal**2)
    return math.log1p(math.exp(-z)) + (1 - t) * z, np.concatenate(parts)


class Dual:
    """A number and its derivatives by all inputs at once, (k,); arithmetic carries both along."""

    def __init__(self, value: float, slopes: Array) -> None:
        self.value, self.slopes = value, slopes

    def __add__(self, other: Dual | float) -> Dual:
        other = self._lifted(other)
        return Dual(self.value + other.value, self.slopes + other.slopes)

    def __mul__(self, other: Dual | float) -> Dual:
        other = self._lifted(other)
        return Dual(self.value * other.value, self.slopes * other.value + self.value * other.slopes)

    def __pow__(self, other: Dual | float) -> Dual:
        other = self._lifted(other)
        if not other.slopes.any():
            return Dual(self.value**other.value, other.value * self.value ** (other.value - 1) * self.slopes)
        return (other * self.mapped("log")).mapped("exp")

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.slopes)

    def __sub__(self, other: Dual | float) -> Dual:
        return self + -self._lifted(other)

    def __truediv__(self, other: Dual | float) -> Dual:
        other = self._lifted(other)
        return self * Dual(1 / other.value, -other.slopes / other.value**2)

    def __rsub__(self, other: float) -> Dual:
        return -self + other

    def __rtruediv__(self, other: float) -> Dual:
        return self._lifted(other) / self

    def __rpow__(self, other: float) -> Dual:
        return self._lifted(other) ** self

    __radd__, __rmul__ = __add__, __mul__

    def mapped(self, function: str) -> Dual:
        """Return a function of the number, by its name."""
        value, slope = FUNCTIONS[function](self.value)
        return Dual(value, slope * self.slopes)

    def _lifted(self, other: Dual | float) -> Dual:
        return other if isinstance(other, Dual) else Dual(float(other), np.zeros_like(self.slopes))


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


FUNCTIONS: dict[str, Callable[[float], tuple[float, float]]] = {
    "sin": lambda x: (math.sin(x), math.cos(x)),
    "cos": lambda x: (math.cos(x), -math.sin(x)),
    "tan": lambda x: (math.tan(x), 1 / math.cos(x) ** 2),
    "sinh": lambda x: (math.sinh(x), math.cosh(x)),
    "cosh": lambda x: (math.cosh(x), math.sinh(x)),
    "tanh": lambda x: (math.tanh(x), 1 / math.cosh(x) ** 2),
    "exp": lambda x: (math.exp(x), math.exp(x)),
    "log": lambda x: (math.log(x), 1 / x),
    "sqrt": lambda x: (math.sqrt(x), 0.5 / math.sqrt(x)),
    "abs": lambda x: (abs(x), math.copysign(1.0, x)),
    "atan": lambda x: (math.atan(x), 1 / (1 + x * x)),
    "sigmoid": lambda x: (_logistic(x), _logistic(x) * _logistic(-x)),
    "softplus": lambda x: (math.log(1 + math.exp(x)), _logistic(x)),
    "relu": lambda x: (max(x, 0.0), float(x > 0)),
}
"""Value and slope of functions, from the definitions."""


def dual_gradient(formula: str, inputs: Values) -> tuple[float, dict[str, float]]:
    """Return the value of a one-line formula and its derivative by each input, by arithmetic on dual numbers."""
    axes = np.eye(len(inputs))
    names: dict[str, object] = {name: Dual(value, axes[i]) for i, (name, value) in enumerate(inputs.items())}
    names |= {name: _mapper(name) for name in FUNCTIONS}
    result = eval(formula.replace("^", "**"), {"__builtins__": {}}, names)
    return result.value, dict(zip(inputs, result.slopes.tolist(), strict=True))


def _mapper(name: str) -> Callable[[Dual | float], Dual | float]:
    return lambda x: x.mapped(name) if isinstance(x, Dual) else FUNCTIONS[name](x)[0]
