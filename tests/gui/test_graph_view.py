"""The backpropagation panel in the real window."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from landscape_gui.core.graph.walk import BACKWARD, FORWARD, UPDATE
from landscape_gui.experiment import GraphExample
from landscape_gui.ui.views.graph.view import GraphView
from landscape_gui.ui.window import MainWindow
from tests.gui.windows import settle


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> GraphView:
    """The graph of the first experiment, opened by its action."""
    settle(qtbot, window)
    window.graph_mode.dock.toggleViewAction().trigger()
    qtbot.waitUntil(lambda: window.graph_mode.view is not None and window.graph_mode.view.subject is not None)
    assert window.graph_mode.view is not None
    return window.graph_mode.view


def show(window: MainWindow, **fields: object) -> None:
    """Change what the graph shows, as the header does."""
    window.store.change_view("graph", graph=replace(window.store.experiment.view.graph, **fields))


def test_the_graph_is_that_of_the_selected_lane_at_the_play_position(window: MainWindow, view: GraphView) -> None:
    window.playback.seek(7)
    assert window.scene is not None and view.subject is not None
    run = window.scene.lanes[0].run
    assert run is not None
    assert view.subject.step == 7
    assert view.subject.graph.value == pytest.approx(run.losses[7], rel=1e-15)
    gradient = [view.subject.graph.gradient[name] for name in window.scene.problem.variables]
    assert gradient == pytest.approx(run.gradients[7].tolist(), rel=1e-12)


def test_stepping_goes_forward_backward_update_and_on_at_the_next_step(window: MainWindow, view: GraphView) -> None:
    window.playback.seek(3)
    assert view.walk is not None
    phases = []
    for _ in range(view.walk.length):
        view.step()
        moment = view.moment()
        assert moment is not None
        phases.append(moment.phase.key)
    assert [key for k, key in enumerate(phases) if k == 0 or phases[k - 1] != key] == [FORWARD, BACKWARD, UPDATE]
    view.step()
    assert window.playback.position == 4.0 and view.taken == 0
    assert view.subject is not None and view.subject.step == 4


def test_stepping_back_from_the_beginning_returns_to_the_end_before(window: MainWindow, view: GraphView) -> None:
    window.playback.seek(4)
    view.seek_cursor(0)
    view.step(-1)
    assert window.playback.position == 3.0
    assert view.walk is not None and view.taken == view.walk.length


def test_updates_of_an_example_can_be_undone_and_stepped_back(window: MainWindow, view: GraphView) -> None:
    show(window, source=GraphExample("graph-linear"))
    assert view.subject is not None and view.walk is not None
    assert view.subject.graph.value == 26.0
    view.seek_cursor(view.walk.length)
    view.step()
    assert view.subject.step == 1
    assert view.subject.graph.value == pytest.approx(26.0 - 0.1 * (2.0**2 + 3.0**2))
    window.store.stack.undo()
    assert view.subject.graph.value == 26.0


def test_every_step_of_every_example_has_words(window: MainWindow, view: GraphView) -> None:
    for key in ("graph-multiply", "network-3-2-1", "skip-connection"):
        show(window, source=GraphExample(key))
        assert view.walk is not None and view.words is not None
        for cursor in range(view.walk.length + 1):
            story = view.words.story(view.walk.moment(cursor))
            assert story.sentence and story.title
