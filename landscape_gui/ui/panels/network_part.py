"""The problem panel while a network is trained: its data, its layers, how it starts, and how it is trained."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from landscape_gui.core.errors import CatalogueError, DataError, LandscapeError
from landscape_gui.experiment import NetworkProblem
from landscape_gui.networks import DataNetwork, build, finished
from landscape_gui.ui.panels.layout import Column
from landscape_gui.ui.panels.network_data import DataForm
from landscape_gui.ui.panels.network_inputs import InputsForm
from landscape_gui.ui.panels.network_model import ModelForm, StartForm
from landscape_gui.ui.panels.network_regularisation import RegularisationForm
from landscape_gui.ui.panels.network_training import TrainingForm
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import Section


class NetworkPart(Column):
    """Describes a network; every change goes to the store at once and can be undone.

    Signals:
        sectionOpened: a section that was unfolded and should be brought into sight.
    """

    sectionOpened = Signal(QWidget)

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
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
        self.sections = {
            "network": Section(self.tr("Network"), self.model),
            "training": Section(self.tr("Training"), self.training, is_open=False),
            "start": Section(self.tr("First weights"), self.start, is_open=False),
            "regularisation": Section(self.tr("Regularisation"), self.regularisation, is_open=False),
        }
        for widget in (self.data, self.inputs, *self.sections.values()):
            self.add(widget)
        for section in self.sections.values():
            section.toggled.connect(lambda is_open, section=section: self._tell(section, is_open))

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
        if error is not None:
            self.show_error(error)

    def show_error(self, error: LandscapeError) -> None:
        """Say what is wrong where it arose."""
        form = self.data if isinstance(error, DataError | CatalogueError) else self.model
        form.error.say(str(error))

    def _tell(self, section: Section, is_open: bool) -> None:
        if is_open:
            self.sectionOpened.emit(section)


def _unfinished(problem: NetworkProblem) -> DataNetwork | None:
    """A network with the same inputs, where drawn points are still on the way to others; None where there is none."""
    try:
        return build(finished(problem))
    except LandscapeError:
        return None
