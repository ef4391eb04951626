"""The plane chooser of the appearance panel."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui import edits
from landscape_gui.core.network.architecture import Architecture
from landscape_gui.experiment import (
    CatalogueData,
    Experiment,
    FormulaProblem,
    Lane,
    NetworkProblem,
    ParameterPlane,
    PointsPlane,
    PrincipalPlane,
    RandomPlane,
    SurfaceProblem,
    View,
)
from landscape_gui.ui import theme
from landscape_gui.ui.panels.plane_part import PlanePart
from landscape_gui.ui.panels.plane_pictures import parameter_picture
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import Chooser

LANES = (Lane("gd"), Lane("adam"), Lane("rmsprop"))
REGION = ((0.0, 1.0), (0.0, 1.0))
NETWORK = Experiment(NetworkProblem(), LANES, view=View(region=REGION))
FORMULA = Experiment(FormulaProblem("x^2 + 2*y^2 + 3*z^2"), LANES)

Make = Callable[[Experiment], PlanePart]


@pytest.fixture
def make(qtbot: QtBot, qapp: QApplication) -> Make:
    """A function that shows the part for an experiment."""

    def made(experiment: Experiment) -> PlanePart:
        part = PlanePart(Store(experiment))
        part.setFixedWidth(336)
        qtbot.addWidget(part)
        part.show()
        return part

    return made


def pick(chooser: Chooser, key: str, typed: str = "") -> None:
    """Choose an entry of the list, as by keyboard."""
    chooser.open_popup()
    QTest.keyClicks(chooser.popup().search(), typed)
    assert key in chooser.popup().shown_keys()
    if typed:
        assert chooser.popup().shown_keys()[0] == key
        QTest.keyClick(chooser.popup().search(), Qt.Key.Key_Return)
    else:
        chooser.popup().hide()
        chooser.popup().chosen.emit(key)


def store(part: PlanePart) -> Store:
    return part._store


@pytest.mark.parametrize(
    ("experiment", "plane", "surface"),
    [
        (NETWORK, True, True),
        (FORMULA, True, False),
        (Experiment(NetworkProblem(CatalogueData("sine")), LANES), True, False),
        (Experiment(SurfaceProblem("himmelblau"), LANES), False, False),
        (Experiment(FormulaProblem("x^2")), False, False),
    ],
)
def test_it_is_there_where_there_is_a_choice(make: Make, experiment: Experiment, plane: bool, surface: bool) -> None:
    part = make(experiment)
    assert (part.plane.isVisibleTo(part), part.heights.isVisibleTo(part)) == (plane, surface)
    store(part).change("back and forth", FORMULA)
    assert part.plane.isVisibleTo(part) and not part.isHidden()
    store(part).change("back and forth", Experiment(SurfaceProblem("himmelblau"), LANES))
    assert part.isHidden()


def test_every_kind_of_plane_can_be_chosen_and_undone(make: Make) -> None:
    part = make(NETWORK)
    wanted = {
        "parameters": ParameterPlane("W1[0,0]", "W1[0,1]"),
        "random": RandomPlane(0, 0),
        "points": PointsPlane(0, 1),
        "principal": None,
    }
    for kind, plane in wanted.items():
        pick(part.kinds, kind)
        view = store(part).experiment.view
        assert view.plane == plane and view.region is None
        assert part.pages[kind].isVisible()
    assert store(part).stack.undoText() == "Plane: Main directions of the paths"
    while store(part).stack.canUndo():
        store(part).stack.undo()
    assert store(part).experiment == NETWORK and part.kinds.value() == "principal"


def test_formulas_have_a_slice_too(make: Make) -> None:
    part = make(FORMULA)
    assert part.kinds.value() == "slice"
    pick(part.kinds, "principal", "main")
    assert store(part).experiment.view.plane == PrincipalPlane()
    pick(part.kinds, "slice")
    assert store(part).experiment.view.plane is None


def test_choosing_what_holds_keeps_the_region(make: Make) -> None:
    part = make(NETWORK)
    pick(part.kinds, "principal")
    assert store(part).experiment.view.region == REGION and store(part).stack.count() == 0


def test_parameters_are_found_by_their_names(make: Make) -> None:
    part = make(replace(NETWORK, view=View(plane=ParameterPlane("W1[0,0]", "W1[0,1]"))))
    pick(part.parameters[0], "W1[2,0]", "w1[2,0")
    pick(part.parameters[1], "b2[0]", "bias output")
    assert store(part).experiment.view.plane == ParameterPlane("W1[2,0]", "b2[0]")
    assert store(part).stack.undoText() == "Plane through b2[0]"
    pick(part.parameters[0], "b2[0]", "b2")
    assert store(part).experiment.view.plane == ParameterPlane("b2[0]", "W1[2,0]")
    assert [chooser.text() for chooser in part.parameters] == ["b2[0]", "W1[2,0]"]


def test_parameters_say_what_they_are(make: Make) -> None:
    problem = NetworkProblem(hidden=(4, 3), batch_norm=True)
    part = make(replace(NETWORK, problem=problem, view=View(plane=ParameterPlane("gamma2[1]", "W2[1,3]"))))
    assert "batch norm&#x27;s scale of unit 2" in part.parameters[0].toolTip()
    assert "weight from unit 4 to unit 2" in part.parameters[1].toolTip()
    part.parameters[0].setValue("W1[3,1]")
    assert part.parameters[0].toolTip() == "weight from input y to unit 4"


def test_parameters_follow_the_network(make: Make) -> None:
    part = make(replace(NETWORK, view=View(plane=ParameterPlane("W1[0,0]", "W1[3,1]"))))
    store(part).replace("Fewer units", problem=NetworkProblem(hidden=(2,)))
    names = part.parameters[0].popup()
    assert "W1[3,1]" not in names.shown_keys() and "W1[1,1]" in names.shown_keys()
    assert part.parameters[1].text() == "W1[3,1]", "what is gone is still named"


def test_random_directions(make: Make) -> None:
    part = make(replace(NETWORK, view=View(plane=RandomPlane(3, 1))))
    assert (part.seed.value(), part.lane.text()) == (3.0, "Adam")
    part.seed.selectAll()
    QTest.keyClicks(part.seed, "17")
    QTest.keyClick(part.seed, Qt.Key.Key_Return)
    assert store(part).experiment.view.plane == RandomPlane(17, 1)
    pick(part.lane, "2", "rms")
    assert store(part).experiment.view.plane == RandomPlane(17, 2)
    QTest.mouseClick(part.dice, Qt.MouseButton.LeftButton)
    plane = store(part).experiment.view.plane
    assert isinstance(plane, RandomPlane) and plane.lane == 2 and part.seed.value() == plane.seed


def test_two_ends_are_never_the_same(make: Make) -> None:
    part = make(replace(NETWORK, view=View(plane=PointsPlane(0, 1))))
    pick(part.ends[0], "2", "rms")
    pick(part.ends[1], "2", "rms")
    assert store(part).experiment.view.plane == PointsPlane(1, 2)


def test_a_lane_that_is_gone_or_off_is_told(make: Make) -> None:
    experiment = replace(NETWORK, lanes=(LANES[0], Lane("adam", enabled=False)), view=View(plane=PointsPlane(1, 2)))
    part = make(experiment)
    assert "Switched off" in part.ends[0].toolTip()
    assert part.ends[1].text() == "lane 3, removed"


def test_what_was_chosen_before_comes_back(make: Make) -> None:
    part = make(replace(NETWORK, view=View(plane=RandomPlane(5, 2))))
    pick(part.kinds, "principal")
    pick(part.kinds, "random")
    assert store(part).experiment.view.plane == RandomPlane(5, 2)
    pick(part.kinds, "principal")
    store(part).replace("Fewer lanes", lanes=LANES[:2])
    pick(part.kinds, "random")
    assert store(part).experiment.view.plane == RandomPlane(0, 0)


def test_loss_or_accuracy(make: Make) -> None:
    part = make(NETWORK)
    QTest.mouseClick(part.surface.button("accuracy"), Qt.MouseButton.LeftButton)
    view = store(part).experiment.view
    assert view.surface == "accuracy" and view.region == REGION
    store(part).stack.undo()
    assert part.surface.value() == "loss"


def test_pictures_follow_the_theme(make: Make, qapp: QApplication) -> None:
    theme.apply(qapp, "light", 1.0)
    part = make(replace(NETWORK, view=View(plane=ParameterPlane("W1[0,0]", "b1[1]"))))
    part.grab()
    before = part.kinds.picture("parameters")
    try:
        theme.apply(qapp, "dark", 1.0)
        part.grab()
        after = part.kinds.picture("parameters")
        assert before is not None and after is not None and before.toImage() != after.toImage()
    finally:
        theme.apply(qapp, "light", 1.0)


def test_every_parameter_has_a_picture(qapp: QApplication) -> None:
    architecture = Architecture((2, 32, 3, 1), ("tanh", "tanh"), "mse", batch_norm=True)
    for name in architecture.parameter_names[::7] + architecture.parameter_names[-1:]:
        assert not parameter_picture(architecture, name).isNull()


def test_every_control_teaches(make: Make) -> None:
    for plane in (None, ParameterPlane("W1[0,0]", "b1[1]"), RandomPlane(), PointsPlane()):
        part = make(replace(NETWORK, view=View(plane=plane)))
        for widget in part.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
                assert widget.toolTip(), widget


def test_the_plane_may_follow_a_lane(make: Make) -> None:
    part = make(NETWORK)
    part.live.click()
    assert part._store.experiment.view.live
    part._store.stack.undo()
    assert not part._store.experiment.view.live and not part.live.isChecked()
    assert not make(FORMULA).live.isVisible()


def test_what_is_shown_in_the_place_of_an_end_is_said_at_the_chooser(make: Make) -> None:
    part = make(replace(NETWORK, view=View(plane=RandomPlane(0, 1))))
    assert not part.note.isVisible()
    store(part).change_lane(1, "Rest", enabled=False)
    assert part.note.text() == "Adam is switched off, so the random directions go out from where Gradient descent ends."
    assert part.note.isVisible()
    pick(part.lane, "0", "grad")
    assert not part.note.isVisible()
    store(part).change_view("Two ends", plane=PointsPlane(0, 1))
    assert "there is no plane through its end" in part.note.text()
    store(part).change_lane(1, "Take part", enabled=True)
    assert not part.note.isVisible()


def test_choosers_follow_lanes_that_move(make: Make) -> None:
    part = make(replace(NETWORK, view=View(plane=PointsPlane(1, 2))))
    assert [chooser.text() for chooser in part.ends] == ["Adam", "RMSProp"]
    store(part).change("Move", edits.move_lane(store(part).experiment, 1, 1))
    assert [chooser.text() for chooser in part.ends] == ["Adam", "RMSProp"]
    store(part).change("Remove", edits.remove_lane(store(part).experiment, 2))
    assert [chooser.text() for chooser in part.ends] == ["Gradient descent", "RMSProp"]
    store(part).change("Remove", edits.remove_lane(store(part).experiment, 1))
    assert part.kinds.value() == "principal"
    store(part).stack.undo()
    store(part).stack.undo()
    assert [chooser.text() for chooser in part.ends] == ["Adam", "RMSProp"]


def test_a_plane_chosen_before_comes_back_through_the_lanes_of_then(make: Make) -> None:
    part = make(replace(NETWORK, view=View(plane=RandomPlane(5, 2))))
    pick(part.kinds, "principal")
    store(part).change("Remove", edits.remove_lane(store(part).experiment, 0))
    pick(part.kinds, "random")
    assert store(part).experiment.view.plane == RandomPlane(5, 1) and part.lane.text() == "RMSProp"
