"""The optimizer panel, driven with keys and mouse."""

from __future__ import annotations

import dataclasses

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QMenu, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui import edits, scene
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.schedules import SCHEDULES
from landscape_gui.experiment import MAX_LANES, Experiment, Lane, Schedule, Stopping, first_experiment
from landscape_gui.experimentfile import problem_of
from landscape_gui.rates import suited_rates
from landscape_gui.scene import lane_looks
from landscape_gui.ui import theme
from landscape_gui.ui.panels.lanes.card import LaneCard
from landscape_gui.ui.panels.lanes.card_tabs import next_stop
from landscape_gui.ui.panels.layout import MINIMUM_WIDTH
from landscape_gui.ui.panels.look_popup import LookPopup
from landscape_gui.ui.panels.optimizers import OptimizerPanel
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import NumberField, NumberSlider, ScrubLabel
from tests.gui.hands import click, drag, slider_of, type_number
from tests.gui.making import activate


@pytest.fixture
def store(qapp: QApplication) -> Store:
    """The first experiment."""
    return Store()


@pytest.fixture
def panel(store: Store, qtbot: QtBot, qapp: QApplication) -> OptimizerPanel:
    """The panel on screen."""
    theme.apply(qapp, "light", 1.0)
    panel = OptimizerPanel(store)
    panel.resize(300, 700)
    return activate(qtbot, panel)


def add(panel: OptimizerPanel, words: str) -> None:
    """Add an optimizer by the popup and its search field."""
    click(panel.add_button)
    QTest.keyClicks(panel.popup.search(), words)
    QTest.keyClick(panel.popup.search(), Qt.Key.Key_Return)


def choose(panel: OptimizerPanel, card: LaneCard, words: str) -> None:
    """Trigger an entry of a card's menu."""
    menu = panel.menu_of(card)
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


def names(panel: OptimizerPanel) -> list[str]:
    return [card.header.name.text() for card in panel.cards]


def test_every_lane_has_a_card(panel: OptimizerPanel) -> None:
    assert names(panel) == ["Gradient descent", "Momentum", "AdaGrad", "RMSProp", "Adam"]
    assert [card.rate.value() for card in panel.cards] == [0.02, 0.01, 0.3, 0.02, 0.05]
    assert all(card.height() <= 76 for card in panel.cards)


def test_a_drag_of_a_rate_is_one_entry_with_its_name(panel: OptimizerPanel, store: Store) -> None:
    before, card = store.experiment, panel.cards[4]
    drag(card.rate.row, 15)
    assert store.stack.count() == 1
    assert store.stack.undoText() == "Learning rate of Adam"
    assert store.experiment.lanes[4].hyperparameters["lr"] == card.rate.value() > 0.05
    store.stack.undo()
    assert store.experiment == before
    assert card.rate.value() == 0.05
    store.stack.redo()
    assert panel.cards[4] is card
    assert card.rate.value() > 0.05


def test_a_drag_survives_scenes_that_arrive_meanwhile(panel: OptimizerPanel, store: Store) -> None:
    card = panel.cards[0]
    slider = card.rate.row.findChild(NumberSlider)
    assert slider is not None
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(12, 14))
    panel.show_scene(scene.complete_scene(store.experiment))
    QTest.mouseMove(slider, QPoint(20, 14))
    assert slider.isSliderDown()
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(20, 14))
    assert store.stack.count() == 1


@pytest.mark.parametrize("text", ["nan", "-1", "0", "1e300", "fast"])
def test_rates_that_are_not_valid_never_leave_the_field(panel: OptimizerPanel, store: Store, text: str) -> None:
    before = store.experiment
    type_number(panel.cards[0].rate.field(), text)
    assert panel.cards[0].rate.field().property("invalid")
    panel.cards[1].header.setFocus()
    assert store.experiment == before
    assert panel.cards[0].rate.value() == 0.02


