"""Speed of the network kernels: loss and gradient against torch, grids of losses against torch and the same loops in C.

    python tests/bench/bench_network.py

The network is 2-8-8-1, tanh, binary cross-entropy, float64. Torch runs alone in processes of its own with one thread,
with the interpreter that ``TORCH_PYTHON`` names; rows whose rival is not installed are left out. Ratios above 1 mean
that this program is faster.
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
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import landscape_gui as lg
from landscape_gui.core.network import kernels
from landscape_gui.core.network.network import EVALUATION, Kernels, Network

Array = NDArray[np.float64]
SIZES, GRID, ROUNDS, CHUNK = (2, 8, 8, 1), 200, 9, 500
ADDITIONS = sum(a * b for a, b in pairwise(SIZES))
MINIMAX = json.loads((Path(__file__).parents[1] / "reference" / "tanh_minimax.json").read_text(encoding="utf-8"))

C_TEXT = """
#include <math.h>
#define B 64
static inline double fast_tanh(double x) {
    x = x > 18.75 ? 18.75 : x; x = x < -18.75 ? -18.75 : x;
    double u = x * x, p = P9, q = Q9;
    HORNER
    return x * p / q;
}
#define LAYER(IN, OUT, W, BIAS, H, Z) \\
    for (int j = 0; j < OUT; j += 4) for (int q = 0; q < B; q++) { \\
        double z0 = BIAS[j], z1 = BIAS[j+1], z2 = BIAS[j+2], z3 = BIAS[j+3]; \\
        for (int i = 0; i < IN; i++) { double h = H[i][q]; \\
            z0 += W[j*IN+i] * h; z1 += W[(j+1)*IN+i] * h; z2 += W[(j+2)*IN+i] * h; z3 += W[(j+3)*IN+i] * h; } \\
        Z[j][q] = z0; Z[j+1][q] = z1; Z[j+2][q] = z2; Z[j+3][q] = z3; } \\
    for (int j = 0; j < OUT; j++) for (int q = 0; q < B; q++) Z[j][q] = fast_tanh(Z[j][q]);
static double loss(const double *theta, const double *x, const double *t, long n) {
    double h0[2][B], h1[8][B], h2[8][B], y[B], total = 0;
    const double *b1 = theta + 16, *w2 = theta + 24, *b2 = theta + 88, *w3 = theta + 96;
    for (long s = 0; s < n; s += B) {
        int m = n - s < B ? n - s : B;
        for (int i = 0; i < 2; i++) for (int q = 0; q < B; q++) h0[i][q] = q < m ? x[i*n+s+q] : 0.0;
        LAYER(2, 8, theta, b1, h0, h1)
        LAYER(8, 8, w2, b2, h1, h2)
        for (int q = 0; q < B; q++) {
            y[q] = theta[104];
            for (int i = 0; i < 8; i++) y[q] += w3[i] * h2[i][q];
        }
        for (int q = 0; q < m; q++)
            total += (y[q] > 0 ? y[q] : 0) + log1p(exp(-fabs(y[q]))) - t[s+q] * y[q];
    }
    return total / n;
}
void grid(const double *o, const double *d1, const double *d2, const double *a, const double *b, long m,
          const double *x, const double *t, long n, double *out) {
    double theta[105];
    for (long k = 0; k < m; k++) {
        for (int p = 0; p < 105; p++) theta[p] = o[p] + a[k] * d1[p] + b[k] * d2[p];
        out[k] = loss(theta, x, t, n);
    }
}
"""

TORCH = """
import json, sys, time, torch
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
data = json.load(open(sys.argv[1]))
x, t = torch.tensor(data["x"]), torch.tensor(data["t"])
theta, d1, d2 = (torch.tensor(data[k]) for k in ("theta", "d1", "d2"))
net = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 8), torch.nn.Tanh(),
                          torch.nn.Linear(8, 1))
