"""Views and panels made and put on screen, for tests to look at and to handle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.scene import Scene
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.curves.view import CurvesView
from landscape_gui.ui.views.landscape.curve1d import Curve1DView
from landscape_gui.ui.views.landscape.view import LandscapeView
from landscape_gui.ui.views.network.view import NetworkView
from landscape_gui.ui.views.surface3d.view import Surface3DView
from landscape_gui.ui.views.tables.rules import RulesView
from landscape_gui.ui.views.tables.state_table import StateTableView

View = TypeVar("View", Curve1DView, CurvesView, LandscapeView, NetworkView, RulesView, StateTableView, Surface3DView)
Widget = TypeVar("Widget", bound=QWidget)


class Heard:
    """Remembers what a signal said."""

    def __init__(self, signal: SignalInstance) -> None:
        self.said: list[tuple[Any, ...]] = []
        signal.connect(lambda *words: self.said.append(words))


def view_of(qtbot: QtBot, view: View, scene: Scene | None, width: int, height: int) -> View:
    """A view of that size that shows a scene, not on the screen."""
    qtbot.addWidget(view)
    view.resize(width, height)
    if scene is not None:
        view.show_scene(scene)
    return view


def maker(
    qtbot: QtBot, kind: Callable[[ThemeManager], View], themes: ThemeManager, usual: tuple[int, int] = (500, 400)
) -> Callable[..., View]:
    """A function from a scene, or none, and a size to a view of that kind, not on the screen."""

    def make(scene: Scene | None = None, size: tuple[int, int] = usual) -> View:
        return view_of(qtbot, kind(themes), scene, *size)

    return make


def activate(qtbot: QtBot, widget: Widget) -> Widget:
    """Show a widget in a window of its own that has the keyboard."""
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget
