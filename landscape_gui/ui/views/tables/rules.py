"""The update rules of the shown optimizers, typeset, with the values their hyper-parameters have, and the next step."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QPoint, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from landscape_gui.colors import contrast, mix
from landscape_gui.core.descriptors import Optimizer, Param
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.schedules import SCHEDULES
from landscape_gui.numbers import short
from landscape_gui.scene import LaneRun, Scene
from landscape_gui.ui.lanestyle import draw_marker
from landscape_gui.ui.mathtext import plain_text
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.flow import FlowLayout
from landscape_gui.ui.views.tables.parameter_choice import ParameterChoice
from landscape_gui.ui.views.tables.rule_steps import StepNumbers
from landscape_gui.ui.widgets.math_view import MathView
from landscape_gui.ui.widgets.timers import once

FORMULA_SIZE = 17.0
CARD_WIDTH = 420
PAUSE = 20
"""Milliseconds between two changes of the numbers: less than a step takes at speed 1."""
BUSY = 6
"""Milliseconds after which the window has its turn while cards are made."""
READABLE = 4.5
"""Least contrast of words, as in WCAG."""


class RulesView(QScrollArea):
    """One card an optimizer, in the order of the lanes; a second lane of an optimizer adds its values to the card.

    Below its rule each card writes out the step that comes next, with the numbers of one parameter.
    """

    parameterSelected = Signal(str)
    """The user chose the parameter of this name."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._scene: Scene | None = None
        self._stale = False
        self._position, self._told = 0.0, -1
        self._pause = once(self, self._tell_if_visible, PAUSE)
        self.parameter = ParameterChoice(themes)
        self.parameter.chosen.connect(self._parameter_chosen)
        self._cards: dict[str, RuleCard] = {}
        self._shown: tuple[str, ...] = ()
        self._columns = 1
        self._wanted: dict[str, list[LaneRun]] = {}
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.setInterval(0)
        self._more.timeout.connect(self._deal)
        self._page = QWidget()
        self._empty = QLabel(self.tr("Switch on an optimizer and its update rule appears here."))
        self._empty.setProperty("role", "muted")
        self._grid = QGridLayout()
        self._layout = QVBoxLayout(self._page)
        self._layout.addWidget(self._empty)
        self._layout.addWidget(self.parameter)
        self._layout.addLayout(self._grid)
        self._layout.addStretch(1)
        self.setWidget(self._page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        themes.changed.connect(self._resize)
        self._resize()

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(560), self._themes.px(200))

    def show_scene(self, scene: Scene) -> None:
        """Show the rules of the lanes that are switched on."""
        self._scene = scene
        self._stale = True
        if self.isVisible():
            self._refresh()

    def seek(self, position: float) -> None:
        """Write out the steps that come next at another play position; the rules stay."""
        self._position = position
        if not self._pause.isActive():
            self._tell_if_visible()

    def select_parameter(self, name: str) -> None:
        """Show the numbers of the parameter of this name, without emitting anything."""
        self.parameter.select(name)
        self._told = -1
        self._tell_if_visible()

    def is_pausing(self) -> bool:
        """Whether the numbers have just changed, so that further changes wait."""
        return self._pause.isActive()

    def cards(self) -> list[RuleCard]:
        """Return the cards from top to bottom."""
        return [self._cards[key] for key in self._shown]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _refresh(self) -> None:
        if self._scene is None or not self._stale:
            return
        self._stale = False
        self._wanted = {}
        for lane in self._scene.lanes:
            if lane.lane.enabled:
                self._wanted.setdefault(lane.lane.optimizer, []).append(lane)
        self._empty.setVisible(not self._wanted)
        self.parameter.setVisible(bool(self._wanted))
        self.parameter.show_problem(self._scene.problem)
        self._told = -1
        for key in set(self._cards) - set(self._wanted):
            self._cards.pop(key).deleteLater()
        self._deal()

    def _deal(self) -> None:
        """Bring the cards up to date; missing ones are made a few at a time, for each takes some milliseconds."""
        clock = QElapsedTimer()
        clock.start()
        for key, lanes in self._wanted.items():
            if key not in self._cards:
                if clock.elapsed() > BUSY:
                    self._more.start()
                    break
                self._cards[key] = RuleCard(OPTIMIZERS[key], self._themes)
            self._cards[key].set_lanes(lanes)
            self._told = -1
        shown = tuple(key for key in self._wanted if key in self._cards)
        if shown != self._shown:
            self._shown = shown
            self._place()
        self._tell()

    def _tell_if_visible(self) -> None:
        if self.isVisible() and self._tell():
            self._pause.start()

    def _tell(self) -> bool:
        """Write out the next step in every card, and tell whether it is another one."""
        scene, step = self._scene, int(max(0.0, self._position))
        if scene is None or step == self._told or self._stale:
            return False
        anew, self._told = self._told < 0, step
        self.parameter.show_step(step)
        self._tell_cards(all_of_them=anew)
        return True

    def _tell_cards(self, all_of_them: bool = False) -> None:
        """Bring the cards up to date that are in sight: others wait until they are scrolled to."""
        scene = self._scene
        if scene is None or self._told < 0:
            return
        for card in self.cards():
            if all_of_them or self._in_sight(card):
                card.tell(scene, self._told, self.parameter.place())

    def _scrolled(self, _place: int) -> None:
        self._tell_cards()

    def _in_sight(self, card: RuleCard) -> bool:
        top = card.mapTo(self.viewport(), QPoint(0, 0)).y()
        return top < self.viewport().height() and top + card.height() > 0

    def _parameter_chosen(self, name: str) -> None:
        self._told = -1
        self._tell_if_visible()
        self.parameterSelected.emit(name)

    def _arrange(self) -> None:
        """Put as many cards side by side as are readable."""
        columns = max(1, self.viewport().width() // self._themes.px(CARD_WIDTH))
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _place(self) -> None:
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < self._columns))
        for card in self.cards():
            self._grid.removeWidget(card)
        for place, card in enumerate(self.cards()):
            row, column = divmod(place, self._columns)
            card.set_first(row == 0)
            self._grid.addWidget(card, row, column, Qt.AlignmentFlag.AlignTop)
            self._grid.setColumnStretch(column, 1)
            card.show()

    def _resize(self) -> None:
        px = self._themes.px
        self._layout.setContentsMargins(px(12), px(4), px(12), px(12))
        self._layout.setSpacing(0)
        self._grid.setHorizontalSpacing(px(28))
        self._grid.setVerticalSpacing(px(12))
        self._arrange()
        self._told = -1
        self._tell_if_visible()


