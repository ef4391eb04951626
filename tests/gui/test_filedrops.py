"""Files that fall onto the window: experiments are opened, tables are learnt, wherever they fall."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui import experimentfile
from landscape_gui.experiment import (
    Experiment,
    FormulaProblem,
    Lane,
    NetworkProblem,
    TableData,
    first_experiment,
)
from landscape_gui.ui.window import MainWindow
from tests.gui.hands import drop
from tests.gui.windows import dock

NETWORK = Experiment(NetworkProblem(hidden=(3,), seed=5), (Lane("gd", {"lr": 0.3}), Lane("adam")), steps=40)
PLACES: dict[str, Callable[[MainWindow], QWidget]] = {
    "landscape": lambda window: window.stage,
    "curves": lambda window: window.curves,
    "problem": lambda window: window.problem_panel.kind,
    "field": lambda window: window.optimizer_panel.cards[0].rate.field(),
    "toolbar": lambda window: window.tools,
    "play bar": lambda window: window.playbar,
}


@pytest.fixture
def flowers(tmp_path: Path) -> Path:
    """A table of two kinds of flowers."""
    path = tmp_path / "flowers.CSV"
    rows = [f"{1.0 + 0.1 * k},{2.0 - 0.05 * k},{'rose' if k % 2 else 'lily'}" for k in range(20)]
    path.write_text("\n".join(["length,width,name", *rows]), encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A table with a short row."""
    path = tmp_path / "bad.csv"
    path.write_text("a,b\n1,2\n3\n", encoding="utf-8")
    return path


@pytest.fixture
def formula(tmp_path: Path) -> Path:
    """An experiment file."""
    path = tmp_path / "formula.json"
    path.write_bytes(experimentfile.encode(Experiment(FormulaProblem("x^2 + 3*y^2"), (Lane("gd"),), steps=30)))
    return path


def learns(window: MainWindow) -> bool:
    """Whether a network learns the table of flowers."""
    problem = window.store.experiment.problem
    return (
        isinstance(problem, NetworkProblem)
        and isinstance(problem.data, TableData)
        and problem.data.name == "flowers.CSV"
    )


@pytest.mark.parametrize("place", PLACES)
def test_a_table_is_learnt_wherever_it_falls(window: MainWindow, qtbot: QtBot, place: str, flowers: Path) -> None:
    before = window.store.experiment
    assert drop(PLACES[place](window), flowers)
    qtbot.waitUntil(lambda: learns(window))
    lanes = window.store.experiment.lanes
    assert [lane.optimizer for lane in lanes] == [lane.optimizer for lane in before.lanes]
    qtbot.waitUntil(lambda: window.scene is not None and window.scene.network is not None)
    assert window.problem_panel.shows_data()
    assert window.problem_panel.network_part.data.table.isVisible()
    window.store.stack.undo()
    assert window.store.experiment == before, "one step back leads to the landscape"


def test_the_network_of_before_learns_the_table(
    window: MainWindow, qtbot: QtBot, settle: Callable[[], None], flowers: Path
) -> None:
    window.store.change("network", NETWORK)
    settle()
    window.problem_panel.choose("surface")
    settle()
    assert not window.problem_panel.shows_data()
    assert drop(window.stage, flowers)
    qtbot.waitUntil(lambda: learns(window))
    problem = window.store.experiment.problem
    assert isinstance(problem, NetworkProblem)
    assert problem.seed == 5
    assert window.store.experiment.steps == NETWORK.steps


@pytest.mark.parametrize("place", ["data", "landscape"])
def test_a_network_learns_a_table_in_place_of_its_data(
    window: MainWindow, qtbot: QtBot, settle: Callable[[], None], flowers: Path, place: str
) -> None:
    window.store.change("network", NETWORK)
    settle()
    assert drop(window.problem_panel.network_part.data if place == "data" else window.stage, flowers)
    qtbot.waitUntil(lambda: learns(window))
    window.store.stack.undo()
    assert window.store.experiment == NETWORK


def test_the_formula_is_no_place_for_files_but_for_text(
    window: MainWindow, qtbot: QtBot, settle: Callable[[], None], flowers: Path
) -> None:
    window.store.change("formula", replace(first_experiment(), problem=FormulaProblem("x^2 + y^2"), start=()))
    settle()
    editor = window.problem_panel.formula_part.edit.editor()
    assert drop(editor.viewport(), flowers)
    qtbot.waitUntil(lambda: learns(window))
    assert editor.toPlainText() == "x^2 + y^2"
    text = QMimeData()
    text.setText("x")
    assert editor.canInsertFromMimeData(text)


def test_what_is_wrong_with_a_table_is_said_where_it_is_seen(
    window: MainWindow, qtbot: QtBot, settle: Callable[[], None], bad: Path
) -> None:
    before = window.store.experiment
    assert drop(window.stage, bad)
    qtbot.waitUntil(window.stage.banner.isVisible)
    assert "row 3 has 1" in window.stage.banner.text()
    assert window.store.experiment == before
    assert not window.problem_panel.shows_data()
    window.store.change("network", NETWORK)
    settle()
    assert not window.stage.banner.isVisible()
    assert drop(window.stage, bad)
    data = window.problem_panel.network_part.data
    qtbot.waitUntil(lambda: "row 3 has 1" in data.error.text())
    assert data.error.isVisible() and not window.stage.banner.isVisible()


def test_an_experiment_is_opened_wherever_it_falls(
    window: MainWindow, qtbot: QtBot, settle: Callable[[], None], formula: Path
) -> None:
    window.store.change("network", NETWORK)
    settle()
    assert drop(window.problem_panel.network_part.data, formula)
    qtbot.waitUntil(lambda: window.store.experiment.problem == FormulaProblem("x^2 + 3*y^2"))
    assert window.store.path == formula


def test_a_panel_that_floats_takes_files_too(window: MainWindow, qtbot: QtBot, flowers: Path) -> None:
    curves = dock(window, "curves")
    curves.setFloating(True)
    qtbot.waitUntil(lambda: curves.isFloating() and curves.isVisible())
    qtbot.waitExposed(curves)
    assert curves.window() is curves
    assert drop(window.curves, flowers)
    qtbot.waitUntil(lambda: learns(window))


def test_what_is_no_file_is_not_taken(window: MainWindow) -> None:
    page = QMimeData()
    page.setUrls([QUrl("https://example.org/flowers.csv")])
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(window.rect().center(), Qt.DropAction.CopyAction, page, Qt.MouseButton.LeftButton, none)
    event.ignore()
    QApplication.sendEvent(window, event)
    assert not event.isAccepted()


def test_a_table_is_opened_from_the_menu_too(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, flowers: Path
) -> None:
    asked: list[str] = []

    def chosen(_parent: object, _title: str, _folder: str, kinds: str) -> tuple[str, str]:
        asked.append(kinds)
        return str(flowers), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", chosen)
    window.actions_by_key["open"].trigger()
    qtbot.waitUntil(lambda: learns(window))
    first = asked[0].split(";;")[0]
    assert all(f"*.{ending}" in first for ending in ("json", "csv", "tsv", "txt")), "all that can be opened is in sight"
    assert window.settings.recent == []
