"""The backpropagation panel: a computational graph, stepped forward, backward and through the update."""

from __future__ import annotations

import dataclasses
import math

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from landscape_gui.core.descriptors import Point
from landscape_gui.core.errors import GraphError, LandscapeError
from landscape_gui.core.graph.walk import MOST_SINGLE, Moment, Walk
from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.experiment import GraphExample, View
from landscape_gui.numbers import on_screen
from landscape_gui.scene import Scene
from landscape_gui.scene.graphs import Subject, seed_of, subject_of
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph.bodies import structure
from landscape_gui.ui.views.graph.canvas import GraphCanvas
from landscape_gui.ui.views.graph.caption import GraphCaption
from landscape_gui.ui.views.graph.cards import GraphCards
from landscape_gui.ui.views.graph.controls import GraphControls
from landscape_gui.ui.views.graph.expression import GraphExpression
from landscape_gui.ui.views.graph.foot import GraphFoot
from landscape_gui.ui.views.graph.header import GraphHeader
from landscape_gui.ui.views.graph.pages import PREDICT, GraphPages
from landscape_gui.ui.views.graph.veil import GraphVeil
from landscape_gui.ui.views.graph.words import GraphWords, Story
from landscape_gui.ui.widgets.breaking import breakable


class GraphView(QWidget):
    """Shows the graph of the selected lane at the play position, of a worked example, or of a typed expression.

    The cursor, how many steps of the walk are taken, belongs to this view; all else comes from the scene.

    Signals:
        viewChanged: fields of ``experiment.GraphView`` that the user changes, and words for the undo list.
        stepRequested: the play position should move by so many steps of the optimizer.
        valueEdited: a value, as the graph calls it, that the user changes, and whether that is final.
        sourceTyped: another expression of the user's own, and whether that is final.
        fixedChosen: a name of that, and whether it is to be data.
        laneFollowed: the ``LaneRun`` whose parameters are shown; None where there is only one, or it is of no lane.
    """

    viewChanged = Signal(dict, str)
    stepRequested = Signal(int)
    valueEdited = Signal(str, float, bool)
    sourceTyped = Signal(object, bool)
    fixedChosen = Signal(str, bool)
    laneFollowed = Signal(object)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._scene: Scene | None = None
        self._lane, self._position, self._cursor = 0, 0.0, 0
        self._stale = False
        self._known: tuple[object, ...] = ()
        self._ahead: Point | None = None
        self._absent = ""
        self.subject: Subject | None = None
        self.walk: Walk | None = None
        self.words: GraphWords | None = None
        self.header = GraphHeader(themes)
        self.expression, self.caption = GraphExpression(themes), GraphCaption(themes)
        self.canvas = GraphCanvas(themes)
        self.foot = GraphFoot(themes)
        self.story = self.foot.story
        self.cards = GraphCards(themes, self.canvas, self.foot)
        self.controls = GraphControls(themes)
        self.trouble = QLabel()
        self.trouble.setWordWrap(True)
        self.trouble.setProperty("role", "error")
        self.trouble.hide()
        self.pages = GraphPages(self, themes)
        self._lay_out()
        self.canvas.installEventFilter(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._wire()
        themes.changed.connect(self._restyle)
        self._restyle()

    def _lay_out(self) -> None:
        page, self._page = QWidget(), QScrollArea()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.body = QWidget()
        inner = QVBoxLayout(self.body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for part in (self.caption, self.trouble, self.canvas, self.foot, self.pages.predict):
            inner.addWidget(part, 1 if part is self.canvas else 0)
        self.veil = GraphVeil(self._themes, self.body)
        column.addWidget(self.header)
        column.addWidget(self.expression)
        column.addWidget(self.body, 1)
        self._column = column
        # With large text in a small window not everything fits; then all but the controls can be scrolled.
        page.setMinimumWidth(1)  # always as wide as the panel: what does not fit side by side is put below each other
        self._page.setWidget(page)
        self._page.setWidgetResizable(True)
        self._page.setFrameShape(QFrame.Shape.NoFrame)
        self._page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._page, 1)
        whole.addWidget(self.controls)

    def _wire(self) -> None:
        self.header.changed.connect(self.viewChanged)
        self.foot.resized.connect(self._share_height)
        self.header.pages.chosen.connect(self.pages.choose)
        self.cards.valueEdited.connect(self.valueEdited)
        self.cards.stepAsked.connect(self._update)
        self.cards.checkAsked.connect(self.pages.open_check)
        self.expression.valueEdited.connect(self.valueEdited)
        self.expression.sourceTyped.connect(self.sourceTyped)
        self.expression.fixedChosen.connect(self.fixedChosen)
        self.expression.doubted.connect(self._doubt)
        self.controls.touched.connect(self._end_typing)
        self.controls.stepped.connect(self.step)
        self.controls.ended.connect(self._to_phase)
        self.controls.rewound.connect(lambda: self.seek_cursor(0))
        self.controls.cursorChosen.connect(self.seek_cursor)

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(460), self._themes.px(560))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.header.set_room(self.width() - self._page.verticalScrollBar().sizeHint().width())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.canvas and event.type() == QEvent.Type.Resize:
            self._share_height()
        return super().eventFilter(watched, event)

    def _share_height(self) -> None:
        """Share out what the drawing and what is told below it have together, however they share it now."""
        self.foot.share(self.canvas.height() + self.foot.height(), self.canvas.viewport.heights_wanted())

    def add_page(self, page: QWidget) -> None:
        """Add what may be shown in place of the graph."""
        self._column.addWidget(page, 1)

    def show_scene(self, scene: Scene) -> None:
        """Show other runs, or another graph."""
        self._scene, self._absent = scene, ""
        self._refresh()

    def show_absent(self, words: str, wanted: View) -> None:
        """Show that there is no graph of what is on screen, and why; examples and expressions are there nevertheless.

        Args:
            wanted: what the views are to show, the graph among them.
        """
        self._absent = words
        if self._scene is not None:
            experiment = replace(self._scene.experiment, view=wanted)
            self._scene = dataclasses.replace(self._scene, experiment=experiment)
        self._refresh()

    def seek(self, position: float) -> None:
        """Show the parameters of another play position; the graph knows whole steps only."""
        if math.floor(position) != math.floor(self._position):
            self._position = position
            self._refresh()
        self._position = position

    def show_ahead(self, theta: Point | None) -> None:
        """Show the selected lane where it is about to start, until a scene has it there; None: as the scene has it."""
        if theta != self._ahead:
            self._ahead = theta
            self._refresh()

    @property
    def scene(self) -> Scene | None:
        """The scene that is shown."""
        return self._scene

    def select_lane(self, lane: int) -> None:
        """Show the parameters of another lane."""
        if lane != self._lane:
            self._lane = lane
            self._refresh()

    @property
    def taken(self) -> int:
        """How many steps of the walk are taken."""
        return self._cursor

    def moment(self) -> Moment | None:
        """Return what is known at the cursor; None without a graph."""
        return None if self.walk is None else self.walk.moment(self._cursor)

    def seek_cursor(self, cursor: int) -> None:
        """Go to a place of the walk."""
        if self.walk is None:
            return
        self._cursor = min(max(cursor, 0), self.walk.length)
        self.show_moment()

    def step(self, by: int = 1) -> None:
        """One step on or back. After the last one the update is done: the optimizer takes its step, and so on there."""
        if self.walk is None or self.subject is None:
            return
        if 0 <= self._cursor + by <= self.walk.length:
            self.seek_cursor(self._cursor + by)
        elif by > 0:
            self._update()
        else:
            self._update_back()

    def _update(self) -> None:
        """Perform the update: the walk begins again at the new parameters."""
        subject = self.subject
        if subject is None or subject.update is None or subject.update.ends or subject.update.waits:
            self.controls.pause()
            return
        self._cursor = 0
        if subject.source is None:
            self.stepRequested.emit(self._distance(1))
        else:
            self._change_updates(subject.step + 1)

    def _update_back(self) -> None:
        """Take the last update back: to the end of the walk at the parameters before it."""
        subject = self.subject
        if subject is None or subject.step == 0 or self.walk is None:
            return
        self._cursor = self.walk.length
        if subject.source is None:
            self.stepRequested.emit(self._distance(-1))
        else:
            self._change_updates(subject.step - 1)

    def _distance(self, by: int) -> int:
        """How many steps it is from the play position to the next kept step, or the one before: long runs keep some."""
        subject = self.subject
        run = subject.lane.run if subject is not None and subject.lane is not None else None
        if subject is None or run is None or isinstance(run, TrainingRun):
            return by
        row = min(max(run.row(subject.step) + by, 0), len(run.steps) - 1)
        return int(run.steps[row]) - math.floor(self._position)

    def _change_updates(self, updates: int) -> None:
        assert self.subject is not None and self.subject.source is not None
        source = replace(self.subject.source, updates=updates)
        self.viewChanged.emit({"source": source}, self.tr("Update"))

    def _to_phase(self, forward: bool) -> None:
        if self.walk is None:
            return
        ends = [0, *(phase.last for phase in self.walk.phases)]
        if forward:
            self.seek_cursor(next((end for end in ends if end > self._cursor), self.walk.length))
        else:
            self.seek_cursor(max((end for end in ends if end < self._cursor), default=0))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Period: 1, Qt.Key.Key_Comma: -1}
        if event.key() == Qt.Key.Key_Escape and self.cards.close():
            return
        if event.key() in steps and not event.modifiers():
            if self.controls.isEnabled():
                self.step(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _refresh(self) -> None:
        """Build the graph anew, where it is to be seen."""
        self._stale = True
        scene = self._scene
        if scene is None or not self.isVisible():
            return
        self._stale = False
        try:
            if self._absent and scene.experiment.view.graph.source is None:
                raise GraphError(self._absent)
            self._show_subject(scene, subject_of(scene, self._lane, self._position, self._ahead))
        except LandscapeError as error:
            self.subject, self.walk, self.words = None, None, None
            self.canvas.show_graph(None, None)
            self.cards.show_graph(None, None)
            self.trouble.hide()
            self.foot.tell(Story("", str(error)))
            self.pages.show_moment()
            self._tell(None)
            self.controls.show_cursor(None, 0)
        self.header.show_subject(scene, self.subject)
        self.laneFollowed.emit(self.subject.lane if self.subject is not None and len(scene.lanes) > 1 else None)
        self.expression.show_source(scene.experiment.view.graph.source, self.subject)

    def _show_subject(self, scene: Scene, subject: Subject) -> None:
        before = self.walk.length if self.walk is not None else 0
        whole = self.walk is not None and self._cursor >= before
        self.subject = subject
        count = len(subject.update.names) if subject.update is not None else 0
        single = MOST_SINGLE if subject.update is None or not subject.update.lost else 0  # what moves not is told once
        self.walk = Walk(subject.graph, seed_of(scene.experiment.view.graph, subject), count, single)
        self.words = GraphWords(subject, self.walk)
        known = _identity(subject)
        if known != self._known:  # of another graph nothing is known yet
            self._known, self._cursor = known, 0
        elif whole and before != self.walk.length:
            self._cursor = self.walk.length
        self._cursor = min(self._cursor, self.walk.length)
        moment = self.walk.moment(self._cursor)
        self.canvas.show_graph(subject.graph, moment)
        trouble = subject.graph.trouble
        sentence = on_screen(trouble.sentence) if trouble is not None else subject.remark
        self.trouble.setVisible(bool(sentence))
        self.trouble.setText(breakable(sentence))
        self.cards.show_graph(self.words, moment)
        self.show_moment()

    def show_moment(self) -> None:
        """Show what is known at the cursor."""
        moment = self.moment()
        self.pages.show_moment()
        if moment is None or self.words is None:
            return
        self.canvas.show_moment(self.pages.drawn(moment))
        self.foot.tell(self.words.story(moment))
        self.cards.set_concealed(self.pages.page == PREDICT)
        self.cards.show_moment(moment)
        self._tell(moment)
        self.controls.show_cursor(self.walk, self._cursor)

    def _tell(self, moment: Moment | None) -> None:
        """Show captions and the story of the last step, but not to who is asked: that asks, counts and explains."""
        asked = moment is not None and self.pages.page == PREDICT
        self.caption.show_moment(None if asked else self.subject, self.walk, moment)
        self.foot.set_told(not asked)

    def _doubt(self, doubted: bool) -> None:
        """Fade what is drawn while the text says something else, which is not valid; it cannot be walked either."""
        self.controls.setEnabled(not doubted)
        self.veil.cover(doubted)
        self.pages.doubt(doubted)
        if doubted:
            self.controls.pause()

    def _end_typing(self) -> None:
        """Whoever reaches for the buttons has typed enough: keys are for the steps again, but for an answer's field."""
        focus = self.window().focusWidget()
        if isinstance(focus, QLineEdit | QPlainTextEdit) and not self.pages.predict.isAncestorOf(focus):
            focus.clearFocus()

    def _restyle(self) -> None:
        px = self._themes.px
        self.trouble.setContentsMargins(px(12), px(4), px(12), px(4))


def _identity(subject: Subject) -> tuple[object, ...]:
    """What a graph is, whatever the values in it, and whichever of them are data."""
    source = subject.source
    nodes = tuple(node[1:] for node in structure(subject.graph) if isinstance(node, tuple))
    return (type(source), source.key if isinstance(source, GraphExample) else "", nodes)