def test_adding_the_same_optimizer_twice(panel: OptimizerPanel, store: Store) -> None:
    add(panel, "rmsprop")
    add(panel, "rmsprop")
    assert names(panel)[-2:] == ["RMSProp 2", "RMSProp 3"]
    assert store.stack.undoText() == "Add RMSProp"
    looks = lane_looks(store.experiment)
    assert len({look.color for look in looks}) == 7
    assert len({(look.marker, look.dash) for look in looks}) == 7
    assert all(lane.color and lane.marker and lane.dash for lane in store.experiment.lanes[-2:])
    store.stack.undo()
    store.stack.undo()
    assert len(panel.cards) == 5


def test_the_empty_state_and_the_full_one(panel: OptimizerPanel, store: Store, qtbot: QtBot) -> None:
    store.replace("Remove all", lanes=())
    assert panel.empty.isVisible() and not panel.cards
    assert not panel.fit_button.isEnabled()
    experiment = store.experiment
    while len(experiment.lanes) < MAX_LANES:
        experiment = edits.add_lane(experiment, list(OPTIMIZERS)[len(experiment.lanes) % len(OPTIMIZERS)])
    store.change("Many", experiment)
    assert len(panel.cards) == MAX_LANES
    assert not panel.add_button.isEnabled()
    assert panel.full.isVisible() and str(MAX_LANES) in panel.full.text()
    panel.select(MAX_LANES - 1)
    qtbot.waitUntil(lambda: panel.page.verticalScrollBar().value() > 0)
    assert not panel.empty.isVisible()
    store.stack.undo()
    assert not panel.cards


def test_keys_on_a_card(panel: OptimizerPanel, store: Store) -> None:
    header = panel.cards[1].header
    header.setFocus()
    QTest.keyClick(header, Qt.Key.Key_Return)
    assert not store.experiment.lanes[1].enabled
    assert store.stack.undoText() == "Switch off Momentum"
    QTest.keyClick(header, Qt.Key.Key_Return)
    assert store.experiment.lanes[1].enabled
    QTest.keyClick(header, Qt.Key.Key_Delete)
    assert names(panel) == ["Gradient descent", "AdaGrad", "RMSProp", "Adam"]
    assert panel.cards[1].header.hasFocus()
    store.stack.undo()
    assert names(panel)[1] == "Momentum"


def test_the_last_lane_can_be_removed_by_key(panel: OptimizerPanel, store: Store) -> None:
    for _ in range(5):
        header = panel.cards[-1].header
        header.setFocus()
        QTest.keyClick(header, Qt.Key.Key_Delete)
    assert store.experiment.lanes == ()
    assert panel.empty.isVisible()


def test_renaming(panel: OptimizerPanel, store: Store) -> None:
    header = panel.cards[0].header
    QTest.mouseDClick(header.name, Qt.MouseButton.LeftButton)
    assert header.editor.isVisible() and not header.name.isVisible()
    QTest.keyClicks(header.editor, "Steepest descent")
    QTest.keyClick(header.editor, Qt.Key.Key_Return)
    assert store.experiment.lanes[0].name == "Steepest descent"
    assert header.name.text() == "Steepest descent"
    QTest.keyClick(header, Qt.Key.Key_F2)
    QTest.keyClicks(header.editor, "nonsense")
    QTest.keyClick(header.editor, Qt.Key.Key_Escape)
    assert store.experiment.lanes[0].name == "Steepest descent"
    QTest.keyClick(header, Qt.Key.Key_F2)
    header.editor.clear()
    QTest.keyClick(header.editor, Qt.Key.Key_Return)
    assert (store.experiment.lanes[0].name, header.name.text()) == ("", "Gradient descent")


def test_a_renamed_lane_gets_its_own_name_back_by_undo(panel: OptimizerPanel, store: Store) -> None:
    store.change_lane(0, "Rename", name="Mine")
    store.stack.undo()
    assert names(panel)[0] == "Gradient descent"


def test_a_click_selects(panel: OptimizerPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.laneSelected) as caught:
        click(panel.cards[2].header)
    assert caught.args == [2]
    with qtbot.assertNotEmitted(panel.laneSelected):
        panel.select(3)
        panel.select(99)


