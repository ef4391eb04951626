"""Planes through the parameters of networks: time to the first picture and to the finest, against C and torch.

    python tests/bench/bench_planes.py

Rows whose rival is not installed (a C compiler, torch in the environment of ``TORCH_PYTHON``) are left out.
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
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.maps.planebuilders import principal_directions, random_directions
from landscape_gui.core.maps.planes import Plane
from landscape_gui.core.maps.progressive import complete_grid, refine
from landscape_gui.core.maps.projection import project
from landscape_gui.core.maps.tiles import default_threads
from landscape_gui.core.network.architecture import architecture
from landscape_gui.core.network.network import Network

Array = NDArray[np.float64]
NODES, EXAMPLES, ROUNDS = 201, 200, 7
REGION = ((-1.0, 1.0), (-1.0, 1.0))
MINIMAX = json.loads((Path(__file__).parents[1] / "reference" / "tanh_minimax.json").read_text(encoding="utf-8"))

C_TEXT = """
#define N {examples}
#define B 64
static inline double minimax(double x) {{
    x = x > 18.75 ? 18.75 : x; x = x < -18.75 ? -18.75 : x;
    double u = x * x, p = {p}, q = {q};
    return x * p / q;
}}
static inline void layer(const double *w, const double *b, int in, int out, double (*x)[B], double (*h)[B], int active,
                         int width) {{
    for (int j = 0; j < out; j += 4) {{
        int units = out - j < 4 ? out - j : 4;
        for (int k = 0; k < units; k++) for (int q = 0; q < width; q++) h[j + k][q] = b[j + k];
        if (units == 4)
            for (int i = 0; i < in; i++) {{
                double w0 = w[j*in+i], w1 = w[(j+1)*in+i], w2 = w[(j+2)*in+i], w3 = w[(j+3)*in+i];
                for (int q = 0; q < width; q++) {{
                    double v = x[i][q];
                    h[j][q] += w0 * v; h[j+1][q] += w1 * v; h[j+2][q] += w2 * v; h[j+3][q] += w3 * v;
                }}
            }}
        else
            for (int i = 0; i < in; i++) for (int q = 0; q < width; q++) h[j][q] += w[j*in+i] * x[i][q];
    }}
    if (active) for (int j = 0; j < out; j++) for (int q = 0; q < width; q++) h[j][q] = minimax(h[j][q]);
}}
void grid(const double *origin, const double *d1, const double *d2, const double *xs, const double *ys, int nx, int ny,
          const double *x, const double *t, double *losses, double *accuracies) {{
    double theta[105], x0[2][B], h1[8][B], h2[8][B], y[1][B];
    for (int k = 0; k < nx * ny; k++) {{
        for (int p = 0; p < 105; p++) theta[p] = origin[p] + xs[k % nx] * d1[p] + ys[k / nx] * d2[p];
        double loss = 0; int right = 0;
        for (int s = 0; s < N; s += B) {{
            int count = N - s < B ? N - s : B, width = (count + 7) / 8 * 8;
            for (int i = 0; i < 2; i++) for (int q = 0; q < width; q++) x0[i][q] = q < count ? x[i * N + s + q] : 0.0;
            layer(theta, theta + 16, 2, 8, x0, h1, 1, width);
            layer(theta + 24, theta + 88, 8, 8, h1, h2, 1, width);
            layer(theta + 96, theta + 104, 8, 1, h2, y, 0, width);
            for (int q = 0; q < count; q++) {{
                double e = y[0][q] - t[s + q];
                loss += e * e; right += (y[0][q] > 0.5) == (t[s + q] > 0.5);
            }}
        }}
        losses[k] = loss / N; accuracies[k] = (double)right / N;
    }}
}}
"""

TORCH = """
import sys, time, numpy as np, torch
torch.set_num_threads(1); torch.set_default_dtype(torch.float64)
data = np.load(sys.argv[1])
origin, d1, d2, xs, ys, X, t = (torch.from_numpy(data[n]) for n in ("origin", "d1", "d2", "xs", "ys", "X", "t"))
def forward(theta):
    h = torch.tanh(X @ theta[:16].view(8, 2).T + theta[16:24])
    h = torch.tanh(h @ theta[24:88].view(8, 8).T + theta[88:96])
    y = (h @ theta[96:104].view(1, 8).T + theta[104:105])[:, 0]
    return ((y - t) ** 2).mean(), ((y > 0.5) == (t > 0.5)).double().mean()
