"""Which parameter's numbers are shown: words and a list that is searched."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from landscape_gui.experimentfile import AnyProblem
from landscape_gui.ui.parameterwords import about_parameter, parameter_entries
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.widgets import Chooser, ElidedLabel, tip


class ParameterChoice(QWidget):
    """The step that is shown, and a chooser of a parameter; where there is one only, its name."""

    chosen = Signal(str)
    """The name of the parameter the user chose."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._problem: AnyProblem | None = None
        self._name = ""
        self._filled: AnyProblem | None = None
        self.words = ElidedLabel(role="muted")
        self.chooser = _LazyChooser(self)
        self.chooser.chosen.connect(self._choose)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.words)
        self._row.addWidget(self.chooser)
        self._row.addStretch(1)
        themes.changed.connect(self._resize)
        self._resize()

    def show_problem(self, problem: AnyProblem) -> None:
        """Offer the parameters of a problem; the one of before stays chosen where it is among them."""
        self._problem = problem
        if self._name not in problem.variables:
            self._name = problem.variables[0]
        self.chooser.setVisible(problem.dimension > 1)
        self._show_name()

    def show_step(self, step: int) -> None:
        """Say which step's numbers are shown: the one after ``step``."""
        words = self.tr("Step {step} in numbers, of parameter")
        if self._problem is not None and self._problem.dimension == 1:
            words = self.tr("Step {step} in numbers")
        self.words.setText(words.format(step=f"{step + 1:,}"))

    def select(self, name: str) -> None:
        """Choose a parameter by its name, without emitting anything; unknown ones are ignored."""
        if self._problem is not None and name in self._problem.variables:
            self._name = name
            self._show_name()

    def place(self) -> int:
        """Return the place of the chosen parameter among all."""
        return 0 if self._problem is None else list(self._problem.variables).index(self._name)

    def fill(self) -> None:
        """Offer the parameters now that the list is wanted: there may be a thousand."""
        if self._problem is not None and self._problem is not self._filled:
            self._filled = self._problem
            self.chooser.set_entries(parameter_entries(self._problem))
            self._show_name()

    def _show_name(self) -> None:
        self.chooser.setValue(self._name, self._name)
        about = about_parameter(self._problem, self._name)[0] if self._problem is not None else ""
        self.chooser.setToolTip(tip(self.tr("Whose numbers the rules are filled with."), about))

    def _choose(self, name: str) -> None:
        self._name = name
        self._show_name()
        self.chosen.emit(name)

    def _resize(self) -> None:
        px = self._themes.px
        self._row.setContentsMargins(0, px(4), 0, 0)
        self._row.setSpacing(px(8))
        self.words.setFont(self._themes.font(12))


class _LazyChooser(Chooser):
    """A chooser that asks for its entries when it is opened."""

    def __init__(self, owner: ParameterChoice) -> None:
        super().__init__(placeholder=owner.tr("Search, e.g. W1"))
        self._owner = owner
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def open_popup(self) -> None:
        self._owner.fill()
        super().open_popup()
