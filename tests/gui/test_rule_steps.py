"""The next step written out below each rule."""

from __future__ import annotations

import time

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from landscape_gui import edits
from landscape_gui.arithmetic import number
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.experiment import Experiment, FormulaProblem, Lane, NetworkProblem, Schedule, SurfaceProblem
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.ui import theme
from landscape_gui.ui.views.tables.rule_steps import StepNumbers
from landscape_gui.ui.views.tables.rules import RulesView
from tests.gui.making import Heard, view_of

LANES = tuple(Lane(key, schedule=Schedule("cosine")) for key in OPTIMIZERS)
EVERY = edits.fit_rates(Experiment(SurfaceProblem("himmelblau"), LANES, steps=12))


@pytest.fixture(scope="module")
def every() -> Scene:
    return complete_scene(EVERY)


@pytest.fixture(scope="module")
def trained() -> Scene:
    lanes = (Lane("adam"), Lane("gd"), Lane("adam", {"lr": 0.5}))
    return complete_scene(Experiment(NetworkProblem(hidden=(6, 5)), lanes, steps=20))


def make(qtbot: QtBot, shown: Scene, width: int = 900, height: int = 500) -> RulesView:
    view = view_of(qtbot, RulesView(theme.manager()), shown, width, height)
    view.show()
    kinds = {lane.lane.optimizer for lane in shown.lanes if lane.lane.enabled}
    qtbot.waitUntil(lambda: len(view.cards()) == len(kinds))
    return view


def seek(qtbot: QtBot, view: RulesView, shown: Scene, position: float) -> None:
    """Go to a play position and wait until the first parameter's steps are those of it."""
    view.seek(position)
    qtbot.waitUntil(lambda: results(view) == after(shown, int(position), 0))


def results(view: RulesView) -> list[str]:
    """What the last line of every card comes to."""
    return [steps.lines()[-1].result for card in view.cards() for steps in card.steps]


def after(shown: Scene, row: int, place: int) -> list[str]:
    """The parameter a step later, as it is written, in the order of the cards."""
    kinds = list(dict.fromkeys(lane.lane.optimizer for lane in shown.shown))
    lanes = sorted(shown.shown, key=lambda lane: kinds.index(lane.lane.optimizer))
    return [number(float(lane.run.positions[row + 1, place])) for lane in lanes if lane.run is not None]


def test_every_rule_comes_to_what_the_run_recorded(qtbot: QtBot, every: Scene) -> None:
    view = make(qtbot, every, height=4000)
    for step in (0.0, 3.0, 7.9):
        seek(qtbot, view, every, step)
        assert f"Step {int(step) + 1} in numbers" in view.parameter.words.text()
    adam = view.cards()[list(OPTIMIZERS).index("adam")].steps[0].lines()
    assert [line.symbol for line in adam] == ["β₁ᵗ", "β₂ᵗ", "α", "√b₂", "m", "v", "s", "θ"]
    assert [line.shared for line in adam] == [True] * 4 + [False] * 4
    assert adam[4].formula == "m·β₁ + (1 − β₁)·g" and adam[4].numbers.count("0.9") == 2


def test_another_parameter_is_chosen(qtbot: QtBot, trained: Scene) -> None:
    view, names = make(qtbot, trained), trained.problem.variables
    heard = Heard(view.parameterSelected)
    view.seek(4.0)
    qtbot.waitUntil(lambda: results(view) == after(trained, 4, 0))
    chooser = view.parameter.chooser
    chooser.open_popup()
    QTest.keyClicks(chooser.popup().search(), "w2[3,1")
    QTest.keyClick(chooser.popup().search(), Qt.Key.Key_Return)
    assert heard.said == [("W2[3,1]",)]
    qtbot.waitUntil(lambda: results(view) == after(trained, 4, names.index("W2[3,1]")))
    view.select_parameter("b3[0]")
    qtbot.waitUntil(lambda: results(view) == after(trained, 4, names.index("b3[0]")))
    assert chooser.text() == "b3[0]" and heard.said == [("W2[3,1]",)]
    view.select_parameter("no such parameter")
    assert chooser.text() == "b3[0]"


