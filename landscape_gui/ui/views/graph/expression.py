"""The graph's own expression: its text with errors at their place, and a value for each of its names."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from landscape_gui import graphedits
from landscape_gui.core.descriptors import Param
from landscape_gui.core.errors import FormulaError, LandscapeError
from landscape_gui.core.operations import FUNCTION_NAMES
from landscape_gui.experiment import GraphFormula
from landscape_gui.scene.graphs import USUAL_VALUE, Subject, formula_graph
from landscape_gui.ui import icons
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.flow import FlowLayout
from landscape_gui.ui.widgets.formula_edit import FormulaEdit
from landscape_gui.ui.widgets.number_field import NumberField
from landscape_gui.ui.widgets.numeric import NumberScale
from landscape_gui.ui.widgets.scrub_label import ScrubLabel
from landscape_gui.ui.widgets.tips import tip

LARGEST = 1e300
SOFT = 4.0


class GraphExpression(QWidget):
    """Edits a typed expression; the last valid one stays on screen while the text has an error.

    Signals:
        sourceTyped: another expression, valid, and whether that is final.
        valueEdited: a name, its value, and whether that is final.
        fixedChosen: a name, and whether it is data rather than a parameter.
        doubted: whether the text that is seen is another one than what is drawn, as it has an error.
    """

    sourceTyped = Signal(object, bool)
    valueEdited = Signal(str, float, bool)
    fixedChosen = Signal(str, bool)
    doubted = Signal(bool)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._source = GraphFormula("")
        self._shown = ""
        self._names: dict[str, NameRow] = {}
        self._values: dict[str, float] = {}
        self.edit = FormulaEdit(functions=sorted(FUNCTION_NAMES))
        self.edit.setPlaceholderText(self.tr("z = w*x + b  (Shift+Enter: new line)"))
        self.edit.set_hint(tip(self.tr("Any names you like; the last line is the output. Shift+Enter: a new line.")))
        self.edit.editor().setAccessibleName(self.tr("Expression"))
        self.edit.edited.connect(lambda text: self._typed(text, final=False))
        self.edit.committed.connect(lambda text: self._typed(text, final=True))
        self.insert = QPushButton(self.tr("Add…"))
        self.insert.setToolTip(tip(self.tr("Add a loss or an activation of the last line.")))
        self.insert.setMenu(self._menu())
        self._flow = FlowLayout()
        self._flow.addWidget(self.insert)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.edit)
        self._column.addLayout(self._flow)
        themes.changed.connect(self._resize)
        self._resize()
        self.hide()

    def show_source(self, source: object, subject: Subject | None) -> None:
        """Show an expression with its values; anything else is none of it. A text being typed stays."""
        self.setVisible(isinstance(source, GraphFormula))
        if not isinstance(source, GraphFormula):
            self._shown = ""
            self.doubted.emit(False)
            return
        self._source = source
        if source.text != self._shown:
            self._shown = source.text
            self.edit.setText(source.text)
            self.doubted.emit(bool(self.edit.error()))
        try:
            graph = formula_graph(source)
        except LandscapeError as error:
            self._say(error)
            return
        values = {name: source.values.get(name, USUAL_VALUE) for name in (*graph.variables, *graph.coefficients)}
        if subject is not None:
            values |= {name: subject.value(name) for name in values}
        self._values = values
        self._show_names(values, frozenset(graph.coefficients))

    def rows(self) -> Mapping[str, NameRow]:
        """Return the rows by name."""
        return self._names

    def endings(self) -> tuple[tuple[str, str], ...]:
        """Name and calculation of each line that can be added."""
        return (
            ("½(ŷ − y)²", "0.5*({y} - {t})^2"),
            ("(ŷ − y)²", "({y} - {t})^2"),
            ("|ŷ − y|", "abs({y} - {t})"),
            (self.tr("cross-entropy of a probability ŷ"), "-({t}*ln({y}) + (1 - {t})*ln(1 - {y}))"),
            (self.tr("hinge loss max(0, 1 − y·ŷ)"), "max(0, 1 - {t}*{y})"),
            (self.tr("sigmoid of it"), "sigmoid({y})"),
            (self.tr("tanh of it"), "tanh({y})"),
            (self.tr("ReLU of it"), "relu({y})"),
        )

    def add(self, ending: str) -> None:
        """Add a line to the expression, as the menu does."""
        source = graphedits.ended_with(self._with(self.edit.text()), ending)
        if self._accepts(source):
            self.sourceTyped.emit(source, True)
            self.edit.setFocus()

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for name, ending in self.endings():
            menu.addAction(name).triggered.connect(lambda checked=False, ending=ending: self.add(ending))
        return menu

    def _typed(self, text: str, final: bool) -> None:
        source = self._with(text)
        if self._accepts(source):
            self._shown = text
            self.sourceTyped.emit(source, final)

    def _with(self, text: str) -> GraphFormula:
        """Another expression at the values that are shown."""
        return replace(self._source, text=text, values=dict(self._source.values) | self._values, updates=0)

    def _accepts(self, source: GraphFormula) -> bool:
        """Whether an expression is valid; where it is not, that is said at its place."""
        try:
            formula_graph(source)
        except LandscapeError as error:
            self._say(error)
            return False
        self.edit.clear_error()
        self.doubted.emit(False)
        return True

    def _say(self, error: LandscapeError) -> None:
        self.doubted.emit(True)
        place = (error.line, error.column, error.length) if isinstance(error, FormulaError) else (1, 0, 1)
        self.edit.set_error(*place, str(error))

    def _show_names(self, values: Mapping[str, float], fixed: frozenset[str]) -> None:
        """A row for each name; those that stay keep their place and the keyboard."""
        if list(values) != list(self._names):
            for row in self._names.values():
                self._flow.removeWidget(row)
            kept = {name: row for name, row in self._names.items() if name in values}
            for name in set(self._names) - set(kept):
                self._names[name].deleteLater()
            self._names = {name: kept.get(name) or self._row(name, value) for name, value in values.items()}
            self._flow.removeWidget(self.insert)
            for row in self._names.values():
                self._flow.addWidget(row)
            self._flow.addWidget(self.insert)
            self._flow.invalidate()
        for name, value in values.items():
            self._names[name].follow(value, name in fixed)
        self.updateGeometry()

    def _row(self, name: str, value: float) -> NameRow:
        row = NameRow(name, value, self._themes)
        row.edited.connect(lambda value, final: self.valueEdited.emit(name, value, final))
        row.fixedChosen.connect(lambda fixed: self.fixedChosen.emit(name, fixed))
        row.show()
        return row

    def _resize(self) -> None:
        px = self._themes.px
        self._column.setContentsMargins(px(12), px(2), px(12), px(6))
        self._column.setSpacing(px(4))
        self._flow.set_gaps(px(10), px(4))


class NameRow(QWidget):
    """A name, its value, and whether it is data.

    Signals:
        edited: the value, and whether that is final. fixedChosen: whether it is to be data.
    """

    edited = Signal(float, bool)
    fixedChosen = Signal(bool)

    def __init__(self, name: str, value: float, themes: ThemeManager) -> None:
        super().__init__()
        self._themes, self._name = themes, name
        soft = max(SOFT, 1.25 * abs(value))
        about = self.tr("The value of {name}; drag its name, type, or turn the wheel.").format(name=name)
        param = Param(name, name, value, -LARGEST, LARGEST, description=about, soft=(-soft, soft))
        self.field = NumberField(name, value, NumberScale.of(param), description=about)
        self.field.setAccessibleName(name)
        self.label = ScrubLabel(name, self.field)
        self.switch = QToolButton()
        self.switch.setCheckable(True)
        self.switch.setAutoRaise(True)
        self.switch.clicked.connect(self.fixedChosen)
        self.field.valueChanged.connect(lambda value: self.edited.emit(value, False))
        self.field.committed.connect(lambda value: self.edited.emit(value, True))
        self._row = QHBoxLayout(self)
        for widget in (self.label, self.field, self.switch):
            self._row.addWidget(widget)
        themes.changed.connect(self._resize)
        self.follow(value, False)
        self._resize()

    def follow(self, value: float, fixed: bool) -> None:
        """Show a value, unless it is being typed, and whether the name is data."""
        if not self.field.hasFocus() and not self.label.is_dragged():
            self.field.setValue(value)
        self.switch.setChecked(fixed)
        self.switch.setIcon(icons.icon("lock" if fixed else "unlock"))
        words = self.tr("{name} is data: no update changes it. Click to learn it.")
        if not fixed:
            words = self.tr("{name} is a parameter: an update changes it. Click to hold it fixed, as data.")
        self.switch.setToolTip(tip(words.format(name=self._name)))
        told = self.tr("{name} is data") if fixed else self.tr("{name} is a parameter")
        self.switch.setAccessibleName(told.format(name=self._name))

    def _resize(self) -> None:
        px = self._themes.px
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(4))
        self.switch.setIconSize(QSize(px(14), px(14)))
        self.switch.setFixedSize(px(24), px(24))