def test_further_parameters_open_and_are_set(panel: OptimizerPanel, store: Store) -> None:
    card = panel.cards[4]
    assert card.details is None
    click(card.header.opener)
    assert card.details is not None and card.details.isVisible()
    assert set(card.details.rows) == {"beta1", "beta2", "eps", "weight_decay"}
    type_number(card.details.rows["beta2"].field(), "0.9")
    assert store.experiment.lanes[4].hyperparameters == {"beta2": 0.9}
    assert store.stack.undoText() == "Second moment of Adam"
    store.stack.undo()
    assert card.details.rows["beta2"].value() == 0.999
    click(card.header.opener)
    assert not card.details.isVisible()


def test_schedules_show_their_numbers(panel: OptimizerPanel, store: Store) -> None:
    card = panel.cards[0]
    click(card.header.opener)
    details = card.details
    assert details is not None
    assert not details.period.isVisible() and details.rate is None
    box: QComboBox = details.schedule
    assert box.count() == len(SCHEDULES)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert store.experiment.lanes[0].schedule == Schedule("step")
    assert details.period.isVisible()
    assert details.rate is not None and details.rate.value() == 0.5
    type_number(details.period.field(), "25")
    type_number(details.rate.field(), "0.25")
    assert store.experiment.lanes[0].schedule == Schedule("step", 25, 0.25)
    assert store.stack.undoText() == "Schedule of Gradient descent"
    while store.stack.canUndo():
        store.stack.undo()
    assert box.currentData() == "constant"
    assert not details.period.isVisible() and details.rate is None


@pytest.mark.parametrize("kind", SCHEDULES)
def test_every_schedule_can_be_shown(panel: OptimizerPanel, store: Store, kind: str) -> None:
    panel.cards[0].set_open(True)
    details = panel.cards[0].details
    assert details is not None
    details.schedule.activated.emit(details.schedule.findData(kind))
    assert store.experiment.lanes[0].schedule.kind == kind
    assert (details.rate is not None) == bool(SCHEDULES[kind].rate_meaning)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer_has_a_complete_card(qtbot: QtBot, key: str) -> None:
    store = Store(replace(first_experiment(), lanes=(Lane(key),)))
    panel = OptimizerPanel(store)
    qtbot.addWidget(panel)
    panel.cards[0].set_open(True)
    details = panel.cards[0].details
    assert details is not None
    assert {"lr", *details.rows} == {parameter.key for parameter in OPTIMIZERS[key].parameters}


def test_the_menu_duplicates_moves_resets_and_removes(panel: OptimizerPanel, store: Store) -> None:
    choose(panel, panel.cards[0], "Duplicate")
    assert names(panel)[:3] == ["Gradient descent", "Gradient descent 2", "Momentum"]
    choose(panel, panel.cards[1], "Move down")
    assert names(panel)[:3] == ["Gradient descent", "Momentum", "Gradient descent 2"]
    choose(panel, panel.cards[2], "Move up")
    assert store.stack.undoText() == "Move Gradient descent 2"
    choose(panel, panel.cards[1], "Remove")
    assert names(panel)[:2] == ["Gradient descent", "Momentum"]
    type_number(panel.cards[0].rate.field(), "3")
    choose(panel, panel.cards[0], "Reset to defaults")
    assert panel.cards[0].rate.value() == 0.02
    choose(panel, panel.cards[0], "Optimizer's default rate")
    assert panel.cards[0].rate.value() == OPTIMIZERS["gd"].defaults["lr"]
    assert store.stack.undoText() == "Learning rate of Gradient descent"
    first, last = (panel.menu_of(panel.cards[place]) for place in (0, -1))
    assert not next(a for a in first.actions() if a.text() == "Move up").isEnabled()
    assert not next(a for a in last.actions() if a.text() == "Move down").isEnabled()
    first.close()
    last.close()


def test_the_menu_button_opens_the_menu(panel: OptimizerPanel) -> None:
    click(panel.cards[0].header.menu)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()


def test_moved_cards_stay_open(panel: OptimizerPanel) -> None:
    card = panel.cards[0]
    card.set_open(True)
    choose(panel, card, "Move down")
    assert panel.cards[1] is card
    choose(panel, panel.cards[0], "Remove")
    assert panel.cards[0] is card
    assert card.details is not None and card.details.isVisible()


