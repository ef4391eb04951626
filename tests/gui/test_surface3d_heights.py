"""Paths, heads and starts of networks stand at their true heights over a plane that hides most parameters."""

from __future__ import annotations

from dataclasses import replace as put

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, QSizeF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from landscape_gui.core.maps.grids import Grid, height_scale
from landscape_gui.experiment import (
    CatalogueData,
    Experiment,
    Lane,
    NetworkProblem,
    ParameterPlane,
    PrincipalPlane,
    View,
)
from landscape_gui.render.camera import BOX_HEIGHT
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.scene.parts import Path
from landscape_gui.scene.rise import BEYOND, rise_of
from landscape_gui.ui import theme
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.landscape.plane_readout import PlaneReadout
from landscape_gui.ui.views.surface3d.box import Box
from landscape_gui.ui.views.surface3d.ground import Ground
from landscape_gui.ui.views.surface3d.marks import Sight
from landscape_gui.ui.views.surface3d.paths import Track
from landscape_gui.ui.views.surface3d.view import Surface3DView
from tests.gui.making import maker
from tests.gui.pixels import pixels as pixels_of
from tests.gui.test_surface3d import drag, shown

SPIRALS = Experiment(
    NetworkProblem(CatalogueData("spirals"), hidden=(8, 8), activation=("relu",)),
    (Lane("gd", {"lr": 0.5}), Lane("adam", {"lr": 0.02})),
    steps=150,
    view=View(plane=ParameterPlane("W1[0,0]", "W1[0,1]")),
)


@pytest.fixture
def themes(qapp: QApplication) -> ThemeManager:
    return theme.apply(qapp, "light", 1.0)


@pytest.fixture(scope="module")
def spirals() -> Scene:
    return complete_scene(SPIRALS)


def height(ground: Ground, value: float) -> float:
    """World z of a value on the axis that is written beside the box."""
    rise = ground.rise
    return (value - rise.low) / (rise.high - rise.low) * BOX_HEIGHT


def moved(scene: Scene, heights: np.ndarray) -> Scene:
    """The scene, its first lane's true heights being others."""
    lane = scene.lanes[0]
    assert lane.path is not None
    path = Path(lane.path.coordinates, lane.path.distances, heights, lane.path.movement)
    return put(scene, lanes=(put(lane, path=path), *scene.lanes[1:]))


def test_heads_stand_at_their_true_loss_above_the_colours(spirals: Scene) -> None:
    ground = Ground(spirals)
    assert ground.scale.kind == "linear"
    outside = 0
    for lane in spirals.shown:
        track = Track(lane, ground)
        for position in (0.0, 3.0, 20.0, 150.0):
            true = float(lane.heights[int(position)])
            within = ground.rise.low <= true <= ground.rise.high
            outside += within and not spirals.scale.low <= true <= spirals.scale.high
            shown_at = height(ground, min(max(true, ground.rise.low), ground.rise.high))
            assert track.head(position)[2] == pytest.approx(shown_at, abs=1e-9)
            assert (track.beyond(position) == 0) == within
    assert outside, "the test is of no use where all heads are within the colours' range"


def test_the_surface_keeps_its_shape_and_its_values_on_the_longer_axis(spirals: Scene, themes: ThemeManager) -> None:
    ground = Ground(spirals)
    shares = ground.terrain.heights
    assert 1.0 / (1.0 + BEYOND) - 1e-9 <= np.ptp(shares) < 1.0
    np.testing.assert_allclose(
        shares * BOX_HEIGHT,
        height(ground, 0.0) + spirals.grid.values * (height(ground, 1.0) - height(ground, 0.0)),
        atol=1e-9,
    )
    view, whole = Surface3DView(themes), QSizeF(600, 500)
    view.resize(600, 500)
    view.show_scene(spirals)
    labels = Box(ground, view.view(), whole, themes).labels
    upright = [
        float(label.text) for label in labels if label.tick and label.box.right() < 130 and "−" not in label.text
    ]
    assert min(upright) < spirals.scale.low or max(upright) > spirals.scale.high


def test_the_start_stands_where_its_paths_begin(spirals: Scene) -> None:
    ground = Ground(spirals)
    place, beyond = ground.start(spirals.start)
    np.testing.assert_allclose(place, Track(spirals.shown[0], ground).head(0.0), atol=1e-9)
    assert beyond == 0 and place[2] > ground.stand([spirals.start])[0, 2] + 0.1


def test_what_is_still_further_away_is_marked_at_the_edge(spirals: Scene, themes: ThemeManager, qtbot: QtBot) -> None:
    span = spirals.scale.high - spirals.scale.low
    far = np.full(151, spirals.scale.low + 0.5 * span)
    far[20:] = spirals.scale.high + (BEYOND + 1.0) * span
    scene = moved(spirals, far)
    ground = Ground(scene)
    track = Track(scene.shown[0], ground)
    assert track.beyond(10.0) == 0 and track.beyond(20.0) == track.beyond(20.5) == 1
    assert track.head(20.0)[2] == pytest.approx(BOX_HEIGHT)
    assert rise_of(scene) == rise_of(moved(scene, np.where(far > 1.0, np.inf, far)))
    view = maker(qtbot, Surface3DView, themes, (600, 500))(scene)
    view.seek(20.0)
    x, y, _ = view.view().project(track.head(20.0)[None], 600, 500)[0]
    image = QImage(view.size(), QImage.Format.Format_RGB32)
    view.render(image, QPoint())
    arrow = pixels_of(image)[int(y) - 22 : int(y) - 12, int(x) - 6 : int(x) + 7]
    color = [int(scene.shown[0].color[k : k + 2], 16) for k in (1, 3, 5)]
    assert (np.abs(arrow - np.array(color)).max(axis=2) < 12).any()


