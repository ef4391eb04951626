"""Menus and toolbar of the main window, built from its actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QMenu, QScrollArea, QSizePolicy, QToolBar, QToolButton, QWidget, QWidgetAction

from landscape_gui.ui import icons, theme
from landscape_gui.ui.panels.appearance import AppearancePanel
from landscape_gui.ui.widgets.segmented import Choice, Segmented

if TYPE_CHECKING:
    from landscape_gui.ui.window import MainWindow


def build_menus(window: MainWindow) -> None:
    """Fill the menu bar."""
    bar, known = window.menuBar(), window.actions_by_key
    file = bar.addMenu(window.tr("&File"))
    file.addActions([known["new"], known["open"]])
    recent = file.addMenu(window.tr("Open &recent"))
    recent.aboutToShow.connect(lambda: _fill_recent(window, recent))
    file.addActions([known["save"], known["save_as"]])
    file.addSeparator()
    file.addActions([known["export"], known["copy_picture"]])
    file.addSeparator()
    file.addAction(known["quit"])
    _edit_menu(window, bar.addMenu(window.tr("&Edit")))
    _problem_menu(window, bar.addMenu(window.tr("P&roblem")))
    _view_menu(window, bar.addMenu(window.tr("&View")))
    play = bar.addMenu(window.tr("&Play"))
    play.addActions([known[key] for key in ("play", "back", "forward", "first", "last")])
    play.addSeparator()
    play.addActions([known[key] for key in ("slower", "faster", "loop")])
    play.addSeparator()
    play.addAction(known["stop"])
    bar.addMenu(window.tr("&Help")).addActions([known["shortcuts"], known["about"]])


def _edit_menu(window: MainWindow, menu: QMenu) -> None:
    stack = window.store.stack
    undo, redo = stack.createUndoAction(window, window.tr("&Undo")), stack.createRedoAction(window, window.tr("&Redo"))
    for action, key, shortcuts in ((undo, "undo", ("Ctrl+Z",)), (redo, "redo", ("Ctrl+Shift+Z", "Ctrl+Y"))):
        action.setShortcuts([QKeySequence(keys) for keys in shortcuts])
        action.setIcon(icons.icon(key))
        window.addAction(action)
        window.actions_by_key[key] = action
    menu.addActions([undo, redo])


def _problem_menu(window: MainWindow, menu: QMenu) -> None:
    group = QActionGroup(window)
    kinds = {kind: window.actions_by_key[f"problem_{kind}"] for kind in ("surface", "formula", "network")}
    for action in kinds.values():
        action.setCheckable(True)
        group.addAction(action)
    menu.addActions(list(kinds.values()))
    menu.aboutToShow.connect(lambda: kinds[window.problem_panel.kind.value()].setChecked(True))


def _view_menu(window: MainWindow, menu: QMenu) -> None:
    known = window.actions_by_key
    menu.addActions([known[key] for key in ("layout_landscape", "layout_surface3d", "layout_both", "reset_view")])
    menu.addSeparator()
    _exclusive(
        window, menu.addMenu(window.tr("&Theme")),
        [(window.tr("&Light"), "light"), (window.tr("&Dark"), "dark"), (window.tr("As the &system"), "system")],
        lambda: window.themes.mode, window.commands.set_mode,
    )  # fmt: skip
    sizes = menu.addMenu(window.tr("Te&xt size"))
    names = {2.0: window.tr("200 % (projector)")}
    _exclusive(
        window, sizes, [(names.get(scale, f"{scale:.0%}"), scale) for scale in theme.SCALES],
        lambda: window.themes.scale, window.commands.set_scale,
    )  # fmt: skip
    sizes.addSeparator()
    sizes.addActions([known["larger"], known["smaller"]])
    menu.addActions([known["theme"], known["fullscreen"]])
    menu.addSeparator()
    menu.addAction(window.graph_mode.action)
    panels = menu.addMenu(window.tr("&Panels"))
    panels.aboutToShow.connect(lambda: _fill_panels(window, panels))


def _exclusive(
    window: MainWindow,
    menu: QMenu,
    entries: Sequence[tuple[str, Any]],
    current: Callable[[], Any],
    choose: Callable[[Any], None],
) -> None:
    """Entries of which the one that holds is ticked whenever the menu opens."""
    group = QActionGroup(window)
    for text, value in entries:
        action = QAction(text, window, checkable=True)
        action.triggered.connect(partial(choose, value))
        action.setData(value)
        group.addAction(action)
        menu.addAction(action)

    def tick() -> None:
        for action in group.actions():
            action.setChecked(action.data() == current())

    menu.aboutToShow.connect(tick)


def _fill_recent(window: MainWindow, menu: QMenu) -> None:
    menu.clear()
    for path in window.settings.recent:
        action = menu.addAction(path.name)
        action.setToolTip(str(path))
        action.triggered.connect(partial(window.commands.open_path, path))
    if menu.isEmpty():
        menu.addAction(window.tr("No recent files")).setEnabled(False)


def _fill_panels(window: MainWindow, menu: QMenu) -> None:
    menu.clear()
    for dock in window.docks():
        graph = window.graph_mode
        menu.addAction(graph.action if dock is graph.dock else dock.toggleViewAction())
    menu.addSeparator()
    menu.addAction(window.actions_by_key["reset_docks"])


def build_toolbar(window: MainWindow) -> None:
    """The bar at the top: files, undo, layout, looks, export, theme."""
    bar, known = _Tools(window.tr("Tools")), window.actions_by_key
    bar.setObjectName("tools")
    bar.setMovable(False)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    bar.addActions([known["new"], known["open"], known["save"]])
    bar.addSeparator()
    bar.addActions([known["undo"], known["redo"]])
    bar.addSeparator()
    window.layout_switch, window.appearance_button = _layout_switch(window), _appearance_button(window)
    bar.addWidget(window.layout_switch)
    bar.addWidget(window.appearance_button)
    bar.addAction(window.graph_mode.action)
    bar.addWidget(_spacer())
    bar.addWidget(window.readout)
    bar.addActions([known["export"], known["theme"], known["shortcuts"]])
    bar.toggleViewAction().setVisible(False)
    window.tools = bar
    window.addToolBar(Qt.ToolBarArea.TopToolBarArea, bar)


class _Tools(QToolBar):
    """A toolbar whose icons grow with the text size."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        theme.manager().changed.connect(self._resize)
        self._resize()

    def _resize(self) -> None:
        self.setIconSize(QSize(theme.px(20), theme.px(20)))


