"""How fast the window answers: slider to pixels, panning, frames while playing, typing a formula, start-up, memory.

    python tests/bench/bench_window.py

Runs offscreen unless QT_QPA_PLATFORM says otherwise; start-up is measured in processes of their own, with empty caches
and with full ones. All at 1280 x 800, times in milliseconds.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landscape_gui.experiment import FormulaProblem
    from landscape_gui.ui.window import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in the program
if "LANDSCAPE_GUI_HOME" not in os.environ:
    os.environ["LANDSCAPE_GUI_HOME"] = tempfile.mkdtemp(prefix="landscape-bench-")

SIZE = (1280, 800)
START = """
import os, sys, time
begin = float(sys.argv[1])
from PySide6.QtCore import QEvent, QObject, QTimer
from landscape_gui.core import cachedir
cachedir.numba_directory()
from landscape_gui.ui import app
from landscape_gui.ui.garbage import GarbageCollector
GarbageCollector(app.application())
window = app.build_window()
window.resize(1280, 800)
shown = []
class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not shown:
            QTimer.singleShot(0, lambda: shown or shown.append(time.time() - begin))
        return False
filter = Painted()
window.stage.landscape.installEventFilter(filter)
window.show()
app.application().processEvents()
QTimer.singleShot(0, window.start)
ticks, last = [], [time.perf_counter()]
beat = QTimer(); beat.setInterval(5)
def tick():
    now = time.perf_counter(); ticks.append(now - last[0]); last[0] = now
beat.timeout.connect(tick)
QTimer.singleShot(1, beat.start)
moves = []
def moved(position):
    moves.append(time.time() - begin)
    if len(moves) == 30:
        import psutil
        print(shown[0], moves[0], max(ticks), psutil.Process().memory_info().rss / 2**20)
        window.close()
        app.application().quit()
window.playback.positionChanged.connect(moved)
app.application().exec()
"""


def table(title: str, rows: Sequence[tuple[str, Sequence[float]]]) -> None:
    """Print median, 95th percentile and maximum of each row's times (seconds)."""
    print(f"\n{title}\n{'':44}{'median':>9}{'95 %':>9}{'max':>9}")
    for name, seconds in rows:
        ordered = sorted(seconds)
        high = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        print(f"{name:44}{1e3 * statistics.median(ordered):9.1f}{1e3 * high:9.1f}{1e3 * ordered[-1]:9.1f}")