lossf = torch.nn.functional.binary_cross_entropy_with_logits
def best(run, rounds):
    times = []
    for _ in range(rounds):
        begin = time.perf_counter(); run(); times.append(time.perf_counter() - begin)
    return sorted(times)[rounds // 2]
torch.nn.utils.vector_to_parameters(theta, net.parameters())
def step(n):
    def run():
        net.zero_grad(); lossf(net(x[:n]), t[:n]).backward()
    return run
answer = {f"gradient {n}": best(step(n), 300) for n in data["sizes"]}
n = data["grid_examples"]
def loop(m):
    with torch.no_grad():
        for k in range(m):
            torch.nn.utils.vector_to_parameters(theta + 0.001 * k * d1, net.parameters())
            lossf(net(x[:n]), t[:n])
answer["loop"] = best(lambda: loop(500), 7) / 500
shapes = [(8, 2), (8,), (8, 8), (8,), (1, 8), (1,)]
names = [name for name, _ in net.named_parameters()]
def one(vector):
    parts = torch.split(vector, [torch.Size(s).numel() for s in shapes])
    values = {name: part.view(shape) for name, part, shape in zip(names, parts, shapes)}
    return lossf(torch.func.functional_call(net, values, (x[:n],)), t[:n])
def mapped(m):
    with torch.no_grad():
        torch.func.vmap(one)(theta + 0.001 * torch.arange(float(m))[:, None] * d1)
for chunk in (50, 200, 1000):
    answer[f"vmap {chunk}"] = best(lambda: mapped(chunk), 9) / chunk
print(json.dumps(answer))
"""


def make(n: int) -> tuple[Network, Array]:
    """The network with ``n`` random examples, and a point."""
    random = np.random.RandomState(0)
    inputs = random.standard_normal((n, 2))
    net = lg.network(SIZES, "tanh", "binary_cross_entropy", inputs=inputs, targets=inputs[:, 0] * inputs[:, 1] > 0)
    return net, random.standard_normal(net.dimension)


def median(run: Callable[[], object], rounds: int) -> float:
    """Median seconds of ``run``."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def torch_times(sizes: Sequence[int], examples: int) -> dict[str, float]:
    """Seconds of everything torch does here, in a process of its own; empty where it is not installed."""
    net, theta = make(max(sizes))
    random = np.random.RandomState(1)
    d1, d2 = random.standard_normal((2, net.dimension))
    data = {"x": net.inputs.tolist(), "t": net.targets.tolist(), "theta": theta.tolist(), "d1": d1.tolist()}
    data |= {"d2": d2.tolist(), "sizes": list(sizes), "grid_examples": examples}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "data.json"
        file.write_text(json.dumps(data))
        python = os.environ.get("TORCH_PYTHON", sys.executable)
        done = subprocess.run([python, "-c", TORCH, str(file)], capture_output=True, text=True, check=False)
    return dict(json.loads(done.stdout)) if done.returncode == 0 else {}


def gradients(sizes: Sequence[int], torch: dict[str, float]) -> None:
    """Table of loss and gradient, the call from Python included."""
    print("\nLoss and gradient of 2-8-8-1, one call from Python, one thread")
    print(f"{'examples':>9}{'generic µs':>12}{'special µs':>12}{'Gflop/s':>9}{'torch µs':>10}{'ratio':>8}")
    for n in sizes:
        net, theta = make(n)
        gradient, statistics_ = np.empty(net.dimension), np.empty(0)
        arguments = (net.plan, theta, net.x, net.t, net.penalties, EVALUATION, gradient, statistics_)
        special = net.specialise()
        generic_time = median(lambda a=arguments: kernels.batch(*a), 500)  # type: ignore[misc]
        special_time = median(lambda a=arguments, k=special: k.batch(*a), 500)  # type: ignore[misc]
        # Two operations a weight forward, two for its slope and two on the way back; 45 a tanh, none for the rest.
        flops = n * (6 * ADDITIONS + 45 * sum(SIZES[1:-1]))
        rival = torch.get(f"gradient {n}")
        shown = f"{1e6 * rival:10.0f}{rival / special_time:8.1f}" if rival else f"{'–':>10}{'–':>8}"
        print(f"{n:9}{1e6 * generic_time:12.1f}{1e6 * special_time:12.1f}{flops / special_time / 1e9:9.1f}{shown}")


def compile_c(folder: Path, *flags: str) -> Callable[..., None]:
    """The grid in C."""
    horner = " ".join(
        f"p = p*u + {p!r}; q = q*u + {q!r};" for p, q in list(zip(MINIMAX["P"], MINIMAX["Q"], strict=True))[-2::-1]
    )
    text = C_TEXT.replace("HORNER", horner).replace("P9", repr(MINIMAX["P"][-1])).replace("Q9", repr(MINIMAX["Q"][-1]))
    stem = folder / f"grid{len(flags)}"
    stem.with_suffix(".c").write_text(text)
    subprocess.run(["cc", "-O3", *flags, "-shared", "-fPIC", "-o", f"{stem}.so", f"{stem}.c", "-lm"], check=True)
    function = ctypes.CDLL(f"{stem}.so").grid
    function.restype = None
    return function


class Grid:
    """The same 200 × 200 points for every rival."""

    def __init__(self, n: int) -> None:
        self.net, self.theta = make(n)
        self.d1, self.d2 = np.random.RandomState(1).standard_normal((2, self.net.dimension))
        axis = np.linspace(-1.0, 1.0, GRID)
        self.along, self.across = np.tile(axis, GRID), np.repeat(axis, GRID)
        self.losses, self.accuracies = np.empty(GRID**2), np.empty(GRID**2)

    def chunk(self, chosen: Kernels, begin: int, count: int) -> None:
        """Losses and accuracies of some points."""
        part, net = slice(begin, begin + count), self.net
        kernels.evaluate_plane(
            chosen.measure, net.plan, self.theta, self.d1, self.d2, self.along[part], self.across[part],
            net.x, net.t, net.penalties, np.empty(0), self.losses[part], self.accuracies[part],
        )  # fmt: skip

    def ours(self, chosen: Kernels, threads: int) -> None:
        """All points, in chunks shared among threads."""
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda begin: self.chunk(chosen, begin, CHUNK), range(0, GRID**2, CHUNK)))

    def c(self, function: Callable[..., None]) -> None:
        """All points in C, losses alone."""
        pointers = [
            array.ctypes.data_as(ctypes.c_void_p)
            for array in (self.theta, self.d1, self.d2, self.along, self.across, self.net.x, self.net.t, self.losses)
        ]
        o, d1, d2, a, b, x, t, out = pointers
        function(o, d1, d2, a, b, ctypes.c_long(GRID**2), x, t, ctypes.c_long(self.net.x.shape[1]), out)


