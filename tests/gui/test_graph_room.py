"""The window keeps its size whatever is opened in it, and the graph makes do with the room that is left."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import GraphFormula, NetworkProblem
from landscape_gui.ui.rightside import in_front
from landscape_gui.ui.views.graph.pages import CHECK, PREDICT, STEPS
from landscape_gui.ui.window import MainWindow
from tests.gui.windows import dock, rest, settle

TYPED = GraphFormula("z = w*x + b\n0.5*(z - t)^2", {"w": 0.5, "x": 2.0, "b": -0.5, "t": 1.0}, ("x", "t"))


def size_of(window: MainWindow) -> tuple[int, int]:
    """Width and height once nothing moves any more."""
    rest(window)
    return window.width(), window.height()


@pytest.mark.parametrize("kind", ["surface", "expression", "network"])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_what_opens_never_makes_the_window_grow(
    window: MainWindow, qtbot: QtBot, scale: float, size: tuple[int, int], kind: str
) -> None:
    window.resize(*size)
    window.commands.set_scale(scale)
    if kind == "network":
        window.store.replace("Network", problem=NetworkProblem(), start=())
        settle(qtbot, window)
    assert size_of(window) == size
    window.graph_mode.dock.toggleViewAction().trigger()  # which Qt shows where it stood last
    qtbot.waitUntil(lambda: window.graph_mode.view is not None and window.graph_mode.view.subject is not None)
    view = window.graph_mode.view
    assert view is not None and size_of(window) == size
    if kind == "expression":
        window.store.change_view("graph", graph=replace(window.store.experiment.view.graph, source=TYPED))
        assert size_of(window) == size
    for page in (PREDICT, CHECK, STEPS):
        view.header.pages.chosen.emit(page)
        assert size_of(window) == size, page
    if kind == "network":
        view.header.changed.emit({"batch": True, "detail": "layers"}, "All")
        assert size_of(window) == size
    functions = dock(window, "functions")
    functions.show()
    functions.raise_()
    assert size_of(window) == size
    assert in_front(functions) and in_front(window.graph_mode.dock)


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