def test_paths_of_a_principal_plane_are_true_as_well() -> None:
    scene = complete_scene(replace(SPIRALS, view=View(plane=PrincipalPlane())))
    ground = Ground(scene)
    lane = scene.shown[0]
    seen = Track(lane, ground).points(0, 151)[:, 2]
    known = np.isfinite(seen)
    shares = ground.rise.scale.onward(lane.heights)[known]
    wanted = (shares - ground.rise.bottom) / (ground.rise.top - ground.rise.bottom)
    np.testing.assert_allclose(seen[known], np.clip(wanted, 0.0, 1.0) * BOX_HEIGHT, atol=1e-9)
    assert known.sum() > 100


def test_a_level_surface_gets_an_axis_of_the_heights_of_its_paths(spirals: Scene) -> None:
    level = Grid(spirals.grid.xs, spirals.grid.ys, np.full_like(spirals.grid.values, 0.2))
    scene = put(spirals, grid=level, scale=height_scale(level.values))
    ground = Ground(scene)
    lane = scene.shown[0]
    assert Track(lane, ground).head(0.0)[2] == pytest.approx(height(ground, float(lane.heights[0])), abs=1e-9)
    assert ground.shows(scene)


def test_a_start_that_is_dragged_follows_the_place_on_the_surface(
    spirals: Scene, themes: ThemeManager, qtbot: QtBot
) -> None:
    view = shown(maker(qtbot, Surface3DView, themes, (600, 500))(spirals), qtbot)
    heard: list[tuple[float, ...]] = []
    view.startMoved.connect(lambda point, lane, final: heard.append(point))
    sight = Sight(Ground(spirals), view.view(), QSizeF(600, 500))
    place, foot = sight.place(spirals.start), sight.foot(spirals.start)
    assert place is not None and place.y() < foot.y() - 10.0
    by = QPointF(40.0, 0.0)
    drag(view, place, place + by)
    there = sight.foot(heard[-1])
    assert (there - foot - by).manhattanLength() < 1.5


def test_the_readout_says_which_heads_are_cut_off(spirals: Scene, themes: ThemeManager, qtbot: QtBot) -> None:
    readout = PlaneReadout(themes)
    qtbot.addWidget(readout)
    span = spirals.scale.high - spirals.scale.low
    near = np.full(151, spirals.scale.low + 0.5 * span)
    inside = put(spirals, lanes=(moved(spirals, near).lanes[0],))
    readout.show_scene(inside)
    assert "cut off" not in readout.notes()
    far = near.copy()
    far[20:] = spirals.scale.high + (BEYOND + 1.0) * span
    readout.show_scene(moved(inside, far))
    assert "cut off" in readout.notes()
    texts = []
    readout.setChecked(True)
    for position in (19.0, 20.0):
        readout.seek(position)
        texts.append(readout.texts(readout.rows()[0])[1])
    assert "↑" not in texts[0] and "↑" in texts[1]


def test_heads_and_stems_below_the_ground_keep_their_colours(
    spirals: Scene, themes: ThemeManager, qtbot: QtBot
) -> None:
    low = np.full(151, spirals.scale.low - 2.0 * (spirals.scale.high - spirals.scale.low))
    scene = moved(spirals, low)
    view = maker(qtbot, Surface3DView, themes, (600, 500))(put(scene, lanes=scene.lanes[:1]))
    view.seek(150.0)
    ground = Ground(put(scene, lanes=scene.lanes[:1]))
    head = Track(scene.shown[0], ground).head(150.0)
    sight = Sight(ground, view.view(), QSizeF(600, 500))
    ((place, in_sight),) = sight.places(head[None])
    assert not in_sight
    image = QImage(view.size(), QImage.Format.Format_RGB32)
    view.render(image, QPoint())
    painted = pixels_of(image)
    color = np.array([int(scene.shown[0].color[k : k + 2], 16) for k in (1, 3, 5)])
    x, y = int(place.x()), int(place.y())
    assert (np.abs(painted[y - 2 : y + 3, x - 2 : x + 3] - color).max(axis=2) < 8).all()
    foot = head * (1.0, 1.0, 0.0)
    foot[2] = ground.terrain.world_height(foot[0], foot[1])
    (end,) = sight.pixels(foot[None])
    middle = (place + end) / 2.0
    across = painted[int(middle.y()), int(middle.x()) - 4 : int(middle.x()) + 5]
    assert (np.abs(across - color).max(axis=1) < 60).sum() >= 2, "a line of two pixels in the lane's colour"
