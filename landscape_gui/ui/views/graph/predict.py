"""Predict mode: before each step the next number is asked for, the answer judged, hints given, the score kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from landscape_gui.core.graph.predict import ANSWER, COARSE, UNREADABLE, Attempt, Score, judge, repeats
from landscape_gui.core.graph.questions import Question, Questions
from landscape_gui.core.graph.walk import Moment, Walk
from landscape_gui.scene.graphs import Subject
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph.predict_words import PredictWords
from landscape_gui.ui.views.graph.words import GraphWords
from landscape_gui.ui.widgets.breaking import breakable
from landscape_gui.ui.widgets.elided_label import ElidedLabel
from landscape_gui.ui.widgets.fonts import FontKeeper
from landscape_gui.ui.widgets.tips import tip

LONGEST_ANSWER = 200


class PredictBar(QWidget):
    """Asks about the step to come; it never blocks the way, and steps taken without an answer count as skipped.

    Enter checks, Shift+Enter gives a hint, Ctrl+Enter skips.

    Signals:
        stepRequested: the walk should go on by so many steps. restartRequested: the walk should begin again.
    """

    stepRequested = Signal(int)
    restartRequested = Signal()

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._key: tuple[object, ...] = ()
        self._cursor = 0
        self._walk: Walk | None = None
        self._questions: Questions | None = None
        self._words: PredictWords | None = None
        self._question: Question | None = None
        self._attempt = Attempt()
        self._score = Score()
        self._ended = False
        self.title, self.score_label = QLabel(), ElidedLabel(role="muted")
        self.question_label, self.givens, self.said, self.why, self.hints = (QLabel() for _ in range(5))
        self.field = AnswerField()
        self.check = self._button(self.tr("Check"), self.tr("Compare the answer (Enter)."), self.answer)
        self.hint = self._button(
            self.tr("Hint"), self.tr("First the rule, then the formula, then the answer (Shift+Enter)."), self.help
        )
        self.skip = self._button(self.tr("Skip"), self.tr("Go on without an answer (Ctrl+Enter)."), self.pass_over)
        self.again = self._button(
            self.tr("Once more"), self.tr("Begin this walk again with a new score."), self.restart
        )
        self.onward = self._button(
            self.tr("Next update"), self.tr("Perform the update and predict the walk at the new parameters."),
            lambda: self.stepRequested.emit(1),
        )  # fmt: skip
        self._set_up()
        themes.changed.connect(self._resize)
        self._resize()

    def _set_up(self) -> None:
        self.check.setProperty("primary", True)
        self.title.setProperty("role", "muted")
        below = (self.givens, self.said, self.why, self.hints)
        for label, size in ((self.question_label, 14.0), *((label, 12.0) for label in below)):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            FontKeeper(label, size)
        FontKeeper(self.title, 12.0, QFont.Weight.DemiBold)
        FontKeeper(self.score_label, 12.0)
        for label in (self.givens, self.why):
            label.setProperty("role", "muted")
        self.givens.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.score_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.field.setToolTip(
            tip(self.tr("A number, a fraction, or a formula of numbers and known names: 0.6*0.8 − 0.2, 7/25, w*x + b."))
        )
        self.field.checked.connect(self.answer)
        self.field.hinted.connect(self.help)
        self.field.skipped.connect(self.pass_over)
        head, self._row = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.score_label, 1)
        self._row.addWidget(self.field, 1)
        for button in (self.check, self.hint, self.skip, self.again, self.onward):
            self._row.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        for widget in (self.question_label, self.givens):
            self._column.addWidget(widget)
        self._column.addLayout(self._row)
        for widget in (self.said, self.why, self.hints):
            self._column.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def score(self) -> Score:
        """How the questions of this walk ended."""
        return self._score

    @property
    def question(self) -> Question | None:
        """What is asked now, None at the end and where there is nothing to ask."""
        return self._question

    def show_cursor(self, subject: Subject | None, walk: Walk | None, words: GraphWords | None, cursor: int) -> None:
        """Ask about the step after ``cursor``. Questions passed over count as skipped; a new graph resets the score."""
        if subject is None or walk is None or words is None:
            self._walk, self._question, self._key = None, None, ()
            self._show()
            return
        key = _identity(subject, walk)
        update = subject.update
        self._questions = Questions(walk, update.written if update else None, update.names if update else ())
        self._words = PredictWords(words)
        if key != self._key:
            self._key, self._score = key, Score()
        elif cursor > self._cursor and self.isVisible():
            passed = range(self._cursor, cursor)
            self._score = self._score.skipped(one for one in passed if self._questions.asks(one))
        if key != self._key or cursor != self._cursor or walk is not self._walk:
            if not self._ended:
                self._say("", "")
            self.why.setText(breakable(words.story(walk.moment(cursor)).sentence) if self._ended and cursor else "")
            self._attempt = Attempt()
            self.field.clear()
            self.hints.clear()
        self._walk, self._cursor = walk, cursor
        self._question = self._questions.at(cursor)
        self._show()

    def veiled(self, moment: Moment) -> Moment:
        """The moment as it is drawn while its next number is asked for: what that is about is marked."""
        if self._walk is None or moment.cursor >= self._walk.length:
            return moment
        following, ahead = self._walk.moment(moment.cursor + 1), self._walk.edges_ahead(moment.cursor)
        step, nodes, edges = following.step, following.nodes, following.edges
        return replace(moment, step=step, nodes=nodes, edges=edges, asked=True, ahead=ahead)

    def answer(self) -> None:
        """Judge what was typed; a right answer goes on."""
        question, questions, words = self._question, self._questions, self._words
        if question is None or questions is None or words is None:
            self.pass_over()
            return
        if self._attempt.hints == ANSWER and not self.field.text().strip():
            self._end("", "")
            return
        known = questions.known(self._cursor)
        if repeats(self.field.text(), words.given_formula(question), known):
            self._say(self.tr("That is the question itself: put numbers in place of the names."), "muted")
            self.field.selectAll()
            return
        verdict = judge(question, self.field.text(), known)
        self._attempt = self._attempt.judged(verdict)
        told = words.verdict(verdict, question)
        if verdict.accepted:
            self._end(told, "success")
            return
        self._say(told, "muted" if verdict.outcome in {COARSE, UNREADABLE} else "warning")
        self.field.selectAll()

    def help(self) -> None:
        """Give one more hint."""
        if self._question is None or self._words is None:
            return
        self._attempt = self._attempt.hinted()
        given = range(1, self._attempt.hints + 1)
        hints = "\n".join(self._words.hint(self._question, level, self._cursor) for level in given)
        self.hints.setText(breakable(hints))
        self._show()

    def pass_over(self) -> None:
        """Go on without an answer."""
        if self._walk is not None and self._cursor < self._walk.length:
            self.stepRequested.emit(1)

    def restart(self) -> None:
        """Begin the walk again with a new score."""
        self._score, self._cursor = Score(), 0
        self.restartRequested.emit()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end(self, told: str, role: str) -> None:
        """The question is answered: count it and go on, which shows why."""
        self._score = self._score.ended(self._cursor, self._attempt.outcome)
        self._say(told, role)
        self._ended = True
        self.stepRequested.emit(1)
        self._ended = False

    def _say(self, words: str, role: str) -> None:
        self.said.setText(breakable(words))
        self.said.setProperty("role", role)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def _show(self) -> None:
        """Show the question, or the summary at the end."""
        walk, words, question = self._walk, self._words, self._question
        done = walk is not None and self._cursor >= walk.length
        for widget in (self.field, self.check, self.hint, self.skip):
            widget.setVisible(walk is not None and not done)
        self.again.setVisible(done)
        self.onward.setVisible(done and self._questions is not None and self._questions.written is not None)
        if walk is None or words is None:
            for label in (self.title, self.question_label, self.givens, self.score_label, self.why):
                label.clear()
            self.why.hide()
            return
        self.title.setText(
            self.tr("Summary")
            if done
            else self.tr("Predict step {number} of {count}").format(number=self._cursor + 1, count=walk.length)
        )
        self.score_label.setText("" if done else words.score(self._score))
        self.hint.setEnabled(question is not None and self._attempt.hints < ANSWER)
        if question is None:
            text = words.summary(self._score) if done else self.tr("There is nothing to predict in this step.")
        else:
            text = words.question(question)
        self.question_label.setText(breakable(text))
        self.field.setPlaceholderText(self._placeholder(question))
        self.field.setAccessibleName(text)
        givens = words.givens(question) if question is not None else ""
        self.givens.setText(breakable(givens))
        self.givens.setVisible(bool(givens))
        for label in (self.why, self.hints):
            label.setVisible(bool(label.text()))

    def _placeholder(self, question: Question | None) -> str:
        if question is None:
            return ""
        if question.shape is not None:
            return self.tr("a shape, such as 2×3")
        return self.tr("a number or a formula")

    def _button(self, text: str, words: str, action: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip(words))
        button.setAutoDefault(False)
        button.clicked.connect(lambda checked=False: action())
        return button

    def _resize(self) -> None:
        px = self._themes.px
        self._column.setContentsMargins(px(12), px(6), px(12), px(8))
        self._column.setSpacing(px(4))
        self._row.setSpacing(px(6))
        self.said.setMinimumHeight(px(18))


class AnswerField(QLineEdit):
    """Where an answer is typed.

    Signals:
        checked: Enter. hinted: Shift+Enter. skipped: Ctrl+Enter.
    """

    checked = Signal()
    hinted = Signal()
    skipped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST_ANSWER)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.hinted.emit()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.skipped.emit()
        else:
            self.checked.emit()


def _identity(subject: Subject, walk: Walk) -> tuple[object, ...]:
    """All that makes a graph another one, its numbers aside."""
    lane = subject.lane.label if subject.lane is not None else ""
    labels = tuple(node.label for node in subject.graph.nodes)
    return subject.title, lane, subject.step, subject.graph.level, walk.seed, walk.length, labels
