"""Speed of the panel of computational graphs, in milliseconds: first drawing, steps, moving and zooming.

python tests/bench/bench_graph_view.py

A window of 1280×800 with two pixels of the device to one of the window, never on a screen. First drawing: bodies,
layout and picture of a graph that was never drawn before. A step is painted with its glow and words beside its edge.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "2")

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from landscape_gui.core.graph import StepGraph, Tape
from landscape_gui.core.graph.examples import EXAMPLES
from landscape_gui.core.graph.levels import network_graph
from landscape_gui.core.graph.walk import Moment, Walk
from landscape_gui.core.network import scalargraph
from landscape_gui.core.network.architecture import architecture
from landscape_gui.ui import theme
from landscape_gui.ui.views.graph.canvas import GraphCanvas

SIZE, ROUNDS, STEPS = (1280, 800), 7, 60
MOST_FIRST, MOST_STEP = 100.0, 16.0
"""Milliseconds that a first drawing of 150 nodes, and a step, may take."""
Times = dict[str, list[tuple[float, float]]]


def network(*sizes: int) -> Tape:
    """The operations of a network on one example."""
    shape = architecture(sizes, "tanh", "half_mse")
    graph = scalargraph.build(shape, np.ones(sizes[-1]), np.empty(0))
    names = (*graph.variables, *graph.coefficients)
    return Tape(graph, {name: 0.1 + 0.7 * ((7 * k) % 11) / 11.0 for k, name in enumerate(names)})


def neurons(key: str) -> StepGraph:
    """The neurons of a worked example."""
    entry = EXAMPLES[key]
    made, _ = entry.built_network()
    theta = np.array([entry.tape().inputs[name] for name in entry.network.parameters]) if entry.network else np.empty(0)
    return network_graph(made, theta, "neurons", 0)


def timed(action: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the clock and of the processor until what ``action`` changes is painted."""
    begin, begun = time.perf_counter(), time.process_time()
    action()
    QApplication.processEvents()
    return 1e3 * (time.perf_counter() - begin), 1e3 * (time.process_time() - begun)


def first(canvas: GraphCanvas, graph: StepGraph, moment: Moment) -> None:
    """Lay the graph out and paint it at once."""
    canvas.show_graph(graph, moment)
    canvas.repaint()


def measured(graph: StepGraph) -> Times:
    """Times of first drawings, of steps, and of pictures while the drawing is moved and magnified."""
    walk = Walk(graph)
    moments = [walk.moment(cursor) for cursor in range(walk.length + 1)]
    times: Times = {"first": [], "step": [], "pan": [], "zoom": []}
    for _ in range(ROUNDS):
        canvas = GraphCanvas(theme.manager())
        canvas.resize(*SIZE)
        canvas.show()
        QApplication.processEvents()
        times["first"].append(timed(partial(first, canvas, graph, moments[0])))
    for whole in (False, True):
        canvas.fit(whole)
        for cursor in range(1, len(moments), max(1, len(moments) // STEPS)):
            canvas.show_moment(moments[cursor - 1])
            QApplication.processEvents()
            times["step"].append(timed(partial(canvas.show_moment, moments[cursor])))
    for k in range(ROUNDS):
        times["pan"].append(timed(partial(canvas.viewport.pan, QPointF(7.0 if k % 2 else -7.0, 3.0))))
        times["zoom"].append(timed(partial(canvas.viewport.zoom_by, 1.1 if k % 2 else 0.9)))
    return times


def main() -> int:
    """Print a table."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert application is not None
    theme.manager().set_reduced_motion(True)
    cases: dict[str, StepGraph] = {
        "2w + 3b + 4": EXAMPLES["graph-linear"].tape(),
        "network 3-2-1, operations": EXAMPLES["network-3-2-1"].tape(),
        "network 3-2-1, neurons": neurons("network-3-2-1"),
        "operations of a 2-6-4-1": network(2, 6, 4, 1),
    }
    print("Median of the clock, and of the processor, which a busy machine does not lengthen as much; ms.")
    print(f"The aims: {MOST_FIRST:g} ms for the first drawing of 150 nodes, {MOST_STEP:g} ms for a step.\n")
    print(f"{'':<28}{'nodes':>8}" + "".join(f"{head:>18}" for head in ("first", "step", "pan", "zoom")))
    for name, graph in cases.items():
        row = f"{name:<28}{len(graph.nodes):8}"
        for values in measured(graph).values():
            clock = statistics.median(value for value, _ in values)
            processor = statistics.median(value for _, value in values)
            row += f"{clock:10.1f} ({processor:5.1f})"
        print(row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
