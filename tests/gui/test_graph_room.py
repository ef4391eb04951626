"""The window keeps its size whatever is opened in it, and the graph makes do with the room that is left."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import GraphExample, GraphFormula, NetworkProblem
from landscape_gui.ui.rightside import in_front
from landscape_gui.ui.views.graph.header import MEAN
from landscape_gui.ui.views.graph.pages import CHECK, PREDICT, STEPS
from landscape_gui.ui.views.graph.view import GraphView
from landscape_gui.ui.window import MainWindow
from tests.gui.windows import dock, rest, settle

TYPED = GraphFormula("z = w*x + b\n0.5*(z - t)^2", {"w": 0.5, "x": 2.0, "b": -0.5, "t": 1.0}, ("x", "t"))


def size_of(window: MainWindow) -> tuple[int, int]:
    """Width and height once nothing moves any more."""
    rest(window)
    return window.width(), window.height()


SURFACE, EXPRESSION, NETWORK = "surface", "expression", "network"
CASES = [
    (1.0, (1280, 800), (SURFACE, EXPRESSION, NETWORK)),
    (1.0, (1920, 1080), (NETWORK, SURFACE, EXPRESSION)),
    (1.5, (1280, 800), (NETWORK, EXPRESSION, SURFACE)),
    (1.5, (1920, 1080), (EXPRESSION, NETWORK, SURFACE)),
    (2.0, (1280, 800), (NETWORK, SURFACE, EXPRESSION)),
    (2.0, (1920, 1080), (SURFACE, NETWORK, EXPRESSION)),
]
"""Text size, window, and what the graph shows, for the first of which it is made."""


@pytest.mark.timeout(240)  # it opens everything, one after the other
@pytest.mark.parametrize(("scale", "size", "kinds"), CASES)
def test_what_opens_never_makes_the_window_grow(
    window: MainWindow, qtbot: QtBot, scale: float, size: tuple[int, int], kinds: tuple[str, ...]
) -> None:
    window.resize(*size)
    window.commands.set_scale(scale)
    first = window.store.experiment.problem
    functions, graph = dock(window, "functions"), window.graph_mode.dock
    for kind in kinds:
        window.store.replace(kind, problem=NetworkProblem() if kind == NETWORK else first, start=())
        settle(qtbot, window)
        assert size_of(window) == size, kind
        graph.toggleViewAction().trigger()  # which Qt shows where it stood last
        qtbot.waitUntil(lambda: window.graph_mode.view is not None and window.graph_mode.view.subject is not None)
        view = window.graph_mode.view
        assert view is not None and size_of(window) == size, kind
        change(window, source=TYPED if kind == EXPRESSION else None)
        assert size_of(window) == size, kind
        for page in (PREDICT, CHECK, STEPS):
            view.header.pages.chosen.emit(page)
            assert size_of(window) == size, (kind, page)
        if kind == NETWORK:
            view.header.changed.emit({"batch": True, "detail": "layers"}, "All")
            assert size_of(window) == size, kind
        functions.show()
        functions.raise_()
        assert size_of(window) == size, kind
        assert in_front(functions) and in_front(graph), kind
        for opened_dock in (functions, graph):
            opened_dock.close()
        change(window, batch=False, detail="auto")


def test_in_a_narrow_window_with_large_text_the_graph_is_a_tab_of_the_left_side(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.commands.set_scale(2.0)
    window.graph_mode.go()
    graph, problem = window.graph_mode.dock, dock(window, "problem")
    qtbot.waitUntil(lambda: in_front(graph) and problem in window.tabifiedDockWidgets(graph))
    assert window.stage.width() > 0.5 * window.width()
    window.commands.set_scale(1.0)
    qtbot.waitUntil(lambda: in_front(graph) and in_front(problem))
    assert graph.geometry().right() > window.width() - 12, "where there is room it goes back"


def opened(window: MainWindow, qtbot: QtBot) -> GraphView:
    """The graph, opened."""
    window.graph_mode.open()
    qtbot.waitUntil(lambda: window.graph_mode.view is not None and window.graph_mode.view.subject is not None)
    assert window.graph_mode.view is not None
    return window.graph_mode.view


def change(window: MainWindow, **fields: object) -> None:
    """Change what the graph shows."""
    window.store.change_view("graph", graph=replace(window.store.experiment.view.graph, **fields))
    rest(window)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("mode", ["reverse", "forward"])
@pytest.mark.parametrize("with_network", [False, True])
@pytest.mark.parametrize(("scale", "most"), [(1.0, 2), (1.5, 3)])
def test_the_header_takes_few_rows_and_says_what_is_shown(
    window: MainWindow, qtbot: QtBot, scale: float, most: int, with_network: bool, mode: str
) -> None:
    window.commands.set_scale(scale)
    view = opened(window, qtbot)
    if with_network:
        window.store.replace("Network", problem=NetworkProblem(), start=())
        settle(qtbot, window)
    for source in (None, GraphExample("network-3-2-1"), GraphExample("several-outputs"), TYPED):
        change(window, source=source, mode=mode)
        header = view.header
        lines = {(part.y() + part.height() // 2) // 4 for part in controls(header)}  # centred, but for rounding
        assert len(lines) == header.rows() <= most, source
        words = header.source.text()[:13]
        assert header.source.width() >= header.source.fontMetrics().horizontalAdvance(f"{words}…") + 38 * scale, words
        for part in controls(header):
            assert header.rect().contains(part.geometry())
            assert not any(part.geometry().intersects(other.geometry()) for other in controls(header) if other != part)


def controls(header: QWidget) -> list[QWidget]:
    """What stands in the header."""
    return [part for part in header.findChildren(QWidget) if part.isVisible() and part.parent() is header]


def test_controls_stay_where_they_are_when_all_examples_are_shown(window: MainWindow, qtbot: QtBot) -> None:
    view = opened(window, qtbot)
    window.store.replace("Network", problem=NetworkProblem(), start=())
    settle(qtbot, window)
    change(window, detail="layers")
    header = view.header
    kept = (header.source, header.pages, header.detail, header.mode, header.scope)
    before = [part.geometry() for part in kept]
    header.scope.button(MEAN).click()
    rest(window)
    assert all(part.isVisible() for part in kept) and [part.geometry() for part in kept] == before
    assert not header.mode.isEnabled() and "choose Operations" in header.mode.button("forward").toolTip()
    assert "one example" in header.detail.button("neurons").toolTip()
    header.detail.button("layers").click()
    assert window.store.experiment.view.graph.batch, "these are layers already"
    header.detail.button("neurons").click()
    graph = window.store.experiment.view.graph
    assert not graph.batch and graph.detail == "neurons"
    rest(window)
    assert [part.geometry() for part in kept] == before and header.example.isVisible()


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("scale", "size"), [(1.0, (1280, 800)), (1.5, (1280, 800)), (1.5, (1920, 1080)), (2.0, (1280, 800))]
)
def test_all_rows_of_controls_begin_at_the_edge(
    window: MainWindow, qtbot: QtBot, scale: float, size: tuple[int, int]
) -> None:
    window.resize(*size)
    window.commands.set_scale(scale)
    view = opened(window, qtbot)
    window.store.replace("Network", problem=NetworkProblem(), start=())
    settle(qtbot, window)
    change(window, detail="layers")
    kept = (view.header.source, view.header.pages, view.header.detail, view.header.mode, view.header.scope)
    before = [part.geometry() for part in kept]
    change(window, batch=True)
    assert [part.geometry() for part in kept] == before
    for page in (STEPS, CHECK):
        view.header.pages.chosen.emit(page)
        rest(window)
        rows: dict[int, int] = {}
        for part in controls(view.header):
            line = (part.y() + part.height() // 2) // 4
            rows[line] = min(part.x(), rows.get(line, part.x()))
        assert len(rows) == view.header.rows() and len(set(rows.values())) == 1, (page, rows)


def test_the_number_of_the_example_takes_no_more_than_it_needs(window: MainWindow, qtbot: QtBot) -> None:
    view = opened(window, qtbot)
    window.store.replace("Network", problem=NetworkProblem(), start=())
    settle(qtbot, window)
    rest(window)
    field = view.header.example
    assert field.fontMetrics().horizontalAdvance("200") + 14 < field.width() <= 50


def test_words_are_short_where_the_drawing_would_be_low(window: MainWindow, qtbot: QtBot) -> None:
    view = opened(window, qtbot)
    rest(window)
    assert not view.story.title.isHidden()
    window.resize(1920, 1080)
    window.commands.set_scale(1.5)
    rest(window)
    assert not view.story.title.isHidden()
    change(window, source=TYPED)  # whose text takes room from both
    assert view.story.title.isHidden() and view.canvas.height() > view.story.height()
    change(window, source=None)
    assert not view.story.title.isHidden()