def test_an_own_start(panel: OptimizerPanel, store: Store) -> None:
    card = panel.cards[3]
    choose(panel, card, "Own start")
    assert store.experiment.lanes[3].start == (0.75, 1.6)
    assert card.details is not None
    type_number(card.details.start[1], "-0.5")
    assert store.experiment.lanes[3].start == (0.75, -0.5)
    assert store.stack.undoText() == "Start of RMSProp"
    store.change_lane(3, "Dragged", start=(0.1, 0.2))
    assert [field.value() for field in card.details.start] == [0.1, 0.2]
    choose(panel, card, "Own start")
    assert store.experiment.lanes[3].start is None
    assert card.details.start == []


def test_another_look(panel: OptimizerPanel, store: Store) -> None:
    card = panel.cards[0]
    click(card.header.dot)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, LookPopup)
    click(popup.dots()[5])
    click(next(dot for dot in popup.dots()[15:] if dot.lane_style().marker == "hexagon"))
    lane = store.experiment.lanes[0]
    assert (lane.color, lane.marker, lane.dash) == ("#d55e00", "hexagon", "solid")
    assert card.header.dot.lane_style().marker == "hexagon"
    assert all(dot.isChecked() for dot in popup.dots())
    assert card.header.dot.isChecked()
    popup.close()
    assert store.stack.undoText() == "Look of Gradient descent"


def test_what_became_of_each_lane(panel: OptimizerPanel, store: Store) -> None:
    panel.show_scene(scene.complete_scene(store.experiment))
    assert not any(card.status.isVisible() for card in panel.cards)
    lanes = [
        replace(lane, hyperparameters={"lr": 100.0}) if k == 0 else lane
        for k, lane in enumerate(store.experiment.lanes)
    ]
    changed = replace(store.experiment, lanes=tuple(lanes), stopping=Stopping(loss=-2.0))
    store.change("Wild", changed)
    panel.show_scene(scene.complete_scene(store.experiment))
    wild, calm = panel.cards[0].status, panel.cards[4].status
    assert wild.isVisible() and wild.property("role") == "error"
    assert wild.text().startswith("Diverged at step")
    assert calm.isVisible() and calm.property("role") == "muted"
    assert "limit at step" in calm.text()
    panel.cards[0].header.switch.click()
    assert not wild.isVisible()


def test_a_lane_that_cannot_start_says_why(panel: OptimizerPanel, store: Store) -> None:
    whole = scene.complete_scene(store.experiment)
    broken = replace_run(whole, 2, "The start (1, 2, 3) does not fit.")
    panel.show_scene(broken)
    assert panel.cards[2].status.text() == "The start (1, 2, 3) does not fit."
    assert panel.cards[2].status.property("role") == "error"


def test_a_long_message_opens_from_its_first_sentence(panel: OptimizerPanel) -> None:
    card = panel.cards[0]
    notice = card.notice
    card.say("One layer is dead. Its gradient is zero, so nothing in it moves.", "warning")
    assert card.status.text() == "One layer is dead." and "nothing in it moves" in card.status.toolTip()
    assert notice.more.isVisible() and next_stop(panel.cards, card.rate.field(), True) is notice.more
    low = notice.heightForWidth(240)
    QTest.keyClick(notice.more, Qt.Key.Key_Space)
    assert card.status.text() == notice.text() and notice.text().endswith("nothing in it moves.")
    assert notice.heightForWidth(240) > low
    card.say("One layer is dead. It died at step 9.", "warning")
    assert card.status.text().endswith("at step 9."), "it stays open"
    card.say("Diverged.", "error")
    assert card.status.text() == "Diverged." and not notice.more.isVisible()
    card.say("One layer is dead. Its gradient is zero.", "warning", "Dead.")
    assert card.status.text() == "Dead."
    card.say("", "muted")
    assert not notice.isVisible()


def replace_run(whole: scene.Scene, index: int, error: str) -> scene.Scene:
    """The scene with lane ``index`` unable to start."""
    lanes = list(whole.lanes)
    lanes[index] = dataclasses.replace(lanes[index], run=None, error=error)
    return dataclasses.replace(whole, lanes=tuple(lanes))


