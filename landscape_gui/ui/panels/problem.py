"""The problem panel: a surface, a formula or a network, where the race starts, and how long it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from landscape_gui import edits, networkedits
from landscape_gui.core.errors import CatalogueError, DataError, FormulaError, LandscapeError, ProblemError
from landscape_gui.core.problem import Problem
from landscape_gui.experiment import Experiment, FormulaProblem, NetworkProblem, SurfaceProblem, first_experiment
from landscape_gui.experimentfile import problem_of
from landscape_gui.scene import Scene
from landscape_gui.ui.keyboard import focus_by_tab_only
from landscape_gui.ui.panels.formula_part import FormulaPart
from landscape_gui.ui.panels.layout import Page, chain_tabs
from landscape_gui.ui.panels.place_part import PlacePart
from landscape_gui.ui.panels.run_settings import RunSettings
from landscape_gui.ui.panels.surface_part import SurfacePart
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import Banner, Choice, Section, Segmented, tip

if TYPE_CHECKING:
    from landscape_gui.ui.panels.network.part import NetworkPart


class ProblemPanel(QWidget):
    """Shows and changes the problem of ``store``'s experiment; every change can be undone."""

    tableFailed = Signal(str)
    """One sentence on why a table cannot be learnt, which the part that chooses data says too."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.page = Page()
        self._last_surface = _first_surface()
        self._last_landscape = first_experiment()
        self._last_network: Experiment | None = None
        self._seen: tuple[object, object] | None = None
        self.kind = Segmented(
            [
                Choice("surface", self.tr("Surface"), tooltip=self.tr("A landscape from the catalogue.")),
                Choice("formula", self.tr("Formula"), tooltip=self.tr("Type a landscape of your own.")),
                Choice("network", self.tr("Network"), tooltip=self.tr("Train a small network on its own landscape.")),
            ]
        )
        self.banner = Banner(closable=False)
        self.surface_part = SurfacePart(store)
        self.formula_part = FormulaPart(store)
        self._network_part: NetworkPart | None = None
        self.fit = QCheckBox(self.tr("Fit learning rates"))
        self.place = PlacePart(store)
        self.run_settings = RunSettings(store)
        self.place_section = Section(self.tr("Domain and start"), self.place, is_open=False)
        self.run_section = Section(self.tr("Run"), self.run_settings, is_open=False)
        self._build()
        self.kind.chosen.connect(self._switch)
        self.fit.clicked.connect(self._set_fit)
        for section in (self.place_section, self.run_section):
            self.page.follow(section)
        store.changed.connect(self.refresh)
        store.begun.connect(self._forget)
        self.refresh()

    def _build(self) -> None:
        self.fit.setChecked(True)
        self.fit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fit.setToolTip(
            tip(self.tr("A rate good for one landscape is bad for another: a new one brings rates that suit it."))
        )
        top = (self.kind, self.banner, self.surface_part, self.formula_part)
        for widget in (*top, self.fit, self.place_section, self.run_section):
            self.page.column.add(widget)
        self.page.column.add_stretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)

    @property
    def network_part(self) -> NetworkPart:
        """The page of networks, made when it is first wanted: the program starts sooner without it."""
        if self._network_part is None:
            from landscape_gui.ui.panels.network.part import NetworkPart

            part = self._network_part = NetworkPart(self._store)
            part.set_fit(self.fit.isChecked())
            part.hide()  # shown before it stands in the page, it would be a window of its own
            part.data.networked = lambda experiment: self._as_network(experiment, fit=False)
            part.data.tableFailed.connect(lambda _: self.page.bring_into_sight(part.data.error))
            part.data.tableFailed.connect(self.tableFailed)
            for section in part.sections.values():
                self.page.follow(section)
            self.page.column.insert(self.page.column.place_of(self.formula_part) + 1, part)
            part.setVisible(self._is_network())
            focus_by_tab_only(part)
            chain_tabs(self.page.column)
        return self._network_part

    def content_height(self) -> int:
        """Height at which nothing has to be scrolled."""
        return self.page.content_height()

    def refresh(self) -> None:
        """Show the store's experiment."""
        experiment = self._store.experiment
        self.run_settings.refresh(experiment)
        self.run_section.set_summary(self.tr("{0} steps").format(f"{experiment.steps:,}"))
        if isinstance(experiment.problem, NetworkProblem):
            self._last_network = experiment
        else:
            self._last_landscape = experiment
        if (experiment.problem, experiment.start) == self._seen:
            return
        self._seen = (experiment.problem, experiment.start)
        description = experiment.problem
        kind = {SurfaceProblem: "surface", FormulaProblem: "formula"}.get(type(description), "network")
        self.kind.setValue(kind)
        self.surface_part.setVisible(kind == "surface")
        self.formula_part.setVisible(kind == "formula")
        if kind == "network" or self._network_part is not None:
            self.network_part.setVisible(kind == "network")
        self.place_section.setVisible(kind != "network")
        if isinstance(description, NetworkProblem):
            self.formula_part.forget()
            self.network_part.refresh(description)
            self.show_error(None)
            return
        try:
            self._refresh_landscape(description)
        except LandscapeError as error:
            self.show_error(error)

    def _forget(self) -> None:
        """Where an experiment was begun or opened, the other kinds of problems begin anew as well."""
        experiment = self._store.experiment
        network = isinstance(experiment.problem, NetworkProblem)
        self._last_network = experiment if network else None
        self._last_landscape = first_experiment() if network else experiment
        if not isinstance(experiment.problem, SurfaceProblem):
            self._last_surface = _first_surface()

    def _refresh_landscape(self, description: SurfaceProblem | FormulaProblem) -> None:
        problem = problem_of(self._store.experiment)
        assert isinstance(problem, Problem)
        if isinstance(description, SurfaceProblem):
            self._last_surface = description
            self.formula_part.forget()
            self.surface_part.refresh(description)
        else:
            self.formula_part.refresh(description)
        self.place.refresh(problem)

    def show_scene(self, scene: Scene) -> None:
        """A new scene is on screen: what was wrong before is right now."""
        self.show_error(None)

    def show_error(self, error: LandscapeError | None) -> None:
        """Say at its place why the problem cannot be shown, or with None that all is well."""
        self.banner.clear()
        if isinstance(error, FormulaError) and isinstance(self._store.experiment.problem, FormulaProblem):
            self.formula_part.show_error(error)
        elif isinstance(error, ProblemError | DataError | CatalogueError) and self._is_network():
            self.network_part.show_error(error)
        elif error is not None:
            self.banner.say(str(error), "error")

    def _is_network(self) -> bool:
        return isinstance(self._store.experiment.problem, NetworkProblem)

    def choose(self, kind: str) -> None:
        """Turn to a "surface", a "formula" or a "network"; raises LandscapeError where it cannot be built."""
        if kind == "network":
            self._switch_to_network()
        else:
            self._switch_to_landscape(kind)

    def open_table(self, path: Path) -> None:
        """Let a network learn the table in the file ``path``: the present one, that of before, or a first one."""
        self.network_part.data.open_path(path)

    def shows_data(self) -> bool:
        """Whether the part that chooses data is on the screen."""
        return self._network_part is not None and self._network_part.data.isVisible()

    def _switch(self, kind: str) -> None:
        try:
            self.choose(kind)
        except LandscapeError as error:
            self._seen = None
            self.refresh()
            self.show_error(error)

    def _switch_to_network(self) -> None:
        if not self._is_network():
            changed = self._as_network(self._store.experiment, self.fit.isChecked())
            self._store.change(self.tr("Train a network"), changed)

    def _as_network(self, experiment: Experiment, fit: bool) -> Experiment:
        """``experiment`` with the network of before, or a first one, where it trains none."""
        if isinstance(experiment.problem, NetworkProblem):
            return experiment
        if self._last_network is not None:
            return networkedits.with_former(experiment, self._last_network, fit)
        return networkedits.with_network(experiment, fit)

    def _switch_to_landscape(self, kind: str) -> None:
        experiment, label = self._store.experiment, self.tr("Back to the landscape")
        if self._is_network():
            experiment = networkedits.with_former(experiment, self._last_landscape, self.fit.isChecked())
        if kind == "formula" and isinstance(experiment.problem, SurfaceProblem):
            experiment, label = edits.with_formula(experiment, edits.as_formula(experiment)), self.tr("Edit as formula")
        elif kind == "surface" and isinstance(experiment.problem, FormulaProblem):
            experiment = edits.with_known_surface(experiment, self._last_surface)
            label = self.tr("Back to the surface")
        if experiment != self._store.experiment:
            self._store.change(label, experiment)
            # Whoever goes through the kinds by arrow keys is on the way, and stays on them.
            if kind == "formula" and not self.kind.has_focus():
                self.formula_part.edit.setFocus()

    def _set_fit(self, fit: bool) -> None:
        self.surface_part.fit = self.formula_part.fit = fit
        if self._network_part is not None:
            self._network_part.set_fit(fit)
        if fit:
            self._store.change(self.tr("Fit learning rates"), edits.fit_rates(self._store.experiment))


def _first_surface() -> SurfaceProblem:
    first = first_experiment().problem
    assert isinstance(first, SurfaceProblem)
    return first
