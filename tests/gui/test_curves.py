"""The curves: their numbers, their axes, and what the mouse does."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from landscape_gui.colors import rgb
from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.experiment import (
    CatalogueData,
    DataPreparation,
    Experiment,
    FormulaProblem,
    Lane,
    NetworkProblem,
    Stopping,
    SurfaceProblem,
    Training,
    first_experiment,
)
from landscape_gui.scene import Scene, complete_scene, compute
from landscape_gui.ui import theme
from landscape_gui.ui.canvas.paint import axis_words
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.curves import view as curves_view
from landscape_gui.ui.views.curves.data import DECADES, Chart, chart_of
from landscape_gui.ui.views.curves.key import key_width, line_height
from landscape_gui.ui.views.curves.labels import apart
from landscape_gui.ui.views.curves.picture import CurvePicture
from landscape_gui.ui.views.curves.series import (
    BATCH,
    KEPT,
    TRAINING,
    VALIDATION,
    outlined,
    series_of,
    shown_curve,
    thinned,
)
from landscape_gui.ui.views.curves.view import CurvesView
from landscape_gui.ui.views.curves.words import CurveWords
from tests.gui.hands import move
from tests.gui.making import view_of

RACE = first_experiment()
WILD = Experiment(
    SurfaceProblem("rosenbrock"),
    (Lane("gd", {"lr": 0.02}), Lane("momentum", {"lr": 0.0005}), Lane("adam", {"lr": 0.05})),
    start=(-1.5, 2.0),
    steps=200,
)
OVERFIT = Experiment(
    NetworkProblem(CatalogueData("moons", 40, 0.35), DataPreparation(validation=0.5), hidden=(16,)),
    (Lane("gd", {"lr": 0.5}), Lane("adam", {"lr": 0.05})),
    steps=300,
)
"""Two lanes learn 20 noisy examples by heart."""


@pytest.fixture(scope="module")
def race() -> Scene:
    return complete_scene(RACE)


@pytest.fixture(scope="module")
def wild() -> Scene:
    return complete_scene(WILD)


@pytest.fixture(scope="module")
def overfit() -> Scene:
    return complete_scene(OVERFIT)


@pytest.fixture(scope="module")
def batches() -> Scene:
    """Both lanes see single batches, of different sizes."""
    lanes = (OVERFIT.lanes[0], msgspec.structs.replace(OVERFIT.lanes[1], batch_size=4))
    problem = msgspec.structs.replace(OVERFIT.problem, training=Training(batch_size=8))
    return complete_scene(msgspec.structs.replace(OVERFIT, problem=problem, lanes=lanes, steps=100))


def training_run(shown: Scene, lane: int) -> TrainingRun:
    run = shown.lanes[lane].run
    assert isinstance(run, TrainingRun)
    return run


def seen(shown: Scene, **view: object) -> Scene:
    """The scene with other fields of its view."""
    experiment = shown.experiment
    fields = msgspec.structs.replace(experiment.view, **view)
    return replace(shown, experiment=msgspec.structs.replace(experiment, view=fields))


def chart(shown: Scene, **view: object) -> Chart:
    scene = seen(shown, **view)
    return chart_of(scene, series_of(scene, scene.experiment.view.curve), "step")


def make(qtbot: QtBot, shown: Scene, width: int = 900, height: int = 300) -> CurvesView:
    view = view_of(qtbot, CurvesView(theme.manager()), shown, width, height)
    view.show()
    view.grab()
    return view


def place(view: CurvesView, step: float, up: float = 0.5) -> QPoint:
    plot = view.plot()
    assert plot is not None
    rect = plot.frame.rect
    return QPoint(round(float(plot.frame.x_pixels(step))), round(rect.bottom() - up * rect.height()))


def test_negative_losses_are_shown_above_the_minimum(race: Scene) -> None:
    shown = chart(race)
    lowest = race.problem.value_and_gradient(race.minima[0])[0]
    assert shown.what == "loss_minimum"
    assert shown.subtracted == pytest.approx(lowest)
    assert shown.y.kind == "log" and shown.y.low > 0.0
    assert chart(race, log_values=False).subtracted == 0.0, "a linear axis shows losses as they are"


def test_positive_losses_are_shown_as_they_are(wild: Scene) -> None:
    assert (chart(wild).what, chart(wild).subtracted) == ("loss", 0.0)


def test_without_a_known_minimum_the_lowest_loss_is_subtracted() -> None:
    lanes = (Lane("gd", {"lr": 0.1}), Lane("adam", {"lr": 0.1}))
    shown = complete_scene(Experiment(FormulaProblem("x^2 + y^2 - 3"), lanes, steps=100))
    result = chart(shown)
    assert result.what == "loss_lowest"
    assert result.subtracted == min(float(lane.run.losses.min()) for lane in shown.shown if lane.run)


def test_gradient_norms_are_never_shifted(race: Scene) -> None:
    shown = chart(race, curve="gradient_norm")
    assert (shown.what, shown.subtracted) == ("gradient_norm", 0.0)
    run = shown.series[0].run
    np.testing.assert_allclose(shown.series[0].values, np.linalg.norm(run.gradients, axis=1))


@pytest.mark.parametrize("log_values", [False, True])
def test_a_diverging_lane_does_not_squash_the_others(wild: Scene, log_values: bool) -> None:
    shown = chart(wild, log_values=log_values)
    assert shown.series[0].diverged and shown.series[0].values.max() > 1e20
    assert shown.y.high < 1e4
    for one in shown.series[1:]:
        units = shown.placed(one.values)
        assert units.max() - units.min() > 0.3
        assert 0.0 <= units[0] <= 1.0


@pytest.mark.parametrize("log_values", [False, True])
@pytest.mark.parametrize("text", ["x*0 + y*0", "x*0 + y*0 - 2", "x^2 - y^2", "log(x)", "x + y"])
def test_axes_exist_for_every_kind_of_loss(text: str, log_values: bool) -> None:
    lanes = (Lane("gd", {"lr": 0.5}), Lane("adam"))
    for start in ((1.0, 1.0), (0.0, 0.0)):
        problem = FormulaProblem(text)
        size = complete_scene(Experiment(problem, (), steps=1)).problem.dimension
        shown = complete_scene(Experiment(problem, lanes, start=start[:size], steps=300))
        axis = chart(shown, log_values=log_values).y
        assert np.isfinite([axis.low, axis.high]).all() and axis.low < axis.high
        assert axis.kind != "log" or axis.low > 0.0


def test_a_logarithmic_axis_has_a_limited_length(race: Scene) -> None:
    axis = chart(race).y
    assert np.log10(axis.high / axis.low) <= 1.2 * DECADES


def test_logarithmic_steps_begin_at_the_start(race: Scene) -> None:
    axis = chart(race, log_steps=True).x
    assert axis.to_unit(0.0) == 0.0
    assert axis.to_unit(300.0) == 1.0
    assert axis.to_unit(16.0) == pytest.approx(0.5, abs=0.01)


@given(st.integers(1, 4000), st.integers(1, 300), st.integers(0, 2**32 - 1))
def test_thinned_curves_keep_what_shows(rows: int, width: int, seed: int) -> None:
    y = np.random.default_rng(seed).normal(size=rows)
    x = np.linspace(0.0, width, rows)
    points = thinned(x, y)
    assert len(points) <= max(rows, 4 * (width + 1))
    assert (np.diff(points[:, 0]) >= 0.0).all()
    assert points[0].tolist() == [x[0], y[0]] and points[-1].tolist() == [x[-1], y[-1]]
    for column in range(width + 1):
        inside, kept = y[np.floor(x) == column], points[np.floor(points[:, 0]) == column, 1]
        if inside.size:
            assert (kept.min(), kept.max()) == (inside.min(), inside.max())


@pytest.mark.parametrize("rows", [1, 2 * KEPT, 2 * KEPT + 1, 100_000])
def test_long_runs_keep_their_outline(rows: int) -> None:
    values = np.random.default_rng(0).normal(size=rows)
    steps, outline = outlined(np.arange(rows), values)
    assert steps.size == outline.size <= 5 * KEPT
    assert (outline.min(), outline.max(), outline[0], outline[-1]) == (
        values.min(),
        values.max(),
        values[0],
        values[-1],
    )
    assert (np.diff(steps) >= 0.0).all()


@given(st.lists(st.floats(-50.0, 250.0), max_size=12))
def test_names_do_not_overlap(places: list[float]) -> None:
    moved = apart(places, 15.0, 0.0, 200.0)
    ordered = sorted(moved)
    assert all(after - before >= 15.0 - 1e-9 for before, after in pairwise(ordered))
    assert all(-1e-9 <= place <= 200.0 + 1e-9 for place in moved)
    assert sorted(range(len(places)), key=lambda k: (places[k], k)) == sorted(
        range(len(places)), key=lambda k: (moved[k], k)
    )


def test_a_click_and_a_drag_ask_for_steps(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    asked: list[float] = []
    view.seekRequested.connect(asked.append)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=place(view, 100.0))
    qtbot.mouseMove(view, place(view, 200.0))
    qtbot.mouseMove(view, QPoint(view.width() - 1, 150))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() - 1, 150))
    qtbot.mouseMove(view, place(view, 50.0))
    assert asked == [100.0, 200.0, 300.0]


def test_other_buttons_do_not_seek(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    with qtbot.assertNotEmitted(view.seekRequested):
        qtbot.mouseClick(view, Qt.MouseButton.RightButton, pos=place(view, 100.0))


def test_readings_are_sorted_by_value_and_say_who_is_out(wild: Scene, qtbot: QtBot) -> None:
    view = make(qtbot, wild)
    readings = view.readings(150.0)
    values = [reading.value for reading in readings]
    assert values == sorted(values)
    assert [reading.ended for reading in readings] == ["", "", "diverged"]
    run = readings[0].lane.run
    assert run is not None and values[0] == run.losses[150]


def test_hovering_shows_numbers_and_leaving_takes_them_away(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    # The mouse may still be where another test has left it.
    view.leaveEvent(QEvent(QEvent.Type.Leave))
    before = view.grab().toImage()

    def hover() -> None:
        move(view, place(view, 60.0))
        assert view.grab().toImage() != before

    hover()
    view.leaveEvent(QEvent(QEvent.Type.Leave))
    assert view.grab().toImage() == before
    hover()
    # The controls lie over the view, which the mouse does not leave for them.
    QApplication.sendEvent(view.controls, QEnterEvent(QPointF(1.0, 1.0), QPointF(1.0, 1.0), QPointF(1.0, 1.0)))
    assert view.grab().toImage() == before
    hover()
    view.show_scene(replace(race, lanes=race.lanes[:-1]))
    view.show_scene(race)
    assert view.grab().toImage() == before


def test_readings_have_the_loss_and_what_the_axis_shows(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    axes = view.chart()
    assert axes is not None and axes.what == "loss_minimum"
    for reading in view.readings(60.0):
        assert reading.shown == reading.value - axes.subtracted and len(reading.figures()) == 2
    view.show_scene(seen(race, log_values=False))
    assert [reading.shown for reading in view.readings(60.0)] == [None] * 5


def test_names_can_be_left_to_somebody_else(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    plot = view.plot()
    view.set_legend(False)
    view.grab()
    bare = view.plot()
    assert plot is not None and bare is not None and bare.frame.rect.width() > plot.frame.rect.width() + 50


def test_controls_say_what_changes_and_change_nothing_themselves(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, race)
    told: list[tuple[object, str]] = []
    view.viewChanged.connect(lambda fields, label: told.append((fields, label)))
    qtbot.mouseClick(view.controls.log_values, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.controls.log_steps, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.controls.curve.button("gradient_norm"), Qt.MouseButton.LeftButton)
    assert told == [
        ({"log_values": False}, "Linear loss axis"),
        ({"log_steps": True}, "Logarithmic step axis"),
        ({"curve": "gradient_norm"}, "Show the gradient norm"),
    ]
    shown = view.chart()
    assert shown is not None and shown.what == "loss_minimum"
    view.show_scene(seen(race, log_values=False, log_steps=False, curve="gradient_norm"))
    assert len(told) == 3
    assert not view.controls.log_values.isChecked()
    assert view.controls.curve.value() == "gradient_norm"


def bright(image: QImage, left: int, right: int, color: str, top: int, bottom: int) -> int:
    """How many pixels of a part are of the very colour of a lane."""
    wanted = QColor(color).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(left, right) for y in range(top, bottom))


def test_the_future_is_dimmed(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, seen(race, log_values=False))
    view.seek(100.0)
    image = view.grab().toImage()
    past, cursor, end = (place(view, step).x() for step in (1.0, 100.0, 299.0))
    plot = view.plot()
    assert plot is not None
    top, bottom = round(plot.frame.rect.top()) + 4, round(plot.frame.rect.bottom()) - 4
    color = race.lanes[0].color
    assert bright(image, past, cursor - 8, color, top, bottom) > 30
    assert bright(image, cursor + 8, end - 8, color, top, bottom) == 0


def test_playing_paints_the_curves_only_once(qtbot: QtBot, race: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    view = make(qtbot, race)
    monkeypatch.setattr(type(view._picture), "_draw_lines", lambda *_: pytest.fail("curves are drawn again"))
    monkeypatch.setattr(type(view._picture), "_lay_out", lambda *_: pytest.fail("axes are laid out again"))
    for step in (1.0, 2.5, 200.0, 300.0, 0.0):
        view.seek(step)
        view.grab()


def test_heads_lie_on_their_curves(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, seen(race, log_values=False))
    plot, shown = view.plot(), view.chart()
    assert plot is not None and shown is not None
    for position in (0.0, 3.0, 299.0, 300.0):
        for one, head in zip(shown.series, view._picture.heads(position), strict=True):
            assert head is not None
            expected = plot.frame.point(position, float(one.values[int(position)]))
            assert (head - expected).manhattanLength() < 1e-6
    before, between, after = (view._picture.heads(position)[0] for position in (3.0, 3.5, 4.0))
    assert before is not None and between is not None and after is not None
    assert (between - (before + after) / 2.0).manhattanLength() < 1e-6


@pytest.mark.parametrize("size", [(900, 200), (560, 180), (300, 120), (200, 60), (30, 20)])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_paints_at_any_size(qtbot: QtBot, wild: Scene, size: tuple[int, int], mode: theme.Mode) -> None:
    manager = theme.manager()
    try:
        manager.apply(mode, 1.0)
        view = make(qtbot, wild, *size)
        view.seek(50.0)
        qtbot.mouseMove(view, QPoint(size[0] // 2, size[1] // 2))
        image = view.grab().toImage()
        assert image.size() == view.size()
        assert size[1] < 60 or image.pixelColor(0, size[1] - 1) == manager.theme.color("background")
    finally:
        manager.apply("light", 1.0)


def test_a_view_that_was_never_shown_paints_into_a_picture(qtbot: QtBot, race: Scene) -> None:
    view = CurvesView(theme.manager())
    qtbot.addWidget(view)
    view.resize(QSize(600, 240))
    view.show_scene(seen(race, log_values=False))
    view.seek(300.0)
    image = QImage(1200, 480, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2.0)
    painter = QPainter(image)
    view.render(painter, QPoint(0, 0))
    painter.end()
    assert not view.controls.isVisibleTo(view)
    assert bright(image, 100, 1000, race.lanes[0].color, 60, 420) > 200


def test_ends_are_marked(qtbot: QtBot, race: Scene) -> None:
    stopping = msgspec.structs.replace(RACE, stopping=Stopping(gradient_norm=1e-3))
    plain, marked = make(qtbot, race), make(qtbot, complete_scene(stopping))
    assert not any(plain._words.ended(one) for one in series_of(race, "loss"))
    readings = marked.readings(300.0)
    assert {reading.ended for reading in readings} == {"converged"}


def test_without_lanes_there_are_words(qtbot: QtBot, race: Scene) -> None:
    view = make(qtbot, complete_scene(msgspec.structs.replace(RACE, lanes=())))
    assert view.readings(3.0) == []
    view.show_scene(race)
    view.grab()
    assert view.plot() is not None


def test_the_mouse_before_any_scene_does_no_harm(qtbot: QtBot) -> None:
    view = CurvesView(theme.manager())
    qtbot.addWidget(view)
    view.show()
    qtbot.mouseMove(view, QPoint(20, 20))
    assert view.step_at(10.0) == 0.0
    assert view.chart() is None
    view.grab()


def test_networks_show_what_is_learnt_and_what_is_set_aside(overfit: Scene) -> None:
    series = series_of(overfit, "loss")
    assert [(one.part, one.lane.index) for one in series] == [
        (VALIDATION, 0),
        (VALIDATION, 1),
        (TRAINING, 0),
        (TRAINING, 1),
    ]
    looks = training_run(overfit, 1).curves
    np.testing.assert_array_equal(series[1].values, looks.validation_losses)
    # Without penalties or anything random, the losses of all steps are those over all of the training data.
    np.testing.assert_allclose(series[3].values[looks.steps], looks.training_losses, rtol=1e-12)


def test_losses_are_compared_without_penalties() -> None:
    problem = msgspec.structs.replace(OVERFIT.problem, l2=0.01)
    shown = complete_scene(msgspec.structs.replace(OVERFIT, problem=problem, steps=50))
    training = series_of(shown, "loss")[2]
    run = training_run(shown, 0)
    np.testing.assert_array_equal(training.values, run.curves.training_losses)
    assert (training.values[:10] < run.losses[training.at[:10]]).all()


def test_batches_lie_beneath_and_do_not_stretch_the_axis(batches: Scene) -> None:
    shown = chart(batches, log_values=False)
    assert [one.part for one in shown.series] == [BATCH, BATCH, VALIDATION, VALIDATION, TRAINING, TRAINING]
    noisy = np.concatenate([one.values for one in shown.series[:2]])
    np.testing.assert_array_equal(shown.series[0].values, training_run(batches, 0).losses)
    wild = replace(shown.series[0], values=1e6 * noisy, outline=1e6 * noisy)
    calm = chart_of(seen(batches, log_values=False), (wild, *shown.series[1:]))
    assert calm.y == shown.y


def test_accuracy_has_an_axis_in_percent(overfit: Scene, qtbot: QtBot) -> None:
    view = make(qtbot, seen(overfit, curve="accuracy"))
    shown = view.chart()
    assert shown is not None and (shown.what, shown.y.kind) == ("accuracy", "linear")
    assert shown.y.low < 0.0 and 100.0 < shown.y.high < 105.0
    looks = training_run(overfit, 0).curves
    np.testing.assert_array_equal(shown.series[0].values, 100.0 * looks.validation_accuracies)
    assert view.controls.curve.button("accuracy").isVisible() and not view.controls.log_values.isVisible()
    reading = view.readings(0.0)[0]
    assert reading.figures()[0].endswith("\N{NO-BREAK SPACE}%")


def test_accuracy_is_offered_only_where_there_are_classes(overfit: Scene, race: Scene, qtbot: QtBot) -> None:
    values = NetworkProblem(CatalogueData("sine"), hidden=(2,))
    regression = complete_scene(msgspec.structs.replace(OVERFIT, problem=values, steps=5))
    view = make(qtbot, overfit)
    told: list[dict[str, str]] = []
    view.viewChanged.connect(lambda fields, label: told.append(fields))
    qtbot.mouseClick(view.controls.curve.button("accuracy"), Qt.MouseButton.LeftButton)
    assert told == [{"curve": "accuracy"}]
    for shown in (regression, race):
        view.show_scene(seen(shown, curve="accuracy"))
        view.grab()
        assert not view.controls.curve.button("accuracy").isVisible()
        assert (shown_curve(seen(shown, curve="accuracy")), view.controls.curve.value()) == ("loss", "loss")
        axes = view.chart()
        assert axes is not None and axes.what.startswith("loss")
        qtbot.keyClick(view.controls.curve.button("loss"), Qt.Key.Key_Left)
    assert told[1:] == [{"curve": "gradient_norm"}] * 2, "the keys leave the hidden choice out"


def test_readings_tell_training_and_validation_apart(overfit: Scene, qtbot: QtBot) -> None:
    view = make(qtbot, overfit)
    shown = view.chart()
    assert shown is not None
    assert view._words.heads(shown) == ["training", "test", "best at"]
    for reading in view.readings(150.0):
        looks = training_run(overfit, reading.lane.index).curves
        row = int(np.searchsorted(looks.steps, 150, side="right")) - 1
        assert reading.validation == looks.validation_losses[row]
        assert len(reading.figures()) == 3 and reading.figures()[2] == str(looks.best_step)


def test_curves_of_tests_are_hollow_in_the_full_colour_of_their_lane(overfit: Scene) -> None:
    picture, ground = CurvePicture(theme.manager()), rgb(theme.manager().theme.background)
    for one in series_of(overfit, "loss"):
        look = picture._stroke(one)
        if one.part == VALIDATION:
            assert (look.color, look.outline) == (ground, (*rgb(one.lane.color), 255)) and look.outline_width >= 1.0
        elif one.part == TRAINING:
            assert look.color == rgb(one.lane.color)


def test_the_lowest_validation_loss_is_marked_where_it_rose_again(overfit: Scene, qtbot: QtBot) -> None:
    view = make(qtbot, overfit)
    shown, plot = view.chart(), view.plot()
    assert shown is not None and plot is not None
    for one, mark in zip(shown.series, view._picture.bests(), strict=True):
        assert (mark is None) == (one.part == TRAINING)
        if mark is not None:
            looks = training_run(overfit, one.lane.index).curves
            expected = plot.frame.point(looks.best_step, looks.best_loss)
            assert (mark - expected).manhattanLength() < 1e-6
    assert ("best", "best") in view._words.key(shown)


def test_the_key_tells_kinds_of_curves_where_there_are_several(overfit: Scene, batches: Scene, race: Scene) -> None:
    words = CurveWords()
    kinds = [what for what, _ in words.key(chart(batches))]
    assert (kinds[0], kinds[1], kinds[-1]) == ("training", "validation", "batch")
    assert words.key(chart(overfit, curve="gradient_norm")) == words.key(chart(race)) == []


def test_what_matters_most_of_the_key_has_room_first(qtbot: QtBot, batches: Scene) -> None:
    shown = {width: make(qtbot, batches, width) for width in (300, 560, 1000)}
    kept = {}
    for width, view in shown.items():
        axes = view.chart()
        assert axes is not None
        kept[width] = [what for what, _ in view._key_above(axes)]
    assert kept[300] == []
    assert kept[1000][-1] == "batch" and kept[560] == kept[1000][: len(kept[560])] != []


def test_epochs_are_read_beside_steps(overfit: Scene, batches: Scene, race: Scene, qtbot: QtBot) -> None:
    words = CurveWords()
    whole, mixed = series_of(overfit, "loss"), series_of(batches, "loss")
    assert words.steps(whole) == "step = epoch" and words.epoch(chart(overfit), 10.0) == ""
    assert words.steps(mixed) == "step" and words.epoch(chart(batches), 10.0) == ""
    epochs = {reading.lane.index: reading.further[0] for reading in words.readings(chart(batches), 10.0)}
    assert epochs == {0: "3.3", 1: "2.0"}
    same = replace(batches, lanes=batches.lanes[:1])
    assert words.steps(series_of(same, "loss")) == "step (3 = 1 epoch)"
    assert words.epoch(chart(same), 10.0) == " · epoch 3.3"
    assert words.steps(series_of(race, "loss")) == "step"


def test_the_epoch_of_a_step_is_that_of_lanes_that_have_come_so_far(batches: Scene) -> None:
    """A lane that stopped early is no measure for the others."""
    first, second = (replace(batches.lanes[0], index=k) for k in range(2))
    run = training_run(batches, 0)
    early = replace(first, run=replace(run, steps=run.steps[:31], losses=run.losses[:31]))
    shown = replace(batches, lanes=(early, second))
    assert early.run is not None and early.run.last_step == 30
    assert CurveWords().epoch(chart(shown), 90.0) == " · epoch 30.0"


@pytest.mark.parametrize("width", [900, 620, 520, 420, 330])
@pytest.mark.parametrize("legend", [True, False])
def test_the_name_of_the_steps_hides_no_label_and_no_number_hides_it(
    qtbot: QtBot, overfit: Scene, width: int, legend: bool
) -> None:
    view = make(qtbot, overfit, width)
    view.set_legend(legend)
    view.seek(0.0)
    before, plot = view.grab().toImage(), view.plot()
    assert plot is not None
    along, _ = axis_words(plot, theme.manager())
    assert [one.text for one in along if not one.name] == list(plot.x_ticks.labels)
    (name,) = [one for one in along if one.name]
    assert name.text == "step = epoch" and view.rect().contains(name.box.toAlignedRect())
    for step in (220.0, 280.0, 300.0):
        view.seek(step)
        place = name.box.adjusted(0.0, 4.0, 0.0, 0.0).toRect()
        assert view.grab(place).toImage() == before.copy(place)


def test_curves_of_a_training_grow(qtbot: QtBot, overfit: Scene) -> None:
    view = make(qtbot, overfit)
    experiment = msgspec.structs.replace(OVERFIT, steps=20_000)
    lengths = []
    for shown in compute(experiment):
        view.show_scene(shown)
        view.grab()
        axes = view.chart()
        assert axes is not None and axes.x.high == 20_000
        lengths.append(axes.series[-1].at[-1])
        if len(lengths) == 3:
            break
    assert lengths == sorted(lengths) and lengths[0] < lengths[-1]


@pytest.mark.parametrize("size", [(900, 200), (420, 160), (200, 60)])
def test_networks_paint_at_any_size(qtbot: QtBot, batches: Scene, size: tuple[int, int]) -> None:
    for curve in ("loss", "accuracy", "gradient_norm"):
        view = make(qtbot, seen(batches, curve=curve), *size)
        view.seek(50.0)
        view._hover(QPointF(size[0] / 2.0, size[1] / 2.0))
        assert view.grab().toImage().size() == view.size()


def test_of_several_lanes_only_the_selected_one_has_its_batches_drawn(qtbot: QtBot, batches: Scene) -> None:
    def drawn(view: CurvesView) -> list[int]:
        axes = view.chart()
        assert axes is not None
        assert {one.lane.index for one in axes.series if one.part == TRAINING} == {0, 1}
        return [one.lane.index for one in axes.series if one.part == BATCH]

    def paint(view: CurvesView) -> QImage:
        return view.grab().toImage()

    view = make(qtbot, batches)
    assert drawn(view) == [0], "the lane that is saved as the selected one"
    first = paint(view)
    view.select_lane(1)
    assert drawn(view) == [1] and paint(view) != first
    assert ("batch", "batches of Adam") in view._words.key(view.chart())  # type: ignore[arg-type]
    view.select_lane(0)
    assert drawn(view) == [0] and paint(view) == first
    assert ("batch", "batches of GD") in view._words.key(view.chart())  # type: ignore[arg-type]
    alone = replace(batches, lanes=batches.lanes[1:])
    view.show_scene(alone)
    axes = view.chart()
    assert axes is not None and sum(one.part == BATCH for one in axes.series) == 1, "a single one needs no choice"
    assert ("batch", "batches") in view._words.key(axes)


def test_the_tooltip_of_the_key_says_whose_batches_are_drawn(qtbot: QtBot, batches: Scene, race: Scene) -> None:
    view = make(qtbot, batches)
    words = view._words.about_key(view.chart())  # type: ignore[arg-type]
    assert "selected optimizer only" in words and "Hollow" in words
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, QPoint(200, 8), view.mapToGlobal(QPoint(200, 8))))
    assert "selected optimizer only" in QToolTip.text()
    QToolTip.hideText()
    view.show_scene(race)
    assert view._words.about_key(view.chart()) == ""  # type: ignore[arg-type]


def test_the_key_is_whole_however_narrow_its_header_is(
    qtbot: QtBot, batches: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    boxes: list[QRectF] = []

    def remember(painter: object, items: list[tuple[str, str]], left: QPointF, themes: ThemeManager) -> None:
        told.extend(words for _, words in items)
        height = line_height(themes)
        boxes.append(QRectF(left.x(), left.y() - height / 2.0, key_width(items, themes), height))

    monkeypatch.setattr(curves_view, "paint_key", remember)
    for width in (900, 620, 520, 420):
        view = make(qtbot, batches, width)
        told.clear()
        boxes.clear()
        view.grab()
        axes = view.chart()
        assert axes is not None and len(told) == 4
        assert told == [words for _, words in view._words.key(axes)], width
        plot = view.plot()
        assert plot is not None
        room = QRectF(0.0, 0.0, width, plot.frame.rect.top() + 1.0)
        assert all(room.contains(box) for box in boxes), "it is whole and covers no curve"