def test_a_scene_of_other_lanes_is_no_news(panel: OptimizerPanel, store: Store) -> None:
    whole = scene.complete_scene(store.experiment)
    store.replace("Fewer", lanes=store.experiment.lanes[:1])
    panel.show_scene(whole)
    store.replace("Other", lanes=(Lane("adam"),))
    panel.show_scene(replace_run(whole, 0, "Wrong lane."))
    assert not panel.cards[0].status.isVisible()


def test_fitting_rates_moves_the_sliders(panel: OptimizerPanel, store: Store) -> None:
    store.change("Surface", edits.with_surface(store.experiment, "eggholder", fit=False))
    click(panel.fit_button)
    assert panel.cards[4].rate.value() == 20.0
    scale = panel.cards[4].rate.field().number_scale()
    assert 0.0 < scale.to_unit(20.0) < 1.0
    assert store.stack.undoText() == "Fit learning rates"
    drag(panel.cards[4].rate.row, 8)
    assert store.experiment.lanes[4].hyperparameters["lr"] > 20.0


def double_click(card: LaneCard) -> None:
    """On the slider of the learning rate."""
    QTest.mouseDClick(slider_of(card.rate.row), Qt.MouseButton.LeftButton)


def test_a_double_click_returns_to_the_rates_of_the_opening_race(panel: OptimizerPanel, store: Store) -> None:
    store.change("Start", edits.with_start(store.experiment, (1.0, 1.0)))
    for card, rate in zip(panel.cards, (0.02, 0.01, 0.3, 0.02, 0.05), strict=True):
        type_number(card.rate.field(), "0.123")
        double_click(card)
        changed = edits.with_hyperparameter(store.experiment, card.index, "lr", rate)
        assert card.rate.value() == rate
        assert store.experiment == changed
        assert f"double click: {rate}" in card.rate.field().toolTip()


def test_a_double_click_returns_to_what_suits_the_problem(panel: OptimizerPanel, store: Store, qtbot: QtBot) -> None:
    store.change("Surface", edits.with_surface(store.experiment, "rosenbrock", fit=False))
    suited = suited_rates(problem_of(store.experiment))
    assert suited["gd"] < OPTIMIZERS["gd"].defaults["lr"]
    card = panel.cards[0]
    qtbot.waitUntil(lambda: card.rate.field().default() == suited["gd"])
    double_click(card)
    assert store.experiment.lanes[0].hyperparameters["lr"] == suited["gd"]
    run = scene.complete_scene(store.experiment).lanes[0].run
    assert run is not None and run.status != "diverged"
    label = card.rate.row.findChild(ScrubLabel)
    assert label is not None and "suits this problem" in label.toolTip()
    add(panel, "lion")
    qtbot.waitUntil(lambda: panel.cards[-1].rate.field().default() == suited["lion"])


def test_where_nothing_is_defined_the_lanes_stay_silent(panel: OptimizerPanel, store: Store) -> None:
    store.change("Formula", edits.with_formula(store.experiment, "log(-1 - x^2 - y^2)"))
    panel.show_scene(scene.complete_scene(store.experiment))
    assert [card.status.text() for card in panel.cards] == [""] * 5


def test_a_surface_of_another_dimension(panel: OptimizerPanel, store: Store) -> None:
    choose(panel, panel.cards[0], "Own start")
    store.change("Surface", edits.with_surface(store.experiment, "abs_1d"))
    details = panel.cards[0].details
    assert details is not None and details.start == []
    choose(panel, panel.cards[0], "Own start")
    assert len(details.start) == 1


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_is_wider_than_the_panel(panel: OptimizerPanel, qapp: QApplication, scale: float) -> None:
    theme.apply(qapp, "light", scale)
    for card in panel.cards:
        card.set_open(True)
    panel.resize(theme.px(MINIMUM_WIDTH), theme.px(330))
    QTest.qWait(0)
    assert panel.page.verticalScrollBar().maximum() > 0
    assert panel.page.column.minimumSizeHint().width() <= panel.page.viewport().width()
    theme.apply(qapp, "light", 1.0)


