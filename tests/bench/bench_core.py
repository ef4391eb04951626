"""Speed of the core: one recorded path against the same loop in C, plain Python and torch, all in one run.

    python tests/bench/bench_core.py

Rows whose rival is not installed (a C compiler, torch) are left out. Ratios above 1 mean that this program is faster.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import landscape_gui as lg
from landscape_gui.core import codegen, fused, simulate
from landscape_gui.core.derivatives import with_gradient
from landscape_gui.core.problem import Problem
from landscape_gui.core.simulate import Settings, Simulation

SURFACES = ("rosenbrock", "himmelblau", "dupont_two_wells")
RATES = {"gd": 1e-4, "momentum": 1e-5, "adagrad": 0.1, "rmsprop": 1e-3, "adam": 1e-2}
STEPS = 20_000
ROUNDS = 15

C_SLOTS = {"gd": 0, "momentum": 1, "adagrad": 1, "rmsprop": 2, "adam": 2}
C_FACTORS = {"adam": 2}
C_UPDATES = {
    "gd": "theta[i] = flush(theta[i] - lr * g);",
    "momentum": "s[i] = flush(s[i] * h[1] + (1.0 - h[2]) * g); theta[i] = flush(theta[i] - lr * s[i]);",
    "adagrad": "s[i] = flush(s[i] + g * g); theta[i] = flush(theta[i] - lr * g / (sqrt(s[i]) + h[1]));",
    "rmsprop": "s[i] = flush(s[i] * h[1] + (1.0 - h[1]) * g * g); double scale = sqrt(s[i]) + h[2];"
    " if (h[3] > 0.0) { s[2 + i] = flush(s[2 + i] * h[3] + g / scale); theta[i] = flush(theta[i] - lr * s[2 + i]); }"
    " else theta[i] = flush(theta[i] - lr * g / scale);",
    "adam": "s[i] = flush(s[i] * h[1] + (1.0 - h[1]) * g); s[2 + i] = flush(s[2 + i] * h[2] + (1.0 - h[2]) * g * g);"
    " theta[i] = flush(theta[i] - f0 * s[i] / (sqrt(s[2 + i]) / f1 + h[3]));",
}
C_PER_STEP = {
    "adam": "p1 *= h[1]; p2 *= h[2]; if (p1 < 1e-20) p1 = 0; if (p2 < 1e-20) p2 = 0;"
    " f0 = lr / (1.0 - p1); f1 = sqrt(1.0 - p2); factors[2*row] = f0; factors[2*row+1] = f1;"
}
C_TEXT = """
#include <math.h>
static inline double flush(double a) { return (-1e-200 < a && a < 1e-200) ? 0.0 : a; }
long path(double *theta, const double *c, const double *h, double lr, double wd, long steps, double *positions,
          double *losses, double *gradients, double *slots, double *factors, double *gradient) {
    double s[4] = {0}, p1 = 1, p2 = 1, f0 = 0, f1 = 0, old[2];
    for (long k = 0; k < steps; k++) {
        long row = k + 1;
        old[0] = theta[0]; old[1] = theta[1];
        PER_STEP
        for (int i = 0; i < 2; i++) { double g = gradient[i] + wd * theta[i]; UPDATE }
        double change = 0;
        for (int i = 0; i < 2; i++) {
            if (!isfinite(theta[i])) return -1;
            if (fabs(theta[i]) > 1e12) return -2;
            change += (theta[i] - old[i]) * (theta[i] - old[i]);
        }
        double value;
        OBJECTIVE
        if (!isfinite(value)) return -3;
        losses[row] = value;
        for (int i = 0; i < 2; i++) {
            if (!isfinite(gradient[i])) return -4;
            positions[2*row+i] = theta[i]; gradients[2*row+i] = gradient[i];
            for (int j = 0; j < SLOTS; j++) slots[2*SLOTS*row + 2*j + i] = s[2*j + i];
        }
    }
    return steps;
}
"""


def c_objective(problem: Problem) -> str:
    """The generated straight-line code, as C."""
    graph = with_gradient(problem.graph)
    value, *partials = graph.outputs
    ends = [f"gradient[{i}] = {{{index}}}" for i, index in enumerate(partials)] + [f"value = {{{value}}}"]
    loads = [f"in_{n} = theta[{i}]" for i, n in enumerate(problem.variables)]
    loads += [f"in_{n} = c[{i}]" for i, n in enumerate(problem.graph.coefficients)]
    lines = [line.replace("math.", "") for line in [*loads, *codegen.straight_line(graph, ends)]]
    return "\n".join(line + ";" if re.match(r"gradient|value", line) else f"double {line};" for line in lines)


def compile_c(problem: Problem, key: str, folder: Path, *flags: str) -> Callable[..., int]:
    """The C loop of one pair, compiled with ``flags``."""
    text = C_TEXT.replace("PER_STEP", C_PER_STEP.get(key, "")).replace("UPDATE", C_UPDATES[key])
    text = text.replace("OBJECTIVE", c_objective(problem)).replace("SLOTS", str(C_SLOTS[key]))
    stem = folder / f"{problem.key}_{key}_{abs(hash(flags))}"
    stem.with_suffix(".c").write_text(text)
    subprocess.run(["cc", "-O3", *flags, "-shared", "-fPIC", "-o", f"{stem}.so", f"{stem}.c", "-lm"], check=True)
    function = ctypes.CDLL(f"{stem}.so").path
    function.restype = ctypes.c_long
    return function


def c_path(function: Callable[..., int], simulation: Simulation) -> tuple[float, np.ndarray]:
    """Seconds and positions of one C run from the start of ``simulation``."""
    a, h = simulation._arrays, simulation.hyperparameters
    hyper = np.array(list(h.values()))
    pointers = [
        array.ctypes.data_as(ctypes.c_void_p) for array in (a.theta, simulation.problem.coefficient_values, hyper)
    ]
    outputs = [
        x.ctypes.data_as(ctypes.c_void_p)
        for x in (a.positions, a.losses, a.gradients, a.slot_rows, a.factor_rows, a.gradient)
    ]
    lr, decay = ctypes.c_double(h["lr"]), ctypes.c_double(h["weight_decay"])
    begin = time.perf_counter()
    done = function(*pointers, lr, decay, ctypes.c_long(simulation.steps), *outputs)
    seconds = time.perf_counter() - begin
    assert done == simulation.steps
    return seconds, a.positions


def begin(problem: Problem, key: str, steps: int = STEPS) -> Simulation:
    """A fresh simulation of one pair with touched memory."""
    simulation = simulate.simulation(problem, key, {"lr": RATES[key]}, np.array(problem.start), steps, Settings())
    a = simulation._arrays
    for array in (a.positions, a.losses, a.gradients, a.slot_rows, a.factor_rows):
        array[1:] = 0.0
    return simulation


def numba_path(simulation: Simulation, tier: str) -> float:
    """Seconds of one run in a tier: the loop with its call, its arrays ready as they are for C."""
    kernel = fused.compiled(simulation.problem.graph, simulation.optimizer)
    original = fused.available
    fused.available = (lambda *_: kernel) if tier == "fused" else (lambda *_: None)
    arguments = simulation.arguments(simulation.rates(0, simulation.steps))
    begin = time.perf_counter()
    simulation.take(arguments)
    seconds = time.perf_counter() - begin
    fused.available = original
    assert simulation.step == simulation.steps, simulation.run().reason
    return seconds


def python_path(problem: Problem, key: str, steps: int) -> float:
    """Seconds of the same steps in plain Python: the optimizer's own rule, the objective as straight-line Python."""
    source = "\n".join(
        line for line in codegen.objective_source(problem.graph).splitlines() if not line.startswith("@")
    )
    namespace: dict[str, Any] = {"math": __import__("math")}
    exec(source, namespace)
    objective, optimizer = namespace["objective"], lg.optimizers[key]
    known = optimizer.defaults | {"lr": RATES[key]}
    names, step_names = (
        codegen.arguments(optimizer.rule),
        codegen.arguments(optimizer.per_step) if optimizer.per_step else [],
    )
    clock, theta, gradient = dict(optimizer.clock), list(problem.start), [0.0, 0.0]
    slots = [dict.fromkeys(optimizer.slots, 0.0) for _ in theta]
    coefficients, positions, losses = problem.coefficient_values.tolist(), [], []
    begin = time.perf_counter()
    losses.append(objective(theta, coefficients, gradient))
    for step in range(1, steps + 1):
        factors: dict[str, float] = {}
        if optimizer.per_step:
            results = optimizer.per_step(**{n: ({**known, **clock, "step": float(step)})[n] for n in step_names})
            clock = dict(zip(clock, results, strict=False))
            factors = dict(zip(optimizer.factors, results[len(clock) :], strict=True))
        for i in range(2):
            values = {**known, **factors, **slots[i], "theta": theta[i], "gradient": gradient[i]}
            result = optimizer.rule(**{n: values[n] for n in names})
            theta[i], *new = result if isinstance(result, tuple) else (result,)
            slots[i] = dict(zip(optimizer.slots, new, strict=True))
        losses.append(objective(theta, coefficients, gradient))
        positions.append(tuple(theta))
    return time.perf_counter() - begin


