"""Layered drawings of graphs: nothing touches what it does not belong to, and what can be straight is."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape_gui.core.expression import Graph, parse
from landscape_gui.render.graphlayering import Edge, layered
from landscape_gui.render.graphlayout import GraphLayout, Spacing, layout
from landscape_gui.render.graphordering import crossings, order
from landscape_gui.render.graphrouting import inset

BOX = (40.0, 30.0)
NEURONS = """
i4 = w14*x1 + w24*x2 + w34*x3 + b4
o4 = sigmoid(i4)
i5 = w15*x1 + w25*x2 + w35*x3 + b5
o5 = sigmoid(i5)
i6 = w46*o4 + w56*o5 + b6
0.5*(t - sigmoid(i6))^2
"""


def edges_of(graph: Graph) -> list[Edge]:
    return [(source, i, place) for i, node in enumerate(graph.nodes) for place, source in enumerate(node.inputs)]


def drawn(text: str, left: tuple[str, ...] = ()) -> tuple[Graph, GraphLayout]:
    graph = parse(text)
    pins = [i for i, node in enumerate(graph.nodes) if node.name in left]
    return graph, layout([BOX] * len(graph.nodes), edges_of(graph), left=pins, right=graph.outputs)


def named(graph: Graph, name: str) -> int:
    found = [i for i, node in enumerate(graph.nodes) if node.name == name]
    return found[0] if found else graph.names[name]


def columns(drawing: GraphLayout) -> dict[int, int]:
    return {node: k for k, layer in enumerate(drawing.layers) for node in layer}


AnyGraph = tuple[np.ndarray, list[Edge], list[int], list[int]]


def any_graph(count: int, seed: int, most_inputs: int) -> AnyGraph:
    """Sizes, edges, and nodes for the first and the last column, of an acyclic graph; its numbers are shuffled."""
    chance = random.Random(seed)
    names = chance.sample(range(count), count)
    edges: list[Edge] = []
    for target in range(1, count):
        sources = chance.choices(range(target), k=chance.randint(0, most_inputs))
        edges += [(names[source], names[target], place) for place, source in enumerate(sources)]
    sizes = np.array([[chance.uniform(4.0, 120.0), chance.uniform(4.0, 120.0)] for _ in range(count)])
    starts = sorted(set(range(count)) - {target for _, target, _ in edges})
    ends = sorted(set(range(count)) - {source for source, _, _ in edges})
    left = [node for node in starts if chance.random() < 0.3]
    return sizes, edges, left, [node for node in ends if chance.random() < 0.5]


graphs = st.builds(any_graph, st.integers(1, 30), st.integers(0, 10**9), st.integers(1, 3))


@settings(max_examples=120)
@given(graphs)
def test_nodes_keep_apart_and_edges_keep_clear_of_foreign_nodes(
    graph: AnyGraph,
) -> None:
    sizes, edges, left, right = graph
    room = Spacing(column=30.0, node=12.0, lane=6.0)
    bodies = sizes * [1.0, 0.5]
    drawing = layout(bodies, edges, left=left, right=right, around=sizes - bodies, corners=1e9, spacing=room)
    low, high = drawing.centers - sizes / 2.0, drawing.centers + sizes / 2.0
    assert low.min() >= -1e-9 and (high <= [drawing.width + 1e-9, drawing.height + 1e-9]).all()
    for a, b in itertools.combinations(range(len(sizes)), 2):
        gaps = np.maximum(low[a] - high[b], low[b] - high[a])
        assert gaps[0] >= room.column - 1e-9 or gaps[1] >= room.node - 1e-9
    for number, (source, target, _) in enumerate(edges):
        curve = drawing.sample(number, 24)
        assert np.diff(curve[:, 0]).min() >= -1e-9
        assert curve[-1, 0] > curve[0, 0]
        assert curve[:, 1].min() >= -1e-9 and curve[:, 1].max() <= drawing.height + 1e-9
        for node in set(range(len(sizes))) - {source, target}:
            beside = np.maximum(low[node] - curve, curve - high[node]).max(axis=1)
            assert beside.min() > 0.0
        np.testing.assert_allclose(curve[0], [high[source, 0], drawing.centers[source, 1]])
        assert low[target, 0] - 1e-9 <= curve[-1, 0] <= drawing.centers[target, 0] + 1e-9
        assert abs(curve[-1, 1] - drawing.centers[target, 1]) <= bodies[target, 1] / 2.0


@settings(max_examples=60)
@given(graphs)
def test_columns_rise_along_edges_and_leaves_stand_before_their_first_user(
    graph: AnyGraph,
) -> None:
    sizes, edges, left, right = graph
    drawing = layout(sizes, edges, left=left, right=right)
    column = columns(drawing)
    assert sorted(column) == list(range(len(sizes)))
    assert all(drawing.layers)
    for source, target, _ in edges:
        assert column[source] < column[target]
    targets = {target for _, target, _ in edges}
    for node in range(len(sizes)):
        users = [column[target] for source, target, _ in edges if source == node]
        if node in left:
            assert column[node] == 0
        elif users and node not in targets:
            assert column[node] == min(users) - 1
        elif node in right:
            assert column[node] == len(drawing.layers) - 1


@settings(max_examples=30)
@given(graphs)
def test_the_same_graph_gives_the_same_drawing(graph: AnyGraph) -> None:
    sizes, edges, left, right = graph
    one, other = (layout(sizes, list(edges), left=left, right=right) for _ in range(2))
    np.testing.assert_array_equal(one.centers, other.centers)
    for a, b in zip(one.routes, other.routes, strict=True):
        np.testing.assert_array_equal(a, b)


@settings(max_examples=60)
@given(graphs)
def test_crossings_are_counted_as_by_trying_all_pairs(
    graph: AnyGraph,
) -> None:
    sizes, edges, left, right = graph
    layers = layered(len(sizes), edges, left, right)
    before = crossings(layers)
    order(layers, edges)
    after = crossings(layers)
    assert after <= before
    position = layers.positions()
    naive = 0
    for layer in layers.layers:
        segments = [(position[u], position[v]) for u in layer for v in layers.after[u]]
        naive += sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in itertools.combinations(segments, 2))
    assert after == naive


@settings(max_examples=60)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_trees_are_drawn_without_crossings_in_the_order_they_are_read(choices: list[int]) -> None:
    inputs: list[list[int]] = [[] for _ in range(len(choices) + 1)]
    for node, choice in enumerate(choices, start=1):
        inputs[choice % node].append(node)
    edges = [(source, target, place) for target, sources in enumerate(inputs) for place, source in enumerate(sources)]
    drawing = layout([BOX] * len(inputs), edges)
    assert drawing.crossings == 0
    for number, (source, target, place) in enumerate(edges):
        for other in range(number):
            if edges[other][1] == target and columns(drawing)[edges[other][0]] == columns(drawing)[source]:
                earlier = drawing.centers[edges[other][0], 1] < drawing.centers[source, 1]
                assert earlier == (edges[other][2] < place)


def test_a_chain_is_a_straight_line_with_its_parameters_beside_it() -> None:
    graph, drawing = drawn("a0 = w0*x + b0\nz0 = sigmoid(a0)\na1 = w1*z0 + b1\n0.5*(a1 - y)^2", left=("x",))
    path = [named(graph, "x"), named(graph, "a0"), named(graph, "z0"), named(graph, "a1"), graph.output]
    assert len(set(drawing.centers[path, 1])) == 1
    assert (np.diff(drawing.centers[path, 0]) > 0.0).all()
    height = drawing.centers[path[0], 1]
    for number, (source, target, _) in enumerate(edges_of(graph)):
        if graph.nodes[source].inputs:
            np.testing.assert_array_equal(drawing.routes[number][:, 1], height)
        elif source != path[0]:
            assert columns(drawing)[source] == columns(drawing)[target] - 1


def test_a_bypass_runs_level_past_the_nodes_it_skips() -> None:
    graph, drawing = drawn("z = sigmoid(w*x)\nf = tanh(u*z + b)\nf + z", left=("x",))
    skip = edges_of(graph).index((named(graph, "z"), graph.output, 1))
    heights = drawing.sample(skip, 32)[:, 1]
    middle = heights[len(heights) // 3 : -len(heights) // 3]
    assert np.ptp(middle) == 0.0
    assert drawing.centers[named(graph, "z"), 1] == drawing.centers[named(graph, "f"), 1] != middle[0]


def test_the_units_of_a_small_network_stand_in_columns_and_its_inputs_at_the_left() -> None:
    graph, drawing = drawn(NEURONS, left=("x1", "x2", "x3"))
    column = columns(drawing)
    assert column[named(graph, "o4")] == column[named(graph, "o5")]
    assert {column[named(graph, name)] for name in ("x1", "x2", "x3")} == {0}
    assert drawing.layers[-1] == (graph.output,)
    assert column[named(graph, "t")] == column[graph.output] - 3
    assert drawing.crossings <= 8


def test_what_only_late_operations_need_stands_late() -> None:
    graph, drawing = drawn("h = sigmoid(w*x + b)\n-(y*log(h) + (1 - y)*log(1 - h))", left=("x",))
    column = columns(drawing)
    assert column[named(graph, "y")] > column[named(graph, "h")]
    one = next(i for i, node in enumerate(graph.nodes) if node.value == 1.0)
    assert column[one] >= column[named(graph, "h")]


def test_a_wide_network_is_staggered_rather_than_higher_than_any_screen() -> None:
    units = range(10)
    lines = [f"h{j} = sigmoid(" + " + ".join(f"w{j}_{i}*x{i}" for i in units) + ")" for j in units]
    graph, drawing = drawn("\n".join([*lines, " + ".join(f"h{j}" for j in units)]), left=tuple(f"x{i}" for i in units))
    tallest = max(len(layer) for layer in drawing.layers)
    products = sum(node.operation == "mul" for node in graph.nodes)
    assert products == 100
    assert tallest < 50


def test_an_input_used_twice_has_two_curves() -> None:
    graph, drawing = drawn("a*a")
    first, second = (drawing.sample(k) for k in range(2))
    assert (first[1:, 1] < second[1:, 1]).all()
    assert edges_of(graph) == [(0, 1, 0), (0, 1, 1)]


def test_ends_of_edges_lie_on_the_outline_and_in_the_order_they_come() -> None:
    sizes = [(40.0, 40.0)] * 4
    drawing = layout(sizes, [(0, 3, 0), (1, 3, 1), (2, 3, 2)], corners=20.0)
    ends = np.array([route[-1] for route in drawing.routes])
    np.testing.assert_allclose(np.hypot(*(ends - drawing.centers[3]).T), 20.0)
    sources = drawing.centers[[0, 1, 2], 1]
    assert (np.argsort(ends[:, 1]) == np.argsort(sources)).all()
    assert ends[1, 1] == drawing.centers[3, 1] == drawing.centers[1, 1]


def test_what_is_written_around_a_node_has_room_and_its_edges_end_at_the_node() -> None:
    edges: list[Edge] = [(k, 8, k) for k in range(8)]
    drawing = layout([BOX] * 9, edges, around=(30.0, 40.0))
    ends = np.array([route[-1] for route in drawing.routes])
    np.testing.assert_allclose(ends[:, 0], drawing.centers[8, 0] - BOX[0] / 2.0)
    assert np.ptp(ends[:, 1]) <= Spacing().ends * BOX[1] + 1e-9
    np.testing.assert_allclose([route[0, 0] for route in drawing.routes], drawing.centers[0, 0] + BOX[0] / 2.0)
    assert np.diff(np.sort(drawing.centers[:8, 1])).min() >= BOX[1] + 40.0 + Spacing().node - 1e-9
    assert drawing.centers[:, 0].min() == (BOX[0] + 30.0) / 2.0


def test_a_round_corner_recedes_as_a_circle_does() -> None:
    assert inset(0.0, 40.0, 10.0) == inset(10.0, 40.0, 10.0) == 0.0
    assert inset(16.0, 40.0, 10.0) == pytest.approx(2.0)
    assert inset(-20.0, 40.0, 10.0) == pytest.approx(10.0)


def test_small_graphs() -> None:
    nothing = layout(np.empty((0, 2)), [])
    assert (nothing.width, nothing.height, nothing.layers, nothing.routes) == (0.0, 0.0, (), ())
    single = layout([BOX], [])
    np.testing.assert_array_equal(single.centers, [[20.0, 15.0]])
    apart = layout([BOX] * 3, [])
    assert apart.layers == ((0, 1, 2),)
    assert apart.height == 3 * BOX[1] + 2 * Spacing().node


@pytest.mark.parametrize(
    ("edges", "words"), [([(0, 1, 0), (1, 0, 0)], "cycle"), ([(0, 0, 0)], "cycle"), ([(0, 5, 0)], "graph of 2 nodes")]
)
def test_what_is_no_computational_graph_is_refused(edges: list[Edge], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        layout([BOX] * 2, edges)


def test_a_chain_of_ten_thousand_nodes_is_drawn_without_recursion() -> None:
    count = 10_000
    drawing = layout([BOX] * count, [(i, i + 1, 0) for i in range(count - 1)])
    assert len(drawing.layers) == count
    assert np.ptp(drawing.centers[:, 1]) == 0.0