def grids(examples: int, torch: dict[str, float], folder: Path) -> None:
    """Table of the grid of losses."""
    print(f"\n{GRID} × {GRID} losses and accuracies of 2-8-8-1 with {examples} examples; interleaved medians")
    grid = Grid(examples)
    special = grid.net.specialise()
    generic = Kernels(kernels.batch, kernels.forward, kernels.measure)
    runs: dict[str, Callable[[], None]] = {
        "specialised, 1 thread": lambda: grid.ours(special, 1),
        "specialised, 2 threads": lambda: grid.ours(special, 2),
        "generic, 1 thread": lambda: grid.ours(generic, 1),
    }
    if shutil.which("cc"):
        fast, strict = compile_c(folder, "-march=native", "-ffast-math"), compile_c(folder, "-march=native")
        runs |= {"C -O3 -march=native -ffast-math": lambda: grid.c(fast), "C -O3 -march=native": lambda: grid.c(strict)}
    times: dict[str, list[float]] = {name: [] for name in runs}
    expected: Array | None = None
    for _ in range(ROUNDS):
        for name, run in runs.items():
            times[name].append(median(run, 1))
            expected = grid.losses.copy() if expected is None else expected
            np.testing.assert_allclose(grid.losses, expected, rtol=1e-11)
    seconds = {name: statistics.median(values) for name, values in times.items()}
    if torch:
        chunk = min((name for name in torch if name.startswith("vmap")), key=lambda name: torch[name])
        seconds |= {"torch loop": torch["loop"] * GRID**2, f"torch.func.{chunk} at a time": torch[chunk] * GRID**2}
    ours = seconds["specialised, 1 thread"]
    print(f"{'':36}{'ms':>9}{'time / ours, 1 thread':>24}")
    for name, value in seconds.items():
        print(f"{name:36}{1e3 * value:9.0f}{value / ours:24.2f}")


def main() -> None:
    """Print all tables."""
    sizes = (32, 200, 512)
    torch = torch_times(sizes, 200)
    gradients(sizes, torch)
    with tempfile.TemporaryDirectory() as folder:
        grids(200, torch, Path(folder))


if __name__ == "__main__":
    main()