TORCH = """
import sys, time, torch
torch.set_num_threads(1)
key, rate, steps = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
p = torch.tensor([0.5, -0.5], dtype=torch.float64, requires_grad=True)
make = dict(gd=torch.optim.SGD, momentum=lambda q, lr: torch.optim.SGD(q, lr=lr, momentum=0.9),
            adagrad=torch.optim.Adagrad, rmsprop=torch.optim.RMSprop, adam=torch.optim.Adam)[key]
optimizer = make([p], lr=rate)
def run(n):
    begin = time.perf_counter()
    positions, losses = [], []
    for _ in range(n):
        optimizer.zero_grad()
        loss = (p[0]**2 + p[1] - 11)**2 + (p[0] + p[1]**2 - 7)**2
        loss.backward()
        optimizer.step()
        positions.append(p.detach().clone()); losses.append(loss.item())
    return time.perf_counter() - begin
run(100)
print(run(steps) / steps)
"""


def against_c(folder: Path) -> None:
    """Table of steps a second, and ratios of C's time to ours."""
    print(f"\nOne path of {STEPS:,} recorded steps, median of {ROUNDS} interleaved runs. C: cc -O3 -march=native.")
    head = ("surface", "optimizer", "fused M/s", "first M/s", "fused / C", "first / C", "bits of C")
    print(("{:18}{:10}" + "{:>11}" * 5).format(*head))
    ratios: dict[str, list[float]] = {"fused": [], "first-class": []}
    for surface in SURFACES:
        problem = lg.surface(surface)
        for key in RATES:
            native = compile_c(problem, key, folder, "-march=native")
            strict = compile_c(problem, key, folder, "-ffp-contract=off")
            times: dict[str, list[float]] = {"fused": [], "first-class": [], "c": []}
            for _ in range(ROUNDS):
                times["c"].append(c_path(native, begin(problem, key))[0])
                for tier in ("fused", "first-class"):
                    times[tier].append(numba_path(begin(problem, key), tier))
            ours = begin(problem, key)
            numba_path(ours, "fused")
            same = np.array_equal(c_path(strict, begin(problem, key))[1], ours._arrays.positions)
            median = {name: statistics.median(values) for name, values in times.items()}
            for tier, values in ratios.items():
                values.append(median["c"] / median[tier])
            speeds = [STEPS / median[tier] / 1e6 for tier in ("fused", "first-class")]
            same_words = "equal" if same else "DIFFER"
            last = (ratios["fused"][-1], ratios["first-class"][-1])
            print(
                f"{surface:18}{key:10}"
                + "{:11.1f}{:11.1f}{:11.2f}{:11.2f}".format(*speeds, *last)
                + f"{same_words:>11}"
            )
    fused_ratio, first_ratio = (statistics.median(values) for values in ratios.values())
    print(f"median of ratios: fused {fused_ratio:.2f}, first-class {first_ratio:.2f}")


