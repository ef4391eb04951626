"""The data view: examples, regions, curves, own points and the line that can be dragged."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from PySide6.QtCore import QLineF, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.core.network.architecture import Architecture
from landscape_gui.core.network.datasets import DATASETS
from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.experiment import (
    CatalogueData,
    DataPreparation,
    DataSource,
    Experiment,
    Lane,
    NetworkProblem,
    OwnCurve,
    OwnPoints,
    TableData,
    Training,
    first_experiment,
)
from landscape_gui.render.regions import mixed_color
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.ui import theme
from landscape_gui.ui.views.data import own as data_own
from landscape_gui.ui.views.data.cells import cells_of, free_cell
from landscape_gui.ui.views.data.curve import ChancePicture, CurvePicture, kinks_of, pieces_of
from landscape_gui.ui.views.data.examples import predicted_classes, probability_of, scores_of
from landscape_gui.ui.views.data.field import FINE, SIDES, Pace
from landscape_gui.ui.views.data.header import DataHeader
from landscape_gui.ui.views.data.legend import Entry, Legend
from landscape_gui.ui.views.data.line import line_of, moved_to, turned_to
from landscape_gui.ui.views.data.looks import class_rgb, point_size
from landscape_gui.ui.views.data.plane import SHARES, RegionsPicture, ValuesPicture, margins
from landscape_gui.ui.views.data.strip import AgreementPicture, StripPicture
from landscape_gui.ui.views.data.view import DataView

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
THREE = OwnPoints(((-1.0, -1.0, 0), (1.0, 1.0, 1), (0.0, 2.0, 1)))


@lru_cache(maxsize=64)
def scene_of(problem: NetworkProblem, steps: int = 60) -> Scene:
    lanes = (Lane("adam", {"lr": 0.05}), Lane("gd", {"lr": 0.1}))
    return complete_scene(Experiment(problem, lanes, steps=steps))


def catalogue(key: str, **fields: object) -> NetworkProblem:
    return NetworkProblem(CatalogueData(key, points=60), **{"hidden": (5,), **fields})  # type: ignore[arg-type]


def own(source: DataSource, **fields: object) -> NetworkProblem:
    return NetworkProblem(source, **{"hidden": (3,), **fields})  # type: ignore[arg-type]


@pytest.fixture
def view(qtbot: QtBot) -> DataView:
    view = DataView(theme.manager())
    qtbot.addWidget(view)
    view.resize(420, 380)
    return view


def shown(view: DataView, qtbot: QtBot, problem: NetworkProblem, position: float = 30.0) -> DataView:
    view.show()
    qtbot.waitExposed(view)
    view.show_scene(scene_of(problem))
    view.seek(position)
    view.canvas.fine = True
    view.canvas.repaint()
    return view


def picture_of(view: DataView) -> QImage:
    return view.canvas.grab().toImage()


def place(view: DataView, x: float, y: float) -> QPoint:
    plot = view.canvas.plot()
    assert plot is not None
    return plot.frame.point(x, y).toPoint()


def probabilities(architecture: Architecture, outputs: np.ndarray) -> np.ndarray:
    """(n, classes) what colours are to be mixed by, for outputs (n, outputs)."""
    if architecture.loss == "cross_entropy":
        return outputs
    scores = scores_of(architecture, outputs)
    if scores.ndim == 1:
        second = outputs[:, 0] if architecture.loss == "binary_cross_entropy" else probability_of(architecture, scores)
        return np.stack([1.0 - second, second], axis=1)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


class TestRegions:
    @pytest.mark.parametrize("key", ["circles", "three_classes"])
    @pytest.mark.parametrize("loss", ["", "mse", "hinge"])
    def test_regions_have_the_class_the_network_predicts(
        self, view: DataView, qtbot: QtBot, key: str, loss: str
    ) -> None:
        problem = catalogue(key, loss=loss, preparation=DataPreparation(standardise=True))
        shown(view, qtbot, problem)
        network, panel = view.network, view.panel(0)
        assert network is not None and panel is not None and isinstance(panel.picture, RegionsPicture)
        picture = panel.picture
        assert picture.field is not None and picture.theta is not None
        mesh, outputs = picture.field.at(picture.theta, fine=True)
        points = np.stack(np.meshgrid(mesh.xs, mesh.ys), axis=-1).reshape(-1, 2)
        inputs = network.prepared.transform(points)
        expected = network.predict(picture.theta, inputs)
        np.testing.assert_allclose(outputs.reshape(len(outputs), -1).T, expected, rtol=1e-12)
        # A pixel for each point of the grid, and its centre right on it.
        side = len(mesh.xs)
        image = picture.image(outputs, (-0.5, -0.5, side - 0.5, side - 0.5), side, side)
        colors = image[::-1, :, [2, 1, 0]].reshape(-1, 3).astype(float)
        wanted = probabilities(network.architecture, expected)
        background = QColor(theme.current().background)
        ground = np.array([background.red(), background.green(), background.blue()])
        exact = mixed_color(wanted, class_rgb(wanted.shape[1]), ground, SHARES[theme.current().name])
        np.testing.assert_allclose(colors, exact, atol=3.0)
        certain = np.sort(wanted, axis=1)[:, -1] > 0.501
        classes = predicted_classes(network.architecture, expected)
        np.testing.assert_array_equal(wanted.argmax(axis=1)[certain], classes[certain])

    def test_boundary_lies_where_both_classes_are_as_probable(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("circles"))
        panel, network = view.panel(0), view.network
        assert panel is not None and network is not None and isinstance(panel.picture, RegionsPicture)
        picture = panel.picture
        assert picture.field is not None and picture.theta is not None
        mesh, outputs = picture.field.at(picture.theta, fine=True)
        lines = picture.boundaries(mesh, outputs)
        assert lines
        inputs = network.prepared.transform(np.concatenate(lines))
        np.testing.assert_allclose(network.predict(picture.theta, inputs), 0.5, atol=0.02)

    def test_boundaries_of_three_classes_lie_where_two_lead(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("three_classes"))
        panel, network = view.panel(0), view.network
        assert panel is not None and network is not None and isinstance(panel.picture, RegionsPicture)
        picture = panel.picture
        assert picture.field is not None and picture.theta is not None
        lines = picture.boundaries(*picture.field.at(picture.theta, fine=True))
        leaders = np.sort(network.predict(picture.theta, network.prepared.transform(np.concatenate(lines))), axis=1)
        assert np.median(leaders[:, -1] - leaders[:, -2]) < 0.02

    def test_margins_say_how_far_a_class_leads(self) -> None:
        scores = np.array([3.0, 1.0, 2.0]).reshape(3, 1, 1)
        assert [float(m[0, 0]) for m in margins(scores)] == [1.0, -2.0]

    def test_same_parameters_are_not_computed_again(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("circles"))
        panel = view.panel(0)
        assert panel is not None and isinstance(panel.picture, RegionsPicture)
        field, theta = panel.picture.field, panel.picture.theta
        assert field is not None and theta is not None
        first = field.at(theta, fine=True)[1]
        assert field.at(theta, fine=True)[1] is first
        assert field.at(theta, fine=False)[1] is first

    def test_grid_is_as_fine_as_the_network_is_fast(self) -> None:
        pace = Pace()
        for _ in range(20):
            pace.learn(1000, 1e-9)
        assert pace.side(fine=True) == FINE
        for _ in range(60):
            pace.learn(10, 1.0)
        assert pace.side(fine=True) == SIDES[0]


class TestCurves:
    def test_pieces_and_constant_add_up_to_the_curve(self, view: DataView, qtbot: QtBot) -> None:
        preparation = DataPreparation(standardise=True, standardise_target=True)
        shown(view, qtbot, catalogue("sine", activation=("relu",), preparation=preparation))
        panel, network = view.panel(0), view.network
        assert panel is not None and network is not None and isinstance(panel.picture, CurvePicture)
        theta = panel.picture.theta
        assert theta is not None
        xs = np.linspace(-6.0, 6.0, 50)
        pieces = pieces_of(network, theta, xs)
        np.testing.assert_allclose(pieces.parts.sum(axis=0) + pieces.constant, panel.picture.curve(xs)[:, 0])

    def test_pieces_bend_at_their_kinks_only(self, view: DataView, qtbot: QtBot) -> None:
        preparation = DataPreparation(standardise=True)
        shown(view, qtbot, catalogue("sine", activation=("relu",), preparation=preparation))
        panel, network = view.panel(0), view.network
        assert panel is not None and network is not None and isinstance(panel.picture, CurvePicture)
        theta = panel.picture.theta
        assert theta is not None
        for unit, kink in enumerate(kinks_of(network, theta).tolist()):
            parts = pieces_of(network, theta, kink + np.array([-1.0, -0.5, 0.0, 0.5, 1.0])).parts[unit]
            assert min(np.abs(parts[:3]).max(), np.abs(parts[2:]).max()) < 1e-9
            np.testing.assert_allclose(np.diff(parts, 2)[[0, 2]], 0.0, atol=1e-9)
        # Between them the curve is straight, so kinks and ends are all it takes.
        xs = panel.picture.samples()
        between = 0.5 * (xs[1:] + xs[:-1])
        straight = np.interp(between, xs, panel.picture.curve(xs)[:, 0])
        np.testing.assert_allclose(panel.picture.curve(between)[:, 0], straight, atol=1e-9)

    def test_other_activations_have_no_kinks(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("sine"))
        panel, network = view.panel(0), view.network
        assert panel is not None and network is not None and panel.picture.theta is not None
        assert kinks_of(network, panel.picture.theta).size == 0
        assert view.header.units.isVisible()

    @pytest.mark.parametrize("activation", ["relu", "tanh"])
    def test_pieces_are_numbered_inside_the_axes_and_apart(self, view: DataView, qtbot: QtBot, activation: str) -> None:
        shown(view, qtbot, catalogue("sine", activation=(activation,)))
        panel, network = view.panel(0), view.network
        assert panel is not None and network is not None and isinstance(panel.picture, CurvePicture)
        plot, theta = view.canvas.plot(), panel.picture.theta
        assert plot is not None and theta is not None and panel.picture.shows_pieces
        pieces = pieces_of(network, theta, panel.picture.samples())
        found = panel.picture.number_places(plot, pieces)
        assert found and {unit for unit, _ in found} <= set(np.flatnonzero(pieces.parts.any(axis=1)).tolist())
        assert all(plot.frame.rect.contains(place) for _, place in found)
        away = [QLineF(a, b).length() for k, (_, a) in enumerate(found) for _, b in found[:k]]
        assert min(away, default=99.0) > 12.0
        words = [entry.text for entry in Legend(theme.manager()).entries(panel.picture)]
        assert "hidden units" in words
        view.header.units.click()
        assert "hidden units" not in [entry.text for entry in Legend(theme.manager()).entries(panel.picture)]

    def test_residuals_and_units_are_switched_on_and_off(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("sine", activation=("relu",)))
        before = picture_of(view)
        qtbot.mouseClick(view.header.residuals, LEFT)
        with_residuals = picture_of(view)
        qtbot.mouseClick(view.header.units, LEFT)
        assert before != with_residuals != picture_of(view)

    def test_two_inputs_have_no_such_switches(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("circles"))
        assert not view.header.residuals.isVisible() and not view.header.units.isVisible()


class TestRings:
    def test_no_ring_hides_the_class_of_another_wrong_example(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, NetworkProblem(CatalogueData("circles", points=200, noise=0.6), hidden=(5,)), 0.0)
        panel, image = view.panel(0), picture_of(view)
        assert panel is not None and panel.picture.answers is not None
        wrong = np.flatnonzero(panel.picture.answers.wrong)
        assert len(wrong) > 20
        line, ratio = theme.manager().theme.color("text").rgb(), image.devicePixelRatio()
        places = np.rint(panel.pixels()[wrong] * ratio).astype(int).tolist()
        assert not any(image.pixel(x, y) == line for x, y in places)


class TestKinds:
    TABLE = "a,b,c,d\n" + "".join(f"{k % 7},{k % 5},{k % 3},{{}}\n" for k in range(30))

    @pytest.mark.parametrize(
        ("key", "kind"),
        [("xor", RegionsPicture), ("gaussians", ValuesPicture), ("sine", CurvePicture), ("grades", StripPicture)],
    )
    def test_picture_suits_the_data(self, view: DataView, key: str, kind: type) -> None:
        view.show_scene(scene_of(catalogue(key)))
        view.grab()
        panel = view.panel(0)
        assert panel is not None and type(panel.picture) is kind

    def test_many_inputs_and_values_are_predicted_against_true(self, view: DataView) -> None:
        text = self.TABLE.format(*[f"{0.37 * k * k:.2f}" for k in range(30)])
        view.show_scene(scene_of(own(TableData("t.csv", text))))
        view.grab()
        panel = view.panel(0)
        assert panel is not None and isinstance(panel.picture, AgreementPicture)
        answers = panel.picture.answers
        assert answers is not None
        np.testing.assert_array_equal(panel.picture.places()[:, 1], answers.outputs[:, 0])

    def test_many_inputs_and_classes_are_laid_out_by_probability(self, view: DataView) -> None:
        text = self.TABLE.format(*["uvw"[k * k % 3] if k else "w" for k in range(30)])
        view.show_scene(scene_of(own(TableData("t.csv", text))))
        view.grab()
        panel = view.panel(0)
        assert panel is not None and isinstance(panel.picture, StripPicture)
        places, answers = panel.picture.places(), panel.picture.answers
        assert answers is not None
        assert (np.rint(places[:, 1]) == panel.picture.examples.targets).all()
        own_class = panel.picture.examples.targets.astype(int)
        np.testing.assert_array_equal(places[:, 0], answers.outputs[np.arange(30), own_class])

    def test_one_input_and_classes_show_probabilities(self, view: DataView) -> None:
        text = "age,sick\n" + "".join(f"{k},{'yes' if k > 9 else 'no'}\n" for k in range(20))
        view.show_scene(scene_of(own(TableData("t.csv", text))))
        view.grab()
        panel = view.panel(0)
        assert panel is not None and isinstance(panel.picture, ChancePicture)

    @pytest.mark.parametrize("size", [(320, 280), (900, 600)])
    @pytest.mark.parametrize("key", list(DATASETS))
    def test_every_data_set_paints(self, view: DataView, key: str, size: tuple[int, int]) -> None:
        scene = scene_of(catalogue(key, preparation=DataPreparation(validation=0.2)))
        view.resize(*size)
        view.show_scene(scene)
        view.seek(17.5)
        image = view.grab().toImage()
        assert (image.width(), image.height()) == size
        colors = {image.pixel(x, y) for x in range(5, size[0], 7) for y in range(5, size[1], 7)}
        assert len(colors) > 5

    def test_a_surface_has_no_examples(self, view: DataView) -> None:
        view.show_scene(complete_scene(first_experiment()))
        view.grab()
        assert "network" in view.canvas.empty


class TestLanes:
    def test_first_lane_is_shown_until_another_is_selected(self, view: DataView) -> None:
        view.show_scene(scene_of(catalogue("circles")))
        assert view.selected_lane == 0
        view.select_lane(1)
        view.seek(20.0)
        panel, scene = view.panel(1), scene_of(catalogue("circles"))
        view.grab()
        panel = view.panel(1)
        assert panel is not None
        np.testing.assert_array_equal(panel.picture.theta, scene.lanes[1].parameters(20.0))
        view.select_lane(7)
        assert view.selected_lane == 1

    def test_menu_and_keys_select_and_tell(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("circles"))
        with qtbot.waitSignal(view.laneSelected) as told:
            view.header.lane.menu().actions()[1].trigger()
        assert told.args == [1]
        with qtbot.waitSignal(view.laneSelected) as told:
            qtbot.keyClick(view.canvas, Qt.Key.Key_PageDown)
        assert told.args == [0]

    def test_the_name_of_the_lane_is_whole_or_in_short(self, qtbot: QtBot) -> None:
        page = QWidget()
        qtbot.addWidget(page)
        header = DataHeader(theme.manager(), page)
        header.residuals.hide()
        header.units.hide()
        header.show_lanes([lane.look for lane in scene_of(catalogue("circles")).shown], 1)
        told = []
        for width in (420, 170, 420):
            header.resize(width, 34)
            header.grab()
            told.append(header.lane.text())
        assert told == ["Gradient descent", "GD", "Gradient descent"]

    def test_all_lanes_stand_side_by_side_and_a_click_selects(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("circles"))
        qtbot.mouseClick(view.header.all, LEFT)
        view.canvas.grab()
        assert len(view.canvas.panels) == 2
        plot = view.canvas.panels[1].plot
        assert plot is not None
        with qtbot.waitSignal(view.laneSelected) as told:
            qtbot.mouseClick(view.canvas, LEFT, pos=plot.frame.rect.center().toPoint())
        assert told.args == [1] and view.selected_lane == 1
        view.set_all_lanes(False)
        assert [panel.lane.index for panel in view.canvas.panels if panel.lane] == [1]

    def test_small_pictures_have_whole_names_and_a_legend_in_a_free_place(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("circles"))
        lanes = tuple(Lane(key) for key in ("gd", "momentum", "adagrad", "rmsprop", "adam"))
        view.show_scene(complete_scene(Experiment(catalogue("circles"), lanes, steps=5)))
        view.set_all_lanes(True)
        for width, stacked in ((330, True), (1200, False)):
            view.resize(width, 340)
            view.canvas.grab()
            canvas = view.canvas
            plots = [panel.plot.frame.rect for panel in canvas.panels if panel.plot is not None]
            assert canvas._stacked == stacked and len(plots) == 5
            room = min(rect.width() for rect in plots)
            wide = QFontMetricsF(theme.manager().font(11)).horizontalAdvance
            assert wide("Gradient descent") <= room - 13 + 7 if stacked else room > wide("Adam 99.9 % right")
        assert (
            free_cell(cells_of(6, QRectF(0.0, 0.0, 400.0, 300.0), 20.0, 8.0), QRectF(0.0, 0.0, 400.0, 300.0), 8.0)
            is None
        )
        view.resize(330, 340)
        view.canvas.grab()
        free = view.canvas._free
        assert free is not None and view.canvas.rect().contains(free.toAlignedRect())
        assert not any(free.intersects(cell) for cell in view.canvas._cells)
        image, ground = picture_of(view), theme.manager().theme.color("background").rgb()
        area = free.toRect()
        painted = [
            image.pixel(x, y) for x in range(area.left(), area.right()) for y in range(area.top(), area.bottom())
        ]
        assert any(pixel != ground for pixel in painted)

    def test_looks_are_explained_above_small_pictures_that_leave_no_place_free(
        self, view: DataView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shown(view, qtbot, catalogue("circles", preparation=DataPreparation(validation=0.3)))
        view.set_all_lanes(True)
        told: list[str] = []
        whole = Legend.paint

        def remember(self: Legend, painter: object, entries: list[Entry], *further: object) -> None:
            told.extend(entry.text for entry in entries)
            whole(self, painter, entries, *further)  # type: ignore[arg-type]

        monkeypatch.setattr(Legend, "paint", remember)
        for width in (420, 230):
            view.resize(width, 380)
            told.clear()
            image, canvas = picture_of(view), view.canvas
            assert told == ["disc", "ring", "test", "wrong"] and canvas._free is None
            top = round(min(cell.top() for cell in canvas._cells))
            ground = theme.manager().theme.color("background").rgb()
            right = max(x for x in range(image.width()) for y in range(top) if image.pixel(x, y) != ground)
            assert top >= theme.px(20) and right < image.width() - 2

    def test_small_pictures_say_which_step_a_diverged_lane_has_come_to(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("circles"))
        problem = catalogue("line", hidden=())
        lanes = (Lane("gd", {"lr": 100.0}), Lane("adam"))
        scene = complete_scene(Experiment(problem, lanes, steps=400))
        run = scene.lanes[0].run
        assert run is not None and run.status == "diverged"
        view.show_scene(scene)
        view.set_all_lanes(True)
        briefs = {}
        for position in (run.last_step - 1.0, float(run.last_step), 400.0):
            view.seek(position)
            view.grab()
            briefs[position] = [view.canvas._brief(panel) for panel in view.canvas.panels]
        words = f"diverged: step {run.last_step:,}"
        assert [brief[0] == words for brief in briefs.values()] == [False, True, True]
        assert all("error" in brief[1] for brief in briefs.values())

    def test_names_above_small_pictures_are_whole_at_large_text(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("circles"))
        lanes = tuple(Lane(key) for key in ("gd", "momentum", "adagrad", "rmsprop", "adam"))
        view.show_scene(complete_scene(Experiment(catalogue("circles"), lanes, steps=5)))
        view.set_all_lanes(True)
        theme.manager().set_scale(1.5)
        try:
            view.resize(330, 520)
            view.canvas.grab()
            cells = view.canvas._cells
            room = min(cell.width() for cell in cells) - theme.manager().px(13) + theme.manager().px(5)
            assert room >= QFontMetricsF(theme.manager().font(11)).horizontalAdvance("Gradient descent")
            assert all(view.canvas.rect().contains(cell.toAlignedRect()) for cell in cells)
        finally:
            theme.manager().set_scale(1.0)

    def test_fewer_columns_only_where_pictures_stay_large(self) -> None:
        bounds = QRectF(0.0, 0.0, 330.0, 460.0)
        assert cells_of(5, bounds, 60.0, 12.0)[0].width() < 140.0 <= cells_of(5, bounds, 60.0, 12.0, 140.0)[0].width()
        flat = QRectF(0.0, 0.0, 330.0, 200.0)
        assert cells_of(5, flat, 20.0, 12.0, 300.0) == cells_of(5, flat, 20.0, 12.0)

    def test_cells_fill_the_bounds_without_touching(self) -> None:
        cells = cells_of(5, QRectF(0.0, 0.0, 400.0, 300.0), 20.0, 8.0)
        assert len(cells) == 5 and cells_of(0, QRectF(), 20.0, 8.0) == []
        assert not any(a.intersects(b) for a in cells for b in cells if a is not b)
        assert all(cell.right() <= 401.0 and cell.bottom() <= 301.0 for cell in cells)

    def test_seeking_follows_the_lane(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("circles"), 10.0)
        before = picture_of(view)
        view.seek(50.5)
        assert picture_of(view) != before
        panel = view.panel(0)
        assert panel is not None
        np.testing.assert_array_equal(panel.picture.theta, scene_of(catalogue("circles")).lanes[0].parameters(50.5))

    def test_diverged_parameters_are_told(self, view: DataView) -> None:
        view.show_scene(scene_of(catalogue("sine")))
        view.grab()
        panel = view.panel(0)
        assert panel is not None
        panel.seek(np.full(len(panel.picture.theta), np.nan) if panel.picture.theta is not None else None)
        assert panel.failed
        view.canvas.grab()

    def test_exports_need_no_event_loop_and_no_controls(self, view: DataView) -> None:
        view.show_scene(scene_of(catalogue("circles")))
        view.seek(5.0)
        view.seek(40.0)
        first = view.grab().toImage()
        assert not view.header.isVisibleTo(view)
        assert view.grab().toImage() == first

    def test_hidden_view_catches_up_when_it_is_shown(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("circles"), 10.0)
        view.hide()
        view.seek(44.0)
        view.show()
        panel = view.panel(0)
        assert panel is not None
        np.testing.assert_array_equal(panel.picture.theta, scene_of(catalogue("circles")).lanes[0].parameters(44.0))


class TestExamples:
    def test_examples_of_the_step_are_shown_at_rest(self, view: DataView, qtbot: QtBot) -> None:
        problem = catalogue("circles", training=Training(batch_size=10), preparation=DataPreparation(validation=0.25))
        shown(view, qtbot, problem, 7.0)
        view._rested()
        run, batch = scene_of(problem).lanes[0].run, view.canvas.batch
        assert isinstance(run, TrainingRun) and batch is not None and view.network is not None
        rows = view.network.prepared.split.training[run.examples(7)]
        assert set(np.flatnonzero(batch)) == set(rows.tolist())

    def test_all_examples_at_once_are_not_marked(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("circles"))
        view._rested()
        assert view.canvas.batch is None

    def test_click_chooses_and_chooses_no_longer(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("moons"))
        row = view.canvas.example_at(view.canvas.place_of(12))
        pixel = view.canvas.place_of(row).toPoint()
        with qtbot.waitSignal(view.exampleChosen) as told:
            qtbot.mouseClick(view.canvas, LEFT, pos=pixel)
        assert told.args == [row]
        with qtbot.waitSignal(view.exampleChosen) as told:
            qtbot.mouseClick(view.canvas, LEFT, pos=pixel)
        assert told.args == [-1]

    def test_test_examples_have_no_number(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("moons", preparation=DataPreparation(validation=0.3)))
        network = view.network
        assert network is not None
        told: list[int] = []
        view.exampleChosen.connect(told.append)
        view.canvas.choose_row(int(network.prepared.split.validation[0]))
        view.canvas.choose_row(int(network.prepared.split.training[4]))
        assert told == [-1, 4]
        view.choose_example(2)
        assert view.canvas.chosen == int(network.prepared.split.training[2]) and told == [-1, 4]

    def test_keys_go_through_the_examples(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("moons"))
        told: list[int] = []
        view.exampleChosen.connect(told.append)
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Escape):
            qtbot.keyClick(view.canvas, key)
        assert told == [0, 1, 0, 59, -1]

    def test_hovering_names_everything(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("moons"))
        before = picture_of(view)
        place = view.canvas.place_of(20)
        row = view.canvas.example_at(place)
        qtbot.mouseMove(view.canvas, place.toPoint())
        assert view.canvas.hand.hovered == row
        panel = view.panel(0)
        assert panel is not None and panel.picture.answers is not None
        title, facts = view.canvas.words.facts(panel.picture, row)
        assert str(row + 1) in title
        assert [name for name, _ in facts] == ["x", "y", "class", "prediction", "loss"]
        assert picture_of(view) != before

    def test_losses_of_all_examples_average_to_the_loss(self, view: DataView) -> None:
        for key, loss in (("moons", ""), ("three_classes", ""), ("three_classes", "hinge"), ("sine", "half_mse")):
            problem = catalogue(key, loss=loss)
            view.show_scene(scene_of(problem))
            view.seek(13.0)
            view.grab()
            panel, network = view.panel(0), view.network
            assert panel is not None and network is not None
            assert panel.picture.answers is not None and panel.picture.theta is not None
            loss_there = network.value_and_gradient(panel.picture.theta)[0]
            np.testing.assert_allclose(panel.picture.answers.losses.mean(), loss_there, rtol=1e-9)

    def test_words_count_the_wrong_ones(self, view: DataView) -> None:
        view.show_scene(scene_of(catalogue("circles", preparation=DataPreparation(validation=0.25))))
        view.seek(3.0)
        view.grab()
        panel, network = view.panel(0), view.network
        assert panel is not None and network is not None and panel.picture.theta is not None
        values = view.canvas.words.values(panel.picture)
        accuracy = network.losses_and_accuracies(panel.picture.theta[None])[1][0]
        assert int(values["a"]) == round((1.0 - accuracy) * network.x.shape[1])
        assert int(values["e"]) == len(network.prepared.split.validation)


class TestOwnPoints:
    def test_tools_appear_for_own_points_only(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("moons"))
        assert not view.tools.isVisible()
        view.show_scene(scene_of(own(THREE)))
        assert view.tools.isVisible() and len(view.tools.classes) == 2

    def test_click_adds_a_point_of_the_chosen_class(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, own(THREE))
        qtbot.mouseClick(view.tools.classes[1], LEFT)
        told: list[tuple[object, bool]] = []
        view.pointsChanged.connect(lambda source, final: told.append((source, final)))
        qtbot.mouseClick(view.canvas, LEFT, pos=place(view, -2.0, 1.0))
        source, final = told[-1]
        assert isinstance(source, OwnPoints) and final and len(source.points) == 4
        x, y, number = source.points[-1]
        assert abs(x + 2.0) < 0.03 and abs(y - 1.0) < 0.03 and number == 1
        assert view.canvas.panels[0].picture.answers is not None

    def test_drag_moves_a_point(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, own(THREE))
        told: list[tuple[OwnPoints, bool]] = []
        view.pointsChanged.connect(lambda source, final: told.append((source, final)))
        qtbot.mousePress(view.canvas, LEFT, pos=place(view, -1.0, -1.0))
        qtbot.mouseMove(view.canvas, place(view, -1.5, -1.5))
        qtbot.mouseMove(view.canvas, place(view, -2.0, 2.0))
        qtbot.mouseRelease(view.canvas, LEFT, pos=place(view, -2.0, 2.0))
        assert [final for _, final in told] == [False, False, True]
        x, y, number = told[-1][0].points[0]
        assert abs(x + 2.0) < 0.05 and abs(y - 2.0) < 0.05 and number == 0
        assert told[-1][0].points[1:] == THREE.points[1:]

    def test_points_cannot_leave_the_picture(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, own(THREE))
        told: list[OwnPoints] = []
        view.pointsChanged.connect(lambda source, final: told.append(source))
        qtbot.mousePress(view.canvas, LEFT, pos=place(view, 1.0, 1.0))
        qtbot.mouseMove(view.canvas, place(view, 2.0, 2.0))
        qtbot.mouseRelease(view.canvas, LEFT, pos=QPoint(4000, -50))
        assert told[-1].points[1][:2] == (3.0, 3.0)

    def test_right_button_and_eraser_remove(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, own(THREE))
        told: list[tuple[OwnPoints, bool]] = []
        view.pointsChanged.connect(lambda source, final: told.append((source, final)))
        qtbot.mouseClick(view.canvas, RIGHT, pos=place(view, 0.0, 2.0))
        assert told == [(OwnPoints(THREE.points[:2]), True)]
        qtbot.mouseClick(view.tools.eraser, LEFT)
        qtbot.mouseClick(view.canvas, LEFT, pos=place(view, 1.0, 1.0))
        assert told[-1] == (OwnPoints(THREE.points[:1]), True)

    def test_keys_add_move_and_remove(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, own(THREE))
        told: list[tuple[OwnPoints, bool]] = []
        view.pointsChanged.connect(lambda source, final: told.append((source, final)))
        qtbot.keyClick(view.canvas, Qt.Key.Key_2)
        qtbot.keyClick(view.canvas, Qt.Key.Key_Insert)
        assert told[-1][0].points[-1] == (0.0, 0.0, 1)
        qtbot.keyClick(view.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        assert told[-1][1] and abs(told[-1][0].points[-1][0] - 0.06) < 1e-6
        qtbot.keyClick(view.canvas, Qt.Key.Key_Delete)
        assert told[-1] == (THREE, True)

    def test_one_class_is_told_and_points_stay(self, view: DataView, qtbot: QtBot) -> None:
        view.show()
        view.show_own(OwnPoints())
        assert view.tools.isVisible() and view.canvas.complaint
        for x in (-1.0, 0.0, 1.0):
            qtbot.mouseClick(view.canvas, LEFT, pos=place(view, x, 0.0))
        assert "class 'A'" in view.canvas.complaint
        qtbot.mouseClick(view.tools.classes[1], LEFT)
        qtbot.mouseClick(view.canvas, LEFT, pos=place(view, 0.0, 2.0))
        assert view.canvas.complaint == ""
        view.grab()

    @pytest.mark.parametrize("before", [catalogue("circles"), catalogue("plane"), catalogue("sine"), own(THREE)])
    @pytest.mark.parametrize("source", [OwnCurve(((-1.0, 0.0), (0.0, 1.0), (1.0, 0.5))), THREE])
    def test_points_of_another_kind_are_shown_before_a_network_has_learnt_them(
        self, view: DataView, qtbot: QtBot, before: NetworkProblem, source: OwnPoints | OwnCurve
    ) -> None:
        shown(view, qtbot, before)
        view.show_own(source)
        view.seek(31.0)
        view.grab()
        panel, data = view.canvas.panel, scene_of(before).network.prepared.data  # type: ignore[union-attr]
        assert view.canvas.plot() is not None and panel is not None
        assert len(panel.pixels()) == 3 and not panel.failed
        curve = isinstance(source, OwnCurve)
        same = data.inputs.shape[1] == (1 if curve else 2) and bool(data.classes) != curve
        assert (panel.picture.answers is not None) == same

    def test_clear_takes_all_away(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, own(THREE))
        with qtbot.waitSignal(view.pointsChanged) as told:
            qtbot.mouseClick(view.tools.clear, LEFT)
        assert told.args == [OwnPoints(), True]
        assert not view.tools.clear.isEnabled()

    def test_more_classes_up_to_ten(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, own(THREE))
        for _ in range(8):
            qtbot.mouseClick(view.tools.more, LEFT)
        assert len(view.tools.classes) == 10 and not view.tools.more.isEnabled()
        assert view.canvas.number == 9

    def test_scenes_from_before_the_last_edit_do_not_take_it_back(self, view: DataView, qtbot: QtBot) -> None:
        first = data_own.added(THREE, 2.0, 2.0, 0)
        for source in (first, data_own.added(first, 2.5, 2.0, 0)):
            # Scenes are there before: one that took long would no longer be too late.
            scene_of(own(source))
        shown(view, qtbot, own(THREE))
        view.canvas.edit_points(first, final=False)
        between = view.canvas.own
        assert between is not None
        view.canvas.edit_points(data_own.added(between, 2.5, 2.0, 0), final=True)
        view.show_scene(scene_of(own(between)))
        assert view.canvas.own is not None and len(view.canvas.own.points) == 5
        view.show_scene(scene_of(own(view.canvas.own)))
        view.show_scene(scene_of(own(THREE)))
        assert view.canvas.own == THREE

    def test_own_curve(self, view: DataView, qtbot: QtBot) -> None:
        source = OwnCurve(((-2.0, 1.0), (0.0, -1.0), (2.0, 2.0)))
        shown(view, qtbot, own(source))
        with qtbot.waitSignal(view.pointsChanged) as told:
            qtbot.mouseClick(view.canvas, LEFT, pos=place(view, 1.0, 0.0))
        changed = told.args[0]
        assert isinstance(changed, OwnCurve) and len(changed.points) == 4
        assert not view.tools.more.isVisible() and len(view.tools.classes) == 1

    def test_at_most_two_thousand(self) -> None:
        full = OwnPoints(tuple((0.0, 0.0, k % 2) for k in range(data_own.MOST_POINTS)))
        assert data_own.added(full, 1.0, 1.0, 0) is full
        assert data_own.complaint(full) == ""
        assert data_own.moved(full, 3, 1e30, 0.5).points[3] == (data_own.FARTHEST, 0.5, 1)


class TestLine:
    @pytest.mark.parametrize("loss", ["", "hinge", "mse"])
    @pytest.mark.parametrize("standardise", [False, True])
    def test_line_is_where_the_score_is_even(self, view: DataView, loss: str, standardise: bool) -> None:
        problem = catalogue("badly_scaled", hidden=(), loss=loss, preparation=DataPreparation(standardise=standardise))
        network = scene_of(problem).network
        assert network is not None
        theta = np.array([0.7, -0.4, 0.3])
        even = 0.0 if loss == "hinge" else 0.5
        line = line_of(network, theta)
        assert line is not None
        point = line.nearest(np.array([2.0, 0.1]), np.array([8.0, 900.0]))

        def score(theta: np.ndarray, point: np.ndarray) -> float:
            return float(network.predict(theta, network.prepared.transform(point[None]))[0, 0])

        assert score(theta, point) == pytest.approx(even, abs=1e-9)
        target = np.array([-5.0, 0.05])
        moved = moved_to(network, theta, target)
        assert score(moved, target) == pytest.approx(even, abs=1e-9)
        np.testing.assert_array_equal(moved[:2], theta[:2])
        pivot = np.array([3.0, -0.02])
        turned = turned_to(network, moved_to(network, theta, pivot), pivot, target)
        assert score(turned, pivot) == pytest.approx(even, abs=1e-9)
        assert score(turned, target) == pytest.approx(even, abs=1e-9)
        assert np.hypot(*turned[:2]) == pytest.approx(np.hypot(*theta[:2]))

    def test_dragging_moves_and_turns(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("linear", hidden=()))
        handles, before = view.canvas.hand.handles(), view.canvas.theta()
        assert handles is not None and before is not None
        told: list[tuple[tuple[float, ...], bool]] = []
        view.parametersEdited.connect(lambda theta, final: told.append((theta, final)))
        target = handles.center + handles.ahead * 40.0
        qtbot.mousePress(view.canvas, LEFT, pos=handles.center.toPoint())
        qtbot.mouseMove(view.canvas, target.toPoint())
        qtbot.mouseRelease(view.canvas, LEFT, pos=target.toPoint())
        assert [final for _, final in told] == [False, True]
        assert told[-1][0][:2] == tuple(before[:2].tolist()) and told[-1][0][2] < before[2]
        handles = view.canvas.hand.handles()
        assert handles is not None
        aside = QPointF(handles.turn + handles.ahead * 30.0)
        qtbot.mousePress(view.canvas, LEFT, pos=handles.turn.toPoint())
        qtbot.mouseMove(view.canvas, aside.toPoint())
        qtbot.mouseRelease(view.canvas, LEFT, pos=aside.toPoint())
        assert told[-1][1] and told[-1][0][:2] != tuple(before[:2].tolist())
        view.seek(31.0)
        view.canvas.repaint()
        np.testing.assert_array_equal(
            view.canvas.theta(), scene_of(catalogue("linear", hidden=())).lanes[0].parameters(31.0)
        )

    def test_keys_move_and_turn(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("linear", hidden=()))
        told: list[tuple[tuple[float, ...], bool]] = []
        view.parametersEdited.connect(lambda theta, final: told.append((theta, final)))
        qtbot.keyClick(view.canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
        qtbot.keyClick(view.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
        assert [final for _, final in told] == [False, True, False, True]
        assert told[0][0][:2] == told[1][0][:2] != told[3][0][:2]

    def test_parameters_from_outside_move_the_line(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("linear", hidden=()))
        view.show_parameters((1.0, 0.0, 0.0))
        panel = view.panel(0)
        assert panel is not None
        np.testing.assert_array_equal(panel.picture.theta, [1.0, 0.0, 0.0])
        view.show_parameters(None)
        assert panel.picture.theta is not None and panel.picture.theta[1] != 0.0

    def test_no_line_without_weights_or_with_a_hidden_layer(self, view: DataView, qtbot: QtBot) -> None:
        shown(view, qtbot, catalogue("linear", hidden=()))
        view.show_parameters((0.0, 0.0, 1.0))
        assert view.canvas.hand.handles() is None
        view.canvas.grab()
        view.show_scene(scene_of(catalogue("linear")))
        assert view.canvas.line_network() is None


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_why_points_cannot_be_learnt_yet_is_said_in_full(view: DataView, qtbot: QtBot, scale: float) -> None:
    theme.manager().set_scale(scale)
    try:
        view.show()
        view.show_own(OwnPoints(THREE.points[:1] * 2))
        tops = []
        for width in (600, 300, 220):
            view.resize(round(width * scale), round(380 * scale))
            picture_of(view)
            plot = view.canvas.plot()
            assert plot is not None
            tops.append(plot.frame.rect.top() / scale)
    finally:
        theme.manager().set_scale(1.0)
    assert tops[0] + 15.0 < tops[1] <= tops[2], "further lines take the room they need"
    assert view.canvas.complaint == "All points are of the class 'A'; add points of another class."


def test_a_diverged_lane_is_shown_at_its_last_step_and_says_so(view: DataView, qtbot: QtBot) -> None:
    problem = catalogue("sine", activation=("relu",))
    scene = complete_scene(Experiment(problem, (Lane("gd", {"lr": 50.0}), Lane("adam", {"lr": 0.01})), steps=60))
    last = scene.lanes[0].run.last_step  # type: ignore[union-attr]
    view.show()
    view.show_scene(scene)
    view.seek(float(last) - 0.5)
    assert view.canvas.remark == f"Diverges at step {last}."
    before = view.canvas.plot()
    view.seek(55.0)
    assert view.canvas.remark == f"Diverged: this is step {last}, its last."
    assert before is not None and view.canvas.plot().frame.rect == before.frame.rect  # type: ignore[union-attr]
    view.grab()
    view.select_lane(1)
    assert view.canvas.remark == ""


def test_the_legend_explains_faint_examples(view: DataView, qtbot: QtBot) -> None:
    def legend() -> list[str]:
        panel = view.canvas.panel
        assert panel is not None
        return [entry.text for entry in view.canvas._head_of(panel).legend]

    shown(view, qtbot, catalogue("circles", training=Training(batch_size=10)))
    assert view.canvas.batch is not None and "not in the batch" in legend()
    shown(view, qtbot, catalogue("circles"))
    assert view.canvas.batch is None and "not in the batch" not in legend()


def test_the_legend_tells_the_wrong_ones_however_narrow_it_is(
    view: DataView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(
        view, qtbot, catalogue("moons", preparation=DataPreparation(validation=0.3), training=Training(batch_size=10))
    )
    told: list[str] = []
    whole = Legend.paint

    def remember(
        self: Legend, painter: object, entries: list[Entry], widths: list[float], start: QPointF, end: float
    ) -> None:
        told.extend(entry.text for entry in entries)
        assert start.x() + sum(widths) <= end, "nothing is left out"
        whole(self, painter, entries, widths, start, end)  # type: ignore[arg-type]

    monkeypatch.setattr(Legend, "paint", remember)
    everything = ["upper", "lower", "test", "not in the batch", "wrong"]
    for width in (900, 500, 330, 250):
        view.resize(width, 380)
        told.clear()
        picture_of(view)
        assert told == everything, width
        panel = view.canvas.panel
        assert panel is not None and panel.plot is not None
        head = view.canvas._head_of(panel)
        assert panel.plot.frame.rect.top() >= head.height - 1.0, "no line lies on the picture"
    panel, legend = view.canvas.panel, Legend(theme.manager())
    assert panel is not None
    entries = legend.entries(panel.picture, batched=True)
    few = [entry.text for entry in legend.fitting(entries, legend.widths(entries)[-1] + 1.0, 2)]
    assert few == ["upper", "wrong"], "what is needed least has left"


def test_points_of_small_pictures_leave_the_ground_to_be_seen() -> None:
    whole, wide, small = point_size(200), point_size(200, 400.0), point_size(200, 110.0)
    assert small < 0.35 * whole and small < wide < whole
    assert point_size(100_000, 20.0) >= 2.5, "the smallest are still seen"


def test_small_pictures_say_of_which_examples_so_many_are_right(view: DataView, qtbot: QtBot) -> None:
    for validation, begin, end in ((0.3, "training ", " %"), (0.0, "", " % right")):
        shown(view, qtbot, catalogue("circles", preparation=DataPreparation(validation=validation)))
        view.set_all_lanes(True)
        picture_of(view)
        assert view.canvas.panels
        for panel in view.canvas.panels:
            brief = view.canvas._brief(panel)
            assert brief.startswith(begin) and brief.endswith(end)
            assert 0.0 <= float(brief.removeprefix(begin).removesuffix(end)) <= 100.0


def test_numbers_of_units_that_begin_together_stand_where_their_pieces_end(view: DataView, qtbot: QtBot) -> None:
    problem = NetworkProblem(CatalogueData("sine"), hidden=(8,), activation=("relu",))
    shown(view, qtbot, problem, 0.0)
    panel, network, plot = view.canvas.panel, view.network, view.canvas.plot()
    assert panel is not None and network is not None and plot is not None and isinstance(panel.picture, CurvePicture)
    assert panel.picture.theta is not None
    pieces = pieces_of(network, panel.picture.theta, panel.picture.samples())
    assert np.ptp(pieces.kinks) < 1e-9, "without biases all units begin to answer at the mean"
    found = [place for _, place in panel.picture.number_places(plot, pieces)]
    assert len(found) == 8 and all(plot.frame.rect.contains(place) for place in found)
    middle = QPointF(float(plot.frame.x_pixels(pieces.kinks[0])), float(plot.frame.y_pixels(0.0)))
    assert min(QLineF(place, middle).length() for place in found) > 60.0
    assert min(QLineF(a, b).length() for k, a in enumerate(found) for b in found[:k]) > 12.0
