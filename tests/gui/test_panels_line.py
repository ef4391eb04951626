"""The network page of the problem panel while it is a line, driven with keys and mouse."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from landscape_gui import networkedits
from landscape_gui.experiment import NetworkProblem, TableData, first_experiment
from landscape_gui.experimentfile import check
from landscape_gui.networks import build
from landscape_gui.ui import theme
from landscape_gui.ui.panels.layout import MINIMUM_WIDTH
from landscape_gui.ui.panels.network.form import ChoiceRow
from landscape_gui.ui.panels.network.part import NetworkPart
from landscape_gui.ui.panels.problem import ProblemPanel
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import Segmented
from tests.gui.hands import click, type_number
from tests.gui.making import activate


@pytest.fixture
def store(qapp: QApplication) -> Store:
    """The race trains the first network on points a line can part."""
    return Store(networkedits.with_catalogue_data(networkedits.with_network(first_experiment()), "linear"))


@pytest.fixture
def panel(store: Store, qtbot: QtBot, qapp: QApplication) -> ProblemPanel:
    """The panel on screen, everything unfolded."""
    theme.apply(qapp, "light", 1.0)
    panel = ProblemPanel(store)
    panel.resize(300, 1500)
    activate(qtbot, panel)
    for section in panel.network_part.sections.values():
        section.set_open(True)
    return panel


@pytest.fixture
def part(panel: ProblemPanel) -> NetworkPart:
    return panel.network_part


def problem(store: Store) -> NetworkProblem:
    assert isinstance(store.experiment.problem, NetworkProblem)
    check(store.experiment)
    return store.experiment.problem


def press(form: Segmented, key: str) -> None:
    click(form.button(key))


def choose(row: ChoiceRow, text: str) -> None:
    row.box.setCurrentIndex(row.box.findText(text))
    row.box.activated.emit(row.box.currentIndex())


def test_a_line_takes_the_place_of_layers_and_gives_it_back(store: Store, part: NetworkPart) -> None:
    before, model = problem(store), part.model
    assert model.layers.isVisible() and not model.line.isVisible()
    press(model.form, "line")
    assert problem(store).form == "line" and build(problem(store)).dimension == 2
    assert model.line.isVisible() and model.count.text() == "2 parameters"
    for widget in (model.layers, model.activation, model.output, model.skip):
        assert not widget.isVisible()
    assert not part.regularisation.dropout.isEnabled() and not part.start.bias.isEnabled()
    press(model.form, "layers")
    assert problem(store) == before and model.layers.isVisible() and not model.line.isVisible()
    store.stack.undo()
    assert problem(store).form == "line" and model.form.value() == "line"
    store.stack.undo()
    assert problem(store) == before and model.form.value() == "layers"


def test_its_losses_are_hinge_and_logistic(store: Store, part: NetworkPart) -> None:
    model = part.model
    press(model.form, "line")
    assert [model.loss.box.itemText(k) for k in range(model.loss.box.count())] == ["Hinge", "Logistic"]
    assert model.loss.box.currentText() == "Logistic" and "ln" in model.line.loss.latex()
    choose(model.loss, "Hinge")
    assert problem(store).loss == "hinge" and "max" in model.line.loss.latex()
    assert "w" in model.line.score.latex() and model.line.score.accessibleName()
    press(model.form, "layers")
    assert "Softmax cross-entropy" in [model.loss.box.itemText(k) for k in range(model.loss.box.count())]


def test_the_class_above_is_chosen(store: Store, part: NetworkPart) -> None:
    press(part.model.form, "line")
    line = part.model.line
    assert line.above.box.currentText() == "above" and "l is 1 for above and −1 for below." in line.labels.text()
    choose(line.above, "below")
    assert problem(store).above == 0 and "l is 1 for below" in line.labels.text()
    store.stack.undo()
    assert problem(store).above == 1 and line.above.box.currentText() == "above"


def test_slope_and_intercept_of_the_start(store: Store, part: NetworkPart) -> None:
    press(part.model.form, "line")
    line, drawn = part.model.line, build(problem(store)).start
    slope, intercept = line.fields
    assert (slope.value(), intercept.value()) == drawn and not line.reset.isEnabled()
    entries = store.stack.count()
    type_number(slope, "-1.5")
    type_number(intercept, "0.75")
    assert store.experiment.start == (-1.5, 0.75) and store.stack.count() == entries + 2
    store.replace("Line", start=(0.25, 0.5))
    assert (slope.value(), intercept.value()) == (0.25, 0.5), "the fields follow a line that is dragged"
    click(line.reset)
    assert len(store.experiment.start) == 0 and (slope.value(), intercept.value()) == drawn


def test_columns_are_named(store: Store, part: NetworkPart) -> None:
    press(part.model.form, "line")
    table = TableData("t.csv", "height,weight,class\n1,2,a\n2,3,b\n3,1,b\n")
    store.change("Table", networkedits.with_data(store.experiment, table))
    assert "x is height, y is weight." in part.model.line.labels.text()
    assert [part.model.line.above.box.itemText(k) for k in range(2)] == ["a", "b"]


@pytest.mark.parametrize(
    ("key", "sentence"),
    [("three_classes", "these data have 3: top, left, right"), ("plane", "z is a number"), ("grades", "there are 3")],
)
def test_data_no_line_can_part_are_explained_at_their_place(
    store: Store, part: NetworkPart, key: str, sentence: str
) -> None:
    press(part.model.form, "line")
    before = store.experiment
    part.data.chooser.chosen.emit(key)
    assert store.experiment == before and sentence in part.data.error.text()
    press(part.model.form, "layers")
    part.data.chooser.chosen.emit(key)
    assert problem(store).data.key == key  # type: ignore[union-attr]
    before = store.experiment
    press(part.model.form, "line")
    assert store.experiment == before and sentence in part.model.error.text()
    assert part.model.form.value() == "layers"


def test_a_third_input_is_explained(store: Store, part: NetworkPart) -> None:
    press(part.model.form, "line")
    part.inputs.chips.toggled.emit("x^2", True)
    assert problem(store).preparation.features == ()
    assert "needs two inputs; there are 3" in part.inputs.error.text()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_is_cut_off_at_the_least_width(
    panel: ProblemPanel, store: Store, part: NetworkPart, qapp: QApplication, qtbot: QtBot, scale: float
) -> None:
    press(part.model.form, "line")
    theme.apply(qapp, "light", scale)
    panel.resize(theme.px(MINIMUM_WIDTH), theme.px(1500))
    qtbot.waitUntil(lambda: part.model.line.width() > 0)
    assert part.minimumSizeHint().width() <= theme.px(MINIMUM_WIDTH - 24)
    theme.apply(qapp, "light", 1.0)