class RuleCard(QWidget):
    """Name, values, equations, the next step with its numbers, and what the optimizer does in one sentence."""

    def __init__(self, optimizer: Optimizer, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._optimizer = optimizer
        self._first = True
        self._told: tuple[Scene, int, int] | None = None
        self._lanes: tuple[LaneRun, ...] = ()
        self._values: list[LaneValues] = []
        self.steps: list[StepNumbers] = []
        self.equations = [MathView(latex, FORMULA_SIZE) for latex in equations(optimizer.formula)]
        self._title = LaneName(themes)
        self._about = _wrapped(optimizer.description)
        self._source = _wrapped(optimizer.source)
        self._head, self._formulas = FlowLayout(), FlowLayout()
        self._head.addWidget(self._title)
        for view in self.equations:
            self._formulas.addWidget(view)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._head)
        self._layout.addLayout(self._formulas)
        self._numbers = QVBoxLayout()
        self._layout.addLayout(self._numbers)
        self._layout.addWidget(self._about)
        self._layout.addWidget(self._source)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        themes.changed.connect(self._resize)
        self._resize()

    def set_first(self, first: bool) -> None:
        """Tell whether no line parts this card from another one above it."""
        self._first = first
        self.update()

    def set_lanes(self, lanes: Sequence[LaneRun]) -> None:
        """Show the values of the lanes that use this optimizer."""
        lanes = tuple(lanes)
        if [_look(lane) for lane in lanes] == [_look(lane) for lane in self._lanes]:
            return
        self._lanes, self._told = lanes, None
        self._title.show_lane(self._optimizer.label, lanes[0])
        while len(self._values) > len(lanes):
            gone = self._values.pop()
            self._head.removeWidget(gone)
            gone.deleteLater()
        while len(self._values) < len(lanes):
            self._values.append(LaneValues(self._themes))
            self._head.addWidget(self._values[-1])
        for view, lane in zip(self._values, lanes, strict=True):
            view.show_lane(lane, values(self._optimizer, lane), marked=len(lanes) > 1)

    def tell(self, scene: Scene, step: int, place: int) -> None:
        """Write out the step each lane takes after ``step``, with the numbers of the parameter at ``place``."""
        if self._told == (scene, step, place):
            return
        self._told = scene, step, place
        # Not before it is needed: graphs are no part of a start.
        from landscape_gui.scene.graphupdates import lane_update, recorded_state

        lanes = [lane for lane in (scene.lanes[own.index] for own in self._lanes) if lane.run is not None]
        while len(self.steps) > len(lanes):
            gone = self.steps.pop()
            self._numbers.removeWidget(gone)
            gone.deleteLater()
        while len(self.steps) < len(lanes):
            self.steps.append(StepNumbers(self._themes))
            self._numbers.addWidget(self.steps[-1])
        for view, lane in zip(self.steps, lanes, strict=True):
            assert lane.run is not None
            state = recorded_state(lane.run, step)
            update = lane_update(scene.experiment, lane, state, scene.problem.variables)
            marked = len(lanes) > 1
            if update.ends:
                view.show_words(lane, update.ends, marked=marked)
            else:
                view.show_step(lane, update.written(place), marked=marked)

    def texts(self) -> list[str]:
        """Return the lines of values, one a lane."""
        return [view.text() for view in self._values]

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._first:
            with QPainter(self) as painter:
                painter.fillRect(0, 0, self.width(), self._themes.px(1), self._themes.theme.color("grid"))

    def _resize(self) -> None:
        px = self._themes.px
        self._layout.setContentsMargins(0, px(10), 0, 0)
        self._layout.setSpacing(px(4))
        self._numbers.setSpacing(px(6))
        self._told = None
        self._head.set_gaps(px(16), px(2))
        self._formulas.set_gaps(px(32), px(4))
        for label, size in ((self._about, 12), (self._source, 11)):
            label.setFont(self._themes.font(size))
        self._about.setProperty("role", "")
        self._source.setProperty("role", "muted")


