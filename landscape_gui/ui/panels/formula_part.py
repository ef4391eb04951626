"""The problem panel while a formula is typed: the text with its errors in place, a preview, examples."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from landscape_gui import edits
from landscape_gui.core.errors import FormulaError, LandscapeError
from landscape_gui.core.operations import FUNCTION_NAMES
from landscape_gui.core.problem import Problem
from landscape_gui.experiment import Experiment, FormulaProblem
from landscape_gui.experimentfile import problem_of
from landscape_gui.scene import start_of
from landscape_gui.ui import icons, theme
from landscape_gui.ui.panels import thumbnails
from landscape_gui.ui.panels.layout import Column, Line, Words
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import FormulaEdit, tip
from landscape_gui.ui.widgets.thumbnails import draw_thumbnail

_PREVIEW = "formula"


class FormulaPart(Column):
    """Edits the formula; the last valid one stays on screen while the text has an error."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._store = store
        self._shown = ""
        self._drawn: thumbnails.Subject | None = None
        self._base = self._typed = store.experiment
        self.fit = self._fitted = True
        self.edit = FormulaEdit(functions=sorted(FUNCTION_NAMES))
        self.edit.setPlaceholderText(self.tr("x^2 + 10*y^2  (Shift+Enter: new line)"))
        lines = self.tr("Enter takes the formula, Shift+Enter starts a new line: u = x + y, and u^2 below it.")
        self.edit.set_hint(tip(lines))
        self.edit.editor().setAccessibleName(self.tr("Formula"))
        self.preview = _Preview()
        self.remark = Words(role="warning")
        self.variables = Words()
        self.examples = QPushButton(self.tr("Examples"))
        self.examples.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.examples.setToolTip(tip(self.tr("Formulas to begin with: each shows something else the language can do.")))
        self.examples.setMenu(self._examples_menu())
        below = Line(self.preview, gap=10)
        beside = Column(gap=4)
        beside.add(self.variables)
        beside.add(self.examples)
        below.add(beside, 1)
        self.add(self.edit)
        self.add(self.remark)
        self.add(below)
        self.edit.edited.connect(lambda text: self._type(text, final=False))
        self.edit.committed.connect(lambda text: self._type(text, final=True))
        thumbnails.painter().ready.connect(self._preview_ready, Qt.ConnectionType.QueuedConnection)

    def refresh(self, problem: FormulaProblem) -> None:
        """Show ``problem`` without changing anything; a text being typed stays unless the formula changed elsewhere."""
        if problem.text != self._shown:
            self._shown = problem.text
            self.edit.setText(problem.text)
        experiment = self._store.experiment
        built = problem_of(experiment)
        names = ", ".join(built.variables)
        words = self.tr("Variable {0}") if built.dimension == 1 else self.tr("Variables {0}")
        if built.dimension > 2:
            words += "\n" + self.tr("Shown: {0} and {1}").format(*built.variables[:2])
        self.variables.say(words.format(names))
        fixed = start_of(experiment, built)[2:]
        assert isinstance(built, Problem)
        self.remark.say(self._remark(built))
        subject = thumbnails.Subject(built.graph, built.domain, {}, fixed)
        if subject != self._drawn:
            self._drawn = subject
            thumbnails.painter().ask(_PREVIEW, subject)

    def _remark(self, problem: Problem) -> str:
        """What makes a race pointless, said once here and not at every lane."""
        if not problem.is_defined(problem.start):
            return self.tr("This formula is not defined anywhere in this domain; widen it below.")
        if problem.is_flat():
            return self.tr("This formula is constant here: every gradient is 0, so nothing moves.")
        return ""

    def forget(self) -> None:
        """Take the text from the experiment the next time, whatever was typed here last."""
        self._shown = ""

    def show_error(self, error: FormulaError) -> None:
        """Point at the place of ``error``."""
        self.edit.set_error(error.line, error.column, error.length, str(error))

    def examples_list(self) -> tuple[tuple[str, str], ...]:
        """Name and text of each example."""
        return (
            (self.tr("Ravine"), "x^2 + 20*y^2"),
            (self.tr("Egg box"), "sin(3*x) * cos(2*y) + 0.1*(x^2 + y^2)"),
            (self.tr("One variable"), "x^4 - 3*x^2 + x"),
            (self.tr("Three variables"), "(x - 1)^2 + 5*(y - x^2)^2 + 5*(z - y^2)^2"),
            (self.tr("Named lines"), "u = x + y\nv = x - y\nu^2 + 10*v^2 + 2*sin(3*u)"),
            (self.tr("One neuron's loss"), "h = tanh(w*2 + b)\n(h - 0.5)^2 + 0.01*w^2"),
            (self.tr("A kink"), "abs(x) + 2*abs(y - 0.5*x)"),
        )

    def _examples_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for name, text in self.examples_list():
            action = menu.addAction(name)
            action.setToolTip(text)
            action.triggered.connect(lambda checked=False, text=text: self._take_example(text))
        return menu

    def _take_example(self, text: str) -> None:
        changed = edits.with_formula(self._store.experiment, text, keep=False)
        self.edit.clear_error()
        self._shown = ""
        self._store.change(self.tr("Example formula"), edits.fit_rates(changed) if self.fit else changed)
        self.edit.setFocus()

    def _type(self, text: str, final: bool) -> None:
        if self._store.experiment is not self._typed or self.fit != self._fitted:
            self._base, self._fitted = self._store.experiment, self.fit
        try:
            changed = self._with(text)
        except FormulaError as error:
            self.show_error(error)
            return
        except LandscapeError as error:
            self.edit.set_error(1, 0, len(text), str(error))
            return
        self.edit.clear_error()
        self._shown = text
        self._store.change(self.tr("Formula"), changed, merge="formula", final=final)
        self._typed = self._base if final else self._store.experiment

    def _with(self, text: str) -> Experiment:
        """The experiment as it was before the typing with another formula: what is half typed leaves no trace."""
        changed = edits.with_formula(self._base, text)
        return edits.fit_rates(changed) if self.fit else changed

    def _preview_ready(self, name: str, image: QImage) -> None:
        if name == _PREVIEW:
            self.preview.set_picture(image)


class _Preview(QWidget):
    """A small picture of the formula."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(tip(self.tr("The last valid formula over its domain: dark is low, bright is high.")))
        theme.manager().changed.connect(self.updateGeometry)

    def set_picture(self, image: QImage) -> None:
        """Show another picture."""
        self._picture = QPixmap.fromImage(image)
        self.update()

    def picture(self) -> QPixmap:
        """The picture shown."""
        return self._picture

    def sizeHint(self) -> QSize:
        return QSize(theme.px(72), theme.px(72))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._picture.isNull():
            icons.icon("formula", "faint").paint(painter, self.rect().adjusted(20, 20, -20, -20))
        else:
            draw_thumbnail(painter, self._picture, area, theme.px(6))
