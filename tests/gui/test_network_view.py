"""The diagram of a network: where things stand, what they show, and editing a weight by mouse and by keyboard."""

from __future__ import annotations

import dataclasses
import itertools
import math

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui import networks, scene
from landscape_gui.colors import least_distance
from landscape_gui.core.network.architecture import Architecture
from landscape_gui.experiment import CatalogueData, Experiment, Lane, NetworkProblem, first_experiment
from landscape_gui.lanestyle import STYLES
from landscape_gui.networks import DataNetwork
from landscape_gui.scene import Scene
from landscape_gui.ui import theme
from landscape_gui.ui.views.network import looks
from landscape_gui.ui.views.network.anatomy import Anatomy, Parameter, Unit
from landscape_gui.ui.views.network.card import placed
from landscape_gui.ui.views.network.layout import Diagram, Measures, Names, lay_out
from landscape_gui.ui.views.network.model import PLAYING
from landscape_gui.ui.views.network.moment import Moment, round_up, weight_reach
from landscape_gui.ui.views.network.units import EXAMPLES, Outputs, outputs_of, pre_activations, sample_of
from landscape_gui.ui.views.network.view import NetworkView
from landscape_gui.ui.widgets import NumberSlider, ScrubLabel
from tests.gui.making import view_of

PROBLEM = NetworkProblem(CatalogueData("circles"), hidden=(3, 3))
LANES = (Lane("adam", {"lr": 0.03}), Lane("gd", {"lr": 0.1}), Lane("momentum", enabled=False), Lane("rmsprop"))
SIZES = ((260, 200), (340, 300), (420, 500), (900, 500))


def network_scene(steps: int = 30, **changes: object) -> Scene:
    problem = msgspec.structs.replace(PROBLEM, **changes)
    return scene.complete_scene(Experiment(problem, LANES, steps=steps))


@pytest.fixture(scope="module")
def trained() -> Scene:
    return network_scene()


def network_of(shown: Scene) -> DataNetwork:
    assert shown.network is not None
    return shown.network


def make(qtbot: QtBot, shown: Scene, width: int = 420, height: int = 400, visible: bool = True) -> NetworkView:
    view = view_of(qtbot, NetworkView(theme.manager()), shown, width, height)
    if visible:
        view.show()
    return view


def diagram_of(view: NetworkView) -> Diagram:
    diagram = view.diagram()
    assert diagram is not None
    return diagram


def theta_of(view: NetworkView) -> np.ndarray:
    moment = view.model.moment()
    assert moment is not None
    return moment.theta


def outputs_shown(view: NetworkView) -> Outputs:
    outputs = view.model.outputs()
    assert outputs is not None
    return outputs


def parameter(view: NetworkView, name: str) -> Parameter:
    anatomy = diagram_of(view).anatomy
    return anatomy.parameters[anatomy.architecture.parameter_names.index(name)]


# --- geometry ---------------------------------------------------------------------------------------------------------

ARCHITECTURES = (
    Architecture((2, 1), (), "mse"),
    Architecture((1, 6, 1), ("relu",), "mse"),
    Architecture((2, 8, 8, 1), ("tanh", "tanh"), "binary_cross_entropy"),
    Architecture((3, *(16,) * 6, 10), ("relu",) * 6, "cross_entropy", skip=True, dropout=0.2, batch_norm=True),
    Architecture((12, 5, 5, 3), ("gelu", "elu"), "cross_entropy", skip=True, input_noise=0.1),
)