class LaneName(QWidget):
    """The name of an optimizer in the colour of its lane, made readable, after the lane's marker."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._name = ""
        self._lane: LaneRun | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_lane(self, name: str, lane: LaneRun) -> None:
        """Show ``name`` in the look of ``lane``."""
        self._name, self._lane = name, lane
        self.setAccessibleName(name)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        px = self._themes.px
        words = QFontMetrics(self._themes.font(14, QFont.Weight.DemiBold)).horizontalAdvance(self._name)
        return QSize(words + px(22), px(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(60), self._themes.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._lane is None:
            return
        px, look, lane = self._themes.px, self._themes.theme, self._lane
        with QPainter(self) as painter:
            draw_marker(painter, lane.marker, QPointF(px(6), self.height() / 2.0), float(px(11)), lane.color)
            painter.setFont(self._themes.font(14, QFont.Weight.DemiBold))
            painter.setPen(readable(lane.color, look.panel, look.text))
            area = self.rect().adjusted(px(20), 0, 0, 0)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self._name)


class LaneValues(QLabel):
    """Values of one lane's hyper-parameters; with a marker where several lanes share a card."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._lane: LaneRun | None = None
        self._marked = False
        self.setProperty("role", "muted")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWordWrap(True)
        themes.changed.connect(self._resize)
        self._resize()

    def show_lane(self, lane: LaneRun, text: str, *, marked: bool) -> None:
        """Show ``text`` for ``lane``."""
        self._lane, self._marked = lane, marked
        self.setText(text)
        self.setToolTip(lane.label if marked else "")
        self._resize()
        self.update()

    def sizeHint(self) -> QSize:
        """One line: the layout breaks it where that has no room."""
        margins = self.contentsMargins()
        metrics = QFontMetrics(self._themes.font(12.0))
        words = metrics.horizontalAdvance(self.text()) + margins.left() + margins.right() + 2
        return QSize(words, metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._marked and self._lane is not None:
            middle = QPointF(self._themes.px(6), QFontMetrics(self.font()).height() / 2.0)
            with QPainter(self) as painter:
                draw_marker(painter, self._lane.marker, middle, float(self._themes.px(8)), self._lane.color)

    def _resize(self) -> None:
        self.setFont(self._themes.font(12.0))
        self.setContentsMargins(self._themes.px(16) if self._marked else 0, 0, 0, 0)


def equations(formula: str) -> list[str]:
    r"""Return the equations of a formula one by one; they are parted by ``,\quad``."""
    return [part.strip() for part in re.split(r",\s*\\quad", formula)]


def values(optimizer: Optimizer, lane: LaneRun) -> str:
    """Return the values of a lane's hyper-parameters as "η = 0.05, β₁ = 0.9".

    What is 0 and does not appear in the formula is switched off and left out.
    """
    given = optimizer.defaults | dict(lane.lane.hyperparameters)
    written = plain_text(optimizer.formula)
    parts = [
        f"{symbol(parameter)} = {short(given[parameter.key])}".replace(" ", "\N{NO-BREAK SPACE}")
        for parameter in optimizer.parameters
        if given[parameter.key] != 0.0 or symbol(parameter)[0] in written
    ]
    schedule = lane.lane.schedule.kind
    if schedule != "constant":
        parts.append(SCHEDULES[schedule].label)
    return ", ".join(parts)


def symbol(parameter: Param) -> str:
    """Return the symbol of a parameter, the last word of its label; its key where there is none."""
    last = parameter.label.split()[-1]
    return parameter.key if last.isascii() else last


def readable(color: str, ground: str, ink: str) -> str:
    """Return ``color`` with as much of ``ink`` in it as makes words of it readable on ``ground``."""
    for share in range(11):
        mixed = mix(color, ink, share / 10.0)
        if contrast(mixed, ground) >= READABLE:
            return mixed
    return ink


def _wrapped(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _look(lane: LaneRun) -> tuple[object, ...]:
    """All of a lane that its card shows."""
    return lane.label, lane.color, lane.marker, lane.lane.hyperparameters, lane.lane.schedule.kind