def test_two_lanes_of_one_optimizer_have_a_step_each(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    adam, descent = view.cards()
    assert len(adam.steps) == 2 and len(descent.steps) == 1
    assert adam.steps[0].lines()[-1].result != adam.steps[1].lines()[-1].result
    fewer = replace(trained.experiment, lanes=trained.experiment.lanes[:2])
    view.show_scene(complete_scene(fewer))
    assert len(view.cards()[0].steps) == 1


def test_at_the_end_there_is_no_further_step(qtbot: QtBot, every: Scene) -> None:
    view = make(qtbot, every)
    view.seek(12.0)
    steps = view.cards()[0].steps[0]
    qtbot.waitUntil(lambda: steps.words() == "The run ends after step 12.")
    assert steps.lines() == ()
    view.seek(2.0)
    qtbot.waitUntil(lambda: len(steps.lines()) == 1)
    assert steps.words() == ""


def test_one_variable_needs_no_choice(qtbot: QtBot) -> None:
    view = make(qtbot, complete_scene(Experiment(FormulaProblem("x^2"), (Lane("gd"),), steps=3)))
    assert not view.parameter.chooser.isVisible()
    assert view.parameter.words.text() == "Step 1 in numbers"


def test_nothing_is_said_without_lanes(qtbot: QtBot) -> None:
    view = view_of(qtbot, RulesView(theme.manager()), complete_scene(replace(EVERY, lanes=())), 600, 300)
    view.show()
    assert not view.parameter.isVisible()
    view.seek(3.0)


@pytest.mark.parametrize("width", [300, 420, 900])
def test_no_line_is_cut_and_none_jumps(qtbot: QtBot, every: Scene, width: int) -> None:
    view = make(qtbot, every, width, 9000)
    for card in view.cards():
        for equation in card.equations:
            qtbot.waitUntil(equation.is_typeset)
    QApplication.processEvents()  # what is typeset has another size
    heights = []
    for step in (0.0, 5.0, 9.0):
        seek(qtbot, view, every, step)
        heights.append([steps.heightForWidth(steps.width()) for card in view.cards() for steps in card.steps])
        for card in view.cards():
            for steps in card.steps:
                assert widest(steps) <= steps.width() + 1 or width == 300
    # RAdam's rule is another one once its average can be trusted.
    radam = list(OPTIMIZERS).index("radam")
    for row in heights[1:]:
        assert [h for k, h in enumerate(row) if k != radam] == [h for k, h in enumerate(heights[0]) if k != radam]


def widest(steps: StepNumbers) -> float:
    """The right end of the longest line, as painted."""
    picture = steps.grab().toImage()
    ground = picture.pixelColor(picture.width() - 1, 0)
    columns = range(picture.width() - 1, -1, -1)
    inked = (x for x in columns if any(picture.pixelColor(x, y) != ground for y in range(0, picture.height(), 2)))
    return next(inked, 0)


def test_a_hidden_view_waits(qtbot: QtBot, every: Scene) -> None:
    view = view_of(qtbot, RulesView(theme.manager()), every, 900, 400)
    view.seek(5.0)
    assert view.cards() == []
    view.show()
    qtbot.waitUntil(lambda: len(view.cards()) == len(OPTIMIZERS))
    qtbot.waitUntil(lambda: results(view) == after(every, 5, 0))


def test_cards_out_of_sight_wait_until_they_are_scrolled_to(qtbot: QtBot, every: Scene) -> None:
    view = make(qtbot, every, 420, 300)
    qtbot.waitUntil(lambda: results(view) == after(every, 0, 0))
    view.seek(6.0)
    qtbot.waitUntil(lambda: results(view)[0] == after(every, 6, 0)[0])
    assert results(view)[-1] == after(every, 0, 0)[-1]
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert results(view)[-1] == after(every, 6, 0)[-1]


def test_steps_are_written_within_a_frame(qtbot: QtBot, trained: Scene) -> None:
    view = make(qtbot, trained)
    spent = []
    for step in range(1, 19):
        begin = time.process_time()
        view.seek(float(step))
        view.viewport().repaint()
        spent.append(time.process_time() - begin)
        qtbot.waitUntil(lambda: not view.is_pausing())
    assert np.median(spent) < 0.016
