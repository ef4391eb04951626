"""What the drawing of a graph marks: a path of the chain rule, the node of trouble, and what is in sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from landscape_gui.core.expression import parse
from landscape_gui.core.graph import Tape
from landscape_gui.core.graph.walk import Walk
from landscape_gui.ui import theme
from landscape_gui.ui.views.graph.canvas import GraphCanvas


def tape(**values: float) -> Tape:
    """A quotient of two sums."""
    return Tape(parse("(a + b) / (a - b)"), {"a": 1.0, "b": 3.0} | values)


@pytest.fixture
def canvas(qtbot: QtBot) -> GraphCanvas:
    """A canvas that shows the quotient before its first step."""
    made = GraphCanvas(theme.manager())
    qtbot.addWidget(made)
    made.resize(700, 400)
    show(made, tape())
    made.show()
    return made


def show(canvas: GraphCanvas, graph: Tape) -> None:
    canvas.show_graph(graph, Walk(graph).moment(0))


def count(canvas: GraphCanvas, role: str, area: QRectF) -> int:
    """Pixels of a role's colour in a part of the canvas."""
    image, wanted = canvas.grab().toImage(), theme.current().color(role).rgb()
    xs = range(round(area.left()), round(area.right()))
    ys = range(round(area.top()), round(area.bottom()))
    return sum(QColor(image.pixel(x, y)).rgb() == wanted for x in xs for y in ys)


def test_a_path_is_marked_from_its_first_node_to_its_last(canvas: GraphCanvas) -> None:
    graph = tape()
    whole = QRectF(canvas.rect())
    path = graph.path_products(graph.index("b")).paths[0]
    before = count(canvas, "accent", whole)  # parameters have this colour too
    canvas.mark_path(path.nodes)
    assert count(canvas, "accent", whole) > before + 100
    canvas.mark_path(())
    assert count(canvas, "accent", whole) == before


def test_the_node_of_trouble_is_outlined_in_red(canvas: GraphCanvas) -> None:
    graph = tape(b=1.0)
    assert graph.trouble is not None
    show(canvas, graph)
    place = canvas.place_of(graph.trouble.node).adjusted(-3.0, -3.0, 3.0, 3.0)
    assert count(canvas, "error", place) > 60
    show(canvas, tape())
    assert count(canvas, "error", QRectF(canvas.rect())) == 0


def test_nodes_are_brought_beside_what_covers_the_canvas(canvas: GraphCanvas) -> None:
    graph = tape()
    canvas.viewport.set_cover(QRectF(0.0, 200.0, 700.0, 200.0))
    assert canvas.viewport.free_area() == QRectF(0.0, 0.0, 700.0, 200.0)
    canvas.viewport.pan(QPointF(0.0, 140.0))
    canvas.bring(graph.output)
    assert canvas.place_of(graph.output).bottom() <= 200.0


def test_the_canvas_tells_when_its_drawing_has_moved(canvas: GraphCanvas, qtbot: QtBot) -> None:
    canvas.grab()
    with qtbot.waitSignal(canvas.moved):
        canvas.viewport.pan(QPointF(20.0, 0.0))
        canvas.grab()
