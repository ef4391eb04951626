"""The wheel over panels: it scrolls them, whatever lies below the mouse, unless that was meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.experiment import Experiment, Lane, Schedule, SurfaceProblem
from landscape_gui.ui.panels.network.units import UnitsNumber
from landscape_gui.ui.widgets import NumberField
from landscape_gui.ui.widgets.number_slider import NumberSlider
from landscape_gui.ui.window import MainWindow
from tests.gui.hands import click, move, roll

TURNED = (NumberField, NumberSlider, QComboBox, QAbstractSpinBox, UnitsNumber)
"""Controls that the wheel changes where it is meant for them."""


def controls(page: QScrollArea) -> Iterator[QWidget]:
    """All controls of a page that the wheel could change."""
    for widget in page.findChildren(QWidget):
        if isinstance(widget, TURNED) and widget.isVisibleTo(page) and widget.isEnabled():
            yield widget


def roll_over_everything(window: MainWindow, page: QScrollArea) -> int:
    """Turn the wheel over every control of a page while the mouse trembles; tell how many there were."""
    bar = page.verticalScrollBar()
    count = 0
    for control in controls(page):
        before = window.store.experiment
        middle = control.rect().center()
        for turned in (-120, 120):
            page.ensureWidgetVisible(control)
            move(control, middle)
            move(control, middle + QPoint(2, 1))
            held = bar.value()
            roll(control, turned)
            end = bar.maximum() if turned < 0 else bar.minimum()
            assert bar.value() != held or held == end, f"the page stays where it is over {control}"
        QApplication.processEvents()
        assert window.store.experiment == before, f"the wheel changes {control}"
        count += 1
    return count


def test_the_wheel_scrolls_the_page_of_a_network(window: MainWindow, qtbot: QtBot, settle: Callable[[], None]) -> None:
    window.commands.choose_network()
    settle()
    part = window.problem_panel.network_part
    for section in part.sections.values():
        section.set_open(True)
    page = window.problem_panel.page
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() > 100)
    assert roll_over_everything(window, page) >= 15


@pytest.mark.parametrize("problem", ["surface", "formula"])
def test_the_wheel_scrolls_the_page_of_a_landscape(window: MainWindow, problem: str, qtbot: QtBot) -> None:
    window.problem_panel.choose(problem)
    window.problem_panel.place_section.set_open(True)
    window.problem_panel.run_section.set_open(True)
    QApplication.processEvents()
    assert roll_over_everything(window, window.problem_panel.page) >= 8


def test_the_wheel_scrolls_the_list_of_optimizers(window: MainWindow, qtbot: QtBot, settle: Callable[[], None]) -> None:
    lanes = tuple(Lane(key, schedule=Schedule("step")) for key in ("adam", "momentum"))
    window.store.change("Lanes", Experiment(SurfaceProblem("sphere"), lanes, steps=50))
    settle()
    for card in window.optimizer_panel.cards:
        card.set_open(True)
    QApplication.processEvents()
    assert roll_over_everything(window, window.optimizer_panel.page) >= 12


def test_the_wheel_scrolls_the_popup_of_looks(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1000, 420)
    menu = window.appearance_button.menu()
    menu.popup(window.mapToGlobal(window.rect().topLeft()))
    qtbot.waitUntil(menu.isVisible)
    area = menu.findChild(QScrollArea)
    assert area is not None and area.verticalScrollBar().maximum() > 0
    assert roll_over_everything(window, area) >= 2
    menu.close()


def test_a_control_that_was_clicked_takes_the_wheel_until_it_slides_away(
    window: MainWindow, settle: Callable[[], None]
) -> None:
    window.commands.choose_network()
    settle()
    number = window.problem_panel.network_part.model.layers.columns()[0].number
    window.problem_panel.page.ensureWidgetVisible(number)
    click(number)
    roll(number, 120)
    assert number.value() == 5
    middle = QPointF(number.rect().center())
    # The page has scrolled elsewhere and back: the mouse rests, and the focused number came to lie below it.
    QApplication.sendEvent(number, QEnterEvent(middle, middle, number.mapToGlobal(middle)))
    roll(number, 120)
    assert number.value() == 5
    move(number, number.rect().center() + QPoint(3, 3))
    roll(number, 120)
    assert number.value() == 6
    number.clearFocus()


def test_a_list_with_the_keyboard_takes_the_wheel(window: MainWindow, settle: Callable[[], None]) -> None:
    window.commands.choose_network()
    settle()
    box = window.problem_panel.network_part.model.activation.box
    window.problem_panel.page.ensureWidgetVisible(box)
    before = box.currentText()
    box.setFocus(Qt.FocusReason.TabFocusReason)
    roll(box, -120)
    assert box.currentText() != before
    settle()
