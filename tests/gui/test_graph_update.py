"""The update phase in the window: the rule with numbers, the list of parameters, and what happens on the landscape."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from landscape_gui.core.graph.walk import UPDATE
from landscape_gui.experiment import (
    CatalogueData,
    Experiment,
    GraphExample,
    GraphFormula,
    Lane,
    NetworkProblem,
    SurfaceProblem,
    Training,
)
from landscape_gui.ui.mathtext import plain_text
from landscape_gui.ui.views.graph.camera import CLOSE, READABLE
from landscape_gui.ui.views.graph.update import GraphUpdate
from landscape_gui.ui.views.graph.view import GraphView
from landscape_gui.ui.window import MainWindow
from tests.gui.graphs import click_node, opened, show
from tests.gui.hands import click, move
from tests.gui.windows import rest, settle

BATCHES = Experiment(
    NetworkProblem(CatalogueData("xor", 20), hidden=(3,), training=Training(batch_size=6)),
    (Lane("adam"), Lane("gd", {"lr": 0.3})),
    steps=12,
)


TYPED = GraphFormula("(w*x + b - t)^2", {"w": 0.5, "x": 2.0, "b": -0.5, "t": 1.0}, ("x", "t"))


def use(window: MainWindow, qtbot: QtBot, experiment: Experiment) -> GraphView:
    window.store.change("test", experiment)
    settle(qtbot, window)
    return opened(window, qtbot)


def at_update(view: GraphView, taken: int | None = None) -> GraphUpdate:
    """The update page, after ``taken`` of its steps, all unless told."""
    assert view.walk is not None
    phase = view.walk.phases[-1]
    assert phase.key == UPDATE
    view.seek_cursor(phase.last if taken is None else phase.first + taken)
    assert view.cards.update.isVisible() and not view.story.isVisible()
    return view.cards.update


def formulas(page: GraphUpdate) -> list[str]:
    return [
        plain_text(entry.latex) if entry.latex else entry.heading
        for entry in (*page.lines.entries(), *page.shared.entries())
    ]


def test_the_rule_of_adam_is_written_with_its_moments(window: MainWindow, qtbot: QtBot) -> None:
    view = use(window, qtbot, Experiment(SurfaceProblem("sphere"), (Lane("adam"),), start=(1.0, 2.0), steps=5))
    window.playback.seek(2)
    page = at_update(view, 1)
    told = formulas(page)
    assert told[0] == "Adam for x"
    assert [line.split(" ")[0] for line in told[1:5]] == ["m", "v", "s", "x"]
    assert told[5] == "The same for every parameter" and told[6].startswith("β_1^t ← β_1^t")
    assert page.gradient.text() == "It uses the derivatives that the backward pass has found."
    at_update(view, 2)
    assert formulas(page)[0] == "Adam for y", "the lines follow the walk"
    run = window.scene.lanes[0].run if window.scene is not None else None
    assert run is not None
    exact = [entry.exact for entry in page.lines.entries() if entry.tag]
    assert float(exact[-1]) == run.positions[3, 1]


def test_new_values_are_filled_in_as_the_walk_comes_to_them(window: MainWindow, qtbot: QtBot) -> None:
    view = use(
        window, qtbot, Experiment(SurfaceProblem("sphere"), (Lane("gd", {"lr": 0.1}),), start=(1.0, 2.0), steps=5)
    )
    page = at_update(view, 1)
    assert page.table.titles() == ("old", "gradient", "new")
    assert [page.table.value(0, k) for k in range(3)] == [1.0, 2.0, 0.8]
    assert page.table.value(1, 2) is None
    at_update(view, 2)
    assert page.table.value(1, 2) == pytest.approx(1.6)


def test_a_step_too_small_for_the_digits_is_told_by_its_length(window: MainWindow, qtbot: QtBot) -> None:
    lanes = (Lane("gd", {"lr": 1e-7}),)
    view = use(window, qtbot, Experiment(SurfaceProblem("sphere"), lanes, start=(1.0, 0.0), steps=5))
    at_update(view, 1)
    assert "moves x from 1 by −2e−7, which its digits here do not show." in view.story.sentence.text()
    at_update(view, 2)
    assert "Gradient descent leaves y at 0." in view.story.sentence.text()


def test_taking_the_step_moves_the_marker_and_begins_there_anew(window: MainWindow, qtbot: QtBot) -> None:
    view = use(window, qtbot, Experiment(SurfaceProblem("sphere"), (Lane("adam"),), start=(1.0, 2.0), steps=5))
    page = at_update(view)
    new = float(page.lines.entries()[4].exact)
    click(page.take)
    assert window.playback.position == 1.0 and view.taken == 0
    assert view.subject is not None and view.subject.value("y") == new
    assert not page.isVisible() and view.story.isVisible(), "the update is done"


def test_a_run_that_ends_says_why(window: MainWindow, qtbot: QtBot) -> None:
    view = use(window, qtbot, Experiment(SurfaceProblem("sphere"), (Lane("gd"),), start=(1.0, 2.0), steps=3))
    window.playback.seek(3)
    page = at_update(view)
    assert page.ends.isVisible() and page.ends.text() == "No step follows: The run ends after step 3."
    assert not page.take.isEnabled()
    assert "No step follows: The run ends after step 3." in view.story.sentence.text()
    view.step()
    assert window.playback.position == 3.0


def test_the_gradient_of_a_batch_and_the_share_of_the_example(window: MainWindow, qtbot: QtBot) -> None:
    view = use(window, qtbot, BATCHES)
    window.playback.seek(1)
    run = window.scene.lanes[0].run if window.scene is not None else None
    assert run is not None
    members = run.examples(1).tolist()  # type: ignore[attr-defined]
    show(window, example=members[0])
    page = at_update(view)
    assert page.gradient.text() == (
        "It uses the mean gradient over 6 of the 20 training examples. "
        "The share of the example that is shown stands beside it."
    )
    assert page.table.titles() == ("old", "gradient", "share", "new")
    assert [page.table.value(k, 1) for k in range(3)] == run.gradients[1, :3].tolist()
    assert [page.table.value(k, 3) for k in range(3)] == run.positions[2, :3].tolist()
    other = next(k for k in range(20) if k not in members)
    show(window, example=other)
    assert "is not among them" in page.gradient.text()
    assert all(page.table.value(k, 2) == 0.0 for k in range(3))
    show(window, example=other, values={"x[0]": 3.0})
    assert "with your values is not among them" in page.gradient.text()


def test_noise_and_clipping_are_named(window: MainWindow, qtbot: QtBot) -> None:
    steep = Experiment(
        SurfaceProblem("rosenbrock"), (Lane("gd", {"lr": 1e-3}),), start=(-1.2, 1.0), steps=5, clip_norm=1.0
    )
    view = use(window, qtbot, steep)
    assert at_update(view).gradient.text().endswith("It was longer than allowed and has been clipped.")
    window.store.replace("noise", clip_norm=None, gradient_noise=0.5)
    settle(qtbot, window)
    assert at_update(view).gradient.text().endswith("Noise has been added to this gradient.")


def test_parameters_are_found_and_chosen(window: MainWindow, qtbot: QtBot) -> None:
    view = use(window, qtbot, BATCHES)
    page = at_update(view)
    assert page.filter.isVisible() and len(page.listed()) == 13
    page.filter.setFocus()
    QTest.keyClicks(page.filter, "bias")
    assert [view.subject.update.names[k] for k in page.listed()] == ["b1[0]", "b1[1]", "b1[2]", "b2[0]"]  # type: ignore[union-attr]
    page.table.setFocus()
    page.table.selectRow(3)
    assert formulas(page)[0] == "Adam for b2[0]"
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert view.cards.editor.isVisible() and view.cards.editor.row().field().accessibleName() == "b2[0]"


def test_the_page_can_be_closed_and_comes_with_the_next_update(window: MainWindow, qtbot: QtBot) -> None:
    view = opened(window, qtbot)
    show(window, GraphExample("graph-linear"))
    page = at_update(view, 1)
    click(view.foot.panel.close_button)
    assert view.story.isVisible() and view.story.lines[0].isVisible()
    view.step()
    assert not page.isVisible() and view.story.isVisible(), "closed for this update"
    view.seek_cursor(0)
    at_update(view)
    click_node(view, qtbot, "w")
    view.step(-1)
    assert view.cards.sheet.page() is view.cards.inspector, "what the user opened stays on top"
    assert view.cards.close() and view.cards.sheet.page() is None
    assert page.isVisible()
    assert view.cards.close() and not page.isVisible() and not view.cards.close()


def test_examples_are_updated_by_gradient_descent(window: MainWindow, qtbot: QtBot) -> None:
    view = opened(window, qtbot)
    show(window, GraphExample("network-3-2-1"))
    page = at_update(view, 1)
    told = formulas(page)
    assert told[0] == "Gradient descent for w14" and len(told) == 2
    assert told[1] == "w_14 ← w_14 − η·g = 0.2 − 0.9·0.008725 = 0.1921"


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("size", "scale"), [((1280, 800), 1.0), ((1920, 1080), 1.0), ((1920, 1080), 1.5)])
def test_a_small_graph_is_seen_whole_above_the_update(
    window: MainWindow, qtbot: QtBot, size: tuple[int, int], scale: float
) -> None:
    window.resize(*size)
    window.commands.set_scale(scale)
    lanes = (Lane("adam"),)
    view = use(window, qtbot, Experiment(SurfaceProblem("sphere"), lanes, start=(1.0, 2.0), steps=5))
    for source in (None, GraphExample("graph-linear"), TYPED):
        show(window, source)
        page = at_update(view, 1)
        rest(window)
        canvas, shapes = view.canvas, view.canvas.shapes()
        assert shapes is not None and canvas.visibleRegion().boundingRect() == canvas.rect(), source
        assert canvas.zoom() >= CLOSE * READABLE, source
        for shape in shapes.pieces:
            assert QRectF(canvas.rect()).contains(canvas.camera.to_widget(shape.extent)), (source, shape.node)
        assert page.visibleRegion().contains(page.sentence.geometry())
        assert page.visibleRegion().contains(page.lines.geometry().topLeft() + QPoint(8, 30)), "formulas are in sight"


def test_a_large_graph_keeps_half_of_the_height_and_the_edge_can_be_dragged(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1280, 800)
    view = opened(window, qtbot)
    show(window, GraphExample("network-3-2-1"))
    at_update(view, 1)
    rest(window)
    panel, canvas = view.foot.panel, view.canvas
    both = panel.height() + canvas.height()
    assert canvas.height() >= both // 2 and panel.height() >= 0.4 * both
    high = panel.height()
    for taken in (2, 7, 11):
        at_update(view, taken)
        rest(window)
        assert panel.height() == high, "nothing jumps"
    QTest.mousePress(panel, Qt.MouseButton.LeftButton, pos=QPoint(40, 2))
    move(panel, QPoint(40, 62), Qt.MouseButton.LeftButton)
    QTest.mouseRelease(panel, Qt.MouseButton.LeftButton, pos=QPoint(40, 2))
    rest(window)
    assert abs(high - panel.height() - 60) <= 1 and panel.height() + canvas.height() == both


def test_the_table_stands_beside_the_formulas_where_there_is_room(window: MainWindow, qtbot: QtBot) -> None:
    view = use(window, qtbot, Experiment(SurfaceProblem("sphere"), (Lane("adam"),), start=(1.0, 2.0), steps=5))
    page = at_update(view, 1)
    rest(window)
    assert page.table.y() > page.lines.geometry().bottom() and page.shared.y() > page.table.geometry().bottom()
    window.resize(1920, 1080)
    rest(window)
    assert page.table.x() > page.lines.geometry().right() and page.table.y() < page.lines.geometry().bottom()
    assert page.shared.y() > page.lines.y() and not page.table.horizontalScrollBar().isVisible()


def test_a_large_network_is_updated_at_once_and_computes_only_what_is_seen(window: MainWindow, qtbot: QtBot) -> None:
    large = Experiment(NetworkProblem(CatalogueData("xor", 20), hidden=(16, 16)), (Lane("adam"),), steps=2)
    view = use(window, qtbot, large)
    page = at_update(view)
    assert view.walk is not None and view.walk.phases[-1].last - view.walk.phases[-1].first == 1
    assert "Adam moves all 337 parameters at once." in view.story.sentence.text()
    assert len(page.listed()) == 337
    page.table.grab()
    made = page.table.rows()
    assert made.made < 60  # type: ignore[attr-defined]