def wait(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Run the event loop until ``condition``, asleep between events as in the program."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    end = time.monotonic() + seconds
    beat = QTimer()
    beat.start(1)  # the condition may come true with no event
    while not condition():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.monotonic() > end:
            raise TimeoutError


def settled(window: MainWindow) -> bool:
    """Whether the window shows the complete scene of the current experiment."""
    scene = window.scene
    return scene is not None and scene.complete and scene.experiment == window.store.experiment


def in_one_window() -> None:
    """Slider to pixels, panning, frames while playing, typed formulas."""
    from PySide6.QtWidgets import QApplication

    from landscape_gui.experiment import Experiment, FormulaProblem, Lane, SurfaceProblem
    from landscape_gui.ui import app

    window = app.build_window()
    window.resize(*SIZE)
    window.show()
    window.start(play=False)
    wait(lambda: settled(window))
    keys = ("gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
    race = Experiment(SurfaceProblem("dupont_two_wells"), tuple(Lane(k, {"lr": 0.02}) for k in keys), steps=1000)
    window.store.change("bench", race)
    wait(lambda: settled(window))
    window.playback.seek(1000)
    times = []
    for i in range(60):
        begin = time.perf_counter()
        window.store.change_lane(5, "rate", hyperparameters={"lr": 0.02 + 0.0005 * i})
        wait(lambda: settled(window))
        wait(lambda: window.stage.surface.current)  # drawn by a thread; the other views paint in the same events
        QApplication.processEvents()
        times.append(time.perf_counter() - begin)
    table("Slider to pixels, 6 paths x 1,000 steps", [("2-D, 3-D and curves", times[10:])])
    panning(window)
    frames(window)
    typed(window, FormulaProblem)
    training(window)
    long_training(window)
    window.close()


def panning(window: MainWindow) -> None:
    """From each movement of a mouse that drags the ground to map and surface of the new region."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    rows, right = [], Qt.MouseButton.RightButton
    for name, view in (
        ("dragged on the surface", window.stage.surface),
        ("dragged on the map", window.stage.landscape),
    ):
        window.commands.reset_view()
        wait(lambda: settled(window))
        spot = QPoint(view.width() // 2, view.height() // 2)
        QTest.mousePress(view, right, pos=spot)
        times = []
        for _ in range(60):
            spot += QPoint(2, -1)
            begin = time.perf_counter()
            QTest.mouseMove(view, spot)
            wait(lambda: settled(window))
            wait(lambda: window.stage.surface.current)
            QApplication.processEvents()
            times.append(time.perf_counter() - begin)
        QTest.mouseRelease(view, right, pos=spot)
        rows.append((name, times[10:]))
    table("Panning to pixels of map and surface, 6 paths x 1,000 steps", rows)


def frames(window: MainWindow) -> None:
    """Times of one frame while 8 lanes x 5,000 steps play."""
    from PySide6.QtWidgets import QApplication

    from landscape_gui.experiment import Experiment, Lane, SurfaceProblem, View

    keys = ("gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamax", "nadam")
    lanes = tuple(Lane(k, {"lr": 0.002}) for k in keys)
    rows = []
    for layout in ("landscape", "surface3d", "both"):
        view = View(layout=layout)
        window.store.change(
            "bench", Experiment(SurfaceProblem("himmelblau"), lanes, steps=5000, gradient_noise=8.0, view=view)
        )
        wait(lambda: settled(window))
        QApplication.processEvents()
        times = []
        for step in range(0, 5000, 25):
            begin = time.perf_counter()
            window.playback.seek(step + 0.5)
            QApplication.processEvents()
            times.append(time.perf_counter() - begin)
        rows.append((f"playing, {layout}", times[5:]))
        times = []
        for step in range(4900, 100, -160):
            begin = time.perf_counter()
            window.playback.seek(step)
            QApplication.processEvents()
            times.append(time.perf_counter() - begin)
        rows.append((f"scrubbing backwards, {layout}", times))
    table("One frame of the whole window, 8 lanes x 5,000 steps", rows)


def training(window: MainWindow) -> None:
    """A network is trained, to its first and last picture, and played with data and network beside the landscape."""
    from PySide6.QtWidgets import QApplication

    from landscape_gui.experiment import Experiment, Lane, NetworkProblem

    lanes = tuple(Lane(key, {"lr": 0.02}) for key in ("gd", "momentum", "adagrad", "rmsprop", "adam"))
    first, last = [], []
    for seed in range(6):
        problem = NetworkProblem(hidden=(8, 8), seed=seed)
        begin = time.perf_counter()
        window.store.change("bench", Experiment(problem, lanes, steps=1000))
        wait(lambda: window.scene is not None and window.scene.experiment == window.store.experiment)
        window.stage.landscape.repaint()
        first.append(time.perf_counter() - begin)
        wait(lambda: settled(window))
        last.append(time.perf_counter() - begin)
    table(
        "Training 2-8-8-1 tanh on 200 points, 5 lanes x 1,000 steps",
        [("first picture of landscape and paths", first[1:]), ("all runs and the finest landscape", last[1:])],
    )
    times = []
    for step in range(0, 1000, 5):
        begin = time.perf_counter()
        window.playback.seek(step + 0.5)
        QApplication.processEvents()
        times.append(time.perf_counter() - begin)
    table("One frame, network playing", [("2-D, 3-D, curves, data and network", times[5:])])


def long_training(window: MainWindow) -> None:
    """Trainings of 50,000 steps, one after another: when the picture begins to move, and how it goes on moving."""
    from landscape_gui.experiment import Experiment, Lane, NetworkProblem, Training

    problem = NetworkProblem(hidden=(8, 8), training=Training(batch_size=32))
    shown: list[float] = []
    window.engine.sceneReady.connect(lambda _scene: shown.append(time.perf_counter()))
    first, painted, between = [], [], []
    for i in range(8):
        quiet = time.perf_counter() + 0.5
        wait(lambda quiet=quiet: time.perf_counter() > quiet)  # type: ignore[misc]
        shown.clear()
        lanes = Lane("gd", {"lr": 0.1 + 0.01 * i}), Lane("adam", {"lr": 0.01 + 0.001 * i})
        begin = time.perf_counter()
        window.store.change("bench", Experiment(problem, lanes, steps=50_000))
        wait(lambda: bool(shown))
        window.stage.landscape.repaint()
        first.append(shown[0] - begin)
        painted.append(time.perf_counter() - begin)
        wait(lambda begin=begin: time.perf_counter() > begin + 3.0 or settled(window))  # type: ignore[misc]
        between += [later - before for before, later in pairwise(shown)]
    rows = [("first scene in the window", first[1:]), ("its paths painted on the landscape", painted[1:])]
    table("Training 50,000 steps on batches of 32, 2 lanes", [*rows, ("from one scene to the next", between)])


def typed(window: MainWindow, formula_problem: type[FormulaProblem]) -> None:
    """From the last key of a formula to the new paths of the five optimizers of the first start."""
    from landscape_gui.experiment import first_experiment

    window.store.change("bench", first_experiment())
    wait(lambda: settled(window))
    rows = []
    for name, texts in (
        ("never seen before", [f"x^2 + {i}*y^2 + sin({i}*x*y)" for i in range(2, 12)]),
        ("seen before", [f"x^2 + {i}*y^2 + sin({i}*x*y)" for i in range(2, 12)]),
    ):
        times = []
        for text in texts:
            begin = time.perf_counter()
            window.store.replace(
                "formula", problem=formula_problem(f"{text} + 0*{abs(hash(os.getpid())) % 997}*x"), start=()
            )
            wait(lambda: settled(window))
            window.stage.landscape.repaint()
            times.append(time.perf_counter() - begin)
        rows.append((name, times))
    table("A typed formula to new paths", rows)


def starts() -> None:
    """Start-up in processes of their own."""
    rows: dict[str, list[list[float]]] = {"cold": [], "warm": []}
    for kind, count in (("cold", 2), ("warm", 7)):
        for _ in range(count):
            home = Path(os.environ["LANDSCAPE_GUI_HOME"])
            if kind == "cold":
                shutil.rmtree(home, ignore_errors=True)
            unwanted = {"NUMBA_CACHE_DIR", "PYTHONDONTWRITEBYTECODE"}
            environment = {k: v for k, v in os.environ.items() if k not in unwanted}
            done = subprocess.run(
                [sys.executable, "-c", START, str(time.time())],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
            rows[kind].append([float(word) for word in done.stdout.split()])
            (home / "config" / "session.json").unlink(missing_ok=True)
    for kind, runs in rows.items():
        columns = list(zip(*runs, strict=True))
        names = ("process start to painted window", "process start to moving path", "longest gap after that")
        table(f"Start-up, {kind}", list(zip(names, columns[:3], strict=True)))
    print(f"\nMemory of the running window: {statistics.median(run[3] for run in rows['warm']):.0f} MB")


def main() -> None:
    """Print all tables."""
    starts()
    in_one_window()


if __name__ == "__main__":
    main()
