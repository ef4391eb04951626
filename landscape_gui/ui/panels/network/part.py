"""The problem panel while a network is trained: its data, its layers, how it starts, and how it is trained."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from landscape_gui import networkedits
from landscape_gui.core.errors import CatalogueError, DataError, LandscapeError
from landscape_gui.core.network.initialisers import INITIALISERS
from landscape_gui.experiment import NetworkProblem
from landscape_gui.networks import DataNetwork, build, finished
from landscape_gui.ui.panels.layout import Column, chain_tabs, icon_button
from landscape_gui.ui.panels.network.data import DataForm
from landscape_gui.ui.panels.network.inputs import InputsForm
from landscape_gui.ui.panels.network.model import ModelForm, StartForm
from landscape_gui.ui.panels.network.regularisation import RegularisationForm
from landscape_gui.ui.panels.network.training import TrainingForm
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import Section


class NetworkPart(Column):
    """Describes a network; every change goes to the store at once and can be undone.

    What is changed most stands on top in one view: data, layers, activation, loss. The rest is folded away below, and
    each fold says in a few words what is in it.
    """

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._store = store
        self.data, self.inputs = DataForm(store), InputsForm(store)
        self.model, self.start = ModelForm(store), StartForm(store)
        self.regularisation, self.training = RegularisationForm(store), TrainingForm(store)
        self._forms = (
            self.data,
            self.data.table,
            self.inputs,
            self.model,
            self.start,
            self.regularisation,
            self.training,
        )
        self._shown: NetworkProblem | None = None
        self._points = Column(gap=8)
        self._points.add(self.data.details)
        self._points.add(self.inputs)
        self.sections = {
            "data": Section(self.tr("Points and inputs"), self._points, is_open=False),
            "training": Section(self.tr("Training"), self.training, is_open=False),
            "start": Section(self.tr("First weights"), self.start, is_open=False),
            "regularisation": Section(self.tr("Regularisation"), self.regularisation, is_open=False),
        }
        self.draw_again = icon_button("reset", self.tr("Draw the first weights again instead of those set by hand."))
        self.draw_again.clicked.connect(self._draw_again)
        self.draw_again.hide()
        self.sections["start"].add_button(self.draw_again)
        for widget in (self.data, self.model, *self.sections.values()):
            self.add(widget)
        store.changed.connect(self._say_start)
        self.data.rowsChanged.connect(self._chain)
        # Of a table it is to be seen which column is predicted, and from which others.
        self.data.tableOpened.connect(lambda _: self.sections["data"].set_open(True))

    def set_fit(self, fit: bool) -> None:
        """Whether learning rates follow where the network becomes another one."""
        for form in self._forms:
            form.fit = fit

    def refresh(self, problem: NetworkProblem) -> None:
        """Show ``problem`` without changing anything; what is wrong with it is said at its place."""
        if problem == self._shown:
            self.model.follow_start()
            return
        self._shown = problem
        error: LandscapeError | None = None
        network: DataNetwork | None = None
        try:
            self.data.refresh(problem)
            network = build(problem)
        except LandscapeError as wrong:
            error = wrong
        self.inputs.refresh(problem, network or _unfinished(problem))
        self.model.refresh(problem, network)
        self.start.refresh(problem)
        self.regularisation.refresh(problem)
        self.training.refresh(problem, network)
        self._summarise(problem, network)
        if error is not None:
            self.show_error(error)

    def show_error(self, error: LandscapeError) -> None:
        """Say what is wrong where it arose."""
        form = self.data if isinstance(error, DataError | CatalogueError) else self.model
        form.error.say(str(error))

    def _summarise(self, problem: NetworkProblem, network: DataNetwork | None) -> None:
        """Say in the headers what stands in the closed parts."""
        sections = self.sections
        sections["data"].set_summary("" if network is None else self._points_words(network))
        sections["training"].set_summary(self._batch_words(problem.training.batch_size))
        sections["regularisation"].set_summary(self._penalty_words(problem))
        self._say_start()

    def _points_words(self, network: DataNetwork) -> str:
        count, tests = network.x.shape[1], len(network.prepared.data.targets) - network.x.shape[1]
        words = self.tr("{0} points, {1} of them for tests") if tests else self.tr("{0} points")
        return words.format(f"{count + tests:,}", f"{tests:,}")

    def _batch_words(self, size: int | None) -> str:
        if size is None:
            return self.tr("all points a step")
        return self.tr("1 point a step") if size == 1 else self.tr("{0} points a step").format(f"{size:,}")

    def _penalty_words(self, problem: NetworkProblem) -> str:
        parts = (
            (problem.l2 > 0.0, self.tr("L2")),
            (problem.l1 > 0.0, self.tr("L1")),
            (problem.dropout > 0.0, self.tr("dropout")),
            (problem.input_noise > 0.0, self.tr("input noise")),
            (problem.batch_norm, self.tr("batch normalisation")),
        )
        return ", ".join(words for used, words in parts if used) or self.tr("none")

    def _say_start(self) -> None:
        """Say what first weights are drawn from, or that they were changed by hand."""
        experiment = self._store.experiment
        if isinstance(experiment.problem, NetworkProblem):
            by_hand = networkedits.is_hand_made(experiment)
            drawn = INITIALISERS[experiment.problem.initialiser].label
            self.sections["start"].set_summary(self.tr("changed by hand") if by_hand else drawn, marked=by_hand)
            self.draw_again.setVisible(by_hand)

    def _draw_again(self) -> None:
        self.start.attempt(self.tr("Draw first weights"), networkedits.with_start)

    def _chain(self) -> None:
        """Let Tab go through the points and inputs as they stand now."""
        chain_tabs(self.sections["data"])
        for chips in (self.data.table.inputs, self.inputs.chips):
            chips.chain()


def _unfinished(problem: NetworkProblem) -> DataNetwork | None:
    """A network with the same inputs, where drawn points are still on the way to others; None where there is none."""
    try:
        return build(finished(problem))
    except LandscapeError:
        return None