def test_tab_goes_from_top_to_bottom(panel: OptimizerPanel) -> None:
    panel.cards[1].set_open(True)
    choose(panel, panel.cards[0], "Move down")
    choose(panel, panel.cards[0], "Duplicate")
    panel.cards[0].header.setFocus()
    heights: list[int] = []
    stops: list[QWidget] = []
    while not stops or QApplication.focusWidget() is not stops[0]:
        focus = QApplication.focusWidget()
        assert focus is not None and focus not in stops
        stops.append(focus)
        heights.append(focus.mapTo(panel, QPoint(0, focus.height() // 2)).y())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert heights == sorted(heights)
    fields = [field for field in panel.findChildren(NumberField) if field.isVisible()]
    assert len(fields) >= 9 and set(fields) <= set(stops)
    assert stops[-2:] == [panel.add_button, panel.fit_button]


def test_every_control_teaches(panel: OptimizerPanel) -> None:
    panel.cards[0].set_open(True)
    for widget in panel.findChildren(QWidget):
        keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, QAbstractButton | NumberSlider)
        if keys and widget.isVisible():
            assert widget.toolTip(), widget


def test_many_changes_rebuild_nothing(panel: OptimizerPanel, store: Store) -> None:
    cards = list(panel.cards)
    experiment: Experiment = store.experiment
    for value in (0.1, 0.2, 0.3):
        experiment = edits.with_hyperparameter(experiment, 0, "lr", value)
        store.change("Rate", experiment)
    assert panel.cards == cards


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_ends_renaming_and_does_nothing_else(panel: OptimizerPanel, store: Store, key: Qt.Key) -> None:
    header = panel.cards[0].header
    header.setFocus()
    QTest.keyClick(header, Qt.Key.Key_F2)
    QTest.keyClicks(header.editor, "Mine")
    QTest.keyClick(header.editor, key)
    assert (store.experiment.lanes[0].name, store.experiment.lanes[0].enabled) == ("Mine", True)
    assert header.hasFocus()
    assert header.editor.isHidden()


def test_words_follow_the_text_size_whatever_happened_before(panel: OptimizerPanel) -> None:
    card = panel.cards[0]
    for scale in (2.0, 1.5, 1.0):
        theme.manager().set_scale(scale)
        for sentence, role in (("", "muted"), ("Diverged at step 5.", "error"), ("Converged.", "muted")):
            card.say(sentence, role)
            QApplication.processEvents()
            assert card.status.font().pixelSize() == theme.px(11)
        assert card.header.name.font().pixelSize() == theme.px(13)


def test_a_rate_beyond_all_bounds_is_told_and_not_stumbled_over(panel: OptimizerPanel, store: Store) -> None:
    wild = replace(store.experiment.lanes[0], hyperparameters={"lr": 3e8})
    store.replace("Wild", lanes=(wild, *store.experiment.lanes[1:]))
    panel.show_scene(scene.complete_scene(store.experiment))
    low, high = panel.cards[0].rate.field().number_scale().soft
    assert low < high and "is not valid" in panel.cards[0].status.text()


def test_the_slider_of_a_rate_near_its_end_covers_other_decades_and_keeps_the_focus(
    panel: OptimizerPanel, store: Store
) -> None:
    row = panel.cards[0].rate
    slider = row.findChild(NumberSlider)
    assert slider is not None
    slider.setFocus()
    for rate in (5e-7, 2e3, 1.0, 0.05):
        store.change("Rate", edits.with_hyperparameter(store.experiment, 0, "lr", rate))
        assert panel.cards[0].rate is row
        assert slider.hasFocus()
        low, high = row.field().number_scale().soft
        assert 3 * low < rate < high / 3
    slider.setSliderDown(True)
    before = row.field().number_scale().soft
    store.change("Rate", edits.with_hyperparameter(store.experiment, 0, "lr", 9e4))
    assert row.field().number_scale().soft == before
    slider.setSliderDown(False)


def test_details_of_a_lane_at_the_bottom_come_into_sight(panel: OptimizerPanel, qtbot: QtBot) -> None:
    panel.resize(300, 420)
    card = panel.cards[-1]
    click(card.header.opener)
    view = panel.page.viewport()

    def in_sight() -> bool:
        assert card.details is not None
        bottom = card.details.mapTo(view, QPoint(0, card.details.height())).y()
        return card.mapTo(view, QPoint(0, 0)).y() >= 0 and bottom <= view.height()

    qtbot.waitUntil(in_sight)