def _spacer() -> QWidget:
    spacer = QWidget()
    spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return spacer


def _layout_switch(window: MainWindow) -> Segmented:
    known = window.actions_by_key
    choices = [
        Choice(key, text, icon, known[f"layout_{key}"].toolTip())
        for key, text, icon in (
            ("landscape", window.tr("2D"), "view-2d"),
            ("surface3d", window.tr("3D"), "view-3d"),
            ("both", window.tr("Both"), "view-both"),
        )
    ]
    switch = Segmented(choices, window.store.experiment.view.layout)
    switch.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    switch.chosen.connect(lambda key: known[f"layout_{key}"].trigger())
    window.store.changed.connect(lambda: switch.setValue(window.store.experiment.view.layout))
    return switch


class _MenuPage(QScrollArea):
    """A page in a menu, which keeps clicks beside its controls to itself: the menu would take them for a choice."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()


def open_appearance(window: MainWindow) -> None:
    """Open the menu of the looks, at whose beginning the plane of a network is chosen."""
    button = window.appearance_button
    button.menu().popup(button.mapToGlobal(button.rect().bottomLeft()))


def _appearance_button(window: MainWindow) -> QToolButton:
    button = QToolButton()
    button.setText(window.tr("Appearance"))
    button.setIcon(icons.icon("sliders"))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setToolTip(window.tr("Colours, height scale, contour lines and arrows."))
    button.setMenu(_AppearanceMenu(window, button))
    return button


class _AppearanceMenu(QMenu):
    """The panel of the looks as a menu, made when it is opened first: a start need not wait for it."""

    def __init__(self, window: MainWindow, parent: QWidget) -> None:
        super().__init__(parent)
        self._window, self._area = window, _MenuPage()
        self._panel: AppearancePanel | None = None
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        action = QWidgetAction(self)
        action.setDefaultWidget(self._area)
        self.addAction(action)
        self.aboutToShow.connect(self._fit)

    def _fit(self) -> None:
        """No higher than the window, whatever the text size."""
        if self._panel is None:
            self._panel = AppearancePanel(self._window.store)
            self._area.setWidget(self._panel)
        self._panel.adjustSize()
        size = self._panel.size()
        height = min(size.height(), max(theme.px(160), self._window.height() - theme.px(80)))
        bar = self._area.verticalScrollBar().sizeHint().width() if height < size.height() else 0
        self._area.setFixedSize(size.width() + bar, height)