def loop(rows):
    out = torch.empty(rows, len(xs))
    for i in range(rows):
        for j in range(len(xs)):
            out[i, j], _ = forward(origin + xs[j] * d1 + ys[i] * d2)
    return out
many = torch.func.vmap(forward)
def vmapped(size):
    parts = []
    a, b = torch.meshgrid(ys, xs, indexing="ij")
    a, b = a.reshape(-1, 1), b.reshape(-1, 1)
    for s in range(0, len(a), size):
        parts.append(many(origin + b[s:s + size] * d1 + a[s:s + size] * d2)[0])
    return torch.cat(parts).reshape(len(ys), len(xs))
with torch.inference_mode():
    loop(1)
    begin = time.perf_counter(); rows = loop(20); each = (time.perf_counter() - begin) / 20 * len(ys)
    best = np.inf
    for size in (64, 256, 1024, 4096):
        times = []
        for _ in range(6):
            begin = time.perf_counter(); found = vmapped(size); times.append(time.perf_counter() - begin)
        best = min(best, np.median(times[1:]))
    expected = torch.from_numpy(data["losses"])
    assert torch.allclose(found, expected, rtol=1e-11) and torch.allclose(rows, expected[:20], rtol=1e-11)
print(each, best)
"""


def network(sizes: tuple[int, ...], examples: int = EXAMPLES) -> Network:
    """A tanh network with squared error on points of two classes."""
    random = np.random.RandomState(0)
    inputs = random.standard_normal((examples, 2))
    targets = np.tile((inputs[:, :1] * inputs[:, 1:] > 0).astype(np.float64), sizes[-1])
    return Network(architecture(sizes, "tanh", "mse"), inputs, targets)


def pictures(net: Network, plane: Plane, threads: int, nodes: int = NODES) -> dict[int, float]:
    """Seconds from the start to each picture, by its stride."""
    begin = time.perf_counter()
    return {
        grid.stride: time.perf_counter() - begin for grid in refine(net, plane, REGION, nodes, nodes, threads=threads)
    }


def median(rounds: list[dict[int, float]]) -> dict[int, float]:
    """Medians of ``pictures``, without the additional coarse ones that come when the machine is busy."""
    return {
        stride: statistics.median(times[stride] for times in rounds)
        for stride in rounds[0]
        if all(stride in times for times in rounds)
    }


def c_grid(folder: Path) -> Callable[..., None]:
    """The same loops in C, compiled."""

    def horner(coefficients: list[float]) -> str:
        text = repr(coefficients[-1])
        for coefficient in reversed(coefficients[:-1]):
            text = f"({text} * u + {coefficient!r})"
        return text

    source = folder / "grid.c"
    text = C_TEXT.format(examples=EXAMPLES, p=horner(MINIMAX["P"]), q=horner(MINIMAX["Q"]))
    source.write_text(text, encoding="utf-8")
    library = folder / "grid.so"
    options = ["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"]
    subprocess.run(["cc", *options, "-o", str(library), str(source)], check=True)
    function = ctypes.CDLL(str(library)).grid

    def run(plane: Plane, xs: Array, ys: Array, net: Network, losses: Array, accuracies: Array) -> None:
        pointers = [a.ctypes.data_as(ctypes.c_void_p) for a in (plane.origin, plane.d1, plane.d2, xs, ys)]
        rest = [a.ctypes.data_as(ctypes.c_void_p) for a in (net.x, net.t, losses, accuracies)]
        function(*pointers, ctypes.c_int(xs.size), ctypes.c_int(ys.size), *rest)

    return run


def timed(run: Callable[[], object]) -> float:
    """Seconds of one call."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def seconds_in_torch(folder: Path, net: Network, plane: Plane, expected: Array) -> tuple[float, float] | None:
    """Seconds of the whole grid in a loop and by vmap, one thread, in a process of its own; None without torch."""
    xs = np.linspace(-1.0, 1.0, NODES)
    file = folder / "grid.npz"
    data = {"xs": xs, "ys": xs, "X": net.inputs.copy(), "t": net.t[0], "losses": expected}
    np.savez(file, origin=plane.origin, d1=plane.d1, d2=plane.d2, allow_pickle=False, **data)
    command = [os.environ.get("TORCH_PYTHON", sys.executable), "-c", TORCH, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    loop, vmap = map(float, done.stdout.split())
    return loop, vmap


def against_rivals(folder: Path) -> None:
    """Tables of the whole grid of 2-8-8-1, in interleaved rounds with C, once torch has finished."""
    net = network((2, 8, 8, 1))
    plane, xs = random_directions(net, net.start, seed=1), np.linspace(-1.0, 1.0, NODES)
    expected = complete_grid(net, plane, REGION, NODES, NODES).loss.values
    torch = seconds_in_torch(folder, net, plane, expected)
    losses, accuracies = np.empty((2, NODES, NODES))
    native = c_grid(folder) if shutil.which("cc") else None
    print(f"\nLoss and accuracy on {NODES} x {NODES} nodes, 2-8-8-1 tanh, {EXAMPLES} examples, squared error; ms")
    print(f"{'kernel':13}{'threads':>8}{'every 8th':>11}{'every 4th':>11}{'every 2nd':>11}{'whole':>11}")
    for kernel in ("generic", "specialised"):
        if kernel == "specialised":
            net.specialise()
        threads = sorted({1, default_threads()})
        rounds: dict[int, list[dict[int, float]]] = {count: [] for count in threads}
        in_c: list[float] = []
        for _ in range(ROUNDS):
            for count in threads:
                rounds[count].append(pictures(net, plane, count))
            if native:
                in_c.append(timed(lambda: native(plane, xs, xs, net, losses, accuracies)))
        medians = {count: median(rounds[count]) for count in threads}
        for count, times in medians.items():
            print(f"{kernel:13}{count:8}" + "".join(f"{1e3 * times[stride]:11.1f}" for stride in (8, 4, 2, 1)))
        whole = medians[1][1]
        if native:
            np.testing.assert_allclose(losses, expected, rtol=1e-11)
            seconds = statistics.median(in_c)
            print(f"  C, same loops, 1 thread: {1e3 * seconds:6.0f} ms; we reach {seconds / whole:.2f} of its speed")
        for name, seconds in zip(("loop", "vmap"), torch or (), strict=False):
            print(f"  torch {name}, 1 thread: {1e3 * seconds:6.0f} ms, {seconds / whole:.1f} times ours")


def large_networks() -> None:
    """Time to the first picture where a node is slow."""
    print(f"\nTime to pictures of larger networks, {EXAMPLES} examples, all cores; ms")
    for sizes in ((2, 16, 16, 1), (2, *(16,) * 6, 10)):
        net = network(sizes)
        plane = random_directions(net, net.start)
        for kernel in ("generic", "specialised"):
            if kernel == "specialised":
                net.specialise()
            pictures(net, plane, 1, 9)
            times = pictures(net, plane, default_threads())
            shown = ", ".join(f"every {stride}: {1e3 * seconds:.0f}" for stride, seconds in times.items())
            print(f"{'-'.join(map(str, sizes))} ({net.dimension} parameters), {kernel}: {shown}")


def projections() -> None:
    """Time to lay a plane along paths and to project a long one."""
    print("\nPrincipal directions of 8 paths, and one path on their plane without losses; ms")
    for rows, d in ((2_000, 105), (50_000, 105), (2_000, 1_442)):
        random = np.random.RandomState(0)
        paths = [np.cumsum(random.standard_normal((rows, d)), axis=0) for _ in range(8 if d < 1000 else 4)]
        principal_directions(paths)
        begin = time.perf_counter()
        plane = principal_directions(paths)
        laid = time.perf_counter()
        project(plane, paths[0])
        done = time.perf_counter()
        print(f"{rows:7,} x {d:5,}: plane {1e3 * (laid - begin):7.1f}, projection {1e3 * (done - laid):7.1f}")


def main() -> None:
    """Print all tables."""
    with tempfile.TemporaryDirectory() as folder:
        against_rivals(Path(folder))
    large_networks()
    projections()


if __name__ == "__main__":
    main()
