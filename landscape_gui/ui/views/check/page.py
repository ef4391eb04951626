"""The page of the backpropagation panel on which its gradient is checked, and four ways to it are compared."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from landscape_gui.core.errors import LandscapeError
from landscape_gui.core.graph.differences import DifferenceErrors
from landscape_gui.core.graph.fourways import Comparison
from landscape_gui.scene.audits import Audit, same_numbers
from landscape_gui.scene.graphs import Subject
from landscape_gui.ui import icons
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.check import jobs
from landscape_gui.ui.views.check.gradient import GradientPart
from landscape_gui.ui.views.check.ways import WaysPart
from landscape_gui.ui.views.check.words import CheckWords
from landscape_gui.ui.views.check.worker import Auditor
from landscape_gui.ui.views.flow import FlowLayout
from landscape_gui.ui.widgets.chooser import Chooser
from landscape_gui.ui.widgets.chooser_popup import Entry
from landscape_gui.ui.widgets.segmented import Choice, Segmented
from landscape_gui.ui.widgets.spinner import Spinner
from landscape_gui.ui.widgets.timers import once
from landscape_gui.ui.widgets.tips import tip

GRADIENT, WAYS = "gradient", "ways"
"""Parts of the page."""
CHECKS, CURVE, COMPARISON, FORMULAS = "checks", "curve", "comparison", "formulas"
"""Kinds of questions to the worker."""
CHOOSER_WIDTH = 120
SETTLED = 150
"""Milliseconds without another graph after which this one is checked."""


class CheckPage(QWidget):
    """Checks the graph it is shown, off the GUI thread, and only while it is to be seen."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._subject: Subject | None = None
        self._audit: Audit | None = None
        self._wanted: int | str | None = None
        self._choose = ""
        self._opened = False
        self._known: set[str] = set()
        self._tickets: dict[str, int] = {}
        self._auditor = Auditor(self._answered)
        self._settling = once(self, self._begin, SETTLED)
        words = CheckWords(self)
        self._words = words
        self.gradient, self.ways = GradientPart(themes, words), WaysPart(themes, words)
        self.input = Chooser(placeholder=self.tr("Search inputs"))
        self.input.hide()
        self.input.chosen.connect(self.gradient.choose)
        self.gradient.namesChanged.connect(self._names_changed)
        self.gradient.inputChosen.connect(self._input_chosen)
        self.parts = Segmented(
            [
                Choice(
                    GRADIENT, self.tr("Differences"),
                    tooltip=self.tr("Each derivative beside a finite difference: the gradient check."),
                ),
                Choice(
                    WAYS, self.tr("Four ways"),
                    tooltip=self.tr("By hand, by differences, by symbols, automatically."),
                ),
            ]
        )  # fmt: skip
        self.parts.chosen.connect(self.show_part)
        self.spinner = Spinner()
        self.copy_button = QToolButton()
        self.copy_button.setAutoRaise(True)
        self.copy_button.setIcon(icons.icon("copy"))
        self.copy_button.setToolTip(tip(self.tr("Copy the table as text (Ctrl+C).")))
        self.copy_button.setAccessibleName(self.tr("Copy the table"))
        self.copy_button.clicked.connect(lambda checked=False: self.copy())
        self._set_up()
        themes.changed.connect(self._resize)
        self._resize()

    def _set_up(self) -> None:
        self._head = FlowLayout()
        for widget in (self.parts, self.input, self.copy_button, self.spinner):
            self._head.addWidget(widget)
        page = QWidget()
        self._inner = QVBoxLayout(page)
        self._inner.addWidget(self.gradient)
        self._inner.addWidget(self.ways)
        self._scroll = QScrollArea()
        self._scroll.setWidget(page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self._scroll, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.show_part(GRADIENT)

    @property
    def part(self) -> str:
        """Which part is shown."""
        return self.parts.value()

    @property
    def busy(self) -> bool:
        """Whether answers are outstanding."""
        return self._settling.isActive() or bool(self._tickets)

    def show_part(self, part: str) -> None:
        """Show the check or the four ways."""
        self.parts.setValue(part)
        self.gradient.setVisible(part == GRADIENT)
        self.ways.setVisible(part == WAYS)
        self._ask()

    def show_subject(self, subject: Subject | None, trouble: str = "") -> None:
        """Check another graph, or the same with other numbers; what was computed fades until its successor is there."""
        if subject is not None and self._subject is not None and same_numbers(subject, self._subject):
            return
        if subject is None or self._subject is None or not _alike(subject, self._subject):
            self._wanted = None
        self._subject = subject
        self._forget()
        if subject is None:
            self.gradient.show_trouble(trouble)
            self.ways.show_trouble(trouble)
            return
        self.gradient.set_outdated()
        self.ways.set_outdated()
        if self.isVisible():
            self._settling.start()

    def open(self, wanted: int | str) -> None:
        """Show the check of one derivative: by an input, a parameter or an operation, by its name or its node's index.

        An array has many; of a parameter's it is that of the first entry.
        """
        self.show_part(GRADIENT)
        if self._subject is None:
            return
        graph, name = self._subject.graph, wanted
        if isinstance(name, int):
            node = graph.nodes[name]
            entries = (one for one in graph.gradient if one.partition("[")[0] == node.name)
            name = next(entries, "") if node.shape else node.name
        self._choose, self._opened = name, True
        self._wanted = wanted if isinstance(wanted, int) and not name else name
        self.gradient.choose(name)
        self._forget()
        self._settling.start(0)

    def copy(self) -> None:
        """Put the table on the clipboard."""
        (self.gradient if self.part == GRADIENT else self.ways).table.copy()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stop()

    def event(self, event: QEvent) -> bool:
        asked = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def _forget(self) -> None:
        """What was computed belongs to another graph."""
        self._stop()
        self._audit = None
        self._known.clear()

    def _stop(self) -> None:
        self._settling.stop()
        for kind in (CHECKS, CURVE, COMPARISON, FORMULAS):
            self._auditor.drop(kind)
        self._tickets.clear()
        self.spinner.stop()

    def _begin(self) -> None:
        if self._subject is not None and self._audit is None:
            self._audit = Audit(self._subject, self._wanted)
        self._ask()

    def _ask(self) -> None:
        """Ask for what the part that is shown needs and does not have."""
        if self._subject is None or not self.isVisible():
            return
        if self._audit is None:
            if not self._settling.isActive():
                self._settling.start()
            return
        audit, kind = self._audit, CHECKS if self.part == GRADIENT else COMPARISON
        if kind not in self._known and kind not in self._tickets:
            work = jobs.checks(audit) if kind == CHECKS else jobs.comparison(audit)
            self._tickets[kind] = self._auditor.ask(kind, work)
        self.spinner.start(self.tr("Checking…") if kind == CHECKS else self.tr("Taking the time…"))
        self._ask_for_input()
        self._show_waiting()

    def _ask_for_input(self) -> None:
        """Ask for what belongs to the chosen input."""
        audit, name = self._audit, self.gradient.chosen
        kind = CURVE if self.part == GRADIENT else FORMULAS
        if audit is None or not name or kind in self._known or kind in self._tickets:
            return
        work = jobs.curve(audit, name) if kind == CURVE else jobs.formulas(audit, name)
        self._tickets[kind] = self._auditor.ask(kind, work)

    def _names_changed(self, names: tuple[str, ...]) -> None:
        self.input.set_entries([Entry(name, f"∂/∂{name}") for name in names])
        self.input.setVisible(bool(names))

    def _input_chosen(self, name: str) -> None:
        self.input.setValue(name)
        for kind in (CURVE, FORMULAS):
            self._known.discard(kind)
            self._tickets.pop(kind, None)
            self._auditor.drop(kind)
        if self.isVisible():
            self._ask_for_input()

    def _answered(self, kind: str, ticket: int, answer: object) -> None:
        if self._tickets.get(kind) != ticket:
            return
        if answer is None:
            self._known.add(kind)
            del self._tickets[kind]
            self._show_waiting()
        elif isinstance(answer, LandscapeError):
            del self._tickets[kind]
            self._show_waiting()
            (self.gradient if kind in {CHECKS, CURVE} else self.ways).show_trouble(str(answer))
        elif isinstance(answer, jobs.Beginning):
            self._name_inputs(kind, answer)
        else:
            self._show(answer)

    def _name_inputs(self, kind: str, answer: jobs.Beginning) -> None:
        if kind == CHECKS or answer.names != self.gradient.names:
            preferred = (self._choose if self._choose in answer.names else answer.title) if self._opened else ""
            self._opened = False
            self.gradient.begin(answer.names, preferred, of_mean=answer.of_mean)
        self._ask_for_input()

    def _show(self, answer: object) -> None:
        if isinstance(answer, Comparison):
            self.ways.show_comparison(answer, of_mean=self._audit is not None and self._audit.mean is not None)
        elif isinstance(answer, DifferenceErrors):
            self.gradient.show_errors(answer)
        elif isinstance(answer, jobs.Formulas):
            by_hand = self._words.by_hand(answer.name, answer.by_hand) if answer.by_hand else ""
            self.ways.show_formulas(by_hand, self._words.symbolic(answer.name, answer.symbolic, answer.operations))
        else:
            assert isinstance(answer, tuple)
            for check in answer:
                self.gradient.add(check)
            self.gradient.refresh()

    def _show_waiting(self) -> None:
        if not self._tickets:
            self.spinner.stop()

    def _resize(self) -> None:
        px = self._themes.px
        self._column.setContentsMargins(px(12), px(6), 0, px(4))
        self._column.setSpacing(px(6))
        self._inner.setContentsMargins(0, 0, px(12), px(6))
        self._head.setContentsMargins(0, 0, px(12), 0)
        self._head.set_gaps(px(8), px(4))
        self.copy_button.setFixedSize(px(28), px(28))
        self.input.setFixedSize(px(CHOOSER_WIDTH), px(28))


def _alike(one: Subject, other: Subject) -> bool:
    """Whether nodes mean the same in both."""
    sizes = (len(one.graph.nodes), len(other.graph.nodes))
    return one.title == other.title and one.graph.level == other.graph.level and sizes[0] == sizes[1]
