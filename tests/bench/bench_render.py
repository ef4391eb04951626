"""Speed of the pictures: surface and paths at 1000 x 700, the median and the 95th percentile in milliseconds.

    python tests/bench/bench_render.py [--threads N]

The surface is Himmelblau's on a 200 x 200 mesh with 20 contour lines; the paths are 8 lanes of 5,000 points each.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from itertools import count

import numpy as np
from numpy.typing import NDArray

from landscape_gui.render.camera import View3D
from landscape_gui.render.colors import color_table, vertex_colors
from landscape_gui.render.jit import default_threads
from landscape_gui.render.paths import PathLayer, Stroke
from landscape_gui.render.surface import SurfaceRenderer

Floats = NDArray[np.float64]

WIDTH, HEIGHT = 1000, 700
MESH, LANES, POINTS = 200, 8, 5_000
COLORS = ((0, 114, 178), (230, 159, 0), (240, 228, 66), (0, 158, 115), (204, 121, 167), (213, 94, 0))
DASHES = ((), (5.0, 3.0), (9.0, 3.5), (1.5, 2.5))


def surface() -> Floats:
    """Return heights (MESH, MESH) in [0, 1]."""
    x, y = np.meshgrid(np.linspace(-5.0, 5.0, MESH), np.linspace(-5.0, 5.0, MESH))
    values = np.log1p((x * x + y - 11.0) ** 2 + (x + y * y - 7.0) ** 2)
    heights: Floats = (values - values.min()) / np.ptp(values)
    return heights


def paths(converging: bool) -> list[Floats]:
    """Return LANES spirals (POINTS, 2) in the world: into a minimum as optimizers go, or all over the floor."""
    t = np.linspace(0.0, 1.0, POINTS)
    rate, turns = (8.0, 40.0) if converging else (1.2, 90.0)
    found = []
    for k in range(LANES):
        radius, angle = 0.9 * np.exp(-rate * t), turns * t + k * np.pi / 4.0
        found.append(np.column_stack([radius * np.cos(angle), 0.8 * radius * np.sin(angle)]))
    return found


def looks() -> list[Stroke]:
    """Return one look a lane, every kind of dash among them."""
    return [Stroke(COLORS[k % len(COLORS)], (10, 12, 16, 200), 2.5, 1.0, DASHES[k % len(DASHES)]) for k in range(LANES)]


def measure(name: str, work: Callable[[], object], rounds: int) -> None:
    """Print how long ``work`` takes, after two calls that do not count."""
    times = []
    for _ in range(rounds + 2):
        start = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - start))
    kept = times[2:]
    print(f"{name:<58} {np.median(kept):8.2f} {np.quantile(kept, 0.95):8.2f} {min(kept):8.2f}")


def measure_surface(threads: int) -> None:
    """Time a new surface, and pictures of it while it turns."""
    heights = surface()
    renderer = SurfaceRenderer(threads)
    levels = np.linspace(0.0, 1.0, 22)[1:-1]
    table = color_table("viridis")

    def change() -> None:
        renderer.set_surface(heights, vertex_colors(heights, table), levels)

    measure(f"new surface, {MESH} x {MESH}", change, 30)
    turn = count()
    for name, width, height, supersample in (
        ("turning", WIDTH, HEIGHT, 1),
        ("turning, three quarters of the pixels each way", WIDTH * 3 // 4, HEIGHT * 3 // 4, 1),
        ("turning, 1920 x 1080", 1920, 1080, 1),
        ("standing still, 2 x 2 samples a pixel", WIDTH, HEIGHT, 2),
    ):

        def turned(size: tuple[int, int] = (width, height), samples: int = supersample) -> None:
            renderer.render(View3D(2.0 * next(turn)), *size, samples)

        measure(f"surface {name}", turned, 30)
    renderer.set_surface(heights[::2, ::2], vertex_colors(heights[::2, ::2], table), levels)
    measure("surface turning, half the mesh each way", lambda: renderer.render(View3D(next(turn)), WIDTH, HEIGHT), 30)


def measure_paths(threads: int) -> None:
    """Time paths drawn whole and grown by a few points a frame, flat and over the surface."""
    for converging in (True, False):
        kind = "into a minimum" if converging else "all over the picture"
        lines = [path * [WIDTH / 2, -HEIGHT / 2] + [WIDTH / 2, HEIGHT / 2] for path in paths(converging)]
        time_lines(f"{LANES} paths {kind}", lines, PathLayer(WIDTH, HEIGHT, threads))

    renderer = SurfaceRenderer(threads)
    heights = surface()
    renderer.set_surface(heights, vertex_colors(heights, color_table("viridis")))
    terrain, view = renderer.terrain, View3D()
    draped = [terrain.drape(path)[0] for path in paths(True)]

    def project() -> list[Floats]:
        return [terrain.project_draped(points, view, WIDTH, HEIGHT) for points in draped]

    measure(f"{LANES} paths laid on the surface", lambda: [terrain.drape(path) for path in paths(True)], 30)
    measure(f"{LANES} paths projected", project, 30)
    layer = PathLayer(WIDTH, HEIGHT, threads)
    layer.set_depth(renderer.render(view, WIDTH, HEIGHT))
    time_lines(f"{LANES} paths over the surface", project(), layer)


def time_lines(name: str, lines: list[Floats], layer: PathLayer) -> None:
    """Time ``lines`` drawn whole, and their last thousand points added five by five."""
    styles = looks()

    def whole() -> None:
        layer.draw_all({k: (line, styles[k]) for k, line in enumerate(lines)})
        layer.paint()

    measure(f"{name}, whole", whole, 30)
    layer.draw_all({k: (line[:1000], styles[k]) for k, line in enumerate(lines)})
    layer.paint()
    places = iter(range(1000, 4_000, 5))

    def grow() -> None:
        start = next(places)
        for k, line in enumerate(lines):
            layer.extend(k, line[start : start + 5])
        layer.paint()

    measure(f"{name}, 5 points more each", grow, 400)


def main() -> int:
    """Measure everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--threads", type=int, default=default_threads())
    threads = parser.parse_args().threads
    print(f"{os.cpu_count()} cores, {threads} threads, {WIDTH} x {HEIGHT} pixels, milliseconds")
    print(f"{'':<58} {'median':>8} {'95 %':>8} {'least':>8}")
    measure_surface(threads)
    measure_paths(threads)
    return 0


if __name__ == "__main__":
    sys.exit(main())
