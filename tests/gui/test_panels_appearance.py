"""The appearance panel and thumbnails."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.core.problem import formula
from landscape_gui.core.surfaces import SURFACES
from landscape_gui.experiment import NetworkProblem, ParameterPlane, PointsPlane, RandomPlane
from landscape_gui.render.colors import COLOR_MAPS
from landscape_gui.ui import theme
from landscape_gui.ui.panels.appearance import AppearancePanel
from landscape_gui.ui.panels.thumbnail_painter import ThumbnailPainter
from landscape_gui.ui.panels.thumbnails import Subject, heights, painter, picture
from landscape_gui.ui.store import Store


@pytest.fixture
def store(qapp: QApplication) -> Store:
    """The first experiment."""
    return Store()


@pytest.fixture
def panel(store: Store, qtbot: QtBot, qapp: QApplication) -> AppearancePanel:
    """The panel on screen."""
    theme.apply(qapp, "dark", 1.0)
    panel = AppearancePanel(store)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_every_colour_map_can_be_chosen_and_undone(panel: AppearancePanel, store: Store) -> None:
    for entry in COLOR_MAPS:
        QTest.mouseClick(panel.maps.button(entry.key), Qt.MouseButton.LeftButton)
        assert store.experiment.view.colormap == entry.key
        assert [e.key for e in COLOR_MAPS if panel.maps.button(e.key).isChecked()] == [entry.key]
    while store.stack.canUndo():
        store.stack.undo()
    assert panel.maps.button("viridis").isChecked()


def test_choosing_the_same_map_again_changes_nothing(panel: AppearancePanel, store: Store) -> None:
    QTest.mouseClick(panel.maps.button("viridis"), Qt.MouseButton.LeftButton)
    assert store.stack.count() == 0
    assert panel.maps.button("viridis").isChecked()


@pytest.mark.parametrize("key", ["auto", "linear", "log", "rank"])
def test_height_scales(panel: AppearancePanel, store: Store, key: str) -> None:
    QTest.mouseClick(panel.height_scale.button(key), Qt.MouseButton.LeftButton)
    assert store.experiment.view.height == key


def test_contour_lines(panel: AppearancePanel, store: Store) -> None:
    field = panel.contours.field()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "35")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert store.experiment.view.contours == 35
    assert field.value() == 35.0
    QTest.mouseClick(panel.spacing.button("log"), Qt.MouseButton.LeftButton)
    assert store.experiment.view.contour_spacing == "log"
    store.stack.undo()
    store.stack.undo()
    assert (field.value(), panel.spacing.value()) == (20.0, "auto")


def test_what_is_shown(panel: AppearancePanel, store: Store) -> None:
    for name, box in panel.boxes.items():
        before = getattr(store.experiment.view, name)
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
        assert getattr(store.experiment.view, name) is not before
        store.stack.undo()
        assert box.isChecked() is before


def test_the_plane_comes_first_where_there_is_a_choice(panel: AppearancePanel, store: Store) -> None:
    assert panel.plane.isHidden()
    before = panel.sizeHint().height()
    store.replace("Network", problem=NetworkProblem())
    assert panel.plane.isVisible() and panel.sizeHint().height() > before + 100
    panel.adjustSize()
    QApplication.processEvents()
    assert panel.plane.y() < panel.maps.y()
    heights = set()
    for plane in (None, ParameterPlane("W1[0,0]", "b1[0]"), RandomPlane(), PointsPlane()):
        store.change_view("Plane", plane=plane)
        heights.add(panel.sizeHint().height())
    assert len(heights) == 1, "an open panel keeps its height whatever is chosen"


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_everything_has_room(panel: AppearancePanel, store: Store, qapp: QApplication, scale: float) -> None:
    theme.apply(qapp, "dark", scale)
    assert panel.minimumSizeHint().width() <= panel.width()
    store.replace("Network", problem=NetworkProblem())
    assert panel.minimumSizeHint().width() <= panel.width()
    theme.apply(qapp, "light", 1.0)


def test_every_control_teaches(panel: AppearancePanel) -> None:
    for widget in panel.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.window() is panel.window():
            assert widget.toolTip(), widget


@pytest.mark.parametrize("key", SURFACES)
def test_a_thumbnail_shows_heights_between_0_and_1(key: str) -> None:
    entry = SURFACES[key]
    relief = heights(Subject.of(entry), 24)
    assert relief.shape == (24,) * min(2, len(entry.domain))
    finite = relief[np.isfinite(relief)]
    assert finite.min() >= 0.0 and finite.max() <= 1.0 and np.ptp(finite) > 0.5


def test_the_first_row_of_a_thumbnail_is_on_top() -> None:
    problem = formula("y")
    relief = heights(Subject(problem.graph, problem.domain), 8)
    assert relief.shape == (8,)
    slope = formula("y + 0*x")
    relief = heights(Subject(slope.graph, slope.domain), 8)
    assert relief[0, 0] == 1.0 and relief[-1, 0] == 0.0


@pytest.mark.parametrize("text", ["log(x) + y", "0*x + 0*y", "log(-1 - x^2) + y", "1/x", "x + y + z"])
def test_odd_formulas_have_thumbnails(text: str) -> None:
    problem = formula(text)
    image = picture(Subject(problem.graph, problem.domain, {}, problem.start[2:]), 16)
    assert image.width() == image.height() == 16


def test_only_the_newest_subject_of_a_name_is_drawn(qtbot: QtBot) -> None:
    subjects = [Subject(formula(f"x^2 + {k}*y").graph, ((-2.0, 2.0), (-2.0, 2.0))) for k in range(2, 30)]
    drawn: list[str] = []
    painter().ready.connect(lambda name, image: drawn.append(name))
    for subject in subjects:
        painter().ask("test", subject)
    painter().ask("last", subjects[0])
    qtbot.waitUntil(lambda: "last" in drawn)
    assert 1 <= drawn.count("test") < len(subjects)


def test_a_subject_without_a_picture_is_passed_over(qtbot: QtBot) -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    painter = ThumbnailPainter[bool](lambda drawable: image if drawable else None)
    told: list[str] = []
    painter.ready.connect(lambda name, drawn: told.append(name))
    painter.ask("unreadable", False)
    painter.ask("readable", True)
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["readable"]