def against_python_and_torch() -> None:
    """What ``optimize`` returns, call overhead included, against plain Python and torch with autograd."""
    problem = lg.surface("himmelblau")
    print(f"\nlandscape_gui.optimize, {STEPS:,} steps, call included, Himmelblau")
    print(f"{'optimizer':12}{'ms':>8}{'x Python':>10}{'x torch autograd':>18}")
    for key, rate in RATES.items():
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            lg.optimize(problem, key, start=(0.5, -0.5), steps=STEPS, lr=rate)
            times.append(time.perf_counter() - start)
        ours = statistics.median(times)
        plain = python_path(problem, key, 5_000) / 5_000 * STEPS
        torch = torch_seconds(key, rate)
        shown = f"{torch * STEPS / ours:18,.0f}" if torch else f"{'not installed':>18}"
        print(f"{key:12}{1e3 * ours:8.2f}{plain / ours:10.0f}{shown}")


def torch_seconds(key: str, rate: float) -> float | None:
    """Seconds a step of torch in a process of its own with one thread; None where it is not installed."""
    python = os.environ.get("TORCH_PYTHON", sys.executable)
    done = subprocess.run([python, "-c", TORCH, key, str(rate), "1500"], capture_output=True, text=True, check=False)
    return float(done.stdout) if done.returncode == 0 else None


def after_convergence() -> None:
    """Time of a step long after convergence against the first steps: denormals would show here."""
    print("\nSlow-down of the last 20,000 of 100,000 steps against the first 20,000 (sphere, start (1, 1))")
    problem = lg.surface("sphere")
    for key in lg.optimizers:
        ratios = []
        for _ in range(7):
            simulation = simulate.simulation(problem, key, {}, np.array([1.0, 1.0]), 100_000, Settings())
            for array in vars(simulation._arrays).values():
                array.fill(0.0) if array.size > 1000 else None
            times = []
            while not simulation.done:
                start = time.perf_counter()
                simulation.advance(20_000)
                times.append(time.perf_counter() - start)
            ratios.append(times[-1] / times[0])
        print(f"{key:12}{statistics.median(ratios):6.2f}")


def main() -> None:
    """Print all tables."""
    if shutil.which("cc"):
        with tempfile.TemporaryDirectory() as folder:
            against_c(Path(folder))
    against_python_and_torch()
    after_convergence()


if __name__ == "__main__":
    main()
