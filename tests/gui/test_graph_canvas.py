"""The drawing of computational graphs: what is drawn, where words stand, how it moves, and what hands do with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from landscape_gui.core.expression import parse
from landscape_gui.core.graph import StepGraph, Tape
from landscape_gui.core.graph.examples import EXAMPLES
from landscape_gui.core.graph.levels import network_graph
from landscape_gui.core.graph.records import CONSTANT, BackwardStep
from landscape_gui.core.graph.walk import Walk
from landscape_gui.core.network.architecture import architecture
from landscape_gui.core.network.network import Network
from landscape_gui.ui import theme
from landscape_gui.ui.views.graph.canvas import GraphCanvas
from landscape_gui.ui.views.graph.chips import Chips
from landscape_gui.ui.views.graph.edgewords import local_derivative, product
from landscape_gui.ui.views.graph.motion import GLIDE, HASTE, STEP, Motion
from landscape_gui.ui.views.graph.plan import plan
from landscape_gui.ui.views.graph.sentences import squashed_by_loss
from landscape_gui.ui.views.graph.telling import Telling
from tests.gui.hands import move, wheel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[GraphCanvas]:
    """A canvas on a screen, without motion."""
    manager = theme.manager()
    manager.set_reduced_motion(True)
    canvas = GraphCanvas(manager)
    qtbot.addWidget(canvas)
    canvas.resize(640, 420)
    canvas.show()
    yield canvas
    manager.set_reduced_motion(None)


def tape(text: str, **values: float) -> Tape:
    """The graph of a formula; what has no value is 0.5."""
    graph = parse(text)
    return Tape(graph, {name: values.get(name, 0.5) for name in (*graph.variables, *graph.coefficients)})


def example(key: str, level: str = "scalars") -> StepGraph:
    """The graph of a worked example at a level of detail."""
    entry = EXAMPLES[key]
    made = entry.tape()
    if level == "scalars":
        return made
    assert entry.network is not None
    network, _ = entry.built_network()
    return network_graph(network, np.array([made.inputs[name] for name in entry.network.parameters]), level, 0)


def at(canvas: GraphCanvas, graph: StepGraph, cursor: int | None = None) -> Walk:
    """Show a graph at a cursor of its walk, at its end without one."""
    walk = Walk(graph)
    moment = walk.moment(walk.length if cursor is None else cursor)
    canvas.show_graph(graph, moment)
    canvas.show_moment(moment)
    return walk


def grabbed(canvas: GraphCanvas) -> QImage:
    """The picture in the window."""
    return canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


GRAPHS = [
    ("graph-linear", "scalars"), ("network-3-2-1", "scalars"), ("network-3-2-1", "neurons"),
    ("network-3-2-1", "layers"), ("network-2-2-2", "neurons"), ("two-layer-bce", "scalars"), ("vanishing", "scalars"),
    ("autodiff-modes", "scalars"), ("skip-connection", "scalars"),
]  # fmt: skip


def test_words_beside_an_edge_are_placed_once_a_moment(canvas: GraphCanvas, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = at(canvas, example("network-3-2-1"), 60)
    canvas.fit(True)
    QApplication.processEvents()
    placed: list[object] = []
    place = Chips.place

    def counted(chips: Chips, size: QSizeF, line: np.ndarray, taken: np.ndarray, room: QRectF) -> QRectF:
        placed.append(line)
        return place(chips, size, line, taken, room)

    monkeypatch.setattr(Chips, "place", counted)
    canvas.show_moment(walk.moment(61))
    QApplication.processEvents()
    canvas.repaint()
    assert len(placed) == 1
    canvas.resize(canvas.width() + 40, canvas.height())
    canvas.repaint()
    assert len(placed) > 1


def test_equal_constants_are_drawn_once_for_each_use_though_they_are_one_node() -> None:
    graph = tape("2*x + 2*y + 2*z")
    two = next(node for node in graph.nodes if node.kind == CONSTANT)
    drawn = plan(graph)
    assert drawn.nodes.count(two.index) == 3
    pieces = [ends[0] for edge, ends in zip(graph.edges, drawn.ends, strict=True) if edge.source == two.index and ends]
    assert len(set(pieces)) == 3 and all(drawn.nodes[piece] == two.index for piece in pieces)


def test_inputs_that_are_used_twice_stay_one_piece() -> None:
    graph = tape("x*y + x")
    assert sorted(plan(graph).nodes) == list(range(len(graph.nodes)))


def test_a_power_shows_its_fixed_exponent_itself() -> None:
    graph = tape("x^2 + x^y")
    drawn = plan(graph)
    hidden = [edge for edge, ends in zip(graph.edges, drawn.ends, strict=True) if ends is None]
    assert [graph.nodes[edge.source].value for edge in hidden] == [2.0]
    assert hidden[0].source not in drawn.nodes


def test_a_constant_that_nothing_uses_is_drawn_too() -> None:
    graph = tape("3")
    assert plan(graph).nodes == (graph.output,)


@pytest.mark.parametrize(("key", "level"), GRAPHS)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nodes_with_their_numbers_never_touch_each_other(
    canvas: GraphCanvas, key: str, level: str, scale: float
) -> None:
    theme.manager().set_scale(scale)
    try:
        at(canvas, example(key, level))
        shapes = canvas.shapes()
        assert shapes is not None
        for one, other in combinations(shapes.pieces, 2):
            assert not one.extent.adjusted(0.5, 0.5, -0.5, -0.5).intersects(other.extent), (one.node, other.node)
    finally:
        theme.manager().set_scale(1.0)


@pytest.mark.parametrize(("key", "level"), GRAPHS)
def test_edges_end_on_outlines_and_pass_no_other_node(canvas: GraphCanvas, key: str, level: str) -> None:
    graph = example(key, level)
    at(canvas, graph)
    shapes = canvas.shapes()
    assert shapes is not None
    for curve, ends in zip(shapes.curves, shapes.ends, strict=True):
        if curve is None or ends is None:
            continue
        source, target = (shapes.pieces[end] for end in ends)
        for shape, point in ((source, curve.points[0]), (target, curve.points[-1])):
            assert abs(outline_distance(shape.box, shape.body.corner, QPointF(*point))) < 0.6
        for piece, shape in enumerate(shapes.pieces):
            if piece not in ends:
                inner = shape.box.adjusted(1.0, 1.0, -1.0, -1.0)
                assert not any(inner.contains(QPointF(*point)) for point in curve.points)


def outline_distance(box: QRectF, corner: float, at: QPointF) -> float:
    """Distance of a place from the outline of a box with round corners, negative inside."""
    middle, radius = box.center(), min(corner, box.width() / 2.0, box.height() / 2.0)
    x = abs(at.x() - middle.x()) - box.width() / 2.0 + radius
    y = abs(at.y() - middle.y()) - box.height() / 2.0 + radius
    return float(np.hypot(max(x, 0.0), max(y, 0.0)) + min(max(x, y), 0.0) - radius)


@pytest.mark.parametrize("key", ["graph-linear", "network-3-2-1", "two-layer-bce", "vanishing"])
def test_the_product_of_a_step_covers_neither_nodes_nor_numbers(canvas: GraphCanvas, key: str) -> None:
    graph = example(key)
    walk = at(canvas, graph, 0)
    told = 0
    for cursor in range(1, walk.length + 1):
        moment = walk.moment(cursor)
        canvas.show_moment(moment)
        chip = canvas.chip()
        assert chip.isEmpty() != isinstance(moment.step, BackwardStep)
        if chip.isEmpty():
            continue
        told += 1
        assert QRectF(canvas.rect()).contains(chip)
        shapes = canvas.shapes()
        assert shapes is not None
        for shape in shapes.pieces:
            assert not canvas.camera.to_widget(shape.extent).intersects(chip), (cursor, shape.node)
    assert told


@pytest.mark.parametrize(("key", "level"), GRAPHS)
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_picture_made_step_by_step_is_that_made_at_once(qtbot: QtBot, key: str, level: str, ratio: float) -> None:
    manager = theme.manager()
    manager.set_reduced_motion(True)
    graph = example(key, level)
    walk = Walk(graph)
    kept = GraphCanvas(manager)
    qtbot.addWidget(kept)
    kept.resize(420, 300)
    kept.show_graph(graph, walk.moment(0))
    rendered(kept, ratio)
    partly = 0
    for cursor in (*range(1, walk.length + 1), *range(walk.length, -1, -3)):
        kept.show_moment(walk.moment(cursor))
        one = rendered(kept, ratio)
        partly += kept._rest.painted < len(graph.nodes) + len(graph.edges)
        if cursor % 4 == 0:
            kept._rest.forget()
            assert differ(rendered(kept, ratio), one) < 45.0, cursor
    assert partly or len(graph.nodes) < 12
    manager.set_reduced_motion(None)


@pytest.mark.parametrize(("key", "level"), GRAPHS)
def test_a_step_changes_nothing_outside_of_what_it_paints(canvas: GraphCanvas, key: str, level: str) -> None:
    walk = at(canvas, example(key, level), 0)
    before, offset = grabbed(canvas), canvas.camera.offset
    compared = 0
    for cursor in range(1, walk.length + 1):
        old, new = walk.moment(cursor - 1), walk.moment(cursor)
        canvas.show_moment(new)
        after = grabbed(canvas)
        if canvas.camera.offset == offset:
            compared += 1
            painted = canvas._touched(old) | canvas._touched(new)
            mask = QImage(after.size(), QImage.Format.Format_RGB32)
            mask.fill(QColor("black"))
            painter = QPainter(mask)
            painter.setClipRegion(painted)
            painter.fillRect(mask.rect(), QColor("white"))
            painter.end()
            pixels = [np.frombuffer(part.constBits(), np.uint32) & 0xFFFFFF for part in (before, after, mask)]
            assert not ((pixels[0] != pixels[1]) & (pixels[2] == 0)).any(), cursor
        before, offset = after, canvas.camera.offset
    assert compared


def differ(one: QImage, other: QImage) -> float:
    """The largest difference between two pictures, once places of 3×3 pixels are seen as one.

    Where a line leaves the picture, its pixels depend a little on the part that is painted.
    """
    bytes_of = [np.frombuffer(picture.constBits(), np.uint8) for picture in (one, other)]
    apart = np.diff([part.reshape(one.height(), one.width(), 4)[..., :3].astype(float) for part in bytes_of], axis=0)[0]
    high, wide = (length // 3 * 3 for length in apart.shape[:2])
    places = apart[:high, :wide].reshape(high // 3, 3, wide // 3, 3, 3).mean(axis=(1, 3))
    return float(np.abs(places).max())


def rendered(canvas: GraphCanvas, ratio: float) -> QImage:
    """The picture with so many pixels of the device to one of the widget."""
    image = QImage((canvas.size() * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("red"))
    canvas.render(image)
    return image


def test_hovering_an_edge_tells_its_local_derivative_by_name(canvas: GraphCanvas) -> None:
    graph = tape("z = w*x\nsigmoid(z)", w=0.3, x=0.8)
    at(canvas, graph)
    shapes = canvas.shapes()
    assert shapes is not None
    number = next(k for k, edge in enumerate(graph.edges) if graph.nodes[edge.source].name == "w")
    curve = shapes.curves[number]
    assert curve is not None
    before = grabbed(canvas)
    hovered: list[int] = []
    canvas.edgeHovered.connect(hovered.append)
    move(canvas, canvas.camera.to_widget(QRectF(curve.at(0.4), curve.at(0.4))).topLeft())
    assert hovered == [number] and canvas.marks().hovered_edge == number
    assert grabbed(canvas) != before
    move(canvas, QPoint(3, 3))
    assert hovered == [number, -1]


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("z = w*x\nz + 1", "w", r"z / w = x = 0.8"),
        ("z = w/x\nz + 1", "x", r"z / x = −w/x^{2} = −0.7812"),
        ("y = sigmoid(x)\ny + 1", "x", r"y / x = y(1 − y) = 0.2139"),
        ("y = x^3\ny + 1", "x", r"y / x = 3 \cdot x^{2} = 1.92"),
        ("y = x + w\ny + 1", "x", r"y / x = 1"),
    ],
)
def test_local_derivatives_have_names(text: str, name: str, told: str) -> None:
    graph = tape(text, x=0.8)
    edge = next(edge for edge in graph.edges if graph.nodes[edge.source].name == name)
    words = local_derivative(graph, edge).replace(r"\partial ", "")
    assert re.sub(r"\\textcolor\{local\}\{((?:[^{}]|\{[^}]*\})*)\}", r"\1", words) == told


def test_products_are_written_with_their_numbers() -> None:
    graph = tape("2*w + 1", w=3.0)
    words = [product(step) for step in graph.backward_steps]
    assert r"\textcolor{gradient}{1} \times \textcolor{local}{2} = \textcolor{gradient}{2}" in words


def test_every_edge_and_step_of_every_level_has_words() -> None:
    for key, level in GRAPHS:
        graph = example(key, level)
        assert all("partial" in local_derivative(graph, edge) for edge in graph.edges)
        assert all("=" in product(step) for step in graph.backward_steps)


def test_a_click_chooses_a_node_also_where_a_constant_is_drawn_often(canvas: GraphCanvas) -> None:
    graph = tape("2*x + 2*y")
    at(canvas, graph)
    clicked: list[int] = []
    canvas.nodeClicked.connect(clicked.append)
    shapes = canvas.shapes()
    assert shapes is not None
    two = next(node.index for node in graph.nodes if node.kind == CONSTANT)
    for shape in shapes.shapes_of(two):
        QTest.mouseClick(canvas, LEFT, pos=canvas.camera.to_widget(shape.box).center().toPoint())
    QTest.mouseClick(canvas, LEFT, pos=QPoint(2, 2))
    assert clicked == [two, two, -1]


@pytest.mark.parametrize("text", ["c", "y^2 + c*(x - 1)^2 + c*x + exp(exp(exp(c*x)))", "x^2/c + y^2"])
def test_the_keyboard_begins_where_one_reads_first_and_not_at_a_coefficient(canvas: GraphCanvas, text: str) -> None:
    graph = parse(f"{text} + sqrt(sqrt(x^2 + exp(exp(y^2))))", ("c",))
    made = Tape(graph, {"x": 0.5, "y": 0.4, "c": 0.3})
    at(canvas, made, 0)
    canvas.resize(330, 300)
    canvas.viewport.zoom_by(1.6)
    canvas.bring(made.index("x"))
    shapes = canvas.shapes()
    assert shapes is not None
    assert not canvas.rect().intersects(canvas.place_of(made.output).toRect()), "else it begins at the output"
    canvas.take_keyboard()
    focused = canvas.marks().focused
    assert focused is not None and made.nodes[focused].kind != CONSTANT
    leaves = [shape for shape in shapes.pieces if not made.nodes[shape.node].inputs]
    seen = [shape for shape in leaves if canvas.rect().contains(canvas.camera.to_widget(shape.extent).toRect())]
    least = min(shape.box.center().x() for shape in seen if made.nodes[shape.node].kind != CONSTANT)
    assert shapes.shapes_of(focused)[0].box.center().x() < least + 1.0
    assert made.nodes[focused].name in {"x", "y"}


@pytest.mark.parametrize("level", ["neurons", "layers"])
@pytest.mark.parametrize(("loss", "within"), [("binary_cross_entropy", True), ("hinge", False)])
def test_an_output_says_what_the_loss_applies_to_it(canvas: GraphCanvas, level: str, loss: str, within: bool) -> None:
    network = Network(architecture((2, 3, 1), "tanh", loss), [[0.3, -0.8]], [[1.0]])
    graph = network_graph(network, np.linspace(-1.0, 1.0, network.dimension), level, 0)
    at(canvas, graph)
    shapes = canvas.shapes()
    assert shapes is not None
    told = {}
    for shape in shapes.pieces:
        second = shape.body.second
        if second is not None:
            told[graph.nodes[shape.node].label] = second.ascent + second.descent
    output = next(edge.source for edge in graph.edges_into(graph.output) if graph.nodes[edge.source].inputs)
    plain = told.pop(graph.nodes[output].label)
    others = set(told.values())
    assert squashed_by_loss(graph, graph.nodes[output]) == ("sigmoid" if within else "")
    if level == "neurons":
        assert len(others) == 1 and (plain > max(others)) == within
        assert shapes.shapes_of(output)[0].body.height == shapes.shapes_of(graph.edges[0].target)[0].body.height
    digits = Telling(graph, Walk(graph).moment(0)).digits(output)
    assert ("Its sigmoid is part of the loss." in digits) == within


def test_arrows_walk_along_edges_and_the_description_follows(canvas: GraphCanvas, qtbot: QtBot) -> None:
    graph = tape("z = w*x\nz + 1", w=0.3, x=0.8)
    at(canvas, graph)
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert canvas.marks().focused == graph.output
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.marks().focused == graph.index("z")
    assert "value 0.24" in canvas.accessibleDescription() and "Takes w, x" in canvas.accessibleDescription()
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    first = canvas.marks().focused
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert first in (graph.index("w"), graph.index("x")) and canvas.marks().focused == graph.index("z")
    activated: list[int] = []
    canvas.nodeActivated.connect(activated.append)
    QTest.keyClick(canvas, Qt.Key.Key_F2)
    assert activated == [graph.index("z")]
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.marks().focused is None
    assert "nodes" in canvas.accessibleDescription()


def test_arrows_reach_every_copy_of_a_constant(canvas: GraphCanvas) -> None:
    graph = tape("2*x + 2*y")
    at(canvas, graph)
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    seen = set()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        for _ in range(12):
            QTest.keyClick(canvas, key)
            seen.add(canvas.keyboard.piece)
    shapes = canvas.shapes()
    assert shapes is not None
    two = next(node.index for node in graph.nodes if node.kind == CONSTANT)
    assert len(seen & set(shapes.pieces_of(two))) >= 1


def test_the_keyboard_comes_back_to_its_node_with_the_window(canvas: GraphCanvas) -> None:
    graph = tape("2*x + 2*y")
    at(canvas, graph)
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    here = canvas.marks().focused
    assert here is not None and here != graph.output
    for reason in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
        for kind in (QEvent.Type.FocusOut, QEvent.Type.FocusIn):
            QApplication.sendEvent(canvas, QFocusEvent(kind, reason))
        assert canvas.marks().focused == here
        QTest.keyClick(canvas, Qt.Key.Key_Right)
        QTest.keyClick(canvas, Qt.Key.Key_Left)
        assert canvas.marks().focused == here
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert canvas.marks().focused is None


def test_arrows_lead_on_from_a_node_that_was_clicked(canvas: GraphCanvas) -> None:
    graph = tape("2*x + y", x=3.0, y=4.0)
    at(canvas, graph)
    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    assert canvas.marks().focused is None
    QTest.mouseClick(canvas, LEFT, pos=canvas.place_of(graph.index("x")).center().toPoint())
    assert canvas.marks().focused == graph.index("x")
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.marks().focused not in (None, graph.index("x"))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.marks().focused == graph.output
    QTest.mouseClick(canvas, LEFT, pos=QPoint(3, 3))
    assert canvas.marks().focused is None and canvas.marks().chosen is None


def test_small_graphs_are_shown_whole_and_large_ones_readable(canvas: GraphCanvas) -> None:
    at(canvas, example("graph-linear"))
    assert canvas.camera.shows_all
    at(canvas, example("vanishing"), 0)
    assert not canvas.camera.shows_all and canvas.zoom() > 0.7
    QTest.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.camera.shows_all
    QTest.keyClick(canvas, Qt.Key.Key_0)
    assert not canvas.camera.shows_all


def test_buttons_zoom_and_fit(canvas: GraphCanvas) -> None:
    at(canvas, example("vanishing"), 0)
    smaller, fit, larger = canvas.findChildren(QToolButton)
    before = canvas.zoom()
    QTest.mouseClick(larger, LEFT)
    assert canvas.zoom() == pytest.approx(1.25 * before)
    QTest.mouseClick(smaller, LEFT)
    assert canvas.zoom() == pytest.approx(before)
    QTest.mouseClick(fit, LEFT)
    QTest.mouseClick(fit, LEFT)
    assert canvas.camera.shows_all


def test_the_wheel_zooms_at_the_mouse_and_dragging_pans(canvas: GraphCanvas) -> None:
    at(canvas, example("vanishing"), 0)
    place = QPointF(200.0, 150.0)
    before = canvas.camera.to_drawing(place)
    wheel(canvas, place, 120)
    after = canvas.camera.to_drawing(place)
    assert abs(after.x() - before.x()) < 1.5 and abs(after.y() - before.y()) < 1.5
    offset = canvas.camera.offset
    QTest.mousePress(canvas, LEFT, pos=QPoint(320, 20))
    move(canvas, QPoint(300, 30), held=LEFT)
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(300, 30))
    assert canvas.camera.offset - offset == QPointF(-20.0, 10.0)


def test_the_map_moves_the_picture(canvas: GraphCanvas) -> None:
    at(canvas, example("vanishing"), 0)
    area = canvas.viewport.margin().map
    assert not area.isEmpty()
    QTest.mouseClick(canvas, LEFT, pos=QPoint(round(area.right()) - 2, round(area.center().y())))
    shapes = canvas.shapes()
    assert shapes is not None
    assert canvas.camera.visible().right() > shapes.width


@pytest.mark.parametrize(("key", "level"), GRAPHS)
def test_what_a_step_is_about_is_always_in_sight(canvas: GraphCanvas, key: str, level: str) -> None:
    canvas.resize(380, 240)
    walk = at(canvas, example(key, level), 0)
    for _ in range(2):
        canvas.viewport.zoom_by(1.2)
    for cursor in range(1, walk.length + 1):
        moment = walk.moment(cursor)
        canvas.show_moment(moment)
        for node in moment.nodes:
            place = canvas.place_of(node)
            assert QRectF(canvas.rect()).contains(place)
            assert not canvas.viewport.margin().map.intersects(place)


def test_motion_takes_its_time_and_rests_then(qapp: QApplication) -> None:
    now = [100.0]
    motion = Motion(now=lambda: now[0])
    assert motion.progress == 1.0 and not motion.moving
    motion.step()
    assert motion.progress == 0.0 and motion.moving
    now[0] += STEP / 2.0
    assert motion.progress == pytest.approx(0.5)
    now[0] += STEP
    motion._tick()
    assert motion.progress == 1.0 and not motion.moving


def test_hasty_steps_are_shown_at_once(qapp: QApplication) -> None:
    now = [100.0]
    motion = Motion(now=lambda: now[0])
    motion.step()
    now[0] += HASTE / 2.0
    motion.step()
    assert motion.progress == 1.0


def test_the_picture_glides_to_its_place(qapp: QApplication) -> None:
    now = [100.0]
    motion = Motion(now=lambda: now[0])
    places: list[QPointF] = []
    motion.glided.connect(lambda place: places.append(QPointF(place)))
    motion.glide(QPointF(0.0, 0.0), QPointF(100.0, 40.0))
    assert motion.target() == QPointF(100.0, 40.0)
    for _ in range(4):
        now[0] += GLIDE / 4.0 + 1e-6
        motion._tick()
    assert [round(place.x()) for place in places] == [16, 50, 84, 100]
    assert motion.target() is None and not motion.moving


def test_a_step_moves_only_where_motion_is_wanted(canvas: GraphCanvas, qtbot: QtBot) -> None:
    graph = example("graph-linear")
    walk = at(canvas, graph, 0)
    canvas.show_moment(walk.moment(1))
    assert not canvas.motion.moving
    still = grabbed(canvas)
    theme.manager().set_reduced_motion(False)
    canvas.show_moment(walk.moment(0))
    canvas.show_moment(walk.moment(1))
    assert canvas.motion.moving
    assert grabbed(canvas) != still
    qtbot.waitUntil(lambda: not canvas.motion.moving)
    assert grabbed(canvas) == still
    canvas.show_moment(walk.moment(0))
    assert not canvas.motion.moving


def test_a_hidden_canvas_does_not_move(canvas: GraphCanvas) -> None:
    theme.manager().set_reduced_motion(False)
    walk = at(canvas, example("graph-linear"), 0)
    canvas.show_moment(walk.moment(1))
    assert canvas.motion.moving
    canvas.hide()
    assert not canvas.motion.moving


def test_no_graph_is_an_empty_picture(canvas: GraphCanvas) -> None:
    at(canvas, example("graph-linear"))
    canvas.show_graph(None, None)
    image = grabbed(canvas)
    ground = theme.current().color("background").rgb()
    assert all(image.pixel(x, 10) == ground for x in range(0, image.width(), 7))
    assert canvas.accessibleDescription() == ""


@pytest.mark.parametrize(("key", "level"), GRAPHS)
@pytest.mark.parametrize("size", [(480, 415), (1000, 300), (320, 600), (420, 175), (1200, 700)])
def test_map_and_buttons_never_cover_nodes(canvas: GraphCanvas, key: str, level: str, size: tuple[int, int]) -> None:
    canvas.resize(*size)
    walk = at(canvas, example(key, level), 0)
    shapes = canvas.shapes()
    assert shapes is not None
    buttons = canvas.findChildren(QToolButton)[0].parentWidget()
    assert buttons is not None and buttons.isVisible()
    for cursor in range(0, walk.length + 1, 3):
        canvas.show_moment(walk.moment(cursor))
        for taken in (canvas.viewport.margin().map, QRectF(buttons.geometry())):
            seen = canvas.viewport.room()
            assert taken.isEmpty() or QRectF(canvas.rect()).contains(taken)
            for shape in shapes.pieces:
                drawn = canvas.camera.to_widget(shape.extent).intersected(seen)
                assert drawn.isEmpty() or not drawn.intersects(taken), (cursor, shape.node)
    assert canvas.viewport.margin().map.isEmpty() == canvas.camera.shows_all


def test_the_map_gives_way_to_what_is_drawn_in_the_pixels_too(canvas: GraphCanvas) -> None:
    canvas.resize(320, 300)
    at(canvas, example("network-3-2-1"), 0)
    canvas.viewport.pan(QPointF(0.0, 60.0))
    band = canvas.viewport.margin().band.toAlignedRect()
    picture, ground = grabbed(canvas), theme.current().color("background").rgb()
    between = range(round(canvas.viewport.margin().buttons.right()) + 4, round(canvas.viewport.margin().map.left()) - 8)
    assert len(between) > 10
    assert all(picture.pixel(x, y) == ground for x in between for y in range(band.top() + 1, band.bottom()))
    shapes = canvas.shapes()
    assert shapes is not None
    hidden = [s for s in shapes.pieces if QRectF(band).contains(canvas.camera.to_widget(s.box).center())]
    assert all(canvas._node_at(canvas.camera.to_widget(s.box).center()) is None for s in hidden)


@pytest.mark.parametrize(("key", "level"), GRAPHS)
def test_the_keyboard_begins_where_the_graph_does(canvas: GraphCanvas, key: str, level: str) -> None:
    canvas.resize(470, 400)
    at(canvas, example(key, level), 0)
    offset = canvas.camera.offset
    canvas.take_keyboard()
    focused = canvas.marks().focused
    assert focused is not None and canvas.rect().contains(canvas.place_of(focused).toRect())
    assert canvas.camera.offset.x() == offset.x(), "inputs stay in sight"
    shapes = canvas.shapes()
    assert shapes is not None
    assert min(canvas.camera.to_widget(shape.extent).left() for shape in shapes.pieces) >= 0.0


def test_a_graph_is_fitted_beside_what_covers_it_and_back(canvas: GraphCanvas) -> None:
    canvas.resize(520, 500)
    at(canvas, example("graph-linear"))
    before = canvas.zoom(), canvas.camera.offset
    canvas.viewport.set_cover(QRectF(0.0, 260.0, 520.0, 240.0))
    assert (canvas.zoom(), canvas.camera.offset) == before, "a double click may be under way"
    canvas.fit()
    shapes = canvas.shapes()
    assert shapes is not None
    drawn = canvas.camera.to_widget(QRectF(0.0, 0.0, shapes.width, shapes.height))
    assert canvas.viewport.free_area().contains(drawn)
    canvas.viewport.set_cover(QRectF())
    assert (canvas.zoom(), canvas.camera.offset) == before
    canvas.viewport.set_cover(QRectF(0.0, 260.0, 520.0, 240.0))
    canvas.viewport.zoom_by(1.4)
    QTest.keyClick(canvas, Qt.Key.Key_0)
    drawn = canvas.camera.to_widget(QRectF(0.0, 0.0, shapes.width, shapes.height))
    assert canvas.viewport.free_area().contains(drawn)
    by_hand = canvas.camera.offset
    canvas.viewport.pan(QPointF(5.0, 0.0))
    canvas.viewport.set_cover(QRectF())
    assert canvas.camera.offset - by_hand == QPointF(5.0, 0.0), "what hands have moved stays"
