"""The network page of the problem panel, driven with keys and mouse."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui import experimentfile, networkedits, owndata
from landscape_gui.core.errors import DataError, NetworkError
from landscape_gui.core.network.datasets import DATASETS, generate
from landscape_gui.experiment import (
    CatalogueData,
    FormulaProblem,
    NetworkProblem,
    OwnCurve,
    OwnPoints,
    TableData,
    first_experiment,
)
from landscape_gui.experimentfile import check
from landscape_gui.ui import theme
from landscape_gui.ui.panels.layout import MINIMUM_WIDTH
from landscape_gui.ui.panels.network import thumbnails as network_thumbnails
from landscape_gui.ui.panels.network.inputs import MORE
from landscape_gui.ui.panels.network.part import NetworkPart
from landscape_gui.ui.panels.network.training import TrainingForm
from landscape_gui.ui.panels.problem import ProblemPanel
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import NumberSlider
from tests.gui.hands import click, drag, type_number
from tests.gui.making import activate

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def store(qapp: QApplication) -> Store:
    """The race trains the first network."""
    return Store(networkedits.with_network(first_experiment()))


@pytest.fixture
def panel(store: Store, qtbot: QtBot, qapp: QApplication) -> ProblemPanel:
    """The panel on screen, everything unfolded."""
    theme.apply(qapp, "light", 1.0)
    panel = ProblemPanel(store)
    panel.resize(300, 1500)
    activate(qtbot, panel)
    for section in panel.network_part.sections.values():
        section.set_open(True)
    qtbot.waitUntil(lambda: panel.network_part.height() >= panel.network_part.minimumSizeHint().height())
    return panel


@pytest.fixture
def part(panel: ProblemPanel) -> NetworkPart:
    return panel.network_part


def problem(store: Store) -> NetworkProblem:
    assert isinstance(store.experiment.problem, NetworkProblem)
    check(store.experiment)
    return store.experiment.problem


def test_a_new_experiment_forgets_the_network_of_before(panel: ProblemPanel, store: Store, part: NetworkPart) -> None:
    click(part.model.layers.more)
    trained = store.experiment
    store.new()
    click(panel.kind.button("network"))
    assert store.experiment == networkedits.with_network(first_experiment())
    store.stack.undo()
    store.stack.undo()
    assert store.experiment == trained
    click(panel.kind.button("surface"))
    click(panel.kind.button("network"))
    assert store.experiment == trained, "it is there again after it was taken back"


def test_an_opened_network_leads_back_to_the_first_landscape(panel: ProblemPanel, store: Store, tmp_path: Path) -> None:
    click(panel.kind.button("surface"))
    panel.surface_part.chooser.chosen.emit("himmelblau")
    store.stack.undo()
    path = tmp_path / "network.json"
    experimentfile.save(networkedits.with_network(first_experiment()), path)
    store.open(path)
    click(panel.kind.button("surface"))
    assert store.experiment.problem == first_experiment().problem


def choose_data(panel: ProblemPanel, words: str) -> None:
    chooser = panel.network_part.data.chooser
    chooser.open_popup()
    QTest.keyClicks(chooser.popup().search(), words)
    QTest.keyClick(chooser.popup().search(), Qt.Key.Key_Return)


def test_switching_there_and_back_keeps_both_problems(panel: ProblemPanel, store: Store, part: NetworkPart) -> None:
    first = first_experiment()
    click(part.model.layers.more)
    trained = store.experiment
    click(panel.kind.button("surface"))
    assert store.experiment == first
    assert panel.surface_part.isVisibleTo(panel)
    assert panel.place_section.isVisibleTo(panel)
    assert not part.isVisibleTo(panel)
    click(panel.kind.button("formula"))
    assert isinstance(store.experiment.problem, FormulaProblem)
    click(panel.kind.button("network"))
    assert store.experiment == trained
    assert store.stack.undoText() == "Train a network"
    assert not panel.place_section.isVisibleTo(panel)
    click(panel.kind.button("formula"))
    assert isinstance(store.experiment.problem, FormulaProblem)
    for _ in range(4):
        store.stack.undo()
    assert store.experiment == trained
    assert panel.kind.value() == "network"


def test_the_first_switch_brings_a_network_that_learns(qtbot: QtBot) -> None:
    store = Store()
    panel = ProblemPanel(store)
    qtbot.addWidget(panel)
    panel.fit.setChecked(False)
    panel.kind.button("network").click()
    assert store.experiment == networkedits.with_network(first_experiment(), fit=False)
    panel.fit.click()
    assert store.experiment == networkedits.with_network(first_experiment())


def test_choosing_data_is_one_step(panel: ProblemPanel, store: Store, part: NetworkPart) -> None:
    before = store.experiment
    choose_data(panel, "three cl")
    assert problem(store).data == CatalogueData("three_classes")
    assert store.stack.undoText() == "Data Three classes"
    assert part.model.loss.box.currentText() == "Softmax cross-entropy"
    assert part.model.layers.row.outputs() == 3
    assert part.data.points is not None
    assert part.data.points.value() == DATASETS["three_classes"].points.default
    store.stack.undo()
    assert store.experiment == before
    assert part.data.chooser.value() == "circles"
    assert part.data.description.text() == DATASETS["circles"].description


def test_points_noise_and_seed_follow_the_hand(panel: ProblemPanel, store: Store, part: NetworkPart) -> None:
    before = store.experiment
    assert part.data.points is not None
    assert part.data.noise is not None
    type_number(part.data.points.field(), "50")
    drag(part.data.noise.row, 20)
    source = problem(store).data
    assert isinstance(source, CatalogueData)
    assert source.points == 50
    assert source.noise is not None
    assert source.noise > 0.1
    assert store.stack.undoText() == "Data noise"
    assert part.training.about.text() == "Each step sees all 50 training examples."
    click(part.data.seed.dice)
    assert problem(store).data != source
    for _ in range(3):
        store.stack.undo()
    assert store.experiment == before


def test_inputs_are_chips_to_switch(panel: ProblemPanel, store: Store, part: NetworkPart) -> None:
    chips = part.inputs.chips
    assert chips.keys() == ("x", "y", "x^2", "y^2", "x*y", "sin(x)", "sin(y)")
    click(chips.chip("x^2"))
    assert problem(store).preparation.features == ("x", "y", "x^2")
    assert store.stack.undoText() == "Input x²"
    assert part.model.layers.row.inputs() == 3
    for key in ("x^2", "y"):
        click(chips.chip(key))
    click(chips.chip("x"))
    assert problem(store).preparation.features == ("x",)
    assert chips.chip("x").isChecked()
    assert "at least one input" in part.inputs.error.text()
    click(chips.chip("y"))
    assert part.inputs.error.text() == ""
    chips.chip("x").setFocus()
    QTest.keyClick(chips.chip("x"), Qt.Key.Key_Tab)
    assert chips.chip("y").hasFocus()


def test_many_inputs_are_folded_away(panel: ProblemPanel, store: Store, part: NetworkPart, qtbot: QtBot) -> None:
    choose_data(panel, "grade")
    chips = part.inputs.chips
    assert chips.keys() == ("x1", "x2", "x3", MORE)
    click(chips.chip(MORE))
    assert len(chips.keys()) > 10
    qtbot.waitUntil(lambda: chips.height() == chips.heightForWidth(chips.width()))
    assert all(chips.rect().contains(chip.geometry()) for chip in map(chips.chip, chips.keys()))
    click(chips.chip("x1*x2"))
    click(chips.chip(MORE))
    assert chips.keys() == ("x1", "x2", "x3", "x1*x2", MORE)
    assert chips.chip("x1*x2").isChecked()


def test_test_share_and_standardising(panel: ProblemPanel, store: Store, part: NetworkPart) -> None:
    assert not part.inputs.split.isVisibleTo(panel)
    type_number(part.inputs.share.field(), "0.25")
    assert problem(store).preparation.validation == 0.25
    assert part.inputs.split.isVisibleTo(panel)
    click(part.inputs.split.dice)
    assert problem(store).preparation.seed > 0
    click(part.inputs.standardise)
    assert problem(store).preparation.standardise
    assert not part.inputs.standardise_target.isVisibleTo(panel)
    choose_data(panel, "shekel")
    assert part.inputs.standardise_target.isVisibleTo(panel)
    click(part.inputs.standardise_target)
    assert problem(store).preparation.standardise_target


def test_layers_grow_and_shrink(panel: ProblemPanel, store: Store, part: NetworkPart, qtbot: QtBot) -> None:
    layers = part.model.layers
    assert part.model.count.text() == "17 parameters"
    click(layers.more)
    assert problem(store).hidden == (4, 4)
    assert store.stack.undoText() == "Add a hidden layer"
    click(layers.columns()[1].more)
    click(layers.columns()[1].more)
    assert problem(store).hidden == (4, 6)
    assert store.stack.undoText() == "Units of hidden layer 2"
    qtbot.waitUntil(lambda: store.settled)
    store.stack.undo()
    assert problem(store).hidden == (4, 4)
    click(layers.fewer)
    click(layers.fewer)
    assert problem(store).hidden == ()
    assert not layers.fewer.isEnabled()
    assert not part.model.activation.isVisibleTo(panel)
    assert not part.regularisation.dropout.isEnabled()
    assert "no hidden layer" in part.regularisation.dropout.toolTip()
    assert part.model.count.text() == "3 parameters"


def test_units_are_typed_dragged_scrolled_and_reset(
    panel: ProblemPanel, store: Store, part: NetworkPart, qtbot: QtBot
) -> None:
    number = part.model.layers.columns()[0].number
    number.setFocus()
    QTest.keyClicks(number, "12")
    assert problem(store).hidden == (12,)
    QTest.keyClick(number, Qt.Key.Key_Up)
    assert problem(store).hidden == (13,)
    assert "13" in number.accessibleName()
    qtbot.waitUntil(lambda: store.settled)
    count = store.stack.count()
    QTest.mousePress(number, LEFT, pos=QPoint(5, 10))
    for y in (2, -11, -25):
        QTest.mouseMove(number, QPoint(5, y))
    QTest.mouseRelease(number, LEFT, pos=QPoint(5, -25))
    assert problem(store).hidden == (18,)
    assert store.stack.count() == count + 1
    QTest.mouseDClick(number, LEFT)
    assert problem(store).hidden == (4,)


def test_limits_say_why(panel: ProblemPanel, store: Store, part: NetworkPart) -> None:
    store.change("wide", networkedits.with_layers(store.experiment, (32, 1, 4, 4, 4, 4, 4, 4)))
    layers = part.model.layers
    assert not layers.more.isEnabled()
    assert "8 hidden layers are the most" in layers.more.toolTip()
    wide, narrow = layers.columns()[:2]
    assert (wide.more.isEnabled(), wide.fewer.isEnabled()) == (False, True)
    assert "32 units are the most" in wide.more.toolTip()
    assert (narrow.more.isEnabled(), narrow.fewer.isEnabled()) == (True, False)
    assert "at least one unit" in narrow.fewer.toolTip()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_deepest_network_fits_into_the_narrowest_panel(
    panel: ProblemPanel, store: Store, part: NetworkPart, qapp: QApplication, qtbot: QtBot, scale: float
) -> None:
    theme.apply(qapp, "dark", scale)
    store.change("deep", networkedits.with_layers(store.experiment, (32,) * 8))
    panel.resize(round(MINIMUM_WIDTH * scale), 800)
    row = part.model.layers.row
    qtbot.waitUntil(lambda: row.width() < MINIMUM_WIDTH * scale)

    def are_apart() -> bool:
        places = [column.geometry() for column in row.columns]
        inside = all(row.rect().contains(place) for place in places)
        return inside and all(left.right() < right.left() for left, right in pairwise(places))

    qtbot.waitUntil(are_apart)
    number = row.columns[0].number
    assert number.fontMetrics().horizontalAdvance("32") <= number.width()
    assert panel.minimumSizeHint().width() <= MINIMUM_WIDTH * scale + 2
    panel.grab()
    theme.apply(qapp, "light", 1.0)


def test_activation_loss_and_output(panel: ProblemPanel, store: Store, part: NetworkPart) -> None:
    model = part.model

    def choose(box_row: object, text: str) -> None:
        box = box_row.box  # type: ignore[attr-defined]
        box.setFocus()
        box.setCurrentIndex(box.findText(text))
        box.activated.emit(box.currentIndex())

    choose(model.activation, "ReLU")
    assert problem(store).activation == ("relu",)
    assert store.stack.undoText() == "Activation ReLU"
    assert not model.output.isVisibleTo(panel)
    choose(model.loss, "Half squared error")
    assert problem(store).loss == "half_mse"
    choose(model.output, "Sigmoid")
    assert problem(store).output_activation == "sigmoid"
    choose_data(panel, "noisy line")
    assert [model.loss.box.itemText(place) for place in range(model.loss.box.count())] == [
        "Squared error",
        "Half squared error",
    ]
    choose(model.loss, "Squared error")
    assert problem(store).loss == ""
    store.change(
        "mixed",
        networkedits.with_fields(networkedits.with_layers(store.experiment, (4, 4)), activation=("relu", "elu")),
    )
    assert model.activation.box.currentIndex() == -1
    panel.grab()


def test_skip_connections_need_layers_of_one_width(panel: ProblemPanel, store: Store, part: NetworkPart) -> None:
    assert not part.model.skip.isEnabled()
    assert "as wide as" in part.model.skip.toolTip()
    click(part.model.layers.more)
    click(part.model.skip)
    assert problem(store).skip
    click(part.model.layers.fewer)
    assert not problem(store).skip
    assert not part.model.skip.isChecked()


def test_first_weights(panel: ProblemPanel, store: Store, part: NetworkPart) -> None:
    box = part.start.initialiser.box
    box.setCurrentIndex(box.findText("He"))
    box.activated.emit(box.currentIndex())
    type_number(part.start.bias.field(), "0.1")
    type_number(part.start.seed.field, "7")
    click(part.start.same)
    given = problem(store)
    assert (given.initialiser, given.bias, given.seed, given.same_weights) == ("he", 0.1, 7, False)
    assert store.stack.undoText() == "Same weights for all optimizers"


def test_first_weights_changed_by_hand_are_named_and_drawn_again(
    panel: ProblemPanel, store: Store, part: NetworkPart
) -> None:
    header = part.sections["start"].header()
    drawn = store.experiment
    assert header.accessibleDescription() == "Glorot uniform"
    assert not part.draw_again.isVisibleTo(panel)
    store.replace("Weight", start=tuple(0.1 for _ in range(17)))
    assert header.accessibleDescription() == "changed by hand"
    part.sections["start"].set_open(False)
    click(part.draw_again)
    assert store.experiment == drawn
    assert header.accessibleDescription() == "Glorot uniform"
    assert not part.draw_again.isVisibleTo(panel)
    store.change_lane(0, "Own start", start=tuple(0.1 for _ in range(17)))
    assert part.draw_again.isVisibleTo(panel), "one optimizer alone"
    choose_data(panel, "moons")
    assert header.accessibleDescription() == "Glorot uniform"


def test_closed_parts_say_what_is_in_them(panel: ProblemPanel, store: Store, part: NetworkPart) -> None:
    def said(key: str) -> str:
        return part.sections[key].header().accessibleDescription()

    assert [said(key) for key in ("data", "training", "regularisation")] == ["200 points", "all points a step", "none"]
    type_number(part.inputs.share.field(), "0.25")
    click(part.training.batches.button("one"))
    click(part.regularisation.l2.box)
    click(part.regularisation.batch_norm)
    assert said("data") == "200 points, 50 of them for tests"
    assert (said("training"), said("regularisation")) == ("1 point a step", "L2, batch normalisation")
    click(part.training.batches.button("some"))
    assert said("training") == "32 points a step"


def test_what_is_changed_most_is_seen_at_once_in_a_small_window(store: Store, qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light", 1.0)
    panel = ProblemPanel(store)
    panel.resize(300, 296)
    activate(qtbot, panel)
    part, view = panel.network_part, panel.page.viewport()
    panel.page.column.settle()
    for widget in (part.data.chooser, part.model.form, part.model.layers, part.model.activation, part.model.loss):
        assert view.rect().contains(widget.mapTo(view, widget.rect().bottomRight())), widget


def test_regularisation(panel: ProblemPanel, store: Store, part: NetworkPart) -> None:
    form = part.regularisation
    click(form.l2.box)
    assert problem(store).l2 == 0.001
    type_number(form.l2.field, "0.05")
    click(form.l1.box)
    drag(form.dropout.row, 25)
    type_number(form.noise.field(), "0.2")
    click(form.batch_norm)
    given = problem(store)
    assert (given.l2, given.l1, given.input_noise, given.batch_norm) == (0.05, 0.001, 0.2, True)
    assert given.dropout > 0.1
    assert part.model.count.text() == "25 parameters"
    click(form.l2.box)
    assert problem(store).l2 == 0.0


def test_batches_and_stopping(panel: ProblemPanel, store: Store, part: NetworkPart) -> None:
    form: TrainingForm = part.training
    assert not form.shuffle.isEnabled()
    click(form.batches.button("some"))
    assert problem(store).training.batch_size == 32
    assert form.about.text() == "200 training examples: 7 steps an epoch."
    type_number(form.batch_size.field(), "50")
    type_number(form.accumulate.field(), "2")
    assert form.about.text() == "200 training examples: 2 steps an epoch."
    click(form.shuffle)
    for row, text in ((form.epochs, "30"), (form.patience, "12"), (form.misclassified, "0.05")):
        click(row.box)
        type_number(row.field, text)
    given = problem(store).training
    assert (given.batch_size, given.accumulate, given.shuffle) == (50, 2, False)
    assert (given.epochs, given.patience, given.error) == (30, 12, 0.05)
    click(form.batches.button("one"))
    assert problem(store).training.batch_size == 1
    click(form.batches.button("some"))
    assert problem(store).training.batch_size == 50
    click(form.batches.button("all"))
    assert problem(store).training.batch_size is None
    choose_data(panel, "sine")
    assert problem(store).training.error is None
    assert not form.misclassified.isEnabled()
    assert "nothing can be misclassified" in form.misclassified.box.toolTip()


def test_own_points_begin_with_those_on_screen(panel: ProblemPanel, store: Store, part: NetworkPart) -> None:
    choose_data(panel, "own points")
    source = problem(store).data
    assert isinstance(source, OwnPoints)
    assert len(source.points) == 200
    assert store.stack.undoText() == "Data Own points"
    assert part.data.points is None
    assert not part.data.seed.isVisibleTo(panel)
    choose_data(panel, "own curve")
    assert isinstance(problem(store).data, OwnCurve)


def test_points_that_cannot_be_learnt_are_explained_at_their_place(
    panel: ProblemPanel, store: Store, part: NetworkPart
) -> None:
    one = OwnPoints(((0.0, 0.0, 0), (1.0, 0.0, 0)))
    store.change("Draw", owndata.with_drawn(store.experiment, one))
    assert "All points are of the class 'A'" in part.data.error.text()
    click(part.model.layers.more)
    assert "All points are of the class 'A'" in part.model.error.text()
    two = OwnPoints((*one.points, (1.0, 1.0, 1)))
    store.change("Draw", owndata.with_drawn(store.experiment, two))
    assert part.data.error.text() == part.model.error.text() == ""
    panel.show_error(DataError("The data are gone."))
    assert part.data.error.text() == "The data are gone."
    panel.show_error(NetworkError("The network is gone."))
    assert part.model.error.text() == "The network is gone."
    assert not panel.banner.isVisibleTo(panel)


def flowers(folder: Path) -> Path:
    rows = (f"{i},n{i},{(3 * i) % 7},{'rose' if i % 2 else 'tulip'}\n" for i in range(12))
    path = folder / "flowers.csv"
    path.write_text("length,name,width,kind\n" + "".join(rows), encoding="utf-8")
    return path


def test_a_table_is_opened_and_its_columns_chosen(
    panel: ProblemPanel,
    store: Store,
    part: NetworkPart,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: (str(flowers(tmp_path)), ""))
    with qtbot.waitSignal(part.data.tableOpened):
        choose_data(panel, "csv")
    source = problem(store).data
    assert isinstance(source, TableData)
    assert source.inputs == ("length", "width")
    assert store.stack.undoText() == "Data flowers.csv"
    assert part.data.chooser.text() == "flowers.csv"
    table = part.data.table
    assert table.about.text() == "12 rows, 4 columns"
    assert table.kind.value() == "class"
    assert not table.inputs.chip("name").isEnabled()
    assert "text" in table.inputs.chip("name").toolTip()
    click(table.inputs.chip("width"))
    assert owndata.inputs_of(problem(store).data) == ("length",)  # type: ignore[arg-type]
    click(table.inputs.chip("length"))
    assert "at least one input" in table.error.text()
    assert table.inputs.chip("length").isChecked()
    table.target.box.setCurrentIndex(2)
    table.target.box.activated.emit(2)
    assert owndata.target_of(problem(store).data) == "width"  # type: ignore[arg-type]
    click(table.kind.button("value"))
    assert part.model.loss.box.currentText() == "Squared error"
    choose_data(panel, "moons")
    choose_data(panel, "flowers")
    assert isinstance(problem(store).data, TableData)


def test_a_file_that_is_no_table_is_explained(store: Store, part: NetworkPart, qtbot: QtBot, tmp_path: Path) -> None:
    before = store.experiment
    path = tmp_path / "bad.csv"
    path.write_text("a,b\n1,2\n3\n", encoding="utf-8")

    with qtbot.waitSignal(part.data.tableFailed) as caught:
        part.data.open_path(path)
    assert caught.args == [part.data.error.text()]
    assert "row 3 has 1" in part.data.error.text()
    assert store.experiment == before
    with qtbot.waitSignal(part.data.tableOpened):
        part.data.open_path(flowers(tmp_path))
    assert part.data.error.text() == ""


def test_the_file_that_is_refused_is_named(store: Store, part: NetworkPart, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(part.data.tableOpened):
        part.data.open_path(flowers(tmp_path))
    path = tmp_path / "const.csv"
    path.write_text("x,y\n1,3\n2,3\n", encoding="utf-8")
    with qtbot.waitSignal(part.data.tableFailed):
        part.data.open_path(path)
    assert part.data.error.text().startswith("const.csv, column 'y' is 3 everywhere")
    store.change("line", networkedits.with_form(networkedits.with_catalogue_data(store.experiment, "circles"), "line"))
    path.write_text("x,y\n1,3\n2,4.5\n", encoding="utf-8")
    with qtbot.waitSignal(part.data.tableFailed) as caught:
        part.data.open_path(path)
    assert part.data.error.text().startswith("const.csv: A line y = w·x + b parts two classes")
    assert caught.args == [part.data.error.text()]


def test_what_is_wrong_with_a_file_comes_into_sight(
    panel: ProblemPanel, part: NetworkPart, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(part.data.tableOpened):
        part.data.open_path(flowers(tmp_path))
    panel.resize(300, 320)
    qtbot.waitUntil(lambda: panel.page.viewport().height() < 330)
    panel.page.bring_into_sight(part.data.open_file)
    qtbot.waitUntil(lambda: not part.data.open_file.visibleRegion().isEmpty())
    assert part.data.chooser.visibleRegion().isEmpty()
    path = tmp_path / "bad.csv"
    path.write_text("a,b\n1,2\n3\n", encoding="utf-8")
    part.data.open_path(path)
    error = part.data.error
    qtbot.waitUntil(lambda: bool(error.text()) and error.visibleRegion().boundingRect() == error.rect())


def test_thumbnails_arrive(panel: ProblemPanel, part: NetworkPart, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: part.data.chooser.picture("circles") is not None)
    assert part.data.chooser.picture("own:table") is not None


@pytest.mark.parametrize("key", DATASETS)
def test_every_data_set_has_a_picture(qapp: QApplication, key: str) -> None:
    image = network_thumbnails.picture(generate(key))
    colors = {image.pixelColor(x, y).name() for x in range(0, 96, 2) for y in range(0, 96, 2)}
    assert image.format() == QImage.Format.Format_ARGB32_Premultiplied
    assert len(colors) > 3


def test_everything_has_a_name_and_a_sentence(panel: ProblemPanel, part: NetworkPart) -> None:
    for widget in part.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(panel) and not widget.focusProxy():
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget
            assert widget.toolTip() or not isinstance(widget, NumberSlider), widget


def test_batches_of_single_optimizers_are_told_and_shuffled(store: Store, part: NetworkPart) -> None:
    form: TrainingForm = part.training
    assert form.lanes.text() == "" and not form.shuffle.isEnabled()
    store.change("Batch", networkedits.with_lane_batch(store.experiment, 0, 8))
    assert form.lanes.text() == "1 optimizer has a batch size of its own."
    assert form.shuffle.isEnabled() and not form.accumulate.isHidden()
    store.change("Batch", networkedits.with_lane_batch(store.experiment, 1, 1))
    assert form.lanes.text() == "2 optimizers have batch sizes of their own."
    store.stack.undo()
    store.stack.undo()
    assert form.lanes.text() == "" and not form.shuffle.isEnabled() and form.accumulate.isHidden()


def test_columns_that_are_no_numbers_are_named_where_they_are_left_out(
    store: Store, part: NetworkPart, tmp_path: Path, qtbot: QtBot
) -> None:
    def opened(header: str, row: str) -> str:
        path = tmp_path / "table.csv"
        path.write_text(f"{header}\n{row},1,x\n{row.replace('t', '2')},2,y\n")
        with qtbot.waitSignal(part.data.tableOpened):
            part.data.open_path(path)
        return part.data.left_out.text()

    assert opened("a,n,kind", "t") == "a is left out: row 2 is 't', not a number."
    assert opened("a,n,kind", " ") == "a is left out: row 2 is empty."
    assert opened("a,b,n,kind", "t,t") == "a and b are left out: of a row 2 is 't', not a number."
    assert opened("a,b,c,n,kind", "t,t,t") == "a, b and c are left out: of a row 2 is 't', not a number."
    assert opened("a,b,c,d,n,kind", "t,t,t,t").startswith("a, b and 2 more are left out")
    assert opened("a,n,kind", "7") == ""
    part.sections["data"].set_open(False)
    opened("a,n,kind", "t")
    assert part.sections["data"].is_open(), "where columns are chosen"
    part.data.chooser.chosen.emit("circles")
    assert part.data.left_out.text() == ""


def test_the_loss_stays_named_while_there_are_no_data(store: Store, part: NetworkPart) -> None:
    shown = part.model.loss.box.currentText()
    assert shown == "Binary cross-entropy"
    without = replace(store.experiment, problem=replace(problem(store), data=OwnPoints(())))
    store.change("None", without)
    assert part.model.loss.box.currentText() == shown
