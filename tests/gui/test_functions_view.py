"""Activations and losses with their derivatives, and where a network lies on them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.experiment import CatalogueData, Experiment, Lane, NetworkProblem
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.ui import theme
from landscape_gui.ui.views.functions import model
from landscape_gui.ui.views.functions.plot import FunctionPlotter, number_step
from landscape_gui.ui.views.functions.view import FunctionsView
from landscape_gui.ui.window import MainWindow
from tests.gui.windows import dock, rest, settle

PROBLEM = NetworkProblem(CatalogueData("circles", 40), hidden=(3, 2), activation=("tanh", "relu"))


@pytest.fixture(scope="module")
def scene() -> Scene:
    """A small network after a few steps."""
    return complete_scene(Experiment(PROBLEM, (Lane("adam", {"lr": 0.05}), Lane("gd")), steps=20))


@pytest.fixture
def view(qtbot: QtBot, scene: Scene) -> FunctionsView:
    """The view on its screen."""
    made = FunctionsView(theme.manager())
    qtbot.addWidget(made)
    made.resize(900, 240)
    made.show()
    made.show_scene(scene)
    return made


@pytest.mark.parametrize("function", [*model.activations(), *model.losses()], ids=lambda function: function.key)
def test_derivatives_are_the_slopes_of_the_curves(function: model.Function) -> None:
    step = function.x[1] - function.x[0]
    for line in function.lines:
        found = (line.values[2:] - line.values[:-2]) / (2.0 * step)
        smooth = np.abs(np.diff(line.slopes, 2)) < 0.01
        assert found[smooth] == pytest.approx(line.slopes[1:-1][smooth], abs=2e-3)


def test_every_activation_and_loss_is_there() -> None:
    assert [function.key for function in model.activations()] == list(ACTIVATIONS)
    assert [function.key for function in model.losses()] == list(LOSSES)


def test_units_lie_where_the_network_puts_them(scene: Scene) -> None:
    network = scene.network
    assert network is not None
    theta = scene.lanes[0].parameters(20.0)
    found = model.situation(scene, network, 0, 20.0)
    assert list(found.activations) == ["tanh", "relu"]
    hidden, _, outputs = network.unit_outputs(theta, network.inputs)
    for unit, mark in enumerate(found.activations["tanh"]):
        assert mark.name == f"h1[{unit}]"
        assert np.tanh(mark.places) == pytest.approx(hidden[unit], abs=1e-12)
    ones, zeros = found.losses["binary_cross_entropy"]
    assert ones.places == pytest.approx(outputs[0][network.t[0] == 1.0], abs=1e-12)
    assert zeros.places.size == (network.t[0] == 0.0).sum()


def test_a_dead_and_a_saturated_unit_are_told(scene: Scene) -> None:
    network = scene.network
    assert network is not None
    names = list(network.parameter_names)
    theta = np.array(scene.lanes[0].parameters(0.0))
    theta[names.index("b1[0]")] = 50.0
    theta[names.index("b2[1]")] = -50.0
    lanes = (replace(scene.lanes[0], lane=replace_start(scene.lanes[0].lane, theta), run=None), *scene.lanes[1:])
    found = model.situation(replace(scene, lanes=lanes), network, 0, 0.0)
    assert [mark.fault for mark in found.activations["tanh"]] == ["saturated", "", ""]
    assert found.activations["relu"][1].fault == "dead" and found.activations["relu"][1].flat == 1.0


def replace_start(lane: Lane, theta: np.ndarray) -> Lane:
    """The lane with a start of its own."""
    return Lane(lane.optimizer, lane.hyperparameters, start=tuple(theta.tolist()))


@pytest.mark.parametrize("loss", ["mse", "cross_entropy", "hinge"])
def test_arguments_of_other_losses(loss: str) -> None:
    data = CatalogueData("three_classes" if loss == "cross_entropy" else "circles", 30)
    experiment = Experiment(NetworkProblem(data, hidden=(2,), loss=loss), (Lane("gd"),), steps=2)
    scene = complete_scene(experiment)
    assert scene.network is not None
    marks = model.situation(scene, scene.network, 0, 0.0).losses[loss]
    assert sum(mark.places.size for mark in marks) == scene.network.x.shape[1]


def test_the_networks_own_function_is_shown_first_and_others_by_click_and_key(view: FunctionsView) -> None:
    assert view.function().key == "tanh" and len(view.marks()) == 3
    boxes = view.gallery.boxes()
    relu = list(ACTIVATIONS).index("relu")
    QTest.mouseClick(view.gallery, Qt.MouseButton.LeftButton, pos=boxes[relu].center().toPoint())
    assert view.function().key == "relu" and len(view.marks()) == 2
    view.gallery.setFocus()
    QTest.keyClick(view.gallery, Qt.Key.Key_Right)
    assert view.function().key == "elu" and view.marks() == ()
    view.page.chosen.emit("losses")
    view.page.setValue("losses")
    view.seek(3.0)
    assert view.function().key == "binary_cross_entropy"


def test_pictures_follow_the_mouse_and_fit(view: FunctionsView) -> None:
    for width, height in ((900, 240), (420, 160), (1400, 500)):
        view.resize(width, height)
        boxes = view.gallery.boxes()
        assert all(view.gallery.rect().contains(box.toRect()) for box in boxes)
        QTest.mouseMove(view.plot, QPoint(view.plot.width() // 2, 30))
        assert not view.grab().isNull()


def test_the_page_is_made_when_it_is_first_seen(window: MainWindow, qtbot: QtBot) -> None:
    settle(qtbot, window)
    assert window.functions.view is None
    dock(window, "functions").raise_()
    qtbot.waitUntil(lambda: window.functions.view is not None)
    assert window.functions.view is not None
    assert window.functions.view.situation is model.NOWHERE


def test_the_page_leaves_other_panels_their_width(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1280, 800)
    window.graph_mode.dock.toggleViewAction().trigger()
    rest(window)
    widths = [dock(window, key).width() for key in ("problem", "optimizers", "graph")]
    dock(window, "functions").raise_()
    qtbot.waitUntil(lambda: window.functions.view is not None)
    rest(window)
    view = window.functions.view
    assert view is not None and view.isVisible()
    assert [dock(window, key).width() for key in ("problem", "optimizers", "graph")] == widths


@pytest.mark.parametrize("page", ["activations", "losses"])
@pytest.mark.parametrize("size", [(470, 120), (330, 100), (600, 130), (1100, 200)])
def test_names_and_words_are_whole_in_little_room(
    view: FunctionsView, page: str, size: tuple[int, int], qtbot: QtBot
) -> None:
    view.page.setValue(page)
    view.choose(view.functions()[-1].key)
    view.resize(*size)
    QApplication.processEvents()
    plotter, gallery = FunctionPlotter(theme.manager()), view.gallery
    for box, function in zip(gallery.boxes(), view.functions(), strict=True):
        assert box.width() >= plotter.least_name_width(function) - 1.0
        assert box.height() >= plotter.name_height(function, box.width()) + 20.0, "there is room for the plot, too"
        assert gallery.rect().contains(box.toRect())
    words: tuple[QWidget, ...] = (view.about, view.formula, view.slope)
    qtbot.waitUntil(lambda: all(label.height() >= label.heightForWidth(label.width()) for label in words))
    for label in words:
        view.reading.ensureWidgetVisible(label, 0, 0)
        assert (
            view.reading.viewport()
            .rect()
            .intersects(QRect(label.mapTo(view.reading.viewport(), QPoint(0, 0)), label.size()))
        )
    view.choose(view.functions()[0].key)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
        QTest.keyClick(gallery, key)
        chosen = gallery.box_of_chosen().toRect().translated(gallery.pos())
        assert view.choosing.viewport().rect().contains(chosen.center())


@pytest.mark.parametrize("size", [(470, 160), (1100, 170), (1100, 500), (470, 400), (470, 130)])
def test_marks_of_many_units_leave_the_curves_their_height(
    view: FunctionsView, size: tuple[int, int], qtbot: QtBot
) -> None:
    hidden = complete_scene(Experiment(NetworkProblem(PROBLEM.data, hidden=(8, 8)), (Lane("gd"),), steps=2))
    view.resize(*size)
    view.show_scene(hidden)
    assert len(view.marks()) == 16
    plot = view.plot
    qtbot.waitUntil(lambda: plot.isVisible() and plot.height() >= plot.minimumHeight())
    area = view.plot.axes_area()
    assert area.height() >= theme.px(72), "the curves are read"
    shown = view.drawing if view.drawing.isVisible() else view.reading
    assert shown.isAncestorOf(view.plot)
    top = view.plot.mapTo(shown.viewport(), QPoint(0, 0)).y()
    assert top == 0 and area.bottom() + theme.px(18) <= shown.viewport().height(), "without scrolling"
    beyond = view.plot.height() - shown.viewport().height()
    qtbot.waitUntil(lambda: shown.verticalScrollBar().maximum() >= beyond)
    shown.ensureVisible(0, view.plot.height(), 0, 0)
    last = view.plot.mapTo(shown.viewport(), QPoint(0, view.plot.height())).y()
    assert last <= shown.viewport().height() + 1, "all marks can be scrolled to"
    assert view.plot.height() - area.bottom() >= theme.px(16 * 12)


def test_numbers_at_an_axis_do_not_touch() -> None:
    assert [number_step(unit, 14.0) for unit in (20.0, 14.0, 8.0, 3.0, 1.5)] == [1, 1, 2, 5, 10]
