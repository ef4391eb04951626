"""Pictures for files: every view at any size and in any look, the file they become, and the first start."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from landscape_gui import experimentfile
from landscape_gui.core.errors import ExportError
from landscape_gui.experiment import (
    CatalogueData,
    Experiment,
    FormulaProblem,
    Lane,
    NetworkProblem,
    SurfaceProblem,
    View,
    first_experiment,
)
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.ui import caption, pictures
from landscape_gui.ui.theme import DARK, LIGHT, PRINT, Theme
from tests.gui.pixels import pixels

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def race() -> Scene:
    return complete_scene(msgspec.structs.replace(first_experiment(), steps=60))


@pytest.fixture(scope="module")
def curve() -> Scene:
    lanes = (Lane("gd", {"lr": 0.02}), Lane("adam"), Lane("momentum", enabled=False))
    return complete_scene(Experiment(FormulaProblem("x^4 - 3*x^2 + x"), lanes, start=(-2.0,), steps=30))


def inked(image: QImage) -> np.ndarray:
    """(height, width) where something else than the background is."""
    shown = pixels(image)
    found: np.ndarray = (np.abs(shown - shown[0, 0]) > 24).any(axis=2)
    return found


@pytest.mark.parametrize("view", pictures.VIEWS)
@pytest.mark.parametrize("theme", [LIGHT, DARK, PRINT], ids=lambda theme: theme.name)
def test_fills_the_picture_and_keeps_the_margins(race: Scene, view: str, theme: Theme) -> None:
    image = pictures.picture(race, view, 700, 500, theme=theme)
    assert image.size() == QSize(700, 500)
    assert image.pixelColor(0, 0) == QColor(theme.background)
    ink = inked(image)
    assert not ink[:8].any() and not ink[-8:].any() and not ink[:, :8].any() and not ink[:, -8:].any()
    # A square map leaves the foot of a narrow column free; a wide graph stands in the middle of its room.
    foot = {"landscapes": 130, "graph": 220}.get(view, 60)
    assert ink[-foot:].any() and ink[:, -60:].any()


@pytest.mark.parametrize("view", pictures.VIEWS)
def test_a_problem_of_one_variable_is_a_curve(curve: Scene, view: str) -> None:
    assert inked(pictures.picture(curve, view, 600, 400)).mean() > 0.01


@pytest.mark.parametrize(("width", "height"), [(64, 64), (64, 900), (900, 64), (333, 217)])
def test_any_size_can_be_painted(race: Scene, width: int, height: int) -> None:
    scale = pictures.suitable_scale(width, height)
    assert pictures.picture(race, "all", width, height, scale=scale).size() == QSize(width, height)


def test_the_same_scene_gives_the_same_picture(race: Scene) -> None:
    one, other = (pictures.picture(race, "all", 500, 400) for _ in range(2))
    assert np.array_equal(pixels(one), pixels(other))


def test_the_position_decides_what_is_seen(race: Scene) -> None:
    begin, middle, end, last = (
        pixels(pictures.picture(race, "all", 500, 400, position=position)) for position in (0.0, 20.5, 60.0, None)
    )
    assert np.array_equal(end, last)
    assert not any(np.array_equal(a, b) for a, b in itertools.combinations((begin, middle, end), 2))


def test_scale_enlarges_words_not_the_picture(race: Scene) -> None:
    small, large = (pictures.picture(race, "curves", 900, 700, scale=scale) for scale in (1.0, 2.0))
    assert small.size() == large.size()
    titles = [inked(image)[: 36 * scale, :450].any(axis=0) for image, scale in ((small, 1), (large, 2))]
    ends = [int(np.flatnonzero(title).max()) for title in titles]
    assert ends[1] == pytest.approx(2 * ends[0], rel=0.05)


@pytest.mark.parametrize(
    ("width", "height", "dpi", "expected"),
    [
        (1280, 800, None, 1.0),
        (2560, 1600, None, 2.0),
        (1920, 1080, 300, 2.24),
        (640, 420, 300, 1.0),
        (320, 210, None, 0.5),
    ],
)
def test_text_is_readable_as_far_as_there_is_room(width: int, height: int, dpi: int | None, expected: float) -> None:
    assert pictures.suitable_scale(width, height, dpi) == pytest.approx(expected, abs=0.01)


def test_unknown_views_are_named(race: Scene) -> None:
    with pytest.raises(ExportError, match="no view 'map'; choose one of all, landscape"):
        pictures.picture(race, "map", 300, 200)


def test_a_picture_leaves_the_look_of_the_application_alone(race: Scene, qapp: QApplication) -> None:
    before = (qapp.styleSheet(), qapp.palette(), qapp.font())
    pictures.picture(race, "all", 300, 200, theme=DARK)
    assert (qapp.styleSheet(), qapp.palette(), qapp.font()) == before


# --- words ---


def test_headings_name_the_problem_and_its_coefficients(race: Scene, curve: Scene) -> None:
    title, formula = caption.headings(race)
    assert title == "Race in two wells"
    assert formula.startswith("Two wells:  x^2 + y^2 - a*exp") and "a = 2,  b = 3" in formula
    assert caption.headings(curve) == ("f(x) = x^4 - 3*x^2 + x", "")


def test_the_legend_tells_losses_and_who_diverged() -> None:
    lanes = (Lane("gd", {"lr": 0.4}), Lane("gd", {"lr": 2.0}), Lane("adam", enabled=False), Lane("lion", name="Mine"))
    scene = complete_scene(Experiment(SurfaceProblem("sphere"), lanes, start=(1.0, 1.0), steps=100))
    run = scene.lanes[1].run
    assert run is not None
    late, early = caption.legend(scene, 100.0), caption.legend(scene, 1.0)
    assert [entry.name for entry in late] == ["Gradient descent", "Gradient descent 2", "Mine"]
    assert late[1].words == f"diverged at step {run.ended_at}"
    assert [entry.words for entry in early][:2] == ["0.08", "18"]


def test_a_lane_that_cannot_start_says_so() -> None:
    scene = complete_scene(Experiment(FormulaProblem("log(x) + y^2"), (Lane("gd"),), start=(-1.0, 1.0), steps=5))
    assert caption.legend(scene, 5.0)[0].words == "cannot start here"
    assert inked(pictures.picture(scene, "all", 500, 400)).any()


def test_many_lanes_stand_in_columns() -> None:
    lanes = tuple(Lane(key, {"lr": 0.01}) for key in ("gd", "adam", "lion", "momentum") * 6)
    scene = complete_scene(Experiment(SurfaceProblem("sphere"), lanes, steps=5))
    assert inked(pictures.picture(scene, "landscape", 800, 600)).any()


# --- files ---


def test_a_png_holds_its_density_and_its_experiment(race: Scene, tmp_path: Path) -> None:
    path = tmp_path / "race.PNG"
    image = pictures.picture(race, "landscape", 400, 300)
    pictures.save_picture(image, path, 300, race.experiment)
    loaded = QImage(str(path))
    assert loaded.dotsPerMeterX() == loaded.dotsPerMeterY() == 11811
    assert loaded.text("Software").startswith("landscape-gui ")
    assert experimentfile.decode(loaded.text(pictures.EXPERIMENT_KEY).encode()) == race.experiment
    assert np.array_equal(pixels(loaded.convertToFormat(QImage.Format.Format_RGB32)), pixels(image))
    assert image.textKeys() == []


def test_other_suffixes_are_refused(race: Scene, tmp_path: Path) -> None:
    image = pictures.picture(race, "landscape", 200, 150)
    with pytest.raises(ExportError, match=r"^\.gif files cannot be written; pictures can be saved as \.png\.$"):
        pictures.save_picture(image, tmp_path / "race.gif")
    assert not list(tmp_path.iterdir())


def test_a_failing_write_leaves_nothing(race: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    image = pictures.picture(race, "landscape", 200, 150)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="No space left on device"):
        pictures.save_picture(image, tmp_path / "race.png")
    assert not list(tmp_path.iterdir())


def test_first_start_draws_the_first_experiment(tmp_path: Path) -> None:
    path = pictures.first_start(tmp_path / "first.png")
    image = QImage(str(path))
    assert image.size() == QSize(1920, 1080)
    assert image.pixelColor(0, 0) == QColor(DARK.background)
    assert experimentfile.decode(image.text(pictures.EXPERIMENT_KEY).encode()) == first_experiment()


def test_headings_of_a_network_name_its_data_and_what_is_shown() -> None:
    problem = NetworkProblem(CatalogueData("moons", 20), hidden=(3,), activation=("tanh",))
    experiment = Experiment(problem, (Lane("gd"),), steps=2, view=View(surface="accuracy"))
    scene = complete_scene(experiment)
    title, words = caption.headings(scene)
    assert title == "Moons: Network 2-3-1"
    assert words == "Tanh, Binary cross-entropy, heights show accuracy"
    (entry,) = caption.legend(scene, 2.0)
    assert entry.words.startswith("loss 0.") or entry.words.startswith("loss 1")
