"""Speed of training: a 2-8-8-1 tanh network with Adam, every step recorded, against the same loop in C and in PyTorch.

    python tests/bench/bench_training.py

Rows whose rival is not installed (a C compiler, torch in the environment of ``TORCH_PYTHON``) are left out. The rivals
run alone in a process of their own, on one thread; ratios above 1 mean that this program is faster.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

import landscape_gui as lg
from landscape_gui.core.network.network import Network
from landscape_gui.core.network.training import MEMORY, Training, TrainingSettings, training
from landscape_gui.core.network.trainingrun import TrainingRun

SIZES, EXAMPLES, RATE = (2, 8, 8, 1), 200, 0.01
CASES = {"full batch 200": (None, 4_000), "mini-batch 32": (32, 16_000), "one example": (1, 16_000)}
ROUNDS = 9
MINIMAX = json.loads((Path(__file__).parents[1] / "reference" / "tanh_minimax.json").read_text(encoding="utf-8"))

FLOPS_OF_TANH = 45
FLOPS_OF_EXAMPLE = 2 * 88 + 2 * (88 + 72) + 16 * (FLOPS_OF_TANH + 3) + 60
"""Forward, backward to weights and signals, tanh with its slope, the loss: additions and multiplications."""

PEAK_TEXT = """
double peak(long rounds) {
    double a[96];
    for (int i = 0; i < 96; i++) a[i] = i * 1e-3;
    for (long k = 0; k < rounds; k++) for (int i = 0; i < 96; i++) a[i] = a[i] * 0.999999 + 1e-6;
    double total = 0;
    for (int i = 0; i < 96; i++) total += a[i];
    return total;
}
"""

C_TEXT = """
#include <math.h>
#include <string.h>
#define D 105
#define B 64
typedef double Row[B];
static inline double flush(double a) { return (-1e-200 < a && a < 1e-200) ? 0.0 : a; }
static inline double tanh_(double x) {
    x = x > 18.75 ? 18.75 : x; x = x < -18.75 ? -18.75 : x;
    double u = x * x;
    return x * (PP) / (QQ);
}
static inline void forward(const double *w, const double *b, int in, int out, Row *x, Row *h, int width, int active) {
    for (int j = 0; j < out; j++) {
        for (int q = 0; q < width; q++) h[j][q] = b[j];
        for (int i = 0; i < in; i++) for (int q = 0; q < width; q++) h[j][q] += w[j * in + i] * x[i][q];
        if (active) for (int q = 0; q < width; q++) h[j][q] = tanh_(h[j][q]);
    }
}
static inline void backward(const double *w, double *gw, double *gb, int in, int out, Row *x, Row *delta, Row *before,
                            int width) {
    for (int j = 0; j < out; j++) {
        double s = 0;
        for (int q = 0; q < width; q++) s += delta[j][q];
        gb[j] += s;
        for (int i = 0; i < in; i++) {
            s = 0;
            for (int q = 0; q < width; q++) s += delta[j][q] * x[i][q];
            gw[j * in + i] += s;
        }
    }
    if (before) for (int i = 0; i < in; i++) {
        for (int q = 0; q < width; q++) before[i][q] = 0;
        for (int j = 0; j < out; j++) for (int q = 0; q < width; q++) before[i][q] += w[j * in + i] * delta[j][q];
        for (int q = 0; q < width; q++) before[i][q] *= 1 - x[i][q] * x[i][q];
    }
}
static double gradient_of(const double *p, const double *x, const double *t, int n, const long *order, int m,
                          double *g) {
    static Row input[2], h1[8], h2[8], y[1], d1[8], d2[8], d3[1];
    double total = 0;
    memset(g, 0, D * sizeof(double));
    for (int begin = 0; begin < m; begin += B) {
        int count = m - begin < B ? m - begin : B, width = (count + 7) / 8 * 8;
        double wanted[B];
        for (int q = 0; q < width; q++) {
            long k = order[begin + (q < count ? q : 0)];
            input[0][q] = x[k]; input[1][q] = x[n + k]; wanted[q] = t[k];
        }
        forward(p, p + 16, 2, 8, input, h1, width, 1);
        forward(p + 24, p + 88, 8, 8, h1, h2, width, 1);
        forward(p + 96, p + 104, 8, 1, h2, y, width, 0);
        for (int q = 0; q < count; q++) {
            double z = y[0][q], u = exp(-fabs(z)), s = 1 / (1 + u);
            total += (z > 0 ? z : 0) + log1p(u) - wanted[q] * z;
            d3[0][q] = ((z > 0 ? s : 1 - s) - wanted[q]) / m;
        }
        for (int q = count; q < width; q++) d3[0][q] = 0;
        backward(p + 96, g + 96, g + 104, 8, 1, h2, d3, d2, width);
        backward(p + 24, g + 24, g + 88, 8, 8, h1, d2, d1, width);
        backward(p, g, g + 16, 2, 8, input, d1, 0, width);
    }
    return total / m;
}
void train(double *p, const double *x, const double *t, long n, const long *orders, long batch, long steps, double lr,
           double *positions, double *losses, double *gradients, double *slots) {
    double g[D], m[D] = {0}, v[D] = {0}, p1 = 1, p2 = 1;
    long per_epoch = (n + batch - 1) / batch;
    for (long step = 0; ; step++) {
        long epoch = step / per_epoch, at = (step - epoch * per_epoch) * batch;
        long count = n - at < batch ? n - at : batch;
        losses[step] = gradient_of(p, x, t, n, orders + (batch < n ? epoch * n : 0) + at, count, g);
        memcpy(positions + step * D, p, sizeof g); memcpy(gradients + step * D, g, sizeof g);
        memcpy(slots + 2 * step * D, m, sizeof g); memcpy(slots + (2 * step + 1) * D, v, sizeof g);
        if (step == steps) return;
        p1 *= 0.9; p2 *= 0.999;
        double size = lr / (1 - p1), root = sqrt(1 - p2);
        for (int i = 0; i < D; i++) {
            m[i] = flush(m[i] * 0.9 + 0.1 * g[i]);
            v[i] = flush(v[i] * 0.999 + 0.001 * g[i] * g[i]);
            p[i] = flush(p[i] - size * m[i] / (sqrt(v[i]) / root + 1e-8));
        }
    }
}
"""

TORCH = """
import json, sys, time, torch
from torch import nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
case = json.load(sys.stdin)
x, t = torch.tensor(case["inputs"]), torch.tensor(case["targets"])
model = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1))
vector_to_parameters(torch.tensor(case["start"]), model.parameters())
loss_of, optimizer = nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters(), lr=case["lr"])
size, steps = case["batch"] or len(x), 0

