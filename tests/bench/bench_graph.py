"""Speed of the pictures of computational graphs: columns, order, heights and curves of one drawing, in milliseconds.

python tests/bench/bench_graph.py
"""

from __future__ import annotations

import random
import sys
import time

import numpy as np

from landscape_gui.core.expression import Graph, parse
from landscape_gui.core.network import scalargraph
from landscape_gui.core.network.architecture import architecture
from landscape_gui.render.graphlayering import Edge, layered
from landscape_gui.render.graphlayout import layout

ROUNDS = 15
BOX = (44.0, 60.0)


def expression(count: int, seed: int = 0) -> tuple[int, list[Edge], list[int]]:
    """A random graph like a long formula: operations on recent results, a quarter of them used again later."""
    chance = random.Random(seed)
    edges: list[Edge] = []
    unused: list[int] = []
    for node in range(count):
        ending = len(unused) >= count - node
        if not ending and (len(unused) < 2 or chance.random() < 0.35):
            unused.append(node)
            continue
        for place in range(2 if ending or chance.random() < 0.75 else 1):
            if unused and (ending or chance.random() < 0.75):
                source = unused.pop(chance.randrange(max(0, len(unused) - 12), len(unused)))
            else:
                source = chance.randrange(max(0, node - 36), node)
            edges.append((source, node, place))
        unused.append(node)
    return count, edges, []


def of(graph: Graph, left: str = "") -> tuple[int, list[Edge], list[int]]:
    """The drawing's arguments for an expression graph; inputs whose names begin with ``left`` stand at the left."""
    edges = [(source, i, place) for i, node in enumerate(graph.nodes) for place, source in enumerate(node.inputs)]
    pins = [i for i, node in enumerate(graph.nodes) if left and node.name.startswith(left)]
    return len(graph.nodes), edges, pins


def network(*sizes: int) -> tuple[int, list[Edge], list[int]]:
    """The scalar graph of a network on one example."""
    shape = architecture(sizes, "tanh", "half_mse")
    return of(scalargraph.build(shape, np.ones(sizes[-1]), np.empty(0)), "x")


def main() -> int:
    """Print a table: size of the graph, crossings left, and time of a drawing."""
    cases = {
        "2w + 3b + 4": of(parse("2*w + 3*b + 4")),
        "network 2-4-1": network(2, 4, 1),
        "network 2-8-8-1": network(2, 8, 8, 1),
        "network 2-16-16-1": network(2, 16, 16, 1),
        "random, 150 nodes": expression(150),
        "random, 1,000 nodes": expression(1_000),
    }
    print(
        f"Drawing of a graph, median and least of {ROUNDS}, and least time of the processor, which a busy machine does"
    )
    print("not lengthen as much; ms. The aim is 50 ms for 150 nodes, 1,000 ms for 1,000.\n")
    heads = ("nodes", "edges", "vertices", "crossings", "median", "least", "processor")
    print(f"{'':<22}" + "".join(f"{head:>11}" for head in heads))
    for name, (count, edges, left) in cases.items():
        times, processor = [], []
        for _ in range(ROUNDS):
            begin, begun = time.perf_counter(), time.process_time()
            drawing = layout([BOX] * count, edges, left=left)
            times.append(1e3 * (time.perf_counter() - begin))
            processor.append(1e3 * (time.process_time() - begun))
        vertices = len(layered(count, edges, left).before)
        numbers = f"{count:11,}{len(edges):11,}{vertices:11,}{drawing.crossings:11,}"
        print(f"{name:<22}{numbers}{np.median(times):11.1f}{min(times):11.1f}{min(processor):11.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
