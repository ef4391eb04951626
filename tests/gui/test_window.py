"""The real window, driven by mouse and keyboard as a student would."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, QStandardPaths, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from landscape_gui import experimentfile
from landscape_gui.experiment import Experiment, FormulaProblem, Lane, SurfaceProblem, first_experiment
from landscape_gui.ui import app
from landscape_gui.ui.theme import Mode
from landscape_gui.ui.window import MainWindow
from tests.gui.hands import drop
from tests.gui.windows import dock, settled

replace = msgspec.structs.replace


def test_the_first_start_plays_the_race(qtbot: QtBot) -> None:
    window = app.build_window()
    qtbot.addWidget(window)
    window.show()
    window.start()
    qtbot.waitUntil(lambda: window.playback.position > 1.0)
    assert window.playback.playing
    assert window.store.experiment == first_experiment()
    assert [lane.label for lane in window.scene.lanes][-1] == "Adam" if window.scene else False
    window.close()


def test_playback_keys(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_End)
    assert window.playback.position == 300
    qtbot.keyClick(window, Qt.Key.Key_Left)
    qtbot.keyClick(window, Qt.Key.Key_Left)
    assert window.playback.position == 298
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert window.playback.position == 299
    qtbot.keyClick(window, Qt.Key.Key_Home)
    assert window.playback.position == 0
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert window.playback.playing
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert not window.playback.playing


def test_undo_and_redo_are_named_in_the_menu(window: MainWindow, qtbot: QtBot, settle: Callable[[], None]) -> None:
    window.store.change_lane(4, "Learning rate of Adam", hyperparameters={"lr": 0.2})
    settle()
    assert window.actions_by_key["undo"].text().endswith("Learning rate of Adam")
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.store.experiment == first_experiment()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.store.experiment.lanes[4].hyperparameters == {"lr": 0.2}
    settle()


def test_clicking_the_map_moves_the_start_live(window: MainWindow, qtbot: QtBot, settle: Callable[[], None]) -> None:
    view = window.stage.landscape
    center = QPoint(view.width() // 3, view.height() // 3)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=center)
    settle()
    assert window.store.experiment.start != first_experiment().start
    assert window.store.stack.undoText() == "Start"
    assert window.scene is not None
    for lane in window.scene.shown:
        assert lane.run is not None
        assert tuple(lane.run.positions[0]) == window.store.experiment.start


def test_dragging_the_ground_in_three_dimensions_moves_the_map_too(
    window: MainWindow, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    surface, landscape, count = window.stage.surface, window.stage.landscape, window.store.stack.count()
    qtbot.mousePress(surface, Qt.MouseButton.RightButton, pos=QPoint(200, 150))
    for k in range(1, 30):
        qtbot.mouseMove(surface, QPoint(200 + 3 * k, 150 + k))
        QApplication.processEvents()
    qtbot.mouseRelease(surface, Qt.MouseButton.RightButton, pos=QPoint(287, 179))
    settle()
    region = window.store.experiment.view.region
    assert region is not None and window.scene is not None
    assert region == window.scene.grid.region == landscape.viewport.region
    x, y = window.scene.home
    assert region[0][0] < x[0] and region[1][1] - region[1][0] == pytest.approx(y[1] - y[0])
    assert window.store.stack.count() == count + 1
    window.store.stack.undo()
    assert window.store.experiment == first_experiment()
    settle()
    assert landscape.viewport.region == window.scene.home
    window.store.stack.redo()
    surface.turn(20.0, 5.0)
    qtbot.keyClick(surface, Qt.Key.Key_0)
    assert window.store.experiment == first_experiment()
    assert window.store.stack.undoText() == "Reset view"
    settle()


def test_hovering_reads_out_value_and_gradient(window: MainWindow, qtbot: QtBot) -> None:
    view = window.stage.landscape
    qtbot.mouseMove(view, QPoint(view.width() // 2, view.height() // 2))
    qtbot.waitUntil(lambda: "∇f" in window.readout.text())
    assert window.readout.text().startswith("x ")


def test_a_wrong_formula_is_explained_and_the_picture_stays(window: MainWindow, qtbot: QtBot) -> None:
    before = window.scene
    with qtbot.waitSignal(window.engine.failed):
        window.store.replace("Formula", problem=FormulaProblem("log(-1)*x"), start=())
    assert window.problem_panel.isVisible() and window.stage.banner.isHidden()
    assert window.scene is before
    window.store.stack.undo()
    qtbot.waitUntil(lambda: settled(window))


@pytest.mark.parametrize(
    ("text", "start", "status"),
    [
        ("sqrt(x)*y^2", (1.0, 1.0), "finished"),
        ("1/(x^2 + y^2)", (0.5, 0.5), "finished"),
        ("0*x + 0*y + 3", (1.0, 1.0), "finished"),
        ("log(x) + y", (-1.0, 0.0), "diverged"),
        ("x^4 - x^2", (1.0,), "finished"),
        ("x^2 + y^2 + z^2", (1.0, 1.0, 1.0), "finished"),
        ("exp(exp(exp(x + y)))", (1.9, 1.9), "diverged"),
    ],
)
def test_formulas_with_holes_poles_and_nothing_at_all(
    window: MainWindow, settle: Callable[[], None], text: str, start: tuple[float, ...], status: str
) -> None:
    lanes = (Lane("gd", {"lr": 1.0 if status == "diverged" else 0.01}),)
    window.store.change("Formula", Experiment(FormulaProblem(text), lanes, start=start, steps=50))
    settle()
    window.playback.seek(10)
    window.grab()
    assert window.scene is not None
    run = window.scene.lanes[0].run
    assert run is not None and run.status == status
    assert (run.reason != "") == (run.status == "diverged")


@pytest.mark.parametrize("layout", ["landscape", "surface3d", "both"])
def test_layouts(window: MainWindow, layout: str) -> None:
    window.actions_by_key[f"layout_{layout}"].trigger()
    assert window.stage.landscape.isVisible() == (layout != "surface3d")
    assert window.stage.surface.isVisible() == (layout != "landscape")


def test_a_formula_of_one_variable_is_a_curve(window: MainWindow, settle: Callable[[], None]) -> None:
    window.store.replace("Formula", problem=FormulaProblem("x^4 - x^2"), start=())
    settle()
    assert window.stage.curve.isVisible()
    assert not window.stage.surface.isVisible() and not window.stage.landscape.isVisible()


def test_save_open_drop_and_recent(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    path = tmp_path / "mine.json"
    window.store.replace("Steps", steps=77)
    window.store.save(path)
    assert window.windowTitle().startswith("mine")
    window.store.replace("Steps", steps=78)
    assert window.isWindowModified()
    assert drop(window.stage, path)
    qtbot.waitUntil(lambda: window.store.experiment.steps == 77)
    assert window.settings.recent == [path]
    settle()


def test_a_damaged_file_is_said_and_nothing_is_lost(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    data = json.loads(experimentfile.encode(first_experiment()))
    data["experiment"]["steps"] = -5
    path.write_text(json.dumps(data))
    before = window.store.experiment
    window.commands.open_path(path)
    assert "bad.json" in window.stage.banner.text() and "steps" in window.stage.banner.text()
    assert window.store.experiment is before


def test_the_file_and_its_unsaved_changes_are_remembered(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    window.store.save(path)
    window.store.replace("Steps", steps=88)
    window.close()
    again = app.build_window()
    qtbot.addWidget(again)
    assert again.store.path == path and again.store.experiment.steps == 88
    assert again.isWindowModified() and again.windowTitle().startswith("mine")
    again.close()


def test_exporting_the_picture(window: MainWindow, tmp_path: Path) -> None:
    window.playback.seek(150)
    path = tmp_path / "picture.png"
    window.commands.export_to(path)
    image = QImage(str(path))
    assert image.width() > window.stage.width() and not image.isNull()
    window.commands.copy_picture()
    assert not QApplication.clipboard().image().isNull()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_look_and_size(window: MainWindow, mode: Mode, scale: float) -> None:
    window.commands.set_mode(mode)
    window.commands.set_scale(scale)
    QApplication.processEvents()
    assert not window.grab().isNull()
    window.commands.set_scale(1.0)


def test_the_window_is_remembered(window: MainWindow, qtbot: QtBot) -> None:
    dock(window, "curves").hide()
    window.store.replace("Steps", steps=55)
    window.resize(780, 640)
    width = window.width()
    window.close()
    again = app.build_window()
    qtbot.addWidget(again)
    again.show()
    assert again.width() == width
    assert dock(again, "curves").isHidden()
    assert again.store.experiment.steps == 55
    again.commands.reset_docks()
    assert not dock(again, "curves").isHidden()
    again.close()


def test_every_command_works(window: MainWindow, qtbot: QtBot) -> None:
    skipped = {"open", "save", "save_as", "export", "quit"}
    for key in set(window.actions_by_key) - skipped:
        window.actions_by_key[key].trigger()
    QApplication.processEvents()
    window.playback.pause()
    for dialog in QApplication.topLevelWidgets():
        if dialog is not window and dialog.isVisible():
            dialog.close()


def test_many_changes_in_a_row_leave_the_newest(window: MainWindow, settle: Callable[[], None]) -> None:
    for i in range(100):
        window.store.change_lane(0, "Rate", merge="r", final=False, hyperparameters={"lr": 0.001 + 1e-4 * i})
    settle()
    assert window.scene is not None and window.scene.lanes[0].run is not None
    assert window.scene.lanes[0].run.hyperparameters["lr"] == pytest.approx(0.001 + 1e-4 * 99)
    window.store.stack.undo()
    assert window.store.experiment == first_experiment()


def test_ten_million_steps_stream_and_stop_at_once(
    window: MainWindow, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    lanes = tuple(Lane(key) for key in ("gd", "adam"))
    window.store.change("Long", Experiment(SurfaceProblem("sphere"), lanes, steps=10_000_000))
    qtbot.waitUntil(lambda: window.playback.length > 1000 and window.scene is not None)
    window.store.stack.undo()
    settle()
    assert window.playback.length == 300


def test_saving_begins_where_files_were_used_last(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    offered: list[Path] = []

    def ask(parent: object, title: str, path: str, pattern: str) -> tuple[str, str]:
        offered.append(Path(path).parent)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda place: str(tmp_path / "Documents"))
    window.commands.save()
    (tmp_path / "Documents").mkdir()
    window.commands.save()
    (tmp_path / "race.json").touch()
    window.settings.add_recent(tmp_path / "race.json")
    window.commands.save()
    assert offered == [Path.cwd(), tmp_path / "Documents", tmp_path]