def run(count, record):
    begin, positions, losses = time.perf_counter(), [], []
    while count > 0:
        order = torch.randperm(len(x))
        for at in range(0, len(x), size):
            chosen = order[at : at + size]
            xb, tb = (x, t) if size >= len(x) else (x[chosen], t[chosen])
            optimizer.zero_grad()
            loss = loss_of(model(xb), tb)
            loss.backward()
            optimizer.step()
            if record:
                positions.append(parameters_to_vector(model.parameters()).detach())
                losses.append(loss.item())
            count -= 1
            if count == 0:
                break
    return time.perf_counter() - begin

run(200, True)
print(json.dumps([min(run(1000, record) for _ in range(3)) / 1000 for record in (False, True)]))
"""


def example_network() -> Network:
    """Two classes of 200 points, 2-8-8-1 tanh."""
    inputs = np.random.RandomState(0).standard_normal((EXAMPLES, SIZES[0]))
    targets = (inputs[:, 0] * inputs[:, 1] > 0).astype(np.float64)
    return lg.network(SIZES, "tanh", "binary_cross_entropy", inputs=inputs, targets=targets)


def begin(network: Network, batch: int | None, steps: int, looks: bool) -> Training:
    """A fresh training with touched memory."""
    start = network.initial_parameters(seed=1)
    course = training(network, "adam", {"lr": RATE}, start, steps, TrainingSettings(batch_size=batch, memory=1e9))
    for rows in course._arrays.rows():
        rows[1:] = 0.0
    if not looks:
        course.look_every = steps + 1
    return course


def seconds_of(course: Training) -> float:
    """Seconds a step of the whole training, batches drawn and all calls included."""
    start = time.perf_counter()
    while not course.done:
        course.advance(course.steps)
    return (time.perf_counter() - start) / course.steps


def compiled(text: str, folder: Path, name: str) -> ctypes.CDLL:
    """The shared library made of ``text``."""
    (folder / f"{name}.c").write_text(text, encoding="utf-8")
    flags = ["-O3", "-march=native", "-ffast-math", "-mprefer-vector-width=512", "-shared", "-fPIC"]
    subprocess.run(["cc", *flags, "-o", f"{folder / name}.so", f"{folder / name}.c", "-lm"], check=True)
    return ctypes.CDLL(f"{folder / name}.so")


def horner(coefficients: list[float]) -> str:
    """A polynomial in u as C."""
    text = repr(float(coefficients[-1]))
    for value in reversed(coefficients[:-1]):
        text = f"({text} * u + {float(value)!r})"
    return text


def c_library(folder: Path) -> ctypes.CDLL:
    """The training loop in C."""
    p, q = (next(MINIMAX[key] for key in MINIMAX if key.lower().startswith(letter)) for letter in "pq")
    return compiled(C_TEXT.replace("PP", horner(p)).replace("QQ", horner(q)), folder, "training")


def c_seconds(library: ctypes.CDLL, course: Training) -> tuple[float, np.ndarray]:
    """Seconds a step of the same training in C, its orders given, and its positions."""
    network, steps, plan = course.network, course.steps, course.feed.plan
    orders = np.arange(EXAMPLES)[None]
    if not plan.whole:
        orders = course.feed.twin().orders.items(0, plan.epoch(steps) + 1)
    theta, d = course._arrays.positions[0].copy(), network.dimension
    shapes = [(steps + 1, d), (steps + 1,), (steps + 1, d), (steps + 1, 2, d)]
    out = [np.zeros(shape) for shape in shapes]
    pointers = [a.ctypes.data_as(ctypes.c_void_p) for a in (theta, network.x, network.t)]
    counts = [ctypes.c_long(value) for value in (EXAMPLES, plan.batch, steps)]
    order = orders.ctypes.data_as(ctypes.c_void_p)
    last = [a.ctypes.data_as(ctypes.c_void_p) for a in out]
    start = time.perf_counter()
    library.train(*pointers, counts[0], order, counts[1], counts[2], ctypes.c_double(RATE), *last)
    return (time.perf_counter() - start) / steps, out[0]


def torch_seconds(network: Network, batch: int | None) -> list[float] | None:
    """Seconds a step of torch, without and with recording; None where it is not installed."""
    python = os.environ.get("TORCH_PYTHON", sys.executable)
    case: dict[str, Any] = {
        "inputs": network.inputs.tolist(), "targets": network.targets.tolist(), "batch": batch, "lr": RATE,
        "start": network.initial_parameters(seed=1).tolist(),
    }  # fmt: skip
    done = subprocess.run(
        [python, "-W", "ignore", "-c", TORCH], input=json.dumps(case), capture_output=True, text=True, check=False
    )
    return json.loads(done.stdout) if done.returncode == 0 else None


def peak_flops(folder: Path) -> float:
    """Most additions and multiplications a second of one core, measured."""
    library, rounds, best = compiled(PEAK_TEXT, folder, "peak"), 2_000_000, 0.0
    library.peak.restype = ctypes.c_double
    for _ in range(5):
        start = time.perf_counter()
        library.peak(ctypes.c_long(rounds))
        best = max(best, 2 * 96 * rounds / (time.perf_counter() - start))
    return best


def against_others(folder: Path | None) -> None:
    """Table of microseconds a step and ratios."""
    network = example_network()
    library = c_library(folder) if folder else None
    peak = peak_flops(folder) if folder else None
    generic = {
        name: statistics.median(seconds_of(begin(network, *case, True)) for _ in range(5))
        for name, case in CASES.items()
    }
    start = time.perf_counter()
    network.specialise()
    print(f"specialised kernels ready after {time.perf_counter() - start:.2f} s")
    if peak:
        print(f"one core: {peak / 1e9:.0f} GFLOP/s; an example counted as {FLOPS_OF_EXAMPLE} operations")
    head = (
        "case",
        "µs a step",
        "no curves",
        "generic",
        "C",
        "torch",
        "recorded",
        "C / ours",
        "torch / ours",
        "of limit",
    )
    print(("{:16}" + "{:>13}" * 9).format(*head))
    for name, (batch, steps) in CASES.items():
        times: dict[str, list[float]] = {"ours": [], "bare": [], "c": []}
        for _ in range(ROUNDS):
            course = begin(network, batch, steps, True)
            times["ours"].append(seconds_of(course))
            times["bare"].append(seconds_of(begin(network, batch, steps, False)))
            if library:
                seconds, positions = c_seconds(library, course)
                times["c"].append(seconds)
                np.testing.assert_allclose(positions[:100], course.run().positions[:100], rtol=1e-6, atol=1e-8)
        ours, bare = statistics.median(times["ours"]), statistics.median(times["bare"])
        c = statistics.median(times["c"]) if library else float("nan")
        torch = torch_seconds(network, batch) or [float("nan")] * 2
        share = FLOPS_OF_EXAMPLE * (batch or EXAMPLES) / bare / peak if peak else float("nan")
        micro = [1e6 * value for value in (ours, bare, generic[name], c, *torch)]
        ratios = f"{c / ours:13.2f}{torch[0] / ours:13.0f}{share:13.0%}"
        print(f"{name:16}" + "".join(f"{value:13.2f}" for value in micro) + ratios)


def long_run() -> None:
    """50,000 steps of 1,425 parameters: seconds, memory of the records, and the time to have a step again."""
    inputs = np.random.RandomState(0).standard_normal((EXAMPLES, 2))
    sizes = (2, *(16,) * 6, 1)
    network = lg.network(sizes, "tanh", "mse", inputs=inputs, targets=np.sin(2 * inputs[:, 0]))
    network.specialise()
    start = time.perf_counter()
    theta = network.initial_parameters()
    run = lg.optimize(network, "adam", start=theta, steps=50_000, batch_size=32, lr=1e-3, memory=MEMORY)
    seconds = time.perf_counter() - start
    arrays = [run.positions, run.gradients, *run.state.values(), run.losses, run.factors, run.clock, run.rates]
    size = sum(array.nbytes for array in arrays) / 1e6
    row = len(run.steps) // 2
    again = []
    for step in range(int(run.steps[row]) + 1, int(run.steps[row + 1])):
        start = time.perf_counter()
        run.state_at(step)
        again.append(time.perf_counter() - start)
    print(f"\n50,000 steps of {network.dimension:,} parameters, mini-batch 32: {seconds:.2f} s, {size:.1f} MB,")
    print(f"{len(run.steps):,} rows every {run.steps[1]} steps; one between them again in {1e3 * max(again):.1f} ms")
    assert size <= 64.0
    check_replay(network, run, row)


def check_replay(network: Network, run: TrainingRun, row: int) -> None:
    """The steps computed again must lead to the next row, to the last bit."""
    state = run.replay(row, int(run.steps[row + 1]))
    assert np.array_equal(state.position, run.positions[row + 1]) and state.loss == run.losses[row + 1]


def main() -> None:
    """Print all tables."""
    if shutil.which("cc"):
        with tempfile.TemporaryDirectory() as folder:
            against_others(Path(folder))
    else:
        against_others(None)
    long_run()


if __name__ == "__main__":
    main()
