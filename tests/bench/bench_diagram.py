"""How fast a network's diagram follows a training, on a screen with two pixels to one of the layout.

    python tests/bench/bench_diagram.py

Runs offscreen unless QT_QPA_PLATFORM says otherwise. Times in milliseconds of one frame: from a new play position to
its pixels, while playing, and at rest, when everything is drawn finely. A frame has 16 ms.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Sequence

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "2")
if "LANDSCAPE_GUI_HOME" not in os.environ:
    os.environ["LANDSCAPE_GUI_HOME"] = tempfile.mkdtemp(prefix="landscape-bench-")

SIZES = ((420, 380), (640, 480), (900, 600))
NETWORKS = {"2 × 8": (8, 8), "6 × 16": (16,) * 6}
ACTIVATIONS = ("tanh", "gelu")
FRAMES, WARM = 120, 10


def frames(hidden: Sequence[int], activation: str, size: tuple[int, int]) -> tuple[list[float], list[float]]:
    """Seconds of each frame while playing, and at rest."""
    from PySide6.QtWidgets import QApplication

    from landscape_gui.experiment import CatalogueData, Experiment, Lane, NetworkProblem
    from landscape_gui.scene import complete_scene
    from landscape_gui.ui import theme
    from landscape_gui.ui.views.network.view import NetworkView

    problem = NetworkProblem(CatalogueData("circles"), hidden=tuple(hidden), activation=(activation,))
    view = NetworkView(theme.manager())
    view.resize(*size)
    view.show_scene(complete_scene(Experiment(problem, (Lane("adam", {"lr": 0.01}),), steps=300)))
    view.show()
    playing, resting = [], []
    for step in range(FRAMES + WARM):
        begin = time.perf_counter()
        view.seek(step + 0.5)
        QApplication.processEvents()
        playing.append(time.perf_counter() - begin)
    for step in range(WARM):
        view.seek(200.0 + step)
        view.model.fine = True
        begin = time.perf_counter()
        view.repaint()
        resting.append(time.perf_counter() - begin)
    view.close()
    return playing[WARM:], resting


def main() -> None:
    """Print the table."""
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    print(f"{'one frame':34}{'playing':>9}{'95 %':>9}{'at rest':>9}")
    for size in SIZES:
        for name, hidden in NETWORKS.items():
            for activation in ACTIVATIONS:
                playing, resting = frames(hidden, activation, size)
                high = sorted(playing)[int(0.95 * len(playing))]
                numbers = (statistics.median(playing), high, statistics.median(resting))
                row = f"{size[0]} x {size[1]}, {name} {activation}"
                print(f"{row:34}" + "".join(f"{1e3 * number:9.1f}" for number in numbers), flush=True)
    application.quit()


if __name__ == "__main__":
    main()