def laid_out(architecture: Architecture, width: float, height: float, scale: float = 1.0) -> Diagram:
    names = Names(
        tuple(f"a rather long name {i}" for i in range(architecture.inputs)),
        tuple(f"class {k}" for k in range(architecture.outputs)),
        ("noise 0.1", *("Leaky ReLU",) * architecture.hidden, "Softmax"),
        "batch norm · dropout 20 %" if architecture.batch_norm else "",
    )
    measures = Measures(lambda text: 6.5 * scale * len(text), 15.0 * scale, lambda size: round(size * scale))
    return lay_out(Anatomy(architecture), QRectF(0.0, 36.0, width, height - 64.0), names, measures)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("architecture", ARCHITECTURES, ids=lambda one: "-".join(map(str, one.sizes)))
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_overlaps_or_leaves_the_view(architecture: Architecture, size: tuple[int, int], scale: float) -> None:
    diagram = laid_out(architecture, *size, scale)
    bounds, units = diagram.bounds, [diagram.box(unit) for unit in diagram.anatomy.units]
    labels = [label.box for label in diagram.labels]
    for box in (*units, *labels):
        assert bounds.contains(box), (box, bounds)
        assert box.width() > 0.0 and box.height() > 0.0
    for one, other in itertools.combinations((*units, *labels), 2):
        assert not one.intersects(other), (one, other)
    for x, y, radius in diagram.knobs.tolist():
        assert bounds.contains(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
    assert (diagram.ends[:, 2] > diagram.ends[:, 0]).all(), "every line runs to the right"


def test_layers_stand_from_left_to_right_and_units_below_each_other() -> None:
    diagram = laid_out(ARCHITECTURES[2], 420, 500)
    for before, after in itertools.pairwise(diagram.anatomy.layers):
        assert diagram.box(before[0]).right() < diagram.box(after[0]).left()
    for layer in diagram.anatomy.layers:
        tops = [diagram.box(unit).top() for unit in layer]
        assert tops == sorted(tops)
        assert len({round(diagram.box(unit).center().x(), 6) for unit in layer}) == 1


def test_same_words_below_all_hidden_layers_are_written_once_where_they_do_not_fit() -> None:
    narrow, wide = laid_out(ARCHITECTURES[3], 340, 300), laid_out(ARCHITECTURES[3], 1600, 500)
    assert [label.text for label in narrow.labels].count("Leaky ReLU") == 1
    assert [label.text for label in wide.labels].count("Leaky ReLU") == 6


@pytest.mark.parametrize("architecture", ARCHITECTURES[:3], ids=lambda one: "-".join(map(str, one.sizes)))
def test_what_is_drawn_is_found_where_it_is_drawn(architecture: Architecture) -> None:
    diagram = laid_out(architecture, 700, 500)
    for unit in diagram.anatomy.units:
        assert diagram.item_at(diagram.box(unit).center()) == unit
    for knob in diagram.anatomy.knobs:
        assert diagram.item_at(diagram.place(knob)) == knob
    for weight in diagram.anatomy.weights:
        place = diagram.place(weight)
        found = diagram.item_at(place)
        assert isinstance(found, Parameter)
        assert diagram.distances(place)[diagram.line(found)] <= diagram.distances(place)[diagram.line(weight)]
        assert diagram.distances(place)[diagram.line(weight)] == pytest.approx(0.0, abs=1e-9)
    assert diagram.item_at(QPointF(diagram.bounds.left() + 1, diagram.bounds.bottom() - 1)) is None


def test_every_parameter_is_drawn_once_under_its_name() -> None:
    anatomy = Anatomy(Architecture((2, 3, 2), ("relu",), "cross_entropy", batch_norm=True))
    names = anatomy.architecture.parameter_names
    assert [one.index for one in anatomy.parameters] == list(range(len(names)))
    assert len(anatomy.weights) + len(anatomy.knobs) == len(names)
    for weight in anatomy.weights:
        assert weight.source is not None
        target, source = weight.unit, weight.source
        assert names[weight.index] == f"W{target.layer}[{target.number},{source.number}]"
    kinds = {"bias": "b", "scale": "gamma", "shift": "beta"}
    for knob in anatomy.knobs:
        assert names[knob.index] == f"{kinds[knob.kind]}{knob.unit.layer}[{knob.unit.number}]"


# --- what units show --------------------------------------------------------------------------------------------------


def points_of(network: DataNetwork, nodes: int) -> np.ndarray:
    """Middles of a grid of cells over the data's domain, row by row from the bottom, one at a time."""
    (left, right), (bottom, top) = network.prepared.data.domain
    rows = []
    for i, j in itertools.product(range(nodes), range(nodes)):
        rows.append((left + (j + 0.5) / nodes * (right - left), bottom + (i + 0.5) / nodes * (top - bottom)))
    return np.array(rows)


def test_pictures_are_the_outputs_over_the_plane(qtbot: QtBot, trained: Scene) -> None:
    view, network = make(qtbot, trained, visible=False), network_of(trained)
    view.seek(20.0)
    outputs, theta = outputs_shown(view), theta_of(view)
    assert (theta == trained.lanes[0].parameters(20.0)).all()
    inputs = network.prepared.transform(points_of(network, outputs.sample.nodes))
    picture = outputs.picture()
    assert picture[:2].reshape(2, -1) == pytest.approx(inputs.T)
    assert picture[-1].ravel() == pytest.approx(network.predict(theta, inputs)[:, 0])
    assert (np.diff(picture[1, :, 0]) > 0).all(), "y rises from row to row"
    for k, point in enumerate(inputs[:7]):
        for j in range(3):
            z = sum(theta[2 * j + i] * point[i] for i in range(2)) + theta[6 + j]
            assert picture[2 + j].ravel()[k] == pytest.approx(math.tanh(z))


@pytest.mark.parametrize("key", ["three_classes", "sine", "plane"])
@pytest.mark.parametrize("norm", [False, True])
def test_outputs_are_predictions(key: str, norm: bool) -> None:
    problem = msgspec.structs.replace(PROBLEM, data=CatalogueData(key), batch_norm=norm, skip=True)
    network = networks.build(problem)
    theta = network.initial_parameters(seed=3)
    statistics = network.settled_statistics(theta)
    moment = Moment(theta, None, statistics)
    sample = sample_of(network, 20_000.0, 16, 40)
    outputs = outputs_of(network, moment, sample)
    predicted = network.predict(moment.theta, sample.inputs[: sample.points], statistics)
    count = network.architecture.outputs
    assert outputs.values[-count:] == pytest.approx(predicted.T)
    low, high = outputs.ranges[-1]
    assert (low, high) == ((0.0, 1.0) if key == "three_classes" else (network.t.min(), network.t.max()))


def test_more_inputs_show_the_distribution_over_the_examples(qtbot: QtBot) -> None:
    shown = network_scene(3, data=CatalogueData("grades"), hidden=(2,))
    view, network = make(qtbot, shown, visible=False), network_of(shown)
    outputs = outputs_shown(view)
    assert outputs.sample.kind == "examples"
    assert outputs.values[-1] == pytest.approx(network.predict(theta_of(view), network.inputs)[:, 0])
    unit = 3
    low, high = outputs.ranges[unit]
    counts = np.histogram(outputs.values[unit], outputs.histograms().shape[1], (low, high))[0]
    assert outputs.histograms()[unit] == pytest.approx(counts / counts.max())
    view.grab()


@pytest.mark.parametrize("activation", ["tanh", "gelu"])
def test_large_networks_are_looked_at_less_closely_whatever_their_activation(activation: str) -> None:
    small = networks.build(PROBLEM)
    large = networks.build(msgspec.structs.replace(PROBLEM, hidden=(16,) * 6, activation=(activation,)))
    assert sample_of(small, 20_000.0, 24, 40).nodes == 24
    assert 5 <= sample_of(large, 20_000.0, 24, 40).nodes < 12
    assert sample_of(large, *PLAYING).nodes == 24, "the largest can still be followed"


def test_the_sum_before_the_activation(trained: Scene) -> None:
    network = network_of(trained)
    theta = trained.lanes[0].parameters(30)
    outputs = outputs_of(network, Moment(theta, None, np.empty(0)), sample_of(network, 1e5, 8, 8))
    unit = Anatomy(network.architecture).layers[1][2]
    weights, bias = theta[4:6], theta[8]
    every = network.inputs[np.unique(np.linspace(0, len(network.inputs) - 1, EXAMPLES).astype(int))]
    expected = every @ weights + bias
    assert pre_activations(outputs, Moment(theta, None, np.empty(0)), unit) == pytest.approx(expected)


@pytest.mark.parametrize(("activation", "fault"), [("relu", "dead"), ("tanh", "saturated"), ("leaky_relu", "")])
def test_units_that_cannot_learn_are_marked(qtbot: QtBot, activation: str, fault: str) -> None:
    shown = network_scene(1, activation=(activation,), bias=-40.0)
    view = make(qtbot, shown)
    faults = outputs_shown(view).faults
    assert set(faults[2:5]) == {fault}
    assert faults[:2] == ("", "")
    view.grab()
    moment = view.model.moment()
    assert moment is not None
    words = view.words()
    assert words is not None
    card = words.unit_card(diagram_of(view).anatomy.layers[1][0], moment, outputs_shown(view), 8)
    assert (fault.capitalize() in card.warning) if fault else not card.warning


# --- numbers at the play position -------------------------------------------------------------------------------------


def test_weights_and_gradients_between_two_steps(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    view.select_lane(1)
    view.seek(7.25)
    run = trained.lanes[1].run
    assert run is not None
    assert theta_of(view) == pytest.approx(0.75 * run.positions[7] + 0.25 * run.positions[8])
    anatomy = diagram_of(view).anatomy
    values, reach = view.model.values("gradient", anatomy)
    assert values == pytest.approx(0.75 * run.gradients[7] + 0.25 * run.gradients[8])
    assert reach == pytest.approx(np.abs(values).max())
    assert view.model.values("weight", anatomy)[0] is view.model.moment().theta  # type: ignore[union-attr]


def test_gradients_that_are_mere_rounding_are_not_drawn_as_strong_ones(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    moment = view.model.moment()
    assert moment is not None and moment.gradient is not None
    noise = dataclasses.replace(moment, gradient=np.full_like(moment.gradient, 1e-17))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(view.model, "moment", lambda: noise)
        assert view.model.values("gradient", diagram_of(view).anatomy)[1] == 1.0


def test_the_scale_of_weights_holds_for_the_whole_run(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    anatomy = diagram_of(view).anatomy
    scales = []
    for position in (0.0, 10.0, 30.0):
        view.seek(position)
        scales.append(view.model.weight_scale(anatomy))
    assert len(set(scales)) == 1
    diverging = np.full((100, 4), 0.7)
    diverging[95:] = 1e12
    assert weight_reach(diverging) == 0.8
    assert [round_up(value) for value in (0.0, 0.011, 1.0, 7.0, 9.0)] == [1.0, 0.015, 1.0, 8.0, 10.0]


def test_signs_are_told_apart_by_every_eye_and_without_color() -> None:
    for look in (theme.LIGHT, theme.DARK):
        negative, positive = looks.ends(look)
        assert least_distance(negative, positive) > 20.0
    table = looks.line_looks(np.array([-0.5, 0.0, 0.5]), theme.LIGHT, 1.0, 5.0, None)
    assert table[:, 5].tolist() == [1.0, 0.0, 0.0]
    assert table[0, 0] == table[2, 0] > table[1, 0]


# --- lanes ------------------------------------------------------------------------------------------------------------


def test_a_click_on_a_lane_shows_its_network(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    view.seek(30.0)
    buttons = view.controls.lanes.buttons()
    assert [button.text() for button in buttons] == [trained.lanes[k].label for k in (0, 1, 3)]
    with qtbot.waitSignal(view.laneSelected) as caught:
        qtbot.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert caught.args == [1]
    assert (theta_of(view) == trained.lanes[1].parameters(30.0)).all()
    with qtbot.assertNotEmitted(view.laneSelected):
        view.select_lane(3)
    assert buttons[2].isChecked()
    assert (theta_of(view) == trained.lanes[3].parameters(30.0)).all()


def test_many_lanes_are_in_a_menu(qtbot: QtBot) -> None:
    lanes = tuple(
        Lane("gd", {"lr": 0.01 * (k + 1)}, color=STYLES[k % 19].color, marker="circle", dash="solid") for k in range(24)
    )
    shown = scene.complete_scene(Experiment(PROBLEM, lanes, steps=1))
    view = make(qtbot, shown, 340, 300)
    switch = view.controls.lanes
    assert switch.more.isVisible()
    visible = [button for button in switch.buttons() if button.isVisible()]
    assert len(visible) == 1
    assert switch.geometry().contains(switch.more.geometry().translated(switch.pos()))
    with qtbot.waitSignal(view.laneSelected) as caught:
        switch.more.menu().actions()[7].trigger()
    assert caught.args == [7]
    view.resize(1200, 300)
    QApplication.processEvents()
    assert all(button.isVisible() for button in switch.buttons())


# --- pointing ---------------------------------------------------------------------------------------------------------


def test_the_mouse_finds_units_and_lines(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    unit = diagram_of(view).anatomy.layers[1][1]
    before = view.grab().toImage()
    qtbot.mouseMove(view, diagram_of(view).box(unit).center().toPoint())
    assert view.item() == unit
    assert view.grab().toImage() != before
    place = diagram_of(view).place(parameter(view, "W3[0,1]"))
    qtbot.mouseMove(view, place.toPoint())
    assert view.item() == parameter(view, "W3[0,1]")
    assert view.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert view.item() is None


def test_what_a_card_says(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    view.seek(30.0)
    words, moment, anatomy = view.words(), view.model.moment(), diagram_of(view).anatomy
    assert words is not None and moment is not None
    card = words.unit_card(anatomy.layers[2][1], moment, outputs_shown(view), 8)
    assert card.title == "Unit 2"
    assert sorted(row.name for row in card.rows) == sorted(["unit 1", "unit 2", "unit 3", "bias", "pre-activation z"])
    few = words.unit_card(anatomy.layers[2][1], moment, outputs_shown(view), 4)
    assert [row.name for row in few.rows][1:] == ["and 2 weaker", "bias", "pre-activation z"]
    card = words.parameter_card(parameter(view, "W2[1,0]"), moment, True)
    assert (card.title, card.subtitle) == ("W2[1,0]", "weight from unit 1 to unit 2 of layer 2")
    assert [row.name for row in card.rows] == ["value", "gradient"]
    assert words.parameter_card(parameter(view, "b3[0]"), moment, True).subtitle.startswith("bias of ")


@pytest.mark.parametrize("size", SIZES)
def test_a_card_stays_inside(size: tuple[int, int]) -> None:
    bounds = QRectF(4.0, 36.0, size[0] - 8.0, size[1] - 40.0)
    for x, y in itertools.product(range(10, size[0], 40), range(40, size[1], 40)):
        box = placed(QRectF(x - 10.0, y - 10.0, 20.0, 20.0), 200.0, 150.0, bounds, 12.0)
        assert bounds.contains(box)


def test_a_card_that_would_cover_the_diagram_stands_beside_the_view(qtbot: QtBot, trained: Scene) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 400)
    view = NetworkView(theme.manager(), window)
    view.setGeometry(680, 0, 320, 400)
    view.show_scene(trained)
    window.show()
    qtbot.waitExposed(window)
    view.grab()
    qtbot.mouseMove(view, diagram_of(view).box(diagram_of(view).anatomy.layers[1][1]).center().toPoint())
    view.grab()
    aside = view.aside
    assert aside.isVisible() and aside.parentWidget() is window
    assert window.rect().contains(aside.geometry()) and not aside.geometry().intersects(view.geometry())
    picture = aside.grab().toImage()
    assert len({picture.pixel(x, y) for x in range(0, picture.width(), 5) for y in range(0, picture.height(), 5)}) > 5
    qtbot.mouseMove(view, QPoint(2, 398))
    view.grab()
    assert not aside.isVisible()
    # Where there is nothing beside the view the card stays in it.
    window.resize(320, 400)
    view.setGeometry(0, 0, 320, 400)
    qtbot.mouseMove(view, diagram_of(view).box(diagram_of(view).anatomy.layers[1][1]).center().toPoint())
    view.grab()
    assert view.item() is not None and not aside.isVisible()
    view.hide()
    assert not aside.isVisible()


def test_long_names_of_outputs_have_two_lines_where_there_is_height() -> None:
    names = Names(("x", "y"), ("different signs",), ("", "", ""))
    measures = Measures(lambda text: 6.5 * len(text), 15.0, round)
    for height, expected in ((300.0, "different\nsigns"), (40.0, "different signs")):
        diagram = lay_out(
            Anatomy(Architecture((2, 3, 1), ("tanh",), "mse")), QRectF(0, 0, 320, height), names, measures
        )
        label = next(label for label in diagram.labels if label.align == -1)
        assert label.text == expected and diagram.bounds.contains(label.box)
        wanted = max(6.5 * len(line) for line in label.text.split("\n"))
        assert "\n" not in label.text or wanted <= label.box.width() + 0.5


# --- editing ----------------------------------------------------------------------------------------------------------


def test_a_click_on_a_line_edits_its_weight(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    view.seek(30.0)
    weight = parameter(view, "W3[0,2]")
    before = theta_of(view).copy()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=diagram_of(view).place(weight).toPoint())
    editor = view.editor
    assert editor.isVisible()
    assert view.rect().contains(editor.geometry())
    assert editor.row().value() == before[weight.index]
    told: list[tuple[str, float, bool]] = []
    view.weightEdited.connect(lambda *one: told.append(one))
    field = editor.row().field()
    qtbot.waitUntil(lambda: field.selectedText() == field.text())
    assert field.cursorPosition() == 0, "sign and first digits are in sight"
    words = view.words()
    assert words is not None and words.link(weight) in [label.text() for label in editor.findChildren(ScrubLabel)]
    editor.row().field().change(1.5)
    assert told == [("W3[0,2]", 1.5, False)]
    expected = before.copy()
    expected[weight.index] = 1.5
    assert (theta_of(view) == expected).all(), "the diagram follows at once"
    editor.row().field().commit()
    assert told[-1] == ("W3[0,2]", 1.5, True)
    other = network_scene(5)
    view.show_scene(other)
    assert (theta_of(view) == other.lanes[0].parameters(30.0)).all(), "new runs count"
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(3, 395))
    assert not editor.isVisible()


def test_runs_that_come_while_a_weight_is_dragged_do_not_take_it_away(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    weight = parameter(view, "W1[0,1]")
    view.edit(weight)
    view.editor.edited.emit(0.25, False)
    view.show_scene(network_scene(4))
    view.seek(2.0)
    assert view.editor.isVisible()
    assert theta_of(view)[weight.index] == 0.25


def test_a_dot_edits_its_bias(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    bias = parameter(view, "b2[1]")
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=diagram_of(view).place(bias).toPoint())
    assert view.editor.isVisible()
    with qtbot.waitSignal(view.weightEdited) as caught:
        view.editor.row().field().change(-0.5)
    assert caught.args == ["b2[1]", -0.5, False]


def enter(qtbot: QtBot, view: NetworkView) -> None:
    """Come by Tab."""
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)


def key(view: NetworkView, *keys: Qt.Key) -> None:
    for one in keys:
        QApplication.sendEvent(view, QKeyEvent(QEvent.Type.KeyPress, one, Qt.KeyboardModifier.NoModifier))


def test_the_keyboard_walks_along_the_weights(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    enter(qtbot, view)
    layers = diagram_of(view).anatomy.layers
    assert view.item() == layers[0][0]
    told = view.accessibleDescription()
    key(view, Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    assert view.item() == layers[1][0]
    key(view, Qt.Key.Key_Down)
    assert view.item() == layers[1][1]
    assert view.accessibleDescription() != told
    key(view, Qt.Key.Key_Left)
    assert view.item() == parameter(view, "W1[1,0]")
    assert view.accessibleDescription().startswith("W1[1,0], weight from x to unit 2 of layer 1: ")
    key(view, Qt.Key.Key_Down)
    assert view.item() == parameter(view, "W1[1,1]")
    key(view, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert view.item() == parameter(view, "b1[1]")
    key(view, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert view.item() == parameter(view, "W2[0,1]")
    key(view, Qt.Key.Key_Down)
    assert view.item() == parameter(view, "W2[1,1]")
    key(view, Qt.Key.Key_Right)
    assert view.item() == layers[2][1]
    key(view, Qt.Key.Key_Backtab)
    assert view.item() == layers[2][0]
    view.grab()
    key(view, Qt.Key.Key_Escape)
    assert view.item() is None


def test_arrows_stay_with_the_playback_until_the_keyboard_is_in_the_diagram(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)

    def claimed() -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        QApplication.sendEvent(view, event)
        return event.isAccepted()

    assert not claimed()
    enter(qtbot, view)
    assert claimed()


def test_a_weight_is_edited_by_keyboard(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    enter(qtbot, view)
    key(view, Qt.Key.Key_Right, Qt.Key.Key_F2)
    assert view.editor.isVisible()
    field = view.editor.row().field()
    qtbot.waitUntil(field.hasFocus)
    qtbot.waitUntil(lambda: field.selectedText() == field.text())
    told: list[tuple[str, float, bool]] = []
    view.weightEdited.connect(lambda *one: told.append(one))
    qtbot.keyClicks(field, "0.75")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told[-1] == ("W1[0,0]", 0.75, True)
    assert not view.editor.isVisible()
    assert view.hasFocus()
    assert view.item() == parameter(view, "W1[0,0]")
    key(view, Qt.Key.Key_Return)
    field = view.editor.row().field()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not view.editor.isVisible()
    assert told[-1][1] == 0.75


@pytest.mark.parametrize("width", [300, 340, 420])
def test_the_editor_of_a_weight_has_a_slider_beside_its_name(qtbot: QtBot, trained: Scene, width: int) -> None:
    view = make(qtbot, trained)
    view.resize(width, 400)
    view.edit(parameter(view, "W2[1,1]"))
    editor = view.editor
    qtbot.waitUntil(lambda: editor.isVisible() and editor.row().width() > editor.width() // 2)
    slider, name = editor.findChildren(NumberSlider)[-1], editor.findChildren(ScrubLabel)[-1]
    slid, named = (QRect(one.mapTo(view, QPoint(0, 0)), one.size()) for one in (slider, name))
    assert slid.width() >= theme.px(70) and named.right() < slid.left()
    assert view.rect().contains(editor.geometry()) and editor.rect().contains(editor.row().geometry())
    words = view.words()
    assert words is not None and name.text() == words.link(parameter(view, "W2[1,1]"))
    assert "W2[1,1]" in name.toolTip(), "what is cut is told"


def test_a_number_that_is_wrong_keeps_the_editor_open(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    view.activateWindow()
    view.edit(parameter(view, "W1[0,0]"))
    field: QLineEdit = view.editor.row().field()
    qtbot.waitUntil(lambda: field.selectedText() == field.text() and field.hasFocus())
    qtbot.keyClicks(field, "much")
    with qtbot.assertNotEmitted(view.weightEdited):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert view.editor.isVisible()


# --- pictures ---------------------------------------------------------------------------------------------------------


def test_without_a_network_a_quiet_sentence(qtbot: QtBot, trained: Scene) -> None:
    race = scene.complete_scene(msgspec.structs.replace(first_experiment(), steps=5))
    view = make(qtbot, trained)
    view.show_scene(race)
    assert view.diagram() is None
    assert not view.controls.isVisible()
    empty = view.grab().toImage()
    view.show_scene(trained)
    assert view.controls.isVisible()
    assert view.grab().toImage() != empty


def test_without_lanes_the_network_is_shown_where_it_would_start(qtbot: QtBot) -> None:
    shown = scene.complete_scene(Experiment(PROBLEM, (), steps=5))
    view = make(qtbot, shown)
    assert (theta_of(view) == np.array(network_of(shown).start)).all()
    view.show_values("gradient")
    view.grab()


@pytest.mark.parametrize("size", SIZES)
def test_a_picture_for_a_file_has_no_controls(qtbot: QtBot, trained: Scene, size: tuple[int, int]) -> None:
    view = make(qtbot, trained, *size, visible=False)
    view.seek(30.0)
    picture = view.grab().toImage()
    assert not view.controls.isVisibleTo(view)
    assert picture.size() == view.size() * view.devicePixelRatio()
    assert colors_of(picture) > 50


def test_light_and_dark(qtbot: QtBot, trained: Scene) -> None:
    manager = theme.manager()
    before = manager.mode, manager.scale
    view = make(qtbot, trained)
    try:
        pictures = []
        for mode in ("light", "dark"):
            manager.apply(mode, 1.0)
            pictures.append(view.grab().toImage())
            corner = pictures[-1].pixelColor(2, pictures[-1].height() - 3).name()
            assert corner == manager.theme.background
        assert pictures[0] != pictures[1]
        manager.apply("light", 2.0)
        view.resize(500, 400)
        view.grab()
    finally:
        manager.apply(*before)


def test_pictures_are_coarse_while_playing_and_fine_at_rest(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    view.seek(4.5)
    coarse = outputs_shown(view).sample.nodes
    qtbot.waitUntil(lambda: outputs_shown(view).sample.nodes > coarse)
    assert coarse <= 24


def test_a_hidden_view_does_no_work(qtbot: QtBot, trained: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from landscape_gui.ui.views.network import model as network_model

    view = make(qtbot, trained)
    view.hide()
    monkeypatch.setattr(network_model, "outputs_of", lambda *_: pytest.fail("nobody sees it"))
    monkeypatch.setattr(network_model, "moment_of", lambda *_: pytest.fail("nobody sees it"))
    view.seek(11.0)
    view.show_scene(network_scene(6))
    view.select_lane(1)


def test_a_diverging_lane_is_drawn(qtbot: QtBot) -> None:
    problem = msgspec.structs.replace(PROBLEM, activation=("relu",))
    shown = scene.complete_scene(Experiment(problem, (Lane("gd", {"lr": 1e6}),), steps=50))
    view = make(qtbot, shown)
    for position in (0.0, 1.5, float(shown.last_step)):
        view.seek(position)
        assert colors_of(view.grab().toImage()) > 10


def colors_of(picture: QImage) -> int:
    image = picture.convertToFormat(QImage.Format.Format_RGB32)
    return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)})


def test_units_are_values() -> None:
    anatomy = Anatomy(ARCHITECTURES[1])
    assert anatomy.layers[1][2] == Unit(1, 2, 3)
    assert [one.kind for one in anatomy.incoming(anatomy.layers[1][2])] == ["bias", "weight"]
    assert len(anatomy.outgoing(anatomy.layers[0][0])) == 6
    assert anatomy.skips == ()
    assert len(Anatomy(ARCHITECTURES[4]).skips) == 5
